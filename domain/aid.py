"""Mutual aid: a neighbour is asked, their coordinator or the agreement opens the call to their people, both hear of it.

Neighbours see the nature, how many are needed, the area and how soon: never the place, the words or the requester, and
nobody of the team that asks. That team hears code names, and nothing else of who the neighbour's people are.
"""

from dataclasses import replace

from domain import asking
from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.errors import Refused
from domain.ids import PersonId, TeamId
from domain.messages import MessageKind as K
from domain.messages import Params, Wake, WakeKind
from domain.neighbours import AID_MOVES, Aid, AidState, Neighbour, Opens

_TOLD_OF = (
    e.AcceptedToGo, e.AcceptedToHold, e.Arrived, e.Cleared, e.DroppedOut, e.StoodDown, e.NotHeardFrom
)  # fmt: skip
"""What their coordinators hear of each of theirs."""


def ask(this: Deciding, command: c.AskAid) -> None:
    """Ask the neighbours who agreed: by themselves once for each call, by a coordinator's word as often as it is given.

    By themselves only those are asked that are ready for such a call.
    """
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
    if command.by is None and this.incident.is_filled():
        return
    asked = [each for each in this.facts.neighbours if _may_be_asked(this, each, command)]
    if not asked and command.by is not None:
        raise Refused(K.C_AID_NONE, {"number": this.incident.number, "team": command.team or ""})
    for each in asked:
        _ask(this, each, command.by)


def _may_be_asked(this: Deciding, neighbour: Neighbour, command: c.AskAid) -> bool:
    if command.team not in (None, neighbour.team):
        return False
    known = this.incident.aid_of(neighbour.team)
    if command.by is None:
        return neighbour.ready and (known is None or known.state is AidState.ENDED)
    return known is None or AID_MOVES.allows(known.state, e.AidAsked)


def _ask(this: Deciding, neighbour: Neighbour, by: PersonId | None) -> None:
    why = "everybody of our own was asked" if by is None else "a coordinator asks"
    event = e.AidAsked(why=why, by=by, team=neighbour.team)
    known = this.incident.aid_of(neighbour.team)
    state = AID_MOVES.after(None if known is None else known.state, event)
    this.put_aid(Aid(team=neighbour.team, state=state, asked_at=this.now, at=this.now, by=by))
    this.events.append(event)
    if neighbour.opens is Opens.POLICY:
        _open(this, neighbour, None, "the agreement opens it at once")
        return
    if not neighbour.coordinators:
        _give_up(this, neighbour.team, "none of their coordinators can be reached")
        return
    _tell_what_is_asked(this, neighbour)
    if by is None:
        this.tell_coordinators(K.C_AID_SENT, _about(this, neighbour))
    else:
        this.answer(by, K.C_AID_SENT, _about(this, neighbour))


def _tell_what_is_asked(this: Deciding, neighbour: Neighbour) -> None:
    incident = this.incident
    need = incident.need
    asked: Params = {
        **_for_them(this),
        "nature": incident.nature,
        "areas": ",".join(incident.areas),
        "urgency": incident.urgency.value,
        "responders": max(1, need.responders - len(incident.counted())),
        "skills": ",".join(sorted(need.skills | need.roles.keys())),
        "languages": incident.language,
    }
    for person in neighbour.coordinators:
        this.tell(person, K.C_AID_ASKED, asked, subject=incident.id)
    at = this.now + incident.plan.policy.aid.answers_within
    this.wakes.append(
        Wake(kind=WakeKind.AID_SILENT, subject=f"{incident.id}:{at:%Y%m%d%H%M%S}", at=at, incident=incident.id)
    )


def silent(this: Deciding) -> None:
    """Those who did not answer in time are asked once more, and then no longer waited for. The others hear both."""
    if not this.incident.is_alive():
        return
    within = this.incident.plan.policy.aid.answers_within
    for each in this.incident.neighbours:
        if each.state is not AidState.ASKED or this.now - each.at < within:
            continue
        neighbour = _neighbour(this, each.team)
        if neighbour is not None and not each.reminded:
            event: e.AidEvent = e.AidReminded(why="nobody answered in time", team=each.team)
            this.put_aid(replace(each.after(event, this.now), reminded=each.reminded + 1))
            this.events.append(event)
            _tell_what_is_asked(this, neighbour)
            this.tell_coordinators(K.C_AID_SILENT, _about(this, neighbour))
            continue
        _give_up(this, each.team, "nobody answered, asked twice")


