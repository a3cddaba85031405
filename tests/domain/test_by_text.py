"""Who texts from afar with whoever waits is beside all that the need asks."""

import pytest

from domain import commands as c
from domain import events as e
from domain.dispatch import Decision, decide
from domain.errors import Refused
from domain.ids import PersonId
from domain.incident import AssignmentState, Disposition, Incident, IncidentStatus
from domain.messages import MessageKind as K
from domain.needs import Need
from domain.tasks import TaskKind
from tests.domain.test_dispatch import SIX, accept, kinds
from tests.domain.test_leading import by, code, play
from tests.support.builders import NOON, facts, opened


def held() -> Incident:
    """Ana holds alone where two must go, and everybody else is asked."""
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    return play(call, accept(call, "ana")).incident


def texts(call: Incident, name: str) -> Decision:
    command = c.TextWith(incident=call.id, by=PersonId("eve"), person=PersonId(name))
    return decide(call, command, facts(*SIX, stimulus=f"t{name}"), NOON)


def state(call: Incident, name: str) -> AssignmentState:
    mine = call.assignment_of(PersonId(name))
    assert mine is not None
    return mine.state


def test_nobody_goes_in_because_somebody_texts() -> None:
    decision = texts(held(), "cal")

    assert decision.incident.status is IncidentStatus.HOLDING
    assert state(decision.incident, "ana") is AssignmentState.HOLDING
    assert [each.person for each in decision.incident.going()] == ["ana"]
    assert len(decision.incident.counted()) == 1
    assert (kinds(decision, "ana"), kinds(decision, "cal")) == ([K.M_REMOTE_BESIDE], [K.M_BY_TEXT])
    assert TaskKind.REMOTE_HELP in decision.tasks_done
    assert decision.incident.live_pages() == held().live_pages()


def test_the_second_who_goes_lets_the_first_go_and_finds_a_place_within_the_cap() -> None:
    call = texts(held(), "cal").incident

    call = play(call, accept(call, "ben")).incident

    assert (state(call, "ana"), state(call, "ben")) == (AssignmentState.ACCEPTED, AssignmentState.ACCEPTED)
    assert call.is_filled()


def test_a_task_comes_again_where_whoever_texts_cannot_go_on() -> None:
    call = texts(held(), "cal").incident

    left = play(call, by("cal", c.DropOut, call))
    done = play(call, by("cal", c.Finish, call))

    assert [each.kind for each in left.tasks] == [TaskKind.REMOTE_HELP]
    assert not done.tasks
    assert left.incident.live_pages() == call.live_pages()
    assert state(left.incident, "ana") is AssignmentState.HOLDING
    assert (left.incident.texting(), done.incident.texting()) == ((), ())


def test_they_have_no_way_to_go_and_never_lead() -> None:
    call = texts(held(), "cal").incident

    arrived = play(call, by("cal", c.Arrive, call))
    with pytest.raises(Refused):
        play(call, by("eve", c.HandLead, call, code=code(call, "cal"), coordinates=True))

    assert kinds(arrived, "cal") == [K.M_REMOTE_STAYS]
    assert not arrived.wakes


def test_who_texts_may_go_there_after_all() -> None:
    call = texts(held(), "ben").incident

    call = play(call, accept(call, "ben")).incident

    assert not call.texting()
    assert [each.person for each in call.going()] == ["ana", "ben"]
    assert state(call, "ana") is AssignmentState.ACCEPTED


def test_who_goes_is_not_put_aside_to_text_and_the_coordinator_hears_why() -> None:
    with pytest.raises(Refused) as refused:
        texts(held(), "ana")

    assert (refused.value.key, refused.value.params["code"]) == (K.C_HANDS_ON_IT, code(held(), "ana"))


def test_a_coordinator_stands_them_down_and_they_are_not_told_to_turn_back() -> None:
    call = texts(held(), "cal").incident

    freed = play(call, by("cora", c.TakeOff, call, person=PersonId("cal"), all_the_way=True))

    assert kinds(freed, "cal")[-1] is K.M_BY_TEXT_FREED
    assert K.M_FREED not in kinds(freed, "cal")
    assert kinds(freed, "cora") == [K.C_BY_TEXT_FREED]
    assert not freed.incident.texting()
    assert len(freed.incident.live_pages()) == len(call.live_pages())
    event = next(each for each in freed.events if isinstance(each, e.StoodDown))
    assert (event.person, event.by) == ("cal", "cora")


def test_whoever_waits_is_not_told_that_they_come() -> None:
    call = texts(held(), "cal").incident

    wrote = play(call, by("cal", c.RelayWords, call, words=("I am here",)))

    (said,) = [say for say in wrote.says if say.to == "cnv_1"]
    assert [line.kind for line in said.lines] == [K.R_LINE_RELAY_AFAR]


def test_it_ends_with_the_call() -> None:
    call = texts(held(), "cal").incident

    closed = play(call, c.Close(incident=call.id, by=PersonId("eve"), disposition=Disposition.CANCELLED))

    assert not closed.incident.taking_part()
    assert K.M_CLOSED in kinds(closed, "cal")
