"""What scenarios about shifts and gaps share: a town whose river team has the rota they name, and changes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.moment import Moment
from bot.rota.plans import Plans
from config.shipped import shipped
from domain.ids import RotaId
from domain.rota_change import Entries, RotaChange
from domain.rota_commands import ChangeKind
from domain.zone import zone
from tests.support.world import COMMUNITY, World

LINE = RotaId("river/line")
CHICAGO = zone("America/Chicago")


def reading(day: int, hour: int, minute: int = 0) -> datetime:
    """A reading of Chicago's clock in March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


@asynccontextmanager
async def open_world(
    url: str,
    folder: Path,
    workers: int,
    *,
    layers: list[dict[str, Any]],
    rules: dict[str, Any] | None = None,
    policy: dict[str, Any] | None = None,
    areas: tuple[str, ...] = (),
    beside: tuple[dict[str, Any], ...] = (),
) -> AsyncIterator[World]:
    """River's only rota has these layers, and one person on is enough; what its policy says of rotas is `rules`.

    `areas` limits that rota; `beside` are further rotas of River's.
    """
    whole = shipped(COMMUNITY)
    river, hill = whole["teams"]
    river["rotas"][0] |= {"layers": layers, "areas": list(areas)}
    river["rotas"] += beside
    river["policy"] |= policy or {}
    river["policy"]["rota"] = {"needs": [{"people": 1}]} | (rules or {})
    hill["policy"]["rota"] = {"needs": [{"people": 1}]}
    community = folder / "nights.yaml"
    community.write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    async with World.open(url, folder, community=community, workers=workers) as world:
        yield world


async def plans(world: World) -> None:
    """What every process does every hour, however often."""
    for _ in range(2):
        async with world.program.database.writing() as store:
            await world.program.turn.plan_rotas(store, world.now)
    await world.settles()


def looks(world: World) -> Plans:
    """The part of a program that looks every minute whether there is something to plan."""
    return Plans(world.program.database, world.program.turn, world.clock)


async def changes(world: World, change: Entries | RotaChange) -> None:
    """Somebody changes the rota, as every change is made."""
    wanted = change if isinstance(change, RotaChange) else RotaChange(rota=LINE, added=change)
    turn = world.program.turn
    async with world.program.database.writing() as store:
        known = await world.program.gatherer.known(store)
        this = Moment(store=store, now=world.now, stimulus=world.chance.id("chg"), community=known.community)
        made = await turn._rotas.changes.make(this, wanted, kind=ChangeKind.PUT_ON, by="cora")
        await turn._rotas.tell_gaps(this, made)
        await turn._hand_over(this)
    await world.settles()
