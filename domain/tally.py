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

from dataclasses import dataclass
from datetime import datetime

from domain.ids import PersonId, TeamId
from domain.incident import Incident, Page, PageState
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
    was = {} if before is None else _counts(before)
    now = _counts(after)
    changes = {heap: now.get(heap, NONE) - was.get(heap, NONE) for heap in sorted(was.keys() | now.keys())}
    return {heap: change for heap, change in changes.items() if change != NONE}


def _counts(incident: Incident) -> dict[Heap, Tally]:
    if incident.drill:
        return {}
    came_by = {each.page for each in incident.assignments}
    counts: dict[Heap, Tally] = {}
    for page in incident.pages:
        counts_as = ACCEPTED if page.id in came_by else _BY_STATE[page.state]
        heap = _heap(incident, page)
        counts[heap] = counts.get(heap, NONE) + counts_as
    return counts


def _heap(incident: Incident, page: Page) -> Heap:
    local = page.sent_at.astimezone(zone(incident.plan.time_zone))
    return Heap(
        person=page.person,
        team=incident.team,
        month=month_of(local),
        on_call=page.person in incident.plan.on_call,
        night=incident.plan.policy.is_night(local.time()),
    )
