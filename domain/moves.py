"""Moves tables: a status changes only through one of them.

A table is keyed by event type; under each event, the statuses it may meet and where each leads. What is not in the
table is a defect and raises `IllegalMove`. The state diagrams in docs/architecture.md are drawn from these tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from domain.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Moves(Generic[S]):
    """The moves of `what`. A `None` in place of a status means: it does not exist yet."""

    what: str
    table: Mapping[type, Mapping[S | None, S]]

    def after(self, status: S | None, event: object) -> S:
        """The status that `event` leads to from `status`; `IllegalMove` if there is no such row."""
        row = self.table.get(type(event), {})
        if status not in row:
            raise IllegalMove(self.what, status, type(event).__name__)
        return row[status]

    def allows(self, status: S | None, event: type) -> bool:
        """True if an event of this type may meet `status`."""
        return status in self.table.get(event, {})
