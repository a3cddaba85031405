"""A duty is done by one process at a time, whoever dies, stalls or leaves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.chance import SeededMint
from bot.clock import ManualClock, RealClock
from bot.duty import LEASE, RENEW_EVERY, Times, on_duty
from models import duties
from models.database import Database, Store
from models.tables import setting
from tests.models.conftest import ROOT_KEY
from tests.support.builders import NOON

_ROW = sa.select(setting.c.value).where(setting.c.name == "duty telegram")

pytestmark = pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)


def both_by(clock: ManualClock) -> Times:
    """The database's time and the process's watch, moved by one hand."""

    async def shared(_: Store) -> datetime:
        return clock.now()

    return Times(shared=shared, own=lambda: clock.now().timestamp())


class Process:
    """One that is ready for a duty; `works` while it does it."""

    def __init__(self, name: str, database: Database, clock: ManualClock, *, times: Times | None = None) -> None:
        self.works = False
        self.spells = 0
        self._stopped = asyncio.Event()
        self._changed = asyncio.Event()
        self._running = asyncio.create_task(
            on_duty(
                "telegram",
                self._work,
                database=database,
                clock=clock,
                holder=name,
                stopped=self._stopped,
                times=times or both_by(clock),
            )
        )

    async def leaves(self) -> None:
        self._stopped.set()
        await self._running

    async def dies(self) -> None:
        """Its work ends and nobody says so."""
        self._running.cancel()
        await asyncio.wait({self._running})

    async def begins(self) -> None:
        await self._becomes(works=True)

    async def ends(self) -> None:
        await self._becomes(works=False)

    async def _becomes(self, *, works: bool) -> None:
        async with asyncio.timeout(60):
            while self.works is not works:
                self._changed.clear()
                await self._changed.wait()

    async def _work(self, over: asyncio.Event) -> None:
        self.works = True
        self.spells += 1
        self._changed.set()
        await over.wait()
        self.works = False
        self._changed.set()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def other(migrated_url: str, keyring_url: str) -> AsyncIterator[Database]:
    database = await Database.open(
        migrated_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("the other process")
    )
    yield database
    await database.close()


async def holder(database: Database, clock: ManualClock, name: str) -> bool:
    """True if somebody of this name would get the duty now; it is given back at once."""
    async with database.writing() as store:
        got = await duties.take(store, "telegram", holder=name, now=clock.now(), until=clock.now())
        if got:
            await duties.give_back(store, "telegram", holder=name)
    return got


async def renewed(database: Database, clock: ManualClock) -> None:
    """Returns when whoever has the duty has it for a whole lease from now on."""
    async with asyncio.timeout(60):
        while True:
            async with database.reading() as store:
                held = (await store.connection.execute(_ROW)).scalar_one()
            if held["until"] == (clock.now() + LEASE).isoformat():
                return


async def test_the_second_gets_it_as_soon_as_the_first_leaves(
    database: Database, other: Database, clock: ManualClock
) -> None:
    first = Process("first", database, clock)
    await first.begins()
    second = Process("second", other, clock)
    for _ in range(4):  # however long the first is there
        clock.advance(RENEW_EVERY)
        await renewed(database, clock)
        assert not await holder(database, clock, "a third")
    assert (first.works, second.works) == (True, False)

    await first.leaves()
    assert first.works is False
    clock.advance(RENEW_EVERY)
    await second.begins()
    await second.leaves()


async def test_another_takes_over_from_one_that_died_when_its_lease_has_run_out_and_not_before(
    database: Database, other: Database, clock: ManualClock
) -> None:
    first = Process("first", database, clock)
    await first.begins()
    await first.dies()

    clock.advance(LEASE - timedelta(seconds=1))
    assert not await holder(other, clock, "second")
    clock.advance(timedelta(seconds=1))
    second = Process("second", other, clock)
    await second.begins()
    await second.leaves()


async def test_one_that_stalled_past_its_lease_leaves_off_when_it_wakes(
    database: Database, other: Database, clock: ManualClock
) -> None:
    first = Process("first", database, clock)
    await first.begins()
    async with other.writing() as store:  # while it slept the lease ran out, and somebody else has taken over
        later = clock.now() + LEASE
        taken = await duties.take(store, "telegram", holder="second", now=later, until=later + timedelta(minutes=1))
    assert taken

    clock.advance(LEASE)
    await first.ends()
    await first.leaves()

    assert first.spells == 1
    assert not await holder(database, clock, "a third")  # what it gave back was not the other's


@pytest.mark.parametrize("wrong_by", [timedelta(days=1), timedelta(days=-1)])
async def test_a_machine_whose_clock_is_wrong_neither_takes_a_duty_nor_keeps_it(
    database: Database, other: Database, wrong_by: timedelta
) -> None:
    right, wrong = ManualClock(RealClock().now()), ManualClock(RealClock().now() + wrong_by)
    first = Process("first", database, right, times=Times())
    await first.begins()
    asked = 0

    async def shared(store: Store) -> datetime:
        nonlocal asked
        asked += 1
        return await duties.time_of(store)

    second = Process("second", other, wrong, times=Times(shared=shared))
    async with asyncio.timeout(60):
        while asked < 3:  # asking again, it has heard the answer before
            right.advance(RENEW_EVERY)
            wrong.advance(RENEW_EVERY)
            async with database.reading() as store:
                assert (await store.connection.execute(_ROW)).scalar_one()["holder"] == "first"
    assert (first.works, second.works) == (True, False)

    await first.leaves()
    wrong.advance(RENEW_EVERY)
    await second.begins()
    async with database.reading() as store:
        now = await duties.time_of(store)
        held = (await store.connection.execute(_ROW)).scalar_one()
    assert held["holder"] == "second"
    assert datetime.fromisoformat(held["until"]) <= now + LEASE
    await second.leaves()
