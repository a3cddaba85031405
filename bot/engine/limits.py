"""Token buckets: who may send now, and if not, when.

A lane leaves the last tokens of a bucket to the lanes above it, so that pages never wait for chatter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.engine.settings import Limit
from domain.messages import Lane
from models.buckets import Bucket

RESERVED: Mapping[Lane, float] = {Lane.URGENT: 0.0, Lane.PROMPT: 0.2, Lane.ROUTINE: 0.4}
"""The share of a bucket each lane must leave."""

_CRUMB = 1e-6


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not now: this bucket opens for the lane at that instant."""

    bucket: str
    opens_at: datetime


class Draw:
    """The buckets held in one transaction, drawn from."""

    def __init__(self, held: Mapping[str, Bucket], limits: Mapping[str, Limit], now: datetime) -> None:
        self._limits = limits
        self._now = now
        self._held = {name: _filled(bucket, limits.get(name), now) for name, bucket in held.items()}
        self._drawn: set[str] = set()

    def take(self, names: Sequence[str], lane: Lane) -> Refusal | None:
        """Take a token from each of `names`, or none: then the bucket that refuses and when it opens."""
        for name in names:
            opens_at = self.opens_at(name, lane)
            if opens_at > self._now:
                return Refusal(name, opens_at)
        for name in names:
            if name in self._limits:
                self._held[name] = replace(self._held[name], tokens=self._held[name].tokens - 1)
                self._drawn.add(name)
        return None

    def opens_at(self, name: str, lane: Lane) -> datetime:
        """When this bucket has a token for this lane; now, if it has."""
        bucket, limit = self._held.get(name), self._limits.get(name)
        opens_at = self._now
        if bucket is not None and bucket.closed_until is not None:
            opens_at = max(opens_at, bucket.closed_until)
        if bucket is not None and limit is not None:
            missing = 1 + min(RESERVED[lane] * limit.burst, limit.burst - 1) - bucket.tokens
            if missing > _CRUMB:
                opens_at = max(opens_at, self._now + timedelta(seconds=missing / limit.per_second))
        return opens_at

    def drawn(self) -> tuple[Bucket, ...]:
        """The buckets something was taken from, as they stand."""
        return tuple(self._held[name] for name in sorted(self._drawn))


def _filled(bucket: Bucket, limit: Limit | None, now: datetime) -> Bucket:
    if limit is None:
        return bucket
    seconds = max(0.0, (now - bucket.filled_at).total_seconds())
    return replace(bucket, tokens=min(limit.burst, bucket.tokens + seconds * limit.per_second), filled_at=now)
