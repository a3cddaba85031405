"""Debriefs after calls. What is said is sealed under the call's key, in rows that know nobody."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.debrief import Answer, Asked, Debrief, Part, State, Went
from domain.ids import IncidentId, PersonId, TeamId
from domain.needs import ProtectionArea
from models import row_keys
from models.cipher import Key
from models.database import Store
from models.forms import as_bytes, from_bytes
from models.keyring import KeyDestroyed
from models.row_keys import Owner
from models.tables import debrief, debrief_answer, debrief_asked

_BY_ID = sa.select(debrief).where(debrief.c.id == sa.bindparam("which"))
_OF_CALL = sa.select(debrief).where(debrief.c.incident == sa.bindparam("call"))
_BY_NUMBER = sa.select(debrief).where(debrief.c.number == sa.bindparam("called"))
_UNREAD = (
    sa.select(debrief)
    .where(
        debrief.c.team.in_(sa.bindparam("teams", expanding=True)),
        debrief.c.told.is_(True),
        debrief.c.done.is_(False),
    )
    .order_by(debrief.c.began_at.desc(), debrief.c.id)
    .limit(sa.bindparam("most"))
)
_KEEP = sa.update(debrief).where(debrief.c.id == sa.bindparam("which"))
_OLD = sa.delete(debrief).where(debrief.c.began_at < sa.bindparam("before"))
_EVERYBODY = sa.select(debrief_asked, debrief.c.number).join(debrief, debrief.c.id == debrief_asked.c.debrief)
_ASKED_OF = _EVERYBODY.where(debrief_asked.c.debrief == sa.bindparam("which")).order_by(debrief_asked.c.person)
_ONE_ASKED = _EVERYBODY.where(debrief_asked.c.id == sa.bindparam("which"))
_OF_PERSON = _EVERYBODY.where(
    debrief_asked.c.person == sa.bindparam("whose"), debrief.c.began_at > sa.bindparam("since")
).order_by(debrief_asked.c.at.desc(), debrief.c.id)
_KEEP_ASKED = sa.update(debrief_asked).where(debrief_asked.c.id == sa.bindparam("which"))
_ANSWERS = sa.select(debrief_answer).where(debrief_answer.c.debrief == sa.bindparam("which"))


async def add(store: Store, begun: Debrief) -> None:
    await store.connection.execute(sa.insert(debrief), {"id": begun.id, **_columns(begun), "own": None})


async def load(store: Store, which: str, *, hold: bool = False) -> Debrief | None:
    """One of them. With `hold`, nobody else decides about it until this transaction ends."""
    return await _one(store, _BY_ID.with_for_update() if hold else _BY_ID, {"which": which})


async def of_call(store: Store, call: IncidentId) -> Debrief | None:
    return await _one(store, _OF_CALL, {"call": call})


async def numbered(store: Store, number: int) -> Debrief | None:
    """The one of the call that members know by this number."""
    return await _one(store, _BY_NUMBER, {"called": number})


async def unread(store: Store, teams: Collection[TeamId], *, most: int) -> tuple[Debrief, ...]:
    """Those of these teams whose page is there and was not read to the end, the newest first."""
    rows = (await store.connection.execute(_UNREAD, {"teams": sorted(teams), "most": most})).all()
    return tuple([await _debrief(store, row) for row in rows])


async def keep(store: Store, after: Debrief) -> None:
    """As it stands now, but for what is in a coordinator's words."""
    await store.connection.execute(_KEEP, {"which": after.id, **_columns(after)})


async def write(store: Store, known: Debrief, own: Mapping[Part, str]) -> None:
    """Keep what stands on its page in a coordinator's words. Raises KeyDestroyed."""
    key = await row_keys.of(store, Owner.INCIDENT, known.incident)
    form = as_bytes({part.value: words for part, words in own.items()})
    sealed = store.vault.seal(key, "debrief", "own", known.id, form)
    await store.connection.execute(_KEEP, {"which": known.id, "own": sealed})


async def forget(store: Store, before: datetime) -> None:
    """Those that began longer ago are gone."""
    await store.connection.execute(_OLD, {"before": before})


# --- who is asked


