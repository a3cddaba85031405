"""The console over real HTTP: who gets in, for how long, and what they see. On either database."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.links import Links
from bot.web import console
from bot.web.patience import Patience
from bot.web.server import WebServer, build
from config.catalogues import load_catalogues
from domain.commands import Suspend
from domain.console import Group
from domain.ids import PersonId, TeamId
from domain.people import Standing
from models.tables import console_link, console_session
from tests.models.conftest import migrated_url, postgres_schema, sqlite_template
from tests.support.builders import NOON
from tests.support.standing import stands
from tests.support.world import COMMUNITY, Phone, World

__all__ = ["migrated_url", "postgres_schema", "sqlite_template"]

BED = "We need food and a bed tonight, 5th & Main"
RIVER = TeamId("river")
PAGES = Path(console.__file__).parent


@dataclass(slots=True)
class Site:
    """A world with its web server, and a browser without a screen."""

    world: World
    browser: httpx.AsyncClient
    port: int

    async def link(self, phone: Phone) -> str:
        """The path of a fresh link that the bot gave."""
        await phone.texts("board")
        phone.reads()
        url = phone.button("Open the page").url
        assert url is not None
        return httpx.URL(url).path

    async def goes_in(self, phone: Phone) -> None:
        answer = await self.browser.post(await self.link(phone))
        assert (answer.status_code, answer.headers["Location"]) == (303, "/console")

    async def page(self, query: str = "") -> httpx.Response:
        return await self.browser.get(f"/console{query}")

    async def rows(self) -> tuple[int, int]:
        """How many links and sessions there are."""
        async with self.world.program.database.reading() as store:
            count = [await store.connection.scalar(sa.select(sa.func.count()).select_from(each)) for each in TABLES]
        return count[0] or 0, count[1] or 0

    async def stands(self, person: str, standing: Standing) -> None:
        async with self.world.program.database.writing() as store:
            await stands(store, PersonId(person), RIVER, standing, self.world.program.clock.now())


TABLES = (console_link, console_session)


@asynccontextmanager
async def serving(world: World, scheme: str = "http") -> AsyncIterator[Site]:
    web = WebServer(build((), (), world.program.console.routes()), "127.0.0.1", 0)
    await web.start()
    world.program.links.address = f"{scheme}://127.0.0.1:{web.port}"
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{web.port}", trust_env=False) as browser:
            yield Site(world, browser, web.port)
    finally:
        await web.stop()


@pytest.fixture
async def site(migrated_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with World.open(migrated_url, tmp_path) as world, serving(world) as site:
        yield site


def test_every_sentence_of_the_console_is_there_and_none_is_left_over() -> None:
    templates = (PAGES / "templates").glob("console_*.html")
    code = "".join(each.read_text(encoding="utf-8") for each in (*templates, PAGES / "console.py", PAGES / "desk.py"))
    notices = {
        f"console.{each}{end}" for each in ("enter", "gone", "closed", "tries", "no_call") for end in ("", "_title")
    }
    used = set(re.findall(r"""["'](console\.[a-z_]+[a-z])["']""", code)) | notices | {"console.left_title"}
    used |= {f"console.group_{each.value}" for each in Group}

    written = {key for key in load_catalogues().keys("en") if key.startswith("console.")}

    assert used == written


async def test_a_link_opens_the_page_after_one_click_and_only_once(site: Site) -> None:
    link = await site.link(site.world.phone("cora"))

    for _ in range(3):  # a preview, a scanner, and then somebody
        asked = await site.browser.get(link)
        assert asked.status_code == 200
        assert "Open the status page" in asked.text
        assert "Set-Cookie" not in asked.headers
    assert (await site.page()).status_code == 403

    entered = await site.browser.post(link)
    assert entered.status_code == 303
    assert (await site.page()).status_code == 200

    for again in (await site.browser.post(link), await site.browser.get(link)):
        assert again.status_code == 404
        assert "used up" in again.text


async def test_the_page_shows_what_runs_by_code_names_and_nothing_that_was_said(site: Site) -> None:
    world = site.world
    rosa, cora = world.stranger("Rosa"), world.phone("cora")
    world.ignoring("Rosa", "Sam", "Lou", "ana", "ben", "omar", "cora")
    await rosa.texts(BED)
    await world.phone("ben").texts("A 12")
    await world.stranger("Lou").texts("My brother was arrested by police at 5th & Main")
    await cora.texts("jail 2 located county jail")
    await world.stranger("Sam").texts("3 ICE agents in masks, 5th & Main")
    await site.goes_in(cora)

    page = (await site.page()).text

    assert "#1" in page
    assert "Food or a bed" in page
    assert "Old Town" in page
    assert "1 of 1 going" in page
    assert await world.code_of("ben") in page
    assert "in 12 min" in page
    assert "since 12:00" in page
    assert "In custody: located" in page
    assert "reported, Old Town" in page
    assert "told by 1" in page
    for name in ("Ana", "Ben", "Cal", "Dee", "Eve"):
        assert f"<li>{name}</li>" in page
    for secret in (BED, "bed tonight", "Main", "41.88", rosa.address, rosa.address[1:], "cp_", "Rosa"):
        assert secret not in page
    for own in (world.phone(each).address for each in ("ana", "ben", "cora")):
        assert own not in page


async def test_a_coordinator_sees_no_call_of_another_team(site: Site) -> None:
    world = site.world
    world.ignoring("Rosa", "ana", "ben", "omar", "cora")
    await world.stranger("Rosa").texts(BED)
    await site.goes_in(world.phone("gus"))

    page = (await site.page()).text

    assert "All quiet" in page
    assert "Hal" in page
    assert "Ana" not in page


async def test_a_call_of_others_with_which_their_team_helps_stands_on_it_without_its_place(
    migrated_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "community.yaml"
    agreed = "\nmutual_aid: [{between: [river, hill], opens: policy}]\n"
    file.write_text(COMMUNITY.read_text(encoding="utf-8") + agreed, encoding="utf-8")
    async with World.open(migrated_url, tmp_path, community=file) as world, serving(world) as site:
        world.ignoring("Rosa", "ana", "ben", "hal", "gus", "cora", "omar")
        await world.stranger("Rosa").texts("We need food and a bed tonight, Main & Hill Rd")
        await world.phone("hal").presses("Cannot")
        await site.goes_in(world.phone("cora"))

        open_now = (await site.page()).text
        await world.phone("gus").texts("close 1 1")
        over = (await site.page()).text

        assert re.search(r"#1</span> Food or a bed</a>.*your people are asked.*Hill.*The Hill", open_now, re.DOTALL)
        assert "Helping other teams" not in open_now
        assert re.search(r"Helping other teams.*#1</b> Food or a bed</span> <small>Hill, The Hill: ", over, re.DOTALL)
        assert not any(re.search(r"Hill Rd|Hal\b", page) for page in (open_now, over))


async def test_who_cannot_be_reached_and_what_is_overdue_stands_on_it(site: Site) -> None:
    world = site.world
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "fay", "omar", "cora", "eve", "gus")
    await world.phone("cal").blocks_us()
    rosa = world.stranger("Rosa")
    await rosa.texts("Two men are threatening my neighbour at 5th & Main")
    await rosa.texts("1")
    await world.passes(minutes=30)
    await site.goes_in(world.phone("cora"))

    page = (await site.page()).text

    assert "blocked us or opted out" in page
    assert '<li class="bad">Cal <small>cannot be reached</small></li>' in page
    assert "Danger was named" in page
    assert "overdue since" in page
    assert "Nobody left to ask" in page
    assert "last one out at" in page


async def test_it_is_in_its_readers_language(site: Site) -> None:
    cora = site.world.phone("cora")
    await cora.texts("español")
    cora.reads()
    await cora.texts("tablero")
    cora.reads()
    url = cora.button("Abrir la página").url
    assert url is not None
    assert "Abrir la página de estado" in (await site.browser.get(httpx.URL(url).path)).text
    await site.browser.post(httpx.URL(url).path)

    page = (await site.page()).text

    assert '<html lang="es">' in page
    assert "Todo en calma" in page
    closed = await site.browser.get("/console", headers={"Cookie": "upstander=x", "Accept-Language": "es-MX,es;q=0.9"})
    assert "Esta página está cerrada" in closed.text


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.LEFT])
async def test_who_loses_their_standing_sees_nothing_more_at_once(site: Site, standing: Standing) -> None:
    world = site.world
    await site.goes_in(world.phone("cora"))
    assert (await site.page()).status_code == 200

    await site.stands("cora", standing)

    for query in ("", "?still", "?hold"):
        closed = await site.page(query)
        assert closed.status_code == 403
        assert "Ana" not in closed.text


