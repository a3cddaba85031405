"""What a rota file may say, and what it is told when it says something else."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.rota_file import WrongRota, load_rota, rota_from
from domain.ids import AreaId, PersonId, RotaId, SkillId
from domain.rota import Add, Fixed, Hours, Layer, Remove, Replace, Rota, TimeOff, Turn, Unit, Weekday

WHOLE = """
time_zone: America/Chicago
areas: [old-town]
skills: [medic]
layers:
  - id: nights
    start: "2026-03-06T20:00"
    turn: {every: 1, unit: week}
    people: [[ana], [ben, cal]]
    until: "2026-12-31T20:00"
    days: [mon, tue]
    hours: "20:00-08:00"
    priority: 3
overrides:
  - {kind: add,     person: dee, from: "2026-03-07T20:00", to: "2026-03-08T20:00"}
  - {kind: remove,  person: ana, from: "2026-03-07T20:00", to: "2026-03-08T20:00"}
  - {kind: replace, person: ana, by: dee, from: "2026-03-07T20:00", to: "2026-03-08T20:00"}
  - {kind: fixed,   people: [], from: "2026-03-07T20:00Z", to: "2026-03-08T20:00"}
time_off:
  - {person: ben, from: "2026-03-07T20:00", to: "2026-03-08T20:00"}
