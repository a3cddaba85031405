"""Until the need is filled: `decide(incident, command, facts, now) -> Decision`.

The paging policy keeps a constant number of pages live. Every decline, expiry and failed page is replaced at once by
the next best; paging stops when the need is filled and the others are stood down; a late accept counts while there is
room and is thanked when there is none. When nobody is left, coordinators and the requester hear the honest truth.

Nothing here waits, stores or sends. A decision carries the incident as it is afterwards, what happened and why, what
is to be said, what to wake for and which tasks a human now has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Protocol, assert_never

from domain import commands as c
from domain import events as e
from domain.errors import Refused
from domain.ids import AssignmentId, PageId, PersonId, SkillId
from domain.incident import (
    ASSIGNMENT_MOVES,
    GOING,
    INCIDENT_MOVES,
    PAGE_MOVES,
    Assignment,
    AssignmentState,
    Disposition,
    Incident,
    IncidentStatus,
    Page,
    PageState,
)
from domain.matching import Candidate, left_to_sleep, rank
from domain.messages import MessageKind as K
from domain.messages import Params, Say, Wake, WakeKind
from domain.needs import DISCREET, Mode
from domain.people import PAGEABLE, Person, Standing
from domain.places import Place, PlaceKind
from domain.tasks import TaskKind


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
    set where nobody is on call, by the rota or by their own word.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWanted:
    """Something a human must do. One open task of a kind for an incident; a second wish is the same task."""

    kind: TaskKind
    due: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    why: str
    incident: Incident
    events: tuple[e.Event, ...] = ()
    says: tuple[Say, ...] = ()
    wakes: tuple[Wake, ...] = ()
    tasks: tuple[TaskWanted, ...] = ()
    tasks_done: frozenset[TaskKind] = frozenset()


_ALL_TASKS = frozenset(TaskKind)
_SOON = timedelta(minutes=2)
_TELLS_OF_MOVES_EVERY = timedelta(minutes=2)


def decide(incident: Incident, command: c.AnIncidentCommand, facts: Facts, now: datetime) -> Decision:  # noqa: C901, PLR0915  one row a command
    """What `command` does to `incident`. Raises `Refused` where the rules say no."""
    this = _Deciding(incident, facts, now)
    match command:
        case c.Accept():
            this.accept(command)
        case c.Decline():
            this.end_page(command.page, e.PageDeclined, "declined", by=command.by)
            this.note(command)
            this.refill("a page was declined")
        case c.Expire():
            if command.unsent:
                this.end_page(command.page, e.PageWithdrawn, "it never left, so nobody was asked")
            else:
                this.end_page(command.page, e.PageExpired, "expired")
            this.refill("a page expired")
        case c.FailPage():
            this.end_page(command.page, e.PageFailed, "no contact point took it")
            this.refill("a page failed")
        case c.OpenPage():
            this.show_page(command)
        case c.SetOff():
            this.set_off(command)
        case c.Arrive():
            this.arrive(command)
        case c.CannotFind():
            this.cannot_find(command)
        case c.Finish():
            this.finish(command)
        case c.DropOut():
            this.drop_out(command)
        case c.AddWords():
            this.add_words(command)
        case c.FollowPlace():
            this.follow_place(command)
        case c.TellPlace():
            this.tell_place()
        case c.TellWords():
            this.tell_words(command)
        case c.SpeakOn():
            this.speak_on(command)
        case c.AskStatus():
            this.tell_status()
        case c.GoSilent():
            this.go_silent(command)
        case c.LoseTouch():
            this.lose_touch(command)
        case c.LoseMember():
            this.lose_member(command)
        case c.CannotReach():
            this.cannot_reach()
        case c.Assign():
            this.assign(command)
        case c.PageMore():
            this.page_more(command)
        case c.Close():
            this.close(command)
        case c.Reopen():
            this.reopen(command)
        case c.LookAgain():
            this.refill("somebody became available")
        case _:
            assert_never(command)
    return this.decision(type(command).__name__)


def open_incident(
    incident: Incident, facts: Facts, now: datetime, *, paging: bool, referral: str | None, outside: bool = False
) -> Decision:
    """The first decision about a new incident, whose status is OPEN.

    `paging`: enough is known to ask people. Otherwise a coordinator sees it and decides. `referral`: the team is not
    ready for this protection area, and whom it refers to. `outside`: its place is in none of the community's areas.
    """
    this = _Deciding(incident, facts, now)
    this.opened(paging=paging, referral=referral, outside=outside)
    return this.decision("opened")


class _Deciding:
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

    def decision(self, why: str) -> Decision:
        return Decision(
            why=why,
            incident=self.incident,
            events=tuple(self.events),
            says=tuple(self.says),
            wakes=tuple(self.wakes),
            tasks=tuple(self.tasks),
            tasks_done=frozenset(self.tasks_done),
        )

    # --- opening and closing

    def opened(self, *, paging: bool, referral: str | None, outside: bool) -> None:
        incident = self.incident
        self.happened(e.Opened(why="enough is known" if paging else "a human must look", nature=incident.nature))
        if incident.danger:
            self.name_danger()
        if referral is not None:
            self.tell_requester(K.R_REFERRED, {"referral": referral, **self._coordinator("knows")})
            self.want(TaskKind.UNPLACED, "its protection area is not ready here")
            self.tell_coordinators(K.C_UNPLACED, self._unplaced_params())
        elif not paging:
            if outside:
                self.tell_requester(K.R_OUTSIDE, {"emergency": self.facts.emergency, **self._coordinator("looks")})
                place = _place_text(incident.place)
                self.tell_coordinators(K.C_PLACE, {"number": incident.number, "place": place})
            else:
                self.tell_requester(K.R_UNPLACED, self._coordinator("has"))
            self.want(TaskKind.UNPLACED, "outside every area" if outside else "nothing says where or what it is")
            self.tell_coordinators(K.C_UNPLACED, self._unplaced_params())
        else:
            if not incident.areas:
                self.want(TaskKind.UNPLACED, "in no area that is known: the default rota is asked")
                self.tell_coordinators(K.C_UNPLACED, self._unplaced_params())
            elif not incident.danger:
                self.tell_coordinators(K.C_OPENED, self._about())
            off_hours = self.facts.off_hours is not None
            if not off_hours:
                self.tell_requester(K.R_ASKING)
            self.happened(e.PagingBegan(why="enough is known"))
            self.refill("opened")
            if off_hours and not self.incident.exhausted:
                self.tell_requester(K.R_ASKING)

    def close(self, command: c.Close) -> None:
        if not self.incident.is_alive():
            raise Refused(K.C_ALREADY_CLOSED, {"number": self.incident.number})
        for page in self.incident.live_pages():
            self.end_page(page.id, e.PageWithdrawn, "closed")
            self.stand_down(page)
        for each in self.incident.going():
            self.move(each, e.Cleared(why="closed", assignment=each.id, person=each.person))
            closed: Params = {"requester": self.incident.requester_code, "disposition": command.disposition.value}
            self.tell(each.person, K.M_CLOSED, closed)
        self.incident = replace(self.incident, disposition=command.disposition, closed_at=self.now)
        self.happened(e.Closed(why="a coordinator closed it", by=command.by, disposition=command.disposition.value))
        self.tell_requester(K.R_CLOSED)
        closed = {"number": self.incident.number, "disposition": command.disposition.value}
        self.tell_coordinators(K.C_CLOSED, closed)
        self.tasks_done |= _ALL_TASKS

    def reopen(self, command: c.Reopen) -> None:
        """Closed too early: as many as must be together are asked for, beyond those who went already."""
        if self.incident.is_alive():
            raise Refused(K.C_STILL_OPEN, {"number": self.incident.number})
        need = self.incident.need
        responders = len(self.incident.counted()) + need.together
        need = replace(need, responders=responders, cap=max(need.cap, responders))
        self.incident = replace(self.incident, disposition=None, closed_at=None, exhausted=False, need=need)
        self.happened(e.Reopened(why="a coordinator reopened it", by=command.by))
        self.tell_coordinators(K.C_REOPENED, self._about())
        self.tell_requester(K.R_REOPENED)
        self.refill("reopened", again=True)

    # --- pages

    def refill(self, why: str, *, again: bool = False) -> None:
        """Keep the number of live pages constant while the need is open; say so when nobody is left."""
        incident = self.incident
        if incident.status in (IncidentStatus.OPEN, IncidentStatus.CLOSED) or incident.is_filled():
            return
        wanted = incident.plan.policy.live_pages - len(incident.live_pages())
        ranking = rank(incident, self.facts.candidates, self.now, again=again)
        asked = ranking.order[: max(0, wanted)]
        for placed in asked:
            self._page(placed.candidate, placed.why)
        if asked:
            order = tuple((placed.candidate.person.id, placed.why) for placed in ranking.order)
            self.events.append(e.Ranked(why=why, order=order, left_out=ranking.left_out))
            self.incident = replace(self.incident, exhausted=False)
            self.tasks_done.add(TaskKind.NOBODY_LEFT)
        elif not incident.live_pages() and not incident.exhausted:
            self.events.append(e.Ranked(why=why, order=(), left_out=ranking.left_out))
            self.nobody_left()

    def _page(self, candidate: Candidate, why: str) -> None:
        person = candidate.person.id
        page_id = PageId(self.facts.ids.id("pag"))
        event = e.Paged(why=why, page=page_id, person=person)
        page = Page(
            id=page_id,
            incident=self.incident.id,
            person=person,
            letter=candidate.free_letter(),
            state=PAGE_MOVES.after(None, event),
            sent_at=self.now,
            expires_at=self.now + self.incident.plan.policy.page_expires(self.facts.reading),
            why=why,
        )
        self.incident = replace(self.incident, pages=(*self.incident.pages, page))
        self.events.append(event)
        self.tell(
            person,
            K.M_PAGE,
            {**self._about_place(), "letter": page.letter, "languages": self.incident.language},
            key=f"page:{page.id}",
            subject=page.id,
            slot=f"page:{page.id}",
            page=page.id,
        )
        self.wakes.append(Wake(kind=WakeKind.PAGE_EXPIRES, subject=page.id, at=page.expires_at, incident=page.incident))

    def end_page(self, page_id: PageId, event: type[e.PageEvent], why: str, *, by: PersonId | None = None) -> None:
        """End a live page. One that has ended stays as it is: answers are idempotent, timers may be late."""
        page = self.incident.page(page_id)
        if page is None:
            raise Refused(K.M_NOTHING_OPEN)
        if not PAGE_MOVES.allows(page.state, event):
            if event is e.PageDeclined:
                self.answer(page.person, K.M_DECLINED)
            return
        happened = event(why=why, by=by, page=page.id, person=page.person)
        ended = page.after(happened, self.now)
        pages = tuple(ended if each.id == page.id else each for each in self.incident.pages)
        self.incident = replace(self.incident, pages=pages)
        self.events.append(happened)
        if event is e.PageDeclined:
            self.answer(page.person, K.M_DECLINED, slot=f"page:{page.id}")
        elif event is e.PageExpired:
            about: Params = {**self._about(), "letter": page.letter, "page_state": ended.state.value}
            self.tell(page.person, K.M_PAGE_ENDED, about, key=f"ended:{page.id}", slot=f"page:{page.id}")
        elif event is e.PageFailed:
            self.tell_coordinators(K.C_UNREACHABLE, {"person": self._roster_name(page.person)})
            self.want(TaskKind.UNREACHABLE, "none of a paged person's contact points works")

    def show_page(self, command: c.OpenPage) -> None:
        """What a page that kept its call to itself is about."""
        page = self.incident.page(command.page)
        if page is None or page.person != command.by:
            raise Refused(K.M_NOTHING_OPEN)
        if not self.incident.is_alive() or page.state in (PageState.ACCEPTED, PageState.WITHDRAWN):
            raise Refused(K.M_PAGE_GONE, {"letter": page.letter})
        about: Params = {**self._about_place(), "letter": page.letter, "languages": self.incident.language}
        self.answer(page.person, K.M_PAGE_OPENED, about, subject=page.id, slot=f"page:{page.id}")

    def note(self, command: c.Decline) -> None:
        """The second half of "no but I can in 2 hours" goes to the coordinators, whole."""
        if command.note and command.by is not None:
            who = self._roster_name(command.by)
            self.tell_coordinators(K.C_NOTE, {"number": self.incident.number, "code": who, "words": command.note})

    def stand_down(self, page: Page) -> None:
        slot = f"page:{page.id}"
        self.tell(page.person, K.M_STAND_DOWN, {"letter": page.letter}, key=f"stand_down:{page.id}", slot=slot)

    def nobody_left(self) -> None:
        self.incident = replace(self.incident, exhausted=True)
        self.events.append(e.NobodyLeft(why="everybody suited was asked"))
        self.tell_coordinators(K.C_NOBODY, self._about())
        self.want(TaskKind.NOBODY_LEFT, "everybody suited was asked")
        self._look_again_in_the_morning()
        if self.released():
            return
        if holding := self.incident.going():
            self.tell_requester(
                K.R_NOBODY_BESIDE,
                {"code": holding[0].code, "emergency": self.facts.emergency, **self._coordinator("tries")},
            )
        else:
            about: Params = {"emergency": self.facts.emergency, **self._coordinator("tries")}
            if self.facts.off_hours is None:
                self.tell_requester(K.R_NOBODY, about)
                return
            whom_else = self.incident.plan.policy.off_hours_in(self.incident.language)
            again = self.facts.off_hours
            kind = K.R_OFF_ON_PURPOSE if again.planned else K.R_OFF_HOURS
            self.tell_requester(kind, {**about, "opens": again.opens, "off_hours": whom_else})

    def _look_again_in_the_morning(self) -> None:
        """Who sleeps now may be asked when they wake, should the call still need somebody."""
        asleep = [each.quiet_until for each in self.facts.candidates if left_to_sleep(self.incident, each)]
        ends = min((at for at in asleep if at is not None), default=None)
        if ends is not None:
            subject = f"{self.incident.id}:{ends:%Y%m%d%H%M}"
            self.wakes.append(Wake(kind=WakeKind.QUIET_ENDS, subject=subject, at=ends, incident=self.incident.id))

    # --- accepting

    def accept(self, command: c.Accept) -> None:
        incident = self.incident
        page = incident.page(command.page)
        if page is None or command.by != page.person:
            raise Refused(K.M_NOTHING_OPEN)
        page = next((each for each in incident.live_pages() if each.person == page.person), page)
        mine = incident.assignment_of(page.person)
        if mine is not None:
            self.said_again(mine, command.minutes)
            return
        if not self._may_go(page.person):
            raise Refused(K.M_MAY_NOT)
        skills = self._skills(page.person)
        room = incident.has_room_for(skills, probation=self._on_probation(page.person))
        if not incident.is_alive() or not room or self._was_assigned(page.person):
            self.thank(page, *self._why_no_place(room=room))
            self.refill("an accept found no place")
            return
        if PAGE_MOVES.allows(page.state, e.PageAccepted):
            self.end_page(page.id, e.PageAccepted, "accepted", by=page.person)
        self.send(page.person, skills, command.minutes, page=page.id, why=f"accepted a page that was {page.state}")

    def _was_assigned(self, person: PersonId) -> bool:
        """True for somebody who went and finished already. Who dropped out may change their mind."""
        return any(each.person == person and each.state is AssignmentState.CLEAR for each in self.incident.assignments)

    def _why_no_place(self, *, room: bool) -> tuple[K, str]:
        """What is true of a call that has no place for somebody: the sentence for them, and the reason."""
        incident = self.incident
        if not incident.is_alive():
            return K.M_THANKED_OVER, "the call is closed"
        if not room and len(incident.counted()) < incident.need.cap and not incident.is_filled():
            return K.M_THANKED_FOR_ANOTHER, "the places left are kept"
        return K.M_THANKED_LATE, "enough are going"

    def thank(self, page: Page, kind: K, why: str) -> None:
        if PAGE_MOVES.allows(page.state, e.PageWithdrawn):
            self.end_page(page.id, e.PageWithdrawn, why)
        self.events.append(e.ThankedLate(why=why, page=page.id, person=page.person))
        self.answer(page.person, kind, slot=f"page:{page.id}")

    def said_again(self, mine: Assignment, minutes: int | None) -> None:
        """A repeated accept changes nothing but the minutes, and is answered with the same details."""
        if minutes is not None and minutes != mine.minutes:
            mine = replace(mine, minutes=minutes)
            self._put(mine)
            if mine.state is not AssignmentState.HOLDING:
                self.tell_requester(K.R_COMING_MINUTES, {"code": mine.code, "minutes": minutes})
        if mine.state is AssignmentState.HOLDING:
            self.answer(mine.person, K.M_HOLD, {**self._about_place(), "code": mine.code}, subject=self.incident.id)
        else:
            self.answer(mine.person, K.M_GO, self._details(mine), subject=self.incident.id)

    def send(
        self, person: PersonId, skills: frozenset[SkillId], minutes: int | None, *, page: PageId | None, why: str
    ) -> Assignment:
        """Make the assignment; hold, or release everybody who was holding; stop asking once the need is filled."""
        incident = self.incident
        filled_before = incident.is_filled()
        probation = self._on_probation(person)
        alone = incident.need.mode is Mode.GO and len(incident.going()) + 1 < incident.need.together
        alone = alone or (probation and not incident.has_somebody_seasoned())
        kind = e.AcceptedToHold if alone else e.AcceptedToGo
        event = kind(why=why, by=person, assignment=AssignmentId(self.facts.ids.id("asg")), person=person)
        mine = Assignment(
            id=event.assignment,
            incident=incident.id,
            person=person,
            page=page,
            code=self._code_name(),
            state=ASSIGNMENT_MOVES.after(None, event),
            accepted_at=self.now,
            minutes=minutes,
            lead=not probation and not incident.has_somebody_seasoned(),
            skills=skills,
            probation=probation,
        )
        self.incident = replace(incident, assignments=(*incident.assignments, mine))
        self.events.append(event)
        slot = f"page:{page}" if page is not None else None
        if alone:
            self.answer(person, K.M_HOLD, {**self._about_place(), "code": mine.code}, subject=incident.id, slot=slot)
        else:
            self.answer(person, K.M_GO, self._details(mine), subject=incident.id, slot=slot)
            self._tell_if_silent(person)
            self.release(mine)
            self._tell_who_comes(mine)
        self.settle()
        if self.incident.is_filled() and not filled_before:
            self.filled()
        elif not self.incident.is_filled():
            if alone:
                self.incident = replace(
                    self.incident, exhausted=False
                )  # who waits for others hears whether any are asked
            self.refill("more are needed")
        if alone and not self.incident.exhausted:
            self.tell_requester(K.R_HOLDING, {"code": mine.code})
        return mine

    def release(self, newest: Assignment) -> None:
        """Enough together: whoever was holding gets the place; those going hear of each other."""
        for each in self.incident.going():
            if each.id == newest.id:
                continue
            if each.state is AssignmentState.HOLDING:
                event = e.Released(why="enough together", assignment=each.id, person=each.person)
                released = self.move(each, event)
                self.tell(each.person, K.M_RELEASED, self._details(released), subject=self.incident.id)
                self._tell_if_silent(each.person)
                self._tell_who_comes(released)
            else:
                self.tell(each.person, K.M_OTHER_COMING, {"code": each.code, "other": newest.code})

    def _tell_if_silent(self, person: PersonId) -> None:
        """Whoever gets the place must know not to text."""
        if self.incident.silent:
            self.tell(person, K.M_SILENT, {"requester": self.incident.requester_code})

    def _tell_who_comes(self, mine: Assignment) -> None:
        if mine.minutes is None:
            self.tell_requester(K.R_COMING, {"code": mine.code})
        else:
            self.tell_requester(K.R_COMING_MINUTES, {"code": mine.code, "minutes": mine.minutes})

    def filled(self) -> None:
        for page in self.incident.live_pages():
            self.end_page(page.id, e.PageWithdrawn, "the need is filled")
            self.stand_down(page)
        self.incident = replace(self.incident, exhausted=False)
        self.tasks_done |= {TaskKind.NOBODY_LEFT}
        codes = ", ".join(each.code for each in self.incident.going())
        self.tell_coordinators(K.C_FILLED, {"number": self.incident.number, "codes": codes})

    def assign(self, command: c.Assign) -> None:
        person = command.person
        if not self.incident.is_alive():
            raise Refused(K.C_ALREADY_CLOSED, {"number": self.incident.number})
        already = self.incident.assignment_of(person)
        if already is not None:
            self.answer(command.by, K.C_ASSIGNED, {"number": self.incident.number, "code": already.code})
            return
        if not self._may_go(person):
            raise Refused(K.C_CANNOT_ASSIGN, {"person": self._roster_name(person)})
        page = next((each for each in self.incident.live_pages() if each.person == person), None)
        if page is not None:
            self.end_page(page.id, e.PageAccepted, "a coordinator assigned them", by=command.by)
        if self.incident.status is IncidentStatus.OPEN:
            self.happened(e.PagingBegan(why="a coordinator assigned somebody", by=command.by))
        probation = self._on_probation(person)
        if not self.incident.has_room_for(self._skills(person), probation=probation):
            need, beside = self.incident.need, int(probation and not self.incident.has_somebody_seasoned())
            cap = max(need.cap, len(self.incident.counted()) + 1 + beside)
            self.incident = replace(self.incident, need=replace(need, cap=cap))
        page_id = page.id if page is not None else None
        mine = self.send(person, self._skills(person), None, page=page_id, why="a coordinator assigned them")
        self.answer(command.by, K.C_ASSIGNED, {"number": self.incident.number, "code": mine.code})

    def page_more(self, command: c.PageMore) -> None:
        incident = self.incident
        if not incident.is_alive():
            raise Refused(K.C_ALREADY_CLOSED, {"number": incident.number})
        need = incident.need
        responders = max(need.responders, len(incident.counted())) + command.more if command.more else need.responders
        self.incident = replace(incident, need=replace(need, responders=responders, cap=max(need.cap, responders)))
        self.events.append(e.MoreAsked(why="more were asked for", by=command.by, more=command.more))
        if incident.status is IncidentStatus.OPEN:
            self.happened(e.PagingBegan(why="a coordinator asked for people", by=command.by))
            self.tell_requester(K.R_ASKING)
        self.settle()
        self.incident = replace(self.incident, exhausted=False)
        already = len(self.incident.pages)
        self.refill("more were asked for", again=True)
        asked = len(self.incident.pages) - already
        self.answer(command.by, K.C_MORE, {"number": incident.number, "asked": asked}, subject=incident.id)

    # --- on the way, there, done

    def set_off(self, command: c.SetOff) -> None:
        mine = self._mine(command)
        if command.minutes is not None:
            mine = replace(mine, minutes=command.minutes)
            self._put(mine)
        if mine.state is AssignmentState.HOLDING:
            self.answer(mine.person, K.M_HOLD, {**self._about_place(), "code": mine.code}, subject=self.incident.id)
            return
        if mine.state is AssignmentState.ACCEPTED:
            self.move(mine, e.SetOut(why="on the way", by=mine.person, assignment=mine.id, person=mine.person))
            self.tell_requester(K.R_ON_THE_WAY, {"code": mine.code})
        self.answer(mine.person, K.M_SET_OFF, {"code": mine.code}, subject=self.incident.id)

    def arrive(self, command: c.Arrive) -> None:
        mine = self._mine(command)
        if mine.state is AssignmentState.HOLDING:
            self.answer(mine.person, K.M_HOLD, {**self._about_place(), "code": mine.code}, subject=self.incident.id)
            return
        if mine.state is not AssignmentState.ON_SCENE:
            self.move(mine, e.Arrived(why="on scene", by=mine.person, assignment=mine.id, person=mine.person))
            self.settle()
            self.tell_requester(K.R_THERE, {"code": mine.code})
            self.tell_coordinators(K.C_ARRIVED, {"number": self.incident.number, "code": mine.code})
        self.answer(mine.person, K.M_ARRIVED, {"code": mine.code}, subject=self.incident.id)

    def cannot_find(self, command: c.CannotFind) -> None:
        mine = self._mine(command)
        if mine.state is AssignmentState.HOLDING:
            self.answer(mine.person, K.M_HOLD, {**self._about_place(), "code": mine.code}, subject=self.incident.id)
            return
        self.events.append(e.CannotFindSaid(why="cannot find them", by=mine.person))
        self.tell_requester(K.R_CANNOT_FIND, {"code": mine.code})
        self.tell_coordinators(K.C_CANNOT_FIND, {"number": self.incident.number, "code": mine.code})
        self.want(TaskKind.CANNOT_FIND, "somebody there cannot find them")
        told: Params = {"code": mine.code, **self._coordinator("knows")}
        asked = not self.incident.silent and self.incident.conversation is not None
        self.answer(mine.person, K.M_CANNOT_FIND if asked else K.M_CANNOT_ASK, told, subject=self.incident.id)

    def finish(self, command: c.Finish) -> None:
        """Done. Whoever was only holding never went: for the need they are one who dropped out."""
        mine = self._mine(command)
        if mine.state is AssignmentState.HOLDING:
            self._leave(mine, "was holding, and cannot wait", said_so=True)
            return
        self.move(mine, e.Cleared(why="done", by=mine.person, assignment=mine.id, person=mine.person))
        self.answer(mine.person, K.M_FINISHED, {"code": mine.code})
        for waits in self._keep_together("somebody has finished"):
            self.tell(waits.person, K.M_OTHER_DONE, {"code": waits.code, "other": mine.code}, subject=self.incident.id)
        self.settle()
        waiting = ", ".join(each.code for each in self.incident.going() if each.state is AssignmentState.HOLDING)
        if waiting and not self.incident.live_pages():
            done: Params = {"number": self.incident.number, "code": mine.code, "codes": waiting}
            self.tell_coordinators(K.C_ONE_DONE, done)
            self.want(TaskKind.CLOSE, "one is done, another waits: say what happens next")
        if self.incident.going() or self.incident.live_pages():
            return
        self.tell_coordinators(K.C_ALL_DONE, {"number": self.incident.number})
        self.want(TaskKind.CLOSE, "everybody is done: say how it ended")

    def drop_out(self, command: c.DropOut) -> None:
        self._leave(self._mine(command), "cannot go on", said_so=True)

    def lose_touch(self, command: c.LoseTouch) -> None:
        """Somebody's phones take nothing any more. One who never heard where to go is not going."""
        person = command.person
        mine = self.incident.assignment_of(person)
        if not self.incident.is_alive():
            return
        for each in self.facts.coordinators:
            if each != person:
                key = f"{K.C_UNREACHABLE.value}:{self.incident.id}:{person}:{each}"
                self.tell(each, K.C_UNREACHABLE, {"person": self._roster_name(person)}, key=key)
        self.want(TaskKind.UNREACHABLE, "none of a member's contact points works")
        if mine is not None and not command.knows_the_way:
            self._leave(mine, "cannot be reached")

    def lose_member(self, command: c.LoseMember) -> None:
        """Somebody may not be asked any more: their page is withdrawn and replaced, and they are not going."""
        if not self.incident.is_alive():
            return
        asked = [page for page in self.incident.live_pages() if page.person == command.person]
        for page in asked:
            self.end_page(page.id, e.PageWithdrawn, command.why)
            self.stand_down(page)
        mine = self.incident.assignment_of(command.person)
        if mine is not None:
            self._leave(mine, command.why)
        elif asked:
            self.refill("somebody who was asked may not go any more")

    def _leave(self, mine: Assignment, why: str, *, said_so: bool = False) -> None:
        """Somebody is no longer going: the others and the requester hear it, and the need is looked at anew.

        They are answered if they said so themselves.
        """
        announced = mine.state is not AssignmentState.HOLDING
        self.move(mine, e.DroppedOut(why=why, by=mine.person, assignment=mine.id, person=mine.person))
        stood = {each.id for each in self.released()}
        stepped_back = self._keep_together(why)
        for each in self.incident.going():
            if each.id not in {other.id for other in stepped_back}:
                self.tell(each.person, K.M_OTHER_DROPPED, {"code": each.code, "other": mine.code})
        announced = announced or stood != {each.id for each in self.released()}
        self.settle()
        self.tell_coordinators(K.C_DROPPED_OUT, {"number": self.incident.number, "code": mine.code})
        # Whether anybody is left is told anew: "we are asking others" must not be said when nobody is.
        self.incident = replace(self.incident, exhausted=False)
        self.refill("somebody dropped out")
        self._tell_to_step_back(stepped_back, mine.code)
        if said_so:
            self.answer(
                mine.person, K.M_DROPPED_OUT, {"code": mine.code, "asked": len(self.incident.live_pages()) or ""}
            )
        if announced and not self.incident.exhausted:
            self._tell_who_is_left(mine.code)
        if not self.incident.going() and not self.incident.live_pages() and self.incident.is_filled():
            self.want(TaskKind.CLOSE, "everybody is done: say how it ended")
            self.tell_coordinators(K.C_ALL_DONE, {"number": self.incident.number})
        elif announced and self.incident.exhausted and self.released():
            self._tell_who_is_left(mine.code)

    def _tell_who_is_left(self, gone: str) -> None:
        """Somebody who had been announced is not coming: what holds now."""
        codes = ", ".join(each.code for each in self.released())
        if codes:
            self.tell_requester(K.R_TURNED_BACK, {"code": gone, "codes": codes})
        elif holding := self.incident.going():
            self.tell_requester(K.R_HOLDING, {"code": holding[0].code})
        elif self.incident.live_pages():
            self.tell_requester(K.R_ASKING_AGAIN)

    def released(self) -> tuple[Assignment, ...]:
        """Those going who know the place: everybody but who holds."""
        return tuple(each for each in self.incident.going() if each.state is not AssignmentState.HOLDING)

    def _keep_together(self, why: str) -> tuple[Assignment, ...]:
        """Fewer going than must be together: those not there yet step back and hold.

        So does whoever is on probation and has nobody left to go beside. Returns who stepped back.
        """
        stepped_back: list[Assignment] = []
        need = self.incident.need
        together = need.mode is not Mode.GO or len(self.incident.going()) >= need.together
        seasoned = self.incident.has_somebody_seasoned()
        if together and seasoned:
            return ()
        for each in self.incident.going():
            if together and not each.probation:
                continue
            if each.state in (AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE):
                event = e.SteppedBack(why=why, assignment=each.id, person=each.person)
                stepped_back.append(self.move(each, event))
        return tuple(stepped_back)

    def _tell_to_step_back(self, stepped_back: tuple[Assignment, ...], gone: str) -> None:
        """With how many are asked instead of who is gone; where nobody is left, whether a coordinator tries."""
        asked = len(self.incident.live_pages())
        tries = self._coordinator("tries") if self.incident.exhausted else {"coordinator": ""}
        for each in stepped_back:
            told: Params = {"code": each.code, "other": gone, "asked": asked or "", **tries}
            self.tell(each.person, K.M_STEP_BACK, told, subject=self.incident.id)

    # --- the requester

    def add_words(self, command: c.AddWords) -> None:
        incident = self.incident
        if command.words and incident.protection_area not in DISCREET:
            self.incident = replace(incident, words=(*incident.words, command.words))
        self.events.append(e.WordsAdded(why="the requester wrote more"))
        better = command.place is not None and _is_better(command.place, incident.place)
        if better and command.place is not None:
            areas = command.place.areas or incident.areas
            self.incident = replace(self.incident, place=command.place, areas=areas)
            self.events.append(e.Placed(why=command.place.why or "the requester named it"))
            if incident.plan.ready:  # else a place changes nothing: it stays a coordinator's
                self.tasks_done.add(TaskKind.UNPLACED)
            if areas and not incident.areas:
                self._look_from_the_place()
        if command.danger and not command.quietly:
            self.incident = replace(self.incident, silent=False)
        if command.danger and not incident.danger:
            self.incident = replace(self.incident, danger=True)
            self.name_danger()
        if command.words and not self._is_held(command):
            self._pass_on_words(command.words, corrects=command.corrects)
        if better:
            self.tell_place()
        if better and incident.status is IncidentStatus.OPEN and incident.plan.ready:
            self.happened(e.PagingBegan(why="the place became known"))
            self.tell_requester(K.R_ASKING)
            self.refill("the place became known")
        elif not command.danger and not self._is_held(command):
            self.tell_requester(K.R_NOTED)

    def _is_held(self, command: c.AddWords) -> bool:
        """Kept now and told later. What is not kept, and what names danger or a place, is told at once."""
        discreet = self.incident.protection_area in DISCREET
        return command.held and not discreet and not command.danger and command.place is None

    def _pass_on_words(self, words: str, *, corrects: bool = False) -> None:
        """Whoever goes and knows the place hears them; while nobody does, the coordinators."""
        incident = self.incident
        to_member, to_coordinator = (K.M_CORRECTED, K.C_CORRECTED) if corrects else (K.M_WORDS, K.C_WORDS)
        for each in self.released():
            self.tell(each.person, to_member, {"requester": incident.requester_code, "words": words})
        if not self.released():
            self.tell_coordinators(to_coordinator, {"number": incident.number, "words": words})

    def tell_words(self, command: c.TellWords) -> None:
        """What came in a flood, together."""
        held = self.incident.words[command.since :]
        if held and self.incident.is_alive():
            self._pass_on_words("\n".join(held))

    def follow_place(self, command: c.FollowPlace) -> None:
        """They move: the call knows at once where they are, and people hear it now and then."""
        incident, place = self.incident, command.place
        if not incident.is_alive() or place == incident.place:
            return
        if incident.place is None or incident.place.kind is PlaceKind.WORDS or not incident.areas:
            self.add_words(c.AddWords(incident=incident.id, words="", place=place))
            return
        self.incident = replace(incident, place=place, areas=place.areas or incident.areas)
        self.events.append(e.Placed(why="the requester moves"))
        every = _TELLS_OF_MOVES_EVERY.total_seconds()
        window = int(self.now.timestamp() // every) + 1
        at = datetime.fromtimestamp(window * every, tz=self.now.tzinfo)
        subject = f"{incident.id}:{window}"
        self.wakes.append(Wake(kind=WakeKind.PLACE_MOVED, subject=subject, at=at, incident=incident.id))

    def tell_place(self) -> None:
        """Whoever goes and knows the place hears where it is now; while nobody does, the coordinators."""
        incident = self.incident
        if not incident.is_alive():
            return
        place = _place_text(incident.place)
        for each in self.released():
            self.tell(each.person, K.M_PLACE, {"requester": incident.requester_code, "place": place})
        if not self.released():
            self.tell_coordinators(K.C_PLACE, {"number": incident.number, "place": place})

    def _look_from_the_place(self) -> None:
        """The areas became known: whoever covers them is asked, and not those of a team that does not."""
        team = {each.person.id for each in self.facts.candidates}
        for page in self.incident.live_pages():
            if page.person not in team:
                self.end_page(page.id, e.PageWithdrawn, "it lies in another team's area")
                self.stand_down(page)
        self.incident = replace(self.incident, exhausted=False)
        if self.incident.plan.ready:
            self.refill("the place became known")

    def name_danger(self) -> None:
        self.events.append(e.DangerNamed(why="danger was named"))
        self.tell_requester(K.R_DANGER_HEARD, {"emergency": self.facts.emergency, **self._coordinator("knows_now")})
        self.tell_coordinators(K.C_DANGER, self._about())
        for each in self.incident.going():
            self.tell(each.person, K.M_DANGER, {"code": each.code, "requester": self.incident.requester_code})
        self.want(TaskKind.DANGER, "danger was named")
        if self.incident.exhausted:
            self.refill("danger was named: some may be woken for it")

    def speak_on(self, command: c.SpeakOn) -> None:
        """Whoever speaks it is asked first from now on; those who go are shown it with the details."""
        if self.incident.is_alive() and command.language != self.incident.language:
            self.incident = replace(self.incident, language=command.language)
            self.events.append(e.LanguageChanged(why=command.language))

    def tell_status(self) -> None:
        """Whoever asks wants an answer: texts may go to them again."""
        self.incident = replace(self.incident, silent=False)
        there = [each.code for each in self.released() if each.state is AssignmentState.ON_SCENE]
        holding = [each.code for each in self.incident.going()]
        if there:
            self.tell_requester(K.R_STATUS_THERE, {"codes": ", ".join(there)})
        elif self.released():
            self.tell_requester(K.R_STATUS_COMING, {"codes": ", ".join(each.code for each in self.released())})
        elif self.incident.live_pages() and holding:
            self.tell_requester(K.R_HOLDING, {"code": holding[0]})
        elif self.incident.live_pages():
            self.tell_requester(K.R_STATUS_ASKING, {"asked": len(self.incident.pages)})
        elif holding and self.incident.exhausted:
            self.tell_requester(
                K.R_NOBODY_BESIDE, {"code": holding[0], "emergency": self.facts.emergency, **self._coordinator("tries")}
            )
        elif self.incident.exhausted:
            self.tell_requester(K.R_NOBODY, {"emergency": self.facts.emergency, **self._coordinator("tries")})
        elif self.incident.status is IncidentStatus.OPEN:
            self.tell_requester(K.R_UNPLACED, self._coordinator("has"))
        else:
            self.tell_requester(K.R_COORDINATOR_HAS_IT)

    def go_silent(self, command: c.GoSilent) -> None:
        """Texts stop; the response never does. A coordinator decides."""
        if self.incident.silent:
            return
        if command.how == "withdrawn":
            self.tell_requester(K.R_WITHDRAWN)
        self.incident = replace(self.incident, silent=True)
        self.events.append(e.WentSilent(why=command.how))
        for each in self.incident.going():
            self._tell_if_silent(each.person)
        self.tell_coordinators(K.C_SILENT, {"number": self.incident.number, "how": command.how})
        self.want(TaskKind.SILENT, f"the requester went silent: {command.how}")

    def cannot_reach(self) -> None:
        """Told once an incident: a coordinator finds another way, and the response goes on."""
        if not self.incident.is_alive():
            return
        self.events.append(e.RequesterUnreachable(why="a message did not get through"))
        for person in self.facts.coordinators:
            key = f"{K.C_STOPPED_SMS.value}:{self.incident.id}:{person}"
            self.tell(person, K.C_STOPPED_SMS, {"number": self.incident.number}, key=key, subject=self.incident.id)
        self.want(TaskKind.SILENT, "the requester cannot be reached")

    # --- what all of these share

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
            self.happened(e.SceneLeft(why="whoever was there had to leave"))
        elif wanted is IncidentStatus.FILLED:
            self.happened(e.NeedFilled(why="as many as needed are going"))
        elif wanted is IncidentStatus.ON_SCENE:
            self.happened(e.SceneReached(why="the first is there"))

    def move(self, assignment: Assignment, event: e.AssignmentEvent) -> Assignment:
        moved = assignment.after(event, self.now)
        self._put(moved)
        self.events.append(event)
        return moved

    def _put(self, assignment: Assignment) -> None:
        changed = tuple(assignment if each.id == assignment.id else each for each in self.incident.assignments)
        self.incident = replace(self.incident, assignments=changed)

    def _mine(self, command: c.IncidentCommand) -> Assignment:
        mine = self.incident.assignment_of(command.by) if command.by is not None else None
        if mine is None or mine.state not in GOING:
            raise Refused(K.M_NOTHING_OPEN)
        return mine

    def _skills(self, person: PersonId) -> frozenset[SkillId]:
        known = self.facts.people.get(person)
        if known is not None:
            return frozenset(known.skills)
        return next(
            (frozenset(each.person.skills) for each in self.facts.candidates if each.person.id == person), frozenset()
        )

    def _coordinator(self, does: str) -> Params:
        """What the requester hears of a coordinator: nothing where there is none who can be reached."""
        return {"coordinator": does if self.facts.coordinators else ""}

    def _may_go(self, person: PersonId) -> bool:
        """Vetted for the team, and reachable: nobody else ever gets a place."""
        known = self.facts.people.get(person)
        membership = known.membership(self.incident.team) if known is not None else None
        vetted = membership is not None and membership.standing in PAGEABLE
        return vetted and known is not None and bool(known.reachable_points())

    def _on_probation(self, person: PersonId) -> bool:
        known = self.facts.people.get(person)
        membership = known.membership(self.incident.team) if known is not None else None
        return membership is not None and membership.standing is Standing.PROBATION

    def _roster_name(self, person: PersonId) -> str:
        """How coordinators know somebody who has no code name in this incident."""
        known = self.facts.people.get(person)
        return person if known is None else known.roster_name

    def _code_name(self) -> str:
        taken = {self.incident.requester_code, *(each.code for each in self.incident.assignments)}
        free = (name for name in self.facts.code_names if name not in taken)
        return next(free, f"{self.facts.code_names[0]} {len(taken)}")

    def _about(self) -> Params:
        incident = self.incident
        return {"number": incident.number, "nature": incident.nature, "areas": ",".join(incident.areas)}

    def _about_place(self) -> Params:
        about: Params = {"nature": self.incident.nature, "areas": ",".join(self.incident.areas)}
        return {**about, "danger": "yes" if self.incident.danger else ""}

    def _unplaced_params(self) -> Params:
        return {"number": self.incident.number, "words": " / ".join(self.incident.words)}

    def _details(self, mine: Assignment) -> Params:
        incident = self.incident
        return {
            **self._about_place(),
            "code": mine.code,
            "requester": incident.requester_code,
            "place": _place_text(incident.place),
            "words": " / ".join(incident.words),
            "languages": incident.language,
        }

    def want(self, kind: TaskKind, why: str) -> None:
        self.tasks.append(TaskWanted(kind=kind, due=self.now + _SOON, why=why))
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
    ) -> None:
        planned = key or f"{kind.value}:{self.facts.stimulus}:{self.incident.id}:{person}:{len(self.says)}"
        self.says.append(
            Say(
                kind=kind,
                to=person,
                to_member=True,
                key=planned,
                params=params or {},
                subject=subject,
                slot=slot,
                incident=self.incident.id,
                page=page,
                reply=reply,
            )
        )

    def answer(
        self,
        person: PersonId | None,
        kind: K,
        params: Params | None = None,
        *,
        subject: str = "",
        slot: str | None = None,
    ) -> None:
        """Tell them where they just wrote from."""
        if person is not None:
            self.tell(person, kind, params, subject=subject, slot=slot, reply=True)

    def tell_coordinators(self, kind: K, params: Params) -> None:
        for person in self.facts.coordinators:
            self.tell(person, kind, params, subject=self.incident.id)

    def tell_requester(self, kind: K, params: Params | None = None) -> None:
        """Unless they went silent, or there is no conversation."""
        incident = self.incident
        if incident.silent or incident.conversation is None:
            return
        self.says.append(
            Say(
                kind=kind,
                to=incident.conversation,
                to_member=False,
                key=f"{kind.value}:{self.facts.stimulus}:{incident.id}:{len(self.says)}",
                params=params or {},
                subject=incident.conversation,
                incident=incident.id,
            )
        )


