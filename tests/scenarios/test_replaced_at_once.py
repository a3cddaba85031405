"""A decline, an expiry or a failed page is replaced at once by the next best."""

from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_a_decline_is_replaced_at_once(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben, cal = world.phones("ana", "ben", "cal")
    world.ignoring("Rosa", "cora", "omar", "eve")

    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    ben.heard("A: Food or a bed")

    await ana.presses("Cannot")
    ana.heard("OK. Thank you for saying so.")
    asked = cal.heard("A: Food or a bed")
    assert asked.at == world.now

    await ben.texts("A 0")
    ben.heard("OK. Thank you for saying so.")
    assert await world.page_states() == {"ana": "declined", "ben": "declined", "cal": "live", "eve": "live"}


async def test_a_page_nobody_answers_expires_after_two_minutes_by_day_and_is_replaced_at_once(world: World) -> None:
    rosa = world.stranger("Rosa")
    ana, ben, cal, eve = world.phones("ana", "ben", "cal", "eve")
    world.ignoring("Rosa", "cora", "omar")

    await rosa.texts(BED)
    ana.heard("A: Food or a bed")
    ben.heard("A: Food or a bed")
    await world.passes(seconds=119)
    cal.heard_nothing()

    await world.passes(seconds=1)
    cal.heard("A: Food or a bed")
    eve.heard("A: Food or a bed")
    ana.heard("no answer in time")  # edited where it can be; nobody gets a second text about it
    ben.heard_nothing()
    assert await world.page_states() == {"ana": "expired", "ben": "expired", "cal": "live", "eve": "live"}


async def test_a_page_is_given_three_minutes_at_night(world: World) -> None:
    await world.passes(hours=11)  # eleven in the evening in Chicago
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa", "cora", "omar", "ana", "ben", "cal", "eve")

    await rosa.texts(BED)
    await world.passes(seconds=179)
    assert await world.page_states() == {"ana": "live", "ben": "live"}
    await world.passes(seconds=1)

    assert await world.page_states() == {"ana": "expired", "ben": "expired", "cal": "live", "eve": "live"}


async def test_a_page_that_reaches_nobody_fails_and_is_replaced_at_once(world: World) -> None:
    rosa = world.stranger("Rosa")
    ben, cal, cora, omar = world.phones("ben", "cal", "cora", "omar")
    world.ignoring("Rosa", "ana")
    await ben.goes_off()

    await rosa.texts(BED)

    asked = cal.heard("A: Food or a bed")
    assert asked.at == world.now
    for coordinator in (cora, omar):
        coordinator.heard("#1 Food or a bed")
        coordinator.heard("Ben cannot be reached")
    assert await world.page_states() == {"ana": "live", "ben": "failed", "cal": "live"}
