"""Two calls that tell of the same become one; and one call that tells of two needs becomes two.

The call that goes is closed as a duplicate. Whoever called there is heard in the other from then on, and hears its
news; who was asked there is asked no more; who goes there goes on in the other, as far as it has room, and is thanked
where it has none. Nobody who is on their way or there is sent home by a merge: the other's cap gives way to them. For a
while it can be taken apart again. People who go to an exact place are not sent to another one by it; and what is for
different times stays two calls, as a yes for one time is none for another.
"""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from domain import aid, asking, by_text, going, keeping_time, later, relay, requester, rounds, screening
from domain import commands as c
from domain import events as e
from domain.by_hand import must_run
from domain.deciding import Deciding
from domain.editing import need_params
from domain.errors import Refused
from domain.ids import ConversationId, IncidentId, PersonId, SkillId
from domain.incident import AlsoHeard, Assignment, AssignmentState, Disposition, Incident, Ring
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.needs import Mode, Need
from domain.neighbours import Aid, AidState, only_whoever_goes
from domain.tasks import OF_THE_CALL

_NEEDS_MORE = "the other call needs more"
_ON_THEIR_WAY = frozenset({AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE})


def who_moves(merged: Incident, into: Incident) -> frozenset[PersonId]:
    """Who of those going to `merged` goes on in `into`: everybody on their way or there, others while it has room."""
    there = {each.person for each in into.going()}
    others = [each for each in merged.going() if each.person not in there]
    must = [each.person for each in others if each.state in _ON_THEIR_WAY]
    room = max(0, into.need.cap - len(into.counted()) - len(must))
    may = [each.person for each in others if each.state not in _ON_THEIR_WAY]
    return frozenset((*must, *may[:room]))


def who_goes_to_both(merged: Incident, into: Incident) -> frozenset[PersonId]:
    there = {each.person for each in into.going()}
    return frozenset(each.person for each in merged.assignments if each.person in there)


def aid_that_comes(merged: Incident, into: Incident, now: datetime, by: PersonId | None) -> tuple[Aid, ...]:
    """The neighbours' parts in `merged` that `into` has from now on, so that they see theirs go on.

    Into another team's call nobody new is asked of them: that team may have agreed to nothing. Neither of the team
    whose call is merged.
    """
    theirs = [each for each in merged.neighbours if each.state is AidState.OPEN and each.team != into.team]
    if merged.team == into.team:
        known = (into.aid_of(each.team) for each in theirs)
        return tuple(each for each, one in zip(theirs, known, strict=True) if one is None or each.state != one.state)
    why = "their call was merged into this"
    parts = [each.after(e.AidWithdrawn(why=why, by=by, team=each.team), now) for each in theirs]
    parts += [only_whoever_goes(merged.team, now, by, why)] if merged.going() else []
    return tuple(each for each in parts if into.aid_of(each.team) is None)


