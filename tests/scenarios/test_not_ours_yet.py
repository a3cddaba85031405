"""What a team does not do yet is answered at once and honestly, and a coordinator sees it."""

from datetime import timedelta

from domain.needs import ProtectionArea
from domain.tasks import TaskKind
from tests.support.world import World

P = ProtectionArea


async def test_a_call_for_what_no_team_is_ready_for_pages_nobody_and_is_seen(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar")

    await rosa.texts("My brother was arrested by police, 5th & Main")

    rosa.heard("We cannot do this ourselves yet. A coordinator knows.", "The legal line downtown")
    rosa.heard("Is anybody in danger")
    cora.heard("#1 needs you", "arrested")
    assert await world.tasks() == {TaskKind.UNPLACED}
    assert await world.page_states() == {}


async def test_a_place_that_comes_later_leaves_it_with_the_coordinator(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar", "Rosa")
    await rosa.texts("My brother was arrested by police, 5th & Main")
    world.everybody_reads()

    await rosa.texts("he is at 6th & Main now")

    cora.heard("#1", "6th & Main")
    cora.reads()
    assert await world.tasks() == {TaskKind.UNPLACED}
    assert await world.page_states() == {}


async def test_a_time_set_for_it_promises_nobody_that_people_are_asked(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar")
    await rosa.texts("My brother was arrested by police, 5th & Main")
    world.everybody_reads()

    await cora.texts("window 1 thursday 9:00-11:00")

    assert "ask" not in rosa.heard("Understood:", "A coordinator has this").text
    cora.heard("#1: noted for", "Nobody is asked by itself", "assign 1")
    await cora.texts("window 1 now")
    rosa.heard("A coordinator has this")
    cora.heard("#1. Nobody is asked by itself")
    await cora.texts("tasks")
    cora.heard("no team is ready for it")
    assert await world.page_states() == {}
    world.everybody_reads()


async def test_what_the_file_has_no_nature_for_stays_what_it_is_and_its_words_with_us(world: World) -> None:
    rosa, cora, omar = world.stranger("Rosa"), *world.phones("cora", "omar")

    await rosa.texts("hi, I need a ride")
    await rosa.texts("it is to get an abortion, do not call my family")
    await rosa.texts("5th & Main")

    rosa.heard("We cannot do this ourselves yet. A coordinator knows.", "somebody you trust", "911")
    rosa.reads()
    assert await world.page_states() == {}
    assert await world.tasks() == {TaskKind.UNPLACED}
    call = await world.incident()
    assert (call.protection_area, call.words, call.retention.words) == (P.ABORTION_SUPPORT, (), timedelta(hours=24))
    cora.reads()
    await omar.texts("see 1")
    heard = [text.lower() for text in omar.reads()]
    assert any("#1" in text for text in heard)
    assert not [text for text in heard for word in ("abort", "clinic", "ride") if word in text]
    await rosa.texts("he is here, he has a knife")
    assert any("DANGER" in text for text in cora.reads())
    rosa.reads()
    omar.reads()
