"""Where two must be together, the first to accept holds near, without the place, until the second accepts."""

from tests.support.world import TELEGRAM, World

THREAT = "Someone is threatening my neighbour at 5th & Main"


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
