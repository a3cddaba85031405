"""What closed calls and ended check-ins left behind in numbers, and what people carried: one read for each."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.figures import Answered, Closed
from domain.ids import PersonId, TeamId
from domain.incident import Disposition
from domain.tally import Tally
from models.database import Store
from models.tables import check_in_tally, page_tally, statistic

_TEAM: sa.BindParameter[Any] = sa.bindparam("of_team")
_FIRST: sa.BindParameter[Any] = sa.bindparam("first")
_LAST: sa.BindParameter[Any] = sa.bindparam("last")
_CLOSED = (
    sa.select(statistic)
    .where(
        statistic.c.team == _TEAM,
        statistic.c.month.between(_FIRST, _LAST),
        statistic.c.disposition != Disposition.DUPLICATE.value,
    )
    .order_by(statistic.c.row)
)
_CARRIED = (
    sa.select(
        page_tally.c.person,
        *(sa.func.sum(page_tally.c[name]).label(name) for name in ("pages", "accepts", "declines", "expiries")),
    )
    .where(page_tally.c.team == _TEAM, page_tally.c.month.between(_FIRST, _LAST))
    .group_by(page_tally.c.person)
)
_ANSWERED = sa.select(
    sa.func.coalesce(sa.func.sum(check_in_tally.c.asked), 0).label("asked"),
    sa.func.coalesce(sa.func.sum(check_in_tally.c.answered), 0).label("answered"),
).where(check_in_tally.c.team == _TEAM, check_in_tally.c.month.between(_FIRST, _LAST))


def _counting(dialect: Any) -> Any:
    """A row more, or more on the row there is."""
    new = dialect.insert(check_in_tally)
    more = {name: check_in_tally.c[name] + new.excluded[name] for name in ("asked", "answered")}
    return new.on_conflict_do_update(index_elements=["team", "month"], set_=more)


_COUNT = {"sqlite": _counting(sqlite), "postgresql": _counting(postgresql)}


async def closed(store: Store, team: TeamId, first: str, last: str) -> tuple[Closed, ...]:
    """The calls of a team that began from the month `first` to the month `last` and are over."""
    wanted = {"of_team": team, "first": first, "last": last}
    return tuple(
        Closed(
            month=row.month,
            hour=row.hour,
            area=row.area or "",
            protection_area=row.protection_area,
            nature=row.nature,
            language=row.language,
            asked=row.pages,
            filled=row.filled,
            to_accept=row.seconds_to_first_accept,
            to_arrival=row.seconds_to_arrival,
        )
        for row in await store.connection.execute(_CLOSED, wanted)
    )


async def carried(store: Store, team: TeamId, first: str, last: str) -> Mapping[PersonId, Tally]:
    """How often each member was asked and came in these months; nobody without a page."""
    wanted = {"of_team": team, "first": first, "last": last}
    return {
        PersonId(row.person): Tally(
            pages=int(row.pages), accepts=int(row.accepts), declines=int(row.declines), expiries=int(row.expiries)
        )
        for row in await store.connection.execute(_CARRIED, wanted)
    }


async def answered(store: Store, team: TeamId, first: str, last: str) -> Answered:
    """Check-ins of these months that ended."""
    row = (await store.connection.execute(_ANSWERED, {"of_team": team, "first": first, "last": last})).one()
    return Answered(asked=int(row.asked), answered=int(row.answered))


async def count_check_in(store: Store, team: TeamId, month: str, counts: Answered) -> None:
    """Count it as well; what is taken back is counted as less."""
    row = {"team": team, "month": month, "asked": counts.asked, "answered": counts.answered}
    await store.connection.execute(_COUNT[store.connection.dialect.name], row)
