"""The words that triage knows, from `config/data/triage`: one file for each language, all of them read."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from domain.language import normalise
from domain.needs import ProtectionArea
from domain.triage import Lexicon

FOLDER = Path(__file__).parent / "data" / "triage"

Entry = Annotated[str, Field(pattern=r"^[^*]+\*?$")]
"""A word or phrase; with a star behind it, a stem."""


class LexiconFile(BaseModel):
    """One language's file. What stands under `danger` counts for its protection area too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    areas: Mapping[ProtectionArea, tuple[Entry, ...]]
    danger: Mapping[ProtectionArea, tuple[Entry, ...]]
    chatter: tuple[Entry, ...]
    deniable: tuple[Entry, ...]
    denials: tuple[Entry, ...]
    fillers: tuple[Entry, ...]
    language: tuple[Entry, ...]


@cache
def load_lexicon() -> Lexicon:
    """The lexicon in every language we have: people do not always write in the one we expect."""
    files = {
        path.stem: LexiconFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.yaml"))
    }
    areas: dict[str, ProtectionArea] = {}
    languages: dict[str, str] = {}
    shared: set[str] = set()
    for language, file in files.items():
        for hints in (file.areas, file.danger):
            for area, entries in hints.items():
                for entry in map(_entry, entries):
                    areas[entry] = area
        for entry in map(_entry, file.language):
            if languages.setdefault(entry, language) != language:
                shared.add(entry)
    return Lexicon(
        areas=areas,
        danger=_all(entry for file in files.values() for entries in file.danger.values() for entry in entries),
        # A word that two languages have shows neither.
        languages={entry: language for entry, language in languages.items() if entry not in shared},
        chatter=_all(entry for file in files.values() for entry in file.chatter),
        deniable=_all(entry for file in files.values() for entry in file.deniable),
        denials=_all(entry for file in files.values() for entry in file.denials),
        fillers=_all(entry for file in files.values() for entry in file.fillers),
    )


def _all(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_entry, entries))


def _entry(written: str) -> str:
    """As texts are compared; the star of a stem stays."""
    words = normalise(written)
    return f"{words}*" if written.endswith("*") else words
