"""Coordinators hear of work that is stuck or was given up, each time it happens."""

from datetime import timedelta

from bot.engine.turns import Dead
from domain.ids import InboxId
from domain.tasks import TaskKind
from models import tasks
from tests.support.world import World


async def gives_up(world: World, item: str) -> None:
    async with world.program.database.writing() as store:
        await world.program.turn.given_up(store, Dead(id=InboxId(item), kind="inbound", why="KeyError"), world.now)
    await world.settles()


async def open_kinds(world: World) -> set[TaskKind]:
    async with world.program.database.reading() as store:
        known = await world.program.gatherer.known(store)
        return {each.kind for each in await tasks.list_open(store, known.community.teams)}


async def test_every_item_given_up_is_told_though_the_first_ones_task_is_still_open(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar")

    await gives_up(world, "inb_1")
    cora.heard("Something is stuck here")
    await world.passes(minutes=11)
    await gives_up(world, "inb_2")

    cora.heard("Something is stuck here")
    assert await open_kinds(world) == {TaskKind.GIVEN_UP}
    await cora.presses("Seen to it")
    cora.reads()
    assert await open_kinds(world) == set()


async def test_a_hundred_items_given_up_at_once_are_told_once(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar")

    for n in range(100):
        await gives_up(world, f"inb_{n}")

    assert len(cora.reads()) == 1


async def test_overdue_work_is_told_again_after_it_was_well_and_its_task_is_done_by_then(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar")
    for _ in range(2):
        async with world.program.database.writing() as store:
            await world.program.turn.stuck(store, 2, world.now)
        await world.settles()
        cora.heard("Something is stuck here: 2 overdue")
        assert await open_kinds(world) == {TaskKind.STUCK}

        async with world.program.database.writing() as store:
            await world.program.turn.well_again(store)
        assert await open_kinds(world) == set()
        await world.passes(minutes=11)


async def test_texts_that_came_too_long_ago_to_be_fetched_are_told_once_and_are_somebodys_task(world: World) -> None:
    cora, omar = world.phones("cora", "omar")
    since, until = world.now - timedelta(days=5), world.now - timedelta(days=3)

    for _ in range(2):
        async with world.program.database.writing() as store:
            await world.program.turn.texts_lost(store, since, until, world.now)
        await world.settles()

    cora.heard("from 1 Mar 2026 to Tue 3 Mar 12:00 were not read")
    omar.heard("from 1 Mar 2026 to Tue 3 Mar 12:00 were not read")
    omar.heard_nothing()
    assert await open_kinds(world) == {TaskKind.TEXTS_LOST}
    await cora.presses("Seen to it")
    cora.heard("Open calls: 0")
    assert await open_kinds(world) == set()
