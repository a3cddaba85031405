"""Jail support: how somebody in custody stands, from the first word of it until they are home.

They are known by the code name of their call. A legal name must not be kept: of what is written beside a status only
figures and words of places and of the law stay, and those are shown to whoever goes and to coordinators.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId
from domain.language import normalise

_LONGEST = 200


class CustodyStatus(StrEnum):
    REPORTED = "reported"
    LOCATED = "located"
    CHARGED = "charged"  # or bail is set
    ARRAIGNED = "arraigned"
    RELEASED = "released"
    HOME_SAFE = "home_safe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """One change. `note` is secret."""

    status: CustodyStatus
    at: datetime
    by: PersonId
    note: str = ""


def kept_of(note: str, words: AbstractSet[str]) -> str:
    """What of a note may be kept: whatever has a figure in it, and the `words` of places and of the law."""
    kept = [
        each for each in note[:_LONGEST].split() if any(char.isdecimal() for char in each) or normalise(each) in words
    ]
    return " ".join(kept)


def is_over(status: CustodyStatus) -> bool:
    """True once nobody needs to be reminded of it."""
    return status is CustodyStatus.HOME_SAFE
