"""`python -m benchmarks [NAME ...] [--on sqlite|postgresql] [--quick]`: see NAMES."""

import argparse
import asyncio
import sys
from collections.abc import Collection, Iterable

from benchmarks.accepts import accepts
from benchmarks.flood import STYLES, USUAL, flood
from benchmarks.forgeries import FEW, MANY, forgeries
from benchmarks.interleavings import interleavings
from benchmarks.kills import kills
from benchmarks.matching import matching
from benchmarks.pages import pages
from benchmarks.policies import policies
from benchmarks.relay import relay
from benchmarks.replays import replays
from benchmarks.rotas import rotas
from benchmarks.sixty_days import sixty_days
from benchmarks.stage import Ground, grounds
from benchmarks.table import Line, show
from benchmarks.understanding import understanding
from benchmarks.workers import workers

NAMES = (
    "pages",
    "kills",
    "workers",
    "rotas",
    "forgeries",
    "relay",
    "accepts",
    "matching",
    "replay",
    "policies",
    "understanding",
    "flood",
    "sixty_days",
    "interleavings",
)
KINDS = ("sqlite", "postgresql")


def main() -> int:
    options = _options()
    chosen, kinds = options.names or NAMES, tuple(options.on or KINDS)
    wrong: list[str] = []
    with grounds(kinds) as all_grounds:
        for kind in kinds:
            if "pages" in chosen:
                _show(f"Pages on {kind}", asyncio.run(pages(all_grounds[kind], quick=options.quick)))
        for kind in kinds:
            if "kills" in chosen:
                seeds, within = (1, 300.0) if options.quick else (options.seeds, 1200.0)
                lines, reports = asyncio.run(kills(all_grounds[kind], seeds=seeds, within=within))
                _show(f"Kills on {kind}", lines)
                wrong += [str(each) for each in reports]
        for kind in kinds:
            if "forgeries" in chosen:
                lines = asyncio.run(forgeries(all_grounds[kind], FEW if options.quick else MANY))
                _show(f"Forgeries on {kind}", lines)
                wrong += _missed(lines)
        for kind in kinds:
            if "accepts" in chosen:
                lines, said = accepts(all_grounds[kind], quick=options.quick)
                _show(f"A rush on {kind}", lines)
                wrong += said
        for kind in kinds:
            wrong += _played(all_grounds[kind], chosen, options)
        if "workers" in chosen and "postgresql" in kinds:
            lines, said = asyncio.run(workers(all_grounds["postgresql"], quick=options.quick))
            _show("A worker of three killed in a burst", lines)
            wrong += said
    wrong += _without_rows(chosen, quick=options.quick, misses=options.misses)
    for each in wrong:
        sys.stdout.write(f"{each}\n")
    return 1 if wrong else 0


def _played(ground: Ground, chosen: Collection[str], options: argparse.Namespace) -> list[str]:
    """What is played by the clock of a script; what is not as it should be."""
    wrong: list[str] = []
    for style in (options.style or USUAL) if "flood" in chosen else ():
        lines, said = asyncio.run(flood(ground, style, quick=options.quick))
        _show(f"A flood on {ground.kind}", lines)
        wrong += said
    if "interleavings" in chosen:
        seeds = 3 if options.quick else options.seeds
        lines, said = asyncio.run(interleavings(ground, seeds=seeds, first=options.seed or 0))
        _show(f"Anything in any order on {ground.kind}", lines)
        wrong += said
    if "sixty_days" in chosen:
        lines, said = asyncio.run(sixty_days(ground, quick=options.quick, seed=options.seed))
        _show(f"Sixty days on {ground.kind}", lines)
        wrong += said
    return wrong


def _without_rows(chosen: Collection[str], *, quick: bool, misses: bool) -> list[str]:
    """What needs no running program; what is not as it should be."""
    wrong: list[str] = []
    if "rotas" in chosen:
        lines, said = rotas(500 if quick else 10_000)
        _show("Rotas", lines)
        wrong += said
    if "relay" in chosen:
        lines, said = relay(5_000 if quick else 100_000)
        _show("Texts between people", lines)
        wrong += said
    if "matching" in chosen:
        lines = matching()
        _show("One incident matched", lines)
        wrong += _missed(lines)
    if "replay" in chosen:
        lines = replays(quick=quick)
        _show("A fortnight replayed", lines)
        wrong += _missed(lines)
    if "policies" in chosen:
        lines, said = policies(quick=quick)
        _show("Paging policies, on the same calls with the same luck", lines)
        wrong += said
    if "understanding" in chosen:
        lines, said = understanding(quick=quick, misses=misses)
        _show("Texts understood", lines)
        wrong += said
    return wrong


def _missed(lines: Iterable[Line]) -> list[str]:
    """Those that are not what was aimed at."""
    return [f"{line.what}: {line.measured}, not {line.aim}" for line in lines if line.met is False]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="What the real program does, beside a floor."
    )
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="what to measure; everything if none is named")
    parser.add_argument("--on", action="append", choices=KINDS, help="only this kind of database; may be given twice")
    parser.add_argument("--seeds", type=int, default=5, help="seeds of the kill test and of any order")
    parser.add_argument("--seed", type=int, help="only this seed of the sixty days; the first of any order")
    parser.add_argument("--quick", action="store_true", help="a few minutes instead of half an hour")
    parser.add_argument("--style", action="append", choices=STYLES, help="how the hostile of a flood write; any number")
    parser.add_argument("--misses", action="store_true", help="show the texts of the seen half that are misunderstood")
    return parser.parse_args()


def _show(title: str, lines: list[Line]) -> None:
    show(title, lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
