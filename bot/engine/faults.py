"""Fail points: named places at which the process can be made to die at once, as by a power cut.

Off unless the environment names one: `UPSTANDER_FAIL_POINT=lease.after_commit` kills the process the first time it
gets there, `lease.after_commit:3` the third time. Nothing is cleaned up, which is the point.
"""

import os
import signal
from dataclasses import dataclass
from functools import cache

VARIABLE = "UPSTANDER_FAIL_POINT"

FAIL_POINTS: dict[str, str] = {
    "inbox.before_write": "an item is at the door, nothing is written",
    "inbox.before_commit": "the item is written, not committed",
    "inbox.after_commit": "the item is safe, the provider has not been answered",
    "inbox.before_answer": "the item is safe and the answer is about to go out",
    "turn.before_claim": "work waits, nobody has claimed it",
    "turn.after_claim": "a stimulus is claimed in a transaction that is not committed",
    "turn.before_decide": "facts are gathered, nothing is decided",
    "turn.before_keep": "it is decided, nothing is kept",
    "turn.after_keep": "everything a stimulus led to is written, not committed",
    "turn.before_commit": "every stimulus of the batch is done, not committed",
    "turn.after_commit": "the turn is committed, nobody has been woken for its messages",
    "turn.before_count": "a turn crashed, its attempt is not counted",
    "timer.after_claim": "a timer is claimed in a transaction that is not committed",
    "timer.before_commit": "a timer had its effect, not committed",
    "lease.before_write": "deliveries are chosen, none is leased",
    "lease.before_commit": "deliveries are leased, not committed",
    "lease.after_commit": "deliveries are leased, no provider was called",
    "send.before_render": "a leased delivery is about to be put into words",
    "send.before_call": "the provider is about to be called",
    "send.after_call": "the provider took it, nobody noted it",
    "find.before_call": "the provider is about to be asked whether it took a message",
    "find.after_call": "the provider has answered, nobody noted it",
    "outcome.before_write": "outcomes are known in memory alone",
    "outcome.before_commit": "outcomes are written, not committed",
    "outcome.after_commit": "outcomes are committed",
    "receipt.before_write": "a receipt is claimed, not applied",
    "receipt.before_commit": "a receipt is applied, not committed",
    "receipt.after_commit": "a receipt is committed",
    "sweep.before_write": "a lease that ran out is found",
    "sweep.before_commit": "its delivery is uncertain, not committed",
    "sweep.after_commit": "its delivery is uncertain",
    "stop.before_wait": "asked to stop, sends are running",
    "stop.before_return": "sends are over, unused leases are not given back",
    "stop.after_return": "unused leases are given back",
    "polling.before_take_in": "updates were fetched, nothing is stored",
    "polling.before_offset": "updates are stored, the offset has not moved",
    "polling.after_offset": "the offset has moved",
}
"""Every fail point and the state of things at it."""


@dataclass(slots=True)
class _Armed:
    name: str
    left: int

    def reach(self, name: str) -> None:
        if name != self.name:
            return
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def fail_point(name: str) -> None:
    """Die here if the environment says so. `name` is one of FAIL_POINTS."""
    armed = _armed()
    if armed is not None:
        armed.reach(name)


@cache
def _armed() -> _Armed | None:
    value = os.environ.get(VARIABLE, "")
    if not value:
        return None
    name, _, nth = value.partition(":")
    if name not in FAIL_POINTS:
        raise ValueError(f"{VARIABLE} names no fail point")
    return _Armed(name, int(nth or 1))
