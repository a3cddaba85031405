"""Swaps and calls for cover: who is asked, who gets it, what stands in the way, and what happens when nobody does."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.hand_over import is_on_throughout
from domain.ids import AreaId, PersonId, RotaId, SkillId
from domain.needs import Need
from domain.people import Availability, Role, Standing
from domain.policy import OnCallNeed, RotaPolicy
from domain.quiet import QuietHours
from domain.rota import Add, Remove, Replace, gaps, on_call
from domain.rota_commands import (
    AskSwap,
    CallForCover,
    ConfirmSwap,
    EndSwap,
    InsistOnSwap,
    PassShift,
    RefuseSwap,
    TakeShift,
)
from domain.swap import (
    AnOccasion,
    Answer,
    Hurdle,
    MemberGone,
    Remind,
    RotaChanged,
    SwapState,
    TimeIsUp,
    ask,
    closes_at,
    hurdles,
    reminders,
    suited,
    where_to_cover,
)
from tests.support.builders import RIVER, person
from tests.support.proofs import nature
from tests.support.swaps import ANA, BEN, CAL, CORA, DEE, LINE, MEMBERS, NIGHTS, NOW, OMAR, Desk, added, night, said

THURSDAY = night(5)
"""Ana's. The night before is Cal's, the one after Ben's: only Dee is rested on both sides."""


def in_the_way(desk: Desk, who: PersonId, *, instead_of: PersonId | None = ANA) -> set[Hurdle]:
    member = desk.members.get(who) or person(who)
    return set(hurdles(member, desk.rota, *THURSDAY, desk.facts, instead_of=instead_of))


# --- who could take it


def test_everybody_who_could_take_it_is_asked_and_nobody_else() -> None:
    desk = Desk()

    decision = desk.asks(ANA, *THURSDAY)

    assert [each.person for each in decision.swap.offers] == [DEE]
    assert said(decision, DEE) == ["m_swap_offer"]
    assert said(decision, ANA) == ["m_swap_asked"]
    assert decision.change is None


@pytest.mark.parametrize(
    ("what", "change", "why"),
    [
        ("suspended", {"standing": Standing.SUSPENDED}, Hurdle.NOT_VETTED),
        ("invited", {"standing": Standing.INVITED}, Hurdle.NOT_VETTED),
        ("left", {"standing": Standing.LEFT}, Hurdle.NOT_VETTED),
        ("only a coordinator", {"roles": (Role.COORDINATOR,)}, Hurdle.NOT_VETTED),
        ("on probation alone", {"standing": Standing.PROBATION}, Hurdle.ALONE),
    ],
)
def test_whoever_may_not_be_on_is_not_asked(what: str, change: dict[str, object], why: Hurdle) -> None:
    desk = Desk(members=(*MEMBERS[:3], person("dee", **change)))  # type: ignore[arg-type]

    assert in_the_way(desk, DEE) == {why}, what


def test_somebody_on_probation_may_be_on_beside_somebody_vetted() -> None:
    start, end = THURSDAY
    beside = replace(NIGHTS, overrides=(Add(person=BEN, start=start, end=end),))
    desk = Desk(rota=beside, members=(*MEMBERS[:3], person("dee", standing=Standing.PROBATION)))

    assert in_the_way(desk, DEE) == set()


def test_whoever_is_on_or_off_then_is_not_asked() -> None:
    desk = Desk()
    desk.gives_time_off(DEE, *night(5, (0, 24)))
    off = replace(desk.members[DEE], availability=Availability.OFF)
    on_by_then = replace(off, available_until=NOW + timedelta(days=1))

    assert in_the_way(desk, DEE) == {Hurdle.AWAY}
    assert Hurdle.AWAY in hurdles(off, NIGHTS, *THURSDAY, Desk().facts, instead_of=ANA)
    assert Hurdle.AWAY not in hurdles(on_by_then, NIGHTS, *THURSDAY, Desk().facts, instead_of=ANA)


def test_whoever_was_taken_off_or_gave_it_away_is_not_asked_to_have_it_again() -> None:
    start, end = night(5, (22, 24))
    for entry in (Remove(person=DEE, start=start, end=end), Replace(person=DEE, by=BEN, start=start, end=end)):
        assert in_the_way(Desk(rota=replace(NIGHTS, overrides=(entry,))), DEE) == {Hurdle.AWAY}


