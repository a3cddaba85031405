"""A made-up city for replays: one team, two areas, three natures, a log of calls over a fortnight; all from a seed."""

import json
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.replay.calls import Call
from config.community_file import load_community
from domain.community import Community
from domain.ids import NatureId
from domain.people import Person

BEGINS = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)
_LAT, _LON, _SIZE = 41.87, -87.65, 0.02
_NATURES = (("conflict", 3), ("welcome", 4), ("relief", 2))
"""How many of nine calls are of each."""


def city(people: int, *, policy: dict[str, Any] | None = None) -> tuple[Community, tuple[Person, ...]]:
    """So many protectors in two areas, a third of them on call each day, one in four a lead; and three coordinators."""
    names = [f"p{n:04}" for n in range(people)]
    roster: list[dict[str, Any]] = [
        {
            "id": name,
            "name": name.title(),
            "languages": ["en"],
            "skills": ["lead"] if n % 4 == 0 else [],
            "areas": [("west", "east")[n // 3 % 2]],
        }
        for n, name in enumerate(names)
    ]
    roster += [{"id": name, "name": name.title(), "roles": ["coordinator"]} for name in ("cora", "omar", "gus")]
    layer = {
        "id": "days",
        "start": "2026-01-01T08:00",
        "turn": {"every": 1, "unit": "day"},
        "people": [names[third::3] for third in range(3)],
    }
    file = {
        "version": 1,
        "community": {
            "name": "Riverside",
            "languages": ["en"],
            "default_language": "en",
            "time_zone": "America/Chicago",
            "place": [_LAT, _LON],
            "default_rota": "river/line",
            "emergency": {"medical": "911"},
        },
        "skills": [{"id": "lead"}],
        "areas": [_area("west", 0), _area("east", 1)],
        "natures": [
            _nature("conflict", "community_response", {"responders": 2, "cap": 3, "together": 2, "roles": {"lead": 1}}),
            _nature("welcome", "hospitality", {"responders": 1, "cap": 2}),
            _nature("relief", "climate_relief", {"responders": 3, "cap": 4}),
        ],
        "teams": [
            {
                "id": "river",
                "areas": ["west", "east"],
                "protection_areas": dict.fromkeys(("community_response", "hospitality", "climate_relief"), "ready"),
                "policy": {"live_pages": 3, **(policy or {})},
                "people": roster,
                "rotas": [{"id": "line", "layers": [layer]}],
            }
        ],
    }
    with tempfile.TemporaryDirectory(prefix="upstander-city-") as folder:
        written = Path(folder) / "community.yaml"
        written.write_text(json.dumps(file))
        return load_community(written)


def calls_of(seed: int, many: int) -> Sequence[Call]:
    """So many calls over a fortnight, at any hour, half as many by night as by day."""
    drawn = random.Random(f"calls {seed}")
    natures = [name for name, times in _NATURES for _ in range(times)]
    found: list[Call] = []
    while len(found) < many:
        at = BEGINS + timedelta(seconds=round(drawn.random() * FORTNIGHT.total_seconds()))
        by_night = (at - timedelta(hours=6)).hour in (22, 23, 0, 1, 2, 3, 4, 5, 6)
        if by_night and drawn.random() < 0.5:
            continue
        lat = _LAT + _SIZE * drawn.uniform(0.05, 0.95)
        lon = _LON + _SIZE * (drawn.randrange(2) + drawn.uniform(0.05, 0.95))
        found.append(Call(at=at, lat=round(lat, 6), lon=round(lon, 6), nature=NatureId(drawn.choice(natures))))
    return sorted(found, key=lambda call: call.at)


def _area(name: str, place: int) -> dict[str, Any]:
    west, south = _LON + place * _SIZE, _LAT
    east, north = west + _SIZE, south + _SIZE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"id": name, "name": {"en": name.title()}, "polygon": {"type": "Polygon", "coordinates": [ring]}}


def _nature(name: str, area: str, need: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "protection_area": area,
        "name": {"en": name.title()},
        "urgency": "immediate",
        "need": need,
    }
