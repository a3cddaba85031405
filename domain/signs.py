"""Small signs of danger: words that say little alone, and much together.

A sign is a word as it is meant, two words beside each other in a clause, up to three letters beside each other of a
script that parts no words, a class of words (`<tool>`, `<need food>`), or how a longer word begins or ends (`stab*`,
`*ing`: many a word is unknown whose beginning or ending is not), each once a text however often it stands in it.
"""

import re
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


_LETTERS_BESIDE = (1, 2, 3)
"""Of a script that parts no words."""


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
            for size in _LETTERS_BESIDE:
                for at_letter in range(len(word) - size + 1):
                    found.setdefault(word[at_letter : at_letter + size], here)
        before, clause = [way[-1] for way in meant], clauses[at]
    return found


class _Sizes(NamedTuple):
    """How long the beginnings and endings of words are that say something."""

    beginnings: Sequence[int]
    endings: Sequence[int]


_OF_LETTERS = _Sizes((3, 4, 5), (3, 4))
_OF_SCRIPTS = (
    (re.compile(r"[\u1200-\u139f\uac00-\ud7a3]"), _Sizes((1, 2, 3), (1, 2))),  # a letter is a syllable
    (re.compile(r"[\u0590-\u06ff\u0900-\u09ff]"), _Sizes((2, 3, 4), (2, 3))),  # most letters are consonants
)


def _sizes_of(word: str) -> _Sizes:
    if word.isascii():
        return _OF_LETTERS
    return next((sizes for script, sizes in _OF_SCRIPTS if script.match(word)), _OF_LETTERS)


def pieces_in(words: Sequence[str]) -> dict[str, Stretch]:
    """How the words begin and end, in letters; of a script that parts no words nothing."""
    found: dict[str, Stretch] = {}
    for at, word in enumerate(words):
        if not word.isascii() and runs_on(word):
            continue
        here = Stretch(at, at + 1)
        sizes = _sizes_of(word)
        for size in sizes.beginnings:
            if size < len(word):
                found.setdefault(f"{word[:size]}*", here)
        for size in sizes.endings:
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
