"""The inbox: what came in, each once, until a turn has dealt with it.

An item is found again by a keyed hash of its channel and external id. Its payload is sealed under the keyring's key for
its day, and gone as soon as it is done; its row goes some days later. The hash stays, with the day and nothing else:
what a provider signed once is signed for ever, so for as long as there is a database a replay must be known. Items of
one stream (one sender's) keep their order: one waits while an earlier one of its stream is waiting.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from domain.ids import DeliveryId, InboxId
from domain.messages import Lane
from models.database import Store, Work
from models.either import insert_unless_there
from models.order import order
from models.tables import inbox, replay_key

KEPT = timedelta(days=3)
"""How long a payload nobody has dealt with can be read, and how long the row of an item dealt with stays."""

DEAD_KEPT = timedelta(days=30)
"""How long the row of an item that was given up stays, for whoever looks why."""

RETENTION_CLASS = "inbox"


class Kind(StrEnum):
    INBOUND = "inbound"
    RECEIPT = "receipt"
    DELIVERY_FAILED = "delivery_failed"
    COMMAND = "command"


class State(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something to store. `external_id` is unique on its channel; `stream` names whose order it keeps.

    `lane` says how soon it is dealt with when much is waiting.
    """

    kind: Kind
    channel: str
    external_id: str
    stream: str
    lane: Lane
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A stored item. `payload` is still sealed; see `payload_of`."""

    id: InboxId
    kind: Kind
    channel: str
    lane: Lane
    seq: int
    due_at: datetime
    received_at: datetime
    attempts: int
    payload: bytes
    keyring_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What has become of an item. Its row is there for `KEPT` once it is done."""

    id: InboxId
    state: State
    received_at: datetime


_COLUMNS = (
    inbox.c.id,
    inbox.c.kind,
    inbox.c.channel,
    inbox.c.lane,
    inbox.c.seq,
    inbox.c.due_at,
    inbox.c.received_at,
    inbox.c.attempts,
    inbox.c.payload,
    inbox.c.keyring_key,
)


def _waits(items: sa.FromClause) -> sa.ColumnElement[bool]:
    """Written out: for a bound value neither database takes an index of those that wait only."""
    return items.c.state == sa.literal_column(f"'{State.WAITING.value}'")


_earlier = inbox.alias("earlier")
_FIRST_OF_STREAM = inbox.c.seq == (
    sa.select(sa.func.min(_earlier.c.seq))
    .where(_earlier.c.stream == inbox.c.stream, _waits(_earlier))
    .scalar_subquery()
)
"""Looked up for each row by the index of streams. "There is no earlier one" would be a join, which PostgreSQL, as long
as it knows little of a table that grew a moment ago, does by comparing each with each.
"""
_IS_WAITING = _waits(inbox)
_RECEIPT: sa.ColumnElement[str] = sa.literal_column(f"'{Kind.RECEIPT.value}'")
_DUE = sa.select(*_COLUMNS).where(_IS_WAITING, inbox.c.due_at <= sa.bindparam("now"), _FIRST_OF_STREAM)
_IN_TURN = _DUE.order_by(inbox.c.lane, inbox.c.due_at, inbox.c.seq).limit(sa.bindparam("most"))
_DUE_RECEIPTS = _IN_TURN.where(inbox.c.kind == _RECEIPT).with_for_update(skip_locked=True, of=inbox)
_DUE_OTHERS = _IN_TURN.where(inbox.c.kind != _RECEIPT).with_for_update(skip_locked=True, of=inbox)
_TAKEN = sa.select(inbox.c.id, inbox.c.state, inbox.c.received_at).where(
    inbox.c.external_index == sa.bindparam("index")
)
_SEEN = insert_unless_there(replay_key, "external_index")
_PUT = sa.insert(inbox)
_FINISH = (
    sa.update(inbox)
    .where(inbox.c.id == sa.bindparam("item"), _IS_WAITING)
    .values(state=State.DONE.value, payload=None, done_at=sa.bindparam("now"))
)
_PUT_BACK = (
    sa.update(inbox)
    .where(inbox.c.id == sa.bindparam("item"), _IS_WAITING)
    .values(attempts=sa.bindparam("tries"), due_at=sa.bindparam("due"), error=sa.bindparam("why"))
)
_BURY = (
    sa.update(inbox)
    .where(inbox.c.id == sa.bindparam("item"), _IS_WAITING)
    .values(
        state=State.DEAD.value, attempts=sa.bindparam("tries"), error=sa.bindparam("why"), done_at=sa.bindparam("now")
    )
)
_CLEAR = sa.delete(inbox).where(
    sa.or_(
        sa.and_(inbox.c.state == State.DONE.value, inbox.c.done_at < sa.bindparam("done_before")),
        sa.and_(inbox.c.state == State.DEAD.value, inbox.c.done_at < sa.bindparam("dead_before")),
    )
)
NEXT_DUE = sa.select(sa.func.min(inbox.c.due_at)).where(_IS_WAITING, _FIRST_OF_STREAM)
_COUNTS = (
    sa.select(inbox.c.state, sa.func.count().label("many"))
    .where(inbox.c.state != State.DONE.value)
    .group_by(inbox.c.state)
)