def test_rest_before_and_after_counts_with_every_rota_they_are_on() -> None:
    desk = Desk()

    assert in_the_way(desk, BEN) == {Hurdle.REST}  # off at eight on Wednesday, and on again on Friday evening
    assert in_the_way(desk, CAL) == {Hurdle.REST}
    assert in_the_way(desk, DEE) == set()


def test_two_shifts_that_touch_may_be_too_long_together_but_one_is_as_long_as_the_rota_wants_it() -> None:
    short = RotaPolicy(longest_on=timedelta(hours=10))

    assert in_the_way(Desk(policy=short), DEE) == set()
    assert in_the_way(Desk(policy=short, rota=added(DEE, 5, (14, 20))), DEE) == {Hurdle.LONG}


def test_a_rota_that_wants_skills_or_areas_is_for_those_who_have_them() -> None:
    skilled = replace(NIGHTS, skills=frozenset({SkillId("medic")}))
    elsewhere = replace(NIGHTS, areas=frozenset({"the-hill"}))  # type: ignore[arg-type]

    assert in_the_way(Desk(rota=skilled), DEE) == {Hurdle.SKILLS}
    assert in_the_way(Desk(rota=elsewhere), DEE) == {Hurdle.AREAS}


def test_a_skill_that_lapses_before_the_shift_is_not_there_on_it() -> None:
    medic = SkillId("medic")
    rota = replace(NIGHTS, skills=frozenset({medic}))
    lapsing = replace(person("dee", skills=("medic",)), lapses=((medic, NOW + timedelta(days=1)),))

    assert in_the_way(Desk(rota=rota, members=(*MEMBERS[:3], lapsing)), DEE) == {Hurdle.SKILLS}


def test_a_need_may_not_be_left_short() -> None:
    medics = OnCallNeed(people=1, skills=frozenset({SkillId("medic")}), hours=(time(20), time(8)))
    members = (person("ana", skills=("medic",)), *MEMBERS[1:])

    assert in_the_way(Desk(members=members, policy=RotaPolicy(needs=(medics,))), DEE) == {Hurdle.SHORT}


def test_a_shift_may_not_be_left_without_somebody_to_lead() -> None:
    led = RotaPolicy(needs=(OnCallNeed(people=1, lead=True),))
    lead = person("ana", skills=("lead",))

    assert in_the_way(Desk(members=(lead, *MEMBERS[1:]), policy=led), DEE) == {Hurdle.SHORT}
    assert in_the_way(Desk(members=(lead, *MEMBERS[1:3], person("dee", skills=("lead",))), policy=led), DEE) == set()


def test_a_shift_may_not_be_left_without_a_language_at_its_hours() -> None:
    spanish = OnCallNeed(people=1, languages=frozenset({"es"}), hours=(time(22), time(6)))
    speaks = replace(person("ana"), languages=("en", "es"))
    desk = Desk(members=(speaks, *MEMBERS[1:]), policy=RotaPolicy(needs=(spanish,)))

    assert in_the_way(desk, DEE) == {Hurdle.SHORT}
    by_day = replace(spanish, hours=(time(9), time(17)))
    assert in_the_way(Desk(members=(speaks, *MEMBERS[1:]), policy=RotaPolicy(needs=(by_day,))), DEE) == set()


def test_where_the_team_wrote_nothing_what_its_natures_ask_may_not_be_left_short() -> None:
    medics = nature(Need(responders=1, cap=1, skills=frozenset({SkillId("medic")})))
    members = (person("ana", skills=("medic",)), *MEMBERS[1:])

    assert in_the_way(Desk(members=members, natures=(medics,)), DEE) == {Hurdle.SHORT}


def test_what_the_two_say_of_themselves_now_is_no_word_about_the_shift() -> None:
    medics = RotaPolicy(needs=(OnCallNeed(people=1, skills=frozenset({SkillId("medic")})),))
    two = RotaPolicy(needs=(OnCallNeed(people=2),))
    ill = replace(person("ana", skills=("medic",)), availability=Availability.OFF)
    eager = replace(person("dee"), availability=Availability.ON)

    assert in_the_way(Desk(members=(ill, *MEMBERS[1:]), policy=medics), DEE) == {Hurdle.SHORT}
    assert in_the_way(Desk(members=(*MEMBERS[:3], eager), policy=two), DEE) == set()


def test_nobody_is_asked_who_has_no_phone_that_works() -> None:
    without = replace(person("dee"), contact_points=())
    desk = Desk(members=(*MEMBERS[:3], without))

    assert suited(desk.rota, *THURSDAY, desk.facts, NOW, instead_of=ANA) == ()


