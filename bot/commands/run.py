"""`upstander run` and `upstander migrate`."""

import typer

from bot.commands.answers import TheAnswerIsNo, run, settings


def run_program() -> None:
    """Run the web server and the engine, until told to stop (Ctrl-C or SIGTERM)."""
    import uvloop

    from bot import log
    from bot.running import run_until_told

    chosen = settings()
    log.configure(chosen.log_level.value)
    run(run_until_told(chosen), uvloop.new_event_loop)


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
