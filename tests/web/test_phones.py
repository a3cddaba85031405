"""The phones page over HTTP: what it shows, whom it answers, what it refuses."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from bot.chance import SeededMint
from bot.channels import Button, Outgoing
from bot.channels.simulator import Condition, Phone, Switchboard, simulators
from bot.clock import ScaledClock
from bot.doors import Item, NotTakenIn
from bot.web.phones import Desk, PhonesPage
from bot.web.server import WebServer, build
from bot.web.timeline import IncidentShown, State, Tone
from domain.messages import Inbound
from domain.people import Channel
from tests.support.builders import NOON

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
ROSA, ANA, BEN = "+13125550142", "tg-ana", "+13125550102"


class Doorstep:
    """Keeps what is handed over, or refuses all of it."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.shut = False

    async def take_in(self, items: Sequence[Item]) -> Sequence[bool]:
        if self.shut:
            raise NotTakenIn
        self.items.extend(items)
        return [True for _ in items]

    @property
    def texts(self) -> list[str]:
        return [each.content.text for each in self.items if isinstance(each.content, Inbound)]


class Board:
    """Shows the calls it was given."""

    def __init__(self) -> None:
        self.calls: tuple[IncidentShown, ...] = ()

    async def look(self) -> Sequence[IncidentShown]:
        return self.calls


@dataclass(slots=True, kw_only=True)
class Site:
    """The page on a port of its own, and somebody who asks for it."""

    client: httpx.AsyncClient
    server: WebServer
    page: PhonesPage
    switchboard: Switchboard
    doorstep: Doorstep
    board: Board
    clock: ScaledClock

    async def post(self, path: str, headers: dict[str, str] | None = None, **form: str) -> httpx.Response:
        return await self.client.post(path, data=form, headers=headers)

    async def send(self, address: str, text: str, rows: tuple[tuple[Button, ...], ...] = ()) -> str:
        channel = self.switchboard.at(address).channel
        message = Outgoing(reference="dlv_1", sender="us", address=address, text=text, rows=rows)
        return await simulators(self.switchboard)[channel].send(message)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    clock = ScaledClock(speed=0, start=NOON)
    switchboard, doorstep, board = Switchboard(clock=clock, mint=SeededMint(2)), Doorstep(), Board()
    switchboard.connect(doorstep)
    switchboard.add(Phone(id="caller", address=ROSA, channel=Channel.SIM_SMS, label="Rosa"))
    switchboard.add(Phone(id="ana", address=ANA, channel=Channel.SIM_TELEGRAM, label="Ana"))
    switchboard.add(Phone(id="ben", address=BEN, channel=Channel.SIM_SMS, label="Ben"))
    desk = Desk(
        community="Riverside",
        time_zone="America/Chicago",
        open=("caller", "ana"),
        examples={"caller": ("Help at 5th & Main",)},
        here=(41.88, -87.63),
    )
    page = PhonesPage(switchboard=switchboard, board=board, clock=clock, desk=desk)
    server = WebServer(build((), (), page.routes()), "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        yield Site(
            client=client,
            server=server,
            page=page,
            switchboard=switchboard,
            doorstep=doorstep,
            board=board,
            clock=clock,
        )
    page.close()
    await server.stop()


def call(number: int = 1) -> IncidentShown:
    return IncidentShown(
        id=f"inc_{number}",
        number=number,
        nature="Conflict or <threat>",
        status=State("asking", Tone.LIVE),
        facts="Old Town",
        going=0,
        wanted=2,
        doing="going",
        pages=(),
        assignments=(),
        events=(),
    )


async def test_the_page_shows_the_phones_that_lie_open_and_names_the_others(site: Site) -> None:
    page = (await site.client.get("/phones")).text

    assert 'id="phone-caller"' in page
    assert 'id="phone-ana"' in page
    assert 'id="phone-ben"' not in page
    assert "/phones?also=ben#phone-ben" in page
    assert "try: Help at 5th &amp; Main" in page


async def test_another_phone_can_be_opened(site: Site) -> None:
    page = (await site.client.get("/phones", params={"also": "ben,nobody,ana"})).text

    assert 'id="phone-ben"' in page
    assert 'data-events="/phones/events?also=ben"' in page


async def test_what_people_write_is_never_markup(site: Site) -> None:
    await site.send(ANA, "<script>alert(1)</script>", ((Button(label="<b>go</b>", data="x"),),))
    site.board.calls = (call(),)

    page = (await site.client.get("/phones")).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;go&lt;/b&gt;" in page
    assert "Conflict or &lt;threat&gt;" in page
    assert "<script>alert" not in page


async def test_the_policy_lets_nothing_in_from_anywhere_else(site: Site) -> None:
    answer = await site.client.get("/phones")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert " style=" not in answer.text
    assert " onclick" not in answer.text
    assert "<style" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


async def test_a_browser_without_scripts_is_sent_back_to_the_phone_it_wrote_on(site: Site) -> None:
    answer = await site.post("/phones/caller/say", BROWSER, text="help", also="ben,nobody")

    assert site.doorstep.texts == ["help"]
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/phones?also=ben#phone-caller"


async def test_the_script_gets_no_page_back(site: Site) -> None:
    answer = await site.post("/phones/caller/say", {"Accept": "text/plain"}, text="help", also="")

    assert (answer.status_code, answer.text) == (204, "")


