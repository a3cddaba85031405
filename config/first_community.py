"""A community's first file, written from what its people decided: plain enough to be changed by hand afterwards.

One folder: `community.yaml`, and a GeoJSON file for each area that came from a map.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import shapely
import yaml
from shapely.geometry import shape

from config.community_dump import Form, ReadableDumper
from config.durations import duration
from config.toolkit import load_areas
from domain.language import normalise
from domain.needs import ProtectionArea
from domain.policy import Tier
from domain.rota import Weekday

FILE = "community.yaml"
ROTA = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedArea:
    name: str
    zips: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    polygon: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedMember:
    """Somebody on the roster. `protects`: they are asked to go. `languages` empty means the community's first. `id`: of
    somebody who has one already.
    """

    name: str
    coordinates: bool = False
    protects: bool = True
    languages: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedHours:
    """When somebody is on call: always, without `hours`. `days` None means every day."""

    hours: str | None = None
    days: tuple[Weekday, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a community decided in its first hour. Texts are by language; `referrals` of areas that are not ready."""

    name: str
    languages: tuple[str, ...]
    time_zone: str
    areas: tuple[DecidedArea, ...]
    members: tuple[DecidedMember, ...]
    on_call: DecidedHours = DecidedHours()
    asks_off_hours: bool = False
    first_words: Mapping[str, str] = field(default_factory=dict)
    off_hours: Mapping[str, str] = field(default_factory=dict)
    emergency: Mapping[str, str] = field(default_factory=dict)
    words_kept: str = "72h"
    ready: tuple[ProtectionArea, ...] = ()
    referrals: Mapping[ProtectionArea, Mapping[str, str]] = field(default_factory=dict)


def files(decided: Decided, today: date) -> dict[str, str]:
    """The texts of the community's files by their names, `community.yaml` first. The rota begins before `today`."""
    ids = ids_of(each.name for each in decided.areas)
    drawn = {
        f"areas/{id_}.geojson": json.dumps(each.polygon) + "\n"
        for id_, each in zip(ids, decided.areas, strict=True)
        if each.polygon is not None
    }
    return {FILE: _written(decided, ids, today), **drawn}


def ids_of(names: Iterable[str]) -> list[str]:
    """A short id for each of `names`, no two alike."""
    taken: list[str] = []
    for name in names:
        id_ = normalise(name).replace(" ", "-")[:40].strip("-") or "area"
        n = 2
        while id_ in taken:
            id_, n = f"{id_.removesuffix(f'-{n - 1}')}-{n}", n + 1
        taken.append(id_)
    return taken


_HEAD = """\
# What {name} decided. `upstander setup` wrote it; change it with any text editor, then:
#
#   upstander community check {folder}     says what is wrong with it, with the line
#   upstander community apply {folder}     makes it so
#
# No phone number, account or legal name belongs here: people bring their own phone by their invite.
# Skills, more rotas, more teams: docs/running.md and the example in config/data/example show how.
"""

_PARTS = {
    "community": "# Who you are, and what everybody who writes hears first.",
    "areas": "# Where you go. ZIP codes, other names, or a shape from a map.",
    "natures": "# Kinds of call: how many people one needs, and how long its words are kept.",
    "teams": "# Your team: what it is ready for, who is in it, and when it is on call.",
}


def _written(decided: Decided, area_ids: list[str], today: date) -> str:
    team = ids_of([decided.name])[0]
    parts: Form = {
        "version": 1,
        "community": _community(decided, f"{team}/{ROTA}"),
        "areas": [area_form(id_, each) for id_, each in zip(area_ids, decided.areas, strict=True)],
        "natures": [
            _nature(area, each, decided.words_kept) for area, form in load_areas().items() for each in form.natures
        ],
        "teams": [team_form(decided, team, area_ids, today)],
    }
    texts = [_HEAD.format(name=" ".join(decided.name.split()), folder="community")]
    for name, value in parts.items():
        text = yaml.dump({name: value}, Dumper=ReadableDumper, allow_unicode=True, sort_keys=False, width=120)
        texts.append(f"{_PARTS[name]}\n{text}" if name in _PARTS else text)
    return "\n".join(texts)


def _community(decided: Decided, rota: str) -> Form:
    written: Form = {
        "name": decided.name,
        "languages": list(decided.languages),
        "default_language": decided.languages[0],
        "time_zone": decided.time_zone,
        "place": _middle(decided.areas),
        "default_rota": rota,
        "emergency": dict(decided.emergency),
        "first_words": dict(decided.first_words),
    }
    return {key: value for key, value in written.items() if value}


