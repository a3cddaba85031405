"""Calls played through the real turns: the whole program on a database of its own, its two ends simulated.

At one end requesters text what happened and where; at the other everybody on the roster has a phone with buttons, and
answers pages, goes, arrives and is done as their luck says. A coordinator closes what is over. In between is the
program as it runs, driven by hand: each thing done and each timer due has its own moment on the clock, and everything
that follows from one is done before the next. Ids, keys and chance come from the seed, so the same seed gives the same
events on either database.
"""

import heapq
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.chance import SeededMint
from bot.doors import Item
from bot.replay.calls import Call
from bot.replay.figures import Figures, Played, figures, played
from bot.replay.luck import TYPING, Luck, Says
from bot.replay.stage import CHANNEL, SENDER, CannotReplay, Heard, Stage, staged
from bot.replay.words import words_for
from config.triage import load_lexicon
from domain.community import Community, Team
from domain.ids import IncidentId, PersonId, TeamId
from domain.incident import AssignmentState, Disposition, Incident
from domain.messages import Action, Inbound, MessageKind
from domain.people import Person, Role
from domain.policy import Paging
from domain.zone import zone
from models import conversations, deliveries, incidents, people
from models.database import Left, Store
from models.incidents import Logged

LOOKS_AFTER = timedelta(minutes=2)
"""How long after somebody is done a coordinator looks whether the call is over."""

GIVEN_UP_AFTER = timedelta(hours=4)
"""How long after it came a coordinator closes a call to which nobody is on the way; after twice as long any."""

_BEFORE = timedelta(hours=1)
_SAYS_EVERY = 100
_DISPOSITIONS = tuple(Disposition)
_EVERY_CALL = 1_000_000
_PAGES = frozenset({MessageKind.M_PAGE, MessageKind.M_PAGE_OPENED})
_TELLS_THE_WAY = frozenset({MessageKind.M_GO, MessageKind.M_RELEASED})
_HOLDS_BACK = frozenset({MessageKind.M_HOLD, MessageKind.M_STEP_BACK, MessageKind.M_HANDS_WAIT})

Progress = Callable[[int, int], None]
"""Told how many of how many calls have come in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a replay. `logs`: every incident's events, in the order in which the calls came.

    `under_another`: calls that opened under another nature of the same protection area, which words do not tell apart.
    """

    figures: Figures
    calls: tuple[Played, ...]
    logs: Mapping[IncidentId, tuple[Logged, ...]]
    under_another: int


async def replay(
    community: Community,
    roster: Sequence[Person],
    calls: Sequence[Call],
    *,
    seed: int,
    accept: float,
    policy: Paging | None = None,
    database_url: str | None = None,
    progress: Progress | None = None,
) -> Result:
    """Play `calls`; every team pages by `policy`, or by its own. `database_url`: an empty database to play them in,
    where it is not to be a temporary one. Raises CannotReplay.
    """
    if policy is not None:
        community = paged_by(community, policy)
    with tempfile.TemporaryDirectory(prefix="upstander-replay-") as folder:
        async with staged(Path(folder), database_url, community, roster, seed, calls[0].at - _BEFORE) as stage:
            play = _Play(stage, community, calls, Luck(seed, accept), seed)
            await play.through(progress)
            return await play.result()


def paged_by(community: Community, policy: Paging) -> Community:
    """The community with every team paging by `policy`, everything else as it was."""
    teams = {name: replace(team, policy=replace(team.policy, paging=policy)) for name, team in community.teams.items()}
    return replace(community, teams=teams)


def protectors(roster: Sequence[Person]) -> frozenset[PersonId]:
    """Those who may be paged."""
    return frozenset(each.id for each in roster if any(Role.PROTECTOR in of.roles for of in each.memberships))


def nights_of(community: Community, roster: Sequence[Person]) -> Callable[[PersonId, datetime], bool]:
    """Whether an instant lies in the night of somebody's first team."""
    team_of: dict[PersonId, Team] = {
        each.id: community.teams[each.memberships[0].team] for each in roster if each.memberships
    }

    def is_night(person: PersonId, at: datetime) -> bool:
        team = team_of[person]
        return team.policy.is_night(at.astimezone(zone(team.time_zone)).time())

    return is_night


# --- what happens, each at its moment


_Doing = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Page:
    """A page on somebody's phone that they may still answer. `cancelled`: they read first that they are not needed."""

    answers_at: datetime
    cancelled: bool = False


