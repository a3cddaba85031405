"""Who is on call, rule by rule."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain.ids import PersonId, RotaId
from domain.rota import (
    Fixed,
    Layer,
    Rota,
    Turn,
    Unit,
    expand,
    gaps,
    hours,
    next_shift,
    on_call,
    shifts,
    together,
)
from domain.zone import UnknownZone
from tests.support.timetable import at, hand_offs, rota, shown, timetable

ANA, BEN, CAL = PersonId("ana"), PersonId("ben"), PersonId("cal")

NIGHTS = """
    layers:
      - id: nights
        start: "2026-03-06T20:00"
        turn: {every: 1, unit: week}
        people: [[ana], [ben, cal]]
        hours: "20:00-08:00"
"""


# Turns on the wall clock.


def test_a_daily_reading_that_does_not_occur_counts_at_the_next_valid_instant() -> None:
    daily = rota('layers: [{start: "2020-03-06T02:30", turn: {every: 1, unit: day}, people: [[ana], [ben], [cal]]}]')

    assert hand_offs(daily, "2020-03-06", "2020-03-10") == [
        "03-06 02:30 -06:00",
        "03-07 02:30 -06:00",
        "03-08 03:00 -05:00",
        "03-09 02:30 -05:00",
    ]


def test_an_hourly_turn_whose_reading_occurs_twice_lasts_two_hours() -> None:
    hourly = rota('layers: [{start: "2020-11-01T00:00", turn: {every: 1, unit: hour}, people: [[ana], [ben], [cal]]}]')

    assert timetable(hourly, "2020-11-01T00:00", "2020-11-01T03:00") == [
        "11-01 00:00 -05:00 ana",
        "11-01 01:00 -05:00 ben",
        "11-01 02:00 -06:00 cal",
    ]
    assert hours(hourly, BEN, at(hourly, "2020-11-01T00:00"), at(hourly, "2020-11-01T03:00")) == timedelta(hours=2)


def test_a_week_keeps_its_hand_off_reading_when_the_clocks_go_back() -> None:
    weekly = rota('layers: [{start: "2024-10-01T00:00", turn: {every: 1, unit: week}, people: [[ana], [ben]]}]')

    assert timetable(weekly, "2024-10-29T00:00", "2024-11-06") == ["10-29 00:00 -05:00 ana", "11-05 00:00 -06:00 ben"]


def test_of_two_turns_on_one_instant_the_later_has_it_and_there_is_one_hand_off() -> None:
    hourly = rota('layers: [{start: "2020-03-08T00:00", turn: {every: 1, unit: hour}, people: [[ana], [ben], [cal]]}]')

    assert timetable(hourly, "2020-03-08T01:00", "2020-03-08T05:00") == [
        "03-08 01:00 -06:00 ben",
        "03-08 03:00 -05:00 ana",
        "03-08 04:00 -05:00 ben",
    ]
    assert hand_offs(hourly, "2020-03-08T01:00", "2020-03-08T04:00") == ["03-08 01:00 -06:00", "03-08 03:00 -05:00"]


def test_half_an_hour_lived_twice_belongs_to_the_turn_that_has_it_the_first_time() -> None:
    half = rota(
        'layers: [{start: "2024-04-07T00:45", turn: {every: 1, unit: hour}, people: [[ana], [ben], [cal]]}]',
        "Australia/Lord_Howe",
    )

    assert timetable(half, "2024-04-07T00:45", "2024-04-07T03:00") == [
        "04-07 00:45 +11:00 ana",
        "04-07 01:45 +11:00 ben",
        "04-07 02:45 +10:30 cal",
    ]


def test_a_midnight_that_does_not_occur_is_the_first_moment_of_its_day() -> None:
    daily = rota(
        'layers: [{start: "2024-04-24T00:00", turn: {every: 1, unit: day}, people: [[ana], [ben]]}]', "Africa/Cairo"
    )

    assert timetable(daily, "2024-04-25T00:00", "2024-04-27T12:00") == [
        "04-25 00:00 +02:00 ben",
        "04-26 01:00 +03:00 ana",
        "04-27 00:00 +03:00 ben",
    ]


def test_a_midnight_that_occurs_twice_is_the_first_of_the_two() -> None:
    daily = rota(
        'layers: [{start: "2024-11-02T00:00", turn: {every: 1, unit: day}, people: [[ana], [ben]]}]', "America/Havana"
    )

    assert timetable(daily, "2024-11-02T00:00", "2024-11-04T12:00") == [
        "11-02 00:00 -04:00 ana",
        "11-03 00:00 -04:00 ben",
        "11-04 00:00 -05:00 ana",
    ]


def test_turns_of_a_day_that_never_was_pass_in_no_time() -> None:
    daily = rota(
        'layers: [{start: "2011-12-28T08:00", turn: {every: 1, unit: day}, people: [[ana], [ben], [cal], [dee]]}]',
        "Pacific/Apia",
    )

    assert timetable(daily, "2011-12-28T08:00", "2012-01-01T12:00") == [
        "12-28 08:00 -10:00 ana",
        "12-29 08:00 -10:00 ben",
        "12-31 00:00 +14:00 cal",
        "12-31 08:00 +14:00 dee",
        "01-01 08:00 +14:00 ana",
    ]


def test_a_month_that_lacks_the_day_takes_its_last_and_the_next_keeps_the_day() -> None:
    monthly = rota('layers: [{start: "2024-01-31T09:00", turn: {every: 1, unit: month}, people: [[ana], [ben]]}]')

    assert timetable(monthly, "2024-01-31T09:00", "2024-06-01") == [
        "01-31 09:00 -06:00 ana",
        "02-29 09:00 -06:00 ben",
        "03-31 09:00 -05:00 ana",
        "04-30 09:00 -05:00 ben",
        "05-31 09:00 -05:00 ana",
    ]


def test_turns_of_several_months_pass_over_the_end_of_the_year() -> None:
    fifth = rota('layers: [{start: "2023-09-30T00:00", turn: {every: 5, unit: month}, people: [[ana], [ben]]}]')

    assert hand_offs(fifth, "2023-01-01", "2025-01-01") == [
        "09-30 00:00 -05:00",
        "02-29 00:00 -06:00",
        "07-30 00:00 -05:00",
        "12-30 00:00 -06:00",
    ]


def test_nobody_is_on_before_the_start_nor_from_the_end() -> None:
    short = rota("""
        layers: [{start: "2026-03-06T20:00", turn: {every: 2, unit: day}, people: [[ana]], until: "2026-03-09T09:00"}]
    """)

    assert timetable(short, "2026-03-01", "2026-03-20") == [
        "03-01 00:00 -06:00 nobody",
        "03-06 20:00 -06:00 ana",
        "03-09 09:00 -05:00 nobody",
    ]
    assert hand_offs(short, "2026-03-01", "2026-03-20") == ["03-06 20:00 -06:00", "03-08 20:00 -05:00"]


def test_everybody_of_an_entry_is_on_together_and_an_empty_entry_is_nobodys_turn() -> None:
    mixed = rota('layers: [{start: "2026-01-01T00:00", turn: {every: 6, unit: hour}, people: [[ben, ana], [], [cal]]}]')

    assert timetable(mixed, "2026-01-01", "2026-01-02") == [
        "01-01 00:00 -06:00 ana ben",
        "01-01 06:00 -06:00 nobody",
        "01-01 12:00 -06:00 cal",
        "01-01 18:00 -06:00 ana ben",
    ]


def test_a_rotation_is_the_same_after_many_years() -> None:
    daily = rota('layers: [{start: "1999-01-01T00:00", turn: {every: 1, unit: day}, people: [[ana], [ben], [cal]]}]')

    days = (datetime(2450, 6, 1) - datetime(1999, 1, 1)).days  # noqa: DTZ001  readings
    assert on_call(daily, at(daily, "2450-06-01T12:00")) == {(ANA, BEN, CAL)[days % 3]}


# Windows.


def test_a_window_across_midnight_belongs_to_the_day_on_which_it_opens() -> None:
    fridays = rota("""
        layers:
          - {start: "2026-03-02T00:00", turn: {every: 1, unit: week}, people: [[ana], [ben]],
             days: [fri, sun], hours: "20:00-08:00"}
    """)

    # Sunday's window runs on into the week that is Ben's.
    assert timetable(fridays, "2026-03-06T12:00", "2026-03-09T12:00") == [
        "03-06 12:00 -06:00 nobody",
        "03-06 20:00 -06:00 ana",
        "03-07 08:00 -06:00 nobody",
        "03-08 20:00 -05:00 ana",
        "03-09 00:00 -05:00 ben",
        "03-09 08:00 -05:00 nobody",
    ]
    assert hand_offs(fridays, "2026-03-06T12:00", "2026-03-09T12:00") == ["03-09 00:00 -05:00"]


def test_hours_that_open_and_close_at_the_same_reading_last_a_day() -> None:
    mondays = rota("""
        layers:
          - {start: "2026-05-01T00:00", turn: {every: 1, unit: week}, people: [[ana]], days: [mon],
             hours: "08:00-08:00"}
    """)

    assert timetable(mondays, "2026-05-04", "2026-05-06") == [
        "05-04 00:00 -05:00 nobody",
        "05-04 08:00 -05:00 ana",
        "05-05 08:00 -05:00 nobody",
    ]


def test_days_without_hours_open_at_the_time_of_day_of_the_start() -> None:
    weekend = rota("""
        layers: [{start: "2026-05-01T18:00", turn: {every: 1, unit: month}, people: [[ana]], days: [sat, sun]}]
    """)

    assert timetable(weekend, "2026-05-01", "2026-05-05") == [
        "05-01 00:00 -05:00 nobody",
        "05-02 18:00 -05:00 ana",
        "05-04 18:00 -05:00 nobody",
    ]


def test_a_window_that_opened_before_the_start_counts_from_the_start_for_turns_of_weeks() -> None:
    late = rota("""
        layers: [{start: "2026-05-04T22:00", turn: {every: 1, unit: week}, people: [[ana]], hours: "20:00-23:00"}]
    """)

    assert timetable(late, "2026-05-04", "2026-05-05") == [
        "05-04 00:00 -05:00 nobody",
        "05-04 22:00 -05:00 ana",
        "05-04 23:00 -05:00 nobody",
    ]


def test_a_day_turn_with_windows_counts_only_those_that_open_at_or_after_the_start() -> None:
    late = rota("""
        layers: [{start: "2026-05-04T22:00", turn: {every: 1, unit: day}, people: [[ana], [ben]], hours: "20:00-23:00"}]
    """)

    assert timetable(late, "2026-05-04", "2026-05-07") == [
        "05-04 00:00 -05:00 nobody",
        "05-05 20:00 -05:00 ana",
        "05-05 23:00 -05:00 nobody",
        "05-06 20:00 -05:00 ben",
        "05-06 23:00 -05:00 nobody",
    ]
    assert hand_offs(late, "2026-05-04", "2026-05-07") == ["05-05 20:00 -05:00", "05-06 20:00 -05:00"]


def test_a_day_turn_with_windows_is_that_many_windows_however_far_apart() -> None:
    duty = rota("""
        layers:
          - {start: "2026-05-06T00:00", turn: {every: 2, unit: day}, people: [[ana], [ben]],
             days: [mon, wed, fri], hours: "09:00-17:00"}
    """)

    assert hand_offs(duty, "2026-05-01", "2026-05-20") == [
        "05-06 09:00 -05:00",
        "05-11 09:00 -05:00",
        "05-15 09:00 -05:00",
    ]
    assert [line for line in timetable(duty, "2026-05-06", "2026-05-14") if "nobody" not in line] == [
        "05-06 09:00 -05:00 ana",
        "05-08 09:00 -05:00 ana",
        "05-11 09:00 -05:00 ben",
        "05-13 09:00 -05:00 ben",
    ]


def test_turns_of_weeks_begin_whether_a_window_is_open_or_not() -> None:
    duty = rota("""
        layers: [{start: "2026-05-03T12:00", turn: {every: 1, unit: week}, people: [[ana], [ben]], days: [wed]}]
    """)

    assert hand_offs(duty, "2026-05-01", "2026-05-12") == ["05-03 12:00 -05:00", "05-10 12:00 -05:00"]


def test_a_window_whose_readings_do_not_occur_is_over_as_it_opens() -> None:
    small = rota("""
        layers: [{start: "2020-03-07T00:00", turn: {every: 1, unit: week}, people: [[ana]], hours: "02:10-02:50"}]
    """)

    assert timetable(small, "2020-03-07", "2020-03-10") == [
        "03-07 00:00 -06:00 nobody",
        "03-07 02:10 -06:00 ana",
        "03-07 02:50 -06:00 nobody",
        "03-09 02:10 -05:00 ana",
        "03-09 02:50 -05:00 nobody",
    ]


def test_the_window_of_a_day_that_never_was_still_counts_as_a_turn() -> None:
    days = rota(
        """
        layers:
          - {start: "2011-12-29T00:00", turn: {every: 1, unit: day}, people: [[ana], [ben], [cal]],
             hours: "09:00-17:00"}
        """,
        "Pacific/Apia",
    )

    assert timetable(days, "2011-12-29T00:00", "2011-12-31T20:00") == [
        "12-29 00:00 -10:00 nobody",
        "12-29 09:00 -10:00 ana",
        "12-29 17:00 -10:00 nobody",
        "12-31 09:00 +14:00 cal",
        "12-31 17:00 +14:00 nobody",
    ]
    assert hand_offs(days, "2011-12-29T00:00", "2011-12-31T20:00") == [
        "12-29 09:00 -10:00",
        "12-31 00:00 +14:00",
        "12-31 09:00 +14:00",
    ]


# Layers together.


def test_a_higher_priority_hides_lower_ones_only_while_it_has_somebody_on() -> None:
    two = rota("""
        layers:
          - {start: "2026-05-01T00:00", turn: {every: 1, unit: week}, people: [[ana]]}
          - {start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ben]], hours: "20:00-22:00", priority: 1}
    """)

    assert timetable(two, "2026-05-01", "2026-05-02") == [
        "05-01 00:00 -05:00 ana",
        "05-01 20:00 -05:00 ben",
        "05-01 22:00 -05:00 ana",
    ]


def test_layers_of_equal_priority_add_up() -> None:
    two = rota("""
        layers:
          - {start: "2026-05-01T00:00", turn: {every: 1, unit: week}, people: [[ana]], priority: -1}
          - {start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ben]], hours: "20:00-22:00",
             priority: -1}
    """)

    assert timetable(two, "2026-05-01", "2026-05-02") == [
        "05-01 00:00 -05:00 ana",
        "05-01 20:00 -05:00 ana ben",
        "05-01 22:00 -05:00 ana",
    ]


def test_a_hidden_layer_still_hands_off() -> None:
    two = rota("""
        layers:
          - {start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ana]]}
          - {start: "2026-05-01T06:00", turn: {every: 1, unit: week}, people: [[ben]], priority: 1}
        overrides: [{kind: fixed, people: [], from: "2026-05-01", to: "2026-05-04"}]
    """)

    assert hand_offs(two, "2026-05-01", "2026-05-03") == [
        "05-01 00:00 -05:00",
        "05-01 06:00 -05:00",
        "05-02 00:00 -05:00",
    ]


# Time off and overrides.

ANA_OR_BEN = """
    layers:
      - {start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ana], [ben]]}
