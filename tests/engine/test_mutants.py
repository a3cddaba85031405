"""The checks have teeth: each way in which such an engine usually breaks makes one of them fail."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.engine.courier import Courier, Lease
from bot.engine.fates import Outcome, What
from bot.engine.turns import Turns
from bot.metrics import Metrics
from domain.delivery import Delivery, SendError
from domain.messages import MessageKind, Wake, WakeKind
from domain.people import Channel, ContactPoint
from models import deliveries, timers
from models.database import Database, Store
from tests.engine.bench import HELP, PAGE, Bench, busy, sent, wait
from tests.models.small import ANA
from tests.support.builders import NOON


class Stage(Bench):
    """A bench whose parts may be broken ones, driven step by step as two workers would."""

    make_courier: type[Courier] = Courier
    make_turns: type[Turns] = Turns

    def courier(self) -> Courier:
        return self.make_courier(
            renderer=self.words,
            channels=self.channels,
            clock=self.clock,
            mint=self.mint,
            settings=self.settings,
            metrics=Metrics(),
        )

    async def round(self, courier: Courier) -> None:
        """Sweep, lease, send and record once."""
        await self.sweep(courier)
        for lease in await self.lease(courier):
            await self.record(courier, await courier.send(lease))

    async def turns(self) -> None:
        turns = self.make_turns(self.turn, self.mint, self.settings, Metrics())
        async with self.database.writing() as store:
            await turns.take_some(store, self.clock.now(), 8)

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))


# --- the checks


async def a_dead_workers_message_goes_out(stage: Stage) -> None:
    ana = await stage.point(ANA, Channel.TELEGRAM, "ana-1")
    await stage.plan(ana, PAGE)
    await stage.lease(stage.courier())
    stage.pass_time(16)
    await stage.round(stage.courier())
    assert len(stage.telegram.taken) == 1


async def a_stalled_worker_changes_nothing_when_it_wakes(stage: Stage) -> None:
    ana = await stage.point(ANA, Channel.TELEGRAM, "ana-1")
    planned = await stage.plan(ana, PAGE)
    stalled, awake = stage.courier(), stage.courier()
    (lost,) = await stage.lease(stalled)
    stage.telegram.answer("ana-1", SendError(code="400"))
    late = await stalled.send(lost)
    stage.pass_time(16)
    await stage.sweep(awake)
    (lease,) = await stage.lease(awake)
    await stage.record(stalled, late)
    await stage.record(awake, await awake.send(lease))
    assert (await stage.standing(planned)).state == "sent"


async def what_was_not_taken_is_not_called_sent(stage: Stage) -> None:
    ana = await stage.point(ANA, Channel.TELEGRAM, "ana-1")
    stage.telegram.answer("ana-1", busy())
    await stage.plan(ana, HELP)
    courier = stage.courier()
    await stage.round(courier)
    stage.pass_time(2)
    await stage.round(courier)
    assert len(stage.telegram.taken) == 1


async def a_timer_whose_turn_crashed_fires_again(stage: Stage) -> None:
    async with stage.database.writing() as store:
        await timers.wake(store, Wake(kind=WakeKind.PAGE_EXPIRES, subject="pag_1", at=NOON))
    stage.turn.crashes = 1
    await stage.turns()
    stage.pass_time(2)
    await stage.turns()
    assert len(stage.turn.took) == 2


async def a_timer_fires_once(stage: Stage) -> None:
    async with stage.database.writing() as store:
        await timers.wake(store, Wake(kind=WakeKind.PAGE_EXPIRES, subject="pag_1", at=NOON))
    await stage.turns()
    await stage.turns()
    assert len(stage.turn.took) == 1


async def messages_to_one_recipient_keep_their_order(stage: Stage) -> None:
    ana = await stage.point(ANA, Channel.TELEGRAM, "ana-1")
    stage.telegram.answer("ana-1", busy())
    for key in ("first", "second"):
        await stage.plan(ana, HELP, key=key)
    courier = stage.courier()
    for _ in range(3):
        await stage.round(courier)
        stage.pass_time(2)
    assert sent(stage.telegram) == ["first", "second"]


async def the_providers_wait_is_honoured(stage: Stage) -> None:
    ana = await stage.point(ANA, Channel.TELEGRAM, "ana-1")
    stage.telegram.answer("ana-1", wait(30))
    await stage.plan(ana, PAGE, stream="1")
    courier = stage.courier()
    await stage.round(courier)
    await stage.plan(ana, PAGE, stream="2")
    stage.pass_time(5)
    await stage.round(courier)
    assert len(stage.telegram.calls) == 1


async def a_page_of_unknown_fate_is_marked_when_it_goes_out_again(stage: Stage) -> None:
    ana = await stage.point(ANA, Channel.TELEGRAM, "ana-1")
    stage.telegram.answer("ana-1", "lost")
    await stage.plan(ana, PAGE, key="page")
    courier = stage.courier()
    await stage.round(courier)
    stage.pass_time(2)
    await stage.round(courier)
    assert sent(stage.telegram) == ["page", "page again"]


CHECKS: Sequence[Callable[[Stage], Awaitable[None]]] = (
    a_dead_workers_message_goes_out,
    a_stalled_worker_changes_nothing_when_it_wakes,
    what_was_not_taken_is_not_called_sent,
    a_timer_whose_turn_crashed_fires_again,
    a_timer_fires_once,
    messages_to_one_recipient_keep_their_order,
    the_providers_wait_is_honoured,
    a_page_of_unknown_fate_is_marked_when_it_goes_out_again,
)


# --- the mutants


class NoLeaseExpiry(Courier):
    async def sweep(self, store: Store, now: datetime, *, orphans: bool = False) -> int:
        return 0


class NoFence(Courier):
    async def record(self, store: Store, outcomes: Sequence[Outcome], now: datetime) -> None:
        standings = await deliveries.by_id(store, {each.delivery for each in outcomes})
        await super().record(store, [replace(each, fence=standings[each.delivery].fence) for each in outcomes], now)


class MarkedSentBeforeSending(Courier):
    async def lease(self, store: Store, now: datetime, free: Mapping[Channel, int]) -> tuple[list[Lease], bool]:
        leases, again = await super().lease(store, now, free)
        await self.record(store, [lease.outcome(What.TAKEN) for lease in leases], now)
        return leases, again


class WaitIgnored(Courier):
    async def record(self, store: Store, outcomes: Sequence[Outcome], now: datetime) -> None:
        await super().record(store, [replace(each, retry_after=None) for each in outcomes], now)


class SentAgainAsIfNothingWere(Courier):
    async def record(self, store: Store, outcomes: Sequence[Outcome], now: datetime) -> None:
        blind = {What.UNKNOWN: What.NOT_TAKEN}
        await super().record(store, [replace(each, what=blind.get(each.what, each.what)) for each in outcomes], now)


class FiresBeforeHandling(Turns):
    async def _take(self, store: Store, work: Any, now: datetime) -> Exception | None:
        crash = await super()._take(store, work, now)
        if crash is not None:
            await timers.finish(store, work.id, now)
        return None


class HandlesBeforeFiring(Turns):
    async def _claim(self, store: Store, work: Any, now: datetime) -> Any:
        stimulus = await super()._claim(store, work, now)
        await timers.put_back(store, work.id, attempts=0, why="", due_at=now)
        await store.connection.exec_driver_sql(f"UPDATE timer SET state = 'waiting' WHERE id = '{work.id}'")
        return stimulus


class NoLeaseExpiryStage(Stage):
    make_courier = NoLeaseExpiry


class NoFenceStage(Stage):
    make_courier = NoFence


class MarkedSentStage(Stage):
    make_courier = MarkedSentBeforeSending


class WaitIgnoredStage(Stage):
    make_courier = WaitIgnored


class UnmarkedStage(Stage):
    make_courier = SentAgainAsIfNothingWere


class FiresBeforeHandlingStage(Stage):
    make_turns = FiresBeforeHandling


class HandlesBeforeFiringStage(Stage):
    make_turns = HandlesBeforeFiring


class NoOrderStage(Stage):
    def delivery(self, to: ContactPoint, kind: MessageKind = HELP, **changes: Any) -> Delivery:
        planned = super().delivery(to, kind, **changes)
        return replace(planned, stream=planned.id)


MUTANTS = (
    (NoLeaseExpiryStage, a_dead_workers_message_goes_out),
    (NoFenceStage, a_stalled_worker_changes_nothing_when_it_wakes),
    (MarkedSentStage, what_was_not_taken_is_not_called_sent),
    (FiresBeforeHandlingStage, a_timer_whose_turn_crashed_fires_again),
    (HandlesBeforeFiringStage, a_timer_fires_once),
    (NoOrderStage, messages_to_one_recipient_keep_their_order),
    (WaitIgnoredStage, the_providers_wait_is_honoured),
    (UnmarkedStage, a_page_of_unknown_fate_is_marked_when_it_goes_out_again),
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_the_engine_passes(check: Callable[[Stage], Awaitable[None]], database: Database) -> None:
    await check(Stage(database))


@pytest.mark.parametrize(("mutant", "check"), MUTANTS, ids=lambda each: each.__name__)
async def test_a_mutant_is_caught(
    mutant: type[Stage], check: Callable[[Stage], Awaitable[None]], database: Database
) -> None:
    with pytest.raises(AssertionError):
        await check(mutant(database))
