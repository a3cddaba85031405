"""What can go wrong at a provider, as values that a test hands over before it happens.

A request that is wrong in itself is refused before any fault is looked at: no fault hides a mistake of the program.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum


class When(Enum):
    """Whether the provider has done what was asked by the time things go wrong."""

    BEFORE = "before the effect"
    AFTER = "after the effect"


BEFORE = When.BEFORE
AFTER = When.AFTER


@dataclass(frozen=True, slots=True)
class Refuse:
    """The provider says no, in its own words; `status` is the HTTP status where it differs from the code."""

    code: int
    description: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Too many requests; the provider names the seconds to wait.

    With `holds` the same recipient (or `everybody`) is refused until they have passed on the fake's clock, and asking
    again before counts as the program's mistake.
    """

    retry_after: int = 1
    holds: bool = False
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class ServerError:
    """The provider breaks; AFTER means that it breaks with the work done."""

    status: int = 503
    when: When = BEFORE


@dataclass(frozen=True, slots=True)
class Delay:
    """The effect and the answer wait for an event."""

    until: asyncio.Event


@dataclass(frozen=True, slots=True)
class DropConnection:
    """The connection ends without an answer: closed in good order, or reset."""

    when: When = BEFORE
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """The provider does what was asked several times and answers once."""

    times: int = 2


@dataclass(frozen=True, slots=True)
class HangUntilReleased:
    """No answer until `release`. With BEFORE the effect waits too, and happens even if the caller has gone by then."""

    when: When = BEFORE
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self.released.set()

    async def hang(self) -> None:
        self.arrived.set()
        await self.released.wait()


Fault = Refuse | RateLimit | ServerError | Delay | DropConnection | Repeat | HangUntilReleased


@dataclass(slots=True, kw_only=True)
class _Planned:
    fault: Fault
    operation: str | None
    recipient: str | None
    left: int


class Faults:
    """Faults in the order in which they were planned; each meets the first requests it fits."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def plan(self, fault: Fault, *, operation: str | None, recipient: str | None, times: int) -> None:
        self._planned.append(_Planned(fault=fault, operation=operation, recipient=recipient, left=times))

    def take(self, operation: str, recipient: str | None) -> Fault | None:
        for planned in self._planned:
            if planned.operation in (None, operation) and planned.recipient in (None, recipient):
                planned.left -= 1
                if planned.left == 0:
                    self._planned.remove(planned)
                return planned.fault
        return None

    @property
    def left(self) -> int:
        """How many planned faults have met no request yet."""
        return sum(planned.left for planned in self._planned)