def test_those_with_least_to_do_are_asked_first() -> None:
    desk = Desk(members=(*MEMBERS, person("eve"), person("abe")))
    busy = Add(person=PersonId("abe"), start=NOW - timedelta(days=3), end=NOW - timedelta(days=2))
    desk.becomes(replace(desk.rota, overrides=(busy,)))

    assert suited(desk.rota, *THURSDAY, desk.facts, NOW, instead_of=ANA) == (DEE, "eve", "abe")


# --- asking


def test_named_people_alone_are_asked_and_those_whom_it_does_not_fit_are_named_back() -> None:
    desk = Desk(members=(*MEMBERS, person("eve")))

    decision = desk.asks(ANA, *THURSDAY, DEE, BEN)

    assert [each.person for each in decision.swap.offers] == [DEE]
    (answer,) = [each for each in decision.says if each.to == ANA]
    assert [line.params for line in answer.lines] == [{"person": "Ben"}]


def test_named_people_whom_it_does_not_fit_are_not_asked_at_all() -> None:
    desk = Desk()

    with pytest.raises(Refused, match="m_swap_not_them"):
        desk.asks(ANA, *THURSDAY, BEN)


@pytest.mark.parametrize("hours", [(18, 24), (30, 34), (8, 20)])
def test_only_what_is_theirs_can_be_given(hours: tuple[int, int]) -> None:
    with pytest.raises(Refused, match="m_swap_not_yours"):
        Desk().asks(ANA, *night(5, hours))


def test_the_same_time_is_asked_once() -> None:
    desk = Desk()
    first = desk.asks(ANA, *THURSDAY)
    running = replace(desk.facts, running=(first.swap,))
    start, end = night(5, (22, 24))
    again = AskSwap(by=ANA, rota=LINE, start=start, end=end)

    with pytest.raises(Refused, match="m_swap_open_already") as refused:
        ask(again, running, NOW)

    assert refused.value.params == {"n": 1}


def test_where_nobody_can_be_asked_it_stays_where_it_is_and_that_is_said_at_once() -> None:
    desk = Desk(members=MEMBERS[:3])

    decision = desk.asks(ANA, *THURSDAY)

    assert decision.swap.state is SwapState.UNTAKEN
    assert said(decision, ANA) == ["m_swap_nobody"]
    assert said(decision, CORA) == ["c_swap_untaken"]
    assert not decision.wakes


# --- taking


def test_whoever_takes_it_has_it_for_exactly_that_time() -> None:
    desk = Desk()
    start, end = night(5, (22, 26))
    desk.asks(ANA, start, end)

    decision = desk.happens(TakeShift(by=DEE))

    assert decision.swap.state is SwapState.COUNTED
    moments = (start - timedelta(minutes=1), start, end - timedelta(minutes=1), end)
    assert [on_call(desk.rota, at) for at in moments] == [{ANA}, {DEE}, {DEE}, {ANA}]
    assert said(decision, DEE) == ["m_swap_yours"]
    assert said(decision, ANA) == ["m_swap_given"]
    assert said(decision, CORA) == said(decision, OMAR) == ["c_swap_counted"]


def test_the_second_to_take_it_hears_that_it_is_taken() -> None:
    desk = Desk(members=(*MEMBERS, person("eve")))
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=DEE))

    decision = desk.happens(TakeShift(by=PersonId("eve")))

    assert said(decision, PersonId("eve")) == ["m_swap_quicker"]
    assert decision.swap.taken_by == DEE
    assert decision.change is None


def test_taking_it_twice_is_taking_it_once() -> None:
    desk = Desk()
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=DEE))

    again = desk.happens(TakeShift(by=DEE))

    assert said(again, DEE) == ["m_swap_yours"]
    assert again.change is None


def test_whoever_was_not_asked_cannot_take_it() -> None:
    desk = Desk(members=(*MEMBERS, person("eve")))
    desk.asks(ANA, *THURSDAY, DEE)

    with pytest.raises(Refused, match="m_swap_unknown"):
        desk.happens(TakeShift(by=PersonId("eve")))


def test_a_no_costs_nothing_and_when_all_have_said_it_the_asker_hears_at_once() -> None:
    desk = Desk(members=(*MEMBERS, person("eve")))
    desk.asks(ANA, *THURSDAY)

    first = desk.happens(PassShift(by=DEE))
    assert said(first, DEE) == ["m_swap_passed"]
    assert first.swap.state is SwapState.OPEN
    last = desk.happens(PassShift(by=PersonId("eve")))

    assert last.swap.state is SwapState.UNTAKEN
    assert said(last, ANA) == ["m_swap_untaken"]
    assert on_call(desk.rota, THURSDAY[0]) == {ANA}


