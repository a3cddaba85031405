"""The program from start to stop: locks, schema, doors, engine, health; or one half of it, on PostgreSQL.

    web      doors, webhooks and pages: stores what comes in
    worker   the engine: does what the rows hold

Any number of either share one database. What one of them alone may do at a time (fetching from a provider, destroying
keys) is a duty.
"""

import asyncio
import gc
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from functools import partial

from bot import log
from bot.app import Program, build, open_database, words
from bot.catch_up import CatchUp
from bot.channels.sms import TwilioDoor
from bot.channels.telegram import TelegramDoor
from bot.clock import RealClock
from bot.commands.answers import TheAnswerIsNo
from bot.duty import Work, on_duty
from bot.engine.lock import AlreadyRunning, held, lock_file_of
from bot.engine.settings import EngineSettings, provider_limits
from bot.errors import CannotStart
from bot.heartbeat import Heartbeat
from bot.rota.account_probes import AccountProbes
from bot.rota.plans import Plans
from bot.signs import Life, OtherKeyring, hearing, missing, take_keyring
from bot.stopping import stop_on_signals
from bot.web import server
from bot.web.health import Vitals, health_routes
from bot.web.probes import Readiness, probe_routes
from bot.web.webhooks import telegram_routes, twilio_routes
from config.community_file import load_community
from config.settings import Intake, Settings
from config.written import WrongFile
from domain.people import Channel
from domain.triage import read
from models import communities, custody

_log = log.logger(__name__)

POLLS_EVERY = timedelta(seconds=3)
FETCHES_EVERY = timedelta(minutes=1)
"""How often texts are fetched from the provider's list: by a program that it cannot call, and by one that it can."""

CATCHES_UP_WITHIN = 5.0
"""Seconds a start waits for the texts it missed, so that they come before newer ones."""

FORGET_EVERY = timedelta(hours=1)
"""How often keys whose day has come are destroyed, and how long a process may hold one that another destroyed."""

TRY_AGAIN = timedelta(minutes=10)

_ANSWERS_WITHIN = 2.0
"""Seconds after which a database that says nothing counts as away."""


class Part(StrEnum):
    """What this process runs."""

    BOTH = "both"
    WEB = "web"
    WORKER = "worker"

    @property
    def has_doors(self) -> bool:
        return self is not Part.WORKER

    @property
    def has_engine(self) -> bool:
        return self is not Part.WEB

    @property
    def lives_as(self) -> tuple[str, ...]:
        """The parts that are alive while this one is."""
        return (Part.WEB.value, Part.WORKER.value) if self is Part.BOTH else (self.value,)


async def run_until_told(chosen: Settings, part: Part = Part.BOTH, turn_tasks: int | None = None) -> None:
    """Run the web server and the engine, or one of them, until SIGINT or SIGTERM.

    `turn_tasks`: how many turns are taken side by side. Raises TheAnswerIsNo with why it does not start.
    """
    with ExitStack() as locks:
        try:
            lock = lock_file_of(chosen.database_url)
            if lock is not None:
                if part is not Part.BOTH:
                    raise CannotStart(
                        f"SQLite serves one process: run it without --{part.value},"
                        " or set UPSTANDER_DATABASE_URL to a PostgreSQL database for several"
                    )
                lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                locks.enter_context(held(lock))
            await _apply_first_community(chosen)
            program = await build(chosen, engine_settings=_engine_settings(chosen, turn_tasks))
        except (CannotStart, AlreadyRunning) as no:
            raise TheAnswerIsNo(str(no)) from None
        try:
            await take_keyring(program.database, program.clock.now())
            if part.has_engine:
                # The first read makes the lexicon ready to be looked through; nobody who writes waits for that.
                read("ready", words().lexicon)
            await _Running(program, part).until_told()
        except OtherKeyring:
            raise TheAnswerIsNo(
                "other processes run over this database with another keyring;"
                " set UPSTANDER_KEYRING_URL to the one that all share"
            ) from None
        finally:
            await program.close()


def _engine_settings(chosen: Settings, turn_tasks: int | None) -> EngineSettings:
    usual = EngineSettings(limits=provider_limits(chosen.twilio_per_second))
    return usual if turn_tasks is None else replace(usual, turn_tasks=turn_tasks)


