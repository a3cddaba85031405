"""What the provider asks when our inbound webhook has failed, and what somebody hears who phones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.channels.sms import TwilioDoor
from bot.metrics import Metrics
from bot.notices import Notices
from bot.web.server import WebServer, build
from bot.web.webhooks import twilio_routes
from config.catalogues import load_catalogues
from domain.ids import SenderId
from domain.messages import Inbound, Other
from tests.doors.shelf import Shelf
from tests.fakes.twilio import NUMBER, FakeTwilio
from tests.handlers.talks import COMMUNITY
from tests.support.listening import captured_log

PUBLIC = "https://help.example.org"
ROSA, BEN = "+13125550151", "+13125550102"
AWAY = (
    "We cannot read your text right now. It is kept, and read as soon as we can. If life is in danger: 911, 988.\n"
    "Ahora mismo no podemos leer tu mensaje. Queda guardado y lo leemos en cuanto se pueda. "
    "Si hay peligro de muerte: 911, 988."
)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def tw() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(receipts=None) as fake:
        fake.fallback_url = f"{PUBLIC}/twilio/fallback"
        fake.voice_url = f"{PUBLIC}/twilio/voice"
        yield fake
        assert fake.refusals == []


@asynccontextmanager
async def a_door(tw: FakeTwilio, shelf: Shelf, **settings: Any) -> AsyncIterator[None]:
    """Reached by the provider under `PUBLIC`. Its inbound webhook is one that does not answer well."""
    door = TwilioDoor(
        account_sid=tw.account_sid,
        auth_token=tw.auth_token,
        senders={NUMBER: SenderId("sms")},
        doorstep=shelf,
        metrics=Metrics(),
        public_url=PUBLIC,
        notices=Notices(lambda: COMMUNITY, load_catalogues()),
        hushes=lambda text: text == "exit",
        api_url=tw.url,
        **settings,
    )
    server = WebServer(build(twilio_routes(door), []), "127.0.0.1", 0)
    await server.start()
    tw.connect_to = f"http://127.0.0.1:{server.port}"
    tw.sms_url = f"{PUBLIC}/elsewhere"
    try:
        yield
    finally:
        await server.stop()
        await door.stop()


async def test_a_text_whose_webhook_failed_comes_in_by_the_fallback_address(tw: FakeTwilio, shelf: Shelf) -> None:
    async with a_door(tw, shelf):
        post = await tw.texts(ROSA, "we need a bed")

    assert (post.url, post.status) == (tw.fallback_url, 200)
    assert shelf.inbound.text == "we need a bed"
    assert tw.phone(ROSA) == []


async def test_while_nothing_can_be_stored_the_answer_is_honest_and_names_whom_else_to_reach(
    tw: FakeTwilio, shelf: Shelf
) -> None:
    shelf.refusals_left = 9
    async with a_door(tw, shelf):
        await tw.texts(ROSA, "we need a bed")

    (heard,) = tw.phone(ROSA)
    assert heard.body == AWAY


async def test_a_store_that_hangs_does_not_keep_the_provider_waiting(tw: FakeTwilio, shelf: Shelf) -> None:
    shelf.gate = asyncio.Event()
    async with a_door(tw, shelf, patience=0.05):
        await tw.texts(ROSA, "we need a bed")

    assert [text.body for text in tw.phone(ROSA)] == [AWAY]


async def test_nobody_is_told_twice_in_a_row_and_everybody_once(tw: FakeTwilio, shelf: Shelf) -> None:
    shelf.refusals_left = 9
    async with a_door(tw, shelf):
        for _ in range(3):
            await tw.texts(ROSA, "we need a bed")
        await tw.texts(BEN, "and a meal")

    assert (len(tw.phone(ROSA)), len(tw.phone(BEN))) == (1, 1)


@pytest.mark.parametrize("text", ["exit", "STOP"])
async def test_who_asks_for_silence_gets_it_even_then(tw: FakeTwilio, shelf: Shelf, text: str) -> None:
    shelf.refusals_left = 9
    async with a_door(tw, shelf):
        await tw.texts(ROSA, text)

    assert [each for each in tw.phone(ROSA) if not each.by_provider] == []


async def test_a_forged_text_is_told_nothing_at_the_fallback_address_either(tw: FakeTwilio, shelf: Shelf) -> None:
    async with a_door(tw, shelf):
        post = await tw.texts(ROSA, "we need a bed", auth_token="another account's")

    assert (post.status, post.body) == (403, "")
    assert shelf.items == []


async def test_a_caller_hears_one_sentence_in_each_language_and_is_noted(tw: FakeTwilio, shelf: Shelf) -> None:
    with captured_log() as log:
        async with a_door(tw, shelf):
            post = await tw.rings(ROSA)

    (english, words), (spanish, palabras) = tw.heard_by_voice(post)
    assert (english, spanish) == ("en-US", "es-MX")
    assert words.startswith("Hello. People here read texts")
    assert words.endswith("call 9 1 1, 9 8 8.")
    assert palabras.startswith("Hola. Aquí leemos mensajes")
    assert "A person is told that you called." in words
    assert "Una persona sabrá que has llamado." in palabras
    assert shelf.inbound == Inbound(other=Other.CALLED)
    assert shelf.items[0].address == ROSA
    assert ROSA[-4:] not in log.getvalue()


@pytest.mark.parametrize("trouble", ["refuses", "hangs"])
async def test_a_caller_who_could_not_be_noted_is_told_to_text_and_never_that_somebody_knows(
    tw: FakeTwilio, shelf: Shelf, trouble: str
) -> None:
    if trouble == "refuses":
        shelf.refusals_left = 1
    else:
        shelf.gate = asyncio.Event()
    async with a_door(tw, shelf, patience=0.05):
        post = await tw.rings(ROSA)

    (_, words), (_, palabras) = tw.heard_by_voice(post)
    assert post.status == 200
    assert "is told that you called" not in words
    assert "sabrá que has llamado" not in palabras
    assert "please text this number" in words
    assert "manda un mensaje a este número" in palabras
    assert words.endswith("call 9 1 1, 9 8 8.")
    assert palabras.endswith("llama al 9 1 1, 9 8 8.")


async def test_a_call_that_hides_its_number_is_noted_all_the_same(tw: FakeTwilio, shelf: Shelf) -> None:
    async with a_door(tw, shelf):
        await tw.rings("sip:somebody@example.org")

    assert shelf.items[0].address == "anonymous"


async def test_a_forged_call_hears_nothing(tw: FakeTwilio, shelf: Shelf) -> None:
    tw.auth_token = "another account's"
    async with a_door(tw, shelf):
        tw.auth_token = "guessed"
        post = await tw.rings(ROSA)

    assert (post.status, post.body) == (403, "")
    assert shelf.items == []
