"""Two calls that become one, rule by rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import commands as c
from domain.dispatch import Decision, decide
from domain.errors import Refused
from domain.ids import AreaId, AssignmentId, ConversationId, IncidentId, PersonId, SkillId, TeamId
from domain.incident import AlsoHeard, AssignmentState, Disposition, Incident, IncidentStatus, PageState
from domain.merging import aid_that_comes, as_one, callers, who_goes_to_both, who_moves
from domain.messages import MessageKind as K
from domain.messages import WakeKind
from domain.needs import Need, Window
from domain.neighbours import Aid, AidState, Neighbour, Opens
from domain.places import Place, PlaceKind
from domain.policy import Relaying
from domain.relayed import Relayed
from domain.step_aside import Aside, AsideFrom, StepAside
from domain.tasks import CHECK_INS, TaskKind
from tests.support.builders import NOON, candidate, facts, opened

FOUR = tuple(candidate(name) for name in ("ana", "ben", "cal", "dee"))
CORA = PersonId("cora")


def do(call: Incident, *commands: c.AnIncidentCommand) -> Decision:
    decision = Decision(why="", incident=call)
    for n, command in enumerate(commands):
        decision = decide(decision.incident, command, facts(*FOUR, stimulus=f"d{n}"), NOON)
    return decision


def call(number: int, *, need: Need | None = None) -> Incident:
    made = opened(*FOUR, need=need or Need(responders=1, cap=2)).incident
    return replace(
        made,
        id=IncidentId(f"inc_{number}"),
        number=number,
        conversation=ConversationId(f"cnv_{number}"),
        requester_code=f"Willow{number}",
        words=(f"words of {number}",),
        pages=tuple(replace(page, incident=IncidentId(f"inc_{number}")) for page in made.pages),
    )


def with_going(incident: Incident, *people: str) -> Incident:
    return do(incident, *(c.Assign(incident=incident.id, by=CORA, person=PersonId(each)) for each in people)).incident


def test_whoever_is_on_their_way_moves_even_where_there_is_no_room() -> None:
    into = with_going(call(7, need=Need(responders=1, cap=1)), "ana")
    merged = with_going(call(8), "ben", "cal")
    merged = do(merged, c.SetOff(incident=merged.id, by=PersonId("ben"))).incident

    assert who_moves(merged, into) == {"ben"}


def test_whoever_was_not_heard_from_and_comes_with_the_other_call_is_waited_for_no_more() -> None:
    into = with_going(call(7, need=Need(responders=2, cap=3)), "ben")
    silent = replace(into.assignments[0], id=AssignmentId("asg_1"), state=AssignmentState.UNSURE, ended_at=NOON)
    into = replace(into, assignments=(silent,))
    merged = with_going(call(8), "ben")

    decision = do(into, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset({PersonId("ben")})))

    states = [each.state for each in decision.incident.assignments]
    assert AssignmentState.UNSURE not in states
    assert [each.person for each in decision.incident.going()] == ["ben"]
    assert TaskKind.UNSURE in decision.tasks_done


def test_whoever_said_that_all_is_not_well_is_not_well_in_the_other_call_either() -> None:
    merged = with_going(call(8), "ben")
    merged = do(merged, c.SayWell(incident=merged.id, by=PersonId("ben"), well=False)).incident
    into = call(7)

    decision = do(into, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset({PersonId("ben")})))

    assert decision.incident.going()[0].watch.unwell
    assert TaskKind.FIELD_WELFARE in {each.kind for each in decision.tasks}
    assert WakeKind.NO_SIGN in {each.kind for each in decision.wakes}


def test_nobody_goes_alone_where_either_of_the_two_calls_says_so() -> None:
    merged = with_going(call(8, need=Need(responders=2, cap=2, together=2)), "ben")
    into = call(7, need=Need(responders=1, cap=2))

    decision = do(into, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset({PersonId("ben")})))
    going = with_going(into, "ana")
    going = replace(going, assignments=(replace(going.assignments[0], id=AssignmentId("asg_ana")),))
    beside = do(going, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset({PersonId("ben")})))

    (ben,) = decision.incident.going()
    assert ben.state is AssignmentState.HOLDING
    assert K.C_HANDS_NEED in {each.kind for each in decision.says}
    assert decision.incident.live_pages()
    assert [each.state for each in beside.incident.going()] == [AssignmentState.ACCEPTED] * 2
    assert K.M_HOLD not in {each.kind for each in beside.says}


def test_whoever_is_asked_for_two_calls_of_two_natures_holds_what_either_needs() -> None:
    medic, lead = SkillId("medic"), SkillId("lead")
    need = Need(responders=2, cap=2, together=2, roles={lead: 1}, skills=frozenset({medic}))
    merged, into = call(8, need=need), call(7, need=Need(responders=1, cap=1))
    medics = (*FOUR, candidate("eve", skills=(medic, lead)), candidate("fay", skills=(medic,)))

    take_in = c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset())
    decision = decide(into, take_in, facts(*medics, stimulus="d0"), NOON)

    assert decision.incident.need == replace(need, skills=frozenset({medic}))
    assert {page.person for page in decision.incident.live_pages()} == {"eve", "fay"}
    assert K.C_HANDS_NEED in {each.kind for each in decision.says}


def test_whoever_goes_already_hears_in_one_line_which_skills_the_other_call_needs_beside() -> None:
    medic = SkillId("medic")
    into = with_going(call(7), "ana")
    merged = with_going(call(8, need=Need(responders=1, cap=2, skills=frozenset({medic}))), "ben")

    decision = do(into, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset({PersonId("ben")})))
    again = do(decision.incident, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset()))

    told = [(each.to, each.params["skills"]) for each in decision.says if each.kind is K.M_HANDS_SKILLS]
    assert told == [("ana", medic)]
    assert K.M_HANDS_SKILLS not in {each.kind for each in again.says}


def test_whoever_goes_to_both_is_counted_once() -> None:
    into, merged = with_going(call(7), "ana"), with_going(call(8), "ana")

    assert who_moves(merged, into) == frozenset()


def test_the_merged_call_is_closed_as_a_duplicate_and_asks_nobody_any_more() -> None:
    merged = with_going(call(8), "ben")

    decision = do(merged, c.Merge(incident=merged.id, by=CORA, into=IncidentId("inc_7"), number=7, moves=frozenset()))

    after = decision.incident
    assert (after.disposition, after.merged_into, after.is_alive()) == (Disposition.DUPLICATE, "inc_7", False)
    assert not after.live_pages()
    assert decision.tasks_done == set(TaskKind) - CHECK_INS  # how somebody is stays their owner's
    assert [say.to for say in decision.says if say.kind is K.M_HANDS_STOOD_DOWN] == ["ben"]
    assert [say.to for say in decision.says if say.kind is K.R_HANDS_MERGED] == ["cnv_8"]


def test_the_call_that_stays_hears_what_was_said_and_takes_in_whoever_moves() -> None:
    into, merged = with_going(call(7), "ana"), with_going(call(8), "ben")
    merged = do(merged, c.SetOff(incident=merged.id, by=PersonId("ben"))).incident
    merged = do(merged, c.Arrive(incident=merged.id, by=PersonId("ben"))).incident

    decision = do(into, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset({PersonId("ben")})))

    after = decision.incident
    ben = after.assignment_of(PersonId("ben"))
    assert ben is not None
    assert ben.state is AssignmentState.ON_SCENE
    assert after.heard_in() == ("cnv_7", "cnv_8")
    assert after.words == ("words of 7", "words of 8")
    assert K.M_WORDS in [say.kind for say in decision.says if say.to == "ana"]


def there(incident: Incident, *people: str) -> Incident:
    commands = [step(incident=incident.id, by=PersonId(each)) for each in people for step in (c.SetOff, c.Arrive)]
    return do(incident, *commands).incident


def take_in(into: Incident, merged: Incident) -> Decision:
    moves = who_moves(merged, into)
    command = c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=moves)
    return decide(into, command, facts(*FOUR, stimulus="taken_in"), NOON)


def test_two_who_are_there_together_stay_there_and_are_looked_after() -> None:
    pair = Need(responders=2, cap=3, together=2)
    into, merged = call(7, need=pair), there(with_going(call(8, need=pair), "ben", "cal"), "ben", "cal")

    decision = take_in(into, merged)

    after = decision.incident
    assert [(each.person, each.state) for each in after.going()] == [
        ("ben", AssignmentState.ON_SCENE),
        ("cal", AssignmentState.ON_SCENE),
    ]
    assert after.status is IncidentStatus.ON_SCENE
    woken = {wake.subject.split("|")[0] for wake in decision.wakes if wake.kind is WakeKind.ASK_WELL}
    assert woken == {each.id for each in after.going()}
    assert all(each.watch.since == NOON for each in after.going())
    told = {say.kind for say in decision.says}
    assert K.M_HOLD not in told
    assert K.M_PAGE not in told


def test_who_is_there_alone_where_nobody_should_be_stays_there_and_is_looked_after() -> None:
    into = call(7, need=Need(responders=2, cap=3, together=2))
    merged = there(with_going(call(8), "ben"), "ben")

    decision = take_in(into, merged)

    ben = decision.incident.assignment_of(PersonId("ben"))
    assert ben is not None
    assert ben.state is AssignmentState.ON_SCENE
    assert WakeKind.ASK_WELL in {wake.kind for wake in decision.wakes}
    assert [say.to for say in decision.says if say.kind is K.M_SAFETY_ALONE_NOW] == ["ben"]
    assert K.M_HOLD not in {say.kind for say in decision.says if say.to == "ben"}


def test_who_waits_for_a_second_is_released_by_somebody_who_is_there() -> None:
    into = with_going(call(7, need=Need(responders=2, cap=3, together=2)), "ana")
    merged = there(with_going(call(8), "ben"), "ben")

    decision = take_in(into, merged)

    states = {each.person: each.state for each in decision.incident.going()}
    assert states == {"ana": AssignmentState.ACCEPTED, "ben": AssignmentState.ON_SCENE}
    assert K.M_RELEASED in {say.kind for say in decision.says if say.to == "ana"}


def test_who_goes_to_both_and_is_there_is_there_in_the_one_that_stays() -> None:
    into = with_going(call(7, need=Need(responders=2, cap=3, together=2)), "ben")
    merged = there(with_going(call(8), "ben"), "ben")

    after = take_in(into, merged).incident

    assert [(each.person, each.state) for each in after.going()] == [("ben", AssignmentState.ON_SCENE)]


def test_the_page_of_whoever_comes_from_the_merged_call_is_a_yes() -> None:
    into, merged = call(7, need=Need(responders=3, cap=3)), with_going(call(8), "ben")
    assert "ben" in {page.person for page in into.live_pages()}

    after = take_in(into, merged).incident

    page = next(page for page in after.pages if page.person == "ben")
    ben = after.assignment_of(PersonId("ben"))
    assert ben is not None
    assert (page.state, ben.page) == (PageState.ACCEPTED, page.id)


def test_who_never_goes_beside_somebody_is_asked_aside_when_a_merge_brings_them() -> None:
    into, merged = with_going(call(7), "ana"), with_going(call(8), "ben")
    kept = StepAside(kept=(Aside(kind=AsideFrom.PERSON, id="ben"),))
    four = [
        replace(each, person=replace(each.person, aside=kept)) if each.person.id == "ana" else each for each in FOUR
    ]
    command = c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset({PersonId("ben")}))

    decision = decide(into, command, facts(*four, stimulus="taken_in"), NOON)

    assert decision.aside_asked == {"ana"}
    asked = [say for say in decision.says if K.M_LINE_ASIDE_ASKED in {line.kind for line in say.lines}]
    assert {say.to for say in asked} == {"ana"}


def test_everybody_who_reads_along_is_named_to_whoever_calls_or_goes() -> None:
    into, merged = with_going(call(7), "ana"), call(8)
    into = replace(into, plan=replace(into.plan, policy=replace(into.plan.policy, relay=Relaying(read_along=True))))
    into = do(into, c.RelayWords(incident=into.id, by=PersonId("ana"), words=("coming",))).incident

    taken = take_in(into, merged)
    fresh = replace(taken.incident, relayed=Relayed())
    wrote = do(fresh, c.RelayWords(incident=into.id, by=PersonId("ana"), words=("there soon",)))

    assert [say.to for say in taken.says if say.kind is K.R_RELAY_READ] == ["cnv_8"]
    (how,) = [say for say in wrote.says if say.kind is K.M_RELAY_HOW]
    assert how.params["requester"] == "Willow7, Willow8"


def test_who_is_on_the_way_waits_where_too_few_come_together() -> None:
    into = call(7, need=Need(responders=2, cap=3, together=2))
    merged = with_going(call(8), "ben")
    merged = do(merged, c.SetOff(incident=merged.id, by=PersonId("ben"))).incident

    after = take_in(into, merged).incident

    assert [(each.person, each.state) for each in after.going()] == [("ben", AssignmentState.HOLDING)]


def test_who_went_silent_is_not_written_to_and_the_others_are() -> None:
    into = replace(
        call(7), also=(AlsoHeard(conversation=ConversationId("cnv_8"), code="Lark", came_from=IncidentId("inc_8")),)
    )
    silent = c.GoSilent(incident=into.id, how="exit", said_in=ConversationId("cnv_8"))

    after = do(into, silent).incident

    assert after.heard_in() == ("cnv_7",)
    assert not after.silent


def test_what_one_of_them_says_is_answered_to_them_alone() -> None:
    into = replace(
        call(7), also=(AlsoHeard(conversation=ConversationId("cnv_8"), code="Lark", came_from=IncidentId("inc_8")),)
    )

    decision = do(into, c.AddWords(incident=into.id, words="blue tent", said_in=ConversationId("cnv_8")))

    assert [say.to for say in decision.says if say.kind is K.R_NOTED] == ["cnv_8"]


def test_taken_apart_it_asks_again_for_as_many_as_it_needed() -> None:
    merged = do(call(8), c.Merge(incident=IncidentId("inc_8"), by=CORA, into=IncidentId("inc_7"), number=7)).incident

    after = do(merged, c.TakeApart(incident=merged.id, by=CORA)).incident

    assert after.is_alive()
    assert after.merged_into is None
    assert PageState.LIVE in {page.state for page in after.pages}


def test_what_was_never_merged_cannot_be_taken_apart() -> None:
    with pytest.raises(Refused):
        do(call(8), c.TakeApart(incident=IncidentId("inc_8"), by=CORA))


def exact(label: str, lat: float) -> Place:
    return Place(kind=PlaceKind.INTERSECTION, label=label, lat=lat, lon=-87.64, areas=(AreaId("old-town"),))


def test_whoever_goes_still_goes_to_the_first_place_and_a_coordinator_hears_of_the_second() -> None:
    into = replace(with_going(call(7), "ana"), place=exact("5th & Main", 41.88))
    merged = replace(call(8), place=exact("Mill & Ash", 41.89))

    taken = take_in(into, merged)
    again = do(
        taken.incident,
        c.AddWords(
            incident=into.id, words="", place=exact("9th & Elm", 41.9), said_in=ConversationId("cnv_8"), quietly=True
        ),
        c.FollowPlace(incident=into.id, place=exact("on the move", 41.91), said_in=ConversationId("cnv_8")),
    )

    assert taken.incident.place == again.incident.place == into.place
    for decision, kind in ((taken, K.M_PLACE), (taken, K.M_RELAY_POINT), (again, K.M_PLACE)):
        assert kind not in {say.kind for say in decision.says}
    told = [say for say in taken.says if say.kind is K.C_HANDS_SECOND_PLACE]
    assert [(say.to, say.params["caller"]) for say in told] == [("cora", "Willow8")]


def test_a_point_is_shown_under_the_name_of_whoever_is_there() -> None:
    into = with_going(call(7), "ana")
    merged = replace(call(8), place=exact("Mill & Ash", 41.89))

    decision = take_in(into, merged)

    (shown,) = [say for say in decision.says if say.kind is K.M_RELAY_POINT]
    assert (decision.incident.place, shown.to, shown.params["code"]) == (merged.place, "ana", "Willow8")


def test_nobody_who_goes_to_both_is_sent_home_and_who_was_not_heard_from_hears_that_it_is_over() -> None:
    into, merged = with_going(call(7), "ana"), with_going(call(8), "ana", "ben")
    unsure = next(each for each in merged.assignments if each.person == "ben")
    merged = replace(
        merged, assignments=(merged.assignments[0], replace(unsure, state=AssignmentState.UNSURE, ended_at=NOON))
    )
    both = who_goes_to_both(merged, into)

    decision = do(merged, c.Merge(incident=merged.id, by=CORA, into=into.id, number=7, both=both))

    assert both == {"ana"}
    assert [(say.to, say.kind) for say in decision.says if say.to in ("ana", "ben")] == [("ben", K.M_CLOSED)]
    assert {each.state for each in decision.incident.assignments} == {
        AssignmentState.CLEAR,
        AssignmentState.DROPPED_OUT,
    }


def test_what_is_for_different_times_stays_two_calls() -> None:
    tomorrow = Window(start=NOON + timedelta(days=1), end=NOON + timedelta(days=1, hours=1))
    into, merged = call(7), call(8, need=Need(responders=1, cap=2, window=tomorrow))

    with pytest.raises(Refused) as refused:
        take_in(into, merged)
    assert refused.value.key == K.C_HANDS_OTHER_TIME


@pytest.mark.parametrize("team", ["river", "lake"])
def test_a_neighbours_part_comes_along_and_another_teams_people_are_known_without_being_asked(team: str) -> None:
    aid = Aid(team=TeamId("hill"), state=AidState.OPEN, asked_at=NOON, at=NOON)
    into = replace(call(7), team=TeamId(team))
    merged = replace(with_going(call(8), "ana"), neighbours=(aid,))

    comes = aid_that_comes(merged, into, NOON, CORA)
    one = as_one(merged, into, comes)
    command = c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset(), aid=comes)
    known = replace(
        facts(*FOUR),
        neighbours=(
            Neighbour(team=TeamId("hill"), name="Hill", opens=Opens.COORDINATOR, coordinators=(PersonId("gus"),)),
        ),
    )
    decision = decide(into, command, known, NOON)

    states = {each.team: each.state for each in decision.incident.neighbours}
    own = {"hill": AidState.OPEN} if team == "river" else {"hill": AidState.OFF, "river": AidState.OFF}
    assert states == {each.team: each.state for each in one.neighbours} == own
    told = [say.to for say in decision.says if say.kind is K.C_AID_YOURS]
    assert told == (["gus"] if team == "river" else [])
    assert callers(one) == ("cnv_7", "cnv_8")


def test_who_texts_from_afar_goes_on_texting_in_the_other_call_and_counts_in_neither() -> None:
    into, merged = call(7), call(8)
    merged = do(merged, c.TextWith(incident=merged.id, by=CORA, person=PersonId("dee"))).incident

    left = do(merged, c.Merge(incident=merged.id, by=CORA, into=into.id))
    joined = do(into, c.TakeIn(incident=into.id, by=CORA, merged=merged, moves=frozenset()))

    assert not left.incident.taking_part()
    assert [each.person for each in joined.incident.texting()] == ["dee"]
    assert (joined.incident.counted(), joined.incident.in_person()) == ((), ())
    assert [each.kind for each in joined.says if each.to == "dee"][-1] is K.M_BY_TEXT
    assert K.M_HANDS_STOOD_DOWN not in {each.kind for each in (*left.says, *joined.says)}
