"""Who may look at the console: links that open it once, and the sessions they open.

A link's secret half is computed from its id and never stored; of a session's token only a keyed hash is. Whether
somebody may still look is asked of their standing each time: a row here only says who they are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.console import IDLE, LINK_LASTS, LONGEST
from domain.ids import ConsoleLinkId, PersonId
from models.database import Store
from models.tables import console_link as link
from models.tables import console_session as session

_WANTED: sa.BindParameter[Any] = sa.bindparam("wanted")
_LINKS_OF = sa.delete(link).where(link.c.person == _WANTED)
_SESSIONS_OF = sa.delete(session).where(session.c.person == _WANTED)
_OLD_LINKS = sa.delete(link).where(link.c.expires_at <= sa.bindparam("now", type_=link.c.expires_at.type))
_OLD_SESSIONS = sa.delete(session).where(
    sa.or_(
        session.c.seen_at <= sa.bindparam("idle_since", type_=session.c.seen_at.type),
        session.c.opened_at <= sa.bindparam("opened_before", type_=session.c.opened_at.type),
    )
)
_IS_GOOD = sa.and_(link.c.id == _WANTED, link.c.expires_at > sa.bindparam("now", type_=link.c.expires_at.type))
_WHOSE_LINK = sa.select(link.c.person).where(_IS_GOOD)
_USE = sa.delete(link).where(_IS_GOOD).returning(link.c.person)
_BY_TOKEN = sa.select(session).where(session.c.token_index == _WANTED)
_SEEN = sa.update(session).where(session.c.id == _WANTED)
_END = sa.delete(session).where(session.c.token_index == _WANTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody's session. `seen_at`: when they last did something on the page."""

    id: str
    person: PersonId
    opened_at: datetime
    seen_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it is over unless they do something."""
        return min(self.seen_at + IDLE, self.opened_at + LONGEST)


async def make_link(store: Store, person: PersonId, now: datetime) -> ConsoleLinkId:
    """A link for `person`, the only one of theirs that is good. Takes what is over out as well."""
    await store.connection.execute(_OLD_LINKS, {"now": now})
    await store.connection.execute(_OLD_SESSIONS, {"idle_since": now - IDLE, "opened_before": now - LONGEST})
    await store.connection.execute(_LINKS_OF, {"wanted": person})
    made = ConsoleLinkId(store.mint.id("lnk"))
    row = {"id": made, "person": person, "expires_at": now + LINK_LASTS}
    await store.connection.execute(sa.insert(link), row)
    return made


async def whose_link(store: Store, link: ConsoleLinkId, now: datetime) -> PersonId | None:
    """Whom a link would let in at `now`; None if it is used up, over or unknown."""
    found = (await store.connection.execute(_WHOSE_LINK, {"wanted": link, "now": now})).scalar_one_or_none()
    return None if found is None else PersonId(found)


async def use_link(store: Store, link: ConsoleLinkId, now: datetime) -> PersonId | None:
    """As `whose_link`, and it is used up by this."""
    used = (await store.connection.execute(_USE, {"wanted": link, "now": now})).scalar_one_or_none()
    return None if used is None else PersonId(used)


async def open_session(store: Store, person: PersonId, token: str, now: datetime) -> Session:
    """A session that `token` stands for. The token itself is not kept."""
    made = Session(id=store.mint.id("ses"), person=person, opened_at=now, seen_at=now)
    row = {
        "id": made.id,
        "token_index": _index(store, token),
        "person": person,
        "opened_at": now,
        "seen_at": now,
    }
    await store.connection.execute(sa.insert(session), row)
    return made


async def find(store: Store, token: str, now: datetime) -> Session | None:
    """The session `token` stands for; None if there is none or it is over at `now`."""
    row = (await store.connection.execute(_BY_TOKEN, {"wanted": _index(store, token)})).one_or_none()
    if row is None:
        return None
    found = Session(id=row.id, person=PersonId(row.person), opened_at=row.opened_at, seen_at=row.seen_at)
    return found if now < found.ends_at else None


async def seen(store: Store, session: Session, now: datetime) -> None:
    """They did something: the session is not idle. Nothing happens if it was ended meanwhile."""
    await store.connection.execute(_SEEN, {"wanted": session.id, "seen_at": now})


async def end(store: Store, token: str) -> None:
    """They leave."""
    await store.connection.execute(_END, {"wanted": _index(store, token)})


async def end_of(store: Store, person: PersonId) -> None:
    """Whatever lets `person` look at the console is over: every session and every link not used yet."""
    await store.connection.execute(_LINKS_OF, {"wanted": person})
    await store.connection.execute(_SESSIONS_OF, {"wanted": person})


def _index(store: Store, token: str) -> bytes:
    return store.vault.hash("console session", token)
