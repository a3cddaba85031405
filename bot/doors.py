"""Where doors hand things over: what a channel verified, and the doorstep that stores it before anybody is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.ids import DeliveryId, SenderId
from domain.language import clean
from domain.messages import Inbound
from domain.people import Channel

TELEGRAM_WEBHOOK = "/telegram/webhook"
TWILIO_INBOUND = "/twilio/inbound"
TWILIO_STATUS = "/twilio/status"
TWILIO_FALLBACK = "/twilio/fallback"
TWILIO_VOICE = "/twilio/voice"


class ItemKind(StrEnum):
    INBOUND = "inbound"
    RECEIPT = "receipt"


class ReceiptStatus(StrEnum):
    """What a provider's word means. Words come in any order, any number of times."""

    TAKEN = "taken"  # it has it, and may still lose it
    ARRIVED = "arrived"
    FAILED = "failed"  # undelivered or refused after all


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptWord:
    """A provider's word about a delivery.

    `reference` is ours where the provider returns it, else `provider_id` finds the delivery. `code` is the provider's
    error code. `opted_out` means that the recipient wants no more texts from this sender.
    """

    reference: DeliveryId | None
    provider_id: str | None
    status: ReceiptStatus
    code: str | None = None
    opted_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that came in by a door, verified. `content` says of which kind it is.

    `address` is theirs and a secret; receipts have none. `sender` is the address of ours it came to. `external_id` is
    the provider's, unique on its channel: an item that comes again with it changes nothing.
    """

    channel: Channel
    sender: SenderId
    external_id: str
    content: Inbound | ReceiptWord
    address: str | None = None

    @property
    def kind(self) -> ItemKind:
        return ItemKind.INBOUND if isinstance(self.content, Inbound) else ItemKind.RECEIPT


class NotTakenIn(Exception):
    """Nothing could be stored: the provider keeps it and brings it again."""


class Forged(StrEnum):
    """Why a post is not believed. All get the same answer; the log and the metrics know the difference."""

    NO_ADDRESS = "no_public_url"
    SIGNATURE = "signature"
    ACCOUNT = "account"
    NUMBER = "number"
    FIELDS = "fields"


class NotBelieved(Exception):
    """A post that is not what it claims to be."""

    def __init__(self, why: Forged) -> None:
        super().__init__(why.value)
        self.why = why


class Doorstep(Protocol):
    """What the engine offers to doors."""

    async def take_in(self, items: Sequence[Item]) -> Sequence[bool]:
        """Stores `items` and commits: when this returns, none is lost. True for each that is new, False for a replay.

        Raises `NotTakenIn` when nothing could be stored: the provider must then not be told that all is well.
        """


LONGEST_TEXT = 4096
"""Characters of one text; no channel brings more."""


class Bookmark(Protocol):
    """Where we are in a provider's list of what came in. Shared by all processes: one of them asks at a time."""

    async def begin(self, *, at_once: bool) -> datetime | None:
        """Since when to look in this round; None if it is not due yet, or another process has it.

        `at_once`: it is due whatever anybody has done. Raises `NotTakenIn`.
        """

    async def reached(self) -> None:
        """Everything that came in before this round began has been taken in. Raises `NotTakenIn`."""


class Ear(Protocol):
    """Who is told whether a door hears: whether what is sent to us can be fetched, or is brought."""

    async def heard(self) -> None:
        """It does. Never raises."""

    async def failed(self) -> None:
        """It tried and could not. Never raises."""


class NobodysEar:
    """For a door that nobody watches."""

    async def heard(self) -> None:
        return

    async def failed(self) -> None:
        return


def plain(text: str) -> str:
    """`text` as it is taken in: see `clean`. What is longer than a channel can bring is cut."""
    return clean(text, LONGEST_TEXT)
