"""Talks, one for each contact point. What somebody said in one is sealed under its own data key.

That key goes a while after the last word (`Store.talk_kept`), and with it the words and a requester's address. Whoever
writes again after that is known by their address, and starts with a fresh key.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain import events as e
from domain.conversation import CONVERSATION_MOVES, Conversation, ConversationStatus, Intake
from domain.ids import ContactPointId, ConversationId, IncidentId, PersonId, SenderId
from domain.people import Channel, ContactPoint
from domain.relayed import Passing
from domain.texting import Texting
from models import people, row_keys
from models.database import Store
from models.forms import (
    Form,
    as_bytes,
    event_columns,
    from_bytes,
    intake_form,
    intake_from,
    pace_form,
    pace_from,
    passing_form,
    passing_from,
    pending_form,
    pending_from,
    texting_form,
    texting_from,
)
from models.row_keys import Owner
from models.tables import contact_point as points
from models.tables import conversation, event, incident

TALK = "talk"
"""The retention class of conversations."""

_WANTED: sa.BindParameter[Any] = sa.bindparam("wanted")
_BY_ID = sa.select(conversation).where(conversation.c.id == _WANTED)
_BY_POINT = sa.select(conversation).where(conversation.c.contact_point == _WANTED)
_BY_ID_HELD, _BY_POINT_HELD = _BY_ID.with_for_update(), _BY_POINT.with_for_update()
_BY_INCIDENT = (
    sa.select(conversation).join(incident, incident.c.conversation == conversation.c.id).where(incident.c.id == _WANTED)
)
_PERSON = sa.select(conversation.c.person).where(conversation.c.id == _WANTED)
_INSERT = sa.insert(conversation)
_INSERT_EVENT = sa.insert(event)
_UPDATE = sa.update(conversation).where(conversation.c.id == _WANTED)
_RESEAL_ADDRESS = sa.update(points).where(points.c.id == _WANTED)


async def load(store: Store, conversation: ConversationId, *, hold: bool = False) -> Conversation | None:
    """A talk. With `hold`, no other transaction changes it until this one ends."""
    return await _one(store, _BY_ID_HELD if hold else _BY_ID, conversation)


async def of_contact_point(store: Store, contact_point: ContactPointId, *, hold: bool = False) -> Conversation | None:
    """The talk with a contact point. With `hold`, no other transaction changes it until this one ends."""
    return await _one(store, _BY_POINT_HELD if hold else _BY_POINT, contact_point)


async def of_incident(store: Store, incident: IncidentId) -> Conversation | None:
    """The talk an incident came from; None if it came from none."""
    return await _one(store, _BY_INCIDENT, incident)


async def member_of(store: Store, conversation: ConversationId) -> PersonId | None:
    """Whose talk it is; None for a stranger's."""
    person = (await store.connection.execute(_PERSON, {"wanted": conversation})).scalar_one_or_none()
    return None if person is None else PersonId(person)


async def begin(
    store: Store, *, channel: Channel, sender: SenderId, address: str, language: str, now: datetime
) -> tuple[ContactPoint, Conversation]:
    """The first words from a contact point. A stranger's contact point is made together with their conversation."""
    here = await people.recognise(store, channel, address)
    talk_id = ConversationId(store.mint.id("con"))
    key_columns = await _fresh_key(store, talk_id, now)
    if here is None:
        key = store.row_keys[Owner.CONVERSATION, talk_id].key
        here = await people.begin_contact_point(
            store, channel=channel, address=address, sender=sender, key=key, now=now
        )
    begun = Conversation(
        id=talk_id,
        contact_point=here.id,
        sender=sender,
        person=here.person,
        language=language,
        status=CONVERSATION_MOVES.after(None, e.TextArrived(why="first words")),
        started_at=now,
        last_at=now,
    )
    await store.connection.execute(_INSERT, key_columns | _columns(store, begun))
    return here, begun


async def belong_to(store: Store, conversation: ConversationId, incident: IncidentId) -> None:
    """What is said in a conversation from now on is about this incident."""
    await store.connection.execute(_UPDATE, {"wanted": conversation, "incident": incident})


async def keep(store: Store, before: Conversation | None, after: Conversation, events: Sequence[e.Event] = ()) -> None:
    """Keep what changed since `before`, and what happened. `before` None: it is new, for a contact point there is."""
    if before is None:
        columns = await _fresh_key(store, after.id, after.last_at) | _columns(store, after)
        await store.connection.execute(_INSERT, columns)
    elif await row_keys.is_kept(store, Owner.CONVERSATION, after.id):
        changed = await _prolonged_key(store, after) | _columns(store, after, before)
        if changed:
            await store.connection.execute(_UPDATE, {"wanted": after.id, **changed})
    else:
        columns = await _fresh_key(store, after.id, after.last_at) | _columns(store, after)
        await store.connection.execute(_UPDATE, {"wanted": after.id, **columns})
        await _reseal_address(store, after)
    if events:
        whose = {"incident": after.incident, "conversation": after.id, "at": after.last_at}
        await store.connection.execute(_INSERT_EVENT, [{**whose, **event_columns(each)} for each in events])


