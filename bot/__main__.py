"""The command line: `upstander`, also `python -m bot`. A command imports what it needs when it runs."""

import gc

import typer

from bot.commands import community, demo, diagrams, doctor, incidents, members, replay, rota, run, setup, understand

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Upstander: a line on which a community's protectors are asked to come.",
)
app.command("demo")(demo.demo)
app.command("setup")(setup.setup)
app.command("run")(run.run_program)
app.command("migrate")(run.migrate)
app.command("doctor")(doctor.doctor)
app.command("invite")(members.invite)
app.command("replay")(replay.replay)
app.command("understand")(understand.understand)
app.command("diagrams", hidden=True)(diagrams.diagrams)
app.add_typer(members.app, name="member")
app.add_typer(community.app, name="community")
app.add_typer(incidents.app, name="incident")
app.add_typer(rota.app, name="rota")


def main() -> None:
    """Run the command line."""
    # A program that begins makes much and throws nothing away: looks for garbage as usual took a third of the time.
    gc.set_threshold(100_000, 50, 100)
    try:
        app()
    finally:
        # The interpreter sorts through all that is there before it ends: longer than most commands take.
        gc.freeze()


if __name__ == "__main__":
    main()
