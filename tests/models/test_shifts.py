"""Rows about shifts that begin and about what is not covered, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.ids import AreaId, TeamId
from domain.proof import Hole, Lack
from domain.rota import Shift
from models import communities, gaps, people, shifts
from models.database import Database
from tests.models.small import ANA, COMMUNITY, PEOPLE, RIVER

NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
SHIFT = Shift(start=NOW, end=NOW + timedelta(hours=12))
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
async def filled(database: Database) -> Database:
    """With everybody of the small community."""
    async with database.writing() as store:
        await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOW)
    return database


async def test_a_shift_nobody_was_asked_about_is_blank(filled: Database) -> None:
    async with filled.writing() as store:
        assert await shifts.begun(store, ANA, RIVER, SHIFT) == shifts.Begun()


async def test_the_first_word_counts_and_a_coordinator_hears_once(filled: Database) -> None:
    async with filled.writing() as store:
        await shifts.told(store, ANA, RIVER, SHIFT, NOW)
        await shifts.told(store, ANA, RIVER, SHIFT, LATER)
        assert await shifts.unanswered(store, ANA, LATER) == ((RIVER, SHIFT),)
        assert await shifts.missed(store, ANA, RIVER, SHIFT, LATER)
        assert not await shifts.missed(store, ANA, RIVER, SHIFT, LATER)
        await shifts.here(store, ANA, RIVER, SHIFT, LATER)
        await shifts.here(store, ANA, RIVER, SHIFT, LATER + timedelta(minutes=1))

        assert await shifts.begun(store, ANA, RIVER, SHIFT) == shifts.Begun(told_at=NOW, here_at=LATER, missed_at=LATER)
        assert not await shifts.unanswered(store, ANA, LATER)


async def test_of_whoever_said_it_before_nobody_hears(filled: Database) -> None:
    async with filled.writing() as store:
        await shifts.here(store, ANA, RIVER, SHIFT, NOW - timedelta(minutes=30))

        assert not await shifts.missed(store, ANA, RIVER, SHIFT, LATER)


async def test_shifts_to_come_that_were_asked_about_are_known_and_old_ones_forgotten(filled: Database) -> None:
    async with filled.writing() as store:
        await shifts.told(store, ANA, RIVER, SHIFT, NOW)
        assert await shifts.asked_ahead(store, ANA, NOW - timedelta(hours=8)) == ((RIVER, NOW),)
        assert await shifts.asked_ahead(store, ANA, NOW) == ()

        await shifts.forget(store, SHIFT.end + shifts.KEPT_FOR + timedelta(days=1))

        assert await shifts.begun(store, ANA, RIVER, SHIFT) == shifts.Begun()


async def test_whoever_was_never_asked_is_missed_once_as_well(filled: Database) -> None:
    async with filled.writing() as store:
        assert await shifts.missed(store, ANA, RIVER, SHIFT, LATER)
        assert not await shifts.missed(store, ANA, RIVER, SHIFT, LATER)

        assert await shifts.begun(store, ANA, RIVER, SHIFT) == shifts.Begun(missed_at=LATER)


async def test_what_an_erased_member_began_is_gone(filled: Database) -> None:
    async with filled.writing() as store:
        await shifts.told(store, ANA, RIVER, SHIFT, NOW)
        await people.erase(store, ANA)

        assert await shifts.begun(store, ANA, RIVER, SHIFT) == shifts.Begun()


async def test_a_proof_takes_the_place_of_the_one_before_and_keeps_what_was_told(filled: Database) -> None:
    hole = Hole(start=NOW + timedelta(hours=2), end=NOW + timedelta(hours=4), lack=Lack.TOO_FEW)
    on_purpose = Hole(start=NOW + timedelta(hours=1), end=hole.start, lack=Lack.ON_PURPOSE)
    async with filled.writing() as store:
        await gaps.hold(store, RIVER)
        await gaps.keep(store, RIVER, [(on_purpose, 0), (hole, 1)])
        await gaps.note(store, RIVER, hole.start, hole.end, 2)

        found = await gaps.of_team(store, RIVER)
        assert [(each.start, each.lack, each.told) for each in found] == [
            (on_purpose.start, Lack.ON_PURPOSE, 0),
            (hole.start, Lack.NOBODY, 2),
        ]
        assert await gaps.figures(store, NOW) == gaps.Figures(many=1, first=hole.start)
        assert await gaps.figures(store, hole.end) == gaps.Figures(many=0, first=None)
        assert [each.start for each in await gaps.ahead(store, hole.start)] == [hole.start]

        await gaps.keep(store, RIVER, [])
        assert await gaps.of_team(store, RIVER) == ()


async def test_hours_in_which_calls_are_unlikely_to_be_filled_are_kept_and_count_as_no_gap(filled: Database) -> None:
    weak = Hole(start=NOW + timedelta(hours=2), end=LATER, lack=Lack.NOTHING, chance=0.2)
    async with filled.writing() as store:
        await gaps.keep(store, RIVER, [(weak, 1)])

        (found,) = await gaps.of_team(store, RIVER)
        assert (found.lack, found.told) == (Lack.NOTHING, 1)
        assert await gaps.figures(store, NOW) == gaps.Figures(many=0, first=None)


async def test_teams_that_are_no_more_have_no_gaps(filled: Database) -> None:
    hole = Hole(start=NOW, end=LATER, lack=Lack.NOBODY)
    async with filled.writing() as store:
        await gaps.keep(store, RIVER, [(hole, 0)])
        await gaps.forget_but(store, [TeamId("hill")])

        assert await gaps.of_team(store, RIVER) == ()


async def test_gaps_of_two_areas_that_begin_together_are_two(filled: Database) -> None:
    town, mill = (frozenset({AreaId(each)}) for each in ("old-town", "mill-row"))
    async with filled.writing() as store:
        await gaps.note(store, RIVER, NOW, LATER, 1, town)
        await gaps.note(store, RIVER, NOW, SHIFT.end, 1, mill)
        await gaps.note(store, RIVER, NOW, SHIFT.end, 2, mill)

        found = await gaps.of_team(store, RIVER)

    assert {(each.areas, each.end, each.told) for each in found} == {(town, LATER, 1), (mill, SHIFT.end, 2)}
