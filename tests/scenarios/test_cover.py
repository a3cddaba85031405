"""A coordinator calls for cover: everybody who could is asked, the first to take it has it, or it is theirs to own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.ids import TeamId
from domain.tasks import TaskKind
from models import tasks
from tests.support.nights import nights
from tests.support.world import World

SUNDAY = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)  # eleven in the evening of Cal's night
SATURDAY = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)  # half past ten of Ben's
FREE = ("ana", "eve")
"""Who can take Cal's Sunday: ben and dee come from a night or go to one, fay has the days."""


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    community = nights(tmp_path, days=True, rota={"rest_between": "15h"})
    async with World.open(migrated_url, tmp_path, workers=workers, community=community) as opened:
        yield opened


async def cal_falls_out(world: World, coordinator: str = "cora") -> None:
    """Nobody is on in Cal's night: whoever took them off was shown the gap, and the others are told."""
    phone = world.phone(coordinator)
    await phone.texts("take cal off sun night")
    await phone.texts("1")
    phone.reads()
    world.phone("cal").reads()
    assert await world.on_call(SUNDAY) == set()


async def open_tasks(world: World) -> set[TaskKind]:
    async with world.program.database.reading() as store:
        return {each.kind for each in await tasks.list_open(store, [TeamId("river")])}


@pytest.mark.parametrize("no", ["pass, at work", "paso 1 - estoy trabajando"])
async def test_a_no_to_a_cover_may_say_why(world: World, no: str) -> None:
    ana, eve, cora = world.phones("ana", "eve", "cora")
    world.ignoring("eve", "cora", "omar")
    await cal_falls_out(world)
    await cora.texts("cover")
    ana.heard("Cover 1: River needs somebody")

    await ana.texts("pass 1")
    plain = ana.reads()
    await eve.texts(no)

    assert plain == eve.reads()[-1:]


async def test_a_gap_is_told_and_answered_by_a_word_and_filled_by_the_first(world: World) -> None:
    ana, eve, cora, omar = world.phones("ana", "eve", "cora", "omar")
    await cal_falls_out(world)
    omar.heard("Nobody is on for River from Sun 8 Mar 22:00 to Mon 07:00. Text: cover")

    await omar.texts("cover")
    omar.heard("Cover 1: River, Sun 8 Mar 22:00 to Mon 07:00. Asked: 2.")
    for name in FREE:
        world.phone(name).heard("Cover 1: River needs somebody, Sun 8 Mar 22:00 to Mon 07:00.")
    await eve.presses("I take it")

    eve.heard("It is yours: Sun 8 Mar 22:00 to Mon 07:00, River.")
    for coordinator in (cora, omar):
        coordinator.heard("Cover 1: Eve takes Sun 8 Mar 22:00 to Mon 07:00, River.")
    ana.heard("1: Sun 8 Mar 22:00 to Mon 07:00, taken.")
    assert await world.on_call(SUNDAY) == {"eve"}
    await ana.texts("mine 1")
    ana.heard("Somebody was quicker")


async def test_of_two_gaps_what_the_text_says_asks_for_the_one_it_tells_of(world: World) -> None:
    omar = world.phone("omar")
    world.ignoring("cora", "ben", *FREE)
    await world.phone("cora").texts("take ben off sat night")
    await world.phone("cora").texts("1")
    omar.heard("Nobody is on for River from Sat 7 Mar 22:00", "Text: cover River 7 Mar 22:00, to ask")
    await cal_falls_out(world)
    omar.heard("Nobody is on for River from Sun 8 Mar 22:00", "Text: cover River 8 Mar 22:00, to ask")

    await omar.texts("cover River 8 Mar 22:00")

    omar.heard("Cover 1: River, Sun 8 Mar 22:00 to Mon 07:00. Asked: 2.")


async def test_a_gap_is_asked_for_by_its_beginning_once_it_runs_too(world: World) -> None:
    omar = world.phone("omar")
    world.ignoring("cora", "ben", "cal", "dee", "fay", *FREE)
    await cal_falls_out(world)
    await world.passes(days=2, hours=12)  # one in the morning, the clocks are turned
    omar.reads()

    await omar.texts("cover River 8 Mar 22:00")

    omar.heard("Cover 1: River, Mon 9 Mar 01:00 to 07:00.")


async def test_the_button_under_a_gap_asks_for_that_gap(world: World) -> None:
    cora = world.phone("cora")
    world.ignoring("omar", *FREE)
    await cal_falls_out(world, "omar")
    cora.heard("Nobody is on for River")

    await cora.presses("Ask for cover")

    cora.heard("Cover 1: River, Sun 8 Mar 22:00 to Mon 07:00. Asked: 2.")


