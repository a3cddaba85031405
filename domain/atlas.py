"""The atlas of one community: places out of what people write.

No place ever leaves for a third party: everything here is computed from the community's own file. What is recognised,
the most exact first, each with its reason:

    links and geo: addresses that carry a place        "https://maps.google.com/?q=41.88,-87.63" (`domain.map_links`)
    coordinates                                        "41.8801, -87.6302", "41°52'48\"N 87°37'49\"W" (`.coordinates`)
    Plus Codes, short ones near the community          "86HJV9JC+2V", "V9JC+2V Old Town"
    intersections, blocks, landmarks of the gazetteer  "5th and Main", "412 Main St", "the library" (`.gazetteer`)
    names and aliases of areas                         "old town"
    landmarks by what only their names have            "the mill pond", "by eastgate stn"
    landmarks and areas with a slip of the thumb       "old twon"
    ZIP codes of areas                                 "60614"

Numbers that are none of these stay numbers: coordinates need decimals enough and to lie near the community unless
letters or labels say what they are, a Plus Code a letter, and house numbers, streets and ZIP codes must be ones the
community's file knows. What looks like a place and cannot be read or believed is a `Doubt`, to be asked about.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from math import cos, hypot, radians
from typing import Self

import numpy as np
import shapely
from openlocationcode import openlocationcode
from shapely.geometry import shape

from domain.community import Community, Landmark
from domain.coordinates import Pair, pairs_in
from domain.gazetteer import ARTICLES, OFTEN_COUNTED, Gazetteer, Names, Point, Spot, Words, keys_of, words_of
from domain.ids import AreaId
from domain.map_links import Reading, links_in, three_words_in
from domain.places import Area, Doubt, Found, Place, PlaceKind

BORDER_METRES = 25.0
"""So near to a border, both sides are asked."""

NEAR_METRES = 300_000.0
"""So near to the community, coordinates are believed that nothing but their numbers makes coordinates."""

LONGEST_TEXT = 1600
MOST_CANDIDATES = 5
MOST_MEANT = 3
"""So many corners are asked about, by their digits."""

_LAT_METRES = 110_574.0
_LON_METRES = 111_320.0
_FEWEST_DECIMALS = {True: 2, False: 3}
"""Two decimals are a price and three may be: they count where letters say so, or three near the community."""

_ROUGH_DECIMALS = 2
_SURE_DECIMALS = 4
_UNIT = re.compile(
    r"\s?(?:(?:kgs?|kilos?|lbs?|pounds|libras|oz|mg|ml|cm|mm|kms?|miles|usd|dollars|dolares|pesos|euros)\b(?!\s?\d)"
    r"|[$\u20ac\u00a3%])",
    re.IGNORECASE,
)
"""Behind two numbers without letters: what was weighed, measured or paid."""

_TELLING = 8
"""A name of so many letters is known without its article: `flats` may be shoes."""


def _with_and_without(keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A name as it is, and without its article if what is left is no everyday word: nobody texts `the riverfront`."""
    yield keys
    if len(keys) > 1 and keys[0] in ARTICLES and sum(map(len, keys[1:])) >= _TELLING:
        yield keys[1:]


