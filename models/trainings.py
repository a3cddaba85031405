"""Trainings, their seats, what became of them; and who learns beside whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.ids import ConversationId, PersonId, SkillId, TeamId, TrainingId
from domain.needs import ProtectionArea
from domain.training import Happened, Seat, SeatState, Training
from models.database import Store
from models.tables import Instant, mentoring, training, training_event, training_seat

GUESTS_KEPT = timedelta(days=30)
"""So long after a training it is known which community members had a seat."""

KEPT = timedelta(days=731)
"""So long after it a training is known, and who came."""

_SOONEST = (training.c.starts, training.c.number)
_BY_ID = sa.select(training).where(training.c.id == sa.bindparam("which")).with_for_update()
_BY_NUMBER = sa.select(training).where(training.c.number == sa.bindparam("called")).with_for_update()
_AHEAD = (
    sa.select(training).where(training.c.starts > sa.bindparam("now"), training.c.off_at.is_(None)).order_by(*_SOONEST)
)
_HELD_BY = (
    sa.select(training)
    .join(training_seat, training_seat.c.training == training.c.id)
    .where(training_seat.c.holder == sa.bindparam("of"), training.c.starts > sa.bindparam("now"))
    .order_by(*_SOONEST)
)
_NEXT_NUMBER = sa.select(sa.func.coalesce(sa.func.max(training.c.number), 0) + 1)
_SEATS = (
    sa.select(training_seat)
    .where(training_seat.c.training.in_(sa.bindparam("of", expanding=True)))
    .order_by(training_seat.c.training, training_seat.c.turn)
)
_THAT_SEAT = sa.and_(training_seat.c.training == sa.bindparam("which"), training_seat.c.holder == sa.bindparam("whose"))
_CHANGE_SEAT = sa.update(training_seat).where(_THAT_SEAT)
_OFF = sa.update(training).where(training.c.id == sa.bindparam("which"))
_MOVED = sa.update(training).where(training.c.id == sa.bindparam("which"))
_EVENTS = sa.select(training_event).where(training_event.c.subject == sa.bindparam("of")).order_by(training_event.c.id)
_OLD = sa.delete(training).where(training.c.ends < sa.bindparam("before"))
_OLD_SEATS = sa.delete(training_seat).where(
    training_seat.c.training.in_(sa.select(training.c.id).where(training.c.ends < sa.bindparam("before")))
)
_GUESTS = sa.delete(training_seat).where(
    training_seat.c.conversation.is_not(None),
    training_seat.c.training.in_(sa.select(training.c.id).where(training.c.ends < sa.bindparam("before"))),
)
RUNNING_TALKS = (
    sa.select(training_seat.c.conversation)
    .join(training, training.c.id == training_seat.c.training)
    .where(
        training_seat.c.conversation.is_not(None),
        training_seat.c.state.in_((SeatState.TAKEN.value, SeatState.WAITING.value)),
        training.c.off_at.is_(None),
        training.c.ends > sa.bindparam("now", type_=Instant()),
    )
)
"""Whose talk is needed still: a community member with a seat, or in line for one, is to hear of it until it is over."""

_FORGET_EVENTS = sa.delete(training_event).where(training_event.c.at < sa.bindparam("before"))
_MENTORS_OF = sa.delete(mentoring).where(
    mentoring.c.person == sa.bindparam("of"), mentoring.c.team == sa.bindparam("in_team")
)


async def next_number(store: Store) -> int:
    """How the next one is called. For whoever alone decides: two at once would take the same."""
    return int((await store.connection.execute(_NEXT_NUMBER)).scalar_one())


async def load(store: Store, which: TrainingId) -> Training | None:
    """One of them, held: nobody else decides about it until this transaction ends."""
    return await _one(store, _BY_ID, {"which": which})


async def numbered(store: Store, number: int) -> Training | None:
    """The one that people call by this number, held."""
    return await _one(store, _BY_NUMBER, {"called": number})


async def ahead(store: Store, now: datetime) -> tuple[Training, ...]:
    """Those that have not begun and are not off, the first before the others."""
    return await _whole(store, (await store.connection.execute(_AHEAD, {"now": now})).all())


async def of_holder(store: Store, holder: str, now: datetime) -> tuple[TrainingId, ...]:
    """Those ahead in which somebody has, or had, a seat or a turn."""
    rows = (await store.connection.execute(_HELD_BY, {"of": holder, "now": now})).all()
    return tuple(TrainingId(row.id) for row in rows)


async def add(store: Store, made: Training, events: Iterable[Happened], now: datetime) -> None:
    """Keep a new training."""
    row = {
        "id": made.id,
        "number": made.number,
        "team": made.team,
        "protection_area": made.area.value,
        "place": made.place,
        "starts": made.start,
        "ends": made.end,
        "capacity": made.capacity,
        "languages": list(made.languages),
        "skills": list(made.skills),
        "everybody": made.everybody,
        "by_person": made.by,
        "off_at": made.off_at,
    }
    await store.connection.execute(sa.insert(training), row)
    await note(store, made.id, events, now)


async def keep(store: Store, before: Training, after: Training, events: Iterable[Happened], now: datetime) -> None:
    """Keep what changed of a training that is held."""
    if before.off_at != after.off_at:
        await store.connection.execute(_OFF.values(off_at=after.off_at), {"which": after.id})
    if (before.start, before.end, before.place) != (after.start, after.end, after.place):
        where = {"starts": after.start, "ends": after.end, "place": after.place}
        await store.connection.execute(_MOVED.values(**where), {"which": after.id})
    known = {each.holder: each for each in before.seats}
    for seat in after.seats:
        was = known.get(seat.holder)
        if was is None:
            await store.connection.execute(sa.insert(training_seat), _row(after.id, seat))
        elif was != seat:
            changed = {"state": seat.state.value, "turn": seat.order, "had": _had_form(seat.had)}
            which = {"which": after.id, "whose": seat.holder}
            await store.connection.execute(_CHANGE_SEAT.values(**changed), which)
    await note(store, after.id, events, now)


async def note(store: Store, subject: str, events: Iterable[Happened], now: datetime) -> None:
    """What happened, by whom and why: of a training, or of a team's mentors."""
    rows = [
        {"subject": subject, "at": now, "what": each.what, "why": each.why, "by_whom": each.by, "about": each.about}
        for each in events
    ]
    if rows:
        await store.connection.execute(sa.insert(training_event), rows)


