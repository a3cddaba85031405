import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.channels.telegram import TelegramDoor, delete_webhook, set_webhook
from bot.clock import ManualClock
from bot.doors import ItemKind
from bot.metrics import Metrics
from bot.notices import Notices
from bot.web.server import WebServer, build
from bot.web.webhooks import telegram_routes
from config.catalogues import load_catalogues
from domain.ids import SenderId
from domain.messages import Inbound, Other
from domain.people import Channel
from tests.doors.shelf import Listening, Shelf
from tests.fakes.faults import RateLimit, Refuse, ServerError
from tests.fakes.published import FOLDER
from tests.fakes.telegram import FakeTelegram
from tests.handlers.talks import COMMUNITY
from tests.support.listening import captured_log

ANA = 7001
PUBLIC = "https://help.example.org"
SECRET = "a-secret-of-ours"
BOT = SenderId("telegram")
NOTICES = Notices(lambda: COMMUNITY, load_catalogues())


def a_door(tg: FakeTelegram, shelf: Shelf, metrics: Metrics | None = None, **settings: Any) -> TelegramDoor:
    return TelegramDoor(
        token=tg.token,
        sender=BOT,
        doorstep=shelf,
        metrics=metrics or Metrics(),
        api_url=tg.url,
        **{"pauses": (0.01,), "long_poll": 5, **settings},
    )


@asynccontextmanager
async def polling(tg: FakeTelegram, shelf: Shelf, **settings: Any) -> AsyncIterator[TelegramDoor]:
    door = a_door(tg, shelf, **settings)
    await door.start()
    try:
        yield door
    finally:
        await door.stop()


@asynccontextmanager
async def a_webhook(tg: FakeTelegram, shelf: Shelf, metrics: Metrics | None = None) -> AsyncIterator[str]:
    door = a_door(tg, shelf, metrics, public_url=PUBLIC, secret=SECRET)
    server = WebServer(build(telegram_routes(door), []), "127.0.0.1", 0)
    await server.start()
    tg.connect_to = f"http://127.0.0.1:{server.port}"
    await door.start()
    try:
        await tg.called("setWebhook")
        yield f"{tg.connect_to}/telegram/webhook"
    finally:
        await server.stop()
        await door.stop()


@pytest.fixture
async def tg() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        fake.user(ANA, language="es")
        yield fake
        assert fake.refusals == []


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


# --- what each kind of update becomes


