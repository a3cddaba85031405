"""Where a call is: on a border both teams hear it, what cannot be read is asked about, and who moves is followed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from config.shipped import shipped
from domain.messages import Inbound
from domain.policy import FieldSafety
from tests.support.world import COMMUNITY, TELEGRAM, World

BORDER = 41.895
METRE = 1 / 110_574
"""Of latitude."""


@pytest.fixture
async def towns(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """Old Town reaches up to The Hill, another team's; both have the ZIP code 60610, and an Elm St & Main St."""
    whole = shipped(COMMUNITY)
    areas = {each["id"]: each for each in whole["areas"]}
    for point in areas["old-town"]["polygon"]["coordinates"][0]:
        point[1] = BORDER if point[1] > 41.88 else point[1]
    areas["old-town"]["zips"] = ["60610"]
    areas["the-hill"]["zips"] = ["60610"]
    whole["gazetteer"] += [
        {"name": "Elm St & Main St", "kind": "intersection", "lat": 41.8850, "lon": -87.6400},
        {"name": "Elm St & Main St", "kind": "intersection", "lat": 41.9050, "lon": -87.6400},
    ]
    community = tmp_path / "towns.yaml"
    community.write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, workers=workers, community=community) as world:
        yield world


async def test_a_call_on_the_border_reaches_both_teams(towns: World) -> None:
    rosa = towns.stranger("Rosa")
    towns.ignoring("Rosa", "cora", "omar")

    await rosa.texts(f"We need food and a bed tonight, {BORDER - 20 * METRE:.6f}, -87.640000")

    assert "hal" in await towns.page_states()
    assert set(await towns.page_states()) & {"ana", "ben", "cal", "eve"}
    towns.phone("hal").heard("A: Food or a bed, Old Town, The Hill")
    towns.phone("gus").heard("#1 for River: Food or a bed", "Your people on call are asked")
    towns.everybody_reads()


async def test_a_few_steps_from_the_border_one_team_is_asked(towns: World) -> None:
    rosa = towns.stranger("Rosa")
    towns.ignoring("Rosa", "cora", "omar", "ana", "ben", "cal", "eve")

    await rosa.texts(f"We need food and a bed tonight, {BORDER - 40 * METRE:.6f}, -87.640000")

    assert "hal" not in await towns.page_states()
    towns.phone("gus").heard_nothing()


async def test_a_corner_that_two_teams_have_is_asked_of_both(towns: World) -> None:
    rosa = towns.stranger("Rosa")

    await rosa.texts("We need food and a bed tonight, Elm & Main")

    assert "hal" in await towns.page_states()
    assert set(await towns.page_states()) - {"hal"}
    towns.everybody_reads()


async def test_whoever_of_both_teams_says_yes_first_goes(towns: World) -> None:
    rosa, hal = towns.stranger("Rosa"), towns.phone("hal")
    await rosa.texts("We need food and a bed tonight, Elm & Main")

    await hal.presses("5 min")

    rosa.heard("is coming")
    hal.heard("Elm & Main")
    towns.everybody_reads()


async def test_a_place_that_comes_later_brings_the_other_team_in(towns: World) -> None:
    rosa = towns.stranger("Rosa")
    await rosa.texts("We need food and a bed tonight in Old Town")
    assert "hal" not in await towns.page_states()

    await rosa.texts(f"{BORDER:.6f}, -87.640000")

    towns.phone("gus").heard("#1 for River: Food or a bed")
    towns.everybody_reads()
    assert "aid_opened: it lies in an area of theirs too" in await towns.reasons()


async def test_in_danger_a_short_link_opens_the_call_and_they_hear_why_it_says_nothing(towns: World) -> None:
    rosa = towns.stranger("Rosa")

    await rosa.texts("he has a knife https://maps.app.goo.gl/aB3dE5")

    rosa.heard("A coordinator knows")
    rosa.heard("I cannot open links. A corner or a landmark near you?")
    await rosa.texts("https://maps.app.goo.gl/aB3dE5")
    assert not any("open links" in text for text in rosa.reads())
    towns.everybody_reads()


async def test_a_short_link_is_asked_about_and_the_corner_opens_the_call(towns: World) -> None:
    rosa = towns.stranger("Rosa")

    await rosa.texts("We need food and a bed tonight https://maps.app.goo.gl/aB3dE5")

    rosa.heard("I cannot open links. A corner or a landmark near you?", "EXIT")
    await rosa.texts("5th & Main")
    rosa.heard("Asking people near you now")
    towns.everybody_reads()


async def test_a_zip_code_of_two_areas_is_asked_about_by_number(towns: World) -> None:
    rosa = towns.stranger("Rosa")

    await rosa.texts("We need food and a bed tonight, 60610")

    rosa.heard("Which part?", "7 = Old Town\n8 = The Hill")
    await rosa.texts("8")
    towns.phone("hal").heard("A: Food or a bed, The Hill")
    towns.everybody_reads()
    assert set(await towns.page_states()) == {"hal"}


async def test_a_zip_code_nobody_answers_about_is_asked_of_both_teams_in_time(towns: World) -> None:
    rosa = towns.stranger("Rosa")
    await rosa.texts("We need food and a bed tonight, 60610")

    await towns.passes(minutes=2, seconds=5)

    assert "hal" in await towns.page_states()
    assert set(await towns.page_states()) - {"hal"}
    towns.everybody_reads()


async def test_who_moves_is_followed_and_told_of_only_when_they_have_really_moved(towns: World) -> None:
    rosa, ana = towns.stranger("Rosa", TELEGRAM), towns.phone("ana")
    await rosa.texts("We need food and a bed tonight")
    await rosa.sends("pin", Inbound(point=(41.8800, -87.6400)))
    await ana.presses("5 min")
    towns.everybody_reads()
    far = FieldSafety().moved_metres

    await rosa.moves(41.8800 + (far - 10) * METRE, -87.6400)
    await towns.passes(minutes=3)

    ana.heard_nothing()
    await rosa.moves(41.8800 + (far + 10) * METRE, -87.6400)
    await towns.passes(minutes=3)
    ana.heard("41.88")
    towns.everybody_reads()
    place = (await towns.incident()).place
    assert place is not None
    assert place.lat == pytest.approx(41.8800 + (far + 10) * METRE)


async def test_a_corner_put_right_by_one_street_is_told_and_no_name_of_a_street_is_french(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "ana", "ben", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    cora.reads()

    await rosa.texts("no, 6th street")
    cora.heard("is at: Main & 6th street")
    await rosa.texts("no, 5th & main")

    assert "#1 writes: no, 5th & main" in cora.reads()
