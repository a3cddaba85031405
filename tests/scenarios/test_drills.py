"""Drills: played as a real call is, marked in every message, and nothing real to anybody. A Friday, noon in Chicago."""

import sqlalchemy as sa

from domain.ids import PersonId
from domain.tasks import TaskKind
from models import strain, tables, tasks
from tests.support.world import Phone, World


def marked(*phones: Phone) -> list[str]:
    """Everything unread on these phones, each message of which says that it is a drill."""
    read = [text for phone in phones for text in phone.reads()]
    assert [each for each in read if not each.startswith("DRILL: ")] == []
    return read


async def sleeps(phone: Phone) -> None:
    """It is in their quiet hours now, in which danger may wake them."""
    for text in ("me", "4", "11-14", "1"):
        await phone.texts(text)
    phone.reads()


async def left_behind(world: World) -> dict[str, int]:
    """How much stands in whatever counts, or weighs on people."""
    counted = (tables.statistic, tables.page_tally, tables.strain, tables.check_in, tables.task)
    async with world.program.database.reading() as store:
        return {
            each.name: (await store.connection.execute(sa.select(sa.func.count()).select_from(each))).scalar_one()
            for each in counted
        }


async def test_a_first_drill_is_offered_explained_marked_to_everybody_and_counted_nowhere(world: World) -> None:
    omar, ana, ben, cal, cora = world.phones("omar", "ana", "ben", "cal", "cora")
    everybody = world.phones("omar", "ana", "ben", "cal", "dee", "eve", "fay", "cora")
    await omar.texts(await world.invites("omar", vouched=True))
    world.everybody_reads()
    await world.passes(hours=21)
    omar.heard("DRILL: River is new here", "DRILL FIRST")
    world.everybody_reads()

    await omar.texts("drill first")
    omar.heard('DRILL: A first one with River: "A fight outside a shop"', "1 = begin")
    ana.heard_nothing()
    await omar.texts("1")
    omar.heard("DRILL: A call came in, made up.")
    ana.heard("DRILL: A: Conflict or threat, Old Town.")
    ben.heard("DRILL: A: Conflict or threat, Old Town.", "A 12 = in 12 min")
    marked(*everybody)

    await ana.presses("5 min")
    await ben.texts("A 10")
    omar.heard("DRILL: Somebody said yes.")
    ben.heard("DRILL: Go.", "the made-up corner shop")
    cal.heard("DRILL: A: no longer needed")
    await world.passes(seconds=6)
    ana.heard("DRILL:", "Thank you. I am by the door, in a yellow jacket.")
    await ben.texts("where exactly are you?")
    omar.heard("DRILL: What was just written went to the one who needs help")
    await world.passes(seconds=6)
    ben.heard("DRILL:", "on the side with the bus stop")
    await ana.texts("he has a knife and comes at me")
    ana.heard("DRILL: That goes to somebody made up.", "MAYDAY, which is always real")
    await ben.texts("drill mayday")
    ana.heard("DRILL:", "practises a mayday. Nobody is in danger.")
    await omar.texts("drill pause")
    await world.passes(minutes=5)
    assert not [each for each in marked(*everybody) if "pushed the other" in each]
    await omar.texts("drill next")
    ana.heard("DRILL:", "One of them pushed the other.")
    await cora.texts("board")
    board = cora.heard("Open calls: 0.").text
    assert all("DRILL: " in line for line in board.splitlines()[1:] if "#1" in line or "- " in line)
    await cora.texts("see 1")
    await cora.texts("merge 1 1")
    await ana.presses("There")
    omar.heard("DRILL: Somebody is there.")
    for phone in (ana, ben):
        await phone.texts("done")
    omar.heard("DRILL: Everybody who went is done.")
    await world.passes(seconds=30)

    omar.heard("DRILL: Number 1 is over.", "Came: 2.", "Nothing of it is counted.")
    omar.heard("DRILL: That was all.")
    assert await world.count_incidents() == 1
    assert await left_behind(world) == dict.fromkeys(await left_behind(world), 0)
    await cora.texts("reopen 1")
    cora.heard("DRILL: That is not done in an exercise")
    await world.passes(days=8)
    assert await left_behind(world) == dict.fromkeys(await left_behind(world), 0)
    world.everybody_reads()


