"""Deliveries: one message to one contact point each, planned once, leased before it is sent.

What is said is sealed under the data key of the incident it is about, else of the conversation or person it is for.
Whoever sends one holds a lease with a fence: the row says so, committed, before the provider is called.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.delivery import DELIVERY_MOVES, Delivery, DeliveryState, NoLongerWanted, Wording
from domain.ids import ContactPointId, ConversationId, DeliveryId, InboxId, IncidentId, PageId, PersonId, SenderId
from domain.messages import TERMS, Lane, Line, MessageKind, Params
from domain.people import Channel, Reach
from models import row_keys
from models.database import Store, Work
from models.either import insert_unless_there
from models.forms import as_bytes, from_bytes
from models.keyring import KeyDestroyed
from models.order import order
from models.row_keys import Owner
from models.tables import attempt, contact_point, conversation, delivery

D = DeliveryState

UNFINISHED = (D.WAITING.value, D.LEASED.value, D.UNCERTAIN.value)
UNWANTED = "unwanted"
"""Stands as `error_code` of a leased delivery that was withdrawn: it may go out now, and is never tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a delivery stands, without what it says. `reach` is its contact point's."""

    id: DeliveryId
    seq: int
    kind: MessageKind
    state: DeliveryState
    lane: Lane
    priority: int
    due_at: datetime
    valid_until: datetime
    contact_point: ContactPointId
    channel: Channel
    sender: SenderId
    slot: str | None
    fence: int
    lease_until: datetime | None
    attempts: int
    repeat: bool
    external_id: str | None
    error_code: str | None
    sent_at: datetime | None
    finished_at: datetime | None
    reach: Reach = Reach.WORKS
    incident: IncidentId | None = None
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A delivery ready to be rendered and sent. None stands for what cannot be read any more: its key is destroyed."""

    delivery: Delivery | None
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One lease of a delivery, and what came of it."""

    delivery: DeliveryId
    fence: int
    at: datetime
    outcome: str | None = None
    code: str | None = None


_STANDING = (
    delivery.c.id,
    delivery.c.seq,
    delivery.c.kind,
    delivery.c.state,
    delivery.c.lane,
    delivery.c.priority,
    delivery.c.due_at,
    delivery.c.valid_until,
    delivery.c.contact_point,
    delivery.c.channel,
    delivery.c.sender,
    delivery.c.slot,
    delivery.c.fence,
    delivery.c.lease_until,
    delivery.c.attempts,
    delivery.c.repeat,
    delivery.c.external_id,
    delivery.c.error_code,
    delivery.c.sent_at,
    delivery.c.finished_at,
    delivery.c.incident,
    delivery.c.heard_at,
)
_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_earlier = delivery.alias("earlier")
_FIRST_OF_STREAM = delivery.c.seq == (
    sa.select(sa.func.min(_earlier.c.seq))
    .where(_earlier.c.stream == delivery.c.stream, _earlier.c.state.in_(UNFINISHED))
    .scalar_subquery()
)
"""As in the inbox: looked up for each row, not joined."""
_IN_TURN = (delivery.c.lane, delivery.c.priority, delivery.c.due_at, delivery.c.seq)
_OPEN_SENDER = (delivery.c.sender + "|" + sa.cast(delivery.c.lane, sa.String)).not_in(
    sa.bindparam("closed", expanding=True)
)
_CANDIDATES = (
    sa.select(*_STANDING, contact_point.c.reach)
    .join_from(delivery, contact_point, contact_point.c.id == delivery.c.contact_point)
    .where(delivery.c.due_at <= sa.bindparam("now"), _FIRST_OF_STREAM)
    .order_by(*_IN_TURN)
    .limit(sa.bindparam("most"))
)


