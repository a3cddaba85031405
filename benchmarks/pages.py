"""From the call that completes an incident to the first page at the provider: idle, in a burst, and at full load."""

import asyncio
import json
import time
from collections.abc import Sequence

from benchmarks import floor as bare
from benchmarks.calls import Callers, first_pages
from benchmarks.stage import Ground, Stage, staged
from benchmarks.table import Line, milliseconds, percentile
from domain.people import Channel
from tests.kill.street import PAGE
from tests.kill.town import town

PROTECTORS = 20
BURST = 300
OVER = 3.0
TIMES_THE_FLOOR = 3.0
WITHIN = 1.0
PER_SECOND = 100.0
RESIDENT = 200.0
READY = 3.0

_COLD = 3
"""Calls after a start that meet statements nobody has compiled yet; the first has a line of its own."""

_EACH_PAGE_WITHIN = 10.0
_ALL_PAGES_WITHIN = 120.0
_CHAT_BURST, _CHAT_PER_SECOND = 3, 1.0
"""What Telegram takes for one chat at once, and then a second."""


async def pages(ground: Ground, *, quick: bool) -> list[Line]:
    """Every figure about first pages on one kind of database, with memory and start on the way."""
    calls = 30 if quick else 100
    many = 300 if quick else 600
    async with bare.floor(ground) as loop:
        floor_idle = await bare.idle(loop, calls)
        floor_burst = await bare.burst(loop, BURST, OVER)
        floor_rate = await bare.per_second(loop, many)
    lines: list[Line] = []
    async with staged(ground, town(PROTECTORS)) as stage:
        resident = stage.resident()
        took = await _idle(stage, calls + _COLD)
        lines += _times("first page, idle", ground, took[_COLD:], floor_idle)
        lines.append(
            Line(what="first page of the first call after a start", where=ground.kind, measured=milliseconds(took[0]))
        )
    async with staged(ground, town(PROTECTORS)) as stage:
        took, answers = await _burst(stage)
        after = stage.resident()
        lines += _times(f"first page, {BURST} calls in {OVER:.0f} s", ground, took, floor_burst, within=WITHIN)
        lines.append(
            Line(what="call answered, burst, p99", where=ground.kind, measured=milliseconds(percentile(answers, 0.99)))
        )
        ready = [stage.ready_after]
    lines.append(await _limited(ground))
    async with staged(ground, town(PROTECTORS)) as stage:
        ready.append(stage.ready_after)
        rate = await _per_second(stage, many)
        after = max(after, stage.resident())
        lines.append(
            Line(
                what="calls a second to first page",
                where=ground.kind,
                measured=f"{rate:.0f}/s",
                aim=f"{PER_SECOND:.0f}/s",
                met=rate >= PER_SECOND,
                floor=f"{floor_rate:.0f}/s",
                times=f"{floor_rate / rate:.1f}" if rate else "",
            )
        )
    lines += [
        Line(what="resident, idle", where=ground.kind, measured=f"{resident:.0f} MiB"),
        Line(
            what="resident, after load",
            where=ground.kind,
            measured=f"{after:.0f} MiB",
            aim=f"{RESIDENT:.0f} MiB",
            met=after <= RESIDENT,
        ),
        Line(
            what="start to ready",
            where=ground.kind,
            measured=f"{min(ready):.1f} s",
            aim=f"{READY:.0f} s",
            met=min(ready) <= READY,
        ),
    ]
    return lines


def _times(
    what: str, ground: Ground, took: Sequence[float], floor: Sequence[float], *, within: float | None = None
) -> list[Line]:
    lines = []
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        measured, least = percentile(took, share), percentile(floor, share)
        aim = within if within is not None and share == 0.99 else None
        lines.append(
            Line(
                what=f"{what}, {name}",
                where=ground.kind,
                measured=milliseconds(measured),
                aim=f"{TIMES_THE_FLOOR:.0f} x floor" if aim is None else milliseconds(aim),
                met=measured <= (least * TIMES_THE_FLOOR if aim is None else aim),
                floor=milliseconds(least),
                times=f"{measured / least:.1f}",
            )
        )
    return lines


async def _idle(stage: Stage, calls: int) -> list[float]:
    """One call after the other, each when the one before has its first page and everything else is sent."""
    callers = Callers(stage)
    seen = 0
    for _ in range(calls):
        await callers.call()
        seen = await _until_a_page(stage, seen)
        await asyncio.sleep(0.15)
    first = await first_pages(stage, callers, _ALL_PAGES_WITHIN)
    return _took(callers, first)


async def _until_a_page(stage: Stage, seen: int) -> int:
    deadline = time.monotonic() + _EACH_PAGE_WITHIN
    while time.monotonic() < deadline:
        with stage.fakes.log.open() as log:
            log.seek(seen)
            news = log.read()
        whole = news[: news.rfind("\n") + 1]
        if any(PAGE.match(json.loads(line)["text"] or "") for line in whole.splitlines()):
            return seen + len(whole.encode())
        await asyncio.sleep(0.005)
    return seen


async def _burst(stage: Stage) -> tuple[list[float], list[float]]:
    callers = Callers(stage)
    await _spread(callers, [Channel.SMS] * BURST)
    first = await first_pages(stage, callers, _ALL_PAGES_WITHIN)
    return _took(callers, first), callers.answered


async def _spread(callers: Callers, channels: Sequence[Channel]) -> None:
    async def one(after: float, channel: Channel) -> None:
        await asyncio.sleep(after)
        await callers.call(channel)

    await asyncio.gather(*(one(n * OVER / len(channels), channel) for n, channel in enumerate(channels)))


async def _limited(ground: Ground) -> Line:
    """The same burst with the providers' limits on: pages by Telegram, which takes one a second for a chat."""
    async with staged(ground, town(PROTECTORS, telegram=PROTECTORS), per_second=1.0) as stage:
        callers = Callers(stage)
        await _spread(callers, [Channel.SMS, Channel.TELEGRAM] * (BURST // 2))
        first = await first_pages(stage, callers, _ALL_PAGES_WITHIN)
        took = _took(callers, first)
    of_chat = BURST / PROTECTORS
    least = max(0.0, (of_chat - _CHAT_BURST) / _CHAT_PER_SECOND - OVER)
    return Line(
        what=f"the same with limits on, p99 ({PROTECTORS} chats, {len(first)} of {BURST} calls)",
        where=ground.kind,
        measured=f"{percentile(took, 0.99):.1f} s",
        floor=f"{least:.1f} s",
        times=f"{percentile(took, 0.99) / least:.1f}" if least else "",
    )


async def _per_second(stage: Stage, calls: int) -> float:
    """Everybody calls at once; how many calls a second had their first page until the last had."""
    callers = Callers(stage)
    began = time.time()
    await asyncio.gather(*(callers.call() for _ in range(calls)))
    first = await first_pages(stage, callers, _ALL_PAGES_WITHIN)
    return len(first) / (max(first.values()) - began) if first else 0.0


def _took(callers: Callers, first: dict[str, float]) -> list[float]:
    """Seconds from post to first page; one that had none counts as having waited for ever."""
    return [first[address] - at if address in first else float("inf") for address, at in callers.posted.items()]
