"""Mutual aid, rule by rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.commands import AnIncidentCommand
from domain.dispatch import Decision, Facts, decide, open_incident
from domain.errors import Refused
from domain.ids import PersonId, TeamId
from domain.incident import Disposition, Incident, PageState
from domain.matching import Candidate
from domain.messages import MessageKind as K
from domain.messages import Say
from domain.neighbours import AidState, Home, Neighbour, Opens
from domain.people import Membership, Role, Standing
from domain.policy import Policy, Tier
from tests.support.builders import NOON, candidate, facts, incident, opened, person

HILL, DALE = TeamId("hill"), TeamId("dale")
CORA, GUS, DAN = PersonId("cora"), PersonId("gus"), PersonId("dan")
ANA = candidate("ana")


def neighbour(team: TeamId, coordinator: PersonId, **changes: object) -> Neighbour:
    values: dict[str, object] = {"name": team.title(), "opens": Opens.COORDINATOR, "coordinators": (coordinator,)}
    return Neighbour(team=team, **{**values, **changes})  # type: ignore[arg-type]


def of_hill(name: str, standing: Standing = Standing.VETTED) -> Candidate:
    theirs = Membership(person=PersonId(name), team=HILL, roles=frozenset({Role.PROTECTOR}), standing=standing)
    return Candidate(person=replace(person(name), memberships=(theirs,)), on_call=True, aid=True)


BOTH = (neighbour(HILL, GUS), neighbour(DALE, DAN))


def known(*candidates: Candidate, neighbours: tuple[Neighbour, ...] = BOTH, stimulus: str = "next") -> Facts:
    homes = {each.team: Home(name=each.name, coordinators=each.coordinators) for each in neighbours}
    return replace(facts(*candidates, stimulus=stimulus), neighbours=neighbours, homes=homes, team_name="River")


def exhausted() -> Incident:
    """Ana was the only one of the team's own, and said no."""
    call = opened(ANA).incident
    (page,) = call.pages
    return decide(call, c.Decline(incident=call.id, by=page.person, page=page.id), known(ANA), NOON).incident


def asked() -> Incident:
    call = exhausted()
    return decide(call, c.AskAid(incident=call.id), known(ANA), NOON).incident


def helped(*theirs: Candidate) -> Incident:
    call = asked()
    call = decide(call, c.OpenAid(incident=call.id, by=GUS, team=HILL), known(ANA), NOON).incident
    return decide(call, c.LookAgain(incident=call.id), known(ANA, *theirs, stimulus="look"), NOON).incident


def states(call: Incident) -> dict[TeamId, AidState]:
    return {each.team: each.state for each in call.neighbours}


def to(decision: Decision, person: PersonId) -> list[Say]:
    return [say for say in decision.says if say.to == person]


def kinds(decision: Decision, person: PersonId) -> list[K]:
    return [say.kind for say in to(decision, person)]


def test_when_too_few_of_the_teams_own_are_left_neighbours_are_to_be_asked_once() -> None:
    decision = opened(ANA)
    call = decision.incident
    (page,) = call.pages

    again = decide(call, c.Decline(incident=call.id, by=page.person, page=page.id), known(ANA), NOON)

    assert decision.asks_aid
    assert not again.asks_aid


def test_a_policy_without_that_tier_asks_no_neighbour_by_itself() -> None:
    decision = opened(policy=Policy(tiers=(Tier.ON_CALL,)))

    assert not decision.asks_aid


def test_every_neighbour_that_agreed_is_asked_and_sees_no_more_than_it_needs() -> None:
    call = exhausted()

    decision = decide(call, c.AskAid(incident=call.id), known(ANA), NOON)

    assert states(decision.incident) == {HILL: AidState.ASKED, DALE: AidState.ASKED}
    (told,) = to(decision, GUS)
    assert told.kind is K.C_AID_ASKED
    shown = {"number", "team", "nature", "areas", "urgency", "responders", "skills", "languages"}
    assert set(told.params) == shown
    assert decision.incident.aid == ()


def test_by_itself_nobody_is_asked_twice_nor_one_that_is_not_ready() -> None:
    call = exhausted()
    unready = (neighbour(HILL, GUS), neighbour(DALE, DAN, ready=False))

    first = decide(call, c.AskAid(incident=call.id), known(ANA, neighbours=unready), NOON)
    second = decide(first.incident, c.AskAid(incident=call.id), known(ANA, neighbours=unready), NOON)

    assert states(first.incident) == {HILL: AidState.ASKED}
    assert second.says == ()


