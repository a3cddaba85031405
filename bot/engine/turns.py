"""Turns: what waits in the inbox and the timers that are due, each dealt with exactly once.

Claim, effect and finish are one transaction. Several turns share a commit where there is one writer, each under a
savepoint of its own: one that crashes is undone alone, counted, and due again later; at its last try it is buried and
somebody is told.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.clock import stopwatch
from bot.engine.faults import fail_point
from bot.engine.letters import stimulus_of
from bot.engine.settings import EngineSettings, back_off
from bot.log import about, logger
from bot.metrics import Metrics
from bot.stimulus import Stimulus, TimerFired
from domain.chance import Mint
from domain.ids import InboxId, TimerId
from models import inbox, timers
from models.database import Store

_log = logger(__name__)


class Turn(Protocol):
    """The heart of the program, as the engine sees it."""

    async def take(self, store: Store, stimulus: Stimulus, now: datetime) -> None:
        """Do everything that `stimulus` leads to, inside the transaction of `store`. Raising undoes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """Work that was given up after every try. `why` is the kind of the last error, never its words."""

    id: InboxId | TimerId
    kind: str
    why: str


OnDead = Callable[[Store, Dead, datetime], Awaitable[None]]
"""What is done about it, in the transaction that gives it up."""

_Work = inbox.Waiting | timers.Due


class Turns:
    """Takes turns inside transactions that others open."""

    def __init__(
        self, turn: Turn, mint: Mint, settings: EngineSettings, metrics: Metrics, on_dead: OnDead | None = None
    ) -> None:
        self._turn = turn
        self._mint = mint
        self._settings = settings
        self._metrics = metrics
        self._on_dead = on_dead

    async def take_some(self, store: Store, now: datetime, most: int, within: float | None = None) -> int:
        """Deal with what is due, `most` at most, taking no further one after `within` seconds. How many there were."""
        fail_point("turn.before_claim")
        due: list[_Work] = [*await inbox.due(store, now, most), *await timers.due(store, now, most)]
        due.sort(key=_place)
        began = stopwatch()
        crashed: list[tuple[_Work, Exception]] = []
        taken = 0
        for work in due[:most]:
            crash = await self._take(store, work, now)
            if crash is not None:
                crashed.append((work, crash))
            taken += 1
            if within is not None and stopwatch() - began > within:
                break
        for work, crash in crashed:
            fail_point("turn.before_count")
            await self._count(store, work, crash, now)
        if taken:
            fail_point("turn.before_commit")
        return taken

    async def _take(self, store: Store, work: _Work, now: datetime) -> Exception | None:
        """One turn under its own savepoint; what it crashed with, if it did."""
        try:
            with about(stimulus=work.id):
                async with store.savepoint():
                    stimulus = await self._claim(store, work, now)
                    if stimulus is not None:
                        await self._turn.take(store, stimulus, now)
                        if isinstance(stimulus, TimerFired):
                            fail_point("timer.before_commit")
        except Exception as crash:  # The one place: whatever a turn stumbles over, the others go on.
            if store.is_lost:
                # With its connection the whole transaction is gone, and nothing of it may count.
                raise
            return crash
        self._count_as(work, "taken" if stimulus is not None else "passed")
        return None

    def _count_as(self, work: _Work, outcome: str) -> None:
        self._metrics.turns.labels(outcome).inc()
        self._metrics.dealt_with(_what(work), work.lane, outcome)

    async def _claim(self, store: Store, work: _Work, now: datetime) -> Stimulus | None:
        """It is dealt with in this transaction, by nobody else. None if an earlier turn has taken it away."""
        if isinstance(work, timers.Due):
            if not await timers.finish(store, work.id, now):
                return None
            fail_point("timer.after_claim")
            return TimerFired(
                timer=work.id, kind=work.kind, subject=work.subject, incident=work.incident, due_at=work.due_at
            )
        if not await inbox.finish(store, work.id, now):
            return None
        fail_point("turn.after_claim")
        return stimulus_of(work, await inbox.payload_of(store, work))

    async def _count(self, store: Store, work: _Work, crash: Exception, now: datetime) -> None:
        attempts, why = work.attempts + 1, type(crash).__name__
        kind = work.kind.value
        if attempts < self._settings.tries_of_turn:
            due_at = now + back_off(attempts, self._settings.longest_wait, self._mint)
            if isinstance(work, timers.Due):
                await timers.put_back(store, work.id, attempts=attempts, why=why, due_at=due_at)
            else:
                await inbox.put_back(store, work.id, attempts=attempts, why=why, due_at=due_at)
            self._count_as(work, "crashed")
            _log.warning("a turn crashed", stimulus=work.id, kind=kind, attempt=attempts, exc_info=crash)
            return
        if isinstance(work, timers.Due):
            await timers.bury(store, work.id, attempts=attempts, why=why, now=now)
        else:
            await inbox.bury(store, work.id, attempts=attempts, why=why, now=now)
        self._count_as(work, "dead")
        _log.error("given up after every try", stimulus=work.id, kind=kind, exc_info=crash)
        if self._on_dead is not None:
            await self._tell(store, self._on_dead, Dead(id=work.id, kind=kind, why=why), now)

    @staticmethod
    async def _tell(store: Store, on_dead: OnDead, dead: Dead, now: datetime) -> None:
        """Somebody is told, if that can be: if not, it is given up all the same, and the others of its batch stand."""
        try:
            async with store.savepoint():
                await on_dead(store, dead, now)
        except Exception as wrong:  # noqa: BLE001  What ended the turn may end this as well, and then for ever.
            _log.error("nobody could be told of what was given up", stimulus=dead.id, exc_info=wrong)


def _what(work: _Work) -> str:
    return "timer" if isinstance(work, timers.Due) else "inbox"


def _place(work: _Work) -> tuple[int, datetime, int]:
    """Its place among those that are due: texts before timers of the same lane and instant."""
    return (work.lane, work.due_at, work.seq if isinstance(work, inbox.Waiting) else 1 << 63)
