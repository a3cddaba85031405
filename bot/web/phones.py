"""`/phones`: simulated phones side by side, and what the program does about what is said on them. Only the demo has it.

The server renders everything; a page without scripts sends forms and is loaded again. With its script the same parts
come by server-sent events as they change. Whoever can reach the page can play everybody on it, so it answers only to
this machine's own name, and takes forms from its own pages alone.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.drawn import png_of
from bot.channels.simulator import Condition, Message, NoSuchButton, Phone, Switchboard
from bot.clock import ScaledClock
from bot.doors import NotTakenIn
from bot.tabletop import Tabletop, TabletopShown
from bot.web.timeline import IncidentShown
from domain.people import Channel
from domain.zone import zone

HERE = Path(__file__).parent
SPEEDS = (0.0, 1.0, 10.0, 60.0, 10080.0)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_OURS = frozenset({"127.0.0.1", "localhost", "::1"})
_LARGEST_FORM = 16 * 1024
FASTEST = 12000.0
"""So fast that what comes a week after a call comes within a minute."""
_LONGEST_JUMP = 3600
_MESSAGES_SHOWN = 60
_LOOK_EVERY = 1.0
_LOOKS_PER_CLOCK = 10
_KIND = {Channel.SIM_TELEGRAM: ("telegram", "Telegram"), Channel.SIM_SMS: ("sms", "SMS")}
_CONDITIONS = {
    "telegram": ((Condition.ON, "Phone is on"), (Condition.OFF, "Switch it off"), (Condition.BLOCKED, "Block the bot")),
    "sms": ((Condition.ON, "Phone is on"), (Condition.OFF, "Switch it off"), (Condition.BLOCKED, "Opt out (STOP)")),
}
_INVITATION = {
    ("telegram", False): "A phone with Telegram. Write to the bot as somebody who needs help.",
    ("sms", False): "An ordinary phone. Text the community's number as somebody who needs help.",
    ("telegram", True): 'Nothing yet. When they are asked, they answer with a button. They write "me" for their card.',
    ("sms", True): (
        "Nothing yet. When they are asked, they answer with a letter: A 10 is coming in 10 minutes. "
        'They write "me" for their card.'
    ),
}
_PROMPT = {
    ("telegram", False): "What, and where?",
    ("sms", False): "What, and where?",
    ("telegram", True): "Message the bot",
    ("sms", True): "Such as A 10",
}
"""By kind of phone, and whether it is a member's."""


class Board(Protocol):
    """Where the calls beside the phones come from."""

    async def look(self) -> Sequence[IncidentShown]:
        """The calls to show, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What lies open on the page, by ids of phones. `examples` are the texts offered on a requester's phone.

    `here` is what a requester shares as their location, in degrees. `reach` says who else can take part.
    """

    community: str
    time_zone: str
    open: tuple[str, ...]
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    here: tuple[float, float] = (0.0, 0.0)
    reach: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShown:
    """A button. `url`: what it opens, where it does not write to the bot."""

    index: int
    label: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShown:
    """One bubble."""

    id: str
    mine: bool
    text: str
    at: datetime
    fate: str
    edited: bool
    segments: int
    pressed: int | None
    rows: tuple[tuple[KeyShown, ...], ...]
    plot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneShown:
    """One phone as the page draws it."""

    id: str
    label: str
    note: str
    role: str
    kind: str
    kind_name: str
    condition: str
    conditions: tuple[tuple[Condition, str], ...]
    received: int
    messages: tuple[MessageShown, ...]
    examples: tuple[str, ...]
    invitation: str
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShown:
    """Everything the templates need for one look."""

    community: str
    reach: str
    time_zone: str
    now: datetime
    speed: float
    speeds: tuple[tuple[float, str], ...]
    also: list[str]
    phones: tuple[PhoneShown, ...]
    closed: tuple[PhoneShown, ...]
    incidents: tuple[IncidentShown, ...]
    tabletop: TabletopShown | None = None

    def milliseconds(self, at: datetime) -> int:
        return int(at.timestamp() * 1000)

    def reading(self, at: datetime, seconds: bool = False) -> str:
        """What the wall clock of the community shows at `at`."""
        return at.astimezone(zone(self.time_zone)).strftime("%H:%M:%S" if seconds else "%H:%M")


