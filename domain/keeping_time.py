"""A need whose time is ahead: a ride on Thursday, court at nine, tomorrow's clinic.

    asked              in waking hours, unless it begins soon; pages stay live for hours and are repeated once
    accepted           everybody hears the time, on their own clock
    the day before     who comes is asked once more: 1 = yes, 0 = no
    silence            is no yes: they count no longer, a coordinator hears it, and somebody else is asked as well
    shortly before     who comes hears of it, and the requester who that is; from then on people set off
    the margin before  it is for now, like any other call

A call that asks nobody, for it is held or its team is not ready, keeps its time: a coordinator has it, and both sides
hear that instead.

Danger is never for later: once it is named the time is dropped, and who had said yes to it is asked whether they come
now. Its timers carry the time they were set for: those of a time that was changed do nothing.
"""

from dataclasses import replace

from domain import asking, going, later, leading, rounds
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import PageId, PersonId
from domain.incident import ASSIGNMENT_MOVES, Assignment, AssignmentState, IncidentStatus, PageState
from domain.later import Stage
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.needs import Window
from domain.tasks import TaskKind
from domain.zone import zone


def set_window(this: Deciding, command: c.SetWindow) -> None:
    """The need is for then. Who was asked for another time is asked anew; who had said yes, whether they still come."""
    incident, window = this.incident, command.window
    if not incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": incident.number})
    if incident.danger and window is not None:
        raise Refused(K.C_LATER_DANGER, {"number": incident.number})
    if window != incident.need.window:
        why = "a coordinator said when" if command.by is not None else "the requester said when"
        _change(this, window, why, by=command.by)
        _tell_of_change(this, window, by=command.by)
        asking.refill(this, "the time was set")
    elif command.by is not None:
        _, kind = _told_of(this, ahead=window is not None)
        this.answer(command.by, kind, {"number": incident.number, **this.times(command.by)})


def _change(this: Deciding, window: Window | None, why: str, *, by: PersonId | None = None) -> None:
    need = replace(this.incident.need, window=window)
    this.incident = replace(this.incident, need=need, exhausted=False)
    rounds.from_the_first(this)
    starts, ends = ("", "") if window is None else (window.start.isoformat(), window.end.isoformat())
    this.events.append(e.WindowSet(why=why, by=by, starts=starts, ends=ends))
    this.tasks_done |= {TaskKind.LATER, TaskKind.NOBODY_LEFT, TaskKind.ASKING_AGAIN}
    for page in this.incident.live_pages():
        asking.end_page(this, page.id, e.PageWithdrawn, "asked for another time")
        this.tell(page.person, K.M_LATER_PAGE_MOVED, {"letter": page.letter}, slot=f"page:{page.id}")
    if this.incident.is_ahead(this.now):
        _plan(this)
        _ask(this, K.M_LATER_MOVED, everybody=True)
    else:
        _ask_whether_now(this, why)


def _tell_of_change(this: Deciding, window: Window | None, *, by: PersonId | None) -> None:
    to_requester, to_coordinators = _told_of(this, ahead=window is not None)
    this.tell_requester(to_requester, this.times())
    about: Params = {"number": this.incident.number}
    for person in {*this.facts.coordinators, *(() if by is None else (by,))}:
        this.tell(
            person,
            to_coordinators,
            {**about, **this.times(person)},
            subject=this.incident.id,
            reply=person == by,
        )


def _told_of(this: Deciding, *, ahead: bool) -> tuple[K, K]:
    """What the requester and the coordinators hear. Where nobody is asked, nobody says that people are."""
    if this.incident.held or this.incident.status is IncidentStatus.OPEN:
        return K.R_LATER_KEPT if ahead else K.R_COORDINATOR_HAS_IT, K.C_LATER_KEPT
    return (K.R_LATER_SET, K.C_LATER_SET) if ahead else (K.R_LATER_NOW, K.C_LATER_NOW)


def now_after_all(this: Deciding, why: str) -> None:
    """Danger does not wait: the time is dropped."""
    if this.incident.need.window is not None:
        _change(this, None, why)


def _ask_whether_now(this: Deciding, why: str) -> None:
    """A yes for another time is none for now: nobody counts on it before they have said so."""
    for each in this.incident.going():
        if ASSIGNMENT_MOVES.allows(each.state, e.NotHeardFrom):
            _count_out(this, each, why, K.M_LATER_COME_NOW)


# --- the moments


def keep_time(this: Deciding, command: c.KeepTime) -> None:
    """A moment has come; nothing, if it is one of a time that was changed."""
    incident = this.incident
    _, start, stage, page = command.subject.split("|")
    window = incident.need.window
    if not incident.is_alive() or window is None or start != later.mark(window):
        return
    match Stage(stage):
        case Stage.OPENS:
            asking.refill(this, "the night is over")
        case Stage.AGAIN:
            _say_page_again(this, PageId(page))
        case Stage.ASK:
            _ask(this, K.M_LATER_STILL_COMING)
        case Stage.SILENT:
            _count_out_the_silent(this)
        case Stage.SOON:
            _remind(this)


