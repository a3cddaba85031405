"""The engine's numbers: how long, how many, how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from domain.chance import Mint
from domain.people import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `burst` at once, and `per_second` in the long run."""

    per_second: float
    burst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a provider takes from one sender, and from one sender to one contact point. No entry: no limit."""

    of_sender: Mapping[Channel, Limit] = field(default_factory=dict)
    of_chat: Mapping[Channel, Limit] = field(default_factory=dict)


def provider_limits(sms_per_second: float = 1.0) -> Limits:
    """What Telegram's manual says of bots, and what this community's SMS sender may do."""
    return Limits(
        of_sender={
            Channel.TELEGRAM: Limit(per_second=30, burst=30),
            Channel.SMS: Limit(per_second=sms_per_second, burst=max(1.0, sms_per_second)),
        },
        of_chat={Channel.TELEGRAM: Limit(per_second=1, burst=3)},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Defaults for one process."""

    lease: timedelta = timedelta(seconds=15)
    send_within: timedelta = timedelta(seconds=10)
    receipt_within: timedelta = timedelta(seconds=20)  # of an unknown fate, before the provider is asked
    tries_of_turn: int = 8
    tries_of_receipt: int = 6  # of one that came before anybody knew its delivery
    tries_of_delivery: int = 12
    longest_wait: timedelta = timedelta(minutes=5)
    sends_at_once: int = 64  # for each channel, so that one that hangs holds up no other
    turns_at_once: int = 8  # in one transaction
    turn_tasks: int = 4  # side by side, on PostgreSQL
    turns_within: float | None = 0.05  # seconds after which a transaction takes no further turn
    turns_hold: float = 1.0  # the same for those of several side by side: the others wait for what it holds
    receipts_at_once: int = 100
    poll: timedelta = timedelta(seconds=1)
    sweep_every: timedelta = timedelta(seconds=1)
    audit_every: timedelta = timedelta(seconds=5)
    overdue_after: timedelta = timedelta(seconds=60)
    stuck_after: timedelta = timedelta(seconds=60)  # of one round of a loop, when somebody should restart us
    stop_within: timedelta = timedelta(seconds=10)
    limits: Limits = field(default_factory=provider_limits)


def back_off(attempts: int, longest: timedelta, mint: Mint) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4, 8... s up to `longest`, and by chance up to a quarter more."""
    wait = min(2.0 ** min(max(attempts, 1) - 1, 30), longest.total_seconds())
    return timedelta(seconds=wait * (1 + mint.bytes(1)[0] / 1020))
