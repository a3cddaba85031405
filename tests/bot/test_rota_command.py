"""`upstander rota preview`: what it prints, and what it says when it cannot."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.commands.rota import WrongUsage, app, preview
from config.rota_file import at_instant, read_moment
from domain.zone import zone
from tests.support.rota_random import random_rota
from tests.support.rota_reference import Reference

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
    key = mapping["time_zone"]
    reference = Reference(mapping, at_instant(read_moment(start), key), at_instant(read_moment(end), key))

    code, out, _ = run(str(file), f"--from={start}", f"--to={end}", "--json")

    assert code == 0
    assert json.loads(out) == {
        "time_zone": key,
        "spans": [
            {
                "from": begin.astimezone(zone(key)).isoformat(),
                "to": finish.astimezone(zone(key)).isoformat(),
                "people": people,
            }
            for begin, finish, people in reference.spans()
        ],
        "hand_offs": [at.astimezone(zone(key)).isoformat() for at in reference.hand_offs],
    }


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
