"""`/console`: what coordinators look at in a browser, and act on calls in. The server renders everything.

    /console/in/{link}   GET shows a page that asks for one click, so that previews and scanners use nothing up;
                         POST uses the link up and gives a session
    /console             the status page, for whoever has a session and still coordinates a team
    /console/call/7      one call, with the buttons that a coordinator has for it in a chat
    /console/figures     a team's figures, told apart and over as many months as are chosen; what they draw is a PNG
    /console/press       POST passes a pressed button on to the inbox; what cannot be taken back is asked first
    /console/out         POST ends the session

A session is a cookie that no script reads and no other site sends. Who somebody is comes from its row, whether they may
look from their standing, both read in the transaction that reads the page: whoever is suspended sees nothing more. A
page that reloads itself is nobody doing something, so it keeps no session alive. A press is a signed token for a
contact point of theirs: without the session it is worth nothing here, and it proves nothing about their phone.
Addresses are never taken from what a request says of its host: everything here is relative.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.board import Boards
from bot.channels.drawn import png_of
from bot.clock import Clock
from bot.doors import Doorstep, Item, NotTakenIn
from bot.figures import Shown, figures_of
from bot.gather import Gatherer
from bot.links import ENTRANCE, Links
from bot.log import logger
from bot.planning import language_of
from bot.render import Renderer
from bot.tokens import Tokens
from bot.web.desk import Button, Came, Desk, Desks, holder_of
from bot.web.patience import Patience
from config.catalogues import Catalogues
from domain.board import Board
from domain.chance import Mint
from domain.community import Community
from domain.console import may_look
from domain.delivery import Wording
from domain.figures import By
from domain.ids import AreaId, NatureId, SkillId, TeamId
from domain.language import clean
from domain.memory_commands import ShowFigures
from domain.messages import Inbound, MessageKind
from domain.needs import area_unserved
from domain.people import Person
from domain.tally import month_of, months_back
from domain.toolkit import Toolkit
from domain.zone import reached, zone
from handlers.figures import MONTHS
from models import console_sessions, people
from models.console_sessions import Session
from models.database import Database, Store

HERE = Path(__file__).parent
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

RELOADS_EVERY = 15
"""Seconds after which a page loads itself again."""

RELOADS_SOON = 2
"""The same for a page on which somebody has just pressed something."""

_STATUS, _NOTICE = "console_status.html", "console_notice.html"
_FIGURES = "console_figures.html"
_MONTHS = (1, 3, 12)
_CALL, _HELP, _SURE = "console_call.html", "console_help.html", "console_sure.html"
_MOST_OF_A_FORM = 16_384
_MOST_OF_A_REASON = 300
_NONCE_BYTES = 12
_MOST_OF_A_NONCE = 40
_PRESS_DIGITS = 24
_BLANK = re.compile(r"\{([a-z_]+)\}")
_PATH = "/console"
_TOKEN_BYTES = 32
_NOTED_AGAIN_AFTER = timedelta(minutes=1)
_log = logger(__name__)

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def _page(name: str) -> Template:
    """Compiled once in a process, and not at all in one that shows no pages."""
    return _ENVIRONMENT.get_template(name)


class Console:
    """The pages under `/console`."""

    def __init__(
        self,
        *,
        database: Database,
        gatherer: Gatherer,
        boards: Boards,
        links: Links,
        catalogues: Catalogues,
        clock: Clock,
        mint: Mint,
        tokens: Tokens,
        doorstep: Doorstep,
        renderer: Renderer,
    ) -> None:
        self._database = database
        self._gatherer = gatherer
        self._boards = boards
        self._links = links
        self._catalogues = catalogues
        self._clock = clock
        self._mint = mint
        self._patience = Patience()
        self._tokens = tokens
        self._doorstep = doorstep
        self._renderer = renderer
        self._desks = Desks(gatherer, tokens, renderer)

    def routes(self) -> list[BaseRoute]:
        for name in (_STATUS, _NOTICE, _CALL, _HELP, _SURE, _FIGURES):
            _page(name)  # now, and not while somebody waits
        return [
            Route(_PATH, _guarded(self._show), methods=["GET"]),
            Route(f"{_PATH}/call/{{number:int}}", _guarded(self._call), methods=["GET"]),
            Route(f"{_PATH}/figures", _guarded(self._figures), methods=["GET"]),
            Route(f"{_PATH}/figures.png", _guarded(self._plot), methods=["GET"]),
            Route(f"{_PATH}/press", _guarded(self._press), methods=["POST"]),
            Route(ENTRANCE + "/{token}", _guarded(self._ask), methods=["GET"]),
            Route(ENTRANCE + "/{token}", _guarded(self._enter), methods=["POST"]),
            Route(f"{_PATH}/out", _guarded(self._leave), methods=["POST"]),
            Mount(f"{_PATH}/static", StaticFiles(directory=HERE / "static" / "console")),
        ]

    # --- in and out

    async def _ask(self, request: Request) -> Response:
        """One click to go in. Looking at this changes nothing."""
        link, now = self._links.read(request.path_params["token"]), self._clock.now()
        async with self._database.reading() as store:
            person = await console_sessions.whose_link(store, link, now) if link is not None else None
            member = await people.load(store, person) if person is not None else None
            community = (await self._gatherer.known(store)).community
        if member is None or not may_look(member):
            return self._not_let_in(request, community, now)
        words = self._words(language_of(member, community), community)
        return self._say(words, "enter", 200, enters=True)

    async def _enter(self, request: Request) -> Response:
        """The link is used up, whoever it lets in; a session begins."""
        link, now = self._links.read(request.path_params["token"]), self._clock.now()
        token = base64.urlsafe_b64encode(self._mint.bytes(_TOKEN_BYTES)).decode().rstrip("=")
        opened = None
        if link is None:
            return self._not_let_in(request, await self._community(), now)
        async with self._database.writing() as store:
            community = (await self._gatherer.known(store)).community
            person = await console_sessions.use_link(store, link, now)
            member = await people.load(store, person) if person is not None else None
            if member is not None and may_look(member):
                opened = await console_sessions.open_session(store, member.id, token, now)
        if opened is None:
            return self._not_let_in(request, community, now)
        _log.info("the console was opened", session=opened.id, person=opened.person)
        answer = RedirectResponse(_PATH, 303)
        answer.set_cookie(self._cookie, token, path="/", httponly=True, secure=self._links.is_secure, samesite="strict")
        return answer

    async def _leave(self, request: Request) -> Response:
        token, community = request.cookies.get(self._cookie), await self._community()
        async with self._database.reading() as store:
            session = await console_sessions.find(store, token, self._clock.now()) if token is not None else None
        if session is not None and token is not None:
            async with self._database.writing() as store:
                await console_sessions.end(store, token)
        return self._without_cookie(self._say(self._words_of(request, community), "left", 200))

    async def _community(self) -> Community:
        """As a reader sees it: whoever shows nothing of ours does not make a writer wait."""
        async with self._database.reading() as store:
            return (await self._gatherer.known(store)).community

    # --- the page

    async def _show(self, request: Request) -> Response:
        """The status page. Loaded by itself (`still`) it is read alone; loaded by somebody, they are not idle."""
        token, now = request.cookies.get(self._cookie), self._clock.now()
        async with self._database.reading() as store:
            community = (await self._gatherer.known(store)).community
            session, member = await self._session(store, token, now)
            board = await self._boards.look(store, member, now) if member is not None else None
            helps = await self._desks.helps(store, member, now) if member is not None else ()
        if session is None or member is None or board is None:
            return self._shut(request, community, now)
        session = await self._noted(request, session, now)
        words = self._words_for(member, community)
        held = "hold" in request.query_params
        html = _page(_STATUS).render(
            say=words, board=board, helps=helps, session=session, held=held, every=RELOADS_EVERY
        )
        return Response(html, media_type="text/html")

    async def _call(self, request: Request) -> Response:
        """One call. What was pressed shows as soon as a turn has taken it, so the page soon looks again."""
        token, now, number = request.cookies.get(self._cookie), self._clock.now(), request.path_params["number"]
        async with self._database.reading() as store:
            community = (await self._gatherer.known(store)).community
            session, member = await self._session(store, token, now)
            if session is None or member is None:
                return self._shut(request, community, now)
            words = self._words_for(member, community)
            desk = await self._desks.look(store, member, number, now, words)
            press = request.query_params.get("passed", "")[:_PRESS_DIGITS]
            came = await self._desks.came_of(store, member, number, _external_id(session, press)) if press else None
            help_ = await self._desks.help(store, member, number, now, words) if desk is None else None
        session = await self._noted(request, session, now)
        if desk is None and help_ is None:
            return self._say(words, "no_call", 404, came=came, back=True)
        html = _page(_HELP if desk is None else _CALL).render(
            say=words,
            desk=desk,
            help=help_,
            number=number,
            now=now,
            session=session,
            press=press,
            came=came,
            wrong=next((each for each in ("stale", "lost") if each in request.query_params), ""),
            nonce=self._nonce(),
            every=RELOADS_EVERY,
            soon=RELOADS_SOON,
        )
        return Response(html, media_type="text/html")

    async def _figures(self, request: Request) -> Response:
        """What a team's calls left behind in numbers, for whoever coordinates it."""
        now = self._clock.now()
        async with self._database.reading() as store:
            community = (await self._gatherer.known(store)).community
            session, member = await self._session(store, request.cookies.get(self._cookie), now)
            asked = None if member is None else _figures_asked(request.query_params, member, community, now)
            shown = None if asked is None else await figures_of(store, self._gatherer, asked)
        if session is None or member is None or asked is None or shown is None:
            return self._shut(request, community, now)
        session = await self._noted(request, session, now)
        words = self._words_for(member, community)
        wording = Wording(kind=shown.kind, language=words.language, params=shown.params, lines=shown.lines)
        html = _page(_FIGURES).render(
            say=words,
            session=session,
            told=self._renderer.on_a_page(wording).text.splitlines(),
            drawn=bool(shown.plot),
            asked=asked,
            months=_months_of(request.query_params),
            all_months=_MONTHS,
            all_by=("", *(each.value for each in By if each is not By.MONTH), "load"),
            by="load" if asked.load else "" if asked.told_apart is None else asked.told_apart.value,
            teams=_runs(member, community),
        )
        return Response(html, media_type="text/html")

    async def _plot(self, request: Request) -> Response:
        now = self._clock.now()
        async with self._database.reading() as store:
            community = (await self._gatherer.known(store)).community
            _, member = await self._session(store, request.cookies.get(self._cookie), now)
            asked = None if member is None else _figures_asked(request.query_params, member, community, now)
            shown: Shown | None = None if asked is None else await figures_of(store, self._gatherer, asked)
        if member is None or shown is None:
            return self._shut(request, community, now)
        language = self._words_for(member, community).language
        wording = Wording(kind=MessageKind.M_FIGURES_PLOT, language=language, params=shown.plot)
        chart = self._renderer.on_a_page(wording).chart if shown.plot else None
        if chart is None:
            return Response(status_code=404)
        return Response(await asyncio.to_thread(png_of, chart), media_type="image/png")

    async def _press(self, request: Request) -> Response:
        """Into the inbox, as a button of a chat. Sent twice from the same page it is one press."""
        cookie, now = request.cookies.get(self._cookie), self._clock.now()
        form = await _form_of(request)
        if form is None:
            return Response(status_code=413)
        async with self._database.reading() as store:
            community = (await self._gatherer.known(store)).community
            session, member = await self._session(store, cookie, now)
            if session is None or member is None:
                return self._shut(request, community, now)
            holder = holder_of(member)
            words, number = self._words_for(member, community), form.get("number", "")[:9]
            tap = self._tokens.read(form.get("token", ""), holder.id, now) if holder is not None else None
            desk = await self._desks.look(store, member, int(number), now, words) if number.isdecimal() else None
            asked = number.isdecimal() and desk is None
            help_ = await self._desks.help(store, member, int(number), now, words) if asked else None
        await self._noted(request, session, now)
        offered = desk or help_
        if offered is None or holder is None:
            return self._say(words, "no_call", 404, back=True)
        button = offered.found(tap) if tap is not None else None
        if button is None:
            return RedirectResponse(f"{_PATH}/call/{number}?stale", 303)
        if desk is not None and button.asked and form.get("sure") != "1":
            return self._sure(words, desk, button, form)
        press = _press_of(form.get("nonce", ""), button)
        pressed = Inbound(
            token=button.token, console=True, reason=clean(form.get("reason", ""), _MOST_OF_A_REASON).strip()
        )
        item = Item(
            channel=holder.channel,
            sender=holder.sender,
            external_id=_external_id(session, press),
            content=pressed,
            address=holder.address,
        )
        try:
            await self._doorstep.take_in((item,))
        except NotTakenIn:
            return RedirectResponse(f"{_PATH}/call/{number}?lost", 303)
        _log.info("pressed in the console", session=session.id, person=member.id, action=button.tap.action.value)
        return RedirectResponse(f"{_PATH}/call/{number}?passed={press}", 303)

    def _sure(self, words: "Words", desk: Desk, button: Button, form: Mapping[str, str]) -> Response:
        html = _page(_SURE).render(
            say=words,
            desk=desk,
            button=button,
            nonce=form.get("nonce", ""),
            reason=clean(form.get("reason", ""), _MOST_OF_A_REASON),
        )
        return Response(html, media_type="text/html")

    def _nonce(self) -> str:
        return base64.urlsafe_b64encode(self._mint.bytes(_NONCE_BYTES)).decode()

    async def _noted(self, request: Request, session: Session, now: datetime) -> Session:
        """Whoever does something on a page is not idle; a page that loads itself does nothing."""
        if "still" in request.query_params or now - session.seen_at < _NOTED_AGAIN_AFTER:
            return session
        async with self._database.writing() as store:
            await console_sessions.seen(store, session, now)
        return Session(id=session.id, person=session.person, opened_at=session.opened_at, seen_at=now)

    def _shut(self, request: Request, community: Community, now: datetime) -> Response:
        """For whoever has no session, or may not look any more."""
        token = request.cookies.get(self._cookie)
        if token is not None and self._patience.is_lost(now):
            return self._too_many(request, community)
        closed = self._say(self._words_of(request, community), "closed", 403)
        # Where another site led here the browser sent no cookie, and the session it keeps may be good.
        return closed if token is None else self._without_cookie(closed)

    async def _session(self, store: Store, token: str | None, now: datetime) -> tuple[Session | None, Person | None]:
        """The session of a cookie and whose it is, as long as they may look."""
        session = await console_sessions.find(store, token, now) if token is not None else None
        member = await people.load(store, session.person) if session is not None else None
        if session is None or member is None or not may_look(member):
            return None, None
        return session, member

    # --- what is the same everywhere

    @property
    def _cookie(self) -> str:
        """Under https one that neither a sibling host nor plain http can set."""
        return "__Host-upstander" if self._links.is_secure else "upstander"

    def _not_let_in(self, request: Request, community: Community, now: datetime) -> Response:
        """Forged, used up, over or unknown: the answer is the same."""
        if self._patience.is_lost(now):
            return self._too_many(request, community)
        return self._say(self._words_of(request, community), "gone", 404)

    def _too_many(self, request: Request, community: Community) -> Response:
        answer = self._say(self._words_of(request, community), "tries", 429)
        answer.headers["Retry-After"] = "60"
        return answer

    def _say(
        self,
        words: "Words",
        what: str,
        status: int,
        *,
        enters: bool = False,
        came: Came | None = None,
        back: bool = False,
    ) -> Response:
        """A notice. `back`: with a way to the status page; `came`: with what came of their press."""
        html = _page(_NOTICE).render(say=words, what=what, enters=enters, came=came, back=back)
        return Response(html, status, media_type="text/html")

    def _without_cookie(self, answer: Response) -> Response:
        answer.delete_cookie(self._cookie, path="/", httponly=True, secure=self._links.is_secure, samesite="strict")
        return answer

    def _words(self, language: str, community: Community) -> "Words":
        return Words(self._catalogues, community, language, self._gatherer.words.toolkit)

    def _words_for(self, member: Person, community: Community) -> "Words":
        """In a member's language, and by their clock."""
        words = self._words(language_of(member, community), community)
        words.time_zone = member.time_zone or _own_zone(member, community)
        return words

    def _words_of(self, request: Request, community: Community) -> "Words":
        """In a language the browser asks for, if the community writes in it."""
        asked = (each.partition(";")[0].strip()[:2] for each in request.headers.get("Accept-Language", "").split(","))
        return self._words(
            next((each for each in asked if each in community.languages), community.default_language), community
        )