def _give_up(this: Deciding, team: TeamId, why: str) -> None:
    """That team is not waited for. Should they answer yet, the call may still be opened."""
    event = e.AidUnanswered(why=why, team=team)
    _move(this, team, event)
    neighbour = _neighbour(this, team)
    if neighbour is not None:
        this.tell_coordinators(K.C_AID_NO_ANSWER, _about(this, neighbour))


def share(this: Deciding) -> None:
    """What lies in two teams' areas is both teams' at once: near a border, or by a name that both have.

    Nobody has to agree to it, and nobody is asked whether they help: the call is as much theirs.
    """
    if not this.incident.is_alive():
        return
    for each in this.facts.neighbours:
        if each.shares and each.ready and this.incident.aid_of(each.team) is None:
            event = e.AidOpened(why="it lies in an area of theirs too", team=each.team)
            this.put_aid(Aid(team=each.team, state=AID_MOVES.after(None, event), asked_at=this.now, at=this.now))
            this.events.append(event)
            _tell_it_is_open(this, each, None)


def open_to_them(this: Deciding, command: c.OpenAid) -> None:
    """One of their coordinators opens the call to their people."""
    neighbour, known = _answering(this, command)
    if known.state is AidState.OPEN:
        this.answer(command.by, K.C_AID_YOURS, _yours(this))
        return
    if not AID_MOVES.allows(known.state, e.AidOpened):
        raise Refused(K.C_NO_SUCH_INCIDENT, {"number": this.incident.number})
    _open(this, neighbour, command.by, "their coordinator opens it")


def _open(this: Deciding, neighbour: Neighbour, by: PersonId | None, why: str) -> None:
    event = e.AidOpened(why=why, by=by, team=neighbour.team)
    _move(this, neighbour.team, event)
    _tell_it_is_open(this, neighbour, by)


def _tell_it_is_open(this: Deciding, neighbour: Neighbour, by: PersonId | None) -> None:
    this.tell_coordinators(K.C_AID_OPENED, _about(this, neighbour))
    this.answer(by, K.C_AID_YOURS, _yours(this))
    for person in neighbour.coordinators:
        if person != by:
            this.tell(person, K.C_AID_YOURS, _yours(this), subject=this.incident.id)


def decline(this: Deciding, command: c.DeclineAid) -> None:
    """One of their coordinators says that they cannot help now. Carries no penalty."""
    neighbour, known = _answering(this, command)
    if AID_MOVES.allows(known.state, e.AidDeclined):
        _move(this, neighbour.team, e.AidDeclined(why="their coordinator cannot", by=command.by, team=neighbour.team))
        this.tell_coordinators(K.C_AID_DECLINED, _about(this, neighbour))
    elif known.state is not AidState.DECLINED:
        raise Refused(K.C_NO_SUCH_INCIDENT, {"number": this.incident.number})
    this.answer(command.by, K.C_AID_NO, _for_them(this))


