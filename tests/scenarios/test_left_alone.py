"""A drop-out reverses the release for whoever is on the way; whoever is there already hears that they are alone."""

from domain.tasks import TaskKind
from tests.support.world import World

THREAT = "Someone is threatening my neighbour at 5th & Main"


async def two_going(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("Rosa", "cal", "dee", "fay", "omar")
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    world.everybody_reads()


async def test_whoever_is_on_the_way_and_knows_the_place_steps_back(world: World) -> None:
    await two_going(world)
    ana, ben = world.phones("ana", "ben")
    world.ignoring("cora")
    await ana.presses("On my way")
    world.everybody_reads()

    await ben.texts("5")

    ana.heard("step back and wait near")
    ben.reads()
    assert (await world.assignment("ana")).state == "holding"


async def test_whoever_is_on_scene_hears_that_they_are_alone_and_a_coordinator_has_a_task_at_once(world: World) -> None:
    await two_going(world)
    ana, ben, cora = world.phones("ana", "ben", "cora")
    await ana.presses("There")
    world.everybody_reads()

    await ben.texts("5")

    code = await world.code_of("ana")
    ana.heard("You are alone there; step away if you can. A coordinator knows now.")
    cora.heard(f"#1: {code} is alone on scene, where nobody should be")
    world.everybody_reads()
    assert TaskKind.FIELD_WELFARE in await world.tasks()
