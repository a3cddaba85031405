"""The numbers a team decides for itself, the field's figures by default; and the plan a running incident keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.ids import PersonId, TeamId


class Tier(StrEnum):
    """How far the search reaches, in the order a policy writes down. An empty tier is passed at once."""

    ON_CALL = "on_call"  # on call and covering the area
    NEARBY = "nearby"  # on call, covering another area
    AVAILABLE = "available"  # off call, and has not said off
    AID = "aid"  # neighbouring teams
    COORDINATORS = "coordinators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One team's numbers. Wall-clock times are readings in the team's zone.

    `off_hours` is what a requester hears besides when nobody is on call, by language: whom else to reach.
    """

    live_pages: int = 3
    expires_day: timedelta = timedelta(seconds=120)
    expires_night: timedelta = timedelta(seconds=180)
    night_from: time = time(22, 0)
    night_to: time = time(7, 0)
    tiers: tuple[Tier, ...] = (Tier.ON_CALL, Tier.NEARBY, Tier.AVAILABLE, Tier.AID, Tier.COORDINATORS)
    next_contact_after: timedelta = timedelta(seconds=30)
    place_within: timedelta = timedelta(seconds=120)
    rest_after: timedelta = timedelta(hours=2)
    letter_rests: timedelta = timedelta(hours=24)
    stage_alone: timedelta = timedelta(minutes=10)
    off_hours: Mapping[str, str] = field(default_factory=dict)
    probation: int = 0  # calls a newly approved member goes to beside somebody else before they may go like anybody

    def is_night(self, reading: time) -> bool:
        """True if a wall-clock `reading` in the team's zone lies in the team's night, which may cross midnight."""
        if self.night_from <= self.night_to:
            return self.night_from <= reading < self.night_to
        return reading >= self.night_from or reading < self.night_to

    def off_hours_in(self, language: str) -> str:
        """What is said off hours in `language`, else as it was written first; nothing if nothing was."""
        return self.off_hours.get(language) or next(iter(self.off_hours.values()), "")

    def page_expires(self, reading: time) -> timedelta:
        """How long a page sent at this wall-clock `reading` stays live."""
        return self.expires_night if self.is_night(reading) else self.expires_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the team had decided when the incident opened, copied onto it: later edits do not disturb a running call."""

    policy: Policy
    team: TeamId
    time_zone: str
    on_call: frozenset[PersonId]
    wording: str
    made_at: datetime
    ready: bool = True  # for this protection area; otherwise the call got its referral, and nobody is asked by itself
