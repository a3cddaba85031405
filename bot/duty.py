"""Work that one process at a time does, of however many run: fetching from a provider that answers one alone, and what
is done once a day. A duty is a row with a moment; whoever has it renews it, and when it dies or stalls another takes
over as soon as that moment has passed.

Until when somebody has it is said in the database's time, which all share. A process measures its own spell with a
watch that only counts up. So a machine whose clock is wrong, or is put right, neither keeps a duty nor takes one.

A process that stalls and wakes may go on for one renewal beside the one that took over. So everything done on duty can
be done twice to one effect.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock, stopwatch
from bot.log import logger
from models import duties
from models.database import Database, Store

LEASE = timedelta(seconds=15)
RENEW_EVERY = timedelta(seconds=5)

_log = logger(__name__)

Work = Callable[[asyncio.Event], Awaitable[None]]
"""Does it until the event is set, and returns soon afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What a duty is measured by: `shared` by everybody's time, `own` seconds that only count up."""

    shared: Callable[[Store], Awaitable[datetime]] = duties.time_of
    own: Callable[[], float] = stopwatch


async def on_duty(
    duty: str,
    work: Work,
    *,
    database: Database,
    clock: Clock,
    holder: str,
    stopped: asyncio.Event,
    times: Times = Times(),
) -> None:
    """Do `work` whenever this process has the duty, until `stopped`. SQLite has one process: it has every duty."""
    if database.dialect == "sqlite":
        await work(stopped)
        return
    watch = _Watch(duty, work, database, holder, times)
    while not stopped.is_set():
        await watch.look()
        await clock.wait_until(clock.now() + RENEW_EVERY, stopped)
    await watch.end()


class _Watch:
    """One process's view of a duty: until when it surely has it, and the work while it does."""

    def __init__(self, duty: str, work: Work, database: Database, holder: str, times: Times) -> None:
        self._duty = duty
        self._work = work
        self._database = database
        self._holder = holder
        self._times = times
        self._until: float | None = None
        self._over = asyncio.Event()
        self._doing: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Take or renew the duty, and begin or end the work accordingly. What cannot be asked is as it was."""
        until = self._times.own() + LEASE.total_seconds()  # counted from before asking: never longer than they let us
        has_it = await self._tried(self._take())
        if has_it is not None:
            self._until = until if has_it else None
        if self._until is None or self._until <= self._times.own():
            await self._leave_off()
        elif self._doing is None or self._doing.done():
            self._note_failure()
            self._over = asyncio.Event()
            self._doing = asyncio.ensure_future(self._work(self._over))
            _log.info("on duty", duty=self._duty)

    async def end(self) -> None:
        """Leave off, and let another have it at once."""
        had_it = self._until is not None
        await self._leave_off()
        if had_it:
            await self._tried(self._give_back())

    async def _leave_off(self) -> None:
        self._until = None
        if self._doing is None:
            return
        self._over.set()
        await asyncio.wait({self._doing})
        self._note_failure()
        self._doing = None
        _log.info("off duty", duty=self._duty)

    def _note_failure(self) -> None:
        wrong = None if self._doing is None else self._doing.exception()
        if wrong is not None:
            _log.error("work on duty failed", duty=self._duty, exc_info=wrong)

    async def _tried(self, asking: Coroutine[Any, Any, bool]) -> bool | None:
        """What the rows say; None if they cannot be asked now."""
        task = asyncio.create_task(asking)
        await asyncio.wait({task})
        wrong = task.exception()
        if wrong is not None:
            _log.warning("a duty cannot be asked about", duty=self._duty, exc_info=wrong)
            return None
        return task.result()

    async def _take(self) -> bool:
        async with self._database.writing() as store:
            now = await self._times.shared(store)
            return await duties.take(store, self._duty, holder=self._holder, now=now, until=now + LEASE)

    async def _give_back(self) -> bool:
        async with self._database.writing() as store:
            await duties.give_back(store, self._duty, holder=self._holder)
        return True
