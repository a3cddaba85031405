"""Until the need is filled: how many are asked at a time, asking again, the order of the search, and rest."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from domain.ids import PersonId
from domain.tally import Heap, Tally
from domain.tasks import TaskKind
from models import incidents, people, tallies
from tests.support.world import COMMUNITY, World

BED = "We need food and a bed tonight, 5th & Main"
BED_ON_THE_HILL = "We need food and a bed tonight, Main & Hill Rd"
THREAT = "Someone is threatening my neighbour at 5th & Main"
WITHOUT = "live_pages: 2, tiers: [on_call, nearby, available]"

Opens = Callable[[str], AbstractAsyncContextManager[World]]


@pytest.fixture
def where(migrated_url: str, tmp_path: Path, workers: int) -> Opens:
    """A world whose teams have this policy."""

    @asynccontextmanager
    async def opens(policy: str) -> AsyncIterator[World]:
        file = tmp_path / "filling.yaml"
        text = COMMUNITY.read_text(encoding="utf-8").replace("policy: {live_pages: 2}", f"policy: {{{policy}}}")
        file.write_text(text, encoding="utf-8")
        async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
            yield opened

    return opens


# --- no answer is no refusal


async def test_the_silent_are_asked_three_times_before_anybody_says_that_none_is_left(world: World) -> None:
    rosa = world.stranger("Rosa")
    hal, gus = world.phones("hal", "gus")
    await rosa.texts(BED_ON_THE_HILL)
    rosa.reads()
    gus.heard("Asking.")
    hal.heard("A: Food or a bed")

    await world.passes(seconds=120)
    gus.heard("#1 NO ANSWER yet. Food or a bed, The Hill.")
    rosa.heard("Nobody we asked has answered yet. We ask them again. A coordinator knows.", "911")
    assert await world.tasks() == {TaskKind.ASKING_AGAIN}
    hal.reads()
    await world.passes(seconds=59)
    hal.heard_nothing()
    await world.passes(seconds=1)
    hal.heard("B: Food or a bed")

    await world.passes(seconds=120 + 179)
    hal.reads()
    await world.passes(seconds=1)
    hal.heard("C: Food or a bed")
    rosa.heard_nothing()
    gus.heard_nothing()

    await world.passes(seconds=120)
    gus.heard("#1 NOBODY LEFT to ask.")
    rosa.heard("Nobody is free right now.")
    assert await world.tasks() == {TaskKind.NOBODY_LEFT}
    hal.reads()


async def test_whoever_answers_in_a_later_round_goes(world: World) -> None:
    rosa = world.stranger("Rosa")
    hal = world.phone("hal")
    world.ignoring("Rosa", "gus")
    await rosa.texts(BED_ON_THE_HILL)
    await world.passes(minutes=3)
    hal.reads()

    await hal.presses("10 min", on="B:")

    hal.heard("Go.")
    assert await world.tasks() == set()


async def test_a_late_yes_between_rounds_counts_and_nobody_is_asked_again(world: World) -> None:
    rosa = world.stranger("Rosa")
    hal = world.phone("hal")
    world.ignoring("Rosa", "gus")
    await rosa.texts(BED_ON_THE_HILL)
    await world.passes(seconds=130)
    hal.reads()

    await hal.texts("A 5")
    hal.heard("Go.")
    await world.passes(minutes=10)

    hal.heard_nothing()
    assert len((await world.incident()).pages) == 1


async def test_a_no_is_final_even_when_it_comes_late(world: World) -> None:
    rosa = world.stranger("Rosa")
    hal, gus = world.phones("hal", "gus")
    world.ignoring("Rosa")
    await rosa.texts(BED_ON_THE_HILL)
    await world.passes(seconds=130)
    hal.reads()
    gus.reads()

    await hal.texts("A 0")
    hal.heard("OK. Thank you")
    gus.heard("NOBODY LEFT")
    await gus.texts("take 1")
    gus.reads()
    await world.passes(minutes=10)

    hal.heard_nothing()


# --- how many at a time


async def test_in_waves_the_next_are_asked_when_all_of_the_last_have_answered(where: Opens) -> None:
    async with where(f"paging: waves, {WITHOUT}") as world:
        rosa = world.stranger("Rosa")
        ana, ben, cal = world.phones("ana", "ben", "cal")
        world.ignoring("Rosa", "cora", "omar", "ana", "ben", "eve")
        await rosa.texts(BED)

        await ana.presses("Cannot")
        cal.heard_nothing()
        await ben.texts("A 0")

        cal.heard("A: Food or a bed")


async def test_a_broadcast_asks_everybody_suited_at_once(where: Opens) -> None:
    async with where(f"paging: broadcast, {WITHOUT}") as world:
        rosa = world.stranger("Rosa")
        world.ignoring("Rosa", "cora", "omar", "ana", "ben", "cal", "dee", "eve", "fay")

        await rosa.texts(BED)

        assert set((await world.page_states()).values()) == {"live"}
        assert list(await world.page_states()) == ["ana", "ben", "cal", "eve", "dee", "fay"]


async def test_computed_so_many_are_asked_that_the_need_fills_in_time(where: Opens) -> None:
    """On call people say yes to seven of ten pages, and most of them within five minutes: four are enough."""
    async with where("paging: computed, tiers: [on_call, nearby, available]") as world:
        rosa = world.stranger("Rosa")
        world.ignoring("Rosa", "cora", "omar", "ana", "ben", "cal", "eve")

        await rosa.texts(BED)

        assert list(await world.page_states()) == ["ana", "ben", "cal", "eve"]


async def test_computed_whoever_has_always_come_needs_fewer_beside_them(where: Opens) -> None:
    async with where("paging: computed, tiers: [on_call, nearby, available]") as world:
        rosa = world.stranger("Rosa")
        world.ignoring("Rosa", "cora", "omar", "ana", "ben")
        async with world.program.database.writing() as store:
            member = await people.load(store, PersonId("ana"))
            assert member is not None
            for name in ("ana", "ben"):
                heap = Heap(
                    person=PersonId(name), team=member.memberships[0].team, month="2026-02", on_call=True, night=False
                )
                await tallies.add(store, {heap: Tally(pages=200, accepts=200)})

        await rosa.texts(BED)

        assert list(await world.page_states()) == ["ana", "ben"]


# --- the order of the search


async def test_an_empty_tier_is_passed_at_once_and_the_coordinator_hears_it(world: World) -> None:
    rosa = world.stranger("Rosa")
    dee, fay, cora = world.phones("dee", "fay", "cora")
    world.ignoring("Rosa", "omar")
    for name in ("ana", "ben", "cal", "eve"):
        await world.phone(name).texts("off")
    world.everybody_reads()

    await rosa.texts(BED)

    assert dee.heard("A: Food or a bed").at == world.now
    assert fay.heard("A: Food or a bed").at == world.now
    cora.heard("#1 Food or a bed")
    cora.heard("#1 Nobody to ask is on call in Old Town. Others are asked: 2.")


async def test_coordinators_are_asked_last(where: Opens) -> None:
    async with where("live_pages: 2, tiers: [on_call, coordinators]") as world:
        rosa = world.stranger("Rosa")
        hal, gus = world.phones("hal", "gus")
        world.ignoring("Rosa")
        await rosa.texts(BED_ON_THE_HILL)
        hal.heard("A: Food or a bed")
        gus.heard("#1 Food or a bed, The Hill. Asking.")
        gus.heard_nothing()

        await hal.presses("Cannot")

        hal.heard("OK. Thank you")
        gus.heard("A: Food or a bed, The Hill")
        await gus.texts("A 5")
        gus.heard("Go.")
        gus.heard("#1 filled")


# --- rest


async def through_danger(world: World) -> None:
    """A call with danger in it: Ana and Ben go, and are done."""
    rosa = world.stranger("Rosa")
    await rosa.texts(THREAT)
    await rosa.texts("1")
    ana, ben = world.phones("ana", "ben")
    await ana.texts("A 5")
    await ben.texts("A 5")
    for word in ("there", "done"):
        await ana.texts(word)
        await ben.texts(word)


async def test_after_a_heavy_call_they_rest_hear_it_kindly_and_are_not_asked(world: World) -> None:
    world.ignoring("Rosa", "Sam", "cal", "dee", "eve", "fay", "omar")
    ana, ben, cora = world.phones("ana", "ben", "cora")
    await through_danger(world)

    ana.heard("That was a hard call. Thank you. Now rest: we ask you nothing until", "00:00")
    ben.heard("That was a hard call. Thank you. Now rest: we ask you nothing until", "00:00")
    cora.heard("Ana rests and is asked nothing until")
    world.everybody_reads()
    await world.stranger("Sam").texts(BED)

    ana.heard_nothing()
    ben.heard_nothing()
    assert {("ana", "resting"), ("ben", "resting")} <= await world.left_out(2)
    world.everybody_reads()


async def test_when_their_rest_ends_they_are_asked_to_a_call_for_which_nobody_was_left(world: World) -> None:
    world.ignoring("Rosa", "Sam", "cora", "omar", "gus", "hal")
    for name in ("cal", "dee", "eve", "fay"):
        await world.phone(name).texts("off")
    await through_danger(world)
    await world.stranger("Sam").texts(BED)
    assert (await world.incident(2)).exhausted
    world.everybody_reads()

    await world.passes(hours=12)  # both rest until midnight
    ana, ben = world.phones("ana", "ben")
    ana.heard("Food or a bed", "Can you come?")
    ben.heard("Food or a bed", "Can you come?")
    world.everybody_reads()


async def test_only_a_coordinator_ends_a_rest_and_they_hear_who_did(world: World) -> None:
    world.ignoring("Rosa", "Sam", "ben", "cal", "dee", "eve", "fay")
    ana, cora, omar = world.phones("ana", "cora", "omar")
    await through_danger(world)
    world.everybody_reads()
    await ana.texts("rested ana")  # her own word ends nothing
    ana.reads()

    await omar.texts("rested ana")

    ana.heard("Omar ended your rest: you may be asked again.")
    omar.heard("Ana may be asked again: Omar ended the rest.")
    cora.heard("Ana may be asked again: Omar ended the rest.")
    async with world.program.database.reading() as store:
        last = (await people.audit(store, PersonId("ana")))[-1]
    assert (last.kind, last.by, last.why) == ("RestEnded", "omar", "a coordinator ended their rest")
    await world.stranger("Sam").texts(BED)
    resting = {person for person, why in await world.left_out(2) if why == "resting"}
    assert resting == {"ben"}
    world.everybody_reads()


@pytest.mark.parametrize("does", ["assign", "page"])
async def test_nobody_is_called_out_of_a_rest_before_a_coordinator_who_knows_of_it_says_so(
    world: World, does: str
) -> None:
    world.ignoring("Rosa", "Sam", "ben", "cal", "cora", "dee", "eve", "fay")
    ana, omar = world.phones("ana", "omar")
    await through_danger(world)
    await world.stranger("Sam").texts(BED)
    world.everybody_reads()

    await omar.texts(f"{does} 2 ana")
    omar.heard("#2: Ana rests after hard calls or nights", "1 = do it all the same.")
    ana.heard_nothing()
    await omar.texts("1")

    ana.heard("Go." if does == "assign" else "Food or a bed")
    omar.reads()
    call = await world.incident(2)
    async with world.program.database.reading() as store:
        why = [each.event.why for each in await incidents.events_of(store, call.id) if each.event.by == "omar"]
    assert any(each.endswith(", though they rest") for each in why)


async def test_a_button_ends_a_rest_as_well_and_once(world: World) -> None:
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "omar")
    cora = world.phone("cora")
    await through_danger(world)
    world.everybody_reads()

    await cora.presses("May be asked again", on="Ben rests")
    cora.heard("Ben may be asked again: Cora ended the rest.")
    await cora.texts("rested ben")

    cora.heard("Ben is not resting.")


async def test_after_many_nights_somebody_has_a_day_and_a_night_off(where: Opens) -> None:
    async with where(f"load: {{nights: 2}}, {WITHOUT}") as world:
        world.ignoring("Rosa", "Sam", "Kim", "cal", "dee", "eve", "fay", "omar", "cora")
        ana, ben = world.phones("ana", "ben")
        await world.passes(hours=11)  # 23:00
        for name in ("Rosa", "Sam"):
            await world.stranger(name).texts(BED)
            await ana.texts("0")
            await ben.texts("0")
            await world.passes(hours=24)
        world.everybody_reads()  # 23:00 again; since this morning both rest

        await world.stranger("Kim").texts(BED)

        assert {("ana", "resting"), ("ben", "resting")} <= await world.left_out(3)
        world.everybody_reads()


async def test_the_morning_after_too_many_nights_says_so(where: Opens) -> None:
    async with where(f"load: {{nights: 1}}, {WITHOUT}") as world:
        rosa = world.stranger("Rosa")
        ana, cora = world.phones("ana", "cora")
        world.ignoring("Rosa", "ben", "cal", "dee", "eve", "fay", "omar")
        await world.passes(hours=11)
        await rosa.texts(BED)
        await ana.texts("0")
        world.everybody_reads()

        await world.passes(hours=7, minutes=59)
        ana.reads()
        await world.passes(minutes=1)

        ana.heard("Nights of late in which you were asked: 1. Thank you.", "nothing until Sun 8 Mar 08:00")
        cora.heard("Ana rests and is asked nothing until")
        world.everybody_reads()
