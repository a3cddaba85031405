"""Places of a gazetteer: a table as any spreadsheet writes it, or the points of a GeoJSON file.

A table has the columns name, kind, lat and lon in any order, in capitals or not, parted by commas, semicolons or tabs;
where commas part no columns they may stand in the numbers. Other columns are passed over. Of a GeoJSON file the points
are read, with the properties `name` and `kind`; a point without a kind is a landmark.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.community_schema import LandmarkEntry
from config.rota_file import said_of
from config.written import Problem, WrongFile, identifying
from domain.community import Landmark

LARGEST = 20_000_000
"""Bytes; more than all the corners of a city."""

COLUMNS = ("name", "kind", "lat", "lon")
_ALSO_CALLED = {
    "latitude": "lat",
    "latitud": "lat",
    "longitude": "lon",
    "longitud": "lon",
    "lng": "lon",
    "long": "lon",
    "nombre": "name",
    "nom": "name",
    "title": "name",
    "label": "name",
    "tipo": "kind",
    "type": "kind",
}
_SEPARATORS = (";", "\t", ",")
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')
_MAPS = {".geojson", ".json"}

Row = tuple[int, dict[str, Any]]
"""The line it stands on (0 where that is not known), and the place as it is written there."""


def read_places(file: Path) -> tuple[Landmark, ...]:
    """The places in a file, each once. Raises WrongFile with everything that is wrong, each with its line."""
    problems: list[Problem] = []
    places: list[Landmark] = []
    for line, row in read_rows(file):
        try:
            entry = LandmarkEntry.model_validate(row)
        except ValidationError as wrong:
            problems += [
                Problem(str(file), line, f"{'.'.join(map(str, each['loc']))} {said_of(each)}")
                for each in wrong.errors()
            ]
            continue
        places.append(Landmark(name=entry.name, kind=entry.kind, lat=entry.lat, lon=entry.lon))
    if problems:
        raise WrongFile(problems)
    if not places:
        raise WrongFile([Problem(str(file), 0, "holds no places")])
    return tuple(dict.fromkeys(places))


def read_rows(file: Path) -> list[Row]:
    """The places in a file as they stand there, not checked yet. Raises WrongFile, and OSError if it cannot be read."""
    if file.stat().st_size > LARGEST:
        raise WrongFile([Problem(str(file), 0, "is too large for the places of a community")])
    is_map = file.suffix.casefold() in _MAPS
    try:
        text = file.read_text(encoding="utf-8-sig")
        rows = list(_points(text, file) if is_map else _table(text, file))
    except (UnicodeDecodeError, csv.Error):
        what = "GeoJSON" if is_map else "a table of comma-separated"
        raise WrongFile([Problem(str(file), 0, f"is not {what} UTF-8 text")]) from None
    for line, row in rows:
        known = identifying(str(row.get("name", "")))
        if known:
            raise WrongFile([Problem(str(file), line, f"{known} has no place in this file")])
    return rows


# --- tables


def _table(text: str, file: Path) -> Iterator[Row]:
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    table = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    names = [_called(each) for each in next(table, [])]
    if any(names.count(each) != 1 for each in COLUMNS):
        raise WrongFile([Problem(str(file), 1, f"must begin with the line {','.join(COLUMNS)}")])
    for row in table:
        if not any(each.strip() for each in row):
            continue
        if len(row) != len(names):
            raise WrongFile([Problem(str(file), table.line_num, f"must have {len(names)} columns")])
        by_name = dict(zip(names, map(str.strip, row), strict=True))
        yield table.line_num, _place(by_name, comma_in_numbers=separator != ",")


def _called(column: str) -> str:
    name = column.strip().casefold()
    return _ALSO_CALLED.get(name, name)


def _place(row: Mapping[str, str], *, comma_in_numbers: bool) -> dict[str, Any]:
    numbers = {name: row[name].replace(",", ".") if comma_in_numbers else row[name] for name in ("lat", "lon")}
    return {"name": row["name"], "kind": row["kind"].casefold(), **numbers}


# --- maps


def _points(text: str, file: Path) -> Iterator[Row]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise WrongFile([Problem(str(file), wrong.lineno, "is not JSON")]) from None
    except RecursionError:
        raise WrongFile([Problem(str(file), 0, "is nested too deeply to be read")]) from None
    features = whole.get("features") if isinstance(whole, Mapping) else None
    if not isinstance(features, list):
        raise WrongFile([Problem(str(file), 1, "is not GeoJSON: it has no list of features")])
    lines = _lines_of_features(text)
    known = len(lines) == len(features)
    for n, feature in enumerate(features):
        geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
        if isinstance(geometry, Mapping) and geometry.get("type") == "Point":
            yield lines[n] if known else 0, _of_point(feature, geometry.get("coordinates"))


def _lines_of_features(text: str) -> list[int]:
    """The line on which each feature says that it is one."""
    lines: list[int] = []
    line, before = 1, 0
    for found in _FEATURE.finditer(text):
        line += text.count("\n", before, found.start())
        before = found.start()
        lines.append(line)
    return lines


def _of_point(feature: Mapping[str, Any], coordinates: Any) -> dict[str, Any]:
    properties = feature.get("properties")
    told = {_called(str(key)): value for key, value in properties.items()} if isinstance(properties, Mapping) else {}
    kind = told.get("kind")
    row: dict[str, Any] = {"kind": str(kind).strip().casefold() if kind else "landmark"}
    if told.get("name"):
        row["name"] = str(told["name"]).strip()
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        row |= {"lon": coordinates[0], "lat": coordinates[1]}
    return row
