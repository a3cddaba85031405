"""Who goes: accepting, waiting for the other, on the way, there, done, or not going after all."""

from collections.abc import Sequence
from dataclasses import replace

from domain import asking, by_text, later, leading, relay, rounds
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import AssignmentId, PageId, PersonId, SkillId
from domain.incident import ASSIGNMENT_MOVES, PAGE_MOVES, Assignment, AssignmentState, Incident, Page, PageState
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.needs import Mode, Need
from domain.tasks import TaskKind

_KEPT = "the places left are kept"
_NOT_NEEDED = "no longer needed"


def accept(this: Deciding, command: c.Accept) -> None:
    incident = this.incident
    page = incident.page(command.page)
    if page is None or command.by != page.person:
        raise Refused(K.M_NOTHING_OPEN)
    page = next((each for each in incident.live_pages() if each.person == page.person), page)
    mine = incident.assignment_of(page.person)
    if mine is not None and mine.state is AssignmentState.ON_SCENE:
        this.answer(mine.person, K.M_ARRIVED, {"code": mine.code}, subject=incident.id)
        return
    if mine is not None and not mine.by_text:
        said_again(this, mine, command.minutes)
        return
    if not this.may_go(page.person):
        raise Refused(K.M_MAY_NOT)
    skills = this.skills_of(page.person)
    others = (each.person for each in incident.taking_part() if each.person != page.person)
    beside = [*others, *this.facts.callers]
    room = incident.has_room_for(skills, probation=this.on_probation(page.person))
    room = room and not incident.leaves_people_to_others()
    room = room and not this.never_with(page.person, beside) and not this.is_held_back(page.person)
    if not room or not incident.is_alive() or this.lacks_mentor(page.person) or _was_assigned(this, page):
        thank(this, page, *_why_no_place(this, room=room, lacks_mentor=this.lacks_mentor(page.person)))
        asking.refill(this, "an accept found no place")
        return
    if PAGE_MOVES.allows(page.state, e.PageAccepted):
        asking.end_page(this, page.id, e.PageAccepted, "accepted", by=page.person)
    if page.state is PageState.WITHDRAWN:
        this.ask_aside_of(page.person)
    send(this, page.person, skills, command.minutes, page=page.id, why=f"accepted a page that was {page.state}")


def _was_assigned(this: Deciding, page: Page) -> bool:
    """True for somebody who went and finished since this page was sent, where nobody more is needed.

    Where somebody is, as in a call that was opened again, their yes counts. Who dropped out may change their mind, and
    who was asked afresh may go again.
    """
    if not this.incident.is_filled():
        return False
    done = [each for each in this.incident.counted() if each.state is AssignmentState.CLEAR]
    mine = [each for each in done if each.person == page.person]
    return any(each.page == page.id or each.ended_at is None or each.ended_at > page.sent_at for each in mine)


def _why_no_place(this: Deciding, *, room: bool, lacks_mentor: bool) -> tuple[K, str]:
    """What is true of a call that has no place for somebody: the sentence for them, and the reason."""
    incident = this.incident
    if not incident.is_alive():
        return K.M_THANKED_OVER, "the call is closed"
    if lacks_mentor:
        return K.M_TRAINING_NO_MENTOR, "a trainee, and no mentor of theirs goes"
    if not room and len(incident.counted()) < incident.need.cap and not incident.is_filled():
        return K.M_THANKED_FOR_ANOTHER, _KEPT
    return K.M_THANKED_LATE, "enough are going"


def thank(this: Deciding, page: Page, kind: K, why: str) -> None:
    if PAGE_MOVES.allows(page.state, e.PageWithdrawn):
        asking.end_page(this, page.id, e.PageWithdrawn, why)
    this.events.append(e.ThankedLate(why=why, page=page.id, person=page.person))
    this.answer(page.person, kind, slot=f"page:{page.id}")


