"""While their incident runs, requesters can name danger, ask, withdraw, fall silent and say more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.commands import (
    AddWords,
    AnswerScreen,
    AskStatus,
    GoSilent,
    OptIn,
    OptOut,
    ReportExit,
    SetLanguage,
    SetTexting,
    TellReach,
)
from domain.conversation import ConversationStatus, Intake, Question
from domain.doubt import Doubt, DoubtState
from domain.ids import AreaId, AssignmentId, PersonId
from domain.incident import Assignment, AssignmentState
from domain.ledger import Answer, Asks, Ledger
from domain.messages import Action, Inbound, MessageKind, Other
from domain.needs import DangerKind
from domain.people import Channel, Reach
from domain.places import Area, Found, Place, PlaceKind
from handlers.intake import FORGETS_AFTER
from tests.handlers.talks import CNV, COMMUNITY, CORNER, INC, Chat, kinds, only, requester
from tests.support.builders import NOON, OLD_TOWN, incident

K = MessageKind
A_GUN = (DangerKind.WEAPON, DangerKind.VIOLENCE)
ASKED_FOR_DANGER = Intake(asked=frozenset({Question.FIRST, Question.DANGER}))


def during(channel: Channel = Channel.SIM_SMS, **changes: object) -> Chat:
    return requester(channel, **changes).during(incident())  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1", "1!", "11"])
def test_one_names_danger(text: str) -> None:
    assert only(during().text(text)) == AddWords(incident=INC, words="", danger=True)


@pytest.mark.parametrize(
    ("text", "kinds"), [("1 yes", ()), ("1 please hurry", (DangerKind.OTHER,)), ("1 he is at the door", ())]
)
def test_one_names_danger_whatever_follows_it(text: str, kinds: tuple[DangerKind, ...]) -> None:
    assert only(during().text(text)) == AddWords(incident=INC, words=text, danger=True, kinds=kinds)


def test_danger_in_words_is_named_with_the_words_and_its_kinds() -> None:
    named = AddWords(incident=INC, words="he has a gun", danger=True, kinds=A_GUN)

    assert only(during().text("he has a gun")) == named


def test_the_danger_button_names_danger() -> None:
    assert only(during().tap(Action.DANGER, CNV)) == AddWords(incident=INC, words="", danger=True)


@pytest.mark.parametrize("text", ["2", "News?", "how long", "cuánto falta", "¿ya vienen?"])
def test_two_asks_how_it_is_going(text: str) -> None:
    assert only(during().text(text)) == AskStatus(incident=INC)


@pytest.mark.parametrize("text", ["3", "no longer needed", "Never mind", "ya no hace falta"])
def test_three_withdraws(text: str) -> None:
    step = during().text(text)

    assert only(step) == GoSilent(incident=INC, how="withdrawn")
    assert step.talk.silent
    assert step.talk.status is ConversationStatus.QUIET
    assert not step.says


def test_any_other_text_is_added_with_its_place() -> None:
    text = "they moved to 5th and Main"

    assert only(during().text(text)) == AddWords(incident=INC, words=text, place=CORNER)


def test_a_number_that_is_no_answer_of_ours_is_added_too() -> None:
    assert only(during().text("12")) == AddWords(incident=INC, words="12")


def test_a_shared_location_is_added() -> None:
    added = only(during().send(Inbound(point=(41.9, -87.6))))

    assert isinstance(added, AddWords)
    assert added.place is not None
    assert added.place.kind is PlaceKind.COORDINATES
    assert added.words == ""


@pytest.mark.parametrize(
    "text", ["are you there?", "is anyone there", "hay alguien?", "¿Hay alguien ahí?", "hi", "hey", "buenas noches"]
)
def test_whoever_calls_into_the_dark_while_they_wait_hears_how_it_is_going(text: str) -> None:
    assert only(during().text(text)) == AskStatus(incident=INC)


@pytest.mark.parametrize("text", ["are you there?", "hay alguien?"])
def test_whoever_calls_out_is_heard_by_whoever_texts_with_them_too(text: str) -> None:
    texts = Assignment(
        id=AssignmentId("asg_1"),
        incident=INC,
        person=PersonId("cora"),
        page=None,
        code="Heron",
        state=AssignmentState.ACCEPTED,
        accepted_at=NOON,
        remote=True,
        by_text=True,
    )

    step = requester().during(incident(assignments=(texts,))).text(text)

    assert step.commands == (AddWords(incident=INC, words=text, answered=True), AskStatus(incident=INC))


@pytest.mark.parametrize("text", ["thanks", "Ok, thank you", "gracias!", "ok"])
def test_thanks_need_no_answer(text: str) -> None:
    step = during().text(text)

    assert not step.says
    assert not step.commands


@pytest.mark.parametrize("text", ["make him stop", "please don't stop", "cancel my ex's visit please", "stop him"])
def test_an_opt_out_is_the_whole_message_or_none(text: str) -> None:
    assert isinstance(only(during().text(text)), AddWords)


@pytest.mark.parametrize("text", ["0", "no", "No."])
def test_no_danger_is_kept_and_passed_to_nobody(text: str) -> None:
    step = during(intake=ASKED_FOR_DANGER).text(text)

    assert not step.commands
    assert step.talk.intake.danger is False


@pytest.mark.parametrize("text", ["yes", "Sí", "1"])
def test_yes_to_the_question_for_danger_is_danger(text: str) -> None:
    named = only(during(intake=ASKED_FOR_DANGER).text(text))

    assert isinstance(named, AddWords)
    assert named.danger


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Yes I am", ()),
        ("yes he is here", ()),
        ("yes please hurry", (DangerKind.OTHER,)),
        ("si hay", ()),
        ("sí, por favor", ()),
        ("Yeah!! hurry", (DangerKind.OTHER,)),
    ],
)
def test_a_yes_with_more_behind_it_is_danger_and_keeps_its_words(text: str, kinds: tuple[DangerKind, ...]) -> None:
    step = during(intake=ASKED_FOR_DANGER).text(text)

    assert only(step) == AddWords(incident=INC, words=text, danger=True, kinds=kinds)
    assert step.talk.intake.danger is True


def test_a_yes_when_nobody_asked_for_danger_is_only_words() -> None:
    assert only(during().text("yes the blue door")) == AddWords(incident=INC, words="yes the blue door")


@pytest.mark.parametrize(
    "text", ["No, he left", "Nope. They are gone", "no - it is quiet now", "no\nthey left", "0, all quiet"]
)
def test_a_no_with_more_behind_it_answers_the_question_and_keeps_its_words(text: str) -> None:
    step = during(intake=ASKED_FOR_DANGER).text(text)

    assert only(step) == AddWords(incident=INC, words=text)
    assert step.talk.intake.danger is False


@pytest.mark.parametrize(
    "text", ["no puedo respirar", "not safe here", "can't get out", "no one helps us", "no, he has a gun"]
)
def test_a_no_that_denies_something_else_does_not_deny_the_danger(text: str) -> None:
    step = during(intake=ASKED_FOR_DANGER).text(text)

    assert isinstance(only(step), AddWords)
    assert step.talk.intake.danger is not False


@pytest.mark.parametrize("text", ["EXIT", "exit.", "Salir"])
def test_exit_is_not_answered_and_the_response_goes_on(text: str) -> None:
    step = during().text(text)

    assert only(step) == GoSilent(incident=INC, how="exit")
    assert not step.says
    assert step.talk.silent
    assert step.talk.status is ConversationStatus.QUIET


def test_after_exit_words_are_read_and_not_answered() -> None:
    chat = during()
    chat.text("exit")

    step = chat.text("who is this")

    assert not step.says
    assert step.talk.silent

    assert isinstance(only(chat.text("he is still here")), AddWords)
    assert chat.talk.silent
    assert not chat.other(Other.PHOTO).says


@pytest.mark.parametrize("text", ["hello", "Hola", "hi", "hello, who is there"])
def test_after_exit_a_greeting_is_passed_on_and_neither_answered_nor_an_end_of_the_silence(text: str) -> None:
    chat = during(silent=True)

    step = chat.text(text)

    assert only(step) == AddWords(incident=INC, words=text)
    assert not step.says
    assert step.talk.silent

    assert only(during().during(replace(incident(), silent=True)).text("hello")) == AddWords(
        incident=INC, words="hello"
    )


@pytest.mark.parametrize("text", ["hello", "hola"])
def test_who_greets_while_they_wait_hears_how_it_stands(text: str) -> None:
    assert only(during().text(text)) == AskStatus(incident=INC)


def test_whatever_else_looks_like_chatter_is_passed_on_while_a_call_runs_and_answered_with_how_it_stands() -> None:
    for text in (
        "still here lol, he has a knife hahaha",
        "lol ok he is in the kitchen now",
        "they let him go",
        "all clear",
        "my phone dies soon",
    ):
        more = AddWords(incident=INC, words=text, answered=True)
        assert (more, AskStatus(incident=INC)) == during().text(text).commands, text

    doubted = incident(doubt=Doubt(state=DoubtState.ASKED, since=NOON))
    assert only(requester().during(doubted).text("all clear")) == AddWords(incident=INC, words="all clear")


def test_after_exit_danger_in_words_is_named_and_not_answered() -> None:
    step = during(silent=True).text("he has a gun")

    assert only(step) == AddWords(incident=INC, words="he has a gun", danger=True, quietly=True, kinds=A_GUN)
    assert step.talk.silent


def test_whether_a_phone_may_be_texted_is_answered_in_their_own_words_until_when_included() -> None:
    asked = replace(incident(), ledger=Ledger(waits=Asks.SAFE))
    clock = ("only until 18:00", "yes, but only until 18:00", "7 solo hasta las 18:00", "wi, sèlman jiska 18:00")
    for words in (*clock, "seulement jusqu'à 18h"):
        safe = requester().during(asked).text(words).commands[0]
        assert isinstance(safe, SetTexting), words
        assert safe.safe, words
        assert safe.until is not None, words
    in_doubt = requester().during(asked).text("no, only until 18:00")
    assert in_doubt.commands == (SetTexting(incident=INC, safe=False),)
    for words, is_safe in (("7 yes", True), ("7 oui", True), ("8 no", False)):
        assert requester().during(asked).text(words).commands == (SetTexting(incident=INC, safe=is_safe),), words
    assert not isinstance(requester().during(asked).text("7 no").commands[0], SetTexting)


def test_whoever_says_that_their_phone_is_not_safe_is_heard_before_all_else_and_not_answered_though_in_danger() -> None:
    chat = during()
    text = "he has a gun, don't text me"

    step = chat.text(text)

    assert step.commands == (
        SetTexting(incident=INC, safe=False),
        AddWords(incident=INC, words=text, danger=True, quietly=True, kinds=A_GUN),
    )
    assert not step.says

    asked = replace(incident(), ledger=Ledger(waits=Asks.SAFE))
    for words in (
        "no, he is right here", "not safe", "no es seguro, anda por aqui", "pas ici, il est là",
        "yes but not tonight", "7 not when he is home", "sí, pero no esta noche", "oui mais pas ce soir",
        "wi men pa aswè a",
    ):  # fmt: skip
        said = requester().during(asked).text(words)
        assert said.commands[0] == SetTexting(incident=INC, safe=False), words
        assert isinstance(said.commands[-1], AddWords), words
        assert not said.says, words
    for words in ("the blue door", "yes but not the front door", "wi men pa frape pòt la"):
        assert not isinstance(requester().during(asked).text(words).commands[0], SetTexting), words

    back = during(silent=True).text("he left, you can text me")
    assert back.commands == (
        SetTexting(incident=INC, safe=True),
        AddWords(incident=INC, words="he left, you can text me", answered=True),
    )
    assert not back.talk.silent


def test_after_exit_the_digit_for_danger_is_answered() -> None:
    step = during(silent=True).text("1")

    assert only(step) == AddWords(incident=INC, words="", danger=True)
    assert not step.talk.silent


@pytest.mark.parametrize("text", ["2", "news", "any news?"])
def test_after_exit_who_asks_for_news_is_answered_again(text: str) -> None:
    chat = during()
    chat.text("exit")

    step = chat.text(text)

    assert only(step) == AskStatus(incident=INC)
    assert not step.talk.silent


def test_who_asks_how_it_is_going_after_stop_is_read_by_those_who_coordinate() -> None:
    chat = requester(reach=Reach.OPTED_OUT, silent=True).during(incident(silent=True))
    for text in ("are you coming", "2", "any news?"):
        step = chat.text(text)
        assert [(each.words, each.held) for each in step.commands if isinstance(each, AddWords)] == [(text, False)], (
            text
        )
        assert (kinds(step), step.talk.silent, len(step.commands)) == ([], True, 1), text


@pytest.mark.parametrize("text", ["STOP", "Stop!", "unsubscribe", "CANCEL", "end", "quit"])
def test_stop_by_sms_is_obeyed_and_left_to_the_phone_company_to_confirm(text: str) -> None:
    step = during().text(text)

    assert step.commands == (GoSilent(incident=INC, how="stop"), OptOut(conversation=CNV))
    assert not step.says
    assert step.talk.silent


def test_stop_where_nobody_else_confirms_it_is_confirmed_once() -> None:
    chat = during(Channel.SIM_TELEGRAM)

    assert kinds(chat.text("stop")) == [K.R_STOPPED]

    opted_out = requester(Channel.SIM_TELEGRAM, reach=Reach.OPTED_OUT).during(incident())
    assert not opted_out.text("stop").says


@pytest.mark.parametrize("other", [Other.BLOCKED, Other.OPTED_OUT])
def test_a_block_is_a_stop_without_a_word(other: Other) -> None:
    step = during(Channel.SIM_TELEGRAM).other(other)

    assert step.commands == (GoSilent(incident=INC, how="stop"), OptOut(conversation=CNV))
    assert not step.says


@pytest.mark.parametrize("text", ["exit", "stop"])
def test_who_falls_silent_after_telling_something_is_seen_by_a_human(text: str) -> None:
    chat = requester()
    chat.text("he is yelling at us")

    step = chat.text(text)

    assert "OpenIncident" in [type(command).__name__ for command in step.commands]
    assert not step.says
    assert step.talk.silent


def test_exit_as_the_first_word_is_not_answered_and_opens_nothing() -> None:
    step = requester().text("EXIT")

    assert not step.says
    assert [type(command) for command in step.commands] == [ReportExit]
    assert step.talk.silent


def test_who_writes_again_after_exit_without_a_call_is_answered() -> None:
    chat = requester()
    chat.text("exit")

    step = chat.text("they are fighting")

    assert kinds(step) == [K.R_FIRST_WORDS]
    assert not step.talk.silent


def test_a_greeting_after_exit_is_not_answered_until_the_talk_is_long_past() -> None:
    chat = requester()
    chat.text("exit")

    assert not chat.text("hello").says
    assert chat.talk.silent
    assert kinds(chat.later(FORGETS_AFTER + timedelta(minutes=1)).text("hello")) == [K.R_FIRST_WORDS]


@pytest.mark.parametrize("other", [Other.UNBLOCKED, Other.OPTED_IN])
def test_who_comes_back_may_be_written_to_again(other: Other) -> None:
    step = requester(reach=Reach.OPTED_OUT).other(other)

    assert only(step) == OptIn(conversation=CNV)
    assert not step.says


def test_start_after_a_stop_begins_a_talk() -> None:
    step = requester(Channel.SIM_TELEGRAM, reach=Reach.OPTED_OUT, silent=True).text("/start")

    assert only(step) == OptIn(conversation=CNV)
    assert kinds(step) == [K.R_FIRST_WORDS]
    assert not step.talk.silent


@pytest.mark.parametrize("text", ["who are you", "Who is this?", "¿Quiénes son?"])
def test_who_we_are_is_told_to_whoever_asks(text: str) -> None:
    assert kinds(during().text(text)) == [K.R_WHO_WE_ARE]
    assert kinds(requester().text(text)) == [K.R_WHO_WE_ARE, K.R_FIRST_WORDS]


def test_a_language_may_be_chosen_at_any_time() -> None:
    step = during().text("español por favor")

    assert step.commands == (SetLanguage(conversation=CNV, language="es"), AskStatus(incident=INC))
    assert step.talk.language == "es"


def test_a_language_chosen_first_brings_the_first_words_in_it() -> None:
    chat = requester()

    step = chat.text("Español")

    assert kinds(step) == [K.R_FIRST_WORDS]
    assert step.talk.language == "es"

    assert kinds(chat.tap(Action.LANGUAGE, CNV, "en")) == [K.R_FIRST_WORDS]
    assert chat.talk.language == "en"


def test_a_stale_button_is_answered_with_how_it_stands() -> None:
    assert only(during(Channel.SIM_TELEGRAM).other(Other.STALE_BUTTON)) == AskStatus(incident=INC)


@pytest.mark.parametrize("inbound", [Inbound(text="who are you"), Inbound(text="english"), Inbound(other=Other.PHOTO)])
def test_who_asks_after_silence_with_no_call_running_is_answered(inbound: Inbound) -> None:
    chat = requester()
    chat.text("exit")

    step = chat.send(inbound)

    assert step.says
    assert not step.talk.silent


@pytest.mark.parametrize("inbound", [Inbound(text="start"), Inbound(text="unstop"), Inbound(other=Other.OPTED_IN)])
def test_whoever_comes_back_in_the_middle_of_a_call_hears_how_it_stands(inbound: Inbound) -> None:
    step = requester(reach=Reach.OPTED_OUT, silent=True).during(incident()).send(inbound)

    assert step.commands == (OptIn(conversation=CNV), AskStatus(incident=INC))
    assert not step.talk.silent


@pytest.mark.parametrize("text", ["vengan rapido por favor", "esta en el parque", "hay alguien?", "hay alguien ahi?"])
def test_whoever_goes_on_in_another_language_is_answered_in_it_from_then_on(text: str) -> None:
    chat = during()

    assert chat.text(text).talk.language == "es"
    assert chat.text("2").talk.language == "es"
    assert chat.text("he is at the door with a friend").talk.language == "en"


@pytest.mark.parametrize("text", ["gracias", "5th and Main", "si", "no", "12"])
def test_a_word_or_a_place_says_nothing_about_the_language(text: str) -> None:
    chat = during()
    chat.talk = replace(chat.talk, language="en" if text != "5th and Main" else "es")
    spoken = chat.talk.language

    assert chat.text(text).talk.language == spoken


def test_somebody_elses_words_say_nothing_about_the_language() -> None:
    step = during().send(Inbound(text="vengan rapido por favor", forwarded=True))

    assert step.talk.language == "en"


def test_a_link_that_cannot_be_read_is_asked_about_once_while_nobody_knows_where_it_is() -> None:
    chat = requester().during(incident(id=INC, areas=(), place=None))

    first, again = chat.text("https://maps.app.goo.gl/aB3dE5"), chat.text("https://maps.app.goo.gl/aB3dE5")

    assert K.R_PLACE_LINK in kinds(first)
    assert isinstance(only(first), AddWords)
    assert K.R_PLACE_LINK not in kinds(again)


def test_a_link_is_not_asked_about_once_the_place_is_known() -> None:
    chat = requester().during(incident(id=INC, place=CORNER))

    assert K.R_PLACE_LINK not in kinds(chat.text("https://maps.app.goo.gl/aB3dE5"))


def test_the_part_of_a_zip_code_may_be_chosen_after_the_call_has_opened() -> None:
    hill = AreaId("hill")
    both = Place(kind=PlaceKind.ZIP, label="60610", areas=(OLD_TOWN, hill))
    areas = {**COMMUNITY.areas, hill: Area(id=hill, names={"en": "The Hill"})}
    chat = requester(intake=Intake(place=both, asked=frozenset({Question.PART})))
    chat = chat.knowing(community=replace(COMMUNITY, areas=areas)).during(
        incident(id=INC, place=both, areas=both.areas)
    )

    more = only(chat.text("8"))

    assert isinstance(more, AddWords)
    assert more.place is not None
    assert more.place.areas == (hill,)
    assert more.words == ""


def test_what_helps_to_reach_them_is_kept_and_what_is_too_long_or_holds_a_number_goes_as_other_words() -> None:
    asked = incident()
    asked = replace(asked, ledger=replace(asked.ledger, waits=Asks.REACH))
    chat = requester().during(asked)
    long = "the lift is broken " * 40

    assert only(chat.text("deaf, blue door")) == TellReach(incident=INC, words="deaf, blue door")
    assert only(chat.text(long)) == AddWords(incident=INC, words=long.strip(), tells=True)
    step = chat.text("the blue door, or call 555 0100 199")
    assert only(step) == AddWords(incident=INC, words="the blue door, or call 555 0100 199")
    assert kinds(step) == [K.R_RELAY_MARKS]
    edited = Inbound(text="the door is green", other=Other.EDITED)
    assert only(chat.send(edited)) == AddWords(incident=INC, words="the door is green", corrects=True)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes but come round the back", Answer.ONLY_IF),
        ("sí, pero no toquen el timbre", Answer.ONLY_IF),
        ("si vienen por atras", Answer.ONLY_IF),
        ("oui, seulement deux personnes", Answer.ONLY_IF),
        ("yes the blue door", Answer.YES),
        ("no, he left", Answer.NO),
        ("No - my sister is here now", Answer.NO),
        ("non, il est parti", Answer.NO),
        ("8, he is here", Answer.NO),
        ("8 no cops", Answer.NO),
        ("7. blue door", Answer.YES),
    ],
)
def test_a_yes_or_a_no_with_more_behind_it_answers_whether_we_may_come_and_goes_on_to_whoever_comes(
    text: str, answer: Answer
) -> None:
    asked = replace(incident(), ledger=Ledger(waits=Asks.COME))

    commands = requester().during(asked).text(text).commands

    (said,) = [each for each in commands if isinstance(each, AnswerScreen)]
    (words,) = [each for each in commands if isinstance(each, AddWords)]
    condition = text if answer is Answer.ONLY_IF else ""
    assert said == AnswerScreen(incident=INC, asks=Asks.COME, answer=answer, words=condition)
    assert (words.words, words.answered) == (text, True)
    unasked = replace(asked, ledger=Ledger(waits=Asks.SAFE))
    assert not [each for each in requester().during(unasked).text(text).commands if isinstance(each, AnswerScreen)]
    # Without a stop behind it a no may deny anything, and 8 may be how many they are.
    for other in ("no puedo abrir la puerta", "8 of us here"):
        commands = requester().during(asked).text(other).commands
        assert not [each for each in commands if isinstance(each, AnswerScreen)], other


@pytest.mark.parametrize("asks", [Asks.DONE, Asks.FORCE, Asks.HURT])
def test_a_yes_with_more_behind_it_is_one_where_danger_is_asked_about_and_a_spanish_if_is_none(asks: Asks) -> None:
    asked = requester().during(replace(incident(), ledger=Ledger(waits=asks)))

    for text, answer in (("yes my arm", Answer.YES), ("sí, su brazo", Answer.YES), ("no, I am scared", Answer.NO)):
        said, words = asked.text(text).commands[:2]
        assert said == AnswerScreen(incident=INC, asks=asks, answer=answer), text
        assert isinstance(words, AddWords), text
    assert not [each for each in asked.text("si vienen por atras").commands if isinstance(each, AnswerScreen)]


def test_a_yes_is_nothing_that_helps_us_reach_them_and_a_no_passes_it_over() -> None:
    waiting = replace(incident(), ledger=Ledger(waits=Asks.REACH))

    assert requester().during(waiting).text("no").commands == (
        AnswerScreen(incident=INC, asks=Asks.REACH, answer=None),
    )
    assert not [each for each in requester().during(waiting).text("yes").commands if isinstance(each, TellReach)]


def test_a_digit_is_no_answer_to_what_helps_us_reach_them_and_what_was_said_of_it_is_kept() -> None:
    waiting = replace(incident(), ledger=Ledger(waits=Asks.REACH))
    for digit in ("7", "8", "7."):
        assert not [each for each in requester().during(waiting).text(digit).commands if isinstance(each, TellReach)]
    said = [
        ("come quick, I am deaf and use ASL, please", "I am deaf and use ASL"),
        ("soy sorda, tercer piso", "soy sorda, tercer piso"),
        ("je suis sourde. merci", "je suis sourde"),
        ("m soud, tanpri vini", "m soud"),
    ]
    for text, kept in said:
        told = [each for each in requester().during(incident()).text(text).commands if isinstance(each, TellReach)]
        assert [(each.words, each.passing) for each in told] == [(kept, True)], text


def test_what_they_say_there_is_none_of_is_known_and_what_they_name_is_not_denied() -> None:
    hurt, weapon = DangerKind.NOT_BREATHING, DangerKind.WEAPON
    said = {
        "they shout, nobody is hurt": (hurt,),
        "nadie esta herido, sin armas": (hurt, weapon),
        "pa gen zam, pa gen moun blese": (weapon, hurt),
        "on crie dehors, personne n'est blessé": (hurt,),
        "no weapons but he has a gun": (),
    }
    for text, denied in said.items():
        told = [each for each in requester().during(incident()).text(text).commands if isinstance(each, AddWords)]
        assert [set(each.denied) for each in told] == [set(denied)], text


def test_words_of_a_discreet_need_are_marked_and_leave_none_in_the_talk() -> None:
    chat = requester(intake=Intake(words=("I need a ride",))).during(incident())

    chat.text("she has 312 555 0142")
    assert chat.talk.passing.held is not None

    marked = only(chat.text("it is to get an abortion, call 312 555 0143"))

    assert isinstance(marked, AddWords)
    assert marked.discreet is not None
    assert chat.talk.intake.words == ()
    assert chat.talk.passing.held is None


def test_one_street_alone_puts_the_corner_of_a_call_right() -> None:
    def seek(text: str) -> Found:
        other = Place(kind=PlaceKind.INTERSECTION, label=text, areas=(OLD_TOWN,), lat=41.8, lon=-87.7)
        return Found(place=other if "7th" in text and "Main" in text else None)

    call = replace(incident(), place=replace(CORNER, label="5th & Main"))
    chat = requester().during(call).knowing(seek=seek)

    told = only(chat.text("no, 7th street"))
    assert isinstance(told, AddWords)
    assert told.place is not None
    assert (told.place.lat, told.words) == (41.8, "no, 7th street")
    elsewhere = only(chat.text("he went down 7th street"))
    assert isinstance(elsewhere, AddWords)
    assert elsewhere.place is None


ASKED_TO_COME = Ledger(waits=Asks.COME)


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "k",
        "Ok sure",
        "yes ok",
        "ya",
        "yea",
        "yes please",
        "pls come quick",
        "Sí, claro",
        "si claro",
        "si vengan ya porfa",
        "vale",
        "dale",
        "ouais",
        "d'accord",
        "oui venez vite svp",
        "wi",
        "dakò",
        "wi vini vit tanpri",
    ],
)
def test_whoever_agrees_that_we_come_in_whatever_words_has_answered(text: str) -> None:
    waiting = replace(incident(), ledger=ASKED_TO_COME)
    safe = replace(ASKED_FOR_DANGER, danger=False)

    said = only(requester(intake=safe).during(waiting).text(text))

    assert said == AnswerScreen(incident=INC, asks=Asks.COME, answer=Answer.YES)


@pytest.mark.parametrize("text", ["no no", "not really", "no thanks", "no gracias", "non merci", "non non"])
def test_whoever_wants_nobody_to_come_in_whatever_words_has_answered(text: str) -> None:
    said = only(requester().during(replace(incident(), ledger=ASKED_TO_COME)).text(text))

    assert said == AnswerScreen(incident=INC, asks=Asks.COME, answer=Answer.NO)


@pytest.mark.parametrize("text", ["wi", "ouais", "yea", "sii"])
def test_a_yes_that_may_be_chatter_names_the_danger_that_was_asked_about(text: str) -> None:
    named = only(during(intake=ASKED_FOR_DANGER).text(text))
    hurt = requester().during(replace(incident(), ledger=Ledger(waits=Asks.HURT)))

    assert isinstance(named, AddWords)
    assert named.danger
    assert only(hurt.text(text)) == AnswerScreen(incident=INC, asks=Asks.HURT, answer=Answer.YES)


@pytest.mark.parametrize("text", ["ok", "k", "vale", "dako"])
def test_an_ok_names_no_danger(text: str) -> None:
    hurt = requester().during(replace(incident(), ledger=Ledger(waits=Asks.HURT)))

    assert not any(isinstance(each, AnswerScreen) for each in hurt.text(text).commands)


@pytest.mark.parametrize(("text", "answer"), [("yes", Answer.YES), ("no", Answer.NO)])
def test_a_yes_or_a_no_is_for_what_was_asked_last(text: str, answer: Answer) -> None:
    chat = requester(intake=ASKED_FOR_DANGER).during(replace(incident(), ledger=ASKED_TO_COME))

    assert only(chat.text(text)) == AnswerScreen(incident=INC, asks=Asks.COME, answer=answer)
    assert chat.talk.intake.danger is None
    assert not chat.text("0").commands
    assert chat.talk.intake.danger is False


def test_who_hurries_us_and_has_not_said_that_there_is_no_danger_may_be_in_it() -> None:
    chat = requester(intake=ASKED_FOR_DANGER).during(replace(incident(), ledger=ASKED_TO_COME))

    named = only(chat.text("please come quick"))

    assert isinstance(named, AddWords)
    assert named.danger


@pytest.mark.parametrize("text", ["nope he left", "no hes gone", "nah just me", "nel ya se fue", "non il est parti"])
def test_a_no_that_denies_nothing_behind_it_needs_no_stop(text: str) -> None:
    step = requester().during(replace(incident(), ledger=Ledger(waits=Asks.FORCE))).text(text)
    asked = during(intake=ASKED_FOR_DANGER).text(text)

    assert AnswerScreen(incident=INC, asks=Asks.FORCE, answer=Answer.NO) in step.commands
    assert asked.talk.intake.danger is False


@pytest.mark.parametrize("text", ["no he podido salir", "no puedo hablar", "no salida"])
def test_a_no_that_denies_what_is_behind_it_is_no_answer(text: str) -> None:
    step = requester().during(replace(incident(), ledger=Ledger(waits=Asks.FORCE))).text(text)

    assert not any(isinstance(each, AnswerScreen) for each in step.commands)


@pytest.mark.parametrize("text", ["si pero solo hsta las 6", "solo asta las 6", "yes untill 6"])
def test_until_with_a_slip_is_until(text: str) -> None:
    waiting = replace(incident(), ledger=Ledger(waits=Asks.SAFE))

    said = only(requester().during(waiting).text(text))

    assert isinstance(said, SetTexting)
    assert said.safe
    assert said.until is not None


@pytest.mark.parametrize("text", ["noone hurt", "nobody's hurt", "no1 is hurt"])
def test_that_nobody_is_hurt_is_known_however_it_is_written(text: str) -> None:
    told = only(requester().during(replace(incident(), ledger=Ledger(waits=Asks.HURT))).text(text))

    assert isinstance(told, AddWords)
    assert told.denied == (DangerKind.NOT_BREATHING,)
