"""A call that nobody is paged for yet: it is asked about, confirmed, released, or waits for a coordinator."""

from dataclasses import replace
from datetime import timedelta

from domain import asking
from domain import commands as c
from domain import events as e
from domain.cross_street import Answer, answer_of
from domain.deciding import Deciding
from domain.doubt import Doubt, DoubtState
from domain.errors import Refused
from domain.flood import Ranked, rank
from domain.ids import PersonId
from domain.incident import Incident, IncidentStatus
from domain.messages import MessageKind as K
from domain.messages import Wake, WakeKind
from domain.tasks import TaskKind

_IN_LINE_LOOKS_EVERY = timedelta(minutes=2)
"""So often a call that stands in line looks for itself, beside the look that goes along the whole line."""


def doubt_of(this: Deciding) -> Doubt:
    """How the call stands in doubt; only for one that does."""
    doubt = this.incident.doubt
    if doubt is None:
        raise LookupError("nobody doubts it")
    return doubt


def ask(this: Deciding) -> None:
    """As it opens: the one question, and a place on the list."""
    this.events.append(e.Doubted(why="it came in a flood from somebody unknown"))
    this.tell_requester(K.R_FLOOD_STREET)
    this.want(TaskKind.FLOOD, "it came in a flood, and waits for an answer or a coordinator")
    if this.incident.danger:
        wake_for_danger(this)
    elif not this.incident.plan.ready:  # its sender hears that a coordinator knows
        for person in this.facts.coordinators:
            this.tell_together(person, K.C_FLOOD_UNTAKEN)


def doubt_late(this: Deciding) -> None:
    """A flood was seen after people were asked for it. Who goes and who is asked stay so; others are asked once its
    sender answers. Whoever waits near for a second gets one.
    """
    incident = this.incident
    waits = 0 < len(incident.in_person()) < incident.need.together
    if incident.doubt or incident.danger or incident.owner or waits or asking.wants_nobody(incident):
        return
    this.incident = replace(incident, doubt=Doubt(state=DoubtState.URGENT, since=this.now))
    this.events.append(e.Doubted(why="a flood was seen after it came: others are asked once its sender answers"))
    this.tell_requester(K.R_FLOOD_STREET)
    this.want(TaskKind.FLOOD, "it came as a flood began, and waits for an answer or a coordinator")


def keep_blocked(this: Deciding, *, paging: bool) -> None:
    """A blocked sender hears what everybody hears, and nobody is paged. Danger is a task for a coordinator."""
    this.events.append(e.Doubted(why="a coordinator blocked the sender"))
    if this.incident.danger:
        this.answer_requester(K.R_DANGER_HEARD, {"emergency": this.facts.emergency, **this.coordinator("knows_now")})
        this.want(TaskKind.DANGER, "a blocked sender named danger")
    else:
        this.tell_that_people_are_asked() if paging else this.tell_requester(K.R_UNPLACED, this.coordinator("has"))
    this.want(TaskKind.FLOOD, "a blocked sender called")


def wake_for_danger(this: Deciding) -> None:
    at = this.now + this.incident.plan.policy.flood.danger_waits
    this.wakes.append(Wake(kind=WakeKind.FLOOD_DANGER, subject=this.incident.id, at=at, incident=this.incident.id))


def weigh(this: Deciding, command: c.AddWords) -> Answer:
    """What a text of theirs is to the question, by what was known before it."""
    doubt, answer = doubt_of(this), _answer(this.before, command)
    elsewhere = doubt.elsewhere + (answer is Answer.OTHER_PLACE)
    this.incident = replace(this.incident, doubt=replace(doubt, texts=doubt.texts + 1, elsewhere=elsewhere))
    return answer


def _answer(incident: Incident, command: c.AddWords) -> Answer:
    near = incident.plan.policy.flood.street_near
    tells = command.tells or bool(command.kinds)
    return answer_of(command.words, command.place, incident.words, incident.place, near=near, tells=tells)


def _confirms(this: Deciding, answer: Answer) -> bool:
    """A place that fits, before they named one that does not: who names many comes near the first by chance."""
    doubt, many = doubt_of(this), this.incident.plan.policy.flood.sender_texts
    return answer is Answer.FITS and doubt.texts <= many and not doubt.elsewhere


def is_only_noted(incident: Incident, command: c.AnIncidentCommand) -> bool:
    """True for a text about a held call that is kept, and leads to nothing else: no facts are needed for it."""
    doubt = incident.doubt
    if doubt is None or not doubt.keeps_pages_back or not isinstance(command, c.AddWords):
        return False
    if (command.danger or incident.danger) and not (doubt.in_line and doubt.crowded and incident.danger):
        return False
    if not incident.is_alive():
        return False
    return _answer(incident, command) is not Answer.FITS or doubt.state is not DoubtState.ASKED


def hear(this: Deciding, answer: Answer) -> None:
    """Let it go on, or leave it to a coordinator. Danger waits for one text of any kind, not for a place."""
    doubt = doubt_of(this)
    if doubt.state is DoubtState.BLOCKED:
        return
    if doubt.state is DoubtState.ASKED and _confirms(this, answer):
        go_on(this, DoubtState.CONFIRMED, "they answered with a place that fits")
        this.tell_coordinators(K.C_OPENED, this.about())
    elif this.before.danger and not doubt.in_line:
        _take_turn(this, "danger was named, and they wrote again")
    elif answer is Answer.OTHER_PLACE and doubt.state is DoubtState.ASKED and not doubt.in_line:
        this.incident = replace(this.incident, doubt=doubt.now_is(DoubtState.HELD))
        this.events.append(e.Doubted(why="they answered with another place"))
    elif answer is not Answer.FITS and doubt.state is DoubtState.ASKED and doubt.texts == 1:
        this.answer_requester(K.R_FLOOD_STREET)  # once more: whoever is afraid does not read to the end