async def test_a_link_lets_nobody_in_who_was_suspended_meanwhile(site: Site) -> None:
    link = await site.link(site.world.phone("cora"))
    await site.stands("cora", Standing.SUSPENDED)

    assert (await site.browser.get(link)).status_code == 404
    assert (await site.browser.post(link)).status_code == 404
    assert (await site.rows())[1] == 0


async def test_a_suspension_ends_sessions_and_links_in_its_own_transaction(site: Site) -> None:
    cora, program = site.world.phone("cora"), site.world.program
    await site.goes_in(cora)
    unused = await site.link(cora)

    async with program.database.writing() as store:
        suspend = Suspend(person=PersonId("cora"), team=RIVER, by=PersonId("omar"))
        await program.turn.obey(store, suspend, program.clock.now())
    site.world.ignoring("cora", "omar")

    assert await site.rows() == (0, 0)
    assert (await site.page()).status_code == 403
    assert (await site.browser.post(unused)).status_code == 404


async def test_a_new_link_is_the_only_one_that_is_good(site: Site) -> None:
    cora = site.world.phone("cora")
    first = await site.link(cora)
    second = await site.link(cora)

    assert (await site.browser.post(first)).status_code == 404
    assert (await site.browser.post(second)).status_code == 303


@pytest.mark.parametrize(("later", "status"), [(timedelta(minutes=4, seconds=59), 303), (timedelta(minutes=5), 404)])
async def test_a_link_is_good_for_five_minutes(site: Site, later: timedelta, status: int) -> None:
    link = await site.link(site.world.phone("cora"))
    site.world.clock.advance_to(NOON + later)

    assert (await site.browser.post(link)).status_code == status


