"""The incident while one decision about it is made: what has happened so far, and what all rules share.

The rules themselves are in the files beside this one: who is asked (`asking`), who goes (`going`), what the requester
says (`requester`), what coordinators do (`coordinating`). `dispatch` says which command leads to which.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Protocol

from domain import apart
from domain import commands as c
from domain import events as e
from domain.community import EmergencyLine, Landmark
from domain.errors import Refused
from domain.flood import TOLD_ONE_BY_ONE
from domain.identifiers import without_identifiers
from domain.ids import ConversationId, PageId, PersonId, SkillId, TeamId
from domain.incident import GOING, INCIDENT_MOVES, Assignment, AssignmentState, Incident, IncidentStatus
from domain.matching import Candidate
from domain.messages import Line, Params, Say, Wake
from domain.messages import MessageKind as K
from domain.neighbours import Aid, Home, Neighbour
from domain.people import PAGEABLE, Person, Standing
from domain.places import Place, PlaceKind
from domain.staging import staging_point
from domain.step_aside import AsideFrom
from domain.tasks import TaskKind
from domain.toolkit import number_of
from domain.zone import reached, zone


class Ids(Protocol):
    """Where new ids come from."""

    def id(self, prefix: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OffHours:
    """Nobody is on call, on purpose if it was `planned`. `opens` is when somebody will be: a time of day, or a reading
    where that is a day away or more; empty if it is not as far as anybody has planned.
    """

    opens: str = ""
    planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What dispatch may know besides the incident.

    candidates: everybody of the team (and of teams admitted to the incident). coordinators: whom the team's
    coordinators' messages go to. reading: the wall clock in the team's zone. emergency: the community's numbers, ready
    to be read. code_names: in the order in which they are given out. stimulus: id of what set this off. off_hours:
    set where nobody is on call, by the rota or by their own word. callers: the members whose own call it is. first:
    those of the coordinators who are on call, if any is. others: coordinators of other teams, gathered where they are
    to be asked. landmarks: the community's gazetteer. neighbours: the teams that agreed to help this one, whose name is
    `team_name`. homes: each other team that has or had a part in it. heard_elsewhere: where a call is
    closed, the conversations in which another one runs. medical, crisis: whom to call or text where a life is at risk,
    and who listens, as far as the community named them. questions: how many the team asks of such calls while people
    move. unsure: who is asked for calls of a flood that nobody confirmed, or goes to one; gathered for such a call.
    unsure_kept: how many others of these calls, of its own team, still need to go together. flood_ahead: how many calls
    of a flood run for which people are asked, that came before it; gathered for a call of a flood.
    """

    candidates: tuple[Candidate, ...]
    coordinators: tuple[PersonId, ...]
    reading: time
    emergency: str
    code_names: tuple[str, ...]
    ids: Ids
    stimulus: str
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    off_hours: OffHours | None = None
    callers: tuple[PersonId, ...] = ()
    first: tuple[PersonId, ...] = ()
    others: tuple[PersonId, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    team_name: str = ""
    heard_elsewhere: frozenset[ConversationId] = frozenset()
    homes: Mapping[TeamId, Home] = field(default_factory=dict)
    medical: EmergencyLine = field(default_factory=EmergencyLine)
    crisis: EmergencyLine = field(default_factory=EmergencyLine)
    questions: int = 0
    unsure: frozenset[PersonId] = frozenset()
    unsure_kept: int = 0
    flood_ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWanted:
    """Something a human must do. One open task of a kind for an incident; a second wish is the same task.

    `owner`: whose it is from the beginning.
    """

    kind: TaskKind
    due: datetime
    why: str
    owner: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What comes of a command. `asks_aid`: nobody is left before the neighbouring teams, who are to be turned to."""

    why: str
    incident: Incident
    events: tuple[e.Event, ...] = ()
    says: tuple[Say, ...] = ()
    wakes: tuple[Wake, ...] = ()
    tasks: tuple[TaskWanted, ...] = ()
    tasks_done: frozenset[TaskKind] = frozenset()
    asks_aid: bool = False  # everybody of the team's own was asked: the neighbours' turn
    aside_asked: frozenset[PersonId] = field(default=frozenset(), repr=False)  # who was asked for themselves alone

    def leaves(self, before: Incident) -> bool:
        """True if nothing comes of it: the incident is as it was `before`, and nobody hears anything."""
        led_to = (self.events, self.says, self.wakes, self.tasks, self.tasks_done, self.asks_aid, self.aside_asked)
        return self.incident == before and not any(led_to)


_ASKS_ASIDE = frozenset(
    {
        *(K.M_GO, K.M_HOLD, K.M_RELEASED, K.M_OTHER_COMING),
        *(K.M_LATER_GO, K.M_LATER_HOLD, K.M_REMOTE_GO, K.M_REMOTE_BESIDE, K.M_BY_TEXT),
        *(K.M_HANDS_NATURE, K.M_HANDS_WAIT, K.M_LATER_WAIT, K.M_PLACE),
    }
)
_ASIDE = (
    Line(kind=K.M_LINE_ASIDE_ASKED),
    Line(kind=K.M_LINE_ASIDE_GO, params={"n": 1}),
    Line(kind=K.M_LINE_ASIDE_NO, params={"n": 0}),
)
"""A question for one alone, with what they would hear anyhow: nothing shows that it was asked."""

_OFFERS_CARD = frozenset({K.M_GO, K.M_RELEASED, K.M_LATER_GO, K.M_REMOTE_GO})

_GATHERED = frozenset(
    {
        *(K.C_OPENED, K.C_DANGER, K.C_PLACE, K.C_UNPLACED, K.C_SILENT),
        *(K.C_WORDS, K.C_CORRECTED, K.C_SCREEN_LEDGER),
        *(K.C_FILLED, K.C_ARRIVED, K.C_ONE_DONE, K.C_ALL_DONE),
        *(K.C_NOBODY, K.C_FILLING_AGAIN, K.C_FILLING_NONE_ON_CALL),
        *(K.C_AID_SENT, K.C_AID_SILENT, K.C_AID_NO_ANSWER),
    }
)
"""What coordinators hear together of the later calls of a flood. Word of how those are who go is never among it."""

_TOGETHER = timedelta(minutes=2)
_DANGERS_TOGETHER = timedelta(minutes=1)
_SOON = timedelta(minutes=2)
_TELLS_OF_MOVES_EVERY = timedelta(minutes=2)


def is_gathered(incident: Incident, facts: Facts) -> bool:
    """True of a call of a flood that came after as many others as anybody follows one by one."""
    doubt = incident.doubt
    return doubt is not None and doubt.is_believed and facts.flood_ahead >= TOLD_ONE_BY_ONE


def key_together(kind: K, person: PersonId, now: datetime) -> str:
    """The same for all that is told somebody together in one while: it is said once."""
    every = _DANGERS_TOGETHER if kind is K.C_FLOOD_DANGER else _TOGETHER
    return f"{kind.value}:{int(now.timestamp() // every.total_seconds())}:{person}"


def heard_by(
    coordinators: tuple[PersonId, ...], kept_from: frozenset[PersonId], others: tuple[PersonId, ...]
) -> tuple[PersonId, ...]:
    """Who of a team's `coordinators` hears of a call that is kept from some. Where that is nobody the `others` of the
    community do; where nobody at all is left they all do: a call is heard by somebody.
    """
    left = tuple(each for each in coordinators if each not in kept_from)
    return left or tuple(each for each in others if each not in kept_from) or coordinators


def kept_from(facts: Facts, people: frozenset[PersonId], others: tuple[PersonId, ...]) -> Facts:
    """`facts` in which none of `people` hears as a coordinator, while anybody else can."""
    left = heard_by(facts.coordinators, people, others)
    if left == facts.coordinators:
        return facts
    first, besides = (tuple(each for each in ring if each not in people) for ring in (facts.first, facts.others))
    return replace(facts, coordinators=left, first=first, others=besides)


class Deciding:
    """The incident while one decision about it is made. Lives for one call."""

    def __init__(self, incident: Incident, facts: Facts, now: datetime) -> None:
        self.incident = incident
        self.before = incident
        self.facts = facts
        self.now = now
        self.events: list[e.Event] = []
        self.says: list[Say] = []
        self.wakes: list[Wake] = []
        self.tasks: list[TaskWanted] = []
        self.tasks_done: set[TaskKind] = set()
        self.asks_aid = False
        self.aside_asked: set[PersonId] = set()
        self.said_in: ConversationId | None = None
        self.overheard = False

    def decision(self, why: str, reason: str = "") -> Decision:
        """`reason`: what a coordinator gave as theirs stands with everything that happened by them."""
        events = tuple(replace(each, reason=reason) if each.by is not None else each for each in self.events)
        return Decision(
            why=why,
            incident=self.incident,
            events=events if reason else tuple(self.events),
            says=tuple(self.says),
            wakes=tuple(self.wakes),
            tasks=tuple(self.tasks),
            tasks_done=frozenset(self.tasks_done),
            asks_aid=self.asks_aid,
            aside_asked=frozenset(self.aside_asked),
        )

    def released(self) -> tuple[Assignment, ...]:
        """Those going who know the place: everybody but who holds, and who helps from afar."""
        return tuple(each for each in self.incident.in_person() if each.state is not AssignmentState.HOLDING)

    def happened(self, event: e.Event) -> None:
        """An event that moves the incident's status."""
        status = None if isinstance(event, e.Opened) else self.incident.status
        self.incident = replace(self.incident, status=INCIDENT_MOVES.after(status, event))
        self.events.append(event)

    def settle(self) -> None:
        """Bring the status in line with the assignments, through the moves table."""
        incident = self.incident
        if incident.status in (IncidentStatus.OPEN, IncidentStatus.CLOSED):
            return
        wanted = _status_of(incident)
        if wanted is incident.status:
            return
        falls = wanted in (IncidentStatus.ASKING, IncidentStatus.HOLDING)
        if falls and incident.status is not IncidentStatus.ASKING:
            self.happened(e.ShortAgain(why="fewer are going than are needed"))
        if wanted is IncidentStatus.HOLDING:
            self.happened(e.SomebodyAccepted(why="more are needed"))
        elif wanted is IncidentStatus.FILLED and incident.status is IncidentStatus.ON_SCENE:
            self.happened(e.SceneLeft(why="nobody is there any more"))
        elif wanted is IncidentStatus.FILLED:
            self.happened(e.NeedFilled(why="as many as needed are going"))
        elif wanted is IncidentStatus.ON_SCENE:
            self.happened(e.SceneReached(why="the first is there"))

    def move(self, assignment: Assignment, event: e.AssignmentEvent) -> Assignment:
        moved = assignment.after(event, self.now)
        self.put(moved)
        self.events.append(event)
        return moved

    def put(self, assignment: Assignment) -> None:
        changed = tuple(assignment if each.id == assignment.id else each for each in self.incident.assignments)
        self.incident = replace(self.incident, assignments=changed)

    def add(self, assignment: Assignment) -> None:
        self.incident = replace(self.incident, assignments=(*self.incident.assignments, assignment))

    def put_aid(self, aid: Aid) -> None:
        others = tuple(each for each in self.incident.neighbours if each.team != aid.team)
        self.incident = replace(self.incident, neighbours=(*others, aid))

    def aids_from(self, person: PersonId) -> TeamId | None:
        """The neighbour somebody comes from; None for the team's own."""
        known = self.facts.people.get(person)
        if known is None or _belongs(known, self.incident.team):
            return None
        return next((each.team for each in self.incident.neighbours if _belongs(known, each.team)), None)

    def home_of(self, person: PersonId) -> tuple[PersonId, ...]:
        """The coordinators of the other team whose somebody is, who do not hear of the call anyhow."""
        team = self.aids_from(person)
        home = None if team is None else self.facts.homes.get(team)
        heard = self.with_owner(self.facts.coordinators)
        return () if home is None else tuple(each for each in home.coordinators if each not in heard)

    def mine(self, command: c.IncidentCommand) -> Assignment:
        mine = self.incident.assignment_of(command.by) if command.by is not None else None
        if mine is None or mine.state not in GOING:
            raise Refused(K.M_NOTHING_OPEN)
        return mine

    def known(self, person: PersonId) -> Person | None:
        """What is known of somebody of the team."""
        found = self.facts.people.get(person)
        return found or next((each.person for each in self.facts.candidates if each.person.id == person), None)

    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody who may be asked; whoever is kept apart from those who go, are asked or call is marked."""
        here = [each.person for each in self.incident.taking_part()]
        here += [each.person for each in self.incident.live_pages()]
        here += self.facts.callers
        beside = [each for each in map(self.known, here) if each is not None]
        people = (each.person for each in self.facts.candidates)
        away = apart.kept_apart(people, self.incident, beside, here) | self.incident.kept_from
        if not away:
            return self.facts.candidates
        return tuple(replace(each, apart=True) if each.person.id in away else each for each in self.facts.candidates)

    def never_with(self, person: PersonId, others: Iterable[PersonId]) -> frozenset[PersonId]:
        """Who of `others` is never paired with `person`."""
        mine = self.known(person)
        theirs = {each: self.known(each) for each in others}
        if mine is None:
            return frozenset()
        return frozenset(each for each, one in theirs.items() if one is not None and apart.never_together(mine, one))

    def ask_aside(self, coming: PersonId) -> None:
        """A coordinator, who cannot know, puts `coming` on the call: whoever wrote for themselves alone that they step
        aside from them, or from anything in it, is asked with the very next they hear of it.
        """
        mine = self.known(coming)
        here = [each.person for each in self.incident.taking_part()]
        if mine is not None and mine.aside.kept:
            beside = mine.aside.has(AsideFrom.PERSON, (*here, *self.facts.callers))
            if beside or apart.steps_aside(mine, self.incident):
                self.aside_asked.add(coming)
        others = {each: self.known(each) for each in here}
        self.aside_asked |= {
            each for each, one in others.items() if one is not None and one.aside.has(AsideFrom.PERSON, (coming,))
        }

    def ask_aside_anew(self) -> None:
        """The call has become what some who go step aside from: they are asked whether they go all the same."""
        for each in self.incident.going():
            known = self.known(each.person)
            if known is None or apart.steps_aside(known, self.before):
                continue
            self.ask_aside_of(each.person)

    def ask_aside_of(self, person: PersonId) -> None:
        """They said yes before the call was what it is: whoever steps aside from that is asked anew."""
        known = self.known(person)
        if known is not None and apart.steps_aside(known, self.incident):
            self.aside_asked.add(person)

    def not_asked_aside_yet(self) -> tuple[Assignment, ...]:
        """Who of them was told nothing yet that the question could go with."""
        left = self.aside_asked - {say.to for say in self.says if say.kind in _ASKS_ASIDE}
        return tuple(each for each in self.incident.going() if each.person in left)

    def skills_of(self, person: PersonId) -> frozenset[SkillId]:
        known = self.facts.people.get(person)
        if known is not None:
            return frozenset(known.skills)
        return next(
            (frozenset(each.person.skills) for each in self.facts.candidates if each.person.id == person), frozenset()
        )

    def coordinator(self, does: str) -> Params:
        """What the requester hears of a coordinator: nothing where there is none who can be reached."""
        return {"coordinator": does if self.facts.coordinators else ""}

    def may_go(self, person: PersonId) -> bool:
        """Vetted for the team or for one that helps it, and reachable: nobody else ever gets a place."""
        known = self.facts.people.get(person)
        membership = known.membership_in(self.incident.teams) if known is not None else None
        vetted = membership is not None and membership.standing in PAGEABLE
        return vetted and known is not None and bool(known.reachable_points())

    def is_held_back(self, person: PersonId) -> bool:
        """True for whoever gets no place, and hears nothing of why: in no call, or not in this one."""
        known = self.facts.people.get(person)
        return person in self.incident.kept_from or (known is not None and known.held_back)

    def may_have_it(self, person: PersonId) -> bool:
        """True for whom the call may be given to as a coordinator: not whom it is kept from, while others can hear."""
        return person not in self.incident.kept_from or person in self.facts.coordinators

    def on_probation(self, person: PersonId) -> bool:
        known = self.facts.people.get(person)
        membership = known.membership_in(self.incident.teams) if known is not None else None
        return membership is not None and membership.goes_beside

    def lacks_mentor(self, person: PersonId) -> bool:
        """True for a trainee none of whose mentors goes."""
        known = self.facts.people.get(person)
        membership = known.membership_in(self.incident.teams) if known is not None else None
        mentors = () if membership is None else membership.mentors
        return bool(mentors) and not self.incident.has_any_of(mentors)

    def roster_name(self, person: PersonId) -> str:
        """How coordinators know somebody who has no code name in this incident: a neighbour's by their team alone."""
        known = self.facts.people.get(person)
        theirs = self.aids_from(person)
        if theirs is not None:
            home = self.facts.homes.get(theirs)
            return f"({theirs if home is None else home.name})"
        return person if known is None else known.roster_name

    def named_for(self, reader: PersonId | None, person: PersonId) -> str:
        """How `reader` knows `person`: whoever is of none of the teams they coordinate is their team to them."""
        reads, known = self.known(reader) if reader is not None else None, self.known(person)
        if reads is None or reads.is_coordinator(self.incident.team):
            return self.roster_name(person)
        theirs = (each.team for each in known.memberships if each.standing is not Standing.LEFT) if known else ()
        return self.roster_name(person) if any(map(reads.is_coordinator, theirs)) else f"({self.facts.team_name})"

    def code_name(self) -> str:
        taken = self.incident.codes()
        free = (name for name in self.facts.code_names if name not in taken)
        return next(free, f"{self.facts.code_names[0]} {len(taken)}")

    def about(self) -> Params:
        incident = self.incident
        return {"number": incident.number, "nature": incident.nature, "areas": ",".join(incident.areas)}

    def about_place(self) -> Params:
        about: Params = {"nature": self.incident.nature, "areas": ",".join(self.incident.areas)}
        return {**about, "danger": "yes" if self.incident.danger else ""}

    def about_holding(self, mine: Assignment) -> Params:
        """What whoever waits for the second may know: the area, and perhaps a landmark near."""
        return {**self.about_place(), "code": mine.code, "stage": staging_point(self.incident, self.facts.landmarks)}

    def unplaced_params(self) -> Params:
        return {"number": self.incident.number, "words": " / ".join(self.incident.words)}

    def details(self, mine: Assignment) -> Params:
        incident = self.incident
        return {
            **self.about_place(),
            "code": mine.code,
            "requester": incident.requester_code,
            "place": place_text(incident.place),
            "words": " / ".join(self.words_for_those_who_go()),
            "languages": incident.language,
        }

    def words_for_those_who_go(self, since: int = 0) -> tuple[str, ...]:
        """The requester's words from the one numbered `since` on, without what says who somebody is."""
        words, shown = self.incident.words, self.incident.relayed.shown
        return tuple(
            words[n] if n in shown else without_identifiers(words[n]) for n in range(max(0, since), len(words))
        )

    def times(self, person: PersonId | None = None) -> Params:
        """From when to when it is, on the clock of `person`; on the team's for a requester. Empty if it is for now."""
        window = self.incident.need.window
        if window is None:
            return {"when": "", "until": ""}
        known = self.facts.people.get(person) if person is not None else None
        where = zone((known.time_zone if known is not None else None) or self.incident.plan.time_zone)
        start, end = reached(where, window.start), reached(where, window.end)
        return {"when": f"{start:%Y-%m-%dT%H:%M}", "until": f"{end:%Y-%m-%dT%H:%M}"}

    def clock(self, person: PersonId, ahead: timedelta) -> str:
        """What the clock of `person` shows so long from now."""
        known = self.facts.people.get(person)
        where = zone((known.time_zone if known is not None else None) or self.incident.plan.time_zone)
        return f"{reached(where, self.now + ahead):%Y-%m-%dT%H:%M}"

    def requester_code(self) -> str:
        """What those who go know whoever wrote by."""
        also = self.incident.also_heard(self.said_in)
        return self.incident.requester_code if also is None else also.code

    def want(self, kind: TaskKind, why: str, *, owner: PersonId | None = None) -> None:
        self.tasks.append(TaskWanted(kind=kind, due=self.now + _SOON, why=why, owner=owner))
        self.events.append(e.TaskMade(why=why, task=kind.value))

    def tell(
        self,
        person: PersonId,
        kind: K,
        params: Params | None = None,
        *,
        key: str | None = None,
        subject: str = "",
        slot: str | None = None,
        page: PageId | None = None,
        reply: bool = False,
        lines: tuple[Line, ...] = (),
    ) -> None:
        if kind in _GATHERED and not reply and self.is_gathered() and person != self.incident.owner:
            self.tell_together(person, K.C_FLOOD_DANGER if kind is K.C_DANGER else K.C_FLOOD_GATHERED)
            return
        planned = key or f"{kind.value}:{self.facts.stimulus}:{self.incident.id}:{person}:{len(self.says)}"
        self.says.append(
            Say(
                kind=kind,
                to=person,
                to_member=True,
                key=planned,
                params=params or {},
                lines=(*self._lines_beside(person, kind), *lines),
                subject=subject or self.incident.id,
                slot=slot,
                incident=self.incident.id,
                page=page,
                reply=reply,
            )
        )

    def _lines_beside(self, person: PersonId, kind: K) -> tuple[Line, ...]:
        """With what somebody hears who goes: the card of what they go to, by its number."""
        aside = _ASIDE if person in self.aside_asked and kind in _ASKS_ASIDE else ()
        if kind not in _OFFERS_CARD:
            return aside
        return (*aside, Line(kind=K.M_LINE_CARDS_GO, params={"n": number_of(self.incident.protection_area)}))

    def answer(
        self,
        person: PersonId | None,
        kind: K,
        params: Params | None = None,
        *,
        subject: str = "",
        slot: str | None = None,
        lines: tuple[Line, ...] = (),
    ) -> None:
        """Tell them where they just wrote from."""
        if person is not None:
            self.tell(person, kind, params, subject=subject, slot=slot, reply=True, lines=lines)

    def is_gathered(self) -> bool:
        """True of a call of a flood that came after as many others as anybody follows one by one."""
        return is_gathered(self.incident, self.facts)

    def tell_together(self, person: PersonId, kind: K) -> None:
        """Of a flood more calls run than anybody reads of one by one: once in a while, for all of them."""
        key = key_together(kind, person, self.now)
        self.tell(person, kind, {"number": self.incident.number}, key=key, subject=self.incident.id)

    def tell_coordinators(self, kind: K, params: Params) -> None:
        """The team's, and whoever has the call though they are not."""
        for person in self.with_owner(self.facts.coordinators):
            self.tell(person, kind, params, subject=self.incident.id)

    def tell_first_coordinators(self, kind: K, params: Params) -> None:
        """Those who are asked first to do something: the others hear it when nobody of these takes it in time."""
        for person in self.with_owner(self.facts.first or self.facts.coordinators):
            self.tell(person, kind, params, subject=self.incident.id)

    def with_owner(self, people: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
        """These, and whoever has the call as long as they coordinate anything."""
        owner = self.incident.owner
        known = self.known(owner) if owner is not None else None
        if known is not None and not known.is_coordinator():
            return people
        return people if owner is None or owner in people else (*people, owner)

    def tell_closed(self, lines: tuple[Line, ...], *, only: ConversationId | None = None) -> None:
        """Whoever has another call that runs hears which ended, by who came: its nature is for no lock screen."""
        codes = ", ".join(each.code for each in self.incident.counted())
        for conversation in self.incident.heard_in():
            if only not in (None, conversation):
                continue
            if conversation in self.facts.heard_elsewhere:
                self._tell_in(conversation, K.R_CLOSED_ONE, {"codes": codes}, lines=lines)
            else:
                self._tell_in(conversation, K.R_CLOSED, None, lines=lines)

    def tell_that_people_are_asked(self, said: str = "") -> None:
        """The requester hears it, in what is `said` of such calls if anything is, and is asked where if nothing
        tells: nobody is near an unknown place."""
        if not self.incident.areas and self.incident.place is None:
            self.tell_requester(K.R_ASKING_WHERE)
        elif said:
            self.tell_requester(K.R_CALLS_ASKING, {"asking": said})
        else:
            self.tell_requester(K.R_ASKING)

    def tell_requester(
        self,
        kind: K,
        params: Params | None = None,
        *,
        lines: tuple[Line, ...] = (),
        slot: str | None = None,
        only: ConversationId | None = None,
    ) -> None:
        """Everybody who calls about it, or `only` whoever does in that conversation, but for those who went silent."""
        for conversation in self.incident.heard_in():
            if only not in (None, conversation):
                continue
            self._tell_in(conversation, kind, params, lines=lines, slot=slot)

    def answer_requester(self, kind: K, params: Params | None = None) -> None:
        """Whoever wrote, unless they are answered about another call of theirs already."""
        conversation = self.said_in or self.incident.conversation
        if not self.overheard and conversation in self.incident.heard_in():
            self._tell_in(conversation, kind, params)

    def _tell_in(
        self,
        conversation: ConversationId,
        kind: K,
        params: Params | None,
        *,
        lines: tuple[Line, ...] = (),
        slot: str | None = None,
    ) -> None:
        self.says.append(
            Say(
                kind=kind,
                to=conversation,
                to_member=False,
                key=f"{kind.value}:{self.facts.stimulus}:{self.incident.id}:{len(self.says)}",
                params=params or {},
                subject=conversation,
                incident=self.incident.id,
                lines=lines,
                slot=slot,
            )
        )


def _belongs(person: Person, team: TeamId) -> bool:
    membership = person.membership(team)
    return membership is not None and membership.standing is not Standing.LEFT


def _status_of(incident: Incident) -> IncidentStatus:
    going = incident.going()
    there = any(each.state is AssignmentState.ON_SCENE for each in going)
    done = any(each.state is AssignmentState.CLEAR and not each.remote for each in incident.assignments)
    if there or (incident.is_filled() and done and not incident.in_person()):
        return IncidentStatus.ON_SCENE
    if incident.is_filled():
        return IncidentStatus.FILLED
    return IncidentStatus.HOLDING if going else IncidentStatus.ASKING


def place_text(place: Place | None) -> str:
    if place is None:
        return "?"
    if place.lat is None or place.lon is None:
        return place.label
    at = f"{place.lat:.5f}, {place.lon:.5f}"
    if place.kind is PlaceKind.LINK:
        return at  # a link may say who made it, and shows a page to whoever looks at the text
    return at if place.label.replace(" ", "") == at.replace(" ", "") or not place.label else f"{place.label} ({at})"
