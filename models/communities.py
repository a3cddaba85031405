"""What the community decided: kept from its file, loaded as one value.

Applying a file compares two values, what stands and what is wanted, entry by entry; only entries that differ are
written. The same file twice changes nothing.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.community import Community, Landmark, MutualAid, Protection, Skill, Team
from domain.ids import AreaId, NatureId, PersonId, RotaId, SkillId, TeamId
from domain.needs import Door, Nature, ProtectionArea, Retention, Urgency
from domain.neighbours import Opens
from domain.people import Availability, CardPart, Membership, Person, Role, Standing
from domain.places import Area
from domain.rota import Rota
from domain.rota_change import (
    Entries,
    RotaChange,
    against,
    caught_up,
    changes_between,
    frame_of,
    in_the_order_of,
    says_the_same,
)
from domain.rota_commands import ChangeKind
from domain.standing import OPERATOR
from domain.toolkit import Chapter, FieldQuestion
from domain.training import day_begins
from domain.zone import zone
from models import console_sessions, feeds, forms, people, row_keys, skills
from models.alone import Alone, alone
from models.database import Store
from models.row_keys import Owner
from models.tables import (
    approval,
    area,
    landmark,
    layer,
    membership,
    mentoring,
    mutual_aid,
    nature,
    need,
    override,
    own_contact,
    person,
    person_area,
    person_skill,
    protection,
    rota,
    rota_change,
    rota_said,
    setting,
    skill,
    skill_claim,
    team,
    team_area,
    time_off,
)

_VALUE = sa.select(setting.c.value).where(setting.c.name == sa.bindparam("wanted"))
_SET = sa.update(setting).where(setting.c.name == sa.bindparam("wanted"))
_IN_ORDER = {table.name: sa.select(table).order_by(table.c.position, table.c.id) for table in (skill, area, team, rota)}
_SAID = sa.select(rota_said).order_by(rota_said.c.position)
_NATURES = (
    sa.select(nature, *(column for column in need.c if column.name not in ("id", "nature", "incident")))
    .join(need, need.c.nature == nature.c.id)
    .order_by(nature.c.position, nature.c.id)
)

Found = TypeVar("Found")
Entry = TypeVar("Entry", Skill, Area, Nature, Team)
Id = TypeVar("Id", bound=Hashable)

NONE_YET = Community(
    revision=0,
    name="",
    languages=(),
    default_language="",
    time_zone="",
    place=None,
    default_rota=None,
    emergency={},
    skills={},
    areas={},
    natures={},
    teams={},
)
"""What stands before a file was ever applied."""


# --- load


async def revised(store: Store) -> None:
    """What the community decided has changed: whoever keeps it reads it anew. For whoever holds it alone."""
    await _set(store, "revision", await revision(store) + 1)


async def choose_default_rota(store: Store, chosen: RotaId | None) -> None:
    """Which rota takes what could not be placed. For whoever holds the rotas, and says that they are revised."""
    top = (await store.connection.execute(_VALUE, {"wanted": "community"})).scalar_one()
    await _set(store, "community", {**top, "default_rota": chosen})


async def revision(store: Store) -> int:
    """Rises with every change; 0 before the first."""
    found = (await store.connection.execute(_VALUE, {"wanted": "revision"})).scalar_one_or_none()
    return 0 if found is None else int(found)


async def applied(store: Store) -> int:
    """Rises with every file that changes something, and with nothing else; 0 before the first."""
    found = (await store.connection.execute(_VALUE, {"wanted": "applied"})).scalar_one_or_none()
    return 0 if found is None else int(found)


async def is_there(store: Store) -> bool:
    """True once a file was applied. For whoever would apply the first: until they are done, nobody else applies one."""
    await alone(store.connection, Alone.SETTING_UP)
    return bool(await revision(store))


async def load(store: Store) -> Community:
    """The community as it stands; `NONE_YET` before a file was applied."""
    top = (await store.connection.execute(_VALUE, {"wanted": "community"})).scalar_one_or_none()
    if top is None:
        return NONE_YET
    return Community(
        revision=await revision(store),
        name=top["name"],
        languages=tuple(top["languages"]),
        default_language=top["default_language"],
        time_zone=top["time_zone"],
        place=None if top["place"] is None else (top["place"][0], top["place"][1]),
        default_rota=None if top["default_rota"] is None else RotaId(top["default_rota"]),
        emergency=top["emergency"],
        emergency_texts=top.get("emergency_texts", {}),  # kept before there was such a thing
        first_words=top.get("first_words", {}),  # kept before there was such a thing
        lexicon=top.get("lexicon", {}),  # and this
        doors={Door(door): texts for door, texts in top.get("doors", {}).items()},  # and this
        skills={each.id: each for each in await _rows(store, _IN_ORDER["skill"], _skill)},
        areas={each.id: each for each in await _rows(store, _IN_ORDER["area"], _area)},
        natures={each.id: each for each in await _rows(store, _NATURES, _nature)},
        teams={each.id: each for each in await _teams(store)},
        gazetteer=await _rows(store, sa.select(landmark).order_by(landmark.c.id), _landmark),
        aid=await _rows(store, sa.select(mutual_aid).order_by(mutual_aid.c.team, mutual_aid.c.other), _aid),
    )


async def _rows(store: Store, statement: sa.Select[Any], read: Callable[[Any], Found]) -> tuple[Found, ...]:
    return tuple(map(read, await store.connection.execute(statement)))


async def _grouped(store: Store, statement: sa.Select[Any], by: str) -> Mapping[str, Sequence[Any]]:
    groups: dict[str, list[Any]] = {}
    for row in await store.connection.execute(statement):
        groups.setdefault(getattr(row, by), []).append(row)
    return groups


async def _teams(store: Store) -> tuple[Team, ...]:
    areas = await _grouped(store, sa.select(team_area), "team")
    protections = await _grouped(store, sa.select(protection), "team")
    rotas = await _rotas(store)
    return tuple(
        Team(
            id=TeamId(row.id),
            names=row.names,
            time_zone=row.time_zone,
            areas=frozenset(AreaId(each.area) for each in areas.get(row.id, ())),
            protections={
                ProtectionArea(each.protection_area): _protection(each) for each in protections.get(row.id, ())
            },
            policy=forms.policy_from(row.policy),
            rotas=rotas.get(row.id, ()),
            learning=forms.learning_from(row.learning),
        )
        for row in await store.connection.execute(_IN_ORDER["team"])
    )


def _protection(row: Any) -> Protection:
    return Protection(
        ready=row.ready,
        refer=row.refer,
        card={Chapter(chapter): texts for chapter, texts in (row.card or {}).items()},
        fields=tuple(FieldQuestion(id=each["id"], ask=each["ask"]) for each in row.fields or ()),
        asking=row.asking or {},
        words_kept=None if row.words_kept_seconds is None else timedelta(seconds=row.words_kept_seconds),
    )


async def _rotas(store: Store) -> Mapping[str, tuple[Rota, ...]]:
    layers = await _grouped(store, sa.select(layer).order_by(layer.c.position), "rota")
    overrides = await _grouped(store, sa.select(override).order_by(override.c.id), "rota")
    off = await _grouped(store, sa.select(time_off).order_by(time_off.c.id), "rota")
    of_teams: dict[str, tuple[Rota, ...]] = {}
    for row in await store.connection.execute(_IN_ORDER["rota"]):
        found = Rota(
            id=RotaId(row.id),
            time_zone=row.time_zone,
            layers=tuple(map(forms.layer_from, layers.get(row.id, ()))),
            overrides=tuple(map(forms.override_from, overrides.get(row.id, ()))),
            time_off=tuple(map(forms.time_off_from, off.get(row.id, ()))),
            areas=frozenset(map(AreaId, row.areas)),
            skills=frozenset(map(SkillId, row.skills)),
        )
        of_teams[row.team] = (*of_teams.get(row.team, ()), found)
    return of_teams


async def _said_before(store: Store) -> "_Said":
    """Every rota as the last file that spoke of it said it."""
    rows = (await store.connection.execute(_SAID)).all()
    return _Said(
        rotas={RotaId(row.rota): _rota_said(RotaId(row.rota), row.said) for row in rows},
        default=next((RotaId(row.rota) for row in rows if row.is_default), None),
    )


def _rota_said(id_: RotaId, form: forms.Form) -> Rota:
    entries, frame = forms.entries_from(form), forms.frame_from(form)
    if frame is None:
        raise ValueError("a rota was kept without its frame")
    return Rota(
        id=id_,
        time_zone=frame.time_zone,
        layers=entries.layers,
        overrides=entries.overrides,
        time_off=entries.time_off,
        areas=frame.areas,
        skills=frame.skills,
    )


def _skill(row: Any) -> Skill:
    return Skill(id=SkillId(row.id), names=row.names, expires_days=row.expires_days)


def _area(row: Any) -> Area:
    return Area(
        id=AreaId(row.id), names=row.names, aliases=tuple(row.aliases), zips=tuple(row.zips), polygon=row.polygon
    )


def _nature(row: Any) -> Nature:
    return Nature(
        id=NatureId(row.id),
        protection_area=ProtectionArea(row.protection_area),
        names=row.names,
        urgency=Urgency(row.urgency),
        need=forms.need_from(row),
        retention=Retention(
            words=timedelta(seconds=row.words_kept_seconds), shell=timedelta(seconds=row.shell_kept_seconds)
        ),
        words=tuple(row.words or ()),
    )


def _landmark(row: Any) -> Landmark:
    return Landmark(name=row.name, kind=row.kind, lat=row.lat, lon=row.lon)


def _aid(row: Any) -> MutualAid:
    return MutualAid(team=TeamId(row.team), other=TeamId(row.other), opens=Opens(row.opens))


# --- apply


async def apply(
    store: Store, community: Community, people: Sequence[Person], *, prune: bool, now: datetime
) -> tuple[str, ...]:
    """Make what stands be what the file says, and say what that changed: a sentence each, with ids only.

    Without `prune` entries the file does not have stay; and of rotas only what is different in this file from the last
    is changed, so that what was made or ended by chat stays so. Nobody's standing changes: who is new is INVITED. An
    entry that calls still refer to stays even then, and that is said as well. What members changed themselves, and
    skills a coordinator confirmed, stay theirs. `now` is when skills that lapse begin to. Whoever coordinates no more
    takes back the yes they gave to people who are not vetted yet, and looks at no console.
    """
    await alone(store.connection, Alone.SETTING_UP)
    before = await load(store)
    community = _as_loaded(community)
    was = await _said_before(store)
    wanted = _ordered(before, community) if prune else _together(before, was, community)
    changes = [
        *await _apply_top(store, before, wanted),
        *await _apply_entries(store, "skill", before.skills, wanted.skills, _keep_skill),
        *await _apply_entries(store, "area", before.areas, wanted.areas, _keep_area),
        *await _apply_entries(store, "nature", before.natures, wanted.natures, _keep_nature),
        *await _apply_entries(store, "team", before.teams, wanted.teams, _keep_team),
        *await _say_rotas(store, before, was, wanted, now),
        *await _apply_gazetteer(store, before, wanted),
        *await _apply_aid(store, before, wanted),
        *await _apply_people(store, people, _Lasting(wanted, now), prune=prune),
        *await _let_go(store, "team", before.teams, wanted.teams, team),
        *await _let_go(store, "nature", before.natures, wanted.natures, nature),
        *await _let_go(store, "area", before.areas, wanted.areas, area),
        *await _let_go(store, "skill", before.skills, wanted.skills, skill),
    ]
    await _let_last(store, before, wanted, now)
    await _keep_said(store, was, community, prune=prune)
    if changes:
        await _set(store, "revision", before.revision + 1)
        await _set(store, "applied", await applied(store) + 1)
    return tuple(changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What files have said of rotas, in their order, and which of them takes what could not be placed."""

    rotas: Mapping[RotaId, Rota]
    default: RotaId | None


