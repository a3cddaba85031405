"""From the yes to the end: on my way, there, cannot find them, done; the requester hears each step."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_each_step_is_heard_on_both_sides_by_sms(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring("ana", "omar")
    await rosa.texts(BED)
    await ben.texts("A 12")
    code = await world.code_of("ben")
    world.everybody_reads()

    await ben.texts("1")
    rosa.heard(f"{code} is on the way now.")
    ben.heard(f"{code}: on the way.")
    await ben.texts("2")
    rosa.heard(f"{code} is there.")
    ben.heard(f"{code}: there.")
    cora.heard(f"#1 {code} is there.")
    await ben.texts("can't find them")
    rosa.heard(f"{code} is there and cannot find you.")
    ben.heard("we ask them what is around them")
    cora.heard(f"#1 {code} is there and cannot find them.")
    await rosa.texts("the blue door beside the laundry")
    rosa.heard("Got it, passed on.")
    ben.heard("the blue door beside the laundry")
    await ben.texts("done")
    ben.heard(f"{code}: done. Thank you.")
    cora.heard("#1 everybody is done")

    assert (await world.assignment("ben")).state == "clear"


async def test_on_telegram_it_is_buttons_on_one_message(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await rosa.texts(BED)
    page = ana.heard("A: Food or a bed")

    await ana.presses("10 min")
    go = ana.heard("Go.", "5th & Main")
    assert (go.message, go.edited) == (page.message, True)
    news = ["On my way", "There", "Can't find them", "Done", "Must drop out", "MAYDAY: help now"]
    assert ana.labels == [*news, "Card: how others do it"]
    await ana.presses("On my way")
    ana.heard("on the way")
    await ana.presses("There")
    ana.heard("there")
    await ana.presses("Done")
    ana.heard("done. Thank you")


async def test_the_requester_asks_for_news_and_hears_the_truth(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("ana", "ben", "cora", "omar")
    await rosa.texts(BED)
    rosa.reads()

    await rosa.texts("2")
    rosa.heard("Still asking. Asked so far: 2.")
    await ben.texts("A 12")
    code = await world.code_of("ben")
    rosa.heard(f"{code} is coming")
    await rosa.texts("any news")
    rosa.heard(f"Coming: {code}.")
    await ben.texts("2")
    rosa.heard(f"{code} is there.")
    await rosa.texts("2")
    rosa.heard(f"There now: {code}.")


async def test_a_better_place_reaches_whoever_is_going(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar")
    await rosa.texts("We need food and a bed tonight, somewhere in the flats")
    await ben.texts("A 12")
    ben.reads()

    await rosa.texts("we are at 6th & Main")

    ben.heard("we are at 6th & Main")
    ben.heard("is at: 6th & Main")


async def test_there_after_done_is_about_the_call_that_is_over(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar", "eve", "cal")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await ben.texts("2")
    await ben.texts("done")
    world.everybody_reads()

    await ben.texts("there")

    ben.heard("your part in the call of", "is over")
    await ben.texts("on shift")
    ben.heard("You are on call")
    world.everybody_reads()
