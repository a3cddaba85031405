"""Shifts as an iCalendar document (RFC 5545), by the icalendar library; the zones in it are those of our own data.

A calendar's own time zone rules may be older than the decree: the document carries each zone as far as it reaches, with
every turning of its clocks as it is in the `tzdata` package. A moment that the zone's clocks show a second time cannot
be written on them; it is written in UTC.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from domain.calendar_feed import Entry
from domain.zone import turnings, zone

_READ_AGAIN = timedelta(hours=1)
_AROUND = timedelta(days=2)
_NOUGHT = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands in it, in its reader's language: its own name, an entry's title, and what an alarm says."""

    name: str
    title: Callable[[Entry], str]
    alarm: str


def document(entries: Sequence[Entry], words: Words, now: datetime) -> bytes:
    """The whole calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Upstander//On call//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", words.name)
    calendar.add("x-wr-calname", words.name)
    calendar.add("refresh-interval", _READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for key, theirs in _by_zone(entries).items():
        first, last = min(each.start for each in theirs), max(each.end for each in theirs)
        calendar.add_component(_zone(zone(key), first - _AROUND, last + _AROUND))
    for entry in entries:
        calendar.add_component(_event(entry, words, now))
    written: bytes = calendar.to_ical()
    return written


def _by_zone(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.time_zone, []).append(entry)
    return found


def _event(entry: Entry, words: Words, now: datetime) -> Event:
    where = zone(entry.time_zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _moment(where, entry.start))
    event.add("dtend", _moment(where, entry.end))
    event.add("summary", words.title(entry))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # who is on call may do other things meanwhile
    for before in sorted(set(entry.alarms), reverse=True):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words.alarm)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event


def _moment(where: ZoneInfo, at: datetime) -> datetime:
    local = at.astimezone(where)
    return at.astimezone(UTC) if local.fold else local


def _zone(where: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """The zone from `first` to `last`: the offset it begins with, and each turning of its clocks."""
    zone_of_document = Timezone()
    zone_of_document.add("tzid", where.key)
    for at in (first.replace(microsecond=0), *turnings(where, first, last)):
        local, before = at.astimezone(where), (at - timedelta(seconds=1)).astimezone(where).utcoffset()
        after = local.utcoffset()
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        # The onset is written on the clock as it was before it was turned.
        part.add("dtstart", (at + (before or _NOUGHT)).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", local.tzname())
        zone_of_document.add_component(part)
    return zone_of_document
