"""`upstander rota`: who is on call, from a rota file; and what is not covered, from the rows."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.answers import NO, TheAnswerIsNo, WrongUsage, opened, run, settings, show_json
from config.rota_file import WrongRota, at_instant, load_rota, read_moment
from config.settings import Settings
from domain.rota import expand
from domain.zone import zone

if TYPE_CHECKING:
    from bot.rota.coverage import Coverage

app = typer.Typer(no_args_is_help=True)


@app.callback()
def rota() -> None:
    """Who is on call."""


@app.command("preview")
def show_preview(
    file: Annotated[Path, typer.Argument(help="The rota file.")],
    start: Annotated[str, typer.Option("--from", help="First moment, as 2026-03-06T20:00; the rota's wall clock.")],
    end: Annotated[str, typer.Option("--to", help="The moment it ends before.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document and nothing else.")] = False,
) -> None:
    """Show who is on call through a stretch of time, and when turns begin."""
    try:
        answer = preview(file, start, end)
    except WrongUsage as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from None
    if as_json:
        show_json(answer)
        return
    typer.echo(f"On call, in {answer['time_zone']}:")
    for span in answer["spans"]:
        typer.echo(f"  {span['from']}  to  {span['to']}  {', '.join(span['people']) or 'nobody'}")
    typer.echo(f"Hand-offs: {len(answer['hand_offs'])}")
    for at in answer["hand_offs"]:
        typer.echo(f"  {at}")


@app.command("gaps")
def show_gaps(
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How many days ahead.")] = 14,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document and nothing else.")] = False,
) -> None:
    """Show when nobody is on, or too few, and who cannot be reached; exit 1 if there is anything of that."""
    from bot.clock import RealClock

    found = run(gaps(settings(), RealClock().now(), days))
    if as_json:
        show_json(found.document())
    else:
        for line in _said(found.document(), days):
            typer.echo(line)
    if not found.is_whole:
        raise typer.Exit(NO)


async def gaps(chosen: Settings, now: datetime, days: int) -> "Coverage":
    """How the days from `now` on are covered in every team. Raises TheAnswerIsNo before a community stands."""
    from bot.rota.coverage import coverage

    async with opened(chosen) as database, database.reading() as store:
        try:
            return await coverage(store, now, days)
        except LookupError:
            raise TheAnswerIsNo("no community stands yet; run: upstander community apply FILE") from None


_WHY = {"nobody": "nobody is on", "unreachable": "nobody on can be reached", "on_purpose": "nobody, on purpose"}


def _said(document: dict[str, Any], days: int) -> Iterator[str]:
    for each in document["gaps"]:
        yield f"{each['team']}: {each['from']}  to  {each['to']}  {_in(each)}{_WHY[each['why']]}"
    for each in document["thin"]:
        short = [f"{each['short']} short"] if each["short"] else []
        lacking = [*short, *each["skills"], *each["languages"], *(["a lead"] if each["lead"] else [])]
        what = f" ({', '.join(lacking)})" if lacking else ""
        yield f"{each['team']}: {each['from']}  to  {each['to']}  {_in(each)}too few on{what}"
    for each in document["unreachable"]:
        shift = each["shift"]
        on = "" if shift is None else f", on call {shift['from']}  to  {shift['to']}"
        yield f"{each['team']}: {each['person']} cannot be reached by anything{on}"
    for each in document["without_rota"]:
        yield f"{each}: has no rota"
    if not document["gaps"] and not document["thin"] and not document["unreachable"]:
        yield f"Covered for the next {days} days."


def _in(each: dict[str, Any]) -> str:
    return f"{', '.join(each['areas'])}: " if each["areas"] else ""


def preview(file: Path, start: str, end: str) -> dict[str, Any]:
    """`{"time_zone", "spans": [{"from", "to", "people"}], "hand_offs"}` of the rota in `file` through [start, end).

    Times without an offset are the rota's wall clock. Those in the answer carry the offset of the rota's zone; people
    are sorted; a gap is a span without people. Raises WrongUsage with a sentence.
    """
    try:
        rota = load_rota(file)
    except WrongRota as wrong:
        raise WrongUsage("\n".join(f"{file}: {problem}" for problem in wrong.problems)) from None
    except OSError as wrong:
        raise WrongUsage(f"{file} cannot be read: {wrong.strerror or 'no such file'}") from None
    first, last = _option("--from", start, rota.time_zone), _option("--to", end, rota.time_zone)
    if last <= first:
        raise WrongUsage("--to must be later than --from")
    where = zone(rota.time_zone)

    def shown(at: datetime) -> str:
        return at.astimezone(where).isoformat()

    expansion = expand(rota, first, last)
    return {
        "time_zone": rota.time_zone,
        "spans": [
            {"from": shown(span.start), "to": shown(span.end), "people": sorted(span.people)}
            for span in expansion.spans
        ],
        "hand_offs": [shown(at) for at in expansion.hand_offs],
    }


def _option(name: str, text: str, time_zone: str) -> datetime:
    try:
        return at_instant(read_moment(text), time_zone)
    except ValueError as wrong:
        raise WrongUsage(f"{name} {wrong}") from None
