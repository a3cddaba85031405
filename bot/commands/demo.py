"""`upstander demo`: the program with simulated phones, in a browser."""

from typing import Annotated

import typer

from bot.commands.answers import TheAnswerIsNo, run


def demo(
    port: Annotated[int | None, typer.Option(help="Where the page is; the first free one from 8700 on.")] = None,
    speed: Annotated[
        float, typer.Option(min=0, max=12000, help="How fast the program's time runs; 10080 = a week a minute.")
    ] = 1.0,
    tabletop: Annotated[
        bool, typer.Option(help="For training evenings: made-up people call, at a chosen pace; their calls are drills.")
    ] = False,
) -> None:
    """Play an example community on simulated phones, in a browser."""
    run(_serve(port, speed, tabletop=tabletop))


async def _serve(port: int | None, speed: float, *, tabletop: bool) -> None:
    from bot import log
    from bot.demo import PortTaken, serve

    log.configure("WARNING")
    try:
        await serve(port, speed, typer.echo, tabletop=tabletop)
    except PortTaken as taken:
        raise TheAnswerIsNo(f"{taken}; choose another with --port") from None
