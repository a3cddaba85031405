"""Somebody on probation is never the only one who goes, whatever people answer in whatever order."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain.dispatch import decide
from domain.errors import Refused
from domain.ids import PersonId
from domain.incident import AssignmentState, Incident
from domain.matching import Candidate, rank
from domain.messages import MessageKind as K
from domain.needs import Need
from domain.people import Membership, Role, Standing
from domain.policy import Paging, Policy
from tests.support.builders import NOON, candidate, facts, incident, opened

PAT = candidate("pat", standing=Standing.PROBATION)
QUI = candidate("qui", standing=Standing.PROBATION)
ANA, BEN = candidate("ana"), candidate("ben")
KNOW_THE_WAY = frozenset({AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE})


def alone(call: Incident) -> bool:
    """True if people who are on their way are all on probation."""
    going = [each for each in call.going() if each.state in KNOW_THE_WAY]
    seasoned = [each for each in call.going() if not each.probation]
    return bool([each for each in going if each.probation]) and not seasoned


def test_a_need_of_one_is_not_asked_of_somebody_on_probation() -> None:
    decision = opened(PAT, ANA, need=Need(responders=1, cap=2))

    assert [page.person for page in decision.incident.pages] == ["ana"]
    assert dict(rank(incident(need=Need(responders=1, cap=2)), [PAT], NOON).left_out) == {
        PersonId("pat"): "on probation, and nobody to go beside"
    }


def test_a_need_of_one_is_not_filled_by_somebody_on_probation_whom_a_coordinator_sends() -> None:
    call = opened(PAT, ANA, need=Need(responders=1, cap=1)).incident
    known = facts(PAT, ANA, stimulus="assign")

    sent = decide(call, c.Assign(incident=call.id, by=PersonId("cora"), person=PersonId("pat")), known, NOON)
    (page,) = sent.incident.live_pages()
    assert [each.state for each in sent.incident.going()] == [AssignmentState.HOLDING]
    assert not sent.incident.is_filled()
    beside = decide(
        sent.incident, c.Accept(incident=call.id, by=page.person, page=page.id), facts(PAT, ANA, stimulus="yes"), NOON
    )

    assert [each.state for each in beside.incident.going()] == [AssignmentState.ACCEPTED] * 2
    assert beside.incident.is_filled()
    assert len(beside.incident.counted()) <= beside.incident.need.cap


def test_whoever_is_left_on_probation_steps_back_and_another_is_asked() -> None:
    call = opened(PAT, ANA, need=Need(responders=2, cap=3, together=1)).incident
    for n, who in enumerate(("ana", "pat")):
        page = next(each for each in call.live_pages() if each.person == who)
        call = decide(
            call, c.Accept(incident=call.id, by=page.person, page=page.id), facts(PAT, ANA, stimulus=f"a{n}"), NOON
        ).incident
    assert call.is_filled()

    dropped = decide(call, c.DropOut(incident=call.id, by=PersonId("ana")), facts(PAT, ANA, BEN, stimulus="out"), NOON)

    assert [each.state for each in dropped.incident.going()] == [AssignmentState.HOLDING]
    assert K.M_STEP_BACK in [say.kind for say in dropped.says if say.to == "pat"]
    assert [page.person for page in dropped.incident.live_pages()] == ["ben"]


def test_people_on_probation_are_never_the_only_ones_asked_nor_more_of_them_than_may_come() -> None:
    zoe, far, cora = candidate("zoe"), candidate("zed", on_call=False), candidate("cora", roles=(Role.COORDINATOR,))
    two, three = Need(responders=2, cap=2), Need(responders=2, cap=3)
    cases: tuple[tuple[tuple[Candidate, ...], Need, Paging, int, set[str]], ...] = (
        ((PAT, QUI, zoe), two, Paging.CONSTANT, 1, {"zoe"}),
        ((PAT, QUI, zoe), two, Paging.CONSTANT, 2, {"pat", "zoe"}),
        ((PAT, QUI, far), three, Paging.WAVES, 2, {"pat", "zed"}),
        ((PAT, QUI, zoe), three, Paging.CONSTANT, 3, {"pat", "qui", "zoe"}),
        ((PAT, QUI, zoe, far), two, Paging.COMPUTED, 2, {"pat", "zoe", "zed"}),
        ((PAT, QUI, zoe), two, Paging.BROADCAST, 2, {"pat", "qui", "zoe"}),
        ((PAT, QUI, cora), two, Paging.CONSTANT, 2, {"pat", "cora"}),
        ((PAT, QUI), three, Paging.CONSTANT, 2, set()),
        ((PAT, QUI), three, Paging.COMPUTED, 2, set()),
        ((PAT, QUI), three, Paging.BROADCAST, 2, set()),
    )
    for people, need, paging, live, asked in cases:
        decision = opened(*people, need=need, policy=Policy(paging=paging, live_pages=live))
        assert {page.person for page in decision.incident.pages} == asked, (paging, live, asked)
        assert decision.incident.exhausted is (not asked)


def test_the_others_on_probation_are_asked_as_soon_as_somebody_goes_whom_they_go_beside() -> None:
    call = opened(PAT, QUI, ANA, need=Need(responders=3, cap=3), policy=Policy(live_pages=2)).incident
    page = next(each for each in call.live_pages() if each.person == "ana")

    goes = decide(
        call, c.Accept(incident=call.id, by=page.person, page=page.id), facts(PAT, QUI, ANA, stimulus="a"), NOON
    )

    assert {page.person for page in goes.incident.live_pages()} == {"pat", "qui"}


def test_everybody_is_not_asked_where_all_of_them_are_on_probation() -> None:
    need = Need(responders=2, cap=3)
    call = replace(opened(need=need).incident, exhausted=False)
    everybody = c.PageAll(incident=call.id, by=PersonId("cora"))

    with pytest.raises(Refused):
        decide(call, everybody, facts(PAT, QUI, stimulus="all"), NOON)
    asked = decide(call, everybody, facts(PAT, QUI, ANA, stimulus="all"), NOON)
    assert {page.person for page in asked.incident.live_pages()} == {"pat", "qui", "ana"}


MOVES = st.lists(
    st.tuples(
        st.sampled_from(("accept", "decline", "drop out", "set off", "finish", "assign", "suspend", "more", "reopen")),
        st.sampled_from(("pat", "qui", "ana", "ben")),
    ),
    max_size=25,
)
NEEDS = st.builds(
    lambda n, more, together: Need(responders=n, cap=n + more, together=min(together, n)),
    st.integers(1, 3),
    st.integers(0, 2),
    st.integers(1, 2),
)


@settings(max_examples=300)
@given(need=NEEDS, moves=MOVES)
def test_nobody_on_probation_is_ever_on_the_way_with_nobody_beside_them(
    need: Need, moves: list[tuple[str, str]]
) -> None:
    everybody = (PAT, QUI, ANA, BEN)
    call = opened(*everybody, need=need).incident
    gone: set[str] = set()
    for n, (what, who) in enumerate(moves):
        person = PersonId(who)
        page = next((each for each in reversed(call.pages) if each.person == person), None)
        commands: dict[str, c.AnIncidentCommand | None] = {
            "accept": c.Accept(incident=call.id, by=person, page=page.id) if page else None,
            "decline": c.Decline(incident=call.id, by=person, page=page.id) if page else None,
            "drop out": c.DropOut(incident=call.id, by=person),
            "set off": c.SetOff(incident=call.id, by=person),
            "finish": c.Finish(incident=call.id, by=person),
            "assign": c.Assign(incident=call.id, by=PersonId("cora"), person=person),
            "suspend": c.LoseMember(incident=call.id, person=person, why="suspended"),
            "more": c.PageMore(incident=call.id, by=PersonId("cora"), more=1),
        }
        command = commands.get(what)
        if command is None:
            continue
        if what == "suspend":
            gone.add(who)
        present = [
            replace(each, person=replace(each.person, memberships=_suspended(each))) if each.person.id in gone else each
            for each in everybody
        ]
        try:
            call = decide(call, command, facts(*present, stimulus=f"m{n}"), NOON).incident
        except Refused:
            continue

        assert not alone(call)
        assert len(call.counted()) <= call.need.cap
        assert not any(each.person in gone for each in call.going())
        assert not any(each.person in gone for each in call.live_pages())


def _suspended(who: Candidate) -> tuple[Membership, ...]:
    (membership,) = who.person.memberships
    return (replace(membership, standing=Standing.SUSPENDED),)


@pytest.mark.parametrize("responders", [1, 2, 3])
def test_without_anybody_seasoned_the_need_is_never_filled(responders: int) -> None:
    call = opened(PAT, QUI, need=Need(responders=responders, cap=3)).incident
    for n in range(3):
        for page in call.live_pages():
            call = decide(
                call,
                c.Accept(incident=call.id, by=page.person, page=page.id),
                facts(PAT, QUI, stimulus=f"s{n}"),
                NOON,
            ).incident

    assert not call.is_filled()
    assert all(each.state is AssignmentState.HOLDING for each in call.going())
