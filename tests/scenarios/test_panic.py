"""Mayday: a word, a button, or a code word that looks like nothing. It reaches everybody at once."""

from datetime import timedelta

from domain.tasks import TaskKind
from models import tasks
from tests.support.world import SMS, World

THREAT = "Someone is threatening my neighbour at 5th & Main"


async def two_going(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("Rosa", "cal", "dee", "fay")
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    world.everybody_reads()


async def alarms(world: World) -> list[tuple[str | None, str | None]]:
    """(who called, who has it) of every alarm that has not ended."""
    async with world.program.database.reading() as store:
        return [(each.person, each.owner) for each in await tasks.open_of_kind(store, TaskKind.PANIC)]


async def test_mayday_reaches_who_goes_by_code_name_and_coordinators_by_roster_name(world: World) -> None:
    await two_going(world)
    ana, ben, cora, omar = world.phones("ana", "ben", "cora", "omar")
    code = await world.code_of("ben")

    await ben.texts("mayday they have a gun")

    told = ana.heard(f"MAYDAY from {code}, Old Town", "5th & Main", "they have a gun").text
    assert "Ben" not in told
    for each in (cora, omar):
        each.heard("MAYDAY: Ben", f"{code} #1", "5th & Main", "they have a gun")
    ben.heard("Mayday heard. So many are told now: 3.", "911")
    assert await alarms(world) == [("ben", None)]


async def test_the_button_needs_no_second_press_and_stands_on_every_message_of_who_goes(world: World) -> None:
    await two_going(world)
    ana, cora = world.phones("ana", "cora")
    world.ignoring("ben", "omar")
    await world.phone("Rosa", SMS).texts("they are behind the truck now")
    ana.reads()
    cora.reads()

    await ana.presses("MAYDAY: help now", on="behind the truck")

    cora.heard("MAYDAY: Ana")
    ana.heard("Mayday heard")


async def test_it_needs_no_call_and_reaches_coordinators_and_whoever_is_on(world: World) -> None:
    fay, ana, cora, omar = world.phones("fay", "ana", "cora", "omar")
    world.ignoring("ben", "cal", "dee", "eve")

    await fay.texts("Mayday!")

    cora.heard("MAYDAY: Fay needs help now.")
    omar.heard("MAYDAY: Fay needs help now.", "i have it")
    ana.heard("MAYDAY from Fay")
    fay.heard("Mayday heard")
    world.phone("hal").heard_nothing()


async def test_by_every_contact_point_and_at_any_hour(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "dee", "fay", "cora", "omar")
    dee = world.phone("dee", SMS)
    eve, eve_by_sms = world.phone("eve"), world.phone("eve", SMS)
    await eve.texts("me")
    eve.reads()
    await world.passes(hours=9)
    world.everybody_reads()

    await world.phone("fay").texts("mayday")

    eve.heard("MAYDAY from Fay")
    eve_by_sms.heard("MAYDAY from Fay")
    dee.heard("MAYDAY from Fay")


async def test_nothing_limits_how_often_it_is_heard(world: World) -> None:
    fay, cora = world.phones("fay", "cora")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "omar")

    for _ in range(15):
        await fay.texts("mayday")

    assert len([each for each in cora.reads() if each.startswith("MAYDAY: Fay")]) == 15
    assert len(fay.reads()) == 15


async def test_a_code_word_looks_like_nothing_and_calls_everybody(world: World) -> None:
    fay, cora = world.phones("fay", "cora")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "omar")
    await fay.texts("code word blue kettle")
    assert "kettle" not in fay.heard("Set.").text

    await fay.texts("Blue kettle?")
    assert fay.reads() == ["ok"]
    cora.heard("MAYDAY by code word: Fay", "do not write or call")

    await cora.presses("I have it")
    cora.heard("Cora has the mayday of Fay")
    fay.heard_nothing()
    await fay.texts("safe")
    assert fay.reads() == ["ok"]
    cora.heard("Fay says: safe, or a mistake. It may be said for them: hear their voice first.")
    assert await alarms(world) == [("fay", "cora")]
    await cora.presses("They are safe")
    cora.heard("Fay is safe: Cora made sure")
    fay.heard_nothing()
    assert await alarms(world) == []


async def test_inside_a_sentence_a_code_word_is_a_word_like_any_other(world: World) -> None:
    fay = world.phone("fay")
    await fay.texts("code word blue kettle")
    fay.reads()

    await fay.texts("is the blue kettle still there")

    assert "ok" not in fay.reads()
    assert await alarms(world) == []


async def test_a_code_word_that_is_an_answer_or_a_command_is_refused(world: World) -> None:
    fay = world.phone("fay")

    for each in ("code word", "code word ok", "code word list", "code word 5", "code word a b"):
        await fay.texts(each)
        fay.heard("A code word calls for help unnoticed")


async def test_until_a_coordinator_has_it_all_of_them_hear_it_again(world: World) -> None:
    fay, cora, omar = world.phones("fay", "cora", "omar")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay")
    await fay.texts("mayday")
    world.everybody_reads()

    await world.passes(minutes=2)
    cora.heard("MAYDAY: Fay")
    omar.heard("MAYDAY: Fay")
    await omar.texts("i have it")
    cora.heard("Omar has the mayday of Fay")
    omar.heard("Omar has the mayday of Fay")
    await world.passes(minutes=30)

    cora.heard_nothing()
    omar.heard_nothing()


