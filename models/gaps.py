"""What the last proof of each team found uncovered, and how far its coordinators have heard of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.ids import AreaId, TeamId
from domain.proof import Hole, Lack, Told
from models.alone import alone_with
from models.database import Store
from models.tables import cover_gap

_IS_LACKING = cover_gap.c.lack > int(Lack.ON_PURPOSE)
_OF = sa.select(cover_gap).where(cover_gap.c.team == sa.bindparam("of")).order_by(cover_gap.c.starts)
_AHEAD = sa.select(cover_gap).where(cover_gap.c.ends > sa.bindparam("now")).order_by(cover_gap.c.starts)
_FORGET = sa.delete(cover_gap).where(cover_gap.c.team == sa.bindparam("of"))
_FORGET_OTHERS = sa.delete(cover_gap).where(cover_gap.c.team.not_in(sa.bindparam("teams", expanding=True)))
_FORGET_THIS = _FORGET.where(cover_gap.c.starts == sa.bindparam("starts"), cover_gap.c.areas == sa.bindparam("where"))
_FIGURES = sa.select(sa.func.count().label("many"), sa.func.min(cover_gap.c.starts).label("first")).where(
    cover_gap.c.ends > sa.bindparam("now"), _IS_LACKING
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is not covered in the days ahead, of all teams: how many stretches, and when the first begins."""

    many: int
    first: datetime | None


async def hold(store: Store, team: TeamId) -> None:
    """Nobody else proves this team until this transaction ends: each hole is told by one of them."""
    await alone_with(store.connection, f"proof {team}")


async def of_team(store: Store, team: TeamId) -> tuple[Told, ...]:
    """What its last proof found, and what was told besides, in order."""
    return tuple(map(_told, await store.connection.execute(_OF, {"of": team})))


async def ahead(store: Store, now: datetime) -> tuple[Told, ...]:
    """What is not over yet, of all teams, in order."""
    return tuple(map(_told, await store.connection.execute(_AHEAD, {"now": now})))


async def keep(store: Store, team: TeamId, found: Iterable[tuple[Hole, int]]) -> None:
    """What a proof found, each with how far it has been told, in the place of what stood there."""
    await store.connection.execute(_FORGET, {"of": team})
    rows = [_row(team, hole.start, hole.end, hole.lack, told, hole.areas) for hole, told in found]
    if rows:
        await store.connection.execute(sa.insert(cover_gap), rows)


async def note(
    store: Store, team: TeamId, start: datetime, end: datetime, told: int, areas: frozenset[AreaId] = frozenset()
) -> None:
    """Coordinators hear of this stretch otherwise, whatever the next proof finds in it; of these `areas` alone, if any
    are named."""
    row = _row(team, start, end, Lack.NOBODY, told, areas)
    await store.connection.execute(_FORGET_THIS, {"of": team, "starts": start, "where": row["areas"]})
    await store.connection.execute(sa.insert(cover_gap), [row])


async def forget_but(store: Store, teams: Iterable[TeamId]) -> None:
    """Teams that are no more have no gaps."""
    await store.connection.execute(_FORGET_OTHERS, {"teams": sorted(teams)})


async def figures(store: Store, now: datetime) -> Figures:
    row = (await store.connection.execute(_FIGURES, {"now": now})).one()
    return Figures(many=row.many, first=row.first)


def _row(
    team: TeamId, start: datetime, end: datetime, lack: Lack, told: int, areas: frozenset[AreaId]
) -> dict[str, Any]:
    where = ",".join(sorted(areas))
    return {"team": team, "starts": start, "ends": end, "lack": int(lack), "told": told, "areas": where}


def _told(row: Any) -> Told:
    return Told(
        team=TeamId(row.team),
        start=row.starts,
        end=row.ends,
        lack=Lack(row.lack),
        told=row.told,
        areas=frozenset(map(AreaId, row.areas.split(","))) if row.areas else frozenset(),
    )
