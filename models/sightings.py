"""Sightings of enforcement, who heard of them, and who wants to hear of more.

What was seen, where, and what people wrote of it is sealed under the sighting's own data key, which is gone when its
time is over; how many told of it is known as long as that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.ids import AreaId, IncidentId, SightingId, TeamId
from domain.places import Place
from domain.sighting import OPEN, Certainty, Listener, Report, Sighting, Subscription
from domain.sighting_words import Salute
from models import row_keys
from models.database import Store
from models.either import upsert
from models.forms import Form, as_bytes, from_bytes, place_form, place_from
from models.row_keys import Owner
from models.tables import alert_wish, sighting, sighting_listener

KEPT_AS = "sighting"
"""The class of retention under which the keys of sightings stand."""

_OPEN = sighting.c.certainty.in_(sorted(OPEN))
_NEWEST = (sighting.c.number.desc(),)
_RUNNING = sa.select(sighting).where(_OPEN).order_by(*_NEWEST)
_BY_ID = sa.select(sighting).where(sighting.c.id == sa.bindparam("which")).with_for_update()
_BY_NUMBER = sa.select(sighting).where(sighting.c.number == sa.bindparam("called")).with_for_update()
_BY_LOOK = sa.select(sighting).where(sighting.c.look == sa.bindparam("call")).with_for_update()
_LATEST = sa.select(sighting).where(sighting.c.last_at > sa.bindparam("since")).order_by(*_NEWEST)
_NEXT_NUMBER = sa.select(sa.func.coalesce(sa.func.max(sighting.c.number), 0) + 1)
_LISTENERS = (
    sa.select(sighting_listener)
    .where(sighting_listener.c.sighting.in_(sa.bindparam("of", expanding=True)))
    .order_by(sighting_listener.c.sighting, sighting_listener.c.listener)
)
_CLEAR_LISTENERS = sa.delete(sighting_listener).where(sighting_listener.c.sighting == sa.bindparam("of"))
_KEEP = sa.update(sighting).where(sighting.c.id == sa.bindparam("which"))
_OLD = sa.select(sighting.c.id).where(sighting.c.last_at < sa.bindparam("before"))
_WISHES = sa.select(alert_wish).where(alert_wish.c.until > sa.bindparam("now")).order_by(alert_wish.c.listener)
_WISH_OF = sa.delete(alert_wish).where(alert_wish.c.listener.in_(sa.bindparam("of", expanding=True)))
_OVER = sa.delete(alert_wish).where(
    alert_wish.c.listener == sa.bindparam("of"), alert_wish.c.until <= sa.bindparam("now")
)
_WISH = upsert(alert_wish, ("listener",), ("member", "areas", "until"))


async def next_number(store: Store) -> int:
    """How the next one is called. For whoever alone decides: two at once would take the same."""
    return int((await store.connection.execute(_NEXT_NUMBER)).scalar_one())


async def running(store: Store) -> tuple[Sighting, ...]:
    """Those that are not over, the newest first."""
    return await _whole(store, (await store.connection.execute(_RUNNING)).all())


async def lately(store: Store, since: datetime) -> tuple[Sighting, ...]:
    """Those of which there was word since then, the newest first."""
    return await _whole(store, (await store.connection.execute(_LATEST, {"since": since})).all())


async def load(store: Store, which: SightingId) -> Sighting | None:
    """One of them, held: nobody else decides about it until this transaction ends."""
    return await _one(store, _BY_ID, {"which": which})


async def numbered(store: Store, number: int) -> Sighting | None:
    """The one that people call by this number, held."""
    return await _one(store, _BY_NUMBER, {"called": number})


async def looked_at_by(store: Store, call: IncidentId) -> Sighting | None:
    """The one that somebody was asked to look at by this call, held."""
    return await _one(store, _BY_LOOK, {"call": call})


async def keep(store: Store, before: Sighting | None, after: Sighting, kept: timedelta) -> None:
    """Keep a sighting. What was seen can be read for `kept` from its last word on."""
    last = after.last_at + kept
    if before is None:
        made = await row_keys.make(store, Owner.SIGHTING, after.id, last, KEPT_AS)
        columns = {"data_key": made.wrapped, "keyring_key": made.keyring_key, **_columns(store, after)}
        await store.connection.execute(sa.insert(sighting), {"id": after.id, **columns})
    elif (Owner.SIGHTING, after.id) in store.row_keys:
        again = await row_keys.prolong(store, Owner.SIGHTING, after.id, last, KEPT_AS)
        renewed = {} if again is None else {"data_key": again.wrapped, "keyring_key": again.keyring_key}
        await store.connection.execute(_KEEP.values(**renewed, **_columns(store, after)), {"which": after.id})
    else:  # what was seen is gone, and stays gone
        await store.connection.execute(_KEEP.values(**_plain(after)), {"which": after.id})
    if before is None or before.listeners != after.listeners:
        await store.connection.execute(_CLEAR_LISTENERS, {"of": after.id})
        if after.listeners:
            rows = [
                {"sighting": after.id, "listener": each.to, "member": each.member, "comes": each.comes}
                for each in after.listeners
            ]
            await store.connection.execute(sa.insert(sighting_listener), rows)


async def forget(store: Store, before: datetime) -> None:
    """Take away those of which there was no word since then, with who heard of them."""
    old = (await store.connection.execute(_OLD, {"before": before})).scalars().all()
    for each in old:
        await store.connection.execute(_CLEAR_LISTENERS, {"of": each})
        await store.connection.execute(sa.delete(sighting).where(sighting.c.id == each))


async def wish(store: Store, wanted: Subscription) -> None:
    """Somebody wants to hear of confirmed ones; what they wanted before gives way."""
    row = {
        "listener": wanted.to,
        "member": wanted.member,
        "areas": sorted(wanted.areas),
        "until": wanted.until,
    }
    await store.connection.execute(_WISH[store.connection.dialect.name], row)


async def wish_no_more(store: Store, listeners: Iterable[str]) -> bool:
    """They want to hear of none; False if they did not anyway."""
    done = await store.connection.execute(_WISH_OF, {"of": sorted(listeners)})
    return done.rowcount > 0


async def wish_ended(store: Store, listener: str, now: datetime) -> bool:
    """Let go of a wish whose time is over; False if there is none, or if it was made anew."""
    done = await store.connection.execute(_OVER, {"of": listener, "now": now})
    return done.rowcount > 0


async def wishes(store: Store, now: datetime) -> tuple[Subscription, ...]:
    """Everybody who wants to hear of confirmed ones now."""
    rows = (await store.connection.execute(_WISHES, {"now": now})).all()
    return tuple(
        Subscription(to=row.listener, member=row.member, areas=frozenset(map(AreaId, row.areas)), until=row.until)
        for row in rows
    )


async def _one(store: Store, statement: sa.Select[Any], which: dict[str, Any]) -> Sighting | None:
    row = (await store.connection.execute(statement, which)).one_or_none()
    found = await _whole(store, () if row is None else (row,))
    return found[0] if found else None


async def _whole(store: Store, rows: Sequence[Any]) -> tuple[Sighting, ...]:
    if not rows:
        return ()
    heard: dict[str, list[Listener]] = {}
    for row in await store.connection.execute(_LISTENERS, {"of": [each.id for each in rows]}):
        heard.setdefault(row.sighting, []).append(Listener(to=row.listener, member=row.member, comes=row.comes))
    return tuple([await _sighting(store, row, tuple(heard.get(row.id, ()))) for row in rows])


def _plain(kept: Sighting) -> dict[str, Any]:
    return {
        "number": kept.number,
        "team": kept.team,
        "opened_at": kept.opened_at,
        "last_at": kept.last_at,
        "certainty": kept.certainty.value,
        "told_at": kept.told_at,
        "look": kept.look,
    }


def _columns(store: Store, kept: Sighting) -> dict[str, Any]:
    key = store.row_keys[Owner.SIGHTING, kept.id].key
    seen = store.vault.seal(key, "sighting", "seen", kept.id, as_bytes(_seen_form(kept)))
    return {**_plain(kept), "seen": seen}


def _seen_form(kept: Sighting) -> Form:
    salute = kept.salute
    return {
        "people": salute.people,
        "vehicles": salute.vehicles,
        "activities": list(salute.activities),
        "units": list(salute.units),
        "gear": list(salute.gear),
        "place": None if kept.place is None else place_form(kept.place),
        "reports": [{"by": each.by, "at": each.at.isoformat(), "words": each.words} for each in kept.reports],
    }


async def _sighting(store: Store, row: Any, listeners: tuple[Listener, ...]) -> Sighting:
    known = Sighting(
        id=SightingId(row.id),
        number=row.number,
        team=TeamId(row.team),
        opened_at=row.opened_at,
        last_at=row.last_at,
        certainty=Certainty(row.certainty),
        listeners=listeners,
        told_at=row.told_at,
        look=None if row.look is None else IncidentId(row.look),
    )
    key = await row_keys.unwrap_if_kept(store, Owner.SIGHTING, row.id, row.data_key, row.keyring_key)
    if key is None:
        return known
    form = from_bytes(store.vault.open(key, "sighting", "seen", row.id, row.seen))
    return replace(known, salute=_salute(form), place=_place(form), reports=_reports(form))


def _salute(form: Form) -> Salute:
    return Salute(
        people=form["people"],
        vehicles=form["vehicles"],
        activities=tuple(form["activities"]),
        units=tuple(form["units"]),
        gear=tuple(form["gear"]),
    )


def _place(form: Form) -> Place | None:
    return None if form["place"] is None else place_from(form["place"])


def _reports(form: Form) -> tuple[Report, ...]:
    return tuple(
        Report(by=each["by"], at=datetime.fromisoformat(each["at"]), words=each["words"]) for each in form["reports"]
    )
