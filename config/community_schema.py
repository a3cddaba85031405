"""The community file's schema: what may stand where, one entry for each kind of thing.

Unknown keys are refused. What must fit together across entries is checked in `config/community_file.py`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import time, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

import shapely
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from shapely.errors import ShapelyError
from shapely.geometry import shape

from config.durations import duration
from config.own_lexicon import OwnWords
from config.own_words import wrong_in_first_words, wrong_in_sms
from config.rota_file import Name, RotaEntry, ZoneName
from config.toolkit import FIELDS_AT_MOST, wrong_in_asking, wrong_in_chapter, wrong_in_field, wrong_in_referral
from config.triage import Entries
from config.year import GATHERINGS
from domain.community import Protection
from domain.ids import AreaId, NatureId, PersonId, SkillId
from domain.needs import Door, Mode, ProtectionArea, Urgency
from domain.neighbours import Opens
from domain.people import Role
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
    Policy,
    Relaying,
    RotaPolicy,
    SightingPolicy,
    TaskPolicy,
    TextingPolicy,
    Tier,
)
from domain.rota import Weekday
from domain.toolkit import Chapter, FieldQuestion
from domain.year import PARTS, TITLE, Learning

_ID = re.compile(r"[^\W_][\w.-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NIGHT = re.compile(r"(?P<start>\d{1,2}:\d{2})\s*-\s*(?P<end>\d{1,2}:\d{2})")
_DEFAULT = Policy()

ANY_LANGUAGE = ""
"""The key of a name that was written without a language: it is in the community's own."""


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError("must be a short id of letters, digits, - . or _, such as old-town")
    return value


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise ValueError("must be the code of a language, such as en or es")
    return value


def _zip(value: str) -> str:
    if not re.fullmatch(r"\d{5}", value):
        raise ValueError("must be a ZIP code of five digits in quotes")
    return value


def _names(value: object) -> object:
    return {ANY_LANGUAGE: value} if isinstance(value, str) else value


def _named_languages(value: Mapping[str, str]) -> Mapping[str, str]:
    for language in value:
        if language != ANY_LANGUAGE:
            _language(language)
    return value


def _after(value: object) -> object:
    """`90m` and `72h` run on the clock, `1d` and `2w` are days of the calendar."""
    if isinstance(value, After):
        return value
    length = duration(value)
    if str(value).strip().endswith(("d", "w")):
        return After(days=length.days)
    return After(length=length)


def _night(value: object) -> object:
    found = _NIGHT.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if found is not None:
            return time.fromisoformat(found["start"].zfill(5)), time.fromisoformat(found["end"].zfill(5))
    except ValueError:
        pass
    raise ValueError('must be two times of day such as "22:00-07:00"')


def polygon(value: object) -> Mapping[str, object]:
    """A GeoJSON Polygon or MultiPolygon in degrees, longitude first: bare, in a feature, or in a collection of one.

    Raises ValueError with a sentence.
    """
    if isinstance(value, Mapping) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise ValueError("must be one area: a collection has one feature here")
        value = features[0]
    if isinstance(value, Mapping) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, Mapping) or value.get("type") not in ("Polygon", "MultiPolygon"):
        raise ValueError("must be a GeoJSON Polygon or MultiPolygon, or the path of a file with one")
    try:
        drawn = shape(dict(value))
    except (ShapelyError, ValueError, TypeError, IndexError, KeyError, AttributeError):
        raise ValueError("its coordinates are not those of a GeoJSON polygon") from None
    if drawn.is_empty or not drawn.is_valid:
        raise ValueError(f"is not a proper polygon: {shapely.is_valid_reason(drawn)}")
    west, south, east, north = drawn.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise ValueError("must be in degrees, longitude first")
    return {"type": value["type"], "coordinates": value["coordinates"]}


def _polygon(value: object) -> object:
    return value if isinstance(value, str) else polygon(value)


def _sayable(wrong: Callable[[str], str | None]) -> AfterValidator:
    """Every text, by its language, stands before `wrong`, which finds a sentence against it or None."""

    def check(texts: Mapping[str, str]) -> Mapping[str, str]:
        for text in texts.values():
            said = wrong(text)
            if said is not None:
                raise ValueError(said)
        return texts

    return AfterValidator(check)


