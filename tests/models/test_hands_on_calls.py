"""What coordinators do with a call is kept: whose it is, who else calls about it, and their reason, sealed."""

from dataclasses import replace

import sqlalchemy as sa

from domain import events as e
from domain.ids import ConversationId, IncidentId, TaskId
from domain.incident import AlsoHeard, Incident, Ring
from domain.people import Channel
from domain.tasks import Task, TaskKind, TaskState
from models import conversations, incidents, tasks
from models.database import Database, Store
from models.tables import event
from tests.models.small import ANA, CORA, LINE, RIVER, incident
from tests.support.builders import NOON

ONE = IncidentId("inc_1")


async def talk(store: Store, n: int) -> ConversationId:
    address = f"+1312555014{n}"
    _, made = await conversations.begin(
        store, channel=Channel.SMS, sender=LINE, address=address, language="en", now=NOON
    )
    return made.id


async def kept(database: Database) -> tuple[Incident, ConversationId]:
    """A call in which somebody else is heard too."""
    async with database.writing() as store:
        first, second = await talk(store, 1), await talk(store, 2)
        opened = incident(1, first)
        await incidents.keep(store, None, opened, (), NOON)
        after = replace(
            opened,
            also=(AlsoHeard(conversation=second, code="Lark", came_from=IncidentId("inc_2")),),
            owner=CORA,
            offered_to=ANA,
            held=True,
            ring=Ring.COMMUNITY,
            merged_into=IncidentId("inc_9"),
        )
        held = e.PutOnHold(why="on hold", by=CORA, reason="her sister may take her in")
        await incidents.keep(store, opened, after, (held,), NOON)
    return after, second


async def test_it_comes_back_as_it_was_kept(database: Database) -> None:
    after, second = await kept(database)

    async with database.reading() as store:
        assert await incidents.load(store, ONE) == after
        assert await incidents.heard_in(store, second) == (ONE,)


async def test_who_is_let_go_is_heard_no_more(database: Database) -> None:
    after, second = await kept(database)

    async with database.writing() as store:
        await incidents.keep(store, after, replace(after, also=()), (), NOON)
        assert await incidents.heard_in(store, second) == ()


async def test_a_reason_is_read_back_and_stands_nowhere_in_the_clear(database: Database) -> None:
    await kept(database)

    async with database.reading() as store:
        (logged,) = await incidents.events_of(store, ONE)
        (row,) = await store.connection.execute(sa.select(event).where(event.c.incident == ONE))
    assert (logged.event.reason, logged.event.by) == ("her sister may take her in", CORA)
    assert b"sister" not in bytes(row.reason)
    assert "sister" not in str(row.details) + row.why


async def test_a_coordinator_of_another_team_watches_what_the_whole_community_is_asked_for(database: Database) -> None:
    await kept(database)

    async with database.reading() as store:
        seen = await incidents.watched(store, (), CORA)
    assert [each.id for each in seen] == [ONE]


async def test_what_nobody_has_taken_is_theirs_who_takes_it_first(database: Database) -> None:
    wanted = Task(
        id=TaskId("tsk_1"),
        kind=TaskKind.NOBODY_LEFT,
        team=RIVER,
        incident=ONE,
        conversation=None,
        person=None,
        owner=None,
        due=NOON,
        state=TaskState.OPEN,
        why="nobody",
    )
    async with database.writing() as store:
        await incidents.keep(store, None, incident(1, await talk(store, 1)), (), NOON)
        await tasks.open_task(store, wanted)
        await tasks.own(store, ONE, CORA)
        await tasks.own(store, ONE, ANA)
        taken = await tasks.load(store, wanted.id)
    assert taken is not None
    assert taken.owner == CORA
