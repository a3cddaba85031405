"""Links to a map, read without the network: what stands in them is all there is.

    google, apple, openstreetmap, waze, bing, here, yandex, osmand, mapy    the pin they carry, else the map's middle
    geo:41.8801,-87.6302;u=35   geo:0,0?q=41.8801,-87.6302(us)   and the maps' own schemes
    osm.org/go/ZpM9lwtYG--    openstreetmap's short link: the place is in its letters
    waze.com/ul/hdp3wjzp1qv   Waze's, of waze.to too: a geohash behind the h
    plus.codes/86HJV9JC+2V    a Plus Code and nothing else
    maps.app.goo.gl, goo.gl/maps, bit.ly, maps.apple/p, ge0.me ...    say nothing by themselves: `Reading.opaque`

Links that pass on to one of these ("facebook.com/l.php?u=...") are read as what they pass on to.

A link may carry words in the place of numbers ("?q=5th+and+Main"): they are given back to be read like any others.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.coordinates import is_on_earth

Point = tuple[float, float]
"""(lat, lon) in degrees WGS 84."""

_LINK = re.compile(
    r"(?:\b(?:https?|comgooglemaps|maps|waze|om|here|google\.navigation):/{0,2}|\bgeo:"
    r"|(?<![\w.@/-])(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,10}(?=[/?]))[^\s<>\"]*",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)
_MOST_NAMED = 100
_TAIL = ".,;:!?)]}'\u2019\u201d\u00bb"
_PAIR = r"(?P<lat>[+-]?\d{1,3}(?:\.\d{1,20})?)\s*[,~]\s*(?P<lon>[+-]?\d{1,3}(?:\.\d{1,20})?)(?![\d.])"
_WHOLE_PAIR = re.compile(rf"\s*(?:loc:|ll\.|pos\.)?\s*{_PAIR}")
_A_LINK = re.compile(r"https?://|geo:", re.IGNORECASE)
_PASSED_ON = ("q", "u", "url", "link", "target", "to")
"""Behind which names the links of others stand: what mail and messengers make of a link before they show it."""

_POINT_BING = re.compile(r"(?:point|pos)\.(?P<lat>[+-]?\d{1,3}\.\d{1,20})_(?P<lon>[+-]?\d{1,3}\.\d{1,20})")
_GOOGLE_PIN = re.compile(r"!3d(?P<lat>[+-]?\d{1,3}(?:\.\d{1,20})?)!4d(?P<lon>[+-]?\d{1,3}(?:\.\d{1,20})?)")
_GOOGLE_WAY = re.compile(r"!1d(?P<lon>[+-]?\d{1,3}(?:\.\d{1,20})?)!2d(?P<lat>[+-]?\d{1,3}(?:\.\d{1,20})?)")
_GOOGLE_MIDDLE = re.compile(rf"@{_PAIR}")
_OSM_MIDDLE = re.compile(
    r"(?:^|[?&#])map=\d{1,2}(?:\.\d{1,9})?/(?P<lat>[+-]?\d{1,3}(?:\.\d{1,20})?)/(?P<lon>[+-]?\d{1,3}(?:\.\d{1,20})?)"
)
_OSMAND_MIDDLE = re.compile(
    r"#\d{1,2}(?:\.\d{1,9})?/(?P<lat>[+-]?\d{1,3}(?:\.\d{1,20})?)/(?P<lon>[+-]?\d{1,3}(?:\.\d{1,20})?)"
)
_WAZE_CODE = re.compile(r"/(?:ul|lr|li)/h(?P<code>[0-9bcdefghjkmnpqrstuvwxyz]{5,12})(?![\w])", re.IGNORECASE)
_OSM_CODE = re.compile(r"/go/(?P<code>[A-Za-z0-9_~@]{3,15})")
_WORDS_OF_THREE = re.compile(r"(?<![\w/:])/{2,3}\s?[^\W\d_]{2,24}\.[^\W\d_]{2,24}\.[^\W\d_]{2,24}(?![\w.])")
_THREE_WORDS = re.compile(r"[^\W\d_]{2,24}[./][^\W\d_]{2,24}[./][^\W\d_]{2,24}")
_NAMED_THREE_WORDS = re.compile(r"\b(?:what\s?(?:3|three)\s?words?|w3w)\b", re.IGNORECASE)

_SHORTENERS = frozenset(
    (
        *("bit.ly", "tinyurl.com", "t.co", "ow.ly", "is.gd", "cutt.ly", "rb.gy", "shorturl.at", "t.ly", "buff.ly"),
        *("maps.app.goo.gl", "goo.gl", "g.co", "share.google", "maps.apple", "w.tt", "lnkd.in", "fb.me", "v.gd"),
        *(
            "ge0.me",
            "glympse.com",
            "her.is",
            "binged.it",
            "1drv.ms",
            "urlr.me",
            "s.id",
            "tiny.cc",
            "bl.ink",
            "rebrand.ly",
        ),
    )
)
_SHORTENED = {
    "maps.apple.com": ("/p/",),
    "beta.maps.apple.com": ("/p/",),
    "find.google.com": ("/share",),
    "mapy.cz": ("/s/",),
    "mapy.com": ("/s/",),
}
"""Where only a part of a map's links say nothing by themselves."""

