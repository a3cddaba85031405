"""The account at Twilio as whoever set it up sees it: its numbers, where they call, what they are registered for.

Facts only, as plain values; what is right and wrong about them is for `bot/checkup/sms.py` to say. Every question can
fail by itself, with `SendError`, and says nothing about the others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.channels.sms import Account
from domain.delivery import SendError

_NOT_FOUND = frozenset({"20404", "404"})
_TOLL_FREE = re.compile(r"\+18(00|33|44|55|66|77|88)\d{7}")
_SHORT_CODE = re.compile(r"\d{3,6}")
_SERVICES_READ = 50
_NUMBERS_READ = 200
_MESSAGES_READ = 400
_ANSWERED_WITHIN = timedelta(minutes=2)
_KEYWORDS: Mapping[str, str] = {
    **dict.fromkeys(("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"), "STOP"),
    **dict.fromkeys(("HELP", "INFO"), "HELP"),
}


class NumberKind(StrEnum):
    LONG_CODE = "long code"
    TOLL_FREE = "toll-free number"
    SHORT_CODE = "short code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """An address that is called, empty if none is, and how."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number or short code of the account. `elsewhere` names hooks that another setting of the number overrules."""

    sid: str
    address: str
    kind: NumberKind
    texts: bool
    calls: bool
    inbound: Hook
    fallback: Hook
    voice: Hook
    texts_elsewhere: bool = False
    calls_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A messaging service. With `defers` its numbers' own hooks are called; else its own, and none means nothing."""

    sid: str
    inbound: Hook
    fallback: Hook
    defers: bool
    numbers: tuple[str, ...]
    """The sids of its numbers."""
    short_codes: tuple[str, ...]
    registered: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What the list of recent messages shows. `answers` are the words that went back to STOP and to HELP, if shown.

    `asked` counts how often each of the two came in; `errors` how often each code ended a message of ours.
    """

    messages: int
    asked: Mapping[str, int]
    answers: Mapping[str, str]
    errors: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the account stands: `active`, `suspended` or `closed`; on trial or not."""

    status: str
    on_trial: bool


async def standing(account: Account) -> Standing:
    found = await account.ask(lambda client: client.api.accounts(account.sid).fetch_async())
    return Standing(status=str(found.status), on_trial=str(found.type) == "Trial")


async def number(account: Account, address: str) -> Number | None:
    """The number or short code that is written like this, None if the account has no such."""
    if _SHORT_CODE.fullmatch(address):
        codes = await account.ask(lambda client: client.short_codes.list_async(short_code=address, limit=20))
        return next((_short_code(each) for each in codes if each.short_code == address), None)
    numbers = await account.ask(lambda client: client.incoming_phone_numbers.list_async(phone_number=address, limit=20))
    return next((_number(each) for each in numbers if each.phone_number == address), None)


async def numbers_of(account: Account, service: Service) -> tuple[Number, ...]:
    """Whatever a service sends from, numbers and short codes."""
    found = []
    for sid in service.numbers:
        found.append(_number(await account.ask(_fetch_number(sid))))
    for sid in service.short_codes:
        found.append(_short_code(await account.ask(_fetch_short_code(sid))))
    return tuple(found)


async def service(account: Account, sid: str) -> Service | None:
    """A messaging service with its numbers; None if the account has no such."""
    try:
        found = await account.ask(lambda client: client.messaging.v1.services(sid).fetch_async())
    except SendError as error:
        if error.code in _NOT_FOUND:
            return None
        raise
    return await _with_senders(account, found)


async def service_of(account: Account, number_sid: str) -> Service | None:
    """The messaging service that a number is in, if it is in one."""
    services = await account.ask(lambda client: client.messaging.v1.services.list_async(limit=_SERVICES_READ))
    for each in services:
        known = await _with_senders(account, each)
        if number_sid in known.numbers or number_sid in known.short_codes:
            return known
    return None


async def campaigns(account: Account, service_sid: str) -> tuple[str, ...]:
    """How each registration of a service with the US carriers stands: VERIFIED, IN_PROGRESS, FAILED, ..."""
    found = await account.ask(
        lambda client: client.messaging.v1.services(service_sid).us_app_to_person.list_async(limit=20)
    )
    return tuple(str(each.campaign_status) for each in found)


async def brands(account: Account) -> tuple[str, ...]:
    """How each registration of who we are stands with the US carriers: APPROVED, PENDING, FAILED, ..."""
    found = await account.ask(lambda client: client.messaging.v1.brand_registrations.list_async(limit=20))
    return tuple(str(each.status) for each in found)


