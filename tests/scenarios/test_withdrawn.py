"""No longer needed stops the texts, never the response: whoever is on the way hears it, a coordinator decides."""

from domain.tasks import TaskKind
from tests.support.world import TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"


async def test_three_withdraws_with_one_last_text(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben, cora = world.phones("ben", "cora")
    world.ignoring("ana", "omar")
    await rosa.texts(BED)
    await ben.texts("A 12")
    world.everybody_reads()

    await rosa.texts("3")

    rosa.heard("OK, no longer needed. We send nothing more.")
    ben.heard("went silent: do not text or call")
    cora.heard("#1 went silent")
    assert await world.tasks() == {TaskKind.SILENT}
    assert (await world.incident()).is_alive()

    await ben.texts("1")
    await ben.texts("2")
    world.everybody_reads()
    rosa.heard_nothing()


async def test_withdrawing_by_the_button(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)
    world.ignoring("ana", "ben", "cora", "omar")
    await rosa.texts(BED)
    rosa.reads()

    await rosa.presses("No longer needed")

    rosa.heard("OK, no longer needed.")


async def test_what_they_text_afterwards_is_read(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora = world.phone("cora")
    world.ignoring("ana", "ben", "omar")
    await rosa.texts(BED)
    await rosa.texts("no longer needed")
    world.everybody_reads()

    await rosa.texts("he is back and it starts again")

    cora.heard("#1 writes: he is back and it starts again")
    rosa.heard_nothing()


async def test_never_mind_before_the_call_has_opened_is_seen_by_a_coordinator(world: World) -> None:
    rosa = world.stranger("Rosa")
    cora = world.phone("cora")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "omar", "gus")
    await rosa.texts("somebody is shouting at us")
    rosa.heard("What is happening, and where?")

    await rosa.texts("never mind")

    rosa.heard("OK, no longer needed. We send nothing more.")
    cora.heard("#1 needs you", "somebody is shouting at us")
    await world.passes(days=1)
    rosa.heard_nothing()
    cora.reads()
