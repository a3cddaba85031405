"""Alive, ready and well are three questions, each with an answer of its own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.web.probes import Readiness, probe_routes
from bot.web.server import WebServer, build

READY = Readiness(database_answers=True, schema_is_newest=True, stays=True)


@asynccontextmanager
async def serving(readiness: Readiness = READY, stuck: Sequence[str] = ()) -> AsyncIterator[httpx.AsyncClient]:
    async def now() -> Readiness:
        return readiness

    server = WebServer(build([], probe_routes(lambda: stuck, now)), "127.0.0.1", 0)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
            yield client
    finally:
        await server.stop()


async def test_alive_and_ready() -> None:
    async with serving() as client:
        alive, ready = await client.get("/livez"), await client.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"ok": True, "stuck": []})
    assert ready.status_code == 200
    assert ready.json() == {"ok": True, "database_answers": True, "schema_is_newest": True, "stopping": False}


async def test_a_stuck_loop_is_named_and_makes_it_not_alive() -> None:
    async with serving(stuck=("turns 2",)) as client:
        answer = await client.get("/livez")

    assert (answer.status_code, answer.json()) == (503, {"ok": False, "stuck": ["turns 2"]})


@pytest.mark.parametrize(
    ("readiness", "says"),
    [
        (Readiness(database_answers=False, schema_is_newest=False, stays=True), {"database_answers": False}),
        (Readiness(database_answers=True, schema_is_newest=False, stays=True), {"schema_is_newest": False}),
        (Readiness(database_answers=True, schema_is_newest=True, stays=False), {"stopping": True}),
    ],
)
async def test_not_ready_says_why_and_is_alive_all_the_same(readiness: Readiness, says: dict[str, bool]) -> None:
    async with serving(readiness) as client:
        ready, alive = await client.get("/readyz"), await client.get("/livez")

    assert (ready.status_code, alive.status_code) == (503, 200)
    assert ready.json() | says == ready.json()
