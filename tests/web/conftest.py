"""What page tests can ask for besides the house's page: a browser, for other screens and without scripts."""

import pytest
from playwright.async_api import Browser, Page


@pytest.fixture
def browser(browser_page: Page) -> Browser:
    """The browser behind `browser_page`; it closes with it."""
    found = browser_page.context.browser
    assert found is not None
    return found
