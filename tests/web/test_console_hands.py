"""What a coordinator does with a call in the console: a press is a button of the chat, and nothing else is."""

import html
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from domain.ids import PersonId
from domain.needs import Window
from domain.people import Reach
from models import incidents, people, strain
from tests.models.conftest import migrated_url, postgres_schema, sqlite_template
from tests.web.test_console import BED, Site, site

__all__ = ["migrated_url", "postgres_schema", "site", "sqlite_template"]

_PRESS = re.compile(r'<button class="press[^"]*" name="token" value="([^"]+)">([^<]+)<')
_OPTION = re.compile(r'<option value="([^"]+)">([^<]+)<')
_NONCE = re.compile(r'name="nonce" value="([^"]+)"')


class Desk:
    """The page of a call in a browser without a screen. What is pressed is dealt with before the call returns."""

    def __init__(self, site: Site, number: int = 1) -> None:
        self.site = site
        self.number = number
        self.text = ""
        self.last = {"number": str(number)}

    async def looks(self, query: str = "") -> str:
        answer = await self.site.browser.get(f"/console/call/{self.number}{query}")
        assert answer.status_code == 200
        self.text = html.unescape(answer.text)
        return self.text

    def token(self, label: str, of: str = "") -> str:
        """The token of a button, or of what stands in the list named `of`."""
        part, found = self.text, _PRESS
        if of:
            part, found = next(each for each in self.text.split('class="pick"') if f">{of}</label>" in each), _OPTION
        found_here: dict[str, str] = {name: token for token, name in found.findall(part)}
        assert label in found_here, (of, label, sorted(found_here))
        return found_here[label]

    async def presses(self, label: str, of: str = "", **more: str) -> httpx.Response:
        await self.looks()
        nonce = _NONCE.findall(self.text)[0]
        self.last = {"number": str(self.number), "nonce": nonce, "token": self.token(label, of), **more}
        return await self.sends(self.last)

    async def sends(self, form: dict[str, str]) -> httpx.Response:
        answer = await self.site.browser.post("/console/press", data=form)
        await self.site.world.settles()
        return answer


@pytest.fixture
async def desk(site: Site) -> Desk:
    """Cora before the first call, which ana and ben are asked to."""
    world = site.world
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "omar", "hal", "gus")
    await world.stranger("Rosa").texts(BED)
    await site.goes_in(world.phone("cora"))
    world.everybody_reads()
    return Desk(site)


async def test_a_press_is_the_button_of_the_chat_under_their_name_with_their_reason(desk: Desk) -> None:
    world, cora = desk.site.world, desk.site.world.phone("cora")

    answer = await desk.presses("Hold", reason="  her sister\nmay take her in ")

    assert answer.headers["Location"].startswith("/console/call/1?passed=")
    cora.heard("#1 is on hold and yours.")
    call = await world.incident()
    assert (call.held, call.owner) == (True, "cora")
    async with world.program.database.reading() as store:
        log = await incidents.events_of(store, call.id)
    held = next(each.event for each in log if each.kind == "put_on_hold")
    assert (held.by, held.reason) == ("cora", "her sister may take her in")
    shown = await desk.looks()
    for said in ("Cora has it.", "It is on hold"):
        assert said in shown
    assert BED not in shown
    again = await desk.sends(desk.last)
    assert again.headers["Location"] == "/console/call/1?stale"
    assert "older than the call" in await desk.looks("?stale")
    await desk.presses("Go on")
    cora.heard("#1 goes on.")
    need = (await world.incident()).need.responders
    await desk.presses("1 more")
    await desk.sends(desk.last)  # the very same page, sent twice
    cora.heard("#1")
    assert (await world.incident()).need.responders == need + 1


