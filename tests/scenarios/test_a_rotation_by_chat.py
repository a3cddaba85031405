"""A coordinator makes a two-layer rotation by chat alone, sees two weeks of it before it counts, and hears of its gaps."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import World


async def test_try(world: World) -> None:
    cora = world.phone("omar")
    for text in (
        "rotation",
        "1",
        "2",
        "nights",
        "1",
        "1",
        "ana, ben+cal",
        "week",
        "mon-fri",
        "20-08",
        "monday 20:00",
        "open",
        "1",
    ):
        await cora.texts(text)
        print(">>", text)
        for each in cora.reads():
            print(each)
            print("--")
    for name in ("ana", "ben", "cora", "cal", "omar"):
        print(name, world.phone(name).reads())
    assert 0
