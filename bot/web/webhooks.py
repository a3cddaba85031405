"""The providers' way in: a size cap, a verified post, stored, answered. Everything else happens after the answer."""

import asyncio
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.doors import (
    TELEGRAM_WEBHOOK,
    TWILIO_FALLBACK,
    TWILIO_INBOUND,
    TWILIO_STATUS,
    TWILIO_VOICE,
    NotBelieved,
    NotTakenIn,
)

_KIB = 1024
_LARGEST_UPDATE = 256 * _KIB
_LARGEST_FORM = 64 * _KIB
_SECONDS_FOR_A_BODY = 10.0
_NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_DIGITS = 10


class TelegramHook(Protocol):
    def believes(self, secret: str | None) -> bool:
        """Whether a post with this secret is to be read at all."""

    async def posted(self, secret: str | None, body: bytes) -> int:
        """Takes in one update; the HTTP status that answers it. Raises `NotTakenIn`."""


class TwilioHook(Protocol):
    async def posted(self, query: str, body: bytes, signature: str | None) -> None:
        """Takes in one text. Raises `NotBelieved`, `NotTakenIn`."""

    async def status_posted(self, query: str, body: bytes, signature: str | None) -> None:
        """Takes in one status callback. Raises `NotBelieved`, `NotTakenIn`."""

    async def fallback_posted(self, query: str, body: bytes, signature: str | None) -> str:
        """Takes in one text if it can; the TwiML that answers it. Raises `NotBelieved`."""

    async def voice_posted(self, query: str, body: bytes, signature: str | None) -> str:
        """Takes in one call; the TwiML that the caller hears. Raises `NotBelieved`."""


class _TooLarge(Exception):
    """A body beyond its cap, or one that never ends."""


def telegram_routes(door: TelegramHook) -> list[Route]:
    """`POST /telegram/webhook`."""

    async def update(request: Request) -> Response:
        secret = _only(request, "X-Telegram-Bot-Api-Secret-Token")
        if _kind(request) != _JSON or not door.believes(secret):
            return Response(status_code=403)
        try:
            status = await door.posted(secret, await _body(request, _LARGEST_UPDATE))
        except _TooLarge:
            return Response(status_code=413)
        except NotTakenIn:
            return Response(status_code=503)
        return Response(status_code=status)

    return [Route(TELEGRAM_WEBHOOK, update, methods=["POST"])]


def twilio_routes(door: TwilioHook) -> list[Route]:
    """The provider's four addresses under `/twilio/`. Whatever is wrong with a post, the answer to it is the same."""

    async def inbound(request: Request) -> Response:
        refusal = await _form_posted(request, door.posted)
        return refusal or Response(_NO_REPLY, media_type="text/xml")

    async def status(request: Request) -> Response:
        refusal = await _form_posted(request, door.status_posted)
        return refusal or Response(status_code=204)

    async def fallback(request: Request) -> Response:
        return await _form_answered(request, door.fallback_posted)

    async def voice(request: Request) -> Response:
        return await _form_answered(request, door.voice_posted)

    return [
        Route(TWILIO_INBOUND, inbound, methods=["POST"]),
        Route(TWILIO_STATUS, status, methods=["POST"]),
        Route(TWILIO_FALLBACK, fallback, methods=["POST"]),
        Route(TWILIO_VOICE, voice, methods=["POST"]),
    ]


class _AnswerForm(Protocol):
    async def __call__(self, query: str, body: bytes, signature: str | None) -> str: ...


async def _form_answered(request: Request, answer: _AnswerForm) -> Response:
    """Hands a form to the door, and its TwiML back."""
    twiml = _NO_REPLY

    async def take(query: str, body: bytes, signature: str | None) -> None:
        nonlocal twiml
        twiml = await answer(query, body, signature)

    return await _form_posted(request, take) or Response(twiml, media_type="text/xml")


class _TakeForm(Protocol):
    async def __call__(self, query: str, body: bytes, signature: str | None) -> None: ...


async def _form_posted(request: Request, take: _TakeForm) -> Response | None:
    """Hands a form to the door; the answer if it was refused."""
    try:
        if _kind(request) != _FORM:
            return Response(status_code=403)
        body = await _body(request, _LARGEST_FORM)
        query = request.scope["query_string"].decode("latin-1")
        await take(query, body, _only(request, "X-Twilio-Signature"))
    except _TooLarge:
        return Response(status_code=413)
    except NotBelieved:
        return Response(status_code=403)
    except NotTakenIn:
        return Response(status_code=503)
    return None


def _only(request: Request, name: str) -> str | None:
    """A header's value. One that is there twice says nothing: who knows which of the two is meant?"""
    values = request.headers.getlist(name)
    return values[0] if len(values) == 1 else None


def _kind(request: Request) -> str:
    return (_only(request, "Content-Type") or "").partition(";")[0].strip().lower()


async def _body(request: Request, largest: int) -> bytes:
    """The body, unless it is larger than `largest` bytes, says so, or does not arrive."""
    claimed = request.headers.get("Content-Length", "0")
    if not claimed.isdecimal() or len(claimed) > _DIGITS or int(claimed) > largest:
        raise _TooLarge
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_SECONDS_FOR_A_BODY):
            async for part in request.stream():
                size += len(part)
                if size > largest:
                    raise _TooLarge
                parts.append(part)
    except (TimeoutError, ClientDisconnect):
        raise _TooLarge from None
    return b"".join(parts)
