"""`upstander rota`: who is on call, from a rota file."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from config.rota_file import WrongRota, at_instant, load_rota, read_moment
from domain.rota import expand
from domain.zone import zone

app = typer.Typer(no_args_is_help=True)


class WrongUsage(ValueError):
    """What was asked for makes no sense; the text says so to the person who asked."""


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
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    typer.echo(f"On call, in {answer['time_zone']}:")
    for span in answer["spans"]:
        typer.echo(f"  {span['from']}  to  {span['to']}  {', '.join(span['people']) or 'nobody'}")
    typer.echo(f"Hand-offs: {len(answer['hand_offs'])}")
    for at in answer["hand_offs"]:
        typer.echo(f"  {at}")


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
