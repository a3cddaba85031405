import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot import log
from bot.channels import Outgoing
from bot.channels.sms import TwilioDoor
from bot.channels.telegram import TelegramDoor
from bot.metrics import Metrics
from bot.web.server import WebServer, build
from bot.web.webhooks import telegram_routes, twilio_routes
from domain.delivery import SendError
from domain.ids import SenderId
from tests.doors.shelf import Shelf
from tests.fakes.faults import DropConnection, RateLimit, Refuse, ServerError
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import NUMBER, FakeTwilio
from tests.support.listening import captured_log

ANA = 7001700170017  # as long as no moment or number of a log line is by chance
PHONE = "+13125550177"
WORDS = "zzyzx by the old mill"
PUBLIC = "https://help.example.org"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with captured_log() as written:
        yield written


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_its_time_level_and_module(stream: io.StringIO) -> None:
    log.logger("bot.somewhere").info("page sent", page="pag_aaaaaaaaaa", why="the next in line")

    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "page sent",
        "level": "info",
        "module": "bot.somewhere",
        "page": "pag_aaaaaaaaaa",
        "why": "the next in line",
    }


def test_an_exception_is_its_kind_and_place_and_never_its_message(stream: io.StringIO) -> None:
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as error:
            raise ValueError(PHONE) from error
    except ValueError:
        log.logger("bot.somewhere").exception("turn failed", inbox="inb_aaaaaaaaaa")

    (line,) = lines(stream)
    assert line["error"] == ["ValueError", "KeyError"]
    assert line["where"][0].startswith("test_log.py:")
    assert WORDS not in stream.getvalue()
    assert PHONE not in stream.getvalue()


def test_what_is_neither_text_nor_number_is_named_by_its_kind(stream: io.StringIO) -> None:
    log.logger("bot.somewhere").info("odd", value=Outgoing(reference="r", sender="s", address=PHONE, text=WORDS))

    assert lines(stream)[0]["value"] == "Outgoing"


def test_a_librarys_words_are_left_out_at_every_level(stream: io.StringIO) -> None:
    for name in (
        "httpx",
        "httpcore.http11",
        "telegram.ext.Application",
        "twilio.http_client",
        "sqlalchemy.engine.Engine",
        "aiohttp.client",
        "aiosqlite",
        "asyncio",
        "asyncpg.pool",
        "uvicorn.access",
        "uvicorn.error",
    ):
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.CRITICAL):
            logging.getLogger(name).log(level, "speaking of %s", WORDS)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(WORDS, UserWarning, stacklevel=1)

    assert WORDS not in stream.getvalue()
    assert {line["library"] for line in lines(stream)} >= {"httpx", "py.warnings"}
    assert {line["level"] for line in lines(stream)} == {"warning", "critical"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Sealed:
    def __repr__(self) -> str:
        return WORDS


def test_on_a_terminal_a_line_is_for_people_and_says_no_more_than_elsewhere() -> None:
    terminal = Terminal()
    with captured_log(stream=terminal):
        log.logger("bot.somewhere").warning("page sent", page="pag_1", tries=(1, 2), gone=None, odd=Sealed())

    line = terminal.getvalue()
    assert line[2] == line[5] == ":"
    assert line[8:] == " warning  page sent  odd=Sealed page=pag_1 tries=1,2  [bot.somewhere]\n"


def test_ids_that_a_block_is_about_stand_on_each_of_its_lines(stream: io.StringIO) -> None:
    with log.about(stimulus="inb_1"):
        log.logger("bot.somewhere").info("first", incident="inc_1")
    log.logger("bot.somewhere").info("second")

    first, second = lines(stream)
    assert (first["stimulus"], first["incident"]) == ("inb_1", "inc_1")
    assert "stimulus" not in second


def test_a_higher_level_keeps_lower_lines_out(stream: io.StringIO) -> None:
    log.configure("error", stream)
    log.logger("bot.somewhere").warning("not now")
    logging.getLogger("httpx").warning("nor this")

    assert stream.getvalue() == ""


async def test_nothing_that_passes_the_doors_is_ever_logged(stream: io.StringIO) -> None:
    shelf = Shelf()
    async with FakeTelegram() as tg, FakeTwilio(receipts=None) as tw:
        tg.user(ANA)
        telegram = TelegramDoor(
            token=tg.token,
            sender=SenderId("telegram"),
            doorstep=shelf,
            metrics=Metrics(),
            api_url=tg.url,
            public_url=PUBLIC,
            secret="hook-secret",
        )
        sms = TwilioDoor(
            account_sid=tw.account_sid,
            auth_token=tw.auth_token,
            senders={NUMBER: SenderId("sms")},
            doorstep=shelf,
            metrics=Metrics(),
            public_url=PUBLIC,
            api_url=tw.url,
        )
        server = WebServer(build([*telegram_routes(telegram), *twilio_routes(sms)], []), "127.0.0.1", 0)
        await server.start()
        tg.connect_to = tw.connect_to = f"http://127.0.0.1:{server.port}"
        tw.sms_url = f"{PUBLIC}/twilio/inbound"
        await telegram.start()
        await tg.called("setWebhook")

        tg.says(ANA, WORDS)
        tg.shares_contact(ANA, PHONE, "Zebulon")
        await tw.texts(PHONE, WORDS)
        await tw.texts(PHONE, WORDS, auth_token="another")
        await shelf.holds(3)
        async with httpx.AsyncClient(trust_env=False) as client:
            for body in (
                b'{"update_id": 9, "message": "zzyzx by the old mill"}',
                b'{"update_id": 9, "message": {}}',
                b"zzyzx",
            ):
                await client.post(
                    f"{tg.connect_to}/telegram/webhook",
                    content=body,
                    headers={"X-Telegram-Bot-Api-Secret-Token": "hook-secret"},
                )
        for fault in (None, ServerError(500), RateLimit(1), Refuse(400, WORDS), DropConnection(), ServerError(200)):
            if fault is not None:
                tg.next(fault, method="sendMessage")
                tw.next(fault, operation="create")
            for door, address in ((telegram, str(ANA)), (sms, PHONE)):
                try:
                    await door.send(Outgoing(reference="dlv_a", sender=NUMBER, address=address, text=WORDS))
                except SendError as error:
                    log.logger("bot.somewhere").warning("send failed", exc_info=error, code=error.code)
        await server.stop()
        await telegram.stop()
        await sms.stop()

    written = stream.getvalue()
    assert "send failed" in written
    for secret in (WORDS, "zzyzx", PHONE, PHONE[1:], str(ANA), tg.token, tw.auth_token, "hook-secret", "Zebulon"):
        assert secret not in written
