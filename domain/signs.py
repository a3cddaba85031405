"""Small signs of danger: words that say little alone, and much together.

A sign is a word as it is meant, two words beside each other in a clause, two letters beside each other of a script that
parts no words, a class of words (`<tool>`, `<need food>`), or how a longer word begins or ends (`stab*`, `*ing`: of a
language that says with an ending what others say with a word), each once a text however often it stands in it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from domain.lexicon import Found, runs_on

Ways = Callable[[str], Sequence[Sequence[str]]]
"""What a word may stand for: each way one word or several."""


DENIED = "<denied>"
"""The class of a text in which danger is denied."""


class Stretch(NamedTuple):
    """The words a sign stands in: the first, and the one behind the last."""

    first: int
    after: int


def signs_in(words: Sequence[str], clauses: Sequence[int], ways: Ways) -> dict[str, Stretch]:
    """The words, and those beside each other. `clauses`: of each word the clause it stands in."""
    found: dict[str, Stretch] = {}
    before: list[str] = []
    clause = -1
    for at, word in enumerate(words):
        here = Stretch(at, at + 1)
        meant = ways(word)
        for way in meant:
            for each in way:
                found.setdefault(each, here)
            for one, two in pairwise(way):
                found.setdefault(f"{one} {two}", here)
            if clauses[at] == clause:
                for last in before:
                    found.setdefault(f"{last} {way[0]}", Stretch(at - 1, at + 1))
        if not word.isascii() and runs_on(word):
            for one, two in pairwise(word):
                found.setdefault(one + two, here)
        before, clause = [way[-1] for way in meant], clauses[at]
    return found


_BEGINNINGS = (3, 4, 5)
_ENDINGS = (3, 4)


def pieces_in(words: Sequence[str]) -> dict[str, Stretch]:
    """How the words begin and end, in letters; of a script that parts no words nothing."""
    found: dict[str, Stretch] = {}
    for at, word in enumerate(words):
        if not word.isascii() and runs_on(word):
            continue
        here = Stretch(at, at + 1)
        for size in _BEGINNINGS:
            if size < len(word):
                found.setdefault(f"{word[:size]}*", here)
        for size in _ENDINGS:
            if size < len(word):
                found.setdefault(f"*{word[-size:]}", here)
    return found


def is_piece(sign: str) -> bool:
    """True for the beginning or the end of a word."""
    return sign.startswith("*") or sign.endswith("*")


def classes_in(
    entries: Iterable[Found], kinds: Mapping[str, Sequence[str]], points: Mapping[str, int] = MappingProxyType({})
) -> dict[str, Stretch]:
    """The classes that the entries found in a text are in; with `points`, of each stretch of words the weightiest: a
    kid is a child, a small child and kin, and one of them all the same."""
    found: dict[str, Stretch] = {}
    weightiest: dict[Stretch, str] = {}
    for entry in entries:
        where = Stretch(entry.first, entry.after)
        for kind in kinds.get(entry.entry, ()):
            if not points:
                found.setdefault(kind, where)
            elif where not in weightiest or abs(points[kind]) > abs(points[weightiest[where]]):
                weightiest[where] = kind
    for where, kind in weightiest.items():
        found.setdefault(kind, where)
    return found
