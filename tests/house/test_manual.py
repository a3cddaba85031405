"""docs/running: every command and setting it names exists, and every one there is has its place in it."""

import re
from functools import cache
from pathlib import Path

from config.settings import PREFIX, variables
from tests.house.test_deployment import commands

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "docs" / "running.md", *sorted((ROOT / "docs" / "running").glob("*.md")))
LONGEST = 150
NOT_OF_THE_PROGRAM = {"POSTGRES_PASSWORD", "DOMAIN"}
FOR_DEVELOPERS = {"diagrams"}


@cache
def manual() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def code() -> list[str]:
    """Whatever stands in code: lines of blocks, and what is between backticks."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", manual(), re.MULTILINE | re.DOTALL)
    outside = re.sub(r"^```[a-z]*\n.*?^```", "", manual(), flags=re.MULTILINE | re.DOTALL)
    return [*(line for block in blocks for line in block.splitlines()), *re.findall(r"`([^`\n]+)`", outside)]


def invoked() -> set[tuple[str, frozenset[str]]]:
    """The commands of the program that are named, with their options."""
    known, found = commands(), set()
    for line in code():
        for said in re.findall(r"(?=\b(?:upstander|line) ((?:[a-z]\S*)(?: \S+)*))", line.split("#")[0]):
            words = said.split()
            name = next((n for n in (" ".join(words[:2]), words[0]) if n in known), None)
            if name is None and re.fullmatch(r"[a-z]+", words[0]) and words[0] != "upstander":
                name = words[0]
            if name is not None:
                found.add((name, frozenset(word.partition("=")[0] for word in words if word.startswith("--"))))
    return found


def test_every_command_that_is_named_exists_with_its_options() -> None:
    known = commands()
    wrong = []
    for name, options in invoked():
        if name not in known:
            wrong.append(name)
            continue
        has = {option for parameter in known[name].params for option in (*parameter.opts, *parameter.secondary_opts)}
        wrong += [f"{name} {option}" for option in options - has - {"--help"}]

    assert invoked()
    assert wrong == []


def test_every_command_has_its_place() -> None:
    whole = {name for name, command in commands().items() if not hasattr(command, "commands")}

    assert whole - {name for name, _ in invoked()} - FOR_DEVELOPERS == set()


def test_every_setting_that_is_named_exists() -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", manual()))

    assert named
    assert named - set(variables()) == set()


def test_every_setting_has_its_line_in_the_table() -> None:
    rows = [line for line in manual().splitlines() if line.startswith("| `")]
    listed = {PREFIX + name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row.split("|")[1])}

    assert set(variables()) - listed == set()
    assert listed - set(variables()) - {PREFIX + each for each in NOT_OF_THE_PROGRAM} == set()


def test_no_page_is_long_and_every_one_is_reached_from_the_first() -> None:
    first = PAGES[0].read_text(encoding="utf-8")

    assert {page.name: len(page.read_text().splitlines()) for page in PAGES if _lines(page) > LONGEST} == {}
    assert [page.name for page in PAGES[1:] if f"(running/{page.name})" not in first] == []


def _lines(page: Path) -> int:
    return len(page.read_text(encoding="utf-8").splitlines())


def test_every_link_between_pages_leads_somewhere() -> None:
    dead = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert dead == []
