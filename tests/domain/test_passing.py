"""In a flood that has nobody free whoever is on the way to a call near another is asked for that one too."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.commands import AddWords, Decline
from domain.deciding import Decision, Facts
from domain.dispatch import decide
from domain.doubt import Doubt, DoubtState
from domain.ids import PersonId
from domain.incident import AssignmentState, Incident
from domain.matching import NOT_AVAILABLE, Candidate, rank
from domain.messages import MessageKind
from domain.passing import Goes, pass_by
from domain.places import Place, PlaceKind
from domain.policy import Flooding
from tests.support.builders import NOON, candidate, facts, incident, opened

ANA = PersonId("ana")
HERE = Place(kind=PlaceKind.INTERSECTION, label="5th and Main", lat=41.9, lon=-87.7)
NEAR = replace(HERE, label="6th and Main", lat=41.905)
FAR = replace(HERE, label="40th and Main", lat=41.95)
AREA = Place(kind=PlaceKind.AREA, label="Old Town")


def goes(place: Place | None = NEAR, state: AssignmentState = AssignmentState.ACCEPTED) -> Goes:
    return Goes(person=ANA, state=state, place=place)


@pytest.mark.parametrize(
    ("calls", "passes"),
    [
        ([goes()], True),
        ([goes(state=AssignmentState.EN_ROUTE)], True),
        ([goes(state=AssignmentState.HOLDING)], True),
        ([goes(FAR), goes()], True),
        ([goes(state=AssignmentState.ON_SCENE)], False),
        ([goes(), goes(FAR, AssignmentState.ON_SCENE)], False),
        ([goes(FAR)], False),
        ([goes(AREA)], False),
        ([goes(None)], False),
        ([goes()] * Flooding().calls_each, False),
    ],
)
def test_who_is_on_the_way_nearby_and_has_not_too_many_calls_passes_by(calls: list[Goes], passes: bool) -> None:
    assert pass_by(calls, HERE, Flooding()) == (frozenset({ANA}) if passes else frozenset())
    assert pass_by(calls, AREA, Flooding()) == frozenset()


def going(name: str, *, passes: bool) -> Candidate:
    return replace(candidate(name), going=1, passes_by=passes)


def test_they_are_asked_after_everybody_who_is_free_and_others_who_go_are_not() -> None:
    people = (going("ana", passes=True), going("ben", passes=False), candidate("cal"))

    found = rank(incident(), people, NOON)

    assert [each.candidate.person.id for each in found.order] == ["cal", "ana"]
    assert found.left_out == ((PersonId("ben"), NOT_AVAILABLE),)


@pytest.mark.parametrize("state", [DoubtState.URGENT, DoubtState.ASKED])
def test_for_danger_that_nobody_confirmed_nobody_is_asked_who_goes_elsewhere(state: DoubtState) -> None:
    doubted = incident(danger=True, doubt=Doubt(state=state, since=NOON))

    assert rank(doubted, [going("ana", passes=True)], NOON).order == ()


def test_the_page_says_that_they_are_near() -> None:
    decision = opened(going("ana", passes=True))

    (page,) = (say for say in decision.says if say.kind is MessageKind.M_PAGE)
    assert [line.kind for line in page.lines] == [MessageKind.M_LINE_PASSING]
    (plain,) = (say for say in opened(candidate("ana")).says if say.kind is MessageKind.M_PAGE)
    assert plain.lines == ()


# --- somebody for each


def confirmed(*names: str, flood_ahead: int = 0, **changes: object) -> tuple[Decision, Facts]:
    """A call of a flood as its answer fits."""
    people = tuple(replace(candidate(each), **changes) for each in names)  # type: ignore[arg-type]
    doubt = Doubt(state=DoubtState.ASKED, since=NOON)
    call = replace(opened(*people).incident, doubt=doubt, pages=())
    corner = replace(HERE, areas=call.areas)
    around = replace(facts(*people, stimulus="answer"), flood_ahead=flood_ahead)
    return decide(call, AddWords(incident=call.id, words="5th and Main", place=corner), around, NOON), around


def asked(call: Incident) -> int:
    return len(call.live_pages())


def test_while_more_calls_run_than_people_are_free_one_is_asked_at_a_time() -> None:
    assert asked(confirmed("ana", "ben", "cal", flood_ahead=2)[0].incident) == Flooding().live_pages
    assert asked(confirmed("ana", "ben", "cal", flood_ahead=3)[0].incident) == 1


def test_the_last_pages_of_everybody_are_for_calls_for_which_nobody_was_asked_yet() -> None:
    most = Flooding().pages - Flooding().pages_first
    for already, again in ((most - 1, 1), (most, 0), (Flooding().pages - 1, 0)):
        recent = NOON - timedelta(minutes=1)
        paged, around = confirmed("ana", "ben", flood_ahead=9, pages_just_now=already, first_just_now=recent)
        assert asked(paged.incident) == 1

        (page,) = paged.incident.live_pages()
        declined = Decline(incident=paged.incident.id, page=page.id, by=page.person)
        after = decide(paged.incident, declined, replace(around, stimulus="no"), NOON)

        assert asked(after.incident) == again
