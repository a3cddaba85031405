"""A thousand who say yes at the same moment to a need of three: exactly three go, and everybody is answered."""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.stage import Ground, fresh
from benchmarks.table import Line
from bot import log
from tests.support.crowd import Rush, rush

THOUSAND = 1000
PROGRAMS = 4


def accepts(ground: Ground, *, quick: bool = False) -> tuple[list[Line], list[str]]:
    """On one kind of database: on SQLite by one program, on PostgreSQL by four. What is not as it must be besides."""
    log.configure("ERROR")
    people = 100 if quick else THOUSAND
    rushed = asyncio.run(_rush(ground, people))
    wrong = [f"{people} accepts on {ground.kind}: {each}" for each in rushed.problems(people)]
    programs = len(rushed.taken_by)
    line = Line(
        what=f"{people} accept at once, need of 3, {programs} program{'s' if programs > 1 else ''}",
        where=ground.kind,
        measured=f"{len(rushed.call.counted())} go, {len(rushed.answers)} heard, {rushed.took:.0f} s",
        aim="3 go, all heard",
        met=not wrong,
    )
    return [line], wrong


async def _rush(ground: Ground, people: int) -> Rush:
    with tempfile.TemporaryDirectory(prefix="upstander-accepts-") as folder:
        async with fresh(ground) as url:
            return await rush(people, Path(folder), url=url, programs=1 if url is None else PROGRAMS)
