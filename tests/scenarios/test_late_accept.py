"""A late accept counts while there is room, and is thanked when there is none."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_late_accept_counts_while_there_is_room(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben = world.phone("ben")
    world.ignoring("ana", "cal", "eve", "cora", "omar")

    await rosa.texts(BED)
    rosa.reads()
    await world.passes(minutes=3)
    ben.heard("A: Food or a bed")
    await ben.texts("A 12")

    ben.heard("Go.", "5th & Main")
    rosa.heard(await world.code_of("ben"), "is coming, in about 12 min")
    assert (await world.page_states())["ben"] == "expired"  # an assignment all the same
    assert (await world.incident()).status == "filled"


async def test_who_is_stood_down_may_still_come_along_while_there_is_room(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben = world.phones("ana", "ben")
    world.ignoring("Rosa", "cora", "omar")

    await rosa.texts(BED)
    await ana.presses("10 min")
    ana.reads()
    ben.heard("A: Food or a bed")
    ben.heard("stand down")

    await ben.texts("A 5")
    ben.heard("Go.")
    ana.heard("is coming too")


async def test_a_late_accept_is_thanked_when_there_is_no_room(world: World) -> None:
    rosa = world.stranger("Rosa")
    cal = world.phone("cal")
    world.ignoring("ana", "ben", "eve", "dee", "Rosa", "cora", "omar")

    await rosa.texts(BED)
    await world.passes(minutes=2)
    await world.phone("ana").texts("A 10")
    await world.phone("ben").texts("A 10")
    cal.heard("A: Food or a bed")
    cal.heard("stand down")
    await cal.texts("A 15")

    cal.heard("Thank you. Enough people are going already")
    assert len((await world.incident()).going()) == 2
