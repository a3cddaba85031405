"""From a free text to protection areas and danger: a transparent scorer over a lexicon that is data.

Thin on purpose: stems and phrases, whole words, accents optional. It says why.

An entry of the lexicon is a normalised phrase of whole words; with `*` behind it, a stem: "evict*" is found in
"evicted". Some dangers may be denied, by a word such as "no" just before them in the same clause: "no gun" is none,
"No! A gun!" is one, and "don't kill me" always is. What is danger in doubt is danger.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.community import Community
from domain.ids import NatureId
from domain.language import normalise
from domain.needs import ProtectionArea

LONGEST_TEXT = 1600

_CLAUSE_ENDS = re.compile(r"[.!?;,:\n\u00a1\u00bf\u2026]+|\bbut\b|\bpero\b|\bsino\b", re.IGNORECASE)
_SHORTEST_STEM = 3
_FARTHEST_DENIAL = 3


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """`areas`, `danger` and `languages` map normalised stems or phrases to what they hint at.

    `chatter` needs nobody. A danger that is `deniable` does not count just behind one of the words in `denials`;
    words in `fillers` may stand between.
    """

    areas: Mapping[str, ProtectionArea]
    danger: frozenset[str]
    languages: Mapping[str, str]
    chatter: frozenset[str]
    deniable: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()

    @cached_property
    def phrases(self) -> "Phrases":
        """Every entry, made ready to be looked for; worked out once."""
        return Phrases((*self.areas, *self.danger, *self.languages, *self.chatter))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text seems to say. `areas` best first; `language` None when the text does not show it; `why` the hits.

    `chatter`: it says nothing but a greeting, a thank-you or the like. `why` shows what the text is about, and so is
    as secret as the text.
    """

    areas: tuple[ProtectionArea, ...] = ()
    danger: bool = False
    language: str | None = None
    chatter: bool = False
    why: tuple[str, ...] = ()


class Phrases:
    """Finds entries of a lexicon in words."""

    def __init__(self, entries: Sequence[str]) -> None:
        self._whole = {entry for entry in entries if not entry.endswith("*")}
        self._stems = {entry[:-1] for entry in entries if entry.endswith("*")}
        self._longest = max((entry.count(" ") + 1 for entry in entries), default=0)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """(first word, word after the last, entry) of each entry in `words`, wherever it stands."""
        for first in range(len(words)):
            phrase = ""
            for last in range(first, min(len(words), first + self._longest)):
                before = len(phrase) + 1 if phrase else 0
                phrase = f"{phrase} {words[last]}" if phrase else words[last]
                if phrase in self._whole:
                    yield first, last + 1, phrase
                for end in range(before + _SHORTEST_STEM, len(phrase) + 1):
                    if phrase[:end] in self._stems:
                        yield first, last + 1, f"{phrase[:end]}*"


def read(text: str, lexicon: Lexicon) -> Reading:
    """What `text` seems to say. Longer phrases weigh more; of areas that weigh the same the first named comes first."""
    weights: dict[ProtectionArea, int] = defaultdict(int)
    spoken: dict[str, int] = defaultdict(int)
    danger = False
    only_chatter: list[bool] = []
    why: list[str] = []
    for clause in _CLAUSE_ENDS.split(text[:LONGEST_TEXT]):
        words = normalise(clause).split()
        small = [False] * len(words)
        for first, after, entry in lexicon.phrases.find(words):
            size = after - first
            if entry in lexicon.languages:
                spoken[lexicon.languages[entry]] += size
            if entry in lexicon.chatter:
                small[first:after] = [True] * size
            if entry in lexicon.danger:
                if entry in lexicon.deniable and _is_denied(words, first, lexicon):
                    continue
                danger = True
                why.append(f"danger: {entry}")
            if entry in lexicon.areas:
                weights[lexicon.areas[entry]] += size
                why.append(f"{lexicon.areas[entry]}: {entry}")
        only_chatter += small
    return Reading(
        areas=tuple(sorted(weights, key=lambda area: -weights[area])),
        danger=danger,
        language=_most(spoken),
        chatter=bool(only_chatter) and all(only_chatter) and not danger and not weights,
        why=tuple(dict.fromkeys(why)),
    )


def nature_for(reading: Reading, community: Community) -> NatureId | None:
    """The first nature the community has for the best of the protection areas; None if it has one for none of them."""
    for area in reading.areas:
        for nature in community.natures.values():
            if nature.protection_area is area:
                return nature.id
    return None


def _is_denied(words: Sequence[str], first: int, lexicon: Lexicon) -> bool:
    for word in reversed(words[max(0, first - _FARTHEST_DENIAL) : first]):
        if word in lexicon.denials:
            return True
        if word not in lexicon.fillers:
            return False
    return False


def _most(spoken: Mapping[str, int]) -> str | None:
    """The language with the most hints; none if two have as many."""
    ranked = sorted(spoken.items(), key=lambda each: -each[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