async def test_words_come_in_with_whose_they_are_and_the_language_telegram_names(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    async with polling(tg, shelf):
        tg.says(ANA, "  need\u202e a \x00hand\r\nhere ")
        (item,) = await shelf.holds(1)

    assert (item.channel, item.sender, item.address, item.kind) == (Channel.TELEGRAM, BOT, str(ANA), ItemKind.INBOUND)
    assert item.external_id == f"telegram/{700_000_001}"
    assert isinstance(item.content, Inbound)
    assert item.content.text == "need a hand\nhere"
    assert item.content.language_hint == "es"
    assert item.content.sent_at is not None
    assert item.content.sent_at.tzinfo == UTC


async def test_a_command_keeps_what_follows_it(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.says(ANA, "/start K7Q2M9")
        await shelf.holds(1)

    assert shelf.inbound.text == "/start K7Q2M9"


async def test_a_shared_place_comes_in_as_degrees(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.shares_location(ANA, 41.91, -87.63)
        await shelf.holds(1)

    assert shelf.inbound.point == (41.91, -87.63)
    assert shelf.inbound.text == ""


async def test_a_picture_is_a_picture_but_its_caption_is_words(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.sends_photo(ANA)
        tg.sends_photo(ANA, "by the bridge")
        bare, captioned = (item.content for item in await shelf.holds(2))

    assert isinstance(bare, Inbound)
    assert isinstance(captioned, Inbound)
    assert (bare.other, bare.text) == (Other.PHOTO, "")
    assert (captioned.other, captioned.text) == (None, "by the bridge")
    assert (bare.with_media, captioned.with_media) == (False, True)
    assert [each.photo for each in (bare, captioned)] == ["AgACAgIAAx-fake-1", "AgACAgIAAx-fake-3"]  # the larger ones


async def test_plain_words_came_with_nothing(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.says(ANA, "by the bridge")
        await shelf.holds(1)

    assert not shelf.inbound.with_media


async def test_a_contact_card_gives_away_nothing_of_whom_it_names(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.shares_contact(ANA, "+13125550142", "Somebody")
        await shelf.holds(1)

    assert shelf.inbound.other is Other.CONTACT
    assert "555" not in repr(shelf.items)


async def test_a_number_comes_in_only_if_telegram_says_it_is_the_senders_own(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.shares_contact(ANA, "13125550142", "Ana", of=ANA)
        tg.shares_contact(ANA, "+13125550143", "Ben", of=ANA + 1)
        own, other = await shelf.holds(2)

    assert isinstance(own.content, Inbound)
    assert isinstance(other.content, Inbound)
    assert (own.content.own_number, own.content.other) == ("+13125550142", None)
    assert (other.content.own_number, other.content.other) == (None, Other.CONTACT)
    assert "5550143" not in repr(other)


async def test_an_edited_message_brings_its_new_words_and_when_they_were_changed(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    async with polling(tg, shelf):
        tg.edits(ANA, tg.says(ANA, "5th & Mian"), "5th & Main")
        _, edited = await shelf.holds(2)

    assert isinstance(edited.content, Inbound)
    assert (edited.content.other, edited.content.text) == (Other.EDITED, "5th & Main")


async def test_who_blocks_the_bot_and_who_takes_it_back_is_heard(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.says(ANA, "hi")
        tg.blocks(ANA)
        tg.unblocks(ANA)
        _, blocked, unblocked = await shelf.holds(3)

    assert isinstance(blocked.content, Inbound)
    assert isinstance(unblocked.content, Inbound)
    assert (blocked.content.other, unblocked.content.other) == (Other.BLOCKED, Other.UNBLOCKED)
    assert blocked.address == unblocked.address == str(ANA)


async def test_the_bot_leaves_a_group_and_hears_nothing_said_in_it(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.adds_to_group(ANA, -500)
        tg.says(ANA, "over here", chat_id=-500)
        tg.says(ANA, "to you alone")
        await shelf.holds(1)
        await tg.called("leaveChat", chat_id=-500)

    assert shelf.inbound.text == "to you alone"


@pytest.mark.parametrize(
    ("content", "other"),
    [
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 2}}, Other.VOICE),
        ({"audio": {"file_id": "f", "file_unique_id": "u", "duration": 2}}, Other.VOICE),
        ({"document": {"file_id": "f", "file_unique_id": "u"}}, Other.FILE),
        ({"dice": {"emoji": "🎲", "value": 3}}, Other.STICKER),
        (
            {
                "sticker": {
                    "file_id": "f",
                    "file_unique_id": "u",
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            Other.STICKER,
        ),
        ({"video_note": {"file_id": "f", "file_unique_id": "u", "length": 9, "duration": 1}}, Other.PHOTO),
    ],
)
async def test_everything_that_is_neither_words_nor_a_place_is_named(
    tg: FakeTelegram, shelf: Shelf, content: dict[str, Any], other: Other
) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, an_update(**content))).status_code == 200

    assert shelf.inbound.other is other


@pytest.mark.parametrize(
    "content",
    [
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"connected_website": "example.org"},
    ],
)
async def test_notices_of_telegrams_own_are_nobodys_words(
    tg: FakeTelegram, shelf: Shelf, content: dict[str, Any]
) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, an_update(**content))).status_code == 200

    assert shelf.items == []


async def test_a_live_place_counts_where_it_began(tg: FakeTelegram, shelf: Shelf) -> None:
    message = an_update(location={"latitude": 1.5, "longitude": 2.5})["message"]
    async with a_webhook(tg, shelf) as url:
        await posted(url, {"update_id": 1, "message": message})
        await posted(url, {"update_id": 2, "edited_message": {**message, "edit_date": 1_800_000_100}})

    assert shelf.inbound.point == (1.5, 2.5)


async def test_a_place_that_moves_comes_in_when_it_has_really_moved(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        shared = tg.shares_live_location(ANA, 41.9100, -87.63)
        tg.moves(ANA, shared, 41.9101, -87.63)  # 11 m: a phone that lies on a table
        tg.moves(ANA, shared, 41.9105, -87.63)
        tg.moves(ANA, shared, 41.9106, -87.63)
        tg.moves(ANA, shared, 41.9110, -87.63, ends=True)
        await tg.settled()

    contents = [item.content for item in shelf.items if isinstance(item.content, Inbound)]
    assert [(each.point, each.live) for each in contents] == [
        ((41.91, -87.63), False),
        ((41.9105, -87.63), True),
        ((41.911, -87.63), True),
    ]


async def test_a_forwarded_text_says_that_it_is_one_and_not_whose(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.forwards(ANA, "A 12")
        await shelf.holds(1)

    assert (shelf.inbound.text, shelf.inbound.forwarded) == ("A 12", True)
    assert "Somebody" not in repr(shelf.items)


WORDS: dict[str, Any] = {"text": "hi", "caption": "hi"}
PLACES: dict[str, Any] = {
    "location": {"latitude": 1.0, "longitude": 2.0},
    "venue": {"location": {"latitude": 1.0, "longitude": 2.0}, "title": "t", "address": "a"},
}
A_FILE = {"file_id": "f", "file_unique_id": "u"}
A_PHOTO = {**A_FILE, "width": 9, "height": 9}
UNREAD: dict[str, Any] = {
    "animation": {**A_PHOTO, "duration": 1},
    "audio": {**A_FILE, "duration": 1},
    "checklist": {"title": "t", "tasks": [{"id": 1, "text": "x"}]},
    "contact": {"phone_number": "+13125550142", "first_name": "Somebody"},
    "dice": {"emoji": "🎲", "value": 3},
    "document": A_FILE,
    "game": {"title": "t", "description": "d", "photo": [A_PHOTO]},
    "invoice": {"title": "t", "description": "d", "start_parameter": "s", "currency": "USD", "total_amount": 1},
    "paid_media": {"star_count": 1, "paid_media": []},
    "photo": [A_PHOTO],
    "poll": {
        "id": "1",
        "question": "?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
    },
    "rich_message": {},
    "sticker": {**A_PHOTO, "type": "regular", "is_animated": False, "is_video": False},
    "story": {"chat": {"id": 9, "type": "private"}, "id": 1},
    "video": {**A_PHOTO, "duration": 1},
    "video_note": {**A_FILE, "length": 9, "duration": 1},
    "voice": {**A_FILE, "duration": 1},
}


@pytest.mark.parametrize("name", UNREAD)
async def test_whatever_cannot_be_read_is_named_and_nothing_of_it_is_kept(
    tg: FakeTelegram, shelf: Shelf, name: str
) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, an_update(**{name: UNREAD[name]}))).status_code == 200

    unread = {Other.PHOTO, Other.VOICE, Other.STICKER, Other.CONTACT, Other.FILE}
    assert shelf.inbound == Inbound(other=shelf.inbound.other, sent_at=shelf.inbound.sent_at)
    assert shelf.inbound.other in unread


async def test_words_beside_something_newer_than_the_library_are_not_lost_and_hold_up_nobody(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    async with polling(tg, shelf):
        tg.sends(ANA, text="we need a bed", poll={"of a kind": "nobody knows"})
        tg.sends(ANA, poll={"of a kind": "nobody knows"})
        tg.says(ANA, "quickly")
        contents = [item.content for item in await shelf.holds(3)]

    read = [(each.text, each.other) for each in contents if isinstance(each, Inbound)]
    assert read == [("we need a bed", None), ("", Other.FILE), ("quickly", None)]


async def test_a_venue_is_its_place(tg: FakeTelegram, shelf: Shelf) -> None:
    async with a_webhook(tg, shelf) as url:
        await posted(url, an_update(**PLACES))

    assert shelf.inbound.point == (1.0, 2.0)


def test_every_content_that_telegram_publishes_is_one_of_these() -> None:
    """Whatever is neither about a message nor a notice of Telegram's own is words, a place, or named as unread."""
    if not (FOLDER / "telegram_bot_api.json").exists():
        pytest.skip("Telegram's published specification is not beside the project")
    published = json.loads((FOLDER / "telegram_bot_api.json").read_text())
    fields = {each["name"]: each["description"] for each in published["types"]["Message"]["fields"]}
    about = {name: says for name, says in fields.items() if says.startswith("Optional. Message is a")}
    content = {name for name, says in about.items() if "service message" not in says}

    not_to_a_bot = {"giveaway", "giveaway_winners", "live_photo"}  # a live photo comes as a photo too
    assert content - not_to_a_bot - {"text"} <= set(UNREAD) | set(PLACES) | set(WORDS)


async def test_a_bot_added_to_a_channel_or_an_outgrown_group_leaves(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf):
        tg.adds_to_channel(ANA, -100_900)
        await tg.called("leaveChat", chat_id=-100_900)
        tg.adds_to_group(ANA, -700)
        tg.outgrows(-700, -100_700)
        await tg.called("leaveChat", chat_id=-100_700)

    assert shelf.items == []


async def test_a_group_hears_one_sentence_before_the_bot_leaves_it(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf, notices=NOTICES):
        tg.adds_to_group(ANA, -500)
        tg.says(ANA, "over here", chat_id=-500)
        await tg.called("leaveChat", chat_id=-500)

    (said,) = tg.inbox(-500)
    assert said.text == NOTICES.group()
    assert shelf.items == []


async def test_the_menu_and_the_description_are_in_each_language_and_the_first_is_everybodys(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    async with polling(tg, shelf, notices=NOTICES):
        await tg.called("setMyCommands", times=3)
        await tg.called("setMyDescription", times=3)

    names = {code: [each["command"] for each in tg.commands["default", code]] for code in ("", "en", "es")}
    assert names[""] == names["en"] == ["start", "news", "exit", "espanol"]
    assert names["es"] == ["start", "noticias", "salir", "english"]
    assert tg.descriptions[""] == tg.descriptions["en"] != tg.descriptions["es"]
    assert "Riverside" in tg.descriptions["es"]


async def test_a_menu_that_telegram_did_not_take_is_set_again_until_it_does_and_said_once(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    tg.next(ServerError(500), method="setMyCommands", times=3)
    tg.next(RateLimit(retry_after=0), method="setMyDescription", times=2)

    with captured_log("WARNING") as log:
        async with polling(tg, shelf, notices=NOTICES):
            await tg.called("setMyCommands", times=3)
            await tg.called("setMyDescription", times=3)

    assert {code for _, code in tg.commands} == set(tg.descriptions) == {"", "en", "es"}
    assert log.getvalue().count("menu and description are not shown yet") == 1


async def test_a_menu_that_telegram_will_never_take_is_said_and_the_others_are_set(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    tg.next(Refuse(400, "Bad Request: BOT_COMMAND_INVALID"), method="setMyCommands")

    with captured_log("ERROR") as log:
        async with polling(tg, shelf, notices=NOTICES):
            await tg.called("setMyDescription", times=3)

    assert {code for _, code in tg.commands} == {"en", "es"}
    assert log.getvalue().count("menu or description refused") == 1


async def test_a_tap_comes_in_as_it_was_and_its_spinner_is_stopped(tg: FakeTelegram, shelf: Shelf) -> None:
    async with a_webhook(tg, shelf) as url:
        query = {
            "id": "991",
            "from": {"id": ANA, "is_bot": False, "first_name": "A", "language_code": "en"},
            "chat_instance": "1",
            "data": "ac20.pag_aaaaaaaaaa.x.y",
        }
        tg._queries["991"] = True
        assert (await posted(url, {"update_id": 5, "callback_query": query})).status_code == 200
        await tg.called("answerCallbackQuery")

    (item,) = shelf.items
    assert shelf.inbound.token == "ac20.pag_aaaaaaaaaa.x.y"
    assert shelf.inbound.tap is None
    assert item.address == str(ANA)


async def test_a_query_too_old_to_answer_costs_nothing_but_the_spinner(tg: FakeTelegram, shelf: Shelf) -> None:
    async with a_webhook(tg, shelf) as url:
        query = {"id": "7", "from": {"id": ANA, "is_bot": False, "first_name": "A"}, "chat_instance": "1", "data": "x"}
        tg._queries["7"] = False
        await posted(url, {"update_id": 5, "callback_query": query})
        await shelf.holds(1)


# --- polling


async def test_polling_takes_a_standing_webhook_down_first_and_keeps_what_waits(tg: FakeTelegram, shelf: Shelf) -> None:
    async with httpx.AsyncClient() as client:
        await client.post(f"{tg.url}/bot{tg.token}/setWebhook", json={"url": "https://127.0.0.1:9/old"})
    tg.says(ANA, "said before we were there")
    async with polling(tg, shelf):
        await shelf.holds(1)

    assert tg.webhook_url is None


async def test_the_offset_moves_only_after_the_batch_is_stored(tg: FakeTelegram, shelf: Shelf) -> None:
    shelf.gate = asyncio.Event()
    async with polling(tg, shelf):
        tg.says(ANA, "help")
        await shelf.holds(1)
        kept_meanwhile = len(tg.pending)
        shelf.gate.set()
        await tg.settled()

    assert kept_meanwhile == 1


async def test_an_update_whose_taker_died_before_the_offset_moved_is_taken_again_to_one_effect(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    shelf.gate = asyncio.Event()
    first = a_door(tg, shelf)
    await first.start()
    tg.says(ANA, "help")
    await shelf.holds(1)
    for task in first._running:  # as if the process had been killed between the commit and the next poll
        task.cancel()
    await asyncio.gather(*first._running, return_exceptions=True)
    first._running.clear()
    await first.stop()
    shelf.gate.set()

    async with polling(tg, shelf):
        await shelf.visited(2)
        await tg.settled()

    assert shelf.batches == [1, 1]
    assert [item.external_id for item in shelf.items] == ["telegram/700000001"]


async def test_what_the_doorstep_refuses_is_fetched_again_until_it_is_stored(tg: FakeTelegram, shelf: Shelf) -> None:
    shelf.refusals_left = 3
    async with polling(tg, shelf):
        tg.says(ANA, "help")
        await shelf.holds(1)
        await tg.settled()

    assert shelf.inbound.text == "help"


async def test_a_burst_is_stored_in_batches_and_in_order(tg: FakeTelegram, shelf: Shelf) -> None:
    for number in range(150):
        tg.says(ANA, f"word {number}")
    async with polling(tg, shelf):
        items = await shelf.holds(150)

    assert [item.content.text for item in items if isinstance(item.content, Inbound)] == [
        f"word {number}" for number in range(150)
    ]
    assert shelf.batches == [100, 50]


async def test_polling_lives_through_errors_limits_and_an_outage(tg: FakeTelegram, shelf: Shelf) -> None:
    async with polling(tg, shelf, long_poll=2):
        tg.next(ServerError(502), method="getUpdates", times=2)
        tg.next(ServerError(500), method="deleteWebhook")
        tg.says(ANA, "one")
        await shelf.holds(1)
        await tg.goes_away()
        await tg.comes_back()
        tg.says(ANA, "two")
        await shelf.holds(2)
        tg.next(RateLimit(1), method="getUpdates")
        tg.says(ANA, "three")
        await shelf.holds(3)


async def test_a_start_while_telegram_is_away_waits_for_nobody(shelf: Shelf) -> None:
    async with FakeTelegram() as tg:
        await tg.goes_away()
        async with polling(tg, shelf) as door:
            assert door.username is None
            await tg.comes_back()
            tg.says(ANA, "there you are")
            await shelf.holds(1)
            assert door.username == tg.username


async def test_a_poll_that_is_refused_is_known_as_one_that_hears_nothing_until_it_hears_again(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    ear = Listening()
    async with polling(tg, shelf, ear=ear):
        await ear.until("heard")
        tg.says(ANA, "one")
        await shelf.holds(1)
        tg.next(ServerError(), method="getUpdates")
        tg.says(ANA, "two")
        await shelf.holds(2)
        tg.says(ANA, "three")
        await shelf.holds(3)

    assert ear.words == ["heard", "failed", "heard"]


# --- a webhook that is set and brings nothing


class WatchedWebhook:
    """A door that Telegram brings updates to, watched, and what its ear was told. Its web server comes and goes."""

    def __init__(self, tg: FakeTelegram, shelf: Shelf, clock: ManualClock) -> None:
        self.ear = Listening()
        self._tg = tg
        self._clock = clock
        self._door = a_door(tg, shelf, public_url=PUBLIC, secret=SECRET, ear=self.ear)
        self._over = asyncio.Event()
        self._looks = 0
        self._server: WebServer | None = None

    async def __aenter__(self) -> "WatchedWebhook":
        self._watching = asyncio.create_task(self._door.watch_webhook(self._clock, self._over))
        await self.is_up()
        await self._door.start()
        await self.ear.until("heard")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._watching
        await self.is_down()
        await self._door.stop()

    async def is_up(self) -> None:
        self._server = WebServer(build(telegram_routes(self._door), []), "127.0.0.1", 0)
        await self._server.start()
        self._tg.connect_to = f"http://127.0.0.1:{self._server.port}"

    async def is_down(self) -> None:
        if self._server is not None:
            await self._server.stop()
            self._server = None

    async def looks_again(self) -> None:
        """A minute passes, and Telegram is asked."""
        self._looks += 1
        self._clock.advance(timedelta(minutes=1))
        await self._tg.called("getWebhookInfo", times=self._looks)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 6, 20, 0, tzinfo=UTC))


@pytest.fixture
async def timed(clock: ManualClock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(wall=lambda: clock.now().timestamp(), retry_every=0.001) as fake:
        fake.user(ANA)
        yield fake
        assert fake.refusals == []


async def test_a_webhook_that_brings_nothing_is_known_as_one_that_hears_nothing_until_it_brings_again(
    timed: FakeTelegram, shelf: Shelf, clock: ManualClock
) -> None:
    with captured_log() as log:
        async with WatchedWebhook(timed, shelf, clock) as hook:
            await hook.is_down()
            timed.says(ANA, "is anybody there")
            await timed.failed_to_bring()
            await hook.looks_again()
            await hook.ear.until("heard", "failed")
            await hook.looks_again()  # the failure is no newer, and what was written still waits
            await hook.is_up()
            await timed.settled()
            await hook.looks_again()
            await hook.ear.until("heard", "failed", "heard")

    assert log.getvalue().count("updates are not brought") == 1
    assert log.getvalue().count("updates are brought again") == 1
    assert hook.ear.words == ["heard", "failed", "heard"]


async def test_what_is_under_way_after_a_failure_that_is_over_is_no_sign_of_trouble(
    timed: FakeTelegram, shelf: Shelf, clock: ManualClock
) -> None:
    async with WatchedWebhook(timed, shelf, clock) as hook:
        await hook.is_down()
        timed.says(ANA, "one")
        await timed.failed_to_bring()
        await hook.is_up()
        await timed.settled()
        await hook.looks_again()
        shelf.gate = asyncio.Event()
        timed.says(ANA, "two")
        await shelf.visited(2)
        await hook.looks_again()
        await hook.looks_again()
        shelf.gate.set()
        await timed.settled()

    assert hook.ear.words == ["heard"]


async def test_a_webhook_that_somebody_else_has_set_is_known_as_one_that_hears_nothing(
    timed: FakeTelegram, shelf: Shelf, clock: ManualClock
) -> None:
    async with WatchedWebhook(timed, shelf, clock) as hook:
        await set_webhook(timed.token, timed.url, public_url="https://other.example.org", secret=SECRET)
        await hook.looks_again()
        await hook.ear.until("heard", "failed")
        await set_webhook(timed.token, timed.url, public_url=PUBLIC, secret=SECRET)
        await hook.looks_again()
        await hook.ear.until("heard", "failed", "heard")
        await delete_webhook(timed.token, timed.url)
        await hook.looks_again()
        await hook.ear.until("heard", "failed", "heard", "failed")


async def test_while_telegram_cannot_be_asked_it_is_not_believed_to_bring_anything(
    timed: FakeTelegram, shelf: Shelf, clock: ManualClock
) -> None:
    async with WatchedWebhook(timed, shelf, clock) as hook:
        timed.next(ServerError(), method="getWebhookInfo")
        clock.advance(timedelta(minutes=1))
        await hook.ear.until("heard", "failed")
        clock.advance(timedelta(minutes=1))
        await hook.ear.until("heard", "failed", "heard")


async def test_a_bot_that_is_polled_has_no_webhook_to_watch(tg: FakeTelegram, shelf: Shelf, clock: ManualClock) -> None:
    await a_door(tg, shelf).watch_webhook(clock, asyncio.Event())

    assert [each for each in tg.calls if each.operation == "getWebhookInfo"] == []


async def test_what_nobody_foresaw_does_not_end_receiving(tg: FakeTelegram, shelf: Shelf) -> None:
    shelf.unforeseen_left = 2
    async with polling(tg, shelf):
        tg.says(ANA, "one")

        await shelf.holds(1)


async def test_stopping_while_a_poll_hangs_takes_no_time(tg: FakeTelegram, shelf: Shelf) -> None:
    door = a_door(tg, shelf, long_poll=50)
    await door.start()
    tg.says(ANA, "hi")
    await shelf.holds(1)
    async with asyncio.timeout(2):
        await door.stop()


# --- webhook


def an_update(number: int = 1, **content: Any) -> dict[str, Any]:
    message = {
        "message_id": 1,
        "date": 1_800_000_000,
        "chat": {"id": ANA, "type": "private", "first_name": "A"},
        "from": {"id": ANA, "is_bot": False, "first_name": "A"},
        **content,
    }
    return {"update_id": number, "message": message}


async def posted(url: str, body: Any, secret: str | None = SECRET) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url, content=content, headers=headers)


async def test_a_webhook_is_set_with_its_secret_and_updates_come_by_it(tg: FakeTelegram, shelf: Shelf) -> None:
    async with a_webhook(tg, shelf):
        tg.says(ANA, "help")
        await shelf.holds(1)
        await tg.settled()

    assert tg.webhook_url == f"{PUBLIC}/telegram/webhook"
    assert [post.status for post in tg.posts] == [200]


async def test_an_update_posted_twice_is_stored_once_and_answered_twice(tg: FakeTelegram, shelf: Shelf) -> None:
    metrics = Metrics()
    async with a_webhook(tg, shelf, metrics):
        tg.repeat_updates(times=3)
        tg.says(ANA, "help")
        await tg.settled()

    assert [post.status for post in tg.posts] == [200, 200, 200]
    assert len(shelf.items) == 1
    assert b'taken_in_total{channel="telegram",kind="inbound",outcome="known"} 2.0' in metrics.text()


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(tg: FakeTelegram, shelf: Shelf) -> None:
    shelf.refusals_left = 2
    async with a_webhook(tg, shelf):
        tg.says(ANA, "help")
        await tg.settled()

    assert [post.status for post in tg.posts] == [503, 503, 200]
    assert shelf.inbound.text == "help"


@pytest.mark.parametrize("secret", [None, "", "a-secret-of-our", "a-secret-of-ours2", "A-secret-of-ours", "é"])
async def test_without_the_secret_nothing_comes_in(tg: FakeTelegram, shelf: Shelf, secret: str | None) -> None:
    async with a_webhook(tg, shelf) as url, httpx.AsyncClient(trust_env=False) as client:
        headers = [] if secret is None else [(b"X-Telegram-Bot-Api-Secret-Token", secret.encode("latin-1"))]
        answer = await client.post(url, json=an_update(text="hi"), headers=headers)

    assert answer.status_code == 403
    assert shelf.items == []


async def test_while_it_polls_the_webhook_believes_nobody(tg: FakeTelegram, shelf: Shelf) -> None:
    door = a_door(tg, shelf)
    await door.open()

    assert await door.posted("", b"{}") == 403
    await door.stop()


async def test_a_post_without_the_secret_is_not_even_read(tg: FakeTelegram, shelf: Shelf) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, b"x" * (256 * 1024 + 1), secret="guessed")).status_code == 403


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "", "application/jsonx"])
async def test_an_update_is_json_and_says_so(tg: FakeTelegram, shelf: Shelf, kind: str) -> None:
    headers = {"Content-Type": kind, "X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with a_webhook(tg, shelf) as url, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(url, content=json.dumps(an_update(text="hi")).encode(), headers=headers)

    assert answer.status_code == 403
    assert shelf.items == []


async def test_a_secret_said_twice_is_no_secret(tg: FakeTelegram, shelf: Shelf) -> None:
    name = b"X-Telegram-Bot-Api-Secret-Token"
    headers = [(b"Content-Type", b"application/json"), (name, SECRET.encode()), (name, b"another")]
    async with a_webhook(tg, shelf) as url, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(url, content=json.dumps(an_update(text="hi")).encode(), headers=headers)

    assert answer.status_code == 403
    assert shelf.items == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{",
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 1.5}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": NaN}',
        b'{"update_id": 1, "message": {"date": Infinity}}',
        '{"update_id": 1}'.encode("utf-16"),
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 40_000,
    ],
)
async def test_only_an_update_is_an_update(tg: FakeTelegram, shelf: Shelf, body: bytes) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, body)).status_code == 400


@pytest.mark.parametrize(
    "update",
    [{"update_id": 1}, {"update_id": 1, "message": {}}, {"update_id": 1, "message": 5}, {"update_id": 1, "new": {}}],
)
async def test_an_update_nobody_can_read_does_not_come_back_for_ever(
    tg: FakeTelegram, shelf: Shelf, update: dict[str, Any]
) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, update)).status_code == 200

    assert shelf.items == []


