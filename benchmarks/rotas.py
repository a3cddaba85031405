"""The rota's arithmetic against the slow reference, on random rotas, over all processors."""

import os
from concurrent.futures import ProcessPoolExecutor

from benchmarks.table import Line
from tests.support.rota_random import disagreements


def rotas(many: int) -> tuple[list[Line], list[str]]:
    """A line, and what was said otherwise."""
    processors = os.cpu_count() or 1
    pieces = processors * 4
    shares = [range(piece, many, pieces) for piece in range(pieces)]
    with ProcessPoolExecutor(processors) as pool:
        wrong = [each for share in pool.map(disagreements, shares) for each in share]
    line = Line(
        what=f"{many} random rotas: other than the reference",
        where="",
        measured=f"{len(wrong)}",
        aim="0",
        met=not wrong,
    )
    return [line], wrong
