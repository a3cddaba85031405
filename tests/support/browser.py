"""A browser for the pages: Debian's Chromium, told to speak to nobody but the page."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Where the browser is, or nothing where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def chromium_arguments() -> list[str]:
    """Switches for a quiet, headless browser; its sandbox refuses root."""
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
    ]
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet
