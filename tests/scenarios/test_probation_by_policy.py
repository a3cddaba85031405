"""Probation is a team's policy: it begins with a yes that is given while it stands, and only in that team."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.community_file import load_community
from models import communities
from tests.support.world import COMMUNITY, TELEGRAM, World

_NONE, _TWO = "policy: {live_pages: 2}", "policy: {live_pages: 2, probation: 2}"


@pytest.fixture
async def careful(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    """River has two calls of probation, Hill has none."""
    file = tmp_path / "careful.yaml"
    file.write_text(COMMUNITY.read_text(encoding="utf-8").replace(_NONE, _TWO, 1), encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file, workers=workers) as opened:
        yield opened


async def approved_anew(world: World, person: str, *by: str) -> str:
    """Somebody binds another account, which suspends them, and two coordinators say yes; how they stand then."""
    account = world.stranger(f"{person} again", TELEGRAM)
    world.ignoring(account.name, "cora", "omar", "gus", "ana", "ben", "hal")
    await account.texts(f"/start {await world.invites(person)}")
    for each in by:
        await world.approves(each, person)
    return await world.standing(person)


async def policy_becomes(world: World, tmp_path: Path, text: str) -> None:
    file = tmp_path / "changed.yaml"
    file.write_text(COMMUNITY.read_text(encoding="utf-8").replace(_NONE, text, 1), encoding="utf-8")
    community, roster = load_community(file)
    async with world.program.database.writing() as store:
        await communities.apply(store, community, roster, prune=False, now=world.now)


async def test_it_begins_with_a_yes_in_the_team_whose_policy_says_so_and_in_no_other(careful: World) -> None:
    assert await approved_anew(careful, "ana", "cora", "omar") == "probation"
    assert await approved_anew(careful, "hal", "gus", "cora") == "vetted"


async def test_whoever_was_vouched_for_is_not_on_probation(careful: World) -> None:
    assert {await careful.standing(each) for each in ("ana", "ben", "cora", "omar")} == {"vetted"}


async def test_turned_on_later_it_is_for_those_approved_from_then_on(world: World, tmp_path: Path) -> None:
    assert await approved_anew(world, "ana", "cora", "omar") == "vetted"

    await policy_becomes(world, tmp_path, _TWO)

    assert await world.standing("ana") == "vetted"
    assert await approved_anew(world, "ben", "cora", "omar") == "probation"


async def test_turned_off_it_is_for_nobody_new_and_those_who_are_on_it_go_on(careful: World, tmp_path: Path) -> None:
    assert await approved_anew(careful, "ana", "cora", "omar") == "probation"

    await policy_becomes(careful, tmp_path, _NONE)

    assert await careful.standing("ana") == "probation"
    assert await approved_anew(careful, "ben", "cora", "omar") == "vetted"
