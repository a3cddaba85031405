"""Danger waits for no form: what is named is answered honestly, and the rest is asked while people move."""

from domain.tasks import TaskKind
from tests.support.world import TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"


async def test_who_may_take_their_life_hears_warm_words_and_who_listens_before_any_place_is_known(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "omar")

    await rosa.texts("I want to die")

    told = rosa.heard("You are not alone with this.", "A coordinator knows now.", "988").text
    assert "911" not in told
    cora.heard("#1 DANGER named: may take their life.")
    assert TaskKind.DANGER in await world.tasks()
    rosa.reads()
    cora.reads()


async def test_a_weapon_is_answered_honestly_and_who_goes_holds_near_until_a_coordinator_clears_it(
    world: World,
) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("ben", "cal", "dee", "fay", "omar", "eve")

    await rosa.texts("A man with a gun is outside, 5th & Main")

    rosa.heard("We wait near and do not walk in.", "911", "Is anybody badly hurt, or not breathing? 7 = yes")
    cora.heard("#1 DANGER named: a weapon, violence.")
    await ana.presses("5 min")
    ana.heard("HOLD NEAR", "do not go in: a weapon, violence")
    await rosa.texts("7")
    rosa.heard("Fastest help: call 911")
    cora.heard("DANGER named: a weapon, violence, badly hurt or not breathing.")
    ana.heard("HOLD NEAR", "badly hurt")
    await cora.texts("go in 1")
    ana.heard("you can go in now")
    world.everybody_reads()


async def test_the_rest_is_asked_one_at_a_time_after_people_are_asked_and_a_nine_passes_it_over(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "omar")
    await rosa.texts(BED)
    assert (await world.incident()).live_pages()
    world.everybody_reads()

    await ana.presses("5 min")
    rosa.heard("May we come to you? 7 = yes 8 = no 9 = skip")
    await rosa.texts("9")
    rosa.heard("Got it", "Is it safe to text you here?")
    await rosa.texts("7")
    rosa.heard("Got it", "What helps us reach you?")
    await rosa.texts("deaf, blue door, text only")

    rosa.heard("Got it")
    ana.heard("Reaching them: deaf, blue door, text only")
    cora.heard("Reaching them: deaf, blue door, text only")
    assert (await world.incident()).ledger.reach == "deaf, blue door, text only"
    world.everybody_reads()


async def test_a_phone_that_is_not_safe_hears_nothing_until_then(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "omar")
    await rosa.texts(BED)
    await ana.presses("5 min")
    await rosa.texts("7")
    world.everybody_reads()

    await rosa.texts("8 until 18:00")
    rosa.heard_nothing()
    ana.heard("silent")
    cora.heard("it is not safe to text them")
    await ana.texts("2")
    rosa.heard_nothing()

    await world.passes(hours=6, minutes=1)
    rosa.heard("There now:")
    world.everybody_reads()

    await rosa.texts("he is back, please don't text me, he reads my phone")
    rosa.heard_nothing()
    ana.heard("silent")
    ana.heard("he is back")
    await rosa.texts("he left, you can text me")
    rosa.heard("Got it, passed on.")
    ana.heard("Texting them: safe")
    world.everybody_reads()


async def test_who_asks_for_help_and_for_no_texts_hears_nothing_and_is_a_call_all_the_same(world: World) -> None:
    rosa, luis, cora = world.stranger("Rosa"), world.stranger("Luis", TELEGRAM), world.phone("cora")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "omar")

    await rosa.texts("We need a bed, 5th & Main. Don't text me until 12:10pm")
    await luis.texts("he shouts at us all night, no me escriban, revisa mi celular")

    cora.heard("#1 went silent: it is not safe to text them.")
    cora.heard("Texting them: NOT safe, until Fri 6 Mar 12:10")
    cora.heard("#2 went silent: it is not safe to text them.")
    await world.phone("ana").texts("A 5")
    for each in (rosa, luis):
        each.heard_nothing()
    await world.passes(minutes=11)
    await world.phone("ana").texts("2")
    rosa.heard("is there.")
    luis.heard_nothing()
    world.everybody_reads()


async def test_who_we_are_is_not_told_to_a_phone_that_is_not_to_be_texted(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "omar", "cora")
    await rosa.texts("We need a bed, 5th & Main. Don't text me until 10pm")

    await rosa.texts("who is this?")

    rosa.heard_nothing()
