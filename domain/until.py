"""Until when: `2w`, `3 days`, `until friday`, `hasta el 14 de marzo`, `until 18:00`, as people type it.

A day without a time of day begins at eight in the morning on the wall clock of whoever wrote it: nobody is back on call
at midnight. What could be two dates (3/4) is none.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.language import normalise
from domain.vocabulary import Vocabulary
from domain.zone import instant, reached

LONGEST = timedelta(days=366)
"""Whoever is away for longer than this leaves, and comes back by an invite."""

MORNING = time(8, 0)

_SEAM = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_until(text: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> datetime | None:
    """The instant `text` names, after `now` and at most a year away; None if it names none."""
    reading = reached(where, now)
    clock = _CLOCK.search(text)
    if clock is not None:
        text = text.replace(clock[0], " ")
    called = [words.calendar.get(each, each) for each in _SEAM.sub(" ", normalise(text)).split()]
    named = [each for each in called if each not in ("until", "filler")]
    length = _length(named) if "until" not in called and clock is None else None
    if length is not None:
        return now + length if length <= LONGEST else None
    found = _moment(named, clock, reading)
    if found is None:
        return None
    at = instant(where, found)
    return at if now < at <= now + LONGEST else None


def _length(named: Sequence[str]) -> timedelta | None:
    if len(named) != 2 or not named[0].isdecimal() or len(named[0]) > 3 or named[1] not in _LENGTHS:
        return None
    return int(named[0]) * _LENGTHS[named[1]] or None


def _moment(named: Sequence[str], clock: re.Match[str] | None, reading: datetime) -> datetime | None:
    at = MORNING
    if clock is not None:
        hour, minute = int(clock[1]), int(clock[2])
        if hour > 23 or minute > 59:
            return None
        at = time(hour, minute)
    if not named:
        if clock is None:
            return None
        later = at > reading.time()
        return datetime.combine(reading.date() + timedelta(days=int(not later)), at)
    day = _day(named, reading.date())
    return None if day is None else datetime.combine(day, at)


def _day(named: Sequence[str], today: date) -> date | None:
    match named:
        case ["tomorrow"]:
            return today + timedelta(days=1)
        case [weekday] if weekday in _WEEKDAYS:
            ahead = (_WEEKDAYS.index(weekday) - today.weekday()) % 7
            return today + timedelta(days=ahead or 7)
        case [month, number] if month in _MONTHS:
            return _coming(today, _MONTHS.index(month) + 1, number)
        case [number, month] if month in _MONTHS:
            return _coming(today, _MONTHS.index(month) + 1, number)
        case [one, other] if one.isdecimal() and other.isdecimal():
            return _of_two(today, one, other)
        case [year, month, number] if all(each.isdecimal() for each in named) and len(year) == 4:
            return _date(int(year), int(month[:2]), number)
        case _:
            return None


def _of_two(today: date, one: str, other: str) -> date | None:
    """`3/14` and `14/3` are one date; `3/4` may be two, and so is none."""
    if int(one[:3]) > 12 >= int(other[:3]):
        return _coming(today, int(other[:3]), one)
    if int(other[:3]) > 12 >= int(one[:3]):
        return _coming(today, int(one[:3]), other)
    return None


def _coming(today: date, month: int, number: str) -> date | None:
    found = _date(today.year, month, number)
    return found if found is None or found > today else _date(today.year + 1, month, number)


def _date(year: int, month: int, number: str) -> date | None:
    try:
        return date(year, month, int(number)) if number.isdecimal() and len(number) <= 2 else None
    except ValueError:
        return None
