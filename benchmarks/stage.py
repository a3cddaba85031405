"""Where the program is measured: the fakes as a process, a town, a database of either kind, the program itself."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.http import Client
from bot.doors import TWILIO_INBOUND
from tests.kill.program import Program, free_port
from tests.kill.town import Town, Where, copied, found, in_folder, provider_environment
from tests.support.postgres import fresh_database, throwaway_server

ROOT = Path(__file__).resolve().parents[1]
UNLIMITED = 1000.0
"""Texts a second: as good as no limit."""

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Fakes:
    """Both providers, in a process of their own; `log` has a line for each message they took."""

    telegram: str
    twilio: str
    log: Path


@asynccontextmanager
async def fakes(folder: Path) -> AsyncIterator[Fakes]:
    """The fakes, running while the block does. They post no receipts: that would be their own work, not ours."""
    log = folder / "sends.jsonl"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes",
        "--no-spec",
        "--no-receipts",
        "--log",
        str(log),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the fakes say nothing")
        where = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
        yield Fakes(telegram=where["telegram"], twilio=where["twilio"], log=log)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A kind of database, and what it takes to get a fresh one.

    `cold`: programs over it begin in interpreters of their own, as they are to be measured.
    """

    kind: str
    folder: Path
    server: str | None = None
    cold: bool = True


@contextmanager
def grounds(kinds: tuple[str, ...]) -> Iterator[dict[str, Ground]]:
    """A folder for each kind of database, with a PostgreSQL server if there is to be one."""
    with tempfile.TemporaryDirectory(prefix="upstander-bench-") as name:
        made = {"sqlite": Ground(kind="sqlite", folder=Path(name) / "sqlite")}
        if "postgresql" not in kinds:
            yield made
            return
        with throwaway_server() as server:
            yield made | {"postgresql": Ground(kind="postgresql", folder=Path(name) / "postgresql", server=server)}


@asynccontextmanager
async def fresh(ground: Ground, *, template: str = "template0") -> AsyncIterator[str | None]:
    """The URL of a fresh PostgreSQL database; None on SQLite, which needs none made."""
    if ground.server is None:
        yield None
        return
    made = fresh_database(ground.server, template=template)
    url = await asyncio.to_thread(made.__enter__)
    try:
        yield url
    finally:
        await asyncio.to_thread(made.__exit__, None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The program, ready, with everything around it."""

    program: Program
    fakes: Fakes
    where: Where
    town: Town
    callers: Client
    ready_after: float

    def resident(self) -> float:
        """The program's resident memory in MiB."""
        return psutil.Process(self.program.pid).memory_info().rss / _MIB


@asynccontextmanager
async def staged(ground: Ground, town: Town, *, per_second: float = UNLIMITED) -> AsyncIterator[Stage]:
    """The program on a freshly founded town, ready while the block runs."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stage-", dir=_made(ground.folder))))
        url = await stack.enter_async_context(fresh(ground))
        where = in_folder(folder / "town") if url is None else Where(folder=folder / "town", database_url=url)
        await found(where, town)
        providers = await stack.enter_async_context(fakes(folder))
        port = free_port()
        environment = where.environment() | provider_environment(
            telegram=providers.telegram, twilio=providers.twilio, port=port, polling=False, per_second=per_second
        )
        program = Program(where.folder, environment | {"UPSTANDER_LOG_LEVEL": "WARNING"}, port, cold=ground.cold)
        stack.push_async_callback(program.kill)
        await program.start()
        ready_after = await program.ready()
        callers = await stack.enter_async_context(Client(program.url))
        yield Stage(program=program, fakes=providers, where=where, town=town, callers=callers, ready_after=ready_after)
        program.tell_to_stop()
        await program.ended(20)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


__all__ = ["TWILIO_INBOUND", "UNLIMITED", "Fakes", "Ground", "Stage", "copied", "fakes", "fresh", "grounds", "staged"]
