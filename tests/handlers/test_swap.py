"""What members and coordinators say about swaps and calls for cover, and what they may not be taken to mean."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.commands import Accept, Decline
from domain.ids import PersonId, SwapId
from domain.messages import Action
from domain.people import Role
from domain.rota_commands import (
    AskSwap,
    CallForCover,
    ConfirmSwap,
    EndSwap,
    InsistOnSwap,
    PassShift,
    RefuseSwap,
    TakeShift,
)
from domain.standing import short
from handlers.step import Mate
from tests.handlers.talks import COMMUNITY, Chat, a_page, member
from tests.support.builders import NOON, RIVER
from tests.support.swaps import ANA, BEN, CAL, LINE, NIGHTS, Desk

TEAM = Desk().team


def mate(name: str, *, called: str | None = None) -> Mate:
    return Mate(person=PersonId(name), name=called or name.title(), teams=(RIVER,))


MATES = (mate("ana"), mate("ben"), mate("cal"), mate("dee", called="Ben Carter"))


def chat(name: str = "ben", *, coordinator: bool = False, mates: tuple[Mate, ...] = MATES) -> Chat:
    """Somebody of the river team on a Friday at noon; Ben has the night that comes."""
    roles = (Role.PROTECTOR, Role.COORDINATOR) if coordinator else (Role.PROTECTOR,)
    talk = member(name, roles=roles)
    return talk.knowing(community=replace(COMMUNITY, teams={RIVER: TEAM}), mates=mates)


def at(day: int, hour: int) -> datetime:
    """On the wall of Chicago, before the clocks are turned on the 8th."""
    return datetime(2026, 3, day, 6, tzinfo=UTC) + timedelta(hours=hour)


HOUR = timedelta(hours=1)
SUNDAY = datetime(2026, 3, 9, 3, tzinfo=UTC)  # ten in the evening, in summer time
TONIGHT = AskSwap(by=BEN, rota=LINE, start=at(6, 20), end=at(6, 32))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("swap fri", TONIGHT),
        ("Swap tonight", TONIGHT),
        ("swap today", TONIGHT),
        ("swap fri night", TONIGHT),
        ("swap fri with ana", replace(TONIGHT, people=(ANA,))),
        ("swap fri ana or cal", replace(TONIGHT, people=(ANA, CAL))),
        ("swap fri Ana, Ben Carter and Cal", replace(TONIGHT, people=(ANA, PersonId("dee"), CAL))),
        ("swap ana fri", replace(TONIGHT, people=(ANA,))),
        ("swap fri 22-02", AskSwap(by=BEN, rota=LINE, start=at(6, 22), end=at(6, 26))),
        ("swap tonight at 8pm", TONIGHT),
        ("swap today at 20:00", TONIGHT),
        ("swap fri at 20:00 with ana", replace(TONIGHT, people=(ANA,))),
        ("swap ana fri at 20:00", replace(TONIGHT, people=(ANA,))),
        ("swap fri at 22:00", TONIGHT),
        ("swap 20:00", TONIGHT),
        ("swap my friday shift with ana", replace(TONIGHT, people=(ANA,))),
        ("swap my friday shift with ana or cal", replace(TONIGHT, people=(ANA, CAL))),
        ("swap my shift fri", TONIGHT),
        ("cambio viernes a las 20 con Ana", replace(TONIGHT, people=(ANA,))),
        ("cambio mi turno viernes con Ana", replace(TONIGHT, people=(ANA,))),
        ("cambio viernes con Ana o Cal", replace(TONIGHT, people=(ANA, CAL))),
        ("mine 3", TakeShift(by=BEN, number=3)),
        ("Mine.", TakeShift(by=BEN)),
        ("i'll take it 3", TakeShift(by=BEN, number=3)),
        ("cubro 3", TakeShift(by=BEN, number=3)),
        ("pass 3", PassShift(by=BEN, number=3)),
        ("pass, at work", PassShift(by=BEN)),
        ("pass - at work", PassShift(by=BEN)),
        ("pass im at work", PassShift(by=BEN)),
        ("not me, at work", PassShift(by=BEN)),
        ("pass 3, at work", PassShift(by=BEN, number=3)),
        ("pass 3 sorry at work", PassShift(by=BEN, number=3)),
        ("paso, estoy trabajando", PassShift(by=BEN)),
        ("paso 3 - estoy trabajando", PassShift(by=BEN, number=3)),
        ("paso", PassShift(by=BEN)),
        ("swap back 3", EndSwap(by=BEN, number=3)),
        ("dejar cambio", EndSwap(by=BEN)),
    ],
)
def test_a_member_says_it_as_people_do(text: str, wanted: object) -> None:
    assert chat().text(text).commands == (wanted,)


@pytest.mark.parametrize(
    "text",
    [
        "mine is the blue car",
        "pass the salt",
        "pass it on, please",
        "paso, en 10",
        "mine 1234567",
        "confirm swap 3",
        "insist 3",
    ],
)
def test_what_merely_begins_so_is_taken_for_nothing_of_it(text: str) -> None:
    step = chat().text(text)

    assert step.commands == ()
    assert not any("swap" in each.kind for each in step.says)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("swap whenever", "m_swap_how"),
        ("swap fri with zed", "m_swap_who"),
        ("swap sun", "m_swap_not_yours"),
        ("swap sun at 15:00", "m_swap_not_yours"),
        ("cambio hoy a las 8", "m_swap_how"),
        ("swap", "m_swap_shifts"),
        ("swap with ana", "m_swap_shifts"),
    ],
)
def test_what_is_not_clear_is_asked(text: str, kind: str) -> None:
    step = chat().text(text)

    assert step.commands == ()
    assert {each.kind.value for each in step.says} == {kind}


def test_an_hour_that_may_be_of_the_evening_is_asked_back_with_the_shift_that_begins_then() -> None:
    talk = chat("cal")

    (listed,) = talk.text("cambio mañana a las 8").says

    assert [line.params["when"] for line in listed.lines] == ["2026-03-07T20:00"]
    (command,) = talk.text("1").commands
    assert isinstance(command, AskSwap)
    assert command.start == at(7, 20)


def test_on_a_friday_a_friday_may_be_this_one_or_the_next() -> None:
    every_night = replace(NIGHTS, layers=(replace(NIGHTS.layers[0], people=(frozenset({BEN}),)),))
    talk = chat().knowing(community=replace(COMMUNITY, teams={RIVER: replace(TEAM, rotas=(every_night,))}))

    (listed,) = talk.text("swap fri with ana").says

    assert [line.params["when"] for line in listed.lines] == ["2026-03-06T20:00", "2026-03-13T20:00"]
    assert talk.text("1").commands == (replace(TONIGHT, people=(ANA,)),)


def test_a_digit_after_the_list_chooses_and_keeps_the_names() -> None:
    talk = chat()
    talk.text("swap with ana or cal")

    assert talk.text("1").commands == (replace(TONIGHT, people=(ANA, CAL)),)


def test_a_digit_chooses_nothing_while_a_page_waits_for_one_and_none_is_offered() -> None:
    talk = chat().knowing(pages=(a_page(),))
    listed = talk.text("swap")

    assert {line.params["n"] for say in listed.says for line in say.lines} == {""}
    assert not any(isinstance(each, AskSwap) for each in talk.text("1").commands)


def test_a_number_answers_a_page_that_came_after_the_list() -> None:
    talk = chat()
    talk.text("swap")

    (accepted,) = talk.knowing(pages=(a_page(),)).text("12").commands

    assert isinstance(accepted, Accept)
    assert accepted.minutes == 12


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mine 3", TakeShift(by=BEN, number=3)),
        ("pass 3", PassShift(by=BEN, number=3)),
        ("swap back", EndSwap(by=BEN)),
    ],
)
def test_with_its_number_a_shift_is_answered_while_a_page_is_live(text: str, wanted: object) -> None:
    assert chat().knowing(pages=(a_page(),)).text(text).commands == (wanted,)


@pytest.mark.parametrize(("text", "means"), [("I'll take it", Accept), ("mine", Accept), ("not me", Decline)])
def test_without_it_a_page_is_answered(text: str, means: type) -> None:
    (command,) = chat().knowing(pages=(a_page(),)).text(text).commands

    assert isinstance(command, means)


def test_a_digit_long_after_the_list_chooses_nothing() -> None:
    talk = chat()
    talk.text("swap")

    assert talk.later(timedelta(minutes=16)).text("1").commands == ()


def test_two_of_one_name_are_told_apart_and_the_others_are_kept() -> None:
    talk = chat(mates=(mate("ana"), mate("cal", called="Alex"), mate("dee", called="Alex"), mate("eve")))

    asked = talk.text("swap fri with ana, alex or eve")
    assert asked.commands == ()
    assert [line.params["member"] for line in asked.says[0].lines] == ["cal", "dee"]
    people = (ANA, PersonId("dee"), PersonId("eve"))

    assert talk.text("2").commands == (replace(TONIGHT, people=people),)


@pytest.mark.parametrize(
    ("action", "wanted"),
    [(Action.TAKE_SHIFT, TakeShift), (Action.NOT_ME, PassShift)],
)
def test_buttons_say_the_same(action: Action, wanted: type) -> None:
    assert chat().tap(action, "swp_1").commands == (wanted(by=BEN, swap=SwapId("swp_1")),)


@pytest.mark.parametrize("action", [Action.CONFIRM_SWAP, Action.REFUSE_SWAP, Action.INSIST, Action.COVER])
def test_a_coordinators_buttons_do_nothing_for_anybody_else(action: Action) -> None:
    step = chat().tap(action, "swp_1")

    assert step.commands == ()
    assert [each.kind.value for each in step.says] == ["m_stale_button"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cover", CallForCover(by=BEN)),
        ("cover river", CallForCover(by=BEN, team=RIVER)),
        (
            "cover sat 22-06",
            CallForCover(by=BEN, start=at(7, 22), end=at(7, 29)),
        ),  # an hour less: the clocks are turned
        ("cover river fri 22-06", CallForCover(by=BEN, team=RIVER, start=at(6, 22), end=at(6, 30))),
        ("cover ana sun 22-06", CallForCover(by=BEN, rota=LINE, start=SUNDAY, end=SUNDAY + 8 * HOUR, person=ANA)),
        ("cover ana sun", CallForCover(by=BEN, rota=LINE, start=SUNDAY - 2 * HOUR, end=SUNDAY + 10 * HOUR, person=ANA)),
        ("cover sat at 22:00", CallForCover(by=BEN, start=at(7, 22))),
        ("cover river 7 Mar 22:00", CallForCover(by=BEN, team=RIVER, start=at(7, 22))),
        ("cover river 6 Mar 10:00", CallForCover(by=BEN, team=RIVER, start=at(6, 10))),
        (
            "cover ana sun at 20:00",
            CallForCover(by=BEN, rota=LINE, start=SUNDAY - 2 * HOUR, end=SUNDAY + 10 * HOUR, person=ANA),
        ),
        ("cubrir vie 22-06", CallForCover(by=BEN, start=at(6, 22), end=at(6, 30))),
        ("cover back 4", EndSwap(by=BEN, number=4, cover=True)),
        ("confirm swap 3", ConfirmSwap(by=BEN, number=3)),
        ("confirm swap", ConfirmSwap(by=BEN)),
        ("refuse swap 3", RefuseSwap(by=BEN, number=3)),
        ("rechazar cambio 3", RefuseSwap(by=BEN, number=3)),
        ("insist 3", InsistOnSwap(by=BEN, number=3)),
        ("insist 3 Ben Carter", InsistOnSwap(by=BEN, number=3, person=PersonId("dee"))),
        ("insist ana", InsistOnSwap(by=BEN, person=ANA)),
        ("insistir 3 ana", InsistOnSwap(by=BEN, number=3, person=ANA)),
    ],
)
def test_a_coordinator_says_it_as_people_do(text: str, wanted: object) -> None:
    assert chat(coordinator=True).text(text).commands == (wanted,)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cover whenever", "c_cover_how"),
        ("cover zed fri 22-06", "c_no_such_person"),
        ("cover ana sat 22-06", "c_not_on"),
        ("cover ana sat at 22:00", "c_not_on"),
        ("insist 3 zed", "c_no_such_person"),
    ],
)
def test_a_coordinator_hears_what_was_not_understood(text: str, kind: str) -> None:
    step = chat(coordinator=True).text(text)

    assert step.commands == ()
    assert [each.kind.value for each in step.says] == [kind]


def test_the_button_under_a_gap_names_its_team_and_its_beginning() -> None:
    step = chat(coordinator=True).tap(Action.COVER, f"{short(RIVER)}202603070400")

    assert step.commands == (CallForCover(by=BEN, team=RIVER, start=at(6, 22)),)


def test_two_of_one_name_are_told_apart_for_a_coordinator_too() -> None:
    talk = chat(coordinator=True, mates=(mate("cal", called="Alex"), mate("dee", called="Alex")))

    assert talk.text("cover alex sat").commands == ()
    wanted = CallForCover(by=BEN, rota=LINE, start=at(7, 20), end=at(7, 31), person=CAL)  # the clocks are turned
    assert talk.text("cal").commands == (wanted,)
    assert talk.text("cover alex sat at 20:00").commands == ()
    assert talk.text("cal").commands == (wanted,)
    assert talk.text("insist 3 alex").commands == ()
    assert talk.text("1").commands == (InsistOnSwap(by=BEN, number=3, person=CAL),)


def test_the_day_is_that_of_these_tests() -> None:
    assert at(6, 12) == NOON
