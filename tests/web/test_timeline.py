"""The board beside the phones: every event in plain words, every state with its own."""

from datetime import timedelta

from bot.web.timeline import ASSIGNMENT, PAGE, STATUS, TOLD, Tone, show
from domain import events as e
from domain.checkin import Ended, Side
from domain.community import Community, Team
from domain.ids import AreaId, AssignmentId, NatureId, PageId, PersonId
from domain.incident import Assignment, AssignmentState, IncidentStatus, Page, PageState
from domain.ledger import Asks
from domain.needs import Nature, Need, ProtectionArea, Urgency
from domain.places import Area
from domain.policy import Policy
from models.incidents import Logged
from tests.support.builders import NOON, OLD_TOWN, RIVER, incident

NAMES = {PersonId("ana"): "Ana", PersonId("ben"): "Ben"}
COMMUNITY = Community(
    revision=1,
    name="Riverside",
    languages=("en",),
    default_language="en",
    time_zone="America/Chicago",
    place=None,
    default_rota=None,
    emergency={},
    skills={},
    areas={OLD_TOWN: Area(id=AreaId("old-town"), names={"en": "Old Town"})},
    natures={
        NatureId("conflict"): Nature(
            id=NatureId("conflict"),
            protection_area=ProtectionArea.COMMUNITY_RESPONSE,
            names={"en": "Conflict or threat"},
            urgency=Urgency.IMMEDIATE,
            need=Need(),
        )
    },
    teams={
        RIVER: Team(
            id=RIVER,
            names={"en": "Riverside Neighbors"},
            time_zone="America/Chicago",
            areas=frozenset({OLD_TOWN}),
            protections={},
            policy=Policy(),
        )
    },
)


GROUPS = {e.Event, e.PageEvent, e.AssignmentEvent, e.AidEvent, e.WatchEvent}
"""What kinds of events have in common; nothing of these alone is ever in a log."""
KINDS = {each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event)}


def test_every_kind_of_event_has_its_words() -> None:
    assert set(TOLD) == KINDS - GROUPS


def test_every_state_has_its_word() -> None:
    assert set(STATUS) == set(IncidentStatus)
    assert set(PAGE) == set(PageState)
    assert set(ASSIGNMENT) == set(AssignmentState)


def test_the_newest_event_stands_first_with_its_reason() -> None:
    log = [
        Logged(at=NOON, kind="opened", event=e.Opened(why="enough is known", nature=NatureId("conflict"))),
        Logged(
            at=NOON + timedelta(seconds=1),
            kind="paged",
            event=e.Paged(why="on call", page=PageId("pag_1"), person=PersonId("ana")),
        ),
    ]

    shown = show(incident(), log, COMMUNITY, NAMES)

    assert [(each.text, each.why) for each in shown.events] == [
        ("Ana is asked: can you go?", "on call"),
        ("A call for help is open", "enough is known"),
    ]


def test_a_ranking_says_why_each_stands_where_they_stand_and_why_others_do_not() -> None:
    ranked = e.Ranked(why="opened", order=((PersonId("ana"), "on call"),), left_out=((PersonId("ben"), "said off"),))

    (event,) = show(incident(), [Logged(at=NOON, kind="ranked", event=ranked)], COMMUNITY, NAMES).events

    assert event.details == ("1. Ana: on call", "not Ben: said off")


def test_what_a_person_did_or_was_asked_bears_their_name() -> None:
    log = [
        Logged(
            at=NOON,
            kind="all_well_asked",
            event=e.AllWellAsked(why="the time for it", assignment=AssignmentId("asg_1"), person=PersonId("ana")),
        ),
        Logged(
            at=NOON,
            kind="asked_again",
            event=e.AskedAgain(why="before the time", assignment=AssignmentId("asg_2"), person=PersonId("ben")),
        ),
        Logged(at=NOON, kind="taken", event=e.Taken(why="a coordinator took it", by=PersonId("ana"))),
    ]

    shown = show(incident(), log, COMMUNITY, NAMES)

    assert [each.text for each in shown.events] == [
        "Ana has it now",
        "Ben is asked: do you still come?",
        "Ana is asked whether all is well",
    ]


