"""What coordinators do with a call: send somebody, ask for more, close it, open it again."""

from dataclasses import replace

from domain import asking, by_hand, going, keeping_time, later, relay, rounds
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.errors import Refused
from domain.incident import IncidentStatus, Ring
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.tasks import OF_THE_CALL


def close(this: Deciding, command: c.Close, *, why: str = "a coordinator closed it") -> None:
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
    for page in this.incident.live_pages():
        asking.end_page(this, page.id, e.PageWithdrawn, "closed")
        asking.stand_down(this, page)
    closed: Params = {"requester": this.incident.requester_code, "disposition": command.disposition.value}
    for each in keeping_time.let_go(this, "closed"):
        this.tell(each.person, K.M_CLOSED, closed)
    for each in this.incident.taking_part():
        this.move(each, e.Cleared(why="closed", assignment=each.id, person=each.person))
        this.tell(each.person, K.M_CLOSED, closed, lines=relay.ended_for_those_who_go(this))
    this.incident = replace(
        this.incident, disposition=command.disposition, closed_at=this.now, held=False, offered_to=None
    )
    this.happened(e.Closed(why=why, by=command.by, disposition=command.disposition.value))
    this.tell_closed(relay.ended_for_the_requester(this))
    closed = {"number": this.incident.number, "disposition": command.disposition.value}
    this.tell_coordinators(K.C_CLOSED, closed)
    this.tasks_done |= OF_THE_CALL


def reopen(this: Deciding, command: c.Reopen) -> None:
    """Closed too early: as many as must be together are asked for, beyond those who went already."""
    if this.incident.is_alive():
        raise Refused(K.C_STILL_OPEN, {"number": this.incident.number})
    need = this.incident.need
    went, afar = len(this.incident.counted()), need.from_afar
    responders = max(went + need.together, need.together + afar)
    need = replace(need, responders=responders, cap=max(need.cap, responders))
    this.incident = replace(
        this.incident, disposition=None, closed_at=None, exhausted=False, need=need, merged_into=None, ring=Ring.FIRST
    )
    rounds.from_the_first(this)
    this.happened(e.Reopened(why="a coordinator reopened it", by=command.by))
    this.tell_coordinators(K.C_REOPENED, this.about())
    this.tell_requester(K.R_REOPENED)
    asking.refill(this, "reopened", again=True)


def assign(this: Deciding, command: c.Assign) -> None:
    person = command.person
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
    already = this.incident.assignment_of(person)
    if already is not None and not already.by_text:
        this.answer(command.by, K.C_ASSIGNED, {"number": this.incident.number, "code": already.code})
        return
    if not this.may_go(person) or this.is_held_back(person):
        raise Refused(K.C_CANNOT_ASSIGN, {"person": this.roster_name(person)})
    out_of_rest = by_hand.rests(this, person)
    if out_of_rest and not command.wake:
        raise Refused(K.C_HANDS_RESTS, {"number": this.incident.number, "person": this.roster_name(person)})
    if this.lacks_mentor(person):
        raise Refused(K.C_TRAINING_NO_MENTOR, {"person": this.roster_name(person)})
    page = next((each for each in this.incident.live_pages() if each.person == person), None)
    if page is not None:
        asking.end_page(this, page.id, e.PageAccepted, "a coordinator assigned them", by=command.by)
    if this.incident.status is IncidentStatus.OPEN:
        this.happened(e.PagingBegan(why="a coordinator assigned somebody", by=command.by))
    probation = this.on_probation(person)
    if not this.incident.has_room_for(this.skills_of(person), probation=probation):
        need, beside = this.incident.need, int(probation and not this.incident.has_somebody_seasoned())
        cap = max(need.cap, len(this.incident.counted()) + 1 + beside)
        this.incident = replace(this.incident, need=replace(need, cap=cap))
    page_id = page.id if page is not None else None
    this.ask_aside(person)
    why = "a coordinator assigned them" + (by_hand.THOUGH_THEY_REST if out_of_rest else "")
    mine = going.send(this, person, this.skills_of(person), None, page=page_id, why=why, by=command.by)
    later.ask_aside_all(this)
    this.answer(command.by, K.C_ASSIGNED, {"number": this.incident.number, "code": mine.code})


def page_more(this: Deciding, command: c.PageMore) -> None:
    incident = this.incident
    if not incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": incident.number})
    if incident.held:
        raise Refused(K.C_HANDS_ON_HOLD, {"number": incident.number})
    need = incident.need
    responders = max(need.responders, len(incident.counted())) + command.more if command.more else need.responders
    this.incident = replace(incident, need=replace(need, responders=responders, cap=max(need.cap, responders)))
    this.events.append(e.MoreAsked(why="more were asked for", by=command.by, more=command.more))
    if incident.status is IncidentStatus.OPEN:
        this.happened(e.PagingBegan(why="a coordinator asked for people", by=command.by))
        this.tell_that_people_are_asked()
    this.settle()
    this.incident = replace(this.incident, exhausted=False)
    rounds.from_the_first(this)
    already = len(this.incident.pages)
    asking.refill(this, "more were asked for", again=True)
    asked = len(this.incident.pages) - already
    this.answer(command.by, K.C_MORE, {"number": incident.number, "asked": asked}, subject=incident.id)
