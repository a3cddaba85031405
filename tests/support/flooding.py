"""Hostile texts by the thousand, and real calls among them: written from a seed, played in simulated time, and judged.

Hostile senders come in four styles (`Style`). Real callers say what they need, some without a place, some in odd words,
some of them in danger, and answer a question after some seconds.
"""

import heapq
import json
import math
import random
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from bot.doors import Item
from bot.replay.stage import CHANNEL, SENDER, Heard, Stage, staged
from config.community_file import load_community
from domain.community import Community
from domain.messages import Action, Inbound
from domain.people import Person
from models import conversations, incidents, people
from models.database import Store
from models.tables import inbox

BEGINS = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
LASTS = timedelta(minutes=10)
_TAIL = timedelta(minutes=3)
"""How long it is played on after the last text."""

_SIDE = 16
_LAT, _LON, _UP, _ACROSS = 41.860, -87.680, 0.0018, 0.0024
_AVENUES = [f"{n}th Ave" for n in range(20, 20 + _SIDE)]
_STREETS = (
    "Elm St", "Oak St", "Pine St", "Cedar St", "Maple St", "Birch St", "Walnut St", "Cherry St",
    "Willow St", "Aspen St", "Laurel St", "Hazel St", "Juniper St", "Magnolia St", "Poplar St", "Sycamore St",
)  # fmt: skip
_CHATTER = (
    "lol",
    "hey whats up",
    "thanks!",
    "who is this",
    "ok",
    "haha {n}",
    "nice weather {n}",
    "good morning",
    "hello??",
)
_ADVERTS = (
    "WIN a phone now http://deal{n}.example.com",
    "cheap loans, apply at http://loan.example.org/{n}",
    "check this out http://x{n}.example.net",
)
_OWNED = ("STOP", "HELP", "START", "EXIT", "stop it", "help", "Stop", "INFO")
_FAKE = (
    "We need food and a bed tonight at {place}",
    "Family without water and heat, please come to {place}",
    "Somebody needs shelter now, {place}, urgent {n}",
    "hungry people at {place} need food fast",
    "Flooded basement, old woman alone at {place}",
    "someone is threatening my neighbour at {place}",
)
_FAKE_DANGER = ("He has a gun at {place}, help", "my son is not breathing, {place}", "man with a knife at {place} {n}")
_PASTED = (
    "PLEASE HELP, five children and no food at {place}, send somebody now",
    "Need shelter for eight people tonight, we stand at {place} in the rain",
    "There is no heat and no water at {place} and old people are freezing",
    "A man with a gun walks up and down at {place}, come quickly",
    "He beats her and she screams, {place}, nobody helps, please come",
)
_ORNAMENTS = ("", "", " !!", " pls", " {n}", " SHARE THIS", " now")
_WHO = (
    "My sister and her baby", "An old man next door", "Two kids from my building", "We are five and all of us",
    "A woman I met at the bus stop", "My uncle, who cannot walk,", "The family upstairs", "Three of my friends",
    "My mother", "A student from my class", "The people in the basement flat", "Our whole floor",
)  # fmt: skip
_TROUBLES = (
    "have had nothing to eat since yesterday", "need a bed for tonight", "sit without heat and water",
    "got thrown out and have nowhere to sleep", "need food and something warm", "are stuck in a flooded flat",
    "cannot pay for food any more and are hungry", "need shelter before it gets dark", "have no water that runs clean",
)  # fmt: skip
_PERILS = (
    "are threatened by a man with a knife", "are being hit by somebody who is drunk", "hear shots in the yard",
    "found a boy who is not breathing", "hide from a man who has a gun", "are locked in and he says he will kill them",
)  # fmt: skip
_SINCE = (
    "since the morning", "and the landlord laughs about it", "for two days now", "and nobody else picks up",
    "although we asked everywhere", "and it gets worse every hour", "because the shelter turned them away",
)  # fmt: skip
_PLEAS = ("Please come.", "Can anybody help?", "What shall we do?", "I do not know whom else to ask.", "Hurry!", "")
_NAGS = ("hello??", "is anybody coming", "why does nobody answer me", "are you real", "still waiting here")
_REAL = (
    "We have no food since yesterday, two kids. {place}",
    "pls can sm1 bring food n water {place}",
    "Our basement is flooded and my father cannot get out of bed, we are by {place}",
    "need a place 2 sleep 2nite me and my baby {place}",
    "A neighbour shouts and bangs at my door, {place}, I am scared",
    "no heat no water here, {place}, grandma is freezing",
)
_REAL_WITHOUT = (
    "we have nothing to eat and nobody to ask",
    "I got kicked out and need a bed for tonight",
    "no heat and no water in the whole house since morning",
)
_REAL_DANGER = ("He is hitting her, he has a knife! {place}", "my husband is not breathing properly {place} please")
_ADDS = ("please hurry", "the door is on the left", "we are three", "thank you so much")


