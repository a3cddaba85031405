"""Sixty days over two changes of clocks, restarts and lost messages: nobody is left alone with what happened."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.sixty_days import Days, community, wrong
from tests.support.world import World


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with World.open(migrated_url, tmp_path, community=community(tmp_path), workers=workers) as opened:
        yield opened


async def test_everybody_is_asked_as_they_may_be_and_every_silence_and_distress_is_somebodys(world: World) -> None:
    record = await Days(world, seed=1).play(calls=6)

    assert wrong(record) == []
