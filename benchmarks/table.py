"""What was measured, beside what is aimed at and the floor."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure. `floor` and `times` only where there is a floor; `met` None where nothing is aimed at."""

    what: str
    where: str
    measured: str
    aim: str = ""
    floor: str = ""
    times: str = ""
    met: bool | None = None


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def show(title: str, lines: Sequence[Line]) -> None:
    table = Table(title=title, title_justify="left")
    for name in ("what", "on", "measured", "aim", "met", "floor", "x floor"):
        table.add_column(name, justify="left" if name in ("what", "on") else "right")
    for line in lines:
        met = "" if line.met is None else "yes" if line.met else "NO"
        table.add_row(line.what, line.where, line.measured, line.aim, met, line.floor, line.times)
    Console(emoji=False, width=150).print(table)
