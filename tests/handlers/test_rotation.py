"""A rotation by talk: one question at a time, forgiven when it is not understood, kept beside everything else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from config.community_file import load_community
from domain.commands import ShowBoard
from domain.ids import PersonId, TeamId
from domain.incident import PageState
from domain.messages import Action, MessageKind
from domain.people import Channel, Person, Role
from domain.rota_commands import ChangeKind, ChangeRota
from domain.rotation_draft import Asked, read_draft
from handlers.rotation import shown_anew
from handlers.step import Mate
from tests.handlers.talks import Chat, a_page, kinds, member

K = MessageKind
RIVER = TeamId("river")
COMMUNITY, PEOPLE = load_community(Path(__file__).parents[1] / "support" / "river.yaml")
MATES = tuple(
    Mate(
        person=each.id,
        name=each.roster_name,
        teams=(RIVER,),
        protects=frozenset({RIVER}) if Role.PROTECTOR in each.memberships[0].roles else frozenset(),
    )
    for each in PEOPLE
    if each.membership(RIVER) is not None
)
BIG_BEN = Mate(person=PersonId("benjamin"), name="Ben", teams=(RIVER,), protects=frozenset({RIVER}))


def cora(channel: Channel = Channel.SIM_SMS, *mates: Mate, **facts: object) -> Chat:
    chat = member("cora", channel=channel, roles=(Role.COORDINATOR,))
    return chat.knowing(community=COMMUNITY, runs=(RIVER,), mates=(*MATES, *mates), **facts)


def asked(chat: Chat) -> Asked | None:
    draft = read_draft(chat.talk.draft)
    return None if draft is None else draft.asked


def at_who(channel: Channel = Channel.SIM_SMS, *mates: Mate) -> Chat:
    chat = cora(channel, *mates)
    for text in ("new rotation", "line"):
        chat.text(text)
    assert asked(chat) is Asked.WHO
    return chat


def at_the_preview(channel: Channel = Channel.SIM_SMS) -> Chat:
    chat = at_who(channel)
    for text in ("ana, ben+cal", "week", "all", "20-08", "monday", "open", "backup"):
        chat.text(text)
    assert asked(chat) is Asked.PREVIEW
    return chat


def given(chat: Chat, question: Asked) -> str | None:
    draft = read_draft(chat.talk.draft)
    return None if draft is None else draft.given.get(question)


def test_nobody_but_a_coordinator_makes_rotations() -> None:
    chat = member("ana").knowing(community=COMMUNITY, mates=MATES)

    assert kinds(chat.text("rotation")) == [K.M_NOT_UNDERSTOOD]


def test_rotation_lists_what_there_is_and_a_digit_goes_on_from_there() -> None:
    chat = cora()

    step = chat.text("rotation")

    assert kinds(step) == [K.C_ROTATION_MENU]
    assert [line.kind for line in step.says[0].lines] == [
        K.C_LINE_ROTATION_CHOICE,
        K.C_LINE_ROTATION,
        K.C_LINE_ROTATION_FOOT,
    ]
    assert kinds(chat.text("2")) == [K.C_ROTATION_WHAT]
    assert kinds(chat.text("1")) == [K.C_ROTATION_FIX]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ana, ben+cal", "ana,ben+cal"),
        ("Ana; Ben & Cal", "ana,ben+cal"),
        ("ana and ben", "ana,ben"),
        ("ana y ben", "ana,ben"),
        ("cal", "cal"),
        ("1", "ana,ben,cal,dee,eve,fay"),
        ("everybody", "ana,ben,cal,dee,eve,fay"),
        ("todos", "ana,ben,cal,dee,eve,fay"),
    ],
)
def test_people_are_named_in_their_order(text: str, value: str | None) -> None:
    chat = at_who()

    chat.text(text)

    assert given(chat, Asked.WHO) == value


@pytest.mark.parametrize("name", ["zoe", "cora", "hal"])
def test_who_is_not_in_the_team_or_goes_to_no_calls_is_not_put_on_and_nothing_is_lost(name: str) -> None:
    chat = at_who()

    step = chat.text(f"ana, {name}")

    assert step.says[0].lines[0].kind is K.C_LINE_ROTATION_NOBODY
    assert step.says[0].lines[0].params == {"person": name}
    assert kinds(step) == [K.C_ROTATION_WHO]
    assert kinds(chat.text("ana, ben")) == [K.C_ROTATION_TURN]


def test_of_two_who_go_by_one_name_a_digit_chooses_in_the_middle_of_a_list() -> None:
    chat = at_who(Channel.SIM_SMS, BIG_BEN)

    assert kinds(chat.text("ana, ben + cal")) == [K.C_WHICH_PERSON]
    chat.text("2")

    assert given(chat, Asked.WHO) == "ana,benjamin+cal"


def test_an_answer_that_is_none_brings_the_question_again_and_costs_nothing() -> None:
    chat = at_who()
    chat.text("ana, ben")

    for _ in range(7):
        step = chat.text("as long as it takes")
        assert kinds(step) == [K.C_ROTATION_TURN]
        assert step.says[0].lines[0].kind is K.C_LINE_ROTATION_WRONG
    assert kinds(chat.text("2 weeks")) == [K.C_ROTATION_DAYS]


def test_back_is_one_question_back_and_drop_it_changes_nothing() -> None:
    chat = at_who()
    chat.text("ana, ben")

    assert kinds(chat.text("back")) == [K.C_ROTATION_WHO]
    assert kinds(chat.text("drop it")) == [K.C_ROTATION_DROPPED]
    assert chat.talk.draft == ""
    assert kinds(chat.text("back")) == [K.M_NOT_UNDERSTOOD]


def test_a_command_in_between_is_done_and_the_draft_is_still_there() -> None:
    chat = at_who()

    assert isinstance(chat.text("board").commands[0], ShowBoard)
    assert kinds(chat.text("list")) == [K.C_LIST_EMPTY]
    assert kinds(chat.text("help")) == [K.C_HELP]

    assert kinds(chat.text("ana, ben")) == [K.C_ROTATION_TURN]


def test_an_answer_to_a_page_goes_to_the_page() -> None:
    chat = at_who().knowing(pages=(a_page("A"),))

    for text in ("A 12", "12", "yes", "on my way"):
        chat.text(text)
        assert asked(chat) is Asked.WHO, text
    assert kinds(chat.knowing(pages=(a_page("A", PageState.ACCEPTED),)).text("ana, ben")) == [K.C_ROTATION_TURN]


def test_after_a_while_without_a_word_it_rests_until_it_is_woken() -> None:
    chat = at_who().later(timedelta(hours=3))

    assert kinds(chat.text("ana, ben")) == [K.M_NOT_UNDERSTOOD]
    assert kinds(chat.text("rotation")) == [K.C_ROTATION_WHO]
    assert kinds(chat.text("ana, ben")) == [K.C_ROTATION_TURN]


def test_nothing_is_wanted_before_the_preview_is_answered_and_then_once() -> None:
    chat = at_the_preview()

    command = chat.text("1").commands[0]

    assert isinstance(command, ChangeRota)
    assert command.kind is ChangeKind.ROTATION
    assert command.seen == COMMUNITY.teams[RIVER].rotas
    (layer,) = command.change.added.layers
    assert (layer.id, layer.priority) == ("layer-1", -1)


@pytest.mark.parametrize("text", ["make it count", "yes", "que valga"])
def test_it_is_made_to_count_in_words_as_well(text: str) -> None:
    assert isinstance(at_the_preview().text(text).commands[0], ChangeRota)


def test_what_changed_meanwhile_is_seen_before_it_counts() -> None:
    chat = at_the_preview()
    team = COMMUNITY.teams[RIVER]
    (line,) = team.rotas
    changed = replace(team, rotas=(replace(line, layers=(replace(line.layers[0], priority=2),)),))
    chat.knowing(community=replace(COMMUNITY, teams={**COMMUNITY.teams, RIVER: changed}))

    step = chat.text("1")

    assert step.commands == ()
    assert step.says[0].lines[0].kind is K.C_LINE_ROTATION_CHANGED
    assert isinstance(chat.text("1").commands[0], ChangeRota)


def test_a_preview_that_came_too_late_to_count_is_shown_anew() -> None:
    chat = at_the_preview()
    assert isinstance(chat.who, Person)

    step = shown_anew(chat.talk, chat.who, chat.facts, chat.now)

    assert step is not None
    assert step.says[0].lines[0].kind is K.C_LINE_ROTATION_CHANGED
    assert shown_anew(replace(chat.talk, draft=""), chat.who, chat.facts, chat.now) is None


def test_somebody_suspended_meanwhile_is_asked_about_before_it_counts() -> None:
    chat = at_the_preview()
    chat.knowing(mates=tuple(each for each in MATES if each.person != "ben"))

    step = chat.text("1")

    assert step.commands == ()
    assert kinds(step) == [K.C_ROTATION_WHO]
    assert step.says[0].lines[0].kind is K.C_LINE_ROTATION_LEFT
    assert K.C_ROTATION_PREVIEW in kinds(chat.text("ana, cal"))


def test_what_is_planned_for_a_time_that_has_passed_is_asked_about_again() -> None:
    chat = at_the_preview().later(timedelta(days=5))

    step = chat.text("rotation")

    assert kinds(step) == [K.C_ROTATION_START]
    assert step.says[0].lines[0].kind is K.C_LINE_ROTATION_PAST
    assert K.C_ROTATION_PREVIEW in kinds(chat.text("now"))


def test_however_many_take_turns_no_text_is_longer_than_a_provider_takes() -> None:
    crowd = tuple(
        Mate(
            person=PersonId(f"p{n:02}"), name=f"Somebody Long Name {n:02}", teams=(RIVER,), protects=frozenset({RIVER})
        )
        for n in range(40)
    )
    chat = cora(Channel.SIM_SMS, *crowd)
    for text in ("new rotation", "line", "+".join(each.name for each in crowd[:30]), "day", "all", "20-08", "monday"):
        chat.text(text)
    for text in ("open", "top"):
        chat.text(text)

    assert asked(chat) is Asked.PREVIEW
    for say in chat.step.says:
        words = [
            str(value) for params in (say.params, *(line.params for line in say.lines)) for value in params.values()
        ]
        assert sum(map(len, words)) < 1200


def test_one_answer_is_changed_from_the_preview() -> None:
    chat = at_the_preview()

    assert kinds(chat.text("2")) == [K.C_ROTATION_FIX]
    assert kinds(chat.text("hours")) == [K.C_ROTATION_HOURS]
    assert K.C_ROTATION_PREVIEW in kinds(chat.text("all day"))
    assert given(chat, Asked.HOURS) == ""


def test_a_layer_that_is_gone_ends_the_draft() -> None:
    chat = cora()
    for text in ("rotation", "2", "over"):
        chat.text(text)
    team = replace(COMMUNITY.teams[RIVER], rotas=())
    chat.knowing(community=replace(COMMUNITY, teams={**COMMUNITY.teams, RIVER: team}))

    assert kinds(chat.text("now")) == [K.C_ROTATION_GONE]
    assert chat.talk.draft == ""


# --- by buttons


def card(chat: Chat) -> str:
    draft = read_draft(chat.talk.draft)
    assert draft is not None
    return draft.card


def test_a_button_edits_the_message_it_stands_under() -> None:
    chat = at_who(Channel.SIM_TELEGRAM)
    message = card(chat)

    step = chat.tap(Action.ROTATION, message, "pe1")

    assert kinds(step) == [K.C_ROTATION_TURN]
    assert step.says[0].slot == f"rotation:{message}"
    assert chat.tap(Action.ROTATION, message, "tu2").says[0].slot == f"rotation:{message}"
    assert given(chat, Asked.TURN) == "1 week"


def test_a_button_of_an_earlier_question_or_message_shows_where_the_talk_is() -> None:
    chat = at_who(Channel.SIM_TELEGRAM)

    for subject, arg in (("", "tu2"), ("inb_0", "pe1"), ("", "pe"), ("", "zz9"), ("", "pe77")):
        step = chat.tap(Action.ROTATION, subject or card(chat), arg)
        assert kinds(step) == [K.C_ROTATION_WHO]
    assert given(chat, Asked.WHO) is None


def test_buttons_go_back_and_drop_it() -> None:
    chat = at_who(Channel.SIM_TELEGRAM)
    message = card(chat)

    assert kinds(chat.tap(Action.ROTATION, message, "pe1")) == [K.C_ROTATION_TURN]
    assert kinds(chat.tap(Action.ROTATION, message, "ba")) == [K.C_ROTATION_WHO]
    assert kinds(chat.tap(Action.ROTATION, message, "dr")) == [K.C_ROTATION_DROPPED]
    assert kinds(chat.tap(Action.ROTATION, message, "pe1")) == [K.M_STALE_BUTTON]


def test_the_preview_is_one_message_with_buttons_and_some_texts_by_sms() -> None:
    by_buttons, by_sms = at_the_preview(Channel.SIM_TELEGRAM), at_the_preview()

    assert kinds(by_buttons.step) == [K.C_ROTATION_PREVIEW]
    assert kinds(by_sms.step)[0] is K.C_ROTATION_PREVIEW
    assert kinds(by_sms.step)[-1] is K.C_ROTATION_SURE
    assert len({each.key for each in by_sms.step.says}) == len(by_sms.step.says)
