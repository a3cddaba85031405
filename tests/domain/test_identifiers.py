"""What says who somebody is, is found in a text as people type it; places and times are left alone."""

from itertools import product

import pytest

from domain.identifiers import has_identifiers, without_identifiers


@pytest.mark.parametrize(
    "said",
    [
        "+1 555 0142 87",
        "(312) 555-0142",
        "312.555.0142",
        "5550142",
        "555 - 0142 - 9",
        "\u0663\u0661\u0662\u0665\u0665\u0665\u0660\u0661\u0664\u0662",
        "@river_rosa",
        "rosa@example.org",
        "rosa @ example.org",
        "https://example.org/rosa",
        "t.me/rosa",
        "wa.me/15550142",
        "www.example.org",
        "example.org/rosa",
        "short.example.ly/x7Q",
    ],
)
def test_a_number_an_account_an_address_and_a_link_are_left_out(said: str) -> None:
    text = f"call me: {said} and hurry"

    assert has_identifiers(text)
    assert without_identifiers(text) == "call me: [...] and hurry"


@pytest.mark.parametrize(
    "text",
    [
        "we are at 41.88000, -87.64000 behind the shop",
        "it began at 18:30:05 on 2026-03-06",
        "apartment 1204, code 4455, floor 3",
        "2 men, 1 dog, 10 minutes",
        "100 people at 5th & Main",
        "at the corner. come in there",
        "email me later",
        "signal is bad here, snap 2 photos",
        "no signal down here. come now",
        "instagram live is on",
        "5th st/main st. and/or the mill",
    ],
)
def test_a_place_a_time_and_a_count_stay(text: str) -> None:
    assert not has_identifiers(text)
    assert without_identifiers(text) == text


@pytest.mark.parametrize("said", ["insta: rosa", "Instagram rosa.b", "signal rosa.12", "snap = rosa_b", "tg:rosa5"])
def test_the_name_of_an_account_is_left_out_behind_where_it_is_one(said: str) -> None:
    assert without_identifiers(f"find me, {said} and hurry").endswith("[...] and hurry")
    assert "rosa" not in without_identifiers(said)


def test_what_stands_between_two_numbers_stays() -> None:
    said = "5550142 is hers, 41.88000, -87.64000 is where, 5550143 is his"

    assert without_identifiers(said) == "[...] is hers, 41.88000, -87.64000 is where, [...] is his"


_AS_TYPED = (
    "3125550142",
    "312 555 0142",
    "312-555-0142",
    "312.555.0142",
    "(312) 555-0142",
    "+1 312 555 0142",
    "5550142",
)
_BETWEEN = (" ", "  ", "\n", " / ", "/", ", ", ",", "; ", " - ", " or ", " and ", "\n\n\n\n")


@pytest.mark.parametrize(("one", "other"), list(product(_AS_TYPED, repeat=2)))
def test_two_numbers_side_by_side_are_both_left_out(one: str, other: str) -> None:
    for between in _BETWEEN:
        text = without_identifiers(f"my sister: {one}{between}{other} she waits")

        assert text.startswith("my sister: [...]")
        assert text.endswith("[...] she waits")
        assert not any(each.isdecimal() for each in text)
