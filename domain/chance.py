"""Where ids, keys and codes come from: handed in, so that the same chance gives the same run."""

from typing import Protocol


class Mint(Protocol):
    """Makes what nobody should be able to guess or make twice."""

    def id(self, prefix: str) -> str:
        """A new id such as `inc_k4n2x7qb3m`: the prefix, an underline, ten letters and digits (50 bits)."""

    def bytes(self, n: int) -> bytes:
        """`n` bytes of chance, for keys and nonces."""

    def code(self) -> str:
        """Six letters and digits to be typed from a card: none of them is taken for another."""
