"""What the conversations share: hearing a text, planning an answer, and knowing when to say no more."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.commands import Command
from domain.conversation import CONVERSATION_MOVES, Conversation
from domain.events import Answered, Event, TextArrived
from domain.ids import IncidentId
from domain.messages import Line, MessageKind, Params, Say
from domain.people import MANNER_OF, ContactPoint, Manner, Person, Reach, Requester, Who
from domain.zone import reached
from handlers.step import Step, TalkFacts

ERRORS_ANSWERED = 5
"""How many messages that nobody understands are answered before a real action: two robots cannot talk for ever."""

ERRORS_REST = timedelta(hours=1)
"""Wrong codes are forgotten after so long without a word."""

_STILL_ASKED = timedelta(hours=1)
"""So long another question of ours comes before one about how they are, or about a call that is over."""


def heard(talk: Conversation, now: datetime) -> tuple[Conversation, tuple[Event, ...]]:
    """The talk once they have written, and the event that says so."""
    event: Event = Answered(why="they wrote")
    if CONVERSATION_MOVES.allows(talk.status, TextArrived):
        event = TextArrived(why="they wrote first, or again")
    return talk.after(event, now), (event,)


def to_requester(talk: Conversation, facts: TalkFacts, kind: MessageKind, params: Params | None = None) -> Say:
    """An answer to the person at the other end of `talk`, who is no member."""
    return Say(
        kind=kind,
        to=talk.id,
        to_member=False,
        key=f"{kind.value}:{facts.stimulus}:{talk.id}",
        params=params or {},
        subject=talk.id,
        incident=facts.incident.id if facts.incident is not None else None,
        reply=True,
    )


def to_member(
    person: Person,
    facts: TalkFacts,
    kind: MessageKind,
    params: Params | None = None,
    *,
    lines: tuple[Line, ...] = (),
    incident: IncidentId | None = None,
) -> Say:
    """An answer to a member. `incident` is what its buttons are about."""
    return Say(
        kind=kind,
        to=person.id,
        to_member=True,
        key=f"{kind.value}:{facts.stimulus}:{person.id}",
        params=params or {},
        lines=lines,
        subject=incident or "",
        incident=incident,
        reply=True,
    )


def reading(where: ZoneInfo, at: datetime) -> str:
    """The instant `at` as a blank of a message: what the clock of `where` shows, which the renderer puts into words."""
    return f"{reached(where, at):%Y-%m-%dT%H:%M}"


def done(talk: Conversation, now: datetime, *commands: Command, says: tuple[Say, ...] = (), why: str = "") -> Step:
    """A member's real action: no question of ours is open any more and errors are forgotten."""
    return Step(talk=replace(talk, last_at=now, errors=0, pending=None), says=says, commands=commands, why=why)


def puzzled(talk: Conversation, now: datetime, say: Say, *, why: str) -> Step:
    """An answer to something not understood, or to something that cannot be meant; after some of them, none."""
    says = (say,) if talk.errors < ERRORS_ANSWERED else ()
    return Step(talk=replace(talk, last_at=now, errors=talk.errors + 1, pending=None), says=says, why=why)


def is_puzzled(talk: Conversation, step: Step) -> bool:
    """True if `step` is how `talk` goes on from something not understood."""
    return step.talk.errors > talk.errors


def unanswered(talk: Conversation, now: datetime, *, why: str) -> Step:
    """Read, and nothing to say to it."""
    return Step(talk=replace(talk, last_at=now), why=why)


def here(talk: Conversation, who: Who) -> ContactPoint | None:
    """The contact point they write from."""
    if isinstance(who, Requester):
        return who.contact_point
    return next((point for point in who.contact_points if point.id == talk.contact_point), None)


def has_call(talk: Conversation, facts: TalkFacts) -> bool:
    """True while a call of their own runs, or they are telling us of one."""
    return facts.incident is not None or talk.is_telling()


def asks_else(talk: Conversation, now: datetime) -> bool:
    """True while another question of ours waits for their answer."""
    return talk.pending is not None and now - talk.last_at < _STILL_ASKED


def shows_taps(talk: Conversation, who: Who) -> bool:
    """True on a channel with buttons, whose opt-outs are ours to confirm."""
    point = here(talk, who)
    return point is not None and MANNER_OF[point.channel] is Manner.TAPS


def is_opted_out(talk: Conversation, who: Who) -> bool:
    point = here(talk, who)
    return point is not None and point.reach is Reach.OPTED_OUT
