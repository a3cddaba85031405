"""Whatever people do in whatever order, and whenever a program dies: what must hold holds.

`tests/support/any_order.py` plays it. A few seeds here, many in `make everywhere`, and as many as one likes in
`python -m benchmarks interleavings --seeds N`, which tells what it played where something did not hold.
"""

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.models.conftest import _emptied, postgres_schema, sqlite_template
from tests.support.any_order import play

__all__ = ["postgres_schema", "sqlite_template"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    # Who dies closes nothing: connections are found open when they are cleared away.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

MOVES = 25
FEW, MANY = (1,), range(40)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", MANY if metafunc.config.getoption("everywhere") else FEW)


async def test_whatever_happens_on_sqlite_and_whenever_it_dies(
    sqlite_template: Path, tmp_path: Path, seed: int
) -> None:
    file = shutil.copy(sqlite_template, tmp_path / "street.db")

    told = await play(f"sqlite+aiosqlite:///{file}", tmp_path, seed, moves=MOVES)

    assert not told.wrong, str(told)


async def test_whatever_happens_on_postgresql_and_whenever_one_of_several_dies(
    postgres_schema: str, tmp_path: Path, seed: int
) -> None:
    told = await play(postgres_schema, tmp_path, 1000 + seed, moves=MOVES, workers=2)
    await asyncio.to_thread(_emptied, postgres_schema)

    assert not told.wrong, str(told)
