"""Two calls that may tell of the same: the same requester, or so near and so close in time. A coordinator decides."""

from datetime import datetime

from domain.deciding import Facts, is_gathered, key_together
from domain.ids import PersonId
from domain.incident import Incident
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.places import Place, PlaceKind
from domain.policy import Flooding
from domain.staging import metres

_SAYS_WHERE = frozenset(
    {
        PlaceKind.COORDINATES,
        PlaceKind.LINK,
        PlaceKind.PLUS_CODE,
        PlaceKind.INTERSECTION,
        PlaceKind.ADDRESS,
    }
)


def may_be_same(one: Incident, other: Incident, policy: Flooding, *, one_requester: bool) -> bool:
    """True for two that run, and are for the same time."""
    if not (one.is_alive() and other.is_alive()) or one.need.window != other.need.window:
        return False
    if abs(one.opened_at - other.opened_at) > policy.same_within:
        return False
    return one_requester or is_near(one.place, other.place, policy.same_near)


def same_said(pair: tuple[Incident, Incident], facts: Facts, person: PersonId, now: datetime) -> tuple[K, str, Params]:
    """What a coordinator hears of two that may be one, and under which key: once of each pair; of the later calls of a
    flood, unless one of the two is theirs, together with whatever else there is of those. `facts`: of the first named.
    """
    first, later = sorted(pair, key=lambda each: each.number)
    if is_gathered(pair[0], facts) and person not in (first.owner, later.owner):
        return K.C_FLOOD_GATHERED, key_together(K.C_FLOOD_GATHERED, person, now), {"number": later.number}
    key = f"{K.C_FLOOD_SAME.value}:{first.id}:{later.id}:{person}"
    return K.C_FLOOD_SAME, key, {"number": later.number, "into": first.number}


def is_near(here: Place | None, there: Place | None, near: int) -> bool:
    """True for two places that say where they are, within so many metres."""
    if here is None or there is None or not {here.kind, there.kind} <= _SAYS_WHERE:
        return False
    if here.lat is None or here.lon is None or there.lat is None or there.lon is None:
        return False
    return metres(here.lat, here.lon, there.lat, there.lon) <= near
