"""The running program and strangers: nothing forged or brought again has an effect, what is genuine does."""

from pathlib import Path

import pytest

from benchmarks.forgeries import A_HANDFUL, forgeries
from benchmarks.stage import Ground
from tests.support.deployment import Deployment
from tests.support.world import COMMUNITY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

TELEGRAM = {"TELEGRAM_TOKEN": "1:hush-hush", "PUBLIC_URL": "https://help.example.org"}
SMS = {"TWILIO_AUTH_TOKEN": "hush-hush", "TWILIO_FROM": "+13125550100", "TWILIO_ACCOUNT_SID": "AC" + "0" * 32}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_forged_posts_replays_and_buttons_change_nothing_and_genuine_ones_do(
    kind: str, tmp_path: Path, postgres_url: str
) -> None:
    server = postgres_url if kind == "postgresql" else None
    lines = await forgeries(Ground(kind=kind, folder=tmp_path, server=server, cold=False), A_HANDFUL)

    aimed = [line for line in lines if line.aim]
    assert len(aimed) == 7
    assert [f"{line.what}: {line.measured}, not {line.aim}" for line in aimed if not line.met] == []


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({**TELEGRAM, "TELEGRAM_MODE": "webhook"}, "UPSTANDER_TELEGRAM_SECRET"),
        ({"TELEGRAM_TOKEN": "1:hush-hush", "TELEGRAM_MODE": "webhook", "TELEGRAM_SECRET": "s"}, "UPSTANDER_PUBLIC_URL"),
        ({**SMS, "TWILIO_MODE": "webhook"}, "UPSTANDER_PUBLIC_URL"),
        (
            {**TELEGRAM, "TWILIO_ACCOUNT_SID": SMS["TWILIO_ACCOUNT_SID"], "TWILIO_FROM": SMS["TWILIO_FROM"]}
            | {"TWILIO_MODE": "webhook"},
            "UPSTANDER_TWILIO_AUTH_TOKEN",
        ),
    ],
)
async def test_a_webhook_that_could_not_be_verified_is_not_opened_and_one_line_says_so(
    tmp_path: Path, settings: dict[str, str], missing: str
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'upstander.db'}"
    refused = await Deployment(tmp_path, url, COMMUNITY_FILE=str(COMMUNITY), **settings).command("run")

    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert missing in refused.err
    assert "hush" not in refused.err
