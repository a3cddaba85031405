"""Which shift of somebody's a time means, as they say it: `fri`, `tonight`, `sat 22-02`, `tue at 20:00`.

hours in figures    exactly that part of a shift: sat 22-02
a moment            the whole shift that begins then, else one that runs then: tue at 20:00
a day, or a part    the whole shift that begins then: fri is Friday's night to its end on Saturday
of one              a shift of days on end is given by the day
on a Friday, fri    may be today or the next: where both have a shift, both are shown
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.community import Team
from domain.ids import PersonId, RotaId
from domain.rota import shifts
from domain.swap import AHEAD
from domain.vocabulary import Vocabulary
from domain.when import Stretch, split_moment, split_stretch
from domain.zone import instant, reached

_A_DAY = timedelta(hours=23)
"""So long a day is at least, whatever the clocks do."""

_A_LAST_DAY = timedelta(days=1)
_HALF_A_DAY = timedelta(hours=12)
_DAYS_ON_END = timedelta(hours=25)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftOf:
    """A shift of somebody's in a rota, or a part of one."""

    rota: RotaId
    start: datetime
    end: datetime

    def kept(self) -> str:
        """As a question that waits for its answer keeps it."""
        return f"{self.rota}|{self.start.isoformat()}|{self.end.isoformat()}"

    @classmethod
    def read(cls, kept: str) -> "ShiftOf":
        rota, start, end = kept.split("|")
        return cls(rota=RotaId(rota), start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A time that was said, with what stands beside it. `exact`: in figures. Several: it may mean any of them.

    `at`: it is a moment, and there are no stretches.
    """

    beside: str
    stretches: tuple[Stretch, ...] = ()
    exact: bool = False
    at: datetime | None = None

    @property
    def start(self) -> datetime | None:
        """When it begins, or the first it may mean; None if no time was said."""
        return self.stretches[0].start if self.stretches else self.at

    def kept(self) -> str:
        """The time alone, without what it may mean else, as a question that waits for its answer keeps it."""
        first = self.stretches[0] if self.stretches else None
        moments = (self.at,) if first is None else (first.start, first.end)
        return "|".join((*(each.isoformat() for each in moments if each is not None), "exact" if self.exact else ""))

    @classmethod
    def read(cls, kept: str) -> "Said":
        *moments, exact = kept.split("|")
        start, *end = map(datetime.fromisoformat, moments)
        if not end:
            return cls(beside="", at=start)
        return cls(beside="", stretches=(Stretch(start=start, end=end[0]),), exact=exact == "exact")


def shifts_of(person: PersonId, teams: Iterable[Team], now: datetime) -> tuple[ShiftOf, ...]:
    """Theirs to come in these teams, the running one from now on."""
    found = (
        ShiftOf(rota=rota.id, start=each.start, end=each.end)
        for team in teams
        for rota in team.rotas
        for each in shifts(rota, person, now, now + AHEAD)
    )
    return in_order(found)


def time_said(text: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> Said:
    """The time in `text`."""
    figures = any(char.isdigit() for char in text)
    midnight = datetime.combine(reached(where, now).date(), time())
    found = split_stretch(text, words, where, now)
    today = split_stretch(text, words, where, instant(where, midnight))
    if today is not None and today[1].start != instant(where, midnight):
        today = None
    if today is not None and _is_whole(today[1]):
        stretches = [today[1]]
        if found is None:
            begins, ends = (instant(where, midnight + n * timedelta(days=1) + _A_WEEK) for n in (0, 1))
            stretches.append(Stretch(start=begins, end=ends))
        return Said(beside=today[0], stretches=tuple(stretches))
    if found is None:
        moment = split_moment(text, words, where, now)
        return Said(beside=text) if moment is None else Said(beside=moment[0], at=moment[1])
    return Said(beside=found[0], stretches=(found[1],), exact=figures and not _is_whole(found[1]))


def moment_past(text: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> Said:
    """A moment of the last day in `text`: what began then may be running still."""
    moment = split_moment(text, words, where, now - _A_LAST_DAY)
    if moment is None or moment[1] > now:
        return Said(beside=text)
    return Said(beside=moment[0], at=moment[1])


def meant(theirs: Iterable[ShiftOf], said: Said) -> tuple[tuple[ShiftOf, ...], bool]:
    """The shifts that are meant, and whether that is clear; unclear are those that only lie into a day."""
    known = tuple(theirs)
    if said.at is not None:
        return _at(known, said.at)
    found = [_meant(known, each, exact=said.exact) for each in said.stretches]
    clear = in_order({each for some, is_clear in found if is_clear for each in some})
    return (clear, True) if clear else (in_order({each for some, _ in found for each in some}), False)


def in_order(found: Iterable[ShiftOf]) -> tuple[ShiftOf, ...]:
    return tuple(sorted(found, key=lambda each: (each.start, each.rota)))


def _at(known: tuple[ShiftOf, ...], at: datetime) -> tuple[tuple[ShiftOf, ...], bool]:
    """`8` may be eight in the evening, and of days on end a part may be meant: neither is clear."""
    begin = tuple(each for each in known if each.start == at)
    may_be = begin or tuple(each for each in known if each.start <= at < each.end or each.start == at + _HALF_A_DAY)
    return may_be, all(each.start <= at and each.end - each.start <= _DAYS_ON_END for each in may_be)


def _meant(known: tuple[ShiftOf, ...], stretch: Stretch, *, exact: bool) -> tuple[tuple[ShiftOf, ...], bool]:
    overlap = tuple(each for each in known if each.start < stretch.end and stretch.start < each.end)
    if exact:
        return tuple(_part(each, stretch) for each in overlap), True
    long = tuple(_part(each, stretch) for each in overlap if each.end - each.start > _DAYS_ON_END)
    short = tuple(each for each in overlap if each.end - each.start <= _DAYS_ON_END)
    if not _is_whole(stretch):
        return (*short, *long), True
    begin = tuple(each for each in short if stretch.start <= each.start)
    return (*(begin or short), *long), bool(begin or (long and not short))


def _part(shift: ShiftOf, stretch: Stretch) -> ShiftOf:
    return replace(shift, start=max(shift.start, stretch.start), end=min(shift.end, stretch.end))


def _is_whole(stretch: Stretch) -> bool:
    """True of a day, or more."""
    return stretch.end - stretch.start >= _A_DAY