async def _keep_said(store: Store, was: _Said, community: Community, *, prune: bool) -> None:
    """What this file says of rotas, and what earlier ones said of those that it does not speak of."""
    said = {each.id: each for known in community.teams.values() for each in known.rotas}
    now = _Said(rotas={**said, **({} if prune else _unspoken(was.rotas, said))}, default=community.default_rota)
    if now == was and list(now.rotas) == list(was.rotas):
        return
    rows = [
        {
            "rota": each.id,
            "position": position,
            "is_default": each.id == now.default,
            "said": forms.changed_form(
                Entries(layers=each.layers, overrides=each.overrides, time_off=each.time_off), frame_of(each)
            ),
        }
        for position, each in enumerate(now.rotas.values())
    ]
    await _replace(store, rota_said, sa.true(), rows)


async def _let_last(store: Store, before: Community, wanted: Community, now: datetime) -> None:
    """Skills last as long as the file says by now."""
    changed = {
        id_: (each.expires_days, wanted.skills[id_].expires_days if id_ in wanted.skills else None)
        for id_, each in before.skills.items()
    }
    changed = {id_: days for id_, days in changed.items() if days[0] != days[1]}
    if changed:
        clocks = {each.id: zone(wanted.zone_of(each)) for each in await people.everybody(store)}
        for id_, (was, days) in changed.items():
            await skills.lasts_now(store, id_, was, days, now, clocks)
    await skills.watch(store, now)


