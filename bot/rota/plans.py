"""What is due by itself about who is on call, planned every hour; and at once after somebody applied a community file.

One process at a time does it. What is planned twice is the same.
"""

import asyncio
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.log import logger
from bot.turn import Turn
from models import communities
from models.database import Database

LOOKS_EVERY = timedelta(minutes=1)
PLANS_EVERY = timedelta(hours=1)

_log = logger(__name__)


class Plans:
    """Looks whether there is something new to plan, until it is told to leave off."""

    def __init__(self, database: Database, turn: Turn, clock: Clock) -> None:
        self._database = database
        self._turn = turn
        self._clock = clock
        self._applied: int | None = None
        self._planned_at: datetime | None = None

    async def go_on(self, over: asyncio.Event) -> None:
        """A look that fails is logged, and the next one is a minute later."""
        while not over.is_set():
            looking = asyncio.create_task(self.look())
            await asyncio.wait({looking})
            wrong = looking.exception()
            if wrong is not None:
                _log.error("rotas could not be planned", exc_info=wrong)
            await self._clock.wait_until(self._clock.now() + LOOKS_EVERY, over)

    async def look(self) -> bool:
        """Plan if it is time, or if a community file was applied; whether it did. What that changed is proved anew.

        What is changed by chat is planned and proved in its own turn.
        """
        now = self._clock.now()
        async with self._database.reading() as store:
            applied = await communities.applied(store)
        anew = applied != self._applied
        if not anew and self._planned_at is not None and now - self._planned_at < PLANS_EVERY:
            return False
        async with self._database.writing() as store:
            await self._turn.plan_rotas(store, now, anew=anew)
        self._applied, self._planned_at = applied, now
        return True
