"""What a coordinator sees of everything that runs, read in one transaction: for the console and as a text."""

from collections.abc import Callable, Collection
from datetime import datetime

from bot.engine import auditor
from bot.gather import MAY_BE_REOPENED, Gatherer
from domain.board import WAITS_TOO_LONG, Board, Helped, call_of, helped_of, todo_of, unreachable, watch_of
from domain.ids import TeamId
from domain.incident import Incident
from domain.needs import ProtectionArea
from domain.people import Channel, Person
from models import in_custody, incidents, providers, sightings, tasks
from models.database import Store

_MOST_CLOSED = 8


class Boards:
    """Reads boards. `channels` answers with those that are on."""

    def __init__(self, gatherer: Gatherer, channels: Callable[[], Collection[Channel]]) -> None:
        self._gatherer = gatherer
        self._channels = channels

    async def look(self, store: Store, who: Person, now: datetime) -> Board:
        """What `who` may see at `now`: the teams whose calls `list` shows them, and the engine that all share."""
        known = await self._gatherer.known(store)
        teams = await self._gatherer.watched_by(store, who)
        members = await self._gatherer.members(store, teams)
        running = await incidents.alive_of_teams(store, teams)
        by_id = {each.id: each for each in running}
        jailed = [each.id for each in running if each.protection_area is ProtectionArea.CRIMINAL_LEGAL]
        custody = await in_custody.standing(store, jailed)
        names = {each.id: each.roster_name for each in members}
        over = await incidents.lately_closed(store, teams, now - MAY_BE_REOPENED)
        homes = await self._gatherer.homes(store, (*running, *over))
        helped = await incidents.aided_since(store, teams, now - MAY_BE_REOPENED)
        waiting = await self._gatherer.not_kept_from(store, who.id, await tasks.list_open(store, teams))
        health = await auditor.health_of(store, now, WAITS_TOO_LONG)
        return Board(
            now=now,
            calls=tuple(call_of(each, now, names, custody.get(each.id), homes) for each in running),
            closed=tuple(call_of(each, now, names, homes=homes) for each in reversed(over[-_MOST_CLOSED:])),
            aided=tuple([each for call in reversed(helped) for each in await self._helped(store, call, teams)]),
            todo=tuple(todo_of(each, by_id, now) for each in waiting),
            late=health.late,
            dead=health.dead,
            on_call=tuple(watch_of(team, members, now) for team in known.community.teams.values() if team.id in teams),
            unreachable=unreachable(members),
            sightings=tuple(each for each in await sightings.running(store) if each.team in teams),
            providers=await providers.health(store, sorted(self._channels()), now),
        )

    async def _helped(self, store: Store, call: Incident, teams: frozenset[TeamId]) -> list[Helped]:
        """`call` as each of `teams` sees it that was asked to help."""
        found = []
        for team in (each.team for each in call.neighbours if each.team in teams and call.team not in teams):
            theirs = {each.id for each in await self._gatherer.members(store, frozenset({call.team}))}
            mine = {each.id for each in await self._gatherer.members(store, frozenset({team}))}
            found.append(helped_of(call, team, mine - theirs))
        return found
