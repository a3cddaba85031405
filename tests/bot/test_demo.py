"""The demo: the whole program on the example community, in a folder that is gone afterwards."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.chance import SeededMint
from bot.clock import ScaledClock
from bot.demo import PORT, PortTaken, demo
from domain.ids import PersonId
from domain.people import Channel, Role, Standing
from models import incidents, people
from tests.fakes.telegram import FakeTelegram

ROSA = "+13125550142"
CALL = "My neighbour is being threatened at 5th & Main"


def environment(folder: Path) -> Mapping[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}


def files_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


async def started(folder: Path, *options: str) -> asyncio.subprocess.Process:
    """`upstander demo` in a process of its own, whose temporary folders are in `folder`."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *options),
        cwd=Path(__file__).parents[2],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def test_everybody_on_the_example_roster_is_vetted_and_has_a_phone() -> None:
    async with demo(port=0, clock=ScaledClock(), mint=SeededMint(3)) as running:
        async with running.program.database.reading() as store:
            everybody = await people.everybody(store)
        phones = {each.id: each for each in running.switchboard.phones}

    assert len(everybody) >= 12
    for person in everybody:
        (point,) = person.contact_points
        assert (point.address, point.channel) == (phones[person.id].address, phones[person.id].channel)
        assert {each.standing for each in person.memberships} == {Standing.VETTED}


async def test_the_phones_that_lie_open_are_those_the_field_is_made_of() -> None:
    async with demo(port=0, clock=ScaledClock(), mint=SeededMint(3)) as running:
        phones = {each.id: each for each in running.switchboard.phones}
        first, second, *protectors, coordinator = (phones[each] for each in running.page.desk.open)
        async with running.program.database.reading() as store:
            theirs = await people.load_many(store, [PersonId(coordinator.id)])

    sms, telegram = Channel.SIM_SMS, Channel.SIM_TELEGRAM
    assert (first.channel, second.channel, coordinator.channel) == (sms, telegram, telegram)
    assert sorted(each.channel for each in protectors) == [sms, telegram, telegram]
    assert Role.COORDINATOR in theirs[0].memberships[0].roles
    assert {each.channel for each in phones.values()} == {sms, telegram}


async def test_the_first_example_pages_the_protectors_whose_phones_lie_open() -> None:
    async with demo(port=0, clock=ScaledClock(), mint=SeededMint(3)) as running:
        example = running.page.desk.examples["caller"][0]
        await running.switchboard.says(ROSA, example)
        await running.program.engine.settle()
        received = {each.id for each in running.switchboard.phones if each.received}

    assert example == CALL
    assert set(running.page.desk.open) - {"caller-tg"} <= received


async def test_nothing_of_the_environment_counts_but_a_bots_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    for name, value in {
        "DATABASE_URL": f"sqlite+aiosqlite:///{elsewhere}",
        "TELEGRAM_MODE": "webhook",
        "TWILIO_AUTH_TOKEN": "a token",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_FROM": "+13125550199",
        "PUBLIC_URL": "https://help.example.org",
    }.items():
        monkeypatch.setenv(f"UPSTANDER_{name}", value)

    async with demo(port=0, clock=ScaledClock(), mint=SeededMint(3)) as running:
        channels = set(running.program.channels)

    assert channels == {Channel.SIM_SMS, Channel.SIM_TELEGRAM}
    assert not elsewhere.exists()


