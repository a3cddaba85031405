"""Every scenario is played on SQLite by one program, and on PostgreSQL by one that takes in and three that do the work,
by turns: every fifth of each file in `make test`, all of them in `make everywhere`. One program on PostgreSQL plays in
the end to end tests.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.models.conftest import migrated, postgres_schema, sqlite_template
from tests.support.world import World

__all__ = ["migrated_url", "postgres_schema", "sqlite_template", "workers", "world"]

MANY = "four-programs"
WORKERS = 3
OF_EACH_FILE = 5
"""One in so many of a file's scenarios, its first among them, is played on four programs in every run."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("everywhere"):
        return
    met: defaultdict[Path, int] = defaultdict(int)
    left_out = []
    for item in items:
        if not isinstance(item, pytest.Function) or MANY not in _variant(item):
            continue
        if met[item.path] % OF_EACH_FILE:
            left_out.append(item)
        met[item.path] += 1
    config.hook.pytest_deselected(items=left_out)
    away = set(left_out)
    items[:] = [item for item in items if item not in away]


def _variant(item: pytest.Function) -> list[object]:
    return list(item.callspec.params.values()) if hasattr(item, "callspec") else []


@pytest.fixture(params=["sqlite", MANY])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database at the newest schema, without rows."""
    with migrated("sqlite" if request.param == "sqlite" else "postgres", request, tmp_path) as url:
        yield url


@pytest.fixture
def workers(request: pytest.FixtureRequest, migrated_url: str) -> int:
    """How many programs do the work of what the first takes in; 0: it does that itself."""
    return WORKERS if MANY in request.node.callspec.params.values() else 0


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """The community of river.yaml, everybody vetted and reachable, at noon."""
    async with World.open(migrated_url, tmp_path, workers=workers) as opened:
        yield opened
