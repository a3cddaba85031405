"""Where ids, keys and codes come from: handed in, so that the same chance gives the same run."""

from typing import Protocol

CODE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LETTERS = CODE_CHARACTERS[8:]
CODE_DIGITS = CODE_CHARACTERS[:8]
CODE_LENGTH = 6


class Mint(Protocol):
    """Makes what nobody should be able to guess or make twice."""

    def id(self, prefix: str) -> str:
        """A new id such as `inc_k4n2x7qb3m`: the prefix, an underline, ten letters and digits (50 bits)."""

    def bytes(self, n: int) -> bytes:
        """`n` bytes of chance, for keys and nonces."""

    def code(self) -> str:
        """Six letters and digits to be typed from a card: none is taken for another.

        A letter first and a digit last.
        """


def is_code(text: str) -> bool:
    """True if `text`, upper case, has the shape of a code: a word such as PLEASE or a ZIP code never has."""
    return (
        len(text) == CODE_LENGTH
        and text[0] in CODE_LETTERS
        and text[-1] in CODE_DIGITS
        and all(char in CODE_CHARACTERS for char in text)
    )
