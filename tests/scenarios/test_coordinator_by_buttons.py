"""A coordinator sees, asks for more and closes by buttons."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_coordinator_sees_and_asks_for_more_by_buttons(world: World) -> None:
    rosa, cora, cal = world.stranger("Rosa"), *world.phones("cora", "cal")
    world.ignoring("Rosa", "ana", "ben", "omar", "eve")
    await rosa.texts(BED)
    await world.phone("ben").texts("A 12")
    cora.reads()

    await cora.presses("See")
    cora.heard("#1 Food or a bed", BED, f"{await world.code_of('ben')} = Ben: going")
    await cora.presses("1 more")

    cora.heard("#1 asked just now")
    cal.heard("A: Food or a bed")


async def test_a_coordinator_closes_by_buttons(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "ana", "ben", "omar")
    await rosa.texts(BED)
    cora.reads()

    await cora.presses("Close")
    cora.heard("How did #1 end?")
    assert len(cora.labels) == 13
    await cora.presses("10 unfounded")

    cora.heard("#1 closed: unfounded.")
    assert (await world.incident()).disposition == "unfounded"
