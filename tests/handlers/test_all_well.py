"""All well? A digit answers only where nothing else waits for one; words and buttons always do."""

from dataclasses import replace

import pytest

from config.checkins import load_check_in_words
from domain.commands import Accept, RelayWords, SayWell, StillComing
from domain.ids import PersonId
from domain.incident import AssignmentState, PageState
from domain.messages import Action, MessageKind
from handlers.step import GoingOn
from tests.handlers.talks import INC, Chat, a_page, going_to, kinds, member, only

ANA = PersonId("ana")


def on_scene(incident: str = "inc_1", *, asked: bool = True) -> GoingOn:
    return replace(going_to(incident, AssignmentState.ON_SCENE), asked=asked)


@pytest.mark.parametrize("text", ["1", "all well", "All good!", "ok", "yes", "todo bien", "si"])
def test_a_yes_in_any_form_answers_the_question(text: str) -> None:
    assert only(member(going=(on_scene(),)).text(text)) == SayWell(incident=INC, by=ANA)


@pytest.mark.parametrize("text", ["0", "no", "not well", "no estoy bien"])
def test_a_no_says_that_all_is_not_well(text: str) -> None:
    assert only(member(going=(on_scene(),)).text(text)) == SayWell(incident=INC, by=ANA, well=False)


def test_without_the_question_words_say_it_and_digits_are_those_of_the_way() -> None:
    chat = member(going=(on_scene(asked=False),))

    assert only(chat.text("all well")) == SayWell(incident=INC, by=ANA)
    assert not isinstance(only(chat.text("1")), SayWell)


def test_with_a_page_open_a_bare_digit_is_asked_about_and_a_letter_decides() -> None:
    mine, live = a_page("A", PageState.ACCEPTED), a_page("B", incident="inc_2")
    chat = member(pages=(live, mine), going=(on_scene(),))

    assert kinds(chat.text("1")) == [MessageKind.M_SAFETY_WHICH]
    assert only(chat.text("A 1")) == SayWell(incident=INC, by=ANA)
    assert isinstance(only(chat.text("B 1")), Accept)
    assert only(chat.text("all well")) == SayWell(incident=INC, by=ANA)


def test_while_they_are_asked_whether_they_still_come_elsewhere_a_bare_digit_is_asked_about() -> None:
    promised = replace(going_to("inc_2"), ahead=True, asked_again=True, letter="B")
    pages = (a_page("B", PageState.ACCEPTED, incident="inc_2"),)
    chat = member(pages=pages, going=(promised, on_scene()))

    step = chat.text("1")

    assert kinds(step) == [MessageKind.M_SAFETY_WHICH]
    assert step.says[0].params == {"letter": "B"}
    assert not step.commands
    assert only(chat.text("B 1")) == StillComing(incident=promised.incident, by=ANA)
    assert only(chat.text("all well")) == SayWell(incident=INC, by=ANA)


def test_somebody_in_two_calls_is_well_in_both() -> None:
    step = member(going=(on_scene(), on_scene("inc_2"))).text("1")

    assert len(step.commands) == 2


def test_the_button_names_its_call() -> None:
    chat = member(going=(on_scene(),))

    assert only(chat.tap(Action.ALL_WELL, "inc_1", "0")) == SayWell(incident=INC, by=ANA, well=False)
    assert kinds(chat.tap(Action.ALL_WELL, "inc_9", "1")) == [MessageKind.M_NOTHING_OPEN]


def test_nobody_on_the_way_is_well_by_a_digit() -> None:
    chat = member(going=(replace(going_to(state=AssignmentState.EN_ROUTE), asked=True),))

    assert not isinstance(only(chat.text("2")), SayWell)


def test_whoever_is_not_well_says_so_at_any_stage_and_not_to_the_person_who_needs_help() -> None:
    for state in (AssignmentState.HOLDING, AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE):
        for text in ("not ok", "I'm not ok", "no estoy bien"):
            said = member(going=(going_to(state=state),)).text(text)
            assert only(said) == SayWell(incident=INC, by=ANA, well=False), (state, text)


def asked_on_scene() -> Chat:
    return member(going=(on_scene(),)).knowing(check_in_words=load_check_in_words())


@pytest.mark.parametrize(
    "text",
    [
        *("I'm fine", "fine thanks", "Yes, all good", "all good here", "estoy bien gracias"),
        *("sí, todo bien", "todo tranquilo", "oui ça va", "tout va bien merci", "wi, tout bagay byen", "nou byen mesi"),
    ],
)
def test_whoever_is_asked_says_in_their_own_words_that_they_are_fine(text: str) -> None:
    assert only(asked_on_scene().text(text)) == SayWell(incident=INC, by=ANA)


@pytest.mark.parametrize("text", ["not fine", "I'm not good", "no todo bien", "ça va pas bien", "m pa anfòm"])
def test_fine_behind_a_no_is_a_no(text: str) -> None:
    assert only(asked_on_scene().text(text)) == SayWell(incident=INC, by=ANA, well=False, words=text)


def test_a_question_is_for_somebody_else() -> None:
    for text in ("all good?", "ça va ?", "¿todo bien?"):
        assert isinstance(only(asked_on_scene().text(text)), RelayWords), text


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("fine 45", 45), ("I'm fine for 45 thanks", 45), ("good for another 30", 30), ("bien 20", 20)),
        *(("fine for half an hour", 30), ("todo bien por media hora", 30), ("fine 1h", 60), ("good, 1 hr", 60)),
        *(("bien 2 horas", 120), ("ça va 30 minutes", 30), ("m byen 30 minit", 30)),
        *(("tout va bien pour une demi-heure", 30), ("mwen byen pou demi èdtan", 30)),
    ],
)
def test_how_long_they_are_fine_is_said_in_many_ways(text: str, minutes: int) -> None:
    assert only(asked_on_scene().text(text)) == SayWell(incident=INC, by=ANA, minutes=minutes)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("fine until 13:30", 89), ("I'm fine until 1:30", 89), ("all good until 2pm thanks", 119)),
        *(("todo bien hasta las 2", 119), ("tout va bien jusqu'à 13h30", 89), ("mwen byen jiska 13:30", 89)),
    ],
)
def test_until_when_they_are_fine_is_as_good_as_how_long(text: str, minutes: int) -> None:
    assert only(asked_on_scene().text(text)) == SayWell(incident=INC, by=ANA, minutes=minutes)


def test_on_the_way_they_may_say_until_when_they_are_fine_and_a_time_that_is_none_is_passed_on() -> None:
    chat = member(going=(going_to(state=AssignmentState.EN_ROUTE),)).knowing(check_in_words=load_check_in_words())

    assert only(chat.text("fine until 13:30")) == SayWell(incident=INC, by=ANA, minutes=89)
    assert isinstance(only(chat.text("fine until you get here")), RelayWords)
