"""What somebody says by the way of whether their phone may be texted: `not safe to text`, `don't text me until 8pm`.

    a stretch of words       says that it is safe, or that it is not; the last one in a text counts
    `until`, `before` a time what was said holds until then
    `after` a time           until then the other holds: `don't text me after 6pm`, `text me again after 6pm`

What somebody tells of others ("he told me don't text me") says nothing of this phone, nor does a question.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.language import normalise
from domain.vocabulary import Vocabulary, Word
from domain.when import read_moment

SAFE, UNSAFE, UNTIL, AFTER, TOLD = "safe", "unsafe", "until", "after", "told"
ANSWER = "answer"
"""What is a no only to the question whether it is safe."""

ONLY = "only"
"""What may stand before `until` and changes nothing: `only until 6pm`."""

_NO_APART = re.compile(r"\s*(\w+)(?:\s*[,.;:!\n]|\s+-)")

_CLAUSE_ENDS = re.compile(r"[.!;,\n\u00a1\u00bf]+(?=\s|$)|\bbut\b|\bpero\b|\bmais\b", re.IGNORECASE)
_ASKS = re.compile(r"[?\u00bf]")
_LONGEST = 6  # words
_LONGEST_MOMENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TextingSaid:
    """`safe` to text this phone, or not; `until` when that changes, if they said."""

    safe: bool
    until: datetime | None = None


def texting_said(text: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> TextingSaid | None:
    """What `text` says of it, with times read on the wall clock of `where`; None if it says nothing."""
    found: TextingSaid | None = None
    for clause in _CLAUSE_ENDS.split(text):
        safe = _stated(normalise(clause).split(), words.texting)
        if safe is None or (safe and _ASKS.search(text)):
            continue
        turns, until = _moment(clause.split(), words, where, now)
        found = TextingSaid(safe=safe is not turns, until=until)
    return found


def answers_no(text: str, words: Vocabulary) -> bool:
    """True if `text` says no to the question whether it is safe, with more behind it: `no, he is here`, `not safe`."""
    apart = _NO_APART.match(text)
    if apart is not None and words.whole(normalise(apart[1])) is Word.NO:
        return True
    clauses = (normalise(each).split() for each in _CLAUSE_ENDS.split(text))
    return any(words.texting.get(" ".join(each[:count])) == ANSWER for each in clauses for count in (2, 3, 4, 5))


def _stated(said: Sequence[str], phrases: Mapping[str, str]) -> bool | None:
    stated: bool | None = None
    at = 0
    while at < len(said):
        for count in range(min(_LONGEST, len(said) - at), 0, -1):
            meaning = phrases.get(" ".join(said[at : at + count]))
            if meaning == TOLD:
                return stated
            if meaning in (SAFE, UNSAFE):
                stated = meaning == SAFE
                at += count - 1
                break
        at += 1
    return stated


def _moment(said: Sequence[str], words: Vocabulary, where: ZoneInfo, now: datetime) -> tuple[bool, datetime | None]:
    """Until when, and whether the other holds until then. A time behind `after` that cannot be read turns nothing."""
    for at, word in enumerate(said):
        meaning = words.texting.get(normalise(word))
        if meaning not in (UNTIL, AFTER):
            continue
        behind = said[at + 1 : at + 1 + _LONGEST_MOMENT]
        for count in range(len(behind), 0, -1):
            moment = read_moment(" ".join(behind[:count]), words, where, now)
            if moment is not None:
                return meaning == AFTER, moment
    return False, None
