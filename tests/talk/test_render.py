"""What is to be said becomes text and buttons in the reader's language and the channel's manner."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.render import Renderer
from config.catalogues import load_catalogues
from config.community_file import EXAMPLE, load_community
from config.toolkit import load_toolkit
from config.triage import load_lexicon
from config.words import load_words
from domain.delivery import Delivery, DeliveryState, Wording
from domain.ids import ConsoleLinkId, ContactPointId, DeliveryId, FeedId, IncidentId, PersonId, SenderId
from domain.messages import (
    ALARMS,
    OF_DRILLS,
    OUR_WORDS,
    TERMS,
    TRANSLATED,
    Action,
    Fate,
    Lane,
    Line,
    MessageKind,
    Params,
)
from domain.needs import ProtectionArea, unserved
from domain.people import Channel
from domain.segments import segments
from domain.triage import read
from domain.when import read_moment, split_moment
from domain.zone import instant, zone
from tests.handlers.talks import COMMUNITY
from tests.support.builders import NOON

K = MessageKind
PAGE: Params = {"letter": "A", "nature": "conflict", "areas": "old-town", "languages": "es", "number": 7}
GO: Params = {
    "code": "Heron",
    "requester": "Sparrow",
    "nature": "conflict",
    "areas": "old-town",
    "place": "5th and Main",
    "words": "two men {nature} [shouting]",
    "languages": "es",
}


def token(action: Action, subject: str, arg: str, holder: ContactPointId) -> str:
    return f"{action.value}{arg}.{subject}.{holder}"


def address(feed: FeedId) -> str:
    return f"https://example.org/feeds/{feed}.ics"


def link(subject: ConsoleLinkId) -> str:
    return f"https://help.example.org/{subject}"


def delivery(
    kind: MessageKind,
    params: Params | None = None,
    *,
    channel: Channel = Channel.SMS,
    language: str = "en",
    lines: tuple[Line, ...] = (),
    subject: str = "sub_1",
    repeat: bool = False,
) -> Delivery:
    wording = Wording(kind=kind, language=language, params=params or {}, lines=lines, subject=subject)
    return Delivery(
        id=DeliveryId("dlv_1"),
        key="k",
        wording=wording,
        state=DeliveryState.LEASED,
        lane=Lane.PROMPT,
        priority=5,
        due_at=NOON,
        valid_until=NOON + timedelta(minutes=3),
        fate=Fate.AT_LEAST_ONCE,
        contact_point=ContactPointId("cp_1"),
        channel=channel,
        sender=SenderId("s"),
        person=PersonId("ana"),
        conversation=None,
        incident=None,
        page=None,
        stream="cp_1/-",
        slot=None,
        planned_at=NOON,
        repeat=repeat,
    )


RENDERER = Renderer(lambda: COMMUNITY, load_catalogues(), token, link, address)


def text(planned: Delivery) -> str:
    return RENDERER.render(planned).text


def test_a_page_by_sms_says_how_to_answer() -> None:
    assert text(delivery(K.M_PAGE, PAGE)) == (
        "A: Conflict or threat, Old Town. Spanish. Can you come? A 12 = in 12 min. A 0 = cannot."
    )


def test_a_page_reads_in_the_readers_language() -> None:
    assert text(delivery(K.M_PAGE, PAGE, language="es")) == (
        "A: Conflicto o amenaza, Casco viejo. Habla español. ¿Puedes ir? A 12 = en 12 min. A 0 = no puedo."
    )


def test_words_that_end_by_themselves_get_no_second_full_stop() -> None:
    def told(words: str) -> str:
        return text(delivery(K.C_UNPLACED, {"number": 1, "words": words})).splitlines()[1]

    assert [told(each) for each in ("Can you help me?", "He is here.", "at the shop")] == [
        "Words: Can you help me?",
        "Words: He is here.",
        "Words: at the shop.",
    ]


def test_a_page_with_buttons_carries_minutes_in_one_row_and_the_no_in_another() -> None:
    rendered = RENDERER.render(delivery(K.M_PAGE, PAGE, channel=Channel.TELEGRAM))

    assert [[button.label for button in row] for row in rendered.rows] == [["5 min", "10 min", "20 min"], ["Cannot"]]
    assert rendered.rows[0][1].data == "ac10.sub_1.cp_1"
    assert "A 12" not in rendered.text


@pytest.mark.parametrize(("language", "opens"), [("en", "Text: "), ("es", "Escribe: ")])
@pytest.mark.parametrize("month", range(1, 13))
def test_what_a_gap_says_to_text_is_read_back_as_that_very_gap(language: str, opens: str, month: int) -> None:
    mores: tuple[str | int, ...] = ("", 11)
    for hour, more in product(("01:30", "08:00", "12:00", "22:00", "00:00"), mores):
        said_of_a_gap_is_read_back(language, opens, f"2026-{month:02}-17T{hour}", more)


def said_of_a_gap_is_read_back(language: str, opens: str, at: str, more: str | int) -> None:
    begins = datetime.fromisoformat(at)
    ends = begins + timedelta(hours=9)
    params: dict[str, str | int] = {"team": "River", "teams": "River", "when": f"{begins}", "until": f"{ends}"}
    params |= {"at": f"{begins}", "more": more}

    said = text(delivery(K.C_GAP_MADE, params, language=language))

    assert segments(said) == 1
    typed = said.partition(opens)[2].partition(",")[0]
    words, where = load_words(), zone("America/Chicago")
    assert words.leading(typed.casefold().replace(":", " ")) is not None
    now = instant(where, begins) - timedelta(days=3)
    assert split_moment(typed.partition(" ")[2], words, where, now) == ("River", instant(where, begins))


def test_a_part_whose_blank_is_empty_is_left_out() -> None:
    assert "Spanish" not in text(delivery(K.M_PAGE, {**PAGE, "languages": ""}))
    assert ". . " not in text(delivery(K.M_PAGE, {**PAGE, "languages": ""}))
    assert text(delivery(K.R_NOBODY, {"emergency": "", "coordinator": "tries"})) == (
        "Nobody is free right now. A coordinator is trying in person."
    )
    assert text(delivery(K.R_NOBODY, {"emergency": "911", "coordinator": ""})) == (
        "Nobody is free right now. If life is in danger: 911."
    )


def test_an_unknown_place_is_said_to_be_unknown() -> None:
    assert "place not known yet" in text(delivery(K.M_PAGE, {**PAGE, "areas": ""}))
    assert "Place: not known yet." in text(delivery(K.M_GO, {**GO, "place": ""}))


def test_what_somebody_wrote_is_never_read_as_a_sentence_of_ours() -> None:
    assert "Words: two men {nature} [shouting]." in text(delivery(K.M_GO, GO))


def test_details_by_sms_end_with_what_may_be_reported() -> None:
    assert text(delivery(K.M_GO, GO)).endswith("1 on my way 2 there 3 can't find 4 done 5 must drop out")


def test_details_with_buttons_carry_them_instead() -> None:
    rendered = RENDERER.render(delivery(K.M_GO, GO, channel=Channel.SIM_TELEGRAM))

    labels = [button.label for row in rendered.rows for button in row]
    assert labels == ["On my way", "There", "Can't find them", "Done", "Must drop out", "MAYDAY: help now"]
    assert "5 must" not in rendered.text


def test_no_buttons_without_a_subject_or_on_a_channel_without_them() -> None:
    assert not RENDERER.render(delivery(K.M_GO, GO, channel=Channel.TELEGRAM, subject="")).rows
    assert not RENDERER.render(delivery(K.M_GO, GO, channel=Channel.SMS)).rows


def test_lines_stand_under_the_message() -> None:
    lines = (
        Line(kind=K.M_LINE_PAGE, params={"letter": "A", "nature": "conflict", "areas": "old-town"}),
        Line(kind=K.M_LINE_PAGE, params={"letter": "B", "nature": "listening", "areas": ""}),
    )

    assert text(delivery(K.M_WHICH_PAGE, lines=lines)).splitlines()[1:] == [
        "A: Conflict or threat, Old Town",
        "B: Somebody to listen, place not known yet",
    ]


def test_dispositions_are_lines_by_sms_and_buttons_elsewhere() -> None:
    lines = (Line(kind=K.C_LINE_DISPOSITION, params={"digit": 8, "disposition": "unable_to_locate"}),)

    by_sms = RENDERER.render(delivery(K.C_ASK_DISPOSITION, {"number": 7}, lines=lines))
    assert by_sms.text.splitlines()[1:] == ["8 unable to locate"]

    with_buttons = RENDERER.render(delivery(K.C_ASK_DISPOSITION, {"number": 7}, lines=lines, channel=Channel.TELEGRAM))
    assert with_buttons.text == "How did #7 end?"
    assert [row[0].label for row in with_buttons.rows][7] == "8 unable to locate"
    assert len(with_buttons.rows) == 13


def test_a_page_sent_again_is_marked() -> None:
    assert text(delivery(K.M_PAGE, PAGE, repeat=True)).startswith("(Again, in case it did not arrive.) A: Conflict")


def test_ids_nobody_knows_any_more_stand_for_themselves() -> None:
    gone = {**PAGE, "nature": "gone", "areas": "somewhere"}
    assert "gone, somewhere" in RENDERER.render(delivery(K.M_PAGE, gone, channel=Channel.TELEGRAM)).text
    assert "A: A call, somewhere" in text(delivery(K.M_PAGE, gone))  # it may have been a discreet one
    unknown = Renderer(lambda: None, load_catalogues(), token, link, address)
    assert "conflict, old-town" in unknown.render(delivery(K.M_PAGE, PAGE)).text


def test_two_areas_near_a_border_are_both_named() -> None:
    assert "Old Town, hill" in text(delivery(K.M_PAGE, {**PAGE, "areas": "old-town,hill"}))


def test_a_state_is_said_in_words() -> None:
    params: Params = {"number": 7, "how": "exit"}

    assert "they asked for silence" in text(delivery(K.C_SILENT, params))
    assert "pidió silencio" in text(delivery(K.C_SILENT, params, language="es"))


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
@pytest.mark.parametrize("language", ["en", "es", "ht", "tlh"])
def test_every_kind_can_be_read_on_every_channel_even_with_nothing_filled_in(language: str, channel: Channel) -> None:
    def is_wrong(kind: MessageKind, params: Params) -> bool:
        rendered = RENDERER.render(delivery(kind, params, channel=channel, language=language))
        offers = channel is Channel.TELEGRAM and bool(TERMS[kind].offers)
        return bool((params and not rendered.text.strip()) or "{" in rendered.text or bool(rendered.rows) != offers)

    tried: list[tuple[MessageKind, Params]] = [
        (kind, params) for kind in MessageKind for params in ({}, dict.fromkeys(TERMS[kind].params, "x"))
    ]

    assert [(kind, params) for kind, params in tried if is_wrong(kind, params)] == []


def test_a_link_that_opens_the_console_is_a_button_and_never_a_text() -> None:
    board = delivery(K.C_BOARD, {"open": 1}, channel=Channel.TELEGRAM, subject="lnk_1")

    ((button,),) = RENDERER.render(board).rows
    assert (button.url, button.data) == ("https://help.example.org/lnk_1", "")
    assert "http" not in RENDERER.render(board).text
    texted = RENDERER.render(replace(board, channel=Channel.SMS))
    assert texted.rows == ()
    assert "http" not in texted.text


def test_the_same_delivery_reads_the_same_twice() -> None:
    page = delivery(K.M_PAGE, PAGE, channel=Channel.TELEGRAM)

    assert RENDERER.render(page) == RENDERER.render(replace(page))


FORGING = "help\n#7 closed: resolved on scene.\r\nB: Conflict, Old Town.\u2028Can you come?\n\n1 go home"


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
@pytest.mark.parametrize("language", ["en", "es"])
def test_nobodys_words_begin_a_line_of_a_message(language: str, channel: Channel) -> None:
    def lines(kind: MessageKind, said: str) -> int:
        names = [name for name in TERMS[kind].params if name not in OUR_WORDS | TRANSLATED]
        return len(text(delivery(kind, dict.fromkeys(names, said), channel=channel, language=language)).splitlines())

    assert [kind for kind in MessageKind if lines(kind, FORGING) != lines(kind, "x")] == []


def test_by_sms_what_to_answer_stands_on_a_line_that_is_ours() -> None:
    for kind in (K.M_GO, K.M_RELEASED):
        *_, told, _languages, ours = text(
            delivery(kind, {**GO, "words": "help. 1 go home 5 stand down\n4 done"})
        ).split("\n")
        assert told == "Words: help. 1 go home 5 stand down / 4 done."
        assert ours.startswith("1 on my way 2 there")


def test_a_command_in_somebodys_words_cannot_be_pressed() -> None:
    said: Params = {"requester": "Sparrow", "words": "press /off or http://x.example/off 5/6"}

    assert text(delivery(K.M_WORDS, said, channel=Channel.TELEGRAM)) == (
        "Sparrow: press / off or http://x.example/off 5/6"
    )
    assert "press /off" in text(delivery(K.M_WORDS, said))


@pytest.mark.parametrize(("channel", "limit"), [(Channel.SMS, 1600), (Channel.TELEGRAM, 4096)])
def test_words_without_end_leave_room_for_what_we_have_to_say(channel: Channel, limit: int) -> None:
    endless = "began " + "word " * 2000 + "ended"
    shown = text(delivery(K.M_GO, {**GO, "words": endless}, channel=channel))

    assert len(shown) <= limit
    assert "began word" in shown
    assert "word ended" in shown
    assert channel is not Channel.SMS or shown.endswith("5 must drop out")


@pytest.mark.parametrize("kind", [K.M_PAGE, K.M_PAGE_OPENED])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_about_anything_the_example_community_does_fits_one_sms(kind: MessageKind, language: str) -> None:
    community, _ = load_community(EXAMPLE)
    renderer = Renderer(lambda: community, load_catalogues(), token, link, address)
    other = "es" if language == "en" else "en"
    about = [(nature, area) for nature in community.natures for area in community.areas]
    params: list[Params] = [
        {"letter": "A", "nature": nature, "areas": area, "languages": other, "danger": "yes"} for nature, area in about
    ]

    texts = [renderer.render(delivery(kind, each, language=language)).text for each in params]

    assert [each for each in texts if segments(each) > 1] == []


def test_names_keep_their_accents_where_they_cost_nothing() -> None:
    community, _ = load_community(EXAMPLE)
    renderer = Renderer(lambda: community, load_catalogues(), token, link, address)
    page = delivery(K.M_PAGE, {**PAGE, "nature": "action"}, language="es", channel=Channel.TELEGRAM)

    assert "acción" in renderer.render(page).text


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-03-07T22:00", "2026-03-08T06:00", "Sat 7 Mar 22:00 to Sun 06:00"),
        ("2026-03-07T12:00", "2026-03-07T18:00", "Sat 7 Mar 12:00 to 18:00"),
        ("2026-03-07T20:00", "2026-03-08T00:00", "Sat 7 Mar 20:00 to 24:00"),
        ("2026-03-07T00:00", "2026-03-08T00:00", "Sat 7 Mar 00:00 to 24:00"),
        ("2026-03-07T00:00", "2026-03-10T00:00", "Sat 7 Mar 00:00 to Mon 9 Mar 24:00"),
        ("2026-03-07T20:00", "2026-03-13T20:00", "Sat 7 Mar 20:00 to Fri 13 Mar 20:00"),
    ],
)
def test_the_end_of_a_stretch_says_no_more_of_its_date_than_is_needed(start: str, end: str, said: str) -> None:
    assert text(delivery(K.M_LINE_SHIFT, {"when": start, "until": end, "rota": ""})) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "sab 7 mar 22:00 a dom 06:00 (line)"), ("ht", "sam 7 mars 22:00 rive dim 06:00 (line)")],
)
def test_a_stretch_reads_in_the_readers_language_and_without_the_accents_that_cost_an_sms(
    language: str, said: str
) -> None:
    planned = delivery(
        K.M_LINE_SHIFT, {"when": "2026-03-07T22:00", "until": "2026-03-08T06:00", "rota": "line"}, language=language
    )

    assert text(planned) == said


@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_of_kreyol_is_read_again_when_it_is_typed_back(month: int) -> None:
    told = text(delivery(K.M_LINE_SHIFT, {"when": f"2026-{month:02}-17T22:00", "until": "", "rota": ""}, language="ht"))
    written = told.removesuffix(" rive ").partition(" ")[2]

    again = read_moment(written, load_words(), zone("UTC"), datetime(2026, month, 7, tzinfo=UTC))

    assert again == datetime(2026, month, 17, 22, tzinfo=UTC)


def test_an_invites_link_is_a_picture_to_scan_where_there_are_pictures_and_words_elsewhere() -> None:
    link = "https://t.me/RiverLineBot?start=K7Q2M9"
    invite: dict[str, str | int] = {"person": "Ben", "code": "K7Q2M9", "link": link}
    shown = RENDERER.render(delivery(K.C_INVITE, invite, channel=Channel.TELEGRAM))

    assert shown.scans == link
    assert link in shown.text
    assert RENDERER.render(delivery(K.C_INVITE, invite)).scans == ""
    assert RENDERER.render(delivery(K.C_INVITE, {**invite, "link": ""}, channel=Channel.TELEGRAM)).scans == ""
    assert RENDERER.render(delivery(K.M_PAGE, PAGE, channel=Channel.TELEGRAM)).scans == ""


def test_words_in_another_language_are_shown_with_what_they_are_about() -> None:
    lexicon = load_lexicon()
    renderer = Renderer(lambda: COMMUNITY, load_catalogues(), token, link, address, lambda words: read(words, lexicon))

    def shown(kind: K, words: str) -> str:
        return renderer.render(delivery(kind, {"requester": "Heron", "number": 7, "words": words})).text

    assert shown(K.M_WORDS, "nou bezwen dlo ak manje").endswith("\nWe understood: water, food")
    assert "understood" not in shown(K.M_WORDS, "we need water and food")
    assert "badly hurt or not breathing" in shown(K.C_WORDS, "my friend is not breathing")
    assert "understood" not in shown(K.C_WORDS, "we need water and food")
    assert shown(K.C_WORDS, "نحتاج ماء ودواء").endswith("\nIn Arabic. We understood: water, medicine")
    see = delivery(K.C_SEE, {"number": 7}, lines=(Line(kind=K.C_LINE_WORDS, params={"words": "물과 약이 필요해요"}),))
    assert renderer.render(see).text.endswith("\nIn Korean. We understood: water, medicine")


def test_what_the_file_has_no_nature_for_is_called_as_its_area_and_by_sms_only_where_that_may_be_read() -> None:
    renderer = Renderer(lambda: COMMUNITY, load_catalogues(), token, link, address, toolkit=load_toolkit())
    food, clinic = unserved(ProtectionArea.HOSPITALITY), unserved(ProtectionArea.ABORTION_SUPPORT)

    def shown(nature: str, channel: Channel) -> str:
        return renderer.render(delivery(K.M_PAGE, {**PAGE, "nature": nature}, channel=channel)).text

    title = load_toolkit().title(ProtectionArea.HOSPITALITY, "en", "en")
    assert title in shown(food, Channel.SMS)
    assert title in shown(food, Channel.TELEGRAM)
    assert "A call" in shown(clinic, Channel.SMS)


@pytest.mark.parametrize("language", ["en", "es", "fr", "ht"])
def test_whatever_kind_of_message_belongs_to_a_drill_says_so_first_however_that_shows(language: str) -> None:
    """By its incident, by what its buttons are about, or by its wording alone; sent again, too. A mayday is real."""
    mark = load_catalogues().sentence(language, "drill").partition("{")[0]
    unmarked = []
    for kind in MessageKind:
        params = dict.fromkeys(TERMS[kind].params, "x")
        for channel in (Channel.SMS, Channel.TELEGRAM):
            plain = delivery(kind, params, channel=channel, language=language)
            drills = (
                replace(plain, incident=IncidentId("drl_1")),
                replace(plain, wording=replace(plain.wording, subject="drl_1")),
                replace(plain, wording=replace(plain.wording, drill=True), repeat=True),
            )
            for each in drills:
                shown = RENDERER.render(each)
                says = shown.text.startswith(mark) and (not shown.unshown or shown.unshown.startswith(mark))
                alarms = [
                    button
                    for row in shown.rows
                    for button in row
                    if button.data.startswith(("my.", f"{Action.REOPEN.value}."))
                ]
                if says is (kind in ALARMS) or (alarms and kind not in ALARMS):
                    unmarked.append((kind, channel))
            real = RENDERER.render(plain).text
            if real.startswith(mark) is not (kind in OF_DRILLS):
                unmarked.append((kind, channel))

    assert unmarked == []


def test_one_line_about_a_drill_among_others_is_marked_by_itself() -> None:
    lines = tuple(
        Line(kind=K.M_LINE_PAGE, params={"letter": letter, "nature": "conflict", "areas": ""}, drill=letter == "B")
        for letter in "AB"
    )
    read = text(delivery(K.M_WHICH_PAGE, lines=lines)).splitlines()

    assert [each.startswith("DRILL: ") for each in read] == [False, False, True]
