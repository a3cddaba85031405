"""The year together: joined, gathered, paired and done by chat; and the team that a graduate begins. Friday 6 March."""

import re

from tests.support.world import SMS, TELEGRAM, World

BED = "We need food and a bed tonight, 60614"
NEW = "new cohort: sat 14 mar 14-17, Main Library, 4 seats"


async def test_a_year_together_is_joined_gathered_and_paired_by_chat(world: World) -> None:
    cora, omar, ana, ben, dee = world.phones("cora", "omar", "ana", "ben", "dee")
    world.ignoring("cal", "eve", "fay", "hal", "gus")
    await cora.texts(NEW)
    cora.heard("Begin this cohort?", "Sat 14 Mar 14:00", "Main Library", "4 seats")
    ben.heard_nothing()
    await cora.presses("Do it")
    cora.heard("Cohort 1 begins; 7 heard of it")
    ben.heard("A year together begins: cohort 1", "Sat 14 Mar 14:00-17:00", "JOIN COHORT 1")
    assert "JOIN COHORT" not in ana.heard("A year together begins: cohort 1").text  # a button says it
    world.everybody_reads()

    await ben.texts("join cohort 1")
    ben.heard("You asked to join cohort 1")
    cora.heard("Ben asks to join cohort 1")
    await cora.texts("tasks")
    cora.heard("Somebody wants to take part (Ben)")
    await cora.presses("Take them in")
    ben.heard("You are in cohort 1", "Sat 14 Mar 14:00")
    cora.heard("Ben is in cohort 1")
    await cora.texts("tasks")
    cora.heard("No task waits")
    await ana.presses("I ask to join")
    await dee.texts("Join the cohort")
    await omar.texts("cohort 1 approve ana dee")
    ana.heard("You are in cohort 1")
    world.everybody_reads()
    await cora.texts("cohort 1 pair ana ben")
    cora.heard("pairs made: 1")
    ben.heard("You and Ana look after each other")
    ana.heard("You and Ben look after each other")
    await cora.texts("cohort 1 pairs")
    cora.heard("nobody is left to pair", "Left over: Dee")
    await cora.texts("1")
    assert "nobody is left" not in cora.heard("Cohort 1", "Sat 14 Mar 14:00").text
    world.everybody_reads()

    await world.passes(days=7, hours=1)  # Friday, the eve of the first gathering
    ben.heard("A word with Ana this week? 1 we talked, 0 no more of these")
    ana.heard("A word with Ben this week?")
    await ana.presses("We talked")
    ana.heard("Thank you for looking after each other")
    await ben.texts("stop reminding me please")
    ben.heard("No more reminders about your pair")
    await world.restarts()
    await world.passes(days=1, hours=4)
    ben.heard("Cohort 1, gathering 1: Why we are here", "COHORT 1 1")
    cora.heard("gathering 1 is over. Who came, of 3?", "COHORT 1 ACTION ben: ...")
    await world.passes(days=1)  # nobody has said, and it is a task
    await cora.texts("tasks")
    cora.heard("Say who came to cohort and gathering (1, 1), Cora, by Tue 17 Mar 09:00")
    world.everybody_reads()
    await omar.texts("cohort 1 came ana ben cal")
    omar.heard("gathering 1. Came: Ana, Ben. Not there: Dee.", "Not in it, so not noted: Cal.")
    await cora.texts("tasks")
    cora.heard("No task waits")
    await cora.texts("cohort 1 action: everybody asks one neighbor what they fear")
    cora.heard("everybody asks one neighbor what they fear. Whose: Cora, by Sat 11 Apr 14:00")
    ben.heard("until the next time: everybody asks one neighbor what they fear (Cora)")
    await omar.texts("cohort 1 action ben: ask the library for the room")
    omar.heard("ask the library for the room. Whose: Ben")
    ana.heard("until the next time: ask the library for the room (Ben)")
    ben.heard("yours until Sat 11 Apr 14:00: ask the library for the room. TASK 4 DONE")
    await ben.texts("my tasks")
    ben.heard("4: ask the library for the room, Ben, by Sat 11 Apr 14:00")
    await ben.texts("task 4 done")
    await omar.texts("cohort 1 action cal: come along")
    omar.heard("who of cohort 1 sees to it?")
    await cora.texts("cohort 1 action: a slip")
    await cora.texts("task 5 undo")
    world.everybody_reads()

    await ana.texts("cohort 1")
    ana.heard("Cohort 1, Main Library", "Your pair: Ben")
    await ben.texts("cohort 1 2")
    ben.heard(
        "gathering 2: What fear does to us (healing). Sat 11 Apr 14:00-17:00",
        "Last time we said: everybody asks one neighbor what they fear (Cora)",
        "Last time we said: ask the library for the room (Ben): done",
        "14:00 Stories and support.",
        "14:40 Healing. Shake it off",
        "Strategy and action.",
    )
    assert not [each for each in ben.reads() if "a slip" in each], "it was taken back"
    await world.passes(days=6)  # the next Friday: Ana's word comes again, Ben's does not
    assert [each for each in ana.reads() if "A word with Ben" in each]
    assert not [each for each in ben.reads() if "A word with" in each]
    await ana.texts("leave cohort")
    ana.heard("The door stays open")
    cora.heard("Ana has left cohort 1")
    await cora.texts("cohort 1")
    cora.heard("Cohort 1, Main Library", "2. Sat 11 Apr", "In it: Ben, Dee")
    await world.passes(days=10)
    assert not [each for each in ana.reads() if "A word with" in each]
    world.everybody_reads()


