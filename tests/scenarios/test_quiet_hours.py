"""Quiet hours: who is off call sleeps, unless they agreed to be woken for danger; who is on call is asked."""

from domain.matching import NOT_AVAILABLE
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"
ON_CALL = ("ana", "ben", "cal", "eve")


async def everybody_off_but_fay(world: World) -> None:
    """Fay is off call by the rota; nobody else can be asked."""
    for name in (*ON_CALL, "dee"):
        await world.phone(name).texts("off")
    world.everybody_reads()


async def fay_sleeps(world: World, *, woken_for_danger: bool) -> None:
    fay = world.phone("fay")
    await fay.texts("me")
    await fay.presses("Quiet hours")
    await fay.presses("22:00-07:00")
    await fay.presses("Wake me" if woken_for_danger else "Let me sleep")
    fay.reads()


async def test_off_call_people_are_left_to_sleep_and_the_reason_says_so(world: World) -> None:
    rosa, fay = world.stranger("Rosa"), world.phone("fay")
    world.ignoring("Rosa", "cora", "omar")
    await everybody_off_but_fay(world)
    await fay_sleeps(world, woken_for_danger=False)
    await world.passes(hours=11)  # 23:00

    await rosa.texts(BED)

    fay.heard_nothing()
    assert ("fay", NOT_AVAILABLE) in await world.left_out()


async def test_outside_of_them_they_are_asked(world: World) -> None:
    rosa, fay = world.stranger("Rosa"), world.phone("fay")
    world.ignoring("Rosa", "cora", "omar")
    await everybody_off_but_fay(world)
    await fay_sleeps(world, woken_for_danger=False)
    await world.passes(hours=9)  # 21:00

    await rosa.texts(BED)

    fay.heard("A: Food or a bed")


async def test_when_they_wake_they_are_asked_if_the_call_still_needs_somebody(world: World) -> None:
    rosa, fay = world.stranger("Rosa"), world.phone("fay")
    world.ignoring("Rosa", "cora", "omar", "gus")
    await everybody_off_but_fay(world)
    await fay_sleeps(world, woken_for_danger=False)
    await world.passes(hours=11)
    await rosa.texts(BED)

    await world.passes(hours=7, minutes=59)
    fay.heard_nothing()
    await world.passes(minutes=1)

    fay.heard("A: Food or a bed")


async def test_danger_wakes_who_agreed_to_it(world: World) -> None:
    rosa, fay = world.stranger("Rosa"), world.phone("fay")
    world.ignoring("Rosa", "cora", "omar")
    await everybody_off_but_fay(world)
    await fay_sleeps(world, woken_for_danger=True)
    await world.passes(hours=11)
    await rosa.texts(BED)
    fay.heard_nothing()

    await rosa.texts("1")

    fay.heard("DANGER", "A: Food or a bed")


async def test_danger_wakes_nobody_who_did_not_agree(world: World) -> None:
    rosa, fay = world.stranger("Rosa"), world.phone("fay")
    world.ignoring("Rosa", "cora", "omar")
    await everybody_off_but_fay(world)
    await fay_sleeps(world, woken_for_danger=False)
    await world.passes(hours=11)
    await rosa.texts(BED)

    await rosa.texts("1")

    fay.heard_nothing()


async def test_who_is_on_call_is_asked_all_the_same(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cora", "omar")
    for text in ("me", "4", "22-7", "2"):
        await ben.texts(text)
    ben.reads()
    await world.passes(hours=11)

    await rosa.texts(BED)

    ben.heard("A: Food or a bed")


async def test_the_hours_are_those_of_their_own_clock(world: World) -> None:
    rosa, fay = world.stranger("Rosa"), world.phone("fay")
    world.ignoring("Rosa", "cora", "omar")
    await everybody_off_but_fay(world)
    await fay_sleeps(world, woken_for_danger=False)
    await fay.texts("me")
    await fay.presses("Time zone")
    await fay.texts("Los Angeles")
    fay.reads()
    await world.passes(hours=11)  # 23:00 in Chicago, 21:00 where she is

    await rosa.texts(BED)

    fay.heard("A: Food or a bed")


async def test_what_is_not_urgent_waits_for_the_morning_and_holds_up_no_answer(world: World) -> None:
    fay = world.phone("fay")
    await fay.texts("pause 11h")
    await fay_sleeps(world, woken_for_danger=False)
    await world.passes(hours=12)  # midnight: the pause is over since 23:00

    fay.heard_nothing()
    await fay.texts("on")
    fay.heard("You are on")
    await world.passes(hours=7)

    fay.heard("Your pause is over")
