"""A community and its people written back as a community file: what stands now, for reading, keeping and editing.

What `load_community` makes of the text is what was given, except for those who left, and for what such a file never
holds: contact points, standings, approvals, availability and the revision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, time, timedelta
from typing import Any, assert_never

import yaml

from domain.community import Community, Protection, Skill, Team
from domain.needs import Mode, Nature, Need
from domain.people import Person, Role, Standing
from domain.places import Area
from domain.policy import (
    After,
    CheckInPolicy,
    FieldSafety,
    Filling,
    Later,
    OnCallNeed,
    Policy,
    RotaPolicy,
    SightingPolicy,
)
from domain.rota import Add, Fixed, Layer, Override, Remove, Replace, Rota, Weekday
from domain.year import Learning

Form = dict[str, Any]

_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "m"))


def dump(community: Community, people: Sequence[Person]) -> str:
    """The text of a community file."""
    whole: Form = {
        "version": 1,
        "community": _filled(
            name=community.name,
            languages=list(community.languages),
            default_language=community.default_language,
            time_zone=community.time_zone,
            place=list(community.place or ()),
            default_rota=community.default_rota,
            emergency={
                line: {"call": number, "text": community.emergency_texts[line]}
                if line in community.emergency_texts
                else number
                for line, number in community.emergency.items()
            },
            first_words=dict(community.first_words),
            doors={str(door): dict(texts) for door, texts in community.doors.items()},
        ),
        "skills": [_skill(each) for each in community.skills.values()],
        "areas": [_area(each) for each in community.areas.values()],
        "gazetteer": [
            {"name": each.name, "kind": each.kind, "lat": each.lat, "lon": each.lon} for each in community.gazetteer
        ],
        "natures": [_nature(each) for each in community.natures.values()],
        "teams": [_team(each, people) for each in community.teams.values()],
        "lexicon": {language: dict(words) for language, words in community.lexicon.items()},
        "mutual_aid": [{"between": [each.team, each.other], "opens": each.opens.value} for each in community.aid],
    }
    return yaml.dump(
        {key: value for key, value in whole.items() if value},
        Dumper=ReadableDumper,
        allow_unicode=True,
        sort_keys=False,
        width=120,
    )


class ReadableDumper(yaml.SafeDumper):
    """Short lists of plain values on one line; nothing is an alias of anything."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_sequence(
        self, tag: str, sequence: Iterable[Any], flow_style: bool | None = None
    ) -> yaml.SequenceNode:
        items = list(sequence)
        plain = all(isinstance(each, str | int | float) or _is_plain(each) for each in items)
        return super().represent_sequence(tag, items, flow_style=plain)


def _is_plain(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str | int | float) for each in value)


def _filled(**entries: Any) -> Form:
    """Without what is not set."""
    return {key: value for key, value in entries.items() if value not in (None, "", [], {})}


def _skill(skill: Skill) -> Form:
    return _filled(id=skill.id, name=dict(skill.names), expires_days=skill.expires_days)


def _area(area: Area) -> Form:
    return _filled(
        id=area.id,
        name=dict(area.names),
        aliases=list(area.aliases),
        zips=list(area.zips),
        polygon=None if area.polygon is None else _plain(area.polygon),
    )