def confirm_later(this: Deciding, answer: Answer) -> None:
    """People are paged for it already, though few: a place that fits makes it a call like any other."""
    if _confirms(this, answer):
        go_on(this, DoubtState.CONFIRMED, "they answered with a place that fits")


def waited(this: Deciding) -> None:
    """Danger was named, and no text came: few are paged all the same."""
    doubt = this.incident.doubt
    if doubt is not None and doubt.waits and this.incident.danger and this.incident.is_alive():
        _take_turn(this, "danger was named, and nobody heard more in time")


def _take_turn(this: Deciding, why: str) -> None:
    """People are asked if there are any for a call that is believed as far as this one; else it stands in line."""
    if asking.has_room_in_flood(this):
        go_on(this, DoubtState.URGENT, f"{why}: {_stands(this).why}")
        return
    if not doubt_of(this).in_line:
        this.incident = replace(this.incident, doubt=replace(doubt_of(this), in_line=True))
        this.events.append(e.Doubted(why=f"it stands in line: {_stands(this).why}"))
    at = this.now + _IN_LINE_LOOKS_EVERY
    subject = f"{this.incident.id}:{at:%Y%m%d%H%M%S}"
    this.wakes.append(Wake(kind=WakeKind.FLOOD_DANGER, subject=subject, at=at, incident=this.incident.id))


def _stands(this: Deciding) -> Ranked:
    incident = this.incident
    policy = incident.plan.policy.flood
    return rank(incident.doubt, policy, danger=incident.danger, placed=bool(incident.areas))


def release(this: Deciding, command: c.Release) -> None:
    """A coordinator lets it go on, like any other."""
    if not this.incident.is_alive():
        raise Refused(K.C_ALREADY_CLOSED, {"number": this.incident.number})
    if not may_be_taken(this.incident):
        raise Refused(K.C_FLOOD_NOT_HELD, {"number": this.incident.number})
    go_on(this, DoubtState.RELEASED, "a coordinator released it", by=command)
    if not command.together:
        asked = len(this.incident.live_pages())
        params = {"number": this.incident.number, "asked": asked}
        this.answer(command.by, K.C_FLOOD_RELEASED, params, subject=this.incident.id)


def may_be_taken(incident: Incident) -> bool:
    """True while nobody has vouched for it: a coordinator's word changes how it goes on."""
    return incident.keeps_pages_back() or (incident.doubt is not None and incident.doubt.unproved)


def seen_to_be_real(this: Deciding, by: PersonId) -> None:
    """Whoever is there and wants more people has seen what it is."""
    doubt = this.incident.doubt
    if doubt is not None and doubt.unproved:
        this.incident = replace(this.incident, doubt=doubt.now_is(DoubtState.CONFIRMED))
        this.events.append(e.DoubtEnded(why="somebody on scene asked for more", by=by))
        this.tasks_done.add(TaskKind.FLOOD)


def block(this: Deciding, command: c.BlockSender) -> None:
    """Nobody is paged for it any more. The sender hears nothing of that; whoever goes already decides what they do."""
    for page in this.incident.live_pages():
        asking.end_page(this, page.id, e.PageWithdrawn, "a coordinator blocked the sender")
        asking.stand_down(this, page)
    doubt = this.incident.doubt or Doubt(state=DoubtState.BLOCKED, since=this.now)
    this.incident = replace(this.incident, doubt=doubt.now_is(DoubtState.BLOCKED), asks_again_at=None)
    this.events.append(e.SenderBlocked(why="a coordinator blocked the sender", by=command.by))
    if this.incident.is_alive():
        this.want(TaskKind.FLOOD, "its sender is blocked: close it, or end the block")


def unblock(this: Deciding, command: c.UnblockSender) -> None:
    """Their call waits for a coordinator, or for what they write next."""
    doubt = this.incident.doubt
    if doubt is not None and doubt.state is DoubtState.BLOCKED and this.incident.is_alive():
        this.incident = replace(this.incident, doubt=doubt.now_is(DoubtState.ASKED))
        this.events.append(e.DoubtEnded(why="the sender is no longer blocked", by=command.by))
        this.want(TaskKind.FLOOD, "its sender was blocked, and is no longer")


def taken_in_hand(this: Deciding, command: c.IncidentCommand) -> None:
    """A coordinator asks people for it by hand: it is released with that."""
    doubt = doubt_of(this)
    this.incident = replace(this.incident, doubt=doubt.now_is(DoubtState.RELEASED))
    this.events.append(e.DoubtEnded(why="a coordinator asked for people", by=command.by))
    this.tasks_done.add(TaskKind.FLOOD)


def go_on(this: Deciding, state: DoubtState, why: str, *, by: c.Release | None = None) -> None:
    """People are paged for it from now on, as far as the plan has any for it."""
    person = None if by is None else by.by
    this.incident = replace(this.incident, doubt=doubt_of(this).now_is(state), exhausted=False)
    this.events.append(e.DoubtEnded(why=why, by=person))
    this.tasks_done.add(TaskKind.FLOOD)
    if not this.incident.plan.ready:
        this.want(TaskKind.UNPLACED, "its protection area is not ready here")
        return
    if this.incident.status is IncidentStatus.OPEN:
        this.happened(e.PagingBegan(why=why, by=person))
        this.tell_that_people_are_asked()
    asking.refill(this, why)
