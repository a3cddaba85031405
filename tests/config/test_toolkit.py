"""What ships for each protection area: whole, short enough for a phone, and asking nothing that must not be known."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from config.community_file import load_community
from config.toolkit import load_areas, load_toolkit, wrong_in_chapter, wrong_in_field
from config.triage import load_lexicon
from config.trigger_words import load_trigger_words
from config.written import WrongFile
from domain.ids import NatureId
from domain.needs import ProtectionArea
from domain.segments import segments
from domain.toolkit import CHAPTERS, Chapter
from domain.triage import read
from tests.support.world import COMMUNITY

TOOLKIT = load_toolkit()
ORDINARY = re.compile(r"^[\w\W]{20,250}$")


def test_every_area_has_its_card_its_natures_its_referral_and_its_questions() -> None:
    areas = load_areas()

    assert tuple(areas) == tuple(ProtectionArea)
    for area, form in areas.items():
        assert form.natures
        assert set(form.referral) >= {"en", "es", "fr"}
        assert set(form.asking) >= {"en", "es", "fr"}
        assert bool(form.fields) == (area is not ProtectionArea.ABORTION_SUPPORT)
        assert all(segments(text) == 1 for field in form.fields for text in field.ask.values())
        for chapter in CHAPTERS:
            card = TOOLKIT.kits[area].card[chapter]
            assert {"en", "es", "fr"} <= set(card)
            assert all(ORDINARY.match(text) for text in card.values())
            assert all(segments(f"6/6 {'x' * 22}: {text}\nCARDS 8 6 = {'x' * 22}") <= 2 for text in card.values())


def test_a_discreet_card_names_nothing_of_its_need() -> None:
    kit = TOOLKIT.kits[ProtectionArea.ABORTION_SUPPORT]
    lexicon, triggers = load_lexicon(), load_trigger_words()
    to_callers = [(each, text) for texts in (kit.asking, kit.referral) for each, text in texts.items()]
    said = [text for texts in kit.card.values() for text in texts.values()] + [text for _, text in to_callers]

    assert [text for text in said if ProtectionArea.ABORTION_SUPPORT in read(text, lexicon).areas] == []
    assert [text for language, text in to_callers if triggers.in_sentence(language, text)] == []
    assert [text for text in said if re.search(r"abort|clinic|clínic|pregnan|embaraz|avort", text.lower())] == []


@pytest.mark.parametrize(
    ("id_", "ask"),
    [
        ("immigration-status", "?"),
        ("q", "What is your immigration status?"),
        ("q", "Are you a U.S. citizen?"),
        ("q", "¿Tienes papeles?"),
        ("legal_name", "Your name?"),
        ("q", "Nombre legal, por favor"),
        ("visa", "?"),
    ],
)
def test_status_papers_and_legal_names_cannot_be_asked(id_: str, ask: str) -> None:
    assert "never asked" in (wrong_in_field(id_, {"en": ask}) or "")


def test_a_community_file_with_such_a_field_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "community.yaml"
    asks = "hospitality: {ready: true, fields: [{id: q, ask: {en: 'Immigration status?'}}]}"
    file.write_text(COMMUNITY.read_text(encoding="utf-8").replace("hospitality: ready", asks, 1), encoding="utf-8")

    with pytest.raises(WrongFile, match="never asked"):
        load_community(file)


def test_a_discreet_area_may_ask_nothing(tmp_path: Path) -> None:
    file = tmp_path / "community.yaml"
    asks = "hospitality: ready\n      abortion_support: {ready: true, fields: [{id: q, ask: {en: 'When?'}}]}"
    file.write_text(COMMUNITY.read_text(encoding="utf-8").replace("hospitality: ready", asks, 1), encoding="utf-8")

    with pytest.raises(WrongFile, match="discreet"):
        load_community(file)


def test_the_words_of_a_discreet_need_are_kept_for_a_day_at_most(tmp_path: Path) -> None:
    file = tmp_path / "community.yaml"
    nature = "\n  - {{id: ride, protection_area: abortion_support{}}}\n  - id: arrest "
    written = COMMUNITY.read_text(encoding="utf-8")
    file.write_text(written.replace("\n  - id: arrest ", nature.format(""), 1), encoding="utf-8")
    kept = load_community(file)[0].natures[NatureId("ride")].retention.words
    longer = nature.format(", retention: {words: 3d}")
    file.write_text(written.replace("\n  - id: arrest ", longer, 1), encoding="utf-8")

    assert kept == timedelta(days=1)
    with pytest.raises(WrongFile, match="at most 24h"):
        load_community(file)


def test_cards_are_called_by_number_id_or_name_in_any_language() -> None:
    assert TOOLKIT.area_named("1 2") == (ProtectionArea.COMMUNITY_RESPONSE, "2")
    assert TOOLKIT.area_named("mental health words") == (ProtectionArea.MENTAL_HEALTH, "words")
    assert TOOLKIT.area_named("conflicto al llegar") == (ProtectionArea.COMMUNITY_RESPONSE, "al llegar")
    assert TOOLKIT.area_named("for you") is None
    assert TOOLKIT.chapter_named("al llegar") is Chapter.ARRIVAL
    assert wrong_in_chapter("x" * 251) is not None
    assert wrong_in_chapter("Text STOP to end it") is not None
