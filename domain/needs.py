"""Natures of call, and what each needs to be filled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import NatureId, SkillId


class ProtectionArea(StrEnum):
    """What a team protects from or supports: the eight to ship."""

    COMMUNITY_RESPONSE = "community_response"
    MENTAL_HEALTH = "mental_health"
    CLIMATE_RELIEF = "climate_relief"
    ABORTION_SUPPORT = "abortion_support"
    HOSPITALITY = "hospitality"
    POLITICAL_ALLIES = "political_allies"
    DIRECT_ACTION = "direct_action"
    CRIMINAL_LEGAL = "criminal_legal"


class Want(StrEnum):
    """What a requester lacks, as their words say: not what must be filled, which is a `Need`."""

    WATER = "water"
    FOOD = "food"
    SHELTER = "shelter"
    MEDICAL = "medical"
    MEDICINE = "medicine"
    RESCUE = "rescue"
    MISSING_PERSON = "missing_person"
    SAFETY = "safety"
    LEGAL = "legal"
    TRANSPORT = "transport"
    COMPANY = "company"


class DangerKind(StrEnum):
    """What kind of danger words name."""

    SUICIDE = "suicide"
    VIOLENCE = "violence"
    WEAPON = "weapon"
    NOT_BREATHING = "not_breathing"  # and badly hurt
    FIRE = "fire"  # and water, gas, what falls down
    TAKEN = "taken"
    OTHER = "other"


class Door(StrEnum):
    """What somebody wants of us who needs no help."""

    JOIN = "join"
    TRAINING = "training"
    TOOLKIT = "toolkit"
    START_A_TEAM = "start_a_team"


LEAD = SkillId("lead")
"""The one skill that every community has: of whoever may lead, and speaks for those who go. Where nobody of a team has
it, anybody of them may who is not on probation."""

DISCREET = frozenset({ProtectionArea.ABORTION_SUPPORT})
"""Nothing of the need goes out by SMS, and no words of the requester are kept with the call."""


_UNSERVED = "_"


def unserved(area: ProtectionArea) -> NatureId:
    """What a call is under whose protection area a community has no nature for. No nature of a file is called so."""
    return NatureId(f"{_UNSERVED}{area.value}")


def area_unserved(nature: str) -> ProtectionArea | None:
    """The protection area that such a nature keeps."""
    area = nature.removeprefix(_UNSERVED)
    return ProtectionArea(area) if nature != area and area in set(ProtectionArea) else None


class Urgency(StrEnum):
    """OASIS CAP 1.2's words."""

    IMMEDIATE = "immediate"
    EXPECTED = "expected"
    FUTURE = "future"
    PAST = "past"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    GO = "go"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a need holds; now, if there is none."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What must be filled.

    responders: how many make it filled. cap: never more than this are going (cap >= responders). together: how many
    must have accepted before anybody goes near. roles: how many of the responders must hold which skill (a lead is
    one). remote: the roles that are filled from afar, by phone or text; with `mode` remote, everybody helps from afar.
    skills: what everybody who is asked must hold. languages: one of these helps; none is required of everybody.
    """

    responders: int = 1
    cap: int = 1
    together: int = 1
    roles: Mapping[SkillId, int] = field(default_factory=dict)
    skills: frozenset[SkillId] = frozenset()
    languages: tuple[str, ...] = ()
    window: Window | None = None
    mode: Mode = Mode.GO
    remote: frozenset[SkillId] = frozenset()

    def __post_init__(self) -> None:
        if not 1 <= self.together <= self.responders <= self.cap:
            raise ValueError("a need keeps 1 <= together <= responders <= cap")
        if not self.remote <= self.roles.keys():
            raise ValueError("only a role can be filled from afar")
        if self.mode is Mode.GO and self.together > self.responders - self.from_afar:
            raise ValueError("who must be together goes there: a need keeps together <= responders - roles from afar")

    @property
    def from_afar(self) -> int:
        """How many of the responders may be helping from afar at most, beside those who go."""
        return sum(self.roles[role] for role in self.remote)

    def fills_from_afar(self, role: SkillId) -> bool:
        """True if whoever helps from afar counts for this role."""
        return self.mode is Mode.REMOTE or role in self.remote


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long the words and the shell of an incident are kept after it closes."""

    words: timedelta = timedelta(hours=72)
    shell: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What kind of incident it is. `names` by language. `words`: a community's own, which lead to it and no other."""

    id: NatureId
    protection_area: ProtectionArea
    names: Mapping[str, str]
    urgency: Urgency
    need: Need
    retention: Retention = Retention()
    words: tuple[str, ...] = ()

    def name(self, language: str, default: str) -> str:
        """Its name in `language`, else in `default`, else its id."""
        return self.names.get(language) or self.names.get(default) or self.id
