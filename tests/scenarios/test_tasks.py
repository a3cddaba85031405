"""What people must do is taken, handed over, done and taken back by chat; it climbs where nobody sees to it. Friday."""

from tests.support.world import World


async def test_what_nobody_takes_climbs_from_one_coordinator_to_the_next_and_lets_them_sleep(world: World) -> None:
    cora, omar, rosa, kim = *world.phones("cora", "omar"), world.stranger("Rosa"), world.stranger("Kim")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay")
    await world.passes(hours=4)  # 16:00
    await rosa.texts("how do I join you?")
    rosa.reads(), cora.reads(), omar.reads()
    await kim.texts("I want to start a team in my neighborhood")
    kim.reads(), cora.reads(), omar.reads()
    await world.passes(hours=1)
    await omar.texts("task bring the keys back tonight 8pm")
    omar.reads()

    await world.passes(hours=1, minutes=20)
    cora.heard("Still waiting for somebody: 1", "Somebody wants to take part")
    omar.heard_nothing()
    await world.restarts()
    await world.passes(hours=1)
    cora.heard("Still waiting for somebody: 1")
    omar.heard("Still waiting for somebody: 1")
    await cora.texts("task 2 mine")
    cora.heard("Task 2 is yours")
    await world.passes(hours=2)
    omar.heard("Still waiting for somebody: 2", "bring the keys back", "Somebody wants to take part")
    await world.passes(hours=9)  # the night: 22:00 to 07:00
    cora.reads(), omar.reads()
    await world.passes(hours=1)
    assert len([each for each in omar.reads() if "Still waiting" in each]) <= 1
    await omar.texts("task 1 done")
    await omar.texts("task 2 done")

    cora.heard("Nothing waits any more")
    world.everybody_reads()


async def test_tasks_are_taken_handed_over_moved_done_and_taken_back_on_both_channels(world: World) -> None:
    cora, omar, ben = world.phones("cora", "omar", "ben")
    world.ignoring("ana", "cal", "dee", "eve", "fay")
    await omar.texts("tasks")
    omar.heard("No task waits")

    await cora.texts("task call the clinic tomorrow 9")
    cora.heard("Task 1: call the clinic. Due Sat 7 Mar 09:00")
    await omar.texts("task buy water for the van")
    omar.heard("Task 2: buy water for the van. Due Sat 7 Mar 12:00", "TASK 2 UNDO")
    await omar.texts("tasks")
    omar.heard("Tasks: 2", "2: buy water for the van, Omar", "1: call the clinic, Cora, by Sat 7 Mar 09:00")
    await omar.texts("TASK 1 MINE")
    omar.heard("Task 1 is yours, due Sat 7 Mar 09:00")
    cora.heard("Task 1 is with Omar now")
    await omar.texts("undo")
    omar.heard("Taken back. Task 1 is as it was before")
    cora.heard("Omar gives you task 1: call the clinic")  # she had heard that nothing is left for her to do
    await cora.texts("task 1 ben")
    cora.heard("Task 1 is with Ben now")
    ben.heard("Cora gives you task 1: call the clinic", "TASK 1 DONE")
    await ben.texts("my tasks")
    ben.heard("Tasks: 1", "1: call the clinic, Ben")
    await ben.texts("task 1")
    assert "MINE" not in ben.heard("Task 1: call the clinic", "You have it. TASK 1 DONE").text
    await omar.texts("task 1")
    omar.heard("Task 1: call the clinic", "Has it: Ben", "TASK 1 MINE or DONE")
    await ben.texts("task 2")
    ben.heard("There is no open task 2 that you see")
    await ben.texts("task 1 mon 10am")
    ben.heard("Task 1 is due Mon 9 Mar 10:00 now")
    await cora.texts("task 2 done")
    cora.heard("Task 2 is done")
    await cora.presses("Undo")
    cora.heard("Taken back. Task 2")
    await cora.texts("task 2 done")
    cora.heard("Task 2 is done")
    await ben.texts("task 1 done")
    ben.heard("Task 1 is done. Thank you")

    cora.heard("Nothing waits any more in River")
    omar.heard("Nothing waits any more in River")
    await cora.texts("tasks")
    cora.heard("No task waits")


async def test_what_a_coordinator_had_taken_waits_anew_once_they_are_suspended(world: World) -> None:
    """Under a number of its own, though it had one already."""
    cora, omar, rosa = *world.phones("cora", "omar"), world.stranger("Rosa")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "gus", "Rosa")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await omar.texts("hold 1")
    await omar.texts("tasks")
    omar.heard("A call is on hold (#1), Omar")
    world.everybody_reads()

    await cora.texts("suspend omar")
    world.everybody_reads()
    assert await world.standing("omar") == "suspended"
    await cora.texts("tasks")

    assert "Omar" not in cora.heard("A call is on hold (#1)").text
    world.everybody_reads()
