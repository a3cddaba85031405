"""The arithmetic against a slow, obviously right expansion."""

import pytest

from tests.support.rota_random import ZONES, disagreements

ROTAS_IN_EACH_ZONE = 6


@pytest.mark.parametrize("key", ZONES)
def test_random_rotas_expand_as_the_reference_does(key: str) -> None:
    first = ZONES.index(key)

    assert disagreements(range(first, ROTAS_IN_EACH_ZONE * len(ZONES), len(ZONES))) == []


def test_there_are_forty_zones() -> None:
    assert len(set(ZONES)) == 40
