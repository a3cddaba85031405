"""Duties: what one process at a time does, of however many run. Whoever has one has it until a moment, and renews it.

A holder that dies or stalls loses its duty by that moment, whatever became of its connections. Moments are the
database's own: no two machines agree about the time, and one that is wrong must neither keep a duty nor take it.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.database import Store
from models.either import insert_unless_there
from models.tables import setting

_TIME = sa.select(sa.func.clock_timestamp())
_NOBODY: dict[str, str] = {"holder": "", "until": ""}
_HELD = sa.select(setting.c.value).where(setting.c.name == sa.bindparam("wanted")).with_for_update()
_SET = sa.update(setting).where(setting.c.name == sa.bindparam("wanted"))
_ADD = insert_unless_there(setting, "name")


async def time_of(store: Store) -> datetime:
    """What the clock of a PostgreSQL server says."""
    said: datetime = (await store.connection.execute(_TIME)).scalar_one()
    return said


async def take(store: Store, duty: str, *, holder: str, now: datetime, until: datetime) -> bool:
    """`holder` has the duty until `until`, if nobody else has it at `now`; True if so. Renews it as well."""
    before = await _held(store, duty)
    free = before["holder"] in ("", holder) or datetime.fromisoformat(before["until"]) <= now
    if free:
        await _write(store, duty, {"holder": holder, "until": until.isoformat()})
    return free


async def give_back(store: Store, duty: str, *, holder: str) -> None:
    """Nobody has the duty any more, if `holder` had it."""
    if (await _held(store, duty))["holder"] == holder:
        await _write(store, duty, _NOBODY)


async def _held(store: Store, duty: str) -> dict[str, str]:
    """Who has it, held for this transaction."""
    name = _name(duty)
    await store.connection.execute(_ADD[store.connection.dialect.name], [{"name": name, "value": _NOBODY}])
    held: dict[str, str] = (await store.connection.execute(_HELD, {"wanted": name})).scalar_one()
    return held


async def _write(store: Store, duty: str, value: dict[str, Any]) -> None:
    await store.connection.execute(_SET.values(value=value), {"wanted": _name(duty)})


def _name(duty: str) -> str:
    return f"duty {duty}"
