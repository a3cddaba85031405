"""How Alembic runs here: on the connection the program gives it, else on the database `-x url=...` names."""

import asyncio
from typing import Literal

from alembic import context
from sqlalchemy import Connection

from models.migrate import migrating_engine
from models.tables import Instant, metadata


def written_plainly(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A migration says what it makes in the library's words, and so stays as it is when ours change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def migrate(connection: Connection) -> None:
    """Run the migrations that were asked for, in the transaction the connection is in."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=written_plainly,
        compare_server_default=True,
        # SQLite cannot alter most things: tables are rebuilt instead.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_by_url(url: str) -> None:
    engine = migrating_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


given = context.config.attributes.get("connection")
if isinstance(given, Connection):
    migrate(given)
else:
    named = context.get_x_argument(as_dictionary=True).get("url")
    if named is None:
        raise SystemExit("name the database: alembic -x url=sqlite+aiosqlite:///var/upstander.db ...")
    asyncio.run(migrate_by_url(named))
