"""Invites, used once; tasks, opened once."""

import asyncio
from datetime import timedelta

from domain.ids import IncidentId, PersonId, TaskId
from domain.people import Role
from domain.standing import OPERATOR
from domain.tasks import Task, TaskKind, TaskState, about, numbers_of
from models import invites, people, tasks
from models.database import Database, Store
from models.invites import Invite
from tests.models.small import ANA, BEN, HILL, RIVER
from tests.support.builders import NOON

LATER = NOON + timedelta(days=7)


async def make(store: Store, code: str = "K7Q2M9") -> Invite:
    return await invites.make(
        store, person=ANA, team=RIVER, coordinator=False, vouched=False, code=code, expires_at=LATER
    )


async def test_an_invite_is_used_once(database: Database) -> None:
    async with database.writing() as store:
        made = await make(store)
    async with database.writing() as store:
        assert await invites.use(store, "K7Q2M9", NOON, held_by=None) == made
    async with database.writing() as store:
        assert await invites.use(store, "K7Q2M9", NOON, held_by=None) is None


async def test_a_code_is_read_as_people_type_it(database: Database) -> None:
    async with database.writing() as store:
        made = await make(store)
        assert await invites.use(store, " k7q2m9 ", NOON, held_by=None) == made


async def test_an_unknown_or_expired_code_binds_nobody(database: Database) -> None:
    async with database.writing() as store:
        await make(store)
        assert await invites.use(store, "K7Q2M8", NOON, held_by=None) is None
        assert await invites.use(store, "K7Q2M9", LATER, held_by=None) is None


async def test_an_account_that_is_somebody_elses_does_not_use_up_an_invite(database: Database) -> None:
    async with database.writing() as store:
        made = await make(store)
        assert await invites.use(store, "K7Q2M9", NOON, held_by=BEN) is None
        assert await invites.use(store, "K7Q2M9", NOON, held_by=ANA) == made


async def vouch(store: Store, person: PersonId, code: str) -> None:
    await invites.make(store, person=person, team=RIVER, coordinator=True, vouched=True, code=code, expires_at=LATER)


async def test_a_person_with_two_vouched_invites_is_one_person_vouched_for(database: Database) -> None:
    async with database.writing() as store:
        await make(store, "AAAAAA")
        for person, code in ((ANA, "BBBBBB"), (ANA, "CCCCCC"), (BEN, "DDDDDD")):
            await vouch(store, person, code)
        assert await invites.vouched(store, NOON) == {ANA, BEN}


async def test_a_vouched_invite_that_ran_out_or_was_withdrawn_counts_no_more(database: Database) -> None:
    async with database.writing() as store:
        await vouch(store, ANA, "BBBBBB")
        await vouch(store, BEN, "DDDDDD")
        assert await invites.withdraw(store, BEN, NOON) == 1
        assert await invites.vouched(store, NOON) == {ANA}
        assert await invites.vouched(store, LATER) == frozenset()
        assert await invites.use(store, "DDDDDD", NOON, held_by=None) is None


async def test_a_coordinator_vetted_by_a_vouched_invite_stays_vouched_for_until_suspended(database: Database) -> None:
    async with database.writing() as store:
        await vouch(store, ANA, "BBBBBB")
        await people.add_role(store, ANA, RIVER, Role.COORDINATOR)
        await invites.use(store, "BBBBBB", NOON, held_by=None)
        assert await invites.vouched(store, NOON) == frozenset()
        await people.vouch(store, ANA, RIVER, NOON)
        assert await invites.vouched(store, LATER) == {ANA}
        await people.suspend(store, ANA, RIVER, NOON, by=OPERATOR, why="asked for")
        assert await invites.vouched(store, LATER) == frozenset()


def task(n: int, kind: TaskKind = TaskKind.DANGER, incident: str | None = "inc_1", **changes: object) -> Task:
    values: dict[str, object] = {
        "id": TaskId(f"tsk_{n}"),
        "kind": kind,
        "team": RIVER,
        "incident": None if incident is None else IncidentId(incident),
        "conversation": None,
        "person": None,
        "owner": None,
        "due": NOON + timedelta(minutes=10 - n),
        "state": TaskState.OPEN,
        "why": "danger was named",
    }
    return Task(**{**values, **changes})  # type: ignore[arg-type]


async def test_the_same_task_is_opened_once_while_it_is_open(database: Database) -> None:
    first, second, third = task(1), task(2), task(3)
    async with database.writing() as store:
        assert await tasks.open_task(store, first)
        assert not await tasks.open_task(store, second)
        assert await tasks.open_of(store, IncidentId("inc_1")) == (first,)
        await tasks.finish(store, (first.id,))
        assert await tasks.open_of(store, IncidentId("inc_1")) == ()
        assert await tasks.open_task(store, third)


async def test_more_may_be_said_of_a_task_than_as_it_was_opened(database: Database) -> None:
    first, other = task(1), task(2, incident="inc_2")
    async with database.writing() as store:
        assert await tasks.open_task(store, first)
        assert await tasks.open_task(store, other)
        await tasks.say_why(store, first.id, "danger was named twice")

        (told,) = await tasks.open_of(store, IncidentId("inc_1"))
        assert told.why == "danger was named twice"
        assert await tasks.open_of(store, IncidentId("inc_2")) == (other,)


async def test_the_same_task_is_opened_once_by_two_who_open_it_at_once(database: Database) -> None:
    async def opens(n: int) -> bool:
        async with database.writing() as store:
            return await tasks.open_task(store, task(n))

    async with database.writing() as store:
        assert await tasks.open_task(store, task(1))
        second = asyncio.create_task(opens(2))
        await asyncio.wait({second}, timeout=0.2)

    assert not await second


async def test_tasks_without_an_incident_are_told_apart_by_their_person_and_by_what_they_are_about(
    database: Database,
) -> None:
    async with database.writing() as store:
        assert await tasks.open_task(store, task(1, TaskKind.UNREACHABLE, None, person=ANA))
        assert await tasks.open_task(store, task(2, TaskKind.UNREACHABLE, None))
        assert not await tasks.open_task(store, task(3, TaskKind.UNREACHABLE, None, person=ANA))
        one, other = (task(n, TaskKind.ATTENDANCE, None, owner=ANA, subject=about("training", n)) for n in (4, 5))
        assert await tasks.open_task(store, one)
        assert await tasks.open_task(store, other)
        await tasks.finish_about(store, RIVER, None, (TaskKind.ATTENDANCE,), subject=one.subject)
        left = [each for each in await tasks.list_open(store, {RIVER}) if each.kind is TaskKind.ATTENDANCE]
        assert left == [other]
        assert numbers_of(other) == ("5",)


async def test_a_team_sees_its_open_tasks_the_first_due_first(database: Database) -> None:
    here = [task(1), task(2, TaskKind.SILENT), task(3, TaskKind.CLOSE)]
    async with database.writing() as store:
        for each in (*here, task(4, team=HILL)):
            await tasks.open_task(store, each)
        await tasks.finish_kinds(store, IncidentId("inc_1"), (TaskKind.CLOSE,))
        await tasks.finish_kinds(store, IncidentId("inc_1"), ())
        await tasks.finish(store, ())

        assert await tasks.list_open(store, {RIVER}) == (here[1], here[0])
