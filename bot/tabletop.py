"""A training evening at one table: a story played on a simulated phone, at a chosen pace, beside everybody else's.

The made-up requester writes and is answered through the program as anybody is; their calls are drills. They say the
next thing when it is time or when somebody presses for it, and answer what those who come ask them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.simulator import Condition, Switchboard
from bot.clock import Clock
from domain.drill import ANSWERS_AFTER, PACE, Stories, Story

PACES = (15, 30, 60, 180)
_ANSWERED_BY_DIGITS = " = "
"""Stands in what the program asks itself: they answer people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TabletopShown:
    """How it stands. `story` is None while none is played; `said` of `steps` have been said."""

    stories: tuple[Story, ...]
    story: Story | None
    pace: int
    playing: bool
    said: int
    steps: int
    next_text: str
    paces: tuple[int, ...] = PACES


class Tabletop:
    """Plays one story at a time on the phone at `address`, which names `place` as where it is. `ends` ends its call."""

    def __init__(
        self,
        *,
        switchboard: Switchboard,
        clock: Clock,
        stories: Stories,
        address: str,
        place: str,
        ends: Callable[[], Awaitable[None]],
    ) -> None:
        self._switchboard = switchboard
        self._clock = clock
        self._stories = stories
        self._address = address
        self._place = place
        self._ends = ends
        self._story: Story | None = None
        self._pace = PACE
        self._playing = False
        self._said = 0
        self._due: datetime | None = None
        self._answers: list[tuple[datetime, str]] = []
        self._answered: set[str] = set()
        self._read: set[str] = set()
        self._changed = asyncio.Event()
        switchboard.on_change(self._look)

    @property
    def shown(self) -> TabletopShown:
        texts = self._texts()
        return TabletopShown(
            stories=tuple(self._stories.stories.values()),
            story=self._story,
            pace=self._pace,
            playing=self._playing,
            said=self._said,
            steps=len(texts),
            next_text=texts[self._said] if self._said < len(texts) else "",
        )

    async def begin(self, story: str, language: str, pace: int) -> None:
        """Play a story from its first words. Raises ValueError where there is no such story."""
        found = self._stories.stories.get((story, language))
        if found is None:
            raise ValueError(story)
        await self.stop()
        self._story, self._said, self._playing = found, 0, True
        self._read = {each.id for each in self._switchboard.at(self._address).messages}
        self._answered.clear()
        self.set_pace(pace)
        await self.say_next()

    async def say_next(self) -> None:
        """Say the next thing now."""
        texts = self._texts()
        if self._said >= len(texts):
            return
        self._said += 1
        self._plan()
        await self._switchboard.says(self._address, texts[self._said - 1])

    def pause(self) -> None:
        self._playing = False
        self._plan()

    def go_on(self) -> None:
        self._playing = self._story is not None
        self._plan()

    def set_pace(self, pace: int) -> None:
        """Seconds of the program's time between two things that are said."""
        self._pace = max(1, pace)
        self._plan()

    async def stop(self) -> None:
        """The story is over, and its call with it: the next one is another call."""
        if self._story is None:
            return
        self._story, self._playing, self._answers = None, False, []
        self._plan()
        await self._ends()
        if self._switchboard.at(self._address).condition is Condition.BLOCKED:  # they said STOP
            await self._switchboard.says(self._address, "START")

    async def tick(self) -> None:
        """Say what is due."""
        now = self._clock.now()
        due = [text for at, text in self._answers if at <= now and self._playing]
        self._answers = [each for each in self._answers if each[1] not in due]
        for text in due:
            await self._switchboard.says(self._address, text)
        if self._playing and self._due is not None and self._due <= now:
            await self.say_next()

    async def run(self) -> None:
        """Play until cancelled."""
        while True:
            self._changed.clear()
            await self.tick()
            moments = [at for at, _ in self._answers] if self._playing else []
            moments += [self._due] if self._due is not None else []
            await self._clock.wait_until(min(moments, default=None), self._changed)

    def _texts(self) -> tuple[str, ...]:
        story = self._story
        return () if story is None else (f"{story.opens} ({self._place})", *story.steps)

    def _plan(self) -> None:
        left = self._playing and self._said < len(self._texts())
        self._due = self._clock.now() + timedelta(seconds=self._pace) if left else None
        self._changed.set()

    def _look(self) -> None:
        """What somebody asks them is answered a little later, each thing once."""
        story = self._story
        if story is None:
            return
        for each in self._switchboard.at(self._address).messages:
            if each.mine or each.id in self._read:
                continue
            self._read.add(each.id)
            if story.is_silent_after(self._said - 1):  # their first words are none of its steps
                continue
            number = story.answer(each.text)
            says = story.says(number)
            asks = "?" in each.text and _ANSWERED_BY_DIGITS not in each.text
            if asks and number and says not in self._answered:
                self._answered.add(says)
                self._answers.append((self._clock.now() + ANSWERS_AFTER, says))
                self._changed.set()