def as_one(merged: Incident, into: Incident, comes: tuple[Aid, ...]) -> Incident:
    """`into` as facts are gathered for it: with whoever called in either, and the neighbours of both."""
    first = into.conversation
    also = [
        AlsoHeard(conversation=each, code="", came_from=merged.id)
        for each in callers(merged)
        if each != first and into.also_heard(each) is None
    ]
    kept = [each for each in into.neighbours if each.team not in {one.team for one in comes}]
    return replace(into, also=(*into.also, *also), neighbours=(*kept, *comes))


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
    closed: Params = {"requester": this.incident.requester_code, "disposition": Disposition.DUPLICATE.value}
    for each in keeping_time.let_go(this, "merged into another"):
        if each.person not in command.both:
            this.tell(each.person, K.M_CLOSED, closed)
    for each in this.incident.going():
        moves = each.person in command.moves | command.both
        why = "goes on in another call" if moves else "the other call has enough"
        this.move(each, e.Cleared(why=why, by=command.by, assignment=each.id, person=each.person))
        if not moves:
            this.tell(each.person, K.M_HANDS_STOOD_DOWN, {"code": each.code})
    for each in this.incident.texting():
        why = "goes on in another call"
        this.move(each, e.Cleared(why=why, by=command.by, assignment=each.id, person=each.person))
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
    this.tasks_done |= OF_THE_CALL
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
    rounds.from_the_first(this)
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
    _must_be_for_the_same_time(this, merged)
    this.events.append(e.TookIn(why="another call tells of the same", by=command.by, came_from=merged.id))
    this.incident = replace(this.incident, kept_from=this.incident.kept_from | merged.kept_from)
    for neighbour in command.aid:
        aid.carry(this, neighbour)
    if merged.team != this.incident.team:
        numbers: Params = {"number": merged.number, "into": this.incident.number}
        for person in this.facts.coordinators:
            if person != command.by:
                this.tell(person, K.C_HANDS_MERGED, numbers, subject=merged.id)
    wider = _needs_as_either(this, merged.need, command.by)
    _hear_also(this, merged)
    _hear_what_was_said(this, merged)
    screening.join(this, merged, command.by)
    _bring(this, [each for each in merged.going() if each.person in command.moves])
    for each in merged.going():
        _go_on_as_they_were(this, each)
    for each in merged.texting():
        if this.incident.assignment_of(each.person) is None:
            texts = c.TextWith(incident=this.incident.id, person=each.person)
            by_text.join(this, texts, "texted in the call that was merged into this")
    asking.ask_only_who_suits(this, _NEEDS_MORE)
    waits = going.keep_together(this, _NEEDS_MORE) if wider else ()
    this.settle()
    if wider and not this.incident.is_filled():
        this.incident = replace(this.incident, exhausted=False)
        asking.refill(this, _NEEDS_MORE)
    going.tell_to_wait(this, waits)
    going.tell_who_waits(this, waits)


def _needs_as_either(this: Deciding, other: Need, by: PersonId | None) -> bool:
    """Whoever is asked holds what either of the two needs; where one says that nobody goes alone, nobody does.

    True if more is needed than before.
    """
    before = this.incident.need
    need = _both(before, other)
    if need == before:
        return False
    this.incident = replace(this.incident, need=need)
    cap = max(need.cap, len(this.incident.counted()) + this.incident.missing_roles())
    need = replace(need, cap=cap)
    this.incident = replace(this.incident, need=need)
    why = _NEEDS_MORE
    this.events.append(e.NeedChanged(why=why, by=by, responders=need.responders, cap=need.cap, together=need.together))
    told: Params = {"number": this.incident.number, **need_params(need)}
    this.answer(by, K.C_HANDS_NEED, told, subject=this.incident.id)
    _tell_of_skills(this, (need.skills | need.roles.keys()) - (before.skills | before.roles.keys()))
    return True


def _tell_of_skills(this: Deciding, new: Set[SkillId]) -> None:
    """Whoever goes already knows what is needed beside what they came for, and that nobody expects it of them."""
    for each in this.incident.going() if new else ():
        told: Params = {"code": each.code, "skills": ",".join(sorted(new))}
        this.tell(each.person, K.M_HANDS_SKILLS, told, subject=this.incident.id)


def _both(need: Need, other: Need) -> Need:
    """`need` with what `other` needs beside it. Who goes somewhere and who helps from afar are not counted together."""
    skills = need.skills | other.skills
    if need.mode is not Mode.GO or other.mode is not Mode.GO:
        return replace(need, skills=skills)
    roles = {each: max(need.roles.get(each, 0), other.roles.get(each, 0)) for each in (*need.roles, *other.roles)}
    there = {each for one in (need, other) for each in one.roles if each not in one.remote}
    remote = frozenset(roles) - there
    together = max(need.together, other.together)
    more = together - need.together
    responders = need.responders if need.responders >= together else need.responders + more
    responders = max((responders, together + sum(roles[each] for each in remote), *roles.values()))
    return replace(
        need,
        skills=skills,
        roles=roles,
        remote=remote,
        together=together,
        responders=responders,
        cap=max(need.cap, responders),
    )


def _must_be_for_the_same_time(this: Deciding, merged: Incident) -> None:
    into = this.incident
    later = merged.is_ahead(this.now) or into.is_ahead(this.now)
    if later and merged.need.window != into.need.window:
        raise Refused(K.C_HANDS_OTHER_TIME, {"number": merged.number, "into": into.number})