@dataclass(frozen=True, slots=True)
class _Lasting:
    """How long what is given now lasts: to the beginning of a day, on the clock of whoever is given it."""

    community: Community | None
    now: datetime

    def ends(self, given: SkillId, to: Person) -> datetime | None:
        known = self.community.skills.get(given) if self.community is not None else None
        if self.community is None or known is None or known.expires_days is None:
            return None
        return day_begins(self.now, known.expires_days, zone(self.community.zone_of(to)))


def _as_loaded(community: Community) -> Community:
    """Polygons as JSON gives them back, in lists: what was not changed then compares equal."""
    areas = {
        id_: replace(each, polygon=forms.from_bytes(forms.as_bytes(each.polygon)))
        for id_, each in community.areas.items()
    }
    return replace(community, areas=areas)


def _together(before: Community, was: _Said, community: Community) -> Community:
    """What the file says, and after that what it does not speak of."""
    teams = {
        **{id_: _team_together(before.teams.get(id_), was, each) for id_, each in community.teams.items()},
        **_unspoken(before.teams, community.teams),
    }
    there = {each.id for known in teams.values() for each in known.rotas}
    is_new = community.default_rota != was.default and community.default_rota in there
    return replace(
        community,
        default_rota=community.default_rota if is_new else before.default_rota,
        skills={**community.skills, **_unspoken(before.skills, community.skills)},
        areas={**community.areas, **_unspoken(before.areas, community.areas)},
        natures={**community.natures, **_unspoken(before.natures, community.natures)},
        teams=teams,
        gazetteer=tuple(dict.fromkeys((*community.gazetteer, *before.gazetteer))),
        aid=tuple({(each.team, each.other): each for each in (*before.aid, *community.aid)}.values()),
    )


