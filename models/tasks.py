"""What humans must do. Whatever opens a task that others are to hear of in time sets its team's timer with it.

The words of what somebody wrote down are sealed under their own key: erasing them erases these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.climbing import slot, subject
from domain.ids import ConversationId, IncidentId, PersonId, TaskId, TeamId
from domain.messages import Wake, WakeKind
from domain.tasks import CLIMB_BY_THEMSELVES, Before, Task, TaskKind, TaskState
from models import row_keys, timers
from models.alone import alone_with
from models.database import Store
from models.keyring import KeyDestroyed
from models.row_keys import Owner
from models.tables import task, task_reader

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
    task.c.subject.is_not_distinct_from(sa.bindparam("subject", type_=sa.String)),
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
    task.c.person.is_not_distinct_from(sa.bindparam("about", type_=sa.String)),
    task.c.subject.is_not_distinct_from(sa.bindparam("of_subject", type_=sa.String)),
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
    .values(owner=sa.bindparam("to_person"), step=0)
)
_OF_PERSON = _BY_DUE.where(sa.or_(task.c.owner == sa.bindparam("whose"), task.c.made_by == sa.bindparam("whose")))
_BY_NUMBER = sa.select(task).where(task.c.number == sa.bindparam("called")).with_for_update()
_HELD = _BY_ID.with_for_update()
_HIGHEST = sa.select(sa.func.coalesce(sa.func.max(task.c.number), 0))
_KEEP = sa.update(task).where(task.c.id == sa.bindparam("which"))
_READERS = (
    sa.select(task_reader.c.person).where(task_reader.c.team == sa.bindparam("of_team")).order_by(task_reader.c.person)
)
_NONE_LEFT = (
    sa.select(task_reader.c.team)
    .distinct()
    .where(~sa.exists().where(_OPEN, task.c.team == task_reader.c.team))
    .order_by(task_reader.c.team)
)
_NO_READERS = sa.delete(task_reader).where(task_reader.c.team == sa.bindparam("of_team"))
_FINISHED_OWN = sa.delete(task).where(
    task.c.kind.in_((TaskKind.OWN.value, TaskKind.CALL_TO_ACTION.value)),
    task.c.state == TaskState.DONE.value,
    task.c.due < sa.bindparam("before"),
)
_FINISH_KIND = _FINISHED.where(task.c.kind == sa.bindparam("of_kind"))


async def open_task(store: Store, wanted: Task) -> bool:
    """Open a task. False if the same is open already: of this kind, about this incident, conversation and person."""
    columns = _columns(wanted)
    same = {name: columns[name] for name in ("kind", "team", "incident", "conversation", "person", "subject")}
    await alone_with(store.connection, f"task {sorted(same.items())}")
    if (await store.connection.execute(_SAME, same)).first() is not None:
        return False
    await store.connection.execute(sa.insert(task), columns)
    if wanted.kind not in CLIMB_BY_THEMSELVES:
        await look_at(store, wanted.team, wanted.due)
    return True


async def look_at(store: Store, team: TeamId, at: datetime, *, now: datetime | None = None) -> None:
    """It is looked what is to be said of the team's tasks, together with whatever is due about then."""
    moment = slot(at, at if now is None else now)
    await timers.wake_all(store, [Wake(kind=WakeKind.TASKS, subject=subject(team, moment), at=moment)])


async def make(store: Store, wanted: Task, words: str) -> Task:
    """Write a task down in somebody's own words; under the number that it goes by."""
    if wanted.made_by is None:
        raise LookupError("nobody made it")
    key = await row_keys.of(store, Owner.PERSON, wanted.made_by)
    sealed = store.vault.seal(key, "task", "words", wanted.id, words.encode())
    await store.connection.execute(sa.insert(task), {**_columns(wanted), "words": sealed})
    await look_at(store, wanted.team, wanted.due)
    return (await numbered_all(store, (wanted,)))[0]


async def words_of(store: Store, what: Task) -> str:
    """What somebody wrote down; nothing once they are erased, or where nobody wrote anything."""
    if what.made_by is None:
        return ""
    sealed = (await store.connection.execute(sa.select(task.c.words).where(task.c.id == what.id))).scalar_one_or_none()
    if sealed is None:
        return ""
    try:
        key = await row_keys.of(store, Owner.PERSON, what.made_by)
    except KeyDestroyed:
        return ""
    return store.vault.open(key, "task", "words", what.id, sealed).decode()


async def numbered_all(store: Store, shown: Sequence[Task]) -> tuple[Task, ...]:
    """The same, each with the number that it goes by from now on."""
    if all(each.number is not None for each in shown):
        return tuple(shown)
    await alone_with(store.connection, "numbers of tasks")
    highest = int((await store.connection.execute(_HIGHEST)).scalar_one())
    found = []
    for each in shown:
        if each.number is None:
            known = (await store.connection.execute(sa.select(task.c.number).where(task.c.id == each.id))).scalar_one()
            if known is None:
                highest += 1
                known = highest
                await store.connection.execute(_KEEP.values(number=known), {"which": each.id})
            each = replace(each, number=known)
        found.append(each)
    return tuple(found)


async def called(store: Store, number: int) -> Task | None:
    """The one that goes by this number, held, open or done."""
    row = (await store.connection.execute(_BY_NUMBER, {"called": number})).one_or_none()
    return None if row is None else _task(row)


async def hold(store: Store, task_id: TaskId) -> Task | None:
    """One of them, held: nobody else changes it until this transaction ends."""
    row = (await store.connection.execute(_HELD, {"of_id": task_id})).one_or_none()
    return None if row is None else _task(row)


