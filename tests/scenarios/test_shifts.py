"""A shift begins and ends: notices before it, "I'm here", what is open, and a thank you.

It is Friday noon in Chicago. Ana, by Telegram, has this night and every second one after it; Ben, by SMS, the others. A
shift is from 20:00 to 08:00.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from domain.ids import PersonId, TeamId
from domain.people import CardPart
from domain.quiet import QuietHours
from domain.rota import Add, Replace
from domain.rota_change import Entries, RotaChange
from models import people
from tests.support.rota_town import LINE, changes, open_world, plans, reading
from tests.support.world import World

BED = "We need food and a bed tonight, 5th & Main"

NIGHTS: dict[str, Any] = {
    "id": "nights",
    "start": "2026-03-06T20:00",
    "turn": {"every": 1, "unit": "day"},
    "people": [["ana"], ["ben"]],
    "hours": "20:00-08:00",
}


@pytest.fixture
async def nights(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with open_world(migrated_url, tmp_path, workers, layers=[NIGHTS]) as world:
        world.ignoring("hal", "gus")
        yield world


async def test_notices_come_a_day_and_an_hour_before_and_at_the_start_each_once(nights: World) -> None:
    ana, ben = nights.phones("ana", "ben")
    nights.ignoring("cora", "omar")
    await plans(nights)

    await nights.passes(hours=7)
    assert ana.heard("You are on call for River", "Fri 6 Mar 20:00", "Sat 08:00").at == reading(6, 19)
    await plans(nights)
    await nights.passes(hours=1)
    assert ana.heard("You are on call for River now, until Sat 7 Mar 08:00. Are you there?").at == reading(6, 20)
    assert ben.heard("You are on call for River", "Sat 7 Mar 20:00").at == reading(6, 20)
    await plans(nights)
    await nights.passes(minutes=5)

    ana.heard_nothing()
    ben.heard_nothing()


async def test_one_press_says_that_they_are_here_and_nobody_is_troubled(nights: World) -> None:
    ana = nights.phone("ana")
    nights.ignoring("ben")
    await plans(nights)
    await nights.passes(hours=8)
    ana.reads()

    await ana.presses("I'm here")
    ana.heard("Good to have you", "until Sat 7 Mar 08:00")
    await nights.passes(hours=1)


async def test_by_sms_here_alone_is_enough_up_to_an_hour_before(nights: World) -> None:
    ben = nights.phone("ben")
    nights.ignoring("ana", "cora", "omar")
    await plans(nights)
    await nights.passes(hours=30)
    ben.reads()
    await ben.texts("here")
    ben.heard("You are not on call now. Your next shift begins Sat 7 Mar 20:00.")

    await nights.passes(hours=1, minutes=5)
    ben.heard("Sat 7 Mar 20:00")
    await ben.texts("Here!")
    ben.heard("Noted, thank you", "Sat 7 Mar 20:00")
    nights.everybody_reads()
    await nights.passes(hours=1, minutes=30)

    ben.heard("You are on call for River now", "Thank you for being there")


async def test_when_nobody_says_so_a_coordinator_hears_it_once_and_hears_it_taken_back(nights: World) -> None:
    ana, ben, cora, omar = nights.phones("ana", "ben", "cora", "omar")
    await plans(nights)
    await nights.passes(hours=8, minutes=9)
    nights.everybody_reads()

    await nights.passes(minutes=1)
    told = cora.heard("Ana's shift for River has begun, and they have not said they are there", "Nobody else is on")
    omar.heard("Ana's shift for River has begun")
    assert told.at == reading(6, 20, 10)
    await nights.passes(hours=1)
    cora.heard_nothing()

    await ana.texts("I'm here")
    ana.heard("Good to have you")
    assert cora.heard("Ana is there after all").edited
    omar.heard("Ana is there after all")
    await ana.texts("here")
    ana.heard("Good to have you")
    ben.heard_nothing()


async def test_whoever_is_asked_late_after_an_outage_has_their_whole_time_to_answer(nights: World) -> None:
    ana, cora = nights.phone("ana"), nights.phone("cora")
    nights.ignoring("ben", "omar")
    await plans(nights)
    await nights.passes(hours=7, minutes=30)
    nights.everybody_reads()
    async with nights.stopped():
        nights.clock.advance_to(reading(6, 21))
    ana.heard("You are on call for River now, until Sat 7 Mar 08:00. Are you there?")
    await nights.passes(minutes=9)
    cora.heard_nothing()

    await nights.passes(minutes=1)

    assert cora.heard("Ana's shift for River has begun").at == reading(6, 21, 10)


async def test_nobody_is_asked_about_a_shift_that_is_over(nights: World) -> None:
    nights.ignoring("ben", "omar")
    ana, cora = nights.phone("ana"), nights.phone("cora")
    await plans(nights)
    await nights.passes(hours=7, minutes=30)
    nights.everybody_reads()
    async with nights.stopped():
        nights.clock.advance_to(reading(7, 9))

    assert not [each for each in ana.reads() if "Are you there" in each]
    await nights.passes(minutes=59)
    cora.heard_nothing()


async def test_who_else_is_on_is_said_with_it(migrated_url: str, tmp_path: Path, workers: int) -> None:
    pairs = NIGHTS | {"people": [["ana", "ben"]], "turn": {"every": 1, "unit": "week"}}
    async with open_world(migrated_url, tmp_path, workers, layers=[pairs]) as world:
        world.ignoring("hal", "gus", "omar")
        await plans(world)
        await world.passes(hours=8)
        await world.phone("ben").texts("here")
        world.everybody_reads()
        await world.passes(minutes=10)

        world.phone("cora").heard("Ana's shift for River has begun", "Also on: Ben.")


async def test_a_page_accepted_says_it_as_well(nights: World) -> None:
    ana, rosa = nights.phone("ana"), nights.stranger("Rosa")
    nights.ignoring("ben", "fay", "Rosa", "cal", "dee", "eve")
    await plans(nights)
    await nights.passes(hours=8)
    await rosa.texts(BED)
    await ana.presses("10 min")
    nights.everybody_reads()

    await nights.passes(minutes=11)

    assert not [each for each in nights.phone("cora").reads() if "shift" in each]
    nights.ignoring("omar", "ana")


async def test_a_night_that_somebody_is_given_after_their_evening_is_known_to_be_unconfirmed(nights: World) -> None:
    """Fay sleeps from 21. At 22 she is given what is left of the night from 2; nobody wakes her to ask."""
    await sleeps(nights, "fay", QuietHours(starts=time(21), ends=time(7)))
    fay, cora = nights.phone("fay"), nights.phone("cora")
    nights.ignoring("ana", "ben", "omar")
    await plans(nights)
    await nights.passes(hours=10)
    await changes(nights, Entries(overrides=(Add(person=PersonId("fay"), start=reading(7, 2), end=reading(7, 6)),)))
    await plans(nights)
    nights.everybody_reads()
    await nights.passes(hours=4, minutes=9)
    cora.heard_nothing()

    await nights.passes(minutes=1)

    cora.heard("Fay's shift for River has begun, and they have not said they are there")
    fay.heard_nothing()
    await plans(nights)
    await nights.passes(hours=1)
    cora.heard_nothing()


async def test_a_notice_that_would_wake_somebody_comes_the_evening_before_and_asks_then(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    """Ana sleeps from 21 to 7; her shift begins at 6."""
    early = NIGHTS | {"start": "2026-03-06T06:00", "hours": "06:00-12:00", "people": [["ana"]], "days": ["sat"]}
    async with open_world(migrated_url, tmp_path, workers, layers=[early]) as world:
        world.ignoring("hal", "gus")
        await sleeps(world, "ana", QuietHours(starts=time(21), ends=time(7)))
        ana = world.phone("ana")
        await plans(world)
        await world.passes(hours=8)
        world.everybody_reads()

        await world.passes(minutes=45)
        asked = ana.heard("It begins while you rest. Will you be there?", "Sat 7 Mar 06:00")
        assert asked.at == reading(6, 20, 45)
        await ana.presses("I'm here")
        ana.heard("Noted, thank you. You are on call for River from Sat 7 Mar 06:00.")
        await world.passes(hours=10)

        ana.heard_nothing()
        world.phone("cora").heard_nothing()
        world.ignoring("omar")


async def test_a_coordinator_who_rests_as_their_shift_begins_sees_what_is_open_when_they_have_rested(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    """Cora sleeps from 21 to 7; her shift begins at 6."""
    early = NIGHTS | {"start": "2026-03-06T06:00", "hours": "06:00-12:00", "people": [["cora"]]}
    async with open_world(migrated_url, tmp_path, workers, layers=[early]) as world:
        world.ignoring("hal", "gus", "omar", "ana", "Rosa", "ben", "cal", "dee", "eve", "fay")
        await sleeps(world, "cora", QuietHours(starts=time(21), ends=time(7)))
        rosa, cora = world.stranger("Rosa"), world.phone("cora")
        await plans(world)
        await rosa.texts(BED)
        await world.passes(hours=9)
        await cora.texts("here")
        cora.reads()
        await world.passes(hours=9, minutes=59)
        assert not [each for each in cora.reads() if "as your shift begins" in each]

        await world.passes(minutes=1)

        brief = cora.heard("River, as your shift begins: 1 open.")
        assert "Nobody is left to ask (#1)" in brief.text
        assert "Open calls: 1." in cora.heard("You are on call for River now, until Sat 7 Mar 12:00.").text
        world.ignoring("cora")


async def test_what_is_open_comes_with_the_start_and_no_more_of_it_than_concerns_them(nights: World) -> None:
    ana, rosa = nights.phone("ana"), nights.stranger("Rosa")
    nights.ignoring("ben", "Rosa", "cora", "omar", "cal", "dee", "eve", "fay")
    await plans(nights)
    await rosa.texts(BED)
    await nights.passes(hours=7, minutes=59)
    ana.reads()

    await nights.passes(minutes=1)

    begun = ana.heard("You are on call for River now")
    assert "Open calls: 1." in begun.text
    assert "Food" not in begun.text
    assert "Main" not in begun.text
    nights.ignoring("ana")


async def test_a_coordinator_who_comes_on_sees_the_calls_and_who_goes(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    theirs = NIGHTS | {"people": [["cora"]]}
    async with open_world(migrated_url, tmp_path, workers, layers=[theirs]) as world:
        world.ignoring("hal", "gus", "omar", "ana", "Rosa", "ben", "cal", "dee", "eve", "fay")
        rosa, cora = world.stranger("Rosa"), world.phone("cora")
        await plans(world)
        await world.phone("fay").blocks_us()
        await world.passes(hours=7, minutes=50)
        await rosa.texts(BED)
        await world.phone("ana").presses("20 min")
        await world.phone("omar").texts("watch 1")
        world.everybody_reads()

        await world.passes(minutes=10)

        brief = cora.heard("River, as your shift begins: 1 open. Tasks that wait: 1.")
        assert "#1 Food or a bed" in brief.text
        assert "Watched by Omar" in brief.text
        assert "Somebody of the team cannot be reached (" in brief.text
        assert await world.code_of("ana") in brief.text

        await cora.texts("here")
        await cora.texts("take 1")
        await cora.texts("watch 1")
        await world.phone("ana").texts("fine for 60")
        await world.passes(hours=12)

        over = cora.heard("Your shift for River is over").text.splitlines()
        assert over[1:] == [
            "#1 is still yours. To give it on: hand 1 ben",
            "#1: you still watch. To give it on: watch 1 ben",
        ]
        world.ignoring("cora")


async def test_at_the_end_they_are_thanked_and_told_what_stays_in_their_hands(nights: World) -> None:
    ana, rosa = nights.phone("ana"), nights.stranger("Rosa")
    nights.ignoring("ben", "Rosa", "cora", "omar", "cal", "dee", "eve", "fay")
    await plans(nights)
    await nights.passes(hours=19, minutes=50)
    await rosa.texts(BED)
    await ana.presses("10 min")
    nights.everybody_reads()

    await nights.passes(minutes=10)

    over = ana.heard("Your shift for River is over. Thank you.")
    assert over.at == reading(7, 8)
    assert f"Still in your hands: {await nights.code_of('ana')}" in over.text
    nights.ignoring("ana")


async def test_a_shift_that_is_somebody_elses_by_now_troubles_only_them(nights: World) -> None:
    ana, ben, fay = nights.phones("ana", "ben", "fay")
    nights.ignoring("ben", "cora", "omar")
    await plans(nights)
    start, end = reading(6, 20), reading(7, 8)
    swapped = Replace(person=PersonId("ana"), by=PersonId("fay"), start=start, end=end)
    await changes(nights, Entries(overrides=(swapped,)))

    await nights.passes(hours=8)

    ana.heard_nothing()
    assert fay.heard("You are on call for River", "Fri 6 Mar 20:00").at == reading(6, 19)
    fay.heard("You are on call for River now")
    ben.reads()


async def test_a_shift_given_and_taken_away_before_it_begins_is_silent(nights: World) -> None:
    cal = nights.phone("cal")
    nights.ignoring("ana", "ben", "cora", "omar")
    await plans(nights)
    given = Add(person=PersonId("cal"), start=reading(6, 15), end=reading(6, 18))
    await changes(nights, Entries(overrides=(given,)))
    taken = RotaChange(rota=LINE, removed=Entries(overrides=(given,)))
    await changes(nights, taken)

    await nights.passes(hours=8)

    cal.heard_nothing()


async def test_where_two_spans_meet_nothing_is_said(nights: World) -> None:
    """Ana's night runs on into the day: it is one shift, from 20:00 to 12:00."""
    ana = nights.phone("ana")
    nights.ignoring("ben", "cora", "omar")
    await changes(nights, Entries(overrides=(Add(person=PersonId("ana"), start=reading(7, 8), end=reading(7, 12)),)))
    await plans(nights)
    await nights.passes(hours=8)
    ana.heard("Fri 6 Mar 20:00 to Sat 12:00")
    ana.heard("You are on call for River now, until Sat 7 Mar 12:00")
    await ana.texts("here")
    ana.reads()

    await nights.passes(hours=15)
    ana.heard_nothing()
    await nights.passes(hours=1)

    ana.heard("Your shift for River is over")
    ana.reads()


async def test_whoever_is_off_or_suspended_hears_nothing_of_shifts(nights: World) -> None:
    ana, ben = nights.phones("ana", "ben")
    nights.ignoring("cora", "omar")
    await plans(nights)
    await ana.texts("off")
    ana.heard("off")
    async with nights.program.database.writing() as store:
        await people.suspend(store, PersonId("ben"), TeamId("river"), nights.now, by=PersonId("cora"), why="asked")

    await nights.passes(hours=34)

    ana.heard_nothing()
    ben.heard_nothing()


async def test_by_their_own_clock_and_in_their_own_language(nights: World) -> None:
    ben = nights.phone("ben")
    nights.ignoring("ana", "cora", "omar")
    await ben.texts("español")
    ben.reads()
    await plans(nights)

    await nights.passes(hours=8)

    ben.heard("Tienes guardia en River:", "20:00")


async def sleeps(world: World, name: str, quiet: QuietHours) -> None:
    async with world.program.database.writing() as store:
        member = await people.load(store, PersonId(name))
        assert member is not None
        await people.keep_card(store, replace(member, quiet=quiet), CardPart.QUIET)
