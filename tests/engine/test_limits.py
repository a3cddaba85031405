"""What providers take: never more than they allow, pages first, and their own waits honoured."""

from datetime import timedelta
from typing import Any

import pytest

from bot.engine.limits import Draw
from bot.engine.settings import EngineSettings, Limit, Limits
from domain.messages import Lane
from domain.people import Channel
from models import buckets
from models.buckets import Bucket
from models.database import Database
from models.tables import delivery
from tests.engine.bench import HELP, PAGE, Bench, sent, wait
from tests.models.small import ANA, BEN, CORA
from tests.support.builders import NOON


def limited(database: Database, *, sender: Limit | None = None, chat: Limit | None = None) -> Bench:
    limits = Limits(
        of_sender={Channel.TELEGRAM: sender} if sender else {}, of_chat={Channel.TELEGRAM: chat} if chat else {}
    )
    return Bench(database, EngineSettings(limits=limits))


async def when_sent(bench: Bench) -> dict[str, float]:
    return {
        row.key: round((row.sent_at - NOON).total_seconds(), 2) for row in await bench.rows(delivery) if row.sent_at
    }


async def test_a_sender_sends_no_more_than_its_burst_and_then_its_rate(database: Database) -> None:
    bench = limited(database, sender=Limit(per_second=2, burst=3))
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    for n in range(7):
        await bench.plan(ana, PAGE, key=f"p{n}", stream=f"{n}")

    await bench.play()

    assert list((await when_sent(bench)).values()) == [0, 0, 0, 0.5, 1.0, 1.5, 2.0]


async def test_a_chat_that_must_wait_holds_up_no_other_chat(database: Database) -> None:
    bench = limited(database, chat=Limit(per_second=1, burst=1))
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-1")
    for n in range(3):
        await bench.plan(ana, PAGE, key=f"a{n}", stream=f"a{n}")
    await bench.plan(ben, key="b")

    await bench.play()

    assert await when_sent(bench) == {"a0": 0, "a1": 1, "a2": 2, "b": 0}


async def test_lower_lanes_leave_the_last_tokens_to_pages(database: Database) -> None:
    bench = limited(database, sender=Limit(per_second=1, burst=10))
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    for n in range(20):
        await bench.plan(ana, HELP, stream=f"h{n}")
        await bench.plan(ana, HELP, stream=f"r{n}", lane=Lane.ROUTINE)
    await bench.engine.settle()
    assert len(bench.telegram.calls) == 8

    for n in range(3):
        await bench.plan(ana, PAGE, key=f"page {n}", stream=f"p{n}")
    await bench.engine.settle()

    assert sent(bench.telegram)[8:] == ["page 0", "page 1"]


async def test_a_page_never_waits_behind_a_queue_of_replies(database: Database) -> None:
    bench = limited(database, sender=Limit(per_second=1, burst=1))
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    for n in range(5):
        await bench.plan(ana, HELP, stream=f"h{n}", key=f"reply {n}")
    await bench.engine.settle()
    await bench.plan(ana, PAGE, key="page", stream="p")

    await bench.play()

    assert sent(bench.telegram)[:2] == ["reply 0", "page"]


async def test_on_a_sender_of_one_text_a_second_nothing_else_goes_out_while_pages_are_due(database: Database) -> None:
    bench = limited(database, sender=Limit(per_second=1, burst=1))
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-1")
    for n in range(100):
        await bench.plan(ben, HELP, stream=f"h{n}", key=f"reply {n}")
        await bench.plan(ben, HELP, stream=f"r{n}", lane=Lane.ROUTINE, key=f"word {n}")
    for n in range(4):
        await bench.plan(ana, PAGE, stream=f"p{n}", key=f"page {n}")

    await bench.engine.settle()
    await bench.later(1)
    await bench.plan(ana, PAGE, stream="late", key="page late")
    for _ in range(4):
        await bench.later(1)

    assert sent(bench.telegram) == ["page 0", "page 1", "page 2", "page 3", "page late", "reply 0"]


async def test_two_processes_share_their_limits(database: Database) -> None:
    bench = limited(database, sender=Limit(per_second=1, burst=4))
    other = bench.another()
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    for n in range(10):
        await bench.plan(ana, PAGE, stream=f"p{n}")

    await other.settle()
    await bench.engine.settle()
    assert len(bench.telegram.calls) == 4

    bench.clock.advance(timedelta(seconds=1))
    await bench.engine.settle()
    await other.settle()
    assert len(bench.telegram.calls) == 5


