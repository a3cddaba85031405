"""The log as a test reads it."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot import log


@contextmanager
def captured_log(level: str = "DEBUG", stream: io.StringIO | None = None) -> Iterator[io.StringIO]:
    """Everything logged from `level` up while the block runs, as the running program writes it (to `stream`)."""
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    written = stream if stream is not None else io.StringIO()
    log.configure(level, written)
    try:
        yield written
    finally:
        logging.captureWarnings(False)
        root.setLevel(before[0])
        for handler in [each for each in root.handlers if each not in before[1]]:
            root.removeHandler(handler)
        structlog.reset_defaults()
