"""A rota edited for one stretch: who is on afterwards, whatever stood there before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import PersonId
from domain.rota import Add, Fixed, Override, Remove, Rota, gaps, on_call
from domain.rota_change import changed
from domain.rota_edit import difference, left_empty, on_around, on_in, put_on, take_off
from domain.when import Stretch
from tests.support.timetable import at, rota, timetable

ANA, BEN, CAL, DEE = map(PersonId, ("ana", "ben", "cal", "dee"))

DAILY = """
    layers: [{id: all, start: "2026-03-06T08:00", turn: {every: 1, unit: day}, people: [[ana], [ben]]}]
"""
"""Ana from Friday at eight, Ben from Saturday at eight, and so on."""


reading = datetime.fromisoformat
"""As a rota's file has it, without an offset."""


def stretch(of: Rota, start: str, end: str) -> Stretch:
    return Stretch(start=at(of, start), end=at(of, end))


def test_somebody_put_on_is_on_beside_whoever_is() -> None:
    daily = rota(DAILY)

    after = changed(daily, put_on(daily, CAL, stretch(daily, "2026-03-06T20:00", "2026-03-07T06:00")))

    assert timetable(after, "2026-03-06T08:00", "2026-03-08T08:00") == [
        "03-06 08:00 -06:00 ana",
        "03-06 20:00 -06:00 ana cal",
        "03-07 06:00 -06:00 ana",
        "03-07 08:00 -06:00 ben",
    ]
    (added,) = after.overrides
    assert added == Add(person=CAL, start=reading("2026-03-06T20:00"), end=reading("2026-03-07T06:00"))


def test_somebody_taken_off_leaves_a_gap_and_is_on_before_and_after() -> None:
    daily = rota(DAILY)
    night = stretch(daily, "2026-03-06T22:00", "2026-03-07T06:00")

    after = changed(daily, take_off(daily, ANA, night))

    assert timetable(after, "2026-03-06T08:00", "2026-03-07T09:00") == [
        "03-06 08:00 -06:00 ana",
        "03-06 22:00 -06:00 nobody",
        "03-07 06:00 -06:00 ana",
        "03-07 08:00 -06:00 ben",
    ]
    assert [(each.start, each.end) for each in on_around(after, ANA, night)] == [
        (at(daily, "2026-03-06T08:00"), at(daily, "2026-03-06T22:00")),
        (at(daily, "2026-03-07T06:00"), at(daily, "2026-03-07T08:00")),
    ]


@pytest.mark.parametrize(
    "overrides",
    [
        '[{kind: add, person: cal, from: "2026-03-06T12:00", to: "2026-03-07T12:00"}]',
        '[{kind: replace, person: ana, by: cal, from: "2026-03-06T12:00", to: "2026-03-07T12:00"}]',
        '[{kind: fixed, people: [cal], from: "2026-03-06T12:00", to: "2026-03-07T12:00"}]',
        '[{kind: fixed, people: [cal, dee], from: "2026-03-06T12:00", to: "2026-03-07T12:00"}]',
    ],
)
def test_whoever_an_override_put_on_can_be_taken_off_as_well(overrides: str) -> None:
    standing = rota(f"{DAILY}\n    overrides: {overrides}")
    night = stretch(standing, "2026-03-06T22:00", "2026-03-07T06:00")

    after = changed(standing, take_off(standing, CAL, night))

    assert not on_in(after, CAL, night)
    for beside in ("2026-03-06T21:59", "2026-03-07T06:00"):
        assert on_call(after, at(standing, beside)) == on_call(standing, at(standing, beside))


def test_taking_off_the_only_one_fixed_is_no_gap_on_purpose() -> None:
    standing = rota(
        f'{DAILY}\n    overrides: [{{kind: fixed, people: [cal], from: "2026-03-06T12:00", to: "2026-03-07T12:00"}}]'
    )
    night = stretch(standing, "2026-03-06T22:00", "2026-03-07T06:00")

    after = changed(standing, take_off(standing, CAL, night))

    (gap,) = gaps([after], night.start, night.end)
    assert (gap.start, gap.end, gap.deliberate) == (night.start, night.end, False)


