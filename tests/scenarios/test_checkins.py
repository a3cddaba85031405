"""After a call: nobody is left alone with it. Who called and who went are asked how they are; silence is never fine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from domain.tasks import Task, TaskKind
from domain.zone import reached, zone
from models import tasks
from tests.support.world import COMMUNITY, Phone, World

BED = "We need food and a bed tonight, 5th & Main"
PAIRED = "policy: {live_pages: 2, check_ins: {pairs: [[ana, fay]]}}"


@asynccontextmanager
async def paired(url: str, folder: Path, workers: int, *unread: str) -> AsyncIterator[World]:
    """The usual community, in which people are asked at the usual times; Ana and Fay look after one another. What
    the `unread` hear is not looked at."""
    file = folder / "river.yaml"
    written = COMMUNITY.read_text(encoding="utf-8")
    file.write_text(written.replace("policy: {live_pages: 2}", PAIRED, 1), encoding="utf-8")
    async with World.open(url, folder, community=file, workers=workers) as opened:
        opened.ignoring(*unread)
        yield opened


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with paired(migrated_url, tmp_path, workers, "ben", "dee", "eve", "cal", "gus", "hal") as opened:
        yield opened


async def after_a_call(world: World, *, safe: bool = True) -> Phone:
    """Rosa called and said that her phone is safe, Ana went, Cora has closed it. It is noon on a Friday."""
    rosa, ana, cora = world.stranger("Rosa"), *world.phones("ana", "cora")
    await rosa.texts(BED)
    await rosa.texts("0")
    await ana.texts("A 5")
    await rosa.texts("7")
    if safe:
        await rosa.texts("7")
    await ana.texts("there")
    await ana.texts("done")
    world.everybody_reads()
    await cora.texts("close 1 1")
    return rosa


async def owned(world: World) -> dict[TaskKind, Task]:
    """What humans must do about the call, each of it somebody's."""
    async with world.program.database.reading() as store:
        found = await tasks.open_of(store, (await world.incident()).id)
    assert all(each.owner is not None for each in found)
    return {each.kind: each for each in found}


async def test_whoever_called_is_asked_by_day_and_their_silence_is_somebodys_task(world: World) -> None:
    rosa, cora = await after_a_call(world), world.phone("cora")
    world.ignoring("ana", "omar", "fay")
    rosa.heard("This is closed")
    clear = rosa.heard("how are you now? 1 not good, 2 fine, 3 later, 4 not this phone")

    await world.passes(hours=5)
    again = rosa.heard("No need to answer. Only if you like: how are you?")
    await world.restarts()
    await world.passes(hours=17)
    cora.heard("#1, Pika: no answer to how they are. That is unknown, not fine. It is yours.")
    assert TaskKind.CHECK_IN_SILENT in await owned(world)
    await cora.texts("tasks")
    cora.heard("Tasks: 2", "No answer to how they are (#1)")
    await cora.texts("checked 1")
    cora.heard("#1, Pika: Cora has seen to it.")
    cora.heard("Nothing waits any more in River")
    assert TaskKind.CHECK_IN_SILENT not in await owned(world)

    await world.passes(days=3)
    next_day, third = rosa.heard("how are you now?"), rosa.heard("how are you now?")
    door = rosa.heard("This is our last question. Whenever you like, text here")
    assert TaskKind.CHECK_IN_SILENT in await owned(world)
    await world.passes(days=20)
    rosa.heard_nothing()
    times = [reached(zone("America/Chicago"), each.at) for each in (clear, again, next_day, third, door)]
    assert times[2] == times[0] + timedelta(days=1)
    assert all(9 <= each.hour < 20 for each in times)
    world.everybody_reads()