"""
DAY = 'from: "2026-05-01T06:00", to: "2026-05-01T18:00"'


def changed(changes: str, layers: str = ANA_OR_BEN) -> list[str]:
    """The first of May with changes to it."""
    return timetable(rota(layers + changes), "2026-05-01", "2026-05-02")


def test_time_off_leaves_a_gap_and_does_not_shift_turns() -> None:
    off = rota(ANA_OR_BEN + "    time_off: [{person: ana, from: 2026-05-01, to: 2026-05-02}]")

    assert timetable(off, "2026-05-01", "2026-05-04") == [
        "05-01 00:00 -05:00 nobody",
        "05-02 00:00 -05:00 ben",
        "05-03 00:00 -05:00 ana",
    ]


def test_time_off_in_a_high_layer_does_not_bring_a_hidden_one_back() -> None:
    layers = """
    layers:
      - {start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ana]]}
      - {start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ben]], priority: 1}
"""

    assert changed(f"    time_off: [{{person: ben, {DAY}}}]", layers) == [
        "05-01 00:00 -05:00 ben",
        "05-01 06:00 -05:00 nobody",
        "05-01 18:00 -05:00 ben",
    ]


@pytest.mark.parametrize(
    ("changes", "on"),
    [
        # add, remove, replace alone
        ("{kind: add, person: dee}", "ana dee"),
        ("{kind: add, person: ana}", "ana"),
        ("{kind: remove, person: ana}", "nobody"),
        ("{kind: remove, person: ben}", "ana"),
        ("{kind: replace, person: ana, by: dee}", "dee"),
        ("{kind: replace, person: ben, by: dee}", "ana"),
        # a replace is one hop: never somebody an override put in
        ("{kind: replace, person: ana, by: ben}, {kind: replace, person: ben, by: cal}", "ben"),
        ("{kind: add, person: dee}, {kind: replace, person: dee, by: eve}", "ana dee"),
        # two who replace the same person are both on
        ("{kind: replace, person: ana, by: dee}, {kind: replace, person: ana, by: eve}", "dee eve"),
        # a remove touches neither an added person nor one who replaces
        ("{kind: add, person: dee}, {kind: remove, person: dee}", "ana dee"),
        ("{kind: remove, person: ana}, {kind: add, person: ana}", "ana"),
        ("{kind: replace, person: ana, by: dee}, {kind: remove, person: dee}", "dee"),
        ("{kind: remove, person: ana}, {kind: replace, person: ana, by: dee}", "dee"),
        # fixed alone counts, and several add up
        ("{kind: fixed, people: [eve]}", "eve"),
        ("{kind: fixed, people: [eve]}, {kind: add, person: dee}, {kind: remove, person: eve}", "eve"),
        ("{kind: fixed, people: [eve]}, {kind: fixed, people: [fay, eve]}", "eve fay"),
        ("{kind: fixed, people: []}", "nobody"),
        ("{kind: fixed, people: []}, {kind: add, person: dee}", "nobody"),
        ("{kind: fixed, people: []}, {kind: fixed, people: [eve]}", "eve"),
    ],
)
def test_overrides_win_over_layers(changes: str, on: str) -> None:
    written = changes.replace("}", f", {DAY}}}")

    changed_day = changed(f"    overrides: [{written}]")

    assert changed_day == (
        ["05-01 00:00 -05:00 ana"]
        if on == "ana"
        else ["05-01 00:00 -05:00 ana", f"05-01 06:00 -05:00 {on}", "05-01 18:00 -05:00 ana"]
    )


def test_somebody_with_time_off_is_not_replaced_and_may_be_added() -> None:
    off = f"    time_off: [{{person: ana, {DAY}}}]\n"

    assert changed(off + f"    overrides: [{{kind: replace, person: ana, by: dee, {DAY}}}]")[1].endswith("nobody")
    assert changed(off + f"    overrides: [{{kind: add, person: ana, {DAY}}}]") == ["05-01 00:00 -05:00 ana"]


def test_a_person_hidden_by_priority_is_not_replaced() -> None:
    layers = """
    layers:
      - {start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ana]]}
      - {start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ben]], priority: 1}
