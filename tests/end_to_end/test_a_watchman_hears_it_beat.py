"""`upstander run` calls its watchman as soon as it is well, and is not heard of again once it has stopped."""

from pathlib import Path

import pytest

from tests.fakes.door import Door
from tests.support.deployment import Deployment
from tests.support.world import COMMUNITY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


async def test_a_program_that_is_well_calls_its_watchman_and_logs_no_address(
    sqlite_database_url: str, tmp_path: Path
) -> None:
    async with Door() as watchman:
        deployment = Deployment(
            tmp_path,
            sqlite_database_url,
            COMMUNITY_FILE=str(COMMUNITY),
            HEARTBEAT_URL=f"{watchman.url}/ping/7f3c",
            LOG_LEVEL="DEBUG",
        )
        await deployment.founded()
        async with deployment.running() as running:
            await watchman.called()
            code = await running.stop()

    assert code == 0
    assert [(each.path, each.body) for each in watchman.heard] == [("/ping/7f3c", b"")]
    assert running.complaints == []
    assert not [line for line in running.log if "7f3c" in str(line)]
