"""Swaps and calls for cover, inside a turn: what somebody wants of one, its timers, and what happens around it.

The rules are in `domain/swap.py`. Whoever asks, answers or decides holds the rotas first and then the swap's row: of
two who take one at once the second finds it taken, on either database.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.gather import Gatherer
from bot.log import logger
from bot.moment import Moment, Saying
from bot.rota.changes import Changes, Made
from domain.chance import Mint
from domain.errors import Refused
from domain.ids import PersonId, SwapId, TaskId, TeamId
from domain.messages import Line, Say
from domain.messages import MessageKind as K
from domain.people import Person
from domain.proof import vetted_in
from domain.rota_commands import (
    AskSwap,
    ASwapCommand,
    CallForCover,
    ConfirmSwap,
    EndSwap,
    InsistOnSwap,
    PassShift,
    RefuseSwap,
    TakeShift,
)
from domain.swap import (
    RUNNING,
    AnOccasion,
    Answer,
    Decision,
    MemberGone,
    Remind,
    RotaChanged,
    Swap,
    SwapFacts,
    SwapState,
    TimeIsUp,
    ask,
    call,
    decide,
    where_to_cover,
)
from domain.tasks import Task, TaskKind, TaskState
from domain.zone import zone
from handlers.rotas import stretch_params
from models import deliveries, rotas, swaps, tasks
from models.database import Work

_log = logger(__name__)

_OWNED_SOON = timedelta(minutes=10)
_LISTED = 5

AnAnswer = TakeShift | PassShift | EndSwap | ConfirmSwap | RefuseSwap | InsistOnSwap


class Swaps:
    """Does what is wanted about swaps. `tell_gaps` tells coordinators of a gap that a change makes."""

    def __init__(
        self,
        *,
        gatherer: Gatherer,
        mint: Mint,
        say: Saying,
        changes: Callable[[], Changes],
        tell_gaps: Callable[[Moment, Made], Awaitable[None]],
    ) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._changes = changes
        self._tell_gaps = tell_gaps

    async def do(self, this: Moment, command: ASwapCommand) -> None:
        """Raises Refused where the rules say no."""
        await rotas.hold(this.store)
        this.community = await self._gatherer.rotas_changed(this.store)  # another may have changed them meanwhile
        match command:
            case AskSwap():
                facts = await self._facts(this, TeamId(command.rota.partition("/")[0]))
                await self._keep(this, ask(command, facts, this.now))
            case CallForCover():
                await self._call(this, command)
            case _:
                await self._answer(this, command)

    async def _call(self, this: Moment, command: CallForCover) -> None:
        watched = await self._watched(this)
        if not watched:
            raise Refused(K.M_MAY_NOT)
        teams = [this.community.teams[each] for each in sorted(watched) if each in this.community.teams]
        vetted = {
            each.id: vetted_in(each.id, await self._gatherer.members(this.store, frozenset({each.id})))
            for each in teams
        }
        place = where_to_cover(command, teams, vetted, this.now)
        if place is None:
            raise Refused(K.C_COVER_NO_GAP if command.person is None else K.C_COVER_HOW)
        facts = await self._facts(this, place.team.id)
        asked = call(command.by, place.rota, place.start, place.end, facts, this.now, person=command.person)
        await self._keep(this, asked)

    async def _answer(self, this: Moment, command: AnAnswer) -> None:
        found = await self._meant(this, command)
        swap = await swaps.load(this.store, found.id, hold=True) if found is not None else None
        if swap is not None:
            await self._keep(this, decide(swap, command, await self._facts(this, swap.team), this.now))

    # --- which one is meant

    async def _meant(self, this: Moment, command: AnAnswer) -> Swap | None:
        """The one a button or a number names, or the only one it can be; with several they are asked which."""
        unknown = K.M_SWAP_UNKNOWN if isinstance(command, TakeShift | PassShift) else K.M_SWAP_NONE_OPEN
        if command.swap is not None or command.number is not None:
            if command.swap is not None:
                found = await swaps.load(this.store, command.swap)
            else:
                found = await swaps.numbered(this.store, command.number or 0)
            if found is None:
                raise Refused(unknown)
            return found
        among = await self._among(this, command)
        if not among:
            raise Refused(unknown)
        if len(among) == 1:
            return among[0]
        await self._ask_which(this, command, among)
        return None

    async def _among(self, this: Moment, command: AnAnswer) -> Sequence[Swap]:
        if isinstance(command, TakeShift | PassShift):
            asked = await swaps.asked_of(this.store, command.by, this.now)
            waits = [each for each in asked if each.state is SwapState.OPEN and _waits_for(each, command.by)]
            mine = [each for each in asked if each.state is SwapState.WAITING and each.taken_by == command.by]
            return (*waits, *mine) or asked[-1:]
        watched = await self._watched(this)
        if isinstance(command, EndSwap):
            open_ones = await swaps.running(this.store, watched | await self._teams_of(this, command.by))
            return [
                each
                for each in open_ones
                if (each.is_cover and each.team in watched if command.cover else each.asked_by == command.by)
                and each.is_cover == command.cover
            ]
        running = await swaps.running(this.store, watched)
        if isinstance(command, InsistOnSwap):
            return [each for each in running if each.would() or each.state is SwapState.WAITING]
        return [each for each in running if each.state is SwapState.WAITING]

    async def _ask_which(self, this: Moment, command: AnAnswer, among: Sequence[Swap]) -> None:
        kind = K.M_SWAP_WHICH if isinstance(command, TakeShift | PassShift) else K.C_SWAP_WHICH
        people = {each.id: each for each in await self._gatherer.members(this.store, frozenset(s.team for s in among))}
        reader = people.get(command.by)
        lines = []
        for each in among[:_LISTED]:
            where = zone((reader.time_zone if reader else None) or this.community.teams[each.team].time_zone)
            whose = people.get(each.person) if each.person is not None else None
            lines.append(
                Line(
                    kind=K.M_LINE_SWAP,
                    params={
                        "n": each.number,
                        "person": whose.roster_name if whose is not None else "",
                        **stretch_params(where, each.start, each.end),
                    },
                )
            )
        key = f"{kind.value}:{this.stimulus}:{command.by}"
        await self._say(this, Say(kind=kind, to=command.by, to_member=True, key=key, lines=tuple(lines), reply=True))

    # --- timers

    async def remind(self, this: Moment, subject: str) -> None:
        """It is time to ask those once more who have not answered."""
        await self._happens(this, SwapId(subject.partition(":")[0]), Remind())

    async def time_is_up(self, this: Moment, subject: str) -> None:
        """It is to be taken by now."""
        await self._happens(this, SwapId(subject), TimeIsUp())

    # --- what happens around them

    async def rota_changed(self, this: Moment, made: Made) -> None:
        """Whatever is open in the rota is looked at again; what came of one and was changed back is over."""
        for each in await swaps.running(this.store, {made.after.id}):
            if each.rota == made.change.rota:
                await self._happens(this, each.id, RotaChanged())
        for each in await swaps.still_to_come(this.store, made.change.rota, this.now):
            became = await rotas.recorded(this.store, each.change) if each.change is not None else None
            if became is not None and not became.undone and became.change.inverse() == made.change:
                await self._happens(this, each.id, RotaChanged(undone=True))

    async def member_ended(self, this: Moment, person: PersonId, team: TeamId) -> None:
        """Somebody is suspended or has left: nothing is asked of them, and they have nothing to give."""
        for each in await swaps.running(this.store, {team}):
            await self._happens(this, each.id, MemberGone(person))

    async def _happens(self, this: Moment, which: SwapId, occasion: AnOccasion) -> None:
        swap = await swaps.load(this.store, which, hold=True)
        if swap is None or swap.team not in this.community.teams:
            return
        decision = decide(swap, occasion, await self._facts(this, swap.team), this.now)
        if decision.swap != swap or decision.says:
            await self._keep(this, decision)

    # --- facts, and what a decision leads to

    async def _facts(self, this: Moment, team: TeamId) -> SwapFacts:
        known = this.community.teams.get(team)
        if known is None:
            raise Refused(K.C_ROTA_CHANGED_MEANWHILE)
        members = await self._gatherer.members(this.store, frozenset({team}))
        return SwapFacts(
            community=this.community,
            team=known,
            team_name=known.names.get(this.community.default_language, team),
            rotas=tuple(rota for each in this.community.teams.values() for rota in each.rotas),
            members={each.id: each.as_of(this.now) for each in members},
            coordinators=await self._gatherer.coordinators(this.store, team),
            ids=self._mint,
            stimulus=this.stimulus,
            number=await swaps.next_number(this.store),
            running=await swaps.running(this.store, {team}),
        )

    async def _keep(self, this: Moment, decision: Decision) -> None:
        swap = decision.swap
        _log.info("about a swap", swap=swap.id, state=swap.state.value, why=decision.why)
        made: Made | None = None
        async with this.store.savepoint():
            await swaps.keep(this.store, decision.before, swap)
            if decision.change is not None:
                by = swap.decided_by or swap.taken_by or swap.asked_by
                made = await self._changes().make(this, decision.change, kind=decision.kind, by=by)
                await swaps.keep(this.store, swap, replace(swap, change=made.id))
        unseen = set()
        for slot in decision.unsaid:
            await deliveries.withdraw(this.store, slot=slot)
            if not await deliveries.may_be_seen(this.store, slot):
                unseen.add(slot)
        for say in decision.says:
            if say.slot is None or say.slot not in unseen:
                await self._say(this, say)
        this.wakes.extend(decision.wakes)
        if decision.task is not None:
            await tasks.open_task(this.store, self._task(this, swap.team, decision.task))
        if made is not None:
            await tasks.finish_of_no_call(this.store, {swap.team}, (TaskKind.UNCOVERED,))
            await self._tell_gaps(this, made)
        this.store.work_waits(Work.SENDS)

    def _task(self, this: Moment, team: TeamId, why: str) -> Task:
        return Task(
            id=TaskId(self._mint.id("tsk")),
            kind=TaskKind.UNCOVERED,
            team=team,
            incident=None,
            conversation=None,
            person=None,
            owner=None,
            due=this.now + _OWNED_SOON,
            state=TaskState.OPEN,
            why=why,
        )

    async def _watched(self, this: Moment) -> frozenset[TeamId]:
        if not isinstance(this.who, Person):
            return frozenset()
        return await self._gatherer.watched_by(this.store, this.who)

    @staticmethod
    async def _teams_of(this: Moment, person: PersonId) -> frozenset[TeamId]:
        if not isinstance(this.who, Person) or this.who.id != person:
            return frozenset()
        return frozenset(each.team for each in this.who.memberships)


def _waits_for(swap: Swap, person: PersonId) -> bool:
    """True if they have not answered, or would take it and may not by themselves."""
    offer = swap.offer_to(person)
    return swap.state in RUNNING and offer is not None and offer.answer in (None, Answer.WOULD)
