"""Telegram: updates come in by webhook or by our own polling, messages go out through the library's bot.

The library's updater and update queue stay unused: they acknowledge updates that are in memory alone and lose them when
the process dies. Here an update is read by the application's handlers, stored by the doorstep, and only then
acknowledged: by the webhook's 200, or by the next poll's offset. What comes twice is stored once.

Nothing waits for Telegram to be there: the bot introduces itself in the background, and an outage holds up neither the
start nor any other channel.
"""

import asyncio
import hmac
import json
import math
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from telegram import (
    BotCommand,
    CallbackQuery,
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    Update,
    User,
)
from telegram.constants import BotDescriptionLimit, ChatAction, ChatType, MessageLimit
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest, RequestData

from bot.channels import Chart, Outgoing, fitting
from bot.channels.drawn import png_of
from bot.channels.scanned import picture_of
from bot.channels.turned_away import TurnedAway
from bot.channels.wire import NotSent, Unanswered, Wire
from bot.clock import Clock
from bot.doors import TELEGRAM_WEBHOOK, Doorstep, Ear, Item, NobodysEar, NotTakenIn, plain
from bot.engine.faults import fail_point
from bot.log import logger
from bot.metrics import Metrics
from bot.notices import Notices
from bot.stopping import unless_stopped
from bot.tokens import LONGEST
from domain.atlas import metres
from domain.delivery import SendError
from domain.ids import SenderId
from domain.messages import Inbound, Other
from domain.people import Channel

_log = logger(__name__)

_ALLOWED = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
_UNREACHABLE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "user_deactivated",
    "peer_id_invalid",
    "bot can't initiate",
)
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_UNCHANGED = "message is not modified"
_UNREADABLE = (AttributeError, KeyError, OSError, OverflowError, RecursionError, TypeError, ValueError)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_PHOTO_ID = re.compile(r"[A-Za-z0-9_-]{10,255}")
_LARGEST_UPDATE_ID = 2**63 - 1
_LARGEST_USER_ID = 2**52 - 1
_MOVED_METRES = 25.0
_MOVES_FOR = timedelta(hours=8)
_LOOKS_EVERY = timedelta(minutes=1)
_MOST_PLACES_KNOWN = 1_000
_LOST_TOKEN = timedelta(minutes=1)
_DRAWN_WITHIN = 6.0
"""Seconds of those that a call to the provider may take."""

_DRAWN_AGAIN = timedelta(seconds=5)

_LONGEST_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
_LONGEST_CAPTION = int(MessageLimit.CAPTION_LENGTH)
_LONGEST_DESCRIPTION = int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)

_PRIVATE = filters.ChatType.PRIVATE
_OTHERS: tuple[tuple[filters.BaseFilter, Other], ...] = (
    (filters.PHOTO | filters.VIDEO | filters.VIDEO_NOTE | filters.ANIMATION, Other.PHOTO),
    (filters.VOICE | filters.AUDIO, Other.VOICE),
    (filters.Sticker.ALL | filters.Dice.ALL, Other.STICKER),
    (~filters.StatusUpdate.ALL, Other.FILE),
)
"""What is neither words nor a place, most particular first; notices of Telegram's own are nobody's words."""


