"""When: `sat 22-06`, `tomorrow night`, `mañana a las 8`, `3 dec to 9 dec`, as people type it.

Everything is read on the wall clock of one zone, by the rules of `domain.zone`. A text may be taken in several ways;
all of them are tried, and only where they come to one and the same time is there an answer. So `3/4` is nothing (two
dates), `3/14` and `3/3` are each one; `22-06 sat` is nothing (into Saturday or out of it?), `8-12 sat` is one.
What a guess would settle stays unread, because a wrong guess puts the wrong person on call. These are the rules:

    a time of day        22, 06:00, 20h: the clock of 24 hours. 8pm: as it says. 7 to 12 alone are the morning's; 1 to 6
                         alone are nothing, and so are 9-5, 10-6 and 8am-6, which mix two clocks
    a part of the day    gives the numbers beside it their half of the day: `tonight 8-12`, `8 de la noche`
    over midnight        an end that is not later than its start is on the next day
    without a day        the next time it begins; nothing while such a one is running: which of the two?
    a weekday            the next one; today only if what begins then is still ahead
    next friday          only where this week's has passed: otherwise people differ on which that is
    tomorrow, tonight    nothing in the small hours, when people have not agreed yet that the day has changed
    a date, no year      the next one; nothing if it has just passed, as that is a slip
    a day by itself      the whole of it; from one day to another includes the other
    begun already        today and tonight, where part of it has passed, begin now, to the minute

Parts of the day have hours of their own (data; the night is the team's). Weeks begin on Monday, weekends on Saturday.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar, assert_never
from zoneinfo import ZoneInfo

from domain.vocabulary import PartOfDay, Spoken, Vocabulary
from domain.zone import instant, reached

FARTHEST = timedelta(days=366)
"""Nothing later than this after now is read."""

_SLIP = timedelta(days=300)
"""A date without a year that comes only after so long has just passed, and last year's was meant."""

_DAY_CHANGES = time(4, 0)
"""Before this, tomorrow and tonight may be the day that has begun or the one that will when they have slept."""

_SINCE_EVENING = timedelta(hours=_DAY_CHANGES.hour)

_MORNING_HOUR = 7
"""The first bare hour that is taken as it stands on the clock of 24 hours."""

