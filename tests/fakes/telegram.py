"""Telegram's Bot API on the loopback: one bot, its users, and what they see on their phones.

A test plays the users (`says`, `presses`, `shares_location`, `blocks`), and looks at their screens (`inbox`,
`expect`). Updates reach the bot by `getUpdates` or, once a webhook is set, by post with the secret header; an update
is gone when its offset has been passed or its post was answered with 2xx. Requests are checked against the published
specification where it lies beside the project, and always against the limits that stand in the documentation's prose.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fakes import published
from tests.fakes.faults import Fault, RateLimit, Refuse
from tests.fakes.posting import LOOPBACK, Post
from tests.fakes.server import Clock, Provider, disconnected, form_of, monotonic, wall_time

TOKEN = "123456:TEST-loopback-token-of-the-fake"

UPDATE_KINDS_BY_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL_SECONDS = 50.0
CHAT_ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
        *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
    }
)
HTML_TAGS = ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "blockquote", "tg-spoiler", "a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message of the bot as its reader sees it now. Under a `photo`, `text` is its caption; one that was there before
    stands as its id."""

    message_id: int
    chat_id: int
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[str, ...], ...] = ()
    location: tuple[float, float] | None = None
    photo: bytes | str | None = None
    edits: int = 0
    silent: bool = False
    protected: bool = False
    at: float = 0.0

    @property
    def labels(self) -> list[str]:
        """The words on the buttons, row by row."""
        return [button.text for row in self.buttons for button in row]


@dataclass(slots=True, kw_only=True)
class _Chat:
    id: int
    kind: str
    name: str
    language: str | None = None
    username: str | None = None
    started: bool = True
    blocked: bool = False
    gone: bool = False

    def as_chat(self) -> dict[str, Any]:
        if self.kind == "private":
            return _present(id=self.id, type=self.kind, first_name=self.name, username=self.username)
        return {"id": self.id, "type": self.kind, "title": self.name}

    def as_user(self) -> dict[str, Any]:
        return _present(
            id=self.id, is_bot=False, first_name=self.name, username=self.username, language_code=self.language
        )


@dataclass(slots=True, kw_only=True)
class _Sent:
    message: dict[str, Any]
    shown: Shown
    markup: dict[str, Any] | None
    read: bool = False
    earlier_buttons: list[Button] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Webhook:
    url: str
    secret: str | None
    max_connections: int
    last_error: str | None = None
    last_error_at: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class _Poll:
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    superseded: bool = False


