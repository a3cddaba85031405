"""What a test says when something of the machine's is not there."""

import os
from typing import NoReturn

import pytest


def absent(what: str, remedy: str) -> NoReturn:
    """Skip the test with a clear word; with `CI=true` nothing may be skipped, so it fails instead."""
    sentence = f"{what} is missing: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
