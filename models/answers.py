"""How often people were asked and said yes, on call and off: from it comes the chance that a need is filled."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from domain.ids import PersonId
from domain.proof import Answered
from models.database import Store
from models.tables import page_tally

_SUMS = (
    sa.select(
        page_tally.c.person,
        page_tally.c.on_call,
        sa.func.sum(page_tally.c.pages).label("pages"),
        sa.func.sum(page_tally.c.accepts).label("accepts"),
    )
    .where(page_tally.c.person.in_(sa.bindparam("people", expanding=True)), page_tally.c.month >= sa.bindparam("since"))
    .group_by(page_tally.c.person, page_tally.c.on_call)
)


async def of_members(
    store: Store, people: Collection[PersonId], since_month: str
) -> Mapping[tuple[PersonId, bool], Answered]:
    """By person, and whether they were on call then; in `since_month` (2026-03) and later. Absent: never asked."""
    rows = await store.connection.execute(_SUMS, {"people": sorted(people), "since": since_month})
    return {
        (PersonId(row.person), row.on_call): Answered(pages=int(row.pages), accepts=int(row.accepts)) for row in rows
    }
