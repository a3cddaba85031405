"""Who leads those who go, and what only they may do."""

from dataclasses import replace

import pytest

from domain import commands as c
from domain import events as e
from domain.dispatch import Decision, decide
from domain.errors import Refused
from domain.ids import PersonId, SkillId
from domain.incident import AssignmentState, Incident, IncidentStatus
from domain.messages import MessageKind as K
from domain.needs import Need
from domain.policy import Policy
from tests.domain.test_dispatch import SIX, accept, kinds
from tests.support.builders import LEAD, NOON, candidate, facts, opened


def play(call: Incident, *commands: c.AnIncidentCommand) -> Decision:
    decision = Decision(why="", incident=call)
    for number, command in enumerate(commands):
        stimulus = f"l{len(call.assignments)}{number}"
        decision = decide(decision.incident, command, facts(*SIX, stimulus=stimulus), NOON)
    return decision


def three(*, together: int = 1) -> Incident:
    """Ana, Ben and Cal go, in this order."""
    need = Need(responders=3, cap=4, together=together)
    call = opened(*SIX, need=need, policy=Policy(live_pages=3)).incident
    return play(call, *(accept(call, name) for name in ("ana", "ben", "cal"))).incident


def by(name: str, command: type, call: Incident, **more: object) -> c.AnIncidentCommand:
    return command(incident=call.id, by=PersonId(name), **more)  # type: ignore[no-any-return]


def leads(call: Incident) -> str | None:
    lead = call.lead()
    return None if lead is None else lead.person


def code(call: Incident, name: str) -> str:
    mine = call.assignment_of(PersonId(name))
    assert mine is not None
    return mine.code


def test_before_anybody_is_there_the_first_who_accepted_leads() -> None:
    assert leads(three()) == "ana"


def test_the_first_on_scene_leads_and_everybody_who_goes_hears_it() -> None:
    decision = play(three(), by("ben", c.Arrive, three()))

    assert leads(decision.incident) == "ben"
    assert kinds(decision, "ben") == [K.M_ARRIVED, K.M_LEAD_YOURS]
    assert (kinds(decision, "ana"), kinds(decision, "cal")) == ([K.M_LEAD_IS], [K.M_LEAD_IS])
    assert any(isinstance(each, e.LeadPassed) and each.person == "ben" for each in decision.events)


def test_who_comes_later_does_not_take_the_lead() -> None:
    call = three()

    assert leads(play(call, by("ben", c.Arrive, call), by("cal", c.Arrive, call)).incident) == "ben"


def test_who_was_set_to_lead_leads_although_another_is_there_first() -> None:
    call = three()
    command = by("cora", c.HandLead, call, code=code(call, "cal").lower(), coordinates=True)

    decision = play(call, command)
    assert leads(decision.incident) == "cal"
    assert kinds(decision, "cora") == [K.C_LEAD]

    assert leads(play(decision.incident, by("ben", c.Arrive, call)).incident) == "cal"


@pytest.mark.parametrize("command", [c.DropOut, c.Finish])
def test_when_the_lead_goes_it_passes_on_and_everybody_hears_it(command: type) -> None:
    call = three()
    call = play(call, by("ana", c.Arrive, call), by("cal", c.Arrive, call)).incident

    decision = play(call, by("ana", command, call))

    assert leads(decision.incident) == "cal"
    assert K.M_LEAD_YOURS in kinds(decision, "cal")
    assert K.M_LEAD_IS in kinds(decision, "ben")


def test_the_lead_asks_for_more_and_all_hear_it() -> None:
    call = three()

    decision = play(call, by("ana", c.AskMore, call, more=2))

    assert decision.incident.need.responders == 5
    assert decision.incident.status is IncidentStatus.ASKING or decision.incident.live_pages()
    assert kinds(decision, "ana")[-1] is K.M_LEAD_ASKED
    assert kinds(decision, "ben") == [K.M_LEAD_ASKS]
    (asked,) = [each for each in decision.events if isinstance(each, e.MoreAsked)]
    assert (asked.by, asked.more, asked.why) == ("ana", 2, "the lead asks for more")


def test_the_lead_lets_one_go_by_code_name_and_nobody_is_asked_in_their_place() -> None:
    call = three()
    ben = code(call, "ben")

    decision = play(call, by("ana", c.StandDown, call, code=ben))

    after = decision.incident
    assert [each.person for each in after.going()] == ["ana", "cal"]
    assert after.assignments[1].state is AssignmentState.STOOD_DOWN
    assert (after.need.responders, after.need.cap) == (2, 3)
    assert after.is_filled()
    assert not after.live_pages()
    assert (kinds(decision, "ben"), kinds(decision, "cal")) == ([K.M_LEAD_FREED], [K.M_LEAD_LET_GO])
    (event,) = [each for each in decision.events if isinstance(each, e.StoodDown)]
    assert (event.by, event.person) == ("ana", "ben")


def test_enough_lets_go_whoever_is_not_there_and_asks_nobody_else() -> None:
    call = opened(*SIX, need=Need(responders=5, cap=5), policy=Policy(live_pages=5)).incident
    call = play(call, accept(call, "ana"), accept(call, "ben"), accept(call, "cal")).incident
    call = play(call, by("ana", c.Arrive, call), by("cal", c.Arrive, call)).incident
    assert call.live_pages()

    decision = play(call, by("ana", c.StandDown, call))

    after = decision.incident
    assert [each.person for each in after.going()] == ["ana", "cal"]
    assert not after.live_pages()
    assert after.is_filled()
    assert after.need.cap == 2
    assert kinds(decision, "ben") == [K.M_LEAD_FREED]
    assert kinds(decision, "dee") == [K.M_STAND_DOWN]
    late = play(after, accept(after, "dee"))
    assert kinds(late, "dee") == [K.M_THANKED_LATE]


