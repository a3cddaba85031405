"""A world to play scenarios in: phones and time as objects, the whole program behind them.

    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    ben.heard("A: Food or a bed, Old Town")
    await ben.texts("A 12")
    rosa.heard("is coming, in about 12 min")
    await world.passes(minutes=2)

The program is the real one, wired by `bot.app.build`, on SQLite or PostgreSQL; only the two channels and the clock are
simulated. Nothing runs by itself: everything due now is done before `texts` and its kind return, and what falls due
while time `passes` is done at its own moment, one after the other.

With `workers` the world is many programs over one database, as `run --web` and so many `run --worker` are: the first
one only takes in, and each round of work is done by one of the others, whose turn it is by seeded chance. One round
ends before the next begins: what a program leaves for another must be in the rows. That they keep out of each other's
way at the same moment is what `tests/end_to_end/test_several_processes.py` and `tests/kill/test_workers.py` are for.
They have their connections in common, where statements once read and planned are ready for all of them, and nothing
else: what each remembers is its own.

Whatever arrives on a phone must be looked at: by `heard`, by `reads`, or by telling the world that a phone is of no
concern (`ignoring`). At its end the world fails on every message that no line of the test expected, on turns and sends
that crashed, on needs filled beyond their cap, and on incidents that run while nobody is asked, going, or told.

The people are those of `river.yaml` beside this file.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self

from prometheus_client import Counter

from bot.app import Program, build, open_database
from bot.chance import SeededMint
from bot.channels import Button, Outgoing
from bot.channels.simulator import SENDERS, Condition, Fate, Message, Simulator, Switchboard
from bot.channels.simulator import Phone as Screen
from bot.clock import ManualClock
from bot.doors import Item, ReceiptStatus, ReceiptWord
from bot.engine.settings import EngineSettings, provider_limits
from config.community_file import load_community
from config.settings import Settings
from domain.commands import Approve
from domain.community import Community
from domain.delivery import SendError
from domain.events import Ranked
from domain.ids import DeliveryId, PersonId
from domain.incident import Assignment, Incident
from domain.messages import Inbound, Other
from domain.people import Channel, ContactPoint, Membership, Person
from domain.policy import CheckInPolicy, Tier
from domain.rota import on_call
from domain.tasks import TaskKind
from models import communities, incidents, invites, migrate, people, senders, tasks
from models.cipher import AesGcm, SealerFrom
from models.database import Store
from models.engines import Engines, open_engines
from models.senders import Sender
from tests.support.kept_rows import KeptRows

COMMUNITY = Path(__file__).parent / "river.yaml"
NOON = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
"""A Friday, noon in Chicago."""

TELEGRAM, SMS = Channel.SIM_TELEGRAM, Channel.SIM_SMS
CHANNELS: dict[str, tuple[Channel, ...]] = {
    "ana": (TELEGRAM,),
    "ben": (SMS,),
    "cal": (TELEGRAM,),
    "dee": (SMS, TELEGRAM),
    "eve": (TELEGRAM, SMS),
    "fay": (TELEGRAM,),
    "cora": (TELEGRAM,),
    "omar": (SMS,),
    "hal": (TELEGRAM,),
    "gus": (TELEGRAM,),
}
"""What everybody has bound, in their order of preference."""

_LOOKS_AHEAD = 10_000
_ONE_AT_A_TIME = EngineSettings(turns_at_once=1, limits=provider_limits())
_KEYS = ("keyring.db", "root.key")
_BEGINNINGS: dict[tuple[str, bool, bytes], KeptRows] = {}
"""What worlds over each kind of database begin with, bound and not: made by the first, put back for the others."""

_SENT_WRONG = frozenset({"not_taken", "returned", "unknown"})
_SENT_WRONG_WHEN_DOWN = frozenset({"returned"})

_TURNS_TAKEN = ("upstander_turns_total", {"outcome": "taken"})


def community_of(file: Path) -> tuple[Community, tuple[Person, ...]]:
    """The community of this file. Whoever only coordinates is not paged, unless the file writes down its tiers; nobody
    is asked how they are after a call, unless it writes down when.
    """
    community, roster = load_community(file)
    written = file.read_text(encoding="utf-8")
    teams = {}
    for team in community.teams.values():
        policy = team.policy
        if "tiers:" not in written:
            tiers = tuple(each for each in policy.tiers if each is not Tier.COORDINATORS)
            policy = replace(policy, tiers=tiers)
        if "check_ins:" not in written:
            policy = replace(
                policy, check_ins=CheckInPolicy(requesters=(), protectors=(), areas={}, debrief=timedelta())
            )
        teams[team.id] = replace(team, policy=policy)
    return replace(community, teams=teams), roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What arrived on a phone at a moment: a message, or an earlier one that was edited into this."""

    message: str
    text: str
    at: datetime
    edited: bool


