"""Floods and blocked senders, as rows that all processes share.

Read and changed while nobody else decides whom to ask (`incidents.hold_asking`), so that all of them agree on when one
began.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.block import Block
from domain.doubt import DoubtState
from domain.flood import Counts, Flood, Switch, Waiting, rank
from domain.ids import AreaId, ConversationId, IncidentId, PersonId, TeamId
from domain.incident import GOING, Disposition, IncidentStatus, PageState
from domain.places import Place
from domain.policy import Flooding
from models import row_keys
from models.database import Store
from models.forms import doubt_from, from_bytes, place_from
from models.keyring import KeyDestroyed
from models.row_keys import Owner
from models.tables import Instant, assignment, conversation, flood, incident, incident_area, need, page, sender_block

_SINCE: sa.BindParameter[Any] = sa.bindparam("since", type_=Instant())
_NOW: sa.BindParameter[Any] = sa.bindparam("now", type_=Instant())
_WANTED: sa.BindParameter[Any] = sa.bindparam("wanted")
_AREAS: sa.BindParameter[Any] = sa.bindparam("areas", expanding=True)

_LATELY = (
    incident.join(conversation, conversation.c.id == incident.c.conversation),
    (incident.c.opened_at > _SINCE, conversation.c.person.is_(None), sa.not_(incident.c.drill)),
)
_COUNTS = (
    sa.select(
        sa.func.count().label("calls"),
        sa.func.sum(sa.case((incident.c.conversation == _WANTED, 1), else_=0)).label("of_sender"),
        sa.func.sum(sa.case((sa.and_(incident.c.danger, incident.c.doubt.is_not(None)), 1), else_=0)).label("dangers"),
    )
    .select_from(_LATELY[0])
    .where(*_LATELY[1])
)
_BY_AREA = (
    sa.select(sa.func.count().label("many"))
    .select_from(_LATELY[0].join(incident_area, incident_area.c.incident == incident.c.id))
    .where(*_LATELY[1])
    .group_by(incident_area.c.area)
    .order_by(sa.desc("many"))
    .limit(1)
)
_IN_AREAS = _BY_AREA.where(incident_area.c.area.in_(_AREAS))
_CURRENT = sa.select(flood).where(flood.c.ended_at.is_(None)).order_by(flood.c.began_at).limit(1)
_END = sa.update(flood).where(flood.c.ended_at.is_(None)).values(ended_at=_NOW)
_FORGET = sa.delete(flood).where(flood.c.ended_at < _SINCE)

_GOOD_ENDS = [
    each.value
    for each in Disposition
    if each not in (Disposition.DUPLICATE, Disposition.UNFOUNDED, Disposition.OUT_OF_SCOPE, Disposition.CANCELLED)
]
_HELPED = sa.select(
    sa.exists().where(
        incident.c.conversation == _WANTED,
        incident.c.status == IncidentStatus.CLOSED.value,
        incident.c.disposition.in_(_GOOD_ENDS),
    )
)

_DOUBTED = sa.and_(
    incident.c.status != sa.literal_column(f"'{IncidentStatus.CLOSED.value}'"), incident.c.doubt.is_not(None)
)
_GOES = assignment.c.state.in_(sa.literal_column(f"'{state}'") for state in sorted(GOING))
_BUSY = sa.union_all(
    sa.select(page.c.person, incident.c.doubt)
    .select_from(page.join(incident, incident.c.id == page.c.incident))
    .where(_DOUBTED, incident.c.danger, page.c.state == sa.literal_column(f"'{PageState.LIVE.value}'")),
    sa.select(assignment.c.person, incident.c.doubt)
    .select_from(assignment.join(incident, incident.c.id == assignment.c.incident))
    .where(_DOUBTED, incident.c.danger, _GOES),
)
_IN_LINE = (
    sa.select(
        incident.c.id,
        incident.c.team,
        incident.c.opened_at,
        incident.c.doubt,
        need.c.together,
        sa.exists().where(incident_area.c.incident == incident.c.id).label("placed"),
    )
    .select_from(incident.join(need, need.c.incident == incident.c.id))
    .where(_DOUBTED, incident.c.danger)
)
_MANY_GO = (
    sa.select(sa.func.count())
    .where(assignment.c.incident == incident.c.id, _GOES, assignment.c.remote.is_not(sa.true()))
    .scalar_subquery()
)
_MANY_ASKED = (
    sa.select(sa.func.count())
    .where(page.c.incident == incident.c.id, page.c.state == sa.literal_column(f"'{PageState.LIVE.value}'"))
    .scalar_subquery()
)
_TO_GO_TOGETHER = (
    sa.select(
        incident.c.id,
        incident.c.team,
        incident.c.doubt,
        need.c.together,
        (_MANY_GO + _MANY_ASKED).label("begun"),
    )
    .select_from(incident.join(need, need.c.incident == incident.c.id))
    .where(_DOUBTED, need.c.together > 1)
)
_BEFORE = (
    sa.select(incident.c.id, incident.c.conversation)
    .select_from(_LATELY[0])
    .where(*_LATELY[1], incident.c.doubt.is_(None), sa.not_(incident.c.danger))
    .where(incident.c.status == IncidentStatus.ASKING.value)
    .order_by(incident.c.number)
)
_AHEAD = sa.select(sa.func.count()).where(
    _DOUBTED,
    incident.c.number < sa.bindparam("number"),
    incident.c.doubt["state"].as_string().in_([DoubtState.CONFIRMED.value, DoubtState.URGENT.value]),
)
_HELD = sa.select(incident.c.doubt, incident.c.danger).where(_DOUBTED)
_LATEST = (
    sa.select(incident.c.id, incident.c.words, incident.c.place, incident.c.data_key, incident.c.keyring_key)
    .where(_DOUBTED, incident.c.opened_at > _SINCE, incident.c.conversation != _WANTED, incident.c.words.is_not(None))
    .order_by(incident.c.opened_at.desc(), incident.c.number.desc())
    .limit(sa.bindparam("most"))
)

_HOLDS = sa.and_(sender_block.c.ended_at.is_(None), sa.or_(sender_block.c.until.is_(None), sender_block.c.until > _NOW))
_BLOCK_OF = sa.select(sender_block).where(sender_block.c.conversation == _WANTED, _HOLDS).limit(1)
_BLOCKS = (
    sa.select(sender_block)
    .where(sender_block.c.team.in_(sa.bindparam("teams", expanding=True)), _HOLDS)
    .order_by(sender_block.c.number)
)


async def counts(
    store: Store, since: datetime, sender: ConversationId | None, areas: Iterable[AreaId] | None
) -> Counts:
    """Calls since then of people who are no members. `areas` None: the fullest area of all counts."""
    given: dict[str, Any] = {"since": since, "wanted": sender}
    row = (await store.connection.execute(_COUNTS, given)).one()
    wanted = None if areas is None else sorted(areas)
    statement, more = (_BY_AREA, {}) if wanted is None else (_IN_AREAS, {"areas": wanted})
    full = None
    if wanted is None or wanted:
        full = (await store.connection.execute(statement, {"since": since, **more})).scalar_one_or_none()
    return Counts(calls=row.calls, in_area=full or 0, of_sender=row.of_sender or 0, dangers=row.dangers or 0)


async def current(store: Store) -> Flood | None:
    """The flood that goes on, or what a coordinator switched by hand."""
    row = (await store.connection.execute(_CURRENT)).one_or_none()
    return None if row is None else Flood(id=row.id, began_at=row.began_at, switch=Switch(row.switch), until=row.until)


async def begin(store: Store, new: Flood, by: PersonId | None = None) -> None:
    """It goes on from now, in the place of whatever did before."""
    await end(store, new.began_at)
    row = {"id": new.id, "began_at": new.began_at, "switch": new.switch.value, "until": new.until, "by_person": by}
    await store.connection.execute(sa.insert(flood), row)


async def end(store: Store, now: datetime) -> None:
    await store.connection.execute(_END, {"now": now})


async def forget_before(store: Store, since: datetime) -> None:
    """Floods that ended before."""
    await store.connection.execute(_FORGET, {"since": since})


async def was_helped(store: Store, sender: ConversationId) -> bool:
    """True if an earlier call of theirs ended as a real one."""
    return bool((await store.connection.execute(_HELPED, {"wanted": sender})).scalar_one())


async def unsure(store: Store) -> frozenset[PersonId]:
    """Who is asked for calls that name danger and nobody confirmed, or goes to one."""
    rows = await store.connection.execute(_BUSY)
    return frozenset(PersonId(row.person) for row in rows if row.doubt["state"] == DoubtState.URGENT.value)


async def kept(store: Store, *, besides: IncidentId | None = None) -> Mapping[TeamId, int]:
    """How many people each team's calls that nobody confirmed still need where some are asked or go, and more are to
    go together with them. Without those of one call.
    """
    found: Counter[TeamId] = Counter()
    for row in await store.connection.execute(_TO_GO_TOGETHER):
        if row.doubt["state"] == DoubtState.URGENT.value and row.begun and row.id != besides:
            found[TeamId(row.team)] += max(0, row.together - row.begun)
    return found


async def line(store: Store, policy: Flooding) -> tuple[Waiting, ...]:
    """The calls that stand in line for people."""
    found = []
    for row in await store.connection.execute(_IN_LINE):
        doubt = doubt_from(row.doubt)
        if doubt is not None and doubt.waits and doubt.in_line:
            stands = rank(doubt, policy, danger=True, placed=bool(row.placed)).rank
            team, since = TeamId(row.team), row.opened_at
            found.append(Waiting(id=row.id, team=team, rank=stands, since=since, together=row.together))
    return tuple(found)


async def before(store: Store, since: datetime) -> tuple[IncidentId, ...]:
    """Calls since then of people who are unknown, for which others are asked, without danger and doubted by nobody."""
    rows = (await store.connection.execute(_BEFORE, {"since": since})).all()
    return tuple([IncidentId(row.id) for row in rows if not await was_helped(store, ConversationId(row.conversation))])


async def held(store: Store) -> int:
    """How many calls wait for a coordinator, those among them that had asked people before the flood was seen."""
    rows = await store.connection.execute(_HELD)
    doubts = ((doubt_from(row.doubt), bool(row.danger)) for row in rows)
    return sum(
        doubt is not None and (doubt.waits or (doubt.state is DoubtState.URGENT and not danger))
        for doubt, danger in doubts
    )


async def ahead(store: Store, number: int) -> int:
    """How many calls that came in a flood before the one of this number run, and may ask people."""
    return int((await store.connection.execute(_AHEAD, {"number": number})).scalar_one())


async def first_words(
    store: Store, since: datetime, *, besides: ConversationId, most: int
) -> tuple[tuple[str, Place | None], ...]:
    """What others wrote first in the latest calls that were doubted since, and where: `most` of them."""
    found = []
    for row in await store.connection.execute(_LATEST, {"since": since, "wanted": besides, "most": most}):
        key = await row_keys.unwrap_if_kept(store, Owner.INCIDENT, row.id, row.data_key, row.keyring_key)
        if key is not None:
            words = from_bytes(store.vault.open(key, "incident", "words", row.id, row.words))
            place = None
            if row.place is not None:
                place = place_from(from_bytes(store.vault.open(key, "incident", "place", row.id, row.place)))
            found.append((words[0], place))
    return tuple(found)


# --- blocks


async def block_of(store: Store, sender: ConversationId, now: datetime) -> Block | None:
    """The block that holds now for somebody, if one does."""
    row = (await store.connection.execute(_BLOCK_OF, {"wanted": sender, "now": now})).one_or_none()
    return None if row is None else await _block(store, row)


async def blocks(store: Store, teams: Iterable[TeamId], now: datetime) -> tuple[Block, ...]:
    """The blocks that hold now, of these teams' calls."""
    wanted = sorted(set(teams))
    if not wanted:
        return ()
    rows = (await store.connection.execute(_BLOCKS, {"teams": wanted, "now": now})).all()
    return tuple([await _block(store, row) for row in rows])


