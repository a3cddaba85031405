"""Who is asked when coordinators stay silent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import commands as c
from domain.deciding import Facts
from domain.dispatch import Decision, decide
from domain.doubt import Doubt, DoubtState
from domain.escalation import rings, wake, within
from domain.flood import TOLD_ONE_BY_ONE
from domain.ids import PersonId, TaskId
from domain.incident import Incident, Ring
from domain.messages import MessageKind as K
from domain.policy import Coordinating
from domain.tasks import TaskKind
from tests.support.builders import NOON, candidate, facts, incident, opened

ANA, BEN = candidate("ana"), candidate("ben")


def people(*, first: tuple[str, ...] = (), team: tuple[str, ...] = ("cora",), others: tuple[str, ...] = ()) -> Facts:
    gathered = facts(ANA, BEN, coordinators=team)
    return replace(gathered, first=tuple(map(PersonId, first)), others=tuple(map(PersonId, others)))


def unanswered(call: Incident, gathered: Facts, step: int, kind: TaskKind = TaskKind.NOBODY_LEFT) -> Decision:
    command = c.Unanswered(incident=call.id, task=TaskId("tsk_1"), kind=kind, step=step)
    return decide(call, command, gathered, NOON)


def told(decision: Decision, kind: K) -> list[str]:
    return [say.to for say in decision.says if say.kind is kind]


@pytest.mark.parametrize(
    ("kind", "gathered", "order"),
    [
        (TaskKind.NOBODY_LEFT, people(team=("cora",), others=("gus",)), (1, 2, 3)),
        (TaskKind.NOBODY_LEFT, people(first=("cora",), team=("cora", "omar"), others=("gus",)), (0, 1, 2, 3)),
        (TaskKind.NOBODY_LEFT, people(first=("cora",), team=("cora",)), (0, 3)),
        (TaskKind.DANGER, people(first=("cora",), team=("cora", "omar"), others=("gus",)), (1, 2, 3)),
        (TaskKind.SILENT, people(team=("cora",)), (1, 3)),
    ],
)
def test_an_empty_ring_and_one_that_heard_it_already_are_passed(
    kind: TaskKind, gathered: Facts, order: tuple[int, ...]
) -> None:
    assert tuple(map(int, rings(kind, gathered))) == order


def test_whoever_took_it_is_reminded_while_it_waits_and_then_the_team_with_them() -> None:
    gathered = people(team=("cora", "omar"), others=("gus",))
    reminded = [
        decide(
            incident(),
            c.Unanswered(
                incident=incident().id,
                task=TaskId("tsk_1"),
                kind=TaskKind.DANGER,
                step=2,
                owner=PersonId("cora"),
                reminded=n,
            ),
            gathered,
            NOON,
        )
        for n in range(3)
    ]

    assert [told(each, K.C_HANDS_STILL_WAITS) for each in reminded] == [[], ["cora"], ["cora", "omar"]]
    wakes = [(each.wakes[0].subject, (each.wakes[0].at - NOON) / timedelta(hours=1)) for each in reminded]
    assert wakes == [("tsk_1:2:1", 1), ("tsk_1:2:2", 2), ("tsk_1:2:3", 4)]


def test_those_asked_before_keep_hearing_it() -> None:
    gathered = people(first=("cora",), team=("cora", "omar"), others=("gus",))
    call = incident()

    heard = [told(unanswered(call, gathered, step), K.C_HANDS_UNANSWERED) for step in (1, 2, 3)]

    assert heard == [["cora", "omar"], ["cora", "omar", "gus"], ["cora", "omar", "gus"]]


def test_everybody_is_told_once_that_no_coordinator_answers() -> None:
    gathered, call = people(), incident()

    first = unanswered(call, gathered, 1)
    second = unanswered(first.incident, gathered, 2)

    assert first.incident.ring is Ring.EVERYBODY
    assert told(first, K.M_HANDS_NO_COORDINATOR) == ["ana", "ben"]
    assert told(second, K.M_HANDS_NO_COORDINATOR) == []
    assert told(second, K.C_HANDS_UNANSWERED) == ["cora"]


def test_after_the_last_ring_each_wait_is_twice_as_long() -> None:
    gathered, call = people(), incident()

    waits = [unanswered(call, gathered, step).wakes[0].at - NOON for step in (1, 2, 3, 4)]

    assert waits == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]


def test_danger_is_asked_about_sooner() -> None:
    policy = Coordinating()

    assert within(policy, TaskKind.DANGER) == timedelta(minutes=2)
    assert within(policy, TaskKind.UNPLACED) == timedelta(minutes=5)
    assert wake(policy, TaskId("tsk_1"), TaskKind.DANGER, incident().id, NOON).at == NOON + timedelta(minutes=2)


def test_what_waits_first_is_told_to_coordinators_on_call_and_danger_to_all() -> None:
    gathered = people(first=("cora",), team=("cora", "omar"))
    call = opened(ANA, BEN).incident
    danger = c.AddWords(incident=call.id, words="they have knives", danger=True)

    assert told(decide(call, danger, gathered, NOON), K.C_DANGER) == ["cora", "omar"]
    silent = c.GoSilent(incident=call.id, how="exit")
    assert told(decide(call, silent, gathered, NOON), K.C_SILENT) == ["cora"]


def test_nothing_is_asked_about_a_call_that_is_closed() -> None:
    call = replace(incident(), status=opened(ANA).incident.status)
    closed = replace(call, status=type(call.status).CLOSED)

    assert unanswered(closed, people(), 1).says == ()


def test_of_the_later_calls_of_a_flood_coordinators_hear_together_and_of_those_who_go_by_itself() -> None:
    gathered = replace(people(team=("cora",), others=("gus",)), flood_ahead=TOLD_ONE_BY_ONE)
    call = replace(opened(ANA, BEN).incident, doubt=Doubt(state=DoubtState.CONFIRMED, since=NOON))

    last = unanswered(call, gathered, 9)

    assert told(last, K.C_FLOOD_GATHERED) == ["cora", "gus"]
    assert not told(last, K.C_HANDS_UNANSWERED)
    assert not told(last, K.M_HANDS_NO_COORDINATOR)
    assert "cora" in told(unanswered(call, gathered, 1, TaskKind.CANNOT_FIND), K.C_HANDS_UNANSWERED)