_GOOGLE_HOST = re.compile(r"(?:maps|www|m)?\.?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_ATLAS_HOSTS = ("bing.com", "here.com", "yandex.ru", "yandex.com", "mapquest.com", "organicmaps.app", "omaps.app")


@dataclass(frozen=True, slots=True)
class Reading:
    """One link of a text. `point`: where it leads. `words`: what it says of the place, the best first.

    `middle`: of the map it shows, where it carries no pin. `exactly`: only degrees and Plus Codes in its words are the
    place: what else they say is what the map shows, or has nothing to do with one.

    `opaque`: it leads to a place, or may, and does not say where. `three_words`: the same of a code of three words.
    """

    link: str
    start: int
    point: Point | None = None
    middle: Point | None = None
    words: tuple[str, ...] = ()
    exactly: bool = False
    opaque: bool = False
    three_words: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.link)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A link taken apart. `query` holds what stands behind `?` and behind `#`, names in lower case."""

    link: str
    scheme: str
    host: str
    path: str
    query: Mapping[str, str]
    rest: str


def links_in(text: str) -> Iterator[Reading]:
    """Every link in a text, in its order, also those that have nothing to do with a map."""
    if "/" not in text and ":" not in text:
        return
    for found in _LINK.finditer(text):
        link = found.group().rstrip(_TAIL)
        if link.count("(") > link.count(")") and text[found.start() + len(link) :].startswith(")"):
            link += ")"
        yield _read(link, found.start())


def three_words_in(text: str) -> tuple[int, int] | None:
    """Where three words stand for a place by a code that is its owner's: "///filled.count.soap"."""
    if "//" not in text and "3" not in text and "w" not in text.casefold():
        return None
    found = _WORDS_OF_THREE.search(text)
    if found is None and _NAMED_THREE_WORDS.search(text) is not None:
        found = _THREE_WORDS.search(text)
    return None if found is None else found.span()


def _read(link: str, start: int) -> Reading:
    parts = _parts(link)
    if parts.host in ("w3w.co", "what3words.com"):
        return Reading(link, start, three_words=_THREE_WORDS.search(parts.path) is not None)
    if parts.host in _SHORTENERS and _A_LINK.match(parts.query.get("link", "")):
        return _passed_on(parts, start)
    if parts.host in _SHORTENERS or parts.path.startswith(_SHORTENED.get(parts.host, ())):
        return Reading(link, start, opaque=len(parts.path) > 1)
    if _is_search(parts):
        return Reading(link, start, words=(parts.query.get("q", ""),), exactly=True)
    if parts.host == "plus.codes":
        return Reading(link, start, words=(parts.path.strip("/"),), exactly=True, opaque=len(parts.path) > 1)
    points = _points_of(parts)
    if points is None:
        return _passed_on(parts, start)
    point = next((each for each in points(parts) if is_on_earth(*each)), None)
    if point is not None:
        return Reading(link, start, point=point)
    words = tuple(dict.fromkeys(_words(parts)))
    middle = next((each for each in _middle_of_google(parts) if is_on_earth(*each)), None)
    return Reading(link, start, middle=middle, words=words, exactly=middle is not None, opaque=True)


def _passed_on(parts: _Parts, start: int) -> Reading:
    """A link of no map we know, which may pass on to one."""
    to = next((to for name in _PASSED_ON if _A_LINK.match(to := parts.query.get(name, ""))), None)
    return Reading(parts.link, start) if to is None else replace(_read(to, start), link=parts.link)


def _is_search(parts: _Parts) -> bool:
    """True for a search of everything, not of a map alone."""
    return _GOOGLE_HOST.fullmatch(parts.host) is not None and parts.path == "/search" and "q" in parts.query


def _parts(link: str) -> _Parts:
    scheme, colon, behind = link.partition(":")
    if not colon or "." in scheme.replace("google.navigation", "") or "/" in scheme:
        scheme, behind = "https", link
    behind = f"?{behind}" if scheme == "google.navigation" else behind.lstrip("/")
    before, _, fragment = behind.partition("#")
    before, _, query = before.partition("?")
    host, slash, path = before.partition("/")
    host = host.casefold().rpartition("@")[2].partition(":")[0].removeprefix("www.").removeprefix("m.")
    named = {**_named(query), **{key: value for key, value in _named(fragment).items() if key not in _named(query)}}
    rest = f"?{query}#{fragment}"
    return _Parts(link, scheme.casefold(), host, _decoded(f"{slash}{path}"), named, _decoded(rest))


