"""A newcomer's first hour: an empty folder, a terminal, `upstander setup`, and a line that answers and pages.

Nothing is called but the command line, in processes of its own; the providers are servers on the loopback.
"""

import json
import re
import stat
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.support.deployment import UPSTANDER, Deployment
from tests.support.terminal import Terminal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ANA, BEN, CAL, DEE, EVE = 8160001, 8160002, 8160003, 8160004, 8160005
ROSA = "+13125550151"
WITHIN = 120.0
PAGE = Path(__file__).parents[2] / "docs" / "setup.md"

OLD_TOWN = [[-87.648, 41.874], [-87.630, 41.874], [-87.630, 41.890], [-87.648, 41.890], [-87.648, 41.874]]
MILL_ROW = [[-87.630, 41.872], [-87.616, 41.872], [-87.616, 41.888], [-87.630, 41.888], [-87.630, 41.872]]
MAP = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Old Town"},
            "geometry": {"type": "Polygon", "coordinates": [OLD_TOWN]},
        },
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [MILL_ROW]}},
        {"type": "Feature", "properties": {"name": "Library"}, "geometry": {"type": "Point", "coordinates": [-87, 41]}},
    ],
}
FIRST_WORDS = "We got it. What is up, and where? 1 = danger. EXIT = we go silent."


class SetUp(Deployment):
    """A deployment whose settings are those of the folder; only the providers' addresses come from outside."""

    def __init__(self, folder: Path, telegram: FakeTelegram, twilio: FakeTwilio) -> None:
        self.folder = folder
        self._settings = {
            "LISTEN": "127.0.0.1:0",
            "TELEGRAM_API_URL": telegram.url,
            "TWILIO_API_URL": twilio.url,
            "TWILIO_PER_SECOND": "100",
        }

    def terminal(self, *arguments: str) -> AbstractAsyncContextManager[Terminal]:
        return Terminal.running(str(UPSTANDER), *arguments, cwd=self.folder, environment=self._environment())


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        for user, name in ((ANA, "Ana"), (BEN, "Ben"), (CAL, "Cal"), (DEE, "Dee"), (EVE, "Eve")):
            fake.user(user, name)
        yield fake


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        yield fake


@pytest.fixture
def newcomer(tmp_path: Path, telegram: FakeTelegram, twilio: FakeTwilio) -> SetUp:
    folder = tmp_path / "line"
    folder.mkdir()
    return SetUp(folder, telegram, twilio)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


async def first_half(terminal: Terminal) -> None:
    """Name, languages, zone and areas, with every kind of slip; then they are called away."""
    t = terminal
    await t.expect("you cannot break anything", within=WITHIN)
    await t.answers("What is your line called?", "", within=WITHIN)
    await t.answers("Not yet: This one needs an answer.", "Call 312-555-0100", within=WITHIN)
    await t.answers("Not yet: That looks like a phone number.", "?", within=WITHIN)
    await t.answers("It can be changed later.", "back", within=WITHIN)
    await t.answers("there is nothing to go back to", "Riverside Neighbors", within=WITHIN)
    await t.answers("Which languages do you answer in?", "english and klingon", within=WITHIN)
    await t.answers('Not yet: Upstander does not speak "klingon" yet, only English,', "", within=WITHIN)
    await t.answers("Which time zone are you in?", "Chicgo", within=WITHIN)
    await t.answers('Not yet: "Chicgo" is no time zone I know. Did you mean America/Chicago?', "chicago", within=WITHIN)
    await t.answers("1 = type names and ZIP codes, 2 = read a map.", "3", within=WITHIN)
    await t.answers("Not yet: The list goes from 1 to 2.", "2", within=WITHIN)
    await t.answers("Where is the map's file?", "nowhere.geojson", within=WITHIN)
    await t.answers("Not yet: nowhere.geojson cannot be read", "areas.geojson", within=WITHIN)
    await t.answers("Other names or ZIP codes for Old Town?", "60614 60615", within=WITHIN)
    await t.answers("Not yet: Put a comma between the ZIP codes", "60614, the flats", within=WITHIN)
    await t.answers("What do people call area 2 of the 2 on the map?", "old town", within=WITHIN)
    await t.answers("Not yet: old town stands there twice.", "Mill Row", within=WITHIN)
    await t.expect("Other names or ZIP codes for Mill Row?", within=WITHIN)
    await t.expect("> ", within=WITHIN)
    await t.interrupts(within=WITHIN)
    await t.expect("Stopped. Your answers are kept in setup-answers.yaml", within=WITHIN)
    assert await t.ends(within=WITHIN) == 1