def test_a_role_that_went_with_whoever_was_let_go_is_not_asked_for_again() -> None:
    team = tuple(candidate(name, skills=("lead",) if name == "ben" else ()) for name in ("ana", "ben", "cal"))
    call = opened(*team, need=Need(responders=2, cap=2, roles={LEAD: 1})).incident
    for n, name in enumerate(("ana", "ben")):
        call = decide(call, accept(call, name), facts(*team, stimulus=f"r{n}"), NOON).incident

    command = by("ana", c.StandDown, call, code=code(call, "ben"))
    after = decide(call, command, facts(*team, stimulus="free"), NOON).incident

    assert (after.need.responders, dict(after.need.roles)) == (1, {})
    assert after.is_filled()
    assert SkillId("lead") not in after.need.roles


def test_nobody_is_let_go_where_too_few_would_be_left_together() -> None:
    call = three(together=3)

    with pytest.raises(Refused) as refused:
        play(call, by("ana", c.StandDown, call, code=code(call, "ben")))

    assert refused.value.key == K.M_LEAD_NOT_ALONE


@pytest.mark.parametrize(
    ("command", "more"),
    [(c.AskMore, {"more": 2}), (c.StandDown, {}), (c.StandDown, {"code": "x"}), (c.HandLead, {"code": "x"})],
)
def test_only_the_lead_may_and_others_hear_who_leads(command: type, more: dict[str, object]) -> None:
    call = three()

    with pytest.raises(Refused) as refused:
        play(call, by("ben", command, call, **more))

    assert refused.value.key == K.M_LEAD_NOT_YOURS
    assert refused.value.params["other"] == code(call, "ana")


def test_the_lead_hands_it_over_by_code_name_and_an_unknown_one_lists_who_goes() -> None:
    call = three()

    decision = play(call, by("ana", c.HandLead, call, code=code(call, "cal")))
    assert leads(decision.incident) == "cal"
    assert kinds(decision, "ana") == [K.M_LEAD_IS]
    assert kinds(decision, "cal") == [K.M_LEAD_YOURS]

    with pytest.raises(Refused) as refused:
        play(call, by("ana", c.HandLead, call, code="nobody"))
    assert refused.value.key == K.M_LEAD_WHO


def test_nobody_on_probation_takes_the_lead_by_being_there_first() -> None:
    call = three()
    ben = call.assignment_of(PersonId("ben"))
    assert ben is not None
    known = tuple(replace(each, probation=True) if each.id == ben.id else each for each in call.assignments)

    assert leads(play(replace(call, assignments=known), by("ben", c.Arrive, call)).incident) == "ana"


def told(decision: Decision, kind: K) -> list[dict[str, object]]:
    return [dict(say.params) for say in decision.says if say.kind is kind]


def test_a_coordinator_stands_one_down_who_is_thanked_and_replaced_and_whoever_is_left_alone_steps_back() -> None:
    need = Need(responders=2, cap=2, together=2)
    call = opened(*SIX, need=need, policy=Policy(live_pages=3)).incident
    call = play(call, *(accept(call, name) for name in ("ana", "ben"))).incident
    gone = by("cora", c.TakeOff, call, person=PersonId("ana"), all_the_way=True, reason="her brother is there")

    decision = play(call, gone)

    (event,) = [each for each in decision.events if isinstance(each, e.StoodDown)]
    assert (event.by, event.person, event.reason) == ("cora", "ana", "her brother is there")
    assert kinds(decision, "ana") == [K.M_FREED]
    assert K.M_STEP_BACK in kinds(decision, "ben")
    assert [each.state for each in decision.incident.going()] == [AssignmentState.HOLDING]
    asked = {each.person for each in decision.incident.live_pages()}
    assert asked
    assert "ana" not in asked
    assert told(decision, K.C_HANDS_FREED) == [{"number": call.number, "code": code(call, "ana"), "asked": len(asked)}]


def test_who_is_stood_down_where_enough_stay_is_not_replaced_and_the_others_hear_it() -> None:
    call = play(three(), by("cora", c.ChangeNeed, three(), responders=2)).incident

    decision = play(call, by("cora", c.TakeOff, call, person=PersonId("cal"), all_the_way=True))

    assert (kinds(decision, "ana"), kinds(decision, "cal")) == ([K.M_HANDS_FREED], [K.M_FREED])
    assert decision.incident.is_filled()
    assert not decision.incident.live_pages()


def test_who_is_only_asked_can_be_taken_off_too_and_nobody_else() -> None:
    call = opened(*SIX, need=Need(responders=1, cap=1), policy=Policy(live_pages=1)).incident
    (page,) = call.live_pages()

    decision = play(call, by("cora", c.TakeOff, call, person=page.person, all_the_way=True))

    assert page.person not in {each.person for each in decision.incident.live_pages()}
    assert K.C_HANDS_FREED in kinds(decision, "cora")
    with pytest.raises(Refused) as refused:
        play(call, by("cora", c.TakeOff, call, person=PersonId("zoe"), all_the_way=True))
    assert refused.value.key is K.C_HANDS_FREED_WHO
