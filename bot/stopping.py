"""Being told to stop: the first signal asks, the second is obeyed on the spot. The rows are the truth either way."""

import asyncio
import os
import signal

from bot.log import logger

_log = logger(__name__)


def stop_on_signals() -> asyncio.Event:
    """An event that SIGINT or SIGTERM sets. A second of either ends the process at once, as a signal's code says."""
    stopped = asyncio.Event()

    def told(how: signal.Signals) -> None:
        if stopped.is_set():
            _log.warning("told to stop again: ending at once")
            os._exit(128 + how)
        stopped.set()

    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, told, each)
    return stopped
