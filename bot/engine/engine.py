"""The engine: does the work that stands in the rows.

    doorstep   stores what comes in                      (whenever a door calls)
    turns      inbox items and timers, one stimulus each
    receipts   what providers say later, many at once
    courier    leases, sends and records deliveries

On SQLite there is one writer, so one loop does everything in one transaction after another, and everything that waits
shares its commit: outcomes are recorded, turns taken and the messages they planned leased together. On PostgreSQL the
same parts run side by side, in as many processes as one likes, and pass over what another holds.

A loop is woken by a commit that leaves work for it, by an outcome, by the alarm at the next due time, on PostgreSQL by
another process, and behind all of these by a poll. `settle` runs the same parts by hand, for tests, replay and
simulation.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels import Outbound
from bot.clock import Clock, stopwatch
from bot.engine import auditor
from bot.engine.alarm import Alarm
from bot.engine.auditor import Health
from bot.engine.courier import BeforeSends, Courier, Lease, Renderer
from bot.engine.doorstep import Doorstep
from bot.engine.fates import Outcome
from bot.engine.faults import fail_point
from bot.engine.receipts import Receipts
from bot.engine.settings import EngineSettings
from bot.engine.turns import OnDead, Turn, Turns
from bot.log import logger
from bot.metrics import Metrics
from domain.chance import Mint
from domain.people import Channel
from models.database import Database, Left, Store, Work
from models.next_due import next_due

OnOverdue = Callable[[Store, Health, datetime], Awaitable[None]]
"""What is done once when work is found overdue, in a transaction of its own."""

OnWell = Callable[[Store], Awaitable[None]]
"""What is done once when none is overdue any more, and at the first look that finds none."""

Tick = Callable[[Store, datetime], Awaitable[None]]
"""What a cron tick inserts."""

_GATHERS = 0.1
"""Seconds the courier lets outcomes come together under load, so that one transaction records many."""

_BREATH = 0.05
_LONG_BREATH = 0.5
"""Seconds a loop listens before it computes its next alarm: under load it is woken first, and need not. Longer beside
others: what they leave for later they say.
"""

_LEAVES = 0.02
"""Seconds a loop that found nothing leaves what it hears of to others: of all that hear of a text one gets it."""

_TOGETHER = 0.5
"""Seconds in which receipts come together, so that one transaction applies many."""

_log = logger(__name__)


@dataclass(slots=True, eq=False)
class _Loop:
    """One task that works until there is nothing to do, then waits to be woken by work it `does`.

    `helps`: it is woken by one that has too much, and by nothing else. `rests`: seconds after each round.
    """

    name: str
    work: Callable[[], Awaitable[bool]]
    does: frozenset[Work]
    helps: bool = False
    rests: float = 0.0
    began: float = field(default_factory=stopwatch)
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Did:
    """What came of a round: whether it did anything, and whether another may find something to do."""

    anything: bool
    may_have_left: bool


class Engine:
    """Owns the loops of one process. The rows are the truth: a killed engine's work is taken up by the next."""

    def __init__(
        self,
        database: Database,
        turn: Turn,
        renderer: Renderer,
        channels: Mapping[Channel, Outbound],
        clock: Clock,
        mint: Mint,
        *,
        settings: EngineSettings | None = None,
        metrics: Metrics | None = None,
        on_dead: OnDead | None = None,
        on_overdue: OnOverdue | None = None,
        on_well: OnWell | None = None,
        before_sends: BeforeSends | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings or EngineSettings()
        self._metrics = metrics or Metrics()
        self._on_overdue = on_overdue
        self._on_well = on_well
        self._channels = channels
        self.doorstep = Doorstep(database, clock)
        self._turns = Turns(turn, mint, self._settings, self._metrics, on_dead)
        self._receipts = Receipts(mint, self._settings)
        self._courier = Courier(
            renderer=renderer,
            channels=channels,
            clock=clock,
            mint=mint,
            settings=self._settings,
            metrics=self._metrics,
            before_sends=before_sends,
        )
        self._alarm = Alarm(clock)
        self._alarm.name("due", self._ring)
        self._loops: list[_Loop] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._flights: dict[asyncio.Task[Outcome], Lease] = {}
        self._landed: list[Outcome] = []
        self._swept_at: datetime | None = None
        self._crowd = 0
        self._next_heard: datetime | None = None
        self._was_overdue: bool | None = None  # not looked yet
        self._stopping = asyncio.Event()
        database.on_work(self._wake)

    # --- in the background

    async def start(self) -> None:
        """Take up what earlier processes left, and go on until `stop`."""
        self._stopping.clear()
        self._swept_at = None
        if self._database.dialect == "sqlite":
            await self._take_over()
            self._loops = [_Loop("beat", self._beat, frozenset(Work))]
        else:
            await self._database.listen()
            tasks, of_turns = range(self._settings.turn_tasks), frozenset({Work.TURNS})
            self._loops = [
                *(_Loop(f"turns {n}", self._take_turns, of_turns, helps=n > 0) for n in tasks),
                _Loop("receipts", self._apply_receipts, frozenset({Work.RECEIPTS}), rests=_TOGETHER),
                _Loop("courier", self._carry, frozenset({Work.SENDS})),
            ]
        self._alarm.start()
        self._tasks = [asyncio.create_task(self._keep_going(loop), name=loop.name) for loop in self._loops]
        self._tasks.append(asyncio.create_task(self._keep_auditing(), name="auditor"))

    async def stop(self) -> None:
        """Claim nothing more, let sends that are running finish, give back what was not begun."""
        self._stopping.set()
        for loop in self._loops:
            loop.rung.set()
        self._alarm.stop()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self.doorstep.rest()
        fail_point("stop.before_wait")
        if self._flights:
            await asyncio.wait(self._flights, timeout=self._settings.stop_within.total_seconds())
        unfinished = list(self._flights)
        for flight in unfinished:
            flight.cancel()
        if unfinished:
            await asyncio.wait(unfinished)
        await asyncio.sleep(0)  # those that just ended are noted by their callbacks
        fail_point("stop.before_return")
        if self._landed:
            async with self._database.writing() as store:
                await self._courier.record(store, self._landed, self._clock.now())
            self._landed.clear()
        fail_point("stop.after_return")
        self._loops, self._tasks = [], []

    def every(self, name: str, tick: Tick, *, crontab: str, time_zone: str = "UTC") -> None:
        """Insert rows by a crontab line, in the real time of `time_zone`. Known before `start`."""

        async def run() -> None:
            async with self._database.writing() as store:
                await tick(store, self._clock.now())

        self._alarm.every(name, run, crontab=crontab, time_zone=time_zone)

    async def health(self) -> Health:
        """How late things are, for /healthz."""
        return await auditor.look(self._database, self._clock.now(), self._settings.overdue_after, self._metrics)

    def stuck(self) -> tuple[str, ...]:
        """Loops, and the doorstep, whose round goes on for longer than any should: only a restart may help."""
        after = self._settings.stuck_after.total_seconds()
        since = stopwatch() - after
        loops = tuple(loop.name for loop in self._loops if loop.began < since)
        return (*loops, "doorstep") if self.doorstep.is_stuck(after) else loops

    def _wake(self, left: Left) -> None:
        """Wake whoever does what a commit has left; for what is to be done later, set the alarm.

        Not the loop whose own commit this is: it knows whether it has left something undone. Those that help are woken
        by one that has more than enough: to look for nothing costs three statements each.
        """
        if not self._loops:
            return
        now, here = self._clock.now(), asyncio.current_task()
        for work, at in left.items():
            if at is not None and at > now:
                self._next_heard = at if self._next_heard is None else min(at, self._next_heard)
                self._alarm.sooner("due", at)
                continue
            for loop in self._loops:
                if work in loop.does and not loop.helps and loop.task is not here:
                    loop.rung.set()

    def _ring(self) -> None:
        for loop in self._loops:
            if not loop.helps:
                loop.rung.set()

    def _call_for_help(self) -> None:
        for loop in self._loops:
            if loop.helps:
                loop.rung.set()

    async def _keep_going(self, loop: _Loop) -> None:
        """Run a loop until the engine stops. A round that fails is logged and tried again a little later."""
        while not self._stopping.is_set():
            running = loop.task = asyncio.create_task(self._run(loop))
            try:
                await asyncio.wait({running})
            finally:
                running.cancel()
            wrong = None if running.cancelled() else running.exception()
            if wrong is not None:
                _log.error("a round failed", loop=loop.name, exc_info=wrong)
                await _pause(self._stopping, self._settings.poll.total_seconds())

    async def _run(self, loop: _Loop) -> None:
        while not self._stopping.is_set():
            loop.began = stopwatch()
            loop.rung.clear()
            busy = await loop.work()
            if loop.rests and await _pause(self._stopping, loop.rests):
                break
            if busy:
                continue
            if len(self._loops) > 1 and await _pause(self._stopping, _LEAVES):
                break
            if await _pause(loop.rung, _BREATH if len(self._loops) == 1 else _LONG_BREATH):
                continue
            if loop is self._loops[-1]:
                await self._set_alarm()
            loop.began = math.inf
            await _pause(loop.rung, None if loop.helps else self._settings.poll.total_seconds())

    async def _set_alarm(self) -> None:
        """For what the rows say is next, and what was heard of while they were read."""
        self._next_heard = None
        due = [await self.next_due(), self._next_heard]
        self._alarm.set("due", min((each for each in due if each is not None), default=None))

    async def _keep_auditing(self) -> None:
        while not await _pause(self._stopping, self._settings.audit_every.total_seconds()):
            looking = asyncio.create_task(self._audit())
            await asyncio.wait({looking})
            wrong = looking.exception()
            if wrong is not None:
                _log.error("the audit failed", exc_info=wrong)

    async def _audit(self) -> None:
        """Measure how late things are; say once when they are too late, and again only after they were not."""
        await self._database.listen()
        now = self._clock.now()
        health = await auditor.look(self._database, now, self._settings.overdue_after, self._metrics)
        if health.ok:
            if self._was_overdue is not False and self._on_well is not None:
                async with self._database.writing() as store:
                    await self._on_well(store)
            self._was_overdue = False
        elif not self._was_overdue:
            self._was_overdue = True
            _log.error("work is overdue", **{work: round(late.total_seconds()) for work, late in health.late.items()})
            if self._on_overdue is not None:
                async with self._database.writing() as store:
                    await self._on_overdue(store, health, now)

    # --- the parts, one transaction each

    async def _beat(self) -> bool:
        """Everything there is to do, in one transaction. True if it may have left something undone."""
        now, landed = self._clock.now(), tuple(self._landed)
        async with self._database.writing() as store:
            await self._courier.record(store, landed, now)
            swept = await self._sweep(store, now)
            applied = await self._receipts.apply_some(store, now, self._settings.receipts_at_once)
            taken = await self._take_some(store, now, self._settings.turns_within)
            leases, again = await self._courier.lease(store, now, self._free())
        self._committed(landed=len(landed), swept=swept, applied=applied, taken=taken, leased=len(leases))
        self._begin(leases)
        return bool(swept or applied or taken or again)

    async def _take_turns(self) -> bool:
        """A few turns that share a commit, and what they read of people."""
        now = self._clock.now()
        async with self._database.writing() as store:
            taken = await self._take_some(store, now, self._settings.turns_hold)
        self._committed(taken=taken)
        if taken > 1:
            self._call_for_help()
        return bool(taken)

    async def _take_some(self, store: Store, now: datetime, within: float | None) -> int:
        taken = await self._turns.take_some(store, now, self._settings.turns_at_once, within)
        self._crowd = max(taken, self._crowd // 2)
        return taken

    async def _apply_receipts(self) -> bool:
        now = self._clock.now()
        async with self._database.writing() as store:
            applied = await self._receipts.apply_some(store, now, self._settings.receipts_at_once)
        self._committed(applied=applied)
        return bool(applied)

    async def _carry(self) -> bool:
        """Two transactions, so that no process waits for buckets while it holds others' deliveries."""
        if self._crowd > 1:
            await _pause(self._stopping, _GATHERS)
        now, landed = self._clock.now(), tuple(self._landed)
        if landed:
            async with self._database.writing() as store:
                await self._courier.record(store, landed, now)
            self._committed(landed=len(landed))
        async with self._database.writing() as store:
            swept = await self._sweep(store, now)
            leases, again = await self._courier.lease(store, now, self._free())
        self._committed(swept=swept, leased=len(leases))
        self._begin(leases)
        return bool(swept or again)

    async def _take_over(self) -> None:
        """This process alone has the database: every lease it finds is a dead one's."""
        swept = 1
        while swept:
            async with self._database.writing() as store:
                swept = await self._courier.sweep(store, self._clock.now(), orphans=True)
            self._committed(swept=swept)

    async def _sweep(self, store: Store, now: datetime) -> int:
        if self._swept_at is not None and now - self._swept_at < self._settings.sweep_every:
            return 0
        swept = await self._courier.sweep(store, now)
        self._swept_at = None if swept else now
        return swept

    def _committed(self, *, landed: int = 0, swept: int = 0, applied: int = 0, taken: int = 0, leased: int = 0) -> None:
        """What a transaction did is safe now: forget the outcomes it recorded."""
        del self._landed[:landed]
        for name, many in (
            ("outcome.after_commit", landed),
            ("sweep.after_commit", swept),
            ("receipt.after_commit", applied),
            ("turn.after_commit", taken),
            ("lease.after_commit", leased),
        ):
            if many:
                fail_point(name)

    def _free(self) -> dict[Channel, int]:
        """How many more sends each channel may begin. While turns come in crowds, as many as turns: first pages go out,
        and the rest of what was said when fewer call.
        """
        running = Counter(lease.standing.channel for lease in self._flights.values())
        most = self._crowd if self._crowd > 1 else self._settings.sends_at_once
        return {
            channel: max(0, min(most, self._settings.sends_at_once - running[channel])) for channel in self._channels
        }

    def _begin(self, leases: Sequence[Lease]) -> None:
        for lease in leases:
            flight = asyncio.create_task(self._courier.send(lease))
            self._flights[flight] = lease
            flight.add_done_callback(self._end)

    def _end(self, flight: asyncio.Task[Outcome]) -> None:
        self._landed.append(self._courier.landed(self._flights.pop(flight), flight))
        if self._loops:
            self._loops[-1].rung.set()  # the one that records outcomes

    # --- by hand

    async def settle(self, *, turns_hold: float | None = None) -> int:
        """Do everything that is due now, in a fixed order, until nothing is. How many rounds had something to do.

        For clocks moved by hand, on an engine that was not started. Sends are made one after another. `turns_hold`:
        where several engines work side by side, seconds after which a transaction takes no further turn.
        """
        rounds = 0
        while (did := await self._round(turns_hold)).anything:
            rounds += 1
            if not did.may_have_left:
                break
        return rounds

    async def round(self, turns_hold: float | None = None) -> bool:
        """One round of `settle`: everything there is to do once. True if there was anything."""
        return (await self._round(turns_hold)).anything

    async def _round(self, turns_hold: float | None) -> _Did:
        now, landed = self._clock.now(), tuple(self._landed)
        async with self._database.writing() as store:
            await self._courier.record(store, landed, now)
            swept = await self._courier.sweep(store, now)
            applied = await self._receipts.apply_some(store, now, self._settings.receipts_at_once)
            taken = await self._turns.take_some(store, now, self._settings.turns_at_once, turns_hold)
            leases, again = await self._courier.lease(store, now, self._free())
        self._committed(landed=len(landed), swept=swept, applied=applied, taken=taken, leased=len(leases))
        for lease in leases:
            self._begin([lease])
            while self._flights:
                await asyncio.wait(self._flights)
        # Outcomes are recorded first: whatever they leave was looked for in the same transaction.
        may_have_left = bool(swept or applied or taken or leases or again)
        return _Did(anything=bool(landed) or may_have_left, may_have_left=may_have_left)

    @property
    def knows_outcomes(self) -> bool:
        """Whether something it sent has come to an end that no row tells of yet."""
        return bool(self._landed)

    async def next_due(self) -> datetime | None:
        """When there is something to do next, as far as rows tell: in the past or now if there is already."""
        now = self._clock.now()
        async with self._database.reading() as store:
            due = [
                *await next_due(store, now),
                now if await self._courier.is_due(store, now, self._free()) else None,
                self._courier.opens_at,
                await self._courier.tries_at(store, now),
            ]
        return min((each for each in due if each is not None), default=None)


async def _pause(event: asyncio.Event, seconds: float | None) -> bool:
    """Wait for the event for so long; None: until it comes. True if it came."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
