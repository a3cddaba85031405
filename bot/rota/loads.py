"""What members carry, looked up: hours from the rotas, pages from what was counted of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta

from bot.gather import Gatherer
from bot.moment import Moment, Saying
from domain.community import Team
from domain.ids import PersonId
from domain.load import loads
from domain.people import PAGEABLE, Person
from domain.rota_commands import ShowLoad
from domain.tally import NONE, Tally, month_of, months_back
from domain.zone import instant, reached, zone
from handlers.load import Carries, own_load_said, team_load_said
from models import tallies

LATELY = timedelta(days=28)
MONTHS = 3
"""How many calendar months are counted, this one among them."""


class Loads:
    """Answers."""

    def __init__(self, *, gatherer: Gatherer, say: Saying) -> None:
        self._gatherer = gatherer
        self._say = say

    async def show(self, this: Moment, command: ShowLoad) -> None:
        who = this.who
        if not isinstance(who, Person):
            return
        if command.team is None:
            await self._own(this, who)
        elif who.is_coordinator(command.team) and command.team in this.community.teams:
            await self._team(this, who, this.community.teams[command.team])

    async def _own(self, this: Moment, who: Person) -> None:
        theirs = sorted(each.team for each in who.memberships if each.standing in PAGEABLE)
        teams = [this.community.teams[each] for each in theirs if each in this.community.teams]
        if not teams:
            return
        asked = await tallies.of_members(this.store, {who.id}, _first_month(teams[0], this.now))
        counted = {who.id: sum(asked.get(who.id, {}).values(), NONE)}
        (carries,) = _carried(teams, {who.id: who.roster_name}, counted, this.now)
        await self._say(this, own_load_said(who, carries, _since(teams[0], this.now), this.stimulus))

    async def _team(self, this: Moment, who: Person, team: Team) -> None:
        members = await self._gatherer.members(this.store, frozenset({team.id}))
        names = {
            each.id: each.roster_name
            for each in members
            if any(one.team == team.id and one.standing in PAGEABLE for one in each.memberships)
        }
        asked = await tallies.in_teams(this.store, names, {team.id}, _first_month(team, this.now))
        everybody = _carried([team], names, asked, this.now)
        called = team.names.get(this.community.default_language, team.id)
        for say in team_load_said(who, called, everybody, _since(team, this.now), this.stimulus):
            await self._say(this, say)


def _carried(
    teams: Sequence[Team], names: Mapping[PersonId, str], asked: Mapping[PersonId, Tally], now: datetime
) -> list[Carries]:
    """By the night and the clock of the first of the teams."""
    first = teams[0]
    where = zone(first.time_zone)
    people: Collection[PersonId] = names.keys()
    rotas = [rota for team in teams for rota in team.rotas]
    lately = loads(rotas, people, where, first.policy, now - LATELY, now)
    since = loads(rotas, people, where, first.policy, instant(where, _since(first, now)), now)
    return [
        Carries(name=name, lately=lately[person], since=since[person], asked=asked.get(person, NONE))
        for person, name in names.items()
    ]


def _since(team: Team, now: datetime) -> datetime:
    """The reading at which the months that are counted begin."""
    return datetime.combine(datetime.fromisoformat(f"{_first_month(team, now)}-01"), time())


def _first_month(team: Team, now: datetime) -> str:
    return months_back(month_of(reached(zone(team.time_zone), now)), MONTHS - 1)