def _duration_above_zero(value: object) -> timedelta:
    length = duration(value)
    if not length:
        raise ValueError("must be longer than nothing")
    return length


Id = Annotated[Name, AfterValidator(_id)]
Language = Annotated[Name, AfterValidator(_language)]
Names = Annotated[Mapping[str, Name], BeforeValidator(_names), AfterValidator(_named_languages)]
FirstWords = Annotated[Names, _sayable(wrong_in_first_words)]
OffHours = Annotated[Names, _sayable(wrong_in_sms)]
Asking = Annotated[Names, _sayable(wrong_in_asking)]
Referral = Annotated[Names, _sayable(wrong_in_referral)]
Zip = Annotated[Name, AfterValidator(_zip)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
Length = Annotated[timedelta, BeforeValidator(_duration_above_zero)]
Count = Annotated[int, Field(strict=True, ge=1, le=1000)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class EmergencyEntry(Entry):
    """A line outside that may be called, and texted."""

    call: Name
    text: Name | None = None


class CommunityEntry(Entry):
    name: Name
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    default_language: Language | None = None
    time_zone: ZoneName
    place: tuple[Latitude, Longitude] | None = None
    default_rota: Name | None = None
    emergency: Mapping[str, Name | EmergencyEntry] = Field(default_factory=dict)
    first_words: FirstWords = Field(default_factory=dict)
    doors: Mapping[Door, OffHours] = Field(default_factory=dict)


class SkillEntry(Entry):
    id: Id
    name: Names = Field(default_factory=dict)
    expires_days: Count | None = None


class AreaEntry(Entry):
    id: Id
    name: Names = Field(default_factory=dict)
    aliases: tuple[Name, ...] = ()
    zips: tuple[Zip, ...] = ()
    polygon: Annotated[str | Mapping[str, Any], BeforeValidator(_polygon)] | None = None


class LandmarkEntry(Entry):
    name: Annotated[Name, Field(max_length=200)]
    kind: Literal["intersection", "landmark", "block"]
    lat: Latitude
    lon: Longitude


class RoleEntry(Entry):
    """How many with a role, and whether they help from afar."""

    count: Count = 1
    mode: Mode = Mode.GO


def _role(value: object) -> object:
    """A bare number is how many."""
    return value if isinstance(value, Mapping | RoleEntry) else {"count": value}


class NeedEntry(Entry):
    responders: Count = 1
    cap: Count | None = None
    together: Count = 1
    roles: Mapping[Id, Annotated[RoleEntry, BeforeValidator(_role)]] = Field(default_factory=dict)
    skills: tuple[Id, ...] = ()
    languages: tuple[Language, ...] = ()
    mode: Mode = Mode.GO

    @model_validator(mode="after")
    def _keeps_its_own_order(self) -> Self:
        if not self.together <= self.responders <= (self.cap or self.responders):
            raise ValueError("a need keeps together <= responders <= cap")
        afar = sum(role.count for role in self.roles.values() if role.mode is Mode.REMOTE)
        if self.mode is Mode.GO and self.together + afar > self.responders:
            raise ValueError("a need keeps together <= responders - roles filled from afar")
        for name, role in self.roles.items():
            if role.count > self.responders:
                raise ValueError(f"asks for {role.count} of the role {name} among {self.responders} responders")
            if role.mode is Mode.GO and self.mode is Mode.GO and role.count > self.responders - afar:
                raise ValueError(
                    f"asks for {role.count} of the role {name} among {self.responders - afar} who go there"
                )
        return self


class RetentionEntry(Entry):
    words: Duration = timedelta(hours=72)
    shell: Duration = timedelta(days=30)

    @model_validator(mode="after")
    def _keeps_words_no_longer_than_the_shell(self) -> Self:
        if self.words > self.shell:
            raise ValueError("words are kept no longer than the shell")
        return self


class NatureEntry(Entry):
    id: Id
    protection_area: ProtectionArea
    name: Names = Field(default_factory=dict)
    urgency: Urgency = Urgency.UNKNOWN
    need: NeedEntry = NeedEntry()
    retention: RetentionEntry = RetentionEntry()
    words: Entries = ()


class ExpiresEntry(Entry):
    day: Length = _DEFAULT.expires_day
    night: Length = _DEFAULT.expires_night


class OnCallNeedEntry(Entry):
    """Who must be on call together; without areas in all of the team's, without hours or days always."""

    people: Annotated[int, Field(strict=True, ge=1, le=100)]
    areas: tuple[Id, ...] = ()
    hours: Annotated[tuple[time, time] | None, BeforeValidator(_night)] = None
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] | None = None
    skills: tuple[Id, ...] = ()
    languages: tuple[Language, ...] = ()
    lead: Annotated[bool, Field(strict=True)] = False

    def need(self) -> OnCallNeed:
        return OnCallNeed(
            people=self.people,
            areas=frozenset(map(AreaId, self.areas)),
            hours=self.hours,
            days=None if self.days is None else frozenset(self.days),
            skills=frozenset(map(SkillId, self.skills)),
            languages=frozenset(self.languages),
            lead=self.lead,
        )


class AcceptanceEntry(Entry):
    on_call: Annotated[float, Field(ge=0, le=1)] = _DEFAULT.rota.accepts.on_call
    off_call: Annotated[float, Field(ge=0, le=1)] = _DEFAULT.rota.accepts.off_call
    weight: Annotated[int, Field(strict=True, ge=1, le=1000)] = _DEFAULT.rota.accepts.weight

    def acceptance(self) -> Acceptance:
        return Acceptance(on_call=self.on_call, off_call=self.off_call, weight=self.weight)


class RotaPolicyEntry(Entry):
    swap_confirmed: Annotated[bool, Field(strict=True)] = _DEFAULT.rota.swap_confirmed
    rest_between: Duration = _DEFAULT.rota.rest_between
    longest_on: Length = _DEFAULT.rota.longest_on
    notices: tuple[Length, ...] = _DEFAULT.rota.notices
    here_within: Length = _DEFAULT.rota.here_within
    proof_days: Annotated[int, Field(strict=True, ge=1, le=60)] = _DEFAULT.rota.proof_days
    gap_told: Annotated[tuple[Length, ...], Field(min_length=1)] = _DEFAULT.rota.gap_told
    needs: tuple[OnCallNeedEntry, ...] = ()
    accepts: AcceptanceEntry = AcceptanceEntry()
    unlikely_below: Annotated[float, Field(ge=0, le=1)] = _DEFAULT.rota.unlikely_below

    def policy(self) -> RotaPolicy:
        return RotaPolicy(
            swap_confirmed=self.swap_confirmed,
            rest_between=self.rest_between,
            longest_on=self.longest_on,
            notices=tuple(sorted(self.notices, reverse=True)),
            here_within=self.here_within,
            proof_days=self.proof_days,
            gap_told=tuple(sorted(self.gap_told, reverse=True)),
            needs=tuple(each.need() for each in self.needs),
            accepts=self.accepts.acceptance(),
            unlikely_below=self.unlikely_below,
        )


class RelayingEntry(Entry):
    read_along: Annotated[bool, Field(strict=True)] = _DEFAULT.relay.read_along
    waits: Length = _DEFAULT.relay.waits
    photos: Annotated[bool, Field(strict=True)] = _DEFAULT.relay.photos

    def policy(self) -> Relaying:
        return Relaying(read_along=self.read_along, photos=self.photos, waits=self.waits)


class FieldSafetyEntry(Entry):
    on_scene_every: Length = _DEFAULT.safety.on_scene_every
    alone_every: Length = _DEFAULT.safety.alone_every
    remind_for: Length = _DEFAULT.safety.remind_for
    next_monitor: Length = _DEFAULT.safety.next_monitor
    team_silent: Length = _DEFAULT.safety.team_silent
    late_after: Length = _DEFAULT.safety.late_after
    minutes_unsaid: Length = _DEFAULT.safety.minutes_unsaid
    stage_near: Annotated[int, Field(strict=True, ge=50, le=5000)] = _DEFAULT.safety.stage_near
    moved_metres: Annotated[int, Field(strict=True, ge=25, le=5000)] = _DEFAULT.safety.moved_metres
    stage_far: Annotated[int, Field(strict=True, ge=50, le=5000)] = _DEFAULT.safety.stage_far
    panic_again: Length = _DEFAULT.safety.panic_again
    code_word: Annotated[str, Field(max_length=60)] = _DEFAULT.safety.code_word
    second_within: Length = _DEFAULT.safety.second_within
    fine_at_most: Length = _DEFAULT.safety.fine_at_most

    def policy(self) -> FieldSafety:
        return FieldSafety(
            on_scene_every=self.on_scene_every,
            alone_every=self.alone_every,
            remind_for=self.remind_for,
            next_monitor=self.next_monitor,
            team_silent=self.team_silent,
            late_after=self.late_after,
            minutes_unsaid=self.minutes_unsaid,
            stage_near=self.stage_near,
            moved_metres=self.moved_metres,
            stage_far=self.stage_far,
            panic_again=self.panic_again,
            code_word=self.code_word,
            second_within=self.second_within,
            fine_at_most=self.fine_at_most,
        )


class LaterEntry(Entry):
    """How needs for later are filled. `asks`: the hours in which people are asked."""

    page_expires: Length = _DEFAULT.later.page_expires
    margin: Duration = _DEFAULT.later.margin
    near: Duration = _DEFAULT.later.near
    asks: Annotated[tuple[time, time], BeforeValidator(_night)] = (_DEFAULT.later.asks_from, _DEFAULT.later.asks_to)
    asked_again: Length = _DEFAULT.later.asked_again
    answer_within: Length = _DEFAULT.later.answer_within
    reminded: Length = _DEFAULT.later.reminded
    lasts: Length = _DEFAULT.later.lasts

    def later(self) -> Later:
        return Later(
            page_expires=self.page_expires,
            margin=self.margin,
            near=self.near,
            asks_from=self.asks[0],
            asks_to=self.asks[1],
            asked_again=self.asked_again,
            answer_within=self.answer_within,
            reminded=self.reminded,
            lasts=self.lasts,
        )


class AidPolicyEntry(Entry):
    answers_within: Length = _DEFAULT.aid.answers_within

    def policy(self) -> AidPolicy:
        return AidPolicy(answers_within=self.answers_within)


class SightingEntry(Entry):
    reports: Annotated[int, Field(strict=True, ge=1, le=20)] = _DEFAULT.sightings.reports
    near: Annotated[int, Field(strict=True, ge=10, le=2000)] = _DEFAULT.sightings.near
    within: Length = _DEFAULT.sightings.within
    expires: Length = _DEFAULT.sightings.expires
    cap: Annotated[int, Field(strict=True, ge=0, le=500)] = _DEFAULT.sightings.cap
    alerts_for: Length = _DEFAULT.sightings.alerts_for
    kept: Length = _DEFAULT.sightings.kept
    custody_reminds: Length = _DEFAULT.sightings.custody_reminds

    def policy(self) -> SightingPolicy:
        return SightingPolicy(
            reports=self.reports,
            near=self.near,
            within=self.within,
            expires=self.expires,
            cap=self.cap,
            alerts_for=self.alerts_for,
            kept=self.kept,
            custody_reminds=self.custody_reminds,
        )


class FillEntry(Entry):
    within: Length = _DEFAULT.filling.within
    chance: Annotated[float, Field(gt=0, lt=1)] = _DEFAULT.filling.chance
    turn_out_day: Length = _DEFAULT.filling.turn_out_day
    turn_out_night: Length = _DEFAULT.filling.turn_out_night


class LoadEntry(Entry):
    """What people are spared: rest after heavy calls and after nights."""

    heavy: tuple[Id, ...] = ()
    rest_after_heavy: Duration = _DEFAULT.filling.rest_after_heavy
    nights: Annotated[int, Field(strict=True, ge=0, le=100)] = _DEFAULT.filling.nights
    nights_within: Length = _DEFAULT.filling.nights_within
    rest_after_nights: Duration = _DEFAULT.filling.rest_after_nights


class CoordinatingEntry(Entry):
    answer_within: Length = _DEFAULT.coordinating.answer_within
    danger_within: Length = _DEFAULT.coordinating.danger_within
    hold_reminds: Length = _DEFAULT.coordinating.hold_reminds
    owned_reminds: Length = _DEFAULT.coordinating.owned_reminds

    def policy(self) -> Coordinating:
        return Coordinating(
            answer_within=self.answer_within,
            danger_within=self.danger_within,
            hold_reminds=self.hold_reminds,
            owned_reminds=self.owned_reminds,
        )


class TextingEntry(Entry):
    lasts: Length = _DEFAULT.texting.lasts
    discreet: Annotated[bool, Field(strict=True)] = _DEFAULT.texting.discreet

    def policy(self) -> TextingPolicy:
        return TextingPolicy(lasts=self.lasts, discreet=self.discreet)


def _later_each(times: tuple[After, ...]) -> tuple[After, ...]:
    lengths = [timedelta(days=each.days) + each.length for each in times]
    if any(later <= earlier for earlier, later in pairwise(lengths)):
        raise ValueError("each time is later than the one before")
    return times


Time = Annotated[After, BeforeValidator(_after)]
Times = Annotated[tuple[Time, ...], Field(max_length=10), AfterValidator(_later_each)]


class CheckInAreaEntry(Entry):
    """What one of the two leaves out is as shipped, else as for every area."""

    requesters: Times | None = None
    protectors: Times | None = None


class CheckInEntry(Entry):
    """`pairs`: who looks after whom, by id."""

    requesters: Times = _DEFAULT.check_ins.requesters
    protectors: Times = _DEFAULT.check_ins.protectors
    areas: Mapping[ProtectionArea, CheckInAreaEntry] = Field(
        default_factory=lambda: {
            area: CheckInAreaEntry(requesters=times) for area, times in _DEFAULT.check_ins.areas.items()
        }
    )
    hours: Annotated[tuple[time, time], BeforeValidator(_night)] = _DEFAULT.check_ins.hours
    again: Length = _DEFAULT.check_ins.again
    silences: Annotated[int, Field(strict=True, ge=1, le=10)] = _DEFAULT.check_ins.silences
    later: Time = _DEFAULT.check_ins.later
    task_due: Length = _DEFAULT.check_ins.task_due
    pairs: tuple[tuple[Id, Id], ...] = ()
    debrief: Duration = _DEFAULT.check_ins.debrief
    life_safety_at_once: bool = _DEFAULT.check_ins.life_safety_at_once

    @field_validator("pairs")
    @classmethod
    def _nobody_twice(cls, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        named = [person for pair in pairs for person in pair]
        if len(set(named)) < len(named):
            raise ValueError("pairs: everybody stands in one of them at most")
        return pairs

    def policy(self) -> CheckInPolicy:
        return CheckInPolicy(
            requesters=self.requesters,
            protectors=self.protectors,
            areas={
                area: times
                for area, entry in self.areas.items()
                if (times := _DEFAULT.check_ins.areas.get(area) if entry.requesters is None else entry.requesters)
                is not None
            },
            protector_areas={
                area: entry.protectors for area, entry in self.areas.items() if entry.protectors is not None
            },
            hours=self.hours,
            again=self.again,
            silences=self.silences,
            later=self.later,
            task_due=self.task_due,
            pairs=tuple((PersonId(one), PersonId(other)) for one, other in self.pairs),
            debrief=self.debrief,
            life_safety_at_once=self.life_safety_at_once,
        )


class TasksEntry(Entry):
    """How long tasks wait before others hear of them."""

    unowned_after: Length = _DEFAULT.tasks.unowned_after
    overdue_after: Length = _DEFAULT.tasks.overdue_after
    next_after: Length = _DEFAULT.tasks.next_after
    own_due: Length = _DEFAULT.tasks.own_due

    def policy(self) -> TaskPolicy:
        return TaskPolicy(**{each.name: getattr(self, each.name) for each in fields(TaskPolicy)})


class AccountabilityEntry(Entry):
    """`people`: who hears of complaints about the team's own, by id."""

    people: tuple[Id, ...] = ()
    look_within: Length = _DEFAULT.accountability.look_within
    end_within: Length = _DEFAULT.accountability.end_within
    next_after: Length = _DEFAULT.accountability.next_after

    def policy(self) -> AccountabilityPolicy:
        return AccountabilityPolicy(
            people=tuple(map(PersonId, self.people)),
            look_within=self.look_within,
            end_within=self.end_within,
            next_after=self.next_after,
        )


class FloodEntry(Entry):
    calls: Annotated[int, Field(strict=True, ge=1, le=10_000)] = _DEFAULT.flood.calls
    area_calls: Annotated[int, Field(strict=True, ge=1, le=10_000)] = _DEFAULT.flood.area_calls
    sender_calls: Annotated[int, Field(strict=True, ge=1, le=1000)] = _DEFAULT.flood.sender_calls
    sender_texts: Annotated[int, Field(strict=True, ge=1, le=1000)] = _DEFAULT.flood.sender_texts
    within: Length = _DEFAULT.flood.within
    street_near: Annotated[int, Field(strict=True, ge=20, le=20_000)] = _DEFAULT.flood.street_near
    danger_waits: Length = _DEFAULT.flood.danger_waits
    danger_rings: Annotated[int, Field(strict=True, ge=1, le=1000)] = _DEFAULT.flood.danger_rings
    live_pages: Annotated[int, Field(strict=True, ge=1, le=100)] = _DEFAULT.flood.live_pages
    switched_for: Length = _DEFAULT.flood.switched_for
    pages: Annotated[int, Field(strict=True, ge=1, le=1000)] = _DEFAULT.flood.pages
    pages_unsure: Annotated[int, Field(strict=True, ge=1, le=1000)] = _DEFAULT.flood.pages_unsure
    people_unsure: Annotated[int, Field(strict=True, ge=1, le=100)] = _DEFAULT.flood.people_unsure
    pages_first: Annotated[int, Field(strict=True, ge=0, le=1000)] = _DEFAULT.flood.pages_first
    calls_each: Annotated[int, Field(strict=True, ge=1, le=100)] = _DEFAULT.flood.calls_each
    passing_near: Annotated[int, Field(strict=True, ge=20, le=20_000)] = _DEFAULT.flood.passing_near
    alike: Annotated[int, Field(strict=True, ge=1, le=1000)] = _DEFAULT.flood.alike
    pages_within: Length = _DEFAULT.flood.pages_within
    same_near: Annotated[int, Field(strict=True, ge=10, le=5000)] = _DEFAULT.flood.same_near
    same_within: Length = _DEFAULT.flood.same_within

    def policy(self) -> Flooding:
        return Flooding(**{each.name: getattr(self, each.name) for each in fields(Flooding)})


class PolicyEntry(Entry):
    live_pages: Annotated[int, Field(strict=True, ge=1, le=100)] = _DEFAULT.live_pages
    paging: Paging = _DEFAULT.paging
    fill: FillEntry = FillEntry()
    ask_again: Annotated[tuple[Length, ...], Field(max_length=10)] = _DEFAULT.filling.ask_again
    load: LoadEntry = LoadEntry()
    page_expires: ExpiresEntry = ExpiresEntry()
    night: Annotated[tuple[time, time], BeforeValidator(_night)] = (_DEFAULT.night_from, _DEFAULT.night_to)
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)] = _DEFAULT.tiers
    next_contact_after: Length = _DEFAULT.next_contact_after
    place_within: Length = _DEFAULT.place_within
    rest_after: Duration = _DEFAULT.rest_after
    letter_rests: Duration = _DEFAULT.letter_rests
    stage_alone: Length = _DEFAULT.stage_alone
    off_hours: OffHours = Field(default_factory=dict)
    probation: Annotated[int, Field(strict=True, ge=0, le=100)] = _DEFAULT.probation
    rota: RotaPolicyEntry = RotaPolicyEntry()
    relay: RelayingEntry = RelayingEntry()
    later: LaterEntry = LaterEntry()
    coordinating: CoordinatingEntry = CoordinatingEntry()
    safety: FieldSafetyEntry = FieldSafetyEntry()
    aid: AidPolicyEntry = AidPolicyEntry()
    sightings: SightingEntry = SightingEntry()
    texting: TextingEntry = TextingEntry()
    flood: FloodEntry = FloodEntry()
    check_ins: CheckInEntry = CheckInEntry()
    tasks: TasksEntry = TasksEntry()
    accountability: AccountabilityEntry = AccountabilityEntry()

    @model_validator(mode="after")
    def _names_each_tier_once(self) -> Self:
        if len(set(self.tiers)) < len(self.tiers):
            raise ValueError("tiers: each stands there once")
        return self

    @model_validator(mode="before")
    @classmethod
    def _computes_its_live_pages(cls, value: object) -> object:
        """`live_pages: computed` says how it pages as well."""
        if not isinstance(value, Mapping) or value.get("live_pages") != "computed":
            return value
        if value.get("paging", "computed") != "computed":
            raise ValueError("live_pages are computed, and paging says otherwise: write one of the two")
        return {**{key: each for key, each in value.items() if key != "live_pages"}, "paging": "computed"}

    @model_validator(mode="after")
    def _asks_again_ever_later(self) -> Self:
        if any(later <= earlier for earlier, later in pairwise(self.ask_again)):
            raise ValueError("ask_again: each wait is longer than the one before")
        return self

    def _filling(self) -> Filling:
        return Filling(
            within=self.fill.within,
            chance=self.fill.chance,
            turn_out_day=self.fill.turn_out_day,
            turn_out_night=self.fill.turn_out_night,
            ask_again=self.ask_again,
            heavy=frozenset(map(NatureId, self.load.heavy)),
            rest_after_heavy=self.load.rest_after_heavy,
            nights=self.load.nights,
            nights_within=self.load.nights_within,
            rest_after_nights=self.load.rest_after_nights,
        )

    def policy(self) -> Policy:
        return Policy(
            live_pages=self.live_pages,
            expires_day=self.page_expires.day,
            expires_night=self.page_expires.night,
            night_from=self.night[0],
            night_to=self.night[1],
            tiers=self.tiers,
            next_contact_after=self.next_contact_after,
            place_within=self.place_within,
            rest_after=self.rest_after,
            letter_rests=self.letter_rests,
            stage_alone=self.stage_alone,
            off_hours=dict(self.off_hours),
            probation=self.probation,
            rota=self.rota.policy(),
            relay=self.relay.policy(),
            safety=self.safety.policy(),
            later=self.later.later(),
            aid=self.aid.policy(),
            sightings=self.sightings.policy(),
            paging=self.paging,
            filling=self._filling(),
            coordinating=self.coordinating.policy(),
            texting=self.texting.policy(),
            flood=self.flood.policy(),
            check_ins=self.check_ins.policy(),
            tasks=self.tasks.policy(),
            accountability=self.accountability.policy(),
        )


