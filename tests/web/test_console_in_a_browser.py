"""The console in a real browser: opened from a simulated phone, by day and night, on a small screen, by keyboard."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from bot.chance import SeededMint
from bot.clock import ScaledClock
from bot.demo import Demo, demo
from tests.web.test_console import is_debriefed
from tests.web.test_phones_in_a_browser import CALL, UNREADABLE, WITHIN, phone, see

pytestmark = pytest.mark.browser

CALLER = "+13125550142"


@pytest.fixture
async def running() -> AsyncIterator[Demo]:
    """The demo on a free port, its chance seeded, its time running as ours does."""
    async with demo(port=0, clock=ScaledClock(), mint=SeededMint(11)) as started:
        yield started


@pytest.fixture
def complaints(browser_page: Page) -> Iterator[list[str]]:
    """What the browser complains of, forbidden loads included; there must be nothing."""
    said: list[str] = []
    browser_page.context.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    yield said
    assert said == []


def coordinator(running: Demo) -> str:
    """Whose phone lies open last: their name."""
    return next(each.label for each in running.switchboard.phones if each.id == running.page.desk.open[-1])


async def asked_for(page: Page, running: Demo) -> str:
    """The address on the button that the bot gave, on the phones page."""
    name = coordinator(running)
    await page.goto(running.address)
    await page.wait_for_selector("body.watching")
    await phone(page, name).get_by_label(f"Write on {name}'s phone").fill("board")
    await phone(page, name).get_by_label(f"Write on {name}'s phone").press("Enter")
    link = phone(page, name).get_by_role("link", name="Open the page")
    await expect(link).to_be_visible(timeout=WITHIN)
    href = await link.get_attribute("href")
    assert href is not None
    return href


async def goes_in(page: Page, running: Demo) -> None:
    await page.goto(await asked_for(page, running))
    await page.get_by_role("button", name="Open").click()
    await expect(page).to_have_url(re.compile(r"/console$"))


async def test_the_button_on_a_phone_opens_the_page_in_a_new_tab(
    browser_page: Page, running: Demo, complaints: list[str]
) -> None:
    await asked_for(browser_page, running)
    link = phone(browser_page, coordinator(running)).get_by_role("link", name="Open the page")

    async with browser_page.context.expect_page() as opened:
        await link.click()
    page = await opened.value
    await page.get_by_role("button", name="Open").click()

    await expect(page.get_by_role("heading", name="Status")).to_be_visible(timeout=WITHIN)
    await see(page.locator("main"), "All quiet. Nothing is open.")
    assert await page.evaluate("document.cookie") == ""


async def test_what_happens_appears_by_itself_and_focus_stays(
    browser_page: Page, running: Demo, complaints: list[str]
) -> None:
    page = browser_page
    await goes_in(page, running)
    await page.get_by_role("link", name="Refresh").focus()
    await page.evaluate("document.querySelector('[role=status]').dataset.same = 'yes'")

    await running.switchboard.says(CALLER, CALL)
    await running.program.engine.settle()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    await see(page.locator("#calls"), "Conflict or threat")
    await see(page.locator("#calls"), "0 of 2 going")
    await expect(page.get_by_role("status")).to_have_text("Open: 1. Short of people: 1. Overdue: 0.", timeout=WITHIN)
    await expect(page.get_by_role("status")).to_have_attribute("data-same", "yes")
    await expect(page.get_by_role("link", name="Refresh")).to_be_focused()


async def test_a_call_is_put_on_hold_there_and_shows_it_by_itself_while_a_choice_is_left_alone(
    browser_page: Page, running: Demo, complaints: list[str]
) -> None:
    page = browser_page
    await running.switchboard.says(CALLER, CALL)
    await running.program.engine.settle()
    await goes_in(page, running)
    await page.get_by_role("link", name="#1 Conflict or threat").click()
    await expect(page.get_by_role("heading", name="Call #1")).to_be_visible(timeout=WITHIN)

    await page.get_by_label("Why, if you want it kept").first.fill("her sister may come")
    await page.get_by_role("button", name="Hold").click()
    await expect(page.get_by_role("status").first).to_be_visible(timeout=WITHIN)
    await running.program.engine.settle()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.get_by_role("status").first).to_contain_text("#1 is on hold", timeout=WITHIN)
    await see(page.locator("#log"), "her sister may come")
    await page.get_by_role("heading", name="What it needs").click()
    needed = page.get_by_label("How many are needed")
    await needed.select_option(label="4")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    await see(page.locator("#do"), "It is on hold: nobody new is asked.")
    await expect(page.get_by_role("button", name="Go on")).to_be_visible()
    await expect(needed.locator("option:checked")).to_have_text("4")
    await page.get_by_role("heading", name="Close it").click()
    await expect(page.locator(".pick", has_text="Close: how it ended").get_by_role("button", name="Do")).to_be_hidden()
    await page.get_by_label("Close: how it ended").select_option(label="unfounded")
    await page.locator(".pick", has_text="Close: how it ended").get_by_role("button", name="Do").click()
    await expect(page.get_by_role("heading", name="Call #1: do this?")).to_be_visible(timeout=WITHIN)
    await page.get_by_role("button", name="Do it").click()
    await running.program.engine.settle()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.get_by_role("button", name="Open again")).to_be_visible(timeout=WITHIN)
    await expect(page.locator(".pick")).to_have_count(0)


async def test_it_says_when_the_program_does_not_answer(browser_page: Page, running: Demo) -> None:
    page = browser_page
    await goes_in(page, running)

    running.page.close()
    await running.web.stop()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    await expect(page.get_by_role("alert")).to_contain_text("No answer from the program", timeout=WITHIN)


async def test_who_leaves_sees_it_closed_and_back_shows_nothing(
    browser_page: Page, running: Demo, complaints: list[str]
) -> None:
    page = browser_page
    await goes_in(page, running)

    await page.get_by_role("button", name="Leave").click()
    await expect(page.get_by_role("heading", name="You have left")).to_be_visible(timeout=WITHIN)

    await page.go_back()
    await expect(page.locator("#calls")).to_have_count(0)
    complaints[:] = [each for each in complaints if "403" not in each]


async def test_it_works_without_scripts_and_reloads_by_itself(
    browser: Browser, browser_page: Page, running: Demo
) -> None:
    link = await asked_for(browser_page, running)
    page = await (await browser.new_context(java_script_enabled=False)).new_page()
    await page.goto(link)
    await page.get_by_role("button", name="Open").click()
    await see(page.locator("main"), "All quiet")
    reload = page.locator("meta[http-equiv=refresh]")
    await expect(reload).to_have_attribute("content", "15;url=/console?still")

    await page.get_by_role("link", name="Pause updates").click()

    await see(page.locator("#summary"), "Updates are paused.")
    await expect(reload).to_have_count(0)
    await page.get_by_role("link", name="Resume updates").click()
    await expect(reload).to_have_count(1)


async def test_everything_can_be_reached_by_keyboard(browser_page: Page, running: Demo, complaints: list[str]) -> None:
    page, keys = browser_page, browser_page.keyboard
    await page.goto(await asked_for(page, running))
    await keys.press("Tab")
    await expect(page.get_by_role("button", name="Open")).to_be_focused()
    await keys.press("Enter")
    await expect(page).to_have_url(re.compile(r"/console$"))

    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the calls")).to_be_focused()
    for name in ("Pause updates", "Refresh", "Figures", "Leave"):
        await keys.press("Tab")
        focused = page.locator(":focus")
        await expect(focused).to_have_text(name)
        assert await focused.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
async def test_every_word_can_be_read_and_nothing_is_wider_than_the_screen(
    browser_page: Page, running: Demo, complaints: list[str], scheme: str, width: int, height: int
) -> None:
    page = browser_page
    await page.set_viewport_size({"width": width, "height": height})
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for said in (CALL, "1"):
        await running.switchboard.says(CALLER, said)
        await running.program.engine.settle()

    await goes_in(page, running)

    opened = "() => document.querySelectorAll('details').forEach((each) => (each.open = true))"
    small = (
        "() => [...document.querySelectorAll('.tool, .press, select, summary')]"
        ".filter((each) => each.checkVisibility() && each.offsetHeight < 44).length"
    )
    await see(page.locator("#calls"), "Danger")
    for title in ("Status", "Call #1"):
        await expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=WITHIN)
        await page.evaluate(opened)
        assert await page.evaluate(UNREADABLE) == []
        assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate(small) == 0
        assert await page.locator("h1").count() == 1
        await page.get_by_role("link", name="#1 Conflict or threat").click()


async def goes_in_after_a_call(page: Page, running: Demo, wide: int) -> None:
    """On a screen so many pixels wide, the only call closed by the coordinator."""
    await page.set_viewport_size({"width": wide, "height": 844})
    await running.switchboard.says(CALLER, CALL)
    await running.program.engine.settle()
    await goes_in(page, running)
    name = coordinator(running)
    address = next(each.address for each in running.switchboard.phones if each.label == name)
    await running.switchboard.says(address, "close 1 1")
    await running.program.engine.settle()


@pytest.mark.parametrize("wide", [390, 1280])
async def test_figures_fit_on_a_screen_with_their_plot(
    browser_page: Page, running: Demo, complaints: list[str], wide: int
) -> None:
    page = browser_page
    await goes_in_after_a_call(page, running, wide)

    await page.get_by_role("link", name="Figures").click()
    await see(page.locator(".figures"), "Calls that are over: 1")
    await page.get_by_role("link", name="Hour").click()

    plot = page.locator(".figures img")
    await expect(plot).to_be_visible(timeout=WITHIN)
    assert await plot.evaluate("each => each.decode().then(() => each.naturalWidth > 0)")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("wide", [390, 1280])
async def test_what_was_learned_is_put_into_other_words_and_the_page_shows_them(
    browser_page: Page, running: Demo, complaints: list[str], wide: int
) -> None:
    page = browser_page
    await goes_in_after_a_call(page, running, wide)
    await is_debriefed(running.program, "Ask for the door code")

    await page.get_by_role("link", name="Refresh").click()
    await page.get_by_role("link", name="#1 Conflict or threat").click()
    await page.get_by_role("link", name="What was learned").click()
    await expect(page.get_by_role("heading", name="After call 1")).to_be_visible(timeout=WITHIN)
    change = page.get_by_label("5 What to change")
    await expect(change).to_have_value("Ask for the door code")
    await change.fill("Ask for the door code and the floor")
    await page.locator("#part-5").get_by_role("button", name="Save").click()
    await running.program.engine.settle()

    await see(page.locator("#came"), "The debrief of call 1 says so now.")
    await expect(change).to_have_value("Ask for the door code and the floor", timeout=WITHIN)
    assert await page.evaluate(UNREADABLE) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
