import asyncio
import struct
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import segno

from bot.channels import Button, Chart, Outgoing, Panel, Series
from bot.channels.scanned import picture_of
from bot.channels.telegram import TelegramDoor, username_of
from bot.metrics import Metrics
from domain.delivery import SendError
from domain.ids import SenderId
from tests.doors.shelf import Shelf
from tests.fakes.faults import (
    AFTER,
    BEFORE,
    DropConnection,
    Fault,
    HangUntilReleased,
    RateLimit,
    Refuse,
    ServerError,
)
from tests.fakes.telegram import FakeTelegram

ANA = 7001
ROWS = (
    (Button(label="5 min", data="ac5.p.x.y"), Button(label="10 min", data="ac10.p.x.y")),
    (Button(label="No", data="de.p.x.y"),),
)
MESSAGE = Outgoing(
    reference="dlv_aaaaaaaaaa", sender="telegram", address=str(ANA), text="Can you go? https://example.org"
)


@pytest.fixture
async def tg() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        fake.user(ANA)
        yield fake


def a_door(tg: FakeTelegram, **settings: Any) -> TelegramDoor:
    return TelegramDoor(
        token=settings.pop("token", tg.token),
        sender=SenderId("telegram"),
        doorstep=Shelf(),
        metrics=settings.pop("metrics", Metrics()),
        api_url=tg.url,
        **settings,
    )


@pytest.fixture
async def door(tg: FakeTelegram) -> AsyncIterator[TelegramDoor]:
    opened = a_door(tg)
    await opened.open()
    await tg.called("getMe")
    yield opened
    await opened.stop()


async def test_a_message_arrives_as_it_was_written_with_its_buttons_and_no_preview(
    tg: FakeTelegram, door: TelegramDoor
) -> None:
    external_id = await door.send(replace(MESSAGE, text="1 < 2 & *so* _on_ https://example.org", rows=ROWS))

    (shown,) = tg.inbox(ANA)
    assert external_id == str(shown.message_id)
    assert shown.text == "1 < 2 & *so* _on_ https://example.org"
    assert [[each.text for each in row] for row in shown.buttons] == [["5 min", "10 min"], ["No"]]
    assert tg.calls[-1].asked["link_preview_options"] == {"is_disabled": True}
    assert tg.refusals == []


async def test_a_button_that_opens_an_address_carries_nothing_else(tg: FakeTelegram, door: TelegramDoor) -> None:
    url = "https://help.example.org/console/in/lnk_aaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAA"

    await door.send(replace(MESSAGE, rows=((Button(label="Open the page", url=url),),)))

    (((button,),),) = [each.buttons for each in tg.inbox(ANA)]
    assert (button.text, button.url, button.data) == ("Open the page", url, None)
    assert tg.refusals == []


async def test_a_button_that_shows_their_number_stands_below_the_chat(tg: FakeTelegram, door: TelegramDoor) -> None:
    await door.send(replace(MESSAGE, number="Show my number"))

    asked = tg.calls[-1].asked["reply_markup"]
    assert asked["keyboard"] == [[{"text": "Show my number", "request_contact": True}]]
    assert asked["one_time_keyboard"] is True
    assert tg.refusals == []


LINK = "https://t.me/loopback_test_bot?start=K7Q2M9"


async def test_a_link_to_scan_comes_as_a_picture_with_the_words_and_the_link_under_it(
    tg: FakeTelegram, door: TelegramDoor
) -> None:
    external_id = await door.send(replace(MESSAGE, text=f"For Ben & nobody else: {LINK}", scans=LINK, rows=ROWS))

    (shown,) = tg.inbox(ANA)
    assert external_id == str(shown.message_id)
    assert shown.photo == picture_of(LINK)
    assert shown.text == f"For Ben & nobody else: {LINK}"
    assert shown.labels == ["5 min", "10 min", "No"]
    assert tg.refusals == []


def test_the_picture_has_the_white_border_that_cameras_need() -> None:
    side = len(segno.make(LINK, micro=False, error="m").matrix) + 8  # four modules of white on each side
    width, height = struct.unpack(">II", picture_of(LINK)[16:24])

    assert (width, height) == (side * 8, side * 8)


async def test_words_too_long_to_stand_under_a_picture_go_without_it(tg: FakeTelegram, door: TelegramDoor) -> None:
    await door.send(replace(MESSAGE, text="w" * 1025, scans=LINK))

    (shown,) = tg.inbox(ANA)
    assert (shown.photo, len(shown.text)) == (None, 1025)


async def test_a_picture_that_telegram_refuses_costs_nobody_the_words(tg: FakeTelegram, door: TelegramDoor) -> None:
    tg.next(Refuse(400, "Bad Request: IMAGE_PROCESS_FAILED"), method="sendPhoto")

    await door.send(replace(MESSAGE, text=f"For Ben: {LINK}", scans=LINK))

    (shown,) = tg.inbox(ANA)
    assert (shown.photo, shown.text) == (None, f"For Ben: {LINK}")


