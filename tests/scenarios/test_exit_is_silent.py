"""EXIT closes silently: no reply at all, and a human is told. The response goes on."""

from domain.tasks import TaskKind
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_exit_has_no_reply_and_a_coordinator_hears(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben, cora, omar = world.phones("ben", "cora", "omar")
    world.ignoring("ana")
    await rosa.texts(BED)
    world.everybody_reads()

    await rosa.texts("EXIT")

    rosa.heard_nothing()
    cora.heard("#1 went silent")
    omar.heard("#1 went silent")
    assert await world.tasks() == {TaskKind.SILENT}

    await ben.texts("A 12")
    ben.heard("Go.", "5th & Main")
    ben.heard("went silent: do not text or call")  # whoever comes later hears it too
    await ben.texts("1")
    await ben.texts("2")
    await ben.texts("4")
    world.everybody_reads()
    await omar.texts("close 1 1")
    omar.heard("#1 closed")
    cora.heard("#1 closed")
    rosa.heard_nothing()


async def test_who_is_on_the_way_hears_that_texts_must_stop(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben = world.phone("ben")
    world.ignoring("ana", "cora", "omar")
    await rosa.texts(BED)
    await ben.texts("A 12")
    world.everybody_reads()

    await rosa.texts("exit.")

    rosa.heard_nothing()
    ben.heard("went silent: do not text or call")
    assert (await world.assignment("ben")).state == "accepted"


async def test_exit_in_the_middle_of_the_talk_leaves_what_was_told_with_a_coordinator(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora = world.phone("cora")
    world.ignoring("omar", "ana", "ben", "cal", "dee", "eve", "fay", "gus")
    await rosa.texts("somebody is shouting at us")
    rosa.heard("What is happening, and where?")

    await rosa.texts("EXIT")
    await world.passes(days=1)

    rosa.heard_nothing()
    cora.heard("#1 needs you", "somebody is shouting at us")
    cora.reads()


async def test_exit_with_nothing_told_ends_it_and_a_human_is_told_all_the_same(world: World) -> None:
    rosa, sam, cora, omar = world.stranger("Rosa"), world.stranger("Sam"), *world.phones("cora", "omar")
    await rosa.texts("hi")
    rosa.heard("What is happening, and where?")

    await rosa.texts("EXIT")
    await sam.texts("salir")
    await world.passes(days=1)

    assert await world.count_incidents() == 0
    rosa.heard_nothing()
    sam.heard_nothing()
    for coordinator in (cora, omar):
        coordinator.heard("asked for silence", "nothing is sent")  # once for several at the same time


async def test_a_greeting_after_exit_reaches_a_coordinator_and_is_not_answered(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("ana", "ben", "omar")
    await rosa.texts(BED)
    await rosa.texts("EXIT")
    world.everybody_reads()

    await rosa.texts("hello")
    cora.heard("#1 writes: hello")
    await rosa.texts("he has a gun")
    cora.heard("DANGER")

    rosa.heard_nothing()
    assert (await world.incident()).silent
    assert (await world.incident()).danger
    world.everybody_reads()
