"""One call for help as data: the incident, its pages and assignments, and the moves of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from domain import events as e
from domain.doubt import Doubt, DoubtState
from domain.ids import AreaId, AssignmentId, ConversationId, IncidentId, NatureId, PageId, PersonId, SkillId, TeamId
from domain.ledger import Ledger
from domain.moves import Moves
from domain.needs import DISCREET, Mode, Need, ProtectionArea, Retention, Urgency
from domain.neighbours import Aid, AidState
from domain.places import Place
from domain.policy import Plan
from domain.relayed import Relayed
from domain.watch import Watch


class IncidentStatus(StrEnum):
    OPEN = "open"  # somebody must see it; nobody is paged yet
    ASKING = "asking"  # pages are live, or a coordinator owns that nobody is left
    HOLDING = "holding"  # somebody accepted, more are needed
    FILLED = "filled"  # as many as needed are going
    ON_SCENE = "on_scene"
    CLOSED = "closed"


S = IncidentStatus
_ALIVE = (S.OPEN, S.ASKING, S.HOLDING, S.FILLED, S.ON_SCENE)

INCIDENT_MOVES: Moves[IncidentStatus] = Moves(
    "incident",
    {
        e.Opened: {None: S.OPEN},
        e.PagingBegan: {S.OPEN: S.ASKING},
        e.SomebodyAccepted: {S.OPEN: S.HOLDING, S.ASKING: S.HOLDING},
        e.NeedFilled: {S.OPEN: S.FILLED, S.ASKING: S.FILLED, S.HOLDING: S.FILLED},
        e.ShortAgain: {S.HOLDING: S.ASKING, S.FILLED: S.ASKING, S.ON_SCENE: S.ASKING},
        e.SceneReached: {S.OPEN: S.ON_SCENE, S.ASKING: S.ON_SCENE, S.HOLDING: S.ON_SCENE, S.FILLED: S.ON_SCENE},
        e.SceneLeft: {S.ON_SCENE: S.FILLED},
        e.Closed: dict.fromkeys(_ALIVE, S.CLOSED),
        e.Reopened: {S.CLOSED: S.ASKING},
    },
)


class PageState(StrEnum):
    LIVE = "live"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


PAGE_MOVES: Moves[PageState] = Moves(
    "page",
    {
        e.Paged: {None: PageState.LIVE},
        e.PageAccepted: {PageState.LIVE: PageState.ACCEPTED},
        e.PageDeclined: {PageState.LIVE: PageState.DECLINED, PageState.EXPIRED: PageState.DECLINED},
        e.PageExpired: {PageState.LIVE: PageState.EXPIRED},
        e.PageFailed: {PageState.LIVE: PageState.FAILED},
        e.PageWithdrawn: {PageState.LIVE: PageState.WITHDRAWN},
    },
)


class AssignmentState(StrEnum):
    ACCEPTED = "accepted"
    HOLDING = "holding"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    CLEAR = "clear"
    DROPPED_OUT = "dropped_out"
    UNSURE = "unsure"  # asked again before the time, and silent: nobody counts on them
    STOOD_DOWN = "stood_down"  # let go by the lead or a coordinator


A = AssignmentState
GOING = frozenset({A.ACCEPTED, A.HOLDING, A.EN_ROUTE, A.ON_SCENE})
"""States in which somebody takes part now."""

COUNTED = GOING | {A.CLEAR}
"""States that count towards the need and its cap."""

ASSIGNMENT_MOVES: Moves[AssignmentState] = Moves(
    "assignment",
    {
        e.AcceptedToGo: {None: A.ACCEPTED},
        e.AcceptedToHold: {None: A.HOLDING},
        e.TextsFromAfar: {None: A.ACCEPTED},
        e.Released: {A.HOLDING: A.ACCEPTED},
        e.SteppedBack: {A.ACCEPTED: A.HOLDING, A.EN_ROUTE: A.HOLDING},
        e.SetOut: {A.ACCEPTED: A.EN_ROUTE},
        e.Arrived: {A.ACCEPTED: A.ON_SCENE, A.EN_ROUTE: A.ON_SCENE},
        e.NotHeardFrom: {A.ACCEPTED: A.UNSURE, A.HOLDING: A.UNSURE, A.EN_ROUTE: A.UNSURE},
        e.ComesAfterAll: {A.UNSURE: A.ACCEPTED},
        e.Cleared: {A.ACCEPTED: A.CLEAR, A.HOLDING: A.CLEAR, A.EN_ROUTE: A.CLEAR, A.ON_SCENE: A.CLEAR},
        e.DroppedOut: {
            A.ACCEPTED: A.DROPPED_OUT,
            A.HOLDING: A.DROPPED_OUT,
            A.EN_ROUTE: A.DROPPED_OUT,
            A.ON_SCENE: A.DROPPED_OUT,
            A.UNSURE: A.DROPPED_OUT,
        },
        e.StoodDown: {
            A.ACCEPTED: A.STOOD_DOWN,
            A.HOLDING: A.STOOD_DOWN,
            A.EN_ROUTE: A.STOOD_DOWN,
            A.ON_SCENE: A.STOOD_DOWN,
        },
    },
)


class Disposition(StrEnum):
    """How it ended, in the order in which coordinators are offered them (1 to 13)."""

    RESOLVED_ON_SCENE = "resolved_on_scene"
    RESOLVED_BY_MESSAGE = "resolved_by_message"
    WARM_HAND_OFF = "warm_hand_off"
    REFERRED = "referred"
    ESCALATED_WITH_CONSENT = "escalated_with_consent"
    DECLINED_BY_REQUESTER = "declined_by_requester"
    GONE_ON_ARRIVAL = "gone_on_arrival"
    UNABLE_TO_LOCATE = "unable_to_locate"
    DUPLICATE = "duplicate"
    UNFOUNDED = "unfounded"
    OUT_OF_SCOPE = "out_of_scope"
    NO_RESPONDERS = "no_responders_available"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One question to one person. `letter` is how they answer it by SMS; it rests a while after the page ended.

    `ended_at` is None while live. `why` says why this person stood where they stood.
    """

    id: PageId
    incident: IncidentId
    person: PersonId
    letter: str
    state: PageState
    sent_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    why: str = ""

    def after(self, event: e.PageEvent, now: datetime) -> "Page":
        """This page once `event` has happened at `now`."""
        return replace(self, state=PAGE_MOVES.after(self.state, event), ended_at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A person who is going, or helps from afar if `remote`: then no place is theirs to know. Whoever helps `by_text`
    texts with whoever waits, from afar, beside all that the need asks: they fill none of it.

    `code` is how everybody in the incident knows them; `minutes` what they said they need. `asked_at` is when they were
    asked again whether they still come, `sure_at` when they said so.

    `lead`: they lead those who go, see `domain/leading.py`; `lead_set`: and were set to, so that nobody takes it from
    them by being there first.
    """

    id: AssignmentId
    incident: IncidentId
    person: PersonId
    page: PageId | None  # None: a coordinator assigned them
    code: str
    state: AssignmentState
    accepted_at: datetime
    minutes: int | None = None
    lead: bool = False
    lead_set: bool = False
    skills: frozenset[SkillId] = frozenset()  # as they were on accepting: which roles this person fills
    probation: bool = False  # as they stood on accepting: goes only beside somebody who is not
    remote: bool = False
    by_text: bool = False
    asked_at: datetime | None = None
    sure_at: datetime | None = None
    ended_at: datetime | None = None
    watch: Watch = field(default_factory=Watch)

    def after(self, event: e.AssignmentEvent, now: datetime) -> "Assignment":
        """This assignment once `event` has happened at `now`."""
        state = ASSIGNMENT_MOVES.after(self.state, event)
        return replace(self, state=state, ended_at=None if state in GOING else now)

    def shown(self) -> str:
        """Where they stand, in one word: of whoever is not on their way anywhere it does not say that they go."""
        if self.state is not AssignmentState.ACCEPTED or not self.remote:
            return self.state.value
        return "by_text" if self.by_text else "afar"

    def is_asked_again(self) -> bool:
        """True while they have not said whether they still come."""
        return self.asked_at is not None and self.sure_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoHeard:
    """Somebody else who calls about the same: a further conversation of an incident, that came in from `came_from`.

    `code` is what those who go know them by. `silent`: they asked for no texts.
    """

    conversation: ConversationId
    code: str
    came_from: IncidentId
    silent: bool = False


class Ring(IntEnum):
    """Who has been asked to coordinate an incident, as long as nobody has taken what waits there."""

    FIRST = 0  # coordinators of its team who are on call; where none of them is, all of the team's
    TEAM = 1  # all of the team's
    COMMUNITY = 2  # every coordinator of the community, who then may act on it
    EVERYBODY = 3  # every member of the team: whoever knows a coordinator fetches one


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One call for help, whole, with the plan it was opened under.

    `number` is how members name it in chat, counted per community. `words` (the requester's, oldest first) and `place`
    are secrets. `areas` are the areas it lies in: two near a border; none when it could not be placed. `exhausted` is
    true while everybody suited has been asked and a coordinator owns the rest. `also`: who else calls about the same.
    `merged_into`: it was closed because that one tells of the same. `owner` is the coordinator who has it, `offered_to`
    the one who was asked to take it over. `monitor` hears first when somebody who goes gives no sign; `monitor_next`
    was asked to watch in their place. `held`: nobody new is asked until a coordinator says so. `ring`: how far
    coordinators have been asked.

    `round`: how often those suited are being asked, from 1; `round_began_at`: since when, if they were asked before.
    `asks_again_at`: everybody was asked, somebody did not answer, and those are asked again then. `aid_asked`: the
    neighbouring teams have been turned to. `discreet`: its words spoke of a discreet need, whatever its area.
    `kept_from`: who hears nothing of it as a coordinator and is not asked to it, see `domain.complaint`.
    """

    id: IncidentId
    number: int
    team: TeamId
    nature: NatureId
    protection_area: ProtectionArea
    urgency: Urgency
    retention: Retention
    conversation: ConversationId | None
    requester_code: str
    language: str
    status: IncidentStatus
    opened_at: datetime
    need: Need
    plan: Plan
    areas: tuple[AreaId, ...] = ()
    place: Place | None = None
    words: tuple[str, ...] = ()
    danger: bool = False
    silent: bool = False
    exhausted: bool = False
    drill: bool = False
    pages: tuple[Page, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    disposition: Disposition | None = None
    closed_at: datetime | None = None
    relayed: Relayed = field(default_factory=Relayed)
    round: int = 1
    round_began_at: datetime | None = None
    asks_again_at: datetime | None = None
    aid_asked: bool = False
    also: tuple[AlsoHeard, ...] = ()
    merged_into: IncidentId | None = None
    owner: PersonId | None = None
    offered_to: PersonId | None = None
    monitor: PersonId | None = None
    monitor_next: PersonId | None = None
    held: bool = False
    ring: Ring = Ring.FIRST
    doubt: Doubt | None = None
    ledger: Ledger = field(default_factory=Ledger)
    discreet: bool = False
    kept_from: frozenset[PersonId] = field(default=frozenset(), repr=False)

    def keeps_to_itself(self) -> bool:
        """True where nothing of the need goes out by SMS and no words are kept: it is of an area of which that holds,
        or its words spoke of one."""
        return self.discreet or self.protection_area in DISCREET

    def also_heard(self, conversation: ConversationId | None) -> AlsoHeard | None:
        """Who speaks in this `conversation`, if it is a further one of this incident."""
        return next((each for each in self.also if each.conversation == conversation), None)

    def codes(self) -> frozenset[str]:
        """The code names that are taken."""
        also, going = (each.code for each in self.also), (each.code for each in self.assignments)
        return frozenset((self.requester_code, *also, *going))

    def heard_in(self) -> tuple[ConversationId, ...]:
        """Every conversation that may be written to: those that went silent are left out."""
        first = () if self.silent or self.conversation is None else (self.conversation,)
        return (*first, *(each.conversation for each in self.also if not each.silent))

    neighbours: tuple[Aid, ...] = ()  # every one that was ever asked to help

    @property
    def aid(self) -> tuple[TeamId, ...]:
        """The neighbours whose people may be asked."""
        return tuple(each.team for each in self.neighbours if each.state is AidState.OPEN)

    @property
    def teams(self) -> tuple[TeamId, ...]:
        """Whose people may be asked: its own team's first."""
        return (self.team, *self.aid)

    def aid_of(self, team: TeamId) -> Aid | None:
        return next((each for each in self.neighbours if each.team == team), None)

    def live_pages(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.state is PageState.LIVE)

    def going(self) -> tuple[Assignment, ...]:
        """Assignments that count: everybody who accepted and has neither finished nor dropped out."""
        return tuple(each for each in self.assignments if each.state in GOING and not each.by_text)

    def texting(self) -> tuple[Assignment, ...]:
        """Who texts with whoever waits, from afar, beside those who go."""
        return tuple(each for each in self.assignments if each.state in GOING and each.by_text)

    def taking_part(self) -> tuple[Assignment, ...]:
        """Everybody between whom words pass: those going, and those who text from afar."""
        return tuple(each for each in self.assignments if each.state in GOING)

    def page(self, page: PageId) -> Page | None:
        return next((each for each in self.pages if each.id == page), None)

    def assignment_of(self, person: PersonId) -> Assignment | None:
        """The assignment under which `person` is going now, or texts from afar, if they do either."""
        return next((each for each in self.taking_part() if each.person == person), None)

    def lead(self) -> Assignment | None:
        """Who leads those who go."""
        return next((each for each in self.going() if each.lead), None)

    def counted(self) -> tuple[Assignment, ...]:
        """Who fills the need: those going and those who went and finished."""
        return tuple(each for each in self.assignments if each.state in COUNTED and not each.by_text)

    def wanted_now(self) -> int:
        """How many it needs to be going, beside those who went and finished."""
        return max(0, self.need.responders - (len(self.counted()) - len(self.going())))

    def unsure(self, person: PersonId) -> Assignment | None:
        """The assignment under which nobody counts on `person` any more, because they were asked and said nothing."""
        found = (each for each in self.assignments if each.person == person and each.state is A.UNSURE)
        return next(found, None)

    def wanted_languages(self) -> tuple[str, ...]:
        """Those in which somebody helps: the requester's, and those that the need names."""
        return tuple(dict.fromkeys((self.language, *self.need.languages)))

    def missing_roles(self, also: frozenset[SkillId] = frozenset()) -> int:
        """How many responders with a required role are still missing, were somebody with the skills `also` to come."""
        return sum(self._missing(also, remote=self.would_be_remote(also)).values())

    def missing_by_role(self) -> dict[SkillId, int]:
        """How many are missing now in each role."""
        return self._missing()

    def _missing(self, also: frozenset[SkillId] = frozenset(), *, remote: bool = False) -> dict[SkillId, int]:
        """How many are missing in each role. From afar nobody fills a role that has to be there."""
        have = [(each.skills, each.remote) for each in self.counted()] + [(also, remote)]
        need = self.need
        return {
            role: max(
                0, count - sum(role in skills and (not far or need.fills_from_afar(role)) for skills, far in have)
            )
            for role, count in need.roles.items()
        }

    def would_be_remote(self, skills: frozenset[SkillId]) -> bool:
        """True if somebody with these skills would help from afar, were they to accept now.

        They do where a role that is filled from afar is missing and they fill none that has to be there.
        """
        if self.need.mode is Mode.REMOTE:
            return True
        if not self.need.remote:
            return False
        fills = {role for role, count in self._missing().items() if count and role in skills}
        return bool(fills) and fills <= self.need.remote

    def in_person(self) -> tuple[Assignment, ...]:
        """Those going who go there themselves."""
        return tuple(each for each in self.going() if not each.remote)

    def is_ahead(self, now: datetime) -> bool:
        """True while the need is for later, and people are asked for then. Danger is never for later."""
        window = self.need.window
        return window is not None and not self.danger and now < window.start - self.plan.policy.later.margin

    def has_somebody_seasoned(self) -> bool:
        """True if somebody is going who is not on probation: the others may go beside them."""
        return any(not each.probation and self._is_beside(each) for each in self.going())

    def has_any_of(self, people: Iterable[PersonId]) -> bool:
        """True if one of `people` is going, so that others can be beside them."""
        return any(each.person in people and self._is_beside(each) for each in self.going())

    def leads_from(self, *, remote: bool) -> bool:
        """Whoever leads is there, unless everybody helps from afar."""
        return not remote or self.need.mode is Mode.REMOTE

    def _is_beside(self, other: Assignment) -> bool:
        """From afar nobody is beside those who go."""
        return self.leads_from(remote=other.remote)

    def is_filled(self) -> bool:
        """As many as needed, with every role; and nobody on probation among them without somebody to go beside."""
        counted, need = self.counted(), self.need
        there = need.mode is Mode.REMOTE or sum(not each.remote for each in counted) >= need.together
        enough = there and len(counted) >= need.responders and self.missing_roles() == 0
        return enough and not any(each.probation and not self._goes_beside(each) for each in self.going())

    def _goes_beside(self, mine: Assignment) -> bool:
        """True if somebody not on probation goes with them, or went while they were going."""
        return any(
            not each.probation and self._is_beside(each) and (each.ended_at is None or each.ended_at > mine.accepted_at)
            for each in self.counted()
        )

    def leaves_people_to_others(self) -> bool:
        """True if it came in a flood and has as many as it needs: who accepts now is free for calls without anybody."""
        doubt = self.doubt
        return doubt is not None and doubt.state is not DoubtState.RELEASED and self.is_filled()

    def has_room_for(self, skills: frozenset[SkillId], *, probation: bool = False) -> bool:
        """True if one more with these skills may come: below the cap, with places kept for roles still missing.

        Somebody on probation also leaves a place for whom they go beside.
        """
        left = self.need.cap - len(self.counted()) - 1
        kept = self.missing_roles(skills)
        if probation and not self.has_somebody_seasoned():
            kept = max(kept, 1)
        return left >= kept

    def wants_somebody(self) -> bool:
        """True while nobody is being asked, and whoever becomes available should be at once."""
        waits = self.exhausted or self.asks_again_at is not None
        return waits and self.is_alive() and not self.is_filled()

    def keeps_pages_back(self) -> bool:
        """True while nobody is paged for it, because it is doubted."""
        return self.doubt is not None and self.doubt.keeps_pages_back

    def asks_nobody_else(self) -> bool:
        """True while those who were asked before a flood was seen are all: its sender has not answered since."""
        return self.doubt is not None and self.doubt.state is DoubtState.URGENT and not self.danger

    def is_alive(self) -> bool:
        return self.status is not IncidentStatus.CLOSED