async def test_not_good_reaches_coordinators_at_once_and_again_until_somebody_has_it(world: World) -> None:
    rosa, cora, omar = await after_a_call(world), *world.phones("cora", "omar")
    world.ignoring("ana", "fay")
    world.everybody_reads()

    await rosa.texts("1")

    rosa.heard("Somebody hears it now. Tell us more here")
    cora.heard("#1, Pika: NOT WELL after the call. Reach them now.")
    omar.heard("#1, Pika: NOT WELL after the call.", "checked 1")
    assert (await owned(world))[TaskKind.CHECK_IN_UNWELL].owner == "cora"
    await world.passes(minutes=2)
    cora.heard("#1, Pika: Not well after a call, and it still waits.")
    omar.heard("and it still waits")
    await cora.presses("I look after it", on="it still waits")
    omar.heard("#1, Pika: Cora looks after them.")
    await cora.presses("Done", on="it still waits")
    assert TaskKind.CHECK_IN_UNWELL not in await owned(world)

    await rosa.texts("Cora, one of your coordinators, yelled at me")
    await rosa.texts("it was Cora")
    await world.passes(days=1)
    world.everybody_reads()
    await rosa.texts("1")
    omar.heard("#1, Pika: NOT WELL after the call.")
    cora.heard_nothing()
    assert (await owned(world))[TaskKind.CHECK_IN_UNWELL].owner == "omar"
    world.everybody_reads()


async def test_what_a_coordinator_looks_after_is_others_once_they_may_be_meant_by_a_complaint(world: World) -> None:
    rosa, cora, omar = await after_a_call(world), *world.phones("cora", "omar")
    world.ignoring("ana", "fay", "Rosa")
    await rosa.texts("1")
    await cora.presses("I look after it", on="NOT WELL")
    world.everybody_reads()

    await rosa.texts("Cora, one of your coordinators, yelled at me")

    omar.heard("#1, Pika: Not well after a call, and it still waits.")
    assert (await owned(world))[TaskKind.CHECK_IN_UNWELL].owner == "omar"
    await world.passes(minutes=2)
    omar.heard("and it still waits")
    cora.heard_nothing()
    await omar.texts("checked 1")
    world.everybody_reads()


async def test_a_call_that_closes_leaves_with_their_owner_how_those_are_who_were_done_before(world: World) -> None:
    rosa, ana, cora, omar = world.stranger("Rosa"), *world.phones("ana", "cora", "omar")
    world.ignoring("Rosa", "fay", "omar", "gus")
    await rosa.texts(BED)
    await rosa.texts("0")
    for text in ("A 5", "there", "done"):
        await ana.texts(text)
    await world.passes(hours=2)
    await ana.texts("4")
    cora.heard("#1, Ana: NOT WELL after the call. Reach them now.")

    await omar.texts("close 1 1")

    world.everybody_reads()
    assert (await owned(world)).keys() == {TaskKind.CHECK_IN_UNWELL}
    await world.passes(minutes=2)
    cora.heard("#1, Ana: Not well after a call, and it still waits.")
    await cora.texts("checked 1")
    assert await owned(world) == {}
    world.everybody_reads()


async def test_what_whoever_called_says_after_their_answer_is_read_and_that_they_are_not_well_is_heard(
    world: World,
) -> None:
    rosa, cora = await after_a_call(world), world.phone("cora")
    world.ignoring("ana", "omar", "fay")
    world.everybody_reads()

    await rosa.texts("it was a long day")
    rosa.heard("Thank you. Somebody reads it.")
    cora.heard("#1, Pika answers how they are: it was a long day")
    await rosa.texts("my cousin stays with me tonight")
    rosa.heard("Thank you. Somebody reads it.")
    cora.heard("#1, Pika answers how they are: my cousin stays with me tonight")
    await world.passes(hours=5)
    await rosa.texts("I feel terrible after all")
    cora.heard("#1, Pika: NOT WELL after the call")
    assert TaskKind.CHECK_IN_UNWELL in await owned(world)
    assert await world.count_incidents() == 1
    world.everybody_reads()


