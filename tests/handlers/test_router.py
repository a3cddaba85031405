"""Whatever anybody sends has an answer, which may be silence; and no text with a no in it is ever a yes."""

from dataclasses import replace
from itertools import cycle, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.words import load_words
from domain.commands import (
    Accept,
    Assign,
    Close,
    Decline,
    DropOut,
    OptOut,
    RelayWords,
    SetAvailability,
    SetLanguage,
    StandDown,
)
from domain.ids import PersonId
from domain.incident import PageState
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Other, Tap
from domain.people import Requester, Role, Standing, who_writes
from domain.vocabulary import Word
from handlers.greet import whole
from handlers.intake import place_late
from handlers.router import ROUTES, route
from handlers.step import Called, Step
from tests.handlers.talks import Chat, a_page, coordinator, going_to, kinds, member, only, requester
from tests.support.builders import incident, person

PHRASES = sorted(load_words().phrases)
WORDS = st.sampled_from([*PHRASES, "a", "b", "A", "12", "0", "1", "5", "7", "min", "but", "Ana", "5th and Main", "gun"])
TEXTS = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=6).map(" ".join))
INBOUNDS = st.one_of(
    TEXTS.map(lambda text: Inbound(text=text)),
    st.sampled_from(Other).map(lambda other: Inbound(other=other)),
    st.builds(
        lambda action, subject, arg: Inbound(tap=Tap(action=action, subject=subject, arg=arg)),
        st.sampled_from(Action),
        st.sampled_from(["pag_A", "pag_B", "inc_1", "inc_2", "cnv_1", ""]),
        st.sampled_from(["", "1", "5", "13", "14", "es", "x"]),
    ),
    st.just(Inbound(point=(41.9, -87.6))),
    st.just(Inbound()),
)


def chats() -> list[Chat]:
    """Everybody in every situation."""
    live, late = a_page(), a_page("B", PageState.EXPIRED, incident="inc_2")
    return [
        requester(),
        requester().during(incident()),
        requester(silent=True).during(incident()),
        member(),
        member(pages=(live, late)),
        member(pages=(live, a_page("B", incident="inc_2"))),
        member(pages=(live,), going=(going_to("inc_2"),)),
        member(going=(going_to(), going_to("inc_2"))),
        member().during(incident()),
        member(pages=(live,), going=(going_to("inc_2"),)).during(incident()),
        member(standing=Standing.BOUND, pages=(live,)),
        member(standing=Standing.LEFT),
        coordinator(incident(number=7), pages=(live,)),
    ]


@given(st.integers(0, len(chats()) - 1), st.lists(INBOUNDS, max_size=6))
def test_nothing_that_anybody_sends_stops_the_talk(which: int, inbounds: list[Inbound]) -> None:
    chat = chats()[which]
    for inbound in inbounds:
        step = chat.send(inbound)

        assert isinstance(step, Step)
        assert step.why
        assert len({say.key for say in step.says}) == len(step.says)


@given(st.lists(TEXTS, max_size=4))
def test_a_talk_can_be_late_at_any_time(texts: list[str]) -> None:
    chat = requester()
    for text in texts:
        chat.text(text)

    place_late(chat.talk, chat.facts, chat.now)


def accepts(chat: Chat, text: str) -> bool:
    return any(isinstance(command, Accept) for command in chat.text(text).commands)


NO = sorted(phrase for phrase, word in load_words().phrases.items() if word in (Word.NO, Word.NOT_ME))


@pytest.mark.parametrize(
    "frame", ["{}", "A {}", "a{}", "A 12 {}", "12 {}", "A {} 12", "A yes {}", "{} A 12", "voy {}", "{}!"]
)
def test_no_text_with_a_no_in_it_is_ever_a_yes(frame: str) -> None:
    assert [no for no in NO if accepts(member(pages=(a_page(),)), frame.format(no))] == []


AROUND = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=3)


@given(AROUND, AROUND)
def test_no_text_with_a_plain_no_is_ever_a_yes_whatever_stands_around_it(before: list[str], after: list[str]) -> None:
    text = " ".join([*before, "no", *after])
    words = normalise(text).split()

    if any(reads_no(words[at:]) for at in range(len(words))):
        assert not accepts(member(pages=(a_page(),)), text)


def reads_no(words: list[str]) -> bool:
    """True if these words begin with a no, and not with a longer phrase such as `no problem`."""
    found = load_words().leading(" ".join(words))
    return found is not None and found[0] is Word.NO


@given(TEXTS)
def test_no_bare_text_moves_anybody_where_two_things_are_open(text: str) -> None:
    pages = (a_page("B", incident="inc_2"), a_page("A"))
    bare = normalise(text).replace(" ", "")
    if not bare.isdecimal():
        return

    assert not member(pages=pages).text(text).commands
    assert not member(pages=pages[:1], going=(going_to(),)).text(text).commands


@given(TEXTS)
@example("ARRET:ARRET")
@example("make him stop")
def test_only_a_whole_message_opts_out(text: str) -> None:
    chat = requester().during(incident())
    commands = chat.text(text).commands

    asked = whole(Inbound(text=text), chat.facts)
    assert any(isinstance(command, OptOut) for command in commands) == (asked is Word.OPT_OUT)


