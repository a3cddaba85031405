"""Whatever people do in whatever order: no need is over-filled, no running call is forgotten, no turn crashes."""

from collections.abc import Awaitable, Callable

import pytest

from bot.chance import SeededMint
from tests.support.world import TELEGRAM, Phone, World

CALLERS_SAY = (
    "We need food and a bed tonight, 5th & Main",
    "Someone is threatening my neighbour at 5th & Main",
    "Our cellar floods, the water is rising, 5th & Mill",
    "My brother was arrested, Main & Hill Rd",
    "somebody is shouting at us",
    "Un hombre amenaza a mi vecina",
    "hi",
    "6th & Main",
    "near the old bakery",
    "1",
    "0",
    "2",
    "3",
    "EXIT",
    "STOP",
    "START",
    "thank you",
    "he has a gun",
)
MEMBERS_SAY = (
    *("A", "A 12", "A 0", "B 5", "B no", "12", "0", "no but I can in 2 hours", "coming", "on my way", "there"),
    *("1", "2", "3", "4", "5", "done", "can't find them", "drop out", "on", "off", "STOP", "START", "español", "???"),
    *("mayday", "safe", "not ok", "all well", "more 2", "enough", "lead", "lead Wren", "free Wren", "aside old town"),
    *("aside ben", "aside out 1", "team we wait", "#1: wait for us", "who is on the roof?", "B", "still coming"),
)
COORDINATORS_SAY = (
    *("list", "see 1", "see", "assign 1 Fay", "assign 2 Ana", "more 1 2", "more 1 0", "more 2 1"),
    *(
        "close 1 1",
        "close 2 9",
        "close",
        "3",
        "assign 1 nobody",
        "hold 1",
        "go on 1",
        "take 1",
        "take 2",
        "hand 1 omar",
    ),
    *("hand 2 hill", "merge 2 1", "merge 1 3", "split 1", "split 2 2", "nature 1 2", "need 1 3 cap 4", "need 2 1"),
    *("plan 1 live 4", "plan 1 tiers 1 3", "page 1 all", "page 2 hal", "1", "aid 1", "aid 1 hill", "aid off 1"),
    *("window 1 tomorrow 9:00-11:00", "window 1 now", "lead 1 Wren", "rested ana", "i have it", "safe ana", "reopen 1"),
)
PEOPLE = ("ana", "ben", "cal", "dee", "eve", "fay", "hal")


class Dice:
    """Chance that a seed repeats."""

    def __init__(self, seed: int) -> None:
        self._mint = SeededMint(seed)

    def below(self, n: int) -> int:
        return int.from_bytes(self._mint.bytes(4), "big") % n

    def one_of(self, *things: str) -> str:
        return things[self.below(len(things))]


async def play(world: World, seed: int, moves: int) -> None:
    """So many moves of anybody, chosen by the seed."""
    dice = Dice(seed)
    callers = [world.stranger(f"caller {n}", *((TELEGRAM,) if n % 2 else ())) for n in range(4)]
    world.ignoring(*PEOPLE, "cora", "omar", "gus", *(each.name for each in callers))

    def member() -> Phone:
        return world.phone(dice.one_of(*PEOPLE))

    async def caller_texts() -> None:
        await callers[dice.below(len(callers))].texts(dice.one_of(*CALLERS_SAY))

    async def caller_calls() -> None:
        await callers[dice.below(len(callers))].texts(dice.one_of(*CALLERS_SAY[:4]))

    async def member_texts() -> None:
        await member().texts(dice.one_of(*MEMBERS_SAY))

    async def coordinator_texts() -> None:
        await world.phone(dice.one_of("cora", "omar", "gus")).texts(dice.one_of(*COORDINATORS_SAY))

    async def somebody_presses() -> None:
        phones = [*(world.phone(each) for each in (*PEOPLE, "cora", "gus")), *callers]
        phone = phones[dice.below(len(phones))]
        if phone.labels:
            await phone.presses(dice.one_of(*phone.labels))

    async def time_passes() -> None:
        await world.passes(seconds=(5, 31, 121, 700)[dice.below(4)])

    async def phone_changes() -> None:
        phone = member()
        await (phone.goes_off, phone.comes_on, phone.blocks_us, phone.comes_on)[dice.below(4)]()

    does: tuple[Callable[[], Awaitable[None]], ...] = (
        *(caller_texts, caller_calls, member_texts, member_texts, member_texts, coordinator_texts),
        *(somebody_presses, somebody_presses, somebody_presses, time_passes, phone_changes),
    )
    for _ in range(moves):
        await does[dice.below(len(does))]()
        if dice.below(40) == 0:
            await world.restarts()
        await world.holds()
    await world.passes(hours=1)


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_over_filled_forgotten_or_crashed(world: World, seed: int) -> None:
    await play(world, seed, moves=60)

    assert await world.count_incidents() > 0
