"""Areas a community knows, and places as people name them.

No place ever leaves for a third party: everything here is computed from the community's own file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.ids import AreaId
from domain.language import normalise


class PlaceKind(StrEnum):
    COORDINATES = "coordinates"
    LINK = "link"
    PLUS_CODE = "plus_code"
    INTERSECTION = "intersection"
    ADDRESS = "address"
    AREA = "area"
    ZIP = "zip"
    STREET = "street"  # a street alone: the areas it runs through
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


class Doubt(StrEnum):
    """Why what stands for a place in a text is not taken for one: what to ask about."""

    LINK = "link"  # its place is known to the network alone, which is never asked
    THREE_WORDS = "three_words"  # a code of three words, which only its owner can read
    FAR = "far"  # numbers like coordinates, without letters, far from the community
    HERE = "here"  # "I am here", and nothing shows where
    CORNER = "corner"  # of its two streets one is known, and the other nearly: `candidates` has those it may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a text says of places. `place`: the one it names, the most exact. `candidates`: what else it may mean.

    `doubt`: where there is no place, what stood for one.
    """

    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    doubt: Doubt | None = None

    @property
    def kind(self) -> str:
        """As programs read it: `none` where no place is known."""
        return "none" if self.place is None else self.place.kind.value

    def answer(self) -> dict[str, object]:
        """As `understand` writes it."""
        plain = {"kind": "none", "lat": None, "lon": None, "areas": []} if self.place is None else _plain(self.place)
        return {**plain, "candidates": [{**_plain(each), "why": each.why} for each in self.candidates]}


def _plain(place: Place) -> dict[str, object]:
    kind = PlaceKind.AREA if place.kind is PlaceKind.STREET else place.kind
    return {"kind": kind.value, "lat": place.lat, "lon": place.lon, "areas": list(place.areas)}


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

    def goes_by(self, said: str) -> bool:
        """True if `said`, normalised, is its id, or its name or an alias in any language."""
        return said in map(normalise, (self.id, *self.names.values(), *self.aliases))
