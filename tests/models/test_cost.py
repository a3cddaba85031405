"""What a turn costs: few statements, each compiled once for the life of the process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import CacheStats

from domain import events as e
from domain.ids import IncidentId
from domain.incident import IncidentStatus, PageState
from domain.people import Availability, Channel
from models import communities, conversations, incidents, people, tasks
from models.database import Database, Store
from tests.models.small import ANA, BEN, CORA, INTAKE, LINE, RIVER, incident, page
from tests.support.builders import NOON


@pytest.fixture
async def seen(database: Database) -> AsyncIterator[list[tuple[str, CacheStats]]]:
    """Every statement of the test, and whether it had been compiled before."""
    statements: list[tuple[str, CacheStats]] = []

    def note(_connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            statements.append((statement, context.cache_hit))

    engines = [database._engines._writer.sync_engine]
    if database.dialect == "sqlite":
        # On PostgreSQL the reader is the writer with options, and passes on what it sees.
        engines.append(database._engines._reader.sync_engine)
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", note)


async def call(store: Store, n: int) -> None:
    """A whole call: it is heard, opens, pages two, is filled."""
    await communities.revision(store)
    here, talk = await conversations.begin(
        store, channel=Channel.SMS, sender=LINE, address=f"+1312555013{n}", language="en", now=NOON
    )
    await conversations.keep(store, talk, replace(talk, intake=INTAKE), (e.QuestionAsked(why="where"),))
    await people.recognise(store, Channel.SMS, here.address)
    await conversations.of_contact_point(store, here.id)
    await people.of_teams(store, {RIVER})
    await incidents.standing(store, {RIVER}, NOON)
    which = IncidentId(f"inc_{n}")
    pages = (page(2 * n, which, ANA), page(2 * n + 1, which, BEN))
    opened = incident(n, talk.id, number=await incidents.next_number(store), pages=pages)
    await incidents.keep(store, None, opened, (e.PagingBegan(why="ready"),), NOON)
    known = await incidents.load(store, which, hold=True)
    ended = tuple(replace(each, state=PageState.WITHDRAWN, ended_at=NOON) for each in pages)
    await incidents.keep(store, known, replace(opened, status=IncidentStatus.FILLED, pages=ended), (), NOON)
    await people.load(store, CORA)
    await incidents.in_hand(store, ANA, NOON)
    await incidents.alive_of_teams(store, {RIVER})
    await incidents.going_to(store, ANA)
    await tasks.open_of(store, which)


async def test_no_statement_of_a_call_is_compiled_twice(database: Database, seen: list[tuple[str, CacheStats]]) -> None:
    async with database.writing() as store:
        await call(store, 1)
    seen.clear()
    async with database.writing() as store:
        await call(store, 2)

    assert [statement for statement, hit in seen if hit is not CacheStats.CACHE_HIT] == []


COSTS: dict[str, tuple[int, Callable[[Store], Awaitable[object]]]] = {
    "a person": (2, lambda store: people.load(store, ANA)),
    "a team that was read before": (2, lambda store: people.of_teams(store, {RIVER})),
    "an incident that people were asked for": (2, lambda store: incidents.load(store, IncidentId("inc_1"))),
    "a team's incidents": (2, lambda store: incidents.alive_of_teams(store, {RIVER})),
    "what a team carries": (2, lambda store: incidents.standing(store, {RIVER}, NOON)),
    "an address": (1, lambda store: people.recognise(store, Channel.SMS, "+13125550131")),
}


@pytest.mark.parametrize("what", list(COSTS))
async def test_few_statements_load(database: Database, seen: list[tuple[str, CacheStats]], what: str) -> None:
    most, load = COSTS[what]
    async with database.writing() as store:
        for n in (1, 2):
            await call(store, n)
    seen.clear()
    async with database.reading() as store:
        await load(store)

    assert len(seen) == most


async def test_a_team_is_read_whole_only_when_somebody_of_it_has_changed(
    database: Database, seen: list[tuple[str, CacheStats]]
) -> None:
    async with database.writing() as store:
        await call(store, 1)
    seen.clear()
    async with database.writing() as store:
        await people.of_teams(store, {RIVER})
        unchanged = len(seen)
        await people.set_availability(store, ANA, Availability.OFF, None)
        seen.clear()
        await people.of_teams(store, {RIVER})

    once_more = 0 if database.dialect == "sqlite" else 2  # whether somebody changed them meanwhile
    assert (unchanged, len(seen)) == (2, 4 + once_more)


async def test_keeping_what_has_not_changed_writes_nothing(
    database: Database, seen: list[tuple[str, CacheStats]]
) -> None:
    async with database.writing() as store:
        await call(store, 1)
    async with database.writing() as store:
        known = await incidents.load(store, IncidentId("inc_1"))
        talk = await conversations.of_incident(store, IncidentId("inc_1"))
        assert known is not None
        assert talk is not None
        seen.clear()
        await incidents.keep(store, known, known, (), NOON)
        await conversations.keep(store, talk, talk)

    assert seen == []
