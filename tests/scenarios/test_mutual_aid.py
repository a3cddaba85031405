"""A neighbouring team helps: it is asked, it decides, both hear of it, and neither sees who the others are."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.board import Board
from domain.ids import PersonId
from domain.incident import AssignmentState
from domain.neighbours import AidState
from models import people
from tests.support.world import COMMUNITY, Phone, World

BED = "We need food and a bed tonight, Main & Hill Rd"
AGREED = "\nmutual_aid: [{between: [river, hill], opens: %s}]\n"
"""Gus coordinates Hill, whose only protector is Hal; Cora and Omar coordinate River, their neighbour."""

RIVER = ("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar")


def file_with(tmp_path: Path, opens: str) -> Path:
    file = tmp_path / "community.yaml"
    file.write_text(COMMUNITY.read_text(encoding="utf-8") + AGREED % opens, encoding="utf-8")
    return file


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    file = file_with(tmp_path, "coordinator")
    async with World.open(migrated_url, tmp_path, workers=workers, community=file) as opened:
        yield opened


@pytest.fixture
async def at_once(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """The teams agreed that a call is open to the neighbour's people at once."""
    file = file_with(tmp_path, "policy")
    async with World.open(migrated_url, tmp_path, workers=workers, community=file) as opened:
        yield opened


async def nobody_of_hill_can(world: World) -> Phone:
    """Hill's only protector says no: its neighbour is asked."""
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa")
    await rosa.texts(BED)
    await world.phone("hal").presses("Cannot")
    world.phone("hal").reads()
    return rosa


async def opened(world: World) -> Phone:
    rosa = await nobody_of_hill_can(world)
    await world.phone("omar").texts("aid 1 1")
    world.everybody_reads()
    return rosa


async def seen_by(world: World, coordinator: str) -> Board:
    async with world.program.database.reading() as store:
        who = await people.load(store, PersonId(coordinator))
        assert who is not None
        return await world.program.boards.look(store, who, world.now)


async def aid_states(world: World) -> dict[str, AidState]:
    return {each.team: each.state for each in (await world.incident()).neighbours}


async def test_a_neighbour_is_asked_when_everybody_of_the_team_was(world: World) -> None:
    world.ignoring("gus")

    await nobody_of_hill_can(world)

    asked = world.phone("omar").heard("#1 Hill asks for help: Food or a bed, The Hill, today. Needed: 1, English.")
    assert "aid 1 1 = ask your people" in asked.text
    world.phone("cora").heard("#1 Hill asks for help: Food or a bed")
    world.phone("gus").heard("#1: River is asked to help.")
    assert "aid_asked: everybody of our own was asked" in await world.reasons()


async def test_a_neighbour_never_sees_the_place_the_words_or_who_asks(world: World) -> None:
    world.ignoring("gus")

    await nobody_of_hill_can(world)

    for told in (*world.phone("omar").reads(), *world.phone("cora").reads()):
        assert not [each for each in ("Main", "Hill Rd", "tonight", "Rosa", "Hal") if each in told]


async def test_nobody_of_the_neighbours_is_asked_before_their_coordinator_opens_it(world: World) -> None:
    world.ignoring("gus", "cora", "omar")

    await nobody_of_hill_can(world)

    assert set(await world.page_states()) == {"hal"}
    assert await aid_states(world) == {"river": AidState.ASKED}


async def test_a_coordinator_opens_it_by_text_and_their_people_on_call_are_asked(world: World) -> None:
    world.ignoring("cora")
    await nobody_of_hill_can(world)
    gus, omar = world.phones("gus", "omar")
    gus.reads(), omar.reads()

    await omar.texts("aid 1 1")

    omar.heard("#1 for Hill: Food or a bed, The Hill. Your people on call are asked.")
    gus.heard("#1: River helps, their people are asked now.")
    world.phone("ana").heard("A: Food or a bed, The Hill")
    world.phone("ben").heard("A: Food or a bed, The Hill")
    assert "aid_opened: their coordinator opens it" in await world.reasons()