def test_after_a_no_there_may_still_be_a_yes() -> None:
    desk = Desk(members=(*MEMBERS, person("eve")))
    desk.asks(ANA, *THURSDAY)
    desk.happens(PassShift(by=DEE))

    assert desk.happens(TakeShift(by=DEE)).swap.taken_by == DEE


# --- what stands in the way, and who insists


def test_a_rule_in_the_way_is_said_plainly_and_counts_only_when_a_coordinator_insists() -> None:
    desk = Desk()
    desk.asks(ANA, *THURSDAY)
    desk.becomes(added(DEE, 5, (14, 18)))

    tried = desk.happens(TakeShift(by=DEE))
    assert tried.change is None
    assert tried.swap.state is SwapState.OPEN
    assert said(tried, DEE) == ["m_swap_broken"]
    (told,) = [each for each in tried.says if each.to == CORA]
    assert told.params["hurdles"] == "rest"
    assert on_call(desk.rota, THURSDAY[0]) == {ANA}
    counted = desk.happens(InsistOnSwap(by=CORA))

    assert counted.swap.state is SwapState.COUNTED
    assert counted.swap.insisted
    assert counted.swap.decided_by == CORA
    assert on_call(desk.rota, THURSDAY[0]) == {DEE}


def test_that_one_fewer_would_be_on_is_one_of_them() -> None:
    """Whoever is on beside them cannot be on twice."""
    desk = Desk(rota=added(DEE, 5), members=(*MEMBERS, person("eve")))

    assert in_the_way(desk, DEE) == {Hurdle.ON_ALREADY}


def test_nobody_insists_on_whoever_is_not_vetted_or_would_be_alone_on_probation() -> None:
    desk = Desk()
    desk.asks(ANA, *THURSDAY)
    desk.members[DEE] = person("dee", standing=Standing.PROBATION)

    with pytest.raises(Refused, match="m_swap_cannot"):
        desk.happens(TakeShift(by=DEE))
    with pytest.raises(Refused, match="c_swap_who"):
        desk.happens(InsistOnSwap(by=CORA))


def test_insisting_names_somebody_where_several_would() -> None:
    desk = Desk(members=(*MEMBERS, person("eve")))
    desk.asks(ANA, *THURSDAY)
    for who in (DEE, PersonId("eve")):
        desk.gives_time_off(who, *THURSDAY)
        desk.happens(TakeShift(by=who))

    with pytest.raises(Refused, match="c_swap_who") as refused:
        desk.happens(InsistOnSwap(by=CORA))
    assert refused.value.params["people"] == "Dee, Eve"
    assert desk.happens(InsistOnSwap(by=CORA, person=PersonId("eve"))).swap.taken_by == "eve"


# --- a coordinator's yes


def test_where_a_coordinator_must_say_yes_nothing_changes_before() -> None:
    desk = Desk(confirmed=True)
    desk.asks(ANA, *THURSDAY)

    taken = desk.happens(TakeShift(by=DEE))
    assert taken.swap.state is SwapState.WAITING
    assert taken.change is None
    assert (said(taken, DEE), said(taken, ANA)) == (["m_swap_waits"], ["m_swap_would"])
    assert said(taken, CORA) == ["c_swap_waits"]
    counted = desk.happens(ConfirmSwap(by=CORA))

    assert counted.swap.state is SwapState.COUNTED
    assert on_call(desk.rota, THURSDAY[0]) == {DEE}
    with pytest.raises(Refused, match="c_swap_over"):
        desk.happens(ConfirmSwap(by=OMAR))


def test_a_coordinators_no_leaves_it_where_it_was_and_both_hear_it() -> None:
    desk = Desk(confirmed=True)
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=DEE))

    decision = desk.happens(RefuseSwap(by=CORA))

    assert decision.swap.state is SwapState.REFUSED
    assert (said(decision, DEE), said(decision, ANA)) == (["m_swap_not_agreed"], ["m_swap_refused"])
    assert on_call(desk.rota, THURSDAY[0]) == {ANA}