async def test_a_pressed_button_is_handed_in(site: Site) -> None:
    message = await site.send(ANA, "Can you go?", ((Button(label="Yes", data="t1"), Button(label="No", data="t2")),))

    await site.post("/phones/ana/press", message=message, button="1", also="")

    assert [each.content.token for each in site.doorstep.items if isinstance(each.content, Inbound)] == ["t2"]


async def test_a_button_that_is_gone_says_so(site: Site) -> None:
    answer = await site.post("/phones/ana/press", message="msg_gone", button="0", also="")

    assert answer.status_code == 409
    assert "button is gone" in answer.text


async def test_a_location_is_shared_and_a_phone_switched_off(site: Site) -> None:
    await site.post("/phones/ana/share", also="")
    await site.post("/phones/ana/switch", condition="off", also="")

    assert [each.content.point for each in site.doorstep.items if isinstance(each.content, Inbound)] == [
        (41.88, -87.63)
    ]
    assert site.switchboard.at(ANA).condition is Condition.OFF


async def test_time_can_be_hurried_paused_and_jumped_but_never_without_measure(site: Site) -> None:
    await site.post("/phones/clock", jump="60", also="")
    jumped = site.clock.now()
    await site.post("/phones/clock", jump="9" * 30, also="")
    far = site.clock.now()
    await site.post("/phones/clock", speed="inf", also="")

    assert jumped == NOON + timedelta(minutes=1)
    assert far == jumped + timedelta(hours=1)
    assert site.clock.speed == 12000


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/phones/caller/say", {}),
        ("/phones/ana/press", {"message": "x", "button": "one"}),
        ("/phones/ana/switch", {"condition": "broken"}),
        ("/phones/clock", {"speed": "fast"}),
    ],
)
async def test_a_form_that_is_not_the_pages_is_refused(site: Site, path: str, form: dict[str, str]) -> None:
    assert (await site.post(path, None, **form)).status_code == 400
    assert site.doorstep.items == []


async def test_a_phone_nobody_has_is_not_found(site: Site) -> None:
    assert (await site.post("/phones/zoe/say", text="help")).status_code == 404


async def test_what_could_not_be_stored_is_not_said_to_be(site: Site) -> None:
    site.doorstep.shut = True

    assert (await site.post("/phones/caller/say", text="help")).status_code == 503


async def test_a_form_without_measure_is_refused(site: Site) -> None:
    assert (await site.post("/phones/caller/say", text="x" * 20_000)).status_code == 413
    assert site.doorstep.items == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_from_another_page_is_refused(site: Site, headers: dict[str, str]) -> None:
    answer = await site.post("/phones/caller/say", headers, text="help")

    assert answer.status_code == 403
    assert site.doorstep.items == []


async def test_a_form_from_this_page_is_taken(site: Site) -> None:
    own = {"Origin": f"http://127.0.0.1:{site.server.port}", "Sec-Fetch-Site": "same-origin"}

    assert (await site.post("/phones/caller/say", own, text="help", also="")).status_code == 204


@pytest.mark.parametrize("path", ["/phones", "/phones/events"])
async def test_a_strange_name_for_this_machine_is_not_answered(site: Site, path: str) -> None:
    assert (await site.client.get(path, headers={"Host": "rebound.example"})).status_code == 421


async def test_a_tunnels_name_for_this_machine_is_answered(site: Site) -> None:
    assert (await site.client.get("/phones", headers={"Host": "localhost:9999"})).status_code == 200


async def heard(lines: AsyncIterator[str], until: str) -> list[str]:
    """The lines of a stream up to the first that holds `until`."""
    said = []
    async with asyncio.timeout(10):
        async for line in lines:
            said.append(line)
            if until in line:
                return said
    raise AssertionError("the stream ended")


async def test_a_stream_begins_with_everything_and_goes_on_with_what_changes(site: Site) -> None:
    async with site.client.stream("GET", "/phones/events") as stream:
        lines = stream.aiter_lines()
        first = await heard(lines, "event: ready")
        await site.send(ANA, "Can you go?")
        then = await heard(lines, "Can you go?")

    assert any('id="phone-caller"' in line for line in first)
    assert any('id="board"' in line for line in first)
    assert any('id="clock"' in line for line in first)
    assert any('id="phone-ana"' in line for line in then)
    assert not any('id="phone-caller"' in line for line in then)


async def test_a_stream_shows_calls_that_open_without_anybody_saying_so(site: Site) -> None:
    async with site.client.stream("GET", "/phones/events") as stream:
        lines = stream.aiter_lines()
        await heard(lines, "event: ready")
        site.board.calls = (call(7),)

        assert await heard(lines, 'id="inc_7"')


async def test_streams_end_when_the_page_closes(site: Site) -> None:
    async with site.client.stream("GET", "/phones/events") as stream:
        lines = stream.aiter_lines()
        await heard(lines, "event: ready")
        site.page.close()

        async with asyncio.timeout(5):
            rest = [line async for line in lines]

    assert not any("event: part" in line for line in rest)


async def test_two_who_look_see_the_same(site: Site) -> None:
    async with site.client.stream("GET", "/phones/events") as one, site.client.stream("GET", "/phones/events") as two:
        first, second = one.aiter_lines(), two.aiter_lines()
        await heard(first, "event: ready")
        await heard(second, "event: ready")
        await site.send(ANA, "Can you go?")

        assert await heard(first, "Can you go?") == await heard(second, "Can you go?")
