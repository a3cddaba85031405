"""The call log: a CSV file with a line for each call, `at,lat,lon,nature`."""

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.rota_file import at_instant, read_moment
from domain.community import Community
from domain.ids import NatureId

COLUMNS = ("at", "lat", "lon", "nature")

_MOST_TOLD = 20


class WrongCalls(ValueError):
    """The log cannot be played; the text says why, a line each, with the number of the line in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody texts at `at` what has happened, and where (degrees WGS 84)."""

    at: datetime
    lat: float
    lon: float
    nature: NatureId


def read_calls(file: Path, community: Community) -> tuple[Call, ...]:
    """The calls of `file` in the order in which they come. Times without an offset are the community's wall clock.

    Raises WrongCalls with all that is wrong, and OSError.
    """
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            return _read(lines, community)
    except UnicodeDecodeError:
        raise WrongCalls("is not a text file in UTF-8") from None
    except csv.Error as wrong:
        raise WrongCalls(f"is not a CSV file: {wrong}") from None


def _read(lines: Iterable[str], community: Community) -> tuple[Call, ...]:
    rows = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise WrongCalls(f"line 1: must name the columns {','.join(COLUMNS)}; {', '.join(missing)} is missing")
    calls: list[Call] = []
    problems: list[str] = []
    for row in rows:
        try:
            calls.append(_call(row, community))
        except ValueError as wrong:
            problems.append(f"line {rows.line_num}: {wrong}")
    if problems:
        more = [f"and {len(problems) - _MOST_TOLD} more"] if len(problems) > _MOST_TOLD else []
        raise WrongCalls("\n".join([*problems[:_MOST_TOLD], *more]))
    if not calls:
        raise WrongCalls("holds no call")
    return tuple(sorted(calls, key=lambda call: call.at))


def _call(row: Mapping[str, str | None], community: Community) -> Call:
    try:
        at = at_instant(read_moment(row["at"] or ""), community.time_zone)
    except ValueError as wrong:
        raise ValueError(f"at {wrong}") from None
    nature = NatureId((row["nature"] or "").strip())
    if nature not in community.natures:
        raise ValueError(f"nature {nature or 'is empty:'} is not one of {_listed(list(community.natures))}")
    lat, lon = _degrees(row, "lat", 90), _degrees(row, "lon", 180)
    return Call(at=at, lat=lat, lon=lon, nature=nature)


def _degrees(row: Mapping[str, str | None], name: str, most: float) -> float:
    try:
        degrees = float(row[name] or "")
    except ValueError:
        degrees = math.nan
    if not abs(degrees) <= most:
        raise ValueError(f"{name} must be a number of degrees between -{most:g} and {most:g}")
    return degrees


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
