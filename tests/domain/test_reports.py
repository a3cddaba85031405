"""Whether a text about enforcement opens a call is one rule, for the talk and for whoever only wants to know."""

from time import process_time

import pytest

from config.sightings import load_sighting_words
from config.triage import load_lexicon
from config.words import load_words
from domain.atlas import Atlas
from domain.commands import OpenIncident, ReportSighting
from domain.sighting_words import heads, mentions, read_sighting
from domain.triage import Reading, language_in, read
from domain.understanding import Outcome, as_report, understand
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
    "piece", ["ice gunn gunn ice ", "3 ice agents, guns. ", "N gunn ice gunn ", "la migra pa que "]
)
def test_a_report_of_a_few_words_over_and_over_is_read_as_fast_as_any_text(piece: str) -> None:
    text, words, atlas = f"ICE agents at 5th & Main {piece * 300}"[:4096], load_words(), Atlas(areas=())
    took = []
    for _ in range(3):
        began = process_time()
        found = understand(text, read=reading, seek=atlas.seek, words=words, language=language)
        as_report(found, text, read=reading, sightings=WORDS)
        took.append(process_time() - began)

    assert min(took) < 0.05


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