async def test_a_real_call_finds_everybody_free_and_ends_the_drill_by_itself(world: World) -> None:
    cora, ana, ben, dee, rosa = *world.phones("cora", "ana", "ben", "dee"), world.stranger("Rosa")
    world.ignoring("omar", "cal", "eve", "fay")
    await cora.texts("simulacro pelea siguiente")
    cora.heard("DRILL: Play", "with River?")
    await cora.presses("Do it")
    await ana.presses("5 min")
    await ben.texts("A 10")
    marked(cora, ana, ben, dee)

    await rosa.texts("Man shouting at people outside, 5th & Main")
    ana.heard("B: Conflict or threat, Old Town.")
    ben.heard("B: Conflict or threat, Old Town.")
    ana.heard("DRILL: This exercise is over: something real came in.")
    ben.heard("DRILL: This exercise is over: something real came in.")
    cora.heard("#2 Conflict or threat, Old Town")
    cora.heard("DRILL: Number 1 is over, for a real call.")
    marked(ana, ben, cora)
    await ben.texts("A 10")
    marked(ben)
    await ben.texts("2")  # that he was there, in the drill
    ben.heard("The drill is over, this call is real. Are you coming? B 12 = in 12 min.")
    assert (await world.page_states(2))["ben"] == "live"
    await ben.texts("B 10")
    await ana.presses("5 min", on="B:")
    cora.heard("#2 filled")
    assert not any(each.startswith("DRILL") for phone in (ana, ben, rosa) for each in phone.reads())

    await cora.texts("drill fight")
    await cora.presses("Do it")
    cora.heard("DRILL: It runs as number 3")
    await ana.texts("drop out")
    cora.heard("DRILL: Number 3 is over, for a real call.")
    world.everybody_reads()
    await cora.texts("drill fight")
    await cora.presses("Do it")
    cora.heard("DRILL: Not now: something real, call 2, needs people.")
    await cora.texts("close 2 1")
    world.everybody_reads()


async def test_a_drill_wakes_nobody_and_a_mayday_in_it_is_real(world: World) -> None:
    cora, ana, ben, cal, dee = world.phones("cora", "ana", "ben", "cal", "dee")
    world.ignoring("omar", "eve", "fay")
    await sleeps(ben)
    await cora.texts("drill fight next")
    await cora.presses("Do it")
    await cora.texts("page 1 ben")
    ana.heard("DRILL: A: Conflict")
    ben.heard_nothing()
    await ana.presses("5 min")
    marked(cora, ana, cal, dee)

    await ana.texts("MAYDAY")
    ana.heard("Mayday heard.")
    cora.heard("MAYDAY: Ana needs help now.")
    cora.heard("DRILL: Number 1 is over, for a real mayday.")
    cal.heard("DRILL: This exercise is over: something real came in.")
    assert not [each for each in ana.reads() if "something real" in each]
    async with world.program.database.reading() as store:
        assert len(await tasks.open_of_kind(store, TaskKind.PANIC)) == 1
    await cora.texts("drill fight")
    await cora.presses("Do it")
    cora.heard("DRILL: Not now: something real needs people.")
    await cora.texts("safe ana")
    world.everybody_reads()


async def test_whoever_did_not_answer_a_drill_of_who_can_be_reached_is_a_task(world: World) -> None:
    omar, ana, ben, dee, fay = world.phones("omar", "ana", "ben", "dee", "fay")
    world.ignoring("cal", "eve", "cora")
    await sleeps(fay)
    await ben.goes_off()
    await omar.texts("drill reach 10")
    omar.heard("DRILL: Ask everybody in River on every phone", "for 10 min?")
    await omar.texts("1")
    omar.heard("DRILL: Asked: 7.", "Not asked, quiet hours or rest: Fay")
    omar.heard("DRILL: Nobody needs help.", "DRILL 1 = I read it")
    fay.heard_nothing()
    await world.passes(seconds=20)
    await ana.presses("I read this")
    ana.heard("DRILL: Nobody needs help.")
    ana.heard("DRILL: It reached you here. Thank you.")
    for phone in (dee, omar):
        await phone.texts("1")
        phone.heard("DRILL: It reached you here. Thank you.")

    await world.passes(minutes=10)
    report = omar.heard("DRILL: Reached: 3 of 7.").text
    assert "Ana, Telegram, seen after 0 s, answered after 20 s" in report
    assert "Dee, SMS, seen after 0 s, answered after 20 s" in report
    assert "Dee, Telegram, seen after 0 s\n" in report
    assert "Ben, SMS\n" in report
    async with world.program.database.reading() as store:
        lost = await tasks.open_of_kind(store, TaskKind.DRILL_UNREACHED)
    assert {each.person for each in lost} == {"ben", "cal", "eve", "cora"}
    assert {each.owner for each in lost} == {"omar"}
    world.everybody_reads()

    # The answer to it is no yes to a call; something real ends it, and nothing of it begins beside something real.
    await omar.texts("drill reach 10")
    await omar.texts("1")
    rosa = world.stranger("Rosa")
    await dee.texts("off")
    await ben.comes_on()
    world.everybody_reads()
    await rosa.texts("Two men are shouting at her, 5th & Main")
    omar.heard("DRILL: Something real came: asking ended.", "Nobody is a task for it.")
    ben.heard("A: Conflict or threat")
    await ben.texts("1")
    ben.heard("A real call waits for you: A = you are coming. DRILL 1 = you read the drill.")
    assert (await world.page_states())["ben"] == "live"
    await ben.texts("drill 1")
    ben.heard("DRILL: It reached you here")
    await ben.texts("1")
    ben.heard("Wait near Old Town")
    await omar.texts("drill reach")
    await omar.texts("1")
    omar.heard("DRILL: Not now: something real, call 1, needs people.")
    async with world.program.database.reading() as store:
        assert len(await tasks.open_of_kind(store, TaskKind.DRILL_UNREACHED)) == 3  # ben was reached since
    await omar.texts("close 1 1")
    world.everybody_reads()


