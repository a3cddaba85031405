"""One person's shift in a team: when its notices go out, and what the timers about it are called.

A shift is an unbroken stretch in which somebody is on by any of the team's rotas: where one turn of theirs meets
another, or one rota another, nothing begins. Its beginning is what it is known by. All moments are instants in UTC, so
clocks that are turned move none of them against the hand-off that the rota means.

Nobody is woken by a notice. One that would come in its person's quiet hours comes in the evening before them; one for
which that evening is past is left out. A shift that begins in quiet hours asks for "I'm here" with its last notice,
and nobody is asked at its start.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.ids import PersonId, TeamId
from domain.quiet import QuietHours
from domain.rota import Rota, Shift, together
from domain.standing import handle
from domain.zone import TICK, instant, reached

LONGEST = timedelta(days=35)
"""A shift that began longer ago has no beginning any more: whoever is on as long as that is always on."""

PLANNED_AHEAD = timedelta(hours=48)
"""Timers are set so long before they are due; they are set anew every hour, and whenever a rota changes."""

HERE_FROM = timedelta(hours=1)
"""So long before their shift somebody may say that they are here."""

PHONE_PROVED = timedelta(hours=6)
"""So long before their shift whoever is reached by SMS is sent a short text, so that its receipt proves their phone."""

PROVED_DAILY_AT = time(10, 0)
"""On the team's wall clock, for whoever is on for longer than a day: no beginning of a shift proves their phone."""

_DAY = timedelta(hours=24)
_NEAR = timedelta(hours=1)
_BEFORE_QUIET = timedelta(minutes=15)
_STAMP = "%Y%m%d%H%M%S"


class Stage(StrEnum):
    """What a timer about a shift is for."""

    NOTICE = "n"
    PROOF = "p"
    DAILY = "d"
    START = "s"
    BRIEF = "b"
    LATE = "l"
    OVER = "e"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTimer:
    """One timer of one shift. `starts`: when the shift does, or which instant in it a daily one is for. `rest`: which
    notice it is, from 0 for the earliest; when the shift ends; or when they were asked whether they are here, if that
    was at its start or later.
    """

    member: str
    starts: datetime
    stage: Stage
    rest: str = ""

    @classmethod
    def of(
        cls,
        person: PersonId,
        team: TeamId,
        shift: Shift,
        stage: Stage,
        *,
        notice: int | None = None,
        asked: datetime | None = None,
    ) -> "ShiftTimer":
        rest = f"{shift.end:{_STAMP}}" if stage is Stage.OVER else "" if notice is None else str(notice)
        if asked is not None:
            rest = f"{asked:{_STAMP}}"
        return cls(member=handle(person, team), starts=shift.start, stage=stage, rest=rest)

    @classmethod
    def read(cls, subject: str) -> "ShiftTimer":
        member, starts, stage = subject.split("|")
        at = datetime.strptime(starts, _STAMP).replace(tzinfo=UTC)
        return cls(member=member, starts=at, stage=Stage(stage[0]), rest=stage[1:])

    @property
    def subject(self) -> str:
        return f"{self.member}|{self.starts:{_STAMP}}|{self.stage.value}{self.rest}"

    def is_about(self, person: PersonId, team: TeamId) -> bool:
        return self.member == handle(person, team)

    def means(self, shift: Shift) -> bool:
        """False once the shift begins, or for a timer of its end ends, at another moment than the timer was set for."""
        if self.stage is Stage.DAILY:  # a shift without a beginning is known by that it runs
            return shift.start <= self.starts < shift.end and is_long(shift)
        meant = self.stage is not Stage.OVER or self.rest == f"{shift.end:{_STAMP}}"
        return meant and shift.start.replace(microsecond=0) == self.starts


def shifts_between(rotas: Sequence[Rota], start: datetime, end: datetime) -> Mapping[PersonId, tuple[Shift, ...]]:
    """Everybody's shifts in [start, end), in order; those that reach beyond it are cut there."""
    found: dict[PersonId, list[Shift]] = {}
    for span in together(rotas, start, end):
        for person in span.people:
            mine = found.setdefault(person, [])
            if mine and mine[-1].end == span.start:
                mine[-1] = Shift(start=mine[-1].start, end=span.end)
            else:
                mine.append(Shift(start=span.start, end=span.end))
    return {person: tuple(shifts) for person, shifts in found.items()}


def shifts_around(rotas: Sequence[Rota], now: datetime, ahead: timedelta) -> Mapping[PersonId, tuple[Shift, ...]]:
    """Everybody's shifts that run at `now` or begin within `ahead`, whole as far as LONGEST reaches either way."""
    everything = shifts_between(rotas, now - LONGEST, now + ahead + LONGEST)
    chosen = {
        person: tuple(each for each in shifts if each.end > now and each.start < now + ahead)
        for person, shifts in everything.items()
    }
    return {person: shifts for person, shifts in chosen.items() if shifts}


def has_beginning(shift: Shift, now: datetime) -> bool:
    """False for a shift that was cut: it began so long ago that nobody is asked about its beginning."""
    return shift.start > now - LONGEST + TICK


def notices(
    shift: Shift, before: Sequence[timedelta], quiet: QuietHours | None, where: ZoneInfo
) -> tuple[datetime | None, ...]:
    """When each notice goes out, for `before` with the longest first; None for one that would come with a later one.

    `where` is the zone of their own clock.
    """
    moments = [awake(shift.start - each, quiet, where) for each in before]
    return tuple(None if at in moments[n + 1 :] else at for n, at in enumerate(moments))


def phone_proof(
    shift: Shift, before: Sequence[timedelta], quiet: QuietHours | None, night: QuietHours, where: ZoneInfo
) -> datetime | None:
    """When a text is to prove their phone, in the evening before where it would come in their quiet hours or the team's
    `night`; None where a notice beside it does the same.
    """
    at = shift.start - PHONE_PROVED
    for each in (quiet, night, quiet):  # an evening before the one may lie in the other
        at = awake(at, each, where)
    sent = [each for each in notices(shift, before, quiet, where) if each is not None]
    return None if any(abs(each - at) < _NEAR for each in sent) else at


def is_long(shift: Shift) -> bool:
    return shift.end - shift.start > _DAY


def daily_proofs(shift: Shift, team_zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """For whoever is on for longer than a day, when in [start, end) a text is to prove their phone; unmoved by who
    sleeps then. Not soon after their beginning, which proved it."""
    first, last = max(start, shift.start + PHONE_PROVED), min(end, shift.end)
    day = reached(team_zone, first).date()
    while is_long(shift) and (at := instant(team_zone, datetime.combine(day, PROVED_DAILY_AT))) < last:
        if at >= first:
            yield at
        day += timedelta(days=1)


def awake(at: datetime, quiet: QuietHours | None, where: ZoneInfo) -> datetime:
    """`at`, or a little before the quiet hours in which it lies."""
    began = None if quiet is None else quiet.since(where, at)
    return at if began is None else began - _BEFORE_QUIET


def begins_in_quiet(shift: Shift, quiet: QuietHours | None, where: ZoneInfo) -> bool:
    """True if nobody asks them at its start: they are left to sleep until somebody needs them."""
    return quiet is not None and quiet.until(where, shift.start) is not None


def asks_here(
    shift: Shift, before: Sequence[timedelta], number: int, quiet: QuietHours | None, where: ZoneInfo
) -> bool:
    """True for the notice that asks for "I'm here": the last one before a shift that begins in quiet hours."""
    if not begins_in_quiet(shift, quiet, where):
        return False
    return number == max((n for n, at in enumerate(notices(shift, before, quiet, where)) if at is not None), default=-1)
