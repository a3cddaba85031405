"""How drills are played; and who was reached in the drills of who can be reached."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.delivery import DeliveryState
from domain.drill import Drill, Point, ReachDrill
from domain.ids import ContactPointId, IncidentId, PersonId, ReachDrillId, TeamId
from domain.people import MANNER_OF, Channel, ContactPoint, Manner
from models.database import Store
from models.tables import delivery, drill, drill_reach, drill_reach_point, incident

KEPT = timedelta(days=90)
"""So long after a drill it is known how it was played, and who was reached."""

_RUNNING = sa.select(drill).where(drill.c.ended_at.is_(None)).order_by(drill.c.began_at, drill.c.incident)
_BY_ID = sa.select(drill).where(drill.c.incident == sa.bindparam("which"))
_KEEP = sa.update(drill).where(drill.c.incident == sa.bindparam("which"))
_REACH = sa.select(drill_reach).where(drill_reach.c.id == sa.bindparam("which"))
_REACH_OPEN = sa.select(drill_reach).where(drill_reach.c.ended_at.is_(None), drill_reach.c.team == sa.bindparam("of"))
_REACHES_OPEN = sa.select(drill_reach.c.id).where(drill_reach.c.ended_at.is_(None)).order_by(drill_reach.c.id)
_OVER = sa.update(drill_reach).where(drill_reach.c.id == sa.bindparam("which"))
_ASKED = (
    sa.select(drill_reach_point.c.drill)
    .join(drill_reach, drill_reach.c.id == drill_reach_point.c.drill)
    .where(
        drill_reach_point.c.person == sa.bindparam("of"),
        drill_reach_point.c.answered_at.is_(None),
        sa.or_(drill_reach.c.ended_at.is_(None), drill_reach.c.closes_at > sa.bindparam("now")),
    )
    .order_by(drill_reach.c.began_at.desc())
    .limit(1)
)
_ANSWERED = sa.update(drill_reach_point).where(
    drill_reach_point.c.drill == sa.bindparam("which"),
    drill_reach_point.c.contact_point == sa.bindparam("point"),
    drill_reach_point.c.answered_at.is_(None),
)
_POINTS = (
    sa.select(drill_reach_point)
    .where(drill_reach_point.c.drill == sa.bindparam("which"))
    .order_by(drill_reach_point.c.person, drill_reach_point.c.channel, drill_reach_point.c.contact_point)
)
_SENT = sa.select(
    delivery.c.key, delivery.c.state, delivery.c.planned_at, delivery.c.sent_at, delivery.c.finished_at
).where(delivery.c.key.in_(sa.bindparam("keys", expanding=True)))
_OLD = sa.delete(drill).where(drill.c.ended_at < sa.bindparam("before"))
_OLD_POINTS = sa.delete(drill_reach_point).where(
    drill_reach_point.c.drill.in_(sa.select(drill_reach.c.id).where(drill_reach.c.ended_at < sa.bindparam("before")))
)
_OLD_REACH = sa.delete(drill_reach).where(drill_reach.c.ended_at < sa.bindparam("before"))
_EVER = sa.select(sa.exists().where(incident.c.team == sa.bindparam("of")))


async def running(store: Store) -> Drill | None:
    """The one that runs: there is never more than one."""
    row = (await store.connection.execute(_RUNNING)).first()
    return None if row is None else _drill(row)


async def load(store: Store, which: IncidentId) -> Drill | None:
    row = (await store.connection.execute(_BY_ID, {"which": which})).one_or_none()
    return None if row is None else _drill(row)


async def begin(store: Store, begun: Drill) -> None:
    row: dict[str, Any] = {
        "incident": begun.incident,
        "team": begun.team,
        "story": begun.story,
        "language": begun.language,
    }
    row |= {"by_person": begun.by, "began_at": begun.began_at, "guided": begun.guided}
    await store.connection.execute(sa.insert(drill), row | _changing(begun))


async def keep(store: Store, after: Drill) -> None:
    """Keep how it is played now."""
    await store.connection.execute(_KEEP.values(**_changing(after)), {"which": after.incident})


async def has_had_calls(store: Store, team: TeamId) -> bool:
    """True for a team that ever had a call, or a drill."""
    return bool((await store.connection.execute(_EVER, {"of": team})).scalar_one())


# --- who can be reached


async def begin_reach(store: Store, begun: ReachDrill, points: Iterable[tuple[PersonId, ContactPoint]]) -> None:
    row: dict[str, Any] = {"id": begun.id, "team": begun.team, "by_person": begun.by}
    row |= {"began_at": begun.began_at, "closes_at": begun.closes_at, "ended_at": None}
    await store.connection.execute(sa.insert(drill_reach), row)
    rows = [
        {"drill": begun.id, "contact_point": point.id, "person": person, "channel": point.channel.value}
        for person, point in points
    ]
    if rows:
        await store.connection.execute(sa.insert(drill_reach_point), [{**each, "answered_at": None} for each in rows])


async def load_reach(store: Store, which: ReachDrillId) -> ReachDrill | None:
    row = (await store.connection.execute(_REACH, {"which": which})).one_or_none()
    return None if row is None else _reach(row)


async def reach_of_team(store: Store, team: TeamId) -> ReachDrill | None:
    """The one of a team that is not over."""
    row = (await store.connection.execute(_REACH_OPEN, {"of": team})).first()
    return None if row is None else _reach(row)


async def open_reaches(store: Store) -> tuple[ReachDrillId, ...]:
    """Those that are not over, of any team."""
    return tuple(map(ReachDrillId, (await store.connection.execute(_REACHES_OPEN)).scalars()))


async def asked(store: Store, person: PersonId, now: datetime) -> ReachDrillId | None:
    """The newest one in which somebody was asked and has not answered on every phone. One that something real cut
    short counts until it would have been over: their answer to it may still come.
    """
    found = (await store.connection.execute(_ASKED, {"of": person, "now": now})).scalar_one_or_none()
    return None if found is None else ReachDrillId(found)


async def answered(store: Store, which: ReachDrillId, point: ContactPointId, now: datetime) -> None:
    """It reached them there; only the first time counts."""
    await store.connection.execute(_ANSWERED.values(answered_at=now), {"which": which, "point": point})


async def points_of(store: Store, which: ReachDrill, keys: Mapping[ContactPointId, str]) -> tuple[Point, ...]:
    """Every way that was tried, with what became of it. `keys`: of the deliveries, by contact point."""
    rows = (await store.connection.execute(_POINTS, {"which": which.id})).all()
    wanted = {"keys": sorted(keys.values())}
    sent = {row.key: row for row in await store.connection.execute(_SENT, wanted)} if keys else {}
    return tuple(_point(row, sent.get(keys.get(ContactPointId(row.contact_point), "")), which) for row in rows)


async def contact_points_of(store: Store, which: ReachDrillId) -> tuple[ContactPointId, ...]:
    rows = await store.connection.execute(_POINTS, {"which": which})
    return tuple(ContactPointId(row.contact_point) for row in rows)


async def end_reach(store: Store, which: ReachDrillId, now: datetime) -> None:
    await store.connection.execute(_OVER.values(ended_at=now), {"which": which})


async def forget(store: Store, now: datetime) -> None:
    """Take away what is old."""
    for statement in (_OLD, _OLD_POINTS, _OLD_REACH):
        await store.connection.execute(statement, {"before": now - KEPT})


# --- rows and values


def _changing(of: Drill) -> dict[str, Any]:
    return {
        "step": of.step,
        "pace": of.pace,
        "paused": of.paused,
        "told": list(of.told),
        "ended_at": of.ended_at,
    }


def _drill(row: Any) -> Drill:
    return Drill(
        incident=IncidentId(row.incident),
        team=TeamId(row.team),
        story=row.story,
        language=row.language,
        by=PersonId(row.by_person),
        began_at=row.began_at,
        step=row.step,
        pace=row.pace,
        paused=row.paused,
        guided=row.guided,
        told=tuple(row.told),
        ended_at=row.ended_at,
    )


def _reach(row: Any) -> ReachDrill:
    return ReachDrill(
        id=ReachDrillId(row.id),
        team=TeamId(row.team),
        by=PersonId(row.by_person),
        began_at=row.began_at,
        closes_at=row.closes_at,
        ended_at=row.ended_at,
    )


def _point(row: Any, sent: Any | None, of: ReachDrill) -> Point:
    channel = Channel(row.channel)
    seen = None
    if sent is not None and sent.state == DeliveryState.DELIVERED.value:
        seen = sent.finished_at or sent.sent_at
    elif sent is not None and sent.state == DeliveryState.SENT.value and MANNER_OF[channel] is Manner.TAPS:
        seen = sent.sent_at  # nothing says more there
    asked_at = of.began_at if sent is None else sent.planned_at
    return Point(
        person=PersonId(row.person), channel=channel, asked_at=asked_at, seen_at=seen, answered_at=row.answered_at
    )
