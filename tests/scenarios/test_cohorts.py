"""The year together: joined, gathered, paired and done by chat; and the team that a graduate begins. Friday 6 March."""

import re
from dataclasses import replace

from domain.cohort import Stands
from models import cohorts
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
    world.everybody_reads()

    await ben.texts("join cohort 1")
    ben.heard("You asked to join cohort 1")
    cora.heard("Ben asks to join cohort 1")
    await cora.presses("Take them in")
    ben.heard("You are in cohort 1", "Sat 14 Mar 14:00")
    cora.heard("Ben is in cohort 1")
    for phone in (ana, dee):
        await phone.texts("Join cohort 1")
    await omar.texts("cohort 1 approve ana dee")
    ana.heard("You are in cohort 1")
    world.everybody_reads()
    await cora.texts("cohort 1 pair ana ben")
    cora.heard("pairs made: 1")
    ben.heard("You and Ana look after each other")
    ana.heard("You and Ben look after each other")
    await cora.texts("cohort 1 pairs")
    cora.heard("nobody is left to pair", "Left over: Dee")
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
    cora.heard("gathering 1 is over. Who came, of 3?", "COHORT 1 ACTION")
    world.everybody_reads()
    await cora.texts("cohort 1 came ana ben")
    cora.heard("gathering 1. Came: Ana, Ben. Not there: Dee.")
    await cora.texts("cohort 1 action: everybody asks one neighbor what they fear")
    cora.heard("Written down for cohort 1")
    ben.heard("until the next time: everybody asks one neighbor what they fear")
    world.everybody_reads()

    await ben.texts("cohort 1 2")
    ben.heard(
        "gathering 2: What fear does to us (healing). Sat 11 Apr 14:00-17:00",
        "Last time we said: everybody asks one neighbor",
        "14:00 Stories and support.",
        "14:40 Healing. Shake it off",
        "Strategy and action.",
    )
    await world.passes(days=6)  # the next Friday: Ana's word comes again, Ben's does not
    assert [each for each in ana.reads() if "A word with Ben" in each]
    assert not [each for each in ben.reads() if "A word with" in each]
    await ana.texts("leave cohort 1")
    ana.heard("The door stays open")
    cora.heard("Ana has left cohort 1")
    await cora.texts("cohort 1")
    cora.heard("Cohort 1, Main Library", "2. Sat 11 Apr", "In it: Ben, Dee")
    await world.passes(days=10)
    assert not [each for each in ana.reads() if "A word with" in each]
    world.everybody_reads()


async def test_a_graduate_begins_a_team_in_an_evening_and_its_protector_is_paged(world: World) -> None:
    cora, gus, ana = world.phones("cora", "gus", "ana")
    zed, rosa = world.stranger("Zed", TELEGRAM), world.stranger("Rosa", SMS)
    world.ignoring("ben", "cal", "dee", "eve", "fay", "hal", "omar")
    await ana.texts("new team")
    ana.heard("Whoever has done a cohort's year may begin a team")
    await cora.texts(NEW)
    await cora.texts("1")
    await ana.texts("join cohort 1")
    async with world.program.database.writing() as store:  # a year later
        known = await cohorts.numbered(store, 1)
        assert known is not None
        done = tuple(replace(each, stands=Stands.GRADUATE) for each in known.fellows)
        await cohorts.keep(store, known, replace(known, fellows=done), (), world.now)
    world.everybody_reads()

    await ana.texts("start a team")
    ana.heard("What is it called?")
    await ana.texts("River")
    ana.heard("a team has that name")
    await ana.texts("North Side")
    ana.heard("Where does it go?", "Old Town")
    await ana.texts("60614")
    ana.heard("1 evenings 18-22")
    await ana.texts("3")
    ana.heard("North Side: 60614, always on call", "All eight areas are off")
    await ana.presses("Do it")
    ana.heard("your coordinators hear of it")
    cora.heard("Ana wants to begin a team: North Side, 60614")
    await cora.presses("Let it begin")
    cora.heard("North Side stands, with Ana")
    ana.heard("North Side stands", "READY FOR 5")
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
