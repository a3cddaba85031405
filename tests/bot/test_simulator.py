"""Simulated phones behave as phones and their providers do."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.chance import SeededMint
from bot.channels import Button, Outgoing
from bot.channels.simulator import SENDERS, Condition, Fate, NoSuchButton, Phone, Switchboard, simulators
from bot.clock import ManualClock
from bot.doors import Item, NotTakenIn, ReceiptStatus, ReceiptWord
from domain.delivery import SendError
from domain.messages import Inbound, Other
from domain.people import Channel
from tests.support.builders import NOON

TELEGRAM, SMS = Channel.SIM_TELEGRAM, Channel.SIM_SMS
ANA, BEN = "tg-ana", "+13125550102"
KEYS = ((Button(label="5 min", data="ac5"), Button(label="10 min", data="ac10")), (Button(label="No", data="de"),))


class Doorstep:
    """Keeps what is handed over, or refuses all of it."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.shut = False

    async def take_in(self, items: Sequence[Item]) -> Sequence[bool]:
        if self.shut:
            raise NotTakenIn
        self.items.extend(items)
        return [True for _ in items]

    @property
    def said(self) -> list[Inbound]:
        return [each.content for each in self.items if isinstance(each.content, Inbound)]

    @property
    def receipts(self) -> list[ReceiptWord]:
        return [each.content for each in self.items if isinstance(each.content, ReceiptWord)]


@pytest.fixture
def doorstep() -> Doorstep:
    return Doorstep()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def switchboard(doorstep: Doorstep, clock: ManualClock) -> Switchboard:
    board = Switchboard(clock=clock, mint=SeededMint(1))
    board.connect(doorstep)
    board.add(Phone(id="ana", address=ANA, channel=TELEGRAM, label="Ana"))
    board.add(Phone(id="ben", address=BEN, channel=SMS, label="Ben"))
    return board


def outgoing(address: str, text: str = "Can you go?", **more: object) -> Outgoing:
    return Outgoing(reference="dlv_1", sender="us", address=address, text=text, **more)  # type: ignore[arg-type]


async def send(switchboard: Switchboard, channel: Channel, message: Outgoing) -> str:
    return await simulators(switchboard)[channel].send(message)


async def test_what_is_typed_comes_in_as_from_a_real_door(switchboard: Switchboard, doorstep: Doorstep) -> None:
    await switchboard.says(BEN, " help at 5th & Main \u202e")

    (item,) = doorstep.items
    assert (item.channel, item.sender, item.address) == (SMS, SENDERS[SMS], BEN)
    assert item.content == Inbound(text="help at 5th & Main", sent_at=NOON)
    assert [each.text for each in switchboard.at(BEN).messages if each.mine] == ["help at 5th & Main"]


async def test_nothing_typed_is_nothing_sent(switchboard: Switchboard, doorstep: Doorstep) -> None:
    await switchboard.says(BEN, "  \n ")

    assert doorstep.items == []


async def test_every_message_has_an_id_of_its_own(switchboard: Switchboard, doorstep: Doorstep) -> None:
    await switchboard.says(BEN, "help")
    await switchboard.says(BEN, "help")

    assert len({each.external_id for each in doorstep.items}) == 2


async def test_a_pressed_button_comes_in_as_its_token_and_no_more(switchboard: Switchboard, doorstep: Doorstep) -> None:
    message = await send(switchboard, TELEGRAM, outgoing(ANA, rows=KEYS))

    await switchboard.presses(ANA, message, 2)

    assert [each.token for each in doorstep.said] == ["de"]
    assert switchboard.at(ANA).messages[0].pressed == 2


async def test_a_button_that_asks_for_it_shows_the_phones_own_number(
    switchboard: Switchboard, doorstep: Doorstep
) -> None:
    switchboard.add(Phone(id="eve", address="tg-eve", channel=TELEGRAM, label="Eve", number="+13125550143"))
    message = await send(switchboard, TELEGRAM, outgoing("tg-eve", number="Show my number"))

    await switchboard.presses("tg-eve", message, 0)

    assert [(each.own_number, each.token) for each in doorstep.said] == [("+13125550143", None)]


@pytest.mark.parametrize(("message", "button"), [("msg_none", 0), (None, 3), (None, -1)])
async def test_a_button_that_is_not_there_cannot_be_pressed(
    switchboard: Switchboard, doorstep: Doorstep, message: str | None, button: int
) -> None:
    shown = await send(switchboard, TELEGRAM, outgoing(ANA, rows=KEYS))

    with pytest.raises(NoSuchButton):
        await switchboard.presses(ANA, message or shown, button)

    assert doorstep.said == []


async def test_telegram_edits_the_message_it_replaces(switchboard: Switchboard) -> None:
    first = await send(switchboard, TELEGRAM, outgoing(ANA, rows=KEYS))
    again = await send(switchboard, TELEGRAM, outgoing(ANA, "Stood down, thank you.", edits=first))

    (message,) = switchboard.at(ANA).messages
    assert again == first
    assert (message.text, message.rows, message.edited) == ("Stood down, thank you.", (), True)


async def test_telegram_sends_anew_what_can_no_longer_be_edited(switchboard: Switchboard) -> None:
    await send(switchboard, TELEGRAM, outgoing(ANA, edits="msg_gone"))

    assert [each.edited for each in switchboard.at(ANA).messages] == [False]


async def test_sms_refuses_buttons(switchboard: Switchboard) -> None:
    with pytest.raises(SendError) as refused:
        await send(switchboard, SMS, outgoing(BEN, rows=KEYS))

    assert not refused.value.retryable
    assert switchboard.at(BEN).messages == ()