def _candidates(*, passing_over: bool, hold: bool) -> tuple[sa.Select[Any], ...]:
    """One statement for each state: for both at once neither database walks the index in the order of the turns."""
    found = _CANDIDATES
    if passing_over:
        found = found.where(delivery.c.channel.in_(sa.bindparam("channels", expanding=True)), _OPEN_SENDER)
    if hold:
        found = found.with_for_update(skip_locked=True, of=delivery)
    return tuple(found.where(delivery.c.state == state.value) for state in (D.UNCERTAIN, D.WAITING))


_REPLIED_TO = (
    sa.select(*_STANDING, contact_point.c.reach)
    .join_from(delivery, contact_point, contact_point.c.id == delivery.c.contact_point)
    .where(delivery.c.external_id == sa.bindparam("external_id"), delivery.c.contact_point == sa.bindparam("point"))
    .order_by(delivery.c.seq.desc())
    .limit(1)
)
_PAGE_OF = sa.select(delivery.c.page).where(delivery.c.id == sa.bindparam("wanted"))
_DUE = {
    (passing_over, hold): _candidates(passing_over=passing_over, hold=hold)
    for passing_over in (True, False)
    for hold in (True, False)
}
_BY_IDS = (
    sa.select(*_STANDING, contact_point.c.reach)
    .join_from(delivery, contact_point, contact_point.c.id == delivery.c.contact_point)
    .order_by(delivery.c.id)
    .with_for_update(of=delivery)
)
_BY_OUR_ID = _BY_IDS.where(delivery.c.id.in_(_IDS))
_BY_THEIR_ID = _BY_IDS.where(delivery.c.external_id.in_(_IDS))
_LAPSED = (
    _BY_IDS.where(delivery.c.state == D.LEASED.value, delivery.c.lease_until <= sa.bindparam("now"))
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=delivery)
)
_WHOLE = sa.select(delivery).where(delivery.c.id.in_(_IDS))
_SINCE_IN = (
    sa.select(delivery)
    .where(
        delivery.c.stream.in_(sa.bindparam("streams", expanding=True)), delivery.c.planned_at >= sa.bindparam("since")
    )
    .order_by(delivery.c.seq)
)
_ADDRESSED = (
    sa.select(
        delivery,
        contact_point.c.address.label("their_address"),
        contact_point.c.person.label("their_person"),
        conversation.c.id.label("their_conversation"),
    )
    .join_from(delivery, contact_point, contact_point.c.id == delivery.c.contact_point)
    .outerjoin(conversation, conversation.c.contact_point == contact_point.c.id)
    .where(delivery.c.id.in_(_IDS))
)
_PLAN = insert_unless_there(delivery, "key")
_KEEP = (
    sa.update(delivery)
    .where(delivery.c.id == sa.bindparam("which"))
    .values(
        {
            name: sa.bindparam(f"new_{name}")
            for name in (
                "state",
                "due_at",
                "fence",
                "lease_until",
                "attempts",
                "repeat",
                "external_id",
                "error_code",
                "sent_at",
                "finished_at",
            )
        }
    )
)
_BEGIN_ATTEMPT = sa.insert(attempt)
_END_ATTEMPT = (
    sa.update(attempt)
    .where(
        attempt.c.delivery == sa.bindparam("which"),
        attempt.c.fence == sa.bindparam("under"),
        attempt.c.finished_at.is_(None),
    )
    .values(finished_at=sa.bindparam("at"), outcome=sa.bindparam("what"), code=sa.bindparam("their_code"))
)
_SLOTS = (
    sa.select(delivery.c.slot, delivery.c.contact_point, delivery.c.external_id)
    .where(
        delivery.c.slot.in_(sa.bindparam("slots", expanding=True)),
        delivery.c.contact_point.in_(sa.bindparam("points", expanding=True)),
        delivery.c.state.in_((D.SENT.value, D.DELIVERED.value)),
        delivery.c.external_id.is_not(None),
    )
    .order_by(delivery.c.seq)
)
_ABOUT = sa.select(delivery.c.id, delivery.c.kind, delivery.c.incident).where(delivery.c.id.in_(_IDS))
_TAKEN_BY = sa.select(delivery.c.external_id, delivery.c.id).where(
    delivery.c.external_id.in_(_IDS), delivery.c.state.in_((D.SENT.value, D.DELIVERED.value, D.FAILED.value))
)
_WITHDRAWABLE = _BY_IDS.where(delivery.c.state.in_(UNFINISHED))
_OF = {
    "page": _WITHDRAWABLE.where(delivery.c.page == sa.bindparam("of")),
    "incident": _WITHDRAWABLE.where(delivery.c.incident == sa.bindparam("of")),
    "contact_point": _WITHDRAWABLE.where(delivery.c.contact_point == sa.bindparam("of")),
    "person": _WITHDRAWABLE.where(delivery.c.person == sa.bindparam("of")),
    "conversation": _WITHDRAWABLE.where(delivery.c.conversation == sa.bindparam("of")),
    "slot": _WITHDRAWABLE.where(delivery.c.slot == sa.bindparam("of")),
}
_WAITING_OF = (
    sa.select(delivery)
    .where(delivery.c.incident == sa.bindparam("of"), delivery.c.state.in_(UNFINISHED))
    .order_by(delivery.c.seq)
)
_REWORD = sa.update(delivery).where(delivery.c.id == sa.bindparam("which")).values(payload=sa.bindparam("new_payload"))
_OF_PAGE = sa.select(delivery).where(delivery.c.page == sa.bindparam("page")).order_by(delivery.c.seq)
_PAGE_CHANNELS = (
    sa.select(delivery.c.page, delivery.c.channel)
    .where(delivery.c.incident.in_(sa.bindparam("incidents", expanding=True)), delivery.c.page.is_not(None))
    .order_by(delivery.c.seq)
)
_IN_PLAY = (*UNFINISHED, D.SENT.value, D.DELIVERED.value)
_SEEN_IN_SLOT = (
    sa.select(delivery.c.id)
    .where(
        delivery.c.slot == sa.bindparam("slot"),
        delivery.c.state.in_([D.LEASED.value, D.UNCERTAIN.value, D.SENT.value, D.DELIVERED.value]),
    )
    .limit(1)
)
_STATES_OF_PAGE = sa.select(delivery.c.state).where(delivery.c.page == sa.bindparam("page"))
_PAGE_OPEN = sa.select(sa.exists().where(delivery.c.page == sa.bindparam("page"), delivery.c.state.in_(_IN_PLAY)))
_SET_REACH = (
    sa.update(contact_point)
    .where(
        contact_point.c.id == sa.bindparam("point"),
        contact_point.c.reach != sa.bindparam("is_now"),
        contact_point.c.reach != Reach.OPTED_OUT.value,
    )
    .values(reach=sa.bindparam("is_now"))
)
_WORKS_AGAIN = (
    sa.update(contact_point)
    .where(contact_point.c.id.in_(_IDS), contact_point.c.reach == Reach.FAILING.value)
    .values(reach=Reach.WORKS.value)
)
_NEXT_WAITING = sa.select(sa.func.min(delivery.c.due_at)).where(
    delivery.c.state.in_((D.WAITING.value, D.UNCERTAIN.value)), _FIRST_OF_STREAM
)
NEXT_AFTER = _NEXT_WAITING.where(delivery.c.due_at > sa.bindparam("after"))
NEXT_LAPSE = sa.select(sa.func.min(delivery.c.lease_until)).where(delivery.c.state == D.LEASED.value)
_COUNTS = (
    sa.select(delivery.c.state, sa.func.count().label("many"))
    .where(delivery.c.state.in_((*UNFINISHED, D.DEAD.value)))
    .group_by(delivery.c.state)
)


