"""Calendars over real HTTP: who is given an address, what it shows, and when it shows nothing any more."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.web.server import WebServer, build
from domain.calendar_feed import horizon
from domain.ids import PersonId, TeamId
from domain.people import Standing
from domain.rota import all_shifts
from models import communities, people
from models.tables import delivery, feed
from tests.models.conftest import migrated_url, postgres_schema, sqlite_template
from tests.support.calendars import shown
from tests.support.standing import stands
from tests.support.world import Phone, World

__all__ = ["migrated_url", "postgres_schema", "sqlite_template"]

RIVER = TeamId("river")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+(/feeds/[A-Za-z0-9_-]{43}\.ics)")


@dataclass(slots=True)
class Site:
    """A world with its web server, and a calendar app that reads from it."""

    world: World
    app: httpx.AsyncClient

    async def given(self, phone: Phone, said: str) -> str:
        """The path of the address that these words are answered with."""
        await phone.texts(said)
        (address,) = ADDRESS.findall("\n".join(phone.reads()))
        return str(address)

    async def read(self, path: str) -> httpx.Response:
        return await self.app.get(path)

    async def is_open(self, path: str) -> bool:
        return (await self.read(path)).status_code == 200


@pytest.fixture
async def site(migrated_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with World.open(migrated_url, tmp_path) as world:
        web = WebServer(build((), (), world.program.calendars.routes()), "127.0.0.1", 0)
        await web.start()
        world.program.links.address = f"http://127.0.0.1:{web.port}"
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{web.port}", trust_env=False) as app:
                yield Site(world, app)
        finally:
            await web.stop()


async def test_a_member_reads_their_own_shifts_at_the_address_they_were_given(site: Site) -> None:
    answer = await site.read(await site.given(site.world.phone("ana"), "my calendar"))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert {"ETag", "Last-Modified", "Set-Cookie", "Server"}.isdisjoint(answer.headers)
    async with site.world.program.database.reading() as store:
        team = (await communities.load(store)).teams[RIVER]
    start, end = horizon(team.time_zone, site.world.now)
    theirs = all_shifts(team.rotas, [PersonId("ana")], start, end)[PersonId("ana")]
    assert shown(answer.content, start, end) == [(each.start, each.end, "On call") for each in theirs]
    assert theirs
    assert not {"River", "Ana", "ana@", "Ben"} & set(re.findall(r"[\w@]+", answer.text))


async def test_asked_again_it_is_the_same_address_and_a_new_one_closes_the_old(site: Site) -> None:
    ana = site.world.phone("ana")
    first = await site.given(ana, "my calendar")
    assert await site.given(ana, "calendar") == first

    second = await site.given(ana, "new calendar")

    assert second != first
    assert not await site.is_open(first)
    assert await site.is_open(second)


async def test_no_address_works_once_somebody_wants_none(site: Site) -> None:
    cora = site.world.phone("cora")
    own, teams = await site.given(cora, "my calendar"), await site.given(cora, "team calendar")

    await cora.texts("calendar off")

    cora.heard("Done. No calendar address of yours works any more.")
    assert not await site.is_open(own)
    assert not await site.is_open(teams)


async def test_a_teams_calendar_has_names_only_where_its_coordinator_wants_them(site: Site) -> None:
    cora = site.world.phone("cora")
    plain = await site.given(cora, "team calendar")
    without = (await site.read(plain)).text
    named = await site.given(cora, "team calendar names")
    full = (await site.read(named)).text

    assert "SUMMARY:On call\r\n" in without
    assert "Ana" not in without
    assert "SUMMARY:Ana on call\r\n" in full
    assert "NAME:On call: River\r\n" in full
    assert "VALARM" not in full
    assert not await site.is_open(plain)
    assert await site.given(cora, "team calendar") == named


async def test_a_team_without_a_coordinators_asking_shows_nobody_its_shifts(site: Site) -> None:
    ana = site.world.phone("ana")

    await ana.texts("team calendar")

    assert not ADDRESS.findall("\n".join(ana.reads()))


async def test_an_address_is_not_texted(site: Site) -> None:
    ben = site.world.phone("ben")

    await ben.texts("my calendar")

    ben.heard("not texted", "Telegram: my calendar")


async def test_without_a_public_address_that_is_said_kindly(site: Site) -> None:
    ana = site.world.phone("ana")
    site.world.program.links.address = None

    await ana.texts("my calendar")

    ana.heard("no public address yet")


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.LEFT])
async def test_who_is_not_a_member_any_more_reads_nothing(site: Site, standing: Standing) -> None:
    path = await site.given(site.world.phone("ana"), "my calendar")

    async with site.world.program.database.writing() as store:
        await stands(store, PersonId("ana"), RIVER, standing, site.world.now)

    assert not await site.is_open(path)
    assert await count(site) == 0  # and stays closed when they are vetted again


async def test_leaving_takes_every_address_back_for_good(site: Site) -> None:
    ana = site.world.phone("ana")
    site.world.ignoring("cora", "omar")
    path = await site.given(ana, "my calendar")

    await ana.texts("leave")
    await ana.presses("Leave for good")
    ana.reads()

    assert not await site.is_open(path)
    assert await count(site) == 0


async def test_an_address_goes_with_the_person(site: Site) -> None:
    await site.given(site.world.phone("ana"), "my calendar")

    async with site.world.program.database.writing() as store:
        await people.erase(store, PersonId("ana"))

    assert await count(site) == 0


async def test_who_coordinates_no_more_reads_the_teams_shifts_no_more(site: Site) -> None:
    path = await site.given(site.world.phone("cora"), "team calendar")

    async with site.world.program.database.writing() as store:
        await stands(store, PersonId("cora"), RIVER, Standing.SUSPENDED, site.world.now)

    assert not await site.is_open(path)


async def test_a_teams_calendar_leaves_out_whom_the_team_has_not_vetted_any_more(site: Site) -> None:
    path = await site.given(site.world.phone("cora"), "team calendar names")

    async with site.world.program.database.writing() as store:
        await stands(store, PersonId("ben"), RIVER, Standing.SUSPENDED, site.world.now)

    text = (await site.read(path)).text
    assert "Ana on call" in text
    assert "Ben" not in text


async def test_whatever_is_wrong_with_an_address_the_answer_is_the_same(site: Site) -> None:
    ana = site.world.phone("ana")
    old = await site.given(ana, "my calendar")
    await site.given(ana, "new calendar")

    wrong = [old, "/feeds/x.ics", f"/feeds/{'a' * 43}.ics", f"/feeds/{'%00' * 43}.ics", f"/feeds/{'b' * 900}.ics"]
    answers = [await site.read(each) for each in wrong]

    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert len({str(sorted(set(each.headers.items()) - date_of(each))) for each in answers}) == 1


def date_of(answer: httpx.Response) -> set[tuple[str, str]]:
    return {("date", answer.headers["date"])}


async def test_who_guesses_or_reads_without_a_pause_is_sent_away_and_others_are_not(site: Site) -> None:
    mine = await site.given(site.world.phone("ana"), "my calendar")
    other = await site.given(site.world.phone("cal"), "my calendar")
    for n in range(25):
        await site.read(f"/feeds/{n:043}.ics")
    assert (await site.read(f"/feeds/{99:043}.ics")).status_code == 429

    statuses = {(await site.read(mine)).status_code for _ in range(15)}

    assert statuses == {200, 429}
    assert await site.is_open(other)
    site.world.clock.advance(timedelta(minutes=5))
    assert await site.is_open(mine)


async def test_nothing_that_opens_a_calendar_is_in_the_rows(site: Site) -> None:
    path = await site.given(site.world.phone("ana"), "my calendar")
    secret = path.removeprefix("/feeds/").removesuffix(".ics")

    async with site.world.program.database.reading() as store:
        kept = [row for table in (feed, delivery) for row in await store.connection.execute(sa.select(table))]

    assert kept
    assert secret not in repr(kept)


async def count(site: Site) -> int:
    async with site.world.program.database.reading() as store:
        found = await store.connection.scalar(sa.select(sa.func.count()).select_from(feed))
    return found or 0
