"""Timers: one for each (kind, subject), which fires once.

Setting it again while it waits can only make it earlier; once it has fired or was cancelled it stays so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from domain.ids import IncidentId, TimerId
from domain.messages import Lane, Wake, WakeKind
from models.database import Store, Work
from models.either import upsert
from models.tables import timer

_LANES: Mapping[WakeKind, Lane] = {
    WakeKind.PAGE_EXPIRES: Lane.URGENT,
    WakeKind.NEXT_CONTACT: Lane.URGENT,
    WakeKind.PLACE_LATE: Lane.PROMPT,
    WakeKind.PLACE_MOVED: Lane.PROMPT,
    WakeKind.WORDS_HELD: Lane.PROMPT,
    WakeKind.RELAY_WAITS: Lane.PROMPT,
    WakeKind.STILL_IN: Lane.ROUTINE,
    WakeKind.STILL_IN_SILENT: Lane.ROUTINE,
    WakeKind.ERASE: Lane.ROUTINE,
    WakeKind.QUIET_ENDS: Lane.PROMPT,
    WakeKind.PAUSE_ENDS: Lane.PROMPT,
    WakeKind.TEST_NEXT: Lane.PROMPT,
    WakeKind.TEST_LATE: Lane.PROMPT,
    WakeKind.SKILLS_END: Lane.ROUTINE,
    WakeKind.SHIFT: Lane.PROMPT,
    WakeKind.PROOF: Lane.ROUTINE,
    WakeKind.TIME_OFF: Lane.ROUTINE,
    WakeKind.SWAP_REMIND: Lane.ROUTINE,
    WakeKind.SWAP_CLOSES: Lane.PROMPT,
    WakeKind.HELD_ALONE: Lane.URGENT,
    WakeKind.ASK_WELL: Lane.URGENT,
    WakeKind.NO_SIGN: Lane.URGENT,
    WakeKind.TEAM_SILENT: Lane.URGENT,
    WakeKind.WATCH_OFFERED: Lane.PROMPT,
    WakeKind.PANIC_AGAIN: Lane.URGENT,
    WakeKind.LATER: Lane.PROMPT,
    WakeKind.ASK_AGAIN: Lane.URGENT,
    WakeKind.REST_BEGINS: Lane.ROUTINE,
    WakeKind.HANDS_UNANSWERED: Lane.PROMPT,
    WakeKind.PROVIDER_DOWN: Lane.URGENT,
    WakeKind.PROVIDER_BACK: Lane.PROMPT,
    WakeKind.AID_SILENT: Lane.PROMPT,
    WakeKind.SIGHTING_OLD: Lane.PROMPT,
    WakeKind.ALERTS_END: Lane.ROUTINE,
    WakeKind.CUSTODY_SILENT: Lane.PROMPT,
    WakeKind.FLOOD_DANGER: Lane.URGENT,
    WakeKind.FLOOD_LOOK: Lane.PROMPT,
    WakeKind.LEDGER: Lane.URGENT,
    WakeKind.TRAINING: Lane.ROUTINE,
    WakeKind.CHECK_IN: Lane.ROUTINE,
    WakeKind.CHECK_IN_TASK: Lane.PROMPT,
    WakeKind.TASKS: Lane.ROUTINE,
    WakeKind.COMPLAINT: Lane.ROUTINE,
    WakeKind.DEBRIEF: Lane.ROUTINE,
    WakeKind.COHORT: Lane.ROUTINE,
}


class State(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A timer that may fire."""

    id: TimerId
    kind: WakeKind
    subject: str
    incident: IncidentId | None
    lane: Lane
    due_at: datetime
    attempts: int


