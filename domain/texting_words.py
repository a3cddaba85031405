"""What somebody says by the way of whether their phone may be texted: `not safe to text`, `don't text me until 8pm`.

    a stretch of words       says that it is safe, or that it is not; the last one in a text counts
    `until`, `before` a time what was said holds until then
    `after` a time           until then the other holds: `don't text me after 6pm`, `text me again after 6pm`

What somebody tells of others ("he told me don't text me") says nothing of this phone, nor does a question.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.language import normalise
from domain.vocabulary import Spoken, Vocabulary, Word
from domain.when import read_length, read_moment
from domain.zone import instant, reached

SAFE, UNSAFE, UNTIL, AFTER, TOLD = "safe", "unsafe", "until", "after", "told"
ANSWER = "answer"
"""What is a no only to the question whether it is safe."""

ONLY = "only"
"""What may stand before `until` and changes nothing: `only until 6pm`."""

FILLER = "filler"
NOT = "not"
"""Before a time, turns it: `not after 8pm`."""

NO_FIRST = "no_first"
"""A no that denies nothing of what is said behind it: `nope he left`."""

_APART = re.compile(r"\s*(\w+)(?:\s*[,.;:!\n]|\s+-)")

_CLAUSE_ENDS = re.compile(r"[.!;,\n\u00a1\u00bf]+(?=\s|$)|\bbut\b|\bpero\b|\bmais\b", re.IGNORECASE)
_ASKS = re.compile(r"[?\u00bf]")
_BARE_HOUR = re.compile(r"(?:a |de )?(?:las? )?(\d{1,2})e?")
_LONGEST = 6  # words
_LONGEST_MOMENT = 5
_HOURS_OF_A_FACE = 12
_MIDNIGHT, _MORNING = time(0), time(8)


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


def answered_by_clock(text: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> TextingSaid | None:
    """An answer to whether it is safe that says until when, or from when: `until 6`, `7 until 6pm`, `yes, but only
    until 6`, `before 8pm only`, `for the next hour`, `only after 8`; `not until 6` and `8 until 6` are not before it.

    What may mean either, `no, only until 6` and `no after 8`, says that nothing is to be texted, then or later.
    """
    said = text.split()
    yes = no = only = negates = False
    at = 0
    while at < len(said):
        key = normalise(said[at])
        meaning = words.texting.get(key)
        if key == "8":
            no = True
        elif meaning == NOT:
            negates = True
        elif words.whole(key) is Word.NO:
            no, negates = True, said[at][-1].isalpha()
        elif key == "7" or words.whole(key) is Word.YES:
            yes = True
        elif meaning in (ONLY, FILLER):
            only = only or meaning == ONLY
        else:
            break
        at += 1
    denies = no or negates
    found = _by_clock(said[at:], words, where, now, loosely=yes or denies, ends_at=_MORNING if denies else _MIDNIGHT)
    if found is None or (yes and no):
        return None
    after, until = found
    if after:
        return TextingSaid(safe=negates and not no, until=None if negates and no else until)
    return TextingSaid(safe=not denies, until=None if denies and only else until)


def _by_clock(
    said: Sequence[str], words: Vocabulary, where: ZoneInfo, now: datetime, *, loosely: bool, ends_at: time
) -> tuple[bool, datetime] | None:
    """Whether these words begin with `after` a time, and that time. `loosely`: whatever stands behind it. A day by
    itself is meant from `ends_at` on."""
    if not said:
        return None
    key = normalise(said[0])
    meaning, spoken = words.texting.get(key), words.calendar.get(key)
    lasts = spoken is Spoken.FOR
    if meaning not in (UNTIL, AFTER) and not lasts and spoken not in (Spoken.UNTIL, Spoken.TO):
        return None
    for count in range(min(len(said), _LONGEST_MOMENT + 1), 1, -1):
        if not loosely and any(words.texting.get(normalise(each)) not in (ONLY, FILLER) for each in said[count:]):
            break
        until = _lasting(said[1:count], words, now) if lasts else _time(said[1:count], words, where, now, ends_at)
        if until is not None:
            return meaning == AFTER, until
    return None


def _lasting(said: Sequence[str], words: Vocabulary, now: datetime) -> datetime | None:
    meant = [("1" if words.calendar.get(normalise(each)) is Spoken.NEXT else each) for each in said]
    counted = [each for each in said if words.calendar.get(normalise(each)) is not Spoken.NEXT]
    length = read_length(" ".join(counted), words) or read_length(" ".join(meant), words)
    return now + length if length else None


def _time(
    said: Sequence[str], words: Vocabulary, where: ZoneInfo, now: datetime, ends_at: time | None = None
) -> datetime | None:
    """The time these words name. Of a bare hour the next one on a clock face: nobody says at noon that a phone is safe
    until 8 and means tomorrow's morning.
    """
    bare = _BARE_HOUR.fullmatch(normalise(" ".join(said)))
    if bare is None or not 1 <= int(bare[1]) <= _HOURS_OF_A_FACE:
        return read_moment(" ".join(said), words, where, now, ends_at=ends_at)
    today = reached(where, now).replace(hour=int(bare[1]) % _HOURS_OF_A_FACE, minute=0, second=0, microsecond=0)
    faces = (instant(where, today + timedelta(hours=_HOURS_OF_A_FACE * turn)) for turn in range(3))
    return next((each for each in faces if each > now), None)


def answers_no(text: str, words: Vocabulary) -> bool:
    """True if `text` says no to the question whether it is safe, with more behind it: `no, he is here`, `not safe`."""
    if says_no_first(text, words):
        return True
    clauses = (_behind_a_yes(normalise(each).split(), words) for each in _CLAUSE_ENDS.split(text))
    return any(words.texting.get(" ".join(each[:count])) == ANSWER for each in clauses for count in (2, 3, 4, 5))


def says_no_first(text: str, words: Vocabulary) -> bool:
    """True if `text` begins with a no that stands apart, or with one that is nothing else: `no, he left`, `nope he
    left`, `non li ale`. Any other may deny what is behind it: `no puedo respirar`."""
    if words.whole(first_apart(text)) is Word.NO:
        return True
    said = normalise(text).split()
    return any(words.texting.get(" ".join(said[:count])) == NO_FIRST for count in (1, 2, 3))


def first_apart(text: str) -> str:
    """The first word where it stands apart: that of `no, he left`, and not of `no puedo respirar`; else nothing."""
    apart = _APART.match(text)
    return "" if apart is None else normalise(apart[1])


def _behind_a_yes(said: Sequence[str], words: Vocabulary) -> Sequence[str]:
    """What `yes but not tonight` says behind its yes."""
    if not said or (said[0] != "7" and words.whole(said[0]) is not Word.YES):
        return said
    at = next((at for at, each in enumerate(said[1:], 1) if words.texting.get(each) not in (ONLY, FILLER)), len(said))
    return said[at:]


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
            moment = _time(behind[:count], words, where, now)
            if moment is not None:
                return meaning == AFTER, moment
    return False, None