async def events_of(store: Store, subject: str) -> tuple[Happened, ...]:
    """What happened to a training, or to a team's mentors, in order."""
    rows = await store.connection.execute(_EVENTS, {"of": subject})
    return tuple(Happened(what=row.what, why=row.why, by=row.by_whom, about=row.about) for row in rows)


async def forget(store: Store, now: datetime) -> None:
    """Take away what is old: first who of the community had a seat, then the training itself."""
    await store.connection.execute(_GUESTS, {"before": now - GUESTS_KEPT})
    await store.connection.execute(_OLD_SEATS, {"before": now - KEPT})
    await store.connection.execute(_OLD, {"before": now - KEPT})
    await store.connection.execute(_FORGET_EVENTS, {"before": now - KEPT})


# --- mentors


async def set_mentors(
    store: Store, trainee: PersonId, team: TeamId, mentors: Collection[PersonId], now: datetime
) -> None:
    """They go beside these from now on, and no others; beside anybody where there are none."""
    await store.connection.execute(_MENTORS_OF, {"of": trainee, "in_team": team})
    rows = [{"person": trainee, "team": team, "mentor": each, "since": now} for each in sorted(mentors)]
    if rows:
        await store.connection.execute(sa.insert(mentoring), rows)


# --- rows and values


async def _one(store: Store, statement: sa.Select[Any], which: dict[str, Any]) -> Training | None:
    row = (await store.connection.execute(statement, which)).one_or_none()
    found = await _whole(store, () if row is None else (row,))
    return found[0] if found else None


async def _whole(store: Store, rows: Sequence[Any]) -> tuple[Training, ...]:
    if not rows:
        return ()
    seats: dict[str, list[Seat]] = {}
    for row in await store.connection.execute(_SEATS, {"of": [each.id for each in rows]}):
        seats.setdefault(row.training, []).append(_seat(row))
    return tuple(_training(row, tuple(seats.get(row.id, ()))) for row in rows)


def _training(row: Any, seats: tuple[Seat, ...]) -> Training:
    return Training(
        id=TrainingId(row.id),
        number=row.number,
        team=TeamId(row.team),
        area=ProtectionArea(row.protection_area),
        place=row.place,
        start=row.starts,
        end=row.ends,
        capacity=row.capacity,
        languages=tuple(row.languages),
        skills=tuple(map(SkillId, row.skills)),
        everybody=row.everybody,
        by=PersonId(row.by_person),
        off_at=row.off_at,
        seats=seats,
    )


def _row(which: TrainingId, seat: Seat) -> dict[str, Any]:
    return {
        "training": which,
        "holder": seat.holder,
        "person": seat.holder if seat.member else None,
        "conversation": None if seat.member else seat.holder,
        "state": seat.state.value,
        "turn": seat.order,
        "had": _had_form(seat.had),
    }


def _seat(row: Any) -> Seat:
    member = row.person is not None
    return Seat(
        holder=PersonId(row.holder) if member else ConversationId(row.holder),
        member=member,
        state=SeatState(row.state),
        order=row.turn,
        had=_had(row.had),
    )


def _had_form(had: Mapping[SkillId, datetime | None] | None) -> dict[str, str | None] | None:
    return None if had is None else {each: None if at is None else at.isoformat() for each, at in had.items()}


def _had(form: dict[str, str | None] | None) -> dict[SkillId, datetime | None] | None:
    if form is None:
        return None
    return {SkillId(each): None if at is None else datetime.fromisoformat(at) for each, at in form.items()}
