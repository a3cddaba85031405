"""The hourly probe: whether the accounts of those who are on, or come on soon, still take messages.

One process at a time does it; what is asked twice is the same. Pages come first: a probe takes a token of the sender
and of the chat as the last of messages would, and one that the provider does not answer ends the round, which begins
anew with the next look.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channels import Probed
from bot.clock import Clock
from bot.engine.limits import Draw
from bot.engine.settings import Limit, Limits
from bot.log import logger
from bot.turn import Turn
from domain.account_probe import EVERY
from domain.delivery import SendError
from domain.messages import Lane
from domain.people import ContactPoint, Reach
from models import buckets
from models.database import Database

LOOKS_EVERY = timedelta(minutes=1)

_log = logger(__name__)


class AccountProbes:
    """Probes when an hour is over, until it is told to leave off."""

    def __init__(self, database: Database, turn: Turn, clock: Clock, channel: Probed, limits: Limits) -> None:
        self._database = database
        self._turn = turn
        self._clock = clock
        self._channel = channel
        self._limits = limits
        self._probed_at: datetime | None = None

    async def go_on(self, over: asyncio.Event) -> None:
        """A look that fails is logged, and the next one is a minute later."""
        while not over.is_set():
            looking = asyncio.create_task(self.look(over))
            await asyncio.wait({looking})
            wrong = looking.exception()
            if wrong is not None:
                _log.error("accounts could not be probed", exc_info=wrong)
            await self._clock.wait_until(self._clock.now() + LOOKS_EVERY, over)

    async def look(self, over: asyncio.Event) -> bool:
        """Probe everybody whose turn it is, if it is time; whether all of them were."""
        now = self._clock.now()
        if self._probed_at is not None and now - self._probed_at < EVERY:
            return False
        async with self._database.reading() as store:
            points = await self._turn.to_probe(store, now)
        mine = [each for each in points if each.channel is self._channel.channel]
        for point in mine:
            if await self._waits_its_turn(point, over) or not await self._probe(point):
                return False
        self._probed_at = now
        _log.info("accounts were probed", channel=self._channel.channel, accounts=len(mine))
        return True

    async def _probe(self, point: ContactPoint) -> bool:
        """Ask, and remember what came of it where it is something new. False if there was no answer to go by."""
        reach = Reach.WORKS
        try:
            await self._channel.probe(point.address)
        except SendError as error:
            if error.retryable or error.unknown or error.retry_after is not None:
                _log.warning("an account could not be probed", point=point.id, why=error.code)
                return False
            if not error.blocked:  # the question was wrong: that says nothing of them
                _log.error("a probe was refused", point=point.id, why=error.code)
                return True
            reach = Reach.BLOCKED
        if reach is not point.reach:
            async with self._database.writing() as store:
                await self._turn.probed(store, point, reach, self._clock.now())
        return True

    async def _waits_its_turn(self, point: ContactPoint, over: asyncio.Event) -> bool:
        """Wait until the limits allow one more. True if it is over before."""
        opens_at = await self._take(point)
        while opens_at is not None:
            if await self._clock.wait_until(opens_at, over):
                return True
            opens_at = await self._take(point)
        return over.is_set()

    async def _take(self, point: ContactPoint) -> datetime | None:
        """A token of the sender's and one of the chat's; or when to look again."""
        now = self._clock.now()
        limits = self._limits_of(point)
        async with self._database.writing() as store:
            held = await buckets.hold(store, limits, {name: each.burst for name, each in limits.items()}, now)
            draw = Draw(held, limits, now)
            refusal = draw.take(tuple(limits), Lane.ROUTINE)
            await buckets.keep(store, draw.drawn())
        return None if refusal is None else refusal.opens_at

    def _limits_of(self, point: ContactPoint) -> Mapping[str, Limit]:
        named = (
            (point.sender, self._limits.of_sender.get(point.channel)),
            (f"{point.sender}|{point.id}", self._limits.of_chat.get(point.channel)),
        )
        return {name: limit for name, limit in named if limit is not None}
