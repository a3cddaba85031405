"""What coordinators do with calls, as far as it takes more than one of them, or facts the talk does not have.

Two incidents are held in the order of their ids, so that two turns about the same pair wait for each other in the same
order; whoever calls in the one that moves is held before both, as their own turn does.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bot.gather import Gatherer, on_call_of
from bot.moment import Deciding, Moment
from bot.stimulus import TimerFired
from domain import commands as c
from domain.chance import Mint
from domain.dispatch import Decision, Facts, decide, open_incident
from domain.errors import Refused
from domain.ids import ConversationId, IncidentId, TaskId
from domain.incident import Incident
from domain.merging import aid_that_comes, as_one, callers, let_go_with, who_goes_to_both, who_moves
from domain.messages import MessageKind
from domain.neighbours import only_whoever_goes
from domain.opening import new_call
from domain.people import Person
from domain.tasks import TaskKind, TaskState
from models import conversations, incidents, tasks
from models.database import Store

Gathering = Callable[[Moment, Incident], Awaitable[Facts]]
Keeping = Callable[[Moment, Incident | None, Decision, Facts], Awaitable[None]]
Refusing = Callable[[Moment, Refused], Awaitable[None]]

_SAID_OF_ALL = (c.AddWords, c.ShowPhoto, c.FollowPlace, c.GoSilent, c.CannotReach)
"""What a requester's words do, they do for every call of theirs that runs."""

_OF_A_COORDINATOR = (
    c.Assign, c.PageMore, c.PagePerson, c.PageAll, c.Hold, c.GoOn, c.Take, c.Seen, c.HandToTeam,
    c.ChangeNature, c.ChangeNeed, c.EditPlan, c.TakeIn, c.TakeOff,
)  # fmt: skip
"""Whoever does one of these sees to what waits there."""


async def heard_elsewhere(this: Moment, command: c.Command) -> tuple[c.AnIncidentCommand, ...]:
    """The same for the other calls of whoever wrote, who is answered once."""
    if not isinstance(command, _SAID_OF_ALL) or command.by is not None or this.talk is None:
        return ()
    others = [each for each in await incidents.heard_in(this.store, this.talk.id) if each != command.incident]
    if isinstance(command, c.AddWords):
        command = replace(command, held=False)
    return tuple(replace(command, incident=each, said_in=None, overheard=True) for each in others)