def _ordered(before: Community, community: Community) -> Community:
    """What the file says. A rota that says what stands in another order says nothing new."""
    stand = {each.id: each for known in before.teams.values() for each in known.rotas}

    def ordered(each: Rota) -> Rota:
        return in_the_order_of(stand[each.id], each) if each.id in stand else each

    teams = {id_: replace(each, rotas=tuple(map(ordered, each.rotas))) for id_, each in community.teams.items()}
    return replace(community, teams=teams)


def _unspoken(before: Mapping[Id, Found], said: Mapping[Id, Found]) -> dict[Id, Found]:
    return {id_: each for id_, each in before.items() if id_ not in said}


def _team_together(before: Team | None, was: _Said, said: Team) -> Team:
    if before is None:
        return said
    return replace(
        said,
        areas=said.areas | before.areas,
        protections={
            **before.protections,
            **{
                area: _protection_together(before.protections.get(area), each)
                for area, each in said.protections.items()
            },
        },
        rotas=_rotas_together(before.rotas, was, said.rotas),
    )


def _protection_together(before: Protection | None, said: Protection) -> Protection:
    """What the file says, and the chapters that were put into the team's own words and it does not speak of."""
    if before is None:
        return said
    chapters = {*before.card, *said.card}
    card = {each: {**before.card.get(each, {}), **said.card.get(each, {})} for each in sorted(chapters)}
    return replace(said, card=card)


def _rotas_together(before: Sequence[Rota], was: _Said, said: Sequence[Rota]) -> tuple[Rota, ...]:
    """A rota that was ended by chat comes back only if the file says something new of it."""
    stand = {each.id: each for each in before}
    spoken: dict[RotaId, Rota] = {}
    for each in said:
        known, last = stand.get(each.id), was.rotas.get(each.id)
        if known is not None:
            spoken[each.id] = caught_up(known, last, each)
        elif last is None or not says_the_same(last, each):
            spoken[each.id] = each
    there = {each.id for each in said}
    if [id_ for id_ in was.rotas if id_ in there] == [each.id for each in said]:
        spoken = {**{id_: spoken[id_] for id_ in stand if id_ in spoken}, **spoken}  # as they stand
    return tuple({**spoken, **_unspoken(stand, spoken)}.values())


async def _say_rotas(store: Store, before: Community, was: _Said, wanted: Community, now: datetime) -> list[str]:
    """What changes in rotas, in words; on record, so that a coordinator may take it back."""
    said: list[str] = []
    for id_, stood in before.teams.items():
        after = wanted.teams[id_].rotas if id_ in wanted.teams else ()
        for change in changes_between(stood.rotas, after):
            said += _about_change(change, was.rotas.get(change.rota), stood.rotas, after)
            if id_ in wanted.teams:
                await store.connection.execute(sa.insert(rota_change), _record(store, change, id_, now))
    return said


