"""`upstander setup`: from an empty folder to a community that can be called, one plain question after the other."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.clock import RealClock
from bot.commands.answers import NO, WRONG_USAGE, run, settings
from config.settings import Settings

if TYPE_CHECKING:
    from bot.setup.dialogue import Dialogue
    from bot.setup.steps import Around, FirstHour
    from bot.setup.terminal import Console
    from bot.setup.work import Drafts, ToInvite

PROGRESS = Path("setup-answers.yaml")
"""What was answered so far, while it is not finished."""

_WELCOME = """\
Welcome. This takes about half an hour, and you cannot break anything: nothing
is put in place before you have seen it all and said yes.

   Type an answer and press Enter. [Enter = ...] is what Enter alone means.
   ?       says more about a question
   back    goes one question back
   Ctrl-C  (hold Ctrl, press C) stops. Run the same command again, and you go
           on where you stopped."""

_WELCOME_BACK = """\
Welcome back. What you answered is still here; we go on where you stopped.
( ? says more, back goes one question back, Ctrl-C stops.)"""

_STOPPED = """
Stopped. Your answers are kept in {file}, which only your user can read.
To go on where you stopped:  {me} setup"""

_AGAIN = "Your answers are not lost. Once that is put right:  {me} setup"


def setup(
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="Take the answers from a YAML file and ask nothing."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
) -> None:
    """Set a community up, step by step: ten decisions, a bot's token, invites. Can be stopped and taken up again."""
    from bot import log
    from bot.setup.dialogue import Stopped, WrongAnswers

    log.configure("ERROR")
    try:
        _set_up(settings(), answers, dry_run=dry_run)
    except WrongAnswers as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG_USAGE) from None
    except (Stopped, KeyboardInterrupt):
        typer.echo(_STOPPED.format(file=PROGRESS, me=_me()))
        raise typer.Exit(NO) from None


def _set_up(chosen: Settings, given: Path | None, *, dry_run: bool) -> None:
    from bot.setup.dialogue import Answers, Dialogue, WrongAnswers, play_alone, read_answers
    from bot.setup.steps import first_hour
    from bot.setup.terminal import Console
    from bot.setup.work import drafts

    console = Console()
    folder = Path()
    today = RealClock().now().date()
    if given is not None:
        texts = read_answers(given)
        around = _around(chosen, console, folder, stands=_stands(folder) and "again" in texts)
        answered, asked = play_alone(lambda: first_hour(around), texts)
        strange = sorted(texts.keys() - asked)
        if strange:
            raise WrongAnswers("\n".join(f"{each}: nothing asks for this with these answers" for each in strange))
        prepared = drafts(answered, folder, today)
        if dry_run:
            _show(prepared, console)
            return
        _finish(answered, prepared, console)
        return

    texts = read_answers(PROGRESS) if PROGRESS.exists() else {}
    console.says(_WELCOME_BACK if texts else _WELCOME)
    kept = Answers(PROGRESS, texts)
    around = _around(chosen, console, folder, stands=_stands(folder) and (not texts or "again" in texts))
    dialogue = Dialogue(console, kept)
    while True:
        answered = dialogue.play(lambda: first_hour(around))
        prepared = drafts(answered, folder, today)
        if dry_run:
            _show(prepared, console)
            return
        if _confirmed(answered, prepared, dialogue, console, folder):
            break
    _finish(answered, prepared, console)
    kept.forget()


def _stands(folder: Path) -> bool:
    from bot.setup.work import COMMUNITY

    return (folder / COMMUNITY).exists()


def _around(chosen: Settings, console: "Console", folder: Path, *, stands: bool) -> "Around":
    """What the questions may ask of the world: the providers, and this computer's clock."""
    from bot.channels.sms import account_status
    from bot.channels.telegram import username_of
    from bot.setup.steps import Around

    def bot_name(token: str) -> str | None:
        console.says("   Asking Telegram ...")
        name = run(username_of(token, chosen.telegram_api_url))
        if name is not None:
            console.says(f"   Telegram knows it: your bot is @{name}")
        return name

    def status(sid: str, token: str) -> str | None:
        console.says("   Asking Twilio ...")
        found = run(account_status(sid, token, chosen.twilio_api_url))
        if found == "active":
            console.says("   Twilio knows it: the account is active")
        return found

    return Around(
        folder=folder,
        zone=_zone_here(),
        public_url=chosen.public_url,
        stands=stands,
        bot_name=bot_name,
        account_status=status,
        says=lambda text: console.says(f"   {text}"),
    )


def _zone_here() -> str:
    """The zone this computer is set to; empty where it only says UTC, as servers do."""
    from bot.setup.reading import NotYet, said_zone

    clock = Path("/etc/localtime")
    named = os.environ.get("TZ", "") or str(clock.resolve()).partition("zoneinfo/")[2]
    try:
        zone = said_zone(named) if "/" in named else ""
    except NotYet:
        return ""
    return "" if zone.startswith("Etc/") else zone


# --- before anything is written


