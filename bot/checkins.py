"""What a turn does about check-ins: when they begin, who is asked, who hears what was answered, and who must look.

Part of the turn's transaction. The rules are in `domain/checkin.py`, the questions and answers in
`handlers/checkin.py`. Everything that happens is an event of the call. Whoever holds a talk holds it before a check-in.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from bot.gather import Gatherer, hours_of, on_call_of
from bot.log import logger
from bot.moment import Moment, Saying, to_member
from bot.stimulus import TimerFired
from domain import checkin
from domain import commands as c
from domain import events as e
from domain.chance import Mint
from domain.checkin import CheckIn, Does, Hours, Outcome, Phone, Said, Sharing, Side, State
from domain.conversation import Intake
from domain.debrief import OPEN_FOR
from domain.deciding import heard_by
from domain.errors import Refused
from domain.ids import CheckInId, ConversationId, PersonId, TaskId, TeamId, is_drill
from domain.incident import Incident
from domain.messages import MessageKind, Params, Say, Wake, WakeKind
from domain.people import Availability, ContactPoint, Person, Reach, Standing
from domain.policy import Policy
from domain.tasks import CHECK_INS, Task, TaskKind, TaskState
from domain.texting import VEILED, has_lapsed
from domain.zone import zone
from handlers.checkin import question
from models import checkins, cohorts, conversations, debriefs, incidents, people, tasks
from models.checkins import HOW, WHOM

K = MessageKind
_log = logger(__name__)

FORGOTTEN_AFTER = timedelta(days=30)
"""So long after it ended, a check-in is gone, with what was said."""

_CANNOT_BE_WRITTEN_TO = frozenset({Reach.BLOCKED, Reach.OPTED_OUT})
_TASKS = {
    Does.TELL_UNWELL: (TaskKind.CHECK_IN_UNWELL, K.C_CHECKIN_UNWELL, "not well after a call"),
    Does.TELL_SILENCE: (TaskKind.CHECK_IN_SILENT, K.C_CHECKIN_SILENT, "no answer to how they are"),
    Does.TELL_LOST: (TaskKind.CHECK_IN_LOST, K.C_CHECKIN_LOST, "they cannot be asked how they are"),
}

Resting = Callable[[Moment, PersonId, TeamId], Awaitable[None]]
"""Somebody wants to rest: nobody asks them until it is over."""


class CheckIns:
    """Says by `say`, lets people rest by `rests`."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying, rests: Resting) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._rests = rests

    # --- a call is over

    async def kept(self, this: Moment, before: Incident | None, after: Incident) -> None:
        """A decision was kept: those who are done with the call will be asked how they are."""
        for side, who in checkin.whom_to_ask(before, after):
            person: str | None = who
            if side is Side.REQUESTER:
                person = await conversations.member_of(this.store, ConversationId(who))
            if side is Side.REQUESTER and person is None:
                await self._begin(this, after, side, who)
            elif person is not None and who not in checkin.gone_silent(after):  # a member who called is one of ours
                await self._begin(this, after, Side.PROTECTOR, person)

    async def _begin(self, this: Moment, call: Incident, side: Side, who: str) -> None:
        hours = await self._hours(this, call.plan.policy, call.plan.time_zone, side, who)
        begun = checkin.begun(CheckInId(self._mint.id("chk")), call, side, who, hours, this.now)
        if begun is None:
            return
        if side is Side.REQUESTER:
            earlier = await checkins.last_of(this.store, who)
            begun = checkin.with_what_was_said(begun, earlier)
        elif (member := await people.load(this.store, PersonId(who))) is not None:
            begun = replace(begun, team=member.looked_after_by(call.team))
        kept = await checkins.begin(this.store, begun)
        by = kept.person
        await incidents.note(this.store, call, (e.CheckInBegan(why=side.value, by=by),), this.now)
        self._wake(this, kept)

    # --- its time has come

    async def woke(self, this: Moment, fired: TimerFired) -> None:
        if fired.kind is WakeKind.CHECK_IN:
            await self._time_is_up(this, fired.subject)
        else:
            await self._waited(this, fired.subject)

    async def _time_is_up(self, this: Moment, subject: str) -> None:
        """Of an earlier state or moment of it nothing happens."""
        which, _, stamp = subject.partition("|")
        seen = await checkins.load(this.store, CheckInId(which))
        if seen is None:
            return
        if seen.conversation is not None:
            this.talk = await conversations.load(this.store, seen.conversation, hold=True)
        known = await checkins.load(this.store, CheckInId(which), hold=True)
        call = None if known is None else await incidents.load(this.store, known.incident)
        if known is None or call is None or _stamp(known) != stamp:
            return
        policy = call.plan.policy
        hours = await self._hours(this, policy, known.zone, known.side, known.who)
        phone = await self._phone(this, known, call, policy)
        at_stake = checkin.is_life_safety(call)
        outcome = checkin.time_is_up(known, policy.check_ins, hours, phone, this.now, life_safety=at_stake)
        await self._forget_words(this, known)
        await self._follow(this, call, known, outcome)

    @staticmethod
    async def _forget_words(this: Moment, known: CheckIn) -> None:
        """The talk is kept for its number alone: what they said in it goes as soon as their call is over."""
        talk = this.talk
        if talk is None or known.conversation != talk.id or talk.incident != known.incident:
            return
        bare = replace(talk, intake=Intake(asked=talk.intake.asked))
        if bare != talk:
            await conversations.keep(this.store, talk, bare)
            this.talk = bare

    async def _phone(self, this: Moment, known: CheckIn, call: Incident, policy: Policy) -> Phone:
        if known.person is not None:
            member = await people.load(this.store, known.person)
            if member is None or member.erased or not _is_ours(member):
                return Phone(refuses=True)
            if not member.is_member():
                return Phone(unvouched=True)
            goes = not all(is_drill(each.id) for each in await incidents.going_to(this.store, member.id))
            mine = await debriefs.asked_of_person(this.store, member.id, this.now - OPEN_FOR)
            asked_else = max((each.at for each in mine if each.hears(this.now)), default=None)
            return Phone(reachable=member.is_reachable(), busy=goes, asked_else=asked_else)
        talk = this.talk
        if talk is None:
            return Phone(reachable=False)
        point = await people.contact_point(this.store, talk.contact_point)
        running = await incidents.load(this.store, talk.incident) if talk.incident is not None else None
        last = await checkins.last_of(this.store, known.who)
        return Phone(
            silent=talk.silent,
            refuses=talk.texting.unasked,
            pressed=talk.texting.pressed,
            reachable=point is not None and point.reach not in _CANNOT_BE_WRITTEN_TO,
            lapsed=has_lapsed(talk.last_at, policy.texting, this.now),
            followed=last is not None and last.id != known.id,
            busy=call.is_alive() or talk.is_telling() or (running is not None and running.is_alive()),
        )

    async def _hours(self, this: Moment, policy: Policy, where: str, side: Side, who: str) -> Hours:
        """On a member's own clock, outside their own quiet hours; else on the clock of the call's team."""
        member = await people.load(this.store, PersonId(who)) if side is Side.PROTECTOR else None
        return hours_of(member, where, policy)

    # --- answers

    async def do(self, this: Moment, command: c.ACheckInCommand) -> None:
        if isinstance(command, c.SeeToCheckIn):
            await self._see_to(this, command)
        elif isinstance(command, c.SayUnwell):
            await self._not_well(this, command)
        else:
            await self._answered(this, command)

    async def _answered(self, this: Moment, command: c.AnswerCheckIn) -> None:
        known = await checkins.load(this.store, command.check_in, hold=True)
        call = None if known is None else await incidents.load(this.store, known.incident)
        if known is None or call is None:
            return
        if command.hurts and known.person is not None:
            await self._warm_words(this, known.person)
        if command.said is Said.REST and known.person is not None:
            await self._rests(this, known.person, known.team)
        if not known.takes(command.said, this.now):
            return
        policy = call.plan.policy
        hours = await self._hours(this, policy, known.zone, known.side, known.who)
        await self._keep_words(this, known, command)
        outcome = checkin.answered(
            known,
            command.said,
            policy.check_ins,
            hours,
            this.now,
            sharing=command.sharing,
            stops=command.stops,
            at=command.at,
        )
        why = "not well" if command.said is Said.UNWELL else "answered"
        events = (e.CheckInAnswered(why=why, by=known.person),)
        await incidents.note(this.store, call, events, this.now)
        await self._follow(this, call, known, outcome, here=command.here, opens=command.opens)
        if known.side is Side.REQUESTER and not command.opens:
            await self._pass_on(this, call, outcome.after, command)

    # --- whoever says so unasked

    async def _not_well(self, this: Moment, command: c.SayUnwell) -> None:
        """A member is not well, and no check-in of theirs is near: a task by itself, and the coordinators at once."""
        if command.hurts:
            await self._warm_words(this, command.by)
        mine = (each.team for each in this.member.memberships if each.standing is not Standing.LEFT)
        team = next((this.community.teams[each] for each in mine if each in this.community.teams), None)
        if team is None:
            return
        told, on = await self._hearing(this, team.id, command.by, widely=False)
        owner = checkin.owner(told, on, None, command.by)
        task = self._task(this, TaskKind.CHECK_IN_UNWELL, team.id, team.policy, owner, "a member is not well")
        task = replace(task, person=command.by)
        if await tasks.open_task(this.store, task):
            self._wake_unasked(this, task, team.policy, 0)
        else:
            known = await tasks.list_open(this.store, (team.id,))
            task = next((each for each in known if _same(each, task)), task)
        await self._say_unwell(this, task, told)

    async def _hearing(
        self, this: Moment, team: TeamId, about: PersonId, *, widely: bool
    ) -> tuple[tuple[PersonId, ...], frozenset[PersonId]]:
        """Who hears of a member of the team: its coordinators who are on, else all; those of other teams as well where
        it has no other, or `widely`. And who is on.
        """
        others = tuple(each for each in await self._gatherer.coordinators(this.store, team) if each != about)
        if widely or not others:
            beyond = await self._gatherer.other_coordinators(this.store, team)
            return tuple(dict.fromkeys((*others, *(each for each in beyond if each != about)))), frozenset()
        on = await self._on(this, team)
        return tuple(each for each in others if each in on) or others, on

    async def _say_unwell(self, this: Moment, task: Task, told: Iterable[PersonId]) -> None:
        if task.person is None:
            return
        member = await people.load(this.store, task.person)
        (task,) = await tasks.numbered_all(this.store, (task,))
        name = "" if member is None else member.roster_name
        owner = (task.owner,) if task.owner is not None else ()
        for each in dict.fromkeys((*owner, *told)):
            say = to_member(this, each, K.C_MEMBER_UNWELL, {"person": name, "n": task.number or 0})
            await self._say(this, replace(say, key=f"{say.key}:{task.id}"))

    async def _warm_words(self, this: Moment, person: PersonId) -> None:
        """Whoever writes of taking their life hears who listens at once, outside of us."""
        line = this.community.emergency_line(crisis=True)
        await self._say(this, to_member(this, person, K.M_TALK, {"number": line.call, "texts": line.text}))

    @staticmethod
    def _wake_unasked(this: Moment, task: Task, policy: Policy, times: int) -> None:
        hours = Hours(where=zone("UTC"), between=policy.check_ins.hours)
        at = checkin.said_again(policy, hours, this.now, times=times, taken=False)
        this.wakes.append(Wake(kind=WakeKind.CHECK_IN_TASK, subject=f"{task.id}||{times}", at=at))

    async def _still_unwell(self, this: Moment, task: Task, times: int) -> None:
        """Nobody has seen to whoever said so unasked: its owner hears it again, then everybody who could."""
        team = this.community.teams.get(task.team)
        if team is None or task.person is None or task.state is not TaskState.OPEN:
            return
        told, _ = await self._hearing(this, task.team, task.person, widely=times > 0)
        await self._say_unwell(this, task, told)
        self._wake_unasked(this, task, team.policy, times + 1)

    @staticmethod
    async def _keep_words(this: Moment, known: CheckIn, command: c.AnswerCheckIn) -> None:
        """A protector's, under their own key, for whom they choose."""
        if known.person is None:
            return
        if command.how:
            await checkins.answer(this.store, known, HOW, command.how)
        if command.whom is not None:
            await checkins.answer(this.store, known, WHOM, command.whom)
        if command.words:
            asked = HOW if known.question is None else known.question.value
            await checkins.answer(this.store, known, "now" if asked == HOW else asked, command.words)

    async def _pass_on(self, this: Moment, call: Incident, known: CheckIn, command: c.AnswerCheckIn) -> None:
        """A requester's own words are for a person to read, unless all they say is that it is well or not now."""
        if not command.words or command.said not in (Said.WORDS, Said.UNWELL):
            return
        said = "..." if call.keeps_to_itself() else command.words
        if command.said is Said.WORDS:
            await self._open(this, call, known, TaskKind.CHECK_IN_WORDS, "they answered in words: read them")
        for each in await self._told(this, known, everybody=False):
            await self._tell(this, each, known, K.C_CHECKIN_WORDS, {"said": said})

    # --- what follows

    async def _follow(
        self,
        this: Moment,
        call: Incident,
        before: CheckIn,
        outcome: Outcome,
        *,
        here: str | None = None,
        opens: bool = False,
    ) -> None:
        after = outcome.after
        if after == before and not outcome.does:
            return
        _log.info("a check-in", incident=call.id, state=after.state.value, why=outcome.why)
        if any(each in _TASKS for each in outcome.does):
            after = replace(after, taken_by=None)
        if before.state is State.ENDED:
            await checkins.goes_on(this.store, before)
        await checkins.keep(this.store, after)
        for each in outcome.does:
            await self._do(this, call, after, each, here=here, opens=opens)
        if after.state is State.ENDED:
            await checkins.over(this.store, after)
            if before.state is State.ENDED and before.ended is after.ended:
                return
            ended = after.ended.value if after.ended is not None else ""
            await incidents.note(this.store, call, (e.CheckInOver(why=ended, by=after.person),), this.now)
        else:
            self._wake(this, after)

    async def _do(
        self, this: Moment, call: Incident, known: CheckIn, does: Does, *, here: str | None, opens: bool
    ) -> None:
        match does:
            case Does.ASK | Does.ASK_AGAIN | Does.ASK_ELSEWHERE:
                await self._ask(this, call, known, again=does is Does.ASK_AGAIN, not_at=here)
            case Does.LAST_DOOR:
                kind = K.R_CHECKIN_DOOR if known.side is Side.REQUESTER else K.M_CHECKIN_DOOR
                await self._to_them(this, known, kind, {"number": known.number})
            case Does.SHARE:
                await self._share(this, known)
            case Does.ASK_NEXT:
                return  # they are here, and hear it with the answer to what they said
            case _:
                await self._must_look(this, call, known, does, opens=opens)

    async def _ask(self, this: Moment, call: Incident, known: CheckIn, *, again: bool, not_at: str | None) -> None:
        peer = await self._peer(this, known)
        kind, params = question(known, "" if peer is None else peer.roster_name)
        if again:
            kind = K.R_CHECKIN_AGAIN if known.side is Side.REQUESTER else K.M_CHECKIN_AGAIN
            params = {} if known.side is Side.REQUESTER else {"number": known.number}
        await self._to_them(this, known, kind, params, not_at=not_at)
        why = "once more" if again else "it is time"
        await incidents.note(this.store, call, (e.CheckInAsked(why=why, by=known.person),), this.now)

    async def _to_them(
        self, this: Moment, known: CheckIn, kind: K, params: Params, *, not_at: str | None = None
    ) -> None:
        """By one text. A member who wants it elsewhere gets it by their next phone, if they have one."""
        point: ContactPoint | None = None
        if not_at is not None and known.person is not None:
            member = await people.load(this.store, known.person)
            others = () if member is None else member.reachable_points()
            point = next((each for each in others if each.id != not_at), None)
        say = Say(
            kind=kind,
            to=ConversationId(known.who) if known.side is Side.REQUESTER else PersonId(known.who),
            to_member=known.side is Side.PROTECTOR,
            key=f"{kind.value}:{known.id}:{known.asks}",
            params=params,
            subject=known.id,
            contact_point=None if point is None else point.id,
        )
        await self._say(this, say)

    async def _peer(self, this: Moment, known: CheckIn) -> Person | None:
        team = this.community.teams.get(known.team)
        if team is None or known.person is None:
            return None
        peer = checkin.peer_of(known.person, team.policy.check_ins, await cohorts.pairs_of(this.store, known.person))
        member = None if peer is None else await people.load(this.store, peer)
        return member if member is not None and member.is_member() else None

    async def _share(self, this: Moment, known: CheckIn) -> None:
        """What they answered, to those they chose and nobody else."""
        member = await people.load(this.store, known.person) if known.person is not None else None
        if member is None:
            return
        said = await checkins.answers(this.store, known)
        words = " / ".join(text for name, text in said.items() if name not in (HOW, WHOM))
        params: Params = {
            "number": known.number,
            "person": member.roster_name,
            "sits": said.get(HOW, ""),
            "said": words,
        }
        if known.sharing is Sharing.PEER:
            peer = await self._peer(this, known)
            if peer is not None:
                await self._say(this, to_member(this, peer.id, K.M_CHECKIN_PEER, params, subject=known.id))
            return
        chosen = said.get(WHOM)
        for each in await self._gatherer.coordinators(this.store, known.team):
            if each != member.id and chosen in (None, each):
                await self._say(this, to_member(this, each, K.C_CHECKIN_SHARED, params, subject=known.id))

    # --- who looks after them

    async def _must_look(self, this: Moment, call: Incident, known: CheckIn, does: Does, *, opens: bool) -> None:
        """A task with an owner; and a word to the coordinators who are on, or to its owner alone where it can wait."""
        kind, message, why = _TASKS[does]
        if does is Does.TELL_SILENCE:
            event = e.CheckInUnanswered(why=why, by=known.person)
            await incidents.note(this.store, call, (event,), this.now)
        owner = await self._open(this, call, known, kind, why)
        at_once = does is Does.TELL_UNWELL
        if at_once and opens:
            return  # the call that opens by the same words is told by itself
        told = await self._told(this, known, everybody=False) if at_once else ()
        for each in dict.fromkeys((*told, *((owner,) if owner is not None else ()))):
            await self._tell(this, each, known, message, {})

    async def _open(self, this: Moment, call: Incident, known: CheckIn, kind: TaskKind, why: str) -> PersonId | None:
        """Open the task, unless it is open already; who owns it."""
        coordinators = await self._coordinators(this, known)
        beyond = await self._beyond(this, known)
        owner = checkin.owner(coordinators, await self._on(this, known.team), call.owner, known.person, beyond)
        policy = call.plan.policy
        task = self._task(this, kind, known.team, policy, owner, why)
        task = replace(task, incident=call.id, conversation=known.conversation, person=known.person)
        if await tasks.open_task(this.store, task):
            self._wake_task(this, task, known, policy, 0)
        return owner

    def _task(
        self, this: Moment, kind: TaskKind, team: TeamId, policy: Policy, owner: PersonId | None, why: str
    ) -> Task:
        """Whoever is not well is seen to sooner."""
        urgent = kind is TaskKind.CHECK_IN_UNWELL
        due = policy.coordinating.danger_within if urgent else policy.check_ins.task_due
        return Task(
            id=TaskId(self._mint.id("tsk")),
            kind=kind,
            team=team,
            incident=None,
            conversation=None,
            person=None,
            owner=owner,
            due=this.now + due,
            state=TaskState.OPEN,
            why=why,
        )

    async def _on(self, this: Moment, which: TeamId) -> frozenset[PersonId]:
        team = this.community.teams.get(which)
        if team is None:  # the file dropped it meanwhile
            return frozenset()
        members = await self._gatherer.members(this.store, frozenset({which}))
        said = {each.id: each.said(this.now) for each in members}
        on = on_call_of(team, (), frozenset(), this.now) | {
            who for who, word in said.items() if word is Availability.ON
        }
        return frozenset(who for who in on if said.get(who) is not Availability.OFF)

    async def _coordinators(self, this: Moment, known: CheckIn) -> tuple[PersonId, ...]:
        """The team's. Of how whoever called is nobody hears whom their call is kept from, while anybody else can."""
        every, kept_from = await self._gatherer.coordinators(this.store, known.team), await _kept_from(this, known)
        if kept_from.isdisjoint(every):
            return every
        return heard_by(every, kept_from, await self._gatherer.other_coordinators(this.store, known.team))

    async def _beyond(self, this: Moment, known: CheckIn) -> tuple[PersonId, ...]:
        """The coordinators of other teams, but for whom the call is kept from, of how whoever called is."""
        beyond, kept_from = (
            await self._gatherer.other_coordinators(this.store, known.team),
            await _kept_from(this, known),
        )
        return tuple(each for each in beyond if each not in kept_from)

    async def _told(self, this: Moment, known: CheckIn, *, everybody: bool) -> tuple[PersonId, ...]:
        """The team's coordinators who are on; all of them where none is; those of other teams as well where there is
        nobody but the one it is about, or where `everybody` should hear it.
        """
        coordinators = await self._coordinators(this, known)
        others = tuple(each for each in coordinators if each != known.person)
        if everybody or not others:
            beyond = await self._beyond(this, known)
            return tuple(dict.fromkeys((*others, *(each for each in beyond if each != known.person))))
        on = await self._on(this, known.team)
        return tuple(each for each in others if each in on) or others

    async def _waited(self, this: Moment, subject: str) -> None:
        """Nobody has seen to it: its owner hears so again, then everybody who could."""
        task_id, which, times = subject.split("|")
        task = await tasks.load(this.store, TaskId(task_id))
        if task is not None and not which:
            await self._still_unwell(this, task, int(times))
            return
        known = await checkins.load(this.store, CheckInId(which))
        call = None if known is None else await incidents.load(this.store, known.incident)
        if task is None or known is None or call is None or task.state is not TaskState.OPEN:
            return
        if task.kind is not TaskKind.CHECK_IN_UNWELL:  # set before these climbed as all others do
            await tasks.look_at(this.store, task.team, task.due, now=this.now)
            return
        count = int(times)
        taken = known.taken_by is not None
        widely = count > 0 and not taken
        told = () if taken else await self._told(this, known, everybody=widely)
        owner = (task.owner,) if task.owner is not None else ()
        for each in dict.fromkeys((*owner, *told)):
            await self._tell(this, each, known, K.C_CHECKIN_WAITS, {"task": task.kind.value})
        self._wake_task(this, task, known, call.plan.policy, count + 1)

    async def _see_to(self, this: Moment, command: c.SeeToCheckIn) -> None:
        by = await people.load(this.store, command.by)
        if by is None:
            return
        if command.check_in is not None:
            one = await checkins.load(this.store, command.check_in, hold=True)
            found: tuple[CheckIn, ...] = () if one is None else (one,)
        else:
            teams = await self._gatherer.watched_by(this.store, by)
            found = await checkins.about(this.store, command.number, sorted(teams))
            found = found or await self._heard_of(this, command.number, by.id)
        seen = 0
        for each in found:
            if command.by not in (*await self._told(this, each, everybody=True), each.taken_by):
                raise Refused(K.M_MAY_NOT)
            if command.stops:
                seen += await self._stop(this, each, by)
                continue
            seen += await self._seen(this, each, by, done=command.done)
        if not seen:
            number = found[0].number if found else command.number
            say = to_member(this, by.id, K.C_CHECKIN_NOTHING, {"number": number}, reply=True)
            await self._say(this, say)

    async def give_back(self, this: Moment, call: Incident, kept: frozenset[PersonId]) -> None:
        """What those had taken from whom the call is kept now: others hear of it at once, as if it had just come up."""
        for known in await checkins.about(this.store, call.number, (call.team,)):
            waiting = await self._waiting(this, known)
            lost = [each for each in waiting if each.owner in kept or known.taken_by in kept]
            if known.incident != call.id or known.person is not None or not lost:
                continue
            known = replace(known, taken_by=None)
            await checkins.keep(this.store, known)
            await tasks.finish(this.store, (each.id for each in lost))
            for each in lost:
                owner = await self._open(this, call, known, each.kind, each.why)
                urgent = each.kind is TaskKind.CHECK_IN_UNWELL
                told = await self._told(this, known, everybody=False) if urgent else ()
                for who in dict.fromkeys((*told, *((owner,) if owner is not None else ()))):
                    await self._tell(this, who, known, K.C_CHECKIN_WAITS, {"task": each.kind.value})

    async def _heard_of(self, this: Moment, number: int, by: PersonId) -> tuple[CheckIn, ...]:
        """Those of another team's call that its coordinators were told of, or of which something is theirs."""
        found = []
        for each in await checkins.about(this.store, number, sorted(this.community.teams)):
            theirs = any(task.owner == by for task in await self._waiting(this, each))
            if theirs or by in await self._told(this, each, everybody=False):
                found.append(each)
        return tuple(found)

    @staticmethod
    async def _waiting(this: Moment, known: CheckIn) -> list[Task]:
        return [
            each
            for each in await tasks.open_of(this.store, known.incident)
            if each.kind in CHECK_INS and each.person == known.person and each.conversation == known.conversation
        ]

    async def _seen(self, this: Moment, known: CheckIn, by: Person, *, done: bool) -> bool:
        """One of them. False if nothing about it waits."""
        mine = await self._waiting(this, known)
        call = await incidents.load(this.store, known.incident)
        if not mine or call is None:
            return False
        await tasks.give(this.store, (each.id for each in mine), by.id)
        if done:
            await tasks.finish(this.store, (each.id for each in mine))
        await checkins.keep(this.store, replace(known, taken_by=by.id))
        why = "done" if done else "looks after them"
        await incidents.note(this.store, call, (e.CheckInSeenTo(why=why, by=by.id),), this.now)
        kind = K.C_CHECKIN_DONE if done else K.C_CHECKIN_TAKEN
        told = await self._told(this, known, everybody=False)
        for each in dict.fromkeys((by.id, *told)):
            await self._tell(this, each, known, kind, {"person": by.roster_name}, reply=each == by.id)
        return True

    async def _stop(self, this: Moment, known: CheckIn, by: Person) -> bool:
        """Whoever called is asked nothing more, and nothing of theirs waits. Of a member's it is theirs to say so."""
        held = await checkins.load(this.store, known.id, hold=True)
        call = None if held is None else await incidents.load(this.store, held.incident)
        if held is None or call is None or held.side is not Side.REQUESTER:
            return False
        mine = await self._waiting(this, held)
        outcome = checkin.stopped(held, this.now)
        if not mine and outcome.after == held:
            return False
        await tasks.give(this.store, (each.id for each in mine), by.id)
        await tasks.finish(this.store, (each.id for each in mine))
        await incidents.note(this.store, call, (e.CheckInSeenTo(why="asks no more", by=by.id),), this.now)
        await self._follow(this, call, held, outcome)
        for each in dict.fromkeys((by.id, *await self._told(this, held, everybody=False))):
            about: Params = {"person": by.roster_name}
            await self._tell(this, each, held, K.C_CHECKIN_STOPPED, about, reply=each == by.id)
        return True

    async def _tell(
        self, this: Moment, to: PersonId, known: CheckIn, kind: K, params: Params, *, reply: bool = False
    ) -> None:
        about: Params = {**params, "number": known.number, "code": await self._called(this, known)}
        say = to_member(this, to, kind, about, subject=known.id, reply=reply)
        await self._say(this, replace(say, key=f"{say.key}:{known.id}"))

    async def _called(self, this: Moment, known: CheckIn) -> str:
        """A member by their name, whoever called by their code name."""
        if known.person is None:
            return known.code or VEILED
        member = await people.load(this.store, known.person)
        return known.person if member is None else member.roster_name

    # --- timers

    @staticmethod
    def _wake(this: Moment, known: CheckIn) -> None:
        subject = f"{known.id}|{_stamp(known)}"
        this.wakes.append(Wake(kind=WakeKind.CHECK_IN, subject=subject, at=known.at, incident=known.incident))

    @staticmethod
    def _wake_task(this: Moment, task: Task, known: CheckIn, policy: Policy, times: int) -> None:
        """When it is said again that somebody is not well. What else there is climbs as all tasks do."""
        if task.kind is not TaskKind.CHECK_IN_UNWELL:
            return
        hours = Hours(where=zone(known.zone), between=policy.check_ins.hours)
        at = checkin.said_again(policy, hours, this.now, times=times, taken=known.taken_by is not None)
        subject = f"{task.id}|{known.id}|{times}"
        this.wakes.append(Wake(kind=WakeKind.CHECK_IN_TASK, subject=subject, at=at, incident=known.incident))


async def _kept_from(this: Moment, known: CheckIn) -> frozenset[PersonId]:
    """Who hears nothing of how whoever called is; of how a member is nothing is kept from anybody."""
    call = await incidents.load(this.store, known.incident) if known.person is None else None
    return frozenset() if call is None else call.kept_from


def _is_ours(member: Person) -> bool:
    """True also while they wait for coordinators to say yes, to them or to an account of theirs that is new."""
    return any(each.standing is not Standing.LEFT for each in member.memberships)


def _same(one: Task, other: Task) -> bool:
    """True of what is to be done about the same person, and no call."""
    return (one.kind, one.person, one.incident) == (other.kind, other.person, other.incident)


def _stamp(known: CheckIn) -> str:
    """Of the state it is in and when that ends: a timer that carries another one is of something that has passed."""
    return f"{known.state.value}|{known.asks}|{known.at:%Y%m%d%H%M%S}"
