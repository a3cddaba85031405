"""What members went through of late: nights they were paged in, a heavy call, a rest that was ended. No call's id."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.ids import PersonId, TeamId
from domain.strain import NO_STRAIN, Strain
from models.database import Store
from models.tables import Instant, membership, person, strain

_HEAVY = "heavy"
_LIFTED = "lifted"


def _noting(dialect: Any) -> Any:
    """A row, or a later moment on the row there is; nothing for somebody who has been erased."""
    row = [sa.bindparam(each.name, type_=each.type) for each in strain.c]
    there = sa.select(*row).where(
        person.c.id == sa.bindparam("person", type_=strain.c.person.type), person.c.data_key != b""
    )
    new = dialect.insert(strain).from_select([each.name for each in strain.c], there)
    return new.on_conflict_do_update(index_elements=["person", "what"], set_={"at": new.excluded.at})


_NOTE = {"sqlite": _noting(sqlite), "postgresql": _noting(postgresql)}
_OF_TEAMS = sa.select(strain).where(
    strain.c.person.in_(
        sa.select(membership.c.person).where(membership.c.team.in_(sa.bindparam("teams", expanding=True)))
    )
)
_OF = sa.select(strain).where(strain.c.person == sa.bindparam("person"))
_OLD = sa.delete(strain).where(strain.c.at < sa.bindparam("before", type_=Instant()))


async def paged_by_night(store: Store, who: PersonId, night: date, at: datetime) -> None:
    await _note(store, who, night.isoformat(), at)


async def heavy(store: Store, who: PersonId, at: datetime) -> None:
    """They came from a heavy call."""
    await _note(store, who, _HEAVY, at)


async def lifted(store: Store, who: PersonId, at: datetime) -> None:
    """A coordinator ended their rest."""
    await _note(store, who, _LIFTED, at)


async def of(store: Store, who: PersonId) -> Strain:
    return _strains(await store.connection.execute(_OF, {"person": who})).get(who, NO_STRAIN)


async def of_teams(store: Store, teams: Collection[TeamId]) -> Mapping[PersonId, Strain]:
    """What everybody of these teams went through. Whoever went through nothing is left out."""
    return _strains(await store.connection.execute(_OF_TEAMS, {"teams": sorted(teams)}))


async def forget_before(store: Store, before: datetime) -> None:
    """What was longer ago is gone."""
    await store.connection.execute(_OLD, {"before": before})


async def _note(store: Store, who: PersonId, what: str, at: datetime) -> None:
    await store.connection.execute(_NOTE[store.connection.dialect.name], {"person": who, "what": what, "at": at})


def _strains(rows: Any) -> dict[PersonId, Strain]:
    found: dict[PersonId, dict[str, datetime]] = {}
    for row in rows:
        found.setdefault(PersonId(row.person), {})[row.what] = row.at
    return {
        who: Strain(
            heavy_at=each.pop(_HEAVY, None),
            lifted_at=each.pop(_LIFTED, None),
            nights=frozenset(map(date.fromisoformat, each)),
        )
        for who, each in found.items()
    }