class Words:
    """A reader's language and clock: what the templates call."""

    def __init__(self, catalogues: Catalogues, community: Community, language: str, toolkit: Toolkit) -> None:
        self._catalogues = catalogues
        self._toolkit = toolkit
        self.community = community
        self.language = language
        self.time_zone = community.time_zone

    def __call__(self, key: str, **params: str | int) -> str:
        """The sentence of `key`, its blanks filled."""
        return _BLANK.sub(lambda blank: str(params[blank[1]]), self._catalogues.sentence(self.language, key))

    def nature(self, nature: NatureId) -> str:
        known = self.community.natures.get(nature)
        if known is not None:
            return known.name(self.language, self.community.default_language)
        area = area_unserved(nature)
        if area is not None:
            return self._toolkit.title(area, self.language, self.community.default_language)
        return self._catalogues.find(self.language, f"nature.{nature}") or nature

    def areas(self, areas: tuple[AreaId, ...]) -> str:
        default = self.community.default_language
        known = [
            self.community.areas[each].name(self.language, default) for each in areas if each in self.community.areas
        ]
        return ", ".join(known) or self("none.areas")

    def tongue(self, language: str) -> str:
        """What the reader calls a language; `any` is none of them."""
        return (
            self("console.no_language")
            if language == "any"
            else self._catalogues.language_name(language, self.language)
        )

    def skill(self, skill: SkillId) -> str:
        known = self.community.skills.get(skill)
        names = known.names if known is not None else {}
        return names.get(self.language) or names.get(self.community.default_language) or skill

    def team(self, team: TeamId) -> str:
        known = self.community.teams.get(team)
        names = known.names if known is not None else {}
        return names.get(self.language) or names.get(self.community.default_language) or team

    def time(self, at: datetime, board: Board | None = None) -> str:
        """What the reader's wall clock shows at `at`; with its day and month if that is not the board's day."""
        here = at.astimezone(zone(self.time_zone))
        if board is not None and here.date() != board.now.astimezone(zone(self.time_zone)).date():
            return f"{here:%d.%m. %H:%M}"
        return f"{here:%H:%M}"

    @staticmethod
    def lasting(much: timedelta) -> str:
        """A length of time in its largest unit, rounded down."""
        seconds = int(much.total_seconds())
        if seconds < 60:
            return f"{seconds} s"
        return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


