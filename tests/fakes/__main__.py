"""Both fakes as one process: `python -m tests.fakes --telegram-port N --twilio-port M`.

The first line on standard output is JSON with the addresses and credentials. With `--commands`, each line on standard
input is a JSON object that plays a user, such as `{"telegram": "says", "user_id": 7, "text": "hello"}` or
`{"twilio": "texts", "from_number": "+13125550101", "body": "hello"}`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import time
from contextlib import AsyncExitStack, suppress
from inspect import isawaitable
from pathlib import Path
from typing import Any, TextIO

from tests.fakes.server import Call
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, FakeTwilio, Receipts

_SENDS = {"sendMessage", "editMessageText", "sendLocation", "create"}


def main() -> None:
    asyncio.run(_run(_options()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes", description="Telegram and Twilio on the loopback.")
    parser.add_argument("--telegram-port", type=int, default=0)
    parser.add_argument("--twilio-port", type=int, default=0)
    parser.add_argument("--telegram-token", default=TOKEN)
    parser.add_argument("--twilio-account-sid", default=ACCOUNT_SID)
    parser.add_argument("--twilio-auth-token", default=AUTH_TOKEN)
    parser.add_argument("--number", action="append", help="a number of the account; may be given several times")
    parser.add_argument("--sms-url", default="", help="the public address of the inbound webhook")
    parser.add_argument("--connect-to", help="where public addresses are really to be reached")
    parser.add_argument("--no-receipts", action="store_true", help="post no status callbacks")
    parser.add_argument("--no-spec", action="store_true", help="skip the published specifications")
    parser.add_argument("--strangers", action="store_true", help="refuse Telegram users who have not written first")
    parser.add_argument("--log", type=Path, help="write each accepted send to this file, one JSON object a line")
    parser.add_argument("--commands", action="store_true", help="read what users do from standard input")
    parser.add_argument("--for", dest="seconds", type=float, help="stop after so many seconds")
    return parser.parse_args()


async def _run(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for caught in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(caught, stop.set)
    telegram = FakeTelegram(
        options.telegram_token,
        check_spec=not options.no_spec,
        everybody_known=not options.strangers,
        first_update_id=int(time.time()),
        port=options.telegram_port,
    )
    twilio = FakeTwilio(
        options.twilio_account_sid,
        options.twilio_auth_token,
        numbers=options.number or (NUMBER,),
        check_spec=not options.no_spec,
        receipts=None if options.no_receipts else Receipts(),
        seed=str(time.time_ns()),
        port=options.twilio_port,
    )
    telegram.connect_to = twilio.connect_to = options.connect_to
    twilio.sms_url = options.sms_url
    async with AsyncExitStack() as stack:
        if options.log is not None:
            log = stack.enter_context(options.log.open("a", buffering=1))
            telegram.on_accepted = _logger(log, "telegram")
            twilio.on_accepted = _logger(log, "twilio")
        await stack.enter_async_context(telegram)
        await stack.enter_async_context(twilio)
        _say(
            telegram=telegram.url,
            telegram_token=telegram.token,
            twilio=twilio.url,
            twilio_account_sid=twilio.account_sid,
            twilio_auth_token=twilio.auth_token,
            twilio_number=twilio.number,
        )
        if options.commands:
            reading = asyncio.create_task(_obey(telegram, twilio))
            stack.callback(reading.cancel)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), options.seconds)


def _say(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _logger(log: TextIO, provider: str) -> Any:
    def write(call: Call) -> None:
        if call.operation not in _SENDS:
            return
        made = call.result["message_id"] if isinstance(call.result, dict) else call.result
        text = call.asked.get("text", call.asked.get("Body"))
        entry = {"at": time.time(), "provider": provider, "operation": call.operation, "to": call.recipient, "id": made}
        buttons = call.asked.get("reply_markup")
        log.write(json.dumps({**entry, "text": text, **({"buttons": buttons} if buttons else {})}) + "\n")

    return write


async def _obey(telegram: FakeTelegram, twilio: FakeTwilio) -> None:
    """Plays the users as standard input says, until it ends."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        command = json.loads(line)
        fakes = {"telegram": (telegram, _TELEGRAM_ACTS), "twilio": (twilio, _TWILIO_ACTS)}
        for provider, (fake, acts) in fakes.items():
            act = command.pop(provider, None)
            if act in acts:
                made = getattr(fake, act)(**command)
                _say(done=act, made=(await made).status if isawaitable(made) else made)


_TELEGRAM_ACTS = ("user", "says", "presses", "shares_location", "blocks", "unblocks")
_TWILIO_ACTS = ("texts", "unsubscribe", "undeliverable", "refuses")

if __name__ == "__main__":
    main()
