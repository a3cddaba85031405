"""A sender whose calls page nobody: for a while, by one coordinator; for good, by two."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.ids import ConversationId, PersonId, TeamId

USUAL = timedelta(hours=24)
LONGEST = timedelta(days=7)
"""So long one coordinator alone may block somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`code` and `number`: what the sender was called in which call. `until` is None for good.

    `for_good`: the first wants it for good; it ends at `until` all the same unless a `second` says so too. `why` is the
    reason that was given.
    """

    id: str
    conversation: ConversationId
    code: str
    number: int
    team: TeamId
    by: PersonId
    at: datetime
    until: datetime | None
    why: str
    for_good: bool = False
    second: PersonId | None = None

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until

    def may_be_seconded(self, by: PersonId) -> bool:
        """True if a word of `by` makes it one for good."""
        return self.for_good and self.second is None and by != self.by