async def test_a_page_that_loads_itself_keeps_nobody_in_and_somebody_who_looks_is_not_idle(site: Site) -> None:
    clock = site.world.clock
    await site.goes_in(site.world.phone("cora"))
    for minutes in (20, 40, 60):
        clock.advance_to(NOON + timedelta(minutes=minutes))
        assert (await site.page()).status_code == 200
    for minutes in (70, 80, 89):
        clock.advance_to(NOON + timedelta(minutes=minutes))
        assert (await site.page("?still")).status_code == 200

    clock.advance_to(NOON + timedelta(minutes=90))

    assert (await site.page("?still")).status_code == 403
    assert (await site.page()).status_code == 403


async def test_no_session_lasts_longer_than_eight_hours(site: Site) -> None:
    clock = site.world.clock
    await site.goes_in(site.world.phone("cora"))
    for minutes in range(20, 480, 20):
        clock.advance_to(NOON + timedelta(minutes=minutes))
        assert (await site.page()).status_code == 200

    clock.advance_to(NOON + timedelta(hours=8))

    assert (await site.page()).status_code == 403


async def test_a_request_without_a_cookie_takes_none_away(site: Site) -> None:
    await site.goes_in(site.world.phone("cora"))
    async with httpx.AsyncClient(base_url=site.browser.base_url, trust_env=False) as stranger:
        led_here = await stranger.get("/console")
        wrong = await stranger.get("/console", headers={"Cookie": "upstander=wrong"})

    assert (led_here.status_code, "Set-Cookie" in led_here.headers) == (403, False)
    assert 'upstander=""' in wrong.headers["Set-Cookie"]
    assert (await site.page()).status_code == 200


async def test_who_leaves_is_out(site: Site) -> None:
    await site.goes_in(site.world.phone("cora"))
    cookie = site.browser.cookies["upstander"]

    left = await site.browser.post("/console/out")

    assert left.status_code == 200
    assert "You have left" in left.text
    assert "upstander" not in site.browser.cookies
    assert (await site.browser.get("/console", headers={"Cookie": f"upstander={cookie}"})).status_code == 403
    assert (await site.rows())[1] == 0


async def test_no_token_stands_in_the_rows(site: Site) -> None:
    cora = site.world.phone("cora")
    link = await site.link(cora)
    token = link.rpartition("/")[2]
    await site.browser.post(link)
    await site.link(cora)
    cookie = site.browser.cookies["upstander"]

    async with site.world.program.database.reading() as store:
        written = [
            str(value) for table in TABLES for row in await store.connection.execute(sa.select(table)) for value in row
        ]

    assert written
    assert not any(token.rpartition(".")[2] in each or cookie in each for each in written)


async def test_cookies_and_headers_are_as_strict_as_they_can_be(migrated_url: str, tmp_path: Path) -> None:
    async with World.open(migrated_url, tmp_path) as world, serving(world, "https") as site:
        link = await site.link(world.phone("cora"))
        entered = await site.browser.post(link)
        cookie = entered.headers["Set-Cookie"]
        token = cookie.partition(";")[0]
        answers = [
            entered,
            await site.browser.get(link),
            await site.browser.get("/console"),
            await site.browser.get("/console", headers={"Cookie": token}),
        ]

    assert cookie.startswith("__Host-upstander=")
    assert {each.strip() for each in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=strict", "Secure"}
    assert [each.status_code for each in answers] == [303, 404, 403, 200]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "<style" not in answer.text
        assert " style=" not in answer.text
        assert "onclick" not in answer.text


async def test_what_a_request_says_of_its_host_is_used_for_nothing(site: Site) -> None:
    link = await site.link(site.world.phone("cora"))
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}

    asked = await site.browser.get(link, headers=lies)
    entered = await site.browser.post(link, headers=lies)

    assert "evil" not in asked.text
    assert entered.headers["Location"] == "/console"
    assert "Domain" not in entered.headers["Set-Cookie"]


