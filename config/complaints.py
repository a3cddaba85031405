"""What people say who complain of one of ours, read from `data/complaints.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.shipped import shipped
from domain.complaint import ComplaintWords
from domain.language import normalise

WORDS = Path(__file__).parent / "data" / "complaints.yaml"

Lists = Mapping[str, tuple[str, ...]]
"""Ways to say one thing, a list for each language."""


class ComplaintFile(BaseModel):
    """The file of words. What its keys mean stands at its top."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    alone: Lists
    ours: Lists
    wrong: Lists
    not_ours: Lists
    between: Lists
    of_us_alone: Lists
    of_us: Lists
    past: Lists
    now: Lists
    speaks_of: Lists
    asks_after: Lists


@cache
def load_complaint_words(path: Path = WORDS) -> ComplaintWords:
    """The words of `path`, as texts are compared."""
    file = ComplaintFile.model_validate(shipped(path))
    return ComplaintWords(
        alone=_all(file.alone),
        ours=_all(file.ours),
        wrong=_all(file.wrong),
        not_ours=_all(file.not_ours),
        between=_all(file.between),
        of_us_alone=_all(file.of_us_alone),
        of_us=_all(file.of_us),
        past=_all(file.past),
        now=_all(file.now),
        speaks_of=_all(file.speaks_of),
        asks_after=_all(file.asks_after),
    )


def _all(lists: Lists) -> frozenset[str]:
    return frozenset(normalise(phrase) for phrases in lists.values() for phrase in phrases)
