"""Whatever people do in whatever order, and whenever a program dies: what must hold holds, and the checks have teeth.

`tests/support/any_order.py` plays it. A few seeds here, many in `make everywhere`, and as many as one likes in
`python -m benchmarks interleavings --seeds N`, which tells what it played where something did not hold.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import turn
from domain.dispatch import Decision
from tests.domain.test_whatever_order import (
    leaves_it_to_nobody,
    sends_the_first_alone,
    takes_a_texter_for_one_who_goes,
    takes_one_too_many,
    tells_it_in_the_page,
    tells_those_who_left_where,
)
from tests.models.conftest import _emptied, postgres_schema, sqlite_template
from tests.support.any_order import played
from tests.support.relay_faults import planted

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


def test_whatever_happens_on_sqlite_and_whenever_it_dies(sqlite_template: Path, tmp_path: Path, seed: int) -> None:
    file = shutil.copy(sqlite_template, tmp_path / "street.db")

    told = played(f"sqlite+aiosqlite:///{file}", tmp_path, seed, moves=MOVES)

    assert not told.wrong, str(told)


def test_whatever_happens_on_postgresql_and_whenever_one_of_several_dies(
    postgres_schema: str, tmp_path: Path, seed: int
) -> None:
    told = played(postgres_schema, tmp_path, 1000 + seed, moves=MOVES, workers=2)
    _emptied(postgres_schema)

    assert not told.wrong, str(told)


SEARCHED = 6
NOTICED: dict[Callable[..., Decision], tuple[int, str]] = {
    takes_one_too_many: (0, "beyond its cap"),
    sends_the_first_alone: (0, "walks alone"),
    tells_it_in_the_page: (1, "read where it is"),
    leaves_it_to_nobody: (4, "is forgotten"),
    takes_a_texter_for_one_who_goes: (3, "and counts"),
    tells_those_who_left_where: (15, "read where it is"),
}
"""Rules with one thing wrong: the seed to look from, and what is told of it."""


@pytest.mark.parametrize("mutant", NOTICED, ids=lambda each: each.__name__)
def test_rules_with_one_thing_wrong_are_noticed(
    mutant: Callable[..., Decision], sqlite_template: Path, tmp_path: Path
) -> None:
    first, words = NOTICED[mutant]
    with planted([(turn, "decide", mutant)]):
        for seed in range(first, first + SEARCHED):
            file = shutil.copy(sqlite_template, tmp_path / f"street-{seed}.db")
            told = played(f"sqlite+aiosqlite:///{file}", tmp_path, seed, moves=MOVES, hours=0)
            if words in told.wrong:
                return

    pytest.fail(f"nothing of {SEARCHED} seeds noticed it")
