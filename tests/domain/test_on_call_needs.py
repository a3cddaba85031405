"""Somebody must be on when a team wrote so, and at no other time."""

from datetime import datetime, time, timedelta

import pytest

from domain.on_call_needs import asked_for, while_asked
from domain.policy import OnCallNeed
from domain.rota import Gap, Weekday
from domain.zone import instant, zone
from tests.support.builders import NOON
from tests.support.proofs import always, team

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
