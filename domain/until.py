"""Until when somebody is off: `2w`, `3 days`, `until friday`, `hasta el 14 de marzo`, `until 18:00`; or on, by `on`.

A day without a time of day begins at eight in the morning on the wall clock of whoever wrote it: nobody is back on call
at midnight. How times are written stands in `domain.when`.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.vocabulary import Vocabulary
from domain.when import read_length, read_moment
from domain.zone import instant, reached

LONGEST = timedelta(days=366)
"""Whoever is away for longer than this leaves, and comes back by an invite."""

MORNING = time(8, 0)


def read_until(text: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> datetime | None:
    """The instant `text` names, after `now` and at most a year away; None if it names none."""
    length = read_length(text, words)
    if length is not None:
        return now + length if timedelta() < length <= LONGEST else None
    return read_moment(text, words, where, now, ends_at=MORNING)


def next_morning(where: ZoneInfo, now: datetime) -> datetime:
    """The next eight in the morning there, after `now`."""
    reading = reached(where, now)
    return instant(where, datetime.combine(reading.date() + timedelta(days=int(reading.time() >= MORNING)), MORNING))