_DONE = sa.select(sa.func.count()).where(inbox.c.kind == "inbound", inbox.c.state == "done")


def town(protectors: int) -> tuple[Community, tuple[Person, ...]]:
    """So many protectors in four teams, everybody on call, and two coordinators for each team."""
    half = _SIDE // 2
    quarters = {"north-west": (half, 0), "north-east": (half, half), "south-west": (0, 0), "south-east": (0, half)}
    teams = []
    for n, name in enumerate(quarters):
        mine = [f"{name}-{each:02}" for each in range(n, protectors, len(quarters))]
        roster: list[dict[str, Any]] = [
            {"id": each, "name": each.title(), "languages": ["en"], "areas": [name]} for each in mine
        ]
        roster += [{"id": f"{name}-c{each}", "name": f"C {name} {each}", "roles": ["coordinator"]} for each in (1, 2)]
        layer = {"id": "all", "start": "2026-01-01T08:00", "turn": {"every": 1, "unit": "week"}, "people": [mine]}
        teams.append(
            {
                "id": name,
                "areas": [name],
                "protection_areas": {"community_response": "ready", "hospitality": "ready", "climate_relief": "ready"},
                "policy": {"tiers": ["on_call", "nearby", "available"]},
                "people": roster,
                "rotas": [{"id": "line", "layers": [layer]}],
            }
        )
    file = {
        "version": 1,
        "community": {
            "name": "Riverside",
            "languages": ["en", "es"],
            "default_language": "en",
            "time_zone": "America/Chicago",
            "place": [_LAT + _SIDE * _UP / 2, _LON + _SIDE * _ACROSS / 2],
            "default_rota": "north-west/line",
            "emergency": {"medical": "911"},
        },
        "areas": [_area(name, *corner) for name, corner in quarters.items()],
        "gazetteer": [
            {"name": f"{ave} & {street}", "kind": "intersection", "lat": lat, "lon": lon}
            for ave, street, lat, lon in _corners()
        ],
        "natures": [
            _nature("conflict", "community_response", 2),
            _nature("welcome", "hospitality", 1),
            _nature("relief", "climate_relief", 1),
        ],
        "teams": teams,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.yaml"
        path.write_text(json.dumps(file), encoding="utf-8")
        return load_community(path)


def _corners() -> list[tuple[str, str, float, float]]:
    return [
        (ave, street, round(_LAT + up * _UP, 5), round(_LON + across * _ACROSS, 5))
        for across, ave in enumerate(_AVENUES)
        for up, street in enumerate(_STREETS)
    ]


def _area(name: str, up: int, across: int) -> dict[str, Any]:
    south, west = _LAT + (up - 0.5) * _UP, _LON + (across - 0.5) * _ACROSS
    north, east = south + _SIDE / 2 * _UP, west + _SIDE / 2 * _ACROSS
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"id": name, "polygon": {"type": "Polygon", "coordinates": [ring]}}


def _nature(name: str, area: str, responders: int) -> dict[str, Any]:
    need = {"responders": responders, "cap": responders + 1}
    return {"id": name, "protection_area": area, "name": {"en": name.title()}, "urgency": "immediate", "need": need}


