"""Very many texts between people in several calls at once: where each arrives, and what crosses with it.

A script writes them from a seed and a judge of its own says who may read what (`tests/support/relay_script.py`). Then
faults are planted one after the other, and the judge must notice each.
"""

import asyncio
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from benchmarks.table import Line, milliseconds
from tests.support.relay_faults import FAULTS, planted
from tests.support.relay_script import Script, Told
from tests.support.relay_town import Town

CALLS = 20
PIECE = 5_000
"""So many texts of one seed are written one after the other; several seeds at a time."""

OF_A_FAULT = 1_500


def relay(many: int) -> tuple[list[Line], list[str]]:
    """Lines, and what was wrong."""
    began = time.perf_counter()
    pieces = max(1, -(-many // PIECE))
    each = -(-many // pieces)
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        told = list(pool.map(partial(_piece, texts=each), range(pieces)))
        took = time.perf_counter() - began
        noticed = dict(zip(FAULTS, pool.map(_faulty, FAULTS), strict=True))
    texts, arrived = sum(one.texts for one in told), sum(one.arrived for one in told)
    wrong = [what for one in told for what in one.wrong]
    missed = [name for name, seen in noticed.items() if not seen]
    lines = [
        Line(
            what=f"{texts} texts, {CALLS} calls at once: wrong",
            where="",
            measured=f"{len(wrong)}",
            aim="0",
            met=not wrong,
        ),
        Line(what="messages that arrived from them", where="", measured=f"{arrived}"),
        Line(what="texts that were asked about", where="", measured=f"{sum(one.asked for one in told)}"),
        Line(what="one text, all that it leads to", where="", measured=milliseconds(took / texts)),
        Line(
            what="planted faults noticed",
            where="",
            measured=f"{len(FAULTS) - len(missed)}",
            aim=f"{len(FAULTS)}",
            met=not missed,
        ),
    ]
    return lines, wrong + [f"not noticed: {name}" for name in missed]


def _piece(seed: int, *, texts: int) -> Told:
    return asyncio.run(Script(Town(), seed, calls=CALLS).play(texts))


def _faulty(name: str) -> bool:
    """True if the judge notices it."""
    with planted(FAULTS[name]):
        return bool(_piece(1, texts=OF_A_FAULT).wrong)
