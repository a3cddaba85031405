"""Who is on call, the slow and obviously right way: to hold `domain.rota` against.

It reads a rota as the file writes it, and the ends of a stretch as the command takes them, and shares nothing with the
program but the zone data. It counts every turn and every window from the start of its layer onwards, one after the
other; it looks for instants by reading the wall clock minute by minute; and it paints the answer on strips of
one-minute cells, one for each layer and each change, before it looks at any cell. All moments it is given must be whole
minutes, and the zone's clock changes too.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from domain.zone import zone

CELL = timedelta(minutes=1)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

Strip = list[Any]
Stretch = tuple[datetime, datetime, list[str]]


@cache
def _offsets_on(key: str, day: date) -> frozenset[timedelta | None]:
    """Every offset in use on a day, looked up every six hours: none is in use for less."""
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    return frozenset((midnight + timedelta(hours=hour)).astimezone(zone(key)).utcoffset() for hour in range(0, 24, 6))


def _offsets_around(key: str, day: date) -> set[timedelta]:
    """Every offset in use within two days of a day."""
    days = [day + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
    return {offset for each in days for offset in _offsets_on(key, each) if offset is not None}


def first_instant(key: str, reading: datetime) -> datetime:
    """The first instant at which a clock in the zone shows the reading, else the first at which it is past it."""

    def shown(at: datetime) -> datetime:
        return at.astimezone(zone(key)).replace(tzinfo=None)

    candidates = [reading.replace(tzinfo=UTC) - offset for offset in _offsets_around(key, reading.date())]
    showing = [at for at in candidates if shown(at) == reading]
    if showing:
        return min(showing)
    at = min(candidates)
    while shown(at) < reading:
        at += CELL
    return at


def _moment(key: str, text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return first_instant(key, moment) if moment.tzinfo is None else moment.astimezone(UTC)


class Reference:
    """The answer for [start, end): `strip` holds the sorted people of each cell, `hand_offs` the instants in order."""

    def __init__(self, rota: Mapping[str, Any], start: str, end: str) -> None:
        self.key: str = rota["time_zone"]
        self.start, self.end = _moment(self.key, start), _moment(self.key, end)
        self.cells = (self.end - self.start) // CELL
        self._hand_offs: set[datetime] = set()
        layers = [(layer.get("priority", 0), self._layer(layer)) for layer in rota.get("layers", [])]
        overrides = [(each, self._held(each)) for each in rota.get("overrides", [])]
        time_off = [(each, self._held(each)) for each in rota.get("time_off", [])]

        def who(cell: tuple[Any, ...]) -> list[str]:
            values = iter(cell)
            return _who(
                [(priority, next(values)) for priority, _ in layers],
                [each for each, _ in overrides if next(values)],
                {each["person"] for each, _ in time_off if next(values)},
            )

        # The same cell has the same answer, so each kind of cell is thought about once.
        cells = list(zip(*(strip for _, strip in [*layers, *overrides, *time_off]), strict=True))
        answers = {cell: who(cell) for cell in set(cells)}
        self.strip = [answers[cell] for cell in cells]
        self.hand_offs = sorted(self._hand_offs)

    def spans(self) -> list[Stretch]:
        found: list[Stretch] = []
        begin = self.start
        for people, cells in groupby(self.strip):
            end = begin + len(list(cells)) * CELL
            found.append((begin, end, people))
            begin = end
        return found

    def document(self) -> dict[str, Any]:
        """What `rota preview --json` must print."""

        def written(at: datetime) -> str:
            return at.astimezone(zone(self.key)).isoformat()

        return {
            "time_zone": self.key,
            "spans": [
                {"from": written(begin), "to": written(end), "people": people} for begin, end, people in self.spans()
            ],
            "hand_offs": [written(at) for at in self.hand_offs],
        }

    def _cell(self, at: datetime) -> int:
        """The number of the cell that begins at an instant; those outside are at either end."""
        number, rest = divmod(at - self.start, CELL)
        assert not rest, "off the grid"
        return min(max(number, 0), self.cells)

    def _paint(self, strip: Strip, begin: datetime, end: datetime, value: object) -> None:
        first, last = self._cell(begin), self._cell(end)
        strip[first:last] = [value] * (last - first)

    def _held(self, change: Mapping[str, Any]) -> Strip:
        strip: Strip = [False] * self.cells
        begin, end = _moment(self.key, change["from"]), _moment(self.key, change["to"])
        if begin < end:
            self._paint(strip, begin, end, True)
        return strip

    def _layer(self, layer: Mapping[str, Any]) -> Strip:
        until = _moment(self.key, layer["until"]) if "until" in layer else self.end
        stop = min(until, self.end)
        begins = []
        for reading in _turns(layer):
            begin = first_instant(self.key, reading)
            if begin >= stop:
                break
            begins.append(begin)
        self._hand_offs |= {begin for begin in begins if begin >= self.start}

        strip: Strip = [frozenset()] * self.cells
        people = layer["people"]
        for turn, begin in enumerate(begins):
            end = begins[turn + 1] if turn + 1 < len(begins) else stop
            self._paint(strip, begin, end, frozenset(people[turn % len(people)]))
        if "days" not in layer and "hours" not in layer:
            return strip

        inside: Strip = [False] * self.cells
        first_day = datetime.fromisoformat(layer["start"]).date() - timedelta(days=3)
        for opens, closes in _windows(layer, first_day):
            begin = first_instant(self.key, opens)
            if begin >= stop:
                break
            if layer["turn"]["unit"] != "day" or opens >= datetime.fromisoformat(layer["start"]):
                self._paint(inside, begin, first_instant(self.key, closes), True)
        return [who if is_inside else frozenset() for who, is_inside in zip(strip, inside, strict=True)]


def _windows(layer: Mapping[str, Any], day: date) -> Iterator[tuple[datetime, datetime]]:
    """The readings at which windows open and close, day after day."""
    if "hours" in layer:
        opens, closes = (time.fromisoformat(text) for text in layer["hours"].split("-"))
    else:
        opens = closes = datetime.fromisoformat(layer["start"]).time()
    while True:
        if DAYS[day.weekday()] in layer.get("days", DAYS):
            last_day = day + timedelta(days=1) if closes <= opens else day
            yield datetime.combine(day, opens), datetime.combine(last_day, closes)
        day += timedelta(days=1)


def _turns(layer: Mapping[str, Any]) -> Iterator[datetime]:
    """The readings at which turns begin, turn after turn."""
    start = datetime.fromisoformat(layer["start"])
    every, unit = layer["turn"]["every"], layer["turn"]["unit"]
    if unit == "day" and ("days" in layer or "hours" in layer):
        counted = 0
        for opens, _ in _windows(layer, start.date()):
            if opens >= start:
                if counted % every == 0:
                    yield opens
                counted += 1
    elif unit == "month":
        year, month = start.year, start.month
        while True:
            day = start.day
            while not _exists(year, month, day):
                day -= 1
            yield start.replace(year=year, month=month, day=day)
            for _ in range(every):
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    else:
        length = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}[unit] * every
        while True:
            yield start
            start += length


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _who(layers: list[tuple[int, frozenset[str]]], overrides: list[Mapping[str, Any]], off: set[str]) -> list[str]:
    """The rule for one instant, from what each layer says and what holds then."""
    fixed = [each for each in overrides if each["kind"] == "fixed"]
    if fixed:
        return sorted({person for each in fixed for person in each["people"]})

    highest = max((priority for priority, people in layers if people), default=0)
    from_layers = {person for priority, people in layers if priority == highest for person in people} - off
    from_overrides = {each["person"] for each in overrides if each["kind"] == "add"}

    replaced = set()
    for each in overrides:
        if each["kind"] == "replace" and each["person"] in from_layers:
            replaced.add(each["person"])
            from_overrides.add(each["by"])
    removed = {each["person"] for each in overrides if each["kind"] == "remove"}
    return sorted((from_layers - replaced - removed) | from_overrides)
