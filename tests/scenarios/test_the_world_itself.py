"""What the scenarios stand on: the world notices what a test did not expect."""

from pathlib import Path

import pytest

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_message_that_nobody_expected_fails_the_test(migrated_url: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="nobody expected"):
        async with World.open(migrated_url, tmp_path) as world:
            await world.stranger("Rosa").texts(BED)


async def test_a_message_that_did_not_come_fails_at_once_and_says_what_came(world: World) -> None:
    rosa = world.stranger("Rosa")
    await rosa.texts("hi")

    with pytest.raises(AssertionError, match=r"did not hear 'is coming'.*What is happening, and where"):
        rosa.heard("is coming")
    rosa.heard("What is happening")


async def test_the_work_of_many_processes_is_done_by_each_of_them(world: World, workers: int) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("Rosa", "ana", "ben", "cal", "eve", "cora", "omar")
    await rosa.texts(BED)
    await ana.presses("Cannot")
    await ben.texts("A 12")
    await rosa.texts("thank you so much")
    for _ in range(6):
        await world.stranger("Ravi").texts("hi")
    world.everybody_reads()

    assert len(world.taken_by) == workers
    assert all(world.taken_by)


async def test_an_edit_is_something_new_to_look_at(world: World) -> None:
    ana = world.phone("ana")
    world.ignoring("Rosa", "ben", "cal", "eve", "cora", "omar")
    await world.stranger("Rosa").texts(BED)
    page = ana.heard("Can you come?")
    await world.passes(minutes=2)

    ended = ana.heard("no answer in time")
    assert (ended.message, ended.edited, page.edited) == (page.message, True, False)


async def test_a_send_that_crashes_fails_the_test(world: World) -> None:
    world.ignoring("ben", "cal", "ana", "cora", "omar", "Rosa")
    world.program.metrics.sends.labels("sim-sms", "not_taken").inc()

    with pytest.raises(AssertionError, match="a send crashed"):
        await world.stranger("Rosa").texts(BED)
    world.program.metrics.sends.labels("sim-sms", "not_taken").reset()