async def test_somebody_who_falls_out_is_replaced_for_exactly_that_time(world: World) -> None:
    ben, eve, cora = world.phones("ben", "eve", "cora")
    world.ignoring("omar", "cal", "dee", "ana")

    await cora.texts("cover ben sat 22-01")
    cora.heard("Cover 1: River, Sat 7 Mar 22:00 to Sun 01:00.")
    eve.heard("Cover 1")
    await eve.texts("mine 1")

    eve.heard("It is yours: Sat 7 Mar 22:00 to Sun 01:00")
    ben.heard("Eve has your shift, Sat 7 Mar 22:00 to Sun 01:00.")
    cora.heard("Cover 1: Eve takes Sat 7 Mar 22:00 to Sun 01:00, River, for Ben.")
    assert await world.on_call(SATURDAY) == {"eve"}
    assert await world.on_call(datetime(2026, 3, 8, 8, 0, tzinfo=UTC)) == {"ben"}


async def test_when_nobody_takes_it_coordinators_hear_it_and_own_it(world: World) -> None:
    ana, eve, cora, omar = world.phones("ana", "eve", "cora", "omar")
    await cal_falls_out(world)
    await omar.texts("cover")
    for each in (ana, eve, omar):
        each.reads()

    await eve.texts("pass 1")
    eve.heard("Noted")
    await ana.texts("pass 1")
    ana.heard("Noted")

    for coordinator in (cora, omar):
        coordinator.heard("Cover 1: nobody took Sun 8 Mar 22:00 to Mon 07:00, River. Finding somebody is yours now.")
    assert TaskKind.UNCOVERED in await open_tasks(world)
    await eve.texts("mine 1")  # late, and welcome
    eve.heard("It is yours")
    for coordinator in (cora, omar):
        coordinator.heard("Cover 1: Eve takes")
    assert TaskKind.UNCOVERED not in await open_tasks(world)
    assert await world.on_call(SUNDAY) == {"eve"}


async def test_a_coordinator_says_that_it_is_seen_to(world: World) -> None:
    omar = world.phone("omar")
    world.ignoring("cora", *FREE)
    await cal_falls_out(world)
    await omar.texts("cover")
    for name in FREE:
        await world.phone(name).texts("pass")
    assert TaskKind.UNCOVERED in await open_tasks(world)

    await omar.texts("seen to it")

    omar.reads()
    assert TaskKind.UNCOVERED not in await open_tasks(world)


async def test_two_at_once_and_exactly_one_has_it(world: World) -> None:
    ana, eve = world.phones("ana", "eve")
    world.ignoring("cora", "omar")
    await cal_falls_out(world)
    await world.phone("omar").texts("cover")
    for each in (ana, eve):
        each.reads()

    await world.at_once((ana, "mine 1"), (eve, "mine 1"))

    texts = {each.name: " ".join(each.reads()) for each in (ana, eve)}
    has = [name for name, text in texts.items() if "It is yours" in text]
    assert len(has) == 1
    assert sorted(name for name, text in texts.items() if "Somebody was quicker" in text) == sorted({*FREE} - {*has})
    assert await world.on_call(SUNDAY) == set(has)


async def test_a_gap_filled_otherwise_ends_the_call_and_it_can_be_taken_back(world: World) -> None:
    ana, eve, cora, omar = world.phones("ana", "eve", "cora", "omar")
    await cal_falls_out(world)
    await omar.texts("cover")
    await omar.texts("cover back")
    omar.heard("Nobody is on")
    omar.heard("Cover 1")
    omar.heard("Cover 1 is taken back.")
    await omar.texts("cover")
    omar.reads()
    ana.reads()
    eve.reads()

    await cora.texts("put ana on sun night")

    cora.reads()
    ana.reads()
    eve.heard("2: Sun 8 Mar 22:00 to Mon 07:00, no longer open.")
    omar.heard("2 is over: somebody is on by now.")
    assert await world.on_call(SUNDAY) == {"ana"}


async def test_in_spanish(world: World) -> None:
    eve, omar = world.phones("eve", "omar")
    world.ignoring("cora", "ana")
    await omar.texts("español")
    await cal_falls_out(world)
    omar.reads()

    await omar.texts("cubrir dom 22-07")
    omar.heard("Relevo 1: River, dom 8 mar 22:00 a lun 07:00. Preguntados: 2.")
    await eve.texts("mine")

    eve.reads()
    omar.heard("Relevo 1: Eve cubre dom 8 mar 22:00 a lun 07:00, River.")


async def test_only_coordinators_call_for_cover_and_without_a_gap_they_hear_so(world: World) -> None:
    eve, cora = world.phones("eve", "cora")

    await eve.texts("cover")
    eve.heard("Sorry, that was not understood.")
    await cora.texts("cover")
    cora.heard("There is no gap like that in the days ahead.")
    await cora.texts("cover something")
    cora.heard("When? For example: cover sat 22-06")
