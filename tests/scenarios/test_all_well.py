"""Whoever is on scene is asked whether all is well; silence is never taken for a yes, and never forgotten."""

from domain.tasks import TaskKind
from tests.support.world import SMS, World

THREAT = "Somebody harasses my neighbour at 5th & Main"
BED = "We need food and a bed tonight, 5th & Main"


async def on_scene(world: World, *names: str) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa", *(each for each in ("ana", "ben", "cal", "dee", "eve", "fay") if each not in names))
    await rosa.texts(THREAT if len(names) > 1 else BED)
    for name in names:
        await world.phone(name).texts("A 5")
    for name in names:
        await world.phone(name).texts("2")
    world.everybody_reads()


async def test_two_are_asked_after_half_an_hour_and_each_answers_for_themselves(world: World) -> None:
    await on_scene(world, "ben", "ana")
    ana, ben = world.phones("ana", "ben")
    await world.passes(minutes=29)
    ben.heard_nothing()

    await world.passes(minutes=1)
    ben.heard(f"{await world.code_of('ben')}: all well? 1 = all well, 0 = not")
    ana.heard("all well?")
    await ben.texts("1")
    ben.heard("good, noted")
    await world.passes(minutes=5)

    ben.heard_nothing()
    ana.heard("still no answer from you")
    await ana.presses("All well")
    ana.heard("good, noted")


async def test_one_alone_is_asked_after_a_quarter_of_an_hour(world: World) -> None:
    await on_scene(world, "ben")
    ben = world.phone("ben")

    await world.passes(minutes=15)

    ben.heard("all well?")
    await ben.texts("all well")
    ben.heard("good, noted")


async def test_silence_goes_to_one_coordinator_more_each_time_and_the_earlier_ones_hear_it_again(world: World) -> None:
    await on_scene(world, "ben")
    ben, cora, omar = world.phones("ben", "cora", "omar")
    await world.passes(minutes=15)
    ben.heard("all well?")
    await world.passes(minutes=9)
    ben.heard("still no answer from you")
    cora.heard_nothing()

    await world.passes(minutes=1)
    cora.heard("has not said that all is well, for 25 min")
    omar.heard_nothing()
    await world.passes(minutes=5)
    cora.heard("for 30 min")
    omar.heard("for 30 min", "i have it")
    for each in (cora, omar):
        each.heard("waits, and no coordinator has it")
    assert TaskKind.FIELD_WELFARE in await world.tasks()

    await omar.texts("i have it")
    omar.heard("#1: Omar looks after it.")
    cora.heard("#1: Omar looks after it.")
    await world.passes(minutes=20)
    cora.heard_nothing()
    omar.heard_nothing()


async def test_an_answer_ends_it_and_those_who_heard_of_the_silence_hear_that_too(world: World) -> None:
    await on_scene(world, "ben")
    ben, cora, omar = world.phones("ben", "cora", "omar")
    await world.passes(minutes=25)
    world.everybody_reads()

    await ben.texts("ok")

    ben.heard("good, noted")
    cora.heard("says that all is well")
    omar.heard_nothing()
    assert TaskKind.FIELD_WELFARE not in await world.tasks()
    await world.passes(minutes=14)
    cora.heard_nothing()


async def test_not_well_reaches_every_coordinator_at_once(world: World) -> None:
    await on_scene(world, "ben")
    ben, cora, omar = world.phones("ben", "cora", "omar")
    await world.passes(minutes=15)
    ben.reads()

    await ben.texts("0")

    ben.heard("A coordinator knows now")
    cora.heard("says that all is NOT well")
    omar.heard("says that all is NOT well")
    assert TaskKind.FIELD_WELFARE in await world.tasks()


async def test_danger_and_distress_in_any_words_of_whoever_goes_reach_coordinators_at_once(world: World) -> None:
    """Asked whether all is well, danger in any language says no; of themselves they are heard unasked."""
    await on_scene(world, "ben")
    ben, cora = world.phones("ben", "cora")
    world.ignoring("omar")
    code = await world.code_of("ben")
    await ben.texts("is there a knife in the kitchen?")  # asked nothing, it is a question to whoever called
    cora.heard_nothing()
    await ben.texts("I am not well at all")
    cora.heard(f"#1: {code} says that all is NOT well: I am not well at all.")
    await cora.texts("i have it")
    for said in ("he has a gun", "me quieren matar", "他拿着刀要杀我", "0 he hit me", "not really", "help"):
        await ben.texts("all well")
        await world.passes(minutes=15)
        ben.heard("all well?")
        world.everybody_reads()
        await ben.texts(said)
        words = f": {said}" if " " in said or not said.isascii() else ""
        cora.heard(f"#1: {code} says that all is NOT well{words}.")
        ben.heard("A coordinator knows now")
        await cora.texts("i have it")
    world.everybody_reads()


