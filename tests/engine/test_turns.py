"""Turns and timers: each stimulus once, in order, and a crash undoes itself alone."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.stimulus import Stimulus, TimerFired
from domain.ids import IncidentId
from domain.messages import Wake, WakeKind
from domain.people import Channel
from models import deliveries, timers
from models.database import Store
from models.tables import delivery, inbox, timer
from tests.engine.bench import Bench, texts_of
from tests.models.small import ANA
from tests.support.builders import NOON

EXPIRES = WakeKind.PAGE_EXPIRES


def wake(subject: str, seconds: float, kind: WakeKind = EXPIRES) -> Wake:
    return Wake(kind=kind, subject=subject, at=NOON + timedelta(seconds=seconds), incident=IncidentId("inc_1"))


async def set_timers(bench: Bench, *wakes: Wake) -> None:
    async with bench.database.writing() as store:
        for each in wakes:
            await timers.wake(store, each)


def fired(bench: Bench) -> list[str]:
    return [each.subject for each in bench.turn.took if isinstance(each, TimerFired)]


async def test_texts_of_one_sender_keep_their_order_when_the_first_must_be_tried_again(bench: Bench) -> None:
    await bench.text("first", "second")
    bench.turn.crashes = 1

    await bench.engine.settle()
    assert bench.turn.texts == ["first"]

    await bench.later(2)
    assert bench.turn.texts == ["first", "first", "second"]


async def test_nobody_waits_for_another_senders_text(bench: Bench) -> None:
    await bench.text("mine", address="+13125550111")
    await bench.text("theirs", address="+13125550112")
    bench.turn.crashes = 1

    await bench.engine.settle()

    assert bench.turn.texts == ["mine", "theirs"]
    assert await bench.inbox_states() == ["done", "waiting"]


async def test_a_turn_that_crashes_leaves_nothing_behind_but_its_count(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")

    async def plans(store: Store, stimulus: Stimulus, now: datetime) -> None:
        await deliveries.plan(store, bench.delivery(ana))
        await timers.wake(store, wake("pag_1", 60))

    bench.turn.does, bench.turn.crashes = plans, 1
    await bench.text("help")
    await bench.engine.settle()

    assert await bench.rows(delivery) == []
    assert await bench.rows(timer) == []
    (row,) = await bench.rows(inbox)
    assert (row.state, row.attempts, row.error) == ("waiting", 1, "ZeroDivisionError")


async def test_what_the_others_of_a_batch_did_stays_when_one_crashes(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")

    async def plans(store: Store, stimulus: Stimulus, now: datetime) -> None:
        (text,) = texts_of([stimulus])
        await deliveries.plan(store, bench.delivery(ana, key=text))
        if text == "two":
            raise ArithmeticError

    bench.turn.does = plans
    for n, text in enumerate(("one", "two", "three")):
        await bench.text(text, address=f"+1312555012{n}")
    await bench.engine.settle()

    assert sorted(row.key for row in await bench.rows(delivery)) == ["one", "three"]


async def test_tries_are_further_and_further_apart_until_it_is_given_up_and_somebody_is_told(bench: Bench) -> None:
    bench.turn.crashes = 99
    await bench.text("help")

    waits = await bench.play()

    assert len(bench.turn.took) == 8
    gaps = [after - before for before, after in zip([0.0, *waits], waits, strict=False)]
    assert all(2**n <= gap <= 2**n * 1.26 for n, gap in enumerate(gaps))
    assert await bench.inbox_states() == ["dead"]
    ((item, why),) = [(each.kind, each.why) for each in bench.dead]
    assert (item, why) == ("inbound", "ZeroDivisionError")


async def test_what_is_given_up_stays_given_up_though_nobody_can_be_told(bench: Bench) -> None:
    bench.turn.crashes, bench.telling_crashes = 8, True
    await bench.text("help")

    await bench.play()

    assert await bench.inbox_states() == ["dead"]
    assert len(bench.dead) == 1


async def test_a_timer_fires_when_it_is_due_and_never_again(bench: Bench) -> None:
    await set_timers(bench, wake("pag_1", 60))

    await bench.later(59)
    assert fired(bench) == []
    await bench.later(1)
    await bench.later(3600)

    assert fired(bench) == ["pag_1"]
    assert await bench.timer_states() == ["done"]


async def test_a_timer_set_twice_fires_once_at_the_earlier_time(bench: Bench) -> None:
    await set_timers(bench, wake("pag_1", 60), wake("pag_1", 30), wake("pag_1", 90))

    assert await bench.play() == [30]

    assert fired(bench) == ["pag_1"]


async def test_setting_a_timer_that_has_fired_does_not_fire_it_again(bench: Bench) -> None:
    await set_timers(bench, wake("pag_1", 10))
    await bench.later(10)

    await set_timers(bench, wake("pag_1", 20))
    await bench.later(60)

    assert fired(bench) == ["pag_1"]


async def test_a_cancelled_timer_does_not_fire(bench: Bench) -> None:
    await set_timers(bench, wake("pag_1", 10), wake("pag_2", 10))
    async with bench.database.writing() as store:
        await timers.cancel(store, EXPIRES, "pag_1")

    await bench.later(10)

    assert fired(bench) == ["pag_2"]


async def test_a_timer_cancelled_by_the_turn_before_it_does_not_fire(bench: Bench) -> None:
    async def cancels(store: Store, stimulus: Stimulus, now: datetime) -> None:
        if texts_of([stimulus]):
            await timers.cancel(store, EXPIRES, "pag_1")

    bench.turn.does = cancels
    await set_timers(bench, wake("pag_1", 0))
    await bench.text("yes")

    await bench.engine.settle()

    assert bench.turn.texts == ["yes"]
    assert fired(bench) == []


async def test_a_timer_whose_turn_crashes_fires_again_later(bench: Bench) -> None:
    await set_timers(bench, wake("pag_1", 10))
    bench.turn.crashes = 1

    instants = await bench.play()

    assert fired(bench) == ["pag_1", "pag_1"]
    assert instants[0] == 10
    assert await bench.timer_states() == ["done"]


async def test_a_timer_given_up_is_buried_and_told(bench: Bench) -> None:
    await set_timers(bench, wake("pag_1", 0))
    bench.turn.crashes = 99

    await bench.play()

    assert await bench.timer_states() == ["dead"]
    assert [each.kind for each in bench.dead] == ["page_expires"]


async def test_two_engines_on_the_same_rows_never_take_the_same_stimulus(bench: Bench) -> None:
    other = bench.another()
    for n in range(12):
        await bench.text(f"text {n}", address=f"+131255501{n + 20}")
    await set_timers(bench, *(wake(f"pag_{n}", 0) for n in range(6)))

    for _ in range(3):
        await bench.engine.settle()
        await other.settle()

    assert sorted(bench.turn.texts) == sorted(f"text {n}" for n in range(12))
    assert sorted(fired(bench)) == [f"pag_{n}" for n in range(6)]


async def test_more_urgent_timers_go_first(bench: Bench) -> None:
    await set_timers(bench, wake("task", 0, WakeKind.PLACE_LATE), wake("pag_1", 1))

    await bench.later(1)

    assert fired(bench) == ["pag_1", "task"]


async def test_the_next_due_time_is_the_earliest_of_all(bench: Bench) -> None:
    assert await bench.engine.next_due() is None

    await set_timers(bench, wake("pag_1", 60), wake("pag_2", 30))

    assert await bench.engine.next_due() == NOON + timedelta(seconds=30)


@pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)
async def test_a_turn_that_loses_its_connection_counts_against_nobody(bench: Bench) -> None:
    await bench.text("one")

    async def is_cut_off(store: Store, stimulus: Stimulus, now: datetime) -> None:
        bench.turn.does = None
        await store.connection.execute(sa.select(sa.func.pg_terminate_backend(sa.func.pg_backend_pid())))

    bench.turn.does = is_cut_off
    with pytest.raises(sa.exc.DBAPIError):
        await bench.engine.settle()

    (waiting,) = await bench.rows(inbox)
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    await bench.engine.settle()
    assert bench.turn.texts == ["one", "one"]
    assert await bench.inbox_states() == ["done"]
