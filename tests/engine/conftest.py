"""An engine on a migrated database with the small community, on either kind."""

import pytest

from models.database import Database
from tests.engine.bench import Bench
from tests.models.conftest import bare, database, keyring_url, migrated_url, postgres_schema, sqlite_template

__all__ = ["bare", "bench", "database", "keyring_url", "migrated_url", "postgres_schema", "sqlite_template"]


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)
