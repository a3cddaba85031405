"""Codes bind accounts, words do not; who waits for approval hears that they wait; on and off are obeyed; so is stop."""

from datetime import datetime, timedelta

import pytest

from domain.chance import is_code
from domain.commands import AddWords, BindAccount, OpenIncident, OptIn, OptOut, SetAvailability, SetLanguage
from domain.conversation import Intake, Question
from domain.ids import PersonId
from domain.messages import Action, MessageKind, Other
from domain.people import Availability, Channel, Reach, Standing
from tests.handlers.talks import CNV, INC, a_page, kinds, member, only, requester
from tests.support.builders import NOON, incident

K = MessageKind
ANA = PersonId("ana")
MORNING = NOON + timedelta(hours=20)
"""The next eight in the morning."""


@pytest.mark.parametrize(
    "text",
    ["K7Q2M9", "k7q2m9", " K7Q2M9. ", "/start K7Q2M9", "/start k7q2m9 ", "\u201cK7Q2M9\u201d".strip("\u201c\u201d")],
)
def test_a_code_binds_the_account_it_comes_from(text: str) -> None:
    step = requester().text(text)

    assert only(step) == BindAccount(conversation=CNV, code="K7Q2M9")
    assert not step.says


@pytest.mark.parametrize(
    "text", ["PLEASE", "police", "danger", "606142", "HELP ME", "K7Q2M9 please", "K7Q2M", "hurry!"]
)
def test_a_call_for_help_is_never_taken_for_a_code(text: str) -> None:
    assert not any(isinstance(command, BindAccount) for command in requester().text(text).commands)


def test_a_door_is_no_code_when_we_asked_where() -> None:
    chat = requester()
    chat.text("hi")
    chat.text("they are fighting")

    assert isinstance(only(chat.text("apt234")), OpenIncident)


def test_a_code_after_a_call_has_closed_is_taken_at_once() -> None:
    chat = requester(incident=INC, intake=Intake(words=("they fight",), asked=frozenset({Question.WHERE})))

    assert only(chat.text("K7Q2M9")) == BindAccount(conversation=CNV, code="K7Q2M9")


def test_a_code_in_the_middle_of_a_call_is_words() -> None:
    assert isinstance(only(requester().during(incident()).text("K7Q2M9")), AddWords)


@pytest.mark.parametrize("frame", ["{}", "/start {}"])
def test_who_guesses_codes_is_heard_five_times_an_hour(frame: str) -> None:
    chat = requester()
    tries = [chat.text(frame.format(f"K7Q2M{digit}")).commands for digit in range(2, 10)]

    assert [any(isinstance(each, BindAccount) for each in tried) for tried in tries] == [True] * 5 + [False] * 3

    chat.text("exit")
    chat.text("they are fighting")
    assert not any(isinstance(each, BindAccount) for each in chat.text("/start K7Q2M9").commands)

    assert isinstance(only(chat.later(timedelta(hours=1)).text("/start K7Q2M9")), BindAccount)


def test_a_link_with_something_else_is_still_tried_as_a_code() -> None:
    assert only(requester().text("/start somebody")) == BindAccount(conversation=CNV, code="SOMEBODY")


def test_a_code_typed_by_a_member_is_tried_unless_a_page_waits_for_their_answer() -> None:
    assert is_code("ABCDE2")
    assert only(member().text("abcde2")) == BindAccount(conversation=CNV, code="ABCDE2")
    assert not member(pages=(a_page(),)).text("abcde2").commands


@pytest.mark.parametrize("standing", [Standing.INVITED, Standing.BOUND])
@pytest.mark.parametrize("text", ["hi", "hello", "on", "A 12", "a no", "list", "close 7 1"])
def test_who_is_not_approved_yet_hears_that_they_wait(standing: Standing, text: str) -> None:
    step = member(standing=standing, pages=(a_page(),)).text(text)

    assert kinds(step) == [K.M_WAITING_FOR_APPROVAL]
    assert not step.commands


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.LEFT])
def test_who_is_suspended_or_left_can_do_nothing_and_hears_so(standing: Standing) -> None:
    step = member(standing=standing, pages=(a_page(),)).tap(Action.ACCEPT, "pag_A", "5")

    assert kinds(step) == [K.M_MAY_NOT]
    assert not step.commands


UNVETTED = [Standing.INVITED, Standing.BOUND, Standing.SUSPENDED, Standing.LEFT]


