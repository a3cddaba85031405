"""Whatever people do in whatever order, and whenever a program dies: what must hold holds, and hypothesis looks for
where it does not.

A program dies in the middle of its work: at any point where it waits for something, wherever the chance of the run puts
it. What it had not committed is undone, what it was sending may have arrived or not, and another starts over the same
rows.
"""

import asyncio
import gc
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain import events as e
from domain.incident import AssignmentState, Incident
from domain.needs import Mode
from models import incidents, tasks, timers
from tests.models.conftest import _emptied, postgres_schema, sqlite_template
from tests.support.world import TELEGRAM, Phone, World

__all__ = ["postgres_schema", "sqlite_template"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    # Who dies closes nothing: connections are found open when they are cleared away.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SAY = (
    "Someone is threatening my neighbour at 5th & Main",
    "We need food and a bed tonight, 5th & Main",
    "Our cellar floods, the water is rising, 5th & Mill",
    "2",
    "3",
    "EXIT",
    "he has a gun",
)
EXACT = ("5th", "41.88")
"""What stands in no text to somebody who was not told to go."""

ANSWER = (
    *("A", "A 12", "A 0", "B 5", "on my way", "there", "done", "drop out", "5", "on", "off", "STOP", "START", "1"),
    *("mayday", "safe", "not ok", "all well", "more 2", "enough", "lead", "aside old town", "aside out 1", "#1: wait"),
)
ORDER = (
    *("list", "assign 1 Fay", "more 1 1", "more 1 0", "close 1 1", "close 2 9", "assign 1 Eve", "hold 1", "go on 1"),
    *("take 1", "hand 1 omar", "hand 1 hill", "merge 2 1", "split 1", "split 1 2", "nature 1 2", "need 1 2 cap 3"),
    *(
        "plan 1 live 3",
        "page 1 all",
        "page 1 hal",
        "aid 1",
        "aid 1 hill",
        "window 1 tomorrow 9:00-11:00",
        "window 1 now",
    ),
    *("rested ana", "i have it", "safe ana", "1", "reopen 1"),
)
MEMBERS = ("ana", "ben", "cal", "dee", "eve", "fay", "hal")
COORDINATORS = ("cora", "omar", "gus")
WALKS_TO_IT = frozenset({AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE})

Fresh = Callable[[], AbstractContextManager[str]]

FEW = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    max_examples=2,
    stateful_step_count=20,
)


