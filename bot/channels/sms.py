"""SMS through Twilio: signed form posts come in, the provider's client sends over an HTTP client of our own.

The library's asynchronous client ignores its constructor's timeout and can be told to post a message again after an
error of the server, which texts people twice. So it is given a client that ends every call in time and posts nothing
twice (`bot/channels/wire.py`).

A signature has no time in it. What protects from a replay is the message's own id, which the doorstep takes once.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit, urlunsplit

from starlette.datastructures import ImmutableMultiDict
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from bot.channels import Outgoing, fitting
from bot.channels.signed_form import is_cut_as_signed, is_whole
from bot.channels.turned_away import TurnedAway
from bot.channels.wire import Answer, NotSent, Unanswered, Wire
from bot.clock import stopwatch
from bot.doors import (
    TWILIO_FALLBACK,
    TWILIO_INBOUND,
    TWILIO_STATUS,
    TWILIO_VOICE,
    Bookmark,
    Doorstep,
    Ear,
    Forged,
    Item,
    NobodysEar,
    NotBelieved,
    NotTakenIn,
    ReceiptStatus,
    ReceiptWord,
    plain,
)
from bot.log import logger
from bot.metrics import Metrics
from bot.notices import Notices
from bot.stopping import unless_stopped
from domain.delivery import SendError
from domain.ids import DeliveryId, SenderId
from domain.messages import Inbound, Other
from domain.people import Channel

_log = logger(__name__)
_T = TypeVar("_T")

_OWN_HOST = "api.twilio.com"
_SERVICE = "MG"
_LONGEST_TEXT = 1600
_LONGEST_VALIDITY = 36_000
_LATE = timedelta(minutes=10)
_LONGEST_ROUND = 60.0
_APOLOGISES_EVERY = 600.0
_MOST_APOLOGIES_KNOWN = 10_000
_CLOCKS_DIFFER_BY = timedelta(seconds=5)

_OPTED_OUT = 21610
_QUEUE_FULL = 21611
_NOT_ADMITTED = frozenset({401, 403, 404})
_MAY_BE_THE_NUMBER = 403
_WAIT_FOR_ACCOUNT = timedelta(minutes=1)
_WAIT_FOR_QUEUE = timedelta(seconds=30)
_WAIT_WHEN_TOLD_NOTHING = timedelta(seconds=1)

_MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-f]{32}")
_THEIRS = re.compile(r"\+[1-9]\d{6,14}|\d{3,10}|[0-9A-Za-z &+_-]{1,15}", re.ASCII)
_CALL_SID = re.compile(r"CA[0-9a-f]{32}")
_REFERENCE = re.compile(r"[0-9A-Za-z_-]{1,64}")
_CODE = re.compile(r"\d{1,6}", re.ASCII)
_SERVICE_SID = re.compile(r"MG[0-9A-Za-z]{1,62}")
_OPT_OUT_TYPE = re.compile(r"[A-Za-z]{1,20}")
_MEDIA_COUNT = re.compile(r"\d{1,2}", re.ASCII)
_STATUS_WORD = re.compile(r"[a-z_-]{1,32}")
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{27}=")
_LONGEST_QUERY = 1024

_MEANING: Mapping[str, ReceiptStatus] = {
    "accepted": ReceiptStatus.TAKEN,
    "scheduled": ReceiptStatus.TAKEN,
    "queued": ReceiptStatus.TAKEN,
    "sending": ReceiptStatus.TAKEN,
    "sent": ReceiptStatus.TAKEN,
    "delivered": ReceiptStatus.ARRIVED,
    "read": ReceiptStatus.ARRIVED,
    "undelivered": ReceiptStatus.FAILED,
    "failed": ReceiptStatus.FAILED,
    "canceled": ReceiptStatus.FAILED,
}
_VOICES: Mapping[str, str] = {
    "ca": "ca-ES",
    "de": "de-DE",
    "en": "en-US",
    "es": "es-MX",
    "fr": "fr-FR",
    "it": "it-IT",
    "ja": "ja-JP",
    "ko": "ko-KR",
    "pl": "pl-PL",
    "pt": "pt-BR",
    "ru": "ru-RU",
    "zh": "zh-CN",
}
"""The provider's voices, by language: what nobody can say aloud is not said."""

