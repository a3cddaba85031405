"""The vault: what may be read only with a key, and how it is found without reading it.

    root key ── wraps ── a person's data key                              (until the person is removed)
       │
       └── wraps ── keys of the keyring ── wrap ── an incident's or a conversation's data key
                    (destroyed on their day)

Every secret column is sealed under a data key and bound to its table, column and row. Addresses are found by a keyed
index, since equal plaintexts seal differently each time.
"""

import hmac
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from domain.chance import Mint
from models.cipher import KEY_BYTES, Key, Sealer, derive, place_of
from models.keyring import Keyring, KeyringKey

HELD_KEYS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKey:
    """A row's own data key and how the row holds it: wrapped, under the root key or a key of the keyring."""

    key: Key
    wrapped: bytes = field(repr=False)
    keyring_key: str | None


class Vault:
    """Seals, opens, wraps and indexes. Holds some unwrapped data keys in memory."""

    def __init__(self, root_key: bytes, keyring: Keyring, mint: Mint, sealer: Sealer) -> None:
        self._people = derive(root_key, "people")
        self._indexes = derive(root_key, "index")
        self._hashes = derive(root_key, "hash")
        self._check = derive(root_key, "check")
        self._keyring = keyring
        self._mint = mint
        self._sealer = sealer
        self._held: OrderedDict[bytes, Key] = OrderedDict()

    def seal(self, key: Key, table: str, column: str, row: str, plain: bytes) -> bytes:
        return self._sealer.seal(key, plain, place_of(table, column, row))

    def open(self, key: Key, table: str, column: str, row: str, sealed: bytes) -> bytes:
        """What was sealed for this very table, column and row. Raises Unreadable."""
        return self._sealer.open(key, sealed, place_of(table, column, row))

    def new_key_for_person(self, person: str) -> RowKey:
        key = Key(self._mint.bytes(KEY_BYTES))
        return self._wrap(key, "person", person, self._people, None)

    async def new_key(self, table: str, row: str, destroy_on: date, retention_class: str) -> RowKey:
        """A fresh data key for a row of `incident` or `conversation`, gone when that day's key of the keyring goes."""
        return await self.wrap_again(Key(self._mint.bytes(KEY_BYTES)), table, row, destroy_on, retention_class)

    async def wrap_again(self, key: Key, table: str, row: str, destroy_on: date, retention_class: str) -> RowKey:
        """The same data key under another day's key. It is gone once every key that ever wrapped it is destroyed."""
        ring = await self._keyring.key(destroy_on, retention_class)
        return self._wrap(key, table, row, ring.key, ring.id)

    def key_of_person(self, person: str, wrapped: bytes) -> Key:
        return self._held_key(wrapped) or self._unwrap("person", person, self._people, wrapped)

    async def key_of(self, table: str, row: str, wrapped: bytes, keyring_key: str) -> Key:
        """The data key of an incident or a conversation. Raises KeyDestroyed."""
        ring = await self._keyring.named(keyring_key)
        return self._held_key(wrapped) or self._unwrap(table, row, ring.key, wrapped)

    async def keyring_key(self, destroy_on: date, retention_class: str) -> KeyringKey:
        """The key of the keyring for a purpose, made if there is none; durable before it is handed out."""
        return await self._keyring.key(destroy_on, retention_class)

    async def keyring_key_named(self, key_id: str) -> KeyringKey:
        """Raises KeyDestroyed."""
        return await self._keyring.named(key_id)

    def index(self, channel: str, address: str) -> bytes:
        """Finds an address without holding it: the same for the same root key, channel and address only."""
        return _keyed(self._indexes, channel, address)

    def hash(self, kind: str, text: str) -> bytes:
        """Stands for a text of some kind (an external id, a code): the same for the same root key only."""
        return _keyed(self._hashes, kind, text)

    def code_mark(self, word: str) -> str:
        """Stands for a requester's code word, which is kept nowhere."""
        return self.hash("code word", word).hex()

    def root_check(self) -> str:
        """A word that is the same for the same root key only, and says nothing about it."""
        return _keyed(self._check, "root", "check").hex()

    def forget(self) -> None:
        """Let go of every unwrapped data key and key of the keyring held in memory."""
        self._held.clear()
        self._keyring.forget()

    def _wrap(self, key: Key, table: str, row: str, under: Key, keyring_key: str | None) -> RowKey:
        wrapped = self._sealer.seal(under, key.secret, place_of(table, "data_key", row))
        self._hold(wrapped, key)
        return RowKey(key=key, wrapped=wrapped, keyring_key=keyring_key)

    def _unwrap(self, table: str, row: str, under: Key, wrapped: bytes) -> Key:
        key = Key(self._sealer.open(under, wrapped, place_of(table, "data_key", row)))
        self._hold(wrapped, key)
        return key

    def _held_key(self, wrapped: bytes) -> Key | None:
        key = self._held.get(wrapped)
        if key is not None:
            self._held.move_to_end(wrapped)
        return key

    def _hold(self, wrapped: bytes, key: Key) -> None:
        self._held[wrapped] = key
        if len(self._held) > HELD_KEYS:
            self._held.popitem(last=False)


def _keyed(key: Key, *words: str) -> bytes:
    return hmac.digest(key.secret, "\0".join(words).encode(), sha256)
