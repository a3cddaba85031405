"""An account that takes no messages any more is known the same hour, though Telegram told nobody and nobody wrote.

It is Friday noon in Chicago. Ana, by Telegram, is on for River by night, from 20:00, and Fay by day.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.engine.settings import Limit, Limits, provider_limits
from bot.rota.account_probes import AccountProbes
from domain.ids import TeamId
from domain.people import Reach
from domain.tasks import TaskKind
from models import buckets, tasks
from tests.scenarios.test_proofs import QUIET_ABOUT_SHIFTS, layer
from tests.support.rota_town import open_world, plans, reading
from tests.support.world import TELEGRAM, Air, World

LAYERS = [layer("nights", "ana", "20:00-08:00"), layer("days", "fay", "08:00-20:00")]


@pytest.fixture
async def town(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with open_world(migrated_url, tmp_path, workers, layers=LAYERS, rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "ana", "fay", "omar")
        yield world


def probes(world: World, limits: Limits | None = None) -> AccountProbes:
    """The part of a program that looks every minute whether it is time to probe."""
    channel = world.program.channels[TELEGRAM]
    assert isinstance(channel, Air)
    return AccountProbes(world.program.database, world.program.turn, world.clock, channel, limits or provider_limits())


async def looks(world: World, probing: AccountProbes) -> bool:
    done = await probing.look(asyncio.Event())
    await world.settles()
    return done


async def unreachable(world: World) -> set[str]:
    async with world.program.database.reading() as store:
        waiting = await tasks.list_open(store, {TeamId("river")})
    return {str(each.person) for each in waiting if each.kind is TaskKind.UNREACHABLE}


async def reach_of(world: World, name: str) -> Reach:
    (point,) = await world.contact_points(name)
    return point.reach


async def test_an_account_that_is_deleted_at_14_before_a_shift_at_20_is_known_before_15(town: World) -> None:
    ana, cora = town.phone("ana"), town.phone("cora")
    await plans(town)
    probing = probes(town)
    assert await looks(town, probing)
    await town.passes(hours=2)
    ana.deletes_account()
    cora.heard_nothing()

    for _ in range(59):
        await looks(town, probing)
        await town.passes(minutes=1)

    told = cora.heard("Ana cannot be reached", "Fri 6 Mar 20:00 to Sat 08:00", "nobody on can be reached")
    assert reading(6, 14) <= told.at < reading(6, 15)
    cora.heard_nothing()
    assert await unreachable(town) == {"ana"}
    assert await reach_of(town, "ana") is Reach.BLOCKED


async def test_whoever_can_be_reached_sees_nothing_of_it(town: World) -> None:
    ana = town.phone("ana")
    await plans(town)
    before = ana.handed_over, ana.reads()

    assert await looks(town, probes(town))

    assert (ana.handed_over, ana.reads()) == before
    assert await reach_of(town, "ana") is Reach.WORKS


async def test_one_hour_lies_between_two_probes(town: World) -> None:
    probing = probes(town)
    assert await looks(town, probing)
    await town.passes(minutes=59)
    assert not await looks(town, probing)

    await town.passes(minutes=1)

    assert await looks(town, probing)


async def test_whoever_is_not_on_soon_is_not_asked(town: World) -> None:
    town.phone("cal").deletes_account()

    assert await looks(town, probes(town))

    assert await reach_of(town, "cal") is Reach.WORKS


async def test_whoever_blocked_us_and_let_us_in_again_while_nobody_heard_it_is_found_again(town: World) -> None:
    ana, cora = town.phone("ana"), town.phone("cora")
    await plans(town)
    probing = probes(town)
    ana.deletes_account()
    assert await looks(town, probing)
    cora.heard("Ana cannot be reached")
    town.air.gone.clear()
    await town.passes(hours=1)

    assert await looks(town, probing)

    cora.heard("Ana can be reached again.")
    assert await unreachable(town) == set()


async def test_what_came_from_them_meanwhile_is_newer_than_what_a_probe_saw(town: World) -> None:
    (point,) = await town.contact_points("ana")
    await town.phone("ana").texts("stop")

    async with town.program.database.writing() as store:
        await town.program.turn.probed(store, point, Reach.BLOCKED, town.now)

    assert await reach_of(town, "ana") is Reach.OPTED_OUT
    town.ignoring("cora")


async def test_somebody_whom_another_phone_reaches_is_not_lost(migrated_url: str, tmp_path: Path, workers: int) -> None:
    theirs = [layer("nights", "eve", "20:00-08:00"), layer("days", "fay", "08:00-20:00")]
    async with open_world(migrated_url, tmp_path, workers, layers=theirs, rules=QUIET_ABOUT_SHIFTS) as world:
        world.ignoring("hal", "gus", "omar", "fay", "eve")
        await plans(world)
        world.phone("eve", TELEGRAM).deletes_account()

        assert await looks(world, probes(world))

        world.phone("cora").heard_nothing()
        assert {each.reach for each in await world.contact_points("eve")} == {Reach.WORKS, Reach.BLOCKED}


class Leaping(ManualClock):
    """Whoever waits is there at once."""

    async def wait_until(self, instant: datetime | None, or_event: asyncio.Event) -> bool:
        if instant is not None:
            self.advance_to(instant)
        return or_event.is_set()


async def test_probes_wait_for_a_sender_that_has_little_left_and_leave_pages_their_share(town: World) -> None:
    """It may send two messages at once and one a minute. Three are on or come on; four fifths of a message stay."""
    clock = Leaping(town.now)
    scarce = Limits(of_sender={TELEGRAM: Limit(per_second=1 / 60, burst=2)})
    channel = town.program.channels[TELEGRAM]
    assert isinstance(channel, Air)
    probing = AccountProbes(town.program.database, town.program.turn, clock, channel, scarce)

    assert await probing.look(asyncio.Event())

    assert clock.now() - town.now == timedelta(seconds=48 + 60)
    async with town.program.database.writing() as store:
        held = await buckets.hold(store, ["sim-telegram"], {}, clock.now())
    assert [each.tokens for each in held.values()] == [pytest.approx(0.8)]


async def test_a_provider_that_is_away_tells_nothing_of_anybody_and_is_asked_again_a_minute_later(town: World) -> None:
    probing = probes(town)
    town.air.away = True

    assert not await looks(town, probing)
    assert await reach_of(town, "ana") is Reach.WORKS
    town.air.away = False

    assert await looks(town, probing)
