"""What humans must do."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from domain.ids import ConversationId, IncidentId, PersonId, TaskId, TeamId
from domain.tasks import Task, TaskKind, TaskState
from models.alone import alone_with
from models.database import Store
from models.tables import task

_OPEN = task.c.state == sa.literal(TaskState.OPEN.value)
_BY_DUE = sa.select(task).where(_OPEN).order_by(task.c.due, task.c.id)
_OPEN_OF = _BY_DUE.where(task.c.incident == sa.bindparam("of"))
_OPEN_OF_TEAMS = _BY_DUE.where(task.c.team.in_(sa.bindparam("teams", expanding=True)))
_SAME = sa.select(task.c.id).where(
    _OPEN,
    task.c.kind == sa.bindparam("kind"),
    task.c.team == sa.bindparam("team"),
    task.c.incident.is_not_distinct_from(sa.bindparam("incident", type_=sa.String)),
    task.c.conversation.is_not_distinct_from(sa.bindparam("conversation", type_=sa.String)),
    task.c.person.is_not_distinct_from(sa.bindparam("person", type_=sa.String)),
)
_BY_ID = sa.select(task).where(task.c.id == sa.bindparam("of_id"))
_OF_INCIDENT = sa.update(task).where(_OPEN, task.c.incident == sa.bindparam("of"))
_OWN = _OF_INCIDENT.where(task.c.owner.is_(None))
_HAND_OVER = _OF_INCIDENT
_OWN_CALLS = sa.update(task).where(
    _OPEN,
    task.c.owner.is_(None),
    task.c.incident.is_not(None),
    task.c.team.in_(sa.bindparam("teams", expanding=True)),
)
_COUNT_OPEN = sa.select(sa.func.count(task.c.person.distinct())).where(_OPEN, task.c.kind == sa.bindparam("of_kind"))
_FINISHED = sa.update(task).where(_OPEN).values(state=TaskState.DONE.value)
_FINISH = _FINISHED.where(task.c.id.in_(sa.bindparam("ids", expanding=True)))
_FINISH_KINDS = _FINISHED.where(
    task.c.incident == sa.bindparam("of"), task.c.kind.in_(sa.bindparam("kinds", expanding=True))
)
_FINISH_ABOUT = _FINISHED.where(
    task.c.team == sa.bindparam("of_team"),
    task.c.person == sa.bindparam("about"),
    task.c.kind.in_(sa.bindparam("kinds", expanding=True)),
)
_FINISH_OF_NO_CALL = _FINISHED.where(
    task.c.incident.is_(None),
    task.c.team.in_(sa.bindparam("teams", expanding=True)),
    task.c.kind.in_(sa.bindparam("kinds", expanding=True)),
)
_OPEN_OF_KIND = _BY_DUE.where(task.c.kind == sa.bindparam("of_kind"))
_GIVE = (
    sa.update(task)
    .where(_OPEN, task.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(owner=sa.bindparam("to_person"))
)
_FINISH_KIND = _FINISHED.where(task.c.kind == sa.bindparam("of_kind"))


async def open_task(store: Store, wanted: Task) -> bool:
    """Open a task. False if the same is open already: of this kind, about this incident, conversation and person."""
    columns = _columns(wanted)
    same = {name: columns[name] for name in ("kind", "team", "incident", "conversation", "person")}
    await alone_with(store.connection, f"task {sorted(same.items())}")
    if (await store.connection.execute(_SAME, same)).first() is not None:
        return False
    await store.connection.execute(sa.insert(task), columns)
    return True


async def finish(store: Store, ids: Iterable[TaskId]) -> None:
    if wanted := list(ids):
        await store.connection.execute(_FINISH, {"ids": wanted})


async def finish_kinds(store: Store, incident: IncidentId, kinds: Iterable[TaskKind]) -> None:
    """Finish the incident's open tasks of these kinds."""
    if wanted := sorted(kinds):
        await store.connection.execute(_FINISH_KINDS, {"of": incident, "kinds": wanted})


