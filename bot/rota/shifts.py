"""Shifts that begin and end: notices, "I'm here", what is open as somebody comes on and left as they go.

Each notice is a timer, planned from the rota for two days and set anew every hour and at every change. A timer asks
the rota again when it fires, and does nothing once its shift has passed, has moved, or is somebody else's.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot import todo
from bot.gather import Gatherer, quiet_until
from bot.moment import Moment, Saying, to_member
from bot.rota.changes import Made
from domain.board import call_of
from domain.community import Team
from domain.errors import Refused
from domain.ids import PersonId, TeamId, is_drill
from domain.messages import Line, Params, Say, Wake, WakeKind
from domain.messages import MessageKind as K
from domain.people import MANNER_OF, PAGEABLE, Availability, Manner, Person
from domain.proof import works
from domain.rota import Shift, on_call
from domain.shift import (
    HERE_FROM,
    PLANNED_AHEAD,
    ShiftTimer,
    Stage,
    asks_here,
    awake,
    begins_in_quiet,
    daily_proofs,
    has_beginning,
    notices,
    phone_proof,
    shifts_around,
)
from domain.standing import handle
from domain.zone import reached, zone
from handlers.board import call_lines
from models import incidents, shifts, tasks

_BEFORE_IT = (Stage.NOTICE, Stage.PROOF)
_A_DAY = timedelta(hours=24)
_CALLS_SHOWN = 6


class Shifts:
    """Does what is due about shifts. Says by what its turn gave it."""

    def __init__(self, *, gatherer: Gatherer, say: Saying) -> None:
        self._gatherer = gatherer
        self._say = say

    # --- planning

    async def plan(self, this: Moment) -> None:
        """Timers for what begins or ends in the next two days, in every team; those that stand already are the same."""
        for team in this.community.teams.values():
            await self._plan_team(this, team)
        await shifts.forget(this.store, this.now)

    async def changed(self, this: Moment, made: Made) -> None:
        """A rota was changed: what it brings is planned at once, what it took away does nothing by itself."""
        await self._plan_team(this, made.after)

    async def _plan_team(self, this: Moment, team: Team) -> None:
        before = team.policy.rota.notices
        members = {each.id: each for each in await self._gatherer.members(this.store, frozenset({team.id}))}
        ahead = PLANNED_AHEAD + max(before, default=timedelta())
        for person, theirs in shifts_around(team.rotas, this.now, ahead).items():
            member = members.get(person)
            if member is None or not _is_vetted(member, team.id):
                continue
            for shift in theirs:
                if has_beginning(shift, this.now):
                    self._plan_shift(this, team, member, shift)
                self._plan_daily(this, team, member, shift)

    def _plan_shift(self, this: Moment, team: Team, member: Person, shift: Shift) -> None:
        rules = team.policy.rota
        where = zone(member.time_zone or team.time_zone)
        moments: list[tuple[datetime, ShiftTimer]] = [
            (at, ShiftTimer.of(member.id, team.id, shift, Stage.NOTICE, notice=number))
            for number, at in enumerate(notices(shift, rules.notices, member.quiet, where))
            if at is not None
        ]
        proof = phone_proof(shift, rules.notices, member.quiet, team.policy.night, where)
        if proof is not None:
            moments.append((proof, ShiftTimer.of(member.id, team.id, shift, Stage.PROOF)))
        moments += [
            (shift.start, ShiftTimer.of(member.id, team.id, shift, Stage.START)),
            (shift.start + rules.here_within, ShiftTimer.of(member.id, team.id, shift, Stage.LATE)),
            (shift.end, ShiftTimer.of(member.id, team.id, shift, Stage.OVER)),
        ]
        for at, timer in moments:
            if this.now < at <= this.now + PLANNED_AHEAD:
                this.wakes.append(Wake(kind=WakeKind.SHIFT, subject=timer.subject, at=at))

    def _plan_daily(self, this: Moment, team: Team, member: Person, shift: Shift) -> None:
        """For whoever is always on, or for days: once a day, before their quiet hours if they rest then."""
        where = zone(member.time_zone or team.time_zone)
        for day in daily_proofs(shift, zone(team.time_zone), this.now, this.now + PLANNED_AHEAD):
            at = awake(day, member.quiet, where)
            if at > this.now:
                timer = ShiftTimer.of(member.id, team.id, Shift(start=day, end=shift.end), Stage.DAILY)
                this.wakes.append(Wake(kind=WakeKind.SHIFT, subject=timer.subject, at=at))

    # --- what is due

    async def fired(self, this: Moment, subject: str) -> None:
        timer = ShiftTimer.read(subject)
        found = await self._meant(this, timer)
        if found is None:
            return
        team, member, shift = found
        match timer.stage:
            case Stage.NOTICE:
                await self._remind(this, team, member, shift, int(timer.rest))
            case Stage.PROOF:
                if this.now < shift.start:
                    when = str(_times(member, team, shift)["when"])
                    await self._prove_phone(this, team, member, _stamp(shift), when)
            case Stage.DAILY:
                if this.now < min(shift.end, timer.starts + _A_DAY):  # after an outage there is another by then
                    await self._prove_phone(this, team, member, f"{timer.starts:%Y%m%d}", "")
            case Stage.START:
                await self._begin(this, team, member, shift)
            case Stage.BRIEF:
                if this.now < shift.end and quiet_until(member, team, this.now) is None:
                    await self._brief_after_rest(this, team, member, shift)
            case Stage.LATE:
                await self._is_late(this, team, member, shift)
            case Stage.OVER:
                await self._end(this, team, member)

    async def _meant(self, this: Moment, timer: ShiftTimer) -> tuple[Team, Person, Shift] | None:
        """Whose shift of which team it is, if the rota still says so and they have not said off for it."""
        for team in this.community.teams.values():
            for member in await self._gatherer.members(this.store, frozenset({team.id})):
                if not timer.is_about(member.id, team.id):
                    continue
                if not _is_vetted(member, team.id) or member.said(max(this.now, timer.starts)) is Availability.OFF:
                    return None
                looked_at = timer.starts if timer.stage not in _BEFORE_IT else this.now
                ahead = max(timer.starts - looked_at, timedelta()) + timedelta(seconds=1)
                theirs = shifts_around(team.rotas, looked_at, ahead).get(member.id, ())
                shift = next((each for each in theirs if timer.means(each)), None)
                return None if shift is None else (team, member, shift)
        return None

    async def _remind(self, this: Moment, team: Team, member: Person, shift: Shift, number: int) -> None:
        where = zone(member.time_zone or team.time_zone)
        if this.now >= shift.start or quiet_until(member, team, this.now) is not None:
            return  # nobody is woken by it: quiet hours that were set meanwhile count as well
        begun = await shifts.begun(this.store, member.id, team.id, shift)
        asks = asks_here(shift, team.policy.rota.notices, number, member.quiet, where) and begun.here_at is None
        params = {**_about(this, team), **_times(member, team, shift)}
        kind = K.M_SHIFT_AHEAD_HERE if asks else K.M_SHIFT_AHEAD
        await self._tell(this, team, member, kind, params, f"{_stamp(shift)}:{number}")
        if asks:
            await shifts.told(this.store, member.id, team.id, shift, this.now)

    async def _prove_phone(self, this: Moment, team: Team, member: Person, about: str, when: str) -> None:
        """A phone that takes SMS shows only by a receipt that it is there. Telegram says by itself who blocked us.

        `when` they are on from; nothing if they are on already.
        """
        points = member.reachable_points()
        if not points or MANNER_OF[points[0].channel] is not Manner.WORDS:
            return
        night = team.policy.is_night(reached(zone(member.time_zone or team.time_zone), this.now).time())
        if not night and quiet_until(member, team, this.now) is None:
            await self._tell(this, team, member, K.M_PHONE_PROOF, {"when": when}, about)

    async def _begin(self, this: Moment, team: Team, member: Person, shift: Shift) -> None:
        """Asked whether they are here, with what is open. Whoever rests sees what is when they have rested."""
        if this.now >= shift.end:
            return
        if begins_in_quiet(shift, member.quiet, zone(member.time_zone or team.time_zone)):
            at = quiet_until(member, team, this.now) or this.now
            timer = ShiftTimer.of(member.id, team.id, shift, Stage.BRIEF)
            this.wakes.append(Wake(kind=WakeKind.SHIFT, subject=timer.subject, at=at))
            return
        begun = await shifts.begun(this.store, member.id, team.id, shift)
        brief = await self._brief(this, team, member)
        if any(each.kind is K.M_LINE_YOURS for each in brief):  # whoever goes to a call is here, and `here` means there
            await shifts.here(this.store, member.id, team.id, shift, this.now)
            begun = replace(begun, here_at=this.now)
        kind = K.M_SHIFT_BEGINS if begun.here_at is None else K.M_SHIFT_BEGINS_HERE
        params: Params = {**_about(this, team), "until": _times(member, team, shift)["until"]}
        await self._tell(this, team, member, kind, params, _stamp(shift), lines=brief)
        await shifts.told(this.store, member.id, team.id, shift, this.now)
        late = ShiftTimer.of(member.id, team.id, shift, Stage.LATE, asked=this.now)
        this.wakes.append(Wake(kind=WakeKind.SHIFT, subject=late.subject, at=this.now + team.policy.rota.here_within))
        if member.is_coordinator(team.id):
            await self._brief_coordinator(this, team, member, shift)

    async def _brief_after_rest(self, this: Moment, team: Team, member: Person, shift: Shift) -> None:
        """What was open as they rested, if anything is; a word of theirs is still asked for if none has come."""
        brief = await self._brief(this, team, member)
        if not brief:
            return
        begun = await shifts.begun(this.store, member.id, team.id, shift)
        kind = K.M_SHIFT_BEGINS if begun.here_at is None else K.M_SHIFT_BEGINS_HERE
        params: Params = {**_about(this, team), "until": _times(member, team, shift)["until"]}
        await self._tell(this, team, member, kind, params, _stamp(shift), lines=brief)
        if member.is_coordinator(team.id):
            await self._brief_coordinator(this, team, member, shift)

    async def _brief(self, this: Moment, team: Team, member: Person) -> tuple[Line, ...]:
        """How much is open, and what is theirs: nothing else of calls they do not go to."""
        running = [each for each in await incidents.alive_of_teams(this.store, {team.id}) if not each.drill]
        waiting = await tasks.list_open(this.store, {team.id})
        lines = await self._still_theirs(this, member.id)
        if running or waiting:
            about: Params = {"open": len(running), "tasks": len(waiting) or ""}
            lines = (Line(kind=K.M_LINE_BRIEF, params=about), *lines)
        return lines

    async def _brief_coordinator(self, this: Moment, team: Team, member: Person, shift: Shift) -> None:
        running = [each for each in await incidents.alive_of_teams(this.store, {team.id}) if not each.drill]
        every = await tasks.list_open(this.store, {team.id})
        waiting = await self._gatherer.not_kept_from(this.store, member.id, every)
        if not running and not waiting:
            return
        members = await self._gatherer.members(this.store, frozenset({team.id}))
        names = {each.id: each.roster_name for each in members}
        lines = [line for each in running[:_CALLS_SHOWN] for line in call_lines(call_of(each, this.now, names))]
        if left := len(running[_CALLS_SHOWN:]):
            lines.append(Line(kind=K.C_LINE_NOT_SHOWN, params={"count": left}))
        lines += await todo.digest(this, member, waiting)
        if waiting:
            await tasks.seen(this.store, team.id, member.id)
        params: Params = {**_about(this, team), "open": len(running), "tasks": len(waiting) or ""}
        await self._tell(this, team, member, K.C_BRIEF, params, _stamp(shift), lines=tuple(lines))

    async def _still_theirs(self, this: Moment, person: PersonId) -> tuple[Line, ...]:
        """The calls they go to, by their own code name there."""
        return tuple(
            Line(kind=K.M_LINE_YOURS, params={"code": each.code, "assignment_state": each.state.value})
            for each in await incidents.going_to(this.store, person)
            if not is_drill(each.id)
        )

    async def _is_late(self, this: Moment, team: Team, member: Person, shift: Shift) -> None:
        """They were asked, and said nothing: a coordinator hears it, with who else is on. So too where nobody could
        ask them without waking them: theirs since their evening before it was over.
        """
        begun = await shifts.begun(this.store, member.id, team.id, shift)
        if begun.told_at is None and not begins_in_quiet(shift, member.quiet, zone(member.time_zone or team.time_zone)):
            return  # they are asked as it begins, and have a timer of their own from then
        answered = begun.here_at is not None or begun.missed_at is not None
        asked = begun.told_at or shift.start
        # Whoever was asked late, after an outage, has a timer of their own for when their time is up.
        has_time = asked >= shift.start and this.now < asked + team.policy.rota.here_within
        if answered or has_time or this.now >= shift.end:
            return
        if await shifts.has_accepted(this.store, member.id, shift.start):
            await shifts.here(this.store, member.id, team.id, shift, this.now)
            return
        if not await shifts.missed(this.store, member.id, team.id, shift, this.now):
            return
        others = await self._others_on(this, team, member.id)
        params: Params = {**_about(this, team), "person": member.roster_name}
        kind = K.C_NOBODY_HERE
        if others:
            kind, params = K.C_NOT_HERE, {**params, "people": ", ".join(each.roster_name for each in others)}
        await self._tell_coordinators(this, team, member, shift, kind, params)

    async def _others_on(self, this: Moment, team: Team, but: PersonId) -> tuple[Person, ...]:
        on = frozenset[PersonId]().union(*(on_call(each, this.now) for each in team.rotas))
        members = await self._gatherer.members(this.store, frozenset({team.id}))
        return tuple(
            each
            for each in members
            if each.id in on
            and each.id != but
            and _is_vetted(each, team.id)
            and each.said(this.now) is not Availability.OFF
            and works(each)
        )

    async def _end(self, this: Moment, team: Team, member: Person) -> None:
        lines = (*await self._still_theirs(this, member.id), *await self._still_coordinated(this, team, member.id))
        await self._tell(this, team, member, K.M_SHIFT_OVER, _about(this, team), f"{this.now:%Y%m%d%H%M}", lines=lines)

    @staticmethod
    async def _still_coordinated(this: Moment, team: Team, person: PersonId) -> tuple[Line, ...]:
        """The team's calls that are theirs as a coordinator, or that they watch: nobody is told so but them."""
        running = [each for each in await incidents.alive_of_teams(this.store, {team.id}) if not each.drill]
        has = [(each, K.C_LINE_STILL_HAS) for each in running if each.owner == person]
        watches = [(each, K.C_LINE_STILL_WATCHES) for each in running if each.monitor == person]
        return tuple(Line(kind=kind, params={"number": each.number}) for each, kind in (*has, *watches))

    # --- "I'm here"

    async def here(self, this: Moment, person: PersonId, *, over: str) -> None:
        """Somebody says that they are here: for every shift of theirs that runs, or else the next if it begins soon.

        Raises Refused when they have no such shift, or where they may mean a call that is `over` and no shift waits.
        """
        running, coming = await self._at_hand(this, person)
        begins = (coming and not running) or await shifts.unanswered(this.store, person, this.now)
        if over and not begins:
            raise Refused(K.M_RELAY_OVER, {"requester": over})
        chosen = running or coming[:1]
        if not chosen:
            raise Refused(K.M_NO_SHIFT_NOW, {"when": await self._next_time(this, person)})
        for team, member, shift in chosen:
            await self._note_here(this, team, member, shift)
        team, member, shift = chosen[0]
        times, kind = _times(member, team, shift), K.M_HERE if running else K.M_HERE_AHEAD
        params: Params = {**_about(this, team), "until" if running else "when": times["until" if running else "when"]}
        await self._say(this, to_member(this, person, kind, params, reply=True))

    async def came(self, this: Moment, person: PersonId) -> None:
        """They said yes to a page: whoever is on call has shown that they are here."""
        for team_id, shift in await shifts.unanswered(this.store, person, this.now):
            team = this.community.teams.get(team_id)
            members = await self._gatherer.members(this.store, frozenset({team_id}))
            member = next((each for each in members if each.id == person), None)
            if team is not None and member is not None:
                await self._note_here(this, team, member, shift)

    async def _note_here(self, this: Moment, team: Team, member: Person, shift: Shift) -> None:
        if not has_beginning(shift, this.now):
            return
        begun = await shifts.begun(this.store, member.id, team.id, shift)
        if begun.here_at is not None:
            return
        await shifts.here(this.store, member.id, team.id, shift, this.now)
        if begun.missed_at is not None:
            params: Params = {**_about(this, team), "person": member.roster_name}
            await self._tell_coordinators(this, team, member, shift, K.C_HERE_AFTER_ALL, params)

    async def _at_hand(
        self, this: Moment, person: PersonId
    ) -> tuple[list[tuple[Team, Person, Shift]], list[tuple[Team, Person, Shift]]]:
        """Their shifts that run, and those that begin soon or that they were asked about already, the next first."""
        asked = await shifts.asked_ahead(this.store, person, this.now)
        running, coming = [], []
        for team in this.community.teams.values():
            members = await self._gatherer.members(this.store, frozenset({team.id}))
            member = next((each for each in members if each.id == person and _is_vetted(each, team.id)), None)
            if member is None:
                continue
            for shift in shifts_around(team.rotas, this.now, PLANNED_AHEAD).get(person, ()):
                if shift.start <= this.now:
                    running.append((team, member, shift))
                elif shift.start - this.now <= HERE_FROM or (team.id, shift.start) in asked:
                    coming.append((team, member, shift))
        return running, sorted(coming, key=lambda each: each[2].start)

    async def _next_time(self, this: Moment, person: PersonId) -> str:
        """When their next shift begins, on their own clock; nothing if none is near."""
        begins: list[tuple[datetime, str]] = []
        for team in this.community.teams.values():
            members = await self._gatherer.members(this.store, frozenset({team.id}))
            for member in members:
                if member.id == person and _is_vetted(member, team.id):
                    theirs = shifts_around(team.rotas, this.now, team.policy.rota.ahead).get(person, ())
                    begins += [(each.start, str(_times(member, team, each)["when"])) for each in theirs]
        return min(begins, default=(this.now, ""))[1]

    # --- saying

    async def _tell(
        self,
        this: Moment,
        team: Team,
        member: Person,
        kind: K,
        params: Params,
        about: str,
        *,
        lines: tuple[Line, ...] = (),
    ) -> None:
        """Once for each shift, however many look."""
        whose = handle(member.id, team.id)
        key = f"{kind.value}:{whose}:{about}"
        await self._say(
            this, Say(kind=kind, to=member.id, to_member=True, key=key, params=params, lines=lines, subject=whose)
        )

    async def _tell_coordinators(
        self, this: Moment, team: Team, member: Person, shift: Shift, kind: K, params: Params
    ) -> None:
        """On Telegram the later word takes the place of the earlier one."""
        whose = f"{handle(member.id, team.id)}:{_stamp(shift)}"
        hearing = await self._gatherer.coordinators_of(this.store, team.id)
        for each in [other for other in hearing if other.id != member.id] or hearing:
            key = f"{kind.value}:{whose}:{each.id}"
            say = Say(kind=kind, to=each.id, to_member=True, key=key, params=params, slot=f"here:{whose}")
            await self._say(this, say)


def _is_vetted(member: Person, team: TeamId) -> bool:
    membership = member.membership(team)
    return membership is not None and membership.standing in PAGEABLE


def _about(this: Moment, team: Team) -> dict[str, str | int]:
    return {"team": team.names.get(this.community.default_language, team.id)}


def _times(member: Person, team: Team, shift: Shift) -> dict[str, str | int]:
    """When it begins and ends, as readings of their own clock."""
    where = zone(member.time_zone or team.time_zone)
    return {
        "when": f"{reached(where, shift.start):%Y-%m-%dT%H:%M}",
        "until": f"{reached(where, shift.end):%Y-%m-%dT%H:%M}",
    }


def _stamp(shift: Shift) -> str:
    return f"{shift.start:%Y%m%d%H%M}"
