"""Who is asked next, and why.

Everybody a team knows is either ranked or left out, each with a reason a coordinator can read. Order: the tier the
policy names first; then who holds a role still missing; who speaks the requester's language; who carries the least;
who has rested; who was asked longest ago. Ties fall to the id, so that the same facts give the same answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count, product

from domain.ids import PersonId
from domain.incident import Incident, PageState
from domain.people import PAGEABLE, Availability, Person, Role, Standing
from domain.policy import Tier

LETTERS = tuple("ABCDEFGHJKLMNPQRSTUVWXZ")
"""Those of pages. I, O and Y are words that people begin a plain sentence with: `I can't come`, `y en 10`."""

_CONSONANTS = tuple(letter for letter in LETTERS if letter not in "AEU")
_WORDS = frozenset({"HR", "NP"})
"""The few of theirs that are words all the same: Croatian, and no problem."""


def letters() -> Iterator[str]:
    """All that a page may be named by, the shortest first. Of several letters only those that are no word: `EN 12`
    would be read as one.
    """
    yield from LETTERS
    for length in count(2):
        names = ("".join(each) for each in product(_CONSONANTS, repeat=length))
        yield from (each for each in names if each not in _WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A member of the team as dispatch sees them.

    `letters` are in use or resting: a new page takes another. `quiet_until` is when the quiet
    hours they are in end. `aid`: of a neighbour that helps. Times are None where it never happened.
    """

    person: Person
    on_call: bool
    live_pages: int = 0
    going: int = 0
    last_paged_at: datetime | None = None
    last_cleared_at: datetime | None = None
    letters: frozenset[str] = frozenset()
    quiet_until: datetime | None = None
    aid: bool = False

    def free_letter(self) -> str:
        """The first letter that neither lives nor rests; pairs of letters once all have been used."""
        return next(each for each in letters() if each not in self.letters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A candidate and the reason for where they stand."""

    candidate: Candidate
    tier: Tier
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    order: tuple[Placed, ...]
    left_out: tuple[tuple[PersonId, str], ...]


def rank(incident: Incident, candidates: Iterable[Candidate], now: datetime, *, again: bool = False) -> Ranking:
    """Rank those who may be asked to go to `incident` at `now`; say of everybody else why not.

    `again` asks those once more whose page expired or failed: behind everybody not asked yet.
    """
    ranked: list[tuple[tuple[object, ...], Placed]] = []
    left_out: list[tuple[PersonId, str]] = []
    tiers = incident.plan.policy.tiers
    for candidate in candidates:
        reason = _why_not(incident, candidate, now, again=again)
        tier = _tier(incident, candidate)
        if reason is None and tier not in tiers and not candidate.aid:  # somebody opened it for them
            reason = f"the policy does not ask {tier.value}"
        if reason is not None:
            left_out.append((candidate.person.id, reason))
            continue
        key, why = _standing(incident, candidate, tier, now)
        ranked.append((key, Placed(candidate=candidate, tier=tier, why=why)))
    ranked.sort(key=lambda pair: pair[0])
    return Ranking(order=tuple(placed for _, placed in ranked), left_out=tuple(left_out))


def _tier(incident: Incident, candidate: Candidate) -> Tier:
    if candidate.aid:
        return Tier.AID
    if not candidate.on_call:
        return Tier.AVAILABLE
    covers = not incident.areas or bool(candidate.person.areas & set(incident.areas))
    return Tier.ON_CALL if covers else Tier.NEARBY


def left_to_sleep(incident: Incident, candidate: Candidate) -> bool:
    """True if quiet hours keep a page from them: on call never, for danger not if they agreed to that."""
    quiet = candidate.person.quiet
    if candidate.quiet_until is None or candidate.on_call or quiet is None:
        return False
    return not (incident.danger and quiet.danger_wakes)


_ASKED = frozenset({PageState.LIVE, PageState.ACCEPTED, PageState.DECLINED})
_ASKED_ONCE = frozenset({PageState.EXPIRED, PageState.FAILED})
"""Not a refusal, but asked again only when a coordinator wants it. Whoever was stood down may always be asked again."""


def _why_not(  # noqa: PLR0911  one reason, one line
    incident: Incident, candidate: Candidate, now: datetime, *, again: bool
) -> str | None:
    person = candidate.person
    membership = person.membership_in((incident.plan.team, *incident.aid))
    if membership is None or membership.standing not in PAGEABLE:
        return "not vetted"
    if Role.PROTECTOR not in membership.roles:
        return "not a protector"
    blocking = _ASKED if again else _ASKED | _ASKED_ONCE
    if any(page.person == person.id and page.state in blocking for page in incident.pages):
        return "asked already"
    if any(each.person == person.id for each in incident.assignments):
        return "assigned already"
    if person.said(now) is Availability.OFF:
        return "said off"
    if left_to_sleep(incident, candidate):
        return "in their quiet hours"
    if not person.reachable_points():
        return "no contact point works"
    missing = incident.need.skills - person.skills
    if missing:
        return "lacks " + ", ".join(sorted(missing))
    if candidate.going:
        return "is going to another call"
    if not incident.has_room_for(person.skills):
        return "places left are kept for a missing role"
    if membership.standing is Standing.PROBATION and not _goes_beside(incident, person):
        return "on probation, and nobody to go beside"
    return None


def _goes_beside(incident: Incident, person: Person) -> bool:
    """Somebody on probation is asked only where they cannot be the only one who goes.

    Either somebody seasoned is going, or so many are needed that one comes besides everybody on probation.
    """
    if not incident.has_room_for(person.skills, probation=True):
        return False
    return incident.has_somebody_seasoned() or incident.need.responders > 1


def _standing(incident: Incident, candidate: Candidate, tier: Tier, now: datetime) -> tuple[tuple[object, ...], str]:
    person = candidate.person
    policy = incident.plan.policy
    fills_role = incident.missing_roles(person.skills) < incident.missing_roles()
    speaks = incident.language in person.languages
    resting = candidate.last_cleared_at is not None and now - candidate.last_cleared_at < policy.rest_after
    key = (
        sum(page.person == person.id for page in incident.pages),
        policy.tiers.index(tier) if tier in policy.tiers else len(policy.tiers),
        not fills_role,
        not speaks,
        resting,
        candidate.live_pages,
        candidate.last_paged_at.timestamp() if candidate.last_paged_at else 0.0,
        person.id,
    )
    said = [tier.value.replace("_", " ")]
    if fills_role:
        said.append("fills a missing role")
    said.append("speaks the language" if speaks else "another language")
    if candidate.live_pages:
        said.append(f"{candidate.live_pages} live pages")
    if resting:
        said.append("resting")
    return key, ", ".join(said)
