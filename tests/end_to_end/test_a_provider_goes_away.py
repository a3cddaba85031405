"""A program as somebody runs it loses one of its providers in the middle of a call, and gets it back."""

from pathlib import Path

import pytest

from tests.end_to_end.test_a_call_through_the_real_doors import (
    BEN,
    CORA,
    ROSA,
    THE_CALL,
    WITHIN,
    deployed,
    gather_the_people,
    reach_the_doors,
    telegram,
    twilio,
)
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.support.world import COMMUNITY

__all__ = ["telegram", "twilio"]

SOL, TEO = "+13125550152", "+13125550153"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


async def test_a_call_goes_on_by_text_while_the_bot_server_is_away_and_what_waited_there_arrives_afterwards(
    database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, database_url, "webhook", telegram, twilio)
    await deployment.founded(COMMUNITY)
    async with deployment.running() as running:
        reach_the_doors(running, telegram, twilio)
        await gather_the_people(deployment, telegram, twilio)
        await telegram.goes_away()

        for another in (SOL, TEO):
            await twilio.texts(another, THE_CALL)
            await twilio.expect(another, "Asking people near you now", within=WITHIN)
        await running.logs("a provider is down", channel="telegram")
        await twilio.texts(ROSA, THE_CALL)
        await twilio.expect(ROSA, "Asking people near you now", within=WITHIN)
        await twilio.expect(BEN, "A: Food or a bed, Old Town", within=WITHIN)
        await twilio.texts(BEN, "A 12")
        await twilio.expect(BEN, "Go.", within=WITHIN)
        await twilio.expect(SOL, "is coming, in about 12 min", within=WITHIN)
        await telegram.comes_back()

        await telegram.expect(CORA, "#1 Food or a bed, Old Town. Asking.", within=WITHIN)
        await telegram.expect(CORA, "Telegram works again.", within=WITHIN)
        assert await running.stop() == 0
