"""The box is down for ten minutes while people text: all of it is taken in after the start, and they are told.

The whole program runs here, with its doors open to the two providers, by a clock that both share.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import Program, build, open_database
from bot.catch_up import CatchUp
from bot.clock import ManualClock
from bot.web.server import WebServer
from bot.web.server import build as pages
from bot.web.webhooks import twilio_routes
from config.community_file import load_community
from config.settings import Settings
from domain.people import Channel
from models import communities, incidents
from tests.fakes.server import wall_time
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.models.conftest import migrated_url, postgres_schema, sqlite_template
from tests.support.deployment import Deployment
from tests.support.world import COMMUNITY, NOON

__all__ = ["migrated_url", "postgres_schema", "sqlite_template"]

PUBLIC_URL = "https://line.example.org"
PHONES = [f"+131255501{number:02}" for number in range(60, 70)]
EACH = 5
DOWN = timedelta(minutes=10)
ROSA = 8160077
WITHIN = 90.0


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def twilio(clock: ManualClock) -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(wall=lambda: clock.now().timestamp()) as fake:
        fake.sms_url = f"{PUBLIC_URL}/twilio/inbound"
        fake.fallback_url = f"{PUBLIC_URL}/twilio/fallback"
        fake.connect_to = "http://127.0.0.1:9"  # nobody is there
        yield fake
        assert fake.refusals == []


@pytest.fixture
async def telegram(clock: ManualClock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(wall=lambda: clock.now().timestamp()) as fake:
        fake.user(ROSA, "Rosa")
        yield fake
        assert fake.refusals == []


@pytest.fixture
async def settings(migrated_url: str, tmp_path: Path, twilio: FakeTwilio, telegram: FakeTelegram) -> Settings:
    chosen = Settings(
        _env_file=None,
        database_url=migrated_url,
        keyring_url=f"sqlite+aiosqlite:///{tmp_path / 'keyring.db'}",
        root_key_file=tmp_path / "root.key",
        public_url=PUBLIC_URL,
        telegram_token=SecretStr(telegram.token),
        telegram_api_url=telegram.url,
        twilio_account_sid=twilio.account_sid,
        twilio_auth_token=SecretStr(twilio.auth_token),
        twilio_from=twilio.number,
        twilio_per_second=1000,
        twilio_api_url=twilio.url,
    )
    database = await open_database(chosen)
    async with database.writing() as store:
        await communities.apply(store, *load_community(COMMUNITY), prune=False, now=NOON)
    await database.close()
    return chosen


@asynccontextmanager
async def up(settings: Settings, clock: ManualClock, twilio: FakeTwilio) -> AsyncIterator[Program]:
    """The box, its doors open for as long as the block runs; its engine is wound by hand."""
    program = await build(settings, clock=clock)
    assert program.sms is not None
    assert program.telegram is not None
    web = WebServer(pages(twilio_routes(program.sms), []), "127.0.0.1", 0)
    bookmark = CatchUp(
        program.database, clock, Channel.SMS.value, every=timedelta(minutes=1), on_lost=program.turn.texts_lost
    )
    program.sms.start_fetching(bookmark, timedelta(milliseconds=50))
    await program.sms.caught_up(WITHIN)
    await web.start()
    twilio.connect_to = f"http://127.0.0.1:{web.port}"
    await program.telegram.start()
    try:
        yield program
    finally:
        await program.telegram.stop_receiving()
        await program.sms.stop_receiving()
        await web.stop()
        twilio.connect_to = "http://127.0.0.1:9"
        await program.telegram.stop()
        await program.sms.stop()
        await program.close()


async def words_of_calls(program: Program) -> list[tuple[str, ...]]:
    """What was written in each call, in the order in which the calls were opened."""
    async with program.database.reading() as store:
        found = [await incidents.load(store, each) for each in await incidents.latest(store, 100)]
    return [each.words for each in sorted((each for each in found if each is not None), key=lambda each: each.number)]


def new_work(program: Program) -> asyncio.Event:
    """Set once something has been taken in."""
    came = asyncio.Event()
    program.database.on_work(lambda _left: came.set())
    return came


async def test_fifty_texts_of_ten_minutes_are_taken_in_after_the_start_once_each_in_order(
    settings: Settings, clock: ManualClock, twilio: FakeTwilio
) -> None:
    async with up(settings, clock, twilio):
        pass

    first_sent: dict[str, datetime] = {}
    sids = []
    for number in range(EACH):
        for phone in PHONES:
            first_sent.setdefault(phone, clock.now())
            post = await twilio.texts(phone, f"We need food and a bed tonight, 5th & Main, text {number}")
            assert post.status is None
            sids.append(post.id)
            clock.advance(DOWN / (EACH * len(PHONES)))
    assert clock.now() - first_sent[PHONES[0]] == DOWN

    async with up(settings, clock, twilio) as program:
        await program.engine.settle()
        for sid in sids[:3]:  # the provider tries a webhook again after all
            form = twilio.inbound_form(sid)
            again = await twilio._post(twilio.sms_url, form, id=sid, auth_token=twilio.auth_token)
            assert again.status == 200
        fetched = sum(call.operation == "list" for call in twilio.calls)
        clock.advance(timedelta(minutes=1))
        await twilio.called("list", times=fetched + 1, within=WITHIN)  # and the list is fetched again
        await program.engine.settle()
        calls = await words_of_calls(program)
        taken_in = program.metrics.collectors.get_sample_value(
            "upstander_taken_in_total", {"channel": "sms", "kind": "inbound", "outcome": "new"}
        )

    whole = tuple(f"We need food and a bed tonight, 5th & Main, text {number}" for number in range(EACH))
    assert calls == [whole] * len(PHONES)
    assert taken_in == EACH * len(PHONES)
    for phone in PHONES:
        told = [text.body for text in twilio.phone(phone) if "waited" in text.body]
        minutes = int((NOON + DOWN - first_sent[phone]).total_seconds()) // 60
        assert len(told) == 1
        assert told[0].startswith(f"We were away. Your text waited {minutes} min and is read now.\n")


async def test_telegram_keeps_what_was_written_meanwhile_and_they_are_told_as_well(
    settings: Settings, clock: ManualClock, twilio: FakeTwilio, telegram: FakeTelegram
) -> None:
    telegram.says(ROSA, "We need food and a bed tonight, 5th & Main")
    clock.advance(timedelta(hours=2, minutes=5))
    telegram.says(ROSA, "there are three of us")

    async with up(settings, clock, twilio) as program:
        await telegram.settled(WITHIN)
        await program.engine.settle()

    told = [each.text for each in telegram.inbox(ROSA) if "waited" in each.text]
    assert len(told) == 1
    assert told[0].startswith("We were away. Your text waited 2 h 5 min and is read now.\n")


async def test_who_writes_while_the_box_is_up_is_told_nothing_of_waiting(
    settings: Settings, clock: ManualClock, twilio: FakeTwilio
) -> None:
    async with up(settings, clock, twilio) as program:
        assert (await twilio.texts(PHONES[0], "We need food and a bed tonight, 5th & Main")).status == 200
        await program.engine.settle()
        await twilio.expect(PHONES[0], "Asking people near you now", within=WITHIN)

    assert not any("waited" in text.body for text in twilio.phone(PHONES[0]))


async def test_a_text_whose_webhook_failed_is_fetched_within_a_minute(
    settings: Settings, clock: ManualClock, twilio: FakeTwilio
) -> None:
    async with up(settings, clock, twilio) as program:
        twilio.sms_url = twilio.fallback_url = ""
        clock.advance(timedelta(seconds=59))
        await twilio.texts(PHONES[0], "We need food and a bed tonight, 5th & Main")
        came = new_work(program)
        clock.advance(timedelta(seconds=1))
        async with asyncio.timeout(WITHIN):
            await came.wait()
        await program.engine.settle()
        await twilio.expect(PHONES[0], "Asking people near you now", within=WITHIN)


async def test_an_outage_longer_than_an_hour_is_caught_up_from_its_beginning(
    settings: Settings, clock: ManualClock, twilio: FakeTwilio
) -> None:
    async with up(settings, clock, twilio):
        pass
    await twilio.texts(PHONES[0], "We need food and a bed tonight, 5th & Main")
    clock.advance(timedelta(hours=49))

    async with up(settings, clock, twilio) as program:
        await program.engine.settle()
        await twilio.expect(PHONES[0], "Your text waited 49 h and is read now.", within=WITHIN)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_the_program_as_it_is_started_takes_in_what_it_missed(sqlite_database_url: str, tmp_path: Path) -> None:
    async with FakeTwilio(wall=lambda: wall_time() - 12 * 60) as twilio:
        await twilio.texts(PHONES[0], "We need food and a bed tonight, 5th & Main")
        deployment = Deployment(
            tmp_path,
            sqlite_database_url,
            COMMUNITY_FILE=str(COMMUNITY),
            PUBLIC_URL=PUBLIC_URL,
            TWILIO_ACCOUNT_SID=twilio.account_sid,
            TWILIO_AUTH_TOKEN=twilio.auth_token,
            TWILIO_FROM=twilio.number,
            TWILIO_API_URL=twilio.url,
        )
        await deployment.founded()
        async with deployment.running() as running:
            told = await twilio.expect(PHONES[0], "Your text waited", within=90)
            assert await running.stop() == 0

    assert told.body.startswith(("We were away. Your text waited 12 min", "We were away. Your text waited 13 min"))
    assert running.complaints == []
