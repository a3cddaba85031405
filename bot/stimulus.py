"""What can set off a turn: a text, a receipt, a delivery that failed for good, a timer."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import DeliveryId, InboxId, IncidentId, SenderId, TimerId
from domain.messages import Inbound, WakeKind
from domain.people import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Something somebody sent. `address` is theirs and a secret; `sender` is the address of ours they wrote to."""

    inbox: InboxId
    channel: Channel
    sender: SenderId
    address: str
    inbound: Inbound
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A provider's word about a delivery, in any order, any number of times.

    `reference` is ours (the delivery's id) where the provider returns it, else `external_id` finds it.
    `status` is one of taken, arrived, failed.
    """

    inbox: InboxId
    channel: Channel
    reference: DeliveryId | None
    external_id: str | None
    status: str
    code: str | None = None
    opted_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFailed:
    """A delivery failed for good or was given up: the person's next contact point is due at once."""

    inbox: InboxId
    delivery: DeliveryId


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired:
    timer: TimerId
    kind: WakeKind
    subject: str
    incident: IncidentId | None
    due_at: datetime


Stimulus = Arrived | Receipt | DeliveryFailed | TimerFired
