"""Requests for time off. What is granted stands in the rotas as well (`models/rotas.py`)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.ids import PersonId, TeamId
from domain.time_off import TimeOffRequest, TimeOffState
from domain.when import Stretch
from models.database import Store
from models.tables import time_off_request

_TABLE = time_off_request
_ASK = sa.insert(_TABLE)
_WAITING = (
    sa.select(_TABLE)
    .where(_TABLE.c.team.in_(sa.bindparam("teams", expanding=True)), _TABLE.c.state == TimeOffState.ASKED.value)
    .order_by(_TABLE.c.starts, _TABLE.c.id)
)
_OF_PERSON = (
    sa.select(_TABLE)
    .where(
        _TABLE.c.person == sa.bindparam("who"),
        _TABLE.c.state.in_([TimeOffState.ASKED.value, TimeOffState.GRANTED.value]),
        _TABLE.c.ends > sa.bindparam("after"),
    )
    .order_by(_TABLE.c.starts, _TABLE.c.id)
)
_LOADED = sa.select(_TABLE).where(_TABLE.c.id == sa.bindparam("which"))
_SAME = (
    sa.select(_TABLE)
    .where(
        _TABLE.c.person == sa.bindparam("who"),
        _TABLE.c.team == sa.bindparam("of_team"),
        _TABLE.c.starts == sa.bindparam("start"),
        _TABLE.c.ends == sa.bindparam("end"),
        _TABLE.c.state == sa.bindparam("in_state"),
    )
    .order_by(_TABLE.c.decided_at.desc(), _TABLE.c.id.desc())
    .limit(1)
)
_MOVE = (
    sa.update(_TABLE)
    .where(_TABLE.c.id == sa.bindparam("which"), _TABLE.c.state == sa.bindparam("from_state"))
    .values(state=sa.bindparam("to_state"), by_person=sa.bindparam("whom"), decided_at=sa.bindparam("at"))
)


async def ask(store: Store, request: TimeOffRequest) -> None:
    """Keep a new request."""
    await store.connection.execute(
        _ASK,
        {
            "id": request.id,
            "person": request.person,
            "team": request.team,
            "starts": request.stretch.start,
            "ends": request.stretch.end,
            "asked_at": request.asked_at,
            "state": request.state.value,
            "by_person": None,
            "decided_at": None,
        },
    )


async def waiting(store: Store, teams: Collection[TeamId]) -> tuple[TimeOffRequest, ...]:
    """Those of these teams that nobody has answered, the one that begins first before the others."""
    rows = await store.connection.execute(_WAITING, {"teams": sorted(teams)})
    return tuple(map(_request, rows))


async def of_person(store: Store, person: PersonId, now: datetime) -> tuple[TimeOffRequest, ...]:
    """What somebody has asked for or was granted, and is not over by `now`."""
    rows = await store.connection.execute(_OF_PERSON, {"who": person, "after": now})
    return tuple(map(_request, rows))


async def find(
    store: Store, *, person: PersonId, team: TeamId, stretch: Stretch, state: TimeOffState
) -> TimeOffRequest | None:
    """The newest request of somebody for just this time that stands so."""
    wanted = {"who": person, "of_team": team, "start": stretch.start, "end": stretch.end, "in_state": state.value}
    row = (await store.connection.execute(_SAME, wanted)).one_or_none()
    return None if row is None else _request(row)


async def load(store: Store, request: str) -> TimeOffRequest | None:
    row = (await store.connection.execute(_LOADED, {"which": request})).one_or_none()
    return None if row is None else _request(row)


async def move(
    store: Store, request: TimeOffRequest, state: TimeOffState, *, by: PersonId | None, now: datetime
) -> bool:
    """It comes to stand at `state`; False if by now it stands otherwise than `request` says."""
    moved = await store.connection.execute(
        _MOVE,
        {
            "which": request.id,
            "from_state": request.state.value,
            "to_state": state.value,
            "whom": by,
            "at": now,
        },
    )
    return moved.rowcount == 1


async def forget(store: Store, person: PersonId, team: TeamId | None = None) -> None:
    """Nothing is known any more of what somebody asked for: of one team, or of all."""
    theirs = _TABLE.c.person == person
    which = theirs if team is None else sa.and_(theirs, _TABLE.c.team == team)
    await store.connection.execute(sa.delete(_TABLE).where(which))


def _request(row: Any) -> TimeOffRequest:
    return TimeOffRequest(
        id=row.id,
        person=PersonId(row.person),
        team=TeamId(row.team),
        stretch=Stretch(start=row.starts, end=row.ends),
        asked_at=row.asked_at,
        state=TimeOffState(row.state),
    )
