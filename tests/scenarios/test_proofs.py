"""Coordinators hear of a gap days before and again hours before, and of whom nothing reaches within the hour in
which something is sent to them or Telegram says that they blocked us. A phone that is dead is known by its next text;
whoever is reached by SMS is sent one six hours before their shift.

It is Friday noon in Chicago. River has one person on at a time, Ana by night and Ben by day, unless a test says else.
"""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands.community import put_in_place
from config.community_file import load_community
from config.first_community import FILE, Decided, DecidedArea, DecidedHours, DecidedMember, files
from config.shipped import shipped
from domain.ids import PersonId, RotaId, TeamId
from domain.needs import ProtectionArea
from domain.rota import Add, Fixed, Remove
from domain.rota_change import Entries, RotaChange
from domain.tasks import TaskKind
from models import communities, deliveries, gaps, tasks
from tests.support.rota_town import LINE, changes, looks, open_world, plans, reading
from tests.support.world import World

ANA, BEN = PersonId("ana"), PersonId("ben")
BED = "We need food and a bed tonight, 5th & Main"


def layer(name: str, who: str, hours: str) -> dict[str, Any]:
    return {
        "id": name,
        "start": f"2026-03-01T{hours[:5]}",
        "turn": {"every": 1, "unit": "week"},
        "people": [[who]],
        "hours": hours,
    }


ROUND_THE_CLOCK = [layer("nights", "ana", "20:00-08:00"), layer("days", "ben", "08:00-20:00")]
ALL_DAY: dict[str, Any] = {
    "id": "all",
    "start": "2026-03-01T08:00",
    "turn": {"every": 1, "unit": "week"},
    "people": [["ana", "ben"]],
}
QUIET_ABOUT_SHIFTS: dict[str, Any] = {"notices": ["1h"], "here_within": "13h"}


