"""Whatever waits for somebody reaches everybody who could see to it, one after the other, and wakes nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.climbing import Climbed, Hearing, begins, climb, slot
from domain.ids import IncidentId, PersonId, TaskId, TeamId
from domain.policy import TaskPolicy
from domain.tasks import CLIMB_BY_THEMSELVES, Task, TaskKind, TaskState, marked, undone

NOON = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
POLICY = TaskPolicy()
ANA, BEN, CORA, DEE = map(PersonId, ("ana", "ben", "cora", "dee"))


def task(number: int = 1, *, kind: TaskKind = TaskKind.SIGN_UP, owner: PersonId | None = None) -> Task:
    return Task(
        id=TaskId(f"tsk_{number}"),
        kind=kind,
        team=TeamId("river"),
        incident=None,
        conversation=None,
        person=None,
        owner=owner,
        due=NOON,
        state=TaskState.OPEN,
        why="",
    )


def look(now: datetime, hearing: Hearing, *tasks: Task, night_ends: datetime | None = None) -> Climbed:
    return climb(tasks, hearing, POLICY, night_ends=night_ends, now=now)


def told_over_days(first: Task, hearing: Hearing, *, days: int = 5) -> list[tuple[timedelta, set[PersonId]]]:
    """Who hears of one task, how long after it was due, as often as it is looked."""
    known, now, heard = first, NOON, []
    while now < NOON + timedelta(days=days):
        found = look(now, hearing, known)
        known = found.changed[0] if found.changed else known
        if found.told:
            heard.append((now - NOON, set(found.told)))
        assert found.next_at is not None
        now = slot(found.next_at, now)
    return heard


def test_whoever_a_call_is_kept_from_hears_nothing_of_its_tasks_not_even_of_their_own() -> None:
    call = IncidentId("inc_1")
    kept = Hearing(on_call=(ANA, BEN), others=(ANA, BEN, CORA), kept_from={call: frozenset({ANA})})
    about_it = replace(task(owner=ANA), incident=call)

    assert {ANA} not in [people & {ANA} for _, people in told_over_days(about_it, kept)]
    assert told_over_days(about_it, kept)[-1][1] == {BEN, CORA}
    assert told_over_days(task(owner=ANA), kept)[0][1] == {ANA}


def test_who_is_on_hears_it_first_then_one_more_at_a_time_and_at_last_all_of_them_ever_more_seldom() -> None:
    heard = told_over_days(task(), Hearing(on_call=(ANA,), others=(ANA, BEN, CORA)))

    assert [people for _, people in heard[:4]] == [{ANA}, {ANA, BEN}, {ANA, BEN, CORA}, {ANA, BEN, CORA}]
    assert heard[0][0] - 2 * HOUR < timedelta(minutes=11)
    waits = [later - sooner for (sooner, _), (later, _) in pairwise(heard)]
    assert waits == sorted(waits)
    assert max(waits) <= timedelta(days=1, minutes=10)


def test_whoever_took_it_is_reminded_before_anybody_else_and_nobody_on_call_is_passed_at_once() -> None:
    heard = told_over_days(task(owner=BEN), Hearing(others=(CORA, DEE)), days=1)

    assert [people for _, people in heard[:3]] == [{BEN}, {BEN, CORA}, {BEN, CORA, DEE}]
    assert begins(task(owner=BEN), POLICY) == NOON + HOUR


def test_several_at_once_are_one_message_and_what_climbs_by_itself_is_none() -> None:
    others = [task(n, kind=kind) for n, kind in enumerate(sorted(CLIMB_BY_THEMSELVES), start=10)]
    found = look(NOON + 3 * HOUR, Hearing(others=(CORA,)), task(1), task(2), *others)

    assert found.told == {CORA: (TaskId("tsk_1"), TaskId("tsk_2"))}
    assert slot(NOON, NOON) == slot(NOON + timedelta(minutes=3), NOON) > NOON


def test_what_was_said_before_comes_along_with_what_is_said_and_a_few_late_tasks_are_few_messages() -> None:
    hearing = Hearing(on_call=(ANA,), others=(ANA, BEN))
    known = {each.id: each for each in (replace(task(n), due=NOON + n * 37 * timedelta(minutes=1)) for n in range(6))}
    now, heard = NOON, list[tuple[datetime, int]]()
    while now < NOON + timedelta(days=10):
        found = look(now, hearing, *known.values())
        known |= {each.id: each for each in found.changed}
        heard += [(now, len(ids)) for person, ids in found.told.items() if person == ANA]
        assert found.next_at is not None
        now = slot(found.next_at, now)

    later = [many for at, many in heard if at > NOON + timedelta(days=2)]
    assert len(later) <= 10  # each by itself once a day would be 48
    assert set(later) == {6}
    fresh = look(NOON + 3 * HOUR, hearing, replace(task(1), step=3, climbs_at=NOON + 4 * HOUR), task(2))
    assert fresh.told[ANA] == (TaskId("tsk_1"), TaskId("tsk_2"))
    unsaid = look(NOON + 3 * HOUR, hearing, replace(task(1), due=NOON + 2 * HOUR), task(2))
    assert unsaid.told[ANA] == (TaskId("tsk_2"),)


def test_whoever_cannot_be_reached_and_every_silence_after_a_call_climb_as_all_else_does() -> None:
    kinds = (TaskKind.UNREACHABLE, TaskKind.CHECK_IN_SILENT, TaskKind.CHECK_IN_LOST, TaskKind.CHECK_IN_WORDS)
    for kind in kinds:
        heard = told_over_days(task(kind=kind, owner=BEN), Hearing(others=(CORA, DEE)), days=30)

        assert set.union(*(who for _, who in heard)) == {BEN, CORA, DEE}, kind
        assert heard[-1][0] > timedelta(days=28), kind


def test_at_night_nothing_is_said_and_whoever_sleeps_is_left_to_it() -> None:
    now, morning = NOON + 5 * HOUR, NOON + 12 * HOUR
    at_night = look(now, Hearing(others=(CORA,)), task(), night_ends=morning)
    asleep = look(now, Hearing(others=(CORA,), asleep={CORA: morning}), task())
    one_awake = look(now, Hearing(on_call=(ANA, BEN), asleep={ANA: morning}), task())

    assert not at_night.told
    assert not asleep.told
    assert at_night.next_at == asleep.next_at == morning
    assert set(one_awake.told) == {BEN}
    assert look(morning, Hearing(others=(CORA,)), at_night.changed[0]).told


def test_with_nobody_to_hear_it_it_is_looked_again_and_not_lost() -> None:
    found = look(NOON + 3 * HOUR, Hearing(), task())

    assert not found.told
    assert found.next_at == NOON + 4 * HOUR


@settings(max_examples=60, deadline=None)
@given(
    coordinators=st.integers(min_value=1, max_value=5),
    on=st.integers(min_value=0, max_value=2),
    dues=st.lists(st.integers(min_value=0, max_value=600), min_size=1, max_size=6),
    quiet=st.integers(min_value=0, max_value=23),
)
def test_everybody_who_could_hears_of_everything_in_days_never_twice_at_once_and_never_asleep(
    coordinators: int, on: int, dues: list[int], quiet: int
) -> None:
    people = tuple(PersonId(f"c{n}") for n in range(coordinators))
    known = {each.id: each for each in (replace(task(n), due=NOON + timedelta(minutes=m)) for n, m in enumerate(dues))}
    heard: dict[TaskId, set[PersonId]] = {each: set() for each in known}
    now, messages = NOON, 0
    while now < NOON + timedelta(days=8):
        sleeps = people[-1]
        hour = now.replace(minute=0, second=0, microsecond=0)
        asleep = {sleeps: hour + HOUR} if now.hour == quiet else {}
        hearing = Hearing(on_call=people[:on], others=people, asleep=asleep)
        found = climb(known.values(), hearing, POLICY, night_ends=None, now=now)
        known |= {each.id: each for each in found.changed}
        assert not set(found.told) & set(asleep)
        messages += len(found.told)
        for person, ids in found.told.items():
            for each in ids:
                heard[each].add(person)
        assert found.next_at is not None
        now = slot(found.next_at, now)

    assert all(who == set(people) for who in heard.values())
    assert messages <= len(dues) * coordinators * 20


def test_a_change_is_taken_back_once_and_others_are_asked_anew() -> None:
    known = replace(task(), step=3, climbs_at=NOON)
    taken = replace(marked(known, ANA), owner=ANA)
    back = undone(taken)

    assert (taken.step, taken.climbs_at) == (0, None)
    assert back is not None
    assert back.owner is None
    assert undone(back) is None
