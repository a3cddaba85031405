"""Simulated phones, and the two channels that reach them: a Telegram with buttons and edits, an SMS with plain words.

One switchboard holds all phones. What somebody does on a phone enters by the doorstep, as through a real door; what the
engine sends appears on the phone, or is refused as the real providers refuse it. Nothing here knows any rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.channels import Button, Chart, Outgoing, fitting
from bot.clock import Clock
from bot.doors import Doorstep, Item, NotTakenIn, ReceiptStatus, ReceiptWord, plain
from bot.tokens import LONGEST as LONGEST_TOKEN
from domain.chance import Mint
from domain.delivery import SendError
from domain.ids import DeliveryId, SenderId
from domain.messages import Inbound, Other
from domain.people import MANNER_OF, Channel, Manner
from domain.segments import segments

SENDERS: Mapping[Channel, SenderId] = {
    Channel.SIM_TELEGRAM: SenderId("sim-telegram"),
    Channel.SIM_SMS: SenderId("sim-sms"),
}
"""Our own two addresses, as simulated phones know them."""

LONGEST: Mapping[Channel, int] = {Channel.SIM_TELEGRAM: 4096, Channel.SIM_SMS: 1600}
"""Characters that the providers take in one message; what is longer is cut, as on the way to them."""

_REMEMBERED = 100
_SHOWS_NUMBER = "shows their number"
"""What the button carries that shows a phone's own number: on Telegram it stands below the chat."""

_OPT_OUTS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_OPT_INS = frozenset({"START", "YES", "UNSTOP"})
_UNREACHABLE_HANDSET = "30003"
_OPTED_OUT = "21610"


class Condition(StrEnum):
    """Whether a phone can be reached. A blocked one refuses: the bot is blocked, or the number opted out."""

    ON = "on"
    OFF = "off"
    BLOCKED = "blocked"


class Fate(StrEnum):
    """How far a message to a phone got."""

    SENT = "sent"  # the provider has it, the phone has not
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as a phone shows it. `mine`: the phone's owner wrote it. `segments`: what an SMS is billed as.
    `chart`: the plot above it.
    """

    id: str
    mine: bool
    text: str
    at: datetime
    rows: tuple[tuple[Button, ...], ...] = ()
    fate: Fate = Fate.DELIVERED
    edited: bool = False
    segments: int = 0
    pressed: int | None = None
    chart: Chart | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.rows for button in row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A simulated phone. `id` names it on the page; `label` is whose it is, `note` what they are.

    `number` is the phone number a Telegram account goes by. `received` counts what has come in since it was added.
    `language` is what its Telegram says of its owner.
    """

    id: str
    address: str
    channel: Channel
    label: str
    note: str = ""
    language: str = "en"
    condition: Condition = Condition.ON
    messages: tuple[Message, ...] = ()
    received: int = 0
    number: str = ""

    @property
    def has_buttons(self) -> bool:
        return MANNER_OF[self.channel] is Manner.TAPS

    def message(self, message: str) -> Message | None:
        return next((each for each in self.messages if each.id == message), None)


class NoSuchButton(LookupError):
    """The message or its button is no longer there: it was edited in the meantime."""


