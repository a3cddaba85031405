"""Time off: asked for by whoever is on a rota, answered by a coordinator of the team, taken back by either.

Until it is granted the shifts stay with them. Granted, it stands in every rota of the team as `TimeOff`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.community import Team
from domain.ids import PersonId, TeamId
from domain.rota import Gap, Rota, TimeOff
from domain.rota_change import Entries, RotaChange, changed, gaps_made
from domain.rota_edit import written
from domain.when import Stretch


class TimeOffState(StrEnum):
    """Asked, until a coordinator answers. Withdrawn: by its person, or taken back after it was granted."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffRequest:
    """One person asks one team to be off in `stretch`."""

    id: str
    person: PersonId
    team: TeamId
    stretch: Stretch
    asked_at: datetime
    state: TimeOffState = TimeOffState.ASKED


def granting(rota: Rota, person: PersonId, stretch: Stretch) -> RotaChange:
    """The change that takes them out of a rota for as long."""
    return RotaChange(rota=rota.id, added=Entries(time_off=(_entry(rota, person, stretch),)))


def ending(rota: Rota, person: PersonId, stretch: Stretch) -> RotaChange | None:
    """The change that ends time off granted before; None if it does not stand in the rota."""
    entry = _entry(rota, person, stretch)
    return RotaChange(rota=rota.id, removed=Entries(time_off=(entry,))) if entry in rota.time_off else None


def gaps_left(team: Team, person: PersonId, stretch: Stretch, now: datetime) -> tuple[Gap, ...]:
    """The gaps that granting it would leave, in any of the team's areas."""
    after = [changed(each, granting(each, person, stretch)) for each in team.rotas]
    return gaps_made(team.rotas, after, max(now, stretch.start), stretch.end, team.areas)


def _entry(rota: Rota, person: PersonId, stretch: Stretch) -> TimeOff:
    return TimeOff(person=person, start=written(rota, stretch.start), end=written(rota, stretch.end))
