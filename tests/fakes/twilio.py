"""Twilio's REST API on the loopback: one account, its numbers, and the phones that text with them.

A test plays the phones (`texts`, `rings`) and looks at their screens (`phone`, `expect`). Webhooks and receipts are
form posts signed over the public address; `connect_to` says where that address is really to be reached. Signatures
are computed here from Twilio's public description, not by Twilio's library, so that both can be held against each
other. Requests are checked against the published specification where it lies beside the project, and always against
what it leaves to prose.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fakes import published
from tests.fakes.faults import Fault, RateLimit, Refuse
from tests.fakes.posting import Post
from tests.fakes.server import Clock, Provider, form_of, monotonic, wall_time

ACCOUNT_SID = "AC" + "0f" * 16
AUTH_TOKEN = "loopback-auth-token-of-the-fake"
NUMBER = "+13125550100"
TRIAL_PREFACE = "Sent from your Twilio trial account - "

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})

CREATE_FIELDS = frozenset(
    {
        "To",
        "From",
        "MessagingServiceSid",
        "Body",
        "MediaUrl",
        "StatusCallback",
        "ValidityPeriod",
        "ProvideFeedback",
        "SmartEncoded",
        "RiskCheck",
    }
)
"""The form fields of a new message that this fake plays."""

SAY_LANGUAGES = frozenset(
    {
        "ca-ES",
        "da-DK",
        "de-DE",
        "en-AU",
        "en-CA",
        "en-GB",
        "en-IN",
        "en-US",
        "es-ES",
        "es-MX",
        "fi-FI",
        "fr-CA",
        "fr-FR",
        "it-IT",
        "ja-JP",
        "ko-KR",
        "nb-NO",
        "nl-NL",
        "pl-PL",
        "pt-BR",
        "pt-PT",
        "ru-RU",
        "sv-SE",
        "zh-CN",
        "zh-HK",
        "zh-TW",
    }
)
"""What the provider's ordinary voices can speak."""

_LIST_FIELDS = frozenset({"To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"})
_NUMBER_FIELDS = frozenset(
    {
        "FriendlyName",
        "SmsUrl",
        "SmsFallbackUrl",
        "VoiceUrl",
        "StatusCallback",
        "SmsMethod",
        "SmsFallbackMethod",
        "VoiceMethod",
        "StatusCallbackMethod",
    }
)

_CODE_FIELDS = frozenset({"FriendlyName", "SmsUrl", "SmsMethod", "SmsFallbackUrl", "SmsFallbackMethod"})
_SERVICE_FIELDS = frozenset(
    {"InboundRequestUrl", "InboundMethod", "FallbackUrl", "FallbackMethod", "UseInboundWebhookOnNumber"}
)
_PAGED = frozenset({"PageSize", "Page", "PageToken"})

_RANK = {
    "accepted": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
}
_NEVER_SHOWN = frozenset({"undelivered", "failed", "canceled"})

_WORDS = {
    20001: "Unknown or malformed parameter",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21402: "The address is not a valid URL",
    21403: "The method is neither GET nor POST",
    21211: "The 'To' number is not a valid phone number",
    21266: "'To' and 'From' number cannot be the same",
    21602: "Message body is required",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21606: "The 'From' phone number is not a valid, message-capable number of this account",
    21608: "The number is unverified. Trial accounts cannot send messages to unverified numbers",
    21609: "The 'StatusCallback' URL is not a valid URL",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21624: "Invalid validity period value",
    21701: "The Messaging Service does not exist",
}
_STATUS = {20003: 401, 20404: 404, 20429: 429}

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")


class OptOut(Enum):
    """Who handles STOP, START and HELP."""

    ADVANCED = "the provider, and the webhook says so in OptOutType"
    DEFAULT = "the provider, and the webhook does not say so"
    OFF = "nobody but the program"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """The status callbacks that follow a message by themselves.

    They are posted in the order given, each `repeat` times; after `gate` when there is one; before `create` answers
    if so said.
    """

    statuses: tuple[str, ...] = ("queued", "sent", "delivered")
    repeat: int = 1
    gate: asyncio.Event | None = None
    before_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A message on a phone's screen. `by_provider` marks the provider's own answers to its keywords."""

    sid: str
    sender: str
    body: str
    segments: int
    media: tuple[str, ...] = ()
    by_provider: bool = False
    at: float = 0.0


@dataclass(slots=True, kw_only=True)
class Number:
    """A number of the account, with the addresses its webhooks go to. A short code is one without voice."""

    sid: str
    phone_number: str
    sms_url: str = ""
    sms_fallback_url: str = ""
    voice_url: str = ""
    status_callback: str = ""
    friendly_name: str = ""
    sms_method: str = "POST"
    sms_fallback_method: str = "POST"
    voice_method: str = "POST"
    status_callback_method: str = "POST"
    sms_application: str | None = None
    voice_application: str | None = None
    can_text: bool = True

    @property
    def is_short_code(self) -> bool:
        return not self.phone_number.startswith("+")


@dataclass(slots=True, kw_only=True)
class Service:
    """The account's messaging service. With `defers` its numbers' own webhooks are called, else `inbound_url`.

    Without either nothing that is texted to its numbers is kept. `members` are its numbers. `campaigns` are the states
    of its registrations with the US carriers.
    """

    sid: str
    members: list[str]
    inbound_url: str | None = None
    inbound_method: str = "POST"
    fallback_url: str | None = None
    fallback_method: str = "POST"
    defers: bool = True
    campaigns: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Message:
    sid: str
    direction: str
    sender: str
    to: str
    body: str
    status: str
    created: float
    at: float
    service: str | None = None
    media: tuple[str, ...] = ()
    callback: str | None = None
    sent: float | None = None
    error: int | None = None
    validity: int = 36_000
    by_provider: bool = False
    read: bool = False
    deleted: bool = False


class _Refused(Exception):
    """The API's answer when it does not do what was asked; `fault` when the request itself is to blame."""

    def __init__(self, code: int, detail: str = "", *, fault: bool = True) -> None:
        super().__init__(detail)
        self.code = code
        self.description = detail or _WORDS.get(code, "Refused")
        self.status = _STATUS.get(code, 400)
        self.fault = fault