def said_again(this: Deciding, mine: Assignment, minutes: int | None) -> None:
    """A repeated accept changes nothing but the minutes, and is answered with the same details."""
    comes = not mine.remote and mine.state is not AssignmentState.ON_SCENE and not this.incident.is_ahead(this.now)
    if minutes is not None and minutes != mine.minutes and comes:
        mine = replace(mine, minutes=minutes)
        this.put(mine)
        if mine.state is not AssignmentState.HOLDING:
            this.tell_requester(K.R_COMING_MINUTES, {"code": mine.code, "minutes": minutes})
    if mine.state is AssignmentState.HOLDING:
        this.answer(mine.person, *later.hold_said(this, mine), subject=this.incident.id)
    else:
        this.answer(mine.person, *later.go_said(this, mine), subject=this.incident.id)


def send(
    this: Deciding,
    person: PersonId,
    skills: frozenset[SkillId],
    minutes: int | None,
    *,
    page: PageId | None,
    why: str,
    by: PersonId | None = None,
    there: bool = False,
    beside: Sequence[Assignment] = (),
) -> Assignment:
    """Make the assignment; hold, or release everybody who was holding; stop asking once the need is filled.

    `by`: who sends them, if not they themselves. `there`: they are on scene already, and do not hold. `beside`: who
    comes with them, and is sent right after them.
    """
    texts = this.incident.assignment_of(person)
    if texts is not None and texts.by_text:
        by_text.goes_instead(this, texts)
    incident = this.incident
    filled_before = incident.is_filled()
    probation = this.on_probation(person)
    remote = incident.would_be_remote(skills)
    near = [each for each in beside if not incident.would_be_remote(each.skills)]
    alone = not remote and len(incident.in_person()) + 1 + len(near) < incident.need.together
    alone = alone or (probation and not incident.has_somebody_seasoned() and all(each.probation for each in near))
    alone = alone and not there
    kind = e.AcceptedToHold if alone else e.AcceptedToGo
    event = kind(why=why, by=by or person, assignment=AssignmentId(this.facts.ids.id("asg")), person=person)
    mine = Assignment(
        id=event.assignment,
        incident=incident.id,
        person=person,
        page=page,
        code=this.code_name(),
        state=ASSIGNMENT_MOVES.after(None, event),
        accepted_at=this.now,
        minutes=None if remote or incident.is_ahead(this.now) else minutes,
        lead=not probation and incident.lead() is None and incident.leads_from(remote=remote),
        skills=skills,
        probation=probation,
        remote=remote,
    )
    this.add(mine)
    this.events.append(event)
    slot = f"page:{page}" if page is not None else None
    asked_before = sum(not each.by_text for each in incident.assignments)
    ask_no_more_beside(this, person)
    if alone:
        this.answer(person, *later.hold_said(this, mine), subject=incident.id, slot=slot)
    else:
        this.answer(person, *later.go_said(this, mine), subject=incident.id, slot=slot)
        tell_if_silent(this, person)
        release(this, mine)
        this.tell_requester(*later.coming_said(this, mine))
    this.settle()
    if this.incident.is_filled() and not filled_before:
        filled(this)
    elif not this.incident.is_filled() and not beside:
        if alone:
            this.incident = replace(this.incident, exhausted=False)  # who waits for others hears whether any are asked
        asking.refill(this, "more are needed")
    if alone and not this.incident.exhausted:
        this.tell_requester(*later.holding_said(this, mine.code))
    ask_of_area(this, asked_before)
    return mine


def ask_of_area(this: Deciding, before: int) -> None:
    """The next of the area's own questions, now that somebody moves: the first with the first who goes, and so on.

    Never of a discreet need, nor in danger, where other things are asked; the answer is words like any others.
    """
    incident = this.incident
    if before < this.facts.questions and not incident.danger and not incident.keeps_to_itself():
        this.tell_requester(K.R_AREA_ASKS, {"question": f"{incident.team}:{incident.protection_area}:{before}"})


def ask_no_more_beside(this: Deciding, person: PersonId) -> bool:
    """Who is asked and never paired with `person`, who goes now, is asked no more. True if there was anybody."""
    pages = this.incident.live_pages()
    away = this.never_with(person, [each.person for each in pages])
    for page in pages:
        if page.person in away:
            asking.end_page(this, page.id, e.PageWithdrawn, _KEPT)
            asking.stand_down(this, page)
    return bool(away)


