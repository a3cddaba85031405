"""What comes in is stored once, and nobody is answered before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import httpx
import pytest

from bot.doors import Item, NotTakenIn
from bot.engine.doorstep import Doorstep
from bot.engine.settings import EngineSettings
from bot.web.probes import Readiness, probe_routes
from bot.web.server import WebServer, build
from domain.messages import Action, Inbound, Other, Tap
from domain.people import Channel
from models.database import Database
from models.tables import inbox
from tests.engine.bench import Bench
from tests.models.small import LINE
from tests.support.builders import NOON


async def test_a_text_is_answered_for_only_when_it_is_stored(bench: Bench) -> None:
    assert await bench.text("help") == [True]

    assert await bench.inbox_states() == ["waiting"]


async def test_the_same_text_again_changes_nothing(bench: Bench) -> None:
    await bench.text("help")
    await bench.engine.settle()

    assert await bench.text("help") == [False]
    await bench.engine.settle()
    assert bench.turn.texts == ["help"]


async def test_the_same_text_twice_in_one_call_counts_once(bench: Bench) -> None:
    assert await bench.text("help", "help") == [True, False]

    assert await bench.inbox_states() == ["waiting"]


async def test_callers_who_wait_together_share_a_commit_and_each_hear_of_their_own(bench: Bench) -> None:
    answers = await asyncio.gather(
        *(bench.text(f"text {n % 6}", address=f"+131255501{n:02}", prefix=str(n % 6)) for n in range(9))
    )

    assert answers == [[True]] * 9
    assert len(await bench.inbox_states()) == 9


class FullDisk:
    """A database that nothing can be written to."""

    is_full = True

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        if self.is_full:
            raise OSError(28, "no space")
        yield


async def test_nothing_is_answered_for_when_nothing_can_be_stored(bench: Bench) -> None:
    bench.engine.doorstep = Doorstep(cast("Database", FullDisk()), bench.clock)

    with pytest.raises(NotTakenIn):
        await bench.text("help", "again", address="+13125550112")


class Hanging:
    """A database whose transactions do not end until they are let go; how many began."""

    is_broken = True

    def __init__(self) -> None:
        self.began = 0
        self.has_begun = asyncio.Event()
        self.let_go = asyncio.Event()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        self.began += 1
        self.has_begun.set()
        await self.let_go.wait()
        if self.is_broken:
            raise OSError
        yield


async def test_a_database_that_hangs_is_known_by_whoever_brings_something_and_asks_for_a_restart(bench: Bench) -> None:
    database = Hanging()
    bench.engine.doorstep = Doorstep(cast("Database", database), bench.clock, within=0.2)
    bringing = asyncio.create_task(bench.text("help"))
    await database.has_begun.wait()

    assert bench.engine.doorstep.is_stuck(0.0)
    assert bench.engine.stuck() == ()
    with pytest.raises(NotTakenIn):
        await bringing
    assert not bench.engine.doorstep.is_stuck(0.0)


async def test_livez_names_a_doorstep_that_hangs_and_says_all_is_well_once_it_goes_on(database: Database) -> None:
    bench = Bench(database, EngineSettings(stuck_after=timedelta()))
    hangs = Hanging()
    hangs.is_broken = False
    bench.engine.doorstep = Doorstep(cast("Database", hangs), bench.clock)

    async def ready() -> Readiness:
        return Readiness(database_answers=True, schema_is_newest=True, stays=True)

    server = WebServer(build([], probe_routes(bench.engine.stuck, ready)), "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        before = await client.get("/livez")
        bringing = asyncio.create_task(bench.engine.doorstep.rest())
        waits = asyncio.create_task(bench.text("help"))
        await hangs.has_begun.wait()
        during, sent_here = await client.get("/livez"), await client.get("/readyz")
        waits.cancel()
        hangs.let_go.set()
        await asyncio.wait({bringing, waits})
        await bench.engine.doorstep.rest()
        after = await client.get("/livez")
    await server.stop()

    assert [each.status_code for each in (before, during, sent_here, after)] == [200, 503, 200, 200]
    assert during.json() == {"ok": False, "stuck": ["doorstep"]}


async def test_what_somebody_brought_who_has_gone_is_not_stored_for_them(bench: Bench) -> None:
    database = Hanging()
    bench.engine.doorstep = Doorstep(cast("Database", database), bench.clock)
    first, second = asyncio.create_task(bench.text("one")), asyncio.create_task(bench.text("two"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    third = asyncio.create_task(bench.text("three", address="+13125550112"))
    await asyncio.sleep(0)
    third.cancel()
    database.let_go.set()

    answers = await asyncio.gather(first, second, third, return_exceptions=True)

    assert [type(each) for each in answers] == [NotTakenIn, NotTakenIn, asyncio.CancelledError]
    assert database.began == 1


async def test_the_words_are_nowhere_in_the_rows(bench: Bench) -> None:
    await bench.text("a blue door", address="+13125550123")

    stored = repr(await bench.rows(inbox))
    assert "blue door" not in stored
    assert "5550123" not in stored


async def test_what_came_in_is_what_the_turn_sees(bench: Bench) -> None:
    inbound = Inbound(
        text="here",
        tap=Tap(Action.ACCEPT, "pag_1", "10"),
        point=(41.88, -87.63),
        other=Other.PHOTO,
        language_hint="es",
        token="signed",
        sent_at=NOON,
    )
    item = Item(channel=Channel.SMS, sender=LINE, external_id="SM1", content=inbound, address="+13125550111")

    await bench.engine.doorstep.take_in([item])
    await bench.engine.settle()

    (arrived,) = bench.turn.took
    assert arrived.inbound == inbound  # type: ignore[union-attr]
    assert arrived.address == "+13125550111"  # type: ignore[union-attr]


async def test_the_words_of_what_is_done_are_gone_from_the_row(bench: Bench) -> None:
    await bench.text("help")

    await bench.engine.settle()

    (row,) = await bench.rows(inbox)
    assert (row.state, row.payload) == ("done", None)
