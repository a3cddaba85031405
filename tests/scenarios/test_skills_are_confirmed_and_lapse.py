"""A skill is claimed by a member, confirmed by a coordinator, and lapses after as long as the community says."""

from dataclasses import replace

import pytest

from config.community_file import load_community
from domain.ids import SkillId
from models import communities
from tests.support.world import COMMUNITY, TELEGRAM, World

LISTENING = SkillId("listening")


async def listening_lasts(world: World, days: int | None) -> None:
    """The community file is applied anew: listening lapses after `days`."""
    community, roster = load_community(COMMUNITY)
    lasting = replace(community.skills[LISTENING], expires_days=days)
    community = replace(community, skills={**community.skills, LISTENING: lasting})
    async with world.program.database.writing() as store:
        await communities.apply(store, community, roster, prune=False, now=world.now)


async def ben_claims_listening(world: World) -> None:
    ben = world.phone("ben")
    for text in ("me", "3", "2"):
        await ben.texts(text)
    ben.heard("listening: a coordinator is asked to confirm it.")
    ben.reads()


async def test_a_claim_counts_once_a_coordinator_has_confirmed_it(world: World) -> None:
    ben, cora, omar = world.phones("ben", "cora", "omar")

    await ben_claims_listening(world)
    cora.heard("Ben (ben) says they have: listening")
    omar.heard("Ben says: listening. Confirm it on Telegram, or on the command line")
    assert LISTENING not in (await world.person("ben")).skills
    await cora.presses("Confirm")

    cora.heard("Ben, listening: yes.")
    ben.heard("listening is confirmed. Thank you")
    assert LISTENING in (await world.person("ben")).skills


@pytest.mark.parametrize("text", ["confirm ben listening", "Confirma Ben Listening"])
async def test_a_skill_is_confirmed_in_words_too(world: World, text: str) -> None:
    ben, cora = world.phones("ben", "cora")
    world.ignoring("omar")
    await ben_claims_listening(world)
    cora.reads()

    await cora.texts(text)

    cora.heard("Ben, listening: yes.")
    ben.heard("listening is confirmed. Thank you")
    member = await world.person("ben")
    assert (LISTENING in member.skills, member.claims) == (True, frozenset())


async def test_by_sms_no_skill_is_confirmed_in_words_and_they_are_told_why_and_where(world: World) -> None:
    omar = world.phone("omar")

    await omar.texts("confirm ben listening")
    omar.heard("Skills are confirmed on Telegram: write that there. An SMS could be anybody's.")

    assert LISTENING not in (await world.person("ben")).skills


async def test_words_confirm_no_skill_that_is_unknown_nobodys_or_ones_own(world: World) -> None:
    cora, gus = world.phones("cora", "gus")

    await cora.texts("confirm ben juggling")
    cora.heard("No skill is called that. There are: de-escalation, listening")
    await cora.texts("confirm bem listening")
    cora.heard("Nobody of your roster is called that: bem")
    await cora.texts("confirm cora listening")
    cora.heard("Not about yourself")
    await gus.texts("confirm ben listening")
    gus.heard("Nobody of your roster is called that: ben")
    await cora.texts("confirm that everything is fine with you")
    cora.heard("Sorry, that was not understood")

    assert LISTENING not in (await world.person("ben")).skills


