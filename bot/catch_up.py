"""The bookmark in a provider's list of what came in: kept in the database, so that a start knows what it missed."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.clock import Clock
from bot.doors import NotTakenIn
from bot.log import logger
from models import catch_up
from models.database import Database, Store

_log = logger(__name__)

Result = TypeVar("Result")

FIRST_LOOK = timedelta(hours=1)
"""How far back the very first start looks: nobody knows since when the number has been written to."""

FARTHEST = timedelta(days=3)
"""How far back any start looks."""


OnLost = Callable[[Store, datetime, datetime, datetime], Awaitable[None]]
"""Told what is not fetched any more, in the transaction that moves the bookmark past it: (store, since, until, now)."""


class CatchUp:
    """One source's bookmark, shared by all processes; see `bot.doors.Bookmark`. A round is due `every` so often."""

    def __init__(self, database: Database, clock: Clock, source: str, *, every: timedelta, on_lost: OnLost) -> None:
        self._database = database
        self._clock = clock
        self._source = source
        self._every = every
        self._on_lost = on_lost
        self._asked_at = clock.now()
        self._since = self._asked_at

    async def begin(self, *, at_once: bool) -> datetime | None:
        now = self._clock.now()
        since = await self._kept(self._claim(now, now + self._every, at_once=at_once))
        if since is None:
            return None
        self._asked_at, self._since = now, since
        return max(since, now - FARTHEST)

    async def reached(self) -> None:
        await self._kept(self._reached())

    async def _claim(self, now: datetime, again: datetime, *, at_once: bool) -> datetime | None:
        async with self._database.writing() as store:
            unknown = now - FIRST_LOOK
            return await catch_up.claim(store, self._source, unknown=unknown, now=now, again=again, at_once=at_once)

    async def _reached(self) -> None:
        async with self._database.writing() as store:
            await catch_up.reached(store, self._source, self._asked_at)
            fetched_from = self._asked_at - FARTHEST
            if self._since < fetched_from:
                await self._on_lost(store, self._since, fetched_from, self._asked_at)

    async def _kept(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What `work` answers. A database that is away is no reason to stop asking: raises NotTakenIn."""
        working = asyncio.create_task(work)
        await asyncio.wait({working})
        wrong = working.exception()
        if wrong is not None:
            _log.error("how far texts were fetched could not be kept", exc_info=wrong)
            raise NotTakenIn from None
        return working.result()
