"""A place is recognised however people write it, and a number that is no place stays a number."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from config.community_file import load_community
from domain.atlas import Atlas
from domain.community import Landmark
from domain.gazetteer import Names
from domain.ids import AreaId
from domain.places import Area, Doubt, Place, PlaceKind

HOME = (41.88, -87.63)
OLD_TOWN, HILL, HARBOUR = AreaId("old-town"), AreaId("hill"), AreaId("harbour")


def square(south: float, west: float, size: float = 0.02) -> dict[str, object]:
    north, east = south + size, west + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


ATLAS_AREAS = (
    Area(
        id=OLD_TOWN,
        names={"en": "Old Town", "es": "Pueblo Viejo"},
        aliases=("the flats",),
        zips=("60614", "60610"),
        polygon=square(41.87, -87.64),
    ),
    Area(id=HILL, names={"en": "Hillside Heights"}, zips=("60610",), polygon=square(41.87, -87.62)),
    Area(id=HARBOUR, names={"en": "Harbour", "ht": "P\u00f2"}),
)

ATLAS = Atlas(
    home=HOME,
    areas=ATLAS_AREAS,
    landmarks=(
        Landmark(name="5th St & Main St", kind="intersection", lat=41.8801, lon=-87.6302),
        Landmark(name="6th St & Main St", kind="intersection", lat=41.8811, lon=-87.6302),
        Landmark(name="Martin Luther King Dr & N Oak Ave", kind="intersection", lat=41.8821, lon=-87.6102),
        Landmark(name="5th St & 6th St", kind="intersection", lat=41.8822, lon=-87.6103),
        Landmark(name="Public Library", kind="landmark", lat=41.8750, lon=-87.6350),
        Landmark(name="400 Main St", kind="block", lat=41.8790, lon=-87.6302),
        Landmark(name="Oak Park Pavilion", kind="landmark", lat=41.8751, lon=-87.6350),
        Landmark(name="Bus Stop", kind="landmark", lat=41.8751, lon=-87.6350),
        Landmark(name="Bus Stop", kind="landmark", lat=41.8751, lon=-87.6150),
    ),
)


def recognised(text: str) -> Place:
    place = ATLAS.recognise(text)
    assert place is not None, text
    return place


def is_at(place: Place, lat: float, lon: float) -> bool:
    return place.lat == pytest.approx(lat, abs=1e-4) and place.lon == pytest.approx(lon, abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "41.8801, -87.6302",
        "41.8801 -87.6302",
        "we are at (41.8801,-87.6302) come",
        "41.880, -87.630",
        "41.8801N 87.6302W",
        "N41.8801 W87.6302",
        "41.88\u00b0 N, 87.63\u00b0 W",
        "lat 41.8801 lon -87.6302",
        "41\u00b052'48\"N 87\u00b037'48\"W",
        "41\u00b0 52.8\u2032 N, 87\u00b0 37.8\u2032 O",
    ],
)
def test_coordinates_are_read_in_many_notations(text: str) -> None:
    place = recognised(text)

    assert place.kind is PlaceKind.COORDINATES
    assert place.lat == pytest.approx(41.88, abs=2e-4)
    assert place.lon == pytest.approx(-87.63, abs=3e-4)
    assert place.areas == (OLD_TOWN,)


@pytest.mark.parametrize(
    "link",
    [
        "https://maps.google.com/?q=41.8801,-87.6302",
        "https://www.google.com/maps?q=loc:41.8801,-87.6302",
        "https://www.google.com/maps/@41.8801,-87.6302,17z",
        "https://www.google.com/maps/search/?api=1&query=41.8801%2C-87.6302",
        "https://www.google.com/maps/place/X/@41.9,-87.5,17z/data=!3m1!4b1!3d41.8801!4d-87.6302",
        "google.com/maps/search/41.8801,+-87.6302",
        "https://maps.apple.com/?ll=41.8801,-87.6302&q=Here",
        "https://maps.apple.com/place?coordinate=41.8801,-87.6302",
        "https://www.openstreetmap.org/#map=18/41.8801/-87.6302",
        "https://www.openstreetmap.org/?mlat=41.8801&mlon=-87.6302#map=12/41.5/-87.1",
        "https://waze.com/ul?ll=41.8801%2C-87.6302&navigate=yes",
        "https://www.waze.com/live-map/directions?to=ll.41.8801%2C-87.6302",
        "geo:41.8801,-87.6302;u=35",
    ],
)
def test_links_that_carry_coordinates_are_read_without_the_network(link: str) -> None:
    place = recognised(f"I am here {link}")

    assert place.kind is PlaceKind.LINK
    assert place.label == link
    assert is_at(place, 41.8801, -87.6302)
    assert place.areas == (OLD_TOWN,)


@pytest.mark.parametrize(
    "link", ["https://maps.app.goo.gl/aB3dE5", "https://example.org/2026/12,30", "https://example.org/60614"]
)
def test_a_link_without_coordinates_is_no_place_and_its_digits_are_not_read(link: str) -> None:
    assert ATLAS.recognise(link) is None


@pytest.mark.parametrize("text", ["86HJV9JC+2V", "V9JC+2V", "come to v9jc+2v, back door"])
def test_full_and_short_plus_codes_are_read(text: str) -> None:
    place = recognised(text)

    assert place.kind is PlaceKind.PLUS_CODE
    assert place.lat == pytest.approx(41.88, abs=0.01)
    assert place.areas == (OLD_TOWN,)


def test_a_short_plus_code_means_nothing_without_a_home() -> None:
    assert Atlas(areas=()).recognise("V9JC+2V") is None


@pytest.mark.parametrize(
    "text",
    [
        "5th & Main",
        "5th and Main St",
        "corner of Main and Fifth",
        "Main/5th",
        "at 5th st at main street, come quick",
        "Main St, corner of 5th",
        "esquina de Main y la 5",
        "Main esquina con 5ta",
        "calle Main y quinta",
        "5th @ N Main",
        "5 and main",
    ],
)
def test_an_intersection_of_the_gazetteer_is_read_however_it_is_said(text: str) -> None:
    place = recognised(text)

    assert place.kind is PlaceKind.INTERSECTION
    assert is_at(place, 41.8801, -87.6302)
    assert place.areas == (OLD_TOWN,)


@pytest.mark.parametrize(
    ("text", "lat"),
    [
        ("5th & Main. no, 6th & Main", 41.8811),
        ("need food at 5th and Main. No wait, it's 6th and Main", 41.8811),
        ("5th y Main, perdon, en la 6th y Main", 41.8811),
        ("5th et Main, non, 6th et Main", 41.8811),
        ("5th ak Main, padon, 6th ak Main", 41.8811),
        ("not 5th & Main, 6th & Main", 41.8811),
        ("pas 5th et Main, 6th et Main", 41.8811),
        ("se pa 5th ak Main, se 6th ak Main", 41.8811),
        ("5th & Main, not 6th & Main", 41.8801),
        ("no food at 5th & Main and no water at 6th & Main", 41.8801),
        ("no, 5th & Main", 41.8801),
    ],
)
def test_a_corner_that_is_taken_back_gives_way_to_the_right_one(text: str, lat: float) -> None:
    assert is_at(recognised(text), lat, -87.6302), text


def test_the_label_is_what_they_wrote() -> None:
    assert recognised("please come to the corner of 5th and  Main, blue door").label == "5th and  Main"


def test_a_street_with_a_slip_of_the_thumb_is_still_found() -> None:
    place = recognised("oak ave and martin luter king drive")

    assert place.kind is PlaceKind.INTERSECTION
    assert place.areas == (HILL,)


def test_a_house_number_is_found_in_a_block_the_gazetteer_has() -> None:
    place = recognised("I'm at 412 Main St, apt 3")

    assert place.kind is PlaceKind.ADDRESS
    assert place.label == "412 Main St"
    assert is_at(place, 41.8790, -87.6302)


@pytest.mark.parametrize("text", ["512 Main St", "412 Elm St", "$412 main stuff", "2 main reasons"])
def test_a_house_number_elsewhere_is_not_made_up(text: str) -> None:
    assert ATLAS.recognise(text) is None


@pytest.mark.parametrize("text", ["behind the public library", "PUBLIC LIBRARY", "the pubic library", "public libary"])
def test_a_landmark_is_found_by_name(text: str) -> None:
    place = recognised(text)

    assert place.kind is PlaceKind.ADDRESS
    assert is_at(place, 41.8750, -87.6350)


def test_a_landmark_that_stands_twice_gives_every_area_and_no_point() -> None:
    place = recognised("at the bus stop")

    assert place.areas == (OLD_TOWN, HILL)
    assert place.lat is None


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("somewhere in Old Town", OLD_TOWN),
        ("en el pueblo viejo", OLD_TOWN),
        ("THE FLATS", OLD_TOWN),
        ("old twon", OLD_TOWN),
        ("hilside hights please", HILL),
        ("nan po a", HARBOUR),
        ("harbor", HARBOUR),
    ],
)
def test_an_area_is_found_by_any_of_its_names_in_any_language_and_with_slips(text: str, area: AreaId) -> None:
    place = recognised(text)

    assert place.kind is PlaceKind.AREA
    assert place.areas == (area,)
    assert place.lat is None


def test_an_area_is_found_without_its_article_where_that_leaves_no_everyday_word() -> None:
    riverfront = AreaId("riverfront")
    atlas = Atlas(areas=(Area(id=riverfront, names={"en": "Mill Row"}, aliases=("the riverfront", "the flats")),))

    for text in ("riverfront need water", "at the riverfront", "rivrfront"):
        place = atlas.recognise(text)
        assert place is not None, text
        assert place.areas == (riverfront,), text
    assert atlas.recognise("white flats and a coat") is None


@pytest.mark.parametrize("text", ["told them to own it", "flat tires", "he was pretty harsh", "barbour", "old"])
def test_a_word_that_only_resembles_a_name_is_not_taken_for_it(text: str) -> None:
    assert ATLAS.recognise(text) is None


def test_two_areas_in_one_text_are_both_asked() -> None:
    assert recognised("between the flats and the harbour").areas == (OLD_TOWN, HARBOUR)


def test_a_zip_that_spans_areas_gives_all_of_them() -> None:
    assert recognised("60614").areas == (OLD_TOWN,)
    assert recognised("zip:60610-1234").areas == (OLD_TOWN, HILL)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "help",
        "$60614",
        "60614.50",
        "+13125550161",
        "312-555-0100",
        "(312) 555-0100",
        "312.555.0100",
        "call 3125550100 now",
        "12.50, 13.50",
        "it was 3.5 or 4.5",
        "1.500, 2.300",
        "5/6",
        "5 & 6",
        "3:2",
        "24/7",
        "2026-03-06",
        "03/06/2026 at 5:30",
        "6.3.2026",
        "2222+33",
        "version 3.11.7, 4.22.19",
        "99.1234, 200.1234",
        "90210",
        "\U0001f198",
    ],
)
def test_prices_dates_phones_and_ratios_are_no_places(text: str) -> None:
    assert ATLAS.recognise(text) is None


def test_the_most_exact_thing_named_wins() -> None:
    assert recognised("Old Town, 60614, 5th & Main, 41.8755,-87.6355").kind is PlaceKind.COORDINATES
    assert recognised("Old Town, 60614, 5th & Main").kind is PlaceKind.INTERSECTION
    assert recognised("Old Town, 60614").kind is PlaceKind.AREA


def test_a_point_inside_an_area_lies_in_it_alone() -> None:
    assert ATLAS.locate(41.88, -87.63).areas == (OLD_TOWN,)
    assert ATLAS.locate(41.88, -87.61).areas == (HILL,)
    assert ATLAS.locate(40.0, -87.61).areas == ()


def test_near_a_border_both_areas_are_asked_the_one_it_lies_in_first() -> None:
    metre = 1 / 82_900  # of longitude, here

    assert ATLAS.locate(41.88, -87.62 - 20 * metre).areas == (OLD_TOWN, HILL)
    assert ATLAS.locate(41.88, -87.62 + 20 * metre).areas == (HILL, OLD_TOWN)
    assert ATLAS.locate(41.88, -87.62 - 30 * metre).areas == (OLD_TOWN,)
    assert ATLAS.locate(41.8700 - 0.0002, -87.63).areas == (OLD_TOWN,)
    assert ATLAS.locate(41.8700 - 0.0003, -87.63).areas == ()


TOWN = Atlas(
    home=HOME,
    areas=ATLAS_AREAS,
    landmarks=(
        Landmark(name="5th St & Main St", kind="intersection", lat=41.8801, lon=-87.6302),
        Landmark(name="6th St & Main St", kind="intersection", lat=41.8811, lon=-87.6302),
        Landmark(name="Oak Ave & Main St", kind="intersection", lat=41.8822, lon=-87.6303),
        Landmark(name="Oak St & Main St", kind="intersection", lat=41.8822, lon=-87.6103),
        Landmark(name="Elm St & Hill Rd", kind="intersection", lat=41.8850, lon=-87.6303),
        Landmark(name="Elm St & Hill Rd", kind="intersection", lat=41.8850, lon=-87.6103),
        Landmark(name="2300 Main St", kind="block", lat=41.8790, lon=-87.6302),
        Landmark(name="0 Main St", kind="block", lat=41.8792, lon=-87.6302),
    ),
)


def test_a_corner_is_read_in_every_way_it_is_said() -> None:
    for text in (
        "5th and Main",
        "Main & 5th",
        "corner of Fifth and Main",
        "corner 5th main",
        "5th/Main",
        "5th @ Main",
        "5th x Main",
        "Main-5th",
        "between 5th and Main",
        "esquina de Main y 5ta",
        "esquina Main con la 5",
        "en la esq. Main 5",
        "Main esq. 5ta",
        "calle 5 y calle Main",
        "C. Main con C. 5",
        "quinta con Main",
        "entre 5ta y Main",
        "angle Main et 5eme",
        "\u00e0 l'angle de la rue Main et de la 5\u00e8me rue",
        "au coin de Main et de la cinqui\u00e8me",
        "kwen Main ak 5\u00e8m",
        "kwen ri Main ak ri 5",
        "nan kafou Main ak senky\u00e8m",
        "N 5th St / W Main Ave",
        "5th st n main st",
        "fifth and mian",
        "5 & Main",
        "meet me at main by 5th, hurry",
        "ri Main nan kwen 5",
        "calle Main en la esquina de la 5",
        "Main casi esquina con 5ta",
        "Main casi 5ta",
        "5th st, main st",
        "5th street main street, hurry",
        "calle 5, calle Main",
        "5th - Main",
        "Main \u2013 5th",
        "5th nd main",
        "main an 5th",
        "main & 5 th",
    ):
        place = TOWN.recognise(text)

        assert place is not None, text
        assert place.kind is PlaceKind.INTERSECTION, text
        assert is_at(place, 41.8801, -87.6302), text


def test_a_street_between_two_others_is_the_middle_of_that_block() -> None:
    for text in (
        "on Main between 5th and 6th",
        "Main entre 5ta y 6ta",
        "entre 5ta y 6ta sobre Main",
        "entre 5 y 6 en main",
        "entre la 5ta y la 6ta por la Main",
        "ant 5 ak 6 sou Main",
        "ri Main ant 5 ak 6",
        "Main btwn 5th & 6th",
    ):
        place = TOWN.recognise(text)

        assert place is not None, text
        assert is_at(place, 41.8806, -87.6302), text


def test_a_house_is_read_in_every_way_it_is_said() -> None:
    for text in (
        "2300 block of Main",
        "near 2314 Main St",
        "2314 N Main",
        "2314 main",
        "2314-2318 Main St",
        "calle Main 2314",
        "Main St #2314",
        "2314, rue Main",
    ):
        place = TOWN.recognise(text)

        assert place is not None, text
        assert place.kind is PlaceKind.ADDRESS, text
        assert is_at(place, 41.8790, -87.6302), text


def test_what_kind_of_street_was_written_decides_between_two_of_one_name() -> None:
    avenue, street, either = (TOWN.recognise(text) for text in ("oak ave & main", "main and oak st", "oak and main"))

    assert avenue is not None
    assert street is not None
    assert either is not None
    assert (avenue.areas, street.areas, either.areas) == ((OLD_TOWN,), (HILL,), (OLD_TOWN, HILL))
    assert either.lat is None


def test_of_a_corner_that_stands_twice_the_one_in_the_area_named_is_meant() -> None:
    several = TOWN.found("elm & hill")
    one = TOWN.found("elm & hill in Hillside Heights")

    assert several.place is not None
    assert several.place.areas == (OLD_TOWN, HILL)
    assert [each.areas for each in several.candidates] == [(OLD_TOWN,), (HILL,)]
    assert one.place is not None
    assert one.place.areas == (HILL,)
    assert one.candidates == ()


def test_numbers_far_away_are_a_candidate_and_a_question_and_with_hemispheres_a_place() -> None:
    unsigned = ATLAS.found("41.8801, 87.6302")
    turned = ATLAS.found("-87.6302, 41.8801")
    far = ATLAS.found("48.8566, 2.3522")
    code = ATLAS.found("call 8FVC9G8F+6X")
    said = ATLAS.found("48.8566 N, 2.3522 E")

    for found in (unsigned, turned, far, code):
        assert found.place is None
        assert found.doubt is Doubt.FAR
    assert is_at(unsigned.candidates[0], 41.8801, -87.6302)
    assert is_at(turned.candidates[0], 41.8801, -87.6302)
    assert is_at(far.candidates[0], 48.8566, 2.3522)
    assert is_at(code.candidates[0], 47.3656, 8.5249)
    assert said.place is not None
    assert said.doubt is None


def test_a_short_plus_code_is_read_near_the_area_it_is_named_with() -> None:
    far = Area(id=AreaId("coast"), names={"en": "The Coast"}, polygon=square(36.10, -115.18))
    atlas = Atlas(areas=(far,), home=HOME)

    place = atlas.recognise("4RC6+GJ the coast")

    assert place is not None
    assert place.kind is PlaceKind.PLUS_CODE
    assert place.lat == pytest.approx(36.12, abs=0.01)


SQUARE = Atlas(
    home=HOME,
    areas=(
        *ATLAS_AREAS,
        Area(id=AreaId("mill"), names={"en": "Mill Row"}),
        Area(id=AreaId("hl"), names={"en": "The Hill"}),
    ),
    landmarks=(
        Landmark(name="Riverside Library", kind="landmark", lat=41.8750, lon=-87.6350),
        Landmark(name="Eastgate Station", kind="landmark", lat=41.8751, lon=-87.6350),
        Landmark(name="Westgate Station", kind="landmark", lat=41.8752, lon=-87.6350),
        Landmark(name="Mill Pond Park", kind="landmark", lat=41.8753, lon=-87.6350),
        Landmark(name="5th St & Main St", kind="intersection", lat=41.8801, lon=-87.6302),
        Landmark(name="400 Main St", kind="block", lat=41.8790, lon=-87.6302),
    ),
    names=("Riverside",),
)


@pytest.mark.parametrize(
    ("text", "lat"),
    [
        ("eastgate", 41.8751),
        ("by eastgate stn", 41.8751),
        ("at the westgate", 41.8752),
        ("next to the mill pond", 41.8753),
        ("5 th and main", 41.8801),
        ("corner of fith n main", 41.8801),
        ("4xx block of main", 41.8790),
        ("400 blk main", 41.8790),
    ],
)
def test_a_place_is_known_by_what_only_its_name_has(text: str, lat: float) -> None:
    place = SQUARE.recognise(text)

    assert place is not None
    assert place.lat == lat


def _made_up(seed: str, length: int) -> str:
    return "s" + "".join("aeinorstlm"[each % 10] for each in sha256(seed.encode()).digest()[: length - 1])


_MANY = tuple(dict.fromkeys(_made_up(f"{n}", 11 + n % 5) for n in range(6_000)))
"""Names that begin alike, as many as a large city has."""


def test_among_very_many_names_a_slip_finds_what_it_finds_among_few() -> None:
    names = Names(((name,), name) for name in _MANY)
    typed = [f"{name[:3]}{name[4:7]}{name[8]}{name[7]}{name[9:]}" for name in _MANY[:100]]

    found = [list(names.nearly([text])) for text in typed]

    apart = [[OSA.distance(text, name) for name in _MANY] for text in typed]
    assert found == [
        [_MANY[slips.index(min(slips))]] if min(slips) <= 2 and slips.count(min(slips)) == 1 else [] for slips in apart
    ]
    assert sum(map(bool, found)) > 90


@pytest.mark.parametrize(
    "text", ["im in riverside", "near riverside", "the library", "eastgate people are nice to me", "mill"]
)
def test_a_word_that_names_other_things_as_well_is_no_landmark(text: str) -> None:
    assert SQUARE.recognise(text) is None


def test_what_other_names_have_is_no_slip_of_the_thumb() -> None:
    assert SQUARE.recognise("at the mill") is None
    slip = SQUARE.recognise("teh hill")
    assert slip is not None
    assert slip.areas == (AreaId("hl"),)


def test_two_decimals_with_a_sign_are_a_place_where_they_lie_in_an_area() -> None:
    assert is_at(recognised("41.88 -87.63"), 41.88, -87.63)
    assert ATLAS.recognise("41.88 87.63") is None
    assert ATLAS.recognise("42.55 -87.63") is None


def test_what_is_found_is_said_as_programs_read_it() -> None:
    assert ATLAS.found("5th & Main").answer() == {
        "kind": "intersection",
        "lat": 41.8801,
        "lon": -87.6302,
        "areas": ["old-town"],
        "candidates": [],
    }
    assert ATLAS.found("60610").answer()["kind"] == "zip"
    assert ATLAS.found("help").answer() == {"kind": "none", "lat": None, "lon": None, "areas": [], "candidates": []}


def test_an_atlas_of_nothing_knows_no_place_but_coordinates() -> None:
    empty = Atlas(areas=())

    assert empty.recognise("5th & Main, Old Town 60614") is None
    assert empty.locate(41.88, -87.63).areas == ()
    place = empty.recognise("41.8801, -87.6302")
    assert place is not None
    assert place.areas == ()


@given(st.text(max_size=80))
def test_any_text_at_all_is_answered(text: str) -> None:
    place = ATLAS.recognise(text)

    assert place is None or place.label


@given(st.text(alphabet="0123456789.,+-&/@ NSEWnw$°'\"aeioyMain5thst", max_size=60))
def test_any_jumble_of_numbers_is_answered(text: str) -> None:
    place = ATLAS.recognise(text)

    assert place is None or (place.lat is None) == (place.lon is None)


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["41.88" + " " * 1600, "41\u00b0" * 500, "1.11 " * 320, "5 & " * 400, "main and " * 180]
)
def test_no_text_makes_it_slow(text: str) -> None:
    for _ in range(10):
        ATLAS.recognise(text)


EXAMPLE = Atlas.of(load_community(Path("config/data/example/community.yaml"))[0])


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("on Quarry Lane", ("the-hill",)),
        ("calle Main, por favor", ("old-town", "the-hill")),
        ("ri Quarry", ("the-hill",)),
        ("food on oak ave", ("old-town", "the-hill")),
    ],
)
def test_a_street_alone_is_in_the_areas_it_runs_through(text: str, areas: tuple[str, ...]) -> None:
    place = EXAMPLE.recognise(text)

    assert place is not None
    assert (place.kind, place.areas, place.lat) == (PlaceKind.STREET, areas, None)
    assert EXAMPLE.found(text).answer()["kind"] == "area"


@pytest.mark.parametrize("text", ["the main road is flooded", "999 Main St", "at 5 pl", "the main way out"])
def test_what_is_no_street_here_is_none(text: str) -> None:
    assert EXAMPLE.recognise(text) is None


@pytest.mark.parametrize(
    ("text", "corners"),
    [
        ("6th and oka", ["6th St & Oak Ave"]),
        ("esquina de la 6ta y oa", ["6th St & Oak Ave"]),
        ("quary & hill rd", []),
        ("hill rd & ma", ["Main St & Hill Rd"]),
        ("6th st and man", ["6th St & Main St"]),
        ("kwen 6th ak mil", ["6th St & Mill Ln"]),
        ("6th and river", []),
    ],
)
def test_a_corner_that_is_nearly_named_is_asked_about_and_not_taken(text: str, corners: list[str]) -> None:
    found = EXAMPLE.seek(text)

    assert [each.label for each in found.candidates] == corners
    assert (found.place is None and found.doubt is Doubt.CORNER) is bool(corners)


@pytest.mark.parametrize("text", ["on the 5th and maybe later", "call me at 6 and mail it", "5th of may and march"])
def test_what_is_near_no_street_is_no_corner_in_doubt(text: str) -> None:
    assert EXAMPLE.doubt(text) is None


@pytest.mark.parametrize("text", ["45O Main St", "4OO main st", "4l2 main", "4I2 Main Street"])
def test_letters_that_are_taken_for_digits_are_some_in_a_house_number(text: str) -> None:
    place = EXAMPLE.recognise(text)

    assert place is not None
    assert (place.kind, place.lat) == (PlaceKind.ADDRESS, 41.8795)


@pytest.mark.parametrize("text", ["it's 60691 degrees", "60691 grados"])
def test_degrees_are_no_zip_code(text: str) -> None:
    assert EXAMPLE.recognise(text) is None
