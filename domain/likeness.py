"""Texts that say nearly the same, whatever place or number stands in them: what one hand writes for many senders."""

from collections.abc import Iterable

from domain.language import normalise

_MOSTLY = 0.6
_FEWEST = 4
"""Words: what so few of them say, many people say."""


def shape(words: str, place: str = "") -> frozenset[str]:
    """The words of a text without numbers, and without those of the `place` that was recognised in it."""
    named = set(normalise(place).split())
    return frozenset(each for each in normalise(words).split() if each not in named and not _has_digit(each))


def mostly_one(mine: frozenset[str], other: frozenset[str]) -> bool:
    """True if little is new in the one, and little of that is missing."""
    return len(mine & other) >= _MOSTLY * max(len(mine), len(other))


def alike(mine: frozenset[str], others: Iterable[frozenset[str]]) -> int:
    """How many of the others say nearly the same."""
    if len(mine) < _FEWEST:
        return 0
    return sum(mostly_one(mine, each) for each in others)


def _has_digit(word: str) -> bool:
    return any(each.isdigit() for each in word)
