"""Help at once: heard before anything else, in any state of the talk, and never by mistake of ours."""

import pytest

from domain.alarm import Alarm, PanicHow
from domain.commands import EndPanic, RaisePanic, SaySafe, SetCodeWord, TakePanic
from domain.ids import PersonId
from domain.messages import Action, Inbound, MessageKind
from domain.people import Role, Standing
from tests.handlers.talks import INC, a_page, going_to, kinds, member, only

ANA, BEN, CORA = PersonId("ana"), PersonId("ben"), PersonId("cora")
BOTH = (Role.PROTECTOR, Role.COORDINATOR)


def raised(how: PanicHow, words: str = "") -> RaisePanic:
    return RaisePanic(person=ANA, by=ANA, how=how, words=words)


@pytest.mark.parametrize("text", ["mayday", "MAYDAY!!", "Mayday mayday mayday", "meidei"])
def test_the_word_in_any_form(text: str) -> None:
    assert only(member().text(text)) == raised(PanicHow.WORD)


def test_what_stands_behind_the_word_goes_along_as_written() -> None:
    assert only(member().text("Mayday, they're at Río St")) == raised(PanicHow.WORD, "they're at Río St")


@pytest.mark.parametrize("text", ["May Day rally on sunday?", "we heard mayday on the radio", "may day"])
def test_what_people_say_in_passing_is_none(text: str) -> None:
    assert not any(isinstance(each, RaisePanic) for each in member().text(text).commands)


def test_whatever_else_is_open_the_word_is_the_word() -> None:
    chat = member(pages=(a_page(),), going=(going_to(),))

    assert only(chat.text("mayday")) == raised(PanicHow.WORD)
    assert only(chat.tap(Action.MAYDAY, INC)) == raised(PanicHow.BUTTON)


def test_somebody_elses_words_call_nobody() -> None:
    assert not member().send(Inbound(text="mayday", forwarded=True)).commands


def test_a_code_word_is_the_whole_message_and_forgives_its_dress() -> None:
    chat = member(code_words=("blue kettle",))

    assert only(chat.text("Blue  kettle.")) == raised(PanicHow.CODE_WORD)
    assert not chat.text("the blue kettle").commands


def test_choosing_one_never_says_it_back() -> None:
    step = member().text("my code word is Blue Kettle")

    assert only(step) == SetCodeWord(person=ANA, word="blue kettle")
    assert kinds(step) == [MessageKind.M_PANIC_WORD_SET]
    assert "kettle" not in repr(step.says)
    assert "kettle" not in repr(step.commands)


def test_having_none_again() -> None:
    assert only(member().text("code word off")) == SetCodeWord(person=ANA, word="")


def test_safe_is_said_only_of_an_alarm_of_ones_own() -> None:
    assert only(member(alarms=(Alarm(person=ANA, name="Ana"),)).text("false alarm")) == SaySafe(person=ANA, by=ANA)
    assert not member().text("safe").commands


def test_a_coordinator_takes_and_ends_it_by_name() -> None:
    alarms = (Alarm(person=ANA, name="Ana"), Alarm(person=BEN, name="Ben", taken_by=CORA))
    chat = member("cora", roles=BOTH, alarms=alarms)

    assert only(chat.text("i have it")) == TakePanic(person=ANA, by=CORA)
    assert only(chat.text("safe ben")) == EndPanic(person=BEN, by=CORA)
    assert kinds(chat.text("safe")) == [MessageKind.C_PANIC_WHICH]


def test_a_safe_that_names_nobody_ends_nobodys_alarm() -> None:
    chat = member("cora", roles=BOTH, alarms=(Alarm(person=BEN, name="Ben"),))

    assert kinds(chat.text("we are safe")) == [MessageKind.C_PANIC_WHICH]


def test_nobody_ends_their_own() -> None:
    chat = member("cora", roles=BOTH, alarms=(Alarm(person=CORA, name="Cora"),))

    assert only(chat.text("safe")) == SaySafe(person=CORA, by=CORA)
    assert kinds(chat.tap(Action.ALL_SAFE, "cora")) == [MessageKind.M_NOTHING_OPEN]


def test_a_member_who_coordinates_nothing_neither_takes_nor_ends_it() -> None:
    chat = member(alarms=(Alarm(person=BEN, name="Ben"),))

    assert not chat.text("i have it").commands
    assert not chat.text("safe ben").commands


def test_whoever_is_not_vetted_is_heard_as_anybody_who_needs_help() -> None:
    assert not any(isinstance(each, RaisePanic) for each in member(standing=Standing.BOUND).text("mayday").commands)


@pytest.mark.parametrize("text", ["help me mayday mayday", "maydya", "may day", "#7: mayday", "team mayday", "SOS now"])
def test_of_whoever_goes_it_counts_anywhere(text: str) -> None:
    assert isinstance(only(member(going=(going_to(),)).text(text)), RaisePanic)


@pytest.mark.parametrize(
    "text", ["the may day march", "payday", "Mayda is here", "sekou ap vini", "this is not a mayday"]
)
def test_of_whoever_goes_what_only_looks_like_it_is_none(text: str) -> None:
    assert not any(isinstance(each, RaisePanic) for each in member(going=(going_to(),)).text(text).commands)
