"""The databases that tests are given."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.memory import can_hold


async def test_each_kind_of_database_takes_a_row_and_gives_it_back(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE thing (id integer)"))
        await connection.execute(sa.text("INSERT INTO thing VALUES (7)"))
        found = (await connection.execute(sa.text("SELECT id FROM thing"))).scalar_one()
    await engine.dispose()

    assert found == 7


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_a_test_never_sees_another_tests_rows(database_url: str, turn: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(sa.text(f"CREATE TABLE {turn} (id integer)"))
        names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    await engine.dispose()

    assert names == [turn]


async def test_the_throwaway_server_keeps_what_it_has_promised_on_disk(postgres_database_url: str) -> None:
    engine = create_async_engine(postgres_database_url)
    async with engine.connect() as connection:
        asked = [sa.text(f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]
        answers = [(await connection.execute(question)).scalar_one() for question in asked]
    await engine.dispose()

    assert answers == ["on", "on", "on"]


def test_files_are_kept_in_memory_only_where_there_is_room(tmp_path: Path) -> None:
    assert can_hold(tmp_path, room=1)
    assert not can_hold(tmp_path, room=1 << 80)
    assert not can_hold(tmp_path / "missing", room=1)
