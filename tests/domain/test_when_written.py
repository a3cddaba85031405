"""When, the other way round: any stretch written out in any of the usual spellings is read back as it was."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from config.words import load_words
from domain.vocabulary import Spoken
from domain.when import FARTHEST, Stretch, read_moment, read_stretch, split_stretch
from domain.zone import instant, reached, zone

WORDS = load_words()
ZONES = [
    zone(each)
    for each in ("America/Chicago", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago")
]
ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPANISH = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip

Day = Callable[[datetime], str]
Clock = Callable[[datetime], str]

DAYS: list[Day] = [
    lambda at: f"{at:%Y-%m-%d}",
    lambda at: f"{at.day} {MONTHS[at.month - 1]} {at.year}",
    lambda at: f"{MONTHS[at.month - 1]} {at.day} {at.year}",
    lambda at: f"{at.day} de {MESES[at.month - 1]} de {at.year}",
    lambda at: f"{ENGLISH[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year}",
    lambda at: f"el {SPANISH[at.weekday()]} {at.day} de {MESES[at.month - 1]} de {at.year}",
    lambda at: f"{at.day:02}/{at.month:02}/{at.year}" if at.day > 12 else f"{at:%Y/%m/%d}",
]
CLOCKS: list[Clock] = [
    lambda at: f"{at:%H:%M}",
    lambda at: f"{at:%Hh%M}",
    lambda at: f"{at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}",
    lambda at: f"{at.hour % 12 or 12}:{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}",
]
JOINED = ["{} {} to {} {}", "from {} {} to {} {}", "{} {} - {} {}", "desde {} {} hasta {} {}", "{} {} a {} {}"]

NOWS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
MINUTES = st.integers(1, 60 * 24 * 300)


def is_midnight(reading: datetime) -> bool:
    """Twelve at night is said of two days."""
    return reading.hour == 0 and reading.minute == 0


@given(NOWS, st.sampled_from(ZONES), MINUTES, st.integers(1, 60 * 24 * 14), st.data())
def test_a_stretch_is_read_back_however_it_is_written(
    now: datetime, where: ZoneInfo, ahead: int, length: int, data: st.DataObject
) -> None:
    first = reached(where, now + timedelta(minutes=ahead)).replace(second=0, microsecond=0)
    last = first + timedelta(minutes=length)
    start, end = instant(where, first), instant(where, last)
    assume(now < start < end)
    day, clock = data.draw(st.sampled_from(DAYS)), data.draw(st.sampled_from(CLOCKS))
    joined = data.draw(st.sampled_from(JOINED))
    assume(clock in CLOCKS[:2] or not (is_midnight(first) or is_midnight(last)))

    text = joined.format(day(first), clock(first), day(last), clock(last))

    assert read_stretch(text, WORDS, where, now) == Stretch(start=start, end=end), text
    split = split_stretch(f"Ana María {text}", WORDS, where, now)
    assert split == ("Ana María", Stretch(start=start, end=end))


@given(NOWS, st.sampled_from(ZONES), MINUTES, st.sampled_from(DAYS), st.sampled_from(CLOCKS))
def test_a_moment_is_read_back_however_it_is_written(
    now: datetime, where: ZoneInfo, ahead: int, day: Day, clock: Clock
) -> None:
    reading = reached(where, now + timedelta(minutes=ahead)).replace(second=0, microsecond=0)
    assume(instant(where, reading) > now and not is_midnight(reading))

    for text in (
        f"{day(reading)} {clock(reading)}",
        f"{clock(reading)} {day(reading)}",
        f"{day(reading)}, at {clock(reading)}",
    ):
        assert read_moment(text, WORDS, where, now) == instant(where, reading), text


@given(NOWS, st.sampled_from(ZONES), st.integers(0, 6), st.integers(0, 23), st.integers(1, 23))
def test_a_weekday_is_the_next_one_on_which_it_can_still_begin(
    now: datetime, where: ZoneInfo, weekday: int, begins: int, length: int
) -> None:
    ends = (begins + length) % 24

    found = read_stretch(f"{ENGLISH[weekday]} {begins:02}:00-{ends:02}:00", WORDS, where, now)

    if found is None:  # one is running, or the clocks skip it
        return
    assert now <= found.start < now + timedelta(days=8)
    reading = reached(where, found.start)
    assert reading.weekday() == weekday or reading.hour != begins
    assert timedelta() < found.end - found.start <= timedelta(hours=25)


@given(NOWS, st.sampled_from(ZONES), st.text(max_size=60))
@example(datetime(2026, 3, 6, 18, tzinfo=UTC), ZONES[0], "\u0660:\u0660 \U0001f64f")
def test_whatever_is_written_comes_to_nothing_or_to_a_time_ahead(now: datetime, where: ZoneInfo, text: str) -> None:
    found = read_stretch(text, WORDS, where, now)
    at = read_moment(text, WORDS, where, now)

    assert found is None or now - timedelta(minutes=1) < found.start < found.end <= now + FARTHEST
    assert at is None or now < at <= now + FARTHEST


PIECES = st.lists(
    st.sampled_from([*WORDS.calendar, "22-06", "8", "8pm", "3", "20:00", "3/4", "14/3", "2026-12-03", "-", "20h"]),
    max_size=6,
)


@given(NOWS, st.sampled_from(ZONES), PIECES)
def test_any_words_of_times_in_any_order_come_to_nothing_or_to_a_time_ahead(
    now: datetime, where: ZoneInfo, pieces: list[str]
) -> None:
    text = " ".join(pieces)
    found = read_stretch(text, WORDS, where, now)
    at = read_moment(text, WORDS, where, now)

    assert found is None or now - timedelta(minutes=1) < found.start < found.end <= now + FARTHEST
    assert at is None or now < at <= now + FARTHEST


@pytest.mark.parametrize(("language", "part"), [*product(("en", "es"), ("morning", "afternoon", "night"))])
def test_every_weekday_has_its_parts_in_both_languages(language: str, part: str) -> None:
    spanish = {"morning": "por la mañana", "afternoon": "por la tarde", "night": "por la noche"}
    now = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
    hours = WORDS.parts[Spoken(part)].hours

    for weekday in set(range(7)) - {2}:
        text = f"{ENGLISH[weekday]} {part}" if language == "en" else f"el {SPANISH[weekday]} {spanish[part]}"
        found = read_stretch(text, WORDS, ZONES[0], now)

        assert found is not None
        start, end = reached(ZONES[0], found.start), reached(ZONES[0], found.end)
        assert (start.weekday(), start.time(), end.time()) == (weekday, *hours)