def nested(depth: int) -> dict[str, Any]:
    """An update whose message answers one that answers one ..."""
    message: dict[str, Any] = an_update(text="deep")["message"]
    for _ in range(depth):
        message = {**an_update(text="hi")["message"], "reply_to_message": message}
    return {"update_id": 1, "message": message}


@pytest.mark.parametrize(
    "update",
    [
        an_update(text="hi", chat={"id": "7001", "type": "private"}),
        an_update(text="hi", chat={"id": 10**30, "type": "private"}),
        an_update(text="hi", chat={"id": True, "type": "private"}),
        an_update(text="hi", chat={"id": -5, "type": "private"}),
        an_update(text=5),
        an_update(text=["hi"]),
        an_update(location={"latitude": 91, "longitude": 0}),
        an_update(location={"latitude": 1, "longitude": 1e300}),
        an_update(location={"latitude": "41.9", "longitude": "-87.6"}),
        {"update_id": 1, "callback_query": {"id": "1", "from": {"id": 10**30, "is_bot": False, "first_name": "A"}}},
    ],
)
async def test_an_update_with_values_no_telegram_has_says_nothing_and_does_not_come_back_for_ever(
    tg: FakeTelegram, shelf: Shelf, update: dict[str, Any]
) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, json.dumps(update).encode())).status_code == 200

    assert shelf.items == []


