"""Areas a community knows, and places as people name them.

No place ever leaves for a third party: everything here is computed from the community's own file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.ids import AreaId


class PlaceKind(StrEnum):
    COORDINATES = "coordinates"
    LINK = "link"
    PLUS_CODE = "plus_code"
    INTERSECTION = "intersection"
    ADDRESS = "address"
    AREA = "area"
    ZIP = "zip"
    WORDS = "words"  # nothing recognised: the words stand for themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it is, as well as we know. `label` is what they wrote, a secret.

    `areas` may be several near a border. `lat` and `lon` are degrees WGS 84, None when only an area
    is known. `why` says how it was recognised.
    """

    kind: PlaceKind
    label: str
    areas: tuple[AreaId, ...] = ()
    lat: float | None = None
    lon: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place a team covers. `polygon` is a GeoJSON geometry (Polygon or MultiPolygon) in lon, lat order, if drawn."""

    id: AreaId
    names: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    zips: tuple[str, ...] = ()
    polygon: Mapping[str, object] | None = None

    def name(self, language: str, default: str) -> str:
        return self.names.get(language) or self.names.get(default) or self.id
