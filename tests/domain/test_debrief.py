"""Debriefs: who is asked, what is kept of what they say, and what comes of it."""

from dataclasses import replace
from datetime import timedelta

from domain import debrief
from domain.debrief import Answer, Asked, Debrief, Part, State, Went
from domain.ids import AssignmentId, IncidentId, PersonId, TeamId
from domain.incident import Assignment, AssignmentState, Disposition, Incident, IncidentStatus
from domain.needs import ProtectionArea
from tests.support.builders import NOON, incident

ASKED = Asked(id="q", debrief="d", number=7, person=PersonId("ana"), at=NOON)
DEBRIEF = Debrief(
    id="d",
    incident=IncidentId("i"),
    number=7,
    team=TeamId("river"),
    area=ProtectionArea.COMMUNITY_RESPONSE,
    began_at=NOON,
    at=NOON,
)


def closed(**changes: object) -> tuple[Incident, Incident]:
    """A call before and after it closed, to which Ana went, Ben only held back, and Cal dropped out."""
    states = {"ana": AssignmentState.ON_SCENE, "ben": AssignmentState.HOLDING, "cal": AssignmentState.DROPPED_OUT}
    call = incident()
    going = tuple(
        Assignment(
            id=AssignmentId(f"a-{who}"),
            incident=call.id,
            person=PersonId(who),
            page=None,
            code=who.upper(),
            state=state,
            accepted_at=NOON,
        )
        for who, state in states.items()
    )
    before = replace(call, assignments=going, status=IncidentStatus.ON_SCENE)
    done = tuple(
        each if each.state is AssignmentState.DROPPED_OUT else replace(each, state=AssignmentState.CLEAR)
        for each in going
    )
    over = {"status": IncidentStatus.CLOSED, "disposition": Disposition.RESOLVED_ON_SCENE, "closed_at": NOON}
    return before, replace(before, assignments=done, **{**over, **changes})  # type: ignore[arg-type]


def test_whoever_went_is_asked_and_nobody_after_a_drill_or_a_double() -> None:
    before, after = closed()
    assert debrief.whom_to_ask(before, after) == ("ana",)
    assert debrief.whom_to_ask(after, after) == ()
    assert debrief.whom_to_ask(None, after) == ()
    for changes in ({"drill": True}, {"merged_into": IncidentId("x")}, {"disposition": Disposition.DUPLICATE}):
        assert debrief.whom_to_ask(*closed(**changes)) == ()


def test_five_questions_come_one_after_another_and_stop_when_they_want_no_more() -> None:
    known = debrief.asked(ASKED, NOON)
    seen = []
    while known.state is State.ASKED:
        seen.append(known.question)
        known = debrief.gone_on(known, NOON, no_more=False)

    assert seen == list(Part)
    assert (known.state, known.question) == (State.ENDED, None)
    stopped = debrief.gone_on(debrief.asked(ASKED, NOON, question=Part.CHANGE), NOON, no_more=True)
    assert (stopped.state, stopped.question) == (State.ENDED, Part.CHANGE)
    assert debrief.asked(ASKED, NOON).hears(NOON + timedelta(minutes=119))
    assert not debrief.asked(ASKED, NOON).hears(NOON + timedelta(hours=2))
    assert debrief.is_over([known])
    assert not debrief.is_over([known, ASKED])


def test_names_of_those_who_went_are_taken_out_however_they_are_written() -> None:
    said = "ANA talked to him,\nMaria Lopez and ana's  friend waited; maria drove, banana stayed"

    assert debrief.without_names(said, ["Ana", "Maria Lopez", "X"]) == (
        "... talked to him, ... and ...'s friend waited; ... drove, banana stayed"
    )
    others = "Will called and will come, Rosa Diaz's car broke"
    assert debrief.without_names(others, ["Ana"], ["Will", "Rosa Diaz"]) == "... called and will come, ...'s car broke"
    numbered = "ana gave her my number 312-555-0148, or rosa@example.org; we waited 40 min at 450 Main"
    assert debrief.without_names(numbered, ["Ana"]) == (
        "... gave her my number [...], or [...]; we waited 40 min at 450 Main"
    )
    assert len(debrief.without_names("w" * 900, [])) == debrief.MOST_SAID


def test_the_page_has_what_was_said_once_and_a_coordinators_words_in_its_place() -> None:
    answers = [
        Answer(part=Part.WENT, went=Went.WELL),
        Answer(part=Part.WENT, went=Went.MIXED),
        Answer(part=Part.HELPED, words="two of us"),
        Answer(part=Part.HELPED, words="the map"),
        Answer(part=Part.HELPED, words="two of us"),
    ]
    page = debrief.page(DEBRIEF, answers)
    assert (page.went[Went.WELL], page.went[Went.MIXED], page.went[Went.BADLY], page.answers) == (1, 1, 0, 3)
    assert page.parts[Part.HELPED] == "two of us / the map"

    own = debrief.page(replace(DEBRIEF, own={Part.HELPED: "Going in pairs."}), answers)

    assert own.parts[Part.HELPED] == "Going in pairs."
    assert debrief.added("Go in pairs", "Ring twice") == "Go in pairs. Ring twice"
    assert debrief.added("", " Ring twice ") == "Ring twice"
    assert debrief.added("Go in pairs!", "Ring twice") == "Go in pairs! Ring twice"
