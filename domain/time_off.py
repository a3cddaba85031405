"""Time off: asked for by whoever is on a rota, answered by a coordinator of the team, taken back by either.

Until it is granted the shifts stay with them. Granted, it stands in every rota of the team as `TimeOff`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.community import Team
from domain.ids import PersonId, TeamId
from domain.on_call_needs import gaps_made
from domain.rota import Gap, People, Remove, Rota, TimeOff
from domain.rota_change import Entries, RotaChange, Stale, change_between, changed
from domain.rota_edit import take_off, taken_over_for_good, written
from domain.when import Stretch
from domain.zone import instant, reached, zone


class TimeOffState(StrEnum):
    """Asked, until a coordinator answers. Withdrawn: by its person, or taken back after it was granted. Lapsed: its
    time came before anybody answered."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffRequest:
    """One person asks one team to be off in `stretch`."""

    id: str
    person: PersonId
    team: TeamId
    stretch: Stretch
    asked_at: datetime
    state: TimeOffState = TimeOffState.ASKED


ASKED_AGAIN_AT = time(10)
"""When coordinators are asked once more, on the clock of the team's wall, unless that is their night."""

APART = timedelta(hours=6)
"""Nobody is asked twice within so long."""


def lapses_at(request: TimeOffRequest, team: Team) -> datetime:
    """When its time has come; whoever hears that nobody answered hears it after the team's night."""
    at = request.stretch.start if request.stretch.start > request.asked_at else request.stretch.end
    where = zone(team.time_zone)
    reading = reached(where, at)
    if not team.policy.is_night(reading.time()):
        return at
    days = int(reading.time() >= team.policy.night_to)
    return instant(where, datetime.combine(reading.date() + timedelta(days=days), team.policy.night_to))


def looked_at_again(request: TimeOffRequest, team: Team, now: datetime) -> datetime:
    """When coordinators are asked once more, once a day; or when it lapses, if that is earlier."""
    where, hour = zone(team.time_zone), ASKED_AGAIN_AT
    if team.policy.is_night(hour):
        hour = team.policy.night_to
    today = reached(where, now).date()
    days = (instant(where, datetime.combine(today + timedelta(days=n), hour)) for n in range(3))
    return min(next(each for each in days if each - now >= APART), lapses_at(request, team))


def granting(rota: Rota, person: PersonId, stretch: Stretch) -> RotaChange:
    """The change that takes them out of a rota for as long, whoever had put them on.

    The layers keep out whoever has time off. What overrides bring, such as a swap, is taken off in the stretch; and
    whoever has taken a shift over from them stays on.
    """
    off = _entry(rota, person, stretch)
    kept = changed(rota, taken_over_for_good(rota, person, stretch))
    taken = take_off(kept, person, stretch)
    after = kept
    if taken.removed.overrides:
        own = Remove(person=person, start=off.start, end=off.end)  # the time off says it already
        left = tuple(each for each in taken.added.overrides if each != own)
        after = changed(kept, replace(taken, added=Entries(overrides=left)))
    return change_between(rota, replace(after, time_off=(*rota.time_off, off)))


def ending(rota: Rota, person: PersonId, stretch: Stretch, granted: Sequence[RotaChange] = ()) -> RotaChange | None:
    """The change that ends time off granted before; None if it does not stand in the rota.

    `granted`: the changes that were made of the rota, newest first. What came off when it was granted comes back with
    it, unless somebody has changed the same thing since.
    """
    entry = _entry(rota, person, stretch)
    if entry not in rota.time_off:
        return None
    made = next((each for each in granted if each.rota == rota.id and entry in each.added.time_off), None)
    if made is not None:
        try:
            changed(rota, made.inverse())
        except Stale:
            made = None
    return made.inverse() if made is not None else RotaChange(rota=rota.id, removed=Entries(time_off=(entry,)))


def gaps_left(
    team: Team, person: PersonId, stretch: Stretch, now: datetime, *, counted: People | None = None
) -> tuple[Gap, ...]:
    """The gaps that granting it would make. `counted`: nobody else counts as on."""
    after = replace(team, rotas=tuple(changed(each, granting(each, person, stretch)) for each in team.rotas))
    return gaps_made(team, after, max(now, stretch.start), stretch.end, counted=counted)


def _entry(rota: Rota, person: PersonId, stretch: Stretch) -> TimeOff:
    return TimeOff(person=person, start=written(rota, stretch.start), end=written(rota, stretch.end))
