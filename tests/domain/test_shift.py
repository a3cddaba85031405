"""One person's shift in a team: where it begins, and when its notices go out."""

from datetime import UTC, datetime, time, timedelta

import pytest

from domain.ids import PersonId, TeamId
from domain.policy import Policy
from domain.quiet import QuietHours
from domain.rota import Shift
from domain.shift import (
    ShiftTimer,
    Stage,
    asks_here,
    begins_in_quiet,
    daily_proofs,
    has_beginning,
    notices,
    phone_proof,
    shifts_around,
    shifts_between,
)
from domain.zone import zone
from tests.support.timetable import at, rota

CHICAGO = zone("America/Chicago")
ANA, BEN = PersonId("ana"), PersonId("ben")
RIVER = TeamId("river")
BEFORE = (timedelta(hours=24), timedelta(hours=1))
NIGHT = QuietHours(starts=time(22), ends=time(7))

TWO = """
layers:
  - {id: days, start: "2026-03-01T08:00", turn: {every: 1, unit: week}, people: [[ana], [ben]], hours: "08:00-20:00"}
  - {id: nights, start: "2026-03-01T20:00", turn: {every: 1, unit: week}, people: [[ben], [ana]], hours: "20:00-08:00"}
"""


def local(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


def shift(start: datetime, hours: int = 12) -> Shift:
    return Shift(start=start, end=start + timedelta(hours=hours))


def test_turns_that_meet_are_one_shift() -> None:
    """Ana has the days of the first week and the nights of the second: on Sunday one meets the other."""
    line = rota(TWO)
    days = shifts_between((line,), at(line, "2026-03-07T00:00"), at(line, "2026-03-09T00:00"))

    assert days[ANA] == (
        Shift(start=local(7, 8), end=local(7, 20)),
        Shift(start=local(8, 20), end=local(9, 0)),
    )
    assert days[BEN] == (
        Shift(start=local(7, 0), end=local(7, 8)),
        Shift(start=local(7, 20), end=local(8, 20)),  # Saturday's night, Sunday's day: an hour is missing in it
    )


def test_two_rotas_that_meet_are_one_shift() -> None:
    line = 'layers: [{id: all, start: "2026-03-01T08:00", turn: {every: 1, unit: day}, people: [[ana]], hours: "%s"}]'
    days, nights = rota(line % "08:00-20:00"), rota(line % "20:00-22:00")

    assert shifts_between((days, nights), local(10, 0), local(11, 0))[ANA] == (
        Shift(start=local(10, 8), end=local(10, 22)),
    )


def test_a_shift_that_runs_is_known_whole_and_one_for_ever_has_no_beginning() -> None:
    now = local(10, 12)
    line = rota(TWO)
    forever = rota('layers: [{id: a, start: "2026-01-01T08:00", turn: {every: 1, unit: week}, people: [[ana]]}]')

    (mine,) = shifts_around((line,), now, timedelta(hours=2))[BEN]
    assert mine == Shift(start=local(10, 8), end=local(10, 20))
    assert has_beginning(mine, now)
    (always,) = shifts_around((forever,), now, timedelta(hours=2))[ANA]
    assert not has_beginning(always, now)


def test_notices_come_so_long_before_in_lived_time_whatever_the_clocks_do() -> None:
    """The clocks go forward in the night before: 24 hours before 20:00 is 19:00."""
    assert notices(shift(local(8, 20)), BEFORE, None, CHICAGO) == (local(7, 19), local(8, 19))


def test_a_notice_that_would_wake_somebody_comes_in_the_evening_before() -> None:
    early = shift(local(11, 7, 30))

    assert notices(early, BEFORE, NIGHT, CHICAGO) == (local(10, 7, 30), local(10, 21, 45))


def test_two_notices_that_would_come_together_are_one() -> None:
    early = shift(local(11, 6))

    assert notices(early, (timedelta(hours=3), timedelta(hours=1)), NIGHT, CHICAGO) == (None, local(10, 21, 45))


@pytest.mark.parametrize(
    ("begins", "quiet", "proved"),
    [
        (local(11, 20), NIGHT, local(11, 14)),
        (local(11, 6), None, local(10, 21, 45)),  # midnight is in the team's night
        (local(11, 10), QuietHours(starts=time(21), ends=time(5)), local(10, 20, 45)),
        (local(11, 10), QuietHours(starts=time(3), ends=time(6)), local(10, 21, 45)),
        (local(12, 4), QuietHours(starts=time(23), ends=time(8)), local(11, 21, 45)),
    ],
)
def test_a_text_that_proves_a_phone_wakes_nobody_and_comes_in_the_evening_before(
    begins: datetime, quiet: QuietHours | None, proved: datetime
) -> None:
    assert phone_proof(shift(begins), BEFORE, quiet, Policy().night, CHICAGO) == proved


def test_a_notice_beside_it_proves_the_phone_as_well() -> None:
    early = shift(local(11, 5))

    assert notices(early, BEFORE, NIGHT, CHICAGO)[1] == local(10, 21, 45)
    assert phone_proof(early, BEFORE, NIGHT, Policy().night, CHICAGO) is None


@pytest.mark.parametrize(("number", "asks"), [(0, False), (1, True)])
def test_a_shift_that_begins_in_quiet_hours_asks_with_its_last_notice(number: int, asks: bool) -> None:
    early = shift(local(11, 6))

    assert begins_in_quiet(early, NIGHT, CHICAGO)
    assert asks_here(early, BEFORE, number, NIGHT, CHICAGO) is asks


def test_a_shift_by_day_asks_at_its_start() -> None:
    assert not begins_in_quiet(shift(local(11, 8)), NIGHT, CHICAGO)
    assert not asks_here(shift(local(11, 8)), BEFORE, 1, NIGHT, CHICAGO)
    assert not begins_in_quiet(shift(local(11, 3)), None, CHICAGO)


@pytest.mark.parametrize("stage", [each for each in Stage if each is not Stage.DAILY])
def test_a_timer_knows_its_shift_again_and_no_other(stage: Stage) -> None:
    meant = shift(local(10, 8))
    timer = ShiftTimer.of(ANA, RIVER, meant, stage, notice=1 if stage is Stage.NOTICE else None)
    read = ShiftTimer.read(timer.subject)

    assert read == timer
    assert len(timer.subject) <= 64
    assert read.is_about(ANA, RIVER)
    assert not read.is_about(BEN, RIVER)
    assert not read.is_about(ANA, TeamId("hill"))
    assert read.means(meant)
    assert not read.means(shift(local(10, 9)))
    assert read.means(shift(local(10, 8), hours=13)) is (stage is not Stage.OVER)


def test_whoever_is_on_for_days_has_their_phone_proved_each_morning_and_not_as_they_begin() -> None:
    """From Saturday at 08:00 for fifty hours, over the night in which the clocks go forward."""
    long = shift(local(7, 8), hours=50)

    assert [*daily_proofs(long, CHICAGO, local(6, 12), local(20, 12))] == [local(8, 10), local(9, 10)]
    assert [*daily_proofs(long, CHICAGO, local(8, 10, 1), local(9, 10))] == []
    assert [*daily_proofs(shift(local(7, 8), hours=24), CHICAGO, local(6, 12), local(20, 12))] == []


def test_a_daily_timer_means_whatever_long_shift_runs_then() -> None:
    timer = ShiftTimer.of(ANA, RIVER, shift(local(10, 10)), Stage.DAILY)
    read = ShiftTimer.read(timer.subject)

    assert read == timer
    assert read.means(shift(local(7, 8), hours=200))
    assert read.means(shift(local(8, 8), hours=200))
    assert not read.means(shift(local(10, 8)))
    assert not read.means(shift(local(8, 8), hours=26))


@pytest.mark.parametrize(
    ("now", "since"), [(local(10, 23), local(10, 22)), (local(10, 5), local(9, 22)), (local(10, 12), None)]
)
def test_quiet_hours_know_when_they_began(now: datetime, since: datetime | None) -> None:
    assert NIGHT.since(CHICAGO, now) == since
