"""What one phone may make us do in a minute, and what many may: every word is kept, answers are few, what is passed on
is gathered, and unknown senders are asked one question before people are paged for them (`domain/doubt.py`).

A flood is never dropped: a real emergency may be in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.policy import Flooding

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


# --- many calls at once


class Switch(StrEnum):
    """What coordinators said of a flood: `AUTO` is nothing."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Calls of unknown senders within the policy's time, without the one that is weighed.

    `of_sender`: those of its own sender. `in_area`: those in the fullest of its areas. `dangers`: those in doubt that
    name danger.
    """

    calls: int = 0
    in_area: int = 0
    of_sender: int = 0
    dangers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """A flood that goes on. `switch` holds `until`, where a coordinator turned it by hand."""

    id: str
    began_at: datetime
    switch: Switch = Switch.AUTO
    until: datetime | None = None

    def switched(self, now: datetime) -> Switch:
        return self.switch if self.until is None or now < self.until else Switch.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a call is doubted, whether a flood begins with it, and why."""

    doubted: bool
    begins: bool = False
    why: str = ""


def weigh(counts: Counts, flood: Flood | None, policy: Flooding, now: datetime) -> Verdict:
    """What to do with one more call of somebody unknown. A flood ends more slowly than it begins."""
    switch = Switch.AUTO if flood is None else flood.switched(now)
    if switch is Switch.OFF:
        return Verdict(doubted=False, why="a coordinator turned it off")
    if switch is Switch.ON:
        return Verdict(doubted=True, why="a coordinator turned it on")
    share = 1 if flood is None else 2
    reasons = (
        (counts.of_sender >= policy.sender_calls, "one sender calls again and again"),
        (counts.in_area * share >= policy.area_calls, "many calls in one area"),
        (counts.calls * share >= policy.calls, "many calls at once"),
    )
    for counts_enough, why in reasons:
        if counts_enough:
            return Verdict(doubted=True, begins=flood is None, why=why)
    return Verdict(doubted=False, why="no flood")


def is_over(counts: Counts, flood: Flood, policy: Flooding, now: datetime) -> bool:
    """True once no call would be doubted for its number any more."""
    quiet = counts.calls * 2 < policy.calls and counts.in_area * 2 < policy.area_calls
    return quiet and flood.switched(now) is Switch.AUTO