async def _fresh_key(store: Store, talk: ConversationId, now: datetime) -> dict[str, Any]:
    made = await row_keys.make(store, Owner.CONVERSATION, talk, now + store.talk_kept, TALK)
    return {"data_key": made.wrapped, "keyring_key": made.keyring_key}


async def _prolonged_key(store: Store, talk: Conversation) -> dict[str, Any]:
    again = await row_keys.prolong(store, Owner.CONVERSATION, talk.id, talk.last_at + store.talk_kept, TALK)
    return {} if again is None else {"data_key": again.wrapped, "keyring_key": again.keyring_key}


async def _reseal_address(store: Store, talk: Conversation) -> None:
    """A requester's address under their conversation's new key. A member's is under their own."""
    address = store.recognised.get(talk.contact_point)
    if talk.person is None and address is not None:
        key = store.row_keys[Owner.CONVERSATION, talk.id].key
        sealed = people.seal_address(store, key, talk.contact_point, address)
        await store.connection.execute(_RESEAL_ADDRESS, {"wanted": talk.contact_point, "address": sealed})


def _columns(store: Store, talk: Conversation, before: Conversation | None = None) -> dict[str, Any]:
    """What a row holds of a talk; only what differs, when there is a `before`."""
    columns = _plain(talk)
    if before is not None:
        known = _plain(before)
        columns = {name: value for name, value in columns.items() if value != known[name]}
    if before is None or talk.intake != before.intake:
        form = None if talk.intake == Intake() else intake_form(talk.intake)
        columns["intake"] = _sealed(store, talk.id, "intake", form)
    if before is None or talk.pending != before.pending:
        form = None if talk.pending is None else pending_form(talk.pending)
        columns["pending"] = _sealed(store, talk.id, "pending", form)
    if before is None or talk.passing != before.passing:
        columns["passing"] = _sealed(store, talk.id, "passing", passing_form(talk.passing))
    if before is None or talk.texting != before.texting:
        columns["texting"] = _sealed(store, talk.id, "texting", texting_form(talk.texting))
    if before is None or talk.draft != before.draft:
        columns["draft"] = _sealed(store, talk.id, "draft", {"draft": talk.draft} if talk.draft else None)
    return columns


def _plain(talk: Conversation) -> dict[str, Any]:
    return {
        "id": talk.id,
        "contact_point": talk.contact_point,
        "sender": talk.sender,
        "person": talk.person,
        "language": talk.language,
        "status": talk.status.value,
        "started_at": talk.started_at,
        "last_at": talk.last_at,
        "incident": talk.incident,
        "errors": talk.errors,
        "silent": talk.silent,
        "pace": pace_form(talk.pace),
    }


def _sealed(store: Store, talk: str, column: str, form: Form | None) -> bytes | None:
    if form is None:
        return None
    key = store.row_keys[Owner.CONVERSATION, talk].key
    return store.vault.seal(key, "conversation", column, talk, as_bytes(form))


async def _one(store: Store, statement: sa.Select[Any], wanted: str) -> Conversation | None:
    row = (await store.connection.execute(statement, {"wanted": wanted})).one_or_none()
    if row is None:
        return None
    key = await row_keys.unwrap_if_kept(store, Owner.CONVERSATION, row.id, row.data_key, row.keyring_key)
    intake, pending, draft = Intake(), None, ""
    if key is not None and row.intake is not None:
        intake = intake_from(from_bytes(store.vault.open(key, "conversation", "intake", row.id, row.intake)))
    if key is not None and row.pending is not None:
        pending = pending_from(from_bytes(store.vault.open(key, "conversation", "pending", row.id, row.pending)))
    if key is not None and row.draft is not None:
        draft = from_bytes(store.vault.open(key, "conversation", "draft", row.id, row.draft))["draft"]
    passing = Passing()
    if key is not None and row.passing is not None:
        passing = passing_from(from_bytes(store.vault.open(key, "conversation", "passing", row.id, row.passing)))
    texting = Texting()
    if key is not None and row.texting is not None:
        form = from_bytes(store.vault.open(key, "conversation", "texting", row.id, row.texting))
        texting = texting_from(form, store.vault.code_mark)
    return Conversation(
        id=ConversationId(row.id),
        contact_point=ContactPointId(row.contact_point),
        sender=SenderId(row.sender),
        person=None if row.person is None else PersonId(row.person),
        language=row.language,
        status=ConversationStatus(row.status),
        started_at=row.started_at,
        last_at=row.last_at,
        incident=None if row.incident is None else IncidentId(row.incident),
        intake=intake,
        pending=pending,
        draft=draft,
        errors=row.errors,
        silent=row.silent,
        pace=pace_from(row.pace),
        passing=passing,
        texting=texting,
    )
