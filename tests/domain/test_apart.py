"""What somebody keeps to themselves is heeded silently: the program pairs nobody with whom they never go with."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain import events as e
from domain.apart import never_together, parted
from domain.commands import AnIncidentCommand
from domain.dispatch import Decision, decide, open_incident
from domain.errors import Refused
from domain.ids import AreaId, PersonId
from domain.incident import AssignmentState, Incident, PageState
from domain.matching import NOT_AVAILABLE, Candidate, rank
from domain.messages import MessageKind as K
from domain.needs import Need
from domain.people import Person
from domain.places import Place, PlaceKind
from domain.step_aside import Aside, AsideFrom, StepAside
from tests.support.builders import NOON, candidate, facts, incident, person

NAMES = ("ana", "ben", "cal", "dee", "eve")


def never(name: str, *others: str, areas: tuple[str, ...] = (), natures: tuple[str, ...] = ()) -> Candidate:
    """Somebody who never goes with `others`."""
    kept = [Aside(AsideFrom.PERSON, each) for each in others]
    kept += [Aside(AsideFrom.AREA, each) for each in areas] + [Aside(AsideFrom.NATURE, each) for each in natures]
    plain = candidate(name)
    return replace(plain, person=replace(plain.person, aside=StepAside(kept=tuple(kept))))


def ranked(*candidates: Candidate) -> tuple[list[str], dict[str, str]]:
    ranking = rank(incident(), candidates, NOON)
    return [each.candidate.person.id for each in ranking.order], dict(ranking.left_out)


def opening(*candidates: Candidate, **changes: object) -> Decision:
    return open_incident(incident(**changes), facts(*candidates), NOON, paging=True, referral=None)  # type: ignore[arg-type]


def live(call: Incident) -> list[str]:
    return [each.person for each in call.live_pages()]


def accepts(call: Incident, name: str) -> AnIncidentCommand:
    page = next(each.id for each in reversed(call.pages) if each.person == name)
    return c.Accept(incident=call.id, by=PersonId(name), page=page)


@pytest.mark.parametrize(
    "candidates", [(never("ana", "ben"), candidate("ben")), (candidate("ana"), never("ben", "ana"))]
)
def test_of_two_who_never_go_together_one_is_asked_whoever_of_them_wrote_it(candidates: tuple[Candidate, ...]) -> None:
    assert ranked(*candidates, candidate("cal")) == (["ana", "cal"], {"ben": NOT_AVAILABLE})


def test_the_other_is_asked_once_the_page_of_the_first_has_ended() -> None:
    team = (never("ana", "ben"), candidate("ben"))
    call = opening(*team).incident
    assert live(call) == ["ana"]

    no = c.Decline(incident=call.id, by=PersonId("ana"), page=call.pages[0].id)
    call = decide(call, no, facts(*team, stimulus="no"), NOON).incident

    assert live(call) == ["ben"]


@pytest.mark.parametrize("away", [never("ana", areas=("old-town",)), never("ana", natures=("conflict",))])
def test_nobody_is_asked_where_they_step_aside_from_the_place_or_the_kind(away: Candidate) -> None:
    assert live(opening(away, candidate("ben")).incident) == ["ben"]


def test_asked_before_a_place_was_known_they_are_asked_no_more_once_it_is_theirs() -> None:
    team = (never("ana", areas=("old-town",)), candidate("ben"))
    call = opening(*team, areas=(), place=None, danger=True).incident
    assert live(call) == ["ana", "ben"]
    said = c.AddWords(incident=call.id, words="", place=incident().place)

    decision = decide(call, said, facts(*team, stimulus="place"), NOON)

    assert live(decision.incident) == ["ben"]
    assert [each.why for each in decision.events if isinstance(each, e.PageWithdrawn)] == ["the place became known"]


@pytest.mark.parametrize(("together", "heard"), [(1, K.M_PLACE), (2, K.M_HOLD)])
def test_whoever_goes_as_a_place_becomes_known_that_they_step_aside_from_is_asked_alone(
    together: int, heard: K
) -> None:
    team = (never("ana", areas=("old-town",)), candidate("ben"))
    need = Need(responders=2, cap=2, together=together)
    call = opening(*team, areas=(), place=None, danger=True, need=need).incident
    call = decide(call, accepts(call, "ana"), facts(*team, stimulus="a"), NOON).incident
    said = c.AddWords(incident=call.id, words="", place=incident().place)

    decision = decide(call, said, facts(*team, stimulus="place"), NOON)

    assert decision.aside_asked == {"ana"}
    asked = [(say.to, say.kind) for say in decision.says if K.M_LINE_ASIDE_ASKED in {each.kind for each in say.lines}]
    assert asked == [("ana", heard)]


@pytest.mark.parametrize(("north", "asked"), [(0.0, ["ben"]), (0.0005, ["ben"]), (0.002, ["ana", "ben"])])
def test_an_address_is_a_place_that_somebody_steps_aside_from(north: float, asked: list[str]) -> None:
    place = Place(kind=PlaceKind.ADDRESS, label="12 Mill St", areas=(AreaId("old-town"),), lat=41.88, lon=-87.63)
    plain = candidate("ana")
    aside = StepAside(kept=(Aside.of_place(41.88 + north, -87.63, "mill street 10"),))
    ana = replace(plain, person=replace(plain.person, aside=aside))

    assert live(opening(ana, candidate("ben"), place=place).incident) == asked
    assert live(opening(ana, candidate("ben"), place=replace(place, lat=None, lon=None)).incident) == ["ana", "ben"]


def test_elsewhere_they_are_asked_as_anybody_is() -> None:
    away = never("ana", areas=("mill-row",), natures=("relief",))

    assert live(opening(away).incident) == ["ana"]


@pytest.mark.parametrize("by_caller", [True, False])
def test_a_member_who_needs_help_is_not_sent_whom_they_never_go_with(*, by_caller: bool) -> None:
    caller = never("rosa", "ana").person if by_caller else person("rosa")
    ana = candidate("ana") if by_caller else never("ana", "rosa")
    known = facts(ana, candidate("ben"))
    known = replace(known, callers=(caller.id,), people={**known.people, caller.id: caller})

    call = open_incident(incident(), known, NOON, paging=True, referral=None).incident

    assert live(call) == ["ben"]


def test_the_reason_is_the_one_of_whoever_said_off_sleeps_or_is_elsewhere() -> None:
    busy = replace(candidate("ben"), going=1)

    _, reasons = ranked(replace(candidate("ana"), apart=True), busy, candidate("cal"))

    assert reasons == {"ana": NOT_AVAILABLE, "ben": NOT_AVAILABLE}


def test_who_is_left_out_stands_in_the_order_of_the_roster_and_not_of_the_reasons() -> None:
    team = (
        replace(candidate("cal"), going=1),
        candidate("ana"),
        never("ben", "ana"),
        replace(candidate("dee"), going=1),
    )

    assert list(ranked(*team)[1]) == ["cal", "ben", "dee"]


def test_who_wrote_something_looks_like_anybody_else() -> None:
    quiet, plain = never("ana", "ben", areas=("old-town",)), candidate("ana")

    assert repr(quiet) == repr(plain)
    assert repr(replace(quiet, apart=True)) == repr(plain)
    assert repr(c.KeepAside(person=PersonId("ana"), after=quiet.person.aside)) == "KeepAside(person='ana')"


def test_whoever_accepted_stands_and_the_other_is_thanked_as_when_places_are_kept() -> None:
    team = (candidate("ana"), candidate("ben"), candidate("cal"))
    call = opening(*team, need=Need(responders=2, cap=3)).incident
    after = (never("ana", "ben"), *team[1:])
    call = decide(call, accepts(call, "ana"), facts(*team, stimulus="a"), NOON).incident

    decision = decide(call, accepts(call, "ben"), facts(*after, stimulus="b"), NOON)

    assert [each.person for each in decision.incident.going()] == ["ana"]
    assert [each.kind for each in decision.says if each.to == "ben"] == [K.M_THANKED_FOR_ANOTHER]


def test_the_page_of_the_other_is_withdrawn_when_one_accepts() -> None:
    team = (candidate("ana"), candidate("ben"), candidate("cal"))
    call = opening(*team, need=Need(responders=2, cap=3)).incident

    after = (never("ana", "ben"), *team[1:])
    call = decide(call, accepts(call, "ana"), facts(*after, stimulus="a"), NOON).incident

    assert {str(each.person): each.state for each in call.pages}["ben"] is PageState.WITHDRAWN
    assert live(call) == ["cal"]


def test_a_coordinators_assignment_stands_and_they_are_asked_for_themselves_alone() -> None:
    team = (never("ana", areas=("old-town",)), candidate("ben"))
    call = opening(*team).incident

    decision = decide(
        call, c.Assign(incident=call.id, by=PersonId("cora"), person=PersonId("ana")), facts(*team, stimulus="x"), NOON
    )

    assert [each.person for each in decision.incident.going()] == ["ana"]
    (asked,) = [each for each in decision.says if each.to == "ana"]
    assert (asked.kind, asked.lines[0].kind) == (K.M_GO, K.M_LINE_ASIDE_ASKED)
    assert [each.kind for each in decision.says if each.to == "cora"] == [K.C_FILLED, K.C_ASSIGNED]
    assert decision.aside_asked == {"ana"}
    assert "aside" not in repr(decision).lower().replace("m_line_aside", "")


def test_whoever_goes_already_is_asked_when_a_coordinator_puts_somebody_beside_them_they_never_go_with() -> None:
    team = (never("ana", "ben"), candidate("ben"))
    call = opening(*team, need=Need(responders=2, cap=3)).incident
    call = decide(call, accepts(call, "ana"), facts(*team, stimulus="a"), NOON).incident

    command = c.Assign(incident=call.id, by=PersonId("cora"), person=PersonId("ben"))
    decision = decide(call, command, facts(*team, stimulus="x"), NOON)

    assert decision.aside_asked == {"ana"}
    asked = {say.to: (say.kind, [line.kind for line in say.lines]) for say in decision.says}
    assert asked[PersonId("ana")] == (K.M_OTHER_COMING, [K.M_LINE_ASIDE_ASKED, K.M_LINE_ASIDE_GO, K.M_LINE_ASIDE_NO])
    assert asked[PersonId("ben")] == (K.M_GO, [K.M_LINE_CARDS_GO])


def test_whoever_comes_after_all_does_not_come_beside_whom_they_never_go_with() -> None:
    team = (never("ana", "ben"), candidate("ben"), candidate("cal"), candidate("dee"))
    call = opening(*team, need=Need(responders=2, cap=3)).incident
    call = decide(call, accepts(call, "ana"), facts(*team, stimulus="a"), NOON).incident
    (ana,) = call.assignments
    unsure = replace(call, assignments=(replace(ana, state=AssignmentState.UNSURE),))
    asked = decide(unsure, c.PagePerson(incident=call.id, person=PersonId("ben")), facts(*team, stimulus="p"), NOON)
    gone = decide(asked.incident, accepts(asked.incident, "ben"), facts(*team, stimulus="b"), NOON).incident

    before = decide(asked.incident, accepts(call, "ana"), facts(*team, stimulus="c"), NOON).incident
    after = decide(gone, accepts(call, "ana"), facts(*team, stimulus="d"), NOON)

    assert [each.person for each in before.going()] == ["ana"]
    assert "ben" not in live(before)
    assert [each.person for each in after.incident.going()] == ["ben"]
    assert K.M_THANKED_LATE in {each.kind for each in after.says if each.to == "ana"}


PAIRS = st.sets(st.sampled_from([(a, b) for a in NAMES for b in NAMES if a != b]), max_size=5)


@settings(max_examples=150, deadline=None)
@given(pairs=PAIRS, steps=st.lists(st.tuples(st.sampled_from("adexf"), st.sampled_from(NAMES)), max_size=14))
def test_nobody_on_anothers_list_is_ever_paired_by_the_program_and_no_reason_tells(
    pairs: set[tuple[str, str]], steps: list[tuple[str, str]]
) -> None:
    team = tuple(never(name, *(b for a, b in sorted(pairs) if a == name)) for name in NAMES)
    by_id: dict[str, Person] = {each.person.id: each.person for each in team}
    decision = opening(*team, need=Need(responders=2, cap=3))
    log: list[e.Event] = list(decision.events)

    for n, (what, name) in enumerate(steps):
        call = decision.incident
        page = next((each for each in reversed(call.pages) if each.person == name), None)
        by = PersonId(name)
        command: AnIncidentCommand | None = None
        if what == "a" and page is not None:
            command = c.Accept(incident=call.id, by=by, page=page.id)
        elif what == "d" and page is not None:
            command = c.Decline(incident=call.id, by=by, page=page.id)
        elif what == "e" and page is not None:
            command = c.Expire(incident=call.id, page=page.id)
        elif what == "x":
            command = c.DropOut(incident=call.id, by=by)
        elif what == "f":
            command = c.PageMore(incident=call.id, by=PersonId("cora"), more=0)
        if command is None:
            continue
        try:
            decision = decide(call, command, facts(*team, stimulus=f"s{n}"), NOON)
        except Refused:
            continue
        log += decision.events

        going = [by_id[each.person] for each in decision.incident.going()]
        asked = [by_id[each.person] for each in decision.incident.live_pages()]
        together = [*going, *asked]
        assert not any(
            never_together(one, other) for k, one in enumerate(together) for other in together[k + 1 :] if one != other
        )

    told = {why for each in log if isinstance(each, e.Ranked) for _, why in each.left_out} | {each.why for each in log}
    assert not any(word in why for why in told for word in ("aside", "apart", "never", "list"))


def test_of_a_crowd_nobody_stands_behind_somebody_they_never_go_with() -> None:
    crowd = [never("ana", "cal").person, candidate("ben").person, candidate("cal").person, never("dee", "ben").person]

    assert parted(crowd) == {"cal", "dee"}