async def test_a_call_that_others_were_asked_for_is_on_the_list_of_theirs_until_it_is_over(world: World) -> None:
    world.ignoring("ana", "ben", "cora", "gus", "hal")
    await nobody_of_hill_can(world)
    omar = world.phone("omar")
    omar.reads()

    await omar.texts("list")
    omar.heard("Open now:", "#1 for Hill: Food or a bed, The Hill: waits for your answer")
    await omar.texts("aid 1 1")
    omar.reads()
    await omar.texts("list")
    omar.heard("#1 for Hill: Food or a bed, The Hill: your people are asked")
    await world.phone("gus").texts("close 1 1")
    omar.reads()

    await omar.texts("list")
    omar.heard("Nothing is open.")


async def test_a_call_of_others_that_is_on_the_list_is_seen_by_its_number(
    world: World,
) -> None:
    world.ignoring("gus", "hal", "cora", "ana", "ben", "cal", "dee", "eve")
    omar = world.phone("omar")
    await nobody_of_hill_can(world)
    world.everybody_reads()

    await omar.texts("list")
    omar.heard("#1 for Hill")
    await omar.texts("see 1")

    seen = omar.heard("#1 for Hill", "Food or a bed").text
    assert "Main" not in seen
    await omar.texts("see 2")
    omar.heard("#2 is not open")


async def test_both_teams_logs_show_it_while_it_runs_and_after_it_has_closed(world: World) -> None:
    world.ignoring("ben", "cora", "gus", "hal", "omar", "Rosa")
    await opened(world)
    await world.phone("ana").presses("5 min")
    world.phone("ana").reads()
    runs = await seen_by(world, "omar")
    await world.phone("gus").texts("close 1 1")
    world.everybody_reads()

    over = await seen_by(world, "omar")

    code = await world.code_of("ana")
    assert [(each.number, each.team, each.state, each.going) for each in runs.aided] == [
        (1, "hill", AidState.OPEN, ((code, AssignmentState.ACCEPTED),))
    ]
    assert [(each.number, each.state) for each in over.aided] == [(1, AidState.ENDED)]
    assert not runs.calls
    assert not over.closed
    assert not (await seen_by(world, "gus")).aided


async def test_a_coordinator_opens_it_by_a_button(world: World) -> None:
    world.ignoring("ana", "ben", "gus", "omar")
    await nobody_of_hill_can(world)

    await world.phone("cora").presses("Ask our people")

    world.phone("cora").reads()
    assert await aid_states(world) == {"river": AidState.OPEN}


async def test_a_coordinator_declines_and_the_other_team_hears_it(world: World) -> None:
    world.ignoring("cora")
    await nobody_of_hill_can(world)
    gus, omar = world.phones("gus", "omar")
    gus.reads(), omar.reads()

    await omar.texts("aid 1 2")

    omar.heard("#1: Hill hears that you cannot.")
    gus.heard("#1: River cannot help now.")
    assert set(await world.page_states()) == {"hal"}


async def test_who_declined_may_help_after_all(world: World) -> None:
    world.ignoring("ana", "ben", "cora", "gus", "omar")
    await nobody_of_hill_can(world)
    await world.phone("omar").texts("aid 1 2")

    await world.phone("omar").texts("aid 1 1")

    assert await aid_states(world) == {"river": AidState.OPEN}


async def test_where_the_teams_agreed_so_it_is_open_at_once(at_once: World) -> None:
    world = at_once
    world.ignoring("gus")

    await nobody_of_hill_can(world)

    world.phone("ana").heard("A: Food or a bed, The Hill")
    world.phone("ben").heard("A: Food or a bed, The Hill")
    world.phone("omar").heard("#1 for Hill: Food or a bed, The Hill. Your people on call are asked.")
    world.phone("cora").heard("#1 for Hill: Food or a bed, The Hill. Your people on call are asked.")
    assert "aid_opened: the agreement opens it at once" in await world.reasons()