async def test_while_nobody_takes_it_the_communitys_coordinators_and_then_every_member_hear_it(world: World) -> None:
    fay, gus, hal = world.phones("fay", "gus", "hal")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar")
    await fay.texts("mayday")
    await world.passes(minutes=2)
    gus.heard_nothing()

    await world.passes(minutes=2)
    gus.heard("MAYDAY: (River)")
    hal.heard_nothing()
    await world.passes(minutes=2)

    hal.heard("MAYDAY from (River)")
    await gus.texts("i have it")
    world.everybody_reads()
    assert await alarms(world) == [("fay", "gus")]
    await world.phone("cora").texts("safe fay")
    hal.heard("(River)", "is safe")
    gus.heard("(River)", "is safe")


async def test_where_no_coordinator_can_be_reached_others_hear_it_at_once(world: World) -> None:
    rosa, ben, ana = world.stranger("Rosa"), *world.phones("ben", "ana")
    world.ignoring("Rosa", "cal", "dee", "eve", "fay", "gus", "hal", "ben")
    await world.phone("cora").blocks_us()
    await world.phone("omar").texts("STOP")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await ben.texts("A 12")
    world.everybody_reads()

    await ben.texts("mayday")

    ana.heard("MAYDAY from Ben")
    world.everybody_reads()


async def test_a_mistake_can_be_taken_back_and_coordinators_still_make_sure(world: World) -> None:
    await two_going(world)
    ana, ben, cora = world.phones("ana", "ben", "cora")
    world.ignoring("omar")
    await ana.presses("MAYDAY: help now")
    world.everybody_reads()

    await ana.presses("I am safe / a mistake")
    ana.heard("A coordinator calls to make sure")
    cora.heard("Ana says: safe, or a mistake")
    assert await alarms(world) == [("ana", None)]
    await cora.texts("safe ana")

    cora.heard("Ana is safe: Cora made sure")
    ana.heard("Ana is safe")
    ben.heard(f"{await world.code_of('ana')} is safe")
    assert await alarms(world) == []


async def test_it_stands_in_the_log_of_the_call_with_who_and_why(world: World) -> None:
    await two_going(world)
    world.ignoring("ana", "ben", "cora", "omar")

    await world.phone("ben").texts("mayday")
    await world.phone("cora").texts("i have it")

    reasons = await world.reasons()
    assert "panic_raised: mayday" in reasons
    assert "panic_taken: a coordinator has it" in reasons


async def test_closing_the_call_does_not_end_it(world: World) -> None:
    await two_going(world)
    world.ignoring("ana", "ben", "cora", "omar")
    await world.phone("ben").texts("mayday")

    await world.phone("cora").texts("close 1 1")

    assert await alarms(world) == [("ben", None)]
    assert world.now - (await world.incident()).opened_at < timedelta(hours=1)


async def test_words_that_wait_for_a_provider_go_with_the_newest_copy(world: World) -> None:
    cal, omar = world.phones("cal", "omar")
    world.ignoring("ana", "ben", "dee", "eve", "fay", "cora", "gus", "hal")
    world.air.down.add(SMS)
    await cal.texts("mayday he has a knife")
    await world.passes(minutes=12)

    world.air.down.discard(SMS)
    await world.passes(minutes=1)

    alarms = [each for each in omar.reads() if each.startswith("MAYDAY")]
    assert len(alarms) == 1
    assert "he has a knife" in alarms[0]
    world.everybody_reads()


async def test_anywhere_in_a_text_of_who_goes_it_reaches_everybody_and_not_the_person_who_needs_help(
    world: World,
) -> None:
    await two_going(world)
    ana, ben, cora, rosa = (*world.phones("ana", "ben", "cora"), world.phone("Rosa", SMS))
    world.ignoring("omar")
    rosa.reads()

    for said in (
        *(
            "help me mayday mayday",
            "help mayday",
            "I said mayday",
            "#1: mayday",
            "team mayday",
            "A: mayday he has a gun",
        ),
        *("maydya", "may day", "may day he has a gun", "sos", "SOS he has a gun", "¡auxilio!", "au secours", "anmwe"),
    ):
        await ben.texts(said)
        ana.heard("MAYDAY from")
        cora.heard("MAYDAY: Ben")
        ben.heard("Mayday heard")
        rosa.heard_nothing()


async def test_what_was_written_to_the_person_who_needs_help_beside_it_still_goes_to_them(world: World) -> None:
    await two_going(world)
    ben, cora, rosa = (*world.phones("ben", "cora"), world.phone("Rosa", SMS))
    world.ignoring("ana", "omar")
    rosa.reads()

    await ben.texts("leave by the back door, mayday")

    cora.heard("MAYDAY: Ben", "leave by the back door")
    rosa.heard("leave by the back door")
    ben.heard("Mayday heard")
    ben.reads()


async def test_words_that_only_look_like_it_alarm_nobody(world: World) -> None:
    await two_going(world)
    ben = world.phone("ben")
    world.ignoring("ana", "cora", "omar", "Rosa")

    for said in (
        "is the May Day march today?",
        "payday is on Friday",
        "Mayda, are you there?",
        "¿sos la vecina?",
        "midday",
    ):
        await ben.texts(said)

    ben.reads()
    assert await alarms(world) == []
