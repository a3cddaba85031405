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


_KEYS = "".join(f"{digit}\ufe0f\u20e3" for digit in "3125550142")


@pytest.mark.parametrize(
    "said",
    [
        "312, 555, 0142",
        "312,555,0142",
        "312 -- 555 -- 0142",
        "312...555...0142",
        "312*555*0142",
        "312:555:0142",
        "312 dash 555 dash 0142",
        "312x555x0142",
        "1, 312, 555, 0142",
        "3, 1, 2, 5, 5, 5, 0, 1, 4, 2",
        "06, 12, 34, 56, 78",
        "312-555-O142",
        _KEYS,
        "312\u200b555\u200b0142",
        "31\u200b2 555 0\u200d142",
        "\u2462\u2460\u2461\u2464\u2464\u2464\u2468\u2460\u2463\u2461",
        "three one two five five five oh one four two",
        "Three-One-Two, five five five, oh one forty two",
        "312 five five five 0142",
        "tres uno dos, cinco cinco cinco, cero uno cuatro dos",
        "trois un deux cinq cinq cinq z\u00e9ro un quatre deux",
        "twa youn de senk senk senk zewo youn kat de",
    ],
)
def test_a_number_is_left_out_however_it_is_written(said: str) -> None:
    assert without_identifiers(f"call me: {said} and hurry") == "call me: [...] and hurry"


@pytest.mark.parametrize(
    "said",
    [
        "ana at gmail dot com",
        "ana dot lopez (at) gmail (dot) com",
        "ana [at] example [dot] org",
        "ana arroba gmail punto com",
        "ana arobase gmail point com",
        "ana at gmail.com",
        "ana.lopez at gmail",
        "t dot me slash rosa",
    ],
)
def test_an_address_is_left_out_that_is_said_in_words(said: str) -> None:
    assert without_identifiers(f"write: {said} please") == "write: [...] please"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("my insta is ana.lopez", "my insta is [...]"),
        ("my telegram is rosa_lopez", "my telegram is [...]"),
        ("my ig handle is ana.lopez", "my ig handle is [...]"),
        ("mi instagram es ana_lopez ok", "mi instagram es [...] ok"),
        ("mon insta est rosa.l", "mon insta est [...]"),
        ("my insta is rosalopez", "my insta is [...]"),
        ("my snap username: rosalopez, hurry", "my snap username: [...], hurry"),
        ("rosa_lopez on telegram", "[...] on telegram"),
    ],
)
def test_the_name_of_an_account_is_left_out_in_a_sentence_of_words(said: str, left: str) -> None:
    assert without_identifiers(said) == left


@pytest.mark.parametrize(
    "text",
    [
        "at five thirty, six fifteen or seven",
        "one, two, three, four: all here",
        "uno o dos, en la calle 26, de 5 a 6 de la tarde",
        "on 03/06/2026 at 18:30, or 18:30-19:15",
        "come 10.30-11.45, the gate is open 1900-2100",
        "9am to 5pm, 10 to 20 people",
        "$20, $1,250,000 or 1,200,000 dollars",
        "$312, $555, $1204",
        "2, 3, 5 people, ages 31, 25, 55, 41",
        "1, 2, 3, 4, 5, 6, 7, 8",
        "buses 12, 147, 151, or bus 147 151 22",
        "bus 312 or 555 at 1204 Main",
        "l\u00edneas 12 147 151",
        "1204 W 18th St, Chicago 60608",
        "2100 S 3100 W, apt 5, floor 3",
        "call 911, we are 12, 4 kids, 2 dogs",
        "2x4x8 boards, a 1920x1080 screen",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 5 of us \u2764\ufe0f",
        "my telegram is down, my snap is not working",
        "I am at work, I saw him on facebook",
    ],
)
def test_ordinary_numbers_and_sentences_stay(text: str) -> None:
    assert without_identifiers(text) == text
    assert not has_identifiers(text)
