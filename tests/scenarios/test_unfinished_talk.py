"""A talk that stays unfinished becomes visible to a coordinator after two minutes."""

from domain.tasks import TaskKind
from tests.support.world import World


async def test_words_without_a_place_become_an_incident_after_two_minutes(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora, omar = world.phones("cora", "omar")
    world.ignoring("ana", "ben")
    await rosa.texts("somebody is shouting at us")
    rosa.heard("What is happening, and where?")
    await world.passes(seconds=60)
    rosa.heard("We are still here. Where is it, as well as you can?")
    await world.passes(seconds=59)
    cora.heard_nothing()

    await world.passes(seconds=1)

    cora.heard("#1 needs you", "somebody is shouting at us")
    omar.heard("#1 needs you", "somebody is shouting at us")
    rosa.heard("Asking people now. Where are you?")
    assert TaskKind.UNPLACED in await world.tasks()


async def test_words_nobody_understands_are_seen_by_a_coordinator_who_decides(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora = world.phone("cora")
    world.ignoring("omar")
    await rosa.texts("it is the thing with the blue hat again")
    rosa.heard("What is happening, and where?")

    await world.passes(minutes=2)

    rosa.heard("Where is it, as well as you can?")
    cora.heard("#1 needs you", "the thing with the blue hat")
    rosa.heard("A coordinator has your text. A place helps")
    world.phone("ana").heard_nothing()
    assert await world.tasks() == {TaskKind.UNPLACED}
    assert (await world.incident()).status == "open"


async def test_a_place_that_comes_later_starts_the_paging(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben = world.phones("ana", "ben")
    world.ignoring("cora", "omar")
    await rosa.texts("it is the thing with the blue hat again")
    await world.passes(minutes=2)
    rosa.reads()

    await rosa.texts("5th & Main")

    rosa.heard("Asking people near you now")
    ana.heard("Old Town")
    ben.heard("Old Town")
    assert TaskKind.UNPLACED not in await world.tasks()


async def test_a_greeting_alone_makes_no_incident(world: World) -> None:
    rosa = world.stranger("Rosa")
    await rosa.texts("hi")
    rosa.heard("What is happening, and where?")

    await world.passes(minutes=5)

    assert await world.count_incidents() == 0
