"""The burst on one web process and three workers, all well; and with one of them killed in the middle of it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.stage import Ground, fresh
from benchmarks.table import Line, milliseconds, percentile
from tests.kill.harness import base
from tests.kill.workers import FIRST_PAGE_WITHIN, WORKERS, Burst, run_burst

CALLS = 300
OVER = 3.0
POINTS = (None, "lease.after_commit:10", "turn.before_commit:10", "send.after_call:100", "outcome.before_commit:5")

_WITHIN = f"{FIRST_PAGE_WITHIN.total_seconds():.0f} s"


async def workers(ground: Ground, *, quick: bool) -> tuple[list[Line], list[str]]:
    """A line or two for each point, and everything that should not be so."""
    lines: list[Line] = []
    wrong: list[str] = []
    with TemporaryDirectory(prefix="upstander-workers-") as name:
        async with fresh(ground) as url:
            town = await base(Path(name) / "base", server=ground.server, database_url=url, on_telegram=0, cold=True)
            for n, point in enumerate(POINTS[:2] if quick else POINTS):
                told = await run_burst(town, Burst(calls=CALLS, over=OVER, point=point), Path(name) / f"run-{n}")
                what = "all well" if point is None else f"one killed at {point}"
                late = told.longest > FIRST_PAGE_WITHIN.total_seconds()
                wrong += [f"{what}: {each}" for each in told.problems]
                if point is not None and late:
                    wrong.append(f"{what}: the last first page came after {told.longest:.1f} s, not {_WITHIN}")
                if point is not None and not told.died:
                    wrong.append(f"{what}: it never came to its point")
                lines += [
                    Line(
                        what=f"{CALLS} calls in {OVER:.0f} s, {WORKERS} workers, {what}: first page, p50 / p99",
                        where=ground.kind,
                        measured=" / ".join(milliseconds(percentile(told.first_pages, share)) for share in (0.5, 0.99)),
                    ),
                    Line(
                        what="  the last first page",
                        where=ground.kind,
                        measured=f"{told.longest:.1f} s",
                        aim="" if point is None else _WITHIN,
                        met=None if point is None else not late,
                    ),
                    Line(
                        what=f"  {len(told.nobody)} for whom all were going somewhere already: told so, at the latest",
                        where=ground.kind,
                        measured=f"{max(told.nobody, default=0.0):.1f} s",
                    ),
                    Line(
                        what="  lost, over-filled, doubled unsaid; pages sent again, and marked",
                        where=ground.kind,
                        measured=f"{len(told.problems)}; {told.doubled} of {told.pages}",
                        aim="0",
                        met=not told.problems,
                    ),
                ]
    return lines, wrong
