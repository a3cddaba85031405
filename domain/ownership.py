"""Whose a running call is: one coordinator's, another's who says yes to it, or another team's."""

from dataclasses import replace

from domain import asking
from domain import commands as c
from domain import events as e
from domain.by_hand import must_run
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import PersonId
from domain.incident import Ring
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.tasks import TaskKind


def take(this: Deciding, command: c.Take) -> None:
    """The others hear who has it, and so does whoever had it before."""
    must_run(this)
    before, mine = this.incident.owner, command.by
    number = this.incident.number
    if mine is not None and before != mine:
        told = this.with_owner(this.facts.coordinators)
        this.incident = replace(this.incident, owner=mine)
        this.events.append(e.Taken(why="a coordinator took it", by=mine))
        for each in told:
            if each != mine:
                params: Params = {"number": number, "person": this.roster_name(mine)}
                this.tell(each, K.C_HANDS_OWNER, params, subject=this.incident.id)
    this.incident = replace(this.incident, offered_to=None)
    this.answer(mine, K.C_HANDS_TAKEN, {"number": number}, subject=this.incident.id)


def seen(this: Deciding, command: c.Seen) -> None:
    must_run(this)
    this.events.append(e.SeenTo(why="a coordinator sees to what waits there", by=command.by))
    this.answer(command.by, K.C_HANDS_SEEN, {"number": this.incident.number}, subject=this.incident.id)


def hand_to(this: Deciding, command: c.HandTo) -> None:
    """It is theirs who offers it until the other says yes."""
    must_run(this)
    person = command.person
    number, name = this.incident.number, this.roster_name(person)
    known = this.facts.people.get(person)
    if known is None or not known.is_coordinator() or not known.reachable_points() or not this.may_have_it(person):
        raise Refused(K.C_HANDS_NO_COORDINATOR, {"person": name})
    before, owner = this.incident.owner, command.by or this.incident.owner
    this.incident = replace(this.incident, offered_to=person, owner=owner)
    if before is not None and owner is not None and before not in (owner, person):
        had: Params = {"number": number, "person": this.roster_name(owner)}
        this.tell(before, K.C_HANDS_OWNER, had, subject=this.incident.id)
    this.events.append(e.Offered(why="another coordinator was asked to take it", by=command.by, to=person))
    by = "" if command.by is None else this.roster_name(command.by)
    this.tell(person, K.C_HANDS_OFFERED, {**this.about(), "person": by}, subject=this.incident.id)
    this.answer(command.by, K.C_HANDS_OFFER, {"number": number, "person": name}, subject=this.incident.id)


def refuse(this: Deciding, command: c.RefuseCall) -> None:
    if command.by is None or this.incident.offered_to != command.by:
        raise Refused(K.C_HANDS_NOT_OFFERED, {"number": this.incident.number})
    this.incident = replace(this.incident, offered_to=None)
    this.events.append(e.OfferRefused(why="they do not take it", by=command.by))
    params: Params = {"number": this.incident.number, "person": this.roster_name(command.by)}
    if this.incident.owner is not None:
        this.tell(this.incident.owner, K.C_HANDS_REFUSED, params, subject=this.incident.id)
    this.answer(command.by, K.C_LEFT_AS_IT_IS)


def lose_owner(this: Deciding, command: c.LoseOwner) -> None:
    """It is nobody's again, nor watched by them, and no longer offered to them."""
    incident, person = this.incident, command.person
    this.incident = replace(
        incident,
        owner=None if incident.owner == person else incident.owner,
        offered_to=None if incident.offered_to == person else incident.offered_to,
        monitor=None if incident.monitor == person else incident.monitor,
        monitor_next=None if incident.monitor_next == person else incident.monitor_next,
    )


def keep_from(this: Deciding, command: c.KeepFrom) -> None:
    """Nothing of it stands in the log: nobody is to see who may be meant."""
    for person in command.people:
        lose_owner(this, c.LoseOwner(incident=command.incident, person=person))
    this.incident = replace(this.incident, kept_from=command.people)


def hand_to_team(this: Deciding, command: c.HandToTeam) -> None:
    """The incident stands under the other team's plan already. Who is going stays; who was asked is asked no more."""
    must_run(this)
    number = this.incident.number
    if not this.incident.plan.ready:
        raise Refused(K.C_HANDS_NOT_READY, {"number": number, "nature": this.incident.nature})
    theirs: set[PersonId] = {each.person.id for each in this.facts.candidates}
    for page in this.incident.live_pages():
        if page.person not in theirs:
            asking.end_page(this, page.id, e.PageWithdrawn, "another team takes the call")
            asking.stand_down(this, page)
    this.incident = replace(
        this.incident,
        owner=None,
        offered_to=None,
        monitor=None,
        monitor_next=None,
        held=False,
        exhausted=False,
        ring=Ring.FIRST,
        aid_asked=False,
    )
    this.events.append(e.HandedToTeam(why="a coordinator handed it over", by=command.by, team=command.team))
    this.tasks_done.add(TaskKind.HELD)
    this.tell_coordinators(K.C_OPENED, this.about())
    this.answer(command.by, K.C_HANDS_TEAM, {"number": number, "team": command.name}, subject=this.incident.id)
    asking.refill(this, "another team takes the call", again=True)
