"""Waiting for something to become true, without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Bell:
    """Rings whenever something has changed; whoever waits looks again."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    async def until(self, look: Callable[[], Found | None], within: float) -> Found:
        """The first answer of `look` that is not None; TimeoutError after `within` seconds of real time."""
        async with asyncio.timeout(within):
            while True:
                rung = self._rung
                found = look()
                if found is not None:
                    return found
                await rung.wait()
