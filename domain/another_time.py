"""When somebody who is asked how they are wants to be asked instead: `later at 6`, `tomorrow morning`, `in 2 hours`.

How times are written stands in `domain.when`. What it leaves unread because it may be either half of the day is read
here as the one at which they may be asked: nobody means six in the morning who is asked at noon. What is said back
shows what was understood.
"""

import re
from datetime import datetime, timedelta

from domain.checkin import CheckInWords, Hours, Said
from domain.language import normalise
from domain.vocabulary import Vocabulary
from domain.when import split_moment

FARTHEST = timedelta(days=14)
"""Later than this nobody is asked: by then it is another question."""

_BARE_HOUR = re.compile(r"\b(1[0-2]|[1-9])\s*(?:h|[kntvz]?\u00e8)?$", re.IGNORECASE)


def read_another_time(
    text: str, later: CheckInWords, words: Vocabulary, hours: Hours, now: datetime, *, said: bool
) -> datetime | None:
    """The moment `text` names, moved into their hours; None if it names none, or tells of something else as well.

    Without `said`, that they want to be asked later stands in nothing but the time.
    """
    text = words.without_courtesy(text).rstrip(" .!")
    if text.isdecimal():
        return None
    bare = _BARE_HOUR.search(text)
    halves = [] if bare is None else [f"{text[: bare.end(1)]} pm", f"{text[: bare.end(1)]} am"]
    found = _moments(halves, later, words, hours, now, said=said) or _moments(
        [text], later, words, hours, now, said=said
    )
    if not found:
        return None
    moment = next((each for each in sorted(found) if hours.humane(each) == each), min(found))
    return hours.humane(min(moment, now + FARTHEST))


def _moments(
    texts: list[str], later: CheckInWords, words: Vocabulary, hours: Hours, now: datetime, *, said: bool
) -> list[datetime]:
    moments = []
    for each in texts:
        found = split_moment(each, words, hours.where, now, ends_at=hours.between[0])
        if found is not None and _is_beside(normalise(found[0]), later, said=said):
            moments.append(found[1])
    return moments


def _is_beside(left: str, later: CheckInWords, *, said: bool) -> bool:
    """True if what stands beside the time says nothing more than that it is meant."""
    return not left or said or left in later.beside_a_time or later.meant(left) is Said.LATER
