"""One web process and some workers on one PostgreSQL; a worker is killed in the middle of a burst and stays dead.

The others take over what it had: turns at once, as the database lets go of a dead process's rows; messages when its
leases have run out.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.app import open_database
from bot.doors import TWILIO_INBOUND
from bot.engine.settings import EngineSettings
from domain.incident import Incident
from domain.people import Channel
from models.database import Database
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio, Receipts
from tests.kill.harness import Base, becomes_quiet, left_to_do
from tests.kill.program import KILLED, Program, free_port
from tests.kill.street import Street
from tests.kill.town import Where, copied, provider_environment
from tests.kill.verdict import Rows, problems, read_rows
from tests.support.postgres import fresh_database

WORKERS = 3
FIRST_PAGE_WITHIN = EngineSettings().lease + timedelta(seconds=5)

_READY_WITHIN = 150.0
_QUIET_WITHIN = 240.0
_STOPS_WITHIN = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """So many calls, spread evenly over so many seconds; the first worker dies at `point` (`name:nth`), if any."""

    calls: int
    over: float
    point: str | None = None


@dataclass(slots=True, kw_only=True)
class Told:
    """What became of a burst. `died`: at its point.

    `first_pages`: seconds from each call to its first page; for ever, if it never came. `nobody`: seconds from each
    call for which nobody was left to ask, as all were going somewhere, until its caller was told so.
    """

    died: bool = False
    problems: list[str] = field(default_factory=list)
    first_pages: list[float] = field(default_factory=list)
    nobody: list[float] = field(default_factory=list)
    pages: int = 0
    doubled: int = 0

    @property
    def longest(self) -> float:
        return max(self.first_pages, default=float("inf"))


async def run_burst(base: Base, burst: Burst, folder: Path) -> Told:
    """One burst from the first call until all is quiet, and everybody told to stop."""
    assert base.server is not None
    assert base.template is not None
    async with AsyncExitStack() as stack:
        made = fresh_database(base.server, template=base.template)
        url = await asyncio.to_thread(made.__enter__)
        stack.push_async_callback(asyncio.to_thread, made.__exit__, None, None, None)
        where = copied(base.where, folder, url)
        telegram = await stack.enter_async_context(FakeTelegram(check_spec=False))
        twilio = await stack.enter_async_context(
            FakeTwilio(check_spec=False, receipts=Receipts(), retries=10_000, retry_every=0.1, seed="burst")
        )
        street = Street(town=base.town, telegram=telegram, twilio=twilio, seed="burst")
        stack.push_async_callback(street.go_home)
        database = await open_database(where.settings())
        stack.push_async_callback(database.close)
        web, workers = _processes(where, telegram, twilio, cold=base.cold)
        for each in (web, *workers):
            stack.push_async_callback(each.kill)
        return await _play(burst, street, database, web, workers)


def _processes(
    where: Where, telegram: FakeTelegram, twilio: FakeTwilio, *, cold: bool
) -> tuple[Program, list[Program]]:
    ports = [free_port() for _ in range(1 + WORKERS)]
    twilio.sms_url = f"http://127.0.0.1:{ports[0]}{TWILIO_INBOUND}"
    shared = where.environment() | provider_environment(
        telegram=telegram.url, twilio=twilio.url, port=ports[0], polling=False, per_second=1000
    )
    made = [
        Program(
            where.folder,
            shared | {"UPSTANDER_LISTEN": f"127.0.0.1:{port}", "UPSTANDER_DRAIN_SECONDS": "0"},
            port,
            "run",
            "--web" if n == 0 else "--worker",
            cold=cold,
        )
        for n, port in enumerate(ports)
    ]
    return made[0], made[1:]


async def _play(burst: Burst, street: Street, database: Database, web: Program, workers: list[Program]) -> Told:
    told = Told()
    await web.start()
    for n, worker in enumerate(workers):
        await worker.start(burst.point if n == 0 else None)
    await asyncio.gather(*(each.ready(_READY_WITHIN) for each in (web, *workers)))
    began = time.monotonic()
    for n in range(burst.calls):
        street.call(Channel.SMS)
        await asyncio.sleep(max(0.0, began + (n + 1) * burst.over / burst.calls - time.monotonic()))
    if not await becomes_quiet(street, database, _QUIET_WITHIN):
        told.problems.append(f"not quiet after {_QUIET_WITHIN:.0f} s: {await left_to_do(database)}")
    if burst.point is not None:
        told.died = workers[0].returncode == KILLED
    for each in (web, *workers):
        each.tell_to_stop()
    codes = [await each.ended(_STOPS_WITHIN) for each in (web, *workers)]
    wrong = [code for n, code in enumerate(codes) if code != 0 and not (n == 1 and told.died)]
    if wrong:
        told.problems.append(f"told to stop, they ended with {wrong}")
    rows = await read_rows(database)
    told.problems += problems(street, rows)
    told.first_pages = _first_pages(street, rows)
    told.nobody = _nobody(street, rows)
    told.pages = len(street.pages)
    told.doubled = sum(page.marked for page in street.pages)
    return told


def _first_pages(street: Street, rows: Rows) -> list[float]:
    paged = {caller for call in rows.calls if call.pages and (caller := _caller(rows, call)) is not None}
    seen: dict[tuple[tuple[Channel, str], str], float] = {}
    for page in street.pages:
        seen.setdefault((page.where, page.letter), page.at)
    first: dict[tuple[Channel, str], float] = {}
    for call in rows.calls:
        caller = _caller(rows, call)
        if caller is None:
            continue
        phones = [(street.town.protectors[page.person], page.letter) for page in call.pages]
        times = [at for phone, letter in phones if (at := seen.get(((phone.channel, phone.address), letter)))]
        first[caller] = min(times, default=float("inf"))
    return [first[caller] - at for caller, at in street.called.items() if caller in paged]


def _nobody(street: Street, rows: Rows) -> list[float]:
    unpaged = [_caller(rows, call) for call in rows.calls if not call.pages]
    return [street.nobody.get(each, float("inf")) - street.called[each] for each in unpaged if each is not None]


def _caller(rows: Rows, call: Incident) -> tuple[Channel, str] | None:
    return None if call.conversation is None else rows.callers.get(call.conversation)
