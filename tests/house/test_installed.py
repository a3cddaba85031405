"""`make setup`: what it does in a clean copy of the tree, and that the environment of this run is what it makes.

It is not run itself: it fetches packages, and tests reach nothing but loopback.
"""

import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

from tests.support.deployment import UPSTANDER

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "config" / "locks" / "test.txt"


def locked() -> dict[str, str]:
    """Names and versions of the lock that count on this machine."""
    lines = [line.rstrip(" \\") for line in LOCK.read_text(encoding="utf-8").splitlines() if re.match(r"\w", line)]
    wanted = [Requirement(line) for line in lines]
    return {
        each.name: str(each.specifier).removeprefix("==")
        for each in wanted
        if each.marker is None or each.marker.evaluate()
    }


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def test_setup_in_a_clean_copy_makes_an_environment_and_installs_the_lock_by_its_hashes_and_the_tree(
    tmp_path: Path,
) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(LOCK.parent, tmp_path / "config" / "locks")
    planned = subprocess.run(
        ["make", "--dry-run", "setup", f"PYTHON={sys.executable}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    steps = [line.strip(" \\;") for line in planned.stdout.splitlines()]
    installs = [line.partition(" install ")[2] for line in steps if " -m pip install " in line]
    assert any("-m venv --clear .venv" in line for line in steps)
    assert [each.split("--disable-pip-version-check ")[1] for each in installs] == [
        "--require-hashes -r config/locks/test.txt",
        "--no-index --no-deps --no-build-isolation -e .",
    ]
    assert any(line.startswith("touch .venv/installed-") for line in steps)


def test_this_environment_is_the_one_that_setup_makes() -> None:
    wanted = locked()

    assert len(wanted) > 50
    assert {name: installed(name) for name in wanted} == wanted


def test_the_program_it_installs_answers_from_any_folder(tmp_path: Path) -> None:
    answer = subprocess.run(
        [str(UPSTANDER), "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )

    assert (answer.returncode, answer.stderr) == (0, "")
    assert "setup" in answer.stdout
