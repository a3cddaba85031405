"""Our own addresses: bots and numbers people write to."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from domain.ids import SenderId, TeamId
from domain.people import Channel
from models.alone import Alone, alone
from models.database import Store
from models.tables import sender

_ALL = sa.select(sender)
_UPDATE = sa.update(sender).where(sender.c.id == sa.bindparam("sender_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """An address of ours, as its provider knows it. `team`: whose it is, if it is not the community's."""

    id: SenderId
    channel: Channel
    address: str
    team: TeamId | None = None


async def load(store: Store) -> Mapping[SenderId, Sender]:
    return {
        SenderId(row.id): Sender(
            id=SenderId(row.id),
            channel=Channel(row.channel),
            address=row.address,
            team=None if row.team is None else TeamId(row.team),
        )
        for row in await store.connection.execute(_ALL)
    }


async def keep(store: Store, *senders: Sender) -> None:
    """Make these known, or known anew. None ever goes: conversations are answered from where they were written to."""
    await alone(store.connection, Alone.SETTING_UP)
    known = await load(store)
    for each in senders:
        columns = {"channel": each.channel.value, "address": each.address, "team": each.team}
        if each.id not in known:
            await store.connection.execute(sa.insert(sender), {"id": each.id, **columns})
        elif known[each.id] != each:
            await store.connection.execute(_UPDATE, {"sender_id": each.id, **columns})
