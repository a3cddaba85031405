"""Sixty days of calls and what comes after them, over many seeds: whoever was left alone, or asked when they may not.

    python -m benchmarks sixty_days                            twelve seeds of twenty calls and more, on both databases
    python -m benchmarks sixty_days --on sqlite --quick        two seeds of six calls
    python -m benchmarks sixty_days --on postgresql --seed 7   one of the twelve alone, as a line of the first names it

It prints a table for each database: how many things were wrong, which must be none; how much was played, so that nobody
takes days on which nothing happened for a proof; and the processor time of one seed, the database's own left out. Below
stands a line for each thing that was wrong, with its seed, what, who and when; then it ends with 1. A seed plays the
same days again with the same number of calls: with `--quick` they are others.

What is played, and what must hold of it: `tests/support/sixty_days.py`; `tests/scenarios/test_sixty_days.py` plays a
few calls of it, and spoils a record in each way that must be found.
"""

from collections import Counter
from time import process_time

from benchmarks.stage import Ground, fresh
from benchmarks.table import Line
from bot import log
from tests.support.sixty_days import AFTER_ALL, Days, Means, Record, community, wrong
from tests.support.world import World

WORKERS = 3
"""On PostgreSQL so many programs do the work."""


async def sixty_days(ground: Ground, *, quick: bool, seed: int | None = None) -> tuple[list[Line], list[str]]:
    """Lines, and what was wrong, each with the seed that shows it; of one `seed` alone if there is one."""
    log.configure("ERROR")
    many, calls = (2, 6) if quick else (12, 20)
    seeds = range(many) if seed is None else (seed,)
    began = process_time()
    records = {each: await _played(ground, each, calls) for each in seeds}
    seconds = (process_time() - began) / len(seeds)
    found = [f"seed {seed}: {each}" for seed, record in records.items() for each in wrong(record)]
    said = Counter(each.means for record in records.values() for each in record.said)
    played = {
        "calls that were closed": sum(len(each.calls) for each in records.values()),
        "people who went": sum(len(each.went) for each in records.values()),
        "numbers that changed": sum(len(each.changed) for each in records.values()),
        "messages sent": sum(len(each.sent) for each in records.values()),
        "texts said": said.total(),
        "of them after an answer": sum(_after_all(record) for record in records.values()),
        **{f"of them {each}": said[each] for each in (Means.FINE, Means.DISTRESS, Means.LATER, Means.NO_MORE)},
    }
    lines = [
        Line(
            what=f"{len(seeds)} times sixty days, {calls} calls and more: wrong",
            where=ground.kind,
            measured=f"{len(found)}",
            aim="0",
            met=not found,
        ),
        *(Line(what=what, where=ground.kind, measured=f"{many}") for what, many in played.items()),
        Line(what="one time sixty days", where=ground.kind, measured=f"{seconds:.0f} s"),
    ]
    return lines, found


def _after_all(record: Record) -> int:
    """How much was said by callers who had answered before, while nothing was asked."""
    return sum(each.text in dict(AFTER_ALL) and not each.asked for each in record.said)


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