async def test_a_fellow_says_beforehand_that_they_miss_a_gathering_and_is_not_reminded_of_it(world: World) -> None:
    cora, omar, ana, ben = world.phones("cora", "omar", "ana", "ben")
    world.ignoring("cal", "dee", "eve", "fay")
    await cora.texts(NEW)
    await cora.texts("1")
    for phone in (ana, ben):
        await phone.texts("join cohort 1")
    await omar.texts("cohort 1 approve ana ben")
    await cora.texts("cohort 1 pair ana ben")
    world.everybody_reads()

    await omar.texts("miss gathering 1")
    omar.heard("There is no such gathering ahead for you")
    await ben.texts("Can't come to the gathering")
    ben.heard("you miss gathering 1 of cohort 1, Sat 14 Mar 14:00. COME TO GATHERING 1 if you can after all")
    cora.heard("Ben cannot come to gathering 1 of cohort 1, Sat 14 Mar 14:00.")
    omar.heard_nothing()
    await ana.texts("miss gathering 2")
    ana.heard("you miss gathering 2")
    cora.heard("Ana cannot come to gathering 2")
    await ana.texts("come to gathering 2")
    ana.heard("you come to gathering 2")
    cora.heard("Ana comes to gathering 2 of cohort 1 after all")
    await ana.texts("miss gathering 1")
    await cora.texts("cohort 1 move 1 sat 14 mar 15-18")  # said of another time
    await ben.texts("miss gathering 1")
    await cora.texts("cohort 1")
    cora.heard("In it: Ana, Ben", "Miss a gathering: 1 Ben")
    world.everybody_reads()
    await world.restarts()

    await world.passes(days=8, hours=6)
    assert len([each for each in ana.reads() if "Cohort 1, gathering 1" in each and "MISS GATHERING 1" in each]) == 2
    assert not [each for each in ben.reads() if "Cohort 1, gathering 1" in each]
    cora.heard("gathering 1 is over. Who came, of 2? Said they would miss it: Ben.")
    await ben.texts("miss gathering 1")
    ben.heard("There is no such gathering ahead for you")
    await cora.texts("cohort 1 came all")
    cora.heard("Came: Ana. Not there: Ben.")
    world.everybody_reads()


