"""Whom a coordinator asks by hand: one by name, everybody at once; and a call on hold, where nobody new is asked.

A name goes past the order in which people are asked and past the cap, never past what protects them: nobody is asked
who is not vetted for the team or cannot be reached, and nobody is woken or called out of a rest unless the coordinator
said so when they were asked.
"""

from dataclasses import replace

from domain import asking, later
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import PersonId
from domain.incident import AssignmentState, IncidentStatus
from domain.matching import Candidate, left_to_sleep, rank
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.people import Availability
from domain.tasks import TaskKind


def page_named(this: Deciding, command: c.PagePerson) -> None:
    must_run(this)
    incident, person = this.incident, command.person
    about: Params = {"number": incident.number, "person": this.roster_name(person)}
    if any(page.person == person for page in incident.live_pages()):
        raise Refused(K.C_HANDS_ASKED_ALREADY, about)
    mine = incident.assignment_of(person)
    if mine is not None and not mine.by_text:
        raise Refused(K.C_HANDS_ON_IT, {"number": incident.number, "code": mine.code})
    candidate = next((each for each in this.facts.candidates if each.person.id == person), None)
    if candidate is None or not this.may_go(person) or this.is_held_back(person):
        raise Refused(K.C_HANDS_CANNOT_ASK, about)
    out_of_rest = rests(this, person)
    if (incident.drill or not command.wake) and (out_of_rest or sleeps(this, candidate)):
        raise Refused(K.C_HANDS_RESTS, about)
    if this.lacks_mentor(person):
        raise Refused(K.C_TRAINING_NO_MENTOR, {"person": this.roster_name(person)})
    _make_room(this, candidate)
    _begin(this, command)
    why = "a coordinator asked them by name" + (THOUGH_THEY_REST if out_of_rest else "")
    asking.page_person(this, candidate, why, by=command.by)
    this.incident = replace(this.incident, exhausted=False)
    this.tasks_done.add(TaskKind.NOBODY_LEFT)
    this.answer(command.by, K.C_HANDS_PAGED, about, subject=incident.id)


THOUGH_THEY_REST = ", though they rest"


def rests(this: Deciding, person: PersonId) -> bool:
    """True for who is in a rest that the team's policy gave them."""
    candidate = next((each for each in this.facts.candidates if each.person.id == person), None)
    return candidate is not None and candidate.rests_until is not None and this.now < candidate.rests_until


def sleeps(this: Deciding, candidate: Candidate) -> bool:
    """True for who is in quiet hours that hold here, and for who said that they are off."""
    said_off = candidate.person.said(this.now) is Availability.OFF
    return said_off or left_to_sleep(this.incident, candidate)


def page_all(this: Deciding, command: c.PageAll) -> None:
    must_run(this)
    incident = this.incident
    if incident.is_filled():
        raise Refused(K.C_HANDS_FULL, {"number": incident.number})
    everybody = replace(incident, round_began_at=this.now)
    ranking = rank(everybody, this.candidates(), this.now, again=True)
    if not ranking.order or _leads_nowhere(this, [placed.candidate.person.id for placed in ranking.order]):
        raise Refused(K.C_HANDS_NOBODY_SUITED, {"number": incident.number})
    _begin(this, command)
    this.events.append(e.EverybodyPaged(why="a coordinator asked everybody", by=command.by))
    order = tuple((placed.candidate.person.id, placed.why) for placed in ranking.order)
    this.events.append(e.Ranked(why="everybody was asked", order=order, left_out=ranking.left_out))
    for placed in ranking.order:
        asking.page_person(this, placed.candidate, placed.why, by=command.by)
    this.incident = replace(this.incident, exhausted=False)
    this.tasks_done.add(TaskKind.NOBODY_LEFT)
    asked = {"number": incident.number, "asked": len(ranking.order)}
    this.answer(command.by, K.C_MORE, asked, subject=incident.id)


def _leads_nowhere(this: Deciding, people: list[PersonId]) -> bool:
    """True if all of them are on probation, and nobody goes or is asked whom they could go beside."""
    asked = (*people, *(page.person for page in this.incident.live_pages()))
    return not this.incident.has_somebody_seasoned() and all(map(this.on_probation, asked))


def hold(this: Deciding, command: c.Hold) -> None:
    """Whoever was asked may still answer, and their yes counts: what was asked of people is not taken back."""
    must_run(this)
    if not this.incident.held:
        owner = command.by or this.incident.owner
        this.incident = replace(this.incident, held=True, owner=owner, asks_again_at=None)
        this.events.append(e.PutOnHold(why="a coordinator put it on hold", by=command.by))
        this.tasks_done.add(TaskKind.ASKING_AGAIN)
        this.want(TaskKind.HELD, "it is on hold: say when people are asked again", owner=owner)
    params = {"number": this.incident.number, "asked": len(this.incident.live_pages()) or ""}
    this.answer(command.by, K.C_HANDS_HELD, params, subject=this.incident.id)


def go_on(this: Deciding, command: c.GoOn) -> None:
    must_run(this)
    if not this.incident.held:
        raise Refused(K.C_HANDS_NOT_HELD, {"number": this.incident.number})
    this.incident = replace(this.incident, held=False, exhausted=False)
    this.events.append(e.WentOn(why="a coordinator let it go on", by=command.by))
    this.tasks_done.add(TaskKind.HELD)
    already, stood_still = len(this.incident.pages), not this.incident.live_pages()
    asking.refill(this, "no longer on hold", again=True)
    asked = len(this.incident.pages) - already
    if asked and stood_still:
        _tell_that_it_goes_on(this)
    this.answer(
        command.by, K.C_HANDS_GOES_ON, {"number": this.incident.number, "asked": asked}, subject=this.incident.id
    )


def _tell_that_it_goes_on(this: Deciding) -> None:
    """Whoever waits heard that nobody was asked, or would have: now somebody is."""
    waiting = [each for each in this.incident.in_person() if each.state is AssignmentState.HOLDING]
    for each in waiting:
        asked = len(this.incident.live_pages())
        this.tell(each.person, K.M_HANDS_GOES_ON, {"code": each.code, "asked": asked}, subject=this.incident.id)
    if waiting:
        this.tell_requester(*later.holding_said(this, waiting[0].code))
    elif not this.incident.going():
        this.tell_requester(K.R_HANDS_GOES_ON)


def must_run(this: Deciding) -> None:
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})


def _begin(this: Deciding, command: c.IncidentCommand) -> None:
    """A call that waited for somebody to look at it is asked for now."""
    if this.incident.status is IncidentStatus.OPEN:
        this.happened(e.PagingBegan(why="a coordinator asked for people", by=command.by))
        this.tell_that_people_are_asked()
    this.settle()


def _make_room(this: Deciding, candidate: Candidate) -> None:
    """Their yes must find a place, or they were asked for nothing."""
    incident = this.incident
    need, many = incident.need, len(incident.counted()) + 1
    if incident.is_filled():
        need = replace(need, responders=max(need.responders, many), cap=max(need.cap, many))
    this.incident = replace(incident, need=need)
    probation = this.on_probation(candidate.person.id)
    while not this.incident.has_room_for(frozenset(candidate.person.skills), probation=probation):
        need = replace(need, cap=need.cap + 1)
        this.incident = replace(incident, need=need)
