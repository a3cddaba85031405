"""One plain form, whatever keyboard, script or disguise a text was typed in. Written as escapes: a disguise looks like
what it is not."""

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language import normalise
from domain.writing import plain

OF_LETTERS = [
    ("\u0110\u1eebng gi\u1ebft t\u00f4i", "dung giet toi"),
    ("\u0130mdat \u0131s\u0131", "imdat isi"),
    ("zabij\u0105, \u0142\u00f3d\u017a", "zabija lodz"),
    ("ndihm\u00eb, \u00e7far\u00eb", "ndihme cfare"),
    ("m\u00ear\u00ea min xwe dikuje, bij\u00eem", "mere min xwe dikuje bijim"),
    ("\u00c6gir \u0153uf stra\u00dfe \u00f8l", "aegir oeuf strasse ol"),
    ("\u0451\u043b\u043a\u0430", "\u0435\u043b\u043a\u0430"),
    ("\u0623\u0646\u0642\u0630\u0648\u0646\u064a", "\u0627\u0646\u0642\u0630\u0648\u0646\u064a"),
    (
        "\u0633\u064e\u0627\u0639\u0650\u062f\u0648\u0646\u0640\u0640\u064a",
        "\u0633\u0627\u0639\u062f\u0648\u0646\u064a",
    ),
    ("\u06a9\u0645\u06a9", "\u0643\u0645\u0643"),
    ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u064a\u062e\u0648\u0627\u0647\u0645"),
    (
        "\u0645\u062f\u0631\u0633\u0629 \u0645\u062f\u0631\u0633\u0647",
        "\u0645\u062f\u0631\u0633\u0647 \u0645\u062f\u0631\u0633\u0647",
    ),
    ("\u0661\u0662\u06f3\u0967\u09e7", "12311"),
    ("\u6551\u6551\u6211\u9019\u88e1\u6709\u69cd", "\u6551\u6551\u6211\u8fd9\u91cc\u6709\u67aa"),
    ("\u1109\u1161\u11af\u1105\u1167", "\uc0b4\ub824"),
    ("\u12d3\u12f3\u121d \u12a0\u12f3\u121d", "\u12a0\u12f3\u121d \u12a0\u12f3\u121d"),
    ("\uc0b4\ub824\uc918\u3160\u3160\u3160", "\uc0b4\ub824\uc918 \u1172"),
]
OF_DISGUISES = [
    ("\u0405\u0422\u041e\u0420", "stop"),
    ("\u041d\u0415L\u0420", "help"),
    ("\u0415\u0425\u0406\u0422", "exit"),
    ("k\u0456ll m\u0435", "kill me"),
    ("p\u03bfli\u03f2e", "police"),
    ("\u043f\u043e\u043co\u0433\u0438te", "\u043f\u043e\u043c\u043e\u0433\u0438\u0442\u0435"),
    ("\u0440\u043e\u0442 \u0442\u043e\u043c", "\u0440\u043e\u0442 \u0442\u043e\u043c"),
    ("\U0001d4d7\U0001d4ee\U0001d4f5\U0001d4f9", "help"),
    ("\uff33\uff34\uff2f\uff30", "stop"),
    ("\u24c8\u24c9\u24c4\u24c5", "stop"),
    ("\U0001f177\U0001f174\U0001f17b\U0001f17f", "help"),
    ("\u24a3\u24a0\u24a7\u24ab", "help"),
    ("\u029c\u1d07\u029f\u1d18", "help"),
    ("s\u00adt\u200bo\u2060p", "stop"),
    ("\u202estop\u202c", "stop"),
    ("h\u0336e\u0336l\u0336p\u0336", "help"),
    ("h\u0489\u20dde\u0353l\u031fp", "help"),
    ("\U0001f1f8\U0001f1f9\U0001f1f4\U0001f1f5", "stop"),
    ("gracias \U0001f1f2\U0001f1fd", "gracias"),
    ("1\ufe0f\u20e3", "1"),
]
OF_PICTURES = [
    ("\U0001f198", "sos"),
    ("\U0001f52b\U0001f52b", "\U0001f52b \U0001f52b"),
    ("\U0001f3e0\U0001f525", "\U0001f3e0\U0001f525"),
    ("\U0001f525\U0001f602 lit", "lit"),
    ("ok \u2764\ufe0f\U0001f44d\U0001f3fd", "ok"),
]
OF_DRAWN_OUT_LETTERS = [
    ("heeeelp", "help"),
    ("STOOOOOP!!!", "stop"),
    ("killlll him", "kill him"),
    ("she is bleeeeeding", "she is bleeding"),
    ("nooooo", "no"),
    ("ayuuuudaaaa", "ayuda"),
    (
        "\u043f\u043e\u043c\u043e\u0433\u0438\u0438\u0438\u0442\u0435\u0435\u0435",
        "\u043f\u043e\u043c\u043e\u0433\u0438\u0442\u0435",
    ),
    ("carro llama aa saab", "carro llama aa saab"),
    ("AAA", "aaa"),
    ("1000 5555", "1000 5555"),
]


def test_letters_people_mix_are_one() -> None:
    for typed, words in OF_LETTERS:
        assert plain(typed) == words, typed


def test_disguises_come_off() -> None:
    for typed, words in OF_DISGUISES:
        assert plain(typed) == words, typed


def test_pictures_are_left_out_but_for_those_that_are_words() -> None:
    for typed, words in OF_PICTURES:
        assert plain(typed) == words, typed


def test_letters_drawn_out_are_written_as_in_the_word() -> None:
    for typed, words in OF_DRAWN_OUT_LETTERS:
        assert plain(typed) == words, typed


def test_every_kind_of_apostrophe_is_the_same() -> None:
    for mark, word in product("'\u2019\u2018\u02bc\u00b4\u0060\u2032\uff07", ("don{}t", "it{}s", "l{}eau")):
        assert plain(word.format(mark)) == plain(word.format("'"))


def test_composed_and_taken_apart_are_the_same() -> None:
    for typed, _ in OF_LETTERS:
        assert plain(unicodedata.normalize("NFD", typed)) == plain(unicodedata.normalize("NFC", typed))


SCRIPTS = (
    "aAeo '\u0430\u0415\u041e\u03bf\u0391"
    "\u0627\u0649\u06c1\u0654\u064e\uc0b4\u11af\u3131\u0915\u093c\u09af\u09bc\u12d3\u69cd\u304b\u3099\u0131\u0301\U0001f1e6\U0001f525\U0001f3e0\U0001d4d7\u24a3"
)


@pytest.mark.parametrize("letters", [st.text(max_size=60), st.text(alphabet=SCRIPTS, max_size=30)])
def test_the_plain_form_is_plain_already(letters: st.SearchStrategy[str]) -> None:
    @given(letters)
    def holds(text: str) -> None:
        words = plain(text)

        assert words == " ".join(words.split())
        assert plain(words) == words
        assert normalise(text) == words

    holds()
