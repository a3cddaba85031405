"""The data keys of rows: who owns what is sealed, and how its key is come by.

A key met in a transaction is remembered in its store, so that what loads a row pays for its key and what keeps it, or
seals a message for it, does not.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from models.cipher import Key
from models.database import Store
from models.keyring import KeyDestroyed
from models.sealing import RowKey
from models.tables import complaint, conversation, incident, person, sighting


class Owner(StrEnum):
    """Whose data key seals something. The words are the names of the tables."""

    PERSON = "person"
    CONVERSATION = "conversation"
    INCIDENT = "incident"
    SIGHTING = "sighting"
    COMPLAINT = "complaint"


_NONE = sa.cast(sa.null(), sa.String(64)).label("keyring_key")
_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_KEYS = {
    Owner.PERSON: sa.select(person.c.id, person.c.data_key, _NONE).where(person.c.id.in_(_IDS)),
    Owner.CONVERSATION: sa.select(conversation.c.id, conversation.c.data_key, conversation.c.keyring_key).where(
        conversation.c.id.in_(_IDS)
    ),
    Owner.INCIDENT: sa.select(incident.c.id, incident.c.data_key, incident.c.keyring_key).where(
        incident.c.id.in_(_IDS)
    ),
    Owner.SIGHTING: sa.select(sighting.c.id, sighting.c.data_key, sighting.c.keyring_key).where(
        sighting.c.id.in_(_IDS)
    ),
    Owner.COMPLAINT: sa.select(complaint.c.id, complaint.c.data_key, complaint.c.keyring_key).where(
        complaint.c.id.in_(_IDS)
    ),
}


async def of(store: Store, owner: Owner, row: str) -> Key:
    """The data key of a row. Raises KeyDestroyed if its key of the keyring is gone, LookupError if the row is."""
    held = store.row_keys.get((owner, row))
    if held is None:
        found = (await store.connection.execute(_KEYS[owner], {"ids": [row]})).one_or_none()
        if found is None:
            raise LookupError(f"no such {owner}: {row}")
        return await unwrap(store, owner, row, found.data_key, found.keyring_key)
    return held.key


async def meet(store: Store, rows: Iterable[tuple[Owner, str]]) -> None:
    """Learn the keys of many rows at once: a statement for each kind of owner. Those that are gone are passed over."""
    wanted: dict[Owner, set[str]] = {}
    for owner, row in rows:
        if (owner, row) not in store.row_keys:
            wanted.setdefault(owner, set()).add(row)
    for owner, ids in wanted.items():
        for found in await store.connection.execute(_KEYS[owner], {"ids": sorted(ids)}):
            await unwrap_if_kept(store, owner, found.id, found.data_key, found.keyring_key)


async def unwrap(store: Store, owner: Owner, row: str, wrapped: bytes, keyring_key: str | None) -> Key:
    """The data key a row holds, remembered in the store. Raises KeyDestroyed."""
    if not wrapped:
        raise KeyDestroyed  # an erased person's
    held = store.row_keys.get((owner, row))
    if held is not None and held.wrapped == wrapped:
        return held.key
    if keyring_key is None:
        key = store.vault.key_of_person(row, wrapped)
    else:
        key = await store.vault.key_of(owner, row, wrapped, keyring_key)
    store.row_keys[owner, row] = RowKey(key=key, wrapped=wrapped, keyring_key=keyring_key)
    return key


async def unwrap_if_kept(store: Store, owner: Owner, row: str, wrapped: bytes, keyring_key: str | None) -> Key | None:
    """The data key a row holds; None once its key of the keyring is destroyed: what it sealed is gone."""
    try:
        return await unwrap(store, owner, row, wrapped, keyring_key)
    except KeyDestroyed:
        return None


async def is_kept(store: Store, owner: Owner, row: str) -> bool:
    """True if a row's data key can still be come by."""
    try:
        await of(store, owner, row)
    except KeyDestroyed:
        return False
    return True


async def make(store: Store, owner: Owner, row: str, last: datetime, retention_class: str) -> RowKey:
    """A fresh data key for an incident or a conversation whose words are kept until `last`."""
    made = await store.vault.new_key(owner, row, destroyed_on(last), retention_class)
    store.row_keys[owner, row] = made
    return made


async def prolong(store: Store, owner: Owner, row: str, last: datetime, retention_class: str) -> RowKey | None:
    """Wrap a row's data key again if it would go before `last`; None if it need not be.

    Earlier wrappings hang on keys that are destroyed sooner, so none of them outlives the new one.
    """
    held = store.row_keys.get((owner, row))
    if held is None or held.keyring_key is None:
        return None
    day = destroyed_on(last)
    if (await store.vault.keyring_key_named(held.keyring_key)).destroy_on >= day:
        return None
    again = await store.vault.wrap_again(held.key, owner, row, day, retention_class)
    store.row_keys[owner, row] = again
    return again


def destroyed_on(last: datetime) -> date:
    """The day on which a key is destroyed whose last moment is `last`: the first day (UTC) that begins after it."""
    return (last + timedelta(days=1)).date()