async def test_that_they_are_not_well_is_told_however_soon_after_another_answer_it_comes(world: World) -> None:
    rosa, cora, omar = await after_a_call(world), *world.phones("cora", "omar")
    world.ignoring("ana", "fay", "Rosa")
    world.everybody_reads()

    for text in ("todo vien", "tengo miedo"):  # at the same moment
        await rosa.texts(text)

    cora.heard("#1, Pika answers how they are: todo vien")
    cora.heard("#1, Pika: NOT WELL after the call. Reach them now.")
    omar.heard("#1, Pika: NOT WELL after the call.")
    assert TaskKind.CHECK_IN_UNWELL in await owned(world)
    world.everybody_reads()


async def test_whoever_answers_after_the_last_question_is_counted_once(world: World) -> None:
    await after_a_call(world)
    ana, cora = world.phones("ana", "cora")
    world.ignoring("fay", "omar", "Rosa", "ana", "cora")
    await world.passes(days=9)
    await cora.texts("figures")
    assert "How are you, after a call: 0 of 2 answered." in cora.reads()[-2]

    await ana.texts("4")
    await cora.texts("figures")

    assert "How are you, after a call: 1 of 2 answered." in cora.reads()[-2]


async def test_danger_said_in_answer_is_a_call_for_help_like_any_other(world: World) -> None:
    rosa, cora = await after_a_call(world), world.phone("cora")
    world.ignoring("ana", "fay", "omar", "Rosa")
    world.everybody_reads()

    await rosa.texts("tiene un cuchillo y me quiere matar, 5th & Main")

    assert await world.count_incidents() == 2
    assert "DANGER" in " ".join(cora.reads())
    assert (await owned(world))[TaskKind.CHECK_IN_UNWELL].owner is not None
    assert "check_in_answered: not well" in await world.reasons()


async def test_danger_in_any_shipped_language_reaches_a_coordinator_in_the_same_turn(world: World) -> None:
    """One text of each of a few; that every language has one is held in `tests/handlers/test_checkin.py`."""
    cora = world.phone("cora")
    world.ignoring("ana", "fay", "omar")
    said = {
        "Amira": "بدي اقتل حالي",
        "Li": "他拿着刀要杀我",
        "Olha": "він хоче мене вбити",
        "Marie": "l ap touye m",
    }
    for number, (name, text) in enumerate(said.items(), start=1):
        caller = world.stranger(name)
        world.ignoring(name)
        await caller.texts(BED)
        await cora.texts(f"close {await world.count_incidents()} 1")
        caller.heard("how are you now?")
        world.everybody_reads()
        before = world.now

        await caller.texts(text)

        told = next(each for each in cora.unread if "DANGER" in each.text or "NOT WELL" in each.text)
        assert told.at == before, number
        world.everybody_reads()


async def test_later_is_later_and_whoever_wants_no_more_is_left_alone_in_any_words(world: World) -> None:
    rosa = await after_a_call(world)
    world.ignoring("ana", "fay", "cora", "omar")
    world.everybody_reads()

    await rosa.texts("not now")
    rosa.heard("All right, another time.")
    await world.passes(hours=23)
    rosa.heard_nothing()
    await world.passes(hours=2)
    rosa.heard("how are you now?")
    await rosa.texts("luego a las 6")
    rosa.heard("All right: Sat 7 Mar 18:00.")
    await world.passes(hours=5)
    asked = rosa.heard("how are you now?")
    assert reached(zone("America/Chicago"), asked.at).hour == 18
    await rosa.texts("todo bien")
    rosa.heard("Good to hear.")
    await world.passes(hours=5)
    await rosa.texts("please stop asking me how I am")  # between two questions

    rosa.heard("All right, we ask no more.")
    await world.passes(days=30)
    rosa.heard_nothing()
    assert "check_in_over: no_more" in await world.reasons()


