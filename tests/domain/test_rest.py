"""Rest between shifts, whatever asks somebody to be on."""

from datetime import timedelta

import pytest

from domain.ids import PersonId
from domain.policy import RotaPolicy
from domain.rest import RestBroken, RestRule, breaks
from domain.rota import Rota
from domain.when import Stretch
from tests.support.timetable import at, rota

ANA, BEN = PersonId("ana"), PersonId("ben")
POLICY = RotaPolicy(rest_between=timedelta(hours=8), longest_on=timedelta(hours=24))
NIGHTS = rota("""
    layers:
      - id: nights
        start: "2026-03-06T20:00"
        turn: {every: 1, unit: day}
        people: [[ana], [ben]]
        hours: "20:00-08:00"
""")
"""Ana is on from Friday the 6th at 20:00 to Saturday at 08:00, Ben the night after, and so on."""

DAYS = rota("""
    layers:
      - {id: days, start: "2026-03-06T10:00", turn: {every: 1, unit: day}, people: [[cal]], hours: "10:00-18:00"}
    overrides: [{kind: add, person: ana, from: "2026-03-08T04:00", to: "2026-03-08T06:00"}]
""")


def of(rotas: list[Rota], person: PersonId, start: str, end: str) -> RestBroken | None:
    return breaks(rotas, person, Stretch(start=at(NIGHTS, start), end=at(NIGHTS, end)), POLICY)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-06T08:00", "2026-03-06T12:00"),  # rests until 20:00
        ("2026-03-07T16:00", "2026-03-07T20:00"),  # rested since 08:00
        ("2026-03-07T08:00", "2026-03-07T20:00"),  # 24 hours on end, no more
        ("2026-03-06T21:00", "2026-03-07T02:00"),  # within her own shift
        ("2026-03-06T20:00", "2026-03-07T08:00"),  # her own shift
    ],
)
def test_what_leaves_rest_enough_breaks_nothing(start: str, end: str) -> None:
    assert of([NIGHTS], ANA, start, end) is None


def test_too_little_rest_before_the_next_shift_is_said_with_how_much_is_left() -> None:
    found = of([NIGHTS], ANA, "2026-03-06T12:00", "2026-03-06T16:00")

    assert found == RestBroken(rule=RestRule.REST_BETWEEN, found=timedelta(hours=4), allowed=timedelta(hours=8))


def test_too_little_rest_after_the_last_shift_is_said_as_well() -> None:
    found = of([NIGHTS], ANA, "2026-03-07T11:00", "2026-03-07T12:00")

    assert found == RestBroken(rule=RestRule.REST_BETWEEN, found=timedelta(hours=3), allowed=timedelta(hours=8))


def test_shifts_that_touch_are_one_and_may_be_too_long() -> None:
    found = of([NIGHTS], ANA, "2026-03-07T08:00", "2026-03-07T20:01")

    assert found == RestBroken(
        rule=RestRule.LONGEST_ON, found=timedelta(hours=24, minutes=1), allowed=timedelta(hours=24)
    )


def test_shifts_of_all_rotas_count() -> None:
    assert of([NIGHTS], ANA, "2026-03-07T16:00", "2026-03-07T20:00") is None

    found = of([NIGHTS, DAYS], ANA, "2026-03-07T18:00", "2026-03-08T00:00")

    assert found is not None
    assert found.rule is RestRule.REST_BETWEEN
    assert found.found == timedelta(hours=3)  # from midnight to four, in a night in which the clocks go forward


def test_somebody_whose_own_turn_is_a_week_may_be_on_within_it_but_not_longer() -> None:
    weekly = rota('layers: [{start: "2026-03-02T08:00", turn: {every: 1, unit: week}, people: [[ana], [ben]]}]')

    assert of([weekly], ANA, "2026-03-04T10:00", "2026-03-04T12:00") is None
    assert of([weekly], ANA, "2026-03-04T10:00", "2026-03-09T08:00") is None

    found = of([weekly], ANA, "2026-03-09T08:00", "2026-03-09T10:00")

    assert found is not None
    assert found.rule is RestRule.LONGEST_ON


def test_an_hour_that_is_lived_twice_counts_twice() -> None:
    found = of([NIGHTS], BEN, "2026-10-31T20:00", "2026-11-01T19:30")

    assert found is not None
    assert found.found == timedelta(hours=24, minutes=30)
