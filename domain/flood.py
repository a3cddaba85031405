"""What one phone may make us do in a minute: every word is kept, answers are few, and what is passed on is gathered.

A flood is never dropped: a real emergency may be in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)
CROWDED_AFTER = 10
"""So many messages in a window are passed on one by one; those after them together, at its end."""

ANSWERS_ALIKE = 10
"""So many answers of one kind go to one phone in a window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much somebody writes and hears in the window that `began`.

    `answers` counts what they heard, by kind. `held_from` is the first of their call's words that nobody has been told
    yet. `late_told_at` is when they last heard that something of theirs had waited.
    """

    began: datetime | None = None
    texts: int = 0
    answers: Mapping[str, int] = field(default_factory=dict)
    held_from: int | None = None
    late_told_at: datetime | None = None

    def heard(self, now: datetime) -> "Pace":
        """One more message, in this window or the next."""
        if self.began is None or now - self.began >= WINDOW:
            return replace(self, began=now, texts=1, answers={})
        return replace(self, texts=self.texts + 1)

    def is_crowded(self) -> bool:
        """True once more came in this window than is passed on one by one."""
        return self.texts > CROWDED_AFTER

    def may_answer(self, kind: str) -> bool:
        """True unless they have heard enough of this kind in this window."""
        return self.answers.get(kind, 0) < ANSWERS_ALIKE

    def answered(self, kind: str) -> "Pace":
        return replace(self, answers={**self.answers, kind: self.answers.get(kind, 0) + 1})

    def ends(self, now: datetime) -> datetime:
        """When this window ends."""
        return (self.began or now) + WINDOW
