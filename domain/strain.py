"""What somebody went through of late, and the rest that follows from it: long enough that nobody else decides it.

Whoever went to a heavy call rests from when it ended for them; whoever was paged in too many nights rests from the end
of the last of them. How long and how many is the team's policy (`filling`). Only a coordinator ends a rest early; what
happens after that can begin another.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.ids import PersonId
from domain.incident import AssignmentState, Incident
from domain.policy import Policy
from domain.zone import instant, reached

LOOKS_BACK = timedelta(days=7)
"""A heavy call weighs so long on where somebody stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strain:
    """`nights`: the days on which nights began in which they were paged. `lifted_at`: when a rest was last ended."""

    heavy_at: datetime | None = None
    nights: frozenset[date] = frozenset()
    lifted_at: datetime | None = None


NO_STRAIN = Strain()


def night_of(policy: Policy, where: ZoneInfo, at: datetime) -> date | None:
    """The day on which the night began that `at` lies in; None by day."""
    since = policy.night.since(where, at)
    return None if since is None else reached(where, since).date()


def night_ends(policy: Policy, where: ZoneInfo, night: date) -> datetime:
    """When the night that began on this day is over."""
    day = night + timedelta(days=int(policy.night_to <= policy.night_from))
    return instant(where, datetime.combine(day, policy.night_to))


def nights_lately(strain: Strain, policy: Policy, where: ZoneInfo, now: datetime) -> int:
    """In how many nights of the policy's stretch they were paged."""
    first = reached(where, now - policy.filling.nights_within).date()
    return sum(night >= first for night in strain.nights)


def is_heavy_lately(strain: Strain, now: datetime) -> bool:
    return strain.heavy_at is not None and now - strain.heavy_at < LOOKS_BACK


def rests_until(strain: Strain, policy: Policy, where: ZoneInfo, now: datetime) -> datetime | None:
    """When the rest they are in ends; None if they are in none."""
    filling = policy.filling
    rests: list[tuple[datetime, datetime]] = []
    if strain.heavy_at is not None:
        rests.append((strain.heavy_at, strain.heavy_at + filling.rest_after_heavy))
    if filling.nights and strain.nights and nights_lately(strain, policy, where, now) >= filling.nights:
        ended = night_ends(policy, where, max(strain.nights))
        rests.append((ended, ended + filling.rest_after_nights))
    lifted = strain.lifted_at
    return max(
        (until for since, until in rests if since <= now < until and (lifted is None or lifted < since)), default=None
    )


def is_heavy(incident: Incident) -> bool:
    """True for a call after which people rest: danger was named, or the team calls its nature heavy."""
    return incident.danger or incident.nature in incident.plan.policy.filling.heavy


_CAME_BACK = {
    AssignmentState.CLEAR: frozenset({AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE}),
    AssignmentState.DROPPED_OUT: frozenset({AssignmentState.ON_SCENE}),
    AssignmentState.STOOD_DOWN: frozenset({AssignmentState.ON_SCENE}),
}
"""By how they stand after it, how those stood before who went to a call and are done with it."""


def came_back(before: Incident, after: Incident) -> tuple[PersonId, ...]:
    """Who went and is done since `before`. Whoever only held went nowhere, nor did whoever never arrived.

    Nobody is done by a merge: they go on in the other call, or turn around before they arrive.
    """
    if after.merged_into is not None and before.merged_into is None:
        return ()
    was = {each.id: each.state for each in before.assignments}
    return tuple(each.person for each in after.assignments if was.get(each.id) in _CAME_BACK.get(each.state, ()))
