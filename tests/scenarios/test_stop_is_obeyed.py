"""After STOP nothing is sent on any path, and a coordinator is told."""

import pytest

from domain.people import Channel
from tests.support.world import SMS, TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_requester_who_texts_stop_is_sent_nothing_for_ninety_days(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben, cora = world.phones("ben", "cora")
    world.ignoring("ana", "omar", "cal", "eve")
    await rosa.texts(BED)
    world.everybody_reads()

    await rosa.texts("STOP")
    before = rosa.handed_over
    cora.heard("#1 went silent")
    await ben.texts("A 12")
    for word in ("1", "2", "3", "4"):
        await ben.texts(word)
    await cora.texts("close 1 1")
    world.everybody_reads()
    await world.passes(days=90)

    rosa.heard_nothing()
    assert rosa.handed_over == before  # not even tried


async def test_stop_on_telegram_is_confirmed_once(world: World) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)
    world.ignoring("ana", "ben", "cal", "eve", "dee", "fay", "cora", "omar", "gus")
    await rosa.texts(BED)
    rosa.reads()

    await rosa.texts("stop")
    rosa.heard("We send nothing more here.")
    before = rosa.handed_over
    await rosa.texts("STOP")
    await world.phone("ben").texts("A 12")
    await world.passes(days=90)

    rosa.heard_nothing()
    assert rosa.handed_over == before


@pytest.mark.parametrize("channel", [TELEGRAM, SMS])
async def test_coordinators_hear_at_once_that_a_new_call_is_from_somebody_we_may_not_write_to(
    world: World, channel: Channel
) -> None:
    rosa, cora = world.stranger("Rosa", channel), world.phone("cora")
    world.ignoring("ana", "ben", "omar", "cal", "eve")
    await rosa.texts("hola")
    await rosa.texts("stop")
    rosa.reads()

    await rosa.texts(BED)

    cora.heard("#1 Food or a bed")
    cora.heard("#1: the requester cannot be reached")
    rosa.heard_nothing()


async def test_a_member_who_texts_stop_is_neither_paged_nor_told_anything(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "eve", "dee", "fay", "cora", "omar", "gus")
    await rosa.texts(BED)
    ben.heard("A: Food or a bed")

    await ben.texts("STOP")
    before = ben.handed_over
    await world.passes(hours=1)
    for day in range(90):
        if day % 30 == 0:
            await rosa.texts("We need food and a bed tonight, 6th & Main")
        await world.passes(days=1)

    ben.heard_nothing()
    assert ben.handed_over == before


async def test_a_stopped_phone_is_passed_over_for_the_next_one_of_the_same_person(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa", "ana", "ben", "cal", "cora", "omar")
    telegram, sms = world.phone("eve", TELEGRAM), world.phone("eve", SMS)
    await telegram.texts("stop")
    telegram.heard("No pages and no messages here")

    await rosa.texts(BED)
    await world.phone("ana").presses("Cannot")
    await world.phone("ben").texts("A 0")

    sms.heard("A: Food or a bed")
    telegram.heard_nothing()


@pytest.mark.parametrize("word", ["Stop.", "UNSUBSCRIBE", "cancel", "END", "quit"])
async def test_every_word_of_the_phone_company_alone_in_a_text_is_a_stop(world: World, word: str) -> None:
    rosa = world.stranger("Rosa", SMS)
    await rosa.texts("hi")
    rosa.heard("What is happening")
    before = rosa.handed_over

    await rosa.texts(word)
    await rosa.texts("hello")

    rosa.heard_nothing()
    assert rosa.handed_over == before


@pytest.mark.parametrize("word", ["Stop.", "UNSUBSCRIBE", "stop texting me", "no más mensajes"])
async def test_what_plainly_asks_for_no_more_messages_is_a_stop_on_telegram_too(world: World, word: str) -> None:
    rosa = world.stranger("Rosa", TELEGRAM)
    await rosa.texts("hi")
    rosa.heard("What is happening")

    await rosa.texts(word)

    rosa.heard("We send nothing more here.")


@pytest.mark.parametrize("word", ["cancel", "END", "quit"])
async def test_a_member_who_cancels_something_on_telegram_is_still_paged(world: World, word: str) -> None:
    ana, rosa = world.phone("ana", TELEGRAM), world.stranger("Rosa")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await ana.texts(word)
    ana.heard("Sorry, that was not understood.")

    await rosa.texts(BED)

    ana.heard("A: Food or a bed")


async def test_who_cancels_their_call_on_telegram_may_write_again_and_is_answered(world: World) -> None:
    rosa, cora = world.stranger("Rosa", TELEGRAM), world.phone("cora")
    world.ignoring("ana", "ben", "cal", "eve", "dee", "fay", "omar")
    await rosa.texts(BED)
    world.everybody_reads()

    await rosa.texts("cancel")
    rosa.heard("OK, no longer needed.")
    cora.heard("#1 went silent")
    await rosa.texts("news?")

    rosa.heard("asking")


async def test_make_him_stop_is_a_call_and_no_stop(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cora", "omar")

    await rosa.texts("Someone is threatening us, make him stop, 5th & Main")

    rosa.heard("Asking people near you now")
    rosa.reads()


async def test_start_opens_the_line_again(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cora", "omar")
    await rosa.texts("STOP")

    await rosa.texts("START")
    rosa.heard("What is happening, and where?")
    await rosa.texts(BED)

    rosa.heard("Asking people near you now")
    rosa.reads()


async def test_start_in_the_middle_of_a_call_brings_news_of_it(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("ana", "ben", "cora", "omar")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await rosa.texts("STOP")
    world.everybody_reads()

    await rosa.texts("START")
    rosa.heard("Coming: ")
    assert not (await world.incident()).silent
    await ben.texts("1")

    rosa.heard("on the way")


async def test_a_member_who_comes_back_hears_what_may_be_said(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("STOP")
    ben.reads()
    for coordinator in world.phones("cora", "omar"):
        coordinator.heard("Ben cannot be reached", "with Ana, Cal, Dee, Eve")

    await ben.texts("START")

    ben.heard("A 12 = in 12 min")
    for coordinator in world.phones("cora", "omar"):
        coordinator.heard("Ben can be reached again.")
