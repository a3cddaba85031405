"""Somebody who texts with whoever waits, from afar: a coordinator, or whom a coordinator names.

They are beside all that the need asks: they fill none of it, nobody goes in because of them, no place is theirs to
know, they never lead, and no timer asks where they are. Words pass both ways until they are done or the call closes.
"""

from domain import by_hand, later
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import AssignmentId, PersonId
from domain.incident import ASSIGNMENT_MOVES, Assignment, AssignmentState
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.tasks import TaskKind


def begin(this: Deciding, command: c.TextWith) -> None:
    """`person` texts with whoever waits from now on; they may go there later all the same."""
    by_hand.must_run(this)
    incident, person = this.incident, command.person
    number: Params = {"number": incident.number}
    mine = incident.assignment_of(person)
    if mine is not None and not mine.by_text:
        raise Refused(K.C_HANDS_ON_IT, {**number, "code": mine.code})
    if mine is not None:
        this.answer(command.by, K.C_BY_TEXT, {**number, "code": mine.code}, subject=incident.id)
        return
    known = this.known(person)
    coordinates = known is not None and known.is_coordinator() and bool(known.reachable_points())
    calls = person in this.facts.callers
    if calls or this.is_held_back(person) or not (coordinates or this.may_go(person)):
        raise Refused(K.C_CANNOT_ASSIGN, {"person": this.roster_name(person)})
    if person != command.by and by_hand.rests(this, person):
        raise Refused(K.C_HANDS_RESTS, {**number, "person": this.roster_name(person)})
    this.ask_aside(person)
    mine = join(this, command, "a coordinator put them on it")
    for each in incident.going():
        this.tell(each.person, K.M_REMOTE_BESIDE, {"code": each.code, "other": mine.code})
    this.tell_requester(K.R_BY_TEXT, {"code": mine.code})
    told: Params = {**number, "code": mine.code}
    for reader in this.with_owner(this.facts.coordinators):
        if reader not in (person, command.by):
            this.tell(reader, K.C_BY_TEXT, told, subject=incident.id)
    if person != command.by:
        this.answer(command.by, K.C_BY_TEXT, told, subject=incident.id)
    later.ask_aside_all(this)


def join(this: Deciding, command: c.TextWith, why: str) -> Assignment:
    """Under a code name of their own; they hear how to write."""
    incident, person = this.incident, command.person
    by = command.by or person
    event = e.TextsFromAfar(why=why, by=by, assignment=AssignmentId(this.facts.ids.id("asg")), person=person)
    mine = Assignment(
        id=event.assignment,
        incident=incident.id,
        person=person,
        page=None,
        code=this.code_name(),
        state=ASSIGNMENT_MOVES.after(None, event),
        accepted_at=this.now,
        skills=this.skills_of(person),
        probation=this.on_probation(person),
        remote=True,
        by_text=True,
    )
    this.add(mine)
    this.events.append(event)
    how: Params = {
        "code": mine.code,
        "requester": incident.requester_code,
        "number": incident.number,
        "languages": incident.language,
    }
    if person == command.by:
        this.answer(person, K.M_BY_TEXT, how, subject=incident.id)
    else:
        this.tell(person, K.M_BY_TEXT, how, subject=incident.id)
    if incident.silent:
        this.tell(person, K.M_SILENT, {"requester": incident.requester_code})
    this.tasks_done.add(TaskKind.REMOTE_HELP)
    return mine


def end(
    this: Deciding,
    mine: Assignment,
    why: str,
    *,
    said_so: bool = False,
    done: bool = False,
    by: PersonId | None = None,
) -> None:
    """They text no more. Somebody else is looked for, unless they are `done`.

    `by`: the coordinator who stood them down, who is answered.
    """
    kind = e.Cleared if done else e.DroppedOut if by is None else e.StoodDown
    this.move(mine, kind(why=why, by=by or mine.person, assignment=mine.id, person=mine.person))
    if said_so:
        this.answer(mine.person, K.M_FINISHED, {"code": mine.code})
    self_told = {mine.person, by} if said_so or by is not None else set()
    for reader in this.with_owner(this.facts.coordinators):
        if reader not in self_told:
            told: Params = {"number": this.incident.number, "code": mine.code}
            this.tell(reader, K.C_BY_TEXT_OVER, told, subject=this.incident.id)
    if this.incident.texting():
        return
    this.tell_requester(K.R_BY_TEXT_OVER, {"code": mine.code})
    waits = any(each.state is AssignmentState.HOLDING for each in this.incident.going())
    if waits and not done:
        this.want(TaskKind.REMOTE_HELP, "whoever texted with the requester cannot go on")


def goes_instead(this: Deciding, mine: Assignment) -> None:
    """They go there themselves from now on, under another name."""
    why = "they go there themselves"
    this.move(mine, e.Cleared(why=why, by=mine.person, assignment=mine.id, person=mine.person))