def _only_looks(command: c.AnIncidentCommand) -> bool:
    """A plan that is shown and not changed."""
    return isinstance(command, c.EditPlan) and command == c.EditPlan(incident=command.incident, by=command.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Holds no state of its own. `facts`, `keep`, `decide` and `refuse` are the turn's."""

    gatherer: Gatherer
    mint: Mint
    facts: Gathering
    keep: Keeping
    decide: Deciding
    refuse: Refusing

    async def completed(
        self, this: Moment, incident: Incident, command: c.AnIncidentCommand
    ) -> tuple[Incident, c.AnIncidentCommand]:
        """With what only the rows know: in which conversation it was said, and another team's plan."""
        if command.by is None and this.talk is not None and command.said_in is None:
            command = replace(command, said_in=this.talk.id if incident.also_heard(this.talk.id) else None)
        if isinstance(command, c.HandToTeam):
            incident = self._under(this, self._still_seen(this, incident, command), command)
        return incident, command

    @staticmethod
    def _still_seen(this: Moment, incident: Incident, command: c.HandToTeam) -> Incident:
        """The team that hands it over goes on seeing those of theirs who go."""
        if command.team == incident.team or not incident.going():
            return incident
        part = only_whoever_goes(incident.team, this.now, command.by, "their call was handed to another team")
        others = tuple(each for each in incident.neighbours if each.team != part.team)
        return replace(incident, neighbours=(*others, part))

    @staticmethod
    def _under(this: Moment, incident: Incident, command: c.HandToTeam) -> Incident:
        team = this.community.teams[command.team]
        plan = replace(
            incident.plan,
            policy=team.policy,
            team=team.id,
            time_zone=team.time_zone,
            on_call=on_call_of(team, incident.areas, incident.need.skills, this.now),
            ready=this.community.is_ready(team, incident.protection_area),
        )
        return replace(incident, team=team.id, plan=plan)

    @staticmethod
    def knowing_who_asks(this: Moment, facts: Facts) -> Facts:
        """A coordinator of another team has a name as well."""
        if isinstance(this.who, Person) and this.who.id not in facts.people:
            return replace(facts, people={**facts.people, this.who.id: this.who})
        return facts

    @staticmethod
    async def knowing_what_goes_on(this: Moment, incident: Incident, facts: Facts) -> Facts:
        """Of a call that is closed: who has another one that runs."""
        goes_on = {
            each for each in callers(incident) if set(await incidents.heard_in(this.store, each)) - {incident.id}
        }
        return replace(facts, heard_elsewhere=frozenset(goes_on))

    @staticmethod
    async def seen_to(this: Moment, incident: Incident, command: c.AnIncidentCommand) -> None:
        """Whoever does something about a call has taken what waits there."""
        if isinstance(command, c.HandToTeam):
            await tasks.hand_over(this.store, incident.id, command.team)
        elif command.by is not None and isinstance(command, _OF_A_COORDINATOR) and not _only_looks(command):
            await tasks.own(this.store, incident.id, command.by)

    async def another_call(self, store: Store, conversation: ConversationId) -> Incident | None:
        """A call that runs, of somebody whose last one is over."""
        others = await incidents.heard_in(store, conversation)
        return await incidents.load(store, others[0]) if others else None

    async def unanswered(self, this: Moment, fired: TimerFired) -> None:
        """Nobody took it in time; or whoever did is reminded that it still waits."""
        named, step, reminded = (*fired.subject.split(":"), "0")[:3]
        task = await tasks.load(this.store, TaskId(named))
        if task is None or task.incident is None or task.state is not TaskState.OPEN:
            return
        incident = await incidents.load(this.store, task.incident)
        owner = None if task.kind is TaskKind.HELD else task.owner  # a hold is recalled in its own way
        if incident is None or (int(reminded) and owner is None):  # given back: its time began anew
            return
        command = c.Unanswered(
            incident=incident.id, task=task.id, kind=task.kind, step=int(step), owner=owner, reminded=int(reminded)
        )
        await self._decide_asking_others(this, command)

    async def _decide_asking_others(self, this: Moment, command: c.Unanswered) -> None:
        await self.gatherer.hold_asking(this.store)
        incident = await incidents.load(this.store, command.incident, hold=True)
        if incident is None:
            return
        others = await self.gatherer.other_coordinators(this.store, incident.team)
        facts = replace(await self.facts(this, incident), others=others)
        await self.keep(this, incident, decide(incident, command, facts, this.now), facts)

    # --- two calls

    async def do(self, this: Moment, command: c.Merge | c.TakeApart | c.SplitOff) -> None:
        match command:
            case c.Merge():
                await self._merge(this, command)
            case c.TakeApart():
                await self._take_apart(this, command)
            case c.SplitOff():
                await self._split_off(this, command)
            case _:
                assert_never(command)

    async def _merge(self, this: Moment, command: c.Merge) -> None:
        """The one is closed as a duplicate, the other takes in who called, what they said and who goes."""
        pair = await self._held(this, command.incident, command.into)
        if pair is None:
            return
        merged, into = pair
        moves = who_moves(merged, into)
        comes = aid_that_comes(merged, into, this.now, command.by)
        command = replace(command, moves=moves, number=into.number, both=who_goes_to_both(merged, into))
        take_in = c.TakeIn(
            incident=into.id, by=command.by, reason=command.reason, merged=merged, moves=moves, aid=comes
        )
        try:
            goes_facts = await self.facts(this, merged)
            stays_facts = await self.facts(this, as_one(merged, into, comes))
            goes = decide(merged, command, goes_facts, this.now)
            stays = decide(into, take_in, stays_facts, this.now)
        except Refused as refused:
            await self.refuse(this, refused)
            return
        await self.seen_to(this, into, take_in)
        await self.keep(this, merged, goes, goes_facts)
        await self.keep(this, into, stays, stays_facts)
        for each in callers(merged):
            await conversations.belong_to(this.store, each, into.id)

    async def _take_apart(self, this: Moment, command: c.TakeApart) -> None:
        merged = await incidents.load(this.store, command.incident)
        if merged is None:
            return
        if merged.merged_into is None:
            await self.refuse(this, Refused(MessageKind.C_HANDS_NOT_MERGED, {"number": merged.number}))
            return
        merged, *chain = await self._all_held(this, await self._merged_on(this, merged))
        try:
            facts = await self.facts(this, merged)
            opened = decide(merged, command, facts, this.now)
        except Refused as refused:
            await self.refuse(this, refused)
            return
        came_from, who = merged.id, frozenset(callers(merged))
        for into in chain:  # merged on since then, each of them heard whoever called in the first
            gone = let_go_with(into, came_from, who)
            let_go = c.LetGo(incident=into.id, by=command.by, reason=command.reason, came_from=came_from, callers=who)
            stays_facts = await self.facts(this, into)
            await self.keep(this, into, decide(into, let_go, stays_facts, this.now), stays_facts)
            came_from, who = into.id, frozenset(each.conversation for each in gone)
        await self.keep(this, merged, opened, facts)
        theirs = {each.conversation for each in chain}
        for each in callers(merged):
            if each not in theirs:
                await conversations.belong_to(this.store, each, merged.id)

    @staticmethod
    async def _merged_on(this: Moment, merged: Incident) -> tuple[IncidentId, ...]:
        """The call, and those that it was merged into, one after the other."""
        chain, onward = [merged.id], merged.merged_into
        while onward is not None and onward not in chain:
            chain.append(onward)
            into = await incidents.load(this.store, onward)
            onward = into.merged_into if into is not None else None
        return tuple(chain)

    async def _held(self, this: Moment, one: IncidentId, other: IncidentId) -> tuple[Incident, Incident] | None:
        """Both, as `_all_held` holds them; None if there are not two."""
        found = () if one == other else await self._all_held(this, (one, other))
        return (found[0], found[1]) if len(found) > 1 else None

    async def _all_held(self, this: Moment, wanted: Sequence[IncidentId]) -> tuple[Incident, ...]:
        """Nobody else changes them, or the talks of whoever calls in the first, until this turn ends."""
        seen = await incidents.load(this.store, wanted[0])
        if seen is None:
            return ()
        for conversation in sorted(callers(seen)):
            await conversations.load(this.store, conversation, hold=True)
        await self.gatherer.hold_asking(this.store)
        found = {each: await incidents.load(this.store, each, hold=True) for each in sorted(wanted)}
        return tuple(call for each in wanted if (call := found[each]) is not None)

    async def _split_off(self, this: Moment, command: c.SplitOff) -> None:
        """A second need of the same people: a call of its own, heard in the same conversation."""
        await self.gatherer.hold_asking(this.store)
        whole = await incidents.load(this.store, command.incident, hold=True)
        nature = this.community.natures.get(command.nature)
        if whole is None or nature is None:
            return
        if not whole.is_alive():
            await self.refuse(this, Refused(MessageKind.C_ALREADY_CLOSED, {"number": whole.number}))
            return
        covering = this.community.teams_for(whole.areas, nature.protection_area)
        team = covering[0] if covering else this.community.teams[whole.team]
        ready = this.community.is_ready(team, nature.protection_area)
        opened = new_call(
            id_=IncidentId(self.mint.id("inc")),
            number=await incidents.next_number(this.store),
            team=team,
            nature=nature,
            ready=ready,
            on_call=on_call_of(team, whole.areas, nature.need.skills, this.now),
            wording=whole.plan.wording,
            conversation=whole.conversation,
            requester_code=whole.requester_code,
            language=whole.language,
            words=whole.words,
            now=this.now,
        )
        part = replace(
            opened,
            areas=whole.areas,
            place=whole.place,
            danger=whole.danger,
            discreet=whole.discreet,
            kept_from=whole.kept_from,
            silent=whole.silent,
            drill=whole.drill,
            owner=command.by,
        )
        facts = await self.facts(this, part)
        area = nature.protection_area
        refers = None if ready else self.gatherer.referral(this.community, team, area, whole.language)
        asking = self.gatherer.asking(team, area, whole.language)
        asked = open_incident(part, facts, this.now, paging=ready, referral=refers, asking=asking)
        await self.keep(this, None, asked, facts)
        into = c.SplitInto(
            incident=whole.id, by=command.by, reason=command.reason, into=part.id, number=part.number, nature=nature.id
        )
        await self.decide(this, into)
