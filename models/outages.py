"""Which providers are down, as rows that all processes share; see domain/outage.py for when one is."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.delivery import DeliveryState
from domain.ids import ContactPointId, DeliveryId
from domain.messages import Lane
from domain.outage import Outage
from domain.people import Channel
from models.database import Store, Work
from models.either import insert_unless_there
from models.tables import Instant, delivery, outage

_WAITING = delivery.c.state.in_((DeliveryState.WAITING.value, DeliveryState.UNCERTAIN.value))
_ALL = sa.select(outage).order_by(outage.c.channel)
_HELD = _ALL.where(outage.c.channel.in_(sa.bindparam("channels", expanding=True))).with_for_update()
_ADD = insert_unless_there(outage, "channel")
_KEEP = (
    sa.update(outage)
    .where(outage.c.channel == sa.bindparam("which"))
    .values({name: sa.bindparam(f"new_{name}") for name in (
        "strikes", "points", "struck_at", "down_since", "passes", "probe_at"
    )})
)  # fmt: skip
_CLAIM = (
    sa.update(outage)
    .where(
        outage.c.channel == sa.bindparam("which"),
        outage.c.down_since.is_not(None),
        outage.c.probe_at <= sa.bindparam("now", type_=Instant()),
    )
    .values(probe_at=sa.bindparam("until", type_=Instant()))
)
_GIVE_BACK = sa.update(outage).where(outage.c.channel == sa.bindparam("which")).values(probe_at=sa.bindparam("at"))
_WAITS = sa.select(sa.exists().where(_WAITING, delivery.c.channel.in_(sa.bindparam("channels", expanding=True))))
_FOR_MEMBERS = (
    sa.select(delivery.c.id)
    .where(
        _WAITING,
        delivery.c.channel == sa.bindparam("of_channel"),
        delivery.c.person.is_not(None),
        sa.or_(delivery.c.lane == Lane.URGENT.value, delivery.c.incident.is_not(None)),
        delivery.c.valid_until > sa.bindparam("now", type_=Instant()),
    )
    .order_by(delivery.c.lane, delivery.c.seq)
    .limit(sa.bindparam("most"))
)
_DUE_NOW = (
    sa.update(delivery)
    .where(
        delivery.c.state == DeliveryState.WAITING.value,
        delivery.c.channel == sa.bindparam("of_channel"),
        delivery.c.error_code.is_not(None),
        delivery.c.due_at > sa.bindparam("now", type_=Instant()),
    )
    .values(due_at=sa.bindparam("now", type_=Instant()))
)


async def load(store: Store) -> Mapping[Channel, Outage]:
    """How the providers do of which anything is noted: read once in a transaction, unless it writes of them."""
    if store.noted is None:
        store.noted = {each.channel: each for each in map(_outage, await store.connection.execute(_ALL))}
    return store.noted


async def avoided(store: Store, now: datetime) -> frozenset[Channel]:
    """The channels by which nothing is sent that cannot wait."""
    return frozenset(channel for channel, each in (await load(store)).items() if each.is_avoided(now))


async def hold(store: Store, channels: Collection[Channel]) -> dict[Channel, Outage]:
    """How these do, held for this transaction; of one that nothing is noted of, a row is made."""
    store.noted = None
    names = sorted(channels)
    rows = [_row(Outage(channel=each)) for each in names]
    await store.connection.execute(_ADD[store.connection.dialect.name], rows)
    found = await store.connection.execute(_HELD, {"channels": names})
    return {each.channel: each for each in map(_outage, found)}


async def keep(store: Store, outages: Iterable[Outage]) -> None:
    store.noted = None
    rows = [
        {"which": row.pop("channel"), **{f"new_{name}": value for name, value in row.items()}}
        for row in map(_row, outages)
    ]
    if rows:
        await store.connection.execute(_KEEP, rows)


async def claim_try(store: Store, channel: Channel, now: datetime, until: datetime) -> bool:
    """True for one process of all: it may try one message by this channel now, the next is tried `until` then."""
    store.noted = None
    found = await store.connection.execute(_CLAIM, {"which": channel.value, "now": now, "until": until})
    return bool(found.rowcount)


async def give_back(store: Store, channel: Channel, at: datetime) -> None:
    """There was nothing to try it with."""
    store.noted = None
    await store.connection.execute(_GIVE_BACK, {"which": channel.value, "at": at})


async def is_waited_for(store: Store, channels: Collection[Channel]) -> bool:
    """True if something waits to be sent by one of these."""
    return bool((await store.connection.execute(_WAITS, {"channels": sorted(channels)})).scalar_one())


async def waiting_for_members(store: Store, channel: Channel, now: datetime, most: int) -> tuple[DeliveryId, ...]:
    """What waits to go to members by this channel and cannot wait: what is urgent and what belongs to calls."""
    values: dict[str, Any] = {"of_channel": channel.value, "now": now, "most": most}
    return tuple(map(DeliveryId, (await store.connection.execute(_FOR_MEMBERS, values)).scalars()))


async def due_now(store: Store, channel: Channel, now: datetime) -> None:
    """What was put off because the provider failed is due at once, so that all of it goes in the order of its turns."""
    await store.connection.execute(_DUE_NOW, {"of_channel": channel.value, "now": now})
    store.work_waits(Work.SENDS)


def _row(of: Outage) -> dict[str, Any]:
    return {
        "channel": of.channel.value,
        "strikes": of.strikes,
        "points": list(of.points),
        "struck_at": of.struck_at,
        "down_since": of.down_since,
        "passes": of.passes,
        "probe_at": of.probe_at,
    }


def _outage(row: Any) -> Outage:
    return Outage(
        channel=Channel(row.channel),
        strikes=row.strikes,
        points=tuple(map(ContactPointId, row.points)),
        struck_at=row.struck_at,
        down_since=row.down_since,
        passes=row.passes,
        probe_at=row.probe_at,
    )
