"""When what a team wrote down of who must be on call is asked for. Outside of that nobody is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.community import Team
from domain.policy import OnCallNeed
from domain.rota import Gap
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
    """What of these gaps lies in the hours in which the team wrote that somebody must be on; all, if it wrote none."""
    needs, where = team.policy.rota.needs, zone(team.time_zone)
    if not needs:
        return tuple(found)
    asked: list[Gap] = []
    for gap in found:
        parts: list[tuple[datetime, datetime]] = []
        theirs = [each for each in needs if not each.areas or not gap.areas or each.areas & gap.areas]
        for start, end in sorted(part for each in theirs for part in while_asked(each, where, gap.start, gap.end)):
            if parts and start <= parts[-1][1]:
                parts[-1] = (parts[-1][0], max(parts[-1][1], end))
            else:
                parts.append((start, end))
        asked += [replace(gap, start=start, end=end) for start, end in parts]
    return tuple(asked)
