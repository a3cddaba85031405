"""A link to a map is read without the network: what it carries is found, what it does not carry is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.atlas import Atlas
from domain.community import Landmark
from domain.map_links import links_in
from domain.places import Doubt, PlaceKind

HERE = (41.8801, -87.6302)
ATLAS = Atlas(
    areas=(),
    home=(41.88, -87.63),
    landmarks=(Landmark(name="5th St & Main St", kind="intersection", lat=41.8801, lon=-87.6302),),
)

CARRIES = [
    "https://maps.google.com/?q=41.8801,-87.6302",
    "https://maps.google.com/maps?q=41.8801%2C-87.6302&z=17&hl=en",
    "http://maps.google.com/maps?ll=41.8801,-87.6302&spn=0.1,0.1",
    "https://www.google.com/maps?q=loc:41.8801,-87.6302",
    "https://www.google.com/maps/@41.8801,-87.6302,17z",
    "https://www.google.com/maps/@41.8801,-87.6302,3a,75y,90t/data=!3m6!1e1",
    "https://www.google.com/maps/search/?api=1&query=41.8801%2C-87.6302",
    "https://www.google.com/maps/search/41.8801,+-87.6302?entry=tts",
    "https://www.google.com/maps/place/41.8801,-87.6302",
    "https://www.google.com/maps/place/41%C2%B052'48.4%22N+87%C2%B037'48.7%22W/",
    "https://www.google.com/maps/place/X/@41.9,-87.5,17z/data=!3m1!4b1!4m6!3m5!1s0x0:0x1!8m2!3d41.8801!4d-87.6302!16s",
    "https://www.google.com/maps/dir/?api=1&origin=41.1,-87.1&destination=41.8801,-87.6302&travelmode=walking",
    "https://www.google.com/maps/dir/41.1000,-87.1000/41.8801,-87.6302/@41.5,-87.3,12z",
    "https://www.google.com/maps/dir/A/B/@41.5,-87.3,12z/data=!4m9!4m8!1m3!2m2!1d-87.1!2d41.1!1m3!2m2!1d-87.6302!2d41.8801",
    "https://maps.google.com/maps?daddr=41.8801,-87.6302&saddr=41.1,-87.1",
    "https://www.google.co.uk/maps?q=41.8801,-87.6302",
    "https://www.google.com.mx/maps/@41.8801,-87.6302,17z",
    "google.com/maps/search/41.8801,-87.6302",
    "comgooglemaps://?q=41.8801,-87.6302",
    "google.navigation:q=41.8801,-87.6302",
    "https://maps.apple.com/?ll=41.8801,-87.6302&q=Dropped%20Pin",
    "https://maps.apple.com/?q=41.8801,-87.6302",
    "https://maps.apple.com/?daddr=41.8801,-87.6302",
    "http://maps.apple.com/?sll=41.8801,-87.6302&z=10",
    "https://maps.apple.com/place?coordinate=41.8801,-87.6302&name=Marked",
    "maps://?ll=41.8801,-87.6302",
    "https://www.openstreetmap.org/#map=18/41.8801/-87.6302",
    "https://www.openstreetmap.org/#map=18/41.8801/-87.6302&layers=N",
    "https://www.openstreetmap.org/?mlat=41.8801&mlon=-87.6302#map=12/41.5/-87.1",
    "https://www.openstreetmap.org/search?query=41.8801%2C-87.6302",
    "https://www.openstreetmap.org/directions?route=41.1%2C-87.1%3B41.8801%2C-87.6302",
    "https://waze.com/ul?ll=41.8801%2C-87.6302&navigate=yes",
    "https://www.waze.com/ul?ll=41.8801,-87.6302",
    "https://www.waze.com/livemap?lat=41.8801&lon=-87.6302",
    "https://www.waze.com/live-map/directions?to=ll.41.8801%2C-87.6302",
    "https://www.waze.com/live-map/directions?latlng=41.8801%2C-87.6302",
    "https://ul.waze.com/ul?place=ChIJ&ll=41.8801%2C-87.6302",
    "https://ul.waze.com/ul/hdp3wmbj9k2",
    "https://waze.to/lr/hdp3wmbj9k2",
    "https://waze.to/?ll=41.8801,-87.6302",
    "waze://?ll=41.8801,-87.6302&navigate=yes",
    "https://bing.com/maps?cp=41.8801~-87.6302&lvl=16",
    "https://www.bing.com/maps?cp=41.1~-87.1&sp=point.41.8801_-87.6302_Here",
    "https://www.bing.com/maps/directions?rtp=pos.41.1_-87.1~pos.41.8801_-87.6302",
    "https://share.here.com/l/41.8801,-87.6302,Here?z=16",
    "https://wego.here.com/?map=41.8801,-87.6302,16,normal",
    "https://yandex.com/maps/?ll=-87.6302%2C41.8801&z=16",
    "https://yandex.ru/maps/?pt=-87.6302,41.8801",
    "https://osmand.net/map?pin=41.8801,-87.6302#15/41.5/-87.1",
    "https://osmand.net/map/#15/41.8801/-87.6302",
    "https://osmand.net/go?lat=41.8801&lon=-87.6302&z=15",
    "https://earth.google.com/web/@41.8801,-87.6302,180a,1000d,35y,0h,0t,0r",
    "https://www.google.com/search?q=41.8801,-87.6302",
    "https://www.google.com/search?client=x&q=41.8801%2C+-87.6302",
    "https://beta.maps.apple.com/?ll=41.8801,-87.6302",
    "https://mapy.cz/zakladni?x=-87.6302&y=41.8801&z=17",
    "https://www.google.com/maps/place/41%C2%B052'48.4%22N+87%C2%B037'48.7%22W/@41.5,-87.1,17z",
    "geo:41.8801,-87.6302",
    "geo:41.8801,-87.6302;u=35",
    "geo:41.8801,-87.6302,180;crs=wgs84;u=10",
    "geo:0,0?q=41.8801,-87.6302(Here)",
    "geo:41.1,-87.1?q=41.8801,-87.6302",
    "geo:41.8801,-87.6302?z=15",
    "GEO:41.8801,-87.6302",
    "https://maps.google.com/?q=5th+and+Main",
    "https://www.google.com/maps/place/5th+St+%26+Main+St/data=!4m2!3m1",
    "https://maps.apple.com/?q=5th%20%26%20Main",
    "geo:0,0?q=5th+and+Main",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fmaps.google.com%2F%3Fq%3D41.8801%2C-87.6302&h=AT0",
    "https://www.google.com/url?q=https%3A%2F%2Fmaps.apple.com%2F%3Fll%3D41.8801%2C-87.6302&sa=D",
    "https://maps.app.goo.gl/?link=https%3A%2F%2Fwww.google.com%2Fmaps%2F%4041.8801%2C-87.6302%2C17z",
]

CODED = [
    "https://maps.google.com/maps?q=V9JC%2B2V+Chicago",
    "https://maps.google.com/maps?q=V9JC+2V+Chicago",
    "https://maps.google.com/maps?q=Chicago+V9JC%2B2V",
    "https://www.google.com/maps/place/V9JC%2B2V+Riverside/",
    "https://www.google.com/maps/search/86HJV9JC%2B2V",
    "https://www.google.com/maps/place/V9JC%2B2V+Chicago/@41.9,-87.5,12z",
    "https://plus.codes/86HJV9JC+2V",
    "plus.codes/V9JC+2V",
]

ASKED = [
    "https://maps.app.goo.gl/aB3dE5fGh",
    "maps.app.goo.gl/aB3dE5fGh",
    "https://goo.gl/maps/aB3dE5",
    "https://g.co/kgs/abc",
    "https://bit.ly/3xYz",
    "bit.ly/3xYz",
    "https://tinyurl.com/abc123",
    "https://maps.apple/p/AbCdEf",
    "https://maps.apple.com/p/AbCdEf",
    "https://maps.google.com/?cid=1234567890123456789",
    "https://www.google.com/maps/place/Some+Diner+Nobody+Knows",
    "https://www.openstreetmap.org/node/123456",
    "https://ul.waze.com/ul?a=1",
    "https://waze.to/abc",
    "https://ge0.me/B4srhdHVVt/Here",
    "https://glympse.com/ABCD-EFGH",
    "https://find.google.com/share/abc",
    "https://mapy.cz/s/abcdef",
    "geo:0,0?q=Nowhere+Lane",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fmaps.app.goo.gl%2FaB3dE5",
]

CODES = [
    "///filled.count.soap",
    "https://w3w.co/filled.count.soap",
    "what3words.com/filled.count.soap",
    "what3words filled.count.soap",
]

NOTHING = [
    "https://example.org/2026/12,30",
    "https://example.org/60614",
    "https://example.org/?q=41.8801,-87.6302",
    "https://www.google.com/search?q=5th+and+Main+pizza",
    "https://find.google.com/",
    "see news.example.com/a/41.8801,-87.6302",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F%3Fq%3D41.8801%2C-87.6302",
    "me@maps.google.com",
    "or/and",
    "he/him",
    "https://",
    "geo",
    "w3w is a thing",
]


def test_what_a_link_carries_is_the_place() -> None:
    for link in CARRIES:
        for text in (link, f"come quick {link}", f"({link})", f"{link}. please"):
            place = ATLAS.recognise(text)

            assert place is not None, text
            assert place.kind is PlaceKind.LINK, text
            assert place.lat == pytest.approx(41.8801, abs=2e-4), text
            assert place.lon == pytest.approx(-87.6302, abs=2e-4), text


def test_a_plus_code_in_a_link_is_the_place_also_with_its_town() -> None:
    for link in CODED:
        place = ATLAS.recognise(f"here {link}")

        assert place is not None, link
        assert place.kind is PlaceKind.LINK, link
        assert place.lat == pytest.approx(41.8801, abs=2e-4), link
        assert place.lon == pytest.approx(-87.6278, abs=2e-3), link


def test_a_link_that_carries_no_place_is_asked_about() -> None:
    for link in ASKED:
        found = ATLAS.found(f"here: {link}")

        assert found.place is None, link
        assert found.doubt is Doubt.LINK, link
        assert [each.label for each in found.candidates] == [link]
        assert found.kind == "none"


def test_a_code_of_three_words_is_asked_about() -> None:
    for text in CODES:
        assert ATLAS.recognise(text) is None, text
        assert ATLAS.doubt(f"we are at {text}") is Doubt.THREE_WORDS, text


def test_other_links_are_no_places_and_nothing_to_ask_about() -> None:
    for text in NOTHING:
        found = ATLAS.found(text)

        assert found.place is None, text
        assert found.doubt is None, text


def test_the_corner_beside_a_short_link_is_the_place() -> None:
    found = ATLAS.found("Joe's, 5th & Main https://maps.app.goo.gl/aB3dE5")

    assert found.kind == "intersection"
    assert found.doubt is None


# --- places in a few letters


def is_near(found: tuple[float, float] | None, wanted: tuple[float, float], degrees: float) -> bool:
    return found is not None and all(abs(a - b) <= degrees for a, b in zip(found, wanted, strict=True))


GEOHASH = "0123456789bcdefghjkmnpqrstuvwxyz"
SHORT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"


def halved(lat: float, lon: float, bits: int) -> str:
    """The place as bits, longitude and latitude in turn: which half of what is left it lies in."""
    south, north, west, east = -90.0, 90.0, -180.0, 180.0
    found = ""
    for n in range(bits):
        if n % 2 == 0:
            middle = (west + east) / 2
            found += str(int(lon >= middle))
            west, east = (middle, east) if lon >= middle else (west, middle)
        else:
            middle = (south + north) / 2
            found += str(int(lat >= middle))
            south, north = (middle, north) if lat >= middle else (south, middle)
    return found


def spelled(bits: str, letters: str, wide: int) -> str:
    return "".join(letters[int(bits[n : n + wide], 2)] for n in range(0, len(bits), wide))


@given(st.floats(min_value=-89, max_value=89), st.floats(min_value=-179, max_value=179))
def test_a_geohash_comes_back_within_its_cell(lat: float, lon: float) -> None:
    code = spelled(halved(lat, lon, 50), GEOHASH, 5)

    (found,) = links_in(f"https://waze.com/ul/h{code}")

    assert is_near(found.point, (lat, lon), 1e-5)


@given(
    st.floats(min_value=-89, max_value=89),
    st.floats(min_value=-179, max_value=179),
    st.sampled_from(["", "--", "-?m="]),
)
def test_a_short_link_of_openstreetmap_comes_back_within_its_cell(lat: float, lon: float, behind: str) -> None:
    code = spelled(halved(lat, lon, 54), SHORT, 6)

    (found,) = links_in(f"https://osm.org/go/{code}{behind}")

    assert is_near(found.point, (lat, lon), 1e-5)


def test_known_codes_are_read_as_everybody_reads_them() -> None:
    (geohash,) = links_in("https://waze.com/ul/hezs42")
    (osm,) = links_in("https://osm.org/go/0EEQjE--")

    assert is_near(geohash.point, (42.605, -5.603), 0.01)
    assert is_near(osm.point, (51.511, 0.055), 0.01)
