"""Where a calendar's recurring events can say what a rota says, the two agree."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.rota import expand, on_call
from tests.support.rrules import on_at, said_both_ways, shifts_of, shifts_of_spans

START = datetime(2026, 1, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize("number", range(6))
def test_a_year_of_twenty_people_has_the_same_shifts(number: int) -> None:
    both = said_both_ways(number, 20)
    end = START + timedelta(days=365)

    ours = shifts_of_spans(expand(both.rota, START, end).spans)

    assert ours == shifts_of(both.calendar, START, end)
    assert len(ours) > 50


@pytest.mark.parametrize("number", range(15))
def test_the_same_people_are_on_now(number: int) -> None:
    both = said_both_ways(number, 5)
    moments = [START + n * timedelta(days=23, hours=5, minutes=7) for n in range(8)]

    assert [on_call(both.rota, at) for at in moments] == [on_at(both.calendar, at) for at in moments]
