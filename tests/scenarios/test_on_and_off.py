"""`on` and `off` by chat decide whether somebody is paged, across all rotas."""

from domain.matching import NOT_AVAILABLE
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"


async def test_off_is_not_paged_though_the_rota_says_so(world: World) -> None:
    rosa, ana, ben, cal = world.stranger("Rosa"), *world.phones("ana", "ben", "cal")
    world.ignoring("Rosa", "cora", "omar")

    await ana.texts("off")
    ana.heard("You are off: nobody pages you.")
    await rosa.texts(BED)

    ben.heard("A: Food or a bed")
    cal.heard("A: Food or a bed")
    assert ("ana", NOT_AVAILABLE) in await world.left_out()


async def test_on_is_paged_before_those_off_call(world: World) -> None:
    rosa, fay = world.stranger("Rosa"), world.phone("fay")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "cora", "omar")
    for name in ("ana", "ben", "cal"):
        await world.phone(name).texts("off")

    await fay.texts("on")
    fay.heard("You are on until Sat 7 Mar 08:00. You may be paged.")
    await rosa.texts(BED)

    fay.heard("A: Food or a bed")
    assert set(await world.page_states()) == {"eve", "fay"}


async def test_back_on_is_paged_again(world: World) -> None:
    rosa, ana = world.stranger("Rosa"), world.phone("ana")
    world.ignoring("Rosa", "ben", "cora", "omar")
    await ana.texts("off")
    await ana.texts("on")
    ana.reads()

    await rosa.texts(BED)

    ana.heard("A: Food or a bed")


async def test_on_is_no_promise_for_ever_and_ends_in_the_morning_without_a_word(world: World) -> None:
    rosa, fay = world.stranger("Rosa"), world.phone("fay")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "cora", "omar")
    await fay.texts("on")
    await fay.texts("me")
    fay.heard("Now: on until Sat 7 Mar 08:00")
    fay.reads()

    await world.passes(days=1)
    await rosa.texts(BED)

    fay.heard_nothing()
    await fay.texts("me")
    assert "Now: on" not in " ".join(fay.reads())
