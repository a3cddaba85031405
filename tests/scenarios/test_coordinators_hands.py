"""What a coordinator does with a call that runs: page by name, page all, hold, take, hand over, edit."""

from domain.policy import Paging
from models import communities, incidents
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_coordinator_pages_exactly_whom_they_name(world: World) -> None:
    rosa, omar, fay = world.stranger("Rosa"), world.phone("omar"), world.phone("fay")
    world.ignoring("Rosa", "ana", "ben", "cora")
    await rosa.texts(BED)
    omar.reads()

    await omar.texts("page 1 fay")

    omar.heard("#1: Fay is asked now.")
    fay.heard("A: Food or a bed")
    assert (await world.page_states())["fay"] == "live"
    assert "paged: a coordinator asked them by name" in await world.reasons()
    await omar.texts("page 1 fay")
    omar.heard("#1: Fay is being asked already.")


async def test_whoever_rests_is_woken_only_when_the_coordinator_says_so(world: World) -> None:
    rosa, omar, fay = world.stranger("Rosa"), world.phone("omar"), world.phone("fay")
    world.ignoring("Rosa", "ana", "ben", "cora")
    await fay.texts("off")
    await rosa.texts(BED)
    world.everybody_reads()

    await omar.texts("page 1 fay")
    omar.heard("#1: Fay rests or said off. 1 = wake them.")
    fay.heard_nothing()
    await omar.texts("1")

    omar.heard("#1: Fay is asked now.")
    fay.heard("A: Food or a bed")


async def test_everybody_suited_is_asked_at_once_after_a_yes(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "omar")
    await rosa.texts(BED)
    cora.reads()

    await cora.texts("page 1 all")
    cora.heard("#1: everybody suited is asked at once. Do it?")
    assert len((await world.incident()).live_pages()) == 2
    await cora.presses("Do it")

    cora.heard("#1 asked just now: 4.")
    assert len((await world.incident()).live_pages()) == 6
    assert "everybody_paged: a coordinator asked everybody" in await world.reasons()


async def test_whoever_is_never_beside_another_is_not_asked_with_everybody(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "ana", "ben", "dee", "eve", "fay", "omar")
    await world.phone("ben").texts("aside cal")
    await rosa.texts(BED)
    cora.reads()

    await cora.texts("page 1 all")
    await cora.presses("Do it")

    cora.reads()
    assert "cal" not in await world.page_states()


async def test_on_hold_nobody_new_is_asked_and_whoever_was_asked_may_still_come(world: World) -> None:
    rosa, omar, ana, ben = world.stranger("Rosa"), *world.phones("omar", "ana", "ben")
    world.ignoring("Rosa", "cora", "cal")
    await rosa.texts(BED)
    world.everybody_reads()

    await omar.texts("hold 1 - her sister may take her in")
    omar.heard("#1 is on hold and yours. Nobody new is asked; 2 asked already may still answer.")
    await ben.texts("A 0")
    ben.heard("")
    assert set(await world.page_states()) == {"ana", "ben"}
    assert await world.tasks() == {"held"}
    await omar.texts("go on 1")

    omar.heard("#1 goes on. Asked just now: 1.")
    assert set(await world.page_states()) == {"ana", "ben", "cal"}
    assert await world.tasks() == set()
    ana.heard_nothing()


async def test_a_hold_that_is_forgotten_is_recalled_and_what_waits_there_is_its_holders(world: World) -> None:
    rosa, omar, cora, eve = world.stranger("Rosa"), *world.phones("omar", "cora", "eve")
    world.ignoring("Rosa", "ana", "ben")
    await rosa.texts(BED)
    await rosa.texts("1")
    await omar.texts("hold 1")
    world.everybody_reads()

    await world.passes(minutes=10)
    omar.heard("#1 is still on hold")
    for each in (omar, cora, eve):
        each.heard_nothing()
    await world.passes(minutes=10)

    omar.heard("#1 is still on hold")
    cora.heard("#1 is still on hold")


async def test_a_call_is_handed_to_whoever_says_yes_to_it(world: World) -> None:
    rosa, omar, cora = world.stranger("Rosa"), *world.phones("omar", "cora")
    world.ignoring("Rosa", "ana", "ben")
    await rosa.texts(BED)
    world.everybody_reads()

    await cora.texts("hand 1 omar")
    omar.heard("Cora asks you to take #1", "1 or take 1 = it is yours")
    cora.heard("Omar is asked to take it. It stays with you")
    assert (await world.incident()).owner == "cora"
    await omar.texts("1")

    omar.heard("#1 is yours.")
    cora.heard("#1: Omar has it now.")
    assert (await world.incident()).owner == "omar"


