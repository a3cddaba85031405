"""Two calls that tell of the same become one; and one call that tells of two needs becomes two.

The call that goes is closed as a duplicate. Whoever called there is heard in the other from then on, and hears its
news; who was asked there is asked no more; who goes there goes on in the other, as far as it has room, and is thanked
where it has none. Nobody who is on their way or there is sent home by a merge: the other's cap gives way to them. For a
while it can be taken apart again.
"""

from dataclasses import replace

from domain import asking, going, requester
from domain import commands as c
from domain import events as e
from domain.by_hand import must_run
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import ConversationId, IncidentId, PersonId
from domain.incident import AlsoHeard, Assignment, AssignmentState, Disposition, Incident, Ring
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.tasks import TaskKind

_ON_THEIR_WAY = frozenset({AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE})


def who_moves(merged: Incident, into: Incident) -> frozenset[PersonId]:
    """Who of those going to `merged` goes on in `into`: everybody on their way or there, others while it has room."""
    there = {each.person for each in into.going()}
    others = [each for each in merged.going() if each.person not in there]
    must = [each.person for each in others if each.state in _ON_THEIR_WAY]
    room = max(0, into.need.cap - len(into.counted()) - len(must))
    may = [each.person for each in others if each.state not in _ON_THEIR_WAY]
    return frozenset((*must, *may[:room]))


def callers(of: Incident) -> tuple[ConversationId, ...]:
    """Every conversation in which somebody called about it, silent or not."""
    first = () if of.conversation is None else (of.conversation,)
    return (*first, *(each.conversation for each in of.also))


# --- the one that goes


def merge(this: Deciding, command: c.Merge) -> None:
    must_run(this)
    for page in this.incident.live_pages():
        asking.end_page(this, page.id, e.PageWithdrawn, "the same as another call")
        asking.stand_down(this, page)
    for each in this.incident.going():
        moves = each.person in command.moves
        why = "goes on in another call" if moves else "the other call has enough"
        this.move(each, e.Cleared(why=why, by=command.by, assignment=each.id, person=each.person))
        if not moves:
            this.tell(each.person, K.M_HANDS_STOOD_DOWN, {"code": each.code})
    this.incident = replace(
        this.incident,
        disposition=Disposition.DUPLICATE,
        closed_at=this.now,
        merged_into=command.into,
        held=False,
        offered_to=None,
    )
    this.events.append(e.MergedInto(why="it tells of the same", by=command.by, into=command.into))
    this.happened(e.Closed(why="merged into another", by=command.by, disposition=Disposition.DUPLICATE.value))
    this.tell_requester(K.R_HANDS_MERGED)
    this.tasks_done |= frozenset(TaskKind)
    numbers: Params = {"number": this.incident.number, "into": command.number}
    for person in this.with_owner(this.facts.coordinators):
        if person != command.by:
            this.tell(person, K.C_HANDS_MERGED, numbers, subject=this.incident.id)
    this.answer(command.by, K.C_HANDS_MERGED, numbers, subject=this.incident.id)


def take_apart(this: Deciding, command: c.TakeApart) -> None:
    """Open again, with the need it had: who went on in the other call is not taken away from there."""
    incident = this.incident
    if incident.merged_into is None or incident.is_alive():
        raise Refused(K.C_HANDS_NOT_MERGED, {"number": incident.number})
    need = incident.need
    responders = len(incident.counted()) + need.responders
    need = replace(need, responders=responders, cap=max(need.cap, responders))
    this.incident = replace(
        incident, need=need, disposition=None, closed_at=None, merged_into=None, exhausted=False, ring=Ring.FIRST
    )
    this.happened(e.Reopened(why="it tells of something else after all", by=command.by))
    this.tell_requester(K.R_REOPENED)
    for person in this.facts.coordinators:
        if person != command.by:
            this.tell(person, K.C_REOPENED, this.about(), subject=incident.id)
    this.answer(command.by, K.C_REOPENED, this.about(), subject=incident.id)
    asking.refill(this, "reopened", again=True)


# --- the one that stays


def take_in(this: Deciding, command: c.TakeIn) -> None:
    must_run(this)
    merged = command.merged
    this.events.append(e.TookIn(why="another call tells of the same", by=command.by, came_from=merged.id))
    _hear_also(this, merged)
    _hear_what_was_said(this, merged)
    _bring(this, [each for each in merged.going() if each.person in command.moves])
    for each in merged.going():
        _go_on_as_they_were(this, each)
    this.settle()


