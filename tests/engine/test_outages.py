"""Providers that go down and come back: what is tried meanwhile, and in which order everything goes afterwards."""

from datetime import timedelta
from itertools import pairwise

from bot.engine.settings import EngineSettings, Limit, Limits
from bot.stimulus import TimerFired
from domain.delivery import DeliveryState
from domain.messages import Lane, WakeKind
from domain.people import Channel
from models import outages
from models.database import Database
from models.tables import delivery
from tests.engine.bench import HELP, PAGE, Bench, busy, sent
from tests.models.small import ANA, BEN, CORA

D = DeliveryState


async def is_down(bench: Bench, channel: Channel = Channel.TELEGRAM) -> bool:
    async with bench.database.reading() as store:
        known = (await outages.load(store)).get(channel)
    return known is not None and known.is_down


async def goes_down(bench: Bench) -> None:
    """Three people's messages fail one after the other."""
    for person in (ANA, BEN, CORA):
        address = f"{person}-down"
        point = await bench.point(person, Channel.TELEGRAM, address)
        bench.telegram.answer(address, busy())
        await bench.plan(point, PAGE, key=f"first of {person}", stream=f"first {person}")
    await bench.engine.settle()
    assert await is_down(bench)


def woken(bench: Bench) -> list[WakeKind]:
    return [each.kind for each in bench.turn.took if isinstance(each, TimerFired)]


async def test_a_provider_that_fails_for_several_people_is_down_and_a_turn_hears_of_it(bench: Bench) -> None:
    await goes_down(bench)

    assert woken(bench) == [WakeKind.PROVIDER_DOWN]


async def test_a_recipient_who_hangs_alone_is_no_outage(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-1")
    bench.telegram.answer("ana-1", *([busy()] * 8))
    await bench.plan(ana, PAGE, key="ana's")
    await bench.later(60)
    assert not await is_down(bench)

    await bench.plan(ben, PAGE, key="ben's")
    await bench.engine.settle()

    assert sent(bench.telegram) == ["ben's"]


async def test_while_it_is_down_one_message_at_a_time_is_tried(bench: Bench) -> None:
    await goes_down(bench)
    dee = await bench.point(ANA, Channel.TELEGRAM, "ana-2")
    bench.telegram.answer("ana-2", *([busy()] * 20))
    for n in range(6):
        await bench.plan(dee, PAGE, key=f"p{n}", stream=f"p{n}")
    before = len(bench.telegram.calls)

    await bench.engine.settle()
    assert len(bench.telegram.calls) == before
    await bench.later(5)
    assert len(bench.telegram.calls) == before + 1
    await bench.later(5)
    assert len(bench.telegram.calls) == before + 1
    await bench.later(5)
    assert len(bench.telegram.calls) == before + 2


async def test_the_other_provider_is_not_held_up(bench: Bench) -> None:
    await goes_down(bench)
    sms = await bench.point(ANA, Channel.SMS, "+1 555")

    await bench.plan(sms, PAGE, key="by text")
    await bench.engine.settle()

    assert sent(bench.sms) == ["by text"]


async def test_the_queue_goes_out_in_the_order_of_its_turns_when_it_is_back(bench: Bench) -> None:
    await goes_down(bench)
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-2")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-2")
    await bench.plan(ana, HELP, key="chatter", stream="c", lane=Lane.ROUTINE)
    await bench.plan(ben, HELP, key="reply", stream="r")
    await bench.plan(ana, PAGE, key="page", stream="p")
    await bench.plan(ben, PAGE, key="first page", stream="f", priority=0)
    expired = await bench.plan(ana, HELP, key="old", stream="o", valid_until=bench.clock.now() + timedelta(seconds=2))

    await bench.later(5)
    await bench.later(1)

    assert not await is_down(bench)
    assert [each for each in sent(bench.telegram) if not each.startswith("first of")] == [
        "first page",
        "page",
        "reply",
        "chatter",
    ]
    assert await bench.state(expired) is D.DEAD
    assert woken(bench)[-1] is WakeKind.PROVIDER_BACK


async def test_a_queue_goes_out_no_faster_than_the_provider_allows(database: Database) -> None:
    limits = Limits(of_sender={Channel.TELEGRAM: Limit(per_second=1, burst=3)})
    bench = Bench(database, EngineSettings(limits=limits))
    await goes_down(bench)
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-2")
    for n in range(6):
        await bench.plan(ana, PAGE, key=f"p{n}", stream=f"p{n}")
    began = bench.clock.now()

    await bench.play()

    when = sorted(
        (row.sent_at - began).total_seconds() for row in await bench.rows(delivery) if row.key.startswith("p")
    )
    assert when[0] == 5
    assert all(later - earlier >= 1 for earlier, later in pairwise(when[2:]))


async def test_what_a_provider_that_is_down_did_not_take_uses_up_no_try(bench: Bench) -> None:
    await goes_down(bench)
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-2")
    for address in list(bench.telegram.addresses):
        bench.telegram.answer(address, *([busy()] * 90))
    page = await bench.plan(ana, PAGE, valid_until=bench.clock.now() + timedelta(hours=9))

    for _ in range(60):
        await bench.later(60)

    standing = await bench.standing(page)
    assert standing.state == D.WAITING.value
    assert standing.attempts == 0


async def test_another_process_knows_it_from_the_rows(bench: Bench) -> None:
    await goes_down(bench)
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-2")
    await bench.plan(ana, PAGE, key="page")
    before = len(bench.telegram.calls)
    another = bench.another()

    await another.settle()
    assert len(bench.telegram.calls) == before
    bench.clock.advance(timedelta(seconds=5))
    leases = await bench.lease(bench.courier())
    assert len(leases) == 1
    await another.settle()

    assert len(bench.telegram.calls) == before  # the try is another's
