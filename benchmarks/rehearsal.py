"""Calls decided by the rules alone: the same people with the same luck as in a replay, in memory and without rows.

What a turn does around a decision is done here in plain values: candidates are made as they are gathered from the rows,
timers fire at their moment, histories and strain are counted with the same functions. So a rehearsal takes a hundredth
of a replay's time, and many seeds can be compared. That both come to the same is looked at, not believed: see
`differences`.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from bot.chance import SeededMint
from bot.gather import on_call_of
from bot.replay.calls import Call
from bot.replay.figures import Figures, Played, figures, played
from bot.replay.luck import TYPING, Luck, Says
from bot.replay.play import GIVEN_UP_AFTER, LOOKS_AFTER, Result, nights_of, paged_by, protectors
from bot.replay.stage import CHANNEL, SENDER
from bot.replay.words import words_for
from config.code_names import load_code_names
from config.triage import load_lexicon
from domain import commands as c
from domain import events as e
from domain.atlas import Atlas
from domain.community import Community
from domain.dispatch import Decision, Facts, decide, open_incident
from domain.errors import Refused
from domain.ids import ContactPointId, ConversationId, IncidentId, NatureId, PageId, PersonId, TeamId
from domain.incident import GOING, Assignment, AssignmentState, Disposition, Incident, IncidentStatus, Page, PageState
from domain.matching import Candidate
from domain.messages import Wake, WakeKind
from domain.people import ContactPoint, Person, Standing
from domain.policy import Paging, Plan
from domain.proof import likely
from domain.strain import NO_STRAIN, Strain, came_back, is_heavy, is_heavy_lately, night_of, nights_lately, rests_until
from domain.tally import NONE, Tally, counted
from domain.triage import nature_for, read
from domain.zone import zone

_LATELY = timedelta(hours=24)
_TIMER, _PERSON = 0, 1
"""Of what happens at one instant, timers come first, as in a replay."""

_OF_THE_TALK = (e.TextArrived, e.QuestionAsked, e.Answered, e.WentQuiet)
"""What stands in a call's log and is not the rules' doing."""

Line = tuple[datetime, str, str]
"""One event without its ids: when, what, who."""


@dataclass(slots=True)
class _Carries:
    """What somebody was asked and did of late."""

    pages: dict[PageId, Page] = field(default_factory=dict)
    went: dict[str, Assignment] = field(default_factory=dict)
    history: dict[bool, Tally] = field(default_factory=dict)
    strain: Strain = NO_STRAIN


class Rehearsal:
    """One fortnight, or however long the log is."""

    def __init__(
        self, community: Community, roster: Sequence[Person], calls: Sequence[Call], *, seed: int, accept: float
    ) -> None:
        self._community = community
        self._people = {each.id: _with_a_phone(each) for each in roster}
        self._calls = calls
        self._luck = Luck(seed, accept)
        self._mint = SeededMint(f"rehearsal {seed}")
        self._codes = load_code_names()
        self._atlas = Atlas.of(community)
        self._natures = _opened_as(community)
        self._is_night = nights_of(community, roster)
        self._carries: defaultdict[PersonId, _Carries] = defaultdict(_Carries)
        self._incidents: dict[IncidentId, Incident] = {}
        self._call_of: dict[IncidentId, int] = {}
        self._logs: dict[int, list[tuple[datetime, e.Event]]] = defaultdict(list)
        self._asked: Counter[tuple[int, PersonId]] = Counter()
        self._waits: dict[PageId, datetime] = {}
        self._holds: Counter[tuple[IncidentId, PersonId]] = Counter()
        self._courses: dict[tuple[IncidentId, PersonId], int] = {}
        self._queue: list[tuple[datetime, int, int, Callable[[], None]]] = []
        self._order = count()
        self._now = calls[0].at

    def through(self) -> None:
        for number, call in enumerate(self._calls):
            self._at(call.at, _PERSON, lambda number=number: self._calls_in(number))  # type: ignore[misc]
        while self._queue:
            self._now, _, _, does = heapq.heappop(self._queue)
            does()

    def figures(self) -> tuple[Figures, tuple[Played, ...]]:
        of_calls = tuple(
            played(call, self._logs[number], self._is_night) for number, call in enumerate(self._incidents.values())
        )
        return figures(of_calls, protectors(tuple(self._people.values()))), of_calls

    def log(self, number: int) -> list[Line]:
        return [_line(at, event) for at, event in self._logs[number]]

    # --- what happens

    def _at(self, at: datetime, rank: int, does: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (at, rank, next(self._order), does))

    def _calls_in(self, number: int) -> None:
        call, community = self._calls[number], self._community
        nature = community.natures[self._natures[call.nature]]
        place = self._atlas.locate(call.lat, call.lon)
        covering = community.teams_for(place.areas, nature.protection_area)
        team = covering[0] if covering else community.default_team()
        ready = community.is_ready(team, nature.protection_area)
        on_call = on_call_of(team, place.areas, nature.need.skills, self._now)
        opening = Incident(
            id=IncidentId(self._mint.id("inc")),
            number=number + 1,
            team=team.id,
            nature=nature.id,
            protection_area=nature.protection_area,
            urgency=nature.urgency,
            retention=nature.retention,
            conversation=ConversationId(f"caller {number}"),
            requester_code=self._codes[-1],
            language=community.default_language,
            status=IncidentStatus.OPEN,
            opened_at=self._now,
            need=nature.need,
            plan=Plan(
                policy=team.policy,
                team=team.id,
                time_zone=team.time_zone,
                on_call=on_call,
                wording="1",
                made_at=self._now,
                ready=ready,
            ),
            areas=tuple(place.areas),
            place=place,
        )
        self._call_of[opening.id] = number
        facts = self._facts(opening)
        outside = not place.areas
        referral = None if ready else "elsewhere"
        paging = ready and not outside
        self._keep(None, open_incident(opening, facts, self._now, paging=paging, referral=referral, outside=outside))
        self._at(call.at + GIVEN_UP_AFTER, _PERSON, lambda: self._looks_after(opening.id))

    def _does(self, command: c.AnIncidentCommand) -> None:
        before = self._incidents[command.incident]
        try:
            decision = decide(before, command, self._facts(before), self._now)
        except Refused:
            return
        self._keep(before, decision)

    def _keep(self, before: Incident | None, decision: Decision) -> None:
        after = decision.incident
        self._incidents[after.id] = after
        self._logs[self._call_of[after.id]] += [(self._now, event) for event in decision.events]
        for heap, more in counted(before, after).items():
            history = self._carries[heap.person].history
            history[heap.on_call] = history.get(heap.on_call, NONE) + more
        self._note_strain(before, after, decision.events)
        self._tell_the_asked(before, after)
        self._tell_those_who_go(before, after)
        for wake in decision.wakes:
            self._at(wake.at, _TIMER, lambda wake=wake: self._fires(wake))  # type: ignore[misc]

    def _fires(self, wake: Wake) -> None:
        if wake.incident is None:
            return
        match wake.kind:
            case WakeKind.PAGE_EXPIRES:
                self._does(c.Expire(incident=wake.incident, page=PageId(wake.subject)))
            case WakeKind.ASK_AGAIN:
                self._does(c.AskAgain(incident=wake.incident, round=int(wake.subject.split("|")[1])))
            case WakeKind.QUIET_ENDS if self._incidents[wake.incident].wants_somebody():
                self._does(c.LookAgain(incident=wake.incident))
            case _:
                return  # asks nobody

    def _looks_after(self, named: IncidentId) -> None:
        """As a coordinator does in a replay."""
        call = self._incidents[named]
        if not call.is_alive():
            return
        given_up = call.opened_at + GIVEN_UP_AFTER
        knows_the_way = any(each.state is not AssignmentState.HOLDING for each in call.going())
        if knows_the_way and self._now < given_up + GIVEN_UP_AFTER:
            if self._now >= given_up:
                self._at(self._now + GIVEN_UP_AFTER, _PERSON, lambda: self._looks_after(named))
            return
        if self._now < given_up and (call.going() or call.live_pages() or not call.is_filled()):
            return
        coordinator = self._coordinators(call.team)
        if coordinator:
            went = Disposition.RESOLVED_ON_SCENE if call.counted() else Disposition.NO_RESPONDERS
            self._does(c.Close(incident=named, by=coordinator[0], disposition=went))

    # --- members

    def _tell_the_asked(self, before: Incident | None, after: Incident) -> None:
        known = {} if before is None else {page.id: page for page in before.pages}
        for page in after.pages:
            was = known.get(page.id)
            if was is page:
                continue
            self._carries[page.person].pages[page.id] = page
            if was is None:
                self._is_asked(page, self._call_of[after.id])
            elif page.state is PageState.WITHDRAWN and self._waits[page.id] > self._now + TYPING:
                self._waits.pop(page.id)

    def _is_asked(self, page: Page, number: int) -> None:
        nth = self._asked[number, page.person]
        self._asked[number, page.person] += 1
        answer = self._luck.answer(number, page.person, nth, night=self._is_night(page.person, self._now))
        self._waits[page.id] = self._now + answer.after
        if answer.says is Says.NOTHING:
            return
        kind = c.Accept if answer.says is Says.YES else c.Decline

        def answers() -> None:
            if page.id in self._waits:
                self._does(kind(incident=page.incident, by=page.person, page=page.id))

        self._at(self._now + answer.after, _PERSON, answers)

    def _tell_those_who_go(self, before: Incident | None, after: Incident) -> None:
        known = {} if before is None else {each.id: each for each in before.assignments}
        for each in after.assignments:
            was = known.get(each.id)
            if was is each:
                continue
            self._carries[each.person].went[each.id] = each
            if was is not None and was.state is each.state:
                continue
            if each.state is AssignmentState.HOLDING:
                self._holds[after.id, each.person] += 1
            elif each.state is AssignmentState.ACCEPTED:
                self._may_go(after.id, each.person)

    def _may_go(self, named: IncidentId, person: PersonId) -> None:
        holds = self._holds[named, person]
        if self._courses.get((named, person)) == holds:
            return
        self._courses[named, person] = holds
        course = self._luck.course(self._call_of[named], person)

        def does(after: timedelta, command: c.AnIncidentCommand) -> None:
            def acts() -> None:
                if self._holds[named, person] == holds:
                    self._does(command)

            self._at(self._now + after, _PERSON, acts)

        does(course.sets_out, c.SetOff(incident=named, by=person))
        does(course.arrives, c.Arrive(incident=named, by=person))
        does(course.is_done, c.Finish(incident=named, by=person))
        self._at(self._now + course.is_done + LOOKS_AFTER, _PERSON, lambda: self._looks_after(named))

    # --- facts

    def _note_strain(self, before: Incident | None, after: Incident, events: Sequence[e.Event]) -> None:
        policy, where = after.plan.policy, zone(after.plan.time_zone)
        paged = [each.person for each in events if isinstance(each, e.Paged)]
        night = night_of(policy, where, self._now) if paged else None
        if night is not None:
            for person in paged:
                mine = self._carries[person]
                mine.strain = replace(mine.strain, nights=mine.strain.nights | {night})
        if before is not None and is_heavy(after) and policy.filling.rest_after_heavy:
            for person in came_back(before, after):
                mine = self._carries[person]
                mine.strain = replace(mine.strain, heavy_at=self._now)

    def _facts(self, incident: Incident) -> Facts:
        team, now = self._community.teams[incident.team], self._now
        stimulus = self._mint.id("stm")
        members = [each for each in self._people.values() if each.membership(incident.team) is not None]
        return Facts(
            candidates=tuple(self._candidate(each, incident) for each in members),
            coordinators=self._coordinators(incident.team),
            reading=now.astimezone(zone(team.time_zone)).time(),
            emergency="",
            code_names=self._codes,
            ids=self._mint,
            stimulus=stimulus,
            people={each.id: each for each in members},
        )

    def _candidate(self, person: Person, incident: Incident) -> Candidate:
        policy, where, now = incident.plan.policy, zone(incident.plan.time_zone), self._now
        on_call = person.id in incident.plan.on_call
        mine = self._carries.get(person.id)
        if mine is None:
            return Candidate(person=person, on_call=on_call, likely=likely(policy.rota.accepts, NONE, NONE))
        rests = now - policy.letter_rests
        kept = now - max(policy.letter_rests, _LATELY)
        pages = [page for page in mine.pages.values() if page.ended_at is None or page.ended_at >= kept]
        went = [each for each in mine.went.values() if each.state in GOING or (each.ended_at or now) >= now - _LATELY]
        mine.pages = {page.id: page for page in pages}
        mine.went = {each.id: each for each in went}
        history = mine.history if policy.paging is Paging.COMPUTED else {}
        return Candidate(
            person=person,
            on_call=on_call,
            live_pages=sum(page.state is PageState.LIVE for page in pages),
            pages_lately=sum(page.sent_at >= now - _LATELY for page in pages),
            going=sum(each.state in GOING for each in went),
            last_paged_at=max((page.sent_at for page in pages), default=None),
            last_cleared_at=max(
                (each.ended_at for each in went if each.state is AssignmentState.CLEAR and each.ended_at), default=None
            ),
            letters=frozenset(page.letter for page in pages if page.ended_at is None or page.ended_at >= rests),
            likely=likely(policy.rota.accepts, history.get(True, NONE), history.get(False, NONE)),
            nights=nights_lately(mine.strain, policy, where, now),
            heavy_lately=is_heavy_lately(mine.strain, now),
            rests_until=rests_until(mine.strain, policy, where, now),
        )

    def _coordinators(self, team: TeamId) -> tuple[PersonId, ...]:
        return tuple(each.id for each in self._people.values() if each.is_coordinator(team))


def rehearse(
    community: Community, roster: Sequence[Person], calls: Sequence[Call], *, seed: int, accept: float, policy: Paging
) -> Rehearsal:
    """Played to its end."""
    rehearsal = Rehearsal(paged_by(community, policy), roster, calls, seed=seed, accept=accept)
    rehearsal.through()
    return rehearsal


def differences(rehearsal: Rehearsal, result: Result, calls: int) -> Iterator[str]:
    """Where the rules alone and the real turns part: a sentence for each call, at its first event that differs."""
    logs: Mapping[int, list[Line]] = dict(
        enumerate(
            [_line(each.at, each.event) for each in log if not isinstance(each.event, _OF_THE_TALK)]
            for log in result.logs.values()
        )
    )
    for number in range(calls):
        mine, theirs = rehearsal.log(number), logs.get(number, [])
        if mine == theirs:
            continue
        at = next(
            (n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs))
        )
        yield f"call {number + 1}, event {at + 1}: rules {mine[at : at + 1]}, turns {theirs[at : at + 1]}"


def _line(at: datetime, event: e.Event) -> Line:
    return at, type(event).__name__, str(getattr(event, "person", ""))


def _with_a_phone(person: Person) -> Person:
    """As a replay sets them up: vetted, and reachable."""
    here = ContactPoint(
        id=ContactPointId(f"cp {person.id}"), channel=CHANNEL, address=person.id, sender=SENDER, person=person.id
    )
    vetted = tuple(replace(each, standing=Standing.VETTED) for each in person.memberships)
    return replace(person, contact_points=(here,), memberships=vetted)


def _opened_as(community: Community) -> Mapping[NatureId, NatureId]:
    """Under which nature a call opens whose words hint at this one."""
    lexicon = load_lexicon()
    found: dict[NatureId, NatureId] = {}
    for nature, words in words_for(community, lexicon).items():
        opened = nature_for(read(words, lexicon), community)
        if opened is not None:
            found[nature] = opened
    return found