async def test_a_protector_answers_four_short_questions_and_only_whom_they_choose_reads_them(world: World) -> None:
    await after_a_call(world)
    ana, fay, cora = world.phones("ana", "fay", "cora")
    world.ignoring("Rosa", "omar")
    world.everybody_reads()

    await world.passes(hours=2)
    ana.heard("After #1: how does it sit with you?")
    await ana.presses("Heavy")
    ana.heard("Whom will you tell the story? Fay is your peer.", "9 = rest: nobody asks you for 12 h")
    await ana.presses("My peer")
    ana.heard("What did we learn?")
    await ana.texts("two blankets are not enough")
    ana.heard("What do we do next?")
    await ana.presses("Nothing for now")
    ana.heard("Your answers are read by: your peer.")

    fay.heard("Ana went to #1 and wants you to hear it. It is heavy. Their words: two blankets are not enough")
    assert cora.reads() == []
    await ana.texts("9")
    ana.heard("Rest now: we ask you nothing until")
    cora.heard("Ana rests")
    sam = world.stranger("Sam")
    world.ignoring("Sam", "cora")
    await sam.texts(BED)
    assert "ana" not in await world.page_states(2)
    await cora.texts("close 2 13")
    world.everybody_reads()


async def test_of_coordinators_the_one_named_reads_it_alone_and_who_reads_it_may_be_asked_first(world: World) -> None:
    await after_a_call(world)
    ana, fay, cora, omar = world.phones("ana", "fay", "cora", "omar")
    world.ignoring("Rosa")
    await world.passes(hours=2)
    world.everybody_reads()

    await ana.texts("who will see this")
    ana.heard("Nobody reads it until you choose who", "The question stands.")
    await ana.texts("3")
    ana.heard("Whom will you tell the story?")
    await ana.texts("not fay")
    ana.heard("Whom will you tell the story?")
    await ana.texts("just tell cora pls")
    ana.heard("What did we learn?")
    await ana.texts("need more blankets")
    ana.heard("What do we do next?")
    await ana.texts("qui lit ca?")
    ana.heard("Your answers are read by: Cora.")
    await ana.texts("need rest")
    ana.heard("Of course. 9 = rest: nobody asks you for 12 h. The question can wait.")
    await ana.texts("1")
    ana.heard("Your answers are read by: Cora.")

    cora.heard("Ana went to #1 and wants coordinators to hear it. It is heavy. Their words: need more blankets")
    assert (omar.reads(), fay.reads()) == ([], [])
    world.everybody_reads()


async def test_whose_account_is_new_is_somebodys_task_and_is_asked_again_once_two_have_said_yes(world: World) -> None:
    await after_a_call(world)
    ana, cora, other = world.phone("ana"), world.phone("cora"), world.stranger("Ana's new phone")
    world.ignoring("Rosa", "omar", "fay")
    await other.texts(await world.invites("ana"))
    world.everybody_reads()

    await world.passes(hours=2)
    ana.heard_nothing()
    other.heard_nothing()
    cora.heard("#1, Ana: cannot or will not be asked", "It is yours")
    assert TaskKind.CHECK_IN_LOST in await owned(world)
    for coordinator in ("cora", "omar"):
        await world.approves(coordinator, "ana")
    world.everybody_reads()
    await world.passes(hours=22)

    ana.heard("After #1: how does it sit with you?")
    world.everybody_reads()


async def test_the_only_coordinator_of_a_team_is_heard_by_those_of_the_others_at_once(world: World) -> None:
    gus, cora, omar = world.phones("gus", "cora", "omar")
    world.ignoring("ana", "Rosa")
    rosa = world.stranger("Rosa")
    await rosa.texts("We need food and a bed tonight, Main & Hill Rd")
    await gus.texts("assign 1 gus")
    await gus.texts("there")
    await gus.texts("done")
    await gus.texts("close 1 1")
    await world.passes(hours=2)
    world.everybody_reads()

    await gus.texts("4")

    gus.heard("A coordinator hears now that you want somebody")
    cora.heard("#1, Gus: NOT WELL after the call. Reach them now.")
    omar.heard("#1, Gus: NOT WELL after the call.", "checked 1")
    assert (await owned(world))[TaskKind.CHECK_IN_UNWELL].owner == "cora"
    await omar.texts("checked 1")
    omar.heard("#1, Gus: Omar has seen to it.")
    cora.heard("Omar has seen to it")
    assert TaskKind.CHECK_IN_UNWELL not in await owned(world)
    world.everybody_reads()


