"""`upstander rota gaps`: what is not covered, from the rows of either database, and whom nothing reaches."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.app import migrate_database
from bot.commands.community import app as community_app
from bot.commands.rota import _said, app, gaps
from bot.rota.coverage import Coverage
from config.community_file import EXAMPLE
from config.settings import Settings
from domain.ids import PersonId
from domain.people import Reach
from domain.rota import Fixed
from domain.rota_change import Entries
from models import people
from tests.models.conftest import migrated_url, postgres_schema, sqlite_template
from tests.support.rota_town import changes, open_world, reading
from tests.support.world import World

__all__ = ["migrated_url", "postgres_schema", "sqlite_template"]

NIGHTS = [
    {
        "id": "nights",
        "start": "2026-03-06T20:00",
        "turn": {"every": 1, "unit": "day"},
        "people": [["ana"], ["ben"]],
        "hours": "20:00-08:00",
    }
]
ALWAYS = [{"id": "all", "start": "2026-01-01T08:00", "turn": {"every": 1, "unit": "week"}, "people": [["ana", "ben"]]}]


@pytest.fixture
async def nights(migrated_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """River is on by night alone; at noon of 6 March."""
    async with open_world(migrated_url, tmp_path, 0, layers=NIGHTS) as world:
        yield world


@pytest.fixture
async def always(migrated_url: str, tmp_path: Path) -> AsyncIterator[World]:
    rules = {"needs": [{"people": 2, "hours": "22:00-07:00", "languages": ["es"]}, {"people": 1}]}
    async with open_world(migrated_url, tmp_path, 0, layers=ALWAYS, rules=rules) as world:
        yield world


async def covered(world: World, days: int = 2) -> Coverage:
    return await gaps(world.settings, world.now, days)


async def loses(world: World, person: str) -> None:
    async with world.program.database.writing() as store:
        for point in await world.contact_points(person):
            await people.set_reach(store, point.id, Reach.BLOCKED)


def of_river(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in each.items() if key != "team"} for each in entries if each["team"] == "river"]


async def test_it_says_when_nobody_is_on_to_the_second_and_on_the_teams_clock(nights: World) -> None:
    document = (await covered(nights)).document()

    why = {"areas": ["mill-row", "old-town"], "why": "nobody", "deliberate": False}
    assert of_river(document["gaps"]) == [
        {"from": "2026-03-06T12:00:00-06:00", "to": "2026-03-06T20:00:00-06:00", **why},
        {"from": "2026-03-07T08:00:00-06:00", "to": "2026-03-07T20:00:00-06:00", **why},
        {"from": "2026-03-08T08:00:00-05:00", "to": "2026-03-08T13:00:00-05:00", **why},
    ]
    assert (document["from"], document["to"]) == ("2026-03-06T18:00:00+00:00", "2026-03-08T18:00:00+00:00")
    assert of_river(document["thin"]) == of_river(document["unreachable"]) == []


async def test_what_is_left_empty_on_purpose_is_shown_and_does_not_count(always: World) -> None:
    assert (await covered(always)).is_whole
    await changes(always, Entries(overrides=(Fixed(people=frozenset(), start=reading(7, 10), end=reading(7, 12)),)))

    found = await covered(always)

    (gap,) = of_river(found.document()["gaps"])
    assert (gap["why"], gap["deliberate"]) == ("on_purpose", True)
    assert found.is_whole
    always.everybody_reads()


async def test_too_few_at_the_hours_of_a_need_are_thin_with_what_they_lack(always: World) -> None:
    await changes(
        always,
        Entries(overrides=(Fixed(people=frozenset({PersonId("ben")}), start=reading(6, 20), end=reading(8, 0)),)),
    )

    found = await covered(always)

    (first, second) = of_river(found.document()["thin"])
    assert (first["from"], first["to"]) == ("2026-03-06T22:00:00-06:00", "2026-03-07T07:00:00-06:00")
    assert (first["languages"], first["lead"]) == (["es"], False)
    assert second["from"] == "2026-03-07T22:00:00-06:00"
    assert not found.is_whole
    always.everybody_reads()


async def test_whom_nothing_reaches_is_named_with_the_next_shift(nights: World) -> None:
    await loses(nights, "ben")

    found = await covered(nights)

    assert of_river(found.document()["unreachable"]) == [
        {"person": "ben", "shift": {"from": "2026-03-07T20:00:00-06:00", "to": "2026-03-08T08:00:00-05:00"}}
    ]
    assert "unreachable" in {each["why"] for each in of_river(found.document()["gaps"])}
    assert not found.is_whole
    said = list(_said(found.document(), 2))
    assert any("ben cannot be reached by anything, on call 2026-03-07T20:00" in line for line in said)


def run(*arguments: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["gaps", *arguments])
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(migrate_database(Settings()))
    return tmp_path


def test_before_a_community_stands_the_answer_is_no(in_a_folder: Path) -> None:
    code, out, err = run("--json")

    assert (code, out) == (1, "")
    assert "no community stands yet" in err


def test_the_command_answers_by_its_exit_code_and_in_one_json_document(in_a_folder: Path) -> None:
    assert CliRunner().invoke(community_app, ["apply", str(EXAMPLE)]).exit_code == 0

    code, out, _ = run("--days", "3", "--json")

    document = json.loads(out)
    assert code == 1  # nobody has bound a phone yet
    assert {each["why"] for each in document["gaps"]} <= {"unreachable", "nobody"}
    assert document.keys() == {"from", "to", "gaps", "thin", "unreachable", "without_rota"}
    assert run("--days", "0")[0] == 2
    assert "nobody on can be reached" in run("--days", "3")[1]
