import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import version

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.metrics import Metrics
from bot.web.health import Vitals, health_routes
from bot.web.server import WebServer, build

WELL = Vitals(schema="0001", schema_is_newest=True)


@asynccontextmanager
async def serving(vitals: Vitals, token: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    async def feel() -> Vitals:
        return vitals

    server = WebServer(build([], health_routes(feel, Metrics(), token)), "127.0.0.1", 0)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
            yield client
    finally:
        await server.stop()


LATE = Vitals(
    schema="0001", schema_is_newest=True, oldest_overdue=timedelta(seconds=2), waiting={"timer": 4}, dead={"timer": 1}
)


async def test_all_is_well_when_nothing_is_late_and_the_schema_is_newest() -> None:
    async with serving(WELL) as client:
        answer = await client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["ok"] is True


async def test_a_stranger_who_asks_how_we_are_does_not_learn_whether_a_call_runs() -> None:
    for token in (None, "tok"):
        async with serving(LATE, token) as client:
            for header in ({}, {"Authorization": "Bearer None"}, {"Authorization": "Bearer tok2"}):
                answer = await client.get("/healthz", headers=header)

                assert answer.json() == {
                    "ok": True,
                    "schema": "0001",
                    "schema_is_newest": True,
                    "tzdata": version("tzdata"),
                }


async def test_the_bearer_of_the_token_sees_how_much_waits() -> None:
    async with serving(LATE, "tok") as client:
        answer = (await client.get("/healthz", headers={"Authorization": "Bearer tok"})).json()

    assert (answer["oldest_overdue_seconds"], answer["waiting"], answer["dead"]) == (2.0, {"timer": 4}, {"timer": 1})


async def test_many_who_ask_at_once_cost_one_look() -> None:
    looks = 0

    async def feel() -> Vitals:
        nonlocal looks
        looks += 1
        return WELL

    server = WebServer(build([], health_routes(feel, Metrics(), None)), "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        answers = await asyncio.gather(*(client.get("/healthz") for _ in range(20)))
    await server.stop()

    assert {each.status_code for each in answers} == {200}
    assert looks == 1


@pytest.mark.parametrize(
    ("vitals", "status"),
    [
        (Vitals(schema="0001", schema_is_newest=True, oldest_overdue=timedelta(seconds=60)), 200),
        (Vitals(schema="0001", schema_is_newest=True, oldest_overdue=timedelta(seconds=61)), 503),
        (Vitals(schema="0000", schema_is_newest=False), 503),
        (Vitals(schema=None, schema_is_newest=False), 503),
    ],
)
async def test_work_a_minute_late_or_an_old_schema_is_not_well(vitals: Vitals, status: int) -> None:
    async with serving(vitals) as client:
        answer = await client.get("/healthz")

    assert answer.status_code == status
    assert answer.json()["ok"] is (status == 200)


async def test_figures_are_shown_to_the_bearer_of_the_token_alone() -> None:
    async with serving(Vitals(schema="1", schema_is_newest=True, oldest_overdue=timedelta(seconds=7)), "tok") as client:
        for header in ({}, {"Authorization": "Bearer tok2"}, {"Authorization": "tok"}, {"Authorization": "Bearer"}):
            assert (await client.get("/metrics", headers=header)).status_code == 401
        answer = await client.get("/metrics", headers={"Authorization": "Bearer tok"})

    assert answer.status_code == 200
    assert "upstander_oldest_overdue_seconds 7.0" in answer.text


async def test_without_a_token_there_are_no_figures() -> None:
    async with serving(WELL) as client:
        assert (await client.get("/metrics", headers={"Authorization": "Bearer None"})).status_code == 404
        assert (await client.get("/metrics")).status_code == 404


async def test_stopping_finishes_the_request_that_runs() -> None:
    entered, release = asyncio.Event(), asyncio.Event()

    async def slow(_: Request) -> Response:
        entered.set()
        await release.wait()
        return PlainTextResponse("done")

    server = WebServer(build([], [], [Route("/slow", slow)]), "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient(trust_env=False) as client:
        asking = asyncio.create_task(client.get(f"http://127.0.0.1:{server.port}/slow"))
        await entered.wait()
        stopping = asyncio.create_task(server.stop())
        release.set()
        assert (await asking).text == "done"
        await stopping
        with pytest.raises(httpx.ConnectError):
            await client.get(f"http://127.0.0.1:{server.port}/slow")


async def test_an_address_that_is_taken_is_said_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = WebServer(build([], []), "127.0.0.1", taken.getsockname()[1])

        with pytest.raises(OSError, match="in use"):
            await server.start()
    await server.stop()