async def test_whoever_rests_is_not_asked_whether_they_can_be_reached(world: World) -> None:
    omar, ana = world.phones("omar", "ana")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "cora")
    async with world.program.database.writing() as store:
        await strain.heavy(store, PersonId("ana"), world.now)

    await omar.texts("drill reach 10")
    await omar.texts("1")

    omar.heard("Not asked, quiet hours or rest: Ana")
    ana.heard_nothing()
    await world.passes(minutes=11)
    async with world.program.database.reading() as store:
        assert "ana" not in {each.person for each in await tasks.open_of_kind(store, TaskKind.DRILL_UNREACHED)}
    world.everybody_reads()


async def test_whoever_rests_without_a_phone_is_named_as_resting_and_is_no_task(world: World) -> None:
    omar, ben = world.phones("omar", "ben")
    world.ignoring("ana", "cal", "dee", "eve", "fay", "cora")
    async with world.program.database.writing() as store:
        await strain.heavy(store, PersonId("ben"), world.now)
    await ben.texts("STOP")
    world.everybody_reads()

    await omar.texts("drill reach 10")
    await omar.texts("1")
    omar.heard("Not asked, quiet hours or rest: Ben")
    await world.passes(minutes=11)

    over = omar.heard("DRILL: Reached: 0 of 7.").text
    assert "Not asked, quiet hours or rest: Ben" in over
    assert "\nBen" not in over
    async with world.program.database.reading() as store:
        lost = {each.person for each in await tasks.open_of_kind(store, TaskKind.DRILL_UNREACHED)}
    assert "ben" not in lost
    assert "ana" in lost
    world.everybody_reads()


async def test_a_made_up_requester_says_stop_or_writes_in_another_language(world: World) -> None:
    cora, ana, ben, cal = world.phones("cora", "ana", "ben", "cal")
    world.ignoring("omar", "dee", "eve", "fay")
    await cora.texts("drill list")
    listed = cora.heard("followed: Somebody is followed home").text
    assert len(listed.splitlines()) > 15
    await cora.texts("drill followed next")
    await cora.presses("Do it")
    await ana.presses("5 min")
    await ben.texts("A 10")
    await world.passes(seconds=10)
    marked(cora, ana, ben, cal)
    for _ in range(3):
        await cora.texts("drill next")
    ana.heard("DRILL:", "I have to stop texting")
    ana.heard("DRILL:", "went silent: do not text or call")
    cora.heard("DRILL: #1", "silent")
    await ben.texts("Are you all right?")
    await world.passes(minutes=1)
    assert not [each for each in marked(ana, ben, cal) if "I keep it short" in each]
    await cora.texts("drill over")
    assert await left_behind(world) == dict.fromkeys(await left_behind(world), 0)
    marked(cora, ana, ben)

    await cora.texts("drill 3 next")  # an area for which this community has no kind of call
    await cora.presses("Do it")
    ana.heard("DRILL", "Somebody in distress, Old Town")
    await world.passes(seconds=10)
    await cora.texts("drill over")
    assert len(await world.page_states(2)) > 1
    marked(cora, ana, ben)

    await cora.texts("drill arrival next")
    await cora.presses("Do it")
    await ana.presses("5 min")
    await world.passes(seconds=10)
    ana.heard("DRILL:", "Nou chita bò pòt la ak twa sak.")
    await cora.texts("drill over")
    world.everybody_reads()
