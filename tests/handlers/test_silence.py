"""A requester's code word, wherever they stand: it is never words of theirs, and their screen shows nothing of why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.commands import AddWords, OpenIncident, SayCodeWord
from domain.conversation import ConversationStatus
from domain.dispatch import decide
from domain.ledger import Ledger
from domain.messages import Inbound, MessageKind
from domain.texting import Texting
from handlers.intake import place_late
from tests.handlers.talks import Chat, kinds, mark, only, requester
from tests.support.builders import NOON, facts, incident

K = MessageKind


def knowing_maple(*before: str) -> Chat:
    chat = requester(texting=Texting(code_mark=mark("maple")))
    for text in before:
        chat.text(text)
    return chat


@pytest.mark.parametrize("before", [(), ("hi",), ("two men are fighting",)])
def test_without_a_call_the_word_ends_what_was_begun_and_stands_nowhere(before: tuple[str, ...]) -> None:
    chat = knowing_maple(*before)

    step = chat.text("Maple!")

    assert kinds(step) == [K.R_CLOSED]
    assert not step.commands
    assert step.talk.status is ConversationStatus.QUIET
    assert not step.talk.intake.has_told()
    assert not place_late(chat.talk, chat.facts, chat.now).commands


def test_without_a_call_and_under_pressure_the_screen_says_the_same_and_a_call_opens_in_silence() -> None:
    plain, pressed = knowing_maple("two men are fighting"), knowing_maple("two men are fighting")

    step = pressed.text("maple 7")

    assert kinds(step) == kinds(plain.text("maple"))
    opened = only(step)
    assert isinstance(opened, OpenIncident)
    assert (opened.pressed, opened.intake.danger) == (True, True)
    assert opened.intake.words == ("two men are fighting",)


def test_under_pressure_whatever_is_sent_is_heard_and_never_answered() -> None:
    chat = knowing_maple().during(incident())
    chat.text("maple 7")

    for sent in (Inbound(text="he is here"), Inbound(text="come to me", forwarded=True), Inbound(point=(41.9, -87.6))):
        step = chat.send(sent)
        assert not step.says
        assert isinstance(only(step), AddWords)


def test_a_time_that_was_named_for_texts_does_not_end_the_silence_of_somebody_under_pressure() -> None:
    until = NOON + timedelta(hours=1)
    running = replace(incident(), silent=True, ledger=Ledger(safe=False, safe_until=until))

    pressed = decide(running, SayCodeWord(incident=running.id, pressed=True), facts(), NOON).incident

    assert pressed.silent
    assert (pressed.ledger.safe, pressed.ledger.safe_until) == (False, None)


@pytest.mark.parametrize(
    "said", ["codeword {}", "palabra secreta {}", "mon mot de passe est {}", "mo sekrè mwen se {}"]
)
def test_a_code_word_is_told_in_whichever_words_people_have_for_one(said: str) -> None:
    step = requester().text(said.format("maple"))

    assert kinds(step) == [K.R_SILENCE_WORD_SET]
    assert step.talk.texting.code_mark == mark("maple")


@pytest.mark.parametrize(
    "said", ["code word: banana ok", "my code word is banana please", "code word banana ok thanks"]
)
def test_what_is_only_courtesy_behind_a_code_word_is_none_of_it(said: str) -> None:
    chat = requester()

    step = chat.text(said)

    assert kinds(step) == [K.R_SILENCE_WORD_SET]
    assert step.talk.texting.code_mark == mark("banana")


@pytest.mark.parametrize(
    "said",
    ["discreet", "discreet pls", "please be discreet", "sean discretos porfa", "soyez discret svp", "tanpri diskre"],
)
def test_a_discreet_phone_may_be_asked_for_with_a_please(said: str) -> None:
    step = requester().text(said)

    assert kinds(step) == [K.R_SILENCE_DISCREET]
    assert step.talk.texting.discreet