def _named(query: str) -> dict[str, str]:
    """What stands behind each name of a query, that of the last where one stands twice."""
    pairs = (each.partition("=") for each in query.split("&")[:_MOST_NAMED])
    return {_decoded(name).casefold(): _decoded(value) for name, _, value in pairs if value}


def _decoded(written: str) -> str:
    """As it was before it was made fit for a link."""
    blanks = written.replace("+", " ")
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode(errors="replace"), blanks)


def _points_of(parts: _Parts) -> Callable[[_Parts], Iterator[Point]] | None:
    """How this kind of link carries points; None if it is not a map's."""
    if parts.scheme == "geo":
        return _of_geo
    if parts.scheme in _OWN_SCHEMES:
        return _OWN_SCHEMES[parts.scheme]
    host = parts.host
    if _GOOGLE_HOST.fullmatch(host) and (host.startswith("maps.") or parts.path.startswith("/maps")):
        return _of_google
    if host in _HOSTS:
        return _HOSTS[host]
    if host.endswith(".waze.com"):
        return _of_waze
    if host.endswith("bing.com"):
        return _of_bing
    if "yandex." in host:
        return _of_yandex
    return _of_any if host.endswith(_ATLAS_HOSTS) else None


def _of_google(parts: _Parts) -> Iterator[Point]:
    q = parts.query
    yield from _each(_WHOLE_PAIR, (q.get("destination", ""), q.get("daddr", "")))
    if "/dir/" in parts.path:
        # The last way point is where they want to be met; where it begins is where they were.
        yield from reversed(list(_each_in(_GOOGLE_WAY, parts.path)))
        stops = parts.path.partition("/dir/")[2].partition("/@")[0].partition("/data=")[0].split("/")
        yield from _each(_WHOLE_PAIR, [each for each in stops if each][-1:])
    yield from reversed(list(_each_in(_GOOGLE_PIN, parts.path + parts.rest)))
    yield from _each(_WHOLE_PAIR, (q.get(name, "") for name in ("q", "query", "ll", "viewpoint", "cbll")))
    for folder in ("/search/", "/place/"):
        yield from _each(_WHOLE_PAIR, (parts.path.partition(folder)[2],))


def _middle_of_google(parts: _Parts) -> Iterator[Point]:
    """Where a Google map is looked at, which what it says in words may know better."""
    if _points_of(parts) is _of_google:
        yield from _each_in(_GOOGLE_MIDDLE, parts.path)
        yield from _each(_WHOLE_PAIR, (parts.query.get(name, "") for name in ("center", "sll")))


def _of_apple(parts: _Parts) -> Iterator[Point]:
    names = ("coordinate", "daddr", "destination", "ll", "q", "address", "center", "sll", "near")
    yield from _each(_WHOLE_PAIR, (parts.query.get(name, "") for name in names))


def _of_osm(parts: _Parts) -> Iterator[Point]:
    q = parts.query
    yield from _each(_WHOLE_PAIR, (f"{q.get('mlat', '')},{q.get('mlon', '')}",))
    code = _OSM_CODE.match(parts.path)
    if code is not None:
        yield _of_osm_code(code["code"])
    yield from _each(_WHOLE_PAIR, (q.get("query", ""), q.get("to", ""), q.get("route", "").rpartition(";")[2]))
    yield from _each_in(_OSM_MIDDLE, parts.rest)
    yield from _each(_WHOLE_PAIR, (f"{q.get('lat', '')},{q.get('lon', '')}",))


def _of_waze(parts: _Parts) -> Iterator[Point]:
    q = parts.query
    yield from _each(_WHOLE_PAIR, (q.get(name, "") for name in ("to", "ll", "latlng", "q")))
    yield from _each(_WHOLE_PAIR, (f"{q.get('lat', '')},{q.get('lon', '')}",))
    short = f"/ul{parts.path}" if parts.host == "waze.to" else ""
    code = _WAZE_CODE.search(parts.path) or _WAZE_CODE.match(short) or _WAZE_CODE.match(f"/ul/h{q.get('h', '')}")
    if code is not None:
        yield _of_geohash(code["code"])


def _of_osmand(parts: _Parts) -> Iterator[Point]:
    q = parts.query
    yield from _each(_WHOLE_PAIR, (q.get("pin", ""), q.get("end", ""), f"{q.get('lat', '')},{q.get('lon', '')}"))
    yield from _each_in(_OSMAND_MIDDLE, parts.rest)