def _about_change(change: RotaChange, last: Rota | None, before: Sequence[Rota], after: Sequence[Rota]) -> list[str]:
    """In words; and which of it goes against what was done by chat since the `last` file."""
    named = f"rota {change.rota}"
    if change.makes is not None and change.ends is None:
        return [f"{named}: added"] + [f"{named}: had been ended by chat"] * (last is not None)
    if change.ends is not None and change.makes is None:
        return [f"{named}: gone"] + [f"{named}: had been made by chat"] * (last is None)
    stand, wanted = (next(each for each in rotas if each.id == change.rota) for rotas in (before, after))
    found = [f"{named}: {', '.join([*_about_entries(change), *_about_terms(stand, wanted)])}"]
    back = _about_entries(against(last, stand, wanted))
    return found + [f"{named}: of this, against what was done by chat: {', '.join(back)}"] * bool(back)


def _about_entries(change: RotaChange) -> list[str]:
    was, comes = ({each.id for each in part.layers} for part in (change.removed, change.added))
    words = [f"layer {id_} changed" for id_ in sorted(was & comes)]
    words += [f"layer {id_} added" for id_ in sorted(comes - was)] + [
        f"layer {id_} gone" for id_ in sorted(was - comes)
    ]
    counts = (
        ("override", "added", len(change.added.overrides)),
        ("override", "gone", len(change.removed.overrides)),
        ("absence", "added", len(change.added.time_off)),
        ("absence", "gone", len(change.removed.time_off)),
    )
    return words + [f"{count} {what}{'s' * (count > 1)} {how}" for what, how, count in counts if count]


def _about_terms(known: Rota, wanted: Rota) -> list[str]:
    return [
        f"{name.replace('_', ' ')} changed"
        for name in ("time_zone", "areas", "skills")
        if getattr(known, name) != getattr(wanted, name)
    ]


def _record(store: Store, change: RotaChange, of: TeamId, now: datetime) -> dict[str, Any]:
    return {
        "id": store.mint.id("rch"),
        "rota": change.rota,
        "team": of,
        "at": now,
        "kind": ChangeKind.FILE.value,
        "by_person": OPERATOR,
        "added": forms.changed_form(change.added, change.makes),
        "removed": forms.changed_form(change.removed, change.ends),
        "undone_by": None,
    }


async def _apply_top(store: Store, before: Community, wanted: Community) -> list[str]:
    names = (
        *("name", "languages", "default_language", "time_zone", "place", "default_rota"),
        *("emergency", "emergency_texts", "first_words", "doors", "lexicon"),
    )
    changed = [name for name in names if getattr(before, name) != getattr(wanted, name)]
    if not changed:
        return []
    await _set(
        store,
        "community",
        {
            "name": wanted.name,
            "languages": list(wanted.languages),
            "default_language": wanted.default_language,
            "time_zone": wanted.time_zone,
            "place": None if wanted.place is None else list(wanted.place),
            "default_rota": wanted.default_rota,
            "emergency": dict(wanted.emergency),
            "emergency_texts": dict(wanted.emergency_texts),
            "first_words": dict(wanted.first_words),
            "lexicon": {language: dict(words) for language, words in wanted.lexicon.items()},
            "doors": {door.value: dict(texts) for door, texts in wanted.doors.items()},
        },
    )
    return [f"community: changed ({', '.join(changed)})"]


async def _apply_entries(
    store: Store,
    what: str,
    before: Mapping[Id, Entry],
    wanted: Mapping[Id, Entry],
    keep: Callable[[Store, Entry | None, Entry, int], Awaitable[None]],
) -> list[str]:
    """Write the entries that are new, differ, or stand in another place."""
    changes = []
    order = {id_: position for position, id_ in enumerate(before)}
    for position, (id_, entry) in enumerate(wanted.items()):
        known = before.get(id_)
        if known is None:
            changes.append(f"{what} {id_}: added")
        elif known != entry:
            changes.append(f"{what} {id_}: changed ({', '.join(_differing(known, entry))})")
        elif order[id_] == position:
            continue
        await keep(store, known, entry, position)
    staying = [id_ for id_ in before if id_ in wanted]
    if staying != [id_ for id_ in wanted if id_ in before]:
        changes.append(f"{what}s: in another order")
    return changes


def _differing(before: Any, wanted: Any) -> list[str]:
    return [each.name for each in fields(before) if getattr(before, each.name) != getattr(wanted, each.name)]


async def _let_go(
    store: Store, what: str, before: Mapping[Id, Found], wanted: Mapping[Id, Found], table: sa.Table
) -> list[str]:
    """Delete the entries that are no longer wanted, but for those that something still refers to."""
    changes = []
    for id_ in before:
        if id_ in wanted:
            continue
        try:
            async with store.savepoint():
                await store.connection.execute(sa.delete(table).where(table.c.id == id_))
            changes.append(f"{what} {id_}: gone")
        except IntegrityError:
            changes.append(f"{what} {id_}: stays, because something still refers to it")
    return changes


