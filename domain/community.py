"""What one community decided, as the rules and the talk see it. Loaded from the rows, kept there by its file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from domain.ids import AreaId, NatureId, RotaId, SkillId, TeamId
from domain.needs import Door, Nature, ProtectionArea
from domain.neighbours import Opens
from domain.people import Person
from domain.places import Area
from domain.policy import Policy
from domain.rota import Rota
from domain.toolkit import Card, FieldQuestion
from domain.year import Learning


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    id: SkillId
    names: Mapping[str, str]
    expires_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Where a team stands with a protection area: ready, or whom it refers to (by language) until it is.

    `card` is in the team's own words, chapter by chapter; `fields`: what it asks while people move. `asking`: what a
    requester hears as people are asked. `words_kept`: how long this team keeps words of such calls, whatever their
    nature says.
    """

    ready: bool
    refer: Mapping[str, str] = field(default_factory=dict)
    card: Card = field(default_factory=dict)
    fields: tuple[FieldQuestion, ...] = ()
    asking: Mapping[str, str] = field(default_factory=dict)
    words_kept: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MutualAid:
    team: TeamId
    other: TeamId
    opens: Opens = Opens.COORDINATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A row of the gazetteer: an intersection, landmark or block with its coordinates (degrees WGS 84)."""

    name: str
    kind: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyLine:
    """The numbers of somebody outside, to call and to text: ready to be read, empty where there is none."""

    call: str = ""
    text: str = ""


CRISIS = "crisis"
"""The line for whoever may take their life; every other is for lives at risk."""


NUMBERS_IN_TEXTS = frozenset({CRISIS, "medical"})
"""Blanks that a text of a team or an area may have for the numbers of the community file."""

_NUMBER = re.compile(r"\{(crisis|medical)\}")
_WITH_NUMBER = re.compile(r"\[([^\[\]]*\{(?:crisis|medical)\}[^\[\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    id: TeamId
    names: Mapping[str, str]
    time_zone: str
    areas: frozenset[AreaId]
    protections: Mapping[ProtectionArea, Protection]
    policy: Policy
    rotas: tuple[Rota, ...] = ()
    learning: Learning = field(default_factory=Learning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """`revision` rises with every change, so that a process knows when what it holds is old.

    `first_words`: the community's own, by language; where a language has none the catalogue's are said. `doors`: what
    whoever wants to take part hears of it. `emergency` and `emergency_texts`: numbers to call and to text, by the name
    of the line. `lexicon`: words of their own for what people write, by language, in the shape of the program's.
    """

    revision: int
    name: str
    languages: tuple[str, ...]
    default_language: str
    time_zone: str
    place: tuple[float, float] | None
    default_rota: RotaId | None
    emergency: Mapping[str, str]
    skills: Mapping[SkillId, Skill]
    areas: Mapping[AreaId, Area]
    natures: Mapping[NatureId, Nature]
    teams: Mapping[TeamId, Team]
    gazetteer: tuple[Landmark, ...] = ()
    aid: tuple[MutualAid, ...] = ()
    first_words: Mapping[str, str] = field(default_factory=dict)
    emergency_texts: Mapping[str, str] = field(default_factory=dict)
    lexicon: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def emergency_line(self, *, crisis: bool) -> EmergencyLine:
        """Those who listen to whoever may take their life, or those for lives at risk."""
        return EmergencyLine(call=_numbers(self.emergency, crisis), text=_numbers(self.emergency_texts, crisis))

    def with_numbers(self, text: str) -> str:
        """`text` with `{crisis}` and `{medical}` as they are to be called; a part in brackets goes where one is
        missing."""
        known = {CRISIS: self.emergency_line(crisis=True).call, "medical": self.emergency_line(crisis=False).call}
        kept = _WITH_NUMBER.sub(lambda part: part[1] if all(known[n] for n in _NUMBER.findall(part[1])) else "", text)
        return _NUMBER.sub(lambda blank: known[blank[1]], kept)

    doors: Mapping[Door, Mapping[str, str]] = field(default_factory=dict)

    def name_of(self, team: Team) -> str:
        """What a team is called in the community's own language."""
        return team.names.get(self.default_language, team.id)

    def zone_of(self, person: Person) -> str:
        """A member's time zone: their own, else their team's, else the community's."""
        teams = [self.teams[each.team] for each in person.memberships if each.team in self.teams]
        return person.time_zone or (teams[0].time_zone if teams else self.time_zone)

    def default_team(self) -> Team:
        """The team whose rota takes what could not be placed: the default rota's, else the first."""
        if self.default_rota is not None:
            return self.teams[TeamId(self.default_rota.partition("/")[0])]
        return next(iter(self.teams.values()))

    def teams_for(self, areas: tuple[AreaId, ...], protection_area: ProtectionArea) -> tuple[Team, ...]:
        """Teams that cover one of `areas`, those ready for `protection_area` first. Place, then nature, chooses."""
        wanted = frozenset(areas)
        covering = [team for team in self.teams.values() if not team.areas.isdisjoint(wanted)]
        return tuple(sorted(covering, key=lambda team: not self.is_ready(team, protection_area)))

    def has_crisis_line(self) -> bool:
        return bool(self.emergency.get(CRISIS) or self.emergency_texts.get(CRISIS))

    def is_ready(self, team: Team, protection_area: ProtectionArea) -> bool:
        """For somebody in distress no team is, while nobody is named who listens when it is about their life."""
        protection = team.protections.get(protection_area)
        lacks = protection_area is ProtectionArea.MENTAL_HEALTH and not self.has_crisis_line()
        return protection is not None and protection.ready and not lacks


def _numbers(by_line: Mapping[str, str], crisis: bool) -> str:
    wanted = {number: None for line, number in by_line.items() if (line == CRISIS) is crisis}
    return ", ".join(wanted)
