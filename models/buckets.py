"""Rate limits as rows, shared by every process: what is left in each bucket, and until when a provider closed it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models.database import Store
from models.either import insert_unless_there, upsert
from models.tables import bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """`tokens` were left at `filled_at`. `closed_until`: the provider said not before."""

    name: str
    tokens: float
    filled_at: datetime
    closed_until: datetime | None = None


_COLUMNS = (bucket.c.name, bucket.c.tokens, bucket.c.filled_at, bucket.c.closed_until)
_BY_NAME = (
    sa.select(*_COLUMNS)
    .where(bucket.c.name.in_(sa.bindparam("names", expanding=True)))
    .order_by(bucket.c.name)
    .with_for_update()
)
_ADD = insert_unless_there(bucket, "name")
_KEEP = upsert(bucket, ("name",), ("tokens", "filled_at", "closed_until"))
_CLOSED = sa.select(bucket.c.name).where(bucket.c.closed_until > sa.bindparam("now"))


async def hold(store: Store, names: Iterable[str], new: Mapping[str, float], now: datetime) -> dict[str, Bucket]:
    """The buckets of these names, held for this transaction. One of `new` not seen before starts with its tokens."""
    wanted = sorted(names)
    if not wanted:
        return {}
    found = await _held(store, wanted)
    missing = [name for name in wanted if name in new and name not in found]
    if missing:
        rows = [{"name": name, "tokens": new[name], "filled_at": now, "closed_until": None} for name in missing]
        await store.connection.execute(_ADD[store.connection.dialect.name], rows)
        found = await _held(store, wanted)
    return found


async def _held(store: Store, names: Sequence[str]) -> dict[str, Bucket]:
    rows = await store.connection.execute(_BY_NAME, {"names": names})
    return {
        row.name: Bucket(name=row.name, tokens=row.tokens, filled_at=row.filled_at, closed_until=row.closed_until)
        for row in rows
    }


async def keep(store: Store, buckets: Iterable[Bucket]) -> None:
    """What is left in them now."""
    rows = [
        {"name": each.name, "tokens": each.tokens, "filled_at": each.filled_at, "closed_until": each.closed_until}
        for each in sorted(buckets, key=lambda each: each.name)
    ]
    if rows:
        await store.connection.execute(_KEEP[store.connection.dialect.name], rows)


async def closed(store: Store, now: datetime) -> frozenset[str]:
    """The names of those a provider has closed."""
    return frozenset((await store.connection.execute(_CLOSED, {"now": now})).scalars())
