"""What passes between whoever needs help and who comes, through the real webhook and the real door: words, replies,
places, and places that move. The whole program runs here, by a clock that Telegram shares.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import Program, build, open_database
from bot.clock import ManualClock
from bot.web.server import WebServer
from bot.web.server import build as pages
from bot.web.webhooks import telegram_routes
from config.community_file import load_community
from config.settings import Settings
from domain.ids import PersonId
from models import communities, invites, people
from tests.fakes.telegram import FakeTelegram, Shown
from tests.models.conftest import migrated, sqlite_template
from tests.support.world import COMMUNITY, NOON

__all__ = ["sqlite_template"]

PUBLIC_URL = "https://line.example.org"
ANA, CORA, ROSA, SAM = 8160001, 8160002, 8160003, 8160004
BED = "We need food and a bed tonight, 5th & Main"
HERE, FARTHER, NEAR = (41.8765, -87.6543), (41.8790, -87.6543), (41.8810, -87.6543)
WITHIN = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The program with its webhook open, and everybody's Telegram."""

    program: Program
    telegram: FakeTelegram
    clock: ManualClock

    async def settles(self) -> None:
        """Everything that was sent has come in, and all that follows from it has gone out."""
        await self.telegram.settled(WITHIN)
        for _ in range(4):  # Telegram is told no more than one thing a second in a chat
            await self.program.engine.settle()
            self.clock.advance(timedelta(seconds=1))

    async def says(self, user: int, text: str, *, reply_to: int | None = None) -> None:
        self.telegram.says(user, text, reply_to=reply_to)
        await self.settles()

    async def newest(self, user: int, contains: str) -> Shown:
        return await self.telegram.expect(user, contains, unread=True, within=WITHIN)

    def points(self, user: int) -> list[tuple[float, float]]:
        """The places on their screen, as they stand now."""
        return [each.location for each in self.telegram.inbox(user) if each.location is not None]


@pytest.fixture
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with migrated("sqlite", request, tmp_path) as url:
        yield url


@pytest.fixture
async def line(fresh_url: str, tmp_path: Path) -> AsyncIterator[Line]:
    """Ana and Cora have their accounts; Ana goes to the call of Rosa, as `A`."""
    clock = ManualClock(NOON)
    async with FakeTelegram(wall=lambda: clock.now().timestamp()) as telegram:
        for user, name in ((ANA, "Ana"), (CORA, "Cora"), (ROSA, "Rosa"), (SAM, "Sam")):
            telegram.user(user, name)
        settings = Settings(
            _env_file=None,
            database_url=fresh_url,
            keyring_url=f"sqlite+aiosqlite:///{tmp_path / 'keyring.db'}",
            root_key_file=tmp_path / "root.key",
            public_url=PUBLIC_URL,
            telegram_token=SecretStr(telegram.token),
            telegram_secret=SecretStr("loopback-webhook-secret"),
            telegram_api_url=telegram.url,
        )
        database = await open_database(settings)
        async with database.writing() as store:
            await communities.apply(store, *load_community(COMMUNITY), prune=False, now=NOON)
        await database.close()
        program = await build(settings, clock=clock)
        assert program.telegram is not None
        web = WebServer(pages(telegram_routes(program.telegram), []), "127.0.0.1", 0)
        await web.start()
        telegram.connect_to = f"http://127.0.0.1:{web.port}"
        await program.telegram.start()
        try:
            await telegram.called("setWebhook", within=WITHIN)
            line = Line(program=program, telegram=telegram, clock=clock)
            for name, user in (("cora", CORA), ("ana", ANA)):
                await _joins(line, name, user)
            await line.says(ROSA, BED)
            await line.newest(ANA, "A: Food or a bed")
            await line.says(ANA, "A 10")
            await line.newest(ROSA, "is coming")
            yield line
        finally:
            await program.telegram.stop_receiving()
            await web.stop()
            await program.telegram.stop()
            await program.close()
        assert telegram.refusals == []


async def _joins(line: Line, name: str, user: int) -> None:
    code = f"K7Q2{name.upper():M<4}"[:8]
    async with line.program.database.writing() as store:
        member = await people.load(store, PersonId(name))
        assert member is not None
        await invites.make(
            store,
            person=member.id,
            team=member.memberships[0].team,
            coordinator=True,
            vouched=True,
            code=code,
            expires_at=NOON + timedelta(hours=72),
        )
    await line.says(user, f"/start {code}")
    await line.newest(user, "you are in")


async def test_a_reply_lands_in_the_call_of_what_it_answers_and_says_nothing_of_who_wrote_it(line: Line) -> None:
    await line.says(SAM, "We need food and a bed tonight, 5th & Mill")
    await line.says(CORA, "assign 2 ana")
    await line.newest(ANA, "5th & Mill")
    await line.says(ROSA, "the door is on the left")
    asked = await line.newest(ANA, "the door is on the left")
    await line.says(SAM, "they are still shouting")
    await line.newest(ANA, "they are still shouting")

    await line.says(ANA, "I have the blankets", reply_to=asked.message_id)

    told = await line.newest(ROSA, "I have the blankets")
    assert "Ana" not in told.text
    assert str(ANA) not in told.text
    assert not any("blankets" in each.text for each in line.telegram.inbox(SAM))


async def test_a_place_crosses_as_a_place_both_ways(line: Line) -> None:
    line.telegram.shares_location(ANA, *HERE)
    await line.settles()
    line.telegram.shares_location(ROSA, *NEAR)
    await line.settles()

    assert line.points(ROSA) == [HERE]
    assert NEAR in line.points(ANA)
    for call in line.telegram.calls:
        if call.operation == "sendLocation":
            assert set(call.asked) <= {"chat_id", "latitude", "longitude", "live_period", "reply_markup"}


async def test_a_place_that_moves_moves_on_the_others_map_and_sends_no_second_one(line: Line) -> None:
    shared = line.telegram.shares_live_location(ANA, *HERE)
    await line.settles()
    line.clock.advance(timedelta(seconds=31))
    line.telegram.moves(ANA, shared, *FARTHER)
    await line.settles()
    line.clock.advance(timedelta(seconds=31))
    line.telegram.moves(ANA, shared, *NEAR)
    await line.settles()

    shown = [each for each in line.telegram.inbox(ROSA) if each.location is not None]
    assert shown[-1].location == NEAR
    assert shown[-1].edits == 1
    assert len(shown) == 2  # where she was when she showed it, and the one that moves
    assert not any(each.location for each in line.telegram.inbox(CORA))
