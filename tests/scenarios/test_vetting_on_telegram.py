"""Coordinators vet on Telegram: who waits, a yes, a second yes; a no; somebody suspended in the middle of a call."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.commands import AddMember
from domain.errors import Refused
from domain.ids import PersonId, TeamId
from domain.people import Role
from models import communities, people
from tests.support.world import SMS, TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"
THREAT = "Someone is threatening my neighbour at 5th & Main"


@pytest.fixture
async def new_world(migrated_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The same community before anybody has an account but two coordinators, both on Telegram."""
    async with World.open(migrated_url, tmp_path, bound=False) as opened:
        opened.ignoring("omar")
        omar = opened.omar = opened.stranger("omar2", TELEGRAM)  # type: ignore[attr-defined]
        await opened.phone("cora").texts(await opened.invites("cora", vouched=True))
        await omar.texts(f"/start {await opened.invites('omar', vouched=True)}")
        opened.everybody_reads()
        yield opened


async def test_two_coordinators_press_yes_and_only_then_somebody_is_paged(new_world: World) -> None:
    world = new_world
    cora, omar, ben = world.phone("cora"), world.omar, world.phone("ben")  # type: ignore[attr-defined]
    world.ignoring("Rosa")

    await ben.texts(await world.invites("ben"))
    ben.heard("Two coordinators say yes before you are paged")
    omar.heard("Ben (River) has an account and waits for a yes.")
    await cora.presses("Yes, I know them", on="Ben (River)")
    await cora.presses("Yes, I know them", on="Ben (River)")
    assert await world.standing("ben") == "bound"
    cora.reads()
    omar.heard("Cora said yes to Ben (ben).")
    omar.reads()
    await omar.presses("Yes, I know them", on="Cora said yes to Ben")

    ben.heard("You are in.")
    cora.heard("Ben is in.")
    omar.heard("Ben is in.")
    async with world.program.database.reading() as store:
        kinds = [each.kind for each in await people.audit(store, PersonId("ben"))]
    assert kinds == ["AccountBound", "SaidYes", "SaidYes", "Approved"]


async def test_a_no_suspends_and_forgets_the_yes_that_was_given(new_world: World) -> None:
    world = new_world
    cora, omar, ben = world.phone("cora"), world.omar, world.phone("ben")  # type: ignore[attr-defined]
    await ben.texts(await world.invites("ben"))
    await cora.texts("approve ben")
    await omar.presses("No", on="Cora said yes to Ben")

    assert await world.standing("ben") == "suspended"
    world.everybody_reads()
    await omar.texts("approve Ben")
    assert await world.standing("ben") == "suspended"
    cora.heard("Omar said yes to Ben")
    omar.reads()


async def test_a_yes_of_a_coordinator_who_is_one_no_more_counts_no_more(new_world: World) -> None:
    world = new_world
    cora, omar, ben = world.phone("cora"), world.omar, world.phone("ben")  # type: ignore[attr-defined]
    await ben.texts(await world.invites("ben"))
    await omar.texts("approve ben")
    await cora.texts("suspend omar")
    await cora.texts("approve ben")

    assert await world.standing("omar") == "suspended"
    assert await world.standing("ben") == "bound"
    world.everybody_reads()


async def test_by_sms_nobody_vets_anybody_and_is_told_where_it_goes(world: World) -> None:
    omar, fay = world.phones("omar", "fay")

    for text in ("suspend fay", "remove fay", "approve fay", "invite fay", "members", "add member"):
        await omar.texts(text)
        omar.heard("Other people's accounts are dealt with on Telegram")

    assert await world.standing("fay") == "vetted"
    fay.heard_nothing()


async def test_nobody_vets_themselves_or_in_a_team_that_has_two_of_its_own(world: World) -> None:
    cora, gus = world.phones("cora", "gus")

    await cora.texts("suspend cora")
    cora.heard("Not about yourself")
    await gus.texts("suspend fay")
    gus.heard("fay")

    assert await world.standing("fay") == "vetted"
    assert await world.standing("cora") == "vetted"


