"""How providers do, as the latest attempts and the deliveries that wait show it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.board import Provider
from domain.delivery import DeliveryState
from domain.people import Channel
from models import signs
from models.database import Store
from models.tables import Instant, attempt, bucket, delivery, sender

LOOKED_AT = 5000
"""How many attempts count, the latest: a look costs the same however old the community is."""

FAILURES_COUNT_FOR = timedelta(hours=1)

_TAKEN = ("taken", "found")
_NEWEST = sa.select(sa.func.max(attempt.c.id)).scalar_subquery()
_CAME_BACK = delivery.c.state == DeliveryState.FAILED.value
_SINCE: sa.BindParameter[Any] = sa.bindparam("since", type_=Instant())
_SUCCEEDED = sa.and_(attempt.c.outcome.in_(_TAKEN), ~_CAME_BACK)
_FAILED = sa.or_(
    sa.and_(attempt.c.outcome.not_in((*_TAKEN, "returned")), attempt.c.finished_at > _SINCE),
    sa.and_(attempt.c.outcome.in_(_TAKEN), _CAME_BACK, delivery.c.finished_at > _SINCE),
)
_ATTEMPTS = (
    sa.select(
        delivery.c.channel,
        sa.func.max(sa.case((_SUCCEEDED, attempt.c.finished_at))).label("last"),
        sa.func.sum(sa.case((_FAILED, 1), else_=0)).label("failures"),
    )
    .join_from(attempt, delivery, delivery.c.id == attempt.c.delivery)
    .where(attempt.c.id > _NEWEST - LOOKED_AT)
    .group_by(delivery.c.channel)
)
_OLDEST = (
    sa.select(delivery.c.channel, sa.func.min(delivery.c.due_at).label("due"))
    .where(
        delivery.c.state.in_((DeliveryState.WAITING.value, DeliveryState.UNCERTAIN.value)),
        delivery.c.due_at <= sa.bindparam("now", type_=Instant()),
    )
    .group_by(delivery.c.channel)
)
_CLOSED = (
    sa.select(sender.c.channel, sa.func.max(bucket.c.closed_until).label("until"))
    .join_from(bucket, sender, sender.c.id == bucket.c.name)
    .where(bucket.c.closed_until > sa.bindparam("now", type_=Instant()))
    .group_by(sender.c.channel)
)


async def health(store: Store, channels: Collection[Channel], now: datetime) -> tuple[Provider, ...]:
    """How each of `channels` does at `now`, in their order."""
    since = {"since": now - FAILURES_COUNT_FOR}
    attempts = {row.channel: row for row in await store.connection.execute(_ATTEMPTS, since)}
    oldest = {row.channel: row.due for row in await store.connection.execute(_OLDEST, {"now": now})}
    closed = {row.channel: row.until for row in await store.connection.execute(_CLOSED, {"now": now})}
    ears = await signs.hearing(store)
    return tuple(
        Provider(
            channel=each,
            last_success=attempts[each.value].last if each.value in attempts else None,
            failures=attempts[each.value].failures if each.value in attempts else 0,
            oldest_waiting=now - oldest[each.value] if each.value in oldest else None,
            closed_until=closed.get(each.value),
            deaf_since=ears[each].last if each in ears and ears[each].is_deaf(now) else None,
        )
        for each in channels
    )
