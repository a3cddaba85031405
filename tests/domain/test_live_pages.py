"""How many pages live: fixed, in waves, to everybody, or so many that the need fills in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain.dispatch import decide
from domain.ids import PersonId
from domain.incident import Incident, IncidentStatus, PageState
from domain.live_pages import comes_in_time, next_asked, time_left
from domain.matching import Candidate, Placed, rank
from domain.needs import Need
from domain.people import Role, Standing
from domain.policy import Filling, Paging, Policy, Tier
from domain.proof import Likely
from domain.tail import at_least
from tests.support.builders import LEAD, NOON, candidate, facts, incident, opened

DAY = time(12, 0)
NAMES = ("ana", "ben", "cal", "dee", "eve", "fay")
EVER = Filling(within=timedelta(days=30))
"""Whoever says yes says it in time."""


def likely(each: Candidate, chance: float) -> Candidate:
    return replace(each, likely=Likely(on_call=chance, off_call=chance))


def crowd(many: int, chance: float) -> tuple[Candidate, ...]:
    return tuple(likely(candidate(f"p{n:03}"), chance) for n in range(many))


def asked(call: Incident, people: Sequence[Candidate]) -> tuple[Placed, ...]:
    return next_asked(call, rank(call, people, NOON).order, people, NOON, DAY).asked


def computed(filling: Filling = EVER) -> Policy:
    return Policy(paging=Paging.COMPUTED, filling=filling)


@pytest.mark.parametrize(("responders", "figure"), [(1, 7), (2, 11), (3, 15)])
def test_as_many_are_asked_as_the_figures_of_the_field_say(responders: int, figure: int) -> None:
    call = incident(policy=computed(), need=Need(responders=responders, cap=responders))

    assert len(asked(call, crowd(40, 0.377))) == figure


def test_whoever_mostly_comes_needs_fewer_beside_them() -> None:
    call = incident(policy=computed())

    assert len(asked(call, crowd(40, 0.97))) == 1
    assert len(asked(call, crowd(40, 0.1))) > 20


def test_less_time_asks_more_people() -> None:
    hurried = incident(policy=computed(Filling(within=timedelta(minutes=2))))
    calm = incident(policy=computed(Filling(within=timedelta(minutes=30))))

    assert len(asked(hurried, crowd(60, 0.377))) > len(asked(calm, crowd(60, 0.377)))


def test_by_night_answers_take_longer_and_more_are_asked() -> None:
    call = incident(policy=computed(Filling()))
    people = crowd(60, 0.377)
    order = rank(call, people, NOON).order

    by_day, by_night = (next_asked(call, order, people, NOON, at).asked for at in (DAY, time(23, 30)))
    assert len(by_night) > len(by_day)


def test_pages_that_live_already_count() -> None:
    people = crowd(40, 0.377)
    call = opened(*people, policy=computed()).incident

    assert len(call.live_pages()) == 7
    assert asked(call, people) == ()


def test_whoever_is_going_already_is_not_asked_for_again() -> None:
    people = crowd(40, 0.377)
    call = opened(*people, policy=computed(), need=Need(responders=2, cap=2)).incident
    page = call.pages[0]

    accept = c.Accept(incident=call.id, by=page.person, page=page.id)
    after = decide(call, accept, facts(*people, stimulus="yes"), NOON).incident

    assert len(call.pages) == 11
    assert len(after.pages) == 11  # ten live on, and seven are enough for one


def test_a_role_is_asked_for_until_it_is_as_likely_as_the_need() -> None:
    led = tuple(likely(candidate(f"z{n}", skills=("lead",)), 0.377) for n in range(9))
    call = incident(policy=computed(), need=Need(responders=1, cap=2, roles={LEAD: 1}))

    chosen = asked(call, (*crowd(20, 0.9), *led))

    assert sum(LEAD in each.candidate.person.skills for each in chosen) == 7


def test_a_role_that_nobody_has_asks_no_crowd() -> None:
    call = incident(policy=computed(), need=Need(responders=1, cap=2, roles={LEAD: 1}))

    assert len(asked(call, crowd(500, 0.9))) <= 2


def test_somebody_not_on_probation_is_likely_too() -> None:
    new = tuple(likely(candidate(f"a{n}", standing=Standing.PROBATION), 0.9) for n in range(9))
    old = tuple(likely(candidate(f"b{n}"), 0.377) for n in range(9))
    call = incident(policy=computed(), need=Need(responders=2, cap=4))

    chosen = asked(call, (*new, *old))

    assert sum(each.candidate.person.id.startswith("b") for each in chosen) == 7


@given(
    chances=st.lists(st.floats(0.01, 0.99), min_size=1, max_size=9),
    responders=st.integers(1, 3),
    goal=st.floats(0.5, 0.99),
)
@settings(max_examples=150)
def test_never_fewer_are_asked_than_needed_and_never_one_too_many(
    chances: list[float], responders: int, goal: float
) -> None:
    people = [likely(candidate(f"p{n}"), each) for n, each in enumerate(chances)]
    policy = computed(replace(EVER, chance=goal))
    call = incident(policy=policy, need=Need(responders=responders, cap=responders))

    chosen = [each.candidate.chance for each in asked(call, people)]

    in_time = [comes_in_time(each, timedelta(), EVER.within, EVER.turn_out_day) for each in chosen]
    enough = _counted_out(responders, in_time) >= goal - 1e-9
    assert enough or len(chosen) == len(people)
    if enough and len(chosen) > 1:
        assert _counted_out(responders, in_time[:-1]) < goal + 1e-9


def _counted_out(k: int, chances: list[float]) -> float:
    """The chance of at least k, every way in which it can happen added up."""
    total = 0.0
    for many in range(k, len(chances) + 1):
        for yes in combinations(range(len(chances)), many):
            part = 1.0
            for n, chance in enumerate(chances):
                part *= chance if n in yes else 1 - chance
            total += part
    return total


@given(
    chance=st.floats(0.01, 0.99),
    waited=st.integers(0, 600),
    left=st.integers(1, 600),
)
def test_silence_makes_a_yes_less_likely_and_time_makes_it_more(chance: float, waited: int, left: int) -> None:
    def comes(waited: int, left: int) -> float:
        return comes_in_time(chance, timedelta(seconds=waited), timedelta(seconds=left), Filling().turn_out_day)

    assert 0 <= comes(waited, left) <= chance
    assert comes(waited + 10, left) <= comes(waited, left) + 1e-12
    assert comes(waited, left) <= comes(waited, left + 10) + 1e-12


def test_what_is_late_has_a_turn_out_left_and_a_drop_out_begins_anew() -> None:
    policy = computed(Filling())
    call = opened(*crowd(5, 0.5), policy=policy).incident

    assert time_left(call, policy, NOON, DAY) == timedelta(minutes=5)
    assert time_left(call, policy, NOON + timedelta(minutes=2), DAY) == timedelta(minutes=3)
    assert time_left(call, policy, NOON + timedelta(hours=2), DAY) == policy.filling.turn_out_day


def test_waves_wait_for_their_last_page() -> None:
    people = tuple(candidate(name) for name in NAMES)
    call = opened(*people, policy=Policy(paging=Paging.WAVES, live_pages=2)).incident
    assert [page.person for page in call.pages] == ["ana", "ben"]

    for number, name in enumerate(("ana", "ben")):
        page = next(each for each in call.pages if each.person == name)
        decline = c.Decline(incident=call.id, by=PersonId(name), page=page.id)
        call = decide(call, decline, facts(*people, stimulus=f"no{number}"), NOON).incident
        assert len(call.pages) == (2, 4)[number]


def test_a_broadcast_asks_everybody_suited_at_once() -> None:
    people = (*(candidate(name) for name in NAMES), candidate("gus", standing=Standing.SUSPENDED))

    call = opened(*people, policy=Policy(paging=Paging.BROADCAST)).incident

    assert {page.person for page in call.pages} == set(NAMES)


def test_a_broadcast_asks_a_crowd_whole() -> None:
    call = opened(*crowd(600, 0.4), policy=Policy(paging=Paging.BROADCAST)).incident

    assert len(call.live_pages()) == 600


@pytest.mark.parametrize("paging", list(Paging))
def test_coordinators_go_last_however_pages_are_counted(paging: Paging) -> None:
    cora = candidate("cora", roles=(Role.COORDINATOR,))
    ana = candidate("ana")
    call = opened(cora, ana, policy=Policy(paging=paging)).incident
    assert [page.person for page in call.pages] == ["ana"]

    decline = c.Decline(incident=call.id, by=PersonId("ana"), page=call.pages[0].id)
    after = decide(call, decline, facts(cora, ana, stimulus="no"), NOON).incident

    assert [page.person for page in after.live_pages()] == ["cora"]


def test_coordinators_are_not_asked_where_the_policy_does_not_say_so() -> None:
    cora = candidate("cora", roles=(Role.COORDINATOR,))
    call = incident(policy=Policy(tiers=(Tier.ON_CALL, Tier.AVAILABLE)))

    assert rank(call, [cora], NOON).left_out == ((PersonId("cora"), "not a protector"),)


def test_neighbours_are_turned_to_once_when_a_page_cannot_be_replaced() -> None:
    ana, ben = candidate("ana"), candidate("ben")
    first = opened(ana, ben, policy=Policy(live_pages=2))
    call = first.incident
    assert not first.asks_aid

    def declines(call: Incident, name: str) -> object:
        page = next(each for each in call.pages if each.person == name)
        return decide(
            call, c.Decline(incident=call.id, by=PersonId(name), page=page.id), facts(ana, ben, stimulus=name), NOON
        )

    once = declines(call, "ana")
    assert once.asks_aid  # type: ignore[attr-defined]
    twice = declines(once.incident, "ben")  # type: ignore[attr-defined]
    assert not twice.asks_aid  # type: ignore[attr-defined]


def test_those_who_help_out_are_asked_behind_the_team() -> None:
    helper = replace(candidate("zoe"), aid=True)
    moved = tuple(replace(each, team="hill") for each in helper.person.memberships)  # type: ignore[arg-type]
    helper = replace(helper, person=replace(helper.person, memberships=moved))

    order = rank(incident(), [helper, candidate("fay", on_call=False)], NOON).order

    assert [(each.candidate.person.id, each.tier) for each in order] == [("fay", Tier.AVAILABLE), ("zoe", Tier.AID)]


def test_what_people_carry_weighs_on_whom_is_asked() -> None:
    rested = candidate("zoe")
    asked_often = replace(candidate("ana"), pages_lately=3)
    by_night = replace(candidate("ben"), nights=2)
    heavy = replace(candidate("cal"), heavy_lately=True, nights=1)

    order = rank(incident(), [heavy, by_night, asked_often, rested], NOON).order

    assert [each.candidate.person.id for each in order] == ["zoe", "ana", "ben", "cal"]


def test_whoever_rests_is_not_asked_and_the_reason_says_no_more() -> None:
    ana = replace(candidate("ana"), rests_until=NOON + timedelta(hours=1), heavy_lately=True)

    assert rank(incident(danger=True), [ana], NOON).left_out == ((PersonId("ana"), "resting"),)
    assert rank(incident(danger=True), [ana], NOON + timedelta(hours=1)).order


def test_at_least_is_what_counting_out_says() -> None:
    chances = [0.2, 0.5, 0.9, 0.4]

    assert [at_least(k, chances) for k in range(5)] == pytest.approx([_counted_out(k, chances) for k in range(5)])


@given(
    answers=st.lists(st.sampled_from(["yes", "no", "silent"]), min_size=6, max_size=6), paging=st.sampled_from(Paging)
)
def test_every_way_of_paging_fills_or_finds_nobody(answers: list[str], paging: Paging) -> None:
    people = tuple(candidate(name) for name in NAMES)
    call = opened(*people, policy=Policy(paging=paging, filling=Filling(ask_again=()))).incident
    now = NOON
    for number in range(40):
        if not call.live_pages():
            break
        now += timedelta(seconds=1)
        page = call.live_pages()[0]
        match answers[NAMES.index(page.person)]:
            case "yes":
                command: c.AnIncidentCommand = c.Accept(incident=call.id, by=page.person, page=page.id)
            case "no":
                command = c.Decline(incident=call.id, by=page.person, page=page.id)
            case _:
                command = c.Expire(incident=call.id, page=page.id)
        call = decide(call, command, facts(*people, stimulus=f"s{number}"), now).incident

    assert call.is_filled() == ("yes" in answers)
    assert call.is_filled() or call.exhausted
    assert all(page.state is not PageState.LIVE for page in call.pages)
    assert call.status is not IncidentStatus.OPEN