class Phone:
    """Somebody's phone, on one channel. What is done on it is dealt with before the call returns."""

    def __init__(self, world: "World", name: str, address: str, channel: Channel) -> None:
        self.world = world
        self.name = name
        self.address = address
        self.channel = channel
        self.unread: list[Heard] = []
        self.handed_over = 0
        """How many messages for this phone the program gave to the provider, whatever became of them."""
        self._seen: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"{self.name} ({self.channel.value})"

    # --- what somebody does

    async def texts(self, text: str) -> None:
        await self.world.board.says(self.address, text)
        await self.world.settles()

    async def replies(self, text: str, *, to: str) -> None:
        """Reply, on Telegram, to the newest message in which `to` stands."""
        shown = next(each for each in reversed(self._screen().messages) if not each.mine and to in each.text)
        await self.world.board.says(self.address, text, reply_to=shown.id)
        await self.world.settles()

    async def forwards(self, text: str) -> None:
        """Pass on somebody else's words."""
        await self.sends("forward", Inbound(text=text, forwarded=True))

    async def moves(self, latitude: float, longitude: float) -> None:
        """A place they share as they move is somewhere else by now."""
        await self.sends("moves", Inbound(point=(latitude, longitude), live=True))

    async def shares_location(self, latitude: float, longitude: float) -> None:
        await self.world.board.shares(self.address, latitude, longitude)
        await self.world.settles()

    async def shows_number(self, number: str) -> None:
        """Show us their own number: Telegram says it is theirs."""
        await self.sends("contact", Inbound(own_number=number))

    async def shows_contact_of_somebody(self) -> None:
        await self.sends("contact", Inbound(other=Other.CONTACT))

    async def presses(self, label: str, *, on: str = "") -> None:
        """Press the button that says `label`, on the newest message that has it and in which `on` stands."""
        message, index = self._find_button(label, on)
        await self.world.board.presses(self.address, message.id, index)
        await self.world.settles()

    def button(self, label: str, *, on: str = "") -> Button:
        """The button itself: what it carries, to be tried elsewhere or later."""
        message, index = self._find_button(label, on)
        return message.buttons[index]

    async def sends_token(self, token: str) -> None:
        """Send what a button would carry, made by whoever likes."""
        await self.sends("forged", Inbound(token=token))

    async def sends(self, what: str, content: Inbound) -> None:
        """Whatever a channel can bring."""
        item = Item(
            channel=self.channel,
            sender=SENDERS[self.channel],
            external_id=self.world.chance.id(what),
            address=self.address,
            content=content,
        )
        await self.world.program.doorstep.take_in([item])
        await self.world.settles()

    async def goes_off(self) -> None:
        """Telegram keeps what comes meanwhile; an SMS comes back as undelivered."""
        await self.world.board.switch(self.address, Condition.OFF)

    async def comes_on(self) -> None:
        await self.world.board.switch(self.address, Condition.ON)
        await self.world.settles()

    async def blocks_us(self) -> None:
        await self.world.board.switch(self.address, Condition.BLOCKED)
        await self.world.settles()

    def deletes_account(self) -> None:
        """The account is gone, and nobody is told: whoever writes to it is refused."""
        self.world.air.gone.add(self.address)

    def loses_signal(self) -> None:
        """From now on the provider takes messages for it and says nothing more of them."""
        self.world.air.silent.add(self.address)

    async def finds_signal(self) -> None:
        """What the provider held arrives, and it says so."""
        await self.world.air.release(self.address)
        await self.world.settles()

    async def stays_without_signal(self) -> None:
        """The provider gives up what it held, and says so."""
        await self.world.air.give_up(self.address)
        await self.world.settles()

    # --- what somebody sees

    def heard(self, *parts: str) -> Heard:
        """The first unread message in which all `parts` stand; it is read now."""
        found = next((each for each in self.unread if all(part in each.text for part in parts)), None)
        assert found is not None, f"{self} did not hear {' and '.join(map(repr, parts))}; unread: {self._texts()}"
        self.unread.remove(found)
        return found

    def reads(self) -> list[str]:
        """Everything unread, in the order in which it arrived; it is read now."""
        texts = self._texts()
        self.unread.clear()
        return texts

    def heard_nothing(self) -> None:
        """Nothing is unread."""
        assert not self.unread, f"{self} heard {self._texts()}"

    @property
    def labels(self) -> list[str]:
        """The words on the buttons of its newest message that has any."""
        having = [each for each in self._screen().messages if each.buttons]
        return [button.label for button in having[-1].buttons] if having else []

    # --- kept by the world

    def look(self) -> None:
        """Note what arrived or was edited since the last look."""
        for each in self._screen().messages:
            if each.mine or each.fate is not Fate.DELIVERED or self._seen.get(each.id) == each.text:
                continue
            edited = each.id in self._seen
            self._seen[each.id] = each.text
            self.unread.append(Heard(message=each.id, text=each.text, at=self.world.now, edited=edited))

    def _screen(self) -> Screen:
        return self.world.board.at(self.address)

    def _texts(self) -> list[str]:
        return [each.text for each in self.unread]

    def _find_button(self, label: str, on: str) -> tuple[Message, int]:
        for message in reversed(self._screen().messages):
            for index, button in enumerate(message.buttons):
                if button.label == label and on in message.text:
                    return message, index
        raise AssertionError(f"{self} shows no button {label!r}; its newest are {self.labels}")


