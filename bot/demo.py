"""The demo: the whole program in a folder of its own, the example community on simulated phones, a page to play them.

Everything runs as in earnest but the two channels and the clock, which can be hurried. Nothing is kept.
"""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.app import Program, build, migrate_database, open_database
from bot.chance import SystemMint
from bot.channels.simulator import SENDERS, Phone, Switchboard, simulators
from bot.clock import Clock, ScaledClock
from bot.engine.settings import EngineSettings
from bot.gather import Known, on_call_of
from bot.tabletop import Tabletop
from bot.web.phones import Desk, PhonesPage
from bot.web.server import WebServer
from bot.web.server import build as build_web
from bot.web.timeline import Timeline
from config.community_file import load_community
from config.settings import Intake, Settings, load_settings
from domain.chance import Mint
from domain.community import Community, Team
from domain.ids import AreaId
from domain.needs import Nature
from domain.people import Channel, ContactPoint, Person, Role
from domain.triage import nature_for, read
from models import communities, people
from models.database import Store

EXAMPLE = Path(__file__).parents[1] / "config" / "data" / "example"
PORT = 8700
HOST = "127.0.0.1"

_HURRIED = EngineSettings(lease=timedelta(days=7), overdue_after=timedelta(days=1))
"""By a clock that runs so fast nothing that is sent would keep its lease; here nobody else waits for it."""

_PORTS_TRIED = 50
_NEIGHBOUR = "caller"
_NEIGHBOUR_ON_TELEGRAM = "caller-tg"
_TEXTS = (
    "My neighbour is being threatened at 5th & Main",
    "Somebody collapsed, please come",
    "Mi vecina necesita comida y agua",
)
_TEXTS_ON_TELEGRAM = ("Un hombre amenaza a mi hermana en 5th y Main", "There is a fire, we need shelter")
_NOBODY_ELSE = "Nothing leaves this machine."
_REAL_PHONES = "Real phones can join, by writing to the bot."
_NUMBER = "+131255501{:02}"
_OTHER_NUMBER = _NUMBER.format(43)
_OPEN_PROTECTORS = (Channel.SIM_TELEGRAM, Channel.SIM_SMS, Channel.SIM_TELEGRAM)


class PortTaken(Exception):
    """Nothing can be listened on: the port asked for, or every port tried, is somebody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo."""

    program: Program
    switchboard: Switchboard
    clock: ScaledClock
    page: PhonesPage
    web: WebServer
    tabletop: Tabletop | None = None

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.web.port}/phones"


@asynccontextmanager
async def demo(
    *,
    port: int | None,
    clock: ScaledClock,
    mint: Mint | None = None,
    example: Path = EXAMPLE,
    tabletop: bool = False,
) -> AsyncIterator[Demo]:
    """The demo, running while the block does; its folder is gone afterwards. Without `port`, the first free one from
    8700 on. `tabletop`: stories can be played on the first phone, and whoever calls from a simulated phone only plays.
    Raises PortTaken.
    """
    mint = mint or SystemMint()
    with tempfile.TemporaryDirectory(prefix="upstander-demo-") as folder:
        settings = _settings(Path(folder))
        await _set_up(settings, mint, example, clock)
        switchboard = Switchboard(clock=clock, mint=mint)
        rehearses = _plays if tabletop else None
        program = await build(
            settings,
            clock=clock,
            mint=mint,
            channels=simulators(switchboard),
            rehearses=rehearses,
            engine_settings=_HURRIED,
        )
        try:
            switchboard.connect(program.doorstep)
            desk = await _hand_out_phones(program, switchboard)
            table = await _lay_table(program, switchboard, clock) if tabletop else None
            page = PhonesPage(
                switchboard=switchboard, board=Timeline(program.database), clock=clock, desk=desk, tabletop=table
            )
            program.database.on_work(lambda _left: page.stir())
            async with _running(program, page, port) as web, _played(table):
                yield Demo(program=program, switchboard=switchboard, clock=clock, page=page, web=web, tabletop=table)
        finally:
            await program.close()


def _plays(point: ContactPoint) -> bool:
    return point.channel in SENDERS


