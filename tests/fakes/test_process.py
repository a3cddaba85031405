"""Both fakes as one process, as benchmarks run them."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def fakes(*options: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes",
        "--no-spec",
        *options,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_the_process_says_where_it_is_logs_what_it_accepts_and_stops_when_told(tmp_path: Path) -> None:
    log = tmp_path / "sends.jsonl"
    async with (
        fakes("--log", str(log)) as (process, where),
        httpx.AsyncClient(trust_env=False, verify=False) as http,
    ):
        telegram = f"{where['telegram']}/bot{where['telegram_token']}"
        twilio = f"{where['twilio']}/2010-04-01/Accounts/{where['twilio_account_sid']}/Messages.json"
        await http.post(f"{telegram}/sendMessage", data={"chat_id": "7", "text": "hello"})
        created = await http.post(
            twilio,
            data={"To": "+13125550111", "From": where["twilio_number"], "Body": "hello"},
            auth=(where["twilio_account_sid"], where["twilio_auth_token"]),
        )
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0

    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(entry["provider"], entry["operation"], entry["to"]) for entry in entries] == [
        ("telegram", "sendMessage", "7"),
        ("twilio", "create", "+13125550111"),
    ]
    assert entries[1]["id"] == created.json()["sid"]
    assert entries[0]["at"] <= entries[1]["at"]


async def test_users_can_be_played_through_standard_input_and_the_process_ends_by_itself() -> None:
    async with (
        fakes("--commands", "--for", "10") as (process, where),
        httpx.AsyncClient(trust_env=False, verify=False) as http,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"telegram": "says", "user_id": 7, "text": "hello"}\n')
        process.stdin.write(b'{"twilio": "texts", "from_number": "+13125550111", "body": "hello"}\n')
        answers = [json.loads(await asyncio.wait_for(process.stdout.readline(), 20)) for _ in range(2)]
        polled = await http.post(f"{where['telegram']}/bot{where['telegram_token']}/getUpdates")

    assert [answer["done"] for answer in answers] == ["says", "texts"]
    assert polled.json()["result"][0]["message"]["text"] == "hello"
