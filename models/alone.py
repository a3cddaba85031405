"""What only one transaction of all processes does at a time. SQLite has one writer anyhow."""

from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


class Alone(IntEnum):
    """The number under which PostgreSQL knows it."""

    MAKING_KEYRING = 0x75_70_73_02
    SETTING_UP = 0x75_70_73_03  # the first community, the root key's check, our own addresses


async def alone(connection: AsyncConnection, what: Alone) -> None:
    """Wait until no other transaction does this; from then on none does until this one ends."""
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.literal(int(what)))))


async def alone_with(connection: AsyncConnection, what: str) -> None:
    """As `alone`, with one thing of many: two transactions wait for each other only over the same."""
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(what, 0))))