# --- planning


async def plan(store: Store, wanted: Delivery) -> bool:
    """Store a delivery; False if one with its key is there already, whatever became of it."""
    return (await plan_all(store, (wanted,)))[0]


async def plan_all(store: Store, wanted: Sequence[Delivery]) -> tuple[bool, ...]:
    """Store deliveries in their order; for each, False if its key is taken."""
    if not wanted:
        return ()
    await row_keys.meet(store, (_owner_of(each) for each in wanted))
    rows = [await _row(store, each) for each in wanted]
    inserted = set((await store.connection.execute(_PLAN[store.connection.dialect.name], rows)).scalars())
    store.work_waits(Work.SENDS, min(each.due_at for each in wanted))
    answers = []
    for each in wanted:
        answers.append(each.key in inserted)
        inserted.discard(each.key)
    return tuple(answers)


def _owner_of(wanted: Delivery) -> tuple[Owner, str]:
    if wanted.incident is not None:
        return Owner.INCIDENT, wanted.incident
    if wanted.conversation is not None:
        return Owner.CONVERSATION, wanted.conversation
    if wanted.person is not None:
        return Owner.PERSON, wanted.person
    raise ValueError("a delivery for nobody")


async def _row(store: Store, wanted: Delivery) -> dict[str, Any]:
    owner, owner_id = _owner_of(wanted)
    key = await row_keys.of(store, owner, owner_id)
    return {
        "id": wanted.id,
        "seq": order.next(wanted.planned_at, store.mint),
        "key": wanted.key,
        "kind": wanted.wording.kind.value,
        "state": wanted.state.value,
        "lane": wanted.lane.value,
        "priority": wanted.priority,
        "due_at": wanted.due_at,
        "valid_until": wanted.valid_until,
        "contact_point": wanted.contact_point,
        "channel": wanted.channel.value,
        "sender": wanted.sender,
        "person": wanted.person,
        "conversation": wanted.conversation,
        "incident": wanted.incident,
        "page": wanted.page,
        "stream": wanted.stream,
        "slot": wanted.slot,
        "key_owner": owner.value,
        "key_owner_id": owner_id,
        "payload": store.vault.seal(key, "delivery", "payload", wanted.id, as_bytes(_wording_form(wanted.wording))),
        "fence": wanted.fence,
        "attempts": wanted.attempts,
        "repeat": wanted.repeat,
        "planned_at": wanted.planned_at,
        "heard_at": wanted.heard_at,
    }