def let_go(this: Deciding, command: c.LetGo) -> None:
    """Whoever called there is heard here no longer, closed or not: what is reopened or taken apart later hears its own.

    Nobody who goes to a closed call is there to be told.
    """
    gone = let_go_with(this.incident, command.came_from, command.callers)
    stay = tuple(each for each in this.incident.also if each not in gone)
    this.incident = replace(this.incident, also=stay)
    this.events.append(e.LetGo(why="it tells of something else after all", by=command.by, came_from=command.came_from))
    for caller in gone:
        for each in this.incident.taking_part():
            this.tell(each.person, K.M_HANDS_APART, {"code": each.code, "requester": caller.code})


def let_go_with(into: Incident, came_from: IncidentId, who: Set[ConversationId]) -> tuple[AlsoHeard, ...]:
    """Those of `who` that are heard in `into` because `came_from` was merged into it."""
    return tuple(each for each in into.also if each.came_from == came_from and each.conversation in who)


def split_into(this: Deciding, command: c.SplitInto) -> None:
    this.events.append(e.SplitOff(why="it tells of two needs", by=command.by, into=command.into))
    params: Params = {"number": this.incident.number, "into": command.number, "nature": command.nature}
    this.answer(command.by, K.C_HANDS_SPLIT, params)


def _hear_also(this: Deciding, merged: Incident) -> None:
    """Whoever called there, under the code name they had, or another where that is taken."""
    known = set(callers(this.incident))
    if merged.conversation is not None and merged.conversation not in known:
        _add(this, merged.conversation, merged.requester_code, merged, silent=merged.silent)
    for each in merged.also:
        if each.conversation not in known:
            _add(this, each.conversation, each.code, merged, silent=each.silent)


def _add(this: Deciding, conversation: ConversationId, code: str, merged: Incident, *, silent: bool) -> None:
    incident, knows = this.incident, merged.requester_code in merged.relayed.told
    code = this.code_name() if code in incident.codes() else code
    caller = AlsoHeard(conversation=conversation, code=code, came_from=merged.id, silent=silent)
    this.incident = replace(incident, also=(*incident.also, caller))
    if not knows:
        relay.tell_newcomer(this, conversation)
    for each in this.released():
        this.tell(each.person, K.M_HANDS_ALSO, {"code": each.code, "requester": code})
        if silent:
            going.tell_who_is_silent(this, each.person, code)


def _hear_what_was_said(this: Deciding, merged: Incident) -> None:
    """As if they had said it here. They are answered by what they hear of the merge.

    Whoever goes already goes on to where they were sent: another exact place is a coordinator's to decide.
    """
    said, place = merged.words or ("",), merged.place
    if merged.keeps_to_itself():
        requester.keep_to_itself(this, merged.retention)
    this.said_in, this.overheard = merged.conversation, True
    if place is not None and requester.stays(this, place):
        requester.tell_second_place(this, place)
        place = None
    for n, words in enumerate(said):
        more = c.AddWords(
            incident=this.incident.id,
            words=words,
            place=place if n == 0 else None,
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
        keeping_time.comes_otherwise(this, each.person, "comes with the call that was merged into this")
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
    later.ask_aside_all(this)


def _go_on_as_they_were(this: Deciding, was: Assignment) -> None:
    """Whoever is there stays there, however few there are; whoever was on the way is, unless they have to wait."""
    mine = this.incident.assignment_of(was.person)
    if mine is None:
        return
    if was.watch.is_open() and not mine.watch.is_open():  # nobody is well because their call goes by another number
        mine = replace(mine, watch=was.watch)
        this.put(mine)
    if was.state is AssignmentState.ON_SCENE and mine.state is not AssignmentState.ON_SCENE:
        if mine.state is AssignmentState.HOLDING:
            going.release_one(this, mine)
            mine = this.incident.assignment_of(was.person) or mine
        this.move(mine, e.Arrived(why="was there already", assignment=mine.id, person=mine.person))
        this.tell_requester(K.R_THERE, {"code": mine.code})
    elif was.state is AssignmentState.EN_ROUTE and mine.state is AssignmentState.ACCEPTED:
        this.move(mine, e.SetOut(why="was on the way already", assignment=mine.id, person=mine.person))
