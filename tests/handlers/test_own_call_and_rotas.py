"""Words about rotas eat nothing of what somebody writes who needs help themselves, nor of what those outside write."""

from dataclasses import replace
from typing import get_args

import pytest

from domain.commands import Accept, AddWords, AskStatus, GoSilent, OpenIncident, SetAvailability, TellReach
from domain.ids import PersonId
from domain.incident import PageState
from domain.messages import Action, MessageKind
from domain.people import Channel, Role, Standing
from domain.rota_commands import (
    ARotaCommand,
    AskTimeOff,
    CallForCover,
    ChangeRota,
    DecideTimeOff,
    SayHere,
    ShowLoad,
    ShowProof,
    TakeBack,
    TakeShift,
)
from domain.rotation_draft import Asked, read_draft
from tests.handlers.talks import INC, Chat, a_page, by, coordinator, kinds, member, only, requester
from tests.handlers.test_rota import MATES, NIGHTS, mate, running
from tests.handlers.test_rotation import asked, at_who, cora
from tests.support.builders import incident

K = MessageKind

SAID_BY_ANYBODY = (
    "take me off this roof",
    "take me off this roof, the stairs are gone",
    "away from the window now, in the closet",
    "away!",
    "i am away from the door",
    "pause, i hear them",
    "off the road at the bridge",
    "off, they cut the lights",
    "im off main street behind the shop",
    "who is on the way?",
    "who is on the stairs",
    "whos on the line",
    "swap places: I am behind the shop now",
    "swap with the woman in red",
    "here",
    "here they come",
    "i am here",
    "mine",
    "mine is the blue door",
    "pass",
    "pass it on to the others",
    "i pass out",
    "not me, my neighbour",
    "i take the back stairs",
    "close the door please",
    "close to the river",
    "undo my belt",
    "undo it",
    "gaps in the fence",
    "proof of what he did is on my phone",
    "on the roof",
    "on shift they beat him",
    "my shift boss is hitting her",
    "day off work, i am at home",
    "time off the clock, they wait outside",
    "cover me, i go out the back",
    "take the back stairs",
    "put somebody at the back door",
    "insist they come to the back",
    "calendar on the wall, red door",
    "rotation of guards outside",
    "changes of plan, other door",
    "grant street 12",
    "refuse to open",
    "my load is too heavy",
    "cambio de lugar, estoy en la calle Main",
    "cambio, estoy atrás",
    "quién está en la puerta",
    "quien esta viniendo",
    "paso por el callejón",
    "cubro la puerta con la mesa",
    "saca a los niños de aquí",
    "pon a alguien en la puerta de atrás",
    "insisto, vengan por atrás",
    "cubrir la salida de atrás",
    "cierra la puerta",
    "huecos en la cerca",
    "descanso no hay, siguen aquí",
    "pausa, los oigo",
    "rechaza la puerta",
    "turnos de dos en la entrada",
    "guardias en la entrada",
    "rotación de guardias afuera",
)


def as_member() -> Chat:
    return running(chat=member("ana")).knowing(runs=())


def as_coordinator() -> Chat:
    return running()


def with_no_rota() -> Chat:
    return member()


def to_the_call(chat: Chat, text: str) -> str:
    """The words that reach the call; of what stands beside them only what helps to reach whoever calls."""
    words, *beside = chat.text(text).commands
    assert isinstance(words, AddWords)
    assert all(isinstance(each, TellReach) for each in beside)
    return words.words


@pytest.mark.parametrize("somebody", [as_member, as_coordinator, with_no_rota, coordinator])
def test_what_merely_begins_with_a_word_about_rotas_reaches_their_own_call(somebody: object) -> None:
    assert callable(somebody)

    for text in SAID_BY_ANYBODY:
        assert to_the_call(somebody().during(incident()), text) == text


@pytest.mark.parametrize("text", ["take me off this roof", "cover me, i go out the back", "who is on the way?"])
def test_it_counts_as_what_is_happening_while_they_are_telling(text: str) -> None:
    chat = running()
    chat.text("sos")

    chat.text(text)

    assert text in chat.talk.intake.words


