"""Rotas changed one entry at a time, and the record of who changed what.

Rotas themselves are loaded with the community (`models/communities.py`). Whoever changes one holds all of them until
the transaction ends: two changes at once become one after the other, and the second sees the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.ids import RotaId, TeamId
from domain.rota import Layer, Override, TimeOff
from domain.rota_change import Frame, RotaChange
from models import communities, forms
from models.alone import Alone, alone
from models.database import Store
from models.tables import layer, override, rota, rota_change, time_off

_RECORD = sa.insert(rota_change)
_FOUND = sa.select(rota_change).where(rota_change.c.id == sa.bindparam("which"))
_LATEST = (
    sa.select(rota_change)
    .where(rota_change.c.team.in_(sa.bindparam("teams", expanding=True)))
    .order_by(rota_change.c.at.desc(), rota_change.c.id.desc())
    .limit(sa.bindparam("most"))
)
_UNDO = (
    sa.update(rota_change)
    .where(rota_change.c.id == sa.bindparam("which"), rota_change.c.undone_by.is_(None))
    .values(undone_by=sa.bindparam("by_change"))
)
_OLD = sa.delete(rota_change).where(rota_change.c.at < sa.bindparam("before"))
_NEXT_PLACE = sa.select(sa.func.coalesce(sa.func.max(rota.c.position), -1) + 1)
_NEXT_POSITION = sa.select(sa.func.coalesce(sa.func.max(layer.c.position), -1) + 1).where(
    layer.c.rota == sa.bindparam("of")
)


KEPT_FOR = timedelta(days=365)
"""For how long it is known who changed a rota, and how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A change as it was made. `undone`: somebody has taken it back."""

    id: str
    team: TeamId
    at: datetime
    kind: str
    by: str
    change: RotaChange
    undone: bool


async def hold(store: Store) -> None:
    """Nobody else changes a rota, or the community, until this transaction ends."""
    await alone(store.connection, Alone.SETTING_UP)


async def keep(store: Store, change: RotaChange, *, id: str, kind: str, by: str, now: datetime) -> None:
    """Make the change and record it. For whoever holds the rotas, and has seen that what goes is there."""
    if change.makes is not None:
        await _keep_rota(store, change.rota, change.makes, known=change.ends is not None)
    for gone in change.removed.layers:
        if gone.id not in {each.id for each in change.added.layers}:
            await store.connection.execute(sa.delete(layer).where(_of(layer, change.rota), layer.c.id == gone.id))
    for new in change.added.layers:
        await _keep_layer(store, change.rota, new, known=new.id in {each.id for each in change.removed.layers})
    await _swap_rows(
        store, override, change.rota, _overrides(change.removed.overrides), _overrides(change.added.overrides)
    )
    await _swap_rows(store, time_off, change.rota, _off(change.removed.time_off), _off(change.added.time_off))
    if change.ends is not None and change.makes is None:
        await store.connection.execute(sa.delete(rota).where(rota.c.id == change.rota))
    await _choose_default(store, change)
    await communities.revised(store)
    await store.connection.execute(
        _RECORD,
        {
            "id": id,
            "rota": change.rota,
            "team": _team_of(change.rota),
            "at": now,
            "kind": kind,
            "by_person": by,
            "added": forms.changed_form(change.added, change.makes),
            "removed": forms.changed_form(change.removed, change.ends),
            "undone_by": None,
        },
    )


async def recorded(store: Store, change: str) -> Recorded | None:
    row = (await store.connection.execute(_FOUND, {"which": change})).one_or_none()
    return None if row is None else _recorded(row)


async def latest(store: Store, teams: frozenset[TeamId], most: int) -> tuple[Recorded, ...]:
    """The last changes of these teams' rotas, newest first."""
    rows = await store.connection.execute(_LATEST, {"teams": sorted(teams), "most": most})
    return tuple(map(_recorded, rows))


async def undone(store: Store, change: str, by_change: str) -> bool:
    """Note that a change was taken back by another; False if it was already."""
    return (await store.connection.execute(_UNDO, {"which": change, "by_change": by_change})).rowcount == 1


async def forget(store: Store, now: datetime) -> None:
    """Who changed what a year ago is known no more."""
    await store.connection.execute(_OLD, {"before": now - KEPT_FOR})


async def _keep_rota(store: Store, wanted: RotaId, frame: Frame, *, known: bool) -> None:
    columns = forms.frame_form(frame)
    if known:
        await store.connection.execute(sa.update(rota).where(rota.c.id == wanted).values(**columns))
        return
    position = (await store.connection.execute(_NEXT_PLACE)).scalar_one()
    row = {"id": wanted, "position": position, "team": _team_of(wanted), **columns}
    await store.connection.execute(sa.insert(rota), row)


async def _choose_default(store: Store, change: RotaChange) -> None:
    """The first rota of a community takes what could not be placed, until it goes."""
    if (change.makes is None) == (change.ends is None):
        return
    default = (await communities.load(store)).default_rota
    if change.makes is not None and default is None:
        await communities.choose_default_rota(store, change.rota)
    elif change.ends is not None and default == change.rota:
        await communities.choose_default_rota(store, None)


def _team_of(wanted: RotaId) -> TeamId:
    return TeamId(wanted.partition("/")[0])


async def _keep_layer(store: Store, rota: RotaId, wanted: Layer, *, known: bool) -> None:
    columns = forms.layer_columns(wanted)
    if known:
        own = sa.and_(_of(layer, rota), layer.c.id == wanted.id)
        await store.connection.execute(sa.update(layer).where(own).values(**columns))
        return
    position = (await store.connection.execute(_NEXT_POSITION, {"of": rota})).scalar_one()
    await store.connection.execute(sa.insert(layer), {"rota": rota, "position": position, **columns})


def _overrides(entries: Sequence[Override]) -> list[Any]:
    return [forms.override_columns(each) for each in entries]


def _off(entries: Sequence[TimeOff]) -> list[Any]:
    return [forms.time_off_columns(each) for each in entries]


async def _swap_rows(store: Store, table: sa.Table, rota: RotaId, gone: list[Any], new: list[Any]) -> None:
    """Rows that say what `gone` says leave, one for each; rows for `new` come."""
    for columns in gone:
        rows = await store.connection.execute(sa.select(table).where(_of(table, rota)).order_by(table.c.id.desc()))
        same = next(
            (row.id for row in rows if all(getattr(row, name) == value for name, value in columns.items())), None
        )
        if same is None:
            raise LookupError("a change takes away what is not there")
        await store.connection.execute(sa.delete(table).where(table.c.id == same))
    if new:
        await store.connection.execute(sa.insert(table), [{"rota": rota, **columns} for columns in new])


def _of(table: sa.Table, rota: RotaId) -> sa.ColumnElement[bool]:
    return table.c.rota == rota


def _recorded(row: Any) -> Recorded:
    return Recorded(
        id=row.id,
        team=TeamId(row.team),
        at=row.at,
        kind=row.kind,
        by=row.by_person,
        change=RotaChange(
            rota=RotaId(row.rota),
            added=forms.entries_from(row.added),
            removed=forms.entries_from(row.removed),
            makes=forms.frame_from(row.added),
            ends=forms.frame_from(row.removed),
        ),
        undone=row.undone_by is not None,
    )
