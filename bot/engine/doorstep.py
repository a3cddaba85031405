"""The doorstep: whatever comes in by a door is on disk before anybody is told that it was taken.

Everybody who waits while a transaction runs shares the next one: under load one commit serves many, alone it is as
quick as one row.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock, stopwatch
from bot.doors import Item, NotTakenIn
from bot.engine.faults import fail_point
from bot.engine.letters import entry_of
from bot.log import logger
from models import inbox
from models.database import Database

MOST_AT_ONCE = 200
STORES_WITHIN = 15.0
"""Seconds after which a transaction that does not end counts as failed, and whoever waits for it is told so."""

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class _Call:
    items: tuple[Item, ...]
    answer: asyncio.Future[tuple[bool, ...]]


class Doorstep:
    """Takes items in; see bot/doors.py."""

    def __init__(self, database: Database, clock: Clock, within: float = STORES_WITHIN) -> None:
        self._database = database
        self._clock = clock
        self._within = within
        self._began: float | None = None
        self._waiting: list[_Call] = []
        self._storing: asyncio.Task[None] | None = None

    async def take_in(self, items: Sequence[Item]) -> Sequence[bool]:
        """Store `items` and commit: True for each that is new, False for one known already. Raises NotTakenIn."""
        if not items:
            return ()
        answer: asyncio.Future[tuple[bool, ...]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Call(tuple(items), answer))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store_all())
        answers = await answer
        fail_point("inbox.before_answer")
        return answers

    async def rest(self) -> None:
        """Returns when everything handed over so far is stored."""
        if self._storing is not None:
            await asyncio.wait({self._storing})

    def is_stuck(self, after: float) -> bool:
        """Whether it has been storing one batch for longer than `after` seconds."""
        return self._began is not None and stopwatch() - self._began > after

    async def _store_all(self) -> None:
        while self._waiting:
            waiting = [call for call in self._waiting if not call.answer.done()]  # not of those who gave up
            calls, self._waiting = waiting[:MOST_AT_ONCE], waiting[MOST_AT_ONCE:]
            if not calls:
                continue
            self._began = stopwatch()
            storing = asyncio.create_task(self._store_in_time(calls))
            await asyncio.wait({storing})
            self._began = None
            wrong = storing.exception()
            if wrong is not None:
                _log.error("nothing could be stored", exc_info=wrong, items=sum(len(call.items) for call in calls))
                for call in calls:
                    if not call.answer.done():
                        call.answer.set_exception(NotTakenIn())

    async def _store_in_time(self, calls: Sequence[_Call]) -> None:
        async with asyncio.timeout(self._within):
            await self._store(calls)

    async def _store(self, calls: Sequence[_Call]) -> None:
        """One transaction for all of them; then each hears which of its items were new."""
        fail_point("inbox.before_write")
        entries = [entry_of(item) for call in calls for item in call.items]
        async with self._database.writing() as store:
            answers = await inbox.put(store, entries, self._clock.now())
            fail_point("inbox.before_commit")
        fail_point("inbox.after_commit")
        begin = 0
        for call in calls:
            end = begin + len(call.items)
            if not call.answer.done():
                call.answer.set_result(answers[begin:end])
            begin = end
