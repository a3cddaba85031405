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


async def test_whoever_takes_the_call_hears_how_to_text_and_does_so_by_button_and_by_reply(world: World) -> None:
    await holding(world)
    rosa, ben, cora, omar = world.phone("Rosa", SMS), *world.phones("ben", "cora", "omar")
    await rosa.texts("he is outside")
    world.everybody_reads()

    await cora.texts("take 1")
    cora.heard("#1 is yours.")
    for words in ("#1: hello", "say 1 hello"):
        await cora.texts(words)
        cora.reads()
    await cora.replies("hello", to="he is outside")
    cora.heard("#1: not sent, as you are not in it.")
    await omar.texts("#1: hello")
    omar.heard("#1: not sent, as you are not in it. remote 1 = you text with them, from afar")
    assert not any("hello" in each for each in rosa.reads())
    world.everybody_reads()

    await cora.presses("Text with them", on="not sent")
    helper = await world.code_of("cora")
    rosa.heard(f"{helper} texts with you now")
    world.everybody_reads()
    await rosa.texts("he shouts at me")
    cora.heard("he shouts at me")
    await cora.replies("I am with you", to="he shouts at me")
    rosa.heard(helper, "I am with you")
    world.everybody_reads()

    await omar.texts(f"free 1 {helper}")
    omar.heard(f"#1: {helper} texts with the requester no longer, and was thanked.")
    cora.heard(f"{helper}: you need not text with")
    rosa.heard(f"{helper} texts with you no longer.")
    assert not ben.reads()
    world.everybody_reads()