async def toll_free_verification(account: Account, number_sid: str) -> str | None:
    """How the verification of a toll-free number stands, None if nobody asked for it."""
    found = await account.ask(
        lambda client: client.messaging.v1.tollfree_verifications.list_async(
            tollfree_phone_number_sid=number_sid, limit=20
        )
    )
    return str(found[0].status) if found else None


async def recent(account: Account, since: datetime) -> Recent:
    """The account's messages since then, the newest few hundred. Nobody's address is kept."""
    listed = await account.ask(
        lambda client: client.messages.list_async(date_sent_after=since, limit=_MESSAGES_READ, page_size=200)
    )
    asked: dict[str, int] = {}
    answers: dict[str, str] = {}
    errors: dict[int, int] = {}
    replies = [each for each in listed if each.direction == "outbound-reply"]
    for each in listed:
        if each.direction != "inbound":
            if each.error_code:
                errors[int(each.error_code)] = errors.get(int(each.error_code), 0) + 1
            continue
        word = _KEYWORDS.get((each.body or "").strip().upper())
        if word is None:
            continue
        asked[word] = asked.get(word, 0) + 1
        reply = next((said for said in replies if _answers(said, each)), None)
        if reply is not None:
            answers.setdefault(word, str(reply.body))
    return Recent(messages=len(listed), asked=asked, answers=answers, errors=errors)


async def set_number(account: Account, found: Number, **fields: str) -> None:
    """Change hooks of a number or short code, named as the library names them."""
    if found.kind is NumberKind.SHORT_CODE:
        await account.ask(lambda client: client.short_codes(found.sid).update_async(**fields))
    else:
        await account.ask(lambda client: client.incoming_phone_numbers(found.sid).update_async(**fields))


async def set_service(account: Account, found: Service, **fields: str | bool) -> None:
    """Change hooks of a messaging service, named as the library names them."""
    await account.ask(lambda client: client.messaging.v1.services(found.sid).update_async(**fields))


def _fetch_number(sid: str) -> Any:
    return lambda client: client.incoming_phone_numbers(sid).fetch_async()


def _fetch_short_code(sid: str) -> Any:
    return lambda client: client.short_codes(sid).fetch_async()


async def _with_senders(account: Account, found: Any) -> Service:
    numbers = await account.ask(
        lambda client: client.messaging.v1.services(found.sid).phone_numbers.list_async(limit=_NUMBERS_READ)
    )
    codes = await account.ask(
        lambda client: client.messaging.v1.services(found.sid).short_codes.list_async(limit=_NUMBERS_READ)
    )
    return Service(
        sid=found.sid,
        inbound=_hook(found.inbound_request_url, found.inbound_method),
        fallback=_hook(found.fallback_url, found.fallback_method),
        defers=bool(found.use_inbound_webhook_on_number),
        numbers=tuple(each.sid for each in numbers),
        short_codes=tuple(each.sid for each in codes),
        registered=found.us_app_to_person_registered,
    )


def _number(found: Any) -> Number:
    can = found.capabilities or {}
    return Number(
        sid=found.sid,
        address=found.phone_number,
        kind=NumberKind.TOLL_FREE if _TOLL_FREE.fullmatch(found.phone_number) else NumberKind.LONG_CODE,
        texts=bool(can.get("sms")),
        calls=bool(can.get("voice")),
        inbound=_hook(found.sms_url, found.sms_method),
        fallback=_hook(found.sms_fallback_url, found.sms_fallback_method),
        voice=_hook(found.voice_url, found.voice_method),
        texts_elsewhere=bool(found.sms_application_sid),
        calls_elsewhere=bool(found.voice_application_sid or found.trunk_sid),
    )


def _short_code(found: Any) -> Number:
    return Number(
        sid=found.sid,
        address=found.short_code,
        kind=NumberKind.SHORT_CODE,
        texts=True,
        calls=False,
        inbound=_hook(found.sms_url, found.sms_method),
        fallback=_hook(found.sms_fallback_url, found.sms_fallback_method),
        voice=Hook(url=""),
    )


def _hook(url: str | None, method: str | None) -> Hook:
    return Hook(url=url or "", method=method or "POST")


def _answers(reply: Any, text: Any) -> bool:
    if reply.to != text.from_ or reply.date_created is None or text.date_created is None:
        return False
    return bool(timedelta() <= reply.date_created - text.date_created <= _ANSWERED_WITHIN)
