"""Complaints about one of ours. What was said and how it ended is sealed under each one's own data key; a while after
its end nothing of it is left.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.complaint import KEPT, Complaint, ComplaintEvent, ComplaintState
from domain.ids import ComplaintId, ConversationId, IncidentId, PersonId, TeamId
from models import row_keys
from models.database import Store
from models.forms import as_bytes, from_bytes
from models.row_keys import Owner
from models.tables import complaint, complaint_event

KEPT_AS = "complaint"
"""The class of retention under which their keys stand."""

_NOT_ENDED = complaint.c.state != sa.literal(ComplaintState.ENDED.value)
_BY_ID = sa.select(complaint).where(complaint.c.id == sa.bindparam("which"))
_BY_NUMBER = sa.select(complaint).where(complaint.c.number == sa.bindparam("called")).with_for_update()
_OPEN = sa.select(complaint).where(_NOT_ENDED).order_by(complaint.c.due, complaint.c.id)
_OF_CALL = sa.select(complaint).where(complaint.c.incident == sa.bindparam("call")).order_by(complaint.c.id)
_NEWEST_OF = (
    sa.select(complaint)
    .where(sa.or_(complaint.c.conversation == sa.bindparam("whose"), complaint.c.person == sa.bindparam("whose")))
    .order_by(complaint.c.ended_at.is_not(None), complaint.c.raised_at.desc(), complaint.c.id)
    .limit(1)
)
_LATEST_OF = _NEWEST_OF.where(_NOT_ENDED)
_KEEP = sa.update(complaint).where(complaint.c.id == sa.bindparam("which"))
_OLD = sa.select(complaint.c.id).where(complaint.c.ended_at < sa.bindparam("before"))
_EVENTS = (
    sa.select(complaint_event).where(complaint_event.c.complaint == sa.bindparam("of")).order_by(complaint_event.c.id)
)
_NUMBERS = sa.select(complaint.c.number)

RUNNING_TALKS = sa.select(complaint.c.conversation).where(_NOT_ENDED, complaint.c.conversation.is_not(None))
"""Whose talk is needed still: they are to hear how it ended."""


async def numbers(store: Store) -> frozenset[int]:
    """Those that are taken."""
    return frozenset((await store.connection.execute(_NUMBERS)).scalars())


async def raise_(store: Store, new: Complaint, event: ComplaintEvent, now: datetime) -> None:
    """Keep a new one."""
    made = await row_keys.make(store, Owner.COMPLAINT, new.id, now + KEPT, KEPT_AS)
    columns = {"data_key": made.wrapped, "keyring_key": made.keyring_key, "told": _told(store, new), **_columns(new)}
    await store.connection.execute(sa.insert(complaint), columns)
    await _note(store, new, event, now)


async def keep(store: Store, after: Complaint, event: ComplaintEvent, now: datetime) -> None:
    """As it stands now, and what became of it. Words that are gone stay gone."""
    columns = {name: value for name, value in _columns(after).items() if name != "id"}
    if await row_keys.is_kept(store, Owner.COMPLAINT, after.id):
        columns["told"] = _told(store, after)
    await store.connection.execute(_KEEP.values(**columns), {"which": after.id})
    await _note(store, after, event, now)


async def load(store: Store, which: ComplaintId) -> Complaint | None:
    """One of them, held: nobody else decides about it until this transaction ends."""
    row = (await store.connection.execute(_BY_ID.with_for_update(), {"which": which})).one_or_none()
    return None if row is None else await _complaint(store, row)


async def called(store: Store, number: int) -> Complaint | None:
    """The one that goes by this number, held."""
    row = (await store.connection.execute(_BY_NUMBER, {"called": number})).one_or_none()
    return None if row is None else await _complaint(store, row)


async def open_ones(store: Store) -> tuple[Complaint, ...]:
    """Those that have not ended, the first due first: for whoever knows who may see which."""
    return tuple([await _complaint(store, row) for row in (await store.connection.execute(_OPEN)).all()])


async def of_call(store: Store, call: IncidentId) -> tuple[Complaint, ...]:
    """Every one about that call, ended or not."""
    return tuple(
        [await _complaint(store, row) for row in (await store.connection.execute(_OF_CALL, {"call": call})).all()]
    )


async def latest_of(store: Store, whose: str) -> Complaint | None:
    """The last one of a conversation or a member that has not ended."""
    row = (await store.connection.execute(_LATEST_OF, {"whose": whose})).one_or_none()
    return None if row is None else await _complaint(store, row)


async def newest_of(store: Store, whose: str) -> Complaint | None:
    """The same; where all have ended, the last one of these."""
    row = (await store.connection.execute(_NEWEST_OF, {"whose": whose})).one_or_none()
    return None if row is None else await _complaint(store, row)


async def events_of(store: Store, which: ComplaintId) -> tuple[ComplaintEvent, ...]:
    """What became of it, in order."""
    rows = await store.connection.execute(_EVENTS, {"of": which})
    return tuple(
        ComplaintEvent(what=row.what, why=row.why, by=None if row.by_whom is None else PersonId(row.by_whom))
        for row in rows
    )


async def prolong_running(store: Store, now: datetime) -> None:
    """The words of those that have not ended are kept as long from `now` as from their beginning."""
    ids = [row.id for row in await store.connection.execute(_OPEN)]
    await row_keys.meet(store, [(Owner.COMPLAINT, each) for each in ids])
    for each in ids:
        again = await row_keys.prolong(store, Owner.COMPLAINT, each, now + KEPT, KEPT_AS)
        if again is not None:
            columns = {"data_key": again.wrapped, "keyring_key": again.keyring_key}
            await store.connection.execute(_KEEP.values(**columns), {"which": each})


async def forget(store: Store, now: datetime) -> None:
    """Those that ended long ago are gone, with what became of them."""
    old: Iterable[str] = (await store.connection.execute(_OLD, {"before": now - KEPT})).scalars().all()
    for each in old:
        await store.connection.execute(sa.delete(complaint_event).where(complaint_event.c.complaint == each))
        await store.connection.execute(sa.delete(complaint).where(complaint.c.id == each))


async def _note(store: Store, of: Complaint, event: ComplaintEvent, now: datetime) -> None:
    row = {"complaint": of.id, "at": now, "what": event.what, "why": event.why, "by_whom": event.by}
    await store.connection.execute(sa.insert(complaint_event), row)


def _told(store: Store, of: Complaint) -> bytes:
    key = store.row_keys[Owner.COMPLAINT, of.id].key
    form = {"words": list(of.words), "note": of.note}
    return store.vault.seal(key, "complaint", "told", of.id, as_bytes(form))


def _columns(of: Complaint) -> dict[str, Any]:
    return {
        "id": of.id,
        "number": of.number,
        "team": of.team,
        "state": of.state.value,
        "raised_at": of.raised_at,
        "due": of.due,
        "incident": of.incident,
        "call_number": of.call,
        "conversation": of.conversation,
        "person": of.person,
        "caller": of.caller,
        "named": of.named,
        "went": sorted(of.went),
        "owner": of.owner,
        "step": of.step,
        "discreet": of.discreet,
        "ended_at": of.ended_at,
    }


async def _complaint(store: Store, row: Any) -> Complaint:
    key = await row_keys.unwrap_if_kept(store, Owner.COMPLAINT, row.id, row.data_key, row.keyring_key)
    told = {} if key is None else from_bytes(store.vault.open(key, "complaint", "told", row.id, row.told))
    return Complaint(
        id=ComplaintId(row.id),
        number=row.number,
        team=TeamId(row.team),
        state=ComplaintState(row.state),
        raised_at=row.raised_at,
        due=row.due,
        incident=None if row.incident is None else IncidentId(row.incident),
        call=row.call_number,
        conversation=None if row.conversation is None else ConversationId(row.conversation),
        person=None if row.person is None else PersonId(row.person),
        caller=row.caller,
        named=None if row.named is None else PersonId(row.named),
        went=frozenset(map(PersonId, row.went)),
        owner=None if row.owner is None else PersonId(row.owner),
        step=row.step,
        discreet=row.discreet,
        ended_at=row.ended_at,
        words=tuple(told.get("words", ())),
        note=told.get("note", ""),
    )
