"""`upstander replay`: calls of a log played through the real turns, with simulated people; and what that comes to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.answers import NO, WrongUsage, run, show_json
from domain.policy import Paging

if TYPE_CHECKING:
    from bot.replay.play import Result

USUAL_ACCEPT = 0.377
"""Of people who had committed to nothing, those who said yes to an alert: the published figure."""


def replay(
    calls: Annotated[Path, typer.Argument(metavar="CALLS.csv", help="The call log: at,lat,lon,nature.")],
    community: Annotated[Path, typer.Option("--community", metavar="FILE", help="The community file, or a folder.")],
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same events.")],
    accept: Annotated[
        float, typer.Option("--accept", min=0.0, max=1.0, help="How likely somebody says yes to a page.")
    ] = USUAL_ACCEPT,
    policy: Annotated[
        Paging | None, typer.Option("--policy", help="How every team pages; as its file says if not given.")
    ] = None,
    database_url: Annotated[
        str | None,
        typer.Option("--database-url", help="An empty database to play in, if not a temporary one."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document and nothing else.")] = False,
) -> None:
    """Play a call log through the real program, with a simulated clock and simulated people, and print figures.

    Nothing is sent to anybody, and no community's rows are touched.
    """
    from bot import log
    from bot.replay.stage import CannotReplay

    log.configure("WARNING")
    try:
        result = run(_played(calls, community, seed, accept, policy, database_url))
    except CannotReplay as cannot:
        typer.echo(str(cannot), err=True)
        raise typer.Exit(NO) from None
    document = {
        "seed": seed,
        "accept": accept,
        "policy": None if policy is None else policy.value,
        **result.figures.document(),
        "under_another_nature": result.under_another,
    }
    if as_json:
        show_json(document)
        return
    for line in said(document):
        typer.echo(line)


async def _played(
    calls: Path, community: Path, seed: int, accept: float, policy: Paging | None, database_url: str | None
) -> "Result":
    """Raises WrongUsage where a file is wrong, and CannotReplay."""
    from bot.replay.calls import WrongCalls, read_calls
    from bot.replay.play import replay as play
    from config.community_file import load_community
    from config.written import WrongFile

    try:
        decided, roster = load_community(community)
    except (WrongFile, OSError) as wrong:
        raise WrongUsage(_said_of(community, wrong)) from None
    try:
        log = read_calls(calls, decided)
    except (WrongCalls, OSError) as wrong:
        raise WrongUsage(_said_of(calls, wrong)) from None
    return await play(
        decided,
        roster,
        log,
        seed=seed,
        accept=accept,
        policy=policy,
        database_url=database_url,
        progress=lambda done, of: typer.echo(f"{done} of {of} calls", err=True),
    )


def _said_of(file: Path, wrong: Exception) -> str:
    if isinstance(wrong, OSError):
        return f"{file} cannot be read: {wrong.strerror or 'no such file'}"
    return "\n".join(f"{file}: {line}" for line in str(wrong).splitlines())


def said(document: dict[str, Any]) -> tuple[str, ...]:
    """The figures, a line each."""
    times = document["seconds_to_fill"]
    lines = [
        f"calls                   {document['calls']}",
        f"filled                  {document['filled']} ({document['probability_filled']:.1%})",
        f"time to fill, p50 p90   {_time(times['p50'])}  {_time(times['p90'])}",
        f"pages                   {document['pages']} ({_number(document['pages_per_fill'])} for each fill)",
        f"surplus accepts         {document['surplus_accepts']}",
        f"night pages, a person   {document['night_pages_per_person']:.2f}",
        f"Gini of load            {document['gini_of_load']:.3f}",
        f"nobody left             {document['nobody_left']}",
    ]
    if document["under_another_nature"]:
        lines.append(
            f"{document['under_another_nature']} calls opened under another nature of the same protection area:"
            " words do not tell these apart."
        )
    return tuple(lines)


def _time(seconds: float | None) -> str:
    return "-" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
