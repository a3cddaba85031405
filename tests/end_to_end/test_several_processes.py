"""One web process and three workers on PostgreSQL, as somebody runs them: `run --web`, `run --worker`."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.test_a_call_through_the_real_doors import (
    ANA,
    BEN,
    CORA,
    ROSA,
    THE_CALL,
    WITHIN,
    deployed,
    ended_well,
    gather_the_people,
    reach_the_doors,
    telegram,
    twilio,
)
from tests.fakes.faults import HangUntilReleased
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.support.deployment import Deployment, Running
from tests.support.world import COMMUNITY

__all__ = ["telegram", "twilio"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

WORKERS = 3


@asynccontextmanager
async def running(deployment: Deployment) -> AsyncIterator[tuple[Running, list[Running]]]:
    """A web process and three workers, started at once."""
    async with AsyncExitStack() as stack:
        ways = [("--web",), *[("--worker", "--turns", "2")] * WORKERS]
        started = await asyncio.gather(*(stack.enter_async_context(deployment.running(*options)) for options in ways))
        yield started[0], list(started[1:])


async def status(process: Running, path: str) -> int:
    async with httpx.AsyncClient(base_url=process.url, trust_env=False) as client:
        return (await client.get(path)).status_code


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_call_is_answered_from_end_to_end_through_a_restart_of_everything(
    mode: str, postgres_database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, postgres_database_url, mode, telegram, twilio)
    await deployment.founded(COMMUNITY)
    async with running(deployment) as (web, workers):
        reach_the_doors(web, telegram, twilio)
        assert [await status(web, path) for path in ("/livez", "/readyz", "/healthz")] == [200] * 3
        assert [await status(each, path) for each in workers for path in ("/livez", "/readyz", "/healthz")] == [200] * 9
        assert await status(workers[0], "/twilio/inbound") == 404  # a worker has no door
        await gather_the_people(deployment, telegram, twilio)
        await twilio.texts(ROSA, THE_CALL)
        await twilio.expect(ROSA, "Asking people near you now", within=WITHIN)
        page = await telegram.expect(ANA, "A: Food or a bed, Old Town", button="10 min", within=WITHIN)
        await twilio.expect(BEN, "A: Food or a bed, Old Town", within=WITHIN)
        await twilio.settled(WITHIN)
        codes = await asyncio.gather(*(each.stop() for each in (web, *workers)))

    async with running(deployment) as (web_again, workers_again):
        reach_the_doors(web_again, telegram, twilio)
        await twilio.texts(BEN, "A 12")
        await twilio.expect(BEN, "Go.", within=WITHIN)
        await telegram.expect(ANA, "stand down", message_id=page.message_id, within=WITHIN)
        await twilio.expect(ROSA, "is coming, in about 12 min", within=WITHIN)
        await telegram.expect(CORA, "#1 filled", within=WITHIN)
        await twilio.settled(WITHIN)
        codes += await asyncio.gather(*(each.stop() for each in (web_again, *workers_again)))

    assert codes == [0] * 8
    assert (telegram.refusals, twilio.refusals) == ([], [])
    complaints = [each.complaints for each in (web, *workers, web_again, *workers_again)]
    assert complaints == [[]] * 8


async def test_when_the_one_that_fetches_from_telegram_dies_another_takes_over(
    postgres_database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, postgres_database_url, "polling", telegram, twilio)
    await deployment.founded(COMMUNITY)
    async with deployment.running() as first, deployment.running() as second:
        await first.logs("on duty", duty="telegram")
        await first.kill()
        telegram.says(CORA, "hello?")
        await second.logs("on duty", duty="telegram")
        await telegram.expect(CORA, within=WITHIN)
        assert await second.stop() == 0

    assert second.complaints == []


async def test_processes_that_start_at_once_on_an_empty_database_apply_the_community_once(
    postgres_database_url: str, tmp_path: Path
) -> None:
    deployment = Deployment(tmp_path, postgres_database_url, COMMUNITY_FILE=str(COMMUNITY))
    ended_well(await deployment.command("migrate"))
    async with running(deployment) as (web, workers):
        codes = await asyncio.gather(*(each.stop() for each in (web, *workers)))
    again = await deployment.command("community", "apply", str(COMMUNITY))

    assert codes == [0] * 4
    assert (again.code, again.out) == (0, "Nothing changes.\n")


async def test_a_web_process_told_to_stop_turns_unready_first_and_still_takes_in(
    postgres_database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, postgres_database_url, "webhook", telegram, twilio)
    await deployment.founded(COMMUNITY)
    async with deployment.running("--web") as web:
        reach_the_doors(web, telegram, twilio)
        web.tell()
        await web.logs("stopping")
        unready, alive = await status(web, "/readyz"), await status(web, "/livez")
        late = await twilio.texts(ROSA, THE_CALL)
        code = await web.stop_told()
    async with deployment.running("--worker"):
        await twilio.expect(ROSA, within=WITHIN)

    assert (unready, alive, late.status, code) == (503, 200, 200, 0)


async def test_a_process_that_is_web_and_worker_drains_as_well_and_does_the_work_meanwhile(
    postgres_database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, postgres_database_url, "webhook", telegram, twilio)
    await deployment.founded(COMMUNITY)
    async with deployment.running() as both:
        reach_the_doors(both, telegram, twilio)
        both.tell()
        await both.logs("stopping")
        unready, alive = await status(both, "/readyz"), await status(both, "/livez")
        late = await twilio.texts(ROSA, THE_CALL)
        await twilio.expect(ROSA, within=WITHIN)
        code = await both.stop_told()

    assert (unready, alive, late.status, code) == (503, 200, 200, 0)
    assert both.complaints == []


async def test_a_second_signal_ends_a_process_at_once_and_loses_nothing(
    postgres_database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, postgres_database_url, "webhook", telegram, twilio)
    await deployment.founded(COMMUNITY)
    hangs = HangUntilReleased()
    twilio.next(hangs, operation="create")
    async with deployment.running() as process:
        reach_the_doors(process, telegram, twilio)
        await twilio.texts(ROSA, "hello")
        async with asyncio.timeout(WITHIN):
            await hangs.arrived.wait()
        process.tell()
        await process.logs("stopping")
        process.tell()
        async with asyncio.timeout(5):
            code = await process.stop_told()
    hangs.release()
    async with deployment.running():
        await twilio.expect(ROSA, within=WITHIN)

    assert code == 128 + signal.SIGTERM


@pytest.mark.parametrize("part", ["--web", "--worker"])
async def test_sqlite_serves_one_process_that_does_both(part: str, sqlite_database_url: str, tmp_path: Path) -> None:
    refused = await Deployment(tmp_path, sqlite_database_url).command("run", part)

    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert f"SQLite serves one process: run it without {part}" in refused.err


async def test_web_and_worker_together_are_wrong_usage(sqlite_database_url: str, tmp_path: Path) -> None:
    refused = await Deployment(tmp_path, sqlite_database_url).command("run", "--web", "--worker")

    assert (refused.code, refused.err.count("\n")) == (2, 1)
