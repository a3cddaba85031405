"""A member's call for help as data: by which way it came, and whether somebody has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.ids import PersonId
from domain.tasks import Task

_MARK = 3


class PanicHow(StrEnum):
    """By which way somebody called for help."""

    WORD = "mayday"
    BUTTON = "button"
    CODE_WORD = "code_word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A call for help that has not ended, of the member `name`; `taken_by` is the coordinator who has it.

    `also`: what else its reader may call them. An id says who somebody is, and is nothing another team's people know.
    """

    person: PersonId
    name: str
    also: frozenset[str] = frozenset()
    taken_by: PersonId | None = None


def mark_of(alarm: Sequence[Task]) -> str:
    """What tells one alarm from another where nobody has a name: of the oldest of its tasks, which stays the same."""
    oldest = min(alarm, key=lambda each: (each.due, each.id), default=None)
    return "" if oldest is None else oldest.id[-_MARK:].upper()
