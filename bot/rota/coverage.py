"""What is not covered in the days ahead, from the rows as they stand: for the command line and whatever watches it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.community import Community, Team
from domain.ids import PersonId, TeamId
from domain.people import Person
from domain.proof import Hole, Lack, holes, likely, may_be_asked, prove, works
from domain.rota import Shift, all_shifts
from domain.tally import NONE
from domain.zone import zone
from models import communities, people
from models.database import Store

_WHY = {Lack.ON_PURPOSE: "on_purpose", Lack.UNREACHABLE: "unreachable", Lack.NOBODY: "nobody"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Somebody who may be paged and whom nothing reaches, and their next shift or the one that runs, if any."""

    person: PersonId
    team: Team
    shift: Shift | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """[start, end) of every team that has a rota. `without_rota` are the teams of which nothing can be said."""

    start: datetime
    end: datetime
    holes: tuple[tuple[Team, Hole], ...] = ()
    lost: tuple[Lost, ...] = ()
    without_rota: tuple[TeamId, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """True if nothing is missing, but for what is left empty on purpose."""
        return not self.lost and all(hole.lack is Lack.ON_PURPOSE for _, hole in self.holes)

    def document(self) -> dict[str, Any]:
        """What `rota gaps --json` prints: see docs/running.md."""
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "gaps": [
                {
                    "team": team.id,
                    **_written(team, hole.start, hole.end),
                    "areas": sorted(hole.areas),
                    "why": _WHY[hole.lack],
                    "deliberate": hole.lack is Lack.ON_PURPOSE,
                }
                for team, hole in self.holes
                if hole.lack in _WHY
            ],
            "thin": [
                {
                    "team": team.id,
                    **_written(team, hole.start, hole.end),
                    "areas": sorted(hole.areas),
                    "short": hole.short,
                    "skills": sorted(hole.skills),
                    "languages": sorted(hole.languages),
                    "lead": hole.no_lead,
                }
                for team, hole in self.holes
                if hole.lack is Lack.TOO_FEW
            ],
            "unreachable": [
                {
                    "person": each.person,
                    "team": each.team.id,
                    "shift": None if each.shift is None else _written(each.team, each.shift.start, each.shift.end),
                }
                for each in self.lost
            ],
            "without_rota": list(self.without_rota),
        }


async def coverage(store: Store, now: datetime, days: int) -> Coverage:
    """How the days from `now` on are covered. Raises LookupError before a community stands."""
    if not await communities.revision(store):
        raise LookupError("no community")
    community = await communities.load(store)
    now = now.replace(microsecond=0)
    end = now + timedelta(days=days)
    found: list[tuple[Team, Hole]] = []
    lost: list[Lost] = []
    for team in community.teams.values():
        members = await people.of_teams(store, {team.id})
        found += [(team, hole) for hole in _holes(team, community, members, now, end)]
        lost += _lost(team, members, now, end)
    return Coverage(
        start=now,
        end=end,
        holes=tuple(found),
        lost=tuple(lost),
        without_rota=tuple(sorted(each.id for each in community.teams.values() if not each.rotas)),
    )


def _holes(
    team: Team, community: Community, members: Sequence[Person], start: datetime, end: datetime
) -> tuple[Hole, ...]:
    usual = likely(team.policy.rota.accepts, NONE, NONE)  # the chance of an answer makes no hole
    return holes(prove(team, community, members, {each.id: usual for each in members}, start, end))


def _lost(team: Team, members: Sequence[Person], start: datetime, end: datetime) -> list[Lost]:
    gone = [each.id for each in members if may_be_asked(each, team.id) and not works(each)]
    shifts: Mapping[PersonId, tuple[Shift, ...]] = all_shifts(team.rotas, gone, start, end)
    return [Lost(person=each, team=team, shift=next(iter(shifts[each]), None)) for each in gone]


def _written(team: Team, start: datetime, end: datetime) -> dict[str, str]:
    where = zone(team.time_zone)
    return {"from": start.astimezone(where).isoformat(), "to": end.astimezone(where).isoformat()}
