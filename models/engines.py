"""Connections to either database: one writer and several readers on SQLite, a pool on PostgreSQL.

SQLite begins every transaction here, not in the driver, which would begin late and only before a write. A transaction
that may write takes the write lock at its first word: one that reads first and writes later fails with "database is
locked" at once, however long it is told to wait.

A statement on SQLite takes a few microseconds, less than handing it to another thread and hearing back, and less than
the detours by which a coroutine waits for a driver. So statements run where they are asked for, by the driver's own
cursor; only what may wait, for the disk or for a lock, goes to the connection's thread. Whether another holds the write
lock is asked without waiting: mostly nobody does.
"""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_

READERS = 4
POOLED = 10
PREPARED = 300
"""How many statements a connection keeps ready. There are more of them than drivers keep by themselves, and one that
was let go is read and planned anew.
"""
BUSY_SECONDS = 10
STATEMENT_SECONDS = 10
"""After which a statement, or whoever waits for a connection, gives up: a server that hangs must not hang us."""

# The driver writes every statement with its values to the log at DEBUG.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)


Result = TypeVar("Result")

BEGINS_WRITING = "BEGIN IMMEDIATE"
_WAITING = (BEGINS_WRITING, "PRAGMA", "VACUUM")


class _Connection(aiosqlite.Connection):
    """Calls here, what may wait in the thread. One call at a time uses it: a transaction awaits each.

    `durable`: a commit waits for the disk.
    """

    durable = True

    def open(self) -> sqlite3.Connection:
        """The driver's own connection. Raises sqlite3.OperationalError once it is closed."""
        if not self._running or self._connection is None:
            raise sqlite3.OperationalError("connection closed")
        return self._connection

    async def in_thread(self, call: Callable[..., Result], *args: Any) -> Result:
        self.open()
        waited: Result = await super()._execute(call, *args)  # type: ignore[no-untyped-call]
        return waited

    def takes_the_lock(self) -> bool:
        """Begin a transaction that may write, unless somebody holds the lock: that is waited for elsewhere."""
        driver = self.open()
        driver.execute("PRAGMA busy_timeout=0")
        try:
            driver.execute(BEGINS_WRITING)
        except sqlite3.OperationalError:
            return False
        finally:
            driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        return True

    async def _execute(self, fn: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        if self._may_wait(fn):
            waited: Result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
            return waited
        return fn(*args, **kwargs)

    def _may_wait(self, call: Callable[..., object]) -> bool:
        waits = ("commit", "close") if self.durable else ("close",)
        return call.__name__ in waits and isinstance(getattr(call, "__self__", None), sqlite3.Connection)


class _Nothing:
    """What is there at once. The toolkit wants to see that something was awaited for every statement."""

    def __await__(self) -> Generator[None, None, None]:
        return
        yield


_NOTHING = _Nothing()


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """The driver's own cursor, used here; in the thread for what may wait."""

    __slots__ = ()
    _awaitable_cursor_close = False

    def _make_new_cursor(self, connection: Any) -> Any:
        return connection.open().cursor()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    def execute(self, operation: Any, parameters: Any = None) -> None:
        cursor: Any = self._cursor  # the driver's, which is awaited nowhere
        self._run(cursor.execute, operation, () if parameters is None else parameters)
        if cursor.description:
            self._rows = deque(cursor.fetchall())

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        self._run(self._cursor.executemany, operation, seq_of_parameters)

    def _run(self, call: Callable[..., object], operation: str, parameters: Any) -> None:
        connection: Any = self._connection
        if not operation.startswith(_WAITING):
            await_(_NOTHING)
            call(operation, parameters)
        elif operation == BEGINS_WRITING and connection.takes_the_lock():
            await_(_NOTHING)
        else:
            await_(connection.in_thread(call, operation, parameters))


class _Adapted(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _Cursor


def _connect(database: str, *, durable: bool, **options: Any) -> _Connection:
    options["check_same_thread"] = False
    made = _Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    made.durable = durable
    # A process that is told to stop does not wait for it.
    made._thread.daemon = True  # noqa: SLF001  as the library's own dialect does
    return made


class Engines:
    """Where connections to one database come from. `writing` is the only commit there is."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writer.dialect.name

    @property
    def url(self) -> URL:
        return self._writer.url

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed when the block ends, rolled back when it raises."""
        if self.dialect == "sqlite":
            async with self._turn, self._writer.begin() as connection:
                yield connection
        else:
            async with self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A snapshot in which nothing can be written."""
        async with self._reader.connect() as connection:
            yield connection

    async def shred(self, table: str) -> None:
        """Make what a table no longer holds leave its file as well."""
        if self.dialect == "postgresql":
            async with self._writer.connect() as connection:
                outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await outside.execute(sa.text(f"VACUUM {sa.sql.quoted_name(table, quote=None)}"))

    async def close(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()


async def open_engines(
    url: str, *, shreds: bool = False, durable: bool = True, gives_up_after: float = STATEMENT_SECONDS
) -> Engines:
    """Engines for a database. With `shreds`, SQLite overwrites what is deleted and keeps no write-ahead log. Without
    `durable` it does not wait for the disk: for rows that nobody needs after this process.

    `gives_up_after`: seconds that a statement on PostgreSQL, or waiting for a connection, may take.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return await _open_sqlite(parsed, shreds=shreds, durable=durable)
    writer = create_async_engine(
        parsed,
        pool_size=POOLED,
        max_overflow=POOLED,
        pool_timeout=gives_up_after,
        hide_parameters=True,
        connect_args={
            "timeout": STATEMENT_SECONDS,
            "command_timeout": gives_up_after,
            "prepared_statement_cache_size": PREPARED,
        },
    )
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(writer, reader)


async def _open_sqlite(url: URL, *, shreds: bool, durable: bool) -> Engines:
    if url.database in (None, "", ":memory:"):
        raise ValueError("a database in memory cannot be shared by writer and readers")
    if shreds:
        modes: tuple[str, ...] = ("PRAGMA journal_mode=DELETE", "PRAGMA secure_delete=ON")
    else:
        # What is overwritten in a row, such as the key of somebody who is erased, leaves its page as well.
        modes = ("PRAGMA journal_mode=WAL", "PRAGMA secure_delete=FAST")
    if not durable:
        modes = (*modes, "PRAGMA synchronous=OFF")
    # Beside a write-ahead log a commit waits for the disk alone; without one, for readers as well.
    writer = sqlite_engine(url, BEGINS_WRITING, modes, size=1, durable=durable or shreds)
    reader = sqlite_engine(url, "BEGIN", ("PRAGMA query_only=ON",), size=READERS)
    # The writer comes first: it makes the file and turns the write-ahead log on.
    async with writer.connect():
        return Engines(writer, reader)


def sqlite_engine(
    url: URL, begin: str, modes: tuple[str, ...] = (), *, size: int = 1, durable: bool = True
) -> AsyncEngine:
    """An engine whose transactions start with `begin`; `modes` are set on each connection. Without `durable` a commit
    is known to wait for nothing.
    """
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        # A transaction always ends before its connection goes back, so there is nothing left to roll back.
        pool_reset_on_return=None,
        connect_args={
            "isolation_level": None,
            "timeout": BUSY_SECONDS,
            "cached_statements": PREPARED,
        },
    )

    @sa.event.listens_for(engine.sync_engine, "do_connect")
    def _open(dialect: Any, _record: object, arguments: Any, options: Any) -> _Adapted:
        made: Any = await_(_connect(*arguments, durable=durable, **options))
        return _Adapted(dialect.loaded_dbapi, made)

    @sa.event.listens_for(engine.sync_engine, "connect")
    def _set_modes(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for mode in ("PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", *modes):
            cursor.execute(mode)
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
