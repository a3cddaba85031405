"""Processes of the program that begin at once: forked from an interpreter that stands by with everything imported.

Finding and importing takes a fresh interpreter seconds each time, and so does reading the program's own words; the
suite needs hundreds of processes. What such a
process does is what `python -m bot` does from its first own line on: arguments, folder, environment, files, signals and
exit are its own, and it can be killed like any other. That a fresh interpreter gets as far is for the tests that begin
one (`cold`), which is every kind of command at least once.

The interpreter that stands by ends when the process that asked for it does, and takes along what still runs.
"""

import asyncio
import atexit
import gc
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

UPSTANDER = Path(sys.executable).with_name("upstander")
ROOT = Path(__file__).parents[2]

_IMPORTED = (
    "bot.__main__",
    "bot.commands.setup",
    "bot.running",
    "config.community_file",
    "models.migrate",
    "uvloop",
)
_LENGTH = struct.Struct("!I")


class Begun(Protocol):
    """A process that was begun, cold or not."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    async def wait(self) -> int: ...

    def send_signal(self, signal: int, /) -> None: ...

    def kill(self) -> None: ...


async def begin(
    *arguments: str, cwd: Path, env: Mapping[str, str], stdout: int | None, stderr: int, cold: bool
) -> Begun:
    """Begin `upstander` with these arguments, nothing on its standard input, and its output in these open files."""
    if not cold:
        return await _standby().begin(arguments, cwd=cwd, env=env, stdout=stdout, stderr=stderr)
    return await asyncio.create_subprocess_exec(
        str(UPSTANDER),
        *arguments,
        cwd=cwd,
        env=env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL if stdout is None else stdout,
        stderr=stderr,
    )


class Forked:
    """A forked process, as asyncio shows its own."""

    def __init__(self, pid: int, ending: "asyncio.Task[int]") -> None:
        self.pid = pid
        self.ending = ending

    @property
    def returncode(self) -> int | None:
        return self.ending.result() if self.ending.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self.ending)

    def send_signal(self, signal: int, /) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


async def _ended(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    try:
        return int(await reader.readline())
    finally:
        writer.close()


class _Standby:
    """The interpreter that stands by, seen from here."""

    def __init__(self) -> None:
        self._leash, theirs = socket.socketpair()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.standby", str(theirs.fileno())],
                cwd=ROOT,
                # No threads of a library's own: they would not be forked along.
                env=kept | {"OPENBLAS_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        self._nothing = os.open(os.devnull, os.O_RDWR)

    async def begin(
        self, arguments: tuple[str, ...], *, cwd: Path, env: Mapping[str, str], stdout: int | None, stderr: int
    ) -> Forked:
        ours, theirs = socket.socketpair()
        order = json.dumps({"arguments": arguments, "cwd": str(cwd), "env": dict(env)}).encode()
        with theirs:
            files = [theirs.fileno(), self._nothing, self._nothing if stdout is None else stdout, stderr]
            socket.send_fds(self._leash, [_LENGTH.pack(len(order)) + order], files)
        reader, writer = await asyncio.open_connection(sock=ours)
        pid = int(await reader.readline())
        return Forked(pid, asyncio.create_task(_ended(reader, writer)))

    def end(self) -> None:
        self._leash.close()
        os.close(self._nothing)
        self._process.wait(10)


@cache
def _standby() -> _Standby:
    made = _Standby()
    atexit.register(made.end)
    return made


# --- in the interpreter that stands by


def _stand_by(leash: socket.socket) -> bool:
    """Fork for each order until nobody can give one any more. True in a process that was born, False at the end."""
    before = dict(os.environ)
    gc.set_threshold(100_000, 50, 100)  # as the program does first
    for name in _IMPORTED:
        import_module(name)
    _read_words()
    set_by_imports = {name: value for name, value in os.environ.items() if name not in before}
    signal.signal(signal.SIGCHLD, _reap)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        piece, files, _, _ = socket.recv_fds(leash, _LENGTH.size, 4)
        if not piece:
            return False
        order = json.loads(_received(leash, _LENGTH.unpack(piece)[0]))
        if os.fork() == 0:
            leash.close()
            return _be_born(order, files, set_by_imports)
        for each in files:
            os.close(each)


def _read_words() -> None:
    """What the program reads once and keeps, whatever it is asked to do; a process that is born has it already."""
    from bot.app import words  # noqa: PLC0415  Not in the process that asks for an interpreter.
    from config.catalogues import load_catalogues  # noqa: PLC0415
    from domain.triage import read  # noqa: PLC0415

    read("ready", words().lexicon)
    load_catalogues()
    gc.freeze()


def _reap(*_: object) -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _received(leash: socket.socket, length: int) -> bytes:
    whole = b""
    while len(whole) < length:
        piece = leash.recv(length - len(whole))
        if not piece:
            raise EOFError
        whole += piece
    return whole


def _be_born(order: dict[str, object], files: list[int], set_by_imports: dict[str, str]) -> bool:
    """In a process that waits for the born one, which is forked here and returns True."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    born = os.fork()
    asking, *standard = files
    if born:
        for each in standard:
            os.close(each)
        _wait_for(born, socket.socket(fileno=asking))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.close(asking)
    for number, each in enumerate(standard):
        os.dup2(each, number)
        os.close(each)
    arguments, env = order["arguments"], order["env"]
    assert isinstance(arguments, list)
    assert isinstance(env, dict)
    os.chdir(str(order["cwd"]))
    os.environ.clear()
    os.environ.update(set_by_imports | env)
    time.tzset()
    sys.argv = ["upstander", *arguments]
    return True


def _wait_for(born: int, asking: socket.socket) -> None:
    """Tell whoever asked of its birth and its end. It is killed when they are gone."""
    asking.sendall(f"{born}\n".encode())

    ended = threading.Event()

    def hold() -> None:
        if not asking.recv(1) and not ended.is_set():
            os.kill(born, signal.SIGKILL)

    threading.Thread(target=hold, daemon=True).start()
    _, status = os.waitpid(born, 0)
    ended.set()
    try:
        asking.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    finally:
        os._exit(0)


if __name__ == "__main__" and _stand_by(socket.socket(fileno=int(sys.argv[1]))):
    from bot.__main__ import main

    __package__ = ""  # as in a script: that is how the command line knows what it is called
    main()
