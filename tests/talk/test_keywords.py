"""What asks for silence is known in every language however it is spelled, and what only sounds like it is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.keywords import KEYWORDS, WrongKeywords, load_keywords
from config.words import load_words
from domain.keywords import keyword, wants_silence
from domain.language import normalise
from domain.vocabulary import Keyword, Word

TABLE = Path(__file__).parent / "keywords.txt"


def listed() -> Iterator[tuple[str, Keyword | None]]:
    asked: Keyword | None = None
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            asked = None if line == "[none]" else Keyword(line.strip("[]"))
        elif line and not line.startswith("# "):
            yield line, asked


def test_every_spelling_is_what_it_asks_for_and_what_only_looks_like_it_is_said_to_people() -> None:
    words = load_words()
    table = list(listed())
    wrong = [(text, asked, found) for text, asked in table if (found := keyword(text, words)) is not asked]

    assert wrong == []
    assert sum(asked is not None for _, asked in table) > 400
    assert sum(asked is None for _, asked in table) > 180


def test_a_short_word_of_ours_asks_for_nothing_else_in_another_language() -> None:
    """A member who types a command is never taken for somebody who wants no more texts."""
    words = load_words()
    same = {Word.START: Keyword.OPT_IN, Word.YES: Keyword.OPT_IN, Word.GO_ON: Keyword.OPT_IN}
    same |= {Word.WITHDRAW: Keyword.OPT_OUT, Word.HOLD: Keyword.OPT_OUT, Word.LEAVE: Keyword.EXIT}
    clashes = {
        phrase: (word, asked)
        for phrase, word in words.phrases.items()
        if (asked := words.keywords.phrases.get(phrase)) is not None
        and asked.value != word.value
        and same.get(word) is not asked
    }

    assert clashes == {}


def test_every_sentence_is_as_normalising_leaves_it() -> None:
    known = load_keywords()

    assert all(normalise(each) == each for each in (*known.phrases, *known.cries, *known.around))


def test_who_wants_silence_or_needs_nothing_more_is_not_answered_by_machines() -> None:
    words = load_words()

    assert all(wants_silence(each, words) for each in ("EXIT", "arrêtez de m'écrire", "no longer needed"))
    assert not any(wants_silence(each, words) for each in ("HELP", "make him stop", "START"))


@pytest.mark.parametrize(
    ("was", "is_now", "reason"),
    [
        ("    - end\n", "    - exit\n", "both"),
        ("    - end\n", "    - no\n", "not a text"),
        ("    - end\n", "    - (end|\n", "not closed"),
        ("    - end\n", "    - (end|)\n", "nothing"),
        ("    - end\n", "    - alto\n", "cry"),
        ("cries:", "cry:", "nothing else"),
    ],
)
def test_a_file_of_keywords_that_contradicts_itself_is_refused(
    tmp_path: Path, was: str, is_now: str, reason: str
) -> None:
    file = tmp_path / "keywords.yaml"
    file.write_text(KEYWORDS.read_text(encoding="utf-8").replace(was, is_now, 1), encoding="utf-8")

    with pytest.raises(WrongKeywords, match=reason):
        load_keywords(file)
