"""What a turn does about a member's call for help: who hears it, who has it, and when it has ended.

Part of the turn's transaction. It is a task of every team whose coordinators hear it; the tasks are one alarm, which is
open until a coordinator ends it. The rules are in `domain/panic.py`.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.gather import Gatherer, on_call_of
from bot.moment import Moment, Saying
from domain import commands as c
from domain import events as e
from domain.alarm import PanicHow, mark_of
from domain.chance import Mint
from domain.errors import Refused
from domain.ids import PersonId, TaskId, TeamId, is_drill
from domain.incident import Incident
from domain.messages import Line, MessageKind, Say, Wake, WakeKind
from domain.panic import PanicFacts, ended, raised, said_safe, slots_of, taken, told_again
from domain.people import Availability, Person, Standing
from domain.tasks import Task, TaskKind, TaskState
from models import deliveries, incidents, people, tasks


class PanicTurn:
    """Says by `say`."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say

    async def do(self, this: Moment, command: c.APanicCommand) -> None:
        match command:
            case c.RaisePanic():
                await self._raise(this, command)
            case c.SaySafe():
                await self._say_safe(this, command)
            case c.TakePanic():
                await self._take(this, command)
            case c.EndPanic():
                await self._end(this, command)

    async def again(self, this: Moment, subject: str) -> None:
        """Nobody has taken it: all coordinators hear it again, and more people each time, until somebody does."""
        task, _, times = subject.rpartition("|")
        open_now = await tasks.open_of_kind(this.store, TaskKind.PANIC)
        waiting = next((each for each in open_now if each.id == task), None)
        if waiting is None or waiting.person is None or waiting.owner is not None:
            return
        sender = await people.load(this.store, waiting.person)
        if sender is None:
            return
        alarm = tuple(each for each in open_now if each.person == waiting.person)
        facts = await self._facts(this, sender, alarm)
        for say in told_again(facts, int(times), quiet=_is_quiet((waiting,))):
            await self._call(this, say)
        self._wake(this, waiting, int(times) + 1)

    async def _raise(self, this: Moment, command: c.RaisePanic) -> None:
        sender = await people.load(this.store, command.person)
        if sender is None:
            return
        facts, known = await self._facts(this, sender), await self._open(this, sender.id)
        wanted = [self._task(this, sender.id, team, command.how) for team in self._teams(this, sender, facts.calls)]
        for say in raised(replace(facts, mark=mark_of(known or wanted)), command.how, command.words):
            await self._call(this, say)
        if command.how is PanicHow.CODE_WORD:
            for each in known:
                await tasks.say_why(this.store, each.id, command.how.value)  # their phone is watched by now
        opened = [each for each in wanted if await tasks.open_task(this.store, each)]
        if opened and not known:
            self._wake(this, opened[0], 1)
        await self._log(this, facts.calls, e.PanicRaised(why=command.how.value, by=sender.id))

    async def _say_safe(self, this: Moment, command: c.SaySafe) -> None:
        sender, alarm = await people.load(this.store, command.person), await self._open(this, command.person)
        if sender is None or not alarm:
            return
        facts = await self._facts(this, sender, alarm)
        for say in said_safe(facts, quiet=_is_quiet(alarm)):
            await self._say(this, say)
        await self._log(this, facts.calls, e.PanicSafeSaid(why="they say so", by=sender.id))

    async def _take(self, this: Moment, command: c.TakePanic) -> None:
        sender, by, alarm = await self._both(this, command)
        if sender is None or by is None or not alarm:
            return
        await tasks.give(this.store, (each.id for each in alarm), by.id)
        facts = await self._facts(this, sender, alarm)
        for say in taken(facts, by, quiet=_is_quiet(alarm)):
            await self._say(this, say)
        await self._log(this, facts.calls, e.PanicTaken(why="a coordinator has it", by=by.id))

    async def _end(self, this: Moment, command: c.EndPanic) -> None:
        sender, by, alarm = await self._both(this, command)
        if sender is None or by is None or not alarm:
            return
        await tasks.finish(this.store, (each.id for each in alarm))
        since = min(each.due for each in alarm)
        heard = await deliveries.told_in_slots(this.store, slots_of(sender.id), since)
        facts = replace(await self._facts(this, sender, alarm), heard=heard)
        for say in ended(facts, by, quiet=_is_quiet(alarm)):
            await self._say(this, say)
        await self._log(this, facts.calls, e.PanicEnded(why="a coordinator knows that they are safe", by=by.id))

    async def _call(self, this: Moment, say: Say) -> None:
        """What still waits to be sent to them of the same is not sent any more: nobody reads it ten times at once.

        Words that wait go along with the new one.
        """
        if say.slot is not None and not say.lines:
            say = await self._with_words_that_wait(this, say, say.slot)
        if say.slot is not None:
            await deliveries.withdraw(this.store, slot=say.slot)
        await self._say(this, say)

    @staticmethod
    async def _with_words_that_wait(this: Moment, say: Say, slot: str) -> Say:
        """It stands in the slot of the words, so that they still wait in one place."""
        found = [
            await deliveries.load(this.store, each) for each in await deliveries.waiting_in_slots(this.store, slot)
        ]
        waiting = [each for each in found if each is not None]
        if not waiting:
            return say
        lines: list[Line] = []
        for each in waiting:  # one for each contact point
            lines += [line for line in each.wording.lines if line not in lines]
        for stale in {slot, *(each.slot for each in waiting if each.slot is not None)}:
            await deliveries.withdraw(this.store, slot=stale)
        return replace(say, lines=tuple(lines), slot=waiting[-1].slot)

    async def _both(
        self, this: Moment, command: c.TakePanic | c.EndPanic
    ) -> tuple[Person | None, Person | None, tuple[Task, ...]]:
        if command.person == command.by:
            raise Refused(MessageKind.C_NOT_YOURSELF)
        alarm = await self._open(this, command.person)
        return await people.load(this.store, command.person), await people.load(this.store, command.by), alarm

    async def _facts(self, this: Moment, sender: Person, alarm: Sequence[Task] = ()) -> PanicFacts:
        going = [each.id for each in await incidents.may_go_to(this.store, sender.id) if not is_drill(each.id)]
        found = [await incidents.load(this.store, each) for each in going]  # a drill is nothing they are in danger at
        calls = tuple(each for each in found if each is not None)
        teams = self._teams(this, sender, calls)
        coordinators: dict[PersonId, None] = {}
        own = {each.team for each in sender.memberships if each.standing is not Standing.LEFT}
        for team in sorted(teams, key=lambda each: each not in own):  # who is of both teams knows them by name
            coordinators |= dict.fromkeys(await self._gatherer.coordinators(this.store, team))
        known = await self._gatherer.members(this.store, frozenset(this.community.teams))
        everybody = tuple(each for each in known if each.is_member())
        return PanicFacts(
            sender=sender,
            calls=calls,
            coordinators=tuple(coordinators),
            on_call=await self._on_call(this, [each for each in teams if each in own]),
            others=tuple(each.id for each in everybody if each.is_coordinator() and each.reachable_points()),
            members=tuple(each.id for each in everybody if each.said(this.now) is not Availability.OFF),
            emergency=", ".join(dict.fromkeys(this.community.emergency.values())),
            stimulus=this.stimulus,
            abroad=_abroad(this, known, own),
            team=next((_name(this, each) for each in teams if each in own), ""),
            mark=mark_of(alarm),
        )

    @staticmethod
    def _teams(this: Moment, sender: Person, calls: Sequence[Incident]) -> tuple[TeamId, ...]:
        theirs = (each.team for each in sender.memberships if each.standing is not Standing.LEFT)
        known = this.community.teams
        return tuple(dict.fromkeys(each for each in (*(call.team for call in calls), *theirs) if each in known))

    async def _on_call(self, this: Moment, teams: Sequence[TeamId]) -> tuple[PersonId, ...]:
        """Who is on now in any of the teams, by the rota or their own word."""
        on = frozenset[PersonId]().union(
            *(on_call_of(this.community.teams[each], (), frozenset(), this.now) for each in teams)
        )
        members = await self._gatherer.members(this.store, frozenset(teams))
        return tuple(
            each.id
            for each in members
            if each.is_member() and (each.id in on or each.said(this.now) is Availability.ON)
            if each.said(this.now) is not Availability.OFF
        )

    async def _open(self, this: Moment, person: PersonId) -> tuple[Task, ...]:
        every = await tasks.open_of_kind(this.store, TaskKind.PANIC)
        return tuple(each for each in every if each.person == person)

    @staticmethod
    async def _log(this: Moment, calls: Sequence[Incident], event: e.Event) -> None:
        """Into the log of every call of theirs, waiting for no other turn about it."""
        for call in calls:
            await incidents.note(this.store, call, (event,), this.now)

    def _task(self, this: Moment, person: PersonId, team: TeamId, how: PanicHow) -> Task:
        return Task(
            id=TaskId(self._mint.id("tsk")),
            kind=TaskKind.PANIC,
            team=team,
            incident=None,
            conversation=None,
            person=person,
            owner=None,
            due=this.now,
            state=TaskState.OPEN,
            why=how.value,
        )

    @staticmethod
    def _wake(this: Moment, task: Task, times: int) -> None:
        """One of the alarm's tasks is enough to tell it again: the first team's."""
        after = this.community.teams[task.team].policy.safety.panic_again
        this.wakes.append(Wake(kind=WakeKind.PANIC_AGAIN, subject=f"{task.id}|{times}", at=this.now + after))


def _name(this: Moment, team: TeamId) -> str:
    return this.community.teams[team].names.get(this.community.default_language, team)


def _abroad(this: Moment, known: Sequence[Person], own: AbstractSet[TeamId]) -> dict[PersonId, str]:
    """Who is in none of the teams `own`, by the name of a team of theirs."""
    teams = {
        each.id: [
            one.team
            for one in each.memberships
            if one.standing is not Standing.LEFT and one.team in this.community.teams
        ]
        for each in known
    }
    return {person: _name(this, theirs[0]) for person, theirs in teams.items() if theirs and not own & set(theirs)}


def _is_quiet(alarm: Sequence[Task]) -> bool:
    """True if it began by code word: their phone gives nothing away."""
    return any(each.why == PanicHow.CODE_WORD.value for each in alarm)
