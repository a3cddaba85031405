"""Which shift of somebody's a time means, as they say it: `fri`, `tonight`, `sat 22-02`.

hours in figures    exactly that part of a shift: sat 22-02
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
from domain.when import Stretch, split_stretch
from domain.zone import instant, reached

_A_DAY = timedelta(hours=23)
"""So long a day is at least, whatever the clocks do."""

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
    """A time that was said, with what stands beside it. `exact`: in figures. Several: it may mean any of them."""

    beside: str
    stretches: tuple[Stretch, ...] = ()
    exact: bool = False


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
        return Said(beside=text)
    return Said(beside=found[0], stretches=(found[1],), exact=figures and not _is_whole(found[1]))


def meant(theirs: Iterable[ShiftOf], said: Said) -> tuple[tuple[ShiftOf, ...], bool]:
    """The shifts that are meant, and whether that is clear; unclear are those that only lie into a day."""
    known = tuple(theirs)
    found = [_meant(known, each, exact=said.exact) for each in said.stretches]
    clear = in_order({each for some, is_clear in found if is_clear for each in some})
    return (clear, True) if clear else (in_order({each for some, _ in found for each in some}), False)


def in_order(found: Iterable[ShiftOf]) -> tuple[ShiftOf, ...]:
    return tuple(sorted(found, key=lambda each: (each.start, each.rota)))


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
