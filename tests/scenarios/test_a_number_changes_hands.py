"""A number that says nothing for too long (thirty days, here one hour) is not texted unasked, and may be another's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import COMMUNITY, World

BED = "We need food and a bed tonight, 5th & Main"
OTHERS = ("ana", "cal", "dee", "eve", "fay", "gus", "hal", "omar")


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    file = tmp_path / "community.yaml"
    written = COMMUNITY.read_text(encoding="utf-8")
    policy = "policy: {live_pages: 2, texting: {lasts: 1h}}"
    file.write_text(written.replace("policy: {live_pages: 2}", policy), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def test_after_so_long_without_a_word_nothing_goes_there_unasked_and_a_coordinator_hears_so(world: World) -> None:
    rosa, cora, ben = world.stranger("Rosa"), *world.phones("cora", "ben")
    world.ignoring(*OTHERS, "ben")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await world.passes(hours=2)
    world.everybody_reads()
    before = rosa.handed_over

    await ben.texts("we are at the door")

    assert rosa.handed_over == before
    cora.heard("#1: the requester cannot be reached")
    world.everybody_reads()


async def test_a_number_silent_for_so_long_is_met_as_somebody_new(world: World) -> None:
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring(*OTHERS, "ben")
    await rosa.texts("code word maple")
    await rosa.texts(BED)
    await cora.texts("hold 1")
    await world.passes(hours=2)
    world.everybody_reads()

    await rosa.texts("who is this")

    heard = rosa.reads()
    assert any("What is happening, and where?" in text for text in heard)
    cora.heard("#1 went silent", "another's")
    assert (await world.incident()).silent
    await rosa.texts("maple")
    assert (await world.incident()).is_alive()
    assert not any(word in text.lower() for text in rosa.reads() for word in ("coming", "asking", "closed"))
    world.everybody_reads()