@dataclass(slots=True, kw_only=True)
class _Asked:
    operation: str
    sid: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def one(self, name: str) -> str | None:
        return next((value for key, value in self.pairs if key == name), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]


class FakeTwilio(Provider):
    """`async with FakeTwilio() as tw:`, then `tw.url` stands for https://api.twilio.com and https://messaging.twilio.com.

    `numbers` are the account's own; `service` is the sid of a messaging service that holds all of them, and
    `messaging_service` what it is set to. `sms_url` and `voice_url` set the webhooks of all numbers at once. `brands`
    and `verifications` (by number) are the states of registrations. With `lists_own_words` the provider's answers to
    its keywords stand in the list of messages. `receipts` plays the status callbacks; None leaves them to `receipt`.
    `retries` is how often a webhook that failed is tried again (by default not at all, as at the real provider).
    """

    def __init__(
        self,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        *,
        numbers: Sequence[str] = (NUMBER,),
        clock: Clock = monotonic,
        wall: Clock = wall_time,
        check_spec: bool = True,
        opt_out: OptOut = OptOut.ADVANCED,
        receipts: Receipts | None = Receipts(),
        retries: int = 0,
        seed: str = "",
        port: int = 0,
        retry_every: float = 0.05,
    ) -> None:
        super().__init__(clock=clock, wall=wall, check_spec=check_spec, port=port, retry_every=retry_every)
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.account_type = "Full"
        self.account_status = "active"
        self.verified: set[str] = set()
        self.opt_out = opt_out
        self.receipts = receipts
        self.retries = retries
        self._seed = f"{seed}{account_sid}"
        self._made = 0
        self.service = self._new_sid("MG")
        self.numbers = {
            each: Number(sid=self._new_sid("PN" if each.startswith("+") else "SC"), phone_number=each)
            for each in numbers
        }
        self.messaging_service = Service(sid=self.service, members=list(numbers))
        self.brands: list[str] = []
        self.verifications: dict[str, str] = {}
        self.lists_own_words = False
        self._messages: dict[str, _Message] = {}
        self._unsubscribed: set[str] = set()
        self._undeliverable: dict[str, int] = {}
        self._refusing: dict[str, int] = {}

    # Webhooks.

    @property
    def number(self) -> str:
        """The account's first number."""
        return next(iter(self.numbers))

    @property
    def sms_url(self) -> str:
        return self.numbers[self.number].sms_url

    @sms_url.setter
    def sms_url(self, url: str) -> None:
        for number in self.numbers.values():
            number.sms_url = url

    @property
    def voice_url(self) -> str:
        return self.numbers[self.number].voice_url

    @voice_url.setter
    def voice_url(self, url: str) -> None:
        for number in self.numbers.values():
            number.voice_url = url

    @property
    def fallback_url(self) -> str:
        return self.numbers[self.number].sms_fallback_url

    @fallback_url.setter
    def fallback_url(self, url: str) -> None:
        for number in self.numbers.values():
            number.sms_fallback_url = url

    @property
    def posts(self) -> list[Post]:
        """Every attempt at a webhook, receipts included."""
        return self.postman.posts

    # What phones do.

    async def texts(
        self,
        from_number: str,
        body: str,
        *,
        to: str | None = None,
        media: Sequence[str] = (),
        auth_token: str | None = None,
    ) -> Post:
        """A text to one of our numbers, and what the webhook said to it. Texts of one phone are posted in order.

        Without a webhook the text only stands in the account's list. Another `auth_token` makes a forged signature.
        """
        message = self._record(
            direction="inbound",
            sender=from_number,
            to=to or self.number,
            body=body,
            status="received",
            media=tuple(media),
        )
        message.sent = message.created
        kind = self._keyword(body)
        if kind is not None:
            self._heed(kind, message)
        form = self.inbound_form(message.sid)
        if kind is not None and self.opt_out is OptOut.ADVANCED:
            form.append(("OptOutType", kind))
        token = auth_token or self.auth_token
        return await self.postman.send(from_number, lambda: self._deliver(message, form, token))

    async def rings(self, from_number: str, *, to: str | None = None) -> Post:
        """A voice call to one of our numbers; the post's body is what the caller would hear, as TwiML."""
        number = self.numbers[to or self.number]
        form = [
            ("CallSid", self._new_sid("CA")),
            ("AccountSid", self.account_sid),
            ("From", from_number),
            ("To", number.phone_number),
            ("Caller", from_number),
            ("Called", number.phone_number),
            ("CallStatus", "ringing"),
            ("Direction", "inbound"),
            ("ApiVersion", "2010-04-01"),
            *_geography("From"),
            *_geography("To"),
        ]
        post = await self._post(number.voice_url, form, id=form[0][1], auth_token=self.auth_token)
        if post.taken:
            self._listen(from_number, post)
        return post

    def heard_by_voice(self, post: Post) -> list[tuple[str, str]]:
        """What a caller hears of the answer to a call: each sentence with its language."""
        return [
            (each.get("language", "en-US"), each.text or "") for each in ElementTree.fromstring(post.body).iter("Say")
        ]

    def inbound_form(self, sid: str) -> list[tuple[str, str]]:
        """The form that tells a webhook of this inbound message, as the provider fills it in."""
        message = self._messages[sid]
        form = [
            ("ToCountry", "US"),
            ("ToState", "IL"),
            ("SmsMessageSid", sid),
            ("NumMedia", str(len(message.media))),
            ("ToCity", "CHICAGO"),
            ("FromZip", "60601"),
            ("SmsSid", sid),
            ("FromState", "IL"),
            ("SmsStatus", "received"),
            ("FromCity", "CHICAGO"),
            ("Body", message.body),
            ("FromCountry", "US"),
            ("To", message.to),
            ("MessagingServiceSid", self.service),
            ("ToZip", ""),
            ("NumSegments", str(segments(message.body))),
            ("MessageSid", sid),
            ("AccountSid", self.account_sid),
            ("From", message.sender),
            ("ApiVersion", "2010-04-01"),
        ]
        for place, url in enumerate(message.media):
            form += [(f"MediaUrl{place}", url), (f"MediaContentType{place}", "image/jpeg")]
        return form

    # What phones show.

    def phone(self, number: str) -> list[Text]:
        """What this phone has received, oldest first, without what was never delivered."""
        return [self._shown(each) for each in self._to_phone(number)]

    def unread(self, number: str) -> list[Text]:
        """Those that no `expect` has returned yet, without the provider's own words."""
        return [self._shown(each) for each in self._to_phone(number) if not each.read and not each.by_provider]

    async def expect(self, number: str, contains: str = "", *, unread: bool = False, within: float = 5.0) -> Text:
        """The newest text that fits, once there is one; with `unread`, only one that no `expect` has returned."""

        def look() -> _Message | None:
            for message in reversed(self._to_phone(number)):
                if contains in message.body and not (unread and message.read):
                    return message
            return None

        try:
            message = await self._bell.until(look, within)
        except TimeoutError:
            raise AssertionError(
                f"phone {number} shows no text with {contains!r} within {within} s; on the screen: "
                f"{[text.body for text in self.phone(number)]}; refused: {self.refusals}"
            ) from None
        message.read = True
        return self._shown(message)

    async def called(self, operation: str, *, times: int, within: float = 5.0) -> None:
        """Returns when the program's accepted calls of an operation (create, list, ...) have come to this number."""

        def look() -> bool | None:
            return True if sum(call.operation == operation for call in self.calls) >= times else None

        try:
            await self._bell.until(look, within)
        except TimeoutError:
            raise AssertionError(f"{operation} was not called {times} times within {within} s") from None

    async def settled(self, within: float = 5.0) -> None:
        """Returns when no text and no receipt is on its way to a webhook."""
        try:
            await self.postman.settled(within)
        except TimeoutError:
            raise AssertionError(f"posts to webhooks were not done within {within} s") from None

    def status(self, sid: str) -> str:
        return self._messages[sid].status

    def asked(self, sid: str) -> Mapping[str, Any]:
        """The fields with which the program created this message."""
        for call in self.calls:
            if call.operation == "create" and call.result == sid:
                return call.asked
        raise LookupError(sid)

    # What goes wrong.

    def next(self, fault: Fault, *, operation: str | None = None, to: str | None = None, times: int = 1) -> None:
        """The next sound request of this operation (create, list, fetch, ...) to this phone meets a fault."""
        self.faults.plan(fault, operation=operation, recipient=to, times=times)

    async def receipt(self, sid: str, status: str, error: int | None = None) -> Post:
        """Plays one status callback by hand; the message itself never moves backwards."""
        message = self._messages[sid]
        self._move(message, status, error)
        return await self.postman.send(sid, lambda: self._post_receipt(message, status, error))

    def refuses(self, number: str, code: int) -> None:
        """Every message to this number is refused with a code, such as 21614 for a landline."""
        self._refusing[number] = code

    def undeliverable(self, number: str, error: int = 30003) -> None:
        """Messages to this number are accepted and then end undelivered."""
        self._undeliverable[number] = error

    def unsubscribe(self, number: str) -> None:
        """As if this phone had texted STOP before the program was there to hear it."""
        self._unsubscribed.add(number)

    def unsubscribed(self, number: str) -> bool:
        return number in self._unsubscribed

    # The server.

    async def _serve(self, request: Request) -> Response | None:
        path, method = request.url.path, request.method
        asked = _Asked(operation="unknown")
        try:
            self._authenticate(request)
            await self._read(request, path, method, asked)
        except _Refused as refused:
            return self._turn_down(asked, refused)

        async def effect() -> Response:
            try:
                return await self._do(asked)
            except _Refused as refused:
                return self._turn_down(asked, refused)

        return await self._play(request, asked.operation, asked.one("To"), effect)

    def _authenticate(self, request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        wanted = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        if scheme.lower() != "basic" or not hmac.compare_digest(given, wanted):
            raise _Refused(20003)

    async def _read(self, request: Request, path: str, method: str, asked: _Asked) -> None:
        """Fills in what is asked, or refuses it."""
        for pattern, template, verbs in _ROUTES:
            match = pattern.fullmatch(path)
            if match is None or method not in verbs:
                continue
            asked.operation, fields = verbs[method]
            asked.sid = match.groupdict().get("sid") or ""
            if match.groupdict().get("account", self.account_sid) != self.account_sid:
                raise _Refused(20404)
            asked.pairs = list(request.query_params.multi_items()) if method == "GET" else await form_of(request)
            await self._check(request, template, method, fields, asked)
            return
        raise _Refused(20404, f"The fake does not play {method} {path}")

    async def _check(
        self, request: Request, template: str | None, method: str, fields: frozenset[str], asked: _Asked
    ) -> None:
        spec = published.twilio() if self.check_spec and template is not None else None
        known = fields if spec is None or template is None else spec.fields(template, method.lower())
        for name, value in asked.pairs:
            if name not in known:
                raise _Refused(20001, f"Unknown parameter {name}")
            if name not in fields:
                raise _Refused(20001, f"The fake does not play parameter {name}")
            if name.startswith("DateSent") and _instant(value) is None:
                raise _Refused(20001, f"{name} is not a date")
        if asked.operation == "create":
            self._check_new_message(asked)
        if spec is not None:
            problem = spec.problem_with(
                method=method,
                path=request.url.path,
                query=list(request.query_params.multi_items()),
                headers={"Authorization": request.headers["authorization"]},
                content_type=request.headers.get("content-type", ""),
                body=await request.body(),
            )
            if problem is not None:
                raise _Refused(20001, problem)

    def _check_new_message(self, asked: _Asked) -> None:
        to, sender, service = asked.one("To"), asked.one("From"), asked.one("MessagingServiceSid")
        body, callback, validity = asked.one("Body"), asked.one("StatusCallback"), asked.one("ValidityPeriod")
        if not to:
            raise _Refused(21604)
        if not re.fullmatch(r"\+[1-9]\d{6,14}", to):
            raise _Refused(21211)
        if not sender and not service:
            raise _Refused(21603)
        if not body and not asked.all("MediaUrl"):
            raise _Refused(21602)
        if len(body or "") > 1600:
            raise _Refused(21617)
        if sender == to:
            raise _Refused(21266)
        if sender and sender not in self.numbers:
            raise _Refused(21606)
        if service and service != self.service:
            raise _Refused(21701)
        if validity is not None and not (re.fullmatch(r"\d+", validity) and 1 <= int(validity) <= 36_000):
            raise _Refused(21624)
        if callback is not None and not _is_web_address(callback):
            raise _Refused(21609)

    async def _do(self, asked: _Asked) -> Response:
        match asked.operation:
            case "create":
                return await self._create(asked)
            case "list":
                answer = self._list(asked)
            case "fetch":
                answer = self._resource(self._message(asked.sid))
            case "redact":
                answer = self._redact(asked)
            case "delete":
                self._message(asked.sid).deleted = True
                self._accept(asked.operation, None, {}, asked.sid)
                return Response(status_code=204)
            case "numbers":
                answer = self._list_numbers(asked)
            case "number":
                answer = self._number_resource(self._number(asked.sid))
            case "configure":
                answer = self._configure(asked)
            case "account":
                answer = self._account(asked.sid)
            case "short codes":
                answer = self._list_codes(asked)
            case "short code":
                answer = self._code_resource(self._number(asked.sid))
            case "configure code":
                answer = self._code_resource(self._set(self._number(asked.sid), asked))
            case _:
                answer = self._about_messaging(asked)
        self._accept(asked.operation, None, dict(asked.pairs), asked.sid)
        return JSONResponse(answer)

    async def _create(self, asked: _Asked) -> Response:
        to, service = asked.one("To") or "", asked.one("MessagingServiceSid")
        if to in self._unsubscribed:
            raise _Refused(21610, fault=False)
        if to in self._refusing:
            raise _Refused(self._refusing[to], fault=False)
        if self.account_type == "Trial" and to not in self.verified:
            raise _Refused(21608, fault=False)
        sender = asked.one("From") or self.number
        preface = TRIAL_PREFACE if self.account_type == "Trial" else ""
        message = self._record(
            direction="outbound-api",
            sender=sender,
            to=to,
            body=preface + (asked.one("Body") or ""),
            status="accepted" if service else "queued",
            service=service,
            media=tuple(asked.all("MediaUrl")),
            callback=asked.one("StatusCallback") or self.numbers[sender].status_callback or None,
            validity=int(asked.one("ValidityPeriod") or 36_000),
        )
        answer = self._resource(message)
        self._accept("create", to, dict(asked.pairs), message.sid)
        await self._send_receipts(message)
        return JSONResponse(answer, status_code=201)

    def _list(self, asked: _Asked) -> dict[str, Any]:
        def fits(message: _Message) -> bool:
            when = None if message.sent is None else datetime.fromtimestamp(message.sent, tz=UTC)
            return (
                not message.deleted
                and (self.lists_own_words or not message.by_provider)
                and asked.one("To") in (None, message.to)
                and asked.one("From") in (None, message.sender)
                and all(_within(when, name, value) for name, value in asked.pairs)
            )

        size = int(asked.one("PageSize") or 50)
        page = int(asked.one("Page") or 0)
        found = [message for message in reversed(self._messages.values()) if fits(message)]
        start = page * size
        token = asked.one("PageToken")
        if token is not None:
            start = next((i + 1 for i, message in enumerate(found) if message.sid == token.removeprefix("PA")), start)
        shown = found[start : start + size]
        base = f"/2010-04-01/Accounts/{self.account_sid}/Messages.json"
        kept = [(name, value) for name, value in asked.pairs if name not in ("Page", "PageToken", "PageSize")]
        filters = [*kept, ("PageSize", str(size))]
        next_page = [*filters, ("Page", str(page + 1)), ("PageToken", f"PA{shown[-1].sid}")] if shown else []
        return {
            "messages": [self._resource(message) for message in shown],
            "page": page,
            "page_size": size,
            "start": start,
            "end": max(start + len(shown) - 1, 0),
            "uri": f"{base}?{urlencode([*filters, ('Page', str(page))])}",
            "first_page_uri": f"{base}?{urlencode([*filters, ('Page', '0')])}",
            "next_page_uri": f"{base}?{urlencode(next_page)}" if start + size < len(found) else None,
            "previous_page_uri": None if page == 0 else f"{base}?{urlencode([*filters, ('Page', str(page - 1))])}",
        }

    def _redact(self, asked: _Asked) -> dict[str, Any]:
        message = self._message(asked.sid)
        if asked.one("Body") == "":
            message.body = ""
        if asked.one("Status") == "canceled":
            self._move(message, "canceled", None)
        return self._resource(message)

    def _list_numbers(self, asked: _Asked) -> dict[str, Any]:
        wanted = asked.one("PhoneNumber")
        found = [
            each for each in self.numbers.values() if not each.is_short_code and wanted in (None, each.phone_number)
        ]
        uri = f"/2010-04-01/Accounts/{self.account_sid}/IncomingPhoneNumbers.json?PageSize=50&Page=0"
        return {
            "incoming_phone_numbers": [self._number_resource(each) for each in found],
            "page": 0,
            "page_size": 50,
            "start": 0,
            "end": max(len(found) - 1, 0),
            "uri": uri,
            "first_page_uri": uri,
            "next_page_uri": None,
            "previous_page_uri": None,
        }

    def _list_codes(self, asked: _Asked) -> dict[str, Any]:
        wanted = asked.one("ShortCode")
        found = [each for each in self.numbers.values() if each.is_short_code and wanted in (None, each.phone_number)]
        uri = f"/2010-04-01/Accounts/{self.account_sid}/SMS/ShortCodes.json?PageSize=50&Page=0"
        return {
            "short_codes": [self._code_resource(each) for each in found],
            "page": 0,
            "page_size": 50,
            "start": 0,
            "end": max(len(found) - 1, 0),
            "uri": uri,
            "first_page_uri": uri,
            "next_page_uri": None,
            "previous_page_uri": None,
        }

    def _configure(self, asked: _Asked) -> dict[str, Any]:
        return self._number_resource(self._set(self._number(asked.sid), asked))

    def _set(self, number: Number, asked: _Asked) -> Number:
        """Changes what is named in the request, all of it or nothing."""
        for name, value in asked.pairs:
            _check_setting(name, value)
        for name, value in asked.pairs:
            setattr(number, _CONFIGURABLE[name], value)
        return number

    # Messaging services and registrations, as https://messaging.twilio.com has them.

    def _about_messaging(self, asked: _Asked) -> dict[str, Any]:
        service = self.messaging_service
        if asked.sid not in ("", service.sid):
            raise _Refused(20404, fault=False)
        members = [self.numbers[each] for each in service.members]
        match asked.operation:
            case "services":
                return _page("services", [self._service_resource()])
            case "configure service":
                return self._configure_service(asked)
            case "service numbers":
                return _page("phone_numbers", [self._member(each) for each in members if not each.is_short_code])
            case "service codes":
                return _page("short_codes", [self._member(each) for each in members if each.is_short_code])
            case "campaigns":
                return _page("compliance", [self._campaign(place) for place in range(len(service.campaigns))])
            case "brands":
                return _page("data", [self._brand(place) for place in range(len(self.brands))])
            case "verifications":
                wanted = asked.one("TollfreePhoneNumberSid")
                states = {self.numbers[number].sid: state for number, state in self.verifications.items()}
                return _page(
                    "verifications",
                    [_verification(sid, state) for sid, state in states.items() if wanted in (None, sid)],
                )
            case _:
                return self._service_resource()

    def _configure_service(self, asked: _Asked) -> dict[str, Any]:
        service = self.messaging_service
        for name, value in asked.pairs:
            _check_setting(name, value)
        for name, value in asked.pairs:
            match name:
                case "InboundRequestUrl":
                    service.inbound_url = value or None
                case "FallbackUrl":
                    service.fallback_url = value or None
                case "InboundMethod":
                    service.inbound_method = value
                case "FallbackMethod":
                    service.fallback_method = value
                case _:
                    service.defers = value == "true"
        return self._service_resource()

    def _member(self, number: Number) -> dict[str, Any]:
        """A number as its messaging service lists it."""
        called = "short_code" if number.is_short_code else "phone_number"
        return {
            "sid": number.sid,
            "account_sid": self.account_sid,
            "service_sid": self.service,
            called: number.phone_number,
            "country_code": "US",
            "capabilities": ["SMS", "MMS"] if number.is_short_code else ["SMS", "MMS", "Voice"],
            "url": f"https://messaging.twilio.com/v1/Services/{self.service}/PhoneNumbers/{number.sid}",
        }

    def _campaign(self, place: int) -> dict[str, Any]:
        return {
            "sid": f"QE{place:032x}",
            "account_sid": self.account_sid,
            "messaging_service_sid": self.service,
            "campaign_status": self.messaging_service.campaigns[place],
        }

    def _brand(self, place: int) -> dict[str, Any]:
        return {"sid": f"BN{place:032x}", "account_sid": self.account_sid, "status": self.brands[place]}

    def _account(self, sid: str) -> dict[str, Any]:
        if sid != self.account_sid:
            raise _Refused(20404)
        born = _rfc2822(0)
        return {
            "sid": sid,
            "owner_account_sid": sid,
            "auth_token": self.auth_token,
            "friendly_name": "Loopback",
            "status": self.account_status,
            "type": self.account_type,
            "date_created": born,
            "date_updated": born,
            "subresource_uris": {},
            "uri": f"/2010-04-01/Accounts/{sid}.json",
        }

    def _service_resource(self) -> dict[str, Any]:
        service = self.messaging_service
        return {
            "sid": service.sid,
            "account_sid": self.account_sid,
            "friendly_name": "Loopback",
            "inbound_request_url": service.inbound_url,
            "inbound_method": service.inbound_method,
            "fallback_url": service.fallback_url,
            "fallback_method": service.fallback_method,
            "use_inbound_webhook_on_number": service.defers,
            "us_app_to_person_registered": "VERIFIED" in service.campaigns,
            "sticky_sender": True,
            "validity_period": 36_000,
            "url": f"https://messaging.twilio.com/v1/Services/{service.sid}",
        }

    def _code_resource(self, code: Number) -> dict[str, Any]:
        born = _rfc2822(0)
        return {
            "sid": code.sid,
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "date_created": born,
            "date_updated": born,
            "friendly_name": code.friendly_name or code.phone_number,
            "short_code": code.phone_number,
            "sms_fallback_method": code.sms_fallback_method,
            "sms_fallback_url": code.sms_fallback_url,
            "sms_method": code.sms_method,
            "sms_url": code.sms_url,
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/SMS/ShortCodes/{code.sid}.json",
        }

    def _number_resource(self, number: Number) -> dict[str, Any]:
        born = _rfc2822(0)
        return {
            "sid": number.sid,
            "account_sid": self.account_sid,
            "phone_number": number.phone_number,
            "friendly_name": number.friendly_name or number.phone_number,
            "address_requirements": "none",
            "address_sid": None,
            "api_version": "2010-04-01",
            "beta": False,
            "capabilities": {"voice": True, "sms": number.can_text, "mms": number.can_text, "fax": False},
            "date_created": born,
            "date_updated": born,
            "identity_sid": None,
            "origin": "twilio",
            "sms_application_sid": number.sms_application,
            "sms_fallback_method": number.sms_fallback_method,
            "sms_fallback_url": number.sms_fallback_url,
            "sms_method": number.sms_method,
            "sms_url": number.sms_url,
            "status": "in-use",
            "status_callback": number.status_callback,
            "status_callback_method": "POST",
            "trunk_sid": None,
            "type": "local",
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/IncomingPhoneNumbers/{number.sid}.json",
            "voice_application_sid": number.voice_application,
            "voice_url": number.voice_url,
            "voice_method": number.voice_method,
        }

    def _resource(self, message: _Message) -> dict[str, Any]:
        outbound = message.direction != "inbound"
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{message.sid}"
        unchosen = message.service is not None and message.status == "accepted"
        return {
            "sid": message.sid,
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": _rfc2822(message.created),
            "date_sent": None if message.sent is None else _rfc2822(message.sent),
            "date_updated": _rfc2822(message.sent or message.created),
            "direction": message.direction,
            "error_code": message.error,
            "error_message": None,
            "from": None if unchosen else message.sender,
            "messaging_service_sid": message.service,
            "num_media": str(len(message.media)),
            "num_segments": "0" if unchosen else str(segments(message.body)),
            "price": None,
            "price_unit": "USD" if outbound else None,
            "status": message.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": message.to,
            "uri": f"{uri}.json",
        }

    def _message(self, sid: str) -> _Message:
        message = self._messages.get(sid)
        if message is None or message.deleted:
            raise _Refused(20404)
        return message

    def _number(self, sid: str) -> Number:
        for number in self.numbers.values():
            if number.sid == sid:
                return number
        raise _Refused(20404)

    def _refused(self, fault: Refuse | RateLimit) -> Response:
        if isinstance(fault, RateLimit):
            return _problem(20429, _WORDS[20429], 429, retry_after=fault.retry_after)
        status = fault.status or _STATUS.get(fault.code) or (fault.code if 400 <= fault.code < 600 else 400)
        return _problem(fault.code, fault.description or _WORDS.get(fault.code, "Refused"), status)

    def _turn_down(self, asked: _Asked, refused: _Refused) -> Response:
        self._refuse(asked.operation, asked.one("To"), refused.code, refused.description, fault=refused.fault)
        return _problem(refused.code, refused.description, refused.status)

    # Messages on their way.

    def _record(
        self,
        *,
        direction: str,
        sender: str,
        to: str,
        body: str,
        status: str,
        service: str | None = None,
        media: tuple[str, ...] = (),
        callback: str | None = None,
        validity: int = 36_000,
        by_provider: bool = False,
    ) -> _Message:
        message = _Message(
            sid=self._new_sid("MM" if media else "SM"),
            direction=direction,
            sender=sender,
            to=to,
            body=body,
            status=status,
            created=self.wall(),
            at=self.clock(),
            service=service,
            media=media,
            callback=callback,
            validity=validity,
            by_provider=by_provider,
        )
        self._messages[message.sid] = message
        self._bell.ring()
        return message

    def _new_sid(self, kind: str) -> str:
        self._made += 1
        return kind + hashlib.sha256(f"{self._seed}/{self._made}".encode()).hexdigest()[:32]

    def _to_phone(self, number: str) -> list[_Message]:
        return [
            message
            for message in self._messages.values()
            if message.to == number and message.direction != "inbound" and message.status not in _NEVER_SHOWN
        ]

    def _shown(self, message: _Message) -> Text:
        return Text(
            sid=message.sid,
            sender=message.sender,
            body=message.body,
            segments=segments(message.body),
            media=message.media,
            by_provider=message.by_provider,
            at=message.at,
        )

    def _keyword(self, body: str) -> str | None:
        word = body.strip().upper()
        if self.opt_out is OptOut.OFF:
            return None
        for kind, words in (("STOP", STOP_WORDS), ("START", START_WORDS), ("HELP", HELP_WORDS)):
            if word in words:
                return kind
        return None

    def _heed(self, kind: str, message: _Message) -> None:
        """The provider does what its keyword says and answers for itself."""
        if kind == "STOP":
            self._unsubscribed.add(message.sender)
            words = "You have been unsubscribed and will get no more messages. Reply START to resubscribe."
        elif kind == "START":
            self._unsubscribed.discard(message.sender)
            words = "You have been resubscribed. Reply STOP to unsubscribe."
        else:
            words = "Reply STOP to unsubscribe. Message and data rates may apply."
        answer = self._record(
            direction="outbound-reply",
            sender=message.to,
            to=message.sender,
            body=words,
            status="delivered",
            by_provider=True,
        )
        answer.sent = answer.created

    async def _deliver(self, message: _Message, form: list[tuple[str, str]], auth_token: str) -> Post:
        number, service = self.numbers[message.to], self.messaging_service
        url, fallback = number.sms_url, number.sms_fallback_url
        if message.to in service.members and not service.defers:
            url, fallback = service.inbound_url or "", service.fallback_url or ""
            message.deleted = not url  # nobody is told of it, and no list shows it
        post = await self._post(url, form, id=message.sid, auth_token=auth_token)
        if not post.taken and fallback:
            failed = [*form, ("ErrorCode", "11200"), ("ErrorUrl", url)]
            post = await self._post(fallback, failed, id=message.sid, auth_token=auth_token)
        if post.taken:
            self._obey(message, post)
        return post

    def _listen(self, caller: str, post: Post) -> None:
        """Reads the answer to a call as the provider would: what it cannot say or do is the program's mistake."""
        if post.content_type.partition(";")[0].strip() not in ("text/xml", "application/xml"):
            self._refuse("voice", caller, 12300, "Invalid Content-Type", fault=True)
            return
        try:
            root = ElementTree.fromstring(post.body)
        except ElementTree.ParseError:
            self._refuse("voice", caller, 12100, "Document parse failure", fault=True)
            return
        if root.tag != "Response":
            self._refuse("voice", caller, 12102, "No Response element", fault=True)
        for each in root:
            if each.tag not in ("Say", "Hangup", "Pause", "Reject"):
                self._refuse("voice", caller, 12200, f"The fake does not play {each.tag}", fault=True)
            elif each.tag == "Say" and not 1 <= len(each.text or "") <= 4096:
                self._refuse("voice", caller, 13520, "Say: Invalid text", fault=True)
            elif each.tag == "Say" and each.get("language", "en-US") not in SAY_LANGUAGES:
                self._refuse("voice", caller, 13512, "Say: Invalid language", fault=True)

    def _obey(self, message: _Message, post: Post) -> None:
        """Reads a webhook's answer: plain text becomes a reply, and what is no TwiML is the program's mistake."""
        kind = post.content_type.partition(";")[0].strip()
        if not post.body.strip():
            return
        replies: list[str] = []
        if kind == "text/plain":
            replies = [post.body]
        elif kind in ("text/xml", "application/xml", "text/html"):
            try:
                root = ElementTree.fromstring(post.body)
            except ElementTree.ParseError:
                self._refuse("answer", message.sender, 12100, "Document parse failure", fault=True)
                return
            replies = ["".join(each.itertext()) for each in root.iter("Message")]
        else:
            self._refuse("answer", message.sender, 12300, "Invalid Content-Type", fault=True)
        for body in replies:
            if message.sender in self._unsubscribed:
                self._refuse("answer", message.sender, 21610, _WORDS[21610], fault=False)
                continue
            reply = self._record(
                direction="outbound-reply", sender=message.to, to=message.sender, body=body, status="delivered"
            )
            self._accept("reply", message.sender, {"Body": body}, reply.sid)

    async def _send_receipts(self, message: _Message) -> None:
        plan = self.receipts
        if plan is None:
            return
        error = self._undeliverable.get(message.to)

        async def play() -> None:
            if plan.gate is not None:
                await plan.gate.wait()
            for planned in plan.statuses:
                status = "undelivered" if error is not None and planned == "delivered" else planned
                self._move(message, status, error if status == "undelivered" else None)
                for _ in range(plan.repeat):
                    await self._post_receipt(message, status, message.error)

        if message.callback is None and plan.gate is None:
            await play()
            return
        task = self.postman.send(message.sid, play)
        if plan.before_answer:
            await task

    def _move(self, message: _Message, status: str, error: int | None) -> None:
        if _RANK[status] <= _RANK.get(message.status, 0):
            return
        message.status = status
        message.error = error
        if message.sent is None and _RANK[status] >= _RANK["sent"]:
            message.sent = self.wall()
        self._bell.ring()

    async def _post_receipt(self, message: _Message, status: str, error: int | None) -> Post:
        form = [
            ("ApiVersion", "2010-04-01"),
            ("MessageStatus", status),
            ("SmsSid", message.sid),
            ("SmsStatus", status),
            ("To", message.to),
            ("From", message.sender),
            ("MessageSid", message.sid),
            ("AccountSid", self.account_sid),
        ]
        if message.service is not None:
            form.append(("MessagingServiceSid", message.service))
        if error is not None:
            form.append(("ErrorCode", str(error)))
        return await self._post(message.callback or "", form, id=message.sid, auth_token=self.auth_token)

    async def _post(self, url: str, form: list[tuple[str, str]], *, id: str, auth_token: str) -> Post:
        """Posts a signed form; the last attempt's outcome. Without an address nothing is posted."""
        if not url:
            return Post(at=self.clock(), url="", id=id, attempt=0, status=None)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "X-Twilio-Signature": signature(auth_token, url, form),
            "I-Twilio-Idempotency-Token": hashlib.sha256(f"{url}{form}".encode()).hexdigest()[:36],
        }
        content = urlencode(form).encode()
        attempt = 1
        post = await self.postman.post(url, content=content, headers=headers, id=id)
        while not post.taken and attempt <= self.retries and await self.postman.pause():
            attempt += 1
            post = await self.postman.post(url, content=content, headers=headers, id=id, attempt=attempt)
        return post


