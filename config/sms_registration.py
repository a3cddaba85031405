"""What a community pastes into its provider's forms so that phone companies let its texts through: one text to copy."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from config.catalogues import load_catalogues
from config.shipped import shipped

FILE = "sms-registration.txt"

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_FOLDER = Path(__file__).parent / "data" / "setup"
_SAMPLES = ("r_first_words.words", "r_asking.words", "r_coming_minutes.words", "m_page.words", "r_closed")
"""One of each kind of text we send: to somebody in need, to a volunteer, at the end."""


def registration_text(
    *, community: str, languages: Sequence[str], emergency: Sequence[str], first_words: Mapping[str, str], webhook: str
) -> str:
    """The whole text. `webhook` is the address that the provider is to call; empty if it is asked instead."""
    known = [each for each in languages if each in _wordings()["samples"]] or ["en"]
    step = (
        f"upstander doctor --fix sets this address at Twilio, for texts that come in, and asks you first:\n  {webhook}"
        if webhook
        else "Nothing to set in Twilio's console: Upstander asks Twilio for new texts every few seconds."
    )
    return (
        (_FOLDER / "sms_registration.txt")
        .read_text(encoding="utf-8")
        .format(
            community=community,
            samples="\n".join(f"  - {each}" for language in known for each in samples(language, first_words)),
            replies="\n\n".join(
                f"  {what} ({language}):\n    {text}"
                for language in known
                for what, text in replies(community, language, emergency).items()
            ),
            webhook=step,
            away=away_twiml(known, emergency),
        )
    )


def away_twiml(languages: Sequence[str], emergency: Sequence[str]) -> str:
    """What the provider is to answer by itself while we are down, in the form it reads (TwiML)."""
    numbers = ", ".join(dict.fromkeys(emergency))
    sentences = (load_catalogues().sentence(language, "notice.away") for language in languages)
    said = "\n".join(
        re.sub(r"\[([^\]]*)\]", r"\1" if numbers else "", each).format(emergency=numbers) for each in sentences
    )
    return f"{_XML}\n<Response>\n<Message>{escape(said, quote=False)}</Message>\n</Response>"


def replies(community: str, language: str, emergency: Sequence[str]) -> dict[str, str]:
    """What the provider is to answer in our place, by the word it answers."""
    wordings = _wordings()
    numbers = ", ".join(dict.fromkeys(emergency))
    danger = wordings["emergency"][language].format(numbers=numbers) if numbers else ""
    return {
        what: wordings[what][language].format(community=community, emergency=danger)
        for what in ("HELP", "STOP", "START")
    }


def samples(language: str, first_words: Mapping[str, str]) -> list[str]:
    """Sentences that we really send, with made-up values in their blanks."""
    catalogues, values = load_catalogues(), _wordings()["samples"][language]
    sentences = [re.sub(r"\[[^\]]*\]", "", catalogues.sentence(language, key)).format(**values) for key in _SAMPLES]
    return [first_words.get(language, sentences[0]), *sentences[1:]]


@lru_cache(maxsize=1)
def _wordings() -> Mapping[str, Mapping[str, Any]]:
    content: Mapping[str, Mapping[str, Any]] = shipped(_FOLDER / "sms_replies.yaml")
    return content
