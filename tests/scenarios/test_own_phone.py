"""A further phone is a member's once its own code was texted from it; nobody else's contact is ever kept."""

import re

from tests.support.world import SMS, TELEGRAM, World


async def code_shown_to(world: World, name: str, number: str) -> str:
    phone = world.phone(name)
    await phone.texts("me")
    await phone.presses("Another phone")
    phone.heard("show us your own number")
    await phone.shows_number(number)
    said = phone.heard("from that phone to our number").text
    found = re.search(r"text ([A-Z0-9]{6}) from", said)
    assert found is not None
    phone.reads()
    return found[1]


async def test_the_code_texted_from_that_phone_makes_it_theirs_and_nobody_is_suspended(world: World) -> None:
    phone = world.stranger("Ana's phone")
    world.ignoring("cora", "omar")
    code = await code_shown_to(world, "ana", phone.address)

    await phone.texts(code)

    phone.heard("This phone is yours now")
    world.phone("ana").heard("A further phone was added under your name.")
    assert [each.channel for each in await world.contact_points("ana")] == ["sim-telegram", SMS]
    assert await world.standing("ana") == "vetted"
    await phone.texts("me")
    phone.heard("Ana, this is your card.", "We reach you by: Telegram, SMS")


async def test_the_code_from_any_other_phone_is_worth_nothing(world: World) -> None:
    phone, mallory = world.stranger("Ana's phone"), world.stranger("Mallory")
    world.ignoring("cora", "omar")
    code = await code_shown_to(world, "ana", phone.address)

    await mallory.texts(code)

    mallory.heard("That code does not work")
    assert len(await world.contact_points("ana")) == 1
    await phone.texts(code)
    phone.heard("This phone is yours now")
    world.phone("ana").heard("A further phone was added under your name.")


async def test_every_phone_they_had_and_the_coordinators_of_their_team_hear_of_it(world: World) -> None:
    third = world.stranger("Eve's third phone")
    telegram, sms = world.phone("eve", TELEGRAM), world.phone("eve", SMS)
    code = await code_shown_to(world, "eve", third.address)

    await third.texts(code)

    third.heard("This phone is yours now")
    third.heard_nothing()
    for each in (telegram, sms):
        each.heard("A further phone was added under your name.")
    for each in world.phones("cora", "omar"):
        each.heard("Eve added a further phone of their own. Accounts: 3.", "suspend eve")
    assert await world.standing("eve") == "vetted"


async def test_a_coordinators_own_further_phone_is_told_to_the_others(world: World) -> None:
    phone, cora = world.stranger("Cora's phone"), world.phone("cora")
    code = await code_shown_to(world, "cora", phone.address)

    await phone.texts(code)

    phone.heard("This phone is yours now")
    cora.heard("A further phone was added under your name.")
    cora.heard_nothing()
    world.phone("omar").heard("Cora added a further phone")
    world.ignoring("gus")


async def test_who_was_suspended_meanwhile_binds_nothing(world: World) -> None:
    phone, other = world.stranger("Ana's phone"), world.stranger("Another of hers")
    world.ignoring("ana", "cora", "omar")  # who hear that a phone was added
    code = await code_shown_to(world, "ana", phone.address)
    await other.texts(await world.invites("ana"))
    other.heard("Welcome")
    assert await world.standing("ana") == "suspended"

    await phone.texts(code)

    phone.heard("That code does not work")


async def test_the_code_is_good_for_an_hour(world: World) -> None:
    phone = world.stranger("Ana's phone")
    code = await code_shown_to(world, "ana", phone.address)
    await world.passes(hours=1, seconds=1)

    await phone.texts(code)

    phone.heard("That code does not work")


async def test_somebody_elses_contact_is_refused_and_not_kept(world: World) -> None:
    ana = world.phone("ana")

    await ana.shows_contact_of_somebody()

    ana.heard("We keep nobody's number but one that is yours")
    assert len(await world.contact_points("ana")) == 1


async def test_a_requesters_own_number_is_not_kept_either(world: World) -> None:
    rosa = world.stranger("Rosa", world.phone("ana").channel)

    await rosa.shows_number("+13125550199")

    rosa.heard("We can only read new texts")
