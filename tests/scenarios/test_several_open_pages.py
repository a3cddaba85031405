"""With several pages open an answer without a letter is never guessed: we ask which."""

from tests.support.world import World

FIRST = "We need food and a bed tonight, 5th & Main"
SECOND = "Our family has no food and no bed, 6th & Main"


async def test_we_ask_which_of_several_pages_is_meant(world: World) -> None:
    rosa, sam, ben = world.stranger("Rosa"), world.stranger("Sam"), world.phone("ben")
    world.ignoring("Rosa", "Sam", "ana", "cal", "eve", "cora", "omar")
    await world.phone("cal").texts("off")
    await world.phone("eve").texts("off")
    await rosa.texts(FIRST)
    await sam.texts(SECOND)
    ben.heard("A: Food or a bed")
    ben.heard("B: Food or a bed")

    await ben.texts("12")
    ben.heard("Which one?", "A: Food or a bed", "B: Food or a bed")
    await ben.texts("B 12")

    ben.heard("Go.", "6th & Main")
    assert (await world.incident(1)).going() == ()


async def test_with_one_page_the_letter_may_be_left_out(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar")
    await rosa.texts(FIRST)
    ben.heard("A: Food or a bed")

    await ben.texts("12")

    ben.heard("Go.", "5th & Main")
    assert (await world.assignment("ben")).minutes == 12


async def test_who_was_sent_to_a_call_by_hand_tells_of_it_by_its_number_beside_another(world: World) -> None:
    rosa, sam, ben = world.stranger("Rosa"), world.stranger("Sam"), world.phone("ben")
    world.ignoring("ana", "cal", "eve", "cora", "omar")
    await rosa.texts(FIRST)
    await ben.texts("A 12")
    await sam.texts(SECOND)
    await world.phone("omar").texts("assign 2 ben")
    world.everybody_reads()

    await ben.texts("2")
    ben.heard("Which call?", "A: Food or a bed, Old Town", "#2: Food or a bed, Old Town")
    await ben.texts("#2")
    ben.heard("there")
    sam.heard("is there")
    await ben.texts("#2 done")

    ben.heard("done")
    assert (await world.assignment("ben", 1)).state == "accepted"
    assert (await world.assignment("ben", 2)).state == "clear"
    rosa.heard_nothing()
    world.everybody_reads()
