"""`upstander diagrams`: the state diagrams of docs/architecture.md, drawn from the moves tables."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.answers import NO
from domain.conversation import CONVERSATION_MOVES
from domain.delivery import DELIVERY_MOVES
from domain.incident import ASSIGNMENT_MOVES, INCIDENT_MOVES, PAGE_MOVES
from domain.moves import Moves
from domain.standing import STANDING_MOVES
from domain.swap import SWAP_MOVES

BEGIN, END = "<!-- diagrams: made from the moves tables by `make docs` -->", "<!-- end of diagrams -->"
ALL = (CONVERSATION_MOVES, INCIDENT_MOVES, PAGE_MOVES, ASSIGNMENT_MOVES, STANDING_MOVES, SWAP_MOVES, DELIVERY_MOVES)


def diagrams(
    write: Annotated[Path | None, typer.Option("--write", help="The page whose diagrams are renewed.")] = None,
    check: Annotated[Path | None, typer.Option("--check", help="The page to compare; exit 1 if it differs.")] = None,
) -> None:
    """Print the state diagrams, or renew them in a page."""
    if write is not None:
        write.write_text(renewed(write.read_text(encoding="utf-8")), encoding="utf-8")
    elif check is not None:
        page = check.read_text(encoding="utf-8")
        if renewed(page) != page:
            typer.echo("the diagrams are not those of the moves tables; run: make docs", err=True)
            raise typer.Exit(NO)
    else:
        typer.echo(drawn())


def renewed(page: str) -> str:
    """`page` with the diagrams between its two marks made anew. ValueError if it lacks them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the diagrams")
    return f"{before}{BEGIN}\n\n{drawn()}\n{END}{after}"


def drawn() -> str:
    """All diagrams, in Mermaid's notation, each under its heading."""
    return "\n".join(f"### {moves.what.title()}\n\n```mermaid\n{_diagram(moves)}\n```\n" for moves in ALL)


def _diagram(moves: Moves[Any]) -> str:
    lines = ["stateDiagram-v2"]
    for event, row in moves.table.items():
        for before, after in row.items():
            lines.append(f"    {before or '[*]'} --> {after}: {_spaced(event.__name__)}")
    return "\n".join(lines)


def _spaced(name: str) -> str:
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name).strip()
