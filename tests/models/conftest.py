"""A migrated database with a small community in it, on either kind."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.chance import SeededMint
from models import communities, migrate, senders
from models.database import Database
from models.tables import metadata
from tests.models.small import COMMUNITY, OURS, PEOPLE
from tests.support.builders import NOON
from tests.support.postgres import fresh_database

ROOT_KEY = bytes(range(32))


def _migrated(url: str) -> str:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(migrate.upgrade(url))
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "upstander.db"
    _migrated(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """One database for the whole run, emptied after each test: making one takes longer than most tests do."""
    with fresh_database(postgres_url) as url:
        yield _migrated(url)


def _emptied(url: str) -> None:
    """Take every row out, append-only or not, and count from one again."""
    tables = [f"DELETE FROM {table.name};" for table in metadata.sorted_tables]
    counters = "SELECT setval(seqrelid, 1, false) FROM pg_sequence;"
    script = f"SET session_replication_role = replica; {' '.join(tables)} {counters}"

    async def run() -> None:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        await connection.execute(script)
        await connection.close()

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(run())


@contextmanager
def migrated(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """A database of this kind at the newest schema, without rows."""
    if kind == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_template"), folder / "migrated.db")
        yield f"sqlite+aiosqlite:///{file}"
    else:
        url: str = request.getfixturevalue("postgres_schema")
        yield url
        _emptied(url)


@pytest.fixture(params=["sqlite", "postgres"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database at the newest schema, without rows: the test runs once on each kind."""
    with migrated(request.param, request, tmp_path) as url:
        yield url


@pytest.fixture
def keyring_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'keyring.db'}"


@pytest.fixture
async def bare(migrated_url: str, keyring_url: str) -> AsyncIterator[Database]:
    """An open database without a community."""
    database = await Database.open(
        migrated_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint(migrated_url)
    )
    yield database
    await database.close()


@pytest.fixture
async def database(bare: Database) -> Database:
    """An open database with the small community, its people and our addresses."""
    async with bare.writing() as store:
        await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOON)
        await senders.keep(store, *OURS)
    return bare
