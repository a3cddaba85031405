"""An engine on a migrated database with the small community, on either kind."""

from dataclasses import replace

import pytest

from models import communities, senders
from models.database import Database
from tests.engine.bench import Bench
from tests.models.conftest import bare, keyring_url, migrated_url, postgres_schema, sqlite_template
from tests.models.small import COMMUNITY, OURS, PEOPLE
from tests.support.builders import NOON

__all__ = ["bare", "bench", "database", "keyring_url", "migrated_url", "postgres_schema", "sqlite_template"]


@pytest.fixture
async def database(bare: Database) -> Database:
    """The small community, its people and our addresses; its skills last, so that nothing is due by itself."""
    skills = {id_: replace(each, expires_days=None) for id_, each in COMMUNITY.skills.items()}
    async with bare.writing() as store:
        await communities.apply(store, replace(COMMUNITY, skills=skills), PEOPLE, prune=False, now=NOON)
        await senders.keep(store, *OURS)
    return bare


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)
