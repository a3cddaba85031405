"""The short words people command with, read from `data/words.yaml` and checked before anybody relies on them."""

from collections.abc import Mapping
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from config.keywords import load_keywords
from config.shipped import shipped
from domain.language import normalise
from domain.needs import DangerKind
from domain.vocabulary import LONGEST_PHRASE, PartOfDay, Spoken, Vocabulary, Word

WORDS = Path(__file__).parent / "data" / "words.yaml"

_UNITS = frozenset({Word.MINUTES, Word.HOURS})


class WrongWords(ValueError):
    """The file of words contradicts itself. The message says where."""


@lru_cache(maxsize=4)
def load_words(path: Path = WORDS) -> Vocabulary:
    """The vocabulary of `path`. Raises WrongWords where a phrase means two things or could be taken for a letter."""
    content = shipped(path)
    if not isinstance(content, dict) or set(content) - {
        "calendar",
        "parts",
        "choices",
        "hours",
        "consent",
        "reach",
        "denied",
        "courtesies",
        "figures",
        "calls_out",
        "turns_page",
        "texting",
        "asks_more",
        "beside_may_day",
        "behind_sos",
        "training_asks",
    } != {
        "phrases",
        "languages",
    }:
        raise WrongWords(
            "a file of words has phrases and languages, a calendar, parts, choices, hours, consent, reach, denied, "
            "courtesies, figures, calls_out, turns_page, texting, asks_more, beside_may_day, behind_sos, training_asks "
            "if it likes, and no more"
        )
    phrases: dict[str, Word] = {}
    for word, phrase in _phrases(content["phrases"]):
        _check(word, phrase)
        known = phrases.setdefault(phrase, word)
        if known is not word:
            raise WrongWords(f"{phrase!r} is both {known} and {word}")
    missing = [word.value for word in Word if word not in phrases.values()]
    if missing:
        raise WrongWords(f"no phrase for {', '.join(missing)}")
    languages = {normalise(name): language for language, names in content["languages"].items() for name in names}
    clash = sorted(set(languages) & set(phrases))
    if clash:
        raise WrongWords(f"{clash[0]!r} is both a language and {phrases[clash[0]]}")
    choices = {
        normalise(name): called
        for called, by_language in content.get("choices", {}).items()
        for names in by_language.values()
        for name in names
    }
    calendar, parts = _calendar(content.get("calendar", {})), _parts(content.get("parts", {}))
    hours = {
        normalise(name): int(hour)
        for hour, by_language in content.get("hours", {}).items()
        for names in by_language.values()
        for name in names
    }
    consent = _meanings(content.get("consent", {}), "consent")
    texting = _meanings(content.get("texting", {}), "texting")
    training_asks = _meanings(content.get("training_asks", {}), "training_asks")
    courtesies = frozenset(normalise(each) for names in content.get("courtesies", {}).values() for each in names)
    asked = {
        normalise(name): called
        for called, by_language in content.get("figures", {}).items()
        for names in by_language.values()
        for name in names
    }
    reach = frozenset(normalise(each) for names in content.get("reach", {}).values() for each in names)
    turns_page = frozenset(normalise(each) for names in content.get("turns_page", {}).values() for each in names)
    calls_out = frozenset(normalise(each) for names in content.get("calls_out", {}).values() for each in names)
    asks_more, beside_may_day, behind_sos = (
        frozenset(normalise(each) for names in content.get(what, {}).values() for each in names)
        for what in ("asks_more", "beside_may_day", "behind_sos")
    )
    denied = {
        normalise(each): _danger(kind)
        for kind, by_language in content.get("denied", {}).items()
        for names in by_language.values()
        for each in names
    }
    return Vocabulary(
        phrases,
        languages,
        calendar,
        parts,
        choices,
        hours,
        load_keywords(),
        consent,
        courtesies,
        figures=asked,
        reach=reach,
        denied=denied,
        calls_out=calls_out,
        turns_page=turns_page,
        texting=texting,
        tongues=_tongues(content["phrases"]),
        asks_more=asks_more,
        beside_may_day=beside_may_day,
        behind_sos=behind_sos,
        training_asks=training_asks,
    )


def _danger(called: str) -> DangerKind:
    try:
        return DangerKind(called)
    except ValueError:
        raise WrongWords(f"{called!r} is no kind of danger") from None


def _meanings(by_meaning: Mapping[str, Any], what: str) -> dict[str, str]:
    """Phrases of which each means one thing where `what` is meant."""
    known: dict[str, str] = {}
    for called, by_language in by_meaning.items():
        for name in (normalise(name) for names in by_language.values() for name in names):
            if known.setdefault(name, called) != called:
                raise WrongWords(f"{name!r} is both {known[name]} and {called} where {what} is meant")
    return known


def _calendar(by_meaning: Mapping[str, Any]) -> dict[str, Spoken]:
    calendar: dict[str, Spoken] = {}
    for called, by_language in by_meaning.items():
        meaning = _spoken(called)
        for name in (normalise(name) for names in by_language.values() for name in names):
            if calendar.setdefault(name, meaning) is not meaning:
                raise WrongWords(f"{name!r} is both {calendar[name]} and {meaning} in the calendar")
    return calendar


def _parts(by_part: Mapping[str, Any]) -> dict[Spoken, PartOfDay]:
    return {
        _spoken(called): PartOfDay(hours=_hours(hours["hours"]), clock=_hours(hours["clock"]))
        for called, hours in by_part.items()
    }


def _spoken(called: str) -> Spoken:
    try:
        return Spoken(called)
    except ValueError:
        raise WrongWords(f"{called!r} is nothing a time is made of") from None


def _hours(written: str) -> tuple[time, time]:
    try:
        start, end = map(time.fromisoformat, written.split("-"))
    except ValueError:
        raise WrongWords(f"{written!r} is not two times of day, such as 08:00-12:00") from None
    return start, end


def _tongues(by_word: Mapping[str, Any]) -> dict[str, str]:
    """The language of each phrase that stands in one alone."""
    spoken: dict[str, set[str]] = {}
    for by_language in by_word.values():
        for language, phrases in by_language.items():
            for phrase in phrases:
                spoken.setdefault(normalise(phrase), set()).add(language)
    return {phrase: next(iter(languages)) for phrase, languages in spoken.items() if len(languages) == 1}


def _phrases(by_word: Mapping[str, Any]) -> list[tuple[Word, str]]:
    known = {word.value: word for word in Word}
    strange = sorted(str(name) for name in by_word if name not in known)
    if strange:
        raise WrongWords(f"{strange[0]!r} is not a word anybody acts on")
    found = [
        (known[name], phrase)
        for name, languages in by_word.items()
        for phrases in languages.values()
        for phrase in phrases
    ]
    for word, phrase in found:
        if not isinstance(phrase, str):
            raise WrongWords(f"a phrase of {word} is not a text: write yes, no, on and off in quotes")
    return [(word, normalise(phrase)) for word, phrase in found]


def _check(word: Word, phrase: str) -> None:
    parts = phrase.split()
    if not 1 <= len(parts) <= LONGEST_PHRASE:
        raise WrongWords(f"{phrase!r} has {len(parts)} words, not 1 to {LONGEST_PHRASE}")
    if any(char.isdecimal() for char in phrase):
        raise WrongWords(f"{phrase!r} has a digit: digits answer questions")
    if len(phrase) == 1 and word not in _UNITS:
        raise WrongWords(f"{phrase!r} is a single letter: letters name pages")