async def finish_everywhere(store: Store, kind: TaskKind) -> None:
    """Finish the open tasks of this kind, whatever they are about."""
    await store.connection.execute(_FINISH_KIND, {"of_kind": kind.value})


async def finish_of_no_call(store: Store, teams: Iterable[TeamId], kinds: Iterable[TaskKind]) -> None:
    """Finish these teams' open tasks of these kinds that belong to no incident."""
    await store.connection.execute(_FINISH_OF_NO_CALL, {"teams": sorted(teams), "kinds": sorted(kinds)})


async def finish_about(store: Store, team: TeamId, person: PersonId, kinds: Iterable[TaskKind]) -> None:
    """Finish a team's open tasks of these kinds about a person."""
    await store.connection.execute(_FINISH_ABOUT, {"of_team": team, "about": person, "kinds": sorted(kinds)})


async def say_why(store: Store, id_: TaskId, why: str) -> None:
    """More is known of it than as it was opened."""
    await store.connection.execute(sa.update(task).where(task.c.id == id_).values(why=why))


async def load(store: Store, task_id: TaskId) -> Task | None:
    row = (await store.connection.execute(_BY_ID, {"of_id": task_id})).one_or_none()
    return None if row is None else _task(row)


async def own(store: Store, incident: IncidentId, owner: PersonId) -> None:
    """What nobody has taken of an incident's open tasks is `owner`'s."""
    await store.connection.execute(_OWN.values(owner=owner), {"of": incident})


async def own_calls(store: Store, teams: Iterable[TeamId], owner: PersonId) -> None:
    """What nobody has taken of these teams' open tasks about incidents is `owner`'s."""
    await store.connection.execute(_OWN_CALLS.values(owner=owner), {"teams": sorted(teams)})


async def hand_over(store: Store, incident: IncidentId, team: TeamId) -> None:
    """An incident's open tasks are another team's now, and nobody has taken them there."""
    await store.connection.execute(_HAND_OVER.values(team=team, owner=None), {"of": incident})


async def open_of(store: Store, incident: IncidentId) -> tuple[Task, ...]:
    """The incident's open tasks, the first due first."""
    return tuple(map(_task, await store.connection.execute(_OPEN_OF, {"of": incident})))


async def list_open(store: Store, teams: Iterable[TeamId]) -> tuple[Task, ...]:
    """The open tasks of these teams, the first due first."""
    return tuple(map(_task, await store.connection.execute(_OPEN_OF_TEAMS, {"teams": sorted(teams)})))


async def open_of_kind(store: Store, kind: TaskKind) -> tuple[Task, ...]:
    """Every open task of this kind, whatever it is about, the first due first."""
    return tuple(map(_task, await store.connection.execute(_OPEN_OF_KIND, {"of_kind": kind.value})))


async def give(store: Store, ids: Iterable[TaskId], owner: PersonId) -> None:
    """These are `owner`'s from now on."""
    if wanted := list(ids):
        await store.connection.execute(_GIVE, {"ids": wanted, "to_person": owner})


async def count_open(store: Store, kind: TaskKind) -> int:
    """Of how many people there is an open task of this kind."""
    count: int = (await store.connection.execute(_COUNT_OPEN, {"of_kind": kind.value})).scalar_one()
    return count


def _columns(wanted: Task) -> dict[str, Any]:
    return {
        "id": wanted.id,
        "kind": wanted.kind.value,
        "team": wanted.team,
        "incident": wanted.incident,
        "conversation": wanted.conversation,
        "person": wanted.person,
        "owner": wanted.owner,
        "due": wanted.due,
        "state": wanted.state.value,
        "why": wanted.why,
    }


def _task(row: Any) -> Task:
    return Task(
        id=TaskId(row.id),
        kind=TaskKind(row.kind),
        team=TeamId(row.team),
        incident=None if row.incident is None else IncidentId(row.incident),
        conversation=None if row.conversation is None else ConversationId(row.conversation),
        person=None if row.person is None else PersonId(row.person),
        owner=None if row.owner is None else PersonId(row.owner),
        due=row.due,
        state=TaskState(row.state),
        why=row.why,
    )