async def second_half(terminal: Terminal, telegram: FakeTelegram, twilio: FakeTwilio) -> None:
    """Where they stopped, to the end."""
    t = terminal
    await t.expect("Welcome back.", within=WITHIN)
    await t.answers("Other names or ZIP codes for Mill Row?", "", within=WITHIN)
    await t.answers("Who are the two coordinators?", "Ana", within=WITHIN)
    await t.answers("Not yet: That is one. It takes two to begin", "Ana (es, en), Ben", within=WITHIN)
    await t.answers("Do Ana and Ben go to calls too?", "perhaps", within=WITHIN)
    await t.answers("Not yet: Type yes or no.", "back", within=WITHIN)
    await t.answers("Who are the two coordinators? [Enter = Ana (es, en), Ben]", "", within=WITHIN)
    await t.answers("Do Ana and Ben go to calls too?", "n", within=WITHIN)
    await t.answers("Who else is in the team?", "Cal, Ben, Dee", within=WITHIN)
    await t.answers("Not yet: Ben coordinates already.", "Cal, Dee, Eve", within=WITHIN)
    await t.answers("First words in English:", "Text STOP to leave. 1 = danger. EXIT = silent.", within=WITHIN)
    await t.answers("Not yet: They must not ask for STOP", FIRST_WORDS, within=WITHIN)
    await t.answers("First words in Spanish:", "", within=WITHIN)
    await t.answers("When is somebody on call?", "sometimes", within=WITHIN)
    await t.answers("Not yet: Type always, or hours", "6pm-11pm", within=WITHIN)
    await t.answers("Outside these hours, is anybody asked all the same?", "", within=WITHIN)
    await t.answers("Whom else can people turn to when nobody is on? (in English)", "", within=WITHIN)
    await t.answers("Which number do people dial when a life is in danger?", "+1 312 555 0100", within=WITHIN)
    await t.answers("Not yet: That looks like a phone number.", "911", within=WITHIN)
    await t.answers("And which for somebody in despair?", "", within=WITHIN)
    await t.answers("How long are people's words kept", "for ever", within=WITHIN)
    await t.answers("Not yet: Type a length of time", "3 days", within=WITHIN)
    await t.answers("Which of these can you do from the first day?", "1, 12", within=WITHIN)
    await t.answers("Not yet: The list goes from 1 to 8.", "1-4", within=WITHIN)
    for title in ("Arrests", "People targeted", "Support at actions", "Rides and company"):
        await t.answers(title, "", within=WITHIN)

    await t.answers("The token, or later:", "my token", within=WITHIN)
    await t.answers("Not yet: A token is digits, a colon", f"{telegram.token}x", within=WITHIN)
    await t.answers("Not yet: Telegram does not know this token", telegram.token, within=WITHIN)
    await t.expect(f"your bot is @{telegram.username}", within=WITHIN)
    await t.answers("Do you have a Twilio account and a number already?", "yes", within=WITHIN)
    await t.answers("The account SID:", "0123", within=WITHIN)
    await t.answers("Not yet: It begins with AC", twilio.account_sid, within=WITHIN)
    await t.answers("The auth token:", "not it", within=WITHIN)
    await t.answers("Not yet: Twilio does not know this account", twilio.auth_token, within=WITHIN)
    await t.answers("The number that texts come from:", "(312) 555-0100", within=WITHIN)
    await t.answers("Not yet: It looks like +13125550100", twilio.number, within=WITHIN)
    await t.answers("The address, or none:", "line.example.org", within=WITHIN)
    await t.answers("Not yet: It looks like https://line.example.org", "", within=WITHIN)

    await t.expect("These will be written into this folder:", within=WITHIN)
    await t.answers("Is this right?", "7", within=WITHIN)
    await t.answers("When is somebody on call? [Enter = 6pm-11pm]", "always", within=WITHIN)
    await t.answers("Whom else can people turn to", "St. Ann on 5th is open all night", within=WITHIN)
    await t.answers("Whom else can people turn to", "", within=WITHIN)
    await t.expect("7  On call            always", within=WITHIN)
    await t.answers("Is this right?", "yes", within=WITHIN)
    await t.expect("What to do next", within=WITHIN)
    assert await t.ends(within=WITHIN) == 0


