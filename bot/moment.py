"""One turn while it runs: its transaction, its moment, and what set it off."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain import commands as c
from domain.community import Community
from domain.conversation import Conversation
from domain.delivery import Delivery
from domain.ids import IncidentId, PersonId, TeamId
from domain.messages import Line, MessageKind, Params, Say, Wake
from domain.people import Channel, ContactPoint, Person, Who
from models.database import Store


@dataclass(slots=True, kw_only=True)
class Moment:
    """What a turn knows while it runs, and what it wants sent and woken at its end.

    `waited` is how long what somebody sent lay unread; `owes_a_word`: they have not been told so yet. `drills`: whether
    what it decided about was a drill, of each. `avoided`: the channels whose provider is down, once somebody wanted to
    know.
    """

    store: Store
    now: datetime
    stimulus: str
    community: Community
    here: ContactPoint | None = None
    talk: Conversation | None = None
    who: Who | None = None
    heard_at: datetime | None = None
    waited: timedelta = timedelta()
    owes_a_word: bool = False
    avoided: frozenset[Channel] | None = None
    drills: set[bool] = field(default_factory=set)
    planned: list[Delivery] = field(default_factory=list)
    wakes: list[Wake] = field(default_factory=list)

    @property
    def member(self) -> Person:
        """Whoever wrote, who is of the community. Raises LookupError where nobody of it set this off."""
        if not isinstance(self.who, Person):
            raise LookupError("no member")
        return self.who


Saying = Callable[[Moment, Say], Awaitable[None]]
"""Plans a message that belongs to no incident."""

Deciding = Callable[[Moment, c.AnIncidentCommand], Awaitable[None]]
"""Lets the rules decide about an incident, and keeps what they say."""

Ending = Callable[[Moment, PersonId, TeamId], Awaitable[None]]
"""Whoever must know when somebody is suspended in a team, or has left it."""


def said_at(say: Say, at: datetime, now: datetime) -> Say:
    """`say`, which waits until `at`; if that is not ahead, it waits for nobody's quiet hours either."""
    return replace(say, not_before=at) if at > now else replace(say, at_once=True)


def to_member(
    this: Moment,
    person: PersonId,
    kind: MessageKind,
    params: Params | None = None,
    *,
    lines: tuple[Line, ...] = (),
    subject: str = "",
    incident: IncidentId | None = None,
    reply: bool = False,
) -> Say:
    """What a member hears because of what set this turn off: once of each kind, however often it is planned."""
    return Say(
        kind=kind,
        to=person,
        to_member=True,
        key=f"{kind.value}:{this.stimulus}:{person}",
        params=params or {},
        lines=lines,
        subject=subject,
        incident=incident,
        reply=reply,
    )


def in_answer(
    this: Moment,
    kind: MessageKind,
    params: Params | None = None,
    *,
    lines: tuple[Line, ...] = (),
    subject: str = "",
) -> Say:
    """What the member who wrote hears, where they wrote."""
    return to_member(this, this.member.id, kind, params, lines=lines, subject=subject, reply=True)
