"""Whom a command names: one, none, or several, who are told apart by a digit or an id."""

from datetime import timedelta

import pytest

from domain.commands import Assign, Suspend
from domain.ids import IncidentId, PersonId, TeamId
from domain.messages import MessageKind
from domain.people import Channel, Role, Standing
from handlers.naming import PENDING_HOLDS, person_named
from handlers.step import Called, Roll
from tests.handlers.talks import Chat, a_page, coordinator, kinds, member, only
from tests.support.builders import incident

K = MessageKind
CORA = PersonId("cora")
RIVER, HILL = TeamId("river"), TeamId("hill")
ANA = Called(person=PersonId("ana"), name="Ana", teams=(RIVER,))
BEN = Called(person=PersonId("ben"), name="Ben", teams=(RIVER,))
OTHER_BEN = Called(person=PersonId("ben-2"), name="Ben", teams=(HILL, RIVER))
ANOTHER_BEN = Called(person=PersonId("xan"), name="Bén", teams=(HILL,))
ROSTER = (ANA, BEN, OTHER_BEN)


def assigning(**facts: object) -> Chat:
    return coordinator(incident(number=7), incident(id=IncidentId("inc_2"), number=8)).knowing(roster=ROSTER, **facts)


def vetting() -> Chat:
    rolls = tuple(
        Roll(person=each.person, team=team, name=each.name, standing=Standing.VETTED)
        for each in ROSTER
        for team in each.teams
    )
    return member("cora", channel=Channel.SIM_TELEGRAM, roles=(Role.COORDINATOR,), rolls=rolls)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("ana", ANA),
        ("  ANA ", ANA),
        ("ben-2", OTHER_BEN),
        ("Ben", (BEN, OTHER_BEN, ANOTHER_BEN)),
        ("ben", (BEN, OTHER_BEN, ANOTHER_BEN)),
        ("zoe", None),
        ("", None),
    ],
)
def test_a_name_is_one_persons_several_peoples_or_nobodys(said: str, found: object) -> None:
    assert person_named(said, (*ROSTER, ANOTHER_BEN)) == found


def test_an_id_that_is_anothers_name_too_decides_once_they_were_asked() -> None:
    assert person_named("ben", ROSTER, asked=True) == BEN
    assert person_named("bén", (OTHER_BEN, ANOTHER_BEN), asked=True) == (OTHER_BEN, ANOTHER_BEN)


def test_a_name_two_go_by_assigns_nobody_and_lists_both() -> None:
    step = assigning().text("assign 7 Ben")

    assert not step.commands
    (say,) = step.says
    assert say.kind is K.C_WHICH_PERSON
    assert [dict(line.params) for line in say.lines] == [
        {"n": 1, "member": "ben", "person": "Ben", "teams": "river"},
        {"n": 2, "member": "ben-2", "person": "Ben", "teams": "hill, river"},
    ]


@pytest.mark.parametrize("answer", ["2", "ben-2", "BEN-2", "assign 8 ben-2"])
def test_a_digit_or_an_id_chooses_whom_to_assign_and_to_what(answer: str) -> None:
    chat = assigning()
    chat.text("assign 8 Ben")

    assert only(chat.text(answer)) == Assign(incident=IncidentId("inc_2"), by=CORA, person=OTHER_BEN.person)
    assert chat.talk.pending is None


def test_with_one_call_open_its_number_is_left_out_here_too() -> None:
    chat = coordinator(incident(number=7)).knowing(roster=ROSTER)
    chat.text("assign ben")

    assert only(chat.text("1")) == Assign(incident=IncidentId("inc_1"), by=CORA, person=BEN.person)


def test_a_digit_that_stands_for_none_of_them_assigns_nobody() -> None:
    chat = assigning()
    chat.text("assign 7 Ben")

    assert not chat.text("3").commands


def test_a_digit_long_after_the_question_assigns_nobody() -> None:
    chat = assigning()
    chat.text("assign 7 Ben")

    assert not chat.later(PENDING_HOLDS + timedelta(minutes=1)).text("1").commands


def test_while_a_page_waits_for_a_digit_too_they_are_told_apart_by_id_alone() -> None:
    chat = assigning(pages=(a_page("B", incident="inc_3"),))

    step = chat.text("assign 7 Ben")
    assert [line.params["n"] for line in step.says[0].lines] == ["", ""]

    assert only(chat.text("ben")) == Assign(incident=IncidentId("inc_1"), by=CORA, person=BEN.person)


def test_a_call_that_closed_meanwhile_is_said() -> None:
    chat = assigning()
    chat.text("assign 7 Ben")
    chat.knowing(watched=(incident(id=IncidentId("inc_2"), number=8),))

    step = chat.text("1")

    assert kinds(step) == [K.C_NO_SUCH_INCIDENT]
    assert not step.commands


@pytest.mark.parametrize("answer", ["2", "ben-2", "suspend ben-2"])
def test_accounts_are_told_apart_in_the_same_way_in_each_of_their_teams(answer: str) -> None:
    chat = vetting()
    asked = chat.text("suspend Ben")
    assert kinds(asked) == [K.C_WHICH_PERSON]
    assert [line.params["member"] for line in asked.says[0].lines] == ["ben", "ben-2"]

    step = chat.text(answer)

    assert set(step.commands) == {Suspend(person=OTHER_BEN.person, team=team, by=CORA) for team in (HILL, RIVER)}