def test_every_phrase_alone_is_safe_in_every_situation() -> None:
    """No single phrase closes anything, and none but a no declines or drops out."""
    for phrase, chat in product(PHRASES, chats()):
        wanted = chat.text(phrase).commands
        word = load_words().phrases[phrase]

        assert not any(isinstance(command, Close) for command in wanted), phrase
        if any(isinstance(command, Decline | DropOut) for command in wanted):
            assert word in (Word.NO, Word.NOT_ME, Word.DROP_OUT), phrase


def test_routes_have_names_of_their_own() -> None:
    names = [name for name, _ in ROUTES]

    assert len(set(names)) == len(names)


def test_somebody_without_any_membership_is_answered_too() -> None:
    chat = requester()
    nobody = replace(person("nobody"), memberships=())
    assert isinstance(chat.who, Requester)

    step = route(chat.talk, Inbound(text="hi"), who_writes(nobody, chat.who), chat.facts, chat.now)

    assert len(step.says) == 1


def test_roles_without_vetting_open_nothing() -> None:
    chat = member(standing=Standing.BOUND, roles=(Role.COORDINATOR,), watched=(incident(number=7),))

    assert not chat.text("close 7 1").commands


NOTED = {Word.CONSENT, Word.OVERRIDE, Word.CUSTODY, Word.SIGHTING}
NEVER_WORDS = {
    Word.COMPLAINT,
    Word.SOS,
    Word.MAYDAY,
    Word.CODE_WORD,
    Word.TEAM,
    Word.STEP_ASIDE,
    Word.STEP_ASIDE_OUT,
    *NOTED,
}
"""A call for help is heard wherever it stands; what nobody else may read, or is to be noted, is not sent by a guess."""

NOT_A_COORDINATORS_WORDS = NEVER_WORDS | {Word.INVITE, Word.ADD_MEMBER}


def test_no_sentence_of_somebody_who_goes_is_taken_for_a_command_because_of_how_it_begins() -> None:
    mine = replace(going_to(), letter="A")
    goes_on = cycle(("the roof is wet", "from the window", "everybody over there"))
    for phrase, word in load_words().phrases.items():
        text = f"{phrase} {next(goes_on)}"
        if word not in NEVER_WORDS:
            assert isinstance(only(member(going=(mine,)).text(text)), RelayWords), text
        if word not in NOT_A_COORDINATORS_WORDS:
            assert isinstance(only(coordinator(incident(number=7), going=(mine,)).text(text)), RelayWords), text
    for text in ("Do you speak Spanish?", "I speak English", "Who is on the roof?", "Step back from the door!"):
        assert isinstance(only(member(going=(mine,)).text(text)), RelayWords), text


def test_whoever_goes_may_still_say_every_command_that_is_whole() -> None:
    chat = member(going=(replace(going_to(), letter="A"),))

    assert isinstance(only(chat.text("spanish")), SetLanguage)
    assert isinstance(only(chat.text("language english")), SetLanguage)
    assert isinstance(only(chat.text("pause 2w")), SetAvailability)
    assert isinstance(only(chat.text("off")), SetAvailability)
    assert not chat.text("who is on").commands


def test_a_coordinators_command_gone_wrong_is_sent_to_nobody() -> None:
    chat = coordinator(incident(number=7), going=(replace(going_to("inc_2"), letter="A"),))

    for text in (
        "assgin 7 ana",
        "asign ana",
        "page bem",
        "hand ben the phone",
        "clsoe 7 1",
        "aside Max",
        "7 close",
        "#7 close 1",
    ):
        step = chat.knowing(stimulus=text).text(text)
        assert kinds(step) == [MessageKind.M_SPEECH_COMMAND], text
        assert not step.commands, text
        chat.talk = replace(chat.talk, errors=0)
    stood = only(chat.text("stand down Ben"))
    assert isinstance(stood, StandDown)
    assert (stood.incident, stood.code) == ("inc_2", "ben")
    assert isinstance(only(chat.text("7 close friends came")), RelayWords)
    refused = chat.text("assign 7 bob")
    assert not refused.commands
    assert [each.kind for each in refused.says[0].lines] == [MessageKind.M_LINE_SPEECH_NOT_SENT]
    assert isinstance(only(chat.text("assign 7 ana")), Assign)
    sent = only(chat.text("A: assign seats to them"))
    assert isinstance(sent, RelayWords)
    assert sent.words == ("assign seats to them",)


def test_please_and_thanks_behind_a_command_change_nothing_of_it_and_stay_in_words() -> None:
    going, running, commands = (
        replace(going_to("inc_2"), letter="A"),
        incident(number=7),
        ("libera ben", "assign 7 ana"),
    )
    plain = [coordinator(running, going=(going,)).text(each).commands for each in commands]
    for polite in (*load_words().courtesies, "Please!", "s'il te plaît", "please, thanks", "por favor. Gracias"):
        courteous = [coordinator(running, going=(going,)).text(f"{each}, {polite}").commands for each in commands]
        assert courteous == plain, polite
    for polite in ("please", "gracias"):
        (words,) = coordinator(running, going=(going,)).text(f"we are at the door {polite}").commands
        assert isinstance(words, RelayWords)
        assert words.words == (f"we are at the door {polite}",)
    merci = coordinator(running).knowing(roster=(Called(person=PersonId("merci"), name="Merci"),))
    named = only(merci.text("assign 7 merci"))
    assert isinstance(named, Assign)
    assert named.person == "merci"
