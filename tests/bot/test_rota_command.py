"""`upstander rota preview`: what it prints, and what it says when it cannot."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.commands.answers import WrongUsage
from bot.commands.rota import app, preview
from tests.support.rota_random import ZONES, random_rota
from tests.support.rota_reference import Reference
from tests.support.zone_files import A_ZONE_WITHOUT_RULES

NIGHTS = """
time_zone: America/Chicago
layers:
  - id: nights
    start: "2026-03-06T20:00"
    turn: {every: 1, unit: week}
    people: [[cal, ana], [ben]]
    days: [mon, tue, wed, thu, fri]
    hours: "20:00-08:00"
"""


@pytest.fixture
def nights(tmp_path: Path) -> Path:
    file = tmp_path / "nights.yaml"
    file.write_text(NIGHTS)
    return file


def run(*arguments: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["preview", *arguments])
    return answer.exit_code, answer.stdout, answer.stderr


def test_it_prints_one_json_document_and_nothing_else(nights: Path) -> None:
    code, out, err = run(str(nights), "--from", "2026-03-06T20:00", "--to", "2026-03-09T21:00", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "time_zone": "America/Chicago",
        "spans": [
            {"from": "2026-03-06T20:00:00-06:00", "to": "2026-03-07T08:00:00-06:00", "people": ["ana", "cal"]},
            {"from": "2026-03-07T08:00:00-06:00", "to": "2026-03-09T20:00:00-05:00", "people": []},
            {"from": "2026-03-09T20:00:00-05:00", "to": "2026-03-09T21:00:00-05:00", "people": ["ana", "cal"]},
        ],
        "hand_offs": ["2026-03-06T20:00:00-06:00"],
    }


def test_ends_without_an_offset_are_the_rotas_wall_clock_and_those_with_one_are_not(nights: Path) -> None:
    plain = preview(nights, "2026-03-06T20:00", "2026-03-07")

    assert preview(nights, "2026-03-07T02:00Z", "2026-03-07T07:00+01:00") == plain


def test_it_tells_a_person_who_is_on_from_when_to_when(nights: Path) -> None:
    code, out, _ = run(str(nights), "--from", "2026-03-06T20:00", "--to", "2026-03-07T20:00")

    assert code == 0
    assert "2026-03-06T20:00:00-06:00  to  2026-03-07T08:00:00-06:00  ana, cal" in out
    assert "nobody" in out


@pytest.mark.parametrize("number", range(0, 40, 4))
def test_it_agrees_with_the_reference_to_the_letter(tmp_path: Path, number: int) -> None:
    mapping, start, end = random_rota(number)
    file = tmp_path / "random.yaml"
    file.write_text(json.dumps(mapping))

    code, out, _ = run(str(file), f"--from={start}", f"--to={end}", "--json")

    assert code == 0
    assert json.loads(out) == Reference(mapping, start, end).document()


@pytest.mark.parametrize(
    ("turn", "start", "end", "said"),
    [
        (
            {"start": "2020-03-06T02:30", "turn": {"every": 1, "unit": "day"}},
            "2020-03-06T00:00",
            "2020-03-10T00:00",
            [
                "2020-03-06T02:30:00-06:00",
                "2020-03-07T02:30:00-06:00",
                "2020-03-08T03:00:00-05:00",
                "2020-03-09T02:30:00-05:00",
            ],
        ),
        (
            {"start": "2020-11-01T00:00", "turn": {"every": 1, "unit": "hour"}},
            "2020-11-01T00:00",
            "2020-11-01T03:00",
            ["2020-11-01T00:00:00-05:00", "2020-11-01T01:00:00-05:00", "2020-11-01T02:00:00-06:00"],
        ),
        (
            {"start": "2024-10-01T00:00", "turn": {"every": 1, "unit": "week"}},
            "2024-10-29T00:00",
            "2024-11-06T00:00",
            ["2024-10-29T00:00:00-05:00", "2024-11-05T00:00:00-06:00"],
        ),
    ],
)
def test_turns_in_chicago_begin_where_its_clocks_say(
    tmp_path: Path, turn: dict[str, Any], start: str, end: str, said: list[str]
) -> None:
    file = tmp_path / "line.yaml"
    layer = {"id": "line", "people": [["ana"], ["ben"], ["cal"]], **turn}
    file.write_text(json.dumps({"time_zone": "America/Chicago", "layers": [layer]}))

    answer = preview(file, start, end)

    assert answer["hand_offs"] == said
    assert [span["from"] for span in answer["spans"] if span["people"]] == said


def test_the_systems_own_zone_files_are_not_used(tmp_path: Path) -> None:
    """Every zone of the system is wrong: the command answers as if there were none."""
    system = tmp_path / "zoneinfo"
    for key in ZONES:
        (system / key).parent.mkdir(parents=True, exist_ok=True)
        (system / key).write_bytes(A_ZONE_WITHOUT_RULES)
    (system / "tzdata.zi").write_text("# version 1999a\n")
    for number, key in enumerate(ZONES):
        mapping, start, end = random_rota(number)
        (tmp_path / f"{number}.yaml").write_text(json.dumps(mapping))
        (tmp_path / f"{number}.json").write_text(json.dumps([start, end]))
        assert mapping["time_zone"] == key
    asked = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from zoneinfo import ZoneInfo\n"
        "from datetime import datetime\n"
        "from bot.commands.rota import preview\n"
        "assert not datetime(2024, 7, 1, tzinfo=ZoneInfo('America/Chicago')).utcoffset(), 'the system is not asked'\n"
        "folder = Path(sys.argv[1])\n"
        "ends = {n: json.loads((folder / f'{n}.json').read_text()) for n in range(int(sys.argv[2]))}\n"
        "print(json.dumps([preview(folder / f'{n}.yaml', *each) for n, each in ends.items()]))\n"
    )

    answer = subprocess.run(
        [sys.executable, "-c", asked, str(tmp_path), str(len(ZONES))],
        env={**os.environ, "PYTHONTZPATH": str(system), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )

    rotas = [random_rota(number) for number in range(len(ZONES))]
    assert json.loads(answer.stdout) == [Reference(*each).document() for each in rotas]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-03-07", "2026-03-06", "--to must be later than --from"),
        ("2026-03-07", "2026-03-07", "--to must be later than --from"),
        ("soon", "2026-03-07", "--from must be a date and time"),
        ("2026-03-07", "9999-12-31", "--to must be a moment between the years"),
    ],
)
def test_ends_that_make_no_sense_are_wrong_usage(nights: Path, start: str, end: str, said: str) -> None:
    code, out, err = run(str(nights), "--from", start, "--to", end, "--json")

    assert (code, out) == (2, "")
    assert err.startswith(said)


def test_a_file_that_is_no_rota_is_wrong_usage_and_every_problem_has_its_line(nights: Path) -> None:
    nights.write_text("time_zone: UTC\nlayers: [{people: []}]")

    code, out, err = run(str(nights), "--from", "2026-03-06", "--to", "2026-03-07", "--json")

    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"{nights}: layers[0].start: is missing",
        f"{nights}: layers[0].turn: is missing",
        f"{nights}: layers[0].people: must not be empty",
    ]


def test_a_file_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="cannot be read"):
        preview(tmp_path / "absent.yaml", "2026-03-06", "2026-03-07")
    with pytest.raises(WrongUsage, match="cannot be read"):
        preview(tmp_path, "2026-03-06", "2026-03-07")


def test_an_option_that_is_left_out_is_wrong_usage(nights: Path) -> None:
    code, out, _ = run(str(nights), "--from", "2026-03-06")

    assert (code, out) == (2, "")
