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
    written = stream if stream is not None else io.StringIO()
    with log_as_it_was():
        log.configure(level, written)
        yield written


@contextmanager
def log_as_it_was() -> Iterator[None]:
    """Whatever configures the log in the block: afterwards it is as before, and writes to no stream that is closed."""
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.setLevel(before[0])
        for handler in [each for each in root.handlers if each not in before[1]]:
            root.removeHandler(handler)
        plain_log()


def plain_log() -> None:
    """Where nothing configures the log: lines as structlog writes them by itself, and of an exception no more than
    Python shows. With every local variable in it, each took seconds.
    """
    structlog.reset_defaults()
    *usual, _ = structlog.get_config()["processors"]
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*usual, renderer])