async def test_the_timer_of_somebody_who_is_done_does_nothing(world: World) -> None:
    await on_scene(world, "ben")
    ben = world.phone("ben")
    world.ignoring("cora", "omar")
    await world.passes(minutes=14)
    await ben.texts("done")
    ben.reads()

    await world.passes(minutes=60)

    ben.heard_nothing()


async def test_a_team_silent_for_ninety_minutes_is_called(world: World) -> None:
    await on_scene(world, "ben")
    cora = world.phone("cora")
    world.ignoring("ben", "omar")
    await world.passes(minutes=25)
    await cora.texts("i have it")
    world.everybody_reads()

    await world.passes(minutes=65)

    cora.heard("#1 Food or a bed, Old Town still waits, and Cora has it")  # what she took an hour ago
    cora.heard(f"#1: no sign from {await world.code_of('ben')} (Ben) on scene for 90 min. Call them.")
    assert TaskKind.CALL_TEAM in await world.tasks()
    await cora.texts("i have it")
    cora.heard("#1: Cora looks after it.")


async def test_a_coordinator_who_is_to_call_a_silent_team_reads_both_names_of_each_in_one_text(world: World) -> None:
    await on_scene(world, "ana", "ben")
    cora, omar = world.phones("cora", "omar")
    world.ignoring("ana", "ben")

    await world.passes(minutes=90)

    codes = [f"{await world.code_of(each)} ({each.title()})" for each in ("ana", "ben")]
    told = f"#1: no sign from {', '.join(codes)} on scene for 90 min. Call them."
    cora.heard(told)
    omar.heard(told)
    world.everybody_reads()


async def test_whoever_set_off_and_is_not_there_long_after_is_asked_and_then_coordinators_hear_it(world: World) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring("Rosa", "ana", "eve", "cal", "omar")
    await rosa.texts(BED)
    await ben.texts("A 10")
    await ben.texts("1")
    world.everybody_reads()

    await world.passes(minutes=25)
    ben.heard("are you there? 2 = there, 1 = still on my way")
    await ben.texts("1")
    ben.heard("on the way")
    await world.passes(minutes=30)
    ben.heard("are you there?")
    cora.heard_nothing()
    await world.passes(minutes=5)
    ben.heard("are you there?")
    cora.heard("is not there yet and does not answer: no word for 35 min")
    await ben.texts("2")

    ben.heard("there")
    cora.heard("says that all is well")
    world.everybody_reads()
    assert TaskKind.FIELD_WELFARE not in await world.tasks()


async def test_whoever_agreed_and_never_writes_again_is_asked_and_then_coordinators_hear_it(world: World) -> None:
    rosa, ana, ben, cora = world.stranger("Rosa"), *world.phones("ana", "ben", "cora")
    world.ignoring("Rosa", "eve", "cal", "dee", "fay", "omar")
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    world.everybody_reads()

    await world.passes(minutes=30)
    ana.heard("are you there")
    ben.heard("are you there? 2 = there, 1 = still on my way")
    world.everybody_reads()
    await world.passes(minutes=10)

    cora.heard(f"{await world.code_of('ben')} is not there yet and does not answer")
    world.everybody_reads()
    assert TaskKind.FIELD_WELFARE in await world.tasks()


async def test_fine_for_a_while_is_said_back_and_kept_by_the_clock_on_any_engine_and_after_a_restart(
    world: World,
) -> None:
    await on_scene(world, "ben", "ana")
    ana, ben = world.phones("ana", "ben")
    world.ignoring("cora", "omar", "ana")

    await ben.texts("I'm fine for 45 min")
    ben.heard("We ask you again in 45 min, Fri 6 Mar 12:45")
    await world.passes(minutes=20)
    await world.restarts()
    await world.passes(minutes=24)
    ben.heard_nothing()
    await world.passes(minutes=1)
    ben.heard("all well?")
    await ben.texts("todo bien 10")
    ben.heard("We ask you again in 10 min, Fri 6 Mar 12:55")
    await ana.texts("ça va pour 300")
    ana.heard("We ask you again in 60 min")  # no longer than the policy leaves anybody alone
    await world.passes(minutes=10)
    ben.heard("all well?")
    await ben.texts("mwen byen pou 45")
    ben.heard("in 45 min")

    await ana.texts("done")
    await world.passes(minutes=15)
    ben.heard("all well?")  # he said so while Ana was beside him
    world.everybody_reads()