_COLUMNS = (
    timer.c.id,
    timer.c.kind,
    timer.c.subject,
    timer.c.incident,
    timer.c.lane,
    timer.c.due_at,
    timer.c.attempts,
)
_IS_WAITING = timer.c.state == State.WAITING.value
_is_later = timer.c.due_at > sa.literal_column("excluded.due_at", timer.c.due_at.type)
_WAKE = upsert(timer, ("kind", "subject"), ("due_at",), where=sa.and_(_IS_WAITING, _is_later))
_CANCEL = (
    sa.update(timer)
    # A timer that somebody is firing right now is left to them: it finds its subject gone and does nothing.
    .where(
        timer.c.id.in_(
            sa.select(timer.c.id)
            .where(timer.c.kind == sa.bindparam("of_kind"), timer.c.subject == sa.bindparam("about"), _IS_WAITING)
            .with_for_update(skip_locked=True)
        )
    )
    .values(state=State.DONE.value)
)
_DUE = (
    sa.select(
        timer.c.id, timer.c.kind, timer.c.subject, timer.c.incident, timer.c.lane, timer.c.due_at, timer.c.attempts
    )
    .where(_IS_WAITING, timer.c.due_at <= sa.bindparam("now"))
    .order_by(timer.c.lane, timer.c.due_at, timer.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
_FINISH = (
    sa.update(timer)
    .where(timer.c.id == sa.bindparam("which"), _IS_WAITING)
    .values(state=State.DONE.value, done_at=sa.bindparam("now"))
)
_PUT_BACK = (
    sa.update(timer)
    .where(timer.c.id == sa.bindparam("which"), _IS_WAITING)
    .values(attempts=sa.bindparam("tries"), due_at=sa.bindparam("due"), error=sa.bindparam("why"))
)
_BURY = (
    sa.update(timer)
    .where(timer.c.id == sa.bindparam("which"), _IS_WAITING)
    .values(
        state=State.DEAD.value, attempts=sa.bindparam("tries"), error=sa.bindparam("why"), done_at=sa.bindparam("now")
    )
)
NEXT_DUE = sa.select(sa.func.min(timer.c.due_at)).where(_IS_WAITING)
_COUNTS = (
    sa.select(timer.c.state, sa.func.count().label("many"))
    .where(timer.c.state != State.DONE.value)
    .group_by(timer.c.state)
)


async def wake(store: Store, wanted: Wake) -> None:
    """Set a timer. One that was set for later comes sooner; one that has fired stays as it is."""
    await wake_all(store, (wanted,))


async def wake_all(store: Store, wanted: Sequence[Wake]) -> None:
    """Set timers, as `wake` sets one."""
    rows: list[dict[str, Any]] = [
        {
            "id": store.mint.id("tim"),
            "kind": each.kind.value,
            "subject": each.subject,
            "incident": each.incident,
            "state": State.WAITING.value,
            "lane": _LANES[each.kind].value,
            "due_at": each.at,
            "attempts": 0,
        }
        for each in wanted
    ]
    if rows:
        await store.connection.execute(_WAKE[store.connection.dialect.name], rows)
        store.work_waits(Work.TURNS, min(each.at for each in wanted))


async def cancel(store: Store, kind: WakeKind, subject: str) -> None:
    """It shall not fire, whoever sets it again. Nothing happens if it has, or was never set."""
    await store.connection.execute(_CANCEL, {"of_kind": kind.value, "about": subject})


async def due(store: Store, now: datetime, most: int) -> tuple[Due, ...]:
    """At most `most` timers that are due, in the order of their turns, held for this transaction."""
    rows = await store.connection.execute(_DUE, {"now": now, "most": most})
    return tuple(
        Due(
            id=TimerId(row.id),
            kind=WakeKind(row.kind),
            subject=row.subject,
            incident=IncidentId(row.incident) if row.incident is not None else None,
            lane=Lane(row.lane),
            due_at=row.due_at,
            attempts=row.attempts,
        )
        for row in rows
    )


async def finish(store: Store, timer_id: TimerId, now: datetime) -> bool:
    """It fires in this transaction. False if it was not waiting any more."""
    return bool((await store.connection.execute(_FINISH, {"which": timer_id, "now": now})).rowcount)


async def put_back(store: Store, timer_id: TimerId, *, attempts: int, why: str, due_at: datetime) -> None:
    """Its turn failed; it is due again at `due_at`."""
    await store.connection.execute(_PUT_BACK, {"which": timer_id, "tries": attempts, "due": due_at, "why": why})


async def bury(store: Store, timer_id: TimerId, *, attempts: int, why: str, now: datetime) -> None:
    """Its turn failed for the last time."""
    await store.connection.execute(_BURY, {"which": timer_id, "tries": attempts, "now": now, "why": why})


async def next_due(store: Store) -> datetime | None:
    """When the next timer is due."""
    found: datetime | None = (await store.connection.execute(NEXT_DUE)).scalar_one_or_none()
    return found


async def counts(store: Store) -> Mapping[str, int]:
    """How many are waiting, how many dead."""
    return {row.state: row.many for row in await store.connection.execute(_COUNTS)}
