"""A number a member showed as their own: theirs once its code was texted from it. The number itself is not kept."""

from datetime import datetime

import sqlalchemy as sa

from domain.ids import PersonId
from domain.people import Channel
from models.database import Store
from models.tables import own_contact

_FORGET = sa.delete(own_contact).where(own_contact.c.person == sa.bindparam("of"))
_FORGET_EXPIRED = sa.delete(own_contact).where(own_contact.c.expires_at <= sa.bindparam("now"))
_USE = (
    sa.delete(own_contact)
    .where(
        own_contact.c.code_index == sa.bindparam("code"),
        own_contact.c.address_index == sa.bindparam("address"),
        own_contact.c.expires_at > sa.bindparam("now"),
    )
    .returning(own_contact.c.person)
)


async def offer(
    store: Store, person: PersonId, channel: Channel, address: str, *, code: str, expires_at: datetime
) -> None:
    """`code`, texted from `address`, makes it the person's. An earlier offer of theirs is void."""
    await store.connection.execute(_FORGET, {"of": person})
    row = {
        "code_index": _index(store, code),
        "person": person,
        "address_index": store.vault.index(channel, address),
        "expires_at": expires_at,
    }
    await store.connection.execute(sa.insert(own_contact), row)


async def forget_expired(store: Store, now: datetime) -> None:
    """What nobody proved in time."""
    await store.connection.execute(_FORGET_EXPIRED, {"now": now})


async def use(store: Store, channel: Channel, address: str, code: str, now: datetime) -> PersonId | None:
    """Whose `address` is, now that `code` came from it; None if it is not that code's. It works once."""
    wanted = {"code": _index(store, code), "address": store.vault.index(channel, address), "now": now}
    found = (await store.connection.execute(_USE, wanted)).scalar_one_or_none()
    return None if found is None else PersonId(found)


def _index(store: Store, code: str) -> bytes:
    return store.vault.hash("own contact", code.strip().upper())
