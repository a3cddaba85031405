"""What came once is known for as long as there is a database, and nothing else of it is kept."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from domain.messages import Lane
from models import custody, inbox, migrate
from models.database import Database
from models.inbox import Entry, Kind
from models.tables import inbox as rows
from models.tables import replay_key
from tests.support.builders import NOON

TEN_YEARS = timedelta(days=3652)


def text(sid: str) -> Entry:
    return Entry(
        kind=Kind.INBOUND, channel="sms", external_id=sid, stream="a", lane=Lane.URGENT, payload={"words": "secret"}
    )


async def put(database: Database, *entries: Entry, after: timedelta = timedelta()) -> Sequence[bool]:
    async with database.writing() as store:
        return await inbox.put(store, entries, NOON + after)


async def deal_with_all(database: Database) -> None:
    async with database.writing() as store:
        await inbox.finish_all(store, [each.id for each in await inbox.due(store, NOON, 10)], NOON)
        await inbox.finish_all(store, [each.id for each in await inbox.due(store, NOON, 10)], NOON)


async def left(database: Database) -> int:
    async with database.reading() as store:
        found: int = (await store.connection.execute(sa.select(sa.func.count()).select_from(rows))).scalar_one()
        return found


async def test_a_replay_long_after_its_row_is_gone_has_no_effect(database: Database) -> None:
    assert list(await put(database, text("SM1"), text("SM2"))) == [True, True]
    await deal_with_all(database)
    await custody.destroy_due(database, NOON + timedelta(days=4))
    assert await left(database) == 0

    for after in (timedelta(days=4), timedelta(days=400), TEN_YEARS):
        assert list(await put(database, text("SM1"), text("SM2"), after=after)) == [False, False]
        await custody.destroy_due(database, NOON + after)

    assert await left(database) == 0
    assert list(await put(database, text("SM3"), after=TEN_YEARS)) == [True]


async def test_rows_go_days_after_they_are_dealt_with_and_what_waits_stays(database: Database) -> None:
    await put(database, text("SM1"))
    await deal_with_all(database)
    await put(database, text("SM2"))

    async with database.writing() as store:
        assert await inbox.clear(store, NOON + inbox.KEPT) == 0
        assert await inbox.clear(store, NOON + inbox.KEPT + timedelta(seconds=1)) == 1
        assert await inbox.clear(store, NOON + TEN_YEARS) == 0
    assert await left(database) == 1


async def test_what_was_given_up_can_be_looked_at_for_a_month(database: Database) -> None:
    await put(database, text("SM1"))
    async with database.writing() as store:
        (item,) = await inbox.due(store, NOON, 1)
        await inbox.bury(store, item.id, attempts=8, why="KeyError", now=NOON)

        assert await inbox.clear(store, NOON + timedelta(days=30)) == 0
        assert await inbox.clear(store, NOON + timedelta(days=30, seconds=1)) == 1
    assert list(await put(database, text("SM1"))) == [False]


async def test_all_that_is_kept_of_it_is_a_keyed_hash_and_the_day(database: Database) -> None:
    await put(database, text("SM1"))

    assert [column.name for column in replay_key.columns] == ["external_index", "seen_on"]
    async with database.reading() as store:
        (row,) = await store.connection.execute(sa.select(replay_key))
        assert row.external_index == store.vault.hash("external id", "sms|SM1")
    assert row.seen_on == NOON.date()


async def test_hashes_of_before_are_kept_with_their_day_and_come_back_with_its_midnight(database_url: str) -> None:
    seen = [
        (b"\x01" * 32, "2026-03-06 23:59:59.999999"),
        (b"\x02" * 32, "2026-03-07 00:00:00.000001"),
    ]
    days = [date(2026, 3, 6), date(2026, 3, 7)]
    is_sqlite = database_url.startswith("sqlite")
    await migrate.upgrade(database_url, "0001")
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        for index, at in seen:
            moment = f"'{at}'" if is_sqlite else f"TIMESTAMPTZ '{at}+00:00'"
            insert = sa.text(f"INSERT INTO replay_key (external_index, seen_at) VALUES (:index, {moment})")
            await connection.execute(insert, {"index": index})

    await migrate.upgrade(database_url, "0006")
    async with engine.connect() as connection:
        found = (await connection.execute(sa.select(replay_key).order_by(replay_key.c.external_index))).all()
    assert [tuple(row) for row in found] == [(index, day) for (index, _), day in zip(seen, days, strict=True)]

    await migrate.downgrade(database_url, "0001")
    old = sa.table("replay_key", sa.column("external_index"), sa.column("seen_at", sa.DateTime(timezone=True)))
    async with engine.connect() as connection:
        back = (await connection.execute(sa.select(old).order_by(old.c.external_index))).all()
    await engine.dispose()
    assert [(row.external_index, row.seen_at.date(), row.seen_at.hour) for row in back] == [
        (index, day, 0) for (index, _), day in zip(seen, days, strict=True)
    ]