async def _write(
    store: Store, table: sa.Table, key: Mapping[str, Any], columns: Mapping[str, Any], known: bool
) -> None:
    if known:
        own = sa.and_(*(table.c[name] == value for name, value in key.items()))
        await store.connection.execute(sa.update(table).where(own).values(**columns))
    else:
        await store.connection.execute(sa.insert(table).values(**key, **columns))


async def _replace(store: Store, table: sa.Table, owner: sa.ColumnElement[bool], rows: list[dict[str, Any]]) -> None:
    await store.connection.execute(sa.delete(table).where(owner))
    if rows:
        await store.connection.execute(sa.insert(table), rows)


async def _keep_skill(store: Store, known: Skill | None, wanted: Skill, position: int) -> None:
    columns = {"position": position, "names": dict(wanted.names), "expires_days": wanted.expires_days}
    await _write(store, skill, {"id": wanted.id}, columns, known=known is not None)


async def _keep_area(store: Store, known: Area | None, wanted: Area, position: int) -> None:
    columns = {
        "position": position,
        "names": dict(wanted.names),
        "aliases": list(wanted.aliases),
        "zips": list(wanted.zips),
        "polygon": wanted.polygon,
    }
    await _write(store, area, {"id": wanted.id}, columns, known=known is not None)


async def _keep_nature(store: Store, known: Nature | None, wanted: Nature, position: int) -> None:
    columns = {
        "position": position,
        "protection_area": wanted.protection_area.value,
        "names": dict(wanted.names),
        "urgency": wanted.urgency.value,
        "words_kept_seconds": int(wanted.retention.words.total_seconds()),
        "shell_kept_seconds": int(wanted.retention.shell.total_seconds()),
        "words": list(wanted.words) or None,
    }
    await _write(store, nature, {"id": wanted.id}, columns, known=known is not None)
    await _write(store, need, {"nature": wanted.id}, forms.need_columns(wanted.need), known=known is not None)


async def _keep_team(store: Store, known: Team | None, wanted: Team, position: int) -> None:
    columns = {
        "position": position,
        "names": dict(wanted.names),
        "time_zone": wanted.time_zone,
        "policy": forms.policy_form(wanted.policy),
        "learning": forms.learning_form(wanted.learning),
    }
    await _write(store, team, {"id": wanted.id}, columns, known=known is not None)
    if known is None or known.areas != wanted.areas:
        rows = [{"team": wanted.id, "area": each} for each in sorted(wanted.areas)]
        await _replace(store, team_area, team_area.c.team == wanted.id, rows)
    if known is None or known.protections != wanted.protections:
        stands: list[dict[str, Any]] = [
            {
                "team": wanted.id,
                "protection_area": name.value,
                "ready": each.ready,
                "refer": dict(each.refer),
                "card": {chapter.value: dict(texts) for chapter, texts in each.card.items()} or None,
                "fields": [{"id": one.id, "ask": dict(one.ask)} for one in each.fields] or None,
                "asking": dict(each.asking) or None,
                "words_kept_seconds": None if each.words_kept is None else int(each.words_kept.total_seconds()),
            }
            for name, each in wanted.protections.items()
        ]
        await _replace(store, protection, protection.c.team == wanted.id, stands)
    if known is None or known.rotas != wanted.rotas:
        await _keep_rotas(store, wanted)


async def _keep_rotas(store: Store, of: Team) -> None:
    await store.connection.execute(sa.delete(rota).where(rota.c.team == of.id))
    for position, each in enumerate(of.rotas):
        row = {
            "id": each.id,
            "position": position,
            "team": of.id,
            "time_zone": each.time_zone,
            "areas": sorted(each.areas),
            "skills": sorted(each.skills),
        }
        await store.connection.execute(sa.insert(rota), row)
        layers = [{"rota": each.id, "position": n, **forms.layer_columns(one)} for n, one in enumerate(each.layers)]
        for table, rows in (
            (layer, layers),
            (override, [{"rota": each.id, **forms.override_columns(one)} for one in each.overrides]),
            (time_off, [{"rota": each.id, **forms.time_off_columns(one)} for one in each.time_off]),
        ):
            if rows:
                await store.connection.execute(sa.insert(table), rows)


async def add_places(store: Store, places: Sequence[Landmark]) -> int:
    """Put more places into the gazetteer that stands; how many of them did not stand there yet."""
    await alone(store.connection, Alone.SETTING_UP)
    before = await load(store)
    wanted = replace(before, gazetteer=tuple(dict.fromkeys((*before.gazetteer, *places))))
    if await _apply_gazetteer(store, before, wanted):
        await _set(store, "revision", before.revision + 1)
    return len(wanted.gazetteer) - len(before.gazetteer)


