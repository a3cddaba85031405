"""Where members stand: a coordinator's yes and no, invites, leaving; and all that follows in the same transaction.

Whoever may not be asked any more has nothing left the moment they may not: pages are withdrawn and replaced, others
on the call and coordinators hear it, invites not used yet are void, their buttons mean nothing, and what waits to be
sent to them (an address, somebody's words) is not sent any more, but for the word that says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.gather import Gatherer
from bot.moment import Deciding, Ending, Moment, Saying
from domain import commands as c
from domain.chance import Mint
from domain.errors import Refused
from domain.escalation import ESCALATES
from domain.escalation import wake as escalation_wake
from domain.events import Cleared
from domain.ids import PersonId, TaskId, TeamId
from domain.incident import AssignmentState, Incident
from domain.language import normalise
from domain.messages import MessageKind as K
from domain.messages import Params, Say, Wake, WakeKind
from domain.people import PAGEABLE, Membership, Person, Role, Standing
from domain.standing import OPERATOR, handle, may_vouch, short
from domain.still_in import ANSWERS_WITHIN, NEW_FOR, Asking, asked_at, month_of
from domain.tasks import Task, TaskKind, TaskState, given_back
from models import (
    communities,
    console_sessions,
    deliveries,
    incidents,
    invites,
    people,
    tasks,
    time_off,
    timers,
)
from models.database import Work
from models.invites import Invite

INVITE_LASTS = timedelta(hours=72)
OWN_CODE_LASTS = timedelta(hours=1)
"""A code for a further phone of one's own: it is in the other hand."""

ERASED_AFTER = timedelta(minutes=2)
"""So that the last word to somebody still finds its way."""

_WITHOUT_PHONES = frozenset({Standing.LEFT, Standing.INVITED})
"""Where nobody has an account that counts."""

_WAITS_FOR_A_DAY = timedelta(hours=24)
_A_MONTH_ON = timedelta(days=28)