async def test_a_call_that_is_not_taken_stays_where_it_was(world: World) -> None:
    rosa, omar, cora = world.stranger("Rosa"), *world.phones("omar", "cora")
    world.ignoring("Rosa", "ana", "ben")
    await rosa.texts(BED)
    world.everybody_reads()
    await omar.texts("hand 1 cora")
    omar.reads()

    await cora.presses("Not now")

    omar.heard("#1: Cora does not take it.")
    cora.heard("Left as it was.")
    cora.reads()
    assert (await world.incident()).owner == "omar"


async def test_another_team_takes_a_call_under_its_own_plan(world: World) -> None:
    rosa, omar, hal, gus, ana = world.stranger("Rosa"), *world.phones("omar", "hal", "gus", "ana")
    world.ignoring("Rosa", "cora", "ben")
    await rosa.texts(BED)
    world.everybody_reads()

    await omar.texts("hand 1 hill")

    omar.heard("#1 is with Hill now")
    gus.heard("#1 Food or a bed")
    hal.heard("A: Food or a bed")
    ana.heard("")
    call = await world.incident()
    assert (call.team, {page.person for page in call.live_pages()}) == ("hill", {"hal"})


async def test_the_need_follows_the_nature(world: World) -> None:
    rosa, omar, ben = world.stranger("Rosa"), *world.phones("omar", "ben")
    world.ignoring("Rosa", "ana", "cora", "cal", "dee")
    await rosa.texts(BED)
    await ben.texts("A 12")
    world.everybody_reads()

    await omar.texts("nature 1 conflict")

    omar.heard("#1 is now: Conflict or threat. Needs 2, at most 2, 2 together.")
    ben.heard("your call is now known as: Conflict or threat.")
    ben.reads()
    call = await world.incident()
    assert (call.nature, call.need.responders, call.need.together) == ("conflict", 2, 2)
    assert "nature_changed: a coordinator changed it" in await world.reasons()


