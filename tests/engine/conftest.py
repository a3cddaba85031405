"""An engine on a migrated database with the small community, on either kind."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from models.database import Database
from tests.engine.bench import Bench
from tests.models.conftest import founded, keyring_url, migrated_url, postgres_schema, sqlite_template
from tests.models.small import COMMUNITY

__all__ = ["bench", "database", "keyring_url", "migrated_url", "postgres_schema", "sqlite_template"]


@pytest.fixture
async def database(migrated_url: str, keyring_url: str) -> AsyncIterator[Database]:
    """The small community, its people and our addresses; its skills last, so that nothing is due by itself."""
    skills = {id_: replace(each, expires_days=None) for id_, each in COMMUNITY.skills.items()}
    async with founded(migrated_url, keyring_url, replace(COMMUNITY, skills=skills)) as database:
        yield database


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)