async def _apply_gazetteer(store: Store, before: Community, wanted: Community) -> list[str]:
    if before.gazetteer == wanted.gazetteer:
        return []
    rows = [{"name": each.name, "kind": each.kind, "lat": each.lat, "lon": each.lon} for each in wanted.gazetteer]
    await _replace(store, landmark, sa.true(), rows)
    return [f"gazetteer: {len(rows)} places"]


async def _apply_aid(store: Store, before: Community, wanted: Community) -> list[str]:
    if set(before.aid) == set(wanted.aid):
        return []
    rows = [{"team": each.team, "other": each.other, "opens": each.opens.value} for each in wanted.aid]
    await _replace(store, mutual_aid, sa.true(), rows)
    return [f"mutual aid: {len(rows)} agreements"]


async def _set(store: Store, name: str, value: Any) -> None:
    updated = await store.connection.execute(_SET, {"wanted": name, "value": value})
    if updated.rowcount == 0:
        await store.connection.execute(sa.insert(setting), {"name": name, "value": value})


# --- people


async def _apply_people(store: Store, wanted: Sequence[Person], lasting: _Lasting, *, prune: bool) -> list[str]:
    known = {each.id: each for each in await people.everybody(store)}
    changes: list[str] = []
    for each in wanted:
        if each.id in known and known[each.id].erased:
            continue  # by their own wish; a file that names them still brings nothing back
        changes += await _apply_person(store, known.get(each.id), each, lasting, prune=prune)
    if prune:
        named = {each.id for each in wanted}
        for gone in (each for id_, each in known.items() if id_ not in named):
            changes += await _let_person_go(store, gone, lasting.now)
    return changes


async def add_person(store: Store, wanted: Person, now: datetime) -> None:
    """Put somebody new on the roster, as the community file would: INVITED in their teams."""
    await _apply_person(store, None, wanted, _Lasting(None, now), prune=False)


async def _apply_person(
    store: Store, before: Person | None, wanted: Person, lasting: _Lasting, *, prune: bool
) -> list[str]:
    if before is None:
        await _insert_person(store, wanted)
    changes = [] if before is not None else [f"person {wanted.id}: added"]
    known = before or replace(wanted, skills=frozenset(), areas=frozenset(), memberships=())
    changed = await _change_person(store, known, wanted)
    changed += await _change_skills(store, known, wanted, lasting)
    if CardPart.AREAS not in known.own:
        changed += await _change_areas(store, known, wanted)
    changed += await _change_memberships(store, known, wanted, prune=prune, now=lasting.now)
    if before is not None and changed:
        changes.append(f"person {wanted.id}: changed ({', '.join(changed)})")
    return changes


async def _insert_person(store: Store, wanted: Person) -> None:
    made = store.vault.new_key_for_person(wanted.id)
    store.row_keys[Owner.PERSON, wanted.id] = made
    row = {
        "id": wanted.id,
        "data_key": made.wrapped,
        "roster_name": store.vault.seal(made.key, "person", "roster_name", wanted.id, wanted.roster_name.encode()),
        "languages": list(wanted.languages),
        "availability": Availability.AS_ROTA.value,
        "available_until": None,
        "time_zone": wanted.time_zone,
    }
    await store.connection.execute(sa.insert(person), row)


async def _change_person(store: Store, before: Person, wanted: Person) -> list[str]:
    """Name, languages and zone. The order of languages is the person's own to change."""
    columns: dict[str, Any] = {}
    if before.roster_name != wanted.roster_name:
        key = await row_keys.of(store, Owner.PERSON, wanted.id)
        name = wanted.roster_name.encode()
        columns["roster_name"] = store.vault.seal(key, "person", "roster_name", wanted.id, name)
    if set(before.languages) != set(wanted.languages) and CardPart.LANGUAGES not in before.own:
        columns["languages"] = list(wanted.languages)
    if before.time_zone != wanted.time_zone and CardPart.ZONE not in before.own:
        columns["time_zone"] = wanted.time_zone
    if columns:
        await store.connection.execute(sa.update(person).where(person.c.id == wanted.id).values(**columns))
    return sorted(columns)


