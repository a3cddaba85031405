"""What all commands share: how they answer, how they fail, and how they reach the rows."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from bot.errors import CannotStart
from config.settings import Settings, WrongSettings, load_settings

if TYPE_CHECKING:
    from models.database import Database

NO = 1
WRONG_USAGE = 2

T = TypeVar("T")


class WrongUsage(ValueError):
    """What was asked for makes no sense, or cannot be done as things stand; the text says so to whoever asked."""


class TheAnswerIsNo(Exception):
    """Nothing is wrong with the question; the answer is no. The text is the reason and what to do."""


def run(work: Coroutine[Any, Any, T], loop: Callable[[], asyncio.AbstractEventLoop] | None = None) -> T:
    """Do `work` to its end; sentences to standard error and the exit code where it cannot be done.

    `loop` makes an event loop other than the usual one.
    """
    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)
    except (WrongUsage, WrongSettings) as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG_USAGE) from None
    except (TheAnswerIsNo, CannotStart) as no:
        typer.echo(str(no), err=True)
        raise typer.Exit(NO) from None


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator["Database"]:
    """The community's database for as long as the block runs. Raises CannotStart."""
    from bot.app import open_database

    database = await open_database(chosen)
    try:
        yield database
    finally:
        await database.close()


def settings() -> Settings:
    """The settings of the environment; its problems as sentences, exit code 2."""
    try:
        return load_settings()
    except WrongSettings as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG_USAGE) from None


def show_json(answer: object) -> None:
    """One JSON document on standard output, and nothing else."""
    typer.echo(json.dumps(answer, ensure_ascii=False))
