"""How often somebody was asked to come, and how often they did: counted by month, and nothing else kept.

What is counted is a function of a call as it stands: a page counts by how it ended. So what a decision adds to the
tallies is the difference between the call after it and the call before, and a page that ends twice, an answer that
comes again or a turn that is tried again adds nothing.

    accepted             asked, and came
    an assignment by it  the same: a late accept takes back the expiry it came after, a second thought the decline
    declined, expired    asked, and did not come
    failed, withdrawn    nothing: nobody was asked, or nobody waited for the answer any more
    live                 nothing yet

A page belongs to the month and to the day or night in which it was sent, on the clock of the team's zone; and to those
on call if the rota had its person on when the call opened. Drills are counted nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.ids import PageId, PersonId, TeamId
from domain.incident import Incident, PageState
from domain.zone import zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Pages that ended with an answer or without one, and how."""

    pages: int = 0
    accepts: int = 0
    declines: int = 0
    expiries: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            pages=self.pages + other.pages,
            accepts=self.accepts + other.accepts,
            declines=self.declines + other.declines,
            expiries=self.expiries + other.expiries,
        )

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(
            pages=self.pages - other.pages,
            accepts=self.accepts - other.accepts,
            declines=self.declines - other.declines,
            expiries=self.expiries - other.expiries,
        )


NONE = Tally()
ACCEPTED = Tally(pages=1, accepts=1)
DECLINED = Tally(pages=1, declines=1)
EXPIRED = Tally(pages=1, expiries=1)

_BY_STATE = {
    PageState.LIVE: NONE,
    PageState.ACCEPTED: ACCEPTED,
    PageState.DECLINED: DECLINED,
    PageState.EXPIRED: EXPIRED,
    PageState.FAILED: NONE,
    PageState.WITHDRAWN: NONE,
}


_Asked = tuple[PageId, PersonId, datetime]
"""A page: which it is, whom it asked, and when."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Heap:
    """What pages are counted together: one person's of one month. `month` reads `2026-03`."""

    person: PersonId
    team: TeamId
    month: str
    on_call: bool
    night: bool


def month_of(at: datetime) -> str:
    """The month that `at`, a reading or an instant on somebody's clock, lies in."""
    return f"{at:%Y-%m}"


def months_back(month: str, many: int) -> str:
    """The month so `many` before `month`."""
    year, of_year = map(int, month.split("-"))
    years, at = divmod(12 * year + of_year - 1 - many, 12)
    return f"{years:04}-{at + 1:02}"


def counted(before: Incident | None, after: Incident) -> dict[Heap, Tally]:
    """What the way from `before` to `after` adds to each heap, or takes back. `before` None: the call just opened."""
    one, other = _pages(before), _pages(after)
    same = frozenset(one.items() & other.items()) if before is not None and _heaps_alike(before, after) else frozenset()
    was = {} if before is None else _counts(before, one.items() - same)
    now = _counts(after, other.items() - same)
    changes = {heap: now.get(heap, NONE) - was.get(heap, NONE) for heap in sorted(was.keys() | now.keys())}
    return {heap: change for heap, change in changes.items() if change != NONE}


def _pages(incident: Incident | None) -> dict[_Asked, Tally]:
    """How each page counts, by whom it asked and when."""
    if incident is None or incident.drill:
        return {}
    came_by = {each.page for each in incident.assignments}
    return {
        (page.id, page.person, page.sent_at): ACCEPTED if page.id in came_by else _BY_STATE[page.state]
        for page in incident.pages
    }


def _heaps_alike(one: Incident, other: Incident) -> bool:
    """True if a page of the one lies on the same heap as a page of the other: few ever change, and heaps take time."""
    return one.team == other.team and one.plan == other.plan


def _counts(incident: Incident, pages: Iterable[tuple[_Asked, Tally]]) -> dict[Heap, Tally]:
    counts: dict[Heap, Tally] = {}
    for (_, person, sent_at), counts_as in pages:
        heap = _heap(incident, person, sent_at)
        counts[heap] = counts.get(heap, NONE) + counts_as
    return counts


def _heap(incident: Incident, person: PersonId, sent_at: datetime) -> Heap:
    local = sent_at.astimezone(zone(incident.plan.time_zone))
    return Heap(
        person=person,
        team=incident.team,
        month=month_of(local),
        on_call=person in incident.plan.on_call,
        night=incident.plan.policy.is_night(local.time()),
    )