def test_nobody_confirms_their_own_and_no_member_confirms_at_all() -> None:
    desk = Desk(confirmed=True, members=(*MEMBERS, person("cora", roles=(Role.PROTECTOR, Role.COORDINATOR))))
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=CORA))

    with pytest.raises(Refused, match="c_not_yourself"):
        desk.happens(ConfirmSwap(by=CORA))
    with pytest.raises(Refused, match="m_may_not"):
        desk.happens(ConfirmSwap(by=BEN))


def test_a_yes_looks_again_and_says_what_is_in_the_way_by_now() -> None:
    desk = Desk(confirmed=True)
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=DEE))
    desk.gives_time_off(DEE, *THURSDAY)

    with pytest.raises(Refused, match="c_swap_broken") as refused:
        desk.happens(ConfirmSwap(by=CORA))
    assert refused.value.params["hurdles"] == "away"
    assert desk.happens(InsistOnSwap(by=CORA)).swap.state is SwapState.COUNTED


def test_a_taker_who_cannot_after_all_opens_it_again() -> None:
    desk = Desk(confirmed=True, members=(*MEMBERS, person("eve")))
    desk.asks(ANA, *THURSDAY)
    taken = desk.happens(TakeShift(by=DEE))
    assert said(taken, PersonId("eve")) == ["m_swap_closed"]
    desk.passes(minutes=10)

    decision = desk.happens(PassShift(by=DEE))

    assert decision.swap.state is SwapState.OPEN
    assert decision.swap.taken_by is None
    assert said(decision, ANA) == ["m_swap_open_again"]
    assert said(decision, PersonId("eve")) == ["m_swap_still"]
    desk.passes(hours=1)
    assert said(desk.happens(Remind()), PersonId("eve")) == []


# --- taken back, not taken, not there any more


def test_whoever_asked_takes_it_back_and_others_are_not_kept_waiting() -> None:
    desk = Desk(members=(*MEMBERS, person("eve")))
    asked = desk.asks(ANA, *THURSDAY)

    decision = desk.happens(EndSwap(by=ANA))

    assert decision.swap.state is SwapState.WITHDRAWN
    assert said(decision, ANA) == ["m_swap_back"]
    assert said(decision, DEE) == ["m_swap_closed"]
    assert set(decision.unsaid) == {each.slot for each in asked.says if each.slot is not None}
    late = desk.happens(TakeShift(by=DEE))
    assert said(late, DEE) == ["m_swap_over"]


def test_nobody_else_takes_it_back() -> None:
    desk = Desk()
    desk.asks(ANA, *THURSDAY)

    with pytest.raises(Refused, match="m_swap_none_open"):
        desk.happens(EndSwap(by=DEE))


def test_untaken_it_stays_where_it_was_and_says_so_two_hours_before() -> None:
    desk = Desk()
    asked = desk.asks(ANA, *THURSDAY)
    before = desk.rota

    assert closes_at(asked.swap) == THURSDAY[0] - timedelta(hours=2)
    decision = desk.happens(TimeIsUp())

    assert decision.swap.state is SwapState.UNTAKEN
    assert said(decision, ANA) == ["m_swap_untaken"]
    assert said(decision, CORA) == ["c_swap_untaken"]
    assert desk.rota is before
    assert said(desk.happens(TakeShift(by=DEE)), DEE) == ["m_swap_over"]


@pytest.mark.parametrize(
    ("asked_before", "open_for"),
    [
        (timedelta(hours=10), timedelta(hours=8)),
        (timedelta(hours=2, minutes=30), timedelta(minutes=30)),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(minutes=5), timedelta(minutes=30)),
    ],
)
def test_asked_late_it_is_open_for_half_an_hour_at_least(asked_before: timedelta, open_for: timedelta) -> None:
    desk = Desk(now=THURSDAY[0] - asked_before)

    swap = desk.asks(ANA, *THURSDAY).swap

    assert closes_at(swap) - desk.now == open_for


def test_no_yes_in_time_is_said_as_such() -> None:
    desk = Desk(confirmed=True)
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=DEE))

    decision = desk.happens(TimeIsUp())

    assert (said(decision, ANA), said(decision, DEE)) == (["m_swap_refused"], ["m_swap_not_agreed"])
    assert said(decision, CORA) == ["c_swap_no_yes"]


@pytest.mark.parametrize("who", [BEN, DEE])
def test_a_rota_that_says_otherwise_by_now_ends_it(who: PersonId) -> None:
    desk = Desk()
    desk.asks(ANA, *THURSDAY)
    start, end = night(5, (22, 23))
    desk.becomes(replace(desk.rota, overrides=(Remove(person=ANA, start=start, end=end),)))

    decision = desk.happens(RotaChanged())

    assert decision.swap.state is SwapState.ENDED
    assert said(decision, ANA) == ["m_swap_ended"]
    assert said(decision, DEE) == ["m_swap_closed"]