class Atlas:
    """The places of one community, made ready once. Pure and safe to share.

    `home` is the community's own point, near which short Plus Codes are read; without it the middle of its areas.
    `names`: what else is called something here, so that a word of it is no landmark's short name.
    """

    def __init__(
        self,
        areas: Iterable[Area],
        landmarks: Iterable[Landmark] = (),
        home: Point | None = None,
        names: Iterable[str] = (),
    ) -> None:
        areas = tuple(areas)
        self._borders = _Borders(areas)
        self._home = home or self._borders.middle()
        self._zips: dict[str, list[AreaId]] = defaultdict(list)
        for area in areas:
            for code in area.zips:
                self._zips[code].append(area.id)
        named = ((keys_of(name), area.id) for area in areas for name in (*area.names.values(), *area.aliases))
        landmarks = tuple(landmarks)
        known = {key for each in landmarks for key in keys_of(each.name)}
        self._area_names = Names(((each, area) for keys, area in named for each in _with_and_without(keys)), known)
        called = [*names, *(name for area in areas for name in (*area.names.values(), *area.aliases))]
        self._gazetteer = Gazetteer(landmarks, {key for each in called for key in keys_of(each)})

    @classmethod
    def of(cls, community: Community) -> Self:
        """The places of a community as its file has them."""
        teams = (name for team in community.teams.values() for name in team.names.values())
        areas = tuple(community.areas.values())
        return cls(areas, community.gazetteer, community.place, (community.name, *teams))

    def recognise(self, text: str) -> Place | None:
        """The place `text` names, None if it names none. Where a text names several, the most exact one."""
        return self.seek(text).place

    def doubt(self, text: str) -> Doubt | None:
        """What stands for a place in a text that names none we can read."""
        return self.seek(text).doubt

    def seek(self, text: str) -> Found:
        """As `found`, without looking for what else it may mean."""
        look = _Look(self, text)
        place = next(look.places(), None)
        if place is not None:
            return Found(place=place)
        meant = look.others if look.doubt is Doubt.CORNER else ()
        return Found(candidates=tuple(meant), doubt=look.doubt)

    def found(self, text: str) -> Found:
        """The place `text` names, what else it may mean, and what stood for a place if it names none."""
        look = _Look(self, text)
        places = list(islice(look.places(), MOST_CANDIDATES + 1))
        place = places[0] if places else None
        others = [each for each in (*look.others, *places[1:]) if place is None or not _is_part(each, place)]
        candidates = tuple(dict.fromkeys(others))[:MOST_CANDIDATES]
        return Found(place=place, candidates=candidates, doubt=look.doubt if place is None else None)

    def locate(self, lat: float, lon: float) -> Place:
        """The place at these degrees, with every area it lies in or within 25 m of."""
        return self.at((lat, lon), PlaceKind.COORDINATES, f"{lat:.5f}, {lon:.5f}", "coordinates")

    def at(self, point: Point, kind: PlaceKind, label: str, why: str) -> Place:
        areas = self._borders.around(point)
        return Place(kind=kind, label=label, areas=areas, lat=point[0], lon=point[1], why=why)

    # --- what a look asks

    def is_near(self, point: Point) -> bool:
        """True if coordinates without letters may be meant; where nobody said where the community is, anywhere."""
        return self._home is None or metres(self._home, point) < NEAR_METRES

    def has_a_home(self) -> bool:
        return self._home is not None

    def plus_code(self, text: str, near: Point | None) -> tuple[str, Point] | None:
        for found in _PLUS_CODE.finditer(text):
            code = found.group().upper()
            if code.replace("+", "").isdigit():
                continue
            near = near or self._home
            if openlocationcode.isShort(code) and near is not None:
                code = openlocationcode.recoverNearest(code, *near)
            if openlocationcode.isFull(code):
                square = openlocationcode.decode(code)
                return found.group(), (square.latitudeCenter, square.longitudeCenter)
        return None

    def spots(self, words: Words) -> Iterator[Spot]:
        """What stands in the gazetteer as it is written, streets with slips."""
        for look in (self._gazetteer.crossing, self._gazetteer.house, self._gazetteer.landmark):
            spot = look(words)
            if spot is not None:
                yield spot

    def part_of_a_spot(self, words: Words) -> Spot | None:
        return self._gazetteer.part_of_landmark(words)

    def nearly_a_spot(self, words: Words) -> Spot | None:
        return self._gazetteer.nearly_landmark(words)

    def street(self, words: Words) -> Spot | None:
        return self._gazetteer.street(words)

    def corners_meant(self, words: Words) -> list[Place]:
        """The corners that a text nearly names, by the names they have."""
        named = self._gazetteer.corners_meant(words)
        return [self.at(point, PlaceKind.INTERSECTION, name, "nearly a corner") for name, point in named.items()]

    def areas_named(self, words: Words) -> tuple[int, int, tuple[AreaId, ...]] | None:
        """The first and the last word of the first name of an area, and the areas of all of them."""
        found = self._area_names.find(words.keys)
        if not found:
            return None
        return found[0].first, found[0].last, tuple(dict.fromkeys(area for each in found for area in each.items))

    def areas_nearly_named(self, words: Words) -> tuple[int, int, tuple[AreaId, ...]] | None:
        found = self._area_names.find_nearly(words.keys)
        return None if found is None else (found.first, found.last, found.items)

    def zips_in(self, text: str, words: Words) -> Iterator[tuple[str, tuple[AreaId, ...]]]:
        for found in _ZIP.finditer(text) if self._zips else ():
            areas = self._zips.get(found["code"])
            if areas and not _is_number_of_something(words, found.start()):
                yield found.group(), tuple(areas)

    def around(self, point: Point) -> tuple[AreaId, ...]:
        return self._borders.around(point)

    def middle_of(self, areas: Sequence[AreaId]) -> Point | None:
        return self._borders.middle_of(areas[0]) if areas else None


