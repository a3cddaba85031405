"""Invites: a code that binds an account to a person, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.ids import InviteId, PersonId, TeamId
from models.database import Store
from models.tables import invite

_BY_CODE = invite.c.code_index == sa.bindparam("code")
_USE = (
    sa.update(invite)
    .where(_BY_CODE, invite.c.used_at.is_(None), invite.c.expires_at > sa.bindparam("now"))
    .values(used_at=sa.bindparam("now"))
    .returning(*invite.c)
)
_VOUCHED = sa.select(sa.func.count()).select_from(invite).where(invite.c.vouched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """Whom a code binds, in which team. `vouched`: made on the command line for one of the first two coordinators."""

    id: InviteId
    person: PersonId
    team: TeamId
    coordinator: bool
    vouched: bool
    expires_at: datetime


async def make(
    store: Store,
    *,
    person: PersonId,
    team: TeamId,
    coordinator: bool,
    vouched: bool,
    code: str,
    expires_at: datetime,
) -> Invite:
    """An invite that `code` uses. The code itself is not kept."""
    made = Invite(
        id=InviteId(store.mint.id("inv")),
        person=person,
        team=team,
        coordinator=coordinator,
        vouched=vouched,
        expires_at=expires_at,
    )
    row = {
        "id": made.id,
        "code_index": _index(store, code),
        "person": person,
        "team": team,
        "coordinator": coordinator,
        "vouched": vouched,
        "expires_at": expires_at,
        "used_at": None,
    }
    await store.connection.execute(sa.insert(invite), row)
    return made


async def use(store: Store, code: str, now: datetime) -> Invite | None:
    """The invite of `code`, used up by this; None if there is none, it was used before, or its time is over."""
    used = await store.connection.execute(_USE, {"code": _index(store, code), "now": now})
    row = used.one_or_none()
    return None if row is None else _invite(row)


async def vouched(store: Store) -> int:
    """How many vouched invites were ever made."""
    return int((await store.connection.execute(_VOUCHED)).scalar_one())


def _index(store: Store, code: str) -> bytes:
    return store.vault.hash("invite", code.strip().upper())


def _invite(row: Any) -> Invite:
    return Invite(
        id=InviteId(row.id),
        person=PersonId(row.person),
        team=TeamId(row.team),
        coordinator=row.coordinator,
        vouched=row.vouched,
        expires_at=row.expires_at,
    )