class Vetting:
    """Does what is wanted about members. Says and decides by what its turn gave it."""

    def __init__(
        self,
        *,
        gatherer: Gatherer,
        mint: Mint,
        say: Saying,
        decide: Deciding,
        bot_name: Callable[[], str | None],
        ended: Ending,
    ) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._decide = decide
        self._bot_name = bot_name
        self._ended = ended

    async def do(self, this: Moment, command: c.AMembersCommand) -> None:
        """Raises Refused where the rules say no."""
        await self._gatherer.hold_asking(this.store)
        match command:
            case c.Approve():
                await self._approve(this, command)
            case c.Suspend():
                await self._suspend(this, command)
            case c.Revoke():
                await self._revoke(this, command)
            case c.MakeInvite():
                await self._invite(this, command)
            case c.AddMember():
                await self._add(this, command)
            case c.Leave():
                await self._leave(this, command)
            case c.StayIn():
                await self._stay_in(this, command.person)
            case c.AddContactPoint():
                await self._add_contact_point(this, command.person)
            case c.ArrangeContactPoint():
                await self._arrange(this, command)
            case _:
                assert_never(command)

    # --- a team that begins

    async def begins_with(self, this: Moment, person: PersonId, team: TeamId, by: PersonId) -> None:
        """A team begins with somebody who is vetted elsewhere, and `by` says yes to them: as anywhere, two have to."""
        await people.joined(this.store, person, team, this.now, by=by)
        await people.bound(this.store, person, team, this.now)
        await people.approve(this.store, person, team, by, this.now)
        self._gatherer.people_changed(this.store)
        after = await people.load(this.store, person)
        stands = None if after is None else after.membership(team)
        if after is not None and stands is not None:
            await self._ask_for_a_yes(this, after, stands)

    # --- accounts

    async def bound(self, this: Moment, invite: Invite, *, fresh: bool) -> None:
        """An invite was used: its person hears how they stand, coordinators that somebody waits for their yes.

            The phones somebody had before hear of one that is new, and so does whoever holds them. Of somebody
        who had left none but this one comes back: the others may be lost, or another's by now.
        """
        store, person = this.store, invite.person
        await self._gatherer.hold_asking(store)
        before = await people.load(store, person)
        if before is None:
            raise LookupError(person)
        if this.here is not None and all(each.standing in _WITHOUT_PHONES for each in before.memberships):
            for point in before.contact_points:
                if point.id != this.here.id:
                    await deliveries.withdraw(store, contact_point=point.id)
                    await people.let_go(store, point.id)
        standing = await people.account(store, person, invite.team, this.now, fresh=fresh, vouched=invite.vouched)
        self._gatherer.people_changed(store)
        after = await people.load(store, person)
        if after is None:
            raise LookupError(person)
        this.who = after
        for membership in before.memberships:
            now = after.membership(membership.team)
            if now is not None and membership.standing in PAGEABLE and now.standing not in PAGEABLE:
                await self._end(this, person, membership.team, "an account was bound that nobody has said yes to")
        kind = K.M_BOUND_ALREADY_VETTED if standing in PAGEABLE else K.M_BOUND
        await self._say(this, self._to(this, kind, person, reply=True))
        if fresh:
            await self._tell_other_phones(this, after)
        for each in after.memberships:
            if each.team == invite.team or each.standing is Standing.SUSPENDED:
                await self._ask_for_a_yes(this, after, each)

    async def phone_added(self, this: Moment, person: Person) -> None:
        """They bound a further phone by its own number. Nobody's standing changes: so all who might object hear it."""
        await self._tell_other_phones(this, person)
        coordinators: dict[PersonId, Person] = {}
        for membership in person.memberships:
            if membership.standing in PAGEABLE:
                found = await self._coordinators(this, membership.team, but=person.id)
                coordinators.update((each.id, each) for each in found)
        await self._tell(this, coordinators.values(), K.C_PHONE_ADDED, _whose(person))

    async def _tell_other_phones(self, this: Moment, person: Person) -> None:
        """Each of their phones but the one they write from hears that this one is new."""
        if this.here is None:
            return
        for point in person.contact_points:
            if point.id != this.here.id:
                say = self._to(this, K.M_ACCOUNT_ADDED, person.id, about=point.id)
                await self._say(this, replace(say, contact_point=point.id))

    # --- yes and no

    async def _approve(self, this: Moment, command: c.Approve) -> None:
        store, team = this.store, command.team
        person, membership = await self._member(this, command)
        await self._check_vouches(this, command)
        policy = this.community.teams[team].policy
        standing = await people.approve(store, person.id, team, command.by, this.now, probation=policy.probation)
        self._gatherer.people_changed(store)
        if membership.standing in PAGEABLE:
            raise Refused(K.C_STANDS_ALREADY, {"person": person.roster_name, "standing": standing.value})
        if standing not in PAGEABLE:
            by = {**_whose(person), "by": await self._name(this, command.by)}
            for each in await self._who_may_say_yes(this, person.id, team):
                given = each.id == command.by or each.id in await self._yeses(this, person.id, team)
                say = self._to(this, K.C_SAID_YES, each.id, by, about=handle(person.id, team))
                await self._say(this, replace(say, subject="" if given else handle(person.id, team)))
            return
        calls = policy.probation if standing is Standing.PROBATION else 0
        await tasks.finish_about(store, team, person.id, (TaskKind.VET,))
        kind = K.M_ON_PROBATION if calls else K.M_APPROVED
        await self._say(this, self._to(this, kind, person.id, {"calls": calls or ""}))
        vetted: Params = {"person": person.roster_name, "calls": calls or ""}
        await self._tell(this, await self._coordinators(this, team, but=person.id), K.C_VETTED, vetted)
        await self._look_again(this, team)
        store.work_waits(Work.SENDS)

    async def _suspend(self, this: Moment, command: c.Suspend) -> None:
        person, _ = await self._member(this, command)
        await self._check_runs(this, command)
        why = "a coordinator said no" if command.refused else "a coordinator suspended them"
        await people.suspend(this.store, person.id, command.team, this.now, by=command.by, why=why)
        await self._say(this, self._to(this, K.M_SUSPENDED, person.id))
        await self._end(this, person.id, command.team, "suspended")
        by: Params = {"person": person.roster_name, "by": await self._name(this, command.by)}
        await self._tell(this, await self._coordinators(this, command.team, but=person.id), K.C_SUSPENDED, by)

    async def _revoke(self, this: Moment, command: c.Revoke) -> None:
        person, _ = await self._member(this, command)
        await self._check_runs(this, command)
        await people.leave(
            this.store, person.id, command.team, this.now, by=command.by, why="a coordinator ended their membership"
        )
        await self._say(this, self._to(this, K.M_REMOVED, person.id))
        await self._end(this, person.id, command.team, "removed")
        by: Params = {"person": person.roster_name, "by": await self._name(this, command.by)}
        await self._tell(this, await self._coordinators(this, command.team, but=person.id), K.C_LEFT, by)

    async def _leave(self, this: Moment, command: c.Leave) -> None:
        person = await people.load(this.store, command.person)
        if person is None:
            return
        if command.erase and this.talk is not None and this.talk.incident is not None:
            call = await incidents.load(this.store, this.talk.incident)
            if call is not None and call.is_alive():
                raise Refused(K.M_ERASE_LATER)
        for membership in person.memberships:
            if membership.standing is Standing.LEFT:
                continue
            await people.leave(this.store, person.id, membership.team, this.now, by=None, why="by their own word")
            await self._end(this, person.id, membership.team, "left")
            left: Params = {"person": person.roster_name, "by": ""}
            await self._tell(this, await self._coordinators(this, membership.team, but=person.id), K.C_LEFT, left)
        kind = K.M_ERASING if command.erase else K.M_LEFT
        await self._say(this, self._to(this, kind, person.id, reply=True))
        if command.erase:
            subject = f"{short(person.id)}|{this.now:%Y%m%d%H%M%S}"
            this.wakes.append(Wake(kind=WakeKind.ERASE, subject=subject, at=this.now + ERASED_AFTER))

    async def _end(self, this: Moment, person: PersonId, team: TeamId, why: str) -> None:
        """All that ends with somebody's standing in a team, now."""
        self._gatherer.people_changed(this.store)
        await invites.withdraw(this.store, person, this.now)
        await console_sessions.end_of(this.store, person)
        await tasks.finish_about(this.store, team, person, (TaskKind.VET, TaskKind.STILL_IN))
        await time_off.forget(this.store, person, team)
        for incident in await incidents.alive_of_teams(this.store, {team}):
            asked = any(page.person == person for page in incident.live_pages())
            if asked or incident.assignment_of(person) is not None:
                await self._decide(this, c.LoseMember(incident=incident.id, person=person, why=why))
        await self._give_back(this, person, team)

    async def _give_back(self, this: Moment, person: PersonId, team: TeamId) -> None:
        """What they had taken of calls waits anew, as if it had come up now: all of it, if they coordinate nothing any
        more, else that of the team.
        """
        left = await people.load(this.store, person)
        coordinates = left is not None and left.is_coordinator()
        for incident in await incidents.watched(this.store, {team}, person):
            if coordinates and incident.team != team:
                continue
            if person in (incident.owner, incident.offered_to, incident.monitor, incident.monitor_next):
                await self._decide(this, c.LoseOwner(incident=incident.id, person=person))
            policy = incident.plan.policy.coordinating
            theirs = [each for each in await tasks.open_of(this.store, incident.id) if each.owner == person]
            await tasks.finish(this.store, (each.id for each in theirs))
            for task in theirs:
                anew = given_back(task, TaskId(self._mint.id("tsk")))
                if await tasks.open_task(this.store, anew) and anew.kind in ESCALATES:
                    this.wakes.append(escalation_wake(policy, anew.id, anew.kind, incident.id, this.now))
        await self._ended(this, person, team)
        left = await people.load(this.store, person)
        if left is None or not left.is_member():
            # What this very turn tells them is planned only at its end, and goes out.
            await deliveries.withdraw(this.store, person=person)

    async def erase(self, this: Moment, subject: str) -> None:
        """The time has come: what their key sealed is gone. Whoever was invited anew meanwhile stays."""
        whose, _, _ = subject.partition("|")
        found = next((each for each in await people.everybody(this.store) if short(each.id) == whose), None)
        if found is None or any(each.standing is not Standing.LEFT for each in found.memberships):
            return
        for point in found.contact_points:
            await deliveries.withdraw(this.store, contact_point=point.id)
        await people.erase(this.store, found.id)
        self._gatherer.people_changed(this.store)

    # --- still in?

    async def plan_month(self, this: Moment) -> None:
        """A question for every member, on their day of this month and of the next, each once."""
        for person in await people.everybody(this.store):
            if not person.is_member():
                continue
            zone = self._zone_of(this, person)
            for when in (this.now, this.now + _A_MONTH_ON):
                at = asked_at(person.id, when, zone)
                if at > this.now:
                    subject = Asking.of(person.id, month_of(when, zone)).subject
                    this.wakes.append(Wake(kind=WakeKind.STILL_IN, subject=subject, at=at))

    async def ask_whether_still_in(self, this: Moment, subject: str) -> None:
        """Not while they are on a call, nor soon after they were vetted."""
        asking = Asking.read(subject)
        person = await self._asked(this, asking)
        if person is None:
            return
        changes = await people.audit(this.store, person.id)
        if changes and this.now - changes[-1].at < NEW_FOR:
            return
        if await self._is_busy(this, person.id):
            later = replace(asking, tries=asking.tries + 1)
            at = this.now + timedelta(days=1)
            this.wakes.append(Wake(kind=WakeKind.STILL_IN, subject=later.subject, at=at))
            return
        say = self._to(this, K.M_STILL_IN, person.id)
        await self._say(this, replace(say, subject=handle(person.id, person.memberships[0].team)))
        silent = replace(asking, tries=0).subject
        this.wakes.append(Wake(kind=WakeKind.STILL_IN_SILENT, subject=silent, at=this.now + ANSWERS_WITHIN))

    async def hear_of_silence(self, this: Moment, subject: str) -> None:
        """A coordinator asks them another way. Nothing changes by itself."""
        person = await self._asked(this, Asking.read(subject))
        if person is None:
            return
        team = next(each.team for each in person.memberships if each.standing in PAGEABLE)
        await self.open_task(this, TaskKind.STILL_IN, team, person.id, "did not say whether they are still in")
        about: Params = {"person": person.roster_name, "member": person.id}
        await self._tell(this, await self._coordinators(this, team, but=person.id), K.C_STILL_IN_SILENT, about)

    async def _stay_in(self, this: Moment, person: PersonId) -> None:
        found = await people.load(this.store, person)
        if found is None:
            return
        zone = self._zone_of(this, found)
        for when in (this.now, this.now - ANSWERS_WITHIN):
            subject = Asking.of(person, month_of(when, zone)).subject
            await timers.cancel(this.store, WakeKind.STILL_IN_SILENT, subject)
        for each in found.memberships:
            await tasks.finish_about(this.store, each.team, person, (TaskKind.STILL_IN,))
        await self._say(this, self._to(this, K.M_STAYS_IN, person, reply=True))

    async def _asked(self, this: Moment, asking: Asking) -> Person | None:
        everybody = await people.everybody(this.store)
        return next((each for each in everybody if asking.is_about(each.id) and each.is_member()), None)

    async def _is_busy(self, this: Moment, person: PersonId) -> bool:
        live = [page for page, _ in await incidents.in_hand(this.store, person, this.now) if page.ended_at is None]
        return bool(live or await incidents.going_to(this.store, person))

    @staticmethod
    def _zone_of(this: Moment, person: Person) -> str:
        team = next((each.team for each in person.memberships), None)
        known = this.community.teams.get(team) if team is not None else None
        return person.time_zone or (known.time_zone if known is not None else this.community.time_zone)

    # --- their own phones

    async def _add_contact_point(self, this: Moment, person: PersonId) -> None:
        """A code for a further phone of theirs. As with any account, two coordinators say yes to it."""
        found = await people.load(this.store, person)
        if found is None:
            return
        code = self._mint.code()
        team = next(each.team for each in found.memberships if each.standing in PAGEABLE)
        await invites.withdraw(this.store, person, this.now)
        await invites.make(
            this.store,
            person=person,
            team=team,
            coordinator=False,
            vouched=False,
            code=code,
            expires_at=this.now + OWN_CODE_LASTS,
        )
        bot = self._bot_name()
        link = f"https://t.me/{bot}?start={code}" if bot else ""
        await self._say(this, self._to(this, K.M_OWN_CODE, person, {"code": code, "link": link}, reply=True))

    async def _arrange(self, this: Moment, command: c.ArrangeContactPoint) -> None:
        found = await people.load(this.store, command.person)
        points = sorted(found.contact_points, key=lambda each: each.rank) if found is not None else []
        if not 1 <= command.place <= len(points):
            raise Refused(K.M_NO_SUCH_PHONE, {"n": command.place})
        chosen = points.pop(command.place - 1)
        if command.remove:
            if this.here is not None and chosen.id == this.here.id:
                raise Refused(K.M_NOT_THIS_PHONE)
            await deliveries.withdraw(this.store, contact_point=chosen.id)
            await people.let_go(this.store, chosen.id)
        else:
            points.insert(0, chosen)
        await people.arrange(this.store, [each.id for each in points])
        self._gatherer.people_changed(this.store)
        kind = K.M_PHONE_REMOVED if command.remove else K.M_PHONE_FIRST
        await self._say(this, self._to(this, kind, command.person, {"n": command.place}, reply=True))

    # --- probation

    async def went(self, this: Moment, before: Incident, after: Incident, events: Iterable[object]) -> None:
        """Whoever on probation has been to a call beside somebody has one less to go; the last one vets them."""
        earlier = {each.id: each for each in before.assignments}
        for event in events:
            mine = earlier.get(event.assignment) if isinstance(event, Cleared) else None
            if not isinstance(event, Cleared) or mine is None or not mine.probation:
                continue
            set_off = mine.state in (AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE)
            if mine.state is AssignmentState.HOLDING or not (set_off or event.by == mine.person):
                continue
            member = await people.load(this.store, mine.person)
            place = member.membership_in((after.team, *(each.team for each in after.neighbours))) if member else None
            if place is not None and await people.went_beside(this.store, mine.person, place.team, this.now):
                self._gatherer.people_changed(this.store)
                await self._say(this, self._to(this, K.M_PROBATION_SERVED, mine.person))
                served: Params = {"person": await self._name(this, mine.person)}
                coordinators = await self._coordinators(this, place.team, but=mine.person)
                await self._tell(this, coordinators, K.C_PROBATION_SERVED, served)

    # --- invites

    async def _invite(self, this: Moment, command: c.MakeInvite) -> None:
        person, _ = await self._member(this, command, left=True)
        if person.erased:
            raise Refused(K.C_WAS_ERASED, {"member": person.id})
        await self._check_runs(this, command, oneself=True)
        await self._hand_out(this, person.id, person.roster_name, command)

    async def _add(self, this: Moment, command: c.AddMember) -> None:
        await self._check_runs(this, command)
        if await people.load(this.store, command.person) is not None:
            raise Refused(K.C_ADD_ID_TAKEN, {"member": command.person})
        named = normalise(command.roster_name)
        if any(normalise(each.roster_name) == named for each in await people.everybody(this.store)):
            raise Refused(K.C_ADD_NAME_TAKEN, {"person": command.roster_name})
        membership = Membership(
            person=command.person, team=command.team, roles=command.roles, standing=Standing.INVITED
        )
        areas = this.community.teams[command.team].areas if Role.PROTECTOR in command.roles else ()
        made = Person(
            id=command.person,
            roster_name=command.roster_name,
            languages=(this.community.default_language,),
            skills=frozenset(),
            areas=frozenset(areas),
            memberships=(membership,),
        )
        await communities.add_person(this.store, made, this.now)
        self._gatherer.people_changed(this.store)
        await self._hand_out(this, made.id, made.roster_name, command)

    async def _hand_out(self, this: Moment, person: PersonId, name: str, command: c.StandingCommand) -> None:
        code = self._mint.code()
        await people.joined(this.store, person, command.team, this.now, by=command.by)
        await invites.withdraw(this.store, person, this.now)
        await invites.make(
            this.store,
            person=person,
            team=command.team,
            coordinator=False,
            vouched=False,
            code=code,
            expires_at=this.now + INVITE_LASTS,
        )
        bot = self._bot_name()
        link = f"https://t.me/{bot}?start={code}" if bot else ""
        given: Params = {"person": name, "code": code, "link": link}
        await self._say(this, self._to(this, K.C_INVITE, command.by, given, reply=True))

    # --- who may, and who hears

    async def _member(
        self, this: Moment, command: c.StandingCommand, *, left: bool = False
    ) -> tuple[Person, Membership]:
        person = await people.load(this.store, command.person)
        membership = person.membership(command.team) if person is not None else None
        if person is None or membership is None:
            raise Refused(K.C_NO_SUCH_PERSON, {"person": command.person})
        about: Params = {"person": person.roster_name, "member": person.id}
        if membership.standing is Standing.LEFT and not left:
            raise Refused(K.C_HAS_LEFT, about)
        if membership.standing is Standing.INVITED and isinstance(command, c.Approve | c.Suspend):
            raise Refused(K.C_NO_ACCOUNT, about)
        return person, membership

    async def _check_vouches(self, this: Moment, command: c.StandingCommand) -> None:
        """Raises Refused unless a yes of whoever asks counts."""
        if command.by == command.person:
            raise Refused(K.C_NOT_YOURSELF)
        by = await people.load(this.store, command.by)
        members = await self._gatherer.members(this.store, frozenset({command.team}))
        if by is None or not may_vouch(by, command.person, command.team, members):
            raise Refused(K.C_MAY_NOT_VOUCH, {"person": await self._name(this, command.person)})

    async def _check_runs(self, this: Moment, command: c.StandingCommand, *, oneself: bool = False) -> None:
        """As for a yes; whoever runs the program may as well, and for an invite oneself."""
        if command.by == OPERATOR:
            return
        if command.by == command.person and oneself:
            by = await people.load(this.store, command.by)
            if by is not None and by.is_coordinator(command.team):
                return
        await self._check_vouches(this, command)

    async def _who_may_say_yes(self, this: Moment, person: PersonId, team: TeamId) -> tuple[Person, ...]:
        members = await self._gatherer.members(this.store, frozenset({team}))
        everybody = await self._gatherer.members(this.store, frozenset(this.community.teams))
        return tuple(each for each in everybody if may_vouch(each, person, team, members))

    async def _coordinators(self, this: Moment, team: TeamId, *, but: PersonId) -> tuple[Person, ...]:
        """Who hears of a member: the team's coordinators, or the community's where it has too few of its own."""
        return await self._who_may_say_yes(this, but, team)

    async def _yeses(self, this: Moment, person: PersonId, team: TeamId) -> tuple[PersonId, ...]:
        found = await people.load(this.store, person)
        membership = found.membership(team) if found is not None else None
        return membership.approved_by if membership is not None else ()

    async def _name(self, this: Moment, person: PersonId) -> str:
        found = await people.load(this.store, person)
        return person if found is None else found.roster_name

    async def _ask_for_a_yes(self, this: Moment, person: Person, membership: Membership) -> None:
        """Coordinators hear that somebody waits, with a yes and a no to press; one of them owns that it is done."""
        if membership.standing not in (Standing.BOUND, Standing.SUSPENDED):
            return
        team = membership.team
        names = this.community.teams[team].names
        name = names.get(this.community.default_language, team)
        about: Params = {**_whose(person), "team": name}
        asked = await self._who_may_say_yes(this, person.id, team)
        await self._tell(this, asked, K.C_WAITS_FOR_YES, about, subject=handle(person.id, team))
        await self.open_task(this, TaskKind.VET, team, person.id, "waits for two coordinators to say yes")

    async def open_task(self, this: Moment, kind: TaskKind, team: TeamId, person: PersonId, why: str) -> None:
        wanted = Task(
            id=TaskId(self._mint.id("tsk")),
            kind=kind,
            team=team,
            incident=None,
            conversation=None,
            person=person,
            owner=None,
            due=this.now + _WAITS_FOR_A_DAY,
            state=TaskState.OPEN,
            why=why,
        )
        await tasks.open_task(this.store, wanted)

    async def _look_again(self, this: Moment, team: TeamId) -> None:
        """Somebody may be asked now: calls for which nobody was left may ask them."""
        for incident in await incidents.alive_of_teams(this.store, {team}):
            if incident.wants_somebody():
                await self._decide(this, c.LookAgain(incident=incident.id))

    async def _tell(self, this: Moment, to: Iterable[Person], kind: K, params: Params, *, subject: str = "") -> None:
        for each in to:
            say = self._to(this, kind, each.id, params, about=subject)
            await self._say(this, replace(say, subject=subject))

    @staticmethod
    def _to(
        this: Moment, kind: K, person: PersonId, params: Params | None = None, *, reply: bool = False, about: str = ""
    ) -> Say:
        key = f"{kind.value}:{this.stimulus}:{person}:{about or len(this.planned)}"
        return Say(kind=kind, to=person, to_member=True, key=key, params=params or {}, reply=reply)


def _whose(person: Person) -> Params:
    """Whom a yes is for: two may go by one name, and each account of theirs is vouched for with it."""
    accounts = len(person.contact_points)
    return {"person": person.roster_name, "member": person.id, "accounts": accounts if accounts > 1 else ""}
