"""A further phone is a member's once its own code was texted from it; nobody else's contact is ever kept."""

import re

from tests.support.world import SMS, World


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
    code = await code_shown_to(world, "ana", phone.address)

    await phone.texts(code)

    phone.heard("This phone is yours now")
    assert [each.channel for each in await world.contact_points("ana")] == ["sim-telegram", SMS]
    assert await world.standing("ana") == "vetted"
    await phone.texts("me")
    phone.heard("Ana, this is your card.", "We reach you by: Telegram, SMS")


async def test_the_code_from_any_other_phone_is_worth_nothing(world: World) -> None:
    phone, mallory = world.stranger("Ana's phone"), world.stranger("Mallory")
    code = await code_shown_to(world, "ana", phone.address)

    await mallory.texts(code)

    mallory.heard("That code does not work")
    assert len(await world.contact_points("ana")) == 1
    await phone.texts(code)
    phone.heard("This phone is yours now")


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
