"""Paging policies compared on the same calls and the same luck; `docs/policies.md` and its plot are written from it.

Every cell is many fortnights decided by the rules alone (`rehearsal`). A few calls of each policy are played through
the real turns besides: both must come to the same, else nothing here says anything about the program.
"""

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.city import calls_of, city
from benchmarks.plot import Dot, plot
from benchmarks.rehearsal import rehearse
from benchmarks.table import Line
from bot import log
from bot.replay.figures import Figures, Played, figures
from bot.replay.play import protectors, replay
from domain.policy import Paging

ACCEPTANCES = (0.17, 0.271, 0.377, 0.47, 0.72)
"""What studies found of uncommitted people who were alerted, and one trial's best."""

ORDER = (Paging.BROADCAST, Paging.WAVES, Paging.CONSTANT, Paging.COMPUTED)
PEOPLE = 36
SEEDS = 2
CALLS = 100
PLAYED = 8
DOCS = Path(__file__).resolve().parents[1] / "docs"

Cell = tuple[float, Paging]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`alike`: of the calls played through the real turns too, how many came to the same; `of` how many there were."""

    cells: Mapping[Cell, Figures]
    beaten: Sequence[str]
    alike: int
    of: int


def policies(*, quick: bool = False) -> tuple[list[Line], list[str]]:
    """Compare, write what came of it to the docs unless `quick`, and say what is not as it should be."""
    log.configure("ERROR")
    seeds, many = (1, 40) if quick else (SEEDS, CALLS)
    began = time.perf_counter()
    cells = {(accept, policy): _cell(accept, policy, seeds, many) for accept in ACCEPTANCES for policy in ORDER}
    alike, of = _played_through_the_turns(4 if quick else PLAYED)
    beaten = [each for accept in ACCEPTANCES for each in beaten_at(accept, cells)]
    compared = Compared(cells=cells, beaten=beaten, alike=alike, of=of)
    if not quick:
        write(compared, seeds, many)
    took = time.perf_counter() - began
    lines = [_line(cell, each) for cell, each in cells.items()]
    lines.append(Line(what="alike in rules and turns", where="calls", measured=f"{alike} of {of}", aim="nearly all"))
    lines.append(Line(what="the whole comparison", where="", measured=f"{took:.0f} s", aim="< 600 s", met=took < 600))
    return lines, list(beaten)


def _cell(accept: float, policy: Paging, seeds: int, many: int) -> Figures:
    community, roster = city(PEOPLE)
    of_calls: list[Played] = []
    for seed in range(seeds):
        _, fortnight = rehearse(
            community, roster, calls_of(seed, many), seed=seed, accept=accept, policy=policy
        ).figures()
        of_calls += fortnight
    sys.stderr.write(f"acceptance {accept}, {policy}\n")
    return figures(of_calls, protectors(roster))


def _played_through_the_turns(many: int) -> tuple[int, int]:
    """How many of so many calls under each policy come to the same by the rules alone and by the real turns."""
    community, roster = city(PEOPLE)
    calls = calls_of(0, many)
    alike = 0
    for policy in ORDER:
        _, mine = rehearse(community, roster, calls, seed=0, accept=0.377, policy=policy).figures()
        theirs = asyncio.run(replay(community, roster, calls, seed=0, accept=0.377, policy=policy)).calls
        alike += sum(_is_like(a, b) for a, b in zip(mine, theirs, strict=True))
        sys.stderr.write(f"through the turns, {policy}\n")
    return alike, many * len(ORDER)


def _is_like(one: Played, other: Played) -> bool:
    """The same people asked, filled in the same time. Timers of one instant fire in any order, so pages may swap."""
    return (one.filled_after, sorted(one.paged), one.surplus, one.nobody) == (
        other.filled_after,
        sorted(other.paged),
        other.surplus,
        other.nobody,
    )


def beaten_at(accept: float, cells: Mapping[Cell, Figures]) -> Iterator[str]:
    """Policies that page less than the computed one, and yet fill at least as many needs and at least as fast."""
    mine = cells[accept, Paging.COMPUTED]
    for policy in ORDER:
        other = cells[accept, policy]
        less = _each(other.pages_per_fill) < _each(mine.pages_per_fill)
        as_many = other.probability >= mine.probability
        as_fast = _each(other.to_fill_p50) <= _each(mine.to_fill_p50) and _each(other.to_fill_p90) <= _each(
            mine.to_fill_p90
        )
        if policy is not Paging.COMPUTED and less and as_many and as_fast:
            yield f"at acceptance {accept} {policy} fills as many needs as fast, with fewer pages"


def _each(value: float | None) -> float:
    return float("inf") if value is None else value


# --- what is shown


_HEADS = (
    *("acceptance", "policy", "filled", "p50", "p90", "pages per fill", "surplus accepts", "night pages per person"),
    *("Gini of load", "nobody left"),
)


def _row(cell: Cell, each: Figures) -> tuple[str, ...]:
    accept, policy = cell
    return (
        f"{accept}",
        policy.value,
        f"{each.probability:.1%}",
        _minutes(each.to_fill_p50),
        _minutes(each.to_fill_p90),
        "-" if each.pages_per_fill is None else f"{each.pages_per_fill:.2f}",
        f"{each.surplus}",
        f"{each.night_pages_per_person:.2f}",
        f"{each.gini:.3f}",
        f"{each.nobody}",
    )


def _minutes(seconds: float | None) -> str:
    return "-" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _line(cell: Cell, each: Figures) -> Line:
    accept, policy, *rest = _row(cell, each)
    filled, p50, p90, pages, surplus, night, gini, nobody = rest
    return Line(
        what=f"{policy} at {accept}",
        where=f"p50 {p50} p90 {p90}",
        measured=f"{filled}, {pages} pages a fill, {surplus} surplus, {night} by night, Gini {gini}, {nobody} nobody",
    )


def write(compared: Compared, seeds: int, many: int, folder: Path = DOCS) -> None:
    """The table and the plot."""
    (folder / "policies.md").write_text(_page(compared, seeds, many))
    dots = [
        Dot(
            series=policy.value,
            label=f"{accept}",
            x=_each(each.pages_per_fill),
            filled=each.probability,
            seconds=each.to_fill_p50 or 0.0,
        )
        for (accept, policy), each in compared.cells.items()
        if each.pages_per_fill is not None
    ]
    (folder / "policies.svg").write_text(plot(dots))


def _page(compared: Compared, seeds: int, many: int) -> str:
    rows = [_HEADS, tuple("---" for _ in _HEADS), *(_row(cell, each) for cell, each in compared.cells.items())]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    verdict = (
        "At every acceptance the computed policy is on the efficient frontier: no other fills as many needs as fast"
        " with fewer pages."
        if not compared.beaten
        else "The computed policy is not on the efficient frontier everywhere:\n\n"
        + "\n".join(f"* {each}." for each in compared.beaten)
    )
    return _TEXT.format(
        people=PEOPLE,
        seeds=seeds,
        many=many,
        table=table,
        verdict=verdict,
        played=_played(compared),
    )


def _played(compared: Compared) -> str:
    """What came of playing some of the calls through the real turns as well."""
    alike, of = compared.alike, compared.of
    if alike == of:
        return f"All {of} calls that were played through the real turns as well came to the same."
    said = f"Of {of} calls that were played through the real turns as well, {alike} came to the same; the others differ"
    return f"{said}\nbecause timers of one and the same instant may fire in either order."


_TEXT = """# How many are asked at a time

