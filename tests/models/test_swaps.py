"""Swaps as rows: kept whole, held by whoever decides, and taken by exactly one of two who take them at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chance import SeededMint
from domain.ids import PersonId, RotaId, SwapId, TeamId
from domain.swap import Answer, Offer, Swap, SwapState
from models import people, swaps
from models.database import Database
from tests.models.conftest import ROOT_KEY
from tests.models.small import ANA, BEN, CORA, RIVER
from tests.support.builders import NOON

DAY = timedelta(days=1)
SWAP = Swap(
    id=SwapId("swp_1"),
    number=3,
    rota=RotaId("river/nights"),
    team=RIVER,
    person=ANA,
    start=NOON + DAY,
    end=NOON + DAY + timedelta(hours=12),
    asked_by=ANA,
    asked_at=NOON,
    state=SwapState.OPEN,
    offers=(
        Offer(person=BEN, told_at=NOON, told=2, answer=Answer.PASSES, answered_at=NOON + timedelta(hours=1)),
        Offer(person=CORA, told_at=NOON),
    ),
)


async def keep(database: Database, *kept: Swap) -> None:
    async with database.writing() as store:
        for each in kept:
            await swaps.keep(store, None, each)


async def load(database: Database, which: SwapId = SWAP.id) -> Swap | None:
    async with database.reading() as store:
        return await swaps.load(store, which)


async def test_it_comes_back_as_it_was_kept(database: Database) -> None:
    call = replace(SWAP, id=SwapId("swp_2"), number=4, person=None, asked_by=CORA, gap=True, offers=())
    await keep(database, SWAP, call)

    assert await load(database) == SWAP
    assert await load(database, call.id) == call
    async with database.reading() as store:
        assert await swaps.numbered(store, 4) == call
        assert await swaps.numbered(store, 5) is None
        assert await swaps.next_number(store) == 5


async def test_what_was_decided_of_it_is_kept_with_who_was_asked(database: Database) -> None:
    await keep(database, SWAP)
    counted = replace(
        SWAP,
        state=SwapState.COUNTED,
        taken_by=CORA,
        taken_at=NOON,
        decided_by=BEN,
        insisted=True,
        change="rch_1",
        offers=(replace(SWAP.offers[1], answer=Answer.TAKES, answered_at=NOON),),
    )

    async with database.writing() as store:
        await swaps.keep(store, SWAP, counted)

    assert await load(database) == counted


async def test_those_that_run_and_those_asked_of_somebody_are_found(database: Database) -> None:
    others = (
        replace(SWAP, id=SwapId("swp_2"), number=4, state=SwapState.WAITING, taken_by=CORA),
        replace(SWAP, id=SwapId("swp_3"), number=5, state=SwapState.WITHDRAWN),
        replace(SWAP, id=SwapId("swp_4"), number=6, state=SwapState.COUNTED, taken_by=BEN, offers=()),
        replace(SWAP, id=SwapId("swp_5"), number=7, team=TeamId("hill"), offers=SWAP.offers[:1]),
    )
    await keep(database, SWAP, *others)

    async with database.reading() as store:
        running = await swaps.running(store, {RIVER})
        asked = await swaps.asked_of(store, CORA, NOON)
        over = await swaps.asked_of(store, CORA, SWAP.end)
        to_come = await swaps.still_to_come(store, SWAP.rota, NOON)

    assert [each.number for each in running] == [3, 4]
    assert [each.number for each in asked] == [3, 4, 5]
    assert over == ()
    assert [each.number for each in to_come] == [6]


async def test_what_is_not_as_it_was_any_more_is_not_kept(database: Database) -> None:
    await keep(database, replace(SWAP, state=SwapState.COUNTED, taken_by=BEN))

    with pytest.raises(swaps.Overtaken):
        async with database.writing() as store:
            await swaps.keep(store, SWAP, replace(SWAP, state=SwapState.COUNTED, taken_by=CORA))

    found = await load(database)
    assert found is not None
    assert found.taken_by == BEN


@asynccontextmanager
async def another_process(migrated_url: str, keyring_url: str) -> AsyncIterator[Database]:
    """The same rows, opened by engines of their own."""
    opened = await Database.open(migrated_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("another"))
    try:
        yield opened
    finally:
        await opened.close()


async def takes(database: Database, who: PersonId, both: asyncio.Barrier) -> bool:
    """Take it, at the same moment as another; False if it was taken."""
    await both.wait()
    async with database.writing() as store:
        swap = await swaps.load(store, SWAP.id, hold=True)
        assert swap is not None
        if swap.state is not SwapState.OPEN:
            return False
        await swaps.keep(store, swap, replace(swap, state=SwapState.COUNTED, taken_by=who, taken_at=NOON))
        return True


@pytest.mark.parametrize("turn", range(5))
async def test_of_two_processes_in_which_it_is_taken_at_once_exactly_one_gets_it(
    database: Database, migrated_url: str, keyring_url: str, turn: int
) -> None:
    await keep(database, SWAP)
    both = asyncio.Barrier(2)
    async with another_process(migrated_url, keyring_url) as other:
        pairs = [(database, BEN), (other, CORA)]
        if turn % 2:
            pairs.reverse()
        got = await asyncio.gather(*(takes(each, who, both) for each, who in pairs))

    assert sorted(got) == [False, True]
    found = await load(database)
    assert found is not None
    assert found.taken_by == next(who for (_, who), has in zip(pairs, got, strict=True) if has)


async def test_without_holding_it_the_second_is_refused_and_nothing_of_it_stays(
    database: Database, migrated_url: str, keyring_url: str
) -> None:
    """Even a decision made of what was read before does not make a second taker."""
    await keep(database, SWAP)
    seen = await load(database)
    assert seen is not None

    async def takes_what_was_seen(of: Database, who: PersonId) -> bool:
        try:
            async with of.writing() as store:
                await swaps.keep(store, seen, replace(seen, state=SwapState.COUNTED, taken_by=who))
        except swaps.Overtaken:
            return False
        return True

    async with another_process(migrated_url, keyring_url) as other:
        got = await asyncio.gather(takes_what_was_seen(database, BEN), takes_what_was_seen(other, CORA))

    assert sorted(got) == [False, True]


async def test_nothing_of_them_is_left_of_somebody_who_is_erased(database: Database) -> None:
    taken = replace(SWAP, id=SwapId("swp_2"), number=4, person=BEN, asked_by=BEN, taken_by=ANA, offers=())
    asked = replace(
        SWAP, id=SwapId("swp_3"), number=5, person=BEN, asked_by=BEN, offers=(Offer(person=ANA, told_at=NOON),)
    )
    await keep(database, SWAP, taken, asked)

    async with database.writing() as store:
        await people.erase(store, ANA)

    assert await load(database) is None
    assert await load(database, taken.id) is None
    left = await load(database, asked.id)
    assert left is not None
    assert left.offers == ()