def _plan(this: Deciding) -> None:
    """Set the timers of a need for later."""
    window, policy = this.incident.need.window, this.incident.plan.policy.later
    if window is None:
        return
    ask = window.start - policy.asked_again
    ask = policy.rests.since(zone(this.incident.plan.time_zone), ask) or ask
    for stage, at in ((Stage.ASK, ask), (Stage.SOON, window.start - policy.reminded)):
        if at > this.now:
            later.wake(this, stage, at)


def _say_page_again(this: Deciding, page_id: PageId) -> None:
    page = this.incident.page(page_id)
    if page is None or page.state is not PageState.LIVE or not this.incident.is_ahead(this.now):
        return
    about: Params = {**this.about_place(), "letter": page.letter, **this.times(page.person)}
    this.tell(page.person, K.M_LATER_PAGE_AGAIN, about, subject=page.id, slot=f"page:{page.id}")


def _ask(this: Deciding, kind: K, *, everybody: bool = False) -> None:
    """Do you still come? Who said yes only just now is not asked, unless the time is another (`everybody`)."""
    incident, window, policy = this.incident, this.incident.need.window, this.incident.plan.policy.later
    asked = [
        each
        for each in incident.going()
        if ASSIGNMENT_MOVES.allows(each.state, e.NotHeardFrom)
        and (everybody or this.now - each.accepted_at >= policy.answer_within)
    ]
    for each in asked:
        this.put(replace(each, asked_at=this.now, sure_at=None))
        this.events.append(e.AskedAgain(why="before the time", assignment=each.id, person=each.person))
        this.tell(each.person, kind, _question(this, each), subject=incident.id)
    if asked and window is not None:
        at = this.now + policy.answer_within
        at = policy.rests.until(zone(incident.plan.time_zone), at) or at
        later.wake(this, Stage.SILENT, min(at, window.start - policy.margin))


def _question(this: Deciding, mine: Assignment) -> Params:
    page = None if mine.page is None else this.incident.page(mine.page)
    return {
        "code": mine.code,
        "letter": "" if page is None else page.letter,
        "nature": this.incident.nature,
        **this.times(mine.person),
    }


def _count_out_the_silent(this: Deciding) -> None:
    silent = [each for each in this.incident.going() if each.is_asked_again()]
    lost = [each for each in silent if ASSIGNMENT_MOVES.allows(each.state, e.NotHeardFrom)]
    for each in lost:
        _count_out(this, each, "did not say whether they still come", K.M_LATER_UNSURE)
    if lost:
        this.incident = replace(this.incident, exhausted=False)
        asking.refill(this, "somebody did not say whether they still come")


def _count_out(this: Deciding, mine: Assignment, why: str, kind: K) -> None:
    """Nobody counts on them any more; a yes of theirs still counts while there is room."""
    announced = mine.state is not AssignmentState.HOLDING
    mine = this.move(
        replace(mine, asked_at=mine.asked_at or this.now, sure_at=None),
        e.NotHeardFrom(why=why, assignment=mine.id, person=mine.person),
    )
    stepped_back = going.keep_together(this, why)
    leading.pass_on(this, mine, "whoever led was not heard from")
    this.settle()
    this.tell(mine.person, kind, _question(this, mine), subject=this.incident.id)
    going.tell_to_step_back(this, stepped_back, mine.code)
    this.tell_coordinators(K.C_LATER_UNSURE, {"number": this.incident.number, "code": mine.code})
    this.want(TaskKind.UNSURE, why)
    if announced:
        this.tell_requester(K.R_LATER_UNSURE, {"code": mine.code})


def _remind(this: Deciding) -> None:
    """It begins soon: who comes hears of it, and the requester hears who that is."""
    incident = this.incident
    for each in incident.going():
        if each.state is AssignmentState.HOLDING:
            this.tell(each.person, *later.hold_said(this, each), subject=incident.id)
        elif each.state is AssignmentState.ACCEPTED:
            place = {} if each.remote else {"place": this.details(each)["place"]}
            about: Params = {**_question(this, each), "areas": ",".join(incident.areas), **place}
            this.tell(each.person, K.M_LATER_SOON, about, subject=incident.id)
    codes = ", ".join(each.code for each in incident.going() if each.state is not AssignmentState.HOLDING)
    if codes:
        this.tell_requester(K.R_LATER_SOON, {"codes": codes, **this.times()})
    asking.refill(this, "it begins soon")


# --- what people say to it


def _sure(this: Deciding, mine: Assignment) -> None:
    if mine.is_asked_again():
        this.put(replace(mine, sure_at=this.now))
        this.events.append(e.StillComing(why="said so", by=mine.person, assignment=mine.id, person=mine.person))