class Street(RuleBasedStateMachine):
    """The whole program, and everybody's phones."""

    fresh: ClassVar[Fresh]
    workers: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self.outside = ExitStack()

    @initialize()
    def opens(self) -> None:
        folder = self.outside.enter_context(tempfile.TemporaryDirectory(prefix="upstander-street-"))
        url = self.outside.enter_context(type(self).fresh())
        opening = World.open(url, Path(folder), workers=self.workers)
        self.world = self.runner.run(self._begun(opening))

    async def _begun(self, opening: AbstractAsyncContextManager[World]) -> World:
        world = await opening.__aenter__()
        self.callers = [world.stranger(f"caller {n}", *((TELEGRAM,) if n % 2 else ())) for n in range(3)]
        return world

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.runner.run(self.world._close())
        self._clear_away()
        self.runner.close()
        self.outside.close()
        gc.collect()  # and what only the end of the loop let go of, here and not in somebody else's test

    def _clear_away(self) -> None:
        """What the dead left open is found here, while there is a loop for its threads to answer."""
        gc.collect()
        for each in threading.enumerate():
            if "_connection_worker_thread" in each.name:
                each.join(10)

    # --- what is done

    @rule(who=st.integers(0, 2), text=st.sampled_from(SAY))
    def a_caller_texts(self, who: int, text: str) -> None:
        self.runner.run(self.callers[who].texts(text))

    @rule(who=st.sampled_from(MEMBERS), text=st.sampled_from(ANSWER))
    def a_member_texts(self, who: str, text: str) -> None:
        self.runner.run(self.world.phone(who).texts(text))

    @rule(who=st.sampled_from(COORDINATORS), text=st.sampled_from(ORDER))
    def a_coordinator_texts(self, who: str, text: str) -> None:
        self.runner.run(self.world.phone(who).texts(text))

    @rule(who=st.sampled_from(MEMBERS), place=st.integers(0, 5))
    def a_member_presses(self, who: str, place: int) -> None:
        phone = self.world.phone(who)
        if phone.labels:
            self.runner.run(phone.presses(phone.labels[place % len(phone.labels)]))

    @rule(seconds=st.sampled_from((5, 31, 121, 700)))
    def time_passes(self, seconds: int) -> None:
        self.runner.run(self.world.passes(seconds=seconds))

    @rule(who=st.sampled_from(MEMBERS), on=st.booleans())
    def a_phone_goes_off_or_on(self, who: str, on: bool) -> None:
        phone = self.world.phone(who)
        self.runner.run(phone.comes_on() if on else phone.goes_off())

    @rule(
        caller=st.booleans(),
        who=st.integers(0, 2),
        text=st.sampled_from((*SAY[:3], *ANSWER[:4])),
        steps=st.integers(0, 400),
    )
    def a_program_dies_over_a_text(self, caller: bool, who: int, text: str, steps: int) -> None:
        phone = self.callers[who] if caller else self.world.phone(MEMBERS[who])
        self.runner.run(self._dies(phone, text, steps))

    async def _dies(self, phone: Phone, text: str, steps: int) -> None:
        world = self.world
        await world.board.says(phone.address, text)
        hands = (world._workers or [world.program])[0]
        working = asyncio.create_task(hands.engine.settle())
        for _ in range(steps):
            if working.done():
                break
            await asyncio.sleep(0)  # one step of everything that runs
        working.cancel()
        await asyncio.wait({working})
        await world._close()
        await world._start()
        await self._settles()

    async def _settles(self) -> None:
        """As the world does, without its word on sends: those of the dead are of unknown fate, as they should be."""
        world = self.world
        if world._workers:
            await world._settle_by_turns()
        else:
            await world.program.engine.settle()

    # --- what must hold

    @invariant()
    def it_holds(self) -> None:
        if hasattr(self, "world"):
            self.runner.run(self._holds())

    async def _holds(self) -> None:
        world = self.world
        told: set[str] = set()
        async with world.program.database.reading() as store:
            for named in await incidents.latest(store, 100):
                call = await incidents.load(store, named)
                assert call is not None
                events = [each.event for each in await incidents.events_of(store, named)]
                told |= {each.person for each in events if isinstance(each, e.AcceptedToGo | e.Released)}
                _is_not_over_filled(call)
                _leaves_nobody_alone(call)
                concerned = call.live_pages() or call.going() or await tasks.open_of(store, named)
                assert concerned or not call.is_alive() or await timers.next_due(store), f"#{call.number} is forgotten"
        for name in MEMBERS:
            for phone in (each for each in world._phones.values() if each.name == name):
                if any(mark in heard.text for heard in phone.unread for mark in EXACT):
                    assert name in told, f"{name} read where it is"


def _is_not_over_filled(call: Incident) -> None:
    assert len(call.counted()) <= call.need.cap, f"#{call.number} is filled beyond its cap"


def _leaves_nobody_alone(call: Incident) -> None:
    going = call.going()
    if call.need.mode is Mode.GO and any(each.state in WALKS_TO_IT for each in going):
        assert len(going) >= call.need.together, f"somebody walks alone to #{call.number}"


def test_whatever_happens_on_sqlite_and_whenever_it_dies(sqlite_template: Path, tmp_path: Path) -> None:
    @contextmanager
    def fresh() -> Iterator[str]:
        yield f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'street.db')}"
        for file in tmp_path.glob("street.db*"):
            file.unlink()

    machine = type("OnSQLite", (Street,), {"fresh": staticmethod(fresh)})
    run_state_machine_as_test(machine, settings=FEW)


def test_whatever_happens_on_postgresql_and_whenever_one_of_several_dies(postgres_schema: str) -> None:
    @contextmanager
    def fresh() -> Iterator[str]:
        yield postgres_schema
        _emptied(postgres_schema)

    machine = type("OnPostgreSQL", (Street,), {"fresh": staticmethod(fresh), "workers": 2})
    run_state_machine_as_test(machine, settings=settings(FEW, max_examples=2))
