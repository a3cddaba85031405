"""The words by which texts tell of sightings, read from `data/sightings.yaml`."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.shipped import shipped
from domain.language import normalise
from domain.sighting_words import SightingWords

WORDS = Path(__file__).parent / "data" / "sightings.yaml"

Named = Mapping[str, tuple[tuple[str, ...], ...]]
"""Ways to say each of several things, in one list for each language."""


class SightingFile(BaseModel):
    """The file of words. What its keys mean stands at its top."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    units: Named
    with_activity: Named
    activities: Named
    gear: Named
    people: tuple[str, ...]
    vehicles: tuple[str, ...]
    describes: tuple[str, ...]
    numbers: Mapping[int, tuple[str, ...]]
    asks: tuple[str, ...]
    taken: tuple[str, ...]
    harmless: tuple[str, ...]
    verdicts: Named
    custody: Named
    custody_notes: tuple[str, ...]
    gone: tuple[str, ...]
    clears: tuple[str, ...]
    stays: tuple[str, ...]


@cache
def load_sighting_words(path: Path = WORDS) -> SightingWords:
    """The words of `path`, as texts are compared."""
    file = SightingFile.model_validate(shipped(path))
    return SightingWords(
        units=_named(file.units),
        with_activity=_named(file.with_activity),
        activities=_named(file.activities),
        gear=_named(file.gear),
        people=_all(file.people),
        vehicles=_all(file.vehicles),
        describes=_all(file.describes),
        numbers={normalise(word): number for number, words in file.numbers.items() for word in words},
        asks=_all(file.asks),
        taken=_all(file.taken),
        harmless=_all(file.harmless),
        verdicts=_named(file.verdicts),
        custody=_named(file.custody),
        custody_notes=_all(file.custody_notes),
        gone=_all((*file.gone, *file.clears)),
        clears=_all(file.clears),
        stays=_all(file.stays),
    )


def _named(things: Named) -> Mapping[str, str]:
    return {normalise(word): thing for thing, lists in things.items() for words in lists for word in words}


def _all(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise, words))
