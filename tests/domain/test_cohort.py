"""A year of gatherings on the calendar, pairs, the weekly word, and who graduates."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.year import load_year
from domain.checkin import Hours
from domain.cohort import (
    GATHERINGS,
    Cohort,
    Fellow,
    Stands,
    all_pairs,
    ask_to_join,
    call_off,
    call_to_action,
    change,
    done_by,
    expected,
    go_out,
    graduate,
    may_graduate,
    move,
    no_more_words,
    nudged,
    pair,
    planned,
    propose_pairs,
    say_beforehand,
    say_who_gathered,
    take_in,
    take_up,
    year_from,
)
from domain.errors import Refused
from domain.ids import CohortId, PersonId, TaskId, TeamId
from domain.messages import MessageKind as K
from domain.quiet import QuietHours
from domain.year import PARTS, TITLE, Learning, said_of, times
from domain.zone import instant, reached, zone

CHICAGO = zone("America/Chicago")
NOW = datetime(2027, 1, 4, 18, tzinfo=UTC)
ANA, BEN, CAL, DEE, EVE = PEOPLE = tuple(map(PersonId, ("ana", "ben", "cal", "dee", "eve")))
CORA = PersonId("cora")
ZONES = ("America/Chicago", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo", "America/Havana")
read = datetime.fromisoformat
DAY = Hours(where=CHICAGO, between=(time(9), time(20)))


def at(text: str) -> datetime:
    return instant(CHICAGO, datetime.fromisoformat(text))


def cohort(*inside: PersonId, seats: int = 12) -> Cohort:
    fellows = tuple(Fellow(person=each, stands=Stands.IN, order=n) for n, each in enumerate(inside))
    start = at("2027-01-09T14:00")
    return Cohort(
        id=CohortId("coh_1"),
        number=1,
        team=TeamId("river"),
        place="Main Library",
        seats=seats,
        by=CORA,
        gatherings=year_from(start, start + timedelta(hours=3), CHICAGO),
        fellows=fellows,
    )


def test_twelve_gatherings_stand_on_the_same_weekday_of_each_month_at_the_same_reading_of_the_clock() -> None:
    readings = [reached(CHICAGO, each.start) for each in cohort().gatherings]

    assert [each.date() for each in readings][:4] == [
        date(2027, 1, 9), date(2027, 2, 13), date(2027, 3, 13), date(2027, 4, 10)
    ]  # fmt: skip
    assert {each.time() for each in readings} == {time(14)}


@given(first=st.datetimes(read("2026-01-01"), read("2030-12-31")), where=st.sampled_from(ZONES))
def test_whatever_the_first_day_is_each_month_has_one_gathering(first: datetime, where: str) -> None:
    clock = zone(where)
    start = instant(clock, first.replace(second=0, microsecond=0))
    year = year_from(start, start + timedelta(hours=3), clock)
    days = [reached(clock, each.start).date() for each in year]

    assert len(year) == GATHERINGS
    months = [each.year * 12 + each.month for each in days]
    assert months == list(range(months[0], months[0] + GATHERINGS))
    assert len({each.weekday() for each in days}) == 1
    fifth = days[0].day > 28
    assert all((each.day - 1) // 7 == (days[0].day - 1) // 7 or (fifth and each.day > 21) for each in days)


def test_a_gathering_moves_between_its_neighbours_and_nowhere_else() -> None:
    moved = move(cohort(), 3, at("2027-03-20T10:00"), at("2027-03-20T13:00"), CORA, NOW).cohort

    assert moved.gatherings[2].start == at("2027-03-20T10:00")
    for start in ("2027-04-20T10:00", "2027-02-13T15:00", "2026-12-01T10:00"):
        with pytest.raises(Refused):
            move(cohort(), 3, at(start), at(start) + timedelta(hours=3), CORA, NOW)


def test_somebody_is_in_once_a_coordinator_says_so_and_a_seat_is_free() -> None:
    asked = ask_to_join(cohort(ANA, seats=2), BEN, NOW).cohort
    assert [each.person for each in asked.those(Stands.ASKED)] == [BEN]
    inside = take_in(asked, BEN, CORA, NOW).cohort

    assert [each.person for each in inside.those(Stands.IN)] == [ANA, BEN]
    with pytest.raises(Refused, match=K.C_COHORT_FULL):
        take_in(ask_to_join(inside, CAL, NOW).cohort, CAL, CORA, NOW)
    with pytest.raises(Refused, match=K.C_COHORT_DID_NOT_ASK):
        take_in(inside, DEE, CORA, NOW)
    assert take_in(ask_to_join(go_out(inside, ANA, ANA, why="x").cohort, CAL, NOW).cohort, CAL, CORA, NOW).events


def test_pairs_share_a_language_where_they_can_and_whoever_leaves_takes_their_pair_with_them() -> None:
    whole = cohort(*PEOPLE)
    speak = {ANA: ("en",), BEN: ("en", "es"), CAL: ("es",), DEE: ("en",), EVE: ("ht",)}
    pairs, alone = propose_pairs(whole, (), speak)

    assert alone == (EVE,) or EVE in {each for one in pairs for each in one}
    assert {frozenset(each) for each in pairs} >= {frozenset({BEN, CAL})}
    assert len(pairs) == 2
    made = pair(whole, pairs, CORA).cohort
    assert all(CAL not in each for each in go_out(made, BEN, BEN, why="x").cohort.pairs)
    again = pair(made, ((BEN, EVE),), CORA).cohort
    assert (BEN, EVE) in again.pairs
    assert all(CAL not in each for each in again.pairs)
    for wrong in (((ANA, CORA),), ((ANA, BEN), (BEN, CAL)), ()):
        with pytest.raises(Refused):
            pair(whole, wrong, CORA)
    named = all_pairs(again, ((CAL, DEE), (BEN, ANA), (CORA, EVE)))
    assert (BEN, ANA) not in named, "a coordinator's pair counts before the file's"
    assert (CORA, EVE) not in named


@given(
    walk=st.lists(st.tuples(st.integers(1, 20 * 24), st.booleans(), st.sampled_from(ZONES)), max_size=40),
    quiet=st.booleans(),
)
def test_the_weekly_word_comes_at_humane_hours_and_never_twice_in_a_week(
    walk: list[tuple[int, bool, str]], quiet: bool
) -> None:
    """Through restarts, turned clocks, calls that run and people who travel: whatever wakes it, and how late."""
    own = QuietHours(starts=time(18), ends=time(11)) if quiet else None
    hours = Hours(where=CHICAGO, between=(time(9), time(20)), quiet=own)
    known, now = pair(cohort(ANA, BEN), ((ANA, BEN),), CORA).cohort, NOW
    words: list[datetime] = []
    for late, busy, where in walk:
        known = planned(known, (), {ANA: hours, BEN: hours}, now)
        mine = known.fellow(ANA)
        assert mine is not None
        if mine.nudge_at is None:
            assert not known.runs(now)
            break
        hours = replace(hours, where=zone(where))
        now = mine.nudge_at + timedelta(hours=late)
        known, said = nudged(known, ANA, hours, now, busy=busy)
        if said:
            assert not words or now - words[-1] >= timedelta(days=5, hours=20), "a day's travel east at most"
            assert hours.humane(now) == now
            words.append(now)


def test_at_home_a_word_comes_each_week_over_turned_clocks_until_they_want_no_more_of_it() -> None:
    known = planned(pair(cohort(ANA, BEN), ((ANA, BEN),), CORA).cohort, (), {ANA: DAY, BEN: DAY}, NOW)
    words = []
    for _ in range(60):
        mine = known.fellow(ANA)
        if mine is None or mine.nudge_at is None or not known.runs(mine.nudge_at):
            break
        now = mine.nudge_at
        known, said = nudged(known, ANA, DAY, now, busy=False)
        again, twice = nudged(known, ANA, DAY, now, busy=False)
        assert said
        assert not twice
        assert again == known
        words.append(reached(CHICAGO, now))
        known = planned(known, (), {ANA: DAY, BEN: DAY}, now)

    assert {each.time() for each in words} == {time(12)}
    assert {(b.date() - a.date()).days for a, b in pairwise(words)} == {7}
    assert 45 <= len(words) <= 50
    quiet = planned(no_more_words(known, BEN), (), {ANA: DAY, BEN: DAY}, NOW).fellow(BEN)
    assert quiet is not None
    assert quiet.nudge_at is None


def test_whoever_came_often_enough_may_graduate_once_the_last_gathering_has_begun_and_only_by_a_word() -> None:
    known, last = cohort(ANA, BEN), cohort().gatherings[-1].start
    for each in known.gatherings:
        came = (ANA, BEN) if each.number > 5 else (ANA,)
        known = say_who_gathered(known, each.number, came, CORA, each.start, came=True).cohort
    known = say_who_gathered(known, 3, (ANA,), CORA, last, came=False).cohort
    assert may_graduate(known, Learning(), last - timedelta(seconds=1)) == ()

    assert [each.person for each in may_graduate(known, Learning(), last)] == [ANA]
    done = graduate(known, ANA, Learning(), CORA, last).cohort
    assert [each.person for each in done.those(Stands.GRADUATE)] == [ANA]
    with pytest.raises(Refused, match=K.C_COHORT_NO_GRADUATE):
        graduate(known, BEN, Learning(), CORA, last)
    with pytest.raises(Refused, match=K.C_COHORT_NOT_YET):
        say_who_gathered(known, 1, (ANA,), CORA, NOW, came=True)


def test_what_each_group_of_a_gathering_ended_in_is_due_as_the_next_begins_and_read_back_before_it() -> None:
    after = at("2027-01-09T17:30")
    known = call_to_action(cohort(ANA), "each brings a neighbor", TaskId("tsk_1"), CORA, after).cohort
    known = call_to_action(known, "ask for the room", TaskId("tsk_2"), CORA, after).cohort

    said = [[each.words for each in known.last_calls(number)] for number in (1, 2, 4)]
    assert said == [[], ["each brings a neighbor", "ask for the room"], ["each brings a neighbor", "ask for the room"]]
    assert [(each.turn, each.task) for each in known.calls] == [(1, "tsk_1"), (2, "tsk_2")]
    assert done_by(known, after) == known.gatherings[1].start
    last = known.gatherings[-1]
    assert done_by(known, last.start) > last.end
    later = call_to_action(known, "a march", TaskId("tsk_3"), CORA, known.gatherings[1].start).cohort
    assert [each.words for each in later.last_calls(3)] == ["a march"]


def test_that_nobody_came_is_told_apart_from_that_nobody_said() -> None:
    known = cohort(ANA, BEN)
    said = say_who_gathered(known, 1, (ANA, BEN), CORA, known.gatherings[0].end, came=False).cohort

    assert [each.said for each in said.gatherings[:2]] == [True, False]
    assert not any(each.came for each in said.fellows)


def test_every_gathering_has_its_four_parts_in_every_language_and_a_team_may_say_them_in_its_own_words() -> None:
    year = load_year()
    start = at("2027-01-09T14:00")
    for number, outline in enumerate(year, 1):
        for part in (TITLE, *PARTS):
            said = {each: said_of(year, {}, number, part, each, "en") for each in ("en", "es", "fr", "ht")}
            assert len(set(said.values())) == 4, (number, part)
        begins = [each for _, each in times(outline, start, start + timedelta(hours=3))]
        assert begins[0] == start
        assert begins == sorted(set(begins))
        assert begins[-1] < start + timedelta(hours=3)
    own = {2: {"healing": {"en": "We walk to the river."}}}
    assert said_of(year, own, 2, "healing", "en", "en") == "We walk to the river."
    assert said_of(year, own, 2, "healing", "es", "en") == year[1].parts[PARTS[1]]["es"]
    assert len({each.growth for each in year}) == 3


def test_whoever_says_beforehand_that_they_miss_a_gathering_is_not_expected_until_they_come_or_it_is_moved() -> None:
    two = cohort(ANA, BEN)
    first = two.gatherings[0]

    misses = say_beforehand(two, BEN, 1, NOW, comes=False)
    assert [each.person for each in expected(misses.cohort, 1)] == [ANA]
    assert [each.person for each in expected(misses.cohort, 2)] == [ANA, BEN]
    assert say_beforehand(misses.cohort, BEN, 1, NOW, comes=False).events == ()
    assert say_beforehand(misses.cohort, BEN, 1, NOW, comes=True).cohort == two
    moved = move(misses.cohort, 1, first.start + timedelta(hours=1), first.end + timedelta(hours=1), CORA, NOW)
    assert [each.person for each in expected(moved.cohort, 1)] == [ANA, BEN]
    for person, number, when in ((CAL, 1, NOW), (BEN, 13, NOW), (BEN, 1, first.start)):
        with pytest.raises(Refused, match=K.M_COHORT_NO_GATHERING.value):
            say_beforehand(two, person, number, when, comes=False)


def test_a_whole_year_is_moved_from_the_next_gathering_on_and_keeps_what_was() -> None:
    begun = at("2027-02-13T14:00") + timedelta(hours=4)
    before = say_beforehand(cohort(ANA), ANA, 4, begun, comes=False).cohort
    start = at("2027-03-21T18:00")

    moved = change(before, CORA, begun, CHICAGO, start=start, end=start + timedelta(hours=2), place="Town Hall").cohort

    assert moved.gatherings[:2] == before.gatherings[:2]
    assert (moved.place, moved.gatherings[2].start) == ("Town Hall", start)
    assert [reached(CHICAGO, each.start).strftime("%a %H") for each in moved.gatherings[2:]] == ["Sun 18"] * 10
    assert moved.fellows[0].away == frozenset()
    assert change(before, CORA, begun, CHICAGO, place="Town Hall").cohort == replace(before, place="Town Hall")
    assert change(before, CORA, begun, CHICAGO, place=before.place).events == ()
    early = at("2027-02-13T16:00")
    with pytest.raises(Refused):
        change(before, CORA, early, CHICAGO, start=early + timedelta(minutes=5), end=early + timedelta(hours=2))
    with pytest.raises(Refused):
        change(before, CORA, before.gatherings[-1].start, CHICAGO, place="Town Hall")


def test_one_that_is_called_off_runs_no_more_until_it_is_taken_up_again() -> None:
    running = cohort(ANA, BEN)

    off = call_off(running, CORA, NOW).cohort

    assert not off.runs(NOW)
    assert off.those(Stands.IN) == running.those(Stands.IN)
    assert take_up(off, CORA, NOW).cohort == running
    with pytest.raises(Refused):
        call_off(off, CORA, NOW)
    with pytest.raises(Refused):
        take_up(running, CORA, NOW)
    with pytest.raises(Refused):
        take_up(off, CORA, running.gatherings[-1].end)
