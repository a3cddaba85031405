"""What every test can ask for: a fresh database of either kind, and a browser.

The whole run reads no setting of this machine, lives in a zone nobody here lives in, plays the same examples every
time, and reaches nothing but loopback.
"""

import gc
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import Page, async_playwright
from sqlalchemy.engine import make_url

from tests.support.absent import absent
from tests.support.browser import chromium_arguments, find_chromium
from tests.support.compiled import compile_once
from tests.support.listening import log_as_it_was, plain_log
from tests.support.memory import keep_files_in_memory
from tests.support.postgres import NoServer, asyncpg_form, fresh_database, throwaway_server

settings.register_profile(
    "house", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

GIVEN_SERVER = os.environ.get("TEST_POSTGRES_URL", "")
_ALLOWED = {"", "localhost", "::1"} | ({make_url(GIVEN_SERVER).host or ""} if GIVEN_SERVER else set())


def _loopback_only(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host or ""
    if host not in _ALLOWED and not host.startswith("127."):
        raise RuntimeError("a test reached for something that is not on loopback")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--everywhere", action="store_true", help="play every scenario on four programs as well, not a fifth of them"
    )


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith("UPSTANDER_")]:
        del os.environ[name]
    os.environ["TZ"] = "Pacific/Chatham"
    time.tzset()
    gc.set_threshold(100_000, 50, 100)  # as the program does
    plain_log()
    keep_files_in_memory()
    sys.addaudithook(_loopback_only)
    compile_once()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: small tests are left for whichever worker is done before the other."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def _log_as_it_was() -> Iterator[None]:
    """A command that configured the log for its own standard error takes that with it."""
    with log_as_it_was():
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The administrative database of a PostgreSQL server: the one TEST_POSTGRES_URL names, else a throwaway one."""
    if GIVEN_SERVER:
        yield asyncpg_form(GIVEN_SERVER)
        return
    try:
        with throwaway_server() as url:
            yield url
    except NoServer:
        absent("a PostgreSQL server", "sudo apt-get install postgresql, or name one in TEST_POSTGRES_URL")


@pytest.fixture
def sqlite_database_url(tmp_path: Path) -> str:
    """The URL of a SQLite database that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'upstander.db'}"


@pytest.fixture
def postgres_database_url(postgres_url: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, dropped after the test."""
    with fresh_database(postgres_url) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, empty database: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_database_url")
    return url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser the page tests drive."""
    path = find_chromium()
    if path is None:
        absent("Chromium", "sudo apt-get install chromium")
    return path


@pytest.fixture
async def browser_page(chromium_path: str) -> AsyncIterator[Page]:
    """An empty page in a fresh browser, in English, as wide as a laptop. Mark the test `browser`."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=chromium_arguments())
        yield await browser.new_page(locale="en-US", viewport={"width": 1280, "height": 900})
        await browser.close()
