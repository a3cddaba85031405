"""Rest between shifts: what a person may be asked to do, whoever asks.

All rotas a person is on count together: whoever comes from one shift and goes to another is as tired as if both were
one rota's. Shifts that touch are one. A rule that is broken stops nobody by itself: it is said, and a coordinator who
still wants it says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import PersonId
from domain.policy import RotaPolicy
from domain.rota import Rota, shifts
from domain.when import Stretch


class RestRule(StrEnum):
    """Which of a team's two rules is broken."""

    REST_BETWEEN = "rest_between"  # too little time between two shifts
    LONGEST_ON = "longest_on"  # on for too long without a break


@dataclass(frozen=True, slots=True, kw_only=True)
class RestBroken:
    """`rule` is broken: `found` is how long the person would rest or be on, `allowed` what the team allows."""

    rule: RestRule
    found: timedelta
    allowed: timedelta


def breaks(rotas: Sequence[Rota], person: PersonId, stretch: Stretch, policy: RotaPolicy) -> RestBroken | None:
    """What putting `person` on in `stretch` breaks, with the shifts `rotas` give them as they stand; None if nothing.

    A stretch inside a shift of theirs adds nothing and breaks nothing, however long the shift.
    """
    reach = policy.longest_on + policy.rest_between
    known = _runs(rotas, person, stretch.start - reach, stretch.end + reach)
    if any(run.start <= stretch.start and stretch.end <= run.end for run in known):
        return None
    runs = _merged([*known, stretch])
    place = next(n for n, run in enumerate(runs) if run.start <= stretch.start < run.end)
    whole = runs[place]
    if whole.end - whole.start > policy.longest_on:
        return RestBroken(rule=RestRule.LONGEST_ON, found=whole.end - whole.start, allowed=policy.longest_on)
    rests = [whole.start - runs[place - 1].end] if place else []
    if place + 1 < len(runs):
        rests.append(runs[place + 1].start - whole.end)
    least = min(rests, default=policy.rest_between)
    if least < policy.rest_between:
        return RestBroken(rule=RestRule.REST_BETWEEN, found=least, allowed=policy.rest_between)
    return None


def _runs(rotas: Sequence[Rota], person: PersonId, start: datetime, end: datetime) -> list[Stretch]:
    found = [Stretch(start=shift.start, end=shift.end) for rota in rotas for shift in shifts(rota, person, start, end)]
    return _merged(found)


def _merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """In order, those that overlap or touch as one."""
    merged: list[Stretch] = []
    for each in sorted(stretches, key=lambda stretch: stretch.start):
        if merged and each.start <= merged[-1].end:
            merged[-1] = Stretch(start=merged[-1].start, end=max(merged[-1].end, each.end))
        else:
            merged.append(each)
    return merged
