"""A coordinator lists, sees, assigns, pages more and closes, by text or button."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from config.catalogues import load_catalogues
from domain.board import call_of
from domain.commands import Accept, Assign, ChangeNeed, Close, Finish, HandLead, PageMore, SetOff, SetWindow, TakeOff
from domain.community import Skill
from domain.console import What, choices
from domain.doubt import Doubt, DoubtState
from domain.ids import AssignmentId, IncidentId, PageId, PersonId, SkillId
from domain.incident import Assignment, AssignmentState, Disposition, Incident, Page, PageState
from domain.messages import Action, MessageKind
from domain.needs import LEAD, Need
from domain.people import Channel
from domain.places import Place, PlaceKind
from handlers.coordinate import PENDING_HOLDS
from handlers.step import Called, Mate
from tests.handlers.talks import COMMUNITY, INC, a_page, coordinator, going_to, kinds, member, only
from tests.support.builders import NOON, incident

K = MessageKind
CORA = PersonId("cora")
ANA, BEN = PersonId("ana"), PersonId("ben")


def seven(*, pages: tuple[Page, ...] = (), assignments: tuple[Assignment, ...] = ()) -> Incident:
    return incident(number=7, pages=pages, assignments=assignments)


def eight() -> Incident:
    return incident(id=IncidentId("inc_2"), number=8)


def a_goer() -> Assignment:
    """Ben."""
    return Assignment(
        id=AssignmentId("asg_1"),
        incident=INC,
        person=BEN,
        page=None,
        code="Heron",
        state=AssignmentState.ACCEPTED,
        accepted_at=NOON,
    )


def test_list_shows_what_is_open() -> None:
    step = coordinator(seven(), eight()).text("list")

    assert kinds(step) == [K.C_LIST]
    assert [line.params["number"] for line in step.says[0].lines] == [7, 8]


@pytest.mark.parametrize(
    ("text", "numbers", "more"),
    [
        ("list", range(1, 11), {"count": 13, "page": 2}),
        ("lista 2", range(11, 21), {"count": 3, "page": 3}),
        ("liste 3", range(21, 24), None),
        ("lis 99", range(21, 24), None),
        ("list 0", range(1, 11), {"count": 13, "page": 2}),
    ],
)
def test_a_long_list_is_shown_so_many_at_a_time_and_says_how_to_see_the_next(
    text: str, numbers: range, more: dict[str, int] | None
) -> None:
    many = [incident(id=IncidentId(f"inc_{number}"), number=number) for number in range(1, 24)]

    lines = coordinator(*many).text(text).says[0].lines

    calls = [line.params["number"] for line in lines if line.kind is K.C_LINE_INCIDENT]
    assert calls == [*numbers]
    assert [line.params for line in lines if line.kind is K.C_LINE_LIST_MORE] == ([] if more is None else [more])


def test_the_calls_that_wait_in_a_flood_are_shown_so_many_at_a_time() -> None:
    waits = Doubt(state=DoubtState.ASKED, since=NOON)
    many = [incident(id=IncidentId(f"inc_{number}"), number=number, doubt=waits) for number in range(1, 13)]

    first, second = (coordinator(*many).text(each).says[0].lines for each in ("held", "k ap tann 2"))

    assert [line.params.get("number") for line in first] == [*range(1, 11), None]
    assert first[-1].params == {"count": 2, "page": 2}
    assert [line.params["number"] for line in second] == [11, 12]
    assert kinds(coordinator(*many).text("held up at the door")) != [K.C_FLOOD_HELD]


def test_see_names_the_calls_that_may_be_the_same() -> None:
    corner = Place(kind=PlaceKind.INTERSECTION, label="5th and Main", lat=41.9, lon=-87.7)
    far = replace(corner, label="6th and Mill", lat=41.95)
    calls = [
        incident(id=IncidentId(f"inc_{number}"), number=number, place=place)
        for number, place in ((6, corner), (7, far), (8, corner), (9, corner))
    ]

    same, alone = (coordinator(*calls).text(each).says[0].lines for each in ("see 9", "see 7"))

    (line,) = (each for each in same if each.kind is K.C_LINE_FLOOD_SAME)
    assert line.params == {"numbers": "#6, #8", "number": 9, "into": 6}
    assert K.C_LINE_FLOOD_SAME not in {each.kind for each in alone}


def test_an_empty_list_says_so() -> None:
    assert kinds(coordinator().text("lista")) == [K.C_LIST_EMPTY]


def test_see_shows_words_people_going_and_pages_but_no_real_name_of_a_requester() -> None:
    def page(person: PersonId, state: PageState, letter: str) -> Page:
        return Page(
            id=PageId(f"pag_{letter}"),
            incident=INC,
            person=person,
            letter=letter,
            state=state,
            sent_at=NOON,
            expires_at=NOON + timedelta(minutes=2),
        )

    going = Assignment(
        id=AssignmentId("asg_1"),
        incident=INC,
        person=BEN,
        page=None,
        code="Heron",
        state=AssignmentState.EN_ROUTE,
        accepted_at=NOON,
    )
    pages = (page(ANA, PageState.EXPIRED, "A"), page(BEN, PageState.ACCEPTED, "B"), page(ANA, PageState.LIVE, "C"))

    step = coordinator(seven(pages=pages, assignments=(going,))).text("see 7")

    (say,) = step.says
    assert say.kind is K.C_SEE
    assert say.subject == INC
    assert [(line.kind, dict(line.params)) for line in say.lines] == [
        (K.C_LINE_WORDS, {"words": "somebody threatens us"}),
        (
            K.C_LINE_ASSIGNMENT,
            {"code": "Heron", "person": "Ben Carter", "other": "", "assignment_state": "en_route", "minutes": ""},
        ),
        (K.C_LINE_PAGE, {"person": "Ana", "page_state": "live"}),
    ]


@pytest.mark.parametrize(("by_text", "word"), [(True, "by_text"), (False, "afar")])
def test_who_helps_from_afar_is_not_shown_as_going(by_text: bool, word: str) -> None:
    helps = replace(a_goer(), remote=True, by_text=by_text)

    see, board = coordinator(seven(assignments=(helps,))).text("see 7"), call_of(seven(assignments=(helps,)), NOON, {})

    assert [each.params["assignment_state"] for each in see.says[0].lines if "code" in each.params] == [word]
    assert [(each.code, each.state) for each in board.comers] == [("Heron", word)]


@pytest.mark.parametrize("text", ["assign 7 Ana", "Assign 7 ana", "asignar 7 Ana", "assign ana"])
def test_assign_names_somebody_of_the_roster(text: str) -> None:
    assert only(coordinator(seven()).text(text)) == Assign(incident=INC, by=CORA, person=ANA)


def test_a_name_of_two_words_is_one_name() -> None:
    assert only(coordinator(seven()).text("assign 7 Ben  CARTER")) == Assign(incident=INC, by=CORA, person=BEN)


def test_a_name_nobody_bears_is_said() -> None:
    for text in ("assign 7 zoe", "remote 7 zoe", "page 7 zoe"):
        step = coordinator(seven()).text(text)

        assert kinds(step) == [K.C_NO_SUCH_PERSON]
        assert not step.commands


@pytest.mark.parametrize(
    ("text", "more"), [("more 7", 1), ("more 7 3", 3), ("more 7 0", 0), ("más 7 2", 2), ("more", 1)]
)
def test_more_asks_for_as_many_more(text: str, more: int) -> None:
    assert only(coordinator(seven()).text(text)) == PageMore(incident=INC, by=CORA, more=more)


@pytest.mark.parametrize("digit", range(1, 14))
def test_close_takes_a_disposition_by_its_digit(digit: int) -> None:
    closed = only(coordinator(seven()).text(f"close 7 {digit}"))

    assert closed == Close(incident=INC, by=CORA, disposition=list(Disposition)[digit - 1])


@pytest.mark.parametrize("text", ["close 7", "cerrar 7", "close", "close 7 14", "close 7 0", "close 7 all is well"])
def test_close_without_one_asks_how_it_ended(text: str) -> None:
    step = coordinator(seven()).text(text)

    assert kinds(step) == [K.C_ASK_DISPOSITION]
    assert [line.params["digit"] for line in step.says[0].lines] == list(range(1, 14))
    assert step.says[0].subject == INC
    assert not step.commands


def test_a_bare_digit_answers_how_it_ended() -> None:
    chat = coordinator(seven(), eight())
    chat.text("close 8")

    closed = only(chat.text("3"))

    assert closed == Close(incident=IncidentId("inc_2"), by=CORA, disposition=Disposition.WARM_HAND_OFF)
    assert chat.talk.pending is None


def test_while_only_a_page_of_the_same_call_waits_for_them_the_digit_says_how_it_ended() -> None:
    for page, closes in ((a_page(incident=INC), True), (a_page(incident="inc_9"), False)):
        chat = coordinator(seven(), pages=(page,))
        chat.text("close 7")
        step = chat.text("1")
        assert any(isinstance(each, Close) for each in step.commands) is closes


def test_a_bare_digit_long_after_the_question_closes_nothing() -> None:
    chat = coordinator(seven())
    chat.text("close 7")

    assert not chat.later(PENDING_HOLDS + timedelta(minutes=1)).text("3").commands


@pytest.mark.parametrize(
    ("facts", "means"),
    [({"pages": (a_page("B", incident="inc_3"),)}, Accept), ({"going": (going_to("inc_3"),)}, Finish)],
)
def test_a_bare_digit_is_for_a_page_or_a_call_first_and_closes_nothing(facts: dict[str, Any], means: type) -> None:
    chat = coordinator(seven())
    chat.text("close 7")

    step = chat.knowing(**facts).text("4")

    assert isinstance(only(step), means)
    assert isinstance(only(chat.text("close 7 4")), Close)


def test_anything_else_in_between_ends_the_question() -> None:
    chat = coordinator(seven())
    chat.text("close 7")
    chat.text("list")

    assert not chat.text("3").commands


@pytest.mark.parametrize("text", ["see 9", "close 9 1", "more 9", "assign 9 ana"])
def test_a_number_that_is_not_open_is_said(text: str) -> None:
    step = coordinator(seven()).text(text)

    assert kinds(step) == [K.C_NO_SUCH_INCIDENT]
    assert step.says[0].params == {"number": "9"}
    assert not step.commands


@pytest.mark.parametrize("text", ["see", "close", "more"])
def test_without_a_number_and_with_several_open_the_list_is_shown(text: str) -> None:
    step = coordinator(seven(), eight()).text(text)

    assert kinds(step) == [K.C_LIST]
    assert not step.commands


def test_buttons_do_the_same() -> None:
    chat = coordinator(seven(), eight(), channel=Channel.SIM_TELEGRAM)

    assert kinds(chat.tap(Action.SEE, INC)) == [K.C_SEE]
    assert only(chat.tap(Action.MORE, INC, "1")) == PageMore(incident=INC, by=CORA, more=1)
    assert kinds(chat.tap(Action.CLOSE, INC)) == [K.C_ASK_DISPOSITION]
    closed = only(chat.tap(Action.DISPOSE, INC, "2"))
    assert closed == Close(incident=INC, by=CORA, disposition=Disposition.RESOLVED_BY_MESSAGE)


def test_a_button_of_an_incident_that_is_over_does_nothing() -> None:
    step = coordinator(seven()).tap(Action.DISPOSE, "inc_9", "2")

    assert kinds(step) == [K.M_STALE_BUTTON]
    assert not step.commands


@pytest.mark.parametrize(
    "text", ["see you there soon", "more than ten minutes", "close to the river", "list of things"]
)
def test_a_text_that_only_begins_like_a_command_is_none(text: str) -> None:
    step = coordinator(seven()).text(text)

    assert not step.commands
    assert kinds(step) == [K.M_NOT_UNDERSTOOD]
    assert [line.kind for line in step.says[0].lines] == [K.C_HELP]


@pytest.mark.parametrize("language", ["en", "es", "fr", "ht"])
def test_the_help_about_calls_names_what_is_understood(language: str) -> None:
    said = load_catalogues().sentence(language, "c_help_calls")
    plain, reason = said.rstrip(".").rsplit(". ", 1)[0], said.rstrip(".").rsplit(": ", 1)[1]
    examples = [each.partition(" = ")[0] for each in re.split(r"[.,] ", plain)]
    chat = coordinator(seven(assignments=(replace(a_goer(), code="Hazel"),)), eight())
    skills = {SkillId(each): Skill(id=SkillId(each), names={}) for each in ("medic",)}
    ben = Mate(person=BEN, name="Ben Carter", coordinates=frozenset({seven().team}))
    chat.knowing(community=replace(chat.facts.community, skills=skills), mates=(ben,))

    assert len(examples) == 19
    for example in (*examples, reason):
        step = chat.text(example)
        assert step.commands or set(kinds(step)) <= ASKED_FIRST, (example, kinds(step))
    assert only(chat.text(reason)).reason  # type: ignore[union-attr]
    assert kinds(chat.text("help calls")) == [K.C_HELP_CALLS]


ASKED_FIRST = {K.C_HANDS_SURE_ALL, K.C_HANDS_SURE_MERGE, K.C_HANDS_NATURES}


def test_a_coordinator_is_a_protector_too() -> None:
    chat = coordinator(seven(), pages=(a_page("B", incident="inc_3"),))
    assert isinstance(only(chat.text("B 12")), Accept)

    chat = coordinator(seven(), going=(going_to("inc_3"),))
    assert isinstance(only(chat.text("1")), SetOff)


@pytest.mark.parametrize("text", ["list", "see 7", "close 7 1", "assign 7 ana", "more 7"])
def test_a_protector_who_coordinates_nothing_commands_nothing(text: str) -> None:
    step = member(watched=(seven(),), roster=(Called(person=ANA, name="Ana"),)).text(text)

    assert not step.commands
    assert kinds(step) == [K.M_NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    "text", ["free 7 heron", "off 7 Heron", "stand down 7 Ben Carter", "libera 7 heron", "lage 7 heron"]
)
def test_one_who_goes_is_stood_down_by_code_name_or_roster_name(text: str) -> None:
    chat = coordinator(seven(assignments=(a_goer(),)))

    assert only(chat.text(text)) == TakeOff(incident=INC, by=CORA, person=BEN, all_the_way=True)
    for unknown in ("free 7 ana", "free 7"):
        step = chat.text(unknown)
        assert [(say.kind, say.params["codes"]) for say in step.says] == [(K.C_HANDS_FREED_WHO, "Heron")]


@pytest.mark.parametrize("text", ["free 7 heron", "free 7 ben", "off 7 heron"])
def test_free_stands_down_who_only_texts_from_afar_too(text: str) -> None:
    texts = replace(a_goer(), by_text=True, remote=True)

    step = coordinator(seven(assignments=(texts,))).text(text)

    assert only(step) == TakeOff(incident=INC, by=CORA, person=BEN, all_the_way=True)


@pytest.mark.parametrize(
    ("text", "hours", "reason"),
    [
        ("window 7 tomorrow 9:00-11:00 - her hearing was moved", 2, "her hearing was moved"),
        ("window 7 tomorrow 9:00-11:00 \N{EM DASH} moved - twice", 2, "moved - twice"),
        ("window 7 tomorrow 9:00 - 11:00", 2, ""),
        ("window 7 tomorrow 9:00 - 11:00 - her sister asks", 2, "her sister asks"),
        ("window 7 now - they wait", None, "they wait"),
    ],
)
def test_why_a_call_is_for_another_time_stands_behind_a_dash(text: str, hours: int | None, reason: str) -> None:
    said = only(coordinator(seven()).text(text))

    assert isinstance(said, SetWindow)
    assert said.reason == reason
    assert hours == (None if said.window is None else (said.window.end - said.window.start) / timedelta(hours=1))


def test_a_time_that_cannot_be_read_is_not_taken_for_a_reason() -> None:
    assert kinds(coordinator(seven()).text("window 7 soonish - she asks")) == [K.C_LATER_HOW]


def test_off_with_a_time_is_never_about_a_call() -> None:
    assert not any(isinstance(each, TakeOff) for each in coordinator(seven()).text("off 7 hours").commands)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("need 7 2 speaks es", {"responders": 2, "languages": ("es",)}),
        ("need 7 speaks Spanish ht", {"languages": ("es", "ht")}),
        ("necesidad 7 habla ingles", {"languages": ("en",)}),
        ("need 7 speaks any", {"languages": ()}),
        (
            "need 7 3 medic 1 remote listener 1",
            {"responders": 3, "roles": (("medic", 1), ("listener", 1)), "afar": (("listener", True),)},
        ),
        ("need 7 onsite listener 1", {"roles": (("listener", 1),), "afar": (("listener", False),)}),
        ("need 7 speaks es each medic 1", {"languages": ("es",), "each": (("medic", True),)}),
        ("need 7 each medic 0", {"each": (("medic", False),)}),
    ],
)
def test_a_need_changes_its_languages_skills_and_what_helps_from_afar(text: str, said: dict[str, Any]) -> None:
    chat = coordinator(seven())
    skills = {SkillId(each): Skill(id=SkillId(each), names={}) for each in ("medic", "listener")}
    chat.knowing(community=replace(chat.facts.community, skills=skills))

    assert only(chat.text(text)) == ChangeNeed(incident=INC, by=CORA, **said)


@pytest.mark.parametrize(
    "text", ["need 7 speaks", "need 7 speaks klingon", "need 7 2 speaks klingon", "need 7 speaks es klingon"]
)
def test_a_language_nobody_knows_changes_nothing_and_those_that_are_known_are_said(text: str) -> None:
    chat = coordinator(seven())
    chat.knowing(community=replace(chat.facts.community, languages=("en", "vi")))

    step = chat.text(text)

    assert not step.commands
    assert kinds(step) == [K.C_HANDS_NO_LANGUAGE]
    assert set(str(step.says[0].params["languages"]).split(",")) == {"en", "es", "fr", "ht", "vi"}
    assert only(chat.text("need 7 speaks vi")) == ChangeNeed(incident=INC, by=CORA, languages=("vi",))


def test_the_console_offers_to_mark_every_role_but_the_lead_as_helping_from_afar() -> None:
    call = incident(need=Need(responders=2, cap=2, roles={LEAD: 1, SkillId("listening"): 1}))

    offered = choices(call, CORA, members=(), community=COMMUNITY, others=())

    assert offered[What.AFAR] == ("1listening",)


@pytest.mark.parametrize("text", ["assign 7 ana", "hold 7", "take 7", "see 7", "page 7 all", "need 7 3", "close 7 1"])
def test_of_a_call_that_closed_lately_a_coordinator_hears_how_it_is_opened_again(text: str) -> None:
    chat = coordinator(eight(), incident(id=IncidentId("inc_3"), number=9))
    chat.knowing(closed=(seven(),))

    step = chat.text(text)

    assert [(say.kind, say.params["number"], say.subject) for say in step.says] == [(K.C_CLOSED_LATELY, "7", INC)]
    assert not step.commands
    assert kinds(chat.text(text.replace("7", "12"))) == [K.C_NO_SUCH_INCIDENT]


@pytest.mark.parametrize(
    ("text", "kind"), [("page 7", K.C_NO_SUCH_PERSON), ("hand 7", K.C_HANDS_NO_TEAM), ("assign 7", K.C_NO_SUCH_PERSON)]
)
def test_a_command_without_the_name_it_needs_is_answered_with_what_is_missing(text: str, kind: MessageKind) -> None:
    for chat in (coordinator(seven()), coordinator(seven(), going=(going_to("inc_2"),))):
        step = chat.text(text)

        assert (kinds(step), step.commands) == ([kind], ())


def test_lead_without_a_name_lists_who_goes() -> None:
    assert only(coordinator(seven()).text("lead 7")) == HandLead(incident=INC, by=CORA, code="", coordinates=True)