async def test_a_newcomer_goes_from_an_empty_folder_to_a_line_that_answers_and_pages(
    newcomer: SetUp, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    folder = newcomer.folder
    (folder / "areas.geojson").write_text(json.dumps(MAP), encoding="utf-8")
    async with newcomer.terminal("setup") as terminal:
        await first_half(terminal)
        stopped = terminal.shown
    assert mode(folder / "setup-answers.yaml") == 0o600
    assert not (folder / ".env").exists()
    assert not (folder / "community").exists()

    async with newcomer.terminal("setup") as terminal:
        await second_half(terminal, telegram, twilio)
        shown = terminal.shown
    (folder.parent / "transcript.txt").write_text(stopped + shown, encoding="utf-8")  # to be read by whoever changes it

    once = " ".join((stopped + shown).split())
    described = questions_of_the_page()
    assert len(described) > 10
    assert [each for each in described if " ".join(each.split()) not in once] == []
    assert not (folder / "setup-answers.yaml").exists()
    assert (mode(folder / ".env"), mode(folder / "var" / "root.key")) == (0o600, 0o600)
    assert "5th is open all night" in (folder / "community" / "community.yaml").read_text(encoding="utf-8")
    assert "Reply STOP to opt out" in (folder / "sms-registration.txt").read_text(encoding="utf-8")
    links = re.findall(rf"https://t\.me/{telegram.username}\?start=([A-Z0-9]+)", shown)
    assert len(links) == 2

    async with newcomer.running() as running:
        for user, code, welcome in zip((ANA, BEN), links, ("Te damos la bienvenida", "you are in"), strict=True):
            telegram.says(user, f"/start {code}")
            await telegram.expect(user, welcome, within=WITHIN)
        for user, person in ((CAL, "Cal"), (DEE, "Dee"), (EVE, "Eve")):
            made = (await newcomer.command("invite", "--person", person.lower(), "--json")).json()
            telegram.says(user, f"/start {made['code']}")
            await telegram.expect(user, "Two coordinators say yes", within=WITHIN)
            if person == "Dee":
                for by in ("ana", "ben"):
                    said = await newcomer.command("member", "approve", "dee", "--by", by)
                    assert said.code == 0, said.err
            else:
                await both_press_yes(telegram, person)
            await telegram.expect(user, "From now on you may be paged", within=WITHIN)

        await twilio.texts(ROSA, "hello")
        first = await twilio.expect(ROSA, "What is up", within=WITHIN)
        await twilio.texts(ROSA, "We need food and a bed tonight, in the flats")
        await twilio.expect(ROSA, "Asking people near you now", within=WITHIN)
        page = await telegram.expect(CAL, "A: Food, a bed or a welcome, Old Town", button="10 min", within=WITHIN)
        telegram.presses(CAL, page.message_id, "10 min")
        await telegram.expect(CAL, "Go.", within=WITHIN)
        await twilio.expect(ROSA, "is coming, in about 10 min", within=WITHIN)
        healthy = await newcomer.command("doctor")
        assert await running.stop() == 0

    assert first.body == FIRST_WORDS
    # Everything is well but the one thing that takes weeks, and that the tests' own files may lie in memory.
    to_do = {line.split()[1] for line in healthy.out.splitlines() if line.startswith("!")}
    assert "registration" in to_do
    assert to_do <= {"registration", "disks"}
    assert "5 of 5 can be paged" in healthy.out
    assert running.complaints == []
    # Nothing was refused but the wrong tokens that were typed.
    assert [(each.operation, each.code) for each in telegram.refusals] == [("getMe", 401)]
    assert {each.code for each in twilio.refusals} <= {20003}


async def both_press_yes(telegram: FakeTelegram, person: str) -> None:
    asked = await telegram.expect(ANA, f"{person} (", button="Sí, le conozco", within=WITHIN)
    telegram.presses(ANA, asked.message_id, "Sí, le conozco")
    asked = await telegram.expect(BEN, f"Ana said yes to {person}", button="Yes, I know them", within=WITHIN)
    telegram.presses(BEN, asked.message_id, "Yes, I know them")


def questions_of_the_page() -> list[str]:
    """What the page on the first hour shows of headings, questions and answers to slips."""
    block = PAGE.read_text(encoding="utf-8").split("```")[3]
    return [line.strip() for line in block.splitlines() if line.rstrip().endswith(("?", ":", "]", "-"))]


async def test_a_community_set_up_before_gets_a_door_without_losing_anything(
    newcomer: SetUp, telegram: FakeTelegram, twilio: FakeTwilio
) -> None:
    folder = newcomer.folder
    (folder / "answers.yaml").write_text(
        "name: Hill Watch\ntime_zone: Denver\nareas: The Hill\ncoordinators: Ana, Ben\nready: [1]\n", encoding="utf-8"
    )
    (folder / ".env").write_text("UPSTANDER_LOG_LEVEL=WARNING\n# mine\n", encoding="utf-8")
    made = await newcomer.command("setup", "--answers", "answers.yaml")
    assert made.code == 0, made.err
    community = (folder / "community" / "community.yaml").read_text(encoding="utf-8")

    async with newcomer.terminal("setup") as t:
        await t.answers("1 = add a door, 2 = begin all over.", "", within=WITHIN)
        await t.answers("The token, or later:", telegram.token, within=WITHIN)
        await t.answers("Do you have a Twilio account", "", within=WITHIN)
        await t.answers("The address, or none:", "", within=WITHIN)
        await t.answers("Is this right?", "yes", within=WITHIN)
        await t.expect("What to do next", within=WITHIN)
        assert await t.ends(within=WITHIN) == 0
        shown = t.shown

    env = (folder / ".env").read_text(encoding="utf-8")
    assert len(re.findall(r"https://t\.me/\w+\?start=", shown)) == 2
    assert "UPSTANDER_LOG_LEVEL=WARNING\n# mine\n" in env
    assert f"UPSTANDER_TELEGRAM_TOKEN={telegram.token}" in env
    assert sorted(each.name for each in folder.glob(".env.old-*")) == [".env.old-1", ".env.old-2"]
    assert (folder / "community" / "community.yaml").read_text(encoding="utf-8") == community


@pytest.mark.parametrize("how", ["a key", "the end of what is typed"])
async def test_it_ends_in_a_sentence_however_they_leave(newcomer: SetUp, how: str) -> None:
    async with newcomer.terminal("setup") as t:
        await t.expect("What is your line called?", within=WITHIN)
        await t.expect("> ", within=WITHIN)
        if how == "a key":
            await t.interrupts(within=WITHIN)
        else:
            t.presses("\x04")
        await t.expect("To go on where you stopped:", within=WITHIN)
        code = await t.ends(within=WITHIN)

    assert code == 1
    assert "Traceback" not in t.shown
