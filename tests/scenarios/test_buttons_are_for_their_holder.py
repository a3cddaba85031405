"""A button that is forged, expired or another's has no effect."""

from tests.support.world import TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"


async def test_anothers_button_has_no_effect(world: World) -> None:
    rosa, ana, cal = world.stranger("Rosa"), *world.phones("ana", "cal")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    stolen = ana.button("10 min")

    await cal.sends_token(stolen.data)

    cal.heard("That button is no longer good.")
    assert (await world.incident()).going() == ()
    assert (await world.page_states())["ana"] == "live"


async def test_a_strangers_press_of_a_members_button_has_no_effect(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    mallory = world.stranger("Mallory", ana.channel)
    world.ignoring("Rosa", "ana", "ben", "cora", "omar", "Mallory")
    await rosa.texts(BED)

    await mallory.sends_token(ana.button("10 min").data)
    await mallory.sends_token(world.phone("cora").button("Close").data)

    assert (await world.incident()).going() == ()
    assert (await world.incident()).is_alive()
    assert not any("5th" in each for each in mallory.reads())


async def test_an_altered_button_has_no_effect(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("Rosa", "ben", "omar")
    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    cora.heard("#1 Food or a bed")
    good = ana.button("10 min").data

    for forged in (good[:-1] + ("A" if good[-1] != "A" else "B"), good.replace("ac10", "ac20"), "", "x", "a.b.c.d"):
        await ana.sends_token(forged)
    assert (await world.incident()).going() == ()
    ana.reads()

    await ana.sends_token(good)
    ana.heard("Go.")
    assert (await world.assignment("ana")).minutes == 10
    cora.heard("#1 filled")


async def test_a_button_expires_after_a_day(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "omar", "gus")
    await rosa.texts(BED)
    cora.heard("#1 Food or a bed")
    old = cora.button("Close", on="Asking").data
    await world.passes(hours=24, minutes=1)
    cora.reads()

    await cora.sends_token(old)

    cora.heard("That button is no longer good.")
    assert (await world.incident()).is_alive()


async def test_a_button_of_an_incident_that_is_closed_has_no_effect(world: World) -> None:
    rosa, ana, omar = world.stranger("Rosa"), *world.phones("ana", "omar")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    page = ana.button("10 min").data
    await omar.texts("close 1 9")
    ana.heard("stand down")

    await ana.sends_token(page)

    ana.heard("That call is over")
    assert (await world.incident()).status == "closed"


async def test_a_button_with_any_byte_altered_has_no_effect_and_is_answered_kindly(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    good = ana.button("10 min").data
    before = await world.incident()

    for place, byte in enumerate(good):
        for other in {chr(ord(byte) ^ 1), "\x00", "\xff", "A", "."} - {byte}:
            await ana.sends_token(good[:place] + other + good[place + 1 :])

    answers = ana.reads()
    assert set(answers) == {"That button is no longer good. Use a newer message, or answer in words."}
    assert len(answers) == 5  # then nothing more: two robots cannot talk for ever
    assert await world.incident() == before
    await ana.sends_token(good)
    ana.heard("Go.")


async def test_a_requester_who_presses_what_is_no_button_hears_how_their_call_stands(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)
    world.ignoring("ana", "ben", "cora", "omar")
    await rosa.sends_token("made.up.by.somebody")
    rosa.heard("What is happening, and where?")
    await rosa.texts(BED)
    rosa.heard("Asking people near you now")
    rosa.heard("Is anybody in danger right now?")
    withdraw = rosa.button("No longer needed").data

    await rosa.sends_token(withdraw[:-1] + ("A" if withdraw[-1] != "A" else "B"))

    rosa.heard("Still asking")
    assert not (await world.incident()).silent
