"""Killed anywhere, then started again: nothing acknowledged is lost, and only what is marked goes out twice."""

import signal
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

import pytest

from bot.clock import RealClock
from bot.engine.faults import FAIL_POINTS
from domain.people import Channel
from models.database import Database
from models.tables import delivery, inbox, timer
from tests.engine import victim
from tests.engine.bench import Bench
from tests.engine.victim import DONE_WITHIN, TEXTS, Ledger, prepare

BEYOND = ("turn.before_decide", "turn.before_keep", "turn.after_keep", "turn.before_count", "polling.", "stop.")
"""Points that are reached only with the whole program, after a crash of a turn, or when everything is done."""

SWEEP = [name for name in FAIL_POINTS if name.startswith("sweep.")]
POINTS = [name for name in FAIL_POINTS if not name.startswith(BEYOND) and name not in SWEEP]

ENDS_WITHIN = 2 * DONE_WITHIN + 60
"""It waits until all is done twice, and has to begin: however busy this machine is."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(4 * ENDS_WITHIN)]

_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.engine.victim"])


def live(database_url: str, keyring_url: str, folder: Path, fail_point: str | None) -> int | None:
    """Let a process live until all is done or it is killed at `fail_point`; its exit code."""
    process = _PROCESSES.Process(target=victim.main, args=(database_url, keyring_url, str(folder), fail_point))
    process.start()
    process.join(ENDS_WITHIN)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode


async def promises_hold(bench: Bench, folder: Path) -> None:
    assert sorted(set(Ledger(folder / "acknowledged").lines())) == [f"text{n}" for n in range(TEXTS)]
    assert {row.state for row in await bench.rows(inbox)} == {"done"}
    assert [row.state for row in await bench.rows(timer)] == ["done"] * TEXTS

    planned = await bench.rows(delivery)
    by_kind = Counter(row.key.split()[0] for row in planned)
    assert by_kind == {"page": 2 * TEXTS, "timer": TEXTS}
    assert {row.state for row in planned} <= {"sent", "delivered"} | {"dead"}
    # A page is given up only after it was sent again once and nobody knows what became of either.
    assert all(row.repeat for row in planned if row.state == "dead")

    for channel in (Channel.TELEGRAM, Channel.SMS):
        taken = Ledger(folder / f"{channel}.taken").lines()
        pages = Counter(line for line in taken if " page " in line)
        twice = sorted(line for line, times in pages.items() if times > 1)
        assert twice == [], "a page went out twice without a mark"
        wanted = {row.id for row in planned if row.channel == channel and row.state != "dead"}
        assert wanted <= {line.split()[0] for line in taken}


@pytest.mark.parametrize("fail_point", POINTS)
async def test_whatever_is_acknowledged_survives_a_kill_at(
    fail_point: str, database: Database, migrated_url: str, keyring_url: str, tmp_path: Path
) -> None:
    await prepare(database, RealClock().now())
    often = 1 + len(fail_point) % 3 if fail_point.startswith(("inbox", "turn", "lease", "send")) else 1
    if fail_point == "turn.after_commit":
        often = 2  # turns that come together share a commit: that of the texts and that of the timers are sure to come

    assert live(migrated_url, keyring_url, tmp_path, f"{fail_point}:{often}") == -signal.SIGKILL
    assert live(migrated_url, keyring_url, tmp_path, None) == 0

    await promises_hold(Bench(database), tmp_path)


@pytest.mark.parametrize("point", SWEEP)
async def test_a_kill_while_the_dead_ones_work_is_taken_up_loses_nothing_either(
    point: str, database: Database, migrated_url: str, keyring_url: str, tmp_path: Path
) -> None:
    await prepare(database, RealClock().now())

    assert live(migrated_url, keyring_url, tmp_path, "send.before_call") == -signal.SIGKILL
    assert live(migrated_url, keyring_url, tmp_path, point) == -signal.SIGKILL
    assert live(migrated_url, keyring_url, tmp_path, None) == 0

    await promises_hold(Bench(database), tmp_path)
