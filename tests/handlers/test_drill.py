"""What coordinators write of drills, and how those who are asked answer."""

from dataclasses import replace

import pytest

from config.drills import load_stories
from domain.alarm import PanicHow
from domain.checkin import Side, State
from domain.commands import RaisePanic
from domain.drill import Drill
from domain.drill_commands import (
    AnswerReach,
    EndDrill,
    NextStep,
    PauseDrill,
    PractiseMayday,
    ShowDrill,
    StartDrill,
    StartReach,
)
from domain.ids import IncidentId, PersonId, ReachDrillId, TeamId
from domain.incident import AssignmentState
from domain.messages import Action, MessageKind
from domain.people import Person
from handlers.step import CheckInHand, GoingOn
from tests.handlers.talks import Chat, a_page, coordinator, member
from tests.handlers.test_checkin import asked
from tests.support.builders import NOON
from tests.support.world import COMMUNITY, community_of

K = MessageKind
RIVER = TeamId("river")
DRILL = IncidentId("drl_1")
RUNS = Drill(incident=DRILL, team=RIVER, story="fight", language="en", by=PersonId("cora"), began_at=NOON)
GOES = GoingOn(incident=DRILL, number=1, code="Otter", state=AssignmentState.ACCEPTED, lead=False, asked=False)


WHERE, _ = community_of(COMMUNITY)


def cora(**facts: object) -> Chat:
    return coordinator().knowing(stories=load_stories(), community=WHERE, **facts)


def ana(**facts: object) -> Chat:
    return member("ana").knowing(stories=load_stories(), community=WHERE, **facts)


def kinds(chat: Chat) -> list[MessageKind]:
    return [each.kind for each in chat.step.says]


def test_a_coordinator_moves_a_drill_in_a_word_of_any_language() -> None:
    means = {
        "drill": ShowDrill(),
        "Drill next": NextStep(),
        "drill fight next": NextStep(),
        "simulacro siguiente": NextStep(),
        "drill pause": PauseDrill(on=True),
        "exercice continuer": PauseDrill(on=False),
        "drill go 5": PauseDrill(on=False, pace=10),
        "drill end": EndDrill(),
        "drill stop": EndDrill(),
        "drill undo": EndDrill(),
        "egzesis fini": EndDrill(),
    }
    for said, command in means.items():
        assert cora(drill=RUNS).text(said).commands == (command,), said
        assert ana().text(said).commands == (), said
    for arg, command in (("next", NextStep()), ("pause", PauseDrill(on=True)), ("over", EndDrill())):
        assert cora(drill=RUNS).tap(Action.DRILL, DRILL, arg).commands == (command,)
        assert ana().tap(Action.DRILL, DRILL, arg).commands == ()
    assert cora(drill=replace(RUNS, paused=True)).tap(Action.DRILL, DRILL, "pause").commands == (PauseDrill(on=False),)
    assert cora().tap(Action.DRILL, DRILL, "next").commands == (ShowDrill(),)


def test_nobody_is_paged_before_a_coordinator_said_so_twice() -> None:
    begun = {
        "drill fight": StartDrill(team=RIVER, story="fight", language="en", pace=60),
        "drill 2 30": StartDrill(team=RIVER, story="heat", language="en", pace=30),
        "drill heat next": StartDrill(team=RIVER, story="heat", language="en"),
        "drill first": StartDrill(team=RIVER, story="fight", language="en", pace=120, guided=True),
        "drill reach": StartReach(team=RIVER, minutes=30),
        "drill reach 2": StartReach(team=RIVER, minutes=5),
    }
    for said, command in begun.items():
        chat = cora()
        assert chat.text(said).commands == (), said
        assert kinds(chat)[0] in (K.C_DRILL_SURE, K.C_DRILL_SURE_FIRST, K.C_DRILL_SURE_REACH)
        assert chat.text("1").commands == (command,), said
        chat = cora()
        chat.text(said)
        assert chat.text("0").commands == ()
        assert kinds(chat) == [K.C_LEFT_AS_IT_IS]
    chat = cora()
    for said, kind in (
        ("drill list", K.C_DRILL_LIST),
        ("drill spaceship", K.C_DRILL_HOW),
        ("drill over 3", K.C_DRILL_HOW),
    ):
        chat.text(said)
        assert kinds(chat) == [kind], said


