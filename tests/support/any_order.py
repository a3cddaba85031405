"""The whole program under seeded chance: anybody does anything in whatever order, programs die, and it still holds.

A seed draws the community's needs and everything that happens: calls, answers, receipts, lost messages, a provider that
is down, orders of coordinators, edits, merges, calls for help, time. Programs die at the fail points of
`bot/engine/faults.py`, wherever the seed puts it; what they had not committed is undone, what they were sending may
have arrived or not, and another starts over the same rows. The same seed does the same again.

After each move, of every call: nobody counts beyond its cap; nobody walks alone where two are required; nobody who may
not go now reads where it is; who only texts from afar counts for nothing; and while it lives somebody is asked, goes,
or has it as a task. No timer excuses a call from the last: whatever waits for a timer alone waits unseen. What is asked
has its timer. At the end everything works
again, some hours pass, coordinators close what is open, and nothing is left undone.
"""

import asyncio
import gc
import random
import re
import threading
import traceback
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from bot.app import Program
from bot.channels import Outgoing
from bot.engine import faults
from domain import events as e
from domain.delivery import DeliveryState
from domain.incident import GOING, AssignmentState, Incident, Page
from domain.messages import WakeKind
from domain.needs import Mode
from domain.tasks import Task
from models import deliveries, inbox, incidents, tasks
from models.database import Store
from models.tables import timer
from tests.support.world import _ONE_AT_A_TIME, COMMUNITY, SMS, TELEGRAM, Lost, Phone, World, counted

MEMBERS = ("ana", "ben", "cal", "dee", "eve", "fay", "hal")
COORDINATORS = ("cora", "omar", "gus")
CALLERS = 5
STREETS = {"Main St": (41.88, -87.64), "Mill Ln": (41.88, -87.62), "Hill Rd": (41.90, -87.64)}
"""In Old Town, Mill Row and on The Hill. Each is crossed by streets of its own numbers: a number tells a place."""

WALKS_TO_IT = frozenset({AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE})
_NUMBERED = re.compile(r"\b(\d\d)(?:th|st|nd|rd)\b")
_CALL = (
    *(("Someone is threatening my neighbour at {}",) * 4),
    "We need food and a bed tonight, {}",
    "Our cellar floods, the water is rising, {}",
    "We need food and a bed tomorrow at 9, {}",
)
_CALLERS_ADD = (
    "he has a gun",
    "she is not breathing",
    "1",
    "2",
    "3",
    "0",
    "EXIT",
    "safe now",
    "STOP",
    "START",
    "thank you",
)
_GOING = (
    *(
        "on my way",
        "there",
        "there",
        "done",
        "done",
        "drop out",
        "can't find them",
        "1",
        "2",
        "3",
        "4",
        "5",
        "all well",
    ),
    *("not ok", "more 1", "more 2", "enough", "lead", "team we wait", "wait for us", "still coming", "mayday", "safe"),
)
_OF_THEMSELVES = (
    "on",
    "off",
    "STOP",
    "START",
    "mayday",
    "safe",
    "aside old town",
    "aside out 1",
    "aside ben",
    "12",
    "0",
)
_ORDERS = (
    *("assign {n} {who}", "page {n} {who}", "page {n} all", "more {n} 1", "more {n} 0", "hold {n}", "go on {n}"),
    *("take {n}", "seen {n}", "hand {n} omar", "hand {n} cora", "hand {n} hill", "hand {n} river", "merge {n} {m}"),
    *("split {n}", "split {n} 2", "apart {n}", "nature {n} 1", "nature {n} 2", "nature {n} 3", "need {n} 1"),
    *("need {n} 2 cap 3", "need {n} 3 cap 4", "need {n} 1 cap 1", "plan {n} live 1", "plan {n} live 4"),
    *("plan {n} tiers 1 3", "plan {n} expires 10", "aid {n}", "aid {n} hill", "aid {n} 1", "aid {n} 2", "aid off {n}"),
    *("remote {n}", "remote {n} {who}", "close {n} 9", "close {n} 12"),
    *("window {n} tomorrow 9:00-11:00", "window {n} now", "close {n} 1", "reopen {n}", "reopen {n}"),
    *(
        "watch {n}",
        "lead {n} {who}",
        "rested {who}",
        "i have it",
        "safe {who}",
        "suspend {who}",
        "approve {who}",
        "list",
    ),
)
_POLICIES = ("policy: {live_pages: 2}", "policy: {live_pages: 3, probation: 1}", "policy: {live_pages: 1}")
_FROM_AFAR = (
    "need: {responders: 2, cap: 2, together: 2, skills: [de-escalation]}",
    "need: {responders: 3, cap: 4, together: 2, roles: {listening: {count: 1, mode: remote}}}",
)
_NUMBERS = {"Main St": range(11, 51), "Mill Ln": range(51, 76), "Hill Rd": range(76, 100)}
_DIES = 0.12
_DEAD = DeliveryState.DEAD
_AID = "\nmutual_aid: [{{between: [river, hill], opens: {}}}]\n"


