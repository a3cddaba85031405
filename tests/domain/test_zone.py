"""The wall clock: when a reading counts, which readings have counted by an instant, and whose data says so."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.zone import TICK, UnknownZone, instant, reached, tzdata_version, zone
from tests.support.rota_random import RULES_OF_2026, ZONES
from tests.support.zone_files import A_ZONE_WITHOUT_RULES


def reading(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("key", "written", "counts_at"),
    [
        ("America/Chicago", "2024-07-01T12:00", "2024-07-01T12:00-05:00"),
        ("America/Chicago", "2020-03-08T02:30", "2020-03-08T03:00-05:00"),
        ("America/Chicago", "2020-11-01T01:30", "2020-11-01T01:30-05:00"),
        ("America/Chicago", "2020-11-01T02:00", "2020-11-01T02:00-06:00"),
        ("Australia/Lord_Howe", "2024-10-06T02:10", "2024-10-06T02:30+11:00"),
        ("Australia/Lord_Howe", "2024-04-07T01:45", "2024-04-07T01:45+11:00"),
        ("Antarctica/Troll", "2024-03-31T01:30", "2024-03-31T03:00+02:00"),
        ("Asia/Beirut", "2024-03-31T00:30", "2024-03-31T01:00+03:00"),
        ("Asia/Kathmandu", "2024-03-31T00:30", "2024-03-31T00:30+05:45"),
        ("Pacific/Apia", "2011-12-30T15:00", "2011-12-31T00:00+14:00"),
        ("Africa/Monrovia", "1970-01-01T00:00", "1970-01-01T00:44:30+00:00"),
    ],
)
def test_a_reading_counts_as_soon_as_the_clock_has_reached_it(key: str, written: str, counts_at: str) -> None:
    assert instant(zone(key), reading(written)) == reading(counts_at)


@given(
    key=st.sampled_from(ZONES),
    written=st.datetimes(datetime(2008, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001  readings
    passed=st.timedeltas(timedelta(days=-3), timedelta(days=3)),
)
def test_a_reading_has_counted_by_an_instant_exactly_when_it_is_not_later_than_what_was_reached(
    key: str, written: datetime, passed: timedelta
) -> None:
    where = zone(key)
    counts = instant(where, written)

    assert reached(where, counts) >= written
    assert reached(where, counts - TICK) < written
    assert (counts <= counts + passed) == (written <= reached(where, counts + passed))


def test_while_an_hour_is_lived_again_the_clock_stands_still() -> None:
    where = zone("America/Chicago")
    half_past_one_again = datetime(2020, 11, 1, 7, 30, tzinfo=UTC)

    assert reached(where, half_past_one_again) == reading("2020-11-01T02:00") - TICK
    assert reached(where, half_past_one_again + timedelta(minutes=30)) == reading("2020-11-01T02:00")


@pytest.mark.parametrize("key", ["Mars/Olympus", "", "america/chicago", "../zones", "/etc/localtime", "America"])
def test_a_name_that_is_not_a_zone_is_refused(key: str) -> None:
    with pytest.raises(UnknownZone):
        zone(key)


def test_the_version_of_the_zone_data_can_be_told() -> None:
    assert tzdata_version() >= "2025b"


def test_a_stale_copy_of_the_system_is_not_used(tmp_path: Path) -> None:
    stale = tmp_path / "America"
    stale.mkdir()
    (stale / "Chicago").write_bytes(A_ZONE_WITHOUT_RULES)
    asked = (
        "from datetime import datetime, UTC\n"
        "from zoneinfo import ZoneInfo\n"
        "from domain.zone import zone\n"
        "summer = datetime(2024, 7, 1, tzinfo=UTC)\n"
        "print(*(summer.astimezone(z).utcoffset() for z in (ZoneInfo('America/Chicago'), zone('America/Chicago'))))\n"
    )

    answer = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    assert answer == "0:00:00 -1 day, 19:00:00"


@pytest.mark.parametrize("key", RULES_OF_2026)
def test_rules_decided_in_2026_are_known(key: str) -> None:
    written, before, decided = RULES_OF_2026[key]

    assert tzdata_version() >= "2026f"
    assert before != decided
    assert reading(written).replace(tzinfo=zone(key)).isoformat().endswith(decided)


def test_clocks_that_are_not_turned_any_more_make_no_hour_twice() -> None:
    """The night of 1 November 2026 in Vancouver: a turn of an hour lasts an hour, which it would not in older data."""
    where = zone("America/Vancouver")

    assert instant(where, reading("2026-11-01T02:00")) - instant(where, reading("2026-11-01T01:00")) == timedelta(
        hours=1
    )
    assert instant(where, reading("2027-03-14T02:30")).astimezone(where).replace(tzinfo=None) == reading(
        "2027-03-14T02:30"
    )
