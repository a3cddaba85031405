"""The floor: the same durable commits and the same HTTP posts as the program makes, in a bare loop without a program.

For one call, up to its first page: the call is posted and stored (one commit), its turn is kept and its messages are
leased (another), and the page is posted. What follows is one more commit for the outcomes and the other messages of the
call. The rows are as many and as large; the database is of the same kind with the same durability; posts go to the same
fake provider.
"""

import asyncio
import base64
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import asyncpg
from sqlalchemy.engine import make_url

from benchmarks.http import Client
from benchmarks.stage import Fakes, Ground, fakes, fresh
from domain.people import Channel
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from tests.kill.town import strangers, town

ROWS_OF_A_CALL = 2
ROWS_OF_A_TURN = 30
ROWS_OF_AN_OUTCOME = 10
MESSAGES_OF_A_CALL = 5
"""Three pages, one to the caller, one to the coordinator."""

_SIZE = 300
_TABLE = "CREATE TABLE row (id INTEGER PRIMARY KEY, words BYTEA)"
_SQLITE_TABLE = "CREATE TABLE row (id INTEGER PRIMARY KEY, words BLOB)"
_PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
_HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Authorization": "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode(),
}

Commit = Callable[[int], Awaitable[None]]
"""Writes so many rows in one durable transaction."""


class Floor:
    """A bare loop over one database and one fake provider."""

    def __init__(self, commit: Commit, provider: Client) -> None:
        self._commit = commit
        self._provider = provider
        self._to = strangers(Channel.SMS, town(0))

    async def post(self) -> None:
        form = {"To": next(self._to), "From": NUMBER, "Body": "A: Conflict, Old Town. Can you come?"}
        await self._provider.post(_PATH, urlencode(form).encode(), _HEADERS)

    async def first_page(self) -> None:
        """One call up to its first page. The call's own post goes to the fake as well: nobody else is there."""
        await self.post()
        await self._commit(ROWS_OF_A_CALL)
        await self._commit(ROWS_OF_A_TURN)
        await self.post()

    async def rest(self) -> None:
        """The other messages of the call, and what became of all."""
        await asyncio.gather(*(self.post() for _ in range(MESSAGES_OF_A_CALL - 1)))
        await self._commit(ROWS_OF_AN_OUTCOME)


@asynccontextmanager
async def floor(ground: Ground) -> AsyncIterator[Floor]:
    """A bare loop on a database like those of `ground`."""
    folder = ground.folder / "floor"
    folder.mkdir(parents=True, exist_ok=True)
    async with fresh(ground) as url, fakes(folder) as providers, _provider(providers) as client:
        if url is None:
            connection = _sqlite(folder / "floor.db")
            try:
                yield Floor(_commits_to_sqlite(connection), client)
            finally:
                connection.close()
            return
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        pool = await asyncpg.create_pool(plain, min_size=4, max_size=10)
        try:
            await pool.execute(_TABLE)
            yield Floor(_commits_to_postgresql(pool), client)
        finally:
            await pool.close()


@asynccontextmanager
async def _provider(providers: Fakes) -> AsyncIterator[Client]:
    async with Client(providers.twilio) as client:
        yield client


def _sqlite(file: Path) -> sqlite3.Connection:
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(_SQLITE_TABLE)
    return connection


def _commits_to_sqlite(connection: sqlite3.Connection) -> Commit:
    async def commit(rows: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO row (words) VALUES (?)", [(b"x" * _SIZE,)] * rows)
        connection.execute("COMMIT")

    return commit


def _commits_to_postgresql(pool: "asyncpg.Pool[asyncpg.Record]") -> Commit:
    numbers = iter(range(1, 10_000_000))

    async def commit(rows: int) -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.executemany(
                "INSERT INTO row (id, words) VALUES ($1, $2)", [(next(numbers), b"x" * _SIZE) for _ in range(rows)]
            )

    return commit


async def idle(floor: Floor, calls: int) -> Sequence[float]:
    """Seconds from call to first page, one call after the other."""
    took = []
    for _ in range(calls):
        began = time.perf_counter()
        await floor.first_page()
        took.append(time.perf_counter() - began)
        await floor.rest()
    return took


async def burst(floor: Floor, calls: int, over: float) -> Sequence[float]:
    """The same for calls spread evenly over so many seconds."""
    took: list[float] = []

    async def one(after: float) -> None:
        await asyncio.sleep(after)
        began = time.perf_counter()
        await floor.first_page()
        took.append(time.perf_counter() - began)
        await floor.rest()

    await asyncio.gather(*(one(n * over / calls) for n in range(calls)))
    return took


async def per_second(floor: Floor, calls: int) -> float:
    """Calls a second up to their first page, all at once, each with everything that follows."""
    pages: list[float] = []
    began = time.perf_counter()
    places = asyncio.Semaphore(16)

    async def one() -> None:
        async with places:
            await floor.first_page()
            pages.append(time.perf_counter())
            await floor.rest()

    await asyncio.gather(*(one() for _ in range(calls)))
    return calls / (max(pages) - began)