def test_a_change_elsewhere_ends_nothing() -> None:
    desk = Desk()
    desk.asks(ANA, *THURSDAY)
    desk.gives_time_off(BEN, *night(10))

    decision = desk.happens(RotaChanged())

    assert decision.swap == decision.before
    assert decision.says == ()


def test_a_change_taken_back_is_the_end_of_it() -> None:
    desk = Desk()
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=DEE))

    decision = desk.happens(RotaChanged(undone=True))

    assert decision.swap.state is SwapState.ENDED
    assert decision.says == ()


def test_when_its_person_is_gone_it_ends_and_when_one_of_those_asked_is_the_others_stay_asked() -> None:
    desk = Desk(members=(*MEMBERS, person("eve")))
    desk.asks(ANA, *THURSDAY)

    one_less = desk.happens(MemberGone(DEE))
    assert [each.person for each in one_less.swap.offers] == ["eve"]
    assert one_less.swap.state is SwapState.OPEN
    desk.members[ANA] = person("ana", standing=Standing.LEFT)
    ended = desk.happens(MemberGone(ANA))

    assert ended.swap.state is SwapState.ENDED
    assert said(ended, ANA) == []
    assert said(ended, CORA) == ["c_swap_ended"]


def test_a_taker_who_is_suspended_before_it_counted_opens_it_again() -> None:
    desk = Desk(confirmed=True, members=(*MEMBERS, person("eve")))
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=DEE))
    desk.members[DEE] = person("dee", standing=Standing.SUSPENDED)

    decision = desk.happens(MemberGone(DEE))

    assert decision.swap.state is SwapState.OPEN
    assert said(decision, DEE) == []


# --- reminders


def test_it_is_asked_again_48_24_and_6_hours_before() -> None:
    start = THURSDAY[0]

    times = reminders(Desk().asks(ANA, *THURSDAY).swap, Desk().team)

    assert times == tuple(start - timedelta(hours=each) for each in (48, 24, 6))


def test_never_within_six_hours_of_the_first_question() -> None:
    desk = Desk(now=THURSDAY[0] - timedelta(hours=29))

    assert reminders(desk.asks(ANA, *THURSDAY).swap, desk.team) == (THURSDAY[0] - timedelta(hours=6),)


def test_not_in_the_teams_night_unless_it_presses() -> None:
    start, end = night(5, (26, 32))  # from two in the morning

    first, second, last = reminders(Desk().asks(ANA, start, end).swap, Desk().team)

    assert first == start - timedelta(hours=48) + timedelta(hours=5)  # seven, when the night is over
    assert second == start - timedelta(hours=24) + timedelta(hours=5)
    assert last == start - timedelta(hours=6)


def test_only_those_are_asked_again_who_have_not_answered_and_still_can() -> None:
    desk = Desk(members=(*MEMBERS, person("eve"), person("fay")))
    desk.asks(ANA, *THURSDAY)
    desk.happens(PassShift(by=DEE))
    desk.gives_time_off(PersonId("eve"), *THURSDAY)
    desk.passes(hours=7)

    decision = desk.happens(Remind())

    assert {each.to for each in decision.says} == {"fay"}
    assert said(decision, PersonId("fay")) == ["m_swap_still"]


def test_nobody_is_asked_again_within_six_hours() -> None:
    desk = Desk()
    desk.asks(ANA, *THURSDAY)
    desk.passes(hours=5, minutes=59)

    assert desk.happens(Remind()).says == ()
    desk.passes(minutes=1)

    assert said(desk.happens(Remind()), DEE) == ["m_swap_still"]


def test_six_hours_are_counted_from_when_a_question_went_out_after_quiet_hours() -> None:
    quiet = QuietHours(starts=time(11), ends=time(23))
    desk = Desk(members=(*MEMBERS[:3], replace(person("dee"), quiet=quiet)))

    (offer,) = desk.asks(ANA, *THURSDAY).swap.offers

    assert offer.told_at == NOW + timedelta(hours=11)


def test_what_begins_within_twelve_hours_waits_for_nobodys_quiet_hours() -> None:
    soon, later = Desk(now=THURSDAY[0] - timedelta(hours=12)), Desk(now=THURSDAY[0] - timedelta(hours=13))

    assert all(each.at_once for each in soon.asks(ANA, *THURSDAY).says)
    assert not any(each.at_once for each in later.asks(ANA, *THURSDAY).says)


