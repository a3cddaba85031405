"""A process from the interpreter that stands by is like one that an interpreter of its own begins."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.support.standby import Begun, Forked, begin

ENV = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
WRONG = ENV | {"UPSTANDER_DATABASE_URL": "mysql://localhost/upstander"}


async def ended(folder: Path, *arguments: str, env: dict[str, str], cold: bool) -> tuple[int, bytes, bytes]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = await begin(*arguments, cwd=folder, env=env, stdout=out.fileno(), stderr=err.fileno(), cold=cold)
        code = await process.wait()
        out.seek(0)
        err.seek(0)
        return code, out.read(), err.read()


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[tuple[Begun, asyncio.StreamReader]]:
    """A program that runs until it is told to stop, and what it says."""
    ours, theirs = os.pipe()
    said = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    pipe, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(said), os.fdopen(ours, "rb"))
    env = ENV | {"TMPDIR": str(folder)}
    process = await begin("demo", "--port", "0", cwd=folder, env=env, stdout=theirs, stderr=theirs, cold=False)
    os.close(theirs)
    try:
        async with asyncio.timeout(60):
            await said.readline()
            yield process, said
    finally:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        pipe.close()


@pytest.mark.parametrize("arguments", [("rota", "--help"), ("run",), ("nothing",)])
async def test_it_says_the_same_and_ends_the_same(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    warm = await ended(tmp_path, *arguments, env=WRONG, cold=False)

    assert warm == await ended(tmp_path, *arguments, env=WRONG, cold=True)


async def test_its_folder_is_its_own(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("UPSTANDER_DATABASE_URL=mysql://localhost/upstander\n", encoding="utf-8")

    code, _, err = await ended(tmp_path, "run", env=ENV, cold=False)

    assert (code, b"UPSTANDER_DATABASE_URL" in err) == (2, True)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 0), (signal.SIGTERM, 0)])
async def test_it_is_told_killed_and_seen_to_end_like_any_other(tmp_path: Path, how: signal.Signals, code: int) -> None:
    async with demo(tmp_path) as (process, _):
        assert process.returncode is None
        process.send_signal(how)

        assert await process.wait() == code
        assert process.returncode == code


async def test_it_does_not_outlive_whoever_waits_for_it(tmp_path: Path) -> None:
    async with demo(tmp_path) as (process, said):
        assert isinstance(process, Forked)
        process.ending.cancel()  # as the end of a test does with whatever it left

        await said.read()  # until nobody can say anything any more
