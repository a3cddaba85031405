"""Rest that nobody decides for themselves: after a heavy call, after many nights, until a coordinator ends it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import AssignmentId, IncidentId, NatureId, PersonId
from domain.incident import Assignment, AssignmentState
from domain.policy import Filling, Policy
from domain.strain import NO_STRAIN, Strain, came_back, is_heavy, night_ends, night_of, nights_lately, rests_until
from domain.zone import zone
from tests.support.builders import NOON, incident

CHICAGO = zone("America/Chicago")
POLICY = Policy()


def at(day: int, hour: int) -> datetime:
    """A reading of the clock in Chicago in March 2026, before the clocks change."""
    return datetime(2026, 3, day, hour, tzinfo=CHICAGO).astimezone(UTC)


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    assert night_of(POLICY, CHICAGO, at(3, 23)) == date(2026, 3, 3)
    assert night_of(POLICY, CHICAGO, at(4, 3)) == date(2026, 3, 3)
    assert night_of(POLICY, CHICAGO, at(4, 12)) is None
    assert night_ends(POLICY, CHICAGO, date(2026, 3, 3)) == at(4, 7)


def test_whoever_went_through_nothing_rests_never() -> None:
    assert rests_until(NO_STRAIN, POLICY, CHICAGO, NOON) is None


def test_after_a_heavy_call_rest_lasts_as_long_as_the_policy_says() -> None:
    strain = Strain(heavy_at=NOON)

    assert rests_until(strain, POLICY, CHICAGO, NOON) == NOON + timedelta(hours=12)
    assert rests_until(strain, POLICY, CHICAGO, NOON + timedelta(hours=12)) is None
    never = replace(POLICY, filling=Filling(rest_after_heavy=timedelta()))
    assert rests_until(strain, never, CHICAGO, NOON) is None


def test_after_too_many_nights_rest_begins_in_the_morning_and_lasts_over_the_next_night() -> None:
    nights = frozenset(date(2026, 3, day) for day in (1, 2, 4))
    strain = Strain(nights=nights)

    assert rests_until(strain, POLICY, CHICAGO, at(5, 3)) is None  # the night itself goes on
    assert rests_until(strain, POLICY, CHICAGO, at(5, 7)) == at(6, 7)
    assert rests_until(strain, POLICY, CHICAGO, at(6, 7)) is None
    assert rests_until(Strain(nights=nights - {date(2026, 3, 2)}), POLICY, CHICAGO, at(5, 7)) is None


def test_nights_longer_ago_do_not_count() -> None:
    strain = Strain(nights=frozenset(date(2026, 3, day) for day in (1, 2, 12)))

    assert nights_lately(strain, POLICY, CHICAGO, at(13, 7)) == 1
    assert rests_until(strain, POLICY, CHICAGO, at(13, 7)) is None


def test_a_policy_may_ask_for_no_rest_after_nights() -> None:
    tireless = replace(POLICY, filling=Filling(nights=0))
    strain = Strain(nights=frozenset(date(2026, 3, day) for day in range(1, 6)))

    assert rests_until(strain, tireless, CHICAGO, at(6, 8)) is None


@given(minutes=st.integers(1, 719), later=st.integers(1, 719))
def test_a_rest_that_was_ended_is_over_and_the_next_heavy_call_begins_another(minutes: int, later: int) -> None:
    lifted = NOON + timedelta(minutes=minutes)
    ended = Strain(heavy_at=NOON, lifted_at=lifted)
    assert rests_until(ended, POLICY, CHICAGO, lifted) is None

    again = replace(ended, heavy_at=lifted + timedelta(minutes=later))
    assert rests_until(again, POLICY, CHICAGO, lifted + timedelta(minutes=later)) is not None


def test_a_call_is_heavy_where_danger_was_named_or_the_team_calls_its_nature_so() -> None:
    assert is_heavy(incident(danger=True))
    assert not is_heavy(incident())
    assert is_heavy(incident(policy=Policy(filling=Filling(heavy=frozenset({NatureId("conflict")})))))


def goes(name: str, state: AssignmentState) -> Assignment:
    return Assignment(
        id=AssignmentId(name),
        incident=incident().id,
        person=PersonId(name),
        page=None,
        code=name,
        state=state,
        accepted_at=NOON,
    )


def test_whoever_was_let_go_on_scene_came_back_and_whoever_was_let_go_on_the_way_did_not() -> None:
    before = incident(
        assignments=(goes("there", AssignmentState.ON_SCENE), goes("walks", AssignmentState.EN_ROUTE)),
    )
    let_go = tuple(replace(each, state=AssignmentState.STOOD_DOWN) for each in before.assignments)

    assert came_back(before, replace(before, assignments=let_go)) == (PersonId("there"),)


def test_whoever_goes_on_in_another_call_has_not_come_back() -> None:
    before = incident(assignments=(goes("there", AssignmentState.ON_SCENE), goes("walks", AssignmentState.EN_ROUTE)))
    moved = tuple(replace(each, state=AssignmentState.CLEAR) for each in before.assignments)

    merged = replace(before, assignments=moved, merged_into=IncidentId("inc_other"))

    assert came_back(before, merged) == ()


def test_only_whoever_went_came_back() -> None:
    went = [AssignmentState.ON_SCENE, AssignmentState.HOLDING, AssignmentState.DROPPED_OUT, AssignmentState.ACCEPTED]
    before = incident(assignments=tuple(goes(f"p{n}", state) for n, state in enumerate(went)))
    clear = tuple(replace(each, state=AssignmentState.CLEAR) for each in before.assignments[:2])
    after = replace(before, assignments=(*clear, *before.assignments[2:]))

    assert came_back(before, after) == (PersonId("p0"),)
    assert came_back(after, after) == ()


def test_a_night_by_day_is_a_night_too() -> None:
    strange = replace(POLICY, night_from=time(1, 0), night_to=time(5, 0))

    assert night_of(strange, CHICAGO, at(4, 3)) == date(2026, 3, 4)
    assert night_ends(strange, CHICAGO, date(2026, 3, 4)) == at(4, 5)