_TAKES_IN = "inbox."
_SOON = 200


class Died(BaseException):
    """The program is dead: nothing it had open is finished."""


@dataclass(slots=True)
class _Fate:
    """Whatever reaches so many more fail points is dead from then on."""

    left: int

    @property
    def is_dead(self) -> bool:
        return self.left <= 0

    def reach(self, name: str) -> None:
        if name.startswith(_TAKES_IN):
            return  # the door is another program's, and a sender would wait for its answer
        self.left -= 1
        if self.is_dead:
            raise Died(name)

    @contextmanager
    def awaits(self) -> Iterator[None]:
        before = faults._armed
        faults.__dict__["_armed"] = lambda: self
        try:
            yield
        except Died:
            pass
        finally:
            faults.__dict__["_armed"] = before


class MortalWorld(World):
    """A world whose programs can die in the middle of what they do."""

    dies_after = 0
    """So many fail points later the program that works next is dead; 0: it lives."""

    deaths = 0

    async def settles(self) -> int:
        if self._asleep:
            return 0
        steps, self.dies_after = self.dies_after, 0
        fate = _Fate(steps)
        if steps:
            hands = self._order.choice(self._workers) if self._workers else self.program
            with fate.awaits():
                await hands.engine.settle()
            if fate.is_dead:
                self.deaths += 1
                await hands.close()
                await self._is_followed(hands)
        rounds = await self._settle_by_turns() if self._workers else await self.program.engine.settle()
        self._expect_no_crash()
        return rounds + int(fate.is_dead)

    async def _is_followed(self, dead: Program) -> None:
        """Another program takes the place of the one that died."""
        if not self._workers:
            await self._start()
            return
        self._workers[self._workers.index(dead)] = await self._build(_ONE_AT_A_TIME)

    def _expect_no_crash(self) -> None:
        """No turn crashed. Sends may be of unknown fate here: those of the dead are."""
        for program in (self.program, *self._workers):
            crashed = [each for each in counted(program.metrics.turns) if each["outcome"] == "crashed"]
            assert not crashed, "a turn crashed; the log says where"
        assert not self.air.refused, f"providers refused what was wrong in itself: {self.air.refused}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a run. `wrong`: what did not hold, after the last of `moves`; empty if all did."""

    seed: int
    moves: tuple[str, ...]
    calls: int = 0
    deaths: int = 0
    messages: int = 0
    wrong: str = ""

    def __str__(self) -> str:
        said = "\n  ".join(self.moves)
        return f"seed {self.seed}: {self.wrong or 'well'}, after\n  {said}"


def played(url: str, folder: Path, seed: int, *, moves: int, workers: int = 0, hours: int = 2) -> Told:
    """`play` in a loop of its own; what the dead left open is cleared away, here and not in somebody else's test.

    The threads of their connections are waited for while there is still a loop for them to answer.
    """
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        told = runner.run(play(url, folder, seed, moves=moves, workers=workers, hours=hours))
        gc.collect()
        for each in threading.enumerate():
            if "_connection_worker_thread" in each.name:
                each.join(10)
    gc.collect()
    return told