def _wording_form(wording: Wording) -> dict[str, Any]:
    return {
        "language": wording.language,
        "params": dict(wording.params),
        "lines": [
            {"kind": line.kind.value, "params": dict(line.params), "drill": line.drill} for line in wording.lines
        ],
        "subject": wording.subject,
        "discreet": wording.discreet,
        "drill": wording.drill,
    }


def _wording_from(kind: MessageKind, form: Mapping[str, Any]) -> Wording:
    params: Params = form["params"]
    return Wording(
        kind=kind,
        language=form["language"],
        params=params,
        lines=tuple(
            Line(kind=MessageKind(line["kind"]), params=line["params"], drill=line.get("drill", False))
            for line in form["lines"]
        ),
        subject=form["subject"],
        discreet=form.get("discreet", False),  # what was planned before a wording said so
        drill=form.get("drill", False),
    )


async def withdraw(
    store: Store,
    *,
    page: PageId | None = None,
    incident: IncidentId | None = None,
    contact_point: ContactPointId | None = None,
    person: PersonId | None = None,
    slot: str | None = None,
    conversation: ConversationId | None = None,
) -> None:
    """What is not sent yet, of exactly one of these, is no longer wanted.

    Of a person it is what goes to them as a member, by any contact point; what answers a call of their own stays.
    One that somebody is sending right now may still arrive; it is not tried again.
    """
    chosen = {
        "page": page,
        "incident": incident,
        "contact_point": contact_point,
        "person": person,
        "slot": slot,
        "conversation": conversation,
    }
    for name, of in chosen.items():
        if of is not None:
            rows = await store.connection.execute(_OF[name], {"of": of})
            await keep(store, [withdrawn(_standing(row)) for row in rows])