def signature(auth_token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """Twilio's signature of a form post: HMAC-SHA1 over the address and the sorted fields, name before value.

    A field given several times counts once for each different value, in order.
    """
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def segments(body: str) -> int:
    """How many short messages a text is charged as: 160 GSM-7 characters, 70 if any lies outside; fewer if joined."""
    if all(character in _GSM or character in _GSM_EXTENDED for character in body):
        length, alone, joined = sum(2 if character in _GSM_EXTENDED else 1 for character in body), 160, 153
    else:
        length, alone, joined = len(body.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)


_CONFIGURABLE = {
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "FriendlyName": "friendly_name",
}


def _check_setting(name: str, value: str) -> None:
    """An address may be taken away by an empty one, and is otherwise one of the web; a method is one of two."""
    if name.endswith("Method") and value not in ("GET", "POST"):
        raise _Refused(21403)
    if name.endswith(("Url", "Callback")) and value and not _is_web_address(value):
        raise _Refused(21402)
    if name == "UseInboundWebhookOnNumber" and value not in ("true", "false"):
        raise _Refused(20001, "UseInboundWebhookOnNumber is neither true nor false")


def _page(key: str, listed: list[dict[str, Any]]) -> dict[str, Any]:
    url = f"https://messaging.twilio.com/v1/{key}"
    return {
        key: listed,
        "meta": {
            "key": key,
            "page": 0,
            "page_size": 50,
            "first_page_url": url,
            "previous_page_url": None,
            "next_page_url": None,
            "url": url,
        },
    }


def _verification(number_sid: str, state: str) -> dict[str, Any]:
    return {"sid": "HH" + number_sid[2:], "tollfree_phone_number_sid": number_sid, "status": state}


_ROOT = "/2010-04-01/Accounts"
_AC = rf"{_ROOT}/(?P<account>AC[0-9a-f]{{32}})"
_NOTHING: frozenset[str] = frozenset()
_ROUTES: Sequence[tuple[re.Pattern[str], str | None, Mapping[str, tuple[str, frozenset[str]]]]] = (
    (
        re.compile(rf"{_AC}/Messages\.json"),
        f"{_ROOT}/{{AccountSid}}/Messages.json",
        {"POST": ("create", CREATE_FIELDS), "GET": ("list", _LIST_FIELDS)},
    ),
    (
        re.compile(rf"{_AC}/Messages/(?P<sid>(SM|MM)[0-9a-f]{{32}})\.json"),
        f"{_ROOT}/{{AccountSid}}/Messages/{{Sid}}.json",
        {
            "GET": ("fetch", _NOTHING),
            "POST": ("redact", frozenset({"Body", "Status"})),
            "DELETE": ("delete", _NOTHING),
        },
    ),
    (
        re.compile(rf"{_AC}/IncomingPhoneNumbers\.json"),
        f"{_ROOT}/{{AccountSid}}/IncomingPhoneNumbers.json",
        {"GET": ("numbers", _PAGED | {"PhoneNumber"})},
    ),
    (
        re.compile(rf"{_AC}/IncomingPhoneNumbers/(?P<sid>PN[0-9a-f]{{32}})\.json"),
        f"{_ROOT}/{{AccountSid}}/IncomingPhoneNumbers/{{Sid}}.json",
        {"GET": ("number", _NOTHING), "POST": ("configure", _NUMBER_FIELDS)},
    ),
    (re.compile(rf"{_ROOT}/(?P<sid>AC[0-9a-f]{{32}})\.json"), f"{_ROOT}/{{Sid}}.json", {"GET": ("account", _NOTHING)}),
    (
        re.compile(rf"{_AC}/SMS/ShortCodes\.json"),
        f"{_ROOT}/{{AccountSid}}/SMS/ShortCodes.json",
        {"GET": ("short codes", _PAGED | {"ShortCode"})},
    ),
    (
        re.compile(rf"{_AC}/SMS/ShortCodes/(?P<sid>SC[0-9a-f]{{32}})\.json"),
        f"{_ROOT}/{{AccountSid}}/SMS/ShortCodes/{{Sid}}.json",
        {"GET": ("short code", _NOTHING), "POST": ("configure code", _CODE_FIELDS)},
    ),
    (re.compile(r"/v1/Services"), None, {"GET": ("services", _PAGED)}),
    (
        re.compile(r"/v1/Services/(?P<sid>MG[0-9a-f]{32})"),
        None,
        {"GET": ("service", _NOTHING), "POST": ("configure service", _SERVICE_FIELDS)},
    ),
    (re.compile(r"/v1/Services/(?P<sid>MG[0-9a-f]{32})/PhoneNumbers"), None, {"GET": ("service numbers", _PAGED)}),
    (re.compile(r"/v1/Services/(?P<sid>MG[0-9a-f]{32})/ShortCodes"), None, {"GET": ("service codes", _PAGED)}),
    (re.compile(r"/v1/Services/(?P<sid>MG[0-9a-f]{32})/Compliance/Usa2p"), None, {"GET": ("campaigns", _PAGED)}),
    (re.compile(r"/v1/a2p/BrandRegistrations"), None, {"GET": ("brands", _PAGED)}),
    (
        re.compile(r"/v1/Tollfree/Verifications"),
        None,
        {"GET": ("verifications", _PAGED | {"TollfreePhoneNumberSid", "Status"})},
    ),
)


def _problem(code: int, message: str, status: int, *, retry_after: int | None = None) -> Response:
    answer = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse(answer, status_code=status, headers=headers)


def _rfc2822(at: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(at), tz=UTC))


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "_" not in (parts.hostname or "")


def _instant(value: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _within(when: datetime | None, name: str, value: str) -> bool:
    """Whether an instant of sending passes a DateSent filter: what is not yet sent passes none.

    A bare date stands for the whole day.
    """
    if not name.startswith("DateSent"):
        return True
    at = _instant(value)
    if at is None or when is None:
        return False
    end = at + timedelta(days=1) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else at + timedelta(seconds=1)
    match name:
        case "DateSent>":
            return when >= at
        case "DateSent<":
            return when < end
        case _:
            return at <= when < end


def _geography(whose: str) -> list[tuple[str, str]]:
    return [(f"{whose}City", "CHICAGO"), (f"{whose}State", "IL"), (f"{whose}Zip", "60601"), (f"{whose}Country", "US")]
