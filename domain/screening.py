"""The safety screen and the consent ledger of a call that runs: what is asked, what is told, and who may go against it.

    pages first     nothing here holds back a page; a question rides on something the requester hears anyhow
    one at a time   each question once; an answer leads to the next, anything else they write passes it over
    told at once    whoever goes and the coordinators hear each answer and each change
    staged          force, active violence or somebody badly hurt: who goes holds near until a coordinator clears it
    two people      against a stated no somebody else agrees in time (the policy says how long), or it is not agreed

Unknown is not no: where nobody stated anything, whoever goes may call, and what was done is logged.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain import commands as c
from domain import events as e
from domain import going, not_alone
from domain.deciding import Deciding
from domain.errors import Refused
from domain.identifiers import without_identifiers
from domain.ids import ConversationId, PersonId
from domain.incident import Assignment, AssignmentState, Incident
from domain.ledger import Answer, Asks, Consent, Ledger, Override, OverrideState, Permit
from domain.messages import Line, Params, Wake, WakeKind
from domain.messages import MessageKind as K
from domain.needs import DangerKind, Mode
from domain.staging import staging_point
from domain.tasks import TaskKind
from domain.zone import reached, zone

D = DangerKind
_ACUTE = (D.NOT_BREATHING, D.FIRE, D.WEAPON, D.VIOLENCE, D.TAKEN)
_SAID_OF: dict[DangerKind, K] = {
    D.SUICIDE: K.R_SCREEN_TALK,
    D.NOT_BREATHING: K.R_SCREEN_HURT,
    D.FIRE: K.R_SCREEN_FIRE,
    D.WEAPON: K.R_SCREEN_FORCE,
    D.VIOLENCE: K.R_SCREEN_FORCE,
    D.TAKEN: K.R_SCREEN_TAKEN,
}
_LINE_OF: dict[Asks, K] = {
    Asks.DONE: K.R_LINE_CALLS_DONE,
    Asks.FORCE: K.R_LINE_SCREEN_FORCE,
    Asks.HURT: K.R_LINE_SCREEN_HURT,
    Asks.COME: K.R_LINE_SCREEN_COME,
    Asks.CALL: K.R_LINE_SCREEN_CALL,
    Asks.SAFE: K.R_LINE_SCREEN_SAFE,
    Asks.REACH: K.R_LINE_SCREEN_REACH,
}
_CARRIES = frozenset(
    {
        *(
            K.R_DANGER_HEARD,
            K.R_SCREEN_TALK,
            K.R_SCREEN_TALK_NO_LINE,
            K.R_SCREEN_HURT,
            K.R_SCREEN_FIRE,
            K.R_SCREEN_FORCE,
            K.R_SCREEN_TAKEN,
        ),
        *(K.R_COMING, K.R_COMING_MINUTES, K.R_HOLDING, K.R_ON_THE_WAY, K.R_NOTED),
    }
)
"""What a requester hears anyhow and a question may ride on."""

_TELLS_WHO_GOES = frozenset({K.M_GO, K.M_HOLD, K.M_RELEASED, K.M_LATER_GO, K.M_LATER_HOLD, K.M_REMOTE_GO})
_TELLS_OF_DANGER = frozenset({K.M_DANGER, K.M_SCREEN_STAGE})
_BACK, _AWAY, _LATE = "back", "away", "late"


# --- danger


def say_danger(this: Deciding, kinds: Iterable[DangerKind]) -> None:
    """What can and cannot be done, honestly, with the numbers of the community: for taking one's life those who listen,
    and warm words. Where nobody is named who listens, the numbers for lives at risk, and not as if they did."""
    named = frozenset(kinds)
    knows = this.coordinator("knows_now")
    said = [D.SUICIDE] if D.SUICIDE in named else []
    acute = next((each for each in _ACUTE if each in named), None)
    for kind in (*(() if acute is None else (acute,)), *said):
        listens = kind is D.SUICIDE and (this.facts.crisis.call or this.facts.crisis.text)
        line = this.facts.crisis if listens else this.facts.medical
        kind_said = K.R_SCREEN_TALK_NO_LINE if kind is D.SUICIDE and not listens else _SAID_OF[kind]
        this.answer_requester(kind_said, {"number": line.call, "texts": line.text, **knows})
    if not said and acute is None:
        this.answer_requester(K.R_DANGER_HEARD, {"emergency": this.facts.emergency, **knows})


# --- what the requester says


def answer(this: Deciding, command: c.AnswerScreen) -> None:
    """An answer to what they were asked last; None passes it over, kindly."""
    ledger = this.incident.ledger
    if ledger.waits is not command.asks or not this.incident.is_alive():
        return
    _put(this, replace(ledger, waits=None))
    said = "passed over" if command.answer is None else command.answer.value
    this.events.append(e.ScreenAnswered(why=f"{command.asks.value}: {said}"))
    match command.asks:
        case Asks.DONE | Asks.FORCE | Asks.HURT:
            _answer_screen(this, command.asks, command.answer)
        case Asks.COME | Asks.CALL if command.answer is not None:
            permit = Permit.COME if command.asks is Asks.COME else Permit.EMERGENCY
            _consent(this, permit, command.answer, command.words, by=None)
        case _:
            pass
    this.answer_requester(K.R_NOTED)


def _answer_screen(this: Deciding, asks: Asks, said: Answer | None) -> None:
    if said is None:
        return
    yes, ledger = said is not Answer.NO, this.incident.ledger
    known = frozenset(ledger.dangers())
    force, hurt = (yes, ledger.hurt) if asks is Asks.FORCE else (ledger.force, yes)
    changed = replace(ledger, force=force, hurt=hurt)
    new = [each for each in changed.dangers() if each not in known]
    _put(this, replace(changed, cleared=changed.cleared and not new))
    if new:
        say_danger(this, new)
        this.tell_coordinators(K.C_DANGER, {**this.about(), "dangers": ",".join(changed.dangers())})
        this.want(TaskKind.DANGER, "the safety screen shows danger")
        not_alone.send_two(this, new)


def set_consent(this: Deciding, command: c.SetConsent) -> None:
    """Stated by the requester, or heard of them by a member: the newest word holds."""
    if command.by is not None:
        _must_be_in_it(this, command.by)
    _consent(this, command.permit, command.answer, command.words, by=command.by)


def _consent(this: Deciding, permit: Permit, said: Answer, words: str, *, by: PersonId | None) -> None:
    kept = "" if this.incident.keeps_to_itself() else words
    _put(this, this.incident.ledger.with_consent(permit, Consent(answer=said, words=kept, by=by)))
    why = "a member heard it" if by is not None else "the requester said so"
    this.events.append(
        e.ConsentStated(why=f"{permit.value}: {said.value}, {why}", by=by, permit=permit.value, answer=said.value)
    )


def set_texting(this: Deciding, command: c.SetTexting) -> None:
    """Whether their phone may be texted. What is not safe now is silent at once, without a word to it."""
    if command.by is not None:
        _must_be_in_it(this, command.by)
    until = command.until if command.until is not None and command.until > this.now else None
    another = this.incident.also_heard(this.said_in)
    if another is not None:
        _keep_of_another(this, another.conversation, silent=not command.safe)
        if until is not None:
            _wake(this, f"{_AWAY if command.safe else _BACK}:{another.conversation}", until)
        if command.safe:
            this.answer_requester(K.R_NOTED)
        return
    ledger = replace(this.incident.ledger, safe=command.safe, safe_until=until)
    _put(this, replace(ledger, waits=None if ledger.waits is Asks.SAFE else ledger.waits))
    this.events.append(e.TextingSet(why="safe" if command.safe else "not safe", by=command.by))
    if until is not None:
        _wake(this, _AWAY if command.safe else _BACK, until)
    if command.safe:
        this.incident = replace(this.incident, silent=False)
        this.answer_requester(K.R_NOTED)
    else:
        _fall_silent(this)


def open_ledger(this: Deciding) -> None:
    """What they had said of their phone by the time the call opened: it is silent already where texting is not safe."""
    ledger = this.incident.ledger
    if ledger.safe_until is not None:
        _wake(this, _AWAY if ledger.safe else _BACK, ledger.safe_until)
    if ledger.safe is False:
        _tell_of_silence(this)


def _fall_silent(this: Deciding) -> None:
    if this.incident.silent:
        return
    this.incident = replace(this.incident, silent=True)
    _tell_of_silence(this)


def _tell_of_silence(this: Deciding) -> None:
    this.events.append(e.WentSilent(why="unsafe"))
    for each in this.incident.taking_part():
        going.tell_who_is_silent(this, each.person, this.incident.requester_code)
    this.tell_first_coordinators(K.C_SILENT, {"number": this.incident.number, "how": "unsafe"})
    this.want(TaskKind.SILENT, "it is not safe to text the requester")


def tell_reach(this: Deciding, command: c.TellReach) -> None:
    """What helps us reach them, in their own words, beside what they said of it before."""
    ledger = this.incident.ledger
    said = "; ".join(dict.fromkeys(filter(None, (ledger.reach, command.words))))
    kept = "" if this.incident.keeps_to_itself() else said
    waits = None if ledger.waits is Asks.REACH and not command.passing else ledger.waits
    _put(this, replace(ledger, reach=kept, waits=waits))
    this.events.append(e.ReachTold(why="what helps us reach them"))
    if not command.passing:
        this.answer_requester(K.R_NOTED)


def join(this: Deciding, merged: Incident, by: PersonId | None) -> None:
    """What was said in a call that is heard here from now on holds here too, and of two words the narrower."""
    before, ledger = this.incident.ledger, merged.ledger
    if this.incident.keeps_to_itself():
        ledger = ledger.wordless()
    joined = before.joined(ledger)
    _put(this, joined)
    for permit in Permit:
        said = joined.consents.get(permit)
        if said is not None and said != before.consents.get(permit):
            why = f"{permit.value}: {said.answer.value}, said in the call that was merged into this"
            this.events.append(e.ConsentStated(why=why, by=by, permit=permit.value, answer=said.answer.value))
    if ledger.safe_until is not None and ledger.safe_until > this.now and merged.conversation is not None:
        what = _AWAY if ledger.safe else _BACK
        _wake(this, f"{what}:{merged.conversation}", ledger.safe_until)


# --- what those who go and coordinators do


def show(this: Deciding, command: c.ShowLedger) -> None:
    by = _must_be_in_it(this, command.by)
    mine = this.incident.assignment_of(by)
    told = lines(this.incident, whole=mine is None or mine.state is not AssignmentState.HOLDING)
    this.answer(by, K.M_SCREEN_LEDGER, {"number": this.incident.number}, lines=told or _NOTHING)


def log_call(this: Deciding, command: c.LogCall) -> None:
    """Somebody was called: logged with the reason. Against a stated no that nobody agreed to, everybody hears that."""
    by, permit, ledger = _must_be_in_it(this, command.by), command.permit, this.incident.ledger
    if not command.reason:
        raise Refused(K.M_SCREEN_WHY)
    against = ledger.refuses(permit) and not ledger.is_agreed(permit)
    why = f"{permit.value} was called" + (" against a stated no" if against else "")
    this.events.append(e.CallLogged(why=why, by=by, permit=permit.value))
    kind = K.M_SCREEN_AGAINST if against else K.M_SCREEN_CALLED
    _tell_all(this, kind, {**_about(this, by, permit), "reason": command.reason})


def ask_override(this: Deciding, command: c.AskOverride) -> None:
    by, permit, ledger = _must_be_in_it(this, command.by), command.permit, this.incident.ledger
    if not ledger.refuses(permit):
        raise Refused(K.M_SCREEN_NO_NO, {"number": this.incident.number, "permit": permit.value})
    if not command.reason:
        raise Refused(K.M_SCREEN_WHY)
    if ledger.override is not None and ledger.override.is_open():
        raise Refused(K.M_SCREEN_WAITING, _about(this, ledger.override.by, ledger.override.permit))
    within = this.incident.plan.policy.safety.second_within
    asks = Override(permit=permit, by=by, reason=command.reason, asked_at=this.now, until=this.now + within)
    _put(this, replace(ledger, override=asks))
    this.events.append(e.OverrideAsked(why=f"{permit.value}, against a stated no", by=by, permit=permit.value))
    minutes = max(1, int(within.total_seconds() // 60))
    asked: Params = {**_about(this, by, permit), "reason": command.reason, "minutes": minutes}
    _tell_all(this, K.M_SCREEN_ASKS, asked, but=by)
    this.answer(by, K.M_SCREEN_WAITING, _about(this, by, permit))
    _wake(this, _LATE, asks.until)


def answer_override(this: Deciding, command: c.AnswerOverride) -> None:
    by, over = _must_be_in_it(this, command.by), this.incident.ledger.override
    if over is None or not over.is_open():
        raise Refused(K.M_SCREEN_NOTHING_ASKED, {"number": this.incident.number})
    if by == over.by:
        raise Refused(K.M_SCREEN_NOT_YOU)
    agreed = command.agrees
    state = OverrideState.AGREED if agreed else OverrideState.REFUSED
    _put(this, replace(this.incident.ledger, override=replace(over, state=state, second=by)))
    kind = e.OverrideAgreed if agreed else e.OverrideRefused
    this.events.append(kind(why=f"{over.permit.value}, against a stated no", by=by, permit=over.permit.value))
    _tell_all(this, K.M_SCREEN_AGREED if agreed else K.M_SCREEN_REFUSED, _about(this, by, over.permit))


def clear_scene(this: Deciding, command: c.ClearScene) -> None:
    """A coordinator lets those who hold near go in."""
    this.events.append(e.SceneCleared(why="a coordinator let them go in", by=command.by))
    _put(this, replace(this.incident.ledger, cleared=True))
    for each in this.incident.in_person():
        this.tell(each.person, K.M_SCREEN_CLEAR, {"code": each.code})
    this.answer(command.by, K.C_SCREEN_CLEARED, {"number": this.incident.number})


# --- timers


def keep(this: Deciding, command: c.KeepLedger) -> None:
    """A moment of the ledger has come; nothing happens if what it stands for has changed."""
    _, what, at = command.subject.split("|")
    ledger, over = this.incident.ledger, this.incident.ledger.override
    if not this.incident.is_alive():
        return
    if what == _LATE:
        if over is not None and over.is_open() and _stamp(over.until) == at:
            _put(this, replace(ledger, override=replace(over, state=OverrideState.EXPIRED)))
            this.events.append(e.OverrideExpired(why="nobody agreed in time", permit=over.permit.value))
            _tell_all(this, K.M_SCREEN_EXPIRED, _about(this, over.by, over.permit))
        return
    what, _, theirs = what.partition(":")
    if theirs:
        _keep_of_another(this, ConversationId(theirs), silent=what == _AWAY)
        return
    if ledger.safe_until is None or _stamp(ledger.safe_until) != at or ledger.safe is not (what == _AWAY):
        return
    _put(this, replace(ledger, safe=not ledger.safe, safe_until=None))
    if what == _AWAY:
        _fall_silent(this)
    else:
        this.events.append(e.TextingSet(why="the time they named is over"))
        this.incident = replace(this.incident, silent=False)


def _keep_of_another(this: Deciding, conversation: ConversationId, *, silent: bool) -> None:
    """The same for the phone of somebody whose call was merged into this, who stays heard here."""
    caller = this.incident.also_heard(conversation)
    if caller is None or caller.silent is silent:
        return
    also = tuple(replace(each, silent=silent) if each == caller else each for each in this.incident.also)
    this.incident = replace(this.incident, also=also)
    if silent:
        this.events.append(e.WentSilent(why="unsafe"))
        for each in this.incident.taking_part():
            going.tell_who_is_silent(this, each.person, caller.code)
    else:
        this.events.append(e.TextingSet(why="the time they named is over"))


# --- whatever happened: who must hear what, and what is asked next


def follow(this: Deciding, command: c.AnIncidentCommand | None) -> None:
    """Last of each decision."""
    if not this.incident.is_alive():
        return
    _tell_of_staging(this)
    _tell_the_ledger(this)
    if not this.incident.silent and not this.incident.is_ahead(this.now):
        _ask_next(this, command)


def _tell_of_staging(this: Deciding) -> None:
    """Whoever goes holds near, from the moment it is known. Whoever is told to go, or to wait for others, hears it with
    that: as they come, as they get the place and whenever it is said again.
    """
    incident = this.incident
    if not incident.ledger.stages():
        return
    staged = this.before.ledger.stages() and this.before.ledger.dangers() == incident.ledger.dangers()
    was = {each.id for each in this.before.going()}
    told = _stage_line(this)
    for each in incident.in_person():
        heard = _attach(this, each, _TELLS_WHO_GOES, told)
        if each.id in was and not staged and not heard and not _attach(this, each, _TELLS_OF_DANGER, told):
            this.tell(each.person, K.M_SCREEN_STAGE, {"code": each.code}, lines=told)


def _stage_line(this: Deciding) -> tuple[Line, ...]:
    dangers = ",".join(this.incident.ledger.dangers())
    stage = staging_point(this.incident, this.facts.landmarks)
    return (Line(kind=K.M_LINE_SCREEN_STAGE, params={"dangers": dangers, "stage": stage}),)


def _tell_the_ledger(this: Deciding) -> None:
    incident, ledger = this.incident, this.incident.ledger
    changed = _shown(this.before.ledger) != _shown(ledger)
    number: Params = {"number": incident.number}
    known = {each.id: each.state is AssignmentState.HOLDING for each in this.before.going()}
    for each in incident.going():
        holds = each.state is AssignmentState.HOLDING
        told = lines(incident, whole=not holds)
        new = known.get(each.id) is None or (known[each.id] and not holds)
        if not told or not (new or changed):
            continue
        if not new or not _attach(this, each, _TELLS_WHO_GOES, told):
            this.tell(each.person, K.M_SCREEN_LEDGER, number, lines=told)
    opened = any(isinstance(each, e.Opened) for each in this.events)
    if (changed or opened) and ledger.tells():
        going_too = {each.person for each in incident.going()}
        for person in this.with_owner(this.facts.coordinators):
            if person not in going_too:
                this.tell(person, K.C_SCREEN_LEDGER, number, subject=incident.id, lines=lines(incident))


def _shown(ledger: Ledger) -> tuple[object, ...]:
    return dict(ledger.consents), ledger.safe, ledger.safe_until, ledger.reach


def _attach(this: Deciding, mine: Assignment, kinds: frozenset[K], told: tuple[Line, ...]) -> bool:
    for n, say in enumerate(this.says):
        if say.to_member and say.to == mine.person and say.kind in kinds:
            this.says[n] = replace(say, lines=(*say.lines, *told))
            return True
    return False


def lines(incident: Incident, *, whole: bool = True) -> tuple[Line, ...]:
    """The ledger, line by line. `whole`: with what helps us reach them, and in their own words: either may say where
    they are.
    """
    ledger = incident.ledger
    told = [
        Line(
            kind=K.M_LINE_SCREEN_CONSENT,
            params={
                "permit": permit.value,
                "consent": ledger.consents[permit].answer.value,
                "words": without_identifiers(ledger.consents[permit].words) if whole else "",
            },
        )
        for permit in Permit
        if permit in ledger.consents
    ]
    if ledger.safe is not None:
        until = ""
        if ledger.safe_until is not None:
            until = f"{reached(zone(incident.plan.time_zone), ledger.safe_until):%Y-%m-%dT%H:%M}"
        safe = "safe" if ledger.safe else "unsafe"
        told.append(Line(kind=K.M_LINE_SCREEN_TEXTING, params={"texting": safe, "until": until}))
    if ledger.reach and whole:
        told.append(Line(kind=K.M_LINE_SCREEN_REACH, params={"words": without_identifiers(ledger.reach)}))
    return tuple(told)


_NOTHING = (Line(kind=K.M_LINE_SCREEN_NOTHING),)


def _ask_next(this: Deciding, command: c.AnIncidentCommand | None) -> None:
    """The next question, on something they hear anyhow. What they did not answer when they wrote is passed over."""
    incident, ledger = this.incident, this.incident.ledger
    wrote = isinstance(command, c.AddWords | c.AnswerScreen | c.SetConsent | c.SetTexting | c.TellReach)
    if ledger.waits is not None and not (wrote and command is not None and command.by is None):
        return
    asks = next((each for each in Asks if each not in ledger.asked and _matters(this, each)), None)
    if asks is None:
        return
    for n in reversed(range(len(this.says))):
        say = this.says[n]
        if not say.to_member and say.to == incident.conversation and say.kind in _CARRIES:
            params: Params = {"emergency": this.facts.medical.call} if asks is Asks.CALL else {}
            this.says[n] = replace(say, lines=(*say.lines, Line(kind=_LINE_OF[asks], params=params)))
            _put(this, replace(ledger, asked=ledger.asked | {asks}, waits=asks))
            this.events.append(e.ScreenAsked(why=asks.value))
            return


def _matters(this: Deciding, asks: Asks) -> bool:
    """True where the answer would change what somebody does, and is not known."""
    incident, ledger = this.incident, this.incident.ledger
    dangers = frozenset(ledger.dangers())
    comes = bool(incident.in_person()) and incident.need.mode is Mode.GO
    there = any(each.state is AssignmentState.ON_SCENE for each in incident.going())
    match asks:
        case Asks.FORCE:
            return incident.danger and ledger.force is None and not dangers & {D.WEAPON, D.SUICIDE, D.FIRE, D.TAKEN}
        case Asks.DONE:
            return D.SUICIDE in dangers and ledger.hurt is None and D.NOT_BREATHING not in dangers
        case Asks.HURT:
            return incident.danger and ledger.hurt is None and not dangers & {D.NOT_BREATHING, D.SUICIDE}
        case Asks.COME:
            return comes and not there and Permit.COME not in ledger.consents
        case Asks.CALL:
            known = Permit.EMERGENCY in ledger.consents
            return comes and incident.danger and not known and bool(this.facts.medical.call)
        case Asks.SAFE:
            return comes and ledger.safe is None and Asks.COME in ledger.asked
        case Asks.REACH:
            return comes and not ledger.reach and Asks.SAFE in ledger.asked and not incident.keeps_to_itself()


# --- small things


def _put(this: Deciding, ledger: Ledger) -> None:
    this.incident = replace(this.incident, ledger=ledger)


def _must_be_in_it(this: Deciding, by: PersonId | None) -> PersonId:
    """Only whoever goes, or coordinates the call."""
    coordinates = by is not None and by in this.with_owner(this.facts.coordinators)
    known = this.known(by) if by is not None else None
    coordinates = coordinates or (known is not None and known.is_coordinator())
    if by is None or not (coordinates or this.incident.assignment_of(by) is not None):
        raise Refused(K.M_NOTHING_OPEN)
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
    return by


def _about(this: Deciding, by: PersonId, permit: Permit) -> Params:
    mine = this.incident.assignment_of(by)
    name = this.roster_name(by) if mine is None else mine.code
    return {"number": this.incident.number, "person": name, "permit": permit.value}


def _tell_all(this: Deciding, kind: K, params: Params, *, but: PersonId | None = None) -> None:
    """Everybody who goes, and the coordinators."""
    going_there = tuple(each.person for each in this.incident.going())
    for person in dict.fromkeys((*going_there, *this.with_owner(this.facts.coordinators))):
        if person != but:
            this.tell(person, kind, params, subject=this.incident.id)


def _wake(this: Deciding, what: str, at: datetime) -> None:
    subject = f"{this.incident.id}|{what}|{_stamp(at)}"
    this.wakes.append(Wake(kind=WakeKind.LEDGER, subject=subject, at=at, incident=this.incident.id))


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S}"
