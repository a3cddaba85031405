"""What a PostgreSQL server does with copies of a database: whether what is deleted in it is deleted everywhere."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from models.engines import open_engines

_SERVER = sa.text(
    "SELECT version() AS version, current_setting('archive_mode') AS archive_mode,"
    " (SELECT count(*) FROM pg_stat_replication) AS replicas,"
    " (SELECT count(*) FROM pg_replication_slots) AS slots"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`version` is its number. `archives` its write-ahead log; `copies` are replicas that stand or are waited for."""

    version: str
    archives: bool
    copies: int


async def server_of(url: str) -> Server | None:
    """The server behind a database's URL, None for SQLite. Raises OSError if it cannot be reached."""
    if make_url(url).get_backend_name() == "sqlite":
        return None
    engines = await open_engines(url)
    try:
        async with engines.reading() as connection:
            row = (await connection.execute(_SERVER)).one()
    finally:
        await engines.close()
    return Server(
        version=str(row.version).split()[1], archives=row.archive_mode != "off", copies=max(row.replicas, row.slots)
    )


def same_server(one: str, other: str) -> bool:
    """True if two URLs name the same host and port."""
    here, there = make_url(one), make_url(other)
    return (here.get_backend_name(), here.host, here.port or 5432) == (
        there.get_backend_name(),
        there.host,
        there.port or 5432,
    )
