"""Words compare equal however they are typed, and nothing that arrives can deceive or break."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language import clean, normalise


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("STOP", "stop"),
        ("  Stop!! ", "stop"),
        ("Don't  know", "dont know"),
        ("Don\u2019t know", "dont know"),
        ("dont know", "dont know"),
        ("l'eau", "l eau"),
        ("\u00bfD\u00f3nde est\u00e1s?", "donde estas"),
        ("Ma\u00f1ana", "manana"),
        ("\uff28\uff25\uff2c\uff30", "help"),
        ("stra\u00dfe", "strasse"),
        ("5th & Main", "5th main"),
        ("A,12", "a 12"),
        ("a_b", "a b"),
        ("\U0001f44d", ""),
        ("\ud55c\uad6d\uc5b4", "\ud55c\uad6d\uc5b4"),
        ("\u092e\u0926\u0926 \u0915\u0940\u091c\u093f\u090f", "\u092e\u0926\u0926 \u0915\u0940\u091c\u093f\u090f"),
        ("", ""),
    ],
)
def test_what_people_would_call_the_same_words_comes_out_the_same(typed: str, words: str) -> None:
    assert normalise(typed) == words


@given(st.text(max_size=60))
def test_words_are_parted_by_single_blanks_and_come_out_the_same_again(text: str) -> None:
    words = normalise(text)

    assert words == " ".join(words.split())
    assert normalise(words) == words


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("hello\x00\x07 there", "hello there"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("in\u2066vis\u2069ib\u200ble\ufeff", "invisible"),
        ("half \ud83d of it", "half  of it"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("a\tb", "a b"),
        ("family \U0001f468\u200d\U0001f469\u200d\U0001f467", "family \U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("  blanks  ", "blanks"),
        ("line\u2028para\u2029next\x85page\x0cstop\x0bgo", "line\npara\nnext\npage\nstop\ngo"),
        ("cafe\u0301", "caf\u00e9"),
        ("na\u200bil th\u2060em\u00ad", "nail them"),
        ("\u200dzero\u200d\u200d\u200cwidth\u200c", "zero\u200dwidth"),
        ("\u3164\u2800\u115f\uffa0", ""),
        ("no\ufffechar\U0001ffff\ufdd0", "nochar"),
        ("priv\ue000ate", "private"),
        ("z" + "\u0330" * 40 + "algo", "z" + "\u0330" * 5 + "algo"),
        ("tag\U000e0041\U000e0042ged", "tagged"),
        ("1\ufe0f\u20e3 \u2764\ufe0f", "1\ufe0f\u20e3 \u2764\ufe0f"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    ],
)
def test_what_could_deceive_or_break_is_left_out(sent: str, kept: str) -> None:
    assert clean(sent, 100) == kept


def test_a_text_is_cut_at_its_limit() -> None:
    assert clean("x" * 50, 10) == "x" * 10


@given(st.text(max_size=60, alphabet=st.characters(exclude_categories=())), st.integers(0, 80))
def test_what_is_kept_can_always_be_stored_and_is_kept_as_it_is(text: str, limit: int) -> None:
    kept = clean(text, limit)

    assert len(kept) <= limit
    assert clean(kept, limit) == kept
    assert unicodedata.is_normalized("NFC", kept)
    kept.encode()
