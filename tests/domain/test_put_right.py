"""A corner may be told in two texts, and put right by one of its streets."""

import pytest

from domain.atlas import Atlas
from domain.community import Landmark
from domain.places import Place, PlaceKind
from domain.put_right import corner_of_both

ATLAS = Atlas(
    areas=(),
    landmarks=[
        Landmark(name=name, kind="intersection", lat=lat, lon=lon)
        for name, lat, lon in (
            ("5th St & Main St", 41.88, -87.64),
            ("6th St & Main St", 41.882, -87.64),
            ("5th St & Oak Ave", 41.88, -87.636),
        )
    ],
)
CORNER = ATLAS.recognise("5th & Main")


def at(text: str, known: Place | None = CORNER) -> tuple[float | None, float | None] | None:
    found = corner_of_both(text, known, ATLAS.seek)
    return None if found is None else (found.lat, found.lon)


@pytest.mark.parametrize(
    "text", ["no, 6th street", "no 6th", "sorry, 6th st", "i mean 6th", "perdon, la 6", "non, 6e rue"]
)
def test_one_street_puts_a_corner_right(text: str) -> None:
    assert at(text) == (41.882, -87.64)
    assert at(text.replace("6th street", "oak")) is not None


@pytest.mark.parametrize(
    "text", ["6th street", "no thanks", "no, 9th street", "no, main", "no, 6", "no he left", "no", ""]
)
def test_what_takes_nothing_back_or_makes_no_corner_changes_nothing(text: str) -> None:
    assert at(text) is None


@pytest.mark.parametrize(("before", "text"), [("5th", "main"), ("on 5th street", "and Main"), ("main", "5th st")])
def test_two_streets_in_two_texts_are_their_corner(before: str, text: str) -> None:
    assert at(text, Place(kind=PlaceKind.WORDS, label=before)) == (41.88, -87.64)


def test_without_a_street_before_there_is_no_corner_of_both() -> None:
    for known in (
        None,
        Place(kind=PlaceKind.AREA, label="Old Town"),
        Place(kind=PlaceKind.WORDS, label="by the blue door"),
    ):
        assert at("main", known) is None
    assert at("6", Place(kind=PlaceKind.WORDS, label="Main")) is None