async def test_a_button_pressed_by_somebody_who_is_no_coordinator_any_more_does_nothing(world: World) -> None:
    cora, ben = world.phone("cora"), world.stranger("Ben again", TELEGRAM)
    world.ignoring("ben", "omar", "gus", "Ben again")
    await ben.texts(f"/start {await world.invites('ben')}")
    cora.heard("waits for a yes")
    async with world.program.database.writing() as store:
        who = await people.load(store, PersonId("cora"))
        assert who is not None
        await people.suspend(store, who.id, who.memberships[0].team, world.now, by=PersonId("omar"), why="test")

    await cora.presses("Yes, I know them", on="Ben (River)")

    cora.heard("That is not open to you now.")
    async with world.program.database.reading() as store:
        found = await people.load(store, PersonId("ben"))
    assert found is not None
    assert found.memberships[0].approved_by == ()


async def test_whoever_is_suspended_while_asked_is_replaced_at_once(world: World) -> None:
    rosa, ana, cora = world.stranger("Rosa"), world.phone("ana"), world.phone("cora")
    world.ignoring("Rosa", "ben", "omar")
    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    cora.heard("#1")

    await cora.texts("suspend ana")

    ana.heard("For now you are not asked to any call.")
    ana.reads()
    cora.heard("Ana is suspended (by Cora).")
    assert (await world.page_states())["ana"] == "withdrawn"
    world.phone("cal").heard("A: Food or a bed")
    await ana.texts("A 5")
    ana.heard("That is not open to you now.")
    assert not (await world.incident()).going()


async def test_whoever_is_removed_while_going_is_not_going_any_more_and_all_hear_it(world: World) -> None:
    rosa, ana, ben, cora = world.stranger("Rosa"), world.phone("ana"), world.phone("ben"), world.phone("cora")
    world.ignoring("cal", "dee", "fay", "omar", "Rosa")
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 10")
    code = await world.code_of("ana")
    world.everybody_reads()

    await cora.texts("remove ana")
    cora.heard("End Ana's membership?")
    await cora.presses("End the membership")

    ana.heard("Your membership has ended.")
    ana.reads()
    ben.heard(code)
    ben.reads()
    cora.heard("#1", code)
    cora.heard("Ana is no longer a member (by Cora).")
    assert await world.standing("ana") == "left"
    assert (await world.assignment("ana")).state.value == "dropped_out"
    assert (await world.assignment("ben")).state.value == "holding"
    cora.reads()


async def test_a_coordinator_adds_somebody_new_and_hands_them_their_code(world: World) -> None:
    cora, kim = world.phone("cora"), world.stranger("Kim", SMS)
    world.ignoring("omar")

    await cora.texts("add member")
    cora.heard("a short id")
    await cora.texts("Kim!")
    cora.heard("2 to 32 small letters")
    await cora.texts("fay")
    cora.heard("fay is on the roster already")
    await cora.texts("kim")
    cora.heard("kim. And what does the team call them?")
    await cora.texts("Kim from Mill Row")
    cora.heard("What will Kim from Mill Row be?")
    await cora.texts("1")
    cora.heard("Kim from Mill Row (kim), team river, protector.")
    await cora.texts("1")
    code = cora.heard("For Kim from Mill Row, once, within 72 hours").text.split("text ")[1][:6]

    await kim.texts(code)
    kim.heard("Two coordinators say yes before you are paged")
    cora.heard("Kim from Mill Row (River) has an account")
    assert await world.standing("kim") == "bound"


async def test_a_name_that_is_a_word_for_a_reason_as_well_is_a_name(world: World) -> None:
    cora = world.phone("cora")
    await cora.texts("add member")
    await cora.texts("im")
    cora.reads()
    await cora.texts("Im")

    cora.heard("What will Im be?")


async def test_adding_somebody_ends_without_a_trace_when_told_to(world: World) -> None:
    cora = world.phone("cora")
    await cora.texts("add member")
    await cora.texts("kim")
    await cora.texts("0")

    assert "Nobody was added." in cora.reads()
    async with world.program.database.reading() as store:
        assert await people.load(store, PersonId("kim")) is None