def let_go(this: Deciding, command: c.LetGo) -> None:
    if not this.incident.is_alive():
        return
    gone = [each for each in this.incident.also if each.came_from == command.came_from]
    stay = tuple(each for each in this.incident.also if each.came_from != command.came_from)
    this.incident = replace(this.incident, also=stay)
    this.events.append(e.LetGo(why="it tells of something else after all", by=command.by, came_from=command.came_from))
    for caller in gone:
        for each in this.incident.going():
            this.tell(each.person, K.M_HANDS_APART, {"code": each.code, "requester": caller.code})


def split_into(this: Deciding, command: c.SplitInto) -> None:
    this.events.append(e.SplitOff(why="it tells of two needs", by=command.by, into=command.into))
    params: Params = {"number": this.incident.number, "into": command.number, "nature": command.nature}
    this.answer(command.by, K.C_HANDS_SPLIT, params)


def _hear_also(this: Deciding, merged: Incident) -> None:
    """Whoever called there, under the code name they had, or another where that is taken."""
    known = set(callers(this.incident))
    if merged.conversation is not None and merged.conversation not in known:
        _add(this, merged.conversation, merged.requester_code, merged.id, silent=merged.silent)
    for each in merged.also:
        if each.conversation not in known:
            _add(this, each.conversation, each.code, merged.id, silent=each.silent)


def _add(this: Deciding, conversation: ConversationId, code: str, came_from: IncidentId, *, silent: bool) -> None:
    incident = this.incident
    code = this.code_name() if code in incident.codes() else code
    caller = AlsoHeard(conversation=conversation, code=code, came_from=came_from, silent=silent)
    this.incident = replace(incident, also=(*incident.also, caller))
    for each in this.released():
        this.tell(each.person, K.M_HANDS_ALSO, {"code": each.code, "requester": code})
        if silent:
            going.tell_who_is_silent(this, each.person, code)


def _hear_what_was_said(this: Deciding, merged: Incident) -> None:
    """As if they had said it here. They are answered by what they hear of the merge."""
    said = merged.words or ("",)
    this.said_in, this.overheard = merged.conversation, True
    for n, words in enumerate(said):
        more = c.AddWords(
            incident=this.incident.id,
            words=words,
            place=merged.place if n == 0 else None,
            danger=merged.danger and n == 0,
            quietly=True,
        )
        if words or more.place is not None or more.danger:
            requester.add_words(this, more)
    this.said_in, this.overheard = None, False


def _bring(this: Deciding, coming: list[Assignment]) -> None:
    """They come together, with the details of this call: nobody waits for those who come with them, or is asked for."""
    coming.sort(key=lambda each: each.state is not AssignmentState.ON_SCENE)
    for n, each in enumerate(coming):
        need = this.incident.need
        while not this.incident.has_room_for(each.skills, probation=each.probation):
            need = replace(need, cap=need.cap + 1)
            this.incident = replace(this.incident, need=need)
        page = next((page.id for page in this.incident.live_pages() if page.person == each.person), None)
        if page is not None:
            asking.end_page(this, page, e.PageAccepted, "they come from the call that was merged into this")
        this.ask_aside(each.person)
        going.send(
            this,
            each.person,
            each.skills,
            each.minutes,
            page=page,
            why="their call was merged into this",
            there=each.state is AssignmentState.ON_SCENE,
            beside=coming[n + 1 :],
        )
    this.ask_aside_all()


def _go_on_as_they_were(this: Deciding, was: Assignment) -> None:
    """Whoever is there stays there, however few there are; whoever was on the way is, unless they have to wait."""
    mine = this.incident.assignment_of(was.person)
    if mine is None:
        return
    if was.state is AssignmentState.ON_SCENE and mine.state is not AssignmentState.ON_SCENE:
        if mine.state is AssignmentState.HOLDING:
            going.release_one(this, mine)
            mine = this.incident.assignment_of(was.person) or mine
        this.move(mine, e.Arrived(why="was there already", assignment=mine.id, person=mine.person))
        this.tell_requester(K.R_THERE, {"code": mine.code})
    elif was.state is AssignmentState.EN_ROUTE and mine.state is AssignmentState.ACCEPTED:
        this.move(mine, e.SetOut(why="was on the way already", assignment=mine.id, person=mine.person))
