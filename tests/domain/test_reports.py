"""Whether a text about enforcement opens a call is one rule, for the talk and for whoever only wants to know."""

import pytest

from config.sightings import load_sighting_words
from config.triage import load_lexicon
from config.words import load_words
from domain.atlas import Atlas
from domain.commands import OpenIncident, OptOut, ReportSighting
from domain.places import Found, Place, PlaceKind
from domain.sighting_words import heads, mentions, read_sighting
from domain.triage import Reading, language_in, read
from domain.understanding import Outcome, as_report, understand
from domain.vocabulary import Keyword
from tests.handlers.talks import requester

WORDS = load_sighting_words()


def reading(text: str) -> Reading:
    return read(text, load_lexicon())


def language(text: str) -> str | None:
    return language_in(text, load_lexicon())


@pytest.mark.parametrize(
    ("text", "danger", "outcome"),
    [
        ("3 ICE agents in masks with rifles, 5th & Main", False, Outcome.ASK),
        ("ice vans on 5th and maple, 3 white ones", False, Outcome.ASK),
        ("heads up border patrol at the bus station checking ids", False, Outcome.ASK),
        ("ICE 5th & Main", False, Outcome.ASK),
        ("ICE just showed up at 5th & Main", False, Outcome.ASK),
        ("I see agents at 5th and main", False, Outcome.ASK),
        ("feds on main st, two cars", False, Outcome.ASK),
        ("hay agentes en la 5 y main", False, Outcome.ASK),
        ("agents at my door", True, Outcome.OPEN),
        ("ICE is in my building", True, Outcome.OPEN),
        ("ICE at the door", True, Outcome.OPEN),
        ("ICE is taking my neighbor, 5th & Main", True, Outcome.OPEN),
        ("ICE agents are here and he is not breathing", True, Outcome.OPEN),
        ("cops have us surrounded, raid at 5th & Main", True, Outcome.OPEN),
        ("we need water, 5th & Main", False, Outcome.OPEN),
        ("checkpoint at 6th & main", False, Outcome.ASK),
        ("hay reten en la main y 6", False, Outcome.ASK),
        ("mga ahente ng ICE sa 5th & Main", False, Outcome.ASK),
        ("移民局的车在 5th & Main", False, Outcome.ASK),
        ("cảnh sát di trú ở 5th & Main", False, Outcome.ASK),
        ("agentes da ICE na esquina", False, Outcome.ASK),
        ("миграционная полиция на углу 5th & Main", False, Outcome.ASK),
        ("شرطة الهجرة في الشارع الخامس", False, Outcome.ASK),
        ("policja imigracyjna na rogu 5th & Main", False, Outcome.ASK),
        ("이민국 차가 5th & Main 에 있어요", False, Outcome.ASK),
        ("policja imigracyjna zabrała mojego ojca", True, Outcome.OPEN),
        ("миграционная полиция забрала моего мужа", True, Outcome.OPEN),
        ("移民局 抓走了我爸爸", True, Outcome.OPEN),
        ("شرطة الهجرة اخذوا بابا", True, Outcome.OPEN),
    ],
)
def test_what_understand_says_of_enforcement_is_what_the_talk_does(text: str, danger: bool, outcome: Outcome) -> None:
    plain = understand(text, read=reading, seek=Atlas(areas=()).seek, words=load_words(), language=language)
    found = as_report(plain, text, read=reading, sightings=WORDS)

    said = requester().knowing(sightings=WORDS).text(text).commands
    assert (found.reading.danger, found.outcome) == (danger, outcome)
    assert any(isinstance(each, OpenIncident) for each in said) is danger or outcome is Outcome.OPEN
    assert found.sighting is any(isinstance(each, ReportSighting) for each in said)
    assert (outcome is Outcome.ASK) is (len(said) == 1 and isinstance(said[0], ReportSighting))
    assert found == plain or mentions(text, heads(WORDS))


@pytest.mark.parametrize(
    "text",
    [
        "ICE left 5th and main",
        "agents are gone, 5th and main",
        "all clear 5th and main",
        "todo despejado, 5th and main",
    ],
)
def test_whoever_never_told_of_it_may_say_that_it_is_over(text: str) -> None:
    (told,) = requester().knowing(sightings=WORDS).text(text).commands

    assert isinstance(told, ReportSighting)
    assert told.gone
    assert told.place is not None
    alone = requester().knowing(sightings=WORDS).text("all clear")
    assert not [each for each in alone.commands if isinstance(each, ReportSighting)]


def test_agents_of_other_trades_are_no_sighting() -> None:
    for text in ("real estate agents at the open house", "travel agents at the mall"):
        assert not read_sighting(text, WORDS).is_sighting, text


def test_that_it_is_over_is_heard_in_every_language_and_what_stays_or_comes_back_is_not_over() -> None:
    over = ("they left", "ICE is gone from Main", "ya se fueron", "la migra se fue", "ils sont partis", "yo ale")
    goes_on = (
        "they are not gone",
        "they left a van and are still there",
        "no se fueron, siguen ahi",
        "ils sont partis puis ils sont revenus",
        "ICE at 5th & Main",
        "turn left on Main",
    )

    assert [text for text in over if not read_sighting(text, WORDS).gone] == []
    assert [text for text in goes_on if read_sighting(text, WORDS).gone] == []


@pytest.mark.parametrize("text", ["5th, 7th et main", "48\u00b051'24\"N 2\u00b021'08\"E"])
def test_nobody_is_in_danger_by_the_small_signs_in_the_name_of_a_place(text: str) -> None:
    place = Place(kind=PlaceKind.COORDINATES, label=text, lat=48.8, lon=2.3)

    def faint(words: str) -> Reading:
        return Reading(danger="main" in words or "24" in words, faint=True)

    alone = understand(text, read=faint, seek=lambda _: Found(place=place), words=load_words(), language=language)
    told = understand(
        f"{text} he says main to us all",
        read=faint,
        seek=lambda _: Found(place=place),
        words=load_words(),
        language=language,
    )
    assert not alone.reading.danger
    assert told.reading.danger


def test_who_stops_our_texts_needs_nobody_whatever_else_the_word_means() -> None:
    for text in ("cancelar", "annuler", "anile", "basta"):
        found = understand(text, read=reading, seek=Atlas(areas=()).seek, words=load_words(), language=language)
        assert (found.keyword, found.outcome) == (Keyword.OPT_OUT, Outcome.NONE), text
        assert any(isinstance(each, OptOut) for each in requester().text(text).commands), text
        told = requester()
        told.text("hello")
        told.text("we need food")
        assert any(isinstance(each, OptOut) for each in told.text(text).commands) is (text == "basta"), text