class _Refused(Exception):
    """A request that is not answered; `status` and a sentence say why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class PhonesPage:
    """The page, its parts as they change, and what is done on it."""

    def __init__(
        self,
        *,
        switchboard: Switchboard,
        board: Board,
        clock: ScaledClock,
        desk: Desk,
        tabletop: Tabletop | None = None,
    ) -> None:
        self._tabletop = tabletop
        self._switchboard = switchboard
        self._board = board
        self._clock = clock
        self.desk = desk
        self._stirred = asyncio.Event()
        self._closing = False
        self._clock_moves = 0
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._page = environment.get_template("phones.html")
        self._parts = environment.get_template("phones_parts.html").module
        switchboard.on_change(self.stir)
        clock.on_change(self._clock_moved)

    def stir(self) -> None:
        """Something may have changed: whoever looks is shown it."""
        stirred, self._stirred = self._stirred, asyncio.Event()
        stirred.set()

    def _clock_moved(self) -> None:
        self._clock_moves += 1
        self.stir()

    def close(self) -> None:
        """Let go of everybody who looks, so that the server can stop."""
        self._closing = True
        self.stir()

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/phones", self._shows(self._show), methods=["GET"]),
            Route("/phones/events", self._shows(self._events), methods=["GET"]),
            Route("/phones/clock", self._does(self._set_clock), methods=["POST"]),
            Route("/phones/tabletop", self._does(self._play), methods=["POST"]),
            Route("/phones/{phone}/say", self._does(self._say), methods=["POST"]),
            Route("/phones/{phone}/press", self._does(self._press), methods=["POST"]),
            Route("/phones/{phone}/share", self._does(self._share), methods=["POST"]),
            Route("/phones/{phone}/switch", self._does(self._switch), methods=["POST"]),
            Route("/phones/{phone}/plots/{message}.png", self._shows(self._plot), methods=["GET"]),
            Mount("/phones/static", StaticFiles(directory=HERE / "static")),
        ]

    # --- what is shown

    async def _show(self, request: Request) -> Response:
        page = await self._look(self._also(request.query_params.get("also", "")))
        return Response(self._page.render(page=page), media_type="text/html")

    async def _plot(self, request: Request) -> Response:
        message = self._named(request).message(request.path_params["message"])
        if message is None or message.chart is None:
            raise _Refused(404, "There is no such picture.")
        return Response(await asyncio.to_thread(png_of, message.chart), media_type="image/png")

    async def _events(self, request: Request) -> Response:
        changes = self._changes(self._also(request.query_params.get("also", "")))
        return StreamingResponse(changes, media_type="text/event-stream")

    async def _changes(self, also: list[str]) -> AsyncIterator[str]:
        """Every part once, then each again whenever it has changed, until somebody stops looking."""
        yield "retry: 1000\n\n"
        sent: dict[str, str] = {}
        looks, moves = 0, -1
        while not self._closing:
            stirred = self._stirred
            page = await self._look(also)
            for part, html in self._rendered(page):
                if sent.get(part) != html:
                    sent[part] = html
                    yield _event("part", html)
            if moves != self._clock_moves or looks % _LOOKS_PER_CLOCK == 0:
                moves = self._clock_moves
                yield _event("part", self._part("clock", page))
            if looks == 0:
                yield _event("ready", "")
            looks += 1
            try:
                async with asyncio.timeout(_LOOK_EVERY):
                    await stirred.wait()
            except TimeoutError:
                continue

    def _rendered(self, page: PageShown) -> Iterator[tuple[str, str]]:
        """Every part of the page but the clock, which is never the same twice."""
        for phone in page.phones:
            yield phone.id, self._part("phone", phone, page)
        for part in ("tabs", "others", "board", *(("tabletop",) if page.tabletop is not None else ())):
            yield part, self._part(part, page)

    def _part(self, name: str, *given: object) -> str:
        return str(getattr(self._parts, name)(*given))

    async def _look(self, also: list[str]) -> PageShown:
        shown = [self._phone(each) for each in self._switchboard.phones]
        first = {each: n for n, each in enumerate((*self.desk.open, *also))}
        return PageShown(
            community=self.desk.community,
            reach=self.desk.reach,
            time_zone=self.desk.time_zone,
            now=self._clock.now(),
            speed=self._clock.speed,
            speeds=tuple((each, _times(each)) for each in sorted({*SPEEDS, self._clock.speed})),
            also=also,
            phones=tuple(sorted((each for each in shown if each.id in first), key=lambda each: first[each.id])),
            closed=tuple(each for each in shown if each.id not in first),
            incidents=tuple(await self._board.look()),
            tabletop=None if self._tabletop is None else self._tabletop.shown,
        )

    def _also(self, asked: str) -> list[str]:
        """The phones somebody opened besides those that lie open anyway."""
        known = {each.id for each in self._switchboard.phones} - set(self.desk.open)
        return [each for each in dict.fromkeys(asked.split(",")) if each in known]

    def _phone(self, phone: Phone) -> PhoneShown:
        kind, kind_name = _KIND[phone.channel]
        examples = self.desk.examples.get(phone.id)
        return PhoneShown(
            id=phone.id,
            label=phone.label,
            note=phone.note,
            role="member" if examples is None else "requester",
            kind=kind,
            kind_name=kind_name,
            condition=phone.condition.value,
            conditions=_CONDITIONS[kind],
            received=phone.received,
            messages=tuple(_message(each) for each in phone.messages[-_MESSAGES_SHOWN:]),
            examples=examples or (),
            invitation=_INVITATION[kind, examples is None],
            prompt=_PROMPT[kind, examples is None],
        )

    # --- what is done

    async def _say(self, request: Request, form: FormData) -> str:
        phone = self._named(request)
        await self._switchboard.says(phone.address, _one(form, "text"))
        return phone.id

    async def _press(self, request: Request, form: FormData) -> str:
        phone = self._named(request)
        await self._switchboard.presses(phone.address, _one(form, "message"), int(_one(form, "button")))
        return phone.id

    async def _share(self, request: Request, form: FormData) -> str:
        phone = self._named(request)
        await self._switchboard.shares(phone.address, *self.desk.here)
        return phone.id

    async def _switch(self, request: Request, form: FormData) -> str:
        phone = self._named(request)
        await self._switchboard.switch(phone.address, Condition(_one(form, "condition")))
        return phone.id

    async def _set_clock(self, request: Request, form: FormData) -> str:
        if "jump" in form:
            self._clock.jump(timedelta(seconds=min(int(_one(form, "jump")), _LONGEST_JUMP)))
        else:
            self._clock.run_at(min(float(_one(form, "speed")), FASTEST))
        return ""

    async def _play(self, _request: Request, form: FormData) -> str:
        table = self._tabletop
        if table is None:
            raise _Refused(404, "No story is played here.")
        match _one(form, "do"):
            case "begin":
                story, _, language = _one(form, "story").partition("/")
                await table.begin(story, language, int(_one(form, "pace")))
            case "next":
                await table.say_next()
            case "pause":
                table.pause()
            case "go":
                table.set_pace(int(_one(form, "pace")))
                table.go_on()
            case "stop":
                await table.stop()
            case other:
                raise ValueError(other)
        self.stir()
        return ""

    def _named(self, request: Request) -> Phone:
        named = request.path_params["phone"]
        found = next((each for each in self._switchboard.phones if each.id == named), None)
        if found is None:
            raise _Refused(404, "There is no such phone.")
        return found

    def _shows(self, show: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                _only_this_machine(request)
                response = await show(request)
            except _Refused as refused:
                response = PlainTextResponse(refused.sentence, refused.status)
            response.headers.update(HEADERS)
            response.headers["Cache-Control"] = "no-store"
            return response

        return answer

    def _does(self, do: Callable[[Request, FormData], Awaitable[str]]) -> Callable[[Request], Awaitable[Response]]:
        """A form's answer: nothing for the script, the page again for a browser without."""

        async def act(request: Request) -> Response:
            _only_own_pages(request)
            if not request.headers.get("Content-Length", "").isdecimal() or (
                int(request.headers["Content-Length"]) > _LARGEST_FORM
            ):
                raise _Refused(413, "That is too long.")
            async with request.form(max_files=0) as form:
                try:
                    phone = await do(request, form)
                except NotTakenIn:
                    raise _Refused(503, "That could not be stored. Try again.") from None
                except NoSuchButton:
                    raise _Refused(409, "That button is gone: the message has changed.") from None
                except ValueError:
                    raise _Refused(400, "That form is not one of this page's.") from None
                if "text/html" not in request.headers.get("Accept", ""):
                    return Response(status_code=204)
                also = ",".join(self._also(_one(form, "also")))
                return RedirectResponse(f"/phones?also={also}" + (f"#phone-{phone}" if phone else ""), 303)

        return self._shows(act)


