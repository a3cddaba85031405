"""Whatever is done to a call in whatever order, by whomever: what must hold holds, and the checks have teeth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from domain import commands as c
from domain.dispatch import Decision, Facts, decide
from domain.incident import AssignmentState, Incident
from domain.messages import MessageKind as K
from domain.messages import Say
from tests.domain.whatever_order import PLACE, OneCall

REPEATABLE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=40,
    stateful_step_count=30,
)
SEARCHES = settings(REPEATABLE, phases=[Phase.generate], max_examples=800, report_multiple_bugs=False)


def test_whatever_is_done_to_a_call_in_whatever_order_its_promises_hold() -> None:
    run_state_machine_as_test(OneCall, settings=REPEATABLE)


# --- the mutants: rules with one thing wrong


def takes_one_too_many(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """The cap is one higher than the need says."""
    need = replace(incident.need, cap=incident.need.cap + 1)
    decision = decide(replace(incident, need=need), command, facts, now)
    kept = incident.need if decision.incident.need == need else decision.incident.need
    return replace(decision, incident=replace(decision.incident, need=kept))


def sends_the_first_alone(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Whoever accepts goes at once."""
    if not isinstance(command, c.Accept):
        return decide(incident, command, facts, now)
    need = replace(incident.need, together=1)
    decision = decide(replace(incident, need=need), command, facts, now)
    return replace(decision, incident=replace(decision.incident, need=incident.need))


def lets_the_other_go_on(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Nobody steps back when the other drops out."""
    decision = decide(incident, command, facts, now)
    if not isinstance(command, c.DropOut):
        return decision
    were = {each.id: each.state for each in incident.assignments}
    going_on = tuple(
        replace(each, state=were[each.id]) if each.state is AssignmentState.HOLDING else each
        for each in decision.incident.assignments
    )
    return replace(decision, incident=replace(decision.incident, assignments=going_on))


def tells_those_who_hold_where(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """The place stands in what is told to whoever waits for the other."""
    decision = decide(incident, command, facts, now)
    told = tuple(
        replace(say, params={**say.params, "place": PLACE.label}) if say.kind is K.M_HOLD else say
        for say in decision.says
    )
    return replace(decision, says=told)


def tells_it_in_the_page(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """A page says where."""
    decision = decide(incident, command, facts, now)
    where = incident.place.label if incident.place is not None else ""
    told = tuple(
        replace(say, params={**say.params, "areas": where}) if say.kind is K.M_PAGE else say for say in decision.says
    )
    return replace(decision, says=told)


def tells_those_who_left_where(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Whoever goes no more is still told where."""
    decision = decide(incident, command, facts, now)
    ended = (AssignmentState.DROPPED_OUT, AssignmentState.STOOD_DOWN)
    left = [each for each in incident.assignments if each.state in ended]
    where = decision.incident.place.label if decision.incident.place is not None else ""
    told = tuple(
        Say(
            kind=K.M_STEP_BACK,
            to=each.person,
            to_member=True,
            key=f"left:{facts.stimulus}:{type(command).__name__}:{each.id}",
            params={"code": each.code, "other": where, "stage": "", "asked": "", "coordinator": ""},
        )
        for each in left
        if decision.incident.assignment_of(each.person) is None
    )
    return replace(decision, says=(*decision.says, *told))


def takes_a_texter_for_one_who_goes(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Whoever texts from afar counts as going there."""
    decision = decide(incident, command, facts, now)
    before = {each.id for each in incident.assignments}
    counts = tuple(
        replace(each, by_text=False, remote=False) if each.by_text and each.id not in before else each
        for each in decision.incident.assignments
    )
    return replace(decision, incident=replace(decision.incident, assignments=counts))


def leaves_it_to_nobody(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Nobody has a task when everybody has been asked."""
    return replace(decide(incident, command, facts, now), tasks=())


def forgets_to_ask_the_next(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """A page that ended is not replaced, and nobody is told."""
    decision = decide(incident, command, facts, now)
    if not isinstance(command, c.Decline | c.Expire | c.FailPage):
        return decision
    asked = {page.id for page in incident.pages}
    pages = tuple(page for page in decision.incident.pages if page.id in asked)
    left = replace(decision.incident, pages=pages, exhausted=False)
    return replace(decision, incident=left, tasks=(), wakes=())


def sets_no_timer(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Pages after the first never expire."""
    return replace(decide(incident, command, facts, now), wakes=())


def counts_who_helps_from_afar(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Somebody on the phone is somebody to go beside."""
    afar = sum(each.remote for each in incident.going())
    need = replace(incident.need, together=max(1, incident.need.together - afar))
    decision = decide(replace(incident, need=need), command, facts, now)
    kept = incident.need if decision.incident.need == need else decision.incident.need
    return replace(decision, incident=replace(decision.incident, need=kept))


def counts_neighbours_apart(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Whoever a neighbour sends takes no place below the cap."""
    theirs = {each.person.id for each in facts.candidates if each.aid}
    need = replace(incident.need, cap=incident.need.cap + sum(each.person in theirs for each in incident.counted()))
    decision = decide(replace(incident, need=need), command, facts, now)
    kept = incident.need if decision.incident.need == need else decision.incident.need
    return replace(decision, incident=replace(decision.incident, need=kept))


def forgets_who_was_not_heard_from(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Whoever did not say whether they come is left as they are when it is closed."""
    decision = decide(incident, command, facts, now)
    unsure = {each.id: each for each in incident.assignments if each.state is AssignmentState.UNSURE}
    if decision.incident.is_alive():
        return decision
    left = tuple(unsure.get(each.id, each) for each in decision.incident.assignments)
    return replace(decision, incident=replace(decision.incident, assignments=left))


def takes_in_whoever_comes_with_a_merge(incident: Incident, command: Any, facts: Facts, now: datetime) -> Decision:
    """Everybody of the other call goes on in this one, whatever its cap."""
    decision = decide(incident, command, facts, now)
    if not isinstance(command, c.TakeIn):
        return decision
    return replace(decision, incident=replace(decision.incident, need=incident.need))


MUTANTS = (
    counts_who_helps_from_afar,
    counts_neighbours_apart,
    forgets_who_was_not_heard_from,
    takes_in_whoever_comes_with_a_merge,
    takes_one_too_many,
    sends_the_first_alone,
    lets_the_other_go_on,
    tells_those_who_hold_where,
    tells_it_in_the_page,
    leaves_it_to_nobody,
    forgets_to_ask_the_next,
    sets_no_timer,
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.__name__)
def test_a_mutant_is_caught(mutant: Callable[..., Decision]) -> None:
    machine = type("Mutant", (OneCall,), {"decide": staticmethod(mutant)})

    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=SEARCHES)
