"""Whether a requester may be texted, how much their phone shows, and what their code word says."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.messages import MessageKind as K
from domain.policy import TextingPolicy
from domain.texting import VEILED, Said, Texting, Withheld, said_of, veiled, withheld
from tests.handlers.talks import mark

NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
PLAIN, DISCREET = TextingPolicy(), TextingPolicy(discreet=True)


@pytest.mark.parametrize(
    ("kind", "texting", "policy", "days", "asked", "why"),
    [
        (K.R_COMING, Texting(), PLAIN, 29.9, False, None),
        (K.R_COMING, Texting(), PLAIN, 30.1, False, Withheld.LAPSED),
        (K.R_STATUS_ASKING, Texting(), PLAIN, 90, True, None),
        (K.R_TRAINING_REMINDER, Texting(), PLAIN, 90, False, None),
        (K.R_ON_THE_WAY, Texting(), PLAIN, 0, False, None),
        (K.R_ON_THE_WAY, Texting(discreet=True), PLAIN, 0, False, Withheld.DISCREET),
        (K.R_ON_THE_WAY, Texting(), DISCREET, 0, False, Withheld.DISCREET),
        (K.R_CLOSED, Texting(discreet=True), PLAIN, 0, True, None),
        (K.R_COMING_MINUTES, Texting(discreet=True), PLAIN, 0, False, None),
        (K.R_CANNOT_FIND, Texting(), DISCREET, 0, False, None),
    ],
)
def test_what_nobody_asked_for_is_not_sent_for_ever_nor_to_everybody(
    kind: K, texting: Texting, policy: TextingPolicy, days: float, asked: bool, why: Withheld | None
) -> None:
    wrote = NOW - timedelta(days=days)

    assert withheld(kind, texting, last_at=wrote, policy=policy, now=NOW, asked=asked) is why


def test_names_and_nothing_else_are_taken_out() -> None:
    assert veiled({"code": "Juniper", "codes": "", "minutes": 12, "said": "Juniper"}) == {
        "code": VEILED,
        "codes": "",
        "minutes": 12,
        "said": "Juniper",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("maple", Said.CODE_WORD),
        ("MAPLE!", Said.CODE_WORD),
        ("maple 7", Said.UNDER_PRESSURE),
        ("Maple7.", Said.UNDER_PRESSURE),
        ("maple 12345", None),
        ("maple street", None),
        ("maples", None),
        ("it is maple", None),
        ("", None),
    ],
)
def test_the_code_word_is_the_whole_text_and_a_digit_behind_it_tells_of_pressure(text: str, said: Said | None) -> None:
    assert said_of(text, Texting(code_mark=mark("maple")), mark) is said
    assert said_of(text, Texting(), mark) is None
