"""Nobody asked, and a member writes that they are not well: a coordinator hears it at once, and has it to do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.ids import TeamId
from domain.tasks import TaskKind
from models import tasks
from tests.scenarios.test_checkins import after_a_call, paired
from tests.support.world import World

HURT = ("I want to kill myself", "quiero morirme", "je veux mourir", "mwen vle mouri")
NOT_WELL = ("I am not well at all", "no estoy muy bien", "je ne vais pas trop bien", "m pa trè byen")
FROM_BEN = "Ben writes that they are NOT WELL. Reach them now. Text: task 1 done"


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with paired(migrated_url, tmp_path, workers, "dee", "eve", "cal", "gus", "hal", "fay") as opened:
        yield opened


async def waiting(world: World, person: str) -> list[str | None]:
    """Who has to see to it that somebody is not well."""
    async with world.program.database.reading() as store:
        found = await tasks.list_open(store, (TeamId("river"),))
    return [each.owner for each in found if each.kind is TaskKind.CHECK_IN_UNWELL and each.person == person]


@pytest.mark.parametrize("words", [*HURT, *NOT_WELL])
async def test_a_member_whom_nobody_asked_is_heard_at_once(world: World, words: str) -> None:
    ben, cora, omar = world.phones("ben", "cora", "omar")

    await ben.texts(words)

    ben.heard("Thank you for saying so. A coordinator hears now")
    if words in HURT:
        ben.heard("People who listen, now: call 988.")
    cora.heard(FROM_BEN)
    omar.heard(FROM_BEN)
    assert await waiting(world, "ben") == ["cora"]
    await cora.texts("task 1 done")
    assert await waiting(world, "ben") == []
    world.everybody_reads()


async def test_it_is_said_again_until_somebody_has_seen_to_it_across_a_restart(world: World) -> None:
    ben, cora, omar = world.phones("ben", "cora", "omar")
    await ben.texts(HURT[0])
    world.everybody_reads()

    await world.restarts()
    await world.passes(minutes=3)

    cora.heard(FROM_BEN)
    omar.heard(FROM_BEN)
    await cora.texts("task 1 done")
    world.everybody_reads()
    await world.passes(hours=5)
    cora.heard_nothing()
    world.everybody_reads()


@pytest.mark.parametrize("words", HURT)
async def test_whoever_went_is_heard_in_the_debrief_and_before_anybody_asks_how_they_are(
    world: World, words: str
) -> None:
    await after_a_call(world)
    ana, cora = world.phones("ana", "cora")
    world.everybody_reads()

    await ana.texts(words)

    ana.heard("Thank you for saying so. A coordinator hears now")
    ana.heard("People who listen, now: call 988.")
    cora.heard("#1, Ana: NOT WELL after the call. Reach them now.")
    assert await waiting(world, "ana") == ["cora"]
    world.everybody_reads()


async def test_what_is_said_of_somebody_else_is_no_word_of_whoever_writes(world: World) -> None:
    ben, cora = world.phones("ben", "cora")

    await ben.texts("she wants to kill herself")

    assert await waiting(world, "ben") == []
    cora.heard_nothing()
    world.everybody_reads()
