"""A no keeps its second half: the whole text is shown to the coordinators."""

from tests.support.world import World


async def test_no_but_i_can_in_two_hours_is_a_no_and_is_shown_to_the_coordinators(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    cora, omar = world.phones("cora", "omar")
    world.ignoring("Rosa", "ana", "cal")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    world.everybody_reads()

    await ben.texts("no but I can in 2 hours")

    ben.heard("OK. Thank you for saying so.")
    cora.heard("#1 Ben cannot come and writes: no but I can in 2 hours")
    omar.heard("#1 Ben cannot come and writes: no but I can in 2 hours")
    assert (await world.page_states())["ben"] == "declined"