async def test_a_chat_that_is_told_to_wait_waits_and_others_do_not(database: Database) -> None:
    bench = limited(database, sender=Limit(per_second=30, burst=30), chat=Limit(per_second=10, burst=10))
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-1")
    bench.telegram.answer("ana-1", wait(30))
    await bench.plan(ana, PAGE, key="a1", stream="1")
    await bench.engine.settle()

    await bench.plan(ana, PAGE, key="a2", stream="2")
    await bench.plan(ben, PAGE, key="b")
    await bench.play()

    assert await when_sent(bench) == {"a1": 30, "a2": 30, "b": 0}
    assert len(bench.telegram.calls) == 4


async def test_when_several_chats_are_told_to_wait_the_whole_sender_does(database: Database) -> None:
    bench = limited(database, sender=Limit(per_second=30, burst=30), chat=Limit(per_second=10, burst=10))
    points = [await bench.point(person, Channel.TELEGRAM, f"{person}-1") for person in (ANA, BEN, CORA)]
    for person in (ANA, BEN):
        bench.telegram.answer(f"{person}-1", wait(30))
    for point in points[:2]:
        await bench.plan(point, PAGE)
    await bench.engine.settle()

    await bench.plan(points[2], PAGE, key="third")
    await bench.later(29)
    assert len(bench.telegram.calls) == 2
    await bench.later(1)

    assert sorted(sent(bench.telegram))[-1] == "third"
    assert len(bench.telegram.taken) == 3


async def test_a_sender_without_limits_waits_too_when_it_is_told_to(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    ben = await bench.point(BEN, Channel.SMS, "+13125550102")
    bench.sms.answer("+13125550101", wait(30))
    await bench.plan(ana)
    await bench.engine.settle()

    await bench.plan(ben)
    await bench.engine.settle()

    assert len(bench.sms.calls) == 1
    assert await bench.play() == [30.0]
    assert len(bench.sms.taken) == 2


async def test_without_limits_no_bucket_is_kept(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    await bench.plan(ana)
    await bench.engine.settle()

    async with bench.database.writing() as store:
        assert await buckets.hold(store, ["line", f"line|{ana.id}"], {}, NOON) == {}


@pytest.mark.parametrize(
    ("tokens", "lane", "opens"),
    [
        (1, Lane.URGENT, 0),
        (0, Lane.URGENT, 0.5),
        (3, Lane.PROMPT, 0),
        (2.9, Lane.PROMPT, 0.05),
        (5, Lane.ROUTINE, 0),
        (4, Lane.ROUTINE, 0.5),
    ],
)
def test_a_lane_may_take_a_token_when_enough_are_left_for_those_above(tokens: float, lane: Lane, opens: float) -> None:
    draw = Draw({"s": Bucket(name="s", tokens=tokens, filled_at=NOON)}, {"s": Limit(per_second=2, burst=10)}, NOON)

    assert draw.opens_at("s", lane) == NOON + timedelta(seconds=opens)


def test_a_bucket_of_one_token_serves_every_lane() -> None:
    draw = Draw({"s": Bucket(name="s", tokens=1, filled_at=NOON)}, {"s": Limit(per_second=1, burst=1)}, NOON)

    assert draw.take(["s"], Lane.ROUTINE) is None
    assert draw.take(["s"], Lane.URGENT) is not None


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    old = Bucket(name="s", tokens=0, filled_at=NOON - timedelta(days=1))
    draw = Draw({"s": old}, {"s": Limit(per_second=1, burst=3)}, NOON)

    taken = [draw.take(["s"], Lane.URGENT) is None for _ in range(5)]

    assert taken == [True, True, True, False, False]


def test_nothing_is_taken_from_any_bucket_when_one_refuses() -> None:
    full, empty = (Bucket(name=name, tokens=tokens, filled_at=NOON) for name, tokens in (("s", 1), ("s|c", 0)))
    limits = {"s": Limit(per_second=1, burst=1), "s|c": Limit(per_second=1, burst=1)}
    draw = Draw({"s": full, "s|c": empty}, limits, NOON)

    refusal: Any = draw.take(["s", "s|c"], Lane.URGENT)

    assert (refusal.bucket, draw.drawn()) == ("s|c", ())
    assert draw.take(["s"], Lane.URGENT) is None