async def keep(store: Store, after: Task) -> None:
    """As it stands now."""
    columns = {name: value for name, value in _columns(after).items() if name != "id"}
    await store.connection.execute(_KEEP.values(**columns), {"which": after.id})


async def drop(store: Store, task_id: TaskId) -> None:
    """It was never wanted."""
    await store.connection.execute(sa.delete(task).where(task.c.id == task_id))


async def of_person(store: Store, person: PersonId) -> tuple[Task, ...]:
    """The open ones that are somebody's, or that they wrote down, the first due first."""
    return tuple(map(_task, await store.connection.execute(_OF_PERSON, {"whose": person})))


async def alone_with_tasks(store: Store, team: TeamId) -> None:
    """Nobody else looks at what is to be said of the team's tasks until this transaction ends."""
    await alone_with(store.connection, f"what is said of tasks {team}")


async def seen(store: Store, team: TeamId, person: PersonId) -> None:
    """Somebody saw that the team has tasks: they hear it once when none is left."""
    known = sa.select(task_reader.c.person).where(task_reader.c.team == team, task_reader.c.person == person)
    if (await store.connection.execute(known)).first() is None:
        await store.connection.execute(sa.insert(task_reader), {"team": team, "person": person})


async def readers_of(store: Store, team: TeamId) -> tuple[PersonId, ...]:
    """Who saw the team's tasks, and has not heard since that none is left."""
    return tuple(map(PersonId, (await store.connection.execute(_READERS, {"of_team": team})).scalars()))


async def with_none_left(store: Store) -> tuple[TeamId, ...]:
    """The teams whose tasks somebody saw, and of which none is open."""
    return tuple(map(TeamId, (await store.connection.execute(_NONE_LEFT)).scalars()))


async def let_readers_go(store: Store, team: TeamId) -> None:
    """They have heard that none is left."""
    await store.connection.execute(_NO_READERS, {"of_team": team})


async def forget(store: Store, before: datetime) -> None:
    """What somebody wrote down, and what was done long ago, is gone."""
    await store.connection.execute(_FINISHED_OWN, {"before": before})


async def finish(store: Store, ids: Iterable[TaskId]) -> None:
    if wanted := list(ids):
        await _end(store, _FINISH, {"ids": wanted})


async def finish_kinds(store: Store, incident: IncidentId, kinds: Iterable[TaskKind]) -> None:
    """Finish the incident's open tasks of these kinds."""
    if wanted := sorted(kinds):
        await _end(store, _FINISH_KINDS, {"of": incident, "kinds": wanted})


async def finish_everywhere(store: Store, kind: TaskKind) -> None:
    """Finish the open tasks of this kind, whatever they are about."""
    await _end(store, _FINISH_KIND, {"of_kind": kind.value})


async def finish_of_no_call(store: Store, teams: Iterable[TeamId], kinds: Iterable[TaskKind]) -> None:
    """Finish these teams' open tasks of these kinds that belong to no incident."""
    await _end(store, _FINISH_OF_NO_CALL, {"teams": sorted(teams), "kinds": sorted(kinds)})


async def finish_about(
    store: Store, team: TeamId, person: PersonId | None, kinds: Iterable[TaskKind], *, subject: str | None = None
) -> None:
    """Finish a team's open tasks of these kinds about a person, and about `subject` where there is one."""
    what = {"of_team": team, "about": person, "kinds": sorted(kinds), "of_subject": subject}
    await _end(store, _FINISH_ABOUT, what)


async def _end(store: Store, statement: sa.Update, which: dict[str, Any]) -> None:
    done = await store.connection.execute(statement, which)
    store.tasks_ended = store.tasks_ended or bool(done.rowcount)


async def say_why(store: Store, id_: TaskId, why: str) -> None:
    """More is known of it than as it was opened."""
    await store.connection.execute(sa.update(task).where(task.c.id == id_).values(why=why))


async def load(store: Store, task_id: TaskId) -> Task | None:
    row = (await store.connection.execute(_BY_ID, {"of_id": task_id})).one_or_none()
    return None if row is None else _task(row)


async def own(store: Store, incident: IncidentId, owner: PersonId) -> None:
    """What nobody has taken of an incident's open tasks is `owner`'s."""
    await store.connection.execute(_OWN.values(owner=owner, step=0), {"of": incident})


async def own_calls(store: Store, teams: Iterable[TeamId], owner: PersonId) -> None:
    """What nobody has taken of these teams' open tasks about incidents is `owner`'s."""
    await store.connection.execute(_OWN_CALLS.values(owner=owner, step=0), {"teams": sorted(teams)})


async def hand_over(store: Store, incident: IncidentId, team: TeamId) -> None:
    """An incident's open tasks are another team's now, and nobody has taken them there."""
    await store.connection.execute(_HAND_OVER.values(team=team, owner=None, step=0), {"of": incident})


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
        "number": wanted.number,
        "made_by": wanted.made_by,
        "step": wanted.step,
        "climbs_at": wanted.climbs_at,
        "before": None if wanted.before is None else _before_form(wanted.before),
        "subject": wanted.subject,
    }


def _before_form(before: Before) -> dict[str, str | None]:
    return {
        "state": None if before.state is None else before.state.value,
        "owner": before.owner,
        "due": before.due.isoformat(),
        "by": before.by,
    }


def _before(form: Any) -> Before | None:
    if form is None:
        return None
    return Before(
        state=None if form["state"] is None else TaskState(form["state"]),
        owner=None if form["owner"] is None else PersonId(form["owner"]),
        due=datetime.fromisoformat(form["due"]),
        by=PersonId(form["by"]),
    )


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
        number=row.number,
        made_by=None if row.made_by is None else PersonId(row.made_by),
        step=row.step,
        climbs_at=row.climbs_at,
        before=_before(row.before),
        subject=row.subject,
    )
