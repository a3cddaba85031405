"""`pause 2w`, `pause until friday`: off for a while, with a gentle word at its end."""

from domain.matching import NOT_AVAILABLE
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_pause_ends_by_itself_with_a_word(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "ben", "cal", "cora", "omar", "gus")

    await ana.texts("pause 3d")
    ana.heard("You are off until Mon 9 Mar 13:00.")  # an hour later on the wall: the clocks were turned
    await rosa.texts(BED)
    ana.heard_nothing()
    assert ("ana", NOT_AVAILABLE) in await world.left_out()
    await rosa.texts("3")
    await world.passes(days=3)

    ana.heard("Welcome back.")
    sam = world.stranger("Sam")
    world.ignoring("Sam", "dee", "eve", "fay")
    await sam.texts("We have no food and no bed, 6th & Main")
    ana.heard("A: Food or a bed")


async def test_until_a_day_means_the_morning_of_it(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("pause until friday")
    ben.heard("You are off until Fri 13 Mar 08:00.")
    await ben.texts("off until 14 march")
    ben.heard("You are off until Sat 14 Mar 08:00.")


async def test_on_ends_it_sooner_and_then_there_is_no_word(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("pause 2h")
    ben.reads()

    await ben.texts("on")
    ben.heard("You are on")
    await world.passes(hours=3)

    ben.heard_nothing()


async def test_a_longer_pause_takes_the_place_of_a_shorter_one(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("pause 2h")
    await ben.texts("pause 5h")
    ben.reads()

    await world.passes(hours=4)
    ben.heard_nothing()
    await world.passes(hours=1)

    ben.heard("Welcome back.")


async def test_a_pause_without_an_end_is_asked_for_one(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("pause")
    ben.heard("For how long?", "pause until friday")
    await ben.texts("pause until 3/4")  # two dates, or none

    ben.heard("For how long?")
    assert (await world.person("ben")).availability == "as_rota"


async def test_it_is_understood_in_spanish(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("español")
    ben.reads()

    await ben.texts("pausa hasta el miércoles")
    ben.heard("Sin avisos hasta mié 11 mar 08:00.")
    await ben.texts("pausa 2 semanas")

    ben.heard("Sin avisos hasta vie 20 mar 13:00.")


async def test_who_is_back_is_asked_about_a_call_nobody_else_could_take(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "cora", "omar", "gus")
    for name in ("ben", "cal", "dee", "eve", "fay"):
        await world.phone(name).texts("off")
    await ana.texts("pause 1h")
    world.everybody_reads()
    await rosa.texts(BED)
    ana.heard_nothing()

    await world.passes(hours=1)

    ana.heard("Welcome back.")
    ana.heard("A: Food or a bed")