async def test_a_plot_is_drawn_above_its_words_as_wide_as_a_phone(tg: FakeTelegram, door: TelegramDoor) -> None:
    calls = Series(name="as many came as needed", values=(3.0, None))
    fewer = Series(name="fewer came", values=(1.0, 2.0))
    panels = (
        Panel(title="Calls", labels=("09", "12"), series=(calls, fewer), stacked=True),
        Panel(title="Minutes", labels=("Old Town", "An area with a very long name"), series=(calls, fewer), flat=True),
    )

    await door.send(replace(MESSAGE, text="River: calls by hour", chart=Chart(title="River", panels=panels)))

    (shown,) = tg.inbox(ANA)
    assert shown.text == "River: calls by hour"
    assert isinstance(shown.photo, bytes)
    assert shown.photo.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", shown.photo[16:24])
    assert width == 1080
    assert width / 2 < height < 2 * width
    assert b"Software" not in shown.photo
    assert tg.refusals == []


async def test_somebodys_photo_is_sent_as_our_own_and_spoken_of_where_this_bot_cannot_show_it(
    tg: FakeTelegram, door: TelegramDoor
) -> None:
    tg.sends_photo(ANA, "+1 555 0142 87 is my number")
    seen, unseen = "AgACAgIAAx-fake-1", "AgACAgIAAx-of-another-bot"

    for photo in (seen, unseen):
        await door.send(replace(MESSAGE, text="Robin sends this photo.", photo=photo, unshown="Robin sent a photo."))

    shown, spoken = tg.inbox(ANA)
    assert (shown.photo, shown.text) == (seen, "Robin sends this photo.")
    assert (spoken.photo, spoken.text) == (None, "Robin sent a photo.")
    assert [refused.operation for refused in tg.refusals] == ["sendPhoto"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Refuse(400, "Bad Request: chat not found"), SendError(code="400", blocked=True)),
        (Refuse(403, "Forbidden: bot was blocked by the user"), SendError(code="403", blocked=True)),
    ],
)
async def test_whoever_cannot_be_reached_with_a_picture_is_not_tried_with_words(
    tg: FakeTelegram, door: TelegramDoor, fault: Fault, expected: SendError
) -> None:
    tg.next(fault, method="sendPhoto")

    with pytest.raises(SendError) as caught:
        await door.send(replace(MESSAGE, scans=LINK))

    assert caught.value.code == expected.code
    assert caught.value.blocked
    assert tg.inbox(ANA) == []


async def test_a_message_can_be_sent_before_the_door_has_been_opened(tg: FakeTelegram) -> None:
    unopened = a_door(tg)

    await unopened.send(MESSAGE)

    assert len(tg.inbox(ANA)) == 1
    await unopened.stop()


async def test_an_edit_changes_the_message_in_place_and_takes_its_buttons_away(
    tg: FakeTelegram, door: TelegramDoor
) -> None:
    first = await door.send(replace(MESSAGE, rows=ROWS))
    second = await door.send(replace(MESSAGE, text="It is taken", edits=first))

    (shown,) = tg.inbox(ANA)
    assert second == first
    assert (shown.text, shown.labels, shown.edits) == ("It is taken", [], 1)


async def test_an_edit_that_changes_nothing_has_gone_through(tg: FakeTelegram, door: TelegramDoor) -> None:
    first = await door.send(MESSAGE)

    assert await door.send(replace(MESSAGE, edits=first)) == first
    assert len(tg.inbox(ANA)) == 1


@pytest.mark.parametrize("edits", ["999999", "no-number"])
async def test_what_replaces_a_message_that_is_gone_is_sent_anew(
    tg: FakeTelegram, door: TelegramDoor, edits: str
) -> None:
    sent = await door.send(replace(MESSAGE, edits=edits))

    (shown,) = tg.inbox(ANA)
    assert sent == str(shown.message_id)


async def test_what_is_too_long_is_cut_instead_of_refused(tg: FakeTelegram, door: TelegramDoor) -> None:
    await door.send(replace(MESSAGE, text="word " * 1000))

    (shown,) = tg.inbox(ANA)
    assert len(shown.text) == 4096
    assert shown.text.endswith("…")


