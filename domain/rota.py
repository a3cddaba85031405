"""Who is on call: a pure function of a rota and an instant.

Nothing is stored about where a rotation stands and nothing moves it. Everything is worked out from the clock on the
wall of the rota's zone, and `domain.zone` lets that be done in readings alone: a reading has counted by an instant
exactly when it is not later than `reached(zone, instant)`. So

    which turn is it?        the last one whose reading is <= reached: a division, whatever lies between
    is a window open?        its opening <= reached < its closing
    when does it change?     the readings in (reached just before the start, reached just before the end]

and clock changes, half hours, missing days and two readings on one instant need no case of their own.

At each instant, in this order:

    1  the layers of the highest priority that has somebody on add up; lower ones are hidden
    2  time off takes people out of them. That leaves a gap: hidden layers stay hidden, turns do not shift
    3  `Replace` swaps people whom 1 and 2 left on, one hop: never somebody an override put there
    4  `Remove` takes such people out: never somebody an override put there
    5  `Add` puts people in
    and where a `Fixed` holds it alone counts; several add up

Turns and windows of one layer:

    hour, week, month    turns begin at start, start + every, ...; with days or hours people are on inside windows only
    day, plain           the same
    day, with windows    a turn is `every` windows, of those that open at or after start; it begins as its first opens

Moments of overrides, time off and `until` are readings of the rota's wall clock when naive and instants when aware.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Protocol, TypeVar, assert_never
from zoneinfo import ZoneInfo

from domain.ids import AreaId, PersonId, RotaId, SkillId
from domain.zone import TICK, instant, reached, zone

People = frozenset[PersonId]
NOBODY: People = frozenset()


class Unit(StrEnum):
    """What the length of a turn is counted in."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Weekday(StrEnum):
    """The days on which a window opens, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


EVERY_DAY = frozenset(Weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How long one entry of `people` has the layer: `every` times `unit`."""

    every: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError("a turn is at least one unit long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A daily window on the wall clock. It closes on the next day when `closes` is not later than `opens`."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One rotation. `start` is a reading: the first hand-off, nobody is on before it. Nobody is on from `until`.

    `people`: each entry is on together for one turn, then the next, round and round; an empty entry is a turn of
    nobody's. `days` None is every day; without `hours` a window runs from the time of day of `start` to the same
    reading of the next day; with neither there are no windows and people are on all through their turns.
    """

    id: str
    start: datetime
    turn: Turn
    people: tuple[People, ...]
    until: datetime | None = None
    days: frozenset[Weekday] | None = None
    hours: Hours | None = None
    priority: int = 0

    def __post_init__(self) -> None:
        if self.start.tzinfo is not None:
            raise ValueError("a layer starts at a reading of the wall clock, without an offset")
        if not self.people:
            raise ValueError("a layer has at least one entry of people")
        if self.days is not None and not self.days:
            raise ValueError("a layer with days has at least one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Puts a person on in [start, end)."""

    person: PersonId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Takes a person whom the layers put on out in [start, end)."""

    person: PersonId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Puts `by` on in [start, end) whenever the layers put `person` on, and takes `person` out."""

    person: PersonId
    by: PersonId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """Exactly these are on in [start, end). Nobody at all is a deliberate gap."""

    people: People
    start: datetime
    end: datetime


Override = Add | Remove | Replace | Fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOff:
    """The layers do not put a person on in [start, end)."""

    person: PersonId
    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Rota:
    """Who is on call for a team. Without `areas` it serves all of them; likewise `skills`.

    Raises UnknownZone, when first asked, if `time_zone` is not the name of a zone.
    """

    id: RotaId
    time_zone: str
    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    areas: frozenset[AreaId] = frozenset()
    skills: frozenset[SkillId] = frozenset()

    @cached_property
    def prepared(self) -> "Prepared":
        """This rota made ready for the functions of this module; worked out once."""
        return Prepared(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """[start, end), in UTC, with the same people on all through it."""

    start: datetime
    end: datetime
    people: People


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """Maximal spans in order that cover what was asked for without holes, and the instants at which turns begin."""

    spans: tuple[Span, ...]
    hand_offs: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """[start, end), in UTC, with nobody on. Nobody is nagged about a deliberate one.

    `areas` are those in which nobody is on where it is not everywhere.
    """

    start: datetime
    end: datetime
    deliberate: bool
    areas: frozenset[AreaId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """[start, end), in UTC, through which one person is on without a break."""

    start: datetime
    end: datetime


def on_call(rota: Rota, at: datetime) -> People:
    """Who is on at `at` (aware)."""
    at = _utc(at)
    prepared = rota.prepared
    return prepared.people(reached(prepared.zone, at), at)


def expand(rota: Rota, start: datetime, end: datetime) -> Expansion:
    """Who is on through [start, end) (aware), and every instant in it at which a turn of a layer begins."""
    spans = _stretches((rota,), start, end, lambda at: on_call(rota, at))
    return Expansion(
        spans=tuple(Span(start=a, end=b, people=people) for a, b, people in spans),
        hand_offs=tuple(sorted(rota.prepared.hand_offs(_utc(start), _utc(end)))),
    )


def together(rotas: Sequence[Rota], start: datetime, end: datetime) -> tuple[Span, ...]:
    """Who is on through [start, end) in any of the rotas: maximal spans without holes."""
    spans = _stretches(rotas, start, end, lambda at: _any_of(rotas, at))
    return tuple(Span(start=a, end=b, people=people) for a, b, people in spans)


def gaps(rotas: Sequence[Rota], start: datetime, end: datetime) -> tuple[Gap, ...]:
    """Where in [start, end) none of the rotas has anybody on.

    A gap is deliberate only where every one of the rotas is deliberately empty: a rota that is empty by accident is
    not excused by another that is empty on purpose.
    """

    def look(at: datetime) -> bool | None:
        if _any_of(rotas, at):
            return None
        return all(rota.prepared.is_deliberately_empty(at) for rota in rotas)

    found = _stretches(rotas, start, end, look)
    return tuple(Gap(start=a, end=b, deliberate=deliberate) for a, b, deliberate in found if deliberate is not None)


def gaps_by_area(
    rotas: Sequence[Rota],
    areas: frozenset[AreaId],
    start: datetime,
    end: datetime,
    *,
    before: Sequence[Rota] | None = None,
    counted: People | None = None,
) -> tuple[Gap, ...]:
    """Where in [start, end) a call from some of a team's `areas` would find nobody on, by accident; in order.

    An area is served by the rotas that are for it and by those for all areas. Neighbours with other areas are gaps of
    their own. Where `before` had nobody on either, on purpose or not, it is none. `counted`: nobody else counts as on.
    A team without any rota has no gaps.
    """
    everywhere: frozenset[AreaId | None] = areas or frozenset({None})
    served = _served(rotas, everywhere)
    served_before = None if before is None else _served(before, everywhere)

    def look(at: datetime) -> frozenset[AreaId | None]:
        empty = frozenset(area for area, theirs in served.items() if _is_empty(theirs, at, counted))
        if served_before is not None:
            empty -= {area for area in empty if _has_nobody(served_before[area], at, counted)}
        return empty

    if not rotas:
        return ()
    found: list[Gap] = []
    for begins, ends, empty in _stretches((*rotas, *(before or ())), start, end, look):
        if not empty:
            continue
        partly = frozenset(each for each in empty if each is not None) if empty < everywhere else frozenset[AreaId]()
        found.append(Gap(start=begins, end=ends, deliberate=False, areas=partly))
    return tuple(found)


def joined(found: Iterable[Gap], areas: frozenset[AreaId]) -> tuple[Gap, ...]:
    """Gaps in order as people hear of them: neighbours are one, with those of a team's `areas` that either is in."""
    whole: list[Gap] = []
    for each in found:
        last = whole[-1] if whole else None
        if last is None or last.end != each.start:
            whole.append(each)
            continue
        either = (last.areas or areas) | (each.areas or areas)
        whole[-1] = replace(last, end=each.end, areas=frozenset() if either >= areas else either)
    return tuple(whole)


def _served(rotas: Sequence[Rota], areas: frozenset[AreaId | None]) -> dict[AreaId | None, tuple[Rota, ...]]:
    """The rotas that serve each area; without areas every rota does."""
    return {
        area: tuple(each for each in rotas if area is None or not each.areas or area in each.areas) for area in areas
    }


def _has_nobody(rotas: Sequence[Rota], at: datetime, counted: People | None) -> bool:
    on = _any_of(rotas, at)
    return not (on if counted is None else on & counted)


def _is_empty(rotas: Sequence[Rota], at: datetime, counted: People | None) -> bool:
    """True where nobody is on, and not because every one of the rotas says so in so many words."""
    on_purpose = bool(rotas) and all(rota.prepared.is_deliberately_empty(at) for rota in rotas)
    return not on_purpose and _has_nobody(rotas, at, counted)


def shifts(rota: Rota, person: PersonId, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """The unbroken stretches of [start, end) in which `person` is on, whoever is on beside them."""
    found = _stretches((rota,), start, end, lambda at: person in on_call(rota, at))
    return tuple(Shift(start=a, end=b) for a, b, on in found if on)


def all_shifts(
    rotas: Sequence[Rota], people: Iterable[PersonId], start: datetime, end: datetime
) -> dict[PersonId, tuple[Shift, ...]]:
    """The shifts of each of `people` in any of the rotas: as `shifts` for one rota, in one look at all of them."""
    found: dict[PersonId, list[Shift]] = {each: [] for each in people}
    for span in together(rotas, start, end):
        for person in span.people & found.keys():
            theirs = found[person]
            if theirs and theirs[-1].end == span.start:
                theirs[-1] = Shift(start=theirs[-1].start, end=span.end)
            else:
                theirs.append(Shift(start=span.start, end=span.end))
    return {person: tuple(theirs) for person, theirs in found.items()}


def next_shift(rota: Rota, person: PersonId, after: datetime, horizon: timedelta) -> Shift | None:
    """The first shift of `person` that begins at or after `after` and within `horizon` of it.

    A shift already running at `after` is not the next one. One that runs past the horizon ends there in the answer.
    """
    after = _utc(after)
    upcoming = shifts(rota, person, after - TICK, after + horizon)
    return next((shift for shift in upcoming if shift.start >= after), None)


def hours(rota: Rota, person: PersonId, start: datetime, end: datetime) -> timedelta:
    """The time in [start, end) that `person` is on, as it is lived: an hour that occurs twice is two."""
    return sum((shift.end - shift.start for shift in shifts(rota, person, start, end)), timedelta())


Seen = TypeVar("Seen")


def _stretches(
    rotas: Sequence[Rota], start: datetime, end: datetime, look: Callable[[datetime], Seen]
) -> list[tuple[datetime, datetime, Seen]]:
    """[start, end) cut into the longest pieces through which `look` sees the same, looking at edges only."""
    start, end = _utc(start), _utc(end)
    if end <= start:
        return []
    edges = sorted({start}.union(*(rota.prepared.edges(start, end) for rota in rotas)))
    pieces: list[tuple[datetime, Seen]] = []
    for edge in edges:
        seen = look(edge)
        if not pieces or seen != pieces[-1][1]:
            pieces.append((edge, seen))
    ends = [begin for begin, _ in pieces[1:]] + [end]
    return [(begin, finish, seen) for (begin, seen), finish in zip(pieces, ends, strict=True)]


def _any_of(rotas: Sequence[Rota], at: datetime) -> People:
    return NOBODY.union(*(on_call(rota, at) for rota in rotas))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise ValueError("an instant has an offset; this is a reading")
    return at.astimezone(UTC)


# What follows is a rota made ready for questions. All of it speaks in readings, but for the last three classes.


class _Beat(Protocol):
    """The turns of a layer, numbered from 0."""

    def number(self, reading: datetime) -> int:
        """The last turn that begins at or before `reading`; negative when none does."""

    def begins(self, number: int) -> datetime:
        """The reading at which a turn begins."""


@dataclass(frozen=True, slots=True)
class _Steady:
    """Turns of one length on the wall clock: hours, plain days, weeks."""

    start: datetime
    length: timedelta

    def number(self, reading: datetime) -> int:
        return (reading - self.start) // self.length

    def begins(self, number: int) -> datetime:
        return self.start + number * self.length


@dataclass(frozen=True, slots=True)
class _Monthly:
    """Turns of months: the day of month of `start`, or the month's last where it has no such day."""

    start: datetime
    months: int

    def number(self, reading: datetime) -> int:
        if reading < self.start:
            return -1
        passed = 12 * (reading.year - self.start.year) + reading.month - self.start.month
        number = passed // self.months
        return number if self.begins(number) <= reading else number - 1

    def begins(self, number: int) -> datetime:
        years, month = divmod(self.start.month - 1 + number * self.months, 12)
        year = self.start.year + years
        last = monthrange(year, month + 1)[1]
        return self.start.replace(year=year, month=month + 1, day=min(self.start.day, last))


class _Windows:
    """Windows that open once on each of some weekdays. Days are counted as `date.toordinal` counts them.

    A window is no longer than a day, so the last to have opened is the only one that can be open.
    """

    __slots__ = ("_back", "_closes", "_next_day", "_opens", "_rank", "_weekdays")

    def __init__(self, opens: time, closes: time, days: frozenset[Weekday]) -> None:
        self._opens = opens
        self._closes = closes
        self._next_day = closes <= opens
        # Ordinal 1 is a Monday: a day's ordinal modulo 7 is 1 on Mondays and 0 on Sundays.
        self._weekdays = sorted((n + 1) % 7 for n, day in enumerate(Weekday) if day in days)
        self._rank = [sum(day <= n for day in self._weekdays) for n in range(7)]
        self._back = [min((n - day) % 7 for day in self._weekdays) for n in range(7)]

    def last(self, reading: datetime) -> int:
        """The day of the last window that opens at or before `reading`."""
        day = reading.toordinal() - (reading.time() < self._opens)
        return day - self._back[day % 7]

    def rank(self, day: int) -> int:
        """How many windows open up to and on `day`, since the calendar began."""
        weeks, rest = divmod(day, 7)
        return weeks * len(self._weekdays) + self._rank[rest]

    def day(self, rank: int) -> int:
        """The day of the window of that rank."""
        weeks, rest = divmod(rank - 1, len(self._weekdays))
        return weeks * 7 + self._weekdays[rest]

    def opens(self, day: int) -> datetime:
        return datetime.combine(date.fromordinal(day), self._opens)

    def closes(self, day: int) -> datetime:
        return datetime.combine(date.fromordinal(day + self._next_day), self._closes)

    def is_open(self, reading: datetime) -> bool:
        return reading < self.closes(self.last(reading))

    def edges(self, after: datetime, to: datetime) -> Iterator[datetime]:
        """Openings and closings in (after, to], and perhaps a few beside it."""
        for rank in range(self.rank(self.last(after)), self.rank(self.last(to)) + 1):
            day = self.day(rank)
            yield self.opens(day)
            yield self.closes(day)


class _ByWindow:
    """Turns of `every` windows, counting those that open at or after `start`."""

    __slots__ = ("_every", "_skipped", "_windows")

    def __init__(self, start: datetime, every: int, windows: _Windows) -> None:
        self._windows = windows
        self._every = every
        self._skipped = windows.rank(windows.last(start - TICK))

    def number(self, reading: datetime) -> int:
        return (self._windows.rank(self._windows.last(reading)) - self._skipped - 1) // self._every

    def begins(self, number: int) -> datetime:
        return self._windows.opens(self._windows.day(self._skipped + 1 + number * self._every))


def _windows(layer: Layer) -> _Windows | None:
    if layer.days is None and layer.hours is None:
        return None
    time_of_day = layer.start.time()
    window = layer.hours or Hours(opens=time_of_day, closes=time_of_day)
    return _windows_of(window.opens, window.closes, layer.days or EVERY_DAY)


@lru_cache(maxsize=1024)
def _windows_of(opens: time, closes: time, days: frozenset[Weekday]) -> _Windows:
    return _Windows(opens, closes, days)


def _beat(layer: Layer, windows: _Windows | None) -> _Beat:
    every = layer.turn.every
    match layer.turn.unit:
        case Unit.HOUR:
            return _Steady(layer.start, timedelta(hours=every))
        case Unit.DAY if windows is not None:
            return _ByWindow(layer.start, every, windows)
        case Unit.DAY:
            return _Steady(layer.start, timedelta(days=every))
        case Unit.WEEK:
            return _Steady(layer.start, timedelta(weeks=every))
        case Unit.MONTH:
            return _Monthly(layer.start, every)
        case _:
            assert_never(layer.turn.unit)


class _Rotation:
    """A layer: who it puts on at a reading, and the readings at which that can change."""

    __slots__ = ("_beat", "_people", "_windows")

    def __init__(self, layer: Layer) -> None:
        self._windows = _windows(layer)
        self._beat = _beat(layer, self._windows)
        self._people = layer.people

    def people(self, reading: datetime) -> People:
        number = self._beat.number(reading)
        if number < 0 or (self._windows is not None and not self._windows.is_open(reading)):
            return NOBODY
        return self._people[number % len(self._people)]

    def turns(self, after: datetime, to: datetime) -> Iterator[datetime]:
        """The readings in (after, to] at which turns begin."""
        first = max(self._beat.number(after) + 1, 0)
        return map(self._beat.begins, range(first, self._beat.number(to) + 1))

    def edges(self, after: datetime, to: datetime) -> Iterator[datetime]:
        """Every reading in (after, to] at which `people` can change, and perhaps a few beside it."""
        yield from self.turns(after, to)
        if self._windows is not None:
            yield from self._windows.edges(after, to)


@dataclass(frozen=True, slots=True)
class _Changes:
    """What overrides and time off make of the people whom the layers put on."""

    fixed: People | None = None
    off: People = NOBODY
    swaps: tuple[Replace, ...] = ()
    removed: People = NOBODY
    added: People = NOBODY

    def applied(self, people: People) -> People:
        people = people - self.off
        swaps = [swap for swap in self.swaps if swap.person in people]
        stay = people - {swap.person for swap in swaps} - self.removed
        return stay | {swap.by for swap in swaps} | self.added


_UNCHANGED = _Changes()


def _changes(holding: Iterable[Override | TimeOff]) -> _Changes:
    fixed: People | None = None
    off, removed, added = set[PersonId](), set[PersonId](), set[PersonId]()
    swaps: list[Replace] = []
    for each in holding:
        match each:
            case Fixed():
                fixed = (fixed or NOBODY) | each.people
            case TimeOff():
                off.add(each.person)
            case Replace():
                swaps.append(each)
            case Remove():
                removed.add(each.person)
            case Add():
                added.add(each.person)
            case _:
                assert_never(each)
    return _Changes(fixed, frozenset(off), tuple(swaps), frozenset(removed), frozenset(added))


class _Timeline:
    """Overrides and time off laid out by instant: those at `n` hold from `edges[n - 1]` to `edges[n]`."""

    __slots__ = ("_changes", "_holding", "edges")

    def __init__(self, where: ZoneInfo, entries: Sequence[Override | TimeOff]) -> None:
        held = [(_instant(where, each.start), _instant(where, each.end), each) for each in entries]
        held = sorted((h for h in held if h[0] < h[1]), key=lambda h: h[0])
        self.edges = sorted({edge for begin, end, _ in held for edge in (begin, end)})
        self._holding: list[list[Override | TimeOff]] = [[]]
        running: list[tuple[datetime, datetime, Override | TimeOff]] = []
        upcoming = 0
        for edge in self.edges:
            running = [h for h in running if h[1] > edge]
            while upcoming < len(held) and held[upcoming][0] == edge:
                running.append(held[upcoming])
                upcoming += 1
            self._holding.append([each for _, _, each in running])
        self._changes: dict[int, _Changes] = {}

    def at(self, at: datetime) -> _Changes:
        place = bisect_right(self.edges, at)
        holding = self._holding[place]
        if not holding:
            return _UNCHANGED
        if place not in self._changes:
            self._changes[place] = _changes(holding)
        return self._changes[place]


def _instant(where: ZoneInfo, moment: datetime) -> datetime:
    return instant(where, moment) if moment.tzinfo is None else moment.astimezone(UTC)


class Prepared:
    """A rota made ready for questions: its zone loaded, its layers as arithmetic, its changes laid out by instant."""

    __slots__ = ("_by_priority", "_rotations", "_timeline", "zone")

    def __init__(self, rota: Rota) -> None:
        self.zone = zone(rota.time_zone)
        self._timeline = _Timeline(self.zone, (*rota.overrides, *rota.time_off))
        self._rotations = [(_Rotation(each), each.until and _instant(self.zone, each.until)) for each in rota.layers]
        levels = sorted({layer.priority for layer in rota.layers}, reverse=True)
        self._by_priority = [
            [rotation for rotation, layer in zip(self._rotations, rota.layers, strict=True) if layer.priority == level]
            for level in levels
        ]

    def people(self, reading: datetime, at: datetime) -> People:
        """Who is on at `at`, where `reading` has been reached."""
        changes = self._timeline.at(at)
        if changes.fixed is not None:
            return changes.fixed
        scheduled = self._scheduled(reading, at)
        return scheduled if changes is _UNCHANGED else changes.applied(scheduled)

    def is_deliberately_empty(self, at: datetime) -> bool:
        return self._timeline.at(at).fixed == NOBODY

    def hand_offs(self, start: datetime, end: datetime) -> set[datetime]:
        """The instants in [start, end) at which turns begin."""
        if end <= start:
            return set()
        after, to = reached(self.zone, start - TICK), reached(self.zone, end - TICK)
        return {
            at
            for rotation, until in self._rotations
            for at in (instant(self.zone, reading) for reading in rotation.turns(after, to))
            if until is None or at < until
        }

    def edges(self, start: datetime, end: datetime) -> set[datetime]:
        """Every instant in [start, end) at which people can change."""
        after, to = reached(self.zone, start - TICK), reached(self.zone, end - TICK)
        readings = {reading for rotation, _ in self._rotations for reading in rotation.edges(after, to)}
        edges = {instant(self.zone, reading) for reading in readings if after < reading <= to}
        edges.update(until for _, until in self._rotations if until is not None and start <= until < end)
        edges.update(edge for edge in self._timeline.edges if start <= edge < end)
        return edges

    def _scheduled(self, reading: datetime, at: datetime) -> People:
        for level in self._by_priority:
            people = NOBODY.union(*(r.people(reading) for r, until in level if until is None or at < until))
            if people:
                return people
        return NOBODY