def test_a_coordinator_whose_yes_is_waited_for_is_asked_again_too() -> None:
    desk = Desk(confirmed=True)
    desk.asks(ANA, *THURSDAY)
    desk.happens(TakeShift(by=DEE))
    desk.passes(hours=7)

    assert said(desk.happens(Remind()), CORA) == ["c_swap_waits"]


# --- calls for cover


VETTED = {RIVER: frozenset(each.id for each in MEMBERS)}


def test_whoever_stands_in_the_rota_and_is_suspended_leaves_a_gap_that_can_be_covered() -> None:
    desk = Desk(members=(MEMBERS[0], MEMBERS[1], person("cal", standing=Standing.SUSPENDED), MEMBERS[3]))

    place = where_to_cover(CallForCover(by=CORA, start=night(4)[0]), [desk.team], {RIVER: desk.facts.vetted()}, NOW)
    assert place is not None
    assert (place.start, place.end) == (night(4)[0], night(5, (20, 21))[0])  # and the day after it, for a day at most
    asked = desk.calls(*night(4))

    assert asked.swap.gap
    assert [each.person for each in asked.swap.offers] == [DEE]
    assert desk.happens(RotaChanged()).swap.state is SwapState.OPEN


def cal_is_off(desk: Desk) -> tuple[datetime, datetime]:
    """Cal's Wednesday night is a gap."""
    desk.gives_time_off(CAL, *night(4))
    return night(4)


def test_the_first_to_take_a_call_for_cover_has_it_and_nobody_needs_to_confirm() -> None:
    desk = Desk(confirmed=True)
    start, end = cal_is_off(desk)
    asked = desk.calls(start, end)
    assert asked.swap.gap
    assert [each.person for each in asked.swap.offers] == [DEE]  # ana and ben are on the nights beside it

    decision = desk.happens(TakeShift(by=DEE))

    assert on_call(desk.rota, start) == {DEE}
    assert said(decision, CORA) == ["c_cover_counted"]


def test_a_call_for_somebody_who_falls_out_puts_another_in_their_place() -> None:
    desk = Desk()
    asked = desk.calls(*THURSDAY, person=ANA)
    assert said(asked, DEE) == ["m_cover_offer"]

    decision = desk.happens(TakeShift(by=DEE))

    assert on_call(desk.rota, THURSDAY[0]) == {DEE}
    assert said(decision, ANA) == ["m_swap_given"]


def test_a_call_nobody_takes_is_a_coordinators_to_own_and_may_still_be_taken() -> None:
    desk = Desk()
    start, end = cal_is_off(desk)
    desk.calls(start, end)

    untaken = desk.happens(TimeIsUp())
    assert untaken.task is not None
    assert said(untaken, CORA) == said(untaken, OMAR) == ["c_cover_untaken"]
    late = desk.happens(TakeShift(by=DEE))

    assert late.swap.state is SwapState.COUNTED
    assert on_call(desk.rota, start) == {DEE}


def test_a_call_that_fits_nobody_is_said_so_at_once() -> None:
    desk = Desk(members=(MEMBERS[0], MEMBERS[2]))
    start, end = cal_is_off(desk)

    decision = desk.calls(start, end)

    assert said(decision, CORA) == ["c_cover_nobody"]
    assert decision.task is not None


def test_a_gap_that_is_filled_otherwise_ends_its_call() -> None:
    desk = Desk()
    start, end = cal_is_off(desk)
    desk.calls(start, end)
    desk.becomes(replace(desk.rota, overrides=(Add(person=BEN, start=start, end=end),)))

    assert desk.happens(RotaChanged()).swap.state is SwapState.ENDED


def test_any_coordinator_of_the_team_ends_a_call_and_no_member_does() -> None:
    desk = Desk()
    desk.calls(*cal_is_off(desk))

    with pytest.raises(Refused, match="m_swap_none_open"):
        desk.happens(EndSwap(by=DEE))
    assert desk.happens(EndSwap(by=OMAR)).swap.state is SwapState.WITHDRAWN


def test_of_a_gap_that_runs_what_is_left_is_given() -> None:
    desk = Desk()
    start, end = cal_is_off(desk)
    desk.now = start + timedelta(hours=2)

    desk.calls(start, end)
    desk.passes(minutes=10)
    desk.happens(TakeShift(by=DEE))

    assert desk.swap is not None
    assert (desk.swap.start, desk.swap.end) == (start + timedelta(hours=2, minutes=10), end)


