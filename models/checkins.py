"""Check-ins after calls. What a protector answers is sealed under their own key: erasing them erases it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.checkin import HEARD_FOR, OPEN, CheckIn, Ended, Pillar, Sharing, Side, State
from domain.figures import Answered
from domain.ids import CheckInId, IncidentId, PersonId, TeamId
from domain.needs import ProtectionArea
from domain.tally import month_of
from domain.zone import reached, zone
from models import figures, row_keys
from models.database import Store
from models.forms import as_bytes, from_bytes
from models.keyring import KeyDestroyed
from models.row_keys import Owner
from models.tables import check_in

_WHICH: sa.BindParameter[Any] = sa.bindparam("which")
_BY_ID = sa.select(check_in).where(check_in.c.id == _WHICH)
_OF = sa.select(check_in).where(check_in.c.incident == sa.bindparam("call"), check_in.c.who == sa.bindparam("whose"))
_OPEN_OF = (
    sa.select(check_in)
    .where(
        check_in.c.who == sa.bindparam("whose"),
        sa.or_(
            check_in.c.state.in_(sorted(OPEN)),
            sa.and_(
                check_in.c.silences > 0,
                sa.or_(check_in.c.state == State.WAITING.value, check_in.c.at > sa.bindparam("late")),
            ),
            sa.and_(check_in.c.asks > 0, check_in.c.state == State.WAITING.value),
            check_in.c.answered_at > sa.bindparam("since"),
            sa.and_(check_in.c.side == Side.PROTECTOR.value, check_in.c.at > sa.bindparam("late")),
        ),
    )
    .order_by(check_in.c.at.desc(), check_in.c.id)
)
_LATEST_OF = (
    sa.select(check_in)
    .where(check_in.c.number == sa.bindparam("called"), check_in.c.team.in_(sa.bindparam("teams", expanding=True)))
    .order_by(check_in.c.id)
)
_KEEP = sa.update(check_in).where(check_in.c.id == _WHICH)
_ANSWERS = sa.select(check_in.c.answers).where(check_in.c.id == _WHICH)
_OLD = sa.delete(check_in).where(check_in.c.state == State.ENDED.value, check_in.c.at < sa.bindparam("before"))
_RUNNING = check_in.c.state != State.ENDED.value
_LAST_OF = (
    sa.select(check_in)
    .where(check_in.c.who == sa.bindparam("whose"), check_in.c.side == Side.REQUESTER.value)
    .order_by(check_in.c.began_at.desc(), check_in.c.id.desc())
    .limit(1)
)
HOW = "how"
"""The key of what they pressed for how it is."""

WHOM = "whom"
"""The key of the one coordinator they chose to hear it, where they named one."""

RUNNING_TALKS = sa.select(check_in.c.who).where(_RUNNING, check_in.c.side == Side.REQUESTER.value)
"""Whose talk is needed still: those who are to be asked."""


async def begin(store: Store, begun: CheckIn) -> CheckIn:
    """Keep a new one; one there is of the same person and call begins again, under its id."""
    row = (await store.connection.execute(_OF, {"call": begun.incident, "whose": begun.who})).one_or_none()
    if row is None:
        await store.connection.execute(sa.insert(check_in), _columns(begun))
        return begun
    known = _check_in(row)
    if known.state is State.ENDED:
        await _count(store, known, back=True)
    again = _begun_again(begun, known)
    await keep(store, again)
    return again


def _begun_again(begun: CheckIn, known: CheckIn) -> CheckIn:
    """What was asked already is not asked again, and no message is taken for an earlier one."""
    columns = {name: getattr(begun, name) for name in begun.__dataclass_fields__}
    kept = ("id", "asks", "answered", "answered_at", "sharing", "shared")
    return CheckIn(**{**columns, **{name: getattr(known, name) for name in kept}})


async def load(store: Store, which: CheckInId, *, hold: bool = False) -> CheckIn | None:
    """One of them. With `hold`, nobody else decides about it until this transaction ends."""
    statement = _BY_ID.with_for_update() if hold else _BY_ID
    row = (await store.connection.execute(statement, {"which": which})).one_or_none()
    return None if row is None else _check_in(row)


async def last_of(store: Store, whose: str) -> CheckIn | None:
    """That of a requester's last call after which they are or were asked."""
    row = (await store.connection.execute(_LAST_OF, {"whose": whose})).one_or_none()
    return None if row is None else _check_in(row)


async def open_of(store: Store, whose: str, now: datetime, since: datetime) -> tuple[CheckIn, ...]:
    """Those of a conversation or a member in which a question waits for an answer, the newest first; behind them those
    that hear a late one, or a wish for no more between two questions, those in which they said something since
    `since`, and those of a member that are to come or ended lately.
    """
    wanted = {"whose": whose, "since": since, "late": now - HEARD_FOR}
    found = tuple(map(_check_in, await store.connection.execute(_OPEN_OF, wanted)))

    def turn(of: CheckIn) -> tuple[bool, bool, bool]:
        return not of.is_open(), not of.hears(now), of.answered_at is None or of.answered_at <= since

    return tuple(sorted(found, key=turn))


