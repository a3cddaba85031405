"""A call that nobody is paged for yet, because it came in a flood from somebody unknown, or from a blocked sender.

    asked       they were asked for a cross street; nobody is paged
    held        what they answered does not fit what they had said: a coordinator releases it
    urgent      danger was named, a text or the time for one has come, and its turn too: few people at a time, so that
                others find some. Without danger: a flood was seen after it came, and whom was asked by then is all
    confirmed   they answered with a place that fits: paged like any other
    released    a coordinator let it go on
    blocked     a coordinator blocked the sender: answered as ever, and nobody is paged

What is a fitting answer: `domain/cross_street.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class DoubtState(StrEnum):
    ASKED = "asked"
    HELD = "held"
    URGENT = "urgent"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    BLOCKED = "blocked"


_BELIEVED = frozenset({DoubtState.URGENT, DoubtState.CONFIRMED})
_WAITING = frozenset({DoubtState.ASKED, DoubtState.HELD})
_UNPAGED = _WAITING | {DoubtState.BLOCKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How a doubted call stands. `texts`: how often they wrote since. `crowded`: as it came, more calls named danger
    than are told one by one. `alike`: how many other senders had written nearly the same. `in_line`: danger was named,
    and its turn has not come, for others like it keep busy as many people as such calls may. `elsewhere`: how often
    they named a place that does not fit.
    """

    state: DoubtState
    since: datetime
    texts: int = 0
    crowded: bool = False
    alike: int = 0
    in_line: bool = False
    elsewhere: int = 0

    @property
    def waits(self) -> bool:
        """True while a coordinator may release it."""
        return self.state in _WAITING

    @property
    def keeps_pages_back(self) -> bool:
        return self.state in _UNPAGED

    @property
    def unproved(self) -> bool:
        """True until somebody has vouched for it: its sender by a place, or a coordinator."""
        return self.state in _WAITING or self.state is DoubtState.URGENT

    @property
    def is_believed(self) -> bool:
        """True while people may be asked for it, and no coordinator has let it go on."""
        return self.state in _BELIEVED

    def now_is(self, state: DoubtState) -> "Doubt":
        return replace(self, state=state, in_line=False)
