"""The keyring: keys that are destroyed on a day, in a small database of its own.

What an incident or a conversation holds is sealed under its own data key, and that one is wrapped under a key of the
keyring for (the day it is destroyed on, the retention class). Destroying a key of the keyring therefore deletes
everything under it at once, in backups, write-ahead logs and replicas of the main database too. The keyring itself is
never replicated or archived, and backed up no longer than the shortest retention.

Its one table is made by opening it: there is nothing in it to migrate.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.chance import Mint
from models.alone import Alone, alone
from models.cipher import KEY_BYTES, Key, Sealer, derive, place_of
from models.engines import Engines, open_engines
from models.tables import keyring_key, keyring_metadata, keyring_name

_ROW = sa.select(keyring_key.c.id, keyring_key.c.destroy_on, keyring_key.c.retention_class, keyring_key.c.wrapped)
_BY_ID = _ROW.where(keyring_key.c.id == sa.bindparam("key_id"))
_BY_PURPOSE = _ROW.where(
    keyring_key.c.destroy_on == sa.bindparam("on"), keyring_key.c.retention_class == sa.bindparam("kept_as")
)
_DUE = sa.and_(keyring_key.c.destroy_on <= sa.bindparam("today"), keyring_key.c.wrapped.is_not(None))


class KeyDestroyed(Exception):
    """The key of the keyring is gone, and with it whatever it sealed. Carries nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringKey:
    """One key of the keyring. `destroy_on` is the day on which it is destroyed, as its day begins in UTC."""

    id: str
    destroy_on: date
    retention_class: str
    key: Key


class Keyring:
    """Keys by id and by purpose; each is durable before it is handed out, and stays in memory from then on.

    `name` tells this keyring from any other.
    """

    def __init__(self, engines: Engines, root_key: bytes, mint: Mint, sealer: Sealer, name: str) -> None:
        self._engines = engines
        self.name = name
        self._root = derive(root_key, "keyring")
        self._mint = mint
        self._sealer = sealer
        self._by_id: dict[str, KeyringKey] = {}
        self._by_purpose: dict[tuple[date, str], KeyringKey] = {}

    @classmethod
    async def open(cls, url: str, *, root_key: bytes, mint: Mint, sealer: Sealer, durable: bool = True) -> Self:
        """Open the keyring at `url`, made if it is not there."""
        engines = await open_engines(url, shreds=True, durable=durable)
        async with engines.writing() as connection:
            await alone(connection, Alone.MAKING_KEYRING)
            await connection.run_sync(keyring_metadata.create_all)
            name = (await connection.execute(sa.select(keyring_name.c.id))).scalar_one_or_none()
            if name is None:
                name = mint.id("ring")
                await connection.execute(sa.insert(keyring_name), {"id": name})
        return cls(engines, root_key, mint, sealer, name)

    async def close(self) -> None:
        await self._engines.close()

    async def key(self, destroy_on: date, retention_class: str) -> KeyringKey:
        """The key for things of this class that go on this day, made if there is none. Raises KeyDestroyed."""
        known = self._by_purpose.get((destroy_on, retention_class))
        if known is not None:
            return known
        async with self._engines.writing() as connection:
            found = await self._find(connection, destroy_on, retention_class)
            if found is None:
                await self._make(connection, destroy_on, retention_class)
                found = await self._find(connection, destroy_on, retention_class)
        if found is None:
            raise KeyDestroyed
        return self._remember(self._unwrap(found))

    async def named(self, key_id: str) -> KeyringKey:
        """The key with this id. Raises KeyDestroyed."""
        known = self._by_id.get(key_id)
        if known is not None:
            return known
        async with self._engines.reading() as connection:
            found = (await connection.execute(_BY_ID, {"key_id": key_id})).one_or_none()
        if found is None:
            raise KeyDestroyed
        return self._remember(self._unwrap(found))

    async def destroy(self, today: date, now: datetime) -> tuple[str, ...]:
        """Destroy every key whose day is `today` or earlier; gives their ids. There is no way back."""
        async with self._engines.writing() as connection:
            due = sa.select(keyring_key.c.id).where(_DUE)
            gone = tuple((await connection.execute(due, {"today": today})).scalars())
            destroyed = sa.update(keyring_key).where(_DUE).values(wrapped=None, destroyed_at=now)
            await connection.execute(destroyed, {"today": today})
        await self._engines.shred("keyring_key")
        self.forget()
        return gone

    def forget(self) -> None:
        """Let go of every key held in memory: what was destroyed elsewhere is then gone here too."""
        self._by_id.clear()
        self._by_purpose.clear()

    def _remember(self, key: KeyringKey) -> KeyringKey:
        self._by_id[key.id] = key
        self._by_purpose[key.destroy_on, key.retention_class] = key
        return key

    async def _find(
        self, connection: AsyncConnection, destroy_on: date, retention_class: str
    ) -> sa.Row[str, date, str, bytes | None] | None:
        purpose = {"on": destroy_on, "kept_as": retention_class}
        return (await connection.execute(_BY_PURPOSE, purpose)).one_or_none()

    async def _make(self, connection: AsyncConnection, destroy_on: date, retention_class: str) -> None:
        """A new key for a purpose, unless another process was quicker."""
        key_id = self._mint.id("key")
        key = Key(self._mint.bytes(KEY_BYTES))
        row = {
            "id": key_id,
            "destroy_on": destroy_on,
            "retention_class": retention_class,
            "wrapped": self._sealer.seal(self._root, key.secret, place_of("keyring_key", "wrapped", key_id)),
        }
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        await connection.execute(insert(keyring_key).on_conflict_do_nothing(), row)

    def _unwrap(self, row: sa.Row[str, date, str, bytes | None]) -> KeyringKey:
        key_id, destroy_on, retention_class, wrapped = row
        if wrapped is None:
            raise KeyDestroyed
        secret = self._sealer.open(self._root, wrapped, place_of("keyring_key", "wrapped", key_id))
        return KeyringKey(id=key_id, destroy_on=destroy_on, retention_class=retention_class, key=Key(secret))
