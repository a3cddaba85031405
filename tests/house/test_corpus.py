"""benchmarks/corpus: whatever is measured against it can be trusted to be well formed, and the halves share no text."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from domain.needs import ProtectionArea, Urgency

CORPUS = Path(__file__).parents[2] / "benchmarks" / "corpus"
HALVES = ("seen", "held_back")
FIELDS = {"id", "text", "language", "areas", "needs", "danger", "urgency", "keyword", "outcome"}
NEEDS = {
    "water",
    "food",
    "shelter",
    "medical",
    "medicine",
    "rescue",
    "missing_person",
    "safety",
    "legal",
    "transport",
    "company",
}
KEYWORDS = {None, "opt_out", "opt_in", "help", "exit"}
OUTCOMES = {"open", "ask", "none"}


@cache
def rows() -> list[dict[str, Any]]:
    files = [file for half in HALVES for file in sorted((CORPUS / half).glob("*.jsonl"))]
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def more_than_once(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def well_formed(row: dict[str, Any]) -> bool:
    return (
        set(row) == FIELDS
        and bool(row["text"].strip())
        and row["language"].isalpha()
        and set(row["areas"]) <= set(ProtectionArea)
        and set(row["needs"]) <= NEEDS
        and not more_than_once(row["areas"])
        and not more_than_once(row["needs"])
        and isinstance(row["danger"], bool)
        and row["urgency"] in set(Urgency)
        and row["keyword"] in KEYWORDS
        and row["outcome"] in OUTCOMES
    )


def test_every_line_says_what_it_must_in_words_there_are() -> None:
    assert rows()
    assert [row.get("id") for row in rows() if not well_formed(row)] == []


def test_danger_and_needs_never_go_unanswered() -> None:
    asking = [row for row in rows() if row["danger"] or row["areas"] or row["needs"]]

    assert [row["id"] for row in asking if row["outcome"] == "none"] == []


def test_no_id_and_no_text_stands_in_it_twice() -> None:
    assert more_than_once([row["id"] for row in rows()]) == []
    assert more_than_once([f"{row['language']} {' '.join(row['text'].casefold().split())}" for row in rows()]) == []
