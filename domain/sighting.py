"""A sighting of enforcement: a thing of its own, beside the calls for help.

    reported -> likely      so many reports of different people agree, or somebody goes to look
             -> confirmed   a coordinator, or whoever went to look
             -> unfounded   the same
             -> clear       over
             -> expired     nobody reported anything more for long

Only what is confirmed is told to others: to members on call there, and to whoever asked for it. They hear what was seen
in our words, a corner or an area, and when; never who reported it, nor a word of theirs. When it is over exactly those
hear so who heard of it, as they do when it turns out to be unfounded after all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.community import Community
from domain.errors import Refused
from domain.ids import AreaId, ConversationId, IncidentId, NatureId, PersonId, SightingId, TeamId
from domain.language import normalise
from domain.messages import MessageKind
from domain.needs import Nature, Need, ProtectionArea, Retention, Urgency
from domain.places import Place, PlaceKind
from domain.policy import SightingPolicy
from domain.sighting_words import Salute
from domain.staging import metres

K = MessageKind

LOOK = Nature(
    id=NatureId("look"),
    protection_area=ProtectionArea.CRIMINAL_LEGAL,
    names={},
    urgency=Urgency.IMMEDIATE,
    need=Need(responders=1, cap=2),
    retention=Retention(words=timedelta(hours=24)),
)
"""What whoever goes to look at a sighting is asked for; its words are in the catalogues."""


class Certainty(StrEnum):
    """How sure it is, in the words of CAP where it has them; the last three end it."""

    REPORTED = "reported"
    LIKELY = "likely"
    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    CLEAR = "clear"
    EXPIRED = "expired"


OPEN = frozenset({Certainty.REPORTED, Certainty.LIKELY, Certainty.CONFIRMED})
_UNSURE = frozenset({Certainty.REPORTED, Certainty.LIKELY})


class Verdict(StrEnum):
    """What a coordinator, or whoever went to look, says of it."""

    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    CLEAR = "clear"


MOVES: Mapping[Verdict, Mapping[Certainty, Certainty]] = {
    Verdict.CONFIRMED: dict.fromkeys((*_UNSURE, Certainty.EXPIRED), Certainty.CONFIRMED),
    Verdict.UNFOUNDED: dict.fromkeys(OPEN, Certainty.UNFOUNDED),
    Verdict.CLEAR: dict.fromkeys(OPEN, Certainty.CLEAR),
}
"""What each verdict leads to; where it leads nowhere it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One person's account. `by` is a member or a talk: one of them is one voice, however often they write.

    `words` are secret, and for coordinators alone.
    """

    by: str
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Whoever heard of it: a member or a talk. `comes`: they offered to come."""

    to: str
    member: bool
    comes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """`number` is what people call it. `told_at`: when others heard of it. `place` and the reports are secret."""

    id: SightingId
    number: int
    team: TeamId
    opened_at: datetime
    last_at: datetime
    certainty: Certainty = Certainty.REPORTED
    salute: Salute = field(default_factory=Salute)
    place: Place | None = None
    reports: tuple[Report, ...] = ()
    listeners: tuple[Listener, ...] = ()
    told_at: datetime | None = None
    look: IncidentId | None = None

    def is_open(self) -> bool:
        return self.certainty in OPEN

    @property
    def areas(self) -> tuple[AreaId, ...]:
        return () if self.place is None else self.place.areas

    @property
    def voices(self) -> int:
        """How many different people told of it."""
        return len({each.by for each in self.reports})

    def coming(self) -> int:
        return sum(each.comes for each in self.listeners)


def agrees(sighting: Sighting, place: Place | None, at: datetime, policy: SightingPolicy) -> bool:
    """True if a report from there and then is of the same: near enough, and soon enough after the last word of it."""
    if not sighting.is_open() or place is None or sighting.place is None:
        return False
    if at - sighting.last_at > policy.within:
        return False
    return is_near(sighting.place, place, policy.near)


def is_near(one: Place, other: Place, most: int) -> bool:
    """True within `most` metres; without coordinates, where both are called the same."""
    if one.lat is not None and one.lon is not None and other.lat is not None and other.lon is not None:
        return metres(one.lat, one.lon, other.lat, other.lon) <= most
    return normalise(one.label) == normalise(other.label)


def same(among: Sequence[Sighting], report: Report, place: Place | None, policy: SightingPolicy) -> Sighting | None:
    """The open sighting that a report belongs to: one of the same place, else the reporter's own of just now."""
    for each in among:
        if agrees(each, place, report.at, policy):
            return each
    for each in among:
        theirs = [one for one in each.reports if one.by == report.by]
        goes_on = theirs and report.at - theirs[-1].at <= policy.within
        if each.is_open() and goes_on and (place is None or each.place is None or _goes_on(each.place, place)):
            return each
    return None


def _goes_on(known: Place, told: Place) -> bool:
    """True for a corner of the street that was named before."""
    return known.kind is PlaceKind.STREET and (not known.areas or not set(known.areas).isdisjoint(told.areas))


def joined(sighting: Sighting, report: Report, salute: Salute, place: Place | None, policy: SightingPolicy) -> Sighting:
    """The sighting with one more report: what it adds, and how sure it is now."""
    known = replace(
        sighting,
        salute=sighting.salute.with_(salute),
        place=better(sighting.place, place),
        reports=(*sighting.reports, report),
        last_at=max(sighting.last_at, report.at),
    )
    if known.certainty is Certainty.REPORTED and known.voices >= policy.reports:
        return replace(known, certainty=Certainty.LIKELY)
    return known


