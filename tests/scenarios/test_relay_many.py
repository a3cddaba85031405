"""Many texts between people in several calls at once: each arrives where it belongs, and nothing else crosses.

A script writes them and a judge of its own says who may read what (`tests/support/relay_script.py`): here through the
whole program and its rows, in memory many more (`python -m benchmarks relay`). The judge notices planted faults.
"""

from collections.abc import Sequence

import pytest

from config.catalogues import load_catalogues
from config.phrases import load_phrases
from domain.messages import Inbound
from tests.support.relay_faults import FAULTS, planted
from tests.support.relay_script import Call, Out, Script
from tests.support.relay_town import Town
from tests.support.world import CHANNELS, SMS, Phone, World

CALLS = ("We need food and a bed tonight, 5th & Main", "Water in the cellar, all is under water, 6th & Main")


class Played:
    """The whole program, as a stage of the script. Everybody is off, so that only coordinators send them."""

    members: Sequence[str] = ("ana", "ben", "cal", "dee", "eve", "fay")
    coordinators: Sequence[str] = ("cora", "omar")

    def __init__(self, world: World) -> None:
        self.world = world
        self.has_replies: frozenset[str] = frozenset({"ana", "cal", "fay", "cora"})
        self.languages = dict.fromkeys((*self.members, *self.coordinators), "en")
        self.never_shown: list[str] = ["Ana", "Ben", "Cal", "Dee", "Eve", "Fay"]
        self._requesters: dict[str, Phone] = {}
        self._keys: dict[tuple[int, str], str] = {}
        self.never_shown += [self._phone(each).address for each in (*self.members, *self.coordinators)]

    async def begin(self) -> None:
        for name in (*self.members, "hal"):
            await self.world.phone(name).texts("off")
        self.world.everybody_reads()

    async def opens(self, number: int) -> Call:
        name = f"requester {number}"
        phone = self._requesters[name] = self.world.stranger(name)
        self.languages[name] = "en"
        self.never_shown.append(phone.address)
        await phone.texts(CALLS[number % 2])
        self.world.everybody_reads()
        need = (await self.world.incident(number)).need
        return Call(number=number, requester=name, together=need.together)

    async def assigns(self, call: Call, member: str) -> list[Out]:
        return await self._coordinates(f"assign {call.number} {member}")

    async def closes(self, call: Call) -> list[Out]:
        return await self._coordinates(f"close {call.number} 1")

    async def says(self, who: str, inbound: Inbound) -> list[Out]:
        await self.world.passes(seconds=2)
        await self._phone(who).sends("text", inbound)
        return self._arrived()

    async def waits_end(self) -> None:
        await self.world.passes(minutes=11)
        self.world.everybody_reads()

    def key(self, call: Call, member: str) -> str:
        return f"#{call.number}"

    def phrase(self, number: int, language: str) -> str:
        return load_catalogues().sentence(language, f"phrase.{load_phrases()[number - 1]}")

    async def _coordinates(self, text: str) -> list[Out]:
        await self.world.passes(seconds=2)
        await self.world.phone("omar").texts(text)
        return self._arrived()

    def _phone(self, name: str) -> Phone:
        return self._requesters.get(name) or self.world.phone(name)

    def _arrived(self) -> list[Out]:
        outs = []
        for name in (*self.members, *self.coordinators, *self._requesters):
            phones = (
                [self._requesters[name]]
                if name in self._requesters
                else [self.world.phone(name, channel) for channel in CHANNELS[name]]
            )
            for phone in phones:
                outs += [
                    Out(to=name, text=each.text, ref=each.message, by_sms=phone.channel is SMS) for each in phone.unread
                ]
                phone.reads()
        return outs


async def test_many_texts_arrive_where_they_belong_and_nothing_crosses_with_them(world: World) -> None:
    stage = Played(world)
    await stage.begin()

    told = await Script(stage, 11, calls=5, patience=150).play(120)

    assert told.wrong == []
    assert told.arrived > 120
    world.everybody_reads()


async def test_thousands_of_texts_through_the_rules_alone_arrive_where_they_belong() -> None:
    told = await Script(Town(), 5, calls=20).play(1_500)

    assert told.wrong == []
    assert told.asked > 50


@pytest.mark.parametrize("fault", sorted(FAULTS))
async def test_the_judge_notices_a_planted_fault(fault: str) -> None:
    with planted(FAULTS[fault]):
        told = await Script(Town(), 1, calls=20).play(600)

    assert told.wrong
