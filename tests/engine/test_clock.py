"""Clocks: waiting for an instant or an event, whichever is first, also when somebody moves the clock meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clock import ManualClock, RealClock, ScaledClock
from tests.support.builders import NOON

MINUTE = timedelta(minutes=1)


async def test_the_real_clock_is_aware_and_waits_in_real_time() -> None:
    clock = RealClock()
    before = clock.now()

    assert before.tzinfo is UTC
    assert await clock.wait_until(before + timedelta(seconds=0.05), asyncio.Event()) is False
    assert clock.now() - before >= timedelta(seconds=0.05)


async def test_an_event_ends_the_wait_before_its_instant() -> None:
    for clock in (RealClock(), ScaledClock(speed=1), ManualClock(NOON)):
        event = asyncio.Event()
        waiting = asyncio.create_task(clock.wait_until(clock.now() + MINUTE, event))
        await asyncio.sleep(0)

        event.set()

        assert await waiting is True


async def test_a_manual_clock_stands_until_it_is_moved_and_never_goes_back() -> None:
    clock = ManualClock(NOON)
    waiting = asyncio.create_task(clock.wait_until(NOON + MINUTE, asyncio.Event()))
    await asyncio.sleep(0)
    assert clock.now() == NOON

    clock.advance(MINUTE / 2)
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.advance(MINUTE / 2)

    assert await waiting is False
    clock.advance_to(NOON)
    assert clock.now() == NOON + MINUTE


async def test_an_instant_that_has_passed_is_not_waited_for() -> None:
    for clock in (RealClock(), ScaledClock(start=NOON), ManualClock(NOON)):
        assert await clock.wait_until(clock.now() - MINUTE, asyncio.Event()) is False


async def test_a_fast_clock_brings_an_hour_in_a_moment() -> None:
    clock = ScaledClock(speed=36_000, start=NOON)

    assert await clock.wait_until(NOON + timedelta(hours=1), asyncio.Event()) is False

    assert clock.now() >= NOON + timedelta(hours=1)


async def test_a_paused_clock_stands_and_a_jump_ends_the_wait() -> None:
    clock = ScaledClock(speed=0, start=NOON)
    waiting = asyncio.create_task(clock.wait_until(NOON + MINUTE, asyncio.Event()))
    await asyncio.sleep(0)
    assert clock.now() == NOON
    assert clock.real_time_of(NOON + MINUTE) is None

    clock.jump(MINUTE)

    assert await waiting is False
    assert clock.now() == NOON + MINUTE


async def test_a_clock_that_is_set_going_again_goes_on_from_where_it_stood() -> None:
    clock = ScaledClock(speed=0, start=NOON)
    told: list[float] = []
    clock.on_change(lambda: told.append(clock.speed))

    clock.run_at(1000)

    assert told == [1000]
    real = clock.real_time_of(NOON + timedelta(seconds=1000))
    assert real is not None
    assert timedelta(0) < real - datetime.now(UTC) <= timedelta(seconds=1)  # noqa: TID251
