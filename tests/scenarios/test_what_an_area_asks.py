"""What an area asks: while people move, never before, never of a discreet need, never of who went silent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import COMMUNITY, World

FIELDS = """{ready: true, fields: [
        {id: nights, ask: {en: "How many nights, are there children? Or leave it.", es: "Cuantas noches? O dejalo."}},
        {id: food, ask: {en: "What do you eat? Or leave it."}}]}"""


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    file = tmp_path / "community.yaml"
    written = COMMUNITY.read_text(encoding="utf-8").replace("hospitality: ready", f"hospitality: {FIELDS}", 1)
    file.write_text(written, encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def test_it_is_asked_once_somebody_comes_and_the_answer_goes_to_who_comes(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), world.phone("ana"), world.phone("ben")
    world.ignoring("cora", "omar", "cal", "eve")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    before = rosa.reads()
    assert not any("nights" in text for text in before)
    ana.look()
    await ana.texts("A 5")
    rosa.heard("is coming")
    rosa.heard("How many nights")
    await rosa.texts("two nights, a baby")
    ana.heard("two nights, a baby")
    await ben.texts("A 9")

    assert sum("What do you eat" in text for text in rosa.reads()) == 1
    ana.reads()
    ben.reads()


async def test_who_went_silent_is_asked_nothing(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("cora", "omar", "cal", "eve", "ana", "ben")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    rosa.reads()
    await rosa.texts("EXIT")
    await world.phone("ana").texts("A 5")

    rosa.heard_nothing()
