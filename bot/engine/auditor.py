"""The auditor: finds whatever is overdue and raises its hand. Work that waits for earlier work of its stream is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.metrics import Metrics
from models import deliveries, inbox, timers
from models.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How late the oldest work of each kind is. `ok`: none later than it may be."""

    ok: bool
    late: Mapping[str, timedelta] = field(default_factory=dict)

    @property
    def latest(self) -> timedelta:
        """How late the oldest work of all is."""
        return max(self.late.values(), default=timedelta())


async def look(database: Database, now: datetime, overdue_after: timedelta, metrics: Metrics | None = None) -> Health:
    """See how late things are at `now`, and put it into the metrics."""
    async with database.reading() as store:
        due = {
            "inbox": await inbox.next_due(store),
            "timer": await timers.next_due(store),
            "delivery": await deliveries.next_due(store),
            "lease": await deliveries.next_lapse(store),
        }
        late = {work: max(now - at, timedelta()) for work, at in due.items() if at is not None}
        health = Health(ok=all(each <= overdue_after for each in late.values()), late=late)
        if metrics is not None:
            _measure(
                metrics,
                health,
                {
                    "inbox": await inbox.counts(store),
                    "timer": await timers.counts(store),
                    "delivery": await deliveries.counts(store),
                },
            )
    return health


def _measure(metrics: Metrics, health: Health, counts: Mapping[str, Mapping[str, int]]) -> None:
    metrics.oldest_overdue.set(health.latest.total_seconds())
    for work, by_state in counts.items():
        metrics.dead.labels(work).set(by_state.get("dead", 0))
        metrics.waiting.labels(work).set(sum(many for state, many in by_state.items() if state != "dead"))
