"""How much somebody carries: the time they are on call, by night and at the weekend, in however many rotas.

Worked out from edge to edge, exact over years. A night is the team's (`policy.night`), a weekend is Saturday and Sunday
on its wall clock. Time is counted as it is lived: a night in which an hour occurs twice is an hour longer. Whoever is
on in two rotas at once is on once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.ids import PersonId
from domain.policy import Policy
from domain.rota import Rota, all_shifts
from domain.zone import instant, reached

_DAY = timedelta(days=1)
_SATURDAY = 5

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What somebody was on: all of it, and the part of it by night and at the weekend.

    `nights` and `weekends` are in how many of them they were on at all; a Saturday and its Sunday are one weekend.
    """

    on: timedelta = timedelta()
    by_night: timedelta = timedelta()
    at_weekends: timedelta = timedelta()
    nights: int = 0
    weekends: int = 0


NO_LOAD = Load()


def loads(
    rotas: Sequence[Rota], people: Collection[PersonId], where: ZoneInfo, policy: Policy, start: datetime, end: datetime
) -> Mapping[PersonId, Load]:
    """What each of `people` is on in [start, end) (aware), with the nights of `policy` on the clock of `where`."""
    nights = list(_nights(where, policy, start, end))
    weekends = list(_weekends(where, start, end))
    return {
        person: _load([(each.start, each.end) for each in theirs], nights, weekends)
        for person, theirs in all_shifts(rotas, people, start, end).items()
    }


def _load(on: list[Window], nights: list[Window], weekends: list[Window]) -> Load:
    by_night, at_weekends = _shared(on, nights), _shared(on, weekends)
    return Load(
        on=sum((end - start for start, end in on), timedelta()),
        by_night=sum(by_night.values(), timedelta()),
        at_weekends=sum(at_weekends.values(), timedelta()),
        nights=len(by_night),
        weekends=len(at_weekends),
    )


def _shared(on: list[Window], windows: list[Window]) -> dict[int, timedelta]:
    """The time that `on` and each window have in common, for those that have any. Both are in order."""
    shared: dict[int, timedelta] = {}
    first = 0
    for start, end in on:
        while first < len(windows) and windows[first][1] <= start:
            first += 1
        for number in range(first, len(windows)):
            opens, closes = windows[number]
            if opens >= end:
                break
            common = min(end, closes) - max(start, opens)
            if common > timedelta():
                shared[number] = shared.get(number, timedelta()) + common
    return shared


def _days(where: ZoneInfo, start: datetime, end: datetime) -> Iterable[date]:
    """Every day whose windows may reach into [start, end)."""
    day = reached(where, start).date() - 2 * _DAY
    last = reached(where, end).date()
    while day <= last:
        yield day
        day += _DAY


def _nights(where: ZoneInfo, policy: Policy, start: datetime, end: datetime) -> Iterable[Window]:
    if policy.night_from == policy.night_to:
        return
    over_midnight = policy.night_from > policy.night_to
    for day in _days(where, start, end):
        opens = datetime.combine(day, policy.night_from)
        closes = datetime.combine(day + _DAY if over_midnight else day, policy.night_to)
        yield instant(where, opens), instant(where, closes)


def _weekends(where: ZoneInfo, start: datetime, end: datetime) -> Iterable[Window]:
    for day in _days(where, start, end):
        if day.weekday() == _SATURDAY:
            opens = datetime.combine(day, time())
            yield instant(where, opens), instant(where, opens + 2 * _DAY)
