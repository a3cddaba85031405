"""What a team does not do yet is answered at once and honestly, and a coordinator sees it."""

from domain.tasks import TaskKind
from tests.support.world import World


async def test_a_call_for_what_no_team_is_ready_for_pages_nobody_and_is_seen(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar")

    await rosa.texts("My brother was arrested by police, 5th & Main")

    rosa.heard("We cannot do this ourselves yet. A coordinator knows.", "The legal line downtown")
    rosa.heard("Is anybody in danger")
    cora.heard("#1 needs you", "arrested")
    assert await world.tasks() == {TaskKind.UNPLACED}
    assert await world.page_states() == {}


async def test_a_place_that_comes_later_leaves_it_with_the_coordinator(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("omar", "Rosa")
    await rosa.texts("My brother was arrested by police, 5th & Main")
    world.everybody_reads()

    await rosa.texts("he is at 6th & Main now")

    cora.heard("#1", "6th & Main")
    cora.reads()
    assert await world.tasks() == {TaskKind.UNPLACED}
    assert await world.page_states() == {}