def is_settled(this: Deciding, command: c.AnIncidentCommand) -> bool:
    """Hear who was asked again, or speaks before it is time. True if nothing else is to be done about it."""
    if command.by is None or not this.incident.is_alive():
        return False
    lost = this.incident.unsure(command.by)
    if lost is not None and isinstance(command, c.DropOut | c.Finish | c.Decline):
        _wait_no_more(this, lost, "cannot come")
        if isinstance(command, c.Decline):
            asking.note(this, command)
        this.answer(lost.person, K.M_DROPPED_OUT, {"code": lost.code, "asked": ""})
        return True
    if not isinstance(command, c.Accept | c.StillComing | c.SetOff | c.Arrive | c.CannotFind):
        return False
    if lost is not None and not _comes_after_all(this, lost):
        return True
    mine = this.incident.assignment_of(command.by)
    if mine is None:
        return False
    if isinstance(command, c.SetOff | c.Arrive | c.CannotFind):
        return _is_no_news(this, mine)
    if lost is None and isinstance(command, c.Accept) and not mine.is_asked_again():
        return False
    _sure(this, mine)
    if lost is None:
        said: Params = {"code": mine.code, **this.times(mine.person)}
        this.answer(mine.person, K.M_LATER_SURE, said, subject=this.incident.id)
    return True


def _is_no_news(this: Deciding, mine: Assignment) -> bool:
    """Who helps from afar has no way to go, and who comes on Thursday is not on the way today."""
    if mine.remote:
        this.answer(mine.person, K.M_REMOTE_STAYS, {"code": mine.code}, subject=this.incident.id)
    elif _is_early(this):
        early: Params = {"code": mine.code, **this.times(mine.person)}
        this.answer(mine.person, K.M_LATER_EARLY, early, subject=this.incident.id)
    else:
        _sure(this, mine)
        return False
    return True


def _is_early(this: Deciding) -> bool:
    window = this.incident.need.window
    early = window is not None and this.now < window.start - this.incident.plan.policy.later.reminded
    return early and this.incident.is_ahead(this.now)


def _comes_after_all(this: Deciding, mine: Assignment) -> bool:
    """They are counted again, if there is still room for them."""
    incident, person = this.incident, mine.person
    fits = not mine.remote or incident.would_be_remote(mine.skills)
    room = fits and incident.has_room_for(mine.skills, probation=mine.probation)
    room = room and not this.never_with(person, [*(each.person for each in incident.going()), *this.facts.callers])
    if not room or not this.may_go(person) or this.lacks_mentor(person) or this.is_held_back(person):
        _leave(this, mine, "others go in their place")
        this.answer(person, K.M_THANKED_LATE)
        return False
    filled_before = incident.is_filled()
    leads = mine.lead and incident.lead() is None
    back = replace(mine, sure_at=this.now, lead=leads, lead_set=mine.lead_set and leads)
    this.put(back)
    back = this.move(back, e.ComesAfterAll(why="said so", by=person, assignment=mine.id, person=person))
    parted = going.ask_no_more_beside(this, person)
    held = going.keep_together(this, "more are needed")
    if back.id in {each.id for each in held}:
        this.answer(person, *later.hold_said(this, back), subject=incident.id)
    else:
        this.answer(person, *later.go_said(this, back), subject=incident.id)
        going.release(this, back)
        this.tell_requester(*later.coming_said(this, back))
    this.settle()
    this.tell_coordinators(K.C_LATER_SURE, {"number": incident.number, "code": back.code})
    if not any(each.state is AssignmentState.UNSURE for each in this.incident.assignments):
        this.tasks_done.add(TaskKind.UNSURE)
    if this.incident.is_filled() and not filled_before:
        going.filled(this)
    elif parted:
        asking.refill(this, "somebody comes after all, and whoever was asked is not asked beside them")
    return True


def let_go(this: Deciding, why: str) -> tuple[Assignment, ...]:
    """Nothing waits any more for those who were not heard from."""
    return tuple(_leave(this, each, why) for each in this.incident.assignments if each.state is AssignmentState.UNSURE)


def comes_otherwise(this: Deciding, person: PersonId, why: str) -> None:
    """Whoever was not heard from is sent by another way: nothing waits for their answer any more."""
    lost = this.incident.unsure(person)
    if lost is None:
        return
    _wait_no_more(this, lost, why)


def _wait_no_more(this: Deciding, lost: Assignment, why: str) -> None:
    _leave(this, lost, why)
    if not any(each.state is AssignmentState.UNSURE for each in this.incident.assignments):
        this.tasks_done.add(TaskKind.UNSURE)


def _leave(this: Deciding, mine: Assignment, why: str) -> Assignment:
    return this.move(mine, e.DroppedOut(why=why, by=mine.person, assignment=mine.id, person=mine.person))
