"""The phones page in a real browser: the whole program behind it, played by hand, by keyboard, on a small screen."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.chance import SeededMint
from bot.clock import ScaledClock
from bot.demo import Demo, demo
from bot.web.phones import PhonesPage
from bot.web.server import WebServer, build
from bot.web.timeline import Timeline

pytestmark = pytest.mark.browser

WITHIN = 15_000
"""Milliseconds of patience on a machine that does something else as well."""

CALL = "My neighbour is being threatened at 5th & Main"

UNREADABLE = """() => {
  const light = (c) => {
    const [r, g, b] = c.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * (top[3] ?? 1) + under[i] * (1 - (top[3] ?? 1)));
  const ground = (each) => {
    const layers = [];
    for (let at = each; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const faint = (each) => {
    let opacity = 1;
    for (let at = each; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  };
  const bad = [];
  for (const each of document.querySelectorAll("body *")) {
    const words = [...each.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    if (!words || !each.checkVisibility() || each.closest(".unseen, .skip, noscript")) continue;
    const under = ground(each);
    const ink = over([...parse(getComputedStyle(each).color).slice(0, 3), faint(each)], under);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push(`${each.className || each.tagName}: ${ratio.toFixed(2)}`);
  }
  return bad;
}"""


@pytest.fixture
async def running() -> AsyncIterator[Demo]:
    """The demo on a free port, its chance seeded, its time running as ours does."""
    async with demo(port=0, clock=ScaledClock(), mint=SeededMint(11)) as started:
        yield started


@pytest.fixture
def complaints(browser_page: Page) -> Iterator[list[str]]:
    """What the browser complains of, forbidden loads included; there must be nothing."""
    said: list[str] = []
    browser_page.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    browser_page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


def phone(page: Page, name: str) -> Locator:
    """A phone by its owner's name."""
    return page.get_by_role("article", name=name)


async def see(where: Locator, words: str) -> None:
    await expect(where).to_contain_text(words, timeout=WITHIN)


async def look(page: Page, running: Demo) -> None:
    """Open the page and wait until it is live."""
    await page.goto(running.address)
    await page.wait_for_selector("body.watching")


async def test_a_text_on_one_phone_is_accepted_on_another_and_both_hear_it(
    browser_page: Page, running: Demo, complaints: list[str]
) -> None:
    page, board = browser_page, browser_page.get_by_role("complementary")
    await look(page, running)
    await see(board, "All quiet.")

    await page.get_by_role("button", name=f"try: {CALL}").click()
    await see(phone(page, "Ben"), "Can you come?")
    await see(phone(page, "Cal"), "Can you come?")
    await see(board, "0 of 2 going")
    await see(board, "Ben is asked: can you go?")

    await phone(page, "Ben").get_by_role("button", name="10 min").click()
    await see(board, "Ben accepts")
    await see(board, "1 of 2 going")
    await phone(page, "Cal").get_by_label("Write on Cal's phone").fill("A 5")
    await phone(page, "Cal").get_by_role("button", name="Send").click()

    await see(board, "2 of 2 going")
    await see(board, "The need is filled")
    await see(board, "Dee is stood down")
    await see(phone(page, "Rosa"), "5 min")
    await see(phone(page, "Cal"), CALL)
    await expect(phone(page, "Dee").get_by_role("button", name="10 min")).to_have_count(0, timeout=WITHIN)


async def test_everything_can_be_done_by_keyboard(browser_page: Page, running: Demo, complaints: list[str]) -> None:
    page, keys = browser_page, browser_page.keyboard
    await look(page, running)

    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the timeline")).to_be_focused()
    await page.get_by_label("Write on Rosa's phone").focus()
    await keys.type(CALL)
    await keys.press("Enter")
    await see(phone(page, "Ben"), "Can you come?")
    await expect(page.get_by_label("Write on Rosa's phone")).to_be_focused()
    await expect(page.get_by_label("Write on Rosa's phone")).to_have_value("")

    five = phone(page, "Ben").get_by_role("button", name="5 min")
    await phone(page, "Ben").locator(".talk").focus()
    await keys.press("Tab")
    await expect(five).to_be_focused()
    outline = await five.evaluate("each => getComputedStyle(each).outlineStyle")
    await keys.press("Enter")

    assert outline == "solid"
    await see(page.get_by_role("complementary"), "Ben accepts")
    held = "() => document.getElementById('phone-ben').contains(document.activeElement)"
    assert await page.evaluate(held), "focus fell off the phone when its buttons changed"


async def test_words_being_typed_stay_when_messages_come_in(
    browser_page: Page, running: Demo, complaints: list[str]
) -> None:
    page = browser_page
    await look(page, running)
    box = page.get_by_label("Write on Ben's phone")
    await box.fill("I am just")
    await box.focus()

    await running.switchboard.says("+13125550142", CALL)
    await see(phone(page, "Ben"), "Can you come?")

    await expect(box).to_have_value("I am just")
    await expect(box).to_be_focused()


async def test_a_phone_that_is_off_is_shown_to_have_missed_it(
    browser_page: Page, running: Demo, complaints: list[str]
) -> None:
    page, cal = browser_page, phone(browser_page, "Cal")
    await look(page, running)

    await cal.get_by_label("What can happen to Cal's phone").click()
    await cal.get_by_role("button", name="Switch it off").click()
    await see(cal, "This phone is off.")
    await expect(cal.get_by_label("Write on Cal's phone")).to_be_disabled()
    await running.switchboard.says("+13125550142", CALL)

    await see(cal, "undelivered")
    await see(page.get_by_role("complementary"), "Cal could not be reached")


async def test_time_is_seen_to_run_and_can_be_jumped(browser_page: Page, running: Demo, complaints: list[str]) -> None:
    page, board = browser_page, browser_page.get_by_role("complementary")
    await look(page, running)
    await page.get_by_role("button", name=f"try: {CALL}").click()
    await see(board, "Ben is asked")

    await page.get_by_role("button", name="60\N{MULTIPLICATION SIGN}").click()
    await expect(page.get_by_role("button", name="60\N{MULTIPLICATION SIGN}")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Jump 1 min").click()
    await page.get_by_role("button", name="Jump 1 min").click()

    await see(board, "did not answer in time")


async def test_the_page_mends_itself_when_the_program_comes_back(browser_page: Page, running: Demo) -> None:
    page, port = browser_page, running.web.port
    await look(page, running)

    running.page.close()
    await running.web.stop()
    await expect(page.get_by_role("alert")).to_contain_text("does not answer", timeout=WITHIN)
    again = PhonesPage(
        switchboard=running.switchboard,
        board=Timeline(running.program.database),
        clock=running.clock,
        desk=running.page.desk,
    )
    server = WebServer(build((), (), again.routes()), "127.0.0.1", port)
    await server.start()
    await running.switchboard.says("+13125550142", CALL)

    await see(phone(page, "Ben"), "Can you come?")
    await expect(page.locator("#line")).to_be_hidden(timeout=WITHIN)
    again.close()
    await server.stop()


async def test_it_works_without_scripts(browser: Browser, running: Demo) -> None:
    page = await (await browser.new_context(java_script_enabled=False)).new_page()
    await page.goto(running.address)

    await page.get_by_label("Write on Rosa's phone").fill(CALL)
    await page.get_by_label("Write on Rosa's phone").press("Enter")
    await expect(page).to_have_url(f"{running.address}?also=#phone-caller")
    await see(phone(page, "Rosa"), CALL)
    await running.program.engine.settle()
    await page.get_by_role("link", name="Refresh").click()
    await phone(page, "Ben").get_by_role("button", name="5 min").click()
    await running.program.engine.settle()
    await page.get_by_role("link", name="Refresh").click()

    await see(page.get_by_role("complementary"), "Ben accepts")


async def test_it_fits_a_real_phones_screen(browser: Browser, running: Demo) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = await context.new_page()
    await look(page, running)

    await page.get_by_role("button", name=f"try: {CALL}").tap()
    ben = page.get_by_role("link", name="Ben", exact=True)
    await expect(ben).to_have_class("rang", timeout=WITHIN)
    await ben.tap()
    await expect(ben).to_have_attribute("aria-current", "true")
    await phone(page, "Ben").get_by_role("button", name="5 min").tap()
    await page.get_by_role("link", name="Timeline", exact=True).tap()
    await see(page.get_by_role("complementary"), "Ben accepts")
    await expect(page.get_by_role("complementary")).to_be_in_viewport(ratio=0.6)

    sizes = (
        "() => [document.documentElement.scrollWidth, innerWidth, document.documentElement.scrollHeight, innerHeight]"
    )
    wide, width, tall, height = await page.evaluate(sizes)
    assert wide <= width == 390  # a page that is too wide makes a phone show more than its width
    assert tall <= height


async def test_every_word_can_be_read_and_every_control_has_a_name(
    browser_page: Page, running: Demo, complaints: list[str]
) -> None:
    page = browser_page
    await page.emulate_media(reduced_motion="reduce")
    await look(page, running)
    await page.get_by_role("button", name=f"try: {CALL}").click()
    await see(phone(page, "Ben"), "Can you come?")
    await phone(page, "Ben").get_by_role("button", name="5 min").click()
    await running.switchboard.says("+13125550142", "STOP")
    await see(phone(page, "Rosa"), "has opted out")

    nameless = """() => [...document.querySelectorAll("button, a, input:not([type=hidden]), summary")]
      .filter((e) => !(e.textContent.trim() || e.ariaLabel || (e.labels && e.labels.length)))
      .map((e) => e.outerHTML)"""

    assert await page.evaluate(UNREADABLE) == []
    assert await page.evaluate(nameless) == []
