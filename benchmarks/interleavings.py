"""Anything in any order and any death, over many seeds: what did not hold, with the moves that led there."""

import logging
import tempfile
from pathlib import Path

import structlog

from benchmarks.stage import Ground, fresh
from benchmarks.table import Line
from models import migrate
from tests.support.any_order import Told, play

MOVES = 40
WORKERS = 2


async def interleavings(ground: Ground, *, seeds: int, first: int = 0) -> tuple[list[Line], list[str]]:
    """A line, and every seed that went wrong with its moves. On PostgreSQL several programs share the work.

    Every death would be logged with all that was in its hands.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    told = [await _one(ground, seed) for seed in range(first, first + seeds)]
    wrong = [str(each) for each in told if each.wrong]
    line = Line(
        what=f"{len(told)} seeds of {MOVES} moves, {sum(each.deaths for each in told)} deaths: did not hold",
        where=ground.kind,
        measured=f"{len(wrong)}",
        aim="0",
        met=not wrong,
    )
    messages = Line(what="  messages sent", where=ground.kind, measured=f"{sum(each.messages for each in told)}")
    return [line, messages], wrong


async def _one(ground: Ground, seed: int) -> Told:
    with tempfile.TemporaryDirectory(prefix="upstander-order-") as name:
        folder = Path(name)
        async with fresh(ground) as url:
            if url is None:
                return await play(f"sqlite+aiosqlite:///{folder / 'street.db'}", folder, seed, moves=MOVES)
            await migrate.upgrade(url)
            return await play(url, folder, seed, moves=MOVES, workers=WORKERS)
