"""What is written to move a training, and to miss a gathering, in each language."""

from dataclasses import replace

import pytest

from domain.cohort_commands import SayBeforehand
from domain.commands import KnockAtDoor
from domain.conversation import Intake, Question
from domain.messages import MessageKind
from domain.people import Person
from domain.training_commands import GiveSeatBack, SayWhoCame, ShowMentors, ShowTrainings, TakeSeat
from tests.handlers.talks import Chat, a_page, coordinator, kinds, member, requester
from tests.support.world import COMMUNITY, community_of

K = MessageKind
WHERE, _ = community_of(COMMUNITY)


def cora(language: str) -> Chat:
    chat = coordinator().knowing(community=WHERE)
    assert isinstance(chat.who, Person)
    chat.who = replace(chat.who, languages=(language,))
    return chat


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "training 1 move tue 10 mar 18-20, Town Hall"),
        ("en", "move training 1 to tue 10 mar, 18-20, Town Hall"),
        ("en", "training move 1 Town Hall, tue 10 mar 18:00-20:00"),
        ("es", "formación 1 mover martes 10 de marzo 18-20, Town Hall"),
        ("es", "mueve formacion 1 al martes 10 mar 18-20, Town Hall"),
        ("fr", "formation 1 déplacer mardi 10 mars 18-20, Town Hall"),
        ("fr", "déplace formation 1 au mardi 10 mars 18h-20h, Town Hall"),
        ("ht", "fòmasyon 1 deplase madi 10 mwa mas 18-20, Town Hall"),
    ],
)
def test_a_training_is_moved_in_every_language_and_shown_before_anybody_hears_of_it(language: str, text: str) -> None:
    step = cora(language).text(text)

    assert (step.commands, kinds(step)) == ((), [K.C_TRAINING_SURE_MOVE])
    assert dict(step.says[0].params) == {
        "n": 1,
        "when": "2026-03-10T18:00",
        "until": "2026-03-10T20:00",
        "venue": "Town Hall",
    }


@pytest.mark.parametrize(
    "text",
    ["training 1 move", "training 1 move to", "training 1 move sat", "training 1 move madi 10 mas 18-20, Town Hall"],
)
def test_a_time_that_is_not_understood_is_no_place(text: str) -> None:
    assert kinds(cora("en").text(text)) == [K.C_TRAINING_MOVE_HOW]


def test_nobody_else_moves_one() -> None:
    assert member("ana").knowing(community=WHERE).text("training 1 move Town Hall").commands == ()


@pytest.mark.parametrize(
    ("text", "gathering", "comes"),
    [
        ("miss gathering 3", 3, False),
        ("I can't come to gathering 3", 3, False),
        ("Can't come to the gathering", 0, False),
        ("come to gathering 3", 3, True),
        ("no puedo ir al encuentro 3", 3, False),
        ("voy al encuentro", 0, True),
        ("manquer rencontre 3", 3, False),
        ("je viens à la rencontre 3", 3, True),
        ("m pap vini nan rankont 3", 3, False),
        ("m ap vini nan rankont 3", 3, True),
        ("cant make it to the gathering", 0, False),
        ("can't come to gathering 3 sorry", 3, False),
        ("je ne peux pas venir à la rencontre", 0, False),
        ("m pa ka vini nan rankont", 0, False),
    ],
)
def test_a_fellow_says_in_every_language_that_they_miss_a_gathering_whatever_page_waits(
    text: str, gathering: int, comes: bool
) -> None:
    for pages in ((), (a_page("A"),)):
        assert member("ana", pages=pages).knowing(community=WHERE).text(text).commands == (
            SayBeforehand(gathering=gathering, comes=comes),
        )


@pytest.mark.parametrize(
    ("takes", "gives_back"),
    [
        ("I want to come to training 4", "I can't make it to training 4"),
        ("quiero ir a la formación 4", "no puedo ir a la formación 4"),
        ("je voudrais venir à la formation 4", "je ne peux pas venir à la formation 4"),
        ("mwen vle vini nan fòmasyon 4", "m pa ka vini nan fòmasyon 4"),
    ],
)
def test_a_seat_is_taken_and_given_back_in_a_whole_sentence_of_each_language(takes: str, gives_back: str) -> None:
    for chat in (member("ana"), requester()):
        assert chat.text(takes).commands == (TakeSeat(number=4),)
        assert chat.text(gives_back).commands == (GiveSeatBack(number=4),)


