"""Whoever is on the roster and needs help is heard: vetted by a fixed word, everybody else as anybody is."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.ids import PersonId
from domain.people import Standing
from domain.segments import segments
from models import people
from tests.support.standing import stands
from tests.support.world import World


@pytest.fixture
async def new_world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """The same community before anybody has an account."""
    async with World.open(migrated_url, tmp_path, workers=workers, bound=False) as opened:
        yield opened


@pytest.mark.parametrize("standing", [Standing.LEFT, Standing.SUSPENDED])
async def test_who_is_no_longer_one_of_us_opens_a_call_as_anybody_does(world: World, standing: Standing) -> None:
    ben, cora = world.phones("ben", "cora")
    world.ignoring("ana", "cal", "dee", "eve", "fay", "omar")
    async with world.program.database.writing() as store:
        member = await people.load(store, PersonId("ben"))
        assert member is not None
        await stands(store, member.id, member.memberships[0].team, standing, world.now)

    await ben.texts("help he has a gun at 5th & Main")

    ben.heard("A coordinator knows now")
    cora.heard("DANGER")
    ben.reads()
    await ben.texts("he went into the yard")
    cora.heard("#1 writes: he went into the yard")
    ben.heard("passed on")
    cora.reads()


async def test_a_member_who_says_sos_is_asked_where_and_never_paged_for_their_own_call(world: World) -> None:
    ben, ana, cora = world.phones("ben", "ana", "cora")
    world.ignoring("cal", "dee", "eve", "fay", "omar")

    await ben.texts("sos we need food and a bed tonight")
    ben.heard("What is happening, and where?")
    await ben.texts("5th & Main")
    ben.heard("Asking people near you now")
    ben.reads()
    cora.heard("#1")
    ana.heard("Old Town")
    assert "ben" not in await world.page_states()

    await ben.texts("the blue door")
    cora.heard("#1 writes: the blue door")
    ben.heard("passed on")
    await ana.texts("A 12")
    ben.heard("is coming, in about 12 min")
    await world.passes(minutes=30)
    assert "ben" not in await world.page_states()
    world.everybody_reads()


async def test_words_about_rotas_take_nothing_from_a_members_own_call(world: World) -> None:
    ben, cora = world.phones("ben", "cora")
    world.ignoring("ana", "cal", "dee", "eve", "fay", "omar")
    await ben.texts("sos we need food and a bed tonight, 5th & Main")
    ben.reads()

    for text in ("take me off this roof", "away from the window now, in the closet", "mine", "cambio de lugar"):
        cora.reads()
        await ben.texts(text)
        cora.heard(f"#1 writes: {text}")
    ben.reads()
    cora.reads()


async def test_a_no_in_a_members_own_call_leaves_somebody_elses_page_open(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring("Rosa", "ana", "cal", "dee", "eve", "fay", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    ben.heard("A: Food or a bed")
    await ben.texts("sos we have no heat and no food, 5th & Main")
    ben.heard("Asking people near you now")
    ben.heard("Is anybody in danger right now?")
    cora.reads()

    await ben.texts("no")
    asked = ben.heard("Page, or your own call? Page: A 0 = cannot")
    assert segments(asked.text) == 1
    cora.heard_nothing()
    await ben.texts("no, they are still outside")
    cora.heard("#2 writes: no, they are still outside")
    assert (await world.page_states())["ben"] == "live"

    await ben.texts("A 0")
    ben.heard("OK. Thank you")
    assert (await world.page_states())["ben"] == "declined"
    cora.reads()
    ben.reads()


async def test_a_rotation_that_is_being_made_rests_while_its_coordinator_needs_help(world: World) -> None:
    cora, omar = world.phones("cora", "omar")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay")
    await cora.texts("new rotation")
    cora.heard("Which line of River")
    await cora.texts("sos we need food and a bed tonight")
    cora.heard("What is happening, and where?")

    await cora.texts("5th & Main")

    cora.heard("Asking people near you now")
    omar.heard("#1")
    cora.reads()
    omar.reads()


async def test_sos_alone_becomes_an_incident_after_two_minutes(world: World) -> None:
    ben, cora = world.phones("ben", "cora")
    world.ignoring("omar")
    await ben.texts("SOS")
    ben.heard("What is happening, and where?")

    await world.passes(minutes=2)

    cora.heard("#1 needs you", "SOS")
    ben.heard("A coordinator has your text")


async def test_who_binds_an_account_while_their_call_runs_keeps_their_voice(new_world: World) -> None:
    world = new_world
    cora, ben = world.phone("cora"), world.phone("ben")
    world.ignoring("omar")
    await cora.texts(await world.invites("cora", vouched=True))
    await world.phone("omar").texts(await world.invites("omar", vouched=True))
    await ben.texts("two men are fighting at 5th & Main")
    await ben.texts(f"/start {await world.invites('ben')}")
    ben.heard("Welcome")
    world.everybody_reads()

    await ben.texts("they went into the yard")
    cora.heard("#1 writes: they went into the yard")
    ben.heard("passed on")
    await ben.texts("2")
    ben.reads()

    await world.approves("cora", "ben")
    await world.approves("omar", "ben")
    ben.heard("You are in")
    await ben.texts("now they are at the gate")
    cora.heard("#1 writes: now they are at the gate")
    ben.heard("passed on")
    world.everybody_reads()