async def test_a_year_is_moved_called_off_and_taken_up_again_and_everybody_in_it_hears(world: World) -> None:
    cora, omar, ana, ben, dee = world.phones("cora", "omar", "ana", "ben", "dee")
    world.ignoring("cal", "eve", "fay")
    await cora.texts(NEW)
    await cora.texts("1")
    for phone in (ana, ben, dee):
        await phone.texts("join cohort 1")
    await omar.texts("cohort 1 approve ana ben")
    await cora.texts("cohort 1 pair ana ben")
    world.everybody_reads()

    await cora.texts("cohort 1 move sun 22 mar 15-18, Town Hall")
    cora.heard("Change cohort 1?", "Sun 22 Mar 15:00", "Town Hall", "Everybody in it hears it")
    ben.heard_nothing()
    await cora.presses("Do it")
    cora.heard("Cohort 1: next is gathering 1, Sun 22 Mar 15:00-18:00, Town Hall; 3 hear it.")
    for phone in (ana, ben, dee):
        phone.heard("Cohort 1 changes: next is gathering 1, Sun 22 Mar 15:00-18:00, Town Hall")
    await ana.texts("cohort 1")
    ana.heard("Cohort 1, Town Hall", "1. Sun 22 Mar 15:00-18:00", "2. Sun 26 Apr 15:00-18:00")
    await cora.texts("cohort 1 move 13 30 feb")
    cora.heard("which gathering, and to when")
    await omar.texts("cohort 1 move Old Mill")
    omar.heard("Change cohort 1? Old Mill.", "1 = do it")
    await omar.texts("1")
    cora.heard_nothing()
    ben.heard("Sun 22 Mar 15:00-18:00, Old Mill")
    world.everybody_reads()
    await world.passes(days=8, hours=6)  # over the old first date
    assert not [each for phone in (ana, ben, cora) for each in phone.reads() if "gathering 1" in each]

    await cora.texts("cohort 1 off")
    cora.heard("Call off cohort 1")
    ben.heard_nothing()
    await cora.presses("Do it")
    cora.heard("Cohort 1 is called off; 3 hear it. To take it up again: COHORT 1 UNDO")
    ben.heard("Cohort 1 is called off: it does not meet any more.")
    dee.heard("Cohort 1 is called off")
    await cora.texts("tasks")
    cora.heard("No task waits")
    await cora.texts("cohort 1 came all")
    cora.heard("Cohort 1 is called off. To take it up again: COHORT 1 UNDO")
    await omar.texts("cohort 1 approve dee")
    omar.heard("Cohort 1 is called off.")
    await ben.texts("cohorts")
    ben.heard("No cohort runs now")
    await ben.texts("cohort 1")
    ben.heard("Cohort 1 is called off")
    world.everybody_reads()
    await world.restarts()
    await world.passes(days=10)  # over its first gathering
    assert not [each for phone in (ana, ben, cora) for each in phone.reads() if "Cohort 1" in each or "A word" in each]

    await omar.texts("cohort 1 undo")
    omar.heard("Cohort 1 meets again; 3 hear it.")
    ben.heard("Cohort 1 meets again: gathering 2, Sun 26 Apr 15:00-18:00, Old Mill")
    await cora.texts("tasks")
    cora.heard("Somebody wants to take part (Dee)")
    world.everybody_reads()
    await world.passes(days=9)
    assert [each for each in ana.reads() if "A word with Ben" in each]
    world.everybody_reads()


