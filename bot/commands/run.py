"""`upstander run` and `upstander migrate`."""

from typing import Annotated

import typer

from bot.commands.answers import WRONG_USAGE, TheAnswerIsNo, run, settings


def run_program(
    web: Annotated[bool, typer.Option("--web", help="Only the web server: stores what comes in.")] = False,
    worker: Annotated[bool, typer.Option("--worker", help="Only the engine: does what was stored.")] = False,
    turns: Annotated[
        int | None, typer.Option(min=1, max=16, help="How many turns the engine takes side by side (PostgreSQL).")
    ] = None,
) -> None:
    """Run the web server and the engine, until told to stop (Ctrl-C or SIGTERM).

    On PostgreSQL any number of processes may share the work, with --web or --worker each doing one half of it.
    """
    import uvloop

    from bot import log
    from bot.running import Part, run_until_told

    if web and worker:
        typer.echo("Choose --web or --worker; without either, one process does both.", err=True)
        raise typer.Exit(WRONG_USAGE)
    if web and turns is not None:
        typer.echo("--turns is for a process with an engine; --web has none.", err=True)
        raise typer.Exit(WRONG_USAGE)
    part = Part.WEB if web else Part.WORKER if worker else Part.BOTH
    chosen = settings()
    log.configure(chosen.log_level.value)
    run(run_until_told(chosen, part, turns), uvloop.new_event_loop)


def migrate() -> None:
    """Bring the database to the newest schema."""
    chosen = settings()
    run(_migrate())
    typer.echo(f"The database is up to date ({chosen.database_url.partition(':')[0].partition('+')[0]}).")


async def _migrate() -> None:
    from bot.app import migrate_database

    try:
        await migrate_database(settings())
    except OSError as wrong:
        raise TheAnswerIsNo(f"the database cannot be reached: {type(wrong).__name__}; is its server running?") from None
