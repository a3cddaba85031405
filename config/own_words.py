"""A community's own sentences to requesters, checked before anybody is sent them.

They are texts to people who may be in danger, read on phones that others may look at: one SMS each, and never a word
that a phone company answers in our place.
"""

import re

from config.words import load_words
from domain.keywords import keyword
from domain.segments import outside_gsm_7, segments
from domain.vocabulary import OWNED_BY_PHONE_COMPANIES, Keyword

_WORD = re.compile(r"\w+")
_ASKED = re.compile(r"(\w+)\s*=")
_DANGER = re.compile(r"\b1\s*=")


def wrong_in_sms(text: str) -> str | None:
    """Why `text` cannot go out as one SMS of ours, in a sentence; None if it can."""
    owned = sorted(
        OWNED_BY_PHONE_COMPANIES
        & ({each for each in _WORD.findall(text) if each.isupper()} | {each.upper() for each in _ASKED.findall(text)})
    )
    if owned:
        return f"must not ask for {owned[0]}: phone companies answer that word themselves, and it never reaches us"
    if segments(text) == 1:
        return None
    strange = sorted(outside_gsm_7(text))
    if strange:
        return f"must fit one SMS: with {' '.join(strange)} in it that is 70 characters, without it 160"
    return f"must fit one SMS: 160 characters, and these are {len(text)}"


def wrong_in_first_words(text: str) -> str | None:
    """Why `text` cannot be the first words to a requester, in a sentence; None if it can."""
    words = load_words()
    if not any(keyword(each, words) is Keyword.EXIT for each in _WORD.findall(text)):
        return "must say the word that makes us go silent: EXIT in English, SALIR in Spanish"
    if not _DANGER.search(text):
        return 'must say how to call danger with one key, as in "1 = danger now"'
    return wrong_in_sms(text)