@pytest.fixture
async def town(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with open_world(migrated_url, tmp_path, workers, layers=ROUND_THE_CLOCK, rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "ana", "ben", "omar")
        yield world


async def days_pass(world: World, **much: float) -> None:
    """As time passes, every hour somebody plans."""
    hours = int(much.get("days", 0) * 24 + much.get("hours", 0))
    for _ in range(hours):
        await plans(world)
        await world.passes(hours=1)


# --- gaps


async def test_hours_that_a_team_left_to_nobody_in_its_first_hour_are_told_to_nobody(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    members = tuple(DecidedMember(name=each) for each in ("Ana", "Ben"))
    areas = (DecidedArea(name="Old Town"),)
    decided = Decided(
        name="River",
        languages=("en",),
        time_zone="America/Chicago",
        areas=areas,
        members=members,
        on_call=DecidedHours(hours="18:00-23:00"),
        ready=(ProtectionArea.HOSPITALITY,),
    )
    (written,) = yaml.safe_load(files(decided, date(2026, 3, 6))[FILE])["teams"]
    (rota,) = written["rotas"]
    async with open_world(
        migrated_url, tmp_path, workers, layers=rota["layers"], rules=QUIET_ABOUT_SHIFTS | written["policy"]["rota"]
    ) as world:
        world.ignoring("hal", "gus", "ana", "ben", "omar")

        await days_pass(world, days=7)

        cora = world.phone("cora")
        assert not [each for each in cora.reads() if "nobody" in each or "gap" in each.lower()]
        await cora.texts("gaps")
        cora.heard("No gaps in the next 14 days.")


async def test_at_14_a_contact_fails_with_a_shift_at_20_and_before_15_coordinators_know(town: World) -> None:
    ana, cora = town.phone("ana"), town.phone("cora")
    await plans(town)
    await town.passes(hours=2)
    cora.heard_nothing()

    await ana.blocks_us()
    await town.passes(minutes=59)

    told = cora.heard("Ana cannot be reached", "Fri 6 Mar 20:00 to Sat 08:00", "nobody on can be reached")
    assert told.at == reading(6, 14)
    cora.heard_nothing()
    assert await unreachable(town) == {"ana"}


async def test_a_receipt_that_says_so_is_enough(town: World) -> None:
    """Ben's phone is off when the hour's notice of his day comes: his team knows at 07:00."""
    ben, cora = town.phone("ben"), town.phone("cora")
    await plans(town)
    await town.passes(hours=10)
    await ben.goes_off()

    await days_pass(town, hours=9)

    told = cora.heard("Ben cannot be reached", "Sat 7 Mar 08:00")
    assert told.at == reading(7, 7)
    cora.heard_nothing()


async def test_a_phone_that_is_dead_by_14_is_known_before_15_by_a_short_text_six_hours_before_a_shift_at_20(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    by_sms = [layer("nights", "ben", "20:00-08:00"), layer("days", "ana", "08:00-20:00")]
    async with open_world(migrated_url, tmp_path, workers, layers=by_sms, rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "ana", "omar")
        ben, cora = world.phone("ben"), world.phone("cora")
        await plans(world)
        await world.passes(hours=1, minutes=50)
        await ben.goes_off()
        cora.heard_nothing()

        await world.passes(minutes=20)

        told = cora.heard("Ben cannot be reached", "Fri 6 Mar 20:00 to Sat 08:00")
        assert told.at == reading(6, 14)
        cora.heard_nothing()


async def test_a_phone_is_proved_once_by_sms_alone_and_in_the_evening_where_it_would_wake(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    """Ben, by SMS, has the nights and from 06:00 a morning; Ana, by Telegram, the rest of the day."""
    by_sms = [
        layer("nights", "ben", "20:00-02:00"),
        layer("mornings", "ben", "06:00-08:00"),
        layer("days", "ana", "08:00-20:00"),
    ]
    async with open_world(migrated_url, tmp_path, workers, layers=by_sms, rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "omar", "cora")
        ana, ben = world.phone("ana"), world.phone("ben")
        await days_pass(world, hours=6)

        assert ben.heard("You are on call from Fri 6 Mar 20:00. No answer needed.").at == reading(6, 14)
        ben.heard_nothing()
        await days_pass(world, hours=12)
        assert not [each for each in ana.reads() if "No answer needed" in each]
        assert ben.heard("You are on call from Sat 7 Mar 06:00. No answer needed.").at == reading(6, 21, 45)
        assert not [each for each in ben.reads() if "No answer needed" in each]


async def test_the_phone_of_whoever_is_always_on_is_proved_each_morning(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    always = ALL_DAY | {"people": [["ben", "ana"]], "start": "2026-01-01T08:00"}
    async with open_world(migrated_url, tmp_path, workers, layers=[always], rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "omar")
        ana, ben, cora = world.phones("ana", "ben", "cora")
        await days_pass(world, hours=46)

        proved = [ben.heard("You are on call. No answer needed.").at for _ in range(2)]
        assert proved == [reading(7, 10), reading(8, 10)]
        ben.heard_nothing()
        ana.heard_nothing()
        cora.reads()
        await ben.goes_off()
        await days_pass(world, hours=25)

        cora.heard("Ben cannot be reached")
        cora.reads()


async def test_who_can_be_reached_again_is_told_and_no_task_any_more(town: World) -> None:
    ana, cora = town.phone("ana"), town.phone("cora")
    await plans(town)
    await ana.blocks_us()
    cora.heard("Ana cannot be reached")

    await ana.comes_on()

    cora.heard("Ana can be reached again.")
    assert await unreachable(town) == set()
    await town.passes(hours=1)
    cora.heard_nothing()


async def test_a_message_that_gets_through_says_so_within_the_hour(town: World) -> None:
    ben, cora = town.phone("ben"), town.phone("cora")
    (point,) = await town.contact_points("ben")
    await plans(town)
    await town.passes(hours=10)
    await ben.goes_off()
    await days_pass(town, hours=9)
    cora.heard("Ben cannot be reached")

    await ben.comes_on()
    async with town.program.database.writing() as store:
        await deliveries.works_again(store, [point.id])  # as the receipt of the next message that arrives does
    await days_pass(town, hours=1)

    cora.heard("Ben can be reached again.")


async def test_somebody_with_another_phone_is_not_lost(migrated_url: str, tmp_path: Path, workers: int) -> None:
    theirs = [layer("nights", "dee", "20:00-08:00"), layer("days", "eve", "08:00-20:00")]
    async with open_world(migrated_url, tmp_path, workers, layers=theirs, rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "omar", "dee")
        await plans(world)

        await world.phone("dee").texts("STOP")
        await world.passes(hours=1)

        world.phone("cora").heard_nothing()


async def test_whoever_is_on_no_shift_is_a_task_and_no_message(town: World) -> None:
    fay, cora = town.phone("fay"), town.phone("cora")
    await plans(town)

    await fay.blocks_us()
    await town.passes(hours=1)

    cora.heard_nothing()
    assert await unreachable(town) == {"fay"}


async def test_whoever_cannot_be_reached_is_named_once_they_are_on_in_the_days_ahead(town: World) -> None:
    """Fay is on no shift when she blocks us; nobody hears that she is back before anybody heard that she was gone."""
    fay, cora = town.phone("fay"), town.phone("cora")
    await plans(town)
    await fay.blocks_us()
    await fay.comes_on()
    await fay.blocks_us()
    await town.passes(hours=1)
    cora.heard_nothing()

    beside = Add(person=PersonId("fay"), start=reading(9, 20), end=reading(10, 8))
    await changes(town, Entries(overrides=(beside,)))

    cora.heard("Fay cannot be reached", "Mon 9 Mar 20:00")
    await days_pass(town, hours=3)
    cora.heard("Still waiting for somebody: 1", "(Fay)")
    await fay.comes_on()
    cora.heard("Fay can be reached again.")
    cora.heard("Nothing waits any more in River")


async def test_a_gap_that_a_change_makes_is_told_at_once_and_again_hours_before(town: World) -> None:
    cora = town.phone("cora")
    await plans(town)
    off = Remove(person=ANA, start=reading(6, 20), end=reading(7, 8))

    await changes(town, Entries(overrides=(off,)))

    told = cora.heard("Nobody is on for River", "Fri 6 Mar 20:00")
    assert told.at == town.now
    await days_pass(town, hours=2)
    assert cora.heard("River, Fri 6 Mar 20:00", "nobody is on").at == reading(6, 14)
    await days_pass(town, hours=10)
    cora.heard_nothing()


async def test_a_gap_of_one_area_is_a_gap_though_somebody_is_on_in_another(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    """Dee alone is on in Mill Row. Cora takes her off for the night: she is asked first, and Omar hears it at once."""
    mill = {"id": "mill", "areas": ["mill-row"], "layers": [ALL_DAY | {"people": [["dee"]]}]}
    async with open_world(
        migrated_url, tmp_path, workers, layers=[ALL_DAY], areas=("old-town",), beside=(mill,)
    ) as world:
        dee, cora, omar = world.phone("dee"), world.phone("cora"), world.phone("omar")
        await plans(world)

        await cora.texts("take dee off today 20:00 to sat 8:00")
        cora.heard("Not done yet.", "Gap: nobody of Mill Row Fri 6 Mar 20:00 to Sat 08:00")
        await cora.texts("1")
        cora.heard("Done.")
        told = omar.heard("Nobody is on for River (Mill Row) from Fri 6 Mar 20:00 to Sat 08:00.")
        assert told.at == world.now
        await cora.texts("gaps")
        cora.heard("Fri 6 Mar 20:00 to Sat 08:00 (Mill Row)")
        dee.heard("You are no longer on Fri 6 Mar 20:00 to Sat 08:00")


async def test_a_gap_that_was_told_of_one_area_is_told_of_another_too(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    """Of Mill Row it was told as it was made. A file then leaves nobody in Old Town either, in some of those hours."""
    mill = {"id": "mill", "areas": ["mill-row"], "layers": [ALL_DAY | {"people": [["dee"]]}]}
    async with open_world(
        migrated_url, tmp_path, workers, layers=[ALL_DAY], areas=("old-town",), beside=(mill,), rules=QUIET_ABOUT_SHIFTS
    ) as world:
        world.ignoring("ana", "ben", "dee", "omar", "hal", "gus")
        cora, plan = world.phone("cora"), looks(world)
        await plan.look()
        await world.settles()
        off = Remove(person=PersonId("dee"), start=reading(8, 18), end=reading(9, 8))
        await changes(world, RotaChange(rota=RotaId("river/mill"), added=Entries(overrides=(off,))))
        cora.heard("Nobody is on for River (Mill Row) from Sun 8 Mar 18:00")
        whole = shipped(tmp_path / "nights.yaml")
        away = {"from": "2026-03-08T20:00", "to": "2026-03-09T06:00"}
        whole["teams"][0]["rotas"][0]["time_off"] = [{"person": each} | away for each in ("ana", "ben")]
        (tmp_path / "changed.yaml").write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper), encoding="utf-8")
        async with world.program.database.writing() as store:
            await communities.apply(store, *load_community(tmp_path / "changed.yaml"), prune=False, now=world.now)

        assert await plan.look()
        await world.settles()

        cora.heard("River, Sun 8 Mar 20:00 to Mon 06:00: nobody is on.")


async def test_too_few_in_one_area_is_told_though_nobody_at_all_is_left_in_another(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    mill = {"id": "mill", "areas": ["mill-row"], "layers": [ALL_DAY | {"people": [["dee"]]}]}
    needs = [{"people": 2, "areas": ["old-town"]}, {"people": 1, "areas": ["mill-row"]}]
    rules = {"needs": needs} | QUIET_ABOUT_SHIFTS
    async with open_world(
        migrated_url, tmp_path, workers, layers=[ALL_DAY], areas=("old-town",), beside=(mill,), rules=rules
    ) as world:
        world.ignoring("ana", "ben", "dee", "omar", "hal", "gus")
        cora = world.phone("cora")
        await plans(world)
        away = {"start": reading(6, 20), "end": reading(7, 8)}
        off = Remove(person=PersonId("dee"), **away)
        await changes(world, RotaChange(rota=RotaId("river/mill"), added=Entries(overrides=(off,))))
        cora.heard("Nobody is on for River (Mill Row) from Fri 6 Mar 20:00")

        await changes(world, Entries(overrides=(Remove(person=ANA, **away),)))

        assert cora.heard("River, Fri 6 Mar 20:00 to Sat 08:00, Old Town: too few on").at == world.now


async def test_one_left_of_two_is_asked_about_first_and_told_at_once(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    two = {"needs": [{"people": 2}]} | QUIET_ABOUT_SHIFTS
    async with open_world(migrated_url, tmp_path, workers, layers=[ALL_DAY], rules=two) as world:
        world.ignoring("ana", "ben")
        cora, omar = world.phone("cora"), world.phone("omar")
        await plans(world)

        await cora.texts("take ana off today 20:00 to sat 8:00")
        cora.heard("Not done yet.", "Fri 6 Mar 20:00 to Sat 08:00: too few on")
        await cora.texts("1")

        cora.heard("Done.")
        told = omar.heard("River, Fri 6 Mar 20:00", "too few on")
        assert told.at == world.now
        cora.heard("too few on")
        await days_pass(world, hours=1)
        omar.heard_nothing()


async def test_whoever_confirmed_something_else_hears_of_the_gap_it_makes_by_now(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    """Cora is shown that Ben would be left; until she says yes, Omar has taken Ben off."""
    two = {"needs": [{"people": 2}]} | QUIET_ABOUT_SHIFTS
    async with open_world(migrated_url, tmp_path, workers, layers=[ALL_DAY], rules=two) as world:
        world.ignoring("ana", "ben", "omar")
        cora, omar = world.phone("cora"), world.phone("omar")
        await plans(world)
        await cora.texts("take ana off sun 20:00 to mon 8:00")
        cora.heard("Sun 8 Mar 20:00 to Mon 08:00: too few on")
        await omar.texts("take ben off sun 20:00 to mon 8:00")
        await omar.texts("1")

        await cora.texts("1")

        cora.heard("Done.")
        cora.heard("Nobody is on for River from Sun 8 Mar 20:00 to Mon 08:00.")


async def test_a_gap_is_told_days_before_and_again_hours_before(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    """Nobody is on from Friday 13 March, 20:00."""
    ends = [each | {"until": "2026-03-13T20:00"} for each in ROUND_THE_CLOCK]
    async with open_world(migrated_url, tmp_path, workers, layers=ends, rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "ana", "ben", "omar")
        cora = world.phone("cora")
        await days_pass(world, days=4)
        cora.heard_nothing()

        await days_pass(world, hours=8)
        assert cora.heard("River, Fri 13 Mar 20:00", "nobody is on").at == reading(10, 20)
        await days_pass(world, days=2, hours=16)
        cora.heard_nothing()

        await days_pass(world, hours=1)
        assert cora.heard("River, Fri 13 Mar 20:00", "nobody is on").at == reading(13, 14)
        await days_pass(world, hours=12)
        cora.heard_nothing()


async def test_a_gap_that_is_closed_is_not_told_again_and_one_that_opens_anew_is(town: World) -> None:
    cora = town.phone("cora")
    await plans(town)
    await changes(town, Entries(overrides=(Remove(person=ANA, start=reading(9, 20), end=reading(10, 8)),)))
    cora.heard("Nobody is on for River", "Mon 9 Mar 20:00")
    cover = Entries(overrides=(Add(person=PersonId("fay"), start=reading(9, 20), end=reading(10, 8)),))
    await changes(town, cover)
    town.ignoring("fay")
    await days_pass(town, days=3)
    cora.heard_nothing()

    await changes(town, RotaChange(rota=LINE, removed=cover))

    cora.heard("Nobody is on for River", "Mon 9 Mar 20:00")
    await days_pass(town, hours=3)
    cora.heard("River, Mon 9 Mar 20:00", "nobody is on")


async def test_somebody_who_says_off_leaves_what_is_told(town: World) -> None:
    ana, cora = town.phone("ana"), town.phone("cora")
    await plans(town)

    await ana.texts("off")

    cora.heard("Ana says off, and nobody else is on for River from Fri 6 Mar 20:00 to Sat 08:00.")
    await town.passes(hours=2)
    assert cora.heard("River, Fri 6 Mar 20:00", "nobody on can be reached", "more after it").at == reading(6, 14)


async def test_too_few_on_tonight_by_somebodys_word_is_told_at_once(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    """Two are needed at 20:00. At 15:00 one of them says off until the shift is over."""
    both = [layer("nights", "ana", "20:00-08:00") | {"people": [["ana", "fay"]]}, layer("days", "ben", "08:00-20:00")]
    two_by_night = QUIET_ABOUT_SHIFTS | {"needs": [{"people": 2, "hours": "20:00-08:00"}]}
    async with open_world(migrated_url, tmp_path, workers, layers=both, rules=two_by_night) as world:
        world.ignoring("hal", "gus", "ana", "ben", "fay", "omar")
        ana, cora = world.phone("ana"), world.phone("cora")
        await plans(world)
        await world.passes(hours=3)
        cora.heard_nothing()

        await ana.texts("off until tomorrow 9:00")

        assert cora.heard("River, Fri 6 Mar 20:00 to Sat 08:00", "too few on, 1 short").at == reading(6, 15)
        await days_pass(world, hours=6)
        cora.heard_nothing()


async def test_by_night_nobody_is_woken_for_what_is_far(migrated_url: str, tmp_path: Path, workers: int) -> None:
    """Ben has Mondays alone. On Saturday at 02:00 he goes away until Thursday."""
    week = [
        layer("ben", "ben", "00:00-00:00") | {"days": ["mon"], "priority": 1},
        layer("ana", "ana", "00:00-00:00") | {"days": ["tue", "wed", "thu", "fri", "sat", "sun"]},
    ]
    async with open_world(migrated_url, tmp_path, workers, layers=week, rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "ana", "ben", "omar")
        ben, cora = world.phone("ben"), world.phone("cora")
        await plans(world)
        await world.passes(hours=14)

        await ben.texts("pause 5d")
        cora.heard_nothing()
        await world.passes(hours=9)

        assert cora.heard("River, Mon 9 Mar 00:00", "nobody on can be reached").at == reading(7, 10)


async def test_a_gap_on_purpose_troubles_nobody_and_is_told_honestly_to_whoever_writes(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    on_call_alone = {"tiers": ["on_call", "nearby"]}
    async with open_world(
        migrated_url, tmp_path, workers, layers=ROUND_THE_CLOCK, rules=QUIET_ABOUT_SHIFTS, policy=on_call_alone
    ) as world:
        world.ignoring("hal", "gus", "ana", "ben", "omar")
        cora, rosa = world.phone("cora"), world.stranger("Rosa")
        await plans(world)
        closed = Fixed(people=frozenset(), start=reading(6, 12), end=reading(8, 8))
        await changes(world, Entries(overrides=(closed,)))
        await days_pass(world, hours=2)
        cora.heard_nothing()

        await cora.texts("proof")
        said = cora.heard("River, the next 14 days:", "Fri 6 Mar 14:00 to Sun 08:00: nobody, on purpose")
        assert "always enough" not in said.text
        await rosa.texts(BED)

        rosa.heard("As planned, nobody is on until Sun 8 Mar 08:00.")
        world.ignoring("cora", "Rosa")


async def test_a_gap_by_accident_is_not_called_planned(migrated_url: str, tmp_path: Path, workers: int) -> None:
    on_call_alone = {"tiers": ["on_call", "nearby"]}
    nights = [layer("nights", "ana", "20:00-08:00")]
    async with open_world(
        migrated_url, tmp_path, workers, layers=nights, rules=QUIET_ABOUT_SHIFTS, policy=on_call_alone
    ) as world:
        world.ignoring("hal", "gus", "ana", "ben", "omar", "cora", "Rosa")
        rosa = world.stranger("Rosa")

        await rosa.texts(BED)

        rosa.heard("Nobody is on call now; again from 20:00.")


async def test_a_coordinator_may_ask_how_the_days_ahead_are_covered(town: World) -> None:
    cora = town.phone("cora")
    await plans(town)

    await cora.texts("next two weeks")

    said = cora.heard("River, the next 14 days:")
    assert "always enough people on who can be reached" in said.text
    assert "Fri 6 Mar 12:00 to Fri 20 Mar 13:00: 7 of 10 calls would be filled, 9 with people off call" in said.text
    await town.phone("ana").texts("proof")
    assert not [each for each in town.phone("ana").reads() if "14 days" in each]


async def test_a_file_that_is_applied_is_proved_within_a_minute(town: World, tmp_path: Path) -> None:
    cora = town.phone("cora")
    plan = looks(town)
    assert await plan.look()
    assert not await plan.look()
    await town.settles()
    whole = shipped(tmp_path / "nights.yaml")
    whole["teams"][0]["rotas"][0]["layers"].pop()  # nobody is on by day any more
    (tmp_path / "changed.yaml").write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper), encoding="utf-8")
    async with town.program.database.writing() as store:
        await communities.apply(store, *load_community(tmp_path / "changed.yaml"), prune=True, now=town.now)

    assert await plan.look()
    await town.settles()

    cora.heard("River, Fri 6 Mar 12:00 to 20:00: nobody is on. 14 more after it.")
    assert not await plan.look()
    await town.passes(hours=1)
    assert await plan.look()


async def applies(world: World, folder: Path, *overrides: dict[str, Any]) -> None:
    """Whoever runs the box applies a file in which River's rota has these as well."""
    whole = shipped(folder / "nights.yaml")
    whole["teams"][0]["rotas"][0]["overrides"] = [*overrides]
    (folder / "changed.yaml").write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper), encoding="utf-8")
    async with world.program.database.writing() as store:
        wanted, members = load_community(folder / "changed.yaml")
        await put_in_place(world.program.database, store, wanted, members, prune=False, now=world.now)
    await world.settles()


async def test_a_gap_that_a_file_makes_days_ahead_is_told_at_once_and_once(town: World, tmp_path: Path) -> None:
    """Nine days before, Ben is taken off five days."""
    cora = town.phone("cora")
    plan = looks(town)
    assert await plan.look()

    await applies(
        town, tmp_path, {"kind": "remove", "person": "ben", "from": "2026-03-15T08:00", "to": "2026-03-20T08:00"}
    )

    first, _, last = [cora.heard("Nobody is on for River from", day) for day in ("Sun 15", "Mon 16", "Tue 17")]
    assert first.at == last.at == town.now
    assert "more" not in first.text
    assert "2 more: gaps" in last.text
    cora.heard_nothing()
    assert await plan.look()
    await town.settles()
    cora.heard_nothing()
    await days_pass(town, days=5)
    cora.heard_nothing()


async def test_what_a_file_leaves_to_nobody_on_purpose_is_told_to_nobody(town: World, tmp_path: Path) -> None:
    cora = town.phone("cora")
    plan = looks(town)
    assert await plan.look()
    closed = {"kind": "fixed", "people": [], "from": "2026-03-16T08:00", "to": "2026-03-16T20:00"}

    await applies(town, tmp_path, closed)
    assert await plan.look()
    await town.settles()

    cora.heard_nothing()


async def test_a_change_by_chat_is_no_reason_to_plan_everything_anew(town: World) -> None:
    """What it makes is told by whoever made it, and the days it touches are proved as it is made."""
    town.ignoring("fay", "cora")
    plan = looks(town)
    assert await plan.look()

    beside = Add(person=PersonId("fay"), start=reading(9, 20), end=reading(10, 8))
    await changes(town, Entries(overrides=(beside,)))

    assert not await plan.look()


async def test_what_was_found_stands_in_the_rows(town: World) -> None:
    await plans(town)
    town.ignoring("cora")
    await changes(town, Entries(overrides=(Remove(person=ANA, start=reading(9, 20), end=reading(10, 8)),)))

    async with town.program.database.reading() as store:
        figures = await gaps.figures(store, town.now)

    assert (figures.many, figures.first) == (1, reading(9, 20))


async def unreachable(world: World) -> set[str]:
    async with world.program.database.reading() as store:
        waiting = await tasks.list_open(store, {TeamId("river")})
    return {str(each.person) for each in waiting if each.kind is TaskKind.UNREACHABLE}