async def test_the_watch_goes_to_another_coordinator_once_they_say_yes_and_stays_until_then(world: World) -> None:
    await on_scene(world, "ben")
    ben, cora, omar = world.phones("ben", "cora", "omar")

    await cora.texts("hand over watch Omar")
    omar.heard("Cora asks you to watch over #1", "1 or watch 1")
    cora.heard("#1: Omar is asked to watch. You watch until they say so.")
    await world.passes(minutes=5)
    cora.heard("#1: Omar has not said yes to the watch. It stays with you.")
    await cora.texts("see 1")
    cora.heard("Watched by Cora, Omar is asked")
    await omar.texts("0")
    omar.heard("Left as it was")
    cora.heard("#1: Omar does not watch. It stays with you.")

    await cora.texts("watch 1 Omar")
    cora.heard("Omar is asked")
    omar.heard("asks you to watch")
    await world.restarts()
    await omar.texts("1")
    omar.heard("#1: you watch. You hear first")
    cora.heard("#1: Omar watches now.")
    await cora.texts("board")
    cora.heard("Watched by Omar")

    await world.passes(minutes=20)
    ben.heard("all well?")
    ben.heard("still no answer")
    omar.heard("has not said that all is well")
    cora.heard_nothing()
    await world.passes(minutes=5)
    cora.heard("has not said that all is well")
    world.everybody_reads()


async def test_a_wound_or_an_attack_of_whoever_goes_reaches_coordinators_and_partner_at_once(world: World) -> None:
    await on_scene(world, "ben", "ana")
    ana, ben, cora = world.phones("ana", "ben", "cora")
    world.ignoring("omar", "Rosa")
    code = await world.code_of("ben")

    for said in (
        *("he is hitting me", "im being attacked", "I am bleeding", "I'm hurt", "police is arresting me"),
        *("we need backup now", "help me", "me están golpeando", "je saigne", "y ap bat mwen"),
    ):
        await ben.texts(said)
        cora.heard(f"#1: {code} says that all is NOT well: {said}.")
        ana.heard(f"all is not well with {code}", said)
        ben.heard("A coordinator knows now")
    world.everybody_reads()


async def test_an_attack_on_somebody_else_is_told_only_to_whom_it_was_written_to(world: World) -> None:
    await on_scene(world, "ben", "ana")
    ben, cora, rosa = (*world.phones("ben", "cora"), world.phone("Rosa", SMS))
    world.ignoring("omar", "ana")
    rosa.reads()

    for said in ("hit me up at the door", "did he hurt you?", "is he being arrested?", "were they hurt?"):
        await ben.texts(said)
        rosa.heard(said)

    cora.heard_nothing()
    ben.reads()


async def test_danger_after_not_well_is_heard_each_time_by_coordinators_and_partner(world: World) -> None:
    await on_scene(world, "ben", "ana")
    ana, ben, cora, rosa = (*world.phones("ana", "ben", "cora"), world.phone("Rosa", SMS))
    world.ignoring("omar")
    code = await world.code_of("ben")
    await ben.texts("not ok")
    world.everybody_reads()

    for said in ("he has a gun", "they have surrounded us, he has a gun", "I can't breathe"):
        await ben.texts(said)
        cora.heard(f"#1: {code} says that all is NOT well: {said}.")
        ana.heard(f"all is not well with {code}", said)
        rosa.heard(said)
        ben.reads()


async def test_whoever_goes_and_means_to_die_is_heard_by_coordinators_and_not_by_whoever_they_go_to(
    world: World,
) -> None:
    rosa, ben, cora = world.stranger("Rosa"), *world.phones("ben", "cora")
    world.ignoring("omar", "ana", "cal", "dee", "eve", "fay")
    await rosa.texts(BED)
    await ben.texts("A 5")
    world.everybody_reads()

    await ben.texts("I want to kill myself")

    ben.heard("you are not alone with this", "988")
    ben.heard("A coordinator knows now")
    cora.heard("Ben writes that they are NOT WELL")
    cora.heard("I want to kill myself")
    rosa.heard_nothing()
    await cora.texts("tasks")
    cora.heard("Not well after a call (Ben), Cora")
