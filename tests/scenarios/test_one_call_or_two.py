"""Two calls that tell of the same are merged, taken apart again, and one call with two needs is split."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"
SAME = "A family needs food and a bed, 5th & Main"


async def test_two_calls_become_one_and_both_who_called_hear_its_news(world: World) -> None:
    rosa, sam, omar, ben = world.stranger("Rosa"), world.stranger("Sam"), *world.phones("omar", "ben")
    world.ignoring("ana", "cora", "cal", "dee")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await sam.texts(SAME)
    world.everybody_reads()

    await omar.texts("merge 2 1")
    omar.heard("#2 goes into #1", "1 = do it")
    assert (await world.incident(2)).is_alive()
    await omar.texts("1")

    omar.heard("#2 went into #1.")
    sam.heard("Somebody else texts about the same")
    ben.heard("calls about the same")
    ben.heard(SAME)
    assert (await world.incident(2)).disposition == "duplicate"
    assert not (await world.incident(2)).live_pages()
    world.everybody_reads()

    await sam.texts("They are in the blue tent")
    ben.heard("They are in the blue tent")
    sam.heard("Got it")
    rosa.heard_nothing()
    await ben.texts("2")
    assert "there" in rosa.heard("is there").text
    sam.heard("is there")
    world.everybody_reads()


async def test_whoever_goes_to_the_merged_call_goes_on_in_the_other(world: World) -> None:
    rosa, sam, omar, cal = world.stranger("Rosa"), world.stranger("Sam"), *world.phones("omar", "cal")
    world.ignoring("Rosa", "Sam", "ana", "ben", "cora", "dee")
    await rosa.texts(BED)
    await sam.texts(SAME)
    await omar.texts("assign 2 cal")
    await cal.texts("1")
    world.everybody_reads()

    await omar.texts("merge 2 1")
    await omar.texts("1")

    cal.heard("Go.", BED)
    assert (await world.assignment("cal", 1)).state == "en_route"
    assert (await world.assignment("cal", 2)).state == "clear"
    world.everybody_reads()


async def test_whoever_is_there_is_looked_after_when_their_call_is_merged(world: World) -> None:
    omar, cal, dee = world.phones("omar", "cal", "dee")
    world.ignoring("Rosa", "Sam", "ana", "ben", "cora", "eve", "fay")
    await world.stranger("Rosa").texts("Someone is threatening my neighbour at 5th & Main")
    await world.stranger("Sam").texts("They threaten my neighbour at 5th & Main")
    await omar.texts("assign 2 cal")
    await omar.texts("assign 2 dee")
    await cal.presses("There")
    await dee.texts("2")
    world.everybody_reads()

    await omar.texts("merge 2 1")
    await omar.texts("1")

    for name in ("cal", "dee"):
        assert (await world.assignment(name, 1)).state == "on_scene"
    assert not any("wait near" in said for said in (*cal.reads(), *dee.reads()))
    await world.passes(minutes=40)
    cal.heard("All well")
    dee.heard("All well")
    world.everybody_reads()


async def test_silent_in_a_merged_call_is_silent_for_themselves_alone(world: World) -> None:
    rosa, sam, omar, ben = world.stranger("Rosa"), world.stranger("Sam"), *world.phones("omar", "ben")
    world.ignoring("ana", "cora", "cal", "dee")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await sam.texts(SAME)
    await omar.texts("merge 2 1")
    await omar.texts("1")
    world.everybody_reads()

    await sam.texts("exit")
    ben.heard("silent")
    omar.heard("#1")
    await ben.texts("2")

    rosa.heard("is there")
    sam.heard_nothing()
    world.everybody_reads()


async def test_a_merge_is_taken_apart_again(world: World) -> None:
    rosa, sam, omar, ben = world.stranger("Rosa"), world.stranger("Sam"), *world.phones("omar", "ben")
    world.ignoring("ana", "cora", "cal", "dee", "eve")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await sam.texts(SAME)
    await omar.texts("merge 2 1")
    await omar.texts("1")
    world.everybody_reads()

    await omar.texts("split 2")

    omar.heard("#2 is open again")
    sam.heard("We are looking for somebody to come again.")
    ben.heard("calls about something else after all")
    assert (await world.incident(2)).live_pages()
    world.everybody_reads()
    await sam.texts("We are behind the church")
    ben.heard_nothing()
    world.everybody_reads()


async def test_a_second_need_becomes_a_call_of_its_own_that_hears_the_same_words(world: World) -> None:
    rosa, omar, ben = world.stranger("Rosa"), *world.phones("omar", "ben")
    world.ignoring("ana", "cora", "cal", "dee", "eve")
    await rosa.texts(BED)
    await ben.texts("A 12")
    world.everybody_reads()

    await omar.texts("split 1")
    omar.heard("#1: which nature?", "3 Flood or heat")
    await omar.texts("split 1 3")

    omar.heard("#1: its second need is #2 now: Flood or heat.")
    rosa.heard("Asking people near you now.")
    assert (await world.incident(2)).nature == "relief"
    world.everybody_reads()
    await rosa.texts("The cellar is full of water")
    rosa.heard("Got it")
    rosa.heard_nothing()
    ben.heard("The cellar is full of water")
    assert "The cellar is full of water" in (await world.incident(2)).words
    world.everybody_reads()


async def test_closing_one_half_of_a_split_call_says_that_the_other_goes_on(world: World) -> None:
    rosa, omar, ben = world.stranger("Rosa"), *world.phones("omar", "ben")
    world.ignoring("ana", "ben", "cora", "cal", "dee", "eve", "fay")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await omar.texts("split 1 3")
    world.everybody_reads()
    code = (await world.assignment("ben", 1)).code

    await omar.texts("close 1 1")
    rosa.heard(f"One thing you asked for is closed on our side: the one with {code}. The other goes on.")
    rosa.heard_nothing()
    omar.reads()

    await omar.texts("close 2 1")
    rosa.heard("This is closed on our side. Take care.")
    world.everybody_reads()


async def test_two_calls_are_merged_only_after_a_yes(world: World) -> None:
    rosa, sam, omar = world.stranger("Rosa"), world.stranger("Sam"), world.phone("omar")
    world.ignoring("Rosa", "Sam", "ana", "ben", "cora", "cal", "dee", "eve")
    await rosa.texts(BED)
    await sam.texts(SAME)
    omar.reads()

    await omar.texts("merge 2 1")
    omar.heard("1 = do it. 0 = leave it.")
    await omar.texts("0")

    omar.heard("Left as it was.")
    assert (await world.incident(2)).is_alive()


async def test_nobody_who_goes_is_sent_elsewhere_by_a_merge(world: World) -> None:
    rosa, sam, omar, ben = world.stranger("Rosa"), world.stranger("Sam"), *world.phones("omar", "ben")
    world.ignoring("Rosa", "Sam", "ana", "cora", "cal", "dee")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await sam.texts("A family needs food and a bed, 6th & Main")
    world.everybody_reads()

    await omar.texts("merge 2 1")
    await omar.texts("1")

    omar.heard("#1: ", "texts about the same", "6th & Main", "still goes to the first")
    assert not any("is at:" in said for said in ben.reads())
    place = (await world.incident(1)).place
    assert place is not None
    assert "5th" in place.label
    world.everybody_reads()


async def test_two_calls_for_different_times_stay_two(world: World) -> None:
    rosa, sam, omar = world.stranger("Rosa"), world.stranger("Sam"), world.phone("omar")
    world.ignoring("Rosa", "Sam", "ana", "ben", "cora", "cal", "dee", "eve")
    await rosa.texts(BED)
    await sam.texts(SAME)
    await omar.texts("window 2 mon 14:00-15:00")
    omar.reads()

    await omar.texts("merge 2 1")
    await omar.texts("1")

    omar.heard("#2 and #1 are for different times, so they stay two.")
    assert (await world.incident(2)).is_alive()
    world.everybody_reads()


async def test_a_call_that_was_merged_on_is_taken_apart_from_both(world: World) -> None:
    rosa, sam, tia = (world.stranger(each) for each in ("Rosa", "Sam", "Tia"))
    omar, ben = world.phones("omar", "ben")
    world.ignoring("Tia", "ana", "cora", "cal", "dee", "eve", "fay")
    for each, text in ((rosa, BED), (sam, SAME), (tia, SAME)):
        await each.texts(text)
    for text in ("merge 1 2", "1", "merge 2 3", "1", "assign 3 ben"):
        await omar.texts(text)
    world.everybody_reads()

    await omar.texts("split 1")

    ben.heard("calls about something else after all")
    world.everybody_reads()
    await rosa.texts("I am at the gate")
    assert omar.reads()[0] == "#1 writes: I am at the gate"
    ben.heard_nothing()
    await omar.texts("split 2")
    world.everybody_reads()
    await rosa.texts("It is cold here")
    assert omar.reads() == ["#1 writes: It is cold here"]
    await sam.texts("We are two")
    assert omar.reads() == ["#2 writes: We are two"]
    world.everybody_reads()
