"""Places come from any table or map a team has, and what is wrong in it is told with its line."""

import json
from pathlib import Path

import pytest

from config.places_file import read_places
from config.written import WrongFile
from domain.community import Landmark

CORNER = Landmark(name="5th St & Main St", kind="intersection", lat=41.88, lon=-87.64)
LIBRARY = Landmark(name="Library, the old one", kind="landmark", lat=41.89, lon=-87.65)

TABLES = {
    "as in the book": (
        "name,kind,lat,lon",
        "5th St & Main St,intersection,41.88,-87.64",
        '"Library, the old one",landmark,41.89,-87.65',
    ),
    "capitals, another order, a mark before": (
        "\ufeffLAT,Lon,Kind,NAME",
        "41.88,-87.64,Intersection,5th St & Main St",
        '41.89,-87.65,LANDMARK,"Library, the old one"',
    ),
    "semicolons and decimal commas": (
        "name;kind;lat;lon",
        "5th St & Main St;intersection;41,88;-87,64",
        "Library, the old one;landmark;41,89;-87,65",
    ),
    "tabs": (
        "name\tkind\tlat\tlon",
        "5th St & Main St\tintersection\t41.88\t-87.64",
        "Library, the old one\tlandmark\t41.89\t-87.65",
    ),
    "everything quoted, lines of another system": (
        '"name","kind","lat","lon"\r',
        '"5th St & Main St","intersection","41.88","-87.64"\r',
        '"Library, the old one","landmark","41.89","-87.65"\r',
    ),
    "other columns, other names for them, blanks": (
        "id,Nombre , tipo,latitude,longitude,note",
        "1, 5th St & Main St ,intersection, 41.88,-87.64,x",
        "",
        '2,"Library, the old one",landmark,41.89,-87.65,',
        ",,,,,",
    ),
}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_any_spreadsheet_is_read(tmp_path: Path, table: str) -> None:
    file = tmp_path / "places.csv"
    file.write_bytes("\n".join(TABLES[table]).encode())

    assert read_places(file) == (CORNER, LIBRARY)


def feature(shape: str, coordinates: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": shape, "coordinates": coordinates}}


def test_the_points_of_a_map_are_read_and_other_shapes_passed_over(tmp_path: Path) -> None:
    features = [
        feature("Point", [-87.64, 41.88], name="5th St & Main St", kind="Intersection"),
        feature("LineString", [[-87.64, 41.88], [-87.65, 41.88]], name="A way"),
        feature("Point", [-87.65, 41.89, 180.0], Name="Library, the old one"),
    ]
    file = tmp_path / "places.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8-sig")

    assert read_places(file) == (CORNER, LIBRARY)


def wrong(tmp_path: Path, name: str, text: str) -> list[tuple[int, str]]:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(WrongFile) as raised:
        read_places(file)
    return [(each.line, each.said) for each in raised.value.problems]


def test_every_mistake_in_a_table_is_told_with_its_line(tmp_path: Path) -> None:
    rows = [
        "name,kind,lat,lon",
        "A,castle,41.9,-87.6",
        ",landmark,41.9,-87.6",
        "C,landmark,north,-87.6",
        "D,landmark,91,0",
    ]

    found = wrong(tmp_path, "places.csv", "\n".join(rows))

    assert [line for line, _ in found] == [2, 3, 4, 5]
    assert found[0][1].startswith("kind must be")


def test_every_mistake_in_a_map_is_told_with_its_line(tmp_path: Path) -> None:
    features = (
        feature("Point", [-87.64, 41.88]),
        feature("Point", ["x"], name="B"),
        feature("Point", [0, 99], name="C"),
    )
    text = '{"features": [\n' + ",\n".join(map(json.dumps, features)) + "]}"

    found = wrong(tmp_path, "places.geojson", text)

    assert [(line, said.split()[0]) for line, said in found] == [(2, "name"), (3, "lat"), (3, "lon"), (4, "lat")]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("places.csv", "", 1),
        ("places.csv", "name,kind,lat\n", 1),
        ("places.csv", "name,name,kind,lat,lon\n", 1),
        ("places.csv", "name,kind,lat,lon\n", 0),
        ("places.csv", "name,kind,lat,lon\nA,landmark,41.9,-87.6,x\n", 2),
        ("places.csv", "name,kind,lat,lon\nCall 312 555 0142,landmark,41.9,-87.6\n", 2),
        ("places.geojson", '{"features":\n [}', 2),
        ("places.geojson", "[]", 1),
        ("places.geojson", '{"features": []}', 0),
    ],
)
def test_what_is_no_list_of_places_is_told(tmp_path: Path, name: str, text: str, line: int) -> None:
    assert [at for at, _ in wrong(tmp_path, name, text)] == [line]
