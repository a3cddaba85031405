"""The one place that wires: settings in, a running program out. Nobody else looks things up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.board import Boards
from bot.chance import SystemMint
from bot.channels import Outbound
from bot.channels.sms import TwilioDoor
from bot.channels.telegram import TelegramDoor
from bot.clock import Clock, RealClock
from bot.engine.doorstep import Doorstep
from bot.engine.engine import Engine
from bot.engine.settings import EngineSettings, provider_limits
from bot.errors import CannotStart
from bot.gather import Gatherer, Words
from bot.links import Links
from bot.metrics import Metrics
from bot.notices import Notices
from bot.render import Renderer
from bot.signs import Ear
from bot.tokens import Tokens
from bot.turn import Turn
from bot.web.console import Console
from bot.web.feeds import Calendars
from config.catalogues import load_catalogues
from config.checkins import load_check_in_words
from config.code_names import load_code_names
from config.complaints import load_complaint_words
from config.drills import load_stories
from config.keys import WrongRootKey, load_or_make_root_key
from config.phrases import load_phrases
from config.settings import Intake, Settings
from config.sightings import load_sighting_words
from config.toolkit import load_toolkit
from config.triage import load_lexicon
from config.words import load_words
from domain.chance import Mint
from domain.ids import SenderId
from domain.keywords import wants_silence
from domain.people import Channel, ContactPoint
from models import communities, senders
from models.cipher import AesGcm, SealerFrom
from models.database import Database
from models.database import WrongRootKey as OtherRootKey
from models.engines import Engines
from models.senders import Sender

_SQLITE = "sqlite+aiosqlite:///"


@dataclass(slots=True, kw_only=True)
class Program:
    """Everything that runs, wired."""

    settings: Settings
    database: Database
    clock: Clock
    mint: Mint
    metrics: Metrics
    gatherer: Gatherer
    boards: Boards
    tokens: Tokens
    links: Links
    renderer: Renderer
    turn: Turn
    console: Console
    calendars: Calendars
    doorstep: Doorstep
    channels: dict[Channel, Outbound]
    engine: Engine
    notices: Notices
    telegram: TelegramDoor | None = None
    sms: TwilioDoor | None = None

    async def close(self) -> None:
        await self.database.close()


async def open_database(
    settings: Settings,
    *,
    mint: Mint | None = None,
    sealer: SealerFrom = AesGcm,
    any_schema: bool = False,
    durable: bool = True,
    lent: Engines | None = None,
) -> Database:
    """The community's database, its schema checked. Raises CannotStart.

    `any_schema` is for whoever is about to change it. Without `durable` a crash of the machine may lose it. `lent`: see
    `Database.open`.
    """
    chance = mint or SystemMint()
    _make_folder(settings.database_url)
    _make_folder(settings.keyring_url)
    try:
        root_key = load_or_make_root_key(settings.root_key_file, chance.bytes)
        database = await Database.open(
            settings.database_url,
            keyring_url=settings.keyring_url,
            root_key=root_key,
            mint=chance,
            sealer=sealer,
            durable=durable,
            lent=lent,
        )
    except WrongRootKey as wrong:
        raise CannotStart(str(wrong)) from None
    except OtherRootKey:
        raise CannotStart(
            f"{settings.root_key_file} is not the key this database was made with; put the right one there"
        ) from None
    except OSError as wrong:
        raise CannotStart(f"the database cannot be reached: {type(wrong).__name__}; is its server running?") from None
    if not any_schema and not await database.revision_ok():
        await database.close()
        raise CannotStart("the database is not what this program was written for; run: upstander migrate")
    return database


async def migrate_database(settings: Settings) -> None:
    """Bring the schema up to date."""
    from models import migrate  # noqa: PLC0415  Alembic takes long to import, and a program that runs has no need of it.

    _make_folder(settings.database_url)
    await migrate.upgrade(settings.database_url)


def words(*, small_signs: bool = True) -> Words:
    """What people's words mean, from the program's own data."""
    return Words(
        vocabulary=load_words(),
        lexicon=load_lexicon(small_signs=small_signs),
        code_names=load_code_names(),
        phrases=load_phrases(),
        toolkit=load_toolkit(),
        sightings=load_sighting_words(),
        check_ins=load_check_in_words(),
        stories=load_stories(),
        complaints=load_complaint_words(),
    )


def turn_over(database: Database, mint: Mint) -> Turn:
    """The rules over an open database, for a command that is done once and ends. It offers no links to the console."""
    gatherer = Gatherer(words(), mint)
    return Turn(
        gatherer=gatherer,
        boards=Boards(gatherer, dict),
        tokens=tokens_of(database),
        links=links_of(database, None),
        mint=mint,
    )


def links_of(database: Database, public_url: str | None) -> Links:
    return Links(database.vault.hash("console", "link key"), public_url)


def tokens_of(database: Database) -> Tokens:
    return Tokens(database.vault.hash("buttons", "signing key"))


async def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    mint: Mint | None = None,
    channels: Mapping[Channel, Outbound] | None = None,
    engine_settings: EngineSettings | None = None,
    sealer: SealerFrom = AesGcm,
    durable: bool = True,
    lent: Engines | None = None,
    rehearses: Callable[[ContactPoint], bool] | None = None,
) -> Program:
    """Wire a program over the database of `settings`. `rehearses`: see `Turn`. `channels` are added to those that
    the settings turn on.

    For a simulation alone: without `durable` a crash of the machine may lose what was committed, and `lent` are the
    connections that several programs have in common.
    Nothing runs yet. Raises CannotStart.
    """
    clock = clock or RealClock()
    mint = mint or SystemMint()
    database = await open_database(settings, mint=mint, sealer=sealer, durable=durable, lent=lent)
    try:
        async with database.reading() as store:
            community = await communities.load(store) if await communities.revision(store) else None
    except BaseException:
        await database.close()
        raise
    if community is None:
        await database.close()
        raise CannotStart("no community is set up yet; run: upstander community apply FILE")
    metrics = Metrics()
    gatherer = Gatherer(words(small_signs=settings.small_signs), mint)
    tokens = tokens_of(database)
    links = links_of(database, settings.public_url)
    catalogues = load_catalogues()
    renderer = Renderer(
        community=lambda: gatherer.community or community,
        catalogues=catalogues,
        make_token=lambda action, subject, arg, holder: tokens.make(action, subject, arg, holder, clock.now()),
        make_link=links.url,
        make_address=links.feed_url,
        toolkit=load_toolkit(),
        read=gatherer.read_on,
    )
    notices = Notices(lambda: gatherer.community or community, catalogues)
    outbound: dict[Channel, Outbound] = dict(channels or {})
    boards = Boards(gatherer, lambda: outbound)
    turn = Turn(
        gatherer=gatherer,
        boards=boards,
        tokens=tokens,
        links=links,
        mint=mint,
        bot_name=lambda: program.telegram.username if program.telegram is not None else None,
        rehearses=rehearses,
    )
    engine = Engine(
        database,
        turn,
        renderer,
        outbound,
        clock,
        mint,
        settings=engine_settings or EngineSettings(limits=provider_limits(settings.twilio_per_second)),
        metrics=metrics,
        on_dead=turn.given_up,
        on_overdue=lambda store, health, now: turn.stuck(store, len(health.late), now),
        on_well=turn.well_again,
        before_sends=gatherer.known,
    )
    program = Program(
        settings=settings,
        database=database,
        clock=clock,
        mint=mint,
        metrics=metrics,
        gatherer=gatherer,
        boards=boards,
        tokens=tokens,
        links=links,
        renderer=renderer,
        turn=turn,
        console=Console(
            database=database,
            gatherer=gatherer,
            boards=boards,
            links=links,
            catalogues=catalogues,
            clock=clock,
            mint=mint,
            tokens=tokens,
            doorstep=engine.doorstep,
            renderer=renderer,
        ),
        calendars=Calendars(database=database, gatherer=gatherer, catalogues=catalogues, clock=clock),
        doorstep=engine.doorstep,
        channels=outbound,
        engine=engine,
        notices=notices,
    )
    await _open_doors(program)
    return program


async def _open_doors(program: Program) -> None:
    """The providers' doors that the settings turn on, and our addresses made known."""
    settings = program.settings
    known = [Sender(id=SenderId(channel.value), channel=channel, address=channel.value) for channel in program.channels]
    if settings.telegram_token is not None:
        webhook = settings.telegram_mode is Intake.WEBHOOK
        program.telegram = TelegramDoor(
            token=settings.telegram_token.get_secret_value(),
            sender=SenderId(Channel.TELEGRAM.value),
            doorstep=program.doorstep,
            metrics=program.metrics,
            notices=program.notices,
            api_url=settings.telegram_api_url,
            ear=Ear(program.database, program.clock, Channel.TELEGRAM),
            public_url=settings.public_url if webhook else None,
            secret=settings.telegram_secret.get_secret_value() if webhook and settings.telegram_secret else None,
        )
        program.channels[Channel.TELEGRAM] = program.telegram
        known.append(Sender(id=SenderId(Channel.TELEGRAM.value), channel=Channel.TELEGRAM, address="bot"))
    if settings.twilio_auth_token is not None and settings.twilio_account_sid and settings.twilio_from:
        sender = SenderId(Channel.SMS.value)
        program.sms = TwilioDoor(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token.get_secret_value(),
            senders={settings.twilio_from: sender},
            doorstep=program.doorstep,
            metrics=program.metrics,
            public_url=settings.public_url,
            notices=program.notices,
            ear=Ear(program.database, program.clock, Channel.SMS),
            hushes=lambda text: wants_silence(text, program.gatherer.words.vocabulary),
            api_url=settings.twilio_api_url,
        )
        program.channels[Channel.SMS] = program.sms
        known.append(Sender(id=sender, channel=Channel.SMS, address=settings.twilio_from))
    async with program.database.writing() as store:
        await senders.keep(store, *known)


def _make_folder(url: str) -> None:
    if url.startswith(_SQLITE):
        Path(url.removeprefix(_SQLITE).partition("?")[0]).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
