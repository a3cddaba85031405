"""Who is asked next, and why.

Everybody a team knows is either ranked or left out, each with a reason a coordinator can read. Order: who went to this
call and is done comes last; who was asked less often; the tier the policy names first; then who holds a role still
missing; who speaks the requester's language; who has rested; who carries the least: live pages, then pages of late,
those by night and heavy calls above all; who was asked longest ago. Ties fall to the id, so that the same facts give
the same answer.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, product
from typing import Any

from domain.apart import parted
from domain.flood import Rank, share
from domain.flood import rank as rank_in_flood
from domain.ids import PersonId, SkillId, TeamId
from domain.incident import Assignment, AssignmentState, Incident, PageState
from domain.people import PAGEABLE, Availability, Membership, Person, Role
from domain.policy import Acceptance, Tier
from domain.proof import Likely

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


_FIGURES = Acceptance()
LIKELY = Likely(on_call=_FIGURES.on_call, off_call=_FIGURES.off_call)
"""Of whom nothing is known."""

_NIGHT_WEIGHS = 2
_HEAVY_WEIGHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A member of the team as dispatch sees them.

    `letters` are in use or resting: a new page takes another. `quiet_until` is when the quiet
    hours they are in end. `booked`: what they have promised to do is at the time that the need is for. Times are None
    where it never happened.

    `aid`: of a neighbouring team that was admitted to the call; `shares`: because it lies in an area of theirs too, so
    that they are asked as the team's own are. `likely`: how likely they say yes. `pages_lately`: of
    the last day, `nights`: in how many nights of late they were paged, `heavy_lately`: they came from a heavy call of
    late. `rests_until`: when a rest ends that only a coordinator ends sooner. `pages_just_now`: within the time of the
    policy's budget, the first of them at `first_just_now`. `passes_by`: they may be asked though they go to another
    call, which is near (`domain/passing.py`).
    """

    person: Person
    on_call: bool
    live_pages: int = 0
    going: int = 0
    last_paged_at: datetime | None = None
    last_cleared_at: datetime | None = None
    letters: frozenset[str] = frozenset()
    quiet_until: datetime | None = None
    booked: bool = False
    aid: bool = False
    shares: bool = False
    likely: Likely = LIKELY
    pages_lately: int = 0
    pages_just_now: int = 0
    first_just_now: datetime | None = None
    nights: int = 0
    heavy_lately: bool = False
    rests_until: datetime | None = None
    passes_by: bool = False
    apart: bool = field(default=False, repr=False)  # not asked now, as somebody wrote for themselves alone

    @property
    def chance(self) -> float:
        """How likely they say yes to a page now."""
        return self.likely.on_call if self.on_call else self.likely.off_call

    @property
    def burden(self) -> int:
        """What they carry, in pages: one that came by night weighs two, a heavy call three."""
        return self.pages_lately + _NIGHT_WEIGHS * self.nights + _HEAVY_WEIGHS * self.heavy_lately

    def membership(self, team: TeamId) -> Membership | None:
        """By which they may go to a call of `team`: theirs of it; of those who help out, that of their own team."""
        mine = self.person.membership(team)
        if mine is not None or not self.aid:
            return mine
        return next((each for each in self.person.memberships if each.standing in PAGEABLE), None)

    def is_seasoned(self, team: TeamId) -> bool:
        """True for whom somebody on probation may go beside to a call of `team`."""
        mine = self.membership(team)
        return mine is not None and mine.is_seasoned

    def free_letter(self) -> str:
        """The first letter that neither lives nor rests; pairs of letters once all have been used."""
        return next(each for each in letters() if each not in self.letters)


ENOUGH_PAGES = "paged often enough just now"

_NOBODY_BESIDE = "on probation, and nobody to go beside"

NOT_AVAILABLE = "not available now"
"""The one reason for whoever said off, sleeps, goes to another call, is held back, or is kept apart from somebody or
something: which of these it is belongs to them alone, or to whoever looks at a complaint.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A candidate and the reason for where they stand. `been`: they went already, and are done."""

    candidate: Candidate
    tier: Tier
    why: str
    been: bool = False


