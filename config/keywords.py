"""The whole messages that ask for silence and the like, in every language, read from `data/keywords.yaml`."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from config.shipped import shipped
from domain.language import normalise
from domain.vocabulary import Keyword, Keywords

KEYWORDS = Path(__file__).parent / "data" / "keywords.yaml"

_MOST_SENTENCES = 20_000
"""Of one pattern: more are a slip of whoever wrote it."""

_ALTERNATIVES = re.compile(r"\(([^()]*)\)")


class WrongKeywords(ValueError):
    """The file contradicts itself. The message says where."""


@lru_cache(maxsize=4)
def load_keywords(path: Path = KEYWORDS) -> Keywords:
    """Every sentence of `path`, normalised. Raises WrongKeywords where one means two things."""
    content = shipped(path)
    known = {*(each.value for each in Keyword), "cries", "around"}
    if not isinstance(content, dict) or set(content) != known:
        raise WrongKeywords(f"a file of keywords has {', '.join(sorted(known))}, and nothing else")
    phrases: dict[str, Keyword] = {}
    for keyword in Keyword:
        for sentence in _sentences(content[keyword.value]):
            if phrases.setdefault(sentence, keyword) is not keyword:
                raise WrongKeywords(f"{sentence!r} is both {phrases[sentence]} and {keyword}")
    cries = frozenset(_sentences(content["cries"]))
    both = sorted(cries & set(phrases))
    if both:
        raise WrongKeywords(f"{both[0]!r} is both a cry and {phrases[both[0]]}")
    return Keywords(phrases, cries, frozenset(_sentences(content["around"])))


def _sentences(by_language: Mapping[str, Any]) -> Iterator[str]:
    for language, patterns in by_language.items():
        for pattern in patterns:
            if not isinstance(pattern, str):
                raise WrongKeywords(f"a sentence of {language} is not a text: write yes, no, on and off in quotes")
            yield from _spelled_out(pattern)


def _spelled_out(pattern: str) -> Iterator[str]:
    """Each sentence that `pattern` stands for: `no (more|) texts` is two."""
    parts = _ALTERNATIVES.split(pattern)
    if any(char in part for part in parts for char in "()"):
        raise WrongKeywords(f"{pattern!r} has a bracket that is not closed")
    choices = [
        [_plain(each) for each in part.split("|")] if number % 2 else [_plain(part)]
        for number, part in enumerate(parts)
    ]
    many = 1
    for each in choices:
        many *= len(each)
    if many > _MOST_SENTENCES:
        raise WrongKeywords(f"{pattern!r} stands for {many} sentences")
    for chosen in product(*choices):
        sentence = " ".join("".join(chosen).split())
        if not sentence:
            raise WrongKeywords(f"{pattern!r} may stand for nothing")
        yield sentence


def _plain(part: str) -> str:
    """A part of a sentence, normalised once for all sentences it stands in; blanks at its ends stay."""
    before, after = part[:1].isspace(), part[-1:].isspace()
    return f"{' ' * before}{normalise(part)}{' ' * after}"
