"""One message to one contact point: its states, and what a channel's answer means."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import ContactPointId, ConversationId, DeliveryId, IncidentId, PageId, PersonId, SenderId
from domain.messages import Fate, Lane, Line, MessageKind, Params
from domain.moves import Moves
from domain.people import Channel


class DeliveryState(StrEnum):
    WAITING = "waiting"  # due at its time
    LEASED = "leased"  # a worker is at the provider with it
    UNCERTAIN = "uncertain"  # nobody knows whether the provider took it
    SENT = "sent"  # the provider took it
    DELIVERED = "delivered"  # the provider says it arrived
    FAILED = "failed"  # refused or undelivered: the next contact point's turn
    WITHDRAWN = "withdrawn"  # no longer wanted before it was sent
    DEAD = "dead"  # given up after every try; somebody was told


class DeliveryEvent:
    """What happens to a delivery."""


class Leased(DeliveryEvent):
    """A worker took it, with a new fence, before the call to the provider."""


class Taken(DeliveryEvent):
    """The provider took it."""


class Arrived(DeliveryEvent):
    """A receipt says it arrived."""


class RefusedForGood(DeliveryEvent):
    """The provider refused it, or a receipt says undelivered: trying again is useless."""


class PutBack(DeliveryEvent):
    """Refused before it could have been taken, or rate limited: tried again later."""


class FateUnknown(DeliveryEvent):
    """A read timeout, a reset, or a lease that ran out."""


class GivenUp(DeliveryEvent):
    """No more tries."""


class NoLongerWanted(DeliveryEvent):
    """Its page or incident ended, or the recipient opted out, before it was sent."""


D = DeliveryState

DELIVERY_MOVES: Moves[DeliveryState] = Moves(
    "delivery",
    {
        Leased: {D.WAITING: D.LEASED, D.UNCERTAIN: D.LEASED},
        Taken: {D.LEASED: D.SENT, D.UNCERTAIN: D.SENT, D.SENT: D.SENT, D.DELIVERED: D.DELIVERED},
        Arrived: {D.LEASED: D.DELIVERED, D.UNCERTAIN: D.DELIVERED, D.SENT: D.DELIVERED, D.DELIVERED: D.DELIVERED},
        RefusedForGood: {D.LEASED: D.FAILED, D.UNCERTAIN: D.FAILED, D.SENT: D.FAILED, D.WAITING: D.FAILED},
        PutBack: {D.LEASED: D.WAITING},
        FateUnknown: {D.LEASED: D.UNCERTAIN},
        GivenUp: {D.WAITING: D.DEAD, D.LEASED: D.DEAD, D.UNCERTAIN: D.DEAD},
        NoLongerWanted: {D.WAITING: D.WITHDRAWN, D.UNCERTAIN: D.WITHDRAWN},
    },
)

FINISHED = frozenset({D.SENT, D.DELIVERED, D.FAILED, D.WITHDRAWN, D.DEAD})


# Not frozen: a frozen exception cannot be given its traceback, and leaving a context manager then raises TypeError.
@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is rendered when it is sent: a secret as a whole. `discreet`: by SMS it says less, see `DISCREET`."""

    kind: MessageKind
    language: str
    params: Params = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    subject: str = ""
    discreet: bool = False
    drill: bool = False  # of an exercise: marked on every channel, in every language


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one contact point. Exactly one of `person` and `conversation` is who it is for.

    `key` makes planning it twice impossible. `stream` keeps order: contact point and incident. `slot`: on channels
    that edit, the last taken delivery with the same slot to the same contact point is edited instead. `fence` rises
    with every lease: an outcome reported under an older fence changes nothing. `repeat` marks a page sent again
    because nobody knew its fate. `heard_at` is when the text that led to it was taken in.
    """

    id: DeliveryId
    key: str
    wording: Wording
    state: DeliveryState
    lane: Lane
    priority: int
    due_at: datetime
    valid_until: datetime
    fate: Fate
    contact_point: ContactPointId
    channel: Channel
    sender: SenderId
    person: PersonId | None
    conversation: ConversationId | None
    incident: IncidentId | None
    page: PageId | None
    stream: str
    slot: str | None
    planned_at: datetime
    heard_at: datetime | None = None
    fence: int = 0
    lease_until: datetime | None = None
    attempts: int = 0
    repeat: bool = False
    external_id: str | None = None


@dataclass(eq=False, kw_only=True)
class SendError(Exception):
    """What a channel says when a send did not go through.

    retryable: it was surely not taken and may be tried again. unknown: it may have been taken. opted_out or blocked:
    this contact point must not be tried again. retry_after: the provider's own wait. None of the flags: refused for
    good. whole: it takes nothing of ours, whoever it is for. `code` is the provider's code, for the log.
    """

    code: str
    retryable: bool = False
    unknown: bool = False
    opted_out: bool = False
    blocked: bool = False
    retry_after: timedelta | None = None
    whole: bool = False

    def __str__(self) -> str:
        return self.code
