"""A text for help pages those on call, by skill and area, until the need is filled."""

from tests.support.world import World

DISPUTE = "A dispute with my neighbour is getting loud, 5th & Main"
BED_ON_THE_HILL = "We need food and a bed tonight, Main & Hill Rd"


async def test_a_text_pages_on_call_protectors_by_skill_and_area_until_the_need_is_filled(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben, cal, cora, omar = world.phones("ana", "ben", "cal", "cora", "omar")

    await rosa.texts(DISPUTE)
    rosa.heard("Asking people near you now")
    rosa.heard("Is anybody in danger right now?")
    ana.heard("A: Conflict or threat, Old Town")
    ben.heard("A: Conflict or threat, Old Town")
    cora.heard("#1 Conflict or threat, Old Town. Asking.")
    omar.heard("#1 Conflict or threat, Old Town. Asking.")
    cal.heard_nothing()  # two are asked at a time

    await ana.presses("10 min")
    ana.heard("nobody goes alone")
    rosa.heard("is ready. Nobody goes alone")
    cal.heard("A: Conflict or threat, Old Town")  # two are needed, so two are still being asked

    await ben.texts("A 12")
    ben.heard("Go.")
    ana.heard("You are enough: go.")
    rosa.heard(await world.code_of("ben"), "is coming, in about 12 min")
    rosa.heard(await world.code_of("ana"), "is coming, in about 10 min")
    cal.heard("stand down")
    cora.heard("#1 filled")
    omar.heard("#1 filled")

    assert await world.page_states() == {"ana": "accepted", "ben": "accepted", "cal": "withdrawn"}
    assert (await world.incident()).status == "filled"


async def test_those_who_lack_the_skill_are_left_out_and_the_log_says_so(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cal", "dee", "fay", "cora", "omar", "Rosa")

    await rosa.texts(DISPUTE)
    await world.passes(minutes=10)

    asked = list(await world.page_states())
    assert asked == ["ana", "ben", "cal", "dee", "fay"]  # their area first, then the next one, then those off call
    world.phone("eve").heard_nothing()  # cannot calm a quarrel
    assert ("eve", "lacks de-escalation") in await world.left_out()


async def test_a_call_on_the_hill_asks_the_people_of_the_hill(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa")

    await rosa.texts(BED_ON_THE_HILL)

    world.phone("hal").heard("A: Food or a bed, The Hill")
    world.phone("gus").heard("#1 Food or a bed, The Hill. Asking.")
    assert list(await world.page_states()) == ["hal"]