async def test_everything_that_words_do_is_picked_there_and_does_the_same(desk: Desk) -> None:
    world, cora = desk.site.world, desk.site.world.phone("cora")
    await world.stranger("Lou").texts("Two men are fighting, 5th & Main")
    world.ignoring("Lou")
    world.everybody_reads()
    steps = (
        ("Ask by name", "Fay", "#1: Fay is asked now."),
        ("How many more", "4", "#1"),
        ("How many are needed", "3", "#1 needs 3"),
        ("How many at most", "5", "at most 5"),
        ("How many together", "2", "2 together"),
        ("How many in a role", "lead: 1", "lead 1"),
        ("A language that helps", "Spanish", "Speaks: Spanish"),
        ("Everybody must hold", "listening", "Each: listening"),
        ("How many are asked at a time", "4", "4"),
        ("Minutes a page lasts", "5", "5"),
        ("How far people are asked", "on call, nearby", "on call, nearby"),
        ("On call for it", "Fay", "Fay"),
        ("No longer on call for it", "Ana", "#1"),
        ("Send", "Dee", "#1"),
        ("Texts with whoever waits", "Eve", "texts with the requester now"),
        ("Ask to watch", "Omar", "Omar is asked"),
        ("Hand it to", "Omar", "Omar is asked to take it."),
        ("Split off a call about", "Food or a bed", "#3"),
        ("It is about", "Conflict or threat", "#1"),
        ("Merge it into", "#2 Conflict or threat", "#1 goes into #2"),
        ("Hand it to the team", "Hill", "#1 is with Hill now"),
    )
    await desk.looks()
    listed = set(re.findall(r'<label for="[^"]+">([^<]+)<', desk.text))
    assert listed == {of for of, *_ in steps} | {"Close: how it ended", "It is for later: from", "until"}

    for of, label, answer in steps:
        await desk.presses(label, of, sure="1")
        said = " ".join(cora.reads())
        assert answer in said, (of, said)
        assert "button" not in said

    call = await world.incident()
    assert (call.need.responders, call.need.cap, call.need.together) == (3, 5, 2)
    assert {"dee"} <= {each.person for each in call.going()}
    assert (call.team, call.nature) == ("hill", "conflict")


async def test_somebody_is_put_on_to_text_with_whoever_waits_and_goes_nowhere(desk: Desk) -> None:
    await desk.presses("Dee", "Texts with whoever waits")

    desk.site.world.phone("cora").heard("#1:", "texts with the requester now")
    call = await desk.site.world.incident()
    assert ([each.person for each in call.texting()], call.going()) == (["dee"], ())
    dee = await desk.site.world.code_of("dee")

    await desk.presses(f"{dee} = Dee", "Stand down", sure="1")

    desk.site.world.phone("cora").heard(f"#1: {dee} texts with the requester no longer, and was thanked.")
    desk.site.world.phone("dee").heard(f"{dee}: you need not text with")
    assert not (await desk.site.world.incident()).texting()


async def test_who_rests_stands_there_and_may_be_asked_again_once_a_coordinator_says_so(desk: Desk) -> None:
    world, cora, ana = desk.site.world, desk.site.world.phone("cora"), desk.site.world.phone("ana")
    assert "though they rest" not in await desk.looks()
    async with world.program.database.writing() as store:
        await strain.heavy(store, PersonId("ana"), world.now)

    answer = await desk.presses("Ana", "May be asked again, though they rest")

    cora.heard("Ana may be asked again: Cora ended the rest.")
    ana.heard("Cora ended your rest: you may be asked again.")
    page = await desk.looks(answer.headers["Location"].removeprefix("/console/call/1"))
    assert "Ana may be asked again: Cora ended the rest." in page
    assert "though they rest" not in page


async def test_what_came_of_a_press_stands_on_the_page_whether_it_was_done_or_refused(desk: Desk) -> None:
    world, cora = desk.site.world, desk.site.world.phone("cora")
    await world.phone("ana").texts("A 12")
    cora.reads()

    done = await desk.presses("Hold")
    page = await desk.looks(done.headers["Location"].removeprefix("/console/call/1"))
    assert f"<b>{await world.code_of('ana')}</b> = Ana <span>" in page
    assert "note good" in page
    assert "#1 is on hold and yours." in page
    refused = await desk.presses("6", "How many together")

    page = await desk.looks(refused.headers["Location"].removeprefix("/console/call/1"))
    *_, said = cora.reads()
    assert "note bad" in page
    assert said in page


async def test_until_a_turn_has_dealt_with_a_press_the_page_says_that_it_was_passed_on(desk: Desk) -> None:
    await desk.looks()
    form = {"number": "1", "nonce": "n", "token": desk.token("Hold")}

    answer = await desk.site.browser.post("/console/press", data=form)
    where = answer.headers["Location"].removeprefix("/console/call/1")

    assert "Passed on." in await desk.looks(where)
    await desk.site.world.settles()
    desk.site.world.everybody_reads()
    shown = await desk.looks(where)
    assert "Passed on." not in shown
    assert "#1 is on hold and yours." in shown