class Air(Simulator):
    """A simulated channel that counts what it is handed, and in which phones can be out of reach."""

    def __init__(self, channel: Channel, world: "World") -> None:
        super().__init__(channel, world.board)
        self._world = world

    async def probe(self, address: str) -> None:
        if self._world.air.away:
            raise SendError(code="timeout", unknown=True)
        if address in self._world.air.gone:
            raise SendError(code="403", blocked=True)
        await super().probe(address)

    async def send(self, message: Outgoing) -> str:
        if self.channel in self._world.air.down:
            self._world.air.was_down.add(self.channel)
            raise SendError(code="503", retryable=True)
        if self.channel in self._world.air.hanging:
            self._world.air.was_down.add(self.channel)
            raise SendError(code="timeout", unknown=True)
        if message.address in self._world.air.gone:
            raise SendError(code="403", blocked=True)
        phone = self._world.at(message.address)
        if phone is not None:
            phone.handed_over += 1
        if message.address in self._world.air.silent:
            return self._world.air.hold(self.channel, message)
        lost = self._world.air.meddles(message)
        if lost is not None:
            self._world.air.was_down.add(self.channel)
        if lost is Lost.MESSAGE:
            self._world.air.watches(message, False)
            raise SendError(code="timeout", unknown=True)
        try:
            taken = await super().send(message)
        except SendError as error:
            if not error.blocked and not error.opted_out:
                self._world.air.refused.append(f"{error.code}: {message.text}")
            raise
        self._world.air.watches(message, True)
        if lost is Lost.ANSWER:
            raise SendError(code="timeout", unknown=True)
        return taken


class Lost(StrEnum):
    """What is lost between us and a provider: the message, or only its word that it took it."""

    MESSAGE = "message"
    ANSWER = "answer"