DOOR = frozenset({Question.FIRST, Question.TRAINING})


@pytest.mark.parametrize(
    ("tells", "hears", "wants"),
    [
        ("What time does it start?", "can I bring my kid", "ok count me in"),
        ("a qué hora es?", "puedo llevar a mi hijo?", "quiero ir"),
        ("c'est où ?", "c'est gratuit ?", "je veux venir"),
        ("ki kote li ye", "eske m ka mennen pitit mwen?", "mwen vle vini"),
    ],
)
def test_what_is_asked_of_a_training_that_somebody_was_told_of_is_no_call_for_help(
    tells: str, hears: str, wants: str
) -> None:
    for chat in (requester(intake=Intake(asked=DOOR)), requester().knowing(seated=True)):
        assert chat.text(tells).commands == (ShowTrainings(asked=True),)
        shown, knock = chat.text(hears).commands
        assert shown == ShowTrainings(asked=True, heard=True)
        assert isinstance(knock, KnockAtDoor)
        assert knock.words == hears
        assert chat.talk.intake.words == ()
    assert requester(intake=Intake(asked=DOOR)).text(wants).commands == (TakeSeat(),)
    thanks = requester(intake=Intake(asked=DOOR)).text("thanks")
    assert (thanks.says, thanks.commands) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "what time is it, he is hitting me",
        "we need a bed tonight, can I bring my kids",
        "where is it? I am at 5th and Main and somebody follows me",
        "i want to come home, they locked me out",
    ],
)
def test_who_needs_help_behind_a_question_about_a_training_is_heard(text: str) -> None:
    step = requester(intake=Intake(asked=DOOR)).text(text)

    assert not [each for each in step.commands if isinstance(each, ShowTrainings | TakeSeat)]
    assert step.says or step.commands


def test_a_plain_yes_at_the_door_of_trainings_is_a_wish_to_come_and_a_plain_no_is_none() -> None:
    for text in ("yes please", "yes", "si por favor", "sí", "oui s'il vous plaît", "wi souple"):
        step = requester(intake=Intake(asked=DOOR)).text(text)
        assert (step.commands, step.says) == ((TakeSeat(),), ()), text
    for text in ("no thanks", "no gracias", "non merci", "non mèsi", "no"):
        step = requester(intake=Intake(asked=DOOR)).text(text)
        assert (step.commands, step.says) == ((), ()), text
    several = requester(intake=Intake(asked=DOOR | {Question.TOOLKIT})).text("yes please")
    assert TakeSeat() not in several.commands
    danger = requester(intake=Intake(asked=DOOR)).text("1")
    assert TakeSeat() not in danger.commands
    assert danger.talk.intake.danger


def test_who_has_greeted_us_first_is_told_of_trainings_too_once() -> None:
    chat = requester()
    chat.text("hello")

    assert ShowTrainings() in chat.text("when is the next training?").commands
    assert chat.text("when is the next training?").commands == ()


@pytest.mark.parametrize(
    ("takes", "gives_back", "asks"),
    [
        ("I want to come to the training please", "can't make it to the training", "what time is the training?"),
        ("quiero ir a la formación", "no puedo ir a la formación", "¿a qué hora es la formación?"),
        ("je veux venir à la formation", "je ne peux pas venir à la formation", "c'est quand la formation ?"),
        ("mwen vle vini nan fòmasyon", "m pa ka vini nan fòmasyon", "ki lè fòmasyon an?"),
    ],
)
def test_a_member_who_names_no_number_means_the_only_training_there_is(takes: str, gives_back: str, asks: str) -> None:
    chat = member("ana")

    assert chat.text(takes).commands == (TakeSeat(),)
    assert chat.text(gives_back).commands == (GiveSeatBack(),)
    assert chat.text(asks).commands == (ShowTrainings(),)
    assert chat.text("i can't come to training 4, sorry").commands == (GiveSeatBack(number=4),)
    assert chat.text("who is my mentor?").commands == (ShowMentors(teams=()),)


def test_who_came_may_stand_behind_the_training_too() -> None:
    (step,) = cora("en").text("training 4 came all").commands

    assert step == SayWhoCame(number=4, came=True, everybody=True, proven=False)
