"""Neighbours who call: signed posts of texts and Telegram updates, each saying all that an incident needs."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from benchmarks.stage import Stage
from bot.app import open_database
from bot.doors import TELEGRAM_WEBHOOK, TWILIO_INBOUND
from domain.people import Channel
from models import conversations, incidents, people
from models.tables import delivery
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, signature
from tests.kill.town import CALL, strangers

_LOOK_EVERY = 0.25
_MANY = 1_000_000


class NotTaken(Exception):
    """The program did not take a call."""


@dataclass(slots=True)
class Callers:
    """Makes calls at one stage and remembers when each was posted."""

    stage: Stage
    posted: dict[str, float] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    _numbers: Iterator[str] = field(init=False)
    _users: Iterator[str] = field(init=False)
    _updates: Iterator[int] = field(default_factory=lambda: count(500_000_000))

    def __post_init__(self) -> None:
        self._numbers = strangers(Channel.SMS, self.stage.town)
        self._users = strangers(Channel.TELEGRAM, self.stage.town)

    async def call(self, channel: Channel = Channel.SMS) -> None:
        """One neighbour calls. Raises NotTaken."""
        address = next(self._users if channel is Channel.TELEGRAM else self._numbers)
        path, body, headers = self._telegram(address) if channel is Channel.TELEGRAM else self._text(address)
        began = time.time()
        self.posted[address] = began
        status = await self.stage.callers.post(path, body, headers)
        self.answered.append(time.time() - began)
        if not 200 <= status < 300:
            raise NotTaken(str(status))

    def _text(self, address: str) -> tuple[str, bytes, dict[str, str]]:
        sid = f"SM{next(self._updates):032x}"
        form = [
            ("MessageSid", sid),
            ("AccountSid", ACCOUNT_SID),
            ("From", address),
            ("To", NUMBER),
            ("Body", CALL),
            ("NumMedia", "0"),
        ]
        signed = signature(AUTH_TOKEN, f"{self.stage.program.url}{TWILIO_INBOUND}", form)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signed}
        return TWILIO_INBOUND, urlencode(form).encode(), headers

    def _telegram(self, address: str) -> tuple[str, bytes, dict[str, str]]:
        number = next(self._updates)
        who = {"id": int(address), "is_bot": False, "first_name": "Someone", "language_code": "en"}
        chat = {"id": int(address), "type": "private", "first_name": "Someone"}
        message = {"message_id": number, "date": int(time.time()), "from": who, "chat": chat, "text": CALL}
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": "loopback-secret"}
        return TELEGRAM_WEBHOOK, json.dumps({"update_id": number, "message": message}).encode(), headers


async def first_pages(stage: Stage, callers: Callers, within: float) -> dict[str, float]:
    """When the first page of each call reached its provider, by the caller's address; waits until all have, or so long.

    Which page belongs to which call stands in the rows; the time is the provider's own.
    """
    database = await open_database(stage.where.settings())
    try:
        asked = sa.select(sa.func.count(sa.distinct(delivery.c.incident))).where(
            delivery.c.page.is_not(None), delivery.c.external_id.is_not(None)
        )
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            async with database.reading() as store:
                if (await store.connection.execute(asked)).scalar_one() >= len(callers.posted):
                    break
            await asyncio.sleep(_LOOK_EVERY)
        taken = taken_at(stage.fakes.log)
        first: dict[str, float] = {}
        pages = sa.select(delivery.c.incident, delivery.c.external_id).where(
            delivery.c.page.is_not(None), delivery.c.external_id.is_not(None)
        )
        async with database.reading() as store:
            for row in await store.connection.execute(pages):
                at = taken.get(row.external_id)
                if at is not None:
                    first[row.incident] = min(at, first.get(row.incident, at))
            found: dict[str, float] = {}
            for incident in await incidents.latest(store, _MANY):
                talk = await conversations.of_incident(store, incident)
                here = await people.contact_point(store, talk.contact_point) if talk is not None else None
                if here is not None and incident in first:
                    found[here.address] = first[incident]
        return found
    finally:
        await database.close()


def taken_at(log: Path) -> dict[str, float]:
    """When the providers took each message, by their id of it."""
    entries: list[dict[str, Any]] = [json.loads(line) for line in log.read_text().splitlines()]
    return {str(entry["id"]): entry["at"] for entry in reversed(entries)}
