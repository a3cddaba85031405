"""A crowd that says yes at the same moment: everybody is paged for a need of three, and all press at once."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.city import BEGINS, city
from bot.clock import stopwatch
from bot.doors import Item
from bot.engine.settings import EngineSettings
from bot.replay.play import paged_by
from bot.replay.stage import CHANNEL, SENDER, Stage, staged
from bot.replay.words import words_for
from config.triage import load_lexicon
from domain.community import Community
from domain.ids import NatureId
from domain.incident import Incident
from domain.messages import Action, Inbound, MessageKind
from domain.needs import Need
from domain.policy import Paging
from models import deliveries, incidents

NEEDED = 3
_RELIEF = NatureId("relief")
_GO = frozenset({MessageKind.M_GO, MessageKind.M_RELEASED})
_THANKS = frozenset({MessageKind.M_THANKED_LATE, MessageKind.M_THANKED_OVER, MessageKind.M_THANKED_FOR_ANOTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """What became of it. `answers`: what each who pressed heard, by their address. `took`: seconds for all of them."""

    call: Incident
    answers: Mapping[str, Counter[MessageKind]]
    took: float
    taken_by: tuple[float, ...]

    def problems(self, people: int) -> list[str]:
        """What is not as it must be: three are going, and each of `people` was sent or thanked."""
        found = []
        if len(self.call.counted()) != NEEDED:
            found.append(f"{len(self.call.counted())} are going, not {NEEDED}")
        sent = [who for who, heard in self.answers.items() if _GO & heard.keys()]
        if len(sent) != NEEDED:
            found.append(f"{len(sent)} were told to go, not {NEEDED}")
        thanked = [who for who, heard in self.answers.items() if _THANKS & heard.keys()]
        if len(thanked) != people - NEEDED or set(sent) & set(thanked):
            found.append(f"{len(thanked)} were thanked, not {people - NEEDED}")
        return found


async def rush(people: int, folder: Path, *, url: str | None = None, programs: int = 1) -> Rush:
    """So many accept at once; so many programs deal with it side by side, each from its own connections."""
    community, roster = city(people)
    community = paged_by(_needing_three(community), Paging.BROADCAST)
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(staged(folder, url, community, roster, 1, BEGINS))
        hands = [stage.program]
        for number in range(1, programs):
            hands.append(await stage.another(f"hand {number}"))
            stack.push_async_callback(hands[-1].close)
        pressing = await _everybody_is_asked(stage, community)
        assert len(pressing) == people, f"{len(pressing)} were asked"
        began = stopwatch()
        await stage.program.doorstep.take_in(pressing)
        await asyncio.gather(*(each.engine.settle(turns_hold=EngineSettings().turns_hold) for each in hands))
        for each in hands:
            await each.engine.settle()
        took = stopwatch() - began
        turns = [partial(each.metrics.collectors.get_sample_value, "upstander_turns_total") for each in hands]
        assert not any(counted({"outcome": "crashed"}) for counted in turns), "a turn crashed"
        taken = tuple(counted({"outcome": "taken"}) or 0.0 for counted in turns)
        return Rush(call=await _call(stage), answers=await _heard(stage), took=took, taken_by=taken)


def _needing_three(community: Community) -> Community:
    relief = replace(community.natures[_RELIEF], need=Need(responders=NEEDED, cap=NEEDED, together=2))
    return replace(community, natures={**community.natures, _RELIEF: relief})


async def _everybody_is_asked(stage: Stage, community: Community) -> list[Item]:
    """A call comes; what pressing "I'm coming" on each phone sends."""
    text = f"{words_for(community, load_lexicon())[_RELIEF]}, 41.880000, -87.640000"
    await stage.program.doorstep.take_in([_item("the call", "500000001", Inbound(text=text))])
    await stage.program.engine.settle()
    asked = [each for each in stage.air.heard if each.address in stage.phones]
    stage.air.heard.clear()
    accepts = [(each.address, stage.taps(each).get(Action.ACCEPT)) for each in asked]
    return [_item(f"press {who}", who, Inbound(token=token)) for who, token in accepts if token is not None]


def _item(name: str, address: str, content: Inbound) -> Item:
    return Item(channel=CHANNEL, sender=SENDER, external_id=name, address=address, content=content)


async def _call(stage: Stage) -> Incident:
    async with stage.program.database.reading() as store:
        (named,) = await incidents.latest(store, 2)
        found = await incidents.load(store, named)
    assert found is not None
    return found


async def _heard(stage: Stage) -> dict[str, Counter[MessageKind]]:
    async with stage.program.database.reading() as store:
        kinds = await deliveries.about(store, [each.reference for each in stage.air.heard])
    answers: dict[str, Counter[MessageKind]] = {}
    for each in stage.air.heard:
        answers.setdefault(each.address, Counter())[kinds[each.reference][0]] += 1
    return answers