async def play(url: str, folder: Path, seed: int, *, moves: int, workers: int = 0, hours: int = 2) -> Told:
    """So many moves of this seed over the database at `url`, and the hours after; 0: the moves alone."""
    drawn = random.Random(f"any order {seed}")
    community = _community(folder, drawn)
    opening = MortalWorld.open(url, folder, community=community, workers=workers)
    world = await opening.__aenter__()
    street = Street(world, drawn)
    wrong = ""
    try:
        await street.play(moves, hours)
    except AssertionError as error:
        wrong = str(error)
    except Exception as error:  # noqa: BLE001  whatever breaks is told with the seed that breaks it
        where = traceback.extract_tb(error.__traceback__)[-1]
        wrong = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}: {error}"
    finally:
        await world._close()
        if world._lent is not None:
            await world._lent.close()
    return Told(
        seed=seed,
        moves=tuple(street.moves),
        calls=len(street.known),
        deaths=world.deaths,
        messages=street.messages,
        wrong=wrong,
    )


def _community(folder: Path, drawn: random.Random) -> Path:
    """River and Hill, with streets enough for every call, and with needs and agreements that the seed draws."""
    text = COMMUNITY.read_text(encoding="utf-8")
    text = text.replace("policy: {live_pages: 2}", drawn.choice(_POLICIES), 1)
    if drawn.random() < 0.5:
        text = text.replace(*_FROM_AFAR)
    crossings = [
        f"  - {{name: {number}th St & {street}, kind: intersection, lat: {lat}, lon: {lon + number / 100_000:.5f}}}"
        for street, (lat, lon) in STREETS.items()
        for number in _NUMBERS[street]
    ]
    text = text.replace("gazetteer:\n", "gazetteer:\n" + "\n".join(crossings) + "\n")
    text += drawn.choice(("", _AID.format("coordinator"), _AID.format("policy")))
    file = folder / "community.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@dataclass(slots=True)
class _Known:
    """What has been seen of a call: the numbers of its streets, who may know them now, and who helps from afar; under
    which assignments somebody was put on it to text.

    `events` are so many as have been looked at.
    """

    numbers: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)
    afar: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    events: int = 0