def _middle(areas: Iterable[DecidedArea]) -> list[float]:
    """Latitude and longitude in the middle of what was drawn: where short Plus Codes are read. Empty if nothing was."""
    shapes = [shape(dict(each.polygon)) for each in areas if each.polygon is not None]
    if not shapes:
        return []
    middle = shapely.union_all([each.envelope for each in shapes]).centroid
    return [round(middle.y, 3), round(middle.x, 3)]


def area_form(id_: str, area: DecidedArea) -> Form:
    """The entry of an area."""
    written: Form = {
        "id": id_,
        "name": area.name,
        "aliases": list(area.aliases),
        "zips": list(area.zips),
        "polygon": None if area.polygon is None else f"areas/{id_}.geojson",
    }
    return {key: value for key, value in written.items() if value}


def _nature(area: ProtectionArea, nature: Mapping[str, Any], words_kept: str) -> Form:
    most = load_areas()[area].words_at_most or words_kept
    kept = min(words_kept, most, key=duration)
    first = {"id": nature["id"], "protection_area": area.value}
    return {**first, **nature, "retention": {"words": kept}}


def team_form(decided: Decided, team: str, area_ids: list[str], today: date) -> Form:
    """The entry of a team, whose id is `team`."""
    named = zip(ids_of(each.name for each in decided.members), decided.members, strict=True)
    people = [each.id or id_ for id_, each in named]
    policy: Form = {}
    if decided.on_call.hours is not None and not decided.asks_off_hours:
        policy["tiers"] = [Tier.ON_CALL.value, Tier.NEARBY.value]
    if decided.on_call.hours is not None:
        policy["rota"] = {"needs": [_on_call_need(decided)]}
    if decided.off_hours:
        policy["off_hours"] = dict(decided.off_hours)
    return {
        "id": team,
        "name": decided.name,
        "areas": area_ids,
        "protection_areas": {area.value: _protection(decided, area) for area in ProtectionArea},
        **({"policy": policy} if policy else {}),
        "people": [_person(id_, each, decided) for id_, each in zip(people, decided.members, strict=True)],
        "rotas": [{"id": ROTA, "layers": [_layer(decided, people, today)]}],
    }


def _on_call_need(decided: Decided) -> Form:
    """As many as a kind of call asks for that the team is ready for, in the hours that were decided and no others; not
    more than there are."""
    asked = [each["need"]["responders"] for area in decided.ready for each in load_areas()[area].natures]
    there = sum(each.protects for each in decided.members)
    opens, _, closes = (decided.on_call.hours or "").partition("-")
    need: Form = {
        "people": max(1, min(max(asked, default=1), there)),
        "hours": f"{opens}-{'00:00' if closes == '24:00' else closes}",
    }
    if decided.on_call.days is not None:
        need["days"] = [str(day) for day in decided.on_call.days]
    return need


def _protection(decided: Decided, area: ProtectionArea) -> str | Form:
    """Off, with a referral, until the team is ready; what is asked while people move stands there to be changed."""
    form = load_areas()[area]
    if area in decided.ready:
        fields = [each.model_dump(mode="json") for each in form.fields]
        return {"ready": True, "fields": fields} if fields else "ready"
    referral = decided.referrals.get(area)
    if not referral:
        referral = {language: text for language, text in form.referral.items() if language in decided.languages}
    return {"refer": dict(referral)} if referral else "off"


def _person(id_: str, member: DecidedMember, decided: Decided) -> Form:
    roles = [role for role, has in (("protector", member.protects), ("coordinator", member.coordinates)) if has]
    return {
        "id": id_,
        "name": member.name,
        "roles": roles,
        "languages": list(member.languages or decided.languages[:1]),
    }


def _layer(decided: Decided, people: list[str], today: date) -> Form:
    monday = today - timedelta(days=today.weekday() + 7)  # a whole week back: whatever the hours, they have begun
    on = [id_ for id_, each in zip(people, decided.members, strict=True) if each.protects]
    written: Form = {
        "id": "everybody",
        "start": f"{monday:%Y-%m-%d}T00:00",
        "turn": {"every": 1, "unit": "week"},
        "people": [on],
    }
    if decided.on_call.days is not None:
        written["days"] = [str(day) for day in decided.on_call.days]
    if decided.on_call.hours is not None:
        written["hours"] = decided.on_call.hours
    return written
