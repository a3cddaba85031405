"""What a whole message asks of us beside any call: silence, an end of silence, who we are, to be left alone at once.

Only the whole message counts: "make him stop" is a call for help. It may be said politely, spelled out or with digits
and signs in the place of letters; nothing else may stand beside it.
"""

from collections.abc import Iterator
from functools import lru_cache

from domain.language import normalise
from domain.vocabulary import Keyword, Keywords, Vocabulary, Word

_LONGEST = 80  # characters
_LONGEST_AROUND = 3  # words
_SHORTEST_SPELLED = 3  # letters
_DIGITS_FOR_LETTERS = (str.maketrans("013457", "oieast"), str.maketrans("013457", "oleast"))
_SIGNS_FOR_LETTERS = str.maketrans("$@+\u20ac\u01a7\u01a8\u054f", "satesss")
_STOP_SIGNS = frozenset("\U0001f6d1\u26d4\ufe0f ")
_SHOUTS = frozenset("!\u00a1\uff01")
_MAY_STAND_APART = frozenset({Keyword.OPT_OUT, Keyword.EXIT})
"""What counts with polite words around it. A polite `help` is a call for help, and `yes please` opts in to nothing."""


def keyword(text: str, vocabulary: Vocabulary) -> Keyword | None:
    """What `text` as a whole asks for; None for everything that is said to people."""
    return _keyword(text.strip(), vocabulary.keywords)


@lru_cache(maxsize=16)  # every handler of a talk asks for the same text
def _keyword(text: str, known: Keywords) -> Keyword | None:
    if not text or len(text) > _LONGEST:
        return None
    if set(text) <= _STOP_SIGNS:
        return Keyword.OPT_OUT
    said = normalise(text)
    shouted = not _SHOUTS.isdisjoint(text)
    spelled = text.translate(_SIGNS_FOR_LETTERS)
    disguised = [normalise(spelled)] if spelled != text else []
    for reading in (each for written in (said, *disguised) for each in _readings(written)):
        found = _found(reading, known, shouted=shouted)
        if found is not None:
            return found
    for apart in _without_around(said, known):
        for reading in _readings(apart):
            found = _found(reading, known, shouted=shouted)
            if found in _MAY_STAND_APART:
                return found
    return None


def wants_silence(text: str, vocabulary: Vocabulary) -> bool:
    """True if whoever wrote `text` wants to hear nothing more from us."""
    asked = keyword(text, vocabulary)
    return asked in _MAY_STAND_APART or vocabulary.whole(normalise(text)) is Word.WITHDRAW


def _found(said: str, known: Keywords, *, shouted: bool) -> Keyword | None:
    if said in known.cries:
        return None if shouted else Keyword.OPT_OUT
    return known.phrases.get(said)


def _readings(said: str) -> Iterator[str]:
    """The words as they stand, spelled out letter by letter, with letters for digits, and said once for twice."""
    yield said
    words = said.split()
    if len(words) >= _SHORTEST_SPELLED and all(len(each) == 1 for each in words):
        said = "".join(words)
        yield said
    if len(words) > 1 and len(set(words)) == 1:
        said = words[0]
        yield said
    if any(char.isdecimal() for char in said) and any(char.isalpha() for char in said):
        for letters in _DIGITS_FOR_LETTERS:
            yield said.translate(letters)


def _without_around(said: str, known: Keywords) -> Iterator[str]:
    """What is left as the polite words before and behind come off, one after the other."""
    words = said.split()
    while (less := _less(words, known)) is not None:
        words = less
        yield " ".join(words)


def _less(words: list[str], known: Keywords) -> list[str] | None:
    for count in range(min(_LONGEST_AROUND, len(words) - 1), 0, -1):
        if " ".join(words[:count]) in known.around:
            return words[count:]
        if " ".join(words[-count:]) in known.around:
            return words[:-count]
    return None