def _show(prepared: "Drafts", console: "Console") -> None:
    """Every file as it would be, secrets masked."""
    from bot.setup.work import ENV

    for name, text in prepared.texts.items():
        console.says(f"--- {name}\n{text}")
    masked = [
        f"{name}=(hidden)" if name.endswith(("TOKEN", "SECRET")) and value else line
        for line in prepared.env.splitlines()
        for name, _, value in [line.partition("=")]
    ]
    console.says("\n".join([f"--- {ENV}", *masked]))
    console.says("\nNothing was written.")


def _confirmed(
    answered: "FirstHour", prepared: "Drafts", dialogue: "Dialogue", console: "Console", folder: Path
) -> bool:
    """True once they want it written. A number takes that decision's answers back: False, and they are asked again."""
    from bot.setup.dialogue import Stopped
    from bot.setup.question import steps
    from bot.setup.reading import NotYet, said_yes
    from bot.setup.summary import files_of, summary_of

    listed = list(steps())[1:]  # the first one asks whether to begin all over
    console.says("\n--- Have a look ".ljust(79, "-") + "\n")
    for line in (*summary_of(answered), "", *files_of(prepared, folder)):
        console.says(f"   {line}")
    while True:
        try:
            typed = console.reads(
                "\nIs this right? yes writes it; a number changes that line; no stops here.\n> "
            ).strip()
        except (EOFError, KeyboardInterrupt):
            raise Stopped from None
        if typed.isdecimal():
            if 0 < int(typed) <= len(listed) and dialogue.asked_again(listed[int(typed) - 1]):
                return False
            console.says(f"   Not yet: there is no line {typed} to change.")
            continue
        try:
            if said_yes(typed):
                return True
        except NotYet:
            console.says("   Not yet: type yes, no, or the number of a line.")
            continue
        raise Stopped


# --- writing


def _finish(answered: "FirstHour", prepared: "Drafts", console: "Console") -> None:
    from bot.setup.work import CannotWrite, raise_up, to_invite, write

    folder = Path()
    console.says("\n--- Writing ".ljust(79, "-") + "\n")

    def says(text: str) -> None:
        console.says(f"   {text}")

    try:
        write(prepared, folder, says)
        chosen = settings()
        run(raise_up(chosen, folder, says, apply=answered.decided is not None))
    except (CannotWrite, OSError) as wrong:
        why = str(wrong) if isinstance(wrong, CannotWrite) else (wrong.strerror or type(wrong).__name__)
        typer.echo(f"This did not work: {why}", err=True)
        typer.echo(_AGAIN.format(me=_me()), err=True)
        raise typer.Exit(NO) from None
    except typer.Exit:  # the reason has been said
        typer.echo(_AGAIN.format(me=_me()), err=True)
        raise
    waiting = run(to_invite(chosen, folder, applied=answered.decided is not None))
    _invite(chosen, waiting, console)
    _examine(chosen, console)
    _what_next(chosen, answered, waiting, console)


def _invite(chosen: Settings, waiting: "ToInvite", console: "Console") -> None:
    """The first coordinators' invites, each with its link, square and code."""
    from bot.commands.members import FIRST_COORDINATORS, make_invite

    first = waiting.coordinators[:FIRST_COORDINATORS]
    if not first:
        return
    console.says("\n--- Invites for the coordinators ".ljust(79, "-"))
    if not (chosen.telegram_on or chosen.sms_on):
        console.says("\n   They are made when there is a door: run this command again with a bot's token or a number.")
        return
    console.says(
        "\n   Each works once, within 72 hours: whoever opens it is that person from then on."
        "\n   So hand it over in person, or in a way that you trust. Open it once your line"
        "\n   is running: how to start it stands at the end."
    )
    for each in first:
        name = each.person.roster_name
        made = run(make_invite(chosen, person=each.person.id, team=each.team, coordinator=True))
        console.says(f"\n   For {name}")
        if made["telegram"]:
            import segno

            console.says(f"   On Telegram: open this link on {name}'s phone, or point its camera at the square.")
            console.says(f"   {made['telegram']}\n")
            segno.make(made["telegram"], micro=False).terminal(compact=True)
        if chosen.sms_on:
            console.says(f"   By text message: {name} texts  {made['code']}  to {chosen.twilio_from}")


def _examine(chosen: Settings, console: "Console") -> None:
    from bot.commands.doctor import examine

    async def look() -> None:
        async for each in examine(chosen):
            mark = " " if each.ok else "!"
            console.says(f" {mark} {each.about:<12} {each.found}")
            for more in (each.remedy, each.advice):
                if more:
                    console.says(f"   {'':<12} {more}")

    console.says("\n--- Is everything well? ".ljust(79, "-"))
    console.says("\n   A line with ! still needs something; on the first day that is usually just your people.\n")
    run(look())


def _what_next(chosen: Settings, answered: "FirstHour", waiting: "ToInvite", console: "Console") -> None:
    from bot.setup.summary import next_steps

    console.says("\n--- What to do next ".ljust(79, "-") + "\n")
    for line in next_steps(chosen, answered, waiting, _me()):
        console.says(f"   {line}".rstrip())


def _me() -> str:
    """How this program was called, for whoever is to call it again."""
    called = Path(sys.argv[0])
    if called.name != "upstander":
        return "python -m bot"
    try:
        return str(called.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(called)
