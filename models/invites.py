"""Invites: a code that binds an account to a person, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.ids import InviteId, PersonId, TeamId
from domain.people import Role, Standing
from domain.standing import OPERATOR
from models.database import Store
from models.people import roles_from
from models.tables import approval, invite, membership

_BY_CODE = invite.c.code_index == sa.bindparam("code")
_IS_GOOD = sa.and_(invite.c.used_at.is_(None), invite.c.expires_at > sa.bindparam("now"))
_MAY_HAVE_IT = invite.c.person == sa.func.coalesce(sa.bindparam("held_by", type_=invite.c.person.type), invite.c.person)
_USE = (
    sa.update(invite).where(_BY_CODE, _IS_GOOD, _MAY_HAVE_IT).values(used_at=sa.bindparam("now")).returning(*invite.c)
)
_WITHDRAW = (
    sa.update(invite).where(invite.c.person == sa.bindparam("whose"), _IS_GOOD).values(expires_at=sa.bindparam("now"))
)
_INVITED = sa.select(invite.c.person).where(invite.c.vouched, _IS_GOOD)
_VOUCHED_FOR = (
    sa.select(membership.c.person, membership.c.roles)
    .join_from(
        membership,
        approval,
        sa.and_(approval.c.person == membership.c.person, approval.c.team == membership.c.team),
    )
    .where(membership.c.standing == Standing.VETTED.value, approval.c.by_person == sa.literal(str(OPERATOR)))
)


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


async def use(store: Store, code: str, now: datetime, *, held_by: PersonId | None) -> Invite | None:
    """The invite of `code`, used up by this; None if there is none, it was used before, or its time is over.

    `held_by`: whose the account is that the code came from. Somebody else's invite is not theirs to use up.
    """
    used = await store.connection.execute(_USE, {"code": _index(store, code), "now": now, "held_by": held_by})
    row = used.one_or_none()
    return None if row is None else _invite(row)


async def withdraw(store: Store, person: PersonId, now: datetime) -> int:
    """The codes a person has not used yet are no good any more. How many there were."""
    return (await store.connection.execute(_WITHDRAW, {"whose": person, "now": now})).rowcount


async def forget_unused(store: Store) -> None:
    """Codes that nobody has used are gone, and no longer hold the team and the person they were for."""
    await store.connection.execute(sa.delete(invite).where(invite.c.used_at.is_(None)))


async def vouched(store: Store, now: datetime) -> frozenset[PersonId]:
    """The coordinators the command line vouches for: vetted by that alone, or with such an invite not used yet."""
    invited = (await store.connection.execute(_INVITED, {"now": now})).scalars()
    vetted = await store.connection.execute(_VOUCHED_FOR)
    coordinating = (row.person for row in vetted if Role.COORDINATOR in roles_from(row.roles))
    return frozenset(map(PersonId, (*invited, *coordinating)))


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
