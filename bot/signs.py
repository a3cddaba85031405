"""Signs of life between processes: each says that it lives, and everybody sees who has fallen silent.

A part that never ran is not missed: a community that runs everything in one process has no workers. A plain run is
both.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.log import logger
from domain.board import Hearing
from domain.people import Channel
from models import signs
from models.database import Database

RENEWED_EVERY = timedelta(seconds=5)
MISSED_AFTER = timedelta(seconds=30)
_HEARD_AGAIN_AFTER = timedelta(seconds=15)

_log = logger(__name__)


class Life:
    """What this process says of the `parts` it is, as long as `stuck` names nothing that hangs."""

    def __init__(
        self, database: Database, clock: Clock, parts: Collection[str], stuck: Callable[[], Sequence[str]]
    ) -> None:
        self._database = database
        self._clock = clock
        self._parts = sorted(parts)
        self._stuck = stuck

    async def goes_on(self, stopped: asyncio.Event) -> None:
        """Says so now and every few seconds, until `stopped`."""
        while not stopped.is_set():
            if not self._stuck():
                await _kept(self._say(), "life")
            await self._clock.wait_until(self._clock.now() + RENEWED_EVERY, stopped)

    async def _say(self) -> None:
        async with self._database.writing() as store:
            for each in self._parts:
                await signs.lives(store, each, self._clock.now())


async def missing(database: Database, now: datetime) -> tuple[str, ...]:
    """The parts that ran and have said nothing for too long, in order."""
    async with database.reading() as store:
        seen = await signs.parts(store)
    return tuple(sorted(part for part, at in seen.items() if now - at > MISSED_AFTER))


class OtherKeyring(Exception):
    """Others run over these rows with another keyring."""


async def take_keyring(database: Database, now: datetime) -> None:
    """Note with which keyring the rows are sealed. Raises OtherKeyring, and then nothing is noted.

    What one of two keyrings sealed could not be read by whoever holds the other. Where nobody else runs, the old one is
    lost, and what it sealed with it; the community goes on with the new one.
    """
    async with database.writing() as store:
        if await signs.keyring(store, database.keyring.name):
            return
        if any(now - at <= MISSED_AFTER for at in (await signs.parts(store)).values()):
            raise OtherKeyring
    _log.warning("the keyring is another than before: what the old one sealed cannot be read any more")


async def hearing(database: Database, channels: Collection[Channel]) -> dict[Channel, Hearing]:
    """How those of `channels` hear that ever received."""
    async with database.reading() as store:
        ears = await signs.hearing(store)
    return {each: ear for each, ear in ears.items() if each in channels}


class Ear:
    """Keeps how one channel hears; see `bot.doors.Ear`. A row is written when that changes, and now and then."""

    def __init__(self, database: Database, clock: Clock, channel: Channel) -> None:
        self._database = database
        self._clock = clock
        self._channel = channel
        self._kept_at: datetime | None = None

    async def heard(self) -> None:
        now = self._clock.now()
        if self._kept_at is None or now - self._kept_at >= _HEARD_AGAIN_AFTER:
            self._kept_at = now if await _kept(self._heard(now), self._channel.value) else None

    async def failed(self) -> None:
        self._kept_at = None
        await _kept(self._failed(self._clock.now()), self._channel.value)

    async def _heard(self, now: datetime) -> None:
        async with self._database.writing() as store:
            await signs.heard(store, self._channel, now)

    async def _failed(self, now: datetime) -> None:
        async with self._database.writing() as store:
            await signs.failed(store, self._channel, now)


async def _kept(work: Coroutine[Any, Any, None], of: str) -> bool:
    """Whether a sign could be kept. One that could not is as if it were not given."""
    working = asyncio.create_task(work)
    await asyncio.wait({working})
    wrong = working.exception()
    if wrong is not None:
        _log.warning("a sign of life cannot be kept", of=of, exc_info=wrong)
    return wrong is None