async def test_a_call_that_was_handed_to_another_team_says_so_and_leads_back(desk: Desk) -> None:
    answer = await desk.presses("Hill", "Hand it to the team", sure="1")
    desk.site.world.everybody_reads()

    page = await desk.site.browser.get(answer.headers["Location"])

    assert page.status_code == 404
    assert "#1 is with Hill now" in page.text
    assert 'href="/console"' in page.text


async def test_what_they_hear_of_place_and_words_comes_to_the_phone_alone(desk: Desk) -> None:
    answer = await desk.presses("Cora", "Send")
    heard = " ".join(desk.site.world.phone("cora").reads())
    assert "5th & Main" in heard

    page = await desk.looks(answer.headers["Location"].removeprefix("/console/call/1"))

    assert "#1 assigned: " in page
    assert not [each for each in ("5th", "food and a bed", "41.88") if each in page]


async def test_what_another_session_pressed_is_not_shown(desk: Desk) -> None:
    site, omar = desk.site, desk.site.world.phone("omar")
    answer = await desk.presses("Hold")
    desk.site.world.everybody_reads()
    await site.browser.post("/console/out")
    await site.goes_in(desk.site.world.phone("cora"))
    omar.reads()

    assert "is on hold and yours" not in await desk.looks(answer.headers["Location"].removeprefix("/console/call/1"))


async def test_the_page_tells_what_happened_who_did_it_and_why(desk: Desk) -> None:
    world = desk.site.world
    await world.phone("ana").texts("A 12")
    code = await world.code_of("ana")
    await desk.presses("Hold", reason="her sister may take her in")
    await world.phone("omar").texts("go on 1 - her sister cannot")
    world.everybody_reads()

    page = await desk.looks()

    log = page[page.index('id="log"') :]
    lines = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each)).strip() for each in log.split("<li>")[1:]]
    assert lines[0].startswith("12:00 Goes on Omar her sister cannot")
    assert "12:00 A call is on hold Cora her sister may take her in" in lines
    assert f"12:00 {code}: going" in lines
    assert "12:00 Ben: asked" in lines
    assert lines[-2:] == ["12:00 The place is known", "12:00 Opened: Food or a bed"] or "Opened" in lines[-1]
    assert BED not in page
    assert "Ana" not in "".join(line for line in lines if code in line)


async def test_what_cannot_be_taken_back_is_asked_first_and_the_talks_own_questions_are_answered_there(
    desk: Desk,
) -> None:
    world, cora = desk.site.world, desk.site.world.phone("cora")

    asked = await desk.presses("referred to another group", "Close: how it ended")
    assert asked.status_code == 200
    assert "Close: how it ended: referred to another group" in html.unescape(asked.text)
    assert (await world.incident()).is_alive()
    await desk.presses("Ask everybody suited")
    cora.heard("#1: everybody suited is asked at once. Do it?")
    assert "#1: everybody suited is asked at once. Do it?" in await desk.looks()
    await desk.presses("Do it")
    cora.heard("#1 asked just now")
    assert "Do it?" not in await desk.looks()
    await desk.presses("referred to another group", "Close: how it ended", sure="1")

    cora.heard("#1 closed")
    assert not (await world.incident()).is_alive()
    status = (await desk.site.page()).text
    assert "Closed lately" in status
    assert '<a href="/console/call/1">' in status
    await desk.presses("Open again")
    cora.heard("#1")
    assert (await world.incident()).is_alive()