async def test_whoever_calls_again_is_asked_after_the_later_call_alone(world: World) -> None:
    rosa, cora = await after_a_call(world), world.phone("cora")
    world.ignoring("ana", "cora", "fay", "omar")
    await world.passes(hours=1)
    await rosa.texts(BED)
    await world.passes(minutes=3)
    await cora.texts("close 2 1")
    rosa.reads()
    await rosa.texts("2")
    rosa.heard("Good to hear")

    await world.passes(days=9)

    asked = [each for each in rosa.reads() if "One question: how are you now?" in each]
    assert len(asked) == 3  # the next day, after 72 hours, after a week
    assert "check_in_over: followed" in await world.reasons(1)
    world.everybody_reads()


async def test_of_who_named_danger_and_never_said_their_phone_is_safe_somebody_finds_another_way(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("ana", "omar", "fay")
    await rosa.texts("He has a gun, 5th & Main")
    await cora.texts("take 1")
    world.everybody_reads()
    await cora.texts("close 1 1")
    rosa.reads()

    await world.passes(hours=1)

    cora.heard("#1, Pika: cannot or will not be asked by text how they are. Is there another way?")
    assert TaskKind.CHECK_IN_LOST in await owned(world)
    await world.passes(days=3)
    rosa.heard_nothing()
    world.everybody_reads()


@pytest.mark.parametrize("closes_first", [True, False])
async def test_of_who_went_silent_somebody_finds_another_way(world: World, closes_first: bool) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("ana", "omar", "fay", "gus")
    await rosa.texts(BED)
    await rosa.texts("0")
    await cora.texts("take 1")
    does = [(rosa, "EXIT"), (cora, "close 1 1")]
    for phone, text in reversed(does) if closes_first else does:
        rosa.reads()
        await phone.texts(text)

    await world.passes(days=1)

    cora.heard("Is there another way?")
    assert TaskKind.CHECK_IN_LOST in await owned(world)
    rosa.heard_nothing()
    world.everybody_reads()


async def test_a_coordinator_who_reads_that_they_want_no_more_stops_the_questions(world: World) -> None:
    rosa, cora, omar = await after_a_call(world), *world.phones("cora", "omar")
    world.ignoring("ana", "fay")
    world.everybody_reads()
    await rosa.texts("hm, well, I would much prefer some peace")
    rosa.heard("Somebody reads it")
    cora.heard("answers how they are")
    world.everybody_reads()

    await cora.texts("checked 1 stop")

    cora.heard("#1, Pika: asked nothing more after this call, says Cora.")
    omar.heard("asked nothing more after this call, says Cora.")
    assert TaskKind.CHECK_IN_WORDS not in await owned(world)
    assert "check_in_seen_to: asks no more" in await world.reasons(1)
    await world.passes(days=9)
    rosa.heard_nothing()
    await cora.texts("checked 1 stop")
    cora.heard("Nothing waits about how anybody is after #1.")
    world.everybody_reads()


async def test_after_a_call_about_life_and_death_the_first_question_goes_out_by_night_and_the_next_by_day(
    world: World,
) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("ana", "fay", "omar", "cora")
    await world.passes(hours=12)
    await rosa.texts("My neighbour is not breathing, 5th & Main")
    await rosa.texts("you can text me")
    await cora.texts("close 1 1")

    asked = rosa.heard("how are you now? 1 not good, 2 fine, 3 later, 4 not this phone")
    assert reached(zone("America/Chicago"), asked.at).hour in (0, 1)
    await rosa.texts("2")
    world.everybody_reads()
    await world.passes(hours=6)
    rosa.heard_nothing()
    await world.passes(hours=26)
    again = rosa.heard("how are you now?")
    assert 9 <= reached(zone("America/Chicago"), again.at).hour < 20
