"""One process for one embedded database."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.engine.lock import AlreadyRunning, held, lock_file_of

ROOT = Path(__file__).parents[2]

HOLDS = """
import sys
from pathlib import Path
from bot.engine.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_with_one_clear_line_until_the_first_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "upstander.db.lock"
    first = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert first.stdout is not None
    assert first.stdout.readline() == b"held\n"

    with pytest.raises(AlreadyRunning, match=r"^another upstander process .*[^\n]$"), held(file):
        pass

    first.kill()
    first.communicate()
    with held(file):
        pass


def test_only_an_embedded_database_is_locked(tmp_path: Path) -> None:
    assert lock_file_of("postgresql+asyncpg://127.0.0.1/upstander") is None
    assert lock_file_of("sqlite+aiosqlite:///var/upstander.db") == Path("var/upstander.db.lock")
    assert lock_file_of("sqlite+aiosqlite:////srv/upstander.db?timeout=5") == Path("/srv/upstander.db.lock")
