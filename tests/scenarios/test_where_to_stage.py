"""Whoever waits for the second hears where: near, never the place, and no word of whoever called."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import COMMUNITY, World

_GAZETTEER = "gazetteer:\n"
_LIBRARY = (
    _GAZETTEER
    + "  - {name: Main Library, kind: landmark, lat: 41.8830, lon: -87.6400}\n"  # 330 m away
    + "  - {name: Corner Bakery, kind: landmark, lat: 41.8801, lon: -87.6400}\n"  # across the street
)
THREAT = "Someone is threatening my neighbour at 5th & Main"


@pytest.fixture
async def with_a_library(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    file = tmp_path / "library.yaml"
    file.write_text(COMMUNITY.read_text(encoding="utf-8").replace(_GAZETTEER, _LIBRARY, 1), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def test_it_is_a_landmark_near_and_neither_the_place_nor_what_stands_beside_it(with_a_library: World) -> None:
    world = with_a_library
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "dee", "fay", "cora", "omar")
    await rosa.texts(THREAT)
    ben.reads()

    await ben.texts("A 12")

    waits = ben.heard("Wait near Old Town, by Main Library, out of sight").text
    assert not any(word in waits for word in ("5th", "Bakery", "neighbour", "41.88"))


async def test_without_a_landmark_it_is_the_area_alone(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "cal", "dee", "fay", "cora", "omar")
    await rosa.texts(THREAT)
    ben.reads()

    await ben.texts("A 12")

    ben.heard("Wait near Old Town, out of sight: nobody goes alone")