`policy.paging` of a team's community file says how many pages live while a need is open:

* `broadcast`: everybody suited at once.
* `waves`: so many (`live_pages`) together, and the next only when every page of the last wave has ended.
* `constant`: so many (`live_pages`) at all times; each that ends is replaced at once.
* `computed`: so many that the need fills within the policy's time with the policy's probability, by what is known of
  those asked: the field's figures first, then each person's own answers.

The four were compared on the same calls and the same luck: whoever is asked about a call answers the same under every
policy. A made-up city of {people} protectors, a third of them on call each day, {seeds} fortnights of {many} calls
each; a third of the calls need two together with a lead, four in nine need one, two in nine need three. People answer
after a median of 1:42 by day and 2:22 by night, late answers included; of those who do not come six in ten say so, the
others say nothing. Acceptance is how likely a page is answered with yes.

{table}

`filled` counts needs that were ever filled; p50 and p90 are minutes from the call until then. `surplus accepts` said
yes when enough were going. `night pages` came in the team's night. Gini of load is 0 where everybody was paged alike.
`nobody left` counts calls in which everybody suited had been asked in vain at some time.

![Pages per fill, against needs filled and against the time to fill](policies.svg)

{verdict}

What stands here comes from the rules alone, with the same decisions as in the program, so that many fortnights can be
played. {played}

`python -m benchmarks policies` makes this page anew. `upstander replay` plays your own log of calls with your own
community file, through the real turns:

    upstander replay calls.csv --community community.yaml --seed 1 --accept 0.4 --policy computed

The log has a line for each call, `at,lat,lon,nature`. Nothing is sent to anybody.
"""
