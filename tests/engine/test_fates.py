"""Unknown fates, lost fences and leases that ran out: nothing is lost, and nothing doubled but marked."""

from datetime import timedelta

import pytest

from bot.doors import ReceiptStatus
from bot.stimulus import DeliveryFailed
from domain.delivery import DeliveryState, SendError
from domain.people import Channel
from tests.engine.bench import HELP, ONCE, PAGE, Bench, busy, sent
from tests.models.small import ANA, BEN
from tests.support.builders import NOON

D = DeliveryState
NUMBER = "+13125550101"


def failures(bench: Bench) -> list[str]:
    return [each.delivery for each in bench.turn.took if isinstance(each, DeliveryFailed)]


def nobody_knows() -> SendError:
    return SendError(code="read_timeout", unknown=True)


# --- a channel that can be asked


async def test_a_lost_answer_is_cleared_up_by_the_receipt_with_our_reference(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    bench.sms.answer(NUMBER, "lost")
    planned = await bench.plan(ana, PAGE)
    await bench.engine.settle()
    assert await bench.state(planned) is D.UNCERTAIN

    await bench.receipt(ReceiptStatus.ARRIVED, of=planned.id, provider_id="sms-1")
    await bench.play()

    row = await bench.standing(planned)
    assert (row.state, row.external_id) == ("delivered", "sms-1")
    assert len(bench.sms.calls) == 1
    assert bench.sms.asked == []


async def test_without_a_receipt_the_provider_is_asked_and_what_it_has_is_not_sent_again(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    bench.sms.answer(NUMBER, "lost")
    planned = await bench.plan(ana, PAGE)

    assert await bench.play() == [20.0]

    row = await bench.standing(planned)
    assert (row.state, row.external_id, row.repeat) == ("sent", "sms-1", False)
    assert (len(bench.sms.calls), len(bench.sms.asked)) == (1, 1)
    assert await bench.attempts() == [(1, "unknown"), (2, "found")]


async def test_what_the_provider_does_not_have_is_sent_again(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    bench.sms.answer(NUMBER, nobody_knows())
    planned = await bench.plan(ana, PAGE)

    await bench.play()

    assert await bench.state(planned) is D.SENT
    assert sent(bench.sms) == [planned.key]
    assert [outcome for _, outcome in await bench.attempts()] == ["unknown", "not_found", "taken"]


async def test_a_provider_that_cannot_be_asked_now_is_asked_again_later(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    bench.sms.answer(NUMBER, "lost")
    bench.sms.out_of_reach = True
    planned = await bench.plan(ana)
    await bench.engine.settle()
    await bench.later(20)
    assert len(bench.sms.asked) == 1

    bench.sms.out_of_reach = False
    await bench.play()

    assert await bench.state(planned) is D.SENT
    assert len(bench.sms.calls) == 1


async def test_a_provider_that_never_answers_is_given_up_in_the_end(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    bench.sms.answer(NUMBER, nobody_knows())
    bench.sms.out_of_reach = True
    planned = await bench.plan(ana, valid_until=NOON + timedelta(days=1))

    await bench.play()

    assert await bench.state(planned) is D.DEAD
    assert failures(bench) == [planned.id]


async def test_the_same_words_sent_twice_are_not_taken_for_one_another(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    bench.sms.answer(NUMBER, nobody_knows())
    first = await bench.plan(ana, key="x", stream="1")
    bench.words.render = lambda delivery: type(bench.words)().render(first)  # type: ignore[method-assign]
    second = await bench.plan(ana, key="y", stream="2")

    await bench.play()

    assert (await bench.state(first), await bench.state(second)) == (D.SENT, D.SENT)
    assert len(bench.sms.taken) == 2
    assert (await bench.standing(first)).external_id != (await bench.standing(second)).external_id


# --- one that cannot


async def test_a_page_of_unknown_fate_is_sent_again_once_and_marked(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", "lost")
    planned = await bench.plan(ana, PAGE)

    await bench.play()

    assert sent(bench.telegram) == [planned.key, f"{planned.key} again"]
    row = await bench.standing(planned)
    assert (row.state, row.repeat) == ("sent", True)


async def test_a_page_of_unknown_fate_twice_is_given_up_and_told(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", "lost", "lost")
    planned = await bench.plan(ana, PAGE)

    await bench.play()

    assert len(bench.telegram.calls) == 2
    assert await bench.state(planned) is D.DEAD
    assert failures(bench) == [planned.id]


async def test_a_marked_page_that_was_surely_not_taken_is_tried_again(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", "lost", busy())
    planned = await bench.plan(ana, PAGE)

    await bench.play()

    assert await bench.state(planned) is D.SENT
    assert sent(bench.telegram) == [planned.key, f"{planned.key} again"]


async def test_a_reply_of_unknown_fate_is_sent_again_unmarked_until_it_is_known(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", nobody_knows(), nobody_knows())
    planned = await bench.plan(ana, HELP)

    await bench.play()

    assert await bench.state(planned) is D.SENT
    assert sent(bench.telegram) == [planned.key]
    assert len(bench.telegram.calls) == 3


async def test_what_may_be_sent_at_most_once_is_not_sent_again_and_alarms_nobody(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", nobody_knows())
    planned = await bench.plan(ana, ONCE)

    await bench.play()

    row = await bench.standing(planned)
    assert (row.state, row.error_code) == ("dead", "read_timeout")
    assert len(bench.telegram.calls) == 1
    assert failures(bench) == []


async def test_a_send_that_breaks_in_our_own_hands_counts_as_unknown(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.addresses.clear()
    planned = await bench.plan(ana, ONCE)

    await bench.play()

    assert (await bench.standing(planned)).error_code == "Unexpected"
    assert await bench.attempts() == [(1, "unknown")]


# --- leases and fences


@pytest.mark.parametrize(("channel", "address"), [(Channel.TELEGRAM, "ana-1"), (Channel.SMS, NUMBER)])
async def test_what_a_dead_process_had_leased_is_taken_up_when_its_lease_is_over(
    bench: Bench, channel: Channel, address: str
) -> None:
    ana = await bench.point(ANA, channel, address)
    planned = await bench.plan(ana, PAGE)
    await bench.lease(bench.courier())

    await bench.later(14)
    assert await bench.state(planned) is D.LEASED
    await bench.play()

    row = await bench.standing(planned)
    assert row.state == "sent"
    assert row.repeat is (channel is Channel.TELEGRAM)
    assert row.sent_at == NOON + timedelta(seconds=15)
    assert len(bench.channels[channel].taken) == 1


async def test_what_may_be_sent_at_most_once_stays_unsent_when_its_process_died(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    planned = await bench.plan(ana, ONCE)
    await bench.lease(bench.courier())

    await bench.play()

    row = await bench.standing(planned)
    assert (row.state, row.error_code) == ("dead", "lapsed")
    assert bench.telegram.calls == []


async def test_a_worker_that_wakes_after_its_lease_changes_nothing(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    planned = await bench.plan(ana, PAGE)
    stalled, awake = bench.courier(), bench.courier()
    (lost,) = await bench.lease(stalled)
    late = await stalled.send(lost)

    bench.clock.advance(timedelta(seconds=16))
    assert await bench.sweep(awake) == 1
    (lease,) = await bench.lease(awake)
    await bench.record(stalled, late)
    assert await bench.state(planned) is D.LEASED

    await bench.record(awake, await awake.send(lease))
    row = await bench.standing(planned)
    assert (row.state, row.fence, row.external_id) == ("sent", 2, "telegram-2")
    assert sent(bench.telegram) == [planned.key, f"{planned.key} again"]


async def test_a_failure_reported_under_an_older_fence_does_not_fail_it(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    planned = await bench.plan(ana, PAGE)
    stalled, awake = bench.courier(), bench.courier()
    (lost,) = await bench.lease(stalled)
    bench.telegram.answer("ana-1", SendError(code="400"))
    late = await stalled.send(lost)
    bench.clock.advance(timedelta(seconds=16))
    await bench.sweep(awake)
    (lease,) = await bench.lease(awake)
    await bench.record(awake, await awake.send(lease))

    await bench.record(stalled, late)

    assert await bench.state(planned) is D.SENT
    assert failures(bench) == []


async def test_a_worker_that_wakes_too_late_does_not_call_the_provider(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    planned = await bench.plan(ana, PAGE)
    courier = bench.courier()
    (lease,) = await bench.lease(courier)

    bench.clock.advance(timedelta(seconds=6))
    await bench.record(courier, await courier.send(lease))

    assert bench.telegram.calls == []
    row = await bench.standing(planned)
    assert (row.state, row.attempts) == ("waiting", 0)
    await bench.play()
    assert (await bench.standing(planned)).repeat is False


async def test_a_worker_that_wakes_too_late_to_ask_has_not_learned_that_it_was_not_taken(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, NUMBER)
    bench.sms.answer(NUMBER, "lost")
    planned = await bench.plan(ana, PAGE)
    await bench.engine.settle()
    bench.clock.advance(timedelta(seconds=20))
    courier = bench.courier()
    (look,) = await bench.lease(courier)

    bench.clock.advance(timedelta(seconds=6))
    await bench.record(courier, await courier.send(look))

    assert bench.sms.asked == []
    assert await bench.state(planned) is D.UNCERTAIN
    await bench.play()
    assert await bench.state(planned) is D.SENT
    assert len(bench.sms.calls) == 1


async def test_two_workers_never_lease_the_same_delivery(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-1")
    await bench.plan(ana)
    await bench.plan(ben)

    first = await bench.lease(bench.courier())
    second = await bench.lease(bench.courier())

    assert (len(first), second) == (2, [])
