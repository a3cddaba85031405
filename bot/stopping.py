"""Being told to stop: the first signal asks, the second is obeyed on the spot. The rows are the truth either way."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.log import logger

_T = TypeVar("_T")
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


async def unless_stopped(stopping: asyncio.Event, call: Coroutine[Any, Any, _T]) -> _T | None:
    """The call's result, or None if `stopping` is set before there is one: then the call is over as well."""
    calling = asyncio.create_task(call)
    stopped = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({calling, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if not calling.done():
            calling.cancel()
            await asyncio.gather(calling, return_exceptions=True)
    return None if calling.cancelled() else calling.result()
