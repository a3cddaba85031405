"""Whose phone others may look at: no names on it, and nothing but what is needed."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"
OTHERS = ("ana", "cal", "dee", "eve", "fay", "gus", "hal", "omar")


async def test_a_discreet_phone_shows_no_names_and_only_what_is_needed(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring(*OTHERS, "ben", "cora")
    await rosa.texts("discreet")
    rosa.heard("we leave names out")
    await rosa.texts(BED)
    rosa.reads()

    await ben.texts("A 12")
    heard = rosa.reads()
    await ben.texts("1")
    rosa.heard_nothing()
    await ben.texts("2")
    await ben.texts("we have soup for you")
    heard += rosa.reads()
    await rosa.texts("who are you")
    heard += rosa.reads()
    await cora.texts("close 1 1")
    rosa.heard_nothing()

    code = await world.code_of("ben")
    assert "Somebody is coming, in about 12 min." in heard[0]
    assert any("we have soup for you" in text for text in heard)
    assert not any(code in text or "Riverside" in text for text in heard)
