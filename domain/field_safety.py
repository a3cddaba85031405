"""How those who go are looked after, from the moment they hold until they are done.

    holding    nobody joins for `stage_alone`: the requester hears the truth, once, and is offered somebody to text with
    on the way not there long after the minutes they said: asked kindly, and then coordinators hear it. So is who
               agreed to go, and has not said that they set off
    on scene   asked now and then whether all is well; reminded; then one coordinator more every few minutes, and the
               earlier ones again, until somebody answers. Who says that they are fine for a while is asked when that
               is over, and sooner if the others leave. Everybody answers for themselves: who is well says nothing of
               the others. Nobody there gave a sign for long: a coordinator is to call them.

The watch over an assignment begins anew with each state it comes into (`keep_watch`, after every command, whoever gave
it). Its timers name the assignment, the state, the question and the round, and do nothing once any of these has passed.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain import commands as c
from domain import events as e
from domain import monitoring
from domain.deciding import Deciding
from domain.errors import Refused
from domain.identifiers import without_identifiers
from domain.ids import AssignmentId, PersonId
from domain.incident import Assignment, AssignmentState, Incident
from domain.messages import Line, Params, Wake, WakeKind
from domain.messages import MessageKind as K
from domain.needs import Mode
from domain.policy import FieldSafety
from domain.tasks import TaskKind
from domain.watch import Watch

A = AssignmentState

_ASKED = frozenset({A.ACCEPTED, A.EN_ROUTE, A.ON_SCENE})
_WALKS = frozenset({A.ACCEPTED, A.EN_ROUTE})

_EVERY_TIME = 6
"""So often all of them hear it again before the time between doubles."""

_LONGEST_DOUBLING = 8

_FITS = 70
"""So many letters of who is to be called leave a text at one segment."""

_LEFT_ALONE = 99
"""The round of a question that comes because the others have gone."""

_SAID_ANEW = 1000
"""The rounds of questions behind an answer begin here, each with the seconds since the watch began."""


# --- the watch begins and ends


def keep_watch(this: Deciding, command: c.AnIncidentCommand) -> None:
    """Whoever has come into another state is looked after from now on as that state wants it; so is whom nobody watches
    yet, as they went before anybody was looked after.
    """
    before = {each.id: each for each in this.before.assignments}
    for each in this.incident.going():
        was = before.get(each.id)
        if was is None or was.watch.since is None or was.state is not each.state or _says_anew(was, each, command):
            _begin(this, each)
            if each.watch.unwell or (was is None and each.watch.is_open()):
                _go_on_looking(this, each, sign=was is not None)
            elif was is not None:
                _tell_of_the_sign(this, was)
    there_before, there = _there(this.before), _there(this.incident)
    if len(there_before) > 1 and len(there) == 1:
        _ask_sooner(this, there[0])
    _notice_left_alone(this)


def _says_anew(was: Assignment, mine: Assignment, command: c.AnIncidentCommand) -> bool:
    """They said again that they are on the way, or anew in how many minutes they are there."""
    still = isinstance(command, c.SetOff) and command.by == mine.person and mine.state is A.EN_ROUTE
    return still or (mine.state in _WALKS and was.minutes != mine.minutes)


def _begin(this: Deciding, mine: Assignment) -> None:
    mine = replace(mine, watch=Watch(since=this.now, heard_at=this.now))
    this.put(mine)
    safety = _safety(this)
    match mine.state:
        case A.HOLDING:
            _wake(this, WakeKind.HELD_ALONE, mine, _waits_from(this) + this.incident.plan.policy.stage_alone)
        case A.ACCEPTED | A.EN_ROUTE if not mine.remote:
            said = timedelta(minutes=mine.minutes) if mine.minutes is not None else safety.minutes_unsaid
            _wake(this, WakeKind.ASK_WELL, mine, _goes_from(this, mine) + said + safety.late_after)
        case A.ON_SCENE:
            _wake(this, WakeKind.ASK_WELL, mine, this.now + _every(this))
            _await_the_team(this)
        case _:
            return


def _go_on_looking(this: Deciding, was: Assignment, *, sign: bool) -> None:
    """Neither news of the way nor a merge says that they are well: only they do, and until then it is told on.

    `sign`: they have given one just now.
    """
    heard_at = this.now if sign else was.watch.heard_at
    mine = replace(was, watch=replace(was.watch, since=this.now, heard_at=heard_at))
    this.put(mine)
    if mine.watch.taken_by is None:
        this.want(TaskKind.FIELD_WELFARE, "somebody who went may not be well")
    round_ = max(1, mine.watch.told)
    _wake(this, WakeKind.NO_SIGN, mine, this.now + _safety(this).next_monitor, round_=round_)


def _ask_sooner(this: Deciding, mine: Assignment) -> None:
    """Whoever is left by themselves is asked as those are who are alone."""
    if mine.watch.since is None or mine.watch.is_open():
        return
    safety, heard_at = _safety(this), mine.watch.heard_at or mine.watch.since
    this.put(replace(mine, watch=replace(mine.watch, fine_until=None)))  # they said so of themselves beside others
    at = max(this.now + safety.next_monitor, heard_at + safety.alone_every)
    _wake(this, WakeKind.ASK_WELL, mine, at, round_=_LEFT_ALONE)


def _notice_left_alone(this: Deciding) -> None:
    """Whoever is on scene with fewer than must be together, and was not before, hears it at once: whatever made it so.

    A coordinator has a task, until nobody is alone any more.
    """
    was, alone = {each.id for each in _alone(this.before)}, _alone(this.incident)
    if was and not alone and not any(each.watch.is_open() for each in this.incident.taking_part()):
        this.tasks_done.add(TaskKind.FIELD_WELFARE)
    for each in alone:
        if each.id in was:
            continue
        kind, others, why = _why_alone(this)
        told: Params = {"code": each.code, **others, **this.coordinator("knows_now")}
        this.tell(each.person, kind, told)
        _tell_both(this, K.C_SAFETY_ALONE, _about(this, each), each)
        this.events.append(e.LeftAlone(why=why, assignment=each.id, person=each.person))
        this.want(TaskKind.FIELD_WELFARE, "alone on scene where nobody should be")


def _why_alone(this: Deciding) -> tuple[K, Params, str]:
    """The sentence for whoever is left, who has gone from beside them, and the reason."""
    went = {each.id for each in this.before.in_person()} - {each.id for each in this.incident.in_person()}
    gone = [each for each in this.incident.assignments if each.id in went and each.state is not A.UNSURE]
    others: Params = {"other": ", ".join(each.code for each in gone)}
    if not gone:
        return K.M_SAFETY_ALONE_NOW, {}, "fewer go than must be together"
    if all(each.state is A.CLEAR for each in gone):
        return K.M_SAFETY_ALONE_DONE, others, "the others are done"
    return K.M_SAFETY_ALONE, others, "the others dropped out"


# --- timers


def look_after(this: Deciding, command: c.LookAfter) -> None:
    """A timer fired. It is of another state, question or round, or somebody has it: nothing happens."""
    if not this.incident.is_alive():
        return
    if command.wake is WakeKind.TEAM_SILENT:
        _team_silent(this, command.subject)
        return
    if command.wake is WakeKind.WATCH_OFFERED:
        monitoring.watch_unanswered(this, command.subject)
        return
    mine = _whose(this.incident, command)
    if mine is None:
        return
    _, _, ask, round_ = command.subject.split("|")
    if command.wake is WakeKind.HELD_ALONE:
        _held_alone(this, mine, int(round_))
    elif command.wake is WakeKind.ASK_WELL:
        _ask(this, mine, int(ask), int(round_))
    else:
        _no_sign(this, mine, int(round_))


def has_passed(incident: Incident, command: c.LookAfter) -> bool:
    """True if a timer is of a state or a question that has passed: nothing comes of it."""
    if not incident.is_alive():
        return True
    if command.wake is WakeKind.TEAM_SILENT:
        last = _last_sign(incident)
        return last is None or command.subject != f"{incident.id}|{_stamp(last)}"
    return command.wake is not WakeKind.WATCH_OFFERED and _whose(incident, command) is None


def _whose(incident: Incident, command: c.LookAfter) -> Assignment | None:
    """Of whom a timer is: still in the state it was set in, its question not asked yet, or without an answer."""
    assignment, stamp, ask, _ = command.subject.split("|")
    mine = next((each for each in incident.taking_part() if each.id == assignment), None)
    if mine is None or not stamp or mine.watch.stamp != stamp:
        return None
    waits = {
        WakeKind.ASK_WELL: mine.watch.asks + 1 == int(ask),
        WakeKind.NO_SIGN: mine.watch.asks == int(ask) and mine.watch.is_open() and mine.watch.taken_by is None,
    }
    return mine if waits.get(command.wake, True) else None


def _waits_from(this: Deciding) -> datetime:
    """From when on somebody who holds waits anywhere: for a call that is for later nobody does yet."""
    window = this.incident.need.window
    if window is None or not this.incident.is_ahead(this.now):
        return this.now
    return window.start - this.incident.plan.policy.later.margin


def _goes_from(this: Deciding, mine: Assignment) -> datetime:
    """From when on the way counts: who only agreed to a call that is for later goes when its time comes."""
    window = this.incident.need.window
    ahead = mine.state is A.ACCEPTED and this.incident.is_ahead(this.now)
    return window.start if ahead and window is not None else this.now


def _held_alone(this: Deciding, mine: Assignment, round_: int) -> None:
    """Nobody has joined them: the truth, to everybody whom it concerns."""
    if mine.state is not A.HOLDING or mine.watch.alone_told:
        return
    if this.incident.is_ahead(this.now):  # its time was set while they waited
        at = _waits_from(this) + this.incident.plan.policy.stage_alone
        _wake(this, WakeKind.HELD_ALONE, mine, at, round_=round_ + 1)
        return
    told_already = any(each.watch.alone_told for each in this.incident.going() if each.state is A.HOLDING)
    this.put(replace(mine, watch=replace(mine.watch, alone_told=True)))
    this.events.append(e.HeldAlone(why="nobody joined in time", assignment=mine.id, person=mine.person))
    minutes = _minutes(this.incident.plan.policy.stage_alone)
    if not told_already:
        asked = len(this.incident.live_pages())
        this.tell_requester(K.R_SAFETY_ALONE, {"code": mine.code, "asked": asked or ""})
        _tell_both(this, K.C_SAFETY_HELD, {**_about(this, mine), "minutes": minutes}, mine)
    holding = this.about_holding(mine)
    told: Params = {"code": mine.code, "minutes": minutes, "stage": holding["stage"], "areas": holding["areas"]}
    this.tell(mine.person, K.M_SAFETY_WAIT, told)


def _ask(this: Deciding, mine: Assignment, ask: int, round_: int) -> None:
    """All well? Or, on the way: are you there? Somebody who gave a sign meanwhile is asked later."""
    if mine.state not in _ASKED or mine.watch.is_open():
        return
    if mine.state is A.ACCEPTED and this.incident.is_ahead(this.now):  # its time was moved
        _wake(this, WakeKind.ASK_WELL, mine, _goes_from(this, mine) + _safety(this).late_after, round_=round_ + 1)
        return
    due = mine.watch.fine_until or (mine.watch.heard_at or this.now) + _every(this)
    if (mine.state is A.ON_SCENE or mine.watch.fine_until is not None) and this.now < due:
        _wake(this, WakeKind.ASK_WELL, mine, due, round_=round_ + 1)
        return
    watch = replace(mine.watch, asks=ask, asked_at=this.now, told=0, taken_by=None, fine_until=None)
    mine = replace(mine, watch=watch)
    this.put(mine)
    this.events.append(e.AllWellAsked(why="it is time", assignment=mine.id, person=mine.person))
    this.tell(mine.person, K.M_SAFETY_WELL if mine.state is A.ON_SCENE else K.M_SAFETY_THERE, {"code": mine.code})
    _wake(this, WakeKind.NO_SIGN, mine, this.now + _safety(this).remind_for / 2)


def _no_sign(this: Deciding, mine: Assignment, round_: int) -> None:
    """First a reminder, then one coordinator more each time; those who heard it before hear it again."""
    safety, asked_at = _safety(this), mine.watch.asked_at or this.now
    if round_ == 0:
        kind = K.M_SAFETY_WELL_AGAIN if mine.state is A.ON_SCENE else K.M_SAFETY_THERE
        this.tell(mine.person, kind, {"code": mine.code})
        _wake(this, WakeKind.NO_SIGN, mine, asked_at + safety.remind_for, round_=1)
        return
    monitors = _monitors(this, mine)[:round_]
    kind = K.C_SAFETY_SILENT if mine.state is A.ON_SCENE else K.C_SAFETY_LATE
    kind = K.C_SAFETY_UNWELL if mine.watch.unwell else kind
    told: Params = {**_about(this, mine), "said": "", "minutes": _minutes(this.now - (mine.watch.heard_at or asked_at))}
    for each in monitors:
        this.tell(each, kind, told)
    this.put(replace(mine, watch=replace(mine.watch, told=len(monitors))))
    this.events.append(e.SilenceTold(why=f"round {round_}", assignment=mine.id, person=mine.person))
    this.want(TaskKind.FIELD_WELFARE, "no sign of somebody who went")
    often = max(0, round_ - len(monitors) - _EVERY_TIME)
    wait = safety.next_monitor * 2 ** min(often, _LONGEST_DOUBLING)
    _wake(this, WakeKind.NO_SIGN, mine, this.now + wait, round_=round_ + 1)


def _monitors(this: Deciding, mine: Assignment) -> tuple[PersonId, ...]:
    """The coordinators in the order in which they hear of somebody: whoever watches first, else whoever is on
    call; their own team's last.
    """
    named = () if this.incident.monitor is None else (this.incident.monitor,)
    ordered = dict.fromkeys((*named, *this.facts.first, *this.facts.coordinators, *this.home_of(mine.person)))
    return tuple(each for each in ordered if each != mine.person)


def _team_silent(this: Deciding, subject: str) -> None:
    last = _last_sign(this.incident)
    if last is None or subject != f"{this.incident.id}|{_stamp(last)}":
        return
    for each in _there(this.incident):
        if each.watch.is_open():  # whoever had it has heard nothing either: somebody else may take it
            this.put(replace(each, watch=replace(each.watch, taken_by=None, told=max(1, each.watch.told))))
    there, minutes = _there(this.incident), _minutes(this.now - last)
    homes = (home for each in there for home in this.home_of(each.person))
    for reader in dict.fromkeys((*this.with_owner(this.facts.coordinators), *homes)):
        about: Params = {"number": this.incident.number, "codes": _whom_to_call(this, reader), "minutes": minutes}
        this.tell(reader, K.C_SAFETY_CALL, about, subject=this.incident.id)
    this.events.append(e.TeamSilent(why="nobody on scene gave a sign"))
    this.want(TaskKind.CALL_TEAM, "nobody on scene has given a sign for long: call them")


def _whom_to_call(this: Deciding, reader: PersonId) -> str:
    """By code name and by the name `reader` knows them by, as nobody can call a code name; by the latter alone where
    both would not fit. Another team's are their team to whoever does not coordinate it.
    """
    known = [(each.code, this.named_for(reader, each.person)) for each in _there(this.incident)]
    both = ", ".join(f"{code} {name if name.startswith('(') else f'({name})'}" for code, name in known)
    if len(both) <= _FITS:
        return both
    return ", ".join(f"{code} {name}" if name.startswith("(") else name for code, name in known)


# --- answers


def say_well(this: Deciding, command: c.SayWell) -> None:
    """An answer to the question, or a sign without one."""
    mine = this.mine(command)
    if not command.well:
        _say_unwell(this, mine, command.words)
        return
    was = mine
    promised = _promised(this, mine, command.minutes)
    answered = replace(
        mine.watch,
        asked_at=None,
        heard_at=this.now,
        told=0,
        taken_by=None,
        unwell=False,
        fine_until=None if promised is None else this.now + promised,
    )
    mine = replace(mine, watch=answered)
    this.put(mine)
    why = "they say so" if promised is None else f"they say so, for {_minutes(promised)} min"
    this.events.append(e.AllWellSaid(why=why, by=mine.person, assignment=mine.id, person=mine.person))
    if promised is None:
        this.answer(mine.person, K.M_SAFETY_NOTED, {"code": mine.code}, subject=this.incident.id)
    else:
        said: Params = {"code": mine.code, "minutes": _minutes(promised), "when": this.clock(mine.person, promised)}
        this.answer(mine.person, K.M_WATCH_FINE, said, subject=this.incident.id)
    if mine.state is A.ON_SCENE or promised is not None:
        # A round of its own: the timer of an earlier answer may have fired already, and would not fire again.
        round_ = _SAID_ANEW + int((this.now - (mine.watch.since or this.now)).total_seconds())
        _wake(this, WakeKind.ASK_WELL, mine, this.now + (promised or _every(this)), round_=round_)
    if mine.state is A.ON_SCENE:
        _await_the_team(this)
    this.tasks_done.add(TaskKind.CALL_TEAM)
    _tell_of_the_sign(this, was)


def _promised(this: Deciding, mine: Assignment, minutes: int | None) -> timedelta | None:
    """How long they are asked nothing: as long as they said, and no longer than the policy leaves anybody alone."""
    if minutes is None or mine.remote or mine.state not in _ASKED:
        return None
    return min(timedelta(minutes=minutes), _safety(this).fine_at_most, _safety(this).team_silent)


def _tell_of_the_sign(this: Deciding, was: Assignment) -> None:
    """Whoever has heard of a silence hears that it has ended."""
    if not was.watch.is_open():
        return
    for each in _monitors(this, was)[: was.watch.told]:
        this.tell(each, K.C_SAFETY_WELL, _about(this, was))
    if not any(each.watch.is_open() for each in this.incident.taking_part()):
        this.tasks_done.add(TaskKind.FIELD_WELFARE)


def _say_unwell(this: Deciding, mine: Assignment, words: str) -> None:
    """All coordinators at once, and again until one of them has it."""
    everybody, known = len(_monitors(this, mine)), mine.watch.unwell
    ask = mine.watch.asks if mine.watch.is_open() else mine.watch.asks + 1
    watch = replace(mine.watch, asks=ask, asked_at=mine.watch.asked_at or this.now, told=everybody, unwell=True)
    mine = replace(mine, watch=replace(watch, taken_by=None, since=mine.watch.since or this.now))
    this.put(mine)
    this.events.append(e.UnwellSaid(why="they say so", by=mine.person, assignment=mine.id, person=mine.person))
    said = "" if this.incident.keeps_to_itself() else words
    _tell_both(this, K.C_SAFETY_UNWELL, {**_about(this, mine), "said": said}, mine)
    this.want(TaskKind.FIELD_WELFARE, "somebody who went says that all is not well")
    told: Params = {"code": mine.code, **this.coordinator("knows_now")}
    answer = K.M_SAFETY_UNWELL_AFAR if mine.remote else K.M_SAFETY_UNWELL
    this.answer(mine.person, answer, told, subject=this.incident.id)
    if (said or not known) and not mine.remote:  # from afar they are beside nobody who goes
        _tell_mates_of_unwell(this, mine, told, said)
    _wake(this, WakeKind.NO_SIGN, mine, this.now + _safety(this).next_monitor, round_=max(1, everybody))


def _tell_mates_of_unwell(this: Deciding, mine: Assignment, told: Params, said: str) -> None:
    """In one message, again whenever they say more: whoever is there beside them can look after them, the others can
    only know it. No number or account goes along.
    """
    words = without_identifiers(said)
    lines = (Line(kind=K.M_LINE_PANIC_WORDS, params={"words": words}),) if words else ()
    there = {each.id for each in _there(this.incident)} if mine.state is A.ON_SCENE else frozenset[AssignmentId]()
    for each in this.incident.going():
        if each.id in there - {mine.id}:
            this.tell(each.person, K.M_SAFETY_BESIDE, {"code": each.code, "other": mine.code}, lines=lines)
        elif each.id != mine.id:
            this.tell(each.person, K.M_MATE_UNWELL, told, lines=lines)


def take_care(this: Deciding, command: c.TakeCare) -> None:
    """One coordinator has it: the others hear who, and are told no more of it."""
    taken = [each for each in this.incident.taking_part() if needs_care(each)]
    if not taken:
        raise Refused(K.C_SAFETY_NOTHING)
    for each in taken:
        this.put(replace(each, watch=replace(each.watch, taken_by=command.by)))
    this.events.append(e.CareTaken(why="a coordinator has it", by=command.by))
    by = this.roster_name(command.by) if command.by is not None else ""
    told: Params = {"number": this.incident.number, "by": by}
    for person in dict.fromkeys(
        (*this.facts.coordinators, *(home for each in taken for home in this.home_of(each.person)))
    ):
        if person != command.by:
            this.tell(person, K.C_SAFETY_TAKEN, told)
    this.answer(command.by, K.C_SAFETY_TAKEN, told, subject=this.incident.id)


def needs_care(mine: Assignment) -> bool:
    """True once coordinators have heard of somebody, and none of them has it."""
    return mine.watch.is_open() and mine.watch.told > 0 and mine.watch.taken_by is None


def want_remote_help(this: Deciding) -> None:
    """Somebody to text with, while nobody comes."""
    if not this.incident.is_alive():
        return
    texting = ", ".join(each.code for each in this.incident.texting())
    if texting:
        this.answer_requester(K.R_BY_TEXT, {"code": texting})
        return
    this.events.append(e.RemoteHelpWanted(why="the requester wants somebody to text with"))
    told: Params = {"number": this.incident.number, "caller": this.incident.requester_code}
    this.tell_coordinators(K.C_SAFETY_REMOTE, told)
    this.want(TaskKind.REMOTE_HELP, "the requester wants somebody to text with")
    this.tell_requester(K.R_SAFETY_REMOTE, this.coordinator("knows_now"))


def offers_remote_help(incident: Incident) -> bool:
    """True while somebody holds alone, and the requester has heard it."""
    return any(each.watch.alone_told for each in incident.going() if each.state is A.HOLDING)


# --- small things


def _there(incident: Incident) -> tuple[Assignment, ...]:
    return tuple(each for each in incident.going() if each.state is A.ON_SCENE)


def _tell_both(this: Deciding, kind: K, params: Params, *about: Assignment) -> None:
    """The coordinators of the call, and those of the team that somebody whom it is about belongs to."""
    this.tell_coordinators(kind, params)
    for person in dict.fromkeys(home for each in about for home in this.home_of(each.person)):
        this.tell(person, kind, params, subject=this.incident.id)


def _alone(incident: Incident) -> tuple[Assignment, ...]:
    """Who is on scene while fewer go than must be together."""
    need = incident.need
    if not incident.is_alive() or need.mode is not Mode.GO or len(incident.in_person()) >= need.together:
        return ()
    return _there(incident)


def _every(this: Deciding) -> timedelta:
    safety = _safety(this)
    return safety.alone_every if len(_there(this.incident)) == 1 else safety.on_scene_every


def _last_sign(incident: Incident) -> datetime | None:
    signs = [each.watch.heard_at for each in _there(incident) if each.watch.heard_at is not None]
    return max(signs, default=None)


def _await_the_team(this: Deciding) -> None:
    last = _last_sign(this.incident)
    if last is None:
        return
    subject, at = f"{this.incident.id}|{_stamp(last)}", last + _safety(this).team_silent
    this.wakes.append(Wake(kind=WakeKind.TEAM_SILENT, subject=subject, at=at, incident=this.incident.id))


def _wake(this: Deciding, kind: WakeKind, mine: Assignment, at: datetime, *, round_: int = 0) -> None:
    ask = mine.watch.asks + 1 if kind is WakeKind.ASK_WELL else mine.watch.asks
    subject = f"{mine.id}|{mine.watch.stamp}|{ask}|{round_}"
    this.wakes.append(Wake(kind=kind, subject=subject, at=at, incident=this.incident.id))


def _stamp(at: datetime) -> str:
    return Watch(since=at).stamp


def _about(this: Deciding, mine: Assignment) -> Params:
    return {"number": this.incident.number, "code": mine.code}


def _safety(this: Deciding) -> FieldSafety:
    return this.incident.plan.policy.safety


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
