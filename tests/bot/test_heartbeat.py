"""The heartbeat: it beats while all is well, stays away when it is not, and says nothing else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from starlette.responses import Response

from bot.clock import ManualClock
from bot.heartbeat import EVERY, Heartbeat
from bot.metrics import Metrics
from bot.web.health import Vitals
from tests.fakes.door import Door
from tests.fakes.waiting import Bell
from tests.support.builders import NOON
from tests.support.listening import captured_log

PING = "/ping/7f3c"


class Patient:
    """How the program is, set by hand; `looked_at` is how often somebody looked."""

    def __init__(self) -> None:
        self.late = timedelta()
        self.schema_is_newest = True
        self.broken = False
        self.looked_at = 0
        self._bell = Bell()

    async def looked(self, times: int) -> None:
        await self._bell.until(lambda: True if self.looked_at >= times else None, 5.0)

    async def feel(self) -> Vitals:
        self.looked_at += 1
        self._bell.ring()
        if self.broken:
            raise ConnectionRefusedError
        return Vitals(schema="r1", schema_is_newest=self.schema_is_newest, oldest_overdue=self.late)


@pytest.fixture
def patient() -> Patient:
    return Patient()


@pytest.fixture
async def watchman() -> AsyncIterator[Door]:
    async with Door() as door:
        yield door


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def heart(watchman: Door, patient: Patient, clock: ManualClock) -> AsyncIterator[Heartbeat]:
    made = Heartbeat(watchman.url + PING, patient.feel, clock)
    yield made
    await made.stop()


async def test_it_beats_at_once_and_then_every_minute(
    heart: Heartbeat, watchman: Door, patient: Patient, clock: ManualClock
) -> None:
    heart.start()
    await patient.looked(1)
    clock.advance(EVERY - timedelta(seconds=1))
    for _ in range(100):
        await asyncio.sleep(0)
    before = patient.looked_at
    clock.advance(timedelta(seconds=1))
    await patient.looked(2)
    clock.advance(EVERY)
    await patient.looked(3)

    assert before == 1
    assert {each.path for each in watchman.heard} == {PING}


async def test_the_last_beat_that_was_taken_is_a_metric(watchman: Door, patient: Patient, clock: ManualClock) -> None:
    metrics = Metrics()
    heart = Heartbeat(watchman.url + PING, patient.feel, clock, metrics=metrics)

    assert await heart.beat()
    clock.advance(EVERY)
    patient.schema_is_newest = False
    assert not await heart.beat()
    await heart.stop()

    last = metrics.collectors.get_sample_value("upstander_last_heartbeat_timestamp_seconds")
    assert last == NOON.timestamp()


async def test_a_beat_carries_nothing_but_that_it_beats(heart: Heartbeat, watchman: Door) -> None:
    assert await heart.beat()

    (heard,) = watchman.heard
    assert (heard.path, heard.query, heard.body) == (PING, "", b"")
    assert set(heard.headers) <= {"host", "accept", "accept-encoding", "user-agent"}
    assert heard.headers["user-agent"] == "heartbeat"


async def test_it_stays_away_while_work_is_later_than_a_minute(
    heart: Heartbeat, watchman: Door, patient: Patient
) -> None:
    patient.late = timedelta(seconds=61)
    late = await heart.beat()
    patient.late = timedelta(seconds=60)
    again = await heart.beat()

    assert (late, again, len(watchman.heard)) == (False, True, 1)


@pytest.mark.parametrize("trouble", ["schema", "broken"])
async def test_it_stays_away_when_nobody_can_say_that_all_is_well(
    heart: Heartbeat, watchman: Door, patient: Patient, trouble: str
) -> None:
    patient.schema_is_newest = trouble != "schema"
    patient.broken = trouble == "broken"

    assert not await heart.beat()
    assert watchman.heard == []


async def test_trouble_is_logged_when_it_begins_and_when_it_is_over_and_never_with_the_address(
    heart: Heartbeat, watchman: Door
) -> None:
    watchman.answers = [Response(status_code=500), Response(status_code=503)]
    with captured_log() as log:
        beats = [await heart.beat() for _ in range(4)]

    assert beats == [False, False, True, True]
    assert log.getvalue().count("no heartbeat") == 1
    assert log.getvalue().count("heartbeat again") == 1
    assert "7f3c" not in log.getvalue()
    assert watchman.url not in log.getvalue()


async def test_a_watchman_who_is_not_there_is_lived_with(patient: Patient, clock: ManualClock) -> None:
    async with Door() as door:
        gone = door.url
    heart = Heartbeat(gone + PING, patient.feel, clock)
    try:
        assert not await heart.beat()
    finally:
        await heart.stop()


async def test_stopping_does_not_wait_for_the_next_minute(heart: Heartbeat) -> None:
    heart.start()
    async with asyncio.timeout(5):
        await heart.stop()

    assert not await heart.beat()