async def _apply_first_community(chosen: Settings) -> None:
    """A database without a community takes the one its settings name; of several processes that start, from one."""
    if chosen.community_file is None:
        return
    database = await open_database(chosen)
    try:
        async with database.writing() as store:
            if await communities.is_there(store):
                return
            try:
                community, people = load_community(chosen.community_file)
            except (WrongFile, OSError) as wrong:
                raise CannotStart(str(wrong)) from None
            await communities.apply(store, community, people, prune=False, now=RealClock().now())
    finally:
        await database.close()


class _Running:
    """A program that runs: doors open, engine at work, until a signal; then doors first, so that nothing new comes in
    while it ends.
    """

    def __init__(self, program: Program, part: Part) -> None:
        self._program = program
        self._part = part
        self._stays = True

    async def until_told(self) -> None:
        program, part = self._program, self._part
        stopped = stop_on_signals()
        web = self._web_server()
        async with AsyncExitStack() as at_the_end:
            for door in self._doors():
                at_the_end.push_async_callback(door.stop)
            if part.has_engine:
                await program.engine.start()
                at_the_end.push_async_callback(program.engine.stop)
            else:
                at_the_end.push_async_callback(program.doorstep.rest)
            await self._catch_up()
            if web is not None:
                await self._listen(web)
                at_the_end.push_async_callback(web.stop)
            duties = await self._go_on_duty(stopped)
            # What stands now stands for good: to look through it for garbage takes a tenth of a second; pages wait.
            gc.freeze()
            listens = None if web is None else f"{web.host}:{web.port}"
            _log.info("ready", part=part.value, listen=listens, channels=sorted(program.channels))
            await stopped.wait()
            self._stays = False
            _log.info("stopping")
            if part.has_doors and program.database.dialect == "postgresql":  # else there is nobody else to send to
                await asyncio.sleep(program.settings.drain_seconds)
            await asyncio.gather(*duties)
            for door in self._doors():
                await door.stop_receiving()

    async def _catch_up(self) -> None:
        """Fetch from the provider's list what came in meanwhile, before anything newer is let in; and go on fetching.

        Every process with doors does; the bookmark lets one of them ask at a time.
        """
        program = self._program
        if program.sms is None or not self._part.has_doors:
            return
        every = POLLS_EVERY if program.settings.twilio_mode is Intake.POLLING else FETCHES_EVERY
        bookmark = CatchUp(
            program.database, program.clock, Channel.SMS.value, every=every, on_lost=program.turn.texts_lost
        )
        program.sms.start_fetching(bookmark, every)
        await program.sms.caught_up(CATCHES_UP_WITHIN)

    def _doors(self) -> list[TelegramDoor | TwilioDoor]:
        return [door for door in (self._program.telegram, self._program.sms) if door is not None]

    def _web_server(self) -> server.WebServer | None:
        """Doors and health; for a worker health alone, if it was told where."""
        program, settings = self._program, self._program.settings
        if not self._part.has_doors and not settings.listen_given:
            return None
        doors = [
            *(telegram_routes(program.telegram) if program.telegram and not program.telegram.polls else ()),
            *(twilio_routes(program.sms) if program.sms else ()),
        ]
        token = settings.metrics_token
        health = [
            *health_routes(self._feel, program.metrics, token.get_secret_value() if token else None),
            *probe_routes(program.engine.stuck, self._readiness),
        ]
        if self._part.has_doors:
            app = server.build(doors, health, [*program.console.routes(), *program.calendars.routes()])
        else:
            app = server.build((), health)
        return server.WebServer(app, settings.listen_host, settings.listen_port)

    async def _listen(self, web: server.WebServer) -> None:
        try:
            await web.start()
        except OSError as wrong:
            raise TheAnswerIsNo(
                f"{self._program.settings.listen} cannot be listened on: {wrong.strerror};"
                " choose another with UPSTANDER_LISTEN"
            ) from None

    async def _feel(self) -> Vitals:
        database = self._program.database
        newest = await database.answers(_ANSWERS_WITHIN)
        if newest is None:
            return Vitals(schema=None, schema_is_newest=False)
        program, now = self._program, self._program.clock.now()
        health = await program.engine.health()
        ears = await hearing(database, program.channels)
        return Vitals(
            schema=database.newest_revision if newest else None,
            schema_is_newest=newest,
            oldest_overdue=health.latest,
            waiting=health.waiting,
            dead=health.dead,
            heard={each.value: ear.last for each, ear in ears.items()},
            deaf=tuple(sorted(each.value for each, ear in ears.items() if ear.is_deaf(now))),
            missing=await missing(database, now),
        )

    async def _readiness(self) -> Readiness:
        newest = await self._program.database.answers(_ANSWERS_WITHIN)
        return Readiness(database_answers=newest is not None, schema_is_newest=bool(newest), stays=self._stays)

    # --- what one process at a time does

    async def _go_on_duty(self, stopped: asyncio.Event) -> Sequence[asyncio.Task[None]]:
        """Receive what is brought, and do what has to be fetched or done by one process alone, until `stopped`."""
        program = self._program
        work: dict[str, Work] = {}
        if program.settings.heartbeat_url is not None:
            work["heartbeat"] = self._send_heartbeats
        if self._part.has_engine:
            work["tidy"] = self._tidy
            work["rotas"] = Plans(program.database, program.turn, program.clock).go_on
        if program.telegram is not None:
            if self._part.has_engine:
                limits = provider_limits(program.settings.twilio_per_second)
                probes = AccountProbes(program.database, program.turn, program.clock, program.telegram, limits)
                work["probes"] = probes.go_on
            if not self._part.has_doors:
                await program.telegram.open()
            elif not program.telegram.polls:
                await program.telegram.start()
                work["webhook"] = partial(program.telegram.watch_webhook, program.clock)
            else:
                await program.telegram.open()
                work["telegram"] = self._poll_telegram
        duties = [
            on_duty(
                name,
                each,
                database=program.database,
                clock=program.clock,
                holder=program.database.process,
                stopped=stopped,
            )
            for name, each in work.items()
        ]
        signs = []
        if program.database.dialect == "postgresql":  # else nobody but this process could look
            life = Life(program.database, program.clock, self._part.lives_as, program.engine.stuck)
            signs.append(life.goes_on(stopped))
        return [asyncio.create_task(each) for each in (*duties, *signs, self._forget_keys(stopped))]

    async def _poll_telegram(self, over: asyncio.Event) -> None:
        """Telegram answers one who fetches and refuses the second."""
        door = self._program.telegram
        if door is not None:
            await door.start()
            await over.wait()
            await door.stop_receiving()

    async def _send_heartbeats(self, over: asyncio.Event) -> None:
        url = self._program.settings.heartbeat_url
        if url is not None:
            heartbeat = Heartbeat(
                url.get_secret_value(), self._feel, self._program.clock, metrics=self._program.metrics
            )
            heartbeat.start()
            await over.wait()
            await heartbeat.stop()

    async def _tidy(self, over: asyncio.Event) -> None:
        """What is due to be forgotten is forgotten, and whom to ask this month is planned. A failure is tried again."""
        program = self._program
        while not over.is_set():
            destroying = asyncio.create_task(self._tidy_once())
            await asyncio.wait({destroying})
            wrong = destroying.exception()
            if wrong is not None:
                _log.error("what is done from time to time could not be done", exc_info=wrong)
            elif destroyed := destroying.result():
                _log.info("keys were destroyed", keys=len(destroyed))
            again = TRY_AGAIN if wrong is not None else FORGET_EVERY
            await program.clock.wait_until(program.clock.now() + again, over)

    async def _tidy_once(self) -> tuple[str, ...]:
        """The keys destroyed. Whoever is to be asked this month whether they are still in has it planned, once."""
        program = self._program
        destroyed = await custody.destroy_due(program.database, program.clock.now())
        async with program.database.writing() as store:
            await program.turn.plan_month(store, program.clock.now())
        return destroyed

    async def _forget_keys(self, stopped: asyncio.Event) -> None:
        """Hold no key in memory for long after another process has destroyed it."""
        clock = self._program.clock
        while not await clock.wait_until(clock.now() + FORGET_EVERY, stopped):
            self._program.database.forget()
