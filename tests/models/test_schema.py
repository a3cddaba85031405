"""The tables, their tags, and the one history that leads to them."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.chance import SeededMint
from domain.flood import Pace
from domain.rota_change import Entries, RotaChange, frame_of
from domain.year import Learning
from models import catch_up, communities, console_sessions, conversations, incidents, migrate, people, rotas, senders
from models.database import Database
from models.tables import Instant, event, keyring_metadata, metadata, timer
from tests.models.conftest import ROOT_KEY
from tests.models.small import ANA, COMMUNITY, LINE, NIGHTS, OURS, PEOPLE, RIVER, incident
from tests.support.builders import NOON

TAGS = {"public", "pseudonym", "metadata", "secret"}
COLUMNS = [column for each in (metadata, keyring_metadata) for table in each.sorted_tables for column in table.columns]


def test_every_column_says_what_it_may_show_about_somebody() -> None:
    assert [str(column) for column in COLUMNS if column.info.get("tag") not in TAGS] == []


def test_secrets_are_bytes_and_so_can_only_hold_what_is_sealed() -> None:
    secrets = [column for column in COLUMNS if column.info["tag"] == "secret"]

    assert [str(column) for column in secrets if not isinstance(column.type, sa.LargeBinary)] == []
    assert {str(column) for column in secrets} >= {"person.roster_name", "contact_point.address", "incident.words"}


def test_no_column_could_hold_an_immigration_status_or_four_digits_of_a_number() -> None:
    words = ("immigration", "citizen", "visa", "last4", "last_four", "phone", "number_end")

    assert [str(column) for column in COLUMNS if any(word in column.name for word in words)] == []


async def test_the_history_ends_at_the_schema_this_program_is_written_for(database_url: str) -> None:
    assert not await migrate.at_head(database_url)

    await migrate.upgrade(database_url)

    assert await migrate.at_head(database_url)


async def test_the_history_makes_exactly_the_tables_that_are_written_down(database_url: str) -> None:
    await migrate.upgrade(database_url)

    assert await migrate.differences(database_url) == []


async def test_the_history_goes_up_and_down_and_up_again_with_rows_in_it(database_url: str, keyring_url: str) -> None:
    for seed in ("first", "second"):
        await migrate.upgrade(database_url)
        mint = SeededMint(seed)
        database = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=mint)
        async with database.writing() as store:
            await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOON)
            await senders.keep(store, *OURS)
            await people.add_contact_point(
                store, person=ANA, channel=OURS[1].channel, address="+13125550101", sender=LINE, now=NOON
            )
            await incidents.keep(store, None, incident(1), (), NOON)
            await console_sessions.make_link(store, ANA, NOON)
            await console_sessions.open_session(store, ANA, "token", NOON)
            _, talk = await conversations.begin(
                store, channel=OURS[1].channel, sender=LINE, address="+13125550142", language="en", now=NOON
            )
            await conversations.keep(store, talk, replace(talk, pace=Pace().heard(NOON).answered("r_noted")))
            await catch_up.claim(store, "sms", unknown=NOON, now=NOON, again=NOON, at_once=True)
        await database.close()

        await migrate.downgrade(database_url, "base")

        engine = create_async_engine(database_url)
        async with engine.connect() as connection:
            names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        await engine.dispose()
        assert names == ["alembic_version"]


async def test_upgrading_twice_changes_nothing(migrated_url: str) -> None:
    await migrate.upgrade(migrated_url)

    assert await migrate.at_head(migrated_url)
    assert await migrate.differences(migrated_url) == []


async def test_a_time_without_its_zone_is_refused(bare: Database) -> None:
    row: dict[str, object] = {"conversation": None, "incident": None, "kind": "placed", "why": "", "by_person": None}

    reading = datetime.fromisoformat("2026-03-06T12:00")
    with pytest.raises(StatementError, match="without its zone"):
        async with bare.writing() as store:
            await store.connection.execute(sa.insert(event), {**row, "details": {}, "at": reading})


async def test_a_time_of_any_zone_comes_back_as_the_same_instant_in_utc(bare: Database) -> None:
    at = datetime(2026, 11, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
    row = {"id": "tim_1", "kind": "place_late", "subject": "x", "incident": None, "state": "waiting", "lane": 0}
    async with bare.writing() as store:
        await store.connection.execute(
            sa.insert(timer), {**row, "due_at": at, "attempts": 0, "error": None, "done_at": None}
        )
        found = (await store.connection.execute(sa.select(timer.c.due_at))).scalar_one()

    assert found == at
    assert found.utcoffset() == timedelta(0)


async def test_times_compare_as_instants_whatever_zone_they_were_written_in(bare: Database) -> None:
    west, east = timezone(timedelta(hours=-11)), timezone(timedelta(hours=13))
    times = [datetime(2026, 3, 7, 12, tzinfo=east), datetime(2026, 3, 6, 12, 30, tzinfo=west)]
    async with bare.writing() as store:
        for n, at in enumerate(reversed(times)):
            row = {"conversation": None, "incident": None, "kind": "placed", "why": "", "by_person": None}
            await store.connection.execute(sa.insert(event), {**row, "details": {"n": n}, "at": at})
        inside = sa.select(event.c.at).where(event.c.at < times[1]).order_by(event.c.at)
        found = (await store.connection.execute(inside)).scalars().all()

    assert list(found) == [times[0]]


def test_the_instant_type_is_part_of_a_statements_cache_key() -> None:
    assert Instant.cache_ok


IN_OLDER_TABLES = replace(
    COMMUNITY,
    natures={
        each.id: replace(each, need=replace(each.need, remote=frozenset())) for each in COMMUNITY.natures.values()
    },
    teams={each.id: replace(each, learning=Learning()) for each in COMMUNITY.teams.values()},
)
"""What the older tables could hold of it."""


async def test_what_stood_before_files_were_remembered_counts_as_what_they_said(
    database_url: str, keyring_url: str
) -> None:
    await migrate.upgrade(database_url)
    database = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("old"))
    async with database.writing() as store:
        await communities.apply(store, IN_OLDER_TABLES, PEOPLE, prune=False, now=NOON)
    await database.close()
    await migrate.downgrade(database_url, "0006")
    await migrate.upgrade(database_url)
    database = await Database.open(database_url, keyring_url=keyring_url, root_key=ROOT_KEY, mint=SeededMint("new"))
    ends = RotaChange(
        rota=NIGHTS.id,
        removed=Entries(layers=NIGHTS.layers, overrides=NIGHTS.overrides, time_off=NIGHTS.time_off),
        ends=frame_of(NIGHTS),
    )

    async with database.writing() as store:
        await rotas.keep(store, ends, id="rch_1", kind="rotation", by=ANA, now=NOON)
        assert await communities.apply(store, IN_OLDER_TABLES, PEOPLE, prune=False, now=NOON) == ()
        assert NIGHTS.id not in {each.id for each in (await communities.load(store)).teams[RIVER].rotas}
    await database.close()
