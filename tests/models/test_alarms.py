"""Code words and who looks after an alarm, as the rows keep them."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from domain.ids import TaskId
from domain.tasks import Task, TaskKind, TaskState
from models import people, tasks
from models.database import Database
from models.tables import person
from tests.models.small import ANA, BEN, CORA, RIVER
from tests.support.builders import NOON

ALARM = Task(
    id=TaskId("tsk_1"),
    kind=TaskKind.PANIC,
    team=RIVER,
    incident=None,
    conversation=None,
    person=ANA,
    owner=None,
    due=NOON + timedelta(minutes=1),
    state=TaskState.OPEN,
    why="code_word",
)


async def test_a_code_word_is_sealed_and_is_its_owners_alone(database: Database) -> None:
    async with database.writing() as store:
        await people.set_code_word(store, ANA, "blue kettle")
    async with database.reading() as store:
        assert await people.code_word(store, ANA) == "blue kettle"
        assert await people.code_word(store, BEN) == ""
        kept = (await store.connection.execute(sa.select(person.c.code_word).where(person.c.id == ANA))).scalar_one()
        assert b"kettle" not in kept


async def test_taken_back_or_erased_there_is_none(database: Database) -> None:
    async with database.writing() as store:
        await people.set_code_word(store, ANA, "blue kettle")
        await people.set_code_word(store, BEN, "green kettle")
        await people.set_code_word(store, ANA, "")
        await people.erase(store, BEN)
    async with database.writing() as store:
        await people.set_code_word(store, BEN, "set after all")
    async with database.reading() as store:
        assert await people.code_word(store, ANA) == ""
        assert await people.code_word(store, BEN) == ""


async def test_an_alarm_is_one_task_of_a_team_until_it_is_finished(database: Database) -> None:
    async with database.writing() as store:
        assert await tasks.open_task(store, ALARM)
        assert not await tasks.open_task(store, replace(ALARM, id=TaskId("tsk_2")))
        await tasks.give(store, (ALARM.id,), CORA)
    async with database.reading() as store:
        assert await tasks.open_of_kind(store, TaskKind.PANIC) == (replace(ALARM, owner=CORA),)
    async with database.writing() as store:
        await tasks.finish(store, (ALARM.id,))
    async with database.reading() as store:
        assert await tasks.open_of_kind(store, TaskKind.PANIC) == ()
