"""From a free text to protection areas and danger: a transparent scorer over a lexicon that is data.

Thin on purpose: stems and phrases, whole words, accents optional. It says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.needs import ProtectionArea


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """`areas`, `danger` and `languages` map normalised stems or phrases to what they hint at."""

    areas: Mapping[str, ProtectionArea]
    danger: frozenset[str]
    languages: Mapping[str, str]
    chatter: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text seems to say. `areas` best first; `language` None when the text does not show it; `why` the hits."""

    areas: tuple[ProtectionArea, ...] = ()
    danger: bool = False
    language: str | None = None
    chatter: bool = False
    why: tuple[str, ...] = ()
