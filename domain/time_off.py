"""Time off: asked for by whoever is on a rota, answered by a coordinator of the team, taken back by either.

Until it is granted the shifts stay with them. Granted, it stands in every rota of the team as `TimeOff`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId, TeamId
from domain.rota import Gap, Remove, Rota, TimeOff
from domain.rota_change import Entries, RotaChange, Stale, change_between, changed, gaps_made
from domain.rota_edit import take_off, taken_over_for_good, written
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


def gaps_left(rotas: Sequence[Rota], person: PersonId, stretch: Stretch, now: datetime) -> tuple[Gap, ...]:
    """The gaps that granting it would leave, in the team's rotas taken together."""
    after = [changed(each, granting(each, person, stretch)) for each in rotas]
    return gaps_made(rotas, after, max(now, stretch.start), stretch.end)


def _entry(rota: Rota, person: PersonId, stretch: Stretch) -> TimeOff:
    return TimeOff(person=person, start=written(rota, stretch.start), end=written(rota, stretch.end))