async def test_sms_counts_its_segments_and_reports_that_it_arrived(
    switchboard: Switchboard, doorstep: Doorstep
) -> None:
    message = await send(switchboard, SMS, outgoing(BEN, "a" * 161))

    (receipt,) = doorstep.receipts
    assert (receipt.reference, receipt.provider_id, receipt.status) == ("dlv_1", message, ReceiptStatus.ARRIVED)
    assert switchboard.at(BEN).messages[0].segments == 2


async def test_telegram_reports_nothing(switchboard: Switchboard, doorstep: Doorstep) -> None:
    await send(switchboard, TELEGRAM, outgoing(ANA))

    assert doorstep.items == []


async def test_a_text_to_a_phone_that_is_off_comes_back_undelivered(
    switchboard: Switchboard, doorstep: Doorstep
) -> None:
    await switchboard.switch(BEN, Condition.OFF)
    await send(switchboard, SMS, outgoing(BEN))

    assert [(each.status, each.code) for each in doorstep.receipts] == [(ReceiptStatus.FAILED, "30003")]
    assert switchboard.at(BEN).messages[0].fate is Fate.UNDELIVERED


async def test_telegram_waits_for_a_phone_that_is_off(switchboard: Switchboard) -> None:
    await switchboard.switch(ANA, Condition.OFF)
    await send(switchboard, TELEGRAM, outgoing(ANA))
    waiting = switchboard.at(ANA).messages[0].fate
    await switchboard.switch(ANA, Condition.ON)

    assert (waiting, switchboard.at(ANA).messages[0].fate) == (Fate.SENT, Fate.DELIVERED)


async def test_a_blocked_bot_is_told_so_and_refused(switchboard: Switchboard, doorstep: Doorstep) -> None:
    await switchboard.switch(ANA, Condition.BLOCKED)
    with pytest.raises(SendError) as refused:
        await send(switchboard, TELEGRAM, outgoing(ANA))
    await switchboard.switch(ANA, Condition.ON)

    assert refused.value.blocked
    assert [each.other for each in doorstep.said] == [Other.BLOCKED, Other.UNBLOCKED]


async def test_stop_alone_opts_a_number_out_and_start_lets_us_in_again(
    switchboard: Switchboard, doorstep: Doorstep
) -> None:
    await switchboard.says(BEN, "make him stop")
    await send(switchboard, SMS, outgoing(BEN))
    await switchboard.says(BEN, "Stop")
    with pytest.raises(SendError) as refused:
        await send(switchboard, SMS, outgoing(BEN))
    await switchboard.says(BEN, "START")
    await send(switchboard, SMS, outgoing(BEN))

    assert refused.value.opted_out
    assert refused.value.code == "21610"
    assert [each.other for each in doorstep.said] == [None, Other.OPTED_OUT, Other.OPTED_IN]


async def test_a_shared_location_is_a_point_on_telegram_and_numbers_by_text(
    switchboard: Switchboard, doorstep: Doorstep
) -> None:
    await switchboard.shares(ANA, 41.88, -87.63)
    await switchboard.shares(BEN, 41.88, -87.63)

    by_telegram, by_text = doorstep.said
    assert (by_telegram.point, by_telegram.text) == ((41.88, -87.63), "")
    assert (by_text.point, by_text.text) == (None, "41.88000, -87.63000")


@pytest.mark.parametrize(
    ("channel", "message"),
    [
        (TELEGRAM, outgoing("tg-nobody")),
        (TELEGRAM, outgoing(BEN)),
        (TELEGRAM, outgoing(ANA, "")),
        (TELEGRAM, outgoing(ANA, rows=((Button(label="x", data="d" * 65),),))),
        (SMS, outgoing("+13125550199")),
    ],
)
async def test_what_a_provider_refuses_for_good_is_refused(
    switchboard: Switchboard, channel: Channel, message: Outgoing
) -> None:
    with pytest.raises(SendError) as refused:
        await send(switchboard, channel, message)

    assert not refused.value.retryable
    assert not refused.value.unknown


async def test_a_receipt_that_cannot_be_stored_holds_up_nobody(switchboard: Switchboard, doorstep: Doorstep) -> None:
    doorstep.shut = True

    assert await send(switchboard, SMS, outgoing(BEN))


async def test_only_sms_can_be_asked_what_it_took(switchboard: Switchboard, clock: ManualClock) -> None:
    sms, telegram = simulators(switchboard)[SMS], simulators(switchboard)[TELEGRAM]
    await telegram.send(outgoing(ANA))
    sent = await sms.send(outgoing(BEN))
    clock.advance(timedelta(seconds=5))

    assert (telegram.can_find, await telegram.find(outgoing(ANA), NOON)) == (False, None)
    assert (sms.can_find, await sms.find(outgoing(BEN), NOON)) == (True, sent)
    assert await sms.find(outgoing(BEN, "other words"), NOON) is None
    assert await sms.find(outgoing(BEN), clock.now()) is None


async def test_whoever_watches_hears_of_every_change(switchboard: Switchboard) -> None:
    heard: list[int] = []
    switchboard.on_change(lambda: heard.append(switchboard.at(ANA).received))

    await send(switchboard, TELEGRAM, outgoing(ANA))
    await switchboard.switch(ANA, Condition.OFF)

    assert heard == [1, 1]


@pytest.mark.parametrize(("channel", "address", "longest"), [(TELEGRAM, ANA, 4096), (SMS, BEN, 1600)])
async def test_what_is_too_long_arrives_cut_as_the_real_doors_cut_it(
    switchboard: Switchboard, channel: Channel, address: str, longest: int
) -> None:
    message = outgoing(address, "a" * (longest + 1))

    sent = await send(switchboard, channel, message)

    (shown,) = switchboard.at(address).messages
    assert shown.text == "a" * (longest - 1) + "…"
    assert switchboard.find(channel, message, NOON) == sent
