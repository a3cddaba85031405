"""Nobody takes what waits for a coordinator: the next are asked, and those before keep hearing it."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def nobody_is_left(world: World) -> None:
    for name in ("ana", "ben", "cal", "dee", "eve", "fay"):
        await world.phone(name).texts("off")
    await world.stranger("Rosa").texts(BED)
    world.ignoring("Rosa")
    world.everybody_reads()


async def test_when_the_team_stays_silent_the_communitys_others_are_asked(world: World) -> None:
    omar, cora, gus = world.phones("omar", "cora", "gus")
    await nobody_is_left(world)

    await world.passes(minutes=5)

    gus.heard("#1 Food or a bed, Old Town waits, and no coordinator has it")
    omar.heard("#1 Food or a bed, Old Town waits")
    cora.heard("#1 Food or a bed, Old Town waits")
    assert "unanswered: no coordinator took it in time" in await world.reasons()


async def test_the_one_who_takes_it_ends_the_asking(world: World) -> None:
    omar, cora, gus = world.phones("omar", "cora", "gus")
    await nobody_is_left(world)
    await omar.texts("take 1")
    omar.heard("#1 is yours.")
    cora.heard("#1: Omar has it now.")

    await world.passes(minutes=30)

    for each in (omar, cora, gus):
        each.heard_nothing()


async def test_any_command_about_it_is_as_good_as_taking_it(world: World) -> None:
    omar, gus = world.phones("omar", "gus")
    world.ignoring("cora")
    await nobody_is_left(world)
    await omar.texts("seen 1")
    omar.heard("#1: you see to what waits there.")

    await world.passes(minutes=30)

    omar.heard_nothing()
    gus.heard_nothing()


async def test_what_was_taken_and_still_waits_is_not_forgotten(world: World) -> None:
    omar, cora, gus = world.phones("omar", "cora", "gus")
    await nobody_is_left(world)
    await omar.texts("take 1")
    world.everybody_reads()

    await world.passes(minutes=70)
    omar.heard("#1 Food or a bed, Old Town still waits, and Omar has it")
    cora.heard_nothing()
    await world.passes(minutes=120)

    for each in (omar, cora):
        each.heard("still waits, and Omar has it")
    gus.heard_nothing()


async def test_i_have_it_is_understood_as_the_same(world: World) -> None:
    omar, cora, gus = world.phones("omar", "cora", "gus")
    await nobody_is_left(world)
    await world.passes(minutes=5)
    world.everybody_reads()

    await omar.texts("i have it")

    omar.heard("#1 is yours.")
    for each in (cora, gus):
        each.reads()
    assert (await world.incident()).owner == "omar"


async def test_looking_at_the_plan_or_offering_it_to_another_is_no_taking(world: World) -> None:
    omar, cora, gus = world.phones("omar", "cora", "gus")
    await nobody_is_left(world)
    await omar.texts("plan 1")
    await omar.texts("hand 1 cora")
    world.everybody_reads()

    await world.passes(minutes=5)

    for each in (omar, cora, gus):
        each.heard("waits, and no coordinator has it")


async def test_what_somebody_had_who_coordinates_no_more_waits_anew(world: World) -> None:
    omar, cora, gus = world.phones("omar", "cora", "gus")
    await nobody_is_left(world)
    await omar.texts("take 1")
    await world.passes(minutes=30)
    world.everybody_reads()

    await cora.texts("suspend omar")
    world.everybody_reads()
    assert (await world.incident()).owner is None
    await world.passes(minutes=5)

    cora.heard("waits, and no coordinator has it")
    gus.heard("waits, and no coordinator has it")
    omar.heard_nothing()


async def test_another_teams_coordinator_who_was_asked_may_take_it(world: World) -> None:
    omar, gus = world.phones("omar", "gus")
    world.ignoring("cora")
    await nobody_is_left(world)
    await gus.texts("list")
    gus.heard("Nothing is open.")
    await world.passes(minutes=5)
    world.everybody_reads()

    await gus.presses("It is mine")

    gus.heard("#1 is yours.")
    omar.heard("#1: Gus has it now.")
    assert (await world.incident()).owner == "gus"


async def test_what_another_teams_coordinator_sees_before_and_after_they_take_it(world: World) -> None:
    gus = world.phone("gus")
    world.ignoring("Rosa", "omar", "cora")
    for name in ("ana", "ben", "cal", "dee", "eve", "fay"):
        await world.phone(name).texts("off")
    await world.stranger("Rosa").texts(BED + ", the blue door, ring me on +1 555 0171 00")
    world.everybody_reads()
    await world.passes(minutes=5)
    world.everybody_reads()

    await gus.texts("see 1")
    seen = " ".join(gus.reads())
    assert "Food or a bed" in seen
    assert "blue door" not in seen
    await gus.texts("plan 1")
    planned = " ".join(gus.reads())
    assert "On call: (River)" in planned
    assert "Ana" not in planned

    for command in ("assign 1 ana", "page 1 ana"):
        await gus.texts(command)
        gus.heard("#1 is another team's, and its people have no names here. more 1 1")

    await gus.texts("take 1")
    world.everybody_reads()
    await gus.texts("see 1")
    seen = " ".join(gus.reads())
    assert "blue door" in seen
    assert "555" not in seen


async def test_at_last_everybody_of_the_team_is_told_that_no_coordinator_answers(world: World) -> None:
    ben, eve, omar = world.phones("ben", "eve", "omar")
    world.ignoring("Rosa", "cora", "gus")
    for name in ("ana", "ben", "cal", "dee", "fay"):
        await world.phone(name).texts("off")
    await world.stranger("Rosa").texts("Two men are fighting, 5th & Main")
    world.everybody_reads()

    await world.passes(minutes=10)

    eve.heard("No coordinator answers about a call: Conflict or threat, Old Town.")
    omar.heard("waits")
    omar.heard("waits")
    ben.heard_nothing()  # said off


async def test_danger_waits_for_nobody(world: World) -> None:
    rosa, omar, cora, gus = world.stranger("Rosa"), *world.phones("omar", "cora", "gus")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee")
    await rosa.texts(BED)
    world.everybody_reads()
    await rosa.texts("1")
    omar.heard("DANGER")
    cora.heard("DANGER")

    await world.passes(minutes=2)

    gus.heard("waits, and no coordinator has it")
    world.everybody_reads()


async def test_somebody_who_is_not_well_waits_for_no_silent_coordinator(world: World) -> None:
    rosa, ben, gus, eve = world.stranger("Rosa"), *world.phones("ben", "gus", "eve")
    world.ignoring("Rosa", "ana", "cal", "dee", "fay", "cora", "omar")
    await rosa.texts(BED)
    await ben.texts("A 5")
    await ben.texts("2")
    await ben.texts("not well")
    world.everybody_reads()

    await world.passes(minutes=5)
    gus.heard("#1 Food or a bed, Old Town waits, and no coordinator has it")
    await world.passes(minutes=5)

    eve.heard("No coordinator answers about a call")
    world.everybody_reads()