def _status_of(incident: Incident) -> IncidentStatus:
    going = incident.going()
    there = any(each.state is AssignmentState.ON_SCENE for each in going)
    done = any(each.state is AssignmentState.CLEAR for each in incident.assignments)
    if there or (incident.is_filled() and done):
        return IncidentStatus.ON_SCENE
    if incident.is_filled():
        return IncidentStatus.FILLED
    return IncidentStatus.HOLDING if going else IncidentStatus.ASKING


_EXACT = frozenset(
    {
        PlaceKind.COORDINATES,
        PlaceKind.LINK,
        PlaceKind.PLUS_CODE,
        PlaceKind.INTERSECTION,
        PlaceKind.ADDRESS,
    }
)


def _is_better(new: Place, old: Place | None) -> bool:
    """True if `new` says more than `old`: anything beats nothing, an exact place beats an area, a new one an old."""
    if old is None or old.kind is PlaceKind.WORDS:
        return new.kind is not PlaceKind.WORDS
    return new.kind in _EXACT and new != old


def _place_text(place: Place | None) -> str:
    if place is None:
        return "?"
    if place.lat is None or place.lon is None:
        return place.label
    at = f"{place.lat:.5f}, {place.lon:.5f}"
    return at if place.label.replace(" ", "") == at.replace(" ", "") or not place.label else f"{place.label} ({at})"


__all__ = ["Decision", "Disposition", "Facts", "Ids", "PageState", "TaskWanted", "decide", "open_incident"]
