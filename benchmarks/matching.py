"""One incident matched against 10,000 protectors in 10,000 areas: which areas its place lies in, who is asked first.

The floor is what cannot be left out, in the same run: one look at the tree of areas, and one sort of as many keys as
there are protectors, with nothing decided about anybody.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from shapely import Point, Polygon, STRtree, box

from benchmarks.table import Line, milliseconds, percentile
from domain.atlas import Atlas
from domain.ids import AreaId, ContactPointId, ConversationId, IncidentId, NatureId, PersonId, SenderId, TeamId
from domain.incident import Incident, IncidentStatus
from domain.matching import Candidate, rank
from domain.needs import Need, ProtectionArea, Retention, Urgency
from domain.people import Channel, ContactPoint, Membership, Person, Role, Standing
from domain.places import Area, Place
from domain.policy import Plan, Policy

MANY = 10_000
AIM = 0.005
_SIDE = 100
_SIZE = 0.001
_LAT, _LON = 41.8, -87.7
_NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
_RIVER = TeamId("river")


def matching(*, rounds: int = 40) -> list[Line]:
    """The area lookup, the ranking, and both together."""
    areas = tuple(_area(n) for n in range(MANY))
    atlas = Atlas(areas, (), (_LAT, _LON))
    candidates = tuple(_candidate(n) for n in range(MANY))
    tree = STRtree([_square(n) for n in range(MANY)])
    keys = [(n * 7919 % MANY, str(n)) for n in range(MANY)]
    places = [_middle(n * 2503 % MANY) for n in range(rounds)]

    def looks_up() -> list[Place]:
        return [atlas.locate(*place) for place in places]

    def ranks(found: Place) -> None:
        rank(_incident(found), candidates, _NOW)

    found = looks_up()
    lookup = _each([lambda place=place: atlas.locate(*place) for place in places])  # type: ignore[misc]
    ranking = _each([lambda place=place: ranks(place) for place in found])  # type: ignore[misc]
    whole = _each([lambda place=place: ranks(atlas.locate(*place)) for place in places])  # type: ignore[misc]

    def least(lat: float, lon: float) -> None:
        tree.query(Point(lon, lat), predicate="intersects")
        sorted(keys, key=itemgetter(0))

    floor = _each([lambda place=place: least(*place) for place in places])  # type: ignore[misc]
    at_best = percentile(floor, 0.5)
    return [
        Line(
            what=f"which of {MANY:,} areas a place lies in, p50",
            where="",
            measured=milliseconds(percentile(lookup, 0.5)),
        ),
        Line(what=f"{MANY:,} protectors ranked, p50", where="", measured=milliseconds(percentile(ranking, 0.5))),
        Line(
            what="one incident matched, p50",
            where="",
            measured=_p50(whole),
            aim=f"< {milliseconds(AIM)}",
            floor=milliseconds(at_best),
            times=f"{percentile(whole, 0.5) / at_best:.1f}",
            met=percentile(whole, 0.5) < AIM,
        ),
    ]


def _p50(seconds: list[float]) -> str:
    return milliseconds(percentile(seconds, 0.5))


def _each(works: list[Callable[[], object]]) -> list[float]:
    """Seconds each took."""
    took = []
    for work in works:
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return took


def _corner(n: int) -> tuple[float, float]:
    return _LON + n % _SIDE * _SIZE, _LAT + n // _SIDE * _SIZE


def _middle(n: int) -> tuple[float, float]:
    west, south = _corner(n)
    return south + _SIZE / 2, west + _SIZE / 2


def _square(n: int) -> Polygon:
    west, south = _corner(n)
    return box(west, south, west + _SIZE, south + _SIZE)


def _area(n: int) -> Area:
    west, south = _corner(n)
    east, north = west + _SIZE, south + _SIZE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    return Area(id=AreaId(f"a{n}"), names={"en": f"Block {n}"}, polygon=polygon)


def _candidate(n: int) -> Candidate:
    """One of ten is on call; each covers an area of their own and the next one."""
    name = PersonId(f"p{n:05}")
    here = ContactPoint(
        id=ContactPointId(f"cp {n}"),
        channel=Channel.SMS,
        address=f"{n}",
        sender=SenderId("sms"),
        person=name,
    )
    person = Person(
        id=name,
        roster_name=name,
        languages=("en", "es") if n % 3 == 0 else ("en",),
        skills=frozenset(),
        areas=frozenset({AreaId(f"a{n}"), AreaId(f"a{(n + 1) % MANY}")}),
        memberships=(
            Membership(person=name, team=_RIVER, roles=frozenset({Role.PROTECTOR}), standing=Standing.VETTED),
        ),
        contact_points=(here,),
    )
    paged = _NOW - timedelta(minutes=n % 600) if n % 4 else None
    return Candidate(person=person, on_call=n % 10 == 0, last_paged_at=paged, pages_lately=n % 3)


def _incident(place: Place) -> Incident:
    return Incident(
        id=IncidentId("inc_1"),
        number=1,
        team=_RIVER,
        nature=NatureId("conflict"),
        protection_area=ProtectionArea.COMMUNITY_RESPONSE,
        urgency=Urgency.IMMEDIATE,
        retention=Retention(),
        conversation=ConversationId("con_1"),
        requester_code="Sparrow",
        language="es",
        status=IncidentStatus.ASKING,
        opened_at=_NOW,
        need=Need(responders=2, cap=3, together=2),
        plan=Plan(
            policy=Policy(), team=_RIVER, time_zone="America/Chicago", on_call=frozenset(), wording="1", made_at=_NOW
        ),
        areas=place.areas,
        place=place,
    )
