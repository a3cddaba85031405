"""Sixty days of calls and what comes after them, over many seeds: whoever was left alone, or asked when they may not.

What is played, and what must hold of it: `tests/support/sixty_days.py`.
"""

from time import process_time

from benchmarks.stage import Ground, fresh
from benchmarks.table import Line
from bot import log
from tests.support.sixty_days import Days, Record, community, wrong
from tests.support.world import World

WORKERS = 3
"""On PostgreSQL so many programs do the work."""


async def sixty_days(ground: Ground, *, quick: bool, seed: int | None = None) -> tuple[list[Line], list[str]]:
    """Lines, and what was wrong, each with the seed that shows it; of one `seed` alone if there is one."""
    log.configure("ERROR")
    many, calls = (2, 6) if quick else (12, 20)
    seeds = range(many) if seed is None else (seed,)
    found: list[str] = []
    asked = said = 0
    began = process_time()
    for each in seeds:
        record = await _played(ground, each, calls)
        found += [f"seed {each}: {one}" for one in wrong(record)]
        asked += len(record.sent)
        said += len(record.said)
    many = len(seeds)
    lines = [
        Line(
            what=f"{many} times sixty days, {calls} calls and more: wrong",
            where=ground.kind,
            measured=f"{len(found)}",
            aim="0",
            met=not found,
        ),
        Line(what="messages sent", where=ground.kind, measured=f"{asked}"),
        Line(what="texts said", where=ground.kind, measured=f"{said}"),
        Line(what="one time sixty days", where=ground.kind, measured=f"{(process_time() - began) / many:.0f} s"),
    ]
    return lines, found


async def _played(ground: Ground, seed: int, calls: int) -> Record:
    folder = ground.folder / f"sixty-{seed}"
    folder.mkdir(parents=True)
    workers = 0 if ground.kind == "sqlite" else WORKERS
    async with fresh(ground) as server:
        url = server or f"sqlite+aiosqlite:///{folder / 'upstander.db'}"
        async with World.open(url, folder, community=community(folder), workers=workers) as world:
            record = await Days(world, seed).play(calls)
            world.everybody_reads()
    return record
