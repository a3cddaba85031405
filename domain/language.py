"""Text as people type it, made comparable (`normalise`) and made harmless (`clean`)."""

import re
import unicodedata
from functools import lru_cache

from domain.writing import plain

_JOINS = "\u200c\u200d"
_JOINS_ON_JOINS = re.compile(f"[{_JOINS}]{{2,}}")
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
_FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
"""Letters by name that show nothing: a text of them would look empty and not be."""

_EDGES = _JOINS + "".join(char for char in map(chr, range(0x3001)) if char.isspace())

_RUNS_ON = "\u2e80"
"""From here on stand the letters of Chinese, Japanese and Korean."""

MOST_MARKS = 5
"""Hebrew with its points and accents needs so many on one letter."""


@lru_cache(maxsize=64)  # one text is compared with many things in its turn
def normalise(text: str) -> str:
    """`text` as words parted by single blanks: no case, accents, punctuation or fancy forms (see `domain.writing`).

    "Don't" and "dont" come out the same, "l'eau" as two words. Two texts that people would call the same words
    usually come out equal; it is for comparing, never for showing.
    """
    return plain(text)


def stands_alone(phrase: str) -> str:
    """What is looked for in a normalised text between two blanks, to find `phrase` as words of their own.

    In Chinese and Korean no blank stands between a word and what belongs to it: there it is found wherever it stands.
    """
    return phrase if phrase[:1] >= _RUNS_ON else f" {phrase} "


def clean(text: str, limit: int) -> str:
    """`text` as somebody sent it, in composed form, without what could deceive or break: control characters, direction
    overrides, invisible characters, halves of surrogate pairs, marks heaped on one letter. At most `limit` characters,
    no blanks around.

    Line breaks stay, three and more become two. The joiners inside emoji and Persian words stay, one at a time.
    """
    kept = "".join(char for char in _LINE_BREAK.sub("\n", text).replace("\t", " ") if _is_harmless(char))
    whole = unicodedata.normalize("NFC", _JOINS_ON_JOINS.sub(lambda joins: joins[0][0], kept))
    return _BLANK_LINES.sub("\n\n", _without_heaps(whole)).strip(_EDGES)[:limit].rstrip(_EDGES)


def _is_harmless(char: str) -> bool:
    if char == "\n" or char in _JOINS:
        return True
    is_for_nobody = "\ufdd0" <= char <= "\ufdef" or ord(char) & 0xFFFE == 0xFFFE
    return not is_for_nobody and char not in _FILLERS and unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}


def _without_heaps(text: str) -> str:
    """No letter carries more marks than a script needs: more of them cover the lines around it."""
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
