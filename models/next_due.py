"""When there is something to do next, whatever it is: one question instead of one for each kind of work."""

from datetime import datetime

import sqlalchemy as sa

from models.database import Store
from models.deliveries import NEXT_AFTER, NEXT_LAPSE
from models.inbox import NEXT_DUE as NEXT_TEXT
from models.timers import NEXT_DUE as NEXT_TIMER

_NEXT = sa.select(
    NEXT_TEXT.scalar_subquery().label("text"),
    NEXT_TIMER.scalar_subquery().label("timer"),
    NEXT_LAPSE.scalar_subquery().label("lapse"),
    NEXT_AFTER.scalar_subquery().label("delivery"),
)


async def next_due(store: Store, now: datetime) -> tuple[datetime | None, ...]:
    """When the next inbox item and the next timer are due, the next lease runs out, and the next delivery is due that
    is not due yet. None for what there is none of.
    """
    return tuple((await store.connection.execute(_NEXT, {"after": now})).one())
