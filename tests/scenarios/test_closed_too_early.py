"""A call closed too early is opened again: people are asked, the requester hears it, and it counts once."""

import sqlalchemy as sa

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def figures(world: World) -> int:
    async with world.program.database.reading() as store:
        return int((await store.connection.execute(sa.text("SELECT count(*) FROM statistic"))).scalar_one())


async def test_a_closed_call_is_opened_again_by_its_number(world: World) -> None:
    rosa, omar, ben, cal = world.stranger("Rosa"), *world.phones("omar", "ben", "cal")
    world.ignoring("cora", "ana", "eve", "fay", "dee")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await omar.texts("close 1 1")
    world.everybody_reads()
    assert await figures(world) == 1

    await omar.texts("reopen 1")

    omar.heard("#1 is open again: Food or a bed")
    rosa.heard("We are looking for somebody to come again.")
    cal.heard("A: Food or a bed")
    assert (await world.incident()).is_alive()
    assert await figures(world) == 0

    await cal.texts("A 10")
    rosa.heard("is coming")
    await rosa.texts("the side door")
    cal.heard("the side door")
    await omar.texts("close 1 1")
    world.everybody_reads()
    assert await figures(world) == 1


async def test_a_closed_call_is_opened_again_by_the_button_under_its_end(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "ana", "ben", "omar", "cal", "eve")
    await rosa.texts(BED)
    cora.reads()
    await cora.texts("close 1 10")
    cora.heard("#1 closed: unfounded.")

    await cora.presses("Open again")

    cora.heard("#1 is open again")
    await cora.texts("reopen 1")
    cora.heard("#1 is open.")


async def test_a_call_closed_long_ago_stays_closed(world: World) -> None:
    rosa, omar = world.stranger("Rosa"), world.phone("omar")
    world.ignoring("Rosa", "ana", "ben", "cora", "cal", "eve")
    await rosa.texts(BED)
    await omar.texts("close 1 10")
    world.everybody_reads()
    await world.passes(minutes=13 * 60)
    world.everybody_reads()

    await omar.texts("reopen 1")

    omar.heard("#1 is not open.")
    assert not (await world.incident()).is_alive()


async def test_who_was_there_already_is_asked_again_once_it_is_reopened_and_may_go(world: World) -> None:
    rosa, ana, omar = world.stranger("Rosa"), world.phone("ana"), world.phone("omar")
    world.ignoring("ben", "cora", "cal", "eve", "fay", "dee", "omar")
    await rosa.texts(BED)
    await ana.texts("A 5")
    await ana.texts("there")
    await ana.texts("done")
    await omar.texts("close 1 1")
    ana.reads()
    rosa.reads()

    await omar.texts("reopen 1")
    rosa.heard("We are looking for somebody to come again.")
    await omar.texts("see 1")
    omar.heard("asking, 0/1")
    await omar.texts("page 1 all")
    await omar.texts("1")

    ana.heard("Food or a bed")
    await ana.texts("A 5")
    rosa.heard("is coming")
    omar.reads()
    await omar.texts("see 1")
    omar.heard("filled, 1/1")
    await omar.texts("board")
    omar.heard("filled, 1/1")
    world.everybody_reads()


async def test_an_old_page_answered_once_the_call_is_open_again_is_a_yes(world: World) -> None:
    rosa, ana, omar = world.stranger("Rosa"), world.phone("ana"), world.phone("omar")
    world.ignoring("ben", "cora", "cal", "eve", "fay", "dee")
    await rosa.texts(BED)
    await ana.texts("A 5")
    await ana.texts("there")
    await ana.texts("done")
    await omar.texts("close 1 1")
    world.everybody_reads()
    await omar.texts("reopen 1")
    rosa.heard("We are looking for somebody to come again.")

    await ana.texts("A 5")

    ana.heard("Go.", "5th & Main")
    rosa.heard("is coming")
    world.everybody_reads()
