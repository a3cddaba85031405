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

from bot.channels import Outgoing, fitting
from bot.channels.signed_form import is_cut_as_signed, is_whole
from bot.channels.wire import Answer, NotSent, Unanswered, Wire
from bot.doors import (
    TWILIO_INBOUND,
    TWILIO_STATUS,
    Doorstep,
    Forged,
    Item,
    NotBelieved,
    NotTakenIn,
    ReceiptStatus,
    ReceiptWord,
    plain,
)
from bot.log import logger
from bot.metrics import Metrics
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
_CLOCKS_DIFFER_BY = timedelta(seconds=5)

_OPTED_OUT = 21610
_QUEUE_FULL = 21611
_NOT_ADMITTED = frozenset({401, 403, 404})
_WAIT_FOR_ACCOUNT = timedelta(minutes=1)
_WAIT_FOR_QUEUE = timedelta(seconds=30)
_WAIT_WHEN_TOLD_NOTHING = timedelta(seconds=1)

_MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-f]{32}")
_THEIRS = re.compile(r"\+[1-9]\d{6,14}|\d{3,10}|[0-9A-Za-z &+_-]{1,15}", re.ASCII)
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
    so nothing is believed, and no receipts are asked for. `limit` is how long a call may take, in seconds;
    `poll_every` how often texts are fetched, if they are, and `pauses` how long to wait after failures in a row.
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
        api_url: str = "https://api.twilio.com",
        limit: float = 10.0,
        poll_every: float = 3.0,
        pauses: Sequence[float] = (3, 5, 10, 30),
    ) -> None:
        self._account_sid = account_sid
        self._senders = dict(senders)
        self._doorstep = doorstep
        self._metrics = metrics
        self._public_url = None if public_url is None else public_url.rstrip("/")
        self._limit = limit
        self._validator = RequestValidator(auth_token)
        self._http = _Http(api_url, limit)
        self._client = Client(account_sid, auth_token, http_client=self._http)
        self._poll_every = poll_every
        self._pauses = tuple(pauses)
        self._stopping = asyncio.Event()
        self._polling: asyncio.Task[None] | None = None

    def start_polling(self, since: datetime) -> None:
        """Begins to fetch what came in after `since`, every few seconds: for a program that nobody can call.

        Fetching may be stopped and begun again.
        """
        self._stopping.clear()
        self._polling = asyncio.create_task(self._poll(since), name="sms: poll")

    async def stop_receiving(self) -> None:
        """Ends polling between two rounds; messages can still be sent."""
        self._stopping.set()
        if self._polling is not None:
            await self._polling
            self._polling = None

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
            self._metrics.turned_away.labels(self.channel, refusal.why.value).inc()
            _log.warning("post turned away", channel=self.channel, reason=refusal.why.value)
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
        return self._text(sender, sid, address, form.one("Body"), media=media != "0", other=other)

    def _ours(self, *addresses: str | None) -> SenderId | None:
        return next((self._senders[each] for each in addresses if each in self._senders), None)

    def _text(
        self, sender: SenderId, sid: str, address: str, body: str, *, media: bool, other: Other | None = None
    ) -> Item:
        text = plain(body)
        if other is None and media and not text:
            other = Other.PHOTO
        return Item(
            channel=self.channel,
            sender=sender,
            external_id=sid,
            address=address,
            content=Inbound(text=text, other=other),
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

    async def _poll(self, since: datetime) -> None:
        """Fetches texts for ever, each round a little further back than the newest, for those that come late."""
        known: frozenset[str] = frozenset()
        failures = 0
        while not self._stopping.is_set():
            wait = self._poll_every
            try:
                texts = await self._texts_after(since)
                await self._take_in([item for item, _ in texts if item.external_id not in known])
                known = frozenset(item.external_id for item, _ in texts)
                since = max([since, *(sent - _LATE for _, sent in texts)])
                failures = 0
            except (SendError, NotTakenIn) as error:
                wait = self._pauses[min(failures, len(self._pauses) - 1)]
                failures += 1
                _log.warning("texts could not be fetched", why=str(error) or type(error).__name__, failures=failures)
            try:
                async with asyncio.timeout(wait):
                    await self._stopping.wait()
            except TimeoutError:
                pass

    async def _texts_after(self, since: datetime) -> list[tuple[Item, datetime]]:
        """What came in to our addresses after `since`, oldest first. Raises `SendError`."""
        numbers = [each for each in self._senders if not each.startswith(_SERVICE)]
        # Which numbers a service has is not told to us: with one, whatever came to the account is taken for its own.
        service = next((self._senders[each] for each in self._senders if each.startswith(_SERVICE)), None)
        found = []
        for to in numbers if service is None else [None]:
            for each in await self._listed(to=to, date_sent_after=since, page_size=100):
                sender = self._ours(each.to, each.messaging_service_sid) or service
                if each.direction != "inbound" or sender is None or each.date_sent is None:
                    continue
                media = each.num_media not in (None, "0")
                item = self._text(sender, each.sid, each.from_, each.body or "", media=media)
                found.append((item, each.date_sent))
        return sorted(found, key=lambda one: one[1])

    async def _listed(self, **narrowed_to: Any) -> list[Any]:
        """Messages of the account, newest first. Raises `SendError`, always one that may be tried again."""
        try:
            async with asyncio.timeout(self._limit):
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
        return SendError(code=said, retryable=True, retry_after=_WAIT_FOR_ACCOUNT)
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
