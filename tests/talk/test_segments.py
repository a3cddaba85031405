"""How many SMS a text becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.segments import Encoding, encoding_of, in_gsm_7, outside_gsm_7, segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ñ" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("[" * 80, 1),
        ("á" + "a" * 69, 1),
        ("á" + "a" * 70, 2),
        ("á" + "a" * 133, 2),
        ("á" + "a" * 134, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        # An escaped character and a surrogate pair are not parted between two SMS.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 66 + "😀" + "a" * 65, 2),
        ("a" * 66 + "😀" + "a" * 66, 3),
    ],
)
def test_segments_are_counted_as_networks_do(text: str, count: int) -> None:
    assert segments(text) == count


@pytest.mark.parametrize("char", list("éñüà¿¡ùìòÇ@$_\n^{}|~€"))
def test_these_keep_a_message_short(char: str) -> None:
    assert encoding_of(char) is Encoding.GSM_7


@pytest.mark.parametrize("char", list("áíóúçê’“–"))
def test_these_make_it_long(char: str) -> None:
    assert encoding_of(f"a{char}") is Encoding.UCS_2
    assert outside_gsm_7(f"a{char}") == {char}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Inundación, calor", "Inundacion, calor"),
        ("Niños", "Niños"),
        ("Café", "Café"),
        ("árabe", "arabe"),
        ("العربية", "العربية"),
        ("“Casa”", "“Casa”"),
    ],
)
def test_a_name_is_written_without_the_accents_that_would_make_it_long(name: str, written: str) -> None:
    assert in_gsm_7(name) == written


@given(st.text(max_size=400), st.text(max_size=400))
def test_more_text_is_never_fewer_sms(text: str, more: str) -> None:
    assert segments(text + more) >= segments(text)