def release(this: Deciding, newest: Assignment) -> None:
    """Enough together: whoever was holding gets the place; those going hear of each other.

    Somebody who helps from afar is nobody to go beside.
    """
    for each in this.incident.taking_part():
        if each.id == newest.id:
            continue
        if each.state is AssignmentState.HOLDING and may_go_now(this, each):
            release_one(this, each)
        elif each.state is not AssignmentState.HOLDING:
            kind = K.M_REMOTE_BESIDE if newest.remote else K.M_OTHER_COMING
            this.tell(each.person, kind, {"code": each.code, "other": newest.code})


def may_go_now(this: Deciding, holding: Assignment) -> bool:
    need = this.incident.need
    enough = holding.remote or need.mode is Mode.REMOTE or len(this.incident.in_person()) >= need.together
    if holding.probation and (not this.incident.has_somebody_seasoned() or this.lacks_mentor(holding.person)):
        return False
    return enough


def release_one(this: Deciding, holding: Assignment) -> None:
    """They get the place, and the requester hears that they come."""
    event = e.Released(why="enough together", assignment=holding.id, person=holding.person)
    released = this.move(holding, event)
    this.tell(holding.person, *later.go_said(this, released, K.M_RELEASED), subject=this.incident.id)
    tell_if_silent(this, holding.person)
    this.tell_requester(*later.coming_said(this, released))


def tell_if_silent(this: Deciding, person: PersonId) -> None:
    """Whoever gets the place must know not to text."""
    silent = [this.incident.requester_code] if this.incident.silent else []
    for code in (*silent, *(each.code for each in this.incident.also if each.silent)):
        tell_who_is_silent(this, person, code)


def tell_who_is_silent(this: Deciding, person: PersonId, code: str) -> None:
    this.tell(person, K.M_SILENT, {"requester": code})


def filled(this: Deciding) -> None:
    for page in this.incident.live_pages():
        asking.end_page(this, page.id, e.PageWithdrawn, "the need is filled")
        asking.stand_down(this, page)
    _need_no_more(this)
    this.incident = replace(this.incident, exhausted=False, asks_again_at=None)
    this.tasks_done |= {TaskKind.NOBODY_LEFT, TaskKind.ASKING_AGAIN, TaskKind.LATER, TaskKind.UNSURE}
    codes = ", ".join(each.code for each in this.incident.going())
    this.tell_coordinators(K.C_FILLED, {"number": this.incident.number, "codes": codes})


def _need_no_more(this: Deciding) -> None:
    """Who did not say whether they come, and may know the way, hears once that others go in their place."""
    for each in this.incident.assignments:
        if each.state is AssignmentState.UNSURE:
            key = f"not_needed:{each.id}"
            this.tell(each.person, K.M_LATER_NOT_NEEDED, {"code": each.code}, key=key)


def set_off(this: Deciding, command: c.SetOff) -> None:
    mine = this.mine(command)
    if command.minutes is not None:
        mine = replace(mine, minutes=command.minutes)
        this.put(mine)
    if mine.state is AssignmentState.HOLDING:
        this.answer(mine.person, *later.hold_said(this, mine), subject=this.incident.id)
        return
    if mine.state is AssignmentState.ACCEPTED:
        this.move(mine, e.SetOut(why="on the way", by=mine.person, assignment=mine.id, person=mine.person))
        this.tell_requester(K.R_ON_THE_WAY, {"code": mine.code})
    this.answer(mine.person, K.M_SET_OFF, {"code": mine.code}, subject=this.incident.id)


def arrive(this: Deciding, command: c.Arrive) -> None:
    mine = this.mine(command)
    if mine.state is AssignmentState.HOLDING:
        this.answer(mine.person, *later.hold_said(this, mine), subject=this.incident.id)
        return
    if mine.state is not AssignmentState.ON_SCENE:
        there = this.move(mine, e.Arrived(why="on scene", by=mine.person, assignment=mine.id, person=mine.person))
        this.settle()
        this.tell_requester(K.R_THERE, {"code": mine.code})
        this.tell_coordinators(K.C_ARRIVED, {"number": this.incident.number, "code": mine.code})
        this.answer(mine.person, K.M_ARRIVED, {"code": mine.code}, subject=this.incident.id)
        leading.first_there(this, there)
        return
    this.answer(mine.person, K.M_ARRIVED, {"code": mine.code}, subject=this.incident.id)


