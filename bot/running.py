"""The program from start to stop: locks, schema, doors, engine, health."""

import asyncio
import gc
import signal
from contextlib import ExitStack
from datetime import timedelta

from bot import log
from bot.app import Program, build, open_database
from bot.commands.answers import TheAnswerIsNo
from bot.engine.lock import AlreadyRunning, held, lock_file_of
from bot.errors import CannotStart
from bot.web import server
from bot.web.health import Vitals, health_routes
from bot.web.webhooks import telegram_routes, twilio_routes
from config.community_file import load_community
from config.settings import Intake, Settings
from config.written import WrongFile
from models import communities, custody

_log = log.logger(__name__)

LOOK_BACK = timedelta(hours=1)
"""How far back a start fetches texts that arrived before it; what was taken in already is not taken in again."""

TRY_AGAIN = timedelta(minutes=10)


async def run_until_told(chosen: Settings) -> None:
    """Run the web server and the engine until SIGINT or SIGTERM. Raises TheAnswerIsNo with why it does not start."""
    with ExitStack() as locks:
        try:
            lock = lock_file_of(chosen.database_url)
            if lock is not None:
                lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                locks.enter_context(held(lock))
            await _apply_first_community(chosen)
            program = await build(chosen)
        except (CannotStart, AlreadyRunning) as no:
            raise TheAnswerIsNo(str(no)) from None
        try:
            await _serve(program)
        finally:
            await program.close()


async def _apply_first_community(chosen: Settings) -> None:
    """A database without a community takes the one its settings name."""
    if chosen.community_file is None:
        return
    database = await open_database(chosen)
    try:
        async with database.writing() as store:
            if await communities.revision(store):
                return
            try:
                community, people = load_community(chosen.community_file)
            except (WrongFile, OSError) as wrong:
                raise CannotStart(str(wrong)) from None
            await communities.apply(store, community, people, prune=False)
    finally:
        await database.close()


async def _serve(program: Program) -> None:
    """Doors open, engine running, until a signal; then doors first, so that nothing new comes in while it ends."""
    routes = [
        *(telegram_routes(program.telegram) if program.telegram and not program.telegram.polls else ()),
        *(twilio_routes(program.sms) if program.sms else ()),
    ]

    async def feel() -> Vitals:
        health = await program.engine.health()
        newest = await program.database.revision_ok()
        return Vitals(
            schema=program.database.newest_revision if newest else None,
            schema_is_newest=newest,
            oldest_overdue=health.latest,
            waiting=health.waiting,
            dead=health.dead,
        )

    token = program.settings.metrics_token
    health = health_routes(feel, program.metrics, token.get_secret_value() if token else None)
    web = server.WebServer(server.build(routes, health), program.settings.listen_host, program.settings.listen_port)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    await program.engine.start()
    try:
        await web.start()
    except OSError as wrong:
        await program.engine.stop()
        raise TheAnswerIsNo(
            f"{program.settings.listen} cannot be listened on: {wrong.strerror}; choose another with UPSTANDER_LISTEN"
        ) from None
    if program.telegram is not None:
        await program.telegram.start()
    if program.sms is not None and program.settings.twilio_mode is Intake.POLLING:
        program.sms.start_polling(program.clock.now() - LOOK_BACK)
    custody_of_keys = asyncio.create_task(_tidy_daily(program, stopped), name="custody")
    # What stands now stands for good: to look through it for garbage takes a tenth of a second, and pages wait.
    gc.freeze()
    _log.info("ready", listen=f"{web.host}:{web.port}", channels=sorted(program.channels))
    await stopped.wait()
    await custody_of_keys
    _log.info("stopping")
    doors = [door for door in (program.telegram, program.sms) if door is not None]
    for door in doors:
        await door.stop_receiving()
    await web.stop()
    await program.engine.stop()
    for door in doors:
        await door.stop()


async def _tidy_daily(program: Program, stopped: asyncio.Event) -> None:
    """At the start and every day: what is due to be forgotten is forgotten, and whom to ask is planned.

    A failure is logged and tried again.
    """
    while not stopped.is_set():
        destroying = asyncio.create_task(_do_daily(program))
        await asyncio.wait({destroying})
        wrong = destroying.exception()
        if wrong is not None:
            _log.error("what is done daily could not be done", exc_info=wrong)
        elif destroyed := destroying.result():
            _log.info("keys were destroyed", keys=len(destroyed))
        again = TRY_AGAIN if wrong is not None else timedelta(days=1)
        await program.clock.wait_until(program.clock.now() + again, stopped)


async def _do_daily(program: Program) -> tuple[str, ...]:
    """The keys destroyed. Whoever is to be asked this month whether they are still in has it planned, once."""
    destroyed = await custody.destroy_due(program.database, program.clock.now())
    async with program.database.writing() as store:
        await program.turn.plan_month(store, program.clock.now())
    return destroyed
