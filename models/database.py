"""The database as the rest of the program holds it: transactions, and what goes with one.

A `Store` is one transaction. Everything in this folder takes one first; `Database.writing` is the only place that
commits.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Self

import asyncpg
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.chance import Mint
from domain.people import Person
from models.alone import Alone, alone
from models.cipher import AesGcm, SealerFrom
from models.engines import Engines, open_engines
from models.keyring import Keyring
from models.sealing import RowKey, Vault
from models.tables import SCHEMA, setting

TALK_KEPT = timedelta(hours=72)
WORK = "upstander_work"
_NOTIFY = sa.text(f"SELECT pg_notify('{WORK}', :process)")
_REVISION = sa.text("SELECT version_num FROM alembic_version")
_ROOT_CHECK = sa.select(setting.c.value).where(setting.c.name == "root_check")


_UNREACHABLE = (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""A database that is away, refuses us, or is silent for too long: a time-out is an OSError."""

Met = dict[str, tuple[object, Person]]


class WrongRootKey(Exception):
    """The root key is not the one this database was made with."""


class Store:
    """One transaction, and what is needed to read and write secrets in it.

    `row_keys` are the data keys met so far; `recognised` the addresses somebody wrote from, by contact point. `met`
    outlives it: people by id, each with the very rows they were made of.
    """

    def __init__(
        self, connection: AsyncConnection, vault: Vault, mint: Mint, talk_kept: timedelta, met: Met | None = None
    ) -> None:
        self.connection = connection
        self.vault = vault
        self.mint = mint
        self.talk_kept = talk_kept
        self.row_keys: dict[tuple[str, str], RowKey] = {}
        self.recognised: dict[str, str] = {}
        self.met: Met = {} if met is None else met
        self.has_work = False

    def work_waits(self) -> None:
        """Say that this transaction leaves work for the engine: it is woken once, after the commit."""
        self.has_work = True

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What is written in the block is undone if it raises, and what was learned in it; the transaction goes on."""
        known = dict(self.row_keys), dict(self.recognised)
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            self.row_keys, self.recognised = known
            raise


class Database:
    """One community's rows, on either database, with the keyring beside them."""

    def __init__(self, engines: Engines, keyring: Keyring, vault: Vault, mint: Mint, talk_kept: timedelta) -> None:
        self._engines = engines
        self._keyring = keyring
        self._mint = mint
        self._talk_kept = talk_kept
        self._met: Met = {}
        self._wanting_work: list[Callable[[], None]] = []
        self._listener: asyncpg.Connection[Any] | None = None
        self._listening = asyncio.Lock()
        self._process = mint.id("prc")
        self.vault = vault

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        keyring_url: str,
        root_key: bytes,
        mint: Mint,
        sealer: SealerFrom = AesGcm,
        talk_kept: timedelta = TALK_KEPT,
    ) -> Self:
        """Open the database and its keyring. `talk_kept` is how long a conversation is kept after its last word.

        The schema may be old or absent: see `revision_ok`. Raises WrongRootKey.
        """
        sealing = sealer(mint)
        engines = await open_engines(url)
        try:
            keyring = await Keyring.open(keyring_url, root_key=root_key, mint=mint, sealer=sealing)
        except BaseException:
            await engines.close()
            raise
        database = cls(engines, keyring, Vault(root_key, keyring, mint, sealing), mint, talk_kept)
        try:
            if await database.revision_ok():
                await database._check_root_key()
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        if self._listener is not None:
            await self._listener.close()
        await self._keyring.close()
        await self._engines.close()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engines.dialect

    @property
    def process(self) -> str:
        """Who this is among the processes that share the rows."""
        return self._process

    @property
    def keyring(self) -> Keyring:
        return self._keyring

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Store]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self._engines.writing() as connection:
            store = self._store(connection)
            yield store
            if store.has_work and self.dialect == "postgresql":
                await connection.execute(_NOTIFY, {"process": self._process})
        if store.has_work:
            self._wake()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Store]:
        """A snapshot to read from. Nothing can be written in it."""
        async with self._engines.reading() as connection:
            yield self._store(connection)

    @property
    def newest_revision(self) -> str:
        """The schema this program was written for."""
        return SCHEMA

    async def revision_ok(self) -> bool:
        """True if the schema is the one this program was written for."""
        async with self._engines.reading() as connection:
            if not await connection.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version")):
                return False
            return (await connection.execute(_REVISION)).scalar_one_or_none() == SCHEMA

    async def answers(self, within: float) -> bool | None:
        """As `revision_ok`; None if the database does not answer within so many seconds."""
        try:
            async with asyncio.timeout(within):
                return await self.revision_ok()
        except _UNREACHABLE:
            return None

    def on_work(self, callback: Callable[[], None]) -> None:
        """Call `callback` whenever a transaction that leaves work has been committed."""
        self._wanting_work.append(callback)

    async def listen(self) -> None:
        """Hear of work that other processes leave as well (PostgreSQL). Call it again to mend a lost connection."""
        if self.dialect != "postgresql":
            return
        async with self._listening:
            if self._listener is not None and not self._listener.is_closed():
                return
            plain = self._engines.url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._listener = await asyncpg.connect(plain)
            await self._listener.add_listener(WORK, lambda *heard: self._heard(heard[-1]))

    def _store(self, connection: AsyncConnection) -> Store:
        return Store(connection, self.vault, self._mint, self._talk_kept, self._met)

    def _heard(self, process: object) -> None:
        """Another process left work. What this one leaves it knows already."""
        if process != self._process:
            self._wake()

    def _wake(self) -> None:
        for callback in self._wanting_work:
            callback()

    async def _check_root_key(self) -> None:
        """Remember which root key this database is made with, and refuse another."""
        async with self._engines.reading() as connection:
            known = (await connection.execute(_ROOT_CHECK)).scalar_one_or_none()
        if known is None:
            async with self._engines.writing() as connection:
                await alone(connection, Alone.SETTING_UP)
                known = (await connection.execute(_ROOT_CHECK)).scalar_one_or_none()
                if known is None:
                    known = self.vault.root_check()
                    await connection.execute(sa.insert(setting), {"name": "root_check", "value": known})
        if known != self.vault.root_check():
            raise WrongRootKey
