"""From gaps that were told of a team to gaps that are told of its areas, and back, with gaps in it."""

from datetime import timedelta

from bot.chance import SeededMint
from domain.ids import AreaId
from domain.proof import Lack, Told
from models import gaps, migrate
from models.database import Database
from tests.models.conftest import ROOT_KEY
from tests.models.small import RIVER
from tests.models.test_migration_0003 import run
from tests.support.builders import NOON

ENDS = NOON + timedelta(hours=8)


async def test_what_was_told_before_counts_everywhere_and_what_was_told_least_goes_back(
    database_url: str, keyring_url: str
) -> None:
    await migrate.upgrade(database_url)
    database = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("old"))
    async with database.writing() as store:
        await gaps.note(store, RIVER, NOON, NOON + timedelta(hours=2), 2, frozenset({AreaId("old-town")}))
        await gaps.note(store, RIVER, NOON, ENDS, 1, frozenset({AreaId("mill-row")}))
    await database.close()

    await migrate.downgrade(database_url, "0008")
    assert await run(database_url, "SELECT team, lack, told FROM cover_gap") == [(RIVER, Lack.NOBODY, 1)]
    await migrate.upgrade(database_url, "0009")

    database = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("new"))
    async with database.writing() as store:
        assert await gaps.of_team(store, RIVER) == (Told(team=RIVER, start=NOON, end=ENDS, lack=Lack.NOBODY, told=1),)
        await gaps.note(store, RIVER, ENDS, ENDS + timedelta(hours=1), 1)
    await database.close()
