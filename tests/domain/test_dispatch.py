"""Dispatch, rule by rule, and under any interleaving of what can happen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import commands as c
from domain import events as e
from domain.commands import AnIncidentCommand
from domain.deciding import kept_from
from domain.dispatch import Decision, decide, has_passed, open_incident
from domain.errors import Refused
from domain.ids import PageId, PersonId
from domain.incident import AssignmentState, Disposition, Incident, IncidentStatus, PageState
from domain.ledger import Ledger
from domain.messages import MessageKind as K
from domain.messages import WakeKind
from domain.needs import DangerKind, Mode, Need
from domain.people import Standing
from domain.places import Place, PlaceKind
from domain.policy import Policy
from domain.tasks import CHECK_INS, TaskKind
from tests.support.builders import LEAD, NOON, candidate, facts, incident, opened

SIX = tuple(candidate(name) for name in ("ana", "ben", "cal", "dee", "eve", "fay"))


def pages_of(call: Incident) -> dict[str, PageState]:
    return {page.person: page.state for page in call.pages}


def page_of(call: Incident, person: str) -> PageId:
    return next(page.id for page in reversed(call.pages) if page.person == person)


def accept(call: Incident, person: str, minutes: int | None = 12) -> AnIncidentCommand:
    return c.Accept(incident=call.id, by=PersonId(person), page=page_of(call, person), minutes=minutes)


def kinds(decision: Decision, to: str) -> list[K]:
    return [say.kind for say in decision.says if say.to == to]


def play(call: Incident, *commands: AnIncidentCommand) -> Decision:
    decision = Decision(why="", incident=call)
    for number, command in enumerate(commands):
        decision = decide(decision.incident, command, facts(*SIX, stimulus=f"s{number}"), NOON)
    return decision


def test_opening_pages_as_many_as_the_policy_keeps_live() -> None:
    decision = opened(*SIX)

    assert pages_of(decision.incident) == dict.fromkeys(("ana", "ben", "cal"), PageState.LIVE)
    assert kinds(decision, "cnv_1") == [K.R_ASKING]
    assert kinds(decision, "cora") == [K.C_OPENED]
    assert [wake.at for wake in decision.wakes] == [NOON + timedelta(seconds=120)] * 3


def test_danger_that_says_no_place_is_asked_where_while_people_are_asked() -> None:
    decision = opened(*SIX, danger=True, areas=(), place=None)

    assert kinds(decision, "cnv_1")[-1] is K.R_ASKING_WHERE
    assert pages_of(decision.incident)


def test_people_asked_by_hand_for_a_call_without_a_place_are_not_called_near() -> None:
    waiting = open_incident(incident(areas=(), place=None), facts(*SIX), NOON, paging=False, referral="")

    more = c.PageMore(incident=waiting.incident.id, by=PersonId("cora"), more=1)
    decision = decide(waiting.incident, more, facts(*SIX, stimulus="more"), NOON)

    assert kinds(decision, "cnv_1") == [K.R_ASKING_WHERE]


def test_where_the_team_does_not_do_it_nobody_promises_to_come_and_see() -> None:
    taken = incident(danger=True, ledger=Ledger(kinds=(DangerKind.TAKEN,)))

    decision = open_incident(taken, facts(*SIX), NOON, paging=False, referral="the hotline")

    assert K.R_SCREEN_TAKEN not in kinds(decision, "cnv_1")
    assert {K.R_DANGER_HEARD, K.R_REFERRED} <= set(kinds(decision, "cnv_1"))


def test_a_night_page_stays_live_longer() -> None:
    night = replace(facts(*SIX), reading=Policy().night_from)

    decision = open_incident(incident(), night, NOON, paging=True, referral=None)

    assert {wake.at - NOON for wake in decision.wakes} == {timedelta(seconds=180)}


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (lambda call: c.Decline(incident=call.id, by=PersonId("ana"), page=page_of(call, "ana")), PageState.DECLINED),
        (lambda call: c.Expire(incident=call.id, page=page_of(call, "ana")), PageState.EXPIRED),
        (lambda call: c.FailPage(incident=call.id, page=page_of(call, "ana")), PageState.FAILED),
    ],
)
def test_a_page_that_ends_unaccepted_is_replaced_at_once(command: object, state: PageState) -> None:
    call = opened(*SIX).incident

    decision = decide(call, command(call), facts(*SIX, stimulus="next"), NOON)  # type: ignore[operator]

    assert pages_of(decision.incident)["ana"] is state
    assert pages_of(decision.incident)["dee"] is PageState.LIVE
    assert len(decision.incident.live_pages()) == 3


def test_the_time_of_a_page_has_passed_only_when_it_has_ended_and_nobody_is_wanted_any_more() -> None:
    asked = opened(*SIX).incident
    declined = play(asked, c.Decline(incident=asked.id, by=PersonId("ana"), page=page_of(asked, "ana"))).incident
    filled = play(asked, accept(asked, "ben")).incident

    def passed(call: Incident) -> bool:
        return has_passed(call, c.Expire(incident=call.id, page=page_of(call, "ana")))

    assert (passed(asked), passed(declined), passed(filled)) == (False, False, True)


def test_when_the_need_is_filled_the_others_are_stood_down() -> None:
    call = opened(*SIX).incident

    decision = play(call, accept(call, "ben"))

    assert decision.incident.status is IncidentStatus.FILLED
    assert pages_of(decision.incident) == {
        "ana": PageState.WITHDRAWN,
        "ben": PageState.ACCEPTED,
        "cal": PageState.WITHDRAWN,
    }
    assert kinds(decision, "ana") == [K.M_STAND_DOWN]
    assert kinds(decision, "ben") == [K.M_GO]
    assert kinds(decision, "cnv_1") == [K.R_COMING_MINUTES]
    assert kinds(decision, "cora") == [K.C_FILLED]


def test_a_late_accept_counts_while_there_is_room_and_its_page_stays_expired() -> None:
    call = opened(*SIX, need=Need(responders=1, cap=2)).incident
    call = play(call, c.Expire(incident=call.id, page=page_of(call, "ana")), accept(call, "ben")).incident

    decision = play(call, accept(call, "ana"))

    assert pages_of(decision.incident)["ana"] is PageState.EXPIRED
    assert decision.incident.assignment_of(PersonId("ana")) is not None


def test_a_late_accept_with_no_room_is_thanked() -> None:
    call = play(opened(*SIX).incident, accept(opened(*SIX).incident, "ben")).incident

    decision = play(call, accept(call, "ana"))

    assert kinds(decision, "ana") == [K.M_THANKED_LATE]
    assert len(decision.incident.going()) == 1


def test_accepting_twice_changes_nothing_but_the_minutes() -> None:
    call = opened(*SIX).incident

    decision = play(call, accept(call, "ben", 12), accept(call, "ben", 5))

    assert len(decision.incident.going()) == 1
    assert decision.incident.going()[0].minutes == 5


def test_who_is_there_and_accepts_again_hears_that_they_are_there_and_not_to_go() -> None:
    call = opened(*SIX).incident
    call = play(call, accept(call, "ben"), c.Arrive(incident=call.id, by=PersonId("ben"))).incident

    decision = play(call, accept(call, "ben", 5))

    assert kinds(decision, "ben") == [K.M_ARRIVED]
    assert (decision.incident, kinds(decision, "cnv_1")) == (call, [])


def test_when_nobody_is_left_coordinators_and_requester_hear_it_at_once() -> None:
    call = opened(SIX[0]).incident

    decline = c.Decline(incident=call.id, by=PersonId("ana"), page=page_of(call, "ana"))
    decision = decide(call, decline, facts(SIX[0], stimulus="x"), NOON)

    assert K.R_NOBODY in kinds(decision, "cnv_1")
    assert K.C_NOBODY in kinds(decision, "cora")
    assert TaskKind.NOBODY_LEFT in {task.kind for task in decision.tasks}


def test_whoever_rests_is_asked_when_their_rest_is_over_and_somebody_is_still_missing() -> None:
    rest = {name: NOON + timedelta(hours=n) for n, name in enumerate(("ana", "ben"), start=1)}
    crew = [replace(each, rests_until=rest.get(each.person.id)) for each in SIX[:3]]
    call = opened(*crew).incident
    declined = c.Decline(incident=call.id, by=PersonId("cal"), page=page_of(call, "cal"))

    left = decide(call, declined, facts(*crew, stimulus="no"), NOON)
    looks = [wake for wake in left.wakes if wake.kind is WakeKind.QUIET_ENDS]
    over = decide(left.incident, c.LookAgain(incident=call.id), facts(*crew, stimulus="1"), rest["ana"])
    away = replace(crew[0], person=replace(crew[0].person, held_back=True))
    nobody_yet = decide(left.incident, c.LookAgain(incident=call.id), facts(away, *crew[1:], stimulus="2"), rest["ana"])

    assert left.incident.exhausted
    assert [wake.at for wake in looks] == [rest["ana"]]
    assert pages_of(over.incident)["ana"] is PageState.LIVE
    assert [wake.at for wake in nobody_yet.wakes] == [rest["ben"]]


def test_nobody_is_told_of_a_coordinator_where_there_is_none() -> None:
    alone = facts(SIX[0], coordinators=())

    decision = open_incident(incident(danger=True), alone, NOON, paging=False, referral=None)

    assert {say.params.get("coordinator") for say in decision.says if say.to == "cnv_1"} == {""}


def test_an_empty_rota_is_said_at_once() -> None:
    decision = opened()

    assert K.R_NOBODY in kinds(decision, "cnv_1")
    assert decision.incident.exhausted


def test_the_first_of_two_holds_without_the_place_and_the_second_releases_both() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident

    first = play(call, accept(call, "ana"))
    second = decide(first.incident, accept(first.incident, "ben"), facts(*SIX, stimulus="two"), NOON)

    assert kinds(first, "ana") == [K.M_HOLD]
    assert "place" not in next(say for say in first.says if say.to == "ana").params
    assert first.incident.status is IncidentStatus.HOLDING
    assert kinds(second, "ana") == [K.M_RELEASED]
    assert kinds(second, "ben") == [K.M_GO]
    assert second.incident.status is IncidentStatus.FILLED


def test_whoever_is_taken_off_hears_what_anybody_hears_who_is_not_needed_and_another_is_asked() -> None:
    """Without `all_the_way` only whoever waits, and knows no place yet, does not go."""
    call = opened(*SIX).incident
    ben = PersonId("ben")
    asked = play(call, c.TakeOff(incident=call.id, person=ben))
    assert (page_of(call, "ben"), pages_of(asked.incident)["ben"]) == (
        page_of(asked.incident, "ben"),
        PageState.WITHDRAWN,
    )
    assert (kinds(asked, "ben"), kinds(asked, "dee")) == ([K.M_STAND_DOWN], [K.M_PAGE])
    assert TaskKind.UNREACHABLE not in {each.kind for each in asked.tasks}

    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    waits = play(call, accept(call, "ben"))
    off = play(waits.incident, c.TakeOff(incident=call.id, person=ben))
    assert kinds(off, "ben") == [K.M_FREED]
    assert off.incident.assignment_of(ben) is None

    goes = play(call, accept(call, "ben"), accept(call, "ana")).incident
    assert play(goes, c.TakeOff(incident=call.id, person=ben)).incident.assignment_of(ben) is not None
    let_go = play(goes, c.TakeOff(incident=call.id, person=ben, all_the_way=True))
    assert (kinds(let_go, "ben"), let_go.incident.assignment_of(ben)) == ([K.M_FREED], None)
    assert play(let_go.incident, c.Close(incident=call.id, disposition=Disposition.CANCELLED)).incident.closed_at


def test_whoever_a_call_is_kept_from_has_it_no_more_and_is_not_asked_and_somebody_always_hears() -> None:
    fay, cora = PersonId("fay"), PersonId("cora")
    call = replace(opened(*SIX[2:]).incident, owner=cora, monitor=cora)
    kept = play(call, c.KeepFrom(incident=call.id, people=frozenset({fay, cora})))
    assert (kept.events, kept.says, kept.incident.owner, kept.incident.monitor) == ((), (), None, None)
    short = play(kept.incident, c.Decline(incident=call.id, by=PersonId("cal"), page=page_of(call, "cal")))
    assert "fay" not in pages_of(short.incident)

    known = facts(*SIX)
    assert known.coordinators == (cora,)
    assert kept_from(known, frozenset({cora}), (fay,)).coordinators == (fay,)
    assert kept_from(known, frozenset({cora, fay}), (fay,)).coordinators == (cora,)


def test_a_drop_out_sends_the_other_back_and_asks_again() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    call = play(call, accept(call, "ana"), accept(call, "ben")).incident

    decision = play(call, c.DropOut(incident=call.id, by=PersonId("ben")))

    left = decision.incident.assignment_of(PersonId("ana"))
    assert left is not None
    assert left.state is AssignmentState.HOLDING
    assert kinds(decision, "ana") == [K.M_STEP_BACK]
    assert decision.incident.status is IncidentStatus.HOLDING
    assert len(decision.incident.live_pages()) == 3


def test_a_drop_out_with_nobody_left_is_not_called_asking_again() -> None:
    call = opened(SIX[0]).incident
    call = decide(call, accept(call, "ana"), facts(SIX[0], stimulus="a"), NOON).incident

    decision = decide(call, c.DropOut(incident=call.id, by=PersonId("ana")), facts(SIX[0], stimulus="b"), NOON)

    assert K.R_NOBODY in kinds(decision, "cnv_1")
    assert K.R_ASKING_AGAIN not in kinds(decision, "cnv_1")
    assert K.C_NOBODY in kinds(decision, "cora")


def stepped_back(decision: Decision) -> dict[str, str | int]:
    (say,) = [each for each in decision.says if each.kind is K.M_STEP_BACK]
    return {name: say.params[name] for name in ("asked", "coordinator")}


def test_whoever_steps_back_hears_how_many_are_asked_and_of_a_coordinator_where_nobody_is() -> None:
    pair = SIX[:2]
    asking = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    asking = play(asking, accept(asking, "ana"), accept(asking, "ben")).incident
    alone = opened(*pair, need=Need(responders=2, cap=2, together=2)).incident
    for n, name in enumerate(("ana", "ben")):
        alone = decide(alone, accept(alone, name), facts(*pair, stimulus=f"s{n}"), NOON).incident
    gone = c.DropOut(incident=alone.id, by=PersonId("ben"))

    assert stepped_back(play(asking, gone)) == {"asked": 3, "coordinator": ""}
    assert stepped_back(decide(alone, gone, facts(*pair, stimulus="g"), NOON)) == {"asked": "", "coordinator": "tries"}
    nobody = replace(facts(*pair, stimulus="g"), coordinators=())
    assert stepped_back(decide(alone, gone, nobody, NOON)) == {"asked": "", "coordinator": ""}


def test_whoever_says_done_while_holding_has_dropped_out() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    call = play(call, accept(call, "ana")).incident

    decision = play(call, c.Finish(incident=call.id, by=PersonId("ana")))

    assert decision.incident.assignments[0].state is AssignmentState.DROPPED_OUT
    assert len(decision.incident.live_pages()) == 3
    assert not decision.incident.counted()


def test_whoever_steps_back_knows_the_place_and_reads_nowhere_that_it_follows() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    holds = play(call, accept(call, "ana")).incident
    both = play(call, accept(call, "ana"), accept(call, "ben")).incident
    back = play(both, c.DropOut(incident=call.id, by=PersonId("ben"))).incident

    for each in (c.SetOff, c.Arrive, c.CannotFind, c.TellAgain):
        say = each(incident=call.id, by=PersonId("ana"))
        assert kinds(play(holds, say), "ana") == [K.M_HOLD]
        assert kinds(play(back, say), "ana") == [K.M_HANDS_WAIT]
    assert kinds(play(back, accept(back, "ana")), "ana") == [K.M_HANDS_WAIT]


@pytest.mark.parametrize("there", [True, False])
def test_whoever_waits_on_the_way_as_the_others_are_done_is_done_like_them(*, there: bool) -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    ana, ben = PersonId("ana"), PersonId("ben")
    arrives = (c.Arrive(incident=call.id, by=ana),) if there else ()
    both = play(call, accept(call, "ana"), accept(call, "ben"), *arrives, c.SetOff(incident=call.id, by=ben))
    waits = play(both.incident, c.Finish(incident=call.id, by=ana)).incident
    assert waits.assignment_of(ben).state is AssignmentState.HOLDING  # type: ignore[union-attr]

    decision = play(waits, c.Finish(incident=call.id, by=ben))

    assert [each.state for each in decision.incident.assignments] == [AssignmentState.CLEAR] * 2
    assert kinds(decision, "ben") == [K.M_FINISHED]
    assert kinds(decision, "cora") == [K.C_ALL_DONE]
    assert not decision.incident.live_pages()
    again = c.Reopen(incident=call.id, by=PersonId("cora"))
    closed = replace(decision.incident, status=IncidentStatus.CLOSED, closed_at=NOON)
    later = decide(closed, again, facts(*SIX[:2], stimulus="r"), NOON + timedelta(minutes=5)).incident
    assert {page.person for page in later.live_pages()} == {ana, ben}


def test_whoever_cannot_wait_any_longer_while_others_are_asked_has_dropped_out() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    both = play(call, accept(call, "ana"), accept(call, "ben")).incident
    back = play(both, c.DropOut(incident=call.id, by=PersonId("ben"))).incident

    decision = play(back, c.Finish(incident=call.id, by=PersonId("ana")))

    assert {each.state for each in decision.incident.assignments} == {AssignmentState.DROPPED_OUT}
    assert kinds(decision, "ana") == [K.M_DROPPED_OUT]


def test_a_requester_hears_that_nobody_is_free_to_go_beside_the_one_who_holds() -> None:
    two = SIX[:1]
    call = opened(*two, need=Need(responders=2, cap=2, together=2)).incident

    decision = decide(call, accept(call, "ana"), facts(*two, stimulus="a"), NOON)

    assert kinds(decision, "cnv_1") == [K.R_NOBODY_BESIDE]
    assert K.C_NOBODY in kinds(decision, "cora")


def test_a_late_accept_while_nobody_is_asked_any_more_is_not_called_asking() -> None:
    alone = SIX[:1]
    call = opened(*alone, need=Need(responders=2, cap=2, together=2)).incident
    call = decide(
        call, c.Expire(incident=call.id, page=page_of(call, "ana")), facts(*alone, stimulus="a"), NOON
    ).incident
    assert call.exhausted

    decision = decide(call, accept(call, "ana"), facts(*alone, stimulus="b"), NOON)

    assert kinds(decision, "ana") == [K.M_HOLD]
    assert kinds(decision, "cnv_1") == [K.R_NOBODY_BESIDE]
    assert K.C_NOBODY in kinds(decision, "cora")


def test_who_accepts_a_call_that_is_over_hears_that_it_is() -> None:
    call = opened(*SIX).incident
    closed = play(call, c.Close(incident=call.id, by=PersonId("cora"), disposition=Disposition.UNFOUNDED)).incident

    decision = play(closed, accept(call, "ana"))

    assert kinds(decision, "ana") == [K.M_THANKED_OVER]


def test_who_accepts_while_the_place_left_is_kept_for_a_role_hears_that_it_is() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, roles={LEAD: 1})).incident
    call = play(call, accept(call, "ana")).incident

    decision = play(call, accept(call, "ben"))

    assert kinds(decision, "ben") == [K.M_THANKED_FOR_ANOTHER]


def test_nobody_is_said_to_ask_a_requester_who_is_silent() -> None:
    call = play(opened(*SIX).incident, accept(opened(*SIX).incident, "ana")).incident
    there = play(call, c.SetOff(incident=call.id, by=PersonId("ana")), c.Arrive(incident=call.id, by=PersonId("ana")))

    spoken = play(there.incident, c.CannotFind(incident=call.id, by=PersonId("ana")))
    silent = play(replace(there.incident, silent=True), c.CannotFind(incident=call.id, by=PersonId("ana")))

    assert kinds(spoken, "ana") == [K.M_CANNOT_FIND]
    assert kinds(silent, "ana") == [K.M_CANNOT_ASK]


def test_a_coordinator_is_only_said_to_know_where_there_is_one() -> None:
    call = play(opened(*SIX).incident, accept(opened(*SIX).incident, "ana")).incident
    nobody = replace(facts(*SIX, stimulus="x"), coordinators=())

    decision = decide(call, c.CannotFind(incident=call.id, by=PersonId("ana")), nobody, NOON)

    (said,) = (say for say in decision.says if say.to == "ana")
    assert said.params["coordinator"] == ""


def test_who_says_nothing_and_is_lost_is_not_thanked_for_saying_so() -> None:
    call = play(opened(*SIX).incident, accept(opened(*SIX).incident, "ana")).incident

    lost = play(call, c.LoseTouch(incident=call.id, person=PersonId("ana"), knows_the_way=False))
    gone = play(call, c.LoseMember(incident=call.id, person=PersonId("ana"), why="suspended"))

    assert not kinds(lost, "ana")
    assert not kinds(gone, "ana")


def test_who_drops_out_hears_how_many_others_are_asked_or_nothing_of_it() -> None:
    call = play(opened(*SIX).incident, accept(opened(*SIX).incident, "ana")).incident
    alone = opened(SIX[0]).incident
    alone = decide(alone, accept(alone, "ana"), facts(SIX[0], stimulus="a"), NOON).incident

    asked = play(call, c.DropOut(incident=call.id, by=PersonId("ana")))
    nobody = decide(alone, c.DropOut(incident=alone.id, by=PersonId("ana")), facts(SIX[0], stimulus="b"), NOON)

    assert [say.params["asked"] for say in asked.says if say.kind is K.M_DROPPED_OUT] == [3]
    assert [say.params["asked"] for say in nobody.says if say.kind is K.M_DROPPED_OUT] == [""]


def test_a_requester_hears_that_somebody_announced_had_to_turn_back() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    call = play(call, accept(call, "ana"), accept(call, "ben")).incident

    decision = play(call, c.DropOut(incident=call.id, by=PersonId("ben")))

    assert kinds(decision, "cnv_1") == [K.R_HOLDING]


def test_somebody_who_never_heard_where_to_go_is_not_going() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    call = play(call, accept(call, "ana"), accept(call, "ben")).incident

    decision = play(call, c.LoseTouch(incident=call.id, person=PersonId("ana"), knows_the_way=False))

    assert decision.incident.assignment_of(PersonId("ana")) is None
    assert K.M_STEP_BACK in kinds(decision, "ben")
    assert K.C_UNREACHABLE in kinds(decision, "cora")


def test_danger_named_later_reaches_those_who_are_going() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    call = play(call, accept(call, "ana")).incident

    decision = play(call, c.AddWords(incident=call.id, words="", danger=True))

    assert kinds(decision, "ana") == [K.M_DANGER]


@pytest.mark.parametrize("kind", [DangerKind.WEAPON, DangerKind.VIOLENCE])
def test_a_call_that_opens_with_force_needs_two_together(kind: DangerKind) -> None:
    call = incident(danger=True, need=Need(), ledger=Ledger(kinds=(kind,)))

    decision = open_incident(call, facts(*SIX), NOON, paging=True, referral=None)

    assert (decision.incident.need.responders, decision.incident.need.together) == (2, 2)


def test_help_from_afar_other_dangers_and_a_need_of_two_stay_as_they_are() -> None:
    for kind, need in (
        (DangerKind.WEAPON, Need(mode=Mode.REMOTE)),
        (DangerKind.FIRE, Need()),
        (DangerKind.WEAPON, Need(responders=3, cap=5, together=3)),
    ):
        call = opened(*SIX, need=need).incident

        decision = play(call, c.AddWords(incident=call.id, words="", danger=True, kinds=(kind,)))

        assert decision.incident.need == need


def test_force_asks_one_more_beside_whoever_is_on_the_way_and_they_hear_it_once() -> None:
    call = opened(*SIX, need=Need()).incident
    call = play(call, accept(call, "ana")).incident
    assert not call.live_pages()

    decision = play(call, c.AddWords(incident=call.id, words="", danger=True, kinds=(DangerKind.VIOLENCE,)))

    assert kinds(decision, "ana") == [K.M_DANGER]
    assert decision.incident.going()[0].state is AssignmentState.HOLDING
    assert decision.incident.live_pages()
    assert decision.incident.need.responders == decision.incident.need.cap == 2


def test_a_complaint_of_force_by_one_of_ours_tells_whoever_is_on_the_way_nothing() -> None:
    call = opened(*SIX, need=Need()).incident
    call = play(call, accept(call, "ana")).incident
    said = c.AddWords(incident=call.id, words="", danger=True, kinds=(DangerKind.VIOLENCE,), complains=True)

    decision = play(call, said)

    assert decision.incident.need == call.need
    assert K.M_DANGER not in kinds(decision, "ana")


def test_nobody_who_is_not_vetted_is_sent_by_a_coordinator() -> None:
    call = opened(*SIX).incident
    new = candidate("new", standing=Standing.SUSPENDED)

    with pytest.raises(Refused):
        decide(call, c.Assign(incident=call.id, by=PersonId("cora"), person=PersonId("new")), facts(*SIX, new), NOON)


def test_a_page_that_never_left_asked_nobody_and_is_asked_again() -> None:
    call = opened(SIX[0]).incident

    unsent = c.Expire(incident=call.id, page=page_of(call, "ana"), unsent=True)
    decision = decide(call, unsent, facts(SIX[0], stimulus="b"), NOON)

    assert [page.state for page in decision.incident.pages] == [PageState.WITHDRAWN, PageState.LIVE]


def test_places_are_kept_for_a_role_that_is_missing() -> None:
    led = candidate("lou", skills=("lead",))
    call = opened(*SIX[:2], led, need=Need(responders=1, cap=1, roles={LEAD: 1})).incident

    assert pages_of(call) == {"lou": PageState.LIVE}


def test_the_ranking_says_why_others_were_left_out() -> None:
    decision = opened(
        candidate("ana"), candidate("new", standing=Standing.BOUND), candidate("pro", standing=Standing.PROBATION)
    )

    ranked = next(event for event in decision.events if isinstance(event, e.Ranked))
    assert dict(ranked.left_out) == {"new": "not vetted", "pro": "on probation, and nobody to go beside"}
    assert dict(ranked.order) == {"ana": "on call, speaks the language"}


def test_going_silent_stops_texts_and_never_the_response() -> None:
    call = opened(*SIX).incident

    silent = play(call, c.GoSilent(incident=call.id, how="exit"))
    decision = decide(silent.incident, accept(silent.incident, "ana"), facts(*SIX, stimulus="z"), NOON)

    assert kinds(silent, "cnv_1") == []
    assert K.C_SILENT in kinds(silent, "cora")
    assert kinds(decision, "ana") == [K.M_GO, K.M_SILENT]
    assert kinds(decision, "cnv_1") == []


def test_whoever_asks_for_news_after_going_silent_is_answered() -> None:
    call = opened(*SIX).incident
    silent = play(call, c.GoSilent(incident=call.id, how="exit")).incident

    decision = play(silent, c.AskStatus(incident=call.id))

    assert kinds(decision, "cnv_1") == [K.R_STATUS_ASKING]
    assert not decision.incident.silent


def test_words_added_reach_those_going_and_not_those_holding() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2, together=2)).incident
    call = play(call, accept(call, "ana")).incident

    decision = play(call, c.AddWords(incident=call.id, words="blue door"))

    assert kinds(decision, "ana") == []
    assert kinds(decision, "cora") == [K.C_WORDS]


def test_closing_stands_everybody_down_and_finishes_the_tasks() -> None:
    call = opened(*SIX, need=Need(responders=2, cap=2)).incident
    call = play(call, accept(call, "ana")).incident

    decision = play(call, c.Close(incident=call.id, by=PersonId("cora"), disposition=Disposition.RESOLVED_ON_SCENE))

    assert decision.incident.status is IncidentStatus.CLOSED
    assert kinds(decision, "ana") == [K.M_CLOSED]
    assert kinds(decision, "ben") == [K.M_STAND_DOWN]
    assert K.R_CLOSED in kinds(decision, "cnv_1")
    assert decision.tasks_done == set(TaskKind) - CHECK_INS  # how those are who went is not over with the call
    with pytest.raises(Refused):
        play(decision.incident, c.Close(incident=call.id, by=PersonId("cora"), disposition=Disposition.DUPLICATE))


def test_more_asks_people_whose_page_expired_once_again() -> None:
    call = opened(SIX[0]).incident
    call = decide(
        call, c.Expire(incident=call.id, page=page_of(call, "ana")), facts(SIX[0], stimulus="a"), NOON
    ).incident

    decision = decide(call, c.PageMore(incident=call.id, by=PersonId("cora")), facts(SIX[0], stimulus="b"), NOON)

    assert [page.state for page in decision.incident.pages] == [PageState.EXPIRED, PageState.LIVE]
    assert not decision.incident.exhausted


NAMES = tuple("abcdefgh")


class AnyInterleaving(RuleBasedStateMachine):
    """Whatever happens, in whatever order: no illegal state, no need over-filled, no call that is nobody's."""

    call: Incident
    tasks: set[TaskKind]
    count: int

    @initialize(
        responders=st.integers(1, 3),
        extra=st.integers(0, 2),
        together=st.integers(1, 3),
        mode=st.sampled_from(Mode),
        lead=st.booleans(),
        paging=st.booleans(),
        people=st.integers(0, 8),
    )
    def open(
        self, responders: int, extra: int, together: int, mode: Mode, lead: bool, paging: bool, people: int
    ) -> None:
        need = Need(
            responders=responders,
            cap=responders + extra,
            together=min(together, responders),
            mode=mode,
            roles={LEAD: 1} if lead else {},
        )
        self.people = tuple(
            candidate(name, skills=("lead",) if index % 3 == 0 else ()) for index, name in enumerate(NAMES[:people])
        )
        self.count = 0
        self.tasks = set()
        call = incident(need=need)
        self.keep(open_incident(call, facts(*self.people, stimulus="open"), NOON, paging=paging, referral=None))

    def keep(self, decision: Decision) -> None:
        self.call = decision.incident
        self.tasks |= {task.kind for task in decision.tasks}
        self.tasks -= decision.tasks_done

    def do(self, command: AnIncidentCommand) -> None:
        self.count += 1
        try:
            self.keep(decide(self.call, command, facts(*self.people, stimulus=f"s{self.count}"), NOON))
        except Refused:
            pass

    @rule(pick=st.integers(0, 30), how=st.sampled_from(["accept", "decline", "expire", "fail"]))
    def answer(self, pick: int, how: str) -> None:
        if not self.call.pages:
            return
        page = self.call.pages[pick % len(self.call.pages)]
        match how:
            case "accept":
                self.do(c.Accept(incident=self.call.id, by=page.person, page=page.id, minutes=pick))
            case "decline":
                self.do(c.Decline(incident=self.call.id, by=page.person, page=page.id))
            case "expire":
                self.do(c.Expire(incident=self.call.id, page=page.id))
            case _:
                self.do(c.FailPage(incident=self.call.id, page=page.id))

    @rule(name=st.sampled_from(NAMES), kind=st.sampled_from([c.SetOff, c.Arrive, c.CannotFind, c.Finish, c.DropOut]))
    def go_on(self, name: str, kind: type[c.SetOff]) -> None:
        self.do(kind(incident=self.call.id, by=PersonId(name)))

    @rule(name=st.sampled_from(NAMES), knows=st.booleans())
    def lose_touch(self, name: str, knows: bool) -> None:
        self.do(c.LoseTouch(incident=self.call.id, person=PersonId(name), knows_the_way=knows))

    @rule(words=st.sampled_from(["", "blue door"]), danger=st.booleans(), placed=st.booleans())
    def add_words(self, words: str, danger: bool, placed: bool) -> None:
        place = Place(kind=PlaceKind.INTERSECTION, label="5th & Main", areas=self.call.areas) if placed else None
        self.do(c.AddWords(incident=self.call.id, words=words, danger=danger, place=place))

    @rule(how=st.sampled_from(["exit", "withdrawn"]))
    def go_silent(self, how: str) -> None:
        self.do(c.GoSilent(incident=self.call.id, how=how))

    @rule(more=st.integers(0, 2))
    def page_more(self, more: int) -> None:
        self.do(c.PageMore(incident=self.call.id, by=PersonId("cora"), more=more))

    @rule(name=st.sampled_from(NAMES))
    def assign(self, name: str) -> None:
        self.do(c.Assign(incident=self.call.id, by=PersonId("cora"), person=PersonId(name)))

    @rule()
    def ask_status(self) -> None:
        self.do(c.AskStatus(incident=self.call.id))

    @precondition(lambda self: self.count > 6)
    @rule()
    def close(self) -> None:
        self.do(c.Close(incident=self.call.id, by=PersonId("cora"), disposition=Disposition.RESOLVED_ON_SCENE))

    @precondition(lambda self: not self.call.is_alive())
    @rule()
    def reopen(self) -> None:
        self.do(c.Reopen(incident=self.call.id, by=PersonId("cora")))

    @invariant()
    def never_beyond_the_cap(self) -> None:
        assert len(self.call.counted()) <= self.call.need.cap

    @invariant()
    def never_nobodys(self) -> None:
        owned = self.call.live_pages() or self.call.going() or self.tasks or not self.call.is_alive()
        assert owned, self.call.status

    @invariant()
    def nobody_waits_unseen(self) -> None:
        going = self.call.going()
        if going and all(each.state is AssignmentState.HOLDING for each in going):
            assert self.call.live_pages() or self.tasks

    @invariant()
    def one_live_page_and_one_assignment_a_person(self) -> None:
        live = [page.person for page in self.call.live_pages()]
        going = [each.person for each in self.call.going()]
        assert len(live) == len(set(live))
        assert len(going) == len(set(going))
        assert not set(live) & set(going)

    @invariant()
    def nobody_goes_alone_where_two_are_needed(self) -> None:
        going = self.call.going()
        if self.call.need.mode is Mode.GO and len(going) < self.call.need.together:
            there = {AssignmentState.HOLDING, AssignmentState.ON_SCENE}
            assert all(each.state in there for each in going)

    @invariant()
    def nothing_runs_on_after_closing(self) -> None:
        if not self.call.is_alive():
            assert not self.call.live_pages()
            assert not self.call.going()

    @invariant()
    def letters_in_one_hand_differ(self) -> None:
        assert all(page.letter for page in self.call.pages)


TestAnyInterleaving = AnyInterleaving.TestCase
TestAnyInterleaving.settings = settings(max_examples=150, stateful_step_count=30)


def test_a_call_is_not_on_scene_while_those_who_go_are_on_their_way_though_others_were_there() -> None:
    call = opened(*SIX).incident
    ana = PersonId("ana")
    ended = play(call, accept(call, "ana"), c.Arrive(incident=call.id, by=ana), c.Finish(incident=call.id, by=ana))

    close = c.Close(incident=call.id, by=PersonId("cora"), disposition=Disposition.CANCELLED)
    again = play(ended.incident, close, c.Reopen(incident=call.id, by=PersonId("cora")), accept(call, "ben"))
    there = play(again.incident, c.Arrive(incident=call.id, by=PersonId("ben")))

    found = (ended.incident.status, again.incident.status, there.incident.status)
    assert found == (IncidentStatus.ON_SCENE, IncidentStatus.FILLED, IncidentStatus.ON_SCENE)
