"""Danger is named with a 1, at any time, and a coordinator is on it at once."""

from domain.tasks import TaskKind
from tests.support.world import World


async def test_danger_in_the_first_text_opens_at_once_without_a_question(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben, cora, omar = world.phones("ana", "ben", "cora", "omar")

    await rosa.texts("1")

    rosa.heard("A coordinator knows now.", "911")
    rosa.heard("Asking people now. Where are you?")
    cora.heard("#1 DANGER named")
    omar.heard("#1 DANGER named")
    cora.heard("#1 needs you: no place")
    omar.heard("#1 needs you: no place")
    ana.heard("place not known yet")
    ben.heard("place not known yet")
    assert TaskKind.DANGER in await world.tasks()

    world.everybody_reads()
    await rosa.texts("5th & Main")
    for coordinator in (cora, omar):
        coordinator.heard("#1 writes: 5th & Main")
        coordinator.heard("#1 is at: 5th & Main")
    rosa.heard("Got it, passed on.")


async def test_danger_named_while_people_are_asked_is_heard_once(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora = world.phone("cora")
    world.ignoring("ana", "ben", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    world.everybody_reads()

    await rosa.texts("1")
    rosa.heard("A coordinator knows now.")
    cora.heard("#1 DANGER named. Food or a bed, Old Town")

    await rosa.texts("1")
    rosa.heard_nothing()
    cora.heard_nothing()
    assert await world.tasks() == {TaskKind.DANGER}


async def test_no_danger_is_an_answer_and_changes_nothing(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cora", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    rosa.reads()

    await rosa.texts("0")

    rosa.heard_nothing()
    assert await world.tasks() == set()


async def test_danger_by_the_button(world: World) -> None:
    rosa = world.stranger("Rosa", channel=world.phone("ana").channel)
    world.ignoring("ana", "ben", "omar", "Rosa")
    cora = world.phone("cora")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    cora.reads()

    await rosa.presses("Danger now")

    cora.heard("#1 DANGER named")
