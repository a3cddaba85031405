"""An invite's code binds the account it comes from; nobody is paged before two coordinators have said yes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import SMS, TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"


@pytest.fixture
async def new_world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """The same community before anybody has an account."""
    async with World.open(migrated_url, tmp_path, workers=workers, bound=False) as opened:
        yield opened


async def test_the_first_two_coordinators_need_nobodys_yes(new_world: World) -> None:
    world = new_world
    cora, omar = world.phones("cora", "omar")

    await cora.texts(f"/start {await world.invites('cora', vouched=True)}")
    await omar.texts((await world.invites("omar", vouched=True)).lower())

    cora.heard("Welcome, you are in.")
    omar.heard("Welcome, you are in.")
    assert (await world.standing("cora"), await world.standing("omar")) == ("vetted", "vetted")


async def test_a_member_is_paged_only_after_two_different_coordinators_said_yes(new_world: World) -> None:
    world = new_world
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("cora", "omar", "Rosa")
    await world.phone("cora").texts(await world.invites("cora", vouched=True))
    await world.phone("omar").texts(await world.invites("omar", vouched=True))

    await ben.texts(await world.invites("ben"))
    ben.heard("Two coordinators say yes before you are paged")
    world.phone("cora").heard("Ben (River) has an account and waits for a yes")
    await world.approves("cora", "ben")
    await world.approves("cora", "ben")
    assert await world.standing("ben") == "bound"
    await rosa.texts(BED)
    ben.heard_nothing()

    await world.approves("omar", "ben")
    ben.heard("You are in. From now on you may be paged.")
    world.phone("cora").heard("Ben is in.")
    assert await world.standing("ben") == "vetted"
    ben.heard("A: Food or a bed")  # nobody had been left to ask
    await rosa.texts("3")
    await world.stranger("Sam").texts("We have no food and no bed, 6th & Main")
    world.ignoring("Sam")
    ben.heard("B: Food or a bed")


async def test_until_then_nothing_else_is_open_to_them(new_world: World) -> None:
    world = new_world
    ben = world.phone("ben")
    await ben.texts(await world.invites("ben"))
    ben.heard("Welcome")

    await ben.texts("on")
    ben.heard("Your coordinators have not said yes yet.")


async def test_a_code_works_once_and_for_three_days(new_world: World) -> None:
    world = new_world
    ben, dee, mallory = world.phone("ben"), world.phone("dee"), world.stranger("Mallory")
    code = await world.invites("ben")
    await ben.texts(code)
    ben.heard("Welcome")
    late = await world.invites("dee")

    await mallory.texts(code)
    mallory.heard("That code does not work")
    await world.passes(hours=72, seconds=1)
    await dee.texts(late)

    dee.heard("That code does not work")
    assert await world.standing("dee") == "invited"
    assert await world.contact_points("dee") == ()


async def test_who_guesses_codes_is_answered_five_times(new_world: World) -> None:
    world = new_world
    mallory = world.stranger("Mallory", TELEGRAM)

    for digit in range(2, 10):
        await mallory.texts(f"/start K7Q2M{digit}")

    assert len(mallory.reads()) == 5
    await mallory.texts(f"/start {await world.invites('ben')}")
    mallory.heard_nothing()
    assert await world.standing("ben") == "invited"
    await world.passes(hours=1)
    await mallory.texts(f"/start {await world.invites('ben')}")
    mallory.heard("Welcome")


async def test_a_code_that_works_forgets_the_wrong_ones(new_world: World) -> None:
    world = new_world
    ben = world.phone("ben")
    for digit in range(2, 6):
        await ben.texts(f"K7Q2M{digit}")
    ben.reads()

    await ben.texts(await world.invites("ben", vouched=True))
    ben.heard("Welcome")
    for _ in range(5):
        await ben.texts("Your parcel is waiting at the depot")

    assert len(ben.reads()) == 5


async def test_a_second_account_of_the_same_person_is_their_next_contact_point(world: World) -> None:
    ben_on_telegram = world.stranger("Ben", TELEGRAM)

    await ben_on_telegram.texts(f"/start {await world.invites('ben')}")

    ben_on_telegram.heard("Welcome")
    world.phone("ben").heard("A further phone was added under your name.")
    for each in world.phones("cora", "omar"):
        each.heard("Ben (River)", "waits for")
    assert [each.channel.value for each in await world.contact_points("ben")] == ["sim-sms", "sim-telegram"]


async def test_a_second_account_of_somebody_vetted_suspends_them_until_two_coordinators_said_yes(world: World) -> None:
    second = world.stranger("Ben on Telegram", TELEGRAM)

    await second.texts(f"/start {await world.invites('ben')}")
    second.heard("Two coordinators say yes before you are paged")
    assert await world.standing("ben") == "suspended"
    await second.texts("on")
    second.heard("That is not open to you now.")

    for each in world.phones("cora", "omar"):
        each.heard("Ben (River)", "waits for")
    await world.approves("cora", "ben")
    assert await world.standing("ben") == "suspended"
    for each in world.phones("cora", "omar"):
        each.heard("Cora said yes to Ben (ben).")
    await world.approves("omar", "ben")
    assert await world.standing("ben") == "vetted"
    for each in world.phones("cora", "omar"):
        each.heard("Ben is in.")
    world.phone("ben").heard("A further phone was added under your name.")
    world.phone("ben").heard("You are in.")


async def test_a_coordinator_vouched_for_again_keeps_their_standing_with_a_second_account(new_world: World) -> None:
    world = new_world
    cora, second = world.phone("cora"), world.stranger("Cora", SMS)
    await cora.texts(f"/start {await world.invites('cora', vouched=True)}")
    cora.heard("Welcome, you are in.")

    await second.texts(await world.invites("cora", vouched=True))

    second.heard("Welcome, you are in.")
    cora.heard("A further phone was added under your name.")
    assert await world.standing("cora") == "vetted"


async def test_a_member_who_sends_somebody_elses_code_does_not_use_it_up(new_world: World) -> None:
    world = new_world
    cal, dee = world.phone("cal"), world.phone("dee")
    await cal.texts(await world.invites("cal"))
    cal.heard("Welcome")
    code = await world.invites("dee")

    await cal.texts(f"/start {code}")
    cal.heard("That code does not work")
    await dee.texts(code)

    dee.heard("Welcome")
    assert await world.standing("dee") == "bound"
