"""A call that nobody waits for any longer once the program is told to stop."""

import asyncio
from collections.abc import Awaitable

import pytest

from bot.stopping import unless_stopped


async def given(value: Awaitable[str]) -> str:
    return await value


async def test_a_call_that_is_answered_gives_its_answer() -> None:
    answer = asyncio.get_running_loop().create_future()
    answer.set_result("here")

    assert await unless_stopped(asyncio.Event(), given(answer)) == "here"


async def test_an_answer_that_is_there_when_it_stops_is_not_thrown_away() -> None:
    stopping, answer = asyncio.Event(), asyncio.get_running_loop().create_future()
    stopping.set()
    answer.set_result("here")

    assert await unless_stopped(stopping, given(answer)) == "here"


async def test_a_call_that_fails_says_so() -> None:
    answer = asyncio.get_running_loop().create_future()
    answer.set_exception(LookupError("nobody there"))

    with pytest.raises(LookupError, match="nobody there"):
        await unless_stopped(asyncio.Event(), given(answer))


async def test_a_call_without_an_answer_is_over_when_it_stops() -> None:
    stopping, answer = asyncio.Event(), asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(unless_stopped(stopping, given(answer)))
    await asyncio.sleep(0)

    stopping.set()

    assert await waiting is None
    assert answer.cancelled()


async def test_who_waits_and_is_cancelled_leaves_no_call_behind() -> None:
    answer = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(unless_stopped(asyncio.Event(), given(answer)))
    for _ in range(3):
        await asyncio.sleep(0)

    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert answer.cancelled()