@pytest.mark.parametrize("standing", UNVETTED)
def test_whoever_is_not_vetted_is_heard_when_they_call_for_help(standing: Standing) -> None:
    for text in ("help he has a gun at 5th and Main", "1", "I can't breathe"):
        assert isinstance(only(member(standing=standing).text(text)), OpenIncident)


@pytest.mark.parametrize("standing", UNVETTED)
@pytest.mark.parametrize("text", ["help", "SOS", "I can't carry this alone", "we need some food"])
def test_whoever_is_not_vetted_is_asked_what_and_where_as_anybody_is(standing: Standing, text: str) -> None:
    assert kinds(member(standing=standing).text(text)) == [K.R_FIRST_WORDS]


def test_who_waits_for_approval_hears_it_once_when_they_only_greet() -> None:
    chat = member(standing=Standing.BOUND)

    assert kinds(chat.text("hello")) == [K.M_WAITING_FOR_APPROVAL]
    assert kinds(chat.text("hello")) == [K.R_FIRST_WORDS]


def test_what_somebody_unvetted_writes_while_their_call_runs_goes_to_it() -> None:
    chat = member(standing=Standing.BOUND).during(incident())

    assert only(chat.text("he went upstairs")) == AddWords(incident=INC, words="he went upstairs")
    assert only(chat.text("A 12")) == AddWords(incident=INC, words="A 12")


def test_who_is_not_approved_may_still_opt_out() -> None:
    assert only(member(standing=Standing.BOUND).text("stop")) == OptOut(conversation=CNV)


@pytest.mark.parametrize(
    ("text", "availability", "until", "kind"),
    [
        ("on", Availability.ON, MORNING, K.M_ON),
        ("On call", Availability.ON, MORNING, K.M_ON),
        ("disponible", Availability.ON, MORNING, K.M_ON),
        ("off", Availability.OFF, None, K.M_OFF),
        ("OFF.", Availability.OFF, None, K.M_OFF),
        ("no disponible", Availability.OFF, None, K.M_OFF),
    ],
)
def test_on_until_the_morning_and_off_set_availability(
    text: str, availability: Availability, until: datetime | None, kind: MessageKind
) -> None:
    step = member().text(text)

    assert only(step) == SetAvailability(person=ANA, availability=availability, until=until)
    assert kinds(step) == [kind]


@pytest.mark.parametrize("text", ["STOP", "cancel", "END", "Quit", "Unsubscribe"])
def test_a_member_who_texts_a_word_the_phone_company_stops_for_is_opted_out(text: str) -> None:
    step = member(pages=(a_page(),)).text(text)

    assert only(step) == OptOut(conversation=CNV)
    assert not step.says


@pytest.mark.parametrize("text", ["STOP", "stop all", "Unsubscribe", "opt out", "no más mensajes"])
def test_a_member_who_stops_where_no_phone_company_hears_it_is_opted_out_and_told(text: str) -> None:
    step = member(channel=Channel.SIM_TELEGRAM).text(text)
    assert only(step) == OptOut(conversation=CNV)
    assert kinds(step) == [K.M_STOPPED]


@pytest.mark.parametrize("text", ["start", "UNSTOP", "yes"])
def test_a_member_who_stopped_may_come_back(text: str) -> None:
    step = member(reach=Reach.OPTED_OUT).text(text)

    assert only(step) == OptIn(conversation=CNV)
    assert kinds(step) == [K.M_HELP]


def test_a_yes_of_somebody_who_never_stopped_is_an_answer() -> None:
    assert not any(isinstance(command, OptIn) for command in member(pages=(a_page(),)).text("yes").commands)


@pytest.mark.parametrize("other", [Other.BLOCKED, Other.OPTED_OUT])
def test_a_member_who_blocks_is_opted_out_without_a_word(other: Other) -> None:
    step = member().other(other)

    assert only(step) == OptOut(conversation=CNV)
    assert not step.says


def test_exit_of_a_member_is_not_answered() -> None:
    step = member(pages=(a_page(),)).text("exit")

    assert not step.says
    assert not step.commands


@pytest.mark.parametrize("text", ["español", "Spanish please", "idioma es", "language Spanish"])
def test_a_member_chooses_their_language(text: str) -> None:
    step = member().text(text)

    assert only(step) == SetLanguage(conversation=CNV, language="es")
    assert kinds(step) == [K.M_LANGUAGE]


def test_a_language_the_community_does_not_write_is_not_chosen() -> None:
    assert not member().text("language fr").commands


def test_incident_is_not_known_to_somebody_unvetted() -> None:
    assert not member(standing=Standing.BOUND).tap(Action.FINISH, INC).commands