TOKEN_REFUSED = SendError(code="token", retryable=True, retry_after=timedelta(minutes=1), whole=True)
"""Telegram takes nothing of ours, whoever it is for."""


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Refuse(403, "Forbidden: bot was blocked by the user"), SendError(code="403", blocked=True)),
        (Refuse(403, "Forbidden: user is deactivated"), SendError(code="403", blocked=True)),
        (Refuse(400, "Bad Request: chat not found"), SendError(code="400", blocked=True)),
        (Refuse(400, "Bad Request: message text is empty"), SendError(code="400")),
        (RateLimit(17), SendError(code="429", retryable=True, retry_after=timedelta(seconds=17))),
        (Refuse(401, "Unauthorized"), TOKEN_REFUSED),
        (Refuse(404, "Not Found"), TOKEN_REFUSED),
        (Refuse(409, "Conflict: terminated by other"), SendError(code="409", retryable=True)),
        (ServerError(500, BEFORE), SendError(code="network", unknown=True)),
        (ServerError(502, AFTER), SendError(code="network", unknown=True)),
        (ServerError(200, AFTER), SendError(code="network", unknown=True)),
        (DropConnection(AFTER), SendError(code="ServerDisconnectedError", unknown=True)),
        (DropConnection(BEFORE, reset=True), SendError(code="ClientOSError", unknown=True)),
    ],
    ids=repr,
)
async def test_what_a_failure_means_for_the_message(
    tg: FakeTelegram, door: TelegramDoor, fault: Fault, expected: SendError
) -> None:
    tg.next(fault, method="sendMessage")

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)

    assert vars(failed.value) == vars(expected)


async def test_an_edit_that_is_refused_for_another_reason_is_not_sent_anew(
    tg: FakeTelegram, door: TelegramDoor
) -> None:
    first = await door.send(MESSAGE)
    tg.next(Refuse(400, "Bad Request: message is too long"), method="editMessageText")

    with pytest.raises(SendError, match="400"):
        await door.send(replace(MESSAGE, text="other", edits=first))

    assert len(tg.inbox(ANA)) == 1


async def test_a_connection_refused_means_that_nothing_was_sent(tg: FakeTelegram) -> None:
    await tg.goes_away()
    door = a_door(tg)
    await door.open()

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)

    assert failed.value.retryable
    assert not failed.value.unknown
    await door.stop()


@pytest.mark.parametrize("when", [BEFORE, AFTER])
async def test_no_answer_in_time_means_that_nobody_knows(tg: FakeTelegram, when: Any) -> None:
    door = a_door(tg, limit=0.2)
    hang = HangUntilReleased(when)
    tg.next(hang, method="sendMessage")

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)
    hang.release()

    assert failed.value.unknown
    assert not failed.value.retryable
    await door.stop()


async def test_somebody_who_blocked_the_bot_is_known_by_the_refusal(tg: FakeTelegram, door: TelegramDoor) -> None:
    tg.blocks(ANA)

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)

    assert failed.value.blocked


async def test_a_probe_shows_nothing_on_the_screen_of_whoever_can_be_written_to(
    tg: FakeTelegram, door: TelegramDoor
) -> None:
    await door.probe(str(ANA))

    assert tg.inbox(ANA) == []
    await tg.called("sendChatAction", chat_id=ANA)


@pytest.mark.parametrize("happens", ["blocks", "deletes_account"])
async def test_a_probe_is_refused_as_a_message_would_be(tg: FakeTelegram, door: TelegramDoor, happens: str) -> None:
    getattr(tg, happens)(ANA)

    with pytest.raises(SendError) as probed:
        await door.probe(str(ANA))
    with pytest.raises(SendError) as sent:
        await door.send(MESSAGE)

    assert probed.value.blocked
    assert probed.value.code == sent.value.code


async def test_a_probe_without_an_answer_says_nothing_of_the_account(tg: FakeTelegram) -> None:
    door = a_door(tg, limit=0.2)
    hang = HangUntilReleased(BEFORE)
    tg.next(hang, method="sendChatAction")

    with pytest.raises(SendError) as probed:
        await door.probe(str(ANA))
    hang.release()

    assert probed.value.unknown
    assert not probed.value.blocked
    await door.stop()


async def test_a_rejected_token_is_tried_again_later(tg: FakeTelegram) -> None:
    door = a_door(tg, token="123456:some-other-token-of-nobody")

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)

    assert failed.value.retryable
    assert failed.value.retry_after == timedelta(minutes=1)
    await door.stop()


async def test_telegram_cannot_be_asked_what_it_has_sent(door: TelegramDoor) -> None:
    assert not door.can_find
    assert await door.find(MESSAGE, datetime(2026, 3, 1, tzinfo=UTC)) is None


async def test_a_closed_door_sends_nothing(tg: FakeTelegram, door: TelegramDoor) -> None:
    await door.stop()

    with pytest.raises(SendError) as failed:
        await door.send(MESSAGE)

    assert failed.value.retryable
    assert tg.inbox(ANA) == []


async def test_a_door_that_only_sends_learns_its_bots_name_too_and_insists(tg: FakeTelegram) -> None:
    tg.next(RateLimit(0), method="getMe")
    door = a_door(tg, pauses=(0.01,))

    await door.open()
    await tg.called("getMe")
    assert door._naming is not None
    await asyncio.wait({door._naming}, timeout=5)

    assert door.username == tg.username
    await door.stop()


async def test_the_bots_name_can_be_asked_for_by_itself(tg: FakeTelegram) -> None:
    assert await username_of(tg.token, tg.url) == tg.username
    assert await username_of("1:not-the-token", tg.url) is None
