"""Coordinates as people write them: decimal degrees, degrees and minutes, degrees, minutes and seconds.

A text is read as a row of angles; two that stand side by side, with hardly anything between, are a pair:

    41.8801, -87.6302      41,8801; -87,6302      lat 41.88 lon -87.63      87.6302 W 41.8801 N
    41.8801 lat, -87.6302 lon      lat41.8801 lon-87.6302      41.8801 · -87.6302
    41° 52.8' N 87° 37.8' W      N41 52.800 W087 37.800
    41°52'48"N 87°37'49"W      41 52 48 N, 87 37 49 W      41d52m48s -87d37m49s      415248N 0873749W

A pair is *marked* where letters, words or labels say which angle is which: it means what it says, and may stand in any
order. An unmarked pair is latitude, longitude, and whoever reads it must judge whether it can be meant: numbers of all
kinds stand side by side. Everything here takes time in proportion to the text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SAME: Mapping[str, str] = {
    "\u00b0": "\u00ba\u02da\u1d52\u2070\u2218\u25e6\u309c",
    "'": "\u2032\u2019\u2018\u201b\u00b4`\u02b9\u02bc\u02ca\uff07\u2035",
    '"': "\u2033\u201d\u201c\u201f\u02dd\u02ba\uff02\u3003\u2036\u201e",
    "-": "\u2212\u2013\u2014\u2012\u2010\u2011\ufe63\uff0d",
    ".": "\u066b\uff0e",
    ",": "\u060c\uff0c\u3001",
    " ": "\u00a0\u2009\u202f\u2007\u2002\u2003\u3000"
    # What nobody sees, and phones put beside numbers where a language is written from the right.
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
    "+": "\uff0b",
    ";": "\uff1b",
    ":": "\uff1a",
    "/": "\uff0f",
}
_ZEROS = (0xFF10, 0x660, 0x6F0, 0x966, 0x9E6)
"""The zeros of full-width, Arabic, Persian, Devanagari and Bengali digits; their nine others follow."""

_PLAIN = {ord(other): one for one, others in _SAME.items() for other in others}
_PLAIN |= {zero + n: str(n) for zero in _ZEROS for n in range(10)}
"""One character for one, so that what is found stands at the same place in the text as it was written."""


def plain(text: str) -> str:
    """`text` with one form of every degree sign, prime, minus, comma and digit. As long as it was."""
    return text if text.isascii() and "`" not in text else text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two angles side by side, from `start` to `end` of the text; degrees, in range.

    `marked`: it is said which is which. `decimals`: of the less exact of the two, in decimal degrees; minutes count for
    two, seconds for four.
    """

    lat: float
    lon: float
    start: int
    end: int
    marked: bool
    decimals: int


_NORTHS = "n|north|norte|nord|n\u00f2"
_SOUTHS = "s|south|sur|sud|sid"
_EASTS = "e|east|este|est|l\u00e8s|les"
_WESTS = "w|o|west|oeste|ouest|lw\u00e8s|lwes"
_LATITUDE = r"lat(?:itudes?|itud|itid)?"
_LONGITUDE = r"(?:long?|lng|longitudes?|longitud|lonjitid)"
_HEMISPHERES = f"{_NORTHS}|{_SOUTHS}|{_EASTS}|{_WESTS}"
_HEMISPHERE = rf"(?:{_HEMISPHERES})(?:\b|(?=\d))"
_DEGREES = r"(?:\u00b0|(?:degrees?|deg|grados?|degr[e\u00e9]s?)(?![^\W\d_])\.?)"
_DECIMAL = r"\d{1,3}(?:[.,]\d{1,15})?"
_SMALL = r"\d{1,2}(?:[.,]\d{1,9})?"
_MINUTE = r"(?:'(?!')|min(?:ute|uto|it)?s?(?![^\W\d_])\.?)"
_SECOND = r"(?:\"|''|sec(?:onde?)?s?\b\.?|seg(?:undo)?s?\b\.?|s[e\u00e9\u00e8]?gon(?:d|de|n)?s?\b)"
_GAP = r"\s{0,2}"
_GLUED = "|".join(
    (
        r"(?<=[\d\s'\"\u00b0][NSEWO])(?=\d)",
        *(rf"(?<={name})(?=\d)" for name in _HEMISPHERES.split("|") if len(name) > 1),
        rf"(?<=[\d.,]\d)(?={_HEMISPHERE}\s?\d)",
    )
)
"""Where one angle ends and the next begins with nothing between: behind the letter of the one, before the other's."""
_ANGLE = re.compile(
    rf"(?:(?<![\w.$\u20ac\u00a3])|{_GLUED}|(?<=\d\d\d)(?=[+-]\d{{1,3}}[.,]\d{{3}}))"
    rf"(?:(?P<label>{_LATITUDE}|{_LONGITUDE})(?:\b|(?=\d))['\"]?{_GAP}[:=.]?{_GAP})?"
    rf"(?:(?P<before>{_HEMISPHERE}){_GAP}[:.]?{_GAP})?"
    rf"(?P<sign>[+-]\s?)?"
    rf"(?:"
    rf"(?P<d>\d{{1,3}}){_GAP}(?:{_DEGREES}|d(?=\s?\d)){_GAP}"
    rf"(?P<m>{_SMALL}){_GAP}(?:(?:{_MINUTE}|m(?=\s?\d)){_GAP}(?:(?P<s>{_SMALL}){_GAP}(?:{_SECOND}|s(?!\w))?)?)?"
    # Without a mark, minutes are minutes only by a label, or the letter before or behind: "2 41.8801" is two numbers.
    rf"|(?P<bd>\d{{1,3}})[ :-](?P<bm>{_SMALL})(?:[ :-](?P<bs>{_SMALL}))?(?(before)|(?(label)|(?={_GAP}{_HEMISPHERE})))"
    rf"|(?P<c>{_DECIMAL}){_GAP}{_DEGREES}?"
    rf")"
    rf"(?(before)|(?:{_GAP}(?P<after>{_HEMISPHERE}))?)"
    rf"(?(label)|(?:{_GAP}(?P<behind>{_LATITUDE}|{_LONGITUDE})\b)?)"
    rf"(?:(?![\w%\u00b0]|\.\d)|{_GLUED})",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<![\w.])(?P<lat>\d{4}(?:\d{2})?(?:\.\d{1,6})?)\s?(?P<ns>[NS])[\s,/]{0,2}"
    r"(?P<lon>\d{5}(?:\d{2})?(?:\.\d{1,6})?)\s?(?P<ew>[EWO])\b"
)
_BETWEEN = re.compile(
    r"(?:[\s,;/|()'\"{}&\u00b7]{0,6}|\+|\s-\s)(?:(?:and|y|et|ak|by|x)\s{1,2})?[\s\[(]?", re.IGNORECASE
)
_LONGEST_BETWEEN = 12
_DIGIT = re.compile(r"\d[^\d]{0,3}\d")
_FEWEST_DIGITS = 4
_EXACT = 3