class _Request(BaseRequest):
    """What the library calls through: our wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def read_timeout(self) -> float:
        return self._wire.limit

    async def initialize(self) -> None:
        """Nothing to do: the wire opens with its first call."""

    async def shutdown(self) -> None:
        await self._wire.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        form = None if request_data is None else request_data.json_parameters
        files = request_data.multipart_data if request_data is not None and request_data.contains_files else None
        limit = read_timeout if isinstance(read_timeout, int | float) else None
        try:
            answer = await self._wire.call(method, url, form=form, files=files, limit=limit)
        except (NotSent, Unanswered) as error:
            raise NetworkError(error.code) from error
        return answer.status, answer.body


class _Bot(ExtBot[None]):
    """A bot that reads updates before it has been told its own name: that takes a call which may fail."""

    async def initialize(self) -> None:
        """Nothing to do: the requests stand from the beginning, and the name is asked for in the background."""

    async def updates(self, offset: int | None, *, wait: int, limit: float) -> list[dict[str, Any]]:
        """The next updates as they came: the library would read all of them or none, and log what it cannot read."""
        asked = {"limit": 100, "timeout": wait, "allowed_updates": list(_ALLOWED)}
        if offset is not None:
            asked["offset"] = offset
        found: list[dict[str, Any]] = await self._post("getUpdates", asked, read_timeout=limit + wait)
        return found


_Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]
_Application = Application[_Bot, _Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]


@dataclass(slots=True)
class _Read:
    """What handlers made of one update, and what is owed to Telegram for it afterwards.

    `leave` is a chat with more than one person in it; `told`: it has heard why we go, or cannot.
    """

    items: list[Item] = field(default_factory=list)
    answer: str | None = None
    leave: int | None = None
    told: bool = True
    broken: str | None = None


_reading: ContextVar[_Read] = ContextVar("reading")


class TelegramDoor:
    """One bot: its door and its way out. `sender` is its id among our addresses.

    `secret` and `public_url` make the webhook; without both the door polls once it is started. `username` is known some
    time after the start. `limit` is how long a call may take, in seconds; `pauses` how long to wait after the first,
    second, ... failure in a row of a call that is made again and again. `notices` are what it says of itself (without
    them, nothing): in its menu, its description, and to a group before it leaves. `ear` is told whether it hears.
    """

    channel = Channel.TELEGRAM
    can_find = False

    def __init__(
        self,
        *,
        token: str,
        sender: SenderId,
        doorstep: Doorstep,
        metrics: Metrics,
        api_url: str = "https://api.telegram.org",
        public_url: str | None = None,
        secret: str | None = None,
        notices: Notices | None = None,
        ear: Ear | None = None,
        limit: float = 10.0,
        long_poll: int = 25,
        pauses: Sequence[float] = (0.5, 1, 2, 5, 10, 30),
    ) -> None:
        # Durations in the library's answers are timedeltas when this says so; else it warns of each.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self.sender = sender
        self.username: str | None = None
        self._doorstep = doorstep
        self._metrics = metrics
        self._turned_away = TurnedAway(self.channel, metrics)
        self._hook = (
            None if public_url is None or secret is None else (public_url.rstrip("/") + TELEGRAM_WEBHOOK, secret)
        )
        self._notices = notices
        self._ear = ear or NobodysEar()
        self._places: dict[tuple[int, int], tuple[float, float]] = {}
        self._leaving: set[int] = set()
        self._limit = limit
        self._long_poll = long_poll
        self._pauses = tuple(pauses)
        self._wire = Wire(api_url, limit)
        request = _Request(self._wire)
        self._bot = _Bot(token, base_url=f"{api_url.rstrip('/')}/bot", get_updates_request=request, request=request)
        self._application = self._build()
        self._stopping = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []
        self._naming: asyncio.Task[None] | None = None
        self._describing: asyncio.Task[None] | None = None
        self._says_hidden = False
        self._failure_known: datetime | None = None
        self._trouble: str | None = None
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def polls(self) -> bool:
        """Whether updates are fetched; else Telegram brings them."""
        return self._hook is None

    # --- life

    async def open(self) -> None:
        """From now on updates can be read and messages sent; the bot's name is asked for in the background."""
        await self._application.initialize()
        if self._naming is None:
            self._naming = asyncio.create_task(self._learn_name(), name="telegram: name")

    async def start(self) -> None:
        """Opens, and begins to receive: introduces itself in the background, then polls if that is how it receives.

        Receiving may be stopped and begun again.
        """
        self._stopping.clear()
        await self.open()
        self._running.append(asyncio.create_task(self._keep_receiving(), name="telegram: receive"))

    async def stop_receiving(self) -> None:
        """Ends polling between two batches; messages can still be sent."""
        self._stopping.set()
        for task in self._running:
            await task
        self._running.clear()

    async def stop(self) -> None:
        """Ends everything and closes the connections."""
        await self.stop_receiving()
        errands = [*self._errands, *(each for each in (self._naming, self._describing) if each is not None)]
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        await self._application.shutdown()
        await self._wire.close()

    async def _keep_receiving(self) -> None:
        """Receives until it is stopped, whatever it stumbles over."""
        while not self._stopping.is_set():
            receiving = asyncio.create_task(self._receive())
            try:
                await asyncio.wait({receiving})
            finally:
                receiving.cancel()
            wrong = None if receiving.cancelled() else receiving.exception()
            if wrong is None:
                return
            _log.error("receiving failed, and begins again", channel=self.channel, exc_info=wrong)
            await self._ear.failed()
            await unless_stopped(self._stopping, asyncio.sleep(self._pauses[-1]))

    async def _receive(self) -> None:
        await self._insist("introduce", self._introduce)
        self._describe()
        if self.polls:
            await self._poll()

    async def _introduce(self) -> None:
        """Has Telegram bring updates to the webhook, or stop bringing them there if we poll."""
        if self._hook is None:
            await self._bot.delete_webhook(drop_pending_updates=False)
        else:
            url, secret = self._hook
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=_ALLOWED)
        await self._ear.heard()

    async def watch_webhook(self, clock: Clock, over: asyncio.Event) -> None:
        """Asks Telegram every minute, until it is over, whether it brings updates to us, and tells the ear.

        A certificate that has run out, a dead proxy or another program's webhook would show nowhere else: to us it
        looks as if nobody wrote. What is wrong is logged when it begins and when it is over.
        """
        if self._hook is None:
            return
        due = clock.now() + _LOOKS_EVERY
        while not await clock.wait_until(due, over):
            due = clock.now() + _LOOKS_EVERY
            trouble = await unless_stopped(over, self._why_not_brought(self._hook[0]))
            if over.is_set():
                return
            if trouble is None:
                await self._ear.heard()
            else:
                await self._ear.failed()
            if trouble is not None and self._trouble is None:
                _log.warning("updates are not brought", channel=self.channel, why=trouble)
            elif trouble is None and self._trouble is not None:
                _log.info("updates are brought again", channel=self.channel)
            self._trouble = trouble

    async def _why_not_brought(self, url: str) -> str | None:
        """Why updates do not come to `url`; None if they do.

        A failure is over once nothing waits. Afterwards it is known, and what happens to be under way when Telegram is
        asked is no sign of trouble.
        """
        try:
            hook = await self._bot.get_webhook_info()
        except (TelegramError, *_UNREADABLE) as error:
            return type(error).__name__
        if hook.url != url:
            return "another webhook is set" if hook.url else "no webhook is set"
        if hook.pending_update_count and hook.last_error_date not in (None, self._failure_known):
            return "they wait, and bringing them has failed"
        self._failure_known = hook.last_error_date
        return None

    async def _learn_name(self) -> None:
        """Every process needs it, whether it receives or not: it stands in the links of invites."""
        failures = 0
        while self.username is None:
            try:
                self.username = (await self._bot.get_me()).username
            except TelegramError as error:
                failures += 1
                await asyncio.sleep(self._wait_after("name", error, failures))

    def _describe(self) -> None:
        """Beside everything else: no page waits for a menu."""
        if self._notices is not None and (self._describing is None or self._describing.done()):
            describing = self._keep_describing(self._notices)
            self._describing = asyncio.create_task(describing, name="telegram: describe")

    async def _keep_describing(self, notices: Notices) -> None:
        """Has the menu and the description shown in each language, and in the first of them to everybody else.

        One call after the other, each again and again until Telegram has taken it.
        """
        first, *_ = languages = notices.languages()
        calls: list[Callable[[], Awaitable[bool]]] = []
        for code, language in ((None, first), *((each, each) for each in languages)):
            menu = [BotCommand(name, does) for name, does in notices.menu(language)]
            about = fitting(notices.about(language), _LONGEST_DESCRIPTION)
            calls.append(partial(self._bot.set_my_commands, menu, language_code=code))
            calls.append(partial(self._bot.set_my_description, about, language_code=code))
        tried = 0
        for call in calls:
            tried += await self._tries_until_shown(call)
        if tried > len(calls):
            _log.info("menu and description are shown now", tries=tried)

    async def _tries_until_shown(self, call: Callable[[], Awaitable[bool]]) -> int:
        """How often it took. What Telegram will never take is left out, and the log says so."""
        failures = 0
        while True:
            try:
                async with asyncio.timeout(self._limit):
                    await call()
            except BadRequest as error:
                _log.error("menu or description refused", channel=self.channel, why=error.message)
                return failures + 1
            except (TelegramError, TimeoutError) as error:
                failures += 1
                if not self._says_hidden:
                    _log.warning("menu and description are not shown yet", error=type(error).__name__)
                    self._says_hidden = True
                await asyncio.sleep(self._seconds_after(error, failures))
            else:
                return failures + 1

    async def _insist(self, what: str, call: Any) -> None:
        """Makes a call again and again until it has gone through or the door is stopped."""
        failures = 0
        while not self._stopping.is_set():
            try:
                await unless_stopped(self._stopping, call())
            except TelegramError as error:
                failures += 1
                await self._ear.failed()
                await self._pause(what, error, failures)
            else:
                return

    async def _poll(self) -> None:
        """Fetches updates for ever. The offset moves only after the doorstep has stored the batch before it."""
        offset: int | None = None
        failures = 0
        while not self._stopping.is_set():
            try:
                updates = await unless_stopped(
                    self._stopping, self._bot.updates(offset, wait=self._long_poll, limit=self._limit)
                )
                if updates is not None:  # else the door was stopped
                    await self._ear.heard()
                if not updates:
                    failures = 0
                    continue
                fail_point("polling.before_take_in")
                await self._take_in([await self._read(update) for update in updates])
                fail_point("polling.before_offset")
                offset = updates[-1]["update_id"] + 1
                fail_point("polling.after_offset")
                failures = 0
            except (TelegramError, NotTakenIn, *_UNREADABLE) as error:
                failures += 1
                await self._ear.failed()
                await self._pause("poll", error, failures)

    def _wait_after(self, what: str, error: Exception, failures: int) -> float:
        """Seconds until a call that failed is made again; the log is told."""
        wait = self._seconds_after(error, failures)
        _log.warning("telegram call failed", call=what, error=type(error).__name__, failures=failures, again_in=wait)
        return wait

    def _seconds_after(self, error: Exception, failures: int) -> float:
        wait = self._pauses[min(failures, len(self._pauses)) - 1]
        return max(wait, _seconds(error)) if isinstance(error, RetryAfter) else wait

    async def _pause(self, what: str, error: Exception, failures: int) -> None:
        wait = self._wait_after(what, error, failures)
        try:
            async with asyncio.timeout(wait):
                await self._stopping.wait()
        except TimeoutError:
            pass

    # --- in

    def believes(self, secret: str | None) -> bool:
        """True if it is Telegram that posts, going by what it was told to repeat to us."""
        if self._hook is not None and hmac.compare_digest((secret or "").encode(), self._hook[1].encode()):
            return True
        self._turned_away.note("secret")
        return False

    async def posted(self, secret: str | None, body: bytes) -> int:
        """Takes in one post to the webhook; the HTTP status that answers it. Raises `NotTakenIn`."""
        if not self.believes(secret):
            return 403
        try:
            document = json.loads(body.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or not _is_id(document.get("update_id"), _LARGEST_UPDATE_ID):
            self._turned_away.note("shape")
            return 400
        await self._take_in([await self._read(document)])
        return 200

    def _from_json(self, document: Mapping[str, Any]) -> Update | None:
        """The update, or None if the library cannot make one of it: coming again would not make it readable."""
        try:
            return Update.de_json(dict(document), self._bot)
        except _UNREADABLE as error:
            self._metrics.turned_away.labels(self.channel, "unreadable").inc()
            _log.error("update cannot be read", update=document["update_id"], error=type(error).__name__)
            return None

    async def _read(self, document: Mapping[str, Any]) -> _Read:
        update = self._from_json(document)
        if update is None:
            return self._read_by_hand(document)
        read = _Read()
        token = _reading.set(read)
        try:
            await self._application.process_update(update)
        finally:
            _reading.reset(token)
        if read.broken is not None:
            self._metrics.turned_away.labels(self.channel, "unreadable").inc()
            _log.error("update cannot be read", update=update.update_id, error=read.broken)
        return read

    def _read_by_hand(self, document: Mapping[str, Any]) -> _Read:
        """What somebody wrote is not lost because something beside it is newer than the library."""
        read = _Read()
        message = document.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        if not isinstance(message, dict) or not isinstance(chat, dict) or chat.get("type") != ChatType.PRIVATE:
            return read
        said = message.get("text") or message.get("caption")
        words = plain(said) if isinstance(said, str) else ""
        captions = not message.get("text") and bool(words)
        content = Inbound(text=words, other=None if words else Other.FILE, with_media=captions)
        if _is_id(chat.get("id"), _LARGEST_USER_ID):
            read.items.append(self._item(document["update_id"], chat["id"], content))
        return read

    async def _take_in(self, reads: Sequence[_Read]) -> None:
        items = [item for read in reads for item in read.items]
        if items:
            for item, new in zip(items, await self._doorstep.take_in(items), strict=True):
                self._metrics.taken_in.labels(self.channel, item.kind, "new" if new else "known").inc()
        for read in reads:
            if read.answer is not None:
                self._run(self._bot.answer_callback_query(read.answer))
            if read.leave is not None and read.leave not in self._leaving:
                self._leaving.add(read.leave)
                self._run(self._leave(read.leave, told=read.told))

    async def _leave(self, chat: int, *, told: bool) -> bool:
        """Out of a group or channel, with a sentence if it can be said."""
        try:
            if not told and self._notices is not None:
                await self._bot.send_message(chat, self._notices.group())
        except TelegramError as error:
            _log.debug("a group could not be told", error=type(error).__name__)
        try:
            return await self._bot.leave_chat(chat)
        finally:
            self._leaving.discard(chat)

    def _run(self, call: Coroutine[Any, Any, bool]) -> None:
        """A courtesy to Telegram that nobody waits for and that may fail."""

        async def run() -> None:
            try:
                async with asyncio.timeout(self._limit):
                    await call
            except (TelegramError, TimeoutError) as error:
                _log.debug("telegram errand failed", error=type(error).__name__)

        errand = asyncio.create_task(run())
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    def _build(self) -> _Application:
        application: _Application = ApplicationBuilder().bot(self._bot).updater(None).job_queue(None).build()
        edited = filters.UpdateType.EDITED_MESSAGE
        application.add_handlers(
            [
                CallbackQueryHandler(self._pressed),
                ChatMemberHandler(self._membership_changed, ChatMemberHandler.MY_CHAT_MEMBER),
                MessageHandler(~_PRIVATE, self._met_in_group),
                MessageHandler(edited & filters.LOCATION, self._moved),
                MessageHandler(edited, self._edited),
                MessageHandler(filters.TEXT | filters.CAPTION, self._wrote),
                MessageHandler(filters.LOCATION, self._showed_place),
                MessageHandler(filters.CONTACT, self._showed_contact),
                *(MessageHandler(each, self._sends(other)) for each, other in _OTHERS),
            ]
        )
        application.add_error_handler(self._broke)
        return application

    # --- handlers: each notes what its update is; none of them does anything

    async def _wrote(self, update: Update, _: _Context) -> None:
        message = _message(update)
        words = plain(message.text or message.caption or "")
        captions = not message.text and bool(words)
        photo = _photo_of(message)
        self._note(update, message, Inbound(text=words, with_media=captions, photo=photo, **_about(message)))

    async def _showed_place(self, update: Update, _: _Context) -> None:
        message = _message(update)
        if message.location is not None:
            point = _degrees(message.location.latitude, message.location.longitude)
            self._remember(message, point)
            self._note(update, message, Inbound(point=point, **_about(message)))

    async def _moved(self, update: Update, _: _Context) -> None:
        """A place they share as they move comes anew every few seconds: it counts once they have really moved."""
        message = _message(update)
        if message.location is None:
            return
        point = _degrees(message.location.latitude, message.location.longitude)
        before = self._places.get((message.chat.id, message.message_id))
        if before is None or metres(before, point) >= _MOVED_METRES:
            self._remember(message, point)
            self._note(update, message, Inbound(point=point, live=True, **_about(message)))

    def _remember(self, message: Message, point: tuple[float, float]) -> None:
        """In memory alone: after a restart one place more is told than need be."""
        while len(self._places) >= _MOST_PLACES_KNOWN:
            del self._places[next(iter(self._places))]
        self._places[message.chat.id, message.message_id] = point

    async def _showed_contact(self, update: Update, _: _Context) -> None:
        """Their own number goes on if Telegram says it is theirs; anybody else's ends here."""
        message = _message(update)
        contact, sender = message.contact, message.from_user
        own = contact is not None and sender is not None and contact.user_id == sender.id
        digits = "".join(each for each in contact.phone_number if each.isdecimal()) if contact is not None else ""
        if own and 7 <= len(digits) <= 15 and not message.forward_origin:
            self._note(update, message, Inbound(own_number=f"+{digits}", **_about(message)))
        else:
            self._note(update, message, Inbound(other=Other.CONTACT, **_about(message)))

    async def _edited(self, update: Update, _: _Context) -> None:
        message = _message(update)
        words = plain(message.text or message.caption or "")
        self._note(update, message, Inbound(text=words, other=Other.EDITED, **_about(message)))

    def _sends(self, other: Other) -> Any:
        async def sent(update: Update, _: _Context) -> None:
            message = _message(update)
            self._note(update, message, Inbound(other=other, photo=_photo_of(message), **_about(message)))

        return sent

    async def _pressed(self, update: Update, _: _Context) -> None:
        query = update.callback_query
        if query is None:
            return
        _reading.get().answer = query.id
        if query.message is not None and query.message.chat.type != ChatType.PRIVATE:
            return
        self._note_from(update, query.from_user.id, _press(query))

    async def _membership_changed(self, update: Update, _: _Context) -> None:
        change = update.my_chat_member
        if change is None:
            return
        out = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        if change.chat.type != ChatType.PRIVATE:
            if not out:
                _reading.get().leave, _reading.get().told = change.chat.id, False
            return
        other = Other.BLOCKED if out else Other.UNBLOCKED
        self._note_from(
            update,
            change.chat.id,
            Inbound(other=other, language_hint=_language(change.from_user), sent_at=change.date),
        )

    async def _met_in_group(self, update: Update, _: _Context) -> None:
        """A group that has become a larger one has another id there."""
        message = _message(update)
        _reading.get().leave = message.migrate_to_chat_id or message.chat.id

    async def _broke(self, _: object, context: _Context) -> None:
        _reading.get().broken = type(context.error).__name__

    def _note(self, update: Update, message: Message, inbound: Inbound) -> None:
        self._note_from(update, message.chat.id, inbound)

    def _note_from(self, update: Update, chat: int, inbound: Inbound) -> None:
        if not _is_id(chat, _LARGEST_USER_ID):
            raise ValueError("no account has such an id")
        _reading.get().items.append(self._item(update.update_id, chat, inbound))

    def _item(self, update_id: int, chat: int, inbound: Inbound) -> Item:
        return Item(
            channel=self.channel,
            sender=self.sender,
            external_id=f"{self.sender}/{update_id}",
            address=str(chat),
            content=inbound,
        )

    # --- out

    async def send(self, message: Outgoing) -> str:
        """Sends a message, or edits the earlier one it replaces if that still stands; the message's id."""
        async with self._answered():
            return await self._edit(message) if message.edits is not None else await self._post(message)

    async def probe(self, address: str) -> None:
        """Asks whether the account takes messages: refused as a message would be, and nothing is left behind.

        Only whoever has the chat open at this moment sees, for five seconds, that something is being written.
        """
        async with self._answered():
            await self._bot.send_chat_action(chat_id=int(address), action=ChatAction.TYPING)

    @asynccontextmanager
    async def _answered(self) -> AsyncIterator[None]:
        """Whatever goes wrong with a call, a time without an answer included, is a `SendError`."""
        try:
            async with asyncio.timeout(self._limit):
                yield
        except TimeoutError:
            raise self._failed(SendError(code="timeout", unknown=True)) from None
        except TelegramError as error:
            raise self._failed(_as_send_error(error)) from None

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """Telegram cannot be asked what it has sent."""
        return None

    async def _post(self, message: Outgoing) -> str:
        if message.pin is not None:
            return await self._post_place(message, *message.pin)
        if message.photo:
            return await self._post_photo(message)
        picture = await self._picture(message)
        if picture is not None:
            try:
                return await self._post_picture(message, picture)
            except BadRequest as error:
                if _as_send_error(error).blocked:
                    raise
                _log.error("picture refused, the words go alone", channel=self.channel, why=error.message)
        sent = await self._bot.send_message(
            chat_id=int(message.address),
            text=fitting(message.text, _LONGEST_TEXT),
            reply_markup=_keyboard(message),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return str(sent.message_id)

    async def _post_place(self, message: Outgoing, latitude: float, longitude: float) -> str:
        """A place on the map: one that moves stays movable for as long as a call may run."""
        sent = await self._bot.send_location(
            chat_id=int(message.address),
            latitude=latitude,
            longitude=longitude,
            live_period=_MOVES_FOR if message.moves else None,
            reply_markup=_keyboard(message),
        )
        return str(sent.message_id)

    async def _picture(self, message: Outgoing) -> bytes | None:
        """What is shown above the words, if they leave it room."""
        if len(message.text) > _LONGEST_CAPTION:
            return None
        if message.chart is not None:
            return await self._drawn(message.chart)
        return picture_of(message.scans) if message.scans else None

    async def _post_picture(self, message: Outgoing, picture: bytes) -> str:
        sent = await self._bot.send_photo(
            chat_id=int(message.address),
            photo=picture,
            caption=message.text,
            reply_markup=_keyboard(message),
        )
        return str(sent.message_id)

    @staticmethod
    async def _drawn(chart: Chart) -> bytes:
        """The plot, drawn beside everything else that is to be done. What draws is slow when it is used first: if that
        takes too long it is tried again in a moment, when it is not the first.
        """
        try:
            async with asyncio.timeout(_DRAWN_WITHIN):
                return await asyncio.to_thread(png_of, chart)
        except TimeoutError:
            raise SendError(code="slow_plot", retryable=True, retry_after=_DRAWN_AGAIN) from None

    async def _post_photo(self, message: Outgoing) -> str:
        """A picture of somebody's, sent as our own. One that this bot cannot show is spoken of instead."""
        try:
            sent = await self._bot.send_photo(
                chat_id=int(message.address),
                photo=message.photo,
                caption=fitting(message.text, _LONGEST_CAPTION),
                reply_markup=_keyboard(message),
            )
        except BadRequest as error:
            if _as_send_error(error).blocked:
                raise
            _log.error("picture refused, it is spoken of", channel=self.channel, why=error.message)
            return await self._post(replace(message, photo="", text=message.unshown))
        return str(sent.message_id)

    async def _edit(self, message: Outgoing) -> str:
        if message.edits is None or not message.edits.isdigit():
            return await self._post(message)
        try:
            if message.pin is not None:
                await self._bot.edit_message_live_location(
                    chat_id=int(message.address),
                    message_id=int(message.edits),
                    latitude=message.pin[0],
                    longitude=message.pin[1],
                    reply_markup=_buttons(message),
                )
            else:
                await self._bot.edit_message_text(
                    chat_id=int(message.address),
                    message_id=int(message.edits),
                    text=fitting(message.text, _LONGEST_TEXT),
                    reply_markup=_buttons(message),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
        except BadRequest as error:
            said = error.message.lower()
            if any(each in said for each in _GONE):
                return await self._post(message)
            if _UNCHANGED not in said:
                raise
        return message.edits

    def _failed(self, error: SendError) -> SendError:
        if error.code == "token":
            _log.error("telegram does not know the bot's token")
        return error


def _as_send_error(error: TelegramError) -> SendError:
    """What a failure means. The order matters: a refusal (`BadRequest`) is a kind of `NetworkError` to the library."""
    match error:
        case RetryAfter():
            return SendError(code="429", retryable=True, retry_after=timedelta(seconds=_seconds(error)))
        case Forbidden() | ChatMigrated():
            return SendError(code="403", blocked=True)
        case InvalidToken():
            return SendError(code="token", retryable=True, retry_after=_LOST_TOKEN, whole=True)
        case Conflict():
            return SendError(code="409", retryable=True)
        case BadRequest():
            said = error.message.lower()
            return SendError(code="400", blocked=any(each in said for each in _UNREACHABLE))
        case NetworkError(__cause__=NotSent(code=code)):
            return SendError(code=code, retryable=True)
        case NetworkError(__cause__=Unanswered(code=code)):
            return SendError(code=code, unknown=True)
        case _:
            return SendError(code="network", unknown=True)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _photo_of(message: Message) -> str:
    """The id of the largest size of a photo, under which the bot may show it again without saying whose it was.

    Telegram makes a photo anew as it is sent, without what a camera hid in it; a file it passes on as it is.
    """
    if not message.photo:
        return ""
    largest = max(message.photo, key=lambda size: size.width * size.height)
    return largest.file_id if _PHOTO_ID.fullmatch(largest.file_id) else ""


def _no_number(word: str) -> float:
    raise ValueError(word)


def _is_id(value: object, largest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= largest


def _degrees(latitude: float, longitude: float) -> tuple[float, float]:
    """A place on earth. ValueError for any other numbers."""
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("a place that is not on earth")
    return (float(latitude), float(longitude))


def _language(user: User | None) -> str | None:
    """What Telegram says its user reads, if it is the name of a language at all."""
    named = user.language_code if user is not None else None
    return named if named is not None and _LANGUAGE.fullmatch(named) else None


def _message(update: Update) -> Message:
    message = update.effective_message
    if message is None:
        raise ValueError("an update without its message")
    return message


def _about(message: Message) -> dict[str, Any]:
    return {
        "language_hint": _language(message.from_user),
        "sent_at": message.edit_date or message.date,
        "forwarded": message.forward_origin is not None,
        "reply_ref": _replied_to(message),
    }


def _replied_to(message: Message) -> str | None:
    """The message of ours that they reply to, and nobody else's."""
    earlier = message.reply_to_message
    if earlier is None or earlier.from_user is None or not earlier.from_user.is_bot:
        return None
    return str(earlier.message_id)


def _press(query: CallbackQuery) -> Inbound:
    """A pressed button as it came: whose it is shows only once the contact point is known."""
    hint = _language(query.from_user)
    if not query.data or len(query.data) > LONGEST:
        return Inbound(other=Other.STALE_BUTTON, language_hint=hint)
    return Inbound(token=query.data, language_hint=hint)


def _keyboard(message: Outgoing) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if message.number:
        shows = KeyboardButton(message.number, request_contact=True)
        return ReplyKeyboardMarkup([[shows]], one_time_keyboard=True, resize_keyboard=True)
    return _buttons(message)


def _buttons(message: Outgoing) -> InlineKeyboardMarkup | None:
    if not message.rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(each.label, url=each.url, callback_data=each.data or None) for each in row]
            for row in message.rows
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFacts:
    """A bot as Telegram describes it to its owner. `hook` is the webhook it has, empty if none.

    `failed_at` and `failure` tell of the last update that could not be brought there. `hears_all`: of every kind of
    update that we read, it is told. `has_menu`, `described`: what whoever opens the chat sees was set.
    """

    username: str
    joins_groups: bool
    reads_groups: bool
    hook: str
    pending: int
    hears_all: bool
    has_menu: bool
    described: bool
    failure: str | None = None
    failed_at: datetime | None = None


@asynccontextmanager
async def _alone(token: str, api_url: str, limit: float) -> AsyncIterator[_Bot]:
    """A bot for a question or two outside the running program. Raises `SendError` for what Telegram refuses."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    wire = Wire(api_url, limit)
    request = _Request(wire)
    try:
        yield _Bot(token, base_url=f"{api_url.rstrip('/')}/bot", get_updates_request=request, request=request)
    except TelegramError as error:
        raise _as_send_error(error) from None
    finally:
        await wire.close()


async def facts_of(token: str, api_url: str, *, limit: float = 10.0) -> BotFacts:
    """What Telegram says about a bot. Raises `SendError`; its code is `token` if there is no such bot."""
    async with _alone(token, api_url, limit) as bot:
        me, hook = await bot.get_me(), await bot.get_webhook_info()
        menu, about = await bot.get_my_commands(), await bot.get_my_description()
    allowed = hook.allowed_updates
    return BotFacts(
        username=me.username or "",
        joins_groups=bool(me.can_join_groups),
        reads_groups=bool(me.can_read_all_group_messages),
        hook=hook.url,
        pending=hook.pending_update_count,
        hears_all=not allowed or set(_ALLOWED) <= set(allowed),
        has_menu=bool(menu),
        described=bool(about.description),
        failure=hook.last_error_message,
        failed_at=hook.last_error_date,
    )


async def set_webhook(token: str, api_url: str, *, public_url: str, secret: str, limit: float = 10.0) -> None:
    """Has Telegram bring updates to us from now on, what waits there included. Raises `SendError`."""
    async with _alone(token, api_url, limit) as bot:
        await bot.set_webhook(public_url.rstrip("/") + TELEGRAM_WEBHOOK, secret_token=secret, allowed_updates=_ALLOWED)


async def delete_webhook(token: str, api_url: str, *, limit: float = 10.0) -> None:
    """Has Telegram keep updates until they are fetched, what waits there included. Raises `SendError`."""
    async with _alone(token, api_url, limit) as bot:
        await bot.delete_webhook(drop_pending_updates=False)


async def username_of(token: str, api_url: str, *, limit: float = 10.0) -> str | None:
    """The bot's name, for links to it; None if Telegram cannot be asked now."""
    try:
        async with _alone(token, api_url, limit) as bot:
            return (await bot.get_me()).username
    except SendError as error:
        _log.warning("the bot's name cannot be learnt", why=error.code)
        return None
