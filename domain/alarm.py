"""A member's call for help as data: by which way it came, and whether somebody has it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import PersonId


class PanicHow(StrEnum):
    """By which way somebody called for help."""

    WORD = "mayday"
    BUTTON = "button"
    CODE_WORD = "code_word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A call for help that has not ended, of the member `name`; `taken_by` is the coordinator who has it."""

    person: PersonId
    name: str
    taken_by: PersonId | None = None