async def test_whoever_accepts_goes_and_both_teams_hear_it_by_code_name(world: World) -> None:
    await opened(world)
    ben, gus, omar = world.phone("ben"), world.phone("gus"), world.phone("omar")
    world.ignoring("ana", "cora")

    await ben.texts("A 12")

    ben.heard("Go.", "Main")
    code = await world.code_of("ben")
    gus.heard(f"#1 filled: {code}.")
    omar.heard(f"#1 for Hill: your {code}:")
    omar.heard_nothing()


async def test_their_coordinators_hear_when_theirs_arrive_are_done_or_drop_out(world: World) -> None:
    await opened(world)
    ben, omar = world.phone("ben"), world.phone("omar")
    world.ignoring("ana", "cal", "cora", "gus", "ben", "dee", "eve")
    await ben.texts("A 12")
    omar.reads()
    code = await world.code_of("ben")

    await ben.texts("2")
    omar.heard(f"#1 for Hill: your {code}: there")
    await ben.texts("5")
    omar.heard(f"#1 for Hill: your {code}: dropped out")
    await world.phone("cal").presses("10 min")
    omar.heard("#1 for Hill: your ", "going")
    await world.phone("cal").presses("Done")
    omar.heard("#1 for Hill: your ", "done")


async def test_neither_team_sees_the_others_roster(world: World) -> None:
    await opened(world)
    gus, omar, cora = world.phones("gus", "omar", "cora")
    world.ignoring("ana", "ben", "cal")
    await world.phone("ana").presses("Cannot")
    await world.phone("ben").texts("A 12")

    await gus.texts("see 1")
    await omar.texts("aid 1")
    await cora.texts("list")

    owners = gus.reads()
    assert [each for each in owners if f"{await world.code_of('ben')} (River): " in each and "12 min" in each]
    assert [each for each in owners if "(River)" in each]
    assert not [each for each in owners for name in ("Ana", "ana", "Ben", "ben ") if name in each]
    neighbours = [*omar.reads(), *cora.reads()]
    (shown,) = [each for each in neighbours if "Your help: your people are asked" in each]
    assert f"{await world.code_of('ben')} = Ben: " in shown
    assert not [each for each in neighbours if "Hal" in each or "Main" in each]


async def test_a_neighbours_unreachable_member_has_no_name_for_the_other_team(world: World) -> None:
    await opened(world)
    world.ignoring("ben", "cal", "dee", "eve", "cora", "omar")
    await world.phone("ana").blocks_us()

    said = world.phone("gus").reads()

    assert not [each for each in said if "Ana" in each]


async def test_that_a_neighbours_member_rests_their_own_coordinators_hear_alone(
    world: World,
) -> None:
    rosa = await opened(world)
    gus, omar, ben = world.phones("gus", "omar", "ben")
    world.ignoring("ana", "cal", "dee", "eve", "cora", "hal")
    await ben.texts("A 12")
    await rosa.texts("1")
    await ben.texts("4")
    ben.heard("Now rest")

    assert not [each for each in gus.reads() if "Ben" in each]
    omar.heard("Ben rests", "rested Ben")
    await omar.texts("rested Ben")

    ben.heard("Omar")
    world.everybody_reads()