def _plain(value: object) -> Any:
    """Mappings and sequences of any kind as plain ones."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


def _nature(nature: Nature) -> Form:
    return {
        **_filled(id=nature.id, protection_area=str(nature.protection_area), name=dict(nature.names)),
        "urgency": str(nature.urgency),
        "need": _need(nature.need),
        "retention": {"words": _duration(nature.retention.words), "shell": _duration(nature.retention.shell)},
        **_filled(words=list(nature.words)),
    }


def _need(need: Need) -> Form:
    return _filled(
        responders=need.responders,
        cap=need.cap,
        together=need.together,
        roles={
            role: {"count": count, "mode": str(Mode.REMOTE)} if role in need.remote else count
            for role, count in need.roles.items()
        },
        skills=sorted(need.skills),
        languages=list(need.languages),
        mode=None if need.mode is Mode.GO else str(need.mode),
    )


def _team(team: Team, people: Sequence[Person]) -> Form:
    members = [
        (person, membership)
        for person in people
        if (membership := person.membership(team.id)) and membership.standing is not Standing.LEFT
    ]
    return {
        **_filled(id=team.id, name=dict(team.names), time_zone=team.time_zone, areas=sorted(team.areas)),
        "protection_areas": {str(area): _protection(stands) for area, stands in team.protections.items()},
        "policy": _policy(team.policy),
        **_filled(learning=_learning(team.learning)),
        "people": [_person(person, membership.roles) for person, membership in members],
        "rotas": [_rota(rota) for rota in team.rotas],
    }


def _learning(learning: Learning) -> Form:
    """Nothing where it is what ships."""
    if learning == Learning():
        return {}
    words = {number: {part: dict(texts) for part, texts in own.items()} for number, own in learning.words.items()}
    return {
        "shadow_calls": learning.shadow_calls,
        "gatherings": learning.gatherings,
        **_filled(words=words),
    }


def _protection(stands: Protection) -> str | Form:
    if stands.refer or stands.card or stands.fields or stands.asking or stands.words_kept is not None:
        return _filled(
            ready=stands.ready or None,
            refer=dict(stands.refer),
            card={str(chapter): dict(texts) for chapter, texts in stands.card.items()},
            fields=[{"id": each.id, "ask": dict(each.ask)} for each in stands.fields],
            asking=dict(stands.asking),
            retention=None if stands.words_kept is None else {"words": _duration(stands.words_kept)},
        )
    return "ready" if stands.ready else "off"


def _policy(policy: Policy) -> Form:
    return {
        "live_pages": policy.live_pages,
        "page_expires": {"day": _duration(policy.expires_day), "night": _duration(policy.expires_night)},
        "night": f"{policy.night_from:%H:%M}-{policy.night_to:%H:%M}",
        "tiers": [str(tier) for tier in policy.tiers],
        "next_contact_after": _duration(policy.next_contact_after),
        "place_within": _duration(policy.place_within),
        "rest_after": _duration(policy.rest_after),
        "letter_rests": _duration(policy.letter_rests),
        "stage_alone": _duration(policy.stage_alone),
        **_filled(off_hours=dict(policy.off_hours)),
        "probation": policy.probation,
        "rota": _rota_policy(policy.rota),
        "relay": {
            "read_along": policy.relay.read_along,
            "photos": policy.relay.photos,
            "waits": _duration(policy.relay.waits),
        },
        "safety": _safety(policy.safety),
        "later": _later(policy.later),
        "aid": {"answers_within": _duration(policy.aid.answers_within)},
        "sightings": _sightings(policy.sightings),
        "check_ins": _check_ins(policy.check_ins),
        "tasks": {each.name: _duration(getattr(policy.tasks, each.name)) for each in fields(policy.tasks)},
        "accountability": {
            **_filled(people=list(policy.accountability.people)),
            "look_within": _duration(policy.accountability.look_within),
            "end_within": _duration(policy.accountability.end_within),
            "next_after": _duration(policy.accountability.next_after),
        },
        "paging": str(policy.paging),
        "texting": {"lasts": _duration(policy.texting.lasts), "discreet": policy.texting.discreet},
        **_filling(policy.filling),
        "coordinating": {
            "answer_within": _duration(policy.coordinating.answer_within),
            "danger_within": _duration(policy.coordinating.danger_within),
            "hold_reminds": _duration(policy.coordinating.hold_reminds),
            "owned_reminds": _duration(policy.coordinating.owned_reminds),
        },
        "flood": {each.name: _number(getattr(policy.flood, each.name)) for each in fields(policy.flood)},
    }


def _number(value: timedelta | int) -> str | int:
    return _duration(value) if isinstance(value, timedelta) else value


def _safety(safety: FieldSafety) -> Form:
    return {
        "on_scene_every": _duration(safety.on_scene_every),
        "alone_every": _duration(safety.alone_every),
        "remind_for": _duration(safety.remind_for),
        "next_monitor": _duration(safety.next_monitor),
        "team_silent": _duration(safety.team_silent),
        "late_after": _duration(safety.late_after),
        "minutes_unsaid": _duration(safety.minutes_unsaid),
        "stage_near": safety.stage_near,
        "moved_metres": safety.moved_metres,
        "stage_far": safety.stage_far,
        "panic_again": _duration(safety.panic_again),
        "second_within": _duration(safety.second_within),
        "fine_at_most": _duration(safety.fine_at_most),
        **_filled(code_word=safety.code_word),
    }


def _sightings(sightings: SightingPolicy) -> Form:
    return {
        "reports": sightings.reports,
        "near": sightings.near,
        "within": _duration(sightings.within),
        "expires": _duration(sightings.expires),
        "cap": sightings.cap,
        "alerts_for": _duration(sightings.alerts_for),
        "kept": _duration(sightings.kept),
        "custody_reminds": _duration(sightings.custody_reminds),
    }


def _check_ins(policy: CheckInPolicy) -> Form:
    return {
        "requesters": [_after(each) for each in policy.requesters],
        "protectors": [_after(each) for each in policy.protectors],
        "areas": {
            str(area): {
                side: [_after(each) for each in times[area]]
                for side, times in (("requesters", policy.areas), ("protectors", policy.protector_areas))
                if area in times
            }
            for area in dict.fromkeys((*policy.areas, *policy.protector_areas))
        },
        "hours": f"{policy.hours[0]:%H:%M}-{policy.hours[1]:%H:%M}",
        "again": _duration(policy.again),
        "silences": policy.silences,
        "later": _after(policy.later),
        "task_due": _duration(policy.task_due),
        "debrief": _duration(policy.debrief),
        "life_safety_at_once": policy.life_safety_at_once,
        **_filled(pairs=[list(each) for each in policy.pairs]),
    }


def _after(after: After) -> str:
    """Days of the calendar in days; what runs on the clock in hours at most."""
    if after.days:
        return f"{after.days}d"
    for unit, letter in ((timedelta(hours=1), "h"), (timedelta(minutes=1), "m")):
        if after.length and not after.length % unit:
            return f"{after.length // unit}{letter}"
    return f"{after.length // timedelta(seconds=1)}s"


def _later(later: Later) -> Form:
    return {
        "page_expires": _duration(later.page_expires),
        "margin": _duration(later.margin),
        "near": _duration(later.near),
        "asks": f"{later.asks_from:%H:%M}-{later.asks_to:%H:%M}",
        "asked_again": _duration(later.asked_again),
        "answer_within": _duration(later.answer_within),
        "reminded": _duration(later.reminded),
        "lasts": _duration(later.lasts),
    }


def _filling(filling: Filling) -> Form:
    return {
        "fill": {
            "within": _duration(filling.within),
            "chance": filling.chance,
            "turn_out_day": _duration(filling.turn_out_day),
            "turn_out_night": _duration(filling.turn_out_night),
        },
        "ask_again": [_duration(each) for each in filling.ask_again],
        "load": {
            **_filled(heavy=sorted(filling.heavy)),
            "rest_after_heavy": _duration(filling.rest_after_heavy),
            "nights": filling.nights,
            "nights_within": _duration(filling.nights_within),
            "rest_after_nights": _duration(filling.rest_after_nights),
        },
    }


def _person(person: Person, roles: frozenset[Role]) -> Form:
    return {
        "id": person.id,
        "name": person.roster_name,
        "roles": sorted(map(str, roles), reverse=True),
        "languages": list(person.languages),
        **_filled(skills=sorted(person.skills)),
        "areas": sorted(person.areas),
        **_filled(time_zone=person.time_zone),
    }


def _rota_policy(policy: RotaPolicy) -> Form:
    return {
        "swap_confirmed": policy.swap_confirmed,
        "rest_between": _duration(policy.rest_between),
        "longest_on": _duration(policy.longest_on),
        "notices": [_duration(each) for each in policy.notices],
        "here_within": _duration(policy.here_within),
        "proof_days": policy.proof_days,
        "gap_told": [_duration(each) for each in policy.gap_told],
        **_filled(needs=[_on_call_need(each) for each in policy.needs]),
        "accepts": {
            "on_call": policy.accepts.on_call,
            "off_call": policy.accepts.off_call,
            "weight": policy.accepts.weight,
        },
        "unlikely_below": policy.unlikely_below,
    }


def _on_call_need(need: OnCallNeed) -> Form:
    return {
        "people": need.people,
        **_filled(
            areas=sorted(need.areas),
            hours=None if need.hours is None else f"{need.hours[0]:%H:%M}-{need.hours[1]:%H:%M}",
            days=None if need.days is None else [str(day) for day in Weekday if day in need.days],
            skills=sorted(need.skills),
            languages=sorted(need.languages),
            lead=need.lead or None,
        ),
    }


def _rota(rota: Rota) -> Form:
    return _filled(
        id=rota.id.partition("/")[2],
        time_zone=rota.time_zone,
        areas=sorted(rota.areas),
        skills=sorted(rota.skills),
        layers=[_layer(each) for each in rota.layers],
        overrides=[_override(each) for each in rota.overrides],
        time_off=[
            {"person": each.person, "from": _moment(each.start), "to": _moment(each.end)} for each in rota.time_off
        ],
    )


def _layer(layer: Layer) -> Form:
    hours = None if layer.hours is None else f"{_clock(layer.hours.opens)}-{_clock(layer.hours.closes)}"
    return _filled(
        id=layer.id,
        start=_moment(layer.start),
        turn={"every": layer.turn.every, "unit": str(layer.turn.unit)},
        people=[sorted(each) for each in layer.people],
        until=None if layer.until is None else _moment(layer.until),
        days=None if layer.days is None else [str(day) for day in Weekday if day in layer.days],
        hours=hours,
        priority=layer.priority or None,
    )


def _override(override: Override) -> Form:
    ends: Form = {"from": _moment(override.start), "to": _moment(override.end)}
    match override:
        case Add():
            return {"kind": "add", "person": override.person, **ends}
        case Remove():
            return {"kind": "remove", "person": override.person, **ends}
        case Replace():
            return {"kind": "replace", "person": override.person, "by": override.by, **ends}
        case Fixed():
            return {"kind": "fixed", "people": sorted(override.people), **ends}
        case _:
            assert_never(override)


def _moment(moment: datetime) -> str:
    exact = moment.second or moment.microsecond
    return moment.isoformat() if exact else moment.isoformat(timespec="minutes")


def _clock(reading: time) -> str:
    text = reading.isoformat()
    return text.removesuffix(":00") if text.count(":") == 2 else text


def _duration(length: timedelta) -> str:
    """In the largest unit that divides it. Seconds are the smallest."""
    for unit, letter in _UNITS:
        if length and not length % unit:
            return f"{length // unit}{letter}"
    return f"{length // timedelta(seconds=1)}s"