async def put(store: Store, entries: Sequence[Entry], now: datetime) -> tuple[bool, ...]:
    """Store `entries` in their order. True for each that is new; one seen before, or twice here, is passed over."""
    if not entries:
        return ()
    ring = await store.vault.keyring_key((now + KEPT).date(), RETENTION_CLASS)
    indexes = [store.vault.hash("external id", f"{each.channel}|{each.external_id}") for each in entries]
    # Sorted, so that two processes with the same items wait for one another in the same order.
    seen = [{"external_index": each, "seen_on": now.date()} for each in sorted(set(indexes))]
    new = set((await store.connection.execute(_SEEN[store.connection.dialect.name], seen)).scalars())
    answers: list[bool] = []
    rows: list[dict[str, Any]] = []
    for entry, index in zip(entries, indexes, strict=True):
        answers.append(index in new)
        if index in new:
            new.remove(index)
            rows.append(_row(store, entry, index, ring.id, now))
            rows[-1]["payload"] = store.vault.seal(
                ring.key, "inbox", "payload", rows[-1]["id"], json.dumps(entry.payload, separators=(",", ":")).encode()
            )
    if rows:
        await store.connection.execute(_PUT, rows)
        for row in rows:
            store.work_waits(Work.RECEIPTS if row["kind"] == Kind.RECEIPT.value else Work.TURNS)
    return tuple(answers)


async def taken(store: Store, channel: str, external_id: str) -> Taken | None:
    """How the item of this id stands; None if there is none, or if its row is gone."""
    index = store.vault.hash("external id", f"{channel}|{external_id}")
    row = (await store.connection.execute(_TAKEN, {"index": index})).one_or_none()
    return None if row is None else Taken(id=InboxId(row.id), state=State(row.state), received_at=row.received_at)


async def put_delivery_failed(store: Store, deliveries: Mapping[DeliveryId, Lane], now: datetime) -> None:
    """Store that these deliveries failed for good, each once, with the lane each was in."""
    await put(
        store,
        [
            Entry(
                kind=Kind.DELIVERY_FAILED,
                channel="engine",
                external_id=f"failed {delivery}",
                stream=delivery,
                lane=lane,
                payload={"delivery": delivery},
            )
            for delivery, lane in deliveries.items()
        ],
        now,
    )


def _row(store: Store, entry: Entry, index: bytes, keyring_key: str, now: datetime) -> dict[str, Any]:
    return {
        "id": store.mint.id("inb"),
        "external_index": index,
        "kind": entry.kind.value,
        "channel": entry.channel,
        "stream": store.vault.hash("stream", f"{entry.kind}|{entry.channel}|{entry.stream}"),
        "keyring_key": keyring_key,
        "state": State.WAITING.value,
        "lane": entry.lane.value,
        "seq": order.next(now, store.mint),
        "due_at": now,
        "received_at": now,
        "attempts": 0,
    }


async def due(store: Store, now: datetime, most: int) -> tuple[Waiting, ...]:
    """At most `most` items that are due and first of their stream, but receipts, in the order of their turns.

    They are held for this transaction; items another transaction holds are passed over.
    """
    return await _waiting(store, _DUE_OTHERS, now, most)


async def due_receipts(store: Store, now: datetime, most: int) -> tuple[Waiting, ...]:
    """The same for receipts."""
    return await _waiting(store, _DUE_RECEIPTS, now, most)


async def _waiting(store: Store, statement: sa.Select[Any], now: datetime, most: int) -> tuple[Waiting, ...]:
    rows = await store.connection.execute(statement, {"now": now, "most": most})
    return tuple(
        Waiting(
            id=InboxId(row.id),
            kind=Kind(row.kind),
            channel=row.channel,
            lane=Lane(row.lane),
            seq=row.seq,
            due_at=row.due_at,
            received_at=row.received_at,
            attempts=row.attempts,
            payload=row.payload,
            keyring_key=row.keyring_key,
        )
        for row in rows
    )


async def payload_of(store: Store, item: Waiting) -> Mapping[str, Any]:
    """What was stored. Raises KeyDestroyed, Unreadable."""
    ring = await store.vault.keyring_key_named(item.keyring_key)
    found: Mapping[str, Any] = json.loads(store.vault.open(ring.key, "inbox", "payload", item.id, item.payload))
    return found


async def finish(store: Store, item: InboxId, now: datetime) -> bool:
    """It is dealt with, and its payload goes. False if it was not waiting any more."""
    return bool((await store.connection.execute(_FINISH, {"item": item, "now": now})).rowcount)


async def finish_all(store: Store, items: Sequence[InboxId], now: datetime) -> None:
    if items:
        await store.connection.execute(_FINISH, [{"item": each, "now": now} for each in items])


async def put_back(store: Store, item: InboxId, *, attempts: int, why: str, due_at: datetime) -> None:
    """Dealing with it failed; it is due again at `due_at`."""
    await store.connection.execute(_PUT_BACK, {"item": item, "tries": attempts, "due": due_at, "why": why})


async def bury(store: Store, item: InboxId, *, attempts: int, why: str, now: datetime) -> None:
    """Dealing with it failed for the last time. Its payload stays, sealed, until its day."""
    await store.connection.execute(_BURY, {"item": item, "tries": attempts, "now": now, "why": why})


async def clear(store: Store, now: datetime) -> int:
    """Delete the rows of items dealt with or given up long ago; how many. That they were seen is not forgotten."""
    cleared = await store.connection.execute(_CLEAR, {"done_before": now - KEPT, "dead_before": now - DEAD_KEPT})
    return cleared.rowcount


async def next_due(store: Store) -> datetime | None:
    """When the next item is due; one that waits for an earlier one of its stream is not."""
    found: datetime | None = (await store.connection.execute(NEXT_DUE)).scalar_one_or_none()
    return found


async def counts(store: Store) -> Mapping[str, int]:
    """How many are waiting, how many dead."""
    return {row.state: row.many for row in await store.connection.execute(_COUNTS)}
