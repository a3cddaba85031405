"""Replies to what nobody understands are limited to five, so that two robots cannot talk for ever."""

from tests.support.world import World


async def test_a_robot_is_answered_five_times(world: World) -> None:
    ben = world.phone("ben")

    for _ in range(20):
        await ben.texts("Your parcel is waiting at the depot")

    heard = ben.reads()
    assert len(heard) == 5
    assert all("not understood" in each for each in heard)


async def test_a_real_action_resets_the_limit(world: World) -> None:
    ben = world.phone("ben")
    for _ in range(9):
        await ben.texts("Your parcel is waiting at the depot")
    ben.reads()

    await ben.texts("on")
    ben.heard("You are on")
    await ben.texts("Your parcel is waiting at the depot")

    ben.heard("not understood")


async def test_an_unknown_robot_hears_no_more_than_the_questions(world: World) -> None:
    robot = world.stranger("Robot")
    world.ignoring("cora", "omar", "gus", "ana", "ben", "cal", "dee", "eve", "fay")

    for _ in range(20):
        await robot.texts("Your parcel is waiting at the depot")
        await world.passes(minutes=1)

    assert len(robot.reads()) <= 25
    assert await world.count_incidents() <= 1