class _Look:
    """One look at a text. `doubt` and `others` are filled while `places` go by, before the first of them."""

    def __init__(self, atlas: Atlas, text: str) -> None:
        self._atlas = atlas
        self._text = text[:LONGEST_TEXT]
        self.doubt: Doubt | None = None
        self.others: list[Place] = []

    def places(self) -> Iterator[Place]:
        """What the text may name, the best first."""
        links = list(links_in(self._text))
        found = False
        for link in links:
            place = self._of_link(link)
            if place is not None:
                found = True
                yield place
        text = self._text
        for link in links:
            text = text[: link.start] + " " * len(link.link) + text[link.end :]
        if (three := three_words_in(text)) is not None:
            self._doubts(Doubt.THREE_WORDS)
            text = text[: three[0]] + " " * (three[1] - three[0]) + text[three[1] :]
        words = Words(text)
        for place in self._named(text, words):
            found = True
            yield place
        if not found:
            yield from self._of_a_street(words)

    def _named(self, text: str, words: Words) -> Iterator[Place]:
        yield from self._of_coordinates(text)
        named = self._atlas.areas_named(words)
        areas = named[2] if named is not None else ()
        if "+" in text and (found := self._atlas.plus_code(text, self._atlas.middle_of(areas))) is not None:
            code = self._atlas.at(found[1], PlaceKind.PLUS_CODE, found[0], "a Plus Code")
            if code.areas or self._atlas.is_near(found[1]) or openlocationcode.isShort(found[0]):
                yield code
            else:
                # Licence plates and passwords are written so as well.
                self._doubts(Doubt.FAR)
                self.others.append(replace(code, why="a Plus Code far away"))
        yield from self._of_words(text, words, named)

    def _doubts(self, doubt: Doubt) -> None:
        self.doubt = self.doubt or doubt

    def _of_link(self, link: Reading) -> Place | None:
        if link.point is not None:
            return self._atlas.at(link.point, PlaceKind.LINK, link.link, "a link with coordinates")
        for said in link.words:
            inside = _Look(self._atlas, said)
            for place in inside.of_words_in_a_link(link.middle, exactly=link.exactly):
                return Place(
                    kind=PlaceKind.LINK,
                    label=link.link,
                    areas=place.areas,
                    lat=place.lat,
                    lon=place.lon,
                    why=f"a link with {place.why}",
                )
        if link.middle is not None:
            return self._atlas.at(link.middle, PlaceKind.LINK, link.link, "a link with the middle of a map")
        if link.opaque or link.three_words:
            self._doubts(Doubt.LINK if link.opaque else Doubt.THREE_WORDS)
            why = "a link that says nothing without the network"
            self.others.append(Place(kind=PlaceKind.LINK, label=link.link, why=why))
        return None

    def of_words_in_a_link(self, middle: Point | None, *, exactly: bool) -> Iterator[Place]:
        """Coordinates in degrees and minutes, a Plus Code, a corner: whatever a link has in the place of numbers.

        `middle`: of the map it shows, near which a short Plus Code is meant. `exactly`: no corners and names.
        """
        yield from self._of_coordinates(self._text)
        words = Words(self._text)
        named = self._atlas.areas_named(words)
        near = middle or (self._atlas.middle_of(named[2]) if named is not None else None)
        # A link that was not escaped has lost the code's own plus: there it reads as a blank.
        code = self._text if "+" in self._text else _SPLIT_PLUS_CODE.sub(r"\1+\2", self._text, count=1)
        if (found := self._atlas.plus_code(code, near)) is not None:
            yield self._atlas.at(found[1], PlaceKind.PLUS_CODE, found[0], "a Plus Code")
        if not exactly:
            yield from self._of_words(self._text, words, named)

    def _of_coordinates(self, text: str) -> Iterator[Place]:
        for pair in pairs_in(text):
            point, label = (pair.lat, pair.lon), self._text[pair.start : pair.end].strip(" '\"{(,")
            if pair.decimals < _FEWEST_DECIMALS[pair.marked] and not self._is_rough(pair):
                continue
            if not pair.marked and _UNIT.match(text, pair.end) is not None:
                continue
            if pair.marked or (self._atlas.is_near(point) and self._is_exact_enough(pair.decimals)):
                why = "coordinates with their hemispheres" if pair.marked else "coordinates"
                yield self._atlas.at(point, PlaceKind.COORDINATES, label, why)
            elif pair.decimals >= _SURE_DECIMALS:
                self._doubts(Doubt.FAR)
                if len(self.others) < MOST_CANDIDATES:
                    self._far(point, label)

    def _is_rough(self, pair: Pair) -> bool:
        """True for "41.88, -87.63" where that lies in an area: no price has a sign, and few pairs fall just there."""
        is_signed = min(pair.lat, pair.lon) < 0
        return is_signed and pair.decimals == _ROUGH_DECIMALS and bool(self._atlas.around((pair.lat, pair.lon)))

    def _is_exact_enough(self, decimals: int) -> bool:
        return decimals >= _SURE_DECIMALS or self._atlas.has_a_home()

    def _far(self, point: Point, label: str) -> None:
        """Numbers far away: as they stand, or as they would be near with the sign or the order that is usual here."""
        lat, lon = point
        signs = [(lat, -lon), (-lat, lon), (-lat, -lon)]
        turned = [(lon, lat), (lon, -lat), (-lon, lat), (-lon, -lat)] if abs(lon) <= 90 else []
        for meant in (*signs, *turned):
            if self._atlas.is_near(meant):
                why = "coordinates, if a sign was left out" if meant in signs else "coordinates, if the order is turned"
                self.others.append(self._atlas.at(meant, PlaceKind.COORDINATES, label, why))
        self.others.append(self._atlas.at(point, PlaceKind.COORDINATES, label, "coordinates far away"))

    def _of_words(self, text: str, words: Words, named: tuple[int, int, tuple[AreaId, ...]] | None) -> Iterator[Place]:
        zips = list(self._atlas.zips_in(text, words))
        told = named[2] if named is not None else tuple(area for _, areas in zips for area in areas)
        for spot in self._atlas.spots(words):
            yield from self._of_spot(words, spot, told)
        part = self._atlas.part_of_a_spot(words)
        if part is not None:
            yield from self._of_spot(words, part, told)
        if named is not None:
            yield _of_areas(words, named, "the name of an area")
        else:
            near = self._atlas.nearly_a_spot(words)
            if near is not None:
                yield from self._of_spot(words, near, told)
            nearly = self._atlas.areas_nearly_named(words)
            if nearly is not None:
                yield _of_areas(words, nearly, "nearly the name of an area")
        for code, areas in zips:
            yield Place(kind=PlaceKind.ZIP, label=code, areas=areas, why="a ZIP code")

    def _of_a_street(self, words: Words) -> Iterator[Place]:
        """What corner may be meant; else a street alone, in every area it runs through."""
        corners = self._atlas.corners_meant(words)
        if corners and self.doubt is None:
            self.doubt, self.others = Doubt.CORNER, [*corners[:MOST_MEANT], *self.others]
            return
        spot = self._atlas.street(words)
        if spot is not None:
            areas = tuple(dict.fromkeys(area for point in spot.points for area in self._atlas.around(point)))
            yield Place(kind=spot.kind, label=words.written(spot.first, spot.last), areas=areas, why=spot.why)

    def _of_spot(self, words: Words, spot: Spot, told: Sequence[AreaId]) -> Iterator[Place]:
        """One point; or, where the gazetteer has it more than once, every area of them and then each by itself.

        None of several is pointed at, except where the text names the area of just one.
        """
        atlas, label = self._atlas, words.written(spot.first, spot.last)
        points = spot.points
        if len(points) > 1 and told:
            points = tuple(each for each in points if set(atlas.around(each)) & set(told)) or points
        each = [atlas.at(point, spot.kind, label, spot.why) for point in points]
        if len(each) > 1:
            areas = tuple(dict.fromkeys(area for place in each for area in place.areas))
            yield Place(kind=spot.kind, label=label, areas=areas, why=f"{spot.why}, several")
        yield from each