async def test_the_list_of_members_says_how_each_stands(world: World) -> None:
    cora = world.phone("cora")
    await cora.texts("members")
    cora.heard("Ana (ana): in", "Omar (omar): in")


async def two_called_ben(world: World) -> None:
    """Dee goes by the name of Ben as well; by the file, which may say so."""
    async with world.program.database.writing() as store:
        dee = replace(await world.person("dee"), roster_name="Ben")
        await communities.apply(store, await communities.load(store), [dee], prune=False, now=world.now)


@pytest.mark.parametrize("word", ["suspend", "approve", "remove", "invite"])
async def test_a_name_two_go_by_does_nothing_and_asks_for_the_id(world: World, word: str) -> None:
    cora = world.phone("cora")
    world.ignoring("omar", "ben", "dee")
    await two_called_ben(world)

    await cora.texts(f"{word} Ben")

    cora.heard("More than one go by ben", "1 or ben: Ben, River", "2 or dee: Ben, River")
    cora.heard_nothing()
    assert [await world.standing(each) for each in ("ben", "dee")] == ["vetted", "vetted"]


async def test_asked_which_of_two_they_name_one_by_the_id(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar", "ben", "dee")
    await two_called_ben(world)

    await cora.texts("suspend Ben")
    await cora.texts("suspend ben")

    assert [await world.standing(each) for each in ("ben", "dee")] == ["suspended", "vetted"]
    await cora.texts("suspend dee")
    assert await world.standing("dee") == "suspended"
    cora.reads()


async def test_nobody_is_added_under_a_name_that_is_taken(world: World) -> None:
    cora = world.phone("cora")
    await cora.texts("add member")
    await cora.texts("benedict")
    await cora.texts("BEN")
    cora.heard("Somebody goes by BEN already.")
    await cora.texts("Benedict")
    cora.heard("What will Benedict be?")
    await cora.texts("0")
    cora.reads()

    added = AddMember(
        person=PersonId("benedict"),
        team=TeamId("river"),
        by=PersonId("cora"),
        roster_name="ben",
        roles=frozenset({Role.PROTECTOR}),
    )
    with pytest.raises(Refused, match="c_add_name_taken"):
        async with world.program.database.writing() as store:
            await world.program.turn.obey(store, added, world.now)


@pytest.mark.parametrize(
    ("command", "answer"),
    [("list", "#1"), ("see 1", "#1"), ("board", "Open calls: 1"), ("assign 1 fay", "#1"), ("close 1 1", "#1 closed")],
)
@pytest.mark.parametrize("answers", [(), ("kim",), ("kim", "Kim"), ("kim", "Kim", "1")])
async def test_a_command_is_done_in_the_middle_of_adding_somebody_and_ends_that(
    world: World, command: str, answer: str, answers: tuple[str, ...]
) -> None:
    cora, rosa = world.phone("cora"), world.stranger("Rosa")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "omar")
    await rosa.texts(BED)
    for text in ("add member", *answers):
        await cora.texts(text)
    cora.reads()

    await cora.texts(command)

    assert any(answer in each for each in cora.reads())
    await cora.texts("1")
    cora.reads()
    async with world.program.database.reading() as store:
        assert await people.load(store, PersonId("kim")) is None


async def test_a_long_roster_is_told_whole(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar", "gus")
    async with world.program.database.writing() as store:
        template = await world.person("ana")
        many = [
            replace(
                template,
                id=PersonId(f"member-{n:03}"),
                roster_name=f"Somebody With A Name {n:03}",
                memberships=tuple(replace(each, person=PersonId(f"member-{n:03}")) for each in template.memberships),
            )
            for n in range(90)
        ]
        await communities.apply(store, await communities.load(store), many, prune=False, now=world.now)

    await cora.texts("members")

    told = cora.reads()
    assert all(f"(member-{n:03})" in "".join(told) for n in range(90))
    assert max(map(len, told)) <= 4096