async def test_a_form_of_another_site_is_refused(site: Site) -> None:
    link = await site.link(site.world.phone("cora"))

    for said in ("cross-site", "same-site"):
        assert (await site.browser.post(link, headers={"Sec-Fetch-Site": said})).status_code == 403
    assert (await site.browser.post(link, headers={"Sec-Fetch-Site": "same-origin"})).status_code == 303


@pytest.mark.parametrize("token", ["x", "lnk_aaaaaaaaaa.", "lnk_aaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAA", "ñ.ñ", "%00"])
async def test_a_forged_link_is_answered_as_one_that_is_used_up(site: Site, token: str) -> None:
    link = await site.link(site.world.phone("cora"))
    await site.browser.post(link)
    used = await site.browser.get(link)

    forged = await site.browser.get(f"/console/in/{token}")

    assert (forged.status_code, forged.text) == (used.status_code, used.text)


async def test_an_altered_link_is_none(site: Site) -> None:
    link = await site.link(site.world.phone("cora"))
    altered = [link[:-1] + ("A" if link[-1] != "A" else "B"), link.replace("lnk_", "lnk-"), link[:-4], link + "A"]

    for each in altered:
        assert (await site.browser.post(each)).status_code == 404
    assert (await site.browser.post(link)).status_code == 303


async def test_many_wrong_tokens_are_told_to_wait_and_a_right_one_is_not(site: Site) -> None:
    link = await site.link(site.world.phone("cora"))

    wrong = [(await site.browser.get(f"/console/in/wrong{n}")).status_code for n in range(25)]
    cookies = [
        (await site.browser.get("/console", headers={"Cookie": f"upstander=wrong{n}"})).status_code for n in range(3)
    ]

    assert wrong[:20] == [404] * 20
    assert wrong[20:] == [429] * 5
    assert cookies == [429] * 3
    assert (await site.browser.post(link)).status_code == 303
    assert (await site.page()).status_code == 200
    site.world.clock.advance_to(NOON + timedelta(minutes=2))
    assert (await site.browser.get("/console/in/wrong")).status_code == 404


def test_patience_comes_back_one_by_one() -> None:
    patience = Patience(most=2, each=timedelta(seconds=3))

    assert [patience.is_lost(NOON) for _ in range(3)] == [False, False, True]
    assert [patience.is_lost(NOON + timedelta(seconds=3)) for _ in range(2)] == [False, True]
    assert [patience.is_lost(NOON + timedelta(seconds=60)) for _ in range(3)] == [False, False, True]


async def test_what_is_over_does_not_stay_in_the_rows(site: Site) -> None:
    cora, gus = site.world.phone("cora"), site.world.phone("gus")
    await site.goes_in(cora)
    await site.link(cora)
    site.world.clock.advance_to(NOON + timedelta(hours=1))

    await site.link(gus)

    assert await site.rows() == (1, 0)


async def test_whoever_shows_nothing_of_ours_makes_no_writer_wait(site: Site) -> None:
    async with site.world.program.database.writing(), asyncio.timeout(5):
        entered = await site.browser.post("/console/in/no-link.of-ours")
        left = await site.browser.post("/console/out")

    assert (entered.status_code, left.status_code) == (404, 200)


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("https://help.example.org", True),
        ("http://help.example.org", False),
        ("http://192.168.1.7:8080", False),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("https://town", False),
        (None, False),
    ],
)
def test_links_are_offered_where_nobody_on_the_way_can_read_along(address: str | None, offered: bool) -> None:
    assert Links(b"key", address).are_offered is offered


async def test_figures_are_shown_in_words_and_drawn_to_whoever_coordinates_the_team(site: Site) -> None:
    world = site.world
    cora = world.phone("cora")
    shut = await site.browser.get("/console/figures")
    assert shut.status_code == 403
    await world.stranger("Rosa").texts(BED)
    await world.phone("ana").presses("5 min")
    await cora.texts("close 1 1")
    world.everybody_reads()
    await site.goes_in(cora)

    page = await site.browser.get("/console/figures")
    assert page.status_code == 200
    assert "River, " in page.text
    assert "Calls that are over: 1" in page.text
    drawn = await site.browser.get("/console/figures.png?by=hour&months=12")
    assert (drawn.headers["Content-Type"], drawn.content[:4]) == ("image/png", b"\x89PNG")
    told = (await site.browser.get("/console/figures?by=load&months=1")).text
    assert "Ana: asked 1, yes 1" in told
    shared = (await site.browser.get("/console/figures?by=load&share")).text
    assert "fewer than 5" in shared
    assert "Ana" not in shared
    other = (await site.browser.get("/console/figures?team=hill&by=nonsense&months=99")).text
    assert "River, " in other
    assert "Hill" not in other

    await site.stands("cora", Standing.SUSPENDED)
    for path in ("/console/figures", "/console/figures.png"):
        assert (await site.browser.get(path)).status_code == 403
