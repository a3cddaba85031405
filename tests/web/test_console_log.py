"""The log on the page of a call: every kind of event is told, or left out on purpose, in every language."""

import re

import pytest

from bot.web.log import ASSIGNMENTS, LEFT_OUT, MOST, PAGES, SENTENCES, entries
from config.catalogues import load_catalogues
from domain import events as e
from domain.ids import NatureId, PageId, PersonId, TeamId
from models.incidents import Logged
from tests.support.builders import NOON, incident
from tests.web.test_timeline import GROUPS, KINDS

ANA, CORA = PersonId("ana"), PersonId("cora")
NAMES = {ANA: "Ana", CORA: "Cora"}


class Said:
    """A reader of English."""

    def __call__(self, key: str, **params: str | int) -> str:
        return re.sub(r"\{(\w+)\}", lambda blank: str(params[blank[1]]), load_catalogues().sentence("en", key))

    def nature(self, nature: NatureId) -> str:
        return nature

    def team(self, team: TeamId) -> str:
        return team


def test_every_kind_of_event_is_told_once_or_left_out() -> None:
    told = [*SENTENCES, *PAGES, *ASSIGNMENTS, *LEFT_OUT]

    assert len(told) == len(set(told))
    assert set(told) == KINDS - GROUPS


@pytest.mark.parametrize("language", ["en", "es", "fr", "ht"])
def test_every_sentence_of_the_log_is_there_and_none_is_left_over(language: str) -> None:
    written = {key for key in load_catalogues().keys(language) if key.startswith("log.")}

    assert written == {each for each in SENTENCES.values() if each.startswith("log.")} | {"log.neighbor"}
    assert all(load_catalogues().find(language, each) for each in SENTENCES.values())


def test_reasons_are_kept_from_whom_the_call_is_kept_from() -> None:
    log = (Logged(at=NOON, kind="put_on_hold", event=e.PutOnHold(why="", by=CORA, reason="her sister comes")),)

    (open_,) = entries(incident(), log, NAMES, Said(), reasons=True)
    (kept,) = entries(incident(), log, NAMES, Said(), reasons=False)

    assert (open_.by, open_.reason) == ("Cora", "her sister comes")
    assert (kept.by, kept.reason) == ("Cora", "")


def test_whoever_the_reader_does_not_know_by_name_has_none_here() -> None:
    log = (
        Logged(at=NOON, kind="offered", event=e.Offered(why="", by=CORA, to=PersonId("gus"))),
        Logged(at=NOON, kind="taken", event=e.Taken(why="", by=PersonId("gus"))),
        Logged(at=NOON, kind="paged", event=e.Paged(why="", page=PageId("pag_1"), person=PersonId("hal"))),
    )

    shown = entries(incident(), log, NAMES, Said(), reasons=True)

    assert [each.text for each in shown] == [
        "(of a neighbor team): asked",
        "Has it now",
        "(of a neighbor team) is asked to take it",
    ]
    assert not [each for each in shown if "gus" in each.by or "hal" in each.text]


def test_a_long_log_shows_the_newest_first_and_no_more_than_can_be_read() -> None:
    log = [Logged(at=NOON, kind="went_on", event=e.WentOn(why="", by=CORA)) for _ in range(MOST)]
    log.append(Logged(at=NOON, kind="put_on_hold", event=e.PutOnHold(why="", by=CORA)))

    shown = entries(incident(), log, NAMES, Said(), reasons=True)

    assert len(shown) == MOST
    assert shown[0].text == "A call is on hold"