_Ranked = tuple[tuple[Any, ...], Placed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    order: tuple[Placed, ...]
    left_out: tuple[tuple[PersonId, str], ...]


def rank(incident: Incident, candidates: Iterable[Candidate], now: datetime, *, again: bool = False) -> Ranking:
    """Rank those who may be asked to go to `incident` at `now`; say of everybody else why not.

    Whoever did not answer in an earlier round may be asked in this one: behind everybody not asked yet. `again` asks
    those too whose page expired or failed in this round. Who went and was done before this round comes after everybody.
    """
    call = _Call(incident, again=again)
    team, places = incident.plan.team, call.places
    ranked: list[_Ranked] = []
    reasons: dict[PersonId, str] = {}
    candidates = tuple(candidates)
    for candidate in candidates:
        membership = candidate.membership(team)
        tier = _tier(call, candidate, membership)
        times, blocked = call.asked.get(candidate.person.id, _NEVER)
        reason = _why_not(call, candidate, membership, now, blocked=blocked)
        if reason is None and tier not in places and not candidate.aid:  # somebody opened it for them
            reason = f"the policy does not ask {tier.value}"
        if reason is not None:
            reasons[candidate.person.id] = reason
            continue
        been = candidate.person.id in call.done
        key, why = _standing(call, candidate, tier, now, (been, times, places.get(tier, len(places))))
        ranked.append((key, Placed(candidate=candidate, tier=tier, why=why, been=been)))
    ranked.sort(key=lambda pair: pair[0])
    ranked = _in_turn(ranked)
    away = parted(placed.candidate.person for _, placed in ranked)
    reasons |= dict.fromkeys(away, NOT_AVAILABLE)
    order = tuple(placed for _, placed in ranked if placed.candidate.person.id not in away)
    if order and not _comes_beside(incident, order, candidates):
        reasons |= {placed.candidate.person.id: _NOBODY_BESIDE for placed in order}
        order = ()
    everybody = (each.person.id for each in candidates)
    return Ranking(
        order=order,
        left_out=tuple((each, reasons[each]) for each in everybody if each in reasons),
    )


def _comes_beside(incident: Incident, order: Sequence[Placed], candidates: Sequence[Candidate]) -> bool:
    """False where whoever is left is on probation, and nobody goes, is asked or may be asked whom they go beside."""
    team = incident.plan.team
    if any(placed.candidate.is_seasoned(team) for placed in order) or incident.has_somebody_seasoned():
        return True
    asked = {page.person for page in incident.live_pages()}
    return any(each.person.id in asked and each.is_seasoned(team) for each in candidates)


def _in_turn(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """A call that lies in two teams' areas asks both: of one tier, now one of the one, now one of the other."""
    if not any(placed.candidate.shares for _, placed in ranked):
        return [*ranked]
    turns: Counter[tuple[object, ...]] = Counter()
    keyed = []
    for n, (key, placed) in enumerate(ranked):
        side = (*key[:4], placed.candidate.aid)
        keyed.append(((*key[:4], turns[side], n), (key, placed)))
        turns[side] += 1
    return [each for _, each in sorted(keyed, key=lambda pair: pair[0])]


_NEVER = (0, False)


def _texted(mine: Assignment) -> bool:
    """Whoever only texted from afar, and does no more, may go."""
    return mine.by_text and mine.ended_at is not None


def _over(incident: Incident) -> frozenset[PersonId]:
    """Who goes no longer, and may be asked afresh behind everybody else.

    To have been there counts for the round in which it ended, as no answer does. Who was stood down may always be asked
    again; who dropped out, or said nothing when asked whether they come, may not.
    """
    began = incident.round_began_at
    over: set[PersonId] = set()
    others: set[PersonId] = set()
    for each in (each for each in incident.assignments if not each.by_text):
        earlier = each.ended_at is None or (began is not None and each.ended_at <= began)
        done = each.state is AssignmentState.CLEAR and earlier
        (over if done or each.state is AssignmentState.STOOD_DOWN else others).add(each.person)
    return frozenset(over - others)


def _asked(incident: Incident, over: Collection[PersonId], *, again: bool) -> dict[PersonId, tuple[int, bool]]:
    """How often each was asked, and whether that keeps them from being asked now.

    A no is final, and so is a place as long as it is not `over`: only a coordinator asks them again, by name. No answer
    is no refusal: it counts for the round in which they were asked. Whoever was stood down may always be asked again.
    """
    found: dict[PersonId, tuple[int, bool]] = {}
    began = incident.round_began_at
    for page in incident.pages:
        times, blocked = found.get(page.person, _NEVER)
        match page.state:
            case PageState.ACCEPTED if page.person in over:
                pass
            case PageState.LIVE | PageState.ACCEPTED | PageState.DECLINED:
                blocked = True
            case PageState.EXPIRED:
                blocked = blocked or not (again or (began is not None and page.sent_at < began))
            case PageState.FAILED:
                blocked = blocked or not again
            case PageState.WITHDRAWN:
                pass
        found[page.person] = (times + 1, blocked)
    return found


class _Call:
    """What of a call is the same for everybody, looked up once: there may be very many of them."""

    def __init__(self, incident: Incident, *, again: bool) -> None:
        self.incident = incident
        self.done = over = _over(incident)
        self.asked = _asked(incident, over, again=again)
        self.areas = frozenset(incident.areas)
        self.assigned = frozenset(
            each.person for each in incident.assignments if each.person not in over and not _texted(each)
        )
        self.places = {tier: place for place, tier in enumerate(incident.plan.policy.tiers)}
        self.most_pages = most_pages(incident)
        self.asks_who_passes = _stands(incident) <= Rank.CONFIRMED
        self._roles = frozenset(incident.need.roles)
        self._room: dict[tuple[frozenset[SkillId], bool], bool] = {}
        self._fills: dict[frozenset[SkillId], bool] = {}

    def has_room_for(self, skills: frozenset[SkillId], *, probation: bool = False) -> bool:
        counts = self._roles & skills, probation
        if counts not in self._room:
            self._room[counts] = self.incident.has_room_for(counts[0], probation=probation)
        return self._room[counts]

    def fills_role(self, skills: frozenset[SkillId]) -> bool:
        """True if one role less would be missing."""
        counts = self._roles & skills
        if counts not in self._fills:
            self._fills[counts] = self.incident.missing_roles(counts) < self.incident.missing_roles()
        return self._fills[counts]


def _tier(call: _Call, candidate: Candidate, membership: Membership | None) -> Tier:
    if candidate.aid:
        return Tier.ON_CALL if candidate.shares else Tier.AID
    if membership is not None and Role.PROTECTOR not in membership.roles:
        return Tier.COORDINATORS
    if not candidate.on_call:
        return Tier.AVAILABLE
    return Tier.ON_CALL if not call.areas or not call.areas.isdisjoint(candidate.person.areas) else Tier.NEARBY


def left_to_sleep(incident: Incident, candidate: Candidate) -> bool:
    """True if quiet hours keep a page from them: on call never, for danger not if they agreed to that. A drill wakes
    nobody."""
    quiet = candidate.person.quiet
    if incident.drill:
        return candidate.quiet_until is not None
    if candidate.quiet_until is None or candidate.on_call or quiet is None:
        return False
    return not (incident.danger and quiet.danger_wakes)


def most_pages(incident: Incident) -> int:
    """How many pages somebody may have had within the policy's time, this call's included. The last of them are for
    calls for which nobody was asked yet: where many are believed, one is not to use up what the others need.
    """
    stands, flood = _stands(incident), incident.plan.policy.flood
    most = share(stands, flood).pages
    return max(1, most - flood.pages_first) if stands is Rank.CONFIRMED and incident.pages else most


def _stands(incident: Incident) -> Rank:
    policy = incident.plan.policy.flood
    return rank_in_flood(incident.doubt, policy, danger=incident.danger, placed=bool(incident.areas)).rank


def _why_not(  # noqa: PLR0911  one reason, one line
    call: _Call, candidate: Candidate, membership: Membership | None, now: datetime, *, blocked: bool
) -> str | None:
    incident, person = call.incident, candidate.person
    if membership is None or membership.standing not in PAGEABLE:
        return "not vetted"
    if Role.PROTECTOR not in membership.roles and (candidate.aid or Tier.COORDINATORS not in call.places):
        return "not a protector"
    if blocked:
        return "asked already"
    if person.id in call.assigned:
        return "assigned already"
    if person.held_back or person.said(now) is Availability.OFF or left_to_sleep(incident, candidate):
        return NOT_AVAILABLE
    if (spared := _why_spared(call, candidate, now)) is not None:
        return spared
    if not person.is_reachable():
        return "no contact point works"
    if not incident.need.skills <= person.skills:
        missing = incident.need.skills - person.skills
        return "lacks " + ", ".join(sorted(missing))
    passes = candidate.passes_by and call.asks_who_passes
    if candidate.going and not passes and not incident.is_ahead(now):
        return NOT_AVAILABLE
    if candidate.booked:
        return "has promised to be elsewhere at that time"
    if not call.has_room_for(person.skills):
        return "places left are kept for a missing role"
    if (alone := _why_alone(call, person, membership)) is not None:
        return alone
    return NOT_AVAILABLE if candidate.apart else None


def _why_alone(call: _Call, person: Person, membership: Membership) -> str | None:
    """Why whoever goes beside others alone has nobody to go beside."""
    if membership.mentors and not call.incident.has_any_of(membership.mentors):
        return "a trainee, and no mentor of theirs goes"
    if membership.goes_beside and not _goes_beside(call, person):
        return _NOBODY_BESIDE
    return None


def _why_spared(call: _Call, candidate: Candidate, now: datetime) -> str | None:
    if candidate.rests_until is not None and now < candidate.rests_until:
        return "resting"
    return ENOUGH_PAGES if candidate.pages_just_now >= call.most_pages else None


def _goes_beside(call: _Call, person: Person) -> bool:
    """Somebody on probation is asked only where they cannot be the only one who goes.

    Either somebody seasoned is going, or so many are needed that one comes besides everybody on probation.
    """
    if not call.has_room_for(person.skills, probation=True):
        return False
    return call.incident.has_somebody_seasoned() or call.incident.need.responders > 1


def _standing(
    call: _Call, candidate: Candidate, tier: Tier, now: datetime, first: tuple[bool, int, int]
) -> tuple[tuple[object, ...], str]:
    """Where they stand behind `first`: if they have been there, how often they were asked, their tier's place."""
    incident, person = call.incident, candidate.person
    policy = incident.plan.policy
    fills_role = call.fills_role(person.skills)
    speaks = not set(person.languages).isdisjoint(incident.wanted_languages())
    resting = candidate.last_cleared_at is not None and now - candidate.last_cleared_at < policy.rest_after
    key = (
        first[0],
        candidate.passes_by,
        *first[1:],
        not fills_role,
        not speaks,
        resting,
        candidate.live_pages,
        candidate.burden,
        candidate.last_paged_at.timestamp() if candidate.last_paged_at else 0.0,
        person.id,
    )
    said = [tier.value.replace("_", " ")]
    if first[0]:
        said.append("went already")
    if fills_role:
        said.append("fills a missing role")
    said.append("speaks the language" if speaks else "another language")
    if candidate.live_pages:
        said.append(f"{candidate.live_pages} live pages")
    if candidate.pages_lately > candidate.live_pages:
        said.append("1 page lately" if candidate.pages_lately == 1 else f"{candidate.pages_lately} pages lately")
    if resting:
        said.append("resting")
    return key, ", ".join(said)