"""
FROM, TO = datetime.fromisoformat("2026-03-07T20:00"), datetime.fromisoformat("2026-03-08T20:00")
ANA, BEN, CAL, DEE = map(PersonId, ("ana", "ben", "cal", "dee"))


def written(text: str, time_zone: str | None = "America/Chicago") -> Rota:
    return rota_from(yaml.safe_load(text), RotaId("river/line"), time_zone)


def problems(text: str, time_zone: str | None = "America/Chicago") -> tuple[str, ...]:
    with pytest.raises(WrongRota) as refused:
        written(text, time_zone)
    return refused.value.problems


def layer(**changes: Any) -> str:
    """A rota of one sound layer, with changes."""
    sound = {"id": "a", "start": "2026-01-01T00:00", "turn": {"every": 1, "unit": "day"}, "people": [["ana"]]}
    return yaml.safe_dump({"layers": [{key: value for key, value in (sound | changes).items() if value is not None}]})


def test_everything_a_rota_file_says_arrives() -> None:
    assert written(WHOLE) == Rota(
        id=RotaId("river/line"),
        time_zone="America/Chicago",
        areas=frozenset({AreaId("old-town")}),
        skills=frozenset({SkillId("medic")}),
        layers=(
            Layer(
                id="nights",
                start=datetime.fromisoformat("2026-03-06T20:00"),
                turn=Turn(every=1, unit=Unit.WEEK),
                people=(frozenset({ANA}), frozenset({BEN, CAL})),
                until=datetime.fromisoformat("2026-12-31T20:00"),
                days=frozenset({Weekday.MON, Weekday.TUE}),
                hours=Hours(opens=time(20), closes=time(8)),
                priority=3,
            ),
        ),
        overrides=(
            Add(person=DEE, start=FROM, end=TO),
            Remove(person=ANA, start=FROM, end=TO),
            Replace(person=ANA, by=DEE, start=FROM, end=TO),
            Fixed(people=frozenset(), start=FROM.replace(tzinfo=UTC), end=TO),
        ),
        time_off=(TimeOff(person=BEN, start=FROM, end=TO),),
    )


def test_the_zone_of_the_surroundings_stands_in_where_a_rota_names_none() -> None:
    assert written("layers: []", "Europe/Berlin").time_zone == "Europe/Berlin"
    assert written("time_zone: Asia/Tokyo", "Europe/Berlin").time_zone == "Asia/Tokyo"
    assert problems("layers: []", None) == ("time_zone: is missing",)


def test_a_layer_without_a_name_is_named_after_its_place() -> None:
    assert written(layer(id=None)).layers[0].id == "layer-1"


def test_a_start_with_an_offset_is_put_on_the_wall_clock() -> None:
    assert written(layer(start="2026-01-01T06:00Z")).layers[0].start == datetime.fromisoformat("2026-01-01T00:00")


def test_a_window_may_end_with_the_day() -> None:
    assert written(layer(hours="16:00-24:00")).layers[0].hours == Hours(opens=time(16), closes=time(0))


def test_dates_without_quotes_are_read_as_they_look() -> None:
    dated = written("time_off: [{person: ana, from: 2026-03-07, to: 2026-03-08T20:00:00}]").time_off[0]

    assert (dated.start, dated.end) == (datetime.fromisoformat("2026-03-07T00:00"), TO)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "a rota is a mapping"),
        ("7", "a rota is a mapping"),
        ("time_zone: Mars/Olympus", "time_zone: 'Mars/Olympus' is not the name of a time zone"),
        ("layer: []", "layer: is not a key"),
        ("layers: {}", "layers: must be a list"),
        ("layers: [nights]", "layers[0]: must be a mapping"),
        (layer(start=None), "layers[0].start: is missing"),
        (layer(start="6 March"), "layers[0].start: must be a date and time such as"),
        (layer(start=20260306), "layers[0].start: must be a date and time in quotes"),
        (layer(start="0026-03-06T20:00"), "layers[0].start: must be a moment between the years"),
        (layer(turn={"every": 0, "unit": "day"}), "layers[0].turn.every: must be greater than or equal to 1"),
        (layer(turn={"every": 1.5, "unit": "day"}), "layers[0].turn.every: must be a valid integer"),
        (layer(turn={"every": True, "unit": "day"}), "layers[0].turn.every: must be a valid integer"),
        (layer(turn={"every": 10**9, "unit": "day"}), "layers[0].turn.every: must be less than or equal to"),
        (layer(turn={"every": 1, "unit": "year"}), "layers[0].turn.unit: must be 'hour', 'day', 'week' or 'month'"),
        (layer(turn="weekly"), "layers[0].turn: must be a mapping"),
        (layer(people=[]), "layers[0].people: must not be empty"),
        (layer(people=[["ana"], "ben"]), "layers[0].people[1]: must be a list"),
        (layer(people=[[""]]), "layers[0].people[0][0]: must not be empty"),
        (layer(people=[[False]]), "layers[0].people[0][0]: must be a name; put it in quotes"),
        (layer(until="2026-01-01T00:00"), "layers[0].until: must be later than its start"),
        (layer(until="2025-12-31T23:00-06:00"), "layers[0].until: must be later than its start"),
        (layer(days=[]), "layers[0].days: must not be empty"),
        (layer(days=["monday"]), "layers[0].days[0]: must be 'mon', 'tue'"),
        (layer(hours="20-08"), "layers[0].hours: must be two times of day"),
        (layer(hours="20:00"), "layers[0].hours: must be two times of day"),
        (layer(hours="25:00-08:00"), "layers[0].hours: must be two times of day"),
        (layer(hours="24:00-08:00"), "layers[0].hours: must be two times of day"),
        (layer(hours=1200), "layers[0].hours: must be two times of day"),
        (layer(priority="high"), "layers[0].priority: must be a valid integer"),
        (layer(colour="red"), "layers[0].colour: is not a key"),
        ("overrides: [{kind: swap}]", "overrides[0]: must be of the kind add, remove, replace or fixed"),
        ("overrides: [{person: ana}]", "overrides[0]: must be of the kind add, remove, replace or fixed"),
        ("overrides: [{kind: add, from: 2026-01-01, to: 2026-01-02}]", "overrides[0].person: is missing"),
        ("overrides: [{kind: replace, person: a, from: 2026-01-01, to: 2026-01-02}]", "overrides[0].by: is missing"),
        (
            "overrides: [{kind: fixed, people: ana, from: 2026-01-01, to: 2026-01-02}]",
            "overrides[0].people: must be a list",
        ),
        (
            "overrides: [{kind: add, person: a, from: 2026-01-02, to: 2026-01-01}]",
            "overrides[0].to: must be later than",
        ),
        ("time_off: [{person: a, from: 2026-01-02, to: 2026-01-02}]", "time_off[0].to: must be later than its from"),
        ("time_off: [{person: a, from: 2026-01-02}]", "time_off[0].to: is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    found = problems(text)

    assert len(found) == 1
    assert found[0].startswith(said)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(problems(layer(priority="high", days=[], start=None))) == 3


def test_two_layers_of_one_name_are_refused() -> None:
    twice = yaml.safe_dump({"layers": yaml.safe_load(layer())["layers"] * 2})

    assert problems(twice) == ("layers: two layers have the id 'a'",)


def test_a_file_is_named_after_itself_unless_it_says_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"

    file.write_text(WHOLE)
    assert load_rota(file).id == "line"
    file.write_text(WHOLE + "id: nights\n")
    assert load_rota(file).id == "nights"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"layers: [", "line 1: "),
        (b"time_zone: UTC\nlayers: []\nlayers: []\n", "line 3: the key 'layers' stands twice"),
        (b"\xff\xfe\xfa", "the file is not UTF-8 text"),
        (b"", "a rota is a mapping"),
        (b"a: \x00", "the file is not YAML"),
        (
            b"time_zone: UTC\ntime_off: [{person: a, from: 2026-02-30, to: 2026-03-01}]",
            "time_off[0].from: must be a date",
        ),
    ],
)
def test_a_file_that_is_no_rota_is_refused_with_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "line.yaml"
    file.write_bytes(content)

    with pytest.raises(WrongRota) as refused:
        load_rota(file)

    assert refused.value.problems[0].startswith(said)