"""

    assert changed(f"    overrides: [{{kind: replace, person: ana, by: dee, {DAY}}}]", layers) == [
        "05-01 00:00 -05:00 ben"
    ]


def test_an_override_may_be_written_as_an_instant() -> None:
    # The second half past one, an hour after the one the wall clock alone would mean.
    written = 'overrides: [{kind: add, person: dee, from: "2020-11-01T01:30-06:00", to: "2020-11-01T02:00"}]'

    assert timetable(rota(written), "2020-11-01T01:00", "2020-11-01T02:30") == [
        "11-01 01:00 -05:00 nobody",
        "11-01 01:30 -06:00 dee",
        "11-01 02:00 -06:00 nobody",
    ]


def test_overrides_that_meet_make_one_span() -> None:
    written = """
    overrides:
      - {kind: add, person: dee, from: "2026-05-01T06:00", to: "2026-05-01T08:00"}
      - {kind: add, person: dee, from: "2026-05-01T08:00", to: "2026-05-01T10:00"}
      - {kind: add, person: dee, from: "2026-05-01T07:00", to: "2026-05-01T09:00"}
"""

    assert changed(written, "") == [
        "05-01 00:00 -05:00 nobody",
        "05-01 06:00 -05:00 dee",
        "05-01 10:00 -05:00 nobody",
    ]


# Questions.


def test_spans_cover_what_was_asked_for_without_holes() -> None:
    nights = rota(NIGHTS)
    start, end = at(nights, "2026-03-01T03:15"), at(nights, "2026-04-01T21:45")

    spans = expand(nights, start, end).spans

    assert (spans[0].start, spans[-1].end) == (start, end)
    assert all(a.end == b.start and a.people != b.people for a, b in pairwise(spans))


def test_a_hand_off_at_the_end_belongs_to_what_comes_after() -> None:
    nights = rota(NIGHTS)

    assert hand_offs(nights, "2026-03-06T20:00", "2026-03-13T20:00") == ["03-06 20:00 -06:00"]


def test_nothing_is_said_about_no_time_at_all() -> None:
    nights = rota(NIGHTS)
    now = at(nights, "2026-03-07")

    assert expand(nights, now, now).spans == ()
    assert expand(nights, now, now).hand_offs == ()


def test_an_instant_may_be_given_in_any_offset_but_needs_one() -> None:
    nights = rota(NIGHTS)

    assert on_call(nights, datetime.fromisoformat("2026-03-07T11:00+09:00")) == {ANA}
    with pytest.raises(ValueError, match="offset"):
        on_call(nights, datetime.fromisoformat("2026-03-07T11:00"))


def test_the_next_shift_begins_later_even_while_one_is_running() -> None:
    nights = rota(NIGHTS)
    month = timedelta(days=30)

    running = next_shift(nights, ANA, at(nights, "2026-03-06T23:00"), month)
    beginning = next_shift(nights, ANA, at(nights, "2026-03-07T20:00"), month)
    after_a_week_off = next_shift(nights, ANA, at(nights, "2026-03-13T08:00"), month)

    assert running is not None
    assert beginning == running
    assert (shown(nights, running.start), shown(nights, running.end)) == ("03-07 20:00 -06:00", "03-08 08:00 -05:00")
    assert after_a_week_off is not None
    assert shown(nights, after_a_week_off.start) == "03-20 20:00 -05:00"


def test_there_is_no_next_shift_beyond_the_horizon() -> None:
    nights = rota(NIGHTS)

    assert next_shift(nights, ANA, at(nights, "2026-03-13T08:00"), timedelta(days=7)) is None
    assert next_shift(nights, PersonId("zoe"), at(nights, "2026-03-13T08:00"), timedelta(days=400)) is None


def test_a_shift_goes_on_while_the_people_beside_somebody_change() -> None:
    pair = rota("""
        layers:
          - {start: "2026-05-01T00:00", turn: {every: 1, unit: week}, people: [[ana]]}
          - {start: "2026-05-01T06:00", turn: {every: 6, unit: hour}, people: [[ben], [cal]]}
    """)

    found = shifts(pair, ANA, at(pair, "2026-05-01"), at(pair, "2026-05-02"))

    assert [(shown(pair, shift.start), shown(pair, shift.end)) for shift in found] == [
        ("05-01 00:00 -05:00", "05-02 00:00 -05:00")
    ]


def test_hours_are_counted_as_they_are_lived() -> None:
    nights = rota(NIGHTS)

    assert hours(nights, ANA, at(nights, "2026-03-06"), at(nights, "2026-03-07T12:00")) == timedelta(hours=12)
    assert hours(nights, ANA, at(nights, "2026-03-07T12:00"), at(nights, "2026-03-08T12:00")) == timedelta(hours=11)
    assert hours(nights, CAL, at(nights, "2026-03-06"), at(nights, "2026-03-13")) == timedelta()


def test_a_gap_says_whether_somebody_meant_it() -> None:
    day = rota("""
        layers: [{start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ana]], hours: "08:00-20:00"}]
        overrides: [{kind: fixed, people: [], from: "2026-05-01T18:00", to: "2026-05-01T22:00"}]
    """)

    found = gaps([day], at(day, "2026-05-01T06:00"), at(day, "2026-05-02"))

    assert [(shown(day, gap.start), shown(day, gap.end), gap.deliberate) for gap in found] == [
        ("05-01 06:00 -05:00", "05-01 08:00 -05:00", False),
        ("05-01 18:00 -05:00", "05-01 22:00 -05:00", True),
        ("05-01 22:00 -05:00", "05-02 00:00 -05:00", False),
    ]


def test_several_rotas_leave_a_gap_only_where_none_has_anybody() -> None:
    day = rota(
        'layers: [{start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ana]], hours: "08:00-20:00"}]'
    )
    night = rota("""
        layers: [{start: "2026-05-01T00:00", turn: {every: 1, unit: day}, people: [[ben]], hours: "19:00-06:00"}]
        overrides: [{kind: fixed, people: [], from: "2026-05-01T22:00", to: "2026-05-01T23:00"}]
    """)
    start, end = at(day, "2026-05-01T08:00"), at(day, "2026-05-02T08:00")

    found = gaps([day, night], start, end)
    spans = together([day, night], start, end)

    # The day rota is not empty on purpose, so nobody is excused.
    assert [(shown(day, gap.start), shown(day, gap.end), gap.deliberate) for gap in found] == [
        ("05-01 22:00 -05:00", "05-01 23:00 -05:00", False),
        ("05-02 06:00 -05:00", "05-02 08:00 -05:00", False),
    ]
    assert [span.people for span in spans] == [{ANA}, {ANA, BEN}, {BEN}, set(), {BEN}, set()]


# What is not a rota.


def test_a_zone_nobody_knows_is_refused_by_name() -> None:
    nowhere = Rota(id=RotaId("line"), time_zone="Mars/Olympus")

    with pytest.raises(UnknownZone, match="Mars/Olympus"):
        on_call(nowhere, datetime(2026, 1, 1, tzinfo=UTC))


def test_a_rota_without_layers_has_nobody_on() -> None:
    assert timetable(rota("layers: []"), "2026-01-01", "2026-01-02") == ["01-01 00:00 -06:00 nobody"]


def test_layers_that_could_not_be_counted_cannot_be_made() -> None:
    start = datetime.fromisoformat("2026-01-01T00:00")
    turn = Turn(every=1, unit=Unit.DAY)

    with pytest.raises(ValueError, match="at least one unit"):
        Turn(every=0, unit=Unit.DAY)
    with pytest.raises(ValueError, match="at least one entry"):
        Layer(id="a", start=start, turn=turn, people=())
    with pytest.raises(ValueError, match="without an offset"):
        Layer(id="a", start=start.replace(tzinfo=UTC), turn=turn, people=(frozenset(),))
    with pytest.raises(ValueError, match="has at least one"):
        Layer(id="a", start=start, turn=turn, people=(frozenset(),), days=frozenset())


def test_a_change_that_ends_before_it_begins_never_holds() -> None:
    start = datetime(2026, 1, 2, tzinfo=UTC)
    turned = Fixed(people=frozenset({ANA}), start=start, end=start - timedelta(days=1))

    assert on_call(Rota(id=RotaId("line"), time_zone="UTC", overrides=(turned,)), start) == frozenset()
