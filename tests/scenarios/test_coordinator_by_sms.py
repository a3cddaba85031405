"""A coordinator lists, sees, assigns, asks for more and closes by SMS."""

from dataclasses import replace

from models import communities
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_coordinator_lists_and_sees_what_runs(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora")
    await omar.texts("list")
    omar.heard("Nothing is open.")

    await rosa.texts(BED)
    omar.heard("#1 Food or a bed, Old Town. Asking.")
    await omar.texts("list")
    omar.heard("Open now:", "#1 Food or a bed, Old Town: asking, 0/1")
    await omar.texts("see 1")
    seen = omar.heard("#1 Food or a bed", BED, "Ana: asked", "Ben: asked").text

    assert rosa.address not in seen


async def test_a_coordinator_assigns_somebody_who_then_hears_everything(world: World) -> None:
    rosa, omar, fay = world.stranger("Rosa"), world.phone("omar"), world.phone("fay")
    world.ignoring("ana", "ben", "cora")
    await rosa.texts(BED)
    world.everybody_reads()

    await omar.texts("assign 1 Fay")

    code = await world.code_of("fay")
    fay.heard("Go.", "5th & Main", BED)
    omar.heard(f"#1 assigned: {code}")
    omar.heard(f"#1 filled: {code}")
    rosa.heard(f"{code} is coming")


async def test_of_two_called_ben_the_one_chosen_is_sent(world: World) -> None:
    rosa, omar, dee = world.stranger("Rosa"), world.phone("omar"), world.phone("dee")
    world.ignoring("Rosa", "ana", "ben", "cora")
    async with world.program.database.writing() as store:
        called_ben = replace(await world.person("dee"), roster_name="Ben")
        await communities.apply(store, await communities.load(store), [called_ben], prune=False, now=world.now)
    await rosa.texts(BED)
    omar.reads()

    await omar.texts("assign 1 Ben")
    omar.heard("More than one go by ben", "1 or ben: Ben, River", "2 or dee: Ben, River")
    assert not (await world.incident()).assignments
    await omar.texts("2")

    dee.heard("Go.", "5th & Main")
    assert [each.person for each in (await world.incident()).assignments] == ["dee"]
    omar.reads()


async def test_a_coordinator_asks_for_more_people(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    cal, eve = world.phones("cal", "eve")
    world.ignoring("Rosa", "ana", "ben", "cora")
    await rosa.texts(BED)
    await world.phone("ben").texts("A 12")
    omar.reads()

    await omar.texts("more 1 2")

    omar.heard("#1 asked just now: 2.")
    cal.heard("A: Food or a bed")
    assert (await world.incident()).need.responders == 3
    eve.reads()


async def test_a_coordinator_closes_and_everybody_concerned_hears(world: World) -> None:
    rosa, omar, ben, ana, cora = world.stranger("Rosa"), *world.phones("omar", "ben", "ana", "cora")
    await rosa.texts(BED)
    await ben.texts("A 12")
    world.everybody_reads()

    await omar.texts("close 1")
    omar.heard("How did #1 end?", "1 resolved on scene", "13 cancelled")
    await omar.texts("2")

    omar.heard("#1 closed: resolved by message.")
    cora.heard("#1 closed: resolved by message.")
    ben.heard("closed (resolved by message)")
    rosa.heard("This is closed on our side.")
    ana.heard_nothing()  # stood down long ago
    closed = await world.incident()
    assert (closed.status, closed.disposition) == ("closed", "resolved_by_message")
    assert await world.tasks() == set()


async def test_nobody_but_a_coordinator_can_do_any_of_it(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar", "ben")
    await rosa.texts(BED)

    for text in ("list", "see 1", "assign 1 Fay", "more 1 2", "close 1 1"):
        await ben.texts(text)
        await rosa.texts(text)

    assert (await world.incident()).is_alive()
    assert not any("Open now" in each or "assigned" in each for each in ben.reads())
    world.phone("fay").heard_nothing()


async def test_what_does_not_exist_is_said_to_be_so(world: World) -> None:
    omar = world.phone("omar")

    await omar.texts("see 7")
    omar.heard("#7 is not open")


async def test_everybody_done_asks_how_it_ended(world: World) -> None:
    rosa, ben, omar, cora = world.stranger("Rosa"), *world.phones("ben", "omar", "cora")
    world.ignoring("Rosa", "ana")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await ben.texts("2")
    world.everybody_reads()

    await ben.texts("4")

    ben.heard("done. Thank you. Rest well.")
    omar.heard("#1 everybody is done. How did it end?")
    cora.heard("#1 everybody is done. How did it end?")
    assert await world.tasks() == {"close"}
