"""Of three workers one is killed while people call: the two others do its work, in time and once."""

from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

from tests.kill.harness import Base, base
from tests.kill.workers import FIRST_PAGE_WITHIN, Burst, run_burst

CALLS = 10
OVER = 2.0
AT_MOST = timedelta(seconds=60)
"""However busy this machine is. On a quiet one the benchmark holds the burst of 300 calls to the bound itself."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
async def town(postgres_url: str, postgres_database_url: str, tmp_path: Path) -> Base:
    """Everybody has a telephone: a chat takes one message a second, and would be what is waited for."""
    return await base(tmp_path / "base", server=postgres_url, database_url=postgres_database_url, on_telegram=0)


@pytest.mark.parametrize(
    "point",
    [
        "turn.before_commit:4",  # its turn is undone, and taken by another
        "lease.after_commit:4",  # what it leased was never sent
        "send.after_call:8",  # what it sent is noted nowhere
    ],
)
async def test_nothing_is_lost_or_late_when_one_worker_of_three_is_killed(
    town: Base, point: str, tmp_path: Path
) -> None:
    told = await run_burst(town, Burst(calls=CALLS, over=OVER, point=point), tmp_path / "run")

    assert told.died, "it never came to its point"
    assert told.problems == []
    assert len(told.first_pages) + len(told.nobody) == CALLS
    # Beyond what calls took that the dead one had nothing to do with: that is how busy this machine is.
    assert told.longest - median(told.first_pages) <= FIRST_PAGE_WITHIN.total_seconds()
    assert max(told.longest, *told.nobody, 0.0) <= AT_MOST.total_seconds()
