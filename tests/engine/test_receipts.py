"""Receipts: any order, any number of times, sometimes before the answer to the send."""

from itertools import permutations

import pytest

from bot.doors import ReceiptStatus
from bot.stimulus import DeliveryFailed
from domain.delivery import DeliveryState
from domain.ids import DeliveryId
from domain.people import Channel
from tests.engine.bench import PAGE, Bench
from tests.models.small import ANA

D, R = DeliveryState, ReceiptStatus
NUMBER = "+13125550101"


def failures(bench: Bench) -> list[str]:
    return [each.delivery for each in bench.turn.took if isinstance(each, DeliveryFailed)]


@pytest.mark.parametrize("order", list(permutations([R.TAKEN, R.ARRIVED])))
async def test_arrived_is_arrived_in_whatever_order_the_words_come(
    bench: Bench, order: tuple[ReceiptStatus, ...]
) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana)
    await bench.engine.settle()

    for status in order:
        await bench.receipt(status, of=planned.id, provider_id="sms-1")
        await bench.engine.settle()

    assert await bench.state(planned) is D.DELIVERED


async def test_a_message_that_arrived_cannot_fail_afterwards(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana, PAGE)
    await bench.engine.settle()

    await bench.receipt(R.ARRIVED, of=planned.id)
    await bench.receipt(R.FAILED, of=planned.id)
    await bench.engine.settle()

    assert await bench.state(planned) is D.DELIVERED
    assert failures(bench) == []


async def test_an_undelivered_message_is_put_before_a_turn_once(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana, PAGE)
    await bench.engine.settle()

    await bench.receipt(R.FAILED, of=planned.id, provider_id="sms-1")
    await bench.receipt(R.FAILED, of=planned.id)
    await bench.engine.settle()

    assert await bench.state(planned) is D.FAILED
    assert failures(bench) == [planned.id]
    assert await bench.reach(ana.id) == "failing"


async def test_a_receipt_without_our_reference_is_found_by_the_providers_id(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana)
    await bench.engine.settle()

    await bench.receipt(R.ARRIVED, provider_id="sms-1")
    await bench.engine.settle()

    assert await bench.state(planned) is D.DELIVERED


async def test_a_receipt_before_the_answer_to_the_send_counts(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana)
    courier = bench.courier()
    (lease,) = await bench.lease(courier)
    answer = await courier.send(lease)
    await bench.receipt(R.ARRIVED, of=planned.id, provider_id="sms-1")
    await bench.engine.settle()
    assert await bench.state(planned) is D.DELIVERED

    await bench.record(courier, answer)

    row = await bench.standing(planned)
    assert (row.state, row.external_id) == ("delivered", "sms-1")


async def test_a_receipt_that_overtakes_everything_waits_for_its_delivery(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana)
    await bench.receipt(R.ARRIVED, provider_id="sms-1")
    courier = bench.courier()
    (lease,) = await bench.lease(courier)
    await bench.engine.settle()

    await bench.record(courier, await courier.send(lease))
    await bench.play()

    assert await bench.state(planned) is D.DELIVERED


async def test_a_receipt_of_nothing_of_ours_is_let_go(bench: Bench) -> None:
    await bench.receipt(R.ARRIVED, provider_id="another programs")
    await bench.receipt(R.ARRIVED, of=DeliveryId("dlv_unknown"))

    await bench.play()

    assert await bench.inbox_states() == ["done", "done"]


async def test_a_failure_while_it_is_sent_is_final_whatever_the_answer_says(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana, PAGE)
    courier = bench.courier()
    (lease,) = await bench.lease(courier)
    answer = await courier.send(lease)
    await bench.receipt(R.FAILED, of=planned.id, provider_id="sms-1")
    await bench.engine.settle()

    await bench.record(courier, answer)

    row = await bench.standing(planned)
    assert (row.state, row.external_id) == ("failed", "sms-1")
    assert failures(bench) == [planned.id]


async def test_the_failure_of_an_earlier_copy_does_not_fail_the_one_that_went_through(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana, PAGE)
    await bench.engine.settle()

    await bench.receipt(R.FAILED, of=planned.id, provider_id="sms-0")
    await bench.engine.settle()

    assert await bench.state(planned) is D.SENT


async def test_who_opted_out_is_remembered(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    planned = await bench.plan(ana)
    await bench.engine.settle()

    await bench.receipt(R.FAILED, of=planned.id, opted_out=True)
    await bench.engine.settle()

    assert await bench.reach(ana.id) == "opted_out"


async def test_an_arrival_shows_that_a_failing_contact_point_works_again(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    first, second = await bench.plan(ana), await bench.plan(ana)
    await bench.engine.settle()
    await bench.receipt(R.FAILED, of=first.id)
    await bench.engine.settle()

    await bench.receipt(R.ARRIVED, of=second.id)
    await bench.engine.settle()

    assert await bench.reach(ana.id) == "works"