def cannot_find(this: Deciding, command: c.CannotFind) -> None:
    mine = this.mine(command)
    if mine.state is AssignmentState.HOLDING:
        this.answer(mine.person, *later.hold_said(this, mine), subject=this.incident.id)
        return
    this.events.append(e.CannotFindSaid(why="cannot find them", by=mine.person))
    this.tell_requester(K.R_CANNOT_FIND, {"code": mine.code})
    this.tell_first_coordinators(K.C_CANNOT_FIND, {"number": this.incident.number, "code": mine.code})
    this.want(TaskKind.CANNOT_FIND, "somebody there cannot find them")
    told: Params = {"code": mine.code, **this.coordinator("knows")}
    asked = bool(this.incident.heard_in())
    this.answer(mine.person, K.M_CANNOT_FIND if asked else K.M_CANNOT_ASK, told, subject=this.incident.id)


def finish(this: Deciding, command: c.Finish) -> None:
    """Done. Whoever was only holding never went: for the need they are one who dropped out.

    Who was on the way, and waits because the others are done, is done like them.
    """
    mine = this.mine(command)
    if mine.by_text:
        by_text.end(this, mine, "done", said_so=True, done=True)
        return
    went = mine.watch.turned_back and this.incident.is_filled()
    if mine.state is AssignmentState.HOLDING and not went:
        leave(this, mine, "was holding, and cannot wait", said_so=True)
        return
    this.move(mine, e.Cleared(why="done", by=mine.person, assignment=mine.id, person=mine.person))
    this.answer(mine.person, K.M_FINISHED, {"code": mine.code})
    for waits in keep_together(this, "somebody has finished"):
        this.tell(waits.person, K.M_OTHER_DONE, {"code": waits.code, "other": mine.code}, subject=this.incident.id)
    leading.pass_on(this, mine, "whoever led is done")
    this.settle()
    waiting = ", ".join(each.code for each in this.incident.going() if each.state is AssignmentState.HOLDING)
    if waiting and not this.incident.live_pages():
        done: Params = {"number": this.incident.number, "code": mine.code, "codes": waiting}
        this.tell_coordinators(K.C_ONE_DONE, done)
        this.want(TaskKind.CLOSE, "one is done, another waits: say what happens next")
    if this.incident.going() or this.incident.live_pages():
        return
    this.tell_coordinators(K.C_ALL_DONE, {"number": this.incident.number})
    this.want(TaskKind.CLOSE, "everybody is done: say how it ended")


def drop_out(this: Deciding, command: c.DropOut) -> None:
    leave(this, this.mine(command), "cannot go on", said_so=True)


def lose_touch(this: Deciding, command: c.LoseTouch) -> None:
    """Somebody's phones take nothing any more. One who never heard where to go is not going."""
    person = command.person
    mine = this.incident.assignment_of(person)
    if not this.incident.is_alive():
        return
    for each in this.facts.coordinators:
        if each != person:
            key = f"{K.C_UNREACHABLE.value}:{this.incident.id}:{person}:{each}"
            about: Params = {"number": this.incident.number, "code": "" if mine is None else mine.code}
            this.tell(each, K.C_UNREACHABLE, {"person": this.roster_name(person), **about}, key=key)
    this.want(TaskKind.UNREACHABLE, "none of a member's contact points works")
    if command.unread:
        relay.tell_unread(this, command)
    if mine is not None and (mine.by_text or not command.knows_the_way):
        leave(this, mine, "cannot be reached")


def lose_member(this: Deciding, command: c.LoseMember) -> None:
    """Somebody may not be asked any more: their page is withdrawn and replaced, and they are not going."""
    if not this.incident.is_alive():
        return
    asked = [page for page in this.incident.live_pages() if page.person == command.person]
    for page in asked:
        asking.end_page(this, page.id, e.PageWithdrawn, command.why)
        asking.stand_down(this, page)
    mine = this.incident.assignment_of(command.person)
    if mine is not None:
        leave(this, mine, command.why)
    elif asked:
        asking.refill(this, "somebody who was asked may not go any more")


