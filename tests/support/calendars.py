"""What a calendar app makes of a feed: read by icalendar, expanded by recurring-ical-events, zones as they are now."""

import zoneinfo
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import recurring_ical_events
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.timezone import tzp

Stretch = tuple[datetime, datetime, str]
Span = tuple[datetime, datetime, list[str]]


@contextmanager
def an_app_with_new_zone_data() -> Iterator[None]:
    """While this lasts, whoever asks `zoneinfo` for a zone gets the package's, and not the system's."""
    before = zoneinfo.TZPATH
    _look_in([])
    try:
        yield
    finally:
        _look_in(before)


def _look_in(folders: Sequence[str]) -> None:
    """For zones; none that was read before is remembered, neither by `zoneinfo` nor by icalendar."""
    zoneinfo.reset_tzpath(to=folders)
    zoneinfo.ZoneInfo.clear_cache()
    tzp.use_default()


def shown(document: bytes, start: datetime, end: datetime) -> list[Stretch]:
    """The entries of [start, end), cut at both ends, with their titles, in order."""
    with an_app_with_new_zone_data():
        calendar = Calendar.from_ical(document)
        assert not calendar.errors
        found = recurring_ical_events.of(calendar).between(start, end)
        entries = [(each.start.astimezone(UTC), each.end.astimezone(UTC), str(each["SUMMARY"])) for each in found]
    cut = [(max(begin, start), min(finish, end), title) for begin, finish, title in entries]
    return sorted(each for each in cut if each[0] < each[1])


def offsets(written: Timezone) -> Callable[[datetime], timedelta]:
    """A VTIMEZONE of single onsets, read by itself: what its clocks show beyond UTC at a moment (RFC 5545, 3.6.5).

    Libraries look the zone up by its name where the machine has data of its own, and dateutil's reading of the
    component tells the two sides of a turned-back hour apart only now and then.
    """
    onsets = []
    for part in written.subcomponents:
        assert isinstance(part, TimezoneStandard | TimezoneDaylight)
        assert not {"RRULE", "RDATE"} & part.keys()
        onsets.append((part.DTSTART.replace(tzinfo=UTC) - part.TZOFFSETFROM, part.TZOFFSETTO))
    onsets.sort()
    begins = [at for at, _ in onsets]
    return lambda moment: onsets[bisect_right(begins, moment) - 1][1]


def as_spans(entries: list[Stretch], start: datetime, end: datetime) -> list[Span]:
    """Who is on when, by these entries: maximal spans of [start, end) without holes, people sorted."""
    changes: dict[datetime, Counter[str]] = {start: Counter(), end: Counter()}
    for begin, finish, title in entries:
        changes.setdefault(begin, Counter())[title] += 1
        changes.setdefault(finish, Counter())[title] -= 1
    on: Counter[str] = Counter()
    spans: list[Span] = []
    for begin, finish in pairwise(sorted(changes)):
        on.update(changes[begin])
        people = sorted(title for title, many in on.items() if many > 0)
        if spans and spans[-1][2] == people:
            spans[-1] = (spans[-1][0], finish, people)
        else:
            spans.append((begin, finish, people))
    return spans
