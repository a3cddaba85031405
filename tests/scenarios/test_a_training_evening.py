"""A training evening at one table: a story is played on a phone all can see, and the team answers it on its own phones.

`upstander demo --tabletop` lays the table. A Friday, noon in Chicago.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.tabletop import Tabletop
from models import tables
from tests.support.world import SMS, World

PLACE = "5th & Main"


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """The usual community at a table, where whoever calls only plays."""
    async with World.open(migrated_url, tmp_path, workers=workers, rehearses=True) as opened:
        yield opened


class Evening:
    """What those who lead the evening do on the page."""

    def __init__(self, world: World, address: str) -> None:
        self.world = world
        self.table = Tabletop(
            switchboard=world.board,
            clock=world.clock,
            stories=world.program.gatherer.words.stories,
            address=address,
            place=PLACE,
            ends=self._over,
        )
        self._address = address

    async def begins(self, story: str, language: str, *, every: int) -> None:
        await self.table.begin(story, language, every)
        await self.world.settles()

    async def goes_on(self) -> None:
        await self.table.say_next()
        await self.world.settles()

    async def stops(self) -> None:
        await self.table.stop()
        await self.world.settles()

    async def passes(self, *, seconds: int) -> None:
        for _ in range(seconds):
            await self.world.passes(seconds=1)
            await self.table.tick()
            await self.world.settles()

    async def _over(self) -> None:
        async with self.world.program.database.writing() as store:
            await self.world.program.turn.end_played(store, SMS, self._address, self.world.now)


async def count(world: World, table: sa.Table) -> int:
    async with world.program.database.reading() as store:
        return int((await store.connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one())


async def test_a_story_is_answered_by_the_team_and_the_next_one_is_a_call_of_its_own(world: World) -> None:
    cora, omar, ana, ben, cal = world.phones("cora", "omar", "ana", "ben", "cal")
    rosa = world.stranger("Rosa")
    evening = Evening(world, rosa.address)
    everybody = (rosa, cora, omar, ana, ben, cal, *world.phones("dee", "eve", "fay"))

    await evening.begins("fight", "en", every=30)
    ana.heard("DRILL: A: Conflict or threat, Old Town.")
    ben.heard("DRILL: A: Conflict or threat, Old Town.")
    cora.heard("DRILL: #1 Conflict or threat, Old Town.")
    await ana.presses("5 min")
    await ben.texts("A 10")
    ben.heard("DRILL: Go.", "5th & Main")
    await evening.passes(seconds=31)
    ben.heard("DRILL:", "One of them pushed the other.")
    await ben.texts("where exactly are you?")
    await evening.passes(seconds=6)
    ana.heard("DRILL:", "on the side with the bus stop")
    evening.table.pause()
    await evening.passes(seconds=60)
    assert not [each for each in ana.reads() if "A third one came" in each]
    await evening.goes_on()
    ana.heard("DRILL:", "A third one came")
    await evening.stops()
    cora.heard("DRILL: #1 closed: cancelled.")
    ben.heard("DRILL:", "closed (cancelled)")
    rosa.heard("DRILL: This is closed on our side.")

    await evening.begins("worry", "es", every=15)
    cora.heard("DRILL: #2")
    await evening.passes(seconds=15)
    await evening.stops()
    cora.heard("DRILL: #2 closed: cancelled.")
    texts = [text for phone in everybody for text in phone.reads()]
    assert [each for each in texts if not each.startswith(("DRILL: ", "SIMULACRO: "))] == []
    await world.passes(days=8)
    for phone in everybody:
        phone.heard_nothing()
    assert [await count(world, each) for each in (tables.statistic, tables.page_tally, tables.check_in)] == [0, 0, 0]


async def test_whoever_says_stop_or_goes_silent_at_the_table_can_play_the_next_story(world: World) -> None:
    ana, rosa = *world.phones("ana"), world.stranger("Rosa", SMS)
    world.ignoring("cora", "omar", "ben", "cal", "dee", "eve", "fay", "Rosa")
    evening = Evening(world, rosa.address)
    await evening.begins("followed", "en", every=15)
    await ana.presses("5 min")
    await evening.passes(seconds=46)
    ana.heard("DRILL:", "went silent: do not text or call")
    await ana.texts("Are you all right?")
    await evening.passes(seconds=6)
    assert not [each for each in ana.reads() if "he looks at me" in each]
    await evening.stops()
    world.everybody_reads()

    await evening.begins("bed", "en", every=15)
    ana.heard("DRILL: ", "Food or a bed, Old Town.")
    await evening.stops()
    world.everybody_reads()


async def test_a_coordinator_ends_what_is_played_at_the_table_as_any_other_drill(world: World) -> None:
    ana, cora, rosa = *world.phones("ana", "cora"), world.stranger("Rosa")
    world.ignoring("omar", "ben", "cal", "dee", "eve", "fay", "Rosa")
    evening = Evening(world, rosa.address)
    await evening.begins("bed", "es", every=30)
    await ana.presses("5 min")
    await ana.texts("¿dónde está?")
    await evening.passes(seconds=6)
    ana.heard("DRILL:", "En las escaleras de la biblioteca")

    await ana.texts("drill over")
    await cora.texts("drill over")

    cora.heard("DRILL: #1 closed: cancelled.")
    ana.heard("DRILL:", "closed (cancelled)")
    await cora.texts("drill over")
    cora.heard("DRILL: There is none you are in now")
    await evening.stops()
    world.everybody_reads()


async def test_a_mayday_at_the_table_is_real(world: World) -> None:
    ben, cora, rosa = *world.phones("ben", "cora"), world.stranger("Rosa")
    world.ignoring("omar", "ana", "cal", "dee", "eve", "fay", "Rosa")
    evening = Evening(world, rosa.address)
    await evening.begins("fight", "en", every=30)
    await ben.texts("A 10")
    world.everybody_reads()

    await ben.texts("MAYDAY")

    ben.heard("Mayday heard.")
    cora.heard("MAYDAY: Ben needs help now.")
    await cora.texts("safe ben")
    await evening.stops()
    world.everybody_reads()