@pytest.mark.parametrize("update", [an_update(text="hi", date=10**18), nested(700)])
async def test_words_beside_what_the_library_cannot_read_are_kept(
    tg: FakeTelegram, shelf: Shelf, update: dict[str, Any]
) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, json.dumps(update).encode())).status_code == 200

    assert [(each.address, each.content) for each in shelf.items] == [(str(ANA), Inbound(text="hi"))]


@pytest.mark.parametrize(
    ("named", "kept"), [("es", "es"), ("zh-Hant", "zh-Hant"), ("e\nn", None), ("x" * 500, None), ("\ud800", None)]
)
async def test_a_language_hint_is_the_name_of_a_language_or_nothing(
    tg: FakeTelegram, shelf: Shelf, named: str, kept: str | None
) -> None:
    sender = {"id": ANA, "is_bot": False, "first_name": "A", "language_code": named}
    async with a_webhook(tg, shelf) as url:
        await posted(url, json.dumps(an_update(1, text="hi", **{"from": sender})).encode())

    assert shelf.inbound.language_hint == kept


async def test_a_button_longer_than_telegram_carries_is_a_stale_one(tg: FakeTelegram, shelf: Shelf) -> None:
    query = {"id": "7", "from": {"id": ANA, "is_bot": False, "first_name": "A"}, "chat_instance": "1", "data": "x" * 65}
    tg._queries["7"] = True
    async with a_webhook(tg, shelf) as url:
        await posted(url, {"update_id": 5, "callback_query": query})

    assert (shelf.inbound.token, shelf.inbound.other) == (None, Other.STALE_BUTTON)


async def test_what_cannot_be_read_or_stored_is_left_out_of_a_text_and_a_long_one_is_cut(
    tg: FakeTelegram, shelf: Shelf
) -> None:
    sent = "\ud800he\u200blp\x00\u202e cafe\u0301 " + "x" * 5000
    async with a_webhook(tg, shelf) as url:
        await posted(url, json.dumps(an_update(text=sent)).encode())

    assert shelf.inbound.text.startswith("help caf\u00e9 xxx")
    assert len(shelf.inbound.text) == 4096


async def test_what_is_larger_than_an_update_can_be_is_not_read(tg: FakeTelegram, shelf: Shelf) -> None:
    async with a_webhook(tg, shelf) as url:
        assert (await posted(url, b"x" * (256 * 1024 + 1))).status_code == 413

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(5):
                yield b"x" * 64 * 1024

        async with httpx.AsyncClient(trust_env=False) as client:
            headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
            answer = await client.post(url, content=chunks(), headers=headers)
        assert answer.status_code == 413
