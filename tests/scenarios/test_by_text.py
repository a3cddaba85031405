"""Somebody texts from afar with whoever waits, and nobody goes in because of it."""

from domain.incident import IncidentStatus
from domain.tasks import TaskKind
from tests.scenarios.test_holding_alone import holding
from tests.support.world import SMS, World


async def test_a_coordinator_texts_with_whoever_waits_and_only_a_second_lets_the_holder_go(world: World) -> None:
    await holding(world)
    rosa, ben, cora = world.phone("Rosa", SMS), *world.phones("ben", "cora")
    await world.passes(minutes=1)
    await rosa.texts("6")
    world.everybody_reads()

    await cora.texts("remote 1")

    holder, helper = await world.code_of("ben"), await world.code_of("cora")
    rosa.heard(f"{helper} texts with you now")
    cora.heard(f"as {helper}", "#1")
    ben.heard(f"{helper} helps from afar")
    assert TaskKind.REMOTE_HELP not in await world.tasks()
    world.everybody_reads()

    await cora.texts("#1: I am here with you")
    rosa.heard(f"{helper}", "I am here with you")
    await rosa.texts("He is outside the door now")
    cora.heard("He is outside the door now")
    await cora.texts("see 1")
    assert not any("see 1" in each for each in rosa.reads())
    world.everybody_reads()

    assert (await world.incident()).status is IncidentStatus.HOLDING
    dee = world.phone("dee")
    await cora.texts("assign 1 dee")
    ben.heard("5th")
    dee.heard("5th")
    rosa.heard(f"{holder} is coming")
    world.everybody_reads()

    await cora.texts("close 1 2")
    world.everybody_reads()
    await cora.texts("#1: bye")
    assert not any("bye" in each for each in rosa.reads())
    world.everybody_reads()
