"""Cohorts with their gatherings, fellows and pairs; who went beside a mentor; and teams that somebody wants to begin.

What a gathering ended in is sealed under the key of whoever wrote it down: erasing them erases it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.checkin import Pairs
from domain.cohort import CALLED_OFF, TAKEN_UP, Call, Cohort, Fellow, Gathering, Stands
from domain.ids import CohortId, NewTeamId, PersonId, TaskId, TeamId
from domain.new_team import NewTeam
from domain.training import Happened
from models import row_keys, trainings
from models.database import Store
from models.keyring import KeyDestroyed
from models.row_keys import Owner
from models.tables import (
    Instant,
    cohort,
    cohort_call,
    cohort_fellow,
    cohort_gathering,
    cohort_pair,
    new_team,
    shadowing,
    training_event,
)

KEPT = timedelta(days=731)
"""So long after its last gathering a cohort is known, and how long it is known who went beside a mentor."""

_WHICH: sa.BindParameter[Any] = sa.bindparam("which")
_BY_ID = sa.select(cohort).where(cohort.c.id == _WHICH).with_for_update()
_BY_NUMBER = sa.select(cohort).where(cohort.c.number == sa.bindparam("called")).with_for_update()
_LAST = (
    sa.select(sa.func.max(cohort_gathering.c.ends)).where(cohort_gathering.c.cohort == cohort.c.id).scalar_subquery()
)
_RUNNING = sa.select(cohort).where(sa.bindparam("now", type_=Instant()) < _LAST).order_by(cohort.c.number)
_OLD = sa.delete(cohort).where(sa.bindparam("before", type_=Instant()) > _LAST)
_NEXT_NUMBER = sa.select(sa.func.coalesce(sa.func.max(cohort.c.number), 0) + 1)
_IDS: sa.BindParameter[Any] = sa.bindparam("of", expanding=True)
_GATHERINGS = sa.select(cohort_gathering).where(cohort_gathering.c.cohort.in_(_IDS)).order_by(cohort_gathering.c.number)
_FELLOWS = sa.select(cohort_fellow).where(cohort_fellow.c.cohort.in_(_IDS)).order_by(cohort_fellow.c.turn)
_PAIRS = sa.select(cohort_pair).where(cohort_pair.c.cohort.in_(_IDS)).order_by(cohort_pair.c.one)
_CALLS = sa.select(cohort_call).where(cohort_call.c.cohort.in_(_IDS)).order_by(cohort_call.c.number, cohort_call.c.turn)
_OFF_OR_ON = (
    sa.select(training_event.c.subject, training_event.c.what)
    .where(training_event.c.subject.in_(_IDS), training_event.c.what.in_((CALLED_OFF, TAKEN_UP)))
    .order_by(training_event.c.id)
)
_ELSEWHERE = sa.update(cohort).where(cohort.c.id == _WHICH)
_THAT_FELLOW = sa.and_(cohort_fellow.c.cohort == _WHICH, cohort_fellow.c.person == sa.bindparam("whose"))
_CHANGE_FELLOW = sa.update(cohort_fellow).where(_THAT_FELLOW)
_CHANGE_GATHERING = sa.update(cohort_gathering).where(
    cohort_gathering.c.cohort == _WHICH, cohort_gathering.c.number == sa.bindparam("place_of")
)
_NO_PAIRS = sa.delete(cohort_pair).where(cohort_pair.c.cohort == _WHICH)
_PAIR_OF = (
    sa.select(cohort_pair.c.one, cohort_pair.c.other)
    .where(
        sa.or_(cohort_pair.c.one == sa.bindparam("whose"), cohort_pair.c.other == sa.bindparam("whose")),
    )
    .order_by(cohort_pair.c.cohort.desc())
)
_FELLOW = sa.select(cohort_fellow).where(cohort_fellow.c.person == sa.bindparam("whose"))
_SHADOWED = (
    sa.select(shadowing.c.person, sa.func.count().label("times"))
    .where(shadowing.c.team == sa.bindparam("in_team"))
    .group_by(shadowing.c.person)
)
_OLD_SHADOWS = sa.delete(shadowing).where(shadowing.c.at < sa.bindparam("before", type_=Instant()))
_NO_SHADOWS = sa.delete(shadowing).where(
    shadowing.c.person == sa.bindparam("whose"), shadowing.c.team == sa.bindparam("in_team")
)
_TEAM_BY_ID = sa.select(new_team).where(new_team.c.id == _WHICH).with_for_update()
_DECIDE = sa.update(new_team).where(new_team.c.id == _WHICH)
_OLD_TEAMS = sa.delete(new_team).where(new_team.c.made_at < sa.bindparam("before", type_=Instant()))


async def next_number(store: Store) -> int:
    """How the next one is called. For whoever alone decides: two at once would take the same."""
    return int((await store.connection.execute(_NEXT_NUMBER)).scalar_one())


async def load(store: Store, which: CohortId) -> Cohort | None:
    """One of them, held: nobody else decides about it until this transaction ends."""
    return await _one(store, _BY_ID, {"which": which})


async def numbered(store: Store, number: int) -> Cohort | None:
    """The one that people call by this number, held."""
    return await _one(store, _BY_NUMBER, {"called": number})


async def running(store: Store, now: datetime) -> tuple[Cohort, ...]:
    """Those whose last gathering is not over, but for those that were called off."""
    found = await _whole(store, (await store.connection.execute(_RUNNING, {"now": now})).all())
    return tuple(each for each in found if not each.off)


async def add(store: Store, made: Cohort, events: Iterable[Happened], now: datetime) -> None:
    """Keep a new one, in which nobody is yet."""
    row = {
        "id": made.id,
        "number": made.number,
        "team": made.team,
        "place": made.place,
        "seats": made.seats,
        "by_person": made.by,
    }
    await store.connection.execute(sa.insert(cohort), row)
    rows = [{"cohort": made.id, "number": n.number, "starts": n.start, "ends": n.end} for n in made.gatherings]
    await store.connection.execute(sa.insert(cohort_gathering), rows)
    await trainings.note(store, made.id, events, now)


async def keep(
    store: Store,
    before: Cohort,
    after: Cohort,
    events: Iterable[Happened],
    now: datetime,
    *,
    by: PersonId | None = None,
) -> None:
    """Keep what changed of one that is held. `by`: who wrote down what a gathering ended in."""
    for was, each in zip(before.gatherings, after.gatherings, strict=True):
        if was != each:
            changed: dict[str, Any] = {"starts": each.start, "ends": each.end}
            if each.said and not was.said:
                changed["said_at"] = now
            change = _CHANGE_GATHERING.values(**changed)
            await store.connection.execute(change, {"which": after.id, "place_of": each.number})
    if before.place != after.place:
        await store.connection.execute(_ELSEWHERE.values(place=after.place), {"which": after.id})
    known = {each.person: each for each in before.fellows}
    for fellow in after.fellows:
        stood = known.get(fellow.person)
        if stood is None:
            row = {"cohort": after.id, "person": fellow.person, **_columns(fellow)}
            await store.connection.execute(sa.insert(cohort_fellow), row)
        elif stood != fellow:
            which = {"which": after.id, "whose": fellow.person}
            await store.connection.execute(_CHANGE_FELLOW.values(**_columns(fellow)), which)
    if before.pairs != after.pairs:
        await store.connection.execute(_NO_PAIRS, {"which": after.id})
        rows = [{"cohort": after.id, "one": one, "other": other} for one, other in after.pairs]
        if rows:
            await store.connection.execute(sa.insert(cohort_pair), rows)
    for call in after.calls:
        if call not in before.calls and by is not None:
            await _add_call(store, after.id, call, by)
    await trainings.note(store, after.id, events, now)


async def _add_call(store: Store, which: CohortId, call: Call, by: PersonId) -> None:
    key = await row_keys.of(store, Owner.PERSON, by)
    named = _call_named(which, call.gathering, call.turn)
    row = {
        "cohort": which,
        "number": call.gathering,
        "turn": call.turn,
        "person": by,
        "words": store.vault.seal(key, "cohort_call", "words", named, call.words.encode()),
        "task": call.task,
    }
    await store.connection.execute(sa.insert(cohort_call), row)


def _call_named(which: str, gathering: int, turn: int) -> str:
    """What its words are sealed with. The first has its turn in its name no more than when there was one alone."""
    return f"{which}|{gathering}" if turn == 1 else f"{which}|{gathering}|{turn}"


async def forget(store: Store, now: datetime) -> None:
    """Take away what is old."""
    await store.connection.execute(_OLD, {"before": now - KEPT})
    await store.connection.execute(_OLD_SHADOWS, {"before": now - KEPT})
    await store.connection.execute(_OLD_TEAMS, {"before": now - KEPT})


# --- what others ask


async def pairs_of(store: Store, person: PersonId) -> Pairs:
    """The pairs somebody is in by a coordinator's word, the newest first."""
    rows = await store.connection.execute(_PAIR_OF, {"whose": person})
    return tuple((PersonId(row.one), PersonId(row.other)) for row in rows)