async def _change_skills(store: Store, before: Person, wanted: Person, lasting: _Lasting) -> list[str]:
    """What a coordinator confirmed stays; what lapsed or was given back does not come again by the same file."""
    gone, new = sorted(before.skills - wanted.skills), sorted(wanted.skills - before.skills)
    taken = 0
    if gone:
        own = sa.and_(
            person_skill.c.person == wanted.id, person_skill.c.skill.in_(gone), person_skill.c.by_person.is_(None)
        )
        taken = (await store.connection.execute(sa.delete(person_skill).where(own))).rowcount
    if new:
        rows = [{"person": wanted.id, "skill": each, "expires_at": lasting.ends(each, wanted)} for each in new]
        await store.connection.execute(sa.insert(person_skill), rows)
    return ["skills"] if taken or new else []


async def _change_areas(store: Store, before: Person, wanted: Person) -> list[str]:
    gone, new = sorted(before.areas - wanted.areas), sorted(wanted.areas - before.areas)
    if gone:
        own = sa.and_(person_area.c.person == wanted.id, person_area.c.area.in_(gone))
        await store.connection.execute(sa.delete(person_area).where(own))
    if new:
        await store.connection.execute(sa.insert(person_area), [{"person": wanted.id, "area": each} for each in new])
    return ["areas"] if gone or new else []


async def _change_memberships(store: Store, before: Person, wanted: Person, *, prune: bool, now: datetime) -> list[str]:
    changed = False
    for each in wanted.memberships:
        known = before.membership(each.team)
        key = {"person": wanted.id, "team": each.team}
        if known is None:
            row = {"roles": people.roles_form(each.roles), "standing": Standing.INVITED.value}
            await _write(store, membership, key, row, known=False)
        elif known.roles != each.roles:
            await _write(store, membership, key, {"roles": people.roles_form(each.roles)}, known=True)
            if Role.COORDINATOR in known.roles - each.roles:
                await _coordinates_no_more(store, wanted.id, now)
        else:
            continue
        changed = True
    if prune:
        named = {each.team for each in wanted.memberships}
        for gone in (each for each in before.memberships if each.team not in named):
            await _end_membership(store, gone, now)
            changed = True
    return ["memberships"] if changed else []


async def _coordinates_no_more(store: Store, person: PersonId, now: datetime) -> None:
    await people.take_back(store, person, now)
    await console_sessions.end_of(store, person)
    await feeds.end_of(store, person)


async def _end_membership(store: Store, gone: Membership, now: datetime) -> None:
    await _coordinates_no_more(store, gone.person, now)
    for table in (approval, mentoring, membership):
        own = sa.and_(table.c.person == gone.person, table.c.team == gone.team)
        await store.connection.execute(sa.delete(table).where(own))


async def _let_person_go(store: Store, gone: Person, now: datetime) -> list[str]:
    """Whoever was never part of a call goes altogether; of anybody else the memberships go."""
    try:
        async with store.savepoint():
            for each in gone.memberships:
                await _end_membership(store, each, now)
            for table in (person_skill, person_area, skill_claim, own_contact):
                await store.connection.execute(sa.delete(table).where(table.c.person == gone.id))
            await store.connection.execute(sa.delete(person).where(person.c.id == gone.id))
    except IntegrityError:
        if not gone.memberships:
            return []
        for each in gone.memberships:
            await _end_membership(store, each, now)
        return [f"person {gone.id}: no longer a member of any team"]
    return [f"person {gone.id}: gone"]


# --- by chat


async def add_team(store: Store, made: Team, areas: Sequence[Area]) -> None:
    """A team that begins, with the areas that are its own: as a file would, and nothing else is touched by it."""
    await alone(store.connection, Alone.SETTING_UP)
    before = await load(store)
    for number, each in enumerate(areas):
        await _keep_area(store, None, each, len(before.areas) + number)
    await _keep_team(store, None, made, len(before.teams))
    await revised(store)


async def add_membership(store: Store, known: Person, of: TeamId, roles: frozenset[Role], now: datetime) -> None:
    """Somebody of the roster is in a further team, INVITED, and covers what it covers."""
    joins = Membership(person=known.id, team=of, roles=roles, standing=Standing.INVITED)
    covers = (await load(store)).teams[of].areas
    wanted = replace(known, memberships=(*known.memberships, joins), areas=known.areas | covers)
    await _change_memberships(store, known, wanted, prune=False, now=now)
    await _change_areas(store, known, wanted)


async def set_ready(store: Store, of: TeamId, protected: ProtectionArea, *, ready: bool) -> bool:
    """A team is ready for a protection area, or is not. False if it stands so already, or has no such area."""
    which = sa.and_(protection.c.team == of, protection.c.protection_area == protected.value)
    changed = sa.update(protection).where(which, protection.c.ready.is_not(ready)).values(ready=ready)
    if not (await store.connection.execute(changed)).rowcount:
        return False
    await revised(store)
    return True
