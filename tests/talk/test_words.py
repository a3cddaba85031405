"""The file of short words contradicts neither itself nor the letters and digits beside it."""

from itertools import islice
from pathlib import Path

import pytest

from config.words import WrongWords, load_words
from domain.language import normalise
from domain.matching import letters
from domain.vocabulary import Word

OWNED = {
    Word.OPT_OUT: "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT",
    Word.HELP: "HELP INFO",
}


@pytest.mark.parametrize(("word", "owned"), OWNED.items())
def test_the_phone_companies_words_mean_what_they_mean_to_them(word: Word, owned: str) -> None:
    for each in owned.split():
        assert load_words().whole(normalise(each)) is word


@pytest.mark.parametrize("text", ["START", "UNSTOP", "YES"])
def test_what_ends_a_stop_is_known(text: str) -> None:
    assert load_words().whole(normalise(text)) in (Word.START, Word.OPT_IN, Word.YES)


def test_every_phrase_is_as_normalising_leaves_it() -> None:
    assert all(normalise(phrase) == phrase for phrase in load_words().phrases)


def test_no_page_is_named_by_a_word() -> None:
    words = load_words()
    names = list(islice(letters(), 1000))
    several = [name.lower() for name in names if len(name) > 1]

    assert len(set(names)) == 1000
    assert [name for name in several if words.whole(name) or name in words.languages] == []


def written(folder: Path, **phrases: str) -> Path:
    """The program's own file of words with some words' English phrases replaced."""
    plain = {word.value: f"[x{word.value}x]" for word in Word}
    lines = ["phrases:", *(f'  "{word}": {{en: {listed}}}' for word, listed in {**plain, **phrases}.items())]
    path = folder / f"{'-'.join(phrases) or 'plain'}.yaml"
    path.write_text("\n".join([*lines, "languages: {en: [english]}", ""]))
    return path


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    assert load_words(written(tmp_path)).languages == {"english": "en"}


@pytest.mark.parametrize(
    ("phrases", "reason"),
    [
        ({"finish": "[done]", "see": "[Done!]"}, "both"),
        ({"coming": "[y]"}, "single letter"),
        ({"finish": "[done 4]"}, "digit"),
        ({"finish": "[one two three four five six seven eight nine]"}, "9 words"),
        ({"finish": "['!!']"}, "0 words"),
        ({"no": "[no]"}, "quotes"),
        ({"finish": "[]"}, "no phrase for finish"),
        ({"see": "[english]"}, "both a language"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_the_reason(
    tmp_path: Path, phrases: dict[str, str], reason: str
) -> None:
    with pytest.raises(WrongWords, match=reason):
        load_words(written(tmp_path, **phrases))


def test_a_word_nobody_acts_on_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "strange.yaml"
    path.write_text("phrases: {dance: {en: [tango]}}\nlanguages: {}\n")

    with pytest.raises(WrongWords, match="dance"):
        load_words(path)

    path = tmp_path / "empty.yaml"
    path.write_text("phrases: {}\n")

    with pytest.raises(WrongWords):
        load_words(path)
