"""A protector's answers to pages, and what they report on the way. Digits are never taken for another question's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.commands import (
    Accept,
    Arrive,
    CannotFind,
    Decline,
    DropOut,
    Finish,
    RelayWords,
    SetOff,
    StillComing,
)
from domain.ids import IncidentId, PageId, PersonId
from domain.incident import AssignmentState, PageState
from domain.messages import Action, MessageKind, Other
from domain.people import Channel
from handlers.saying import ERRORS_ANSWERED
from tests.handlers.talks import INC, a_page, coordinator, going_to, kinds, member, only
from tests.support.builders import NOON, incident

K = MessageKind
ANA = PersonId("ana")
OTHER = IncidentId("inc_2")


def accept(minutes: int | None = None, letter: str = "A") -> Accept:
    return Accept(incident=INC, by=ANA, page=PageId(f"pag_{letter}"), minutes=minutes)


def decline(note: str = "", letter: str = "A") -> Decline:
    return Decline(incident=INC, by=ANA, page=PageId(f"pag_{letter}"), note=note)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("A 12", 12),
        ("a12", 12),
        ("A12min", 12),
        ("A: 12", 12),
        ("A-12", 12),
        ("a 12 minutes", 12),
        ("A 1 hour", 60),
        ("A", None),
        ("a.", None),
        ("A coming", None),
        ("A yes", None),
        ("A sí", None),
        ("A voy 15", 15),
        ("A coming in 12", 12),
        ("A in 12 min", 12),
        ("A en 12 min", 12),
        ("A nan 12 minit", 12),
        ("A m ap vini nan 12 minit", 12),
        ("A nan 1 èdtan", 60),
        ("A on my way 10", 10),
        ("A omw", None),
    ],
)
def test_a_letter_with_minutes_or_without_is_a_yes(text: str, minutes: int | None) -> None:
    assert only(member(pages=(a_page(),)).text(text)) == accept(minutes)


@pytest.mark.parametrize(
    ("letter", "text", "answer"),
    [
        ("A", "j'arrive", accept()),
        ("A", "J\u2019arrive dans 12 min", accept(12)),
        ("A", "j arrive dans 12", accept(12)),
        ("A", "oui, j'arrive", accept()),
        ("J", "j'arrive dans 12 minutes", accept(12, "J")),
        ("J", "J 12", accept(12, "J")),
        ("A", "A j'arrive dans 12", accept(12)),
        ("A", "dans 12 minutes", accept(12)),
        ("A", "je ne peux pas", decline()),
        ("A", "non, je suis au travail", decline("non, je suis au travail")),
        ("A", "A non", decline()),
        ("N", "je n'y vais pas", decline(letter="N")),
    ],
)
def test_french_answers_are_understood_and_no_elided_letter_is_a_pages(letter: str, text: str, answer: object) -> None:
    assert only(member(pages=(a_page(letter),)).text(text)) == answer


@pytest.mark.parametrize(
    ("letter", "text", "answer"),
    [
        ("A", "m ap vini", accept()),
        ("A", "m ap vini nan 12 minit", accept(12)),
        ("M", "m ap vini nan 12 minit", accept(12, "M")),
        ("M", "M 12", accept(12, "M")),
        ("A", "nan 12 minit", accept(12)),
        ("A", "wi, m ap vini", accept()),
        ("A", "m pa kapab", decline()),
        ("M", "m pa kapab, m nan travay", decline("m pa kapab, m nan travay", "M")),
        ("A", "non, m malad", decline("non, m malad")),
        ("A", "nan", decline()),
    ],
)
def test_kreyol_answers_are_understood_and_nan_says_no_only_alone(letter: str, text: str, answer: object) -> None:
    assert only(member(pages=(a_page(letter),)).text(text)) == answer


@pytest.mark.parametrize("text", ["nan 12", "nan 12 min"])
def test_what_is_in_kreyol_and_no_in_french_is_neither(text: str) -> None:
    assert not member(pages=(a_page(),)).text(text).commands


@pytest.mark.parametrize("text", ["A 0", "a0", "A no", "A nope", "A can't", "a no puedo", "A imposible", "A no."])
def test_a_letter_with_zero_or_no_is_a_no(text: str) -> None:
    assert only(member(pages=(a_page(),)).text(text)).__class__ is Decline


def test_a_plain_no_leaves_no_note() -> None:
    assert only(member(pages=(a_page(),)).text("A no")) == decline()
    assert only(member(pages=(a_page(),)).text("A 0")) == decline()


@pytest.mark.parametrize(
    "text", ["A no but I can in 2 hours", "A 0 sorry, at work until 9", "A no puedo, en 2 horas si", "no, at work"]
)
def test_a_no_keeps_its_second_half_whole(text: str) -> None:
    assert only(member(pages=(a_page(),)).text(text)) == decline(text)


@pytest.mark.parametrize("text", ["12", "12 min", "yes", "coming", "on my way 12", "I'm coming"])
def test_the_letter_may_be_left_out_with_one_live_page(text: str) -> None:
    assert isinstance(only(member(pages=(a_page(),)).text(text)), Accept)


@pytest.mark.parametrize("text", ["0", "no", "No puedo", "can't make it"])
def test_so_may_that_of_a_no(text: str) -> None:
    assert isinstance(only(member(pages=(a_page(),)).text(text)), Decline)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("I will come, 10 min", 10),
        ("I am on my way now", None),
        ("i'm coming", None),
        ("y en 10", 10),
        ("yo voy en 10", 10),
        ("a 10 minutos", 10),
        ("estoy a 10 minutos", 10),
        ("sure", None),
        ("sure, 10 min", 10),
        ("ok 10", 10),
        ("vale, voy", None),
        ("10 minutes away", 10),
        ("yes, 10 min away", 10),
        ("be there in 10", 10),
        ("I'll be there in 10", 10),
        ("I can be there in 10", 10),
        ("there in 10", 10),
        ("por supuesto", None),
    ],
)
def test_a_plain_sentence_is_a_yes_to_the_one_live_page(text: str, minutes: int | None) -> None:
    assert only(member(pages=(a_page(),)).text(text)) == accept(minutes)


@pytest.mark.parametrize(
    "text", ["I can't come", "I cannot", "yo no puedo", "I'm not coming", "ok, can't", "y no puedo"]
)
def test_a_plain_sentence_is_a_no_to_the_one_live_page(text: str) -> None:
    assert isinstance(only(member(pages=(a_page(),)).text(text)), Decline)


@pytest.mark.parametrize("text", ["not me", "not me sorry", "A not me", "A not me, sorry", "pass", "A pass", "paso"])
def test_the_no_to_a_shift_is_a_no_to_the_one_live_page(text: str) -> None:
    assert isinstance(only(member(pages=(a_page(),)).text(text)), Decline)


@pytest.mark.parametrize(
    "text",
    [
        "pass, at work",
        "pass - at work",
        "pass. At work",
        "pass at work",
        "pass (at work)",
        "pass \u2014 at work",
        "pass because I'm at work",
        "I pass, sorry",
        "not me, at work",
        "not available, at work",
        "paso, estoy trabajando",
        "paso - estoy trabajando",
        "paso porque estoy trabajando",
        "yo paso: estoy enferma",
        "hoy no, trabajando",
        "no disponible, en el trabajo",
        "can't, at work",
        "pass, but I can in 2 hours",
    ],
)
@pytest.mark.parametrize("letter", ["", "A ", "A: ", "a, "])
def test_a_no_may_say_why(text: str, letter: str) -> None:
    assert only(member(pages=(a_page(),)).text(letter + text)) == decline(letter + text)


@pytest.mark.parametrize(
    "text", ["sorry, at work", "busy", "im at work, sorry", "estoy trabajando", "lo siento, trabajando"]
)
def test_a_reason_alone_is_no_answer_and_they_hear_how(text: str) -> None:
    step = member(pages=(a_page("B"),)).text(text)

    assert kinds(step) == [K.M_COMING_OR_NOT]
    assert not step.commands


@pytest.mark.parametrize("text", ["paso, en 10", "pass the salt, please", "pass it on, please", "pass, coming"])
def test_what_stands_behind_a_stop_is_read_before_it_is_taken_for_a_reason(text: str) -> None:
    assert not member(pages=(a_page(),)).text(text).commands


@pytest.mark.parametrize("text", ["mine", "I'll take it", "A i'll take it", "ill take it, 10 min", "lo cubro"])
def test_the_yes_to_a_shift_is_a_yes_to_the_one_live_page(text: str) -> None:
    assert isinstance(only(member(pages=(a_page(),)).text(text)), Accept)


def test_with_several_pages_open_they_are_asked_which_one_it_is_not() -> None:
    step = member(pages=(a_page("B", incident="inc_2"), a_page("A"))).text("pass")

    assert kinds(step) == [K.M_WHICH_PAGE]
    assert not step.commands


@pytest.mark.parametrize("text", ["paso en 10", "paso por ahí", "mine is the blue car"])
def test_what_only_begins_with_a_word_of_shifts_is_no_answer_to_a_page(text: str) -> None:
    assert not member(pages=(a_page(),)).text(text).commands


@pytest.mark.parametrize("text", ["i", "y", "o", "I have to think", "a friend can come", "on my way 10 or so maybe"])
def test_what_says_neither_is_no_answer(text: str) -> None:
    assert not member(pages=(a_page("B"),)).text(text).commands


@pytest.mark.parametrize("text", ["ok", "no problem", "vale", "thanks"])
def test_who_says_neither_yes_nor_no_to_the_one_live_page_hears_how(text: str) -> None:
    step = member(pages=(a_page("B"),)).text(text)

    assert kinds(step) == [K.M_COMING_OR_NOT]
    assert step.says[0].params == {"letter": "B"}
    assert not step.commands


@pytest.mark.parametrize("text", ["I can't come after all", "don't open the door"])
def test_a_no_with_more_behind_it_of_somebody_who_is_going_is_passed_on_and_told_how_to_drop_out(text: str) -> None:
    step = member(going=(going_to(),)).text(text)

    assert [type(each).__name__ for each in step.commands] == ["RelayWords"]
    assert kinds(step) == [K.M_DROP_OUT_HOW]


@pytest.mark.parametrize("text", ["no", "0", "I can't make it", "no puedo"])
def test_a_no_of_somebody_who_is_going_is_told_how_to_drop_out(text: str) -> None:
    step = member(going=(going_to(),)).text(text)

    assert kinds(step) == [K.M_DROP_OUT_HOW]
    assert step.says[0].incident == INC
    assert not step.commands


@pytest.mark.parametrize("text", ["12", "0", "no", "yes", "5"])
def test_with_several_pages_open_we_ask_which(text: str) -> None:
    step = member(pages=(a_page("B", incident="inc_2"), a_page("A"))).text(text)

    assert kinds(step) == [K.M_WHICH_PAGE]
    assert [line.params["letter"] for line in step.says[0].lines] == ["B", "A"]
    assert not step.commands


def test_with_several_pages_open_the_letter_decides() -> None:
    chat = member(pages=(a_page("B", incident="inc_2"), a_page("A")))

    assert only(chat.text("A 5")) == accept(5)
    assert only(chat.text("B 0")) == Decline(incident=OTHER, by=ANA, page=PageId("pag_B"))


@pytest.mark.parametrize("state", [PageState.EXPIRED, PageState.WITHDRAWN, PageState.FAILED])
@pytest.mark.parametrize(("text", "minutes"), [("A 12", 12), ("A", None)])
def test_a_late_yes_goes_to_the_call_its_letter_names(state: PageState, text: str, minutes: int | None) -> None:
    pages = (a_page("B", incident="inc_2"), a_page("A", state))

    assert only(member(pages=pages).text(text)) == accept(minutes)


def test_who_said_no_may_come_after_all_but_says_so() -> None:
    chat = member(pages=(a_page("A", PageState.DECLINED),))

    assert only(chat.text("A 12")) == accept(12)
    assert only(chat.text("A coming")) == accept()
    assert kinds(chat.text("A")) == [K.M_PAGE_GONE]


def test_a_yes_without_its_letter_to_a_page_that_is_over_is_asked_for_the_letter() -> None:
    step = member(pages=(a_page("A", PageState.EXPIRED),)).text("12")

    assert kinds(step) == [K.M_WHICH_PAGE]
    assert not step.commands


@pytest.mark.parametrize("text", ["C 12", "C", "C no"])
def test_a_letter_that_is_no_page_of_theirs_is_said_to_be_none(text: str) -> None:
    step = member(pages=(a_page(),)).text(text)

    assert kinds(step) == [K.M_PAGE_GONE]
    assert step.says[0].params == {"letter": "C"}


@pytest.mark.parametrize("state", [PageState.ACCEPTED, PageState.EXPIRED, PageState.DECLINED])
def test_no_after_a_yes_is_dropping_out_however_late_the_yes_was(state: PageState) -> None:
    chat = member(pages=(a_page("A", state),), going=(going_to(),))

    assert only(chat.text("A no")) == DropOut(incident=INC, by=ANA)


@pytest.mark.parametrize("state", [PageState.ACCEPTED, PageState.EXPIRED, PageState.DECLINED])
def test_a_second_yes_to_the_same_page_is_passed_on_as_one(state: PageState) -> None:
    chat = member(pages=(a_page("A", state),), going=(going_to(),))

    assert only(chat.text("A 5")) == accept(5)
    assert only(chat.text("A")) == accept()


@pytest.mark.parametrize(
    ("texts", "command"),
    [
        (("1", "1 on my way", "omw", "on my way", "En camino", "coming"), SetOff(incident=INC, by=ANA)),
        (("on my way 12", "omw 12 min"), SetOff(incident=INC, by=ANA, minutes=12)),
        (("2", "2 there", "there", "I'm here", "Llegué", "arrived, thanks"), Arrive(incident=INC, by=ANA)),
        (("3", "3 can't find", "can't find them", "No encuentro", "no hay nadie"), CannotFind(incident=INC, by=ANA)),
        (("4", "4 done", "done", "Done, thanks", "hecho", "ya terminé"), Finish(incident=INC, by=ANA)),
        (("5", "5 must drop out", "drop out", "me retiro"), DropOut(incident=INC, by=ANA)),
    ],
)
def test_who_is_going_reports_by_digit_or_word(texts: tuple[str, ...], command: object) -> None:
    for text in texts:
        assert only(member(going=(going_to(),)).text(text)) == command, text


@pytest.mark.parametrize("text", ["6", "12", "4 there", "45"])
def test_who_is_going_is_not_moved_by_a_digit_or_word_that_fits_nothing(text: str) -> None:
    step = member(going=(going_to(),)).text(text)

    assert not step.commands
    assert kinds(step) == [K.M_NOT_UNDERSTOOD]


def test_a_sentence_that_only_begins_like_news_is_words_for_whoever_needs_help() -> None:
    text = "there is nobody at this door"

    assert only(member(going=(going_to(),)).text(text)) == RelayWords(
        incident=INC, by=ANA, words=(text,), language="en"
    )


@pytest.mark.parametrize("text", ["1", "4", "12", "0", "no", "on my way", "yes"])
def test_with_a_page_and_a_call_open_a_bare_answer_is_asked_about(text: str) -> None:
    step = member(pages=(a_page("B", incident="inc_2"),), going=(going_to(),)).text(text)

    assert kinds(step) == [K.M_WHICH_OF_TWO]
    assert step.says[0].params == {"letter": "B"}
    assert not step.commands


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("done", Finish(incident=INC, by=ANA)),
        ("4 done", Finish(incident=INC, by=ANA)),
        ("there", Arrive(incident=INC, by=ANA)),
        ("drop out", DropOut(incident=INC, by=ANA)),
        ("B 0", Decline(incident=OTHER, by=ANA, page=PageId("pag_B"))),
        ("B 4", Accept(incident=OTHER, by=ANA, page=PageId("pag_B"), minutes=4)),
    ],
)
def test_with_both_open_words_and_letters_still_say_which(text: str, command: object) -> None:
    chat = member(pages=(a_page("B", incident="inc_2"),), going=(going_to(),))

    assert only(chat.text(text)) == command


def test_what_was_promised_for_another_day_leaves_the_digits_to_the_call_that_runs() -> None:
    promised = replace(going_to("inc_2"), ahead=True)
    chat = member(going=(promised, going_to()))

    assert only(chat.text("2")) == Arrive(incident=INC, by=ANA)
    assert kinds(chat.knowing(going=(replace(promised, asked_again=True), going_to())).text("2")) == [K.M_WHICH_NEWS]


def test_a_letter_with_a_word_reports_about_that_call_when_going_to_several() -> None:
    pages = (a_page("B", PageState.ACCEPTED, incident="inc_2"), a_page("A", PageState.ACCEPTED))
    chat = member(pages=pages, going=(going_to(), going_to("inc_2")))

    step = chat.text("4")
    assert kinds(step) == [K.M_WHICH_NEWS]
    assert [line.params["letter"] for line in step.says[0].lines] == ["B", "A"]

    assert only(chat.text("B done")) == Finish(incident=OTHER, by=ANA)


def test_after_the_question_of_which_call_a_letter_answers_with_the_digit_or_alone() -> None:
    pages = (a_page("B", PageState.ACCEPTED, incident="inc_2"), a_page("A", PageState.ACCEPTED))
    chat = member(pages=pages, going=(going_to(), going_to("inc_2")))

    chat.text("2")
    assert only(chat.text("B 2")) == Arrive(incident=OTHER, by=ANA)
    chat.text("on my way 10")
    assert only(chat.text("A")) == SetOff(incident=INC, by=ANA, minutes=10)
    chat.text("2")
    assert isinstance(only(chat.text("B 12")), Accept)
    assert isinstance(only(chat.text("B 2")), Accept)  # asked nothing: minutes


SENT = replace(going_to("inc_2"), number=8, nature="welcome", areas=("mill-row",))


@pytest.mark.parametrize(
    ("texts", "command"),
    [
        (("#8 1", "#8 on my way", "#8, en camino"), SetOff(incident=OTHER, by=ANA)),
        (("#8 on my way 10",), SetOff(incident=OTHER, by=ANA, minutes=10)),
        (("#8 2", "#8: there", "#8 llegué"), Arrive(incident=OTHER, by=ANA)),
        (("#8 3", "#8 can't find them"), CannotFind(incident=OTHER, by=ANA)),
        (("#8 4", "#8 done"), Finish(incident=OTHER, by=ANA)),
        (("#8 5", "#8 drop out", "#8 no"), DropOut(incident=OTHER, by=ANA)),
        (("#8 no signal in the cellar",), RelayWords(incident=OTHER, by=ANA, words=("no signal in the cellar",))),
    ],
)
def test_a_call_they_were_sent_to_and_that_has_no_letter_is_told_of_by_its_number(
    texts: tuple[str, ...], command: object
) -> None:
    chat = member(pages=(a_page("A", PageState.ACCEPTED),), going=(going_to(), SENT))

    for text in texts:
        said = only(chat.text(text))
        if isinstance(said, RelayWords):
            said = replace(said, language="")
        assert said == command, text


def test_asked_which_call_they_are_shown_the_one_without_a_letter_as_well() -> None:
    chat = member(pages=(a_page("A", PageState.ACCEPTED),), going=(going_to(), SENT))

    step = chat.text("2")
    assert [line.params["letter"] for line in step.says[0].lines] == ["A", "#8"]
    assert step.says[0].lines[1].params == {"letter": "#8", "nature": "welcome", "areas": "mill-row"}
    assert only(chat.text("#8")) == Arrive(incident=OTHER, by=ANA)
    chat.text("bread is on its way to you")
    chat.text("done")
    assert only(chat.text("#8")) == Finish(incident=OTHER, by=ANA)


def test_a_number_of_no_call_of_theirs_is_no_news() -> None:
    assert not member(going=(going_to(), SENT)).text("#9 there").commands


def test_who_was_not_heard_from_answers_by_number() -> None:
    lost = replace(SENT, state=AssignmentState.UNSURE)
    chat = member(going=(going_to(),), gone=(lost,))

    for text in ("#8 1", "#8 yes", "#8: coming"):
        assert only(chat.text(text)) == StillComing(incident=OTHER, by=ANA), text
    assert only(chat.text("#8 0")) == DropOut(incident=OTHER, by=ANA)
    assert only(chat.text("#8 2")) == Arrive(incident=OTHER, by=ANA)
    assert not chat.text("#8 12").commands


@pytest.mark.parametrize("text", ["12", "4", "no", "done"])
def test_with_nothing_open_they_hear_so(text: str) -> None:
    assert kinds(member().text(text)) == [K.M_NOTHING_OPEN]


@pytest.mark.parametrize("text", ["1", "10", "yes", "0", "2"])
def test_a_bare_answer_as_a_drill_makes_room_for_a_call_is_asked_about_once(text: str) -> None:
    drilled = a_page("A", PageState.WITHDRAWN, incident="drl_1")
    real = a_page("B")
    chat = member("ana", pages=(drilled, real)).knowing(drilled_until=NOON - timedelta(minutes=1))

    asked = chat.text(text)
    assert (asked.commands, kinds(asked)) == ((), [K.M_REAL_OR_DRILL])
    assert chat.text("B 10").commands == (accept(10, "B"),)
    chat.text(text)
    assert chat.text("10").commands == (accept(10, "B"),)
    assert chat.knowing(drilled_until=NOON - timedelta(minutes=3)).text("10").commands == (accept(10, "B"),)
    assert chat.knowing(drilled_until=None).text("10").commands == (accept(10, "B"),)


def test_buttons_name_their_page() -> None:
    chat = member(channel=Channel.SIM_TELEGRAM, pages=(a_page("B", incident="inc_2"), a_page("A")))

    assert only(chat.tap(Action.ACCEPT, "pag_A", "10")) == accept(10)
    assert only(chat.tap(Action.DECLINE, "pag_A")) == decline()


@pytest.mark.parametrize(
    ("action", "command"),
    [
        (Action.SET_OFF, SetOff(incident=INC, by=ANA)),
        (Action.ARRIVE, Arrive(incident=INC, by=ANA)),
        (Action.CANNOT_FIND, CannotFind(incident=INC, by=ANA)),
        (Action.FINISH, Finish(incident=INC, by=ANA)),
        (Action.DROP_OUT, DropOut(incident=INC, by=ANA)),
    ],
)
def test_buttons_name_their_call(action: Action, command: object) -> None:
    chat = member(pages=(a_page("B", incident="inc_2"),), going=(going_to("inc_3"), going_to()))

    assert only(chat.tap(action, INC)) == command


def test_the_decline_button_after_a_yes_drops_out() -> None:
    chat = member(pages=(a_page("A", PageState.ACCEPTED),), going=(going_to(),))

    assert only(chat.tap(Action.DECLINE, "pag_A")) == DropOut(incident=INC, by=ANA)


def test_buttons_of_what_is_over_do_nothing() -> None:
    chat = member()

    assert kinds(chat.tap(Action.ACCEPT, "pag_Z", "5")) == [K.M_STALE_BUTTON]
    assert kinds(chat.tap(Action.FINISH, INC)) == [K.M_NOTHING_OPEN]
    assert kinds(chat.tap(Action.CLOSE, INC)) == [K.M_STALE_BUTTON]
    assert kinds(chat.other(Other.STALE_BUTTON)) == [K.M_STALE_BUTTON]
    assert not chat.step.commands


@pytest.mark.parametrize(
    "text",
    [
        "A 12 no wait",
        "A yes no",
        "A coming, no worries if not",
        "12 no",
        "no problem",
        "A no problem",
        "A coming maybe",
        "A maybe",
        "A 2024",
        "A 500",
        "A 12 B 0",
        "A friend of mine is there",
        "I do not know",
        "ok",
    ],
)
def test_what_is_neither_a_clear_yes_nor_a_clear_no_moves_nobody(text: str) -> None:
    step = member(pages=(a_page(),)).text(text)

    assert not step.commands
    assert len(step.says) == 1


def test_thanks_need_no_answer() -> None:
    step = member(going=(going_to(),)).text("ok thanks")

    assert not step.says
    assert not step.commands


def test_after_some_answers_nobody_understands_there_are_no_more() -> None:
    chat = member()

    said = [kinds(chat.text("beep")) for _ in range(ERRORS_ANSWERED + 3)]

    assert said == [[K.M_NOT_UNDERSTOOD]] * ERRORS_ANSWERED + [[]] * 3


def test_a_real_action_is_answered_always_and_starts_the_count_again() -> None:
    chat = member(pages=(a_page(),))
    for _ in range(ERRORS_ANSWERED + 1):
        chat.text("beep")

    assert only(chat.text("A 12")) == accept(12)
    assert kinds(chat.text("beep")) == [K.M_NOT_UNDERSTOOD]


def test_not_understood_brings_the_commands() -> None:
    step = member().text("what now")

    assert kinds(step) == [K.M_NOT_UNDERSTOOD]
    assert [line.kind for line in step.says[0].lines] == [K.M_HELP]


@pytest.mark.parametrize("text", ["ayuda", "menu", "/start"])
def test_the_commands_are_told_to_whoever_asks(text: str) -> None:
    assert kinds(member().text(text)) == [K.M_HELP]


@pytest.mark.parametrize("other", [Other.PHOTO, Other.VOICE, Other.EDITED])
def test_a_member_who_sends_what_cannot_be_read_hears_what_can(other: Other) -> None:
    assert kinds(member().other(other)) == [K.M_ONLY_WORDS]


def test_everything_said_to_a_member_answers_where_they_wrote() -> None:
    (say,) = member().text("beep").says

    assert say.reply
    assert say.to_member
    assert say.to == ANA
    assert say.key == f"m_not_understood:inb_1:{ANA}"


def test_whoever_has_not_said_whether_they_still_come_answers_it_without_a_letter_and_by_news() -> None:
    chat = member(gone=(going_to(state=AssignmentState.UNSURE),))
    said = {
        StillComing(incident=INC, by=ANA): ("1", "yes", "I'm coming"),
        DropOut(incident=INC, by=ANA): ("0", "no", "drop out"),
        Arrive(incident=INC, by=ANA): ("there", "I'm here"),
        SetOff(incident=INC, by=ANA): ("on my way",),
    }

    for command, texts in said.items():
        for text in texts:
            assert only(chat.text(text)) == command, text


@pytest.mark.parametrize(("where", "drill"), [("inc_1", False), ("drl_1", True)])
def test_whose_part_is_over_hears_that_nothing_was_sent_and_a_drill_says_that_it_was_one(
    where: str, drill: bool
) -> None:
    chat = member(gone=(going_to(where, state=AssignmentState.CLEAR),))

    (say,) = chat.text("are they home by now?").says
    assert say.kind is K.M_RELAY_OVER
    assert (say.incident == where) is drill
    assert not chat.text("thanks hana").says


def test_a_coordinators_word_is_none_for_whoever_they_went_to() -> None:
    chat = coordinator(incident(number=7)).knowing(gone=(going_to(state=AssignmentState.CLEAR),))

    assert K.M_RELAY_OVER not in kinds(chat.text("close 7 all is well"))
    assert K.M_RELAY_OVER not in kinds(chat.text("assign 7 nobody"))