class Street:
    """Everybody's phones, and what must hold."""

    def __init__(self, world: MortalWorld, drawn: random.Random) -> None:
        self.world = world
        self.moves: list[str] = []
        self.messages = 0
        self.known: dict[int, _Known] = {}
        self._drawn = drawn
        self._sent: list[Outgoing] = []
        self._lossy = drawn.choice((0.0, 0.0, 0.05))
        self._callers = [world.stranger(f"caller {n}", TELEGRAM if n % 2 else SMS) for n in range(CALLERS)]
        self._places = {street: list(numbers) for street, numbers in _NUMBERS.items()}
        self._last_place = "6th & Main"
        world.air.watches = self._watch
        world.air.meddles = self._lose

    async def play(self, moves: int, hours: int) -> None:
        does: dict[Callable[[], Awaitable[None]], int] = {
            self._somebody_calls: 3,
            self._caller_adds: 3,
            self._asked_answer: 12,
            self._all_say_yes: 5,
            self._somebody_texts_from_afar: 2,
            self._those_who_go_say: 8,
            self._member_texts: 3,
            self._coordinator_orders: 9,
            self._somebody_presses: 7,
            self._texts_cross: 3,
            self._phone_changes: 3,
            self._provider_changes: 1,
            self._time_passes: 7,
        }
        await self._does(self._somebody_calls)
        for _ in range(moves - 1):
            await self._does(self._drawn.choices(list(does), list(does.values()))[0])
        if hours:
            await self._everything_works_again(hours)

    async def _does(self, move: Callable[[], Awaitable[None]]) -> None:
        if self._drawn.random() < _DIES:
            self.world.dies_after = self._drawn.randint(1, 40)
            self.moves.append(f"dies after {self.world.dies_after}")
        await move()
        self.world.dies_after = 0
        await self._holds()

    # --- what is done

    async def _texts(self, phone: Phone, text: str) -> None:
        self.moves.append(f"{self.world.now:%d %H:%M:%S} {phone.name}: {text}")
        await phone.texts(text)

    async def _somebody_calls(self) -> None:
        await self._texts(self._drawn.choice(self._callers), self._drawn.choice(_CALL).format(self._place()))

    def _place(self) -> str:
        street = self._drawn.choices(list(STREETS), (4, 2, 1))[0]
        if self._places[street] and self._drawn.random() < 0.8:
            self._last_place = f"{self._places[street].pop(0)}th & {street}"
        return self._last_place

    async def _caller_adds(self) -> None:
        more = (*_CALLERS_ADD, f"no, it is at {self._place()}") if self._drawn.random() < 0.3 else _CALLERS_ADD
        await self._texts(self._drawn.choice(self._callers), self._drawn.choice(more))

    async def _asked_answer(self) -> None:
        """One of those who are asked now, or a few of them at once."""
        live = [page for call in await self._calls() for page in call.live_pages()]
        if not live:
            await self._time_passes()
            return
        for page in self._drawn.sample(live, min(len(live), self._drawn.choice((1, 1, 2, 3)))):
            await self._answers(page)

    async def _answers(self, page: Page) -> None:
        says = self._drawn.choices(("{} 12", "{}", "{} 0", "{} no but I can in 2 hours"), (8, 4, 2, 1))[0]
        await self._texts(self.world.phone(page.person), says.format(page.letter))

    async def _all_say_yes(self) -> None:
        """Whoever was ever asked for one of the calls, late or not, and whoever is asked then."""
        calls = await self._calls()
        if not calls:
            await self._somebody_calls()
            return
        number, answered = self._drawn.choice(calls).number, set[str]()
        for _ in MEMBERS:
            pages = [page for call in await self._calls() if call.number == number for page in call.pages]
            left = [page for page in pages if page.id not in answered]
            if not left:
                return
            answered.add(left[0].id)
            await self._texts(self.world.phone(left[0].person), f"{left[0].letter} 12")
            await self._holds()

    async def _somebody_texts_from_afar(self) -> None:
        """With whoever waits: a coordinator, or whom they name."""
        n = self._drawn.randint(1, max(1, len(self.known)))
        who = self._drawn.choice(("", "", *MEMBERS))
        await self._texts(self.world.phone(self._drawn.choice(COORDINATORS)), f"remote {n} {who}".strip())

    async def _those_who_go_say(self) -> None:
        going = [each for call in await self._calls() for each in call.going()]
        if not going:
            await self._asked_answer()
            return
        says = self._drawn.choice(_GOING)
        await self._texts(self.world.phone(self._drawn.choice(going).person), says)

    async def _member_texts(self) -> None:
        await self._texts(self._member(), self._drawn.choice((*_OF_THEMSELVES, *_GOING)))

    async def _coordinator_orders(self) -> None:
        phone = self.world.phone(self._drawn.choices(COORDINATORS, (4, 4, 1))[0])
        n, m = (self._drawn.randint(1, max(1, len(self.known))) for _ in range(2))
        who = self._drawn.choice(MEMBERS)
        await self._texts(phone, self._drawn.choice(_ORDERS).format(n=n, m=m, who=who))
        if self._drawn.random() < 0.6:
            await self._texts(phone, "1")

    async def _somebody_presses(self) -> None:
        phone = self._drawn.choice(list(self.world._phones.values()))
        labels = phone.labels
        if labels:
            label = self._drawn.choice(labels)
            self.moves.append(f"{self.world.now:%d %H:%M:%S} {phone.name} presses {label}")
            await phone.presses(label)

    async def _texts_cross(self) -> None:
        """Several say something before anybody's is dealt with."""
        live = [page for call in await self._calls() for page in call.live_pages()]
        said = [(self.world.phone(page.person), f"{page.letter} 5") for page in live]
        said.append((self.world.phone("cora"), self._drawn.choice(("hold 1", "close 1 1", "need 1 1 cap 1"))))
        said.append((self._drawn.choice(self._callers), self._drawn.choice(("EXIT", "he has a gun", "thank you"))))
        self._drawn.shuffle(said)
        for phone, text in said[:4]:
            self.moves.append(f"{self.world.now:%d %H:%M:%S} {phone.name}, at once: {text}")
            await self.world.board.says(phone.address, text)
        await self.world.settles()

    async def _phone_changes(self) -> None:
        phone = self.world.phone(self._drawn.choice((*MEMBERS, *COORDINATORS)))
        changes: tuple[Callable[[], Awaitable[None]], ...] = (
            *(phone.goes_off, phone.comes_on, phone.comes_on, phone.comes_on, phone.blocks_us),
            *(phone.finds_signal, phone.stays_without_signal),
        )
        if self._drawn.random() < 0.3:
            self.moves.append(f"{phone.name} loses signal")
            phone.loses_signal()
            return
        change = self._drawn.choice(changes)
        self.moves.append(f"{phone.name} {change.__name__}")
        await change()

    async def _provider_changes(self) -> None:
        channel, air = self._drawn.choice((SMS, TELEGRAM)), self.world.air
        where = self._drawn.choice((air.down, air.hanging))
        self.moves.append(f"{channel.value} {'works' if channel in where else 'fails'}")
        (where.discard if channel in where else where.add)(channel)

    async def _time_passes(self) -> None:
        seconds = self._drawn.choices((5, 31, 121, 700, 1800), (4, 4, 8, 4, 2))[0]
        if seconds > _SOON and any(each.endswith("mayday") for each in self.moves):
            # A call for help is repeated every minute until somebody has it: that has a test of its own.
            await self._texts(self.world.phone("cora"), "i have it")
        self.moves.append(f"{seconds} s pass")
        await self.world.passes(seconds=seconds)

    async def _everything_works_again(self, hours: int) -> None:
        """Phones and providers come back, time passes, and coordinators close whatever is open."""
        air = self.world.air
        self._lossy = 0.0
        air.down.clear()
        air.hanging.clear()
        self.moves.append(f"everything works again, and {hours} h pass")
        for phone in list(self.world._phones.values()):
            await phone.comes_on()
            await phone.finds_signal()
        for name in MEMBERS:
            await self._texts(self.world.phone(name), "safe")
        for name in COORDINATORS:
            await self._texts(self.world.phone(name), "i have it")
        await self._holds()
        for _ in range(hours):
            await self.world.passes(hours=1)
            await self._holds()
        for call in await self._calls():
            for text in (f"close {call.number} 1", "1"):
                await self._texts(self.world.phone("gus" if call.team == "hill" else "cora"), text)
        await self._holds()
        await self.world.passes(hours=1)
        await self._holds()
        async with self.world.program.database.reading() as store:
            waiting = (await inbox.counts(store)).get(inbox.State.WAITING, 0)
            sending = {state: many for state, many in (await deliveries.counts(store)).items() if state != _DEAD}
        assert not waiting, f"{waiting} of what came in were never dealt with"
        assert not sending, f"messages never ended: {sending}"

    def _member(self) -> Phone:
        return self.world.phone(self._drawn.choice(MEMBERS))

    async def _calls(self) -> list[Incident]:
        """Those that run."""
        async with self.world.program.database.reading() as store:
            return sorted(await incidents.alive(store), key=lambda each: each.number)

    # --- what is on its way

    def _watch(self, message: Outgoing, taken: bool) -> None:
        self.messages += 1
        self._sent.append(message)

    def _lose(self, message: Outgoing) -> Lost | None:
        if self._lossy and self._drawn.random() < self._lossy:
            return self._drawn.choice((Lost.MESSAGE, Lost.ANSWER))
        return None

    # --- what must hold

    async def _holds(self) -> None:
        async with self.world.program.database.reading() as store:
            timers = await _timers(store)
            calls = [await incidents.load(store, named) for named in await incidents.latest(store, 100)]
            for call in sorted((each for each in calls if each is not None), key=lambda each: each.number):
                await self._knows(store, call)
                is_not_over_filled(call)
                leaves_nobody_alone(call)
                nobody_is_in_it_twice(call)
                from_afar_nobody_counts(call, self.known[call.number].texts)
                is_not_forgotten(call, await tasks.open_of(store, call.id))
                self._pages_end(call, timers)
            unsent = {state for state in await deliveries.counts(store) if state != _DEAD}
        self._nobody_read_where_it_is()
        for call in (each for each in calls if each is not None and not unsent):
            self.known[call.number].may = _may_go(call)

    async def _knows(self, store: Store, call: Incident) -> None:
        """Who might go at some moment of the last move may read of it until all that was written then has arrived."""
        known = self.known.setdefault(call.number, _Known())
        told = " ".join((*call.words, call.place.label if call.place is not None else ""))
        known.numbers |= set(_NUMBERED.findall(told))
        happened = await incidents.events_of(store, call.id)
        for event in (each.event for each in happened[known.events :]):
            if isinstance(event, e.AcceptedToGo | e.Released | e.ComesAfterAll):
                known.may.add(event.person)
            if isinstance(event, e.TextsFromAfar):
                known.texts.add(event.assignment)
        known.events = len(happened)
        known.may |= _may_go(call)
        there = {each.person for each in call.assignments if not each.remote}
        known.afar |= {each.person for each in call.assignments if each.remote}
        known.afar -= there  # whoever texts from afar may go after all, and then it is theirs to know

    def _nobody_read_where_it_is(self) -> None:
        """Who helps from afar reads the caller's own words, which may tell; the place itself they do not."""
        phones = {each.address: each.name for each in self.world._phones.values()}
        for message in self._sent:
            name = phones.get(message.address, "")
            numbers = set(_NUMBERED.findall(message.text))
            if name not in MEMBERS or not numbers:
                continue
            mine = [each for each in self.known.values() if name in each.may]
            may = set().union(*(each.numbers for each in mine))
            assert numbers <= may, f"{name} read where it is: {message.text!r}"
            if "Place:" in message.text:
                there = set().union(*(each.numbers for each in mine if name not in each.afar))
                assert numbers <= there, f"{name} read where it is, from afar: {message.text!r}"
        self._sent.clear()

    def _pages_end(self, call: Incident, timers: set[tuple[str, str]]) -> None:
        for page in call.live_pages():
            assert (WakeKind.PAGE_EXPIRES, page.id) in timers, f"{page.person}'s page of #{call.number} never ends"


