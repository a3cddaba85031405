"""The real program in processes of its own: `upstander` as somebody runs it, with settings in the environment."""

import asyncio
import json
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import migrate_database, open_database
from bot.clock import RealClock
from config.community_file import load_community
from config.settings import load_settings
from models import communities
from tests.support.standby import UPSTANDER, Begun, begin

__all__ = ["UPSTANDER", "Answer", "Deployment", "Running"]

_READY_WITHIN = 240.0
_STOPS_WITHIN = 120.0
_LOGS_WITHIN = 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one document on standard output. The command must have ended well."""
        assert self.code == 0, self.err
        return json.loads(self.out)


class Running:
    """`upstander run`, ready. `log` is everything it has logged, line by line."""

    def __init__(self, process: Begun, said: asyncio.StreamReader) -> None:
        self.log: list[dict[str, Any]] = []
        self.url = ""
        self._process = process
        self._stderr = said
        self._lines: asyncio.Task[None] | None = None
        self._said = asyncio.Event()

    @property
    def complaints(self) -> list[dict[str, Any]]:
        """What it has logged above INFO."""
        return [line for line in self.log if line.get("level") not in ("debug", "info")]

    async def come_up(self) -> None:
        """Read the log until it says where the program listens."""
        async with asyncio.timeout(_READY_WITHIN):
            while not self.url:
                line = await self._read()
                assert line is not None, f"it ended instead: {self.log}"
                if line.get("event") == "ready":
                    self.url = f"http://{line['listen']}"
        self._lines = asyncio.create_task(self._read_on())

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and wait for the end; its exit code."""
        if self._process.returncode is None:
            self.tell(how)
        return await self.stop_told()

    async def stop_told(self) -> int:
        """Wait for the end of one that was told to stop; its exit code."""
        async with asyncio.timeout(_STOPS_WITHIN):
            code = await self._process.wait()
            if self._lines is not None:
                await self._lines
        return code

    async def logs(self, event: str, **fields: str) -> None:
        """Wait until it has logged an event with these fields."""
        wanted = {"event": event, **fields}
        async with asyncio.timeout(_LOGS_WITHIN):
            while not any(wanted.items() <= line.items() for line in self.log):
                self._said.clear()
                await self._said.wait()

    def tell(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Send the signal and wait for nothing."""
        self._process.send_signal(how)

    async def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        if self._lines is not None:
            await self._lines

    async def _read_on(self) -> None:
        while await self._read() is not None:
            pass

    async def _read(self) -> dict[str, Any] | None:
        line = await self._stderr.readline()
        if not line:
            return None
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            said = {"event": line.decode(errors="replace").rstrip()}
        self.log.append(said)
        self._said.set()
        return said


class Deployment:
    """One community's settings and a folder; every command is a process that knows nothing else.

    `cold`: each begins in an interpreter of its own instead of the one that stands by.
    """

    cold: bool = False

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.folder = folder
        self._settings = {
            "DATABASE_URL": database_url,
            "KEYRING_URL": f"sqlite+aiosqlite:///{folder / 'keys' / 'keyring.db'}",
            "ROOT_KEY_FILE": str(folder / "keys" / "root.key"),
            "LISTEN": "127.0.0.1:0",
            **settings,
        }

    async def founded(self, community: Path | None = None) -> None:
        """Its database at the newest schema, with a community if one is named.

        Made in this process, because a command takes seconds to start: for tests whose matter begins after that.
        """
        chosen = load_settings(
            database_url=self._settings["DATABASE_URL"],
            keyring_url=self._settings["KEYRING_URL"],
            root_key_file=Path(self._settings["ROOT_KEY_FILE"]),
        )
        await migrate_database(chosen)
        if community is None:
            return
        database = await open_database(chosen)
        try:
            async with database.writing() as store:
                await communities.apply(store, *load_community(community), prune=False, now=RealClock().now())
        finally:
            await database.close()

    async def command(self, *arguments: str) -> Answer:
        """Run one command to its end."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = await self._begin(*arguments, stdout=out.fileno(), stderr=err.fileno())
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:
                    process.kill()
            out.seek(0)
            err.seek(0)
            return Answer(code=code, out=out.read().decode(), err=err.read().decode())

    @asynccontextmanager
    async def running(self, *options: str) -> AsyncIterator[Running]:
        """`upstander run` for as long as the block runs; killed at its end if it was not stopped in it."""
        ours, theirs = os.pipe()
        said = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(said), os.fdopen(ours, "rb"))
        try:
            process = await self._begin("run", *options, stdout=None, stderr=theirs)
        finally:
            os.close(theirs)
        running = Running(process, said)
        try:
            await running.come_up()
            yield running
        finally:
            await running.kill()

    async def _begin(self, *arguments: str, stdout: int | None, stderr: int) -> Begun:
        return await begin(
            *arguments, cwd=self.folder, env=self._environment(), stdout=stdout, stderr=stderr, cold=self.cold
        )

    def _environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {f"UPSTANDER_{name}": value for name, value in self._settings.items()}
