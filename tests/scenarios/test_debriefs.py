"""After a call those who went say what can be learned, without their names; a coordinator takes it into the card."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.tasks import TaskKind
from models import tasks
from tests.support.world import COMMUNITY, World

BED = "We need food and a bed tonight, 5th & Main"
DEBRIEFED = "policy: {live_pages: 2, check_ins: {requesters: [], protectors: [], areas: {}}}"


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """The usual community, in which nobody is asked how they are, and everybody what can be learned."""
    file = tmp_path / "river.yaml"
    written = COMMUNITY.read_text(encoding="utf-8")
    file.write_text(written.replace("policy: {live_pages: 2}", DEBRIEFED, 1), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        opened.ignoring("dee", "eve", "cal", "gus", "hal", "fay", "omar")
        yield opened


async def test_what_those_who_went_learned_reaches_the_card_without_their_names(world: World) -> None:
    rosa, ana, ben, cora, omar = world.stranger("Rosa"), *world.phones("ana", "ben", "cora", "omar")
    await rosa.texts(BED)
    await rosa.texts("0")
    await ana.texts("A 5")
    await cora.texts("assign 1 ben")
    await ana.texts("there")
    await ana.texts("done")
    await ben.texts("done")
    await cora.texts("close 1 1")
    world.everybody_reads()

    await world.passes(minutes=16)
    ana.heard("Call 1 is over. Five short questions", "without your name", "1 of 5")
    ben.heard("Call 1 is over. 5 short questions", "1 well, 2 mixed, 3 badly")
    await ana.presses("Well")
    ana.heard("2 of 5: what happened")
    await ana.texts("Ben and I brought two bags and a blanket, Cora called")
    ana.heard("3 of 5: what helped?")
    await ana.presses("Leave it out", on="3 of 5")
    ana.heard("4 of 5")
    await ana.texts("we could not find the door")
    ana.heard("5 of 5: what should we do differently next time?")
    await ana.texts("Ask for the door code")
    ana.heard("kept without your name")
    cora.heard_nothing()
    await ben.texts("2")
    ben.heard("2 of 5")
    await ben.texts("0")
    ben.heard("nothing more about call 1")

    cora.heard("The debrief of call 1 is there, 2 answered. DEBRIEF 1")
    async with world.program.database.reading() as store:
        open_now = await tasks.open_of(store, (await world.incident()).id)
    assert [(each.kind, each.owner) for each in open_now] == [(TaskKind.DEBRIEF, "cora")]
    await cora.texts("tasks")
    cora.heard("Tasks: 1")
    await cora.texts("task 1")
    cora.heard("call #1", "You have it.", "DEBRIEF 1 opens its page.")
    await cora.texts("debrief")
    cora.heard("Debriefs that wait to be read", "1, 6 Mar 2026")
    await cora.texts("debrief 1")
    page = cora.heard("After call 1", "well for 1, mixed for 1, badly for 0", "5 What to change: Ask for the door code")
    assert "... and I brought two bags" in page.text
    assert "Ana" not in page.text
    assert "Ben" not in page.text
    assert "blanket, ... called" in page.text
    await cora.texts("debrief 1 5: Ask for the door code and the floor.")
    cora.heard("5 What to change: Ask for the door code and the floor.")
    await cora.presses("+ On arrival")
    cora.heard("On arrival says so now")
    world.everybody_reads()
    await omar.texts("debrief 1")  # by SMS a digit does what the button did
    omar.heard("Part 5 into the team's card", "1 Before you go", "6 Afterwards")
    await omar.texts("6")
    omar.heard("Afterwards says so now")
    await omar.texts("cards hospitality undo")
    world.everybody_reads()
    await cora.presses("Read", on="After call 1")
    cora.heard("The debrief of call 1 is read.")
    await cora.texts("debrief")
    cora.heard("No debrief waits")

    async with world.program.database.reading() as store:
        known = await world.program.gatherer.known(store)
        assert not await tasks.open_of(store, (await world.incident()).id)
    (stands,) = [each for team in known.community.teams.values() for each in team.protections.values() if each.card]
    (texts,) = stands.card.values()
    assert texts["en"].endswith("Ask for the door code and the floor.")
    world.everybody_reads()


async def test_what_was_learned_at_a_call_is_read_by_nobody_who_may_be_meant_by_a_complaint_of_it(world: World) -> None:
    rosa, ana, cora, omar = world.stranger("Rosa"), *world.phones("ana", "cora", "omar")
    world.ignoring("Rosa", "ben")
    await rosa.texts(BED)
    await ana.texts("A 5")
    await cora.texts("take 1")
    await rosa.texts("Cora, one of your coordinators, yelled at me")
    await ana.texts("done")
    await omar.texts("close 1 1")
    await world.passes(minutes=16)
    for said in ("1", "Cora was loud", "0"):
        await ana.texts(said)
    await world.passes(days=1)

    omar.heard("The debrief of call 1 is there")
    assert not [each for each in cora.reads() if "debrief" in each]
    await cora.texts("debrief 1")
    assert not [each for each in cora.reads() if "loud" in each]
    await cora.texts("debrief")
    cora.heard("No debrief waits")
    await omar.texts("debrief 1")
    omar.heard("was loud")
    world.everybody_reads()