def _of_areas(words: Words, named: tuple[int, int, tuple[AreaId, ...]], why: str) -> Place:
    first, last, areas = named
    return Place(kind=PlaceKind.AREA, label=words.written(first, last), areas=areas, why=why)


def _is_part(other: Place, place: Place) -> bool:
    """True if `other` adds nothing to `place`: the same, or only the area it lies in."""
    if other.lat is None:
        return other.kind is not PlaceKind.LINK and set(place.areas) <= set(other.areas)
    return (other.lat, other.lon) == (place.lat, place.lon)


_CALLED = words_of(
    (
        "case docket order room apt apartment unit badge id code pin bus flight invoice ticket tracking",
        "account acct ref claim box booking inmate alien serial plate number num no caso orden cuarto",
        "habitacion numero codigo placa cuenta expediente dossier numero chanm kod nimewo",
        "tel phone telephone cell mobile call dial ext extension telefono celular cel llama llame portable appelle",
        "telefon selile rele",
        "bill conf confirmation reservation reservacion plates plaque matricula patente unidad patrulla patrol cruiser",
        "squad officer agent agente shield password passcode contrasena clave wifi passe modpas venmo zelle kod koman",
        "balance pedido factura commande facture bon nif permit permiso",
    )
)
"""A number behind one of these is its name, not a ZIP code."""

