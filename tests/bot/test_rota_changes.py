"""A rota is changed only as whoever asked has seen it, whatever another transaction did in between."""

from datetime import datetime

import pytest

from bot.app import words
from bot.chance import SeededMint
from bot.gather import Gatherer
from bot.moment import Moment
from bot.rota.changes import Changes, Made
from domain.errors import Refused
from domain.ids import RotaId
from domain.rota import Add, Rota
from domain.rota_change import Entries, Frame, RotaChange
from domain.rota_commands import ChangeKind
from models import communities
from models.database import Database
from tests.models.conftest import bare, database, keyring_url, migrated_url, postgres_schema, sqlite_template
from tests.models.small import BEN, CORA, NIGHTS, RIVER
from tests.support.builders import NOON

__all__ = ["bare", "database", "keyring_url", "migrated_url", "postgres_schema", "sqlite_template"]

read = datetime.fromisoformat
BEN_ON = RotaChange(
    rota=NIGHTS.id, added=Entries(overrides=(Add(person=BEN, start=read("2026-06-01"), end=read("2026-06-02")),))
)
MORNINGS = RotaChange(rota=RotaId("river/mornings"), makes=Frame(time_zone="Europe/Paris"))


@pytest.fixture
async def rotas(database: Database) -> tuple[Rota, ...]:
    """The rotas of the river team, as they stand at first."""
    async with database.reading() as store:
        return (await communities.load(store)).teams[RIVER].rotas


async def make(database: Database, change: RotaChange, seen: tuple[Rota, ...] | None = None) -> Made:
    mint = SeededMint("changes")
    changes = Changes(gatherer=Gatherer(words(), mint), mint=mint)
    async with database.writing() as store:
        this = Moment(store=store, now=NOON, stimulus="inb_1", community=await communities.load(store))
        return await changes.make(this, change, kind=ChangeKind.ROTATION, by=CORA, seen=seen)


async def test_what_was_seen_and_still_stands_is_changed(database: Database, rotas: tuple[Rota, ...]) -> None:
    made = await make(database, BEN_ON, seen=rotas)

    assert made.before.rotas == rotas
    assert made.after.rotas != rotas


async def test_what_another_changed_meanwhile_is_refused_and_nothing_is_done(
    database: Database, rotas: tuple[Rota, ...]
) -> None:
    await make(database, BEN_ON)

    with pytest.raises(Refused, match="c_rota_changed_meanwhile"):
        await make(database, MORNINGS, seen=rotas)

    async with database.reading() as store:
        now = (await communities.load(store)).teams[RIVER].rotas
    assert [each.id for each in now] == [each.id for each in rotas]


async def test_a_rota_that_is_there_is_not_made_again(database: Database, rotas: tuple[Rota, ...]) -> None:
    made = await make(database, MORNINGS)
    assert [each.id for each in made.after.rotas] == [*(each.id for each in rotas), MORNINGS.rota]

    with pytest.raises(Refused, match="c_rota_changed_meanwhile"):
        await make(database, MORNINGS)