class Held:
    """What providers hold for phones without a signal, which accounts they know no more, and what they refused as wrong
    in itself.
    """

    def __init__(self, world: "World") -> None:
        self.silent: set[str] = set()
        self.gone: set[str] = set()
        self.away = False  # asked, the provider does not answer
        self.down: set[Channel] = set()  # whose provider takes nothing
        self.hanging: set[Channel] = set()  # whose provider gives no answer
        self.was_down: set[Channel] = set()  # whose provider has said so
        self.refused: list[str] = []
        self.meddles: Callable[[Outgoing], Lost | None] = lambda _: None
        """What becomes of a message on its way."""
        self.watches: Callable[[Outgoing, bool], None] = lambda _, __: None
        """Told of each message that reached a provider, and whether it was taken."""
        self._world = world
        self._waiting: list[tuple[Channel, Outgoing, str]] = []

    def hold(self, channel: Channel, message: Outgoing) -> str:
        provider_id = self._world.chance.id("held")
        self._waiting.append((channel, message, provider_id))
        return provider_id

    async def release(self, address: str) -> None:
        for channel, message, _ in self._let_go(address):
            await self._world.board.receive(channel, message)

    async def give_up(self, address: str) -> None:
        for channel, message, provider_id in self._let_go(address):
            word = ReceiptWord(
                reference=DeliveryId(message.reference), provider_id=provider_id, status=ReceiptStatus.FAILED, code=None
            )
            item = Item(channel=channel, sender=SENDERS[channel], external_id=f"{provider_id}/failed", content=word)
            await self._world.program.doorstep.take_in([item])

    def _let_go(self, address: str) -> list[tuple[Channel, Outgoing, str]]:
        self.silent.discard(address)
        mine = [each for each in self._waiting if each[1].address == address]
        self._waiting = [each for each in self._waiting if each[1].address != address]
        return mine


