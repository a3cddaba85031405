"""Quiet hours by the wall clock, over midnight and over the turning of the clocks."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quiet import QuietHours, read_window
from domain.zone import find_zone, zone

CHICAGO = zone("America/Chicago")
NIGHT = QuietHours(starts=time(22), ends=time(7))
SIESTA = QuietHours(starts=time(13), ends=time(15))


def until(quiet: QuietHours, reading: str) -> str | None:
    at = datetime.fromisoformat(reading).replace(tzinfo=CHICAGO)
    ends = quiet.until(CHICAGO, at.astimezone(UTC))
    return None if ends is None else f"{ends.astimezone(CHICAGO):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("quiet", "reading", "ends"),
    [
        (NIGHT, "2026-03-06T21:59", None),
        (NIGHT, "2026-03-06T22:00", "2026-03-07 07:00"),
        (NIGHT, "2026-03-07T06:59", "2026-03-07 07:00"),
        (NIGHT, "2026-03-07T07:00", None),
        (SIESTA, "2026-03-06T12:59", None),
        (SIESTA, "2026-03-06T13:00", "2026-03-06 15:00"),
        (SIESTA, "2026-03-06T15:00", None),
        (NIGHT, "2026-03-07T23:30", "2026-03-08 07:00"),  # the clocks go forward that night
        (NIGHT, "2026-11-01T00:30", "2026-11-01 07:00"),  # and back that one
    ],
)
def test_they_hold_from_their_start_to_their_end(quiet: QuietHours, reading: str, ends: str | None) -> None:
    assert until(quiet, reading) == ends


@given(st.times(), st.times(), st.integers(0, 366 * 24 * 60))
def test_their_end_is_ahead_and_within_a_day_and_an_hour(starts: time, ends: time, minutes: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    found = QuietHours(starts=starts, ends=ends).until(CHICAGO, now)

    assert found is None or now < found <= now + timedelta(hours=25)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("22-7", "22:00-07:00"),
        ("22:30-07:00", "22:30-07:00"),
        ("10pm to 7am", "22:00-07:00"),
        ("12am-6am", "00:00-06:00"),
        ("22 a 7", "22:00-07:00"),
        ("24-6", "00:00-06:00"),
    ],
)
def test_a_window_is_read_as_people_write_it(text: str, window: str) -> None:
    found = read_window(text)

    assert found is not None
    assert QuietHours(starts=found[0], ends=found[1]).window() == window


@pytest.mark.parametrize("text", ["", "22", "7-7", "25-6", "22:60-7", "13pm-7am", "A 12", "from ten to seven"])
def test_what_is_no_window_is_none(text: str) -> None:
    assert read_window(text) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Denver", "America/Denver"),
        ("america/denver", "America/Denver"),
        ("Mexico City", "America/Mexico_City"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(text: str, named: str | None) -> None:
    assert find_zone(text) == named