_OWED = words_of(("owe owes owed debo debe debemos deben dwe doit dois paid pague paye peye",))
_ROUND = words_of(
    (
        "bail bond fianza caution kosyon rent renta alquiler loyer lwaye fine fines multa multas amende pay pays pagar",
        "payer cost costs cuesta coute koute raised price precio prix pri salary deposit deposito need needs over than",
    )
)
"""A round number behind one of these is money or a count; "cannot pay rent 60614" is a place."""

_MORE_THAN = frozenset({("mas", "de"), ("plus", "de"), ("plis", "pase"), ("plis", "ke")})
_OF_MONEY = words_of(("of at to de a du set for",))
"""What may stand between one of these and the number."""

_IS = words_of(("is was are es est se",))
_POSTAL = words_of(("zip postal postcode zipcode",))
"""Beside one of these even a code and a number are ZIP codes: "my zip code is 60614"."""

_COUNTED = words_of(
    (
        "degrees degree grados grado degres degre fahrenheit celsius farenheit",
        "people persons dollars bucks usd miles km meters metres feet steps followers votes signatures calls",
        "gente personas dolares pesos metros millas personnes metres euros moun dola goud",
        "kg kilos lbs pounds liters litres lts litros lit watts kwh gallons galones words cash usd gds gourdes",
    )
)
_STREETS_FOLLOW = words_of(("st street ave avenue blvd rd road dr drive ln lane calle avenida rue ri block n s e w",))