_NOBODY = "anonymous"
_KEYWORDS: Mapping[str, Other] = {"STOP": Other.OPTED_OUT, "START": Other.OPTED_IN}


@dataclass(frozen=True, slots=True)
class _Form:
    """The pairs of a form as they came, duplicates and blanks kept: the signature covers all of them."""

    pairs: ImmutableMultiDict[str, str]

    def one(self, name: str, pattern: re.Pattern[str] | None = None) -> str:
        """The only value of a field that must be there once, and must fit."""
        values = self.pairs.getlist(name)
        if len(values) != 1 or (pattern is not None and not pattern.fullmatch(values[0])):
            raise NotBelieved(Forged.FIELDS)
        return values[0]

    def maybe(self, name: str, pattern: re.Pattern[str] | None = None) -> str | None:
        """The only value of a field that may be missing or blank."""
        values = self.pairs.getlist(name)
        if not values or values == [""]:
            return None
        return self.one(name, pattern)

    def message(self) -> str:
        """The id of the message that a text or a receipt is about, once it is sure that nothing was cut otherwise."""
        sid = self.one("MessageSid", _MESSAGE_SID)
        self.one("To", _THEIRS)
        same = {self.maybe(name) for name in ("SmsSid", "SmsMessageSid")} <= {None, sid}
        if not same or not is_cut_as_signed(self.pairs.multi_items()):
            raise NotBelieved(Forged.FIELDS)
        return sid