@pytest.mark.parametrize("text", ["mine", "pass", "cover", "paso", "cubro"])
def test_a_bare_word_that_says_which_shift_of_nobody_is_the_calls(text: str) -> None:
    assert only(running().during(incident()).text(text)) == AddWords(incident=INC, words=text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("off", SetAvailability),
        ("off until friday", SetAvailability),
        ("pause 2h", SetAvailability),
        ("time off 20 mar to 22 mar", AskTimeOff),
        ("mine 3", TakeShift),
        ("cover sat 22-06", CallForCover),
        ("put dee on sat 22-06", ChangeRota),
        ("undo", TakeBack),
        ("proof", ShowProof),
        ("on shift", SayHere),
        ("my load", ShowLoad),
    ],
)
def test_commands_that_are_read_in_full_still_work_in_their_own_call(text: str, wanted: type) -> None:
    chat = running(replace(NIGHTS, layers=NIGHTS.layers[:1]))

    assert isinstance(only(chat.during(incident()).text(text)), wanted)


def test_outside_a_call_what_cannot_be_read_is_asked_about_as_ever() -> None:
    assert kinds(as_member().text("take me off this roof")) == [K.M_TIME_OFF_HOW]
    assert kinds(as_member().text("who is on the way?")) == [K.M_WHEN_HOW]
    assert kinds(running().text("cover me, i go out the back")) == [K.C_COVER_HOW]


def test_no_question_of_ours_waits_for_a_digit_that_is_their_calls() -> None:
    chat = running().during(incident())

    chat.text("take ana off fri 22-02")
    three = chat.text("3")

    assert only(three) == GoSilent(incident=INC, how="withdrawn")


def test_the_shifts_of_a_swap_carry_no_digits_in_their_own_call() -> None:
    chat = as_member().during(incident())

    step = chat.text("swap")

    assert set(kinds(step)) == {K.M_SWAP_SHIFTS}
    assert {line.params["n"] for say in step.says for line in say.lines} == {""}
    assert isinstance(only(chat.text("3")), GoSilent)


@pytest.mark.parametrize("text", ["assign somebody to my door, quick", "asigna a alguien a mi puerta"])
def test_a_name_that_nobody_has_is_the_calls_too(text: str) -> None:
    own = incident(number=7)

    assert to_the_call(coordinator(own).during(own), text) == text


def test_of_two_of_one_name_an_id_chooses_and_a_digit_is_the_calls() -> None:
    two = (*MATES, mate("benjamin", called="Ben"))
    chat = running(mates=two).during(incident())

    step = chat.text("grant ben")

    assert kinds(step) == [K.C_WHICH_PERSON]
    assert {line.params["n"] for line in step.says[0].lines} == {""}
    assert only(chat.text("benjamin")) == DecideTimeOff(by=by(chat), person=PersonId("benjamin"), granted=True)


def test_a_digit_after_such_a_question_is_the_calls() -> None:
    chat = running(mates=(*MATES, mate("benjamin", called="Ben"))).during(incident())
    chat.text("grant ben")

    assert only(chat.text("2")) == AskStatus(incident=INC)


# --- a draft of a rotation