async def test_of_two_with_one_name_the_one_chosen_has_the_skill_confirmed(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("dee")
    async with world.program.database.writing() as store:
        called_ben = replace(await world.person("dee"), roster_name="Ben")
        await communities.apply(store, await communities.load(store), [called_ben], prune=False, now=world.now)

    await cora.texts("confirm ben listening")
    cora.heard("More than one go by ben", "2 or dee: Ben")
    await cora.texts("2")

    cora.heard("Ben, listening: yes.")
    assert LISTENING in (await world.person("dee")).skills
    assert LISTENING not in (await world.person("ben")).skills


async def test_a_claim_comes_where_the_coordinator_has_buttons_whatever_is_first_in_their_order(world: World) -> None:
    omar = world.stranger("Omar on Telegram", TELEGRAM)
    world.ignoring("ben", "cora", "omar", "gus")
    await omar.texts(f"/start {await world.invites('omar')}")
    for by in ("cora", "gus"):
        await world.approves(by, "omar")
    omar.reads()

    await ben_claims_listening(world)

    omar.heard("Ben (ben) says they have: listening")
    await omar.presses("Confirm")
    assert LISTENING in (await world.person("ben")).skills
    omar.reads()


async def test_a_claim_may_be_turned_down(world: World) -> None:
    ben, cora = world.phones("ben", "cora")
    world.ignoring("omar")
    await ben_claims_listening(world)

    await cora.presses("Not now")

    ben.heard("listening is not confirmed for now.")
    cora.reads()
    member = await world.person("ben")
    assert (LISTENING in member.skills, member.claims) == (False, frozenset())


async def test_nobody_confirms_by_sms_and_nobody_their_own(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar")
    await cora.texts("me")
    await cora.presses("Skills")
    await cora.presses("listening")

    assert not any("says they have" in text for text in cora.reads())  # omar was asked, not she herself
    assert LISTENING not in (await world.person("cora")).skills


async def test_a_claim_is_made_once_and_decided_once(world: World) -> None:
    ben, cora = world.phones("ben", "cora")
    world.ignoring("omar")
    await ben_claims_listening(world)
    await ben_claims_listening(world)
    cora.heard("says they have")
    cora.heard_nothing()
    await cora.presses("Confirm")
    cora.reads()

    await cora.presses("Confirm")

    cora.heard("That button is no longer good.")
    ben.reads()


async def test_who_claims_again_the_next_day_has_coordinators_asked_again(world: World) -> None:
    ben, cora = world.phones("ben", "cora")
    world.ignoring("omar")
    await ben_claims_listening(world)
    cora.reads()
    await world.passes(hours=25)
    await cora.presses("Confirm")
    cora.heard("That button is no longer good.")

    await ben_claims_listening(world)
    await cora.presses("Confirm")

    cora.heard("says they have")
    cora.heard("listening: yes")
    ben.heard("listening is confirmed")


async def test_it_lapses_after_a_notice_and_can_be_had_again(world: World) -> None:
    ben, cora = world.phones("ben", "cora")
    world.ignoring("omar", "eve")  # eve has it too
    await listening_lasts(world, 60)
    await ben_claims_listening(world)
    await cora.presses("Confirm")
    cora.reads()
    ben.heard("listening is confirmed, until 5 May 2026.")

    await world.passes(days=46)
    ben.heard("listening lapses on 5 May 2026.")
    assert LISTENING in (await world.person("ben")).as_of(world.now).skills
    await world.passes(days=14)
    ben.heard("listening has lapsed")
    assert LISTENING not in (await world.person("ben")).as_of(world.now).skills
    await world.passes(days=30)
    ben.heard_nothing()

    await ben_claims_listening(world)
    await cora.presses("Confirm", on="listening")
    ben.heard("listening is confirmed")
    cora.reads()


async def test_who_had_it_for_good_has_it_for_as_long_as_the_file_says_from_now_on(world: World) -> None:
    eve = world.phone("eve")
    await listening_lasts(world, 30)

    await world.passes(days=16)
    eve.heard("listening lapses on")
    await listening_lasts(world, 90)
    await world.passes(days=20)
    eve.heard_nothing()
    assert LISTENING in (await world.person("eve")).as_of(world.now).skills
    await listening_lasts(world, None)
    await world.passes(days=365)

    assert LISTENING in (await world.person("eve")).as_of(world.now).skills
    eve.heard_nothing()


async def test_a_lapsed_skill_is_not_handed_out_again_by_the_same_file(world: World) -> None:
    world.ignoring("eve")
    await listening_lasts(world, 30)
    await world.passes(days=31)

    await listening_lasts(world, 30)

    assert LISTENING not in (await world.person("eve")).as_of(world.now).skills


async def test_a_call_that_needs_it_passes_over_whose_has_lapsed(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "hal")
    community, roster = load_community(COMMUNITY)
    calming = SkillId("de-escalation")
    lasting = replace(community.skills[calming], expires_days=30)
    async with world.program.database.writing() as store:
        changed = replace(community, skills={**community.skills, calming: lasting})
        await communities.apply(store, changed, roster, prune=False, now=world.now)
    await world.passes(days=31)
    ana.reads()

    await rosa.texts("A man is threatening us with his fists at 5th & Main")

    assert ("ana", "lacks de-escalation") in await world.left_out()


async def test_a_skill_can_be_given_back(world: World) -> None:
    ben = world.phone("ben")
    for text in ("me", "3", "1"):
        await ben.texts(text)
    ben.heard("de-escalation is yours. Give it back?")
    ben.reads()

    await ben.texts("1")

    ben.heard("Kept.", "3 Skills: none")
    assert not (await world.person("ben")).as_of(world.now).skills
