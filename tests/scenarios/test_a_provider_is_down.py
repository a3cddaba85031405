"""A provider that is down holds up nobody who has another way, and everybody hears who must."""

from domain.ids import TeamId
from domain.people import Channel
from domain.tasks import TaskKind
from models import tasks
from tests.support.world import SMS, TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"
BED_IN_MILL_ROW = "We need food and a bed tonight, 5th & Mill"


async def goes_down(world: World, channel: Channel) -> None:
    """It takes nothing any more, and was seen not to."""
    world.air.down.add(channel)
    rosa = world.stranger("Rosalind")
    world.ignoring("Rosalind")
    await rosa.texts(BED)
    await world.passes(seconds=3)


async def open_tasks(world: World) -> set[TaskKind]:
    async with world.program.database.reading() as store:
        return {each.kind for each in await tasks.list_open(store, {TeamId("river"), TeamId("hill")})}


async def test_a_page_that_waits_for_it_goes_by_the_other_channel(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("eve", SMS), world.phone("eve", TELEGRAM)
    world.ignoring("Rosa", "ana", "ben", "cal", "cora", "omar", "gus")
    world.air.down.add(TELEGRAM)

    await rosa.texts(BED)
    sms.heard_nothing()
    await world.passes(seconds=3)

    sms.heard("A: Food or a bed")
    telegram.heard_nothing()
    await sms.texts("A 10")
    sms.heard("Go.", "5th & Main")


async def test_whoever_has_no_other_way_is_replaced_at_once_by_somebody_who_has(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "eve", "cora", "omar", "gus")

    await goes_down(world, TELEGRAM)

    assert await world.page_states() == {"ana": "withdrawn", "ben": "live", "eve": "live"}
    assert ("ana", "no contact point works") in await world.left_out()


async def test_a_new_page_goes_by_the_other_channel_at_once(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "eve", "cora", "omar", "gus", "Rosa")
    await goes_down(world, SMS)
    sms, telegram = world.phone("dee", SMS), world.phone("dee", TELEGRAM)

    rosa = world.stranger("Rosa", TELEGRAM)
    await rosa.texts(BED_IN_MILL_ROW)

    assert telegram.heard("A: Food or a bed").at == world.now
    sms.heard_nothing()


async def test_what_belongs_to_a_call_goes_by_the_other_channel_as_well(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa", TELEGRAM), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "ben", "cal", "eve", "cora", "omar", "gus")
    await rosa.texts(BED_IN_MILL_ROW)
    sms.heard("A: Food or a bed")
    await goes_down(world, SMS)

    await sms.texts("A 10")

    telegram.heard("Go.", "5th & Mill")
    sms.heard_nothing()


async def test_coordinators_hear_it_once_by_whatever_works_and_again_when_it_is_back(world: World) -> None:
    cora, omar = world.phones("cora", "omar")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "gus")

    await goes_down(world, TELEGRAM)
    await world.passes(minutes=3)

    assert len([each for each in omar.reads() if each.startswith("Telegram is down: it takes no messages.")]) == 1
    cora.heard_nothing()
    assert TaskKind.PROVIDER_DOWN in await open_tasks(world)

    world.air.down.clear()
    await world.passes(minutes=1)

    omar.heard("Telegram works again.")
    cora.heard("Telegram works again.")
    assert not [each for each in (*cora.reads(), *omar.reads()) if "is down" in each]
    assert TaskKind.PROVIDER_DOWN not in await open_tasks(world)


async def test_a_requester_waits_and_hears_everything_in_its_order_when_it_is_back(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "dee", "eve", "cora", "omar", "gus")
    rosa = world.stranger("Rosa", TELEGRAM)
    await goes_down(world, TELEGRAM)

    await rosa.texts(BED)
    await world.passes(minutes=2)
    rosa.heard_nothing()
    world.air.down.clear()
    await world.passes(minutes=1)

    said = rosa.reads()
    assert said[0].startswith("Asking people near you now.")


async def test_those_who_could_not_be_asked_are_asked_when_it_is_back(world: World) -> None:
    world.ignoring("ben", "dee", "eve", "cora", "omar", "gus")
    cal, fay = world.phones("cal", "fay")
    await goes_down(world, TELEGRAM)
    for each in (world.phone("ben"), world.phone("eve", SMS), world.phone("dee", SMS)):
        await each.texts("A 0")
    assert (await world.incident()).exhausted

    world.air.down.clear()
    await world.passes(minutes=2)

    cal.heard("Food or a bed")
    fay.heard("Food or a bed")


async def test_a_page_that_may_have_arrived_goes_the_other_way_as_well_and_says_that_it_is_a_repeat(
    world: World,
) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("eve", SMS), world.phone("eve", TELEGRAM)
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "fay", "cora", "omar", "gus")
    await world.phone("ana").texts("off")
    await world.phone("ben").texts("off")
    await world.phone("cal").texts("off")
    world.air.hanging.add(TELEGRAM)

    await rosa.texts(BED)
    await world.passes(seconds=20)

    sms.heard("(Again, in case it did not arrive.)", "Food or a bed")
    world.air.hanging.clear()
    await world.passes(minutes=3)
    assert [each for each in telegram.reads() if "Can you come?" in each] == []


async def test_one_phone_that_fails_holds_up_nobody_else(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "cora", "omar")
    world.phone("ana").loses_signal()

    await rosa.texts(BED)

    assert ben.heard("A: Food or a bed").at == world.now
    await ben.texts("A 10")
    ben.heard("Go.")


async def test_maydays_do_not_pile_up_while_it_is_down(world: World) -> None:
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "omar", "gus", "hal")
    cora = world.phone("cora")
    await goes_down(world, TELEGRAM)
    for said in ("mayday", "mayday they have a gun", "mayday", "mayday"):
        await world.phone("ben").texts(said)
    await world.passes(minutes=8)

    world.air.down.clear()
    await world.passes(minutes=1)

    (heard,) = [each for each in cora.reads() if each.startswith("MAYDAY: Ben")]
    assert "they have a gun" in heard
