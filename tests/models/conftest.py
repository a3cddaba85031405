"""A migrated database with a small community in it, on either kind."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.chance import SeededMint
from domain.community import Community
from models import communities, migrate, senders
from models.database import Database
from models.tables import metadata
from tests.models.small import COMMUNITY, OURS, PEOPLE
from tests.support.builders import NOON
from tests.support.kept_rows import KeptRows
from tests.support.postgres import fresh_database

ROOT_KEY = bytes(range(32))
_BEGINNINGS: dict[tuple[str, str], KeptRows] = {}
"""What databases of each kind begin with, by community: made by the first, put back for the others."""


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


async def opened(url: str, keyring_url: str, seed: str) -> Database:
    return await Database.open(url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint(seed))


@asynccontextmanager
async def founded(url: str, keyring_url: str, community: Community) -> AsyncIterator[Database]:
    """An open database with the small community as `community` has it, its people and our addresses."""
    folder = Path(keyring_url.partition("///")[2]).parent
    begins = url.partition(":")[0], repr(community)
    if begins in _BEGINNINGS:
        await _BEGINNINGS[begins].put_back(url, folder)
    else:
        database = await opened(url, keyring_url, "set-up")
        async with database.writing() as store:
            await communities.apply(store, community, PEOPLE, prune=False, now=NOON)
            await senders.keep(store, *OURS)
        await database.close()
        _BEGINNINGS[begins] = await KeptRows.of(url, folder, ["keyring.db"])
    database = await opened(url, keyring_url, url)
    yield database
    await database.close()


@pytest.fixture
async def bare(migrated_url: str, keyring_url: str) -> AsyncIterator[Database]:
    """An open database without a community."""
    database = await opened(migrated_url, keyring_url, migrated_url)
    yield database
    await database.close()


@pytest.fixture
async def database(migrated_url: str, keyring_url: str) -> AsyncIterator[Database]:
    """An open database with the small community, its people and our addresses."""
    async with founded(migrated_url, keyring_url, COMMUNITY) as database:
        yield database
