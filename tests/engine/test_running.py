"""The engine in the background: woken by work, one that hangs holds up nobody, and a stop that loses nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import RealClock, ScaledClock
from bot.doors import ReceiptStatus
from bot.engine.engine import Engine
from bot.engine.settings import EngineSettings
from bot.stimulus import Stimulus
from domain.delivery import DeliveryState
from domain.messages import Wake, WakeKind
from domain.people import Channel
from models import timers
from models.database import Database, Store
from tests.engine.bench import HELP, ONCE, PAGE, UNLIMITED, Bench, sent
from tests.models.small import ANA, BEN
from tests.support.builders import NOON

D = DeliveryState
QUICK = EngineSettings(limits=UNLIMITED, poll=timedelta(seconds=0.2), stop_within=timedelta(seconds=0.2))


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database, QUICK)


class Seen:
    """Rings after each turn and each call of a provider, so that a test can wait without sleeping."""

    def __init__(self, database: Database) -> None:
        self._rung = asyncio.Event()
        database.on_work(lambda _left: self._rung.set())

    async def until(self, true: Callable[[], bool], within: float = 10) -> None:
        async with asyncio.timeout(within):
            while not true():
                try:
                    async with asyncio.timeout(0.02):
                        await self._rung.wait()
                except TimeoutError:
                    pass
                self._rung.clear()


async def test_a_text_is_dealt_with_without_being_asked_to(bench: Bench) -> None:
    seen = Seen(bench.database)
    await bench.engine.start()

    await bench.text("help")
    await seen.until(lambda: bench.turn.texts == ["help"])

    await bench.engine.stop()
    assert await bench.inbox_states() == ["done"]


async def test_a_loop_whose_turn_never_ends_is_named_as_stuck_until_it_goes_on(database: Database) -> None:
    bench = Bench(database, replace(QUICK, stuck_after=timedelta(seconds=0.5)))
    seen, goes_on = Seen(database), asyncio.Event()

    async def waits(_store: Store, _stimulus: Stimulus, _now: datetime) -> None:
        await goes_on.wait()

    bench.turn.does = waits
    await bench.engine.start()
    await bench.text("help")
    await seen.until(lambda: bench.engine.stuck() != (), within=60)
    named = bench.engine.stuck()
    goes_on.set()
    await seen.until(lambda: bench.engine.stuck() == (), within=60)
    await bench.engine.stop()

    assert any(name.startswith(("beat", "turns")) for name in named)
    assert await bench.inbox_states() == ["done"]


async def test_what_a_turn_plans_is_sent_at_once(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    await bench.engine.start()

    planned = await bench.plan(ana)
    await Seen(bench.database).until(lambda: sent(bench.telegram) == [planned.key])

    await bench.engine.stop()
    assert await bench.state(planned) is D.SENT


async def test_a_provider_that_hangs_holds_up_neither_another_nor_another_recipient(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-1")
    text = await bench.point(ANA, Channel.SMS, "+13125550101")
    gate = bench.telegram.gate("ana-1")
    await bench.engine.start()

    await bench.plan(ana, key="hangs")
    await gate.reached.wait()
    await bench.plan(ben, key="to ben")
    await bench.plan(text, key="by text")
    seen = Seen(bench.database)
    await seen.until(lambda: sent(bench.telegram) == ["to ben"] and sent(bench.sms) == ["by text"])

    gate.opened.set()
    await seen.until(lambda: len(bench.telegram.taken) == 2)
    await bench.engine.stop()


async def test_a_full_channel_holds_up_no_other(database: Database) -> None:
    bench = Bench(database, EngineSettings(limits=UNLIMITED, sends_at_once=1, poll=timedelta(seconds=0.2)))
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    text = await bench.point(ANA, Channel.SMS, "+13125550101")
    gate = bench.telegram.gate("ana-1")
    for n in range(5):
        await bench.plan(ana, PAGE, stream=f"{n}")
    await bench.plan(text, HELP, key="by text")
    await bench.engine.start()

    await gate.reached.wait()
    seen = Seen(bench.database)
    await seen.until(lambda: sent(bench.sms) == ["by text"])
    assert len(bench.telegram.calls) == 1

    gate.opened.set()
    await seen.until(lambda: len(bench.telegram.taken) == 5)
    await bench.engine.stop()


async def test_a_receipt_may_come_while_the_send_is_running(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    gate = bench.sms.gate("+13125550101")
    planned = await bench.plan(ana)
    await bench.engine.start()
    await gate.reached.wait()

    await bench.receipt(ReceiptStatus.ARRIVED, of=planned.id, provider_id="sms-1")
    while await bench.state(planned) is not D.DELIVERED:
        pass
    gate.opened.set()
    await bench.engine.stop()

    row = await bench.standing(planned)
    assert (row.state, row.external_id) == ("delivered", "sms-1")


async def test_stopping_lets_a_running_send_finish_and_notes_it(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    gate = bench.telegram.gate("ana-1")
    planned = await bench.plan(ana)
    await bench.engine.start()
    await gate.reached.wait()

    stopping = asyncio.create_task(bench.engine.stop())
    await asyncio.sleep(0)
    gate.opened.set()
    await stopping

    assert await bench.state(planned) is D.SENT


async def test_stopping_claims_nothing_more(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    await bench.engine.start()
    await bench.engine.stop()

    await bench.plan(ana)
    await bench.text("help")

    assert bench.turn.texts == []
    assert bench.telegram.calls == []


async def test_a_send_that_does_not_finish_in_time_is_uncertain_after_the_stop(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    gate = bench.telegram.gate("ana-1")
    planned = await bench.plan(ana, PAGE)
    await bench.engine.start()
    await gate.reached.wait()

    await bench.engine.stop()

    assert await bench.state(planned) is D.UNCERTAIN
    await bench.later(2)
    assert sent(bench.telegram) == [f"{planned.key} again"]


async def test_the_next_process_takes_up_at_once_what_a_killed_one_had_leased(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    kept = await bench.plan(ana, PAGE, stream="1")
    once = await bench.plan(ana, ONCE, stream="2")
    await bench.lease(bench.courier())
    if bench.database.dialect == "postgresql":
        bench.clock.advance(timedelta(seconds=15))

    await bench.engine.start()
    await Seen(bench.database).until(lambda: sent(bench.telegram) == [f"{kept.key} again"])
    await bench.engine.stop()

    assert (await bench.state(kept), await bench.state(once)) == (D.SENT, D.DEAD)


async def test_a_timer_rings_in_real_time(database: Database) -> None:
    bench = Bench(database, EngineSettings(limits=UNLIMITED))
    clock = RealClock()
    engine = Engine(database, bench.turn, bench.words, bench.channels, clock, bench.mint, settings=bench.settings)
    await engine.start()
    at = clock.now() + timedelta(seconds=0.3)
    async with database.writing() as store:
        await timers.wake(store, Wake(kind=WakeKind.PAGE_EXPIRES, subject="pag_1", at=at))

    await Seen(database).until(lambda: len(bench.turn.took) == 1)

    assert timedelta(0) <= clock.now() - at < timedelta(seconds=0.5)
    await engine.stop()


async def test_a_jump_of_the_clock_brings_what_is_due_by_then(database: Database) -> None:
    bench = Bench(database, EngineSettings(limits=UNLIMITED, poll=timedelta(seconds=60)))
    clock = ScaledClock(speed=0, start=NOON)
    engine = Engine(database, bench.turn, bench.words, bench.channels, clock, bench.mint, settings=bench.settings)
    async with database.writing() as store:
        at = NOON + timedelta(minutes=2)
        await timers.wake(store, Wake(kind=WakeKind.PAGE_EXPIRES, subject="pag_1", at=at))
    await engine.start()
    await Seen(database).until(lambda: bool(engine._alarm._set))

    clock.jump(timedelta(minutes=2))
    await Seen(database).until(lambda: len(bench.turn.took) == 1)

    await engine.stop()


async def test_a_crash_of_a_turn_stops_nothing_else(bench: Bench) -> None:
    bench.turn.crashes = 1
    await bench.engine.start()

    await bench.text("first", address="+13125550111")
    await bench.text("second", address="+13125550112")
    await Seen(bench.database).until(lambda: "second" in bench.turn.texts)

    await bench.engine.stop()


async def test_overdue_work_is_told_once_and_shows_in_the_health(database: Database) -> None:
    settings = EngineSettings(limits=UNLIMITED, audit_every=timedelta(seconds=0.02))
    bench = Bench(database, settings)
    await bench.text("help")
    assert (await bench.engine.health()).ok

    bench.clock.advance(timedelta(seconds=61))
    health = await bench.engine.health()
    assert (health.ok, health.latest) == (False, timedelta(seconds=61))

    bench.turn.crashes = 1
    await bench.engine._audit()
    await bench.engine._audit()
    assert len(bench.overdue) == 1

    await bench.engine.settle()
    await bench.engine._audit()
    assert (await bench.engine.health()).ok
    bench.clock.advance(timedelta(seconds=70))
    await bench.engine._audit()
    assert len(bench.overdue) == 2


async def test_a_look_that_finds_nothing_overdue_any_more_is_told_once_and_so_is_the_first(database: Database) -> None:
    bench = Bench(database, EngineSettings(limits=UNLIMITED, audit_every=timedelta(seconds=0.02)))
    await bench.engine._audit()
    await bench.engine._audit()
    assert bench.well == 1

    await bench.text("help")
    bench.clock.advance(timedelta(seconds=61))
    await bench.engine._audit()
    assert bench.well == 1
    await bench.engine.settle()
    await bench.engine._audit()
    await bench.engine._audit()

    assert bench.well == 2


async def test_the_health_counts_what_waits_and_what_was_given_up(database: Database) -> None:
    bench = Bench(database, EngineSettings(limits=UNLIMITED, tries_of_turn=1))
    assert (await bench.engine.health()).waiting == {"inbox": 0, "timer": 0, "delivery": 0}
    await bench.text("help")
    await bench.plan(await bench.point(ANA, Channel.SMS, "+13125550101"))
    waits = await bench.engine.health()

    bench.turn.crashes = 1
    await bench.engine.settle()
    done = await bench.engine.health()

    assert (waits.waiting, waits.dead) == (
        {"inbox": 1, "timer": 0, "delivery": 1},
        {"inbox": 0, "timer": 0, "delivery": 0},
    )
    assert (done.waiting["inbox"], done.dead["inbox"]) == (0, 1)


async def test_an_engine_that_was_stopped_can_be_started_again(bench: Bench) -> None:
    await bench.engine.start()
    await bench.engine.stop()
    await bench.text("help")

    await bench.engine.start()
    await Seen(bench.database).until(lambda: bench.turn.texts == ["help"])

    await bench.engine.stop()
