"""The kill test, large: every fail point, many seeds, both databases."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.stage import Ground, fresh
from benchmarks.table import Line
from bot.engine.faults import FAIL_POINTS
from tests.kill.harness import Case, Report, base, run_cases

AT_ONCE = 4


async def kills(ground: Ground, *, seeds: int, within: float) -> tuple[list[Line], list[Report]]:
    """Each point with each seed, for as long as there is time; a line, and the reports of those that are not well."""
    reports: list[Report] = []
    began = time.monotonic()
    cases = [Case.drawn(point, seed) for seed in range(1, seeds + 1) for point in sorted(FAIL_POINTS)]
    with TemporaryDirectory(prefix="upstander-kills-") as name:
        async with fresh(ground) as url:
            town = await base(Path(name) / "base", server=ground.server, database_url=url, cold=True)
            for start in range(0, len(cases), AT_ONCE * 2):
                if time.monotonic() - began > within:
                    break
                batch = cases[start : start + AT_ONCE * 2]
                reports += await run_cases(town, batch, Path(name) / f"batch-{start}", at_once=AT_ONCE)
    reached = [each for each in reports if each.reached]
    wrong = [each for each in reports if each.problems]
    points = {each.case.point for each in reached}
    doubled = sum(each.doubled for each in reports)
    line = Line(
        what=f"killed {len(reached)} times at {len(points)} points: lost, over-filled, doubled unsaid",
        where=ground.kind,
        measured=f"{len(wrong)}",
        aim="0",
        met=not wrong and len(reached) == len(reports),
    )
    told = Line(
        what=f"  of {len(reports)} of {len(cases)} runs; pages sent again, and marked",
        where=ground.kind,
        measured=f"{doubled} of {sum(each.pages for each in reports)}",
    )
    return [line, told], [each for each in reports if not each.is_well]