class _Play:
    """One replay while it runs."""

    def __init__(self, stage: Stage, community: Community, calls: Sequence[Call], luck: Luck, seed: int) -> None:
        self._stage = stage
        self._program = stage.program
        self._clock = stage.clock
        self._community = community
        self._calls = calls
        self._luck = luck
        self._mint = SeededMint(f"people {seed}")
        self._is_night = nights_of(community, stage.roster)
        self._words = words_for(community, load_lexicon())
        self._queue: list[tuple[datetime, int, _Doing]] = []
        self._order = count()
        self._due: datetime | None = None
        self._call_of: dict[IncidentId, int] = {}
        self._incident_of: dict[int, IncidentId] = {}
        self._paged: Counter[tuple[int, PersonId]] = Counter()
        self._pages: dict[str, _Page] = {}
        self._courses: dict[tuple[IncidentId, PersonId], int] = {}
        self._holds: Counter[tuple[IncidentId, PersonId]] = Counter()
        self._phone_of = {phone.person: address for address, phone in stage.phones.items()}
        self._program.database.on_work(self._hear_of_work)

    async def through(self, progress: Progress | None) -> None:
        """Everything, from the first call until each has been closed or given up."""
        speechless = sorted({call.nature for call in self._calls} - self._words.keys())
        if speechless:
            raise CannotReplay(f"no word of a text hints at the nature {', '.join(speechless)}")
        for number, call in enumerate(self._calls):
            self._at(call.at, lambda number=number: self._calls_in(number, progress))  # type: ignore[misc]
        await self._settle()
        while self._queue:
            at = self._queue[0][0]
            if self._due is not None and self._due <= at:
                await self._timers_due()
                continue
            _, _, does = heapq.heappop(self._queue)
            self._clock.advance_to(at)
            await does()
            await self._settle()
        crashed = self._program.metrics.collectors.get_sample_value("upstander_turns_total", {"outcome": "crashed"})
        if crashed:
            raise CannotReplay(f"{crashed:.0f} turns crashed; nothing this replay shows can be believed")

    async def result(self) -> Result:
        """What came of it, read from the rows."""
        logs: dict[IncidentId, tuple[Logged, ...]] = {}
        of_calls: list[Played] = []
        under_another = 0
        async with self._program.database.reading() as store:
            await self._find_calls(store, _EVERY_CALL)
            for number, call in enumerate(self._calls):
                named = self._incident_of.get(number)
                found = await incidents.load(store, named) if named is not None else None
                if found is None:
                    of_calls.append(Played())
                    continue
                log = logs[found.id] = await incidents.events_of(store, found.id)
                of_calls.append(played(found, ((each.at, each.event) for each in log), self._is_night))
                under_another += found.nature != call.nature
        return Result(
            figures=figures(of_calls, protectors(self._stage.roster)),
            calls=tuple(of_calls),
            logs=logs,
            under_another=under_another,
        )

    # --- time

    def _at(self, at: datetime, does: _Doing) -> None:
        heapq.heappush(self._queue, (at, next(self._order), does))

    def _hear_of_work(self, left: Left) -> None:
        """Work that waits for later is due then; what is due now is done anyway before the next thing happens."""
        now = self._clock.now()
        for at in left.values():
            if at is not None and at > now and (self._due is None or at < self._due):
                self._due = at

    async def _timers_due(self) -> None:
        """Everything that is due next; then the rows say when something is due again: more than was heard of may be."""
        if self._due is not None:
            self._clock.advance_to(self._due)
        await self._settle()
        self._due = await self._program.engine.next_due()
        if self._due is not None and self._due <= self._clock.now():
            raise CannotReplay("something is due for ever")

    async def _settle(self) -> None:
        await self._program.engine.settle()
        heard, self._stage.air.heard = self._stage.air.heard, []
        theirs = [each for each in heard if each.address in self._stage.phones]
        if not theirs:
            return
        async with self._program.database.reading() as store:
            about = await deliveries.about(store, [each.reference for each in theirs])
            for kind, incident in about.values():
                if kind in _PAGES and incident is not None:
                    await self._find_call(store, incident)
        for each in theirs:
            kind, incident = about[each.reference]
            if incident is not None:
                self._hears(each, kind, incident)

    # --- requesters

    async def _calls_in(self, number: int, progress: Progress | None) -> None:
        call = self._calls[number]
        text = f"{self._words[call.nature]}, {call.lat:.6f}, {call.lon:.6f}"
        await self._takes_in(_caller(number), Inbound(text=text, sent_at=self._clock.now()))
        self._at(call.at + GIVEN_UP_AFTER, lambda: self._looks_after(number))
        if progress is not None and (number % _SAYS_EVERY == 0 or number + 1 == len(self._calls)):
            progress(number + 1, len(self._calls))

    async def _takes_in(self, address: str, content: Inbound) -> None:
        await self._program.doorstep.take_in(
            [Item(channel=CHANNEL, sender=SENDER, external_id=self._mint.id("in"), address=address, content=content)]
        )

    # --- members

    def _hears(self, heard: Heard, kind: MessageKind, incident: IncidentId) -> None:
        person = self._stage.phones[heard.address].person
        if person is None:
            return
        if kind in _PAGES:
            self._is_asked(heard, person, incident)
        elif kind is MessageKind.M_STAND_DOWN:
            page = self._pages.get(heard.id)
            if page is not None and page.answers_at > self._clock.now() + TYPING:
                page.cancelled = True
        elif kind in _TELLS_THE_WAY:
            self._may_go(person, heard, incident)
        elif kind in _HOLDS_BACK:
            self._holds[incident, person] += 1

    def _is_asked(self, heard: Heard, person: PersonId, incident: IncidentId) -> None:
        taps = self._stage.taps(heard)
        number = self._call_of[incident]
        nth = self._paged[number, person]
        self._paged[number, person] += 1
        now = self._clock.now()
        answer = self._luck.answer(number, person, nth, night=self._is_night(person, now))
        page = self._pages[heard.id] = _Page(answers_at=now + answer.after)
        if answer.says is Says.NOTHING:
            return
        token = taps[Action.ACCEPT if answer.says is Says.YES else Action.DECLINE]

        async def answers() -> None:
            if not page.cancelled:
                await self._presses(heard.address, token)

        self._at(page.answers_at, answers)

    def _may_go(self, person: PersonId, heard: Heard, incident: IncidentId) -> None:
        """They heard where to go: they set out, arrive, and are done after a while, unless told to step back."""
        holds = self._holds[incident, person]
        if self._courses.get((incident, person)) == holds:
            return
        self._courses[incident, person] = holds
        number = self._call_of.get(incident)
        if number is None:
            return
        course, now, taps = self._luck.course(number, person), self._clock.now(), self._stage.taps(heard)

        def does(after: timedelta, action: Action) -> None:
            async def presses() -> None:
                if self._holds[incident, person] == holds:
                    await self._presses(heard.address, taps[action])

            self._at(now + after, presses)

        does(course.sets_out, Action.SET_OFF)
        does(course.arrives, Action.ARRIVE)
        does(course.is_done, Action.FINISH)
        self._at(now + course.is_done + LOOKS_AFTER, lambda: self._looks_after(number))

    async def _presses(self, address: str, token: str) -> None:
        await self._takes_in(address, Inbound(token=token, sent_at=self._clock.now()))

    # --- coordinators

    async def _looks_after(self, number: int) -> None:
        """A coordinator closes a call that is over: nobody is going, and nobody is asked or it has taken too long."""
        async with self._program.database.reading() as store:
            if number not in self._incident_of:
                await self._find_calls(store, len(self._calls))
            named = self._incident_of.get(number)
            incident = await incidents.load(store, named) if named is not None else None
        if incident is None or not incident.is_alive():
            return
        now, given_up = self._clock.now(), self._calls[number].at + GIVEN_UP_AFTER
        knows_the_way = any(each.state is not AssignmentState.HOLDING for each in incident.going())
        if knows_the_way and now < given_up + GIVEN_UP_AFTER:
            if now >= given_up:
                self._at(now + GIVEN_UP_AFTER, lambda: self._looks_after(number))
            return
        if now < given_up and (incident.going() or incident.live_pages() or not incident.is_filled()):
            return
        await self._closes(incident)

    async def _closes(self, incident: Incident) -> None:
        went = Disposition.RESOLVED_ON_SCENE if incident.counted() else Disposition.NO_RESPONDERS
        coordinator = self._coordinator_of(incident.team)
        if coordinator is None:
            return
        text = f"close {incident.number} {_DISPOSITIONS.index(went) + 1}"
        await self._takes_in(coordinator, Inbound(text=text, sent_at=self._clock.now()))

    def _coordinator_of(self, team: TeamId) -> str | None:
        mine = [
            each
            for each in self._stage.roster
            if any(of.team == team and Role.COORDINATOR in of.roles for of in each.memberships)
        ]
        return self._phone_of[mine[0].id] if mine else None

    # --- which call is which incident

    async def _find_calls(self, store: Store, most: int) -> None:
        for incident in await incidents.latest(store, most):
            await self._find_call(store, incident)

    async def _find_call(self, store: Store, incident: IncidentId) -> None:
        if incident in self._call_of:
            return
        talk = await conversations.of_incident(store, incident)
        here = await people.contact_point(store, talk.contact_point) if talk is not None else None
        if here is not None:
            number = _number_of(here.address)
            self._call_of[incident], self._incident_of[number] = number, incident


_CALLERS = 500_000_000


def _caller(number: int) -> str:
    """The account from which the call with this number comes."""
    return str(_CALLERS + number)


def _number_of(address: str) -> int:
    return int(address) - _CALLERS
