"""`upstander community`: what stands is what the file says, and is written back the same, on either database."""

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import migrate_database
from bot.commands.community import app, gaps_made_by
from config.community_file import EXAMPLE, load_community
from config.settings import Settings
from domain.ids import AreaId, TeamId
from domain.needs import ProtectionArea
from domain.people import Standing
from domain.policy import RotaPolicy
from domain.rota import on_call
from tests.support.proofs import NOON, always, nights, person, team
from tests.support.proofs import community as in_one


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "somewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def migrated(database_url: str, in_a_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UPSTANDER_DATABASE_URL", database_url)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(migrate_database(Settings()))
    return in_a_folder


def run(*arguments: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, list(arguments))
    return answer.exit_code, answer.stdout, answer.stderr


def test_check_says_what_is_in_a_good_file_and_touches_nothing(in_a_folder: Path) -> None:
    code, out, err = run("check", str(EXAMPLE))

    assert (code, err) == (0, "")
    assert "ok. Riverside: 2 teams, 12 people, 3 areas" in out
    assert list(in_a_folder.iterdir()) == []


def test_a_new_team_is_a_file_beside_the_others_with_every_area_off_and_checks(in_a_folder: Path) -> None:
    folder = in_a_folder / "ours"
    shutil.copytree(EXAMPLE, folder)
    wanted = ("new-team", "ours", "North Side", "--zip", "60614", "--on-call", "evenings")

    code, out, err = run(*wanted, "--person", "ana", "--person", "Zed Moss")

    assert (code, err) == (0, "")
    assert "team-north-side.yaml: written. Riverside: 3 teams, 13 people, 4 areas" in out
    community, roster = load_community(folder)
    made = community.teams[TeamId("north-side")]
    assert {area: (each.ready, bool(each.refer)) for area, each in made.protections.items()} == dict.fromkeys(
        ProtectionArea, (False, True)
    )
    assert {each.id for each in roster if each.membership(made.id)} == {"ana", "zed-moss"}
    assert on_call(made.rotas[0], datetime(2027, 1, 9, 1, tzinfo=UTC)) == {"ana", "zed-moss"}
    assert run(*wanted, "--person", "ana") == (2, "", "a team called North Side is there already\n")
    nowhere = run("new-team", "ours", "Lakeside", "--person", "ana", "--area", "the-moon")
    assert nowhere == (1, "", "team lakeside: there is no area the-moon\n")
    assert len(list(folder.glob("*.yaml"))) == 2


@pytest.mark.parametrize("part", ["natures", "teams"])
def test_a_file_without_natures_or_teams_is_refused_in_a_sentence(in_a_folder: Path, part: str) -> None:
    parts = {
        "natures": "natures: [{id: conflict, protection_area: community_response}]\n",
        "teams": "teams: [{id: river}]\n",
    }
    head = "version: 1\ncommunity: {name: River, languages: [en], time_zone: UTC}\n"
    (in_a_folder / "half.yaml").write_text(head + "".join(text for name, text in parts.items() if name != part))

    assert run("check", "half.yaml") == (1, "", f"half.yaml:1: {part} is missing\n")


def test_check_notes_that_nobody_is_named_who_listens(in_a_folder: Path) -> None:
    (in_a_folder / "much.yaml").write_text(
        "version: 1\ncommunity: {name: River, languages: [en], time_zone: UTC}\n"
        "natures:\n  - id: conflict\n    protection_area: community_response\n    retention: {shell: 30d}\n"
        "teams:\n  - id: river\n    policy:\n      tiers: [on_call, aid, coordinators]\n      stage_alone: 5m\n"
    )

    code, out, _ = run("check", "much.yaml")

    assert code == 0
    [listens] = out.splitlines()[1:]
    assert listens.startswith("note: much.yaml:2: no line `crisis` in community.emergency")


def test_check_says_everything_that_is_wrong_and_answers_no(in_a_folder: Path) -> None:
    (in_a_folder / "bad.yaml").write_text("version: 1\nnatures: []\nteams:\n  - id: river\n    colour: blue\n")

    code, out, err = run("check", "bad.yaml")

    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "bad.yaml:1: community is missing",
        "bad.yaml:2: natures must not be empty",
        "bad.yaml:5: teams.colour is not a key that is known here",
    ]


@pytest.mark.parametrize("command", ["check", "apply"])
def test_a_file_that_is_not_there_is_wrong_usage(in_a_folder: Path, command: str) -> None:
    code, out, err = run(command, "nowhere.yaml")

    assert (code, out) == (2, "")
    assert err == "nowhere.yaml: there is no such file or folder\n"


def test_apply_says_what_changes_and_the_second_time_nothing_does(migrated: Path) -> None:
    code, out, _ = run("apply", str(EXAMPLE))
    assert code == 0
    assert "Nothing changes." not in out

    assert run("apply", str(EXAMPLE)) == (0, "Nothing changes.\n", "")


def test_what_is_exported_says_what_was_applied(migrated: Path) -> None:
    run("apply", str(EXAMPLE))

    code, out, err = run("export")
    (migrated / "out.yaml").write_text(out)

    assert (code, err) == (0, "")
    assert load_community(migrated / "out.yaml") == load_community(EXAMPLE)
    assert run("apply", "out.yaml", "--prune") == (0, "Nothing changes.\n", "")


