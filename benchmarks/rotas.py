"""The rota's arithmetic: against the slow reference on random rotas, and beside recurring-ical-events on the same ones.

What is timed beside it are rotas that both can say (`tests/support/rrules.py`), in the same process and one after the
other; and the two must give the same answers. "On call now" is asked of rotas as the program holds them between turns,
which it has asked before and keeps prepared, and of rotas it has never been asked about. It is asked again of the same
rotas as people live in them: every other one with overrides and time off around now, which the calendars do not have.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TypeVar

from benchmarks.table import Line, milliseconds
from domain.rota import Add, Override, Replace, Rota, TimeOff, expand, on_call
from tests.support.rota_random import disagreements
from tests.support.rrules import Both, on_at, said_both_ways, shifts_of, shifts_of_spans

NOW = datetime(2026, 1, 7, 15, tzinfo=UTC)
YEAR = timedelta(days=365)
PEOPLE = 20
AIM = 0.020
"""Seconds for who is on call now in a thousand rotas."""

ROTAS = 1_000
PEOPLE_OF_A_ROTA = 5
CHANGES = 12
"""How many absences, and twice as many overrides, a rota has that people live in."""

OTHER = "recurring-ical-events"

Answer = TypeVar("Answer")


def rotas(many: int) -> tuple[list[Line], list[str]]:
    """Lines, and what was said otherwise."""
    lines, wrong = _beside_rrules()
    processors = os.cpu_count() or 1
    pieces = processors * 4
    shares = [range(piece, many, pieces) for piece in range(pieces)]
    with ProcessPoolExecutor(processors) as pool:
        otherwise = [each for share in pool.map(disagreements, shares) for each in share]
    line = Line(
        what=f"{many} random rotas: other than the reference",
        where="",
        measured=f"{len(otherwise)}",
        aim="0",
        met=not otherwise,
    )
    return [*lines, line], wrong + otherwise


def _beside_rrules() -> tuple[list[Line], list[str]]:
    wrong: list[str] = []
    lines: list[Line] = []
    for number, shape in enumerate(("weeks", "nights of a week", "days")):
        line, same = _a_year(said_both_ways(number, PEOPLE), shape)
        lines.append(line)
        if not same:
            wrong.append(f"{shape} of {PEOPLE} people: the year has other shifts as recurring events")

    both_ways = [said_both_ways(number, PEOPLE_OF_A_ROTA) for number in range(ROTAS)]
    kept = [each.rota for each in both_ways]
    for each in kept:
        on_call(each, NOW)
    ours, mine_now = _timed(lambda: [on_call(each, NOW) for each in kept], 9)
    theirs, other_now = _timed(lambda: [on_at(each.calendar, NOW) for each in both_ways], 1)
    differ = sum(one != another for one, another in zip(mine_now, other_now, strict=True))
    if differ:
        wrong.append(f"{differ} of {ROTAS} rotas have other people on now as recurring events")
    lines.append(_line(f"on call now, {ROTAS} rotas asked before", ours, theirs, aim=AIM))
    lines.append(_line(f"on call now, {ROTAS} rotas asked for the first time", _first_asked(kept), theirs))
    lived_in = [_lived_in(each) if number % 2 else each for number, each in enumerate(kept)]
    first = _first_asked(lived_in)
    for each in lived_in:
        on_call(each, NOW)
    again, _ = _timed(lambda: [on_call(each, NOW) for each in lived_in], 9)
    what = f"on call now, {ROTAS} rotas, every other one with {2 * CHANGES} overrides and {CHANGES} absences"
    lines.append(_alone(f"{what}, asked before", again, aim=AIM))
    lines.append(_alone(f"{what}, asked for the first time", first))
    lines.append(
        Line(
            what=f"other than as recurring events of {OTHER}",
            where="",
            measured=str(len(wrong)),
            aim="0",
            met=not wrong,
        )
    )
    return lines, wrong


def _first_asked(rotas: Sequence[Rota]) -> float:
    fresh = [[replace(each) for each in rotas] for _ in range(5)]
    return _timed(lambda: [on_call(each, NOW) for each in fresh.pop()], 5)[0]


def _lived_in(rota: Rota) -> Rota:
    """The rota with swaps, extra people and absences in the weeks around now, some of them now."""
    people = [min(each) for each in rota.layers[0].people]
    overrides: list[Override] = []
    off: list[TimeOff] = []
    for n in range(CHANGES):
        start = NOW + timedelta(days=n - CHANGES // 2, hours=-6)
        end = start + timedelta(hours=12)
        one, other = people[n % len(people)], people[(n + 1) % len(people)]
        overrides += [Replace(person=one, by=other, start=start, end=end), Add(person=one, start=start, end=end)]
        off.append(TimeOff(person=other, start=start, end=end + timedelta(days=2)))
    return replace(rota, overrides=tuple(overrides), time_off=tuple(off))


def _a_year(both: Both, shape: str) -> tuple[Line, bool]:
    """How long a year takes, and whether the two have the same shifts in it."""
    ours, mine = _timed(lambda: expand(replace(both.rota), NOW, NOW + YEAR).spans, 5)
    theirs, other = _timed(lambda: shifts_of(both.calendar, NOW, NOW + YEAR), 3)
    return _line(f"{PEOPLE} people over 365 days, {shape}", ours, theirs), shifts_of_spans(mine) == other


def _line(what: str, ours: float, theirs: float, *, aim: float | None = None) -> Line:
    """`times`: how much longer the other takes."""
    return Line(
        what=f"{what}; {OTHER} beside it",
        where="",
        measured=milliseconds(ours),
        aim="" if aim is None else f"< {milliseconds(aim)}",
        met=None if aim is None else ours < aim,
        floor=milliseconds(theirs),
        times=f"1/{theirs / ours:.0f}",
    )


def _alone(what: str, ours: float, *, aim: float | None = None) -> Line:
    return Line(
        what=what,
        where="",
        measured=milliseconds(ours),
        aim="" if aim is None else f"< {milliseconds(aim)}",
        met=None if aim is None else ours < aim,
    )


def _timed(work: Callable[[], Answer], often: int) -> tuple[float, Answer]:
    """The median of some runs, in seconds, and the answer of the last."""
    taken: list[float] = []
    for _ in range(often - 1):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    began = time.perf_counter()
    answer = work()
    taken.append(time.perf_counter() - began)
    return median(taken), answer