async def _lay_table(program: Program, switchboard: Switchboard, clock: Clock) -> Tabletop:
    """Stories are told of the first place that the example community knows."""
    async with program.database.reading() as store:
        community = (await program.gatherer.known(store)).community
    place = next((each.name for each in community.gazetteer), community.name)
    caller = _NUMBER.format(42)

    async def over() -> None:
        async with program.database.writing() as store:
            await program.turn.end_played(store, Channel.SIM_SMS, caller, clock.now())

    return Tabletop(
        switchboard=switchboard,
        clock=clock,
        stories=program.gatherer.words.stories,
        address=caller,
        place=place,
        ends=over,
    )


@asynccontextmanager
async def _played(table: Tabletop | None) -> AsyncIterator[None]:
    """The stories are played while the block runs."""
    if table is None:
        yield
        return
    playing = asyncio.create_task(table.run())
    try:
        yield
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def serve(port: int | None, speed: float, say: Callable[[str], None], *, tabletop: bool = False) -> None:
    """Run the demo until Ctrl-C or SIGTERM, and say where it is. Raises PortTaken."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    async with demo(port=port, clock=ScaledClock(speed=speed), tabletop=tabletop) as running:
        say(f"Open {running.address}")
        say(f"On a server, first: ssh -L {running.web.port}:{HOST}:{running.web.port} you@server   (Ctrl-C ends it)")
        await stopped.wait()


def _settings(folder: Path) -> Settings:
    """Nothing of the environment counts but a bot's token, with which real phones can join."""
    return load_settings(
        database_url=f"sqlite+aiosqlite:///{folder / 'upstander.db'}",
        keyring_url=f"sqlite+aiosqlite:///{folder / 'keyring.db'}",
        root_key_file=folder / "root.key",
        community_file=None,
        public_url=None,
        metrics_token=None,
        telegram_secret=None,
        chosen_telegram_mode=Intake.POLLING,
        twilio_account_sid=None,
        twilio_auth_token=None,
        twilio_from=None,
    )


async def _set_up(settings: Settings, mint: Mint, example: Path, clock: Clock) -> None:
    await migrate_database(settings)
    database = await open_database(settings, mint=mint)
    try:
        community, roster = load_community(example)
        async with database.writing() as store:
            await communities.apply(store, community, roster, prune=False, now=clock.now())
    finally:
        await database.close()


@asynccontextmanager
async def _running(program: Program, page: PhonesPage, port: int | None) -> AsyncIterator[WebServer]:
    """Engine, pages and, if there is a token, the real bot."""
    routes = [Route("/", _to_the_phones), *page.routes(), *program.console.routes(), *program.calendars.routes()]
    web = await _listen(lambda at: WebServer(build_web((), (), routes), HOST, at), port)
    program.links.address = f"http://{HOST}:{web.port}"
    try:
        await program.engine.start()
        try:
            if program.telegram is not None:
                await program.telegram.start()
            yield web
        finally:
            if program.telegram is not None:
                await program.telegram.stop()
            page.close()
            await web.stop()
            await program.engine.stop()
    finally:
        await web.stop()


async def _listen(server: Callable[[int], WebServer], port: int | None) -> WebServer:
    for at in (port,) if port is not None else range(PORT, PORT + _PORTS_TRIED):
        web = server(at)
        try:
            await web.start()
        except OSError:
            continue
        return web
    raise PortTaken(f"port {port} is taken" if port is not None else f"no port from {PORT} on is free")


async def _to_the_phones(_: Request) -> Response:
    return RedirectResponse("/phones")


# --- who has which phone


