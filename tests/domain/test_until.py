"""Until when: lengths of time and days as people type them, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from config.words import load_words
from domain.until import LONGEST, next_morning, read_until
from domain.zone import zone
from tests.support.builders import NOON

CHICAGO = zone("America/Chicago")


def read(text: str, now: datetime = NOON) -> str | None:
    found = read_until(text, load_words(), CHICAGO, now)
    return None if found is None else f"{found.astimezone(CHICAGO):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("5h", "2026-03-06 17:00"),
        ("for 2 hours", "2026-03-06 14:00"),
        ("1d", "2026-03-07 12:00"),
        ("3 dias", "2026-03-09 13:00"),
        ("2w", "2026-03-20 13:00"),
        ("2 semanas", "2026-03-20 13:00"),
        ("until friday", "2026-03-13 08:00"),  # today is one: the next
        ("hasta el sábado", "2026-03-07 08:00"),
        ("until next monday", "2026-03-09 08:00"),
        ("till tomorrow", "2026-03-07 08:00"),
        ("hasta mañana", "2026-03-07 08:00"),
        ("until 14 march", "2026-03-14 08:00"),
        ("until march 14", "2026-03-14 08:00"),
        ("hasta el 14 de marzo", "2026-03-14 08:00"),
        ("until 5 march", "2027-03-05 08:00"),  # yesterday: the coming one
        ("until 3/14", "2026-03-14 08:00"),
        ("hasta 14/3", "2026-03-14 08:00"),
        ("until 2026-04-01", "2026-04-01 08:00"),
        ("until 18:00", "2026-03-06 18:00"),
        ("hasta las 9:30", "2026-03-07 09:30"),  # past already: tomorrow
        ("until friday 21:00", "2026-03-13 21:00"),
    ],
)
def test_what_people_type_is_understood(text: str, until: str) -> None:
    assert read(text) == until


@pytest.mark.parametrize(
    "text",
    ["", "until", "until 3/4", "soon", "0h", "2", "2 moons", "until 31 february", "until 25:00", "2025-01-01", "60w"],
)
def test_what_names_no_time_or_two_is_none(text: str) -> None:
    assert read(text) is None


def test_nobody_is_off_for_longer_than_a_year() -> None:
    found = read_until("365d", load_words(), CHICAGO, NOON)

    assert found is not None
    assert found - NOON <= LONGEST
    assert read("400d") is None


def test_a_morning_that_the_clocks_skip_begins_at_the_next_valid_instant() -> None:
    before = datetime(2026, 3, 8, 6, 0, tzinfo=UTC)  # midnight; at two the clocks go to three

    found = read_until("until 2:30", load_words(), CHICAGO, before)

    assert found == before + timedelta(hours=2)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-03-06 12:00", "2026-03-07 08:00"),
        ("2026-03-06 03:00", "2026-03-06 08:00"),  # in the night: this morning
        ("2026-03-06 08:00", "2026-03-07 08:00"),
        ("2026-03-07 23:00", "2026-03-08 08:00"),  # over the turn of the clocks
    ],
)
def test_the_next_morning_is_always_still_to_come(now: str, morning: str) -> None:
    found = next_morning(CHICAGO, datetime.fromisoformat(now).replace(tzinfo=CHICAGO).astimezone(UTC))

    assert f"{found.astimezone(CHICAGO):%Y-%m-%d %H:%M}" == morning