async def withdraw_one(store: Store, wanted: DeliveryId) -> None:
    """The same of one of them, unless it has come to its end."""
    found = (await by_id(store, [wanted])).get(wanted)
    if found is not None and found.state.value in UNFINISHED:
        await keep(store, [withdrawn(found)])


def withdrawn(standing: Standing) -> Standing:
    """It is no longer wanted: at once, or as soon as whoever holds its lease has not got it through."""
    if DELIVERY_MOVES.allows(standing.state, NoLongerWanted):
        return replace(standing, state=DELIVERY_MOVES.after(standing.state, NoLongerWanted()), error_code=UNWANTED)
    return replace(standing, error_code=UNWANTED)


async def reword(store: Store, incident: IncidentId, change: Callable[[Delivery], Wording]) -> None:
    """What waits of an incident says what `change` makes of it; what is being sent right now may arrive as it was.

    Nothing of one whose key is destroyed, which is never sent.
    """
    for row in (await store.connection.execute(_WAITING_OF, {"of": incident})).all():
        try:
            waiting = await _delivery(store, row)
        except KeyDestroyed:
            continue
        worded = change(waiting)
        if worded == waiting.wording:
            continue
        key = await row_keys.of(store, Owner(row.key_owner), row.key_owner_id)
        payload = store.vault.seal(key, "delivery", "payload", row.id, as_bytes(_wording_form(worded)))
        await store.connection.execute(_REWORD, {"which": row.id, "new_payload": payload})


# --- reading


async def load(store: Store, delivery_id: str) -> Delivery | None:
    """A delivery whole; None if there is none, or if what it says is gone with its key."""
    found = (await store.connection.execute(_WHOLE, {"ids": [delivery_id]})).one_or_none()
    if found is None:
        return None
    await row_keys.meet(store, [(Owner(found.key_owner), found.key_owner_id)])
    if (found.key_owner, found.key_owner_id) not in store.row_keys:
        return None
    return await _delivery(store, found)


async def answers(
    store: Store, point: ContactPointId, incidents: Collection[IncidentId], item: InboxId, since: datetime
) -> tuple[Delivery, ...]:
    """What `item` led to for this contact point, about these incidents or none, whatever became of it on its way. What
    can no longer be read is left out. `since`: when it was taken in.
    """
    streams = [f"{point}/{each}" for each in (*sorted(incidents), "-")]
    rows = (await store.connection.execute(_SINCE_IN, {"streams": streams, "since": since})).all()
    theirs = [row for row in rows if f":{item}:" in row.key]
    await row_keys.meet(store, {(Owner(row.key_owner), row.key_owner_id) for row in theirs})
    kept = [row for row in theirs if (row.key_owner, row.key_owner_id) in store.row_keys]
    return tuple([await _delivery(store, row) for row in kept])


async def of_page(store: Store, page: PageId) -> tuple[Delivery, ...]:
    """Every delivery of a page, as they were planned. Raises KeyDestroyed."""
    rows = (await store.connection.execute(_OF_PAGE, {"page": page})).all()
    return tuple([await _delivery(store, row) for row in rows])


async def about(store: Store, ids: Collection[str]) -> Mapping[str, tuple[MessageKind, IncidentId | None]]:
    """Of what kind each of these deliveries is, and of which incident. Needs no key, and holds nothing."""
    if not ids:
        return {}
    rows = await store.connection.execute(_ABOUT, {"ids": sorted(ids)})
    return {row.id: (MessageKind(row.kind), row.incident) for row in rows}


async def page_channels(store: Store, incidents: Collection[IncidentId]) -> Mapping[PageId, Channel]:
    """By which channel each page of these incidents was planned last. Needs no key, so it outlives the words."""
    if not incidents:
        return {}
    rows = await store.connection.execute(_PAGE_CHANNELS, {"incidents": sorted(incidents)})
    return {PageId(row.page): Channel(row.channel) for row in rows}