async def block(store: Store, new: Block) -> None:
    key = await row_keys.of(store, Owner.PERSON, new.by)
    row = {
        "id": new.id,
        "conversation": new.conversation,
        "code": new.code,
        "number": new.number,
        "team": new.team,
        "by_person": new.by,
        "second_person": new.second,
        "at": new.at,
        "until": new.until,
        "for_good": new.for_good,
        "why": store.vault.seal(key, "sender_block", "why", new.id, new.why.encode()),
    }
    await store.connection.execute(sa.insert(sender_block), row)


async def end_block(store: Store, which: str, by: PersonId, now: datetime) -> None:
    """The row stays: who blocked whom, and who ended it."""
    change = sa.update(sender_block).where(sender_block.c.id == which).values(ended_at=now, ended_by=by)
    await store.connection.execute(change)


async def _block(store: Store, row: Any) -> Block:
    try:
        key = await row_keys.of(store, Owner.PERSON, row.by_person)
    except (KeyDestroyed, LookupError):
        why = ""  # whoever gave the reason is erased, and it with them
    else:
        why = store.vault.open(key, "sender_block", "why", row.id, row.why).decode()
    return Block(
        id=row.id,
        conversation=ConversationId(row.conversation),
        code=row.code,
        number=row.number,
        team=TeamId(row.team),
        by=PersonId(row.by_person),
        at=row.at,
        until=row.until,
        why=why,
        for_good=bool(row.for_good),
        second=None if row.second_person is None else PersonId(row.second_person),
    )
