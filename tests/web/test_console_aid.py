"""Help between neighbouring teams in the console: asked for on the page of a call, opened or declined by the other."""

import html
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.neighbours import AidState
from tests.models.conftest import migrated_url, postgres_schema, sqlite_template
from tests.support.world import COMMUNITY, World
from tests.web.test_console import Site, serving
from tests.web.test_console_hands import Desk

__all__ = ["migrated_url", "postgres_schema", "sqlite_template"]

BED = "We need food and a bed tonight, Main & Hill Rd"


@pytest.fixture
async def site(migrated_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """River and Hill agreed that each asks its people when a coordinator of theirs opens the other's call. Hill has one
    protector only, so that River is asked at once.
    """
    file = tmp_path / "community.yaml"
    agreed = "\nmutual_aid: [{between: [river, hill], opens: coordinator}]\n"
    file.write_text(COMMUNITY.read_text(encoding="utf-8") + agreed, encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file) as world, serving(world) as site:
        world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "hal", "gus")
        await world.stranger("Rosa").texts(BED)
        yield site


async def state(world: World) -> list[AidState]:
    return [each.state for each in (await world.incident()).neighbours]


async def test_a_neighbour_is_asked_on_the_page_of_the_call_with_a_reason(site: Site) -> None:
    world, desk = site.world, Desk(site)
    await site.goes_in(world.phone("gus"))
    await desk.presses("River", "No more from the neighbor team")
    assert await state(world) == [AidState.OFF]

    answer = await desk.presses("River", "Ask a neighbor team", reason="nobody of ours is near")

    assert await state(world) == [AidState.ASKED]
    page = await desk.looks(answer.headers["Location"].removeprefix("/console/call/1"))
    assert "#1: River is asked to help." in page
    assert "River is asked to help" in page[page.index('id="log"') :]
    assert "nobody of ours is near" in page


async def test_the_neighbour_sees_the_request_and_no_more_and_opens_it_there(site: Site) -> None:
    world, desk = site.world, Desk(site)
    await site.goes_in(world.phone("cora"))

    status = html.unescape((await site.page()).text)
    asked = await desk.looks()

    for page in (status, asked):
        for said in ("#1", "Food or a bed", "for Hill", "The Hill", "today", "waits for your answer"):
            assert said in page
        assert not [each for each in ("Main", "Hill Rd", "Rosa", "Hal<", "Gus", 'id="log"') if each in page]
    assert 'href="/console/call/1"' in status
    answer = await desk.presses("Ask our people")
    assert await state(world) == [AidState.OPEN]
    page = await desk.looks(answer.headers["Location"].removeprefix("/console/call/1"))
    assert "#1 for Hill: Food or a bed, The Hill. Your people on call are asked." in page
    assert "your people are asked" in page
    assert set(await world.page_states()) > {"hal"}
    await world.phone("ana").texts("A 12")
    assert f"<b>{await world.code_of('ana')}</b> = Ana <span>" in await desk.looks()
    await desk.presses("Ask nobody else of ours")
    assert await state(world) == [AidState.OFF]


async def test_the_neighbour_says_there_that_they_cannot_and_may_after_all(site: Site) -> None:
    world, desk = site.world, Desk(site)
    await site.goes_in(world.phone("cora"))

    await desk.presses("We cannot")
    assert await state(world) == [AidState.DECLINED]
    await desk.presses("Ask our people")

    assert await state(world) == [AidState.OPEN]


async def test_where_there_is_no_such_call_there_is_a_way_back(site: Site) -> None:
    await site.goes_in(site.world.phone("cora"))

    page = await site.browser.get("/console/call/2")

    assert page.status_code == 404
    assert 'href="/console"' in page.text


async def test_once_the_call_is_over_the_neighbour_sees_it_no_more(site: Site) -> None:
    await site.goes_in(site.world.phone("cora"))
    assert (await site.browser.get("/console/call/1")).status_code == 200

    await site.world.phone("gus").texts("close 1 1")

    assert (await site.browser.get("/console/call/1")).status_code == 404
