"""From aid that was opened by hand to aid that has a state, and back, with both in it."""

from dataclasses import replace
from datetime import timedelta

from domain.ids import IncidentId
from domain.neighbours import Aid, AidState
from domain.people import Channel
from models import communities, incidents, migrate, outages, senders
from tests.models.conftest import opened
from tests.models.small import COMMUNITY, CORA, HILL, OURS, PEOPLE, incident
from tests.models.test_migration_0003 import run
from tests.support.builders import NOON

LATER = NOON + timedelta(minutes=4)


async def test_aid_that_was_opened_comes_through_and_what_was_only_asked_is_not_known_before(
    database_url: str, keyring_url: str
) -> None:
    await migrate.upgrade(database_url)
    database = await opened(database_url, keyring_url, "old")
    async with database.writing() as store:
        await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOON)
        await senders.keep(store, *OURS)
        for n, state in enumerate((AidState.OPEN, AidState.ASKED), start=1):
            asked = Aid(team=HILL, state=state, asked_at=NOON, at=LATER, by=CORA, reminded=1)
            await incidents.keep(store, None, replace(incident(n, None), neighbours=(asked,)), (), NOON)
    await database.close()
    await run(
        database_url,
        f"INSERT INTO outage (channel, strikes, points, passes) VALUES ('{Channel.SMS.value}', 3, '[]', 0)",
    )

    await migrate.downgrade(database_url, "0015")
    assert await run(database_url, "SELECT incident, team, by_person FROM aid") == [("inc_1", HILL, CORA)]
    await migrate.upgrade(database_url)

    database = await opened(database_url, keyring_url, "new")
    async with database.reading() as store:
        found = [await incidents.load(store, IncidentId(f"inc_{n}")) for n in (1, 2)]
        assert not await outages.avoided(store, LATER)
    await database.close()
    neighbours = [() if each is None else each.neighbours for each in found]
    assert neighbours == [(Aid(team=HILL, state=AidState.OPEN, asked_at=LATER, at=LATER, by=CORA),), ()]