async def is_page_open(store: Store, page: PageId) -> bool:
    """True while some delivery of the page waits, is being sent, or was taken: its question may be seen."""
    return bool((await store.connection.execute(_PAGE_OPEN, {"page": page})).scalar_one())


async def told_in_slots(store: Store, begins: str, since: datetime) -> tuple[PersonId, ...]:
    """Which members something was planned for, since then, in a slot that begins so."""
    chosen = (
        sa.select(delivery.c.person)
        .where(
            delivery.c.slot.startswith(begins, autoescape=True),
            delivery.c.planned_at >= since,
            delivery.c.person.is_not(None),
        )
        .distinct()
    )
    return tuple(PersonId(each) for each in sorted((await store.connection.execute(chosen)).scalars()))


async def waiting_in_slots(store: Store, begins: str) -> tuple[DeliveryId, ...]:
    """What is not sent yet in a slot that begins so and goes on, the oldest first."""
    chosen = (
        sa.select(delivery.c.id)
        .where(
            delivery.c.slot.startswith(begins, autoescape=True),
            delivery.c.slot != begins,
            delivery.c.state.in_(UNFINISHED),
        )
        .order_by(delivery.c.seq)
    )
    return tuple(DeliveryId(each) for each in (await store.connection.execute(chosen)).scalars())


async def may_be_seen(store: Store, slot: str) -> bool:
    """True if something in this slot was taken by a provider, or may have been."""
    return (await store.connection.execute(_SEEN_IN_SLOT, {"slot": slot})).first() is not None


async def states_of_page(store: Store, page: PageId) -> frozenset[DeliveryState]:
    """The states of everything that was planned for a page; empty if nothing could be."""
    rows = await store.connection.execute(_STATES_OF_PAGE, {"page": page})
    return frozenset(DeliveryState(state) for state in rows.scalars())


async def addressed(store: Store, ids: Collection[DeliveryId]) -> dict[DeliveryId, Addressed]:
    """What is needed to send these: their words, and where they go."""
    if not ids:
        return {}
    rows = (await store.connection.execute(_ADDRESSED, {"ids": sorted(ids)})).all()
    owners = [(Owner(row.key_owner), row.key_owner_id) for row in rows]
    await row_keys.meet(store, (*owners, *(owner for row in rows if (owner := _address_owner(row)) is not None)))
    return {DeliveryId(row.id): await _addressed(store, row) for row in rows}


async def _addressed(store: Store, row: Any) -> Addressed:
    owner = _address_owner(row)
    if owner is None or owner not in store.row_keys or (row.key_owner, row.key_owner_id) not in store.row_keys:
        return Addressed(delivery=None, address=None)
    key = store.row_keys[owner].key
    address = store.vault.open(key, "contact_point", "address", row.contact_point, row.their_address).decode()
    return Addressed(delivery=await _delivery(store, row), address=address)


def _address_owner(row: Any) -> tuple[Owner, str] | None:
    """Whose key seals the address: the person's, or a requester's conversation's."""
    if row.their_person is not None:
        return Owner.PERSON, row.their_person
    if row.their_conversation is not None:
        return Owner.CONVERSATION, row.their_conversation
    return None


