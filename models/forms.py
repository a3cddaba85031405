"""How values stand in JSON columns and under seals: written by one function, read back by its twin."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from domain import events as e
from domain.conversation import Intake, Pending, Question
from domain.doubt import Doubt, DoubtState
from domain.flood import Pace
from domain.ids import AreaId, IncidentId, NatureId, PersonId, SkillId, TeamId
from domain.needs import DangerKind, Mode, Need, ProtectionArea, Window
from domain.places import Place, PlaceKind
from domain.policy import (
    Acceptance,
    AccountabilityPolicy,
    After,
    AidPolicy,
    CheckInPolicy,
    Coordinating,
    FieldSafety,
    Filling,
    Flooding,
    Later,
    OnCallNeed,
    Paging,
    Plan,
    Policy,
    Relaying,
    RotaPolicy,
    SightingPolicy,
    TaskPolicy,
    TextingPolicy,
    Tier,
)
from domain.quiet import QuietHours
from domain.relayed import Asks, Held, Passing, Relayed
from domain.rota import (
    Add,
    Fixed,
    Hours,
    Layer,
    Override,
    Remove,
    Replace,
    TimeOff,
    Turn,
    Unit,
    Weekday,
)
from domain.rota_change import Entries, Frame
from domain.step_aside import Aside, AsideFrom, StepAside
from domain.texting import Mark, Texting
from domain.watch import Watch
from domain.year import Learning

Form = Mapping[str, Any]


def as_bytes(form: object) -> bytes:
    """A form, ready to be sealed."""
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(plain: bytes) -> Any:
    return json.loads(plain)


# --- places, talks


def place_form(place: Place) -> Form:
    return {
        "kind": place.kind.value,
        "label": place.label,
        "areas": list(place.areas),
        "lat": place.lat,
        "lon": place.lon,
        "why": place.why,
    }


def place_from(form: Form) -> Place:
    return Place(
        kind=PlaceKind(form["kind"]),
        label=form["label"],
        areas=tuple(map(AreaId, form["areas"])),
        lat=form["lat"],
        lon=form["lon"],
        why=form["why"],
    )


def intake_form(intake: Intake) -> Form:
    return {
        "words": list(intake.words),
        "place": None if intake.place is None else place_form(intake.place),
        "nature": intake.nature,
        "danger": intake.danger,
        "asked": sorted(intake.asked),
        "kinds": list(intake.kinds),
        "denied": list(intake.denied),
        "discreet": intake.discreet,
        "tongue": intake.tongue,
    }


def intake_from(form: Form) -> Intake:
    return Intake(
        words=tuple(form["words"]),
        place=None if form["place"] is None else place_from(form["place"]),
        nature=None if form["nature"] is None else NatureId(form["nature"]),
        danger=form["danger"],
        asked=frozenset(map(Question, form["asked"])),
        kinds=tuple(map(DangerKind, form.get("kinds", ()))),  # kept before there was such a thing
        denied=tuple(map(DangerKind, form.get("denied", ()))),
        discreet=form.get("discreet", False),
        tongue=form.get("tongue", ""),
    )


def pending_form(pending: Pending) -> Form:
    return {"about": pending.about, "subject": pending.subject, "rest": pending.rest}


def pending_from(form: Form) -> Pending:
    return Pending(about=form["about"], subject=form["subject"], rest=form["rest"])


def pace_form(pace: Pace) -> Form | None:
    """None for somebody who has written nothing yet."""
    if pace == Pace():
        return None
    return {
        "began": _written(pace.began),
        "texts": pace.texts,
        "answers": dict(pace.answers),
        "held_from": pace.held_from,
        "late_told_at": _written(pace.late_told_at),
    }


def pace_from(form: Form | None) -> Pace:
    if form is None:
        return Pace()
    return Pace(
        began=_read(form["began"]),
        texts=form["texts"],
        answers=form["answers"],
        held_from=form["held_from"],
        late_told_at=_read(form["late_told_at"]),
    )


def passing_form(passing: Passing) -> Form | None:
    """None while nothing of theirs is on its way to somebody else."""
    if passing == Passing():
        return None
    held = passing.held
    return {
        "held": None if held is None else _held_form(held),
        "live_to": passing.live_to,
        "moved_at": _written(passing.moved_at),
        "said_at": _written(passing.said_at),
    }


def passing_from(form: Form) -> Passing:
    return Passing(
        held=None if form["held"] is None else _held_from(form["held"]),
        live_to=None if form["live_to"] is None else IncidentId(form["live_to"]),
        moved_at=_read(form["moved_at"]),
        said_at=_read(form["said_at"]),
    )


def _held_form(held: Held) -> Form:
    return {
        "id": held.id,
        "asks": held.asks.value,
        "texts": list(held.texts),
        "to": held.to,
        "team": held.team,
        "phrase": held.phrase,
        "point": None if held.point is None else list(held.point),
        "photos": list(held.photos),
    }


def _held_from(form: Form) -> Held:
    point = form["point"]
    return Held(
        id=form["id"],
        asks=Asks(form["asks"]),
        texts=tuple(form["texts"]),
        to=None if form["to"] is None else IncidentId(form["to"]),
        team=form["team"],
        phrase=form["phrase"],
        point=None if point is None else (point[0], point[1]),
        photos=tuple(form.get("photos", ())),
    )


def relayed_form(relayed: Relayed) -> Form | None:
    """None while nothing was passed on."""
    if relayed == Relayed():
        return None
    return {"told": sorted(relayed.told), "shown": sorted(relayed.shown)}


def relayed_from(form: Form | None) -> Relayed:
    if form is None:
        return Relayed()
    return Relayed(told=frozenset(form["told"]), shown=frozenset(form["shown"]))


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _read(at: str | None) -> datetime | None:
    return None if at is None else datetime.fromisoformat(at)


# --- what members choose


_PAD = 512


def padded(plain: bytes) -> bytes:
    """A form with blanks behind it, to the next multiple of so many bytes."""
    return plain.ljust(-(-len(plain) // _PAD) * _PAD)


def aside_form(aside: StepAside) -> Form:
    return {"kept": [[each.kind.value, each.id] for each in aside.kept], "asked": sorted(aside.asked)}


def aside_from(form: Form) -> StepAside:
    return StepAside(
        kept=tuple(Aside(AsideFrom(kind), kept) for kind, kept in form["kept"]),
        asked=frozenset(map(IncidentId, form["asked"])),
    )


def quiet_form(quiet: QuietHours | None) -> Form:
    return {} if quiet is None else {"quiet": quiet.window(), "danger_wakes": quiet.danger_wakes}


def quiet_from(form: Form) -> QuietHours | None:
    if "quiet" not in form:
        return None
    starts, _, ends = form["quiet"].partition("-")
    return QuietHours(
        starts=time.fromisoformat(starts), ends=time.fromisoformat(ends), danger_wakes=form["danger_wakes"]
    )


# --- needs, policies, plans


def need_columns(need: Need) -> Form:
    """The columns of `need` that say what must be filled."""
    return {
        "responders": need.responders,
        "cap": need.cap,
        "together": need.together,
        "roles": dict(need.roles),
        "skills": sorted(need.skills),
        "languages": list(need.languages),
        "window_start": None if need.window is None else need.window.start,
        "window_end": None if need.window is None else need.window.end,
        "mode": need.mode.value,
        "remote": sorted(need.remote) or None,
    }


def need_from(row: Any) -> Need:
    """The need in a row that has those columns."""
    window = None if row.window_start is None else Window(start=row.window_start, end=row.window_end)
    return Need(
        responders=row.responders,
        cap=row.cap,
        together=row.together,
        roles={SkillId(skill): count for skill, count in row.roles.items()},
        skills=frozenset(map(SkillId, row.skills)),
        languages=tuple(row.languages),
        window=window,
        mode=Mode(row.mode),
        remote=frozenset(map(SkillId, row.remote or ())),
    )


def policy_form(policy: Policy) -> Form:
    return {
        "live_pages": policy.live_pages,
        "expires_day": policy.expires_day.total_seconds(),
        "expires_night": policy.expires_night.total_seconds(),
        "night_from": policy.night_from.isoformat(),
        "night_to": policy.night_to.isoformat(),
        "tiers": [tier.value for tier in policy.tiers],
        "next_contact_after": policy.next_contact_after.total_seconds(),
        "place_within": policy.place_within.total_seconds(),
        "rest_after": policy.rest_after.total_seconds(),
        "letter_rests": policy.letter_rests.total_seconds(),
        "stage_alone": policy.stage_alone.total_seconds(),
        "off_hours": dict(policy.off_hours),
        "probation": policy.probation,
        "rota": _rota_policy_form(policy.rota),
        "relay": _relaying_form(policy.relay),
        "safety": _safety_form(policy.safety),
        "later": _later_form(policy.later),
        "aid": _aid_policy_form(policy.aid),
        "sightings": _sightings_form(policy.sightings),
        "paging": policy.paging.value,
        "filling": _filling_form(policy.filling),
        "coordinating": _coordinating_form(policy.coordinating),
        "texting": {"lasts": policy.texting.lasts.total_seconds(), "discreet": policy.texting.discreet},
        "flood": _flood_form(policy.flood),
        "check_ins": _check_ins_form(policy.check_ins),
        "tasks": {each.name: getattr(policy.tasks, each.name).total_seconds() for each in fields(policy.tasks)},
        "accountability": _accountability_form(policy.accountability),
    }


def _later_form(later: Later) -> Form:
    return {
        "page_expires": later.page_expires.total_seconds(),
        "margin": later.margin.total_seconds(),
        "near": later.near.total_seconds(),
        "asks_from": later.asks_from.isoformat(),
        "asks_to": later.asks_to.isoformat(),
        "asked_again": later.asked_again.total_seconds(),
        "answer_within": later.answer_within.total_seconds(),
        "reminded": later.reminded.total_seconds(),
        "lasts": later.lasts.total_seconds(),
    }


def _later_from(form: Form | None) -> Later:
    """What a policy says that was kept before there was such a thing is the default."""
    if form is None:
        return Later()

    def length(name: str) -> timedelta:
        return timedelta(seconds=form[name])

    return Later(
        page_expires=length("page_expires"),
        margin=length("margin"),
        near=length("near"),
        asks_from=time.fromisoformat(form["asks_from"]),
        asks_to=time.fromisoformat(form["asks_to"]),
        asked_again=length("asked_again"),
        answer_within=length("answer_within"),
        reminded=length("reminded"),
        lasts=length("lasts"),
    )


def _filling_form(filling: Filling) -> Form:
    return {
        "within": filling.within.total_seconds(),
        "chance": filling.chance,
        "turn_out_day": filling.turn_out_day.total_seconds(),
        "turn_out_night": filling.turn_out_night.total_seconds(),
        "ask_again": [each.total_seconds() for each in filling.ask_again],
        "heavy": sorted(filling.heavy),
        "rest_after_heavy": filling.rest_after_heavy.total_seconds(),
        "nights": filling.nights,
        "nights_within": filling.nights_within.total_seconds(),
        "rest_after_nights": filling.rest_after_nights.total_seconds(),
    }


def _filling_from(form: Form | None) -> Filling:
    """As the field says where a policy was kept before there was such a thing."""
    if form is None:
        return Filling()

    def length(name: str) -> timedelta:
        return timedelta(seconds=form[name])

    return Filling(
        within=length("within"),
        chance=form["chance"],
        turn_out_day=length("turn_out_day"),
        turn_out_night=length("turn_out_night"),
        ask_again=tuple(timedelta(seconds=each) for each in form["ask_again"]),
        heavy=frozenset(map(NatureId, form["heavy"])),
        rest_after_heavy=length("rest_after_heavy"),
        nights=form["nights"],
        nights_within=length("nights_within"),
        rest_after_nights=length("rest_after_nights"),
    )


def _coordinating_form(policy: Coordinating) -> Form:
    return {
        "answer_within": policy.answer_within.total_seconds(),
        "danger_within": policy.danger_within.total_seconds(),
        "hold_reminds": policy.hold_reminds.total_seconds(),
        "owned_reminds": policy.owned_reminds.total_seconds(),
    }


def _coordinating_from(form: Form | None) -> Coordinating:
    """What a policy says that was kept before there was such a thing is what the field says."""
    return Coordinating(**{name: timedelta(seconds=seconds) for name, seconds in (form or {}).items()})


def _texting_policy_from(form: Form | None) -> TextingPolicy:
    """Policies kept before there was such a thing say what the field says."""
    if form is None:
        return TextingPolicy()
    return TextingPolicy(lasts=timedelta(seconds=form["lasts"]), discreet=form["discreet"])


def texting_form(texting: Texting) -> Form | None:
    """What stands in a row of how somebody wants to be texted; None for as everybody is."""
    if texting == Texting():
        return None
    return {
        "discreet": texting.discreet,
        "code_mark": texting.code_mark,
        "pressed": texting.pressed,
        "unasked": texting.unasked,
        "unsafe_until": None if texting.unsafe_until is None else texting.unsafe_until.isoformat(),
    }


def texting_from(form: Form, mark: Mark) -> Texting:
    """A word kept before it was kept as a mark alone is known by its mark from now on."""
    word = form.get("code_word", "")
    code_mark = mark(word) if word else form.get("code_mark", "")
    return Texting(
        discreet=form["discreet"],
        code_mark=code_mark,
        pressed=form["pressed"],
        unasked=form.get("unasked", False),  # kept before anybody was asked
        unsafe_until=None if (until := form.get("unsafe_until")) is None else datetime.fromisoformat(until),
    )


def _flood_form(policy: Flooding) -> Form:
    return {each.name: _plain(getattr(policy, each.name)) for each in fields(policy)}


def _plain(value: timedelta | int) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else value


def _flood_from(form: Form | None) -> Flooding:
    """A policy kept before there was such a thing, or such a number, says what the field says."""
    usual = Flooding()
    known: dict[str, Any] = {name: value for name, value in (form or {}).items() if hasattr(usual, name)}
    for name, value in known.items():
        if isinstance(getattr(usual, name), timedelta):
            known[name] = timedelta(seconds=value)
    return replace(usual, **known)


def _check_ins_form(policy: CheckInPolicy) -> Form:
    return {
        "requesters": list(map(_after_form, policy.requesters)),
        "protectors": list(map(_after_form, policy.protectors)),
        "areas": _by_area_form(policy.areas),
        "protector_areas": _by_area_form(policy.protector_areas),
        "hours": [each.isoformat() for each in policy.hours],
        "again": policy.again.total_seconds(),
        "silences": policy.silences,
        "later": _after_form(policy.later),
        "task_due": policy.task_due.total_seconds(),
        "pairs": [list(each) for each in policy.pairs],
        "debrief": policy.debrief.total_seconds(),
        "life_safety_at_once": policy.life_safety_at_once,
    }


def _by_area_form(areas: Mapping[ProtectionArea, tuple[After, ...]]) -> Form:
    return {area.value: list(map(_after_form, times)) for area, times in areas.items()}


def _by_area_from(form: Form) -> Mapping[ProtectionArea, tuple[After, ...]]:
    return {ProtectionArea(area): tuple(map(_after_from, times)) for area, times in form.items()}


def _check_ins_from(form: Form | None) -> CheckInPolicy:
    """Policies and plans kept before there was such a thing say what the field says."""
    if form is None:
        return CheckInPolicy()
    return CheckInPolicy(
        requesters=tuple(map(_after_from, form["requesters"])),
        protectors=tuple(map(_after_from, form["protectors"])),
        areas=_by_area_from(form["areas"]),
        protector_areas=_by_area_from(form.get("protector_areas", {})),
        hours=(time.fromisoformat(form["hours"][0]), time.fromisoformat(form["hours"][1])),
        again=timedelta(seconds=form["again"]),
        silences=form["silences"],
        later=_after_from(form["later"]),
        task_due=timedelta(seconds=form["task_due"]),
        pairs=tuple((PersonId(one), PersonId(other)) for one, other in form["pairs"]),
        debrief=timedelta(seconds=form.get("debrief", CheckInPolicy().debrief.total_seconds())),
        life_safety_at_once=form.get("life_safety_at_once", CheckInPolicy().life_safety_at_once),
    )


def _accountability_form(policy: AccountabilityPolicy) -> Form:
    return {
        "people": list(policy.people),
        "look_within": policy.look_within.total_seconds(),
        "end_within": policy.end_within.total_seconds(),
        "next_after": policy.next_after.total_seconds(),
    }


def _accountability_from(form: Form | None) -> AccountabilityPolicy:
    """Policies and plans kept before there was such a thing say what the field says."""
    if form is None:
        return AccountabilityPolicy()
    return AccountabilityPolicy(
        people=tuple(map(PersonId, form["people"])),
        look_within=timedelta(seconds=form["look_within"]),
        end_within=timedelta(seconds=form["end_within"]),
        next_after=timedelta(seconds=form["next_after"]),
    )


def _after_form(after: After) -> Form:
    return {"days": after.days, "length": after.length.total_seconds()}


def _after_from(form: Form) -> After:
    return After(days=form["days"], length=timedelta(seconds=form["length"]))


def learning_form(learning: Learning) -> Form | None:
    """None for what ships."""
    if learning == Learning():
        return None
    words = {str(number): {part: dict(texts) for part, texts in own.items()} for number, own in learning.words.items()}
    return {"shadow_calls": learning.shadow_calls, "gatherings": learning.gatherings, "words": words}


def learning_from(form: Form | None) -> Learning:
    if form is None:
        return Learning()
    return Learning(
        shadow_calls=form["shadow_calls"],
        gatherings=form["gatherings"],
        words={int(number): own for number, own in form["words"].items()},
    )


def doubt_form(doubt: Doubt | None) -> Form | None:
    if doubt is None:
        return None
    return {
        "state": doubt.state.value,
        "since": doubt.since.isoformat(),
        "texts": doubt.texts,
        "crowded": doubt.crowded,
        "alike": doubt.alike,
        "in_line": doubt.in_line,
        "elsewhere": doubt.elsewhere,
    }


def doubt_from(form: Form | None) -> Doubt | None:
    if form is None:
        return None
    return Doubt(
        state=DoubtState(form["state"]),
        since=datetime.fromisoformat(form["since"]),
        texts=form["texts"],
        crowded=form["crowded"],
        alike=form.get("alike", 0),
        in_line=form.get("in_line", False),
        elsewhere=form.get("elsewhere", 0),
    )


def _relaying_form(policy: Relaying) -> Form:
    return {"read_along": policy.read_along, "photos": policy.photos, "waits": policy.waits.total_seconds()}


def _relaying_from(form: Form | None) -> Relaying:
    """Policies kept before there was such a thing say what the field says."""
    if form is None:
        return Relaying()
    waits, photos = timedelta(seconds=form["waits"]), form.get("photos", False)
    return Relaying(read_along=form["read_along"], photos=photos, waits=waits)


def _aid_policy_form(policy: AidPolicy) -> Form:
    return {"answers_within": policy.answers_within.total_seconds()}


def _aid_policy_from(form: Form | None) -> AidPolicy:
    """Policies and plans kept before there was such a thing say what the field says."""
    return AidPolicy() if form is None else AidPolicy(answers_within=timedelta(seconds=form["answers_within"]))


def _sightings_form(policy: SightingPolicy) -> Form:
    return {
        "reports": policy.reports,
        "near": policy.near,
        "within": policy.within.total_seconds(),
        "expires": policy.expires.total_seconds(),
        "cap": policy.cap,
        "alerts_for": policy.alerts_for.total_seconds(),
        "kept": policy.kept.total_seconds(),
        "custody_reminds": policy.custody_reminds.total_seconds(),
    }


def _sightings_from(form: Form | None) -> SightingPolicy:
    """Policies and plans kept before there was such a thing say what the field says."""
    if form is None:
        return SightingPolicy()
    return SightingPolicy(
        reports=form["reports"],
        near=form["near"],
        within=timedelta(seconds=form["within"]),
        expires=timedelta(seconds=form["expires"]),
        cap=form["cap"],
        alerts_for=timedelta(seconds=form["alerts_for"]),
        kept=timedelta(seconds=form["kept"]),
        custody_reminds=timedelta(seconds=form["custody_reminds"]),
    )


def _rota_policy_form(policy: RotaPolicy) -> Form:
    return {
        "swap_confirmed": policy.swap_confirmed,
        "rest_between": policy.rest_between.total_seconds(),
        "longest_on": policy.longest_on.total_seconds(),
        "notices": [each.total_seconds() for each in policy.notices],
        "here_within": policy.here_within.total_seconds(),
        "proof_days": policy.proof_days,
        "gap_told": [each.total_seconds() for each in policy.gap_told],
        "needs": [
            {
                "people": each.people,
                "areas": sorted(each.areas),
                "hours": None if each.hours is None else [at.isoformat() for at in each.hours],
                "days": None if each.days is None else sorted(each.days),
                "skills": sorted(each.skills),
                "languages": sorted(each.languages),
                "lead": each.lead,
            }
            for each in policy.needs
        ],
        "accepts": {
            "on_call": policy.accepts.on_call,
            "off_call": policy.accepts.off_call,
            "weight": policy.accepts.weight,
        },
        "unlikely_below": policy.unlikely_below,
    }


def _rota_policy_from(form: Form | None) -> RotaPolicy:
    """What a policy says that was kept before there was such a thing is what the field says."""
    if form is None:
        return RotaPolicy()
    return RotaPolicy(
        swap_confirmed=form["swap_confirmed"],
        rest_between=timedelta(seconds=form["rest_between"]),
        longest_on=timedelta(seconds=form["longest_on"]),
        notices=tuple(timedelta(seconds=each) for each in form["notices"]),
        here_within=timedelta(seconds=form["here_within"]),
        proof_days=form["proof_days"],
        gap_told=tuple(timedelta(seconds=each) for each in form["gap_told"]),
        needs=tuple(map(_on_call_need_from, form["needs"])),
        accepts=Acceptance(**form["accepts"]),
        unlikely_below=form.get("unlikely_below", RotaPolicy().unlikely_below),  # policies kept before they had it
    )


def _on_call_need_from(form: Form) -> OnCallNeed:
    hours, days = form["hours"], form.get("days")  # needs kept before they had days
    return OnCallNeed(
        people=form["people"],
        areas=frozenset(map(AreaId, form["areas"])),
        hours=None if hours is None else (time.fromisoformat(hours[0]), time.fromisoformat(hours[1])),
        days=None if days is None else frozenset(map(Weekday, days)),
        skills=frozenset(map(SkillId, form["skills"])),
        languages=frozenset(form["languages"]),
        lead=form["lead"],
    )


def policy_from(form: Form) -> Policy:
    """Many calls have one policy, and each is read again and again: it is made once of the same words."""
    return _policy_from(json.dumps(form))


@lru_cache(maxsize=256)
def _policy_from(text: str) -> Policy:
    form: Form = json.loads(text)

    def length(name: str) -> timedelta:
        return timedelta(seconds=form[name])

    return Policy(
        live_pages=form["live_pages"],
        expires_day=length("expires_day"),
        expires_night=length("expires_night"),
        night_from=time.fromisoformat(form["night_from"]),
        night_to=time.fromisoformat(form["night_to"]),
        tiers=tuple(map(Tier, form["tiers"])),
        next_contact_after=length("next_contact_after"),
        place_within=length("place_within"),
        rest_after=length("rest_after"),
        letter_rests=length("letter_rests"),
        stage_alone=length("stage_alone"),
        off_hours=form.get("off_hours", {}),  # plans and policies kept before there was such a thing
        probation=form.get("probation", 0),  # a plan made before there was one
        rota=_rota_policy_from(form.get("rota")),
        relay=_relaying_from(form.get("relay")),
        safety=_safety_from(form.get("safety")),
        later=_later_from(form.get("later")),
        aid=_aid_policy_from(form.get("aid")),
        sightings=_sightings_from(form.get("sightings")),
        paging=Paging(form.get("paging", Paging.CONSTANT)),
        filling=_filling_from(form.get("filling")),
        coordinating=_coordinating_from(form.get("coordinating")),
        texting=_texting_policy_from(form.get("texting")),
        flood=_flood_from(form.get("flood")),
        check_ins=_check_ins_from(form.get("check_ins")),
        tasks=TaskPolicy(**{name: timedelta(seconds=value) for name, value in form.get("tasks", {}).items()}),
        accountability=_accountability_from(form.get("accountability")),
    )


def _safety_form(safety: FieldSafety) -> Form:
    return {
        "on_scene_every": safety.on_scene_every.total_seconds(),
        "alone_every": safety.alone_every.total_seconds(),
        "remind_for": safety.remind_for.total_seconds(),
        "next_monitor": safety.next_monitor.total_seconds(),
        "team_silent": safety.team_silent.total_seconds(),
        "late_after": safety.late_after.total_seconds(),
        "minutes_unsaid": safety.minutes_unsaid.total_seconds(),
        "stage_near": safety.stage_near,
        "moved_metres": safety.moved_metres,
        "stage_far": safety.stage_far,
        "panic_again": safety.panic_again.total_seconds(),
        "code_word": safety.code_word,
        "second_within": safety.second_within.total_seconds(),
        "fine_at_most": safety.fine_at_most.total_seconds(),
    }


def _safety_from(form: Form | None) -> FieldSafety:
    """What a policy says that was kept before there was such a thing is what the field says."""
    if form is None:
        return FieldSafety()

    def length(name: str) -> timedelta:
        return timedelta(seconds=form[name])

    return FieldSafety(
        on_scene_every=length("on_scene_every"),
        alone_every=length("alone_every"),
        remind_for=length("remind_for"),
        next_monitor=length("next_monitor"),
        team_silent=length("team_silent"),
        late_after=length("late_after"),
        minutes_unsaid=length("minutes_unsaid"),
        stage_near=form["stage_near"],
        moved_metres=form.get("moved_metres", FieldSafety().moved_metres),
        stage_far=form["stage_far"],
        panic_again=length("panic_again"),
        code_word=form["code_word"],
        second_within=timedelta(seconds=form.get("second_within", FieldSafety().second_within.total_seconds())),
        fine_at_most=timedelta(seconds=form.get("fine_at_most", FieldSafety().fine_at_most.total_seconds())),
    )


def watch_form(watch: Watch) -> Form | None:
    """None where nobody is looked after yet."""
    if watch == Watch():
        return None
    return {
        "since": _written(watch.since),
        "asks": watch.asks,
        "asked_at": _written(watch.asked_at),
        "heard_at": _written(watch.heard_at),
        "told": watch.told,
        "taken_by": watch.taken_by,
        "alone_told": watch.alone_told,
        "unwell": watch.unwell,
        "fine_until": _written(watch.fine_until),
    }


def watch_from(form: Form | None) -> Watch:
    if form is None:
        return Watch()
    return Watch(
        since=_read(form["since"]),
        asks=form["asks"],
        asked_at=_read(form["asked_at"]),
        heard_at=_read(form["heard_at"]),
        told=form["told"],
        taken_by=None if form["taken_by"] is None else PersonId(form["taken_by"]),
        alone_told=form["alone_told"],
        unwell=form["unwell"],
        fine_until=_read(form.get("fine_until")),
    )


def plan_form(plan: Plan) -> Form:
    return {
        "policy": policy_form(plan.policy),
        "team": plan.team,
        "time_zone": plan.time_zone,
        "on_call": sorted(plan.on_call),
        "wording": plan.wording,
        "made_at": plan.made_at.isoformat(),
        "ready": plan.ready,
    }


def plan_from(form: Form) -> Plan:
    return Plan(
        policy=policy_from(form["policy"]),
        team=TeamId(form["team"]),
        time_zone=form["time_zone"],
        on_call=frozenset(map(PersonId, form["on_call"])),
        wording=form["wording"],
        made_at=datetime.fromisoformat(form["made_at"]),
        ready=form["ready"],
    )


# --- rotas


def layer_columns(layer: Layer) -> Form:
    return {
        "id": layer.id,
        "start": layer.start.isoformat(),
        "turn_every": layer.turn.every,
        "turn_unit": layer.turn.unit.value,
        "people": [sorted(people) for people in layer.people],
        "until": None if layer.until is None else layer.until.isoformat(),
        "days": None if layer.days is None else sorted(layer.days),
        "hours": None if layer.hours is None else f"{layer.hours.opens.isoformat()}-{layer.hours.closes.isoformat()}",
        "priority": layer.priority,
    }


def layer_from(row: Any) -> Layer:
    hours = None
    if row.hours is not None:
        opens, _, closes = row.hours.partition("-")
        hours = Hours(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
    return Layer(
        id=row.id,
        start=datetime.fromisoformat(row.start),
        turn=Turn(every=row.turn_every, unit=Unit(row.turn_unit)),
        people=tuple(frozenset(map(PersonId, people)) for people in row.people),
        until=None if row.until is None else datetime.fromisoformat(row.until),
        days=None if row.days is None else frozenset(map(Weekday, row.days)),
        hours=hours,
        priority=row.priority,
    )


def override_columns(override: Override) -> Form:
    columns: dict[str, Any] = {"person": None, "by_person": None, "people": None}
    match override:
        case Add():
            columns |= {"kind": "add", "person": override.person}
        case Remove():
            columns |= {"kind": "remove", "person": override.person}
        case Replace():
            columns |= {"kind": "replace", "person": override.person, "by_person": override.by}
        case Fixed():
            columns |= {"kind": "fixed", "people": sorted(override.people)}
    return columns | {"starts": override.start.isoformat(), "ends": override.end.isoformat()}


def override_from(row: Any) -> Override:
    start, end = datetime.fromisoformat(row.starts), datetime.fromisoformat(row.ends)
    match row.kind:
        case "add":
            return Add(person=PersonId(row.person), start=start, end=end)
        case "remove":
            return Remove(person=PersonId(row.person), start=start, end=end)
        case "replace":
            return Replace(person=PersonId(row.person), by=PersonId(row.by_person), start=start, end=end)
        case _:
            return Fixed(people=frozenset(map(PersonId, row.people)), start=start, end=end)


def time_off_columns(off: TimeOff) -> Form:
    return {"person": off.person, "starts": off.start.isoformat(), "ends": off.end.isoformat()}


def time_off_from(row: Any) -> TimeOff:
    return TimeOff(
        person=PersonId(row.person),
        start=datetime.fromisoformat(row.starts),
        end=datetime.fromisoformat(row.ends),
    )


def entries_form(entries: Entries) -> Form:
    """Parts of a rota, as they stand in the record of its changes."""
    return {
        "layers": [layer_columns(each) for each in entries.layers],
        "overrides": [override_columns(each) for each in entries.overrides],
        "time_off": [time_off_columns(each) for each in entries.time_off],
    }


def entries_from(form: Form) -> Entries:
    def each(name: str) -> Iterator[Any]:
        return (SimpleNamespace(**columns) for columns in form[name])

    return Entries(
        layers=tuple(map(layer_from, each("layers"))),
        overrides=tuple(map(override_from, each("overrides"))),
        time_off=tuple(map(time_off_from, each("time_off"))),
    )


def changed_form(entries: Entries, frame: Frame | None) -> Form:
    """One side of a change: its entries, and the rota's frame where the rota comes or goes with them."""
    if frame is None:
        return entries_form(entries)
    return {**entries_form(entries), "frame": frame_form(frame)}


