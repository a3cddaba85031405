"""`rota preview --json` against a slow, obviously right expansion, and that expansion against plain walks."""

from datetime import UTC, timedelta

import pytest

from domain.zone import zone
from tests.support.rota_random import RULES_OF_2026, ZONES, days_of_change, disagreements
from tests.support.rota_reference import CELL, first_instant

ROTAS_IN_EACH_ZONE = 10


@pytest.mark.parametrize("key", ZONES)
def test_random_rotas_are_previewed_as_the_reference_expands_them(key: str) -> None:
    first = ZONES.index(key)

    assert disagreements(range(first, ROTAS_IN_EACH_ZONE * len(ZONES), len(ZONES))) == []


def test_there_are_forty_zones_at_least_with_every_one_whose_rules_changed_in_2026() -> None:
    assert len(set(ZONES)) >= 40
    assert set(RULES_OF_2026) <= set(ZONES)


@pytest.mark.parametrize("key", ZONES)
def test_the_reference_finds_the_instants_that_a_walk_through_every_minute_finds(key: str) -> None:
    """Three days about a change, minute by minute: each reading counts when the clock first shows it or is past it."""
    middle = days_of_change(key)[-1].replace(hour=12, minute=0)
    begin = middle.replace(tzinfo=UTC) - timedelta(days=3)
    instants = [begin + n * CELL for n in range(6 * 1440)]
    clock = [at.astimezone(zone(key)).replace(tzinfo=None) for at in instants]

    found = {}
    wanted = [middle - timedelta(days=1) + n * CELL for n in range(2 * 1440)]
    passed = 0
    for reading in wanted:
        while clock[passed] < reading:
            passed += 1
        found[reading] = instants[passed]

    assert {reading: first_instant(key, reading) for reading in wanted} == found