class TwilioDoor:
    """One account: its door and its way out.

    `senders` are our numbers and messaging services, with their ids. Without `public_url` no signature can be checked,
    so nothing is believed, and no receipts are asked for. `notices` are what is said where no turn can be taken
    (without them, nothing); `hushes` tells texts that must not be answered then. `limit` is how long a call may take,
    in seconds, and `patience` how long whoever calls us may be kept waiting where there is something to answer anyway;
    `pauses` are between failures in a row to fetch texts. `ear` is told whether they can be fetched.
    """

    channel = Channel.SMS
    can_find = True

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        senders: Mapping[str, SenderId],
        doorstep: Doorstep,
        metrics: Metrics,
        public_url: str | None,
        notices: Notices | None = None,
        ear: Ear | None = None,
        hushes: Callable[[str], bool] = lambda _: False,
        api_url: str = "https://api.twilio.com",
        limit: float = 10.0,
        patience: float = 8.0,
        pauses: Sequence[float] = (3, 5, 10, 30),
    ) -> None:
        self._account_sid = account_sid
        self._senders = dict(senders)
        self._doorstep = doorstep
        self._metrics = metrics
        self._turned_away = TurnedAway(self.channel, metrics)
        self._public_url = None if public_url is None else public_url.rstrip("/")
        self._limit = limit
        self._validator = RequestValidator(auth_token)
        self._http = _Http(api_url, limit)
        self._client = Client(account_sid, auth_token, http_client=self._http)
        self._notices = notices
        self._ear = ear or NobodysEar()
        self._hushes = hushes
        self._patience = patience
        self._pauses = tuple(pauses)
        self._stopping = asyncio.Event()
        self._fetching: asyncio.Task[None] | None = None
        self._fetched = asyncio.Event()
        self._apologised: dict[str, float] = {}

    def start_fetching(self, bookmark: Bookmark, every: timedelta) -> None:
        """Begins to fetch what came in since the `bookmark`: now, and whenever it says so, asked `every` so often.

        Every few seconds for a program that nobody can call; every minute for what a webhook has missed.
        """
        self._fetching = asyncio.create_task(self._keep_fetching(bookmark, every), name="sms: fetch")

    async def caught_up(self, within: float) -> None:
        """Returns once what was missed has been fetched, or after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                await self._fetched.wait()
        except TimeoutError:
            _log.warning("what was missed is not fetched yet", channel=self.channel)

    async def stop_receiving(self) -> None:
        """Ends fetching, a listing that is under way with it; messages can still be sent."""
        self._stopping.set()
        if self._fetching is not None:
            await self._fetching
            self._fetching = None

    async def stop(self) -> None:
        """Ends everything and closes the connections."""
        await self.stop_receiving()
        await self._http.close()

    # --- in

    async def posted(self, query: str, body: bytes, signature: str | None) -> None:
        """Takes in one post to the inbound webhook. `query` is as received. Raises `NotBelieved`, `NotTakenIn`."""
        await self._take_in_one(self._believed(self._inbound, TWILIO_INBOUND, query, body, signature))

    async def status_posted(self, query: str, body: bytes, signature: str | None) -> None:
        """Takes in one status callback. `query` is as received. Raises `NotBelieved`, `NotTakenIn`."""
        await self._take_in_one(self._believed(self._receipt, TWILIO_STATUS, query, body, signature))

    async def fallback_posted(self, query: str, body: bytes, signature: str | None) -> str:
        """Takes in a text whose inbound webhook failed; the TwiML that answers it. Raises `NotBelieved`.

        What cannot be taken in now stays in the provider's list, and is fetched from it. Whoever sent it is told so,
        and whom else to reach, once in a while: two machines must not talk for ever.
        """
        item = self._believed(self._inbound, TWILIO_FALLBACK, query, body, signature)
        response = MessagingResponse()
        taken_in = item is None or await self._is_taken_in(item)
        if not taken_in and self._notices is not None and self._may_apologise(item):
            response.message(fitting(self._notices.away(), _LONGEST_TEXT))
        return str(response)

    async def voice_posted(self, query: str, body: bytes, signature: str | None) -> str:
        """Takes in a call to one of our numbers; the TwiML that the caller hears. Raises `NotBelieved`.

        That a person is told of the call is said only once it is sure.
        """
        item = self._believed(self._call, TWILIO_VOICE, query, body, signature)
        noted = item is not None and await self._is_taken_in(item)
        response = VoiceResponse()
        for each in self._notices.voice(noted=noted) if self._notices is not None else ():
            if each.language in _VOICES:
                response.say(each.sentence, language=_VOICES[each.language])
        response.hangup()
        return str(response)

    async def _is_taken_in(self, item: Item) -> bool:
        """Before the provider loses patience."""
        try:
            async with asyncio.timeout(self._patience):
                await self._take_in([item])
        except (NotTakenIn, TimeoutError):
            return False
        return True

    def _may_apologise(self, item: Item | None) -> bool:
        if item is None:
            return False
        content, now = item.content, stopwatch()
        if not isinstance(content, Inbound) or content.other is Other.OPTED_OUT or self._hushes(content.text):
            return False
        address = item.address or ""
        if now - self._apologised.get(address, now - _APOLOGISES_EVERY) < _APOLOGISES_EVERY:
            return False
        if len(self._apologised) >= _MOST_APOLOGIES_KNOWN:
            self._apologised.clear()
        self._apologised[address] = now
        return True

    async def _take_in_one(self, item: Item | None) -> None:
        if item is not None:
            await self._take_in([item])

    async def _take_in(self, items: Sequence[Item]) -> None:
        for item, new in zip(items, await self._doorstep.take_in(items), strict=True):
            self._metrics.taken_in.labels(self.channel, item.kind, "new" if new else "known").inc()

    def _believed(
        self, read: Callable[[_Form, str], Item | None], path: str, query: str, body: bytes, signature: str | None
    ) -> Item | None:
        try:
            return read(self._verified(path, query, body, signature), query)
        except NotBelieved as refusal:
            self._turned_away.note(refusal.why.value)
            raise

    def _verified(self, path: str, query: str, body: bytes, signature: str | None) -> _Form:
        """The form, if Twilio signed it for the address we told it: never the address that a header claims."""
        if self._public_url is None:
            raise NotBelieved(Forged.NO_ADDRESS)
        if not signature or not _SIGNATURE.fullmatch(signature):
            raise NotBelieved(Forged.SIGNATURE)
        try:
            pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200, errors="strict")
        except ValueError:
            raise NotBelieved(Forged.FIELDS) from None
        if len(query) > _LONGEST_QUERY or not is_whole(pairs):
            raise NotBelieved(Forged.FIELDS)
        form = _Form(ImmutableMultiDict(pairs))
        url = f"{self._public_url}{path}" + (f"?{query}" if query else "")
        if not self._validator.validate(url, form.pairs, signature):
            raise NotBelieved(Forged.SIGNATURE)
        if form.one("AccountSid") != self._account_sid:
            raise NotBelieved(Forged.ACCOUNT)
        return form

    def _inbound(self, form: _Form, _: str) -> Item:
        sid, address = form.message(), form.one("From", _THEIRS)
        sender = self._ours(form.one("To"), form.maybe("MessagingServiceSid", _SERVICE_SID))
        if sender is None:
            raise NotBelieved(Forged.NUMBER)
        other = _KEYWORDS.get((form.maybe("OptOutType", _OPT_OUT_TYPE) or "").upper())
        media = form.maybe("NumMedia", _MEDIA_COUNT) or "0"
        body = form.one("Body")
        if other is None and not plain(body) and form.pairs.get("MediaContentType0", "").startswith("audio/"):
            other = Other.VOICE
        return self._text(sender, sid, address, body, media=media != "0", other=other)

    def _call(self, form: _Form, _: str) -> Item:
        sender = self._ours(form.one("To")) or self._service()
        if sender is None:
            raise NotBelieved(Forged.NUMBER)
        caller = form.pairs.get("From", "")
        return Item(
            channel=self.channel,
            sender=sender,
            external_id=form.one("CallSid", _CALL_SID),
            address=caller if _THEIRS.fullmatch(caller) else _NOBODY,
            content=Inbound(other=Other.CALLED),
        )

    def _service(self) -> SenderId | None:
        """The messaging service among our senders: which numbers it has is not told to us."""
        return next((self._senders[each] for each in self._senders if each.startswith(_SERVICE)), None)

    def _ours(self, *addresses: str | None) -> SenderId | None:
        return next((self._senders[each] for each in addresses if each in self._senders), None)

    def _text(
        self,
        sender: SenderId,
        sid: str,
        address: str,
        body: str,
        *,
        media: bool,
        other: Other | None = None,
        sent_at: datetime | None = None,
    ) -> Item:
        text = plain(body)
        if other is None and media and not text:
            other = Other.PHOTO
        return Item(
            channel=self.channel,
            sender=sender,
            external_id=sid,
            address=address,
            content=Inbound(text=text, other=other, sent_at=sent_at, with_media=media and bool(text)),
        )

    def _receipt(self, form: _Form, query: str) -> Item | None:
        """The provider's word about a message of ours; None for words that say nothing about its fate."""
        sid, word = form.message(), form.one("MessageStatus", _STATUS_WORD)
        code = form.maybe("ErrorCode", _CODE)
        status = _MEANING.get(word)
        if status is None:
            _log.info("status passed over", channel=self.channel, provider_id=sid)
            return None
        references = [value for name, value in parse_qsl(query) if name == "ref" and _REFERENCE.fullmatch(value)]
        sender = self._ours(form.maybe("From"), form.maybe("MessagingServiceSid", _SERVICE_SID))
        return Item(
            channel=self.channel,
            sender=sender or next(iter(self._senders.values())),
            external_id=f"{sid}/{word}/{code or ''}",
            content=ReceiptWord(
                reference=DeliveryId(references[0]) if len(references) == 1 else None,
                provider_id=sid,
                status=status,
                code=code,
                opted_out=code == str(_OPTED_OUT),
            ),
        )

    # --- in, by asking

    async def _keep_fetching(self, bookmark: Bookmark, every: timedelta) -> None:
        """Fetches until it is stopped, whatever it stumbles over."""
        while not self._stopping.is_set():
            fetching = asyncio.create_task(self._fetch(bookmark, every))
            try:
                await asyncio.wait({fetching})
            finally:
                fetching.cancel()
            wrong = None if fetching.cancelled() else fetching.exception()
            if wrong is None:
                return
            _log.error("fetching failed, and begins again", channel=self.channel, exc_info=wrong)
            await self._ear.failed()
            await self._stopped_within(self._pauses[-1])

    async def _stopped_within(self, seconds: float) -> None:
        """Waits so long, or until the door is stopped."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    async def _fetch(self, bookmark: Bookmark, every: timedelta) -> None:
        """Fetches texts for ever, each round a little further back than the bookmark, for those that come late."""
        known: frozenset[str] = frozenset()
        failures = 0
        at_once = True
        while not self._stopping.is_set():
            wait = every.total_seconds()
            try:
                since = await bookmark.begin(at_once=at_once)
                if since is not None:
                    items = await unless_stopped(self._stopping, self._texts_after(since - _LATE))
                    if items is None:
                        return
                    await self._take_in([each for each in items if each.external_id not in known])
                    known = frozenset(each.external_id for each in items)
                    await bookmark.reached()
                    await self._ear.heard()
                    self._fetched.set()
                failures, at_once = 0, False
            except (SendError, NotTakenIn) as error:
                wait = self._pauses[min(failures, len(self._pauses) - 1)]
                failures, at_once = failures + 1, True
                await self._ear.failed()
                _log.warning("texts could not be fetched", why=str(error) or type(error).__name__, failures=failures)
            await self._stopped_within(wait)

    async def _texts_after(self, since: datetime) -> list[Item]:
        """What came in to our addresses after `since`, oldest first. Raises `SendError`."""
        numbers = [each for each in self._senders if not each.startswith(_SERVICE)]
        service = self._service()  # with one, whatever came to the account is taken for its own
        found: list[tuple[datetime, Item]] = []
        for to in numbers if service is None else [None]:
            listed = await self._listed(within=_LONGEST_ROUND, to=to, date_sent_after=since, page_size=1000)
            # Newest first, and times are whole seconds: turned round, those of one second stay in their order.
            for each in reversed(listed):
                sender = self._ours(each.to, each.messaging_service_sid) or service
                if each.direction != "inbound" or sender is None or each.date_sent is None:
                    continue
                if not _THEIRS.fullmatch(each.from_ or ""):  # of another of the account's channels
                    continue
                media = each.num_media not in (None, "0")
                sent_at = each.date_sent
                item = self._text(sender, each.sid, each.from_, each.body or "", media=media, sent_at=sent_at)
                found.append((sent_at, item))
        return [item for _, item in sorted(found, key=lambda one: one[0])]

    async def _listed(self, *, within: float | None = None, **narrowed_to: Any) -> list[Any]:
        """Messages of the account, newest first. Raises `SendError`, always one that may be tried again."""
        try:
            async with asyncio.timeout(within or self._limit):
                listed: list[Any] = await self._client.messages.list_async(**narrowed_to)
        except SendError as error:
            raise SendError(code=error.code, retryable=True, retry_after=error.retry_after) from None
        except TimeoutError:
            raise SendError(code="timeout", retryable=True) from None
        except (TwilioRestException, TwilioServiceException) as error:
            said = _as_send_error(error.status, error.code)
            raise SendError(code=said.code, retryable=True, retry_after=said.retry_after) from None
        except (TwilioException, ValueError):
            raise SendError(code="answer", retryable=True) from None
        return listed

    # --- out

    async def send(self, message: Outgoing) -> str:
        """Has the provider take a message; its sid."""
        callback = None
        if self._public_url is not None:
            callback = f"{self._public_url}{TWILIO_STATUS}?ref={quote(message.reference, safe='')}"
        try:
            async with asyncio.timeout(self._limit):
                sent = await self._client.messages.create_async(
                    to=message.address,
                    body=fitting(message.text, _LONGEST_TEXT),
                    status_callback=callback,
                    validity_period=min(max(int(message.valid_for.total_seconds()), 1), _LONGEST_VALIDITY),
                    **_from(message.sender),
                )
        except SendError as error:
            raise self._failed(error) from None
        except TimeoutError:
            raise self._failed(SendError(code="timeout", unknown=True)) from None
        except (TwilioRestException, TwilioServiceException) as error:
            raise self._failed(_as_send_error(error.status, error.code)) from None
        except (TwilioException, ValueError):
            raise self._failed(SendError(code="answer", unknown=True)) from None
        return str(sent.sid)

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """The sid of a message of these words that was made for this address after `since`, the newest if several.

        The list is not narrowed by date at the provider: there a date is the one of sending, which a message that waits
        in its queue has not got yet.
        """
        words = fitting(message.text, _LONGEST_TEXT)
        listed = await self._listed(to=message.address, limit=50, page_size=50)
        for each in listed:
            made = each.date_created
            if (
                str(each.direction).startswith("outbound")
                and message.sender in (each.from_, each.messaging_service_sid)
                and str(each.body).endswith(words)  # an account on trial puts its own words before ours
                and made is not None
                and made >= since - _CLOCKS_DIFFER_BY
            ):
                return str(each.sid)
        return None

    def _failed(self, error: SendError) -> SendError:
        if error.retry_after == _WAIT_FOR_ACCOUNT:
            _log.error("the provider does not admit the account", channel=self.channel, code=error.code)
        return error


def _from(sender: str) -> dict[str, str]:
    return {"messaging_service_sid": sender} if sender.startswith(_SERVICE) else {"from_": sender}


def _as_send_error(status: int, code: int | None) -> SendError:
    """What a refusal means: most are final, because the same message to the same number is refused again."""
    said = str(code or status)
    if status >= 500:
        return SendError(code=said, unknown=True)
    if code == _OPTED_OUT:
        return SendError(code=said, opted_out=True)
    if code == _QUEUE_FULL:
        return SendError(code=said, retryable=True, retry_after=_WAIT_FOR_QUEUE)
    if status in _NOT_ADMITTED:
        return SendError(code=said, retryable=True, retry_after=_WAIT_FOR_ACCOUNT, whole=status != _MAY_BE_THE_NUMBER)
    return SendError(code=said)


class _Http(AsyncHttpClient):  # type: ignore[misc]  # the library carries no types
    """What the library calls through: our wire. Raises `SendError` for whatever keeps a call from being answered.

    Any server that speaks the provider's protocol can stand in for it: unless `api_url` is the provider's own, the host
    of every address is replaced by that one.
    """

    def __init__(self, api_url: str, limit: float) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=True, timeout=limit)
        self._base = urlsplit(api_url.rstrip("/"))
        self._wire = Wire(api_url, limit)

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's signature; the wire's own limit holds
        allow_redirects: bool = False,
    ) -> Response:
        target = at_server(self._base, url)
        query = {name: value for name, value in (params or {}).items() if value is not None}
        try:
            answer = await self._wire.call(
                method, target, query=query, form=data or None, headers=headers, basic_auth=auth
            )
        except NotSent as error:
            raise SendError(code=error.code, retryable=True) from None
        except Unanswered as error:
            raise SendError(code=error.code, unknown=True) from None
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise SendError(code="20429", retryable=True, retry_after=_named_wait(answer))
        return Response(answer.status, answer.body.decode(errors="replace"), answer.headers)

    async def close(self) -> None:
        await self._wire.close()


def at_server(base: SplitResult, url: str) -> str:
    """Where a call to one of the provider's hosts really goes: there, or to the server that stands in for all."""
    if base.hostname == _OWN_HOST:
        return url
    asked = urlsplit(url)
    return urlunsplit((base.scheme, base.netloc, base.path + asked.path, asked.query, ""))


