"""The people of a town at the providers: neighbours who call, protectors who answer every page that reaches them.

Everything they do is drawn from a seed, by who they are and which page it is, so that the order in which things arrive
changes nothing of it.
"""

import asyncio
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.people import Channel
from tests.fakes.server import Call
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.kill.town import CALL, UNPLACED_CALL, Town, strangers

PAGE = re.compile(r"(?:DANGER\. )?(?P<again>\(Again, [^)]*\) )?(?P<letter>[A-Z]{1,2}): .*Can you come\?", re.DOTALL)
ASKING = "Asking people"
NOBODY = "Nobody is free right now"
LONGEST_THOUGHT = 0.4

Spot = tuple[Channel, str]
"""Where somebody is reached: channel and address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeen:
    """One copy of a page that the provider took, `at` a moment that only counts up. `marked`: it says that it is sent
    again.
    """

    where: Spot
    letter: str
    marked: bool
    id: str
    at: float


@dataclass(slots=True, kw_only=True)
class Street:
    """Plays the phones at two fakes. What is texted is texted again until the program has taken it."""

    town: Town
    telegram: FakeTelegram
    twilio: FakeTwilio
    seed: str
    callers: list[Spot] = field(default_factory=list)
    called: dict[Spot, float] = field(default_factory=dict)
    pages: list[PageSeen] = field(default_factory=list)
    said_yes: set[tuple[Spot, str]] = field(default_factory=set)
    said_no: set[tuple[Spot, str]] = field(default_factory=set)
    texts: dict[Spot, list[str]] = field(default_factory=lambda: defaultdict(list))
    nobody: dict[Spot, float] = field(default_factory=dict)
    _running: set[asyncio.Task[Any]] = field(default_factory=set)
    _protectors: frozenset[Spot] = field(init=False)
    _strangers: dict[Channel, Iterator[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._protectors = frozenset((each.channel, each.address) for each in self.town.protectors.values())
        self._strangers = {channel: strangers(channel, self.town) for channel in (Channel.SMS, Channel.TELEGRAM)}
        for channel, address in self._protectors:
            if channel is Channel.TELEGRAM:
                self.telegram.user(int(address))
        self.telegram.on_accepted = lambda call: self._seen(Channel.TELEGRAM, call)
        self.twilio.on_accepted = lambda call: self._seen(Channel.SMS, call)

    def call(self, channel: Channel, *, placed: bool = True) -> Spot:
        """A neighbour texts what is happening, and where unless it is to stay unknown."""
        caller = (channel, next(self._strangers[channel]))
        self.callers.append(caller)
        self.called[caller] = time.monotonic()
        if channel is Channel.TELEGRAM:
            self.telegram.user(int(caller[1]))
        self._text(caller, CALL if placed else UNPLACED_CALL)
        return caller

    def is_quiet(self) -> bool:
        """True when everything said has been taken, and nothing is on its way to the program."""
        return not (self._running or self.telegram.pending or self._on_the_way())

    async def go_home(self) -> None:
        """Nobody says anything more."""
        self.telegram.on_accepted = self.twilio.on_accepted = None
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    # --- what they do

    def _text(self, who: Spot, words: str) -> None:
        channel, address = who
        if channel is Channel.TELEGRAM:
            self.telegram.says(int(address), words)
        else:
            self._do(self.twilio.texts(address, words))

    def _do(self, doing: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(doing)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _on_the_way(self) -> bool:
        return self.telegram.postman.is_busy or self.twilio.postman.is_busy

    # --- what they see

    def _seen(self, channel: Channel, call: Call) -> None:
        words = call.asked.get("text", call.asked.get("Body"))
        if call.operation not in ("sendMessage", "create") or call.recipient is None or words is None:
            return
        where = (channel, call.recipient)
        self.texts[where].append(words)
        if words.startswith(NOBODY):
            self.nobody.setdefault(where, time.monotonic())
        page = PAGE.match(words)
        if page is None or where not in self._protectors:
            return
        made = str(call.result["message_id"] if isinstance(call.result, Mapping) else call.result)
        letter = page["letter"]
        known = any(each.where == where and each.letter == letter for each in self.pages)
        self.pages.append(
            PageSeen(where=where, letter=letter, marked=page["again"] is not None, id=made, at=time.monotonic())
        )
        if not known:
            self._do(self._answer(where, letter, call))

    async def _answer(self, where: Spot, letter: str, call: Call) -> None:
        """Think for a moment, then say yes, no or nothing; sometimes twice."""
        drawn = random.Random(f"{self.seed}/{where}/{letter}")
        await asyncio.sleep(drawn.uniform(0, LONGEST_THOUGHT))
        answer = drawn.choices(("yes", "no", "nothing"), (0.75, 0.2, 0.05))[0]
        if answer == "nothing":
            return
        (self.said_yes if answer == "yes" else self.said_no).add((where, letter))
        for _ in range(drawn.choices((1, 2), (0.85, 0.15))[0]):
            if where[0] is Channel.TELEGRAM and drawn.random() < 0.5:
                self._press(where, call, yes=answer == "yes")
            else:
                self._text(where, f"{letter} {drawn.randint(2, 40) if answer == 'yes' else 0}")

    def _press(self, where: Spot, call: Call, *, yes: bool) -> None:
        markup = call.asked["reply_markup"]
        rows = (json.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
        button = rows[0][0] if yes else rows[-1][-1]
        self.telegram.presses(int(where[1]), call.result["message_id"], button["callback_data"])
