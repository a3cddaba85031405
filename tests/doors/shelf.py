"""A doorstep that keeps what it is given on a shelf, and can refuse or hesitate."""

import asyncio
from collections.abc import Sequence

from bot.doors import Item, NotTakenIn
from domain.messages import Inbound
from tests.fakes.waiting import Bell


class Shelf:
    """`items` are those that were new, in order; `batches` how many came at a time, replays included."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.batches: list[int] = []
        self.refusals_left = 0
        self.unforeseen_left = 0
        self.gate: asyncio.Event | None = None
        self.reached = asyncio.Event()
        self._seen: set[tuple[str, str]] = set()
        self._bell = Bell()

    async def take_in(self, items: Sequence[Item]) -> Sequence[bool]:
        self.reached.set()
        if self.unforeseen_left:
            self.unforeseen_left -= 1
            raise ArithmeticError
        if self.refusals_left:
            self.refusals_left -= 1
            raise NotTakenIn
        self.batches.append(len(items))
        new = []
        for item in items:
            key = (item.channel.value, item.external_id)
            new.append(key not in self._seen)
            self._seen.add(key)
            if new[-1]:
                self.items.append(item)
        self._bell.ring()
        if self.gate is not None:
            await self.gate.wait()
        return new

    async def holds(self, count: int) -> list[Item]:
        """The items, once there are `count` of them."""
        await self._bell.until(lambda: True if len(self.items) >= count else None, 5.0)
        return self.items

    async def visited(self, times: int) -> None:
        """Returns once something has been brought so many times."""
        await self._bell.until(lambda: True if len(self.batches) >= times else None, 5.0)

    @property
    def inbound(self) -> Inbound:
        """What the only item says."""
        (item,) = self.items
        assert isinstance(item.content, Inbound)
        return item.content


class Listening:
    """Told whether a door hears; `words` are what it was told, each once in a row."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._bell = Bell()

    async def heard(self) -> None:
        self._note("heard")

    async def failed(self) -> None:
        self._note("failed")

    async def until(self, *words: str) -> None:
        """Returns once it was told just these."""
        await self._bell.until(lambda: True if self.words == list(words) else None, 5.0)

    def _note(self, word: str) -> None:
        if self.words[-1:] != [word]:
            self.words.append(word)
            self._bell.ring()