def take_off(this: Deciding, command: c.TakeOff) -> None:
    """They hear that they are not needed, as anybody does; somebody else is asked in their place."""
    if not this.incident.is_alive():
        if command.by is not None:
            raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
        return
    asked = [page for page in this.incident.live_pages() if page.person == command.person]
    for page in asked:
        asking.end_page(this, page.id, e.PageWithdrawn, _NOT_NEEDED, by=command.by)
        asking.stand_down(this, page)
    mine = this.incident.assignment_of(command.person)
    freed = mine is not None and (command.all_the_way or mine.state is AssignmentState.HOLDING)
    if mine is not None and freed:
        if mine.by_text:
            this.tell(mine.person, K.M_BY_TEXT_FREED, {"code": mine.code, "requester": this.incident.requester_code})
        else:
            this.tell(mine.person, K.M_FREED, {"code": mine.code})
        leave(this, mine, _NOT_NEEDED, by=command.by)
    if asked and (not freed or (mine is not None and mine.by_text)):
        asking.refill(this, "somebody who was asked is not needed")
    if command.by is not None:
        _answer_who_took_off(this, command, mine, was_asked=bool(asked))


def _answer_who_took_off(this: Deciding, command: c.TakeOff, mine: Assignment | None, *, was_asked: bool) -> None:
    number: Params = {"number": this.incident.number}
    if mine is None and not was_asked:
        codes = ", ".join(each.code for each in this.incident.taking_part())
        raise Refused(K.C_HANDS_FREED_WHO, {**number, "codes": codes})
    if mine is not None and mine.by_text:
        this.answer(command.by, K.C_BY_TEXT_FREED, {**number, "code": mine.code}, subject=this.incident.id)
        return
    called = this.roster_name(command.person) if mine is None else mine.code
    told: Params = {**number, "code": called, "asked": len(this.incident.live_pages()) or ""}
    this.answer(command.by, K.C_HANDS_FREED, told, subject=this.incident.id)


def leave(this: Deciding, mine: Assignment, why: str, *, said_so: bool = False, by: PersonId | None = None) -> None:
    """Somebody is no longer going: the others and the requester hear it, and the need is looked at anew.

    They are answered if they said so themselves. `by`: the coordinator who stood them down, who is answered.
    """
    if mine.by_text:
        by_text.end(this, mine, why, said_so=said_so, by=by)
        return
    announced = mine.state is not AssignmentState.HOLDING and not mine.remote
    if by is None:
        this.move(mine, e.DroppedOut(why=why, by=mine.person, assignment=mine.id, person=mine.person))
    else:
        this.move(mine, e.StoodDown(why=why, by=by, assignment=mine.id, person=mine.person))
    stood = {each.id for each in this.released()}
    stepped_back = keep_together(this, why)
    for each in this.incident.going():
        if each.id not in {other.id for other in stepped_back}:
            left = K.M_OTHER_DROPPED if by is None else K.M_HANDS_FREED
            this.tell(each.person, left, {"code": each.code, "other": mine.code})
    announced = announced or stood != {each.id for each in this.released()}
    waited = not mine.remote and not announced
    this.settle()
    kind = K.C_DROPPED_OUT if said_so else K.C_GOES_NO_MORE  # nobody is said to have given up who did not
    for person in this.with_owner(this.facts.coordinators):
        if person != by:
            this.tell(person, kind, {"number": this.incident.number, "code": mine.code}, subject=this.incident.id)
    # Whether anybody is left is told anew: "we are asking others" must not be said when nobody is.
    # Those who did not answer before may answer now: their rounds begin anew, and a round planned before is dropped,
    # as its timer is one of the rounds before.
    this.incident = replace(this.incident, exhausted=False, round=1, asks_again_at=None)
    asking.refill(this, "somebody dropped out")
    tell_to_step_back(this, stepped_back, mine.code)
    leading.pass_on(this, mine, "whoever led is not going any more")
    if said_so:
        this.answer(mine.person, K.M_DROPPED_OUT, {"code": mine.code, "asked": len(this.incident.live_pages()) or ""})
    if mine.remote:
        this.tell_requester(K.R_REMOTE_GONE, {"code": mine.code})
    nobody_is_asked = waited and not this.released() and not this.incident.live_pages()
    if (announced or nobody_is_asked) and not this.incident.exhausted:
        _tell_who_is_left(this, mine.code)
    if not this.incident.going() and not this.incident.live_pages() and this.incident.is_filled():
        this.want(TaskKind.CLOSE, "everybody is done: say how it ended")
        this.tell_coordinators(K.C_ALL_DONE, {"number": this.incident.number})
    elif announced and this.incident.exhausted and this.released():
        _tell_who_is_left(this, mine.code)