def _named_wait(answer: Answer) -> timedelta:
    """How long the provider says to wait."""
    named = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(named)) if named.isdecimal() else _WAIT_WHEN_TOLD_NOTHING


class Account:
    """The account seen from its owner's side: asked about itself, never on the way of a message."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str, *, limit: float = 10.0) -> None:
        self.sid = account_sid
        self._limit = limit
        self._http = _Http(api_url, limit)
        self._client = Client(account_sid, auth_token, http_client=self._http)

    async def ask(self, question: Callable[[Any], Awaitable[_T]]) -> _T:
        """What the library's client answers to `question`. Raises `SendError` with the provider's code."""
        try:
            async with asyncio.timeout(self._limit):
                return await question(self._client)
        except TimeoutError:
            raise SendError(code="timeout", retryable=True) from None
        except (TwilioRestException, TwilioServiceException) as error:
            raise _as_send_error(error.status, error.code) from None
        except (TwilioException, ValueError):
            raise SendError(code="answer", retryable=True) from None

    async def close(self) -> None:
        await self._http.close()


async def account_status(account_sid: str, auth_token: str, api_url: str, *, limit: float = 10.0) -> str | None:
    """The provider's word for how the account stands, `active` when all is well; None if it cannot be asked."""
    account = Account(account_sid, auth_token, api_url, limit=limit)
    try:
        return str((await account.ask(lambda client: client.api.accounts(account_sid).fetch_async())).status)
    except SendError as error:
        _log.warning("the account cannot be looked at", why=error.code)
        return None
    finally:
        await account.close()
