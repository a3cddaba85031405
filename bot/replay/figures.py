"""What a replay comes to: figures from the events of its calls."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain import events as e
from domain.ids import PersonId
from domain.incident import Assignment, AssignmentState, Incident

_DROPPED, _GOES = AssignmentState.DROPPED_OUT, AssignmentState.ACCEPTED

IsNight = Callable[[PersonId, datetime], bool]
"""Whether an instant lies in the night of somebody's team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One call after it was played. `filled_after`: seconds; None if its need never filled.

    `paged`: who was paged, once for each page, and whether that was at night. `surplus`: who accepted when enough were
    going. `nobody`: everybody suited had been asked in vain at some time.
    """

    filled_after: float | None = None
    paged: tuple[tuple[PersonId, bool], ...] = ()
    surplus: int = 0
    nobody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of all calls together. Times are seconds, None where nothing filled; `gini` is over pages, everybody counted."""

    calls: int
    filled: int
    to_fill_p50: float | None
    to_fill_p90: float | None
    pages: int
    surplus: int
    night_pages: int
    people: int
    gini: float
    nobody: int

    @property
    def probability(self) -> float:
        return self.filled / self.calls if self.calls else 0.0

    @property
    def pages_per_fill(self) -> float | None:
        return self.pages / self.filled if self.filled else None

    @property
    def night_pages_per_person(self) -> float:
        return self.night_pages / self.people if self.people else 0.0

    def document(self) -> dict[str, Any]:
        """As `--json` prints them."""
        return {
            "calls": self.calls,
            "filled": self.filled,
            "probability_filled": round(self.probability, 4),
            "seconds_to_fill": {"p50": self.to_fill_p50, "p90": self.to_fill_p90},
            "pages": self.pages,
            "pages_per_fill": None if self.pages_per_fill is None else round(self.pages_per_fill, 3),
            "surplus_accepts": self.surplus,
            "night_pages_per_person": round(self.night_pages_per_person, 3),
            "gini_of_load": round(self.gini, 4),
            "nobody_left": self.nobody,
        }


def played(call: Incident, log: Iterable[tuple[datetime, e.Event]], is_night: IsNight) -> Played:
    """What one call comes to, from how it stands at its end and from its log."""
    paged: list[tuple[PersonId, bool]] = []
    thanked, nobody = 0, False
    for at, event in log:
        match event:
            case e.Paged():
                paged.append((event.person, is_night(event.person, at)))
            case e.ThankedLate():
                thanked += 1
            case e.NobodyLeft():
                nobody = True
            case _:
                pass
    filled_after, surplus = _filled(call)
    return Played(filled_after=filled_after, paged=tuple(paged), surplus=thanked + surplus, nobody=nobody)


def _filled(call: Incident) -> tuple[float | None, int]:
    """Seconds until the need was first filled, and how many were given a place when it was filled already."""
    after: float | None = None
    surplus = 0
    for each in sorted(call.assignments, key=lambda each: each.accepted_at):
        at = each.accepted_at
        surplus += _as_of(call, at, but=each).is_filled()
        if after is None and _as_of(call, at).is_filled():
            after = (at - call.opened_at).total_seconds()
    return after, surplus


def _as_of(call: Incident, at: datetime, *, but: Assignment | None = None) -> Incident:
    """The call with those who were going, or had been, at `at`."""
    there = (each for each in call.assignments if each.accepted_at <= at and (but is None or each.id != but.id))
    still = (each for each in there if each.state is not _DROPPED or (each.ended_at is not None and each.ended_at > at))
    there_then = tuple(replace(each, state=_GOES) if each.state is _DROPPED else each for each in still)
    return replace(call, assignments=there_then)


def figures(calls: Sequence[Played], people: Collection[PersonId]) -> Figures:
    """Of all calls; `people` are those who could be paged, whether any was or not."""
    times = sorted(each.filled_after for each in calls if each.filled_after is not None)
    load = Counter(person for each in calls for person, _ in each.paged)
    counted = {*people, *load}  # coordinators are paged where the policy says so
    return Figures(
        calls=len(calls),
        filled=len(times),
        to_fill_p50=_percentile(times, 0.5),
        to_fill_p90=_percentile(times, 0.9),
        pages=load.total(),
        surplus=sum(each.surplus for each in calls),
        night_pages=sum(night for each in calls for _, night in each.paged),
        people=len(counted),
        gini=gini([load[person] for person in counted]),
        nobody=sum(each.nobody for each in calls),
    )


def gini(load: Sequence[int]) -> float:
    """0 where everybody carries the same, towards 1 where one carries everything."""
    total, many = sum(load), len(load)
    if not total:
        return 0.0
    weighed = sum(rank * each for rank, each in enumerate(sorted(load), start=1))
    return 2 * weighed / (many * total) - (many + 1) / many


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else None
