"""How bytes are sealed: AES-256-GCM, bound to the place where they stand, under keys derived from one root key.

A sealed value is its nonce followed by the ciphertext with its tag. What it is bound to (table, column, row) is not
stored: a value moved elsewhere does not open.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.chance import Mint

KEY_BYTES = 32
_NONCE_BYTES = 12


class Unreadable(Exception):
    """A sealed value does not open here: another key, another place, or altered. Carries nothing."""


@dataclass(frozen=True, slots=True)
class Key:
    """32 bytes to seal with. Never shown."""

    secret: bytes = field(repr=False)


class Sealer(Protocol):
    """Seals and opens under a key, bound to a place."""

    def seal(self, key: Key, plain: bytes, place: bytes) -> bytes:
        """`plain`, unreadable without `key` and `place`."""

    def open(self, key: Key, sealed: bytes, place: bytes) -> bytes:
        """What was sealed. Raises Unreadable."""


SealerFrom = Callable[[Mint], Sealer]


class AesGcm:
    """AES-256-GCM with a fresh nonce from the mint for each value."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint

    def seal(self, key: Key, plain: bytes, place: bytes) -> bytes:
        nonce = self._mint.bytes(_NONCE_BYTES)
        return nonce + AESGCM(key.secret).encrypt(nonce, plain, place)

    def open(self, key: Key, sealed: bytes, place: bytes) -> bytes:
        try:
            return AESGCM(key.secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            raise Unreadable from None


def place_of(table: str, column: str, row: str) -> bytes:
    """What a sealed value is bound to."""
    return f"{table}|{column}|{row}".encode()


def derive(root_key: bytes, purpose: str) -> Key:
    """The key that serves one purpose, from the root key."""
    if len(root_key) != KEY_BYTES:
        raise ValueError("a root key is 32 bytes")
    info = f"upstander {purpose}".encode()
    return Key(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root_key))
