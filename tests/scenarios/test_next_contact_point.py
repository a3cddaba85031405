"""Somebody with two phones is tried on the next one when the first does not work."""

from tests.support.world import SMS, TELEGRAM, World

BED = "We need food and a bed tonight, 5th & Main"
BED_IN_MILL_ROW = "We need food and a bed tonight, 5th & Mill"
"""Dee is asked first, by SMS, and Telegram is behind it."""


async def test_a_refusal_makes_the_next_contact_point_due_at_once(world: World) -> None:
    rosa, telegram, sms = world.stranger("Rosa"), world.phone("eve", TELEGRAM), world.phone("eve", SMS)
    world.ignoring("Rosa", "ana", "ben", "cal", "cora", "omar")
    await telegram.blocks_us()

    await rosa.texts(BED)
    await world.phone("ana").presses("Cannot")
    await world.phone("ben").texts("A 0")

    telegram.heard_nothing()
    paged = sms.heard("A: Food or a bed")
    assert paged.at == world.now
    assert (await world.page_states())["eve"] == "live"


async def test_a_negative_receipt_makes_the_next_contact_point_due_at_once(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "cora", "omar")
    await sms.goes_off()

    await rosa.texts(BED_IN_MILL_ROW)

    sms.heard_nothing()
    paged = telegram.heard("A: Food or a bed")
    assert paged.at == world.now


async def test_what_is_not_delivered_in_thirty_seconds_goes_to_the_next_contact_point_as_well(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "cora", "omar")
    sms.loses_signal()

    await rosa.texts(BED_IN_MILL_ROW)
    await world.passes(seconds=29)
    telegram.heard_nothing()
    await world.passes(seconds=1)
    telegram.heard("A: Food or a bed")

    await sms.finds_signal()
    sms.heard("A: Food or a bed")
    await telegram.presses("10 min")
    telegram.heard("Go.")
    assert len((await world.incident()).going()) == 1


async def test_what_arrived_in_time_is_not_repeated_elsewhere(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "cora", "omar")

    await rosa.texts(BED_IN_MILL_ROW)
    await world.passes(seconds=60)

    sms.heard("A: Food or a bed")
    telegram.heard_nothing()


async def test_when_the_last_contact_point_fails_the_page_fails_and_is_replaced(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    await sms.goes_off()
    await telegram.blocks_us()

    await rosa.texts(BED_IN_MILL_ROW)

    assert await world.page_states() == {"dee": "failed", "ana": "live", "ben": "live"}


async def test_danger_reaches_all_contact_points_at_once(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "cora", "omar")

    await rosa.texts(f"1! {BED_IN_MILL_ROW}")

    sms.heard("A: Food or a bed")
    telegram.heard("A: Food or a bed")
    await sms.texts("A 10")
    sms.heard("Go.")


async def test_a_number_that_opted_out_makes_the_next_contact_point_due_at_once(world: World) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "cora", "omar")
    await sms.blocks_us()

    await rosa.texts(BED_IN_MILL_ROW)

    sms.heard_nothing()
    assert telegram.heard("A: Food or a bed").at == world.now


async def test_one_that_turns_out_undelivered_later_goes_to_the_next_contact_point_at_that_moment(
    world: World,
) -> None:
    rosa, sms, telegram = world.stranger("Rosa"), world.phone("dee", SMS), world.phone("dee", TELEGRAM)
    world.ignoring("Rosa", "ana", "cora", "omar")
    sms.loses_signal()
    await rosa.texts(BED_IN_MILL_ROW)
    await world.passes(seconds=12)
    telegram.heard_nothing()

    await sms.stays_without_signal()

    assert telegram.heard("A: Food or a bed").at == world.now


async def test_when_that_was_the_last_one_somebody_else_is_asked_at_once(world: World) -> None:
    rosa, sms = world.stranger("Rosa"), world.phone("dee", SMS)
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    await world.phone("dee", TELEGRAM).blocks_us()
    sms.loses_signal()
    await rosa.texts(BED_IN_MILL_ROW)
    assert await world.page_states() == {"dee": "live", "ana": "live"}

    await sms.stays_without_signal()

    assert await world.page_states() == {"dee": "failed", "ana": "live", "ben": "live"}
    assert world.phone("ben").heard("A: Food or a bed").at == world.now
