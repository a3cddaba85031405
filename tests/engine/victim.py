"""A process that is killed at a fail point: an engine with providers whose doings outlive it in a file.

It takes texts in, whose turns plan messages and set a timer; its providers take, lose answers, refuse. What was
acknowledged and what was taken is appended to files in a folder before anybody goes on.
"""

import asyncio
import os
from datetime import datetime, timedelta
from pathlib import Path

from bot.chance import SystemMint
from bot.channels import Outgoing
from bot.clock import RealClock
from bot.doors import Item, ReceiptStatus, ReceiptWord
from bot.engine.engine import Engine
from bot.engine.faults import VARIABLE
from bot.engine.settings import EngineSettings, Limits
from bot.stimulus import Arrived, Stimulus, TimerFired
from domain.delivery import Delivery, DeliveryState, SendError, Wording
from domain.ids import ContactPointId, DeliveryId, PersonId
from domain.messages import TERMS, Inbound, MessageKind, Wake, WakeKind
from domain.people import Channel, ContactPoint
from models import deliveries, people, timers
from models.database import Database, Store
from tests.engine.bench import Wordy
from tests.models.conftest import ROOT_KEY
from tests.models.small import ANA, BEN, BOT, LINE

TEXTS = 4
DONE_WITHIN = 120
"""Seconds after which it is sure that something will never be done."""

ADDRESSES = {Channel.TELEGRAM: "ana-1", Channel.SMS: "+13125550102"}
QUICK = EngineSettings(
    limits=Limits(),
    # Much longer than a send may take: what begins late on a busy machine is put back, again and again.
    lease=timedelta(seconds=2),
    send_within=timedelta(seconds=0.4),
    receipt_within=timedelta(seconds=0.3),
    longest_wait=timedelta(seconds=0.2),
    poll=timedelta(seconds=0.05),
    sweep_every=timedelta(seconds=0.05),
    stop_within=timedelta(seconds=0.05),
)


class Ledger:
    """Lines on disk, each there before anybody goes on."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, line: str) -> None:
        with self._file.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self) -> list[str]:
        return self._file.read_text().splitlines() if self._file.exists() else []


class Taker:
    """A provider that remembers what it took in a ledger; every third answer is lost, the first call is refused."""

    def __init__(self, channel: Channel, ledger: Ledger, *, can_find: bool) -> None:
        self.channel = channel
        self.can_find = can_find
        self._ledger = ledger
        self._calls = 0

    async def send(self, message: Outgoing) -> str:
        self._calls += 1
        if self._calls == 1:
            raise SendError(code="503", retryable=True)
        self._ledger.add(f"{message.reference} {message.text}")
        if self._calls % 3 == 0:
            raise SendError(code="read_timeout", unknown=True)
        return f"id-{message.reference}"

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        known = any(line.startswith(message.reference) for line in self._ledger.lines())
        return f"id-{message.reference}" if known else None


class PlanningTurn:
    """Each text plans a page by either channel and a timer; each timer plans one more message."""

    async def take(self, store: Store, stimulus: Stimulus, now: datetime) -> None:
        if isinstance(stimulus, Arrived):
            text = stimulus.inbound.text
            for point in await self._points(store):
                await self._plan(store, point, f"page {text} {point.channel}", MessageKind.M_PAGE, now)
            await timers.wake(store, Wake(kind=WakeKind.PAGE_EXPIRES, subject=text, at=now))
        elif isinstance(stimulus, TimerFired):
            (first, *_) = await self._points(store)
            # Under a fresh key each time: a timer that fired twice would be seen.
            await self._plan(store, first, f"timer {stimulus.subject} {store.mint.id('k')}", MessageKind.M_HELP, now)

    async def _points(self, store: Store) -> list[ContactPoint]:
        members = await people.load_many(store, [ANA, BEN])
        return [point for member in members for point in member.contact_points]

    async def _plan(self, store: Store, to: ContactPoint, key: str, kind: MessageKind, now: datetime) -> None:
        await deliveries.plan(store, delivery(store, to, key, kind, now))


def delivery(store: Store, to: ContactPoint, key: str, kind: MessageKind, now: datetime) -> Delivery:
    return Delivery(
        id=DeliveryId(store.mint.id("dlv")),
        key=key,
        wording=Wording(kind=kind, language="en"),
        state=DeliveryState.WAITING,
        lane=TERMS[kind].lane,
        priority=0,
        due_at=now,
        valid_until=now + timedelta(hours=1),
        fate=TERMS[kind].fate,
        contact_point=ContactPointId(to.id),
        channel=to.channel,
        sender=to.sender,
        person=to.person,
        conversation=None,
        incident=None,
        page=None,
        stream=f"{to.id}/{key.split()[1]}",
        slot=None,
        planned_at=now,
    )


async def prepare(database: Database, now: datetime) -> None:
    """Two members, one contact point each."""
    members: tuple[tuple[PersonId, Channel], ...] = ((ANA, Channel.TELEGRAM), (BEN, Channel.SMS))
    async with database.writing() as store:
        for person, channel in members:
            sender = BOT if channel is Channel.TELEGRAM else LINE
            await people.add_contact_point(
                store, person=person, channel=channel, address=ADDRESSES[channel], sender=sender, now=now
            )


def engine_of(database: Database, folder: Path) -> Engine:
    ledgers = {channel: Ledger(folder / f"{channel}.taken") for channel in ADDRESSES}
    channels = {channel: Taker(channel, ledger, can_find=channel is Channel.SMS) for channel, ledger in ledgers.items()}
    return Engine(database, PlanningTurn(), Wordy(), channels, RealClock(), SystemMint(), settings=QUICK)


async def give(engine: Engine, folder: Path) -> None:
    """Texts one after another, each again until it was acknowledged; and a receipt for everything taken by SMS."""
    acknowledged = Ledger(folder / "acknowledged")
    for n in range(TEXTS):
        name = f"text{n}"
        item = Item(
            channel=Channel.SMS,
            sender=LINE,
            external_id=name,
            content=Inbound(text=name),
            address=f"+131255501{n + 40}",
        )
        await engine.doorstep.take_in([item])
        acknowledged.add(name)
    for line in Ledger(folder / f"{Channel.SMS}.taken").lines():
        reference = DeliveryId(line.split()[0])
        word = ReceiptWord(reference=reference, provider_id=f"id-{reference}", status=ReceiptStatus.ARRIVED)
        await engine.doorstep.take_in(
            [Item(channel=Channel.SMS, sender=LINE, external_id=f"receipt {reference}", content=word)]
        )


async def until_done(database: Database, engine: Engine) -> None:
    """Until nothing waits in any row."""
    async with asyncio.timeout(DONE_WITHIN):
        while await engine.next_due() is not None:
            await RealClock().wait_until(RealClock().now() + timedelta(seconds=0.02), asyncio.Event())


async def live(database_url: str, keyring_url: str, folder: Path) -> None:
    database = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SystemMint())
    engine = engine_of(database, folder)
    await engine.start()
    await give(engine, folder)
    await until_done(database, engine)
    await give(engine, folder)
    await until_done(database, engine)
    await engine.stop()
    await database.close()


def main(database_url: str, keyring_url: str, folder: str, fail_point: str | None) -> None:
    """Live, in a process of its own."""
    if fail_point is not None:
        os.environ[VARIABLE] = fail_point
    asyncio.run(live(database_url, keyring_url, Path(folder)))
