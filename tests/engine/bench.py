"""A bench for the engine: providers that do as they are told, a small turn, rows to look at."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.chance import SeededMint
from bot.channels import Button, Chart, Outgoing
from bot.clock import ManualClock
from bot.doors import Item, ReceiptStatus, ReceiptWord
from bot.engine.courier import Courier, Lease
from bot.engine.engine import Engine
from bot.engine.fates import Outcome
from bot.engine.settings import EngineSettings, Limits
from bot.metrics import Metrics
from bot.stimulus import Arrived, Stimulus
from domain.delivery import Delivery, DeliveryState, SendError, Wording
from domain.ids import ContactPointId, DeliveryId, PageId, PersonId
from domain.messages import TERMS, Inbound, MessageKind
from domain.people import Channel, ContactPoint
from models import deliveries, people
from models.database import Database, Store
from models.tables import attempt, contact_point, delivery, inbox, timer
from tests.models.small import BOT, LINE
from tests.support.builders import NOON

SENDERS = {Channel.TELEGRAM: BOT, Channel.SMS: LINE}
UNLIMITED = Limits()
PAGE, HELP, ONCE = MessageKind.M_PAGE, MessageKind.M_HELP, MessageKind.R_STOPPED
"""Kinds whose fates differ: sent again once and marked, at least once, at most once."""

Answer = SendError | str


class Unexpected(Exception):
    """The provider was asked for something that no test expected."""


@dataclass
class Provider:
    """A channel that takes messages for the addresses it was told of, and answers as planned."""

    channel: Channel
    can_find: bool
    addresses: set[str] = field(default_factory=set)
    calls: list[Outgoing] = field(default_factory=list)
    taken: list[tuple[str, Outgoing]] = field(default_factory=list)
    asked: list[Outgoing] = field(default_factory=list)
    out_of_reach: bool = False
    _plans: dict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    _gates: dict[str, Gate] = field(default_factory=dict)

    def answer(self, address: str, *answers: Answer) -> None:
        """Answer the next sends to `address` so: an error, or `lost` for one that is taken without an answer."""
        self._plans[address].extend(answers)

    def gate(self, address: str) -> Gate:
        """The next send to `address` gets no answer until the gate opens."""
        return self._gates.setdefault(address, Gate())

    async def send(self, message: Outgoing) -> str:
        if message.address not in self.addresses:
            raise Unexpected(self.channel)
        self.calls.append(message)
        gate = self._gates.pop(message.address, None)
        if gate is not None:
            gate.reached.set()
            await gate.opened.wait()
        plan = self._plans[message.address]
        answer = plan.popleft() if plan else None
        if isinstance(answer, SendError):
            raise answer
        external_id = f"{self.channel}-{len(self.taken) + 1}"
        self.taken.append((external_id, message))
        if answer == "lost":
            raise SendError(code="read_timeout", unknown=True)
        return external_id

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        if not self.can_find:
            raise Unexpected(self.channel)
        self.asked.append(message)
        if self.out_of_reach:
            raise SendError(code="503", unknown=True)
        return next(
            (
                external_id
                for external_id, each in self.taken
                if each.address == message.address and each.text == message.text
            ),
            None,
        )


@dataclass
class Gate:
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Words:
    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    number: str = ""
    scans: str = ""
    pin: tuple[float, float] | None = None
    moves: bool = False
    photo: str = ""
    unshown: str = ""
    chart: Chart | None = None


class Wordy:
    """Renders a delivery so that its key and whether it is a repeat can be seen."""

    def __init__(self) -> None:
        self.breaks = False

    def render(self, delivery: Delivery) -> Words:
        if self.breaks:
            raise KeyError("template")
        return Words(f"{delivery.key}{' again' if delivery.repeat else ''}")


Does = Callable[[Store, Stimulus, datetime], Awaitable[None]]


class SmallTurn:
    """Remembers what it took, does what a test gives it to do, and crashes as often as it is told."""

    def __init__(self) -> None:
        self.took: list[Stimulus] = []
        self.crashes = 0
        self.does: Does | None = None

    @property
    def texts(self) -> list[str]:
        return [each.inbound.text for each in self.took if isinstance(each, Arrived)]

    async def take(self, store: Store, stimulus: Stimulus, now: datetime) -> None:
        self.took.append(stimulus)
        if self.does is not None:
            await self.does(store, stimulus, now)
        if self.crashes:
            self.crashes -= 1
            raise ZeroDivisionError("crashed as told")


class Bench:
    """One engine on one database, with a clock moved by hand. `another` gives a second engine on the same rows."""

    def __init__(self, database: Database, settings: EngineSettings | None = None) -> None:
        self.database = database
        self.clock = ManualClock(NOON)
        self.mint = SeededMint("bench")
        self.settings = settings or EngineSettings(limits=UNLIMITED)
        self.telegram = Provider(Channel.TELEGRAM, can_find=False)
        self.sms = Provider(Channel.SMS, can_find=True)
        self.channels: dict[Channel, Any] = {Channel.TELEGRAM: self.telegram, Channel.SMS: self.sms}
        self.turn = SmallTurn()
        self.words = Wordy()
        self.dead: list[Any] = []
        self.telling_crashes = False
        self.overdue: list[Any] = []
        self.well = 0
        self.engine = self.another()
        self._planned = 0

    def another(self) -> Engine:
        async def on_dead(store: Store, dead: Any, now: datetime) -> None:
            self.dead.append(dead)
            if self.telling_crashes:
                raise ArithmeticError

        async def on_overdue(store: Store, health: Any, now: datetime) -> None:
            self.overdue.append(health)

        async def on_well(store: Store) -> None:
            self.well += 1

        return Engine(
            self.database,
            self.turn,
            self.words,
            self.channels,
            self.clock,
            self.mint,
            settings=self.settings,
            on_dead=on_dead,
            on_overdue=on_overdue,
            on_well=on_well,
        )

    def courier(self) -> Courier:
        """The courier alone, to be taken through its steps one by one."""
        return Courier(
            renderer=self.words,
            channels=self.channels,
            clock=self.clock,
            mint=self.mint,
            settings=self.settings,
            metrics=Metrics(),
        )

    # --- the courier's steps

    async def lease(self, courier: Courier) -> list[Lease]:
        async with self.database.writing() as store:
            leases, _ = await courier.lease(store, self.clock.now(), dict.fromkeys(self.channels, 10))
            return leases

    async def record(self, courier: Courier, *outcomes: Outcome) -> None:
        async with self.database.writing() as store:
            await courier.record(store, outcomes, self.clock.now())

    async def sweep(self, courier: Courier) -> int:
        async with self.database.writing() as store:
            return await courier.sweep(store, self.clock.now())

    # --- what people and providers do

    async def text(self, *texts: str, address: str = "+13125550111", prefix: str = "") -> list[bool]:
        items = [
            Item(
                channel=Channel.SMS,
                sender=LINE,
                external_id=f"{prefix}{address}-{text}",
                content=Inbound(text=text),
                address=address,
            )
            for text in texts
        ]
        return list(await self.engine.doorstep.take_in(items))

    async def receipt(
        self,
        status: ReceiptStatus,
        *,
        of: DeliveryId | None = None,
        provider_id: str | None = None,
        channel: Channel = Channel.SMS,
        opted_out: bool = False,
    ) -> None:
        word = ReceiptWord(reference=of, provider_id=provider_id, status=status, opted_out=opted_out)
        item = Item(channel=channel, sender=LINE, external_id=f"{of}{provider_id}{status}{opted_out}", content=word)
        await self.engine.doorstep.take_in([item])

    async def point(self, person: PersonId, channel: Channel, address: str) -> ContactPoint:
        """A contact point of a member, whose provider knows the address."""
        self.channels[channel].addresses.add(address)
        async with self.database.writing() as store:
            return await people.add_contact_point(
                store, person=person, channel=channel, address=address, sender=SENDERS[channel], now=NOON
            )

    def delivery(self, to: ContactPoint, kind: MessageKind = HELP, **changes: Any) -> Delivery:
        self._planned += 1
        now = self.clock.now()
        values: dict[str, Any] = {
            "id": DeliveryId(self.mint.id("dlv")),
            "key": f"message {self._planned}",
            "wording": Wording(kind=kind, language="en", params={"letter": "A"}),
            "state": DeliveryState.WAITING,
            "lane": TERMS[kind].lane,
            "priority": 10,
            "due_at": now,
            "valid_until": now + timedelta(hours=1),
            "fate": TERMS[kind].fate,
            "contact_point": to.id,
            "channel": to.channel,
            "sender": to.sender,
            "person": to.person,
            "conversation": None,
            "incident": None,
            "page": PageId("pag_1") if kind is PAGE else None,
            "stream": f"{to.id}/-",
            "slot": None,
            "planned_at": now,
        }
        return Delivery(**{**values, **changes})

    async def plan(self, to: ContactPoint, kind: MessageKind = HELP, **changes: Any) -> Delivery:
        wanted = self.delivery(to, kind, **changes)
        async with self.database.writing() as store:
            assert await deliveries.plan(store, wanted)
        return wanted

    # --- time

    async def later(self, seconds: float) -> None:
        """Let time pass, and do what is due then."""
        self.clock.advance(timedelta(seconds=seconds))
        await self.engine.settle()

    async def play(self, most: int = 200) -> list[float]:
        """Go from due time to due time until nothing is due any more; the seconds at which something was."""
        instants: list[float] = []
        for _ in range(most):
            await self.engine.settle()
            at = await self.engine.next_due()
            if at is None:
                return instants
            assert at > self.clock.now(), "something is due and nothing is done"
            self.clock.advance_to(at)
            instants.append(round((at - NOON).total_seconds(), 1))
        raise AssertionError("it never ends")

    # --- looking

    async def rows(self, table: sa.Table) -> list[Any]:
        async with self.database.reading() as store:
            order = table.c.seq if "seq" in table.c else table.c.id
            return list((await store.connection.execute(sa.select(table).order_by(order))).all())

    async def standing(self, wanted: Delivery) -> Any:
        return next(row for row in await self.rows(delivery) if row.id == wanted.id)

    async def state(self, wanted: Delivery) -> DeliveryState:
        return DeliveryState((await self.standing(wanted)).state)

    async def attempts(self) -> list[tuple[int, str | None]]:
        return [(row.fence, row.outcome) for row in await self.rows(attempt)]

    async def inbox_states(self) -> list[str]:
        return sorted(row.state for row in await self.rows(inbox))

    async def timer_states(self) -> list[str]:
        return sorted(row.state for row in await self.rows(timer))

    async def reach(self, to: ContactPointId) -> str:
        return str(next(row.reach for row in await self.rows(contact_point) if row.id == to))


def sent(provider: Provider) -> list[str]:
    """What the provider took, in its order."""
    return [message.text for _, message in provider.taken]


def refusal(code: str = "21211") -> SendError:
    return SendError(code=code)


def busy() -> SendError:
    return SendError(code="503", retryable=True)


def wait(seconds: float) -> SendError:
    return SendError(code="429", retryable=True, retry_after=timedelta(seconds=seconds))


def blocked() -> SendError:
    return SendError(code="403", blocked=True)


def texts_of(stimuli: Sequence[Stimulus]) -> list[str]:
    return [each.inbound.text for each in stimuli if isinstance(each, Arrived)]
