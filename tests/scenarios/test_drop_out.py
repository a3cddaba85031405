"""Whoever must drop out is replaced at once, without reproach, and the requester hears the truth."""

from domain.tasks import TaskKind
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"
DISPUTE = "A dispute with my neighbour is getting loud, 5th & Main"
THREAT = "Someone is threatening my neighbour at 5th & Main"


async def test_a_drop_out_is_replaced_at_once_and_everybody_concerned_hears(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben, cal, eve, cora, omar = world.phones("ana", "ben", "cal", "eve", "cora", "omar")
    await rosa.texts(BED)
    await ben.texts("A 12")
    code = await world.code_of("ben")
    world.everybody_reads()

    await ben.texts("must drop out")

    ben.heard(f"{code}: OK, you are out. Others are asked: 2.")
    rosa.heard("Who was coming had to turn back. We are asking others now.")
    cora.heard(f"#1 {code} dropped out")
    omar.heard(f"#1 {code} dropped out")
    cal.heard("A: Food or a bed")
    eve.heard("A: Food or a bed")
    ana.heard_nothing()  # stood down before: asked again only after everybody else
    assert (await world.incident()).status == "asking"


async def test_no_after_a_yes_is_a_drop_out(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben = world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "eve", "cora", "omar")
    await rosa.texts(BED)
    await ben.texts("A 12")
    ben.reads()

    await ben.texts("A 0")

    ben.heard("OK, you are out")
    assert (await world.assignment("ben")).state == "dropped_out"


async def test_who_dropped_out_may_change_their_mind(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben = world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "eve", "cora", "omar")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await ben.texts("5")
    ben.reads()

    await ben.texts("A 20")

    ben.heard("Go.", "5th & Main")
    assert (await world.assignment("ben")).state == "accepted"


async def test_whoever_drops_out_between_two_rounds_leaves_a_call_that_goes_on_asking(world: World) -> None:
    rosa, ben, ana = world.stranger("Rosa"), world.phone("ben"), world.phone("ana")
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    for name in ("cal", "dee", "eve", "fay"):
        await world.phone(name).texts("off")
        world.phone(name).reads()
    await rosa.texts(DISPUTE)
    await ben.texts("A 12")
    await world.passes(minutes=5)
    call = await world.incident()
    assert (call.round, call.live_pages()) == (2, ())
    world.everybody_reads()

    await ben.texts("5")
    await world.passes(minutes=1)

    ana.heard("C: Conflict or threat")
    await world.passes(minutes=10)
    assert await world.tasks() == {TaskKind.NOBODY_LEFT}
    world.everybody_reads()


async def test_on_hold_the_requester_hears_who_turned_back_and_that_a_coordinator_tries(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring("ana", "cal", "omar", "cora")
    await rosa.texts(BED)
    await ben.texts("A 12")
    code = await world.code_of("ben")
    await cora.texts("hold 1")
    world.everybody_reads()

    await ben.texts("5")

    ben.heard("OK, you are out")
    rosa.heard(f"{code} had to turn back. A coordinator is trying in person. If life is in danger: 911, 988.")


async def test_on_hold_with_one_left_nobody_hears_that_others_are_asked(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("ana", "ben", "cal", "omar", "cora")
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    gone, left = await world.code_of("ben"), await world.code_of("ana")
    await world.phone("cora").texts("hold 1")
    world.everybody_reads()

    await ben.texts("5")

    rosa.heard(f"{gone} had to turn back. {left} is ready, but nobody goes alone. A coordinator is trying in person.")
