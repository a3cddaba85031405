"""Rest: kept with every decision, told to whoever rests and to those who can end it, and ended by a coordinator."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.gather import Gatherer
from bot.moment import Moment, Saying
from domain import commands as c
from domain import events as e
from domain.community import Team
from domain.errors import Refused
from domain.ids import PersonId, TeamId
from domain.incident import Incident
from domain.messages import MessageKind as K
from domain.messages import Params, Say, Wake, WakeKind
from domain.people import Person
from domain.standing import RestEnded, handle
from domain.strain import came_back, is_heavy, night_ends, night_of, nights_lately, rests_until
from domain.zone import reached, zone
from models import people, strain

FORGOTTEN_AFTER = timedelta(days=120)
"""What people went through is known so long: longer than any policy looks back."""


class Strains:
    """Notes what a decision asks of people, and tells of rest. Says by what its turn gave it."""

    def __init__(self, *, gatherer: Gatherer, say: Saying) -> None:
        self._gatherer = gatherer
        self._say = say

    async def kept(self, this: Moment, before: Incident | None, after: Incident, events: Sequence[e.Event]) -> None:
        """A decision was kept: pages by night and heavy calls are noted. Drills are not."""
        if after.drill:
            return
        paged = [each.person for each in events if isinstance(each, e.Paged)]
        night = night_of(after.plan.policy, zone(after.plan.time_zone), this.now) if paged else None
        if night is not None:
            for person in paged:
                await self._paged_by_night(this, after, person, night)
        if before is not None and is_heavy(after) and after.plan.policy.filling.rest_after_heavy:
            for person in came_back(before, after):
                await strain.heavy(this.store, person, this.now)
                await self._tell(this, person, after.team, K.M_FILLING_REST, {}, after)

    async def _paged_by_night(self, this: Moment, after: Incident, person: PersonId, night: date) -> None:
        policy, where = after.plan.policy, zone(after.plan.time_zone)
        await strain.paged_by_night(this.store, person, night, this.now)
        known = await strain.of(this.store, person)
        if policy.filling.nights and nights_lately(known, policy, where, this.now) >= policy.filling.nights:
            subject = f"{person}|{after.team}|{night.isoformat()}"
            at = night_ends(policy, where, night)
            this.wakes.append(Wake(kind=WakeKind.REST_BEGINS, subject=subject, at=at))

    async def rest(self, this: Moment, person: PersonId, team: TeamId) -> None:
        """They want to rest now, as after a heavy call."""
        await strain.heavy(this.store, person, this.now)
        await self._tell(this, person, team, K.M_CHECKIN_REST, {}, None)

    async def begins(self, this: Moment, subject: str) -> None:
        """A night is over after which somebody rests, if that still is so."""
        person, team_id, _ = subject.split("|")
        team = this.community.teams.get(TeamId(team_id))
        if team is None:
            return
        known = await strain.of(this.store, PersonId(person))
        nights = nights_lately(known, team.policy, zone(team.time_zone), this.now)
        await self._tell(this, PersonId(person), team.id, K.M_FILLING_NIGHTS, {"nights": nights}, None)

    async def _tell(
        self, this: Moment, person: PersonId, team_id: TeamId, kind: K, params: Params, incident: Incident | None
    ) -> None:
        """Nothing where no rest is due: the policy may have changed. Whoever helped another team out is their own
        team's to look after, and has no name for the other.
        """
        member = await people.load(this.store, person)
        team = None if member is None else this.community.teams.get(member.looked_after_by(team_id))
        if team is None or member is None:
            return
        policy = team.policy if incident is None or incident.team != team.id else incident.plan.policy
        until = rests_until(await strain.of(this.store, person), policy, zone(team.time_zone), this.now)
        if until is None:
            return
        await self._say(this, _to(this, person, kind, {**params, "when": _reading(member, team, until)}))
        for each in await self._gatherer.coordinators(this.store, team.id):
            if each != person:
                about: Params = {"person": member.roster_name, "when": _reading(member, team, until)}
                await self._say(this, _to(this, each, K.C_FILLING_RESTS, about, subject=handle(person, team.id)))

    async def end(self, this: Moment, command: c.EndRest) -> bool:
        """A coordinator ends a rest. False if there was none. Raises Refused where they may not."""
        team, member = this.community.teams.get(command.team), await people.load(this.store, command.person)
        by = await people.load(this.store, command.by)
        if team is None or member is None or by is None or not by.is_coordinator(command.team):
            raise Refused(K.M_MAY_NOT)
        if command.person == command.by:
            raise Refused(K.C_NOT_YOURSELF)
        known = await strain.of(this.store, member.id)
        if rests_until(known, team.policy, zone(team.time_zone), this.now) is None:
            raise Refused(K.C_FILLING_NOT_RESTING, {"person": member.roster_name})
        await strain.lifted(this.store, member.id, this.now)
        why = "a coordinator ended their rest"
        await people.happen(this.store, member.id, team.id, [RestEnded(why=why, by=by.id)], this.now)
        about: Params = {"person": member.roster_name, "by": by.roster_name}
        await self._say(this, _to(this, member.id, K.M_FILLING_RESTED, {"by": by.roster_name}))
        for each in await self._gatherer.coordinators(this.store, team.id):
            if each != by.id:
                await self._say(this, _to(this, each, K.C_FILLING_RESTED, about))
        await self._say(this, _to(this, by.id, K.C_FILLING_RESTED, about, reply=True))
        return True


def _reading(member: Person, team: Team, at: datetime) -> str:
    return f"{reached(zone(member.time_zone or team.time_zone), at):%Y-%m-%dT%H:%M}"


def _to(this: Moment, person: PersonId, kind: K, params: Params, *, subject: str = "", reply: bool = False) -> Say:
    key = f"{kind.value}:{this.stimulus}:{person}:{subject}"
    return Say(kind=kind, to=person, to_member=True, key=key, params=params, subject=subject, reply=reply)
