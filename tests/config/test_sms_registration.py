"""What is to be pasted into the provider's forms is whole, says what we really send, and fits where it goes."""

from xml.etree import ElementTree

import pytest

from bot.notices import Notices
from config.catalogues import load_catalogues
from config.sms_registration import away_twiml, registration_text, replies, samples
from domain.segments import segments
from tests.handlers.talks import COMMUNITY

LANGUAGES = load_catalogues().languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_provider_answers_in_our_place_fits_one_sms_and_says_what_carriers_ask_for(language: str) -> None:
    answers = replies("Riverside Neighbors", language, ["911", "988"])

    assert {what: segments(text) for what, text in answers.items()} == {"HELP": 1, "STOP": 1, "START": 1}
    assert "STOP" in answers["HELP"]
    assert "911, 988" in answers["HELP"]
    assert "START" in answers["STOP"]
    assert all(text.startswith("Riverside Neighbors: ") for text in answers.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_samples_are_sentences_that_are_really_sent(language: str) -> None:
    shown = samples(language, {})

    assert shown[0] == load_catalogues().sentence(language, "r_first_words.words")
    assert samples(language, {language: "Our own."})[0] == "Our own."
    assert not any(char in text for text in shown for char in "{}[]")


@pytest.mark.parametrize("webhook", ["", "https://line.example.org/twilio/inbound"])
def test_the_text_has_every_part_and_no_blank_left(webhook: str) -> None:
    text = registration_text(
        community="Riverside", languages=LANGUAGES, emergency=["911"], first_words={}, webhook=webhook
    )

    for part in (
        "USE CASE",
        "HOW PEOPLE OPT IN",
        "SAMPLE MESSAGES",
        "OPT-OUT AND HELP WORDING",
        "TRIAL",
        "MACHINE IS DOWN",
    ):
        assert part in text
    assert "{" not in text
    assert away_twiml(LANGUAGES, ["911"]) in text
    assert (webhook or "Nothing to set") in text


def test_without_an_emergency_number_none_is_named() -> None:
    assert "danger" not in replies("Riverside", "en", [])["HELP"]
    assert "danger" not in away_twiml(["en"], [])


def test_what_twilio_says_while_we_are_down_is_what_the_program_itself_says_when_it_cannot_read() -> None:
    (message,) = ElementTree.fromstring(away_twiml(COMMUNITY.languages, list(COMMUNITY.emergency.values())))

    assert message.tag == "Message"
    assert message.text == Notices(lambda: COMMUNITY, load_catalogues()).away()


def test_what_twilio_is_to_say_stays_whole_whatever_the_numbers_are_called() -> None:
    (message,) = ElementTree.fromstring(away_twiml(["en", "es"], ["Tom & Ann <311>"]))

    assert (message.text or "").count("Tom & Ann <311>") == 2
