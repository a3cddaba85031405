"""A flood of calls: nothing is dropped, unknown senders are asked one question, nobody gets too many pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.doubt import DoubtState
from domain.tasks import TaskKind
from models import floods
from tests.support.world import COMMUNITY, Phone, World

BED = "We need food and a bed tonight, 5th & Main"
THREAT = "Someone is threatening my neighbour at 5th & Main, he has a gun"
QUESTION = "a cross street near you?"


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """A world in which three calls are many, and six pages."""
    file = tmp_path / "flood.yaml"
    text = COMMUNITY.read_text(encoding="utf-8")
    file.write_text(text.replace("{live_pages: 2}", "{live_pages: 2, flood: {calls: 3, pages: 6}}"), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def flooded(world: World) -> None:
    """Three calls of strangers at once, which page people as ever."""
    for number in range(3):
        stranger = world.stranger(f"first {number}")
        world.ignoring(stranger.name)
        await stranger.texts(BED)
        stranger.reads()


def quiet(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "hal", "gus", "cora", "omar")


async def held(world: World, name: str = "Rosa", text: str = BED) -> Phone:
    rosa = world.stranger(name)
    await rosa.texts(text)
    return rosa


async def test_in_a_flood_an_unknown_sender_is_asked_for_a_cross_street_before_anybody_is_paged(world: World) -> None:
    quiet(world)
    await flooded(world)
    cora = world.phone("cora")
    cora.reads()

    rosa = await held(world)
    rosa.heard(QUESTION)
    rosa.reads()
    assert await world.page_states(4) == {}
    assert await world.tasks(4) == {TaskKind.FLOOD}
    assert [each for each in cora.reads() if "#4" in each] == []

    await rosa.texts("6th and Main")
    rosa.heard("Asking people near you now.")
    assert await world.page_states(4)
    assert await world.tasks(4) == set()


async def test_coordinators_hear_once_that_a_flood_began_and_once_that_it_ended(world: World) -> None:
    quiet(world)
    cora = world.phone("cora")
    await flooded(world)
    for number in range(4):
        await held(world, f"more {number}")
        world.ignoring(f"more {number}")

    assert len([each for each in cora.reads() if "Many calls at once: 4 in 5 minutes" in each]) == 1
    await world.passes(minutes=7)
    assert len([each for each in cora.reads() if "The flood of calls is over" in each]) == 1


async def test_as_a_flood_is_seen_those_who_called_just_before_are_asked_too_and_a_coordinator_finds_them(
    world: World,
) -> None:
    quiet(world)
    await flooded(world)
    first, cora = world.stranger("first 0"), world.phone("cora")
    rosa = await held(world)
    rosa.heard(QUESTION)
    asked = await world.page_states(1)
    await world.passes(seconds=15)

    assert await doubt(world, 1) is DoubtState.URGENT
    assert await world.page_states(1) == asked
    cora.reads()
    await cora.texts("held")
    cora.heard("#1", "#4")
    await cora.texts("flood")
    cora.heard("held: 4")
    await cora.texts("release 1")
    assert await doubt(world, 1) is DoubtState.RELEASED
    for each in (first, rosa, cora):
        each.reads()


async def test_whoever_answers_with_another_place_waits_for_a_coordinator(world: World) -> None:
    quiet(world)
    await flooded(world)
    rosa = await held(world)
    cora = world.phone("cora")
    await rosa.texts("Food needed at 5th & Mill Ln too")
    await rosa.texts("5th & Main")
    rosa.reads()
    assert await world.page_states(4) == {}
    cora.reads()

    await cora.texts("held")
    cora.heard("#4 Food or a bed, Old Town, 0 min: 5th & Main")
    await cora.texts("release 4")
    cora.heard("#4 goes on. Asked:")
    rosa.heard("Asking people near you now.")
    assert await world.page_states(4)


async def test_danger_is_told_at_once_and_waits_for_one_text_or_a_minute_and_for_its_turn(world: World) -> None:
    quiet(world)
    await flooded(world)
    cora = world.phone("cora")
    cora.reads()
    rosa, luz = await held(world, "Rosa", THREAT), await held(world, "Luz", THREAT)
    rosa.heard("911")
    rosa.heard(QUESTION)
    cora.heard("#4", "DANGER")
    assert await world.page_states(4) == {}

    await rosa.texts("please hurry")
    cora.heard("#4 writes: please hurry")
    (first,) = await world.page_states(4)
    await luz.texts("please hurry")
    await world.passes(seconds=60)
    assert await world.page_states(5) == {}  # two go to a weapon together, and no more may be used by such calls

    await world.phone(first).presses("5 min")
    assert len(await world.page_states(4)) == 2
    await cora.texts("close 4 1")
    await world.passes(seconds=15)
    assert await world.page_states(5)
    for each in (rosa, luz):
        each.reads()


async def test_one_near_place_among_many_confirms_nothing_and_one_alone_does(world: World) -> None:
    quiet(world)
    await flooded(world)
    many = await held(world, "Many", THREAT)
    await many.texts("He has a gun at 5th & Mill Ln, help")
    await many.texts("6th and Main")
    assert await doubt(world, 4) is DoubtState.URGENT
    await world.phone("cora").texts("close 4 1")

    one = await held(world, "One", THREAT)
    await one.texts("a man with a gun walks up and down at 6th and Main")
    assert await doubt(world, 5) is DoubtState.URGENT
    await one.texts("6th and Main")
    assert await doubt(world, 5) is DoubtState.CONFIRMED
    for each in (many, one):
        each.reads()


async def test_coordinators_hear_together_of_the_calls_of_a_flood_that_nobody_has_and_other_members_do_not(
    world: World,
) -> None:
    quiet(world)
    await flooded(world)
    for number in range(4):
        await held(world, f"more {number}", THREAT)
        world.ignoring(f"more {number}")
    world.everybody_reads()

    await world.passes(minutes=8)

    told = [each for each in world.phone("cora").reads() if "no coordinator has" in each]
    assert 2 <= len(told) <= 8 / 2 + 1
    assert all("Calls in the flood wait" in each for each in told)
    assert not [each for name in ("dee", "eve") for each in world.phone(name).reads() if "no coordinator" in each]


async def test_the_running_calls_of_a_flood_that_came_before_one_are_counted_however_they_go_on(world: World) -> None:
    quiet(world)
    await flooded(world)
    for name, answer in (("Rosa", "6th and Main"), ("Luz", None), ("Eli", "6th and Main"), ("Sam", None)):
        one = await held(world, name)
        if answer is not None:
            await one.texts(answer)
        world.ignoring(name)

    async def ahead(number: int) -> int:
        async with world.program.database.reading() as store:
            return await floods.ahead(store, number)

    assert [await ahead(number) for number in (4, 5, 6, 7)] == [0, 1, 1, 2]
    await world.phone("cora").texts("close 4 10")
    assert await ahead(7) == 1
    await world.phone("cora").texts("close 6 10")
    assert await ahead(7) == 0
    world.everybody_reads()


async def doubt(world: World, number: int) -> DoubtState:
    said = (await world.incident(number)).doubt
    assert said is not None
    return said.state


async def test_a_coordinator_releases_all_or_an_area_and_turns_the_question_off_and_on(world: World) -> None:
    quiet(world)
    cora = world.phone("cora")
    await flooded(world)
    for number, text in enumerate((BED, "Food please, 5th & Mill Ln", BED)):
        world.ignoring(f"more {number}")
        await held(world, f"more {number}", text)

    await cora.texts("release mill row")
    cora.heard("Released: 1.")
    await cora.texts("release all")
    cora.heard("Released: 2.")
    await cora.texts("flood off")
    cora.heard("People are paged at once for everybody.")
    rosa = await held(world)
    rosa.heard("Asking people near you now.")
    await cora.texts("flood on")
    cora.heard("From now on unknown senders are asked")
    luz = await held(world, "Luz")
    luz.heard(QUESTION)
    for each in (rosa, luz):
        each.reads()


async def test_nobody_gets_more_pages_than_the_policy_says(world: World) -> None:
    quiet(world)
    cora = world.phone("cora")
    await cora.texts("flood off")
    for number in range(20):
        world.ignoring(f"more {number}")
        await held(world, f"more {number}")

    asked = [person for number in range(1, 21) for person in await world.page_states(number)]
    assert max(asked.count(each) for each in asked) == 6


async def test_whoever_was_helped_before_is_paged_for_at_once(world: World) -> None:
    quiet(world)
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    await rosa.texts(BED)
    await cora.texts("close 1 1")
    await flooded(world)
    rosa.reads()

    await rosa.texts(BED)
    rosa.heard("Asking people near you now.")
    rosa.reads()
    assert await world.page_states(5)


async def test_a_blocked_sender_is_answered_as_ever_and_pages_nobody_until_the_block_ends(world: World) -> None:
    quiet(world)
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    await rosa.texts(BED)
    await cora.texts("block 1 sends this every night")
    cora.heard("of #1 pages nobody until")
    await cora.texts("close 1 10")
    cora.reads()
    rosa.reads()

    await rosa.texts(BED)
    rosa.heard("Asking people near you now.")
    await rosa.texts("He has a gun")
    rosa.reads()
    assert await world.page_states(2) == {}
    assert TaskKind.DANGER in await world.tasks(2)
    assert not [each for each in cora.reads() if "#2" in each]
    await cora.texts("blocks")
    cora.heard("by Cora", "sends this every night")
    await cora.texts("unblock 2")
    cora.heard("is no longer blocked")
    rosa.reads()


async def test_the_days_of_a_block_are_read_in_kreyol_and_are_no_part_of_its_reason(world: World) -> None:
    quiet(world)
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    await rosa.texts(BED)
    cora.reads()
    await cora.texts("bloke 1 3 jou")
    cora.heard("of #1 pages nobody until")
    await cora.texts("blocks")
    assert not [each for each in cora.reads() if "jou" in each]
    rosa.reads()


async def test_a_block_for_good_takes_two(world: World) -> None:
    quiet(world)
    rosa, cora, omar = world.stranger("Rosa"), world.phone("cora"), world.phone("omar")
    await rosa.texts(BED)
    world.ignoring("Rosa")
    await cora.texts("block 1 for good - the same lie each day")
    cora.heard("of #1 pages nobody until")
    omar.heard("Cora wants", "the same lie each day", "It takes two")
    await cora.texts("block 1 for good")
    cora.heard("of #1 pages nobody until")

    await omar.texts("block 1 for good")
    omar.heard("is blocked for good. By Cora + Omar")


async def test_two_calls_from_the_same_place_and_time_are_offered_as_one_and_stay_two_until_a_coordinator_says_so(
    world: World,
) -> None:
    quiet(world)
    cora = world.phone("cora")
    await held(world, "Rosa")
    await held(world, "Luz")
    world.ignoring("Rosa", "Luz")

    assert len([each for each in cora.reads() if "#2 may be the same as #1" in each]) == 1
    assert await world.page_states(2)
    await cora.presses("Make them one")
    await cora.texts("1")
    assert (await world.incident(2)).merged_into == (await world.incident(1)).id
    cora.reads()


async def test_a_call_that_may_be_the_same_as_many_is_offered_with_the_first_two_and_see_names_all(
    world: World,
) -> None:
    quiet(world)
    cora = world.phone("cora")
    await cora.texts("flood off")
    for number in range(4):
        world.ignoring(f"more {number}")
        await held(world, f"more {number}")

    offered = [each for each in cora.reads() if "may be the same as" in each]
    assert [each[:25] for each in offered if each.startswith("#4")] == [
        "#4 may be the same as #1:",
        "#4 may be the same as #2:",
    ]
    await cora.texts("see 4")
    cora.heard("May be the same as #1, #2, #3: merge 4 1 makes them one.")


async def test_the_commands_of_a_flood_and_a_block_of_some_days_are_understood_in_french(world: World) -> None:
    quiet(world)
    cora = world.phone("cora")
    await flooded(world)
    world.ignoring("more")
    await held(world, "more")

    await cora.texts("retenus")
    cora.heard("Waiting, danger first.", "#4")
    await cora.texts("bloquer 4 3 jours - toujours le même mensonge")
    cora.heard("of #4 pages nobody until")
    await cora.texts("blocages")
    assert "jours" not in cora.heard("by Cora", "mensonge").text.replace("toujours", "")
    await cora.texts("débloquer 4")
    cora.heard("is no longer blocked")
    await cora.texts("laisser passer tous")
    cora.heard("Released: 1.")
    await cora.texts("afflux off")
    cora.heard("People are paged at once for everybody.")


async def test_where_nobody_is_free_in_a_flood_whoever_is_on_the_way_nearby_is_asked_for_another_call_too(
    world: World,
) -> None:
    quiet(world)
    await flooded(world)
    cora = world.phone("cora")
    everybody = ("ana", "ben", "cal", "dee", "eve", "fay", "hal", "gus")
    for name in everybody:
        await cora.texts(f"assign 1 {name}")
    world.everybody_reads()
    rosa = await held(world)
    await rosa.texts("6th and Main")

    asked = await world.page_states(4)
    assert asked
    for name in asked:
        page = world.phone(name).heard("You are near it, and nobody else is free.")
        assert "Old Town" in page.text
    (first, *_) = asked
    await world.phone(first).presses("5 min")
    assert (await world.assignment(first, 4)).state == "accepted"
    rosa.reads()


async def test_of_a_call_in_a_flood_that_is_not_ours_to_page_coordinators_hear_as_its_sender_is_told(
    world: World,
) -> None:
    quiet(world)
    await flooded(world)
    cora = world.phone("cora")
    rosa = await held(world, "Rosa", "my brother got arrested at 5th & Main")
    rosa.heard("A coordinator knows.")
    rosa.heard(QUESTION)
    cora.heard("Calls in the flood wait, and no coordinator has them, #4")
    for each in (rosa, cora):
        each.reads()

    luz = await held(world, "Luz", "my cousin got arrested at 5th & Main")
    luz.heard("A coordinator knows.")
    cora.heard_nothing()
    luz.reads()
