"""Calendars at secret addresses. Of an address only a keyed hash is kept; taking one back deletes its row."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.calendar_feed import Feed
from domain.ids import FeedId, PersonId, TeamId
from models.database import Store
from models.tables import feed

_WANTED: sa.BindParameter[Any] = sa.bindparam("wanted")
_MADE_BY = feed.c.made_by == _WANTED
_BY_SECRET = sa.select(feed).where(feed.c.secret_index == _WANTED)
_OF = sa.select(feed).where(_MADE_BY).order_by(feed.c.made_at, feed.c.id)
_END = sa.delete(feed).where(feed.c.id == _WANTED)
_END_OF = sa.delete(feed).where(sa.or_(_MADE_BY, feed.c.person == _WANTED))


async def keep(store: Store, made: Feed, secret: str, now: datetime) -> None:
    """From now on whoever knows `secret` may read it."""
    row = {
        "id": made.id,
        "secret_index": _index(store, secret),
        "person": made.person,
        "team": made.team,
        "names": made.names,
        "made_by": made.made_by,
        "made_at": now,
    }
    await store.connection.execute(sa.insert(feed), row)


async def find(store: Store, secret: str) -> Feed | None:
    """What `secret` opens; None if it was never given out, or was taken back."""
    row = (await store.connection.execute(_BY_SECRET, {"wanted": _index(store, secret)})).one_or_none()
    return None if row is None else _feed(row)


async def made_by(store: Store, person: PersonId) -> tuple[Feed, ...]:
    """What somebody asked for and has not taken back, the oldest first."""
    return tuple(map(_feed, await store.connection.execute(_OF, {"wanted": person})))


async def end(store: Store, feed: FeedId) -> None:
    """Its address opens nothing any more."""
    await store.connection.execute(_END, {"wanted": feed})


async def end_of(store: Store, person: PersonId) -> None:
    """Whatever somebody asked for, or that is about them alone, opens nothing any more."""
    await store.connection.execute(_END_OF, {"wanted": person})


def _feed(row: Any) -> Feed:
    return Feed(
        id=FeedId(row.id),
        made_by=PersonId(row.made_by),
        person=None if row.person is None else PersonId(row.person),
        team=None if row.team is None else TeamId(row.team),
        names=bool(row.names),
    )


def _index(store: Store, secret: str) -> bytes:
    return store.vault.hash("calendar feed", secret)