class _Refused(Exception):
    """The Bot API's answer when it does not do what was asked; `fault` when the request itself is to blame."""

    def __init__(self, code: int, description: str, *, fault: bool = True, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.fault = fault
        self.retry_after = retry_after


# The parameters this fake plays, method by method; a star marks those that must be there.
_PLAYED: Mapping[str, Mapping[str, str]] = {
    "getMe": {},
    "getUpdates": {"offset": "Integer", "limit": "Integer", "timeout": "Integer", "allowed_updates": "json"},
    "setWebhook": {
        "url": "String*",
        "ip_address": "String",
        "max_connections": "Integer",
        "allowed_updates": "json",
        "drop_pending_updates": "Boolean",
        "secret_token": "String",
    },
    "deleteWebhook": {"drop_pending_updates": "Boolean"},
    "getWebhookInfo": {},
    "sendMessage": {
        "chat_id": "chat*",
        "text": "String*",
        "parse_mode": "String",
        "entities": "json",
        "link_preview_options": "json",
        "disable_notification": "Boolean",
        "protect_content": "Boolean",
        "reply_parameters": "json",
        "reply_markup": "json",
    },
    "sendPhoto": {
        "chat_id": "chat*",
        "photo": "file*",
        "caption": "String",
        "parse_mode": "String",
        "caption_entities": "json",
        "disable_notification": "Boolean",
        "protect_content": "Boolean",
        "reply_parameters": "json",
        "reply_markup": "json",
    },
    "sendLocation": {
        "chat_id": "chat*",
        "latitude": "Float*",
        "longitude": "Float*",
        "horizontal_accuracy": "Float",
        "live_period": "Integer",
        "disable_notification": "Boolean",
        "protect_content": "Boolean",
        "reply_parameters": "json",
        "reply_markup": "json",
    },
    "editMessageText": {
        "chat_id": "chat",
        "message_id": "Integer",
        "text": "String",
        "parse_mode": "String",
        "entities": "json",
        "link_preview_options": "json",
        "reply_markup": "json",
    },
    "editMessageLiveLocation": {
        "chat_id": "chat",
        "message_id": "Integer",
        "latitude": "Float*",
        "longitude": "Float*",
        "live_period": "Integer",
        "reply_markup": "json",
    },
    "editMessageReplyMarkup": {"chat_id": "chat", "message_id": "Integer", "reply_markup": "json"},
    "deleteMessage": {"chat_id": "chat*", "message_id": "Integer*"},
    "answerCallbackQuery": {
        "callback_query_id": "String*",
        "text": "String",
        "show_alert": "Boolean",
        "url": "String",
        "cache_time": "Integer",
    },
    "setMyCommands": {"commands": "json*", "scope": "json", "language_code": "String"},
    "deleteMyCommands": {"scope": "json", "language_code": "String"},
    "getMyCommands": {"scope": "json", "language_code": "String"},
    "setMyDescription": {"description": "String", "language_code": "String"},
    "getMyDescription": {"language_code": "String"},
    "setMyShortDescription": {"short_description": "String", "language_code": "String"},
    "sendChatAction": {"chat_id": "chat*", "action": "String*"},
    "getChat": {"chat_id": "chat*"},
    "leaveChat": {"chat_id": "chat*"},
}


class FakeTelegram(Provider):
    """`async with FakeTelegram() as tg:`, then requests come to `{tg.url}/bot{tg.token}/{method}`.

    `everybody_known` makes any positive chat id a user who has started the bot. `retry_every` is the pause, in
    seconds, before an update that a webhook did not take is posted again. A webhook on the loopback may be plain HTTP
    on any port, as at a local Bot API server; any other is held to the public API's rules.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        clock: Clock = monotonic,
        wall: Clock = wall_time,
        check_spec: bool = True,
        everybody_known: bool = False,
        first_update_id: int = 700_000_001,
        first_message_id: int = 1,
        port: int = 0,
        retry_every: float = 0.05,
    ) -> None:
        super().__init__(clock=clock, wall=wall, check_spec=check_spec, port=port, retry_every=retry_every)
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.username = "loopback_test_bot"
        self.everybody_known = everybody_known
        self.joins_groups = True
        self.reads_groups = False
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.descriptions: dict[str, str] = {}
        self.unwanted: list[dict[str, Any]] = []
        self._chats: dict[int, _Chat] = {}
        self._sent: dict[tuple[int, int], _Sent] = {}
        self._theirs: dict[tuple[int, int], dict[str, Any]] = {}
        self._photos: dict[str, tuple[int, int]] = {}
        self._queries: dict[str, bool] = {}
        self._pending: dict[int, dict[str, Any]] = {}
        self._next_update = first_update_id
        self._next_message = first_message_id
        self._allowed: frozenset[str] | None = None
        self._webhook: _Webhook | None = None
        self._poll: _Poll | None = None
        self._repeats: list[int] = []
        self._reorder_size = 0
        self._reordered: list[int] = []
        self._per_second: float | None = None
        self._per_chat_second: float | None = None
        self._sends: list[tuple[float, int]] = []
        self._closed_until: dict[int | None, float] = {}
        self._methods: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendLocation": self._send_location,
            "editMessageText": self._edit_text,
            "editMessageLiveLocation": self._edit_location,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_query,
            "setMyCommands": self._set_commands,
            "deleteMyCommands": self._delete_commands,
            "getMyCommands": lambda asked: self.commands.get(_scope(asked), []),
            "setMyDescription": self._set_description,
            "getMyDescription": lambda asked: {"description": self.descriptions.get(_language(asked), "")},
            "setMyShortDescription": lambda asked: True,
            "sendChatAction": self._chat_action,
            "getChat": self._get_chat,
            "leaveChat": self._leave,
        }

    # What users do.

    def user(
        self,
        id: int,
        first_name: str = "Someone",
        *,
        language: str | None = "en",
        username: str | None = None,
        started: bool = True,
    ) -> int:
        """Makes a person the bot can write to; with `started=False`, one it may not write to yet."""
        self._chats[id] = _Chat(
            id=id, kind="private", name=first_name, language=language, username=username, started=started
        )
        return id

    def says(self, user_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None) -> int:
        """A text message, to the bot or in a group; returns its message id."""
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        if reply_to is not None:
            sent = self._sent.get((chat_id or user_id, reply_to))
            if sent is not None:
                content["reply_to_message"] = sent.message
        return self._they_send(user_id, content, chat_id=chat_id)

    def edits(self, user_id: int, message_id: int, text: str) -> None:
        """A user changes what they wrote."""
        message = {**self._theirs[(user_id, message_id)], "text": text, "edit_date": int(self.wall())}
        self._theirs[(user_id, message_id)] = message
        self._queue("edited_message", message, lane=user_id)

    def shares_location(self, user_id: int, lat: float, lon: float) -> int:
        return self._they_send(user_id, {"location": {"latitude": lat, "longitude": lon}})

    def shares_live_location(self, user_id: int, lat: float, lon: float, *, seconds: int = 900) -> int:
        """Shares where they are as they move; returns the id of the message that then moves."""
        return self._they_send(user_id, {"location": {"latitude": lat, "longitude": lon, "live_period": seconds}})

    def moves(self, user_id: int, message_id: int, lat: float, lon: float, *, ends: bool = False) -> None:
        """Their phone tells where they are now; `ends`: for the last time."""
        before = self._theirs[(user_id, message_id)]
        place = {**before["location"], "latitude": lat, "longitude": lon}
        if ends:
            place.pop("live_period", None)
        message = {**before, "location": place, "edit_date": int(self.wall())}
        self._theirs[(user_id, message_id)] = message
        self._queue("edited_message", message, lane=user_id)

    def forwards(self, user_id: int, text: str) -> int:
        """Passes on what somebody else wrote, who does not want to be found by it."""
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": int(self.wall()) - 60}
        return self._they_send(user_id, {"text": text, "forward_origin": origin})

    def sends(self, user_id: int, **content: Any) -> int:
        """Whatever else a message can be, such as `poll={...}`: by the names of the API's own fields."""
        return self._they_send(user_id, content)

    def shares_contact(self, user_id: int, phone_number: str, first_name: str, *, of: int | None = None) -> int:
        """A contact card; `of` is whose account Telegram says it is."""
        card = {"phone_number": phone_number, "first_name": first_name, **({} if of is None else {"user_id": of})}
        return self._they_send(user_id, {"contact": card})

    def sends_photo(self, user_id: int, caption: str | None = None) -> int:
        """The same in two sizes, as Telegram shows it; each has an id of its own, which this bot may send again."""
        sizes = []
        for width in (90, 800):
            size = {"file_id": f"AgACAgIAAx-fake-{len(self._photos)}", "file_unique_id": f"fake-{len(self._photos)}"}
            self._photos[size["file_id"]] = (width, width)
            sizes.append({**size, "width": width, "height": width})
        return self._they_send(user_id, _present(photo=sizes, caption=caption))

    def presses(self, user_id: int, message_id: int | None, button: str) -> str:
        """A tap on a button, named by its words or its callback data; returns the callback query's id.

        A button that an edit has since taken away may still be tapped: a thumb can be faster than the network.
        Without a message id the newest message that has the button is meant.
        """
        fitting = [s for s in reversed(self._messages_to(user_id)) if message_id in (None, s.shown.message_id)]
        now = [(sent, each) for sent in fitting for row in sent.shown.buttons for each in row]
        before = [(sent, each) for sent in fitting for each in sent.earlier_buttons]
        for sent, each in [*now, *before]:
            if button in (each.text, each.data) and each.data is not None:
                return self._press(user_id, sent, each.data)
        raise LookupError(f"user {user_id} has no such button")

    def blocks(self, user_id: int) -> None:
        self._chats[user_id].blocked = True
        self._membership(user_id, by=user_id, before="member", after="kicked")

    def unblocks(self, user_id: int) -> None:
        self._chats[user_id].blocked = False
        self._membership(user_id, by=user_id, before="kicked", after="member")

    def deletes_account(self, user_id: int) -> None:
        self._chats[user_id].gone = True

    def adds_to_group(self, user_id: int, group_id: int, title: str = "A group") -> None:
        """Somebody puts the bot into a group; group ids are negative."""
        self._chats[group_id] = _Chat(id=group_id, kind="group", name=title)
        self._membership(group_id, by=user_id, before="left", after="member")

    def adds_to_channel(self, user_id: int, channel_id: int, title: str = "A channel") -> None:
        """Somebody makes the bot an administrator of a channel: there is no other way in."""
        self._chats[channel_id] = _Chat(id=channel_id, kind="channel", name=title)
        self._membership(channel_id, by=user_id, before="left", after="administrator")

    def outgrows(self, group_id: int, supergroup_id: int) -> None:
        """A group becomes a supergroup: it has another id from now on, and says so in the old one."""
        title = self._chats[group_id].name
        self._chats[supergroup_id] = _Chat(id=supergroup_id, kind="supergroup", name=title)
        message = {
            "message_id": self._take_message_id(),
            "chat": self._chats[group_id].as_chat(),
            "date": int(self.wall()),
            "migrate_to_chat_id": supergroup_id,
        }
        self._queue("message", message, lane=group_id)

    # What users see.

    def inbox(self, user_id: int) -> list[Shown]:
        """The bot's messages on this user's screen, oldest first, edits applied and deleted ones gone."""
        return [sent.shown for sent in self._messages_to(user_id)]

    def unread(self, user_id: int) -> list[Shown]:
        """Those that no `expect` has returned yet."""
        return [sent.shown for sent in self._messages_to(user_id) if not sent.read]

    async def expect(
        self,
        user_id: int,
        contains: str = "",
        *,
        button: str | None = None,
        message_id: int | None = None,
        unread: bool = False,
        within: float = 5.0,
    ) -> Shown:
        """The newest message that fits, once there is one; with `unread`, only one that no `expect` has returned."""

        def look() -> _Sent | None:
            for sent in reversed(self._messages_to(user_id)):
                shown = sent.shown
                if (
                    contains in shown.text
                    and (button is None or button in shown.labels)
                    and message_id in (None, shown.message_id)
                    and not (unread and sent.read)
                ):
                    return sent
            return None

        try:
            sent = await self._bell.until(look, within)
        except TimeoutError:
            raise AssertionError(
                f"user {user_id} sees no message with {contains!r} within {within} s; on the screen: "
                f"{[(shown.text, shown.labels) for shown in self.inbox(user_id)]}; refused: {self.refusals}"
            ) from None
        sent.read = True
        return sent.shown

    async def called(self, method: str, *, chat_id: int | None = None, times: int = 1, within: float = 5.0) -> None:
        """Returns when the bot's accepted calls of a method have come to this number."""
        recipient = None if chat_id is None else str(chat_id)

        def look() -> bool | None:
            fitting = [c for c in self.calls if c.operation == method and recipient in (None, c.recipient)]
            return True if len(fitting) >= times else None

        try:
            await self._bell.until(look, within)
        except TimeoutError:
            raise AssertionError(f"{method} was not called {times} times within {within} s") from None

    async def polled(self, within: float = 5.0) -> None:
        """Returns when the bot waits in `getUpdates`."""
        try:
            await self._bell.until(lambda: self._poll, within)
        except TimeoutError:
            raise AssertionError(f"nobody called getUpdates within {within} s") from None

    async def settled(self, within: float = 5.0) -> None:
        """Returns when the bot has taken every update."""
        try:
            await self._bell.until(lambda: None if self._pending else True, within)
        except TimeoutError:
            raise AssertionError(f"{len(self._pending)} updates were not taken within {within} s") from None
        await self.postman.settled(within)

    async def failed_to_bring(self, within: float = 5.0) -> None:
        """Returns when the webhook has not taken an update."""
        await self._bell.until(lambda: self._webhook and self._webhook.last_error, within)

    @property
    def pending(self) -> list[dict[str, Any]]:
        """Updates that the bot has not taken."""
        return list(self._pending.values())

    @property
    def posts(self) -> list[Post]:
        """Every attempt at the webhook."""
        return self.postman.posts

    @property
    def webhook_url(self) -> str | None:
        return None if self._webhook is None else self._webhook.url

    # What goes wrong.

    def next(self, fault: Fault, *, method: str | None = None, chat_id: int | None = None, times: int = 1) -> None:
        """The next sound request to this method and chat meets a fault."""
        self.faults.plan(fault, operation=method, recipient=None if chat_id is None else str(chat_id), times=times)

    def limit(self, *, per_second: float | None = None, per_chat_per_second: float | None = None) -> None:
        """Refuses sends beyond these rates with 429, by this fake's clock."""
        self._per_second = per_second
        self._per_chat_second = per_chat_per_second

    def repeat_updates(self, updates: int = 1, *, times: int = 2) -> None:
        """Posts each of the next updates this many times, although the first was taken."""
        self._repeats.extend([times] * updates)

    def reorder(self, updates: int) -> None:
        """Keeps the next updates back until this many are there, then posts them last first."""
        self._reorder_size = updates

    # The server.

    async def _serve(self, request: Request) -> Response | None:
        bot, _, method = request.url.path.lstrip("/").partition("/")
        if bot != f"bot{self.token}":
            self._refuse(method, None, 401, "Unauthorized", fault=True)
            return _problem(401, "Unauthorized")
        raw = await _raw_parameters(request)
        recipient = None if "chat_id" not in raw else str(raw["chat_id"])
        try:
            asked = self._read(method, raw)
        except _Refused as refused:
            return self._turn_down(method, recipient, refused)

        async def poll() -> Response | None:
            try:
                updates = await self._await_updates(request, asked)
            except _Refused as refused:
                return self._turn_down(method, recipient, refused)
            if updates:
                self._accept(method, None, asked, len(updates))
            return None if updates is None else JSONResponse({"ok": True, "result": updates})

        async def effect() -> Response:
            try:
                self._admit(method, asked)
                result = self._methods[method](asked)
            except _Refused as refused:
                return self._turn_down(method, recipient, refused)
            self._accept(method, recipient, asked, result)
            return JSONResponse({"ok": True, "result": result})

        return await self._play(request, method, recipient, poll if method == "getUpdates" else effect)

    def _refused(self, fault: Refuse | RateLimit) -> Response:
        if isinstance(fault, RateLimit):
            return _problem(429, f"Too Many Requests: retry after {fault.retry_after}", retry_after=fault.retry_after)
        return _problem(fault.code, fault.description or "Bad Request: refused", status=fault.status)

    def _turn_down(self, method: str, recipient: str | None, refused: _Refused) -> Response:
        self._refuse(method, recipient, refused.code, refused.description, fault=refused.fault)
        return _problem(refused.code, refused.description, retry_after=refused.retry_after)

    def _read(self, method: str, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The request's parameters in their types, or the refusal they deserve."""
        played = _PLAYED.get(method)
        spec = published.telegram() if self.check_spec else None
        if played is None:
            if spec is not None and spec.knows(method):
                raise _Refused(404, f"Not Found: the fake does not play {method}")
            raise _Refused(404, "Not Found")
        asked: dict[str, Any] = {}
        for name, value in raw.items():
            kind = played.get(name)
            if kind is None:
                if spec is not None and spec.kinds(method, name) is not None:
                    raise _Refused(400, f"Bad Request: the fake does not play {name} of {method}")
                raise _Refused(400, f"Bad Request: {method} has no parameter {name}")
            asked[name] = _decoded(name, kind.rstrip("*"), value)
        for name, kind in played.items():
            if kind.endswith("*") and name not in asked:
                raise _Refused(400, f"Bad Request: parameter {name} is required")
        problem = None if spec is None else spec.problem_with_call(method, asked)
        if problem is not None:
            raise _Refused(400, f"Bad Request: {problem}")
        _check_markup(method, asked.get("reply_markup"))
        return asked

    def _admit(self, method: str, asked: Mapping[str, Any]) -> None:
        """Lets a send pass the rate limits or raises 429."""
        if method not in ("sendMessage", "sendPhoto", "sendLocation") or (self._per_second, self._per_chat_second) == (
            None,
            None,
        ):
            return
        now = self.clock()
        chat_id = asked["chat_id"]
        for key in (None, chat_id):
            if now < self._closed_until.get(key, now):
                raise _too_many(self._closed_until[key] - now)
        self._sends = [(at, chat) for at, chat in self._sends if at > now - 1]
        to_chat = sum(1 for _, chat in self._sends if chat == chat_id)
        for key, limit, recent in (
            (None, self._per_second, len(self._sends)),
            (chat_id, self._per_chat_second, to_chat),
        ):
            if limit is not None and recent >= limit:
                self._closed_until[key] = now + 1
                raise _too_many(1)
        self._sends.append((now, chat_id))

    # Methods. Each takes its decoded parameters and returns the result.

    def _get_me(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **self._as_sender(),
            "can_join_groups": self.joins_groups,
            "can_read_all_group_messages": self.reads_groups,
            "supports_inline_queries": False,
        }

    def _send_message(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        text = _plain(asked["text"], asked.get("parse_mode"))
        return self._send(asked, {"text": text}, text=text)

    def _send_photo(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        photo = asked["photo"]
        if isinstance(photo, str) and photo not in self._photos:
            raise _Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
        width, height = self._photos[photo] if isinstance(photo, str) else _size_of(photo)
        caption = asked.get("caption", "")
        if caption:
            caption = _plain(caption, asked.get("parse_mode"), longest=1024)
        size = {
            "file_id": f"photo-{self._next_message}",
            "file_unique_id": f"unique-{self._next_message}",
            "width": width,
            "height": height,
            "file_size": len(photo) if isinstance(photo, bytes) else 9_000,
        }
        self._photos[f"photo-{self._next_message}"] = (width, height)
        content = _present(photo=[size], caption=caption or None)
        return self._send(asked, content, text=caption, photo=photo)

    def _send_location(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        lat, lon = float(asked["latitude"]), float(asked["longitude"])
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise _Refused(400, "Bad Request: wrong latitude or longitude")
        place = {"latitude": lat, "longitude": lon}
        if "live_period" in asked:
            if not (60 <= asked["live_period"] <= 86400 or asked["live_period"] == 0x7FFFFFFF):
                raise _Refused(400, "Bad Request: wrong live location period specified")
            place["live_period"] = asked["live_period"]
        return self._send(asked, {"location": place}, location=(lat, lon))

    def _edit_location(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        sent = self._editable(asked)
        place = sent.message.get("location", {})
        ends = sent.message["date"] + place.get("live_period", 0)
        if "live_period" not in place or (place["live_period"] != 0x7FFFFFFF and self.wall() > ends):
            raise _Refused(400, "Bad Request: message can't be edited")
        point = (float(asked["latitude"]), float(asked["longitude"]))
        if point == sent.shown.location:
            raise _Refused(400, "Bad Request: message is not modified", fault=False)
        sent.message = {**sent.message, "location": {**place, "latitude": point[0], "longitude": point[1]}}
        return self._edit(sent, sent.shown.text, asked.get("reply_markup"), location=point)

    def _edit_text(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if "text" not in asked:
            raise _Refused(400, "Bad Request: message text is empty")
        sent = self._editable(asked)
        if "text" not in sent.message:
            raise _Refused(400, "Bad Request: there is no text in the message to edit")
        text = _plain(asked["text"], asked.get("parse_mode"))
        return self._edit(sent, text, asked.get("reply_markup"))

    def _edit_markup(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        sent = self._editable(asked)
        return self._edit(sent, sent.shown.text, asked.get("reply_markup"))

    def _delete_message(self, asked: Mapping[str, Any]) -> bool:
        chat = self._reachable(asked["chat_id"])
        key = (chat.id, asked["message_id"])
        if self._sent.pop(key, None) is None and self._theirs.pop(key, None) is None:
            raise _Refused(400, "Bad Request: message to delete not found", fault=key[1] >= self._next_message)
        return True

    def _answer_query(self, asked: Mapping[str, Any]) -> bool:
        query = asked["callback_query_id"]
        if len(asked.get("text", "")) > 200:
            raise _Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        if not self._queries.get(query, False):
            raise _Refused(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                fault=query not in self._queries,
            )
        self._queries[query] = False
        return True

    def _set_commands(self, asked: Mapping[str, Any]) -> bool:
        commands = asked["commands"]
        if not isinstance(commands, list) or len(commands) > 100:
            raise _Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
                raise _Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(each["description"]) <= 256:
                raise _Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(asked)] = commands
        return True

    def _set_description(self, asked: Mapping[str, Any]) -> bool:
        description = asked.get("description", "")
        if len(description) > 512:
            raise _Refused(400, "Bad Request: BOT_DESCRIPTION_TOO_LONG")
        self.descriptions[_language(asked)] = description
        return True

    def _delete_commands(self, asked: Mapping[str, Any]) -> bool:
        self.commands.pop(_scope(asked), None)
        return True

    def _chat_action(self, asked: Mapping[str, Any]) -> bool:
        if asked["action"] not in CHAT_ACTIONS:
            raise _Refused(400, "Bad Request: wrong parameter action in request")
        self._reachable(asked["chat_id"])
        return True

    def _get_chat(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        chat = self._reachable(asked["chat_id"])
        return {**chat.as_chat(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}

    def _leave(self, asked: Mapping[str, Any]) -> bool:
        chat = self._chat(asked["chat_id"])
        if chat.kind == "private":
            raise _Refused(400, "Bad Request: chat member status can't be changed in private chats")
        if chat.gone:
            raise _Refused(403, "Forbidden: bot is not a member of the group chat", fault=False)
        chat.gone = True
        self._membership(chat.id, by=self.bot_id, before="member", after="left")
        return True

    def _set_webhook(self, asked: Mapping[str, Any]) -> bool:
        url = asked["url"]
        if not url:
            return self._delete_webhook(asked)
        parts = urlsplit(url)
        local = parts.hostname in LOOPBACK
        if parts.scheme != "https" and not local:
            raise _Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not local and (parts.port or 443) not in (80, 88, 443, 8443):
            raise _Refused(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        secret = asked.get("secret_token")
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise _Refused(400, "Bad Request: secret token contains unallowed characters")
        connections = asked.get("max_connections", 40)
        if not 1 <= connections <= 100:
            raise _Refused(400, "Bad Request: max_connections is out of range")
        self._allow(asked)
        if asked.get("drop_pending_updates"):
            self._pending.clear()
        self._webhook = _Webhook(url=url, secret=secret, max_connections=connections)
        self._wake_poll()
        for update_id in list(self._pending):
            self._carry(update_id, lane=_lane_of(self._pending[update_id]))
        return True

    def _delete_webhook(self, asked: Mapping[str, Any]) -> bool:
        self._webhook = None
        if asked.get("drop_pending_updates"):
            self._pending.clear()
        return True

    def _get_webhook_info(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        hook = self._webhook
        return _present(
            url="" if hook is None else hook.url,
            has_custom_certificate=False,
            pending_update_count=len(self._pending),
            max_connections=None if hook is None else hook.max_connections,
            last_error_date=None if hook is None else hook.last_error_at,
            last_error_message=None if hook is None else hook.last_error,
            allowed_updates=None if self._allowed is None else sorted(self._allowed),
        )

    async def _await_updates(self, request: Request, asked: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """The updates to give, as soon as there are any; None when the caller has gone meanwhile."""
        self._refuse_poll_beside_webhook()
        self._allow(asked)
        offset = asked.get("offset", 0)
        limit = min(max(asked.get("limit", 100), 1), 100)
        if offset > 0:
            for update_id in [update_id for update_id in self._pending if update_id < offset]:
                del self._pending[update_id]
        elif offset < 0:
            for update_id in list(self._pending)[:offset]:
                del self._pending[update_id]
        self._bell.ring()
        if self._poll is not None:
            self._poll.superseded = True
            self._poll.wake.set()
        poll = self._poll = _Poll()
        self._bell.ring()
        left = asyncio.create_task(disconnected(request))
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(max(asked.get("timeout", 0), 0), LONGEST_POLL_SECONDS)
        try:
            while not self._pending and (wait := deadline - loop.time()) > 0 and not left.done():
                woken = asyncio.create_task(poll.wake.wait())
                await asyncio.wait({woken, left}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                woken.cancel()
                poll.wake.clear()
                if poll.superseded and not left.done():
                    # Whoever asks anew may have taken the place of one that died: its connection is about to end.
                    await asyncio.wait({left}, timeout=0.1)
                if poll.superseded and not left.done():
                    raise _Refused(
                        409,
                        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
                        "running",
                    )
                self._refuse_poll_beside_webhook()
            return None if left.done() else list(self._pending.values())[:limit]
        finally:
            left.cancel()
            if self._poll is poll:
                self._poll = None

    def _refuse_poll_beside_webhook(self) -> None:
        if self._webhook is not None:
            raise _Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )

    # Sending and editing.

    def _send(
        self,
        asked: Mapping[str, Any],
        content: Mapping[str, Any],
        *,
        text: str = "",
        location: tuple[float, float] | None = None,
        photo: bytes | str | None = None,
    ) -> dict[str, Any]:
        chat = self._reachable(asked["chat_id"])
        markup = asked.get("reply_markup")
        message = {
            "message_id": self._take_message_id(),
            "from": self._as_sender(),
            "chat": chat.as_chat(),
            "date": int(self.wall()),
            **content,
        }
        if markup is not None and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        shown = Shown(
            message_id=message["message_id"],
            chat_id=chat.id,
            text=text,
            buttons=_buttons(markup),
            keyboard=_keyboard(markup),
            location=location,
            photo=photo,
            silent=asked.get("disable_notification", False),
            protected=asked.get("protect_content", False),
            at=self.clock(),
        )
        self._sent[(chat.id, shown.message_id)] = _Sent(message=message, shown=shown, markup=markup)
        return message

    def _editable(self, asked: Mapping[str, Any]) -> _Sent:
        if "chat_id" not in asked or "message_id" not in asked:
            raise _Refused(400, "Bad Request: message identifier is not specified")
        chat = self._reachable(asked["chat_id"])
        sent = self._sent.get((chat.id, asked["message_id"]))
        if sent is None:
            if (chat.id, asked["message_id"]) in self._theirs:
                raise _Refused(400, "Bad Request: message can't be edited")
            raise _Refused(400, "Bad Request: message to edit not found")
        if sent.markup is not None and "inline_keyboard" not in sent.markup:
            raise _Refused(400, "Bad Request: message can't be edited")
        return sent

    def _edit(
        self,
        sent: _Sent,
        text: str,
        markup: dict[str, Any] | None,
        *,
        location: tuple[float, float] | None = None,
    ) -> dict[str, Any]:
        buttons = _buttons(markup)
        old = sent.shown
        if (text, buttons) == (old.text, old.buttons) and location is None:
            raise _Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
                fault=False,
            )
        sent.earlier_buttons.extend(button for row in old.buttons for button in row)
        sent.markup = markup
        sent.message = {**sent.message, "edit_date": int(self.wall())}
        if "text" in sent.message:
            sent.message["text"] = text
        sent.message.pop("reply_markup", None)
        if buttons:
            sent.message["reply_markup"] = markup
        sent.shown = Shown(
            message_id=old.message_id,
            chat_id=old.chat_id,
            text=text,
            buttons=buttons,
            location=location or old.location,
            photo=old.photo,
            edits=old.edits + 1,
            silent=old.silent,
            protected=old.protected,
            at=old.at,
        )
        return sent.message

    def _chat(self, chat_id: int | str) -> _Chat:
        chat = self._chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None and self.everybody_known and isinstance(chat_id, int) and chat_id > 0:
            self.user(chat_id)
            chat = self._chats[chat_id]
        if chat is None:
            raise _Refused(400, "Bad Request: chat not found")
        return chat

    def _reachable(self, chat_id: int | str) -> _Chat:
        chat = self._chat(chat_id)
        if chat.blocked:
            raise _Refused(403, "Forbidden: bot was blocked by the user", fault=False)
        if chat.gone and chat.kind == "private":
            raise _Refused(403, "Forbidden: user is deactivated", fault=False)
        if chat.gone:
            raise _Refused(403, "Forbidden: bot is not a member of the group chat", fault=False)
        if not chat.started:
            raise _Refused(403, "Forbidden: bot can't initiate conversation with a user", fault=False)
        return chat

    def _messages_to(self, user_id: int) -> list[_Sent]:
        return [sent for (chat_id, _), sent in self._sent.items() if chat_id == user_id]

    def _as_sender(self) -> dict[str, Any]:
        return {"id": self.bot_id, "is_bot": True, "first_name": "Loopback", "username": self.username}

    def _take_message_id(self) -> int:
        taken, self._next_message = self._next_message, self._next_message + 1
        return taken

    # Updates.

    def _they_send(self, user_id: int, content: Mapping[str, Any], *, chat_id: int | None = None) -> int:
        if user_id not in self._chats:
            self.user(user_id)
        person = self._chats[user_id]
        person.started = True
        chat = person if chat_id is None else self._chats[chat_id]
        message = {
            "message_id": self._take_message_id(),
            "from": person.as_user(),
            "chat": chat.as_chat(),
            "date": int(self.wall()),
            **content,
        }
        self._theirs[(chat.id, message["message_id"])] = message
        self._queue("message", message, lane=user_id)
        message_id: int = message["message_id"]
        return message_id

    def _press(self, user_id: int, sent: _Sent, data: str) -> str:
        query_id = str(4_000_000_000_000_000_000 + self._next_update)
        self._queries[query_id] = True
        query = {
            "id": query_id,
            "from": self._chats[user_id].as_user(),
            "message": sent.message,
            "chat_instance": str(-1_000_000_000 - user_id),
            "data": data,
        }
        self._queue("callback_query", query, lane=user_id)
        return query_id

    def expire_queries(self) -> None:
        """Every callback query so far has become too old to be answered."""
        self._queries = dict.fromkeys(self._queries, False)

    def _membership(self, chat_id: int, *, by: int, before: str, after: str) -> None:
        chat = self._chats[chat_id]
        author = self._as_sender() if by == self.bot_id else self._chats[by].as_user()
        change = {
            "chat": chat.as_chat(),
            "from": author,
            "date": int(self.wall()),
            "old_chat_member": self._as_member(before),
            "new_chat_member": self._as_member(after),
        }
        self._queue("my_chat_member", change, lane=chat_id)

    def _as_member(self, status: str) -> dict[str, Any]:
        member = _present(status=status, user=self._as_sender(), until_date=0 if status == "kicked" else None)
        if status == "administrator":
            rights = [
                *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
                *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
                *("can_post_stories", "can_edit_stories", "can_delete_stories"),
            ]
            member |= dict.fromkeys(rights, False)
        return member

    def _queue(self, kind: str, content: Mapping[str, Any], *, lane: int) -> None:
        update_id, self._next_update = self._next_update, self._next_update + 1
        update = {"update_id": update_id, kind: json.loads(json.dumps(content))}
        wanted = kind in self._allowed if self._allowed is not None else kind not in UPDATE_KINDS_BY_REQUEST_ONLY
        if not wanted:
            self.unwanted.append(update)
            return
        self._pending[update_id] = update
        if self._webhook is None:
            self._wake_poll()
            return
        if self._reorder_size == 0:
            self._carry(update_id, lane=str(lane))
            return
        self._reordered.append(update_id)
        if len(self._reordered) == self._reorder_size:
            held, self._reordered, self._reorder_size = self._reordered, [], 0
            for update_id in reversed(held):
                self._carry(update_id, lane="reordered")

    def _wake_poll(self) -> None:
        if self._poll is not None:
            self._poll.wake.set()

    def _allow(self, asked: Mapping[str, Any]) -> None:
        if "allowed_updates" in asked:
            self._allowed = frozenset(asked["allowed_updates"]) or None

    def _carry(self, update_id: int, *, lane: str) -> None:
        repeats = self._repeats.pop(0) if self._repeats else 1
        _ = self.postman.send(lane, self._carrying(update_id, repeats))

    def _carrying(self, update_id: int, repeats: int) -> Callable[[], Awaitable[None]]:
        async def carry() -> None:
            attempt = 0
            while update_id in self._pending and self._webhook is not None:
                attempt += 1
                hook = self._webhook
                post = await self._post(hook, self._pending[update_id], attempt)
                if post.taken:
                    for _ in range(repeats - 1):
                        await self._post(hook, self._pending[update_id], attempt)
                    self._pending.pop(update_id, None)
                    self._bell.ring()
                    return
                hook.last_error = "Connection refused" if post.status is None else _wrong_response(post.status)
                hook.last_error_at = int(self.wall())
                self._bell.ring()
                if not await self.postman.pause():
                    return

        return carry

    async def _post(self, hook: _Webhook, update: Mapping[str, Any], attempt: int) -> Post:
        headers = {"Content-Type": "application/json"}
        if hook.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        return await self.postman.post(
            hook.url,
            content=json.dumps(update).encode(),
            headers=headers,
            id=str(update["update_id"]),
            attempt=attempt,
        )


_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def _wrong_response(status: int) -> str:
    return f"Wrong response from the webhook: {status} {HTTPStatus(status).phrase}"


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _problem(code: int, description: str, *, retry_after: int | None = None, status: int | None = None) -> Response:
    answer: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if retry_after is not None:
        answer["parameters"] = {"retry_after": retry_after}
    return JSONResponse(answer, status_code=status or code)


def _too_many(seconds: float) -> _Refused:
    wait = max(1, round(seconds))
    return _Refused(429, f"Too Many Requests: retry after {wait}", fault=False, retry_after=wait)


async def _raw_parameters(request: Request) -> dict[str, Any]:
    """The parameters of a request however they came: in the address, as a form, as JSON, in parts."""
    raw: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        raw.update(json.loads(await request.body() or b"{}"))
    elif kind == "multipart/form-data":
        async with request.form() as parts:
            for name, part in parts.items():
                raw[name] = part if isinstance(part, str) else await part.read()
    else:
        raw.update(await form_of(request))
    return raw


def _decoded(name: str, kind: str, value: Any) -> Any:
    """A parameter in its type: forms carry everything as text, and what has structure as JSON."""
    if not isinstance(value, str):
        return value
    try:
        match kind:
            case "Integer":
                return int(value)
            case "Float":
                return float(value)
            case "Boolean":
                return {"true": True, "1": True, "false": False, "0": False}[value.lower()]
            case "chat":
                return int(value) if re.fullmatch(r"-?\d+", value) else value
            case "json":
                return json.loads(value)
            case _:
                return value
    except (ValueError, KeyError):
        raise _Refused(400, f"Bad Request: can't parse {name}") from None


def _check_markup(method: str, markup: Any) -> None:
    if markup is None or (method.startswith("edit") and markup == {}):
        return
    if not isinstance(markup, dict):
        raise _Refused(400, "Bad Request: object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        if method.startswith("edit"):
            raise _Refused(400, "Bad Request: inline keyboard expected")
        if any(not _words_of(key) for row in markup.get("keyboard", []) for key in row):
            raise _Refused(400, "Bad Request: keyboard button must have a text")
        return
    if sum(len(row) for row in rows) > 100:
        raise _Refused(400, "Bad Request: reply markup is too long")
    for row in rows:
        for button in row:
            if not button.get("text"):
                raise _Refused(400, "Bad Request: inline keyboard button must have a text")
            uses = button.keys() - {"text", "style", "icon_custom_emoji_id"}
            if len(uses) != 1:
                raise _Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
            if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
                raise _Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            if "url" in button and urlsplit(button["url"]).scheme not in ("http", "https", "tg"):
                raise _Refused(400, "Bad Request: inline keyboard button URL is invalid")


def _size_of(photo: object) -> tuple[int, int]:
    """Width and height of an uploaded picture, if Telegram takes it for a photo. The fake reads PNG alone."""
    if not isinstance(photo, bytes):
        raise _Refused(400, "Bad Request: the fake takes photos that are uploaded")
    if not photo:
        raise _Refused(400, "Bad Request: file must be non-empty")
    if len(photo) > 10 * 1024 * 1024:
        raise _Refused(400, "Bad Request: file is too big")
    if not photo.startswith(b"\x89PNG\r\n\x1a\n") or photo[12:16] != b"IHDR":
        raise _Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", photo[16:24])
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise _Refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return width, height


def _plain(text: str, parse_mode: str | None, *, longest: int = 4096) -> str:
    """A text as it will be read, within its limits."""
    if parse_mode == "HTML":
        text = _without_tags(text)
    elif parse_mode is not None:
        raise _Refused(400, "Bad Request: the fake reads plain text and HTML only")
    text = text.strip()
    if not text:
        raise _Refused(400, "Bad Request: message text is empty")
    if len(text) > longest:
        too_long = "message is too long" if longest == 4096 else "message caption is too long"
        raise _Refused(400, f"Bad Request: {too_long}")
    return text


def _without_tags(text: str) -> str:
    open_tags: list[str] = []
    for closing, tag in re.findall(r"<(/?)([a-zA-Z-]*)[^>]*>?", text):
        if tag not in HTML_TAGS:
            raise _Refused(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        if not closing:
            open_tags.append(tag)
        elif not open_tags or open_tags.pop() != tag:
            raise _Refused(400, "Bad Request: can't parse entities: Unmatched end tag")
    if open_tags:
        raise _Refused(400, "Bad Request: can't parse entities: Can't find end tag")
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _buttons(markup: Mapping[str, Any] | None) -> tuple[tuple[Button, ...], ...]:
    rows = (markup or {}).get("inline_keyboard", [])
    return tuple(
        tuple(Button(text=each["text"], data=each.get("callback_data"), url=each.get("url")) for each in row)
        for row in rows
    )


def _words_of(key: str | Mapping[str, str]) -> str:
    return key if isinstance(key, str) else key.get("text", "")


def _keyboard(markup: Mapping[str, Any] | None) -> tuple[tuple[str, ...], ...]:
    rows = (markup or {}).get("keyboard", [])
    return tuple(tuple(_words_of(key) for key in row) for row in rows)


def _scope(asked: Mapping[str, Any]) -> tuple[str, str]:
    return asked.get("scope", {}).get("type", "default"), _language(asked)


def _language(asked: Mapping[str, Any]) -> str:
    """The two letters of a language, or nothing for whoever has none of their own."""
    code: str = asked.get("language_code", "")
    if not re.fullmatch(r"(?:[a-z]{2})?", code):
        raise _Refused(400, "Bad Request: LANGUAGE_CODE_INVALID")
    return code


def _lane_of(update: Mapping[str, Any]) -> str:
    for content in update.values():
        if isinstance(content, dict) and "from" in content:
            return str(content["from"]["id"])
    return ""
