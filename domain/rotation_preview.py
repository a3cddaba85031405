"""What a change of a rotation comes to, before it counts: two weeks of it from where it begins.

Who is on in that rota, and by all rotas of the team together: the stretches that nobody has, which of them the change
makes and which it closes, where those who are on are too few as the daily proof judges it, and how much each person
has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import assert_never

from domain.community import Community, Team
from domain.ids import PersonId
from domain.on_call_needs import gaps_made, gaps_of
from domain.people import Person
from domain.policy import RotaPolicy
from domain.proof import Hole, left_thin, vetted_in
from domain.rest import RestRule
from domain.rota import Gap, Rota, Shift, Span, expand, hours, shifts
from domain.rota_change import RotaChange, changed_among
from domain.zone import instant, reached, zone

FORTNIGHT = timedelta(days=14)
_RUNS_ON = timedelta(days=32)
"""A shift that begins in the two weeks is told with its own end, if it has one this soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """[start, end), in UTC. `made` are the gaps that the change makes, `closed` those it ends, `left` those that stay.

    `tired` are those for whom the change breaks a rule of rest, by rule.
    `spans` is who is on in the rota itself. `hours` is everybody's time in all rotas of the team together, by id.
    """

    rota: Rota | None
    start: datetime
    end: datetime
    spans: tuple[Span, ...]
    made: tuple[Gap, ...]
    closed: tuple[Gap, ...]
    left: tuple[Gap, ...]
    thin: tuple[Hole, ...]
    tired: tuple[tuple[RestRule, tuple[PersonId, ...]], ...]
    hours: tuple[tuple[PersonId, timedelta], ...]


def preview(team: Team, change: RotaChange, start: datetime, community: Community, people: Sequence[Person]) -> Preview:
    """Two weeks of the team's rotas with the change, from the instant `start`. Raises Stale if it fits them no more.

    `people`: the team's; those of them who may not be asked cover nothing.
    """
    after = changed_among(team.rotas, change)
    where = zone(team.time_zone)
    end = instant(where, reached(where, start) + FORTNIGHT)  # two weeks on the wall, whatever the clocks do
    rota = next((each for each in after if each.id == change.rota), None)
    becomes = replace(team, rotas=after)
    counted = vetted_in(team.id, people)
    made = gaps_made(team, becomes, start, end, counted=counted)
    return Preview(
        rota=rota,
        start=start,
        end=end,
        spans=() if rota is None else expand(rota, start, end).spans,
        made=made,
        closed=gaps_made(becomes, team, start, end, counted=counted) if team.rotas else (),
        left=tuple(_beside(gaps_of(becomes, start, end, counted=counted), made)),
        thin=left_thin(becomes, community, people, start, end),
        tired=tuple(_tired(team, after, start, end)),
        hours=tuple(_loads(after, start, end)),
    )


def _beside(found: Sequence[Gap], made: Sequence[Gap]) -> Iterator[Gap]:
    """The parts of `found` that lie in none of `made`."""
    for gap in found:
        at = gap.start
        for new in made:
            if new.end <= at or new.start >= gap.end:
                continue
            if new.start > at:
                yield replace(gap, start=at, end=new.start)
            at = new.end
        if at < gap.end:
            yield replace(gap, start=at)


def _tired(
    team: Team, after: Sequence[Rota], start: datetime, end: datetime
) -> Iterator[tuple[RestRule, tuple[PersonId, ...]]]:
    """Whose rest it breaks that was not broken before."""
    for rule in RestRule:
        broken = tuple(
            person
            for person, _ in _loads(after, start, end)
            if _breaks(rule, shifts_in(after, person, start, end), team.policy.rota)
            and not _breaks(rule, shifts_in(team.rotas, person, start, end), team.policy.rota)
        )
        if broken:
            yield rule, broken


def _breaks(rule: RestRule, runs: Sequence[Shift], policy: RotaPolicy) -> bool:
    match rule:
        case RestRule.LONGEST_ON:
            return any(run.end - run.start > policy.longest_on for run in runs)
        case RestRule.REST_BETWEEN:
            return any(late.start - early.end < policy.rest_between for early, late in pairwise(runs))
        case _:
            assert_never(rule)


def _loads(rotas: Sequence[Rota], start: datetime, end: datetime) -> Iterator[tuple[PersonId, timedelta]]:
    people = {person for rota in rotas for span in expand(rota, start, end).spans for person in span.people}
    for person in sorted(people):
        yield person, sum((hours(each, person, start, end) for each in rotas), timedelta())


def whose_shifts_change(
    before: Sequence[Rota], after: Sequence[Rota], start: datetime, end: datetime
) -> dict[PersonId, tuple[Shift, ...]]:
    """Everybody who is on at other times than before in [start, end), and all their shifts that begin in it."""
    everybody = {
        person for rota in (*before, *after) for span in expand(rota, start, end).spans for person in span.people
    }
    found: dict[PersonId, tuple[Shift, ...]] = {}
    for person in sorted(everybody):
        old, new = (shifts_in(rotas, person, start, end) for rotas in (before, after))
        if old != new:
            whole = shifts_in(after, person, start, end + _RUNS_ON)
            found[person] = tuple(each for each in whole if each.start < end)
    return found


def shifts_in(rotas: Sequence[Rota], person: PersonId, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """When a person is on in any of the rotas: stretches that touch or overlap are one."""
    apart = sorted((each for rota in rotas for each in shifts(rota, person, start, end)), key=lambda each: each.start)
    merged: list[Shift] = []
    for each in apart:
        if merged and each.start <= merged[-1].end:
            merged[-1] = Shift(start=merged[-1].start, end=max(merged[-1].end, each.end))
        else:
            merged.append(each)
    return tuple(merged)
