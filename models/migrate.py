"""The schema's one history, forwards and back, on either database."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from models.engines import BEGINS_WRITING, sqlite_engine
from models.tables import SCHEMA, metadata

_SCRIPTS = Path(__file__).parent / "migrations"


async def upgrade(url: str, target: str = "head") -> None:
    """Bring the database at `url` to `target`; nothing happens if it is there already."""
    await _run(url, lambda connection: command.upgrade(_config(connection), target))


async def downgrade(url: str, target: str) -> None:
    """Bring the database at `url` back to `target`; `base` is before the first migration."""
    await _run(url, lambda connection: command.downgrade(_config(connection), target))


async def at_head(url: str) -> bool:
    """True if the database at `url` has the schema this program was written for."""
    found: list[str | None] = []
    await _run(url, lambda connection: found.append(MigrationContext.configure(connection).get_current_revision()))
    return found == [SCHEMA]


async def differences(url: str) -> list[object]:
    """What the database at `url` has that the tables do not, and the other way round."""
    found: list[object] = []

    def compare(connection: Connection) -> None:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found.extend(compare_metadata(context, metadata))

    await _run(url, compare)
    return found


def migrating_engine(url: str) -> AsyncEngine:
    """An engine for one migration. On SQLite its definitions are part of the transaction, as they are elsewhere."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        # Tables are rebuilt by some migrations: what refers to them must not be checked, or deleted, meanwhile.
        return sqlite_engine(parsed, BEGINS_WRITING, ("PRAGMA foreign_keys=OFF",))
    return create_async_engine(parsed)


async def _run(url: str, work: Callable[[Connection], None]) -> None:
    engine = migrating_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)
    finally:
        await engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
