"""Who is kept apart from whom and from what, because somebody wrote so for themselves alone (`domain/step_aside.py`).

The effect on people is symmetric: of two of whom one never goes with the other, neither is asked while the other goes
or is asked. Nobody can tell who of them wrote it, and no reason ever says it.
"""

from collections.abc import Iterable
from itertools import chain

from domain.atlas import metres
from domain.ids import PersonId
from domain.incident import Incident
from domain.people import Person
from domain.step_aside import AsideFrom

_SAME_PLACE = 80
"""So many metres apart two addresses are the same place."""


def never_together(one: Person, other: Person) -> bool:
    """True if one of them never goes with the other."""
    return other.id in one.aside.people() or one.id in other.aside.people()


def steps_aside(person: Person, incident: Incident) -> bool:
    """True if `person` steps aside from where `incident` is, or from its kind."""
    aside = person.aside
    if aside.has(AsideFrom.AREA, incident.areas) or aside.has(AsideFrom.NATURE, (incident.nature,)):
        return True
    place = incident.place
    if place is None or place.lat is None or place.lon is None:
        return False
    here = place.lat, place.lon
    return any(metres(here, each) <= _SAME_PLACE for each in aside.points())


def kept_apart(
    candidates: Iterable[Person], incident: Incident, beside: Iterable[Person], ids: Iterable[PersonId]
) -> frozenset[PersonId]:
    """Who of `candidates` is not asked to `incident` while `beside` go, are asked, or call. `ids` are those of all
    beside, also of those about whom nothing more is known.
    """
    named = frozenset(chain.from_iterable(each.aside.people() for each in beside))
    here = frozenset(ids)
    return frozenset(
        each.id
        for each in candidates
        if each.id in named or (each.aside.kept and (bool(each.aside.people() & here) or steps_aside(each, incident)))
    )


_NOBODY: frozenset[str] = frozenset()


def parted(ranked: Iterable[Person]) -> frozenset[PersonId]:
    """Who of `ranked` stands behind somebody they never go with: they are not asked in the same breath."""
    crowd = tuple(ranked)
    if not any(each.aside.kept for each in crowd):
        return frozenset()
    ahead: set[str] = set()
    named: set[str] = set()
    away: set[PersonId] = set()
    for each in crowd:
        mine = each.aside.people() if each.aside.kept else _NOBODY
        if each.id in named or mine & ahead:
            away.add(each.id)
            continue
        ahead.add(each.id)
        named |= mine
    return frozenset(away)