def test_a_gap_of_one_area_is_called_for_in_the_rota_of_that_area() -> None:
    desk = Desk()
    mill = replace(desk.rota, id=RotaId("river/mill"), layers=(), areas=frozenset({AreaId("mill-row")}))
    always = Add(person=BEN, start=desk.now, end=desk.now + timedelta(days=60))
    line = replace(desk.rota, areas=frozenset({AreaId("old-town")}), overrides=(always,))
    team = replace(desk.team, areas=line.areas | mill.areas, rotas=(line, mill))

    place = where_to_cover(CallForCover(by=CORA), [team], VETTED, desk.now)

    assert place is not None
    assert (place.rota.id, place.start) == ("river/mill", desk.now)


def test_the_first_gap_is_found_and_is_no_longer_than_anybody_may_be_on() -> None:
    desk = Desk(now=night(4, (9, 10))[0])

    place = where_to_cover(CallForCover(by=CORA), [desk.team], VETTED, desk.now)

    assert place is not None
    assert (place.start, place.end) == (desk.now, night(4)[0])  # the days have nobody
    assert where_to_cover(CallForCover(by=CORA, team=desk.team.id), [], VETTED, desk.now) is None


def test_named_with_somebody_it_is_their_shift_in_that_time() -> None:
    desk = Desk()
    command = CallForCover(by=CORA, start=night(5, (0, 1))[0], end=night(6, (0, 1))[0], person=ANA)

    place = where_to_cover(command, [desk.team], VETTED, NOW)

    assert place is not None
    assert (place.start, place.end) == (THURSDAY[0], night(5, (24, 25))[0])


# --- whatever happens, in whatever order

ASKED = (DEE, PersonId("eve"), PersonId("fay"))
OCCASIONS: tuple[AnOccasion, ...] = (
    *(TakeShift(by=each) for each in ASKED),
    *(PassShift(by=each) for each in ASKED),
    *(MemberGone(each) for each in ASKED),
    EndSwap(by=ANA),
    ConfirmSwap(by=CORA),
    RefuseSwap(by=CORA),
    InsistOnSwap(by=CORA),
    Remind(),
    TimeIsUp(),
    RotaChanged(),
)


@given(
    occasions=st.lists(st.sampled_from(OCCASIONS), max_size=12),
    confirmed=st.booleans(),
    away=st.sets(st.sampled_from(ASKED)),
    cover=st.booleans(),
)
def test_it_never_has_two_takers_nor_makes_a_gap_and_untaken_changes_nothing(
    occasions: list[AnOccasion], confirmed: bool, away: set[PersonId], cover: bool
) -> None:
    desk = Desk(confirmed=confirmed, members=(*MEMBERS, person("eve"), person("fay")))
    before = desk.rota
    desk.calls(*THURSDAY, person=ANA) if cover else desk.asks(ANA, *THURSDAY)
    for each in away:
        desk.gives_time_off(each, *THURSDAY)
    stands = desk.rota
    changes = 0
    for occasion in occasions:
        desk.passes(hours=1)
        try:
            decision = desk.happens(occasion)
        except Refused:
            continue
        changes += decision.change is not None
        if isinstance(occasion, TakeShift | ConfirmSwap) and decision.change is not None:
            assert desk.swap is not None
            assert desk.swap.taken_by not in away, "a rule was in the way, and nobody insisted"

    assert desk.swap is not None
    assert changes <= 1
    if desk.swap.state is SwapState.COUNTED:
        assert desk.swap.taken_by is not None
        assert is_on_throughout(desk.rota, desk.swap.taken_by, *THURSDAY)
        assert not on_call(desk.rota, THURSDAY[0]) - {desk.swap.taken_by}
    else:
        assert desk.rota is stands
    assert gaps((desk.rota,), *THURSDAY) == gaps((before,), *THURSDAY) == ()
    takers = [each for each in desk.swap.offers if each.answer is Answer.TAKES and each.person == desk.swap.taken_by]
    assert len(takers) <= 1


def test_readers_see_times_on_their_own_clock() -> None:
    abroad = replace(person("dee"), time_zone="Europe/Madrid")
    desk = Desk(members=(*MEMBERS[:3], abroad))

    decision = desk.asks(ANA, *THURSDAY)

    when = {each.to: each.params["when"] for each in decision.says}
    assert when == {ANA: "2026-03-05T20:00", DEE: "2026-03-06T03:00"}
