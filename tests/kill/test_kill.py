"""Killed at any named point and started again, the program has lost, over-filled and silently doubled nothing."""

from pathlib import Path

import pytest

from bot.engine.faults import FAIL_POINTS
from tests.kill.harness import Case, base, run_cases

AT_ONCE = 4
ON_POSTGRES = (
    "inbox.after_commit",
    "turn.before_commit",
    "turn.after_commit",
    "lease.after_commit",
    "send.after_call",
    "outcome.before_commit",
    "receipt.before_commit",
    "sweep.before_commit",
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_there_are_points_enough() -> None:
    assert len(FAIL_POINTS) >= 25


@pytest.mark.parametrize("share", ["the first of two", "the second of two"])
async def test_nothing_is_lost_when_it_is_killed_at_any_point_on_sqlite(share: str, tmp_path: Path) -> None:
    points = sorted(FAIL_POINTS)[share == "the second of two" :: 2]
    town = await base(tmp_path / "base")

    reports = await run_cases(town, [Case.drawn(point, 1) for point in points], tmp_path, at_once=AT_ONCE)

    assert [str(each) for each in reports if not each.is_well] == []


async def test_nothing_is_lost_when_it_is_killed_on_postgresql(
    postgres_url: str, postgres_database_url: str, tmp_path: Path
) -> None:
    town = await base(tmp_path / "base", server=postgres_url, database_url=postgres_database_url)

    cases = [Case.drawn(point, 1) for point in ON_POSTGRES]
    reports = await run_cases(town, cases, tmp_path, at_once=AT_ONCE)

    assert [str(each) for each in reports if not each.is_well] == []
