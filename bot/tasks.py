"""What a turn does about tasks: shown, taken, handed over, done, taken back; and who hears of what nobody sees to.

Part of the turn's transaction. Which of them somebody may see: coordinators those of the teams they watch, everybody
what is theirs or what they wrote down; nobody those about a call that is kept from them. Complaints are none of these,
and stand nowhere here.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import todo
from bot.gather import Gatherer, on_call_of, quiet_until
from bot.moment import Deciding, Moment, Saying, in_answer, to_member
from domain.chance import Mint
from domain.climbing import Climbed, Hearing, climb
from domain.commands import TextWith
from domain.community import Team
from domain.errors import Refused
from domain.ids import PersonId, TaskId, TeamId
from domain.messages import Line, Params, Say
from domain.messages import MessageKind as K
from domain.people import PAGEABLE, Availability, Person
from domain.task_commands import (
    AboutTask,
    ATaskCommand,
    FinishTask,
    HandTask,
    MakeTask,
    MoveTask,
    ShowTask,
    ShowTasks,
    TakeTask,
    UndoTask,
)
from domain.tasks import END_BY_THEMSELVES, Before, Task, TaskKind, TaskState, marked, undone
from domain.zone import zone
from models import people, tasks


class TasksTurn:
    """Says by `say`."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying, decide: Deciding) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._decide = decide

    # --- what people want

    async def do(self, this: Moment, command: ATaskCommand) -> None:
        """Raises Refused where the rules say no."""
        match command:
            case ShowTasks():
                await self._show(this, command)
            case MakeTask():
                await self._make(this, command)
            case ShowTask():
                await self._show_one(this, await self._meant(this, command))
            case TakeTask():
                await self._take(this, await self._meant(this, command))
            case HandTask():
                await self._hand(this, await self._meant(this, command), command.to)
            case MoveTask():
                await self._move(this, await self._meant(this, command), command)
            case FinishTask():
                await self._finish(this, await self._meant(this, command))
            case UndoTask():
                await self._undo(this, await self._meant(this, command, done=True))

    async def _show(self, this: Moment, command: ShowTasks) -> None:
        who = this.member
        teams = await self._gatherer.watched_by(this.store, who)
        theirs = await tasks.of_person(this.store, who.id)
        found = theirs if command.mine else (*await tasks.list_open(this.store, teams), *theirs)
        if command.mine:
            found = tuple(each for each in found if each.owner == who.id)
        found = await self._gatherer.not_kept_from(this.store, who.id, found)
        shown = tuple({each.id: each for each in found}.values())
        if not shown:
            await self._say(this, in_answer(this, K.M_TASKS_NONE))
            return
        await self._saw(this, who, shown)
        lines = await todo.lines(this, who, shown)
        await self._say(this, in_answer(this, K.M_TASKS_LIST, {"count": len(shown)}, lines=lines))

    async def _show_one(self, this: Moment, task: Task) -> None:
        about = await todo.item(this, this.member, task)
        page = (Line(kind=K.M_LINE_TASKS_PAGE, params={"number": about["number"]}),) if about["number"] else ()
        lines = page if task.kind is TaskKind.DEBRIEF else ()
        if task.owner == this.member.id:  # they are not offered what they have
            mine = {name: each for name, each in about.items() if name != "person"}
            await self._say(this, in_answer(this, K.M_TASKS_ONE_MINE, mine, lines=lines, subject=task.id))
            return
        await self._say(this, in_answer(this, K.M_TASKS_ONE, about, lines=lines, subject=task.id))

    async def _make(self, this: Moment, command: MakeTask) -> None:
        who = this.member
        team = self._own_team(this, who)
        task = Task(
            id=TaskId(self._mint.id("tsk")),
            kind=TaskKind.OWN,
            team=team.id,
            incident=None,
            conversation=None,
            person=None,
            owner=who.id,
            due=command.due or this.now + team.policy.tasks.own_due,
            state=TaskState.OPEN,
            why="written down by a member",
            made_by=who.id,
        )
        task = replace(task, before=Before(state=None, owner=who.id, due=task.due, by=who.id))
        task = await tasks.make(this.store, task, command.words)
        await self._saw(this, who, (task,))
        told = "" if who.is_coordinator(team.id) else _team_name(this, team)
        about: Params = {
            "n": task.number or "",
            "said": command.words,
            "when": todo.reading(this, who, task),
            "team": told,
        }
        await self._say(this, in_answer(this, K.M_TASKS_MADE, about, subject=task.id))

    async def _take(self, this: Moment, task: Task) -> None:
        who = this.member
        await self._keep(this, replace(marked(task, who.id), owner=who.id))
        if task.owner not in (None, who.id):
            await self._tell(this, PersonId(str(task.owner)), K.M_TASKS_GONE, task, {"person": who.roster_name})
        await self._saw(this, who, (task,))
        if task.kind is TaskKind.REMOTE_HELP and task.incident is not None:  # to take it is to do it
            await self._decide(this, TextWith(incident=task.incident, by=who.id, person=who.id))
            return
        about: Params = {"n": task.number or "", "when": todo.reading(this, who, task)}
        await self._say(this, in_answer(this, K.M_TASKS_TAKEN, about, subject=task.id))

    async def _hand(self, this: Moment, task: Task, to: PersonId) -> None:
        """Only to somebody who is vetted in its team, or coordinates it."""
        who, other = this.member, await people.load(this.store, to)
        if to == who.id:
            await self._take(this, task)
            return
        stands = None if other is None else other.membership(task.team)
        watches = other is not None and task.team in await self._gatherer.watched_by(this.store, other)
        kept = not await self._gatherer.not_kept_from(this.store, to, (task,))
        if other is None or kept or not (watches or (stands is not None and stands.standing in PAGEABLE)):
            raise Refused(K.C_NO_SUCH_PERSON, {"person": to if other is None else other.roster_name})
        await self._keep(this, replace(marked(task, who.id), owner=to))
        if task.owner not in (None, who.id, to):
            await self._tell(this, PersonId(str(task.owner)), K.M_TASKS_GONE, task, {"person": other.roster_name})
        await self._give(this, task, to)
        await self._say(
            this,
            in_answer(this, K.M_TASKS_HANDED, {"n": task.number or "", "person": other.roster_name}, subject=task.id),
        )

    async def _give(self, this: Moment, task: Task, to: PersonId) -> None:
        """Whoever has it from now on hears what it is."""
        reader = await people.load(this.store, to)
        if reader is None:
            return
        item = await todo.item(this, reader, task)
        about = {name: item[name] for name in ("n", "task", "number", "said", "when")}
        await self._tell(this, to, K.M_TASKS_YOURS, task, {**about, "by": this.member.roster_name})

    async def _move(self, this: Moment, task: Task, command: MoveTask) -> None:
        who = this.member
        moved = replace(marked(task, who.id), due=command.due)
        await self._keep(this, moved)
        about: Params = {"n": task.number or "", "when": todo.reading(this, who, moved)}
        await self._say(this, in_answer(this, K.M_TASKS_DUE, about, subject=task.id))

    async def _finish(self, this: Moment, task: Task) -> None:
        who = this.member
        if task.kind in END_BY_THEMSELVES:
            raise Refused(K.M_TASKS_BY_ITSELF, {"n": task.number or "", "task": task.kind.value})
        await tasks.keep(this.store, replace(marked(task, who.id), state=TaskState.DONE, owner=task.owner or who.id))
        await self._say(this, in_answer(this, K.M_TASKS_DONE, {"n": task.number or ""}, subject=task.id))
        await self.looked(this, task.team)

    async def _undo(self, this: Moment, task: Task) -> None:
        who, back = this.member, undone(task)
        if back is None:
            raise Refused(K.M_TASKS_NO_UNDO, {"n": task.number or ""})
        if back.owner is not None and not await self._gatherer.not_kept_from(this.store, back.owner, (back,)):
            back = replace(back, owner=None)
        made = task.before is not None and task.before.state is None
        if made:
            await tasks.drop(this.store, task.id)
        else:
            await self._keep(this, back)
        lost = task.owner
        if not made and lost is not None and lost not in (back.owner, who.id):
            other = await todo.name(this, back)
            await self._tell(this, lost, K.M_TASKS_GONE, task, {"person": other or who.roster_name})
        if not made and back.owner is not None and back.owner not in (lost, who.id):
            await self._give(this, back, back.owner)
        await self._say(this, in_answer(this, K.M_TASKS_UNDONE, {"n": task.number or ""}))

    # --- nobody sees to it

    async def fired(self, this: Moment, subject: str) -> None:
        """It is time to look what is to be said of a team's tasks."""
        team = this.community.teams.get(TeamId(subject.partition("|")[0]))
        if team is None:
            return
        await tasks.alone_with_tasks(this.store, team.id)
        waiting = await tasks.list_open(this.store, {team.id})
        if not waiting:
            await self.looked(this, team.id)
            return
        where = zone(team.time_zone)
        kept = await self._gatherer.kept_from(this.store, (each.incident for each in waiting))
        found = climb(
            waiting,
            replace(await self._hearing(this, team, waiting), kept_from=kept),
            team.policy.tasks,
            night_ends=team.policy.night.until(where, this.now),
            now=this.now,
        )
        for each in found.changed:
            await tasks.keep(this.store, each)
        await self._tell_all(this, waiting, found)
        if found.next_at is not None:
            await tasks.look_at(this.store, team.id, found.next_at, now=this.now)

    async def _tell_all(self, this: Moment, waiting: Sequence[Task], found: Climbed) -> None:
        known = {each.id: each for each in waiting}
        for person, ids in found.told.items():
            reader = await people.load(this.store, person)
            if reader is None:
                continue
            theirs = tuple(known[each] for each in ids)
            await self._saw(this, reader, theirs)
            lines = await todo.lines(this, reader, theirs)
            await self._say(this, to_member(this, person, K.M_TASKS_CLIMB, {"count": len(theirs)}, lines=lines))

    async def _hearing(self, this: Moment, team: Team, waiting: Sequence[Task]) -> Hearing:
        """Its coordinators, those on call first, whoever has the fewest of its tasks before the others."""
        coordinators = await self._gatherer.coordinators_of(this.store, team.id)
        on = on_call_of(team, (), frozenset(), this.now)
        owners = {each.owner for each in waiting if each.owner is not None}
        known = {each.id: each for each in coordinators}
        known |= {each.id: each for each in await people.load_many(this.store, owners - set(known))}
        asleep = {each.id: until for each in known.values() if (until := quiet_until(each, team, this.now)) is not None}
        away = {each.id for each in coordinators if each.said(this.now) is Availability.OFF}
        here = [each for each in coordinators if each.id not in away]
        load = {each.id: sum(task.owner == each.id for task in waiting) for each in here}
        order = sorted(here or coordinators, key=lambda each: (load.get(each.id, 0), each.id))
        first = (each for each in order if each.id in on or each.said(this.now) is Availability.ON)
        return Hearing(on_call=tuple(each.id for each in first), others=tuple(each.id for each in order), asleep=asleep)

    # --- nothing is left

    async def _saw(self, this: Moment, who: Person, shown: Sequence[Task]) -> None:
        """A coordinator who saw tasks of theirs hears it when none is left."""
        for team in {each.team for each in shown}:
            if who.is_coordinator(team):
                await tasks.seen(this.store, team, who.id)

    async def none_left(self, this: Moment) -> None:
        """Where something of this turn ended the last of a team's tasks, whoever saw them hears it."""
        if this.store.tasks_ended:
            for team in await tasks.with_none_left(this.store):
                await self.looked(this, team)

    async def looked(self, this: Moment, team_id: TeamId) -> None:
        """Whoever saw a team's tasks hears once that none is left. They hear it again only after they saw others."""
        team = this.community.teams.get(team_id)
        readers = await tasks.readers_of(this.store, team_id)
        if team is None or not readers or await tasks.list_open(this.store, {team_id}):
            return
        await tasks.let_readers_go(this.store, team_id)
        for person in readers:
            await self._say(this, to_member(this, person, K.M_TASKS_EMPTY, {"team": _team_name(this, team)}))

    # --- shared

    async def _meant(self, this: Moment, command: AboutTask, *, done: bool = False) -> Task:
        """The one they mean, held, if they may see it. Raises Refused."""
        who = this.member
        if command.task is not None:
            found = await tasks.hold(this.store, command.task)
        else:
            found = await tasks.called(this.store, command.number)
        if found is not None and found.number is None:
            found = (await tasks.numbered_all(this.store, (found,)))[0]
        teams = await self._gatherer.watched_by(this.store, who)
        if found is not None and not await self._gatherer.not_kept_from(this.store, who.id, (found,)):
            found = None
        open_ = found is not None and (done or found.state is TaskState.OPEN)
        if found is None or not open_ or not (found.team in teams or who.id in (found.owner, found.made_by)):
            raise Refused(K.M_TASKS_UNKNOWN, {"n": command.number or ""})
        return found

    async def _keep(self, this: Moment, task: Task) -> None:
        await tasks.keep(this.store, task)
        if task.state is TaskState.OPEN:
            await tasks.look_at(this.store, task.team, task.due, now=this.now)

    @staticmethod
    def _own_team(this: Moment, who: Person) -> Team:
        """The first that they coordinate, else the first that they are in."""
        mine = [
            each.team for each in who.memberships if each.standing in PAGEABLE and each.team in this.community.teams
        ]
        led = [each for each in mine if who.is_coordinator(each)]
        return this.community.teams[(*led, *mine)[0]]

    async def _tell(self, this: Moment, to: PersonId, kind: K, task: Task, params: Params) -> None:
        about: Params = {"n": task.number or "", **params}
        key = f"{kind.value}:{this.stimulus}:{task.id}:{to}"
        await self._say(this, Say(kind=kind, to=to, to_member=True, key=key, params=about, subject=task.id))


def _team_name(this: Moment, team: Team) -> str:
    return team.names.get(this.community.default_language, team.id)
