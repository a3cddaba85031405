"""A community may add words of its own to those that everybody's texts are read by."""

from pathlib import Path

import pytest

from config.community_dump import dump
from config.community_file import load_community
from config.own_lexicon import with_own
from config.triage import load_lexicon
from config.written import WrongFile
from domain.community import Community
from domain.needs import DangerKind, ProtectionArea, Want
from domain.triage import Reading, read

HEAD = """version: 1
community: {name: Riverside, languages: [en], time_zone: UTC, emergency: {crisis: "988"}}
natures: [{id: other, protection_area: community_response, name: {en: Other}}]
teams: [{id: river}]
"""
WORDS = """# what we call things here
needs: {food: [the blue fridge]}
danger: {taken: [the ice cream vans, "jackets are back"]}
classes: {truck: [grey trucks, lorries]}
together:
  taken: ["<truck> + mill gate | depot"]
harmless: [shoot the breeze at the depot]
"""


def loaded(folder: Path, words: str = WORDS, head: str = HEAD + "lexicon: {en: words/en.yaml}\n") -> Community:
    (folder / "words").mkdir(exist_ok=True)
    (folder / "words" / "en.yaml").write_text(words, encoding="utf-8")
    (folder / "community.yaml").write_text(head, encoding="utf-8")
    return load_community(folder / "community.yaml")[0]


def test_their_words_count_beside_everybodys_and_for_nobody_else(tmp_path: Path) -> None:
    lexicon = with_own(load_lexicon(), loaded(tmp_path).lexicon)

    def of(text: str) -> Reading:
        return read(text, lexicon)

    assert of("the ice-cream vans are at the corner").kinds == (DangerKind.TAKEN,)
    assert of("two grey trucks by the mill gate").kinds == (DangerKind.TAKEN,)
    assert not of("two grey trucks passed").danger
    assert of("is anything in the blue fridge").wants == (Want.FOOD,)
    assert of("he has a gun").kinds == read("he has a gun", load_lexicon()).kinds
    assert not read("the ice-cream vans are at the corner", load_lexicon()).danger
    assert any("ice cream vans" in why for why in of("the ice-cream vans are here").why)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("danger: {taken: ['i*ce']}\n", "words/en.yaml:1: danger.taken a star stands before an entry"),
        ("\nneeds: {food: [x]}\ntogether: {fire: [just one]}\n", "words/en.yaml:3: together.fire needs two sides"),
        ("danger:\n  hunger: [x]\n", "words/en.yaml:2: danger.hunger must be"),
        ("\ncolours: [x]\n", "words/en.yaml:2: en.colours is not a key"),
        ("calm: ['<tool> + lol']\n", "words/en.yaml:1: lexicon.en no such class: tool"),
        ("help: [call 312 555 0142]\n", "words/en.yaml:1: a phone number has no place in this file"),
    ],
)
def test_what_is_wrong_in_them_is_named_with_its_file_and_line(tmp_path: Path, words: str, said: str) -> None:
    with pytest.raises(WrongFile) as wrong:
        loaded(tmp_path, words)

    assert str(wrong.value).removeprefix(f"{tmp_path}/").startswith(said), str(wrong.value)


def test_they_may_stand_in_the_community_file_and_are_written_back(tmp_path: Path) -> None:
    inside = HEAD + "lexicon:\n  en:\n    needs: {food: [the blue fridge]}\n"
    community = loaded(tmp_path, head=inside)

    (tmp_path / "again.yaml").write_text(dump(community, ()), encoding="utf-8")

    assert load_community(tmp_path / "again.yaml")[0].lexicon == community.lexicon
    assert read("blue fridge? the blue fridge!", with_own(load_lexicon(), community.lexicon)).areas == (
        ProtectionArea.HOSPITALITY,
    )
