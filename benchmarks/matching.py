"""One incident matched in a community of 10,000 protectors and 10,000 areas, in teams of 20: in which areas its place
lies, whose call it is, and whom of that team to ask first. That is all a call needs: only its own team's people are
weighed. What it would take to weigh all of them, as one team, stands beside it.

The floor is what cannot be left out, in the same run: one look at the tree of areas, and one sort of a team's keys,
with nothing decided about anybody.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import itemgetter

from shapely import Point, Polygon, STRtree, box

from benchmarks.table import Line, milliseconds, percentile
from domain.atlas import Atlas
from domain.community import Community, Protection, Team
from domain.ids import AreaId, ContactPointId, ConversationId, IncidentId, NatureId, PersonId, SenderId, TeamId
from domain.incident import Incident, IncidentStatus
from domain.live_pages import next_asked
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
TEAM = 20
_ONE = TeamId("one")


def matching(*, rounds: int = 200) -> list[Line]:
    """The area lookup, all of the matching, and the ranking of everybody as one team."""
    areas = tuple(_area(n) for n in range(MANY))
    atlas = Atlas(areas, (), (_LAT, _LON))
    community = _community(areas)
    candidates = [_candidate(n) for n in range(MANY)]
    of_team = {team: tuple(candidates[k * TEAM : (k + 1) * TEAM]) for k, team in enumerate(community.teams)}
    tree = STRtree([_square(n) for n in range(MANY)])
    keys = [(n * 7919 % TEAM, str(n)) for n in range(TEAM)]
    places = [_middle(n * 2503 % MANY) for n in range(rounds)]

    def match(lat: float, lon: float) -> None:
        place = atlas.locate(lat, lon)
        team = community.teams_for(place.areas, ProtectionArea.COMMUNITY_RESPONSE)[0]
        incident, theirs = _incident(place, team.id), of_team[team.id]
        order = rank(incident, theirs, _NOW).order
        asked = next_asked(incident, order, theirs, _NOW, _NOW.time()).asked
        if not asked:
            raise AssertionError("nobody was found to ask")

    def least(lat: float, lon: float) -> None:
        tree.query(Point(lon, lat), predicate="intersects")
        sorted(keys, key=itemgetter(0))

    everybody = [replace(each, person=_in_one_team(each.person)) for each in candidates]
    one = _incident(atlas.locate(*places[0]), _ONE)
    lookup = _each([partial(atlas.locate, *place) for place in places])
    whole = _each([partial(match, *place) for place in places])
    floor = _each([partial(least, *place) for place in places])
    all_of_them = _each([partial(rank, one, everybody, _NOW)] * 3)
    p50, at_best = percentile(whole, 0.5), percentile(floor, 0.5)
    return [
        Line(what=f"which of {MANY:,} areas a place lies in, p50", where="", measured=_p50(lookup)),
        Line(
            what=f"one incident matched against {MANY:,} protectors, p50",
            where="",
            measured=milliseconds(p50),
            aim=f"< {milliseconds(AIM)}",
            floor=milliseconds(at_best),
            times=f"{p50 / at_best:.1f}",
            met=p50 < AIM,
        ),
        Line(what="the same, p99", where="", measured=milliseconds(percentile(whole, 0.99))),
        Line(what=f"all {MANY:,} weighed, as if they were one team, p50", where="", measured=_p50(all_of_them)),
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
            Membership(person=name, team=_team(n // TEAM), roles=frozenset({Role.PROTECTOR}), standing=Standing.VETTED),
        ),
        contact_points=(here,),
    )
    paged = _NOW - timedelta(minutes=n % 600) if n % 4 else None
    return Candidate(person=person, on_call=n % 10 == 0, last_paged_at=paged, pages_lately=n % 3)


def _in_one_team(person: Person) -> Person:
    return replace(person, memberships=tuple(replace(each, team=_ONE) for each in person.memberships))


def _team(k: int) -> TeamId:
    return TeamId(f"team{k:03}")


def _community(areas: tuple[Area, ...]) -> Community:
    """Teams of 20 that cover 20 areas each."""
    ready = {ProtectionArea.COMMUNITY_RESPONSE: Protection(ready=True, refer={})}
    teams = [
        Team(
            id=_team(k),
            names={"en": f"Team {k}"},
            time_zone="America/Chicago",
            areas=frozenset(each.id for each in areas[k * TEAM : (k + 1) * TEAM]),
            protections=ready,
            policy=Policy(),
        )
        for k in range(MANY // TEAM)
    ]
    return Community(
        revision=1,
        name="Everywhere",
        languages=("en", "es"),
        default_language="en",
        time_zone="America/Chicago",
        place=(_LAT, _LON),
        default_rota=None,
        emergency={},
        skills={},
        areas={each.id: each for each in areas},
        natures={},
        teams={each.id: each for each in teams},
    )


def _incident(place: Place, team: TeamId) -> Incident:
    return Incident(
        id=IncidentId("inc_1"),
        number=1,
        team=team,
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
            policy=Policy(), team=team, time_zone="America/Chicago", on_call=frozenset(), wording="1", made_at=_NOW
        ),
        areas=place.areas,
        place=place,
    )
