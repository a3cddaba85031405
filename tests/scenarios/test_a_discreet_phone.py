"""Whose phone others may look at: no names on it, and nothing but what is needed; and whose number it was before."""

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


async def test_after_thirty_silent_days_nothing_goes_there_unasked_and_a_coordinator_hears_so(world: World) -> None:
    rosa, cora, ben = world.stranger("Rosa"), *world.phones("cora", "ben")
    world.ignoring(*OTHERS, "ben")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await world.passes(days=31)
    world.everybody_reads()
    before = rosa.handed_over

    await ben.texts("we are at the door")

    assert rosa.handed_over == before
    cora.heard("#1: the requester cannot be reached")
    world.everybody_reads()


async def test_a_number_silent_for_so_long_is_met_as_somebody_new(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring(*OTHERS, "ben")
    await rosa.texts("code word maple")
    await rosa.texts(BED)
    await cora.texts("hold 1")
    await world.passes(days=31)
    world.everybody_reads()

    await rosa.texts("who is this")

    heard = rosa.reads()
    assert any("What is happening, and where?" in text for text in heard)
    cora.heard("#1 went silent", "another's")
    assert (await world.incident()).silent
    await rosa.texts("maple")
    assert (await world.incident()).is_alive()
    assert not any(word in text.lower() for text in rosa.reads() for word in ("coming", "asking", "closed"))
    world.everybody_reads()
