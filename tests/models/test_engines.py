"""What waits for a database: on PostgreSQL it has an end, and on SQLite nobody else is held up by it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from models.engines import POOLED, STATEMENT_SECONDS, Engines, open_engines

WITHIN = 60.0
_SLEEPS = sa.text("SELECT pg_sleep(600)")
_ASLEEP = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'"
    " AND state = 'active' AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def hurried(postgres_database_url: str) -> AsyncIterator[Engines]:
    engines = await open_engines(postgres_database_url, gives_up_after=0.3)
    yield engines
    await engines.close()


async def scalar(engines: Engines, wanted: sa.TextClause) -> object:
    async with engines.reading() as connection:
        return (await connection.execute(wanted)).scalar_one()


async def test_a_statement_that_does_not_end_is_given_up_here_and_on_the_server(hurried: Engines) -> None:
    with pytest.raises(TimeoutError):
        async with hurried.writing() as connection:
            await connection.execute(_SLEEPS)

    async with asyncio.timeout(WITHIN):
        while await scalar(hurried, _ASLEEP):
            pass


async def test_whoever_reads_gives_up_as_well_and_the_next_statement_goes_through(hurried: Engines) -> None:
    with pytest.raises(TimeoutError):
        await scalar(hurried, _SLEEPS)

    assert await scalar(hurried, sa.text("SELECT 1")) == 1


async def test_whoever_waits_for_a_row_that_another_holds_gives_up_and_the_holder_goes_on(hurried: Engines) -> None:
    change = sa.text("UPDATE held SET n = n + 1")
    async with hurried.writing() as connection:
        await connection.execute(sa.text("CREATE TABLE held AS SELECT 1 AS n"))

    async with hurried.writing() as holder:
        await holder.execute(change)
        with pytest.raises(TimeoutError):
            async with hurried.writing() as waiting:
                await waiting.execute(change)

    assert await scalar(hurried, sa.text("SELECT n FROM held")) == 2


async def test_whoever_waits_for_a_connection_gives_up_while_all_are_in_use(hurried: Engines) -> None:
    async with AsyncExitStack() as in_use:
        held = [await in_use.enter_async_context(hurried.reading()) for _ in range(2 * POOLED)]
        assert all(each.sync_connection is not None for each in held)
        with pytest.raises(NoConnection):
            await scalar(hurried, sa.text("SELECT 1"))

    assert await scalar(hurried, sa.text("SELECT 1")) == 1


async def test_in_earnest_the_end_comes_within_seconds(postgres_database_url: str) -> None:
    engines = await open_engines(postgres_database_url)
    async with engines.writing() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        limit = raw._config.command_timeout
    await engines.close()

    assert limit == STATEMENT_SECONDS <= 10


@pytest.mark.parametrize("durable", [True, False])
async def test_whoever_waits_for_the_lock_of_another_on_sqlite_holds_up_nobody(tmp_path: Path, durable: bool) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'shared.db'}"
    one, other = [await open_engines(url, durable=durable) for _ in range(2)]
    done: list[str] = []

    async def writes(engines: Engines, name: str) -> None:
        async with engines.writing() as connection:
            await connection.execute(sa.text("UPDATE held SET n = n + 1"))
            done.append(name)

    async with one.writing() as connection:
        await connection.execute(sa.text("CREATE TABLE held AS SELECT 1 AS n"))
    async with asyncio.timeout(WITHIN), one.writing() as holder:
        await holder.execute(sa.text("UPDATE held SET n = n + 1"))
        waiting = asyncio.create_task(writes(other, "the other"))
        for _ in range(20):  # whoever holds it goes on, and so does all the rest of the program
            await asyncio.sleep(0)
            await holder.execute(sa.text("SELECT n FROM held"))
        done.append("the holder")
    await waiting

    assert done == ["the holder", "the other"]
    assert await scalar(one, sa.text("SELECT n FROM held")) == 3
    await one.close()
    await other.close()


async def test_a_statement_on_a_sqlite_connection_that_was_closed_is_an_error_of_the_database(tmp_path: Path) -> None:
    engines = await open_engines(f"sqlite+aiosqlite:///{tmp_path / 'shut.db'}")
    async with engines.reading() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.close()
        with pytest.raises(DBAPIError, match="closed"):
            await connection.execute(sa.text("SELECT 1"))
    await engines.close()