_LONGEST_TEXT = 120
_LONGEST_PHRASE = 5
_LONGEST_SHORT = 3
"""Of so many letters at most is what is short for a day or a month, and may be a name."""
_MOST_TOKENS = 24
_DAY = timedelta(days=1)
_HALF = timedelta(hours=12)
_WEEKDAYS = (Spoken.MON, Spoken.TUE, Spoken.WED, Spoken.THU, Spoken.FRI, Spoken.SAT, Spoken.SUN)
_MONTHS = (
    Spoken.JAN, Spoken.FEB, Spoken.MAR, Spoken.APR, Spoken.MAY, Spoken.JUN,
    Spoken.JUL, Spoken.AUG, Spoken.SEP, Spoken.OCT, Spoken.NOV, Spoken.DEC,
)  # fmt: skip
_PART_OF_TODAY = {Spoken.TONIGHT: Spoken.NIGHT, Spoken.THIS_MORNING: Spoken.MORNING}
_DAYS_AHEAD = {Spoken.TODAY: 0, Spoken.TOMORROW: 1, Spoken.DAY_AFTER_TOMORROW: 2}
_UNITS = {
    Spoken.MINUTE: timedelta(minutes=1),
    Spoken.HOUR: timedelta(hours=1),
    Spoken.DAY: timedelta(days=1),
    Spoken.WEEK: timedelta(weeks=1),
}
_COUNTS = (Spoken.ONE, Spoken.TWO, Spoken.THREE, Spoken.FOUR, Spoken.FIVE, Spoken.SIX)
_JOINS = frozenset({Spoken.TO, Spoken.UNTIL, Spoken.A})
_MAY_BE_NAMES = frozenset({*_MONTHS, Spoken.TO, Spoken.A})
_LEADS_ON = _JOINS | {Spoken.FROM, Spoken.FOR, Spoken.IN, Spoken.THIS, Spoken.NEXT}
_BEFORE_A_DAY = frozenset({Spoken.FILLER, Spoken.THIS, Spoken.NEXT})
_TELLS_A_TIME = frozenset(Spoken) - _LEADS_ON - {Spoken.FILLER, *_COUNTS, *_UNITS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """[start, end), aware, in UTC."""

    start: datetime
    end: datetime


_Time = TypeVar("_Time")

_NOT_AHEAD = Stretch(start=datetime.max.replace(tzinfo=UTC), end=datetime.max.replace(tzinfo=UTC))
"""Names a time, but none that can be meant now. It counts as a reading: no other way to take the text wins by it."""


def read_stretch(text: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> Stretch | None:
    """The time `text` names from one instant to another, not over yet; None if it names none, or may mean two."""
    tokens = _tokens(text, words)
    if tokens is None:
        return None
    clock = _Clockwork(where=where, now=now, words=words)
    found = {each for each in _stretches(tokens, clock) if each is not None}
    return found.pop() if len(found) == 1 and _NOT_AHEAD not in found else None


def read_moment(
    text: str, words: Vocabulary, where: ZoneInfo, now: datetime, *, ends_at: time | None = None
) -> datetime | None:
    """The instant `text` names, after now; None if it names none, or may mean two.

    `ends_at` is for what ends then, such as time off: a day by itself is meant from that time of day on, a weekday is
    never today and a date that has passed is next year's.
    """
    tokens = _tokens(text, words)
    if tokens is None:
        return None
    clock = _Clockwork(where=where, now=now, words=words, ends_at=ends_at)
    found = {each for each in _moments(tokens, clock) if each is not None}
    return found.pop() if len(found) == 1 and now < min(found) <= now + FARTHEST else None


def as_said(where: ZoneInfo, now: datetime) -> tuple[datetime, ...]:
    """Now; and in the small hours, when nobody agrees yet which day tomorrow is, the evening before as well: read then,
    it is the earlier one. For what may come too early and never too late.
    """
    small_hours = reached(where, now).time() < _DAY_CHANGES
    return (now, now - _SINCE_EVENING) if small_hours else (now,)


def read_length(text: str, words: Vocabulary) -> timedelta | None:
    """How long: `2w`, `for 3 days`, and nothing if it says `0h`; None if it is no length of time."""
    tokens = _tokens(text, words)
    return None if tokens is None else _only_length(tokens)


def tells_of_time(text: str, words: Vocabulary) -> bool:
    """True if `text` has nothing in it but words and figures of times, whether or not they come to one."""
    return _tokens(text, words) is not None


def split_stretch(text: str, words: Vocabulary, where: ZoneInfo, now: datetime) -> tuple[str, Stretch] | None:
    """What stands beside the time that `text` ends or else begins with, and that time: `ben`, from `ben sat 22-06`.

    The longest time that can be read is meant. None if there is none, or if what is left beside it looks like more of
    a time: then part of what was wanted would be lost.
    """
    return _split(text, words, lambda part: read_stretch(part, words, where, now))


def is_of_time(text: str, words: Vocabulary) -> bool:
    """True for what is made of nothing but numbers and words for times, whether or not it can be meant."""
    return bool(_tokens(text, words))


def split_moment(
    text: str, words: Vocabulary, where: ZoneInfo, now: datetime, *, ends_at: time | None = None
) -> tuple[str, datetime] | None:
    """The same for an instant: `ben`, from `ben tue at 20:00`. `ends_at` is as for `read_moment`."""
    return _split(text, words, lambda part: read_moment(part, words, where, now, ends_at=ends_at))


def _split(text: str, words: Vocabulary, reads: Callable[[str], _Time | None]) -> tuple[str, _Time] | None:
    parts = text.split()
    named = _behind_a_name(parts, words)
    found = reads(" ".join(parts[named:])) if named else None
    if found is not None:
        beside = _beside(parts[: named - 1], words, next_to=None)
        return None if beside is None else (f"{beside} {parts[named - 1]}".strip(), found)
    for count in range(min(len(parts), _MOST_TOKENS), 0, -1):
        found = reads(" ".join(parts[-count:]))
        if found is not None:
            beside = _beside(parts[:-count], words, next_to=-1)
            return None if beside is None else (beside, found)
    for count in range(min(len(parts), _MOST_TOKENS), 0, -1):
        found = reads(" ".join(parts[:count]))
        if found is not None:
            beside = _beside(parts[count:], words, next_to=0)
            return None if beside is None else (beside, found)
    return None


def _behind_a_name(parts: Sequence[str], words: Vocabulary) -> int:
    """Where the time begins behind a name that is short for a day in some language: `call Sam tomorrow 7`. Nobody says
    one day before another, and a name has its capital. 0 where there is none.
    """
    for at in range(len(parts) - 1, 0, -1):
        before = parts[at - 1].strip(",.:")
        if not (before.istitle() and len(before) <= _LONGEST_SHORT):
            continue
        if not any(each in _WEEKDAYS or each in _MONTHS for each in _tokens(before, words) or ()):
            continue
        behind = (token for each in parts[at:] for token in _tokens(each, words) or ())
        begins = next((each for each in behind if each not in _BEFORE_A_DAY), None)
        if begins in _WEEKDAYS or begins in _DAYS_AHEAD or begins in _PART_OF_TODAY:
            return at
    return 0


def _beside(rest: Sequence[str], words: Vocabulary, *, next_to: int | None) -> str | None:
    """A single word may be a name though it is one of a month as well; anything else that tells a time may not stay,
    nor, right beside the time, what leads on to it."""
    for place, each in enumerate(rest):
        if any(char.isdecimal() for char in each) and not any(char.isalpha() for char in each):
            return None
        tokens = _tokens(each, words) or ()
        if any(not isinstance(token, Spoken) for token in tokens):
            return None
        is_next = next_to is not None and place == next_to % len(rest)
        leads_on = is_next and any(token in _LEADS_ON for token in tokens)
        tells = any(token in _TELLS_A_TIME for token in tokens)
        if (leads_on or tells) and (len(rest) > 1 or not any(token in _MAY_BE_NAMES for token in tokens)):
            return None
    return " ".join(rest)


# Tokens: numbers, times of day, dates, and words that mean something here.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    value: int
    padded: bool = False
    ordinal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """A time of day as it was written. `clear`: nobody but the clock of 24 hours writes it so."""

    hour: int
    minute: int | None = None
    clear: bool = False
    half: Spoken | None = None
    midnight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Date:
    """A date in figures: all it may be, as year (None: the next such day), month and day."""

    may_be: tuple[tuple[int | None, int, int], ...]


_Token = _Number | _Clock | _Date | Spoken

_DOTTED_HALF = re.compile(r"(?<![a-z])([ap])\. ?m\b\.?")
_LEXEME = re.compile(
    r"""(?P<iso>[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2})(?:t(?=[0-9])|(?![0-9/-]))
      | (?P<slash>[0-9]{1,2}/[0-9]{1,2}(?:/(?:[0-9]{4}|[0-9]{2}))?)(?![0-9/])
      | (?P<clock>[0-9]{1,2}(?::[0-9]{2}|h[0-9]{2}))(?![0-9:])(?:(?:hrs|hs|h)(?![a-z]))?
      | (?P<military>[0-9]{4}-[0-9]{4})(?![0-9-])
      | (?P<hours>[0-9]{1,3})(?:hs|h)(?![a-z0-9])
      | (?P<oclock>[0-9]{1,2})[ktvz]e(?P<past>[0-9]{2})?(?![a-z0-9])
      | (?P<number>[0-9]{1,4})(?P<ordinal>st|nd|rd|th)?(?![0-9:/])
      | (?P<word>[^\W\d_]+)
      | (?P<dash>-)
      | (?P<gap>[^\w-]+)
    """,
    re.VERBOSE,
)
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_OCLOCK = re.compile("(?<=[0-9])\u00e8(?![^\\W\\d_])")
"""`8è` is a time of day in Kreyol. So are `2zè`, `7tè` and `9vè`, with the accent or without; `8e` may be an eighth."""

_GLUE = re.compile(r"(?<=\d)[^\w\s:/-]+(?=\d)|[:/](?!\d)|(?<!\d)[:/](?=\d)")
"""Signs between figures, or beside one, that make of them something else than we know."""


def _tokens(text: str, words: Vocabulary) -> list[_Token] | None:
    """`text` as tokens; None if any of it is nothing that tells a time."""
    if len(text) > _LONGEST_TEXT:
        return None
    told = _OCLOCK.sub("ze", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", told)
        if not unicodedata.combining(char)
    )  # fmt: skip
    bare = re.sub("[\u2010-\u2015\u2212]", "-", bare)
    bare = _HYPHENED.sub(lambda match: _unhyphened(match[0], words), bare)
    bare = _DOTTED_HALF.sub(r"\1m", re.sub("['\u2018\u2019\u02bc]", "", bare))
    if _GLUE.search(bare):
        return None
    lexed: list[_Token | str] = []
    at = 0
    while at < len(bare):
        match = _LEXEME.match(bare, at)
        if match is None:
            return None
        at = match.end()
        found = _lexed(match)
        if found is None:
            return None
        lexed += found
    named = _named(lexed, words)
    return named if named is not None and 0 < len(named) <= _MOST_TOKENS else None


def _unhyphened(said: str, words: Vocabulary) -> str:
    """`après-midi` is one name; `mon-fri` is two, and a stretch."""
    apart = said.replace("-", " ")
    return apart if apart in words.calendar else said


def _lexed(match: re.Match[str]) -> list[_Token | str] | None:
    said = match[0]
    match match.lastgroup if match.lastgroup != "ordinal" else "number":
        case "gap":
            return []
        case "dash":
            return [Spoken.TO]
        case "word":
            return [said]
        case "number":
            figures = match["number"]
            return [_Number(value=int(figures), padded=figures[0] == "0", ordinal=match["ordinal"] is not None)]
        case "hours":
            hours = int(match["hours"])
            return [_Clock(hour=hours, clear=True)] if hours <= 24 else [_Number(value=hours), Spoken.HOUR]
        case "oclock" | "past":
            past = match["past"]
            return _checked(_Clock(hour=int(match["oclock"]), minute=None if past is None else int(past)))
        case "clock":
            hour, minute = re.split("[:h]", match["clock"])
            clear = "h" in match[0] or int(hour) > 12 or hour[0] == "0"
            return _checked(_Clock(hour=int(hour), minute=int(minute), clear=clear))
        case "military":
            clocks = [_checked(_Clock(hour=int(e[:2]), minute=int(e[2:]), clear=True)) for e in said.split("-")]
            return None if None in clocks else [*(clocks[0] or ()), Spoken.TO, *(clocks[1] or ())]
        case "iso":
            year, month, day = map(int, re.split("[-/]", match["iso"]))
            return [_Date(may_be=((year, month, day),))]
        case _:
            return [_of_two(said)]


def _of_two(said: str) -> _Date:
    """`3/14` and `14/3` are one date; `3/4` may be two."""
    one, other, *rest = map(int, said.split("/"))
    year = None if not rest else rest[0] if rest[0] > 99 else 2000 + rest[0]
    both = {(year, one, other), (year, other, one)}
    return _Date(may_be=tuple(sorted((each for each in both if each[1] <= 12), key=str)))


def _checked(clock: _Clock) -> list[_Token | str] | None:
    minute = clock.minute or 0
    if clock.hour > 24 or minute > 59 or (clock.hour == 24 and minute):
        return None
    return [clock]


def _named(lexed: Sequence[_Token | str], words: Vocabulary) -> list[_Token] | None:
    """Words to what they mean, the longest phrase first; then numbers that `am` or `pm` makes times of day."""
    named: list[_Token] = []
    at = 0
    while at < len(lexed):
        token = lexed[at]
        if not isinstance(token, str) or isinstance(token, Spoken):
            named.append(token)
            at += 1
            continue
        run = 0
        while at + run < len(lexed) and _is_word(lexed[at + run]) and run < _LONGEST_PHRASE:
            run += 1
        for count in range(run, 0, -1):
            meaning = words.calendar.get(" ".join(map(str, lexed[at : at + count])))
            if meaning is not None:
                break
        else:
            return None
        at += count
        if meaning not in (Spoken.AM, Spoken.PM):
            named.append(meaning)
            continue
        clock = _halved(named.pop() if named else None, meaning)
        if clock is None:
            return None
        named.append(clock)
    return _with_hours_of_the_clock(named)


def _with_hours_of_the_clock(named: list[_Token]) -> list[_Token]:
    """`à 9 heures` is a time of day, as `à 9` is; `9 heures` by itself is a length."""
    at = 0
    while at + 2 < len(named):
        before, number, unit = named[at : at + 3]
        if before is Spoken.A and isinstance(number, _Number) and unit is Spoken.HOUR and number.value <= 24:
            named[at + 1 : at + 3] = [number]
            match named[max(at - 2, 0) : at]:
                case [_Number() as first, Spoken.HOUR] if first.value <= 24:  # `de 22 heures à 6 heures`
                    named[at - 2 : at] = [first]
                    at -= 1
        at += 1
    return named


def _is_word(token: _Token | str) -> bool:
    return isinstance(token, str) and not isinstance(token, Spoken)


def _halved(before: _Token | None, half: Spoken) -> _Clock | None:
    if isinstance(before, _Number) and not before.ordinal:
        before = _Clock(hour=before.value)
    if not isinstance(before, _Clock) or before.half is not None or not 1 <= before.hour <= 12:
        return None
    midnight = half is Spoken.AM and before.hour == 12 and not before.minute
    return _Clock(hour=before.hour, minute=before.minute, half=half, midnight=midnight)


# Bags: what is said of one point in time, in any order: a day, a part of it, a time of day.


@dataclass(frozen=True, slots=True, kw_only=True)
class _On:
    """A day that is certain."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weekly:
    """One of the coming such weekdays, 0 for Mondays."""

    weekday: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Yearly:
    """The next day of that month and number."""

    month: int
    number: int


_Day = _On | _Weekly | _Yearly


@dataclass(frozen=True, slots=True, kw_only=True)
class _Several:
    """Whole days one after the other."""

    first: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartOf:
    """A part of a certain day, in one word: tonight."""

    day: _On
    part: PartOfDay


_Piece = _Day | _Several | _PartOf | _Clock | PartOfDay | Spoken
"""What a bag is made of. Of the words, `now` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bag:
    day: _Day | None = None
    part: PartOfDay | None = None
    clock: _Clock | None = None
    several: _Several | None = None
    now: bool = False
    lone: int | None = None  # a number with nothing beside it

    def with_piece(self, piece: _Piece) -> "_Bag | None":
        """This and `piece` as well; None if the two do not go together."""
        if self.now or self.several is not None:
            return None
        if isinstance(piece, Spoken):
            return _Bag(now=True) if self == _Bag() else None
        if isinstance(piece, _Several):
            return _Bag(several=piece) if self == _Bag() else None
        if isinstance(piece, _Clock):
            return replace(self, clock=piece) if self.clock is None else None
        if isinstance(piece, _PartOf):
            return replace(self, day=piece.day, part=piece.part) if self.day is None and self.part is None else None
        if isinstance(piece, PartOfDay):
            return replace(self, part=piece) if self.part is None else None
        if self.day is None:
            return replace(self, day=piece)
        return self._same_day(piece)

    def _same_day(self, piece: _Day) -> "_Bag | None":
        """A weekday beside a date: both must be the same day, which is for whoever knows the date to see."""
        if isinstance(self.day, _Weekly) and isinstance(piece, _On):
            return replace(self, day=piece) if piece.day.weekday() == self.day.weekday else None
        return None

    def tells_day_alone(self) -> bool:
        return self.day is not None and self.part is None and self.clock is None


@dataclass(frozen=True, kw_only=True)
class _Clockwork:
    """Now, on the clock of one zone, and what follows from it."""

    where: ZoneInfo
    now: datetime
    words: Vocabulary
    ends_at: time | None = None

    @cached_property
    def reading(self) -> datetime:
        return reached(self.where, self.now)

    @cached_property
    def today(self) -> date:
        return self.reading.date()

    @cached_property
    def begun(self) -> datetime:
        """Now to the minute: where a stretch begins that is running already."""
        return self.now.astimezone(UTC).replace(second=0, microsecond=0)

    @property
    def is_small_hours(self) -> bool:
        return self.reading.time() < _DAY_CHANGES

    def at(self, day: date, offset: timedelta) -> datetime:
        """The instant at which the clock shows `offset` after the midnight that begins `day`."""
        return instant(self.where, datetime.combine(day, time()) + offset)

    def named_day(self, month: int, number: int, year: int | None) -> _Day | None:
        """Nothing if there is no such day."""
        if year is None:
            return _Yearly(month=month, number=number) if _date(2000, month, number) is not None else None
        found = _date(year, month, number)
        return None if found is None else _On(day=found)

    def dates(self, day: _Day | None) -> Sequence[date]:
        """The days that may be meant, the earliest first; those that have passed only to see what is running."""
        match day:
            case None:
                return [self.today + n * _DAY for n in (-1, 0, 1, 2)]
            case _On():
                return [day.day]
            case _Weekly():
                ahead = (day.weekday - self.today.weekday()) % 7
                return [self.today + timedelta(days=ahead + n) for n in (-7, 0, 7)]
            case _Yearly():
                years = (_date(self.today.year + n, day.month, day.number) for n in (0, 1))
                far = FARTHEST if self.ends_at is not None else _SLIP
                return [each for each in years if each is not None and each <= self.today + far]
            case _:
                assert_never(day)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _bags(tokens: Sequence[_Token], clock: _Clockwork, *, fillers: frozenset[Spoken]) -> Iterator[_Bag]:
    """Every way to take all of `tokens` as one point in time."""
    kept = [token for token in tokens if token not in fillers]
    if len(kept) == 1 and isinstance(kept[0], _Number):
        yield _Bag(lone=kept[0].value)
    yield from (bag for bag in _filled(tokens, 0, _Bag(), clock, fillers) if bag != _Bag())


def _filled(
    tokens: Sequence[_Token], at: int, bag: _Bag, clock: _Clockwork, fillers: frozenset[Spoken]
) -> Iterator[_Bag]:
    if at == len(tokens):
        yield bag
        return
    token = tokens[at]
    if isinstance(token, Spoken) and token in fillers:
        yield from _filled(tokens, at + 1, bag, clock, fillers)
    for piece, length in _pieces(tokens[at:], clock):
        fuller = bag.with_piece(piece)
        if fuller is not None:
            yield from _filled(tokens, at + length, fuller, clock, fillers)


def _pieces(tokens: Sequence[_Token], clock: _Clockwork) -> Iterator[tuple[_Piece, int]]:
    """What `tokens` may begin with, and how many of them it takes."""
    first = tokens[0]
    match first:
        case _Clock():
            yield first, 1
        case _Date():
            days = [clock.named_day(month, number, year) for year, month, number in first.may_be]
            known = [day for day in days if day is not None]
            if len(known) == 1:  # of two the one that has passed may be meant as well
                yield known[0], 1
        case _Number():
            dates = list(_dates_in_words(tokens, clock))
            yield from dates
            if not dates and first.value <= 24 and not first.ordinal:
                clear = first.value > 12 or first.value == 0 or first.padded
                yield _Clock(hour=first.value, clear=clear), 1
        case _ if first in _MONTHS:
            yield from _dates_in_words(tokens, clock)
        case _ if first in _WEEKDAYS:
            yield from _weekday(_WEEKDAYS.index(first), tokens, clock)
            if len(tokens) > 1 and tokens[1] is Spoken.NEXT:  # `lundi prochain`
                yield from _of_a_week(Spoken.NEXT, tokens[:1], clock)
        case _:
            yield from _days_by_name(tokens, clock)


def _weekday(weekday: int, tokens: Sequence[_Token], clock: _Clockwork) -> Iterator[tuple[_Piece, int]]:
    """`sat`; or `sat 5 dec`, if the fifth is a Saturday. A weekday before a date means nothing by itself."""
    skip = 1
    while skip < len(tokens) and tokens[skip] is Spoken.FILLER:
        skip += 1
    rest = tokens[skip:]
    dates = list(_dates_in_words(rest, clock)) if rest else []
    if rest and isinstance(rest[0], _Date):
        dates = list(_pieces(rest, clock))
    for piece, length in dates:
        days = clock.dates(piece) if isinstance(piece, _On | _Yearly) else ()
        coming = next((day for day in days if day >= clock.today), None)
        if coming is not None and coming.weekday() == weekday:
            yield _On(day=coming), skip + length
    if not dates:
        yield _Weekly(weekday=weekday), 1


def _dates_in_words(tokens: Sequence[_Token], clock: _Clockwork) -> Iterator[tuple[_Piece, int]]:
    """`3 dec`, `dec 3`, `3 de diciembre de 2026`."""
    kept = [(token, n) for n, token in enumerate(tokens[:6], start=1) if token is not Spoken.FILLER]
    if len(kept) < 2 or kept[0][1] != 1:
        return
    (one, _), (other, length) = kept[:2]
    if isinstance(one, Spoken) and one in _MONTHS and isinstance(other, _Number):
        month, number = one, other.value
    elif isinstance(other, Spoken) and other in _MONTHS and isinstance(one, _Number):
        month, number = other, one.value
    else:
        return
    year = None
    if len(kept) > 2:
        third = kept[2][0]
        if isinstance(third, _Number) and 2000 <= third.value < 2200:
            year, length = third.value, kept[2][1]
    day = clock.named_day(_MONTHS.index(month) + 1, number, year)
    if day is not None:
        yield day, length


def _days_by_name(tokens: Sequence[_Token], clock: _Clockwork) -> Iterator[tuple[_Piece, int]]:
    first = tokens[0]
    if not isinstance(first, Spoken):
        return
    parts = clock.words.parts
    today = _On(day=clock.today)
    if first in parts:
        yield parts[first], 1
    elif first in _PART_OF_TODAY and _PART_OF_TODAY[first] in parts:
        if first is not Spoken.TONIGHT or not clock.is_small_hours:
            yield _PartOf(day=today, part=parts[_PART_OF_TODAY[first]]), 1
    elif first in _DAYS_AHEAD:
        if first is Spoken.TODAY or not clock.is_small_hours:
            yield _On(day=clock.today + _DAYS_AHEAD[first] * _DAY), 1
    elif first is Spoken.NOON:
        yield _Clock(hour=12, minute=0, clear=True), 1
    elif first is Spoken.MIDNIGHT:
        yield _Clock(hour=0, minute=0, clear=True, midnight=True), 1
    elif first is Spoken.NOW:
        yield first, 1
    else:
        yield from _of_a_week(first, tokens[1:], clock)


def _of_a_week(first: Spoken, rest: Sequence[_Token], clock: _Clockwork) -> Iterator[tuple[_Piece, int]]:
    """`weekend`, `next week`, `this fri`, `next mon`, and `this afternoon`."""
    following = rest[0] if rest and isinstance(rest[0], Spoken) else None
    today = clock.today
    monday = today + (7 - today.weekday()) * _DAY
    this_weekend = _Several(first=monday - 2 * _DAY, days=2)
    match first:
        case Spoken.NEXT_WEEK:
            yield _Several(first=monday, days=7), 1
        case Spoken.WEEKEND if today.weekday() < _WEEKDAYS.index(Spoken.SAT):
            yield this_weekend, 1
        case Spoken.THIS if following is Spoken.WEEKEND:
            yield this_weekend, 2
        case Spoken.NEXT if following is Spoken.WEEKEND and today.weekday() >= _WEEKDAYS.index(Spoken.SAT):
            yield _Several(first=monday + 5 * _DAY, days=2), 2
        case Spoken.THIS if following in (Spoken.AFTERNOON, Spoken.EVENING) and following in clock.words.parts:
            yield _PartOf(day=_On(day=today), part=clock.words.parts[following]), 2
        case Spoken.THIS if following in _WEEKDAYS:
            yield _On(day=monday + (_WEEKDAYS.index(following) - 7) * _DAY), 2
        case Spoken.NEXT if following in _WEEKDAYS:
            found = monday + _WEEKDAYS.index(following) * _DAY
            if found <= today + 7 * _DAY:
                yield _On(day=found), 2
        case _:
            return


# Readings: what all of a text may mean.

_BESIDE_A_POINT = frozenset({Spoken.FILLER, Spoken.A, Spoken.IN, Spoken.FOR})
_BESIDE_A_START = _BESIDE_A_POINT | {Spoken.FROM}


def _stretches(tokens: Sequence[_Token], clock: _Clockwork) -> Iterator[Stretch | None]:
    for bag in _bags(tokens, clock, fillers=_BESIDE_A_POINT):
        yield _whole(bag, clock)
    yield from _lasting(tokens, clock)
    for at, token in enumerate(tokens):
        if not isinstance(token, Spoken) or token not in _JOINS:
            continue
        ends = list(_bags(tokens[at + 1 :], clock, fillers=_BESIDE_A_POINT))
        if token is Spoken.A and tokens[at + 1 : at + 2] == [Spoken.FILLER]:
            ends = [each for each in ends if each.lone is None]  # `hoy a las 8`: eight, and not the eighth
        starts = list(_bags(tokens[:at], clock, fillers=_BESIDE_A_START))
        if at == 0 and token is Spoken.UNTIL:
            starts = [_Bag(now=True)]
        for start in starts:
            for end in ends:
                yield _between(start, end, clock)


def _moments(tokens: Sequence[_Token], clock: _Clockwork) -> Iterator[datetime | None]:
    if tokens[0] is Spoken.IN:
        length = _only_length(tokens[1:])
        if length is not None:
            yield clock.now + length
    if len(tokens) == 1 and isinstance(tokens[0], _Number) and clock.ends_at is not None:
        return  # `off 8` may be eight hours
    if tokens[0] is Spoken.UNTIL:
        tokens = tokens[1:]
    for bag in _bags(tokens, clock, fillers=_BESIDE_A_POINT):
        yield _moment(bag, clock)


def _whole(bag: _Bag, clock: _Clockwork) -> Stretch | None:
    """A day, a part of it, a weekend."""
    if bag.several is not None:
        first = bag.several.first
        return _soonest([(clock.at(first, timedelta()), clock.at(first + bag.several.days * _DAY, timedelta()))], clock)
    if bag.day is None or bag.clock is not None:
        return None
    start, end = timedelta(), _DAY
    if bag.part is not None:
        start, end = _span(bag.part.hours)
    return _on(bag.day, start, end, clock)


def _on(day: _Day | None, start: timedelta, end: timedelta, clock: _Clockwork) -> Stretch | None:
    """From `start` to `end`, counted from the midnight that begins the day."""
    found = [(clock.at(each, start), clock.at(each, end)) for each in clock.dates(day)]
    return _soonest(found, clock, certain=isinstance(day, _On | _Yearly))


def _soonest(found: Sequence[tuple[datetime, datetime]], clock: _Clockwork, *, certain: bool = True) -> Stretch | None:
    """The first that is not over. One that is running is meant where no other can be: `certain`."""
    for start, end in found:
        if end <= clock.now or start >= end:
            continue
        if start < clock.now and not certain:
            return _NOT_AHEAD
        return _within_reach(Stretch(start=max(start, clock.begun), end=end), clock)
    return _NOT_AHEAD


def _within_reach(stretch: Stretch, clock: _Clockwork) -> Stretch:
    ahead = stretch.start < stretch.end and clock.now < stretch.end <= clock.now + FARTHEST
    return stretch if ahead else _NOT_AHEAD


def _lasting(tokens: Sequence[_Token], clock: _Clockwork) -> Iterator[Stretch | None]:
    """`for 2 hours`, `2w`: from now. `sat 22:00 for 8 hours`, `8 hours from sat 22:00`: from then."""
    alone = _only_length(tokens)
    if alone is not None:
        yield _within_reach(Stretch(start=clock.begun, end=clock.now + alone), clock)
    for at in range(1, len(tokens)):
        if tokens[at] is Spoken.FOR:
            yield from _lasting_from(tokens[:at], tokens[at:], clock)
        if tokens[at] is Spoken.FROM:
            yield from _lasting_from(tokens[at:], tokens[:at], clock)


def _lasting_from(point: Sequence[_Token], lasting: Sequence[_Token], clock: _Clockwork) -> Iterator[Stretch | None]:
    length = _only_length(lasting)
    if length is None:
        return
    for bag in _bags(point, clock, fillers=_BESIDE_A_START):
        start = clock.begun if bag.now else _moment(bag, clock)
        if start is not None and (bag.clock is not None or bag.now):
            yield _within_reach(Stretch(start=start, end=_later(start, length, clock)), clock)


def _later(start: datetime, length: timedelta, clock: _Clockwork) -> datetime:
    """Whole days are counted on the clock on the wall, hours as they are lived."""
    if length % _DAY:
        return start + length
    return instant(clock.where, reached(clock.where, start) + length)


def _only_length(tokens: Sequence[_Token]) -> timedelta | None:
    """`for 2 hours`, `2w`, `an hour`, `for a week`, `5h`."""
    kept = [token for token in tokens if token not in (Spoken.FILLER, Spoken.FOR, Spoken.NEXT)]
    match kept:
        case [_Clock(clear=True, minute=None, half=None) as hours]:
            return timedelta(hours=hours.hour)
        case [_Number(ordinal=False) as number, Spoken() as unit] if unit in _UNITS and number.value < 1000:
            return number.value * _UNITS[unit]
        case [Spoken.A, Spoken() as unit] if unit in _UNITS:
            return _UNITS[unit]
        case [Spoken() as count, Spoken() as unit] if count in _COUNTS and unit in _UNITS:
            return int(count) * _UNITS[unit]
        case _:
            return None


def _moment(bag: _Bag, clock: _Clockwork) -> datetime | None:
    if bag.now or bag.several is not None or bag == _Bag(lone=bag.lone):
        return None
    if bag.clock is None:
        if bag.part is not None and bag.day is not None:
            offset = _span(bag.part.hours)[0]
        elif bag.day is not None and clock.ends_at is not None:
            offset = _since_midnight(clock.ends_at)
        else:
            return None
    elif bag.clock.midnight:
        return None if bag.day is not None else clock.at(clock.today + _DAY, timedelta())
    else:
        found = _said(bag.clock, bag.part, clear=False)
        if found is None:
            return None
        offset = found
    days = clock.dates(bag.day)
    if clock.ends_at is not None and isinstance(bag.day, _Weekly):
        days = [day for day in days if day > clock.today]
    return next((at for at in (clock.at(day, offset) for day in days) if at > clock.now), _NOT_AHEAD.start)


def _between(left: _Bag, right: _Bag, clock: _Clockwork) -> Stretch | None:
    if left.several is not None or right.several is not None or right.now:
        return None
    if left.now:
        end = _moment(right, replace(clock, ends_at=None))
        return None if end is None or right.clock is None else _within_reach(Stretch(start=clock.begun, end=end), clock)
    if left.clock is None and right.clock is None and left.part is None and right.part is None:
        return _days(left, right, clock)
    if left.clock is None or right.clock is None or left.clock.midnight:
        return None
    if right.clock.midnight and right.day is not None:
        return None
    if left.lone is not None or right.lone is not None:
        return None
    return _clocks(left, left.clock, right, right.clock, clock)


def _days(left: _Bag, right: _Bag, clock: _Clockwork) -> Stretch | None:
    """Whole days, the last of them included: `3 dec to 9 dec`, `3-9 dec`, `dec 3-9`, `fri to sun`."""
    first, last = left.day, right.day
    if left.lone is not None and isinstance(last, _Yearly):
        first = clock.named_day(last.month, left.lone, None)
    elif left.lone is not None and isinstance(last, _On):
        first = clock.named_day(last.day.month, left.lone, last.day.year)
    elif right.lone is not None and isinstance(first, _Yearly):
        last = clock.named_day(first.month, right.lone, None)
    elif right.lone is not None and isinstance(first, _On):
        last = clock.named_day(first.day.month, right.lone, first.day.year)
    if first is None or last is None:
        return None
    together = left.lone is not None or right.lone is not None
    if isinstance(first, _Yearly) and isinstance(last, _On):
        first = clock.named_day(first.month, first.number, last.day.year)
    found: list[tuple[datetime, datetime]] = []
    for day in clock.dates(first):
        ends = _first_on_or_after(last, day)
        if ends is None or (together and ends.month != day.month):
            continue
        found.append((clock.at(day, timedelta()), clock.at(ends + _DAY, timedelta())))
    return _soonest(found, clock, certain=not isinstance(first, _Weekly))


def _first_on_or_after(day: _Day, start: date) -> date | None:
    match day:
        case _On():
            return day.day if day.day >= start else None
        case _Weekly():
            return start + timedelta(days=(day.weekday - start.weekday()) % 7)
        case _Yearly():
            years = (_date(start.year + n, day.month, day.number) for n in (0, 1))
            return next((each for each in years if each is not None and each >= start), None)
        case _:
            assert_never(day)


def _clocks(left: _Bag, begins: _Clock, right: _Bag, ends: _Clock, clock: _Clockwork) -> Stretch | None:
    """From one time of day to another; each may have a day of its own."""
    offsets = _pair(left.part, begins, right.part, ends, apart=left.day is not None and right.day is not None)
    if offsets is None:
        return None
    start, end = offsets
    if right.day is None:
        return _on(left.day, start, _after(start, end), clock)
    if left.day is None:
        # The day is said once, behind both: is it the first time's day or the last one's?
        if _after(start, end) != end:
            return None
        return _on(right.day, start, end, clock)
    found: list[tuple[datetime, datetime]] = []
    for day in clock.dates(left.day):
        last = _first_on_or_after(right.day, day)
        if last == day and end <= start:
            last = _first_on_or_after(right.day, day + _DAY)
        if last is not None:
            found.append((clock.at(day, start), clock.at(last, end)))
    return _soonest(found, clock, certain=isinstance(left.day, _On | _Yearly))


def _after(start: timedelta, end: timedelta) -> timedelta:
    """`end` as it first comes after `start`."""
    while end <= start:
        end += _DAY
    return end


_MIDNIGHT = _Clock(hour=0, minute=0, clear=True)


def _pair(
    part: PartOfDay | None, begins: _Clock, other_part: PartOfDay | None, ends: _Clock, *, apart: bool
) -> tuple[timedelta, timedelta] | None:
    """Two times of day that explain each other, from the midnight of their days. `apart`: each has a day of its own."""
    clear = begins.clear or ends.clear
    if ends.midnight:
        ends = _MIDNIGHT
        clear = clear or begins.half is None
    if part is not None or other_part is not None:
        return _pair_in_parts(part, begins, other_part, ends)
    if begins.half is not None and ends.half is None and not ends.clear:
        return None  # 8pm to 6: of which half?
    if ends.half is not None and begins.half is None and not begins.clear:
        begins = replace(begins, half=ends.half)  # 6-10pm: both, if that goes
        start, end = _said(begins, None, clear=clear), _said(ends, None, clear=clear)
        return None if start is None or end is None or start >= end else (start, end)
    start, end = _said(begins, None, clear=clear), _said(ends, None, clear=clear)
    if start is None or end is None:
        return None
    halves = begins.half is not None and ends.half is not None
    if not clear and not halves and not apart and (begins.hour < _MORNING_HOUR or end <= start):
        return None
    return start, end


def _pair_in_parts(
    part: PartOfDay | None, begins: _Clock, other_part: PartOfDay | None, ends: _Clock
) -> tuple[timedelta, timedelta] | None:
    if part is None:
        start, end = _said(begins, other_part, clear=False), _said(ends, other_part, clear=False)
        return None if start is None or end is None or start >= end else (start, end)
    start = _said(begins, part, clear=False)
    if start is None:
        return None
    if other_part is not None:
        end = _said(ends, other_part, clear=False)
    elif ends.half is not None or ends.clear:
        end = _said(ends, None, clear=True)
    else:
        end = timedelta(hours=ends.hour, minutes=ends.minute or 0)
        while end <= start:
            end += _HALF
    return None if end is None else (start, end)


def _said(clock: _Clock, part: PartOfDay | None, *, clear: bool) -> timedelta | None:
    """The time of day that is meant, from midnight on; more than a day where the part of day runs over midnight."""
    minutes = timedelta(minutes=clock.minute or 0)
    if clock.half is not None:
        may_be = [timedelta(hours=clock.hour % 12 + 12 * (clock.half is Spoken.PM)) + minutes]
    elif clock.clear or clock.hour > 12:
        may_be = [timedelta(hours=clock.hour) + minutes]
        if part is not None and not _fitting(may_be, part) and 0 < clock.hour < 12:
            may_be = [may_be[0] + _HALF]  # `8h du soir`
    elif part is not None:
        may_be = [timedelta(hours=clock.hour % 12) + minutes, timedelta(hours=clock.hour % 12 + 12) + minutes]
    elif clear or clock.minute is not None or clock.hour >= _MORNING_HOUR:
        may_be = [timedelta(hours=clock.hour) + minutes]
    else:
        return None
    if part is None:
        return may_be[0]
    fits = _fitting(may_be, part)
    return fits.pop() if len(fits) == 1 else None


def _fitting(readings: Sequence[timedelta], part: PartOfDay) -> set[timedelta]:
    """Those of `readings`, on this day or the next, that lie in the part of day."""
    first, last = _span(part.clock)
    return {each + n * _DAY for each in readings for n in (0, 1) if first <= each + n * _DAY < last}


def _span(hours: tuple[time, time]) -> tuple[timedelta, timedelta]:
    start, end = _since_midnight(hours[0]), _since_midnight(hours[1])
    return start, end if end > start else end + _DAY


def _since_midnight(reading: time) -> timedelta:
    return timedelta(hours=reading.hour, minutes=reading.minute)
