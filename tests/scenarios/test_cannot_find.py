"""Who cannot find them asks the requester and tells the coordinator; what comes back reaches everybody who goes."""

from domain.tasks import TaskKind
from tests.support.world import World

THREAT = "Someone is threatening my neighbour at 5th & Main"


async def test_what_the_requester_answers_reaches_all_who_go(world: World) -> None:
    rosa, ana, ben, cora = world.stranger("Rosa"), *world.phones("ana", "ben", "cora")
    world.ignoring("cal", "dee", "fay", "omar")
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    world.everybody_reads()

    await ben.texts("3")
    rosa.heard("is there and cannot find you")
    cora.heard("is there and cannot find them")
    ben.reads()
    assert TaskKind.CANNOT_FIND in await world.tasks()
    await rosa.texts("behind the red truck")

    ana.heard("behind the red truck")
    ben.heard("behind the red truck")
    rosa.reads()


async def test_who_went_silent_is_not_asked_and_a_coordinator_hears_it(world: World) -> None:
    rosa, ana, ben, cora = world.stranger("Rosa"), *world.phones("ana", "ben", "cora")
    world.ignoring("cal", "dee", "fay", "omar", "ana")
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    await rosa.texts("exit")
    world.everybody_reads()

    await ben.texts("3")

    rosa.heard_nothing()
    cora.heard("is there and cannot find them")
    ben.heard("we cannot write to them to ask. A coordinator knows.")
    assert TaskKind.CANNOT_FIND in await world.tasks()