def _tell_who_is_left(this: Deciding, gone: str) -> None:
    """Somebody of whom the requester heard is not coming: what holds now. It is said that others are asked only where
    they are; otherwise that a coordinator tries, or that it waits for the morning.
    """
    incident = this.incident
    codes, holding = ", ".join(each.code for each in this.released()), incident.in_person()
    in_the_morning = incident.is_ahead(this.now) and not incident.held
    asks = bool(incident.live_pages()) or incident.asks_again_at is not None or in_the_morning
    if codes:
        this.tell_requester(K.R_TURNED_BACK, {"code": gone, "codes": codes})
    elif holding and asks:
        this.tell_requester(*later.holding_said(this, holding[0].code))
    elif incident.live_pages():
        this.tell_requester(K.R_ASKING_AGAIN)
    elif incident.asks_again_at is not None:
        rounds.tell_requester(this, gone=gone)
    elif in_the_morning:
        this.tell_requester(K.R_GONE_TILL_MORNING, {"code": gone, **this.coordinator("knows")})
    else:
        beside: Params = {"other": holding[0].code if holding else "", "emergency": this.facts.emergency}
        this.tell_requester(K.R_GONE, {"code": gone, **beside, **this.coordinator("tries")})


def keep_together(this: Deciding, why: str) -> tuple[Assignment, ...]:
    """Fewer going than must be together: those not there yet step back and hold.

    So does whoever is on probation and has nobody left to go beside, and a trainee whose mentor goes no more. Returns
    who stepped back.
    """
    stepped_back: list[Assignment] = []
    need = this.incident.need
    together = need.mode is not Mode.GO or len(this.incident.in_person()) >= need.together
    seasoned = this.incident.has_somebody_seasoned()
    bereft = {each.person for each in this.incident.going() if this.lacks_mentor(each.person)}
    if together and seasoned and not bereft:
        return ()
    for each in this.incident.going():
        may_stay = (seasoned or not each.probation) and each.person not in bereft
        if (together or each.remote) and may_stay:
            continue
        if each.state in (AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE):
            event = e.SteppedBack(why=why, assignment=each.id, person=each.person)
            stepped_back.append(this.move(each, event))
    return tuple(stepped_back)


def tell_to_step_back(this: Deciding, stepped_back: tuple[Assignment, ...], gone: str) -> None:
    """With how many are asked instead of who is gone; where nobody is left, whether a coordinator tries."""
    for each in stepped_back:
        kind, told = later.wait_said(this, each)
        if kind is K.M_HANDS_WAIT:
            kind, told = K.M_STEP_BACK, {**told, "other": gone}
        this.tell(each.person, kind, told, subject=this.incident.id)


def tell_to_wait(this: Deciding, stepped_back: tuple[Assignment, ...]) -> None:
    """More must go together from now on: whoever steps back knows the place already."""
    for each in stepped_back:
        this.tell(each.person, *later.wait_said(this, each), subject=this.incident.id)


def tell_who_waits(this: Deciding, stepped_back: tuple[Assignment, ...]) -> None:
    """The requester, who read that they come. Where nobody is left to go along, that was said already if nobody else
    comes.
    """
    incident = this.incident
    if not stepped_back or (incident.exhausted and not this.released()):
        return
    if incident.held or incident.is_ahead(this.now):
        this.tell_requester(*later.holding_said(this, stepped_back[0].code))
        return
    codes = ", ".join(each.code for each in stepped_back)
    this.tell_requester(K.R_HANDS_TOGETHER, {"codes": codes, **later.who_is_asked(this)})


def with_somebody_beside(incident: Incident, need: Need) -> Need:
    """`need` where more must be together: whoever went and finished is nobody to go beside, and one more is needed."""
    there = len(incident.in_person())
    if need.mode is not Mode.GO or need.together <= incident.need.together or not 0 < there < need.together:
        return need
    responders = max(need.responders, len(incident.counted()) + need.together - there)
    return replace(need, responders=responders, cap=max(need.cap, responders))
