"""A member's own place in the team: leaving, being erased, still in, their phones; and going beside others at first."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.commands import Revoke
from domain.ids import PersonId, RotaId, TeamId
from domain.people import Channel, Membership, Role, Standing
from domain.rota_change import Frame, RotaChange
from domain.standing import OPERATOR
from domain.still_in import asked_at
from domain.tasks import TaskKind
from domain.zone import zone
from models import communities, people, rotas, tasks
from tests.support.standing import stands
from tests.support.world import COMMUNITY, SMS, TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"
FLOOD = "Our cellar is flooded, 5th & Main"


@pytest.fixture
async def careful_world(migrated_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The same community, whose newly approved members go to two calls beside somebody else first."""
    file = tmp_path / "careful.yaml"
    text = COMMUNITY.read_text(encoding="utf-8")
    file.write_text(text.replace("policy: {live_pages: 2}", "policy: {live_pages: 2, probation: 2}"), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file) as opened:
        yield opened


async def test_leaving_is_asked_twice_and_ends_what_they_are_asked(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), world.phone("ana"), world.phone("cora")
    world.ignoring("Rosa", "ben", "cal", "omar")
    await rosa.texts(BED)
    world.everybody_reads()

    await ana.texts("leave")
    ana.heard("Leaving ends your place in every team")
    assert await world.standing("ana") == "vetted"
    await ana.presses("Leave for good")

    ana.heard("You have left. Thank you.")
    ana.reads()
    cora.heard("Ana is no longer a member. What they were asked or on has ended.")
    assert await world.standing("ana") == "left"
    assert (await world.page_states())["ana"] == "withdrawn"
    assert (await world.page_states())["cal"] == "live"


async def test_the_words_that_confirm_do_nothing_unless_the_question_stands(world: World) -> None:
    ben = world.phone("ben")

    await ben.texts("leave for good")
    ben.heard("leave for good = I am sure")
    assert await world.standing("ben") == "vetted"
    await world.passes(minutes=16)
    await ben.texts("leave for good")
    ben.heard("leave for good = I am sure")

    assert await world.standing("ben") == "vetted"


async def test_the_last_coordinator_is_warned(world: World) -> None:
    gus = world.phone("gus")

    await gus.texts("leave")

    gus.heard("Leaving ends your place", "You are the last coordinator of Hill")
    assert await world.standing("gus") == "vetted"


async def test_whoever_is_erased_leaves_ids_alone_and_is_a_stranger_afterwards(world: World) -> None:
    ben, cora = world.phone("ben"), world.phone("cora")
    world.ignoring("omar")

    await ben.texts("erase me")
    ben.heard("Your name, numbers and accounts become unreadable for ever.")
    await ben.texts("erase me for good")
    ben.heard("In a few minutes nobody can read your name")
    cora.heard("Ben is no longer a member.")
    await world.passes(minutes=3)

    async with world.program.database.reading() as store:
        found = await people.load(store, PersonId("ben"))
        assert await people.recognise(store, Channel.SIM_SMS, ben.address) is None
    assert found is not None
    assert found.erased
    assert (found.roster_name, found.contact_points, found.skills) == ("ben", (), frozenset())
    await ben.texts("hello")
    ben.heard("Got your text.")
    await world.restarts()
    async with world.program.database.reading() as store:
        assert PersonId("ben") in {each.id for each in await people.everybody(store)}


async def stands_as(world: World, standing: Standing) -> None:
    """Ben, who is not vetted now, and has a phone we know."""
    who, river = PersonId("ben"), TeamId("river")
    async with world.program.database.writing() as store:
        if standing in (Standing.SUSPENDED, Standing.LEFT):
            return await stands(store, who, river, standing, world.now)
        await stands(store, who, river, Standing.LEFT, world.now)
        await people.joined(store, who, river, world.now)
        if standing is Standing.BOUND:
            await stands(store, who, river, standing, world.now)
    return None


NOT_VETTED = (Standing.INVITED, Standing.BOUND, Standing.SUSPENDED, Standing.LEFT)


