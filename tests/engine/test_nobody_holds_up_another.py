"""Whatever becomes of messages to one person, those to everybody else go out when they are due."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.chance import SeededMint
from domain.delivery import SendError
from domain.people import Channel
from models.tables import delivery
from tests.engine.bench import HELP, ONCE, PAGE, Answer, Bench, blocked, busy, refusal
from tests.models.small import ANA, BEN, CORA
from tests.support.builders import NOON

ANSWERS: tuple[Answer, ...] = (
    blocked(),
    busy(),
    refusal(),
    SendError(code="read_timeout", unknown=True),
    SendError(code="21610", opted_out=True),
    "lost",
)


@pytest.mark.parametrize("seed", range(8))
async def test_others_get_theirs_when_it_is_due_whatever_becomes_of_one(bench: Bench, seed: int) -> None:
    mint = SeededMint(f"holds up {seed}")

    def one_of(several: Sequence[Any]) -> Any:
        return several[mint.bytes(1)[0] % len(several)]

    channel = one_of((Channel.TELEGRAM, Channel.SMS))
    bad = await bench.point(ANA, channel, "the-bad-one")
    good = [await bench.point(person, channel, f"good-{person}") for person in (BEN, CORA)]
    provider = bench.channels[channel]
    due: dict[str, float] = {}
    for n in range(12):
        provider.answer("the-bad-one", one_of(ANSWERS))
        kind = one_of((PAGE, HELP, ONCE))
        await bench.plan(bad, kind, key=f"bad {n}", stream=f"{bad.id}/{one_of(range(3))}")
        point = one_of(good)
        key = f"good {n}"
        await bench.plan(point, one_of((PAGE, HELP)), key=key, stream=f"{point.id}/{one_of(range(3))}")
        due[key] = (bench.clock.now() - NOON).total_seconds()
        await bench.engine.settle()
        bench.clock.advance(timedelta(seconds=one_of(range(1, 20))))

    sent_at = {
        row.key: (row.sent_at - NOON).total_seconds() for row in await bench.rows(delivery) if row.sent_at is not None
    }
    assert {key: sent_at.get(key) for key in due} == due


async def test_a_provider_that_hangs_for_one_answers_the_others_meanwhile(bench: Bench) -> None:
    bad = await bench.point(ANA, Channel.TELEGRAM, "hangs")
    good = await bench.point(BEN, Channel.TELEGRAM, "good")
    hanging, other = bench.telegram.gate("hangs"), bench.telegram.gate("good")
    await bench.plan(bad, PAGE, key="hangs")
    await bench.engine.start()
    try:
        await hanging.reached.wait()
        await bench.plan(good, PAGE, key="good")

        await asyncio.wait_for(other.reached.wait(), 5)  # the provider is asked for it while it owes the other answer
        assert not hanging.opened.is_set()
    finally:
        hanging.opened.set()
        other.opened.set()
        await bench.engine.stop()
