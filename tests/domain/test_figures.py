"""Figures: what calls left behind is summed as a plain count sums it, and nothing that leaves a team is of few."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.figures import (
    FEW,
    Answered,
    By,
    Closed,
    answered_for_others,
    grouped,
    grouped_for_others,
    summed,
    summed_for_others,
    within,
)

CALL = Closed(
    month="2026-03",
    hour=9,
    area="old-town",
    protection_area="community_response",
    nature="welcome",
    language="es",
    asked=2,
    filled=True,
    to_accept=60,
    to_arrival=None,
)
SECONDS = st.none() | st.integers(0, 5000)
CALLS = st.lists(
    st.builds(
        Closed,
        month=st.sampled_from(["2026-01", "2026-02", "2026-03"]),
        hour=st.integers(0, 23),
        area=st.sampled_from(["", "old-town", "west"]),
        protection_area=st.just("community_response"),
        nature=st.sampled_from(["welcome", "conflict"]),
        language=st.sampled_from(["en", "es", "fr"]),
        asked=st.integers(0, 3),
        filled=st.booleans(),
        to_accept=SECONDS,
        to_arrival=SECONDS,
    ),
    max_size=40,
)


def _of(call: Closed, by: By) -> str:
    of = {By.MONTH: call.month, By.HOUR: f"{call.hour:02}", By.AREA: call.area, By.NATURE: call.nature}
    return of.get(by, call.language)


@given(CALLS, st.sampled_from(By))
def test_a_sum_is_what_a_plain_count_makes_of_the_same_calls(calls: list[Closed], by: By) -> None:
    sums = summed(calls)
    asked = filled = 0
    for each in calls:
        if each.asked > 0:
            asked += 1
            if each.filled:
                filled += 1
    assert (sums.calls, sums.asked_for, sums.filled) == (len(calls), asked, filled)
    for found, values, share in (
        (sums.to_accept, [each.to_accept for each in calls if each.to_accept is not None], 5),
        (sums.slow_accept, [each.to_accept for each in calls if each.to_accept is not None], 9),
        (sums.to_arrival, [each.to_arrival for each in calls if each.to_arrival is not None], 5),
    ):
        enough = [value for value in values if 10 * sum(other <= value for other in values) >= share * len(values)]
        assert found == min(enough, default=None)

    groups = grouped(calls, by)

    assert {each.key: each.sums.calls for each in groups} == Counter(_of(each, by) for each in calls)
    assert all(each.sums == summed([one for one in calls if _of(one, by) == each.key]) for each in groups)


@given(CALLS, st.sampled_from(By))
def test_nothing_that_leaves_the_team_tells_of_few_calls_nor_lets_anybody_work_them_out(
    calls: list[Closed], by: By
) -> None:
    whole = summed_for_others(calls)
    groups = grouped_for_others(calls, by)

    assert whole.calls is None or whole.calls >= FEW
    assert whole.slow_accept is None
    if whole.asked_for is not None and whole.filled is not None:
        assert min(whole.filled, whole.asked_for - whole.filled) >= FEW
    hidden = [each for each in groups if each.sums.calls is None]
    for each in groups:
        theirs = [one for one in calls if _of(one, by) == each.key]
        timed = sum(one.to_accept is not None for one in theirs)
        assert each.sums.calls in (None, len(theirs) - len(theirs) % FEW)
        assert each.sums.calls is None or len(theirs) >= FEW
        assert each.sums.to_accept is None or timed >= FEW
        assert (each.sums.filled, each.sums.asked_for) == (None, None)
    if hidden:  # what is left of the whole is no small number either
        rest = len(calls) - sum(each.sums.calls or 0 for each in groups)
        assert rest >= FEW or whole.calls is None


@given(CALLS, st.sampled_from(By), st.sampled_from(By))
def test_two_answers_taken_from_one_another_never_tell_a_small_count(calls: list[Closed], one: By, two: By) -> None:
    """Of some of the calls and of all of them, told apart or not: months and places of two answers may overlap."""
    some = [each for each in calls if each.month != "2026-03"]
    told = [summed_for_others(calls).calls, summed_for_others(some).calls]
    told += [each.sums.calls for each in (*grouped_for_others(calls, one), *grouped_for_others(some, two))]
    counts = [each for each in told if each is not None]

    assert not [abs(a - b) for a in counts for b in counts if 0 < abs(a - b) < FEW]


def test_small_cases() -> None:
    assert within([], 0.5) is None
    assert within([3, 1, 2, 4], 0.5) == 2
    sums = summed([CALL, replace(CALL, filled=False), replace(CALL, asked=0, filled=False)])
    assert (sums.filled, sums.asked_for) == (1, 2)
    assert answered_for_others(Answered(asked=12, answered=9)) is None
    assert answered_for_others(Answered(asked=12, answered=7)) == Answered(asked=10, answered=6)
    few, many = [replace(CALL, hour=7)] * 4, [replace(CALL, hour=12)] * 6 + [replace(CALL, hour=13)] * 9
    told = {each.key: each.sums.calls for each in grouped_for_others(few + many, By.HOUR)}
    assert told == {"07": None, "12": None, "13": 5}
