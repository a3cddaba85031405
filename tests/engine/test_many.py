"""Several processes on one PostgreSQL: each piece of work once, whoever gets there first."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.chance import SystemMint
from bot.clock import RealClock
from bot.engine.engine import Engine
from bot.engine.settings import EngineSettings
from bot.stimulus import Arrived, Stimulus, TimerFired
from domain.messages import Wake, WakeKind
from domain.people import Channel
from models import deliveries, timers
from models.database import Database, Store
from models.tables import delivery, inbox, timer
from tests.engine.bench import HELP, PAGE, UNLIMITED, Bench
from tests.models.conftest import ROOT_KEY
from tests.models.small import ANA, BEN

TEXTS = 40


@pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)
async def test_two_processes_share_the_work_and_double_nothing(
    bench: Bench, migrated_url: str, keyring_url: str
) -> None:
    points = [
        await bench.point(ANA, Channel.TELEGRAM, "ana-1"),
        await bench.point(BEN, Channel.SMS, "+13125550102"),
    ]
    clock = RealClock()
    settings = EngineSettings(limits=UNLIMITED, poll=timedelta(seconds=0.1))

    async def plans(store: Store, stimulus: Stimulus, now: datetime) -> None:
        if isinstance(stimulus, Arrived):
            text = stimulus.inbound.text
            for point in points:
                wanted = bench.delivery(point, PAGE, stream=f"{point.id}/{text}", due_at=now)
                await deliveries.plan(store, wanted)
            await timers.wake(store, Wake(kind=WakeKind.PAGE_EXPIRES, subject=text, at=now))
        elif isinstance(stimulus, TimerFired):
            await deliveries.plan(store, bench.delivery(points[0], HELP, stream=stimulus.subject, due_at=now))

    bench.turn.does = plans
    bench.clock.advance_to(clock.now())
    other = await Database.open(migrated_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SystemMint())
    engines = [
        Engine(database, bench.turn, bench.words, bench.channels, clock, SystemMint(), settings=settings)
        for database in (bench.database, other)
    ]
    await asyncio.gather(*(engine.start() for engine in engines))
    bench.engine = engines[0]

    await asyncio.gather(*(bench.text(f"text {n}", address=f"+131255502{n:02}") for n in range(TEXTS)))
    async with asyncio.timeout(30):
        while await engines[0].next_due() is not None or await engines[1].next_due() is not None:
            await clock.wait_until(clock.now() + timedelta(seconds=0.02), asyncio.Event())
    await asyncio.gather(*(engine.stop() for engine in engines))
    await other.close()

    assert Counter(row.state for row in await bench.rows(inbox)) == {"done": TEXTS}
    assert Counter(row.state for row in await bench.rows(timer)) == {"done": TEXTS}
    rows = await bench.rows(delivery)
    assert Counter((row.state, row.kind, row.attempts) for row in rows) == {
        ("sent", "m_page", 1): 2 * TEXTS,
        ("sent", "m_help", 1): TEXTS,
    }
    assert len(bench.telegram.calls) + len(bench.sms.calls) == 3 * TEXTS
