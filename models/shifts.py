"""Shifts that begin: who was asked whether they are here, who said so, and whose silence a coordinator heard of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.ids import PersonId, TeamId
from domain.rota import Shift
from models.database import Store
from models.either import upsert
from models.tables import assignment, shift_start

KEPT_FOR = timedelta(days=60)
"""Who began which shift when is nobody's business for longer."""

_KEYS = ("person", "team", "starts")
_OWN = sa.and_(
    shift_start.c.person == sa.bindparam("of"),
    shift_start.c.team == sa.bindparam("in_team"),
    shift_start.c.starts == sa.bindparam("at"),
)
_FOUND = sa.select(shift_start).where(_OWN).with_for_update()
_TOLD = upsert(shift_start, _KEYS, ("ends", "told_at"), where=shift_start.c.told_at.is_(None))
_HERE = upsert(shift_start, _KEYS, ("ends", "here_at"), where=shift_start.c.here_at.is_(None))
_MISSED = upsert(
    shift_start,
    _KEYS,
    ("ends", "missed_at"),
    where=sa.and_(shift_start.c.here_at.is_(None), shift_start.c.missed_at.is_(None)),
)
_ASKED = (
    sa.select(shift_start.c.team, shift_start.c.starts)
    .where(shift_start.c.person == sa.bindparam("of"), shift_start.c.told_at.is_not(None))
    .where(shift_start.c.starts > sa.bindparam("after"), shift_start.c.here_at.is_(None))
)
_UNANSWERED = (
    sa.select(shift_start.c.team, shift_start.c.starts, shift_start.c.ends)
    .where(shift_start.c.person == sa.bindparam("of"), shift_start.c.here_at.is_(None))
    .where(shift_start.c.starts <= sa.bindparam("now"), shift_start.c.ends > sa.bindparam("now"))
)
_ACCEPTED = (
    sa.select(sa.literal(1))
    .where(assignment.c.person == sa.bindparam("of"), assignment.c.accepted_at >= sa.bindparam("since"))
    .limit(1)
)
_FORGET = sa.delete(shift_start).where(shift_start.c.ends < sa.bindparam("before"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What is known of one shift's beginning. `told_at`: they were asked; `missed_at`: a coordinator heard."""

    told_at: datetime | None = None
    here_at: datetime | None = None
    missed_at: datetime | None = None


async def begun(store: Store, person: PersonId, team: TeamId, shift: Shift) -> Begun:
    """What is known of it, held until this transaction ends."""
    row = (await store.connection.execute(_FOUND, _key(person, team, shift))).one_or_none()
    return Begun() if row is None else Begun(told_at=row.told_at, here_at=row.here_at, missed_at=row.missed_at)


async def told(store: Store, person: PersonId, team: TeamId, shift: Shift, now: datetime) -> None:
    """They were asked whether they are here."""
    await _keep(store, _TOLD, person, team, shift, told_at=now)


async def here(store: Store, person: PersonId, team: TeamId, shift: Shift, now: datetime) -> None:
    """They said so. The first word counts."""
    await _keep(store, _HERE, person, team, shift, here_at=now)


async def missed(store: Store, person: PersonId, team: TeamId, shift: Shift, now: datetime) -> bool:
    """A coordinator hears that they did not; False if they have said so, or one has heard already."""
    return await _keep(store, _MISSED, person, team, shift, missed_at=now) == 1


async def asked_ahead(store: Store, person: PersonId, now: datetime) -> tuple[tuple[TeamId, datetime], ...]:
    """The shifts to come for which they were asked already, by team and start."""
    rows = await store.connection.execute(_ASKED, {"of": person, "after": now})
    return tuple((TeamId(row.team), row.starts) for row in rows)


async def unanswered(store: Store, person: PersonId, now: datetime) -> tuple[tuple[TeamId, Shift], ...]:
    """The shifts that run, as they were when they were asked about, whose start they have not answered yet."""
    rows = await store.connection.execute(_UNANSWERED, {"of": person, "now": now})
    return tuple((TeamId(row.team), Shift(start=row.starts, end=row.ends)) for row in rows)


async def has_accepted(store: Store, person: PersonId, since: datetime) -> bool:
    """Whether they have said yes to any page since then."""
    return (await store.connection.execute(_ACCEPTED, {"of": person, "since": since})).first() is not None


async def forget(store: Store, now: datetime) -> None:
    await store.connection.execute(_FORGET, {"before": now - KEPT_FOR})


async def _keep(store: Store, statement: Any, person: PersonId, team: TeamId, shift: Shift, **at: datetime) -> int:
    """How many rows are new or others by it."""
    row = {"person": person, "team": team, "starts": shift.start, "ends": shift.end, **at}
    blank = {name: None for name in ("told_at", "here_at", "missed_at") if name not in row}
    done = await store.connection.execute(statement[store.connection.dialect.name], {**blank, **row})
    return int(done.rowcount)


def _key(person: PersonId, team: TeamId, shift: Shift) -> dict[str, Any]:
    return {"of": person, "in_team": team, "at": shift.start}