def _runs(member: Person, community: Community) -> tuple[TeamId, ...]:
    return tuple(sorted(each for each in community.teams if member.is_coordinator(each)))


def _months_of(query: Mapping[str, str]) -> int:
    asked = query.get("months", "")
    return int(asked) if asked in map(str, _MONTHS) else MONTHS


def _figures_asked(query: Mapping[str, str], member: Person, community: Community, now: datetime) -> ShowFigures | None:
    """Of a team that they coordinate, the first where none of those is named."""
    runs = _runs(member, community)
    if not runs:
        return None
    named = TeamId(query.get("team", ""))
    team = community.teams[named if named in runs else runs[0]]
    last = month_of(reached(zone(team.time_zone), now))
    by, share = query.get("by", ""), "share" in query
    return ShowFigures(
        by=member.id,
        team=team.id,
        first=months_back(last, _months_of(query) - 1),
        last=last,
        told_apart=By(by) if by in list(By) else None,
        load=by == "load" and not share,
        for_others=share,
        plot=True,
    )


def _press_of(nonce: str, button: Button) -> str:
    """What names a press: the page it was on, and what was pressed there."""
    tap = button.tap
    said = "|".join((nonce[:_MOST_OF_A_NONCE], tap.action.value, tap.subject, tap.arg))
    return hashlib.sha256(said.encode()).hexdigest()[:_PRESS_DIGITS]


def _external_id(session: Session, press: str) -> str:
    """A press by its name is found under its own session only."""
    return f"console|{session.id}|{press}"


async def _form_of(request: Request) -> Mapping[str, str] | None:
    """What a form of ours sent; None where it is larger than any of them."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_OF_A_FORM:
            return None
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _own_zone(member: Person, community: Community) -> str:
    team = next((community.teams.get(each.team) for each in member.memberships), None)
    return team.time_zone if team is not None else community.time_zone


def _guarded(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Every answer carries the headers; a form that another site's page sends is refused."""

    async def guarded(request: Request) -> Response:
        foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
        if request.method == "POST" and foreign:
            response = Response(status_code=403)
        else:
            response = await answer(request)
        response.headers.update(HEADERS)
        return response

    return guarded
