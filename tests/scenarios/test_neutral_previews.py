"""Whoever asks for it gets pages that show nothing on a lock screen; what they are about comes when they are opened."""

from tests.support.world import SMS, World

BED = "We need food and a bed tonight, 5th & Main"


async def test_on_telegram_a_button_opens_the_page_in_the_same_message(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await ana.texts("me")
    await ana.presses("Previews")
    ana.heard("Kept.", "Previews: show nothing of it")
    ana.reads()

    await rosa.texts(BED)
    page = ana.heard("A: a letter for you. Can you come?")
    assert "Food" not in page.text
    assert "Old Town" not in page.text
    assert ana.labels == ["Open", "Cannot"]
    await ana.presses("Open")

    opened = ana.heard("A: Food or a bed, Old Town.")
    assert opened.message == page.message
    await ana.presses("10 min")
    ana.heard("Go.")


async def test_by_sms_a_1_reads_more_and_is_no_yes(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar")
    await ben.texts("me")
    await ben.texts("5")
    ben.reads()
    await rosa.texts(BED)
    assert "Food" not in ben.heard("A: a letter for you.", "A 1 = read more").text

    await ben.texts("A 1")

    ben.heard("A: Food or a bed, Old Town.")
    assert (await world.page_states())["ben"] == "live"
    await ben.texts("1")
    ben.heard("A: Food or a bed, Old Town.")
    await ben.texts("A 12")
    ben.heard("Go.")


async def test_a_page_that_ends_unopened_tells_nothing_either(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "ben", "cal", "eve", "fay", "dee", "cora", "omar")
    await ana.texts("me")
    await ana.presses("Previews")
    ana.reads()
    await rosa.texts(BED)

    await world.passes(minutes=3)

    assert not any("Food" in text or "Old Town" in text for text in ana.reads())


async def test_the_second_contact_point_is_as_discreet(world: World) -> None:
    rosa, eve = world.stranger("Rosa"), world.phone("eve")
    world.ignoring("Rosa", "fay", "dee", "cora", "omar")
    for name in ("ana", "ben", "cal"):
        await world.phone(name).texts("off")
    await eve.texts("me")
    await eve.presses("Previews")
    world.everybody_reads()
    await eve.blocks_us()

    await rosa.texts(BED)

    assert "Food" not in world.phone("eve", SMS).heard("A: a letter for you.").text
    world.phone("eve", SMS).reads()


async def test_the_letter_reads_in_spanish(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar")
    for text in ("español", "yo", "5"):
        await ben.texts(text)
    ben.reads()

    await rosa.texts(BED)

    assert ben.heard("A: tienes una carta. ¿Puedes ir? A 1 = leer.").text.startswith("A: tienes una carta")
