"""Processes see who of them has fallen silent, and which channel hears nothing."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chance import SeededMint
from bot.clock import ManualClock
from bot.signs import Ear, Life, OtherKeyring, hearing, missing, take_keyring
from domain.people import Channel
from models import providers
from models.database import Database
from tests.models.conftest import ROOT_KEY
from tests.support.builders import NOON


async def says_once(database: Database, clock: ManualClock, *parts: str, stuck: tuple[str, ...] = ()) -> None:
    """A process lives for a moment. It says so before it looks whether it is to stop a second time."""
    stopped = asyncio.Event()
    living = asyncio.create_task(Life(database, clock, parts, lambda: stuck).goes_on(stopped))
    await asyncio.sleep(0)
    stopped.set()
    await living


async def test_workers_that_fell_silent_are_missed_and_parts_that_never_ran_are_not(database: Database) -> None:
    clock = ManualClock(NOON)
    assert await missing(database, clock.now()) == ()

    await says_once(database, clock, "worker")
    clock.advance(timedelta(seconds=30))
    assert await missing(database, clock.now()) == ()
    await says_once(database, clock, "web")
    clock.advance(timedelta(seconds=1))

    assert await missing(database, clock.now()) == ("worker",)


async def test_a_plain_run_is_both_parts_of_a_community_that_once_ran_them_apart(database: Database) -> None:
    clock = ManualClock(NOON)
    await says_once(database, clock, "worker")
    await says_once(database, clock, "web")
    clock.advance(timedelta(days=1))

    await says_once(database, clock, "web", "worker")

    assert await missing(database, clock.now()) == ()


async def test_a_process_that_hangs_does_not_say_that_it_lives(database: Database) -> None:
    clock = ManualClock(NOON)
    await says_once(database, clock, "worker")
    clock.advance(timedelta(seconds=31))

    await says_once(database, clock, "worker", stuck=("turns 2",))

    assert await missing(database, clock.now()) == ("worker",)


async def test_a_channel_that_fails_for_two_minutes_is_deaf_until_it_hears_again(database: Database) -> None:
    clock = ManualClock(NOON)
    ear = Ear(database, clock, Channel.SMS)

    async def is_deaf() -> bool:
        ears = await hearing(database, {Channel.SMS})
        async with database.reading() as store:
            (shown,) = await providers.health(store, [Channel.SMS], clock.now())
        deaf = ears[Channel.SMS].is_deaf(clock.now())
        assert (shown.deaf_since is not None, shown.is_troubled) == (deaf, deaf)
        return deaf

    await ear.heard()
    clock.advance(timedelta(minutes=10))
    assert not await is_deaf()
    await ear.heard()
    clock.advance(timedelta(minutes=2))
    await ear.failed()
    assert not await is_deaf()
    clock.advance(timedelta(seconds=1))
    assert await is_deaf()
    await ear.heard()

    assert not await is_deaf()


async def test_a_channel_that_never_heard_is_deaf_two_minutes_after_its_first_try(database: Database) -> None:
    clock = ManualClock(NOON)
    ear = Ear(database, clock, Channel.TELEGRAM)
    await ear.failed()
    clock.advance(timedelta(minutes=2, seconds=1))
    await ear.failed()

    ears = await hearing(database, {Channel.TELEGRAM})
    assert ears[Channel.TELEGRAM].is_deaf(clock.now())
    assert await hearing(database, {Channel.SMS}) == {}


async def test_a_second_machine_with_a_keyring_of_its_own_is_refused_while_the_first_runs(
    database: Database, migrated_url: str, tmp_path: Path
) -> None:
    clock = ManualClock(NOON)
    await take_keyring(database, clock.now())
    await says_once(database, clock, "web", "worker")
    url = f"sqlite+aiosqlite:///{tmp_path / 'another.db'}"
    other = await Database.open(migrated_url, keyring_url=url, root_key=ROOT_KEY, mint=SeededMint("other"))

    for _ in range(2):
        with pytest.raises(OtherKeyring):
            await take_keyring(other, clock.now())
    await take_keyring(database, clock.now())

    clock.advance(timedelta(seconds=31))
    await take_keyring(other, clock.now())
    await other.close()


async def test_a_keyring_keeps_its_name(database: Database, migrated_url: str, keyring_url: str) -> None:
    again = await Database.open(migrated_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("again"))

    assert again.keyring.name == database.keyring.name
    await again.close()
