"""Rotas written as coordinators write them, and answers written as they would read them."""

from datetime import datetime

import yaml

from config.rota_file import at_instant, read_moment, rota_from
from domain.ids import RotaId
from domain.rota import Rota, expand
from domain.zone import zone


def rota(text: str, time_zone: str = "America/Chicago") -> Rota:
    """The rota of a YAML text, in Chicago unless it says otherwise."""
    return rota_from(yaml.safe_load(text), RotaId("line"), time_zone)


def at(rota: Rota, text: str) -> datetime:
    """An instant, written as the rota's wall clock or with an offset."""
    return at_instant(read_moment(text), rota.time_zone)


def shown(rota: Rota, instant: datetime) -> str:
    """An instant on the rota's wall clock: `03-08 03:00 -05:00`."""
    local = instant.astimezone(zone(rota.time_zone))
    return f"{local:%m-%d %H:%M} {local.isoformat()[-6:]}"


def timetable(rota: Rota, start: str, end: str) -> list[str]:
    """Who is on from when, a line for each span; each lasts until the next."""
    spans = expand(rota, at(rota, start), at(rota, end)).spans
    return [f"{shown(rota, span.start)} {' '.join(sorted(span.people)) or 'nobody'}" for span in spans]


def hand_offs(rota: Rota, start: str, end: str) -> list[str]:
    """When turns begin."""
    return [shown(rota, instant) for instant in expand(rota, at(rota, start), at(rota, end)).hand_offs]