def test_a_coordinator_may_ask_one_that_is_not_ready_and_one_that_declined() -> None:
    call = asked()
    call = decide(call, c.DeclineAid(incident=call.id, by=GUS, team=HILL), known(ANA), NOON).incident

    decision = decide(call, c.AskAid(incident=call.id, by=CORA, team=HILL), known(ANA), NOON)

    assert states(decision.incident)[HILL] is AidState.ASKED
    assert kinds(decision, CORA) == [K.C_AID_SENT]


def test_asking_where_nobody_agreed_is_refused() -> None:
    call = exhausted()

    with pytest.raises(Refused):
        decide(call, c.AskAid(incident=call.id, by=CORA), known(ANA, neighbours=()), NOON)


def test_only_their_own_coordinators_open_it() -> None:
    call = asked()

    for by in (CORA, DAN):
        with pytest.raises(Refused):
            decide(call, c.OpenAid(incident=call.id, by=by, team=HILL), known(ANA), NOON)


def test_opening_it_twice_changes_nothing() -> None:
    call = asked()
    command = c.OpenAid(incident=call.id, by=GUS, team=HILL)

    first = decide(call, command, known(ANA), NOON)
    second = decide(first.incident, command, known(ANA), NOON)

    assert first.incident.aid == (HILL,)
    assert second.incident == first.incident
    assert kinds(second, GUS) == [K.C_AID_YOURS]


def test_where_they_agreed_so_it_opens_at_once_by_nobody() -> None:
    call = exhausted()
    at_once = (neighbour(HILL, GUS, opens=Opens.POLICY),)

    decision = decide(call, c.AskAid(incident=call.id), known(ANA, neighbours=at_once), NOON)

    (event,) = (each for each in decision.events if isinstance(each, e.AidOpened))
    assert event.by is None
    assert decision.incident.aid == (HILL,)


def test_their_people_are_judged_by_their_own_teams_vetting() -> None:
    call = helped(of_hill("hal"), of_hill("ned", Standing.SUSPENDED))

    assert {page.person for page in call.live_pages()} == {"hal"}


def test_those_of_the_teams_own_are_asked_before_a_neighbours() -> None:
    call = helped(of_hill("hal"))
    bob = candidate("bob", on_call=False)
    (page,) = call.live_pages()
    call = decide(call, c.Decline(incident=call.id, by=page.person, page=page.id), known(), NOON).incident

    decision = decide(call, c.LookAgain(incident=call.id), known(of_hill("zoe"), bob), NOON)

    ranked = next(each for each in decision.events if isinstance(each, e.Ranked))
    assert [person for person, _ in ranked.order] == ["bob", "zoe"]


def test_whoever_of_theirs_accepts_gets_the_place_and_their_coordinators_hear_the_code_name() -> None:
    call = helped(of_hill("hal"))
    (page,) = call.live_pages()

    decision = decide(call, c.Accept(incident=call.id, by=page.person, page=page.id), known(of_hill("hal")), NOON)

    (mine,) = decision.incident.assignments
    (told,) = to(decision, GUS)
    assert told.kind is K.C_AID_MOVED
    assert told.params == {"number": 12, "team": "River", "code": mine.code, "assignment_state": "accepted"}


def test_whoever_cannot_be_reached_of_theirs_has_no_name_for_the_others() -> None:
    call = helped(of_hill("hal"))
    (page,) = call.live_pages()

    decision = decide(call, c.FailPage(incident=call.id, page=page.id), known(of_hill("hal")), NOON)

    assert {say.params["person"] for say in to(decision, CORA) if say.kind is K.C_UNREACHABLE} == {"(Hill)"}


def test_ending_it_takes_back_their_pages_and_leaves_those_who_go() -> None:
    call = helped(of_hill("hal"), of_hill("ida"))
    hal = next(page for page in call.live_pages() if page.person == "hal")
    everybody = known(of_hill("hal"), of_hill("ida"))
    call = replace(call, need=replace(call.need, responders=2, cap=2))
    call = decide(call, c.Accept(incident=call.id, by=hal.person, page=hal.id), everybody, NOON).incident

    decision = decide(call, c.EndAid(incident=call.id, by=CORA), everybody, NOON)

    assert states(decision.incident)[HILL] is AidState.OFF
    assert [each.person for each in decision.incident.going()] == ["hal"]
    assert {page.person: page.state for page in decision.incident.pages}[PersonId("ida")] is PageState.WITHDRAWN
    assert K.C_AID_OFF in kinds(decision, GUS)
    assert K.C_AID_OFF in kinds(decision, CORA)