def _only_this_machine(request: Request) -> None:
    """Refuse other names for this machine: a strange name that leads here would let a strange page in."""
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    if host not in _OURS:
        raise _Refused(421, "This page answers to 127.0.0.1 and localhost only.")


def _only_own_pages(request: Request) -> None:
    """Refuse forms that another site's page sends. What is no browser sends neither header, and carries no session."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    foreign = (
        site not in ("same-origin", "none")
        if site is not None
        else origin is not None and (urlsplit(origin).netloc != request.headers.get("Host"))
    )
    if foreign:
        raise _Refused(403, "That form came from another page.")


def _one(form: FormData, name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _times(speed: float) -> str:
    return "Pause" if speed == 0 else f"{speed:g}\N{MULTIPLICATION SIGN}"


def _event(name: str, data: str) -> str:
    lines = "".join(f"data: {line}\n" for line in data.split("\n"))
    return f"event: {name}\n{lines}\n"


def _message(message: Message) -> MessageShown:
    keys = iter(range(len(message.buttons)))
    return MessageShown(
        id=message.id,
        mine=message.mine,
        text=message.text,
        at=message.at,
        fate=message.fate.value,
        edited=message.edited,
        segments=message.segments,
        pressed=message.pressed,
        rows=tuple(
            tuple(KeyShown(index=next(keys), label=each.label, url=each.url) for each in row) for row in message.rows
        ),
        plot=message.chart is not None,
    )
