"""The shells of calls: what is left of one once its words are gone. Ids, times and states, and who was asked and went.

They are kept as long after the call has closed as its nature says (`retention.shell`), and a little longer where
something about it is still to be done: a task, a timer, questions how somebody is, a complaint. What a call leaves
behind for good are figures without ids. The newest call of all stays until there is a newer one: on SQLite the next
number is counted from it, and no number is given twice.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.checkin import State
from domain.ids import IncidentId
from domain.incident import IncidentStatus
from domain.tasks import TaskState
from models.database import Store
from models.tables import (
    aid,
    assignment,
    attempt,
    check_in,
    complaint,
    conversation,
    custody,
    delivery,
    event,
    incident,
    incident_area,
    incident_conversation,
    need,
    page,
    task,
    timer,
)

MOST_AT_ONCE = 200
"""Calls whose shells go in one transaction: the rest waits for the next."""

_CLOSED = incident.c.status == IncidentStatus.CLOSED.value
_OF_IT = incident.c.id
_TO_BE_DONE = (
    sa.exists().where(task.c.incident == _OF_IT, task.c.state == TaskState.OPEN.value),
    sa.exists().where(timer.c.incident == _OF_IT, timer.c.state == "waiting"),
    sa.exists().where(check_in.c.incident == _OF_IT, check_in.c.state != State.ENDED.value),
    sa.exists().where(complaint.c.incident == _OF_IT),
)
_KEPT = sa.select(incident.c.shell_kept_seconds).where(_CLOSED).distinct()
_HIGHEST = sa.select(sa.func.max(incident.c.number)).scalar_subquery()
_DUE = (
    sa.select(_OF_IT)
    .where(
        _CLOSED,
        incident.c.shell_kept_seconds == sa.bindparam("kept"),
        incident.c.closed_at <= sa.bindparam("before", type_=incident.c.closed_at.type),
        incident.c.number < _HIGHEST,
        *(sa.not_(each) for each in _TO_BE_DONE),
    )
    .order_by(incident.c.closed_at)
    .limit(MOST_AT_ONCE)
)
_GONE: sa.BindParameter[str] = sa.bindparam("gone", expanding=True)
_FORGET = (
    sa.update(conversation).where(conversation.c.incident.in_(_GONE)).values(incident=None),
    sa.delete(attempt).where(
        attempt.c.delivery.in_(sa.select(delivery.c.id).where(delivery.c.incident.in_(_GONE)).scalar_subquery())
    ),
    *(
        sa.delete(each).where(each.c.incident.in_(_GONE))
        for each in (
            *(delivery, timer, task, assignment, page, need, aid, custody),
            *(incident_area, incident_conversation, event),
        )
    ),
    sa.delete(incident).where(incident.c.id.in_(_GONE)),
)


async def forget(store: Store, now: datetime) -> int:
    """Delete the shells that are kept no longer; how many calls they were of."""
    forgotten = 0
    for kept in (await store.connection.execute(_KEPT)).scalars().all():
        due = {"kept": kept, "before": now - timedelta(seconds=kept)}
        gone = (await store.connection.execute(_DUE, due)).scalars().all()
        if not gone:
            continue
        for each in _FORGET:
            await store.connection.execute(each, {"gone": gone})
        for each in gone:
            store.loaded.pop(IncidentId(each), None)
        forgotten += len(gone)
    return forgotten
