"""How somebody who goes is looked after: what they were asked, and whether they have answered."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What belongs to the state an assignment is in since `since`: a new state begins a new one.

    `asks` counts the questions; `asked_at` is set while the last of them waits for an answer. `heard_at` is when they
    last gave a sign. `told` is how many of the team's coordinators, in their order, have heard of the silence;
    `taken_by` is the one who looks after it. `alone_told`: the truth about holding alone was told. `unwell`: they said
    that all is not well. `fine_until`: they said that they are fine until then, and are asked nothing before.
    `turned_back`: they wait, and were on their way before that: they know the place.
    """

    since: datetime | None = None
    asks: int = 0
    asked_at: datetime | None = None
    heard_at: datetime | None = None
    told: int = 0
    taken_by: PersonId | None = None
    alone_told: bool = False
    unwell: bool = False
    fine_until: datetime | None = None
    turned_back: bool = False

    @property
    def stamp(self) -> str:
        """Names this state among the others of the same assignment, in the subject of a timer."""
        return "" if self.since is None else str(int(self.since.timestamp() * 1000))

    def is_open(self) -> bool:
        """True while somebody should look: a question waits, or they said that all is not well."""
        return self.asked_at is not None