def _askable(entry: "FieldEntry") -> "FieldEntry":
    if why := wrong_in_field(entry.id, entry.ask):
        raise ValueError(why)
    for language, text in entry.ask.items():
        if why := wrong_in_sms(text):
            raise ValueError(f"in {language} it {why}")
    return entry


def _writable(card: Mapping[Chapter, Mapping[str, str]]) -> Mapping[Chapter, Mapping[str, str]]:
    for chapter, texts in card.items():
        for language, text in texts.items():
            if why := wrong_in_chapter(text):
                raise ValueError(f"{chapter} in {language} {why}")
    return card


class FieldEntry(Entry):
    """A question asked of whoever needs help while people move. Immigration status and its like are refused."""

    id: Id
    ask: Names


class KeptEntry(Entry):
    """How long words are kept."""

    words: Duration


class ProtectionEntry(Entry):
    """Where a team stands with a protection area: the word "ready" or "off", or whom it refers to until it is ready.

    `card`: the team's own words for chapters of its protocol card. `fields`: what it asks while people move. `asking`:
    what a requester hears as people are asked. `retention`: how long the team keeps the words of such calls.
    """

    ready: Annotated[bool, Field(strict=True)] = False
    refer: Referral = Field(default_factory=dict)
    asking: Asking = Field(default_factory=dict)
    retention: KeptEntry | None = None
    card: Annotated[Mapping[Chapter, Names], AfterValidator(_writable)] = Field(default_factory=dict)
    fields: Annotated[
        tuple[Annotated[FieldEntry, AfterValidator(_askable)], ...], Field(max_length=FIELDS_AT_MOST)
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _in_a_word(cls, value: object) -> object:
        if isinstance(value, Mapping | ProtectionEntry):
            return value
        # A bare off is a no in YAML.
        if value is False or value in ("ready", "off"):
            return {"ready": value == "ready"}
        raise ValueError("must be ready, off, or {refer: {en: ...}}")

    def protection(self, refer: Mapping[str, str], named: Callable[[Mapping[str, str]], dict[str, str]]) -> Protection:
        return Protection(
            ready=self.ready,
            refer=refer,
            card={chapter: named(texts) for chapter, texts in self.card.items()},
            fields=tuple(FieldQuestion(id=each.id, ask=named(each.ask)) for each in self.fields),
            asking=named(self.asking),
            words_kept=None if self.retention is None else self.retention.words,
        )


class PersonEntry(Entry):
    """A member of the team it stands under. `areas` left out means all of the team's."""

    id: Id
    name: Name | None = None
    roles: Annotated[tuple[Role, ...], Field(min_length=1)] = (Role.PROTECTOR,)
    languages: tuple[Language, ...] = ()
    skills: tuple[Id, ...] = ()
    areas: tuple[Id, ...] | None = None
    time_zone: ZoneName | None = None


class TeamRotaEntry(RotaEntry):
    id: Id


def _known_parts(words: Mapping[int, Mapping[str, Mapping[str, str]]]) -> Mapping[int, Mapping[str, Mapping[str, str]]]:
    for number, own in words.items():
        if not 1 <= number <= GATHERINGS:
            raise ValueError(f"there are gatherings 1 to {GATHERINGS}, and no {number}")
        strange = sorted(set(own) - {TITLE, *PARTS})
        if strange:
            raise ValueError(f"a gathering has {TITLE}, {', '.join(PARTS)}, and no {strange[0]}")
    return words


class LearningEntry(Entry):
    """How leaders grow. `words`: the team's own for a cohort's gatherings, by number and part."""

    shadow_calls: Annotated[int, Field(strict=True, ge=1, le=100)] = Learning().shadow_calls
    gatherings: Annotated[int, Field(strict=True, ge=1, le=GATHERINGS)] = Learning().gatherings
    words: Annotated[Mapping[int, Mapping[str, Names]], AfterValidator(_known_parts)] = Field(default_factory=dict)

    def learning(self, named: Callable[[Mapping[str, str]], dict[str, str]]) -> Learning:
        words = {number: {part: named(texts) for part, texts in own.items()} for number, own in self.words.items()}
        return Learning(shadow_calls=self.shadow_calls, gatherings=self.gatherings, words=words)


class TeamEntry(Entry):
    id: Id
    name: Names = Field(default_factory=dict)
    time_zone: ZoneName | None = None
    areas: tuple[Id, ...] = ()
    protection_areas: Mapping[ProtectionArea, ProtectionEntry] = Field(default_factory=dict)
    policy: PolicyEntry = PolicyEntry()
    learning: LearningEntry = LearningEntry()
    people: tuple[PersonEntry, ...] = ()
    rotas: tuple[TeamRotaEntry, ...] = ()


class AidEntry(Entry):
    between: tuple[Id, Id]
    opens: Opens = Opens.COORDINATOR


class CommunityFile(Entry):
    """The whole file, or the folder's files added up."""

    version: Literal[1]
    community: CommunityEntry
    skills: tuple[SkillEntry, ...] = ()
    areas: tuple[AreaEntry, ...] = ()
    gazetteer: tuple[LandmarkEntry, ...] = ()
    natures: Annotated[tuple[NatureEntry, ...], Field(min_length=1)]
    teams: Annotated[tuple[TeamEntry, ...], Field(min_length=1)]
    mutual_aid: tuple[AidEntry, ...] = ()
    lexicon: Mapping[Language, OwnWords] = Field(default_factory=dict)
