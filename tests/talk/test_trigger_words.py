"""Whatever may show on a requester's phone is harmless to whoever else looks at it, in every language."""

import pytest

from config.catalogues import load_catalogues
from config.trigger_words import load_trigger_words
from domain.messages import TERMS, MessageKind

CATALOGUES = load_catalogues()
TRIGGERS = load_trigger_words()
ALSO_SAID_TO_THEM = ("phrase.", "coordinator.", "veiled.", "menu.", "notice.away", "notice.about")
"""What fills their blanks and stands around them, beside their messages and the buttons below these."""


def reach_a_requester() -> frozenset[str]:
    kinds = [kind for kind in MessageKind if kind.value.startswith("r_")]
    buttons = {f"button.{action.value}" for kind in kinds for action, _ in TERMS[kind].offers}
    return frozenset(
        key
        for key in CATALOGUES.keys("en")
        if key.partition(".")[0] in {kind.value for kind in kinds}
        or key.startswith(ALSO_SAID_TO_THEM)
        or any(key == each or key.startswith(f"{each}.") for each in buttons)
    )


def test_what_reaches_a_requester_is_all_looked_at() -> None:
    keys = reach_a_requester()

    assert {"r_first_words.words", "r_nobody", "button.da", "button.wi", "menu.exit", "notice.away"} <= keys
    assert any(key.startswith("phrase.") for key in keys)
    assert any(key.startswith("coordinator.") for key in keys)


@pytest.mark.parametrize("language", CATALOGUES.languages)
def test_nothing_that_reaches_a_requester_gives_away_what_it_is_about(language: str) -> None:
    found = {
        key: words
        for key in reach_a_requester() - TRIGGERS.allowed.keys()
        if (words := TRIGGERS.in_sentence(language, CATALOGUES.sentence(language, key)))
    }

    assert found == {}


def test_every_exception_is_one_and_has_its_reason() -> None:
    for key, reason in TRIGGERS.allowed.items():
        assert len(reason.split()) > 3
        assert any(TRIGGERS.in_sentence(each, CATALOGUES.sentence(each, key)) for each in CATALOGUES.languages)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The police are near."),
        ("en", "Your clinic ride is here."),
        ("es", "La clínica te espera."),
        ("fr", "L'avocate arrive."),
        ("ht", "Lapolis la rive."),
    ],
)
def test_a_word_that_gives_it_away_is_found(language: str, sentence: str) -> None:
    assert TRIGGERS.in_sentence(language, sentence)
