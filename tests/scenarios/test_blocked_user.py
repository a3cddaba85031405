"""Somebody who blocked the bot never holds up anybody behind."""

from domain.people import Reach
from models import people
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_those_behind_a_blocked_member_are_asked_at_once(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben, cal = world.phones("ana", "ben", "cal")
    world.ignoring("Rosa", "cora", "omar")
    await ana.blocks_us()

    await rosa.texts(BED)

    ben.heard("A: Food or a bed")
    cal.heard("A: Food or a bed")
    ana.heard_nothing()


async def test_a_blocked_coordinator_does_not_keep_the_others_from_hearing(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa", "ana", "ben")
    cora, omar = world.phones("cora", "omar")
    await cora.blocks_us()

    await rosa.texts(BED)

    omar.heard("#1 Food or a bed")
    cora.heard_nothing()


async def test_a_requester_who_blocked_the_bot_still_gets_help(world: World) -> None:
    rosa = world.stranger("Rosa", world.phone("ana").channel)
    ben = world.phone("ben")
    world.ignoring("ana", "cora", "omar")
    await rosa.texts(BED)
    world.everybody_reads()

    await rosa.blocks_us()
    await ben.texts("A 12")

    ben.heard("Go.", "5th & Main")
    ben.heard("went silent: do not text or call")
    rosa.heard_nothing()


async def test_a_member_who_writes_from_a_phone_marked_blocked_is_answered_at_once(world: World) -> None:
    ana = world.phone("ana")
    (point,) = await world.contact_points("ana")
    async with world.program.database.writing() as store:
        await people.set_reach(store, point.id, Reach.BLOCKED)

    await ana.texts("status")

    assert ana.reads()
    assert [each.reach for each in await world.contact_points("ana")] == [Reach.WORKS]


async def test_a_requester_who_writes_from_a_phone_marked_failing_or_blocked_is_answered_at_once(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("ana", "ben", "cora", "omar")
    await rosa.texts("hello")
    rosa.reads()
    for reach in (Reach.FAILING, Reach.BLOCKED):
        async with world.program.database.writing() as store:
            point = await people.recognise(store, rosa.channel, rosa.address)
            assert point is not None
            await people.set_reach(store, point.id, reach)

        await rosa.texts(BED)

        assert rosa.reads()
