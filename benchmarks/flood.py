"""Ten minutes of hostile texts with real calls among them: who is dispatched, and how soon.

Who writes what, and the styles of the hostile: `tests/support/flooding.py`. Where they answer questions as real callers
do, nothing in a text tells the two apart: that style is measured, and nothing is promised of it.
"""

from dataclasses import dataclass, replace
from time import process_time

from benchmarks.stage import Ground, fresh
from benchmarks.table import Line
from bot import log
from tests.support.flooding import Figures, Style, onslaught

MOST_PAGES = 12
WITHIN = 60
USUAL = (Style.MIXED.value, Style.COPIES.value, Style.VARIED.value)
STYLES = tuple(each.value for each in Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    senders: int
    texts: int
    calls: int
    protectors: int


QUICK = Size(senders=40, texts=600, calls=8, protectors=48)
WHOLE = Size(senders=500, texts=10_000, calls=50, protectors=120)


async def flood(ground: Ground, style: str, *, quick: bool) -> tuple[list[Line], list[str]]:
    """Lines, and what was wrong, where the hostile write in this `style`."""
    log.configure("ERROR")
    size, style = QUICK if quick else WHOLE, Style(style)
    folder = ground.folder / f"flood-{style.value}"
    folder.mkdir(parents=True, exist_ok=True)
    began = process_time()
    async with fresh(ground) as url:
        told = await onslaught(
            folder,
            url,
            senders=size.senders,
            texts=size.texts,
            calls=size.calls,
            protectors=size.protectors,
            style=style,
        )
    lines = _lines(told, style, size, ground.kind, process_time() - began)
    return lines, [f"{line.what}: {line.measured}, not {line.aim}" for line in lines if line.met is False]


def _lines(told: Figures, style: Style, size: Size, where: str, worked: float) -> list[Line]:
    promised = style is not Style.ANSWERS
    many = len(told.dispatched)
    lines = [
        Line(
            what=f"{size.texts} hostile texts of {size.senders}, {size.calls} real calls: dispatched",
            where=where,
            measured=f"{many}",
            aim=f"{size.calls}" if promised else "",
            met=many == size.calls if promised else None,
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
        Line(
            what="texts dropped",
            where=where,
            measured=f"{told.dropped}",
            aim="0",
            met=told.dropped == 0,
        ),
        Line(
            what="turns that crashed",
            where=where,
            measured=f"{told.crashed}",
            aim="0",
            met=told.crashed == 0,
        ),
        Line(
            what="hostile calls that paged somebody",
            where=where,
            measured=f"{told.hostile_paged} of {told.calls}",
        ),
        Line(what="calls still held at the end", where=where, measured=f"{told.held}"),
        Line(what="most messages to one coordinator", where=where, measured=f"{told.told_coordinator}"),
        Line(what="real time for it all", where=where, measured=f"{told.took:.0f} s"),
        Line(what="time of one core for it all", where=where, measured=f"{worked:.0f} s"),
    ]
    return [replace(line, what=f"{style.value}: {line.what}") for line in lines]
