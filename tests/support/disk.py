"""Everything a database leaves on disk, and whether a text can be read in it."""

import json
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from domain.chance import Mint
from models.cipher import Key
from models.database import Database


class PlainText:
    """Seals nothing: what a search for secrets is tried against."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint

    def seal(self, key: Key, plain: bytes, place: bytes) -> bytes:
        return plain

    def open(self, key: Key, sealed: bytes, place: bytes) -> bytes:
        return sealed


async def everything_on_disk(database: Database, url: str, keyring_url: str) -> bytes:
    """All the bytes of both databases: files and logs on SQLite, heaps and write-ahead log on PostgreSQL."""
    found = [_sqlite_files(keyring_url)]
    if database.dialect == "sqlite":
        return b"".join([*found, _sqlite_files(url)])
    heaps = (
        "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
        "WHERE relkind IN ('r', 'i', 't') AND relnamespace IN (to_regnamespace('public'), to_regnamespace('pg_toast'))"
    )
    logs = "SELECT pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir() ORDER BY modification DESC LIMIT 2"
    async with database.writing() as store:
        await store.connection.execute(sa.text("SELECT pg_switch_wal()"))
    engine = database._engines._writer.execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text("CHECKPOINT"))
        for statement in (heaps, logs):
            found += (await connection.execute(sa.text(statement))).scalars()
    return b"".join(found)


def _sqlite_files(url: str) -> bytes:
    file = Path(make_url(url).database or "")
    return b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))


def seen(what: bytes) -> Callable[[str], bool]:
    """Whether a text stands in some bytes, in any way a program would write it."""
    forms: tuple[Callable[[str], bytes], ...] = (
        str.encode,
        lambda text: text.encode().hex().encode(),
        lambda text: text.encode("utf-16-le"),
        lambda text: json.dumps(text)[1:-1].encode(),
    )
    return lambda text: any(form(text) in what for form in forms)