def test_what_the_file_no_longer_has_goes_only_when_told_to(migrated: Path) -> None:
    run("apply", str(EXAMPLE))
    (migrated / "places.csv").write_text((EXAMPLE / "places.csv").read_text())
    text = (EXAMPLE / "community.yaml").read_text()
    (migrated / "less.yaml").write_text(
        text.replace("  - {id: driver,", "  - {id: chauffeur,").replace("driver", "chauffeur")
    )

    run("apply", "less.yaml")
    assert "id: driver" in run("export")[1]

    run("apply", "less.yaml", "--prune")
    assert "id: driver" not in run("export")[1]


def test_there_is_nothing_to_export_before_anything_was_applied(migrated: Path) -> None:
    code, out, err = run("export")

    assert (code, out) == (1, "")
    assert "upstander community apply FILE" in err


def test_a_database_of_another_age_is_refused_in_one_line(in_a_folder: Path) -> None:
    code, out, err = run("apply", str(EXAMPLE))

    assert (code, out) == (1, "")
    assert "upstander migrate" in err
    assert len(err.splitlines()) == 1


def test_applying_a_file_says_which_gaps_it_makes(migrated: Path) -> None:
    community = migrated / "own.yaml"
    head = (
        "version: 1\ncommunity: {name: River, languages: [en], time_zone: America/Chicago}\n"
        "natures: [{id: conflict, protection_area: community_response}]\n"
        "teams:\n  - id: river\n    people: [{id: ana, name: Ana}]\n"
    )
    layer = "{id: all, start: '2026-01-01T08:00', turn: {every: 1, unit: week}, people: [[ana]]%s}"
    rota = f"    rotas: [{{id: line, layers: [{layer}]}}]\n"
    community.write_text(head + rota % "")
    first, out, _ = run("apply", "own.yaml")
    assert first == 0
    assert "a gap" not in out

    community.write_text(head + rota % ", hours: '08:00-20:00'")
    code, out, err = run("apply", "own.yaml")

    said = [line for line in out.splitlines() if "a gap" in line]
    assert (code, err) == (0, "")
    assert len(said) in (14, 15)
    assert all(line.startswith("team river: a gap, nobody is on any more  ") for line in said)
    assert "T20:00:00" in said[-1]
    assert not any("a gap" in line for line in run("apply", "own.yaml")[1].splitlines())


def test_applying_a_file_says_the_gap_of_one_area_though_somebody_is_on_in_another() -> None:
    mill_row = frozenset({AreaId("mill-row")})
    areas, members = ("mill-row", "old-town"), [person("ana"), person("ben", standing=Standing.SUSPENDED)]
    before = team(always("ana"), areas=areas)
    after = team(
        nights("ana", name="mill", areas=mill_row),
        always("ben", name="also", areas=mill_row),  # who may not be asked
        always("ana", name="town", areas=frozenset({AreaId("old-town")})),
        areas=areas,
    )

    said = gaps_made_by(in_one(before), in_one(after), members, NOON)

    first = (
        "team river: a gap in mill-row, nobody is on any more  2026-03-06T12:00:00-06:00  to  2026-03-06T20:00:00-06:00"
    )
    assert said[0] == first
    assert len(said) == 15


def test_a_file_is_looked_at_as_far_ahead_as_its_team_looks() -> None:
    before, after = team(always("ana")), team(nights("ana"))
    short = replace(after, policy=replace(after.policy, rota=RotaPolicy(proof_days=3)))

    assert len(gaps_made_by(in_one(before), in_one(short), [person("ana")], NOON)) == 4


def test_places_are_added_to_those_that_stand_and_are_recognised(migrated: Path) -> None:
    run("apply", str(EXAMPLE))
    (migrated / "more.csv").write_text(
        '\ufeffName;KIND;Lat;Lon\n"Elm St; & Main St";intersection;41,9;-87,64\nOld Mill;landmark;41,88;-87,62\n'
        "Union Hall;landmark;41.8835;-87.6372\n",
        encoding="utf-8",
    )

    assert run("import-places", "more.csv") == (0, "2 places added, 1 stood there already.\n", "")
    assert run("import-places", "more.csv") == (0, "0 places added, 3 stood there already.\n", "")
    assert "name: Old Mill" in run("export")[1]


def test_places_that_are_wrong_are_told_with_their_lines_and_none_is_added(migrated: Path) -> None:
    run("apply", str(EXAMPLE))
    (migrated / "more.csv").write_text(
        "name,kind,lat,lon\nA,landmark,41.9,-87.6\nB,castle,41.9,-87.6\nC,block,north,1\n"
    )

    code, out, err = run("import-places", "more.csv")

    assert (code, out) == (1, "")
    assert [line.partition(" ")[0] for line in err.splitlines()] == ["more.csv:3:", "more.csv:4:"]
    assert run("import-places", "nowhere.csv")[0] == 2


def test_places_need_a_community_to_stand(migrated: Path) -> None:
    (migrated / "more.csv").write_text("name,kind,lat,lon\nA,landmark,41.9,-87.6\n")

    assert run("import-places", "more.csv")[0] == 1
