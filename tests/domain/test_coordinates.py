"""A coordinate in any notation is read as what it says, and gives back the place it was written for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.atlas import Atlas, metres
from domain.coordinates import pairs_in
from domain.places import PlaceKind

AT = (41.88, -87.63)

NOTATIONS = [
    "41.8801, -87.6302",
    "41.8801,-87.6302",
    "41.8801 -87.6302",
    "41.8801;-87.6302",
    "41.8801 / -87.6302",
    "(41.8801, -87.6302)",
    "[41.8801, -87.6302]",
    "41.8801-87.6302",
    "41.8801\n-87.6302",
    "41.8801, \u221287.6302",
    "41.8801, \u201387.6302",
    "+41.8801, -87.6302",
    "41.8801\u00b0, -87.6302\u00b0",
    "41,8801 -87,6302",
    "41,8801, -87,6302",
    "41,8801; -87,6302",
    "41,8801,-87,6302",
    "41.8801N 87.6302W",
    "41.8801 N, 87.6302 W",
    "41.8801\u00b0 N, 87.6302\u00b0 W",
    "41.8801\u00baN 87.6302\u00baO",
    "N41.8801 W87.6302",
    "N 41.8801, W 87.6302",
    "n41.8801w87.6302",
    "41.8801N87.6302W",
    "W87.6302 N41.8801",
    "87.6302 W, 41.8801 N",
    "41.8801 north, 87.6302 west",
    "41.8801 norte 87.6302 oeste",
    "41,8801\u00b0 nord et 87,6302\u00b0 ouest",
    "41.8801 n\u00f2, 87.6302 lw\u00e8s",
    "lat 41.8801 lon -87.6302",
    "lat: 41.8801, lon: -87.6302",
    "41.8801 lat, -87.6302 lon",
    "-87.6302 Long, 41.8801 Lat",
    "lat41.8801 lon-87.6302",
    "41.8801 \u00b7 -87.6302",
    "41.8801 \u2013 -87.6302",
    "41\u00b052'48.4\"N+87\u00b037'48.7\"W",
    "lat=41.8801&lon=-87.6302",
    "Latitude: 41.8801\nLongitude: -87.6302",
    "latitud 41,8801 longitud -87,6302",
    "latitid 41.8801 lonjitid -87.6302",
    "long=-87.6302 lat=41.8801",
    "lng: -87.6302, lat: 41.8801",
    '{"lat": 41.8801, "lng": -87.6302}',
    "41\u00b052.806'N 87\u00b037.812'W",
    "41\u00b0 52.806' N, 87\u00b0 37.812' W",
    "41\u00b0 52,806\u2032 N 87\u00b0 37,812\u2032 O",
    "N41 52.806 W087 37.812",
    "N 41\u00b0 52.806 W 087\u00b0 37.812",
    "41 52.806N, 87 37.812W",
    "41\u00b052.806' -87\u00b037.812'",
    "41\u00b052'48\"N 87\u00b037'49\"W",
    "41\u00b052\u203248\u2033N 87\u00b037\u203249\u2033W",
    "41\u00b0 52\u2019 48\u201d N, 87\u00b0 37\u2019 49\u201d W",
    "41\u00ba 52' 48'' N 87\u00ba 37' 49'' O",
    "41\u02da52'48.4\"N, 87\u02da37'48.7\"W",
    "41\u00b052'48.36\" N 87\u00b037'48.72\" W",
    '41\u00b052`48"N 87\u00b037`49"W',
    "41 52 48 N 87 37 49 W",
    "41 52 48N, 087 37 49W",
    "41:52:48N 87:37:49W",
    "41-52-48N 087-37-49W",
    "41\u00b052'48.36\"N87\u00b037'48.72\"W",
    "41\u00b052'48\"N87\u00b037'49\"W",
    "N41\u00b052.8W87\u00b037.8",
    "41d52m48s -87d37m49s",
    "41\u00b052'48\" -87\u00b037'49\"",
    "41 deg 52 min 48 sec N, 87 deg 37 min 49 sec W",
    "41 degrees 52 minutes 48 seconds north, 87 degrees 37 minutes 49 seconds west",
    "41 grados 52 minutos 48 segundos norte, 87 grados 37 minutos 49 segundos oeste",
    "41 degr\u00e9s 52 minutes 48 secondes nord, 87 degr\u00e9s 37 minutes 49 secondes ouest",
    "41 degre 52 minit 48 segonn n\u00f2, 87 degre 37 minit 49 segonn lw\u00e8s",
    "41d 52m 48s N 87d 37m 49s W",
    "lat 41 52 48 long -87 37 49",
    "latitud: 41 52 48.4, longitud: -87 37 48.7",
    "41deg52'48\"N, 87deg37'49\"W",
    "41deg52min48sec N 87deg37min49sec W",
    "41.8801,\u200e -87.6302",
    "\u206641.8801\u2069, \u200e-87.6302\u200f",
    "415248N 0873749W",
    "4152.806N 08737.812W",
    "415248.4N0873748.7W",
    "\u0664\u0661.\u0668\u0668\u0660\u0661, -\u0668\u0667.\u0666\u0663\u0660\u0662",
    "\uff14\uff11.\uff18\uff18\uff10\uff11\uff0c -\uff18\uff17.\uff16\uff13\uff10\uff12",
    "we are at 41.8801, -87.6302, come to the back",
    "unit 2 41.8801,-87.6302",
    "41.8801,-87.6302,17z",
]


@pytest.mark.parametrize("home", [AT, None])
def test_every_notation_is_read_as_the_place_it_says(home: tuple[float, float] | None) -> None:
    atlas = Atlas(areas=(), home=home)

    for text in NOTATIONS:
        place = atlas.recognise(text)

        assert place is not None, text
        assert place.kind is PlaceKind.COORDINATES, text
        assert place.lat is not None, text
        assert place.lon is not None, text
        assert metres((place.lat, place.lon), (41.8801, -87.6302)) < 40, (text, place)


def test_the_far_side_of_every_axis_is_read() -> None:
    atlas = Atlas(areas=())
    for text, lat, lon in (
        ("33.8688 S, 151.2093 E", -33.8688, 151.2093),
        ("S33.8688 E151.2093", -33.8688, 151.2093),
        ("33\u00b052'08\"S 151\u00b012'33\"E", -33.8689, 151.2092),
        ("-33.8688, 151.2093", -33.8688, 151.2093),
        ("34.6037 sur, 58.3816 oeste", -34.6037, -58.3816),
        ("18.5392 n\u00f2 72.3350 lw\u00e8s", 18.5392, -72.335),
        ("48,8566 nord, 2,3522 est", 48.8566, 2.3522),
        ("48.8566,2.3522", 48.8566, 2.3522),
    ):
        place = atlas.recognise(text)

        assert place is not None, text
        assert place.lat == pytest.approx(lat, abs=2e-4), text
        assert place.lon == pytest.approx(lon, abs=2e-4), text


def test_an_order_is_turned_only_where_it_is_said_which_is_which() -> None:
    (labelled,) = pairs_in("lon -87.6302 lat 41.8801")
    (plain,) = pairs_in("-87.6302, 41.8801")

    assert (labelled.lat, labelled.lon) == (41.8801, -87.6302)
    assert (plain.lat, plain.lon) == (-87.6302, 41.8801)


# --- round trips

LATS = st.floats(min_value=-89.9, max_value=89.9)
LONS = st.floats(min_value=-179.9, max_value=179.9)


def hemisphere(degrees: float, names: tuple[str, str]) -> str:
    return names[degrees < 0]


def minutes(degrees: float) -> tuple[int, str]:
    """Whole degrees, and minutes with three decimals that never round up to sixty."""
    thousandths = round(abs(degrees) * 60_000)
    return thousandths // 60_000, f"{thousandths % 60_000 / 1000:.3f}"


def seconds(degrees: float) -> tuple[int, int, str]:
    tenths = round(abs(degrees) * 36_000)
    return tenths // 36_000, tenths // 600 % 60, f"{tenths % 600 / 10:.1f}"


def written(notation: str, degrees: float, names: tuple[str, str]) -> str:
    letter = hemisphere(degrees, names)
    whole, small = minutes(degrees)
    d, m, s = seconds(degrees)
    return {
        "signed": f"{degrees:.5f}",
        "degrees": f"{degrees:.5f}\u00b0",
        "comma": f"{degrees:.5f}".replace(".", ","),
        "letter behind": f"{abs(degrees):.5f}{letter}",
        "letter before": f"{letter} {abs(degrees):.5f}",
        "mark and letter": f"{abs(degrees):.5f}\u00b0 {letter}",
        "minutes": f"{whole}\u00b0{small}'{letter}",
        "minutes apart": f"{whole}\u00b0 {small}\u2032 {letter}",
        "bare minutes": f"{letter}{whole} {small}",
        "seconds": f"{d}\u00b0{m:02}'{s}\"{letter}",
        "seconds apart": f"{d}\u00ba {m}\u2032 {s}\u2033 {letter}",
        "bare seconds": f"{d} {m} {s} {letter}",
    }[notation]


PRECISION = {"minutes": 1e-5, "minutes apart": 1e-5, "bare minutes": 1e-5}
"""Degrees, at most; seconds are written with one decimal and everything else with five of a degree."""
SIGNED = ("signed", "degrees", "comma")
LETTERED = ("letter behind", "letter before", "mark and letter", *PRECISION, "seconds", "seconds apart", "bare seconds")


@given(LATS, LONS, st.sampled_from(SIGNED), st.sampled_from([", ", " ", "; ", "\n"]))
def test_signed_degrees_come_back(lat: float, lon: float, notation: str, between: str) -> None:
    text = between.join((written(notation, lat, ("N", "S")), written(notation, lon, ("E", "W"))))

    (found,) = pairs_in(text)

    assert found.lat == pytest.approx(lat, abs=1e-5), text
    assert found.lon == pytest.approx(lon, abs=1e-5), text
    assert not found.marked


@given(
    LATS,
    LONS,
    st.sampled_from(LETTERED),
    st.sampled_from(["", ", ", " ", "; ", "\n"]),
    st.sampled_from([(("N", "S"), ("E", "W")), (("n", "s"), ("e", "o")), (("norte", "sur"), ("este", "oeste"))]),
    st.booleans(),
)
def test_degrees_with_their_hemispheres_come_back_in_any_order(
    lat: float, lon: float, notation: str, between: str, names: tuple[tuple[str, str], tuple[str, str]], turned: bool
) -> None:
    both = [written(notation, lat, names[0]), written(notation, lon, names[1])]
    text = between.join(reversed(both) if turned else both)

    (found,) = pairs_in(text)

    near = PRECISION.get(notation, 2e-5)
    assert found.lat == pytest.approx(lat, abs=near), text
    assert found.lon == pytest.approx(lon, abs=near), text
    assert found.marked


@given(
    LATS,
    LONS,
    st.booleans(),
    st.sampled_from([("lat {}", "lon {}"), ("lat: {}", "lng: {}"), ("latitud={}", "longitud={}")]),
)
def test_labelled_degrees_come_back_in_any_order(lat: float, lon: float, turned: bool, labels: tuple[str, str]) -> None:
    both = [labels[0].format(f"{lat:.6f}"), labels[1].format(f"{lon:.6f}")]
    text = ", ".join(reversed(both) if turned else both)

    (found,) = pairs_in(text)

    assert found.lat == pytest.approx(lat, abs=1e-6), text
    assert found.lon == pytest.approx(lon, abs=1e-6), text
