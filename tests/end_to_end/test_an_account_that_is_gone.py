"""A program as somebody runs it probes the accounts of those who are on, from the moment it is up."""

from pathlib import Path

import pytest

from tests.end_to_end.test_a_call_through_the_real_doors import (
    ANA,
    CORA,
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

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


async def test_an_account_deleted_while_it_was_down_is_told_as_soon_as_it_is_up(
    database_url: str, tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    deployment = deployed(tmp_path, database_url, "polling", telegram, twilio)
    await deployment.founded(COMMUNITY)
    async with deployment.running() as running:
        reach_the_doors(running, telegram, twilio)
        await gather_the_people(deployment, telegram, twilio)
        # Nothing is left to be sent to her: what shows afterwards that she is gone is the probe, and no message.
        for said in ("Cora said yes to Ben", "Ben is in."):
            await telegram.expect(ANA, said, within=WITHIN)
        assert await running.stop() == 0
    telegram.deletes_account(ANA)

    async with deployment.running() as again:
        reach_the_doors(again, telegram, twilio)
        await telegram.expect(CORA, "Ana cannot be reached", within=WITHIN)
        assert await again.stop() == 0

    refused = [each for each in telegram.turned_away if each.recipient == str(ANA)]
    assert refused[0].operation == "sendChatAction"
    assert again.complaints == []
