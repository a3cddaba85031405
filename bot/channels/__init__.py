"""Channels: how a rendered message leaves. Each answers with a provider's id or a `SendError`; nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.people import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """`data` is a signed token of at most 64 bytes; empty where the button opens `url` and nothing comes back."""

    label: str
    data: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One kind of bar, in the order of its panel's labels. None: nothing is known there."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Bars beside a common line, `stacked` on one another or side by side, `flat` where their labels are long."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    flat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn, one panel below the other, in words that the reader reads."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One rendered message for one address. `reference` is ours and comes back in the provider's receipts.

    `number` labels a button that shows us their own phone number, where the channel can. `scans` is a link that is
    shown as a picture to scan too, where the channel shows pictures; it stands in the text as well. `pin` is a place
    on a map, in degrees, in the place of the text, where the channel has maps; what `moves` may be moved later.
    `photo` is the channel's own id of a picture that is shown above the text; `unshown` stands in the place of both
    where it cannot be shown. `chart` is drawn above the text.
    `edits` is the provider's id of an earlier message to replace, where the channel can. `rows` of buttons are empty
    on channels without them. `valid_for` is how long the provider may go on trying.
    """

    reference: str
    sender: str  # our address, as the provider knows it
    address: str
    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    edits: str | None = None
    number: str = ""
    scans: str = ""
    pin: tuple[float, float] | None = None
    moves: bool = False
    photo: str = ""
    unshown: str = ""
    chart: Chart | None = None
    valid_for: timedelta = timedelta(hours=4)


class Outbound(Protocol):
    """A channel as the engine sees it."""

    channel: Channel

    async def send(self, message: Outgoing) -> str:
        """Hand `message` to the provider within 10 s; its id for it. Raises `SendError`, never anything else."""

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """The provider's id of `message` if it took it after `since` after all, else None. Raises `SendError`."""

    can_find: bool
    """Whether the provider can be asked: SMS can, Telegram cannot."""


class Probed(Protocol):
    """A channel that can be asked, without a word to anybody, whether an account takes messages."""

    channel: Channel

    async def probe(self, address: str) -> None:
        """Returns if it does. Raises `SendError`, `blocked` if it does not; never anything else."""


def fitting(text: str, longest: int) -> str:
    """What is too long for one message ends with an ellipsis: one that is cut says more than one that is refused."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
