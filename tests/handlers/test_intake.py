"""A requester is asked what, where and whether there is danger: once each, and only what is missing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from shapely.geometry import box

from domain.atlas import Atlas
from domain.commands import AddWords, KnockAtDoor, OpenIncident, SetLanguage, SpeakOn
from domain.community import Landmark
from domain.conversation import ConversationStatus, Question
from domain.ids import AreaId, NatureId
from domain.messages import Action, Inbound, MessageKind, Other
from domain.needs import ProtectionArea, unserved
from domain.places import Area, Found, Place, PlaceKind
from handlers.intake import FORGETS_AFTER, ask_place_again, place_late
from tests.handlers.talks import CNV, COMMUNITY, CORNER, FLATS, INC, Chat, kinds, only, requester, seek
from tests.support.builders import OLD_TOWN, incident

K = MessageKind
HILL = AreaId("hill")


def test_the_first_contact_gets_the_first_words() -> None:
    step = requester().text("hi")

    assert kinds(step) == [K.R_FIRST_WORDS]
    assert not step.commands
    assert step.talk.status is ConversationStatus.ASKED


def test_a_first_text_that_says_what_and_where_opens_the_call_without_first_words() -> None:
    step = requester().text("two men are fighting at 5th and Main")

    opened = only(step)
    assert isinstance(opened, OpenIncident)
    assert opened.conversation == CNV
    assert opened.intake.place == CORNER
    assert opened.intake.nature == NatureId("conflict")
    assert opened.intake.words == ("two men are fighting at 5th and Main",)
    assert not opened.unplaced
    assert kinds(step) == [K.R_ASK_DANGER]


def test_only_the_place_is_asked_once_it_is_known_what_happens() -> None:
    chat = requester()
    chat.text("hi")

    assert kinds(chat.text("two men are fighting")) == [K.R_ASK_WHERE]

    opened = only(chat.text("old town"))
    assert isinstance(opened, OpenIncident)
    assert opened.intake.words == ("two men are fighting", "old town")
    assert opened.intake.place == FLATS


def test_only_what_happens_is_asked_once_the_place_is_known() -> None:
    chat = requester()
    chat.text("hello")

    assert kinds(chat.text("Old Town")) == [K.R_ASK_WHAT]

    opened = only(chat.text("my brother"))
    assert isinstance(opened, OpenIncident)
    assert opened.intake.place == FLATS


def test_the_second_place_nobody_understands_opens_the_call_unplaced() -> None:
    chat = requester()
    chat.text("hi")
    chat.text("two men are fighting by the big tree")

    opened = only(chat.text("behind the blue gate"))

    assert isinstance(opened, OpenIncident)
    assert opened.unplaced
    assert opened.intake.place is not None
    assert opened.intake.place.kind is PlaceKind.WORDS
    assert opened.intake.place.label == "behind the blue gate"


@pytest.mark.parametrize("chatter", ["hello hello", "lol could die laughing", "thanks!", "who is this", "ok"])
def test_chatter_never_stands_as_an_answer_nor_opens_by_the_timer_and_danger_always_does(chatter: str) -> None:
    chat = requester()

    assert kinds(chat.text("hi")) == [K.R_FIRST_WORDS]
    assert kinds(chat.text("hello")) == [K.R_ASK_WHAT]
    chat.text(chatter)
    assert not chat.talk.intake.words
    assert not place_late(chat.talk, chat.facts, chat.now).commands

    assert isinstance(only(chat.text(f"{chatter} he has a gun")), OpenIncident)


def test_where_it_is_is_asked_once_more_and_only_of_whoever_told_something_and_no_place() -> None:
    silent, placed, told = requester(), requester(), requester()
    silent.text("hi")
    placed.text("old town")
    told.text("two men are fighting")

    assert not ask_place_again(silent.talk, silent.facts, silent.now).says
    assert not ask_place_again(placed.talk, placed.facts, placed.now).says
    asked = ask_place_again(told.talk, told.facts, told.now)
    assert kinds(asked) == [K.R_CALLS_WHERE]
    assert not ask_place_again(asked.talk, told.facts, told.now).says
    assert isinstance(only(place_late(asked.talk, told.facts, told.now)), OpenIncident)


def test_a_discreet_need_is_meant_whatever_was_said_before_it_and_marks_the_talk() -> None:
    chat = requester()
    chat.text("they fight next door")
    chat.text("I need a ride to get an abortion")

    assert chat.talk.intake.discreet
    assert chat.talk.intake.nature == unserved(ProtectionArea.ABORTION_SUPPORT)


def test_a_language_that_we_do_not_write_is_known_by_its_name() -> None:
    arabic = "نحتاج ماء ودواء في old town"
    chat = requester()
    chat.text(arabic)
    opened = only(chat.text("old town"))

    assert isinstance(opened, OpenIncident)
    assert (opened.language, chat.talk.language) == ("ar", "en")

    assert chat.during(incident()).facts.incident is not None
    spoken = [each for each in chat.text("아이가 아파요 약이 필요해요").commands if isinstance(each, SpeakOn)]
    assert [each.language for each in spoken] == ["ko"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("we moved to 5th & Main", []),
        ("a casa está cheia de água e as crianças estão no telhado", ["pt"]),
    ],
)
def test_a_call_becomes_another_languages_by_more_than_a_few_words(text: str, language: list[str]) -> None:
    chat = requester().during(incident())

    assert [each.language for each in chat.text(text).commands if isinstance(each, SpeakOn)] == language


@pytest.mark.parametrize(
    "texts",
    [
        ("hi", "hi", "hi", "hi", "hi", "hi"),
        ("help", "help", "help", "help", "help"),
        ("old town", "old town", "old town", "old town"),
        ("they fight", "they fight", "they fight", "they fight"),
        ("7", "7", "7", "7"),
    ],
)
def test_nothing_is_asked_twice(texts: tuple[str, ...]) -> None:
    chat = requester()
    said: list[MessageKind] = []
    for text in texts:
        said += kinds(chat.text(text))
        if any(isinstance(command, OpenIncident) for command in chat.step.commands):
            break

    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    "wordless", [Inbound(point=(41.9, -87.6)), Inbound(other=Other.STALE_BUTTON), Inbound(text="7")]
)
def test_nothing_is_asked_twice_where_the_answer_has_no_words(wordless: Inbound) -> None:
    chat = requester()
    chat.text("hi")
    chat.text("old town")
    said = [kind for _ in range(3) for kind in kinds(chat.send(wordless))]

    assert K.R_ASK_WHAT not in said
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    "text", ["1 yes", "1 now", "1 please hurry", "1 help me", "1 at 5th and main", "1 man is hitting him", "1 bedroom"]
)
def test_the_digit_we_offered_is_danger_whatever_follows_and_no_word_is_lost(text: str) -> None:
    chat = requester()
    chat.text("hi")

    opened = only(chat.text(text))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.danger
    assert opened.intake.words == (text,)


@pytest.mark.parametrize("text", ["1?", "1...", "1 !!", "1 -"])
def test_the_digit_is_danger_with_any_mark_behind_it(text: str) -> None:
    opened = only(requester().text(text))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.danger


@pytest.mark.parametrize(
    "text",
    [
        "11:30 tonight I need a ride to court",
        "1:30pm march at old town",
        "1-2 people outside",
        "1 - 2 people outside",
        "1.5 miles north",
        "11-year-old boy has no coat",
        "1-bedroom flat needed",
        "1,500 people march",
        "111 Main St",
        "11 people outside",
    ],
)
def test_a_time_or_a_number_is_no_danger_and_stays_whole(text: str) -> None:
    chat = requester()
    chat.text(text)

    assert not chat.talk.intake.danger
    assert text in chat.talk.intake.words


@pytest.mark.parametrize(
    "text", ["11:30 tonight I need a ride to court", "1-2 people outside", "1 - 2 men", "1.5 miles north"]
)
def test_nor_is_it_one_after_we_offered_the_digit(text: str) -> None:
    chat = requester()
    chat.text("hi")
    chat.text(text)

    assert not chat.talk.intake.danger
    assert text in chat.talk.intake.words


@pytest.mark.parametrize("text", ["1, 5th and main", "1 - they are 2 men", "1- hurry"])
def test_the_digit_and_a_mark_before_words_are_danger_from_the_first_text_on(text: str) -> None:
    opened = only(requester().text(text))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.danger


@pytest.mark.parametrize("text", ["1", "1.", " 1 ", "1!", "111"])
def test_one_is_danger_at_any_time_and_opens_the_call_at_once(text: str) -> None:
    for before in ((), ("hi",), ("hi", "they fight")):
        chat = requester()
        for each in before:
            chat.text(each)

        opened = only(chat.text(text))

        assert isinstance(opened, OpenIncident)
        assert opened.intake.danger is True
        assert opened.unplaced
        assert not chat.step.says


def test_one_with_words_behind_it_keeps_the_words() -> None:
    opened = only(requester().text("1, they are here at 5th and Main"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.danger is True
    assert opened.intake.words == ("they are here at 5th and Main",)
    assert not opened.unplaced


def test_a_number_at_the_beginning_of_a_text_is_not_danger() -> None:
    assert kinds(requester().text("1 man is sitting there")) == [K.R_FIRST_WORDS]


def test_a_danger_that_is_named_in_words_opens_the_call_at_once_and_is_not_asked_for() -> None:
    step = requester().text("he has a gun")

    opened = only(step)
    assert isinstance(opened, OpenIncident)
    assert opened.intake.danger is True
    assert opened.unplaced
    assert not step.says


def test_the_danger_button_does_what_one_does() -> None:
    chat = requester()
    chat.text("hi")

    opened = only(chat.tap(Action.DANGER, CNV))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.danger is True


def test_a_shared_location_is_a_place() -> None:
    chat = requester()
    chat.text("two men are fighting")

    opened = only(chat.send(Inbound(point=(41.9, -87.6))))

    assert isinstance(opened, OpenIncident)
    assert not opened.unplaced
    assert opened.intake.place is not None
    assert opened.intake.place.kind is PlaceKind.COORDINATES


def test_an_exact_place_replaces_a_rough_one() -> None:
    chat = requester()
    chat.text("old town")

    opened = only(chat.text("fight at 5th and Main"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.place == CORNER


def test_help_from_an_unknown_number_is_a_call_for_help() -> None:
    chat = requester()

    assert kinds(chat.text("HELP")) == [K.R_FIRST_WORDS]
    assert chat.talk.intake.words == ("HELP",)


def test_an_unfinished_call_is_opened_when_its_time_is_over() -> None:
    chat = requester()
    chat.text("they are fighting")

    step = place_late(chat.talk, chat.facts, chat.now)

    opened = only(step)
    assert isinstance(opened, OpenIncident)
    assert opened.unplaced
    assert opened.intake.words == ("they are fighting",)


def test_a_place_without_words_is_opened_too() -> None:
    chat = requester()
    chat.send(Inbound(point=(41.9, -87.6)))

    opened = only(place_late(chat.talk, chat.facts, chat.now))

    assert isinstance(opened, OpenIncident)
    assert not opened.unplaced


def test_a_talk_in_which_nothing_was_told_ends_quiet() -> None:
    chat = requester()
    chat.text("hi")

    step = place_late(chat.talk, chat.facts, chat.now)

    assert not step.commands
    assert not step.says
    assert step.talk.status is ConversationStatus.QUIET


def test_the_timer_of_a_call_that_has_opened_does_nothing() -> None:
    chat = requester(incident=INC)

    assert not place_late(chat.talk, chat.facts, chat.now).commands


def test_who_answers_after_the_timer_is_not_asked_the_first_words_again() -> None:
    chat = requester()
    chat.text("hi")
    chat.talk = place_late(chat.talk, chat.facts, chat.now).talk

    step = chat.text("they are fighting")

    assert kinds(step) == [K.R_ASK_WHERE]
    assert step.talk.started_at == chat.now


def test_a_talk_long_past_begins_anew() -> None:
    chat = requester()
    chat.text("they are fighting")

    step = chat.later(FORGETS_AFTER + timedelta(minutes=1)).text("hi")

    assert kinds(step) == [K.R_FIRST_WORDS]
    assert not step.talk.intake.words


def test_a_text_after_the_call_has_closed_begins_a_new_one() -> None:
    chat = requester(incident=INC)

    step = chat.text("they are back at 5th and Main and fighting")

    assert isinstance(only(step), OpenIncident)
    assert step.talk.incident is None


@pytest.mark.parametrize("text", ["thanks", "Thank you!", "gracias", "3"])
def test_thanks_after_the_end_begin_nothing(text: str) -> None:
    step = requester(incident=INC).text(text)

    assert not step.says
    assert not step.commands


def test_who_asks_for_news_after_the_end_hears_that_it_is_closed() -> None:
    assert kinds(requester(incident=INC).text("2")) == [K.R_CLOSED]


@pytest.mark.parametrize("told", [Inbound(text="they are fighting"), Inbound(point=(41.9, -87.6))])
def test_no_longer_needed_after_something_was_told_opens_the_call_silently(told: Inbound) -> None:
    chat = requester()
    chat.send(told)

    step = chat.text("never mind")

    assert kinds(step) == [K.R_WITHDRAWN]
    assert isinstance(only(step), OpenIncident)
    assert step.talk.silent
    assert step.talk.status is ConversationStatus.QUIET


def test_no_longer_needed_with_nothing_told_ends_it_with_one_confirmation() -> None:
    chat = requester()
    chat.text("hi")

    step = chat.text("3")

    assert kinds(step) == [K.R_WITHDRAWN]
    assert not step.commands
    assert step.talk.silent
    assert step.talk.status is ConversationStatus.QUIET


def test_spanish_words_bring_spanish_answers() -> None:
    step = requester().text("hay una pelea y necesito ayuda por favor")

    assert step.talk.language == "es"
    assert SetLanguage(conversation=CNV, language="es") in step.commands


def test_the_language_of_the_channel_counts_where_the_text_shows_none() -> None:
    assert requester().text("...", hint="es-MX").talk.language == "es"


def test_a_language_the_community_does_not_speak_changes_nothing() -> None:
    step = requester().text("...", hint="fr")

    assert step.talk.language == "en"
    assert not step.commands


def test_danger_is_not_asked_again_in_the_same_call() -> None:
    chat = requester()
    chat.text("two men are fighting at 5th and Main")

    assert Question.DANGER in chat.talk.intake.asked

    chat.during(incident())

    assert K.R_ASK_DANGER not in kinds(chat.text("they went into number 12"))


@pytest.mark.parametrize("other", [Other.PHOTO, Other.STICKER, Other.CONTACT, Other.FILE, Other.EDITED])
def test_what_cannot_be_read_is_said_once(other: Other) -> None:
    chat = requester()

    assert kinds(chat.other(other)) == [K.R_ONLY_WORDS]
    assert not kinds(chat.other(other))
    assert kinds(chat.text("hi")) == [K.R_FIRST_WORDS]


def test_a_stale_button_is_answered_with_fresh_ones() -> None:
    assert kinds(requester().other(Other.STALE_BUTTON)) == [K.R_FIRST_WORDS]


@pytest.mark.parametrize("text", ["/start", "START", "unstop"])
def test_the_start_button_brings_the_first_words_and_tells_nothing(text: str) -> None:
    chat = requester()

    assert kinds(chat.text(text)) == [K.R_FIRST_WORDS]
    assert not chat.talk.intake.words
    assert not place_late(chat.talk, chat.facts, chat.now).commands


def test_the_start_button_never_answers_a_question() -> None:
    chat = requester()
    chat.text("/start")
    chat.text("they are fighting")

    assert Question.WHERE in chat.talk.intake.asked
    assert not chat.text("/start").commands
    assert chat.talk.intake.words == ("they are fighting",)
    assert chat.talk.intake.place is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("You have won a gift card, click here to claim", K.R_UNDERSTOOD_ADVERT),
        ("how do i join your team?", K.R_DOOR_JOIN),
    ],
)
def test_what_is_no_call_is_answered_kindly_once_and_nobody_is_called(text: str, kind: K) -> None:
    chat = requester()

    first, again = chat.text(text), chat.text(text)

    assert kinds(first) == [kind]
    assert not kinds(again)
    assert not [each for each in first.commands if not isinstance(each, KnockAtDoor)]
    assert not chat.talk.intake.has_told()


def test_a_call_after_an_advert_is_a_call() -> None:
    chat = requester()
    chat.text("You have won a gift card, click here to claim")

    step = chat.text("there is a man with a gun")

    assert any(isinstance(each, OpenIncident) for each in step.commands)


def test_an_idiom_opens_nothing() -> None:
    assert not requester().text("that joke, i could die laughing").commands


ZIP = Place(kind=PlaceKind.ZIP, label="60610", areas=(OLD_TOWN, HILL))
TWO_AREAS = replace(COMMUNITY, areas={**COMMUNITY.areas, HILL: Area(id=HILL, names={"en": "The Hill"})})


def of_zip(text: str) -> Found:
    return Found(place=ZIP) if "60610" in text else seek(text)


def test_a_link_that_needs_the_network_is_asked_about_once_and_never_opened() -> None:
    chat = requester()

    step = chat.text("two men are fighting https://maps.app.goo.gl/aB3dE5")

    assert kinds(step) == [K.R_PLACE_LINK]
    assert not step.commands
    opened = only(chat.text("it says https://maps.app.goo.gl/aB3dE5"))
    assert isinstance(opened, OpenIncident)
    assert opened.unplaced
    assert opened.intake.words[0] == "two men are fighting https://maps.app.goo.gl/aB3dE5"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("https://maps.app.goo.gl/aB3dE5", K.R_PLACE_LINK),
        ("///filled.count.soap", K.R_PLACE_CODE),
        ("I'm here", K.R_PLACE_HERE),
        ("estoy aqu\u00ed", K.R_PLACE_HERE),
    ],
)
def test_what_stands_for_a_place_and_cannot_be_read_leads_to_its_own_question(text: str, asked: MessageKind) -> None:
    chat = requester()
    chat.text("hi")
    chat.text("two men are fighting")

    step = chat.text(text)

    assert kinds(step) == [asked]
    (opened,) = [each for each in chat.text("5th and Main").commands if isinstance(each, OpenIncident)]
    assert opened.intake.place == CORNER


def test_a_link_alone_says_nothing_of_what_happens_and_is_remembered_once_that_is_said() -> None:
    chat = requester()

    assert kinds(chat.text("https://maps.app.goo.gl/aB3dE5")) == [K.R_FIRST_WORDS]
    assert kinds(chat.text("two men are fighting")) == [K.R_PLACE_LINK]


def test_here_after_a_pin_means_the_pin() -> None:
    chat = requester()
    chat.send(Inbound(point=(41.9, -87.6)))
    chat.text("I am here")

    opened = only(chat.text("two men are fighting"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.place is not None
    assert opened.intake.place.lat == 41.9


def test_danger_waits_for_no_question_of_places() -> None:
    chat = requester().knowing(seek=of_zip, community=TWO_AREAS)

    assert isinstance(only(chat.text("1. 60610, they have knives https://bit.ly/x3")), OpenIncident)


def test_a_zip_code_of_several_areas_is_asked_about_by_number() -> None:
    chat = requester().knowing(seek=of_zip, community=TWO_AREAS)

    step = chat.text("two men are fighting in 60610")

    assert kinds(step) == [K.R_PLACE_PART]
    assert [line.params for line in step.says[0].lines] == [{"n": "7", "areas": OLD_TOWN}, {"n": "8", "areas": HILL}]
    opened = only(chat.text("8"))
    assert isinstance(opened, OpenIncident)
    assert opened.intake.place is not None
    assert opened.intake.place.areas == (HILL,)
    assert opened.intake.words == ("two men are fighting in 60610",)


def test_whoever_does_not_know_which_part_is_heard_in_all_of_them() -> None:
    chat = requester().knowing(seek=of_zip, community=TWO_AREAS)
    chat.text("two men are fighting in 60610")

    opened = only(chat.text("I dont know"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.place == ZIP


def test_one_is_danger_also_while_a_part_is_asked_for() -> None:
    chat = requester().knowing(seek=of_zip, community=TWO_AREAS)
    chat.text("two men are fighting in 60610")

    opened = only(chat.text("1"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.danger


@pytest.mark.parametrize("place", ["union station", "by the gas station", "the fire station", "union hall"])
def test_where_they_are_may_sound_like_danger_and_is_an_answer_while_chatter_is_none(place: str) -> None:
    chat = requester()
    chat.text("hello")
    chat.text("we need food")

    assert not chat.text("haha could die laughing").commands
    opened = only(chat.text(place))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.place is not None
    assert opened.intake.place.label == place
    assert place in opened.intake.words


STREETS = Atlas(
    areas=(
        Area(id=OLD_TOWN, names={}, polygon=box(-87.7, 41.8, -87.6, 41.9).__geo_interface__),
        Area(id=HILL, names={}, polygon=box(-87.7, 41.9, -87.6, 42.0).__geo_interface__),
    ),
    landmarks=(
        Landmark(name="5th St & Main St", kind="intersection", lat=41.85, lon=-87.65),
        Landmark(name="Main St & Hill Rd", kind="intersection", lat=41.95, lon=-87.65),
        Landmark(name="5th St & Mill Ln", kind="intersection", lat=41.85, lon=-87.61),
    ),
)


def in_streets() -> Chat:
    return requester().knowing(seek=STREETS.seek, community=TWO_AREAS)


@pytest.mark.parametrize("answer", ["7", "yes", "5th and Mill Ln"])
def test_a_corner_that_is_nearly_named_is_asked_about_by_its_digit_and_opens_with_a_yes(answer: str) -> None:
    chat = in_streets()

    step = chat.text("two men are fighting, 5th & mil")

    assert kinds(step) == [K.R_PLACE_CORNER]
    assert [line.params for line in step.says[0].lines] == [{"n": "7", "areas": "5th St & Mill Ln"}]
    opened = only(chat.text(answer))
    assert isinstance(opened, OpenIncident)
    assert opened.intake.place is not None
    assert opened.intake.place.lon == -87.61


def test_whoever_knows_no_corner_is_heard_with_their_words() -> None:
    chat = in_streets()
    chat.text("two men are fighting, 5th & mil")

    opened = only(chat.text("no, by the red house"))

    assert isinstance(opened, OpenIncident)
    assert opened.unplaced


def test_in_danger_a_corner_that_is_nearly_named_is_looked_for_in_its_area_and_asked_about_by_no_digit() -> None:
    step = in_streets().text("he has a gun, 5th and mil")

    opened = only(step)
    assert isinstance(opened, OpenIncident)
    assert opened.intake.place is not None
    assert (opened.intake.place.kind, opened.intake.place.areas) == (PlaceKind.AREA, (OLD_TOWN,))
    assert K.R_PLACE_CORNER not in kinds(step)


@pytest.mark.parametrize(("answer", "lat"), [("near 5th", 41.85), ("hill rd", 41.95), ("no idea", None), ("9", None)])
def test_a_street_alone_is_asked_for_another_once(answer: str, lat: float | None) -> None:
    chat = in_streets()

    step = chat.text("two men are fighting on Main St")

    assert (kinds(step), step.says[0].params) == ([K.R_PLACE_STREET], {"street": "Main St"})
    opened = only(chat.text(answer))
    assert isinstance(opened, OpenIncident)
    assert opened.intake.place is not None
    assert (opened.intake.place.lat, opened.unplaced) == (lat, False)
    assert lat is not None or opened.intake.place.areas == (OLD_TOWN, HILL)


def test_in_danger_a_street_alone_opens_a_call_and_is_asked_for_another() -> None:
    chat = in_streets()

    step = chat.text("he has a gun, Main St")

    assert isinstance(only(step), OpenIncident)
    assert K.R_PLACE_STREET in kinds(step)
    call = replace(incident(), danger=True, place=step.talk.intake.place, areas=(OLD_TOWN, HILL))
    told = only(chat.during(call).text("5th"))
    assert isinstance(told, AddWords)
    assert told.place is not None
    assert told.place.lat == 41.85


def test_a_street_and_then_another_are_a_corner_before_a_call_runs_as_well() -> None:
    chat = in_streets()
    chat.text("two men are fighting")
    chat.text("5th")

    opened = only(chat.text("main"))

    assert isinstance(opened, OpenIncident)
    assert opened.intake.place is not None
    assert opened.intake.place.lat == 41.85
