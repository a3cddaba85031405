"""How likely a call would be filled by those on: by area and hour, and told to coordinators where it is too little.

It is Friday noon in Chicago. River has Ben on, and Ana in the night of Wednesday; of 24 pages she came to two.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from domain.ids import PersonId, TeamId
from domain.rota import Fixed
from domain.rota_change import Entries
from domain.tally import Heap, Tally
from models import tallies
from tests.support.rota_town import changes, open_world, plans, reading
from tests.support.world import World

ANA = PersonId("ana")
QUIET_ABOUT_SHIFTS: dict[str, Any] = {"notices": ["1h"], "here_within": "13h"}
LINE: dict[str, Any] = {"start": "2026-03-01T00:00", "turn": {"every": 1, "unit": "week"}}
LAYERS = [
    LINE | {"id": "ben", "people": [["ben"]]},
    LINE | {"id": "ana", "people": [["ana"]], "hours": "20:00-08:00", "days": ["wed"], "priority": 1},
]
NIGHT = "Wed 11 Mar 20:00 to Thu 08:00"


@asynccontextmanager
async def river(url: str, folder: Path, workers: int, **rules: Any) -> AsyncIterator[World]:
    told = QUIET_ABOUT_SHIFTS | rules
    async with open_world(url, folder, workers, layers=LAYERS, rules=told) as world:
        world.ignoring("hal", "gus", "ana", "ben", "omar")
        async with world.program.database.writing() as store:
            seldom = Tally(pages=24, accepts=2, declines=22)
            heap = Heap(person=ANA, team=TeamId("river"), month="2026-02", on_call=True, night=True)
            await tallies.add(store, {heap: seldom})
        yield world


@pytest.fixture
async def town(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with river(migrated_url, tmp_path, workers) as world:
        yield world


async def hours_pass(world: World, hours: int) -> None:
    for _ in range(hours):
        await plans(world)
        await world.passes(hours=1)


async def test_the_hours_in_which_a_call_is_least_likely_filled_are_shown_first(town: World) -> None:
    cora = town.phone("cora")
    await plans(town)

    await cora.texts("proof")

    _, whole, *least = cora.heard("River, the next 14 days:").text.splitlines()
    assert "always enough people on who can be reached" in whole
    assert len(least) == 3
    assert f"{NIGHT}: 2 of 10 calls would be filled" in least[0]
    assert "Wed 18 Mar 20:00 to Thu 08:00: 2 of 10 calls would be filled" in least[1]
    assert "7 of 10 calls would be filled" in least[2]


async def test_by_sms_and_in_spanish_it_is_told_the_same(town: World) -> None:
    omar = town.phone("omar")
    await omar.texts("proof")
    assert f"{NIGHT}: 2 of 10 calls would be filled" in omar.heard("River, the next 14 days:").text
    await omar.texts("español")

    await omar.texts("cobertura")

    assert "se cubren 2 de cada 10 llamadas" in omar.heard("River, por delante (14 d):").text


async def test_hours_in_which_few_calls_would_be_filled_are_told_days_before_and_again_hours_before(
    town: World,
) -> None:
    cora = town.phone("cora")
    await hours_pass(town, 54)
    cora.heard_nothing()

    await hours_pass(town, 2)
    told = cora.heard(f"River, {NIGHT}: 2 of 10 calls would be filled by those on.", "Text: proof")
    assert told.at == reading(8, 20)
    await hours_pass(town, 64)
    cora.heard_nothing()

    await hours_pass(town, 2)
    told = cora.heard(f"River, {NIGHT}: 2 of 10 calls would be filled by those on.")
    assert told.at == reading(11, 14)
    await hours_pass(town, 24)
    cora.heard_nothing()


async def test_a_team_that_draws_the_line_lower_hears_nothing_of_it(
    migrated_url: str, tmp_path: Path, workers: int
) -> None:
    async with river(migrated_url, tmp_path, workers, unlikely_below=0.2) as world:
        await hours_pass(world, 130)

        world.phone("cora").heard_nothing()


async def test_a_night_that_is_left_empty_on_purpose_is_nobodys_low_chance(town: World) -> None:
    closed = Fixed(people=frozenset(), start=reading(11, 20), end=reading(12, 8))
    await plans(town)
    await changes(town, Entries(overrides=(closed,)))

    await hours_pass(town, 130)

    town.phone("cora").heard_nothing()


async def test_a_change_that_leaves_it_to_somebody_who_seldom_comes_is_told_by_the_proof_of_the_day(
    town: World,
) -> None:
    """Ben's Saturday night is given to Ana on Friday at noon."""
    cora = town.phone("cora")
    await plans(town)

    await changes(town, Entries(overrides=(Fixed(people=frozenset({ANA}), start=reading(7, 20), end=reading(8, 8)),)))

    await hours_pass(town, 21)
    cora.heard_nothing()
    await hours_pass(town, 2)
    told = cora.heard(
        "River, Sat 7 Mar 20:00 to Sun 08:00: 2 of 10 calls would be filled by those on. 2 more after it."
    )
    assert told.at == reading(7, 10)
