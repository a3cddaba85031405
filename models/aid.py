"""A neighbour's part in a call, as rows: one for each call and neighbour that was ever asked."""

from typing import Any

import sqlalchemy as sa

from domain.ids import PersonId, TeamId
from domain.incident import Incident
from domain.neighbours import Aid, AidState
from models.database import Store
from models.either import upsert
from models.tables import aid

COLUMNS = (
    aid.c.team.label("aid_team"),
    aid.c.state.label("aid_state"),
    aid.c.asked_at.label("aid_asked_at"),
    aid.c.at.label("aid_at"),
    aid.c.by_person.label("aid_by"),
    aid.c.reminded.label("aid_reminded"),
)
"""As they stand beside an incident's own, one row for each neighbour."""

OF_TEAMS = sa.select(aid.c.incident).where(aid.c.team.in_(sa.bindparam("wanted", expanding=True)))
"""The incidents with which these teams were asked to help."""

_KEEP = upsert(aid, ("incident", "team"), ("state", "asked_at", "at", "by_person", "reminded"))


async def keep(store: Store, before: Incident | None, after: Incident) -> None:
    """Keep what changed between a call's neighbours and it."""
    known = {} if before is None else {each.team: each for each in before.neighbours}
    rows = [_row(after, each) for each in after.neighbours if known.get(each.team) != each]
    if rows:
        await store.connection.execute(_KEEP[store.connection.dialect.name], rows)


def aid_from(row: Any) -> Aid:
    """A neighbour's part, from a row with `COLUMNS`. One of before they were asked by chat was opened when it was."""
    return Aid(
        team=TeamId(row.aid_team),
        state=AidState(row.aid_state),
        asked_at=row.aid_asked_at or row.aid_at,
        at=row.aid_at,
        by=None if row.aid_by is None else PersonId(row.aid_by),
        reminded=row.aid_reminded,
    )


def _row(of: Incident, each: Aid) -> dict[str, Any]:
    return {
        "incident": of.id,
        "team": each.team,
        "state": each.state.value,
        "asked_at": each.asked_at,
        "at": each.at,
        "by_person": each.by,
        "reminded": each.reminded,
    }
