"""The program starts when it can, says in one line why it cannot, and stops in seconds when told to."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.support.deployment import Deployment
from tests.support.world import COMMUNITY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def deployment(database_url: str, tmp_path: Path) -> Deployment:
    return Deployment(tmp_path, database_url)


@pytest.fixture
def on_sqlite(sqlite_database_url: str, tmp_path: Path) -> Deployment:
    return Deployment(tmp_path, sqlite_database_url, COMMUNITY_FILE=str(COMMUNITY))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_within_seconds_of_a_signal(on_sqlite: Deployment, how: signal.Signals) -> None:
    on_sqlite.cold = True
    await on_sqlite.founded()
    async with on_sqlite.running() as running:
        async with asyncio.timeout(5):
            code = await running.stop(how)

    assert code == 0
    assert [line["event"] for line in running.log] == ["ready", "stopping"]


async def test_a_second_process_on_the_same_sqlite_database_is_refused_with_one_line(on_sqlite: Deployment) -> None:
    await on_sqlite.founded()
    async with on_sqlite.running() as running:
        second = await on_sqlite.command("run")
        await running.stop()

    assert (second.code, second.out, second.err.count("\n")) == (1, "", 1)
    assert "another upstander process is using this database" in second.err


async def test_a_database_that_was_not_migrated_is_refused_with_one_line(deployment: Deployment) -> None:
    refused = await deployment.command("run")

    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert "upstander migrate" in refused.err


async def test_without_a_community_it_says_what_to_do_in_one_line(deployment: Deployment) -> None:
    await deployment.founded()

    refused = await deployment.command("run")

    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert "upstander community apply" in refused.err


async def test_another_root_key_is_refused_with_one_line(on_sqlite: Deployment) -> None:
    await on_sqlite.founded()
    async with on_sqlite.running() as running:
        await running.stop()
    (on_sqlite.folder / "keys" / "root.key").unlink()

    refused = await on_sqlite.command("run")

    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert "root.key" in refused.err


async def test_a_setting_that_cannot_be_is_wrong_usage(tmp_path: Path) -> None:
    refused = await Deployment(tmp_path, "mysql://localhost/upstander").command("run")

    assert refused.code == 2
    assert "UPSTANDER_DATABASE_URL must begin with" in refused.err
