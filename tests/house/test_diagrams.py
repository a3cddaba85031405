"""The drawing in the docs is the program's own."""

from pathlib import Path

from bot.commands.diagrams import drawn, renewed

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_the_state_diagrams_are_those_of_the_moves_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert renewed(page) == page, "run: make docs"


def test_a_diagram_that_was_altered_by_hand_is_noticed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    altered = page.replace("asking --> holding", "asking --> closed", 1)

    assert drawn() in page
    assert altered != page
    assert renewed(altered) != altered