class Switchboard:
    """All simulated phones, by address."""

    def __init__(self, *, clock: Clock, mint: Mint) -> None:
        self._clock = clock
        self._mint = mint
        self._doorstep: Doorstep | None = None
        self._phones: dict[str, Phone] = {}
        self._watching: list[Callable[[], None]] = []

    def connect(self, doorstep: Doorstep) -> None:
        """From now on what is done on a phone comes in by `doorstep`."""
        self._doorstep = doorstep

    def add(self, phone: Phone) -> None:
        self._keep(phone)

    @property
    def phones(self) -> tuple[Phone, ...]:
        """All phones, in the order in which they were added."""
        return tuple(self._phones.values())

    def at(self, address: str) -> Phone:
        return self._phones[address]

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call `callback` whenever anything changed on any phone."""
        self._watching.append(callback)

    # --- done on a phone

    async def says(self, address: str, text: str, *, reply_to: str | None = None) -> None:
        """Somebody types `text` and sends it; on Telegram perhaps as a reply to a message."""
        phone, text = self.at(address), plain(text)
        if not text:
            return
        other = None
        if phone.channel is Channel.SIM_SMS:
            phone, other = _as_phone_companies_do(phone, text)
        message = self._written(phone, text)
        await self._take_in(
            phone, message.id, Inbound(text=text, other=other, language_hint=_hint(phone), reply_ref=reply_to)
        )

    async def presses(self, address: str, message: str, button: int) -> None:
        """Somebody presses the button with this index (counted through all rows). Raises NoSuchButton.

        One that opens an address is their browser's affair: nothing comes in.
        """
        phone = self.at(address)
        shown = phone.message(message)
        if shown is None or not 0 <= button < len(shown.buttons):
            raise NoSuchButton(message)
        if shown.buttons[button].url is not None:
            return
        pressed = replace(shown, pressed=button)
        self._keep(_with(phone, pressed))
        carried = shown.buttons[button].data
        inbound = Inbound(token=carried, language_hint=_hint(phone))
        if carried == _SHOWS_NUMBER:
            inbound = Inbound(own_number=phone.number, language_hint=_hint(phone))
        await self._take_in(phone, self._mint.id("press"), inbound)

    async def shares(self, address: str, latitude: float, longitude: float) -> None:
        """Somebody shares where they are: a location on Telegram, the numbers in a text by SMS."""
        phone = self.at(address)
        numbers = f"{latitude:.5f}, {longitude:.5f}"
        if not phone.has_buttons:
            await self.says(address, numbers)
            return
        message = self._written(phone, f"\N{ROUND PUSHPIN} {numbers}")
        await self._take_in(phone, message.id, Inbound(point=(latitude, longitude), language_hint=_hint(phone)))

    async def switch(self, address: str, condition: Condition) -> None:
        """Turn a phone on or off, block us on it, or let us in again. What waited for it arrives when it is on."""
        before = self.at(address)
        arrived = tuple(
            replace(each, fate=Fate.DELIVERED) if each.fate is Fate.SENT and condition is Condition.ON else each
            for each in before.messages
        )
        phone = replace(before, condition=condition, messages=arrived)
        self._keep(phone)
        was, now = before.condition is Condition.BLOCKED, condition is Condition.BLOCKED
        if was != now and phone.has_buttons:  # a phone company does not tell
            other = Other.BLOCKED if now else Other.UNBLOCKED
            await self._take_in(phone, self._mint.id("member"), Inbound(other=other, language_hint=_hint(phone)))

    # --- sent to a phone

    async def receive(self, channel: Channel, message: Outgoing) -> str:
        """What a provider does with a message for one of its phones: its id for it. Raises SendError."""
        phone = self._phones.get(message.address)
        if phone is None or phone.channel is not channel:
            raise SendError(code="400" if channel is Channel.SIM_TELEGRAM else "21211", blocked=True)
        message = _cut(channel, message)
        if channel is Channel.SIM_TELEGRAM:
            return self._receive_telegram(phone, message)
        return await self._receive_sms(phone, message)

    def probe(self, channel: Channel, address: str) -> None:
        """What a provider says when it is asked whether this account takes messages. Raises SendError."""
        phone = self._phones.get(address)
        if phone is None or phone.channel is not channel:
            raise SendError(code="400", blocked=True)
        if phone.condition is Condition.BLOCKED:
            raise SendError(code="403", blocked=True)

    def find(self, channel: Channel, message: Outgoing, since: datetime) -> str | None:
        """The newest message of these words that this phone was sent after `since`."""
        phone = self._phones.get(message.address)
        if phone is None or phone.channel is not channel:
            return None
        text = _cut(channel, message).text
        alike = (m for m in reversed(phone.messages) if not m.mine and m.text == text and m.at >= since)
        return next((each.id for each in alike), None)

    def _receive_telegram(self, phone: Phone, message: Outgoing) -> str:
        if phone.condition is Condition.BLOCKED:
            raise SendError(code="403", blocked=True)
        fits = all(_is_sound(button) for row in message.rows for button in row)
        if not fits or not message.text:
            raise SendError(code="400")
        fate = Fate.DELIVERED if phone.condition is Condition.ON else Fate.SENT
        earlier = phone.message(message.edits) if message.edits is not None else None
        if earlier is not None:
            edited = replace(earlier, text=message.text, rows=message.rows, edited=True, fate=fate, pressed=None)
            self._keep(_with(phone, edited))
            return earlier.id
        if message.number and phone.number:
            message = replace(message, rows=((Button(label=message.number, data=_SHOWS_NUMBER),),))
        shown = self._shown(message, fate)
        self._keep(_with(phone, shown))
        return shown.id

    async def _receive_sms(self, phone: Phone, message: Outgoing) -> str:
        if phone.condition is Condition.BLOCKED:
            raise SendError(code=_OPTED_OUT, opted_out=True)
        if message.rows:
            raise SendError(code="buttons")
        if not message.text:
            raise SendError(code="21617")
        on = phone.condition is Condition.ON
        shown = self._shown(message, Fate.DELIVERED if on else Fate.UNDELIVERED)
        shown = replace(shown, segments=segments(message.text))
        self._keep(_with(phone, shown))
        status = ReceiptStatus.ARRIVED if on else ReceiptStatus.FAILED
        word = ReceiptWord(
            reference=DeliveryId(message.reference),
            provider_id=shown.id,
            status=status,
            code=None if on else _UNREACHABLE_HANDSET,
        )
        await self._report(f"{shown.id}/{status}", word)
        return shown.id

    async def _report(self, external_id: str, word: ReceiptWord) -> None:
        """A receipt comes before the send has returned, as real ones may."""
        if self._doorstep is None:
            return
        sms = Channel.SIM_SMS
        try:
            await self._doorstep.take_in(
                [Item(channel=sms, sender=SENDERS[sms], external_id=external_id, content=word)]
            )
        except NotTakenIn:
            return  # a receipt that is lost says nothing about the message

    # --- keeping

    def _shown(self, message: Outgoing, fate: Fate) -> Message:
        return Message(
            id=self._mint.id("msg"),
            mine=False,
            text=message.text,
            at=self._clock.now(),
            rows=message.rows,
            fate=fate,
            chart=message.chart,
        )

    def _written(self, phone: Phone, text: str) -> Message:
        message = Message(id=self._mint.id("msg"), mine=True, text=text, at=self._clock.now())
        self._keep(_with(phone, message))
        return message

    async def _take_in(self, phone: Phone, external_id: str, inbound: Inbound) -> None:
        if self._doorstep is None:
            raise NotTakenIn
        item = Item(
            channel=phone.channel,
            sender=SENDERS[phone.channel],
            external_id=external_id,
            address=phone.address,
            content=replace(inbound, sent_at=self._clock.now()),
        )
        await self._doorstep.take_in([item])

    def _keep(self, phone: Phone) -> None:
        self._phones[phone.address] = phone
        for callback in self._watching:
            callback()


class Simulator:
    """One of the two channels, as the engine sees it."""

    def __init__(self, channel: Channel, switchboard: Switchboard) -> None:
        self.channel = channel
        self.can_find = MANNER_OF[channel] is Manner.WORDS
        self._switchboard = switchboard

    async def send(self, message: Outgoing) -> str:
        """Show the message on its phone; the phone's id for it. Raises SendError, as a provider would."""
        return await self._switchboard.receive(self.channel, message)

    async def probe(self, address: str) -> None:
        """Returns if the account takes messages; its phone shows nothing of it. Raises SendError."""
        self._switchboard.probe(self.channel, address)

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        """The id under which the phone shows this message, where the provider can be asked."""
        return self._switchboard.find(self.channel, message, since) if self.can_find else None