class World:
    """The community of `river.yaml`, everybody in it vetted and reachable, at noon."""

    def __init__(self, settings: Settings, sealer: SealerFrom, workers: int = 0) -> None:
        self.settings = settings
        self.clock = ManualClock(NOON)
        self.chance = SeededMint("world")
        self.board = Switchboard(clock=self.clock, mint=self.chance)
        self.air = Held(self)
        self.program: Program
        self._sealer = sealer
        self._count = workers
        self._workers: list[Program] = []
        self._lent: Engines | None = None
        self._order = random.Random("world")
        self._phones: dict[str, Phone] = {}
        self._strangers = 0
        self._starts = 0
        self._ignored: set[str] = set()
        self._asleep = False
        self._rehearses: Callable[[ContactPoint], bool] | None = None
        self.board.on_change(self._look)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        database_url: str,
        folder: Path,
        *,
        sealer: SealerFrom = AesGcm,
        bound: bool = True,
        community: Path = COMMUNITY,
        workers: int = 0,
        rehearses: bool = False,
    ) -> AsyncIterator[Self]:
        """A world over an empty or freshly migrated database; `folder` takes its keys.

        `workers` programs do the work; with 0 the one that takes in does it as well.
        Without `bound` everybody is invited and nobody has an account yet. `community` has the people of `river.yaml`,
        by id. Where it `rehearses`, whoever calls only plays, as on a training evening. What must hold at the end is
        looked at when the block ends by itself.
        """
        settings = Settings(
            _env_file=None,
            database_url=database_url,
            keyring_url=f"sqlite+aiosqlite:///{folder / 'keyring.db'}",
            root_key_file=folder / "root.key",
        )
        world = cls(settings, sealer, workers)
        if rehearses:
            world._rehearses = lambda point: point.channel in SENDERS
        await world._set_up(community, bound=bound)
        if workers:
            world._lent = await open_engines(database_url)
        await world._start()
        try:
            yield world
            await world._finish()
        finally:
            await world._close()
            if world._lent is not None:
                await world._lent.close()

    # --- people

    def phone(self, name: str, channel: Channel | None = None) -> Phone:
        """A member's phone; `channel` chooses among several, else the one they prefer."""
        return self._phones[_label(name, channel or CHANNELS[name][0])]

    def phones(self, *names: str) -> tuple[Phone, ...]:
        return tuple(self.phone(name) for name in names)

    def stranger(self, name: str, channel: Channel = SMS, *, language: str = "en") -> Phone:
        """Somebody nobody knows, with a phone of their own. `language` is what their Telegram says of them."""
        self._strangers += 1
        return self._add(name, channel, 50 + self._strangers, language)

    def ignoring(self, *names: str) -> None:
        """Whatever these members hear is not what this scenario is about."""
        self._ignored.update(names)

    def everybody_reads(self) -> None:
        """What has arrived so far, on every phone, is not what the next lines are about."""
        for each in self._phones.values():
            each.reads()

    async def invites(self, person: str, *, vouched: bool = False) -> str:
        """A fresh code for a member, as the command line makes it."""
        async with self.program.database.writing() as store:
            member = await people.load(store, PersonId(person))
            assert member is not None
            code = self.chance.code()
            await invites.make(
                store,
                person=member.id,
                team=member.memberships[0].team,
                coordinator=vouched,
                vouched=vouched,
                code=code,
                expires_at=self.now + timedelta(hours=72),
            )
        return code

    async def approves(self, coordinator: str, person: str) -> None:
        """A coordinator says yes to a member, as on the command line."""
        async with self.program.database.writing() as store:
            membership = await self._membership(store, person)
            command = Approve(person=membership.person, team=membership.team, by=PersonId(coordinator))
            await self.program.turn.obey(store, command, self.now)
        await self.settles()

    # --- time

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def passes(self, **much: float) -> None:
        """Let time pass: `minutes=2`. Everything that falls due is done at its own moment."""
        until = self.now + timedelta(**much)
        for _ in range(_LOOKS_AHEAD):
            due = await self.next_due()
            if due is None or due > until:
                break
            before = self.now
            self.clock.advance_to(due)
            did = await self.settles()
            assert did or self.now > before, "something is due for ever"
        else:
            raise AssertionError(f"the engine is not done by {until}")
        self.clock.advance_to(until)

    async def next_due(self) -> datetime | None:
        """When anything falls due by itself; None while nothing does."""
        due = [await each.engine.next_due() for each in self._workers or [self.program]]
        return min((each for each in due if each is not None), default=None)

    async def comes_to_what_is_next(self, until: datetime) -> None:
        """Be at the moment at which something is due, at `until` at the latest, and do what is due then."""
        due = await self.next_due()
        self.clock.advance_to(until if due is None else min(until, due))
        await self.settles()

    async def settles(self) -> int:
        """Do everything that is due now; how many rounds it took. Nothing while the program is stopped."""
        if self._asleep:
            return 0
        rounds = await self._settle_by_turns() if self._workers else await self.program.engine.settle()
        self._expect_no_crash()
        return rounds

    async def at_once(self, *texts: tuple["Phone", str]) -> None:
        """All of these arrive together, and as many programs deal with them at the same moment, each with one."""
        for phone, text in texts:
            await self.board.says(phone.address, text)
        hands = self._workers or [await self._build(_ONE_AT_A_TIME) for _ in texts]
        try:
            await asyncio.gather(*(each.engine.settle() for each in hands))
        finally:
            if hands is not self._workers:
                for each in hands:
                    await each.close()
        await self.settles()

    @property
    def taken_by(self) -> list[float]:
        """How many turns each worker has taken."""
        return [each.metrics.collectors.get_sample_value(*_TURNS_TAKEN) or 0 for each in self._workers]

    # --- the machine

    @asynccontextmanager
    async def stopped(self) -> AsyncIterator[None]:
        """What is done in the block is taken in and no more; then the program is started anew over the same rows."""
        self._asleep = True
        yield
        self._asleep = False
        await self.restarts()

    async def restarts(self) -> None:
        """Close the program and build another over the same database."""
        await self._close()
        await self._start()
        await self.settles()

    async def holds(self) -> None:
        """What must hold at any time: no turn crashed, no need is over-filled, no running incident is forgotten."""
        self._expect_no_crash()
        async with self.program.database.reading() as store:
            for named in await incidents.latest(store, 100):
                incident = await incidents.load(store, named)
                assert incident is not None
                assert len(incident.counted()) <= incident.need.cap, f"#{incident.number} is filled beyond its cap"
                somebody = incident.live_pages() or incident.going() or await tasks.open_of(store, named)
                assert somebody or not incident.is_alive(), f"#{incident.number} runs and nobody is concerned with it"

    # --- what the rows say

    async def on_call(self, at: datetime, rota: str = "river/line") -> set[str]:
        """Who is on at `at`, as the rota stands in the rows."""
        async with self.program.database.reading() as store:
            community = await communities.load(store)
        (found,) = (each for team in community.teams.values() for each in team.rotas if each.id == rota)
        return set(on_call(found, at))

    async def incident(self, number: int = 1) -> Incident:
        async with self.program.database.reading() as store:
            return await self._incident(store, number)

    async def assignment(self, person: str, number: int = 1) -> Assignment:
        """The newest assignment of somebody."""
        found = [each for each in (await self.incident(number)).assignments if each.person == person]
        assert found, f"{person} is not going"
        return found[-1]

    async def code_of(self, person: str, number: int = 1) -> str:
        """Under which code name somebody is known."""
        return (await self.assignment(person, number)).code

    async def page_states(self, number: int = 1) -> dict[str, str]:
        """How the newest page of everybody who was asked stands."""
        return {each.person: each.state.value for each in (await self.incident(number)).pages}

    async def reasons(self, number: int = 1) -> list[str]:
        """The incident's log: `page_declined: declined`."""
        async with self.program.database.reading() as store:
            incident = await self._incident(store, number)
            return [f"{each.kind}: {each.event.why}" for each in await incidents.events_of(store, incident.id)]

    async def left_out(self, number: int = 1) -> set[tuple[str, str]]:
        """Who was not asked, and why, over the whole incident."""
        async with self.program.database.reading() as store:
            incident = await self._incident(store, number)
            events = [each.event for each in await incidents.events_of(store, incident.id)]
        return {(person, why) for each in events if isinstance(each, Ranked) for person, why in each.left_out}

    async def tasks(self, number: int = 1) -> set[TaskKind]:
        """What humans must do about an incident now."""
        async with self.program.database.reading() as store:
            incident = await self._incident(store, number)
            return {each.kind for each in await tasks.open_of(store, incident.id)}

    async def count_incidents(self) -> int:
        async with self.program.database.reading() as store:
            return len(await incidents.latest(store, 100))

    async def contact_points(self, person: str) -> tuple[ContactPoint, ...]:
        async with self.program.database.reading() as store:
            member = await people.load(store, PersonId(person))
            return member.contact_points if member is not None else ()

    async def person(self, person: str) -> Person:
        async with self.program.database.reading() as store:
            member = await people.load(store, PersonId(person))
        assert member is not None, f"{person} is not on the roster"
        return member

    async def standing(self, person: str) -> str:
        async with self.program.database.reading() as store:
            return (await self._membership(store, person)).standing.value

    # --- kept by itself

    def at(self, address: str) -> Phone | None:
        return next((each for each in self._phones.values() if each.address == address), None)

    async def _set_up(self, community: Path, *, bound: bool) -> None:
        """The rows, as they always begin; and everybody's phones."""
        for number, (name, channels) in enumerate(CHANNELS.items(), start=1):
            for channel in channels:
                self._add(name, channel, number, "en")
        url, folder = self.settings.database_url, self.settings.root_key_file.parent
        begins = url.partition(":")[0], bound, _written(community)
        usual = self._sealer is AesGcm
        if usual and begins in _BEGINNINGS:
            await _BEGINNINGS[begins].put_back(url, folder)
            return
        await self._make_rows(community, bound=bound)
        if usual:
            _BEGINNINGS[begins] = await KeptRows.of(url, folder, _KEYS)

    async def _make_rows(self, community: Path, *, bound: bool) -> None:
        if not await migrate.at_head(self.settings.database_url):
            await migrate.upgrade(self.settings.database_url)
        database = await open_database(self.settings, mint=SeededMint("set-up"), sealer=self._sealer)
        try:
            async with database.writing() as store:
                await communities.apply(store, *community_of(community), prune=False, now=NOON)
                await senders.keep(store, *(Sender(id=SENDERS[each], channel=each, address=each) for each in SENDERS))
                if bound:
                    await self._bind_everybody(store)
        finally:
            await database.close()

    async def _bind_everybody(self, store: Store) -> None:
        for person in await people.everybody(store):
            for channel in CHANNELS[person.id]:
                await people.add_contact_point(
                    store,
                    person=person.id,
                    channel=channel,
                    address=self.phone(person.id, channel).address,
                    sender=SENDERS[channel],
                    now=NOON,
                )
            await people.vouch(store, person.id, person.memberships[0].team, NOON)

    def offers_the_console(self, address: str | None) -> None:
        """Every program knows the console's address; None: none does."""
        for each in (self.program, *self._workers):
            each.links.address = address

    async def _start(self) -> None:
        self.program = await self._build(None)
        self._workers = [await self._build(_ONE_AT_A_TIME) for _ in range(self._count)]
        self.board.connect(self.program.doorstep)

    async def _build(self, engine_settings: EngineSettings | None) -> Program:
        self._starts += 1
        return await build(
            self.settings,
            clock=self.clock,
            mint=SeededMint(f"program {self._starts}"),  # nonces of one key must not repeat
            channels={channel: Air(channel, self) for channel in SENDERS},
            sealer=self._sealer,
            engine_settings=engine_settings,
            rehearses=self._rehearses,
            lent=self._lent,
        )

    async def _close(self) -> None:
        for each in (self.program, *self._workers):
            await each.close()

    async def _settle_by_turns(self) -> int:
        """Rounds of this worker and of that, until none of them has anything to do.

        What waits stands in the rows, for all of them alike: where one finds nothing, only those are left that know an
        outcome which is in no row yet.
        """
        rounds = 0
        left = list(self._workers)
        while left:
            chosen = self._order.choice(left)
            if await chosen.engine.round():
                rounds += 1
                left = list(self._workers)
            else:
                left = [each for each in left if each is not chosen and each.engine.knows_outcomes]
        return rounds

    def _add(self, name: str, channel: Channel, number: int, language: str) -> Phone:
        address = f"+131255501{number:02}" if channel is SMS else f"8160024{number:03}"
        label = _label(name, channel)
        phone = self._phones[label] = Phone(self, name, address, channel)
        self.board.add(Screen(id=label, address=address, channel=channel, label=name, language=language))
        return phone

    def _look(self) -> None:
        for each in self._phones.values():
            each.look()

    def _expect_no_crash(self) -> None:
        for program in (self.program, *self._workers):
            assert not any(each["outcome"] == "crashed" for each in counted(program.metrics.turns)), (
                "a turn crashed; the log says where"
            )
            for each in counted(program.metrics.sends):
                wrong = _SENT_WRONG_WHEN_DOWN if Channel(each["channel"]) in self.air.was_down else _SENT_WRONG
                assert each["outcome"] not in wrong, "a send crashed; the log says where"
        assert not self.air.refused, f"providers refused what was wrong in itself: {self.air.refused}"

    async def _incident(self, store: Store, number: int) -> Incident:
        named = await incidents.numbered(store, number)
        found = await incidents.load(store, named) if named is not None else None
        assert found is not None, f"there is no incident {number}"
        return found

    async def _membership(self, store: Store, person: str) -> Membership:
        member = await people.load(store, PersonId(person))
        assert member is not None, f"{person} is not on the roster"
        return member.memberships[0]

    async def _finish(self) -> None:
        await self.holds()
        unexpected = {
            repr(each): each.reads() for each in self._phones.values() if each.unread and each.name not in self._ignored
        }
        assert not unexpected, f"nobody expected {unexpected}"


def _written(community: Path) -> bytes:
    return community.read_bytes()


def counted(counter: Counter) -> list[dict[str, str]]:
    """The labels of everything this has counted."""
    samples = (sample for metric in counter.collect() for sample in metric.samples)
    return [each.labels for each in samples if each.value and each.name.endswith("_total")]


def _label(name: str, channel: Channel) -> str:
    return f"{name} {channel.value}"
