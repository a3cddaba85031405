"""A community's own sentences fit one SMS, say how to go silent, ask for no phone company's word, and are kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.catalogues import load_catalogues
from config.community_dump import dump
from config.community_file import load_community
from config.own_words import wrong_in_first_words, wrong_in_sms
from config.written import WrongFile
from domain.community import Community
from domain.ids import TeamId

GOOD = "We got it. What is up, and where? 1 = danger. EXIT = we go silent."


def written(folder: Path, community: Mapping[str, Any], policy: Mapping[str, Any]) -> Path:
    file = folder / "community.yaml"
    content = {
        "version": 1,
        "community": {"name": "River", "languages": ["en", "es"], "time_zone": "UTC", **community},
        "natures": [{"id": "conflict", "protection_area": "community_response"}],
        "teams": [{"id": "river", "policy": policy}],
    }
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return file


def loaded(folder: Path, community: Mapping[str, Any], policy: Mapping[str, Any]) -> Community:
    return load_community(written(folder, community, policy))[0]


@pytest.mark.parametrize("language", load_catalogues().languages)
def test_the_built_in_first_words_pass_their_own_check(language: str) -> None:
    assert wrong_in_first_words(load_catalogues().sentence(language, "r_first_words.words")) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("What is up, and where? 1 = danger.", "must say the word that makes us go silent"),
        ("What is up, and where? EXIT = silent.", "how to call danger with one key"),
        (f"{GOOD} STOP also works.", "must not ask for STOP"),
        (f"{GOOD} Stop = no texts.", "must not ask for STOP"),
        (GOOD + " more" * 30, "160 characters, and these are"),
        (GOOD.replace("What", "¿Qué está"), "with á in it that is 70 characters"),
    ],
)
def test_first_words_that_would_fail_on_a_phone_are_refused_with_a_sentence(text: str, sentence: str) -> None:
    assert sentence in (wrong_in_first_words(text) or "")


def test_a_plain_sentence_may_use_the_same_letters_as_a_phone_companys_word() -> None:
    assert wrong_in_sms("We cannot stop a war, but we help. Info at the church.") is None


def test_the_file_refuses_them_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(WrongFile, match=r"community\.yaml:\d+: .*must say the word that makes us go silent"):
        loaded(tmp_path, {"first_words": {"en": "What is up?"}}, {})
    with pytest.raises(WrongFile, match="must not ask for HELP"):
        loaded(tmp_path, {}, {"off_hours": {"en": "Text HELP tomorrow."}})


def test_without_a_language_they_are_in_the_communitys_own(tmp_path: Path) -> None:
    community = loaded(tmp_path, {"first_words": GOOD}, {"off_hours": "Ask at the church."})

    assert community.first_words == {"en": GOOD}
    assert community.teams[TeamId("river")].policy.off_hours_in("es") == "Ask at the church."


def test_they_are_written_back(tmp_path: Path) -> None:
    community = loaded(tmp_path, {"first_words": {"en": GOOD}}, {"off_hours": {"es": "Pregunten en la iglesia."}})

    (tmp_path / "again.yaml").write_text(dump(community, ()), encoding="utf-8")

    again, _ = load_community(tmp_path / "again.yaml")
    assert again == community
