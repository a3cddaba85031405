"""What doctor says about the bot, against a server that speaks Telegram's protocol."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.responses import Response

from bot.checkup import telegram
from bot.clock import RealClock
from config.settings import Settings
from tests.bot.examined import Findings, findings
from tests.fakes.door import Door
from tests.fakes.telegram import FakeTelegram

PUBLIC = "https://help.example.org"
HOOK = f"{PUBLIC}/telegram/webhook"
SECRET = "loopback-secret"
ANA = 8160001


@pytest.fixture
async def tg() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(retry_every=0.001) as fake:
        fake.user(ANA)
        yield fake
        assert fake.refusals == []


def settings(tg: FakeTelegram, **more: Any) -> Settings:
    return Settings(_env_file=None, telegram_token=SecretStr(tg.token), telegram_api_url=tg.url, **more)


def by_webhook(tg: FakeTelegram) -> Settings:
    return settings(tg, telegram_secret=SecretStr(SECRET), public_url=PUBLIC)


async def look(chosen: Settings, *, later: timedelta = timedelta()) -> Findings:
    return await findings(telegram.look(chosen, RealClock().now() + later))


async def test_without_a_token_nothing_is_said(tg: FakeTelegram) -> None:
    assert (await look(Settings(_env_file=None))).all == []


async def test_a_bot_that_is_polled_and_has_no_webhook_is_well(tg: FakeTelegram) -> None:
    tg.says(ANA, "hello")
    found = await look(settings(tg))

    assert found.to_do == []
    assert found.about("telegram").found == f"@{tg.username} answers, received by polling"
    assert found.about("updates").found == "we fetch them; 1 wait there"


async def test_a_webhook_left_behind_is_found_before_polling_hears_nothing_and_can_be_removed(
    tg: FakeTelegram,
) -> None:
    async with Door([Response(status_code=500)] * 9) as other:
        await bring_elsewhere(tg, other.url)
        tg.says(ANA, "is anybody there")
        found = await look(settings(tg))
        says = await found.fix()
        after = await look(settings(tg))

    assert found.to_do == ["updates"]
    assert says == ["Telegram: remove the webhook, so that updates wait until they are fetched"]
    assert (after.to_do, tg.webhook_url, len(tg.pending)) == ([], None, 1)


async def bring_elsewhere(tg: FakeTelegram, url: str) -> None:
    """Another program had updates brought to it."""
    elsewhere = Settings(
        _env_file=None,
        telegram_token=SecretStr(tg.token),
        telegram_api_url=tg.url,
        telegram_secret=SecretStr("other"),
        public_url=url,
    )
    await (await look(elsewhere)).fix()


async def test_a_webhook_that_leads_elsewhere_is_set_to_ours_with_our_secret(tg: FakeTelegram) -> None:
    before = await look(by_webhook(tg))
    await before.fix()
    after = await look(by_webhook(tg))

    assert (before.to_do, after.to_do) == (["updates"], [])
    assert "nowhere" in before.about("updates").found
    assert tg.webhook_url == HOOK
    (call,) = [each for each in tg.calls if each.operation == "setWebhook"]
    assert call.asked["secret_token"] == SECRET


async def test_a_secret_that_differs_shows_by_its_refusals_and_is_set_again(tg: FakeTelegram) -> None:
    await (await look(by_webhook(tg))).fix()
    async with Door([Response(status_code=403)] * 1000) as door:
        tg.connect_to = door.url
        tg.says(ANA, "hello")
        await tg.failed_to_bring()
        found = await look(by_webhook(tg))
        tg.connect_to = None

    assert found.to_do == ["updates"]
    assert "403 Forbidden" in found.about("updates").found
    assert "another secret" in found.about("updates").remedy
    assert found.about("updates").fix is not None


async def test_an_old_failure_with_nothing_waiting_is_only_mentioned(tg: FakeTelegram) -> None:
    await (await look(by_webhook(tg))).fix()
    async with Door([Response(status_code=500)]) as door:
        tg.connect_to = door.url
        tg.says(ANA, "hello")
        await tg.settled()
        fresh = await look(by_webhook(tg))
        old = await look(by_webhook(tg), later=timedelta(hours=3))

    assert (fresh.to_do, old.to_do) == (["updates"], [])
    assert old.about("updates").advice.startswith("the last failure was 3 h ago: Wrong response")


async def test_groups_are_advised_against_and_make_nothing_fail(tg: FakeTelegram) -> None:
    open_to_all = await look(settings(tg))
    tg.joins_groups, tg.reads_groups = False, True
    nosy = await look(settings(tg))
    tg.reads_groups = False
    closed = await look(settings(tg))

    assert open_to_all.to_do == []
    assert "/setjoingroups" in open_to_all.about("groups").advice
    assert "/setprivacy" in nosy.about("groups").advice
    assert closed.about("groups").advice == ""


async def test_a_wrong_token_and_a_server_that_is_away_are_told_apart(tg: FakeTelegram) -> None:
    wrong = await look(Settings(_env_file=None, telegram_token=SecretStr("1:wrong"), telegram_api_url=tg.url))
    tg.refusals.clear()
    await tg.goes_away()
    away = await look(settings(tg))

    assert "@BotFather" in wrong.about("telegram").remedy
    assert away.about("telegram").found.startswith("Telegram does not answer")
    assert [each.about for each in (*wrong.all, *away.all)] == ["telegram", "telegram"]
    assert all("wrong" not in each.found + each.remedy for each in wrong.all)


async def test_a_menu_that_nobody_sees_yet_is_said_and_is_no_failure(tg: FakeTelegram) -> None:
    found = await look(settings(tg))
    assert found.to_do == []
    assert found.about("menu").found == "no menu and no description yet"

    tg.commands["default", ""] = [{"command": "start", "description": "Begin"}]
    tg.descriptions[""] = "Riverside: text here"
    assert (await look(settings(tg))).about("menu").found == "commands and a description are shown"
