"""The atlas of one community: places out of what people write.

No place ever leaves for a third party: everything here is computed from the community's own file. What is recognised,
the most exact first:

    links and geo: addresses that carry coordinates    "https://maps.google.com/?q=41.88,-87.63"
    coordinates                                        "41.8801, -87.6302", "41°52'48\"N 87°37'49\"W"
    Plus Codes, short ones near the community          "86HJV9JC+2V", "V9JC+2V"
    intersections, blocks, landmarks of the gazetteer  "5th and Main", "412 Main St", "the public library"
    names and aliases of areas                         "old twon"
    ZIP codes of areas                                 "60614"

Numbers that are none of these stay numbers: coordinates need enough decimals, a Plus Code a letter, and house numbers,
streets and ZIP codes must be ones the community's file knows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import cos, hypot, radians

import numpy as np
import shapely
from openlocationcode import openlocationcode
from shapely.geometry import shape

from domain.community import Landmark
from domain.gazetteer import Gazetteer, Names, Point, Word, keys_of, words_of
from domain.ids import AreaId
from domain.places import Area, Place, PlaceKind

BORDER_METRES = 25.0
"""So near to a border, both sides are asked."""

NEAR_METRES = 300_000.0
"""So near to the community, three decimals are enough to be a coordinate."""

LONGEST_TEXT = 1600

_LAT_METRES = 110_574.0
_LON_METRES = 111_320.0


class Atlas:
    """The places of one community, made ready once. Pure and safe to share.

    `home` is the community's own point, near which short Plus Codes are read.
    """

    def __init__(self, areas: Iterable[Area], landmarks: Iterable[Landmark] = (), home: Point | None = None) -> None:
        areas = tuple(areas)
        self._home = home
        self._borders = _Borders(areas)
        self._zips: dict[str, list[AreaId]] = defaultdict(list)
        for area in areas:
            for code in area.zips:
                self._zips[code].append(area.id)
        named = ((name, area) for area in areas for name in (*area.names.values(), *area.aliases))
        self._area_names = Names((keys_of(name), area.id) for name, area in named)
        self._gazetteer = Gazetteer(landmarks)

    def recognise(self, text: str) -> Place | None:
        """The place `text` names, None if it names none. Where a text names several, the most exact one."""
        text = text[:LONGEST_TEXT]
        place = self._link(text)
        if place is not None:
            return place
        text = _LINK.sub(lambda found: " " * len(found.group()), text)
        place = self._coordinates(text) or self._plus_code(text)
        if place is not None:
            return place
        words = words_of(text)
        return self._spot(text, words) or self._area(text, words) or self._zip(text)

    def locate(self, lat: float, lon: float) -> Place:
        """The place at these degrees, with every area it lies in or within 25 m of."""
        return self._at((lat, lon), PlaceKind.COORDINATES, f"{lat:.5f}, {lon:.5f}", "coordinates")

    def _at(self, point: Point, kind: PlaceKind, label: str, why: str) -> Place:
        areas = self._borders.around(point)
        return Place(kind=kind, label=label, areas=areas, lat=point[0], lon=point[1], why=why)

    def _link(self, text: str) -> Place | None:
        for found in _LINK.finditer(text):
            link = _ESCAPE.sub(lambda escaped: _ESCAPED[escaped.group().lower()], found.group())
            for shape_of_link in _COORDINATES_IN_LINKS:
                inside = shape_of_link.search(link)
                point = _valid(inside["lat"], inside["lon"]) if inside else None
                if point is not None:
                    return self._at(point, PlaceKind.LINK, found.group(), "a link with coordinates")
        return None

    def _coordinates(self, text: str) -> Place | None:
        for found in _DECIMAL.finditer(text):
            point = _decimal(found)
            if point is not None and self._is_exact_enough(found, point):
                return self._at(point, PlaceKind.COORDINATES, found.group().strip(), "coordinates")
        for found in _DEGREES.finditer(text):
            point = _degrees(found)
            if point is not None:
                return self._at(point, PlaceKind.COORDINATES, found.group().strip(), "degrees and minutes")
        return None

    def _is_exact_enough(self, found: re.Match[str], point: Point) -> bool:
        """Two decimals are a price and three may be: they count with N, S, E, W, or three near the community."""
        decimals = min(len(found["lat"].partition(".")[2]), len(found["lon"].partition(".")[2]))
        if decimals >= 4 or None not in _hemispheres(found):
            return True
        return decimals == 3 and self._home is not None and metres(self._home, point) < NEAR_METRES

    def _plus_code(self, text: str) -> Place | None:
        for found in _PLUS_CODE.finditer(text):
            code = found.group().upper()
            if code.replace("+", "").isdigit():
                continue
            if openlocationcode.isShort(code) and self._home is not None:
                code = openlocationcode.recoverNearest(code, *self._home)
            if openlocationcode.isFull(code):
                square = openlocationcode.decode(code)
                point = (square.latitudeCenter, square.longitudeCenter)
                return self._at(point, PlaceKind.PLUS_CODE, found.group(), "a Plus Code")
        return None

    def _spot(self, text: str, words: Sequence[Word]) -> Place | None:
        for look in (self._gazetteer.crossing, self._gazetteer.house, self._gazetteer.landmark):
            found = look(words)
            if found is None:
                continue
            label = text[words[found.first].start : words[found.last].end]
            if len(found.points) == 1:
                return self._at(found.points[0], found.kind, label, found.why)
            # The gazetteer has it more than once: every one of them is asked about, none is pointed at.
            around = (area for point in found.points for area in self._borders.around(point))
            return Place(kind=found.kind, label=label, areas=tuple(dict.fromkeys(around)), why=f"{found.why}, several")
        return None

    def _area(self, text: str, words: Sequence[Word]) -> Place | None:
        found = self._area_names.find(words)
        if not found:
            return None
        label = text[words[found[0].first].start : words[found[0].last].end]
        areas = tuple(dict.fromkeys(area for each in found for area in each.items))
        why = "the name of an area" if found[0].exact else "nearly the name of an area"
        return Place(kind=PlaceKind.AREA, label=label, areas=areas, why=why)

    def _zip(self, text: str) -> Place | None:
        for found in _ZIP.finditer(text):
            areas = self._zips.get(found["code"])
            if areas:
                return Place(kind=PlaceKind.ZIP, label=found.group(), areas=tuple(areas), why="a ZIP code")
        return None


# --- areas on the ground


class _Borders:
    """Which areas a point lies in or near. Flat metres around the middle of what is drawn: exact enough for a city."""

    def __init__(self, areas: Sequence[Area]) -> None:
        drawn = [(area.id, shape(dict(area.polygon))) for area in areas if area.polygon is not None]
        self._ids = [area for area, _ in drawn]
        _, south, _, north = shapely.total_bounds([polygon for _, polygon in drawn]) if drawn else (0, 0, 0, 0)
        self._scale = np.array([_LON_METRES * cos(radians((south + north) / 2)), _LAT_METRES])
        flat = [shapely.transform(polygon, lambda lon_lat: lon_lat * self._scale) for _, polygon in drawn]
        shapely.prepare(flat)
        self._tree = shapely.STRtree(flat)

    def around(self, point: Point) -> tuple[AreaId, ...]:
        """Those it lies in first, then those within `BORDER_METRES`, each in the order of the file."""
        if not self._ids:
            return ()
        here = shapely.Point(point[1] * self._scale[0], point[0] * self._scale[1])
        inside = set(self._tree.query(here, predicate="intersects").tolist())
        near = self._tree.query(here, predicate="dwithin", distance=BORDER_METRES).tolist()
        return tuple(self._ids[n] for n in sorted(near, key=lambda n: (n not in inside, n)))


def metres(one: Point, other: Point) -> float:
    """How far apart two places are, for distances within a city."""
    wide = (one[1] - other[1]) * _LON_METRES * cos(radians(one[0]))
    return hypot(wide, (one[0] - other[0]) * _LAT_METRES)


# --- coordinates in text

_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,12})?"
_EXACT = r"[+-]?\d{1,3}\.\d{2,12}"
_LINK = re.compile(r"(?:https?://|geo:|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/)[^\s<>\"]+", re.IGNORECASE)
_ESCAPED = {"%2c": ",", "%20": " ", "%3a": ":", "%2b": "+", "%40": "@", "+": " "}
_ESCAPE = re.compile("|".join(map(re.escape, _ESCAPED)), re.IGNORECASE)
_PAIR = rf"(?P<lat>{_EXACT})\s*,\s*(?P<lon>{_EXACT})(?![\d.])"
_COORDINATES_IN_LINKS = (
    re.compile(rf"!3d(?P<lat>{_EXACT})!4d(?P<lon>{_EXACT})"),  # the pin, which the middle of the screen may miss
    re.compile(rf"^geo:(?P<lat>{_NUMBER}),(?P<lon>{_NUMBER})(?![\d.])", re.IGNORECASE),
    re.compile(rf"[?&](?:q|query|ll|sll|coordinate|destination|daddr|center|to)=\s*(?:loc:|ll\.)?\s*{_PAIR}"),
    re.compile(rf"[?&]mlat=(?P<lat>{_EXACT})&mlon=(?P<lon>{_EXACT})"),
    re.compile(rf"#map=\d{{1,2}}(?:\.\d+)?/(?P<lat>{_EXACT})/(?P<lon>{_EXACT})"),
    re.compile(rf"[/@]{_PAIR}"),
)
_DECIMAL = re.compile(
    rf"(?<![\w.$€£+-])(?P<before_lat>[NS])?\s?(?P<lat>{_EXACT})\s?°?\s?(?P<after_lat>[NS])?"
    rf"\s{{0,3}}[,;/ ]\s{{0,3}}(?:(?:lon|lng)\w*\s*[:=]?\s*)?"
    rf"(?P<before_lon>[EWO])?\s?(?P<lon>{_EXACT})\s?°?\s?(?P<after_lon>[EWO]\b)?(?![\w%]|\.\d)",
    re.IGNORECASE,
)
_MINUTES = r"(?:(?P<{0}_m>\d{{1,2}}(?:\.\d+)?)\s*['\u2032\u2019]\s*)?"
_SECONDS = r"(?:(?P<{0}_s>\d{{1,2}}(?:\.\d+)?)\s*(?:[\"\u2033\u201d]|'')\s*)?"
_ANGLE = r"(?P<{0}_d>\d{{1,3}})\s*[°\u00ba]\s*" + _MINUTES + _SECONDS
_DEGREES = re.compile(
    _ANGLE.format("lat") + r"(?P<lat_h>[NS])\s{0,3}[,;/ ]?\s{0,3}" + _ANGLE.format("lon") + r"(?P<lon_h>[EWO])\b",
    re.IGNORECASE,
)
_PLUS_CODE = re.compile(r"(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,7}(?![\w+])", re.IGNORECASE)
_ZIP = re.compile(r"(?<![\w$€£#+.,/-])(?P<code>\d{5})(?:-\d{4})?(?![\w%€£+:/-]|[.,]\d)")


def _valid(lat: str | float, lon: str | float) -> Point | None:
    lat, lon = float(lat), float(lon)
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _hemispheres(found: re.Match[str]) -> tuple[str | None, str | None]:
    return found["before_lat"] or found["after_lat"], found["before_lon"] or found["after_lon"]


def _decimal(found: re.Match[str]) -> Point | None:
    north_south, east_west = _hemispheres(found)
    return _valid(_signed(float(found["lat"]), north_south), _signed(float(found["lon"]), east_west))


def _degrees(found: re.Match[str]) -> Point | None:
    def angle(name: str) -> float:
        minutes, seconds = float(found[f"{name}_m"] or 0), float(found[f"{name}_s"] or 0)
        return _signed(float(found[f"{name}_d"]) + minutes / 60 + seconds / 3600, found[f"{name}_h"])

    return _valid(angle("lat"), angle("lon"))


def _signed(angle: float, hemisphere: str | None) -> float:
    """South and west are below zero; `O` is west in Spanish and French."""
    return -abs(angle) if hemisphere and hemisphere.upper() in "SWO" else angle
