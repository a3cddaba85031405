"""The only place that asks the real clock. Everybody else is handed a Clock, or the instant itself.

Three clocks: the real one; one whose time runs faster, stands or jumps (the demo); one moved by hand (tests, replay).
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Time as the program sees it: aware, UTC."""

    def now(self) -> datetime:
        """This instant."""

    def real_time_of(self, instant: datetime) -> datetime | None:
        """When `instant` comes on the wall, as things stand; None if only somebody's hand brings it."""

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call `callback` whenever this clock was moved, stopped or made to run differently."""

    async def wait_until(self, instant: datetime | None, or_event: asyncio.Event) -> bool:
        """Wait for `instant` (None: for ever) or for the event, whichever is first. True if it was the event."""


def stopwatch() -> float:
    """Seconds that only count up, whatever anybody does to the time of day. For measuring, never for deciding."""
    return time.monotonic()


class RealClock:
    """The system's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def real_time_of(self, instant: datetime) -> datetime | None:
        return instant

    def on_change(self, callback: Callable[[], None]) -> None:
        """Nobody moves it."""

    async def wait_until(self, instant: datetime | None, or_event: asyncio.Event) -> bool:
        return await _wait_really(None if instant is None else (instant - self.now()).total_seconds(), or_event)


class ScaledClock:
    """Starts at the real time, or at `start`, and runs `speed` times as fast; 0 stands still."""

    def __init__(self, *, speed: float = 1.0, start: datetime | None = None) -> None:
        self._since = stopwatch()
        self._base = datetime.now(UTC) if start is None else start
        self._speed = speed
        self._moved = _Bell()

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> datetime:
        return self._base + timedelta(seconds=(stopwatch() - self._since) * self._speed)

    def real_time_of(self, instant: datetime) -> datetime | None:
        if self._speed <= 0:
            return None
        return datetime.now(UTC) + (instant - self.now()) / self._speed

    def on_change(self, callback: Callable[[], None]) -> None:
        self._moved.callbacks.append(callback)

    def run_at(self, speed: float) -> None:
        """Go on from this instant at another speed; 0 pauses."""
        self._base, self._since, self._speed = self.now(), stopwatch(), max(0.0, speed)
        self._moved.ring()

    def jump(self, by: timedelta) -> None:
        """Be `by` later at once; time never goes back."""
        self._base += max(by, timedelta())
        self._moved.ring()

    async def wait_until(self, instant: datetime | None, or_event: asyncio.Event) -> bool:
        while not or_event.is_set():
            if instant is not None and instant <= self.now():
                return False
            left = None
            if instant is not None and self._speed > 0:
                left = (instant - self.now()).total_seconds() / self._speed
            await _wait_for_first(left, or_event, self._moved.next())
        return True


class ManualClock:
    """Stands still until it is moved by hand."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._moved = _Bell()

    def now(self) -> datetime:
        return self._now

    def real_time_of(self, instant: datetime) -> datetime | None:
        return None

    def on_change(self, callback: Callable[[], None]) -> None:
        self._moved.callbacks.append(callback)

    def advance(self, by: timedelta) -> None:
        """Be `by` later; time never goes back."""
        self.advance_to(self._now + by)

    def advance_to(self, instant: datetime) -> None:
        """Be at `instant`, unless it has passed."""
        self._now = max(self._now, instant.astimezone(UTC))
        self._moved.ring()

    async def wait_until(self, instant: datetime | None, or_event: asyncio.Event) -> bool:
        while not or_event.is_set():
            if instant is not None and instant <= self._now:
                return False
            await _wait_for_first(None, or_event, self._moved.next())
        return True


class _Bell:
    """Tells everybody that the clock was moved."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], None]] = []
        self._rung: asyncio.Event | None = None

    def next(self) -> asyncio.Event:
        """The event of the next ring."""
        if self._rung is None:
            self._rung = asyncio.Event()
        return self._rung

    def ring(self) -> None:
        rung, self._rung = self._rung, None
        if rung is not None:
            rung.set()
        for callback in self.callbacks:
            callback()


async def _wait_really(seconds: float | None, event: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(None if seconds is None else max(0.0, seconds)):
            await event.wait()
    except TimeoutError:
        return event.is_set()
    return True


async def _wait_for_first(seconds: float | None, *events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
