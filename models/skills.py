"""Skills of members: claimed by them, confirmed by a coordinator, lapsing after as long as the community says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from domain.ids import PersonId, SkillId
from domain.messages import Wake, WakeKind
from domain.training import Held, day_begins
from models import timers
from models.database import Store
from models.either import upsert
from models.tables import person_skill, skill, skill_claim

NOTICE = timedelta(days=13, hours=14)
"""How long before a skill lapses its holder is told. A skill lapses as a day begins: nobody is told at midnight."""

TOLD_AFTER = timedelta(hours=10)
"""How long after it has lapsed."""

ASKED_AGAIN_AFTER = timedelta(days=1)
"""Coordinators' buttons about a claim are good for so long; who claims again after that has them asked again."""

SOON, LAPSED = "soon", "lapsed"

_CLAIM = sa.select(skill_claim).where(skill_claim.c.id == sa.bindparam("which"))
_CLAIM_OF = sa.select(skill_claim).where(
    skill_claim.c.person == sa.bindparam("of"), skill_claim.c.skill == sa.bindparam("what")
)
_ASK_AGAIN = sa.update(skill_claim).where(skill_claim.c.id == sa.bindparam("which")).values(at=sa.bindparam("now"))
_FORGET_CLAIM = sa.delete(skill_claim).where(
    skill_claim.c.person == sa.bindparam("of"), skill_claim.c.skill == sa.bindparam("what")
)
_GRANT = upsert(person_skill, ("person", "skill"), ("expires_at", "by_person", "told"))
_HELD = sa.and_(person_skill.c.person == sa.bindparam("of"), person_skill.c.skill == sa.bindparam("what"))
_HOLDS = sa.select(person_skill.c.expires_at).where(_HELD)
_NEVER_HELD = sa.delete(person_skill).where(_HELD)
_DROP = sa.update(person_skill).where(_HELD).values(expires_at=sa.bindparam("now"), told=LAPSED)
_LASTS = sa.select(skill.c.expires_days).where(skill.c.id == sa.bindparam("what"))
_OF_SKILL = sa.select(person_skill).where(person_skill.c.skill == sa.bindparam("what"))
_MOVE = sa.update(person_skill).where(_HELD).values(expires_at=sa.bindparam("until"), told=None)
_ENDING = (
    sa.select(person_skill.c.person, person_skill.c.skill, person_skill.c.expires_at, person_skill.c.told)
    .where(person_skill.c.expires_at <= sa.bindparam("by"))
    .order_by(person_skill.c.person, person_skill.c.skill)
)
_ENDS = sa.select(person_skill.c.expires_at).where(person_skill.c.expires_at > sa.bindparam("now")).distinct()
_TELL = sa.update(person_skill).where(_HELD).values(told=sa.bindparam("stage"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A member says they have a skill, and no coordinator has said so yet."""

    id: str
    person: PersonId
    skill: SkillId


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Something to tell a member about the end of a skill: `stage` is soon or lapsed."""

    person: PersonId
    skill: SkillId
    at: datetime
    stage: str


async def claim(store: Store, person: PersonId, wanted: SkillId, now: datetime) -> Claim | None:
    """Note a claim; None if the same one has waited for less than a day already."""
    waits = (await store.connection.execute(_CLAIM_OF, {"of": person, "what": wanted})).one_or_none()
    if waits is not None:
        if now - waits.at < ASKED_AGAIN_AFTER:
            return None
        await store.connection.execute(_ASK_AGAIN, {"which": waits.id, "now": now})
        return Claim(id=waits.id, person=person, skill=wanted)
    made = Claim(id=store.mint.id("clm"), person=person, skill=wanted)
    row = {"id": made.id, "person": person, "skill": wanted, "at": now}
    await store.connection.execute(sa.insert(skill_claim), row)
    return made


async def load_claim(store: Store, which: str) -> Claim | None:
    """A claim that still waits."""
    row = (await store.connection.execute(_CLAIM, {"which": which})).one_or_none()
    return None if row is None else Claim(id=row.id, person=PersonId(row.person), skill=SkillId(row.skill))


async def refuse(store: Store, person: PersonId, wanted: SkillId) -> None:
    """The claim is over, and nothing comes of it."""
    await store.connection.execute(_FORGET_CLAIM, {"of": person, "what": wanted})


async def lasts(store: Store, wanted: SkillId) -> int | None:
    """For how many days somebody has a skill; None for good."""
    days: int | None = (await store.connection.execute(_LASTS, {"what": wanted})).scalar_one()
    return days


async def held(store: Store, person: PersonId, wanted: SkillId) -> Held | None:
    """How somebody holds a skill, lapsed or not; None if they never did."""
    row = (await store.connection.execute(_HOLDS, {"of": person, "what": wanted})).one_or_none()
    return None if row is None else Held(until=row.expires_at)


async def grant(store: Store, person: PersonId, wanted: SkillId, *, by: PersonId, until: datetime | None) -> None:
    """They have it until then, None for good; a claim of it is answered by that."""
    await refuse(store, person, wanted)
    row: dict[str, Any] = {"person": person, "skill": wanted, "expires_at": until, "by_person": by, "told": None}
    await store.connection.execute(_GRANT[store.connection.dialect.name], row)


async def take_back(store: Store, person: PersonId, given: SkillId, before: Held | None) -> None:
    """They hold it as they did `before` it was given to them, if they did."""
    which = {"of": person, "what": given}
    if before is None:
        await store.connection.execute(_NEVER_HELD, which)
    else:
        await store.connection.execute(_MOVE, {**which, "until": before.until})


async def drop(store: Store, person: PersonId, unwanted: SkillId, now: datetime) -> None:
    """Somebody gives a skill back. The community file does not hand it to them again."""
    await store.connection.execute(_DROP, {"of": person, "what": unwanted, "now": now})


async def lasts_now(
    store: Store,
    changed: SkillId,
    before: int | None,
    days: int | None,
    now: datetime,
    clocks: Mapping[PersonId, ZoneInfo],
) -> None:
    """How long a skill lasts was changed in the community file, from `before` to `days`: its holders' ends move along.

    Whoever held it for good has it for `days` from now on; what has lapsed stays so. It ends as a day begins on each
    one's clock.
    """
    for row in (await store.connection.execute(_OF_SKILL, {"what": changed})).all():
        if row.expires_at is not None and row.expires_at <= now:
            continue
        if days is None:
            until = None
        elif row.expires_at is None or before is None:
            until = day_begins(now, days, clocks[PersonId(row.person)])
        else:
            until = day_begins(row.expires_at, days - before, clocks[PersonId(row.person)])
        await store.connection.execute(_MOVE, {"of": row.person, "what": changed, "until": until})


async def endings(store: Store, now: datetime) -> tuple[Ending, ...]:
    """Who is to be told now that a skill ends soon, or has ended; each is told once of each."""
    found = []
    for row in (await store.connection.execute(_ENDING, {"by": now + NOTICE})).all():
        if now - TOLD_AFTER < row.expires_at <= now:
            continue
        stage = LAPSED if row.expires_at <= now else SOON
        if row.told not in (stage, LAPSED):
            found.append(Ending(person=PersonId(row.person), skill=SkillId(row.skill), at=row.expires_at, stage=stage))
    return tuple(found)


async def watch(store: Store, now: datetime) -> None:
    """Wake for every notice to come: some time before a skill ends, and a while after it did."""
    ends = (await store.connection.execute(_ENDS, {"now": now - TOLD_AFTER})).scalars()
    moments = {moment for at in ends for moment in (at - NOTICE, at + TOLD_AFTER) if moment > now}
    kind = WakeKind.SKILLS_END
    await timers.wake_all(store, [Wake(kind=kind, subject=f"{each:%Y%m%d%H%M%S}", at=each) for each in sorted(moments)])


async def told(store: Store, ending: Ending) -> None:
    await store.connection.execute(_TELL, {"of": ending.person, "what": ending.skill, "stage": ending.stage})
