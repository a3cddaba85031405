"""A community's own words for triage: in the shape of `config/data/triage`, read beside what is read for everybody.

`docs/understanding.md` says how to write them.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from config.triage import Entries, LexiconFile, as_compared, lexicon_of
from domain.ids import NatureId
from domain.lexicon import Lexicon, Mark, Sort
from domain.needs import Nature


class OwnWords(LexiconFile):
    """What a community adds in one language; nothing need be said."""

    languages: Entries = ()


def with_own(
    lexicon: Lexicon, own: Mapping[str, Mapping[str, Any]], natures: Mapping[NatureId, Nature] = MappingProxyType({})
) -> Lexicon:
    """`lexicon` with a community's words, by language, as `Community.lexicon` has them, and those of its natures."""
    leading = {
        as_compared(word): Mark(Sort.NATURE, f"{each.protection_area}/{each.id}", "")
        for each in natures.values()
        for word in each.words
    }
    if not own and not leading:
        return lexicon
    added = lexicon_of({language: OwnWords.model_validate(words) for language, words in own.items()})
    entries = {entry: tuple(map(_own, marks)) for entry, marks in added.entries.items()}
    for entry, mark in leading.items():
        entries[entry] = (*entries.get(entry, ()), mark)
    rules = {f"{_OWN}{name}": rule for name, rule in added.rules.items()}
    return lexicon.with_more(replace(added, entries=entries, rules=rules))


_OWN = "own."


def _own(mark: Mark) -> Mark:
    """Their rules are counted from nothing too: names of their own keep them apart from everybody's."""
    return replace(mark, value=f"{_OWN}{mark.value}") if mark.sort is Sort.CUE else mark


def said_of_pattern(at: tuple[int | str, ...]) -> str:
    """What is wrong with an entry that has not the shape of one."""
    if "together" in at or "calm" in at:
        return "needs two sides or more with ` + ` or ` >> ` between them"
    return "a star stands before an entry or behind a word of it, and nowhere else"