def end(this: Deciding, command: c.EndAid) -> None:
    """One of the two teams ends it: nobody else of the neighbour's is asked, whoever is going goes on."""
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
    ended = [
        (neighbour, known)
        for neighbour in this.facts.neighbours
        if (known := this.incident.aid_of(neighbour.team)) is not None
        and command.team in (None, neighbour.team)
        and AID_MOVES.allows(known.state, e.AidWithdrawn)
    ]
    ours = command.by in this.facts.coordinators
    ended = [pair for pair in ended if ours or command.by in pair[0].coordinators]
    if not ended:
        raise Refused(K.C_AID_NONE, {"number": this.incident.number, "team": command.team or ""})
    for neighbour, _ in ended:
        theirs = [page for page in this.incident.live_pages() if this.aids_from(page.person) == neighbour.team]
        _move(this, neighbour.team, e.AidWithdrawn(why="a coordinator ended it", by=command.by, team=neighbour.team))
        for page in theirs:
            asking.end_page(this, page.id, e.PageWithdrawn, "the neighbour's help has ended")
            asking.stand_down(this, page)
        for person in this.facts.coordinators:
            this.tell(person, K.C_AID_OFF, _about(this, neighbour), reply=person == command.by)
        for person in neighbour.coordinators:
            if person not in this.facts.coordinators:
                this.tell(person, K.C_AID_OFF, _for_them(this), reply=person == command.by)
    stays = [
        each for each in this.facts.candidates if not each.aid or this.aids_from(each.person.id) in this.incident.aid
    ]
    this.facts = replace(this.facts, candidates=tuple(stays))
    asking.refill(this, "a neighbour's help has ended")


def carry(this: Deciding, theirs: Aid) -> None:
    """Their part in a call that was merged into this one goes on here."""
    why = "their part in a call that was merged into this"
    this.put_aid(theirs)
    neighbour = _neighbour(this, theirs.team)
    if theirs.state is not AidState.OPEN or neighbour is None:
        this.events.append(e.AidWithdrawn(why=why, by=theirs.by, team=theirs.team))
        return
    this.events.append(e.AidOpened(why=why, by=theirs.by, team=theirs.team))
    for person in neighbour.coordinators:
        this.tell(person, K.C_AID_YOURS, _yours(this), subject=this.incident.id)


def follow(this: Deciding) -> None:
    """After a decision: a neighbour's coordinators hear of theirs, and when it is over."""
    if not this.incident.neighbours:
        return
    if not this.incident.is_alive():
        _end_with_the_call(this)
        return
    for event in tuple(this.events):
        if isinstance(event, _TOLD_OF) and (team := this.aids_from(event.person)) is not None:
            mine = next(each for each in this.incident.assignments if each.id == event.assignment)
            told: Params = {**_for_them(this), "code": mine.code, "assignment_state": mine.shown()}
            for person in _coordinators(this, team):
                this.tell(person, K.C_AID_MOVED, told)


def _end_with_the_call(this: Deciding) -> None:
    for each in this.incident.neighbours:
        if AID_MOVES.allows(each.state, e.AidEnded):
            _move(this, each.team, e.AidEnded(why="the call is closed", team=each.team))
            for person in _coordinators(this, each.team):
                this.tell(person, K.C_AID_OVER, _for_them(this))


# --- what they share


def _answering(this: Deciding, command: c.OpenAid | c.DeclineAid) -> tuple[Neighbour, Aid]:
    """The neighbour one of whose coordinators answers, and how it stands."""
    neighbour, known = _neighbour(this, command.team), this.incident.aid_of(command.team)
    if neighbour is None or known is None or command.by not in neighbour.coordinators:
        raise Refused(K.C_NO_SUCH_INCIDENT, {"number": this.incident.number})
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
    return neighbour, known


def _move(this: Deciding, team: TeamId, event: e.AidEvent) -> None:
    known = this.incident.aid_of(team)
    if known is None:
        raise LookupError(team)
    this.put_aid(known.after(event, this.now))
    this.events.append(event)


def _neighbour(this: Deciding, team: TeamId) -> Neighbour | None:
    return next((each for each in this.facts.neighbours if each.team == team), None)


def _coordinators(this: Deciding, team: TeamId) -> tuple[PersonId, ...]:
    home = this.facts.homes.get(team)
    return () if home is None else home.coordinators


def _about(this: Deciding, neighbour: Neighbour) -> Params:
    """As the team that asks reads it."""
    return {"number": this.incident.number, "team": neighbour.name}


def _for_them(this: Deciding) -> Params:
    """As the neighbour reads it."""
    return {"number": this.incident.number, "team": this.facts.team_name}


def _yours(this: Deciding) -> Params:
    return {**_for_them(this), "nature": this.incident.nature, "areas": ",".join(this.incident.areas)}