@pytest.mark.parametrize("standing", NOT_VETTED)
async def test_whoever_is_not_vetted_leaves_as_members_do_and_calls_nobody(world: World, standing: Standing) -> None:
    ben = world.phone("ben")
    world.ignoring("cora", "omar")
    await stands_as(world, standing)

    await ben.texts("leave")
    if standing is not Standing.LEFT:
        ben.heard("Leaving ends your place in every team")
        await ben.texts("leave for good")

    ben.heard("You have left. Thank you.")
    assert await world.standing("ben") == "left"
    assert await world.count_incidents() == 0


@pytest.mark.parametrize("standing", NOT_VETTED)
async def test_whoever_is_not_vetted_is_erased_as_members_are_and_calls_nobody(
    world: World, standing: Standing
) -> None:
    ben = world.phone("ben")
    world.ignoring("cora", "omar")
    await stands_as(world, standing)

    await ben.texts("erase me")
    ben.heard("Your name, numbers and accounts become unreadable for ever.")
    await ben.texts("erase me for good")
    ben.heard("In a few minutes nobody can read your name")
    await world.passes(minutes=3)

    assert (await world.person("ben")).erased
    assert await world.count_incidents() == 0


async def test_the_buttons_of_leaving_are_theirs_too_who_are_not_vetted(world: World) -> None:
    cal = world.phone("cal", TELEGRAM)
    world.ignoring("cora", "omar")
    async with world.program.database.writing() as store:
        await stands(store, PersonId("cal"), TeamId("river"), Standing.SUSPENDED, world.now)

    await cal.texts("leave")
    cal.heard("Leaving ends your place in every team")
    await cal.presses("Leave for good")

    cal.heard("You have left. Thank you.")
    assert await world.standing("cal") == "left"


async def test_their_own_call_comes_first_who_are_not_vetted_and_whoever_is_a_stranger_cannot_leave(
    world: World,
) -> None:
    ben, rosa = world.phone("ben"), world.stranger("Rosa")
    world.ignoring("ana", "cal", "dee", "fay", "eve", "cora", "omar")
    await stands_as(world, Standing.SUSPENDED)
    await ben.texts(BED)
    ben.reads()

    await ben.texts("leave")
    await rosa.texts("leave")

    assert not any("Leaving" in each for each in (*ben.reads(), *rosa.reads()))
    assert (await world.incident()).words[-1] == "leave"
    assert await world.standing("ben") == "suspended"


async def test_a_phone_of_before_does_not_come_back_with_somebody_who_had_left(world: World) -> None:
    old, new, rosa = world.phone("ben"), world.stranger("Ben's new phone"), world.stranger("Rosa")
    world.ignoring("Rosa", "ana", "cal", "dee", "eve", "fay", "cora", "omar")
    async with world.program.database.writing() as store:
        await world.program.turn.obey(
            store, Revoke(person=PersonId("ben"), team=TeamId("river"), by=OPERATOR), world.now
        )
    await new.texts(await invited_by_cora(world, "ben"))
    await world.approves("cora", "ben")
    await world.approves("omar", "ben")
    old.reads()
    new.reads()

    await rosa.texts(BED)

    assert [each.address for each in await world.contact_points("ben")] == [new.address]
    new.heard("A: Food or a bed")
    old.heard_nothing()
    await old.texts("phones")
    old.heard("Got your text.")