def test_whoever_coordinates_several_teams_says_which() -> None:
    def both() -> Chat:
        chat = cora()
        assert isinstance(chat.who, Person)
        (river,) = chat.who.memberships
        chat.who = replace(chat.who, memberships=(river, replace(river, team=TeamId("hill"))))
        return chat

    hill = TeamId("hill")
    for said, command in (
        ("drill fight hill", StartDrill(team=hill, story="fight", language="en", pace=60)),
        ("drill river heat 30", StartDrill(team=RIVER, story="heat", language="en", pace=30)),
        ("drill first hill", StartDrill(team=hill, story="fight", language="en", pace=120, guided=True)),
        ("drill hill reach", StartReach(team=hill, minutes=30)),
        ("drill reach river 60", StartReach(team=RIVER, minutes=60)),
    ):
        chat = both()
        chat.text(said)
        assert chat.text("1").commands == (command,), said
    for said in ("drill fight", "drill first", "drill reach 60"):
        chat = both()
        assert (chat.text(said).commands, kinds(chat)) == ((), [K.C_DRILL_TEAM]), said


def test_one_digit_answers_a_drill_of_who_can_be_reached_unless_it_is_for_something_else() -> None:
    reach = ReachDrillId("rch_1")
    answer = (AnswerReach(drill=reach),)

    assert ana(reach=reach).text("1").commands == answer
    assert ana(reach=reach).tap(Action.DRILL_REACHED, reach).commands == answer
    assert ana(reach=reach, pages=(a_page("A"),)).text("1").commands != answer
    assert ana(reach=reach, pages=(a_page("A"),)).text("drill 1").commands == answer
    assert ana().text("1").commands != answer


def test_a_yes_a_thumb_or_that_they_have_read_it_answers_a_drill_of_who_can_be_reached() -> None:
    reach = ReachDrillId("rch_1")
    answer = (AnswerReach(drill=reach),)
    over = CheckInHand(check_in=replace(asked(Side.PROTECTOR), state=State.WAITING, answered_at=NOON))

    for said in (
        *(
            "yes",
            "Yep!",
            "ok",
            "got it thanks",
            "here",
            "recibido, gracias",
            "I read it",
            "received",
            "sí",
            "leído",
            "oui",
            "bien reçu",
            "wi",
            "mwen li l",
        ),
        *("yes I'm here", "si aqui", "ok here"),
        *("\U0001f44d", "\U0001f44d\U0001f3fd", "\u2705", "drill read"),
        "Liked \u201cDRILL: Nobody needs help.\u201d",
        "\U0001f44d to \u201cDRILL: Nobody needs help.\u201d",
    ):
        assert ana(reach=reach).text(said).commands == answer, said
        assert ana(reach=reach, check_ins=(over,)).text(said).commands == answer, said  # nothing is asked there now
        assert ana().text(said).commands != answer, said
        if said != "drill read":
            assert ana(reach=reach, pages=(a_page("A"),)).text(said).commands != answer, said
    assert ana(reach=reach).text("yes but who has the keys").commands != answer


def test_a_mayday_is_practised_only_in_so_many_words_and_only_in_a_drill() -> None:
    practised = (PractiseMayday(incident=DRILL, by=PersonId("ana")),)

    assert ana(going=(GOES,)).text("drill mayday").commands == practised
    assert ana(going=(replace(GOES, incident=IncidentId("inc_1")),)).text("drill mayday").commands == ()
    for said in ("mayday", "MAYDAY this is no drill", "mayday drill"):
        (command,) = ana(going=(GOES,)).text(said).commands
        assert type(command).__name__ == "RaisePanic", said


@pytest.mark.parametrize(
    ("real", "doubt"),
    [
        ("This is not a drill, he has a knife", "is this real?"),
        ("no es un simulacro, es en serio", "¿es un simulacro?"),
        ("ce n'est pas un exercice !", "c'est réel ?"),
        ("se pa yon egzesis", "èske se yon egzesis?"),
    ],
)
def test_who_goes_to_a_drill_and_says_that_it_is_none_raises_a_mayday_and_who_wonders_is_told(
    real: str, doubt: str
) -> None:
    (command,) = ana(going=(GOES,)).text(real).commands
    assert command == RaisePanic(person=PersonId("ana"), by=PersonId("ana"), how=PanicHow.WORD, words=real)
    for chat in (ana(going=(GOES,)), ana(reach=ReachDrillId("rch_1"))):
        assert (chat.text(doubt).commands, kinds(chat)) == ((), [K.M_DRILL_IS_ONE])
    elsewhere = ana(going=(replace(GOES, incident=IncidentId("inc_1")),)).text(real)
    assert not [each for each in elsewhere.commands if isinstance(each, RaisePanic)]
    assert ana(going=(GOES,)).text("is it a drill or do they fight for real?").commands != (command,)
