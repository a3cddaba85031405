"""Swaps and calls for cover, with those who were asked.

Whoever is to decide about one holds its row until their transaction ends: of two who take it at once the second finds
it taken. What is kept says what it was before, and is refused where that is so no more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.ids import PersonId, RotaId, SwapId, TeamId
from domain.swap import RUNNING, Answer, Offer, Swap, SwapState
from models.database import Store
from models.tables import swap, swap_offer

_ORDER = (swap.c.number,)
_BY_ID = sa.select(swap).where(swap.c.id == sa.bindparam("which"))
_HELD = _BY_ID.with_for_update()
_BY_NUMBER = sa.select(swap).where(swap.c.number == sa.bindparam("called"))
_RUNNING = swap.c.state.in_(sorted(RUNNING))
_RUNNING_OF = sa.select(swap).where(_RUNNING, swap.c.team.in_(sa.bindparam("teams", expanding=True))).order_by(*_ORDER)
_STILL_TO_COME = (
    sa.select(swap)
    .where(
        swap.c.rota == sa.bindparam("of_rota"),
        swap.c.state == SwapState.COUNTED.value,
        swap.c.ends > sa.bindparam("after"),
    )
    .order_by(*_ORDER)
)
_ASKED = (
    sa.select(swap)
    .join(swap_offer, swap_offer.c.swap == swap.c.id)
    .where(swap_offer.c.person == sa.bindparam("asked"), swap.c.ends > sa.bindparam("after"))
    .order_by(*_ORDER)
)
_OFFERS = (
    sa.select(swap_offer)
    .where(swap_offer.c.swap.in_(sa.bindparam("of", expanding=True)))
    .order_by(swap_offer.c.swap, swap_offer.c.person)
)
_NEXT_NUMBER = sa.select(sa.func.coalesce(sa.func.max(swap.c.number), 0) + 1)
_KEEP = sa.update(swap).where(
    swap.c.id == sa.bindparam("which"),
    swap.c.state == sa.bindparam("was"),
    swap.c.taken_by.is_not_distinct_from(sa.bindparam("was_taken_by", type_=sa.String)),
)
_CLEAR_OFFERS = sa.delete(swap_offer).where(swap_offer.c.swap == sa.bindparam("of"))


class Overtaken(Exception):
    """The swap is not what it was when this was decided: another has got it meanwhile."""


async def next_number(store: Store) -> int:
    """How the next one is called. For whoever holds the rotas: two at once would take the same."""
    return int((await store.connection.execute(_NEXT_NUMBER)).scalar_one())


async def load(store: Store, which: SwapId, *, hold: bool = False) -> Swap | None:
    """One of them, and with `hold` nobody else decides about it until this transaction ends."""
    row = (await store.connection.execute(_HELD if hold else _BY_ID, {"which": which})).one_or_none()
    found = await _whole(store, () if row is None else (row,))
    return found[0] if found else None


async def numbered(store: Store, number: int) -> Swap | None:
    """The one that people call by this number."""
    found = await _whole(store, (await store.connection.execute(_BY_NUMBER, {"called": number})).all())
    return found[0] if found else None


async def running(store: Store, teams: Iterable[TeamId]) -> tuple[Swap, ...]:
    """Those of these teams that are open or wait, the first asked first."""
    return await _whole(store, (await store.connection.execute(_RUNNING_OF, {"teams": sorted(teams)})).all())


async def still_to_come(store: Store, rota: RotaId, after: datetime) -> tuple[Swap, ...]:
    """Those that count and are not over at `after`."""
    rows = await store.connection.execute(_STILL_TO_COME, {"of_rota": rota, "after": after})
    return await _whole(store, rows.all())


async def asked_of(store: Store, person: PersonId, after: datetime) -> tuple[Swap, ...]:
    """Those that this person was asked to take and that are not over at `after`, however they stand."""
    return await _whole(store, (await store.connection.execute(_ASKED, {"asked": person, "after": after})).all())


async def keep(store: Store, before: Swap | None, after: Swap) -> None:
    """Keep a swap as it is after what was decided of `before`. Raises Overtaken if it is not as it was before."""
    if before is None:
        await store.connection.execute(sa.insert(swap), {"id": after.id, "number": after.number, **_columns(after)})
    else:
        was = {"which": before.id, "was": before.state.value, "was_taken_by": before.taken_by}
        kept = await store.connection.execute(_KEEP.values(**_columns(after)), was)
        if kept.rowcount != 1:
            raise Overtaken(after.id)
    if before is None or before.offers != after.offers:
        await store.connection.execute(_CLEAR_OFFERS, {"of": after.id})
        if after.offers:
            await store.connection.execute(sa.insert(swap_offer), [_offer_row(after, each) for each in after.offers])


async def _whole(store: Store, rows: Sequence[Any]) -> tuple[Swap, ...]:
    if not rows:
        return ()
    offers: dict[str, list[Offer]] = {}
    for row in await store.connection.execute(_OFFERS, {"of": [each.id for each in rows]}):
        offers.setdefault(row.swap, []).append(_offer(row))
    return tuple(_swap(each, tuple(offers.get(each.id, ()))) for each in rows)


def _columns(kept: Swap) -> dict[str, Any]:
    return {
        "rota": kept.rota,
        "team": kept.team,
        "person": kept.person,
        "starts": kept.start,
        "ends": kept.end,
        "asked_by": kept.asked_by,
        "asked_at": kept.asked_at,
        "state": kept.state.value,
        "gap": kept.gap,
        "insisted": kept.insisted,
        "taken_by": kept.taken_by,
        "taken_at": kept.taken_at,
        "decided_by": kept.decided_by,
        "rota_change": kept.change,
    }


def _offer_row(of: Swap, offer: Offer) -> dict[str, Any]:
    return {
        "swap": of.id,
        "person": offer.person,
        "told": offer.told,
        "told_at": offer.told_at,
        "answer": None if offer.answer is None else offer.answer.value,
        "answered_at": offer.answered_at,
    }


def _offer(row: Any) -> Offer:
    return Offer(
        person=PersonId(row.person),
        told=row.told,
        told_at=row.told_at,
        answer=None if row.answer is None else Answer(row.answer),
        answered_at=row.answered_at,
    )


def _swap(row: Any, offers: tuple[Offer, ...]) -> Swap:
    return Swap(
        id=SwapId(row.id),
        number=row.number,
        rota=RotaId(row.rota),
        team=TeamId(row.team),
        person=None if row.person is None else PersonId(row.person),
        start=row.starts,
        end=row.ends,
        asked_by=PersonId(row.asked_by),
        asked_at=row.asked_at,
        state=SwapState(row.state),
        offers=offers,
        gap=row.gap,
        insisted=row.insisted,
        taken_by=None if row.taken_by is None else PersonId(row.taken_by),
        taken_at=row.taken_at,
        decided_by=None if row.decided_by is None else PersonId(row.decided_by),
        change=row.rota_change,
    )