@dataclass(frozen=True, slots=True)
class _Angle:
    """`of`: "lat" or "lon" where it is said."""

    degrees: float
    of: str
    decimals: int
    start: int
    end: int


def pairs_in(text: str) -> Iterator[Pair]:
    """Every pair of angles in a text, in its order."""
    if _DIGIT.search(text) is None:
        return
    text = plain(text)
    if sum(map(text.count, "0123456789")) < _FEWEST_DIGITS:
        return
    yield from _compact(text)
    before: _Angle | None = None
    for written in _ANGLE.finditer(text):
        if written.group().strip().isdecimal():
            before = None  # a bare whole number is no angle of a pair
            continue
        angle = _angle(written)
        found = _paired(before, angle, text) if before is not None and angle is not None else None
        if found is not None:
            yield found
        # "unit 2 41.8801 -87.6302": a pair that is none leaves its second number to the next.
        before = None if found is not None and (found.marked or found.decimals >= _EXACT) else angle


def _angle(found: re.Match[str]) -> _Angle | None:
    whole, minutes, seconds = found["d"] or found["bd"], found["m"] or found["bm"], found["s"] or found["bs"]
    if whole is None:
        degrees, decimals = _number(found["c"]), _decimals(found["c"])
    else:
        small, smaller = _number(minutes or "0"), _number(seconds or "0")
        if small >= 60 or smaller >= 60:
            return None
        degrees = int(whole) + small / 60 + smaller / 3600
        decimals = 4 if seconds else 2 + _decimals(minutes or "")
    label = (found["label"] or found["behind"] or "").casefold()
    if found["sign"] and found["sign"][0] == "-":
        degrees = -degrees
    of = {"la": "lat", "lo": "lon", "ln": "lon"}.get(label[:2], "")
    name = (found["before"] or found["after"] or "").casefold()
    if name:
        of = "lat" if name in _NAMES["n"] or name in _NAMES["s"] else "lon"
        if name in _NAMES["s"] or name in _NAMES["w"]:
            degrees = -abs(degrees)
    return _Angle(degrees, of, decimals, found.start(), found.start() + len(found.group().rstrip()))


_NAMES = {
    "n": frozenset(_NORTHS.split("|")),
    "s": frozenset(_SOUTHS.split("|")),
    "e": frozenset(_EASTS.split("|")),
    "w": frozenset(_WESTS.split("|")),
}


def _paired(one: _Angle, other: _Angle, text: str) -> Pair | None:
    between = text[one.end : other.start]
    if len(between) > _LONGEST_BETWEEN or _BETWEEN.fullmatch(between) is None:
        return None
    if not between and not (one.of and other.of) and text[other.start] not in "+-":
        return None
    lat, lon = (other, one) if one.of == "lon" or other.of == "lat" else (one, other)
    if (lat.of, lon.of) not in (("lat", "lon"), ("", "")) or not is_on_earth(lat.degrees, lon.degrees):
        return None
    decimals = min(one.decimals, other.decimals)
    return Pair(lat.degrees, lon.degrees, one.start, other.end, bool(lat.of), decimals)


def _compact(text: str) -> Iterator[Pair]:
    for found in _COMPACT.finditer(text):
        lat, lon = _packed(found["lat"], 2), _packed(found["lon"], 3)
        if lat is None or lon is None or not is_on_earth(lat, lon):
            continue
        south, west = found["ns"] == "S", found["ew"] != "E"
        decimals = 4 if len(found["lat"]) > 4 else 2
        yield Pair(-lat if south else lat, -lon if west else lon, found.start(), found.end(), True, decimals)


def _packed(digits: str, wide: int) -> float | None:
    """Degrees out of DDMM, DDMMSS and the like, with decimals of the last."""
    whole, _, rest = digits.partition(".")
    degrees, small = int(whole[:wide]), whole[wide:]
    minutes, seconds = int(small[:2]), float(f"{small[2:] or 0}.{rest or 0}") if len(small) > 2 else 0.0
    if len(small) == 2 and rest:
        minutes_exact = float(f"{small}.{rest}")
        return degrees + minutes_exact / 60 if minutes_exact < 60 else None
    return degrees + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else None


def is_on_earth(lat: float, lon: float) -> bool:
    return abs(lat) <= 90 and abs(lon) <= 180


def _number(written: str) -> float:
    return float(written.replace(",", "."))


def _decimals(written: str) -> int:
    return len(written.replace(",", ".").partition(".")[2])
