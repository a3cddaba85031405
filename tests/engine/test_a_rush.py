"""However many say yes at the same moment: exactly as many go as are needed, and everybody is answered.

All thousand play in `python -m benchmarks accepts`; each of their turns reads a roster of a thousand.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crowd import rush
from tests.support.postgres import fresh_database

CROWD = 60
PROGRAMS = 4


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    with fresh_database(postgres_url) as url:
        yield url


@pytest.mark.slow
async def test_of_a_crowd_that_accepts_at_once_three_go_and_everybody_is_answered_on_sqlite(tmp_path: Path) -> None:
    assert (await rush(CROWD, tmp_path)).problems(CROWD) == []


@pytest.mark.slow
async def test_of_a_crowd_that_accepts_at_once_three_go_and_everybody_is_answered_by_four_programs_on_postgresql(
    tmp_path: Path, empty_postgres: str
) -> None:
    rushed = await rush(CROWD, tmp_path, url=empty_postgres, programs=PROGRAMS)

    assert rushed.problems(CROWD) == []
    assert min(rushed.taken_by) > 0, f"one program did nothing: {rushed.taken_by}"
