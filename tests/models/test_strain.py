"""What people went through of late is kept without any call, and goes with the person."""

from datetime import date, timedelta

from domain.strain import NO_STRAIN, Strain
from models import communities, people, strain
from models.database import Database, Store
from tests.models.small import ANA, BEN, COMMUNITY, HILL, PEOPLE, RIVER
from tests.support.builders import NOON

NIGHT = date(2026, 3, 5)


async def _apply(store: Store) -> None:
    await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOON)


async def test_nights_heavy_calls_and_ended_rests_come_back_as_they_were_noted_last(database: Database) -> None:
    later = NOON + timedelta(hours=1)
    async with database.writing() as store:
        await _apply(store)
        for at in (NOON, later):
            await strain.paged_by_night(store, ANA, NIGHT, at)
            await strain.heavy(store, ANA, at)
        await strain.lifted(store, ANA, later)
        await strain.paged_by_night(store, BEN, NIGHT, NOON)

    known = Strain(heavy_at=later, nights=frozenset({NIGHT}), lifted_at=later)
    async with database.reading() as store:
        assert await strain.of(store, ANA) == known
        found = await strain.of_teams(store, {RIVER})
        elsewhere = await strain.of_teams(store, {HILL})
    assert found == {ANA: known, BEN: Strain(nights=frozenset({NIGHT}))}
    assert elsewhere == {BEN: Strain(nights=frozenset({NIGHT}))}


async def test_what_was_long_ago_is_forgotten(database: Database) -> None:
    async with database.writing() as store:
        await _apply(store)
        await strain.paged_by_night(store, ANA, NIGHT, NOON - timedelta(days=1))
        await strain.heavy(store, ANA, NOON)
        await strain.forget_before(store, NOON)

        assert await strain.of(store, ANA) == Strain(heavy_at=NOON)


async def test_it_goes_with_the_person_and_nothing_is_noted_afterwards(database: Database) -> None:
    async with database.writing() as store:
        await _apply(store)
        await strain.heavy(store, ANA, NOON)
        await people.erase(store, ANA)
        await strain.heavy(store, ANA, NOON)

        assert await strain.of(store, ANA) == NO_STRAIN
