"""Deliveries: planned once, sent in order, tried again, given up; nobody waits for another recipient."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.stimulus import DeliveryFailed
from domain.delivery import DeliveryState
from domain.ids import ConversationId, PageId
from domain.messages import MessageKind
from domain.people import Channel, ContactPoint, Reach
from models import conversations, deliveries, people
from models.tables import delivery, inbox
from tests.engine.bench import HELP, ONCE, PAGE, Bench, blocked, busy, refusal, sent, wait
from tests.models.small import ANA, BEN, LINE
from tests.support.builders import NOON

D = DeliveryState


def failures(bench: Bench) -> list[str]:
    return [each.delivery for each in bench.turn.took if isinstance(each, DeliveryFailed)]


async def test_a_delivery_is_sent_to_its_address_from_ours_with_our_reference(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    planned = await bench.plan(ana, valid_until=NOON + timedelta(minutes=3))

    await bench.engine.settle()

    ((external_id, message),) = bench.sms.taken
    assert (message.reference, message.address, message.sender) == (planned.id, "+13125550101", "+13125550100")
    assert message.valid_for == timedelta(minutes=3)
    row = await bench.standing(planned)
    assert (row.state, row.external_id, row.fence, row.attempts, row.sent_at) == ("sent", external_id, 1, 1, NOON)
    assert await bench.attempts() == [(1, "taken")]


async def test_what_was_planned_is_read_back_as_it_was(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    wording = replace(bench.delivery(ana, PAGE).wording, discreet=True)
    planned = await bench.plan(ana, PAGE, wording=wording)

    async with bench.database.reading() as store:
        assert await deliveries.load(store, planned.id) == planned
        assert await deliveries.of_page(store, PageId("pag_1")) == (planned,)
        assert await deliveries.load(store, "dlv_none") is None


async def test_planning_the_same_key_twice_is_impossible(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    planned = await bench.plan(ana, key="page pag_1")

    async with bench.database.writing() as store:
        again = bench.delivery(ana, key="page pag_1")
        assert not await deliveries.plan(store, again)
        other = bench.delivery(ana, key="page pag_2")
        assert await deliveries.plan_all(store, [again, other, replace(again, key=other.key)]) == (False, True, False)
    await bench.engine.settle()

    assert sent(bench.telegram) == ["page pag_1", "page pag_2"]
    assert await bench.state(planned) is D.SENT


async def test_one_recipients_messages_keep_their_order_when_the_first_must_wait(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", busy())
    await bench.plan(ana, key="first")
    await bench.plan(ana, key="second")

    await bench.engine.settle()
    assert sent(bench.telegram) == []
    await bench.later(2)

    assert sent(bench.telegram) == ["first", "second"]


async def test_a_message_waits_for_an_earlier_one_of_uncertain_fate(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    bench.sms.answer("+13125550101", "lost")
    first = await bench.plan(ana, key="first")
    second = await bench.plan(ana, key="second")

    await bench.engine.settle()

    assert (await bench.state(first), await bench.state(second)) == (D.UNCERTAIN, D.WAITING)
    await bench.play()
    assert (await bench.state(first), await bench.state(second)) == (D.SENT, D.SENT)
    assert sent(bench.sms) == ["first", "second"]


async def test_messages_about_two_incidents_do_not_wait_for_each_other(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", busy())
    await bench.plan(ana, key="one", stream="ana/inc_1")
    await bench.plan(ana, key="other", stream="ana/inc_2")

    await bench.engine.settle()

    assert sent(bench.telegram) == ["other"]


async def test_one_blocked_recipient_never_holds_up_others(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-1")
    bench.telegram.answer("ana-1", blocked())
    gone = await bench.plan(ana, key="to ana")
    await bench.plan(ben, key="to ben")

    await bench.engine.settle()

    assert sent(bench.telegram) == ["to ben"]
    assert await bench.state(gone) is D.FAILED
    assert failures(bench) == [gone.id]
    assert await bench.reach(ana.id) == "blocked"


async def test_whoever_is_blocked_is_not_called_again_and_each_message_fails_at_once(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", blocked())
    first = await bench.plan(ana)
    second = await bench.plan(ana)

    await bench.engine.settle()

    assert len(bench.telegram.calls) == 1
    assert failures(bench) == [first.id, second.id]
    assert (await bench.standing(second)).error_code == "blocked"


async def test_a_farewell_still_reaches_somebody_who_has_just_opted_out(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    async with bench.database.writing() as store:
        await people.set_reach(store, ana.id, Reach.OPTED_OUT)
    await bench.plan(ana, ONCE, key="goodbye")
    await bench.plan(ana, HELP, key="more")

    await bench.engine.settle()

    assert sent(bench.telegram) == ["goodbye"]


async def test_a_refusal_for_good_is_not_tried_again_and_is_put_before_a_turn(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    bench.sms.answer("+13125550101", refusal("21614"))
    planned = await bench.plan(ana, PAGE)

    await bench.play()

    assert len(bench.sms.calls) == 1
    row = await bench.standing(planned)
    assert (row.state, row.error_code) == ("failed", "21614")
    assert failures(bench) == [planned.id]
    assert await bench.reach(ana.id) == "failing"


async def test_what_gets_through_shows_that_a_contact_point_works_again(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.telegram.answer("ana-1", refusal())
    await bench.plan(ana)
    await bench.engine.settle()
    assert await bench.reach(ana.id) == "failing"

    await bench.plan(ana)
    await bench.engine.settle()

    assert await bench.reach(ana.id) == "works"


async def test_tries_are_further_and_further_apart_until_it_is_given_up_and_told(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    bench.sms.answer("+13125550101", *(busy() for _ in range(50)))
    planned = await bench.plan(ana, valid_until=NOON + timedelta(days=1))

    waits = await bench.play()

    assert len(bench.sms.calls) == 12
    gaps = [after - before for before, after in zip([0.0, *waits], waits, strict=False)]
    assert all(min(2**n, 300) <= gap <= min(2**n, 300) * 1.26 for n, gap in enumerate(gaps))
    assert await bench.state(planned) is D.DEAD
    assert failures(bench) == [planned.id]


async def test_what_the_provider_asks_us_to_wait_for_is_waited_for_and_uses_up_no_try(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    bench.sms.answer("+13125550101", *(wait(7) for _ in range(20)))
    planned = await bench.plan(ana)

    assert await bench.play() == [7.0 * (n + 1) for n in range(20)]

    assert await bench.state(planned) is D.SENT
    assert (await bench.standing(planned)).attempts == 1


async def test_a_message_too_late_to_be_of_use_is_not_sent(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    planned = await bench.plan(ana, PAGE, valid_until=NOON + timedelta(seconds=30))
    bench.sms.answer("+13125550101", wait(31))

    await bench.play()

    row = await bench.standing(planned)
    assert (row.state, row.error_code) == ("dead", "too_late")
    assert len(bench.sms.calls) == 1
    assert failures(bench) == [planned.id]


async def test_a_withdrawn_message_is_not_sent(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    planned = await bench.plan(ana, PAGE)
    other = await bench.plan(ana, HELP)
    async with bench.database.writing() as store:
        await deliveries.withdraw(store, page=PageId("pag_1"))

    await bench.engine.settle()

    assert (await bench.state(planned), await bench.state(other)) == (D.WITHDRAWN, D.SENT)
    assert sent(bench.sms) == [other.key]


async def test_everything_to_a_contact_point_can_be_withdrawn(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    ben = await bench.point(BEN, Channel.SMS, "+13125550102")
    await bench.plan(ana)
    await bench.plan(ben, key="to ben")
    async with bench.database.writing() as store:
        await deliveries.withdraw(store, contact_point=ana.id)

    await bench.engine.settle()

    assert sent(bench.sms) == ["to ben"]


@pytest.mark.parametrize("answer", [busy(), wait(5), "lost"])
async def test_what_is_withdrawn_while_it_is_sent_is_not_tried_again(bench: Bench, answer: object) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    planned = await bench.plan(ana, PAGE)
    bench.sms.answer("+13125550101", answer)  # type: ignore[arg-type]
    courier = bench.courier()
    (lease,) = await bench.lease(courier)
    async with bench.database.writing() as store:
        await deliveries.withdraw(store, page=PageId("pag_1"))
    assert await bench.state(planned) is D.LEASED

    await bench.record(courier, await courier.send(lease))

    assert await bench.state(planned) is D.WITHDRAWN
    await bench.play()
    assert len(bench.sms.calls) == 1


async def test_a_page_is_open_as_long_as_one_of_its_deliveries_may_be_seen(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    tapped = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.sms.answer("+13125550101", refusal())
    bench.telegram.answer("ana-1", blocked())

    async def is_open() -> bool:
        async with bench.database.reading() as store:
            return await deliveries.is_page_open(store, PageId("pag_1"))

    await bench.plan(ana, PAGE)
    assert await is_open()
    await bench.engine.settle()
    assert not await is_open()
    await bench.plan(tapped, PAGE)
    assert await is_open()
    await bench.engine.settle()
    assert not await is_open()


async def test_where_messages_can_be_edited_the_last_one_in_the_slot_is(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    ben = await bench.point(BEN, Channel.TELEGRAM, "ben-1")
    await bench.plan(ana, key="asked", slot="page 1")
    await bench.plan(ben, key="other", slot="page 1")
    await bench.engine.settle()

    await bench.plan(ana, MessageKind.M_PAGE_ENDED, key="ended", slot="page 1")
    await bench.engine.settle()

    by_text = {message.text: (external_id, message.edits) for external_id, message in bench.telegram.taken}
    assert by_text["ended"][1] == by_text["asked"][0]
    assert by_text["asked"][1] is None
    assert by_text["other"][1] is None


async def test_on_channels_of_words_nothing_is_edited_and_what_only_edits_is_not_sent(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    await bench.plan(ana, key="asked", slot="page 1")
    silent = await bench.plan(ana, MessageKind.M_PAGE_ENDED, slot="page 1")
    await bench.plan(ana, key="after", slot="page 1")

    await bench.engine.settle()

    assert sent(bench.sms) == ["asked", "after"]
    assert all(message.edits is None for message in bench.sms.calls)
    assert await bench.state(silent) is D.WITHDRAWN


async def test_what_only_edits_is_not_sent_when_there_is_nothing_to_edit(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    silent = await bench.plan(ana, MessageKind.M_PAGE_ENDED, slot="page 1")

    await bench.engine.settle()

    assert await bench.state(silent) is D.WITHDRAWN
    assert failures(bench) == []


async def test_urgent_messages_go_first_and_the_first_page_before_all(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    await bench.plan(ana, HELP, key="reply", stream="1")
    await bench.plan(ana, PAGE, key="page", stream="2", priority=5)
    await bench.plan(ana, PAGE, key="first page", stream="3", priority=0)

    await bench.engine.settle()

    assert sent(bench.telegram) == ["first page", "page", "reply"]


async def test_a_channel_that_is_off_fails_its_messages_at_once(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    del bench.channels[Channel.SMS]
    planned = await bench.plan(ana, PAGE)

    await bench.engine.settle()

    row = await bench.standing(planned)
    assert (row.state, row.error_code) == ("failed", "channel_off")
    assert failures(bench) == [planned.id]


async def test_a_message_that_cannot_be_put_into_words_is_tried_again_and_given_up(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.TELEGRAM, "ana-1")
    bench.words.breaks = True
    planned = await bench.plan(ana, valid_until=NOON + timedelta(days=1))

    await bench.play()

    assert bench.telegram.calls == []
    row = await bench.standing(planned)
    assert (row.state, row.error_code, row.attempts) == ("dead", "KeyError", 12)
    assert failures(bench) == [planned.id]


async def test_a_failure_is_told_once_and_words_are_sealed(bench: Bench) -> None:
    ana = await bench.point(ANA, Channel.SMS, "+13125550101")
    bench.sms.answer("+13125550101", refusal())
    wording = replace(bench.delivery(ana).wording, params={"words": "a blue door"})
    await bench.plan(ana, wording=wording)

    await bench.play()

    assert "blue door" not in repr(await bench.rows(delivery))
    assert [row.kind for row in await bench.rows(inbox)] == ["delivery_failed"]


async def stranger(bench: Bench, number: str = "+13125550111") -> tuple[ContactPoint, ConversationId]:
    """Somebody who has just written, and their conversation."""
    bench.sms.addresses.add(number)
    async with bench.database.writing() as store:
        here, talk = await conversations.begin(
            store, channel=Channel.SMS, sender=LINE, address=number, language="en", now=NOON
        )
    return here, talk.id


async def test_a_requester_is_reached_where_they_wrote_from(bench: Bench) -> None:
    here, talk = await stranger(bench)
    await bench.plan(here, MessageKind.R_FIRST_WORDS, key="first words", person=None, conversation=talk)

    await bench.engine.settle()

    assert [(message.address, message.text) for _, message in bench.sms.taken] == [("+13125550111", "first words")]


async def test_what_nobody_can_read_any_more_is_given_up_without_alarm(bench: Bench) -> None:
    here, talk = await stranger(bench)
    planned = await bench.plan(here, MessageKind.R_FIRST_WORDS, person=None, conversation=talk)
    await bench.database.keyring.destroy((NOON + timedelta(days=30)).date(), NOON)
    bench.database.vault.forget()

    await bench.engine.settle()

    row = await bench.standing(planned)
    assert (row.state, row.error_code) == ("dead", "unreadable")
    assert bench.sms.calls == []
    assert failures(bench) == []
    async with bench.database.reading() as store:
        assert await deliveries.load(store, planned.id) is None
