"""What a turn does about trainings and mentors: who hears of one, who has a seat, who came and what that gives them.

Part of the turn's transaction. The rules are in `domain/training.py`. A training that is decided about is held: two who
ask for its last seat at once ask one after the other.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.gather import Gatherer, hours_of, on_call_of
from bot.moment import Moment, Saying, in_answer, said_at, to_member
from bot.person_turn import may_confirm
from domain.chance import Mint
from domain.checkin import Hours
from domain.community import Team
from domain.errors import Refused
from domain.ids import PersonId, SkillId, TaskId, TeamId, TrainingId
from domain.incident import Incident
from domain.messages import Line, MessageKind, Params, Say, Wake, WakeKind
from domain.people import PAGEABLE, Membership, Person
from domain.shift import ShiftTimer
from domain.shift import Stage as ShiftStage
from domain.tasks import Task, TaskKind, TaskState
from domain.tasks import about as about_number
from domain.training import (
    LOOKS_BACK,
    Happened,
    Held,
    Holder,
    News,
    Outcome,
    Seat,
    SeatState,
    Stage,
    Training,
    by_day,
    call_off,
    concerns,
    give_back,
    gone,
    lapses_at,
    learned_beside,
    moments,
    move,
    not_said,
    renewed,
    say_who_came,
    sign_up,
    told_at,
)
from domain.training_commands import (
    Announce,
    ATrainingCommand,
    CallTrainingOff,
    GiveSeatBack,
    MoveTraining,
    NameMentor,
    SayWhoCame,
    ShowMentors,
    ShowTrainings,
    TakeSeat,
)
from domain.zone import reached, zone
from models import cohorts, people, skills, tasks, timers, trainings

K = MessageKind

_TO_COMMUNITY: Mapping[K, K] = {
    K.M_TRAINING_SEAT: K.R_TRAINING_SEAT,
    K.M_TRAINING_WAITS: K.R_TRAINING_WAITS,
    K.M_TRAINING_UP: K.R_TRAINING_UP,
    K.M_TRAINING_GIVEN_BACK: K.R_TRAINING_GIVEN_BACK,
    K.M_TRAINING_REMINDER: K.R_TRAINING_REMINDER,
    K.M_TRAINING_OFF: K.R_TRAINING_OFF,
    K.M_TRAINING_MOVED: K.R_TRAINING_MOVED,
    K.M_TRAINING_UNKNOWN: K.R_TRAINING_UNKNOWN,
    K.M_TRAINING_NO_SEAT: K.R_TRAINING_UNKNOWN,
    K.M_TRAINING_OVER: K.R_TRAINING_UNKNOWN,
}
"""What a community member hears where a member hears the other."""

_NEWS: Mapping[News, K] = {News.UP: K.M_TRAINING_UP, News.MOVED: K.M_TRAINING_MOVED, News.OFF: K.M_TRAINING_OFF}

_JUST_BEFORE = timedelta(minutes=1)
_SHOWN_AT_DOOR = 3
_SHOWN = 12
_SAID_WITHIN = timedelta(days=2)
"""So long after they were asked a second time, who came is to be known."""

Changed = Callable[[Moment, PersonId], Awaitable[None]]
"""Whoever must know that somebody may be asked to other calls than before."""


class TrainingTurn:
    """Says by `say`; tells `changed` whose skills or mentors are others now."""

    def __init__(self, *, gatherer: Gatherer, mint: Mint, say: Saying, changed: Changed) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._changed = changed

    async def do(self, this: Moment, command: ATrainingCommand) -> None:
        """Raises Refused, of a member's wish alone."""
        match command:
            case ShowTrainings():
                await self._show(this, command)
            case Announce():
                await self._announce(this, command)
            case TakeSeat() | GiveSeatBack():
                await self._about_seat(this, command)
            case CallTrainingOff():
                await self._call_off(this, command)
            case MoveTraining():
                await self._move(this, command)
            case SayWhoCame():
                await self._who_came(this, command)
            case NameMentor():
                await self._name_mentor(this, command)
            case ShowMentors():
                await self._show_mentors(this, command)
            case _:
                assert_never(command)

    # --- announced

    async def _announce(self, this: Moment, command: Announce) -> None:
        by = this.member
        team = this.community.teams.get(command.team)
        if team is None or not by.is_coordinator(team.id) or command.start <= this.now:
            raise Refused(K.M_STALE_BUTTON)
        await self._gatherer.hold_asking(this.store)
        made = Training(
            id=TrainingId(self._mint.id("trn")),
            number=await trainings.next_number(this.store),
            team=team.id,
            area=command.area,
            place=command.place,
            start=command.start,
            end=command.end,
            capacity=command.capacity,
            languages=command.languages,
            skills=command.skills,
            everybody=command.everybody,
            by=by.id,
        )
        why = "a coordinator announced it"
        await trainings.add(this.store, made, [Happened(what="announced", why=why, by=by.id)], this.now)
        self._plan(this, made)
        told = [each for each in await self._team_of(this, team.id) if each.id != by.id]
        for each in told:
            params = {**self._about(this, made, each), "languages": ",".join(made.languages)}
            params["skills"] = ",".join(self._skills(this, made))
            say = to_member(this, each.id, K.M_TRAINING_NEW, params, subject=made.id)
            at = by_day(hours_of(each, team.time_zone, team.policy), made.start, this.now)
            await self._say(this, said_at(say, at, this.now))
        await self._say(this, in_answer(this, K.C_TRAINING_ANNOUNCED, {"n": made.number, "count": len(told)}))

    def _plan(self, this: Moment, training: Training) -> None:
        """Its reminders, and when it is asked who came."""
        where = zone(self._team(this, training).time_zone)
        for due in moments(training.start, training.end, where, this.now):
            subject = f"{training.id}|{due.stage.value}|{_stamp(training)}"
            this.wakes.append(Wake(kind=WakeKind.TRAINING, subject=subject, at=due.at))

    async def _team_of(self, this: Moment, team: TeamId) -> tuple[Person, ...]:
        """Whoever is vetted in it."""
        members = await self._gatherer.members(this.store, frozenset({team}))
        return tuple(each for each in members if _is_vetted(each, team))

    # --- seats

    async def _about_seat(self, this: Moment, command: TakeSeat | GiveSeatBack) -> None:
        holder = self._holder(this)
        training = await self._named(this, command.number, command.training)
        if isinstance(this.who, Person) and not (command.number or command.training):
            training = await self._only_one(this, holder, given_back=isinstance(command, GiveSeatBack))
            if training is None:
                await self._show(this, ShowTrainings())
                return
        if not isinstance(this.who, Person) and not command.number:  # they heard of one, and want to come
            open_to_all = await self._open_to_all(this)
            if len(open_to_all) != 1:
                await self._show_at_door(this, ShowTrainings(asked=True))
                return
            training = open_to_all[0]
        try:
            if training is None or not self._may_come(this, training):
                raise Refused(K.M_TRAINING_UNKNOWN, {"n": command.number or ""})
            if isinstance(command, TakeSeat):
                outcome = sign_up(training, holder, member=isinstance(this.who, Person), now=this.now)
            else:
                outcome = give_back(training, holder, this.now)
        except Refused as refused:
            if isinstance(this.who, Person):
                raise
            await self._tell(this, holder, MessageKind(refused.key), refused.params, member=False, reply=True)
            return
        await self._keep(this, training, outcome)
        await self._tell_seat(this, outcome.training, holder, reply=True)
        await self._tell_moved_up(this, outcome)

    async def _only_one(self, this: Moment, holder: Holder, *, given_back: bool) -> Training | None:
        """The one a member means who says no number: the only one they may come to, or have a seat at."""
        found = [each for each in await trainings.ahead(this.store, this.now) if self._may_come(this, each)]
        theirs = [each for each in found if self._stands(each, holder)] if given_back else found
        return await trainings.load(this.store, theirs[0].id) if len(theirs) == 1 else None

    def _may_come(self, this: Moment, training: Training) -> bool:
        if training.everybody:
            return True
        return isinstance(this.who, Person) and _is_vetted(this.who, training.team)

    async def _tell_seat(self, this: Moment, training: Training, holder: Holder, *, reply: bool) -> None:
        """How they stand now."""
        seat = training.seat_of(holder)
        if seat is None:
            return
        match seat.state:
            case SeatState.WAITING:
                place = training.with_seats(SeatState.WAITING).index(seat) + 1
                params: Params = {"n": training.number, "count": place}
                await self._tell(this, holder, K.M_TRAINING_WAITS, params, reply=reply, member=seat.member)
            case SeatState.TAKEN:
                about = await self._about_for(this, training, seat)
                await self._tell(
                    this, holder, K.M_TRAINING_SEAT, about, reply=reply, subject=training.id, member=seat.member
                )
            case _:
                given = {"n": training.number}
                await self._tell(this, holder, K.M_TRAINING_GIVEN_BACK, given, reply=reply, member=seat.member)

    async def _tell_moved_up(self, this: Moment, outcome: Outcome) -> None:
        for seat in outcome.up:
            await self._hears(this, outcome.training, seat, News.UP)

    async def member_ended(self, this: Moment, person: PersonId, team: TeamId) -> None:
        """Somebody is suspended in a team or has left it: others have their seats at what it trains."""
        for which in await trainings.of_holder(this.store, person, this.now):
            training = await trainings.load(this.store, which)
            if training is None or training.team != team:
                continue
            outcome = gone(training, person, this.now, why="they are not in the team any more")
            await self._keep(this, training, outcome)
            await self._tell_moved_up(this, outcome)

    # --- called off

    async def _call_off(self, this: Moment, command: CallTrainingOff) -> None:
        training, by = await self._run_by(this, command.number)
        outcome = call_off(training, by.id, this.now)
        await self._keep(this, training, outcome)
        told = training.with_seats(SeatState.TAKEN, SeatState.WAITING)
        for seat in told:
            await self._hears(this, outcome.training, seat, News.OFF)
        await self._say(this, in_answer(this, K.C_TRAINING_CALLED_OFF, {"n": training.number, "count": len(told)}))

    # --- moved

    async def _move(self, this: Moment, command: MoveTraining) -> None:
        """Everybody with a seat, or in line for one, hears of it, and is reminded of the new time alone."""
        training, by = await self._run_by(this, command.number)
        outcome = move(training, by.id, this.now, start=command.start, end=command.end, place=command.place)
        moved = outcome.training
        told = moved.with_seats(SeatState.TAKEN, SeatState.WAITING) if outcome.events else ()
        if outcome.events:
            await self._keep(this, training, outcome)
            for stage in Stage:
                await timers.cancel(this.store, WakeKind.TRAINING, f"{training.id}|{stage.value}")
            self._plan(this, moved)
        for seat in told:
            if seat.holder != by.id:
                await self._hears(this, moved, seat, News.MOVED, was_at=training.start)
        about = self._about(this, moved, by)
        del about["card_area"]
        await self._say(this, in_answer(this, K.C_TRAINING_MOVED, {**about, "count": len(told)}))

    # --- what people hear unasked

    async def _hears(
        self, this: Moment, training: Training, seat: Seat, news: News, *, was_at: datetime | None = None
    ) -> None:
        """Now, or once it is day where they are. `was_at`: they think still that it begins then."""
        begins = min(training.start, was_at or training.start)
        at = told_at(news, await self._hours(this, training, seat), begins, this.now)
        if at <= this.now:
            await self._tell_news(this, training, seat, news, at_once=True)
            return
        subject = f"{training.id}|{news.value}|{seat.order}|{at:%Y%m%d%H%M}"
        this.wakes.append(Wake(kind=WakeKind.TRAINING, subject=subject, at=at))

    async def _hours(self, this: Moment, training: Training, seat: Seat) -> Hours:
        """Of a community member it is not known where they are, but that they come to the team's place."""
        team = self._team(this, training)
        member = await people.load(this.store, PersonId(seat.holder)) if seat.member else None
        return hours_of(member, team.time_zone, team.policy)

    async def _tell_news(
        self, this: Moment, training: Training, seat: Seat, news: News, *, at_once: bool = False
    ) -> None:
        """`at_once`: it was looked at whether it may wait, and their quiet hours hold it up no more."""
        about = await self._about_for(this, training, seat)
        subject = training.id if news is not News.OFF else ""
        await self._tell(this, seat.holder, _NEWS[news], about, subject=subject, member=seat.member, at_once=at_once)

    async def _news_waited(self, this: Moment, training: Training, news: News, order: str) -> None:
        """It is day, and what somebody was to hear in the night is said if it is so still."""
        seat = next((each for each in training.seats if each.order == int(order)), None)
        if seat is not None and concerns(news, training, seat, this.now):
            await self._tell_news(this, training, seat, news)

    # --- who came

    async def _who_came(self, this: Moment, command: SayWhoCame) -> None:
        training, by = await self._run_by(this, command.number)
        if this.now > training.start + LOOKS_BACK:
            raise Refused(K.M_TRAINING_OVER, {"n": training.number})
        if training.skills and not command.proven:
            raise Refused(K.C_CONFIRM_ON_TELEGRAM)
        named: tuple[Holder, ...] = command.people
        if command.everybody:
            states = (SeatState.TAKEN,) if command.came else (SeatState.TAKEN, SeatState.CAME)
            named = tuple(each.holder for each in training.with_seats(*states))
        if command.guests:
            named = tuple(each.holder for each in not_said(training) if not each.member)
        others = [each for each in named if each != by.id or not training.skills]
        outcome = say_who_came(training, others, came=command.came, by=by.id, now=this.now)
        after = outcome.training
        for event in outcome.events:
            seat = next(each for each in after.seats if each.holder == event.about)
            after = await self._so_they_have(this, after, seat, by)
        await self._keep(this, training, replace(outcome, training=after))
        if not not_said(after):
            about = about_number("training", training.number)
            await tasks.finish_about(this.store, training.team, None, (TaskKind.ATTENDANCE,), subject=about)
        lines = (Line(kind=K.C_LINE_TRAINING_NOT_YOU),) if len(others) < len(named) else ()
        await self._say(this, in_answer(this, K.C_TRAINING_SAID, await self._said(this, after), lines=lines))

    async def _so_they_have(self, this: Moment, training: Training, seat: Seat, by: Person) -> Training:
        """Coming gives the skills; not having come after all takes back what it gave."""
        member = await people.load(this.store, PersonId(seat.holder)) if seat.member else None
        if member is None:
            return training
        about: Params = {"n": training.number, "skills": ",".join(self._skills(this, training))}
        if seat.state is SeatState.CAME:
            gives = seat.had is None and may_confirm(by, member)
            if gives:
                seat = replace(seat, had=await self._give(this, training, member, by))
            ends = [each for each in self._ends(this, training, member, seat.had or {}).values() if each is not None]
            day = self._reading(this, member, min(ends)) if ends else ""
            told: Params = {**about, "day": day} if gives else {**about, "skills": "", "day": ""}
            await self._tell(this, member.id, K.M_TRAINING_CAME, told)
        elif seat.had is not None:
            await self._take_back(this, training, member, seat.had)
            seat = replace(seat, had=None)
            await self._tell(this, member.id, K.M_TRAINING_NOT_CAME, about)
        others = tuple(each for each in training.seats if each.holder != seat.holder)
        return replace(training, seats=(*others, seat))

    async def _give(
        self, this: Moment, training: Training, member: Person, by: Person
    ) -> Mapping[SkillId, datetime | None]:
        had: dict[SkillId, datetime | None] = {}
        for skill in self._skills(this, training):
            held = await skills.held(this.store, member.id, skill)
            if held is not None:
                had[skill] = held.until
            until = renewed(held, self._lapses(this, training, member, skill))
            await skills.grant(this.store, member.id, skill, by=by.id, until=until)
        await skills.watch(this.store, this.now)
        await self._others_now(this, member.id)
        return had

    async def _take_back(
        self, this: Moment, training: Training, member: Person, had: Mapping[SkillId, datetime | None]
    ) -> None:
        """What somebody else has given or taken since then stays as it is."""
        given = self._ends(this, training, member, had)
        for skill in self._skills(this, training):
            held = await skills.held(this.store, member.id, skill)
            if held is not None and held.until == given[skill]:
                before = Held(until=had[skill]) if skill in had else None
                await skills.take_back(this.store, member.id, skill, before)
        await self._others_now(this, member.id)

    def _ends(
        self, this: Moment, training: Training, member: Person, had: Mapping[SkillId, datetime | None]
    ) -> Mapping[SkillId, datetime | None]:
        """Until when they have each of its skills that came, who had these before."""
        return {
            skill: renewed(
                Held(until=had[skill]) if skill in had else None, self._lapses(this, training, member, skill)
            )
            for skill in self._skills(this, training)
        }

    @staticmethod
    def _lapses(this: Moment, training: Training, member: Person, skill: SkillId) -> datetime | None:
        days = this.community.skills[skill].expires_days
        return lapses_at(training, days, zone(this.community.zone_of(member)))

    @staticmethod
    def _skills(this: Moment, training: Training) -> tuple[SkillId, ...]:
        """Those that the community knows still."""
        return tuple(each for each in training.skills if each in this.community.skills)

    async def _others_now(self, this: Moment, person: PersonId) -> None:
        self._gatherer.people_changed(this.store)
        await self._changed(this, person)

    async def _said(self, this: Moment, training: Training) -> Params:
        """Who came, who did not, and of whom nobody has said anything."""
        return {
            "n": training.number,
            "people": await self._names(this, training.with_seats(SeatState.CAME)),
            "others": await self._names(this, training.with_seats(SeatState.MISSED)),
            "person": await self._names(this, not_said(training)),
            "count": sum(not each.member for each in not_said(training)) or "",
        }

    # --- moments

    async def fired(self, this: Moment, subject: str) -> None:
        """People are reminded, or coordinators asked who came."""
        which, stage, *about = subject.split("|")
        training = await trainings.load(this.store, TrainingId(which))
        if training is None or training.team not in this.community.teams:
            return
        news = next((each for each in News if each == stage), None)
        if news is not None:
            await self._news_waited(this, training, news, about[0])
            return
        if training.off_at is not None or about not in ([], [_stamp(training)]):
            return
        if Stage(stage) in (Stage.DAY_BEFORE, Stage.SOON):
            for seat in training.with_seats(SeatState.TAKEN):
                said = await self._about_for(this, training, seat)
                await self._tell(
                    this, seat.holder, K.M_TRAINING_REMINDER, said, subject=training.id, member=seat.member
                )
            return
        waiting = len(not_said(training))
        if not waiting:
            return
        asked = await self._gatherer.coordinators(this.store, training.team)
        if Stage(stage) is Stage.WHO_CAME_AGAIN:
            owner = training.by if training.by in asked else None
            await tasks.open_task(this.store, self._task(this, training, owner))
        if Stage(stage) is Stage.WHO_CAME and training.by in asked:
            asked = (training.by,)
        for each in asked:
            params: Params = {"n": training.number, "count": waiting}
            await self._say(this, to_member(this, each, K.C_TRAINING_WHO_CAME, params))

    def _task(self, this: Moment, training: Training, owner: PersonId | None) -> Task:
        """Whoever announced it is to say who came, as long as they coordinate."""
        return Task(
            id=TaskId(self._mint.id("tsk")),
            kind=TaskKind.ATTENDANCE,
            team=training.team,
            incident=None,
            conversation=None,
            person=None,
            owner=owner,
            due=this.now + _SAID_WITHIN,
            state=TaskState.OPEN,
            why=f"nobody has said who came to training {training.number}",
            subject=about_number("training", training.number),
        )

    # --- shown

    async def _show(self, this: Moment, command: ShowTrainings) -> None:
        if not isinstance(this.who, Person):
            await self._show_at_door(this, command)
            return
        if command.number is not None:
            await self._show_one(this, command.number)
            return
        found = [each for each in await trainings.ahead(this.store, this.now) if self._may_come(this, each)]
        lines = tuple(self._line(this, each, this.who) for each in found[:_SHOWN])
        await self._say(this, in_answer(this, K.M_TRAINING_LIST if lines else K.M_TRAINING_NONE, lines=lines))

    async def _open_to_all(self, this: Moment) -> list[Training]:
        return [each for each in await trainings.ahead(this.store, this.now) if each.everybody]

    async def _show_at_door(self, this: Moment, command: ShowTrainings) -> None:
        """What is open to all, beside what the community says of trainings itself; of who asks about one at which they
        have a seat, that one alone."""
        talk, open_to_all = self._holder(this), await self._open_to_all(this)
        stands = {each.id: self._stands(each, talk) for each in open_to_all}
        found = [each for each in open_to_all if command.asked and stands[each.id]] or open_to_all
        lines = []
        for each in found[:_SHOWN_AT_DOOR]:
            about = self._about(this, each, None)
            params: Params = {
                **{name: about[name] for name in ("n", "card_area", "when", "until", "venue")},
                "languages": ",".join(each.languages),
                "seat": stands[each.id],
                "wanted": "" if stands[each.id] else each.number,
            }
            lines.append(Line(kind=K.R_LINE_TRAINING, params=params))
        kind, blanks = K.R_DOOR_TRAINING, {"text": command.text}
        if command.asked:
            kind, blanks = K.R_TRAINING_ASKED if command.heard else K.R_TRAINING_TOLD, {}
        if command.asked and not lines and not command.heard:
            kind, blanks = K.R_TRAINING_UNKNOWN, {"n": ""}
        await self._tell(this, talk, kind, blanks, member=False, reply=True, lines=tuple(lines))

    @staticmethod
    def _stands(training: Training, holder: Holder) -> str:
        """How somebody stands with a training; empty where they have no seat and no turn."""
        mine = training.seat_of(holder)
        return "" if mine is None or mine.state is SeatState.GIVEN_BACK else mine.state.value

    async def _show_one(self, this: Moment, number: int) -> None:
        training = await trainings.numbered(this.store, number)
        who = this.member
        if training is None or not (self._may_come(this, training) or who.is_coordinator(training.team)):
            raise Refused(K.M_TRAINING_UNKNOWN, {"n": number})
        told: Params = {"languages": ",".join(training.languages), "skills": ",".join(self._skills(this, training))}
        lines = [self._line(this, training, who), Line(kind=K.M_LINE_TRAINING_IN, params=told)]
        if who.is_coordinator(training.team):
            lines.append(await self._who_line(this, training))
        await self._say(this, in_answer(this, K.M_TRAINING_LIST, lines=tuple(lines)))

    async def _who_line(self, this: Moment, training: Training) -> Line:
        """Who comes and who waits; once it has begun who came, who did not, and of whom nobody has said it."""
        begun = training.start <= this.now and training.off_at is None
        there = training.with_seats(SeatState.CAME) if begun else training.with_seats(SeatState.TAKEN, SeatState.CAME)
        others = training.with_seats(SeatState.MISSED if begun else SeatState.WAITING)
        about: dict[str, str | int] = {
            "people": await self._names(this, there),
            "others": await self._names(this, others),
            "count": sum(not each.member for each in there) or "",
        }
        if begun:
            about["unsaid"] = await self._names(this, training.with_seats(SeatState.TAKEN))
        else:
            about["waiting"] = sum(not each.member for each in others) or ""
        return Line(kind=K.C_LINE_TRAINING_CAME if begun else K.C_LINE_TRAINING_SEATS, params=about)

    def _line(self, this: Moment, training: Training, reader: Person) -> Line:
        off = "off" if training.off_at is not None else self._stands(training, reader.id)
        params = {**self._about(this, training, reader), "count": training.free, "seat": off}
        return Line(kind=K.M_LINE_TRAINING, params=params)

    # --- mentors

    async def _name_mentor(self, this: Moment, command: NameMentor) -> None:
        """In every team that both are in and whoever says it coordinates."""
        by = this.member
        trainee = await people.load(this.store, command.trainee)
        mentor = await people.load(this.store, command.mentor) if command.mentor is not None else None
        if trainee is None or (command.mentor is not None and mentor is None) or trainee.id == command.mentor:
            raise Refused(K.C_TRAINING_MENTOR_HOW)
        if trainee.id == by.id:
            raise Refused(K.C_NOT_YOURSELF)
        teams = [
            each.team
            for each in trainee.memberships
            if each.standing in PAGEABLE
            and by.is_coordinator(each.team)
            and (mentor is None or _may_mentor(mentor, each.team))
            and (mentor is not None or each.mentors)
        ]
        if not teams:
            raise Refused(K.C_TRAINING_MENTOR_HOW)
        for team in teams:
            await self._set_mentor(this, trainee, team, mentor, by)
        await self._others_now(this, trainee.id)
        if mentor is None:
            await self._say(this, in_answer(this, K.C_TRAINING_MENTOR_OVER, {"person": trainee.roster_name}))
            await self._tell(this, trainee.id, K.M_TRAINING_MENTOR_OVER)
            return
        params: Params = {"person": trainee.roster_name, "other": mentor.roster_name}
        await self._say(this, in_answer(this, K.C_TRAINING_MENTOR, params))
        await self._tell(this, trainee.id, K.M_TRAINING_MENTOR, {"person": mentor.roster_name})
        if mentor.id != by.id:
            await self._tell(this, mentor.id, K.M_TRAINING_MENTORS, {"person": trainee.roster_name})

    async def _set_mentor(self, this: Moment, trainee: Person, team: TeamId, mentor: Person | None, by: Person) -> None:
        stands = trainee.membership(team)
        before = () if stands is None else stands.mentors
        wanted = () if mentor is None else {*before, mentor.id}
        await trainings.set_mentors(this.store, trainee.id, team, wanted, this.now)
        if mentor is None:
            await cohorts.beside_nobody(this.store, trainee.id, team)
        what = "needs no mentor" if mentor is None else f"learns beside {mentor.id}"
        event = Happened(what=what[:48], why="a coordinator said so", by=by.id, about=trainee.id)
        await trainings.note(this.store, team, [event], this.now)

    async def _show_mentors(self, this: Moment, command: ShowMentors) -> None:
        by = this.member
        lines = []
        for team in command.teams or [each.team for each in by.memberships if each.standing in PAGEABLE]:
            members = await self._team_of(this, team)
            names = {each.id: each.roster_name for each in members}
            times = await cohorts.times_beside(this.store, team)
            for each in members:
                stands = each.membership(team)
                seen = stands is not None and (bool(command.teams) or by.id in (each.id, *stands.mentors))
                if stands is not None and stands.mentors and seen:
                    about: Params = {
                        "person": each.roster_name,
                        "others": ", ".join(names.get(one, one) for one in stands.mentors),
                        "count": times.get(each.id, 0),
                        "most": this.community.teams[team].learning.shadow_calls,
                    }
                    kind = K.C_LINE_TRAINING_MENTOR if command.teams else K.M_LINE_COHORT_SHADOW
                    lines.append(Line(kind=kind, params=about))
        some = K.C_TRAINING_MENTORS if command.teams else K.M_COHORT_SHADOW
        say = in_answer(this, some if lines else K.C_TRAINING_MENTORS_NONE, lines=tuple(lines))
        await self._say(this, say)

    # --- beside a mentor

    async def kept(self, this: Moment, before: Incident | None, after: Incident) -> None:
        """A decision was kept: whoever is done with a call to which a mentor of theirs went was beside them once more.
        Drills are not counted."""
        if before is None or after.drill:
            return
        for person, others in learned_beside(before, after).items():
            member = await people.load(this.store, person)
            stands = None if member is None else member.membership_in(after.teams)
            if member is not None and stands is not None and others & set(stands.mentors):
                await self._was_beside(this, member, stands, after.id)

    async def shift_fired(self, this: Moment, subject: str) -> None:
        """A trainee's shift is over: whether a mentor of theirs was on until its end."""
        timer = ShiftTimer.read(subject)
        if timer.stage is not ShiftStage.OVER:
            return
        for team in this.community.teams.values():
            for member in await self._gatherer.members(this.store, frozenset({team.id})):
                stands = member.membership(team.id)
                if stands is None or not stands.mentors or not timer.is_about(member.id, team.id):
                    continue
                on = on_call_of(team, (), frozenset(), this.now - _JUST_BEFORE)
                if {member.id} <= on and on & set(stands.mentors):
                    await self._was_beside(this, member, stands, f"shift {timer.starts:%Y%m%d%H%M}")

    async def _was_beside(self, this: Moment, member: Person, stands: Membership, beside: str) -> None:
        """Once the team's number is reached, those who can say it hear that the trainee may go without a mentor."""
        before = (await cohorts.times_beside(this.store, stands.team)).get(member.id, 0)
        await cohorts.went_beside(this.store, member.id, stands.team, beside, this.now)
        times = (await cohorts.times_beside(this.store, stands.team)).get(member.id, 0)
        if times == before or times != this.community.teams[stands.team].learning.shadow_calls:
            return
        about: Params = {"person": member.roster_name, "count": times}
        for each in await self._gatherer.coordinators(this.store, stands.team):
            if each != member.id:
                say = to_member(this, each, K.C_COHORT_SHADOWED, about)
                await self._say(this, replace(say, key=f"{say.key}:{member.id}"))

    # --- shared

    async def _named(self, this: Moment, number: int, which: str = "") -> Training | None:
        if which:
            return await trainings.load(this.store, TrainingId(which))
        return await trainings.numbered(this.store, number)

    async def _run_by(self, this: Moment, number: int) -> tuple[Training, Person]:
        """The one that goes by this number, of a team that whoever wrote coordinates."""
        by, training = this.member, await trainings.numbered(this.store, number)
        if training is None or not by.is_coordinator(training.team):
            raise Refused(K.M_TRAINING_UNKNOWN, {"n": number})
        return training, by

    async def _keep(self, this: Moment, before: Training, outcome: Outcome) -> None:
        await trainings.keep(this.store, before, outcome.training, outcome.events, this.now)

    @staticmethod
    def _holder(this: Moment) -> Holder:
        if isinstance(this.who, Person):
            return this.who.id
        if this.talk is None:
            raise LookupError("no talk")
        return this.talk.id

    @staticmethod
    def _team(this: Moment, training: Training) -> Team:
        return this.community.teams[training.team]

    async def _names(self, this: Moment, seats: Iterable[Seat]) -> str:
        """Members by their names; community members have none."""
        found = [await people.load(this.store, PersonId(each.holder)) for each in seats if each.member]
        return ", ".join(sorted(each.roster_name for each in found if each is not None))

    async def _about_for(self, this: Moment, training: Training, seat: Seat) -> Params:
        member = await people.load(this.store, PersonId(seat.holder)) if seat.member else None
        return self._about(this, training, member)

    def _about(self, this: Moment, training: Training, reader: Person | None) -> dict[str, str | int]:
        """What it is, when and where: on the reader's clock, a community member's on the team's."""
        name = self._team(this, training).time_zone if reader is None else this.community.zone_of(reader)
        where = zone(name)
        return {
            "n": training.number,
            "card_area": training.area.value,
            "when": _reading(reached(where, training.start)),
            "until": _reading(reached(where, training.end)),
            "venue": training.place,
        }

    @staticmethod
    def _reading(this: Moment, reader: Person, at: datetime) -> str:
        return _reading(reached(zone(this.community.zone_of(reader)), at))

    async def _tell(
        self,
        this: Moment,
        to: Holder,
        kind: K,
        params: Params | None = None,
        *,
        member: bool = True,
        lines: tuple[Line, ...] = (),
        subject: str = "",
        reply: bool = False,
        at_once: bool = False,
    ) -> None:
        """A member or a community member, each in the words meant for them."""
        if not member:
            kind, subject = _TO_COMMUNITY.get(kind, kind), to
        await self._say(
            this,
            Say(
                kind=kind,
                to=to,
                to_member=member,
                key=f"{kind.value}:{this.stimulus}:{(params or {}).get('n', '')}:{to}",
                params=params or {},
                lines=lines,
                subject=subject,
                reply=reply,
                at_once=at_once,
            ),
        )


def _is_vetted(person: Person, team: TeamId) -> bool:
    stands = person.membership(team)
    return stands is not None and stands.standing in PAGEABLE


def _may_mentor(person: Person, team: TeamId) -> bool:
    """Vetted there, and no trainee themselves."""
    stands = person.membership(team)
    return stands is not None and stands.is_seasoned


def _stamp(training: Training) -> str:
    """A moment of a time that is another by now is none any more. One that was set before trainings could be moved
    bears no stamp."""
    return f"{training.start:%Y%m%d%H%M}-{training.end:%Y%m%d%H%M}"


def _reading(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"
