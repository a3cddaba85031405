"""The program is killed at a named point while people call and answer, started again, and judged when all is quiet.

The providers are fakes in this process; the program is a process of its own, which ends by SIGKILL at its fail point.
A point that is never reached is a failure of its own: a check that cannot fail proves nothing.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from bot.app import open_database
from bot.clock import RealClock
from bot.doors import TWILIO_INBOUND
from domain.messages import Lane
from domain.people import Channel
from models import deliveries, inbox, timers
from models.database import Database
from tests.fakes.faults import AFTER, BEFORE, DropConnection
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio, Receipts
from tests.kill.program import KILLED, NotReady, Program, free_port
from tests.kill.street import Street
from tests.kill.town import Town, Where, copied, found, in_folder, provider_environment, town
from tests.kill.verdict import problems, read_rows
from tests.support.postgres import fresh_database

PROTECTORS = 20
ON_TELEGRAM = 10
PLACE_WITHIN = timedelta(seconds=3)
SOON = timedelta(seconds=60)
"""Timers due later than this are not waited for."""

PASSED: Mapping[str, int] = {
    "inbox": 6,
    "turn": 5,
    "turn.before_count": 2,
    "timer": 2,
    "lease": 4,
    "send": 20,
    "outcome": 4,
    "receipt": 3,
    "polling": 2,
}
"""How often at least a run passes the points of a family; once, where nothing is said. On PostgreSQL turns, outcomes
and receipts come together for a moment, and pass in fewer transactions.
"""

_IDLE_LOOKS = 8
"""Looking for work is a point that an idle program passes as well: it dies when people have begun to call."""

_REACHED_WITHIN = 150.0
_QUIET_WITHIN = 150.0
_LOOK_EVERY = 0.2
_CALM_LOOKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Die at `point`, the `nth` time it is passed, in the run that `seed` draws; `calls` neighbours call."""

    point: str
    seed: int
    nth: int = 1
    calls: int = 3

    @classmethod
    def drawn(cls, point: str, seed: int) -> Self:
        """A case in which the seed also says how often the point is passed before the program dies."""
        most = PASSED.get(point, PASSED.get(point.partition(".")[0], 1))
        nth = random.Random(f"{point} {seed}").randint(1, most)
        return cls(point=point, seed=seed, nth=nth + _IDLE_LOOKS if point == "turn.before_claim" else nth)

    @property
    def name(self) -> str:
        return f"{self.point}:{self.nth} seed {self.seed}"

    @property
    def family(self) -> str:
        return self.point.partition(".")[0]

    @property
    def polls(self) -> bool:
        return self.family == "polling"