async def about(store: Store, number: int, teams: Sequence[TeamId]) -> tuple[CheckIn, ...]:
    """All that came of the call with this number, if it is one of these teams'."""
    rows = await store.connection.execute(_LATEST_OF, {"called": number, "teams": sorted(teams)})
    return tuple(map(_check_in, rows))


async def over(store: Store, ended: CheckIn) -> None:
    """One has just ended: it counts among those that were answered, or were not."""
    await _count(store, ended, back=False)


async def goes_on(store: Store, ended: CheckIn) -> None:
    """One that had ended is answered after all: it counts once, as it ends again."""
    await _count(store, ended, back=True)


async def _count(store: Store, ended: CheckIn, *, back: bool) -> None:
    """Under the month in which it began. Where nothing was asked there was nothing to answer."""
    if not ended.asks:
        return
    one = -1 if back else 1
    counts = Answered(asked=one, answered=one if ended.answered_at is not None else 0)
    month = month_of(reached(zone(ended.zone), ended.began_at))
    await figures.count_check_in(store, ended.team, month, counts)


async def keep(store: Store, after: CheckIn) -> None:
    columns = {name: value for name, value in _columns(after).items() if name != "id"}
    await store.connection.execute(_KEEP, {"which": after.id, **columns})


async def answer(store: Store, which: CheckIn, question: str, words: str) -> None:
    """Keep what a protector said, behind what they said to it before; of how they are and whom they chose, the last."""
    if which.person is None:
        return
    key = await row_keys.of(store, Owner.PERSON, which.person)
    known = await answers(store, which)
    said = f"{known[question]} / {words}" if question in known and question not in (HOW, WHOM) else words
    sealed = store.vault.seal(key, "check_in", "answers", which.id, as_bytes({**known, question: said}))
    await store.connection.execute(_KEEP, {"which": which.id, "answers": sealed})


async def answers(store: Store, which: CheckIn) -> Mapping[str, str]:
    """What a protector said, by question. Nothing once they are erased."""
    sealed = (await store.connection.execute(_ANSWERS, {"which": which.id})).scalar_one_or_none()
    if sealed is None or which.person is None:
        return {}
    try:
        key = await row_keys.of(store, Owner.PERSON, which.person)
    except KeyDestroyed:
        return {}
    found: Mapping[str, str] = from_bytes(store.vault.open(key, "check_in", "answers", which.id, sealed))
    return found


async def forget(store: Store, before: datetime) -> None:
    """Those that ended longer ago are gone, with what was said."""
    await store.connection.execute(_OLD, {"before": before})


def _columns(of: CheckIn) -> dict[str, Any]:
    return {
        "id": of.id,
        "incident": of.incident,
        "number": of.number,
        "code": of.code,
        "team": of.team,
        "protection_area": of.area.value,
        "side": of.side.value,
        "who": of.who,
        "zone": of.zone,
        "began_at": of.began_at,
        "at": of.at,
        "state": of.state.value,
        "step": of.step,
        "asks": of.asks,
        "silences": of.silences,
        "safe": of.safe,
        "safe_until": of.safe_until,
        "danger": of.danger,
        "answered_at": of.answered_at,
        "answered_here": of.answered_here,
        "question": None if of.question is None else of.question.value,
        "answered": sorted(each.value for each in of.answered),
        "sharing": of.sharing.value,
        "shared": of.shared,
        "ended": None if of.ended is None else of.ended.value,
        "taken_by": of.taken_by,
    }


def _check_in(row: Any) -> CheckIn:
    return CheckIn(
        id=CheckInId(row.id),
        incident=IncidentId(row.incident),
        number=row.number,
        code=row.code,
        team=TeamId(row.team),
        area=ProtectionArea(row.protection_area),
        side=Side(row.side),
        who=row.who,
        zone=row.zone,
        began_at=row.began_at,
        at=row.at,
        state=State(row.state),
        step=row.step,
        asks=row.asks,
        silences=row.silences,
        safe=row.safe,
        safe_until=row.safe_until,
        danger=row.danger,
        answered_at=row.answered_at,
        answered_here=row.answered_here,
        question=None if row.question is None else Pillar(row.question),
        answered=frozenset(map(Pillar, row.answered)),
        sharing=Sharing(row.sharing),
        shared=row.shared,
        ended=None if row.ended is None else Ended(row.ended),
        taken_by=None if row.taken_by is None else PersonId(row.taken_by),
    )