def test_a_draft_rests_while_they_need_help_themselves() -> None:
    chat = cora()
    chat.text("new rotation")
    chat.text("sos we need somebody, they are fighting")
    before = chat.talk.draft

    opened = only(chat.text("5th and Main"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.place is not None
    assert chat.talk.draft == before
    chat.during(incident())
    for text in ("1 man at the door", "ana", "back", "drop it", "new rotation", "rotation", "0", "20-08", "line"):
        assert isinstance(only(chat.text(text)), AddWords), text
    assert chat.talk.draft == before


def test_a_draft_goes_on_once_their_call_is_over() -> None:
    chat = at_who().during(incident())
    chat.text("he is at the back door")

    chat.knowing(incident=None).text("rotation")

    assert asked(chat) is Asked.WHO


@pytest.mark.parametrize("text", ["A 12", "a12", "A", "A no", "a running 10 late", "coming", "yes", "on it", "ya voy"])
def test_a_late_answer_to_a_page_never_becomes_the_name_of_a_rotation(text: str) -> None:
    chat = cora().knowing(pages=(a_page("A", PageState.EXPIRED),))
    chat.text("new rotation")
    chat.text("2")
    before = read_draft(chat.talk.draft)
    assert before is not None
    assert before.asked is Asked.NAME

    chat.text(text)

    after = read_draft(chat.talk.draft)
    assert after is not None
    assert after.given == before.given


@pytest.mark.parametrize("name", ["Working nights", "sick bay", "Trabajando"])
def test_a_word_that_begins_a_reason_may_begin_the_name_of_a_rotation(name: str) -> None:
    chat = cora()
    chat.text("new rotation")
    chat.text("2")

    chat.text(name)

    assert asked(chat) is not Asked.NAME


def test_a_late_yes_beside_a_draft_is_a_yes() -> None:
    chat = at_who().knowing(pages=(a_page("A", PageState.EXPIRED),))

    assert isinstance(only(chat.text("A 12")), Accept)
    assert asked(chat) is Asked.WHO


def test_a_small_word_of_an_answer_is_no_letter() -> None:
    chat = at_who().knowing(pages=(a_page("A", PageState.EXPIRED),))
    for text in ("ana, ben", "day", "all"):
        chat.text(text)
    assert asked(chat) is Asked.HOURS

    chat.text("de 20 a 8")

    assert asked(chat) is not Asked.HOURS


# --- everybody else

CASUAL = (
    "off to bed, call Ben if needed",
    "on it!",
    "here's the address",
    "swap meet at 5th",
    "cover charge",
    "close call",
    "close call last night",
    "pass it on",
    "mine too",
    "gap year",
    "put the kettle on",
    "take care tonight",
    "take it easy",
    "insist on it",
    "grant me a minute",
    "refuse to sleep",
    "undo that please",
    "away we go",
    "off topic: who brings cake on friday?",
    "time off would be nice",
    "cambio de planes",
    "cubre tú",
    "pon la tele",
    "saca la basura mañana",
    "paso mañana por tu casa",
)


@pytest.mark.parametrize("text", CASUAL)
@pytest.mark.parametrize("somebody", [as_member, as_coordinator])
def test_what_merely_begins_so_does_nothing(text: str, somebody: object) -> None:
    assert callable(somebody)

    assert not somebody().text(text).commands


ROTA_WORDS = (
    *SAID_BY_ANYBODY,
    "off",
    "on",
    "pause 2h",
    "time off 20 mar to 22 mar",
    "mine 3",
    "pass 3",
    "swap fri",
    "cover",
    "cover sat 22-06",
    "put dee on sat 22-06",
    "undo",
    "gaps",
    "proof",
    "on shift",
    "my load",
    "team load",
    "my calendar",
    "my shifts",
    "who is on",
    "new rotation",
    "rota",
)
_ROTA_COMMANDS = (*get_args(ARotaCommand), SetAvailability)


@pytest.mark.parametrize("text", ROTA_WORDS)
def test_whoever_is_no_vetted_member_never_touches_a_rota(text: str) -> None:
    for chat in (
        requester(),
        requester().during(incident()),
        member("dee", standing=Standing.BOUND),
        member("dee", standing=Standing.INVITED, roles=(Role.PROTECTOR, Role.COORDINATOR)),
        member("dee", standing=Standing.BOUND, roles=(Role.PROTECTOR, Role.COORDINATOR)),
        member("dee", standing=Standing.SUSPENDED, roles=(Role.PROTECTOR, Role.COORDINATOR)),
        member("dee", standing=Standing.LEFT, roles=(Role.PROTECTOR, Role.COORDINATOR)),
    ):
        step = running(chat=chat).knowing(runs=()).text(text)

        assert not [each for each in step.commands if isinstance(each, _ROTA_COMMANDS)]
        assert not step.talk.draft
        assert step.talk.pending is None


def test_the_buttons_of_rotas_stay_what_they_are_in_their_own_call() -> None:
    chat = running(chat=coordinator(channel=Channel.SIM_TELEGRAM)).during(incident())

    assert isinstance(only(chat.tap(Action.UNDO, "chg_1")), TakeBack)
    assert kinds(chat.tap(Action.DO_CHANGE, "old", "1")) == [K.M_STALE_BUTTON]