def frame_form(frame: Frame) -> Form:
    return {"time_zone": frame.time_zone, "areas": sorted(frame.areas), "skills": sorted(frame.skills)}


def frame_from(form: Form) -> Frame | None:
    about = form.get("frame")
    if about is None:
        return None
    return Frame(
        time_zone=about["time_zone"],
        areas=frozenset(map(AreaId, about["areas"])),
        skills=frozenset(map(SkillId, about["skills"])),
    )


# --- events


def _kind(event: type[e.Event]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()


EVENT_OF = {_kind(each): each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event)}
"""Every kind of event by the word that stands in its row."""
KIND_OF = {event: kind for kind, event in EVENT_OF.items()}


def event_columns(event: e.Event) -> Form:
    named = (each.name for each in fields(event) if each.name not in ("why", "by", "reason"))
    return {
        "kind": KIND_OF[type(event)],
        "why": event.why,
        "by_person": event.by,
        "details": {name: getattr(event, name) for name in named},
    }


def event_from(row: Any) -> e.Event:
    details = {name: _hard(value) for name, value in row.details.items()}
    return EVENT_OF[row.kind](why=row.why, by=row.by_person, **details)


def _hard(value: Any) -> Any:
    """JSON knows lists only; events hold tuples."""
    return tuple(map(_hard, value)) if isinstance(value, list) else value
