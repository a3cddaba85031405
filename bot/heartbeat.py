"""The heartbeat: while all is well, an address outside is called every minute. Whoever watches it raises the alarm.

A program that has died cannot say so; its silence is what the watchman hears. The call says nothing but that: no body,
no query of ours, no name of the program. It stays away while work is later than it may be, because a program that
lives and does not page anybody is not well.
"""

import asyncio
from datetime import timedelta

from bot.channels.wire import NotSent, Unanswered, Wire
from bot.clock import Clock
from bot.log import logger
from bot.metrics import Metrics
from bot.web.health import Feel

_log = logger(__name__)

EVERY = timedelta(minutes=1)
_TAKEN = 2  # of the hundreds of HTTP
_LIMIT = 10.0
_HEADERS = {"User-Agent": "heartbeat"}


class Heartbeat:
    """Calls `url` (a secret: such addresses are passwords) while `feel` says that all is well."""

    def __init__(
        self, url: str, feel: Feel, clock: Clock, *, limit: float = _LIMIT, metrics: Metrics | None = None
    ) -> None:
        self._url = url
        self._feel = feel
        self._clock = clock
        self._metrics = metrics
        self._wire = Wire(url, limit)
        self._stopped = asyncio.Event()
        self._beating: asyncio.Task[None] | None = None
        self._trouble: str | None = None

    def start(self) -> None:
        """A beat now and every minute, until it is stopped."""
        self._beating = asyncio.create_task(self._beat_on(), name="heartbeat")

    async def stop(self) -> None:
        """Ends it, and a call that is under way with it."""
        self._stopped.set()
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
            self._beating = None
        await self._wire.close()

    async def _beat_on(self) -> None:
        while not self._stopped.is_set():
            began = self._clock.now()
            await self.beat()
            await self._clock.wait_until(began + EVERY, self._stopped)

    async def beat(self) -> bool:
        """One call, if all is well; True if it was taken. Trouble is logged when it begins and when it is over."""
        trouble = await self._unwell() or await self._not_taken()
        if trouble is not None and self._trouble is None:
            _log.warning("no heartbeat", why=trouble)
        elif trouble is None and self._trouble is not None:
            _log.info("heartbeat again")
        self._trouble = trouble
        if trouble is None and self._metrics is not None:
            self._metrics.last_heartbeat.set(self._clock.now().timestamp())
        return trouble is None

    async def _unwell(self) -> str | None:
        """Why there must be no beat. Whatever keeps us from looking is a reason too."""
        feeling = asyncio.ensure_future(self._feel())
        await asyncio.wait({feeling})
        wrong = feeling.exception()
        if wrong is not None:
            return type(wrong).__name__
        return feeling.result().unwell

    async def _not_taken(self) -> str | None:
        """Calls the watchman; why it did not take it."""
        try:
            answer = await self._wire.call("GET", self._url, headers=_HEADERS)
        except (NotSent, Unanswered) as error:
            return error.code
        return None if answer.status // 100 == _TAKEN else str(answer.status)
