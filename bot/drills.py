"""What a turn does about drills: begins and moves them, lets the made-up requester speak, and ends them.

Part of the turn's transaction. Nothing real waits for a drill: a real call only sets a timer that ends it, and is
decided as if it were over already. The rules are in `domain/drill.py`.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.gather import Gatherer, on_call_of, quiet_until
from bot.moment import Deciding, Moment, Saying, to_member
from domain import commands as c
from domain import events as e
from domain.chance import Mint
from domain.community import Team
from domain.dispatch import Decision, Facts, open_incident
from domain.drill import (
    ANSWERS_AFTER,
    LONGEST,
    Drill,
    Point,
    ReachDrill,
    Stage,
    Stories,
    Story,
    in_the_way,
    is_played_out,
    nature_of,
    not_reached,
    outcome,
)
from domain.drill_commands import (
    ADrillCommand,
    AnswerReach,
    EndDrill,
    NextStep,
    PauseDrill,
    PractiseMayday,
    ShowDrill,
    StartDrill,
    StartReach,
)
from domain.errors import Refused
from domain.ids import DRILL, AreaId, ContactPointId, IncidentId, PersonId, ReachDrillId, TaskId, TeamId, is_drill
from domain.incident import AssignmentState, Disposition, Incident
from domain.keywords import wants_silence
from domain.messages import Line, Params, Say, Wake, WakeKind
from domain.messages import MessageKind as K
from domain.opening import new_call
from domain.people import PAGEABLE, ContactPoint, Person
from domain.places import Place, PlaceKind
from domain.strain import rests_until
from domain.tasks import Task, TaskKind, TaskState
from domain.triage import read
from domain.zone import zone
from models import deliveries, drills, incidents, strain, tasks
from models.database import Store

Keeping = Callable[[Moment, Incident | None, Decision, Facts], Awaitable[None]]
"""Keeps a decision, and everything it leads to."""

_PLAYED_OUT = timedelta(seconds=20)
_SEEN_TO_WITHIN = timedelta(days=1)
_OFFERED_AFTER = timedelta(hours=20)
_LINES_SHOWN = 24
_FIRST = "first"

_NOT_IN_A_DRILL = (
    c.Reopen,
    c.Merge,
    c.TakeIn,
    c.HandToTeam,
    c.AskAid,
    c.OpenAid,
    c.SplitOff,
    c.BlockSender,
    c.SetWindow,
)
"""What would carry a drill into something real, or a real call into a drill."""


def refused_in_a_drill(command: c.AnIncidentCommand | c.APanicCommand) -> bool:
    """True for what is not done in a drill, whoever wants it."""
    if isinstance(command, c.Merge) and is_drill(command.into):
        return True
    return isinstance(command, _NOT_IN_A_DRILL) and is_drill(command.incident)


class Drills:
    """Says, decides and keeps by what its turn gave it."""

    def __init__(
        self, *, gatherer: Gatherer, mint: Mint, say: Saying, decide: Deciding, keep: Keeping, wording: str
    ) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._decide = decide
        self._keep = keep
        self._wording = wording

    async def do(self, this: Moment, command: ADrillCommand) -> None:
        match command:
            case StartDrill():
                await self._start(this, command)
            case NextStep():
                await self._step(this, await self._mine(this), asked=True)
            case PauseDrill():
                await self._pause(this, await self._mine(this), command)
            case EndDrill():
                await self._end_by_hand(this)
            case ShowDrill():
                await self._show(this)
            case StartReach():
                await self._start_reach(this, command)
            case AnswerReach():
                await self._answer_reach(this, command)
            case PractiseMayday():
                await self._practise(this, command)

    # --- one begins

    async def _start(self, this: Moment, command: StartDrill) -> None:
        by, team = self._coordinator(this, command.team), this.community.teams[command.team]
        story = self._stories.stories.get((command.story, command.language))
        if story is None:
            raise Refused(K.C_DRILL_HOW)
        await self._gatherer.hold_asking(this.store)
        running = await drills.running(this.store)
        if running is not None:
            raise Refused(K.C_DRILL_RUNS, {"number": await self._number(this, running)})
        await self._check_nothing_real_runs(this)
        nature = nature_of(story, this.community, self._gatherer.words.toolkit.unserved(story.area))
        areas = await self._where_most_are(this, team)
        on_call = on_call_of(team, areas, nature.need.skills, this.now)
        facts = await self._gatherer.dispatch_facts(
            this.store, team=team.id, on_call=on_call, now=this.now, stimulus=this.stimulus
        )
        opened = new_call(
            id_=IncidentId(self._mint.id(DRILL)),
            number=await incidents.next_number(this.store),
            team=team,
            nature=nature,
            ready=True,
            on_call=on_call,
            wording=self._wording,
            conversation=None,
            requester_code=facts.code_names[-1],
            language=story.spoken,
            words=(story.opens,),
            now=this.now,
        )
        place = Place(kind=PlaceKind.WORDS, label=story.where, areas=areas, why="made up")
        call = replace(opened, drill=True, areas=areas, place=place)
        drill = Drill(
            incident=call.id,
            team=team.id,
            story=story.id,
            language=story.language,
            by=by.id,
            began_at=this.now,
            pace=command.pace,
            guided=command.guided,
        )
        await drills.begin(this.store, drill)
        about: Params = {"number": call.number}
        await self._say(this, to_member(this, by.id, K.C_DRILL_BEGAN, about, subject=call.id, reply=True))
        await self._explain(this, drill, "opened")
        decision = open_incident(call, facts, this.now, paging=True, referral=None)
        await self._keep(this, None, decision, facts)
        self._wake(this, drill, Stage.TIME, "", LONGEST)
        self._wake_for_step(this, drill)

    async def _where_most_are(self, this: Moment, team: Team) -> tuple[AreaId, ...]:
        members = await self._vetted(this, team.id)
        known = sorted(team.areas, key=lambda area: (-sum(area in each.areas for each in members), area))
        return tuple(known[:1])

    async def _check_nothing_real_runs(self, this: Moment) -> None:
        if await tasks.open_of_kind(this.store, TaskKind.PANIC):
            raise Refused(K.C_DRILL_REAL_CALL, {"number": ""})
        real = in_the_way(await incidents.alive_of_teams(this.store, this.community.teams), this.now)
        if real is not None:
            raise Refused(K.C_DRILL_REAL_CALL, {"number": real.number})

    # --- it is played

    async def _step(self, this: Moment, drill: Drill, *, asked: bool) -> None:
        """The next of what they say. `asked`: a coordinator wants it now, whatever the pace."""
        story = self._story(drill)
        if story is None or drill.step >= len(story.steps):
            if asked:
                by = this.member.id
                about: Params = {"number": await self._number(this, drill)}
                await self._say(this, to_member(this, by, K.C_DRILL_NO_MORE, about, subject=drill.incident, reply=True))
            return
        after = replace(drill, step=drill.step + 1)
        await drills.keep(this.store, after)
        await self._speak(this, drill, story.steps[drill.step])
        self._wake_for_step(this, after)

    async def _speak(self, this: Moment, drill: Drill, words: str) -> None:
        """What ends texts in a real call ends them here."""
        if wants_silence(words, self._gatherer.words.vocabulary):
            await self._decide(this, c.GoSilent(incident=drill.incident, how="stop"))
            return
        await self._decide(this, c.AddWords(incident=drill.incident, words=words))

    async def heard(self, this: Moment, incident: Incident, command: c.RelayWords) -> None:
        """Somebody wrote to the made-up requester, who answers a little later."""
        drill = await drills.load(this.store, incident.id)
        story = self._story(drill) if drill is not None else None
        if drill is None or story is None or command.team or not incident.is_alive():
            return
        if incident.silent or story.is_silent_after(drill.step):
            return
        asked = " ".join(command.words) or command.phrase
        if command.by is not None and read(asked, self._gatherer.lexicon).danger:
            await self._say(this, to_member(this, command.by, K.M_DRILL_IF_REAL, incident=incident.id, reply=True))
        which = f"{story.answer(asked)}:{this.stimulus}"
        self._wake(this, drill, Stage.ANSWER, which, ANSWERS_AFTER)
        await self._explain(this, drill, "words")

    async def kept(self, this: Moment, before: Incident | None, after: Incident) -> None:
        """A decision about a drill was kept: the requester answers to what happens, and whoever began it hears why."""
        drill = await drills.load(this.store, after.id) if after.drill else None
        if drill is None or before is None or drill.ended_at is not None:
            return
        if not after.is_alive():
            await self._closed(this, drill, after)
            return
        if after.assignments and not before.assignments:
            self._wake(this, drill, Stage.COMING, "", ANSWERS_AFTER)
            await self._explain(this, drill, "accepted")
        if _is_there(after) and not _is_there(before):
            self._wake(this, drill, Stage.THERE, "", ANSWERS_AFTER)
            await self._explain(this, drill, "there")
        if is_played_out(after):
            self._wake(this, drill, Stage.DONE, this.stimulus, _PLAYED_OUT)
            await self._explain(this, drill, "done")

    async def fired(self, this: Moment, subject: str) -> None:
        """A moment of a drill has come; nothing, if it is over or has gone on since."""
        which, _, rest = subject.partition("|")
        stage, _, about = rest.partition("|")
        if which == _FIRST:
            await self._offer(this, TeamId(stage), PersonId(about))
            return
        drill = await drills.load(this.store, IncidentId(which))
        if drill is None or drill.ended_at is not None:
            return
        match Stage(stage):
            case Stage.STEP:
                if not drill.paused and about.partition(":")[0] == str(drill.step):
                    await self._step(this, drill, asked=False)
            case Stage.DONE:
                call = await incidents.load(this.store, drill.incident)
                if call is not None and is_played_out(call):
                    await self._end(this, drill)
            case Stage.TIME:
                await self._end(this, drill)
            case Stage.REAL:
                why, _, besides = about.partition(":")
                await self._end(this, drill, real=why, besides=PersonId(besides))
            case spoken:
                await self._answered(this, drill, spoken, about)

    async def _answered(self, this: Moment, drill: Drill, stage: Stage, about: str) -> None:
        story = self._story(drill)
        call = await incidents.load(this.store, drill.incident)
        if story is None or call is None or call.silent or story.is_silent_after(drill.step):
            return
        if stage is Stage.COMING:
            words = story.coming
        elif stage is Stage.THERE:
            words = story.there
        else:
            words = story.says(int(about.partition(":")[0]))
        await self._speak(this, drill, words)

    async def _pause(self, this: Moment, drill: Drill, command: PauseDrill) -> None:
        pace = command.pace or drill.pace
        after = replace(drill, paused=command.on, pace=pace)
        await drills.keep(this.store, after)
        kind = K.C_DRILL_PAUSED if command.on else K.C_DRILL_GOES_ON
        about: Params = {"number": await self._number(this, drill)}
        by = this.member.id
        await self._say(this, to_member(this, by, kind, about, subject=drill.incident, reply=True))
        self._wake_for_step(this, after)

    async def _show(self, this: Moment) -> None:
        by = this.member
        drill = await drills.running(this.store)
        call = await incidents.load(this.store, drill.incident) if drill is not None else None
        if drill is None or call is None:
            await self._say(this, to_member(this, by.id, K.C_DRILL_HOW, reply=True))
            return
        about: Params = {
            "number": call.number,
            "status": call.status.value,
            "count": len(call.going()),
            "paused": "yes" if drill.paused else "",
        }
        await self._say(this, to_member(this, by.id, K.C_DRILL_STANDS, about, subject=call.id, reply=True))

    async def _practise(self, this: Moment, command: PractiseMayday) -> None:
        """Who would hear it hears that it is practised: those in the drill, and the coordinators."""
        call = await incidents.load(this.store, command.incident)
        mine = call.assignment_of(command.by) if call is not None else None
        if call is None or mine is None or not call.is_alive():
            raise Refused(K.M_DRILL_NONE)
        beside = {each.person for each in call.going()} | set(await self._gatherer.coordinators(this.store, call.team))
        for each in sorted(beside - {command.by}):
            await self._say(this, to_member(this, each, K.M_DRILL_MAYDAY_MATE, {"code": mine.code}, incident=call.id))
        told: Params = {"count": len(beside - {command.by})}
        await self._say(this, to_member(this, command.by, K.M_DRILL_MAYDAY, told, incident=call.id, reply=True))

    # --- it is over

    async def make_room(self, this: Moment, why: str, *, besides: PersonId | None = None) -> None:
        """Something real came: the drill that runs ends at once, in a turn of its own, for which nothing real waits.
        `besides`: who is told nothing of why. Nobody is asked any more whether they can be reached."""
        drill = await drills.running(this.store)
        if drill is not None:
            self._wake(this, drill, Stage.REAL, f"{why}:{besides or ''}", timedelta())
        for reach in await drills.open_reaches(this.store):
            this.wakes.append(Wake(kind=WakeKind.DRILL_REACH, subject=f"{reach}|{Stage.REAL.value}", at=this.now))

    async def _end_by_hand(self, this: Moment) -> None:
        by = this.member
        drill = await drills.running(this.store)
        if drill is not None and by.is_coordinator(drill.team):
            await self._end(this, drill)
            return
        for team in sorted(this.community.teams):
            reach = await drills.reach_of_team(this.store, team) if by.is_coordinator(team) else None
            if reach is not None:
                await self.reach_over(this, reach.id)
                return
        alive = await incidents.alive_of_teams(this.store, this.community.teams)
        played = [each.id for each in alive if each.drill and by.is_coordinator(each.team)]
        if not played:
            raise Refused(K.M_DRILL_NONE)
        for each in played:  # at a table, where somebody plays the requester
            await self.end_played(this, each)

    async def _end(self, this: Moment, drill: Drill, *, real: str = "", besides: PersonId | None = None) -> None:
        call = await incidents.load(this.store, drill.incident)
        if call is None or not call.is_alive():
            return
        await deliveries.withdraw(this.store, incident=drill.incident)
        if real:
            await drills.keep(this.store, replace(drill, told=(*drill.told, real)))
        told = {each.person for each in call.taking_part()} | {each.person for each in call.live_pages()}
        await self._decide(this, c.Close(incident=drill.incident, disposition=Disposition.CANCELLED))
        for each in sorted(told - {besides}) if real else ():
            await self._say(this, to_member(this, each, K.M_DRILL_OVER_REAL, incident=drill.incident))

    async def end_played(self, this: Moment, which: IncidentId) -> None:
        """A drill in which somebody at a table played the requester is over; nothing where it is none."""
        call = await incidents.load(this.store, which)
        if call is None or not call.drill or not call.is_alive():
            return
        await deliveries.withdraw(this.store, incident=which)
        await self._decide(this, c.Close(incident=which, disposition=Disposition.CANCELLED))

    async def _closed(self, this: Moment, drill: Drill, call: Incident) -> None:
        """Whoever began it hears how it went. It is counted nowhere."""
        await drills.keep(this.store, replace(drill, ended_at=this.now))
        log = await incidents.events_of(this.store, call.id)
        went = outcome(call, there_at=next((each.at for each in log if isinstance(each.event, e.Arrived)), None))
        about: Params = {
            "number": call.number,
            "asked": went.asked,
            "count": went.came,
            "minutes": went.first or "",
            "until_there": went.there or "",
            "real": next((each for each in drill.told if each in ("call", "mayday")), ""),
        }
        await self._say(this, to_member(this, drill.by, K.C_DRILL_OVER, about, incident=call.id))
        await self._explain(this, drill, "closed")

    # --- the first one

    def offer_first(self, this: Moment, team: TeamId, person: Person | None) -> None:
        """A coordinator of a new team is asked, once, whether they want a first drill."""
        if person is not None and person.is_coordinator(team):
            at = this.now + _OFFERED_AFTER
            this.wakes.append(Wake(kind=WakeKind.DRILL, subject=f"{_FIRST}|{team}|{person.id}", at=at))

    async def _offer(self, this: Moment, team: TeamId, person: PersonId) -> None:
        """Only a team that has two coordinators, and has had no call."""
        known = this.community.teams.get(team)
        coordinators = await self._gatherer.coordinators(this.store, team)
        if known is None or person not in coordinators or len(coordinators) < 2:
            return
        if await drills.has_had_calls(this.store, team):
            return
        about: Params = {"team": known.names.get(this.community.default_language, team)}
        key = f"{K.C_DRILL_FIRST.value}:{team}:{person}"
        await self._say(this, Say(kind=K.C_DRILL_FIRST, to=person, to_member=True, key=key, params=about))

    async def _explain(self, this: Moment, drill: Drill, step: str) -> None:
        """What has just happened, to whoever plays their first one."""
        kept = await drills.load(this.store, drill.incident)
        if kept is None or not kept.guided or step in kept.told:
            return
        await drills.keep(this.store, replace(kept, told=(*kept.told, step)))
        key = f"{K.C_DRILL_STEP.value}:{drill.incident}:{step}"
        about: Params = {"drill_step": step}
        say = Say(kind=K.C_DRILL_STEP, to=drill.by, to_member=True, key=key, params=about, incident=drill.incident)
        await self._say(this, say)

    # --- who can be reached

    async def _start_reach(self, this: Moment, command: StartReach) -> None:
        by, team = self._coordinator(this, command.team), this.community.teams[command.team]
        await self._gatherer.hold_asking(this.store)
        if await drills.reach_of_team(this.store, team.id) is not None:
            raise Refused(K.C_DRILL_RUNS, {"number": ""})
        await self._check_nothing_real_runs(this)
        members = await self._vetted(this, team.id)
        asleep = await self._left_in_peace(this.store, team, members, this.now)
        reach = ReachDrill(
            id=ReachDrillId(self._mint.id("rch")),
            team=team.id,
            by=by.id,
            began_at=this.now,
            closes_at=this.now + timedelta(minutes=command.minutes),
        )
        asked = [each for each in members if each.id not in asleep]
        points = [(each.id, point) for each in asked for point in each.reachable_points()]
        await drills.begin_reach(this.store, reach, points)
        for person, point in points:
            await self._say(this, _reach_say(reach.id, person, point))
        this.wakes.append(Wake(kind=WakeKind.DRILL_REACH, subject=reach.id, at=reach.closes_at))
        about: Params = {"count": len(asked), "minutes": command.minutes}
        lines = _quiet_line([each for each in members if each.id in asleep])
        await self._say(this, to_member(this, by.id, K.C_DRILL_REACH_BEGAN, about, lines=lines, reply=True))

    async def _answer_reach(self, this: Moment, command: AnswerReach) -> None:
        who = this.member
        reach = await drills.load_reach(this.store, command.drill)
        if reach is None or this.here is None:
            raise Refused(K.M_DRILL_NONE)
        await drills.answered(this.store, reach.id, this.here.id, this.now)
        await tasks.finish_about(this.store, reach.team, who.id, (TaskKind.DRILL_UNREACHED,))
        await self._say(this, to_member(this, who.id, K.M_DRILL_REACHED, reply=True))
        points = await self._points(this.store, reach)
        if reach.ended_at is None and all(each.answered_at is not None for each in points):
            await self.reach_over(this, reach.id)

    async def reach_over(self, this: Moment, subject: str) -> None:
        """Whoever began it hears of everybody, by every way of theirs; who answered by none is a task. Where something
        real came nobody is: they had something else to do.
        """
        which, _, real = subject.partition("|")
        reach = await drills.load_reach(this.store, ReachDrillId(which))
        if reach is None or reach.ended_at is not None:
            return
        await drills.end_reach(this.store, reach.id, this.now)
        points = await self._points(this.store, reach)
        members = {each.id: each for each in await self._vetted(this, reach.team)}
        asked = {each.person for each in points}
        team = this.community.teams[reach.team]
        asleep = await self._left_in_peace(this.store, team, members.values(), reach.began_at) - asked
        nowhere = {each.id for each in members.values() if not each.reachable_points()} - asked - asleep
        lost = [each for each in (*not_reached(points), *sorted(nowhere)) if each in members]
        for each in dict.fromkeys(lost) if not real else ():
            await tasks.open_task(this.store, self._task(this, reach, each))
        asked |= nowhere
        about: Params = {"count": len(asked - set(lost)), "asked": len(asked)}
        lines = [_line(members, each) for each in sorted(points, key=_slowest_first)]
        lines += [_nowhere_line(members[each]) for each in sorted(nowhere)]
        if left := len(lines[_LINES_SHOWN:]):
            lines = [*lines[:_LINES_SHOWN], Line(kind=K.M_LINE_MORE, params={"count": left})]
        lines += _quiet_line([members[each] for each in asleep])
        kind = K.C_DRILL_REACH_REAL if real else K.C_DRILL_REACH_OVER
        tasks_are = TaskKind.DRILL_UNREACHED.value if lost and not real else ""
        say = to_member(this, reach.by, kind, about, lines=tuple(lines), subject=tasks_are)
        await self._say(this, say)

    async def _left_in_peace(
        self, store: Store, team: Team, members: Collection[Person], began_at: datetime
    ) -> set[PersonId]:
        """Who was resting or in their quiet hours as it began, with a phone or without: they are asked nothing."""
        strains = await strain.of_teams(store, {team.id})
        where = zone(team.time_zone)
        at_rest = {who for who, hard in strains.items() if rests_until(hard, team.policy, where, began_at) is not None}
        quiet = {each.id for each in members if quiet_until(each, team, began_at) is not None}
        return {each.id for each in members if each.id in at_rest} | quiet

    async def _points(self, store: Store, reach: ReachDrill) -> tuple[Point, ...]:
        known = await drills.contact_points_of(store, reach.id)
        return await drills.points_of(store, reach, {each: f"{_key(reach.id, each)}@{each}" for each in known})

    async def _vetted(self, this: Moment, team: TeamId) -> tuple[Person, ...]:
        members = await self._gatherer.members(this.store, frozenset({team}))
        found = ((each, each.membership(team)) for each in members)
        return tuple(each for each, stands in found if stands is not None and stands.standing in PAGEABLE)

    def _task(self, this: Moment, reach: ReachDrill, person: PersonId) -> Task:
        return Task(
            id=TaskId(self._mint.id("tsk")),
            kind=TaskKind.DRILL_UNREACHED,
            team=reach.team,
            incident=None,
            conversation=None,
            person=person,
            owner=reach.by,
            due=this.now + _SEEN_TO_WITHIN,
            state=TaskState.OPEN,
            why="a drill of who can be reached did not reach them",
        )

    # --- shared

    @property
    def _stories(self) -> Stories:
        return self._gatherer.words.stories

    def _story(self, drill: Drill) -> Story | None:
        return self._stories.stories.get((drill.story, drill.language))

    async def _mine(self, this: Moment) -> Drill:
        """The one that runs, for a coordinator of its team."""
        drill = await drills.running(this.store)
        if drill is None or not this.member.is_coordinator(drill.team):
            raise Refused(K.M_DRILL_NONE)
        return drill

    @staticmethod
    async def _number(this: Moment, drill: Drill) -> int | str:
        call = await incidents.load(this.store, drill.incident)
        return "" if call is None else call.number

    def _coordinator(self, this: Moment, team: TeamId) -> Person:
        by = this.member
        if team not in this.community.teams or not by.is_coordinator(team):
            raise Refused(K.C_DRILL_HOW)
        return by

    def _wake_for_step(self, this: Moment, drill: Drill) -> None:
        """Each pace that is set has a timer of its own: an earlier one does nothing once the step has been said."""
        story = self._story(drill)
        if drill.pace is None or drill.paused or story is None or drill.step >= len(story.steps):
            return
        self._wake(this, drill, Stage.STEP, f"{drill.step}:{this.stimulus}", timedelta(seconds=drill.pace))

    @staticmethod
    def _wake(this: Moment, drill: Drill, stage: Stage, which: str, after: timedelta) -> None:
        subject = f"{drill.incident}|{stage.value}|{which}"
        this.wakes.append(Wake(kind=WakeKind.DRILL, subject=subject, at=this.now + after, incident=drill.incident))


def _is_there(call: Incident) -> bool:
    return any(each.state is AssignmentState.ON_SCENE for each in call.assignments)


def _key(reach: ReachDrillId, point: ContactPointId) -> str:
    return f"{K.M_DRILL_REACH.value}:{reach}:{point}"


def _reach_say(reach: ReachDrillId, person: PersonId, point: ContactPoint) -> Say:
    return Say(
        kind=K.M_DRILL_REACH,
        to=person,
        to_member=True,
        key=_key(reach, point.id),
        subject=reach,
        contact_point=point.id,
    )


def _slowest_first(point: Point) -> tuple[bool, int, str, str]:
    answered = point.answered_after
    return (answered is not None, -(answered or 0), point.person, point.channel.value)


def _line(members: dict[PersonId, Person], point: Point) -> Line:
    known = members.get(point.person)
    about: Params = {
        "person": point.person if known is None else known.roster_name,
        "channels": point.channel.value,
        "seen_after": _lasting(point.seen_after),
        "got_after": _lasting(point.answered_after),
    }
    return Line(kind=K.C_LINE_DRILL_REACH, params=about)


def _nowhere_line(member: Person) -> Line:
    about: Params = {"person": member.roster_name, "channels": "", "seen_after": "", "got_after": ""}
    return Line(kind=K.C_LINE_DRILL_REACH, params=about)


def _quiet_line(asleep: Sequence[Person]) -> tuple[Line, ...]:
    if not asleep:
        return ()
    names = ", ".join(sorted(each.roster_name for each in asleep))
    return (Line(kind=K.C_LINE_DRILL_QUIET, params={"people": names}),)


def _lasting(seconds: int | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
