"""A provider that is down, and back: what goes another way, who is asked instead, and who is told.

The courier notes that a provider is down and tries one message at a time until it is back; see bot/engine/outages.py.
What belongs to requesters waits for it: they have one way. What belongs to members goes by their next contact point on
another channel, if it is urgent or about a call.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from bot.gather import Gatherer
from bot.moment import Deciding, Moment, Saying
from bot.planning import again
from bot.stimulus import TimerFired
from domain import commands as c
from domain.chance import Mint
from domain.delivery import Delivery, DeliveryState
from domain.ids import PersonId, TaskId
from domain.incident import PageState
from domain.matching import rank
from domain.messages import TERMS, Fate, MessageKind, Say, Wake, WakeKind
from domain.outage import gone_quiet
from domain.people import Channel, ContactPoint
from domain.tasks import Task, TaskKind, TaskState
from models import deliveries, incidents, outages, people, tasks
from models.database import Work

AT_ONCE = 200
"""So many messages are moved in one turn; the next turn moves the others."""

LooksWhetherItArrives = Callable[[Moment, Delivery], Awaitable[None]]


async def avoided(this: Moment) -> frozenset[Channel]:
    """The channels nothing urgent is sent by now; read once in a turn."""
    if this.avoided is None:
        this.avoided = await outages.avoided(this.store, this.now)
    return this.avoided


def preferred(points: Iterable[ContactPoint], avoids: frozenset[Channel]) -> tuple[ContactPoint, ...]:
    """Contact points in their order, those behind a provider that is down last."""
    return tuple(sorted(points, key=lambda each: each.channel in avoids))


class Outages:
    """Takes the timers of providers that are down or back."""

    def __init__(
        self,
        *,
        gatherer: Gatherer,
        mint: Mint,
        say: Saying,
        decide: Deciding,
        looks_whether_it_arrives: LooksWhetherItArrives,
    ) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._decide = decide
        self._looks = looks_whether_it_arrives

    async def fired(self, this: Moment, timer: TimerFired) -> None:
        if timer.kind is WakeKind.PROVIDER_DOWN:
            await self._went_down(this, timer.subject)
        else:
            await self._came_back(this, timer.subject)

    async def _went_down(self, this: Moment, subject: str) -> None:
        """Tell coordinators once for each time it goes down, and move what waits."""
        name, since, *_ = subject.split("|")
        channel = Channel(name)
        known = (await outages.load(this.store)).get(channel)
        if known is None or not known.is_down:
            return
        await self._tell(this, channel, MessageKind.C_PROVIDER_DOWN, since)
        await self._open_task(this)
        await self._move(this, channel, subject)
        this.store.work_waits(Work.SENDS)

    async def _came_back(self, this: Moment, subject: str) -> None:
        """Everything that waits is due; who could not be asked may be.

        After one success alone: only if nothing failed since.
        """
        name, since, after_one = subject.split("|")
        channel = Channel(name)
        known = (await outages.load(this.store)).get(channel)
        if after_one:
            if known is None or not known.is_down or f"{known.down_since:%Y%m%d%H%M%S%f}" != since:
                return
            settled = gone_quiet((await outages.hold(this.store, [channel]))[channel], this.now)
            if settled.is_down:
                return
            await outages.keep(this.store, [settled])
        elif known is not None and known.is_down:
            return
        this.avoided = None
        self._gatherer.people_changed(this.store)
        await outages.due_now(this.store, channel, this.now)
        await self._tell(this, channel, MessageKind.C_PROVIDER_BACK, since)
        if not any(each.is_down for each in (await outages.load(this.store)).values()):
            await tasks.finish_everywhere(this.store, TaskKind.PROVIDER_DOWN)
        for incident in await incidents.alive(this.store):
            if incident.exhausted and not incident.is_filled():
                await self._decide(this, c.LookAgain(incident=incident.id))

    # --- moving what waits

    async def _move(self, this: Moment, channel: Channel, subject: str) -> None:
        waiting = await outages.waiting_for_members(this.store, channel, this.now, AT_ONCE)
        moved = 0
        for each in waiting:
            delivery = await deliveries.load(this.store, each)
            if delivery is not None and await self._goes_another_way(this, delivery):
                moved += 1
        if moved and len(waiting) == AT_ONCE:
            this.wakes.append(Wake(kind=WakeKind.PROVIDER_DOWN, subject=f"{subject}+"[-64:], at=this.now))

    async def _goes_another_way(self, this: Moment, waiting: Delivery) -> bool:
        """Plan it by the next contact point on another channel, and take it back here; True if that was done.

        Of one whose fate is unknown the copy is marked as a repeat; one that is sent at most once is left alone.
        """
        unsure = waiting.state is DeliveryState.UNCERTAIN
        at_most_once = unsure and waiting.fate is Fate.AT_MOST_ONCE
        if waiting.person is None or at_most_once or TERMS[waiting.wording.kind].stays:
            return False
        person = await people.load(this.store, waiting.person)
        if person is None or (waiting.incident is not None and not person.is_member()):
            return False
        avoids = await avoided(this)
        point = next((each for each in person.reachable_points() if each.channel not in avoids), None)
        if point is None:
            return await self._is_not_asked(this, waiting)
        copy = replace(again(waiting, point, self._mint, this.now), repeat=unsure or waiting.repeat)
        if await deliveries.plan(this.store, copy):
            await self._looks(this, copy)
        await deliveries.withdraw_one(this.store, waiting.id)
        return True

    async def _is_not_asked(self, this: Moment, waiting: Delivery) -> bool:
        """Somebody who has no other way: others are asked in their place, if there is anybody else."""
        if waiting.page is None or waiting.incident is None or waiting.state is not DeliveryState.WAITING:
            return False
        incident = await incidents.load(this.store, waiting.incident)
        page = incident.page(waiting.page) if incident is not None else None
        if incident is None or page is None or page.state is not PageState.LIVE:
            return False
        facts = await self._gatherer.dispatch_facts(
            this.store,
            team=incident.team,
            on_call=incident.plan.on_call,
            now=this.now,
            stimulus=this.stimulus,
            policy=incident.plan.policy,
            incident=incident,
        )
        if not rank(incident, facts.candidates, this.now).order:
            return False
        await self._decide(this, c.Expire(incident=incident.id, page=page.id, unsent=True))
        return True

    # --- telling

    async def _tell(self, this: Moment, channel: Channel, kind: MessageKind, since: str) -> None:
        """Every team's coordinators, each once, by whatever way works; that it is down never by itself."""
        avoids = await avoided(this)
        told: dict[PersonId, None] = {}
        for team in this.community.teams:
            for each in await self._gatherer.coordinators_of(this.store, team):
                if any(point.channel not in avoids for point in each.reachable_points()):
                    told[each.id] = None
        for person in told:
            key = f"{kind.value}:{channel.value}:{since}:{person}"
            params = {"channel": channel.value}
            await self._say(this, Say(kind=kind, to=person, to_member=True, key=key, params=params, at_once=True))

    async def _open_task(self, this: Moment) -> None:
        wanted = Task(
            id=TaskId(self._mint.id("tsk")),
            kind=TaskKind.PROVIDER_DOWN,
            team=this.community.default_team().id,
            incident=None,
            conversation=None,
            person=None,
            owner=None,
            due=this.now + timedelta(minutes=10),
            state=TaskState.OPEN,
            why="a provider takes nothing of ours",
        )
        await tasks.open_task(this.store, wanted)
