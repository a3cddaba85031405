"""Transactions: what is kept, what is undone, who is woken."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.chance import SeededMint
from models.database import Database, Left, Store, Work, WrongRootKey
from models.tables import setting
from tests.models.conftest import ROOT_KEY

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def put(store: Store, name: str) -> None:
    await store.connection.execute(sa.insert(setting), {"name": name, "value": name})


async def leave_work(store: Store) -> None:
    store.work_waits(Work.TURNS)


async def break_off_after(database: Database, write: Callable[[Store], Awaitable[None]]) -> None:
    async with database.writing() as store:
        await write(store)
        raise ZeroDivisionError


async def break_off_in_savepoint(store: Store, name: str) -> None:
    async with store.savepoint():
        await put(store, name)
        raise ZeroDivisionError


async def names(database: Database) -> set[str]:
    async with database.reading() as store:
        return set((await store.connection.execute(sa.select(setting.c.name))).scalars()) - {"root_check"}


async def test_what_is_written_is_kept_when_the_block_ends(bare: Database) -> None:
    async with bare.writing() as store:
        await put(store, "one")

    assert await names(bare) == {"one"}


async def test_nothing_is_kept_of_a_block_that_raises(bare: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await break_off_after(bare, lambda store: put(store, "one"))

    assert await names(bare) == set()


async def test_a_savepoint_undoes_its_own_part_alone(bare: Database) -> None:
    async with bare.writing() as store:
        await put(store, "one")
        with pytest.raises(ZeroDivisionError):
            await break_off_in_savepoint(store, "two")
        await put(store, "three")

    assert await names(bare) == {"one", "three"}


async def test_nothing_can_be_written_while_reading(bare: Database) -> None:
    with pytest.raises(DBAPIError):
        async with bare.reading() as store:
            await put(store, "one")

    assert await names(bare) == set()


async def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(bare: Database) -> None:
    count = sa.select(sa.func.count()).select_from(setting)
    async with bare.reading() as reader:
        before = (await reader.connection.execute(count)).scalar_one()
        async with bare.writing() as writer:
            await put(writer, "one")
        after = (await reader.connection.execute(count)).scalar_one()

    assert after == before
    assert await names(bare) == {"one"}


async def test_many_writers_at_once_wait_for_one_another_and_none_is_refused(bare: Database) -> None:
    async def count_up() -> None:
        async with bare.writing() as store:
            await store.connection.execute(
                sa.update(setting).where(setting.c.name == "count").values(value=sa.cast("7", sa.JSON))
            )

    async with bare.writing() as store:
        await put(store, "count")
    await asyncio.gather(*(count_up() for _ in range(20)))

    assert await names(bare) == {"count"}


async def test_a_writer_that_is_cancelled_leaves_nothing_and_blocks_nobody(bare: Database) -> None:
    begun = asyncio.Event()

    async def write_and_wait() -> None:
        async with bare.writing() as store:
            await put(store, "one")
            begun.set()
            await asyncio.Event().wait()

    writer = asyncio.create_task(write_and_wait())
    await begun.wait()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    async with bare.writing() as store:
        await put(store, "two")

    assert await names(bare) == {"two"}


async def test_whoever_wants_work_hears_once_after_the_commit_what_was_left_and_when_it_begins(bare: Database) -> None:
    seen: list[set[str]] = []
    heard: list[Left] = []
    bare.on_work(heard.append)
    async with bare.writing() as store:
        await put(store, "one")
        store.work_waits(Work.SENDS, NOON + timedelta(minutes=2))
        store.work_waits(Work.SENDS, NOON)
        store.work_waits(Work.TURNS, NOON)
        store.work_waits(Work.TURNS)
        store.work_waits(Work.TURNS, NOON + timedelta(minutes=1))
        seen.append(await names(bare))
        assert heard == []

    assert heard == [{Work.SENDS: NOON, Work.TURNS: None}]
    assert seen == [set()]


async def test_nobody_is_woken_for_what_was_rolled_back_or_left_no_work(bare: Database) -> None:
    woken: list[Left] = []
    bare.on_work(woken.append)
    async with bare.writing() as store:
        await put(store, "one")
    with pytest.raises(ZeroDivisionError):
        await break_off_after(bare, leave_work)

    assert woken == []


async def test_another_process_hears_of_work_on_postgresql(bare: Database, migrated_url: str, keyring_url: str) -> None:
    heard = await heard_by_another(bare, migrated_url, keyring_url, {Work.TURNS: None, Work.RECEIPTS: NOON})

    assert heard == ([{Work.TURNS: None, Work.RECEIPTS: NOON}] if bare.dialect == "postgresql" else [])


@pytest.mark.parametrize("works", [True, False])
async def test_only_a_process_that_does_not_work_itself_tells_others_at_once_what_is_to_be_sent(
    bare: Database, migrated_url: str, keyring_url: str, works: bool
) -> None:
    if works:
        await bare.listen()
    heard = await heard_by_another(bare, migrated_url, keyring_url, {Work.TURNS: None, Work.SENDS: None})

    told: Left = {Work.TURNS: None} if works else {Work.TURNS: None, Work.SENDS: None}
    assert heard == ([told] if bare.dialect == "postgresql" else [])


async def test_a_letter_that_is_none_of_ours_may_mean_anything(bare: Database) -> None:
    if bare.dialect != "postgresql":
        pytest.skip("only on PostgreSQL do processes tell one another")
    heard: list[Left] = []
    came = asyncio.Event()
    bare.on_work(heard.append)
    bare.on_work(lambda _left: came.set())
    await bare.listen()
    for letter in ("prc_older", "[1]", '["prc_other", {"dreams": null}]'):
        came.clear()
        async with bare.writing() as store:
            await store.connection.execute(sa.text("SELECT pg_notify('upstander_work', :letter)"), {"letter": letter})
        async with asyncio.timeout(10):
            await came.wait()

    assert heard == [dict.fromkeys(Work)] * 3


async def heard_by_another(bare: Database, url: str, keyring_url: str, left: Left) -> list[Left]:
    """What another process is told when `bare` leaves this work."""
    other = await Database.open(url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("other"))
    heard: list[Left] = []
    came = asyncio.Event()
    other.on_work(heard.append)
    other.on_work(lambda _left: came.set())
    await other.listen()
    await other.listen()
    async with bare.writing() as store:
        for work, at in left.items():
            store.work_waits(work, at)
    if bare.dialect == "postgresql":
        async with asyncio.timeout(10):
            await came.wait()
    await other.close()
    return heard


async def test_a_database_is_refused_to_another_root_key(bare: Database, migrated_url: str, keyring_url: str) -> None:
    with pytest.raises(WrongRootKey):
        await Database.open(migrated_url, keyring_url=keyring_url, root_key=bytes(32), mint=SeededMint(1))


async def test_an_old_schema_is_seen(database_url: str, keyring_url: str, bare: Database) -> None:
    empty = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint(1))

    assert not await empty.revision_ok()
    assert await bare.revision_ok()
    await empty.close()


async def test_sqlite_keeps_what_it_promised_and_checks_references(sqlite_database_url: str, keyring_url: str) -> None:
    database = await Database.open(sqlite_database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint(1))
    modes = {}
    async with database.writing() as store:
        for mode in ("journal_mode", "synchronous", "foreign_keys"):
            modes[mode] = (await store.connection.execute(sa.text(f"PRAGMA {mode}"))).scalar_one()
    await database.close()

    assert modes == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


async def test_whether_it_answers_and_is_the_newest_is_known_within_seconds(
    bare: Database, database_url: str, keyring_url: str
) -> None:
    old = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("old"))

    assert (await bare.answers(30), await old.answers(30)) == (True, False)
    assert await bare.answers(0) is None

    await old.close()