async def test_a_graduate_begins_a_team_in_an_evening_and_its_protector_is_paged(world: World) -> None:
    cora, gus, ana = world.phones("cora", "gus", "ana")
    zed, rosa = world.stranger("Zed", TELEGRAM), world.stranger("Rosa", SMS)
    world.ignoring("ben", "cal", "dee", "eve", "fay", "hal", "omar")
    await ana.texts("new team")
    ana.heard("Whoever has done a cohort's year may begin a team")
    await cora.texts("new cohort: fri 6 mar 14-15, Main Library, 4 seats")
    await cora.texts("1")
    await ana.texts("join cohort 1")
    await cora.presses("Take them in")
    for number in range(2, 13):  # the year in two days
        day, hour = (6, 13 + number) if number < 10 else (7, 4 + number)
        await cora.texts(f"cohort 1 move {number} {day} mar {hour}:00-{hour + 1}:00")
    await cora.texts("cohort 1")
    cora.heard("12. Sat 7 Mar 16:00-17:00: What we begin now", "In it: Ana")
    await world.passes(days=1, hours=5)
    world.everybody_reads()
    for number in range(1, 13):
        await cora.texts(f"cohort 1 {'missed' if number in (2, 5) else 'came'} {number} ana")
    cora.heard("these came often enough: Ana", "COHORT 1 GRADUATE ALL")
    await cora.texts("tasks")
    cora.heard("Tasks: 1", "Say who has done the year in a cohort (1), Cora")
    await cora.texts("cohort 1 graduate all")
    cora.heard("Cohort 1: graduated: Ana")
    ana.heard("You have done the year, cohort 1", "NEW TEAM")
    await cora.texts("tasks")
    cora.heard("No task waits")
    world.everybody_reads()

    await ana.texts("start a team")
    ana.heard("What is it called?")
    await ana.texts("River")
    ana.heard("a team has that name")
    await ana.texts("North Side")
    ana.heard("Where does it go?", "Old Town")
    await ana.texts("60614")
    ana.heard("1 evenings 18-22")
    await ana.texts("always")
    ana.heard("North Side: 60614, always on call", "All eight areas are off")
    await ana.presses("Do it")
    ana.heard("your coordinators hear of it")
    cora.heard("Ana wants to begin a team: North Side, 60614")
    await cora.presses("Let it begin")
    cora.heard("North Side stands, with Ana")
    ana.heard("North Side stands", "READY FOR 5")
    await ana.texts("ready for 5")
    ana.heard("Your team stands. You coordinate it once a second coordinator has said yes to you")
    gus.heard("Ana wants to begin a team")
    gus.heard("Ana (North Side) has an account and waits for a yes")
    await gus.presses("Let it begin", on="North Side")
    gus.heard("North Side: that is decided already")
    await gus.presses("Yes, I know them", on="Ana (North Side)")
    ana.heard("You are in")
    assert "north-side" in {each.team for each in (await world.person("ana")).memberships if each.standing == "vetted"}
    world.everybody_reads()

    for text in ("add member", "zed", "Zed", "1", "1"):
        await ana.texts(text)
    code = re.search(r"text (\w+) to our number", ana.heard("to our number").text)
    assert code is not None
    await zed.texts(code[1])
    await ana.presses("Yes, I know them", on="Zed (North Side)")
    await cora.texts("approve zed")
    zed.heard("You are in")
    world.everybody_reads()
    await rosa.texts(BED)
    assert not [each for each in zed.reads() if "Food or a bed" in each], "not ready for it yet"
    world.everybody_reads()
    await rosa.texts("3")
    await ana.texts("ready for 5")
    ana.heard("North Side answers calls of this kind from now on: Food, a bed, a welcome")
    await ana.presses("Do it")
    ana.heard("North Side is ready: Food, a bed, a welcome")
    await world.stranger("Kim", SMS).texts(BED)

    zed.heard("Food or a bed, North Side")
    world.everybody_reads()


async def test_a_pair_hears_one_gentle_word_a_week_and_whoever_wants_no_more_of_them_hears_none(world: World) -> None:
    cora, ana, ben = world.phones("cora", "ana", "ben")
    world.ignoring("cal", "dee", "eve", "fay", "hal", "gus", "omar", "cora")
    await cora.texts(NEW)
    await cora.presses("Do it")
    for phone in (ana, ben):
        await phone.texts("join cohort 1")
    await cora.texts("cohort 1 approve ana ben")
    await cora.texts("cohort 1 pair ana ben")
    world.everybody_reads()

    await world.passes(days=7, hours=1)
    ana.heard("A word with Ben this week?")  # she says nothing to it, and that is all right
    ben.heard("A word with Ana this week? 1 we talked, 0 no more of these")
    await ben.texts("0")
    ben.heard("No more reminders about your pair")
    await world.passes(days=6)
    assert not [each for each in (*ana.reads(), *ben.reads()) if "A word with" in each]
    await world.passes(days=1, hours=2)

    assert len([each for each in ana.reads() if "A word with Ben this week?" in each]) == 1
    assert not [each for each in ben.reads() if "A word with" in each]
    world.everybody_reads()
