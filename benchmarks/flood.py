"""Ten minutes of hostile texts with real calls among them: who is dispatched, and how soon.

Who writes what: `tests/support/flooding.py`.
"""

from benchmarks.stage import Ground, fresh
from benchmarks.table import Line
from bot import log
from tests.support.flooding import onslaught

MOST_PAGES = 12
WITHIN = 60


async def flood(ground: Ground, *, quick: bool) -> tuple[list[Line], list[str]]:
    """Lines, and what was wrong."""
    log.configure("ERROR")
    senders, texts, calls, protectors = (40, 600, 8, 48) if quick else (500, 10_000, 50, 120)
    folder = ground.folder / "flood"
    folder.mkdir(parents=True, exist_ok=True)
    async with fresh(ground) as url:
        told = await onslaught(folder, url, senders=senders, texts=texts, calls=calls, protectors=protectors)
    where = ground.kind
    lines = [
        Line(
            what=f"{texts} hostile texts of {senders} senders, {calls} real calls: dispatched",
            where=where,
            measured=f"{len(told.dispatched)}",
            aim=f"{calls}",
            met=len(told.dispatched) == calls,
        ),
        Line(
            what="first text to first page, simulated, 95 of 100",
            where=where,
            measured=f"{told.p95:.0f} s",
            aim=f"{WITHIN} s",
            met=told.p95 <= WITHIN,
        ),
        Line(what="the same, the longest", where=where, measured=f"{told.longest:.0f} s"),
        Line(
            what="most pages to one person in ten minutes",
            where=where,
            measured=f"{told.most_pages}",
            aim=f"{MOST_PAGES}",
            met=told.most_pages <= MOST_PAGES,
        ),
        Line(what="texts dropped", where=where, measured=f"{told.dropped}", aim="0", met=told.dropped == 0),
        Line(what="turns that crashed", where=where, measured=f"{told.crashed}", aim="0", met=told.crashed == 0),
        Line(what="hostile calls that paged somebody", where=where, measured=f"{told.hostile_paged} of {told.calls}"),
        Line(what="calls still held at the end", where=where, measured=f"{told.held}"),
        Line(what="most messages to one coordinator", where=where, measured=f"{told.told_coordinator}"),
        Line(what="real time for it all", where=where, measured=f"{told.took:.0f} s"),
    ]
    return lines, [f"{line.what}: {line.measured}, not {line.aim}" for line in lines if line.met is False]
