"""The guided first hour: forgiven, interrupted, taken back and taken up again, it comes to the same."""

import asyncio
import re
import stat
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.app import open_database
from bot.clock import RealClock
from bot.commands.community import applied
from bot.setup.dialogue import Answers, Dialogue, Stopped, WrongAnswers, play_alone, read_answers
from bot.setup.question import QUESTIONS, steps
from bot.setup.steps import Around, FirstHour, first_hour
from bot.setup.summary import summary_of
from config.community_file import load_community
from config.settings import load_settings
from domain.ids import PersonId, SenderId, TeamId
from domain.messages import MessageKind
from domain.needs import ProtectionArea
from domain.people import Channel
from models import communities, deliveries, people, senders
from models.senders import Sender

ENTER = ""
TEN = [
    "Riverside Neighbors", "1 and 2", "Chicago", "1", "Old Town: 60614", "Ana, Ben", "y", "Cal, Dee", ENTER, ENTER,
    "always", ENTER, "911", "988", "3 days", "1-7", ENTER,
]  # fmt: skip
DOORS = ["later", "no", "none"]


class Gone(EOFError):
    """Whoever types has typed all they had."""


class Typist:
    """A terminal at which somebody types line after line, and then goes away."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.shown: list[str] = []
        self._lines = list(lines)

    def says(self, text: str = "") -> None:
        self.shown.append(text)

    def reads(self, prompt: str) -> str:
        self.shown.append(prompt)
        if not self._lines:
            raise Gone
        return self._lines.pop(0)

    @property
    def page(self) -> str:
        return " ".join(" ".join(self.shown).split())


def around(folder: Path, *, stands: bool = False) -> Around:
    return Around(
        folder=folder,
        zone="",
        stands=stands,
        bot_name=lambda token: "river_bot" if token.endswith("good") else None,
        account_status=lambda sid, token: {"good": "active", "owed": "suspended"}.get(token),
        says=lambda text: None,
    )


def play(folder: Path, lines: Sequence[str], *, stands: bool = False) -> tuple[FirstHour, Typist]:
    typist = Typist(lines)
    dialogue = Dialogue(typist, Answers(folder / "progress.yaml", _kept(folder)))
    return dialogue.play(lambda: first_hour(around(folder, stands=stands))), typist


def _kept(folder: Path) -> dict[str, str]:
    file = folder / "progress.yaml"
    return read_answers(file) if file.exists() else {}


def test_enter_and_plain_answers_come_to_a_community(tmp_path: Path) -> None:
    answered, _ = play(tmp_path, TEN + DOORS)

    assert answered.decided is not None
    assert [each.name for each in answered.decided.members] == ["Ana", "Ben", "Cal", "Dee"]
    assert answered.decided.first_words == {}
    assert ProtectionArea.ABORTION_SUPPORT not in answered.decided.ready
    assert answered.doors.telegram_token is None


@pytest.mark.parametrize("after", range(len(TEN + DOORS)))
def test_wherever_somebody_goes_away_they_go_on_there(tmp_path: Path, after: int) -> None:
    whole, _ = play(tmp_path, TEN + DOORS)
    (tmp_path / "progress.yaml").unlink()
    lines = TEN + DOORS

    with pytest.raises(Stopped):
        play(tmp_path, lines[:after])
    answered, again = play(tmp_path, lines[after:])

    assert answered == whole
    if after:
        assert stat.S_IMODE((tmp_path / "progress.yaml").stat().st_mode) == 0o600
        assert "What is your line called?" not in again.page


@pytest.mark.parametrize("at", range(1, len(TEN)))
def test_back_asks_the_question_before_and_offers_what_was_said(tmp_path: Path, at: int) -> None:
    whole, _ = play(tmp_path, TEN + DOORS)
    (tmp_path / "progress.yaml").unlink()
    lines = TEN + DOORS

    answered, _ = play(tmp_path, [*lines[:at], "back", ENTER, *lines[at:]])

    assert answered == whole


@pytest.mark.parametrize("word", ["quit", "EXIT", "stop"])
def test_words_that_mean_stop_stop_and_keep_what_was_said(tmp_path: Path, word: str) -> None:
    with pytest.raises(Stopped):
        play(tmp_path, ["Riverside", word])

    assert _kept(tmp_path) == {"name": "Riverside"}


def test_an_answer_that_no_longer_holds_is_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "progress.yaml").write_text("name: Riverside\ntime_zone: Atlantis\n", encoding="utf-8")

    answered, typist = play(tmp_path, TEN[1:] + DOORS)

    assert "Which time zone are you in?" in typist.page
    assert answered.decided is not None
    assert answered.decided.name == "Riverside"


def test_another_second_language_asks_only_for_what_is_new(tmp_path: Path) -> None:
    typist = Typist([*TEN, *DOORS, "English"])
    dialogue = Dialogue(typist, Answers(None))
    dialogue.play(lambda: first_hour(around(tmp_path)))

    assert dialogue.asked_again("languages")
    answered = dialogue.play(lambda: first_hour(around(tmp_path)))

    assert answered.decided is not None
    assert answered.decided.languages == ("en",)
    assert not dialogue.asked_again("again")


def test_every_question_has_more_to_say_and_a_decision_it_belongs_to() -> None:
    content = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    without = {key for key, words in content["questions"].items() if not words.get("more")}

    assert without <= {"area_name"}
    assert {words["step"] for words in content["questions"].values()} == set(content["steps"])


def test_every_question_belongs_to_a_decision_and_says_more(tmp_path: Path) -> None:
    lines = [line for each in (*TEN, *DOORS) for line in ("?", each)]

    _, typist = play(tmp_path, lines)

    assert "There is no more to say" not in typist.page
    for title in list(steps().values())[1:]:
        assert title in typist.page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["12:ab"], "A token is digits, a colon"),
        (["1:" + "x" * 30], "Telegram does not know this token"),
        (["later", "yes", "AC1", "bad"], "Twilio does not know this account"),
        (["later", "yes", "AC1", "owed"], "the account is suspended"),
        (["later", "yes", "AC1", "good", "312"], None),
        (["later", "yes", "AC1", "good", "number"], "It looks like +13125550100"),
        (["later", "no", "http://line.example.org"], "with https:// in front"),
    ],
)
def test_doors_are_tried_at_once_and_a_slip_is_forgiven(
    tmp_path: Path, typed: Sequence[str], sentence: str | None
) -> None:
    typist = Typist([*TEN, *typed])
    with pytest.raises(Stopped):
        Dialogue(typist, Answers(None)).play(lambda: first_hour(around(tmp_path)))

    assert (sentence or "The address, or none:") in typist.page


def test_where_a_community_stands_a_door_can_be_added_alone(tmp_path: Path) -> None:
    answered, _ = play(tmp_path, ["1", "1:" + "x" * 26 + "good", "no", "none"], stands=True)

    assert answered.decided is None
    assert answered.doors.bot == "river_bot"
    assert [line[:14] for line in summary_of(answered)] == ["11  Telegram  ", "12  Text messa", "13  Public add"]


# --- without questions


def invoke(*arguments: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["setup", *arguments])
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


SHORT = {
    "name": "Hill Watch",
    "time_zone": "Denver",
    "areas": "The Hill: 60692",
    "coordinators": ["Ana", "Ben"],
    "coordinators_go": True,
    "ready": [1, 4],
}


def answers_in(folder: Path, **changed: object) -> str:
    (folder / "answers.yaml").write_text(yaml.safe_dump(SHORT | changed), encoding="utf-8")
    return str(folder / "answers.yaml")


def test_a_file_of_answers_asks_nothing_and_makes_a_community(in_a_folder: Path) -> None:
    code, out, err = invoke("--answers", answers_in(in_a_folder, refer_direct_action_en="Ask the marshals"))

    assert (code, err) == (0, "")
    community, people = load_community(in_a_folder / "community")
    assert (community.name, [each.id for each in people]) == ("Hill Watch", ["ana", "ben"])
    assert "database     sqlite, schema up to date" in out
    assert not (in_a_folder / "setup-answers.yaml").exists()


def test_it_sets_up_either_database(in_a_folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPSTANDER_DATABASE_URL", database_url)

    code, out, err = invoke("--answers", answers_in(in_a_folder))

    assert (code, err) == (0, "")
    assert "0 of 2 can be paged" in out


def test_when_the_database_cannot_be_reached_the_answers_are_kept_and_yes_is_enough_the_next_time(
    in_a_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = "\n".join([*TEN, *DOORS, "perhaps", "99", "yes", ""])
    with monkeypatch.context() as astray:
        astray.setenv("UPSTANDER_DATABASE_URL", "postgresql+asyncpg://127.0.0.1:1/nobody")
        astray.setenv("PGPASSWORD", "none")
        failed = CliRunner().invoke(app, ["setup"], input=everything)
    assert (failed.exit_code, failed.stderr.count("\n")) == (1, 2)
    assert "the database cannot be reached" in failed.stderr
    assert "Your answers are not lost" in failed.stderr
    assert "type yes, no, or the number of a line" in failed.stdout
    assert "there is no line 99" in failed.stdout

    again = CliRunner().invoke(app, ["setup"], input="yes\n")

    assert again.exit_code == 0, again.output
    assert "Welcome back" in again.stdout
    assert not (in_a_folder / "setup-answers.yaml").exists()


def test_a_dry_run_shows_everything_but_secrets_and_writes_nothing(in_a_folder: Path) -> None:
    file = answers_in(in_a_folder)

    code, out, _ = invoke("--answers", file, "--dry-run")

    assert code == 0
    assert "name: Hill Watch" in out
    assert "UPSTANDER_TELEGRAM_SECRET=(hidden)" in out
    assert "SAMPLE MESSAGES" in out
    assert [each.name for each in in_a_folder.iterdir()] == ["answers.yaml"]


def test_everything_wrong_in_a_file_of_answers_is_told_at_once_and_nothing_is_written(in_a_folder: Path) -> None:
    file = answers_in(in_a_folder, languages="klingon", words_kept="for ever", ready=[9])

    code, out, err = invoke("--answers", file)

    assert (code, out) == (2, "")
    assert [line.partition(":")[0] for line in err.splitlines()] == ["languages", "words_kept", "ready"]
    assert [each.name for each in in_a_folder.iterdir()] == ["answers.yaml"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nmae: Hill\n", "name: This one needs an answer"),
        ("- a\n- b\n", "must hold lines such as"),
        ("a: [", "is not YAML"),
    ],
)
def test_a_file_of_answers_that_cannot_be_used_is_said_so(in_a_folder: Path, text: str, sentence: str) -> None:
    (in_a_folder / "answers.yaml").write_text(text, encoding="utf-8")

    code, _, err = invoke("--answers", "answers.yaml")

    assert code == 2
    assert sentence in err


def test_an_answer_to_no_question_is_refused(in_a_folder: Path) -> None:
    code, _, err = invoke("--answers", answers_in(in_a_folder, nmae="Hill"))

    assert (code, err) == (2, "nmae: nothing asks for this with these answers\n")


def test_set_up_twice_keeps_what_stood(in_a_folder: Path) -> None:
    invoke("--answers", answers_in(in_a_folder))
    before = (in_a_folder / "community" / "community.yaml").read_text(encoding="utf-8")

    code, _, _ = invoke("--answers", answers_in(in_a_folder, name="Hill Street", again=2))

    assert code == 0
    assert (in_a_folder / "community.old-1" / "community.yaml").read_text(encoding="utf-8") == before
    assert "name: Hill Street" in (in_a_folder / "community" / "community.yaml").read_text(encoding="utf-8")


@pytest.fixture
def with_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invites can be made; nobody answers at the provider's."""
    monkeypatch.setenv("UPSTANDER_TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("UPSTANDER_TWILIO_AUTH_TOKEN", "none")
    monkeypatch.setenv("UPSTANDER_TWILIO_FROM", "+13125550100")
    monkeypatch.setenv("UPSTANDER_TWILIO_API_URL", "http://127.0.0.1:9")


Stands = tuple[list[str], list[str], dict[str, list[str]]]


def stands() -> Stands:
    """The teams, the areas, and the teams of each member."""

    async def look() -> Stands:
        database = await open_database(load_settings())
        try:
            async with database.reading() as store:
                community, everybody = await communities.load(store), await people.everybody(store)
        finally:
            await database.close()
        return (
            list(community.teams),
            list(community.areas),
            {each.id: [str(of.team) for of in each.memberships] for each in everybody},
        )

    return asyncio.run(look())


@pytest.mark.usefixtures("with_a_number")
def test_beginning_all_over_leaves_nothing_of_the_slip(
    in_a_folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPSTANDER_DATABASE_URL", database_url)
    invoke("--answers", answers_in(in_a_folder, name="Hil Wach", areas="The Hil", others="Cal"))

    code, out, err = invoke("--answers", answers_in(in_a_folder, coordinators="Ana, Dee", again=2))

    assert (code, err) == (0, "")
    assert stands() == (
        ["hill-watch"],
        ["the-hill"],
        {"ana": ["hill-watch"], "dee": ["hill-watch"]},
    )
    assert re.findall(r"For (\w+)$", out, re.MULTILINE) == ["Ana", "Dee"]


@pytest.mark.usefixtures("with_a_number")
def test_once_somebody_has_joined_beginning_all_over_ends_nothing_and_says_what_would(
    in_a_folder: Path,
) -> None:
    invoke("--answers", answers_in(in_a_folder, name="Hil Wach", others="Cal, Eve"))
    joins("cal")

    code, out, err = invoke("--answers", answers_in(in_a_folder, coordinators="Ana, Dee", others="Cal, Fay", again=2))

    assert (code, err) == (0, "")
    teams, _, members = stands()
    assert teams == ["hill-watch", "hil-wach"]
    assert sorted(members) == ["ana", "ben", "cal", "dee", "eve", "fay"]
    assert "the earlier team stays as well: hil-wach" in out
    assert "community apply community --prune" in out
    assert re.findall(r"For (\w+)$", out, re.MULTILINE) == ["Ana", "Dee"]
    assert re.findall(r"-m bot invite --person (.+)$", out, re.MULTILINE) == ["cal --team hill-watch", "fay"]


@pytest.mark.usefixtures("with_a_number")
def test_beginning_all_over_tells_those_whose_shifts_it_changes(
    in_a_folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPSTANDER_DATABASE_URL", database_url)
    _, first, _ = invoke("--answers", answers_in(in_a_folder))
    joins("ana")
    asyncio.run(vouched("ana"))

    code, again, err = invoke("--answers", answers_in(in_a_folder, on_call="18:00-23:00", asks_off_hours=True, again=2))

    assert (code, err) == (0, "")
    assert "their shifts change" not in first
    assert "told that their shifts change: ana" in again
    assert asyncio.run(told()) == {MessageKind.M_SHIFTS_CHANGED}


async def vouched(person: str) -> None:
    database = await open_database(load_settings())
    try:
        async with database.writing() as store:
            now, who, team = RealClock().now(), PersonId(person), TeamId("hill-watch")
            await people.bound(store, who, team, now)
            await people.vouch(store, who, team, now)
    finally:
        await database.close()


async def told() -> set[MessageKind]:
    """What kinds of messages wait to be sent."""
    database = await open_database(load_settings())
    try:
        async with database.reading() as store:
            later = RealClock().now() + timedelta(days=1)
            waiting = await deliveries.due(store, later, channels=set(Channel), closed=(), most=10, hold=False)
            return {each.kind for each in waiting}
    finally:
        await database.close()


def joins(person: str) -> None:
    async def bind() -> None:
        database = await open_database(load_settings())
        try:
            async with database.writing() as store:
                await senders.keep(store, Sender(id=SenderId("twilio"), channel=Channel.SMS, address="+13125550100"))
                await people.add_contact_point(
                    store,
                    person=PersonId(person),
                    channel=Channel.SMS,
                    address="+13125550142",
                    sender=SenderId("twilio"),
                    now=RealClock().now(),
                )
        finally:
            await database.close()

    asyncio.run(bind())


@pytest.mark.usefixtures("with_a_number")
def test_what_to_do_next_says_that_new_people_are_approved_on_telegram_and_how(in_a_folder: Path) -> None:
    _, out, _ = invoke("--answers", answers_in(in_a_folder, others="Cal"))

    following = out.partition("What to do next")[2]
    assert "Two coordinators say yes to everybody new, on Telegram. Nobody is paged before." in following
    assert "There is no bot yet: to do it there, run this again and choose: add a door." in following
    assert 'they press "Yes, I know them", or write to the bot:' in following
    assert "      approve cal\n" in following
    assert "      add member\n" in following
    assert "By SMS none of this is done" in following
    assert "member approve cal --by ana" in following
    assert max(map(len, following.splitlines())) <= 120


@pytest.mark.usefixtures("with_a_number")
def test_a_door_added_alone_invites_coordinators_into_the_team_they_coordinate(in_a_folder: Path) -> None:
    invoke("--answers", answers_in(in_a_folder, others="Cal"))
    file = in_a_folder / "community" / "community.yaml"
    other = yaml.safe_load(file.read_text(encoding="utf-8"))
    other["community"].pop("default_rota")
    other["teams"] = [{"id": "a-first", "name": "First", "people": [{"id": "ana", "name": "Ana"}]}]
    (in_a_folder / "other.yaml").write_text(yaml.safe_dump(other), encoding="utf-8")
    asyncio.run(applied(load_settings(), in_a_folder / "other.yaml", prune=False))
    (in_a_folder / "doors.yaml").write_text("again: 1\n", encoding="utf-8")

    code, out, err = invoke("--answers", "doors.yaml")

    assert (code, err) == (0, "")
    assert re.findall(r"For (\w+)$", out, re.MULTILINE) == ["Ana", "Ben"]
    assert stands()[2]["ana"] == ["a-first", "hill-watch"]


def test_alone_every_default_that_can_be_is_taken(tmp_path: Path) -> None:
    answered, asked = play_alone(
        lambda: first_hour(around(tmp_path)), {key: _flat(value) for key, value in SHORT.items()}
    )

    assert answered.decided is not None
    assert answered.decided.emergency == {"medical": "911", "crisis": "988"}
    assert {"name", "telegram_token", "public_url"} <= asked
    with pytest.raises(WrongAnswers, match="name: This one needs an answer"):
        play_alone(lambda: first_hour(around(tmp_path)), {})


def _flat(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)
