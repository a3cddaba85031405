"""What people type in the first hour is understood however they type it, or answered with a sentence that helps."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.setup import reading as r
from config.catalogues import load_catalogues
from config.first_community import DecidedArea, DecidedHours, DecidedMember
from domain.rota import Weekday

NO_SAYING: Callable[[str], None] = lambda text: None  # noqa: E731  a stand-in for whoever listens


@pytest.mark.parametrize(("text", "yes"), [("y", True), ("YES", True), ("sí", True), ("n", False), ("No.", False)])
def test_yes_and_no_are_understood_in_any_spelling(text: str, yes: bool) -> None:
    assert r.said_yes(text) is yes


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("English, Spanish", ("en", "es")),
        ("español e inglés".replace(" e ", " and "), ("es", "en")),
        ("es en", ("es", "en")),
        ("2", ("es",)),
        ("all", load_catalogues().languages),
        ("1 and 2", ("en", "es")),
        ("French and English", ("fr", "en")),
        ("Haitian Creole, English", ("ht", "en")),
        ("4 1", ("ht", "en")),
        ("english & spanish", ("en", "es")),
    ],
)
def test_languages_are_understood_by_name_code_and_number(text: str, languages: tuple[str, ...]) -> None:
    assert r.said_languages(text) == languages


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2", "America/Chicago"),
        ("Central time", "America/Chicago"),
        ("los angeles", "America/Los_Angeles"),
        ("America/New_York", "America/New_York"),
        ("New York", "America/New_York"),
        ("Puerto Rico", "America/Puerto_Rico"),
        ("UTC", "UTC"),
    ],
)
def test_a_time_zone_is_understood_by_city_name_and_number(text: str, zone: str) -> None:
    assert r.said_zone(text) == zone


def test_areas_are_read_with_their_zip_codes_and_other_names() -> None:
    assert r.said_areas("Old Town: 60614, the flats, 60614; Mill Row; ") == (
        DecidedArea(name="Old Town", zips=("60614",), aliases=("the flats",)),
        DecidedArea(name="Mill Row"),
    )


def test_members_are_read_with_the_languages_they_speak() -> None:
    assert r.said_members(("en", "es"))("Ana (es, en), Ben and Jo;  Cal") == (
        DecidedMember(name="Ana", languages=("es", "en")),
        DecidedMember(name="Ben and Jo"),
        DecidedMember(name="Cal"),
    )


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("always", DecidedHours()),
        ("24/7", DecidedHours()),
        ("18:00-23:00", DecidedHours(hours="18:00-23:00")),
        ("6pm \u2013 11 pm", DecidedHours(hours="18:00-23:00")),
        ("from 6 pm to 2:30 am".removeprefix("from "), DecidedHours(hours="18:00-02:30")),
        ("12am-12pm", DecidedHours(hours="00:00-12:00")),
        ("20-24", DecidedHours(hours="20:00-00:00")),
        ("fri sat 8pm-2am", DecidedHours(hours="20:00-02:00", days=(Weekday.FRI, Weekday.SAT))),
        ("Fri-Sun 20:00-02:00", DecidedHours(hours="20:00-02:00", days=(Weekday.FRI, Weekday.SAT, Weekday.SUN))),
        ("sat to mon 9-17", DecidedHours(hours="09:00-17:00", days=(Weekday.MON, Weekday.SAT, Weekday.SUN))),
        ("weekends, 9am-5pm", DecidedHours(hours="09:00-17:00", days=(Weekday.SAT, Weekday.SUN))),
        ("every day 9-17", DecidedHours(hours="09:00-17:00")),
    ],
)
def test_hours_are_understood_as_people_write_them(text: str, hours: DecidedHours) -> None:
    assert r.said_hours(text) == hours


@pytest.mark.parametrize(("text", "kept"), [("72h", "72h"), ("3 days", "3d"), ("1 week", "1w"), ("24 HOURS", "24h")])
def test_a_length_of_time_is_understood(text: str, kept: str) -> None:
    assert r.said_kept(text) == kept


@pytest.mark.parametrize(
    ("text", "numbers"), [("1, 3 4", (1, 3, 4)), ("2-4", (2, 3, 4)), ("all", (1, 2, 3, 4, 5)), ("none", ())]
)
def test_numbers_of_a_list_are_understood(text: str, numbers: tuple[int, ...]) -> None:
    assert r.said_numbers(5)(text) == numbers


@pytest.mark.parametrize(
    ("read", "text", "sentence"),
    [
        (r.said_yes, "perhaps", "Type yes or no"),
        (r.said_name, "", "needs a name"),
        (r.said_name, "12345", "letters in it"),
        (r.said_name, "x" * 61, "at most 60"),
        (r.said_name, "Ann {x}", "no quotes or brackets"),
        (r.said_name, "write @riverline", "an account"),
        (r.said_languages, "klingon", "only English, Spanish, French and Haitian Creole."),
        (r.said_languages, ", ,", "at least one language"),
        (r.said_zone, "Chicgo", "Did you mean America/Chicago"),
        (r.said_zone, "xyzzy", "nearest large city"),
        (r.said_areas, "60614", "put the area's name before it"),
        (r.said_areas, ";", "Name at least one area"),
        (r.said_areas, "Old Town; old town", "stands there twice"),
        (r.said_areas, "Old Town: 606", "no ZIP code"),
        (r.said_areas, "Old Town: 60614 60615", "comma between the ZIP codes"),
        (r.said_members(("en",)), "Ana, ana", "stands there twice"),
        (r.said_members(("en",)), "Ana (es)", "does not speak Spanish"),
        (r.said_members(("en",)), "Ana (en", "I cannot read"),
        (r.said_members(("en",)), "Ana 312-555-0100", "a phone number"),
        (r.said_members(("en",)), ", ".join(f"P{n}" for n in range(70)), "at most 60"),
        (r.said_hours, "sometimes", "Type always, or hours"),
        (r.said_hours, "25:00-26:00", "no time of day"),
        (r.said_hours, "13pm-2am", "no time of day"),
        (r.said_hours, "someday 8pm-2am", "is no day"),
        (r.said_kept, "for ever", "a length of time"),
        (r.said_kept, "0 hours", "an hour at least"),
        (r.said_kept, "2 months", "a length of time"),
        (r.said_kept, "31 days", "30 days is the most"),
        (r.said_emergency, "312 555 0100", "a phone number"),
        (r.said_numbers(5), "1, six", "is none"),
        (r.said_numbers(5), "6", "from 1 to 5"),
        (r.said_numbers(5), "1-999999999", "from 1 to 5"),
        (r.said_one_of(2), "1, 2", "Type one number"),
    ],
)
def test_a_slip_is_answered_with_what_to_type_instead(read: Callable[[str], object], text: str, sentence: str) -> None:
    with pytest.raises(r.NotYet, match=sentence):
        read(text)


def test_a_map_is_found_however_its_path_is_typed(tmp_path: Path) -> None:
    square = [[[-88, 41], [-87, 41], [-87, 42], [-88, 41]]]
    feature = {
        "type": "Feature",
        "properties": {"Name": "Hill"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    (tmp_path / "my map.geojson").write_text(json.dumps(feature), encoding="utf-8")
    heard: list[str] = []

    for typed in (
        "my map.geojson",
        "'my map.geojson' ",
        f"{tmp_path}/my\\ map.geojson",
        f"file://{tmp_path}/my map.geojson",
    ):
        (area,) = r.map_in(tmp_path, heard.append)(typed)
        assert area.name == "Hill"

    assert heard == ["Found 1: Hill."] * 4


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "where the file is"), ("nowhere", "cannot be read"), (".", "folder")]
)
def test_a_map_that_is_not_there_is_said_so(tmp_path: Path, typed: str, sentence: str) -> None:
    with pytest.raises(r.NotYet, match=sentence):
        r.map_in(tmp_path, NO_SAYING)(typed)
