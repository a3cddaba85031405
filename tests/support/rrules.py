"""Rotas that an RFC 5545 calendar can say as well, said both ways: one recurring event for each person.

Only what the two mean alike: turns of one length at readings that every day has once. A recurring event whose reading
does not occur is an hour later than ours, months have no one length, and nothing in a calendar hides anything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import recurring_ical_events
from icalendar import Calendar, Event, vRecur

from domain.ids import PersonId, RotaId
from domain.rota import NOBODY, Hours, Layer, Rota, Span, Turn, Unit
from domain.zone import zone

MONDAY = datetime(2024, 1, 1, 8)  # noqa: DTZ001  a reading
ZONES = ("America/Chicago", "Europe/London", "Asia/Kathmandu", "Australia/Adelaide", "America/New_York")
WEEK = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One rota, as ours and as a calendar whose events' summaries are the people."""

    rota: Rota
    calendar: Calendar


def said_both_ways(number: int, people: int) -> Both:
    """The rota of that number: weeks, nights of a week, or days, in one zone of a few, `people` one after the other."""
    key = ZONES[number % len(ZONES)]
    names = [f"person-{n:02}" for n in range(people)]
    start = MONDAY + timedelta(days=7 * (number % 50), minutes=15 * (number % 8))
    shape = number % 3
    hours = None
    if shape == 0:
        length, unit = timedelta(days=7), Unit.WEEK
        rule = {"FREQ": "WEEKLY", "INTERVAL": people}
    elif shape == 1:
        length, unit = timedelta(hours=12), Unit.WEEK
        start = start.replace(hour=20)
        hours = Hours(opens=start.time(), closes=(start + length).time())
        rule = {"FREQ": "WEEKLY", "INTERVAL": people, "BYDAY": WEEK, "WKST": "MO"}
    else:
        length, unit = timedelta(days=1), Unit.DAY
        rule = {"FREQ": "DAILY", "INTERVAL": people}
    step = timedelta(days=1 if unit is Unit.DAY else 7)
    calendar = Calendar()
    for n, name in enumerate(names):
        event = Event()
        begins = (start + n * step).replace(tzinfo=zone(key))
        event.add("uid", f"{number}-{name}")
        event.add("summary", name)
        event.add("dtstart", begins)
        event.add("dtend", begins + length)
        event.add("rrule", vRecur(rule))
        calendar.add_component(event)
    layer = Layer(
        id="line",
        start=start,
        turn=Turn(every=1, unit=unit),
        people=tuple(frozenset({PersonId(name)}) for name in names),
        hours=hours,
    )
    return Both(rota=Rota(id=RotaId(f"rota-{number}"), time_zone=key, layers=(layer,)), calendar=calendar)


def shifts_of(calendar: Calendar, start: datetime, end: datetime) -> list[tuple[datetime, datetime, str]]:
    """What the calendar has in [start, end): from, to and whom, in order, cut at both ends."""
    found = recurring_ical_events.of(calendar).between(start, end)
    cut = ((max(each.start, start), min(each.end, end), str(each["SUMMARY"])) for each in found)
    return sorted(each for each in cut if each[0] < each[1])


def on_at(calendar: Calendar, now: datetime) -> frozenset[PersonId]:
    """Who is on by the calendar."""
    found = recurring_ical_events.of(calendar).between(now, now + timedelta(seconds=1))
    return frozenset(PersonId(str(each["SUMMARY"])) for each in found if each.start <= now < each.end)


def shifts_of_spans(spans: Iterable[Span]) -> list[tuple[datetime, datetime, str]]:
    """Our spans, written as the calendar's shifts are."""
    return [(span.start, span.end, person) for span in spans if span.people != NOBODY for person in sorted(span.people)]
