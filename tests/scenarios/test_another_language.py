"""Who writes in a language that the team does not write is helped by those who speak it, and read by the others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import COMMUNITY, World


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    file = tmp_path / "community.yaml"
    written = COMMUNITY.read_text(encoding="utf-8")
    file.write_text(written.replace("name: Cal, languages: [en]", "name: Cal, languages: [en, ar]"), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def test_arabic_is_called_so_understood_in_the_readers_words_and_asks_first_who_speaks_it(world: World) -> None:
    rosa, cal, cora = world.stranger("Rosa"), *world.phones("cal", "cora")
    world.ignoring("ana", "ben", "dee", "eve", "omar", "Rosa")

    await rosa.texts("نحتاج ماء ودواء, 5th & Main")

    cal.heard("Old Town", "Arabic")
    rosa.heard("Asking people near you now")
    cora.reads()
    await cora.texts("see 1")
    cora.heard("In Arabic. We understood: water, medicine")
    await cal.presses("5 min")
    world.everybody_reads()
