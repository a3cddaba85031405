"""A member who needs help says so with a fixed word; from then on what is no command and no page's answer is theirs."""

from dataclasses import replace

import pytest

from domain.commands import Accept, AddWords, AskStatus, Decline, GoSilent, OpenIncident, OptIn, OptOut, SetAvailability
from domain.ids import PageId
from domain.incident import PageState
from domain.messages import Action, Inbound, MessageKind, Other
from domain.people import Channel, Reach
from handlers.intake import place_late
from tests.handlers.talks import CNV, CORNER, INC, Chat, a_page, by, coordinator, going_to, kinds, member, only
from tests.support.builders import incident

K = MessageKind


def calling(**changes: object) -> Chat:
    """A member whose own call runs."""
    return member(**changes).during(incident())  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["sos", "SOS!", " Sos. "])
def test_the_fixed_word_alone_asks_what_and_where(word: str) -> None:
    chat = member()

    assert kinds(chat.text(word)) == [K.R_FIRST_WORDS]
    assert chat.step.says[0].to == CNV
    assert isinstance(only(chat.text("they are fighting at 5th and Main")), OpenIncident)


def test_the_cry_for_help_in_spanish_opens_at_once_because_it_is_danger() -> None:
    opened = only(member().text("¡Auxilio!"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.danger


def test_the_fixed_word_before_what_happens_opens_a_call_of_the_rest() -> None:
    opened = only(member().text("sos man with a knife 5th and Main"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.words == ("man with a knife 5th and Main",)
    assert opened.intake.place == CORNER
    assert opened.intake.danger


def test_the_fixed_word_alone_is_seen_by_somebody_when_nothing_follows() -> None:
    chat = member()
    chat.text("sos")

    opened = only(place_late(chat.talk, chat.facts, chat.now))

    assert isinstance(opened, OpenIncident)
    assert opened.unplaced


def test_a_word_that_only_contains_it_is_none() -> None:
    assert kinds(member().text("sosiego, please")) == [K.M_NOT_UNDERSTOOD]


def test_the_fixed_word_begins_a_new_call_after_the_last_one_has_closed() -> None:
    chat = member()
    chat.text("sos they are fighting at 5th and Main")
    chat.during(incident()).knowing(incident=None)

    assert kinds(chat.text("hello")) == [K.M_NOT_UNDERSTOOD]
    assert isinstance(only(chat.text("sos they are fighting at 5th and Main")), OpenIncident)


def test_the_fixed_word_while_their_call_runs_asks_how_it_stands() -> None:
    assert only(calling().text("sos")) == AskStatus(incident=INC)
    assert only(calling().text("sos he went up")) == AddWords(incident=INC, words="he went up")


def test_a_language_they_write_does_not_become_the_one_they_read_pages_in() -> None:
    step = member().text("sos hay una pelea y necesito ayuda por favor")

    assert not step.commands
    assert step.talk.language == "es"


@pytest.mark.parametrize("text", ["he is at the back door", "12", "yes please", "here", "no", "help", "2 of them"])
def test_what_they_write_while_their_call_runs_goes_to_it(text: str) -> None:
    assert only(calling().text(text)) == AddWords(incident=INC, words=text)


def test_places_go_to_it_too() -> None:
    assert isinstance(only(calling().send(Inbound(point=(41.9, -87.6)))), AddWords)


@pytest.mark.parametrize("chat", [calling(pages=(a_page("B", incident="inc_2"),)), calling(going=(going_to("inc_2"),))])
def test_so_does_what_answers_nothing_else_of_theirs(chat: Chat) -> None:
    assert only(chat.text("he is at the back door")) == AddWords(incident=INC, words="he is at the back door")


def test_answers_to_pages_stay_answers() -> None:
    chat = calling(pages=(a_page("B", incident="inc_2"),))

    accept = only(chat.text("B 12"))

    assert isinstance(accept, Accept)
    assert accept.page == PageId("pag_B")
    late = calling(pages=(a_page("B", PageState.EXPIRED, incident="inc_2"),))
    assert isinstance(only(late.text("b 12")), Accept)


def test_commands_stay_commands() -> None:
    chat = calling()

    assert isinstance(only(chat.text("off")), SetAvailability)
    assert kinds(coordinator().during(incident()).text("list")) == [K.C_LIST_EMPTY]
    assert kinds(calling().other(Other.STALE_BUTTON)) == [K.M_STALE_BUTTON]
    assert by(chat) == "ana"


@pytest.mark.parametrize("text", ["1", "he has a gun"])
def test_danger_is_always_their_own_call(text: str) -> None:
    for chat in (calling(), calling(pages=(a_page("B", incident="inc_2"),), going=(going_to("inc_3"),))):
        named = only(chat.text(text))

        assert isinstance(named, AddWords)
        assert named.danger


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        (Action.DANGER, AddWords(incident=INC, words="", danger=True)),
        (Action.STATUS, AskStatus(incident=INC)),
        (Action.WITHDRAW, GoSilent(incident=INC, how="withdrawn")),
    ],
)
def test_the_buttons_of_their_call_work(action: Action, wanted: object) -> None:
    assert only(calling(channel=Channel.SIM_TELEGRAM).tap(action, CNV)) == wanted


def test_two_and_three_are_about_their_call_while_nothing_else_is_open() -> None:
    assert only(calling().text("2")) == AskStatus(incident=INC)
    assert only(calling().text("3")) == GoSilent(incident=INC, how="withdrawn")


def test_exit_and_stop_are_those_of_a_requester_while_their_call_runs() -> None:
    step = calling().text("exit")
    assert only(step) == GoSilent(incident=INC, how="exit")
    assert step.talk.silent

    assert calling().text("stop").commands == (GoSilent(incident=INC, how="stop"), OptOut(conversation=CNV))
    assert calling(reach=Reach.OPTED_OUT).text("start").commands == (
        OptIn(conversation=CNV),
        AskStatus(incident=INC),
    )


PAGED_AND_GOING = (
    {"pages": (a_page("B", incident="inc_2"),)},
    {"going": (going_to("inc_2"),)},
    {"pages": (a_page("B", incident="inc_2"),), "going": (going_to("inc_3"),)},
)


@pytest.mark.parametrize(
    "text",
    [
        "no they are still outside",
        "no, nobody hurt",
        "0 of them left",
        "not hurt, just scared",
        "I can't come out",
        "no puedo salir",
        "pass, i hear them",
        "sorry, i am under the bed",
    ],
)
@pytest.mark.parametrize("waits", PAGED_AND_GOING)
def test_a_sentence_that_begins_with_a_no_goes_to_their_own_call(text: str, waits: dict[str, object]) -> None:
    added = only(calling(**waits).text(text))

    assert isinstance(added, AddWords)
    assert replace(added, denied=(), tells=False) == AddWords(incident=INC, words=text)


@pytest.mark.parametrize("text", ["no they are still outside", "no, nobody hurt"])
def test_so_it_does_before_their_call_has_opened(text: str) -> None:
    chat = member(pages=(a_page("B", incident="inc_2"),))
    chat.text("sos")

    step = chat.text(text)

    assert text in step.talk.intake.words
    assert not [each for each in step.commands if isinstance(each, Decline)]


@pytest.mark.parametrize(
    "text", ["no", "0", "No.", "no thanks", "nope, sorry no", "no puedo", "B no, they are outside"]
)
def test_a_lone_no_or_one_with_a_letter_is_for_the_page(text: str) -> None:
    declined = only(calling(pages=(a_page("B", incident="inc_2"),)).text(text))

    assert isinstance(declined, Decline)
    assert declined.page == PageId("pag_B")


def asked_of_danger(**changes: object) -> Chat:
    """A member whose own call has opened and asks them whether anybody is in danger."""
    chat = member(**changes)  # type: ignore[arg-type]
    chat.text("sos somebody keeps knocking, 5th and Main")
    assert K.R_ASK_DANGER in kinds(chat.step)
    return chat.during(incident())


@pytest.mark.parametrize("text", ["no", "0", "nope", "yes", "sí"])
def test_what_may_answer_their_own_call_or_a_page_is_asked_about(text: str) -> None:
    chat = asked_of_danger(pages=(a_page("B", incident="inc_2"),))

    step = chat.text(text)

    assert kinds(step) == [K.M_PAGE_OR_OWN_CALL]
    assert step.says[0].params == {"letter": "B"}
    assert not step.commands
    assert isinstance(only(chat.text("B 0")), Decline)
    assert only(chat.text("no, all calm")) == AddWords(incident=INC, words="no, all calm")
    assert chat.talk.intake.danger is False


def test_a_no_after_the_question_of_danger_answers_it_while_no_page_waits() -> None:
    asked = asked_of_danger(pages=(a_page("B", incident="inc_2"),))

    step = asked.knowing(pages=(), going=(going_to("inc_2"),)).text("no")

    assert not step.commands
    assert step.talk.intake.danger is False


def test_minutes_are_for_the_page_whatever_their_call_asks() -> None:
    assert isinstance(only(asked_of_danger(pages=(a_page("B", incident="inc_2"),)).text("12 min")), Accept)