async def test_whoever_asks_for_a_yes_says_how_many_accounts_there_are(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar", "ben", "Ben's new phone")

    await world.stranger("Ben's new phone").texts(await world.invites("ben"))

    cora.heard("Ben (River) has an account and waits for a yes. Id: ben. Accounts by now: 2.")


async def test_a_member_joins_a_second_team_by_sms(world: World) -> None:
    ben, gus = world.phone("ben"), world.phone("gus")
    world.ignoring("cora", "omar")
    found = await world.person("ben")
    second = Membership(
        person=found.id, team=TeamId("hill"), roles=frozenset({Role.PROTECTOR}), standing=Standing.INVITED
    )
    async with world.program.database.writing() as store:
        wanted = [replace(found, memberships=(*found.memberships, second))]
        await communities.apply(store, await communities.load(store), wanted, prune=False, now=world.now)
    await gus.texts("invite ben")
    code = gus.heard("By SMS: text").text.partition("text ")[2].split()[0]

    await ben.texts(code.lower())

    ben.heard("Two coordinators say yes")
    gus.heard("Ben (Hill)", "waits for a yes")
    assert {each.team: each.standing for each in (await world.person("ben")).memberships} == {
        "river": Standing.VETTED,
        "hill": Standing.BOUND,
    }


async def test_what_looks_like_a_code_is_an_answer_while_one_is_waited_for(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "dee", "fay", "eve", "cora", "omar")
    await rosa.texts(BED)
    ben.reads()

    await ben.texts("K7Q2M2")

    assert not any("That code does not work" in each for each in ben.reads())


async def test_a_code_to_open_an_account_goes_by_no_other_phone_when_telegram_refuses_it(world: World) -> None:
    telegram, sms = world.phone("eve", TELEGRAM), world.phone("eve", SMS)
    with_code = "from your other phone within an hour"

    async with world.stopped():
        await telegram.texts("add phone")
        await telegram.blocks_us()

    assert not any(with_code in each for each in sms.reads())


async def test_im_out_is_a_no_to_a_page_and_leaves_no_team(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "dee", "fay", "eve", "cora", "omar")
    await rosa.texts(BED)
    ben.reads()

    await ben.texts("I'm out")

    ben.heard("OK. Thank you for saying so.")
    assert (await world.page_states())["ben"] == "declined"


async def test_whoever_is_still_there_is_not_thanked_for_being_still_in(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "dee", "fay", "eve", "cora", "omar")
    await rosa.texts(BED)
    await ben.texts("A 5")
    ben.reads()

    await ben.texts("still here")
    await ben.texts("sigo")

    assert not any("Good to have you with us" in each for each in ben.reads())


async def test_whoever_came_back_before_they_were_erased_is_erased_when_they_ask_again(world: World) -> None:
    ben = world.phone("ben")
    world.ignoring("ben", "cora", "omar")
    await ben.texts("erase me")
    await ben.texts("erase me for good")
    code = await invited_by_cora(world, "ben")
    await ben.texts(code)
    await world.passes(minutes=3)
    assert await world.standing("ben") == "bound"
    await world.approves("cora", "ben")
    await world.approves("omar", "ben")

    await ben.texts("erase me")
    await ben.texts("erase me for good")
    await world.passes(minutes=3)

    assert (await world.person("ben")).erased


async def test_nobody_erased_is_invited_and_the_coordinator_is_told_why(world: World) -> None:
    ben, cora = world.phone("ben"), world.phone("cora")
    world.ignoring("ben", "omar")
    await ben.texts("erase me")
    await ben.texts("erase me for good")
    await world.passes(minutes=3)
    cora.reads()

    await cora.texts("invite ben")

    cora.heard("ben was erased, for ever. To have them back, add them under a new id")
    assert await world.standing("ben") == "left"


async def test_whoever_needs_people_now_is_erased_once_that_is_over(world: World) -> None:
    ben = world.phone("ben")
    world.ignoring("ana", "cal", "dee", "fay", "eve", "cora", "omar")
    await ben.texts("sos two men at the door, 5th and Main")
    ben.reads()

    await ben.texts("erase me")
    await ben.texts("erase me for good")

    ben.heard("Your own call is still open.")
    assert await world.standing("ben") == "vetted"
    ben.reads()


async def test_once_a_month_they_are_asked_and_a_yes_is_the_end_of_it(world: World) -> None:
    await plan_month(world)
    fay = world.phone("fay")
    world.ignoring(*(each for each in EVERYBODY if each != "fay"))
    while not (asked := [each for each in fay.unread if "Once a month we ask" in each.text]):
        await world.passes(days=1)
    await world.passes(days=5)

    assert [each.at for each in asked] == [asked_at(PersonId("fay"), asked[0].at, "America/Chicago")]
    assert asked[0].at.astimezone(ZONE).hour == 11
    await fay.presses("Still in")
    fay.heard("Once a month")
    fay.heard("Good to have you with us.")
    await world.passes(days=8)
    assert "fay" not in await silent(world)


async def test_what_forgets_old_counts_forgets_who_changed_rotas_a_year_ago(world: World) -> None:
    world.ignoring(*EVERYBODY)
    change = RotaChange(rota=RotaId("river/late"), makes=Frame(time_zone="America/Chicago"))
    async with world.program.database.writing() as store:
        for id_, ago in (("rch_old", 366), ("rch_new", 364)):
            at = world.now - timedelta(days=ago)
            made = change if id_ == "rch_old" else change.inverse()
            await rotas.keep(store, made, id=id_, kind="rotation", by="cora", now=at)

    await plan_month(world)

    async with world.program.database.reading() as store:
        assert await rotas.recorded(store, "rch_old") is None
        assert await rotas.recorded(store, "rch_new") is not None


async def test_silence_becomes_a_coordinators_task_and_nothing_else(world: World) -> None:
    world.ignoring(*EVERYBODY)
    await plan_month(world)
    await world.passes(days=62)

    assert "fay" in await silent(world)
    assert await world.standing("fay") == "vetted"


async def test_a_second_phone_is_bound_by_its_own_code_and_put_first_and_taken_out(world: World) -> None:
    ana, second = world.phone("ana"), world.stranger("Ana's other phone", TELEGRAM)
    world.ignoring("omar", "cora")

    await ana.texts("add phone")
    code = ana.heard("from your other phone within an hour").text.split()[1]
    await second.texts(f"/start {code}")
    second.heard("Two coordinators say yes before you are paged")
    ana.heard("A further phone was added under your name.")
    assert await world.standing("ana") == "suspended"
    await world.approves("cora", "ana")
    await world.approves("omar", "ana")
    ana.heard("You are in.")

    await ana.texts("phones")
    ana.heard("1 Telegram, 6 Mar 2026 (this one)", "2 Telegram, 6 Mar 2026")
    await ana.texts("phone first 2")
    ana.heard("That one is asked first")
    assert [each.address for each in await world.contact_points("ana")] == [second.address, ana.address]
    await second.texts("phone out 1")
    second.heard("You are writing from that one.")
    await second.texts("phone out 2")
    second.heard("That one is yours no more.")
    assert [each.address for each in await world.contact_points("ana")] == [second.address]
    await ana.texts("on")
    ana.heard("Got your text.")


async def test_on_probation_they_go_beside_others_until_they_are_vetted_by_themselves(careful_world: World) -> None:
    world = careful_world
    ana, cal, cora = world.phone("ana"), world.phone("cal"), world.phone("cora")
    world.ignoring("ben", "dee", "eve", "fay", "omar", "Ana's other phone")
    await world.stranger("Ana's other phone", TELEGRAM).texts(f"/start {await world.invites('ana')}")
    await world.approves("cora", "ana")
    await world.approves("omar", "ana")
    ana.heard("On your first 2 calls you go only beside somebody else.")
    assert await world.standing("ana") == "probation"

    for n in (1, 2):
        caller = world.stranger(f"caller {n}")
        world.ignoring(caller.name)
        await caller.texts(FLOOD)
        await cora.texts(f"assign {n} ana")
        assert (await world.assignment("ana", n)).state.value == "holding"
        await cora.texts(f"assign {n} cal")
        assert (await world.assignment("ana", n)).state.value == "accepted"
        world.everybody_reads()
        await ana.texts("done")
        await cal.texts("done")
        assert await world.standing("ana") == ("probation" if n == 1 else "vetted")
        if n == 2:
            ana.heard("From now on you go like anybody in the team.")
            cora.heard("Ana has been to enough calls beside others")
        await cora.texts(f"close {n} 1")
        world.everybody_reads()


async def invited_by_cora(world: World, person: str) -> str:
    """The code she is given to hand on."""
    cora = world.phone("cora")
    cora.reads()
    await cora.texts(f"invite {person}")
    return cora.heard("By SMS: text").text.partition("text ")[2].split()[0]


EVERYBODY = ("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "hal", "gus")
ZONE = zone("America/Chicago")


async def silent(world: World) -> set[str]:
    """About whom a coordinator has the task to ask them another way."""
    async with world.program.database.reading() as store:
        waiting = await tasks.list_open(store, {TeamId("river"), TeamId("hill")})
    return {str(each.person) for each in waiting if each.kind is TaskKind.STILL_IN}


async def plan_month(world: World) -> None:
    """What the program does every day, however often."""
    for _ in range(2):
        async with world.program.database.writing() as store:
            await world.program.turn.plan_month(store, world.now)