async def test_nothing_but_their_own_token_under_their_own_session_does_anything(desk: Desk) -> None:
    site, world = desk.site, desk.site.world
    await desk.looks()
    token = desk.token("Hold")
    form = {"number": "1", "nonce": "n", "token": token}
    async with httpx.AsyncClient(base_url=site.browser.base_url, trust_env=False) as stranger:
        assert (await stranger.post("/console/press", data=form)).status_code == 403
        assert (await stranger.get("/console/call/1")).status_code == 403
    assert (
        await site.browser.post("/console/press", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    ).status_code == 403
    assert (await site.browser.post("/console/press", data={"number": "1", "token": "x" * 20_000})).status_code == 413
    for wrong in (token[:-2], token.replace("ho.", "go."), "", "x.y.z.w"):
        assert (await desk.sends({**form, "token": wrong})).headers["Location"] == "/console/call/1?stale"
    await site.browser.post("/console/out")
    await site.goes_in(world.phone("gus"))  # of another team
    assert (await site.browser.get("/console/call/1")).status_code == 404
    assert (await desk.sends(form)).status_code == 404

    assert not (await world.incident()).held


async def test_a_press_says_nothing_about_their_phone(desk: Desk) -> None:
    world, cora = desk.site.world, desk.site.world.phone("cora")
    (point,) = await world.contact_points("cora")
    async with world.program.database.writing() as store:
        await people.set_reach(store, point.id, Reach.BLOCKED)
    world.program.gatherer.people_changed(store)

    await desk.presses("Hold")

    (after,) = await world.contact_points("cora")
    assert (await world.incident()).held
    assert after.reach is Reach.BLOCKED
    cora.heard_nothing()


async def test_who_goes_is_made_lead_and_stood_down_there(desk: Desk) -> None:
    world, cora = desk.site.world, desk.site.world.phone("cora")
    await world.phone("ana").texts("A 12")
    await desk.presses("Dee", "Send")
    ana, dee = await world.code_of("ana"), await world.code_of("dee")
    cora.reads()

    await desk.presses(f"{dee} = Dee", "Set who leads")
    cora.heard(f"#1: {dee} leads.")
    await desk.presses(f"{ana} = Ana", "Stand down", sure="1", reason="her brother is there")

    cora.heard(f"#1: {ana} is stood down and thanked")
    assert {each.person for each in (await world.incident()).going()} == {"dee"}
    shown = await desk.looks()
    assert f"{ana}: stood down" in shown
    assert "her brother is there" in shown


async def says_when(desk: Desk, start: str, end: str = "") -> str:
    """What they hear of it."""
    await desk.looks()
    token = re.findall(r'name="token" value="([^"]+)">\s*<label for="pick-start"', desk.text)[0]
    form = {"number": "1", "nonce": _NONCE.findall(desk.text)[0], "token": token, "start": start, "end": end}
    await desk.sends({**form, "reason": "she asked for it"})
    return " ".join(desk.site.world.phone("cora").reads())


async def test_when_it_is_is_said_there_on_the_clock_of_the_team(desk: Desk) -> None:
    world, team_at_nine = desk.site.world, datetime(2026, 7, 30, 14, tzinfo=UTC)
    assert "On the clock of America/Chicago" in await desk.looks()

    for start, end in (("2026-07-30T09:00", "2026-07-30T08:00"), ("2020-01-01T09:00", ""), ("soon", ""), ("", "x")):
        assert "Say when, such as" in await says_when(desk, start, end)
    assert (await world.incident()).need.window is None

    assert "#1" in await says_when(desk, "2026-07-30T09:00", "2026-07-30T11:00")
    window = (await world.incident()).need.window
    assert window == Window(start=team_at_nine, end=team_at_nine + timedelta(hours=2))
    assert 'value="2026-07-30T09:00"' in await desk.looks()
    assert "#1" in await says_when(desk, "2026-07-30T09:00")
    window = (await world.incident()).need.window
    assert window == Window(start=team_at_nine, end=team_at_nine + timedelta(hours=1))
    await desk.presses("It is for now after all")
    world.phone("cora").heard("#1 is for now. People are asked.")
    assert (await world.incident()).need.window is None
    assert "she asked for it" in await desk.looks()


async def test_who_sees_to_it_says_so_there_while_something_waits(desk: Desk) -> None:
    world, cora = desk.site.world, desk.site.world.phone("cora")
    assert "I see to it" not in await desk.looks()
    await world.stranger("Lou").texts("He has a gun, 5th & Main")
    world.everybody_reads()
    danger = Desk(desk.site, 2)

    await danger.presses("I see to it")

    cora.heard("#2: you see to what waits there.")
    assert "I see to it" not in await danger.looks()
    assert (await world.incident(2)).owner is None
    assert "It is for later" not in danger.text


async def test_the_sender_is_blocked_there_for_a_day_and_the_call_goes_on_when_it_is_let(desk: Desk) -> None:
    world, cora = desk.site.world, desk.site.world.phone("cora")

    assert (await desk.presses("Block the sender for a day")).status_code == 200  # asked first
    await desk.presses("Block the sender for a day", sure="1", reason="a prank")
    cora.heard("of #1 pages nobody until Sat 7 Mar 12:00")
    assert not (await world.incident()).live_pages()
    await desk.presses("End the block")
    cora.reads()
    assert "Block the sender for a day" in await desk.looks()
    await desk.presses("Let it go on")

    cora.heard("#1")
    assert (await world.incident()).live_pages()
    assert "Let it go on" not in await desk.looks()
