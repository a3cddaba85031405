"""Fail points: all in one table, all in use, off unless the environment names one."""

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.engine.faults import FAIL_POINTS, VARIABLE

ROOT = Path(__file__).parents[2]


def used() -> set[str]:
    """Every name given to `fail_point` under bot/, in a call or in the engine's table of what was committed."""
    names: set[object] = set()
    for file in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fail_point":
                names |= {each.value for each in node.args if isinstance(each, ast.Constant)}
            elif file.name == "engine.py" and isinstance(node, ast.Tuple) and isinstance(node.elts[0], ast.Constant):
                names.add(node.elts[0].value)
    return {name for name in names if isinstance(name, str)}


def test_every_fail_point_in_the_code_is_in_the_table_and_the_other_way_round() -> None:
    assert used() == set(FAIL_POINTS)
    assert len(FAIL_POINTS) >= 25


def run(code: str, fail_point: str | None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if fail_point is not None:
        environment[VARIABLE] = fail_point
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=60, check=False)


REACHES_TWICE = """
from bot.engine.faults import fail_point
for n in range(2):
    fail_point("lease.before_commit")
    print(n, flush=True)
"""


@pytest.mark.parametrize(
    ("named", "printed", "killed"),
    [
        (None, b"0\n1\n", False),
        ("lease.after_commit", b"0\n1\n", False),
        ("lease.before_commit", b"", True),
        ("lease.before_commit:2", b"0\n", True),
        ("lease.before_commit:3", b"0\n1\n", False),
    ],
)
def test_the_process_dies_at_the_named_point_and_nowhere_else(named: str | None, printed: bytes, killed: bool) -> None:
    done = run(REACHES_TWICE, named)

    assert done.stdout == printed
    assert (done.returncode == -signal.SIGKILL) is killed


def test_a_name_that_is_none_is_refused() -> None:
    done = run(REACHES_TWICE, "lease.nowhere")

    assert done.returncode == 1
    assert b"names no fail point" in done.stderr