def test_a_close_says_how_it_ended() -> None:
    closed = e.Closed(why="a coordinator closed it", by=PersonId("ana"), disposition="warm_hand_off")

    (event,) = show(incident(), [Logged(at=NOON, kind="closed", event=closed)], COMMUNITY, NAMES).events

    assert event.why == "warm hand-off"


def test_no_reason_is_shown_in_a_word_of_the_programs() -> None:
    told = [
        (e.CheckInOver(why=Ended.MAY_NOT.value, by=None), "they may not be texted"),
        (e.CheckInBegan(why=Side.REQUESTER.value, by=None), "they called"),
        (e.ScreenAsked(why=Asks.FORCE.value), "what could hurt people"),
        (e.ScreenAnswered(why="force: only_if"), "what could hurt people: only if"),
        (
            e.ConsentStated(why="police: no, a member heard it", by=None, permit="police", answer="no"),
            "police: no, a member heard it",
        ),
    ]

    shown = show(incident(), [Logged(at=NOON, kind="x", event=each) for each, _ in told], COMMUNITY, NAMES)

    assert [each.why for each in shown.events[::-1]] == [why for _, why in told]
    for code in (*Ended, *Side, *Asks):
        (event,) = show(
            incident(),
            [Logged(at=NOON, kind="x", event=e.ScreenAsked(why=code.value))],
            COMMUNITY,
            NAMES,
        ).events
        assert event.why != code.value


def test_a_call_shows_who_was_asked_until_when_and_who_goes() -> None:
    call = incident(
        need=Need(responders=2, cap=2, together=2),
        status=IncidentStatus.HOLDING,
        areas=(OLD_TOWN,),
        pages=(
            Page(
                id=PageId("pag_1"),
                incident=incident().id,
                person=PersonId("ana"),
                letter="A",
                state=PageState.LIVE,
                sent_at=NOON,
                expires_at=NOON + timedelta(minutes=2),
            ),
        ),
        assignments=(
            Assignment(
                id=AssignmentId("asg_1"),
                incident=incident().id,
                person=PersonId("ben"),
                page=None,
                code="Heron",
                state=AssignmentState.HOLDING,
                accepted_at=NOON,
            ),
        ),
    )

    shown = show(call, (), COMMUNITY, NAMES)

    assert (shown.nature, shown.going, shown.wanted) == ("Conflict or threat", 1, 2)
    assert [(each.person, each.until) for each in shown.pages] == [("Ana", NOON + timedelta(minutes=2))]
    assert [(each.code, each.person, each.state.word) for each in shown.assignments] == [("Heron", "Ben", "holds near")]
    assert "Old Town" in shown.facts
    assert "nobody goes alone" in shown.facts


def test_a_call_nobody_is_left_for_does_not_look_as_if_somebody_were_asked() -> None:
    shown = show(incident(status=IncidentStatus.ASKING, exhausted=True), (), COMMUNITY, NAMES)

    assert (shown.status.word, shown.status.tone) == ("nobody left to ask", Tone.BAD)


def test_whoever_texts_from_afar_is_not_shown_as_coming() -> None:
    texter = Assignment(
        id=AssignmentId("asg_1"),
        incident=incident().id,
        person=PersonId("ben"),
        page=None,
        code="Heron",
        state=AssignmentState.ACCEPTED,
        accepted_at=NOON,
        remote=True,
        by_text=True,
    )

    shown = show(incident(assignments=(texter,)), (), COMMUNITY, NAMES)

    assert [(each.code, each.state.word) for each in shown.assignments] == [("Heron", "texts from afar")]
    assert shown.going == 0