async def fellow_of(store: Store, person: PersonId) -> dict[CohortId, Fellow]:
    """How somebody stands in every cohort."""
    rows = await store.connection.execute(_FELLOW, {"whose": person})
    return {CohortId(row.cohort): _fellow(row) for row in rows}


# --- beside a mentor


def _noting(dialect: Any) -> Any:
    return dialect.insert(shadowing).on_conflict_do_nothing(index_elements=["person", "team", "beside"])


_NOTE = {"sqlite": _noting(sqlite), "postgresql": _noting(postgresql)}


async def went_beside(store: Store, person: PersonId, team: TeamId, beside: str, at: datetime) -> None:
    """They were beside a mentor on this call or shift; noted once, however often it is said."""
    row = {"person": person, "team": team, "beside": beside, "at": at}
    await store.connection.execute(_NOTE[store.connection.dialect.name], row)


async def times_beside(store: Store, team: TeamId) -> dict[PersonId, int]:
    """How often everybody in a team was beside a mentor."""
    rows = await store.connection.execute(_SHADOWED, {"in_team": team})
    return {PersonId(row.person): int(row.times) for row in rows}


async def beside_nobody(store: Store, person: PersonId, team: TeamId) -> None:
    """They are no trainee any more: what is counted anew is counted from nothing."""
    await store.connection.execute(_NO_SHADOWS, {"whose": person, "in_team": team})


