"""Where two must be together, the first to accept holds near, without the place, until the second accepts."""

from tests.support.world import TELEGRAM, World

THREAT = "Someone is threatening my neighbour at 5th & Main"
GUEST = "We need food and a bed tonight, 5th & Main"


async def test_the_first_holds_without_the_place_and_hears_it_when_the_second_accepts(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben = world.phones("ana", "ben")
    world.ignoring("cal", "cora", "omar")
    await rosa.texts(THREAT)
    world.everybody_reads()

    await ana.presses("5 min")
    waits = ana.heard("Get ready and wait near", "Old Town").text
    assert "5th" not in waits
    assert "neighbour" not in waits
    rosa.heard(f"{await world.code_of('ana')} is ready. Nobody goes alone")
    assert (await world.assignment("ana")).state == "holding"

    await ben.texts("A 12")
    ana.heard("You are enough: go.", "5th & Main", THREAT)
    ben.heard("Go.", "5th & Main", THREAT)
    rosa.heard(await world.code_of("ana"), "is coming, in about 5 min")
    rosa.heard(await world.code_of("ben"), "is coming, in about 12 min")


async def test_when_one_drops_out_the_other_steps_back_and_somebody_new_is_asked(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben, dee, fay = world.phones("ana", "ben", "dee", "fay")
    world.ignoring("Rosa", "cal", "cora", "omar")
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    world.everybody_reads()

    await ben.texts("5")
    ben.heard("OK, you are out")
    ana.heard("step back and wait near", f"{await world.code_of('ben')} had to drop out")
    ana.heard_nothing()
    assert (await world.assignment("ana")).state == "holding"
    dee.heard("Conflict or threat")
    world.phone("dee", TELEGRAM).heard("Conflict or threat")
    fay.heard("Conflict or threat")

    await dee.texts("A 9")
    dee.heard("Go.")
    ana.heard("You are enough: go.")
    fay.heard("stand down")


async def test_who_holds_and_reports_to_be_there_is_told_to_wait(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben = world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "cora", "omar")
    await rosa.texts(THREAT)
    await ben.texts("A 3")
    ben.reads()

    await ben.texts("2")

    ben.heard("nobody goes alone")
    assert (await world.assignment("ben")).state == "holding"


async def test_who_gets_the_place_where_a_weapon_is_known_hears_with_it_not_to_go_in_like_the_second(
    world: World,
) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("Rosa", "cal", "cora", "omar", "dee", "eve", "fay")
    await rosa.texts("Somebody with a gun is threatening my neighbour at 5th & Main")
    await ana.presses("5 min")
    world.everybody_reads()

    await ben.texts("A 12")

    for each in (ana, ben):
        each.heard("5th & Main", "HOLD NEAR", "do not go in: a weapon")
    await ana.texts("A 5")
    ana.heard("Go.", "HOLD NEAR", "do not go in: a weapon")


async def test_a_weapon_named_on_a_call_for_one_makes_it_two_and_whoever_is_on_the_way_waits_for_one_more(
    world: World,
) -> None:
    rosa, ana, ben, cora = world.stranger("Rosa"), *world.phones("ana", "ben", "cora")
    world.ignoring("cal", "dee", "eve", "fay", "omar")
    await rosa.texts(GUEST)
    await ana.presses("5 min")
    await ana.presses("On my way")
    assert (await world.incident()).need.together == 1
    world.everybody_reads()

    await rosa.texts("he is here with a gun")

    ana.heard("DANGER now", "wait near until one more joins", "HOLD NEAR", "do not go in: a weapon")
    ana.heard("he is here with a gun")
    ana.heard_nothing()
    assert (await world.assignment("ana")).state == "holding"
    cora.heard("#1 DANGER named: a weapon", "need 1 1 together 1")
    rosa.heard("We wait near and do not walk in.")
    code = await world.code_of("ana")
    rosa.heard(f"Now nobody goes alone: {code} will wait near")
    need = (await world.incident()).need
    assert (need.responders, need.together) == (2, 2)
    world.everybody_reads()

    await ben.texts("A 12")
    for each in (ana, ben):
        each.heard("5th & Main", "HOLD NEAR")
    rosa.heard(f"{code} is coming")
    world.everybody_reads()


async def test_whoever_is_there_already_as_a_weapon_is_named_is_told_to_step_back_and_one_more_is_asked(
    world: World,
) -> None:
    rosa, ana, ben, cora = world.stranger("Rosa"), *world.phones("ana", "ben", "cora")
    world.ignoring("Rosa", "cal", "dee", "eve", "fay", "omar")
    await rosa.texts(GUEST)
    await ana.presses("5 min")
    await ana.presses("There")
    world.everybody_reads()

    await rosa.texts("he is here with a gun")

    ana.heard("DANGER now", "HOLD NEAR")
    ana.heard("nobody should be alone here, and you are. Step away if you can.")
    assert (await world.assignment("ana")).state == "on_scene"
    cora.heard("is alone on scene, where nobody should be")
    await ben.texts("A 5")
    ben.heard("Go.", "HOLD NEAR")
    world.everybody_reads()


async def test_a_coordinator_may_undo_it_and_whoever_waited_goes_on_alone(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("Rosa", "ben", "cal", "dee", "eve", "fay", "omar")
    await rosa.texts(GUEST)
    await ana.presses("5 min")
    await rosa.texts("he is here with a gun")
    world.everybody_reads()

    await cora.texts("need 1 1 together 1")

    cora.heard("#1 needs 1", "1 together")
    ana.heard("You are enough: go.", "HOLD NEAR")
    await rosa.texts("he still has that gun")
    assert (await world.incident()).need.together == 1
    world.everybody_reads()


async def test_something_that_could_hurt_people_said_to_the_safety_screen_makes_it_two_as_well(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("cal", "cora", "dee", "eve", "fay", "omar")
    await rosa.texts("We are in danger, we need a bed, 5th & Main")
    await ana.presses("5 min")
    world.everybody_reads()

    await rosa.texts("7")

    ana.heard("wait near until one more joins", "HOLD NEAR", "do not go in: danger, a weapon")
    assert (await world.incident()).need.together == 2
    assert (await world.assignment("ana")).state == "holding"
    ben.reads()
    world.everybody_reads()
