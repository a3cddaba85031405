"""Since when to look for what was missed: kept over restarts, bounded, and asked for by one process at a time."""

from datetime import datetime, timedelta

import pytest

from bot.catch_up import FARTHEST, FIRST_LOOK, CatchUp
from bot.chance import SeededMint
from bot.clock import ManualClock
from bot.doors import NotTakenIn
from models.database import Database, Store
from tests.models.conftest import ROOT_KEY
from tests.support.builders import NOON
from tests.support.listening import captured_log

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


def a_process(bare: Database, clock: ManualClock) -> CatchUp:
    return CatchUp(bare, clock, "sms", every=MINUTE, on_lost=nobody_minds)


async def nobody_minds(store: Store, since: datetime, until: datetime, now: datetime) -> None:
    return


async def test_the_first_start_looks_back_an_hour(bare: Database, clock: ManualClock) -> None:
    assert await a_process(bare, clock).begin(at_once=True) == NOON - FIRST_LOOK


async def test_a_start_looks_back_to_the_last_round_that_was_taken_in(bare: Database, clock: ManualClock) -> None:
    before = a_process(bare, clock)
    await before.begin(at_once=True)
    await before.reached()
    clock.advance(timedelta(hours=30))
    await before.begin(at_once=True)  # and dies before it has taken anything in

    assert await a_process(bare, clock).begin(at_once=True) == NOON


async def test_what_came_in_longer_than_three_days_ago_is_not_fetched_and_somebody_is_told_once(
    bare: Database, clock: ManualClock
) -> None:
    told: list[tuple[datetime, datetime]] = []

    async def tell(store: Store, since: datetime, until: datetime, now: datetime) -> None:
        told.append((since, until))

    before = a_process(bare, clock)
    await before.begin(at_once=True)
    await before.reached()
    clock.advance(timedelta(days=10))
    back = CatchUp(bare, clock, "sms", every=MINUTE, on_lost=tell)

    assert await back.begin(at_once=True) == clock.now() - FARTHEST
    assert not told, "told with the step that can never be taken back, and not before"
    await back.reached()
    for _ in range(2):
        clock.advance(MINUTE)
        await back.begin(at_once=True)
        await back.reached()

    assert told == [(NOON, NOON + timedelta(days=7))]


async def test_whoever_cannot_be_told_now_is_told_by_the_next_round(bare: Database, clock: ManualClock) -> None:
    told: list[datetime] = []

    async def crash(store: Store, since: datetime, until: datetime, now: datetime) -> None:
        raise LookupError

    async def tell(store: Store, since: datetime, until: datetime, now: datetime) -> None:
        told.append(since)

    before = a_process(bare, clock)
    await before.begin(at_once=True)
    await before.reached()
    clock.advance(timedelta(days=4))
    crashing = CatchUp(bare, clock, "sms", every=MINUTE, on_lost=crash)
    await crashing.begin(at_once=True)
    with captured_log("ERROR"), pytest.raises(NotTakenIn):
        await crashing.reached()
    again = CatchUp(bare, clock, "sms", every=MINUTE, on_lost=tell)
    await again.begin(at_once=True)
    await again.reached()

    assert told == [NOON]


async def test_of_several_processes_one_asks_each_time(bare: Database, clock: ManualClock) -> None:
    one, other = a_process(bare, clock), a_process(bare, clock)
    asked = []
    for _ in range(5):
        clock.advance(MINUTE)
        asked.append([await each.begin(at_once=False) is not None for each in (one, other)])
        await one.reached()

    assert asked == [[True, False]] * 5


async def test_a_round_whose_process_died_is_anothers_when_it_is_due_again(bare: Database, clock: ManualClock) -> None:
    one, other = a_process(bare, clock), a_process(bare, clock)
    await one.begin(at_once=True)

    assert await other.begin(at_once=False) is None
    clock.advance(MINUTE)
    assert await other.begin(at_once=False) == NOON - FIRST_LOOK


async def test_a_slow_round_does_not_move_the_bookmark_back(bare: Database, clock: ManualClock) -> None:
    slow, quick = a_process(bare, clock), a_process(bare, clock)
    await slow.begin(at_once=True)
    clock.advance(MINUTE)
    await quick.begin(at_once=True)
    await quick.reached()
    await slow.reached()
    clock.advance(MINUTE)

    assert await quick.begin(at_once=True) == NOON + MINUTE


async def test_a_database_that_is_away_is_said_in_the_doors_own_words(
    database_url: str, keyring_url: str, clock: ManualClock
) -> None:
    mint = SeededMint("away")
    without_tables = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=mint)

    with pytest.raises(NotTakenIn):
        await a_process(without_tables, clock).begin(at_once=True)

    await without_tables.close()