async def _delivery(store: Store, row: Any) -> Delivery:
    key = await row_keys.of(store, Owner(row.key_owner), row.key_owner_id)
    form = from_bytes(store.vault.open(key, "delivery", "payload", row.id, row.payload))
    kind = MessageKind(row.kind)
    return Delivery(
        id=DeliveryId(row.id),
        key=row.key,
        wording=_wording_from(kind, form),
        state=DeliveryState(row.state),
        lane=Lane(row.lane),
        priority=row.priority,
        due_at=row.due_at,
        valid_until=row.valid_until,
        fate=TERMS[kind].fate,
        contact_point=ContactPointId(row.contact_point),
        channel=Channel(row.channel),
        sender=SenderId(row.sender),
        person=None if row.person is None else PersonId(row.person),
        conversation=None if row.conversation is None else ConversationId(row.conversation),
        incident=None if row.incident is None else IncidentId(row.incident),
        page=None if row.page is None else PageId(row.page),
        stream=row.stream,
        slot=row.slot,
        planned_at=row.planned_at,
        heard_at=row.heard_at,
        fence=row.fence,
        lease_until=row.lease_until,
        attempts=row.attempts,
        repeat=row.repeat,
        external_id=row.external_id,
    )


async def last_in_slot(store: Store, slot: str, contact_point: ContactPointId) -> str | None:
    """The provider's id of the last message it took in this slot to this contact point."""
    return (await last_in_slots(store, ((slot, contact_point),))).get((slot, contact_point))


async def last_in_slots(
    store: Store, wanted: Collection[tuple[str, ContactPointId]]
) -> dict[tuple[str, ContactPointId], str]:
    """The same for many: those that have one."""
    if not wanted:
        return {}
    slots, points = {slot for slot, _ in wanted}, {point for _, point in wanted}
    rows = await store.connection.execute(_SLOTS, {"slots": sorted(slots), "points": sorted(points)})
    return {(row.slot, ContactPointId(row.contact_point)): row.external_id for row in rows}


async def replied_to(store: Store, contact_point: ContactPointId, external_id: str) -> Standing | None:
    """The newest delivery in the message that a provider knows by this id in the chat with one contact point."""
    row = (
        await store.connection.execute(_REPLIED_TO, {"point": contact_point, "external_id": external_id})
    ).one_or_none()
    return None if row is None else _standing(row)


async def page_of(store: Store, delivery_id: DeliveryId) -> PageId | None:
    """The page that a delivery is."""
    found = (await store.connection.execute(_PAGE_OF, {"wanted": delivery_id})).scalar_one_or_none()
    return None if found is None else PageId(found)


async def taken_by(store: Store, external_ids: Collection[str]) -> dict[str, DeliveryId]:
    """Of these ids of a provider's, those that are known to be of one of our deliveries, and which."""
    if not external_ids:
        return {}
    rows = await store.connection.execute(_TAKEN_BY, {"ids": sorted(external_ids)})
    return {row.external_id: DeliveryId(row.id) for row in rows}


# --- the engine's own


async def due(
    store: Store,
    now: datetime,
    *,
    channels: Collection[Channel],
    closed: Collection[tuple[SenderId, Lane]],
    most: int,
    hold: bool = True,
) -> tuple[Standing, ...]:
    """At most `most` deliveries by these channels that are due and first of their stream, in the order of their turns.

    Lanes that are `closed` at a sender are passed over. Held for this transaction unless `hold` is False; those another
    transaction holds are passed over.
    """
    if not channels or most <= 0:
        return ()
    passing_over = bool(closed) or len(set(channels)) < len(Channel)
    values: dict[str, Any] = {"now": now, "most": most}
    if passing_over:
        values["channels"] = sorted(channels)
        values["closed"] = sorted(f"{sender}|{lane.value}" for sender, lane in closed)
    found: list[Standing] = []
    for statement in _DUE[passing_over, hold]:
        found += [_standing(row) for row in await store.connection.execute(statement, values)]
    found.sort(key=lambda each: (each.lane, each.priority, each.due_at, each.seq))
    return tuple(found[:most])


async def by_id(store: Store, ids: Collection[DeliveryId]) -> dict[DeliveryId, Standing]:
    """How these stand, held for this transaction."""
    if not ids:
        return {}
    rows = await store.connection.execute(_BY_OUR_ID, {"ids": sorted(ids)})
    return {standing.id: standing for standing in map(_standing, rows)}


