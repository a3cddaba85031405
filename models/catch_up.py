"""Up to when everything that came in at a provider has been fetched from its list, and when to ask for it again.

One row for each source, shared by all processes: whoever moves `next_at` asks, the others leave it to them. A row that
says too little costs a repeated question, never a text: what comes twice is taken in once.
"""

from datetime import datetime

import sqlalchemy as sa

from models.database import Store
from models.either import insert_unless_there
from models.tables import catch_up

_BEGIN = insert_unless_there(catch_up, "source")
_OF_SOURCE = catch_up.c.source == sa.bindparam("of")
_CLAIM = (
    sa.update(catch_up)
    .where(_OF_SOURCE, catch_up.c.next_at <= sa.bindparam("due"))
    .values(next_at=sa.bindparam("again"))
    .returning(catch_up.c.good_until)
)
_REACHED = (
    sa.update(catch_up)
    .where(_OF_SOURCE, catch_up.c.good_until < sa.bindparam("reached"))
    .values(good_until=sa.bindparam("reached"))
)


async def claim(
    store: Store, source: str, *, unknown: datetime, now: datetime, again: datetime, at_once: bool
) -> datetime | None:
    """Take the next round of `source`; nobody else has it before `again`. Since when it must look, or None if not due.

    `unknown` is since when, for a source that was never fetched. `at_once`: the round is due whatever the row says.
    """
    row = {"source": source, "good_until": unknown, "next_at": now}
    await store.connection.execute(_BEGIN[store.connection.dialect.name], [row])
    due = again if at_once else now
    found: datetime | None = (
        await store.connection.execute(_CLAIM, {"of": source, "due": due, "again": again})
    ).scalar_one_or_none()
    return found


async def reached(store: Store, source: str, at: datetime) -> None:
    """Everything that came in before `at` has been taken in."""
    await store.connection.execute(_REACHED, {"of": source, "reached": at})
