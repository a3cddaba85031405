from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tokens import A_WEEK_TO_ANSWER, LONGEST, Tokens
from domain.ids import ContactPointId
from domain.messages import TERMS, Action, Tap

NOW = datetime(2026, 3, 1, 12, 0, 7, tzinfo=UTC)
ANA = ContactPointId("cpt_aaaaaaaaaa")
BEN = ContactPointId("cpt_bbbbbbbbbb")
TOKENS = Tokens(b"k" * 32)

actions = st.sampled_from(Action)
subjects = st.from_regex(r"[a-z]{3}_[a-z2-7]{10}", fullmatch=True)
args = st.sampled_from(["", "1", "5", "10", "20", "13", "es", "zh-Hant"])


@given(actions, subjects, args, st.integers(0, 24 * 3600 - 1))
def test_a_token_says_for_a_day_what_was_put_into_it(action: Action, subject: str, arg: str, after: int) -> None:
    token = TOKENS.make(action, subject, arg, ANA, NOW)

    assert TOKENS.read(token, ANA, NOW + timedelta(seconds=after)) == Tap(action=action, subject=subject, arg=arg)
    assert len(token.encode()) <= LONGEST


@given(actions, subjects, args, st.data())
def test_a_token_with_any_byte_altered_says_nothing(
    action: Action, subject: str, arg: str, data: st.DataObject
) -> None:
    token = TOKENS.make(action, subject, arg, ANA, NOW)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda each: each != token[place]))

    assert TOKENS.read(token[:place] + other + token[place + 1 :], ANA, NOW) is None


@given(actions, subjects, args, st.data())
def test_a_token_cut_short_or_made_longer_says_nothing(
    action: Action, subject: str, arg: str, data: st.DataObject
) -> None:
    token = TOKENS.make(action, subject, arg, ANA, NOW)
    place = data.draw(st.integers(0, len(token)))
    more = data.draw(st.text(min_size=1, max_size=3))

    assert TOKENS.read(token[:place] + more + token[place:], ANA, NOW) is None
    assert place == len(token) or TOKENS.read(token[:place], ANA, NOW) is None
    assert place == 0 or TOKENS.read(token[place:], ANA, NOW) is None


@given(st.text(max_size=80))
def test_what_was_never_a_token_says_nothing(text: str) -> None:
    assert TOKENS.read(text, ANA, NOW) is None


@pytest.mark.parametrize("text", ["", ".", "...", "\ud800", "ac.pag_a.1.é", "\0", "ac" * 40])
def test_strange_bytes_say_nothing(text: str) -> None:
    assert TOKENS.read(text, ANA, NOW) is None


def test_a_token_made_for_one_phone_says_nothing_on_another() -> None:
    token = TOKENS.make(Action.ACCEPT, "pag_aaaaaaaaaa", "10", ANA, NOW)

    assert TOKENS.read(token, BEN, NOW) is None


def test_a_token_of_another_deployment_says_nothing() -> None:
    token = Tokens(b"other" * 8).make(Action.ACCEPT, "pag_aaaaaaaaaa", "10", ANA, NOW)

    assert TOKENS.read(token, ANA, NOW) is None


def test_a_token_ends_a_day_after_it_was_made_and_within_the_minute() -> None:
    token = TOKENS.make(Action.ACCEPT, "pag_aaaaaaaaaa", "10", ANA, NOW)

    assert TOKENS.read(token, ANA, NOW + timedelta(hours=24, minutes=1)) is None


def test_a_lifetime_can_be_shorter() -> None:
    brief = Tokens(b"k" * 32, lifetime=timedelta(minutes=5))
    token = brief.make(Action.ACCEPT, "pag_aaaaaaaaaa", "10", ANA, NOW)

    assert brief.read(token, ANA, NOW + timedelta(minutes=4)) is not None
    assert brief.read(token, ANA, NOW + timedelta(minutes=6)) is None


def test_an_action_and_its_argument_cannot_be_read_in_another_way() -> None:
    token = TOKENS.make(Action.ACCEPT, "pag_aaaaaaaaaa", "10", ANA, NOW)

    with pytest.raises(ValueError, match="dot"):
        TOKENS.make(Action.ACCEPT, "pag_aaaaaaaaaa", "1.0", ANA, NOW)
    with pytest.raises(ValueError, match="dot"):
        TOKENS.make(Action.ACCEPT, "pag.aaaaaaaaaa", "10", ANA, NOW)
    assert "cpt_" not in token


def test_what_does_not_fit_is_refused_instead_of_cut() -> None:
    with pytest.raises(ValueError, match="too long"):
        TOKENS.make(Action.ACCEPT, "p" * 50, "10", ANA, NOW)


def test_every_button_that_any_message_offers_fits() -> None:
    for terms in TERMS.values():
        for action, arg in terms.offers:
            assert len(TOKENS.make(action, "pag_aaaaaaaaaa", arg, ANA, NOW)) <= LONGEST


@pytest.mark.parametrize("action", sorted(A_WEEK_TO_ANSWER))
def test_a_question_that_waits_a_week_has_buttons_that_do(action: Action) -> None:
    token = TOKENS.make(action, "con_aaaaaaaaaa", "", ANA, NOW)

    assert TOKENS.read(token, ANA, NOW + timedelta(days=7)) == Tap(action=action, subject="con_aaaaaaaaaa")
    assert TOKENS.read(token, ANA, NOW + timedelta(days=9)) is None
