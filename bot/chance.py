"""The mints: the system's own chance, and a seeded one for tests and simulations."""

import secrets
from base64 import b32encode
from collections.abc import Callable
from hashlib import sha256
from struct import pack

from domain.chance import CODE_CHARACTERS, CODE_DIGITS, CODE_LENGTH, CODE_LETTERS

_ID_BYTES, _ID_LENGTH = 7, 10


def _id(prefix: str, chance: Callable[[int], bytes]) -> str:
    return f"{prefix}_{b32encode(chance(_ID_BYTES)).decode().lower()[:_ID_LENGTH]}"


def _code(chance: Callable[[int], bytes]) -> str:
    *drawn, last = chance(CODE_LENGTH)
    # A letter first and a digit last: no word and no ZIP code is ever taken for a code.
    letter = CODE_LETTERS[drawn[0] % len(CODE_LETTERS)]
    middle = "".join(CODE_CHARACTERS[byte % len(CODE_CHARACTERS)] for byte in drawn[1:])
    return letter + middle + CODE_DIGITS[last % len(CODE_DIGITS)]


class SystemMint:
    """Chance from the operating system: what the running program uses."""

    def id(self, prefix: str) -> str:
        return _id(prefix, secrets.token_bytes)

    def bytes(self, n: int) -> bytes:
        return secrets.token_bytes(n)

    def code(self) -> str:
        return _code(secrets.token_bytes)


class SeededMint:
    """The same seed gives the same ids, keys and codes in the same order. Never for a real community.

    Two processes on one database need two seeds: nonces of one key must not repeat.
    """

    def __init__(self, seed: int | str) -> None:
        self._seed = str(seed).encode()
        self._drawn = 0

    def id(self, prefix: str) -> str:
        return _id(prefix, self.bytes)

    def bytes(self, n: int) -> bytes:
        drawn = b""
        while len(drawn) < n:
            drawn += sha256(pack(">Q", self._drawn) + self._seed).digest()
            self._drawn += 1
        return drawn[:n]

    def code(self) -> str:
        return _code(self.bytes)
