"""Where somebody waits: near, known to everybody, and never the place."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.community import Landmark
from domain.incident import Incident
from domain.needs import ProtectionArea
from domain.places import Place, PlaceKind
from domain.staging import metres, staging_point
from tests.support.builders import OLD_TOWN, incident

LAT, LON = 41.88, -87.64
DEGREE = 111_195  # metres


def call(label: str = "5th & Main", **changes: object) -> Incident:
    place = Place(kind=PlaceKind.INTERSECTION, label=label, areas=(OLD_TOWN,), lat=LAT, lon=LON)
    return replace(incident(place=place), **changes)  # type: ignore[arg-type]


def landmark(name: str, away: float, kind: str = "landmark") -> Landmark:
    return Landmark(name=name, kind=kind, lat=LAT + away / DEGREE, lon=LON)


def test_the_nearest_of_those_that_are_neither_at_the_place_nor_far() -> None:
    around = [landmark("Too near", 100), landmark("Far", 900), landmark("Library", 400), landmark("School", 300)]

    assert staging_point(call(), around) == "School"


def test_corners_and_blocks_say_too_much() -> None:
    assert (
        staging_point(call(), [landmark("6th & Main", 300, "intersection"), landmark("500 Main", 300, "block")]) == ""
    )


def test_a_landmark_they_wrote_of_is_not_named() -> None:
    assert staging_point(call("behind the Main Library"), [landmark("Main Library", 300)]) == ""


def test_where_only_an_area_is_known_or_the_need_is_discreet_only_the_area_is_said() -> None:
    area = Place(kind=PlaceKind.AREA, label="old town", areas=(OLD_TOWN,))
    library = [landmark("Library", 300)]

    assert staging_point(call(place=area), library) == ""
    assert staging_point(call(place=None), library) == ""
    assert staging_point(call(protection_area=ProtectionArea.ABORTION_SUPPORT), library) == ""


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.floats(0, 2000)), max_size=8), st.randoms())
def test_it_is_never_within_the_distance_and_does_not_depend_on_the_order(
    around: list[tuple[str, float]], order: object
) -> None:
    landmarks = [landmark(f"{name} {away:.0f}", away) for name, away in around]
    chosen = staging_point(call(), landmarks)
    order.shuffle(landmarks)  # type: ignore[attr-defined]

    assert staging_point(call(), landmarks) == chosen
    for each in landmarks:
        if each.name == chosen:
            assert 150 <= metres(LAT, LON, each.lat, each.lon) <= 800


def test_the_same_place_is_no_distance_away() -> None:
    assert metres(LAT, LON, LAT, LON) == 0
