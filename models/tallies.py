"""How often members were asked and came, by month: no call's id, no place, no hour."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.ids import PersonId, TeamId
from domain.tally import Heap, Tally
from models.database import Store
from models.tables import membership, page_tally, person

_COUNTS = ("pages", "accepts", "declines", "expiries")
_HEAP = ("person", "team", "month", "on_call", "night")


def _adding(dialect: Any) -> Any:
    """A row more, or more on the row there is; nothing for somebody who has been erased."""
    types = {column.name: column.type for column in page_tally.c}
    row = [sa.bindparam(name, type_=types[name]) for name in (*_HEAP, *_COUNTS)]
    there = sa.select(*row).where(
        person.c.id == sa.bindparam("person", type_=types["person"]), person.c.data_key != b""
    )
    new = dialect.insert(page_tally).from_select([*_HEAP, *_COUNTS], there)
    more = {name: page_tally.c[name] + new.excluded[name] for name in _COUNTS}
    return new.on_conflict_do_update(index_elements=list(_HEAP), set_=more)


_ADD = {"sqlite": _adding(sqlite), "postgresql": _adding(postgresql)}
_SINCE = page_tally.c.month >= sa.bindparam("since")
_OF = page_tally.c.person.in_(sa.bindparam("people", expanding=True))
_SUMS = [sa.func.sum(page_tally.c[name]).label(name) for name in _COUNTS]
_BY_ON_CALL = (
    sa.select(page_tally.c.person, page_tally.c.on_call, *_SUMS)
    .where(_OF, _SINCE)
    .group_by(page_tally.c.person, page_tally.c.on_call)
)
_BY_ON_CALL_OF_TEAMS = (
    sa.select(page_tally.c.person, page_tally.c.on_call, *_SUMS)
    .where(
        page_tally.c.person.in_(
            sa.select(membership.c.person).where(membership.c.team.in_(sa.bindparam("teams", expanding=True)))
        ),
        _SINCE,
    )
    .group_by(page_tally.c.person, page_tally.c.on_call)
)
_BY_TEAM = (
    sa.select(page_tally.c.person, *_SUMS)
    .where(_OF, _SINCE, page_tally.c.team.in_(sa.bindparam("teams", expanding=True)))
    .group_by(page_tally.c.person)
)
_OLD = sa.delete(page_tally).where(page_tally.c.month < sa.bindparam("before"))


async def add(store: Store, changes: Mapping[Heap, Tally]) -> None:
    """Count these as well; what is taken back is counted as less."""
    for heap in sorted(changes):
        await store.connection.execute(_ADD[store.connection.dialect.name], _row(heap, changes[heap]))


async def of_members(
    store: Store, people: Collection[PersonId], since_month: str
) -> Mapping[PersonId, Mapping[bool, Tally]]:
    """What was counted for each of `people` from that month on, on call (True) and off it; nobody without a page."""
    if not people:
        return {}
    wanted = {"people": sorted(people), "since": since_month}
    return await _by_on_call(store, _BY_ON_CALL, wanted)


async def of_teams(
    store: Store, teams: Collection[TeamId], since_month: str
) -> Mapping[PersonId, Mapping[bool, Tally]]:
    """The same for everybody of these teams, whoever asked them."""
    return await _by_on_call(store, _BY_ON_CALL_OF_TEAMS, {"teams": sorted(teams), "since": since_month})


async def _by_on_call(
    store: Store, statement: sa.Select[Any], wanted: Mapping[str, Any]
) -> Mapping[PersonId, Mapping[bool, Tally]]:
    found: dict[PersonId, dict[bool, Tally]] = {}
    for row in await store.connection.execute(statement, wanted):
        found.setdefault(PersonId(row.person), {})[bool(row.on_call)] = _tally(row)
    return found


async def in_teams(
    store: Store, people: Collection[PersonId], teams: Collection[TeamId], since_month: str
) -> Mapping[PersonId, Tally]:
    """What was counted for each of `people` in these teams from that month on; nobody without a page."""
    if not people or not teams:
        return {}
    wanted = {"people": sorted(people), "teams": sorted(teams), "since": since_month}
    return {PersonId(row.person): _tally(row) for row in await store.connection.execute(_BY_TEAM, wanted)}


async def forget_before(store: Store, month: str) -> None:
    """What was counted before that month is gone."""
    await store.connection.execute(_OLD, {"before": month})


def _row(heap: Heap, tally: Tally) -> dict[str, Any]:
    return {
        "person": heap.person,
        "team": heap.team,
        "month": heap.month,
        "on_call": heap.on_call,
        "night": heap.night,
        "pages": tally.pages,
        "accepts": tally.accepts,
        "declines": tally.declines,
        "expiries": tally.expiries,
    }


def _tally(row: Any) -> Tally:
    return Tally(**{name: int(getattr(row, name)) for name in _COUNTS})
