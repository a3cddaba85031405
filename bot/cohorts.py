"""What a turn does about cohorts: who is in one, when it gathers, who came, who looks after whom, and who graduates.

Part of the turn's transaction. The rules are in `domain/cohort.py`. A cohort that is decided about is held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from bot import todo
from bot.gather import Gatherer, hours_of
from bot.moment import Moment, Saying, in_answer, said_at, to_member
from bot.new_teams import NewTeams
from domain import cohort as rules
from domain.chance import Mint
from domain.checkin import Hours, Pairs, peer_of
from domain.cohort import Cohort, Fellow, Gathering, Outcome, Stands
from domain.cohort_commands import (
    ACohortCommand,
    AnswerNudge,
    BeginCohort,
    CallCohortOff,
    CallToAction,
    ChangeCohort,
    DecideFellow,
    DecideTeam,
    Graduate,
    JoinCohort,
    LeaveCohort,
    MakePair,
    MoveGathering,
    ProposePairs,
    SayBeforehand,
    SayWhoGathered,
    SetReady,
    ShowCohorts,
    TakeCohortUp,
    WishTeam,
)
from domain.community import Team
from domain.errors import Refused
from domain.ids import CohortId, PersonId, TaskId
from domain.messages import Line, MessageKind, Params, Say, Wake, WakeKind
from domain.people import MANNER_OF, PAGEABLE, Availability, Manner, Person
from domain.strain import rests_until
from domain.tasks import Before, Task, TaskKind, TaskState
from domain.tasks import about as about_number
from domain.training import Happened, Stage, by_day, moments
from domain.year import Learning, times
from domain.zone import reached, zone
from handlers.rotas import LINES_AN_SMS
from models import cohorts, incidents, people, strain, tasks

K = MessageKind

_SAID_WITHIN = timedelta(days=2)
"""So long after it was asked a second time, who came is to be known; and who asked to join, an answer."""

_GRADUATES_WITHIN = timedelta(days=7)


class CohortTurn:
    """Says by `say`. What is wanted of teams that begin goes to `teams`."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying, teams: NewTeams) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._teams = teams

    async def do(self, this: Moment, command: ACohortCommand) -> None:
        """Raises Refused where the rules say no."""
        match command:
            case ShowCohorts():
                await self._show(this, command)
            case BeginCohort():
                await self._begin(this, command)
            case JoinCohort():
                await self._join(this, command)
            case LeaveCohort():
                await self._leave(this, command)
            case DecideFellow():
                await self._decide(this, command)
            case SayBeforehand() | SayWhoGathered():
                await self._attendance(this, command)
            case ProposePairs() | MakePair():
                await self._about_pairs(this, command)
            case CallToAction():
                await self._call_to_action(this, command)
            case MoveGathering():
                await self._move(this, command)
            case ChangeCohort() | CallCohortOff() | TakeCohortUp():
                await self._as_a_whole(this, command)
            case Graduate():
                await self._graduate(this, command)
            case AnswerNudge():
                await self._answer_nudge(this, command)
            case WishTeam() | DecideTeam() | SetReady():
                await self._teams.do(this, command)
            case _:
                assert_never(command)

    # --- it begins

    async def _begin(self, this: Moment, command: BeginCohort) -> None:
        by = this.member
        team = this.community.teams.get(command.team)
        if team is None or not by.is_coordinator(team.id) or command.start <= this.now:
            raise Refused(K.M_STALE_BUTTON)
        await self._gatherer.hold_asking(this.store)
        made = Cohort(
            id=CohortId(self._mint.id("coh")),
            number=await cohorts.next_number(this.store),
            team=team.id,
            place=command.place,
            seats=command.seats,
            by=by.id,
            gatherings=rules.year_from(command.start, command.end, zone(team.time_zone)),
        )
        event = Happened(what="begun", why="a coordinator began it", by=by.id)
        await cohorts.add(this.store, made, (event,), this.now)
        for gathering in made.gatherings:
            self._plan(this, made, team, gathering)
        told = [each for each in await self._members_of(this, team) if each.id != by.id]
        for each in told:
            about = {**self._about(this, made, made.gatherings[0], each), "count": made.seats}
            await self._say_by_day(
                this, each, to_member(this, each.id, K.M_COHORT_NEW, about, subject=str(made.number)), made
            )
        await self._answer(this, K.C_COHORT_BEGUN, {"n": made.number, "count": len(told)})

    async def _say_by_day(self, this: Moment, reader: Person, say: Say, *known: Cohort) -> None:
        """Unless the next gathering, of the cohort as it was or as it is, is so near that it would come too late."""
        hours = self._hours(self._team(this, known[0]), reader)
        ahead = (each.start for cohort in known for each in cohort.gatherings if this.now < each.start)
        at = by_day(hours, min(ahead, default=datetime.max.replace(tzinfo=UTC)), this.now)
        await self._say(this, said_at(say, at, this.now))

    @staticmethod
    def _plan(this: Moment, cohort: Cohort, team: Team, gathering: Gathering) -> None:
        for due in moments(gathering.start, gathering.end, zone(team.time_zone), this.now):
            subject = f"{cohort.id}|{gathering.number}|{due.stage.value}|{gathering.start:%Y%m%d%H%M}"
            this.wakes.append(Wake(kind=WakeKind.COHORT, subject=subject, at=due.at))

    async def _members_of(self, this: Moment, team: Team) -> tuple[Person, ...]:
        members = await self._gatherer.members(this.store, frozenset({team.id}))
        return tuple(each for each in members if _is_vetted(each, team))

    # --- who is in it

    async def _join(self, this: Moment, command: JoinCohort) -> None:
        who, number = this.member, command.number
        if not number:
            theirs = [each for each in await cohorts.running(this.store, this.now) if self._may_see(this, each, who)]
            if len(theirs) != 1:
                await self._show(this, ShowCohorts())
                return
            number = theirs[0].number
        cohort = await cohorts.numbered(this.store, number)
        if cohort is None or not self._may_see(this, cohort, who):
            raise Refused(K.M_COHORT_UNKNOWN, {"n": number})
        await self._in_no_other(this, cohort, who.id)
        outcome = rules.ask_to_join(cohort, who.id, this.now)
        await self._keep(this, cohort, outcome)
        mine = outcome.cohort.fellow(who.id)
        if mine is not None and mine.stands is not Stands.ASKED:
            await self._tell_in(this, outcome.cohort, who.id)
            return
        await self._answer(this, K.M_COHORT_ASKED, {"n": cohort.number})
        if outcome.events:
            about: Params = {"n": cohort.number, "person": who.roster_name}
            handle = rules.handle_of(cohort, who.id)
            await self._ask_to_decide(this, cohort, who.id)
            for each in await self._gatherer.coordinators(this.store, cohort.team):
                if each != who.id:
                    await self._say(this, to_member(this, each, K.C_COHORT_ASKS, about, subject=handle))

    async def _in_no_other(self, this: Moment, cohort: Cohort, person: PersonId) -> None:
        for other in await cohorts.running(this.store, this.now):
            mine = other.fellow(person)
            if other.id != cohort.id and mine is not None and mine.stands in (Stands.ASKED, Stands.IN):
                raise Refused(K.M_COHORT_ELSEWHERE, {"n": other.number})

    async def _decide(self, this: Moment, command: DecideFellow) -> None:
        cohort, person = await self._meant(this, command)
        if person == this.member.id:
            raise Refused(K.C_NOT_YOURSELF)
        by = this.member
        if not by.is_coordinator(cohort.team):
            raise Refused(K.M_COHORT_UNKNOWN, {"n": cohort.number})
        name = await self._name(this, person)
        await self._answered_to_join(this, cohort, person)
        if command.taken_in:
            outcome = rules.take_in(cohort, person, by.id, this.now)
            await self._keep(this, cohort, outcome)
            if outcome.events:
                await self._tell_in(this, outcome.cohort, person)
            await self._answer(this, K.C_COHORT_TAKEN_IN, {"n": cohort.number, "person": name}, about=person)
            return
        was = cohort.fellow(person)
        outcome = rules.go_out(cohort, person, by.id, why="a coordinator said so")
        await self._keep(this, cohort, outcome)
        kind = K.M_COHORT_NOT_IN if was is not None and was.stands is Stands.ASKED else K.M_COHORT_LEFT
        await self._say(this, to_member(this, person, kind, {"n": cohort.number}))
        await self._answer(this, K.C_COHORT_OUT, {"n": cohort.number, "person": name}, about=person)

    async def _meant(self, this: Moment, command: DecideFellow) -> tuple[Cohort, PersonId]:
        """By number and name; or by the button under what they asked."""
        if command.person is not None:
            found = await cohorts.numbered(this.store, command.number)
            if found is not None and found.off:
                raise Refused(K.C_COHORT_IS_OFF, {"n": command.number})
            if found is not None:
                return found, command.person
            raise Refused(K.M_COHORT_UNKNOWN, {"n": command.number})
        for each in await cohorts.running(this.store, this.now):
            for fellow in each.fellows:
                if rules.handle_of(each, fellow.person) == command.handle:
                    held = await cohorts.load(this.store, each.id)
                    return held or each, fellow.person
        raise Refused(K.M_STALE_BUTTON)

    async def _answered_to_join(self, this: Moment, cohort: Cohort, person: PersonId) -> None:
        about = about_number("cohort", cohort.number)
        await tasks.finish_about(this.store, cohort.team, person, (TaskKind.SIGN_UP,), subject=about)

    async def _tell_in(self, this: Moment, cohort: Cohort, person: PersonId) -> None:
        ahead = cohort.ahead(this.now)
        reader = await people.load(this.store, person)
        if ahead is None or reader is None:
            return
        about = self._about(this, cohort, ahead, reader)
        said: Params = {name: about[name] for name in ("n", "when", "venue")}
        await self._say(this, to_member(this, person, K.M_COHORT_IN, said))

    async def _leave(self, this: Moment, command: LeaveCohort) -> None:
        who, number = this.member, command.number
        if not number:
            running = await cohorts.running(this.store, this.now)
            fellow = {each.number: each.fellow(who.id) for each in running}
            inside = (Stands.ASKED, Stands.IN)
            number = next((n for n, mine in fellow.items() if mine is not None and mine.stands in inside), 0)
        cohort = await cohorts.numbered(this.store, number)
        if cohort is None:
            raise Refused(K.M_COHORT_UNKNOWN, {"n": number or ""})
        outcome = rules.go_out(cohort, who.id, who.id, why="they said so")
        await self._keep(this, cohort, outcome)
        await self._answered_to_join(this, cohort, who.id)
        await self._answer(this, K.M_COHORT_LEFT, {"n": cohort.number})
        about: Params = {"n": cohort.number, "person": who.roster_name}
        for each in await self._gatherer.coordinators(this.store, cohort.team):
            if each != who.id:
                await self._say(this, to_member(this, each, K.C_COHORT_LEFT, about))

    async def member_ended(self, this: Moment, person: PersonId) -> None:
        """Somebody is suspended or has left: they are in no cohort of a team that they are not in any more."""
        member = await people.load(this.store, person)
        for each in await cohorts.running(this.store, this.now):
            mine = each.fellow(person)
            if mine is None or mine.stands not in (Stands.ASKED, Stands.IN):
                continue
            if member is None or not _is_vetted(member, self._team(this, each)):
                held = await cohorts.load(this.store, each.id) or each
                await self._keep(this, held, rules.go_out(held, person, None, why="they are not in the team any more"))
                await self._answered_to_join(this, held, person)

    # --- gatherings

    async def _move(self, this: Moment, command: MoveGathering) -> None:
        cohort, by = await self._run_by(this, command.number)
        outcome = rules.move(cohort, command.gathering, command.start, command.end, by.id, this.now)
        await self._keep(this, cohort, outcome)
        moved = outcome.cohort.gathering(command.gathering)
        if moved is None:
            raise LookupError(command.gathering)
        self._plan(this, cohort, self._team(this, cohort), moved)
        for each in (by, *await self._people(this, cohort.those(Stands.IN), besides=(by.id,))):
            about = self._about(this, cohort, moved, each)
            del about["gathering"]
            say = to_member(this, each.id, K.M_COHORT_MOVED, about, reply=each.id == by.id)
            if each.id == by.id:
                await self._say(this, say)
            else:
                await self._say_by_day(this, each, say, cohort, outcome.cohort)

    async def _as_a_whole(self, this: Moment, command: ChangeCohort | CallCohortOff | TakeCohortUp) -> None:
        match command:
            case ChangeCohort():
                await self._change(this, command)
            case CallCohortOff():
                await self._call_off(this, command)
            case TakeCohortUp():
                await self._take_up(this, command)

    async def _change(self, this: Moment, command: ChangeCohort) -> None:
        """What was planned for the old times does nothing any more."""
        before, by = await self._run_by(this, command.number)
        team = self._team(this, before)
        outcome = rules.change(
            before,
            by.id,
            this.now,
            zone(team.time_zone),
            start=command.start,
            end=command.end,
            place=command.place,
        )
        after = outcome.cohort
        await self._keep(this, before, outcome)
        for was, each in zip(before.gatherings, after.gatherings, strict=True):
            if was.start != each.start:
                self._plan(this, after, team, each)
        told = await self._tell_all(this, before, after, K.M_COHORT_CHANGED) if outcome.events else 0
        await self._answer(this, K.C_COHORT_CHANGED, {**self._next(this, after, by), "count": told})

    # --- off, and taken up again

    async def _call_off(self, this: Moment, command: CallCohortOff) -> None:
        """Nobody is reminded of it or asked about it any more, and what waits for a coordinator does not."""
        before, by = await self._run_by(this, command.number)
        outcome = rules.call_off(before, by.id, this.now)
        await self._keep(this, before, outcome)
        for each in before.those(Stands.ASKED):
            await self._answered_to_join(this, before, each.person)
        for gathering in before.gatherings:
            about = about_number("cohort", before.number, gathering.number)
            await tasks.finish_about(this.store, before.team, None, (TaskKind.GATHERED,), subject=about)
        told = await self._tell_all(this, before, outcome.cohort, K.M_COHORT_OFF)
        await self._answer(this, K.C_COHORT_CALLED_OFF, {"n": before.number, "count": told})

    async def _take_up(self, this: Moment, command: TakeCohortUp) -> None:
        before, by = await self._run_by(this, command.number, off=True)
        outcome = rules.take_up(before, by.id, this.now)
        await self._keep(this, before, outcome)
        for each in before.those(Stands.ASKED):
            await self._ask_to_decide(this, before, each.person)
        told = await self._tell_all(this, before, outcome.cohort, K.M_COHORT_ON)
        await self._answer(this, K.C_COHORT_TAKEN_UP, {"n": before.number, "count": told})

    async def _ask_to_decide(self, this: Moment, cohort: Cohort, person: PersonId) -> None:
        due = this.now + _SAID_WITHIN
        why = f"somebody asks to join cohort {cohort.number}"
        await tasks.open_task(this.store, self._task(this, cohort, TaskKind.SIGN_UP, due, why, person=person))

    async def _tell_all(self, this: Moment, before: Cohort, cohort: Cohort, kind: K) -> int:
        """Whoever is in it or asked to be, but for whoever wrote; how many there are."""
        told = await self._people(this, cohort.those(Stands.ASKED, Stands.IN), besides=(this.member.id,))
        for each in told:
            about: Params = {"n": cohort.number} if kind is K.M_COHORT_OFF else self._next(this, cohort, each)
            await self._say_by_day(this, each, to_member(this, each.id, kind, about), before, cohort)
        return len(told)

    def _next(self, this: Moment, cohort: Cohort, reader: Person) -> Params:
        ahead = next((each for each in cohort.gatherings if this.now < each.start), cohort.gatherings[-1])
        about = self._about(this, cohort, ahead, reader)
        return {name: about[name] for name in ("n", "number", "when", "until", "venue")}

    async def _attendance(self, this: Moment, command: SayBeforehand | SayWhoGathered) -> None:
        if isinstance(command, SayBeforehand):
            await self._beforehand(this, command)
        else:
            await self._who_gathered(this, command)

    async def _beforehand(self, this: Moment, command: SayBeforehand) -> None:
        """Whoever began it hears who misses a gathering, and they are reminded of it no more."""
        who = this.member
        running = await cohorts.running(this.store, this.now)
        theirs = [each for each in running if (f := each.fellow(who.id)) is not None and f.stands is Stands.IN]
        cohort = await cohorts.load(this.store, theirs[0].id) if theirs else None
        if cohort is None:
            raise Refused(K.M_COHORT_NO_GATHERING)
        ahead = next((each.number for each in cohort.gatherings if this.now < each.start), 0)
        outcome = rules.say_beforehand(cohort, who.id, command.gathering or ahead, this.now, comes=command.comes)
        await self._keep(this, cohort, outcome)
        gathering = cohort.gathering(command.gathering or ahead)
        if gathering is None:
            raise LookupError(command.gathering)
        names = ("n", "number", "when")
        about = self._about(this, cohort, gathering, who)
        kind = K.M_COHORT_COMES if command.comes else K.M_COHORT_AWAY
        await self._answer(this, kind, {name: about[name] for name in names})
        asked = await self._gatherer.coordinators(this.store, cohort.team)
        told = (cohort.by,) if cohort.by in asked else asked
        for each in (
            await people.load_many(this.store, [one for one in told if one != who.id]) if outcome.events else ()
        ):
            about = self._about(this, cohort, gathering, each)
            said: Params = {**{name: about[name] for name in names}, "person": who.roster_name}
            kind = K.C_COHORT_COMES if command.comes else K.C_COHORT_AWAY
            await self._say(this, to_member(this, each.id, kind, said))

    async def _who_gathered(self, this: Moment, command: SayWhoGathered) -> None:
        cohort, by = await self._run_by(this, command.number)
        begun = cohort.begun(this.now)
        number = command.gathering or (1 if begun is None else begun.number)
        named = command.people
        if command.everybody:
            named = tuple(
                each.person for each in (rules.expected(cohort, number) if command.came else cohort.those(Stands.IN))
            )
        outcome = rules.say_who_gathered(cohort, number, named, by.id, this.now, came=command.came)
        await self._keep(this, cohort, outcome)
        about = about_number("cohort", cohort.number, number)
        await tasks.finish_about(this.store, cohort.team, None, (TaskKind.GATHERED,), subject=about)
        after = outcome.cohort.those(Stands.IN, Stands.GRADUATE)
        said: Params = {
            "n": cohort.number,
            "number": number,
            "people": await self._names(this, (each.person for each in after if number in each.came)),
            "others": await self._names(this, (each.person for each in after if number not in each.came)),
        }
        inside = {each.person for each in after}
        outside = await self._names(this, (each for each in command.people if each not in inside))
        lines = (Line(kind=K.C_LINE_COHORT_OUTSIDE, params={"people": outside}),) if outside else ()
        await self._answer(this, K.C_COHORT_SAID, said, lines=lines)
        if number == rules.GATHERINGS:
            await self._propose_graduates(this, outcome.cohort, (by.id,))

    async def _call_to_action(self, this: Moment, command: CallToAction) -> None:
        """A task of whoever sees to it until the next gathering; everybody in it hears what, and whose it is."""
        before, by = await self._run_by(this, command.number)
        owners = await people.load_many(this.store, command.owners) if command.owners else (by,)
        inside = {each.person for each in before.those(Stands.IN, Stands.GRADUATE)}
        if not all(each.id in inside or each.is_coordinator(before.team) for each in owners):
            raise Refused(K.C_COHORT_CALL_HOW, {"n": before.number})
        cohort, due = before, rules.done_by(before, this.now)
        made: list[Task] = []
        events: list[Happened] = []
        for owner in owners:
            task = self._task(this, before, TaskKind.CALL_TO_ACTION, due, "a gathering ended in it", owner=owner.id)
            outcome = rules.call_to_action(cohort, command.words, task.id, by.id, this.now)
            cohort, events = outcome.cohort, [*events, *outcome.events]
            task = replace(task, made_by=by.id, before=Before(state=None, owner=owner.id, due=due, by=by.id))
            made.append(await tasks.make(this.store, task, cohort.calls[-1].words))
        await self._keep(this, before, Outcome(cohort=cohort, events=tuple(events)), by=by.id)
        await self._tell_call(this, cohort, owners, made)

    async def _tell_call(self, this: Moment, cohort: Cohort, owners: Sequence[Person], made: Sequence[Task]) -> None:
        by, call = this.member, cohort.calls[-1]
        whose = ", ".join(each.roster_name for each in owners)
        for owner, task in zip(owners, made, strict=True):
            if owner.id != by.id:
                about: Params = {
                    "n": cohort.number,
                    "number": task.number or "",
                    "said": call.words,
                    "when": todo.reading(this, owner, task),
                }
                await self._say(this, to_member(this, owner.id, K.M_COHORT_CALL_YOURS, about, subject=task.id))
        told = [each.person for each in cohort.those(Stands.IN)]
        for person in told:
            if person != by.id and all(person != each.id for each in owners):
                said: Params = {"n": cohort.number, "said": call.words, "person": whose}
                await self._say(this, to_member(this, person, K.M_COHORT_CALL, said))
        kept: Params = {
            "n": cohort.number,
            "number": call.gathering,
            "said": call.words,
            "person": whose,
            "when": todo.reading(this, by, made[0]),
            "count": made[0].number or "",
        }
        await self._answer(this, K.C_COHORT_CALL_KEPT, kept)

    # --- pairs

    async def _propose_pairs(self, this: Moment, command: ProposePairs) -> None:
        cohort, by = await self._run_by(this, command.number)
        speak = {each.id: each.languages for each in await self._people(this, cohort.those(Stands.IN))}
        pairs, alone = rules.propose_pairs(cohort, self._named_pairs(this, cohort), speak)
        if not pairs and command.make:  # they know that nobody is left: what comes next
            await self._show(this, ShowCohorts(number=command.number))
            return
        if not pairs:
            await self._answer(this, K.C_COHORT_PAIRS_ALL, {"n": cohort.number}, lines=await self._alone(this, alone))
            return
        if command.make:
            await self._pair(this, cohort, pairs, by)
            return
        lines = [
            Line(
                kind=K.C_LINE_COHORT_PAIR,
                params={"person": await self._name(this, one), "other": await self._name(this, other)},
            )
            for one, other in pairs
        ]
        lines += await self._alone(this, alone)
        say = to_member(this, by.id, K.C_COHORT_PAIRS, {"n": cohort.number}, lines=tuple(lines), reply=True)
        await self._say(this, replace(say, subject=by.id))

    async def _about_pairs(self, this: Moment, command: ProposePairs | MakePair) -> None:
        if isinstance(command, ProposePairs):
            await self._propose_pairs(this, command)
            return
        cohort, by = await self._run_by(this, command.number)
        await self._pair(this, cohort, ((command.one, command.other),), by)

    async def _alone(self, this: Moment, alone: Iterable[PersonId]) -> tuple[Line, ...]:
        names = await self._names(this, alone)
        return (Line(kind=K.C_LINE_COHORT_ALONE, params={"people": names}),) if names else ()

    async def _pair(self, this: Moment, cohort: Cohort, pairs: Pairs, by: Person) -> None:
        outcome = rules.pair(cohort, pairs, by.id)
        await self._keep(this, cohort, outcome)
        for pair in pairs:
            for one, other in (pair, pair[::-1]):
                about: Params = {"person": await self._name(this, other)}
                await self._say(this, to_member(this, one, K.M_COHORT_PAIR, about))
        await self._answer(this, K.C_COHORT_PAIRED, {"n": cohort.number, "count": len(pairs)})

    def _named_pairs(self, this: Moment, cohort: Cohort) -> Pairs:
        """Those that the community file names."""
        return self._team(this, cohort).policy.check_ins.pairs

    # --- the weekly word

    async def _answer_nudge(self, this: Moment, command: AnswerNudge) -> None:
        """Of whichever cohort it is: whoever wants no more of them gets none."""
        who = this.member
        if not command.no_more:
            await self._answer(this, K.M_COHORT_TALKED if command.talked else K.M_COHORT_NOT_YET)
            return
        for each in await cohorts.running(this.store, this.now):
            if each.fellow(who.id) is not None:
                held = await cohorts.load(this.store, each.id) or each
                await self._keep(this, held, Outcome(cohort=rules.no_more_words(held, who.id)))
        await self._answer(this, K.M_COHORT_NO_NUDGES)

    async def _nudge(self, this: Moment, cohort: Cohort, handle: str, stamp: str) -> None:
        """Of a time that is another one by now nothing happens."""
        mine = next((each for each in cohort.fellows if rules.handle_of(cohort, each.person) == handle), None)
        if mine is None or mine.nudge_at is None or f"{mine.nudge_at:%Y%m%d%H%M}" != stamp:
            return
        member = await people.load(this.store, mine.person)
        team = self._team(this, cohort)
        pairs = rules.all_pairs(cohort, self._named_pairs(this, cohort))
        peer_id = peer_of(mine.person, replace(team.policy.check_ins, pairs=()), pairs)
        peer = None if peer_id is None else await people.load(this.store, peer_id)
        if member is None or peer is None:
            return
        hard, where = await strain.of(this.store, member.id), zone(team.time_zone)
        busy = (
            rests_until(hard, team.policy, where, this.now) is not None
            or member.said(this.now) is Availability.OFF
            or not member.is_reachable()
            or bool(await incidents.going_to(this.store, member.id))
        )
        hours = self._hours(team, member)
        after, said = rules.nudged(cohort, member.id, hours, this.now, busy=busy)
        await self._keep(this, cohort, Outcome(cohort=after))
        if said:
            say = Say(
                kind=K.M_COHORT_NUDGE,
                to=member.id,
                to_member=True,
                key=f"{K.M_COHORT_NUDGE.value}:{cohort.id}:{member.id}:{stamp}",
                params={"person": peer.roster_name},
                subject=cohort.id,
            )
            await self._say(this, say)

    @staticmethod
    def _hours(team: Team, member: Person) -> Hours:
        return hours_of(member, team.time_zone, team.policy)

    # --- graduates

    async def _propose_graduates(self, this: Moment, cohort: Cohort, told: Iterable[PersonId]) -> None:
        due = rules.may_graduate(cohort, self._learning(this, cohort), this.now)
        names = await self._names(this, (each.person for each in due))
        if names:
            when = this.now + _GRADUATES_WITHIN
            why = f"who has done the year in cohort {cohort.number} is to be said"
            task = self._task(this, cohort, TaskKind.GRADUATES, when, why, owner=this.member.id)
            await tasks.open_task(this.store, task)
        for each in told if names else ():
            about: Params = {"n": cohort.number, "people": names}
            await self._say(this, to_member(this, each, K.C_COHORT_MAY_GRADUATE, about))

    async def _graduate(self, this: Moment, command: Graduate) -> None:
        before, by = await self._run_by(this, command.number)
        learning, cohort = self._learning(this, before), before
        named = command.people
        if command.everybody:
            named = tuple(each.person for each in rules.may_graduate(before, learning, this.now))
        if not named:
            raise Refused(K.C_COHORT_NO_GRADUATE, {"n": before.number, "count": learning.gatherings})
        events: list[Happened] = []
        for person in named:
            outcome = rules.graduate(cohort, person, learning, by.id, this.now)
            cohort, events = outcome.cohort, [*events, *outcome.events]
        await self._keep(this, before, Outcome(cohort=cohort, events=tuple(events)))
        if not rules.may_graduate(cohort, learning, this.now):
            about = about_number("cohort", cohort.number)
            await tasks.finish_about(this.store, cohort.team, None, (TaskKind.GRADUATES,), subject=about)
        for person in named:
            await self._say(this, to_member(this, person, K.M_COHORT_GRADUATED, {"n": cohort.number}))
        names = await self._names(this, named)
        await self._answer(this, K.C_COHORT_GRADUATED, {"n": cohort.number, "people": names})

    # --- moments

    async def fired(self, this: Moment, subject: str) -> None:
        """A gathering comes or is over, or it is time for somebody's weekly word."""
        which, *rest = subject.split("|")
        cohort = await cohorts.load(this.store, CohortId(which))
        if cohort is None or cohort.off or cohort.team not in this.community.teams:
            return
        if len(rest) == 2:
            await self._nudge(this, cohort, *rest)
            return
        number, stage, stamp = rest
        gathering = cohort.gathering(int(number))
        if gathering is None or f"{gathering.start:%Y%m%d%H%M}" != stamp:
            return
        if Stage(stage) in (Stage.DAY_BEFORE, Stage.SOON):
            await self._remind(this, cohort, gathering)
        else:
            await self._ask_who_came(this, cohort, gathering, again=Stage(stage) is Stage.WHO_CAME_AGAIN)

    async def _remind(self, this: Moment, cohort: Cohort, gathering: Gathering) -> None:
        lines = await self._last_calls(this, cohort, gathering)
        for each in await self._people(this, rules.expected(cohort, gathering.number)):
            about = self._about(this, cohort, gathering, each)
            await self._say(this, to_member(this, each.id, K.M_COHORT_REMINDER, about, lines=lines))

    async def _ask_who_came(self, this: Moment, cohort: Cohort, gathering: Gathering, *, again: bool) -> None:
        """Whoever began it; the next morning, where nobody has said anything, every coordinator of the team, and it is
        a task."""
        inside = cohort.those(Stands.IN)
        if not inside or gathering.said or any(gathering.number in each.came for each in cohort.fellows):
            return
        asked = await self._gatherer.coordinators(this.store, cohort.team)
        if again:
            why = f"nobody has said who came to gathering {gathering.number} of cohort {cohort.number}"
            owner = cohort.by if cohort.by in asked else None
            due = this.now + _SAID_WITHIN
            task = self._task(this, cohort, TaskKind.GATHERED, due, why, owner=owner, gathering=gathering.number)
            await tasks.open_task(this.store, task)
        if not again and cohort.by in asked:
            asked = (cohort.by,)
        away = [each.person for each in inside if gathering.number in each.away]
        about: Params = {
            "n": cohort.number,
            "number": gathering.number,
            "count": len(inside),
            "people": await self._names(this, away),
        }
        for each in asked:
            await self._say(this, to_member(this, each, K.C_COHORT_WHO_CAME, about))

    # --- shown

    async def _show(self, this: Moment, command: ShowCohorts) -> None:
        who = this.member
        if not command.number:
            running = await cohorts.running(this.store, this.now)
            mine = [each for each in running if self._may_see(this, each, who)]
            lines = tuple(self._line(this, each, who) for each in mine)
            await self._answer(this, K.M_COHORT_LIST if lines else K.M_COHORT_NONE, lines=lines)
            return
        cohort = await cohorts.numbered(this.store, command.number)
        if cohort is None or not self._may_see(this, cohort, who):
            raise Refused(K.M_COHORT_UNKNOWN, {"n": command.number})
        if cohort.off:
            kind = K.C_COHORT_IS_OFF if who.is_coordinator(cohort.team) else K.M_COHORT_OFF
            raise Refused(kind, {"n": command.number})
        if command.gathering:
            await self._show_agenda(this, cohort, command.gathering, who)
        else:
            await self._show_one(this, cohort, who)

    def _may_see(self, this: Moment, cohort: Cohort, who: Person) -> bool:
        return _is_vetted(who, self._team(this, cohort))

    def _line(self, this: Moment, cohort: Cohort, who: Person) -> Line:
        ahead = cohort.ahead(this.now) or cohort.gatherings[-1]
        about = self._about(this, cohort, ahead, who)
        stands = cohort.fellow(who.id)
        mine = "" if stands is None or stands.stands is Stands.OUT else stands.stands.value
        params: Params = {
            "n": cohort.number,
            "when": about["when"],
            "venue": cohort.place,
            "count": cohort.free,
            "fellow": mine,
        }
        return Line(kind=K.M_LINE_COHORT, params=params)

    async def _show_one(self, this: Moment, cohort: Cohort, who: Person) -> None:
        """The gatherings ahead and the reader's pair; for its coordinators who is in it, who waits and every pair."""
        lines = []
        pairs = rules.all_pairs(cohort, self._named_pairs(this, cohort))
        ahead = [each for each in cohort.gatherings if this.now < each.end]
        by_sms = this.here is not None and MANNER_OF[this.here.channel] is Manner.WORDS
        for each in ahead[: LINES_AN_SMS if by_sms else None]:
            about = self._about(this, cohort, each, who)
            names = ("number", "when", "until", "gathering")
            lines.append(Line(kind=K.M_LINE_COHORT_DATE, params={name: about[name] for name in names}))
        if who.is_coordinator(cohort.team):
            told = [f"{await self._name(this, one)} + {await self._name(this, other)}" for one, other in pairs]
            params: Params = {
                "people": await self._names(this, (each.person for each in cohort.those(Stands.IN, Stands.GRADUATE))),
                "others": await self._names(this, (each.person for each in cohort.those(Stands.ASKED))),
                "pairs": ", ".join(told),
                "away": await self._away(this, cohort),
            }
            lines.append(Line(kind=K.C_LINE_COHORT_FELLOWS, params=params))
        other = next((each for pair in pairs if who.id in pair for each in pair if each != who.id), None)
        pair = "" if other is None else await self._name(this, other)
        shown: Params = {"n": cohort.number, "venue": cohort.place, "count": cohort.free, "person": pair}
        await self._answer(this, K.M_COHORT_SHOWN, shown, lines=tuple(lines))

    async def _away(self, this: Moment, cohort: Cohort) -> str:
        """Who has said that they miss which of the gatherings ahead: `3 Ben, 4 Ben`."""
        ahead = {each.number for each in cohort.gatherings if this.now < each.end}
        said = sorted((n, each.person) for each in cohort.those(Stands.IN) for n in each.away & ahead)
        return ", ".join([f"{n} {await self._name(this, person)}" for n, person in said])

    async def _show_agenda(self, this: Moment, cohort: Cohort, number: int, who: Person) -> None:
        gathering = cohort.gathering(number)
        if gathering is None:
            raise Refused(K.M_COHORT_UNKNOWN, {"n": cohort.number})
        where = zone(this.community.zone_of(who))
        outline = self._gatherer.words.toolkit.year[number - 1]
        lines = [
            Line(
                kind=K.M_LINE_COHORT_PART,
                params={
                    "clock": f"{reached(where, at):%H:%M}",
                    "part": part.value,
                    "agenda": f"{cohort.team}:{number}:{part.value}",
                },
            )
            for part, at in times(outline, gathering.start, gathering.end)
        ]
        about: Params = {**self._about(this, cohort, gathering, who), "growth": outline.growth.value}
        said = (*await self._last_calls(this, cohort, gathering), *lines)
        await self._answer(this, K.M_COHORT_AGENDA, about, lines=said)

    async def _last_calls(self, this: Moment, cohort: Cohort, gathering: Gathering) -> tuple[Line, ...]:
        """What they wanted to do until then is read back: whose it is and what is done; not what was taken back."""
        lines = []
        for call in cohort.last_calls(gathering.number):
            task = None if call.task is None else await tasks.load(this.store, call.task)
            if call.task is not None and task is None:
                continue
            about: Params = {
                "said": call.words,
                "person": "" if task is None else await todo.name(this, task),
                "call": "done" if task is not None and task.state is TaskState.DONE else "",
            }
            lines.append(Line(kind=K.M_LINE_COHORT_LAST, params=about))
        return tuple(lines)

    # --- tasks

    def _task(
        self,
        this: Moment,
        cohort: Cohort,
        kind: TaskKind,
        due: datetime,
        why: str,
        *,
        owner: PersonId | None = None,
        person: PersonId | None = None,
        gathering: int = 0,
    ) -> Task:
        numbers = (cohort.number, gathering) if gathering else (cohort.number,)
        return Task(
            id=TaskId(self._mint.id("tsk")),
            kind=kind,
            team=cohort.team,
            incident=None,
            conversation=None,
            person=person,
            owner=owner,
            due=due,
            state=TaskState.OPEN,
            why=why,
            subject=about_number("cohort", *numbers),
        )

    # --- shared

    async def _keep(self, this: Moment, before: Cohort, outcome: Outcome, *, by: PersonId | None = None) -> None:
        """With the weekly words planned anew, where pairs or fellows are others now."""
        after = outcome.cohort
        team = self._team(this, after)
        hours = {each.id: self._hours(team, each) for each in await self._people(this, after.those(Stands.IN))}
        after = rules.planned(after, self._named_pairs(this, after), hours, this.now)
        await cohorts.keep(this.store, before, after, outcome.events, this.now, by=by)
        for each in after.fellows:
            was = before.fellow(each.person)
            if each.nudge_at is not None and (was is None or was.nudge_at != each.nudge_at):
                subject = f"{after.id}|{rules.handle_of(after, each.person)}|{each.nudge_at:%Y%m%d%H%M}"
                this.wakes.append(Wake(kind=WakeKind.COHORT, subject=subject, at=each.nudge_at))

    async def _run_by(self, this: Moment, number: int, *, off: bool = False) -> tuple[Cohort, Person]:
        """The one that goes by this number, of a team that whoever wrote coordinates. `off`: also one that was called
        off, of which nothing else may be wanted."""
        by, cohort = this.member, await cohorts.numbered(this.store, number)
        if cohort is None or not by.is_coordinator(cohort.team):
            raise Refused(K.M_COHORT_UNKNOWN, {"n": number})
        if cohort.off and not off:
            raise Refused(K.C_COHORT_IS_OFF, {"n": number})
        return cohort, by

    @staticmethod
    def _team(this: Moment, cohort: Cohort) -> Team:
        return this.community.teams[cohort.team]

    def _learning(self, this: Moment, cohort: Cohort) -> Learning:
        return self._team(this, cohort).learning

    async def _people(
        self, this: Moment, fellows: Iterable[Fellow], *, besides: tuple[PersonId, ...] = ()
    ) -> tuple[Person, ...]:
        wanted = [each.person for each in fellows if each.person not in besides]
        return await people.load_many(this.store, wanted)

    async def _name(self, this: Moment, person: PersonId) -> str:
        found = await people.load(this.store, person)
        return person if found is None else found.roster_name

    async def _names(self, this: Moment, wanted: Iterable[PersonId]) -> str:
        return ", ".join(sorted([await self._name(this, each) for each in wanted]))

    def _about(self, this: Moment, cohort: Cohort, gathering: Gathering, reader: Person) -> dict[str, str | int]:
        """Which gathering it is, when on the reader's clock, and where."""
        where = zone(this.community.zone_of(reader))
        return {
            "n": cohort.number,
            "number": gathering.number,
            "when": f"{reached(where, gathering.start):%Y-%m-%dT%H:%M}",
            "until": f"{reached(where, gathering.end):%Y-%m-%dT%H:%M}",
            "venue": cohort.place,
            "gathering": f"{cohort.team}:{gathering.number}",
        }

    async def _answer(
        self,
        this: Moment,
        kind: K,
        params: Params | None = None,
        *,
        lines: tuple[Line, ...] = (),
        about: str = "",
    ) -> None:
        say = in_answer(this, kind, params, lines=lines)
        await self._say(this, replace(say, key=f"{say.key}:{about}") if about else say)


def _is_vetted(person: Person, team: Team) -> bool:
    stands = person.membership(team.id)
    return stands is not None and stands.standing in PAGEABLE
