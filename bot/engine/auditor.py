"""The auditor: finds whatever is overdue and raises its hand. Work that waits for earlier work of its stream is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.metrics import Metrics
from domain.tasks import TaskKind
from models import deliveries, gaps, inbox, incidents, tasks, timers
from models.database import Database, Store
from models.incidents import Figures

WORK = ("inbox", "timer", "delivery", "lease")
"""What can be late, by name. A lease is a send that nobody has answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How late the oldest work of each kind is, how much waits, and how much was given up.

    `ok`: none is later than it may be.
    """

    ok: bool
    late: Mapping[str, timedelta] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    dead: Mapping[str, int] = field(default_factory=dict)

    @property
    def latest(self) -> timedelta:
        """How late the oldest work of all is."""
        return max(self.late.values(), default=timedelta())


async def look(database: Database, now: datetime, overdue_after: timedelta, metrics: Metrics | None = None) -> Health:
    """See how late things are at `now`, and put it into the metrics."""
    async with database.reading() as store:
        health = await health_of(store, now, overdue_after)
        figures = await incidents.figures(store) if metrics is not None else None
        if metrics is not None:
            _measure_cover(metrics, await gaps.figures(store, now), await tasks.count_open(store, TaskKind.UNREACHABLE))
    if metrics is not None and figures is not None:
        _measure(metrics, health, figures)
        metrics.last_look.set(now.timestamp())
    return health


async def health_of(store: Store, now: datetime, overdue_after: timedelta) -> Health:
    """How late things are at `now`, as this transaction sees them."""
    due = {
        "inbox": await inbox.next_due(store),
        "timer": await timers.next_due(store),
        "delivery": await deliveries.next_due(store),
        "lease": await deliveries.next_lapse(store),
    }
    late = {work: max(now - at, timedelta()) for work, at in due.items() if at is not None}
    waiting, dead = await queues(store)
    ok = all(each <= overdue_after for each in late.values())
    return Health(ok=ok, late=late, waiting=waiting, dead=dead)


async def queues(store: Store) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How much work of each kind is to be done, now or later; and how much of it was given up."""
    counts = {
        "inbox": await inbox.counts(store),
        "timer": await timers.counts(store),
        "delivery": await deliveries.counts(store),
    }
    dead = {work: by_state.get("dead", 0) for work, by_state in counts.items()}
    return {work: sum(by_state.values()) - dead[work] for work, by_state in counts.items()}, dead


def _measure_cover(metrics: Metrics, cover: gaps.Figures, unreachable: int) -> None:
    metrics.gaps_ahead.set(cover.many)
    metrics.first_gap.set(0 if cover.first is None else cover.first.timestamp())
    metrics.unreachable_members.set(unreachable)


def _measure(metrics: Metrics, health: Health, figures: Figures) -> None:
    for status, count in figures.running.items():
        metrics.incidents.labels(status.value).set(count)
    metrics.live_pages.set(figures.live_pages)
    metrics.unfilled_needs.set(figures.unfilled)
    for work in WORK:
        metrics.overdue.labels(work).set(health.late.get(work, timedelta()).total_seconds())
    metrics.oldest_overdue.set(health.latest.total_seconds())
    for work, many in health.dead.items():
        metrics.dead.labels(work).set(many)
    for work, many in health.waiting.items():
        metrics.waiting.labels(work).set(many)
