"""The real program as a process: started, waited for, told to stop, killed."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from bot.engine.faults import VARIABLE
from tests.support.standby import Begun, begin

KILLED = -signal.SIGKILL


class NotReady(Exception):
    """The program ended, or did not get ready in time. The text is the end of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Program:
    """`upstander run` in a folder, one process at a time; its log goes to a file there.

    `cold`: each begins in an interpreter of its own instead of the one that stands by.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], port: int, *command: str, cold: bool = False
    ) -> None:
        self.folder = folder
        self.port = port
        self._command = command or ("run",)
        self._environment = dict(environment)
        self._cold = cold
        self._process: Begun | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def returncode(self) -> int | None:
        return None if self._process is None else self._process.returncode

    async def start(self, fail_point: str | None = None) -> None:
        """Start a process. Nobody waits until it is ready."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("UPSTANDER_")}
        armed = {} if fail_point is None else {VARIABLE: fail_point}
        with self.log.open("ab") as log:
            self._process = await begin(
                *self._command,
                cwd=self.folder,
                env={**kept, **self._environment, **armed},
                stdout=log.fileno(),
                stderr=log.fileno(),
                cold=self._cold,
            )

    async def ready(self, within: float = 60.0) -> float:
        """Wait until /healthz says 200; how long that took. Raises NotReady."""
        began = time.perf_counter()
        while not await self._is_healthy():
            took = time.perf_counter() - began
            if self.returncode is not None or took > within:
                raise NotReady(f"exit {self.returncode} after {took:.1f} s: {self.end_of_log()}")
            await asyncio.sleep(0.01)
        return time.perf_counter() - began

    async def ended(self, within: float) -> int | None:
        """Wait until the process has ended: its exit code; None if it is still there."""
        assert self._process is not None
        try:
            async with asyncio.timeout(within):
                return await self._process.wait()
        except TimeoutError:
            return None

    def tell_to_stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)

    async def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""

    async def _is_healthy(self) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            await writer.drain()
            line = await reader.readline()
        except OSError:
            return False
        finally:
            writer.close()
        return b" 200 " in line