def said_gone(sighting: Sighting, report: Report) -> Sighting:
    """The sighting with the word of somebody that it is over, which is no report of it: coordinators decide."""
    told = any(each.by == report.by for each in sighting.reports)
    return replace(sighting, reports=(*sighting.reports, report)) if told else sighting


def better(known: Place | None, told: Place | None) -> Place | None:
    """The more exact of two places; the first where they are alike."""
    if known is None or (told is not None and known.lat is None and told.lat is not None):
        return told
    return known


def looked_for(sighting: Sighting, look: IncidentId) -> Sighting:
    """Somebody is asked to look from afar, by this call, which makes it likely."""
    if sighting.certainty not in _UNSURE:
        raise Refused(K.C_SIGHTING_OVER, {"n": sighting.number, "certainty": sighting.certainty.value})
    return replace(sighting, certainty=Certainty.LIKELY, look=look)


def judged(sighting: Sighting, verdict: Verdict, now: datetime) -> Sighting:
    """The sighting as it is after somebody has judged it. Raises Refused where that says nothing new."""
    after = MOVES[verdict].get(sighting.certainty)
    if after is None:
        raise Refused(K.C_SIGHTING_OVER, {"n": sighting.number, "certainty": sighting.certainty.value})
    if after is Certainty.CONFIRMED and sighting.place is None:
        raise Refused(K.C_SIGHTING_NO_PLACE, {"n": sighting.number})
    told = now if after is Certainty.CONFIRMED else sighting.told_at
    return replace(sighting, certainty=after, last_at=now, told_at=told)


def expired(sighting: Sighting, now: datetime, policy: SightingPolicy) -> Sighting | None:
    """The sighting once nobody has told anything of it for long; None while it is not, or is over."""
    if not sighting.is_open() or now < sighting.last_at + policy.expires:
        return None
    return replace(sighting, certainty=Certainty.EXPIRED)


def heard_by(sighting: Sighting, listeners: Iterable[Listener]) -> Sighting:
    """Whoever has heard of it now as well, each once."""
    known = {each.to for each in sighting.listeners}
    return replace(sighting, listeners=(*sighting.listeners, *(each for each in listeners if each.to not in known)))


def comes(sighting: Sighting, who: str, *, member: bool, policy: SightingPolicy) -> tuple[Sighting, bool]:
    """Whoever offers to come, and whether there is room: at most so many are to stand there."""
    mine = next((each for each in sighting.listeners if each.to == who), None)
    if mine is not None and mine.comes:
        return sighting, True
    if sighting.coming() >= policy.cap:
        return sighting, False
    others = tuple(each for each in sighting.listeners if each.to != who)
    return replace(sighting, listeners=(*others, Listener(to=who, member=member, comes=True))), True


def spot(place: Place | None, community: Community, language: str) -> str:
    """Where it is, as exactly as anybody may read it: a corner of the streets, else the areas. Never a door."""
    if place is None:
        return ""
    if place.kind in (PlaceKind.INTERSECTION, PlaceKind.STREET):
        return place.label
    names = [
        community.areas[each].name(language, community.default_language)
        for each in place.areas
        if each in community.areas
    ]
    return ", ".join(names)


class Missing(StrEnum):
    """What a report may lack, in the order in which it is asked for."""

    WHERE = "where"
    SIZE = "size"
    ACTIVITY = "activity"
    UNIT = "unit"
    GEAR = "gear"


def _is_vague(place: Place | None) -> bool:
    if place is None or place.kind is PlaceKind.STREET:
        return True
    return place.lat is None and len(place.areas) != 1


def missing(sighting: Sighting) -> tuple[Missing, ...]:
    """What nobody has said of it yet."""
    salute = sighting.salute
    lacks = (
        (Missing.WHERE, _is_vague(sighting.place)),
        (Missing.SIZE, salute.people is None and salute.vehicles is None),
        (Missing.ACTIVITY, not salute.activities),
        (Missing.UNIT, not salute.units),
        (Missing.GEAR, not salute.gear),
    )
    return tuple(what for what, lacking in lacks if lacking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Whoever wants to hear of confirmed sightings: a member or a talk, of some areas or all, until then."""

    to: str
    member: bool
    areas: frozenset[AreaId] = frozenset()
    until: datetime

    def wants(self, areas: Iterable[AreaId], now: datetime) -> bool:
        """True if it holds and is for one of `areas`; without areas of its own it is for all."""
        return now < self.until and (not self.areas or bool(self.areas & set(areas)))


def listeners(
    sighting: Sighting, on_call: Iterable[PersonId], subscriptions: Iterable[Subscription], now: datetime
) -> tuple[Listener, ...]:
    """Who is to hear of it: members on call there, and whoever asked for it; each once."""
    found = {each: Listener(to=each, member=True) for each in on_call}
    for each in subscriptions:
        if each.wants(sighting.areas, now):
            found.setdefault(PersonId(each.to), Listener(to=each.to, member=each.member))
    return tuple(found.values())


def talk_of(listener: Listener) -> PersonId | ConversationId:
    return PersonId(listener.to) if listener.member else ConversationId(listener.to)
