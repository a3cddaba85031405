"""Somebody must be on when a team wrote so, and at no other time."""

from datetime import datetime, time, timedelta

import pytest

from domain.ids import AreaId
from domain.on_call_needs import asked_for, gaps_made, while_asked
from domain.policy import OnCallNeed
from domain.rota import Gap, Weekday
from domain.zone import instant, zone
from tests.support.builders import NOON
from tests.support.proofs import always, nights, team

CHICAGO = zone("America/Chicago")
NEEDS = (
    OnCallNeed(people=1, hours=(time(20), time(8)), days=frozenset({Weekday.FRI, Weekday.SUN})),
    OnCallNeed(people=1, hours=(time(18), time(23))),
    OnCallNeed(people=1, days=frozenset({Weekday.SAT})),
    OnCallNeed(people=1),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}")


@pytest.mark.parametrize(
    ("reading", "holds"),
    [
        ("06T19:59", False),
        ("06T20:00", True),  # a Friday
        ("07T07:59", True),  # still Friday's
        ("07T08:00", False),
        ("07T21:00", False),
        ("08T03:00", False),  # Saturday's night
        ("09T03:00", True),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(reading: str, holds: bool) -> None:
    assert NEEDS[0].holds_at(at(reading)) == holds


@pytest.mark.parametrize("need", NEEDS)
def test_the_parts_in_which_a_need_holds_are_those_at_whose_readings_it_does(need: OnCallNeed) -> None:
    start, end = NOON, NOON + timedelta(days=9)
    parts = list(while_asked(need, CHICAGO, start, end))

    at_ = start
    while at_ < end:
        asked = any(begins <= at_ < ends for begins, ends in parts)
        assert asked == need.holds_at(at_.astimezone(CHICAGO).replace(tzinfo=None)), at_
        at_ += timedelta(minutes=30)


def test_of_a_gap_only_the_hours_count_in_which_somebody_must_be_on() -> None:
    gap = Gap(start=instant(CHICAGO, at("06T12:00")), end=instant(CHICAGO, at("07T20:00")), deliberate=False)

    found = asked_for([gap], team(always("ana"), needs=NEEDS[:2]))

    assert [(each.start, each.end) for each in found] == [
        (instant(CHICAGO, at("06T18:00")), instant(CHICAGO, at("07T08:00"))),
        (instant(CHICAGO, at("07T18:00")), instant(CHICAGO, at("07T20:00"))),
    ]
    assert asked_for([gap], team(always("ana"))) == (gap,)


OLD_TOWN, MILL_ROW = frozenset({AreaId("old-town")}), frozenset({AreaId("mill-row")})
BOTH = ("mill-row", "old-town")


def test_a_gap_is_one_only_in_the_area_in_which_somebody_must_be_on_at_that_hour() -> None:
    """By night nobody is left in Old Town, by day nobody in Mill Row, and only in Mill Row somebody must be on."""
    needs = (OnCallNeed(people=1, areas=MILL_ROW),)
    day, night = instant(CHICAGO, at("06T12:00")), instant(CHICAGO, at("07T00:00"))
    before = team(always("ana"), needs=needs, areas=BOTH)
    after = team(nights("ana", name="mill", areas=MILL_ROW), needs=needs, areas=BOTH)

    (gap,) = gaps_made(before, after, day, night)

    assert (gap.start, gap.end, gap.areas) == (day, instant(CHICAGO, at("06T20:00")), MILL_ROW)


def test_areas_with_nobody_at_hours_that_touch_are_one_gap() -> None:
    before = team(always("ana"), areas=BOTH)
    after = team(nights("ana", name="mill", areas=MILL_ROW), always("ana", name="town", areas=OLD_TOWN), areas=BOTH)
    none = team(nights("ana", name="mill", areas=MILL_ROW), areas=BOTH)
    day, night = instant(CHICAGO, at("06T12:00")), instant(CHICAGO, at("07T00:00"))

    assert [(each.end, each.areas) for each in gaps_made(before, after, day, night)] == [
        (instant(CHICAGO, at("06T20:00")), MILL_ROW)
    ]
    assert [(each.end, each.areas) for each in gaps_made(before, none, day, night)] == [(night, frozenset())]
