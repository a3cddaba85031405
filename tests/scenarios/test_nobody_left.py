"""When nobody is left to ask, coordinators and the requester hear the truth at once."""

from domain.tasks import TaskKind
from tests.support.world import World

BED = "We need food and a bed tonight, Main & Hill Rd"


async def test_coordinators_and_requester_hear_at_once_that_nobody_is_left(world: World) -> None:
    rosa = world.stranger("Rosa")
    hal, gus = world.phones("hal", "gus")

    await rosa.texts(BED)
    rosa.heard("Asking people near you now")
    rosa.heard("Is anybody in danger")
    hal.heard("A: Food or a bed")
    gus.heard("Asking.")
    await hal.presses("Cannot")
    hal.heard("OK. Thank you")

    told = rosa.heard("Nobody is free right now. A coordinator is trying in person.", "911")
    assert told.at == world.now
    gus.heard("#1 NOBODY LEFT to ask. Food or a bed, The Hill")
    assert await world.tasks() == {TaskKind.NOBODY_LEFT}
    assert "nobody_left: everybody suited was asked" in await world.reasons()


async def test_with_nobody_on_the_roster_to_ask_they_hear_it_with_the_first_answer(world: World) -> None:
    rosa = world.stranger("Rosa")
    hal, gus = world.phones("hal", "gus")
    await hal.texts("off")
    hal.heard("You are off")
    gus.heard("Hal says off, and nobody else is on for Hill now.")

    await rosa.texts(BED)

    rosa.heard("Asking people near you now")
    rosa.heard("Nobody is free right now")
    rosa.heard("Is anybody in danger")
    gus.heard("Asking.")
    gus.heard("NOBODY LEFT")


async def test_whoever_comes_on_later_is_asked_after_all(world: World) -> None:
    rosa = world.stranger("Rosa")
    hal = world.phone("hal")
    world.ignoring("Rosa", "gus")
    await hal.texts("off")
    await rosa.texts(BED)
    hal.reads()

    await hal.texts("on")

    hal.heard("You are on")
    hal.heard("A: Food or a bed, The Hill")
    assert await world.tasks() == set()
