"""When what a team wrote down of who must be on call is asked for. Outside of that nobody is missing.

Which gaps a team has, and which of them a change makes, is worked out here and nowhere else: whoever asks for a change,
looks at it first, grants it or writes it in a file hears of the same ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.community import Team
from domain.ids import AreaId
from domain.policy import OnCallNeed
from domain.rota import Gap, People, gaps_by_area, joined
from domain.zone import instant, reached, zone


def while_asked(
    need: OnCallNeed, where: ZoneInfo, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The parts of [start, end) in which the need holds. Without hours a day is one part."""
    if need.hours is None and need.days is None:
        yield start, end
        return
    opens, closes = need.hours or (time(), time())
    day = reached(where, start).date() - timedelta(days=1)
    while instant(where, datetime.combine(day, time())) < end:
        last = day + timedelta(days=closes <= opens)
        begins = max(start, instant(where, datetime.combine(day, opens)))
        ends = min(end, instant(where, datetime.combine(last, closes)))
        if begins < ends and need.opens_on(day):
            yield begins, ends
        day += timedelta(days=1)


def asked_for(found: Iterable[Gap], team: Team) -> tuple[Gap, ...]:
    """What of these gaps, in order, lies in the hours and areas in which the team wrote that somebody must be on; all,
    if it wrote none. Neighbours are one."""
    needs, where = team.policy.rota.needs, zone(team.time_zone)
    if not needs:
        return joined(found, team.areas)
    asked: list[Gap] = []
    for gap in found:
        missing = gap.areas or team.areas
        holding = [
            (start, end, each.areas & missing if each.areas else missing)
            for each in needs
            if not each.areas or not missing or each.areas & missing
            for start, end in while_asked(each, where, gap.start, gap.end)
        ]
        edges = sorted({edge for start, end, _ in holding for edge in (start, end)})
        for start, end in pairwise(edges):
            theirs = [areas for begins, ends, areas in holding if begins <= start and end <= ends]
            if theirs:
                areas = frozenset[AreaId]().union(*theirs)
                partly = areas if areas < team.areas else frozenset[AreaId]()
                asked.append(replace(gap, start=start, end=end, areas=partly))
    return joined(asked, team.areas)


def gaps_of(team: Team, start: datetime, end: datetime, *, counted: People | None = None) -> tuple[Gap, ...]:
    """The parts of [start, end) in which nobody is on, by accident, in some area where the team wants somebody.

    `counted`: nobody else counts as on.
    """
    return asked_for(gaps_by_area(team.rotas, team.areas, start, end, counted=counted), team)


def gaps_made(
    before: Team, after: Team, start: datetime, end: datetime, *, counted: People | None = None
) -> tuple[Gap, ...]:
    """Those of the gaps that a team has `after` a change of its rotas where somebody was on `before` it.

    What is left empty on purpose is none. Each area is looked at by itself, and what the team wrote of who must be on
    is what it writes `after`. `counted`: nobody else counts as on, before or after.
    """
    found = gaps_by_area(after.rotas, after.areas, start, end, before=before.rotas, counted=counted)
    return asked_for(found, after)
