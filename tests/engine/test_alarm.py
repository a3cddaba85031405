"""The alarm clock rings at its time, at once when late, and follows a clock that is moved."""

import asyncio
from datetime import timedelta

from bot.clock import ManualClock, RealClock
from bot.engine.alarm import Alarm
from tests.support.builders import NOON


async def test_it_rings_in_real_time() -> None:
    clock, rung = RealClock(), asyncio.Event()
    alarm = Alarm(clock)
    alarm.name("due", rung.set)
    alarm.start()

    alarm.set("due", clock.now() + timedelta(hours=1))
    alarm.set("due", clock.now() + timedelta(seconds=0.05))
    async with asyncio.timeout(5):
        await rung.wait()

    alarm.stop()


async def test_what_has_passed_rings_at_once() -> None:
    rings: list[str] = []
    alarm = Alarm(ManualClock(NOON))
    alarm.name("due", lambda: rings.append("due"))

    alarm.set("due", NOON - timedelta(days=1))

    assert rings == ["due"]


async def test_it_rings_once_when_its_clock_is_moved_past_its_time() -> None:
    clock, rings = ManualClock(NOON), list[str]()
    alarm = Alarm(clock)
    alarm.name("due", lambda: rings.append("due"))
    alarm.set("due", NOON + timedelta(minutes=1))

    clock.advance(timedelta(seconds=59))
    assert rings == []
    clock.advance(timedelta(seconds=1))
    clock.advance(timedelta(seconds=1))

    assert rings == ["due"]


async def test_an_alarm_that_is_taken_back_does_not_ring() -> None:
    clock, rings = ManualClock(NOON), list[str]()
    alarm = Alarm(clock)
    alarm.name("due", lambda: rings.append("due"))
    alarm.set("due", NOON + timedelta(minutes=1))

    alarm.set("due", None)
    clock.advance(timedelta(minutes=2))

    assert rings == []


async def test_a_tick_comes_by_the_crontab() -> None:
    alarm = Alarm(RealClock())

    async def tick() -> None:
        """Inserts rows."""

    alarm.every("hand-offs", tick, crontab="*/5 * * * *", time_zone="America/Chicago")
    alarm.start()

    job = alarm._scheduler.get_job("tick hand-offs")
    assert job.misfire_grace_time is None
    assert job.coalesce is True
    assert job.next_run_time.minute % 5 == 0
    alarm.stop()
