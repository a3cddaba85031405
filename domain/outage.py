"""Whether the provider of a channel is down, as its latest answers showed. Pure.

          three failures in a row, from two people at least, or one that is about all of us
    up ------------------------------------------------------------------------------------> down
       <------------------------------------------------------------------------------------
          two messages taken, one after the other; or one, and nothing against it for a minute

While it is down one message at a time is tried (the first of the queue), so that it is known when it works again. One
person's phone never counts for more than one person: what hangs for them alone holds up nobody else.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.ids import ContactPointId
from domain.people import Channel

STRIKES = 3
"""So many failures in a row, and nothing taken between them."""

PEOPLE = 2
"""So many different people they must be for."""

PASSES = 2
"""So many messages in a row it takes before it counts as back."""

QUIET_PASS = timedelta(minutes=1)
"""One that was taken is enough if so long nothing failed after it."""

FORGOTTEN_AFTER = timedelta(minutes=2)
"""A failure longer ago says nothing of now: it counts no more, and what is new may be tried there again."""

_FIRST_PROBE, _LAST_PROBE = timedelta(seconds=5), timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """How the provider of `channel` does.

    `strikes` failures in a row, the last at `struck_at`, for `points` (at most as many as matter). `down_since` is None
    while it is up. `passes`: taken in a row since it is down. `probe_at` is when the next message may be tried.
    """

    channel: Channel
    strikes: int = 0
    points: tuple[ContactPointId, ...] = ()
    struck_at: datetime | None = None
    down_since: datetime | None = None
    passes: int = 0
    probe_at: datetime | None = None

    @property
    def is_down(self) -> bool:
        return self.down_since is not None

    def is_avoided(self, now: datetime) -> bool:
        """True if what cannot wait goes another way: it is down, and was seen to be a short while ago."""
        return self.is_down and self.struck_at is not None and now - self.struck_at < FORGOTTEN_AFTER

    def may_be_tried(self, now: datetime) -> bool:
        return self.probe_at is None or self.probe_at <= now


def struck(known: Outage, point: ContactPointId, now: datetime, *, whole: bool = False) -> Outage:
    """`known` after a message for `point` failed. `whole`: the provider takes nothing of ours, whoever it is for."""
    fresh = known.is_down or (known.struck_at is not None and now - known.struck_at < FORGOTTEN_AFTER)
    points = dict.fromkeys((*known.points, point) if fresh else (point,))
    after = replace(
        known,
        strikes=known.strikes + 1 if fresh else 1,
        points=tuple(points)[:PEOPLE],
        struck_at=now,
        passes=0,
    )
    if after.is_down:
        return replace(after, probe_at=now + _wait(after.strikes))
    if whole or (after.strikes >= STRIKES and len(after.points) >= PEOPLE):
        return replace(after, down_since=now, probe_at=now + _FIRST_PROBE)
    return after


def passed(known: Outage, now: datetime) -> Outage:
    """`known` after its provider took a message, or answered in a way that shows that it works."""
    if known.is_down and known.passes + 1 < PASSES:
        return replace(known, passes=known.passes + 1, probe_at=now)
    return Outage(channel=known.channel)


def gone_quiet(known: Outage, now: datetime) -> Outage:
    """`known` a while after one message was taken: it is back if nothing failed since."""
    struck_lately = known.struck_at is not None and now - known.struck_at < QUIET_PASS
    return Outage(channel=known.channel) if known.passes and not struck_lately else known


def _wait(strikes: int) -> timedelta:
    tries = min(max(strikes - STRIKES, 0), 10)
    return min(_FIRST_PROBE * (1 << tries), _LAST_PROBE)