def test_a_neighbour_ends_its_own_help_and_nobody_elses() -> None:
    call = helped(of_hill("hal"))

    decision = decide(call, c.EndAid(incident=call.id, by=GUS), known(of_hill("hal")), NOON)

    assert states(decision.incident) == {HILL: AidState.OFF, DALE: AidState.ASKED}


def test_silence_is_asked_once_more_and_then_given_up() -> None:
    call = asked()
    within = call.plan.policy.aid.answers_within

    early = decide(call, c.AidSilent(incident=call.id), known(ANA), NOON + within - timedelta(seconds=1))
    once = decide(call, c.AidSilent(incident=call.id), known(ANA), NOON + within)
    twice = decide(once.incident, c.AidSilent(incident=call.id), known(ANA), NOON + 2 * within)

    assert early.events == ()
    assert K.C_AID_ASKED in kinds(once, GUS)
    assert K.C_AID_SILENT in kinds(once, CORA)
    assert set(states(twice.incident).values()) == {AidState.UNANSWERED}
    assert kinds(twice, GUS) == []
    assert K.C_AID_NO_ANSWER in kinds(twice, CORA)


@pytest.mark.parametrize(
    "command",
    [
        lambda call: c.OpenAid(incident=call.id, by=GUS, team=HILL),
        lambda call: c.DeclineAid(incident=call.id, by=GUS, team=HILL),
        lambda call: c.AskAid(incident=call.id, by=CORA),
        lambda call: c.EndAid(incident=call.id, by=CORA),
    ],
)
def test_when_the_call_closes_it_is_over_for_both(command: object) -> None:
    call = helped(of_hill("hal"))
    close = c.Close(incident=call.id, by=CORA, disposition=Disposition.CANCELLED)

    decision = decide(call, close, known(of_hill("hal")), NOON)

    assert set(states(decision.incident).values()) == {AidState.ENDED}
    assert kinds(decision, GUS) == [K.C_AID_OVER]
    answered: AnIncidentCommand = command(decision.incident)  # type: ignore[operator]
    with pytest.raises(Refused):
        decide(decision.incident, answered, known(of_hill("hal")), NOON)


def test_every_step_is_an_event_with_its_team_and_who() -> None:
    call = exhausted()
    decision = decide(call, c.AskAid(incident=call.id, by=CORA), known(ANA), NOON)
    declined = decide(decision.incident, c.DeclineAid(incident=call.id, by=DAN, team=DALE), known(ANA), NOON)

    said = [each for each in (*decision.events, *declined.events) if isinstance(each, e.AidEvent)]
    assert [(type(each), each.team, each.by) for each in said] == [
        (e.AidAsked, HILL, CORA),
        (e.AidAsked, DALE, CORA),
        (e.AidDeclined, DALE, DAN),
    ]


def test_a_call_without_neighbours_looks_as_before() -> None:
    assert incident().teams == (incident().team,)


# --- what lies in two teams' areas


def sharing(name: str) -> Candidate:
    return replace(of_hill(name), shares=True)


BORDER = (neighbour(HILL, GUS, opens=Opens.POLICY, shares=True),)


def on_the_border(*candidates: Candidate, live_pages: int = 3, neighbours: tuple[Neighbour, ...] = BORDER) -> Decision:
    call = incident(policy=Policy(live_pages=live_pages))
    return open_incident(call, known(*candidates, neighbours=neighbours), NOON, paging=True, referral=None)


def test_a_call_in_an_area_of_theirs_too_is_open_to_their_people_from_the_start() -> None:
    decision = on_the_border(ANA, sharing("hal"))

    assert decision.incident.aid == (HILL,)
    assert {page.person for page in decision.incident.live_pages()} == {"ana", "hal"}
    assert kinds(decision, GUS) == [K.C_AID_YOURS]


def test_both_teams_are_asked_in_turn_however_many_each_has() -> None:
    own = [candidate(name) for name in ("ana", "ben", "cal", "dee")]

    decision = on_the_border(*own, sharing("hal"), sharing("ida"), sharing("joe"), live_pages=4)

    assert [page.person for page in decision.incident.live_pages()] == ["ana", "hal", "ben", "ida"]


def test_a_neighbour_that_is_not_ready_is_not_brought_in() -> None:
    decision = on_the_border(ANA, neighbours=(replace(BORDER[0], ready=False),))

    assert decision.incident.aid == ()
    assert kinds(decision, GUS) == []
