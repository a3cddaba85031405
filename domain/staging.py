"""Where whoever must not go alone waits for the second: near, and never at the place.

What leaves before the place may be known is the name of something everybody knows, some way off, or the area alone.
Nothing of the requester's own words, no address, no corner and no coordinate goes into it.
"""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from domain.community import Landmark
from domain.incident import Incident
from domain.language import normalise

LANDMARK = "landmark"
"""The kind of a gazetteer's row that is a place to wait at. Corners and blocks say too much."""

_EARTH_METRES = 6_371_000


def staging_point(incident: Incident, landmarks: Iterable[Landmark]) -> str:
    """The name of the landmark to wait at; empty where only the area may be said.

    The nearest of those that lie between the policy's `stage_near` and `stage_far` from the place; of two that are
    equally far the first by name. None for a discreet need, whose surroundings say too much already.
    """
    place, safety = incident.place, incident.plan.policy.safety
    if place is None or place.lat is None or place.lon is None or incident.keeps_to_itself():
        return ""
    said = normalise(place.label)
    fitting = []
    for each in landmarks:
        if each.kind != LANDMARK or _names(normalise(each.name), said):
            continue
        away = metres(place.lat, place.lon, each.lat, each.lon)
        if safety.stage_near <= away <= safety.stage_far:
            fitting.append((away, each.name))
    return min(fitting)[1] if fitting else ""


def _names(landmark: str, said: str) -> bool:
    """True if what they wrote has the landmark in it: its name would repeat their words."""
    return bool(landmark) and f" {landmark} " in f" {said} "


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The distance of two points in degrees WGS 84."""
    up, across = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    part = sin(up) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(across) ** 2
    return 2 * _EARTH_METRES * asin(sqrt(part))
