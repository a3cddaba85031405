"""Whoever was going before they were looked after is looked after once the schema is new."""

from dataclasses import replace

from domain import commands as c
from domain.dispatch import decide
from domain.ids import AssignmentId, IncidentId, PersonId
from domain.incident import Assignment, AssignmentState, Disposition, Incident, IncidentStatus
from domain.messages import WakeKind
from models import communities, incidents, migrate, senders, timers
from tests.models.conftest import opened
from tests.models.small import ANA, BEN, COMMUNITY, OURS, PEOPLE, incident
from tests.support.builders import NOON, facts


def going(n: int, person: PersonId, state: AssignmentState) -> Assignment:
    return Assignment(
        id=AssignmentId(f"asg_{n}_{person}"),
        incident=IncidentId(f"inc_{n}"),
        person=person,
        page=None,
        code=f"Otter {person}",
        state=state,
        accepted_at=NOON,
    )


async def test_who_was_going_under_the_schema_before_is_asked_whether_all_is_well(
    database_url: str, keyring_url: str
) -> None:
    await migrate.upgrade(database_url)
    database = await opened(database_url, keyring_url, "old")
    async with database.writing() as store:
        await communities.apply(store, COMMUNITY, PEOPLE, prune=False, now=NOON)
        await senders.keep(store, *OURS)
        there, left = going(1, ANA, AssignmentState.ON_SCENE), going(1, BEN, AssignmentState.DROPPED_OUT)
        runs = replace(incident(1, None), status=IncidentStatus.ON_SCENE, assignments=(there, left))
        over = replace(
            incident(2, None),
            status=IncidentStatus.CLOSED,
            disposition=Disposition.CANCELLED,
            closed_at=NOON,
            assignments=(going(2, BEN, AssignmentState.ACCEPTED),),
        )
        for each in (runs, over):
            await incidents.keep(store, None, each, (), NOON)
    await database.close()

    await migrate.downgrade(database_url, "0012")
    await migrate.upgrade(database_url)

    database = await opened(database_url, keyring_url, "new")
    async with database.writing() as store:
        waiting = await timers.due(store, NOON, 10)
        before = await incidents.load(store, IncidentId("inc_1"))
    await database.close()
    assert [(each.kind, each.incident) for each in waiting] == [(WakeKind.ASK_WELL, "inc_1")]
    assert before is not None
    after = looked_after(before, waiting[0])
    assert {each.person: each.watch.since for each in after.going()} == {ANA: NOON}


def looked_after(call: Incident, due: timers.Due) -> Incident:
    look = c.LookAfter(incident=call.id, wake=due.kind, subject=due.subject)
    decision = decide(call, look, facts(), NOON)
    assert WakeKind.ASK_WELL in {wake.kind for wake in decision.wakes}
    return decision.incident