async def _timers(store: Store) -> set[tuple[str, str]]:
    """Those that wait."""
    waiting = sa.select(timer.c.kind, timer.c.subject).where(timer.c.state == "waiting")
    return {(row.kind, row.subject) for row in await store.connection.execute(waiting)}


def _may_go(call: Incident) -> set[str]:
    """Who goes there or helps from afar, and whoever was there until it was done."""
    knows = {AssignmentState.CLEAR, *(GOING - {AssignmentState.HOLDING})}
    return {each.person for each in call.assignments if each.state in knows}


def is_not_over_filled(call: Incident) -> None:
    assert len(call.counted()) <= call.need.cap, f"#{call.number} is filled beyond its cap"


def leaves_nobody_alone(call: Incident) -> None:
    """Who helps from afar is nobody to walk beside; nor is somebody new."""
    there = call.in_person()
    walking = [each for each in there if each.state in WALKS_TO_IT]
    if not walking or call.need.mode is not Mode.GO:
        return
    assert len(there) >= call.need.together, f"{walking[0].person} walks alone to #{call.number}"
    assert any(not each.probation for each in there), f"{walking[0].person} is new and walks alone to #{call.number}"


def nobody_is_in_it_twice(call: Incident) -> None:
    for several in (call.live_pages(), call.going()):
        who = [each.person for each in several]
        assert len(who) == len(set(who)), f"somebody is in #{call.number} twice"


def from_afar_nobody_counts(call: Incident, texts: Collection[str]) -> None:
    """Who only texts with whoever waits, as the log of the call has it, is beside all that is needed, never leads."""
    for each in (one for one in call.assignments if one.id in texts):
        assert each not in (*call.counted(), *call.in_person()), f"{each.person} texts in #{call.number} and counts"
        assert not each.lead, f"{each.person} leads #{call.number} from afar"


def is_not_forgotten(call: Incident, open_tasks: tuple[Task, ...]) -> None:
    concerned = call.live_pages() or call.going() or open_tasks
    assert concerned or not call.is_alive(), f"#{call.number} is forgotten"
