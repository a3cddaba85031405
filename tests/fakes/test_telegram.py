"""The fake Telegram accepts what python-telegram-bot sends, and refuses what the Bot API refuses."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
import segno
from starlette.responses import Response
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from tests.fakes import published
from tests.fakes.door import Door
from tests.fakes.faults import (
    AFTER,
    BEFORE,
    Delay,
    DropConnection,
    HangUntilReleased,
    RateLimit,
    Refuse,
    Repeat,
    ServerError,
)
from tests.fakes.telegram import FakeTelegram

ANA = 1001
BEN = 1002

needs_the_specification = pytest.mark.skipif(
    not published.TELEGRAM.exists(), reason="Telegram's published specification is not beside the project"
)


@pytest.fixture(autouse=True)
def spans_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def tg() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(retry_every=0.001) as fake:
        fake.user(ANA, "Ana")
        fake.user(BEN, "Ben", language="es")
        yield fake


@asynccontextmanager
async def bot_of(fake: FakeTelegram) -> AsyncIterator[Bot]:
    plain = {"trust_env": False, "verify": False}
    bot = Bot(
        fake.token,
        base_url=f"{fake.url}/bot",
        request=HTTPXRequest(httpx_kwargs=plain),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain),
    )
    await bot.initialize()
    try:
        yield bot
    finally:
        await bot.shutdown()


@pytest.fixture
async def bot(tg: FakeTelegram) -> AsyncIterator[Bot]:
    async with bot_of(tg) as each:
        yield each


def buttons(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"do:{label}") for label in labels]])


async def raw(fake: FakeTelegram, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        response = await client.post(f"{fake.url}/bot{fake.token}/{method}", data=form)
    return response.status_code, response.json()


# What a sound bot does is accepted.


async def test_a_message_of_the_real_library_reaches_the_screen_with_its_buttons(tg: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(
        ANA,
        "Can you go?",
        reply_markup=buttons("Yes", "No"),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        protect_content=True,
        disable_notification=True,
    )

    shown = await tg.expect(ANA, "Can you go?", button="Yes")
    assert shown.message_id == sent.message_id
    assert shown.labels == ["Yes", "No"]
    assert shown.protected
    assert shown.silent
    assert tg.refusals == []


async def test_a_tap_comes_back_as_the_callback_query_of_its_message(tg: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(ANA, "Can you go?", reply_markup=buttons("Yes", "No"))
    query_id = tg.presses(ANA, sent.message_id, "No")

    (update,) = await bot.get_updates(timeout=5)

    query = update.callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (query_id, "do:No", ANA)
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    assert await bot.answer_callback_query(query.id, text="Noted")
    assert tg.refusals == []


async def test_an_edit_changes_the_same_message_and_a_late_thumb_may_still_tap_what_it_took_away(
    tg: FakeTelegram, bot: Bot
) -> None:
    sent = await bot.send_message(ANA, "Can you go?", reply_markup=buttons("Yes", "No"))

    await bot.edit_message_text("You are going", chat_id=ANA, message_id=sent.message_id, reply_markup=buttons("There"))

    (shown,) = tg.inbox(ANA)
    assert (shown.text, shown.labels, shown.edits) == ("You are going", ["There"], 1)
    assert tg.presses(ANA, sent.message_id, "Yes")
    with pytest.raises(LookupError):
        tg.presses(ANA, sent.message_id, "Never")


async def test_buttons_alone_can_be_changed_and_a_message_deleted(tg: FakeTelegram, bot: Bot) -> None:
    first = await bot.send_message(ANA, "One", reply_markup=buttons("Yes"))
    second = await bot.send_message(ANA, "Two")

    await bot.edit_message_reply_markup(chat_id=ANA, message_id=first.message_id, reply_markup=None)
    await bot.delete_message(ANA, second.message_id)

    assert [(shown.text, shown.labels) for shown in tg.inbox(ANA)] == [("One", [])]
    assert tg.refusals == []


async def test_the_rest_of_a_sound_bot_is_accepted(tg: FakeTelegram, bot: Bot) -> None:
    tg.adds_to_group(ANA, -500)

    assert (await bot.get_me()).id == tg.bot_id
    assert await bot.set_my_commands([BotCommand("help", "Ask for help")], language_code="en")
    await bot.send_location(ANA, latitude=41.88, longitude=-87.63)
    await bot.send_message(
        BEN, "Where?", reply_markup=ReplyKeyboardMarkup([[KeyboardButton("Share", request_location=True)]])
    )
    assert await bot.leave_chat(-500)

    assert tg.commands[("default", "en")] == [{"command": "help", "description": "Ask for help"}]
    assert tg.inbox(ANA)[0].location == (41.88, -87.63)
    assert tg.inbox(BEN)[0].keyboard == (("Share",),)
    assert tg.refusals == []


async def test_everything_users_do_parses_into_the_librarys_own_types(tg: FakeTelegram, bot: Bot) -> None:
    tg.says(ANA, "/start K7Q2M9")
    tg.shares_location(ANA, 41.88, -87.63)
    tg.sends_photo(ANA, "look")
    tg.shares_contact(ANA, "+13125550101", "Dee")
    written = tg.says(ANA, "helo")
    tg.edits(ANA, written, "hello")
    tg.blocks(BEN)
    tg.unblocks(BEN)
    tg.adds_to_group(ANA, -500)

    updates = await bot.get_updates(timeout=5)

    command, place, photo, contact, text, edited, blocked, unblocked, added = updates
    assert command.message is not None
    assert command.message.parse_entities() == {command.message.entities[0]: "/start"}
    assert place.message is not None
    assert place.message.location is not None
    assert photo.message is not None
    assert photo.message.caption == "look"
    assert contact.message is not None
    assert contact.message.contact is not None
    assert text.message is not None
    assert edited.edited_message is not None
    assert edited.edited_message.text == "hello"
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member is not None
    assert added.my_chat_member is not None
    assert [update.update_id for update in updates] == sorted({update.update_id for update in updates})


@needs_the_specification
async def test_every_update_and_every_result_is_what_the_specification_promises(tg: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(ANA, "Can you go?", reply_markup=buttons("Yes"))
    tg.says(ANA, "/start")
    tg.shares_location(ANA, 1, 2)
    tg.presses(ANA, sent.message_id, "Yes")
    tg.edits(ANA, tg.says(ANA, "a"), "b")
    tg.sends_photo(ANA)
    tg.shares_contact(ANA, "+13125550101", "Dee")
    tg.blocks(BEN)
    tg.unblocks(BEN)
    tg.adds_to_group(ANA, -500)
    await bot.leave_chat(-500)
    spec = published.telegram()
    assert spec is not None
    results = [
        ("getMe", "User", {}),
        ("getWebhookInfo", "WebhookInfo", {}),
        ("getChat", "ChatFullInfo", {"chat_id": ANA}),
    ]

    problems = [spec.problem_with("Update", update) for update in tg.pending]
    problems += [
        spec.problem_with(kind, (await raw(tg, method, **asked))[1]["result"]) for method, kind, asked in results
    ]
    problems += [spec.problem_with("Message", call.result) for call in tg.calls if call.operation == "sendMessage"]

    assert len(problems) == 15
    assert set(problems) == {None}


# Polling.


async def test_an_update_comes_again_until_the_offset_has_passed_it(tg: FakeTelegram, bot: Bot) -> None:
    tg.says(ANA, "one")
    tg.says(ANA, "two")

    first = await bot.get_updates()
    again = await bot.get_updates(limit=1)
    rest = await bot.get_updates(offset=first[0].update_id + 1)

    assert [u.update_id for u in first] == [first[0].update_id, first[0].update_id + 1]
    assert again == (first[0],)
    assert rest == (first[1],)


async def test_a_long_poll_answers_as_soon_as_somebody_writes(tg: FakeTelegram, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await tg.polled()

    tg.says(ANA, "hello")

    (update,) = await asyncio.wait_for(polling, 5)
    assert update.message is not None
    assert update.message.text == "hello"


async def test_kinds_nobody_asked_for_are_not_delivered(tg: FakeTelegram, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["message"])
    tg.blocks(BEN)
    tg.says(ANA, "hello")

    (update,) = await bot.get_updates()

    assert update.message is not None
    assert [kind for kind in tg.unwanted[0] if kind != "update_id"] == ["my_chat_member"]


async def test_polling_beside_a_webhook_and_two_pollers_are_conflicts(tg: FakeTelegram, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await tg.polled()
    async with bot_of(tg) as second:
        await second.get_updates()
    with pytest.raises(Conflict, match="other getUpdates"):
        await polling

    await bot.set_webhook("https://public.example/telegram/webhook")

    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()


async def test_a_poller_that_died_leaves_no_conflict_and_loses_nothing(tg: FakeTelegram, bot: Bot) -> None:
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        dying = asyncio.create_task(client.post(f"{tg.url}/bot{tg.token}/getUpdates", data={"timeout": "30"}))
        await tg.polled()
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
    tg.says(ANA, "hello")

    assert len(await bot.get_updates(timeout=5)) == 1
    assert tg.refusals == []


# Webhooks.


async def test_a_webhook_gets_every_update_with_the_secret_until_it_takes_it(tg: FakeTelegram, bot: Bot) -> None:
    tg.says(ANA, "before")
    async with Door(answers=[Response(status_code=500), Response(status_code=503)]) as door:
        await bot.set_webhook(f"{door.url}/telegram/webhook", secret_token="s3cret_-")
        tg.says(ANA, "after")
        await tg.settled()

    texts = [json.loads(heard.body)["message"]["text"] for heard in door.heard]
    assert texts == ["before", "before", "before", "after"]
    assert {heard.headers["x-telegram-bot-api-secret-token"] for heard in door.heard} == {"s3cret_-"}
    assert [post.status for post in tg.posts] == [500, 503, 200, 200]
    assert Update.de_json(json.loads(door.heard[0].body)) is not None


async def test_a_public_webhook_is_reached_where_the_test_says_it_is(tg: FakeTelegram, bot: Bot) -> None:
    async with Door() as door:
        tg.connect_to = door.url
        await bot.set_webhook("https://public.example/telegram/webhook?a=b")
        tg.says(ANA, "hello")
        await tg.settled()

    (heard,) = door.heard
    assert (heard.path, heard.query, heard.headers["host"]) == ("/telegram/webhook", "a=b", "public.example")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://public.example/telegram/webhook?a=b", 0)


async def test_a_webhook_may_hear_updates_repeated_and_out_of_order(tg: FakeTelegram, bot: Bot) -> None:
    async with Door() as door:
        await bot.set_webhook(door.url)
        tg.reorder(3)
        for text in ("one", "two", "three"):
            tg.says(ANA, text)
        await tg.settled()
        tg.repeat_updates(times=3)
        tg.says(ANA, "four")
        await tg.settled()

    heard = [json.loads(each.body)["message"]["text"] for each in door.heard]
    assert heard == ["three", "two", "one", "four", "four", "four"]


async def test_updates_wait_while_the_webhook_is_down_and_go_to_polling_when_it_is_deleted(
    tg: FakeTelegram, bot: Bot
) -> None:
    async with Door() as door:
        address = door.url
    await bot.set_webhook(address)
    tg.says(ANA, "hello")
    await bot.delete_webhook()

    assert len(await bot.get_updates(timeout=5)) == 1


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"url": "http://public.example/x"}, "HTTPS"),
        ({"url": "https://public.example:9999/x"}, "ports"),
        ({"url": "https://public.example/x", "secret_token": "no spaces"}, "unallowed"),
    ],
)
async def test_a_webhook_the_public_api_would_refuse_is_refused(
    tg: FakeTelegram, asked: dict[str, Any], why: str
) -> None:
    status, answer = await raw(tg, "setWebhook", **asked)

    assert status == 400
    assert why in answer["description"]


# What the Bot API refuses.

_KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


@pytest.mark.parametrize(
    ("method", "asked", "why"),
    [
        ("sendMessage", {"chat_id": ANA}, "text"),
        ("sendMessage", {"chat_id": ANA, "text": ""}, "message text is empty"),
        ("sendMessage", {"chat_id": ANA, "text": " \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": ANA, "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": 5, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": ANA, "text": "x", "colour": "red"}, "colour"),
        ("sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": "{nonsense"}, "reply_markup"),
        ("sendMessage", {"chat_id": ANA, "text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ("editMessageText", {"chat_id": ANA, "message_id": 999, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"chat_id": ANA, "message_id": 1}, "message text is empty"),
        ("editMessageText", {"text": "x"}, "identifier is not specified"),
        ("deleteMessage", {"chat_id": ANA, "message_id": 999}, "message to delete not found"),
        ("answerCallbackQuery", {"callback_query_id": "17"}, "query is too old"),
        ("setMyCommands", {"commands": [{"command": "Help!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("leaveChat", {"chat_id": ANA}, "private chats"),
    ],
)
async def test_a_wrong_request_is_refused_in_the_apis_words_and_recorded(
    tg: FakeTelegram, method: str, asked: dict[str, Any], why: str
) -> None:
    await raw(tg, "sendMessage", chat_id=ANA, text="the first", reply_markup=_KEYS)

    status, answer = await raw(tg, method, **asked)

    assert status == 400
    assert answer["error_code"] == 400
    assert not answer["ok"]
    assert why in answer["description"]
    assert [refusal.operation for refusal in tg.refusals] == [method]
    assert len(tg.inbox(ANA)) == 1


async def test_a_photo_arrives_with_its_caption_and_has_no_text_to_edit(tg: FakeTelegram, bot: Bot) -> None:
    picture = segno.make("https://t.me/loopback_test_bot?start=K7Q2M9", micro=False)
    drawn = BytesIO()
    picture.save(drawn, kind="png", scale=4)

    sent = await bot.send_photo(ANA, photo=drawn.getvalue(), caption="<b>scan</b> this", parse_mode="HTML")

    assert sent.caption == "scan this"
    (size,) = sent.photo
    assert (size.width, size.height) == picture.symbol_size(scale=4)
    (shown,) = tg.inbox(ANA)
    assert (shown.photo, shown.text) == (drawn.getvalue(), "scan this")
    status, answer = await raw(tg, "editMessageText", chat_id=ANA, message_id=sent.message_id, text="words")
    assert (status, answer["description"]) == (400, "Bad Request: there is no text in the message to edit")


async def test_a_photo_that_this_bot_has_seen_may_be_sent_again_by_its_id_and_no_other(
    tg: FakeTelegram, bot: Bot
) -> None:
    tg.sends_photo(ANA, "look")
    (update,) = await bot.get_updates()
    assert update.message is not None
    seen = update.message.photo[-1].file_id

    sent = await bot.send_photo(ANA, photo=seen)

    assert (sent.caption, sent.photo[0].width) == (None, update.message.photo[-1].width)
    assert tg.inbox(ANA)[-1].photo == seen
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_photo(ANA, photo=seen[:-1] + "x")


@pytest.mark.parametrize(
    ("photo", "caption", "why"),
    [
        (b"not a picture", "x", "IMAGE_PROCESS_FAILED"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 9_000, 1_001), "x", "PHOTO_INVALID_DIMENSIONS"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 210, 10), "x", "PHOTO_INVALID_DIMENSIONS"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 90, 90), "x" * 1025, "message caption is too long"),
    ],
)
async def test_what_is_no_photo_or_too_much_under_one_is_refused(
    tg: FakeTelegram, bot: Bot, photo: bytes, caption: str, why: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.send_photo(ANA, photo=photo, caption=caption)

    assert tg.inbox(ANA) == []


@pytest.mark.parametrize(
    ("button", "accepted"),
    [
        ({"text": "Go", "callback_data": "x" * 64}, True),
        ({"text": "Go", "callback_data": "x" * 65}, False),
        ({"text": "Go", "callback_data": "é" * 33}, False),
        ({"text": "Go", "callback_data": ""}, False),
        ({"text": "", "callback_data": "x"}, False),
        ({"text": "Go"}, False),
        ({"text": "Go", "callback_data": "x", "url": "https://example.org"}, False),
        ({"text": "Go", "url": "https://example.org"}, True),
        ({"text": "Go", "url": "javascript:x"}, False),
    ],
)
async def test_a_button_holds_one_action_of_at_most_64_bytes(
    tg: FakeTelegram, button: dict[str, str], accepted: bool
) -> None:
    status, _ = await raw(tg, "sendMessage", chat_id=ANA, text="x", reply_markup={"inline_keyboard": [[button]]})

    assert (status == 200) is accepted


@needs_the_specification
@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": {"inline_keyboard": [{"text": "flat"}]}}),
        ("sendMessage", {"chat_id": ANA, "text": "x", "link_preview_options": {"off": True}}),
        (
            "sendMessage",
            {"chat_id": ANA, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": 7, "url": "x"}]]}},
        ),
        ("setMyCommands", {"commands": [{"command": "help"}]}),
        ("getUpdates", {"allowed_updates": {"message": True}}),
    ],
)
async def test_structure_inside_a_parameter_is_held_to_the_specification(
    tg: FakeTelegram, method: str, asked: dict[str, Any]
) -> None:
    status, _ = await raw(tg, method, **asked)

    assert status == 400
    assert len(tg.refusals) == 1


@needs_the_specification
def test_what_the_fake_plays_stands_in_the_specification() -> None:
    from tests.fakes.telegram import _PLAYED  # noqa: PLC0415

    spec = published.telegram()
    assert spec is not None
    for method, parameters in _PLAYED.items():
        assert spec.knows(method)
        assert [name for name in parameters if spec.kinds(method, name) is None] == []


async def test_without_the_specification_unknown_and_missing_parameters_are_still_refused() -> None:
    async with FakeTelegram(check_spec=False) as tg:
        tg.user(ANA)

        assert (await raw(tg, "sendMessage", chat_id=ANA, text="x"))[0] == 200
        assert (await raw(tg, "sendMessage", chat_id=ANA, text="x", colour="red"))[0] == 400
        assert (await raw(tg, "sendMessage", chat_id=ANA))[0] == 400
        assert (await raw(tg, "sendMessage", chat_id=ANA, text="x", protect_content="maybe"))[0] == 400


async def test_methods_the_fake_does_not_play_and_other_tokens_are_refused(tg: FakeTelegram) -> None:
    assert (await raw(tg, "getFile", file_id="x"))[0] == 404
    assert (await raw(tg, "sendCarrierPigeon"))[0] == 404
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        assert (await client.post(f"{tg.url}/bot99:other/getMe")).status_code == 401
    assert len(tg.refusals) == 3


async def test_a_state_of_the_world_turns_a_sound_request_away_without_blaming_it(tg: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(ANA, "Can you go?", reply_markup=buttons("Yes"))
    query = tg.presses(ANA, sent.message_id, "Yes")
    tg.expire_queries()
    tg.blocks(BEN)
    tg.user(1003, started=False)

    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(BEN, "hello")
    with pytest.raises(Forbidden, match="initiate conversation"):
        await bot.send_message(1003, "hello")
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("Can you go?", chat_id=ANA, message_id=sent.message_id, reply_markup=buttons("Yes"))

    assert tg.refusals == []
    assert [refusal.code for refusal in tg.turned_away] == [403, 403, 400, 400]


async def test_sends_beyond_a_rate_are_told_how_long_to_wait() -> None:
    now = 100.0
    async with FakeTelegram(clock=lambda: now) as tg, bot_of(tg) as bot:
        tg.user(ANA)
        tg.user(BEN)
        tg.limit(per_second=3, per_chat_per_second=1)
        await bot.send_message(ANA, "one")
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(ANA, "two")
        await bot.send_message(BEN, "one")
        now += 1
        await bot.send_message(ANA, "two")

    assert caught.value.retry_after == timedelta(seconds=1)
    assert tg.refusals == []
    assert [shown.at for shown in tg.inbox(ANA)] == [100.0, 101.0]


async def test_asking_again_before_a_held_rate_limit_is_over_is_a_mistake() -> None:
    now = 100.0
    async with FakeTelegram(clock=lambda: now) as tg, bot_of(tg) as bot:
        tg.user(ANA)
        tg.user(BEN)
        tg.next(RateLimit(5, holds=True), chat_id=ANA)
        with pytest.raises(RetryAfter):
            await bot.send_message(ANA, "one")
        await bot.send_message(BEN, "one")
        assert tg.refusals == []

        now += 3
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(ANA, "one")
        now += 2
        await bot.send_message(ANA, "one")

    assert caught.value.retry_after == timedelta(seconds=2)
    assert [refusal.code for refusal in tg.refusals] == [429]


# Faults.


async def test_a_planned_fault_meets_the_chat_and_method_it_was_planned_for(tg: FakeTelegram, bot: Bot) -> None:
    tg.next(Refuse(400, "Bad Request: because"), method="sendMessage", chat_id=BEN)
    tg.next(RateLimit(7), method="sendMessage")

    with pytest.raises(RetryAfter):
        await bot.send_message(ANA, "one")
    await bot.send_message(ANA, "two")
    with pytest.raises(BadRequest, match="Because"):
        await bot.send_message(BEN, "one")

    assert [shown.text for shown in tg.inbox(ANA)] == ["two"]
    assert tg.inbox(BEN) == []
    assert tg.refusals == []
    assert tg.faults.left == 0


@pytest.mark.parametrize("reset", [False, True])
async def test_a_dropped_connection_leaves_the_message_sent_or_not(tg: FakeTelegram, bot: Bot, reset: bool) -> None:
    tg.next(DropConnection(BEFORE, reset=reset), chat_id=ANA)
    tg.next(DropConnection(AFTER, reset=reset), chat_id=BEN)

    with pytest.raises(NetworkError):
        await bot.send_message(ANA, "lost")
    with pytest.raises(NetworkError):
        await bot.send_message(BEN, "sent all the same")

    assert tg.inbox(ANA) == []
    assert [shown.text for shown in tg.inbox(BEN)] == ["sent all the same"]


async def test_a_server_error_may_come_after_the_effect(tg: FakeTelegram, bot: Bot) -> None:
    tg.next(ServerError(502, AFTER), method="sendMessage")

    with pytest.raises(NetworkError):
        await bot.send_message(ANA, "sent all the same")

    assert len(tg.inbox(ANA)) == 1


async def test_a_hanging_request_times_out_although_the_message_is_sent(tg: FakeTelegram, bot: Bot) -> None:
    hang = HangUntilReleased(AFTER)
    tg.next(hang, method="sendMessage")

    with pytest.raises(TimedOut):
        await bot.send_message(ANA, "sent all the same", read_timeout=0.05)
    await asyncio.wait_for(hang.arrived.wait(), 5)
    hang.release()

    assert [shown.text for shown in tg.inbox(ANA)] == ["sent all the same"]


async def test_a_request_still_hanging_when_the_fake_stops_is_cut_quietly(caplog: pytest.LogCaptureFixture) -> None:
    hang = HangUntilReleased()
    async with httpx.AsyncClient(trust_env=False, verify=False) as client, FakeTelegram() as tg:
        tg.next(hang)
        asking = asyncio.create_task(client.post(f"{tg.url}/bot{tg.token}/getMe"))
        await asyncio.wait_for(hang.arrived.wait(), 5)
        await tg.goes_away()
        with pytest.raises(httpx.TransportError):
            await asking

    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []


async def test_a_delayed_request_waits_for_its_event(tg: FakeTelegram, bot: Bot) -> None:
    gate = asyncio.Event()
    tg.next(Delay(gate), chat_id=ANA)
    sending = asyncio.create_task(bot.send_message(ANA, "late"))
    await bot.send_message(BEN, "meanwhile")
    assert tg.inbox(ANA) == []

    gate.set()
    await sending

    assert [shown.text for shown in tg.inbox(ANA)] == ["late"]


async def test_a_repeated_effect_is_answered_once(tg: FakeTelegram, bot: Bot) -> None:
    tg.next(Repeat(2), method="sendMessage")

    await bot.send_message(ANA, "twice")

    assert [shown.text for shown in tg.inbox(ANA)] == ["twice", "twice"]


async def test_a_fault_never_hides_a_wrong_request(tg: FakeTelegram) -> None:
    tg.next(RateLimit(7), method="sendMessage")

    assert (await raw(tg, "sendMessage", chat_id=ANA))[0] == 400
    assert tg.faults.left == 1


async def test_a_provider_that_went_away_comes_back_at_the_same_address(tg: FakeTelegram, bot: Bot) -> None:
    await tg.goes_away()
    with pytest.raises(NetworkError, match="ConnectError"):
        await bot.send_message(ANA, "one")
    await tg.comes_back()

    await bot.send_message(ANA, "two")

    assert [shown.text for shown in tg.inbox(ANA)] == ["two"]


async def test_an_expectation_that_fails_says_what_is_on_the_screen(tg: FakeTelegram, bot: Bot) -> None:
    await bot.send_message(ANA, "something else")

    with pytest.raises(AssertionError, match="something else"):
        await tg.expect(ANA, "Can you go?", within=0.01)
    assert [shown.text for shown in tg.unread(ANA)] == ["something else"]
    await tg.expect(ANA, "something")
    assert tg.unread(ANA) == []
    await tg.called("sendMessage", chat_id=ANA)
