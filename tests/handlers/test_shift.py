"""`here` is about a shift while it can be about nothing else; `proof` is for coordinators."""

import pytest

from domain.commands import Arrive
from domain.messages import Action
from domain.rota_commands import SayHere, ShowProof
from tests.handlers.talks import coordinator, going_to, member, only
from tests.support.builders import incident


@pytest.mark.parametrize("text", ["here", "I'm here!", "on shift", "Aquí", "presente"])
def test_whoever_goes_to_no_call_says_that_they_are_here_for_their_shift(text: str) -> None:
    chat = member()

    assert only(chat.text(text)) == SayHere(by=chat.who.id)  # type: ignore[union-attr]


def test_the_button_says_it_too() -> None:
    assert isinstance(only(member().tap(Action.HERE, "4fd1")), SayHere)


def test_whoever_goes_to_a_call_has_arrived_there() -> None:
    assert isinstance(only(member(going=(going_to(),)).text("here")), Arrive)


def test_whoever_called_for_help_themselves_says_where_they_are() -> None:
    step = member().during(incident()).text("here")

    assert not any(isinstance(each, SayHere) for each in step.commands)


@pytest.mark.parametrize("text", ["proof", "next two weeks", "cobertura"])
def test_a_coordinator_may_see_how_the_days_ahead_are_covered(text: str) -> None:
    assert isinstance(only(coordinator().text(text)), ShowProof)


def test_nobody_else_is_shown_it() -> None:
    assert not any(isinstance(each, ShowProof) for each in member().text("proof").commands)
