"""A letter rests a day after its page ended, so that a late reply is never taken for another call."""

from pathlib import Path

from tests.support.world import COMMUNITY, World

FIRST = "We need food and a bed tonight, 5th & Main"
SECOND = "Our family has no food and no bed, 6th & Main"


async def test_the_next_page_has_another_letter_and_a_late_reply_goes_to_the_first_call(world: World) -> None:
    rosa, sam = world.stranger("Rosa"), world.stranger("Sam")
    ben = world.phone("ben")
    world.ignoring("Rosa", "Sam", "ana", "cal", "eve", "dee", "fay", "cora", "omar", "gus", "ben")
    await rosa.texts(FIRST)
    ben.heard("A: Food or a bed")
    await world.passes(hours=5)
    ben.heard("B: Food or a bed")  # he did not answer, and was asked twice more
    ben.heard("C: Food or a bed")

    await sam.texts(SECOND)
    ben.heard("D: Food or a bed")
    await ben.texts("A 12")

    ben.heard("Go.", "5th & Main")
    assert (await world.assignment("ben", 1)).state == "accepted"
    assert (await world.incident(2)).going() == ()


async def test_a_day_later_the_letter_may_be_used_again(world: World) -> None:
    rosa, sam = world.stranger("Rosa"), world.stranger("Sam")
    ben = world.phone("ben")
    world.ignoring("Rosa", "Sam", "ana", "cal", "eve", "dee", "fay", "cora", "omar", "gus", "ben")
    await rosa.texts(FIRST)
    ben.heard("A: Food or a bed")
    await world.passes(hours=24, minutes=3)
    ben.reads()

    await sam.texts(SECOND)

    ben.heard("A: Food or a bed")


async def test_letters_rest_as_long_as_the_most_patient_team_says(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    file = tmp_path / "river.yaml"
    file.write_text(COMMUNITY.read_text().replace("policy: {", "policy: {letter_rests: 2h, "))
    async with World.open(migrated_url, tmp_path, workers=workers, community=file) as world:
        rosa, sam, kim = (world.stranger(name) for name in ("Rosa", "Sam", "Kim"))
        ben = world.phone("ben")
        world.ignoring("Rosa", "Sam", "Kim", "ana", "cal", "eve", "dee", "fay", "cora", "omar", "gus", "ben")
        await rosa.texts(FIRST)
        ben.heard("A: Food or a bed")
        await world.passes(hours=1)
        await sam.texts(SECOND)
        ben.heard("B: Food or a bed")
        await world.passes(hours=1, minutes=10)

        await kim.texts(FIRST)

        ben.heard("A: Food or a bed")


async def test_a_letter_that_is_no_page_changes_nothing(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("K 12")

    ben.heard("K is no page of yours now. Nothing was changed.")


async def test_a_bare_answer_lists_no_call_that_is_closed(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring("Rosa", "ana", "cal", "eve", "dee", "fay", "omar", "gus")
    await rosa.texts(FIRST)
    ben.heard("A: Food or a bed")
    await ben.texts("A 0")
    await cora.texts("close 1 1")
    world.everybody_reads()

    await ben.texts("12")

    ben.heard("Nothing is open for you right now.")
