"""Time off granted: whoever has it is on nowhere in it, whatever had put them on; ended, all is as it was."""

from dataclasses import replace
from datetime import datetime, time
from functools import partial

import pytest

from domain.community import Team
from domain.ids import PersonId, TeamId
from domain.policy import OnCallNeed, Policy, RotaPolicy
from domain.rota import Add, Fixed, Override, Replace, Rota, expand
from domain.rota_change import changed
from domain.time_off import ending, gaps_left, granting
from domain.when import Stretch
from tests.support.timetable import at, rota, timetable

ANA, BEN, CAL = map(PersonId, ("ana", "ben", "cal"))
DAILY = """
    layers: [{id: all, start: "2026-03-06T08:00", turn: {every: 1, unit: day}, people: [[ana], [ben]]}]
"""
"""Ana from Friday at eight, Ben from Saturday at eight, and so on."""

read = datetime.fromisoformat
FRIDAY = {"start": read("2026-03-06T08:00"), "end": read("2026-03-07T08:00")}
OVERRIDES: tuple[Override, ...] = (
    Replace(person=ANA, by=BEN, **FRIDAY),
    Add(person=BEN, **FRIDAY),
    Fixed(people=frozenset({BEN}), **FRIDAY),
)


def _team(before: Rota) -> Team:
    return Team(
        id=TeamId("river"),
        names={},
        time_zone=before.time_zone,
        areas=frozenset(),
        protections={},
        policy=Policy(),
        rotas=(before,),
    )


@pytest.mark.parametrize("override", OVERRIDES, ids=lambda each: type(each).__name__)
def test_whoever_is_on_by_an_override_is_off_too_and_back_when_it_ends(override: Override) -> None:
    before = replace(rota(DAILY), overrides=(override,))
    night = Stretch(start=at(before, "2026-03-06T20:00"), end=at(before, "2026-03-07T02:00"))
    seen = partial(timetable, start="2026-03-06T00:00", end="2026-03-09T00:00")

    grant = granting(before, BEN, night)
    after = changed(before, grant)

    assert not any(BEN in span.people for span in expand(after, night.start, night.end).spans)
    assert bool(gaps_left(_team(before), BEN, night, night.start)) == (not isinstance(override, Add))
    assert seen(changed(after, grant.inverse())) == seen(before)
    end = ending(after, BEN, night, (grant,))
    assert end is not None
    assert seen(changed(after, end)) == seen(before)


def test_what_somebody_changed_since_stays_when_time_off_ends() -> None:
    before = replace(rota(DAILY), overrides=(Add(person=CAL, **FRIDAY),))
    night = Stretch(start=at(before, "2026-03-06T20:00"), end=at(before, "2026-03-07T02:00"))
    grant = granting(before, CAL, night)
    since = granting(changed(before, grant), CAL, Stretch(start=night.end, end=at(before, "2026-03-07T04:00")))
    after = changed(changed(before, grant), since)

    end = ending(after, CAL, night, (since, grant))

    assert end is not None
    assert end.removed.time_off == grant.added.time_off
    assert not any(CAL in span.people for span in expand(changed(after, end), night.start, night.end).spans)


def test_whoever_took_over_a_shift_stays_on_when_the_other_is_off() -> None:
    before = replace(rota(DAILY), overrides=(Replace(person=ANA, by=CAL, **FRIDAY),))
    day = Stretch(start=at(before, "2026-03-06T00:00"), end=at(before, "2026-03-08T00:00"))

    after = changed(before, granting(before, ANA, day))

    assert gaps_left(_team(before), ANA, day, day.start) == ()
    assert timetable(after, "2026-03-06T08:00", "2026-03-07T08:00") == ["03-06 08:00 -06:00 cal"]


def test_time_off_leaves_no_gap_where_nobody_must_be_on_and_one_where_whoever_is_left_does_not_count() -> None:
    """Ana and Ben are on together all Friday; the team wrote that by night somebody must be."""
    beside = replace(rota(DAILY), overrides=(Add(person=BEN, **FRIDAY),))
    day = Stretch(start=at(beside, "2026-03-06T09:00"), end=at(beside, "2026-03-07T02:00"))
    needs = (OnCallNeed(people=1, hours=(time(22), time(6))),)
    of = replace(_team(beside), policy=Policy(rota=RotaPolicy(needs=needs)))

    (gap,) = gaps_left(of, ANA, day, day.start, counted=frozenset({ANA}))

    assert (gap.start, gap.end) == (at(beside, "2026-03-06T22:00"), day.end)
    assert gaps_left(of, ANA, day, day.start, counted=frozenset({ANA, BEN})) == ()