@dataclass(slots=True, kw_only=True)
class Report:
    """What became of a case. `reached`: the program died there by SIGKILL."""

    case: Case
    reached: bool = False
    problems: list[str] = field(default_factory=list)
    pages: int = 0
    doubled: int = 0
    messages: int = 0
    took: float = 0.0

    @property
    def is_well(self) -> bool:
        return self.reached and not self.problems

    def __str__(self) -> str:
        said = [] if self.reached else ["never reached"]
        return f"{self.case.name}: {'; '.join([*said, *self.problems]) or 'well'} ({self.took:.1f} s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A founded town to begin each case from. `server` and `template` name the copy on PostgreSQL.

    `cold`: its programs begin in interpreters of their own.
    """

    town: Town
    where: Where
    server: str | None = None
    template: str | None = None
    cold: bool = False


async def base(
    folder: Path,
    *,
    server: str | None = None,
    database_url: str | None = None,
    on_telegram: int = ON_TELEGRAM,
    cold: bool = False,
) -> Base:
    """Found a town to kill programs in: on SQLite, or in the empty PostgreSQL database `database_url` of `server`."""
    people = town(PROTECTORS, telegram=on_telegram, place_within=PLACE_WITHIN)
    where = in_folder(folder) if database_url is None else Where(folder=folder, database_url=database_url)
    await found(where, people)
    template = None if database_url is None else database_url.rpartition("/")[2]
    return Base(town=people, where=where, server=server, template=template, cold=cold)


async def run_case(base: Base, case: Case, folder: Path) -> Report:
    """One case from the first call to the verdict."""
    report, began = Report(case=case), time.monotonic()
    databases = ExitStack()
    url = None
    try:
        if base.server is not None and base.template is not None:
            url = await asyncio.to_thread(databases.enter_context, fresh_database(base.server, template=base.template))
        run = _Run(base.town, case, copied(base.where, folder, url), cold=base.cold)
        try:
            await run.play(report)
        except NotReady as wrong:
            report.problems.append(f"did not start: {wrong}")
        finally:
            await run.close()
    finally:
        await asyncio.to_thread(databases.close)
    report.took = time.monotonic() - began
    return report


class _Run:
    def __init__(self, people: Town, case: Case, where: Where, *, cold: bool) -> None:
        self._case = case
        self._where = where
        self._cold = cold
        self._drawn = random.Random(f"{case.point}/{case.seed}")
        self._open = AsyncExitStack()
        asked = case.family == "find"
        self._telegram = FakeTelegram(check_spec=False, retry_every=0.1)
        self._twilio = FakeTwilio(
            check_spec=False, receipts=None if asked else Receipts(), retries=10_000, retry_every=0.1, seed=case.name
        )
        self._street = Street(town=people, telegram=self._telegram, twilio=self._twilio, seed=case.name)
        self._program: Program | None = None
        self._database: Database | None = None
        self._poison = 0

    async def play(self, report: Report) -> None:
        await self._open.enter_async_context(self._telegram)
        await self._open.enter_async_context(self._twilio)
        port = free_port()
        self._twilio.sms_url = f"http://127.0.0.1:{port}{TWILIO_INBOUND}"
        environment = self._where.environment() | provider_environment(
            telegram=self._telegram.url,
            twilio=self._twilio.url,
            port=port,
            polling=self._case.polls,
            per_second=1000,
        )
        program = self._program = Program(self._where.folder, environment, port, cold=self._cold)
        self._database = await open_database(self._where.settings())
        await self._prepare()
        report.reached = await self._live_and_die(program)
        if program.returncode is None:
            program.tell_to_stop()
            await program.ended(30)
        await program.start()
        await program.ready()
        if not await self._quiet(_QUIET_WITHIN):
            report.problems.append(f"not quiet after {_QUIET_WITHIN:.0f} s: {await self._left()}")
        program.tell_to_stop()
        code = await program.ended(30)
        if code != 0:
            report.problems.append(f"told to stop, it ended with {code}")
        rows = await read_rows(self._database)
        report.problems += problems(self._street, rows)
        report.pages = len(self._street.pages)
        report.doubled = sum(page.marked for page in self._street.pages)
        report.messages = sum(rows.sent.values())

    async def close(self) -> None:
        await self._street.go_home()
        if self._program is not None:
            await self._program.kill()
        if self._database is not None:
            await self._database.close()
        await self._open.aclose()

    # --- until it dies

    async def _prepare(self) -> None:
        """What has to go wrong so that the point is passed at all."""
        if self._case.point == "turn.before_count":
            await self._put_poison()
        if self._case.family == "find":
            when = AFTER if self._case.seed % 2 else BEFORE
            self._twilio.next(DropConnection(when), operation="create", times=2)

    async def _put_poison(self) -> None:
        """An item nobody can read: its turns crash, again and again."""
        assert self._database is not None
        entry = inbox.Entry(
            kind=inbox.Kind.COMMAND,
            channel="engine",
            external_id="poison",
            stream="poison",
            lane=Lane.ROUTINE,
            payload={},
        )
        async with self._database.writing() as store:
            await inbox.put(store, [entry], RealClock().now())
        self._poison = 1

    async def _live_and_die(self, program: Program) -> bool:
        """Start the program armed and call until it is dead. True if it died at its point."""
        armed = f"{self._case.point}:{self._case.nth}"
        if self._case.family == "sweep":
            # A lease only runs out when its holder is gone: one process dies with one, the next finds it.
            await program.start("send.after_call:3")
            calling = asyncio.create_task(self._call())
            first = await self._died(program, calling)
            await program.start(armed)
            return first and await self._died(program, calling)
        await program.start(armed)
        calling = asyncio.create_task(self._call())
        if self._case.family == "stop":
            return await self._tell_to_stop(program, calling)
        return await self._died(program, calling)

    async def _died(self, program: Program, calling: "asyncio.Task[None]") -> bool:
        """True once it has died by SIGKILL; False as soon as it is over otherwise, or has nothing left to do."""
        ended = asyncio.create_task(program.ended(_REACHED_WITHIN))
        idle = asyncio.create_task(self._idle(calling))
        await asyncio.wait({ended, idle}, return_when=asyncio.FIRST_COMPLETED)
        for task in (ended, idle):
            if not task.done():
                task.cancel()
        await asyncio.gather(ended, idle, return_exceptions=True)
        return not ended.cancelled() and ended.result() == KILLED

    async def _idle(self, calling: "asyncio.Task[None]") -> None:
        """Returns when everybody has called and nothing is left to do: then the point will not be passed any more."""
        await asyncio.wait({calling})
        await self._quiet(_REACHED_WITHIN)

    async def _tell_to_stop(self, program: Program, calling: "asyncio.Task[None]") -> bool:
        """Told to stop in the middle of it, while messages are on their way."""
        await program.ready()
        enough = self._drawn.randint(3, 12)
        deadline = time.monotonic() + _REACHED_WITHIN
        while len(self._telegram.calls) + len(self._twilio.calls) < enough and time.monotonic() < deadline:
            await asyncio.sleep(0.005)
        program.tell_to_stop()
        await calling
        return await program.ended(_REACHED_WITHIN) == KILLED

    async def _call(self) -> None:
        """The neighbours call, some at once and some a little later, on either channel."""
        if self._program is None:
            return
        for n in range(self._case.calls):
            channel = Channel.TELEGRAM if self._case.polls and n == 0 else self._drawn.choice([*_CHANNELS])
            # The first has no place, so that its timer is due while people still call and answer.
            self._street.call(channel, placed=n > 0)
            await asyncio.sleep(self._drawn.choice((0.0, 0.0, 0.2)))

    # --- until it is quiet

    async def _quiet(self, within: float) -> bool:
        assert self._database is not None
        return await becomes_quiet(self._street, self._database, within, poison=self._poison)

    async def _left(self) -> str:
        assert self._database is not None
        return await left_to_do(self._database, poison=self._poison)


async def becomes_quiet(street: Street, database: Database, within: float, *, poison: int = 0) -> bool:
    """Wait until nothing is due, nothing is on its way, and nothing has happened for a moment. False if it never is.

    So many items of `poison` do not count.
    """
    deadline = time.monotonic() + within
    calm = 0
    before = -1
    while calm < _CALM_LOOKS:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(_LOOK_EVERY)
        now = len(street.telegram.calls) + len(street.twilio.calls)
        calm = calm + 1 if now == before and street.is_quiet() and not await left_to_do(database, poison=poison) else 0
        before = now
    return True


async def left_to_do(database: Database, *, poison: int = 0) -> str:
    """What the rows still hold to be done soon."""
    async with database.reading() as store:
        waiting = (await inbox.counts(store)).get(inbox.State.WAITING, 0) - poison
        unfinished = sum(many for state, many in (await deliveries.counts(store)).items() if state != deliveries.D.DEAD)
        timer = await timers.next_due(store)
    due = timer is not None and timer < RealClock().now() + SOON
    left = {"inbox": waiting, "deliveries": unfinished, "timers": int(due)}
    return ", ".join(f"{many} {name}" for name, many in left.items() if many)


_CHANNELS = (Channel.SMS, Channel.TELEGRAM)


async def run_cases(base: Base, cases: list[Case], folder: Path, *, at_once: int) -> list[Report]:
    """Run cases, so many at once, each in a folder of its own."""
    places = asyncio.Semaphore(at_once)

    async def one(n: int, case: Case) -> Report:
        async with places:
            return await run_case(base, case, folder / f"case-{n}")

    return list(await asyncio.gather(*(one(n, case) for n, case in enumerate(cases))))