@pytest.fixture
async def asks_after(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """A call is open to the neighbour's people at once, and who went is asked how they are."""
    file = file_with(tmp_path, "policy")
    asked = "{live_pages: 2, check_ins: {requesters: [], protectors: [90m]}}"
    file.write_text(file.read_text(encoding="utf-8").replace("{live_pages: 2}", asked), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, workers=workers, community=file) as opened:
        yield opened


async def test_how_a_neighbours_member_is_after_a_call_is_for_their_own_coordinators(asks_after: World) -> None:
    world = asks_after
    await nobody_of_hill_can(world)
    gus, omar, ben = world.phones("gus", "omar", "ben")
    world.ignoring("ana", "cal", "dee", "eve", "hal")
    await ben.texts("A 12")
    await ben.texts("4")
    await gus.texts("close 1 1")
    world.everybody_reads()
    await world.passes(minutes=95)
    ben.heard("how does it sit with you")
    await ben.texts("not well")

    omar.heard("#1, Ben: NOT WELL")
    assert not [each for each in gus.reads() if "Ben" in each]
    await omar.texts("checked 1")

    omar.heard("#1, Ben: Omar has seen to it.")
    world.everybody_reads()


async def test_silence_is_told_and_they_are_asked_once_more(world: World) -> None:
    await nobody_of_hill_can(world)
    world.ignoring("cora", "hal", "gus")
    gus, omar = world.phones("gus", "omar")
    gus.reads(), omar.reads()

    await world.passes(minutes=3)
    omar.heard("#1 Hill asks for help")
    gus.heard("#1: River has not answered yet.")
    await world.passes(minutes=3)
    gus.heard("#1: no answer from River.")
    assert not [each for each in omar.reads() if "asks for help" in each]
    assert await aid_states(world) == {"river": AidState.UNANSWERED}


async def test_whoever_answered_is_not_asked_again(world: World) -> None:
    await opened(world)
    world.ignoring("ana", "ben", "cal", "dee", "eve", "hal")

    await world.passes(minutes=6)

    assert not [each for each in world.phone("omar").reads() if "asks for help" in each]
    assert not [each for each in world.phone("cora").reads() if "asks for help" in each]
    world.phone("gus").reads()


async def test_a_coordinator_asks_neighbours_by_a_word_before_anybody_has_said_no(world: World) -> None:
    rosa, gus, omar = world.stranger("Rosa"), world.phone("gus"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    omar.reads()
    gus.heard_nothing()

    await omar.texts("aid 1 hill")

    omar.heard("#1: Hill is asked to help.")
    gus.heard("#1 River asks for help")
    assert "aid_asked: a coordinator asks" in await world.reasons()


async def test_a_coordinator_hears_when_nobody_agreed_to_help(world: World) -> None:
    rosa, gus = world.stranger("Rosa"), world.phone("gus")
    world.ignoring("Rosa", "hal", "cora", "omar")
    await rosa.texts(BED)
    gus.reads()

    await gus.texts("aid 1 valley")

    gus.heard("#1: no such neighbor valley has agreed to help")


async def test_aid_by_its_spanish_word(world: World) -> None:
    world.ignoring("ana", "ben", "cora", "gus")
    await nobody_of_hill_can(world)

    await world.phone("omar").texts("apoyo 1 1")

    world.phone("omar").reads()
    assert await aid_states(world) == {"river": AidState.OPEN}


async def test_either_team_ends_it_and_nobody_else_is_asked(world: World) -> None:
    await opened(world)
    ana, ben, gus, omar = world.phones("ana", "ben", "gus", "omar")
    world.ignoring("cora")

    await omar.texts("aid off 1")

    omar.heard("#1: the help between you and Hill has ended.")
    gus.heard("#1: the help between you and River has ended.")
    gus.heard("NOBODY LEFT")
    ana.reads(), ben.reads()
    assert {"ana": "withdrawn", "ben": "withdrawn"}.items() <= (await world.page_states()).items()


async def test_whoever_goes_already_goes_on_when_it_is_ended(world: World) -> None:
    await opened(world)
    world.ignoring("ana", "cora", "gus", "omar")
    ben = world.phone("ben")
    await ben.texts("A 12")
    ben.reads()

    await world.phone("gus").texts("aid off 1")
    await ben.texts("2")

    ben.heard("there")
    assert len((await world.incident()).going()) == 1


async def test_closing_ends_it_for_both(world: World) -> None:
    await opened(world)
    world.ignoring("ana", "ben", "gus")

    await world.phone("gus").texts("close 1 1")

    world.phone("omar").heard("#1 for Hill is closed. Thank you.")
    world.phone("cora").heard("#1 for Hill is closed. Thank you.")
    assert await aid_states(world) == {"river": AidState.ENDED}


async def test_a_call_that_is_reopened_turns_to_the_neighbours_again(world: World) -> None:
    await opened(world)
    world.ignoring("ana", "ben", "gus", "cora", "hal", "Rosa")
    await world.phone("gus").texts("close 1 1")
    world.phone("omar").reads()

    await world.phone("gus").texts("reopen 1")

    world.phone("omar").heard("#1 Hill asks for help: Food or a bed")


async def test_nobody_opens_a_neighbour_whose_coordinators_cannot_be_reached(world: World) -> None:
    """Ana's team asks Hill, and Hill's only coordinator takes no texts: nobody else may say yes for Hill."""
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "cora", "hal")
    await world.phone("gus").blocks_us()
    await rosa.texts("Someone is threatening my neighbour at 5th & Main")
    omar.reads()

    await omar.texts("aid 1 hill")
    omar.heard("#1: no answer from Hill")
    await omar.texts("aid 1 1")

    omar.reads()
    assert await aid_states(world) == {"hill": AidState.UNANSWERED}


async def test_a_neighbours_member_is_judged_by_their_own_teams_vetting(world: World) -> None:
    await opened(world)
    world.ignoring("ben", "cal", "cora", "omar", "gus", "eve", "dee")
    ana = world.phone("ana")

    await ana.presses("10 min")

    ana.heard("Go.", "Main")


async def test_somebody_off_call_in_the_neighbouring_team_is_left_alone(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "dee", "eve", "gus", "cora", "omar", "hal")

    await opened(world)
    await world.passes(minutes=10)

    assert "fay" not in await world.page_states()


async def test_a_coordinator_of_another_team_cannot_open_what_was_not_asked_of_them(world: World) -> None:
    rosa, gus = world.stranger("Rosa"), world.phone("gus")
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")

    await gus.texts("aid 1 1")

    gus.heard("#1 is not open.")
    assert await aid_states(world) == {}


async def test_a_mayday_tells_the_asking_team_the_code_name_and_the_place_and_no_roster_name(world: World) -> None:
    world.ignoring("Rosa", "ben", "cora")
    await world.stranger("Rosa").texts("We need food and a bed tonight, Main & Hill Rd")
    ana, gus, omar = world.phones("ana", "gus", "omar")
    await world.phone("hal").presses("Cannot")
    await omar.texts("aid 1 1")
    await ana.presses("5 min")
    code = (await world.assignment("ana", 1)).code
    world.everybody_reads()

    await ana.texts("mayday")
    gus.heard(f"MAYDAY: (River) {code} #1 needs help now", "Main & Hill Rd")
    omar.heard(f"MAYDAY: Ana ({code} #1)")
    await gus.texts("i have it")
    ana.heard("A coordinator of Hill has your mayday")
    omar.heard("A coordinator of Hill has the mayday of Ana")
    assert not any("Ana" in said for said in gus.reads())
    await gus.texts(f"safe (River) {code} #1")
    omar.heard("Ana is safe: a coordinator of Hill made sure.")
    gus.heard(f"(River) {code} #1 is safe")
    world.everybody_reads()


async def test_two_maydays_of_another_team_are_told_apart_and_named_one_by_one(world: World) -> None:
    await opened(world)
    ana, ben, gus = world.phones("ana", "ben", "gus")
    world.ignoring("cal", "dee", "eve", "fay", "cora", "omar", "hal")
    await ana.presses("5 min")
    code = (await world.assignment("ana", 1)).code
    await ana.texts("mayday")
    await ben.texts("mayday")
    await world.passes(minutes=5)
    mark = next(each for each in gus.reads() if each.startswith("MAYDAY") and code not in each).split()[2]

    await gus.texts("i have it")
    assert sorted(gus.reads()) == sorted([f"Gus has the mayday of (River) {each}." for each in (f"{code} #1", mark)])
    await gus.texts("safe ana")
    gus.heard("Whose mayday?", f"(River) {mark}")
    await gus.texts(f"safe {mark}")
    gus.heard(f"(River) {mark} is safe")
    await gus.texts(f"safe {code}")
    gus.heard(f"(River) {code} #1 is safe")
    world.everybody_reads()
