"""The database as the rest of the program holds it: transactions, and what goes with one.

A `Store` is one transaction. Everything in this folder takes one first; `Database.writing` is the only place that
commits.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

import asyncpg
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.chance import Mint
from domain.ids import IncidentId
from domain.incident import Incident
from domain.outage import Outage
from domain.people import Channel, Person
from models.alone import Alone, alone
from models.cipher import AesGcm, SealerFrom
from models.engines import Engines, open_engines
from models.keyring import Keyring
from models.sealing import RowKey, Vault
from models.tables import SCHEMA, setting

TALK_KEPT = timedelta(hours=72)
WORK = "upstander_work"
_NOTIFY = sa.text(f"SELECT pg_notify('{WORK}', :left)")
_REVISION = sa.text("SELECT version_num FROM alembic_version")
_ROOT_CHECK = sa.select(setting.c.value).where(setting.c.name == "root_check")


_UNREACHABLE = (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""A database that is away, refuses us, or is silent for too long: a time-out is an OSError."""

Met = dict[str, tuple[object, Person]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """The people of some teams, the rows they were made of as the driver gave them, and the keys of those rows."""

    written: object = field(repr=False)
    people: tuple[Person, ...]
    keys: Mapping[tuple[str, str], RowKey] = field(repr=False)


Crowds = dict[tuple[str, ...], Crowd]


class Work(StrEnum):
    """What waits for which part of the engine: texts and timers; receipts; messages to send."""

    TURNS = "turns"
    RECEIPTS = "receipts"
    SENDS = "sends"


Left = Mapping[Work, datetime | None]
"""The work a transaction leaves, with the first instant at which there is some of it; None is at once."""


class WrongRootKey(Exception):
    """The root key is not the one this database was made with."""


class Store:
    """One transaction, and what is needed to read and write secrets in it.

    `row_keys` are the data keys met so far; `recognised` the addresses somebody wrote from, by contact point; `noted`
    how the providers do, as far as it was read and has not been written since; `loaded` the incidents, the same. `met`
    and `crowds` outlive it: people by id, and those of some teams, with the very rows they were made of.
    `tasks_ended`: a task was finished in it, so that none may be left.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        vault: Vault,
        mint: Mint,
        talk_kept: timedelta,
        met: Met | None = None,
        crowds: Crowds | None = None,
    ) -> None:
        self.connection = connection
        self.vault = vault
        self.mint = mint
        self.talk_kept = talk_kept
        self.row_keys: dict[tuple[str, str], RowKey] = {}
        self.recognised: dict[str, str] = {}
        self.noted: Mapping[Channel, Outage] | None = None
        self.loaded: dict[IncidentId, Incident] = {}
        self.met: Met = {} if met is None else met
        self.crowds: Crowds = {} if crowds is None else crowds
        self.left: dict[Work, datetime | None] = {}
        self.tasks_ended = False

    def work_waits(self, work: Work, at: datetime | None = None) -> None:
        """Say that this transaction leaves such work for the engine, at once or at `at`: it hears once, after the
        commit.
        """
        known = self.left.get(work, at)
        self.left[work] = None if known is None or at is None else min(known, at)

    @property
    def is_lost(self) -> bool:
        """True once the server has gone or a statement took too long: nothing of this transaction can be kept."""
        return self.connection.invalidated

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What is written in the block is undone if it raises, and what was learned in it; the transaction goes on."""
        known = dict(self.row_keys), dict(self.recognised)
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            self.row_keys, self.recognised = known
            self.noted = None
            self.loaded.clear()
            raise


class Database:
    """One community's rows, on either database, with the keyring beside them."""

    def __init__(
        self, engines: Engines, keyring: Keyring, vault: Vault, mint: Mint, talk_kept: timedelta, *, lent: bool = False
    ) -> None:
        self._engines = engines
        self._lent = lent
        self._keyring = keyring
        self._mint = mint
        self._talk_kept = talk_kept
        self._met: Met = {}
        self._crowds: Crowds = {}
        self._wanting_work: list[Callable[[Left], None]] = []
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
        durable: bool = True,
        lent: Engines | None = None,
    ) -> Self:
        """Open the database and its keyring. `talk_kept` is how long a conversation is kept after its last word; `lent`
        are connections to it that several have in common: who lends them closes them.

        The schema may be old or absent: see `revision_ok`. Raises WrongRootKey.
        """
        sealing = sealer(mint)
        engines = lent or await open_engines(url, durable=durable)
        try:
            keyring = await Keyring.open(keyring_url, root_key=root_key, mint=mint, sealer=sealing, durable=durable)
        except BaseException:
            if lent is None:
                await engines.close()
            raise
        vault = Vault(root_key, keyring, mint, sealing)
        database = cls(engines, keyring, vault, mint, talk_kept, lent=lent is not None)
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
        if not self._lent:
            await self._engines.close()

    def forget(self) -> None:
        """Let go of every key held in memory, and of the people that were read by them."""
        self.vault.forget()
        self._met.clear()
        self._crowds.clear()

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
            others = self._for_others(store.left)
            if others:
                await connection.execute(_NOTIFY, {"left": _written(self._process, others)})
        if store.left:
            self._wake(store.left)

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

    def on_work(self, callback: Callable[[Left], None]) -> None:
        """Call `callback` whenever a transaction that leaves work has been committed, with what it leaves."""
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
        return Store(connection, self.vault, self._mint, self._talk_kept, self._met, self._crowds)

    def _for_others(self, left: Left) -> Left:
        """What other processes are told of at once (PostgreSQL). A process that works sends itself what it plans to
        send: all would run for what one does. They find it when they look anyway, should that one die.
        """
        if self.dialect != "postgresql":
            return {}
        return left if self._listener is None else {work: at for work, at in left.items() if work is not Work.SENDS}

    def _heard(self, letter: object) -> None:
        """A process left work. What this one leaves it knows already."""
        process, left = _read(str(letter))
        if process != self._process:
            self._wake(left)

    def _wake(self, left: Left) -> None:
        for callback in self._wanting_work:
            callback(left)

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


def _written(process: str, left: Left) -> str:
    return json.dumps([process, {work.value: None if at is None else at.isoformat() for work, at in left.items()}])


def _read(letter: str) -> tuple[str, Left]:
    """Who left it, and what. A letter that is none of ours may mean anything: whoever hears it looks for all."""
    try:
        process, left = json.loads(letter)
        return process, {Work(work): None if at is None else datetime.fromisoformat(at) for work, at in left.items()}
    except (ValueError, TypeError, AttributeError):
        return "", dict.fromkeys(Work)
