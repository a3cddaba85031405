"""Teams that begin, and what a team is ready for: by chat. A team begins with whoever wanted it and a coordinator's
yes; another's yes to them, as to anybody, and they coordinate it.

Part of the turn's transaction. What a team begins with is in `config/new_team.py`.
"""

from collections.abc import Awaitable, Callable
from typing import assert_never

from bot.gather import Gatherer
from bot.moment import Moment, Saying, to_member
from config.first_community import DecidedMember
from config.new_team import begin
from config.written import WrongFile
from domain.chance import Mint
from domain.cohort import Stands
from domain.cohort_commands import DecideTeam, SetReady, WishTeam
from domain.community import CRISIS
from domain.errors import Refused
from domain.ids import NewTeamId, PersonId, TeamId
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.needs import ProtectionArea
from domain.new_team import NewTeam
from domain.people import PAGEABLE, Person, Role
from domain.tasks import TaskKind
from domain.zone import reached, zone
from models import cohorts, communities, people, rotas, tasks
from models.cohorts import Wish

BeginsWith = Callable[[Moment, PersonId, TeamId, PersonId], Awaitable[None]]
"""Somebody takes part in a team that has just begun, and a coordinator says yes to them."""

Begun = Callable[[Moment, TeamId], None]
"""Whoever must know that a team stands, or is ready for something else than before."""


Opens = Callable[[Moment, TaskKind, TeamId, PersonId, str], Awaitable[None]]
"""A task about somebody."""


class NewTeams:
    """Says by `say`."""

    def __init__(
        self, *, gatherer: Gatherer, mint: Mint, say: Saying, begins_with: BeginsWith, begun: Begun, opens: Opens
    ) -> None:
        self._gatherer = gatherer
        self._mint = mint
        self._say = say
        self._begins_with = begins_with
        self._begun = begun
        self._opens = opens

    async def do(self, this: Moment, command: WishTeam | DecideTeam | SetReady) -> None:
        """Raises Refused where the rules say no."""
        match command:
            case WishTeam():
                await self._wish(this, command)
            case DecideTeam():
                await self._decide(this, command)
            case SetReady():
                await self._set_ready(this, command)
            case _:
                assert_never(command)

    async def _wish(self, this: Moment, command: WishTeam) -> None:
        """The other coordinators of their teams hear it, each with a yes and a no to press."""
        who = this.member
        fellow = await cohorts.fellow_of(this.store, who.id)
        if not who.is_coordinator() and all(each.stands is not Stands.GRADUATE for each in fellow.values()):
            raise Refused(K.M_COHORT_TEAM_NOT_YET)
        home = next(each.team for each in who.memberships if each.standing in PAGEABLE)
        wish = Wish(id=NewTeamId(self._mint.id("new")), person=who.id, team=command.team)
        await cohorts.wish(this.store, wish, this.now)
        await self._opens(this, TaskKind.SIGN_UP, home, who.id, "somebody wants to begin a team")
        asked: dict[PersonId, None] = {}
        for each in who.memberships:
            found = await self._gatherer.coordinators(this.store, each.team)
            others = await self._gatherer.other_coordinators(this.store, each.team)
            asked.update(dict.fromkeys((*found, *others)))
        about = {**self._about(this, command.team), "person": who.roster_name}
        for person in asked:
            if person != who.id:
                await self._say(this, to_member(this, person, K.C_COHORT_TEAM_ASKS, about, subject=wish.id))
        await self._say(this, to_member(this, who.id, K.M_COHORT_TEAM_SENT, {"team": command.team.name}, reply=True))

    @staticmethod
    def _about(this: Moment, team: NewTeam) -> Params:
        community, language = this.community, this.community.default_language
        names = [community.areas[each].name(language, language) for each in team.areas if each in community.areas]
        return {"team": team.name, "place": ", ".join((*names, *team.zips)), "shift": team.hours}

    async def _decide(self, this: Moment, command: DecideTeam) -> None:
        by, wish = this.member, await cohorts.wished(this.store, command.wish)
        person = None if wish is None else await people.load(this.store, wish.person)
        if wish is None or person is None or not by.is_coordinator():
            raise Refused(K.M_STALE_BUTTON)
        if by.id == wish.person:
            raise Refused(K.C_NOT_YOURSELF)
        about: Params = {"person": person.roster_name, "team": wish.team.name}
        if wish.decided_by is not None or not person.is_member():
            raise Refused(K.C_COHORT_TEAM_DONE, {"team": wish.team.name})
        await cohorts.decide(this.store, wish.id, by.id)
        for each in person.memberships:
            await tasks.finish_about(this.store, each.team, person.id, (TaskKind.SIGN_UP,))
        if not command.yes:
            await self._say(this, to_member(this, person.id, K.M_COHORT_TEAM_NO, {"team": wish.team.name}))
            await self._say(this, to_member(this, by.id, K.C_COHORT_TEAM_LEFT, about, reply=True))
            return
        await self._make(this, person, wish.team, by.id)
        await self._say(this, to_member(this, by.id, K.C_COHORT_TEAM_MADE, about, reply=True))

    async def _make(self, this: Moment, person: Person, wanted: NewTeam, by: PersonId) -> None:
        await self._gatherer.hold_asking(this.store)
        await rotas.hold(this.store)
        known = await communities.load(this.store)
        today = reached(zone(known.time_zone), this.now).date()
        first = DecidedMember(name=person.roster_name, coordinates=True, languages=person.languages, id=person.id)
        try:
            begun = begin(known, wanted, (first,), today)
        except WrongFile:
            raise Refused(K.C_COHORT_TEAM_DONE, {"team": wanted.name}) from None
        await communities.add_team(this.store, begun.team, begun.areas)
        roles = frozenset({Role.PROTECTOR, Role.COORDINATOR})
        await communities.add_membership(this.store, person, begun.team.id, roles, this.now)
        this.community = await self._gatherer.rotas_changed(this.store)
        self._gatherer.people_changed(this.store)
        await self._say(this, to_member(this, person.id, K.M_COHORT_TEAM_YES, {"team": wanted.name}))
        await self._begins_with(this, person.id, begun.team.id, by)
        self._begun(this, begun.team.id)

    async def _set_ready(self, this: Moment, command: SetReady) -> None:
        by, team = this.member, this.community.teams.get(command.team)
        if team is None or not by.is_coordinator(team.id):
            raise Refused(K.M_STALE_BUTTON)
        no_line = CRISIS not in this.community.emergency
        if command.ready and command.area is ProtectionArea.MENTAL_HEALTH and no_line:
            raise Refused(K.C_COHORT_READY_CRISIS)
        await self._gatherer.hold_asking(this.store)
        await rotas.hold(this.store)
        if await communities.set_ready(this.store, team.id, command.area, ready=command.ready):
            this.community = await self._gatherer.rotas_changed(this.store)
            self._begun(this, team.id)
        name = team.names.get(this.community.default_language, team.id)
        kind = K.C_COHORT_READY if command.ready else K.C_COHORT_READY_OFF
        about: Params = {"card_area": command.area.value, "team": name}
        for each in dict.fromkeys((by.id, *await self._gatherer.coordinators(this.store, team.id))):
            await self._say(this, to_member(this, each, kind, about, reply=each == by.id))
