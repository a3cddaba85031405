"""Destroying what is due, without taking the words of calls that still run.

Rows of the inbox go too once they are done with: their times would tell who wrote when, long after the words. So do
the shells of calls (`models.shells`).

A key's day is set when words are written and moves on when something is written again. A call that has been quiet for
days still runs: before the keys of a day are destroyed, what runs is wrapped under later ones.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.incident import IncidentStatus
from domain.needs import Retention
from models import complaints, inbox, row_keys, shells, trainings
from models.checkins import RUNNING_TALKS
from models.conversations import TALK
from models.database import Database, Store
from models.incidents import retention_class
from models.row_keys import Owner
from models.tables import conversation, incident

_RUNS = incident.c.status != IncidentStatus.CLOSED.value
_CALLS = sa.select(incident.c.id, incident.c.words_kept_seconds).where(_RUNS)
_TALKS = sa.union(
    sa.select(conversation.c.id).join(incident, incident.c.conversation == conversation.c.id).where(_RUNS),
    sa.select(conversation.c.id).where(conversation.c.id.in_(RUNNING_TALKS)),  # their number: they are to be asked
    sa.select(conversation.c.id).where(conversation.c.id.in_(complaints.RUNNING_TALKS)),  # or to hear how it ended
    sa.select(conversation.c.id).where(conversation.c.id.in_(trainings.RUNNING_TALKS)),  # or of a training
)
_UPDATE: dict[Owner, sa.Update] = {
    Owner.INCIDENT: sa.update(incident).where(incident.c.id == sa.bindparam("wanted")),
    Owner.CONVERSATION: sa.update(conversation).where(conversation.c.id == sa.bindparam("wanted")),
}


async def destroy_due(database: Database, now: datetime) -> tuple[str, ...]:
    """Destroy every key of the keyring whose day has come, once what still runs no longer hangs on it; their ids."""
    async with database.writing() as store:
        await prolong_running(store, now)
        await inbox.clear(store, now)
        await shells.forget(store, now)
    destroyed = await database.keyring.destroy(now.date(), now)
    database.forget()
    return destroyed


async def prolong_running(store: Store, now: datetime) -> None:
    """Keep the words of every call that runs, and of the talk it came from, as long from `now` as from a last word."""
    calls = (await store.connection.execute(_CALLS)).all()
    talks = (await store.connection.execute(_TALKS, {"now": now})).scalars().all()
    await row_keys.meet(store, [(Owner.INCIDENT, call.id) for call in calls])
    await row_keys.meet(store, [(Owner.CONVERSATION, talk) for talk in talks])
    await complaints.prolong_running(store, now)
    for call in calls:
        words = timedelta(seconds=call.words_kept_seconds)
        await _prolong(store, Owner.INCIDENT, call.id, now + words, retention_class(Retention(words=words)))
    for talk in talks:
        await _prolong(store, Owner.CONVERSATION, talk, now + store.talk_kept, TALK)


async def _prolong(store: Store, owner: Owner, row: str, last: datetime, kept_as: str) -> None:
    again = await row_keys.prolong(store, owner, row, last, kept_as)
    if again is not None:
        columns: dict[str, Any] = {"data_key": again.wrapped, "keyring_key": again.keyring_key}
        await store.connection.execute(_UPDATE[owner], {"wanted": row, **columns})
