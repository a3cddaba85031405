"""Who watches over those who go to a call: the coordinator who is asked first when somebody gives no sign.

nobody named    whoever is on call, in their order
taken           they come first; the others after them, as before
offered         it stays with whoever has it until the other says yes. A no, or no answer, leaves it there, and
                they hear so
"""

from dataclasses import replace

from domain import commands as c
from domain import events as e
from domain.by_hand import must_run
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import PersonId
from domain.messages import MessageKind as K
from domain.messages import Params, Wake, WakeKind


def hand_watch(this: Deciding, command: c.HandWatch) -> None:
    """Ask another coordinator of the team to watch. Who asks watches until then, if nobody else does."""
    must_run(this)
    person, number = command.person, this.incident.number
    known = this.facts.people.get(person)
    coordinates = known is not None and known.is_coordinator(this.incident.team)
    if known is None or not coordinates or not known.reachable_points() or not this.may_have_it(person):
        raise Refused(K.C_HANDS_NO_COORDINATOR, {"person": this.roster_name(person)})
    if this.incident.monitor == person:
        told: Params = {"number": number, "person": this.roster_name(person)}
        this.answer(command.by, K.C_WATCH_TAKEN, told, subject=this.incident.id)
        return
    this.incident = replace(this.incident, monitor=this.incident.monitor or command.by, monitor_next=person)
    this.events.append(e.WatchOffered(why="another coordinator was asked to watch", by=command.by, to=person))
    by = "" if command.by is None else this.roster_name(command.by)
    this.tell(person, K.C_WATCH_OFFERED, {**this.about(), "person": by}, subject=this.incident.id)
    asked: Params = {"number": number, "person": this.roster_name(person)}
    this.answer(command.by, K.C_WATCH_OFFER, asked, subject=this.incident.id)
    subject = f"{this.incident.id}|{person}|{int(this.now.timestamp())}"
    at = this.now + this.incident.plan.policy.safety.next_monitor
    this.wakes.append(Wake(kind=WakeKind.WATCH_OFFERED, subject=subject, at=at, incident=this.incident.id))


def take_watch(this: Deciding, command: c.TakeWatch) -> None:
    """They are asked first from now on; whoever watched before hears so, and need not any more."""
    must_run(this)
    before, mine, number = this.incident.monitor, command.by, this.incident.number
    if mine is None:
        return
    this.incident = replace(this.incident, monitor=mine, monitor_next=None)
    if before != mine:
        this.events.append(e.WatchTaken(why="a coordinator watches", by=mine))
    if before not in (None, mine):
        told: Params = {"number": number, "person": this.roster_name(mine)}
        this.tell(before, K.C_WATCH_TAKEN, told, subject=this.incident.id)
    this.answer(mine, K.C_WATCH_YOURS, {"number": number}, subject=this.incident.id)


def refuse_watch(this: Deciding, command: c.RefuseWatch) -> None:
    if command.by is None or this.incident.monitor_next != command.by:
        raise Refused(K.C_HANDS_NOT_OFFERED, {"number": this.incident.number})
    this.incident = replace(this.incident, monitor_next=None)
    this.events.append(e.WatchRefused(why="they do not watch", by=command.by))
    _stays(this, command.by, K.C_WATCH_REFUSED)
    this.answer(command.by, K.C_LEFT_AS_IT_IS)


def watch_unanswered(this: Deciding, subject: str) -> None:
    """Who was asked has not said that they watch: whoever has it hears that it is still theirs."""
    _, person, _ = subject.split("|")
    if this.incident.is_alive() and this.incident.monitor_next == person:
        _stays(this, PersonId(person), K.C_WATCH_UNANSWERED)


def _stays(this: Deciding, asked: PersonId, kind: K) -> None:
    if this.incident.monitor is not None:
        params: Params = {"number": this.incident.number, "person": this.roster_name(asked)}
        this.tell(this.incident.monitor, kind, params, subject=this.incident.id)
