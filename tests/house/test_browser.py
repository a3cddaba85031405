"""The browser that page tests are given."""

import pytest
from playwright.async_api import Page


@pytest.mark.browser
async def test_a_page_test_drives_a_real_browser(browser_page: Page) -> None:
    await browser_page.set_content("<button onclick='this.textContent = 1 + 1'>add</button>")
    await browser_page.click("button")

    assert await browser_page.text_content("button") == "2"
