"""The lexicon's files: how they are read, and what is said of a wrong one."""

from pathlib import Path

import pytest

from config.triage import (
    FOLDER,
    SIGNS,
    LexiconFile,
    SharedRules,
    as_compared,
    lexicon_of,
    load_lexicon,
    read_lexicon_file,
    read_lexicon_files,
    read_signs,
)
from config.written import WrongFile, read_yaml
from domain.needs import DangerKind
from domain.triage import read


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_file_of_ours_is_whole_and_no_key_of_it_stands_twice(file: Path) -> None:
    assert LexiconFile.model_validate(read_yaml(file).data).languages


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("languages: [a]\ndanger:\n  violence: [hit me]\n  sorcery: [x]\n", 4, "sorcery"),
        ("languages: [a]\nchatter:\n  - hello\n  - yes\n", 4, "valid string"),
        ("languages: [a]\nhelp: ['he*lp']\n", 2, "a star stands"),
        ("languages: [a]\nspels: {u: you}\n", 2, "spels"),
        ("chatter: [hi]\n", 1, "languages"),
        ("languages: [a\n", 2, ""),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    file = tmp_path / "xx.yaml"
    file.write_text(text)

    with pytest.raises(WrongFile) as wrong:
        read_lexicon_file(file)

    assert wrong.value.problems[0].line == line
    assert said in str(wrong.value)


def test_the_lexicon_is_read_once_however_it_is_asked_for() -> None:
    assert load_lexicon() is load_lexicon(small_signs=True)
    assert load_lexicon(small_signs=False) is not load_lexicon()


def test_stars_stay_where_they_stand() -> None:
    assert as_compared("Don\u2019t h\u00e9lp*") == "dont help*"
    assert as_compared("*Sil\u00e2h") == "*silah"
    assert as_compared("beat* my kid*") == "beat* my kid*"


def test_no_small_sign_is_danger_alone() -> None:
    for language, signs in read_signs(SIGNS, read_lexicon_files()).items():
        assert max(signs.points) < signs.enough, language


def test_a_sign_names_no_class_that_its_language_does_not_have(tmp_path: Path) -> None:
    signs = tmp_path / "signs.yaml"
    signs.write_text("en:\n  enough: 9\n  points:\n    5: [door]\n    4: [<no_such_class>]\n")

    with pytest.raises(WrongFile) as wrong:
        read_signs(signs, {"en": LexiconFile.model_validate({"languages": ["the"]})})

    assert "<no_such_class>" in str(wrong.value)


def test_rules_that_languages_share_count_where_a_language_has_words_for_all_their_sides() -> None:
    shared = SharedRules(
        together={DangerKind.VIOLENCE: ("<hair> | <neck> + <grab> ~3",), DangerKind.FIRE: ("<smoke> + <stairs>",)},
        calm=("<grab> + <joke>",),
    )
    file = LexiconFile(languages=("pa",), concepts={"neck": ("colo",), "grab": ("pran*",), "joke": ("haha",)})
    lexicon = lexicon_of({"xx": file}, shared=shared)

    assert read("li pran colo m", lexicon).kinds == (DangerKind.VIOLENCE,)
    assert not read("li pran colo m haha", lexicon).danger
    assert [rule.written for rule in lexicon.rules.values()] == ["<neck> + <grab> ~3", "<grab> + <joke>"]
