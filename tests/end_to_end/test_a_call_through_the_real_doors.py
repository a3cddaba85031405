"""`upstander run` between servers that speak the providers' protocols: from an invite to somebody who comes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.support.deployment import Answer, Deployment, Running
from tests.support.world import COMMUNITY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

PUBLIC_URL = "https://help.example.org"
SECRET = "loopback-webhook-secret"
ANA, CORA = 8160001, 8160002
BEN, ROSA = "+13125550102", "+13125550151"
THE_CALL = "We need food and a bed tonight, 5th & Main"
WITHIN = 240.0
"""Seconds for each thing that is waited for: it is there as soon as it is, and a busy machine takes its time."""


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        fake.user(ANA, "Ana")
        fake.user(CORA, "Cora")
        yield fake


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        fake.sms_url = f"{PUBLIC_URL}/twilio/inbound"
        yield fake


def deployed(folder: Path, database_url: str, mode: str, telegram: FakeTelegram, twilio: FakeTwilio) -> Deployment:
    return Deployment(
        folder,
        database_url,
        PUBLIC_URL=PUBLIC_URL,
        LOG_LEVEL="DEBUG",
        METRICS_TOKEN="the-token",
        TELEGRAM_TOKEN=telegram.token,
        TELEGRAM_SECRET=SECRET,
        TELEGRAM_MODE=mode,
        TELEGRAM_API_URL=telegram.url,
        TWILIO_ACCOUNT_SID=twilio.account_sid,
        TWILIO_AUTH_TOKEN=twilio.auth_token,
        TWILIO_FROM=twilio.number,
        TWILIO_PER_SECOND="100",
        TWILIO_API_URL=twilio.url,
    )


def ended_well(*answers: Answer) -> None:
    assert [(each.code, each.err) for each in answers] == [(0, "")] * len(answers)


async def invite(deployment: Deployment, *options: str) -> Any:
    return (await deployment.command("invite", *options, "--json")).json()


async def gather_the_people(deployment: Deployment, telegram: FakeTelegram, twilio: FakeTwilio) -> None:
    """Two coordinators whom the command line vouches for; a protector to whom both of them say yes."""
    cora, ana, ben = await asyncio.gather(
        invite(deployment, "--coordinator", "--person", "cora"),
        invite(deployment, "--coordinator", "--person", "ana"),
        invite(deployment, "--person", "ben"),
    )
    assert cora["telegram"] == f"https://t.me/{telegram.username}?start={cora['code']}"
    telegram.says(CORA, f"/start {cora['code']}")
    telegram.says(ANA, f"/start {ana['code']}")
    await twilio.texts(BEN, ben["code"].lower())
    await telegram.expect(CORA, "you are in", within=WITHIN)
    await telegram.expect(ANA, "you are in", within=WITHIN)
    await twilio.expect(BEN, "Two coordinators say yes before you are paged", within=WITHIN)
    for coordinator, standing in (("cora", "bound"), ("ana", "vetted")):
        said = await deployment.command("member", "approve", "ben", "--by", coordinator, "--json")
        assert said.json()["standing"] == standing
    await twilio.expect(BEN, "From now on you may be paged", within=WITHIN)


def reach_the_doors(running: Running, telegram: FakeTelegram, twilio: FakeTwilio) -> None:
    """The providers know the public address; here is where it is."""
    telegram.connect_to = twilio.connect_to = running.url


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_text_pages_those_on_call_one_accepts_and_everybody_concerned_hears(
    mode: str, database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, database_url, mode, telegram, twilio)
    # One of the four in interpreters of their own: what each command imports by itself is enough for it.
    deployment.cold = mode == "polling" and database_url.startswith("sqlite")
    ended_well(await deployment.command("migrate"))
    ended_well(await deployment.command("community", "apply", str(COMMUNITY)))
    async with deployment.running() as running:
        reach_the_doors(running, telegram, twilio)
        await gather_the_people(deployment, telegram, twilio)

        answered = await twilio.texts(ROSA, THE_CALL)
        assert answered.status == 200, running.complaints
        await twilio.expect(ROSA, "Asking people near you now", within=WITHIN)
        page = await telegram.expect(ANA, "A: Food or a bed, Old Town", button="10 min", within=WITHIN)
        await twilio.expect(BEN, "A: Food or a bed, Old Town", within=WITHIN)
        await telegram.expect(CORA, "#1 Food or a bed, Old Town. Asking.", within=WITHIN)
        await twilio.settled(WITHIN)
        assert await running.stop() == 0

    async with deployment.running() as again:  # what was open when it stopped goes on
        reach_the_doors(again, telegram, twilio)
        await twilio.texts(BEN, "A 12")
        go = await twilio.expect(BEN, "Go.", within=WITHIN)
        await telegram.expect(ANA, "stand down", message_id=page.message_id, within=WITHIN)
        coming = await twilio.expect(ROSA, "is coming, in about 12 min", within=WITHIN)
        await telegram.expect(CORA, "#1 filled", within=WITHIN)
        telegram.presses(ANA, page.message_id, "10 min")  # a thumb that was slower than the edit: there is room
        await telegram.expect(ANA, "Go.", button="On my way", within=WITHIN)
        await twilio.settled(WITHIN)
        (shown,) = (await deployment.command("incident", "list", "--json")).json()
        assert await again.stop() == 0

    assert "5th & Main" in go.body
    assert coming.body.split()[0] in go.body  # the code name under which both sides know Ben
    assert (shown["status"], [each["person"] for each in shown["assignments"]]) == ("filled", ["ben", "ana"])
    assert (telegram.refusals, twilio.refusals) == ([], [])
    assert {post.status for post in (*twilio.posts, *telegram.posts)} <= {200, 204}
    assert (running.complaints, again.complaints) == ([], [])


async def test_forged_posts_open_nothing(
    sqlite_database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, sqlite_database_url, "webhook", telegram, twilio)
    ended_well(await deployment.command("migrate"))
    ended_well(await deployment.command("community", "apply", str(COMMUNITY)))
    async with deployment.running() as running:
        reach_the_doors(running, telegram, twilio)
        forged = await twilio.texts(ROSA, THE_CALL, auth_token="not the account's token")
        async with httpx.AsyncClient(base_url=running.url) as client:
            update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": ANA, "type": "private"}}}
            secret = {"X-Telegram-Bot-Api-Secret-Token": "a guess"}
            guessed = await client.post("/telegram/webhook", json=update, headers=secret)
            health = await client.get("/healthz", headers={"Authorization": "Bearer the-token"})
        listed = (await deployment.command("incident", "list", "--json")).json()

    assert (forged.status, guessed.status_code, health.status_code) == (403, 403, 200)
    waiting, dead = health.json()["waiting"], health.json()["dead"]
    assert (waiting["inbox"], waiting["delivery"]) == (0, 0)  # timers there are: the team's rota has its own
    assert dead == {"inbox": 0, "timer": 0, "delivery": 0}
    assert listed == []
    assert twilio.phone(ROSA) == []