async def test_with_a_token_a_real_phone_joins_as_somebody_who_needs_help(monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeTelegram() as telegram:
        monkeypatch.setenv("UPSTANDER_TELEGRAM_TOKEN", telegram.token)
        monkeypatch.setenv("UPSTANDER_TELEGRAM_API_URL", telegram.url)
        async with demo(port=0, clock=ScaledClock(), mint=SeededMint(3)) as running:
            telegram.user(7001)
            telegram.says(7001, "/start")
            await telegram.expect(7001)
            telegram.says(7001, CALL)
            await telegram.called("sendMessage", chat_id=7001, times=2)
            await running.program.engine.settle()
            ben = running.switchboard.at("tg-ben")

    assert ben.received == 1


async def test_a_story_is_played_at_its_pace_on_a_phone_whose_calls_are_drills() -> None:
    """Begun, moved on, rested and ended on the page; by the program's own time in between, which stands still here."""
    async with demo(port=0, clock=ScaledClock(speed=0), mint=SeededMint(3), tabletop=True) as running:
        table, rosa = running.tabletop, running.switchboard.at(ROSA)
        assert table is not None

        async def presses(do: str, **form: str) -> int:
            async with httpx.AsyncClient(trust_env=False) as client:
                sent = await client.post(f"{running.address}/tabletop", data={"do": do, **form})
            await running.program.engine.settle()
            return sent.status_code

        async def passes(seconds: int) -> None:
            running.clock.jump(timedelta(seconds=seconds))
            await table.tick()
            await running.program.engine.settle()

        def said() -> int:
            return sum(each.mine for each in running.switchboard.at(ROSA).messages)

        async with httpx.AsyncClient(trust_env=False) as client:
            before = (await client.get(running.address)).text
        assert await presses("begin", story="fight/en", pace="30") == 204
        assert said() == 1
        await passes(20)
        assert said() == 1
        await passes(11)
        assert said() == 2
        await presses("next")
        assert said() == 3
        await presses("pause")
        await passes(120)
        assert said() == 3
        await presses("go", pace="60")
        await passes(61)
        assert said() == 4
        async with httpx.AsyncClient(trust_env=False) as client:
            during = (await client.get(running.address)).text
        await presses("stop")
        wrong = await presses("begin", story="none/en", pace="30")
        heard = [each.text for phone in running.switchboard.phones for each in phone.messages if not each.mine]
        async with running.program.database.reading() as store:
            calls = await incidents.alive(store)

    assert rosa.channel is Channel.SIM_SMS
    assert "Training evening." in before
    assert "A fight outside a shop: 4 of 5 said" in during
    assert heard
    assert [each for each in heard if not each.startswith(("DRILL: ", "SIMULACRO: "))] == []
    assert {each.drill for each in calls} <= {True}
    assert wrong == 400


async def test_a_taken_port_is_passed_over_unless_it_was_asked_for() -> None:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", PORT))
        except OSError:
            pass  # somebody else has it: taken all the same
        taken.listen()
        async with demo(port=None, clock=ScaledClock(), mint=SeededMint(3)) as running:
            port = running.web.port
        with pytest.raises(PortTaken):
            async with demo(port=PORT, clock=ScaledClock(), mint=SeededMint(3)):
                pass

    assert port > PORT


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_where_it_is_and_leaves_nothing_behind(tmp_path: Path, ending: signal.Signals) -> None:
    process = await started(tmp_path, "--port", "0", "--speed", "10")
    assert process.stdout is not None
    async with asyncio.timeout(60):
        said = [(await process.stdout.readline()).decode() for _ in range(2)]
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+/phones", "".join(said))
    port = address.split(":")[2].removesuffix("/phones")
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
        page = await client.get(address.removesuffix("phones"))
    during = files_in(tmp_path)
    process.send_signal(ending)
    async with asyncio.timeout(30):
        rest, wrong = await process.communicate()

    assert page.status_code == 200
    assert f"ssh -L {port}:127.0.0.1:{port} you@server" in said[1]
    assert len(during) == 1
    assert files_in(tmp_path) == []
    assert (process.returncode, rest, wrong) == (0, b"", b"")


@pytest.mark.slow
async def test_a_port_asked_for_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = await started(tmp_path, "--port", str(port))
        async with asyncio.timeout(60):
            said, wrong = await process.communicate()

    assert (process.returncode, said) == (1, b"")
    assert wrong.decode() == f"port {port} is taken; choose another with --port\n"