def _is_number_of_something(words: Words, start: int) -> bool:
    """True if the five digits at `start` of the text are a house number, a case, a count of something."""
    n = next((n for n, word in enumerate(words.each) if word.start == start), None)
    if n is None:
        return True
    if words.each[n].mark not in ("", "-"):
        return True
    apart = n > 0 and any(mark in words.text[words.each[n - 1].end : start] for mark in ",;\n")
    before = [] if apart else words.keys[max(0, n - 3) : n]
    if not _POSTAL.isdisjoint(before):
        return False
    is_round = words.keys[n].endswith("00")
    told = [key for key in before if key not in _OF_MONEY and key not in _IS][-1:]
    if told and (told[0] in _OWED or (is_round and told[0] in _ROUND)):
        return True
    if is_round and tuple(before[-2:]) in _MORE_THAN:
        return True
    if before and before[-1] in _IS:
        before.pop()
    if before and before[-1] == "mwen":
        before.pop()
    if before and before[-1] in _CALLED:
        return True
    behind = [key for key in words.keys[n + 1 : n + 4] if not key.isdecimal()]
    if is_round and behind and behind[0] in OFTEN_COUNTED:
        return True
    return bool(behind) and (behind[0] in _COUNTED or not _STREETS_FOLLOW.isdisjoint(behind[:2]))


# --- areas on the ground


class _Borders:
    """Which areas a point lies in or near. Flat metres around the middle of what is drawn: exact enough for a city."""

    def __init__(self, areas: Sequence[Area]) -> None:
        drawn = [(area.id, shape(dict(area.polygon))) for area in areas if area.polygon is not None]
        self._ids = [area for area, _ in drawn]
        self._middles = {area: (polygon.centroid.y, polygon.centroid.x) for area, polygon in drawn}
        _, south, _, north = shapely.total_bounds([polygon for _, polygon in drawn]) if drawn else (0, 0, 0, 0)
        self._scale = np.array([_LON_METRES * cos(radians((south + north) / 2)), _LAT_METRES])
        flat = [shapely.transform(polygon, lambda lon_lat: lon_lat * self._scale) for _, polygon in drawn]
        shapely.prepare(flat)
        self._tree = shapely.STRtree(flat)

    def middle_of(self, area: AreaId) -> Point | None:
        return self._middles.get(area)

    def middle(self) -> Point | None:
        """The middle of all that is drawn."""
        if not self._middles:
            return None
        lats, lons = zip(*self._middles.values(), strict=True)
        return sum(lats) / len(lats), sum(lons) / len(lons)

    def around(self, point: Point) -> tuple[AreaId, ...]:
        """Those it lies in first, then those within `BORDER_METRES`, each in the order of the file."""
        if not self._ids:
            return ()
        here = shapely.Point(point[1] * self._scale[0], point[0] * self._scale[1])
        inside = set(self._tree.query(here, predicate="intersects").tolist())
        near = self._tree.query(here, predicate="dwithin", distance=BORDER_METRES).tolist()
        return tuple(self._ids[n] for n in sorted(near, key=lambda n: (n not in inside, n)))


def metres(one: Point, other: Point) -> float:
    """How far apart two places are, for distances within a city; roughly, for longer ones."""
    wide = ((one[1] - other[1] + 180) % 360 - 180) * _LON_METRES * cos(radians(one[0]))
    return hypot(wide, (one[0] - other[0]) * _LAT_METRES)


_PLUS_CODE = re.compile(r"(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,7}(?![\w+])", re.IGNORECASE)
_SPLIT_PLUS_CODE = re.compile(
    r"(?<!\w)(?=\d*[a-z])([23456789CFGHJMPQRVWX]{4,8}) ([23456789CFGHJMPQRVWX]{2,7})(?!\w)", re.IGNORECASE
)
_ZIP = re.compile(r"(?<![\w$€£#*+.,/-])(?P<code>\d{5})(?:-\d{4})?(?![\w%€£#+:/-]|[.,]\d)")
