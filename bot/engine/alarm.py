"""The alarm clock: rings at the next instant at which something is due, and ticks like cron.

APScheduler keeps the time; its jobs live in memory and carry nothing, because the rows are the truth: a lost alarm
costs a look, never work. A cron tick only inserts rows under unique keys, so that many processes make one.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from bot.clock import Clock


class Alarm:
    """One alarm for each name. Follows its clock when that is sped up, stopped or moved."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._set: dict[str, datetime] = {}
        self._rings: dict[str, Callable[[], None]] = {}
        self._ticks: list[tuple[str, CronTrigger, Callable[[], Awaitable[None]]]] = []
        # Without a limit to how late a job may run, and once for however many times it was missed.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        clock.on_change(self._again)

    def name(self, name: str, ring: Callable[[], None]) -> None:
        """What to call when the alarm of this name rings."""
        self._rings[name] = ring

    def every(self, name: str, tick: Callable[[], Awaitable[None]], *, crontab: str, time_zone: str = "UTC") -> None:
        """Tick by a crontab line. Known before `start`."""
        self._ticks.append((name, CronTrigger.from_crontab(crontab, timezone=time_zone), tick))

    def start(self) -> None:
        for name, trigger, tick in self._ticks:
            self._scheduler.add_job(tick, trigger, id=f"tick {name}", replace_existing=True)
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def set(self, name: str, at: datetime | None) -> None:
        """Ring at `at` instead of whenever it was set for; None: not at all. At once if it has passed."""
        if at is None:
            self._set.pop(name, None)
        else:
            self._set[name] = at
        self._arrange(name)

    def sooner(self, name: str, at: datetime) -> None:
        """Ring at `at`, unless it is set for a moment before that already."""
        known = self._set.get(name)
        if known is None or at < known:
            self.set(name, at)

    def _again(self) -> None:
        for name in tuple(self._set):
            self._arrange(name)

    def _arrange(self, name: str) -> None:
        at = self._set.get(name)
        if at is not None and at <= self._clock.now():
            self._ring(name)
            return
        real = None if at is None else self._clock.real_time_of(at)
        if real is not None:
            self._scheduler.add_job(
                self._look, DateTrigger(real, timezone=UTC), args=(name,), id=f"alarm {name}", replace_existing=True
            )
        elif self._scheduler.get_job(f"alarm {name}") is not None:
            self._scheduler.remove_job(f"alarm {name}")

    async def _look(self, name: str) -> None:
        if name in self._set:
            self._arrange(name)

    def _ring(self, name: str) -> None:
        self._set.pop(name, None)
        self._rings[name]()