async def _hand_out_phones(program: Program, switchboard: Switchboard) -> Desk:
    """Two neighbours', and one for everybody on the roster, who are vetted at once. Those whom the first example would
    ask lie open, with their coordinator.
    """
    async with program.database.writing() as store:
        known = await program.gatherer.known(store)
        community = known.community
        everybody = await people.everybody(store)
        protectors, coordinator = _first_asked(program, known, everybody)
        channels = dict(zip((each.id for each in protectors), _OPEN_PROTECTORS, strict=False))
        channels[coordinator.id] = Channel.SIM_TELEGRAM
        rest = [each for each in everybody if each.id not in channels]
        channels |= {each.id: tuple(SENDERS)[n % len(SENDERS)] for n, each in enumerate(rest)}
        switchboard.add(
            Phone(
                id=_NEIGHBOUR,
                address=_NUMBER.format(42),
                channel=Channel.SIM_SMS,
                label="Rosa",
                note="a neighbour who needs help",
            )
        )
        switchboard.add(
            Phone(
                id=_NEIGHBOUR_ON_TELEGRAM,
                address="tg-caller",
                channel=Channel.SIM_TELEGRAM,
                label="Noor",
                note="another neighbour",
                language="es",
            )
        )
        for n, person in enumerate((*protectors, coordinator, *rest), 1):
            phone = _phone_of(person, community, channels[person.id], n)
            switchboard.add(phone)
            await _bind(store, person, phone, program)
        switchboard.add(_other_phone_of(protectors[0]))
    return Desk(
        community=community.name,
        time_zone=community.time_zone,
        open=(_NEIGHBOUR, _NEIGHBOUR_ON_TELEGRAM, *(each.id for each in protectors), coordinator.id),
        examples={_NEIGHBOUR: _TEXTS, _NEIGHBOUR_ON_TELEGRAM: _TEXTS_ON_TELEGRAM},
        here=community.place or (0.0, 0.0),
        reach=_REAL_PHONES if program.telegram is not None else _NOBODY_ELSE,
    )


async def _bind(store: Store, person: Person, phone: Phone, program: Program) -> None:
    now = program.clock.now()
    await people.add_contact_point(
        store,
        person=person.id,
        channel=phone.channel,
        address=phone.address,
        sender=SENDERS[phone.channel],
        now=now,
    )
    for membership in person.memberships:
        await people.vouch(store, person.id, membership.team, now)


def _phone_of(person: Person, community: Community, channel: Channel, n: int) -> Phone:
    roles = {role for each in person.memberships for role in each.roles}
    names = [community.skills[each].names.get("en", each) for each in sorted(person.skills) if each in community.skills]
    said = ["coordinator" if Role.COORDINATOR in roles else "protector", *(name.lower() for name in names)]
    return Phone(
        id=str(person.id),
        address=_NUMBER.format(n) if channel is Channel.SIM_SMS else f"tg-{person.id}",
        channel=channel,
        label=person.roster_name,
        note=", ".join(said),
        language=person.languages[0] if person.languages else community.default_language,
        number=_OTHER_NUMBER if n == 1 and channel is Channel.SIM_TELEGRAM else "",
    )


def _other_phone_of(person: Person) -> Phone:
    """Where a protector's Telegram number is texted from: theirs once they show it and text its code."""
    return Phone(
        id=f"{person.id}-sms",
        address=_OTHER_NUMBER,
        channel=Channel.SIM_SMS,
        label=person.roster_name,
        note="their other phone, which nobody here knows yet",
    )


def _first_asked(program: Program, known: Known, everybody: Sequence[Person]) -> tuple[list[Person], Person]:
    """Three protectors likely to be asked at once about the first example, and a coordinator of their team."""
    team, nature, areas = _where_it_leads(program, known)
    on_call = on_call_of(team, areas, nature.need.skills, program.clock.now())

    def distance(person: Person) -> tuple[bool, bool, bool, str]:
        suited = nature.need.skills <= person.skills
        return (not suited, person.id not in on_call, not person.areas & set(areas), person.id)

    members = [each for each in everybody if each.membership(team.id) is not None]
    coordinators = [each for each in members if _has(each, team, Role.COORDINATOR)]
    coordinator = min(coordinators, key=lambda each: each.languages[:1] != (known.community.default_language,))
    protectors = [each for each in members if _has(each, team, Role.PROTECTOR) and each.id != coordinator.id]
    return sorted(protectors, key=distance)[: len(_OPEN_PROTECTORS)], coordinator


def _has(person: Person, team: Team, role: Role) -> bool:
    membership = person.membership(team.id)
    return membership is not None and role in membership.roles


def _where_it_leads(program: Program, known: Known) -> tuple[Team, Nature, tuple[AreaId, ...]]:
    """The team, the nature and the areas of the first example."""
    community = known.community
    place = known.atlas.recognise(_TEXTS[0])
    areas = place.areas if place is not None else ()
    guessed = nature_for(read(_TEXTS[0], program.gatherer.words.lexicon), community)
    known_as = community.natures.get(guessed) if guessed is not None else None
    nature = known_as if known_as is not None else next(iter(community.natures.values()))
    covering = community.teams_for(areas, nature.protection_area)
    return covering[0] if covering else community.default_team(), nature, areas