class Style(StrEnum):
    """How the hostile write.

    mixed       chatter, adverts, STOP and HELP, one call copied, made-up calls each time from another place, danger;
                they answer nothing
    copies      five calls pasted by all of them, each time with another place and some ornament; two name danger
    varied      a story of their own each time, always from the corner that is theirs, danger in a third; they answer
                nothing
    answers     varied, and each answers the question for a cross street as a real caller would
    """

    MIXED = "mixed"
    COPIES = "copies"
    VARIED = "varied"
    ANSWERS = "answers"


@dataclass(slots=True, kw_only=True)
class Caller:
    """Somebody who answers what they are asked: who needs help, or wants to be taken for it. `corner`: where they
    are, as they say it; `near`: another street close by.
    """

    address: str
    corner: str
    near: str
    first: str
    at: float
    answers: float
    answered: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What came of it. `dropped`: texts that were not taken in, wait still or were given up. `dispatched`: for each
    real call the simulated seconds from its first text to its first page; `never`: the words of those without any.
    """

    texts: int
    dropped: int
    crashed: int
    calls: int
    dispatched: Sequence[float]
    never: Sequence[str]
    most_pages: int
    pages: int
    hostile_paged: int
    held: int
    told_coordinator: int
    took: float

    @property
    def p95(self) -> float:
        ordered = sorted(self.dispatched)
        return ordered[math.ceil(len(ordered) * 0.95) - 1] if ordered else math.inf

    @property
    def longest(self) -> float:
        return max(self.dispatched, default=math.inf)


class Onslaught:
    """One played flood."""

    def __init__(
        self, stage: Stage, seed: int, *, senders: int, texts: int, calls: int, style: Style, lasts: timedelta
    ) -> None:
        self._stage = stage
        self._chance = random.Random(seed)
        self._lasts = lasts
        self._order = count()
        self._due: list[tuple[float, int, str, Inbound]] = []
        self._external = count()
        self._corners = _corners()
        self._callers = {caller.address: caller for caller in self._make_callers(calls)}
        self._pretenders: dict[str, Caller] = {}
        self._texts = texts + calls
        if style is Style.MIXED:
            self._make_hostile(senders, texts)
        elif style is Style.COPIES:
            self._make_copies(senders, texts)
        else:
            self._make_varied(senders, texts, answer=style is Style.ANSWERS)
        self._told: Counter[str] = Counter()
        self._coordinators = {
            address
            for address, point in stage.phones.items()
            if point.person is not None and point.person.rpartition("-")[2].startswith("c")
        }

    # --- what they write

    def _make_callers(self, calls: int) -> list[Caller]:
        made = []
        for n in range(calls):
            ave, street = self._chance.randrange(_SIDE), self._chance.randrange(_SIDE)
            corner, near = self._named(ave, street), self._named(ave, min(_SIDE - 1, street + 1))
            kinds = _REAL_DANGER if n % 8 == 0 else _REAL_WITHOUT if n % 5 == 1 else _REAL
            first = self._chance.choice(kinds).format(place=corner)
            at = self._chance.uniform(0, self._lasts.total_seconds())
            caller = Caller(
                address=f"7000{n:05}",
                corner=corner,
                near=near,
                first=first,
                at=at,
                answers=self._chance.uniform(6, 20),
            )
            self._plan(at, caller.address, caller.first)
            made.append(caller)
        return made

    def _make_hostile(self, senders: int, texts: int) -> None:
        kinds = ("chatter", "made_up", "made_up", "copies", "adverts", "danger", "owned", "mixed", "mixed", "made_up")
        copied = _FAKE[0].format(place=self._somewhere())
        for n in range(texts):
            sender = n % senders
            at = self._chance.uniform(0, self._lasts.total_seconds())
            self._plan(at, f"6000{sender:05}", self._hostile(kinds[sender % len(kinds)], copied))

    def _hostile(self, kind: str, copied: str) -> str:
        if kind == "mixed":
            kind = self._chance.choice(("chatter", "made_up", "adverts", "danger", "owned"))
        if kind == "copies":
            return copied if self._chance.random() < 0.7 else f"{copied} {self._chance.choice(('!!', 'now', 'please'))}"
        said = {"chatter": _CHATTER, "made_up": _FAKE, "adverts": _ADVERTS, "danger": _FAKE_DANGER, "owned": _OWNED}
        return self._chance.choice(said[kind]).format(place=self._somewhere(), n=self._chance.randrange(1000))

    def _make_copies(self, senders: int, texts: int) -> None:
        for n in range(texts):
            pasted = self._chance.choice(_PASTED) + self._chance.choice(_ORNAMENTS)
            text = pasted.format(place=self._somewhere(), n=self._chance.randrange(1000))
            self._plan(self._chance.uniform(0, self._lasts.total_seconds()), f"6000{n % senders:05}", text)

    def _make_varied(self, senders: int, texts: int, *, answer: bool) -> None:
        corners = [(self._chance.randrange(_SIDE), self._chance.randrange(_SIDE)) for _ in range(senders)]
        first: dict[int, tuple[float, str]] = {}
        for n in range(texts):
            sender = n % senders
            at = self._chance.uniform(0, self._lasts.total_seconds())
            text = self._story(self._named(*corners[sender]))
            first[sender] = min(first.get(sender, (at, text)), (at, text))
            self._plan(at, f"6000{sender:05}", text)
        for sender, (at, text) in first.items() if answer else ():
            ave, street = corners[sender]
            self._pretenders[f"6000{sender:05}"] = Caller(
                address=f"6000{sender:05}",
                corner=self._named(ave, street),
                near=self._named(ave, min(_SIDE - 1, street + 1)),
                first=text,
                at=at,
                answers=self._chance.uniform(6, 20),
            )

    def _story(self, place: str) -> str:
        """One in six says no more than that they are still there."""
        if self._chance.random() < 1 / 6:
            return self._chance.choice(_NAGS)
        what = self._chance.choice(_PERILS if self._chance.random() < 1 / 3 else _TROUBLES)
        said = f"{self._chance.choice(_WHO)} {what} {self._chance.choice(_SINCE)}"
        told = f"{said}, {place}." if self._chance.random() < 0.5 else f"At {place}: {said}."
        return f"{told} {self._chance.choice(_PLEAS)}".strip()

    def _somewhere(self) -> str:
        return self._named(self._chance.randrange(_SIDE), self._chance.randrange(_SIDE))

    def _named(self, ave: int, street: int) -> str:
        names = [_AVENUES[ave], _STREETS[street]]
        if self._chance.random() < 0.5:
            names.reverse()
        return self._chance.choice((" & ", " and ")).join(names)

    def _plan(self, at: float, address: str, text: str) -> None:
        heapq.heappush(self._due, (at, next(self._order), address, Inbound(text=text)))

    # --- what they do with what they hear

    def _hears(self, heard: Heard, now: float) -> None:
        caller = self._callers.get(heard.address) or self._pretenders.get(heard.address)
        if caller is not None:
            self._asked(caller, heard.text, now)
            return
        if heard.address in self._coordinators:
            self._told[heard.address] += 1
            return
        if heard.address not in self._stage.phones:
            return
        taps = self._stage.taps(heard)
        if Action.ACCEPT in taps:
            chance = self._chance.random()
            action = Action.ACCEPT if chance < 0.4 else Action.DECLINE if chance < 0.8 else None
            if action is not None:
                pressed = Inbound(token=taps[action])
                at = now + self._chance.uniform(5, 60)
                heapq.heappush(self._due, (at, next(self._order), heard.address, pressed))
                self._texts += at <= (self._lasts + _TAIL).total_seconds() - 1

    def _asked(self, caller: Caller, text: str, now: float) -> None:
        if "cross street" in text and not caller.answered["street"]:
            answer = self._chance.choice((caller.near, f"{caller.corner}, near {caller.near}", caller.corner))
            question = "street"
        elif ("where" in text or "A place helps" in text) and not caller.answered["where"]:
            if "where?" in text and caller.corner in caller.first:
                return
            answer, question = f"at {caller.corner}", "where"
        elif "Asking people" in text and not caller.answered["adds"]:
            answer, question = self._chance.choice(_ADDS), "adds"
        else:
            return
        caller.answered[question] += 1
        self._texts += 1
        self._plan(now + caller.answers, caller.address, answer)

    # --- the play

    async def play(self) -> Figures:
        stage, began = self._stage, perf_counter()
        seconds = int((self._lasts + _TAIL).total_seconds())
        for second in range(seconds):
            stage.clock.advance_to(max(stage.clock.now(), BEGINS + timedelta(seconds=second)))
            items = []
            while self._due and self._due[0][0] <= second:
                _, n, address, content = heapq.heappop(self._due)
                items.append(
                    Item(channel=CHANNEL, sender=SENDER, external_id=f"in{n}", address=address, content=content)
                )
            if items:
                await stage.program.doorstep.take_in(items)
            due = await stage.program.engine.next_due()
            if due is not None and due <= stage.clock.now():
                await stage.program.engine.settle()
            heard, stage.air.heard = stage.air.heard, []
            for each in heard:
                self._hears(each, float(second))
        return await self._figures(perf_counter() - began)

    async def _figures(self, took: float) -> Figures:
        counted = self._stage.program.metrics.collectors.get_sample_value
        async with self._stage.program.database.reading() as store:
            done = (await store.connection.execute(_DONE)).scalar_one()
            every = await self._every_incident(store)
            first = {caller.address: await self._first_page(store, caller, every) for caller in self._callers.values()}
        pages = [(page.person, page.sent_at) for each in every.values() for page in each.pages]
        real = sum(at is not None for at in first.values())
        return Figures(
            texts=self._texts,
            dropped=self._texts - done,
            crashed=int(counted("upstander_turns_total", {"outcome": "crashed"}) or 0),
            calls=len(every),
            dispatched=tuple(at for at in first.values() if at is not None),
            never=tuple(self._callers[address].first for address, at in first.items() if at is None),
            most_pages=_most_within(pages, LASTS),
            pages=len(pages),
            hostile_paged=sum(bool(each.pages) for each in every.values()) - real,
            held=sum(each.keeps_pages_back() for each in every.values()),
            told_coordinator=max(self._told.values(), default=0),
            took=took,
        )

    async def _every_incident(self, store: Store) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for named in await incidents.latest(store, 100_000):
            incident = await incidents.load(store, named)
            if incident is not None:
                found[incident.id] = incident
        return found

    async def _first_page(self, store: Store, caller: Caller, every: Mapping[str, Any]) -> float | None:
        """Seconds from their first text to the first page for them."""
        point = await people.recognise(store, CHANNEL, caller.address)
        talk = await conversations.of_contact_point(store, point.id) if point is not None else None
        incident = every.get(talk.incident or "") if talk is not None else None
        if incident is None or not incident.pages:
            return None
        sent = min(page.sent_at for page in incident.pages)
        return float((sent - BEGINS).total_seconds() - math.floor(caller.at))


def _most_within(pages: Sequence[tuple[str, datetime]], within: timedelta) -> int:
    """The most pages anybody got in any stretch of this length."""
    most = 0
    for person in {each for each, _ in pages}:
        times = sorted(at for each, at in pages if each == person)
        most = max(most, *(sum(at <= each < at + within for each in times) for at in times))
    return most


async def onslaught(
    folder: Path,
    database_url: str | None,
    *,
    senders: int,
    texts: int,
    calls: int,
    protectors: int,
    style: Style = Style.MIXED,
    lasts: timedelta = LASTS,
    seed: int = 1,
) -> Figures:
    """Play one flood over a fresh database."""
    community, roster = town(protectors)
    async with staged(folder, database_url, community, roster, seed, BEGINS) as stage:
        return await Onslaught(stage, seed, senders=senders, texts=texts, calls=calls, style=style, lasts=lasts).play()