def test_somebody_can_be_put_on_where_nobody_is_on_purpose() -> None:
    standing = rota(
        f'{DAILY}\n    overrides: [{{kind: fixed, people: [], from: "2026-03-06T12:00", to: "2026-03-07T12:00"}}]'
    )
    night = stretch(standing, "2026-03-06T22:00", "2026-03-07T06:00")

    after = changed(standing, put_on(standing, CAL, night))

    assert timetable(after, "2026-03-06T08:00", "2026-03-07T13:00") == [
        "03-06 08:00 -06:00 ana",
        "03-06 12:00 -06:00 nobody",
        "03-06 22:00 -06:00 cal",
        "03-07 06:00 -06:00 nobody",
        "03-07 12:00 -06:00 ben",
    ]


def test_left_empty_is_a_gap_on_purpose_and_no_more() -> None:
    standing = rota(
        f'{DAILY}\n    overrides: [{{kind: fixed, people: [dee], from: "2026-03-06T12:00", to: "2026-03-07T12:00"}}]'
    )
    night = stretch(standing, "2026-03-06T22:00", "2026-03-07T06:00")

    after = changed(standing, left_empty(standing, night))

    assert [
        (each.start, each.end, each.deliberate) for each in gaps([after], night.start - timedelta(hours=8), night.end)
    ] == [(night.start, night.end, True)]
    assert on_call(after, night.end) == {DEE}


def test_a_moment_without_a_reading_of_its_own_is_kept_as_it_is() -> None:
    daily = rota(DAILY)
    twice = Stretch(
        start=datetime(2026, 11, 1, 7, 30, tzinfo=UTC),  # 01:30 for the second time
        end=datetime(2026, 11, 1, 9, 0, tzinfo=UTC),
    )

    after = changed(daily, put_on(daily, CAL, twice))

    assert CAL not in on_call(after, twice.start - timedelta(minutes=1))
    assert CAL in on_call(after, twice.start)


HOURS = st.integers(min_value=0, max_value=96)
PEOPLE = st.sampled_from([ANA, BEN, CAL, DEE])


@st.composite
def overridden(draw: st.DrawFn) -> Rota:
    daily = rota(DAILY)
    made: list[Override] = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(HOURS)
        begins = reading("2026-03-06T08:00") + timedelta(hours=start)
        ends = begins + timedelta(hours=draw(st.integers(1, 48)))
        kind = draw(st.integers(0, 2))
        if kind == 0:
            made.append(Add(person=draw(PEOPLE), start=begins, end=ends))
        elif kind == 1:
            made.append(Remove(person=draw(PEOPLE), start=begins, end=ends))
        else:
            made.append(Fixed(people=frozenset(draw(st.sets(PEOPLE, max_size=2))), start=begins, end=ends))
    return replace(daily, overrides=tuple(made))


@given(overridden(), PEOPLE, HOURS, st.integers(1, 48))
def test_an_edit_does_what_it_says_in_its_stretch_and_nothing_outside_it_and_goes_back(
    standing: Rota, person: PersonId, start: int, length: int
) -> None:
    begins = at(standing, "2026-03-06T08:00") + timedelta(hours=start)
    part = Stretch(start=begins, end=begins + timedelta(hours=length))
    inside = [part.start + timedelta(minutes=30 * n) for n in range(2 * length)]
    outside = [
        part.start - timedelta(minutes=1),
        part.end,
        part.end + timedelta(hours=7),
        part.start - timedelta(hours=7),
    ]

    on, off, empty = put_on(standing, person, part), take_off(standing, person, part), left_empty(standing, part)

    assert all(on_call(changed(standing, on), each) == on_call(standing, each) | {person} for each in inside)
    assert all(person not in on_call(changed(standing, off), each) for each in inside)
    assert not any(on_call(changed(standing, empty), each) for each in inside)
    for edit in (on, off, empty):
        after = changed(standing, edit)
        assert all(on_call(after, each) == on_call(standing, each) for each in outside)
        back = changed(after, edit.inverse())
        assert all(on_call(back, each) == on_call(standing, each) for each in (*inside, *outside))
    given_, taken = difference(standing, on, person, part.start, part.end)
    assert not taken
    assert sum((each.end - each.start for each in given_), timedelta()) == timedelta(hours=length) - sum(
        (each.end - each.start for each in on_in(standing, person, part)), timedelta()
    )