async def test_a_nature_the_team_is_not_ready_for_is_refused(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora")
    await rosa.texts(BED)
    omar.reads()

    await omar.texts("nature 1 arrest")

    omar.heard("#1 stays as it is: its team is not ready for Arrest.")
    assert (await world.incident()).nature == "welcome"


async def test_the_need_is_changed_by_digits_and_the_cap_never_below_those_going(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora", "cal", "dee", "eve")
    await rosa.texts(BED)
    await omar.texts("assign 1 ana")
    await omar.texts("assign 1 ben")
    omar.reads()

    await omar.texts("need 1 1 cap 1")
    omar.heard("#1: 2 are going or went, so the cap cannot be below 2.")
    await omar.texts("need 1 3 cap 5")

    omar.heard("#1 needs 3, at most 5, 1 together.")
    need = (await world.incident()).need
    assert (need.responders, need.cap) == (3, 5)
    assert (await world.incident()).live_pages()


async def test_a_role_is_named_by_all_its_words_and_one_that_is_unknown_is_answered_with_those_there_are(
    world: World,
) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora", "cal", "dee", "eve", "fay")
    await rosa.texts(BED)
    omar.reads()

    for said, roles in (
        ("need 1 3 de-escalation 1", {"de-escalation": 1}),
        ("need 1 de escalation 2 cap 4", {"de-escalation": 2}),
        ("need 1 cap 5 together 1 De-Escalation 1", {"de-escalation": 1}),
        ("need de-escalation 0", {}),
    ):
        await omar.texts(said)
        omar.heard("#1 needs 3")
        assert dict((await world.incident()).need.roles) == roles
    for said, answer in (
        ("need 1 3 juggler 1", "#1: no role is called that. Roles: "),
        ("need 1 3 de-escalation", "#1: a number is missing, or they do not fit"),
        ("need 1 3 2", "#1: a number is missing, or they do not fit"),
        ("need 1 2 de-escalation 3", "#1: a number is missing, or they do not fit"),
    ):
        await omar.texts(said)
        omar.heard(answer)
    assert (await world.incident()).need.responders == 3


async def test_the_plan_of_this_call_alone_is_edited_and_shown_before_and_after(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora", "cal", "dee", "eve", "fay")
    await rosa.texts(BED)
    omar.reads()

    await omar.texts("plan 1 live 4 expires 5 on fay")

    omar.heard("2 asked at a time; a page lasts 2 min", "Now: 4 asked at a time; a page lasts 5 min", "Fay")
    call = await world.incident()
    assert len(call.live_pages()) == 4
    assert "fay" in call.plan.on_call
    async with world.program.database.reading() as store:
        community = await communities.load(store)
    assert {team.policy.live_pages for team in community.teams.values()} == {2}


async def test_the_way_of_asking_is_said_in_the_plan_and_can_be_taken_back(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora", "cal", "dee", "eve", "fay")
    await rosa.texts(BED)
    omar.reads()

    for said, shown, paging in (
        ("plan 1 live auto", "Now: as many asked as fill it in time; a page", Paging.COMPUTED),
        ("plan 1 live 3", "Now: 3 asked at a time; a page", Paging.CONSTANT),
        ("plan 1 live 2 waves", "Now: 2 asked together, then the next; a page", Paging.WAVES),
        ("plan 1 live 3", "Now: 3 asked together, then the next; a page", Paging.WAVES),
        ("plan 1 live constant", "Now: 3 asked at a time; a page", Paging.CONSTANT),
        ("plan 1 live all", "Now: everybody asked at once; a page", Paging.BROADCAST),
        ("plan 1 expires 5", "everybody asked at once; a page lasts 2 min", Paging.BROADCAST),
    ):
        await omar.texts(said)
        omar.heard(shown)
        assert (await world.incident()).plan.policy.paging is paging
    for said in ("plan 1 live 3 all", "plan 1 live", "plan 1 live 0", "plan 1 live auto waves", "plan 1 live soon"):
        await omar.texts(said)
        omar.heard("Such as: plan 1 live 5 (or auto, all, waves)")


async def test_with_somebody_there_a_call_is_closed_only_after_a_yes(world: World) -> None:
    rosa, omar, ben = world.stranger("Rosa"), *world.phones("omar", "ben")
    world.ignoring("Rosa", "ana", "cora")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await ben.texts("2")
    world.everybody_reads()

    await omar.texts("close 1 1")
    omar.heard(f"#1: still there: {await world.code_of('ben')}. Close all the same?")
    assert (await world.incident()).is_alive()
    await omar.texts("1")

    omar.heard("#1 closed: resolved on scene.")
    ben.heard("closed")


async def test_a_reason_is_kept_of_who_leads_and_of_what_is_asked_of_neighbours_too(world: World) -> None:
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "hal", "gus")
    await world.stranger("Rosa").texts("Our street is flooding, 5th & Main")
    await world.phone("ana").presses("5 min")
    await world.phone("ben").texts("A 12")
    omar = world.phone("omar")
    omar.reads()

    await omar.texts(f"lead 1 {await world.code_of('ben')} - knows the street")
    await omar.texts("aid 1 - all are tired")

    assert (await world.assignment("ben")).lead
    omar.heard("#1: no such neighbor has agreed to help")
    async with world.program.database.reading() as store:
        log = await incidents.events_of(store, (await world.incident()).id)
    (led,) = [each.event for each in log if each.kind == "lead_passed" and each.event.by == "omar"]
    assert led.reason == "knows the street"


async def test_a_reason_is_kept_with_what_was_done_and_read_by_nobody_without_the_key(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    await rosa.texts(BED)

    await omar.texts("hold 1 - her sister may take her in")

    call = await world.incident()
    async with world.program.database.reading() as store:
        log = await incidents.events_of(store, call.id)
    held = next(each.event for each in log if each.kind == "put_on_hold")
    assert (held.by, held.reason) == ("omar", "her sister may take her in")


async def test_those_on_scene_are_watched_by_both_teams_when_their_call_is_handed_on(world: World) -> None:
    rosa, omar, gus, ben = world.stranger("Rosa"), *world.phones("omar", "gus", "ben")
    world.ignoring("Rosa", "ana", "cora", "hal")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await ben.texts("2")
    await omar.texts("hand 1 hill")
    code = await world.code_of("ben")
    world.everybody_reads()

    await ben.texts("not well")
    for each in (gus, omar):
        each.heard(f"#1: {code}")
    await omar.texts("i have it")
    gus.heard("#1: (River) looks after it.")
    world.everybody_reads()

    await ben.texts("done")
    omar.heard(f"#1 for Hill: your {code}: done.")
    world.everybody_reads()
