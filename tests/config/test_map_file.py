"""Areas come from what people draw with, named or not; what is no area is passed over, what is no map is said so."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.map_file import WrongMap, read_map

RING = [[-88, 41], [-87, 41], [-87, 42], [-88, 41]]
BOW = [[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]


def feature(name: object = None, ring: list[list[int]] = RING, kind: str = "Polygon") -> dict[str, Any]:
    coordinates: Any = [ring] if kind == "Polygon" else [[ring]] if kind == "MultiPolygon" else ring[0]
    properties = {} if name is None else {"name": name}
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def written(folder: Path, content: object) -> Path:
    file = folder / "map.geojson"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_each_polygon_is_an_area_and_points_are_counted(tmp_path: Path) -> None:
    found = read_map(
        written(
            tmp_path,
            collection(feature("Old Town"), feature(kind="MultiPolygon"), feature("Library", kind="Point"), feature(7)),
        )
    )

    assert [each.name for each in found.areas] == ["Old Town", "", "7"]
    assert found.passed_over == 1


def test_a_umap_backup_is_read_with_all_its_layers(tmp_path: Path) -> None:
    backup = {"type": "umap", "layers": [collection(feature("Old Town")), collection(feature("Mill Row"))]}

    assert [each.name for each in read_map(written(tmp_path, backup)).areas] == ["Old Town", "Mill Row"]


def test_a_bare_shape_is_an_area_too(tmp_path: Path) -> None:
    assert len(read_map(written(tmp_path, feature()["geometry"])).areas) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("not json", "is not GeoJSON"),
        ({"type": "Topology"}, "no closed areas"),
        ([], "no closed areas"),
        (collection(feature("Library", kind="Point")), "only points or lines"),
        (collection(feature("Bow", BOW)), "the area Bow is not a proper polygon.*draw it again"),
        (collection(feature(None, BOW)), "the area number 1"),
    ],
)
def test_what_is_no_map_of_areas_is_said_so(tmp_path: Path, content: object, sentence: str) -> None:
    with pytest.raises(WrongMap, match=sentence):
        read_map(written(tmp_path, content))
