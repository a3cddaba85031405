"""Cards in a team's own words: who changed which chapter. What its members tell, each under their own key."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.ids import PersonId, TeamId
from domain.needs import ProtectionArea
from domain.toolkit import CardChange, Chapter, Tale, TaleKind
from models import communities, row_keys
from models.database import Store
from models.row_keys import Owner
from models.tables import card_change, person, protection, tale

_THAT_CARD = sa.and_(
    protection.c.team == sa.bindparam("of_team"), protection.c.protection_area == sa.bindparam("of_area")
)
_CARD = sa.select(protection.c.card).where(_THAT_CARD).with_for_update()
_SET_CARD = sa.update(protection).where(_THAT_CARD).values(card=sa.bindparam("now_card"))
_NEWEST = (
    sa.select(card_change)
    .where(card_change.c.team == sa.bindparam("of_team"), card_change.c.protection_area == sa.bindparam("of_area"))
    .order_by(card_change.c.at.desc(), card_change.c.id.desc())
    .limit(sa.bindparam("most"))
)
_UNDONE = sa.update(card_change).where(card_change.c.id == sa.bindparam("which")).values(undone=True)
_KEY = sa.select(person.c.data_key).where(person.c.id == sa.bindparam("wanted"))
_TALE = sa.select(tale).where(tale.c.id == sa.bindparam("which"))
_SHOW = sa.update(tale).where(tale.c.id == sa.bindparam("which")).values(shown_by=sa.bindparam("by"))
_DROP = sa.delete(tale).where(tale.c.id == sa.bindparam("which"))
_OF = sa.delete(tale).where(tale.c.person == sa.bindparam("of"))
_SHOWN = (
    sa.select(tale)
    .where(
        tale.c.team == sa.bindparam("of_team"),
        tale.c.protection_area == sa.bindparam("of_area"),
        tale.c.shown_by.is_not(None),
    )
    .order_by(tale.c.at.desc(), tale.c.id)
    .limit(sa.bindparam("most"))
)


async def change(
    store: Store,
    *,
    team: TeamId,
    area: ProtectionArea,
    chapter: Chapter,
    language: str,
    text: str,
    by: PersonId,
    now: datetime,
) -> CardChange | None:
    """`text` stands there from now on; empty: what ships. None if the team has no such area."""
    which = {"of_team": team, "of_area": area.value}
    row = (await store.connection.execute(_CARD, which)).one_or_none()
    if row is None:
        return None
    card: dict[str, dict[str, str]] = {each: dict(texts) for each, texts in (row.card or {}).items()}
    texts = card.setdefault(chapter.value, {})
    before = texts.pop(language, "")
    if text:
        texts[language] = text
    kept = {each: said for each, said in card.items() if said}
    await store.connection.execute(_SET_CARD, {**which, "now_card": kept or None})
    await communities.revised(store)
    made = CardChange(
        id=store.mint.id("cch"),
        team=team,
        area=area,
        chapter=chapter,
        language=language,
        before=before,
        after=text,
        by=by,
        at=now,
    )
    row_of = {
        "id": made.id,
        "team": team,
        "protection_area": area.value,
        "chapter": chapter.value,
        "language": language,
        "before": before,
        "after": text,
        "by_person": by,
        "at": now,
        "undone": False,
    }
    await store.connection.execute(sa.insert(card_change), row_of)
    return made


async def history(store: Store, team: TeamId, area: ProtectionArea, *, most: int) -> tuple[CardChange, ...]:
    """Who changed the card, the newest first; what undid something is a change as well."""
    which = {"of_team": team, "of_area": area.value, "most": most}
    return tuple(map(_change, await store.connection.execute(_NEWEST, which)))


async def undo(
    store: Store, team: TeamId, area: ProtectionArea, *, by: PersonId, now: datetime, looks_at: int = 200
) -> CardChange | None:
    """Take back the newest change that was not taken back; None if there is none."""
    for each in await history(store, team, area, most=looks_at):
        if each.undone:
            continue
        made = await change(
            store, team=team, area=area, chapter=each.chapter, language=each.language, text=each.before, by=by, now=now
        )
        if made is None:
            return None
        for which in (each.id, made.id):
            await store.connection.execute(_UNDONE, {"which": which})
        return replace(made, undone=True)
    return None


# --- stories and advice


async def tell(store: Store, told: Tale, now: datetime) -> Tale | None:
    """Keep what a member tells, under their own key; None where they have none any more."""
    wrapped = (await store.connection.execute(_KEY, {"wanted": told.person})).scalar_one_or_none()
    if not wrapped:
        return None
    kept = replace(told, id=store.mint.id("tal"))
    key = await row_keys.unwrap(store, Owner.PERSON, told.person, wrapped, None)
    row = {
        "id": kept.id,
        "person": told.person,
        "team": told.team,
        "protection_area": told.area.value,
        "kind": told.kind.value,
        "words": store.vault.seal(key, "tale", "words", kept.id, told.words.encode()),
        "at": now,
        "shown_by": None,
    }
    await store.connection.execute(sa.insert(tale), row)
    return kept


async def load_tale(store: Store, which: str) -> Tale | None:
    row = (await store.connection.execute(_TALE, {"which": which})).one_or_none()
    return None if row is None else await _tale(store, row)


async def show(store: Store, which: str, by: PersonId) -> None:
    """The team may read it from now on."""
    await store.connection.execute(_SHOW, {"which": which, "by": by})


async def drop(store: Store, which: str) -> None:
    await store.connection.execute(_DROP, {"which": which})


async def drop_of(store: Store, of: PersonId) -> int:
    """Erase whatever somebody told; how much that was."""
    return (await store.connection.execute(_OF, {"of": of})).rowcount


async def shown(store: Store, team: TeamId, area: ProtectionArea, *, most: int) -> tuple[Tale, ...]:
    """What the team may read, the newest first."""
    which = {"of_team": team, "of_area": area.value, "most": most}
    rows = (await store.connection.execute(_SHOWN, which)).all()
    found = [await _tale(store, row) for row in rows]
    return tuple(each for each in found if each is not None)


async def _tale(store: Store, row: Any) -> Tale | None:
    wrapped = (await store.connection.execute(_KEY, {"wanted": row.person})).scalar_one_or_none()
    if not wrapped:
        return None
    key = await row_keys.unwrap(store, Owner.PERSON, row.person, wrapped, None)
    return Tale(
        id=row.id,
        person=PersonId(row.person),
        team=TeamId(row.team),
        area=ProtectionArea(row.protection_area),
        kind=TaleKind(row.kind),
        words=store.vault.open(key, "tale", "words", row.id, row.words).decode(),
        shown=row.shown_by is not None,
    )


def _change(row: Any) -> CardChange:
    return CardChange(
        id=row.id,
        team=TeamId(row.team),
        area=ProtectionArea(row.protection_area),
        chapter=Chapter(row.chapter),
        language=row.language,
        before=row.before,
        after=row.after,
        by=PersonId(row.by_person),
        at=row.at,
        undone=row.undone,
    )
