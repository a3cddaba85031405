"""What a database holds, to be put into another one: making the same rows again takes longer than most scenarios do."""

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from models import migrate
from models.tables import metadata

_NO_ROWS = "COPY 0"
_COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
_COUNT_ON = "SELECT setval(quote_ident($1)::regclass, $2)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    content: bytes
    mode: int

    @classmethod
    def read(cls, file: Path) -> "_File":
        return cls(content=file.read_bytes(), mode=stat.S_IMODE(file.stat().st_mode))

    def write(self, file: Path) -> None:
        file.touch(mode=self.mode)
        file.write_bytes(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRows:
    """The rows of a database that nobody has open, and the files beside it."""

    files: Mapping[str, _File]
    database: _File | None
    tables: Mapping[str, bytes]
    counters: Mapping[str, int]

    @classmethod
    async def of(cls, url: str, folder: Path, names: Sequence[str]) -> "KeptRows":
        """What the database at `url` holds, and the files `names` in `folder`."""
        files = {name: _File.read(folder / name) for name in names}
        if make_url(url).get_backend_name() == "sqlite":
            return cls(files=files, database=_File.read(_file_of(url)), tables={}, counters={})
        tables = {}
        connection = await _connected(url)
        try:
            for table in metadata.sorted_tables:
                rows = BytesIO()
                if await connection.copy_from_table(table.name, output=rows, format="binary") != _NO_ROWS:
                    tables[table.name] = rows.getvalue()
            counters = {row["sequencename"]: row["last_value"] for row in await connection.fetch(_COUNTERS)}
        finally:
            await connection.close()
        return cls(files=files, database=None, tables=tables, counters=counters)

    async def put_back(self, url: str, folder: Path) -> None:
        """Put it into the database at `url`, which is empty or has the schema and no rows, and into `folder`."""
        for name, file in self.files.items():
            file.write(folder / name)
        if self.database is not None:
            self.database.write(_file_of(url))
            return
        connection = await _connected(url)
        try:
            if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
                await migrate.upgrade(url)
            async with connection.transaction():
                await connection.execute("SET LOCAL session_replication_role = replica")
                for name, rows in self.tables.items():
                    await connection.copy_to_table(name, source=BytesIO(rows), format="binary")
                for counter, value in self.counters.items():
                    await connection.execute(_COUNT_ON, counter, value)
        finally:
            await connection.close()


def _file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


async def _connected(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
