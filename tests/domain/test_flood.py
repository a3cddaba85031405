"""What one phone may make us do in a minute."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.flood import ANSWERS_ALIKE, CROWDED_AFTER, WINDOW, Pace
from domain.messages import WakeKind
from domain.policy import Flooding
from tests.support.builders import NOON, candidate, opened


def after(texts: int, *, every: timedelta = timedelta()) -> Pace:
    pace = Pace()
    for number in range(texts):
        pace = pace.heard(NOON + number * every)
    return pace


def test_ten_texts_in_a_minute_are_passed_on_one_by_one_and_no_more() -> None:
    assert not after(CROWDED_AFTER).is_crowded()
    assert after(CROWDED_AFTER + 1).is_crowded()


def test_a_new_minute_begins_anew() -> None:
    crowded = after(100).answered("r_noted")

    later = crowded.heard(NOON + WINDOW)

    assert not later.is_crowded()
    assert later.answers == {}


def test_answers_of_one_kind_end_and_others_do_not() -> None:
    pace = after(1)
    for _ in range(ANSWERS_ALIKE):
        assert pace.may_answer("r_noted")
        pace = pace.answered("r_noted")

    assert not pace.may_answer("r_noted")
    assert pace.may_answer("r_coming")


@given(st.lists(st.integers(min_value=0, max_value=120), max_size=60))
def test_nobody_hears_more_than_so_many_of_a_kind_in_any_minute_that_begins_with_a_text(gaps: list[int]) -> None:
    pace, now, heard = Pace(), NOON, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        pace = pace.heard(now)
        if pace.may_answer("r_noted"):
            pace = pace.answered("r_noted")
            heard.append((pace.began, now))

    windows = {began for began, _ in heard}
    assert all(sum(began == each for began, _ in heard) <= ANSWERS_ALIKE for each in windows)


def test_a_call_for_which_everybody_is_spared_looks_again_at_no_more_than_four_moments_of_a_minute() -> None:
    def spared(second: int) -> set[datetime]:
        first = NOON + timedelta(seconds=second) - Flooding().pages_within
        ana = replace(candidate("ana"), pages_just_now=Flooding().pages, first_just_now=first)
        return {wake.at for wake in opened(ana).wakes if wake.kind is WakeKind.QUIET_ENDS}

    moments = {second: spared(second) for second in range(1, 61)}

    assert all(len(each) == 1 for each in moments.values())
    assert len(set[datetime]().union(*moments.values())) == 4
    assert all(NOON + timedelta(seconds=second) <= min(each) for second, each in moments.items())
