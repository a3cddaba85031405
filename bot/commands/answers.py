"""What all commands share: how they answer, how they fail, and how they reach the rows."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer

from config.settings import Settings, WrongSettings, load_settings

NO = 1
WRONG_USAGE = 2

T = TypeVar("T")


class WrongUsage(ValueError):
    """What was asked for makes no sense, or cannot be done as things stand; the text says so to whoever asked."""


class TheAnswerIsNo(Exception):
    """Nothing is wrong with the question; the answer is no. The text is the reason."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do `work` to its end; sentences to standard error and the exit code where it cannot be done."""
    try:
        return asyncio.run(work)
    except (WrongUsage, WrongSettings) as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG_USAGE) from None
    except TheAnswerIsNo as no:
        typer.echo(str(no), err=True)
        raise typer.Exit(NO) from None


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