# --- teams to begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A team that somebody wants to begin; `decided_by` has answered it."""

    id: NewTeamId
    person: PersonId
    team: NewTeam
    decided_by: PersonId | None = None


async def wish(store: Store, made: Wish, now: datetime) -> None:
    row = {
        "id": made.id,
        "person": made.person,
        "name": made.team.name,
        "areas": list(made.team.areas),
        "zips": list(made.team.zips),
        "hours": made.team.hours,
        "made_at": now,
        "decided_by": None,
    }
    await store.connection.execute(sa.insert(new_team), row)


async def wished(store: Store, which: NewTeamId) -> Wish | None:
    """One of them, held."""
    row = (await store.connection.execute(_TEAM_BY_ID, {"which": which})).one_or_none()
    if row is None:
        return None
    return Wish(
        id=NewTeamId(row.id),
        person=PersonId(row.person),
        team=NewTeam(name=row.name, areas=tuple(row.areas), zips=tuple(row.zips), hours=row.hours),
        decided_by=None if row.decided_by is None else PersonId(row.decided_by),
    )


async def decide(store: Store, which: NewTeamId, by: PersonId) -> None:
    await store.connection.execute(_DECIDE.values(decided_by=by), {"which": which})


# --- rows and values


async def _one(store: Store, statement: sa.Select[Any], which: dict[str, Any]) -> Cohort | None:
    row = (await store.connection.execute(statement, which)).one_or_none()
    found = await _whole(store, () if row is None else (row,))
    return found[0] if found else None


async def _whole(store: Store, rows: Sequence[Any]) -> tuple[Cohort, ...]:
    if not rows:
        return ()
    gatherings: dict[str, list[Gathering]] = {}
    fellows: dict[str, list[Fellow]] = {}
    pairs: dict[str, list[tuple[PersonId, PersonId]]] = {}
    calls: dict[str, list[Call]] = {}
    of = {"of": [each.id for each in rows]}
    said = {row.subject: row.what for row in await store.connection.execute(_OFF_OR_ON, of)}
    for row in await store.connection.execute(_GATHERINGS, of):
        one = Gathering(number=row.number, start=row.starts, end=row.ends, said=row.said_at is not None)
        gatherings.setdefault(row.cohort, []).append(one)
    for row in await store.connection.execute(_FELLOWS, of):
        fellows.setdefault(row.cohort, []).append(_fellow(row))
    for row in await store.connection.execute(_PAIRS, of):
        pairs.setdefault(row.cohort, []).append((PersonId(row.one), PersonId(row.other)))
    for row in (await store.connection.execute(_CALLS, of)).all():
        try:
            key = await row_keys.of(store, Owner.PERSON, row.person)
        except KeyDestroyed:
            continue
        named = _call_named(row.cohort, row.number, row.turn)
        words = store.vault.open(key, "cohort_call", "words", named, row.words).decode()
        task = None if row.task is None else TaskId(row.task)
        calls.setdefault(row.cohort, []).append(Call(gathering=row.number, turn=row.turn, words=words, task=task))
    return tuple(
        Cohort(
            id=CohortId(row.id),
            number=row.number,
            team=TeamId(row.team),
            place=row.place,
            seats=row.seats,
            by=PersonId(row.by_person),
            gatherings=tuple(gatherings.get(row.id, ())),
            fellows=tuple(fellows.get(row.id, ())),
            pairs=tuple(pairs.get(row.id, ())),
            calls=tuple(calls.get(row.id, ())),
            off=said.get(row.id) == CALLED_OFF,
        )
        for row in rows
    )


def _fellow(row: Any) -> Fellow:
    return Fellow(
        person=PersonId(row.person),
        stands=Stands(row.stands),
        order=row.turn,
        came=frozenset(row.came),
        away=frozenset(row.away or ()),
        nudges=row.nudges,
        nudge_at=row.nudge_at,
        nudged_at=row.nudged_at,
    )


def _columns(of: Fellow) -> dict[str, Any]:
    return {
        "stands": of.stands.value,
        "turn": of.order,
        "came": sorted(of.came),
        "away": sorted(of.away),
        "nudges": of.nudges,
        "nudge_at": of.nudge_at,
        "nudged_at": of.nudged_at,
    }
