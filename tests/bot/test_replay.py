"""`upstander replay`: a call log played through the real turns, the same on either database."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.replay.calls import Call, WrongCalls, read_calls
from bot.replay.figures import Played, figures, gini, played
from bot.replay.luck import Luck, Says
from bot.replay.play import Result, replay
from bot.replay.stage import CannotReplay
from config.community_file import load_community
from domain import events as e
from domain.ids import AssignmentId, IncidentId, NatureId, PageId, PersonId
from domain.incident import Assignment, AssignmentState
from domain.needs import Need
from domain.policy import Paging
from models.incidents import Logged
from tests.support.builders import incident
from tests.support.postgres import fresh_database
from tests.support.world import COMMUNITY

NOON = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
OLD_TOWN, MILL_ROW = (41.8805, -87.6403), (41.8801, -87.6207)


def call(minutes: float, nature: str = "welcome", place: tuple[float, float] = OLD_TOWN) -> Call:
    return Call(at=NOON + timedelta(minutes=minutes), lat=place[0], lon=place[1], nature=NatureId(nature))


CALLS = (
    call(0),
    call(0.5, "conflict"),
    call(1, "relief", MILL_ROW),
    call(45, "conflict", MILL_ROW),
    call(300),
    call(660, "relief"),
)


async def play(*calls: Call, seed: int = 1, accept: float = 0.6, url: str | None = None) -> Result:
    community, roster = load_community(COMMUNITY)
    return await replay(community, roster, calls, seed=seed, accept=accept, policy=Paging.CONSTANT, database_url=url)


def written(logs: Mapping[IncidentId, tuple[Logged, ...]]) -> list[str]:
    return [f"{incident} {each.at} {each.kind} {each.event}" for incident, log in logs.items() for each in log]


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    with fresh_database(postgres_url) as url:
        yield url


async def test_the_same_seed_gives_the_same_events_on_both_databases_and_another_does_not(empty_postgres: str) -> None:
    on_sqlite, on_postgres = await play(*CALLS), await play(*CALLS, url=empty_postgres)
    other = await play(*CALLS, seed=2)

    assert written(on_sqlite.logs) == written(on_postgres.logs)
    assert on_sqlite.figures == on_postgres.figures
    assert written(on_sqlite.logs) != written(other.logs)


async def test_every_call_is_played_until_it_is_closed() -> None:
    result = await play(*CALLS)

    kinds = [[type(each.event) for each in log] for log in result.logs.values()]
    assert len(kinds) == len(CALLS)
    assert all(e.Opened in each and e.Closed in each for each in kinds)
    assert any(e.SetOut in each and e.Arrived in each and e.Cleared in each for each in kinds)
    assert result.figures.filled > 0


async def test_where_everybody_says_yes_every_need_fills_and_where_nobody_does_none() -> None:
    sure, never = await play(*CALLS[:2], accept=1.0), await play(*CALLS[:2], accept=0.0)

    assert (sure.figures.filled, sure.figures.nobody) == (2, 0)
    assert (never.figures.filled, never.figures.nobody) == (0, 2)


async def test_a_database_with_a_community_in_it_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'used.db'}"
    await play(CALLS[0], url=url)

    with pytest.raises(CannotReplay, match="empty one"):
        await play(CALLS[0], url=url)


# --- the log


def log_of(tmp_path: Path, *lines: str, header: str = "at,lat,lon,nature") -> Path:
    file = tmp_path / "calls.csv"
    file.write_text("\n".join((header, *lines)) + "\n")
    return file


def test_a_time_without_an_offset_is_the_communitys_wall_clock_and_calls_are_put_in_order(tmp_path: Path) -> None:
    community, _ = load_community(COMMUNITY)
    file = log_of(tmp_path, "2026-03-06T12:30,41.88,-87.64,welcome", "2026-03-06T18:00Z,41.88,-87.64,conflict")

    assert [(each.at, each.nature) for each in read_calls(file, community)] == [
        (NOON, "conflict"),
        (NOON + timedelta(minutes=30), "welcome"),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("yesterday,41.88,-87.64,welcome", "line 2: at must be a date and time"),
        ("2026-03-06T12:30,91,-87.64,welcome", "line 2: lat must be a number of degrees between -90 and 90"),
        ("2026-03-06T12:30,41.88,nan,welcome", "line 2: lon must be a number of degrees"),
        ("2026-03-06T12:30,41.88,-87.64,picnic", "line 2: nature picnic is not one of conflict, welcome"),
        ("2026-03-06T12:30,41.88,-87.64", "line 2: nature is empty"),
    ],
)
def test_a_line_that_cannot_be_played_is_named(tmp_path: Path, line: str, says: str) -> None:
    community, _ = load_community(COMMUNITY)

    with pytest.raises(WrongCalls, match=says):
        read_calls(log_of(tmp_path, line), community)


def test_a_log_without_its_columns_or_calls_is_refused(tmp_path: Path) -> None:
    community, _ = load_community(COMMUNITY)

    with pytest.raises(WrongCalls, match="line 1: must name the columns at,lat,lon,nature; lat is missing"):
        read_calls(log_of(tmp_path, header="at,lon,nature"), community)
    with pytest.raises(WrongCalls, match="holds no call"):
        read_calls(log_of(tmp_path), community)


# --- the command


def run(*arguments: object) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["replay", *map(str, arguments)])
    return answer.exit_code, answer.stdout, answer.stderr


def test_it_prints_one_json_document_and_says_how_far_it_is_on_the_side(tmp_path: Path) -> None:
    file = log_of(tmp_path, "2026-03-06T12:30,41.88,-87.64,welcome")
    code, out, err = run(file, "--community", COMMUNITY, "--seed", 3, "--accept", 1, "--policy", "waves", "--json")

    found = json.loads(out)
    assert (code, err) == (0, "1 of 1 calls\n")
    assert (found["calls"], found["filled"], found["policy"], found["seed"]) == (1, 1, "waves", 3)
    assert {"seconds_to_fill", "pages_per_fill", "surplus_accepts", "gini_of_load", "nobody_left"} <= found.keys()


def test_a_wrong_file_is_named_with_its_lines_and_ends_with_two(tmp_path: Path) -> None:
    file = log_of(tmp_path, "2026-03-06T12:30,41.88,-87.64,picnic")

    code, _, err = run(file, "--community", COMMUNITY, "--seed", 1)
    assert (code, err.splitlines()[0].startswith(f"{file}: line 2: nature picnic")) == (2, True)
    assert run(tmp_path / "none.csv", "--community", COMMUNITY, "--seed", 1)[0] == 2
    assert run(file, "--community", tmp_path / "none.yaml", "--seed", 1)[0] == 2
    assert run(file, "--community", COMMUNITY, "--seed", 1, "--policy", "guess")[0] == 2


# --- luck and figures


def test_people_answer_a_page_alike_whoever_else_was_asked_and_say_yes_as_often_as_they_should() -> None:
    luck, keener = Luck(7, 0.377), Luck(7, 0.72)
    asked = [(number, f"p{n}") for number in range(40) for n in range(50)]
    said = [luck.answer(number, person, 0, night=False) for number, person in asked]

    assert said == [Luck(7, 0.377).answer(number, person, 0, night=False) for number, person in asked]
    yes = {each for each, answer in zip(asked, said, strict=True) if answer.says is Says.YES}
    assert len(yes) / len(asked) == pytest.approx(0.377, abs=0.03)
    assert all(keener.answer(number, person, 0, night=False).says is Says.YES for number, person in yes)
    waits = sorted(each.after for each in said)
    assert waits[len(waits) // 2].total_seconds() == pytest.approx(102, rel=0.06)


def test_what_a_call_comes_to() -> None:
    ana, ben = PersonId("ana"), PersonId("ben")
    page = PageId("pag_1")
    later = NOON + timedelta(seconds=90)
    log = [
        (NOON, e.Paged(why="", page=page, person=ana)),
        (NOON, e.Paged(why="", page=page, person=ben)),
        (later, e.ThankedLate(why="", page=page, person=ben)),
    ]
    gone = going(ana, at=NOON + timedelta(seconds=30), state=AssignmentState.DROPPED_OUT, ended_at=later)
    filled = incident(need=Need(cap=3), opened_at=NOON, assignments=(gone, going(ben, at=later)))

    call = played(filled, log, lambda person, _: person == ben)
    assert call == Played(filled_after=30, paged=((ana, False), (ben, True)), surplus=1)
    both = figures([call, Played(nobody=True)], [ana, ben, PersonId("cal"), PersonId("dee")])
    assert (both.probability, both.pages_per_fill, both.night_pages_per_person) == (0.5, 2, 0.25)
    assert (both.surplus, both.nobody, both.gini) == (1, 1, 0.5)
    assert gini([0, 0, 0, 4]) == 0.75


def test_who_gets_a_place_in_a_need_that_is_filled_already_is_one_too_many() -> None:
    two = (going(PersonId("ana"), at=NOON), going(PersonId("ben"), at=NOON + timedelta(seconds=5)))
    call = played(incident(need=Need(cap=3), opened_at=NOON, assignments=two), (), lambda *_: False)

    assert (call.filled_after, call.surplus) == (0, 1)


def going(
    person: PersonId,
    *,
    at: datetime,
    state: AssignmentState = AssignmentState.ACCEPTED,
    ended_at: datetime | None = None,
) -> Assignment:
    return Assignment(
        id=AssignmentId(f"asg_{person}"),
        incident=IncidentId("inc_1"),
        person=person,
        page=None,
        code="Robin",
        state=state,
        accepted_at=at,
        ended_at=ended_at,
    )