def _of_mapy(parts: _Parts) -> Iterator[Point]:
    """The place that was chosen, longitude first, else the middle of the map."""
    q = parts.query
    for lon, lat in _each(_WHOLE_PAIR, (q.get("id", ""), f"{q.get('x', '')},{q.get('y', '')}")):
        yield lat, lon


def _of_bing(parts: _Parts) -> Iterator[Point]:
    q = parts.query
    yield from _each_in(_POINT_BING, q.get("sp", ""))
    yield from reversed(list(_each_in(_POINT_BING, q.get("rtp", ""))))
    yield from _each(_WHOLE_PAIR, (q.get("where1", ""), q.get("q", ""), q.get("cp", "")))


def _of_yandex(parts: _Parts) -> Iterator[Point]:
    """Longitude first; only the end of a route is the other way round."""
    yield from _each(_WHOLE_PAIR, (parts.query.get("rtext", "").rpartition("~")[2],))
    for name in ("whatshere[point]", "pt", "ll"):
        for lon, lat in _each(_WHOLE_PAIR, (parts.query.get(name, ""),)):
            yield lat, lon


def _of_geo(parts: _Parts) -> Iterator[Point]:
    """The pin behind `q=`, which the point before it leaves out or only centres the map on."""
    yield from _each(_WHOLE_PAIR, (parts.query.get("q", ""),))
    plain = parts.link.partition(":")[2].partition("?")[0].lstrip("/")
    for point in _each(_WHOLE_PAIR, (plain,)):
        if point != (0.0, 0.0):
            yield point


def _of_any(parts: _Parts) -> Iterator[Point]:
    names = ("q", "query", "ll", "latlng", "daddr", "to", "map", "center", "v")
    yield from _each(_WHOLE_PAIR, (parts.query.get(name, "") for name in names))
    yield from _each(_WHOLE_PAIR, parts.path.split("/"))


_HOSTS = {
    **dict.fromkeys(("openstreetmap.org", "osm.org", "openstreetmap.de", "openstreetmap.fr"), _of_osm),
    **dict.fromkeys(("maps.apple.com", "beta.maps.apple.com"), _of_apple),
    **dict.fromkeys(("waze.com", "waze.to"), _of_waze),
    **dict.fromkeys(("mapy.cz", "mapy.com"), _of_mapy),
    "earth.google.com": _of_google,
    "osmand.net": _of_osmand,
}
_OWN_SCHEMES = {
    "comgooglemaps": _of_google,
    "google.navigation": _of_any,
    "maps": _of_apple,
    "waze": _of_waze,
    "om": _of_any,
    "here": _of_any,
}


def _each(kind: re.Pattern[str], texts: Iterator[str] | Sequence[str]) -> Iterator[Point]:
    for found in map(kind.match, texts):
        if found is not None:
            yield float(found["lat"]), float(found["lon"])


def _each_in(kind: re.Pattern[str], text: str) -> Iterator[Point]:
    for found in kind.finditer(text):
        yield float(found["lat"]), float(found["lon"])


def _words(parts: _Parts) -> Iterator[str]:
    """What a link says of a place in words."""
    for name in ("destination", "daddr", "q", "query", "address", "where1", "to"):
        if parts.query.get(name):
            yield parts.query[name]
    for folder in ("/place/", "/search/", "/dir/"):
        if folder in parts.path:
            inside = parts.path.partition(folder)[2].partition("/@")[0].partition("/data=")[0].split("/")
            yield from [each for each in inside if each][-1:]


# --- places in a few letters

_GEOHASH = "0123456789bcdefghjkmnpqrstuvwxyz"
_OSM_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"


def _of_geohash(code: str) -> Point:
    """The middle of a geohash: five bits a letter, longitude and latitude in turn, each halving what is left."""
    bits = "".join(f"{_GEOHASH.index(letter):05b}" for letter in code.casefold())
    return _middle(bits[1::2], 90.0), _middle(bits[0::2], 180.0)


def _of_osm_code(code: str) -> Point:
    """The middle of what an openstreetmap short link shows: six bits a letter, longitude and latitude in turn.

    Marks behind it are for the zoom alone. `@` was once written for `~`.
    """
    bits = "".join(f"{_OSM_LETTERS.index(letter):06b}" for letter in code.replace("@", "~"))
    return _middle(bits[1::2], 90.0), _middle(bits[0::2], 180.0)


def _middle(bits: str, half: float) -> float:
    """The middle of the part of [-half, half] that these halvings leave."""
    wide = 2.0 * half / (1 << len(bits))
    return -half + (int(bits or "0", 2) + 0.5) * wide
