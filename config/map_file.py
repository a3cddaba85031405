"""Areas from a map that somebody drew: the polygons of a GeoJSON file, or of a uMap backup, with their names."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.community_schema import polygon

LARGEST = 20_000_000
"""Bytes; more than any map of one community's areas."""

_NAMES = ("name", "title", "label", "nom", "nombre")


class WrongMap(ValueError):
    """The file holds no areas. The text says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One area as drawn. `name` is empty where the map has none. `polygon` is a GeoJSON geometry."""

    name: str
    polygon: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Map:
    """What a map holds. `passed_over` counts the points and lines that are no areas."""

    areas: tuple[Drawn, ...]
    passed_over: int = 0


def read_map(path: Path) -> Map:
    """The areas drawn in `path`, in the file's order. Raises WrongMap."""
    try:
        if path.is_dir():
            raise WrongMap(f"{path} is a folder; give the file in it that ends with .geojson")
        if path.stat().st_size > LARGEST:
            raise WrongMap(f"{path} is too large for a map of a few areas")
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as wrong:
        raise WrongMap(f"{path} cannot be read: {wrong.strerror}") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise WrongMap(f"{path} is not GeoJSON; export the map once more, as GeoJSON") from None
    areas: list[Drawn] = []
    passed_over = 0
    for n, feature in enumerate(_features(whole), start=1):
        geometry = feature.get("geometry")
        if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            passed_over += 1
            continue
        name = _name_of(feature.get("properties"))
        try:
            areas.append(Drawn(name=name, polygon=polygon(geometry)))
        except ValueError as wrong:
            raise WrongMap(f"the area {name or f'number {n}'} {wrong}; draw it again without crossing lines") from None
    if not areas:
        raise WrongMap(f"{path} has no closed areas in it, only points or lines: draw each area as a polygon")
    return Map(tuple(areas), passed_over)


def _features(whole: Any) -> Iterator[Mapping[str, Any]]:
    """Every feature of a GeoJSON file, or of a uMap backup, which holds one collection for each layer."""
    if not isinstance(whole, Mapping):
        return
    if whole.get("type") == "Feature":
        yield whole
    elif whole.get("type") in ("Polygon", "MultiPolygon"):
        yield {"geometry": whole}
    for inside in ("features", "layers"):
        each = whole.get(inside)
        for part in each if isinstance(each, list) else ():
            yield from _features(part)


def _name_of(properties: Any) -> str:
    if not isinstance(properties, Mapping):
        return ""
    by_name = {str(key).casefold(): value for key, value in properties.items()}
    found = (str(by_name[key]).strip() for key in _NAMES if isinstance(by_name.get(key), str | int))
    return next((each for each in found if each), "")
