"""Time zones and the wall clock.

Zone data comes from the `tzdata` package alone: the system's own files, which `zoneinfo` reads first, are often years
behind the decrees. Every part of the program takes its zones from `zone()`.

A *reading* is what a clock on the wall of a zone shows: a naive datetime. An *instant* is an aware one, in UTC here.
When clocks are turned, some readings occur twice and some not at all. The rules of this program:

    a reading that occurs twice counts at its first occurrence
    a reading that does not occur counts at the next valid instant, which is the turning of the clocks itself

Both say the same thing: a reading counts at the first instant at which the clock has reached it. So two functions
carry all of it, and each answers the other's question:

    instant(zone, reading)     when does this reading count?
    reached(zone, instant)     which is the last reading that has counted by then?

    instant(zone, r) <= t   exactly when   r <= reached(zone, t)

The second line is why rules about shifts compare readings with `reached` and never ask about clock changes again.
`reached` runs with the clock, jumps when the clock jumps forward, and stands still just below the top while an hour
is lived through a second time.

One second is the resolution of zone data and one microsecond that of readings. Zones whose clocks are turned twice
within a day and a half do not exist in what this program can meet.
"""

import importlib.resources
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

TICK = timedelta(microseconds=1)
"""The smallest step between two readings or two instants."""

_SECOND = timedelta(seconds=1)
_LOOKED_AT_EVERY = timedelta(days=1)


class UnknownZone(ValueError):
    """The name is not one of a time zone in the `tzdata` package."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key!r} is not the name of a time zone; names look like America/Chicago")
        self.key = key


@cache
def zone(key: str) -> ZoneInfo:
    """The zone of that name, from the `tzdata` package whatever the system holds. Raises UnknownZone."""
    if key not in _names():
        raise UnknownZone(key)
    file = importlib.resources.files("tzdata").joinpath("zoneinfo", *key.split("/"))
    with file.open("rb") as data:
        return ZoneInfo.from_file(data, key=key)


def find_zone(text: str) -> str | None:
    """The zone somebody names, as `America/Denver` or by its city alone, `denver`; None if there is no such one."""
    wanted = text.strip().lower().replace(" ", "_")
    named = [each for each in _names() if wanted in (each.lower(), each.lower().rpartition("/")[2])]
    return min(named, key=lambda each: (len(each), each), default=None)


@cache
def tzdata_version() -> str:
    """The release of the zone data in use, as IANA names it: `2026f`."""
    first_line, _, _ = importlib.resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text().partition("\n")
    return first_line.removeprefix("# version ").strip()


@cache
def _names() -> frozenset[str]:
    return frozenset(importlib.resources.files("tzdata").joinpath("zones").read_text().split())


def instant(where: ZoneInfo, reading: datetime) -> datetime:
    """When `reading` (naive) counts on the clocks of `where`, in UTC."""
    first = reading.replace(tzinfo=where, fold=0)
    at = first.astimezone(UTC)
    if _shown(where, at) == reading:
        return at
    # The reading is skipped. Read with the offset after the change it lies before the change.
    before = first.replace(fold=1).astimezone(UTC).replace(microsecond=0)
    seconds = range((at - before) // _SECOND + 2)
    turned = bisect_left(seconds, True, key=lambda n: _shown(where, before + n * _SECOND) >= reading)
    return before + turned * _SECOND


@lru_cache(maxsize=1024)
def reached(where: ZoneInfo, at: datetime) -> datetime:
    """The latest reading (naive) that has counted on the clocks of `where` by the instant `at` (aware)."""
    local = at.astimezone(where)
    if not local.fold:
        return local.replace(tzinfo=None)
    # This hour is lived through a second time: what has counted is everything below the top the clock came down from.
    first = local.replace(fold=0)
    before = first.utcoffset()
    start = first.astimezone(UTC).replace(microsecond=0)
    seconds = range((at - start) // _SECOND + 1)
    turned = bisect_left(seconds, True, key=lambda n: (start + n * _SECOND).astimezone(where).utcoffset() != before)
    top = start + turned * _SECOND + (before or timedelta(0))
    return top.replace(tzinfo=None) - TICK


def turnings(where: ZoneInfo, start: datetime, end: datetime) -> tuple[datetime, ...]:
    """The instants in (start, end] (aware) at which the clocks of `where` are turned, in order."""
    found: list[datetime] = []
    at = start.astimezone(UTC).replace(microsecond=0)
    while at < end:
        step = min(at + _LOOKED_AT_EVERY, end.astimezone(UTC))
        if _offset(where, step) != _offset(where, at):
            found.append(_turned_after(where, at, step))
        at = step
    return tuple(found)


def _turned_after(where: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The one turning of the clocks between two instants."""
    seconds = range((after - before) // _SECOND + 1)
    offset = _offset(where, before)
    return before + _SECOND * bisect_left(seconds, True, key=lambda n: _offset(where, before + n * _SECOND) != offset)


def _offset(where: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(where).utcoffset()


def _shown(where: ZoneInfo, at: datetime) -> datetime:
    return at.astimezone(where).replace(tzinfo=None, fold=0)