async def by_external_id(store: Store, ids: Collection[str]) -> tuple[Standing, ...]:
    """How those stand which providers know by these ids, held for this transaction."""
    if not ids:
        return ()
    rows = await store.connection.execute(_BY_THEIR_ID, {"ids": sorted(ids)})
    return tuple(map(_standing, rows))


async def lapsed(store: Store, now: datetime, most: int) -> tuple[Standing, ...]:
    """Those whose lease has run out by `now`, held for this transaction."""
    rows = await store.connection.execute(_LAPSED, {"now": now, "most": most})
    return tuple(map(_standing, rows))


async def keep(store: Store, standings: Iterable[Standing]) -> None:
    """Keep how these stand now."""
    rows = [
        {
            "which": each.id,
            "new_state": each.state.value,
            "new_due_at": each.due_at,
            "new_fence": each.fence,
            "new_lease_until": each.lease_until,
            "new_attempts": each.attempts,
            "new_repeat": each.repeat,
            "new_external_id": each.external_id,
            "new_error_code": each.error_code,
            "new_sent_at": each.sent_at,
            "new_finished_at": each.finished_at,
        }
        for each in standings
    ]
    if rows:
        await store.connection.execute(_KEEP, rows)


async def begin_attempts(store: Store, attempts: Iterable[Attempt]) -> None:
    rows = [{"delivery": each.delivery, "fence": each.fence, "started_at": each.at} for each in attempts]
    if rows:
        await store.connection.execute(_BEGIN_ATTEMPT, rows)


async def end_attempts(store: Store, attempts: Iterable[Attempt]) -> None:
    rows = [
        {"which": each.delivery, "under": each.fence, "at": each.at, "what": each.outcome, "their_code": each.code}
        for each in attempts
    ]
    if rows:
        await store.connection.execute(_END_ATTEMPT, rows)


async def set_reaches(store: Store, reaches: Mapping[ContactPointId, Reach]) -> None:
    """Remember that these contact points do not work any more, and how. Who opted out stays so, whatever comes late."""
    rows = [{"point": point, "is_now": reach.value} for point, reach in sorted(reaches.items())]
    if rows:
        await store.connection.execute(_SET_REACH, rows)


async def works_again(store: Store, points: Collection[ContactPointId]) -> None:
    """Something got through to these: those that were failing work again."""
    if points:
        await store.connection.execute(_WORKS_AGAIN, {"ids": sorted(points)})


async def next_due(store: Store) -> datetime | None:
    """When the next delivery is due; one that waits for an earlier one of its stream is not."""
    instant: datetime | None = (await store.connection.execute(_NEXT_WAITING)).scalar_one_or_none()
    return instant


async def next_lapse(store: Store) -> datetime | None:
    """When the next lease runs out."""
    instant: datetime | None = (await store.connection.execute(NEXT_LAPSE)).scalar_one_or_none()
    return instant


async def counts(store: Store) -> Mapping[str, int]:
    """How many are unfinished or dead, by state."""
    return {row.state: row.many for row in await store.connection.execute(_COUNTS)}


def _standing(row: Any) -> Standing:
    return Standing(
        id=DeliveryId(row.id),
        seq=row.seq,
        kind=MessageKind(row.kind),
        state=DeliveryState(row.state),
        lane=Lane(row.lane),
        priority=row.priority,
        due_at=row.due_at,
        valid_until=row.valid_until,
        contact_point=ContactPointId(row.contact_point),
        channel=Channel(row.channel),
        sender=SenderId(row.sender),
        slot=row.slot,
        fence=row.fence,
        lease_until=row.lease_until,
        attempts=row.attempts,
        repeat=row.repeat,
        external_id=row.external_id,
        error_code=row.error_code,
        sent_at=row.sent_at,
        finished_at=row.finished_at,
        reach=Reach(row.reach),
        incident=None if row.incident is None else IncidentId(row.incident),
        heard_at=row.heard_at,
    )
