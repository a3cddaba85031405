"""A shift is offered and taken: by text and by button, by exactly one, and where it stays when nobody does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.nights import nights
from tests.support.world import World

TUESDAY = datetime(2026, 3, 11, 4, 0, tzinfo=UTC)  # eleven in the evening of Ana's second night
EVERYBODY = ("ben", "cal", "dee", "eve", "fay")


@pytest.fixture
def policy() -> dict[str, Any]:
    return {}


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int, policy: dict[str, Any]) -> AsyncIterator[World]:
    community = nights(tmp_path, **policy)
    async with World.open(migrated_url, tmp_path, workers=workers, community=community) as opened:
        yield opened


async def test_a_shift_goes_to_the_first_who_takes_it_and_everybody_concerned_hears(world: World) -> None:
    ana, ben, cal, fay, cora, omar = world.phones("ana", "ben", "cal", "fay", "cora", "omar")

    await ana.texts("swap tue")
    ana.heard("Swap 1: Tue 10 Mar 20:00 to Wed 08:00.", "Asked: 5")
    ben.heard("Swap 1: can you take Ana's shift, Tue 10 Mar 20:00 to Wed 08:00? mine 1 = it is yours. pass 1 = no")
    for name in EVERYBODY[1:]:
        world.phone(name).heard("Swap 1: can you take Ana's shift")
    await ben.texts("mine 1")

    ben.heard("It is yours: Tue 10 Mar 20:00 to Wed 08:00, River.")
    ana.heard("Ben has your shift, Tue 10 Mar 20:00 to Wed 08:00.")
    for coordinator in (cora, omar):
        coordinator.heard("Swap 1: Ben has Ana's shift")
    cal.heard("1: Tue 10 Mar 20:00 to Wed 08:00, taken. Thank you.")  # the question itself says so now
    world.phone("eve").heard("taken")
    fay.heard("taken")
    assert await world.on_call(TUESDAY) == {"ben"}
    await world.phone("dee").texts("mine 1")
    world.phone("dee").heard("Somebody was quicker")


async def test_by_button_and_a_no_costs_nothing(world: World) -> None:
    ana, cal, eve = world.phones("ana", "cal", "eve")
    world.ignoring("cora", "omar")

    await ana.texts("swap tue with cal or eve")
    cal.heard("Swap 1", "A no costs nothing.")
    eve.heard("Swap 1")
    await eve.presses("Not this one")
    eve.heard("Noted. Thank you for answering.")
    await cal.presses("I take it")

    cal.heard("It is yours")
    ana.heard("Asked: 2")
    ana.heard("Cal has your shift")
    assert await world.on_call(TUESDAY) == {"cal"}


async def test_a_list_and_a_digit_choose_the_shift_and_a_part_may_be_given(world: World) -> None:
    ben, eve = world.phones("ben", "eve")
    world.ignoring("cora", "omar", "ana", "cal", "dee", "fay")

    await ben.texts("swap")
    ben.heard("Your next shifts.", "1: Sat 7 Mar 20:00 to Sun 08:00", "2: Wed 11 Mar 20:00 to Thu 08:00")
    ben.reads()
    await ben.texts("2")
    ben.heard("Swap 1: Wed 11 Mar 20:00")
    await ben.texts("swap back")
    ben.heard("Taken back. Wed 11 Mar 20:00 to Thu 08:00 is yours as before.")
    eve.reads()
    await ben.texts("swap sat 22-01 with eve")
    ben.heard("Swap 2: Sat 7 Mar 22:00 to Sun 01:00. Asked: 1.")
    await eve.texts("mine")

    eve.heard("Swap 2")
    eve.heard("It is yours: Sat 7 Mar 22:00 to Sun 01:00")
    ben.heard("Eve has your shift")
    hours = {hour: await world.on_call(datetime(2026, 3, 8, hour, 30, tzinfo=UTC)) for hour in (3, 4, 6, 7)}
    assert hours == {3: {"ben"}, 4: {"eve"}, 6: {"eve"}, 7: {"ben"}}


async def test_a_digit_for_a_page_is_never_taken_for_a_shift(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), world.phone("ana"), world.phone("ben")
    world.ignoring("Rosa", "cora", "omar", "cal", "dee", "eve", "fay")
    await world.passes(hours=9)  # Friday night: Ana is on
    await ben.texts("on")
    ben.reads()
    await ana.texts("swap tue with ben")
    ben.heard("Swap 1")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    ben.heard("A: Food or a bed")

    await ben.texts("5")

    ben.heard("Go.")
    ana.reads()
    assert await world.on_call(TUESDAY) == {"ana"}


async def test_in_spanish_from_end_to_end(world: World) -> None:
    ana, ben = world.phones("ana", "ben")
    world.ignoring("cora", "omar")
    for each in (ana, ben):
        await each.texts("español")
        each.reads()

    await ana.texts("cambio martes con Ben")
    ana.heard("Cambio 1: mar 10 mar 20:00 a mié 08:00. Preguntados: 1.")
    ben.heard("¿cubres el turno de Ana, mar 10 mar 20:00 a mié 08:00? cubro 1 = es tuyo. paso 1 = no")
    await ben.texts("cubro 1")

    ben.heard("Es tuyo: mar 10 mar 20:00 a mié 08:00, River. Gracias.")
    ana.heard("Ben cubre tu turno")
    assert await world.on_call(TUESDAY) == {"ben"}


async def test_what_cannot_be_meant_is_answered_with_an_example(world: World) -> None:
    ana, eve = world.phones("ana", "eve")

    await ana.texts("swap someday")
    ana.heard("Which shift? For example: swap fri")
    await ana.texts("swap tue with zed")
    ana.heard("Nobody in your team goes by zed.")
    await ana.texts("swap mon")
    ana.heard("You have no shift then.")
    await ana.texts("swap wed")  # none begins then, and the end of one may not be meant
    ana.heard("1: Tue 10 Mar 20:00 to Wed 08:00")
    await eve.texts("swap")
    eve.heard("You have no shift in the next four weeks.")
    await eve.texts("mine 7")
    eve.heard("Nothing like that is open for you.")
    await eve.texts("swap back")
    eve.heard("There is nothing like that open.")


async def test_who_may_not_be_asked_is_not_and_the_answer_names_them(world: World) -> None:
    ana, dee = world.phones("ana", "dee")
    world.ignoring("eve", "cora", "omar")
    await dee.texts("off")
    dee.reads()

    await ana.texts("swap tue with dee or eve")

    ana.heard("Asked: 1", "Not asked, as it does not fit them: Dee.")
    dee.heard_nothing()


async def test_several_open_are_told_apart_by_number(world: World) -> None:
    ana, ben, eve = world.phones("ana", "ben", "eve")
    world.ignoring("cora", "omar")
    await ana.texts("swap tue with eve")
    await ben.texts("swap wed with eve")
    eve.reads()

    await eve.texts("mine")
    eve.heard("Several are open. Say which one by its number", "1: Ana, Tue 10 Mar", "2: Ben, Wed 11 Mar")
    await eve.texts("pass 1")
    eve.heard("Noted")
    ana.heard("Nobody took Tue 10 Mar 20:00 to Wed 08:00. It stays yours.")
    await eve.texts("mine")

    eve.heard("It is yours: Wed 11 Mar")
    ana.reads()
    ben.reads()


async def test_it_is_asked_again_and_untaken_stays_where_it_was(world: World) -> None:
    ana, eve, cora, omar = world.phones("ana", "eve", "cora", "omar")
    await ana.texts("swap tue with eve")
    ana.reads()
    eve.reads()

    await world.passes(days=2, hours=6, minutes=59)  # just before eight on Sunday evening, in summer time by now
    eve.heard_nothing()
    await world.passes(minutes=1)  # eight: 48 hours before
    assert eve.heard("Still open, swap 1: Ana's shift").at == world.now
    await world.passes(hours=24)
    eve.heard("Still open, swap 1")
    await world.passes(hours=18)
    eve.heard("Still open, swap 1")
    ana.heard_nothing()
    await world.passes(hours=4)

    ana.heard("Nobody took Tue 10 Mar 20:00 to Wed 08:00. It stays yours. Coordinators know.")
    eve.heard("nobody took it. Thank you.")
    for coordinator in (cora, omar):
        coordinator.heard("Swap 1: nobody took it, so Tue 10 Mar 20:00 to Wed 08:00 stays Ana's")
    assert await world.on_call(TUESDAY) == {"ana"}
    await eve.texts("mine 1")
    eve.heard("Number 1 is not open any more.")


async def test_quiet_hours_hold_a_question_unless_the_shift_is_near(world: World) -> None:
    ana, ben, eve = world.phones("ana", "ben", "eve")
    world.ignoring("cora", "omar")
    await eve.texts("me")
    await eve.presses("Quiet hours")
    await eve.presses("22:00-07:00")
    await eve.presses("Let me sleep")
    eve.reads()
    await world.passes(hours=11)  # 23:00 on Friday

    await ana.texts("swap tue with eve")
    eve.heard_nothing()
    await world.passes(hours=7, minutes=59)
    eve.heard_nothing()
    await world.passes(minutes=1)
    eve.heard("Swap 1: can you take Ana's shift")
    await world.passes(hours=16)  # 23:00 on Saturday: Ben is on, and cannot
    ana.reads()
    await ben.texts("swap tonight 03-08 with eve")

    ben.heard("Swap 2")
    eve.heard("Swap 2: can you take Ben's shift, Sun 8 Mar 03:00 to 08:00?")


async def test_a_question_that_waits_for_the_morning_never_comes_once_it_is_taken(world: World) -> None:
    ana, ben, eve = world.phones("ana", "ben", "eve")
    world.ignoring("cora", "omar")
    await eve.texts("me")
    await eve.presses("Quiet hours")
    await eve.presses("22:00-07:00")
    await eve.presses("Let me sleep")
    eve.reads()
    await world.passes(hours=11)
    await ana.texts("swap tue with eve or ben")
    await ben.texts("mine")
    ben.reads()
    ana.reads()

    await world.passes(hours=12)

    eve.heard_nothing()
    world.phone("ana").heard("Your shift for River is over")


async def test_two_at_once_and_exactly_one_gets_it(world: World) -> None:
    ana, ben, eve = world.phones("ana", "ben", "eve")
    world.ignoring("cora", "omar")
    await ana.texts("swap tue with ben or eve")
    for each in (ana, ben, eve):
        each.reads()

    await world.at_once((ben, "mine 1"), (eve, "mine 1"))

    texts = {each.name: " ".join(each.reads()) for each in (ben, eve)}
    has = [name for name, text in texts.items() if "It is yours" in text]
    told = [name for name, text in texts.items() if "Somebody was quicker" in text]
    assert sorted([*has, *told]) == ["ben", "eve"]
    assert len(has) == 1
    assert await world.on_call(TUESDAY) == set(has)
    ana.heard(f"{has[0].title()} has your shift")
    ana.heard_nothing()


async def test_whoever_leaves_ends_what_they_asked(world: World) -> None:
    ana, eve, cora, omar = world.phones("ana", "eve", "cora", "omar")
    await ana.texts("swap tue with eve")
    ana.reads()
    eve.reads()

    await ana.texts("leave")
    await ana.texts("leave for good")

    ana.reads()
    eve.heard("1: Tue 10 Mar 20:00 to Wed 08:00, no longer open.")
    for coordinator in (cora, omar):
        coordinator.heard("1 is over: whose shift it was is gone.")
        coordinator.reads()
    await eve.texts("mine 1")
    eve.heard("Number 1 is not open any more.")


async def test_an_undone_swap_is_as_before_and_both_hear_it(world: World) -> None:
    ana, eve, cora = world.phones("ana", "eve", "cora")
    world.ignoring("omar")
    await ana.texts("swap tue with eve")
    await eve.texts("mine")
    for each in (ana, eve, cora):
        each.reads()

    await cora.texts("undo")
    cora.heard("That is not your change.", "Eve")
    await cora.presses("Undo")

    cora.heard("Undone")
    assert await world.on_call(TUESDAY) == {"ana"}
    assert ana.reads()
    assert eve.reads()
    await eve.texts("mine 1")
    eve.heard("Number 1 is not open any more.")


class TestWithACoordinatorsYes:
    @pytest.fixture
    def policy(self) -> dict[str, Any]:
        return {"rota": {"swap_confirmed": True}}

    async def test_it_counts_only_then_by_sms_as_well(self, world: World) -> None:
        ana, eve, cora, omar = world.phones("ana", "eve", "cora", "omar")
        await ana.texts("swap tue with eve")
        await eve.texts("mine")
        eve.heard("Swap 1")
        eve.heard("is yours once a coordinator says yes")
        ana.heard("Asked: 1")
        ana.heard("Eve takes Tue 10 Mar 20:00 to Wed 08:00 once a coordinator says yes. Until then it is yours.")
        omar.heard("Swap 1: Eve would take Ana's shift", "confirm swap 1, or: refuse swap 1")
        cora.heard("Does it count?")
        assert await world.on_call(TUESDAY) == {"ana"}

        await omar.texts("confirm swap 1")

        eve.heard("It is yours")
        ana.heard("Eve has your shift")
        for coordinator in (cora, omar):
            coordinator.heard("Swap 1: Eve has Ana's shift")
        assert await world.on_call(TUESDAY) == {"eve"}
        await cora.presses("No")
        cora.heard("1 is over, or waits for nobody.")

    async def test_a_no_leaves_it_and_both_hear(self, world: World) -> None:
        ana, eve, cora = world.phones("ana", "eve", "cora")
        world.ignoring("omar")
        await ana.texts("swap tue with eve")
        await eve.texts("mine")
        for each in (ana, eve, cora):
            each.reads()

        await cora.presses("No", on="Does it count?")

        eve.heard("No coordinator has said yes")
        ana.heard("stays yours")
        cora.heard("Swap 1: Cora said no, so")
        assert await world.on_call(TUESDAY) == {"ana"}


async def test_a_rule_in_the_way_is_said_and_a_coordinator_may_insist(world: World) -> None:
    ana, eve, cora, omar = world.phones("ana", "eve", "cora", "omar")
    await ana.texts("swap tue with eve")
    await eve.texts("pause until friday")
    ana.reads()
    eve.reads()

    await eve.texts("mine")
    eve.heard("It does not count by itself: off then.")
    omar.heard("1: Eve would take Tue 10 Mar 20:00 to Wed 08:00 from Ana, but: off then.", "insist 1 Eve")
    cora.heard("but: off then")
    assert await world.on_call(TUESDAY) == {"ana"}
    await omar.texts("insist 1 Eve")

    eve.heard("It is yours")
    ana.heard("Eve has your shift")
    for coordinator in (cora, omar):
        coordinator.heard("Swap 1: Eve has Ana's shift")
    assert await world.on_call(TUESDAY) == {"eve"}