def simulators(switchboard: Switchboard) -> dict[Channel, Simulator]:
    """Both channels over one switchboard."""
    return {channel: Simulator(channel, switchboard) for channel in SENDERS}


def _cut(channel: Channel, message: Outgoing) -> Outgoing:
    """The message as the real doors hand it to a provider."""
    return replace(message, text=fitting(message.text, LONGEST[channel]))


def _is_sound(button: Button) -> bool:
    """A button carries a token or opens an address, and not both."""
    if button.url is not None:
        return not button.data and button.url.startswith(("http://", "https://"))
    return 1 <= len(button.data.encode()) <= LONGEST_TOKEN


def _hint(phone: Phone) -> str | None:
    return phone.language if phone.has_buttons else None


def _as_phone_companies_do(phone: Phone, text: str) -> tuple[Phone, Other | None]:
    """Words a phone company owns, alone in a message, opt the number out or in, whatever we think of it."""
    word = text.strip().upper()
    if word in _OPT_OUTS and phone.condition is not Condition.BLOCKED:
        return replace(phone, condition=Condition.BLOCKED), Other.OPTED_OUT
    if word in _OPT_INS and phone.condition is Condition.BLOCKED:
        return replace(phone, condition=Condition.ON), Other.OPTED_IN
    return phone, None


def _with(phone: Phone, message: Message) -> Phone:
    """`phone` with `message` in the place of its earlier version, or at the end."""
    if phone.message(message.id) is not None:
        return replace(phone, messages=tuple(message if each.id == message.id else each for each in phone.messages))
    received = phone.received + (not message.mine)
    return replace(phone, messages=(*phone.messages, message)[-_REMEMBERED:], received=received)
