"""What a member steps aside from is theirs alone: it is heeded, and nobody ever sees that there is such a thing."""

import json

from domain.matching import NOT_AVAILABLE
from domain.step_aside import Aside, AsideFrom
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"
FLOOD = "The water rises in our street, 5th & Main"


async def test_by_sms_a_member_adds_a_person_a_place_and_a_kind_of_call_and_takes_one_off(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("aside")
    ben.heard("For you alone. Nothing stands here yet.")
    await ben.texts("aside out 1")
    ben.heard("For you alone. Nothing stands here yet.")
    for each in ("aside ana", "aside Los Molinos", "aside conflict or threat"):
        await ben.texts(each)
        assert ben.reads() == ["Kept. me = your card."]
    await ben.texts("aside")
    ben.heard("For you alone. You step aside from:\n1 Ana\n2 Mill Row\n3 Conflict or threat")
    await ben.texts("aside out 2")
    assert ben.reads() == ["Kept. me = your card."]

    assert (await world.person("ben")).aside.kept == (
        Aside(AsideFrom.PERSON, "ana"),
        Aside(AsideFrom.NATURE, "conflict"),
    )


async def test_on_telegram_it_is_a_part_of_the_card_and_a_button_takes_off(world: World) -> None:
    ana = world.phone("ana")
    await ana.texts("me")
    ana.reads()

    await ana.presses("Aside")
    ana.heard("For you alone. Nothing stands here yet.")
    await ana.texts("Ben")
    ana.heard("For you alone. You step aside from:")
    assert ana.labels[0] == "Take off Ben"
    await ana.presses("Take off Ben")
    ana.heard("Nothing stands here yet.")

    assert (await world.person("ana")).aside.kept == ()


async def test_in_spanish_it_is_aparte(world: World) -> None:
    ben = world.phone("ben")
    await ben.texts("español")
    ben.reads()

    await ben.texts("aparte la loma")
    ben.heard("Guardado.")
    await ben.texts("aparte")
    ben.heard("Solo para ti. Te apartas de:", "1 La Loma")
    await ben.texts("aparte fuera 1")
    ben.heard("Guardado.")

    assert (await world.person("ben")).aside.kept == ()


async def test_a_name_that_nobody_has_keeps_nothing(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("aside zoltan")

    ben.heard("Nobody and nothing here goes by zoltan.")
    assert (await world.person("ben")).aside.kept == ()


async def test_of_two_who_never_go_together_the_other_is_asked_only_after_the_first_said_no(world: World) -> None:
    rosa, ana, ben, cal = world.stranger("Rosa"), *world.phones("ana", "ben", "cal")
    world.ignoring("Rosa", "cora", "omar", "ana", "cal")
    await ben.texts("aside ana")
    ben.reads()

    await rosa.texts(BED)
    ben.heard_nothing()
    assert await world.page_states() == {"ana": "live", "cal": "live"}
    assert ("ben", NOT_AVAILABLE) in await world.left_out()

    await ana.presses("Cannot")
    ben.heard("A: Food or a bed")
    await ben.texts("A 12")
    ben.heard("Go.")
    cal.reads()


async def test_a_place_or_a_kind_of_call_is_not_asked_of_who_steps_aside_from_it(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("Rosa", "cora", "omar", "cal", "eve")
    await ana.texts("aside old town")
    await ben.texts("aside welcome")
    world.everybody_reads()

    await rosa.texts(BED)

    ana.heard_nothing()
    ben.heard_nothing()
    assert set(await world.page_states()) == {"cal", "eve"}


async def test_an_address_is_a_place_to_step_aside_from(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("Rosa", "ben", "cora", "omar", "cal")
    await ana.texts("aside 5th & Main")
    ana.heard("You step aside from:")
    assert "Take off 5th & Main" in ana.labels
    await ben.texts("aside 5th and Main, where he lives")
    await ben.texts("aside")
    ben.heard("Nothing stands here yet.")
    ana.reads()
    ben.reads()

    await rosa.texts(BED)

    ana.heard_nothing()
    assert set(await world.page_states()) == {"ben", "cal"}


async def test_a_member_who_needs_help_is_not_sent_whom_they_never_go_with(world: World) -> None:
    ana, ben = world.phones("ana", "ben")
    world.ignoring("ana", "cora", "omar", "cal", "eve")
    await ben.texts("aside ana")
    ben.reads()

    await ana.texts("sos We need food and a bed tonight, 5th & Main")

    ben.heard_nothing()
    assert set(await world.page_states()) == {"cal", "eve"}


async def test_whom_a_coordinator_sends_is_asked_alone_and_may_go_all_the_same(world: World) -> None:
    rosa, ben, omar = world.stranger("Rosa"), world.phone("ben"), world.phone("omar")
    world.ignoring("Rosa", "ana", "cal", "eve", "cora")
    await ben.texts("aside old town")
    ben.reads()
    await rosa.texts(BED)
    omar.reads()

    await omar.texts("assign 1 ben")
    omar.heard(await world.code_of("ben"), "#1")
    omar.reads()
    ben.heard("For you alone: there is something in this call", "1 = go anyway", "0 = no", "Go.")
    await ben.texts("1")

    ben.heard("Go.", "5th & Main")
    assert (await world.assignment("ben")).state == "accepted"


async def test_whoever_answers_that_with_on_my_way_is_set_off(world: World) -> None:
    rosa, ben, omar = world.stranger("Rosa"), world.phone("ben"), world.phone("omar")
    world.ignoring("Rosa", "ana", "cal", "dee", "eve", "fay", "cora", "omar", "ben")
    await ben.texts("aside old town")
    await rosa.texts(BED)
    await omar.texts("assign 1 ben")

    await ben.texts("on my way")

    assert (await world.assignment("ben")).state == "en_route"
    assert not (await world.person("ben")).aside.asked


async def test_whoever_goes_is_asked_alone_when_the_call_becomes_what_they_step_aside_from(world: World) -> None:
    rosa, ben, ana, omar = world.stranger("Rosa"), *world.phones("ben", "ana", "omar")
    world.ignoring("Rosa", "ana", "cal", "dee", "eve", "fay", "cora", "omar")
    for each in (ben, ana):
        await each.texts("aside conflict or threat")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await omar.texts("page 1 ana")
    await ana.presses("10 min")
    for each in (ben, ana):
        each.reads()

    await omar.texts("nature 1 conflict")

    ben.heard("For you alone: there is something in this call", "1 = go anyway", "0 = no", "known as: Conflict")
    ana.heard("For you alone: there is something in this call")
    await ana.presses("Go anyway")
    ana.heard("Go.", "5th & Main")
    await ben.texts("0")
    ben.heard("OK, you are out")


async def test_a_no_to_that_reads_like_any_other_drop_out(world: World) -> None:
    rosa, ben, omar = world.stranger("Rosa"), world.phone("ben"), world.phone("omar")
    world.ignoring("Rosa", "ana", "cal", "dee", "eve", "fay", "cora")
    await ben.texts("aside old town")
    ben.reads()
    await rosa.texts(BED)
    await omar.texts("assign 1 ben")
    world.everybody_reads()

    await ben.texts("0")

    ben.heard("OK, you are out")
    omar.heard(await world.code_of("ben"), "dropped out")
    omar.reads()
    assert "dropped_out: cannot go on" in await world.reasons()


async def test_neither_rows_log_nor_incident_show_tell_that_there_is_such_a_thing(world: World) -> None:
    rosa, ben, omar = world.stranger("Rosa"), world.phone("ben"), world.phone("omar")
    world.ignoring("Rosa", "ana", "cal", "eve", "cora")
    await ben.texts("aside ana")
    await ben.texts("aside")
    ben.reads()
    await rosa.texts(BED)
    await omar.texts("see 1")

    seen = omar.reads()[-1]
    log = json.dumps([await world.reasons(), sorted(await world.left_out())])
    async with world.program.database.reading() as store:
        kinds = set((await store.connection.exec_driver_sql("SELECT kind FROM delivery")).scalars())
    assert not any("aside" in text.lower() for text in (seen, log, *kinds))
