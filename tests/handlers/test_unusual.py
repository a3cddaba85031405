"""What somebody did not simply type is never taken for an answer to us by mistake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.commands import AddWords, FollowPlace, GoSilent, OpenIncident, RelayWords, ReportCall, ShowPhoto
from domain.community import Team
from domain.conversation import Intake, Question
from domain.flood import CROWDED_AFTER, Pace
from domain.ids import PersonId
from domain.messages import Inbound, MessageKind, Other
from domain.needs import DangerKind
from domain.people import Standing
from domain.policy import Policy, Relaying
from tests.handlers.talks import CNV, INC, Chat, a_page, coordinator, going_to, kinds, locate, member, only, requester
from tests.support.builders import NOON, RIVER, incident

K = MessageKind


@pytest.mark.parametrize("chat", [requester(), member(), coordinator(), member(standing=Standing.BOUND)])
def test_whoever_phones_is_told_of_and_gets_no_text(chat: object) -> None:
    step = chat.other(Other.CALLED)  # type: ignore[attr-defined]

    assert only(step) == ReportCall(conversation=CNV)
    assert not step.says


def test_a_call_after_exit_changes_nothing_of_the_silence() -> None:
    chat = requester()
    chat.text("exit")

    assert chat.other(Other.CALLED).talk.silent


@pytest.mark.parametrize("text", ["A 12", "A", "1", "4 done", "on", "list", "close 7 1", "sos", "more 7 2"])
@pytest.mark.parametrize("inbound", [Inbound(forwarded=True), Inbound(other=Other.EDITED)])
def test_a_members_forward_or_edit_does_nothing(text: str, inbound: Inbound) -> None:
    for chat in (member(pages=(a_page(),), going=(going_to(),)), coordinator(incident(), pages=(a_page(),))):
        step = chat.send(replace(inbound, text=text))

        assert not step.commands
        assert kinds(step) == [K.M_FORWARDED if inbound.forwarded else K.M_ONLY_WORDS]


def test_two_machines_that_forward_to_one_another_fall_silent() -> None:
    chat = member()
    said = [kinds(chat.send(Inbound(text="A 12", forwarded=True))) for _ in range(8)]

    assert said == [[K.M_FORWARDED]] * 5 + [[]] * 3


@pytest.mark.parametrize("inbound", [Inbound(forwarded=True), Inbound(other=Other.EDITED)])
def test_in_a_members_own_call_both_are_words(inbound: Inbound) -> None:
    step = member().during(incident()).send(replace(inbound, text="he is back"))

    (command,) = step.commands
    assert isinstance(command, AddWords)
    assert command.words == ("Fwd: he is back" if inbound.forwarded else "he is back")
    assert command.corrects is not inbound.forwarded


@pytest.mark.parametrize("text", ["3", "0", "2", "no longer needed"])
def test_a_forwarded_digit_is_no_answer_of_a_requesters(text: str) -> None:
    chat = requester(intake=Intake(asked=frozenset({Question.FIRST, Question.DANGER}))).during(incident())
    step = chat.send(Inbound(text=text, forwarded=True))

    assert only(step) == AddWords(incident=INC, words=f"Fwd: {text}")


def test_a_forwarded_text_may_open_a_call_and_says_that_it_was_one() -> None:
    (command,) = requester().send(Inbound(text="he has a gun, 5th and Main", forwarded=True)).commands

    assert isinstance(command, OpenIncident)
    assert command.intake.words == ("Fwd: he has a gun, 5th and Main",)
    assert command.intake.danger


def test_an_edit_may_still_withdraw_silence_or_name_danger() -> None:
    running = requester().during(incident())

    assert only(running.send(Inbound(text="3", other=Other.EDITED))) == GoSilent(incident=INC, how="withdrawn")
    danger = requester().during(incident()).send(Inbound(text="he has a gun", other=Other.EDITED))
    kinds_named = (DangerKind.WEAPON, DangerKind.VIOLENCE)
    named = AddWords(incident=INC, words="he has a gun", danger=True, corrects=True, kinds=kinds_named)
    assert only(danger) == named


def test_an_edit_while_a_call_is_told_is_part_of_the_telling() -> None:
    chat = requester()
    chat.text("they are fighting")
    step = chat.send(Inbound(text="they are fighting at 5th and Main", other=Other.EDITED))

    assert isinstance(step.commands[0], OpenIncident)


@pytest.mark.parametrize("other", [Other.EDITED, Other.PHOTO, Other.CONTACT, Other.FILE, Other.STICKER])
def test_what_cannot_be_read_is_said_once_to_a_requester_and_opens_nothing(other: Other) -> None:
    chat = requester()
    first, second = chat.send(Inbound(text="", other=other)), chat.send(Inbound(text="", other=other))

    assert (kinds(first), kinds(second)) == ([K.R_ONLY_WORDS], [])
    assert not first.commands


def test_an_empty_text_is_a_first_word_and_after_that_nothing() -> None:
    chat = requester()

    assert kinds(chat.text("")) == [K.R_FIRST_WORDS]
    assert kinds(chat.text("")) == []


def test_an_empty_text_does_not_end_a_silence() -> None:
    chat = requester()
    chat.text("exit")

    assert kinds(chat.text("")) == []


def test_a_place_that_moves_is_the_running_calls_and_never_answered() -> None:
    moving = Inbound(point=(41.9, -87.6), live=True)
    running = requester().during(incident()).send(moving)

    assert only(running) == FollowPlace(incident=INC, place=locate(41.9, -87.6))
    assert not running.says
    for chat in (requester(), member(), member(going=(going_to(),))):
        assert not chat.send(moving).commands
        assert not chat.step.says


def test_a_place_that_moves_is_known_to_a_call_that_is_being_told() -> None:
    chat = requester()
    chat.text("they are fighting")
    step = chat.send(Inbound(point=(41.9, -87.6), live=True))

    assert step.talk.intake.place == locate(41.9, -87.6)
    assert not step.says


def test_the_eleventh_text_of_a_minute_is_kept_and_told_later() -> None:
    chat = requester(pace=Pace(began=NOON, texts=CROWDED_AFTER)).during(incident())
    alone = only(chat.text("he went upstairs"))
    chat.talk = replace(chat.talk, pace=chat.talk.pace.heard(NOON + timedelta(seconds=20)))
    crowd = only(chat.text("he came down"))

    assert alone == AddWords(incident=INC, words="he went upstairs")
    assert crowd == AddWords(incident=INC, words="he came down", held=True)
    assert chat.talk.pace.held_from == len(incident().words)


LOOK = Inbound(text="They are fighting at 5th and Main", with_media=True)


def test_a_photo_with_words_opens_the_call_at_once_and_once_it_is_said_that_nobody_sees_it() -> None:
    chat = requester()
    plain = requester().send(replace(LOOK, with_media=False))

    first, second = chat.send(LOOK), chat.send(LOOK)

    assert first.commands == plain.commands
    assert kinds(first) == [*kinds(plain), K.R_PHOTO_UNSEEN]
    assert K.R_PHOTO_UNSEEN not in kinds(second)


def test_a_photo_with_danger_named_leaves_nothing_but_its_own_mark_and_the_call() -> None:
    step = requester().send(Inbound(text="1 he has a gun, 5th and Main", with_media=True))

    assert isinstance(step.commands[-1], OpenIncident)
    assert kinds(step) == [K.R_PHOTO_UNSEEN]


def test_a_photo_with_more_words_during_a_call_is_owned_up_to_once_unless_they_want_no_texts() -> None:
    chat = requester().during(incident())
    quiet = requester(silent=True).during(incident())

    first, second = chat.send(LOOK), chat.send(LOOK)

    assert isinstance(only(first), AddWords)
    assert (kinds(first), kinds(second)) == ([K.R_PHOTO_UNSEEN], [])
    assert kinds(quiet.send(LOOK)) == []


@pytest.mark.parametrize("word", ["exit", "stop"])
def test_a_photo_with_a_word_that_asks_for_silence_is_not_spoken_of(word: str) -> None:
    for chat in (requester(), member(), requester().during(incident())):
        assert not {K.R_PHOTO_UNSEEN, K.M_PHOTO_UNSEEN} & set(kinds(chat.send(Inbound(text=word, with_media=True))))


def test_a_members_answer_with_a_photo_counts_and_they_hear_that_nobody_sees_it() -> None:
    chat = member(pages=(a_page(),))

    step = chat.send(Inbound(text="A 12", with_media=True))

    assert step.commands
    assert kinds(step) == [K.M_PHOTO_UNSEEN]
    assert not step.talk.is_telling()


def test_a_code_with_a_photo_begins_no_call() -> None:
    step = requester().send(Inbound(text="/start K7Q2M9", with_media=True))

    assert not step.talk.is_telling()
    assert K.R_PHOTO_UNSEEN not in kinds(step)


def test_the_other_photos_of_an_album_with_words_are_not_answered_again() -> None:
    chat = requester()
    chat.send(LOOK)

    assert kinds(chat.other(Other.PHOTO)) == []


PICTURE = "AgACAgIAAxkBAAIB"
SHOWING = Policy(relay=Relaying(photos=True))


def passing(chat: Chat) -> Chat:
    """The same talk where some team lets photos pass."""
    team = Team(id=RIVER, names={}, time_zone="UTC", areas=frozenset(), protections={}, policy=SHOWING)
    return chat.knowing(community=replace(chat.facts.community, teams={RIVER: team}))


def test_where_photos_pass_one_of_the_requesters_goes_on_and_they_hear_once_who_sees_it() -> None:
    chat = passing(requester()).during(incident(policy=SHOWING))

    bare = chat.send(Inbound(other=Other.PHOTO, photo=PICTURE))
    under_words = chat.send(Inbound(text="he is at the back door", with_media=True, photo=PICTURE))

    assert bare.commands == (ShowPhoto(incident=INC, photo=PICTURE),)
    assert kinds(bare) == [K.R_RELAY_PHOTO_SENT]
    assert [type(each) for each in under_words.commands] == [AddWords, ShowPhoto]
    assert K.R_RELAY_PHOTO_SENT not in kinds(under_words)


def test_where_photos_pass_one_of_somebody_who_goes_is_for_the_call_they_go_to() -> None:
    one = passing(member(going=(going_to(),)))

    bare = one.send(Inbound(other=Other.PHOTO, photo=PICTURE)).commands
    beside = one.send(Inbound(text="this is the door", with_media=True, photo=PICTURE)).commands
    photo = RelayWords(incident=INC, by=PersonId("ana"), photos=(PICTURE,))
    assert (bare, beside[1:]) == ((photo,), (photo,))

    two = passing(member(going=(going_to(), replace(going_to("inc_2"), number=8, letter="B"))))
    asked = two.send(Inbound(text="this is the door", with_media=True, photo=PICTURE))
    assert (kinds(asked), asked.commands) == ([K.M_RELAY_WHO], ())
    said = [(each.words, each.photos) for each in two.text("B").commands if isinstance(each, RelayWords)]
    assert said == [(("this is the door",), ()), ((), (PICTURE,))]


def test_a_photo_by_mms_or_before_anybody_comes_or_where_none_pass_is_refused_as_ever() -> None:
    assert kinds(passing(requester()).during(incident(policy=SHOWING)).other(Other.PHOTO)) == [K.R_ONLY_WORDS]
    for chat in (requester(), requester().during(incident())):
        step = chat.send(Inbound(text="look at this", with_media=True, photo=PICTURE))
        assert K.R_PHOTO_UNSEEN in kinds(step)
    unasked = passing(member()).send(Inbound(other=Other.PHOTO, photo=PICTURE))
    assert (kinds(unasked), unasked.commands) == ([K.M_ONLY_WORDS], ())


def test_voice_that_comes_again_is_told_to_a_human_and_said_to_be_so_once() -> None:
    chat = requester()
    first, second, third = (chat.other(Other.VOICE) for _ in range(3))

    assert (kinds(first), first.commands) == ([K.R_ONLY_WORDS], ())
    assert (kinds(second), only(second)) == ([K.R_VOICE_AGAIN], ReportCall(conversation=CNV, voice=True))
    assert (kinds(third), only(third)) == ([], ReportCall(conversation=CNV, voice=True))


def test_voice_in_a_call_is_told_to_a_human_and_not_answered_into_a_silence() -> None:
    chat = requester().during(incident())
    first, second = chat.other(Other.VOICE), chat.other(Other.VOICE)
    silent = requester().during(replace(incident(), silent=True)).other(Other.VOICE)

    assert (kinds(first), kinds(second)) == ([K.R_ONLY_WORDS], [K.R_VOICE_AGAIN])
    for each in (first, second, silent):
        assert only(each) == ReportCall(conversation=CNV, voice=True)
    assert not silent.says
