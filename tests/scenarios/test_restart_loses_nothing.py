"""The program may stop at any time and start anew: the rows are the truth."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_what_was_taken_in_while_it_stopped_is_dealt_with_after_the_start(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("cora", "omar")

    async with world.stopped():
        await rosa.texts(BED)
        ana.heard_nothing()

    rosa.heard("Asking people near you now")
    rosa.heard("Is anybody in danger")
    ana.heard("A: Food or a bed")
    ben.heard("A: Food or a bed")


async def test_a_call_goes_on_through_restarts_at_every_step(world: World) -> None:
    rosa, ana, ben, cal, eve = world.stranger("Rosa"), *world.phones("ana", "ben", "cal", "eve")
    world.ignoring("cora", "omar")
    await rosa.texts(BED)
    await world.restarts()
    ana.heard("A: Food or a bed")
    ben.heard("A: Food or a bed")
    await ana.presses("Cannot")
    await world.restarts()
    ana.heard("OK. Thank you")
    cal.heard("A: Food or a bed")

    await world.passes(seconds=60)
    await world.restarts()
    await world.passes(seconds=60)
    cal.heard("no answer in time")
    eve.heard("A: Food or a bed")
    await world.restarts()
    await ben.texts("A 12")
    await world.restarts()

    ben.heard("Go.", "5th & Main", BED)
    rosa.heard("is coming, in about 12 min")
    world.everybody_reads()
    assert (await world.incident()).status == "filled"


async def test_what_fell_due_while_it_stopped_is_done_after_the_start(world: World) -> None:
    rosa, cal, eve = world.stranger("Rosa"), *world.phones("cal", "eve")
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    await rosa.texts(BED)

    async with world.stopped():
        world.clock.advance_to(world.now.replace(minute=30))

    cal.heard("A: Food or a bed")
    eve.heard("A: Food or a bed")


async def test_buttons_made_before_a_restart_still_work(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    await world.restarts()

    await ana.presses("10 min")

    ana.heard("Go.")
