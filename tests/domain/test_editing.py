"""A running call of another nature, need or plan; and whom a coordinator asks by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.dispatch import Decision, decide
from domain.errors import Refused
from domain.ids import NatureId, PersonId, SkillId
from domain.incident import AssignmentState, Incident, IncidentStatus, PageState
from domain.matching import Candidate
from domain.messages import MessageKind as K
from domain.needs import DangerKind, Nature, Need, ProtectionArea, Urgency
from domain.people import Role, Standing
from domain.policy import Paging, Policy, Tier
from domain.step_aside import Aside, AsideFrom, StepAside
from tests.support.builders import LEAD, NOON, candidate, facts, opened

FIVE = tuple(candidate(name) for name in ("ana", "ben", "cal", "dee", "eve"))
CORA = PersonId("cora")
LISTENER = SkillId("listener")


def do(call: Incident, command: c.AnIncidentCommand, *people: object, stimulus: str = "d") -> Decision:
    return decide(call, command, facts(*(people or FIVE), stimulus=stimulus), NOON)  # type: ignore[arg-type]


def call(need: Need | None = None) -> Incident:
    return opened(*FIVE, need=need or Need(responders=1, cap=2)).incident


def sent(incident: Incident, *people: str) -> Incident:
    for each in people:
        assign = c.Assign(incident=incident.id, by=CORA, person=PersonId(each))
        incident = do(incident, assign, stimulus=each).incident
    return incident


def told(decision: Decision, to: str) -> list[K]:
    return [say.kind for say in decision.says if say.to == to]


def nature(need: Need, name: str = "flood") -> Nature:
    return Nature(
        id=NatureId(name),
        protection_area=ProtectionArea.CLIMATE_RELIEF,
        names={},
        urgency=Urgency.IMMEDIATE,
        need=need,
    )


def test_an_edited_need_does_not_follow_the_nature() -> None:
    before = nature(Need(responders=1, cap=2), "old")
    edited = do(call(), c.ChangeNeed(incident=call().id, by=CORA, responders=2)).incident
    command = c.ChangeNature(
        incident=edited.id, by=CORA, nature=nature(Need(responders=4, cap=4)), was=before, ready=True
    )

    assert do(edited, command).incident.need.responders == 2
    assert do(call(), command).incident.need.responders == 4


def test_the_need_follows_the_nature_where_force_is_known_and_two_still_go_together() -> None:
    usual = Need(responders=1, cap=2)
    said = c.AddWords(incident=call().id, words="", danger=True, kinds=(DangerKind.WEAPON,))
    named = do(call(usual), said).incident
    command = c.ChangeNature(
        incident=named.id, by=CORA, nature=nature(Need(responders=4, cap=4)), was=nature(usual, "old"), ready=True
    )

    need = do(named, command).incident.need

    assert (need.responders, need.together) == (4, 2)


def test_who_waits_may_go_once_fewer_must_be_together() -> None:
    waits = sent(call(Need(responders=2, cap=2, together=2)), "ana")
    assert waits.going()[0].state is AssignmentState.HOLDING

    decision = do(waits, c.ChangeNeed(incident=waits.id, by=CORA, responders=1, together=1))

    assert decision.incident.going()[0].state is AssignmentState.ACCEPTED
    assert K.M_RELEASED in [say.kind for say in decision.says if say.to == "ana"]
    assert decision.incident.status is IncidentStatus.FILLED
    assert not decision.incident.live_pages()


def test_who_was_on_the_way_holds_once_more_must_be_together() -> None:
    goes = sent(call(), "ana")

    decision = do(goes, c.ChangeNeed(incident=goes.id, by=CORA, responders=2, together=2))

    assert decision.incident.going()[0].state is AssignmentState.HOLDING
    assert decision.incident.live_pages()


def test_whoever_steps_back_as_two_must_go_and_the_requester_hear_what_holds_now() -> None:
    goes = sent(call(), "ana")

    decision = do(goes, c.ChangeNeed(incident=goes.id, by=CORA, responders=2, together=2))

    (waits,) = [say for say in decision.says if say.to == "ana"]
    assert (waits.kind, waits.params["asked"]) == (K.M_HANDS_WAIT, len(decision.incident.live_pages()))
    (truth,) = [say for say in decision.says if say.to == "cnv_1"]
    assert (truth.kind, truth.params["codes"]) == (K.R_HANDS_TOGETHER, goes.going()[0].code)


def test_a_silent_requester_hears_nothing_of_two_who_must_go() -> None:
    goes = replace(sent(call(), "ana"), silent=True)

    decision = do(goes, c.ChangeNeed(incident=goes.id, by=CORA, responders=2, together=2))

    assert told(decision, "cnv_1") == []


def test_whoever_steps_back_with_nobody_left_to_ask_hears_that_a_coordinator_tries() -> None:
    ana = candidate("ana")
    alone = opened(ana, need=Need(responders=1, cap=2)).incident
    goes = do(alone, c.Assign(incident=alone.id, by=CORA, person=PersonId("ana")), ana).incident

    decision = do(goes, c.ChangeNeed(incident=goes.id, by=CORA, responders=2, together=2), ana)

    (waits,) = [say for say in decision.says if say.to == "ana"]
    assert (waits.params["asked"], waits.params["coordinator"]) == ("", "tries")
    assert told(decision, "cnv_1") == [K.R_NOBODY_BESIDE]


def test_whoever_is_done_is_nobody_to_wait_for() -> None:
    both = sent(call(Need(responders=2, cap=2)), "ana", "ben")
    one = do(both, c.Finish(incident=both.id, by=PersonId("ana"))).incident

    decision = do(one, c.ChangeNeed(incident=one.id, by=CORA, together=2))

    assert decision.incident.assignment_of(PersonId("ben")).state is AssignmentState.HOLDING  # type: ignore[union-attr]
    assert decision.incident.need.responders == 3
    assert decision.incident.live_pages()


def test_the_cap_is_never_below_those_going() -> None:
    goes = sent(call(Need(responders=2, cap=3)), "ana", "ben")

    with pytest.raises(Refused) as refused:
        do(goes, c.ChangeNeed(incident=goes.id, by=CORA, responders=1, cap=1))
    assert refused.value.key == K.C_HANDS_CAP_LOW
    assert do(goes, c.ChangeNeed(incident=goes.id, by=CORA, responders=1)).incident.need.cap == 2


@pytest.mark.parametrize(
    "change",
    [
        {"responders": 2, "together": 3},
        {"responders": 3, "cap": 2},
        {"roles": ((LEAD, 2),), "responders": 1},
    ],
)
def test_numbers_that_contradict_each_other_change_nothing(change: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        do(call(), c.ChangeNeed(incident=call().id, by=CORA, **change))  # type: ignore[arg-type]
    assert refused.value.key == K.C_HANDS_NEED_HOW


def test_who_lacks_what_is_needed_now_is_asked_no_more() -> None:
    medic = candidate("med", skills=("medic",))
    asked = opened(*FIVE, medic).incident
    needs_medic = nature(Need(responders=1, cap=1, skills=frozenset({SkillId("medic")})))

    after = do(
        asked,
        c.ChangeNature(
            incident=asked.id, by=CORA, nature=needs_medic, was=replace(needs_medic, need=asked.need), ready=True
        ),
        *FIVE,
        medic,
    ).incident

    assert {page.person for page in after.live_pages()} == {"med"}


def test_who_steps_aside_from_the_new_nature_is_asked_no_more_and_nothing_says_why() -> None:
    flood = nature(Need(responders=1, cap=2))
    aside = StepAside(kept=(Aside(AsideFrom.NATURE, flood.id),))
    people = tuple(
        replace(each, person=replace(each.person, aside=aside)) if each.person.id == "ana" else each for each in FIVE
    )
    asked = opened(*people, need=Need(responders=1, cap=2)).incident
    assert "ana" in {page.person for page in asked.live_pages()}

    decision = do(asked, c.ChangeNature(incident=asked.id, by=CORA, nature=flood, was=None, ready=True), *people)

    assert "ana" not in {page.person for page in decision.incident.live_pages()}
    assert len(decision.incident.live_pages()) == len(asked.live_pages())
    assert {each.why for each in decision.events if isinstance(each, e.PageWithdrawn)} == {"its nature changed"}
    assert K.M_STAND_DOWN in told(decision, "ana")


def aside_from_flood(name: str) -> tuple[Candidate, ...]:
    aside = StepAside(kept=(Aside(AsideFrom.NATURE, "flood"),))
    return tuple(
        replace(each, person=replace(each.person, aside=aside)) if each.person.id == name else each for each in FIVE
    )


@pytest.mark.parametrize("together", [1, 2])
def test_who_goes_and_steps_aside_from_the_new_nature_is_asked_alone_whether_they_go_all_the_same(
    together: int,
) -> None:
    people = aside_from_flood("ana")
    running = sent(call(Need(responders=2, cap=2, together=together)), "ana")
    change = c.ChangeNature(
        incident=running.id, by=CORA, nature=nature(Need(responders=2, cap=2, together=together)), was=None, ready=True
    )

    decision = do(running, change, *people)
    again = do(decision.incident, change, *people)

    asked = [(say.to, say.kind) for say in decision.says if K.M_LINE_ASIDE_ASKED in {each.kind for each in say.lines}]
    assert asked == [("ana", K.M_HANDS_NATURE)]
    assert decision.aside_asked == {"ana"}
    assert not again.aside_asked
    assert "aside" not in repr(decision).lower().replace("m_line_aside", "")
    assert [each.person for each in decision.incident.going()] == ["ana"]


def test_a_yes_to_a_page_that_was_taken_back_as_the_nature_changed_is_asked_alone() -> None:
    people = aside_from_flood("ana")
    asked = opened(*people, need=Need(responders=2, cap=2)).incident
    page = next(each for each in asked.live_pages() if each.person == "ana")
    yes = c.Accept(incident=asked.id, by=page.person, page=page.id)
    flood = c.ChangeNature(incident=asked.id, by=CORA, nature=nature(Need(responders=2, cap=2)), was=None, ready=True)
    changed = do(asked, flood, *people).incident

    assert do(changed, yes, *people, stimulus="y").aside_asked == {"ana"}
    assert do(asked, yes, *people, stimulus="y").aside_asked == frozenset()


def test_the_plan_is_edited_for_this_call_and_people_are_asked_by_it() -> None:
    before = call()

    decision = do(
        before,
        c.EditPlan(
            incident=before.id,
            by=CORA,
            live_pages=5,
            expires=timedelta(minutes=4),
            tiers=(Tier.ON_CALL, Tier.AVAILABLE),
        ),
    )

    after = decision.incident
    assert len(after.live_pages()) == 5
    assert {page.expires_at - NOON for page in after.live_pages()} == {timedelta(minutes=2), timedelta(minutes=4)}
    assert (after.plan.policy.tiers, before.plan.policy.live_pages) == ((Tier.ON_CALL, Tier.AVAILABLE), 3)
    (answer,) = (say for say in decision.says if say.kind is K.C_HANDS_PLAN_CHANGED)
    assert [line.params["live"] for line in answer.lines] == [3, 5]


@pytest.mark.parametrize(
    ("was", "change", "now", "parts"),
    [
        (Paging.COMPUTED, {"live_pages": 5}, Paging.CONSTANT, ("paging", "live_pages")),
        (Paging.COMPUTED, {"live_pages": 3}, Paging.CONSTANT, ("paging",)),
        (Paging.BROADCAST, {"live_pages": 3}, Paging.CONSTANT, ("paging",)),
        (Paging.WAVES, {"live_pages": 5}, Paging.WAVES, ("live_pages",)),
        (Paging.CONSTANT, {"paging": Paging.COMPUTED}, Paging.COMPUTED, ("paging",)),
        (Paging.CONSTANT, {"live_pages": 5, "paging": Paging.WAVES}, Paging.WAVES, ("paging", "live_pages")),
    ],
)
def test_another_way_of_asking_is_a_part_of_the_plan_that_changed(
    was: Paging, change: dict[str, object], now: Paging, parts: tuple[str, ...]
) -> None:
    before = opened(*FIVE, need=Need(), policy=Policy(paging=was)).incident

    decision = do(before, c.EditPlan(incident=before.id, by=CORA, **change))  # type: ignore[arg-type]

    assert decision.incident.plan.policy.paging is now
    assert [each.parts for each in decision.events if isinstance(each, e.PlanEdited)] == [parts]
    (answer,) = (say for say in decision.says if say.kind is K.C_HANDS_PLAN_CHANGED)
    shown = answer.lines[1].params
    assert (bool(shown["live"]), bool(shown["waves"]), shown["paging"]) == {
        Paging.CONSTANT: (True, False, ""),
        Paging.WAVES: (False, True, ""),
        Paging.COMPUTED: (False, False, "computed"),
    }[now]


@pytest.mark.parametrize("why", ["not vetted", "cannot be reached", "nobody"])
def test_a_name_goes_past_no_rule_that_protects(why: str) -> None:
    unvetted = candidate("zoe", standing=Standing.BOUND)
    silent = candidate("zoe", points=0)
    people = {"not vetted": (*FIVE, unvetted), "cannot be reached": (*FIVE, silent), "nobody": FIVE}[why]

    with pytest.raises(Refused) as refused:
        do(call(), c.PagePerson(incident=call().id, by=CORA, person=PersonId("zoe"), wake=True), *people)
    assert refused.value.key == K.C_HANDS_CANNOT_ASK


def test_whoever_is_asked_by_name_finds_a_place_though_the_need_was_filled() -> None:
    goes = sent(call(Need(responders=1, cap=1)), "ana")

    asked = do(goes, c.PagePerson(incident=goes.id, by=CORA, person=PersonId("eve"))).incident
    page = next(page for page in asked.pages if page.person == "eve" and page.state is PageState.LIVE)
    after = do(asked, c.Accept(incident=asked.id, by=PersonId("eve"), page=page.id)).incident

    assert {each.person for each in after.going()} == {"ana", "eve"}


def test_whoever_offers_a_call_has_it_until_it_is_taken_and_whoever_had_it_hears_so() -> None:
    dee = candidate("dee", roles=(Role.COORDINATOR,))
    had = replace(call(), owner=PersonId("omar"))

    decision = do(had, c.HandTo(incident=had.id, by=CORA, person=PersonId("dee")), *FIVE, dee)

    assert (decision.incident.owner, decision.incident.offered_to) == ("cora", "dee")
    assert [say.to for say in decision.says if say.kind is K.C_HANDS_OWNER] == ["omar"]


def test_what_is_said_on_hold_is_true_and_made_good_as_the_call_goes_on() -> None:
    held = call(Need(responders=2, cap=2, together=2))
    held = do(held, c.Hold(incident=held.id, by=CORA)).incident
    first, *others = held.live_pages()
    for page in others:
        held = do(held, c.Decline(incident=held.id, by=page.person, page=page.id)).incident

    waits = do(held, c.Accept(incident=held.id, by=first.person, page=first.id))
    asked = do(waits.incident, c.AskStatus(incident=held.id))
    goes_on = do(waits.incident, c.GoOn(incident=held.id, by=CORA))
    again = do(do(goes_on.incident, c.Hold(incident=held.id, by=CORA)).incident, c.GoOn(incident=held.id, by=CORA))

    assert told(waits, "cnv_1") == told(asked, "cnv_1") == [K.R_HANDS_ON_HOLD]
    assert told(goes_on, "cnv_1") == [K.R_HOLDING]
    assert told(goes_on, first.person) == [K.M_HANDS_GOES_ON]
    assert told(again, "cnv_1") == told(again, first.person) == []  # nobody had stopped being asked


def test_whoever_needs_help_hears_that_people_are_asked_again_after_a_hold_where_they_are() -> None:
    held = do(call(), c.Hold(incident=call().id, by=CORA)).incident
    for page in held.live_pages():
        held = do(held, c.Decline(incident=held.id, by=page.person, page=page.id)).incident
    goes_on = c.GoOn(incident=held.id, by=CORA)

    assert told(do(held, goes_on), "cnv_1") == [K.R_HANDS_GOES_ON]
    assert told(do(held, goes_on, candidate("ana")), "cnv_1") == [K.R_NOBODY]


def test_on_hold_nobody_is_told_of_a_further_round() -> None:
    alone = candidate("ana")
    silent = opened(alone, need=Need()).incident
    silent = do(silent, c.Expire(incident=silent.id, page=silent.live_pages()[0].id), alone).incident
    silent = replace(silent, exhausted=False, asks_again_at=NOON + timedelta(minutes=1))

    held = do(silent, c.Hold(incident=silent.id, by=CORA), alone).incident

    assert told(do(held, c.AskStatus(incident=held.id), alone), "cnv_1") == [K.R_COORDINATOR_HAS_IT]
    assert do(held, c.GoOn(incident=held.id, by=CORA), alone).incident.live_pages()


def test_on_hold_a_decline_is_not_replaced() -> None:
    held = do(call(), c.Hold(incident=call().id, by=CORA)).incident
    page = held.live_pages()[0]

    after = do(held, c.Decline(incident=held.id, by=page.person, page=page.id)).incident

    assert len(after.live_pages()) == 2
    with pytest.raises(Refused):
        do(after, c.PageMore(incident=held.id, by=CORA, more=1))


def test_languages_skills_of_everybody_and_roles_from_afar_change_and_the_event_names_them() -> None:
    before = call(Need(responders=2, cap=2))
    command = c.ChangeNeed(
        incident=before.id,
        by=CORA,
        roles=((LISTENER, 1),),
        languages=("es",),
        afar=((LISTENER, True),),
        each=((SkillId("medic"), True),),
    )

    changed = do(before, command)

    need = changed.incident.need
    assert need.languages == ("es",)
    assert (need.remote, need.skills) == (frozenset({LISTENER}), frozenset({SkillId("medic")}))
    (event,) = [each for each in changed.events if isinstance(each, e.NeedChanged)]
    for part in ("languages - to es", f"afar - to {LISTENER}", "skills - to medic"):
        assert part in event.why
    (answer,) = [say.params for say in changed.says if say.kind is K.C_HANDS_NEED]
    assert (answer["languages"], answer["afar"], answer["skills"]) == ("es", LISTENER, "medic")
    assert not changed.incident.live_pages()  # nobody is a medic
    back = c.ChangeNeed(
        incident=before.id,
        by=CORA,
        roles=((LISTENER, 0),),
        languages=(),
        each=((SkillId("medic"), False),),
    )
    assert do(changed.incident, back).incident.need == before.need


def test_whoever_leads_is_there_and_is_not_made_to_help_from_afar() -> None:
    before = call(Need(responders=2, cap=2, roles={LEAD: 1}))

    with pytest.raises(Refused) as refused:
        do(before, c.ChangeNeed(incident=before.id, by=CORA, afar=((LEAD, True),)))

    assert refused.value.key is K.C_HANDS_LEAD_THERE
