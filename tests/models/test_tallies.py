"""What is known of how often somebody was asked: sums by month, gone with the person."""

from domain.ids import PersonId
from domain.tally import ACCEPTED, DECLINED, EXPIRED, Heap
from models import communities, people, tallies
from models.database import Database, Store
from tests.models.small import ANA, BEN, COMMUNITY, CORA, HILL, PEOPLE, RIVER
from tests.support.builders import NOON


def heap(person: PersonId, month: str = "2026-03", *, on_call: bool = True, night: bool = False) -> Heap:
    return Heap(person=person, team=RIVER, month=month, on_call=on_call, night=night)


async def _apply(store: Store) -> None:
    await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOON)


async def test_what_is_counted_adds_up_by_on_call_and_from_a_month_on(database: Database) -> None:
    async with database.writing() as store:
        await _apply(store)
        await tallies.add(store, {heap(ANA): ACCEPTED, heap(BEN): EXPIRED})
        await tallies.add(store, {heap(ANA): DECLINED, heap(ANA, night=True): ACCEPTED})
        await tallies.add(store, {heap(ANA, on_call=False): EXPIRED})
        await tallies.add(store, {heap(ANA, "2026-02"): EXPIRED})

    async with database.reading() as store:
        found = await tallies.of_members(store, {ANA, BEN, CORA}, "2026-03")

    assert found == {
        ANA: {True: ACCEPTED + ACCEPTED + DECLINED, False: EXPIRED},
        BEN: {True: EXPIRED},
    }


async def test_everybody_of_a_team_is_known_by_all_that_was_asked_of_them(database: Database) -> None:
    async with database.writing() as store:
        await _apply(store)
        await tallies.add(store, {heap(ANA): ACCEPTED, heap(BEN): EXPIRED, heap(BEN, on_call=False): ACCEPTED})

    async with database.reading() as store:
        assert await tallies.of_teams(store, {RIVER}, "2026-03") == {
            ANA: {True: ACCEPTED},
            BEN: {True: EXPIRED, False: ACCEPTED},
        }
        assert set(await tallies.of_teams(store, {HILL}, "2026-03")) == {BEN}


async def test_a_late_accept_takes_an_expiry_back(database: Database) -> None:
    async with database.writing() as store:
        await _apply(store)
        await tallies.add(store, {heap(ANA): EXPIRED})
        await tallies.add(store, {heap(ANA): ACCEPTED - EXPIRED})

        assert await tallies.of_members(store, {ANA}, "2026-03") == {ANA: {True: ACCEPTED}}


async def test_a_team_sees_what_was_counted_in_it(database: Database) -> None:
    async with database.writing() as store:
        await _apply(store)
        await tallies.add(store, {heap(BEN): ACCEPTED, heap(BEN, on_call=False): DECLINED})

        assert await tallies.in_teams(store, {BEN}, {RIVER}, "2026-01") == {BEN: ACCEPTED + DECLINED}
        assert await tallies.in_teams(store, {BEN}, {HILL}, "2026-01") == {}


async def test_it_goes_with_the_person_and_nothing_is_counted_of_them_afterwards(database: Database) -> None:
    async with database.writing() as store:
        await _apply(store)
        await tallies.add(store, {heap(ANA): ACCEPTED, heap(BEN): ACCEPTED})
        await people.erase(store, ANA)
        await tallies.add(store, {heap(ANA): EXPIRED})

        assert await tallies.of_members(store, {ANA, BEN}, "2026-01") == {BEN: {True: ACCEPTED}}


async def test_what_is_old_is_forgotten(database: Database) -> None:
    async with database.writing() as store:
        await _apply(store)
        await tallies.add(store, {heap(ANA, "2025-02"): ACCEPTED, heap(ANA, "2025-03"): DECLINED})
        await tallies.forget_before(store, "2025-03")

        assert await tallies.of_members(store, {ANA}, "2020-01") == {ANA: {True: DECLINED}}
