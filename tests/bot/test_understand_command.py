"""`upstander understand`: JSON lines in, JSON lines out."""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands.understand import WrongLine, answer, read_line
from config.triage import load_lexicon
from config.words import load_words
from domain.atlas import Atlas
from domain.triage import Reading, language_in, read
from domain.understanding import Outcome, understand

FIELDS = {"id", "language", "areas", "needs", "danger", "urgency", "keyword", "place", "outcome"}


def run(lines: bytes, *options: str) -> tuple[int, list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "understand", *options],
        input=lines,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, [json.loads(each) for each in done.stdout.decode().splitlines()], done.stderr.decode()


def said_here(lines: bytes, *options: str) -> tuple[int, list[dict[str, Any]], str]:
    """The same in this process, which has read the words already: that takes a process of its own seconds."""
    done = CliRunner().invoke(app, ["understand", *options], input=lines)
    gc.unfreeze()  # this process lives on
    return done.exit_code, [json.loads(each) for each in done.stdout.splitlines()], done.stderr


def test_each_text_is_answered_in_its_turn_and_a_bad_line_is_named_and_stops_nobody() -> None:
    lines = [
        '{"id": "1", "text": "nou bezwen dlo ak manje", "language": "fr"}',
        "not json",
        '{"id": 2, "text": "41.8801, -87.6302 there is a fire"}',
        "",
        '{"text": "no id"}',
        '{"id": "3", "text": "STOP"}',
        '{"id": "4", "text": "thank you so much"}',
    ]

    code, answers, said = run("\n".join(lines).encode())

    assert code == 1
    assert [each["id"] for each in answers] == ["1", "2", "3", "4"]
    assert all(set(each) == FIELDS for each in answers)
    assert answers[0]["language"] == "ht"
    assert answers[0]["needs"] == ["water", "food"]
    assert answers[0]["place"] == {"kind": "none", "lat": None, "lon": None, "areas": [], "candidates": []}
    assert (answers[1]["danger"], answers[1]["urgency"], answers[1]["outcome"]) == (True, "immediate", "open")
    assert (answers[1]["place"]["kind"], answers[1]["place"]["lat"]) == ("coordinates", 41.8801)
    assert (answers[2]["keyword"], answers[2]["outcome"]) == ("opt_out", "none")
    assert answers[3]["outcome"] == "none"
    assert said.splitlines() == ["line 2: is not JSON", 'line 5: has no "id" that is a text']


def test_places_are_those_of_the_community(tmp_path: Path) -> None:
    file = tmp_path / "community.yaml"
    file.write_text(
        "version: 1\n"
        "community: {name: Riverside, languages: [en], default_language: en, time_zone: America/Chicago}\n"
        "areas: [{id: old-town, name: {en: Old Town}, zips: ['60614']}]\n"
        "natures: [{id: other, protection_area: community_response, name: {en: Other}}]\n"
        "teams: [{id: river, areas: [old-town]}]\n"
    )

    code, answers, said = said_here(b'{"id": "1", "text": "we need water in old town"}\n', "--community", str(file))

    assert (code, said) == (0, "")
    assert (answers[0]["place"]["kind"], answers[0]["place"]["areas"]) == ("area", ["old-town"])


def test_the_name_of_a_place_shows_no_language() -> None:
    beside_a_need = ("necesitamos comida, 5th y Main", "on a besoin d'eau, 5th et Main")
    texts = ("450 main st", "5th y Main", *beside_a_need, "coin de la 5 et main")
    lines = "".join(json.dumps({"id": each, "text": each}) + "\n" for each in texts)

    _, answers, _ = said_here(lines.encode(), "--community", "config/data/example/community.yaml")

    assert [each["place"]["kind"] for each in answers] == ["address", *["intersection"] * 4]
    assert [each["language"] for each in answers] == [None, None, "es", "fr", None]


def test_a_corner_beside_a_need_is_no_danger_by_the_small_words_in_it() -> None:
    line = json.dumps({"id": "1", "text": "necesito un techo esta noche la 5 y main"}) + "\n"

    _, answers, _ = said_here(line.encode(), "--community", "config/data/example/community.yaml")

    assert (answers[0]["danger"], answers[0]["needs"]) == (False, ["shelter"])


def test_a_community_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    code, answers, said = said_here(b'{"id": "1", "text": "hi"}\n', "--community", str(tmp_path / "none.yaml"))

    assert (code, answers) == (2, [])
    assert "none.yaml" in said


@pytest.mark.parametrize(
    "line",
    [b"[]", b"1", b'{"id": true, "text": ""}', b'{"id": "1"}', b'{"id": "1", "text": "", "language": 3}', b"\xff"],
)
def test_a_line_that_is_no_text_is_refused_with_a_sentence(line: bytes) -> None:
    with pytest.raises(WrongLine):
        read_line(line)


@given(st.text(max_size=3000) | st.text(alphabet="\ufdfa \u0301\u706bfirehelpgun.", max_size=3000))
def test_whatever_is_written_is_answered_in_the_agreed_form(text: str) -> None:
    lexicon, words, atlas = load_lexicon(), load_words(), Atlas(areas=())

    def reading(each: str) -> Reading:
        return read(each, lexicon)

    found = understand(
        text, read=reading, seek=atlas.seek, words=words, language=lambda each: language_in(each, lexicon)
    )
    written = answer("1", found, atlas.found(text))

    assert set(json.loads(json.dumps(written))) == FIELDS
    assert found.outcome is Outcome.OPEN or not found.reading.danger or found.keyword is not None