async def ask_also(store: Store, new: Collection[Asked]) -> None:
    if new:
        rows = [{"id": each.id, "debrief": each.debrief, "person": each.person, **_asked_columns(each)} for each in new]
        await store.connection.execute(sa.insert(debrief_asked), rows)


async def asked_of(store: Store, which: str) -> tuple[Asked, ...]:
    return tuple(map(_asked, await store.connection.execute(_ASKED_OF, {"which": which})))


async def asked_one(store: Store, which: str) -> Asked | None:
    """One of them, held: nobody else decides about it until this transaction ends."""
    row = (await store.connection.execute(_ONE_ASKED.with_for_update(of=debrief_asked), {"which": which})).one_or_none()
    return None if row is None else _asked(row)


async def asked_of_person(store: Store, whose: PersonId, since: datetime) -> tuple[Asked, ...]:
    """Where somebody is to say something, of calls since then, what was asked last first."""
    return tuple(map(_asked, await store.connection.execute(_OF_PERSON, {"whose": whose, "since": since})))


async def keep_asked(store: Store, after: Asked) -> None:
    await store.connection.execute(_KEEP_ASKED, {"which": after.id, **_asked_columns(after)})


# --- what they say


async def answer(store: Store, known: Debrief, said: Answer) -> bool:
    """Keep what somebody said, under a name that chance gave it. False once the words of the call are gone."""
    try:
        key = await row_keys.of(store, Owner.INCIDENT, known.incident)
    except KeyDestroyed:
        return False
    id_ = store.mint.id("dba")
    form = as_bytes({"went": None if said.went is None else said.went.value, "words": said.words})
    row = {
        "id": id_,
        "debrief": known.id,
        "part": said.part.value,
        "said": store.vault.seal(key, "debrief_answer", "said", id_, form),
    }
    await store.connection.execute(sa.insert(debrief_answer), row)
    return True


async def answers(store: Store, known: Debrief) -> tuple[Answer, ...] | None:
    """What was said, in an order that says nothing of whose it is. None once the words of the call are gone."""
    try:
        key = await row_keys.of(store, Owner.INCIDENT, known.incident)
    except (KeyDestroyed, LookupError):
        return None
    rows = (await store.connection.execute(_ANSWERS, {"which": known.id})).all()
    found = [_answer(store, key, row) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.part, each.words.casefold())))


def _answer(store: Store, key: Key, row: Any) -> Answer:
    form = from_bytes(store.vault.open(key, "debrief_answer", "said", row.id, row.said))
    went = None if form["went"] is None else Went(form["went"])
    return Answer(part=Part(row.part), went=went, words=form["words"])


# --- rows


async def _one(store: Store, statement: sa.Select[Any], wanted: Mapping[str, Any]) -> Debrief | None:
    row: Sequence[Any] | None = (await store.connection.execute(statement, wanted)).one_or_none()
    return None if row is None else await _debrief(store, row)


async def _debrief(store: Store, row: Any) -> Debrief:
    own: Mapping[Part, str] = {}
    if row.own is not None:
        try:
            key = await row_keys.of(store, Owner.INCIDENT, row.incident)
        except (KeyDestroyed, LookupError):
            own = {}
        else:
            form = from_bytes(store.vault.open(key, "debrief", "own", row.id, row.own))
            own = {Part(part): words for part, words in form.items()}
    return Debrief(
        id=row.id,
        incident=IncidentId(row.incident),
        number=row.number,
        team=TeamId(row.team),
        area=ProtectionArea(row.protection_area),
        began_at=row.began_at,
        at=row.at,
        told=row.told,
        done=row.done,
        own=own,
    )


def _columns(of: Debrief) -> dict[str, Any]:
    return {
        "incident": of.incident,
        "number": of.number,
        "team": of.team,
        "protection_area": of.area.value,
        "began_at": of.began_at,
        "at": of.at,
        "told": of.told,
        "done": of.done,
    }


def _asked(row: Any) -> Asked:
    return Asked(
        id=row.id,
        debrief=row.debrief,
        number=row.number,
        person=PersonId(row.person),
        at=row.at,
        state=State(row.state),
        question=None if row.question is None else Part(row.question),
    )


def _asked_columns(of: Asked) -> dict[str, Any]:
    return {
        "at": of.at,
        "state": of.state.value,
        "question": None if of.question is None else of.question.value,
    }
